//! The judged sets: phrases in pairs and labelled queries, as `README.md` describes their files.

use std::{fs, io, path::Path};

use serde::Deserialize;
use shared::listings::{filters::Filters, understanding::Sort};

use crate::Result;

/// The file of pairs.
pub(crate) const PAIRS: &str = "pairs.tsv";

/// The file of queries.
pub(crate) const QUERIES: &str = "queries.jsonl";

/// What a folder of sets holds. A file that it lacks is a part that is not judged.
#[derive(Debug)]
pub(crate) struct Sets {
    pub(crate) pairs: Option<Vec<Pair>>,
    pub(crate) queries: Option<Vec<Query>>,
}

/// Two phrases, and whether they mean the same.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) same: bool,
    pub(crate) one: String,
    pub(crate) other: String,
    pub(crate) language: Written,
}

/// In what somebody writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Written {
    /// Arabic.
    Ar,
    /// English.
    En,
    /// Arabic in Latin letters and digits.
    Franco,
    /// More than one of them.
    Mixed,
}

impl Written {
    pub(crate) const ALL: [Self; 4] = [Self::Ar, Self::En, Self::Franco, Self::Mixed];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
            Self::Franco => "franco",
            Self::Mixed => "mixed",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|written| written.name() == name)
    }
}

/// What somebody asks, and what a careful agent would understand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    pub(crate) id: String,
    #[serde(rename = "query")]
    pub(crate) text: String,
    pub(crate) language: Written,
    /// What a unit must meet.
    #[serde(default)]
    pub(crate) filters: Filters,
    #[serde(default)]
    pub(crate) sort: Option<Sort>,
    /// Well-known areas that the catalogue does not have, by their canonical English names.
    #[serde(default)]
    pub(crate) unknown_places: Vec<String>,
    /// Soft wishes, each as the words of which one must stand in a unit's title or description.
    #[serde(default)]
    pub(crate) words: Vec<Vec<String>>,
    /// The id of the query that asks for the same in another language.
    #[serde(default)]
    pub(crate) twin: Option<String>,
}

impl Sets {
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let sets = Self {
            pairs: read(&folder.join(PAIRS))?.map(|text| read_pairs(&text)).transpose()?,
            queries: read(&folder.join(QUERIES))?.map(|text| read_queries(&text)).transpose()?,
        };
        if sets.pairs.is_none() && sets.queries.is_none() {
            return Err(format!("{} holds neither {PAIRS} nor {QUERIES}", folder.display()).into());
        }
        Ok(sets)
    }
}

/// The text of a file; `None` where there is none.
fn read(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display()).into()),
    }
}

fn read_pairs(text: &str) -> Result<Vec<Pair>> {
    lines(text).map(|(number, line)| read_pair(line).ok_or_else(|| unreadable(PAIRS, number, line))).collect()
}

fn read_pair(line: &str) -> Option<Pair> {
    let [same, one, other, language] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let same = match same {
        "same" => true,
        "different" => false,
        _ => return None,
    };
    Some(Pair { same, one: one.to_owned(), other: other.to_owned(), language: Written::from_name(language)? })
}

fn read_queries(text: &str) -> Result<Vec<Query>> {
    lines(text)
        .map(|(number, line)| serde_json::from_str(line).map_err(|error| unreadable(QUERIES, number, error)))
        .collect()
}

/// The lines that say something, numbered as in an editor.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty())
}

