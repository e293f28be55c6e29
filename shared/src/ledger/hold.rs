//! A hold's life: held, then settled or cancelled.

use serde_json::json;
use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::{
    Ledger, Payer,
    account::{Account, Balance, Entry, Scope, State, attribute, crashed, entry},
    usage::{self, Charge},
    utc_date,
};
use crate::{
    error::{ErrorCode, Failure},
    money::NanoUsd,
    store::table::{Condition, EXPIRES_AT, Item, Table, TableError, Value, Write, Written, milliseconds, number},
    telemetry,
};

/// How often a hold is tried with less when more does not fit.
const TRIES: u8 = 5;

/// How many entries of crashed calls one refused hold clears away before it tries again; the sweeper does the rest.
const CLEARED: usize = 16;

/// What a call asks for.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// The most that the call can cost.
    pub worst: NanoUsd,
    /// The least that is of use: where `worst` does not fit, whatever does is held, down to this.
    pub least: NanoUsd,
    /// When the call will have ended or crashed. Later than the function's own deadline.
    pub until: OffsetDateTime,
}

/// Money that is held for one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    id: String,
    /// The key of the session's account.
    pub(super) session: String,
    pub(super) day: Date,
    pub(super) amount: NanoUsd,
}

impl Hold {
    /// What the call may cost.
    #[must_use]
    pub fn amount(&self) -> NanoUsd {
        self.amount
    }

    /// The UTC day in which it was made, and to which its cost belongs.
    #[must_use]
    pub fn day(&self) -> Date {
        self.day
    }
}

/// What a settlement has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// The charge is in the books, now or from an earlier settlement that this one has completed.
    Settled {
        /// What the call cost beyond what was held for it.
        overrun: NanoUsd,
    },
    /// Nothing was left to do: the hold was settled or cancelled before.
    Over,
}

/// Why nothing is held.
#[derive(Debug)]
pub enum Refusal {
    /// It does not fit.
    Limit(LimitReached),
    /// The table of counters is away, so nothing may be spent.
    Away(TableError),
}

/// A limit into which a hold does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitReached {
    /// The account at the moment of the refusal.
    pub balance: Balance,
    /// What was asked for.
    pub asked: NanoUsd,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Away(error) => error.into(),
            Refusal::Limit(LimitReached { balance, .. }) => Self::new(ErrorCode::CostLimitReached)
                .with("scope", balance.scope.as_str())
                .with("spent_usd", json!(balance.spent))
                .with("held_usd", json!(balance.held))
                .with("limit_usd", json!(balance.limit))
                .with("resets_at", balance.resets_at.format(&Rfc3339).unwrap_or_default()),
        }
    }
}

impl<T: Table> Ledger<T> {
    /// Holds money for one call, in the session, the day and the month of `now`, or in none of them.
    ///
    /// `id` is new for each call. What does not fit is refused with the account into which it does not; an amount
    /// smaller than asked for is held where `ask.least` allows it.
    pub async fn hold(&self, id: Uuid, payer: Payer, ask: Ask, now: OffsetDateTime) -> Result<Hold, Refusal> {
        let mut amount = ask.worst;
        let mut tried = 0;
        loop {
            // Each try is a hold of its own: what is left of the one before must not be taken for it.
            let hold = Hold {
                id: format!("{}.{tried}", id.simple()),
                session: self.account_of(payer, now).id,
                day: utc_date(now),
                amount,
            };
            tried += 1;
            match self.try_hold(&hold, payer, ask.until, now).await {
                Ok(()) => return Ok(hold),
                Err(Refusal::Limit(reached)) => {
                    let fitting = reached.balance.headroom();
                    if fitting < ask.least {
                        self.note_refusal(payer, &reached, ask.least, now).await.map_err(Refusal::Away)?;
                    }
                    if tried == TRIES || fitting < ask.least || fitting >= amount || fitting == NanoUsd::ZERO {
                        return Err(Refusal::Limit(LimitReached { asked: ask.worst, ..reached }));
                    }
                    amount = fitting;
                }
                Err(away) => return Err(away),
            }
        }
    }

