//! What is known in a conversation: the units whose rows were read from the database, what tools counted or computed,
//! the names they read, and what the person wrote. An answer may say nothing of a unit that does not stand here; the
//! [`gate`](super::gate) holds every sentence against it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::gate::index::Index;
use crate::{
    language::Language,
    listings::{
        property::{Delivery, Property, PropertyId},
        text::fold,
    },
    registry::proofs::question,
};

/// What a figure counts, and in which smallest unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Egyptian money, in piastres.
    Money,
    /// A share, in hundredths of a per cent.
    Percent,
    /// An area, in whole square metres.
    SquareMetres,
    /// Bedrooms.
    Bedrooms,
    /// Bathrooms.
    Bathrooms,
    /// A length of time, in tenths of a year.
    Years,
    /// A length of time, in months; also how many monthly instalments there are.
    Months,
    /// A year of the calendar.
    CalendarYear,
    /// How many units, offers or the like there are.
    Count,
}

impl Kind {
    /// How many millionths of what people say (pounds, per cent, years) are in one of the smallest unit.
    pub(super) fn millionths(self) -> i64 {
        match self {
            Self::Money | Self::Percent => 10_000,
            Self::Years => 100_000,
            _ => 1_000_000,
        }
    }
}

/// A figure that a tool computed or counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What it counts.
    pub kind: Kind,
    /// How much, in the kind's smallest unit.
    pub amount: i64,
    /// The unit that it is of; `None` where it is of no single unit, as a total is.
    pub of: Option<PropertyId>,
}

/// What a figure of a unit is: "10 %" is grounded as its down payment and invented as its yield.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    /// The asking price.
    Price,
    /// The price of a square metre.
    PricePerSqm,
    /// What is paid at once, in money or per cent.
    DownPayment,
    /// What is left after that, in money or per cent.
    Remaining,
    /// What is paid each month.
    Monthly,
    /// How long instalments run.
    Plan,
    /// When it is handed over.
    Delivery,
    /// Any other of its measures.
    Measure,
}

/// A figure that the person wrote, in millionths; `None` where they did not say of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) kind: Option<Kind>,
    /// Whether it counts what evidence never has: dollars, minutes.
    pub(super) is_foreign: bool,
    pub(super) value: i64,
}

/// Everything that may be said in a conversation.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    units: Vec<Property>,
    /// What each unit's row says in words, folded, with bars between its fields.
    texts: BTreeMap<PropertyId, String>,
    gone: BTreeSet<PropertyId>,
    figures: Vec<Figure>,
    /// Folded.
    names: BTreeSet<String>,
    /// The same names by their first words.
    index: Index,
    /// Everything the person wrote, folded, with a space at either end of each text.
    asked_text: String,
    asked: Vec<Asked>,
    /// Whether the person wrote of a chain.
    asked_about_a_chain: bool,
    /// What is said of each unit's record on the chain, word for word.
    proofs: BTreeMap<PropertyId, String>,
}

impl Evidence {
    /// A unit whose row was read from the database just now; it replaces what was known of it.
    pub fn unit(&mut self, property: &Property) {
        self.gone.remove(&property.id);
        if self.find(&property.id).is_some_and(|known| known != property) {
            // What was read of its record was read beside another row.
            self.proofs.remove(&property.id);
        }
        let names =
            [Some(&property.title), Some(&property.title_ar), Some(&property.location), Some(&property.location_ar)];
        let others = [&property.compound, &property.compound_ar, &property.developer, &property.developer_ar];
        for name in names.into_iter().flatten().chain(others.into_iter().flatten()) {
            self.name(name);
        }
        self.name(property.property_type.english());
        for compound in [&property.compound, &property.compound_ar].into_iter().flatten() {
            self.index.add_short(&fold(compound));
        }
        self.texts.insert(property.id.clone(), text_of(property));
        match self.units.iter_mut().find(|known| known.id == property.id) {
            Some(known) => known.clone_from(property),
            None => self.units.push(property.clone()),
        }
    }

    /// A unit that does not exist or is not for sale: nothing may be offered of it.
    pub fn gone(&mut self, id: &PropertyId) {
        self.units.retain(|unit| unit.id != *id);
        self.proofs.remove(id);
        self.gone.insert(id.clone());
    }

    /// A figure that a tool computed or counted: of one unit, or of none.
    pub fn figure(&mut self, figure: Figure) {
        if !self.figures.contains(&figure) {
            self.figures.push(figure);
        }
    }

