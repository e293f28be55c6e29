//! What models were used for and what that cost, as the ledger keeps it: a row a UTC day, model and context.
//! These are the figures that the report, the daily mail and `/costs` are made from.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};
use time::Date;

use super::prices::Tokens;
use crate::{
    money::NanoUsd,
    store::table::{Condition, Item, Value, Write, number, text},
};

/// What money was spent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Context {
    /// Answering a person.
    Chat,
    /// Making vectors, of units or of questions.
    Embedding,
    /// Explaining what a unit is worth.
    Valuation,
}

/// A name that stands for no [`Context`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("money is spent for chat, embedding or valuation, not for “{0}”")]
pub struct UnknownContext(String);

impl Context {
    /// All contexts.
    pub const ALL: [Self; 3] = [Self::Chat, Self::Embedding, Self::Valuation];

    /// The name in the store, in JSON and in CSV.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Embedding => "embedding",
            Self::Valuation => "valuation",
        }
    }
}

impl fmt::Display for Context {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Context {
    type Err = UnknownContext;

    fn from_str(name: &str) -> Result<Self, UnknownContext> {
        let found = Self::ALL.into_iter().find(|context| context.as_str() == name);
        found.ok_or_else(|| UnknownContext(name.to_owned()))
    }
}

/// What one model used in one context on one UTC day. The kinds of tokens are disjoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsageRow {
    /// The model's id at its provider.
    pub model: String,
    /// What it was used for.
    pub context: Context,
    /// How many calls were settled.
    pub calls: u64,
    /// Prompt tokens that had nothing to do with a cache.
    pub input: u64,
    /// Prompt tokens that were written into the cache for five minutes.
    pub cache_write_5m: u64,
    /// Prompt tokens that were written into the cache for an hour.
    pub cache_write_1h: u64,
    /// Prompt tokens that were read from the cache.
    pub cache_read: u64,
    /// Tokens that the model wrote, thinking included.
    pub output: u64,
    /// What all of it cost.
    #[serde(rename = "cost_usd")]
    pub cost: NanoUsd,
    /// What the dearest single call cost.
    #[serde(rename = "dearest_usd")]
    pub dearest: NanoUsd,
}

/// A UTC day's money. The costs of `usage` add up to `spent`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayCosts {
    /// The day, in UTC.
    #[serde(serialize_with = "iso_date")]
    pub date: Date,
    /// What was spent.
    #[serde(rename = "cost_usd")]
    pub spent: NanoUsd,
    /// What is held for calls that are under way.
    #[serde(rename = "held_usd")]
    pub held: NanoUsd,
    /// What was spent beyond what was held; part of `spent`.
    #[serde(rename = "overrun_usd")]
    pub overrun: NanoUsd,
    /// Holds that expired without being settled: calls that crashed. What those cost is not known, and not part
    /// of `spent`.
    #[serde(rename = "expired_usd")]
    pub expired: NanoUsd,
    /// Conversations that paid for something on the day.
    pub conversations: u64,
    /// What was used, by model and context.
    pub usage: Vec<UsageRow>,
}

impl DayCosts {
    /// A day on which nothing was spent.
    #[must_use]
    pub fn nothing(date: Date) -> Self {
        Self {
            date,
            spent: NanoUsd::ZERO,
            held: NanoUsd::ZERO,
            overrun: NanoUsd::ZERO,
            expired: NanoUsd::ZERO,
            conversations: 0,
            usage: Vec::new(),
        }
    }
}

/// A date as `2026-11-21`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
pub(super) fn iso_date<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

/// What a call has used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The model.
    pub model: String,
    /// What for.
    pub context: Context,
    /// How many tokens.
    pub tokens: Tokens,
    /// Their price.
    pub cost: NanoUsd,
}

/// The attribute of a day's account that counts conversations.
pub(super) const CONVERSATIONS: &str = "conversations";

/// The attributes of a day's account that add up what a model has used in a context: `u#<kind>#<context>#<model>`.
const KINDS: [&str; 7] = ["calls", "input", "cache_write_5m", "cache_write_1h", "cache_read", "output", "cost"];

/// The figures of a charge, in the order of [`KINDS`].
fn figures(charge: &Charge) -> [i64; 7] {
    let Tokens { input, cache_write_5m, cache_write_1h, cache_read, output } = charge.tokens;
    let tokens = [input, cache_write_5m, cache_write_1h, cache_read, output].map(i64::from);
    [1, tokens[0], tokens[1], tokens[2], tokens[3], tokens[4], charge.cost.nanos()]
}

/// Adds a charge to a day's figures.
pub(super) fn counted(mut write: Write, charge: &Charge) -> Write {
    for (kind, figure) in KINDS.into_iter().zip(figures(charge)) {
        write = write.add(format!("u#{kind}#{}#{}", charge.context.as_str(), charge.model), figure);
    }
    write
}

/// Notes a charge as the dearest of its model and context, unless the day has a dearer one.
pub(super) fn dearest(write: Write, day: &Item, charge: &Charge, session: &str) -> Option<Write> {
    let name = format!("top#{}#{}", charge.context.as_str(), charge.model);
    let cost = charge.cost.nanos();
    (number(day, &name) < cost).then(|| {
        write
            .only_if(Condition::AtMost(name.clone(), cost - 1))
            .set(name, cost)
            .set(format!("by#{}#{}", charge.context.as_str(), charge.model), session)
    })
}

