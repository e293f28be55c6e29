//! Where a sentence ends while it is still being written. Characters go in one by one and each is looked at once, so
//! that the work is linear however the text is cut into chunks, and the cuts make no difference.

/// A sentence of so many bytes is checked at its last white space, that nobody waits for an end that never comes.
const LONGEST: usize = 2_000;

/// Abbreviations whose full stop ends no sentence, in small letters.
const ABBREVIATIONS: &[&str] = &[
    "l.e", "e.g", "i.e", "sq", "sq.m", "sqm", "m", "approx", "no", "vs", "dr", "mr", "mrs", "ms", "st", "eng", "incl",
    "est", "max", "min", "a.m", "p.m", "u.s", "bldg", "apt", "ج.م", "ج", "م.م", "م",
];

/// Cuts text into sentences; keeps the one that is not ended.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    sentence: String,
    /// Whether a full stop or the like was the last that counts.
    ended: bool,
    /// Where the last white space ends, in bytes.
    last_space: usize,
    /// The word that is being written, as long as it may be an abbreviation or a list marker.
    word: String,
    /// Whether nothing but white space and markers stands before that word in its line.
    begins_line: bool,
}

impl Splitter {
    pub(super) fn new() -> Self {
        Self { begins_line: true, ..Self::default() }
    }

    /// Takes more of the text and gives the sentences that it ends. Each ends with its full stop and one white space,
    /// or with a line break.
    pub(super) fn push(&mut self, text: &str) -> Vec<String> {
        let mut sentences = Vec::new();
        for char in text.chars() {
            self.sentence.push(char);
            if char == '\n' || (self.ended && char.is_whitespace()) {
                self.begins_line = char == '\n';
                sentences.push(self.cut(self.sentence.len()));
                continue;
            }
            if char.is_whitespace() {
                self.last_space = self.sentence.len();
                self.begins_line &= self.word.chars().all(|char| !char.is_alphabetic()) && self.word.len() <= 4;
                self.word.clear();
            } else {
                if matches!(char, '.' | '!' | '?' | '؟' | '…') {
                    self.ended = char != '.' || !self.is_abbreviation();
                } else if !closes(char) {
                    self.ended = false;
                }
                if self.word.len() < 16 {
                    self.word.extend(char.to_lowercase());
                }
            }
            if self.sentence.len() >= LONGEST {
                let at = if self.last_space > 0 { self.last_space } else { self.sentence.len() };
                sentences.push(self.cut(at));
            }
        }
        sentences
    }

    /// What is left when nothing more comes.
    pub(super) fn finish(&mut self) -> Option<String> {
        let rest = self.cut(self.sentence.len());
        (!rest.is_empty()).then_some(rest)
    }

    fn cut(&mut self, at: usize) -> String {
        let rest = self.sentence.split_off(at);
        self.ended = false;
        self.last_space = 0;
        if rest.is_empty() {
            self.word.clear();
        }
        std::mem::replace(&mut self.sentence, rest)
    }

    /// Whether a full stop after the word that was just written belongs to it: of an abbreviation, or of the marker of a
    /// list ("1.").
    fn is_abbreviation(&self) -> bool {
        let word = self.word.trim_start_matches(|char: char| !char.is_alphanumeric());
        let is_marker = self.begins_line && !word.is_empty() && word.len() <= 4 && word.chars().all(char::is_numeric);
        is_marker || ABBREVIATIONS.contains(&word) || ABBREVIATIONS.contains(&word.trim_end_matches('.'))
    }
}

/// Signs that may stand between a full stop and the white space after it.
fn closes(char: char) -> bool {
    matches!(char, '*' | '_' | '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '`' | '\u{200e}' | '\u{200f}' | '\u{061c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let mut splitter = Splitter::new();
        let mut sentences = splitter.push(text);
        sentences.extend(splitter.finish());
        sentences
    }

    #[test]
    fn c9_a_sentence_ends_at_its_stop_or_line_and_not_inside_numbers_abbreviations_or_markers() {
        for (text, expected) in [
            ("It is 8.5M. Good!", vec!["It is 8.5M. ", "Good!"]),
            ("L.E. 8.5m, approx. 150 sq.m. in all. Yes?", vec!["L.E. 8.5m, approx. 150 sq.m. in all. ", "Yes?"]),
            ("1. One\n2. Two.\n\nEnd", vec!["1. One\n", "2. Two.\n", "\n", "End"]),
            ("**Yes.** No", vec!["**Yes.** ", "No"]),
            ("تمام؟ ماشي… خلاص", vec!["تمام؟ ", "ماشي… ", "خلاص"]),
        ] {
            assert_eq!(sentences(text), expected, "{text}");
        }
    }

    #[test]
    fn c9_a_sentence_without_end_is_cut_at_a_space() {
        let text = "word ".repeat(1_000);
        let sentences = sentences(&text);
        assert!(sentences.iter().all(|sentence| sentence.len() <= LONGEST && sentence.ends_with(' ')));
        assert_eq!(sentences.concat(), text);
    }
}
