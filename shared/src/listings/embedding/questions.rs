//! The vectors of recent questions, so that what many people ask is paid for once in each environment.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use super::Embedding;
use crate::listings::text::fold;

/// How many vectors are kept at most: six megabytes.
pub(super) const MOST_KEPT: usize = 1_000;

/// Vectors by model and folded question. They are kept in two generations: when the younger one is full it takes the
/// place of the older one, which is forgotten. So a question that is asked again stays, at the cost of a look-up.
#[derive(Debug, Default)]
pub(super) struct Questions(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Key, Arc<Embedding>>,
    old: HashMap<Key, Arc<Embedding>>,
}

/// A model and a folded question.
type Key = (String, String);

impl Questions {
    /// The vector of a question that means the same to the letter, once both are folded.
    pub(super) fn find(&self, model: &str, question: &str) -> Option<Arc<Embedding>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(model, question);
        if let Some(vector) = kept.young.get(&key) {
            return Some(Arc::clone(vector));
        }
        let vector = kept.old.remove(&key)?;
        kept.keep(key, Arc::clone(&vector));
        Some(vector)
    }

    /// Keeps the vector of a question.
    pub(super) fn keep(&self, model: &str, question: &str, vector: Arc<Embedding>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(key(model, question), vector);
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.young.len() + kept.old.len()
    }
}

impl Generations {
    fn keep(&mut self, key: Key, vector: Arc<Embedding>) {
        if self.young.len() >= MOST_KEPT / 2 {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(key, vector);
    }
}

fn key(model: &str, question: &str) -> Key {
    (model.to_owned(), fold(question))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use super::*;

    const MODEL: &str = "text-embedding-3-small";

    fn vector(text: &str) -> Arc<Embedding> {
        Arc::new(Embedding::of(text))
    }

    #[test]
    fn s4_a_question_is_found_in_every_spelling_and_only_for_its_model() {
        let questions = Questions::default();
        questions.keep(MODEL, "شقّة بحديقة", vector("a"));
        assert_eq!(questions.find(MODEL, " شقه بحديقه! "), Some(vector("a")));
        assert_eq!(questions.find("text-embedding-3-large", "شقّة بحديقة"), None);
        assert_eq!(questions.find(MODEL, "شقة"), None);
    }

    #[test]
    fn s4_no_more_than_a_thousand_questions_are_kept_and_one_that_comes_back_stays() {
        let questions = Questions::default();
        questions.keep(MODEL, "sea view", vector("sea view"));
        for number in 0..10_000 {
            questions.keep(MODEL, &format!("question {number}"), vector("b"));
            assert!(questions.len() <= MOST_KEPT, "{}", questions.len());
            if number % 100 == 0 {
                assert!(questions.find(MODEL, "sea view").is_some(), "after {number}");
            }
        }
        assert!(questions.find(MODEL, "question 9999").is_some());
        assert!(questions.find(MODEL, "question 1").is_none(), "nothing is ever forgotten");
    }
}