    /// The sentence that is said of a unit's record on the chain; it replaces what was known of it.
    pub fn proof(&mut self, id: &PropertyId, sentence: &str) {
        self.proofs.insert(id.clone(), sentence.to_owned());
    }

    /// A name that a tool read from the data: of a compound, a developer or an area.
    pub fn name(&mut self, name: &str) {
        let folded = fold(name);
        if !folded.is_empty() && self.names.insert(folded.clone()) {
            self.index.add(&folded, folded.clone());
        }
    }

    /// What the person wrote, with the figures in it: they may be repeated as theirs, and so may its names.
    pub(super) fn asked(&mut self, text: &str, figures: Vec<Asked>, about_a_chain: bool) {
        self.asked_about_a_chain |= about_a_chain;
        self.asked_text.push(' ');
        self.asked_text.push_str(&fold(text));
        self.asked_text.push(' ');
        self.asked.extend(figures);
    }

    /// Whether a unit is for sale; `None` where it was never read.
    #[must_use]
    pub fn is_for_sale(&self, id: &PropertyId) -> Option<bool> {
        if self.gone.contains(id) { Some(false) } else { self.find(id).map(|_| true) }
    }

    /// The units for sale, in the order in which they were first read.
    pub fn units(&self) -> impl Iterator<Item = &Property> {
        self.units.iter()
    }

    /// What tools computed or counted.
    #[must_use]
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// Whether a unit's row has these words one after the other; folded.
    pub(super) fn listing_says(&self, id: &PropertyId, words: &str) -> bool {
        self.texts.get(id).is_some_and(|text| text.contains(&format!(" {words} ")))
    }

    /// Whether a field of a unit's row is these words, and no more; folded.
    pub(super) fn is_field(&self, id: &PropertyId, words: &str) -> bool {
        self.texts.get(id).is_some_and(|text| text.contains(&format!("| {words} |")))
    }

    /// Whether the person wrote these digits, with whatever between them.
    pub(super) fn wrote_digits(&self, digits: &str) -> bool {
        let is_part = |letter: &char| letter.is_ascii_digit() || letter.is_ascii_alphabetic();
        self.asked_text.chars().filter(is_part).collect::<String>().contains(digits)
    }

    /// Whether a figure was read, computed, or named by the person: what tools may compute with.
    pub(super) fn has(&self, kind: Kind, amount: i64) -> bool {
        let said = amount.saturating_mul(kind.millionths());
        let is_asked =
            |asked: &Asked| asked.value == said && !asked.is_foreign && asked.kind.is_none_or(|asked| asked == kind);
        self.figures.iter().any(|figure| (figure.kind, figure.amount) == (kind, amount))
            || self.asked.iter().any(is_asked)
            || self
                .units
                .iter()
                .any(|unit| figures_of(unit).iter().any(|(_, of, value)| (*of, *value) == (kind, amount)))
    }

    /// Whether a sentence is what is said of a unit's record on the chain, or asks whether to look, but for punctuation.
    pub(super) fn is_proof(&self, sentence: &str) -> bool {
        let said = fold(sentence);
        let questions = [Language::English, Language::Arabic].map(question);
        self.proofs.values().map(String::as_str).chain(questions).any(|proof| fold(proof) == said)
    }

    /// Whether the person wrote of a chain.
    pub(super) fn was_asked_about_a_chain(&self) -> bool {
        self.asked_about_a_chain
    }

    /// What is said of the records of units on the chain.
    pub(super) fn proofs(&self) -> impl Iterator<Item = (&PropertyId, &str)> {
        self.proofs.iter().map(|(id, sentence)| (id, sentence.as_str()))
    }

    pub(super) fn find(&self, id: &PropertyId) -> Option<&Property> {
        self.units.iter().find(|unit| unit.id == *id)
    }

    /// Every id that was looked up, for sale or not.
    pub(super) fn ids(&self) -> impl Iterator<Item = &PropertyId> {
        self.units.iter().map(|unit| &unit.id).chain(&self.gone)
    }

    /// The names that were read, folded.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    pub(super) fn name_index(&self) -> &Index {
        &self.index
    }

    pub(super) fn figures_asked(&self) -> &[Asked] {
        &self.asked
    }

    /// Whether the person wrote these digits as a phone number, with or without what is dialled from abroad.
    pub(super) fn was_dialled(&self, digits: &str) -> bool {
        let written: String = self.asked_text.chars().filter(char::is_ascii_digit).collect();
        digits.len().checked_sub(9).and_then(|from| digits.get(from..)).is_some_and(|last| written.contains(last))
    }

    /// Whether the person wrote these words one after the other; folded.
    pub(super) fn was_asked(&self, words: &str) -> bool {
        self.asked_text.contains(&format!(" {words} "))
    }
}

