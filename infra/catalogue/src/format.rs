//! The listing file, field by field as ingestion reads it.
//!
//! The names and the repetitions (an area under four names) are those of the public listing files that Osool was made
//! for. The fields that end in `Ar` and `sample` are Osool's additions; ingestion takes files without them as well.

use serde::Serialize;

/// A whole listing file.
#[derive(Debug, Serialize)]
pub struct ListingFile {
    /// What the file says about itself.
    pub metadata: Metadata,
    /// The units for sale.
    pub properties: Vec<Unit>,
}

/// What a listing file says about itself.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// How many units the file holds.
    pub total_properties: usize,
    /// The day of these prices, as `2026-11-21`. Fixed, so that the file depends on nothing but its seed.
    pub last_updated: &'static str,
    /// Figures over all units.
    pub market_stats: MarketStats,
    /// True: nothing in this file is real.
    pub sample: bool,
    /// The same in a sentence.
    pub note: &'static str,
    /// That sentence in Arabic.
    pub note_ar: &'static str,
}

/// Figures over all units of a file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MarketStats {
    /// The mean of the units' prices per square metre, in Egyptian pounds; 0 for an empty file.
    pub average_price_per_sqm: u64,
    /// The areas that the catalogue covers.
    pub hot_locations: Vec<&'static str>,
}

/// A unit for sale. Amounts are whole Egyptian pounds, areas square metres.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unit {
    /// Letters for the area and a number that no other unit has, as `NC123`.
    pub id: String,
    /// English title, as "Apartment in Dar Qamariya". Titles repeat.
    pub title: String,
    /// Arabic title.
    pub title_ar: String,
    /// What kind of unit it is, as `Apartment`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The area of the country, as `New Cairo`.
    pub location: &'static str,
    /// The compound's English name.
    pub compound: &'static str,
    /// The compound's Arabic name.
    pub compound_ar: &'static str,
    /// The developer's English name.
    pub developer: &'static str,
    /// The developer's Arabic name.
    pub developer_ar: &'static str,
    /// Built area.
    pub area: u64,
    /// Built area, again.
    pub size: u64,
    /// Built area, again.
    pub sqm: u64,
    /// Built-up area: the same once more.
    pub bua: u64,
    /// Bedrooms; 0 for offices, clinics and shops.
    pub bedrooms: u64,
    /// Bathrooms; 0 for offices, clinics and shops.
    pub bathrooms: u64,
    /// Price of the whole unit.
    pub price: u64,
    /// Price of a square metre, rounded.
    pub price_per_sqm: u64,
    /// A year, or `Delivered`; absent where unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_date: Option<String>,
    /// Absent where the price is to be paid at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_plan: Option<PaymentPlan>,
    /// The address of a placeholder picture that names the kind of unit.
    pub image: String,
    /// English description.
    pub description: String,
    /// Arabic description.
    pub description_ar: String,
    /// `Fully Finished`, `Semi Finished` or `Core and Shell`; absent where unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finishing: Option<&'static str>,
    /// `Developer` or `Resale`.
    pub sale_type: &'static str,
    /// Whether it can be moved into; absent where unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_delivered: Option<bool>,
    /// Whether the price is to be paid at once.
    pub is_cash_only: bool,
    /// Whether it belongs to a certain broker's ready-to-move programme: never, for that broker is real.
    pub is_nawy_now: bool,
    /// True: this unit is made up.
    pub sample: bool,
}

/// The instalments that a unit is offered on.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentPlan {
    /// Per cent of the price that is paid at once.
    pub down_payment: u64,
    /// Years over which the rest is paid.
    pub installment_years: u64,
    /// What is paid each month of these years, in Egyptian pounds, rounded.
    pub monthly_installment: u64,
}
