//! Numbers in digits and words, English and Arabic: "8.5 million", "eight and a half million", «تمانية ونص مليون»,
//! «8 مليون و500 ألف». Each is an exact value with the step down to which it is written, so that "8.5M" is known to
//! say less than "8,500,000".

use std::{collections::HashMap, sync::LazyLock};

use super::tokens::{ONE, Shape, Token};

/// A number as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// In millionths.
    pub(super) value: i64,
    /// The smallest difference that the writing tells, in millionths.
    pub(super) step: i64,
    /// Whether thousands or millions were said.
    pub(super) scaled: bool,
    /// How many digits it has where it is digits only, without separators or decimals; else 0.
    pub(super) plain_digits: usize,
    /// The index of its first token.
    pub(super) first: usize,
    /// The index of the token after its last.
    pub(super) end: usize,
}

const THOUSAND: i64 = 1_000;
const MILLION: i64 = 1_000_000;
const BILLION: i64 = 1_000_000_000;
/// Below it, "8 m" is millions; from it on, square metres.
const FEWEST_METRES: i64 = 50;

/// Words for numbers, folded. Words that mean something else more often («ميه» is water, «ست» a lady) are here too:
/// small bare numbers are no claims, so that nothing is stopped for them.
#[rustfmt::skip] // One number a row reads as the table that it is.
const WORDS: &[(i64, &str)] = &[
    (0, "zero صفر"),
    (1, "one واحد واحده"), (2, "two اتنين اثنين اثنان"),
    (3, "three تلاته ثلاثه تلات ثلاث تلت"), (4, "four اربعه اربع"), (5, "five خمسه خمس"), (6, "six سته ست"),
    (7, "seven سبعه سبع"), (8, "eight تمانيه ثمانيه تمن تمان ثماني تماني ثمان"), (9, "nine تسعه تسع"),
    (10, "ten عشره عشر"), (11, "eleven حداشر احداشر"), (12, "twelve dozen اتناشر"), (13, "thirteen تلتاشر تلاتاشر"),
    (14, "fourteen اربعتاشر"), (15, "fifteen خمستاشر"), (16, "sixteen ستاشر"), (17, "seventeen سبعتاشر"),
    (18, "eighteen تمنتاشر تمانتاشر"), (19, "nineteen تسعتاشر"),
    (20, "twenty عشرين عشرون"), (30, "thirty تلاتين ثلاثين ثلاثون"), (40, "forty fourty اربعين اربعون"),
    (50, "fifty خمسين خمسون"), (60, "sixty ستين ستون"), (70, "seventy سبعين سبعون"),
    (80, "eighty تمانين ثمانين ثمانون"), (90, "ninety تسعين تسعون"),
    (100, "hundred ميه ميه مايه ميت"), (200, "ميتين ميتين مايتين ميتان مايتان متين"),
    (300, "تلتميه تلاتميه ثلاثمايه ثلاثميه ثلاثميه"), (400, "ربعميه اربعميه اربعمايه اربعميه"),
    (500, "خمسميه خمسمايه خمسميه"), (600, "ستميه ستمايه ستميه"), (700, "سبعميه سبعمايه سبعميه"),
    (800, "تمنميه تمانميه ثمانمايه ثمانميه ثمانميه تمنمايه"), (900, "تسعميه تسعمايه تسعميه"),
];

fn number_word(word: &str) -> Option<i64> {
    static VALUES: LazyLock<HashMap<&str, i64>> =
        LazyLock::new(|| WORDS.iter().flat_map(|(value, words)| words.split(' ').map(|word| (word, *value))).collect());
    VALUES.get(word).copied()
}

/// Whether a folded word is a number or a scale.
pub(super) fn is_word(word: &str) -> bool {
    word_part(word).is_some()
}

