//! Cutting a question into terms: the longest phrases with a meaning, and names.

use std::collections::HashMap;

use super::{
    FRANCO_ARTICLES,
    gazetteer::{Entry, Gazetteer},
    meaning::Meaning,
    spelling::{MOST_LETTERS, distance, is_swap, sound_of, without_doubling, without_stretching},
    vocabulary::{FRANCO, PREFIXES, REAL_WORDS, SOUNDS, TYPOS, VOCABULARY, WORDS},
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
    /// What it may be meant as, where nothing knows it as it is written.
    corrections: Vec<Correction>,
    /// The index of its first word, and of its last: `7adee2a` folds to two.
    first: usize,
    last: usize,
    gap: Gap,
}

/// What a word that nothing knows may be meant as.
struct Correction {
    key: String,
    /// Whether it may stand in a phrase of the vocabulary, or only in a name.
    is_vocabulary: bool,
}

impl Correction {
    fn vocabulary(key: &str) -> Self {
        Self { key: key.to_owned(), is_vocabulary: true }
    }

    fn name(key: &str) -> Self {
        Self { key: key.to_owned(), is_vocabulary: false }
    }
}

/// No phrase or name has more words than this.
const LONGEST_PHRASE: usize = 8;
/// No name with a typo in it is looked for in more words than this.
const LONGEST_FORGIVEN: usize = 4;
/// No more readings of a misspelt phrase are followed at once.
const MOST_READINGS: usize = 12;
/// A word by itself, phrase or name, forgives a typo from so many letters on.
const FORGIVING_LETTERS: usize = 6;

/// What Arabic writes together with the next word: and, in, to, so, as.
const PARTICLES: &[char] = &['و', 'ب', 'ل', 'ف', 'ك'];
/// «وبالتجمع» has two; none has more than three.
const MOST_PARTICLES: usize = 3;
/// With fewer letters left, what looked like a particle was part of the word, but for these.
const FEWEST_LETTERS: usize = 3;
const SHORT_WORDS: &[&str] = &["نص", "ست", "مش", "من", "في"];
/// What Franco-Arabic writes together with the next word: "b", "in" and "and", with the article or without, and the
/// article alone.
const FRANCO_PARTICLES: &[(&str, &str)] = &[
    ("fel", "fel"),
    ("fil", "fel"),
    ("bel", "bel"),
    ("bil", "bel"),
    ("lel", "lel"),
    ("wel", ""),
    ("el", ""),
    ("al", ""),
    ("il", ""),
    ("be", "b"),
    ("b", "b"),
    ("f", "f"),
    ("w", ""),
    ("l", ""),
];
/// With fewer letters left, what looked like a Franco-Arabic particle was part of the word.
const FEWEST_FRANCO_LETTERS: usize = 4;
/// Letters of Arabic that Latin letters lack, as digits that look alike.
const FRANCO_DIGITS: &[&str] = &["2", "3", "5", "6", "7", "8", "9"];
/// "Room" and "rooms" begin with the letter that is written "2", which is then no number after another one.
const FRANCO_ROOMS: &[&str] = &["owad", "oda", "ouda", "oraf"];

/// The words of a text, and the terms that they make, in order.
pub(super) fn cut(text: &str, gazetteer: &Gazetteer) -> (Vec<Word>, Vec<Term>) {
    let words = text::words(text);
    let descriptions: HashMap<usize, usize> = text::descriptions(&words).into_iter().collect();
    let cutting = Cutting { text, words: &words, gazetteer, descriptions: &descriptions, pieces: Vec::new() };
    let pieces = cutting.cut();
    let mut terms: Vec<Term> = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let previous = terms.last().map(|term| term.meaning);
        let phrase = longest_phrase(&pieces, at, &terms, gazetteer);
        let described = described(&pieces, at, &descriptions);
        let (meaning, length) = match (phrase, described) {
            (Some((Meaning::Name(name), length)), Some(longer)) if longer == length => (Meaning::Name(name), length),
            // A description of several words has a meaning of its own: «مول تجاري» is no shop.
            (Some((_, length)), Some(longer)) if longer > length => (Meaning::Ordinary, longer),
            (Some(phrase), _) => phrase,
            (None, Some(length)) => (Meaning::Ordinary, length),
            (None, None) => (meaning_of_word(text, &piece.key, words.get(piece.first)), 1),
        };
        let last = pieces.get(at + length - 1).map_or(piece.last, |piece| piece.last);
        let term = |meaning| Term { meaning, first: piece.first, last, gap: piece.gap };
        if let Meaning::Counted(number, noun) = meaning {
            // «٣ غرفتين» has its number already.
            if !matches!(previous, Some(Meaning::Number(_) | Meaning::Spelled(_))) {
                terms.push(term(Meaning::Spelled(u16::from(number))));
            }
            // Nothing stands between the number and its noun.
            let has_number = matches!(terms.last(), Some(last) if last.first == piece.first);
            let gap = if has_number { Gap::Space } else { piece.gap };
            terms.push(Term { gap, ..term(*noun) });
        } else {
            terms.push(term(after(meaning, &piece.key, previous)));
        }
        at += length;
    }
    tell_millions_from_metres(text, &words, &mut terms);
    (words, terms)
}

