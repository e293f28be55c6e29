//! The ledger on one day: how fast many callers at once hold and settle money in the emulator of AWS, with how many
//! writes, and how large the day's item becomes. DynamoDB's own speed is another: `docs/scale.md` reckons with the
//! sizes and writes that are measured here.

use std::{collections::BTreeMap, fmt::Write as _, time::Instant};

use shared::{
    error::Failure,
    ledger::{
        Ask, Charge, Hold, Ledger, Limits, Payer,
        prices::{Prices, Tokens},
        usage::Context,
    },
    money::NanoUsd,
    store::table::{DynamoTable, Item, Table as _, Value},
};
use time::OffsetDateTime;
use tokio::task::JoinSet;
use uuid::Uuid;

use bench::statistics::{Sample, milliseconds, ratio};

use crate::{
    Result,
    counted::{self, Counted},
};

/// How many call at once, each with so many calls one after the other.
const CLIENTS: [(u32, u32); 3] = [(1, 200), (10, 40), (50, 8)];

/// How long a hold lives.
const LIFE: time::Duration = time::Duration::minutes(2);

/// What a busy day's models are used for.
const USED: [(&str, Context); 6] = [
    ("claude-sonnet-5-5", Context::Chat),
    ("claude-sonnet-5-5", Context::Valuation),
    ("claude-haiku-5-5", Context::Chat),
    ("gpt-6-luna", Context::Chat),
    ("gpt-6-luna", Context::Valuation),
    ("text-embedding-3-small", Context::Embedding),
];

/// Holds whose entries are measured.
const ENTRIES: u32 = 10;

/// Measures both in the table at this address.
pub(crate) async fn measure(url: &str) -> Result<String> {
    let table = counted::table(url).await?;
    let mut text = "Holding and settling money for calls of models in one day's item: every client holds, settles and \
                    begins again, in the emulator, which takes several milliseconds where DynamoDB takes a few and does \
                    little at once. So compare the rows, and take the writes: a hold is 3 writes in 2 round trips (the \
                    session; then day and month, side by side), a settlement 4 in 3 (the session; day and month; the \
                    session again), and one more in a call that is the dearest of its model on the day.\n\n\
                    | clients | calls/s | hold, p50 | hold, p99 | writes a hold | settle, p50 | settle, p99 | \
                    writes a settlement |\n\
                    |--:|--:|--:|--:|--:|--:|--:|--:|"
        .to_owned();
    let today = OffsetDateTime::now_utc();
    for (day, (clients, calls)) in (1_i64..).zip(CLIENTS) {
        // Each number of clients has a day of its own.
        let now = today + time::Duration::days(day);
        let began = Instant::now();
        let mut working = JoinSet::new();
        for _ in 0..clients {
            working.spawn(Client::new(&table).work(calls, now));
        }
        let mut all = Figures::default();
        for figures in working.join_all().await {
            all.absorb(figures?);
        }
        let done = u128::from(clients * calls);
        write!(
            text,
            "\n| {clients} | {} | {} | {} | {} | {} | {} | {} |",
            done * 1_000 / began.elapsed().as_millis().max(1),
            milliseconds(all.holding.percentile(50)),
            milliseconds(all.holding.percentile(99)),
            ratio(all.hold_writes.into(), done),
            milliseconds(all.settling.percentile(50)),
            milliseconds(all.settling.percentile(99)),
            ratio(all.settle_writes.into(), done),
        )?;
    }
    write!(text, "\n\n{}", sizes(&table, today).await?)?;
    Ok(text)
}

/// What many calls have taken.
#[derive(Default)]
struct Figures {
    holding: Sample,
    settling: Sample,
    hold_writes: u32,
    settle_writes: u32,
}

impl Figures {
    fn absorb(&mut self, other: Self) {
        self.holding.absorb(other.holding);
        self.settling.absorb(other.settling);
        self.hold_writes += other.hold_writes;
        self.settle_writes += other.settle_writes;
    }
}

/// An environment of a function that calls models.
struct Client {
    ledger: Ledger<Counted>,
    table: Counted,
    prices: Prices,
}

impl Client {
    fn new(table: &DynamoTable) -> Self {
        let table = Counted::new(table.clone());
        // What is measured is not how holds are refused.
        let limits = Limits { session: NanoUsd::MAX, day: NanoUsd::MAX, month: NanoUsd::MAX };
        Self { ledger: Ledger::new(table.clone(), limits), table, prices: Prices::shipped() }
    }

