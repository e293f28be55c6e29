//! Whether phrases that mean the same are understood alike, and others not.

use std::{collections::BTreeSet, fmt::Write as _};

use serde::Serialize;
use shared::listings::{
    filters::{Filters, Slot},
    text,
    understanding::{FollowUp, Sort, understand},
};

use crate::{
    Report, Result,
    market::Market,
    metrics::{Share, Target},
    sets::{Pair, Written},
};

/// Of pairs that mean the same, at least this many in a hundred must be found.
const FOUND: f64 = 0.95;

/// Of pairs that do not, at most this many in a hundred may match.
const FALSE: f64 = 0.01;

/// What a phrase was taken for. Two phrases mean the same if all of this agrees.
#[derive(Debug, PartialEq, Serialize)]
struct Meaning {
    #[serde(skip_serializing_if = "Filters::is_empty")]
    filters: Filters,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<Sort>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown_places: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opened: Vec<Slot>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    follow_ups: Vec<FollowUp>,
    /// The index terms of what made no slot; of the whole phrase where nothing else was understood either, or the
    /// folded phrase where that has none, so that two phrases that say nothing are not the same for that.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    terms: BTreeSet<String>,
}

impl Meaning {
    fn of(phrase: &str, market: &Market) -> Self {
        let understood = understand(phrase, &market.gazetteer);
        let mut meaning = Self {
            terms: terms(&understood.rest.join(" ")),
            filters: ordered(understood.filters),
            sort: understood.sort,
            unknown_places: understood.unknown_places,
            opened: understood.opened,
            follow_ups: understood.follow_ups,
        };
        let says_nothing = meaning.filters.is_empty()
            && meaning.sort.is_none()
            && meaning.unknown_places.is_empty()
            && meaning.opened.is_empty()
            && meaning.follow_ups.is_empty()
            && meaning.terms.is_empty();
        if says_nothing {
            meaning.terms = terms(phrase);
            if meaning.terms.is_empty() {
                meaning.terms.insert(text::fold(phrase));
            }
        }
        meaning
    }
}

/// The index terms of a text.
pub(crate) fn terms(text: &str) -> BTreeSet<String> {
    text::terms(text).into_iter().collect()
}

/// The same filters with every list in one order, because any of several values will do.
pub(crate) fn ordered(mut filters: Filters) -> Filters {
    let not = &mut filters.not;
    for types in [&mut filters.types, &mut not.types] {
        types.sort_unstable();
    }
    for names in [
        &mut filters.locations,
        &mut filters.compounds,
        &mut filters.developers,
        &mut not.locations,
        &mut not.compounds,
        &mut not.developers,
    ] {
        names.sort_unstable();
    }
    for finishing in [&mut filters.finishing, &mut not.finishing] {
        finishing.sort_unstable();
    }
    filters
}

/// Pairs of one language, or of all.
#[derive(Default)]
struct Counted {
    /// Same pairs that were found by what was understood.
    found: Share,
    /// Different pairs that matched all the same.
    matched: Share,
    /// The same two by index terms alone.
    found_by_terms: Share,
    matched_by_terms: Share,
}

impl Counted {
    fn note(&mut self, same: bool, alike: bool, alike_by_terms: bool) {
        if same {
            self.found.note(alike);
            self.found_by_terms.note(alike_by_terms);
        } else {
            self.matched.note(alike);
            self.matched_by_terms.note(alike_by_terms);
        }
    }

    fn row(&self, name: &str) -> String {
        format!(
            "| {name} | {} | {} | {} | {} |\n",
            self.found.words(),
            self.matched.words(),
            self.found_by_terms.words(),
            self.matched_by_terms.words(),
        )
    }
}

pub(crate) fn judge(pairs: &[Pair], market: &Market) -> Result<Report> {
    let mut by_language = Written::ALL.map(|_| Counted::default());
    let mut all = Counted::default();
    let mut failures = Vec::new();
    for Pair { same, one, other, language } in pairs {
        let (meaning, other_meaning) = (Meaning::of(one, market), Meaning::of(other, market));
        let alike = meaning == other_meaning;
        let alike_by_terms = terms(one) == terms(other);
        if let Some((_, counted)) = Written::ALL.iter().zip(&mut by_language).find(|(written, _)| *written == language)
        {
            counted.note(*same, alike, alike_by_terms);
        }
        all.note(*same, alike, alike_by_terms);
        if *same && !alike {
            let (meaning, other_meaning) = (shown(&meaning)?, shown(&other_meaning)?);
            failures.push(format!("- not found: {one} | {other}\n  - {meaning}\n  - {other_meaning}"));
        } else if !same && alike {
            failures.push(format!("- wrongly matched: {one} | {other}\n  - {}", shown(&meaning)?));
        }
    }

    let mut text = "## Pairs\n\n\
        | language | same, found | different, matched | same, found by terms alone | different, matched by terms alone |\n\
        |---|---|---|---|---|\n"
        .to_owned();
    for (written, counted) in Written::ALL.iter().zip(&by_language) {
        text += &counted.row(written.name());
    }
    text += &all.row("all");
    // Writing to a string cannot fail.
    let _ = write!(text, "\nTerms alone are what full text sees of a phrase: no filters, only words.");
    let targets = vec![
        Target {
            name: "pairs that mean the same are found",
            figures: format!("{}, at least 95 % needed", all.found.words()),
            met: all.found.value().is_none_or(|found| found >= FOUND),
        },
        Target {
            name: "pairs that mean different things do not match",
            figures: format!("{} match, at most 1 % allowed", all.matched.words()),
            met: all.matched.value().is_none_or(|matched| matched <= FALSE),
        },
    ];
    Ok(Report { text, failures, targets })
}

/// A meaning as it is shown where it is wrong: only what it says.
fn shown(meaning: &Meaning) -> Result<String> {
    Ok(serde_json::to_string(meaning)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

    use super::*;

    #[test]
    fn s2_the_order_of_alternatives_is_no_difference_and_silence_is_no_agreement() {
        let market = Market::shipped().unwrap();
        let alike = |one, other| Meaning::of(one, &market) == Meaning::of(other, &market);
        assert!(alike("villa or townhouse", "townhouse or villa"));
        assert!(alike("شقة", "شقه"));
        assert!(!alike("شقة", "فيلا"));
        assert!(!alike("zorb", "blorp"));
        assert!(!alike("the", "of"));
    }

    #[test]
    fn s2_pairs_are_counted_by_language_and_by_what_they_should_be() {
        let market = Market::shipped().unwrap();
        let pair = |same, one: &str, other: &str| Pair {
            same,
            one: one.to_owned(),
            other: other.to_owned(),
            language: Written::En,
        };
        let pairs = [
            pair(true, "villa", "villas"),
            pair(true, "villa", "office"),
            pair(false, "villa", "villas"),
            pair(false, "villa", "office"),
        ];
        let report = judge(&pairs, &market).unwrap();
        assert!(report.text.contains("| en | 1 of 2 (50.0 %) | 1 of 2 (50.0 %) |"), "{}", report.text);
        let [missed, matched] = &report.failures[..] else { panic!("{:?}", report.failures) };
        assert_eq!(
            missed,
            "- not found: villa | office\n  - {\"filters\":{\"types\":[\"Villa\"]}}\n  - {\"filters\":{\"types\":[\"Office\"]}}"
        );
        assert_eq!(matched, "- wrongly matched: villa | villas\n  - {\"filters\":{\"types\":[\"Villa\"]}}");
        assert!(report.targets.iter().all(|target| !target.met));
    }
}
