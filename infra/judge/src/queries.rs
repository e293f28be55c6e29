//! Whether questions give exactly the filters that a careful agent would note down.

use std::fmt::Write as _;

use serde::Serialize;
use shared::listings::{
    filters::{Filters, Slot},
    text::fold,
    understanding::{Sort, Understood, understand},
};

use crate::{
    Report, Result,
    market::Market,
    metrics::{Counts, SLOTS, Share, Target, decimals, percent},
    pairs::ordered,
    sets::{Query, Written},
};

/// What the F1 of all slots together has to be.
const F1: f64 = 0.95;

/// What is compared of a query, as it is shown where it is wrong.
#[derive(Debug, PartialEq, Serialize)]
struct Reading {
    filters: Filters,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<Sort>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown_places: Vec<String>,
}

impl Reading {
    fn expected(query: &Query) -> Self {
        Self {
            filters: ordered(query.filters.clone()),
            sort: query.sort,
            unknown_places: places(&query.unknown_places),
        }
    }

    fn understood(understood: Understood) -> Self {
        Self {
            filters: ordered(understood.filters),
            sort: understood.sort,
            unknown_places: places(&understood.unknown_places),
        }
    }
}

/// Names of places in one order and spelling.
fn places(names: &[String]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(|name| fold(name)).collect();
    names.sort_unstable();
    names
}

/// What queries of one language, or of all, came to.
#[derive(Default)]
struct Counted {
    /// Each slot's counts, in the order of [`SLOTS`].
    slots: [Counts; SLOTS.len()],
    sort: Counts,
    unknown_places: Counts,
    /// Queries of which everything is right.
    exact: Share,
    /// Queries that ask for nothing, and of which nothing was understood.
    silent: Share,
}

impl Counted {
    fn note(&mut self, expected: &Reading, got: &Reading) {
        for (slot, counts) in SLOTS.into_iter().zip(&mut self.slots) {
            let (asked, understood) = (expected.filters.only(slot), got.filters.only(slot));
            counts.note(!asked.is_empty(), !understood.is_empty(), asked == understood);
        }
        self.sort.note(expected.sort.is_some(), got.sort.is_some(), expected.sort == got.sort);
        let (asked, understood) = (&expected.unknown_places, &got.unknown_places);
        self.unknown_places.note(!asked.is_empty(), !understood.is_empty(), asked == understood);
        self.exact.note(expected == got);
        if expected.filters.is_empty() && asked.is_empty() && expected.sort.is_none() {
            self.silent.note(expected == got);
        }
    }

    fn total(&self) -> Counts {
        self.slots.iter().copied().fold(Counts::default(), Counts::plus)
    }
}

pub(crate) fn judge(queries: &[Query], market: &Market) -> Result<Report> {
    let mut by_language = Written::ALL.map(|_| Counted::default());
    let mut all = Counted::default();
    let mut failures = Vec::new();
    for query in queries {
        let expected = Reading::expected(query);
        let got = Reading::understood(understand(&query.text, &market.gazetteer));
        if let Some((_, counted)) =
            Written::ALL.into_iter().zip(&mut by_language).find(|(written, _)| *written == query.language)
        {
            counted.note(&expected, &got);
        }
        all.note(&expected, &got);
        if expected != got {
            failures.push(format!(
                "- {}: {}\n  - expected {}\n  - got      {}",
                query.id,
                query.text,
                serde_json::to_string(&expected)?,
                serde_json::to_string(&got)?,
            ));
        }
    }

    let f1 = all.total().f1();
    let targets = vec![Target {
        name: "slots are understood",
        figures: format!("F1 {}, at least {F1} needed", decimals(f1)),
        met: f1.is_none_or(|f1| f1 >= F1),
    }];
    Ok(Report { text: table(&all, &by_language)?, failures, targets })
}

