//! Cutting a question into terms: the longest phrases with a meaning, and names.

use super::{
    gazetteer::Gazetteer,
    vocabulary::{Meaning, VOCABULARY, WORDS},
    without_article,
};
use crate::listings::{
    property::PropertyId,
    text::{self, Word},
};

/// A phrase of the question that means one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) meaning: Meaning,
    /// The index of its first word in the question.
    pub(super) first: usize,
    /// The index of its last word.
    pub(super) last: usize,
    /// What stands in the text before it.
    pub(super) gap: Gap,
}

/// What stands in the text between a word and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing, or space.
    Space,
    /// A sign that joins as much as it separates, as `/`, `-` or `:`.
    Sign,
    /// A comma or the end of a sentence or line: what follows belongs to something else.
    Break,
}

/// A part of a word that can begin or continue a phrase: mostly the whole word.
struct Piece {
    /// Folded and without the article.
    key: String,
    word: usize,
    gap: Gap,
}

/// No phrase or name has more words than this.
const LONGEST_PHRASE: usize = 8;
/// No name with a typo in it is looked for in more words than this.
const LONGEST_FORGIVEN: usize = 4;

/// What Arabic writes together with the next word: and, in, to, so, as.
const PARTICLES: &[char] = &['و', 'ب', 'ل', 'ف', 'ك'];
/// «وبالتجمع» has two; none has more than three.
const MOST_PARTICLES: usize = 3;
/// With fewer letters left, what looked like a particle was part of the word, but for these.
const FEWEST_LETTERS: usize = 3;
const SHORT_WORDS: &[&str] = &["نص", "ست"];

/// The words of a text, and the terms that they make, in order.
pub(super) fn cut(text: &str, gazetteer: &Gazetteer) -> (Vec<Word>, Vec<Term>) {
    let words = text::words(text);
    let pieces = pieces(text, &words, gazetteer);
    let mut terms: Vec<Term> = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let previous = terms.last().map(|term| term.meaning);
        let (meaning, length) = longest_phrase(&pieces, at, previous, gazetteer)
            .unwrap_or_else(|| (meaning_of_word(text, &piece.key, words.get(piece.word)), 1));
        let last = pieces.get(at + length - 1).map_or(piece.word, |piece| piece.word);
        let term = |meaning| Term { meaning, first: piece.word, last, gap: piece.gap };
        if let Meaning::Counted(number, noun) = meaning {
            // «٣ غرفتين» has its number already.
            if !matches!(previous, Some(Meaning::Number(_) | Meaning::Spelled(_))) {
                terms.push(term(Meaning::Spelled(u16::from(number))));
            }
            terms.push(term(*noun));
        } else {
            terms.push(term(meaning));
        }
        at += length;
    }
    (words, terms)
}

fn pieces(text: &str, words: &[Word], gazetteer: &Gazetteer) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(words.len());
    let mut previous_end = 0;
    for (index, word) in words.iter().enumerate() {
        let between = text.get(previous_end..word.start).unwrap_or_default();
        let gap = if index == 0 { Gap::Space } else { gap(between) };
        previous_end = word.end;
        let mut push = |key: &str, gap| pieces.push(Piece { key: key.to_owned(), word: index, gap });
        if word.folded.starts_with(|first: char| first.is_ascii_digit()) {
            // The dash of "5m-7m" folds away, as it does not stand between digits, but it still makes a range.
            if index > 0 && between.contains(['-', '–', '—', '~']) {
                push("to", Gap::Space);
            }
            match word.folded.split_once('-') {
                Some((low, high)) => {
                    push(low, gap);
                    push("to", Gap::Space);
                    push(high, Gap::Space);
                }
                None => push(&word.folded, gap),
            }
            continue;
        }
        let (particles, rest) = split_particles(&word.folded, gazetteer);
        let mut gap = gap;
        for particle in particles {
            push(particle, gap);
            gap = Gap::Space;
        }
        push(rest, gap);
    }
    pieces
}

fn gap(between: &str) -> Gap {
    // The point of "L.E" ends nothing.
    let ends_sentence = between.contains('.') && between != ".";
    if ends_sentence || between.contains([',', '،', ';', '؛', '!', '?', '؟', '\n']) {
        Gap::Break
    } else if between.chars().all(char::is_whitespace) {
        Gap::Space
    } else {
        Gap::Sign
    }
}

