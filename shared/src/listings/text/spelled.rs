//! Franco-Arabic: which Arabic word a word in Latin letters and digits spells.
//!
//! Nobody spells it twice alike: «تشطيب» is `tashteeb`, `tashtib` and `tashtyb`, «شقق» `sho2a2`, `shoka2` and `shu2a2`.
//! What all spellings share are the consonants, and that every long vowel of Arabic is written. [`Spellings`] finds by
//! the consonants and then compares the vowels between them, so that `ba7r` (sea), `ba7ary` (to the north) and
//! `be7eira` (lake) stay apart. Both take time in the length of the word, and not in the number of words.

use std::collections::HashMap;

/// No longer word is looked at: nobody types one.
const MOST_LETTERS: usize = 24;
/// A word without a digit, which would show that it is Franco-Arabic, must have so many letters, as English has its own
/// short words.
const FEWEST_LETTERS: usize = 5;
/// Arabic words of fewer letters are particles.
const FEWEST_ARABIC_LETTERS: usize = 3;
/// So many times "2" is tried as «ق» and as the hamza that folding drops.
const MOST_GLOTTALS: usize = 3;

/// Arabic words that are found by their spellings in Latin letters.
#[derive(Debug, Default)]
pub(crate) struct Spellings {
    /// Every word by its consonants, and once more without its «ع», which people without a "3" leave out.
    by_consonants: HashMap<String, Vec<Skeleton>>,
}

/// A word as its consonants with what stands before, between and after them.
#[derive(Debug, Clone, Default)]
struct Skeleton {
    word: String,
    consonants: String,
    /// One more than there are consonants: vowels.
    gaps: Vec<String>,
    /// Whether a «ع» was left out.
    is_lax: bool,
    /// Whether it ends in «ة» or «ه», which Latin letters write as a vowel, or as "t" before another noun.
    has_feminine_end: bool,
}

impl Spellings {
    /// Folded words; those that are not Arabic are left out.
    pub(crate) fn of<'words>(words: impl IntoIterator<Item = &'words str>) -> Self {
        let mut spellings = Self::default();
        let mut sorted: Vec<&str> = words.into_iter().filter(|word| is_arabic(word)).collect();
        sorted.sort_unstable();
        sorted.dedup();
        for word in sorted {
            for is_lax in [false, true] {
                let skeleton = Skeleton::of_arabic(word, is_lax);
                let is_other = !is_lax || word.contains('ع');
                if is_other && word.chars().nth(FEWEST_ARABIC_LETTERS - 1).is_some() && !skeleton.consonants.is_empty()
                {
                    spellings.by_consonants.entry(skeleton.consonants.clone()).or_default().push(skeleton);
                }
            }
        }
        spellings
    }

    /// The Arabic words that a folded Latin one may spell, the likeliest first. Without a digit that shows that it is
    /// Franco-Arabic, it must have more consonants than `most_english`.
    pub(crate) fn arabic(&self, latin: &str, most_english: usize) -> Vec<&str> {
        let letters: Vec<char> = latin.chars().take(MOST_LETTERS + 1).collect();
        let is_written_so = letters.iter().all(char::is_ascii_alphanumeric)
            && letters.iter().any(char::is_ascii_alphabetic)
            && letters.len() <= MOST_LETTERS;
        if !is_written_so {
            return Vec::new();
        }
        let has_digit = letters.iter().any(char::is_ascii_digit);
        let mut found: Vec<(usize, &str)> = Vec::new();
        for skeleton in Skeleton::of_latin(&letters) {
            let count = skeleton.consonants.chars().count();
            if !has_digit && (letters.len() < FEWEST_LETTERS || count <= most_english) {
                continue;
            }
            let candidates = self.by_consonants.get(&skeleton.consonants).into_iter().flatten();
            found.extend(
                candidates
                    .filter(|candidate| !(candidate.is_lax && has_digit))
                    .filter_map(|candidate| Some((candidate.faults(&skeleton, has_digit)?, candidate.word.as_str()))),
            );
        }
        found.sort_unstable();
        let mut words: Vec<&str> = Vec::new();
        for (_, word) in found {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words
    }
}

fn is_arabic(word: &str) -> bool {
    !word.is_empty() && word.chars().all(super::is_arabic_letter)
}

impl Skeleton {
    fn push_consonant(&mut self, consonant: char) {
        self.consonants.push(consonant);
        self.gaps.push(String::new());
    }

    fn push_vowel(&mut self, vowel: char) {
        if let Some(gap) = self.gaps.last_mut() {
            gap.push(vowel);
        }
    }

