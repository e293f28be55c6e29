//! Lists of words, and whether a word stands in one.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

/// Lists of fewer bytes are quicker searched than looked up.
const SHORT: usize = 40;

/// Whether a word stands in a list of words with spaces between. Lists are constants: each longer one is split once a
/// thread, for a sentence asks many lists of every word.
pub(super) fn is_in(word: &str, list: &'static str) -> bool {
    thread_local! {
        static SETS: RefCell<HashMap<(usize, usize), HashSet<&'static str>>> = RefCell::default();
    }
    if word.is_empty() || list.len() < SHORT {
        return !word.is_empty() && list.split(' ').any(|known| known == word);
    }
    SETS.with_borrow_mut(|sets| {
        let set =
            sets.entry((list.as_ptr().addr(), list.len())).or_insert_with(|| list.split_ascii_whitespace().collect());
        set.contains(word)
    })
}