    /// Holds in the session, then in the day and the month side by side. The session's first: most refusals are its own,
    /// and the day's item, which the whole fleet writes to, is to carry no holds that are given up at once.
    async fn try_hold(
        &self,
        hold: &Hold,
        payer: Payer,
        until: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<(), Refusal> {
        let session = self.account_of(payer, now);
        self.hold_in(&session, hold, until, now).await?;
        let (day, month) = self.day_and_month(hold.day);
        let both = tokio::join!(self.hold_in(&day, hold, until, now), self.hold_in(&month, hold, until, now));
        let refusal = match both {
            (Ok(()), Ok(())) => return Ok(()),
            (Err(away @ Refusal::Away(_)), _) | (_, Err(away @ Refusal::Away(_))) => away,
            (Err(Refusal::Limit(one)), Err(Refusal::Limit(other))) => {
                Refusal::Limit(if one.balance.headroom() <= other.balance.headroom() { one } else { other })
            }
            (Err(limit), Ok(())) | (Ok(()), Err(limit)) => limit,
        };
        match (self.cancel(hold).await, refusal) {
            (Err(error), Refusal::Limit(_)) => Err(Refusal::Away(error)),
            // Where the table is away or throttled, what cannot be given up will expire.
            (_, refusal) => Err(refusal),
        }
    }

    /// Holds in one account. Holds of crashed calls that stand in the way are cleared first.
    async fn hold_in(
        &self,
        account: &Account,
        hold: &Hold,
        until: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<(), Refusal> {
        let amount = hold.amount.nanos();
        let attribute = attribute(&hold.id);
        let entry = Value::map([
            ("state", State::Held.as_str().into()),
            ("amount", amount.into()),
            ("held", amount.into()),
            ("until", milliseconds(until).into()),
            ("day", hold.day.to_string().as_str().into()),
            ("session", hold.session.as_str().into()),
        ]);
        let write = Write::to(&account.id)
            .only_if(Condition::Missing(attribute.clone()))
            .only_if(Condition::AtMost("used".to_owned(), account.limit.nanos() - amount))
            .add("used", amount)
            .set(attribute, entry)
            .set(EXPIRES_AT, account.expires_at());
        let mut cleared = 0;
        loop {
            let item = if hold.amount > account.limit {
                // A missing item would pass the condition.
                self.table.read(&account.id).await.map_err(Refusal::Away)?
            } else {
                match self.table.write(write.clone()).await.map_err(Refusal::Away)? {
                    Written::Done(_) => return Ok(()),
                    Written::Refused(item) => item,
                }
            };
            let over: Vec<(&str, Entry)> = crashed(&item, now).take(CLEARED - cleared).collect();
            if !over.is_empty() && hold.amount <= account.limit {
                cleared += over.len();
                for (id, entry) in over {
                    self.clear(account, id, &entry, now).await.map_err(Refusal::Away)?;
                }
                continue;
            }
            return Err(Refusal::Limit(LimitReached { balance: account.balance(&item, now), asked: hold.amount }));
        }
    }

    /// Frees what a crashed call holds. In the session's account that decides, and the sweeper does the rest.
    async fn clear(&self, account: &Account, id: &str, entry: &Entry, now: OffsetDateTime) -> Result<(), TableError> {
        match account.scope {
            Scope::Session => self.expire(&account.id, id, entry).await.map(drop),
            Scope::Day | Scope::Month => self.finish(&account.id, id, entry, now).await.map(drop),
        }
    }

    /// Notes the smallest amount that a day or month had no room for: the limit counts as reached while that is so,
    /// for what is left may be too little for any call and the limit itself never be spent.
    async fn note_refusal(
        &self,
        payer: Payer,
        reached: &LimitReached,
        least: NanoUsd,
        now: OffsetDateTime,
    ) -> Result<(), TableError> {
        let account = match reached.balance.scope {
            Scope::Session => self.account_of(payer, now),
            Scope::Day => self.day_account(utc_date(now)),
            Scope::Month => self.month_account(utc_date(now)),
        };
        let least = least.nanos();
        let before = reached.balance.refused.map(NanoUsd::nanos);
        let condition = match before {
            None => Condition::Missing("refused".to_owned()),
            Some(before) if before > least => Condition::Above("refused".to_owned(), least),
            Some(_) => return Ok(()),
        };
        let write = Write::to(&account.id).only_if(condition).set("refused", least);
        self.table.write(write.set(EXPIRES_AT, account.expires_at()).repeatable()).await.map(drop)
    }

    /// Enters what a call has used. May be called any number of times, by anybody, in any order: the first charge
    /// counts.
    pub async fn settle(&self, hold: &Hold, charge: &Charge) -> Result<Settlement, TableError> {
        let cost = charge.cost.nanos();
        // What is held of it: all, or after it has expired nothing.
        let (mut state, mut counted) = (State::Held, hold.amount.nanos());
        loop {
            let mut settled = Item::from([
                ("state".to_owned(), State::Settled.as_str().into()),
                ("amount".to_owned(), 0.into()),
                ("until".to_owned(), 0.into()),
                ("day".to_owned(), hold.day.to_string().as_str().into()),
                ("session".to_owned(), hold.session.as_str().into()),
                ("held".to_owned(), hold.amount.nanos().into()),
            ]);
            settled.extend(usage::remembered(charge));
            let attribute = attribute(&hold.id);
            let write = Write::to(&hold.session)
                .only_if(Condition::PartEquals(attribute.clone(), "state", state.as_str().into()))
                .add("used", cost - counted)
                .add("spent", cost)
                .add("overrun", (cost - counted).max(0))
                .set(attribute, Value::Map(settled))
                .repeatable();
            let item = match self.table.write(write).await? {
                Written::Done(item) => {
                    let is_first = cost > 0 && number(&item, "spent") == cost && hold.session.starts_with("SESSION#");
                    self.complete(hold, charge, is_first).await?;
                    return Ok(Settlement::Settled {
                        overrun: NanoUsd::from_nanos(cost - counted).unwrap_or_default(),
                    });
                }
                Written::Refused(item) => item,
            };
            match entry(&item, &hold.id) {
                None => return Ok(Settlement::Over),
                Some(Entry { state: State::Settled, all, .. }) => {
                    let charge = usage::recalled(&all).unwrap_or_else(|| charge.clone());
                    self.complete(hold, &charge, false).await?;
                    let overrun = charge.cost.less(hold.amount);
                    return Ok(Settlement::Settled { overrun });
                }
                Some(Entry { state: State::Expired, .. }) => (state, counted) = (State::Expired, 0),
                Some(Entry { state: State::Held, .. }) => (state, counted) = (State::Held, hold.amount.nanos()),
            }
        }
    }

    /// Carries a settled hold into the day and the month, and then forgets it. `is_first` says that it is the
    /// conversation's first; that count alone may miss one whose settling crashed.
    pub(super) async fn complete(&self, hold: &Hold, charge: &Charge, is_first: bool) -> Result<(), TableError> {
        let (day, month) = self.day_and_month(hold.day);
        tokio::try_join!(self.charge(&day, hold, charge, is_first), self.charge(&month, hold, charge, false))?;
        self.release(&hold.session, &hold.id, 0, Some(State::Settled)).await.map(drop)
    }

    /// Turns what an account holds of a settled hold into what was spent. Does nothing the second time.
    async fn charge(&self, account: &Account, hold: &Hold, charge: &Charge, is_first: bool) -> Result<(), TableError> {
        let cost = charge.cost.nanos();
        let attribute = attribute(&hold.id);
        let mut counted = hold.amount.nanos();
        loop {
            let mut write = Write::to(&account.id)
                .only_if(Condition::PartEquals(attribute.clone(), "amount", counted.into()))
                .add("used", cost - counted)
                .add("spent", cost)
                .add("overrun", (cost - counted).max(0))
                .remove(&attribute)
                .repeatable();
            if account.scope == Scope::Day {
                write = usage::counted(write, charge).add(usage::CONVERSATIONS, is_first.into());
            }
            match self.table.write(write).await? {
                Written::Done(item) => {
                    if account.scope == Scope::Day {
                        self.note_dearest(account, &item, hold, charge).await;
                    }
                    return Ok(());
                }
                Written::Refused(item) => match entry(&item, &hold.id) {
                    // It has expired meanwhile: nothing is held of it any more.
                    Some(entry) if entry.amount != counted => counted = entry.amount,
                    _ => return Ok(()),
                },
            }
        }
    }

    /// Keeps a model's dearest call of the day. It is for reports only, so a failure is only logged.
    async fn note_dearest(&self, account: &Account, item: &Item, hold: &Hold, charge: &Charge) {
        let Some(write) = usage::dearest(Write::to(&account.id), item, charge, &hold.session) else { return };
        if let Err(error) = self.table.write(write.repeatable()).await {
            tracing::warn!(target: telemetry::ERROR, cause = crate::error::chain(&error), "the day's dearest call is not noted");
        }
    }

    /// Gives up a hold of which nothing was used. Does nothing where it was settled.
    pub async fn cancel(&self, hold: &Hold) -> Result<(), TableError> {
        let amount = hold.amount.nanos();
        if self.release(&hold.session, &hold.id, amount, Some(State::Held)).await? {
            self.release_day_and_month(hold, amount).await?;
        }
        Ok(())
    }

    /// Removes a hold's entries from the day and the month, where they hold this amount.
    pub(super) async fn release_day_and_month(&self, hold: &Hold, amount: i64) -> Result<(), TableError> {
        let (day, month) = self.day_and_month(hold.day);
        let both = (self.release(&day.id, &hold.id, amount, None), self.release(&month.id, &hold.id, amount, None));
        tokio::try_join!(both.0, both.1).map(drop)
    }

    /// Removes an entry that holds this amount, and frees it. Whether it was there.
    pub(super) async fn release(
        &self,
        account: &str,
        hold: &str,
        amount: i64,
        state: Option<State>,
    ) -> Result<bool, TableError> {
        let attribute = attribute(hold);
        let mut write = Write::to(account)
            .only_if(Condition::PartEquals(attribute.clone(), "amount", amount.into()))
            .add("used", -amount)
            .remove(&attribute)
            .repeatable();
        if let Some(state) = state {
            write = write.only_if(Condition::PartEquals(attribute, "state", state.as_str().into()));
        }
        Ok(matches!(self.table.write(write).await?, Written::Done(_)))
    }

    /// The hold of an entry, as its maker had it.
    pub(super) fn hold_of(id: &str, entry: &Entry) -> Hold {
        let amount = NanoUsd::from_nanos(number(&entry.all, "held")).unwrap_or_default();
        Hold { id: id.to_owned(), session: entry.session.clone(), day: entry.day, amount }
    }
}
