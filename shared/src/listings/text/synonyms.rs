//! Words that mean the same, in English, Egyptian Arabic and Franco-Arabic, as one term each; the words themselves stand
//! in [`super::concepts`].

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::{
    Piece,
    concepts::{CONCEPTS, DESCRIPTIONS, FRANCO, STOP},
    spelled::Spellings,
    stem, texts_of,
};

/// The mark at the end of every term that stands for a concept. Nobody types it, so that such a term is never taken for
/// a word again, and can never become part of a phrase: mapping what is mapped changes nothing.
const MARK: char = '0';

/// Of fewer letters after a digit, as in "7yrs", the digit is more likely a number than a letter.
const FEWEST_AFTER_DIGIT: usize = 4;

/// English words of so few consonants are too often spelt like an Arabic one: "trees" like «تراس».
const MOST_ENGLISH: usize = 3;

/// What a phrase stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Concept {
    terms: Vec<String>,
    /// Whether it says what a unit or its surroundings are like, of which filters know nothing.
    describes: bool,
}

struct Lexicon {
    /// Every phrase of the tables, by its words with one space between them.
    phrases: HashMap<String, Concept>,
    /// Every phrase of several words, by what each of them stands for: «غرف المعيشة» is there with «غرفة معيشة».
    kindred: HashMap<String, Concept>,
    /// Every word of every phrase.
    words: HashSet<String>,
    /// The Arabic word by Franco spellings without digits, as written, and those with digits, by [`franco_key`].
    franco: HashMap<String, String>,
    /// The Arabic words, for Franco spellings that no table lists.
    spellings: Spellings,
    stop: HashSet<String>,
    /// How many words the longest phrase has.
    longest: usize,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let stop: HashSet<String> = STOP.split_whitespace().flat_map(texts_of).collect();
    let mut phrases = HashMap::new();
    let (mut words, mut longest) = (HashSet::new(), 1);
    let rows = CONCEPTS.iter().map(|row| (row, false)).chain(DESCRIPTIONS.iter().map(|row| (row, true)));
    for ((name, row), describes) in rows {
        let terms: Vec<String> = name.split(' ').map(|word| format!("{word}{MARK}")).collect();
        for phrase in row.split(',') {
            let phrase: Vec<String> = texts_of(phrase).into_iter().filter(|word| !stop.contains(word)).collect();
            longest = longest.max(phrase.len());
            phrases.insert(phrase.join(" "), Concept { terms: terms.clone(), describes });
            words.extend(phrase);
        }
    }
    let spelled = |(arabic, row): &(&str, &'static str)| {
        let arabic = texts_of(arabic).join(" ");
        row.split(',').map(str::trim).map(move |spelling| (franco_key(spelling), arabic.clone())).collect::<Vec<_>>()
    };
    let mut lexicon = Lexicon {
        spellings: Spellings::of(words.iter().chain(&stop).map(String::as_str)),
        phrases,
        kindred: HashMap::new(),
        words,
        franco: FRANCO.iter().flat_map(spelled).collect(),
        stop,
        longest,
    };
    let mut of_several: Vec<(&String, &Concept)> =
        lexicon.phrases.iter().filter(|(phrase, _)| phrase.contains(' ')).collect();
    of_several.sort_unstable_by_key(|(phrase, _)| *phrase);
    lexicon.kindred = of_several
        .into_iter()
        .filter_map(|(phrase, concept)| {
            let kindred: Option<Vec<String>> = phrase.split(' ').map(|word| lexicon.kind_of(word)).collect();
            // A "swimming pool" is a pool already.
            let kindred = kindred?;
            let says_more = !kindred.iter().any(|kind| concept.terms.as_slice() == std::slice::from_ref(kind));
            says_more.then(|| (kindred.join(" "), concept.clone()))
        })
        .collect();
    lexicon
});

impl Lexicon {
    /// What a word stands for by itself, or the word; `None` for what is mapped already.
    fn kind_of(&self, word: &str) -> Option<String> {
        if word.ends_with(MARK) && !word.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let concept = self.phrases.get(word).or_else(|| inflection_of(word, |form| self.phrases.get(form)));
        Some(match concept.map(|concept| concept.terms.as_slice()) {
            Some([term]) => term.clone(),
            _ => word.to_owned(),
        })
    }

