//! A reservation link (P1): Amr prepares it for somebody who is signed in, and pressing it reserves the unit. It is a signed
//! token that names who may use it, the unit and the deposit, and is good for an hour. It holds nothing by itself; used
//! twice it is one reservation, because its id is what makes the same wish one.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    error::Failure,
    identity::{token, user::UserId},
    listings::property::PropertyId,
    money::Piastres,
    secrets::Keys,
};

const AUDIENCE: &str = "osool-reservation";

/// How long a link is good.
pub const LIFETIME: Duration = Duration::hours(1);

/// What a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Who may use it.
    pub user: UserId,
    /// The unit.
    pub property: PropertyId,
    /// The deposit that it was made for.
    pub deposit: Piastres,
    /// Its id.
    pub id: Uuid,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
    jti: Uuid,
    unit: PropertyId,
    /// In piastres.
    amount: i64,
}

/// The token of a link, signed by the current key.
pub fn sign(link: &Link, keys: &Keys, now: OffsetDateTime) -> Result<String, Failure> {
    let claims = Claims {
        sub: link.user,
        iss: token::ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        iat: now.unix_timestamp(),
        exp: (now + LIFETIME).unix_timestamp(),
        jti: link.id,
        unit: link.property.clone(),
        amount: link.deposit.piastres(),
    };
    token::sign(&claims, keys)
}

/// What a token is for, or `None` where it is none of ours, another user's, or over.
#[must_use]
pub fn verify(token: &str, user: UserId, keys: &Keys, now: OffsetDateTime) -> Option<Link> {
    let claims: Claims = token::claims(token, AUDIENCE, keys)?;
    let is_good = claims.sub == user && claims.exp > now.unix_timestamp();
    let deposit = Piastres::from_piastres(claims.amount)?;
    is_good.then_some(Link { user, property: claims.unit, deposit, id: claims.jti })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use secrecy::SecretString;
    use time::macros::datetime;

    use super::*;
    use crate::secrets::Key;

    const NOW: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

    fn keys(value: &str) -> Keys {
        Keys { current: Key { id: "1".to_owned(), value: SecretString::from(value) }, previous: None }
    }

    #[test]
    fn p1_a_link_is_its_user_s_for_an_hour() {
        let keys_of_ours = keys("hX2v9QmL7sTz4KpB8nRw3YcJ6gFd5AaE");
        let user = UserId::new(Uuid::from_u128(7));
        let deposit = Piastres::from_pounds(425_000).unwrap();
        let link = Link { user, property: "NC123".parse().unwrap(), deposit, id: Uuid::from_u128(8) };
        let token = sign(&link, &keys_of_ours, NOW).unwrap();
        for (moment, is_good) in [(NOW, true), (NOW + LIFETIME - Duration::SECOND, true), (NOW + LIFETIME, false)] {
            assert_eq!(verify(&token, user, &keys_of_ours, moment), is_good.then(|| link.clone()), "{moment}");
        }
        assert_eq!(verify(&token, UserId::new(Uuid::from_u128(9)), &keys_of_ours, NOW), None, "somebody else's");
        assert_eq!(verify(&token, user, &keys("9f8b2c7d1e4a6053bd17c9e0f2a48635"), NOW), None, "another key's");
        assert_eq!(verify("", user, &keys_of_ours, NOW), None);
    }
}
