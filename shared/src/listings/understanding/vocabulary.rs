//! What phrases mean to the grammar, and the index of the tables of [`super::phrases`] and [`super::franco`].

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::{
    FollowUp, Sort,
    franco::FRANCO_PHRASES,
    key_of,
    phrases::PHRASES,
    spelling::{Franco, Typos, sound_of},
};
use crate::listings::{
    filters::Slot,
    property::{Finishing, PropertyType, SaleType},
};

/// What a phrase means to the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A number in digits, in millionths.
    Number(u64),
    /// A number in words, below a thousand.
    Spelled(u16),
    /// "hundred", after a number in words.
    Hundred,
    /// "thousand", "million": a number times this.
    Scale(u64),
    /// "half", of a million or after "and".
    Half,
    /// "quarter", in the same places.
    Quarter,
    /// "m": metres or millions, as the number before it suggests.
    MetresOrMillions,
    /// An Arabic word that is a number and its noun in one, as «غرفتين».
    Counted(u8, &'static Meaning),

    /// Bedrooms, or rooms.
    Bedrooms,
    /// Bathrooms.
    Bathrooms,
    /// Square metres.
    SquareMetres,
    /// Years.
    Years,
    /// Months, as a length of time.
    Months,
    /// Per cent.
    Percent,
    /// Egyptian pounds.
    Pounds,
    /// Any other money.
    ForeignMoney,

    /// Strictly less than the number that follows.
    Below,
    /// Strictly more than the number that follows.
    Above,
    /// "over": more than the number that follows, or instalments across so many years.
    Over,
    /// [`Meaning::Below`], of a size where nothing else is said.
    SmallerThan,
    /// [`Meaning::Above`], of a size where nothing else is said.
    LargerThan,
    /// At most the number that follows or came before.
    AtMost,
    /// At least the number that follows or came before.
    AtLeast,
    /// At least the number before: "or more".
    OrMore,
    /// At most the number before: "or less".
    OrLess,
    /// About the number that follows.
    Around,
    /// The number is a last moment that is itself too late: "before".
    Before,
    /// The number is a last moment that will do: "by".
    By,
    /// The number is a time from now: "within 2 years".
    Within,
    /// The number is a first moment that is itself too early: "after".
    After,
    /// Opens a range: "between".
    Between,
    /// Opens a range, or is a lower bound: "from".
    From,
    /// Joins the two ends of a range.
    To,
    /// "and".
    And,
    /// "or".
    Or,
    /// "less a": «مليون إلا ربع».
    Minus,
    /// What follows is not wanted.
    Not,
    /// What follows is wanted as much as something else: "not only".
    NotOnly,
    /// "but", «بس»: ends what is not wanted.
    But,
    /// "want", "show me": ends what is not wanted, and says nothing else.
    Want,

    /// The price, or the budget for it.
    Price,
    /// The first payment.
    DownPayment,
    /// The first payment, after its amount: "10% down".
    Down,
    /// Nothing is to be paid at once.
    NoDownPayment,
    /// Instalments.
    Instalments,
    /// One instalment, or all of them.
    Instalment,
    /// A plan of payments, and other words that are about instalments only beside a number.
    Plan,
    /// "a month", "monthly".
    EachMonth,
    /// "a year": what is paid each year has no slot.
    EachYear,
    /// "per square metre": the amount is no price of a unit.
    PerMetre,
    /// The budget: a small number after it is in millions.
    Budget,
    /// The size of a unit.
    Size,
    /// "area": the size of a unit, or a part of the country.
    Area,
    /// A part of the country, spoken of without its name.
    Place,
    /// The kind of a unit, spoken of without saying which.
    Kind,
    /// The state of finishing, spoken of without saying which.
    FinishingNoun,
    /// Who sells, spoken of without saying who.
    Seller,
    /// A part of a unit under the sky, which has a size of its own.
    Outdoors,
    /// When a unit is handed over.
    Delivery,
    /// The unit stands and can be moved into.
    Ready,
    /// The unit is still being built.
    OffPlan,
    /// "I live in": the name of a place after it is no wish.
    LivesIn,
    /// A month of the year, which is not looked at.
    MonthName,

    /// A kind of unit.
    Type(PropertyType),
    /// A state of finishing.
    Finishing(Finishing),
    /// Who sells.
    SaleType(SaleType),
    /// An order of results.
    Sort(Sort),
    /// How what is wanted differs from what was shown.
    FollowUp(FollowUp),
    /// «ارخص» and its kin: the order before a noun ("cheapest"), and the difference otherwise ("cheaper").
    Comparative(FollowUp, Sort),
    /// "lowest", «اقل»: an order with the noun that it is about, as "lowest … down payment".
    Superlative(Extreme),
    /// "second": one of what was shown, where nothing else is counted.
    Ordinal(u8),
    /// "last", in the same places.
    LastOne,
    /// "another", «تاني»: other units, where nothing else is named.
    Another,
    /// "number": the number after it counts what was shown.
    ChoiceNumber,
    /// "any": the slot that is named after it is to ask for nothing.
    Any,
    /// "does not matter", beside the name of a slot.
    Indifferent,
    /// "flexible", after the name of a slot.
    Flexible,
    /// A slot that is to ask for nothing, in one phrase: "anywhere".
    Opens(Slot),
    /// "what", "how many": asks for what is named beside it.
    Question,
    /// A question about one slot: "how big", "when".
    Asks(Slot),

    /// "in": a place may follow.
    In,
    /// "compound": its name may follow.
    Compound,
    /// "developer": its name may follow.
    Developer,
    /// A name of the gazetteer, by its index there.
    Name(usize),
    /// The id of a unit.
    Id,
    /// Says nothing that could be searched.
    Stop,
    /// Describes a home or an area, and is therefore never taken for the name of a place.
    Ordinary,
    /// Digits that are no quantity, as a telephone number.
    Code,
    /// Not known.
    Word,
}

