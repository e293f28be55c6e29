//! What words have in common: "vanish", "snapped up" and «بتطير» are one concept, and so are "brother" and «صاحبي». What the
//! [learned opinion](super::learned) learns of one word it so learns of them all, and of one language for both.
//!
//! `concepts.txt` has a concept a line: its name, then folded words. A word that ends in `~` stands for every word that
//! begins so. Concepts are no judgement: "promise" is as much in a refusal as in a promise.

use std::{collections::HashMap, sync::LazyLock};

use super::words::is_in;

/// Particles that Arabic writes before a word, those of each step after those of the one before: and, so; the
/// article and prepositions; what makes a verb future or present and says whose it is.
const BEFORE: [&str; 3] = ["و ف", "بال لل ال كال ب ل ك ع", "هي هت هن ها حي حت بي بت بن با ي ت ن ات ا م ما مت مي"];

/// Beginnings of Arabic verbs in the future, and of what goes on.
const FUTURE: &str = "هي هت هن حي حت ها";
const PRESENT: &str = "بي بت بن";

/// The fewest letters that a particle may leave of a word.
const FEWEST_LEFT: usize = 3;

/// Concepts by whole words, and by how words begin.
struct Concepts {
    words: HashMap<&'static str, Vec<&'static str>>,
    beginnings: HashMap<&'static str, Vec<&'static str>>,
}

static CONCEPTS: LazyLock<Concepts> = LazyLock::new(|| {
    let mut concepts = Concepts { words: HashMap::new(), beginnings: HashMap::new() };
    for line in include_str!("concepts.txt").lines() {
        let Some((name, words)) = line.split_once(": ") else { continue };
        for word in words.split_ascii_whitespace() {
            match word.strip_suffix('~') {
                Some(beginning) => concepts.beginnings.entry(beginning).or_default().push(name),
                None => concepts.words.entry(word).or_default().push(name),
            }
        }
    }
    concepts
});

/// The concepts that a folded word stands for, in the order of their names.
pub(super) fn of(word: &str) -> Vec<&'static str> {
    let mut found: Vec<&str> = Vec::new();
    if word.starts_with('<') {
        return found;
    }
    for form in forms(word) {
        found.extend(CONCEPTS.words.get(form).into_iter().flatten());
        let ends = form.char_indices().map(|(at, char)| at + char.len_utf8()).skip(1);
        for beginning in ends.filter_map(|end| form.get(..end)) {
            found.extend(CONCEPTS.beginnings.get(beginning).into_iter().flatten());
        }
    }
    if !word.is_ascii() && word.chars().nth(FEWEST_LEFT).is_some() {
        let start: String = word.strip_prefix('و').unwrap_or(word).chars().take(2).collect();
        found.extend(is_in(&start, FUTURE).then_some("future verb"));
        found.extend(is_in(&start, PRESENT).then_some("present verb"));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// A word, and what may be left of an Arabic one without its particles.
fn forms(word: &str) -> Vec<&str> {
    let mut forms = vec![word];
    if word.is_ascii() {
        return forms;
    }
    for particles in BEFORE {
        for at in 0..forms.len() {
            let Some(form) = forms.get(at).copied() else { continue };
            let rests = particles.split(' ').filter_map(|particle| form.strip_prefix(particle));
            let rests: Vec<&str> = rests.filter(|rest| rest.chars().nth(FEWEST_LEFT - 1).is_some()).collect();
            forms.extend(rests);
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c9_inflections_and_both_languages_share_concepts() {
        assert_eq!(of("vanishing"), of("vanish"));
        assert!(of("هيتضاعف").contains(&"rise") && of("doubling").contains(&"rise"));
        assert!(of("هيتضاعف").contains(&"future verb"));
        assert!(of("<unit>").is_empty() && of("xyz").is_empty());
    }
}