fn text_of(unit: &Property) -> String {
    let texts = [&unit.title, &unit.title_ar, &unit.location, &unit.location_ar, &unit.description];
    let others = [&unit.compound, &unit.compound_ar, &unit.developer, &unit.developer_ar, &unit.description_ar];
    let texts = texts.into_iter().chain(others.into_iter().flatten());
    texts.fold("|".to_owned(), |all, text| all + " " + &fold(text) + " |")
}

/// The figures that a unit's row gives, each with what it is.
pub(super) fn figures_of(unit: &Property) -> Vec<(Fact, Kind, i64)> {
    let mut figures = vec![(Fact::Price, Kind::Money, unit.price.piastres())];
    if let Some(price) = unit.price_per_sqm() {
        figures.push((Fact::PricePerSqm, Kind::Money, price.piastres()));
    }
    if let Some(size) = unit.size_sqm {
        figures.push((Fact::Measure, Kind::SquareMetres, i64::from(size)));
    }
    if let Some(rooms) = unit.bedrooms {
        figures.push((Fact::Measure, Kind::Bedrooms, i64::from(rooms)));
    }
    if let Some(rooms) = unit.bathrooms {
        figures.push((Fact::Measure, Kind::Bathrooms, i64::from(rooms)));
    }
    if let Delivery::Planned(year) = unit.delivery {
        figures.push((Fact::Delivery, Kind::CalendarYear, i64::from(year)));
    }
    if let Some(plan) = unit.payment_plan {
        let (percent, years) = (i64::from(plan.down_payment_percent), i64::from(plan.years));
        let remaining = unit.price.piastres() - plan.down_payment.piastres();
        figures.extend([
            (Fact::DownPayment, Kind::Percent, percent * 100),
            (Fact::Remaining, Kind::Percent, 10_000 - percent * 100),
            (Fact::DownPayment, Kind::Money, plan.down_payment.piastres()),
            (Fact::Remaining, Kind::Money, remaining),
            (Fact::Monthly, Kind::Money, plan.monthly_installment.piastres()),
            (Fact::Plan, Kind::Years, years * 10),
            (Fact::Plan, Kind::Months, years * 12),
        ]);
    }
    figures
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    fn id(text: &str) -> PropertyId {
        text.parse().unwrap()
    }

    #[test]
    fn c9_a_unit_is_for_sale_once_it_was_read_and_not_once_it_is_gone() {
        let mut evidence = Evidence::default();
        assert_eq!(evidence.is_for_sale(&id("NC1")), None);
        evidence.gone(&id("NC1"));
        assert_eq!(evidence.is_for_sale(&id("NC1")), Some(false));
        assert_eq!(evidence.units().count(), 0);
    }

    #[test]
    fn p8_what_was_read_of_a_record_counts_for_the_row_that_it_was_read_beside() {
        let (unit, sentence) = (crate::registry::statement::tests::unit(), "NC123 is recorded.");
        let mut dearer = unit.clone();
        dearer.bathrooms = Some(4);
        let proven = || {
            let mut evidence = Evidence::default();
            evidence.unit(&unit);
            evidence.proof(&unit.id, sentence);
            evidence
        };
        let mut evidence = proven();
        evidence.unit(&unit);
        assert!(evidence.is_proof("**NC123** is recorded!"));
        evidence.unit(&dearer);
        assert!(!evidence.is_proof(sentence));
        let mut evidence = proven();
        evidence.gone(&unit.id);
        assert!(!evidence.is_proof(sentence));
    }

    #[test]
    fn c9_a_figure_is_kept_once_and_what_was_asked_is_found_by_whole_words() {
        let mut evidence = Evidence::default();
        let figure = Figure { kind: Kind::Count, amount: 47, of: None };
        evidence.figure(figure.clone());
        evidence.figure(figure.clone());
        assert_eq!(evidence.figures(), [figure]);
        let budget = Asked { kind: Some(Kind::Money), is_foreign: false, value: 9_000_000_000_000 };
        evidence.asked("What about Palm Hills, under 9 million?", vec![budget], false);
        assert!(evidence.was_asked("palm hills") && !evidence.was_asked("palm hill"));
        assert_eq!(evidence.figures_asked(), [budget]);
    }
}
