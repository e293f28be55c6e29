//! A unit for sale, in canonical form: what ingestion writes, what search returns and what Amr names.
//! Whatever a listing file leaves out or gets wrong is `None` here, which means *unknown*, never "no".

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    error::{ErrorCode, Failure},
    money::Piastres,
};

/// The id of a unit as its listing file gives it: two to four capital letters and a number, as `NC123`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PropertyId(String);

/// A text that is no property id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a property id is two to four letters and a number, as NC123")]
pub struct InvalidPropertyId;

impl PropertyId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// That there is no unit with this id.
    #[must_use]
    pub fn not_found(&self) -> Failure {
        Failure::new(ErrorCode::PropertyNotFound).with("property_id", self.as_str())
    }

    /// That the unit cannot be had now.
    #[must_use]
    pub fn unavailable(&self) -> Failure {
        Failure::new(ErrorCode::PropertyUnavailable).with("property_id", self.as_str())
    }
}

impl FromStr for PropertyId {
    type Err = InvalidPropertyId;

    /// Reads an id in either case; `nc123` and `NC123` are the same unit.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let digits = text.len() - letters;
        let numbered = text.bytes().skip(letters).all(|byte| byte.is_ascii_digit());
        if (2..=4).contains(&letters) && (1..=9).contains(&digits) && numbered {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(InvalidPropertyId)
        }
    }
}

impl TryFrom<String> for PropertyId {
    type Error = InvalidPropertyId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PropertyId> for String {
    fn from(id: PropertyId) -> Self {
        id.0
    }
}

impl fmt::Display for PropertyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Makes a closed list of words: an enum with the English name that the API and the database use,
/// the Arabic name that people read, and a parser of the English one.
macro_rules! vocabulary {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $english:literal, $arabic:literal;)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$inner])* #[serde(rename = $english)] $variant,)+
        }

        impl $name {
            /// Every word of the list.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The English name, which is also the canonical one in the API and the database.
            #[must_use]
            pub fn english(self) -> &'static str {
                match self { $(Self::$variant => $english),+ }
            }

            /// The Arabic name.
            #[must_use]
            pub fn arabic(self) -> &'static str {
                match self { $(Self::$variant => $arabic),+ }
            }

            /// The word with this canonical English name.
            #[must_use]
            pub fn from_english(name: &str) -> Option<Self> {
                match name { $($english => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

vocabulary! {
    /// What kind of unit it is.
    PropertyType {
        /// A flat on one floor.
        Apartment = "Apartment", "شقة";
        /// One room with everything in it.
        Studio = "Studio", "ستوديو";
        /// A flat on two floors.
        Duplex = "Duplex", "دوبلكس";
        /// A flat on the roof.
        Penthouse = "Penthouse", "بنتهاوس";
        /// One of a row of houses.
        Townhouse = "Townhouse", "تاون هاوس";
        /// One of two houses that share a wall.
        Twinhouse = "Twinhouse", "توين هاوس";
        /// A house that stands alone.
        Villa = "Villa", "فيلا";
        /// A holiday home, mostly by the sea.
        Chalet = "Chalet", "شاليه";
        /// A small unit of a holiday resort.
        Cabin = "Cabin", "كابينة";
        /// An office.
        Office = "Office", "مكتب";
        /// A doctor's practice.
        Clinic = "Clinic", "عيادة";
        /// A shop.
        Retail = "Retail", "محل";
        /// The listing does not say.
        Unit = "Unit", "وحدة";
    }
}

vocabulary! {
    /// The state in which a unit is handed over.
    Finishing {
        /// Ready to live in.
        FullyFinished = "Fully Finished", "تشطيب كامل";
        /// Walls and pipes done, the rest is the buyer's.
        SemiFinished = "Semi Finished", "نصف تشطيب";
        /// The bare structure.
        CoreAndShell = "Core and Shell", "على الطوب";
    }
}

vocabulary! {
    /// Who sells.
    SaleType {
        /// The developer, for the first time.
        Developer = "Developer", "من المطور";
        /// An owner, again.
        Resale = "Resale", "إعادة بيع";
    }
}

/// When a unit is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "status", content = "year", rename_all = "snake_case")]
pub enum Delivery {
    /// It stands and can be moved into.
    Delivered,
    /// Planned for this year.
    Planned(u16),
    /// The listing does not say, or says what cannot be.
    Unknown,
}

/// The instalments that a unit is offered on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PaymentPlan {
    /// Per cent of the price that is paid at once.
    pub down_payment_percent: u8,
    /// That part of the price, in pounds.
    pub down_payment: Piastres,
    /// Years over which the rest is paid.
    pub years: u8,
    /// What is paid each month, in pounds.
    pub monthly_installment: Piastres,
}

/// A unit for sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// The listing file's id.
    pub id: PropertyId,
    /// English title. It does not identify a unit: titles repeat.
    pub title: String,
    /// Arabic title.
    pub title_ar: String,
    /// What kind of unit it is.
    #[serde(rename = "type")]
    pub property_type: PropertyType,
    /// The area of the country, by its canonical English name, as `New Cairo`.
    pub location: String,
    /// The same in Arabic.
    pub location_ar: String,
    /// The compound, where it is in one.
    pub compound: Option<String>,
    /// The same in Arabic, where the listing gives it.
    pub compound_ar: Option<String>,
    /// Who builds it.
    pub developer: Option<String>,
    /// The same in Arabic, where the listing gives it.
    pub developer_ar: Option<String>,
    /// Built-up area in square metres.
    pub size_sqm: Option<u32>,
    /// Bedrooms; 0 for a studio or an office.
    pub bedrooms: Option<u8>,
    /// Bathrooms.
    pub bathrooms: Option<u8>,
    /// The asking price, in pounds.
    pub price: Piastres,
    /// When it is handed over.
    pub delivery: Delivery,
    /// The state in which it is handed over.
    pub finishing: Option<Finishing>,
    /// Who sells it.
    pub sale_type: Option<SaleType>,
    /// Its instalments; `None` where it is sold for cash or the listing's plan is not one.
    pub payment_plan: Option<PaymentPlan>,
    /// Where a picture of it is.
    pub image: Option<String>,
    /// English description.
    pub description: String,
    /// Arabic description, where the listing gives it.
    pub description_ar: Option<String>,
    /// Whether it is invented, for demonstration.
    pub sample: bool,
}

impl Property {
    /// Price for each square metre, rounded to the piastre; unknown where the size is.
    #[must_use]
    pub fn price_per_sqm(&self) -> Option<Piastres> {
        self.size_sqm.and_then(|size| self.price.divided_by(size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_in_either_case_and_nothing_else_is() {
        assert_eq!("nc123".parse::<PropertyId>().map(String::from), Ok("NC123".to_owned()));
        for text in ["", "NC", "123", "N1", "NC12X", "NC 12", "ABCDE1", "NC1234567890", "شق12", "NC١٢"] {
            assert_eq!(text.parse::<PropertyId>(), Err(InvalidPropertyId), "{text}");
        }
    }

    #[test]
    fn every_word_of_a_vocabulary_is_found_by_its_english_name_and_has_an_arabic_one() {
        for word in PropertyType::ALL {
            assert_eq!(PropertyType::from_english(word.english()), Some(*word));
            assert!(word.arabic().chars().any(|letter| ('\u{0621}'..='\u{064A}').contains(&letter)));
        }
    }
}