    fn of_arabic(word: &str, is_lax: bool) -> Self {
        let mut skeleton = Self { word: word.to_owned(), gaps: vec![String::new()], is_lax, ..Self::default() };
        let (rest, has_feminine_end) = word.strip_suffix('ه').map_or((word, false), |rest| (rest, true));
        skeleton.has_feminine_end = has_feminine_end;
        for letter in rest.chars() {
            match letter {
                'ا' | 'و' | 'ي' => skeleton.push_vowel(letter),
                'ء' => {}
                'ع' if is_lax => {}
                'ع' => skeleton.push_consonant('3'),
                'ب' => skeleton.push_consonant('b'),
                'ت' | 'ث' | 'ط' => skeleton.push_consonant('t'),
                'ج' => skeleton.push_consonant('g'),
                'ح' | 'ه' => skeleton.push_consonant('h'),
                'خ' => skeleton.push_consonant('x'),
                'د' | 'ض' => skeleton.push_consonant('d'),
                'ذ' | 'ز' | 'ظ' => skeleton.push_consonant('z'),
                'ر' => skeleton.push_consonant('r'),
                'س' | 'ص' => skeleton.push_consonant('s'),
                'ش' => skeleton.push_consonant('$'),
                'غ' => skeleton.push_consonant('8'),
                'ف' => skeleton.push_consonant('f'),
                'ق' | 'ك' => skeleton.push_consonant('q'),
                'ل' => skeleton.push_consonant('l'),
                'م' => skeleton.push_consonant('m'),
                'ن' => skeleton.push_consonant('n'),
                other => skeleton.push_consonant(other),
            }
        }
        skeleton
    }

    /// Every way of reading a Latin word: with each "2" as a consonant or not, and with a last "t" as one or not.
    fn of_latin(letters: &[char]) -> Vec<Self> {
        let glottals = letters.iter().filter(|letter| **letter == '2').count().min(MOST_GLOTTALS);
        let mut skeletons = Vec::new();
        for reading in 0..1_usize << glottals {
            let skeleton = Self::of_letters(letters, reading);
            if let ([.., before, 't'], Some(consonants)) = (letters, skeleton.consonants.strip_suffix('t'))
                && is_vowel(*before)
            {
                let mut gaps = skeleton.gaps.clone();
                gaps.pop();
                let consonants = consonants.to_owned();
                skeletons.push(Self { consonants, gaps, has_feminine_end: true, ..skeleton.clone() });
            }
            skeletons.push(skeleton);
        }
        skeletons
    }

    fn of_letters(letters: &[char], reading: usize) -> Self {
        let mut skeleton = Self { gaps: vec![String::new()], ..Self::default() };
        let mut glottals = 0;
        let mut previous = None;
        let mut at = 0;
        while let Some(letter) = letters.get(at) {
            let has_h = letters.get(at + 1) == Some(&'h') && letters.get(at + 2) != Some(&'h');
            let (consonant, length) = match (letter, has_h) {
                ('s' | 'c', true) => ('$', 2),
                ('k', true) => ('x', 2),
                ('g', true) => ('8', 2),
                ('t', true) => ('t', 2),
                ('5', _) => ('x', 1),
                ('7', _) => ('h', 1),
                ('k' | 'c', _) => ('q', 1),
                ('j', _) => ('g', 1),
                ('6', _) => ('t', 1),
                ('9', _) => ('s', 1),
                ('v', _) => ('f', 1),
                ('p', _) => ('b', 1),
                ('2', _) => {
                    glottals += 1;
                    let is_consonant = glottals > MOST_GLOTTALS || reading & (1 << (glottals - 1)) == 0;
                    (if is_consonant { 'q' } else { '2' }, 1)
                }
                // A last h writes «ة».
                ('h', _) if at + 1 == letters.len() && at > 0 => break,
                (other, _) => (*other, 1),
            };
            at += length;
            if consonant == '2' || is_vowel(consonant) {
                skeleton.push_vowel(consonant);
                previous = None;
            } else {
                // Doubled letters are one.
                if previous != Some(consonant) {
                    skeleton.push_consonant(consonant);
                }
                previous = Some(consonant);
            }
        }
        skeleton
    }

