//! An account: the item of a session's, a day's or a month's money.
//!
//! | `id` | of |
//! |---|---|
//! | `SESSION#<session>#<n>` | a conversation in the n-th 24 hours since its id was made |
//! | `JOB#<job>` | a job of Osool's own, without a limit |
//! | `DAY#2026-11-21` | a UTC day |
//! | `MONTH#2026-11` | a UTC month |
//!
//! | attribute | what |
//! |---|---|
//! | `used` | spent and held |
//! | `spent` | settled |
//! | `overrun` | the part of `spent` that had not been held |
//! | `expired` | what holds held that expired |
//! | `h#<hold>` | a hold in flight, see [`Entry`] |
//! | `u#…`, `conversations` | days only: usage, see [`super::usage`] |
//! | `refused` | the smallest amount for which there was no room |

use std::collections::BTreeMap;

use serde::Serialize;
use time::{Date, Duration, OffsetDateTime, Time, format_description::BorrowedFormatItem, macros::format_description};
use uuid::Uuid;

use crate::{
    money::NanoUsd,
    store::table::{Item, Value, milliseconds, number},
};

/// How far clocks may be apart: a hold is over when it is so by this much.
const SKEW: Duration = Duration::seconds(5);

/// How long accounts are kept after their time: a session's long enough for the sweeper, a day's and a month's for
/// reports.
const SESSION_KEPT: Duration = Duration::days(2);
const DAY_KEPT: Duration = Duration::days(62);
const MONTH_KEPT: Duration = Duration::days(400);

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const MONTH: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]");

/// Which limit an account stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One conversation's.
    Session,
    /// The UTC day's.
    Day,
    /// The UTC month's.
    Month,
}

impl Scope {
    /// Its name in answers and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

/// An account: its key, its limit and when it starts anew.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) scope: Scope,
    pub(super) limit: NanoUsd,
    pub(super) resets_at: OffsetDateTime,
    kept: Duration,
}

impl Account {
    pub(super) fn of_session(session: Uuid, now: OffsetDateTime, limit: NanoUsd) -> Self {
        // Ids of conversations are made by Osool and say when (UUIDv7). Any other counts its days from 1970.
        let made = session.get_timestamp().map_or(0, |made| i64::try_from(made.to_unix().0).unwrap_or(0));
        let made = OffsetDateTime::from_unix_timestamp(made).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let window = (now - made).whole_days().max(0);
        Self {
            id: format!("SESSION#{session}#{window}"),
            scope: Scope::Session,
            limit,
            resets_at: made.saturating_add(Duration::days(window + 1)),
            kept: SESSION_KEPT,
        }
    }

    pub(super) fn of_job(job: Uuid, now: OffsetDateTime) -> Self {
        let resets_at = now.saturating_add(Duration::DAY);
        Self { id: format!("JOB#{job}"), scope: Scope::Session, limit: NanoUsd::MAX, resets_at, kept: SESSION_KEPT }
    }

    pub(super) fn of_day(date: Date, limit: NanoUsd) -> Self {
        Self { id: format!("DAY#{date}"), scope: Scope::Day, limit, resets_at: midnight_after(date), kept: DAY_KEPT }
    }

    pub(super) fn of_month(date: Date, limit: NanoUsd) -> Self {
        // Its last day exists in every calendar.
        let last = date.replace_day(date.month().length(date.year())).unwrap_or(date);
        Self {
            id: format!("MONTH#{}", date.format(MONTH).unwrap_or_default()),
            scope: Scope::Month,
            limit,
            resets_at: midnight_after(last),
            kept: MONTH_KEPT,
        }
    }

    /// When DynamoDB may delete it, in seconds since 1970.
    pub(super) fn expires_at(&self) -> i64 {
        self.resets_at.saturating_add(self.kept).unix_timestamp()
    }

    /// What its item says. Holds that are over count as free already: whoever needs the room frees it.
    pub(super) fn balance(&self, item: &Item, now: OffsetDateTime) -> Balance {
        let spent = number(item, "spent");
        let held: i64 = holding(item).filter(|(_, _, until)| !is_over(*until, now)).map(|(_, amount, _)| amount).sum();
        Balance {
            scope: self.scope,
            spent: NanoUsd::from_nanos(spent).unwrap_or_default(),
            held: NanoUsd::from_nanos(held).unwrap_or_default(),
            limit: self.limit,
            resets_at: self.resets_at,
            refused: item.contains_key("refused").then(|| NanoUsd::from_nanos(number(item, "refused"))).flatten(),
        }
    }
}

/// What an account has spent and holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// Which limit it stands under.
    pub scope: Scope,
    /// Settled.
    pub spent: NanoUsd,
    /// Held for calls that are under way.
    pub held: NanoUsd,
    /// The limit of both together.
    pub limit: NanoUsd,
    /// When it starts anew.
    pub resets_at: OffsetDateTime,
    /// The smallest amount for which there was no room, if there has been one.
    pub refused: Option<NanoUsd>,
}

impl Balance {
    /// Whether calls are refused: nothing is left, or less than a call has asked for at least. Where more than a hundredth
    /// of the limit is left, it was one call that asked for much, and others go on.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        let left = self.headroom();
        let is_little = left.nanos() <= self.limit.nanos() / 100;
        left == NanoUsd::ZERO || (is_little && self.refused.is_some_and(|least| left < least))
    }

    /// Spent in per cent of the limit, with two decimals, for display.
    #[must_use]
    pub fn usage_percent(&self) -> f64 {
        let hundredths = i128::from(self.spent.nanos()) * 10_000 / i128::from(self.limit.nanos().max(1));
        f64::from(i32::try_from(hundredths).unwrap_or(i32::MAX)) / 100.0
    }

    /// What can still be held.
    #[must_use]
    pub fn headroom(&self) -> NanoUsd {
        self.limit.less(self.spent).less(self.held)
    }
}

