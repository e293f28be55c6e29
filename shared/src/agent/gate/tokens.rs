//! Words, numbers and signs of a sentence, each with where it stands. Unlike [`crate::listings::text::words`], which
//! serves searching, nothing is lost here: signs are kept, a number knows how precisely it is written, and ids keep
//! their digits whatever the digits' script.

use std::sync::LazyLock;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::listings::text::{fold, is_invisible};

/// Millionths in one: figures are compared in whole millionths, which no decimals that people write fall below.
pub(super) const ONE: i64 = 1_000_000;

/// The most digits before the decimals that a figure may have; more is no figure of ours.
const MOST_DIGITS: usize = 12;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Letters, and in Latin words the digits after them.
    Word,
    /// Digits of any script, in millionths, with the smallest step that its decimals tell apart.
    Number { value: i64, step: i64, plain_digits: usize },
    /// Anything else that is no white space.
    Sign,
}

/// One word, number or sign.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) shape: Shape,
    /// The folded word, the sign, or the digits of a number.
    pub(super) text: String,
    /// Where it begins in the sentence, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Whether nothing stands between it and the token before.
    pub(super) glued: bool,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
}

impl Token {
    pub(super) fn is_word(&self) -> bool {
        self.shape == Shape::Word
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self.shape, Shape::Number { .. })
    }

    pub(super) fn is_sign(&self, signs: &str) -> bool {
        self.shape == Shape::Sign && signs.contains(self.text.as_str())
    }
}

struct Letter {
    char: char,
    start: usize,
    end: usize,
    capital: bool,
}

/// The tokens of a sentence, in its order; linear in its length.
pub(super) fn tokens(sentence: &str) -> Vec<Token> {
    let letters = letters(sentence);
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        if letter.char.is_whitespace() || letter.char.is_control() {
            at += 1;
            continue;
        }
        let (shape, next) = if letter.char.is_ascii_digit() || fraction(letter.char).is_some() {
            number(&letters, at)
        } else if letter.char.is_alphanumeric() {
            (Shape::Word, word_end(&letters, at))
        } else {
            (Shape::Sign, at + 1)
        };
        let text = letters.iter().take(next).skip(at).map(|letter| letter.char);
        let text: String = text.filter(|char| shape != Shape::Word || !is_apostrophe(*char)).collect();
        let end = letters.get(next - 1).map_or(letter.end, |last| last.end);
        let glued = at > 0 && letters.get(at - 1).is_some_and(|before| !before.char.is_whitespace());
        tokens.push(Token { shape, text, start: letter.start, end, glued, capital: letter.capital });
        at = next;
    }
    tokens
}

/// The characters, each folded by itself; what only steers how text is shown, and marks on letters, are gone.
fn letters(sentence: &str) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(sentence.len());
    for (start, written) in sentence.char_indices() {
        let end = start + written.len_utf8();
        let capital = written.is_uppercase();
        if written.is_ascii() || fraction(written).is_some() || is_apostrophe(written) {
            letters.push(Letter { char: written.to_ascii_lowercase(), start, end, capital });
        } else if is_invisible(written) || is_combining_mark(written) || written == 'ـ' {
        } else if written.is_whitespace() {
            letters.push(Letter { char: ' ', start, end, capital });
        } else {
            decompose_compatible(written, |part| {
                if part.is_alphanumeric() {
                    folded(part, |char| letters.push(Letter { char, start, end, capital }));
                } else if !is_combining_mark(part) {
                    let char = if part == '٪' { '%' } else { part };
                    letters.push(Letter { char, start, end, capital });
                }
            });
        }
    }
    letters
}

/// The folded characters of a letter; those of Arabic, which most answers are made of, are folded once for all.
fn folded(letter: char, mut take: impl FnMut(char)) {
    const FIRST: u32 = 0x600;
    static ARABIC: LazyLock<Vec<String>> = LazyLock::new(|| {
        let letters =
            (FIRST..0x700).map(|code| char::from_u32(code).map(|letter| fold(letter.encode_utf8(&mut [0; 4]))));
        letters.map(Option::unwrap_or_default).collect()
    });
    let known = u32::from(letter).checked_sub(FIRST).and_then(|at| ARABIC.get(at as usize));
    match known {
        Some(folded) => folded.chars().for_each(take),
        None => fold(letter.encode_utf8(&mut [0; 4])).chars().for_each(&mut take),
    }
}

fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '’' | '‘' | 'ʼ' | '`')
}

/// The millionths of a character that is a fraction.
fn fraction(char: char) -> Option<i64> {
    match char {
        '¼' => Some(ONE / 4),
        '½' => Some(ONE / 2),
        '¾' => Some(ONE / 4 * 3),
        _ => None,
    }
}

/// Whether letters of this script join digits to a word, as in an id: Arabic ones do not.
fn joins_digits(char: char) -> bool {
    char.is_alphabetic() && !('\u{0600}'..='\u{08FF}').contains(&char)
}

