//! Rows of the table `properties`: how a unit becomes one, and how one becomes a unit again.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    error::Failure,
    listings::{
        property::{Delivery, Finishing, PaymentPlan, Property, PropertyType, SaleType},
        text::terms,
    },
    money::Piastres,
};

/// A row of the table `properties`, under the table's own names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PropertyRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) title_ar: String,
    pub(super) property_type: String,
    pub(super) location: String,
    pub(super) location_ar: String,
    pub(super) compound: Option<String>,
    pub(super) compound_ar: Option<String>,
    pub(super) developer: Option<String>,
    pub(super) developer_ar: Option<String>,
    pub(super) size_sqm: Option<i32>,
    pub(super) bedrooms: Option<i16>,
    pub(super) bathrooms: Option<i16>,
    pub(super) price_piastres: i64,
    pub(super) delivered: bool,
    pub(super) delivery_year: Option<i16>,
    pub(super) finishing: Option<String>,
    pub(super) sale_type: Option<String>,
    pub(super) down_payment_percent: Option<i16>,
    pub(super) down_payment_piastres: Option<i64>,
    pub(super) plan_years: Option<i16>,
    pub(super) monthly_installment_piastres: Option<i64>,
    pub(super) image: Option<String>,
    pub(super) description: String,
    pub(super) description_ar: Option<String>,
    pub(super) sample: bool,
}

impl From<&Property> for PropertyRow {
    fn from(unit: &Property) -> Self {
        let plan = unit.payment_plan;
        Self {
            id: unit.id.to_string(),
            title: unit.title.clone(),
            title_ar: unit.title_ar.clone(),
            property_type: unit.property_type.english().to_owned(),
            location: unit.location.clone(),
            location_ar: unit.location_ar.clone(),
            compound: unit.compound.clone(),
            compound_ar: unit.compound_ar.clone(),
            developer: unit.developer.clone(),
            developer_ar: unit.developer_ar.clone(),
            size_sqm: unit.size_sqm.and_then(|size| i32::try_from(size).ok()),
            bedrooms: unit.bedrooms.map(i16::from),
            bathrooms: unit.bathrooms.map(i16::from),
            price_piastres: unit.price.piastres(),
            delivered: unit.delivery == Delivery::Delivered,
            delivery_year: match unit.delivery {
                Delivery::Planned(year) => i16::try_from(year).ok(),
                Delivery::Delivered | Delivery::Unknown => None,
            },
            finishing: unit.finishing.map(|finishing| finishing.english().to_owned()),
            sale_type: unit.sale_type.map(|sale_type| sale_type.english().to_owned()),
            down_payment_percent: plan.map(|plan| i16::from(plan.down_payment_percent)),
            down_payment_piastres: plan.map(|plan| plan.down_payment.piastres()),
            plan_years: plan.map(|plan| i16::from(plan.years)),
            monthly_installment_piastres: plan.map(|plan| plan.monthly_installment.piastres()),
            image: unit.image.clone(),
            description: unit.description.clone(),
            description_ar: unit.description_ar.clone(),
            sample: unit.sample,
        }
    }
}

impl TryFrom<PropertyRow> for Property {
    type Error = Failure;

