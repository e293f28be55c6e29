//! Passwords. They are kept as Argon2id (RFC 9106) with 19 MiB and two passes, what OWASP's cheat sheet on password storage
//! names first, and with a key that is not in the database: who steals the table alone cannot even begin to guess.
//!
//! What is asked of a password follows NIST SP 800-63B, 5.1.1.2: length, and that it is none of those that everybody tries;
//! no rules about signs.

use std::fmt;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use time::OffsetDateTime;
use unicode_normalization::UnicodeNormalization as _;

use super::key::{IdentityKey, hex, random};
use crate::{
    error::Failure,
    guard::bounds::{self, Counted},
    store::table::Table,
};

/// The fewest and the most characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 10..=128;

/// How many different characters there are at least.
const DIFFERENT: usize = 5;

/// Memory in KiB, passes, and lanes.
const COST: (u32, u32, u32) = (19 * 1_024, 2, 1);

/// What those who guess try first, of ten characters and more, in small letters.
const GUESSED_FIRST: [&str; 24] = [
    "1234567890",
    "0123456789",
    "12345678910",
    "123456789a",
    "a123456789",
    "q1w2e3r4t5",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "qwertyuiop",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "asdfghjkl1",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "iloveyou123",
    "iloveyou12",
    "welcome123",
    "admin12345",
    "egypt12345",
    "mohamed123",
    "osool12345",
];

/// A password as somebody has typed it. It does not print.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Password(SecretString);

/// A password that will not do, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPassword {
    /// Too short or too long.
    #[error("a password has 10 to 128 characters")]
    Length,
    /// Somebody would guess it.
    #[error("this password is among those that are guessed first")]
    Guessable,
}

impl Password {
    /// The password, whatever it is worth: for one that is compared only.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        // The same letters may be written by different code points on another keyboard.
        Self(SecretString::from(text.nfkc().collect::<String>()))
    }
}

impl TryFrom<String> for Password {
    type Error = InvalidPassword;

    fn try_from(text: String) -> Result<Self, InvalidPassword> {
        let text: String = text.nfkc().collect();
        if !LENGTHS.contains(&text.chars().count()) {
            return Err(InvalidPassword::Length);
        }
        let mut different: Vec<char> = text.chars().collect();
        different.sort_unstable();
        different.dedup();
        if different.len() < DIFFERENT || GUESSED_FIRST.contains(&text.to_lowercase().as_str()) {
            return Err(InvalidPassword::Guessable);
        }
        Ok(Self(SecretString::from(text)))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// How many passwords are compared with a mail's, without a right one.
const TRIES: Counted = Counted { count: "tries", last: "tried_at", most: 25, scope: "email" };

/// Hashes passwords and compares them.
#[derive(Clone)]
pub struct Passwords<T> {
    table: T,
    pepper: [u8; 32],
    /// The hash of what nobody knows, to compare with where there is none: that takes the same time.
    nobody: String,
}

impl<T> fmt::Debug for Passwords<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passwords(…)")
    }
}

impl<T: Table> Passwords<T> {
    /// Passwords under this key, whose tries are counted in this table.
    pub fn new(table: T, key: &IdentityKey) -> Result<Self, Failure> {
        let (memory, passes, lanes) = COST;
        // No password has this hash: it is not one that was computed.
        let nobody = format!(
            "$argon2id$v=19$m={memory},t={passes},p={lanes}$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        );
        PasswordHash::new(&nobody).map_err(Failure::internal)?;
        Ok(Self { table, pepper: key.password_pepper(), nobody })
    }

    fn argon2(&self) -> Result<Argon2<'_>, Failure> {
        let (memory, passes, lanes) = COST;
        let params = Params::new(memory, passes, lanes, None).map_err(Failure::internal)?;
        Argon2::new_with_secret(&self.pepper, Algorithm::Argon2id, Version::V0x13, params).map_err(Failure::internal)
    }

