//! Money for models. Before a call its worst case is **held** against three limits: the conversation's, the UTC
//! day's and the UTC month's; after it what was really used is **settled**. For each of them
//! `spent + held ≤ limit` at every instant, however many environments of however many functions call at once, and
//! wherever one of them dies (invariant 2).
//!
//! # How
//!
//! Each limit is one item of the table, an *account*: `used` (spent and held, nano-dollars), `spent`, and one
//! attribute for each hold in flight. A hold is written in the same conditional step that adds its amount to
//! `used`, so `used = spent + Σ holds` in every account at every instant, and a hold that does not fit is refused
//! by the table itself.
//!
//! ```text
//! hold     session: used ≤ limit − amount?  used += amount, hold written     one round trip
//!          day, month: the same, side by side                                another
//! settle   session: hold becomes “settled” with all that was used            the decision: now it is certain
//!          day, month: used += cost − amount, spent += cost, usage, hold removed
//!          session: hold removed
//! ```
//!
//! - **The session's entry decides**, the others follow: settling again (or in another order) finds it settled and
//!   finishes the rest, or finds nothing left to do. One hold has one cost, whoever settles it and how often.
//! - **A crash leaves entries behind**, never a wrong sum. The sweeper looks at entries of days and months whose
//!   time is over and asks the session's entry what became of them: settled – then it finishes that; held – then it
//!   expires, and what was held is free again; gone – then the hold was given up and only this entry is left.
//! - **A write whose answer is lost** is not repeated when holding: the hold counts as refused, and what may have
//!   been written expires. Settling repeats freely.
//! - **More than was held** can be used only if a provider bills what it was not asked for, or if a call outlives its
//!   hold. It is counted like everything else, in `overrun` as well, and raises an alert; `used − overrun ≤ limit`
//!   still holds.
//! - **A hold belongs to the day and month in which it was made**, also when it is settled after midnight.
//!
//! The table away means no hold, so no call to a model that costs money: Amr answers as the guide.

mod account;
pub mod advice;
mod alert;
mod hold;
pub mod prices;
pub mod report;
mod sweep;
pub mod usage;

#[cfg(test)]
mod tests;

use serde::Serialize;
use time::{Date, Duration, OffsetDateTime, UtcDateTime};
use uuid::Uuid;

use account::Account;
pub use account::{Balance, Scope};
pub use alert::{Alert, AlertKind};
pub use hold::{Ask, Hold, LimitReached, Refusal, Settlement};
pub use sweep::Swept;
pub use usage::Charge;

use crate::{
    config::{self, Settings},
    money::NanoUsd,
    store::table::{Table, TableError},
};
use usage::DayCosts;

/// What may be spent on models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// By one conversation in 24 hours.
    #[serde(rename = "session_usd")]
    pub session: NanoUsd,
    /// By everybody in a UTC day.
    #[serde(rename = "day_usd")]
    pub day: NanoUsd,
    /// By everybody in a UTC month.
    #[serde(rename = "month_usd")]
    pub month: NanoUsd,
}

impl Limits {
    /// Reads `SESSION_COST_LIMIT`, `DAILY_COST_LIMIT` and `MONTHLY_COST_LIMIT`, in US dollars; half a dollar, 100 and
    /// 3,000 where nothing is said.
    pub fn read(settings: &mut Settings) -> Self {
        let mut limit = |name, default| {
            let default = NanoUsd::parse_dollars(default).unwrap_or_default();
            config::dollars(settings, name, default)
        };
        Self {
            session: limit("SESSION_COST_LIMIT", "0.50"),
            day: limit("DAILY_COST_LIMIT", "100"),
            month: limit("MONTHLY_COST_LIMIT", "3000"),
        }
    }
}

/// Who a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payer {
    /// A conversation, up to its limit. Its 24 hours are counted from when its id was made.
    Session(Uuid),
    /// A job of Osool's own, such as one run of an ingestion; only the day and the month limit it.
    Job(Uuid),
}

/// The accounts of a table, and what they may hold.
#[derive(Debug)]
pub struct Ledger<T> {
    table: T,
    limits: Limits,
}

impl<T: Table> Ledger<T> {
    /// The ledger in this table.
    #[must_use]
    pub fn new(table: T, limits: Limits) -> Self {
        Self { table, limits }
    }

    /// What may be spent.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// What a conversation has spent and holds, in its present 24 hours.
    pub async fn session(&self, session: Uuid, now: OffsetDateTime) -> Result<Balance, TableError> {
        self.balance(&self.account_of(Payer::Session(session), now), now).await
    }

    /// What a day's calls have spent and hold.
    pub async fn day(&self, now: OffsetDateTime) -> Result<Balance, TableError> {
        self.balance(&self.day_account(utc_date(now)), now).await
    }

    /// What a month's calls have spent and hold.
    pub async fn month(&self, now: OffsetDateTime) -> Result<Balance, TableError> {
        self.balance(&self.month_account(utc_date(now)), now).await
    }

    /// What a call for this payer could hold at most now: an answer for display and for choosing a model. The hold
    /// itself decides.
    pub async fn headroom(&self, payer: Payer, now: OffsetDateTime) -> Result<NanoUsd, TableError> {
        let session = self.account_of(payer, now);
        let (day, month) = self.day_and_month(utc_date(now));
        let balances =
            tokio::try_join!(self.balance(&session, now), self.balance(&day, now), self.balance(&month, now))?;
        Ok(balances.0.headroom().min(balances.1.headroom()).min(balances.2.headroom()))
    }

    /// A UTC day's costs by model and context.
    pub async fn costs(&self, date: Date) -> Result<DayCosts, TableError> {
        Ok(usage::of_day(date, &self.table.read(&self.day_account(date).id).await?))
    }

    /// The costs of the last days, today included, oldest first.
    pub async fn last_days(&self, days: u16, now: OffsetDateTime) -> Result<Vec<DayCosts>, TableError> {
        let mut costs = Vec::new();
        for back in (0..i64::from(days)).rev() {
            costs.push(self.costs(utc_date(now.saturating_add(-Duration::days(back)))).await?);
        }
        Ok(costs)
    }

    async fn balance(&self, account: &Account, now: OffsetDateTime) -> Result<Balance, TableError> {
        Ok(account.balance(&self.table.read(&account.id).await?, now))
    }

    fn account_of(&self, payer: Payer, now: OffsetDateTime) -> Account {
        match payer {
            Payer::Session(session) => Account::of_session(session, now, self.limits.session),
            Payer::Job(job) => Account::of_job(job, now),
        }
    }

    fn day_account(&self, date: Date) -> Account {
        Account::of_day(date, self.limits.day)
    }

    fn month_account(&self, date: Date) -> Account {
        Account::of_month(date, self.limits.month)
    }

    fn day_and_month(&self, date: Date) -> (Account, Account) {
        (self.day_account(date), self.month_account(date))
    }
}

/// The UTC day of a moment.
fn utc_date(now: OffsetDateTime) -> Date {
    UtcDateTime::from(now).date()
}
