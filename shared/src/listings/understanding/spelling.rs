//! Spellings that no table can list: typos, and the many ways of writing Arabic in Latin letters.
//!
//! Both are asked only about words that nothing else explains, so that no word that exists is taken for another.
//! [`Typos`] finds words by what is left of them when a letter is dropped, which takes time in the length of the word
//! and not in the number of words. [`sound_of`] takes a Franco-Arabic word to what all of its spellings share.

use std::collections::{HashMap, HashSet};

use super::key_of;
use crate::listings::text::spelled::Spellings;

/// Words of fewer letters forgive nothing, because one letter makes another word of them; of one letter fewer they
/// forgive that two are swapped.
const FORGIVING_LETTERS: usize = 5;
/// Words of so many letters forgive two typos.
const TWICE_FORGIVING_LETTERS: usize = 9;
/// No longer word is looked at: nobody types one.
pub(super) const MOST_LETTERS: usize = 24;
/// No more words than this are offered for one that is misspelt.
const MOST_CORRECTIONS: usize = 4;

/// Words that are found in spite of typos.
#[derive(Debug, Default)]
pub(super) struct Typos {
    /// Every word by each form that lacks one or two of its letters, and by itself.
    by_remainder: HashMap<String, Vec<usize>>,
    words: Vec<String>,
}

impl Typos {
    /// Words of letters only; others and those that are too short are left out.
    pub(super) fn of<'words>(words: impl IntoIterator<Item = &'words str>) -> Self {
        let mut typos = Self::default();
        let mut known = HashSet::new();
        for word in words {
            let letters: Vec<char> = word.chars().collect();
            let is_forgiving = (FORGIVING_LETTERS - 1..=MOST_LETTERS).contains(&letters.len());
            if !is_forgiving || !letters.iter().all(|letter| letter.is_alphabetic()) || !known.insert(word) {
                continue;
            }
            let index = typos.words.len();
            typos.words.push(word.to_owned());
            for remainder in remainders(&letters, forgiven(letters.len()).max(1)) {
                typos.by_remainder.entry(remainder).or_default().push(index);
            }
        }
        typos
    }

    /// The words that this one may be meant as, nearest first. A letter more, less or else and two letters swapped are
    /// one typo; words of nine letters may have two.
    pub(super) fn corrections(&self, word: &str) -> Vec<&str> {
        let letters: Vec<char> = word.chars().take(MOST_LETTERS + 1).collect();
        if letters.len() + 1 < FORGIVING_LETTERS || letters.len() > MOST_LETTERS {
            return Vec::new();
        }
        let mut seen = HashSet::new();
        let mut found: Vec<(usize, &str)> = remainders(&letters, forgiven(letters.len() + 1).max(1))
            .iter()
            .filter_map(|remainder| self.by_remainder.get(remainder))
            .flatten()
            .filter(|index| seen.insert(**index))
            .filter_map(|index| self.words.get(*index))
            .filter_map(|candidate| {
                let other: Vec<char> = candidate.chars().collect();
                let typos = distance(&letters, &other);
                (is_swap(&letters, &other) || typos <= forgiven(other.len())).then_some((typos, candidate.as_str()))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, candidate)| candidate).take(MOST_CORRECTIONS).collect()
    }
}

fn forgiven(letters: usize) -> usize {
    match letters {
        TWICE_FORGIVING_LETTERS.. => 2,
        FORGIVING_LETTERS.. => 1,
        _ => 0,
    }
}

/// The word, and what is left of it without any one or two of its letters.
fn remainders(letters: &[char], typos: usize) -> HashSet<String> {
    let mut all = HashSet::from([letters.to_vec()]);
    let mut longest = all.clone();
    for _ in 0..typos {
        longest = longest.iter().flat_map(|word| (0..word.len()).map(|gone| without(word, gone))).collect();
        all.extend(longest.iter().cloned());
    }
    all.into_iter().map(|letters| letters.into_iter().collect()).collect()
}

/// Whether two neighbours swapped make one word of the other.
pub(super) fn is_swap(left: &[char], right: &[char]) -> bool {
    left.len() == right.len() && sorted(left) == sorted(right) && distance(left, right) == 1
}

