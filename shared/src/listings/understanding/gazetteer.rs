//! The names that a question may hold: places, compounds and developers, in every spelling that is known for them.

use std::collections::{HashMap, HashSet};

use super::{
    key_of,
    known_names::arabic_keys,
    spelling::{Franco, Typos, sound_of},
    vocabulary::{VOCABULARY, WORDS},
};
use crate::listings::places::{PLACES, canonical_location};

/// What a [`Name`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// An area of the country.
    Location,
    /// A compound.
    Compound,
    /// A developer.
    Developer,
}

/// A name that exists in the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What it names.
    pub kind: NameKind,
    /// The English name, by which filters speak of it.
    pub english: String,
    /// The Arabic name, where the data gives one.
    pub arabic: Option<String>,
}

/// Names that exist in the data, for recognising them in questions. Build it once and keep it: it holds an index.
#[derive(Debug, Default)]
pub struct Gazetteer {
    entries: Vec<Entry>,
    by_key: HashMap<String, usize>,
    /// Every single word that some key contains.
    words: HashSet<String>,
    /// Every beginning of a key that is not yet the whole key.
    beginnings: HashSet<String>,
    /// The words, in spite of typos.
    typos: Typos,
    /// Words of the names of places, by how they sound in Franco-Arabic.
    by_sound: HashMap<String, Vec<String>>,
    /// Words of names in Latin letters as they are written, which keys take apart.
    latin: Vec<String>,
    /// What Franco-Arabic words spell.
    franco: Franco,
    /// The entries that forgive a typo, by how their keys begin and by how they end.
    by_beginning: HashMap<String, Vec<usize>>,
    by_end: HashMap<String, Vec<usize>>,
}

/// All that one spelling can mean.
#[derive(Debug, Default)]
pub(super) struct Entry {
    key: String,
    /// The canonical name of an area that has units.
    pub(super) location: Option<String>,
    /// The canonical name of a well-known area without units.
    pub(super) absent: Option<&'static str>,
    /// Whether it is a smaller place in that area.
    pub(super) is_district: bool,
    pub(super) compounds: Vec<String>,
    pub(super) developers: Vec<String>,
    /// Whether the name is an ordinary word, as the compound "Do" is, so that only "in" or "compound" before it, or
    /// nothing beside it, makes it a name.
    pub(super) needs_introduction: bool,
    /// Whether it is only the one unusual word of a name, as «نقطارة».
    pub(super) is_nickname: bool,
}

/// A key must have so many letters to forgive a typo; in a shorter one, one letter makes another word.
const FORGIVING_LETTERS: usize = 6;
/// A typo leaves at least so many letters right at the beginning or at the end of such a key.
const AFFIX_LETTERS: usize = 3;

/// The one unusual word of a name must have so many letters to stand for it.
const NICKNAME_LETTERS: usize = 4;
/// Latin words of so few consonants are too often English to spell an Arabic one in the name of a place or a compound.
const MOST_ENGLISH: usize = 1;

/// What companies add to their names and people leave out.
const COMPANY_WORDS: &str = "development developments developer developers properties property group holding holdings \
    real estate company communities investment investments urban resorts builders estates coastal marine misr egypt for \
    and للتطوير تطوير للتنميه تنميه عمراني عمرانيه قابضه مجموعه شركه للعقارات عقارات عقاريه عقاري للمجتمعات مجتمعات \
    للمنتجعات منتجعات ساحليه بحريه للانشاء للانشاءات والتعمير وتعمير للتعمير تعمير والانشاءات للاستثمار والاستثمار \
    استثمارات للمقاولات والمقاولات جروب هولدينج هولدنج ديفيلوبمنت ديفيلوبمنتس ديفلوبمنت ديفلوبمنتس بروبرتيز استيت \
    استيتس كوميونتيز كوميونيتيز بيلدرز ريزورتس مارين اوربان كوستال مصر";

/// Articles at the head of a name, which people leave out.
const ARTICLES: &[&str] = &["the", "el", "al", "il"];