/// Which end of what a noun is about comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    /// "lowest".
    Least,
    /// "highest".
    Most,
    /// "nearest", in time.
    Soonest,
    /// "longest".
    Longest,
}

impl Meaning {
    /// Whether a term says nothing by itself, and may stand between others that belong together.
    pub(super) fn is_filler(self) -> bool {
        matches!(
            self,
            Self::Stop | Self::Any | Self::Want | Self::But | Self::Question | Self::MonthName | Self::Asks(_)
        )
    }

    /// The slot that a noun speaks of without saying anything about it. "Area" is that of the country where somebody
    /// says "any", and that of the unit otherwise.
    pub(super) fn slot_spoken_of(self) -> Option<Slot> {
        Some(match self {
            Self::Price | Self::Budget => Slot::Price,
            Self::PerMetre => Slot::PricePerSqm,
            Self::Size | Self::Area => Slot::Size,
            Self::Bedrooms => Slot::Bedrooms,
            Self::Bathrooms => Slot::Bathrooms,
            Self::DownPayment => Slot::DownPayment,
            Self::Instalments | Self::Plan => Slot::PlanYears,
            Self::Instalment | Self::EachMonth => Slot::MonthlyInstallment,
            Self::Delivery => Slot::Delivery,
            Self::Place => Slot::Location,
            Self::Kind => Slot::Type,
            Self::FinishingNoun => Slot::Finishing,
            Self::Seller => Slot::SaleType,
            Self::Compound => Slot::Compound,
            Self::Developer => Slot::Developer,
            _ => return None,
        })
    }
}

/// The phrases by their keys.
pub(super) static VOCABULARY: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    rows().flat_map(|(meaning, phrases)| phrases.into_iter().map(move |phrase| (key_of(&phrase), meaning))).collect()
});

/// Every row of the tables, its phrases one by one.
fn rows() -> impl Iterator<Item = (Meaning, Vec<String>)> {
    let rows = PHRASES.iter().chain(FRANCO_PHRASES);
    rows.map(|(meaning, phrases)| (*meaning, phrases.split(',').flat_map(|phrase| expanded(phrase.trim())).collect()))
}

/// The phrases that one with alternatives stands for: `under(neath|)` is "underneath" and "under".
fn expanded(phrase: &str) -> Vec<String> {
    let (mut depth, mut opened, mut bars) = (0_usize, 0, Vec::new());
    for (at, letter) in phrase.char_indices() {
        match letter {
            '(' => {
                depth += 1;
                if depth == 1 {
                    opened = at;
                }
            }
            '|' if depth == 1 => bars.push(at),
            ')' if depth == 1 => {
                let part = |from: usize, to: usize| phrase.get(from..to).unwrap_or_default();
                let afters = expanded(part(at + 1, phrase.len()));
                bars.push(at);
                let starts = std::iter::once(opened).chain(bars.iter().copied());
                let alternatives = starts.zip(&bars).flat_map(|(start, end)| expanded(part(start + 1, *end)));
                let joined = |alternative: String| {
                    let before = part(0, opened);
                    afters.iter().map(|after| format!("{before}{alternative}{after}")).collect::<Vec<_>>()
                };
                return alternatives.flat_map(joined).collect();
            }
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    vec![phrase.to_owned()]
}

/// Every single word that some phrase contains.
pub(super) static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| VOCABULARY.keys().flat_map(|key| key.split(' ')).collect());

/// Every beginning of a phrase that is not yet the whole phrase.
pub(super) static PREFIXES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    VOCABULARY.keys().flat_map(|key| key.match_indices(' ').filter_map(|(end, _)| key.get(..end))).collect()
});

/// The words of the vocabulary, in spite of typos.
pub(super) static TYPOS: LazyLock<Typos> = LazyLock::new(|| Typos::of(WORDS.iter().copied()));

/// Franco-Arabic words of the phrases, each in one spelling, that are known by their sound. Short ones are not
/// here: too many English words sound like them.
const FRANCO_WORDS: &str = "estelam, tasleem, ta2seet, 2a2sat, mo2adam, metshateb, tashteeb, 7adee2a, 3eyada, 7amamat, \
    talateen, khamseen, 3eshreen, 3ashra, arba3a, tamanya, shahreyan, motawer, mezaneya, mesa7a, 7awaly, sho2a2, \
    ghorfeteen, moraba3, leghayet, enshaa, 3ayzeen, momken, badawar, ma7alat, makateb, ensha2";

