//! What is left behind by calls that crashed, and what becomes of it.

use time::{Duration, OffsetDateTime};

use super::{
    Ledger,
    account::{Account, Entry, State, attribute, entries, entry},
    usage,
};
use crate::store::table::{Condition, Table, TableError, Value, Write, Written};

/// How long an expired hold is remembered, so that a call which outlived it is still charged. No call of a function
/// takes longer: that is the most that Lambda allows.
const REMEMBERED: Duration = Duration::minutes(15);

/// What a sweep has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Holds of calls that never settled.
    pub expired: u32,
    /// Settlements that had stopped half way.
    pub completed: u32,
    /// Entries of holds that had been given up half way, and memories of expired ones.
    pub removed: u32,
}

impl<T: Table> Ledger<T> {
    /// Clears away what crashed calls have left in the days and months that calls may still hold in: today's and
    /// yesterday's. Sweeping at the same time elsewhere does no harm.
    pub async fn sweep(&self, now: OffsetDateTime) -> Result<Swept, TableError> {
        let mut swept = Swept::default();
        for (account, _) in self.open_accounts(now) {
            self.sweep_account(&account, now, &mut swept).await?;
        }
        Ok(swept)
    }

    async fn sweep_account(&self, account: &Account, now: OffsetDateTime, swept: &mut Swept) -> Result<(), TableError> {
        let item = self.table.read(&account.id).await?;
        for (id, found) in entries(&item).filter(|(_, entry)| entry.is_over(now)) {
            match self.finish(&account.id, id, &found, now).await? {
                Finished::Expired => swept.expired += 1,
                Finished::Completed => swept.completed += 1,
                Finished::Removed => swept.removed += 1,
                Finished::Remembered => {}
            }
        }
        Ok(())
    }

    /// Brings a hold to its end whose time is over, as found in this account. What has expired is left alone, without
    /// a call, until it is forgotten: after a bad hour there may be many.
    pub(super) async fn finish(
        &self,
        found_in: &str,
        id: &str,
        found: &Entry,
        now: OffsetDateTime,
    ) -> Result<Finished, TableError> {
        let forgotten = found.is_over(now.saturating_add(-REMEMBERED));
        if found.state == State::Expired && !forgotten {
            return Ok(Finished::Remembered);
        }
        loop {
            let Some(decided) = entry(&self.table.read(&found.session).await?, id) else {
                // The hold was given up, or settled and forgotten: nobody knows this entry any more.
                self.release(found_in, id, found.amount, None).await?;
                return Ok(Finished::Removed);
            };
            let hold = Self::hold_of(id, &decided);
            match decided.state {
                State::Settled => match usage::recalled(&decided.all) {
                    Some(charge) => {
                        self.complete(&hold, &charge, false).await?;
                        return Ok(Finished::Completed);
                    }
                    None => return Ok(Finished::Remembered),
                },
                State::Held => {
                    // Refused if it is being settled right now: then that decides.
                    if let Written::Done(_) = self.expire(&hold.session, id, &decided).await? {
                        self.expire_everywhere(&hold, id, found).await?;
                        return Ok(Finished::Expired);
                    }
                }
                State::Expired => {
                    self.expire_everywhere(&hold, id, found).await?;
                    if !forgotten {
                        return Ok(Finished::Remembered);
                    }
                    // First the entry that decides: a settlement that comes later finds nothing, and says so.
                    if self.release(&hold.session, id, 0, Some(State::Expired)).await? {
                        self.release_day_and_month(&hold, 0).await?;
                    }
                    return Ok(Finished::Removed);
                }
            }
        }
    }

    async fn expire_everywhere(&self, hold: &super::Hold, id: &str, found: &Entry) -> Result<(), TableError> {
        let (day, month) = self.day_and_month(hold.day);
        let whole = Entry { amount: hold.amount.nanos(), ..found.clone() };
        tokio::try_join!(self.expire(&day.id, id, &whole), self.expire(&month.id, id, &whole))?;
        Ok(())
    }

    /// Frees what an account holds of a hold, and remembers that it did. Does nothing the second time.
    pub(super) async fn expire(&self, account: &str, id: &str, held: &Entry) -> Result<Written, TableError> {
        let attribute = attribute(id);
        let write = Write::to(account)
            .only_if(Condition::PartEquals(attribute.clone(), "amount", held.amount.into()))
            .only_if(Condition::PartEquals(attribute.clone(), "state", State::Held.as_str().into()))
            .add("used", -held.amount)
            .add("expired", held.amount)
            .set(attribute, Value::Map(held.turned(State::Expired)))
            .repeatable();
        self.table.write(write).await
    }
}

/// What became of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finished {
    Expired,
    Completed,
    Removed,
    /// It has expired, and may still be settled.
    Remembered,
}