/// How many pieces, from this one on, together say what a home or its surroundings are like.
fn described(pieces: &[Piece], at: usize, descriptions: &HashMap<usize, usize>) -> Option<usize> {
    let piece = pieces.get(at)?;
    // A piece of several words has its article or a digit before what describes, or with it.
    let end = *(piece.first..=piece.last).find_map(|first| descriptions.get(&first))?;
    // The particles of the first word are terms of their own.
    let is_split = pieces.get(at + 1).is_some_and(|next| next.first == piece.last);
    let following = pieces.iter().skip(at + 1).take(LONGEST_PHRASE).take_while(|next| next.last <= end);
    let length = 1 + following.clone().count();
    let is_whole = pieces.get(at + length - 1).is_some_and(|last| last.last == end);
    (!is_split && is_whole && following.clone().all(|next| next.gap != Gap::Break)).then_some(length)
}

/// What a phrase means after another: "mn" is «من» ("from"), and short for "million" after a number.
fn after(meaning: Meaning, key: &str, previous: Option<Meaning>) -> Meaning {
    let is_counted = matches!(previous, Some(Meaning::Number(_) | Meaning::Spelled(_) | Meaning::Half));
    if key == "mn" && is_counted { Meaning::Scale(1_000_000) } else { meaning }
}

/// Where both "m" and "M" follow numbers, as in "35m, 4M", the small one is metres and the capital one millions.
fn tell_millions_from_metres(text: &str, words: &[Word], terms: &mut [Term]) {
    let written = |term: &Term| words.get(term.first).and_then(|word| text.get(word.start..word.end));
    let is_short = |term: &&mut Term| term.meaning == Meaning::MetresOrMillions;
    let has = |letter: &str, terms: &[Term]| {
        terms.iter().any(|term| term.meaning == Meaning::MetresOrMillions && written(term) == Some(letter))
    };
    if has("m", terms) && has("M", terms) {
        for term in terms.iter_mut().filter(is_short) {
            match written(term) {
                Some("m") => term.meaning = Meaning::SquareMetres,
                Some("M") => term.meaning = Meaning::Scale(1_000_000),
                _ => {}
            }
        }
    }
}

/// Cuts words into pieces.
struct Cutting<'question> {
    text: &'question str,
    words: &'question [Word],
    gazetteer: &'question Gazetteer,
    /// The words of which descriptions are made, the last by the first.
    descriptions: &'question HashMap<usize, usize>,
    pieces: Vec<Piece>,
}

impl<'question> Cutting<'question> {
    fn cut(mut self) -> Vec<Piece> {
        let mut at = 0;
        while at < self.words.len() {
            let gap = self.gap_before(at);
            let cut = self.pieces.len();
            // The article of Franco-Arabic is a part of the word after it, as it is in Arabic.
            let has_article = self.is_article(at);
            at = if has_article { self.cut_word(at + 1, gap) } else { self.cut_word(at, gap) };
            if has_article && let Some(piece) = self.pieces.get_mut(cut) {
                piece.first -= 1;
            }
            if self.is_or_more(at) {
                self.push("+", at - 1, Gap::Space);
            }
        }
        self.pieces
    }

    fn is_article(&self, at: usize) -> bool {
        let is_latin = |word: &Word| word.folded.starts_with(|first: char| first.is_ascii_alphanumeric());
        self.words.get(at).is_some_and(|word| FRANCO_ARTICLES.contains(&word.folded.as_str()))
            && self.words.get(at + 1).is_some_and(is_latin)
            && self.gap_before(at + 1) != Gap::Break
    }