fn word_end(letters: &[Letter], at: usize) -> usize {
    let char_at = |at: usize| letters.get(at).map_or(' ', |letter| letter.char);
    let latin = joins_digits(char_at(at));
    let word_so_far = |end: usize| letters.iter().take(end).skip(at).map(|letter| letter.char);
    let mut end = at;
    loop {
        let char = char_at(end);
        let is_possessive = is_apostrophe(char)
            && char_at(end + 1) == 's'
            && !char_at(end + 2).is_alphanumeric()
            && !["it", "that", "there", "here", "what", "let", "who", "he", "she"]
                .iter()
                .any(|word| word_so_far(end).eq(word.chars()));
        let belongs = if is_apostrophe(char) {
            !is_possessive && char_at(end + 1).is_alphabetic()
        } else {
            (char.is_alphabetic() && joins_digits(char) == latin) || (latin && char.is_ascii_digit())
        };
        // "EGP8,500,000" is an amount, not a word.
        let ends_currency =
            char.is_ascii_digit() && ["egp", "le", "usd"].iter().any(|name| word_so_far(end).eq(name.chars()));
        if !belongs || ends_currency {
            break;
        }
        end += 1;
    }
    let is_square_metre =
        end == at + 1 && char_at(at) == 'م' && char_at(end) == '2' && !char_at(end + 1).is_alphanumeric();
    if is_square_metre { end + 1 } else { end.max(at + 1) }
}

/// The number that begins here, and where it ends.
fn number(letters: &[Letter], at: usize) -> (Shape, usize) {
    let char_at = |at: usize| letters.get(at).map_or(' ', |letter| letter.char);
    let digits_at = |at: usize| letters.iter().skip(at).take_while(|letter| letter.char.is_ascii_digit()).count();
    let first = digits_at(at);
    let mut end = at + first;
    let mut whole: String = letters.iter().take(end).skip(at).map(|letter| letter.char).collect();
    let mut decimals = String::new();
    let mut groups = 0;
    loop {
        let sign = char_at(end);
        let group = digits_at(end + 1);
        let after = end + 1 + group;
        let again = char_at(after) == sign && digits_at(after + 1) == 3;
        let is_comma = matches!(sign, ',' | '،' | '٬');
        let is_dot = matches!(sign, '.' | '٫');
        let thousands =
            (1..=3).contains(&first) && group == 3 && (is_comma || ((is_dot || sign == ' ') && (groups > 0 || again)));
        let part = letters.iter().take(after).skip(end + 1).map(|letter| letter.char);
        if thousands {
            whole.extend(part);
            groups += 1;
            end = after;
        } else if group > 0 && (is_dot || (is_comma && group <= 2 && groups == 0)) {
            decimals.extend(part);
            end = after;
            break;
        } else {
            break;
        }
    }
    let mut value = if whole.len() > MOST_DIGITS { i64::MAX } else { whole.parse::<i64>().unwrap_or(0) * ONE };
    let mut step = ONE;
    for digit in decimals.chars().take(6).filter_map(|digit| digit.to_digit(10)) {
        step /= 10;
        value = value.saturating_add(i64::from(digit) * step);
    }
    if let Some(part) = fraction(char_at(end)).filter(|_| decimals.is_empty()) {
        value = value.saturating_add(part);
        step = ONE / if part == ONE / 2 { 10 } else { 100 };
        end += 1;
    }
    let plain_digits = if groups == 0 && decimals.is_empty() { first } else { 0 };
    (Shape::Number { value, step, plain_digits }, end.max(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c9_numbers_are_read_with_their_precision_in_every_script() {
        for (text, expected, expected_step) in [
            ("8,500,000", 8_500_000 * ONE, ONE),
            ("٨٬٥٠٠٬٠٠٠", 8_500_000 * ONE, ONE),
            ("8 500 000", 8_500_000 * ONE, ONE),
            ("8.500.000", 8_500_000 * ONE, ONE),
            ("8.50", 8_500_000, ONE / 100),
            ("٨٫٥", 8_500_000, ONE / 10),
            ("8½", 8_500_000, ONE / 10),
            ("８", 8 * ONE, ONE),
        ] {
            let tokens = tokens(text);
            assert_eq!(tokens.len(), 1, "{text}");
            assert!(
                matches!(tokens[0].shape, Shape::Number { value, step, .. } if value == expected && step == expected_step),
                "{text}: {tokens:?}"
            );
        }
    }

    #[test]
    fn c9_ids_keep_their_digits_and_currencies_do_not() {
        let texts = |text| tokens(text).into_iter().map(|token| token.text).collect::<Vec<_>>().join(" ");
        assert_eq!(texts("NC١٢٣'s EGP8.5M م² don’t"), "nc123 ' s egp 8.5 m م2 dont");
    }
}