fn sorted(letters: &[char]) -> Vec<char> {
    let mut sorted = letters.to_vec();
    sorted.sort_unstable();
    sorted
}

fn without(letters: &[char], gone: usize) -> Vec<char> {
    letters.iter().enumerate().filter(|(index, _)| *index != gone).map(|(_, letter)| *letter).collect()
}

/// How many letters more, less or else, or swapped with their neighbours, make one word of the other.
pub(super) fn distance(left: &[char], right: &[char]) -> usize {
    let mut above_previous: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
            let mut least = (at(&previous, column) + usize::from(letter != other))
                .min(at(&previous, column + 1) + 1)
                .min(at(&current, column) + 1);
            let is_swap =
                row > 0 && column > 0 && left.get(row - 1) == Some(other) && right.get(column - 1) == Some(letter);
            if is_swap {
                least = least.min(at(&above_previous, column - 1) + 1);
            }
            current.push(least);
        }
        above_previous = std::mem::replace(&mut previous, current);
    }
    previous.last().copied().unwrap_or(left.len())
}

/// What all spellings of a Franco-Arabic word share: its consonants, each in one letter, without vowels and doubling.
/// `None` where too little is left to know a word by; digits for letters ("7", "2") count as two.
///
/// `mo2adam`, `moqaddam` and `mukadam` are `mqdm`; `estelam` and `istilaam` are `stlm`.
pub(super) fn sound_of(word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().take(MOST_LETTERS).filter(|letter| *letter != ' ').collect();
    if !letters.iter().all(char::is_ascii_alphanumeric) || !letters.iter().any(char::is_ascii_alphabetic) {
        return None;
    }
    let mut sound = String::new();
    let mut weight = 0;
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let has_h = letters.get(at + 1) == Some(&'h');
        let (consonant, length) = match (letter, has_h) {
            ('s' | 'c', true) => ('$', 2),
            ('k', true) => ('x', 2),
            ('g', true) => ('8', 2),
            ('5', _) => ('x', 1),
            ('7', _) => ('h', 1),
            ('2' | 'k' | 'c', _) => ('q', 1),
            ('j', _) => ('g', 1),
            ('6', _) => ('t', 1),
            ('9', _) => ('s', 1),
            ('v', _) => ('f', 1),
            ('p', _) => ('b', 1),
            ('a' | 'e' | 'i' | 'o' | 'u' | 'y', _) => {
                at += 1;
                continue;
            }
            (other, _) => (*other, 1),
        };
        if !sound.ends_with(consonant) {
            sound.push(consonant);
            weight += if letter.is_ascii_digit() { 2 } else { 1 };
        }
        at += length;
    }
    (weight >= 4).then_some(sound)
}

/// Words of phrases or names, by what Franco-Arabic words spell.
#[derive(Debug, Default)]
pub(super) struct Franco {
    spellings: Spellings,
    /// The keys of words in Latin letters, by the Arabic word that they spell.
    latin: HashMap<String, Vec<String>>,
    /// Words of so few consonants are too often English.
    most_english: usize,
}

impl Franco {
    /// The words that may be spelt, in Arabic as keys have them and in Latin letters as they are written.
    pub(super) fn of<'words>(
        arabic: impl IntoIterator<Item = &'words str>,
        latin: impl IntoIterator<Item = &'words str>,
        most_english: usize,
    ) -> Self {
        let spellings = Spellings::of(arabic);
        let mut by_arabic: HashMap<String, Vec<String>> = HashMap::new();
        for word in latin {
            for arabic in spellings.arabic(word, most_english) {
                let words = by_arabic.entry(arabic.to_owned()).or_default();
                let key = key_of(word);
                if words.len() < MOST_CORRECTIONS && !words.contains(&key) {
                    words.push(key);
                }
            }
        }
        Self { spellings, latin: by_arabic, most_english }
    }

    /// What a Latin word spells: the Arabic words, and others that spell the same.
    pub(super) fn spelled(&self, latin: &str) -> Vec<String> {
        let arabic = self.spellings.arabic(latin, self.most_english).into_iter().take(MOST_CORRECTIONS);
        arabic
            .flat_map(|word| {
                let others = self.latin.get(word).into_iter().flatten().map(String::as_str);
                std::iter::once(word).chain(others)
            })
            .map(str::to_owned)
            .collect()
    }
}

