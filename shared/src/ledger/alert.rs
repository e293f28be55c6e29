//! Which alerts an account calls for, and that each is sent once: at 90 per cent of the limit, at the limit, and when
//! more was spent than had been held.

use time::{Duration, OffsetDateTime};

use super::{
    Ledger, Scope,
    account::{Account, milliseconds},
    utc_date,
};
use crate::store::table::{Condition, Item, Table, TableError, Write, Written, number};

/// How long whoever has claimed an alert has for sending it. After that somebody else does: an alert that comes twice
/// is better than one that never comes.
const CLAIMED_FOR: Duration = Duration::minutes(5);

/// What an alert says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertKind {
    /// More than 90 per cent of the limit is spent.
    Warning,
    /// The limit is reached: all of it is spent, or a call was refused because it did not fit.
    Critical,
    /// Calls have cost more than was held for them.
    Overrun,
}

impl AlertKind {
    const ALL: [Self; 3] = [Self::Warning, Self::Critical, Self::Overrun];

    /// Its name in the account and in logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
            Self::Overrun => "overrun",
        }
    }

    fn is_called_for(self, account: &Account, item: &Item) -> bool {
        let (spent, limit) = (i128::from(number(item, "spent")), i128::from(account.limit.nanos()));
        match self {
            Self::Warning => spent * 10 > limit * 9,
            Self::Critical => spent >= limit || number(item, "refused_at") > 0,
            Self::Overrun => account.scope == Scope::Day && number(item, "overrun") > 0,
        }
    }
}

/// An alert that is to be sent, claimed by whoever holds this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// What it says.
    pub kind: AlertKind,
    /// Whether the day's limit is meant, or the month's.
    pub scope: Scope,
    account: String,
}

impl<T: Table> Ledger<T> {
    /// The alerts that today and this month call for and that nobody has sent or is sending. The caller sends each
    /// and then says so with [`Ledger::alert_sent`].
    pub async fn claim_alerts(&self, now: OffsetDateTime) -> Result<Vec<Alert>, TableError> {
        let today = utc_date(now);
        let mut claimed = Vec::new();
        for account in [self.day_account(today), self.month_account(today)] {
            let item = self.table.read(&account.id).await?;
            for kind in AlertKind::ALL.into_iter().filter(|kind| kind.is_called_for(&account, &item)) {
                let write = Write::to(&account.id)
                    .only_if(Condition::Missing(sent(kind)))
                    .only_if(Condition::AtMost(claim(kind), milliseconds(now.saturating_add(-CLAIMED_FOR))))
                    .set(claim(kind), milliseconds(now));
                if let Written::Done(_) = self.table.write(write).await? {
                    claimed.push(Alert { kind, scope: account.scope, account: account.id.clone() });
                }
            }
        }
        Ok(claimed)
    }

    /// Notes that an alert was sent, so that it is not sent again in this day or month.
    pub async fn alert_sent(&self, alert: &Alert, now: OffsetDateTime) -> Result<(), TableError> {
        let write = Write::to(&alert.account).set(sent(alert.kind), milliseconds(now)).repeatable();
        self.table.write(write).await.map(drop)
    }
}

fn claim(kind: AlertKind) -> String {
    format!("alert_{}_claimed", kind.as_str())
}

fn sent(kind: AlertKind) -> String {
    format!("alert_{}_sent", kind.as_str())
}
