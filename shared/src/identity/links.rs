//! Links that come by mail (A6): whoever opens one reads the mailbox. A link holds a token of 32 random bytes; the table
//! holds its hash, and sealed beside it what the link is for, so that neither the table nor the key alone opens anything.
//! A link works once and only for what it was made for.
//!
//! Nothing is anybody's before its link was opened: whoever registers with a mail that is not theirs has made no account. And
//! whoever opens a link says that the mailbox is theirs, not that it was they who asked: so the password of who registered
//! counts only in the browser that registered, and a mail is added only by who is signed in to the account.
//! Making a link looks nobody up, so that it cannot tell who has an account.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    email::Email,
    key::{IdentityKey, Purpose, from_hex, hex, random},
    user::UserId,
};
use crate::{
    error::{ErrorCode, Failure},
    guard::bounds,
    language::Language,
    store::table::{Condition, EXPIRES_AT, Item, Table, Write, Written, milliseconds, number, text},
};

/// How long a link that confirms a mail is good.
pub const CONFIRMING: Duration = Duration::hours(24);

/// How long a link to another password is good.
pub const RESETTING: Duration = Duration::hours(1);

/// How many mails of this kind a day brings at most where nothing else is configured.
pub const DAILY_MAILS: u32 = 5_000;

/// Digits of a token.
const TOKEN: usize = 64;

/// What opening a link that confirms a mail does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirming {
    /// It makes an account.
    Register {
        /// The mail that it opens by.
        email: Email,
        /// The hash of the password.
        password: String,
        /// What the browser that registered was told, and nobody else.
        registration: Uuid,
        /// The language of who registers.
        language: Language,
    },
    /// It adds the mail to an account.
    Add {
        /// The mail.
        email: Email,
        /// Whose account.
        user: UserId,
    },
}

/// What mails are about: each has a count of its own, so that asking for one does not keep somebody from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Confirming a mail.
    Confirming,
    /// Another password.
    Resetting,
}

/// Whose password a link changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resetting {
    /// The mail of the account.
    pub email: Email,
    /// When it was asked for: a password that was changed since stays.
    #[serde(with = "time::serde::timestamp::milliseconds")]
    pub asked_at: OffsetDateTime,
}

/// Makes links, and tells what they are for.
#[derive(Debug, Clone)]
pub struct Links<T> {
    table: T,
    key: Arc<IdentityKey>,
    daily_mails: u32,
}

impl<T: Table> Links<T> {
    /// Links whose tokens are in this table.
    #[must_use]
    pub fn new(table: T, key: Arc<IdentityKey>, daily_mails: u32) -> Self {
        Self { table, key, daily_mails }
    }

    /// Counts a mail to this address, where it and the day have not had enough; else fails with `rate_limited`.
    pub async fn count_mail(&self, to: &Email, about: About, now: OffsetDateTime) -> Result<(), Failure> {
        let kind = match about {
            About::Confirming => "mailbox",
            About::Resetting => "mailbox reset",
        };
        let mailbox = format!("MAILBOX#{}", hex(&self.key.blind_index(kind, to.expose())));
        bounds::next_message(&self.table, mailbox, "email", now).await?;
        bounds::daily_message(&self.table, "MAIL", self.daily_mails, now).await
    }

    /// The token of a link that confirms a mail.
    pub async fn confirming(&self, what: &Confirming, now: OffsetDateTime) -> Result<SecretString, Failure> {
        self.make("confirm", &serde_json::to_vec(what).map_err(Failure::internal)?, CONFIRMING, now).await
    }

    /// The token of a link to another password.
    pub async fn resetting(&self, what: &Resetting, now: OffsetDateTime) -> Result<SecretString, Failure> {
        self.make("reset", &serde_json::to_vec(what).map_err(Failure::internal)?, RESETTING, now).await
    }

    async fn make(
        &self,
        purpose: &str,
        what: &[u8],
        lifetime: Duration,
        now: OffsetDateTime,
    ) -> Result<SecretString, Failure> {
        let token = hex(&random::<32>()?);
        let id = item_of(&token);
        let sealed = self.key.seal(Purpose::Link, id.as_bytes(), what)?;
        let write = Write::to(id)
            .only_if(Condition::Missing("purpose".to_owned()))
            .set("purpose", purpose)
            .set("what", hex(&sealed).as_str())
            .set("until", milliseconds(now + lifetime))
            .set(EXPIRES_AT, (now + lifetime + Duration::HOUR).unix_timestamp());
        match self.table.write(write).await? {
            Written::Done(_) => Ok(SecretString::from(token)),
            Written::Refused(_) => Err(Failure::internal("two links have one token")),
        }
    }

    /// What a link that confirms a mail is for, without using it up.
    ///
    /// Fails with `authentication_failed` where it is none of ours, used, or too old.
    pub async fn look(&self, token: &SecretString, now: OffsetDateTime) -> Result<Confirming, Failure> {
        let id = id_of(token)?;
        let link = self.table.read(&id).await?;
        let is_good = text(&link, "purpose") == Some("confirm")
            && number(&link, "until") > milliseconds(now)
            && !link.contains_key("used");
        if !is_good {
            return Err(over());
        }
        serde_json::from_slice(&self.what(&id, &link)?).map_err(Failure::internal)
    }

    /// What a link that confirms a mail is for. Then it is used up. Fails as [`look`](Self::look) does.
    pub async fn confirm(&self, token: &SecretString, now: OffsetDateTime) -> Result<Confirming, Failure> {
        let what = self.take("confirm", token, now).await?;
        serde_json::from_slice(&what).map_err(Failure::internal)
    }