/// The particles that a word begins with, and what they are written together with, without its article. A word that
/// is known as it stands has none, and neither has one of which nothing known would be left.
fn split_particles<'word>(word: &'word str, gazetteer: &Gazetteer) -> (Vec<&'word str>, &'word str) {
    let is_known = |word: &str| WORDS.contains(word) || gazetteer.has_word(word);
    let mut particles = Vec::new();
    let mut rest = word;
    while !is_known(without_article(rest)) {
        let Some(first) = rest.chars().next().filter(|first| PARTICLES.contains(first)) else { break };
        if particles.len() == MOST_PARTICLES {
            break;
        }
        let (particle, after) = rest.split_at(first.len_utf8());
        particles.push(particle);
        // The article loses its alif after ل: «للشقق» is ل and «الشقق».
        let after_article = if first == 'ل' { after.strip_prefix('ل') } else { None };
        rest = after_article.filter(|after| is_known(after)).unwrap_or(after);
    }
    let rest = without_article(rest);
    let is_whole = rest.chars().count() >= FEWEST_LETTERS || SHORT_WORDS.contains(&rest);
    if is_whole && is_known(rest) { (particles, rest) } else { (Vec::new(), without_article(word)) }
}

/// The longest phrase or name that begins here, its meaning, and how many pieces it has.
fn longest_phrase(
    pieces: &[Piece],
    at: usize,
    previous: Option<Meaning>,
    gazetteer: &Gazetteer,
) -> Option<(Meaning, usize)> {
    let mut exact = None;
    let mut forgiven = None;
    let mut key = String::new();
    let within_a_clause = |(offset, piece): &(usize, &Piece)| *offset == 0 || piece.gap != Gap::Break;
    let following = pieces.iter().skip(at).take(LONGEST_PHRASE).enumerate().take_while(within_a_clause);
    for (offset, piece) in following {
        if offset > 0 {
            key.push(' ');
        }
        key.push_str(&piece.key);
        let length = offset + 1;
        let is_introduced =
            matches!(previous, Some(Meaning::In | Meaning::Compound | Meaning::Developer)) || length == pieces.len();
        let name = gazetteer
            .find(&key)
            .filter(|index| is_introduced || gazetteer.get(*index).is_some_and(|entry| !entry.needs_introduction));
        let meaning = name.map(Meaning::Name).or_else(|| VOCABULARY.get(&key).copied());
        if let Some(meaning) = meaning {
            exact = Some((meaning, length));
        } else if length <= LONGEST_FORGIVEN
            && let Some(name) = gazetteer.find_forgiving(&key)
        {
            forgiven = Some((Meaning::Name(name), length));
        }
    }
    // A typo is forgiven only where that explains more of the words.
    match (exact, forgiven) {
        (Some((_, length)), Some((_, longer))) if longer > length => forgiven,
        (None, _) => forgiven,
        _ => exact,
    }
}

/// The meaning of a single word that neither the vocabulary nor the gazetteer has.
fn meaning_of_word(text: &str, key: &str, word: Option<&Word>) -> Meaning {
    if key.starts_with(|first: char| first.is_ascii_digit()) {
        return parse_number(key).map_or(Meaning::Code, Meaning::Number);
    }
    if key == "+" {
        return Meaning::OrMore;
    }
    let written = word.and_then(|word| text.get(word.start..word.end)).unwrap_or_default();
    if is_property_id(written) { Meaning::Id } else { Meaning::Word }
}

/// A decimal number in millionths; `None` for what is no quantity, as a telephone number with its leading zero.
fn parse_number(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = whole.len() > 1 && whole.starts_with('0');
    if whole.is_empty() || whole.len() > 12 || is_code || !is_digits(whole) || !is_digits(decimals) {
        return None;
    }
    let millionths: String = decimals.chars().chain("000000".chars()).take(6).collect();
    whole.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(millionths.parse().ok()?)
}

/// Whether a word is meant as the id of a unit. Franco-Arabic writes letters as digits, so that a single digit in
/// small letters, as in "rob3", is no number of a unit.
fn is_property_id(written: &str) -> bool {
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let is_capital = !written.bytes().any(|byte| byte.is_ascii_lowercase());
    (digits >= 2 || is_capital) && written.parse::<PropertyId>().is_ok()
}
