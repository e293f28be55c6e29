//! The offline embedder: a vector for a text without a model, by feature hashing (Weinberger et al., 2009)
//! of its folded words and of their character n-grams. It costs nothing, needs no network and gives the
//! same vector on every machine, so that search works where no key for a model is set.
//!
//! The model's name is stored with every vector. A change here that changes vectors needs a new name.

use super::DIMENSIONS;
use crate::listings::text::fold;

/// The name under which these vectors are stored.
pub const OFFLINE_MODEL: &str = "osool-hashing-1";

/// The vector of a text: of unit length, or of zeros where the text has no words.
pub(super) fn vector(text: &str) -> Vec<f32> {
    let mut vector = vec![0.0_f32; DIMENSIONS];
    for word in fold(text).split_whitespace() {
        add(&mut vector, word.bytes(), 1.0);
        // Ends of words are part of n-grams: ^ and $ tell a prefix from a middle.
        let letters: Vec<char> = std::iter::once('^').chain(word.chars()).chain(std::iter::once('$')).collect();
        for length in [3, 4] {
            for ngram in letters.windows(length) {
                let mut buffer = [0; 4];
                let bytes: Vec<u8> =
                    ngram.iter().flat_map(|letter| letter.encode_utf8(&mut buffer).as_bytes().to_vec()).collect();
                add(&mut vector, bytes.into_iter(), 0.4);
            }
        }
    }
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in &mut vector {
            *value /= length;
        }
    }
    vector
}

/// Adds a feature at the place that its hash names, with the sign that its hash names, so that features
/// which collide cancel rather than add up.
fn add(vector: &mut [f32], feature: impl Iterator<Item = u8>, weight: f32) {
    let hash = fnv1a(feature);
    #[expect(clippy::cast_possible_truncation, reason = "the remainder is below 1536")]
    let place = (hash % DIMENSIONS as u64) as usize;
    let signed = if hash >> 63 == 0 { weight } else { -weight };
    if let Some(value) = vector.get_mut(place) {
        *value += signed;
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): small, and the same on every machine and in every release.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use crate::listings::embedding::Embedding;

    fn cosine(one: &str, other: &str) -> f32 {
        let (one, other) = (Embedding::of(one), Embedding::of(other));
        one.0.iter().zip(&other.0).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn alike_texts_are_nearer_than_others_in_both_languages() {
        assert!(
            cosine("villa with private garden", "villas with gardens")
                > cosine("villa with private garden", "office downtown")
        );
        assert!(cosine("فيلا بحديقة خاصة", "فيلا حديقة") > cosine("فيلا بحديقة خاصة", "مكتب إداري"));
        assert!((cosine("شقة", "شقه") - 1.0).abs() < 1e-5);
    }

    #[test]
    fn vectors_have_unit_length_and_an_empty_text_has_none() {
        assert!((cosine("sea view", "sea view") - 1.0).abs() < 1e-5);
        assert!(Embedding::of("  ").0.iter().all(|value| *value == 0.0));
    }
}
