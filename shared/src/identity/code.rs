//! One-time codes by SMS (A1). A challenge is made for a phone and has a code of six digits; whoever sends the code back
//! with the challenge's id has the phone. Everything that bounds guessing and spending is a condition of a single write
//! (invariant 2's way of counting), so it holds at any concurrency:
//!
//! | item | bounds |
//! |---|---|
//! | `CODE#<challenge>` | 5 minutes, 5 tries, once |
//! | `PHONE#<index>` | 25 tries in a row without a right one, whatever is sent in between; when the next code may be sent |
//! | `PREFIX#<index>` | 50 codes to numbers that differ in the last four digits only, without any that was used: nobody is to be paid for numbers they own |
//! | `SMS#<day>` | the day's messages |
//!
//! A try is counted before the code is compared, so of a thousand at once five are compared. What is stored of a phone is
//! an index under the [key of identities](super::key), and of a code its HMAC; the phone itself is sealed for as long as
//! the challenge lives. Nothing here knows whether anybody has an account: the answer and the time it takes are the same.
//!
//! Source of the rules: NIST SP 800-63B, 5.1.3 and 5.2.2; OWASP ASVS 5.0, 6.5 and 6.6.

use std::sync::Arc;

use subtle::ConstantTimeEq as _;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    key::{IdentityKey, Purpose, from_hex, hex, random},
    phone::Phone,
    proof::Kind,
};
use crate::{
    error::{ErrorCode, Failure},
    guard::bounds::{self, Counted},
    store::table::{Condition, EXPIRES_AT, Item, Table, Write, Written, milliseconds, text},
};

/// How long a code is good.
pub const LIFETIME: Duration = Duration::minutes(5);

/// How many codes are compared with one that was sent, and with all that were sent to a phone, without a right one.
const TRIES_OF_A_CODE: i64 = 5;
const TRIES: Counted = Counted { count: "tries", last: "tried_at", most: 25, scope: "phone" };

/// How many codes may be on their way to one range of ten thousand numbers.
const UNUSED: Counted = Counted { count: "unused", last: "at", most: 50, scope: "numbers" };

/// How many messages a day brings at most where nothing else is configured.
pub const DAILY_MESSAGES: u32 = 2_000;

/// A challenge that was made.
#[derive(Debug)]
pub struct Challenge {
    /// Its id, for whoever asked.
    pub id: Uuid,
    /// The code, for the phone only.
    pub code: Code,
    /// How long until another may be sent.
    pub resend_after: Duration,
}

/// Six digits. They do not print.
pub struct Code(String);

impl Code {
    /// A code that nobody can foretell.
    fn random() -> Result<Self, Failure> {
        // Numbers beyond the last whole million would make some codes likelier.
        const BOUND: u32 = u32::MAX - u32::MAX % 1_000_000;
        loop {
            let number = u32::from_be_bytes(random()?);
            if number < BOUND {
                return Ok(Self(format!("{:06}", number % 1_000_000)));
            }
        }
    }

    /// The digits, for the message.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Code(…)")
    }
}

/// Makes codes and compares them.
#[derive(Debug, Clone)]
pub struct Codes<T> {
    table: T,
    key: Arc<IdentityKey>,
    daily_messages: u32,
}

impl<T: Table> Codes<T> {
    /// Codes whose counts are in this table.
    #[must_use]
    pub fn new(table: T, key: Arc<IdentityKey>, daily_messages: u32) -> Self {
        Self { table, key, daily_messages }
    }

    /// Makes a challenge under this id for a phone, to be sent to it.
    ///
    /// Fails with `rate_limited` where the phone, its range of numbers or the day has had enough, and with
    /// `dependency_unavailable` where nothing can be counted.
    pub async fn make(&self, phone: &Phone, id: Uuid, now: OffsetDateTime) -> Result<Challenge, Failure> {
        let resend_after = self.count_message(phone, now).await?;
        let code = Code::random()?;
        let sealed = self.key.seal(Purpose::Challenge, id.as_bytes(), phone.expose().as_bytes())?;
        let write = Write::to(item_of(id))
            .only_if(Condition::Missing("code".to_owned()))
            .set("code", hex(&self.mac(id, &code.0)).as_str())
            .set("phone", hex(&sealed).as_str())
            .set("until", milliseconds(now + LIFETIME))
            .set(EXPIRES_AT, (now + LIFETIME + Duration::HOUR).unix_timestamp());
        match self.table.write(write).await? {
            Written::Done(_) => Ok(Challenge { id, code, resend_after }),
            Written::Refused(_) => Err(Failure::internal("two challenges have one id")),
        }
    }

