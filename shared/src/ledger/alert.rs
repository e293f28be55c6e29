//! Which alerts an account calls for, and that each is sent once: at 90 per cent of the limit, at the limit, when more
//! was spent than had been held, and when calls crash without saying what they cost.

use time::{Date, Duration, OffsetDateTime};

use super::{Balance, DayCosts, Ledger, Scope, account::Account, usage, utc_date};
use crate::store::table::{Condition, Item, Table, TableError, Write, Written, milliseconds, number};

/// How long whoever has claimed an alert has for sending it. After that somebody else does: an alert that comes twice
/// is better than one that never comes.
const CLAIMED_FOR: Duration = Duration::minutes(5);

/// What an alert says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertKind {
    /// More than 90 per cent of the limit is spent.
    Warning,
    /// The limit is reached: all of it is spent, or what is left is too little for a call.
    Critical,
    /// Calls have cost more than was held for them.
    Overrun,
    /// More than a hundredth of the limit was held by calls that crashed: what those cost is not known.
    Crashed,
}

impl AlertKind {
    const ALL: [Self; 4] = [Self::Warning, Self::Critical, Self::Overrun, Self::Crashed];

    /// Its name in the account and in logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
            Self::Overrun => "overrun",
            Self::Crashed => "crashed",
        }
    }

    fn is_called_for(self, balance: &Balance, item: &Item) -> bool {
        let (spent, limit) = (i128::from(balance.spent.nanos()), i128::from(balance.limit.nanos()));
        // What is not about a limit is said of the day only: the month would say it again.
        let is_day = balance.scope == Scope::Day;
        match self {
            Self::Warning => spent * 10 > limit * 9,
            // Money that is only held does not count as gone for the alert: it may come back in a moment.
            Self::Critical => {
                spent >= limit || balance.refused.is_some_and(|least| balance.limit.less(balance.spent) < least)
            }
            Self::Overrun => is_day && number(item, "overrun") > 0,
            Self::Crashed => is_day && i128::from(number(item, "expired")) * 100 > limit,
        }
    }
}

/// An alert that is to be sent, claimed by whoever holds this, with the figures that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// What it says.
    pub kind: AlertKind,
    /// The account that it is about: a day's or a month's.
    pub balance: Balance,
    /// The day, or the last day so far of the month.
    pub day: DayCosts,
    account: String,
}

impl<T: Table> Ledger<T> {
    /// The alerts that are called for and that nobody has sent or is sending: for today and yesterday, whose last calls
    /// may have settled after midnight, and for their months. The caller sends each and then says so with
    /// [`Ledger::alert_sent`].
    pub async fn claim_alerts(&self, now: OffsetDateTime) -> Result<Vec<Alert>, TableError> {
        let mut claimed = Vec::new();
        for (account, date) in self.open_accounts(now) {
            let item = self.table.read(&account.id).await?;
            let balance = account.balance(&item, now);
            for kind in AlertKind::ALL.into_iter().filter(|kind| kind.is_called_for(&balance, &item)) {
                if number(&item, &sent(kind)) > 0 || !self.claim(&account, kind, now).await? {
                    continue;
                }
                let day = match account.scope {
                    Scope::Day => usage::of_day(date, &item),
                    Scope::Session | Scope::Month => self.costs(date).await?,
                };
                claimed.push(Alert { kind, balance, day, account: account.id.clone() });
            }
        }
        Ok(claimed)
    }

    async fn claim(&self, account: &Account, kind: AlertKind, now: OffsetDateTime) -> Result<bool, TableError> {
        let name = format!("alert_{}_claimed", kind.as_str());
        let write = Write::to(&account.id)
            .only_if(Condition::Missing(sent(kind)))
            .only_if(Condition::AtMost(name.clone(), milliseconds(now.saturating_add(-CLAIMED_FOR))))
            .set(name, milliseconds(now));
        Ok(matches!(self.table.write(write).await?, Written::Done(_)))
    }

    /// Notes that an alert was sent, so that it is not sent again in this day or month.
    pub async fn alert_sent(&self, alert: &Alert, now: OffsetDateTime) -> Result<(), TableError> {
        let write = Write::to(&alert.account).set(sent(alert.kind), milliseconds(now)).repeatable();
        self.table.write(write).await.map(drop)
    }

    /// The days in which calls may still hold or settle, today's and yesterday's, and their months; each with its day.
    pub(super) fn open_accounts(&self, now: OffsetDateTime) -> Vec<(Account, Date)> {
        let (today, yesterday) = (utc_date(now), utc_date(now.saturating_add(-Duration::DAY)));
        let (day, month) = self.day_and_month(today);
        let (day_before, month_before) = self.day_and_month(yesterday);
        let mut accounts = vec![(day, today), (day_before, yesterday), (month, today)];
        if yesterday.month() != today.month() {
            accounts.push((month_before, yesterday));
        }
        accounts
    }
}

fn sent(kind: AlertKind) -> String {
    format!("alert_{}_sent", kind.as_str())
}