fn unreadable(file: &str, line: usize, why: impl std::fmt::Display) -> Box<dyn std::error::Error + Send + Sync> {
    format!("{file}, line {line} cannot be read: {why}").into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

    use std::collections::{HashMap, HashSet};

    use shared::listings::{filters::Slot, places::canonical_location};

    use super::*;
    use crate::{
        market::Market,
        relevance::{Wishes, grade},
    };

    fn ours() -> (Vec<Pair>, Vec<Query>) {
        let sets = Sets::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sets")).unwrap();
        (sets.pairs.unwrap(), sets.queries.unwrap())
    }

    #[test]
    fn s2_a_line_that_is_none_is_refused_by_its_number() {
        assert!(read_pairs("same\tone\tother\ten\n\nalike\ta\tb\ten").unwrap_err().to_string().contains("line 3"));
        assert!(read_pairs("same\tone\tother").is_err());
        assert!(read_pairs("same\tone\tother\tklingon").is_err());
        assert!(read_queries(r#"{"id": "a", "query": "b", "language": "en", "fliters": {}}"#).is_err());
        assert!(read_queries(r#"{"id": "a", "query": "b", "language": "en", "filters": {"bedrooms": 3}}"#).is_err());
        assert_eq!(read_queries(r#"{"id": "a", "query": "b", "language": "en"}"#).unwrap().len(), 1);
    }

    #[test]
    fn s2_our_pairs_are_many_and_none_stands_twice() {
        let (pairs, _) = ours();
        assert!(pairs.iter().filter(|pair| pair.same).count() >= 330);
        assert!(pairs.iter().filter(|pair| !pair.same).count() >= 130);
        for written in Written::ALL {
            for same in [true, false] {
                assert!(pairs.iter().any(|pair| pair.language == written && pair.same == same), "{written:?} {same}");
            }
        }
        let mut seen = HashSet::new();
        for pair in &pairs {
            assert_ne!(pair.one, pair.other);
            assert!(seen.insert([&pair.one, &pair.other]) && !seen.contains(&[&pair.other, &pair.one]), "{pair:?}");
        }
    }

    #[test]
    fn s2_our_queries_are_many_and_cover_every_slot() {
        let (_, queries) = ours();
        let count = |test: &dyn Fn(&Query) -> bool| queries.iter().filter(|query| test(query)).count();
        assert!(queries.len() >= 430);
        assert!(count(&|query| query.filters.slots().len() >= 3) >= 90);
        assert!(count(&|query| !query.words.is_empty()) >= 40);
        assert!(count(&|query| query.twin.is_some()) >= 160);
        assert!(count(&|query| !query.filters.not.is_empty()) >= 40);
        assert!(count(&|query| query.filters.is_empty() && query.unknown_places.is_empty()) >= 30);
        for slot in crate::metrics::SLOTS {
            assert!(count(&|query| query.filters.slots().contains(&slot)) >= 10, "{slot:?}");
        }
        let sorts: HashSet<Sort> = queries.iter().filter_map(|query| query.sort).collect();
        assert_eq!(sorts.len(), 8);
    }

    #[test]
    fn s2_our_queries_have_ids_of_their_own_and_twins_that_ask_for_the_same() {
        let (_, queries) = ours();
        let by_id: HashMap<&str, &Query> = queries.iter().map(|query| (query.id.as_str(), query)).collect();
        assert_eq!(by_id.len(), queries.len());
        let texts: HashSet<&str> = queries.iter().map(|query| query.text.as_str()).collect();
        assert_eq!(texts.len(), queries.len());
        for query in &queries {
            let Some(twin) = &query.twin else { continue };
            let twin = by_id.get(twin.as_str()).unwrap_or_else(|| panic!("{} has no twin", query.id));
            assert_eq!(twin.twin.as_deref(), Some(query.id.as_str()));
            assert_ne!(twin.language, query.language);
            assert_eq!(
                (&twin.filters, twin.sort, &twin.unknown_places, &twin.words),
                (&query.filters, query.sort, &query.unknown_places, &query.words)
            );
        }
    }

    #[test]
    fn s2_our_labels_name_what_the_catalogue_has_and_nothing_else() {
        let (_, queries) = ours();
        let units = Market::shipped().unwrap().units;
        let locations: HashSet<&str> = units.iter().map(|unit| unit.location.as_str()).collect();
        let compounds: HashSet<&str> = units.iter().filter_map(|unit| unit.compound.as_deref()).collect();
        let developers: HashSet<&str> = units.iter().filter_map(|unit| unit.developer.as_deref()).collect();
        for Query { id, filters, unknown_places, .. } in &queries {
            let not = &filters.not;
            assert!(
                filters.locations.iter().chain(&not.locations).all(|name| locations.contains(name.as_str())),
                "{id}"
            );
            assert!(
                filters.compounds.iter().chain(&not.compounds).all(|name| compounds.contains(name.as_str())),
                "{id}"
            );
            assert!(
                filters.developers.iter().chain(&not.developers).all(|name| developers.contains(name.as_str())),
                "{id}"
            );
            for place in unknown_places {
                assert_eq!(canonical_location(place).map(|place| place.english), Some(place.as_str()), "{id}");
                assert!(!locations.contains(place.as_str()), "{id}");
            }
        }
    }

    #[test]
    fn s3_our_soft_wishes_tell_units_apart() {
        let (_, queries) = ours();
        let units = Market::shipped().unwrap().units;
        let tells_nothing = |query: &&Query| {
            let wishes = Wishes::of(&query.words);
            let relevance = units.iter().map(|unit| grade(unit, &query.filters, &wishes));
            let grades: HashSet<u8> = relevance.filter(|grade| *grade > 0).collect();
            !grades.contains(&1) || grades.len() == 1
        };
        let soft = queries.iter().filter(|query| !query.words.is_empty() && query.unknown_places.is_empty());
        let faults: Vec<&str> = soft.filter(tells_nothing).map(|query| query.text.as_str()).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }

    #[test]
    fn s2_every_slot_has_a_row() {
        let all = crate::metrics::SLOTS;
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        assert_eq!((all.first(), all.last()), (Some(&Slot::Type), Some(&Slot::SaleType)));
    }
}
