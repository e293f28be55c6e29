//! Finds phone numbers, national ids and payment cards, however their digits are grouped.

use super::{CARD, NATIONAL_ID, PHONE, Span, digit, is_digit};

/// More digits than this belong to no phone (17 with `00`), national id (14) or card (19).
const MAXIMUM_DIGITS: usize = 19;
/// How many separators may stand between two digits of one number, as in `(010) - 123`.
const MAXIMUM_SEPARATORS: usize = 4;
/// The length of `\u{200f}`.
const MAXIMUM_ESCAPE_LENGTH: usize = 8;

/// Digits as they stand in the text, groups of them divided by separators.
#[derive(Default)]
struct Digits {
    values: Vec<u8>,
    groups: Vec<usize>,
    /// Whether a plus stands before them.
    international: bool,
    /// Whether only spaces and dashes divide the groups, as they do on cards.
    plainly_divided: bool,
}

/// Finds every number that is personal. From each group of digits on, the longest such number is
/// taken: where two readings overlap, both are hidden.
pub(super) fn numbers(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut after_digit = false;
    for (at, character) in text.char_indices() {
        let starts = is_digit(character) && !after_digit;
        after_digit = is_digit(character);
        if !starts {
            continue;
        }
        let before = text[..at].trim_end_matches('(');
        let international = before.ends_with(['+', '＋']);
        if let Some((length, marker)) = number_at(&text[at..], international) {
            let start = if international { before.trim_end_matches(['+', '＋']).len() } else { at };
            spans.push(Span { range: start..at + length, marker });
        }
    }
    spans
}

/// The longest personal number that the text begins with: its length in bytes and its marker.
pub(super) fn number_at(text: &str, international: bool) -> Option<(usize, &'static str)> {
    let run: usize = text.chars().take_while(|&character| is_digit(character)).map(char::len_utf8).sum();
    if text[..run].chars().nth(MAXIMUM_DIGITS).is_some() {
        return Some((run, CARD));
    }
    let mut digits = Digits { international, plainly_divided: true, ..Digits::default() };
    let mut longest = None;
    let mut at = 0;
    while digits.values.len() < MAXIMUM_DIGITS {
        let group = text[at..].chars().map_while(digit);
        let remaining = MAXIMUM_DIGITS - digits.values.len();
        let before = digits.values.len();
        digits.values.extend(group.take(remaining));
        let length = digits.values.len() - before;
        digits.groups.push(length);
        at += text[at..].chars().take(length).map(char::len_utf8).sum::<usize>();
        if text[at..].starts_with(is_digit) {
            break;
        }
        if let Some(marker) = digits.kind() {
            longest = Some((at, marker));
        }
        let gap = separators_length(&text[at..]);
        if gap == 0 || !text[at + gap..].starts_with(is_digit) {
            break;
        }
        let separators = &text[at..at + gap];
        digits.plainly_divided &= !separators.contains(['.', '(', ')']);
        at += gap;
    }
    longest
}

impl Digits {
    /// What kind of personal number these digits are, if they are one.
    fn kind(&self) -> Option<&'static str> {
        let count = self.values.len();
        let divided = self.groups.len() > 1;
        if self.international && (8..=15).contains(&count) {
            return Some(PHONE);
        }
        if self.is_phone() {
            return Some(PHONE);
        }
        if !divided && count > 10 {
            return match (count, self.values[0]) {
                (14, 2 | 3) => Some(NATIONAL_ID),
                (13.., _) => Some(CARD),
                _ => (!self.is_round()).then_some(PHONE),
            };
        }
        if !divided || !self.plainly_divided || self.are_round_prices() {
            return None;
        }
        if count == 14 && matches!(self.values[0], 2 | 3) {
            return Some(NATIONAL_ID);
        }
        let is_card = (13..=MAXIMUM_DIGITS).contains(&count) && (self.are_grouped_as_card() || self.pass_luhn());
        is_card.then_some(CARD)
    }

    fn is_phone(&self) -> bool {
        match (self.values.len(), self.values.as_slice()) {
            (10..=17, [0, 0, ..]) // 0020…, and other countries behind 00
            | (9..=11, [0, 1..=9, ..]) // 010… and the landlines 02…, 03…, 040…
            | (12, [2, 0, 1, ..]) // 20 10…
            | (13, [2, 0, 0, 1, ..]) => true, // 20 (0) 10…
            // 10…, a mobile without its 0; `1 012 345 678` is a price with divided thousands
            (10, [1, 0 | 1 | 2 | 5, ..]) => self.groups[0] > 1 && self.groups.len() <= 4 && !self.is_round(),
            _ => false,
        }
    }

    /// Whole millions: a price rather than a phone number.
    fn is_round(&self) -> bool {
        self.values[0] != 0 && self.values.ends_with(&[0; 6])
    }

    /// `3000000-5000000`, a range of prices.
    fn are_round_prices(&self) -> bool {
        let mut end = 0;
        self.groups.iter().all(|&length| {
            end += length;
            length >= 6 && self.values[..end].ends_with(&[0; 3])
        })
    }

    /// The groups that are embossed on cards.
    fn are_grouped_as_card(&self) -> bool {
        matches!(self.groups.as_slice(), [4, 6, 4 | 5] | [4, 4, 4, 1..=4] | [4, 4, 4, 4, 1..=3])
    }

    /// The check digit of payment cards.
    fn pass_luhn(&self) -> bool {
        let sum: u32 = self
            .values
            .iter()
            .rev()
            .enumerate()
            .map(|(place, &value)| match (place % 2, u32::from(value)) {
                (0, value) => value,
                (_, value @ 0..=4) => value * 2,
                (_, value) => value * 2 - 9,
            })
            .sum();
        sum.is_multiple_of(10)
    }
}

/// How many bytes of separators the text begins with.
pub(super) fn separators_length(text: &str) -> usize {
    let mut length = 0;
    for _ in 0..MAXIMUM_SEPARATORS {
        length += separator_length(&text[length..]);
    }
    length
}

/// The text without the separators at its end.
pub(super) fn without_separators(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..MAXIMUM_SEPARATORS {
        let last = rest.char_indices().rev().take(MAXIMUM_ESCAPE_LENGTH);
        let separator = last.map(|(at, _)| at).find(|&at| separator_length(&rest[at..]) == rest.len() - at);
        rest = &rest[..separator.unwrap_or(rest.len())];
    }
    rest
}

/// The length of the separator that the text begins with, or 0. Debug output writes the invisible
/// ones as `\u{200f}`.
fn separator_length(text: &str) -> usize {
    let Some(escape) = text.strip_prefix("\\u{") else {
        return text.chars().next().filter(|&character| is_separator(character)).map_or(0, char::len_utf8);
    };
    let code = escape.bytes().take(MAXIMUM_ESCAPE_LENGTH).position(|byte| byte == b'}').map(|end| &escape[..end]);
    let character = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
    let length = code.map_or(0, |code| "\\u{}".len() + code.len());
    if character.is_some_and(is_separator) { length } else { 0 }
}

/// What people and programs put between the digits of one number: spaces of all widths, dashes,
/// dots, parentheses, and the invisible marks that keep a number's direction inside Arabic text.
pub(super) fn is_separator(character: char) -> bool {
    match character {
        '\n' | '\r' => false,
        '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}' // dashes and the minus sign
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => true,
        _ => character.is_whitespace(),
    }
}