/// A charge as the session's entry remembers it until it is carried everywhere.
pub(super) fn remembered(charge: &Charge) -> Item {
    let mut item: Item = KINDS.into_iter().map(str::to_owned).zip(figures(charge).map(Value::Number)).collect();
    item.insert("model".to_owned(), charge.model.as_str().into());
    item.insert("context".to_owned(), charge.context.as_str().into());
    item
}

/// The charge that an entry remembers.
pub(super) fn recalled(entry: &Item) -> Option<Charge> {
    let tokens = |kind| u32::try_from(number(entry, kind)).ok();
    Some(Charge {
        model: text(entry, "model")?.to_owned(),
        context: text(entry, "context")?.parse().ok()?,
        tokens: Tokens {
            input: tokens("input")?,
            cache_write_5m: tokens("cache_write_5m")?,
            cache_write_1h: tokens("cache_write_1h")?,
            cache_read: tokens("cache_read")?,
            output: tokens("output")?,
        },
        cost: NanoUsd::from_nanos(number(entry, "cost"))?,
    })
}

/// A day's costs out of its account.
pub(super) fn of_day(date: Date, item: &Item) -> DayCosts {
    let money = |name: &str| NanoUsd::from_nanos(number(item, name)).unwrap_or_default();
    let usage = item.keys().filter_map(|name| {
        let (context, model) = name.strip_prefix("u#calls#")?.split_once('#')?;
        let figure = |kind| number(item, &format!("u#{kind}#{context}#{model}"));
        let count = |kind| u64::try_from(figure(kind)).unwrap_or(0);
        Some(UsageRow {
            model: model.to_owned(),
            context: context.parse().ok()?,
            calls: count("calls"),
            input: count("input"),
            cache_write_5m: count("cache_write_5m"),
            cache_write_1h: count("cache_write_1h"),
            cache_read: count("cache_read"),
            output: count("output"),
            cost: NanoUsd::from_nanos(figure("cost"))?,
            dearest: money(&format!("top#{context}#{model}")),
        })
    });
    let spent = money("spent");
    DayCosts {
        date,
        spent,
        held: money("used").less(spent),
        overrun: money("overrun"),
        expired: money("expired"),
        conversations: u64::try_from(number(item, CONVERSATIONS)).unwrap_or(0),
        usage: usage.collect(),
    }
}

/// What tests build their figures from.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
pub(crate) mod examples {
    use super::*;

    /// An amount in dollars.
    pub(crate) fn usd(text: &str) -> NanoUsd {
        NanoUsd::parse_dollars(text).unwrap()
    }

    /// One call that cost so much; its tokens are left to the test.
    pub(crate) fn row(model: &str, context: Context, cost: &str) -> UsageRow {
        UsageRow {
            model: model.to_owned(),
            context,
            calls: 1,
            input: 0,
            cache_write_5m: 0,
            cache_write_1h: 0,
            cache_read: 0,
            output: 0,
            cost: usd(cost),
            dearest: usd(cost),
        }
    }

    /// A day on which this was used, in so many conversations.
    pub(crate) fn day(date: Date, conversations: u64, usage: Vec<UsageRow>) -> DayCosts {
        DayCosts { spent: usage.iter().map(|row| row.cost).sum(), conversations, usage, ..DayCosts::nothing(date) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use serde_json::json;
    use time::macros::date;

    use super::{
        examples::{day, row, usd},
        *,
    };

    #[test]
    fn l3_a_context_is_read_back_from_its_name_and_nothing_else_is() {
        for context in Context::ALL {
            assert_eq!(context.as_str().parse(), Ok(context));
            assert_eq!(serde_json::to_value(context).unwrap(), json!(context.as_str()));
        }
        for name in ["", "Chat", "chat ", "search"] {
            assert!(name.parse::<Context>().is_err(), "{name}");
        }
    }

    #[test]
    fn l3_a_day_is_json_with_an_iso_date_and_money_in_dollars() {
        let row = UsageRow {
            calls: 2,
            input: 1,
            cache_write_5m: 2,
            cache_write_1h: 3,
            cache_read: 4,
            output: 5,
            dearest: usd("0.75"),
            ..row("claude-opus-5-5", Context::Chat, "1.25")
        };
        let day = DayCosts {
            held: usd("0.5"),
            overrun: usd("0.125"),
            expired: usd("0.25"),
            ..day(date!(2026 - 03 - 05), 1, vec![row])
        };
        let expected = json!({
            "date": "2026-03-05", "cost_usd": 1.25, "held_usd": 0.5, "overrun_usd": 0.125, "expired_usd": 0.25,
            "conversations": 1,
            "usage": [{
                "model": "claude-opus-5-5", "context": "chat", "calls": 2, "input": 1, "cache_write_5m": 2,
                "cache_write_1h": 3, "cache_read": 4, "output": 5, "cost_usd": 1.25, "dearest_usd": 0.75
            }]
        });
        assert_eq!(serde_json::to_value(day).unwrap(), expected);
    }
}