    /// Counts a message to this phone, where all that bound them allow it; gives how long until the next.
    async fn count_message(&self, phone: &Phone, now: OffsetDateTime) -> Result<Duration, Failure> {
        let wait = bounds::next_message(&self.table, self.phones(phone), "phone", now).await?;
        bounds::count(&self.table, self.prefixes(phone), UNUSED, now).await?;
        bounds::daily_message(&self.table, "SMS", self.daily_messages, now).await?;
        Ok(wait)
    }

    /// The phone of a challenge, where this is its code. Then the challenge is used up.
    ///
    /// Fails with `authentication_failed` whatever is wrong: the code, its age, its tries, the challenge; with
    /// `rate_limited` where the phone has had too many wrong ones; with `dependency_unavailable` where nothing can be
    /// counted.
    pub async fn check(&self, id: Uuid, code: &str, now: OffsetDateTime) -> Result<Phone, Failure> {
        let tried = Write::to(item_of(id))
            .only_if(Condition::Above("until".to_owned(), milliseconds(now)))
            .only_if(Condition::AtMost("tries".to_owned(), TRIES_OF_A_CODE - 1))
            .only_if(Condition::Missing("used".to_owned()))
            .add("tries", 1);
        let Written::Done(challenge) = self.table.write(tried).await? else { return Err(wrong()) };
        let phone = self.phone_in(id, &challenge).ok_or_else(|| Failure::internal("a challenge has no phone"))?;
        bounds::count(&self.table, self.phones(&phone), TRIES, now).await?;
        let stored = text(&challenge, "code").and_then(from_hex).unwrap_or_default();
        if !bool::from(self.mac(id, code).as_slice().ct_eq(&stored)) {
            return Err(wrong());
        }
        let used = Write::to(item_of(id)).only_if(Condition::Missing("used".to_owned())).set("used", 1);
        let Written::Done(_) = self.table.write(used).await? else { return Err(wrong()) };
        // Whoever has the phone is nobody to be afraid of; messages cost money all the same.
        bounds::forgive(&self.table, self.phones(&phone), &TRIES).await?;
        let arrived = Condition::Above("unused".to_owned(), 0);
        self.table.write(Write::to(self.prefixes(&phone)).only_if(arrived).add("unused", -1)).await?;
        Ok(phone)
    }

    fn phone_in(&self, id: Uuid, challenge: &Item) -> Option<Phone> {
        let sealed = from_hex(text(challenge, "phone")?)?;
        let phone = self.key.open(Purpose::Challenge, id.as_bytes(), &sealed)?;
        String::from_utf8(phone).ok()?.parse().ok()
    }

    fn mac(&self, id: Uuid, code: &str) -> [u8; 32] {
        self.key.mac(Purpose::Code, &[id.as_bytes(), code.as_bytes()])
    }

    fn phones(&self, phone: &Phone) -> String {
        format!("PHONE#{}", hex(&self.key.blind_index(Kind::Phone.as_str(), phone.expose())))
    }

    fn prefixes(&self, phone: &Phone) -> String {
        let digits = phone.expose();
        let prefix = digits.get(..digits.len().saturating_sub(4)).unwrap_or_default();
        format!("PREFIX#{}", hex(&self.key.mac(Purpose::BlindIndex, &[b"prefix", prefix.as_bytes()])))
    }
}

fn item_of(challenge: Uuid) -> String {
    format!("CODE#{}", challenge.simple())
}

/// That a code opens nothing. Why is nobody's business.
fn wrong() -> Failure {
    Failure::new(ErrorCode::AuthenticationFailed).with("reason", "the code is wrong, used or too old")
}

#[cfg(test)]
mod tests;