    /// Holds and settles so often, each for a conversation of its own.
    async fn work(self, calls: u32, now: OffsetDateTime) -> Result<Figures> {
        let mut figures = Figures::default();
        let (model, context) = USED[0];
        let tokens = Tokens { input: 812, cache_read: 2_345, output: 417, ..Tokens::default() };
        let charge = self.charge(model, context, tokens, now)?;
        let worst = self.prices.of(model, now.date())?.worst_case(3_157, 1_024);
        for _ in 0..calls {
            let began = Instant::now();
            let hold = self.hold(worst, now).await?;
            figures.holding.add(began.elapsed());
            figures.hold_writes += self.table.take().1;

            let began = Instant::now();
            self.ledger.settle(&hold, &charge).await?;
            figures.settling.add(began.elapsed());
            figures.settle_writes += self.table.take().1;
        }
        Ok(figures)
    }

    async fn hold(&self, worst: NanoUsd, now: OffsetDateTime) -> Result<Hold> {
        let ask = Ask { worst, least: worst, until: now + LIFE };
        let held = self.ledger.hold(Uuid::new_v4(), Payer::Session(Uuid::now_v7()), ask, now).await;
        Ok(held.map_err(Failure::from)?)
    }

    fn charge(&self, model: &str, context: Context, tokens: Tokens, now: OffsetDateTime) -> Result<Charge> {
        let cost = self.prices.of(model, now.date())?.cost(tokens);
        Ok(Charge { model: model.to_owned(), context, tokens, cost })
    }
}

/// How large the day's item is, as a sentence.
async fn sizes(table: &DynamoTable, now: OffsetDateTime) -> Result<String> {
    let client = Client::new(table);
    for (model, context) in USED {
        // As many tokens as a day's, of each kind that the model has.
        let price = *client.prices.of(model, now.date())?.for_prompt(0);
        let tokens = Tokens {
            input: 81_234_567,
            cache_write_5m: price.cache_write_5m.map_or(0, |_| 4_123_456),
            cache_write_1h: price.cache_write_1h.map_or(0, |_| 4_123_456),
            cache_read: price.cache_read.map_or(0, |_| 41_234_567),
            output: price.output.map_or(0, |_| 8_123_456),
        };
        let charge = client.charge(model, context, tokens, now)?;
        let hold = client.hold(charge.cost, now).await?;
        client.ledger.settle(&hold, &charge).await?;
    }
    let keys = [format!("DAY#{}", now.date()), format!("MONTH#{}-{:02}", now.year(), u8::from(now.month()))];
    let bytes = async || -> Result<[u64; 2]> {
        let [day, month] = &keys;
        Ok([item_bytes(day, &table.read(day).await?), item_bytes(month, &table.read(month).await?)])
    };
    let [day, month] = bytes().await?;
    let worst = client.prices.of(USED[0].0, now.date())?.worst_case(3_157, 1_024);
    for _ in 0..ENTRIES {
        client.hold(worst, now).await?;
    }
    let [in_flight, _] = bytes().await?;
    Ok(format!(
        "As DynamoDB counts, the day's item has {day} bytes when {} models and contexts have been used, the month's \
         {month}; each hold in flight adds {}.",
        USED.len(),
        (in_flight - day) / u64::from(ENTRIES)
    ))
}

/// The size of an item as DynamoDB counts it (Developer Guide, “DynamoDB item sizes and formats”): names and texts in
/// UTF-8, a byte for every two significant digits and one more, three for a map and one for each of its entries.
fn item_bytes(id: &str, item: &Item) -> u64 {
    "id".len() as u64 + id.len() as u64 + attributes_bytes(item)
}

fn attributes_bytes(attributes: &BTreeMap<String, Value>) -> u64 {
    attributes.iter().map(|(name, value)| name.len() as u64 + value_bytes(value)).sum()
}

fn value_bytes(value: &Value) -> u64 {
    match value {
        Value::Number(number) => {
            let digits = number.unsigned_abs().to_string();
            // A sign takes one more.
            (digits.trim_end_matches('0').len() as u64).div_ceil(2) + 1 + u64::from(*number < 0)
        }
        Value::Text(text) => text.len() as u64,
        Value::Map(map) => 3 + map.len() as u64 + attributes_bytes(map),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l2_an_item_has_the_size_that_dynamodb_counts() {
        // By hand: "id" and its value 2 + 3, "used" 4 with 1,234,500 in 3 + 1, "h" 1 with a map of one text 3 + 1 + 4 + 7.
        let entry = Value::map([("text", "seventh".into())]);
        let item = Item::from([("used".to_owned(), 1_234_500.into()), ("h".to_owned(), entry)]);
        assert_eq!(item_bytes("DAY", &item), 5 + 8 + 16);
        assert_eq!([0, 9, 10, 123, -123].map(|number| value_bytes(&number.into())), [1, 2, 2, 3, 4]);
    }
}
