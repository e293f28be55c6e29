//! A second opinion on what a sentence claims, learned from sentences that were labelled by hand. Lists of phrases know
//! the wordings that somebody thought of; this knows words, their neighbours and [`concepts`](super::concepts), and what
//! each of them spoke for in thousands of sentences.
//!
//! It is a linear classifier. A sentence is a set of features; each has a place in a table of weights by its hash; the
//! sum of the weights over the square root of how many features there are is the sentence's score. Nothing else is
//! looked at, so that the work is linear in the sentence and the same everywhere. Units, names and figures stand in the
//! features as what they are and not as what they say: whether they are true is for the [evidence](super::super::evidence).

use super::{super::evidence::Kind, concepts, measures::Measure, names, reading::Sentence, words::is_in};

/// How many weights there are; features share one where their hashes meet.
pub(super) const PLACES: usize = 1 << 18;

/// What `training.rs` makes of the corpora: a signed byte a place.
static WEIGHTS: &[u8; PLACES] = include_bytes!("learned.weights");

/// A sentence that no rule stops is stopped from this score on.
const CONVICTS: f64 = 0.0;

/// How far apart two concepts may stand to be seen as one after the other.
const REACH: usize = 5;

/// Signs and words after which a denial no longer counts, and words that take back what was said.
const TURNS: &str = ", ، : but though yet however still لكن بس ولكن انما غير";

/// Words that deny what stands beside them, as the concept of that name has them.
const DENIAL: &str = "neg";

/// Whether a sentence that no rule knows anything against is likely to be a claim that nothing grounds.
pub(super) fn convicts(sentence: &Sentence<'_>) -> bool {
    score(&words(sentence)) >= CONVICTS
}

/// The score of a sentence: the higher, the likelier it is a claim without ground.
pub(super) fn score(words: &[String]) -> f64 {
    let places = features(words);
    let sum: i32 =
        places.iter().map(|place| WEIGHTS.get(*place).map_or(0, |weight| i32::from(weight.cast_signed()))).sum();
    f64::from(sum) * scale(places.len())
}

/// What each of so many features counts, so that long sentences count no more than short ones.
pub(super) fn scale(features: usize) -> f64 {
    let features = u32::try_from(features).unwrap_or(u32::MAX);
    1.0 / f64::from(features.max(1)).sqrt()
}

/// What a sentence is judged by: its words in their order, with a sign for each unit, name and figure.
pub(super) fn words(sentence: &Sentence<'_>) -> Vec<String> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(token) = sentence.tokens.get(at) {
        let mention = sentence.mentions.iter().find(|mention| mention.first == at);
        let name = sentence.names.iter().find(|name| name.first == at && !names::is_kind_of(name));
        let figure = sentence.figures.iter().find(|figure| figure.number.first == at);
        let (word, end) = if let Some(mention) = mention {
            (Some("<unit>"), mention.end)
        } else if let Some(name) = name {
            (Some(if name.is_place { "<place>" } else { "<name>" }), name.end)
        } else if let Some(figure) = figure {
            (Some(sign_of(figure.measure)), figure.number.end)
        } else {
            let counts = token.is_word() || token.is_number() || token.is_sign("?؟!%,،:");
            (counts.then_some(token.text.as_str()), at + 1)
        };
        words.extend(word.map(str::to_owned));
        at = end.max(at + 1);
    }
    words
}

fn sign_of(measure: Measure) -> &'static str {
    match measure {
        Measure::Foreign => "<foreign>",
        Measure::Bare => "<number>",
        Measure::Of(Kind::Money) => "<money>",
        Measure::Of(Kind::Percent) => "<percent>",
        Measure::Of(Kind::Years | Kind::Months) => "<time>",
        Measure::Of(Kind::CalendarYear) => "<year>",
        Measure::Of(_) => "<measure>",
    }
}

/// The places of a sentence's features, each once.
pub(super) fn features(words: &[String]) -> Vec<usize> {
    let mut places = Places(vec![]);
    places.add("always", &[]);
    let concepts: Vec<Vec<&str>> = words.iter().map(|word| concepts::of(word)).collect();
    let asks = words.last().is_some_and(|word| word == "?" || word == "؟");
    let denies_any = concepts.iter().flatten().any(|concept| *concept == DENIAL);
    places.add("length", &[&(words.len() / 4).min(6).to_string()]);
    for (kind, holds) in [("asks", asks), ("denies", denies_any)] {
        if holds {
            places.add(kind, &[]);
        }
    }
    let around = ["^"].into_iter().chain(words.iter().map(String::as_str)).chain(["$"]);
    for (word, next) in around.clone().zip(around.skip(1)) {
        places.add("pair", &[word, next]);
    }
    // Whether the clause has denied something, and whether the sentence has turned.
    let mut denied = false;
    let mut has_turned = false;
    for (at, word) in words.iter().enumerate() {
        if is_in(word, TURNS) {
            denied = false;
            has_turned |= !matches!(word.as_str(), "," | "،" | ":");
        }
        places.add("word", &[word]);
        add_parts(&mut places, word);
        let Some(here) = concepts.get(at) else { continue };
        for concept in here {
            places.add("concept", &[concept]);
            if asks {
                places.add("asked", &[concept]);
            }
            if denied {
                places.add("denied", &[concept]);
            }
            if has_turned {
                places.add("turned", &[concept]);
            }
        }
        denied |= here.contains(&DENIAL);
        // Signs take part in the order of concepts: a unit that is *certain*, a price that *will*.
        for (ahead, next) in words.iter().enumerate().skip(at + 1).take(REACH) {
            let there = concepts.get(ahead).map(Vec::as_slice).unwrap_or_default();
            for first in this_or_sign(here, word) {
                for second in this_or_sign(there, next) {
                    places.add("order", &[first, second]);
                }
            }
        }
    }
    places.0.sort_unstable();
    places.0.dedup();
    places.0
}

/// A word's concepts; of a sign and of what ends a question, itself.
fn this_or_sign<'a>(concepts: &'a [&'a str], word: &'a str) -> impl Iterator<Item = &'a str> + 'a {
    let is_sign = concepts.is_empty() && (word.starts_with('<') || word == "?" || word == "؟");
    concepts.iter().copied().chain(is_sign.then_some(word))
}

/// Stretches of four and five letters of a word, by which its inflections are alike.
fn add_parts(places: &mut Places, word: &str) {
    if word.starts_with('<') || word.chars().nth(3).is_none() {
        return;
    }
    let written = format!("^{word}$");
    let starts: Vec<usize> = written.char_indices().map(|(at, _)| at).chain([written.len()]).collect();
    for length in [4, 5] {
        for (start, end) in starts.iter().zip(starts.iter().skip(length)) {
            places.add("part", &[written.get(*start..*end).unwrap_or_default()]);
        }
    }
}

/// Features as places in the table.
struct Places(Vec<usize>);

impl Places {
    /// Adds a feature: FNV-1a over its kind and its parts, each ended by a byte that text does not have.
    fn add(&mut self, kind: &str, parts: &[&str]) {
        let bytes = [kind].into_iter().chain(parts.iter().copied()).flat_map(|part| part.bytes().chain([0xff]));
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        // The high bits depend on every byte.
        self.0.push(usize::try_from((hash >> 40) % PLACES as u64).unwrap_or_default());
    }
}
