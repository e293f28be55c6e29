//! The key of identities: one secret, `IDENTITY_KEY`, from which a key for each purpose is derived. It is what makes a
//! code, an index or a token worthless to whoever reads the tables: six digits hash in less than a second, but not
//! without the key.
//!
//! It is never rotated, because the blind indexes in the database would find nobody any more. HMAC is RFC 2104 over
//! SHA-256; the derivation is HMAC over the purpose's name.

use std::fmt;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac, rand,
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::error::Failure;

/// What a key is derived for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Finds who has a phone without storing it.
    BlindIndex,
    /// What is stored of a code that was sent.
    Code,
    /// The token that follows another.
    Successor,
    /// Tells tokens of ours from what somebody made up.
    Seal,
    /// Keeps a phone for the five minutes of a code.
    Challenge,
    /// Keeps what a link in a mail is for, until it is used.
    Link,
    /// Goes into every password before it is hashed.
    Password,
}

impl Purpose {
    fn name(self) -> &'static [u8] {
        match self {
            Self::BlindIndex => b"osool blind index",
            Self::Code => b"osool code",
            Self::Successor => b"osool successor",
            Self::Seal => b"osool seal",
            Self::Challenge => b"osool challenge",
            Self::Link => b"osool link",
            Self::Password => b"osool password",
        }
    }
}

/// The key of identities. It does not print.
#[derive(Clone)]
pub struct IdentityKey {
    root: hmac::Key,
}

impl fmt::Debug for IdentityKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("IdentityKey(…)")
    }
}

impl IdentityKey {
    /// The key made from the secret, whose strength has been checked where it was fetched.
    #[must_use]
    pub fn new(secret: &SecretString) -> Self {
        Self { root: hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes()) }
    }

    fn derived(&self, purpose: Purpose) -> [u8; 32] {
        bytes(&hmac::sign(&self.root, purpose.name()))
    }

    /// The code of these parts under the key for this purpose. Each part counts with its length, so that no two lists of
    /// parts are alike.
    #[must_use]
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.derived(purpose)));
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        bytes(&context.sign())
    }

    /// What finds whoever has a value of this kind, without telling it.
    #[must_use]
    pub fn blind_index(&self, kind: &str, value: &str) -> [u8; 32] {
        self.mac(Purpose::BlindIndex, &[kind.as_bytes(), value.as_bytes()])
    }

    /// What goes into every password before it is hashed.
    pub(super) fn password_pepper(&self) -> [u8; 32] {
        self.derived(Purpose::Password)
    }

    /// Seals a text for this purpose, bound to what it belongs to.
    pub fn seal(&self, purpose: Purpose, belongs_to: &[u8], text: &[u8]) -> Result<Vec<u8>, Failure> {
        seal(&self.derived(purpose), belongs_to, text)
    }

    /// Opens what [`seal`](Self::seal) made; `None` where it was made by another key, for something else, or changed.
    #[must_use]
    pub fn open(&self, purpose: Purpose, belongs_to: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        open(&self.derived(purpose), belongs_to, sealed)
    }
}

/// Seals a text with AES-256-GCM under a key: a random nonce of 12 bytes, then text and tag.
pub(super) fn seal(key: &[u8; 32], belongs_to: &[u8], text: &[u8]) -> Result<Vec<u8>, Failure> {
    let key = aead(key).ok_or_else(|| Failure::internal("a key of 32 bytes was refused"))?;
    let nonce: [u8; NONCE_LEN] = random()?;
    let mut sealed = text.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(belongs_to), &mut sealed)
        .map_err(|_| Failure::internal("a text could not be sealed"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal`] made.
pub(super) fn open(key: &[u8; 32], belongs_to: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut text = rest.to_vec();
    let opened =
        aead(key)?.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(belongs_to), &mut text).ok()?.len();
    text.truncate(opened);
    Some(text)
}

fn aead(key: &[u8; 32]) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, key).ok().map(LessSafeKey::new)
}

/// Random bytes that nobody can foretell.
pub(super) fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], Failure> {
    let mut bytes = [0; LENGTH];
    rand::fill(&mut bytes).map_err(|_| Failure::internal("the system gives no random numbers"))?;
    Ok(bytes)
}

/// An HMAC-SHA256 has 32 bytes.
fn bytes(tag: &hmac::Tag) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (to, from) in bytes.iter_mut().zip(tag.as_ref()) {
        *to = *from;
    }
    bytes
}

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| DIGITS[usize::from(digit)]).collect()
}

/// Hexadecimal digits as bytes; `None` where they are not.
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    let pair = |pair: &[u32]| u8::try_from(pair.iter().fold(0, |sum, digit| sum * 16 + digit)).ok();
    digits.chunks(2).map(pair).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(in super::super) fn key() -> IdentityKey {
        IdentityKey::new(&SecretString::from("kQ8xT2mW7vZ4pB9nR3yC6jG1fD5aE0hL"))
    }

    #[test]
    fn a1_a_code_depends_on_the_key_the_purpose_and_where_parts_end() {
        let key = key();
        let mac = key.mac(Purpose::Code, &[b"ab", b"c"]);
        assert_eq!(mac, key.mac(Purpose::Code, &[b"ab", b"c"]));
        for other in [
            key.mac(Purpose::Code, &[b"a", b"bc"]),
            key.mac(Purpose::Code, &[b"abc"]),
            key.mac(Purpose::BlindIndex, &[b"ab", b"c"]),
            IdentityKey::new(&SecretString::from("another")).mac(Purpose::Code, &[b"ab", b"c"]),
        ] {
            assert_ne!(mac, other);
        }
        assert_eq!(format!("{key:?}"), "IdentityKey(…)");
    }

    proptest! {
        #[test]
        fn a7_what_is_sealed_opens_for_what_it_belongs_to_and_for_nothing_else(
            text: Vec<u8>, belongs_to: Vec<u8>, place: prop::sample::Index, bit in 0..8_u8,
        ) {
            let key = key();
            let sealed = key.seal(Purpose::Challenge, &belongs_to, &text).unwrap();
            prop_assert_eq!(key.open(Purpose::Challenge, &belongs_to, &sealed), Some(text));
            prop_assert_eq!(key.open(Purpose::Seal, &belongs_to, &sealed), None);
            prop_assert_eq!(key.open(Purpose::Challenge, &[&belongs_to[..], b"x"].concat(), &sealed), None);
            let mut changed = sealed.clone();
            changed[place.index(sealed.len())] ^= 1 << bit;
            prop_assert_eq!(key.open(Purpose::Challenge, &belongs_to, &changed), None);
            prop_assert_eq!(key.open(Purpose::Challenge, &belongs_to, &sealed[..sealed.len() - 1]), None);
        }

        #[test]
        fn a1_bytes_are_read_back_from_their_digits(bytes: Vec<u8>) {
            prop_assert_eq!(from_hex(&hex(&bytes)), Some(bytes));
        }
    }

    #[test]
    fn a1_what_is_no_hexadecimal_is_refused() {
        for text in ["a", "zz", "0g", "٠٠"] {
            assert_eq!(from_hex(text), None, "{text}");
        }
    }
}