    /// Fails only where the table holds what its own constraints forbid.
    fn try_from(row: PropertyRow) -> Result<Self, Failure> {
        let broken = |column: &str| Failure::internal(format!("column {column} of property {} cannot be read", row.id));
        let amount = |piastres: i64, column| Piastres::from_piastres(piastres).ok_or_else(|| broken(column));
        let payment_plan = match (
            row.down_payment_percent,
            row.down_payment_piastres,
            row.plan_years,
            row.monthly_installment_piastres,
        ) {
            (Some(percent), Some(down), Some(years), Some(monthly)) => Some(PaymentPlan {
                down_payment_percent: u8::try_from(percent).map_err(|_| broken("down_payment_percent"))?,
                down_payment: amount(down, "down_payment_piastres")?,
                years: u8::try_from(years).map_err(|_| broken("plan_years"))?,
                monthly_installment: amount(monthly, "monthly_installment_piastres")?,
            }),
            _ => None,
        };
        let delivery = match (row.delivered, row.delivery_year) {
            (true, _) => Delivery::Delivered,
            (false, Some(year)) => Delivery::Planned(u16::try_from(year).map_err(|_| broken("delivery_year"))?),
            (false, None) => Delivery::Unknown,
        };
        Ok(Self {
            property_type: PropertyType::from_english(&row.property_type).ok_or_else(|| broken("property_type"))?,
            size_sqm: row.size_sqm.map(u32::try_from).transpose().map_err(|_| broken("size_sqm"))?,
            bedrooms: row.bedrooms.map(u8::try_from).transpose().map_err(|_| broken("bedrooms"))?,
            bathrooms: row.bathrooms.map(u8::try_from).transpose().map_err(|_| broken("bathrooms"))?,
            price: amount(row.price_piastres, "price_piastres")?,
            delivery,
            finishing: row
                .finishing
                .as_deref()
                .map(|word| Finishing::from_english(word).ok_or_else(|| broken("finishing")))
                .transpose()?,
            sale_type: row
                .sale_type
                .as_deref()
                .map(|word| SaleType::from_english(word).ok_or_else(|| broken("sale_type")))
                .transpose()?,
            payment_plan,
            id: row.id.parse().map_err(|_| broken("id"))?,
            title: row.title,
            title_ar: row.title_ar,
            location: row.location,
            location_ar: row.location_ar,
            compound: row.compound,
            compound_ar: row.compound_ar,
            developer: row.developer,
            developer_ar: row.developer_ar,
            image: row.image,
            description: row.description,
            description_ar: row.description_ar,
            sample: row.sample,
        })
    }
}

/// The version of the index terms. It is part of a unit's content hash, so that terms which are made otherwise are
/// written anew when the same file is ingested.
const TERMS: u8 = 1;

/// A unit as it is written: its row, the hash of its content and its words.
#[derive(Serialize)]
pub(in crate::listings) struct NewRow {
    #[serde(flatten)]
    row: PropertyRow,
    /// Hexadecimal SHA-256 of the row without its id.
    pub(in crate::listings) content_hash: String,
    /// Hexadecimal SHA-256 of what a buyer would compare: two units that agree in it are shown once.
    twin_hash: String,
    /// Index terms of the unit's names, joined by spaces.
    name_terms: String,
    /// Index terms of everything else that is said of it.
    other_terms: String,
}

impl NewRow {
    pub(in crate::listings) fn of(unit: &Property) -> Self {
        let row = PropertyRow::from(unit);
        let nameless = PropertyRow { id: String::new(), ..row.clone() };
        let content_hash = hash(&(TERMS, &nameless));
        let comparable = PropertyRow {
            title: String::new(),
            title_ar: String::new(),
            description: String::new(),
            description_ar: None,
            image: None,
            ..nameless
        };
        Self {
            twin_hash: hash(&comparable),
            name_terms: terms(&names(unit)).join(" "),
            other_terms: terms(&other_words(unit)).join(" "),
            row,
            content_hash,
        }
    }

    pub(in crate::listings) fn id(&self) -> &str {
        &self.row.id
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// SHA-256 of a row's fields, hexadecimal. A struct of strings, numbers and booleans always serialises.
fn hash(fields: &impl Serialize) -> String {
    hexadecimal(&Sha256::digest(serde_json::to_vec(fields).unwrap_or_default()))
}

/// What a unit is called and where it is, in both languages.
fn names(unit: &Property) -> String {
    let names = [&unit.compound, &unit.compound_ar, &unit.developer, &unit.developer_ar].into_iter().flatten();
    let names = [&unit.title, &unit.title_ar, &unit.location, &unit.location_ar].into_iter().chain(names);
    let kind = [unit.property_type.english(), unit.property_type.arabic()];
    names.map(String::as_str).chain(kind).collect::<Vec<_>>().join(" ")
}

/// What else is said of a unit, in both languages.
fn other_words(unit: &Property) -> String {
    let descriptions = std::iter::once(unit.description.as_str()).chain(unit.description_ar.as_deref());
    let finishing = unit.finishing.iter().flat_map(|finishing| [finishing.english(), finishing.arabic()]);
    descriptions.chain(finishing).collect::<Vec<_>>().join(" ")
}

/// All words of a unit in both languages: what its vector is made of.
pub(in crate::listings) fn search_text(unit: &Property) -> String {
    format!("{} {}", names(unit), other_words(unit))
}
