//! Draws units from the tables.
//!
//! A unit is made in two steps: first its facts are drawn, then they are put into words. Between the two, a unit that
//! looks like an earlier one is thrown away: ingestion drops listings that differ in nothing but their id, and the
//! catalogue is to lose none.

use std::collections::HashSet;

use crate::{
    format::{ListingFile, MarketStats, Metadata, PaymentPlan, Unit},
    kinds::{Finishing, Kind, Layout},
    locations::{Compound, LOCATIONS, Location, Terms},
    random::Random,
};

/// How many units Osool ships with.
pub const DEFAULT_UNITS: usize = 3_274;

/// The seed of the catalogue that Osool ships with.
pub const DEFAULT_SEED: u64 = 2_026;

/// The day that the prices are of.
const LAST_UPDATED: &str = "2026-11-21";

/// The year of that day: what was due earlier has been delivered.
const PRESENT_YEAR: u64 = 2026;

/// Of a hundred units, how many leave out when they are handed over, and how many in which state. Real listings have
/// such gaps, and an answer has to say "unknown" then.
const UNKNOWN_PERCENT: u64 = 7;

/// The whole listing file of this seed, with this many units.
#[must_use]
pub fn generate(seed: u64, count: usize) -> ListingFile {
    let properties: Vec<Unit> = units(seed, count).collect();
    let price_sum: u64 = properties.iter().map(|unit| unit.price_per_sqm).sum();
    ListingFile {
        metadata: Metadata {
            total_properties: properties.len(),
            last_updated: LAST_UPDATED,
            market_stats: MarketStats {
                // An empty file counts as one unit here, which makes its average 0.
                average_price_per_sqm: divide_rounded(price_sum, properties.len().max(1) as u64),
                hot_locations: LOCATIONS.iter().map(|(_, location)| location.name.english).collect(),
            },
            sample: true,
            note: "Sample data: every compound, developer and unit in this file is invented. Prices in EGP, areas in \
                   square metres.",
            note_ar: "بيانات تجريبية: كل ما في هذا الملف من كمبوندات ومطورين ووحدات من نسج الخيال. الأسعار بالجنيه \
                      المصري والمساحات بالمتر المربع.",
        },
        properties,
    }
}

/// The units of this seed, one after the other, numbered from 1. No two differ in their id alone.
///
/// Each is made when it is asked for, so a million of them need no memory but the fifty bytes or so by which a later
/// twin of a unit is known.
pub fn units(seed: u64, count: usize) -> impl Iterator<Item = Unit> {
    let mut random = Random::new(seed);
    let mut fingerprints = HashSet::new();
    (1..=count).map(move |number| {
        loop {
            let facts = Facts::draw(&mut random);
            if fingerprints.insert(facts.fingerprint()) {
                break facts.into_unit(number, &mut random);
            }
        }
    })
}

/// What is drawn of a unit before it is put into words.
struct Facts {
    location: &'static Location,
    compound: &'static Compound,
    kind: &'static Kind,
    layout: Layout,
    bathrooms: u64,
    area: u64,
    finishing: Option<Finishing>,
    delivery: Option<Delivery>,
    price: u64,
}

/// When a unit is handed over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Delivery {
    Delivered,
    Planned(u64),
}

impl Facts {
    fn draw(random: &mut Random) -> Self {
        let location = random.weighted(LOCATIONS);
        let compound = random.pick(location.compounds);
        let kind = random.weighted(compound.mix.kinds);
        let layout = random.weighted(kind.layouts);
        let bathrooms = random.between(layout.bathrooms.0..=layout.bathrooms.1);
        let area = random.between(layout.area.0..=layout.area.1);
        let finishing = unless_unknown(random, |random| random.weighted(compound.mix.finishings));
        let delivery =
            unless_unknown(random, |random| match random.between(compound.delivery.0..=compound.delivery.1) {
                year if year < PRESENT_YEAR => Delivery::Delivered,
                year => Delivery::Planned(year),
            });
        let price = draw_price(random, compound, kind, area, finishing);
        Self { location, compound, kind, layout, bathrooms, area, finishing, delivery, price }
    }

    /// Enough of the unit to tell it from every other one.
    fn fingerprint(&self) -> (&'static str, &'static str, u64, u64) {
        (self.compound.name.english, self.kind.name.english, self.area, self.price)
    }

