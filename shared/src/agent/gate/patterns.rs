//! Lists of phrases, by their first word, so that a sentence is held against those alone that may begin in it.

use std::collections::HashMap;

use super::{numbers, tokens::Token, words::is_in};

/// Words that end in "not".
const NOT: &str = "isnt arent wasnt werent dont doesnt didnt couldnt cant cannot havent hasnt aint";

/// A phrase and its parts.
type Phrase = (&'static str, Vec<&'static str>);

/// A list of phrases between semicolons. A phrase is folded words in their order. `#` stands for a number, `*` for up
/// to two words (at the end, for one), and a word that ends in `~` for every word that begins so; "not" stands for "isn't" too.
pub(super) struct Phrases {
    by_word: HashMap<&'static str, Vec<Phrase>>,
    /// Those that begin with the beginning of a word, by its first letter.
    by_letter: HashMap<char, Vec<Phrase>>,
    /// Those that begin with a number.
    numbered: Vec<Phrase>,
}

impl Phrases {
    pub(super) fn new(list: &'static str) -> Self {
        let mut phrases = Self { by_word: HashMap::new(), by_letter: HashMap::new(), numbered: Vec::new() };
        for phrase in list.split(';').map(str::trim) {
            let parts: Vec<&str> = phrase.split_ascii_whitespace().collect();
            match parts.first() {
                Some(&"#") => phrases.numbered.push((phrase, parts)),
                Some(first) if first.ends_with('~') => {
                    let letter = first.chars().next().unwrap_or_default();
                    phrases.by_letter.entry(letter).or_default().push((phrase, parts));
                }
                Some(first) => phrases.by_word.entry(first).or_default().push((phrase, parts)),
                None => {}
            }
        }
        phrases
    }

    /// The phrases that stand among the words, given by their tokens' indices: each with the indices of its first word
    /// and of the one after its last.
    pub(super) fn all<'a>(
        &'a self,
        tokens: &'a [Token],
        words: &'a [usize],
    ) -> impl Iterator<Item = (&'static str, usize, usize)> + 'a {
        words.iter().enumerate().flat_map(move |(start, at)| {
            let word = tokens.get(*at).map_or("", |token| token.text.as_str());
            let bare = word.strip_prefix('و');
            let not = self.by_word.get("not").filter(|_| is_in(word, NOT));
            let whole =
                self.by_word.get(word).into_iter().chain(bare.and_then(|bare| self.by_word.get(bare))).chain(not);
            let letters = word.chars().next().into_iter().chain(bare.and_then(|bare| bare.chars().next()));
            let parts = letters.filter_map(|letter| self.by_letter.get(&letter));
            let numbered = Some(&self.numbered).filter(|phrases| !phrases.is_empty() && numbers::begins(tokens, *at));
            let begun = whole.chain(parts).chain(numbered).flatten();
            begun.filter_map(move |(phrase, parts)| Some((*phrase, start, end(tokens, words, start, parts)?)))
        })
    }
}

/// Where the first phrase of a list stands, by its first token and the one after its last.
pub(super) fn position(tokens: &[Token], list: &Phrases) -> Option<(usize, usize)> {
    let words: Vec<usize> = (0..tokens.len())
        .filter(|at| tokens.get(*at).is_some_and(|token| token.is_word() || token.is_number()))
        .collect();
    let (_, start, end) = list.all(tokens, &words).next()?;
    Some((*words.get(start)?, *words.get(end - 1)? + 1))
}

/// Where a phrase that begins at the index of a word ends.
fn end(tokens: &[Token], words: &[usize], start: usize, parts: &[&str]) -> Option<usize> {
    let token = |index: usize| words.get(index).and_then(|at| tokens.get(*at));
    let mut at = start;
    for (index, part) in parts.iter().enumerate() {
        if *part == "*" {
            let Some(next) = parts.get(index + 1) else {
                return token(at).filter(|token| token.is_word()).map(|_| at + 1);
            };
            let gap = (0..3).find(|gap| token(at + gap).is_some_and(|token| fits(token, next)))?;
            let is_unbroken =
                (0..gap).all(|gap| token(at + gap).is_some_and(|token| token.is_word() || token.is_number()));
            if !is_unbroken {
                return None;
            }
            at += gap;
        } else {
            if !fits(token(at)?, part) {
                return None;
            }
            at += 1;
        }
    }
    Some(at)
}

fn fits(token: &Token, part: &str) -> bool {
    if part == "#" {
        return token.is_number() || numbers::begins(std::slice::from_ref(token), 0);
    }
    if !token.is_word() && !token.is_number() {
        return false;
    }
    let is = |text: &str| match part.strip_suffix('~') {
        Some(start) => text.starts_with(start),
        None => text == part,
    };
    is(&token.text) || (part == "not" && is_in(&token.text, NOT)) || token.text.strip_prefix('و').is_some_and(is)
}
