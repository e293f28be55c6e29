//! Folding: one spelling for everything that people write alike.
//!
//! A listing says «شقّة», a person types «شقه», and both mean the same; so do `١٠٬٠٠٠٬٠٠٠`, `10,000,000` and
//! `10000000`. [`fold`] takes them to one form. What is indexed and what is asked both go through it, which is
//! why a search finds across spellings, keyboards and digit systems.
//!
//! [`terms`] goes further, for full text only: it leaves out words that say nothing, takes inflections off (`stem`)
//! and maps words that mean the same, in whichever language, to one (`synonyms`).

mod concepts;
pub(crate) mod spelled;
mod stem;
mod synonyms;
#[cfg(test)]
mod terms_tests;

use std::collections::VecDeque;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// One word, number or sign of a text, folded, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// The folded form; never empty.
    pub(crate) folded: String,
    /// Where it begins in the text, in bytes.
    pub(crate) start: usize,
    /// Where it ends in the text, in bytes.
    pub(crate) end: usize,
}

/// The text in the spelling that is indexed and searched: words and numbers with one space between them.
///
/// - Letters lose case, marks (tashkeel, accents), tatweel and invisible characters; أإآٱ become ا, ى becomes ي,
///   ة becomes ه, ؤ becomes و, ئ becomes ي, and the Persian letters become the Arabic ones that Egyptians read.
/// - Digits are 0–9 without separators of thousands and with `.` before decimals.
/// - Numbers stand apart from the words that they were glued to: `شقة3` is `شقه 3` and `150m2` is `150 m2`. Only a
///   Latin word that begins with a letter keeps its digits, as `tagamo3` and `nc123`, and so does `م2`.
/// - Of punctuation remain `-` between two numbers, `%`, and `+` after a number.
///
/// Folding what is folded changes nothing.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in words(text) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&word.folded);
    }
    folded
}

/// The index terms of a text, in its order: what two texts share in them, they share in meaning.
///
/// 1. The text is folded as by [`fold`]. Terms have letters and digits only, so that Postgres' `simple` configuration
///    takes each as one lexeme: `2.5` and `5-7` become two terms, `%` becomes a word, `+` goes. Words of more than
///    64 letters are none and are left out.
/// 2. Stop words of English, Arabic and Franco-Arabic are left out; «من غير» and "not" are kept, since they turn a
///    meaning round.
/// 3. Each word loses affixes until the table of synonyms knows it, or nothing is left to take off:
///    - Arabic as the stemmer light10 (Larkey, Ballesteros and Connell, 2007): the article with its particles (ال وال
///      بال كال فال لل, and ولل فلل وبال وكال), then ها ات ون ين ان ه, at least three letters being left. Unlike
///      light10, و ون ين ان need four («زيتون» is not «زيت», «عنوان» no dual); ي and يه stay («بحري» faces north, «بحر» is
///      the sea; «مدينتي» is a place, «مدينة» a town; «تجارية» still meets «تجاري», by ه); ة that became ت comes off with
///      ها («مساحتها»); and ب and ل without article, his, our and feminine duals come off only where the table knows
///      what is left, for «بلكونة» and «لاجون» merely begin with such letters.
///    - English by plurals (Harman's S-stemmer, 1991), "-ing", "-ed" and a silent e of long words. Snowball is not used:
///      it strips derivation too ("apartment" and "apart", "university" and "universe"), and twice is not once.
///    - Franco-Arabic by a table of spellings, in which vowels and doubled letters are evened out where a digit shows
///      that a word is Franco, and otherwise by the Arabic word that it spells (`spelled`): its consonants, with the long
///      vowels where Arabic has them. Bare consonants would not do: `be7eira` (lake) would be `ba7r` (sea), and `game3`
///      (mosque) `gam3a` (university).
/// 4. Broken plurals and synonyms of the three become one term, phrases before words and longest first: «حديقة»,
///    «الحدائق», "gardens" and `7adeeqa` are `garden0`. A phrase is also met in words that stand for what its own do:
///    «غرف المعيشة» and «اوضة المعيشة» for «غرفة معيشة». The `0` marks what stands for a concept rather than for itself.
///
/// There are never more terms than words; terms of terms are the same terms; the time is linear in the length.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    synonyms::mapped(pieces(&words(text))).into_iter().flat_map(|mapped| mapped.terms).collect()
}