fn table(all: &Counted, by_language: &[Counted]) -> Result<String> {
    let mut text = "## Queries\n\n\
        | slot | right | invented | missed | precision | recall | F1 |\n|---|---|---|---|---|---|---|\n"
        .to_owned();
    for (slot, counts) in SLOTS.into_iter().zip(all.slots) {
        text += &row(&name(slot)?, counts);
    }
    text += &row("all slots", all.total());
    text += &row("sort", all.sort);
    text += &row("unknown places", all.unknown_places);
    text += "\nA wrong value is both invented and missed. F1 of all slots is over every slot of every query (micro).\n\n\
        | language | F1 of all slots | queries all right | queries that ask for nothing |\n|---|---|---|---|\n";
    let languages = Written::ALL.iter().map(|written| written.name()).zip(by_language);
    for (language, counted) in languages.chain([("all", all)]) {
        let (f1, exact, silent) = (decimals(counted.total().f1()), counted.exact.words(), counted.silent.words());
        writeln!(text, "| {language} | {f1} | {exact} | {silent} |")?;
    }
    Ok(text)
}

fn row(name: &str, counts: Counts) -> String {
    let Counts { right, invented, missed } = counts;
    let (precision, recall, f1) = (percent(counts.precision()), percent(counts.recall()), decimals(counts.f1()));
    format!("| {name} | {right} | {invented} | {missed} | {precision} | {recall} | {f1} |\n")
}

/// The slot by the name that the API uses for it.
pub(crate) fn name(slot: Slot) -> Result<String> {
    Ok(serde_json::to_string(&slot)?.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    fn query(line: &str) -> Query {
        serde_json::from_str(line).unwrap()
    }

    #[test]
    fn s2_slots_are_counted_one_by_one() {
        let market = Market::shipped().unwrap();
        let queries = [
            query(
                r#"{"id": "1", "query": "villa in New Cairo under 5 million", "language": "en",
                    "filters": {"types": ["Villa"], "locations": ["New Cairo"], "max_price": 5000000}}"#,
            ),
            query(r#"{"id": "2", "query": "apartment", "language": "en", "filters": {"types": ["Villa"]}}"#),
            query(r#"{"id": "3", "query": "hello", "language": "en", "filters": {"min_bedrooms": 3}}"#),
            query(r#"{"id": "4", "query": "clinic", "language": "ar"}"#),
            query(r#"{"id": "5", "query": "السلام عليكم", "language": "ar"}"#),
        ];
        let report = judge(&queries, &market).unwrap();
        // Types: the villa is right, the apartment a wrong value, the clinic invented.
        for line in [
            "| type | 1 | 2 | 1 | 33.3 % | 50.0 % | 0.400 |",
            "| bedrooms | 0 | 0 | 1 | – | 0.0 % | 0.000 |",
            "| all slots | 3 | 2 | 2 | 60.0 % | 60.0 % | 0.600 |",
            "| en | 0.667 | 1 of 3 (33.3 %) | 0 of 0 (–) |",
            "| all | 0.600 | 2 of 5 (40.0 %) | 1 of 2 (50.0 %) |",
        ] {
            assert!(report.text.contains(line), "{line}\n{}", report.text);
        }
        assert_eq!(report.failures.len(), 3);
        assert!(!report.targets.iter().all(|target| target.met));
    }

    #[test]
    fn s2_the_order_and_spelling_of_names_are_no_fault() {
        let expected = Reading {
            filters: ordered(serde_json::from_str(r#"{"locations": ["New Cairo", "Red Sea"]}"#).unwrap()),
            sort: None,
            unknown_places: places(&["Maadi".to_owned(), "Zamalek".to_owned()]),
        };
        let got = Reading {
            filters: ordered(serde_json::from_str(r#"{"locations": ["Red Sea", "New Cairo"]}"#).unwrap()),
            sort: None,
            unknown_places: places(&["zamalek".to_owned(), "maadi".to_owned()]),
        };
        assert_eq!(expected, got);
    }
}