    /// How much an Arabic word differs from a Latin one with the same consonants; `None` where the vowels do not fit.
    /// Only what is surely Franco-Arabic writes «ا» as "e".
    fn faults(&self, latin: &Self, is_franco: bool) -> Option<usize> {
        if self.gaps.len() != latin.gaps.len() || (latin.has_feminine_end && !self.has_feminine_end) {
            return None;
        }
        let last = self.gaps.len() - 1;
        let mut faults = usize::from(self.is_lax);
        for (at, (arabic, written)) in self.gaps.iter().zip(&latin.gaps).enumerate() {
            let (is_first, is_last) = (at == 0, at == last);
            let vowels = written.trim_matches('2');
            if is_first && arabic.is_empty() && !vowels.is_empty() && !self.is_lax {
                return None;
            }
            if is_last && !latin.has_feminine_end && arabic.is_empty() && self.has_feminine_end == vowels.is_empty() {
                return None;
            }
            for (place, long) in arabic.chars().enumerate() {
                let is_written = match long {
                    'ا' if is_first && place == 0 => !vowels.is_empty(),
                    'ا' => vowels.contains('a') || (is_franco && written.contains(['e', '2'])),
                    'و' => vowels.contains(['o', 'u', 'w']),
                    // A last «ى» is folded to «ي».
                    _ if is_last && !self.has_feminine_end => vowels.contains(['i', 'e', 'y', 'a']),
                    _ => vowels.contains(['i', 'e', 'y']),
                };
                if !is_written {
                    return None;
                }
            }
            // What can only be a consonant or a long vowel must be one in Arabic too.
            if vowels.contains('w') && !arabic.contains('و') {
                return None;
            }
            // Two vowels are a long one, and a last «ي» is mostly no "a".
            let is_long = vowels.chars().nth(1).is_some() && arabic.is_empty();
            let is_rare = is_last && arabic.ends_with('ي') && !vowels.contains(['i', 'e', 'y']);
            let unwritten = arabic.chars().count().saturating_sub(vowels.chars().count());
            faults += usize::from(is_long) + usize::from(is_rare) + unwritten;
        }
        Some(faults)
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w')
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "شقه شقق اوضه اوضتين اوض حمام حمامات تشطيب متشطب متشطبه تقسيط مستقبل رييسي عماره مقدم استلام \
        تسليم فوري جاهزه مفروش ارخص اكبر اصغر اطول اقرب اغلي شمالي بحر بحري بحيره اداري تجاري جديده قاهره بيع حضانه \
        جنينه فيها خامس سادس زمرد سمرقند ياقوت طاووس سيرين كورفان غردقه جامع جامعه مكتب مكتبه عايز عاوز عاصمه مساحه";

    #[test]
    fn s2_every_usual_spelling_leads_to_its_word() {
        let spellings = Spellings::of(WORDS.split_whitespace());
        for (arabic, latin) in [
            ("شقه", "sha2a sha22a sh2a sha2et sha2ah"),
            ("شقق", "sho2a2 shoka2 shu2a2 shoqaq"),
            ("اوضه", "2oda"),
            ("اوضتين", "odteen owdeten odtein 2odteen"),
            ("اوض", "2owad"),
            ("حمام", "7amam 7ammam"),
            ("حمامات", "7amamat 7ammamat hamamat"),
            ("تشطيب", "tashteeb tashtib tashtyb"),
            ("متشطبه", "metshateba metshatba metshattaba"),
            ("تقسيط", "ta2seet ta2sit taqseet taksit"),
            ("مستقبل", "mosta2bal mostaqbal mostakbal"),
            ("رييسي", "ra2eesy"),
            ("عماره", "3omara 3emara"),
            ("مقدم", "mo2adam mo2addam moqadam mokadem"),
            ("استلام", "estelam istilaam"),
            ("اصغر", "asghar as8ar"),
            ("مفروش", "mafroosh mafrosh"),
            ("اقرب", "a2rab aqrab"),
            ("اغلي", "a8la"),
            ("بحر", "ba7r b7r"),
            ("بحري", "ba7ary ba7ari"),
            ("بحيره", "be7eira bo7ayra"),
            ("قاهره", "kahera qahera"),
            ("بيع", "be3 bee3"),
            ("حضانه", "7adana"),
            ("جنينه", "genena gneina"),
            ("سمرقند", "samarkand samarqand"),
            ("غردقه", "gharda2a 8arda2a ghorda2a"),
            ("جامع", "game3"),
            ("جامعه", "gam3a"),
            ("مكتب", "maktab"),
            ("مكتبه", "maktaba"),
            ("عايز", "3ayez 3ayz"),
            ("عاصمه", "3asema 3asma"),
            ("مساحه", "mesa7a mesa7et"),
        ] {
            for latin in latin.split(' ') {
                assert_eq!(
                    spellings.arabic(latin, 2).first(),
                    Some(&arabic),
                    "{latin} {:?}",
                    spellings.arabic(latin, 2)
                );
            }
        }
    }

    #[test]
    fn s2_other_vowels_other_consonants_and_short_words_spell_nothing() {
        let spellings = Spellings::of(WORDS.split_whitespace());
        for latin in ["", "2", "شقه", "bahar3", "odd", "both", "2odw", "tashteba", "ba7", "7", &"ba7r".repeat(1_000)]
        {
            assert_eq!(spellings.arabic(latin, 2), Vec::<&str>::new(), "{latin}");
        }
    }
}