    /// Whose password a link changes. Then it is used up. Fails as [`confirm`](Self::confirm) does.
    pub async fn reset(&self, token: &SecretString, now: OffsetDateTime) -> Result<Resetting, Failure> {
        let what = self.take("reset", token, now).await?;
        serde_json::from_slice(&what).map_err(Failure::internal)
    }

    async fn take(&self, purpose: &str, token: &SecretString, now: OffsetDateTime) -> Result<Vec<u8>, Failure> {
        let id = id_of(token)?;
        let used = Write::to(id.clone())
            .only_if(Condition::Equals("purpose".to_owned(), purpose.into()))
            .only_if(Condition::Above("until".to_owned(), milliseconds(now)))
            .only_if(Condition::Missing("used".to_owned()))
            .set("used", 1);
        let Written::Done(link) = self.table.write(used).await? else { return Err(over()) };
        self.what(&id, &link)
    }

    fn what(&self, id: &str, link: &Item) -> Result<Vec<u8>, Failure> {
        let sealed = text(link, "what").and_then(from_hex).unwrap_or_default();
        let what = self.key.open(Purpose::Link, id.as_bytes(), &sealed);
        what.ok_or_else(|| Failure::internal("a link does not say what it is for"))
    }
}

/// The item of what may be a token of ours.
fn id_of(token: &SecretString) -> Result<String, Failure> {
    let token = token.expose_secret();
    let is_one = token.len() == TOKEN && token.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    if is_one { Ok(item_of(token)) } else { Err(over()) }
}

fn item_of(token: &str) -> String {
    format!("LINK#{}", hex(&Sha256::digest(token)))
}

/// That a link opens nothing. Why is nobody's business.
#[must_use]
pub fn over() -> Failure {
    Failure::new(ErrorCode::AuthenticationFailed).with("reason", "the link is wrong, used or too old")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use futures_util::future::join_all;
    use time::macros::datetime;

    use super::{super::key::tests::key, *};
    use crate::store::table::simulated::Simulated;

    const NOW: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

    fn links() -> (Arc<Simulated>, Links<Arc<Simulated>>) {
        let table = Arc::<Simulated>::default();
        (Arc::clone(&table), Links::new(table, Arc::new(key()), 3))
    }

    fn registering() -> Confirming {
        let email = "mona@example.com".parse().unwrap();
        let registration = Uuid::from_u128(7);
        Confirming::Register { email, password: "$argon2id$…".to_owned(), registration, language: Language::Arabic }
    }

    fn resetting() -> Resetting {
        Resetting { email: "mona@example.com".parse().unwrap(), asked_at: NOW }
    }

    #[tokio::test]
    async fn a6_a_link_works_once_within_its_time_and_for_what_it_was_made_for() {
        let (_, links) = links();
        for (age, is_good) in [(Duration::ZERO, true), (CONFIRMING - Duration::SECOND, true), (CONFIRMING, false)] {
            let token = links.confirming(&registering(), NOW).await.unwrap();
            assert_eq!(links.reset(&token, NOW).await.unwrap_err().code(), ErrorCode::AuthenticationFailed);
            assert_eq!(links.look(&token, NOW + age).await.ok(), is_good.then(registering), "looked at after {age}");
            let opened = links.confirm(&token, NOW + age).await;
            assert_eq!(links.look(&token, NOW).await.is_ok(), !is_good, "used up");
            assert_eq!(opened.ok(), is_good.then(registering), "after {age}");
            assert!(links.confirm(&token, NOW).await.is_err() || !is_good);
        }
        for (age, is_good) in [(RESETTING - Duration::SECOND, true), (RESETTING, false)] {
            let token = links.resetting(&resetting(), NOW).await.unwrap();
            assert!(links.confirm(&token, NOW).await.is_err());
            assert_eq!(links.reset(&token, NOW + age).await.ok(), is_good.then(resetting), "after {age}");
        }
    }

    #[tokio::test]
    async fn a6_of_a_hundred_who_open_a_link_at_once_one_does() {
        let (_, links) = links();
        let token = links.resetting(&resetting(), NOW).await.unwrap();
        let opened = join_all((0..100).map(|_| links.reset(&token, NOW))).await;
        assert_eq!(opened.iter().filter(|opened| opened.is_ok()).count(), 1);
    }

    #[tokio::test]
    async fn a6_the_table_tells_neither_the_token_nor_the_mail() {
        let (table, links) = links();
        let token = links.confirming(&registering(), NOW).await.unwrap();
        let item = format!("{:?}", table.item(&item_of(token.expose_secret())));
        for secret in [token.expose_secret(), "mona", &hex(b"mona"), "argon2id", &hex(b"argon2id")] {
            assert!(!item.contains(secret), "{secret} in {item}");
        }
        for made_up in ["", "0", &"0".repeat(TOKEN), &"é".repeat(TOKEN), &token.expose_secret().to_uppercase()] {
            let opened = links.confirm(&SecretString::from(made_up), NOW).await;
            assert_eq!(opened.unwrap_err().code(), ErrorCode::AuthenticationFailed, "{made_up}");
        }
    }

    #[tokio::test]
    async fn a6_a_mailbox_gets_three_mails_an_hour_and_a_day_has_an_end() {
        let (_, links) = links();
        let to: Email = "mona@example.com".parse().unwrap();
        let mut sent = 0;
        for second in 0..3_600 {
            sent += i64::from(links.count_mail(&to, About::Confirming, NOW + Duration::seconds(second)).await.is_ok());
        }
        assert_eq!(sent, 3);
        let other =
            links.count_mail(&"hany@example.com".parse().unwrap(), About::Resetting, NOW + Duration::hours(1)).await;
        assert_eq!(other.unwrap_err().code(), ErrorCode::RateLimited, "three are this day's");
        assert!(links.count_mail(&to, About::Confirming, NOW + Duration::days(1)).await.is_ok());
    }
}