impl Gazetteer {
    /// A gazetteer of the names in the data, and of the well-known areas beside them.
    pub fn new(names: impl IntoIterator<Item = Name>) -> Self {
        let names: Vec<Name> = names.into_iter().collect();
        let mut gazetteer = Self::default();
        gazetteer.add_places(&names);
        for name in names.iter().filter(|name| name.kind != NameKind::Location) {
            gazetteer.latin.extend(name.english.split(' ').map(str::to_lowercase));
            for key in spellings(name).map(|spelling| key_of(&spelling)) {
                gazetteer.add_name(key, name);
            }
        }
        // Short forms give way to whole names, and a developer's short form to no compound's.
        for kind in [NameKind::Developer, NameKind::Compound] {
            let whole: HashSet<String> = gazetteer.by_key.keys().cloned().collect();
            for name in names.iter().filter(|name| name.kind == kind) {
                let short: Vec<String> =
                    spellings(name).flat_map(|spelling| gazetteer.short_forms(kind, &key_of(&spelling))).collect();
                for key in short {
                    if !whole.contains(&key) && !VOCABULARY.contains_key(&key) {
                        gazetteer.add_name(key, name);
                    }
                }
            }
        }
        gazetteer.add_nicknames(&names);
        gazetteer.index();
        gazetteer
    }

    /// The one unusual word of a compound's name, which people use alone: "Nuqtara" of "Nuqtara Exchange". It belongs to
    /// one name only, and is a name only where one is expected.
    fn add_nicknames(&mut self, names: &[Name]) {
        let mut uses: HashMap<String, HashSet<&str>> = HashMap::new();
        for name in names {
            for word in spellings(name).flat_map(|spelling| words_of(&spelling)) {
                uses.entry(word).or_default().insert(&name.english);
            }
        }
        let of_places: HashSet<String> =
            self.by_key.keys().filter(|key| self.is_place(key)).flat_map(|key| words_of(key)).collect();
        for name in names.iter().filter(|name| name.kind == NameKind::Compound) {
            for spelling in spellings(name) {
                let words = words_of(&spelling);
                let mut unusual = words.iter().filter(|word| !is_ordinary(word));
                let (Some(word), None) = (unusual.next(), unusual.next()) else { continue };
                let is_its_own = uses.get(word).is_some_and(|names| names.len() == 1)
                    && !of_places.contains(word)
                    && !self.by_key.contains_key(word);
                if words.len() > 1 && is_its_own && word.chars().count() >= NICKNAME_LETTERS {
                    self.add_name(word.clone(), name);
                    if let Some(entry) = self.entry(word.clone()) {
                        entry.is_nickname = true;
                    }
                }
            }
        }
    }

    fn is_place(&self, key: &str) -> bool {
        let entry = self.by_key.get(key).and_then(|index| self.entries.get(*index));
        entry.is_some_and(|entry| entry.location.is_some() || entry.absent.is_some())
    }

    fn add_places(&mut self, names: &[Name]) {
        let present: HashSet<&str> = names
            .iter()
            .filter(|name| name.kind == NameKind::Location)
            .filter_map(|name| canonical_location(&name.english))
            .map(|place| place.english)
            .collect();
        for place in PLACES {
            let districts = place.districts.iter().map(|spelling| (*spelling, true));
            for (spelling, is_district) in place.names().map(|spelling| (spelling, false)).chain(districts) {
                let is_present = present.contains(place.english);
                if let Some(entry) = self.entry(key_of(spelling)) {
                    entry.location = is_present.then(|| place.english.to_owned());
                    entry.absent = (!is_present).then_some(place.english);
                    entry.is_district = is_district;
                }
                for word in spelling.split(' ') {
                    self.latin.push(word.to_lowercase());
                    if let Some(sound) = sound_of(word) {
                        push_new(self.by_sound.entry(sound).or_default(), key_of(word));
                    }
                }
            }
        }
        for name in names.iter().filter(|name| name.kind == NameKind::Location) {
            let canonical = canonical_location(&name.english).map_or(name.english.as_str(), |place| place.english);
            for spelling in spellings(name) {
                if let Some(entry) = self.entry(key_of(&spelling)) {
                    entry.location = Some(canonical.to_owned());
                    entry.absent = None;
                    entry.is_district = false;
                }
            }
        }
    }

    fn add_name(&mut self, key: String, name: &Name) {
        for arabic in arabic_keys(&key) {
            self.add_key(arabic.clone(), name);
        }
        self.add_key(key, name);
    }

