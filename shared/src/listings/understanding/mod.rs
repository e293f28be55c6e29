//! Understanding a question without a model: what kind of unit, where, how large, for how much.
//!
//! A question goes through four steps, each in its own file:
//!
//! 1. [`text`] folds it, so that spelling, case and digit systems no longer matter;
//! 2. `terms` cuts it into terms: the longest phrases that `vocabulary` knows by meaning or the [`Gazetteer`] by name;
//! 3. `quantities` puts numbers together («مليون ونص», "5-7M"), and `measures` says what each is for;
//! 4. `rules` makes filters of the terms: each number first, once, then every word that says something by itself.
//!
//! What was not said makes no filter: a word without a rule, a number without a unit or an exclusion ("not in the
//! Capital", which filters cannot express) changes nothing. All steps take time linear in the length of the text.

mod gazetteer;
mod known_names;
mod measures;
mod quantities;
mod rules;
mod terms;
#[cfg(test)]
mod tests;
mod vocabulary;

use serde::{Deserialize, Serialize};

pub use self::gazetteer::{Gazetteer, Name, NameKind};
use super::{
    filters::{Filters, Slot},
    property::PropertyId,
    text,
};

/// What a question asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Understood {
    /// What a unit must meet.
    pub filters: Filters,
    /// Places and compounds that were named but of which the data has nothing: well-known areas by their canonical
    /// English name, others as the person wrote them.
    pub unknown_places: Vec<String>,
    /// Places that the listings know only as part of an area: the area is in the filters, the place ranks.
    pub widened: Vec<Widened>,
    /// Slots that are to ask for nothing any more: “any price”.
    pub opened: Vec<Slot>,
    /// How what is wanted differs from what was shown before: “cheaper”, “the second one”.
    pub follow_ups: Vec<FollowUp>,
    /// Slots that were named without a value, in the order of the question: “what is the price and the delivery”.
    pub asked_about: Vec<Slot>,
    /// The order that was wished for.
    pub sort: Option<Sort>,
    /// Which of the person's words made which slot, in the order of the question; a slot may appear more than once.
    pub words: Vec<SlotWords>,
    /// Folded words that made no slot and are neither numbers nor filler: what full text and vectors may rank by.
    pub rest: Vec<String>,
    /// Ids of units that were named.
    pub property_ids: Vec<PropertyId>,
}

/// The words of a question that made a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlotWords {
    /// The slot.
    pub slot: Slot,
    /// The person's own words.
    pub text: String,
    /// Whether they exclude instead of asking.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub excluded: bool,
}

/// A place that stands for the area around it, because listings name no smaller place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Widened {
    /// The place as the person wrote it.
    pub asked: String,
    /// The canonical English name of the area.
    pub area: String,
}

/// What is wanted, said by how it differs from what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUp {
    /// A lower price.
    Cheaper,
    /// A higher price.
    Dearer,
    /// More square metres.
    Larger,
    /// Fewer square metres.
    Smaller,
    /// More bedrooms.
    MoreBedrooms,
    /// Fewer bedrooms.
    FewerBedrooms,
    /// An earlier delivery.
    SoonerDelivery,
    /// More years of instalments.
    LongerPlan,
    /// A lower first payment.
    LowerDownPayment,
    /// A lower monthly instalment.
    LowerInstallment,
    /// Other units that meet the same.
    Others,
    /// The unit that was shown in this place, counted from 1.
    Nth(u8),
    /// The unit that was shown last.
    Last,
}

/// An order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Lowest price first.
    Cheapest,
    /// Highest price first.
    Dearest,
    /// Lowest price for each square metre first.
    CheapestPerSquareMetre,
    /// Most square metres first.
    Largest,
    /// Fewest square metres first.
    Smallest,
    /// What is handed over soonest first.
    SoonestDelivery,
    /// Most years of instalments first.
    LongestPlan,
    /// Lowest first payment first.
    LowestDownPayment,
}

/// Reads a question in English, Arabic, Franco-Arabic or a mixture of them. Any text will do; one that asks for
/// nothing gives an [`Understood`] that is empty but for `rest`.
///
/// Some readings are choices, made so that a person is shown what they most likely mean:
///
/// - bedrooms and bathrooms are exact unless "at least", "more than" or a range says otherwise;
/// - a size without a bound means within 10 % of it, and so does a price that is "around" an amount;
/// - any other price without a bound is a budget, and therefore the most that may be paid;
/// - "m" after a number below 50, or about money, is million, otherwise metres;
/// - years are those of instalments, and a plan of more years meets them too.
#[must_use]
pub fn understand(text: &str, gazetteer: &Gazetteer) -> Understood {
    rules::read(text, gazetteer)
}

/// The key of a phrase: its folded words without the Arabic article, so that «الشقق» and «شقق» are one.
fn key_of(phrase: &str) -> String {
    let words = text::words(phrase);
    let bare: Vec<&str> = words.iter().map(|word| without_article(&word.folded)).collect();
    bare.join(" ")
}

/// A folded word without the Arabic article. Too little must not be left, and «ألفين» ("two thousand") has none.
fn without_article(word: &str) -> &str {
    match word.strip_prefix("ال") {
        Some(rest) if rest.chars().count() >= 3 && !matches!(word, "الفين" | "الفان") => rest,
        _ => word,
    }
}
