//! Access tokens (A3): they say who somebody is for a quarter of an hour. `sid` is the session, which must still be open
//! besides.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    token,
    user::{Role, SignedIn, UserId},
};
use crate::{config::Settings, error::Failure, secrets::Keys};

const AUDIENCE: &str = "osool-user";

/// How far the clocks of two machines may be apart.
const SKEW: Duration = Duration::seconds(60);

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
    jti: Uuid,
    sid: Uuid,
    role: Role,
}

/// Reads `ACCESS_TOKEN_EXPIRE_MINUTES`: how long a token is good, 15 to 30 minutes.
pub fn lifetime(settings: &mut Settings) -> Duration {
    let minutes = settings.parsed("ACCESS_TOKEN_EXPIRE_MINUTES", 15, "a number from 15 to 30", |text| {
        text.parse().ok().filter(|minutes| (15..=30).contains(minutes))
    });
    Duration::minutes(minutes)
}

/// A token for somebody who is signed in, under this id, signed by the current key.
pub fn sign(who: SignedIn, id: Uuid, keys: &Keys, lifetime: Duration, now: OffsetDateTime) -> Result<String, Failure> {
    let claims = Claims {
        sub: who.user,
        iss: token::ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        iat: now.unix_timestamp(),
        exp: (now + lifetime).unix_timestamp(),
        jti: id,
        sid: who.session,
        role: who.role,
    };
    token::sign(&claims, keys)
}

/// Who a token says it is, or `None` where it is none of ours, is over, or has not begun.
#[must_use]
pub fn verify(token: &str, keys: &Keys, now: OffsetDateTime) -> Option<SignedIn> {
    let claims: Claims = token::claims(token, AUDIENCE, keys)?;
    let has_begun = claims.iat <= (now + SKEW).unix_timestamp();
    let goes_on = claims.exp > now.unix_timestamp();
    (has_begun && goes_on).then_some(SignedIn { user: claims.sub, session: claims.sid, role: claims.role })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    use proptest::prelude::*;
    use secrecy::SecretString;
    use serde_json::{Value, json};
    use time::macros::datetime;

    use super::*;
    use crate::secrets::Key;

    const NOW: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);
    const LIFETIME: Duration = Duration::minutes(15);

    fn keys() -> Keys {
        let key = |id: &str, value: &str| Key { id: id.to_owned(), value: SecretString::from(value) };
        Keys {
            current: key("2", "hX2v9QmL7sTz4KpB8nRw3YcJ6gFd5AaE"),
            previous: Some(key("1", "9f8b2c7d1e4a6053bd17c9e0f2a48635")),
        }
    }

    fn who() -> SignedIn {
        SignedIn { user: UserId::new(Uuid::from_u128(7)), session: Uuid::from_u128(8), role: Role::Investor }
    }

    fn signed(header: &Header, claims: &Value, secret: &str) -> String {
        encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
    }

    fn claims() -> Value {
        json!({"sub": who().user, "iss": token::ISSUER, "aud": AUDIENCE, "iat": NOW.unix_timestamp(),
               "exp": NOW.unix_timestamp() + 900, "jti": Uuid::nil(), "sid": who().session, "role": "investor"})
    }

    fn header(algorithm: Algorithm, kid: Option<&str>) -> Header {
        Header { kid: kid.map(str::to_owned), ..Header::new(algorithm) }
    }

    #[test]
    fn a3_a_token_says_who_somebody_is_for_a_quarter_of_an_hour() {
        let token = sign(who(), Uuid::from_u128(9), &keys(), LIFETIME, NOW).unwrap();
        for (moment, is_good) in [
            (NOW, true),
            (NOW + LIFETIME - Duration::SECOND, true),
            (NOW + LIFETIME, false),
            (NOW - SKEW, true),
            (NOW - SKEW - Duration::SECOND, false),
        ] {
            assert_eq!(verify(&token, &keys(), moment), is_good.then(who), "{moment}");
        }
    }

    #[test]
    fn a4_both_keys_verify_and_no_other_does() {
        let Keys { current, previous } = keys();
        let before = Keys { current: previous.clone().unwrap(), previous: None };
        let token = sign(who(), Uuid::nil(), &before, LIFETIME, NOW).unwrap();
        assert_eq!(verify(&token, &keys(), NOW), Some(who()));
        assert_eq!(verify(&token, &Keys { current, previous: None }, NOW), None, "its time is over");
    }

    #[test]
    fn a3_what_is_not_exactly_ours_is_refused() {
        const SECRET: &str = "hX2v9QmL7sTz4KpB8nRw3YcJ6gFd5AaE";
        let good = signed(&header(Algorithm::HS256, Some("2")), &claims(), SECRET);
        assert_eq!(verify(&good, &keys(), NOW), Some(who()));
        for algorithm in [Algorithm::HS384, Algorithm::HS512] {
            assert_eq!(verify(&signed(&header(algorithm, Some("2")), &claims(), SECRET), &keys(), NOW), None);
        }
        for kid in [None, Some("3"), Some(""), Some("../2")] {
            assert_eq!(verify(&signed(&header(Algorithm::HS256, kid), &claims(), SECRET), &keys(), NOW), None);
        }
        assert_eq!(verify(&signed(&header(Algorithm::HS256, Some("1")), &claims(), SECRET), &keys(), NOW), None);
        for (claim, value) in [
            ("iss", json!("somebody")),
            ("aud", json!("osool-guest")),
            ("aud", json!(["osool-guest"])),
            ("sub", json!("nobody")),
            ("exp", json!(NOW.unix_timestamp() - 1)),
            ("exp", json!("soon")),
            ("exp", Value::Null),
            ("iat", json!(NOW.unix_timestamp() + 3_600)),
            ("role", json!("owner")),
            ("sid", json!("x")),
        ] {
            let mut claims = claims();
            claims[claim] = value.clone();
            let token = signed(&header(Algorithm::HS256, Some("2")), &claims, SECRET);
            assert_eq!(verify(&token, &keys(), NOW), None, "{claim} {value}");
        }
        let (head, rest) = good.split_once('.').unwrap();
        // {"alg":"none","kid":"2"}
        let none = format!("eyJhbGciOiJub25lIiwia2lkIjoiMiJ9.{}.", rest.split('.').next().unwrap());
        let long = format!("{good}{}", "a".repeat(1_024));
        for token in [none.as_str(), &long, head, "", "..", "a.b.c"] {
            assert_eq!(verify(token, &keys(), NOW), None);
        }
    }

    proptest! {
        #[test]
        fn a3_no_text_makes_the_verification_panic(text in "\\PC{0,80}") {
            prop_assert_eq!(verify(&text, &keys(), NOW), None);
        }

        #[test]
        fn a3_a_token_that_was_changed_anywhere_is_refused(place: prop::sample::Index, letter in "[A-Za-z0-9_.-]") {
            let token = sign(who(), Uuid::nil(), &keys(), LIFETIME, NOW).unwrap();
            let place = place.index(token.len());
            let changed = format!("{}{letter}{}", &token[..place], &token[place + 1..]);
            // The last letter of a part carries bits that are not used.
            let parts = |token: &str| token.split('.').map(str::len).collect::<Vec<_>>();
            if changed != token && !(place + 1 == token.len() && parts(&changed) == parts(&token)) {
                prop_assert_eq!(verify(&changed, &keys(), NOW), None);
            }
        }
    }
}
