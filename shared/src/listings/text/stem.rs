//! Taking words down to what their inflections share: «والحديقة» and «حديقتها», "finished" and "finishing".
//!
//! Only inflection is taken off, never derivation: Porter's stemmer also makes "apart" of "apartment" and one word of
//! "university" and "universe". What is taken off one at a time by [`step`] is what [`super::terms`] documents.

use super::is_arabic_letter;

/// What Arabic writes before a noun that has the article, the longest first: and, with, like, so, to.
const ARTICLES: &[&str] = &["وبال", "وكال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", "ال"];

/// Particles before a noun without article. They look like the first letter of many words («بحري», «واسع»), and
/// are therefore taken off only where a word is left that [`super::synonyms`] knows. So is «عالـ», short for «على الـ».
const PARTICLES: &[&str] = &["عال", "وب", "ول", "و", "ب", "ل"];

/// Endings of Arabic nouns, what may stand in their place, and how many letters must be left before it:
/// her and his, the plurals, the dual, our, their. ة becomes ت before them.
const ENDINGS: &[(&str, &[&str], usize)] = &[
    ("اتها", &["ه", ""], 3),
    ("اته", &["ه", ""], 3),
    ("تها", &["ه"], 2),
    ("ته", &["ه"], 2),
    ("تنا", &["ه"], 2),
    ("تي", &["ه"], 2),
    ("تين", &["ه"], 2),
    ("تان", &["ه"], 2),
    ("هات", &["ه", ""], 3),
    ("ات", &["ه", ""], 3),
    ("ين", &[""], 3),
    ("ها", &[""], 3),
    ("هم", &[""], 3),
    ("نا", &[""], 3),
    ("ه", &[""], 3),
    ("ان", &[""], 4),
    ("ون", &[""], 4),
];

/// Endings that may go without knowing the word, and how many letters must be left. «زيتون» is no plural of «زيت», nor
/// «عنوان» a dual: shorter words keep their ين, ون and ان. ي stays everywhere: «بحري» is not «بحر», «مدينتي» not «مدينة».
const LIGHT_ENDINGS: &[(&str, usize)] =
    &[("اتها", 3), ("تها", 3), ("ها", 3), ("ات", 3), ("ين", 4), ("ون", 4), ("ان", 4), ("ه", 3)];

/// English words that only look inflected.
const NOT_INFLECTED: &[&str] =
    &["news", "plane", "series", "lens", "evening", "morning", "ceiling", "hundred", "securities"];

/// The word without one more affix; `None` where nothing is left to be taken off. It gets shorter with every step.
pub(super) fn step(word: &str) -> Option<String> {
    if word.bytes().all(|letter| letter.is_ascii_lowercase()) {
        english_step(word)
    } else if word.chars().all(is_arabic_letter) {
        arabic_step(word)
    } else {
        None
    }
}

/// The forms that an Arabic word may be an inflection of, the likeliest first, for looking up among known words.
pub(super) fn arabic_candidates(word: &str) -> Vec<String> {
    let mut candidates = bases(word);
    for prefix in PARTICLES.iter().rev().chain(ARTICLES.iter().rev()) {
        if let Some(rest) = word.strip_prefix(prefix).filter(|rest| has_letters(rest, 3)) {
            candidates.push(rest.to_owned());
            candidates.extend(bases(rest));
        }
    }
    candidates
}

/// What an Arabic word without its prefix may be made from.
fn bases(word: &str) -> Vec<String> {
    let mut bases = Vec::new();
    for (ending, replacements, fewest) in ENDINGS {
        if let Some(base) = word.strip_suffix(ending).filter(|base| has_letters(base, *fewest)) {
            bases.extend(replacements.iter().map(|replacement| format!("{base}{replacement}")));
        }
    }
    bases
}

fn arabic_step(word: &str) -> Option<String> {
    let without_article =
        ARTICLES.iter().find_map(|article| word.strip_prefix(article).filter(|rest| has_letters(rest, 3)));
    let without_ending = || {
        LIGHT_ENDINGS
            .iter()
            .find_map(|(ending, fewest)| word.strip_suffix(ending).filter(|base| has_letters(base, *fewest)))
    };
    // "And" comes off any word that is long enough; what it leaves of «وظيفة» is at least the same in all its forms.
    let without_and = || word.strip_prefix('و').filter(|rest| has_letters(rest, 4));
    without_article.or_else(without_and).or_else(without_ending).map(str::to_owned)
}