    /// The longest phrase that begins here, and how many words it has.
    fn phrase(&self, words: &[Piece], kinds: &[Option<String>], at: usize) -> Option<(&Concept, usize)> {
        let first = words.get(at)?;
        let begins = self.words.contains(&first.text) || kinds.get(at)?.as_ref() != Some(&first.text);
        (1..=self.longest).rev().filter(|_| begins).find_map(|length| {
            let written: Vec<&str> = words.get(at..at + length)?.iter().map(|word| word.text.as_str()).collect();
            // "Guards and cameras" are no "security camera".
            let is_row = || words.get(at..at + length).is_some_and(is_row);
            let kindred = || {
                let kinds: Option<Vec<&str>> = kinds.get(at..at + length)?.iter().map(Option::as_deref).collect();
                self.kindred.get(&kinds?.join(" ")).filter(|_| length > 1 && is_row())
            };
            self.phrases.get(&written.join(" ")).or_else(kindred).map(|concept| (concept, length))
        })
    }
}

/// Whether the words stand next to each other, with no stop word between.
fn is_row(words: &[Piece]) -> bool {
    words.iter().zip(words.iter().skip(1)).all(|(word, next)| word.last + 1 >= next.first)
}

/// What some words of a text stand for.
pub(super) struct Mapped {
    /// The terms; at most as many as there are words.
    pub(super) terms: Vec<String>,
    /// Whether the words say what a unit or its surroundings are like, of which filters know nothing.
    pub(super) describes: bool,
    /// The index of the first word, and of the last.
    pub(super) first: usize,
    pub(super) last: usize,
}

/// What a text's words stand for: stop words left out, each word reduced, phrases mapped to their concepts, the longest
/// first and from left to right.
pub(super) fn mapped(pieces: Vec<Piece>) -> Vec<Mapped> {
    let words = reduced(pieces);
    let kinds: Vec<Option<String>> = words.iter().map(|word| LEXICON.kind_of(&word.text)).collect();
    let mut mapped = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        // A word that the table has as part of a phrase only, as «حمامات», may be an inflection of one that it has.
        let by_itself = || inflection_of(&word.text, |form| LEXICON.phrases.get(form)).map(|concept| (concept, 1));
        let phrase = LEXICON.phrase(&words, &kinds, at).or_else(by_itself);
        let length = phrase.map_or(1, |(_, length)| length);
        let last = words.get(at + length - 1).map_or(word.last, |word| word.last);
        mapped.push(Mapped {
            terms: phrase.map_or_else(|| vec![word.text.clone()], |(concept, _)| concept.terms.clone()),
            describes: phrase.is_some_and(|(concept, _)| concept.describes),
            first: word.first,
            last,
        });
        at += length;
    }
    mapped
}

/// The words that say something, each as the table has it, or else as its stem.
fn reduced(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut words: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        // Folding takes the digit off that a Franco word begins with: `7adeeqa` comes as `7` and `adeeqa`.
        let after_digit = |form: &str, words: &[Piece]| {
            let digit = words.last()?.text.as_str();
            let is_franco = matches!(digit, "2" | "3" | "5" | "6" | "7" | "8" | "9")
                && form.starts_with(|first: char| first.is_ascii_lowercase());
            let joined = is_franco.then(|| format!("{digit}{form}"))?;
            // What the table lacks may as well be a number before a word of its own: "3 owners", "2 owad".
            let is_long = form.len() >= FEWEST_AFTER_DIGIT && form.contains(['a', 'e', 'i', 'o', 'u']);
            let may_be_spelled = digit != "2" && is_long && known(form).is_none() && !is_stop(form);
            listed(&joined).or_else(|| spelled(&joined).filter(|_| may_be_spelled))
        };
        let franco = after_digit(&piece.text, &words);
        if franco.is_none() && is_stop(&piece.text) {
            continue;
        }
        let form = if franco.is_none() { reduce(piece.text.clone()) } else { piece.text.clone() };
        let (text, first) = match franco.or_else(|| after_digit(&form, &words)) {
            Some(arabic) => (arabic, words.pop().map_or(piece.first, |digit| digit.first)),
            None => (form, piece.first),
        };
        if !is_stop(&text) {
            words.push(Piece { text, first, ..piece });
        }
    }
    words
}

/// Takes affixes off until the table knows the word, or nothing is left to take off.
fn reduce(mut word: String) -> String {
    loop {
        if let Some(known) = known(&word) {
            return known;
        }
        match stem::step(&word) {
            Some(shorter) => word = shorter,
            None => return word,
        }
    }
}

/// The word of the table that a word is an inflection or a Franco spelling of.
fn known(word: &str) -> Option<String> {
    let of_table = |form: &str| LEXICON.words.get(form).cloned();
    of_table(word).or_else(|| franco(word)).or_else(|| inflection_of(word, of_table))
}

/// What `find` has for the first form that a word may be an inflection of.
fn inflection_of<T>(word: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    if word.is_ascii() {
        stem::singular(word).and_then(|form| find(&form))
    } else {
        stem::arabic_candidates(word).iter().find_map(|form| find(form))
    }
}

