//! Refresh tokens (A3): opaque, good for thirty days, and for one use. Each use gives the next one; the tokens that follow
//! from one sign-in are a family. Whoever shows an older one has it from somebody, and ends the family (RFC 9700, 4.14.2):
//! but for ten seconds the one before the last still gives the same successor, because a page that asks twice at once, or
//! whose answer got lost, is no thief.
//!
//! **A successor follows from its parent**: it is the HMAC of the parent under the [key of identities](super::key). So the
//! same parent gives the same successor in every environment and at any concurrency, without any token being stored:
//! `FAMILY#<id>` holds the hashes of the last two. Neither the table nor the key alone makes a token.
//!
//! A token is `<family>.<secret>.<seal>` in hexadecimal digits. The seal tells what we have made from what somebody made
//! up: the id of a family is no secret, and nobody is to end it by guessing.

use std::sync::Arc;

use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    key::{IdentityKey, Purpose, from_hex, hex, random},
    user::UserId,
};
use crate::{
    error::{ErrorCode, Failure},
    store::table::{Condition, EXPIRES_AT, Item, Table, Write, Written, milliseconds, number, text},
};

/// How long a token is good.
pub const LIFETIME: Duration = Duration::days(30);

/// How long the parent of a token still gives that token.
const GRACE: Duration = Duration::seconds(10);

/// How many bytes of a code make a seal.
const SEAL: usize = 16;

/// The tokens that follow from one sign-in.
#[derive(Debug, Clone)]
pub struct Families<T> {
    table: T,
    key: Arc<IdentityKey>,
}

/// What a token gives.
#[derive(Debug)]
pub struct Refreshed {
    /// Whose it is.
    pub user: UserId,
    /// Which family, and so which session.
    pub family: Uuid,
    /// The token for the next time.
    pub token: SecretString,
}

/// What became of a token that was shown.
#[derive(Debug)]
pub enum Shown {
    /// It was the last one, or its parent within the grace.
    Good(Refreshed),
    /// It is an older one: somebody has stolen one of the two. The family has ended.
    Reused(UserId, Uuid),
    /// It is none of ours, or too old, or of a family that has ended.
    Nothing,
}

/// A token taken apart.
struct Token {
    family: Uuid,
    secret: Vec<u8>,
}

impl<T: Table> Families<T> {
    /// The families in this table.
    #[must_use]
    pub fn new(table: T, key: Arc<IdentityKey>) -> Self {
        Self { table, key }
    }

    /// Begins a family under this id; gives its first token.
    pub async fn begin(&self, user: UserId, family: Uuid, now: OffsetDateTime) -> Result<SecretString, Failure> {
        let token = Token { family, secret: random::<32>()?.to_vec() };
        let write = Write::to(item_of(family))
            .only_if(Condition::Missing("user".to_owned()))
            .set("user", user.to_string().as_str())
            .set("current", token.hash().as_str())
            .set("until", milliseconds(now + LIFETIME))
            .set(EXPIRES_AT, (now + LIFETIME).unix_timestamp());
        match self.table.write(write).await? {
            Written::Done(_) => Ok(self.written(&token)),
            Written::Refused(_) => Err(Failure::internal("two families have one id")),
        }
    }

    /// Uses a token.
    pub async fn refresh(&self, token: &str, now: OffsetDateTime) -> Result<Shown, Failure> {
        let Some(parent) = self.read(token) else { return Ok(Shown::Nothing) };
        let family = parent.family;
        let successor =
            Token { family, secret: self.key.mac(Purpose::Successor, &[family.as_bytes(), &parent.secret]).to_vec() };
        let write = Write::to(item_of(family))
            .only_if(Condition::Equals("current".to_owned(), parent.hash().as_str().into()))
            .only_if(Condition::Above("until".to_owned(), milliseconds(now)))
            .only_if(Condition::Missing("ended".to_owned()))
            .set("current", successor.hash().as_str())
            .set("previous", parent.hash().as_str())
            .set("used_at", milliseconds(now))
            .set("until", milliseconds(now + LIFETIME))
            .set(EXPIRES_AT, (now + LIFETIME).unix_timestamp())
            // A second time is refused, finds itself the parent, and gets the same.
            .repeatable();
        let good = |user| Shown::Good(Refreshed { user, family, token: self.written(&successor) });
        match self.table.write(write).await? {
            Written::Done(item) => Ok(user_of(&item).map_or(Shown::Nothing, good)),
            Written::Refused(item) => {
                let Some(user) = user_of(&item) else { return Ok(Shown::Nothing) };
                if item.contains_key("ended") || number(&item, "until") <= milliseconds(now) {
                    return Ok(Shown::Nothing);
                }
                let is_parent = text(&item, "previous") == Some(parent.hash().as_str());
                let age = milliseconds(now) - number(&item, "used_at");
                if is_parent && age <= i64::try_from(GRACE.whole_milliseconds()).unwrap_or_default() {
                    return Ok(good(user));
                }
                self.end(family).await?;
                Ok(Shown::Reused(user, family))
            }
        }
    }

    /// Ends a family: none of its tokens is good any more.
    pub async fn end(&self, family: Uuid) -> Result<(), Failure> {
        let exists = Condition::Above("until".to_owned(), 0);
        self.table.write(Write::to(item_of(family)).only_if(exists).set("ended", 1).repeatable()).await?;
        Ok(())
    }

    /// Ends several families.
    pub async fn end_all(&self, families: Vec<Uuid>) -> Result<(), Failure> {
        for family in families {
            self.end(family).await?;
        }
        Ok(())
    }

    fn seal(&self, token: &Token) -> [u8; 32] {
        self.key.mac(Purpose::Seal, &[token.family.as_bytes(), &token.secret])
    }

    fn written(&self, token: &Token) -> SecretString {
        let seal = self.seal(token);
        let seal = seal.get(..SEAL).unwrap_or_default();
        SecretString::from(format!("{}.{}.{}", token.family.simple(), hex(&token.secret), hex(seal)))
    }

    /// Takes a token apart; `None` where it is none of ours.
    fn read(&self, token: &str) -> Option<Token> {
        const LENGTH: usize = 32 + 1 + 64 + 1 + 2 * SEAL;
        let mut parts = Some(token).filter(|token| token.len() == LENGTH)?.split('.');
        let family = Uuid::try_parse(parts.next()?).ok()?;
        let token = Token { family, secret: from_hex(parts.next()?)? };
        let seal = from_hex(parts.next()?)?;
        bool::from(self.seal(&token).get(..SEAL)?.ct_eq(&seal)).then_some(token)
    }
}

impl Token {
    fn hash(&self) -> String {
        hex(&Sha256::digest(&self.secret))
    }
}

fn item_of(family: Uuid) -> String {
    format!("FAMILY#{}", family.simple())
}

fn user_of(item: &Item) -> Option<UserId> {
    text(item, "user")?.parse().ok()
}

/// What is answered to a token that is not good.
#[must_use]
pub fn refused() -> Failure {
    Failure::new(ErrorCode::AuthenticationFailed).with("reason", "the refresh token is not good any more")
}

#[cfg(test)]
mod tests;
