//! The table of counters in DynamoDB, reduced to what the floor above needs: read an item, or change one under
//! conditions in a single step. Everything that the whole fleet must agree on (money held and spent, breakers,
//! rate limits, blocks) is one item and conditional writes to it, because those are what DynamoDB serialises at
//! any concurrency without conflicts.
//!
//! Writes are data ([`Write`]), so that the same rules run over [`DynamoTable`] and, in the tests of their logic,
//! over a simulated table that crashes, delays and loses answers at will.
//!
//! **A write whose answer is lost may have happened** ([`TableError::Unknown`]). The AWS client's own retries are
//! therefore off: a write is repeated after such a loss only where it says that repeating it is harmless
//! ([`Write::repeatable`]).

mod dynamo;
#[cfg(test)]
pub(crate) mod simulated;

use std::{collections::BTreeMap, error::Error, future::Future};

pub use dynamo::DynamoTable;
use time::OffsetDateTime;

use crate::error::Failure;

/// The attributes of an item by name, without its key. A missing item has none.
pub type Item = BTreeMap<String, Value>;

/// The attribute by which DynamoDB deletes items of itself: seconds since 1970. Deletion can take days, so no
/// rule counts on it.
pub const EXPIRES_AT: &str = "expires_at";

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// An integer: money in nano-dollars, times in milliseconds since 1970, counts.
    Number(i64),
    /// A text.
    Text(String),
    /// Attributes within an attribute.
    Map(BTreeMap<String, Value>),
}

impl Value {
    /// A map of these attributes.
    pub fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        Self::Map(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A moment as items hold it: milliseconds since 1970.
#[must_use]
pub fn milliseconds(moment: OffsetDateTime) -> i64 {
    // Every moment that the type can hold fits.
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// The moment that items hold so; `None` where there is no such moment.
#[must_use]
pub fn moment(milliseconds: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()
}

/// The number under this name; zero where there is none.
#[must_use]
pub fn number(item: &Item, name: &str) -> i64 {
    match item.get(name) {
        Some(Value::Number(number)) => *number,
        _ => 0,
    }
}

/// The text under this name.
#[must_use]
pub fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// The map under this name.
#[must_use]
pub fn map<'a>(item: &'a Item, name: &str) -> Option<&'a Item> {
    match item.get(name) {
        Some(Value::Map(map)) => Some(map),
        _ => None,
    }
}

/// What must be so for a write to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The item has no such attribute.
    Missing(String),
    /// The attribute is a number up to this one, or missing.
    AtMost(String, i64),
    /// The attribute is a number above this one.
    Above(String, i64),
    /// The attribute has this value.
    Equals(String, Value),
    /// A part of an attribute that is a map has this value.
    PartEquals(String, &'static str, Value),
}

/// What a write does to an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Gives it this value.
    Set(String, Value),
    /// Adds to it; a missing one counts as zero.
    Add(String, i64),
    /// Removes it.
    Remove(String),
}

/// A conditional change of one item. All conditions must hold, else nothing happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    id: String,
    conditions: Vec<Condition>,
    actions: Vec<Action>,
    repeatable: bool,
}

impl Write {
    /// A change of the item with this key, which comes into being if it is missing.
    #[must_use]
    pub fn to(id: impl Into<String>) -> Self {
        Self { id: id.into(), conditions: Vec::new(), actions: Vec::new(), repeatable: false }
    }

    /// Only if this holds.
    #[must_use]
    pub fn only_if(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Gives an attribute a value.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.actions.push(Action::Set(name.into(), value.into()));
        self
    }

    /// Adds to a number; not at all where nothing is to be added.
    #[must_use]
    pub fn add(mut self, name: impl Into<String>, amount: i64) -> Self {
        if amount != 0 {
            self.actions.push(Action::Add(name.into(), amount));
        }
        self
    }

    /// Removes an attribute.
    #[must_use]
    pub fn remove(mut self, name: impl Into<String>) -> Self {
        self.actions.push(Action::Remove(name.into()));
        self
    }

    /// Says that the write may be done twice, because its conditions stop a second one from having an effect,
    /// or because twice is as good as once.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// Whether the write may be done twice.
    #[cfg(test)]
    pub(crate) fn is_repeatable(&self) -> bool {
        self.repeatable
    }

    /// The key of the item.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// What became of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It happened; the item as it is now.
    Done(Item),
    /// A condition did not hold; the item as it was, empty if missing.
    Refused(Item),
}

/// Why the table did not answer as it should.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Too much at once; nothing has been changed. The item may be the one that is asked for too often, so it says
    /// little about the table.
    #[error("the table of counters is throttled")]
    Throttled(#[source] Box<dyn Error + Send + Sync>),
    /// Nothing has been changed.
    #[error("the table of counters refused")]
    NotDone(#[source] Box<dyn Error + Send + Sync>),
    /// The answer is lost: whether something has been changed is not known.
    #[error("the table of counters did not answer")]
    Unknown(#[source] Box<dyn Error + Send + Sync>),
}

impl From<TableError> for Failure {
    fn from(error: TableError) -> Self {
        Self::of_service("dynamodb", error)
    }
}

/// A table of items, each under a text as its key.
pub trait Table: Send + Sync {
    /// The item under this key, as the last finished write left it; empty where there is none.
    fn read(&self, id: &str) -> impl Future<Output = Result<Item, TableError>> + Send;

    /// Changes one item, if its conditions hold.
    fn write(&self, write: Write) -> impl Future<Output = Result<Written, TableError>> + Send;
}
