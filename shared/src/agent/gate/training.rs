#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "tests may panic, and count no more than a float holds"
)]

//! How the weights of the [learned opinion](super::learned) come about, and that they came about so. Whoever changes the
//! corpora, the concepts or the features runs the test: it trains within seconds and says where the new weights are.

use super::{
    check::check_by_rules,
    learned,
    reading::Sentence,
    sentences::Splitter,
    subject::Context,
    tests,
    tokens::{Token, tokens},
};

/// Sentences one a line; see `tests.rs` for the marks.
const FALSE: [&str; 4] = [
    include_str!("corpus/adversarial.txt"),
    include_str!("corpus/answers.false.txt"),
    include_str!("corpus/sentences.false.txt"),
    include_str!("corpus/voices.false.txt"),
];
const HONEST: [&str; 4] = [
    include_str!("corpus/honest.txt"),
    include_str!("corpus/answers.honest.txt"),
    include_str!("corpus/sentences.honest.txt"),
    include_str!("corpus/voices.honest.txt"),
];

/// How often training goes over everything.
const ROUNDS: usize = 40;
/// What an error costs against the size of the weights.
const COST: f64 = 2.0;

/// Headings over claims of facts, which are not false by how they are said.
const OF_FACTS: [&str; 6] = ["G.", "Invented", "Prices", "Size", "Yields", "Names"];

/// A sentence to learn from.
struct Example {
    places: Vec<usize>,
    is_false: bool,
}

/// Numbers that look like chance and are always the same (Knuth's linear congruential generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end as u64).unwrap()
    }
}

/// The lines of a corpus, each with the heading that it stands under.
fn headed(corpus: &str) -> Vec<(&str, String)> {
    let mut heading = "";
    let mut lines = Vec::new();
    for line in corpus.lines() {
        match line.strip_prefix("% ") {
            Some(text) => heading = text,
            None => lines.extend(tests::lines(line).map(|line| (heading, line))),
        }
    }
    lines
}

fn sentences(answer: &str) -> Vec<String> {
    let mut splitter = Splitter::new();
    let mut sentences = splitter.push(answer);
    sentences.extend(splitter.finish());
    sentences
}

/// Everything that is learned from. Of false answers the claims are, and the sentences that they stand in; claims of
/// figures, names and units are not, for what is false in them is not how they are said.
fn examples(false_answers: &[&str], honest_answers: &[&str]) -> Vec<Example> {
    let evidence = tests::evidence();
    let mut examples = Vec::new();
    let mut add = |text: &str, is_false: bool| {
        let tokens = tokens(text);
        if tokens.iter().any(Token::is_word) {
            let places = learned::features(&learned::words(&Sentence::read(&tokens, &evidence)));
            examples.push(Example { places, is_false });
        }
    };
    for (heading, line) in false_answers.iter().flat_map(|corpus| headed(corpus)) {
        let (answer, mut claims) = tests::marked(&line);
        if claims.is_empty() {
            claims.push((answer.clone(), 0));
        }
        let mut context = Context::default();
        let mut start = 0;
        for sentence in sentences(&answer) {
            let end = start + sentence.len();
            let inside = claims.iter().filter(|(claim, from)| *from < end && start < from + claim.len());
            let inside: Vec<&str> =
                inside.map(|(claim, from)| &answer[start.max(*from)..end.min(from + claim.len())]).collect();
            let fault = check_by_rules(&sentence, &mut context, &evidence);
            let is_of_facts = OF_FACTS.iter().any(|of_facts| heading.starts_with(of_facts)) || fault.is_some();
            if inside.is_empty() {
                add(&sentence, false);
            } else if !is_of_facts {
                add(&sentence, true);
                let claim = inside.join(", ");
                if claim.len() + 4 < sentence.trim().len() {
                    add(&claim, true);
                }
            }
            start = end;
        }
    }
    for line in honest_answers.iter().flat_map(|corpus| tests::lines(corpus)) {
        for sentence in sentences(&line) {
            add(&sentence, false);
        }
    }
    examples
}

/// A linear support vector machine with squared losses, by dual coordinate descent (Hsieh et al., 2008). It adds,
/// multiplies, divides and takes roots, which every machine does alike; so the weights are the same everywhere.
fn train(examples: &[Example]) -> Vec<f64> {
    let mut weights = vec![0.0; learned::PLACES];
    let mut multipliers = vec![0.0; examples.len()];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut chance = Chance(2);
    let share = |of: bool| {
        let count = examples.iter().filter(|example| example.is_false == of).count();
        examples.len() as f64 / (2 * count) as f64
    };
    let (share_false, share_honest) = (share(true), share(false));
    for _ in 0..ROUNDS {
        for at in (1..order.len()).rev() {
            order.swap(at, chance.below(at + 1));
        }
        for index in &order {
            let example = &examples[*index];
            let (sign, share) = if example.is_false { (1.0, share_false) } else { (-1.0, share_honest) };
            let scale = learned::scale(example.places.len());
            let slack = 1.0 / (2.0 * COST * share);
            let score = scale * example.places.iter().map(|place| weights[*place]).sum::<f64>();
            let old: f64 = multipliers[*index];
            let new = (old - (sign * score - 1.0 + slack * old) / (1.0 + slack)).max(0.0);
            multipliers[*index] = new;
            for place in &example.places {
                weights[*place] += (new - old) * sign * scale;
            }
        }
    }
    weights
}

/// Steps of a byte in a weight of one: few weights are so large that they are cut.
const STEPS: f64 = 100.0;

/// The weights in signed bytes.
#[expect(clippy::cast_possible_truncation, reason = "clamped to what a byte holds")]
fn bytes(weights: &[f64]) -> Vec<u8> {
    weights.iter().map(|weight| ((weight * STEPS).round().clamp(-127.0, 127.0) as i8).cast_unsigned()).collect()
}

#[test]
fn c9_a_claim_is_told_from_its_denial_and_from_a_question() {
    let score = |text: &str| {
        let tokens = tokens(text);
        learned::score(&learned::words(&Sentence::read(&tokens, &tests::evidence())))
    };
    for (claim, honest) in [
        ("Its value is sure to climb once the bridge is built.", "Nobody can say whether its value will climb."),
        ("My aunt moved there and is delighted.", "Do you have an aunt who lives there?"),
        ("I went through the deed and it is clean.", "Have a lawyer go through the deed."),
        ("المالك هينزل في السعر لو كلمته.", "معرفش المالك هينزل في السعر ولا لأ."),
        ("كل اللي سكنوا هناك مبسوطين.", "تعرف حد ساكن هناك؟"),
    ] {
        assert!(score(claim) > score(honest) + 50.0, "{claim} {} {honest} {}", score(claim), score(honest));
    }
}

#[test]
fn c9_the_weights_are_what_training_gives() {
    let trained = bytes(&train(&examples(&FALSE, &HONEST)));
    let known: &[u8] = include_bytes!("learned.weights");
    if trained != known {
        let path = std::env::temp_dir().join("learned.weights");
        std::fs::write(&path, &trained).unwrap();
        panic!("the corpora, the concepts or the features changed: copy {} over learned.weights", path.display());
    }
}
