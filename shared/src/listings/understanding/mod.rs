//! Understanding a question without a model: what kind of unit, where, how large, for how much, and what not.
//!
//! A question goes through five steps, each in its own file:
//!
//! 1. [`text`] folds it, so that spelling, case and digit systems no longer matter;
//! 2. `terms` cuts it into terms: the longest phrases that `vocabulary` knows by meaning (from the tables of `phrases` and
//!    `franco`), the [`Gazetteer`] by name or [`text`] as a description, as "swimming pool" and «مركز تجاري»; `spelling`
//!    helps where a word is known to none: typos, doubled letters, and Arabic in Latin letters, which is read as the Arabic
//!    word that it spells;
//! 3. `exclusions` and `turns` take what is not wanted, and what only makes sense after an earlier answer;
//! 4. `quantities` puts numbers together («مليون ونص», "5-7M"), and `measures` says what each is for;
//! 5. `rules` goes through the terms in that order and uses each once; what is left says what it says by itself.
//!
//! # The grammar
//!
//! A text is a row of clauses, which commas, full stops, question marks and line ends separate. In a clause, with
//! fillers ("the", "I want", «عايز») anywhere between, `[…]` for what may be missing and `…*` for a row:
//!
//! | production | made of | for instance |
//! |---|---|---|
//! | wish | type · name · finishing · seller · state · measure · "instalments" | «شقة», "Hyde Park", «متشطبة», "resale", "off plan", «بالتقسيط» |
//! | exclusion | NOT choice (OR/AND choice)* | "not in Zayed or New Cairo", «مش على الطوب», "anything but a villa" |
//! | measure | \[noun] \[bound] amount \[unit] \[noun] \[bound] | "price under 5 million", "10% down", «٣ غرف على الأقل» |
//! | amount | number \[scale] \[fraction] · number TO number | «مليون ونص», "5-7M", "from 3 to 5 million", "3/4 bedrooms" |
//! | difference | comparative \[noun] | "cheaper", «مقدم اقل», "more rooms" |
//! | choice of what was shown | "the" ordinal \[unit] · "number" number | "the second one", «التانية», «رقم ٢» |
//! | opening | ANY noun (OR noun)* · noun INDIFFERENT · NO noun LIMIT | "any price", «المنطقة مش مهمة», "no budget limit" |
//! | question | QUESTION noun (AND noun)* · noun QUESTION | "what is the price", «المقدم كام» |
//! | order | superlative \[unit] \[noun] | "cheapest", «ارخص شقة», «اقل مقدم», «اقل شقة سعرا», "cheapest villa per sqm" |
//! | place | IN unknown words | "in Zorbium": a place that is not in the data |
//!
//! Some readings are choices, made so that a person is shown what they most likely mean:
//!
//! | words | reading |
//! |---|---|
//! | bedrooms, bathrooms | exact, unless "at least", "more than" or a range says otherwise |
//! | a size without a bound; "around" | within 10 % of it |
//! | any other price, also of a square metre, without a bound | the most that may be paid |
//! | "2 bedrooms or 3", «لا تقل عن ١٥٠ متر ولا تزيد عن ٢٠٠» | the second number is of what the first one is |
//! | a bathroom without a number, after rooms that are counted | one |
//! | "m" after a number | million below 50 or about money, metres otherwise; beside an "M", which is million, metres |
//! | "budget 5" | 5 million; "max 5" and "5" are nothing |
//! | years | those of instalments, and a plan of more years meets them too; "in 2 years" and "after 2 years" are a wait, which needs a clock and is therefore nothing |
//! | a year of delivery | the last that will do; "after 2027" is from 2028 on |
//! | NOT | ends at a comma, "but", «بس», "want" and any choice of another sort: "no villas in Zayed" looks in Zayed |
//! | "not ready", "not resale" | off plan, from the developer; and the reverse |
//! | "not only villas", "why not", «مش عارف» | exclude nothing |
//! | «ارخص», «اكبر» | the order before a unit or with the article («ارخص شقة», «الارخص»), the difference otherwise («شقة ارخص», «ارخص شوية»), a bound before a number («ارخص من ٥ مليون») |
//! | "second", «التانية» | one of what was shown, unless a floor, a phase or a payment is counted |
//! | "any area" | of the country; "area 150" and "what is the area" of the unit |
//! | a smaller place, as «النرجس» | its area, said in `widened`; the words rank |
//! | the one unusual word of a compound's name, as «نقطارة» | that compound, where a name is expected: after "in", "or" and a kind of unit, or alone |
//! | what describes a home, as «حضانة» | no place and no kind of unit, also in several words; so are shops and offices near or in what is looked for |
//! | what something is near to and nobody knows | a landmark, and no unknown place |
//! | "in a compound" | ranks; "outside a compound" does not |
//!
//! A word that neither the vocabulary nor a name explains may be misspelt: one typo from six letters on, in names of
//! several words one in each word of five letters and two in one of nine. No word that exists is taken for another.
//!
//! What was not said makes no filter: a word without a rule or a number without a unit changes nothing. Every step takes
//! time linear in the length of the text: phrases, names and the words between two that belong together are bounded.