/// A word without letters that are written three times and more in a row, as people do for emphasis.
pub(super) fn without_stretching(word: &str) -> Option<String> {
    let mut short = String::with_capacity(word.len());
    let mut run: Option<(char, usize)> = None;
    let mut is_stretched = false;
    for letter in word.chars() {
        let length = run.filter(|(last, _)| *last == letter).map_or(1, |(_, length)| length + 1);
        run = Some((letter, length));
        is_stretched |= length == 3;
        if length == 1 {
            short.push(letter);
        }
    }
    is_stretched.then_some(short)
}

/// A word without the second of two equal letters in a row, which people write where they hear a long one: «فيللا»,
/// «رووف», `villla`. Short words may as well be others.
pub(super) fn without_doubling(word: &str) -> Option<String> {
    let mut short = String::with_capacity(word.len());
    word.chars().for_each(|letter| {
        if !short.ends_with(letter) {
            short.push(letter);
        }
    });
    let fewest = if word.is_ascii() { FORGIVING_LETTERS } else { FORGIVING_LETTERS - 1 };
    (short.len() < word.len() && word.chars().nth(fewest - 1).is_some()).then_some(short)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

    use super::*;

    #[test]
    fn a_typo_is_a_letter_more_less_or_else_or_a_swap() {
        for (left, right, expected) in [
            ("mountain", "mountain", 0),
            ("moutain", "mountain", 1),
            ("mountian", "mountain", 1),
            ("mouuntain", "mountain", 1),
            ("mpuntain", "mountain", 1),
            ("moutian", "mountain", 2),
            ("", "abc", 3),
        ] {
            let letters = |word: &str| word.chars().collect::<Vec<_>>();
            assert_eq!(distance(&letters(left), &letters(right)), expected, "{left} {right}");
            assert_eq!(distance(&letters(right), &letters(left)), expected, "{right} {left}");
        }
    }

    #[test]
    fn long_words_forgive_more() {
        let typos = Typos::of(["view", "mountain", "residence", "apartments"]);
        for (written, expected) in [
            ("veiw", Some("view")),
            ("viev", None),
            ("moutain", Some("mountain")),
            ("moutian", None),
            ("residance", Some("residence")),
            ("rezidance", Some("residence")),
            ("apartmants", Some("apartments")),
            ("mountain", Some("mountain")),
        ] {
            assert_eq!(typos.corrections(written).first().copied(), expected, "{written}");
        }
        assert_eq!(typos.corrections(&"m".repeat(100_000)), Vec::<&str>::new());
    }

    #[test]
    fn spellings_of_one_sound_are_one() {
        for same in [
            &["mo2adam", "moqadam", "mokaddam", "mu2addam", "mqadam"][..],
            &["estelam", "istilam", "estelaam", "estilam"],
            &["metshateba", "mitshattiba", "mtshateba"],
            &["7adee2a", "7adi2a", "7adeeqa"],
            &["ta2seet", "taqsit", "ta2sit", "taqseet"],
        ] {
            let sounds: HashSet<Option<String>> = same.iter().map(|word| sound_of(word)).collect();
            assert!(sounds.len() == 1 && !sounds.contains(&None), "{same:?} {sounds:?}");
        }
        for short in ["oda", "sea", "melon", "fawry", "3", "", "شقة"] {
            assert_eq!(sound_of(short), None, "{short}");
        }
    }

    #[test]
    fn stretched_words_are_shortened() {
        assert_eq!(without_stretching("cheeeap").as_deref(), Some("cheap"));
        assert_eq!(without_stretching("شقهههه").as_deref(), Some("شقه"));
        assert_eq!(without_stretching("villa"), None);
    }

    #[test]
    fn doubled_letters_are_one() {
        for (written, expected) in [
            ("فيللا", Some("فيلا")),
            ("رووف", Some("روف")),
            ("chaalet", Some("chalet")),
            ("شقق", None),
            ("room", None),
            ("villa", Some("vila")),
            ("", None),
        ] {
            assert_eq!(without_doubling(written).as_deref(), expected, "{written}");
        }
    }
}