/// A word with the particles «و», «ب», «ل» before it, and whether «و» was one.
fn bare(word: &str) -> impl Iterator<Item = (&str, bool)> {
    let stripped = |prefix: char| word.strip_prefix(prefix).filter(|rest| rest.chars().count() > 1);
    let and = stripped('و');
    [
        Some((word, false)),
        and.map(|rest| (rest, true)),
        stripped('ب').map(|rest| (rest, false)),
        stripped('ل').map(|rest| (rest, false)),
        stripped('ف').map(|rest| (rest, false)),
        word.strip_prefix("ال").map(|rest| (rest, false)),
        word.strip_prefix("بال").map(|rest| (rest, false)),
        word.strip_prefix("لل").map(|rest| (rest, false)),
        and.and_then(|rest| rest.strip_prefix('ب')).map(|rest| (rest, true)),
        and.and_then(|rest| rest.strip_prefix('ل')).map(|rest| (rest, true)),
    ]
    .into_iter()
    .flatten()
}

/// What one token gives to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Digits {
        value: i64,
        step: i64,
        plain_digits: usize,
    },
    Word(i64),
    /// Times a thousand or more.
    Scale(i64),
    /// So many of a thousand or more, in one word: «مليونين».
    Scaled(i64, i64),
    /// In hundredths.
    Fraction(i64),
}

/// The part at a token, and whether «و» stands before it in the same word.
fn part(tokens: &[Token], at: usize) -> Option<(Part, bool)> {
    let token = tokens.get(at)?;
    if let Shape::Number { value, step, plain_digits } = token.shape {
        return Some((Part::Digits { value, step, plain_digits }, false));
    }
    if !token.is_word() {
        return None;
    }
    bare(&token.text).find_map(|(word, and)| word_part(word).map(|part| (part, and)))
}

fn word_part(word: &str) -> Option<Part> {
    Some(match word {
        "thousand" | "thousands" | "الف" | "الاف" | "تلاف" => Part::Scale(THOUSAND),
        "million" | "millions" | "mn" | "mln" | "mio" | "mil" | "melyon" | "مليون" | "ملايين" | "مليونا" => {
            Part::Scale(MILLION)
        }
        "billion" | "billions" | "bn" | "مليار" | "مليارات" => Part::Scale(BILLION),
        "الفين" | "الفان" => Part::Scaled(2, THOUSAND),
        "مليونين" | "مليونان" => Part::Scaled(2, MILLION),
        "مليارين" | "ملياران" => Part::Scaled(2, BILLION),
        "half" | "نص" | "نصف" => Part::Fraction(50),
        "quarter" | "ربع" => Part::Fraction(25),
        "quarters" | "تربع" | "ارباع" => Part::Fraction(75),
        _ => Part::Word(number_word(word)?),
    })
}

/// The scale that a letter after digits stands for: `M`, `k`, `bn`.
fn letter_scale(tokens: &[Token], at: usize, value: i64, size: bool) -> Option<i64> {
    let token = tokens.get(at)?;
    let is_metres = size || value >= FEWEST_METRES * ONE;
    match token.text.as_str() {
        "k" => Some(THOUSAND),
        "m" | "mm" if token.capital && !size => Some(MILLION),
        "m" | "م" if !is_metres && !tokens.get(at + 1).is_some_and(|next| next.glued && next.is_sign("²")) => {
            Some(MILLION)
        }
        "b" if token.glued => Some(BILLION),
        _ => None,
    }
}

fn word_at(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).filter(|token| token.is_word()).map_or("", |token| token.text.as_str())
}

/// The number that begins at a token; `size` says that it is a size, whose "m" can only be metres. `ends_with_unit`
/// says of an index whether a unit of measure other than money stands there.
pub(super) fn number(
    tokens: &[Token],
    first: usize,
    size: bool,
    ends_with_unit: impl Fn(usize) -> bool,
) -> Option<Number> {
    let number = Number { value: 0, step: ONE, scaled: false, plain_digits: 0, first, end: first };
    let mut reader = Reader { tokens, number, current: None, last_scale: 0, tail: None };
    while reader.goes_on(size, &ends_with_unit)? {}
    let Reader { mut number, current, last_scale, tail, .. } = reader;
    if let Some(current) = current {
        let (times, step) = match tail {
            Some(without) if last_scale == MILLION && ends_with_unit(number.end) => return Some(without),
            Some(_) if last_scale == MILLION => (THOUSAND, THOUSAND * ONE),
            _ if last_scale > 0 => (1, ONE),
            _ => (1, number.step),
        };
        number.value = number.value.checked_add(current.checked_mul(times)?)?;
        number.step = step;
    }
    (number.end > first).then_some(number)
}