mod exclusions;
mod franco;
mod gazetteer;
mod known_names;
mod meaning;
mod measures;
mod orders;
mod phrases;
mod quantities;
mod rules;
#[cfg(test)]
mod sentences;
mod spelling;
#[cfg(test)]
mod spoken;
mod terms;
#[cfg(test)]
mod tests;
mod turns;
mod vocabulary;

use serde::{Deserialize, Serialize};

pub use self::gazetteer::{Gazetteer, Name, NameKind};
use super::{
    filters::{Filters, Slot},
    property::PropertyId,
    text,
};
use crate::language::Language;

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

/// Reads a question in English, Arabic, Franco-Arabic or a mixture of them, by the grammar above. Any text will do; one
/// that asks for nothing gives an [`Understood`] that is empty but for `rest`.
#[must_use]
pub fn understand(text: &str, gazetteer: &Gazetteer) -> Understood {
    rules::read(text, gazetteer)
}

/// The sentence by which a person says that a slot is to ask for nothing any more; [`understand`] reads it as just that.
#[must_use]
pub fn opening(slot: Slot, language: Language) -> &'static str {
    let (english, arabic) = match slot {
        Slot::Type => ("Any type", "أي نوع"),
        Slot::Location => ("Any area", "أي منطقة"),
        Slot::Compound => ("Any compound", "أي كمبوند"),
        Slot::Developer => ("Any developer", "أي مطور"),
        Slot::Bedrooms => ("Any number of bedrooms", "أي عدد غرف"),
        Slot::Bathrooms => ("Any number of bathrooms", "أي عدد حمامات"),
        Slot::Size => ("Any size", "أي مساحة"),
        Slot::Price => ("Any price", "أي سعر"),
        Slot::PricePerSqm => ("Any price per m²", "أي سعر للمتر"),
        Slot::DownPayment => ("Any down payment", "أي مقدم"),
        Slot::PlanYears => ("Any payment plan", "أي نظام سداد"),
        Slot::MonthlyInstallment => ("Any monthly instalment", "أي قسط شهري"),
        Slot::Delivery => ("Any delivery date", "أي ميعاد استلام"),
        Slot::Finishing => ("Any finishing", "أي تشطيب"),
        Slot::SaleType => ("Any seller", "أي بائع"),
    };
    language.pick(english, arabic)
}

/// The key of a phrase: its folded words without the Arabic article, in Arabic letters or Latin ones, so that «الشقق» and
/// «شقق» are one, and `el sa7el` and `sa7el`.
fn key_of(phrase: &str) -> String {
    let words = text::words(phrase);
    let last = words.len().saturating_sub(1);
    let is_word = |(at, word): &(usize, &text::Word)| *at == last || !FRANCO_ARTICLES.contains(&word.folded.as_str());
    let bare: Vec<&str> =
        words.iter().enumerate().filter(is_word).map(|(_, word)| without_article(&word.folded)).collect();
    bare.join(" ")
}

/// The Arabic article as a word of its own in Latin letters.
const FRANCO_ARTICLES: &[&str] = &["el", "al", "il"];

/// A folded word without the Arabic article. Too little must not be left, and «ألفين» ("two thousand") has none.
fn without_article(word: &str) -> &str {
    match word.strip_prefix("ال") {
        Some(rest) if rest.chars().count() >= 3 && !matches!(word, "الفين" | "الفان") => rest,
        _ => word,
    }
}
