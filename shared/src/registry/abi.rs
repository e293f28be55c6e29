//! Calls of the contract as bytes, by Ethereum's contract ABI: four bytes that name the function, then words of 32 bytes. A
//! list stands behind the words that say where it begins, its length first.
//!
//! Source: Solidity's contract ABI specification.

use super::statement::{Digest, Subject};

/// `record(bytes32[],bytes24[])` and `read(bytes32[])`: the first four bytes of the Keccak-256 hash of their signatures.
const RECORD: [u8; 4] = [0x5b, 0x68, 0x77, 0x1a];
const READ: [u8; 4] = [0xdf, 0x2d, 0x52, 0x07];

const WORD: usize = 32;

/// What is recorded of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Of what was stated last.
    pub(super) digest: Digest,
    /// When that was recorded first, in Unix seconds.
    pub(super) since: u64,
}

/// The call that records statements.
pub(super) fn record(statements: &[(Subject, Digest)]) -> Vec<u8> {
    let subjects = statements.iter().map(|(subject, _)| subject.0);
    let digests = statements.iter().map(|(_, digest)| left_aligned(&digest.0));
    let behind = 2 * WORD + WORD * (1 + statements.len());
    let heads = [number(2 * WORD), number(behind)];
    let lists = list(subjects).chain(list(digests));
    RECORD.into_iter().chain(heads.into_iter().chain(lists).flatten()).collect()
}

/// The call that reads what is recorded.
pub(super) fn read(subjects: &[Subject]) -> Vec<u8> {
    let words = std::iter::once(number(WORD)).chain(list(subjects.iter().map(|subject| subject.0)));
    READ.into_iter().chain(words.flatten()).collect()
}

/// The answer to [`read`] for so many subjects: what is recorded of each. `None` where it is no such answer, as from an
/// address without a contract.
pub(super) fn entries(answer: &[u8], subjects: usize) -> Option<Vec<Option<Entry>>> {
    let mut words = answer.chunks(WORD);
    let is = |word: Option<&[u8]>, wanted: usize| word == Some(&number(wanted)[..]);
    let begins = is(words.next(), WORD) && is(words.next(), subjects);
    if !begins || answer.len() != WORD * (2 + subjects) {
        return None;
    }
    Some(words.map(entry).collect())
}

/// A digest in the upper 24 bytes of a word, the time in the lower eight.
fn entry(word: &[u8]) -> Option<Entry> {
    let (digest, since) = word.split_at_checked(Digest::LENGTH)?;
    let (digest, since) = (Digest(digest.try_into().ok()?), u64::from_be_bytes(since.try_into().ok()?));
    (digest != Digest([0; Digest::LENGTH])).then_some(Entry { digest, since })
}

fn list(words: impl ExactSizeIterator<Item = [u8; WORD]>) -> impl Iterator<Item = [u8; WORD]> {
    std::iter::once(number(words.len())).chain(words)
}

fn number(number: usize) -> [u8; WORD] {
    let bytes = number.to_be_bytes();
    let mut word = [0; WORD];
    word.iter_mut().rev().zip(bytes.iter().rev()).for_each(|(place, byte)| *place = *byte);
    word
}

fn left_aligned(bytes: &[u8]) -> [u8; WORD] {
    let mut word = [0; WORD];
    word.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    word
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;
    use sha3::{Digest as _, Keccak256};

    use super::*;
    use crate::identity::key::{from_hex, hex};

    const SUBJECTS: [Subject; 2] = [Subject([0x11; 32]), Subject([0x22; 32])];
    const DIGESTS: [Digest; 2] = [Digest([0x33; 24]), Digest([0x44; 24])];

    #[test]
    fn p8_functions_are_named_by_the_hash_of_their_signatures() {
        let named = |signature: &str| Keccak256::digest(signature.as_bytes())[..4].to_vec();
        assert_eq!(named("record(bytes32[],bytes24[])"), RECORD);
        assert_eq!(named("read(bytes32[])"), READ);
    }

    #[test]
    fn p8_calls_are_written_as_solidity_reads_them() {
        let statements: Vec<_> = SUBJECTS.into_iter().zip(DIGESTS).collect();
        let [two, words, three] = [2, 0x40, 0xa0].map(|number: u64| format!("{number:064x}"));
        let subjects = format!("{}{}", "11".repeat(32), "22".repeat(32));
        let digests = format!("{}{zeros}{}{zeros}", "33".repeat(24), "44".repeat(24), zeros = "00".repeat(8));
        assert_eq!(hex(&record(&statements)), format!("5b68771a{words}{three}{two}{subjects}{two}{digests}"));
        assert_eq!(hex(&read(&SUBJECTS)), format!("df2d5207{:064x}{two}{subjects}", 0x20));
    }

    #[test]
    fn p8_an_answer_is_read_word_by_word_and_nothing_else_is() {
        let head = |count: u64| format!("{:064x}{count:064x}", 0x20);
        let first = format!("{}000000006553f100", "33".repeat(24));
        let answer = format!("{}{first}{}", head(2), "00".repeat(32));
        let entry = Entry { digest: DIGESTS[0], since: 1_700_000_000 };
        let read = |text: &str, subjects| entries(&from_hex(text).unwrap(), subjects);
        assert_eq!(read(&answer, 2), Some(vec![Some(entry), None]));
        assert_eq!(read(&head(0), 0), Some(vec![]));
        for (text, subjects) in [("", 0), ("", 1), (&answer[..190], 2), (&answer, 1), (&answer, 3), (&head(2), 2)] {
            assert_eq!(read(text, subjects), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn p8_whatever_a_node_answers_is_read_or_refused(answer in prop::collection::vec(any::<u8>(), 0..400), subjects in 0_usize..12) {
            if let Some(read) = entries(&answer, subjects) {
                prop_assert_eq!(read.len(), subjects);
            }
        }
    }
}