    /// Whether "+" ends the unit before this word, as in "300m+": folding keeps the sign after a number only.
    fn is_or_more(&self, at: usize) -> bool {
        let starts = |index: Option<usize>, is: fn(&char) -> bool| {
            let word = index.and_then(|index| self.words.get(index));
            word.is_some_and(|word| word.folded.chars().next().is_some_and(|first| is(&first)))
        };
        let after = at.checked_sub(1).and_then(|before| self.words.get(before)).map_or(0, |word| word.end);
        let rest = self.text.get(after..).unwrap_or_default();
        let is_sign = rest.strip_prefix('+').is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        is_sign
            && starts(at.checked_sub(1), |first| first.is_alphabetic())
            && starts(at.checked_sub(2), char::is_ascii_digit)
    }

    /// Cuts one word, or a few that belong together; returns the index of the word after them.
    fn cut_word(&mut self, at: usize, gap: Gap) -> usize {
        let Some(word) = self.words.get(at) else { return at + 1 };
        match word.folded.chars().next() {
            Some('0'..='9') => self.cut_number(at, &word.folded, gap),
            Some('a'..='z') => self.cut_latin(at, &word.folded, gap),
            _ => self.cut_arabic(at, &word.folded, gap),
        }
    }

    fn push(&mut self, key: &str, word: usize, gap: Gap) {
        // What is known by one Franco spelling may be part of a phrase that is known by another.
        let is_franco = key.contains(|letter: char| letter.is_ascii_digit())
            && key.contains(|letter: char| letter.is_ascii_alphabetic());
        let corrections = if is_franco { spelled(key, self.gazetteer) } else { Vec::new() };
        self.pieces.push(Piece { key: key.to_owned(), corrections, first: word, last: word, gap });
    }

    fn push_unknown(&mut self, key: &str, first: usize, last: usize, gap: Gap) {
        let mut corrections = corrections(key, self.gazetteer);
        // A word that describes is no typo for one of the vocabulary.
        if self.descriptions.get(&first) == Some(&last) {
            corrections.retain(|correction| !correction.is_vocabulary);
        }
        self.pieces.push(Piece { key: key.to_owned(), corrections, first, last, gap });
    }

    fn between(&self, at: usize) -> &str {
        let previous_end = at.checked_sub(1).and_then(|before| self.words.get(before)).map_or(0, |word| word.end);
        self.words.get(at).and_then(|word| self.text.get(previous_end..word.start)).unwrap_or_default()
    }

    fn gap_before(&self, at: usize) -> Gap {
        if at == 0 { Gap::Space } else { gap(self.between(at)) }
    }

    fn is_known(&self, word: &str) -> bool {
        WORDS.contains(word) || self.gazetteer.has_word(word)
    }

    /// Cuts a number, or a Franco-Arabic word that begins with a digit; returns the index of the word after it.
    fn cut_number(&mut self, at: usize, folded: &str, gap: Gap) -> usize {
        if self.between(at).contains(['<', '≤']) {
            self.push("under", at, gap);
        }
        if self.between(at).contains(['>', '≥']) {
            self.push("above", at, gap);
        }
        if self.between(at).contains(['$', '€', '£']) {
            self.push("usd", at, gap);
        }
        if let Some(rest) = self.franco_rest(at, folded) {
            let previous_is_number =
                self.pieces.last().is_some_and(|piece| is_number_word(&piece.key)) && gap == Gap::Space;
            if folded == "2" && FRANCO_ROOMS.contains(&rest) && previous_is_number {
                return at + 1;
            }
            let joined = format!("{folded} {rest}");
            let is_phrase = PREFIXES.contains(joined.as_str()) || VOCABULARY.contains_key(&joined);
            let is_franco = !is_phrase && !self.gazetteer.begins(&joined) && !self.is_known(rest);
            if is_franco && (rest.len() >= FEWEST_LETTERS || sound_of(&joined).is_some()) {
                self.push_unknown(&joined, at, at + 1, gap);
                return at + 2;
            }
        }
        if let Some((whole, next)) = self.grouped(at, folded) {
            self.push(&whole, at, gap);
            return next;
        }
        // The dash of "5m-7m" folds away, as it does not stand between digits, but it still makes a range.
        if at > 0 && self.between(at).contains(['-', '–', '—', '~']) {
            self.push("to", at, Gap::Space);
        }
        match folded.split_once('-') {
            Some((low, high)) => {
                self.push(low, at, gap);
                self.push("to", at, Gap::Space);
                self.push(high, at, Gap::Space);
            }
            None => self.push(folded, at, gap),
        }
        at + 1
    }