/// Words of a text that together say what a unit or its surroundings are like, as "swimming pool" and «مركز تجاري» do,
/// by the indices of the first and the last of them.
pub(crate) fn descriptions(words: &[Word]) -> Vec<(usize, usize)> {
    let mapped = synonyms::mapped(pieces(words)).into_iter();
    mapped.filter(|mapped| mapped.describes).map(|mapped| (mapped.first, mapped.last)).collect()
}

/// A word as terms may have it: letters and digits, numbers apart, `%` as a word.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    /// The index of the word that it comes from, or of the first and the last.
    first: usize,
    last: usize,
}

/// The words as terms may have them.
fn pieces(words: &[Word]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, Word { folded, .. }) in words.iter().enumerate() {
        let mut push = |text: &str| {
            if (1..=LONGEST_TERM).contains(&text.chars().count()) {
                pieces.push(Piece { text: text.to_owned(), first: index, last: index });
            }
        };
        if folded == "%" {
            push("percent");
        } else if folded.starts_with(|first: char| first.is_ascii_digit()) {
            folded.split(|sign: char| !sign.is_ascii_digit()).for_each(push);
        } else {
            let letters: String =
                folded.chars().filter(|letter| letter.is_alphabetic() || letter.is_ascii_digit()).collect();
            push(letters.trim_start_matches(|letter: char| letter.is_ascii_digit()));
        }
    }
    pieces
}

/// The same for a phrase of the tables.
fn texts_of(phrase: &str) -> Vec<String> {
    pieces(&words(phrase)).into_iter().map(|piece| piece.text).collect()
}

/// Nothing longer is a word; the bound also keeps stemming linear.
const LONGEST_TERM: usize = 64;

/// Whether a person writes Arabic here: more than half of the letters are Arabic. Digits do not count.
#[must_use]
pub fn is_arabic(text: &str) -> bool {
    let (mut arabic, mut other) = (0_usize, 0_usize);
    for letter in text.chars().filter(|letter| letter.is_alphabetic()) {
        if is_arabic_letter(letter) {
            arabic += 1;
        } else {
            other += 1;
        }
    }
    arabic > other
}

/// The words, numbers and signs of a text in their order; [`fold`] is these, joined.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let letters = Letters::of(text);
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    while let Some(letter) = letters.char_at(at) {
        let after_number = words.last().is_some_and(|word| word.folded.ends_with(|last: char| last.is_ascii_digit()));
        let (folded, next) = match letter {
            '0'..='9' => letters.number_or_range(at),
            '%' => ("%".to_owned(), at + 1),
            '+' if after_number => ("+".to_owned(), at + 1),
            _ if letter.is_alphanumeric() => letters.word(at),
            _ => {
                at += 1;
                continue;
            }
        };
        words.push(Word { folded, start: letters.start_of(at), end: letters.end_of(next - 1) });
        at = next;
    }
    words
}

