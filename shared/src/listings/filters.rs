//! What a unit must meet to be shown: the hard filters, as a request names them and as understanding
//! makes them out of words. Every field that is empty asks for nothing.

use serde::{Deserialize, Serialize};

use super::property::{Finishing, PropertyType, SaleType};
use crate::{error::Failure, money::Piastres};

/// Hard filters. Within one field any of several values will do; all fields must be met.
/// A unit whose value is unknown does not meet a filter on it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filters {
    /// Kinds of unit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<PropertyType>,
    /// Canonical English names of areas, as `New Cairo`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<String>,
    /// English names of compounds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compounds: Vec<String>,
    /// English names of developers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub developers: Vec<String>,
    /// At least so many bedrooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_bedrooms: Option<u8>,
    /// At most so many bedrooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bedrooms: Option<u8>,
    /// At least so many bathrooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_bathrooms: Option<u8>,
    /// At most so many bathrooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bathrooms: Option<u8>,
    /// At least so many square metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_size_sqm: Option<u32>,
    /// At most so many square metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_size_sqm: Option<u32>,
    /// At least this price, in pounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_price: Option<Piastres>,
    /// At most this price, in pounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_price: Option<Piastres>,
    /// At least this price for each square metre, in pounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_price_per_sqm: Option<Piastres>,
    /// At most this price for each square metre, in pounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_price_per_sqm: Option<Piastres>,
    /// At most this many per cent of the price at once; units sold for cash only do not meet it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_down_payment_percent: Option<u8>,
    /// At most this much at once, in pounds; units sold for cash only do not meet it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_down_payment: Option<Piastres>,
    /// Only what is sold on instalments.
    #[serde(skip_serializing_if = "is_false")]
    pub instalments: bool,
    /// Instalments over at least so many years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_plan_years: Option<u8>,
    /// At most this much each month, in pounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_monthly_installment: Option<Piastres>,
    /// Only what can be moved into now.
    #[serde(skip_serializing_if = "is_false")]
    pub delivered: bool,
    /// Only what is still to be handed over, in a year that is known.
    #[serde(skip_serializing_if = "is_false")]
    pub off_plan: bool,
    /// Handed over in this year or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_delivery_year: Option<u16>,
    /// Handed over by the end of this year, or already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_delivery_year: Option<u16>,
    /// States of finishing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub finishing: Vec<Finishing>,
    /// Who sells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale_type: Option<SaleType>,
    /// What a unit must not be.
    #[serde(skip_serializing_if = "Excluded::is_empty")]
    pub not: Excluded,
}

/// What a unit must not be. A unit of which it is unknown may still be shown: only what is known excludes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Excluded {
    /// Kinds of unit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<PropertyType>,
    /// Canonical English names of areas.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<String>,
    /// English names of compounds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compounds: Vec<String>,
    /// English names of developers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub developers: Vec<String>,
    /// States of finishing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub finishing: Vec<Finishing>,
}

impl Excluded {
    /// Whether nothing is excluded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// One thing that a person can ask for, by the name that the API uses for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// Kind of unit.
    Type,
    /// Area of the country.
    Location,
    /// Compound.
    Compound,
    /// Developer.
    Developer,
    /// Bedrooms.
    Bedrooms,
    /// Bathrooms.
    Bathrooms,
    /// Size in square metres.
    Size,
    /// Price.
    Price,
    /// Price for each square metre.
    PricePerSqm,
    /// What is paid at once.
    DownPayment,
    /// Instalments, and over how many years.
    PlanYears,
    /// What is paid each month.
    MonthlyInstallment,
    /// When it is handed over.
    Delivery,
    /// State of finishing.
    Finishing,
    /// Who sells.
    SaleType,
}

impl Filters {
    /// Refuses names that hold control characters, by their field.
    pub fn check(&self) -> Result<(), Failure> {
        for (field, names) in [
            ("locations", &self.locations),
            ("compounds", &self.compounds),
            ("developers", &self.developers),
            ("not.locations", &self.not.locations),
            ("not.compounds", &self.not.compounds),
            ("not.developers", &self.not.developers),
        ] {
            if names.iter().any(|name| name.chars().any(char::is_control)) {
                return Err(Failure::validation(field, "it contains control characters"));
            }
        }
        Ok(())
    }