    /// Puts the facts into the listing file's words and draws the rest, which nothing depends on.
    fn into_unit(self, number: usize, random: &mut Random) -> Unit {
        let Self { location, compound, kind, .. } = self;
        let is_delivered = self.delivery == Some(Delivery::Delivered);
        let is_resale = random.chance(if is_delivered { 65 } else { 12 });
        let is_cash_only = random.chance(if is_delivered { 45 } else { 6 });
        let payment_plan = (!is_cash_only).then(|| draw_plan(random, &compound.terms, self.price));
        let (description, description_ar) = self.describe(random);
        Unit {
            id: format!("{}{number}", location.id_prefix),
            title: format!("{} in {}", kind.name.english, compound.name.english),
            title_ar: format!("{} في {}", kind.name.arabic, compound.name.arabic),
            kind: kind.name.english,
            location: location.name.english,
            compound: compound.name.english,
            compound_ar: compound.name.arabic,
            developer: compound.developer.english,
            developer_ar: compound.developer.arabic,
            area: self.area,
            size: self.area,
            sqm: self.area,
            bua: self.area,
            bedrooms: self.layout.bedrooms,
            bathrooms: self.bathrooms,
            price: self.price,
            price_per_sqm: divide_rounded(self.price, self.area),
            delivery_date: self.delivery.map(|delivery| match delivery {
                Delivery::Delivered => "Delivered".to_owned(),
                Delivery::Planned(year) => year.to_string(),
            }),
            payment_plan,
            image: format!("https://placehold.co/600x400/{}/ffffff?text={}", kind.colour, kind.name.english),
            description,
            description_ar,
            finishing: self.finishing.map(|finishing| finishing.name),
            sale_type: if is_resale { "Resale" } else { "Developer" },
            is_delivered: self.delivery.map(|delivery| delivery == Delivery::Delivered),
            is_cash_only,
            is_nawy_now: false,
            sample: true,
        }
    }

    /// The description in English and in Arabic: the facts, two sentences of decoration, and that all of it is a
    /// sample.
    fn describe(&self, random: &mut Random) -> (String, String) {
        let highlight = random.pick(self.kind.highlights);
        let around = if random.chance(40) {
            random.pick(self.location.surroundings)
        } else {
            random.pick(self.compound.mix.amenities)
        };
        let (name, compound) = (self.kind.name, self.compound.name);
        let (location, developer) = (self.location.name, self.compound.developer);
        let rooms = self.rooms();
        (
            format!(
                "{} of {} m²{} in {}, {}, by {}. {} {} Sample data, not an offer.",
                name.english,
                self.area,
                rooms.as_ref().map_or_else(String::new, |(english, _)| format!(" with {english}")),
                compound.english,
                location.english,
                developer.english,
                highlight.english,
                around.english,
            ),
            format!(
                "{} بمساحة {} م²{} في {}، {}، من {}. {} {} بيانات تجريبية وليست عرضًا.",
                name.arabic,
                self.area,
                rooms.as_ref().map_or_else(String::new, |(_, arabic)| format!("، {arabic}،")),
                compound.arabic,
                location.arabic,
                developer.arabic,
                highlight.arabic,
                around.arabic,
            ),
        )
    }

    /// Bedrooms and bathrooms in English and in Arabic; none for places to work in.
    fn rooms(&self) -> Option<(String, String)> {
        let (bedrooms, bathrooms) = (self.layout.bedrooms, self.bathrooms);
        (bedrooms > 0).then(|| {
            (
                format!("{} and {}", count_english(bedrooms, "bedroom"), count_english(bathrooms, "bathroom")),
                format!(
                    "{} و{}",
                    count_arabic(bedrooms, ["غرفة نوم واحدة", "غرفتا نوم", "غرف نوم"]),
                    count_arabic(bathrooms, ["حمام واحد", "حمامان", "حمامات"]),
                ),
            )
        })
    }
}

/// What `draw` gives, except for the units whose listing does not say.
fn unless_unknown<T>(random: &mut Random, draw: impl FnOnce(&mut Random) -> T) -> Option<T> {
    (!random.chance(UNKNOWN_PERCENT)).then(|| draw(random))
}

/// The price of a unit in whole thousands of pounds, around what its compound, kind and finishing ask for. The sum of
/// two draws makes prices near the middle common and those at the ends, a fifth off, rare.
fn draw_price(random: &mut Random, compound: &Compound, kind: &Kind, area: u64, finishing: Option<Finishing>) -> u64 {
    let spread_per_mille = 800 + random.between(0..=200) + random.between(0..=200);
    let finishing_per_mille = finishing.map_or(1_000, |finishing| finishing.price_per_mille);
    let factors = kind.price_per_mille * finishing_per_mille * spread_per_mille;
    divide_rounded(compound.price_per_sqm * area * factors, 1_000_000_000 * 1_000) * 1_000
}

/// A plan within a compound's terms.
fn draw_plan(random: &mut Random, terms: &Terms, price: u64) -> PaymentPlan {
    let down_payment = terms.down_payment + if random.chance(30) { 5 } else { 0 };
    let installment_years = random.between(terms.years.0..=terms.years.1);
    // Prices are whole thousands, so a per cent of one is a whole number of pounds.
    let rest = price - price / 100 * down_payment;
    PaymentPlan { down_payment, installment_years, monthly_installment: divide_rounded(rest, installment_years * 12) }
}

/// A number and its noun: "1 bedroom", "3 bedrooms".
fn count_english(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A number below eleven and its noun, which has a form for one, a form for two, and one for three to ten.
fn count_arabic(number: u64, [one, two, few]: [&str; 3]) -> String {
    match number {
        1 => one.to_owned(),
        2 => two.to_owned(),
        _ => format!("{number} {few}"),
    }
}

/// The quotient to the nearest whole number, halves upwards.
fn divide_rounded(dividend: u64, divisor: u64) -> u64 {
    (dividend + divisor / 2) / divisor
}