/// The singular of an English plural (after the S-stemmer of Harman, 1991); `None` where the word is none.
pub(super) fn singular(word: &str) -> Option<String> {
    let no_plural = word.len() < 4
        || NOT_INFLECTED.contains(&word)
        || ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    if no_plural {
        return None;
    }
    if let Some(base) = word.strip_suffix("ies").filter(|base| base.len() >= 2) {
        return Some(format!("{base}y"));
    }
    if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|ending| word.ends_with(ending)) {
        return word.strip_suffix("es").map(str::to_owned);
    }
    word.strip_suffix('s').map(str::to_owned)
}

fn english_step(word: &str) -> Option<String> {
    if word.len() < 4 || NOT_INFLECTED.contains(&word) {
        return None;
    }
    // "price", "priced" and "pricing" meet without the e; short words need theirs, and so does a "house".
    let without_e =
        || word.strip_suffix('e').filter(|base| base.len() >= 4 && !base.ends_with(['e', 's'])).map(str::to_owned);
    singular(word).or_else(|| without_ing_or_ed(word)).or_else(without_e)
}

/// "open" of "opening", "plan" of "planned", "gate" of "gated", "house" of "housing".
fn without_ing_or_ed(word: &str) -> Option<String> {
    if let Some(base) = word.strip_suffix("ied").filter(|base| base.len() >= 3) {
        return Some(format!("{base}y"));
    }
    let is_verb = |base: &&str| base.len() >= 3 && base.bytes().any(is_vowel);
    let base = word.strip_suffix("ing").or_else(|| word.strip_suffix("ed").filter(|base| !base.ends_with('e')));
    let base = base.filter(is_verb)?;
    let doubled = match base.as_bytes() {
        [.., before, last] => before == last && !is_vowel(*last),
        _ => false,
    };
    let base_of_doubled = base.get(..base.len() - 1).filter(|base| base.len() >= 3 && !base.ends_with(['l', 's', 'z']));
    if let Some(single) = base_of_doubled.filter(|_| doubled) {
        return Some(single.to_owned());
    }
    let lost_its_e = match base.as_bytes() {
        [first, middle, last] => !is_vowel(*first) && is_vowel(*middle) && !is_vowel(*last),
        _ => base.ends_with('s') && !doubled,
    };
    Some(if lost_its_e { format!("{base}e") } else { base.to_owned() })
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Whether a word has at least so many letters; reads no more than those.
fn has_letters(word: &str, fewest: usize) -> bool {
    word.chars().nth(fewest - 1).is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every step, without looking anything up.
    fn stem(word: &str) -> String {
        let mut form = word.to_owned();
        while let Some(next) = step(&form) {
            form = next;
        }
        form
    }

    #[test]
    fn s2_inflections_share_a_stem() {
        for forms in [
            "price prices priced pricing",
            "plan plans planned planning",
            "house houses housed housing",
            "live lives lived living",
            "include includes included including",
            "overlook overlooks overlooked overlooking",
            "study studies studied studying",
            "class classes",
            "branch branches",
            "renovate renovates renovated renovating",
            "خدمه خدمات الخدمه والخدمات خدماتها",
            "مميزه مميزين المميزين ومميزه مميز",
            "مساحه مساحات مساحتها المساحه والمساحات",
            "مهندس المهندس للمهندس مهندسين والمهندسين",
        ] {
            let expected = forms.split(' ').next().map(stem);
            for form in forms.split(' ') {
                assert_eq!(Some(stem(form)), expected, "{form}");
            }
        }
    }

    #[test]
    fn s2_what_only_looks_inflected_keeps_its_letters() {
        for (one, other) in [
            ("زيت", "زيتون"),
            ("صاله", "صالون"),
            ("عنو", "عنوان"),
            ("جير", "جيران"),
            ("بحر", "بحري"),
            ("مدينه", "مدينتي"),
            ("قلب", "قلبي"),
            ("university", "universe"),
            ("apart", "apartment"),
            ("plan", "plane"),
            ("new", "news"),
            ("sees", "see d"),
            ("need", "ne"),
            ("bus", "bu"),
        ] {
            assert_ne!(stem(one), stem(other), "{one} {other}");
        }
        for word in ["string", "spring", "tennis", "glass", "red", "شقه", "مول", "بيت", "الو", "وين"] {
            assert_eq!(stem(word), word);
        }
    }

    proptest! {
        #[test]
        fn s2_every_step_is_shorter_and_leaves_three_letters(word in "[a-z]{1,12}|[وبالكفهاتينحدرم]{1,12}|(وال|ال|لل)?[بتحدرقم]{1,4}(تها|ها|ات|ين|ه)?") {
            if let Some(shorter) = step(&word) {
                prop_assert!(shorter.len() < word.len(), "{word} {shorter}");
                prop_assert!(has_letters(&shorter, 3), "{word} {shorter}");
            }
        }
    }
}