/// A number while it is read.
struct Reader<'t> {
    tokens: &'t [Token],
    /// What was read; its end is where reading goes on.
    number: Number,
    /// What was read since the last "million" or "thousand", in millionths.
    current: Option<i64>,
    /// The last "million" or "thousand"; 0 where there was none.
    last_scale: i64,
    /// The number without «وخمسمية» after a million, which may turn out to count something else.
    tail: Option<Number>,
}

impl Reader<'_> {
    /// Reads the next part; `Some(false)` where there is none, `None` where it is no number of ours.
    fn goes_on(&mut self, size: bool, ends_with_unit: &impl Fn(usize) -> bool) -> Option<bool> {
        let at = self.number.end;
        let begins = at == self.number.first;
        let Some((next, joined)) = (if begins { Some((at, false)) } else { self.joint(at) }) else {
            return Some(false);
        };
        let Some((part, and)) = part(self.tokens, next) else {
            return if next == at { self.letter(at, size) } else { Some(false) };
        };
        let joined = joined || and;
        let read = match part {
            Part::Digits { value, step, plain_digits } if begins => {
                self.current = Some(value);
                (self.number.step, self.number.plain_digits) = (step, plain_digits);
                true
            }
            Part::Digits { value, step, .. } => {
                return self.more_digits(next, joined, (value, step), size, ends_with_unit);
            }
            Part::Word(value) => self.word(next, joined, value, ends_with_unit),
            Part::Fraction(hundredths) => return self.fraction(next, joined, hundredths),
            Part::Scale(scale) => self.scale(scale)?,
            Part::Scaled(times, scale) => {
                let fits = begins || (scale < self.last_scale && self.current.is_none());
                if fits {
                    self.number.value = self.number.value.checked_add(times * scale * ONE)?;
                    (self.number.step, self.number.scaled, self.last_scale) = (scale * ONE, true, scale);
                }
                fits
            }
        };
        if read {
            self.number.end = next + 1;
            if !begins {
                self.number.plain_digits = 0;
            }
        }
        Some(read)
    }

    /// Where the next part stands after "and", «و», a hyphen and the like, and whether "and" was said; `None` where
    /// the number ends here.
    fn joint(&mut self, at: usize) -> Option<(usize, bool)> {
        match word_at(self.tokens, at) {
            "and" | "و" => Some((at + 1 + usize::from(matches!(word_at(self.tokens, at + 1), "a" | "an")), true)),
            // "half a million", "a quarter of a million"
            "a" | "of" if self.current.is_some_and(|current| current < ONE) => {
                Some((at + 1 + usize::from(word_at(self.tokens, at + 1) == "a"), false))
            }
            // «تمانية مليون إلا ربع»
            "الا" | "less" if self.last_scale > 0 => {
                if let Some((Part::Fraction(hundredths), _)) = part(self.tokens, at + 1) {
                    self.number.value -= hundredths * (ONE / 100) * self.last_scale;
                    self.number.step = self.last_scale * ONE / 100;
                    self.number.end = at + 2;
                }
                None
            }
            "point" => {
                let current = self.current.as_mut()?;
                let (decimals, end) = spoken_decimals(self.tokens, at + 1);
                for digit in decimals.iter().take(6) {
                    self.number.step /= 10;
                    *current += digit * self.number.step;
                }
                if !decimals.is_empty() {
                    self.number.end = end;
                }
                (!decimals.is_empty()).then_some((end, false))
            }
            _ => {
                let hyphen = self.tokens.get(at).is_some_and(|sign| sign.is_sign("-") && sign.glued);
                Some((at + usize::from(hyphen && part_is_word(self.tokens, at + 1)), false))
            }
        }
    }

    /// "8.5M", "850k".
    fn letter(&mut self, at: usize, size: bool) -> Option<bool> {
        let Some(current) = self.current.filter(|_| self.last_scale == 0) else { return Some(false) };
        let Some(scale) = letter_scale(self.tokens, at, current, size) else { return Some(false) };
        self.scale(scale)?;
        self.number.end = at + 1;
        Some(true)
    }

    /// «8 مليون و500»: thousands are meant, unless something else is counted.
    fn more_digits(
        &mut self,
        next: usize,
        joined: bool,
        (value, step): (i64, i64),
        size: bool,
        ends_with_unit: &impl Fn(usize) -> bool,
    ) -> Option<bool> {
        if self.current.is_some() {
            return Some(false);
        }
        let last_scale = self.last_scale;
        if matches!(part(self.tokens, next + 1), Some((Part::Scale(scale), _)) if scale < last_scale) {
            self.current = Some(value);
            (self.number.step, self.number.end) = (step, next + 1);
            return Some(true);
        }
        let is_thousands = joined && last_scale == MILLION && (100..1_000).contains(&(value / ONE));
        if is_thousands && !ends_with_unit(next + 1) && letter_scale(self.tokens, next + 1, value, size).is_none() {
            self.number.value = self.number.value.checked_add(value.checked_mul(THOUSAND)?)?;
            (self.number.step, self.number.end) = (THOUSAND * ONE, next + 1);
        }
        Some(false)
    }

    fn word(&mut self, next: usize, joined: bool, word: i64, ends_with_unit: &impl Fn(usize) -> bool) -> bool {
        let begins = self.number.end == self.number.first;
        // "11.9M and one in Makadi Heights", "the 8.5M one"
        let goes_on = || matches!(part(self.tokens, next + 1), Some((Part::Scale(_) | Part::Word(100), _)));
        if !begins && self.last_scale > 0 && self.current.is_none() && word == 1 && !goes_on() {
            return false;
        }
        let value = word * ONE;
        if let Some(current) = self.current {
            if word == 100 && !joined && current < 10 * ONE {
                self.current = Some(current * 100);
                return true;
            }
            let so_far = current / ONE;
            let is_tens = word % 10 == 0 && (20..=90).contains(&word);
            let adds = (so_far >= 100 && so_far % 100 == 0 && word < 100)
                || (so_far % 100 >= 20 && so_far % 10 == 0 && word < 10)
                || (joined && (1..=9).contains(&(so_far % 100)) && is_tens);
            let fits = adds && self.number.plain_digits == 0;
            if fits {
                self.current = Some(current + value);
            }
            return fits;
        }
        if !begins && self.last_scale == MILLION && joined && word >= 100 {
            self.tail = Some(self.number);
        } else if !begins && ends_with_unit(next + 1) {
            return false;
        }
        self.current = Some(value);
        self.number.step = ONE;
        true
    }

    fn fraction(&mut self, next: usize, joined: bool, hundredths: i64) -> Option<bool> {
        let fraction = hundredths * (ONE / 100);
        let precision = if hundredths == 50 { 10 } else { 100 };
        let begins = self.number.end == self.number.first;
        match self.current {
            None if begins => {
                if !says_scale_soon(self.tokens, next + 1) {
                    return None;
                }
                (self.current, self.number.step) = (Some(fraction), ONE / 100);
            }
            // "three quarters"
            Some(current) if !joined && current == 3 * ONE && hundredths != 50 => {
                (self.current, self.number.step) = (Some(ONE / 4 * 3), ONE / 100);
            }
            Some(current) if joined => (self.current, self.number.step) = (Some(current + fraction), ONE / precision),
            None if joined && self.last_scale > 0 => {
                self.number.value = self.number.value.checked_add(fraction * self.last_scale)?;
                self.number.step = self.last_scale * ONE / precision;
                // «ثمانية ملايين ونصف المليون»
                let again = part(self.tokens, next + 1);
                let repeats = matches!(again, Some((Part::Scale(scale), false)) if scale == self.last_scale);
                self.number.end = next + 1 + usize::from(repeats);
                return Some(false);
            }
            _ => return Some(false),
        }
        self.number.end = next + 1;
        Some(true)
    }

    fn scale(&mut self, scale: i64) -> Option<bool> {
        if self.last_scale > 0 && (scale >= self.last_scale || self.current.is_none()) {
            return Some(false);
        }
        let (times, step) = self.current.map_or((ONE, ONE), |current| (current, self.number.step));
        self.number.value = self.number.value.checked_add(times.checked_mul(scale)?)?;
        self.number.step = step.saturating_mul(scale);
        (self.current, self.number.scaled, self.last_scale) = (None, true, scale);
        self.number.plain_digits = 0;
        Some(true)
    }
}