    /// What is kept of a password, as a PHC string.
    pub fn hash(&self, password: &Password) -> Result<String, Failure> {
        let salt: [u8; 16] = random()?;
        let hash = self.argon2()?.hash_password_with_salt(password.0.expose_secret().as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(Failure::internal)
    }

    /// Counts a try before it is compared. Fails with `rate_limited` where this mail has had too many wrong ones, whether or
    /// not anybody has it.
    pub async fn count_try(&self, mail: &[u8; 32], now: OffsetDateTime) -> Result<(), Failure> {
        bounds::count(&self.table, tries_of(mail), TRIES, now).await
    }

    /// Forgets the tries of a mail: whoever has the password or the mailbox is nobody to be afraid of.
    pub async fn forgive(&self, mail: &[u8; 32]) -> Result<(), Failure> {
        bounds::forgive(&self.table, tries_of(mail), &TRIES).await
    }

    /// Whether this is the password that was hashed. It takes as long where there is none.
    pub fn matches(&self, password: &Password, hash: Option<&str>) -> Result<bool, Failure> {
        let parsed = PasswordHash::new(hash.unwrap_or(&self.nobody)).map_err(Failure::internal)?;
        let is_it = self.argon2()?.verify_password(password.0.expose_secret().as_bytes(), &parsed).is_ok();
        Ok(is_it && hash.is_some())
    }
}

fn tries_of(mail: &[u8; 32]) -> String {
    format!("LOGIN#{}", hex(mail))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use std::sync::Arc;

    use super::{super::key::tests::key, *};
    use crate::store::table::simulated::Simulated;

    fn passwords() -> Passwords<Arc<Simulated>> {
        Passwords::new(Arc::default(), &key()).unwrap()
    }

    fn password(text: &str) -> Password {
        Password::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn a2_a_password_matches_its_own_hash_and_no_other_does() {
        let passwords = passwords();
        let hash = passwords.hash(&password("شقة في التجمع ٢٠٢٦")).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, passwords.hash(&password("شقة في التجمع ٢٠٢٦")).unwrap(), "each has a salt of its own");
        assert!(passwords.matches(&Password::typed("شقة في التجمع ٢٠٢٦"), Some(&hash)).unwrap());
        for other in ["شقة في التجمع ٢٠٢٧", "", "x"] {
            assert!(!passwords.matches(&Password::typed(other), Some(&hash)).unwrap(), "{other}");
        }
        assert!(!passwords.matches(&Password::typed("whatever it is"), None).unwrap());
    }

    #[test]
    fn a2_the_database_alone_does_not_tell_whether_a_password_is_right() {
        let hash = passwords().hash(&password("correct horse battery")).unwrap();
        let argon2 = Argon2::default();
        let parsed = PasswordHash::new(&hash).unwrap();
        assert!(argon2.verify_password(b"correct horse battery", &parsed).is_err(), "without the key");
    }

    #[test]
    fn a2_letters_match_however_a_keyboard_composes_them() {
        let passwords = passwords();
        let hash = passwords.hash(&password("caf\u{e9} au lait")).unwrap();
        assert!(passwords.matches(&Password::typed("cafe\u{301} au lait"), Some(&hash)).unwrap());
    }

    #[test]
    fn a2_passwords_that_are_short_or_guessed_first_are_refused() {
        for (text, expected) in [
            ("short", Err(InvalidPassword::Length)),
            ("123456789", Err(InvalidPassword::Length)),
            ("aaaaaaaaaaaa", Err(InvalidPassword::Guessable)),
            ("ababababababab", Err(InvalidPassword::Guessable)),
            ("1234567890", Err(InvalidPassword::Guessable)),
            ("Password123", Err(InvalidPassword::Guessable)),
            ("a long way home", Ok(())),
            ("عايز شقة كبيرة", Ok(())),
        ] {
            assert_eq!(Password::try_from(text.to_owned()).map(drop), expected, "{text}");
        }
        assert_eq!(Password::try_from("ab1 cd2 ef3 ".repeat(11)).map(drop), Err(InvalidPassword::Length));
        assert_eq!(format!("{:?}", password("a long way home")), "Password(…)");
    }
}
