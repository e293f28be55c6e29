//! Names by their first words, so that those of a sentence are found in one pass over it.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    tokens::{Token, tokens},
    vocabulary::{FAMOUS, is_ordinary, is_ordinary_arabic},
};
use crate::listings::{places, text::fold};

/// Names by their first word, each as words and with what it stands for.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Index(HashMap<String, Vec<(Vec<String>, String)>>);

impl Index {
    /// Adds a name in one of its spellings.
    pub(in super::super) fn add(&mut self, spelling: &str, name: String) {
        let words = tokens(spelling).into_iter().filter(|token| token.is_word() || token.is_number());
        let words: Vec<String> = words.map(|token| token.text).collect();
        if let Some(first) = words.first() {
            self.0.entry(first.clone()).or_default().push((words, name));
        }
    }

    /// Adds the first word of a longer name, by which people call it: "the Makadi chalet"; unless it is an ordinary one.
    pub(in super::super) fn add_short(&mut self, name: &str) {
        const SHORTEST: usize = 5;
        let Some((first, _)) = name.split_once(' ') else { return };
        let is_distinct = first.chars().count() >= SHORTEST && !is_ordinary(first) && !is_ordinary_arabic(first);
        let is_known = self.0.get(first).is_some_and(|names| names.iter().any(|(words, _)| words.len() == 1));
        if is_distinct && !is_known && find(&tokens(first), 0, &PLACES).is_none() {
            self.add(first, name.to_owned());
        }
    }
}

/// An index of names, each in a spelling and with what it stands for.
pub(super) fn index(names: impl Iterator<Item = (String, String)>) -> Index {
    let mut index = Index::default();
    for (spelling, name) in names {
        index.add(&spelling, name);
    }
    index
}

/// The areas of the country.
pub(super) static PLACES: LazyLock<Index> = LazyLock::new(|| {
    index(places::PLACES.iter().flat_map(|place| {
        // A smaller place stands for itself: what lies in the area need not lie there.
        // What is a compound besides is none of a place's districts: it must have been read.
        let districts =
            place.districts.iter().filter(|district| !FAMOUS.split(',').any(|name| name.trim() == fold(district)));
        let districts = districts.map(|district| ((*district).to_owned(), fold(district)));
        place.names().map(|spelling| (spelling.to_owned(), fold(place.english))).chain(districts)
    }))
});

/// A word without the particles that Arabic writes before a name: «بميفيدا», «لإعمار».
fn spellings(word: &str) -> impl Iterator<Item = &str> {
    let stripped = ["و", "ب", "ل", "ف", "وب", "ول", "ال", "بال", "لل", "وال", "ك"].into_iter();
    let rests = stripped.filter_map(|start| word.strip_prefix(start).filter(|rest| rest.chars().count() > 2));
    std::iter::once(word).chain(rests.filter(|rest| !rest.is_ascii()))
}

/// The longest name of an index that begins at a token, and where it ends.
pub(super) fn find(tokens: &[Token], at: usize, index: &Index) -> Option<(String, usize)> {
    let token = tokens.get(at).filter(|token| token.is_word() || token.is_number())?;
    let mut best: Option<(String, usize)> = None;
    for first in spellings(&token.text) {
        for (words, name) in index.0.get(first).into_iter().flatten() {
            let mut end = at + 1;
            let fits = words.iter().skip(1).all(|word| {
                while tokens.get(end).is_some_and(|token| token.is_sign("-‐‑'’&.")) {
                    end += 1;
                }
                end += 1;
                tokens.get(end - 1).is_some_and(|token| token.text == *word)
            });
            if fits && best.as_ref().is_none_or(|(_, longest)| end > *longest) {
                best = Some((name.clone(), end));
            }
        }
    }
    best
}