fn part_is_word(tokens: &[Token], at: usize) -> bool {
    matches!(part(tokens, at), Some((Part::Word(_) | Part::Scale(_), _))) && tokens.get(at).is_some_and(Token::is_word)
}

/// The digits after "point", and where they end.
fn spoken_decimals(tokens: &[Token], from: usize) -> (Vec<i64>, usize) {
    let mut digits = Vec::new();
    let mut at = from;
    while let Some((Part::Word(digit @ 0..=9), false)) = part(tokens, at) {
        digits.push(digit);
        at += 1;
    }
    (digits, at)
}

/// Whether "million" or the like follows a half within two words: «نص مليون», "half a million".
fn says_scale_soon(tokens: &[Token], from: usize) -> bool {
    for at in from..from + 3 {
        match part(tokens, at) {
            Some((Part::Scale(_), _)) => return true,
            _ if matches!(word_at(tokens, at), "a" | "of") => {}
            _ => return false,
        }
    }
    false
}

/// Whether a number may begin at a token.
pub(super) fn begins(tokens: &[Token], at: usize) -> bool {
    part(tokens, at).is_some()
}

#[cfg(test)]
mod tests {
    use super::{super::tokens::tokens, *};

    #[test]
    fn c9_numbers_in_words_have_their_value_and_their_precision() {
        for (text, value, step) in [
            ("8.5M", 8_500_000, 100_000),
            ("8.46 million", 8_460_000, 10_000),
            ("850k", 850_000, 1_000),
            ("eight and a half million", 8_500_000, 100_000),
            ("eight million five hundred thousand", 8_500_000, 1_000),
            ("8 million and 500 thousand", 8_500_000, 1_000),
            ("eight point four six million", 8_460_000, 10_000),
            ("half a million", 500_000, 10_000),
            ("three quarters of a million", 750_000, 10_000),
            ("one hundred and fifty", 150, 1),
            ("twenty-five", 25, 1),
            ("two thousand twenty seven", 2_027, 1),
            ("تمانية ونص مليون", 8_500_000, 100_000),
            ("8 مليون ونص", 8_500_000, 100_000),
            ("٨٫٥ مليون", 8_500_000, 100_000),
            ("8 مليون و500 ألف", 8_500_000, 1_000),
            ("8 مليون و500", 8_500_000, 1_000),
            ("تمانية مليون وخمسمية ألف", 8_500_000, 1_000),
            ("تمانية مليون إلا ربع", 7_750_000, 10_000),
            ("مليونين ونص", 2_500_000, 100_000),
            ("بمليون وربع", 1_250_000, 10_000),
            ("نص مليون", 500_000, 10_000),
            ("مية وخمسين", 150, 1),
            ("خمسة وعشرين", 25, 1),
            ("ألفين سبعة وعشرين", 2_027, 1),
        ] {
            let tokens = tokens(text);
            let number = number(&tokens, 0, false, |_| false);
            let read = number.map(|number| (number.value / ONE, number.step / ONE, number.end));
            assert_eq!(read, Some((value, step, tokens.len())), "{text}");
        }
    }
}
