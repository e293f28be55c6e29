//! Abuse (L9): an address that floods is blocked, a subject that keeps doing suspicious things is flagged, and an
//! administrator sees both and may lift them. All of it stands on the items of [`crate::guard::limits`].
//!
//! **A threshold counts events from the first one on.** When its period is over, the next event begins a new count.
//! So whoever sends more than 100 requests in the minute after the first is blocked, at whatever pace they come; the
//! rule of the limits, under which an allowance grows back meanwhile, would block them later, up to the 200th.
//!
//! What is blocked or flagged also stands in one item, `SECURITY`, to be listed: `b_<subject>` and `f_<subject>`,
//! each a map of `until`, `at` (microseconds since 1970) and `reason`. Since an item of DynamoDB takes 400 KB, there
//! are at most 1,000 of them; `entries` counts them in the writes that add and remove them, `overflow`
//! those that found no room. An entry is for showing: the block itself is `blocked_until` in the subject's own item.

#[cfg(test)]
mod tests;

use serde::Serialize;
use time::OffsetDateTime;

use super::{
    limits::Limits,
    subject::{Subject, key},
    threshold::{BLOCKED, FLAGGED, MICROS, Threshold, expiry, micros},
};
use crate::{
    error::Failure,
    store::table::{Condition, EXPIRES_AT, Item, Table, Value, Write, Written, map, number, text},
    telemetry,
};

/// The item that lists what is blocked and flagged.
const SECURITY: &str = "SECURITY";

/// How many blocks and flags are listed at a time.
const MOST_ENTRIES: i64 = 1_000;

const ENTRIES: &str = "entries";
const OVERFLOW: &str = "overflow";

/// Something that people rarely do by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// A token that nobody here has signed.
    BadToken,
    /// A key that is not an administrator's.
    WrongAdminKey,
    /// A code, a link, a password or a signed message that opens no account.
    WrongProof,
    /// A conversation of somebody else.
    ForeignSession,
    /// A text that is made to be run, by a database, a browser or a model.
    Injection,
}

impl Suspicion {
    fn as_str(self) -> &'static str {
        match self {
            Self::BadToken => "bad_token",
            Self::WrongAdminKey => "wrong_admin_key",
            Self::WrongProof => "wrong_proof",
            Self::ForeignSession => "foreign_session",
            Self::Injection => "injection",
        }
    }
}

/// A subject that is blocked or flagged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Who.
    pub subject: Subject,
    /// Why: `flood`, or the suspicious thing that was one too many.
    pub reason: String,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Until when, if nobody lifts it.
    #[serde(with = "time::serde::rfc3339")]
    pub until: OffsetDateTime,
}

impl Entry {
    fn read(subject: &str, entry: &Item) -> Option<Self> {
        let time = |name| OffsetDateTime::from_unix_timestamp_nanos(i128::from(number(entry, name)) * 1_000).ok();
        Some(Self {
            subject: subject.parse().ok()?,
            reason: text(entry, "reason")?.to_owned(),
            at: time("at")?,
            until: time("until")?,
        })
    }
}

/// What is blocked and flagged now, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Security {
    /// Addresses whose requests are refused.
    pub blocked: Vec<Entry>,
    /// Subjects that an administrator should look at.
    pub flagged: Vec<Entry>,
    /// How many blocks and flags, ever, found no room in the list.
    pub overflow: i64,
}

impl<T: Table> Limits<T> {
    /// Notes that a subject did something suspicious. Nothing comes of a failure to note it.
    pub async fn suspicious(&self, subject: &Subject, what: Suspicion, now: OffsetDateTime) {
        let threshold = Threshold::suspicion(self.settings.scale, what.as_str());
        self.decide(subject, &[], Some(&threshold), None, micros(now)).await.ok();
    }