    /// Which slots ask for something, in the order of [`Slot`].
    #[must_use]
    pub fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        let mut note = |asked: bool, slot| {
            if asked {
                slots.push(slot);
            }
        };
        note(!self.types.is_empty() || !self.not.types.is_empty(), Slot::Type);
        note(!self.locations.is_empty() || !self.not.locations.is_empty(), Slot::Location);
        note(!self.compounds.is_empty() || !self.not.compounds.is_empty(), Slot::Compound);
        note(!self.developers.is_empty() || !self.not.developers.is_empty(), Slot::Developer);
        note(self.min_bedrooms.is_some() || self.max_bedrooms.is_some(), Slot::Bedrooms);
        note(self.min_bathrooms.is_some() || self.max_bathrooms.is_some(), Slot::Bathrooms);
        note(self.min_size_sqm.is_some() || self.max_size_sqm.is_some(), Slot::Size);
        note(self.min_price.is_some() || self.max_price.is_some(), Slot::Price);
        note(self.min_price_per_sqm.is_some() || self.max_price_per_sqm.is_some(), Slot::PricePerSqm);
        note(self.max_down_payment_percent.is_some() || self.max_down_payment.is_some(), Slot::DownPayment);
        note(self.instalments || self.min_plan_years.is_some(), Slot::PlanYears);
        note(self.max_monthly_installment.is_some(), Slot::MonthlyInstallment);
        note(
            self.delivered || self.off_plan || self.min_delivery_year.is_some() || self.max_delivery_year.is_some(),
            Slot::Delivery,
        );
        note(!self.finishing.is_empty() || !self.not.finishing.is_empty(), Slot::Finishing);
        note(self.sale_type.is_some(), Slot::SaleType);
        slots
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes over from `newer` every slot that it fills; what it leaves open stays. Where a slot of `newer` only
    /// excludes, it narrows what was asked before instead of replacing it: “not in the Capital” leaves other areas.
    #[must_use]
    pub fn updated_by(&self, newer: &Self) -> Self {
        let asked = Self { not: Excluded::default(), ..newer.clone() };
        let mut merged = self.clone();
        for slot in asked.slots() {
            merged.copy(slot, &asked);
        }
        let kept = &mut merged.not;
        exclude(&mut merged.types, &mut kept.types, &newer.not.types);
        exclude(&mut merged.locations, &mut kept.locations, &newer.not.locations);
        exclude(&mut merged.compounds, &mut kept.compounds, &newer.not.compounds);
        exclude(&mut merged.developers, &mut kept.developers, &newer.not.developers);
        exclude(&mut merged.finishing, &mut kept.finishing, &newer.not.finishing);
        merged
    }

    /// The same filters without one slot.
    #[must_use]
    pub fn without(&self, slot: Slot) -> Self {
        let mut fewer = self.clone();
        fewer.copy(slot, &Self::default());
        fewer
    }

    /// Only one slot of these filters.
    #[must_use]
    pub fn only(&self, slot: Slot) -> Self {
        let mut one = Self::default();
        one.copy(slot, self);
        one
    }

    fn copy(&mut self, slot: Slot, from: &Self) {
        match slot {
            Slot::Type => {
                self.types.clone_from(&from.types);
                self.not.types.clone_from(&from.not.types);
            }
            Slot::Location => {
                self.locations.clone_from(&from.locations);
                self.not.locations.clone_from(&from.not.locations);
            }
            Slot::Compound => {
                self.compounds.clone_from(&from.compounds);
                self.not.compounds.clone_from(&from.not.compounds);
            }
            Slot::Developer => {
                self.developers.clone_from(&from.developers);
                self.not.developers.clone_from(&from.not.developers);
            }
            Slot::Bedrooms => {
                self.min_bedrooms = from.min_bedrooms;
                self.max_bedrooms = from.max_bedrooms;
            }
            Slot::Bathrooms => {
                self.min_bathrooms = from.min_bathrooms;
                self.max_bathrooms = from.max_bathrooms;
            }
            Slot::Size => {
                self.min_size_sqm = from.min_size_sqm;
                self.max_size_sqm = from.max_size_sqm;
            }
            Slot::Price => {
                self.min_price = from.min_price;
                self.max_price = from.max_price;
            }
            Slot::PricePerSqm => {
                self.min_price_per_sqm = from.min_price_per_sqm;
                self.max_price_per_sqm = from.max_price_per_sqm;
            }
            Slot::DownPayment => {
                self.max_down_payment_percent = from.max_down_payment_percent;
                self.max_down_payment = from.max_down_payment;
            }
            Slot::PlanYears => {
                self.instalments = from.instalments;
                self.min_plan_years = from.min_plan_years;
            }
            Slot::MonthlyInstallment => self.max_monthly_installment = from.max_monthly_installment,
            Slot::Delivery => {
                self.delivered = from.delivered;
                self.off_plan = from.off_plan;
                self.min_delivery_year = from.min_delivery_year;
                self.max_delivery_year = from.max_delivery_year;
            }
            Slot::Finishing => {
                self.finishing.clone_from(&from.finishing);
                self.not.finishing.clone_from(&from.not.finishing);
            }
            Slot::SaleType => self.sale_type = from.sale_type,
        }
    }
}

/// Adds to what is excluded, and takes it out of what is asked for.
fn exclude<T: Clone + PartialEq>(asked: &mut Vec<T>, excluded: &mut Vec<T>, newer: &[T]) {
    asked.retain(|value| !newer.contains(value));
    excluded.retain(|value| !asked.contains(value));
    excluded.extend(newer.iter().filter(|value| !excluded.contains(value)).cloned().collect::<Vec<_>>());
}