    fn add_key(&mut self, key: String, name: &Name) {
        let Some(entry) = self.entry(key) else { return };
        let named = match name.kind {
            NameKind::Compound => &mut entry.compounds,
            NameKind::Developer => &mut entry.developers,
            NameKind::Location => return,
        };
        if !named.contains(&name.english) {
            named.push(name.english.clone());
        }
    }

    /// The entry of a key, made where there is none; `None` for no key at all.
    fn entry(&mut self, key: String) -> Option<&mut Entry> {
        if key.is_empty() {
            return None;
        }
        let next = self.entries.len();
        let index = *self.by_key.entry(key.clone()).or_insert(next);
        if index == next {
            self.entries.push(Entry { key, ..Entry::default() });
        }
        self.entries.get_mut(index)
    }

    /// How people shorten a name: a developer without "Developments", a compound without its area, both without "The".
    /// A name of ordinary words has no short form, as nothing would be left to know it by.
    fn short_forms(&self, kind: NameKind, key: &str) -> Vec<String> {
        let words: Vec<&str> = key.split(' ').collect();
        let shortened = match kind {
            NameKind::Developer => {
                words.iter().copied().filter(|word| !COMPANY_WORDS.split(' ').any(|other| other == *word)).collect()
            }
            _ => self.without_area(&words),
        };
        let without_article = match shortened.split_first() {
            Some((first, rest)) if ARTICLES.contains(first) => rest.to_vec(),
            _ => shortened.clone(),
        };
        [shortened, without_article]
            .into_iter()
            .filter(|form| is_distinct(form))
            .map(|form| form.join(" "))
            .filter(|form| form != key)
            .collect()
    }

    /// The words of a compound's name without the name of an area that ends it.
    fn without_area<'name>(&self, words: &[&'name str]) -> Vec<&'name str> {
        for split in 1..words.len() {
            let (name, area) = words.split_at(split);
            if self.is_place(&area.join(" ")) {
                return name.to_vec();
            }
        }
        words.to_vec()
    }

    fn index(&mut self) {
        for (index, entry) in self.entries.iter_mut().enumerate() {
            let words: Vec<&str> = entry.key.split(' ').collect();
            let beginnings = entry.key.match_indices(' ').filter_map(|(end, _)| entry.key.get(..end));
            self.beginnings.extend(beginnings.map(str::to_owned));
            self.words.extend(words.iter().map(|word| (*word).to_owned()));
            entry.needs_introduction = entry.is_nickname || (words.len() == 1 && VOCABULARY.contains_key(&entry.key));
            let letters: Vec<char> = entry.key.chars().collect();
            let counted = letters.iter().filter(|letter| letter.is_alphabetic()).count();
            if counted >= FORGIVING_LETTERS && !words.iter().all(|word| is_ordinary(word)) {
                let beginning = letters.iter().take(AFFIX_LETTERS).collect();
                let end = letters.iter().rev().take(AFFIX_LETTERS).collect();
                self.by_beginning.entry(beginning).or_default().push(index);
                self.by_end.entry(end).or_default().push(index);
            }
        }
        self.typos = Typos::of(self.words.iter().map(String::as_str));
        let arabic = self.words.iter().map(String::as_str);
        self.franco = Franco::of(arabic, self.latin.iter().map(String::as_str), MOST_ENGLISH);
    }

    pub(super) fn get(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)
    }

    /// Whether some name contains this word.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether some name begins with these words and goes on.
    pub(super) fn begins(&self, key: &str) -> bool {
        self.beginnings.contains(key)
    }

    /// The words of names that this one is one or two typos away from.
    pub(super) fn words_like(&self, word: &str) -> Vec<&str> {
        self.typos.corrections(word)
    }

    /// The words of names that a Franco-Arabic one spells, in Arabic and in Latin letters.
    pub(super) fn spelled(&self, word: &str) -> Vec<String> {
        self.franco.spelled(word)
    }

    /// The words of names of places that sound like this in Franco-Arabic.
    pub(super) fn words_of_sound(&self, sound: &str) -> &[String] {
        self.by_sound.get(sound).map(Vec::as_slice).unwrap_or_default()
    }

    /// The name with exactly this key.
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// The name whose key differs from this one by one typo, if its other words agree.
    pub(super) fn find_forgiving(&self, key: &str) -> Option<usize> {
        let letters: Vec<char> = key.chars().collect();
        if letters.len() < FORGIVING_LETTERS {
            return None;
        }
        let beginning: String = letters.iter().take(AFFIX_LETTERS).collect();
        let end: String = letters.iter().rev().take(AFFIX_LETTERS).collect();
        let candidates = self.by_beginning.get(&beginning).into_iter().chain(self.by_end.get(&end)).flatten();
        candidates.copied().find(|index| {
            self.entries.get(*index).is_some_and(|entry| {
                let name: Vec<char> = entry.key.chars().collect();
                is_one_typo(&letters, &name) && only_unknown_words_differ(key, &entry.key)
            })
        })
    }
}