/// The Arabic word of a Franco one, as the table has it.
fn franco(word: &str) -> Option<String> {
    let is_latin = word.bytes().all(|letter| letter.is_ascii_alphanumeric());
    is_latin.then(|| listed(word).or_else(|| spelled(word)))?
}

/// The Arabic word of a Franco one that the table lists.
fn listed(word: &str) -> Option<String> {
    let find = |word: &str| LEXICON.franco.get(&franco_key(word));
    let arabic = find(word).or_else(|| find(without_franco_article(word)?))?;
    Some(known(arabic).unwrap_or_else(|| arabic.clone()))
}

/// The Arabic word that a Franco one spells.
fn spelled(word: &str) -> Option<String> {
    let find = |word: &str| LEXICON.spellings.arabic(word, MOST_ENGLISH).first().copied();
    let arabic = find(word).or_else(|| find(without_franco_article(word)?))?;
    Some(known(arabic).unwrap_or_else(|| arabic.to_owned()))
}

/// Whether a word says nothing, by itself or after "and" and "so", as «وفي».
fn is_stop(word: &str) -> bool {
    let rest = word.strip_prefix(['و', 'ف']).filter(|rest| rest.len() >= 4 && !LEXICON.words.contains(word));
    LEXICON.stop.contains(word) || rest.is_some_and(|rest| LEXICON.stop.contains(rest))
}

/// A Franco word without its article, as `tagamo3` of `eltagamo3` and `7adeeqa` of `bel7adeeqa`.
fn without_franco_article(word: &str) -> Option<&str> {
    let has_digit = |rest: &&str| rest.bytes().any(|letter| letter.is_ascii_digit());
    ["wel", "bel", "fel", "lel", "el", "al", "il"]
        .iter()
        .find_map(|article| word.strip_prefix(article).filter(has_digit))
}

/// One spelling for the many of a Franco word: `7adeeqa`, `7adi2a` and `7ade2ah` are one. Only words with a digit in
/// them are surely Franco; others stay as they are, lest an English word become one.
fn franco_key(word: &str) -> String {
    if !word.bytes().any(|letter| letter.is_ascii_digit()) {
        return word.to_owned();
    }
    let word = word.replace("kh", "5").replace("gh", "8");
    let mut key = String::with_capacity(word.len());
    for letter in word.trim_end_matches('h').chars() {
        let letter = match letter {
            'e' | 'y' => 'i',
            'u' => 'o',
            'q' => '2',
            'j' => 'g',
            _ => letter,
        };
        if !key.ends_with(letter) {
            key.push(letter);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s2_every_phrase_belongs_to_one_concept() {
        let mut faults = Vec::new();
        let mut concepts = HashMap::new();
        for (name, row) in CONCEPTS.iter().chain(DESCRIPTIONS) {
            for phrase in row.split(',') {
                let key: Vec<String> =
                    texts_of(phrase).into_iter().filter(|word| !LEXICON.stop.contains(word)).collect();
                let other = *concepts.entry(key.join(" ")).or_insert(*name);
                // A phrase of stop words is never met; a concept of several needs as many words.
                if other != *name || key.is_empty() || key.len() < name.split(' ').count() {
                    faults.push(format!("{phrase} of {name}: {other}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn s2_every_franco_spelling_leads_to_one_word_that_the_table_knows() {
        let mut faults = Vec::new();
        let mut arabic_of = HashMap::new();
        for (arabic, row) in FRANCO {
            let arabic = texts_of(arabic).join(" ");
            for spelling in row.split(',').map(str::trim) {
                let other = arabic_of.entry(franco_key(spelling)).or_insert_with(|| arabic.clone()).clone();
                let is_met = known(&arabic).is_some() || LEXICON.stop.contains(&arabic);
                let is_shadowed = LEXICON.words.contains(spelling);
                if other != arabic || !is_met || is_shadowed || spelling.contains(' ') {
                    faults.push(format!("{spelling}: {arabic}, {other}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn s2_no_word_of_the_table_says_nothing_and_none_looks_like_a_concept() {
        let faults: Vec<&String> = LEXICON.words.iter().filter(|word| is_stop(word) || word.ends_with(MARK)).collect();
        assert!(faults.is_empty(), "{faults:?}");
        let concepts: HashSet<&str> =
            CONCEPTS.iter().chain(DESCRIPTIONS).flat_map(|(name, _)| name.split(' ')).collect();
        for concept in concepts {
            assert!(concept.bytes().all(|letter| letter.is_ascii_lowercase()), "{concept}");
        }
    }
}