fn is_arabic_letter(letter: char) -> bool {
    letter.is_alphabetic()
        && matches!(letter,
            '\u{0620}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08FF}'
            | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// A folded character and the bytes of the text that it came from.
struct Letter {
    char: char,
    start: usize,
    end: usize,
}

/// The characters of a text, each folded by itself; whitespace is a space, other signs are as they were.
struct Letters(Vec<Letter>);

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
        let mut folded = VecDeque::new();
        for (start, written) in text.char_indices() {
            let after_digit = letters.last().is_some_and(|letter| letter.char.is_ascii_digit());
            match fraction(written) {
                Some(decimals) if after_digit => folded.extend(decimals.chars()),
                Some(decimals) => folded.extend("0".chars().chain(decimals.chars())),
                // The decomposition splits off exactly what is dropped anyhow: hamza, madda, marks and accents.
                None => decompose_compatible(written, |part| {
                    folded.extend(part.to_lowercase().filter_map(fold_letter));
                }),
            }
            let end = start + written.len_utf8();
            letters.extend(folded.drain(..).map(|char| Letter { char, start, end }));
        }
        Self(letters)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.0.get(at).map(|letter| letter.char)
    }

    fn start_of(&self, at: usize) -> usize {
        self.0.get(at).map_or(0, |letter| letter.start)
    }

    fn end_of(&self, at: usize) -> usize {
        self.0.get(at).map_or(0, |letter| letter.end)
    }

    /// How many digits stand from here on.
    fn digits_at(&self, at: usize) -> usize {
        self.0.iter().skip(at).take_while(|letter| letter.char.is_ascii_digit()).count()
    }

    fn text(&self, from: usize, to: usize) -> String {
        self.0.iter().take(to).skip(from).map(|letter| letter.char).collect()
    }

    /// The word that begins here and where it ends: letters of one script, and in Latin words digits too.
    fn word(&self, at: usize) -> (String, usize) {
        let arabic = self.char_at(at).is_some_and(is_arabic_letter);
        let belongs = |letter: &&Letter| {
            if arabic {
                is_arabic_letter(letter.char)
            } else {
                letter.char.is_alphanumeric() && !is_arabic_letter(letter.char)
            }
        };
        let mut end = at + self.0.iter().skip(at).take_while(belongs).count();
        let is_square_metre = end == at + 1
            && self.char_at(at) == Some('م')
            && self.char_at(end) == Some('2')
            && !self.char_at(end + 1).is_some_and(char::is_alphanumeric);
        if is_square_metre {
            end += 1;
        }
        (self.text(at, end), end)
    }

    /// The number that begins here, or two with a dash between them, and where that ends.
    fn number_or_range(&self, at: usize) -> (String, usize) {
        let (mut number, end) = self.number(at);
        let dash = self.skip_spaces(end);
        let second = self.skip_spaces(dash + 1);
        if self.char_at(dash).is_some_and(is_dash) && self.digits_at(second) > 0 {
            let (upper, end) = self.number(second);
            number.push('-');
            number.push_str(&upper);
            return (number, end);
        }
        (number, end)
    }

    fn skip_spaces(&self, at: usize) -> usize {
        at + self.0.iter().skip(at).take_while(|letter| letter.char == ' ').count()
    }

    /// The number that begins here, without separators of thousands, and where it ends.
    fn number(&self, at: usize) -> (String, usize) {
        let first = self.digits_at(at);
        let mut end = at + first;
        let mut number = self.text(at, end);
        let mut dots_group_thousands = false;
        while let Some(sign) = self.char_at(end) {
            let group = self.digits_at(end + 1);
            let after = end + 1 + group;
            let another_follows = self.char_at(after) == Some(sign) && self.digits_at(after + 1) > 0;
            let next_is_thousands = self.char_at(after) == Some(sign) && self.digits_at(after + 1) == 3;
            let is_comma = matches!(sign, ',' | '،' | '٬');
            let is_dot = matches!(sign, '.' | '٫');
            let groups_thousands =
                group == 3 && first <= 3 && (is_comma || (is_dot && (dots_group_thousands || next_is_thousands)));
            // A comma before one or two digits is how many Egyptians write decimals, unless it is one of a list.
            let is_listed = another_follows || (at > 0 && self.char_at(at - 1) == Some(sign));
            let begins_decimals = group > 0 && (is_dot || (is_comma && group <= 2 && !is_listed));
            if groups_thousands {
                dots_group_thousands = is_dot;
            } else if begins_decimals {
                number.push('.');
            } else {
                break;
            }
            number.push_str(&self.text(end + 1, after));
            end = after;
            if !groups_thousands {
                break;
            }
        }
        (number, end)
    }
}

/// The decimals of a character that is a fraction.
fn fraction(written: char) -> Option<&'static str> {
    match written {
        '¼' => Some(".25"),
        '½' => Some(".5"),
        '¾' => Some(".75"),
        _ => None,
    }
}

/// One character of the compatibility decomposition in its folded form; `None` where it is dropped.
fn fold_letter(letter: char) -> Option<char> {
    let folded = match letter {
        _ if is_combining_mark(letter) || is_invisible(letter) => return None,
        'ـ' | '\'' | '’' | '‘' | 'ʼ' | '`' => return None,
        'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' | 'ھ' | 'ہ' | 'ە' => 'ه',
        'ک' => 'ك',
        'ڤ' => 'ف',
        'پ' => 'ب',
        'چ' => 'ج',
        '٪' => '%',
        '\u{0660}'..='\u{0669}' => digit(letter, 0x0660),
        '\u{06F0}'..='\u{06F9}' => digit(letter, 0x06F0),
        _ if letter.is_whitespace() || letter.is_control() => ' ',
        _ => letter,
    };
    Some(folded)
}

fn digit(letter: char, zero: u32) -> char {
    char::from_digit(u32::from(letter).saturating_sub(zero), 10).unwrap_or(letter)
}