    /// Blocks or flags a subject that has exceeded a threshold, and says until when. Of many requests that find it
    /// exceeded at once, one lists it.
    pub(super) async fn mark(&self, subject: &Subject, threshold: &Threshold, now: i64) -> i64 {
        let until = now + threshold.marked_for.whole_seconds() * MICROS;
        // Only while it is still exceeded: an administrator may just have lifted it.
        let write = Write::to(key(subject))
            .only_if(Condition::AtMost(threshold.marked_until.to_owned(), now))
            .only_if(Condition::Above(threshold.since.to_owned(), threshold.over(now)))
            .only_if(Condition::Above(threshold.count.to_owned(), i64::from(threshold.tolerated) - 1))
            .set(threshold.marked_until, until)
            .set(EXPIRES_AT, expiry(now))
            .repeatable();
        // Where the answer is lost for good, the subject may be blocked without being listed. It can be lifted still.
        let Ok(Written::Done(item) | Written::Refused(item)) = self.write(write, now).await else {
            return until;
        };
        let marked_until = number(&item, threshold.marked_until);
        // A repeated write is refused by its own first success.
        if marked_until == until {
            let (measure, reason) = (threshold.marked_until, threshold.reason);
            tracing::warn!(target: telemetry::SECURITY, %subject, measure, reason, "a threshold was exceeded");
            let entry = Value::map([("until", until.into()), ("at", now.into()), ("reason", threshold.reason.into())]);
            self.list(format!("{}{subject}", threshold.entry), entry, now).await;
        }
        marked_until
    }

    /// Puts an entry on the list or in the place of an older one. Nothing comes of a failure.
    async fn list(&self, name: String, entry: Value, now: i64) {
        const TRIES: u32 = 4;
        let mut older = None;
        for _ in 0..TRIES {
            let write = Write::to(SECURITY).set(name.clone(), entry.clone()).repeatable();
            let write = match older {
                Some(until) => write.only_if(Condition::PartEquals(name.clone(), "until", Value::Number(until))),
                None => write
                    .only_if(Condition::Missing(name.clone()))
                    .only_if(Condition::AtMost(ENTRIES.to_owned(), MOST_ENTRIES - 1))
                    .add(ENTRIES, 1),
            };
            let Ok(Written::Refused(item)) = self.write(write, now).await else {
                return;
            };
            older = map(&item, &name).map(|entry| number(entry, "until"));
            if older.is_none() && number(&item, ENTRIES) >= MOST_ENTRIES {
                self.write(Write::to(SECURITY).add(OVERFLOW, 1), now).await.ok();
                return;
            }
        }
    }

    /// What is blocked and flagged.
    pub async fn report(&self, now: OffsetDateTime) -> Result<Security, Failure> {
        let item = self.table.read(SECURITY).await?;
        let entries = |prefix| {
            let mut entries: Vec<Entry> = item
                .keys()
                .filter_map(|name| Entry::read(name.strip_prefix(prefix)?, map(&item, name)?))
                .filter(|entry| entry.until > now)
                .collect();
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
            entries
        };
        Ok(Security { blocked: entries(BLOCKED), flagged: entries(FLAGGED), overflow: number(&item, OVERFLOW) })
    }

    /// Lifts a subject's block and flag, and forgets what led to them. The limits of L8 go on.
    pub async fn unblock(&self, subject: &Subject) -> Result<(), Failure> {
        // An item that is not there would come into being.
        let exists = Condition::Above(EXPIRES_AT.to_owned(), 0);
        let forgotten = ["blocked_until", "flood", "flood_since", "flagged_until", "suspicious", "suspicious_since"];
        let write = forgotten.into_iter().fold(Write::to(key(subject)).only_if(exists), Write::remove);
        self.table.write(write.repeatable()).await?;
        let names = [BLOCKED, FLAGGED].map(|prefix| format!("{prefix}{subject}"));
        self.remove_entries(|name, _| names.iter().any(|own| own == name)).await
    }

    /// Removes from the list what is past; to be called every minute or so.
    pub async fn sweep(&self, now: OffsetDateTime) -> Result<(), Failure> {
        self.remove_entries(|_, until| until <= micros(now)).await
    }

    /// Takes from the list what `is_meant` by its name and the time it ends. What is renewed meanwhile stays.
    async fn remove_entries(&self, is_meant: impl Fn(&str, i64) -> bool) -> Result<(), Failure> {
        // An expression of DynamoDB takes 4 KB.
        const AT_ONCE: usize = 25;
        let item = self.table.read(SECURITY).await?;
        let meant: Vec<(&String, i64)> = item
            .keys()
            .filter_map(|name| Some((name, number(map(&item, name)?, "until"))))
            .filter(|(name, until)| is_meant(name, *until))
            .collect();
        for some in meant.chunks(AT_ONCE) {
            let mut write = Write::to(SECURITY).repeatable();
            let mut removed = 0;
            for (name, until) in some {
                write = write
                    .only_if(Condition::PartEquals((*name).clone(), "until", Value::Number(*until)))
                    .remove((*name).clone());
                removed += 1;
            }
            self.table.write(write.add(ENTRIES, -removed)).await?;
        }
        Ok(())
    }
}