    /// A number whose thousands stand apart, as "4 000 000", and the index of the word after it.
    fn grouped(&self, at: usize, folded: &str) -> Option<(String, usize)> {
        let is_group = |index: &usize| {
            self.words
                .get(*index)
                .is_some_and(|word| word.folded.len() == 3 && word.folded.bytes().all(|byte| byte.is_ascii_digit()))
                && self.between(*index).chars().all(char::is_whitespace)
        };
        let is_first = folded.len() <= 3 && folded.bytes().all(|byte| byte.is_ascii_digit());
        let groups = (at + 1..=at + 3).take_while(is_group).count();
        let words = self.words.get(at..=at + groups)?;
        let is_grouped = is_first && groups > 0 && words.last().is_some_and(|word| word.folded == "000");
        is_grouped.then(|| (words.iter().map(|word| word.folded.as_str()).collect(), at + groups + 1))
    }

    /// The Latin word that is written together with a single digit before it.
    fn franco_rest(&self, at: usize, folded: &str) -> Option<&'question str> {
        let (digit, rest) = (self.words.get(at)?, self.words.get(at + 1)?);
        let is_joined = FRANCO_DIGITS.contains(&folded)
            && digit.end == rest.start
            && rest.folded.starts_with(|first: char| first.is_ascii_alphabetic())
            && typos(&rest.folded, self.gazetteer).is_empty();
        is_joined.then_some(rest.folded.as_str())
    }

    fn cut_latin(&mut self, at: usize, folded: &str, gap: Gap) -> usize {
        if self.is_known(folded) {
            self.push(folded, at, gap);
            return at + 1;
        }
        let shortened = [without_stretching(folded), without_doubling(folded)];
        if let Some(short) = shortened.into_iter().flatten().find(|short| self.is_known(short)) {
            self.push(&short, at, gap);
            return at + 1;
        }
        for (written, particle) in FRANCO_PARTICLES {
            let Some(rest) = folded.strip_prefix(written) else { continue };
            let is_name = self.gazetteer.has_word(rest) && !WORDS.contains(rest);
            let is_franco = rest.bytes().any(|byte| byte.is_ascii_digit()) && self.is_known(rest);
            // `elsonbol` is «السنبل», where nothing else is known to begin so.
            let is_article = written.ends_with('l') && written.len() >= 2;
            let is_spelled = is_article && !REAL_WORDS.contains(folded) && !self.gazetteer.spelled(rest).is_empty();
            if rest.len() >= FEWEST_FRANCO_LETTERS
                && ((is_name && written.len() >= 2) || is_franco || is_spelled || is_sound(rest))
            {
                let mut gap = gap;
                if !particle.is_empty() {
                    self.push(particle, at, gap);
                    gap = Gap::Space;
                }
                if self.is_known(rest) {
                    self.push(rest, at, gap);
                } else {
                    self.push_unknown(rest, at, at, gap);
                }
                return at + 1;
            }
        }
        self.push_unknown(folded, at, at, gap);
        at + 1
    }

    fn cut_arabic(&mut self, at: usize, folded: &str, gap: Gap) -> usize {
        let stretched = without_stretching(folded);
        let folded = stretched.as_deref().unwrap_or(folded);
        let (mut particles, mut rest) = split_particles(folded, self.gazetteer);
        let single = if self.is_known(rest) { None } else { without_doubling(folded) };
        if let Some(single) = &single {
            let shorter = split_particles(single, self.gazetteer);
            if self.is_known(shorter.1) {
                (particles, rest) = shorter;
            }
        }
        let mut gap = gap;
        for particle in particles {
            self.push(particle, at, gap);
            gap = Gap::Space;
        }
        if self.is_known(rest) {
            self.push(rest, at, gap);
        } else {
            self.push_unknown(rest, at, at, gap);
        }
        at + 1
    }
}

/// What a word that nothing knows may be meant as: an Arabic word in other letters, or a typo.
fn corrections(word: &str, gazetteer: &Gazetteer) -> Vec<Correction> {
    if REAL_WORDS.contains(word) {
        return Vec::new();
    }
    let mut corrections = spelled(word, gazetteer);
    if let Some(sound) = sound_of(word) {
        corrections.extend(SOUNDS.get(&sound).into_iter().flatten().map(|key| Correction::vocabulary(key)));
        corrections.extend(gazetteer.words_of_sound(&sound).iter().map(|key| Correction::name(key)));
    }
    corrections.extend(typos(word, gazetteer));
    corrections
}