/// What became of a hold, in the session's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Held,
    Settled,
    Expired,
}

impl State {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Settled => "settled",
            Self::Expired => "expired",
        }
    }
}

/// A hold as an account keeps it: `{state, amount, held, until, day, session}`, and with `settled` what was used. `held`
/// is what the hold was made for, `amount` what the account's `used` contains of it: zero once settled or expired.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// In the session's account it decides; elsewhere it follows.
    pub(super) state: State,
    pub(super) amount: i64,
    /// When a call that has not ended by then has crashed, in milliseconds since 1970.
    pub(super) until: i64,
    /// The day in which it was made.
    pub(super) day: Date,
    /// The key of the session's account.
    pub(super) session: String,
    /// All attributes.
    pub(super) all: Item,
}

impl Entry {
    fn read(value: &Value) -> Option<Self> {
        let Value::Map(all) = value else { return None };
        let text = |name| crate::store::table::text(all, name);
        let state = match text("state")? {
            "held" => State::Held,
            "settled" => State::Settled,
            "expired" => State::Expired,
            _ => return None,
        };
        Some(Self {
            state,
            amount: number(all, "amount"),
            until: number(all, "until"),
            day: Date::parse(text("day")?, DATE).ok()?,
            session: text("session")?.to_owned(),
            all: all.clone(),
        })
    }

    pub(super) fn is_over(&self, now: OffsetDateTime) -> bool {
        is_over(self.until, now)
    }

    /// The entry with another state, and nothing held by it any more.
    pub(super) fn turned(&self, state: State) -> BTreeMap<String, Value> {
        let mut all = self.all.clone();
        all.insert("state".to_owned(), state.as_str().into());
        all.insert("amount".to_owned(), 0.into());
        all
    }
}

/// The name of a hold's attribute.
pub(super) fn attribute(hold: &str) -> String {
    format!("h#{hold}")
}

/// The holds of an account, by their ids.
pub(super) fn entries(item: &Item) -> impl Iterator<Item = (&str, Entry)> {
    item.iter().filter_map(|(name, value)| Some((name.strip_prefix("h#")?, Entry::read(value)?)))
}

/// The holds of an account that hold something: id, amount, and until when. An account may have many, and every
/// refusal looks at all of them.
fn holding(item: &Item) -> impl Iterator<Item = (&str, i64, i64)> {
    let held = item.iter().filter_map(|(name, value)| match value {
        Value::Map(entry) => Some((name.strip_prefix("h#")?, number(entry, "amount"), number(entry, "until"))),
        Value::Number(_) | Value::Text(_) => None,
    });
    held.filter(|(_, amount, _)| *amount > 0)
}

/// The holds of an account that hold something although their time is over.
pub(super) fn crashed(item: &Item, now: OffsetDateTime) -> impl Iterator<Item = (&str, Entry)> {
    let over = holding(item).filter(move |(_, _, until)| is_over(*until, now));
    over.filter_map(|(id, _, _)| Some((id, entry(item, id)?)))
}

fn is_over(until: i64, now: OffsetDateTime) -> bool {
    until < milliseconds(now.saturating_add(-SKEW))
}

/// One hold of an account.
pub(super) fn entry(item: &Item, hold: &str) -> Option<Entry> {
    item.get(&attribute(hold)).and_then(Entry::read)
}

fn midnight_after(date: Date) -> OffsetDateTime {
    date.next_day().unwrap_or(date).with_time(Time::MIDNIGHT).assume_utc()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn l2_days_and_months_start_anew_at_midnight_in_utc_also_at_the_end_of_a_year() {
        let day = Account::of_day(date!(2026 - 12 - 31), NanoUsd::ZERO);
        let month = Account::of_month(date!(2026 - 12 - 05), NanoUsd::ZERO);
        assert_eq!((day.id.as_str(), month.id.as_str()), ("DAY#2026-12-31", "MONTH#2026-12"));
        assert_eq!((day.resets_at, month.resets_at), (datetime!(2027-01-01 0:00 UTC), datetime!(2027-01-01 0:00 UTC)));
        let february = Account::of_month(date!(2028 - 02 - 01), NanoUsd::ZERO);
        assert_eq!(february.resets_at, datetime!(2028-03-01 0:00 UTC));
    }

    #[test]
    fn l2_a_sessions_day_is_counted_from_when_its_id_was_made() {
        let made = datetime!(2026-11-20 23:30 UTC);
        let seconds = u64::try_from(made.unix_timestamp()).unwrap();
        let session = Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, 0));
        let account = |now| Account::of_session(session, now, NanoUsd::ZERO);
        let first = account(made + Duration::minutes(5));
        assert_eq!(first.id, account(made + Duration::hours(23)).id, "midnight changes nothing");
        assert_eq!(first.resets_at, datetime!(2026-11-21 23:30 UTC));
        assert_ne!(first.id, account(made + Duration::hours(25)).id);
        assert_eq!(first.id, account(made - Duration::minutes(5)).id, "a clock that is behind changes nothing");
    }
}
