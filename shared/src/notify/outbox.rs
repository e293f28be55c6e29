//! Where messages stay that nobody sends: on a developer's machine without the senders' keys, for the console to show.

use serde::Serialize;
use time::{Duration, OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use crate::{
    error::Failure,
    store::table::{EXPIRES_AT, Item, Table, Value, Write, map, milliseconds, moment, number, text},
};

/// The item of the outbox, and how long a message stays in it.
const OUTBOX: &str = "OUTBOX";
const KEPT: Duration = Duration::minutes(15);

/// Messages that nobody sent.
#[derive(Debug, Clone)]
pub struct Outbox<T> {
    table: T,
}

/// A message in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// To which phone or mail address.
    pub to: String,
    /// What it says; of a mail the subject and the plain text.
    pub text: String,
    /// When it was put there.
    #[serde(with = "rfc3339")]
    pub at: OffsetDateTime,
}

impl<T: Table> Outbox<T> {
    /// The outbox in this table.
    #[must_use]
    pub fn new(table: T) -> Self {
        Self { table }
    }

    /// Puts a message there, and takes away what is old.
    pub(super) async fn put(&self, to: &str, text: &str, now: OffsetDateTime) -> Result<(), Failure> {
        let item = self.table.read(OUTBOX).await?;
        let old = item.keys().filter(|name| kept(&item, name).is_some_and(|kept| kept.at < now - KEPT));
        let message =
            Value::map([("to", Value::from(to)), ("text", Value::from(text)), ("at", Value::from(milliseconds(now)))]);
        let write = Write::to(OUTBOX)
            .set(format!("m_{}", Uuid::now_v7().simple()), message)
            .set(EXPIRES_AT, (now + KEPT).unix_timestamp());
        self.table.write(old.fold(write, |write, name| write.remove(name.clone()))).await?;
        Ok(())
    }

    /// What is there, the latest first.
    pub async fn messages(&self, now: OffsetDateTime) -> Result<Vec<Kept>, Failure> {
        let item = self.table.read(OUTBOX).await?;
        let mut messages: Vec<Kept> =
            item.keys().filter_map(|name| kept(&item, name)).filter(|kept| kept.at >= now - KEPT).collect();
        messages.sort_by_key(|kept| std::cmp::Reverse(kept.at));
        Ok(messages)
    }
}

fn kept(item: &Item, name: &str) -> Option<Kept> {
    let entry = map(item, name)?;
    let at = moment(number(entry, "at"))?;
    Some(Kept { to: text(entry, "to")?.to_owned(), text: text(entry, "text")?.to_owned(), at })
}