/// What a Franco-Arabic word spells, in Arabic and as others spell it.
fn spelled(word: &str, gazetteer: &Gazetteer) -> Vec<Correction> {
    let word = word.replace(' ', "");
    let vocabulary = FRANCO.spelled(&word).into_iter().map(|key| Correction::vocabulary(&key));
    vocabulary.chain(gazetteer.spelled(&word).into_iter().map(|key| Correction::name(&key))).collect()
}

/// What a word that nothing knows may be a typo for.
fn typos(word: &str, gazetteer: &Gazetteer) -> Vec<Correction> {
    let mut corrections: Vec<Correction> = Vec::new();
    let letters: Vec<char> = word.chars().take(MOST_LETTERS + 1).collect();
    if letters.len() + 1 >= FORGIVING_LETTERS {
        // In words of five letters only a swap is sure to be one, and in Latin ones a letter that is missing: Arabic
        // ones make others of their kind so.
        let is_near = |other: &&str| {
            let other: Vec<char> = other.chars().collect();
            let longer = if word.is_ascii() { other.len() } else { 0 };
            let is_long = letters.len().max(longer) >= FORGIVING_LETTERS || is_swap(&letters, &other);
            is_long && other.first() == letters.first() && distance(&letters, &other) == 1
        };
        corrections.extend(TYPOS.corrections(word).into_iter().filter(is_near).map(Correction::vocabulary));
    }
    corrections.extend(gazetteer.words_like(word).into_iter().map(Correction::name));
    corrections
}

/// Whether a word sounds like a Franco-Arabic one of the vocabulary.
fn is_sound(word: &str) -> bool {
    sound_of(word).is_some_and(|sound| SOUNDS.contains_key(&sound))
}

fn is_number_word(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_digit())
        || matches!(
            VOCABULARY.get(key),
            Some(Meaning::Spelled(_) | Meaning::Scale(_) | Meaning::Half | Meaning::Counted(_, _))
        )
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

/// One way of reading the first pieces of a phrase.
#[derive(Clone)]
struct Spelling {
    key: String,
    is_corrected: bool,
    /// Whether it can still be a phrase of the vocabulary.
    may_be_vocabulary: bool,
}

impl Spelling {
    /// With one more piece, in every spelling that leads to a phrase or a name; as it is written even if it leads
    /// to none, because a name forgives a typo as a whole.
    fn with<'all>(&'all self, piece: &'all Piece, gazetteer: &'all Gazetteer) -> impl Iterator<Item = Self> + 'all {
        let joined = |key: &str| if self.key.is_empty() { key.to_owned() } else { format!("{} {key}", self.key) };
        let written = Self { key: joined(&piece.key), ..self.clone() };
        let corrected = piece.corrections.iter().map(move |correction| Self {
            key: joined(&correction.key),
            is_corrected: true,
            may_be_vocabulary: self.may_be_vocabulary && correction.is_vocabulary,
        });
        let leads_on = |spelling: &Self| {
            let key = spelling.key.as_str();
            !spelling.is_corrected
                || gazetteer.begins(key)
                || gazetteer.find(key).is_some()
                || (spelling.may_be_vocabulary && (PREFIXES.contains(key) || VOCABULARY.contains_key(key)))
        };
        std::iter::once(written).chain(corrected).filter(leads_on)
    }
}