fn is_dash(sign: char) -> bool {
    matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Characters that only steer how text is shown: joiners, direction marks, soft hyphens, byte order marks.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_spelling_folds_to_one() {
        let table = [
            ("شَقّة", "شقه"),
            ("شـــقة", "شقه"),
            ("أحمد إبراهيم آدم ٱلله", "احمد ابراهيم ادم الله"),
            ("مستشفى مسؤول قارئ", "مستشفي مسوول قاري"),
            ("ڤيلا بنتهاوس پنتهاوس", "فيلا بنتهاوس بنتهاوس"),
            ("ﻓﻴﻼ", "فيلا"),
            ("New CAIRO", "new cairo"),
            ("café L'Avenir Casa D’or", "cafe lavenir casa dor"),
            ("٣ غرف", "3 غرف"),
            ("۳ غرف", "3 غرف"),
            ("شقة٣غرف", "شقه 3 غرف"),
            ("٣٬٥٠٠٬٠٠٠", "3500000"),
            ("3,500,000 EGP", "3500000 egp"),
            ("٣،٥٠٠،٠٠٠", "3500000"),
            ("1.500.000", "1500000"),
            ("3,500,000.75", "3500000.75"),
            ("٢٫٥ مليون", "2.5 مليون"),
            ("2,5 مليون", "2.5 مليون"),
            ("2½ million ½", "2.5 million 0.5"),
            ("1,2,3", "1 2 3"),
            ("2.5.7", "2.5 7"),
            ("150m2", "150 m2"),
            ("150m²", "150 m2"),
            ("١٥٠م²", "150 م2"),
            ("150م 2", "150 م 2"),
            ("شقة3", "شقه 3"),
            ("5M", "5 m"),
            ("3br apt", "3 br apt"),
            ("el Tagamo3 NC123 m2", "el tagamo3 nc123 m2"),
            ("بـSODIC", "ب sodic"),
            ("5-7M", "5-7 m"),
            ("5 – 7M", "5-7 m"),
            ("5m-7m", "5 m 7 m"),
            ("3-bedroom", "3 bedroom"),
            ("10% down", "10 % down"),
            ("مقدم ١٠٪", "مقدم 10 %"),
            ("3+ rooms, a + b", "3 + rooms a b"),
            ("Hyde Park (NC); villa!", "hyde park nc villa"),
            ("a\u{200F}b\u{00AD}c\u{FEFF}", "abc"),
            ("\u{0007}\t\n  ", ""),
            ("５ ＢＥＤ", "5 bed"),
            ("🏠 villa 🏠", "villa"),
            ("10.", "10"),
            (".5", "5"),
        ];
        for (written, expected) in table {
            assert_eq!(fold(written), expected, "{written}");
        }
    }

    #[test]
    fn every_character_folds_to_something_that_folds_to_itself() {
        for written in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let once = fold(&format!("{written}a{written}ب1{written}2"));
            assert_eq!(fold(&once), once, "U+{:04X}", u32::from(written));
        }
    }

    #[test]
    fn the_language_is_that_of_most_letters() {
        for (text, arabic) in [
            ("عايز شقة", true),
            ("عايز شقة في Sodic", true),
            ("3 bedrooms", false),
            ("apartment in التجمع", false),
            ("12345", false),
            ("١٢٣ villa", false),
            ("", false),
        ] {
            assert_eq!(is_arabic(text), arabic, "{text}");
        }
    }

    #[test]
    fn every_word_knows_where_it_stood() {
        let text = "عايز «شقة٣» — in New-Cairo, 5 – 7M";
        let found: Vec<&str> = words(text).iter().filter_map(|word| text.get(word.start..word.end)).collect();
        assert_eq!(found, ["عايز", "شقة", "٣", "in", "New", "Cairo", "5 – 7", "M"]);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
        }

        #[test]
        fn folding_twice_is_folding_once_near_numbers(text in "[0-9٠-٩۰-۹ .,٫٬،%٪+½²م2mabشقةـ'–-]{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
        }

        #[test]
        fn words_stand_in_order_and_within_the_text(text in any::<String>()) {
            let mut previous = 0;
            for word in words(&text) {
                prop_assert!(word.start >= previous || word.start < word.end);
                prop_assert!(text.get(word.start..word.end).is_some());
                previous = word.start;
            }
        }
    }
}