fn push_new(words: &mut Vec<String>, word: String) {
    if !words.contains(&word) {
        words.push(word);
    }
}

fn spellings(name: &Name) -> impl Iterator<Item = String> {
    let english = name.english.as_str();
    // "Talaat Moustafa Group (TMG) Holding" is known by what stands in brackets and by what stands around it.
    let bracketed = english.split_once('(').and_then(|(before, rest)| {
        let (inside, after) = rest.split_once(')')?;
        Some([inside.to_owned(), format!("{before} {after}")])
    });
    [Some(english.to_owned()), name.arabic.clone()]
        .into_iter()
        .flatten()
        .chain(bracketed.into_iter().flatten())
        .filter(|spelling| !spelling.trim().is_empty())
}

/// Whether a short form still tells its name from ordinary talk: one word that is long and unusual, or several with
/// an unusual one among them.
fn is_distinct(words: &[&str]) -> bool {
    let letters = if words.len() == 1 { 5 } else { 4 };
    words.iter().any(|word| word.chars().count() >= letters && !is_ordinary(word))
}

/// The words of a name without articles.
fn words_of(name: &str) -> Vec<String> {
    key_of(name).split(' ').map(str::to_owned).collect()
}

/// Whether a word says something by itself: it is in the vocabulary, a number, or an article.
fn is_ordinary(word: &str) -> bool {
    WORDS.contains(word) || ARTICLES.contains(&word) || word.chars().all(|letter| letter.is_ascii_digit())
}

/// Whether the words in which two keys differ are neither numbers nor words with a meaning of their own: "District 6"
/// is no typo for "District 5", nor "villa" for "villas".
fn only_unknown_words_differ(written: &str, name: &str) -> bool {
    let may_differ = |word: &str| !WORDS.contains(word) && !word.chars().any(|letter| letter.is_ascii_digit());
    let (written_words, name_words) = (written.split(' '), name.split(' '));
    if written.matches(' ').count() == name.matches(' ').count() {
        written_words.zip(name_words).all(|(written, name)| written == name || may_differ(written))
    } else {
        written.split(' ').all(may_differ)
    }
}

/// Whether one letter more, less or else, or two letters swapped, makes one text of the other.
fn is_one_typo(left: &[char], right: &[char]) -> bool {
    let same_before = left.iter().zip(right).take_while(|(left, right)| left == right).count();
    let (left, right) = (left.get(same_before..).unwrap_or_default(), right.get(same_before..).unwrap_or_default());
    match (left, right) {
        ([first, second, left @ ..], [other_first, other_second, right @ ..])
            if first == other_second && second == other_first && left == right =>
        {
            true
        }
        ([_, left_rest @ ..], [_, right_rest @ ..]) => {
            left_rest == right_rest || left_rest == right || left == right_rest
        }
        ([_], []) | ([], [_]) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_typo_is_one_letter_or_one_swap() {
        for (left, right, expected) in [
            ("hyde park", "hyde park", false),
            ("hyde prk", "hyde park", true),
            ("hydepark", "hyde park", true),
            ("hyde paark", "hyde park", true),
            ("hyde pork", "hyde park", true),
            ("hyde prak", "hyde park", true),
            ("hyde parks", "hyde park", true),
            ("yde park", "hyde park", true),
            ("hide pork", "hyde park", false),
            ("", "h", true),
            ("", "hy", false),
            ("", "", false),
        ] {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(is_one_typo(&letters(left), &letters(right)), expected, "{left} {right}");
            assert_eq!(is_one_typo(&letters(right), &letters(left)), expected, "{right} {left}");
        }
    }
}