/// The longest phrase or name that begins here, its meaning, and how many pieces it has. A typo is forgiven only
/// where that explains more of the words.
fn longest_phrase(pieces: &[Piece], at: usize, before: &[Term], gazetteer: &Gazetteer) -> Option<(Meaning, usize)> {
    let mut exact = None;
    let mut forgiven = None;
    let mut spellings = vec![Spelling { key: String::new(), is_corrected: false, may_be_vocabulary: true }];
    let within_a_clause = |(offset, piece): &(usize, &Piece)| *offset == 0 || piece.gap != Gap::Break;
    let following = pieces.iter().skip(at).take(LONGEST_PHRASE).enumerate().take_while(within_a_clause);
    for (offset, piece) in following {
        let length = offset + 1;
        spellings = spellings.iter().flat_map(|spelling| spelling.with(piece, gazetteer)).take(MOST_READINGS).collect();
        let is_introduced = |entry: &Entry| {
            is_alone(pieces, at, length)
                || introduces_name(before)
                || (entry.is_nickname && (introduces_nickname(before) || is_type(pieces, at + length)))
        };
        let letters = piece.key.chars().count();
        for spelling in &spellings {
            let key = spelling.key.as_str();
            let is_name_forgiven = !spelling.is_corrected || length > 1 || letters >= FORGIVING_LETTERS;
            let name = gazetteer.find(key).filter(|index| {
                is_name_forgiven
                    && !(key.ends_with(|last: char| last.is_ascii_digit()) && counts(pieces, at + length))
                    && gazetteer.get(*index).is_some_and(|entry| !entry.needs_introduction || is_introduced(entry))
            });
            let phrase = || VOCABULARY.get(key).copied().filter(|_| spelling.may_be_vocabulary);
            let meaning =
                name.map(Meaning::Name).or_else(phrase).filter(|meaning| !is_bound(*meaning, pieces, at + length));
            if spelling.is_corrected {
                if let Some(meaning) = meaning
                    && forgiven.is_none_or(|(_, shorter)| shorter < length)
                {
                    forgiven = Some((meaning, length));
                }
            } else if let Some(meaning) = meaning {
                exact = Some((meaning, length));
            } else if length <= LONGEST_FORGIVEN
                && !REAL_WORDS.contains(key)
                && let Some(name) = gazetteer.find_forgiving(key)
            {
                forgiven = Some((Meaning::Name(name), length));
            }
        }
        if spellings.is_empty() {
            break;
        }
    }
    match (exact, forgiven) {
        (Some((_, length)), Some((_, longer))) if longer > length => forgiven,
        (None, _) => forgiven,
        _ => exact,
    }
}

/// Whether a unit follows, of which a number before it is more likely than of a name: «في التجمع ٥ غرف».
fn counts(pieces: &[Piece], next: usize) -> bool {
    let is_unit = |meaning: &Meaning| {
        matches!(
            meaning,
            Meaning::Bedrooms
                | Meaning::Bathrooms
                | Meaning::SquareMetres
                | Meaning::MetresOrMillions
                | Meaning::Scale(_)
                | Meaning::Years
                | Meaning::Percent
        )
    };
    let next = pieces.get(next).filter(|piece| piece.gap != Gap::Break);
    next.is_some_and(|piece| VOCABULARY.get(&piece.key).is_some_and(is_unit))
}

/// Whether pieces are a clause of their own.
fn is_alone(pieces: &[Piece], at: usize, length: usize) -> bool {
    let is_break = |index: usize| pieces.get(index).is_none_or(|piece| piece.gap == Gap::Break);
    (at == 0 || is_break(at)) && is_break(at + length)
}

/// Whether a name must follow these terms: "in", "compound", and "in A or" another one.
fn introduces_name(before: &[Term]) -> bool {
    let introduces = |meaning| matches!(meaning, Meaning::In | Meaning::Compound | Meaning::Developer);
    match before {
        [.., name, joiner] if matches!(joiner.meaning, Meaning::Or | Meaning::And) => {
            matches!(name.meaning, Meaning::Name(_))
        }
        [.., last] => introduces(last.meaning),
        [] => false,
    }
}

/// Whether a kind of unit stands here, before which the short form of a name may stand.
fn is_type(pieces: &[Piece], at: usize) -> bool {
    let piece = pieces.get(at).filter(|piece| piece.gap != Gap::Break);
    piece.is_some_and(|piece| matches!(VOCABULARY.get(&piece.key), Some(Meaning::Type(_))))
}

/// Whether the short form of a name may follow these terms, where nothing else would.
fn introduces_nickname(before: &[Term]) -> bool {
    before.last().is_some_and(|last| matches!(last.meaning, Meaning::Type(_) | Meaning::From | Meaning::Not))
}

/// Whether what looks like a comparison with what was shown, or like "or more" of a number before, has a number to compare
/// with: «مقدم اقل من ١٠٪», "3 rooms and more than 2 bathrooms".
fn is_bound(meaning: Meaning, pieces: &[Piece], next: usize) -> bool {
    matches!(meaning, Meaning::FollowUp(_) | Meaning::OrMore | Meaning::OrLess)
        && pieces.get(next).is_some_and(|piece| matches!(piece.key.as_str(), "than" | "من" | "عن" | "men" | "mn"))
        && pieces.get(next + 1).is_some_and(|piece| is_number_word(&piece.key))
}

/// The meaning of a single word that neither the vocabulary nor the gazetteer has.
fn meaning_of_word(text: &str, key: &str, word: Option<&Word>) -> Meaning {
    if key.contains(' ') {
        return Meaning::Word;
    }
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
