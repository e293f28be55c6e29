//! Guests. A guest's id is never shown bare: it travels in a token that only the holders of the signing key can make, so
//! that no conversation opens by guessing.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::token;
use crate::{error::Failure, secrets::Keys};

const AUDIENCE: &str = "osool-guest";

/// How long a guest may come back after the last visit.
const LIFETIME: Duration = Duration::days(30);

/// The id of a guest, proven by a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GuestId(Uuid);

impl GuestId {
    /// A guest nobody has seen before.
    #[must_use]
    pub fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// The id as the database keeps it.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: Uuid,
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
}

/// A token for this guest, signed by the current key and good for thirty days.
pub fn sign(guest: GuestId, keys: &Keys, now: OffsetDateTime) -> Result<String, Failure> {
    let claims = Claims {
        sub: guest.0,
        iss: token::ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        iat: now.unix_timestamp(),
        exp: (now + LIFETIME).unix_timestamp(),
    };
    token::sign(&claims, keys)
}

/// The guest whom a token names, or `None` where the token is not one of ours or has expired.
#[must_use]
pub fn verify(token: &str, keys: &Keys, now: OffsetDateTime) -> Option<GuestId> {
    let claims: Claims = token::claims(token, AUDIENCE, keys)?;
    (claims.exp > now.unix_timestamp()).then_some(GuestId(claims.sub))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use secrecy::SecretString;
    use time::macros::datetime;

    use super::*;
    use crate::secrets::Key;

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

    fn key(id: &str, value: &str) -> Key {
        Key { id: id.to_owned(), value: SecretString::from(value) }
    }

    fn keys() -> Keys {
        Keys {
            current: key("2", "hX2v9QmL7sTz4KpB8nRw3YcJ6gFd5AaE"),
            previous: Some(key("1", "9f8b2c7d1e4a6053bd17c9e0f2a48635")),
        }
    }

    #[test]
    fn c1_a_guest_is_known_again_by_the_token_until_it_expires() {
        let guest = GuestId::new(Uuid::from_u128(7));
        let token = sign(guest, &keys(), NOW).unwrap();
        assert_eq!(verify(&token, &keys(), NOW + Duration::days(29)), Some(guest));
        assert_eq!(verify(&token, &keys(), NOW + Duration::days(31)), None);
    }

    #[test]
    fn a4_a_token_of_the_previous_key_is_good_until_that_key_is_gone() {
        let guest = GuestId::new(Uuid::from_u128(7));
        let old = Keys { current: keys().previous.unwrap(), previous: None };
        let token = sign(guest, &old, NOW).unwrap();
        assert_eq!(verify(&token, &keys(), NOW), Some(guest));
        assert_eq!(verify(&token, &Keys { previous: None, ..keys() }, NOW), None);
    }

    #[test]
    fn c1_forged_tokens_are_refused() {
        let token = sign(GuestId::new(Uuid::from_u128(7)), &keys(), NOW).unwrap();
        let stranger = Keys { current: key("2", "ZzYyXxWwVvUuTtSsRrQqPpOoNnMmLlKk"), previous: None };
        let forged = sign(GuestId::new(Uuid::from_u128(8)), &stranger, NOW).unwrap();
        let (head, rest) = token.split_once('.').unwrap();
        let (claims, signature) = rest.split_once('.').unwrap();
        // {"alg":"none","kid":"2"}
        let unsigned = format!("eyJhbGciOiJub25lIiwia2lkIjoiMiJ9.{claims}.");
        for bad in [
            forged,
            unsigned,
            format!("{head}.{claims}."),
            format!("{head}.{claims}.{signature}x"),
            String::new(),
            "a.b.c".to_owned(),
            "x".repeat(5000),
        ] {
            assert_eq!(verify(&bad, &keys(), NOW), None, "{bad}");
        }
    }
}