/// The Franco-Arabic words by what all of their spellings share.
pub(super) static SOUNDS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut sounds: HashMap<String, Vec<String>> = HashMap::new();
    for word in FRANCO_WORDS.split(',').map(str::trim) {
        if let Some(sound) = sound_of(word) {
            sounds.entry(sound).or_default().push(key_of(word));
        }
    }
    sounds
});

/// What Franco-Arabic words spell.
pub(super) static FRANCO: LazyLock<Franco> = LazyLock::new(|| {
    let phrases: Vec<String> = rows().flat_map(|(_, phrases)| phrases).collect();
    let written = phrases.iter().flat_map(|phrase| phrase.split_whitespace());
    Franco::of(WORDS.iter().copied(), written, MOST_ENGLISH)
});

/// English words of so few consonants are too often spelt like an Arabic one.
const MOST_ENGLISH: usize = 3;

/// Words that are one letter away from one of the vocabulary or of a place, or are written like one in Franco-Arabic, and
/// mean something else.
pub(super) static REAL_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    const WORDS: &str = "study, studies, assist, assists, manual, manuals, accessor, assume, assumed, assumes, caesar, floats, floating, gonna, hazard, hazards, layout, layouts, \
        needles, needless, obtain, obtained, resolve, scores, shorten, situational, somewhat, violation, visual, visuals, \
        dequeue, clink, badge, badges, officer, officers, retain, retains, thirsty, pounder, percents, mouths, mentions, monthly, studious, \
        finishers, prices, pricey, offence, shelter, bedding, priory, privately, priced, bedroll, villager, villain, \
        charlet, cabinet, clinical, retailer, storey, stored, stores, storm, deposed, project, projector, contact, \
        develop, develops, planet, planes, delivers, deliverer, recover, receiver, reserve, reserved, readiness, \
        seaview, seating, sitting, gardener, terraced, thousandth, millionth, quarters, quartet, halves, minimal, \
        maximal, anything, nothing, something, someone, anyone, within, without, wither, either, neither, rather, \
        father, mother, brother, another, weather, whether, leather, together, between, betweens, become, before, \
        behind, beyond, beside, besides, during, around, ground, grounds, abroad, almost, toward, towards, through, \
        though, thought, enough, should, shoulder, could, would, waterfall, minister, master, matter, matters, \
        letter, letters, better, bitter, butter, battery, buyers, sellers, renter, renters, rented, renting, \
        painting, paint, pointed, monster, country, county, counts, counter, compare, comparing, company, companion, \
        shapes, shipped, shopping, shopper, stable, staple, single, signal, double, doubled, trouble, family, \
        famous, person, persons, reason, season, seasons, modest, model, models, modern, market, marked, marble, \
        parents, parent, patent, planned, planner, planning, placed, player, played, playing, church, centre, center, \
        central, general, several, serious, special, spaces, spaced, specious, closed, closet, closing, choose, \
        chosen, choice, change, changed, charge, chance, chances, advice, advise, advance, adviser, furniture, \
        furnish, famish, fishing, finding, funding, founded, lounge, larger, ledger, latest, lately, early, yearly, \
        daily, weekly, nearly, really, ratio, radio, station, stationed, nation, national, motion, notion, lotion, turkey, \
        medial, toiled, bathes, bathed, collar, bellow, cheapen, hither, startling, staring, starving, starring, prince, \
        princes, budged, yearns, hangover, competed, shells, rescale, protect, excerpt, outsize, outsider, avoids, \
        remote, resent, forge, clears, seventh, eighth, ninth, clapped, chapped, camped, advanced, advances, initials, \
        playable, parable, planks, plants, coasts, worthy, seconds, thirds, opinion, potion, limits, limited, \
        vocation, minion, \
        عاملين, تجارة, استسلام, عبادات, مسافات, مصورين, مدرسين, مشاريعنا, تركات, مكتبات, ابتدائي, مستلزمات, تشكيل, تقسيم, تسليح";
    WORDS.split(',').map(key_of).collect()
});

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

    use super::*;

    #[test]
    fn alternatives_are_written_once() {
        for (phrase, expected) in [
            ("under", "under"),
            ("under(neath|)", "underneath|under"),
            ("(a|b) (c|d)", "a c|a d|b c|b d"),
            ("x(a(b|c)|)y", "xaby|xacy|xy"),
            ("", ""),
        ] {
            assert_eq!(expanded(phrase).join("|"), expected, "{phrase}");
        }
    }

    #[test]
    fn every_phrase_has_one_meaning() {
        let mut faults = Vec::new();
        let mut meanings = HashMap::new();
        for (meaning, phrases) in rows() {
            for phrase in phrases {
                let key = key_of(&phrase);
                let other = *meanings.entry(key.clone()).or_insert(meaning);
                if other != meaning || key.is_empty() {
                    faults.push(format!("{phrase}: {other:?} and {meaning:?}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
