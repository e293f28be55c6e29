//! What the models cost: for each model the price of a token by its kind, from a day on. From it follow the
//! most that a call can cost, which is held before the call ([`ModelPrice::worst_case`]), and what it did cost
//! ([`ModelPrice::cost`]). A model without a price is refused, so nothing is ever called that could not be
//! accounted for.
//!
//! Price lists speak of US dollars per million tokens. Here a price is a whole number of nano-dollars per token
//! ([`PerToken`]), of which 1,000 are one dollar per million; every listed price is such a number, and all
//! arithmetic is exact. A kind of token that a model does not list is charged as plain input, never for nothing.
//!
//! Some models charge more where the prompt is long. The whole request is then at the higher prices, output
//! included; what is already read from the cache counts for the prompt's length too.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::{Date, macros::date};

use crate::{config::Settings, error::Failure, money::NanoUsd};

time::serde::format_description!(calendar_day, Date, "[year]-[month]-[day]");

/// What a call used, in tokens. The kinds are disjoint: whoever fills this in from a provider that counts cached
/// tokens as part of its input takes them out of `input` first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tokens {
    /// Prompt that was neither read from the cache nor written to it.
    pub input: u32,
    /// Prompt that was written to the cache for five minutes.
    pub cache_write_5m: u32,
    /// Prompt that was written to the cache for an hour.
    pub cache_write_1h: u32,
    /// Prompt that was read from the cache.
    pub cache_read: u32,
    /// What the model wrote, its thinking included.
    pub output: u32,
}

impl Tokens {
    /// The length of the prompt, however it was read: what decides whether it is a long one.
    #[must_use]
    pub fn prompt(self) -> u64 {
        let [prompt @ .., _output] = self.counts();
        prompt.iter().sum()
    }

    /// The counts in the order of the fields, for adding up calls.
    #[must_use]
    pub fn counts(self) -> [u64; 5] {
        [self.input, self.cache_write_5m, self.cache_write_1h, self.cache_read, self.output].map(u64::from)
    }
}

/// What one token costs, in nano-dollars. JSON carries it as US dollars per million tokens in decimal text, such
/// as `"0.125"`: never as a number, which readers may take for a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PerToken(u32);

impl PerToken {
    /// The most that a token may cost, $0.001 or $1,000 per million: far above any model, and low enough to stop
    /// a price that was written per token instead of per million.
    const MAX: Self = Self(1_000_000);

    /// Reads US dollars per million tokens in decimal notation. `None` where it is something else, or not a whole
    /// number of nano-dollars per token, which means more than three decimals.
    fn parse_per_million(text: &str) -> Option<Self> {
        const TOKENS: i64 = 1_000_000;
        let nanos = NanoUsd::parse_dollars(text)?.nanos();
        if nanos % TOKENS == 0 { u32::try_from(nanos / TOKENS).ok().map(Self) } else { None }
    }
}

impl fmt::Display for PerToken {
    /// US dollars per million tokens, with two decimals or, where needed, three.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dollars, thousandths) = (self.0 / 1_000, self.0 % 1_000);
        if thousandths % 10 == 0 {
            write!(formatter, "{dollars}.{:02}", thousandths / 10)
        } else {
            write!(formatter, "{dollars}.{thousandths:03}")
        }
    }
}

impl Serialize for PerToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PerToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_per_million(&text).ok_or_else(|| {
            de::Error::custom("a price is US dollars per million tokens as text such as \"0.125\", in steps of 0.001")
        })
    }
}

/// What a token costs by its kind, for prompts of one range of lengths. `None` is a kind that the model does not
/// list; such tokens cost as much as plain input.
///
/// When read, a kind that is not listed must be said to be `null`: one that was merely forgotten would be charged
/// too low, and the limits would not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Plain prompt.
    pub input: PerToken,
    /// Prompt that is written to the cache for five minutes.
    #[serde(deserialize_with = "Option::deserialize")]
    pub cache_write_5m: Option<PerToken>,
    /// Prompt that is written to the cache for an hour.
    #[serde(deserialize_with = "Option::deserialize")]
    pub cache_write_1h: Option<PerToken>,
    /// Prompt that is read from the cache.
    #[serde(deserialize_with = "Option::deserialize")]
    pub cache_read: Option<PerToken>,
    /// What the model writes; `None` for a model that only embeds.
    #[serde(deserialize_with = "Option::deserialize")]
    pub output: Option<PerToken>,
}

impl Price {
    /// What each kind of token is charged at, in the order of [`Tokens`].
    fn charged(&self) -> [PerToken; 5] {
        [Some(self.input), self.cache_write_5m, self.cache_write_1h, self.cache_read, self.output]
            .map(|listed| listed.unwrap_or(self.input))
    }

    /// What so many tokens cost, in the order of [`Tokens`]. The sum cannot overflow; an amount beyond what money
    /// can hold is the most that it can hold.
    fn cost(&self, counts: [u64; 5]) -> NanoUsd {
        let costs = self.charged().into_iter().zip(counts);
        NanoUsd::from_nanos_saturating(costs.map(|(price, count)| u128::from(price.0) * u128::from(count)).sum())
    }

    /// Whether the prices can be meant: if not, what is wrong with them.
    fn check(&self) -> Result<(), &'static str> {
        let at_least_input = |price: Option<PerToken>| price.is_none_or(|price| price >= self.input);
        if self.charged().into_iter().any(|price| price > PerToken::MAX) {
            return Err("a price is above 1000 dollars per million tokens");
        }
        if self.cache_read.is_some_and(|read| read > self.input) {
            return Err("reading from the cache is dearer than input");
        }
        if !at_least_input(self.cache_write_5m) || !at_least_input(self.cache_write_1h) {
            return Err("writing to the cache is cheaper than input");
        }
        if let (Some(minutes), Some(hour)) = (self.cache_write_5m, self.cache_write_1h)
            && hour < minutes
        {
            return Err("writing to the cache for an hour is cheaper than for five minutes");
        }
        if !at_least_input(self.output) {
            return Err("output is cheaper than input");
        }
        // A model without a price is not bounded by any limit. Nothing else can be nothing: a cache's reads may.
        if self.input == PerToken(0) {
            return Err("input costs nothing");
        }
        Ok(())
    }
}

/// The prices of requests whose prompt is long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LongPrompt {
    /// The longest prompt, in tokens, that is not a long one.
    above: u32,
    /// What every token of the request costs.
    price: Price,
}

/// What a model costs from a day on, until its next price. Taken from [`Prices`], it has been checked.
///
/// As JSON it is what [`Prices::with_overrides`] reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelPrice {
    /// The first day (UTC) on which it holds.
    #[serde(with = "calendar_day")]
    from: Date,
    /// The prices, for every prompt that is not a long one.
    price: Price,
    /// The prices of long prompts, if those are charged differently.
    #[serde(deserialize_with = "Option::deserialize")]
    long_prompt: Option<LongPrompt>,
}

impl ModelPrice {
    /// The prices of a request whose prompt has this length.
    #[must_use]
    pub fn for_prompt(&self, prompt_tokens: u64) -> &Price {
        match &self.long_prompt {
            Some(long) if prompt_tokens > u64::from(long.above) => &long.price,
            _ => &self.price,
        }
    }

    /// Whether the model only embeds: it lists no output.
    #[must_use]
    pub fn is_embedding(&self) -> bool {
        self.price.output.is_none()
    }

    /// What one call cost, exactly. The whole call is charged by the length of its prompt.
    #[must_use]
    pub fn cost(&self, tokens: Tokens) -> NanoUsd {
        self.for_prompt(tokens.prompt()).cost(tokens.counts())
    }

    /// What the tokens of many calls would cost, none of which had a long prompt: the sums of
    /// [`Tokens::counts`]. For comparisons in reports, where the length of each prompt is no longer known.
    #[must_use]
    pub fn cost_of_short_prompts(&self, counts: [u64; 5]) -> NanoUsd {
        self.price.cost(counts)
    }

    /// The most that a call can cost: each token of the prompt at the dearest of the prompt's prices, and all the
    /// output that is asked for. No call with at most this prompt and at most this output costs more, because the
    /// prices of long prompts are nowhere below the others.
    #[must_use]
    pub fn worst_case(&self, prompt_tokens: u32, max_output: u32) -> NanoUsd {
        let [input, write_minutes, write_hour, read, output] = self.for_prompt(prompt_tokens.into()).charged();
        let prompt = input.max(write_minutes).max(write_hour).max(read);
        let nanos = |price: PerToken, count: u32| u128::from(price.0) * u128::from(count);
        NanoUsd::from_nanos_saturating(nanos(prompt, prompt_tokens) + nanos(output, max_output))
    }

    /// The most output that can be asked for so that [`worst_case`](Self::worst_case) stays within the amount;
    /// `None` where the prompt alone does not.
    #[must_use]
    pub fn output_within(&self, prompt_tokens: u32, amount: NanoUsd) -> Option<u32> {
        let prompt = self.worst_case(prompt_tokens, 0);
        if prompt > amount {
            return None;
        }
        let [.., output] = self.for_prompt(prompt_tokens.into()).charged();
        // Output that costs nothing has no largest amount within the money, only within the type.
        let affordable = amount.less(prompt).nanos().checked_div(output.0.into());
        Some(affordable.and_then(|tokens| u32::try_from(tokens).ok()).unwrap_or(u32::MAX))
    }

    /// Whether the prices can be meant: if not, what is wrong with them.
    fn check(&self) -> Result<(), &'static str> {
        self.price.check()?;
        if let Some(long) = &self.long_prompt {
            long.price.check()?;
            if long.price.output.is_some() != self.price.output.is_some() {
                return Err("output is listed for some lengths of prompt only");
            }
            // Compares what is charged, listed or not; without this the worst case would not be one.
            let mut kinds = long.price.charged().into_iter().zip(self.price.charged());
            if kinds.any(|(long, short)| long < short) {
                return Err("a long prompt is cheaper than a short one");
            }
        }
        Ok(())
    }
}

/// The prices of all models that may be called, each from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    /// By the model's id; the rows of one model by their day, the earliest first.
    rows: BTreeMap<String, Vec<ModelPrice>>,
}

/// A model that has no price on that day. Nobody may call it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the model {model:?} has no price on {at}")]
pub struct UnknownModel {
    /// The model, as it was asked for.
    pub model: String,
    /// The day (UTC).
    pub at: Date,
}

impl From<UnknownModel> for Failure {
    /// Which models are called is for Osool's configuration to say, so this is a fault of ours, and no
    /// provider's.
    fn from(error: UnknownModel) -> Self {
        Self::internal(error)
    }
}

/// Prices that cannot be used; the message says where and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("prices of models: {0}")]
pub struct PriceError(String);

impl Prices {
    /// The table of this release.
    #[must_use]
    pub fn shipped() -> Self {
        let row = |&(model, price, long_prompt): &(&str, Price, Option<LongPrompt>)| {
            (model.to_owned(), vec![ModelPrice { from: SHIPPED_FROM, price, long_prompt }])
        };
        Self { rows: SHIPPED.iter().map(row).collect() }
    }

    /// The table of this release with what `MODEL_PRICES` changes of it. A document that cannot be used is a fault of
    /// the configuration, whose log line says what is wrong with it: prices are no secret.
    pub fn read(settings: &mut Settings) -> Self {
        let Some(document) = settings.optional("MODEL_PRICES") else { return Self::shipped() };
        Self::shipped().with_overrides(&document).unwrap_or_else(|problem| {
            settings.fault("MODEL_PRICES", &format!("cannot be used: {problem}"));
            Self::shipped()
        })
    }

    /// These prices, changed by a JSON document (`MODEL_PRICES`), so that a new price or model needs no release:
    ///
    /// ```json
    /// {
    ///   "some-model": [
    ///     {
    ///       "from": "2027-03-01",
    ///       "price": {"input": "0.10", "cache_write_5m": "0.125", "cache_write_1h": null,
    ///                 "cache_read": "0.01", "output": "0.50"},
    ///       "long_prompt": {
    ///         "above": 100000,
    ///         "price": {"input": "0.20", "cache_write_5m": "0.25", "cache_write_1h": null,
    ///                   "cache_read": "0.02", "output": "0.75"}
    ///       }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// A model has a list of prices by ascending day (UTC). From the first day in the list on, the list is all
    /// that holds for the model; before it, what was there. Prices are US dollars per million tokens, as text.
    /// Every field must be there; `null` says that the model does not list the kind of token (it is then charged
    /// as input), that it only embeds (`output`), or that all prompts cost the same (`long_prompt`).
    ///
    /// Fails where the document is of another form, or where the prices after the change cannot be meant: a token
    /// above $0.001, a cache whose reads are dearer or whose writes are cheaper than input, output cheaper than
    /// input, a long prompt cheaper than a short one, days out of order.
    pub fn with_overrides(mut self, text: &str) -> Result<Self, PriceError> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let Overrides(overrides) =
            serde_path_to_error::deserialize(&mut deserializer).map_err(|error| PriceError(error.to_string()))?;
        deserializer.end().map_err(|error| PriceError(error.to_string()))?;
        for (model, rows) in overrides {
            let Some(first) = rows.first() else {
                return Err(PriceError(format!("{model:?}: the list is empty")));
            };
            let first_day = first.from;
            let kept = self.rows.entry(model).or_default();
            kept.retain(|row| row.from < first_day);
            kept.extend(rows);
        }
        self.check()?;
        Ok(self)
    }

    /// What the model costs on this day (UTC).
    pub fn of(&self, model: &str, at: Date) -> Result<&ModelPrice, UnknownModel> {
        let rows = self.rows.get(model).map(Vec::as_slice).unwrap_or_default();
        in_force(rows, at).ok_or_else(|| UnknownModel { model: model.to_owned(), at })
    }

    /// All models that have a price on this day (UTC), by their id, with that price.
    pub fn models(&self, at: Date) -> impl Iterator<Item = (&str, &ModelPrice)> {
        self.rows.iter().filter_map(move |(model, rows)| Some((model.as_str(), in_force(rows, at)?)))
    }

    /// Refuses prices that cannot be meant.
    fn check(&self) -> Result<(), PriceError> {
        for (model, rows) in &self.rows {
            if !is_model_id(model) {
                return Err(PriceError(format!("{model:?} is not the id of a model")));
            }
            if !rows.is_sorted_by(|earlier, later| earlier.from < later.from) {
                return Err(PriceError(format!("{model}: the days do not ascend")));
            }
            for row in rows {
                row.check().map_err(|problem| PriceError(format!("{model} from {}: {problem}", row.from)))?;
            }
        }
        Ok(())
    }
}

/// The last of these prices that has begun by this day.
fn in_force(rows: &[ModelPrice], at: Date) -> Option<&ModelPrice> {
    rows.iter().rev().find(|row| row.from <= at)
}

/// Whether this can be the id of a model. It becomes part of logs, reports and spreadsheets, so it holds nothing
/// that could mean something there.
fn is_model_id(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:/".contains(&byte);
    text.len() <= 100 && text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.bytes().all(is_allowed)
}

/// The document of [`Prices::with_overrides`]. Read by hand because maps are otherwise read with the last of
/// several entries winning, and a price must not get lost like that.
struct Overrides(BTreeMap<String, Vec<ModelPrice>>);

impl<'de> Deserialize<'de> for Overrides {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Models;

        impl<'de> de::Visitor<'de> for Models {
            type Value = Overrides;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of models, each with a list of prices")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Overrides, A::Error> {
                let mut models = BTreeMap::new();
                while let Some((model, rows)) = map.next_entry::<String, Vec<ModelPrice>>()? {
                    if models.contains_key(&model) {
                        return Err(de::Error::custom(format_args!("the model {model:?} is there twice")));
                    }
                    models.insert(model, rows);
                }
                Ok(Overrides(models))
            }
        }

        deserializer.deserialize_map(Models)
    }
}

/// The day from which the shipped prices hold: before anything was ever called.
const SHIPPED_FROM: Date = date!(2025 - 01 - 01);

/// The providers' list prices at their standard tier, in nano-dollars per token: 2,000 are USD 2 per million.
/// Retired models stay, so that reports over the past can still compare with them.
#[rustfmt::skip] // One model a row reads as the table that it is.
const SHIPPED: &[(&str, Price, Option<LongPrompt>)] = &[
    //                                         input  write 5m     write 1h     read         output
    ("claude-sonnet-5-5",          price(      2_000, Some(2_500), Some(4_000), Some(100),   Some(10_000)), None),
    ("claude-haiku-5-5",           price(        100, Some(125),   Some(200),   Some(10),    Some(500)),
        above(100_000,             price(        500, Some(625),   Some(1_000), Some(50),    Some(2_500)))),
    ("claude-opus-5-5",            price(      4_000, Some(5_000), Some(8_000), Some(200),   Some(20_000)), None),
    ("claude-sonnet-4-6",          price(      3_000, Some(3_750), Some(6_000), Some(300),   Some(15_000)), None),
    ("claude-haiku-4-5",           price(      1_000, Some(1_250), Some(2_000), Some(100),   Some(5_000)), None),
    // Retired.
    ("claude-3-5-sonnet-20241022", price(      3_000, Some(3_750), Some(6_000), Some(300),   Some(15_000)), None),
    // A long prompt doubles what the prompt costs, the cache included, and makes output half as dear again.
    ("gpt-6-luna",                 price(        100, Some(125),   None,        Some(10),    Some(500)),
        above(272_000,             price(        200, Some(250),   None,        Some(20),    Some(750)))),
    // Its cache for an hour costs 2.5 times the input, where every other model's costs twice the input.
    ("gpt-6.1-terra",              price(      1_000, Some(1_250), Some(2_500), Some(50),    Some(5_000)), None),
    // Leaves the API on 2027-01-14.
    ("gpt-4o",                     price(      2_500, None,        None,        Some(1_250), Some(10_000)), None),
    ("gpt-4o-mini",                price(        150, None,        None,        Some(75),    Some(600)), None),
    ("text-embedding-3-small",     price(         20, None,        None,        None,        None), None),
    ("text-embedding-3-large",     price(        130, None,        None,        None,        None), None),
    ("text-embedding-ada-002",     price(        100, None,        None,        None,        None), None),
];

/// The prices of a row of [`SHIPPED`].
const fn price(
    input: u32,
    write_minutes: Option<u32>,
    write_hour: Option<u32>,
    read: Option<u32>,
    output: Option<u32>,
) -> Price {
    Price {
        input: PerToken(input),
        cache_write_5m: listed(write_minutes),
        cache_write_1h: listed(write_hour),
        cache_read: listed(read),
        output: listed(output),
    }
}

/// A price that may be missing.
const fn listed(nanos: Option<u32>) -> Option<PerToken> {
    match nanos {
        Some(nanos) => Some(PerToken(nanos)),
        None => None,
    }
}

/// The prices of prompts above this length.
#[expect(clippy::unnecessary_wraps, reason = "stands in a column that may be empty")]
const fn above(length: u32, price: Price) -> Option<LongPrompt> {
    Some(LongPrompt { above: length, price })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
    #![allow(clippy::similar_names, reason = "the kinds of tokens are called like that")]

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::error::ErrorCode;

    const TODAY: Date = date!(2026 - 12 - 01);

    fn shipped(model: &str) -> ModelPrice {
        *Prices::shipped().of(model, TODAY).unwrap()
    }

    fn nanos(amount: i64) -> NanoUsd {
        NanoUsd::from_nanos(amount).unwrap()
    }

    /// A row of an override, whose model lists input and output only.
    fn row(from: &str, input: &str, output: &str) -> Value {
        let price = json!({
            "input": input, "cache_write_5m": null, "cache_write_1h": null, "cache_read": null, "output": output,
        });
        json!({"from": from, "price": price, "long_prompt": null})
    }

    fn per_million(text: &str) -> PerToken {
        PerToken::parse_per_million(text).unwrap()
    }

    /// The providers' price lists, in US dollars per million tokens: the model, the length of a prompt, and what
    /// input, writing for 5 minutes and for an hour, reading and output cost then; a dash is what is not listed.
    const LISTS: &[(&str, u64, [&str; 5])] = &[
        ("claude-sonnet-5-5", 1, ["2.00", "2.50", "4.00", "0.10", "10.00"]),
        ("claude-sonnet-5-5", 900_000, ["2.00", "2.50", "4.00", "0.10", "10.00"]),
        ("claude-haiku-5-5", 1, ["0.10", "0.125", "0.20", "0.01", "0.50"]),
        ("claude-haiku-5-5", 100_000, ["0.10", "0.125", "0.20", "0.01", "0.50"]),
        ("claude-haiku-5-5", 100_001, ["0.50", "0.625", "1.00", "0.05", "2.50"]),
        ("claude-opus-5-5", 1, ["4.00", "5.00", "8.00", "0.20", "20.00"]),
        ("claude-sonnet-4-6", 1, ["3", "3.75", "6", "0.30", "15"]),
        ("claude-haiku-4-5", 1, ["1", "1.25", "2", "0.10", "5"]),
        ("claude-3-5-sonnet-20241022", 1, ["3.00", "3.75", "6.00", "0.30", "15.00"]),
        ("gpt-6-luna", 1, ["0.10", "0.125", "-", "0.01", "0.50"]),
        ("gpt-6-luna", 272_000, ["0.10", "0.125", "-", "0.01", "0.50"]),
        ("gpt-6-luna", 272_001, ["0.20", "0.25", "-", "0.02", "0.75"]),
        ("gpt-6.1-terra", 1, ["1.00", "1.25", "2.50", "0.05", "5.00"]),
        ("gpt-4o", 1, ["2.50", "-", "-", "1.25", "10.00"]),
        ("gpt-4o-mini", 1, ["0.15", "-", "-", "0.075", "0.60"]),
        ("text-embedding-3-small", 1, ["0.02", "-", "-", "-", "-"]),
        ("text-embedding-3-large", 1, ["0.13", "-", "-", "-", "-"]),
        ("text-embedding-ada-002", 1, ["0.10", "-", "-", "-", "-"]),
    ];

    #[test]
    fn l1_every_shipped_price_is_the_one_of_the_providers_list() {
        for (model, prompt, listed) in LISTS {
            let [input, cache_write_5m, cache_write_1h, cache_read, output] =
                listed.map(|price| (price != "-").then(|| per_million(price)));
            let expected = Price { input: input.unwrap(), cache_write_5m, cache_write_1h, cache_read, output };
            assert_eq!(*shipped(model).for_prompt(*prompt), expected, "{model} with a prompt of {prompt}");
        }
    }

    #[test]
    fn l1_the_shipped_table_names_each_listed_model_once_and_no_other() {
        let mut listed: Vec<_> = LISTS.iter().map(|(model, ..)| *model).collect();
        listed.dedup();
        let mut table: Vec<_> = SHIPPED.iter().map(|(model, ..)| *model).collect();
        listed.sort_unstable();
        table.sort_unstable();
        assert_eq!(table, listed);
    }

    #[test]
    fn l1_the_shipped_table_holds_what_every_table_must() {
        assert_eq!(Prices::shipped().check(), Ok(()));
    }

    /// A rule of the providers, not of Osool: what catches a slip in the table need not hold for ever, and so is
    /// not asked of overrides.
    #[test]
    fn l1_shipped_cache_writes_cost_a_quarter_more_than_input_for_five_minutes_and_twice_as_much_for_an_hour() {
        for (model, short, long) in SHIPPED {
            for price in [Some(short), long.as_ref().map(|long| &long.price)].into_iter().flatten() {
                if let Some(write) = price.cache_write_5m {
                    assert_eq!(write.0 * 4, price.input.0 * 5, "{model}");
                }
                // One list says otherwise.
                let halves = if *model == "gpt-6.1-terra" { 5 } else { 4 };
                if let Some(write) = price.cache_write_1h {
                    assert_eq!(write.0 * 2, price.input.0 * halves, "{model}");
                }
            }
        }
    }

    #[test]
    fn l1_only_the_embedding_models_are_embedding_models() {
        let prices = Prices::shipped();
        let embedding: Vec<_> =
            prices.models(TODAY).filter(|(_, price)| price.is_embedding()).map(|(model, _)| model).collect();
        assert_eq!(embedding, ["text-embedding-3-large", "text-embedding-3-small", "text-embedding-ada-002"]);
    }

    #[test]
    fn l1_a_call_costs_the_sum_of_its_tokens_each_at_its_price() {
        let tokens =
            Tokens { input: 1_000, cache_write_5m: 2_000, cache_write_1h: 100, cache_read: 10_000, output: 500 };
        // 1,000 × 2,000 + 2,000 × 2,500 + 100 × 4,000 + 10,000 × 100 + 500 × 10,000: 1.34 cents.
        assert_eq!(shipped("claude-sonnet-5-5").cost(tokens), nanos(13_400_000));
        assert_eq!(shipped("claude-sonnet-5-5").cost(Tokens::default()), NanoUsd::ZERO);
    }

    #[test]
    fn l1_one_token_over_the_limit_puts_the_whole_request_at_the_prices_of_a_long_prompt() {
        let haiku = shipped("claude-haiku-5-5");
        let mut tokens =
            Tokens { input: 60_000, cache_write_5m: 10_000, cache_write_1h: 5_000, cache_read: 25_000, output: 1_000 };
        // 60,000 × 100 + 10,000 × 125 + 5,000 × 200 + 25,000 × 10 + 1,000 × 500.
        assert_eq!(haiku.cost(tokens), nanos(9_000_000));
        tokens.input += 1;
        // 60,001 × 500 + 10,000 × 625 + 5,000 × 1,000 + 25,000 × 50 + 1,000 × 2,500.
        assert_eq!(haiku.cost(tokens), nanos(45_000_500));

        let luna = shipped("gpt-6-luna");
        let prompt = |input| Tokens { input, output: 1_000, ..Tokens::default() };
        assert_eq!(luna.cost(prompt(272_000)), nanos(27_700_000));
        assert_eq!(luna.cost(prompt(272_001)), nanos(55_150_200));
    }

    #[test]
    fn l1_each_kind_of_prompt_counts_for_its_length_and_output_does_not() {
        let haiku = shipped("claude-haiku-5-5");
        let long = 100_001;
        let output = 1_000;
        for (tokens, dearer) in [
            (Tokens { input: long, ..Tokens::default() }, 500),
            (Tokens { cache_write_5m: long, ..Tokens::default() }, 625),
            (Tokens { cache_write_1h: long, ..Tokens::default() }, 1_000),
            (Tokens { cache_read: long, ..Tokens::default() }, 50),
        ] {
            let expected = i64::from(long) * dearer + i64::from(output) * 2_500;
            assert_eq!(haiku.cost(Tokens { output, ..tokens }), nanos(expected), "{tokens:?}");
        }
        assert_eq!(haiku.cost(Tokens { output: long, ..Tokens::default() }), nanos(50_000_500));
    }

    #[test]
    fn l1_a_kind_of_token_that_the_model_does_not_list_is_charged_as_input() {
        let write = Tokens { cache_write_1h: 10, ..Tokens::default() };
        assert_eq!(shipped("gpt-4o").cost(write), nanos(25_000));
        // For a long prompt, as the input of a long prompt.
        let long = Tokens { cache_write_1h: 272_001, ..Tokens::default() };
        assert_eq!(shipped("gpt-6-luna").cost(long), nanos(54_400_200));
        let embedding = shipped("text-embedding-3-small");
        assert_eq!(embedding.cost(Tokens { input: 1_000, output: 10, ..Tokens::default() }), nanos(20_200));
    }

    #[test]
    fn l1_the_worst_case_takes_the_prompt_at_its_dearest_price_and_all_the_output() {
        assert_eq!(shipped("claude-sonnet-5-5").worst_case(1_000, 100), nanos(1_000 * 4_000 + 100 * 10_000));
        assert_eq!(shipped("gpt-6-luna").worst_case(1_000, 100), nanos(1_000 * 125 + 100 * 500));
        assert_eq!(shipped("gpt-4o").worst_case(1_000, 100), nanos(1_000 * 2_500 + 100 * 10_000));
        assert_eq!(shipped("text-embedding-3-large").worst_case(1_000, 0), nanos(130_000));
        let haiku = shipped("claude-haiku-5-5");
        assert_eq!(haiku.worst_case(100_000, 100), nanos(100_000 * 200 + 100 * 500));
        assert_eq!(haiku.worst_case(100_001, 100), nanos(100_001 * 1_000 + 100 * 2_500));
    }

    #[test]
    fn l1_output_is_shrunk_to_what_the_amount_leaves_after_the_prompt() {
        let sonnet = shipped("claude-sonnet-5-5");
        assert_eq!(sonnet.output_within(1_000, nanos(5_000_000)), Some(100));
        assert_eq!(sonnet.output_within(1_000, nanos(4_999_999)), Some(99));
        assert_eq!(sonnet.output_within(1_000, nanos(4_000_000)), Some(0));
        assert_eq!(sonnet.output_within(1_000, nanos(3_999_999)), None);
        assert_eq!(sonnet.output_within(0, NanoUsd::ZERO), Some(0));
        assert_eq!(sonnet.output_within(0, nanos(i64::MAX)), Some(u32::MAX));
    }

    #[test]
    fn l1_a_model_that_costs_nothing_is_refused_because_no_limit_would_bound_it() {
        for (input, output) in [("0", "0"), ("0", "0.5")] {
            assert!(overridden(&json!({"own": [row("2026-01-01", input, output)]})).is_err(), "{input} {output}");
        }
    }

    #[test]
    fn l1_the_largest_usage_at_the_dearest_price_is_still_counted_exactly() {
        let price = price(1_000_000, None, None, None, Some(1_000_000));
        let dearest = ModelPrice { from: SHIPPED_FROM, price, long_prompt: None };
        assert_eq!(dearest.check(), Ok(()));
        let most = u32::MAX;
        let tokens = Tokens { input: most, cache_write_5m: most, cache_write_1h: most, cache_read: most, output: most };
        assert_eq!(dearest.cost(tokens), nanos(5 * 4_294_967_295 * 1_000_000));
        assert_eq!(dearest.worst_case(most, most), nanos(2 * 4_294_967_295 * 1_000_000));
        assert_eq!(dearest.cost_of_short_prompts([u64::MAX; 5]), nanos(i64::MAX));
    }

    #[test]
    fn l1_sums_over_many_calls_are_compared_at_the_prices_of_short_prompts() {
        let haiku = shipped("claude-haiku-5-5");
        let counts = [5_000_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000];
        assert_eq!(haiku.cost_of_short_prompts(counts), nanos(500_835_000_000));
    }

    #[test]
    fn l1_a_model_without_a_price_is_refused() {
        let prices = Prices::shipped();
        for model in ["gpt-5", "", "claude-sonnet-5", "claude-sonnet-5-5 ", "Claude-Sonnet-5-5", "gpt-4o-mini-2"] {
            let error = prices.of(model, TODAY).unwrap_err();
            assert_eq!(error, UnknownModel { model: model.to_owned(), at: TODAY });
            assert!(error.to_string().contains(&format!("{model:?} has no price on 2026-12-01")), "{error}");
            assert_eq!(Failure::from(error).code(), ErrorCode::Internal);
        }
    }

    #[test]
    fn l1_a_price_holds_from_its_first_day_until_the_next_one_begins() {
        let prices = overridden(&json!({"new": [
            row("2026-03-01", "1", "5"),
            row("2026-06-01", "2", "5"),
        ]}))
        .unwrap();
        let input = |at| prices.of("new", at).map(|price| price.for_prompt(1).input);
        assert!(input(date!(2026 - 02 - 28)).is_err());
        assert_eq!(input(date!(2026 - 03 - 01)), Ok(per_million("1")));
        assert_eq!(input(date!(2026 - 05 - 31)), Ok(per_million("1")));
        assert_eq!(input(date!(2026 - 06 - 01)), Ok(per_million("2")));
        assert_eq!(input(date!(2099 - 01 - 01)), Ok(per_million("2")));
        assert!(Prices::shipped().of("gpt-4o", date!(2024 - 12 - 31)).is_err());
    }

    #[test]
    fn l1_the_models_of_a_day_are_those_that_have_a_price_on_it() {
        let prices = overridden(&json!({"new": [row("2026-12-02", "1", "5")]})).unwrap();
        let models = |at| prices.models(at).map(|(model, _)| model.to_owned()).collect::<Vec<_>>();
        assert_eq!(models(date!(2024 - 12 - 31)), Vec::<String>::new());
        assert_eq!(models(TODAY).len(), SHIPPED.len());
        assert!(!models(TODAY).contains(&"new".to_owned()));
        assert!(models(date!(2026 - 12 - 02)).contains(&"new".to_owned()));
        assert!(prices.models(TODAY).all(|(model, price)| prices.of(model, TODAY) == Ok(price)));
    }

    fn overridden(document: &Value) -> Result<Prices, PriceError> {
        Prices::shipped().with_overrides(&document.to_string())
    }

    #[test]
    fn l1_an_override_replaces_a_price_from_its_day_on_and_leaves_the_days_before_and_the_other_models() {
        let prices = overridden(&json!({"claude-haiku-5-5": [{
            "from": "2026-06-01",
            // Writing for five minutes is no longer 1.25 times the input, which is for the provider to say.
            "price": {"input": "0.20", "cache_write_5m": "0.30", "cache_write_1h": null,
                      "cache_read": "0.02", "output": "0.999"},
            "long_prompt": {"above": 50000, "price": {
                "input": "0.3", "cache_write_5m": "0.3", "cache_write_1h": null, "cache_read": null, "output": "1.5",
            }},
        }]}))
        .unwrap();
        let before = prices.of("claude-haiku-5-5", date!(2026 - 05 - 31)).unwrap();
        assert_eq!(*before, shipped("claude-haiku-5-5"));
        let after = prices.of("claude-haiku-5-5", date!(2026 - 06 - 01)).unwrap();
        assert_eq!(*after.for_prompt(50_000), price(200, Some(300), None, Some(20), Some(999)));
        assert_eq!(*after.for_prompt(50_001), price(300, Some(300), None, None, Some(1_500)));
        assert_eq!(*prices.of("gpt-4o", TODAY).unwrap(), shipped("gpt-4o"));
        assert_eq!(prices.models(TODAY).count(), SHIPPED.len());
    }

    #[test]
    fn l1_an_override_from_the_first_day_or_before_leaves_nothing_of_what_was_there() {
        for from in ["2025-01-01", "2024-06-30"] {
            let prices = overridden(&json!({"gpt-4o": [row(from, "7", "9")]})).unwrap();
            for at in [date!(2025 - 01 - 01), TODAY] {
                assert_eq!(prices.of("gpt-4o", at).unwrap().for_prompt(1).input, per_million("7"), "{from} {at}");
            }
        }
    }

    #[test]
    fn l1_an_empty_document_changes_nothing() {
        assert_eq!(overridden(&json!({})), Ok(Prices::shipped()));
    }

    #[test]
    fn l1_prices_are_shown_in_the_form_in_which_overrides_are_written() {
        let shown = serde_json::to_value(shipped("gpt-6-luna")).unwrap();
        let expected = json!({
            "from": "2025-01-01",
            "price": {"input": "0.10", "cache_write_5m": "0.125", "cache_write_1h": null,
                      "cache_read": "0.01", "output": "0.50"},
            "long_prompt": {
                "above": 272_000,
                "price": {"input": "0.20", "cache_write_5m": "0.25", "cache_write_1h": null,
                          "cache_read": "0.02", "output": "0.75"},
            },
        });
        assert_eq!(shown, expected);

        let all: BTreeMap<_, _> = Prices::shipped().rows;
        let none = Prices { rows: BTreeMap::new() };
        assert_eq!(none.with_overrides(&serde_json::to_string(&all).unwrap()), Ok(Prices::shipped()));
    }

    /// An override of one model with these prices and those of a long prompt.
    fn with_prices(price: &Value, long: Option<&Value>) -> Result<Prices, PriceError> {
        let long_prompt = long.map(|price| json!({"above": 1000, "price": price}));
        overridden(&json!({"new": [{"from": "2026-01-01", "price": price, "long_prompt": long_prompt}]}))
    }

    /// Prices that list every kind.
    fn every_kind() -> Value {
        json!({"input": "1", "cache_write_5m": "1.25", "cache_write_1h": "2", "cache_read": "0.1", "output": "5"})
    }

    #[test]
    fn l1_an_override_whose_price_is_no_decimal_text_is_refused_and_its_place_is_named() {
        let texts = [
            "1e-3",
            "1E3",
            "-1",
            "-0.5",
            "+1",
            "",
            " 1",
            "1,5",
            "0x10",
            "NaN",
            "inf",
            "١",
            "$1",
            "0.0001",
            "1.0005",
            "0.0000000001",
            "5000000",
            "99999999999999999999",
        ];
        let others = [json!(1), json!(0.5), json!(true), json!(["1"]), json!({})];
        for wrong in texts.into_iter().map(Value::from).chain(others) {
            for field in ["input", "cache_write_5m", "cache_write_1h", "cache_read", "output"] {
                let mut price = every_kind();
                price[field] = wrong.clone();
                let error = with_prices(&price, None).unwrap_err().to_string();
                let place = format!("prices of models: new[0].price.{field}: ");
                assert!(error.starts_with(&place), "{wrong}: {error}");
            }
        }
    }

    #[test]
    fn l1_an_override_that_forgets_a_price_is_refused() {
        for field in ["input", "cache_write_5m", "cache_write_1h", "cache_read", "output"] {
            let mut price = every_kind();
            price.as_object_mut().unwrap().remove(field);
            let missing = format!("missing field `{field}`");
            for error in [with_prices(&price, None), with_prices(&every_kind(), Some(&price))] {
                let error = error.unwrap_err().to_string();
                assert!(error.contains(&missing), "{error}");
            }
        }
        for field in ["from", "price", "long_prompt"] {
            let mut row = row("2026-01-01", "1", "5");
            row.as_object_mut().unwrap().remove(field);
            let error = overridden(&json!({"new": [row]})).unwrap_err().to_string();
            assert!(error.contains(&format!("missing field `{field}`")), "{error}");
        }
        let mut price = every_kind();
        price["input"] = json!(null);
        assert!(with_prices(&price, None).is_err());
    }

    #[test]
    fn l1_an_override_whose_prices_cannot_be_meant_is_refused() {
        let fine = every_kind();
        assert!(with_prices(&fine, Some(&fine)).is_ok());
        for (field, wrong, problem) in [
            ("input", "1000.001", "a price is above 1000 dollars per million tokens"),
            ("output", "1000.001", "a price is above 1000 dollars per million tokens"),
            ("cache_write_1h", "1000.001", "a price is above 1000 dollars per million tokens"),
            ("cache_read", "1.001", "reading from the cache is dearer than input"),
            ("cache_write_5m", "0.999", "writing to the cache is cheaper than input"),
            ("cache_write_1h", "0.999", "writing to the cache is cheaper than input"),
            ("cache_write_1h", "1.249", "writing to the cache for an hour is cheaper than for five minutes"),
            ("output", "0.999", "output is cheaper than input"),
        ] {
            let mut price = fine.clone();
            price[field] = json!(wrong);
            let expected = Err(PriceError(format!("new from 2026-01-01: {problem}")));
            assert_eq!(with_prices(&price, None), expected, "{field} {wrong}");
            // The prices of long prompts are looked at as well.
            assert_eq!(with_prices(&fine, Some(&price)), expected, "long prompt: {field} {wrong}");
        }
        assert!(overridden(&json!({"new": [row("2026-01-01", "1000", "1000")]})).is_ok());
    }

    #[test]
    fn l1_an_override_in_which_a_long_prompt_is_anywhere_cheaper_is_refused() {
        let short = every_kind();
        let refused = Err(PriceError("new from 2026-01-01: a long prompt is cheaper than a short one".to_owned()));
        for (field, cheaper) in
            [("cache_write_5m", "1.2"), ("cache_write_1h", "1.999"), ("cache_read", "0.099"), ("output", "4.999")]
        {
            let mut long = short.clone();
            long[field] = json!(cheaper);
            assert_eq!(with_prices(&short, Some(&long)), refused, "{field}");
        }
        let only = |input: &str, output: &str| row("2026-01-01", input, output)["price"].clone();
        assert_eq!(with_prices(&only("1", "5"), Some(&only("0.999", "5"))), refused);
        // What a long prompt does not list is charged as its input, which can be cheaper than what is listed.
        assert_eq!(with_prices(&short, Some(&only("1.999", "5"))), refused);
        assert!(with_prices(&short, Some(&only("2", "5"))).is_ok());
    }

    #[test]
    fn l1_an_override_that_lists_output_for_some_lengths_of_prompt_only_is_refused() {
        let mut without = every_kind();
        without["output"] = json!(null);
        let problem = "new from 2026-01-01: output is listed for some lengths of prompt only";
        let refused = Err(PriceError(problem.to_owned()));
        assert_eq!(with_prices(&every_kind(), Some(&without)), refused);
        assert_eq!(with_prices(&without, Some(&every_kind())), refused);
        assert!(with_prices(&without, Some(&without)).is_ok());
    }

    #[test]
    fn l1_an_override_of_another_form_is_refused() {
        let fine = json!({"new": [row("2026-01-01", "1", "5")]}).to_string();
        assert!(Prices::shipped().with_overrides(&fine).is_ok());
        for (part, damaged, problem) in [
            (fine.as_str(), "", "EOF"),
            (&fine, "[]", "an object of models"),
            (&fine, "\"new\"", "an object of models"),
            (&fine, r#"{"new": {}}"#, "new: "),
            (&fine, r#"{"new": []}"#, "the list is empty"),
            ("2026-01-01", "2026-13-01", "new[0].from: "),
            ("2026-01-01", "2026-02-29", "new[0].from: "),
            ("2026-01-01", "01.01.2026", "new[0].from: "),
            ("2026-01-01", "2026-01-01T00:00:00Z", "new[0].from: "),
            (r#""from":"#, r#""until": "2027-01-01", "from":"#, "unknown field `until`"),
            (r#""input":"#, r#""reasoning": "2", "input":"#, "unknown field `reasoning`"),
            (r#""input":"#, r#""input": "2", "input":"#, "duplicate field `input`"),
            (r#""long_prompt":null"#, r#""long_prompt": {"above": 1e5}"#, "new[0].long_prompt.above: "),
            (r#""long_prompt":null"#, r#""long_prompt": {"above": -1}"#, "new[0].long_prompt.above: "),
            (r#""long_prompt":null"#, r#""long_prompt": {"below": 1}"#, "unknown field `below`"),
            (r#"{"new":"#, r#"{"new": [], "new":"#, "the model \"new\" is there twice"),
            ("}]}", "}]} {}", "trailing characters"),
            ("new", "", "is not the id of a model"),
            ("new", "=1+1", "is not the id of a model"),
            ("new", "new model", "is not the id of a model"),
            ("new", "new\\n", "is not the id of a model"),
            ("new", "نموذج", "is not the id of a model"),
            ("new", &"a".repeat(101), "is not the id of a model"),
        ] {
            assert!(fine.contains(part), "{part}");
            let text = fine.replace(part, damaged);
            let error = Prices::shipped().with_overrides(&text).unwrap_err().to_string();
            assert!(error.contains(problem), "{text}: {error}");
        }
        for model in ["ft:gpt-4o:osool::a1", "vendor/model", "m_1", &"a".repeat(100)] {
            assert!(Prices::shipped().with_overrides(&fine.replace("new", model)).is_ok(), "{model}");
        }
    }

    #[test]
    fn l1_an_override_whose_days_do_not_ascend_is_refused() {
        let days = |first, second| overridden(&json!({"gpt-4o": [row(first, "1", "5"), row(second, "1", "5")]}));
        let refused = Err(PriceError("gpt-4o: the days do not ascend".to_owned()));
        assert_eq!(days("2026-01-02", "2026-01-01"), refused);
        assert_eq!(days("2026-01-01", "2026-01-01"), refused);
        assert_eq!(days("2026-01-01", "2024-01-01"), refused);
        assert!(days("2026-01-01", "2026-01-02").is_ok());
    }

    prop_compose! {
        /// Prices that can be meant. Any kind but input may be missing.
        fn any_price()(
            input in 1_u32..1_000,
            less in 0_u32..1_000,
            more in prop::array::uniform3(0_u32..1_000),
            listed in prop::array::uniform4(any::<bool>()),
        ) -> Price {
            let [write_5m, write_1h, output] = more;
            let prices = [input + write_5m, input + write_5m + write_1h, input.saturating_sub(less), input + output];
            let mut kinds = listed.into_iter().zip(prices).map(|(listed, price)| listed.then_some(price));
            let mut next = || kinds.next().flatten();
            price(input, next(), next(), next(), next())
        }
    }

    prop_compose! {
        /// A model whose prompts become long somewhere below 4,000 tokens, if ever.
        fn any_model()(
            short in any_price(),
            dearer in any_price(),
            length in prop::option::of(0_u32..4_000),
        ) -> ModelPrice {
            let long = |length| LongPrompt { above: length, price: raised(short, dearer) };
            ModelPrice { from: SHIPPED_FROM, price: short, long_prompt: length.map(long) }
        }
    }

    /// Prices that are nowhere below those of `short`. A kind that `dearer` does not list may be missing where
    /// input makes up for it.
    fn raised(short: Price, dearer: Price) -> Price {
        let [input, write_5m, write_1h, read, output] = short.charged().map(|price| price.0);
        let input = input + dearer.input.0;
        let at_least = |floor: u32, listed: Option<PerToken>| {
            (listed.is_some() || floor > input).then(|| floor.max(input) + listed.map_or(0, |price| price.0))
        };
        let write_5m = at_least(write_5m, dearer.cache_write_5m);
        let write_1h = at_least(write_1h.max(write_5m.unwrap_or(0)), dearer.cache_write_1h);
        let read = dearer.cache_read.map(|price| (read + price.0).min(input));
        let output = short.output.map(|_| output.max(input) + dearer.output.map_or(0, |price| price.0));
        price(input, write_5m, write_1h, read, output)
    }

    /// Usage around the length at which prompts become long, or as much as there can be.
    fn any_tokens() -> impl Strategy<Value = Tokens> {
        let count = || prop_oneof![4 => 0_u32..2_000, 1 => 0..=u32::MAX / 4];
        (count(), count(), count(), count(), count()).prop_map(
            |(input, cache_write_5m, cache_write_1h, cache_read, output)| Tokens {
                input,
                cache_write_5m,
                cache_write_1h,
                cache_read,
                output,
            },
        )
    }

    fn small_or_any() -> impl Strategy<Value = u32> {
        prop_oneof![4 => 0_u32..6_000, 1 => any::<u32>()]
    }

    proptest! {
        #[test]
        fn l1_models_made_up_for_these_tests_can_be_meant(model in any_model()) {
            prop_assert_eq!(model.check(), Ok(()));
        }

        #[test]
        fn l1_no_call_costs_more_than_the_worst_case_of_a_call_at_least_as_large(
            model in any_model(),
            tokens in any_tokens(),
            longer in small_or_any(),
            more in small_or_any(),
        ) {
            let prompt = u32::try_from(tokens.prompt()).unwrap();
            let worst = model.worst_case(prompt.saturating_add(longer), tokens.output.saturating_add(more));
            prop_assert!(model.cost(tokens) <= worst);
            prop_assert!(model.cost(tokens) <= model.worst_case(prompt, tokens.output));
        }

        #[test]
        fn l1_the_worst_case_is_no_worse_than_some_call_can_be(
            model in any_model(),
            prompt in small_or_any(),
            output in small_or_any(),
        ) {
            let calls = [
                Tokens { input: prompt, output, ..Tokens::default() },
                Tokens { cache_write_5m: prompt, output, ..Tokens::default() },
                Tokens { cache_write_1h: prompt, output, ..Tokens::default() },
                Tokens { cache_read: prompt, output, ..Tokens::default() },
            ];
            let dearest = calls.into_iter().map(|tokens| model.cost(tokens)).max();
            prop_assert_eq!(dearest, Some(model.worst_case(prompt, output)));
        }

        #[test]
        fn l1_no_shipped_model_costs_more_than_its_worst_case(
            mut tokens in any_tokens(),
            row in 0..SHIPPED.len(),
            over in -3_i64..=3,
        ) {
            let model = shipped(SHIPPED[row].0);
            if let Some(long) = model.long_prompt {
                // Input that brings the prompt to within three tokens of where it becomes long, where it can.
                let rest = i64::try_from(Tokens { input: 0, ..tokens }.prompt()).unwrap();
                tokens.input = u32::try_from(i64::from(long.above) + over - rest).unwrap_or(tokens.input);
            }
            let prompt = u32::try_from(tokens.prompt()).unwrap();
            prop_assert!(model.cost(tokens) <= model.worst_case(prompt, tokens.output));
            prop_assert!(model.cost(tokens) <= model.worst_case(prompt.saturating_add(3), tokens.output));
        }

        #[test]
        fn l1_output_within_an_amount_is_the_most_that_fits(
            model in any_model(),
            prompt in small_or_any(),
            amount in prop_oneof![0_i64..20_000_000, 0..=i64::MAX],
        ) {
            let amount = nanos(amount);
            match model.output_within(prompt, amount) {
                None => prop_assert!(model.worst_case(prompt, 0) > amount),
                Some(output) => {
                    prop_assert!(model.worst_case(prompt, output) <= amount);
                    let one_more = output.checked_add(1).map(|output| model.worst_case(prompt, output));
                    prop_assert!(one_more.is_none_or(|worst| worst > amount));
                }
            }
        }

        #[test]
        fn l1_two_calls_of_short_prompts_cost_as_much_as_their_sum(
            model in any_model(),
            one in any_tokens(),
            other in any_tokens(),
        ) {
            let model = ModelPrice { long_prompt: None, ..model };
            let mut sum = one.counts();
            for (sum, count) in sum.iter_mut().zip(other.counts()) {
                *sum += count;
            }
            let apart = model.cost(one).nanos() + model.cost(other).nanos();
            prop_assert_eq!(model.cost_of_short_prompts(sum).nanos(), apart);
        }

        #[test]
        fn l1_a_call_of_a_model_that_costs_something_is_never_free(model in any_model(), tokens in any_tokens()) {
            let unread = Tokens { cache_read: 0, ..tokens };
            prop_assume!(model.price.input.0 > 0 && unread != Tokens::default());
            prop_assert!(model.cost(unread) > NanoUsd::ZERO);
        }

        #[test]
        fn l1_prices_survive_being_written_and_read(price in 0..=1_000_000_u32) {
            let price = PerToken(price);
            prop_assert_eq!(PerToken::parse_per_million(&price.to_string()), Some(price));
        }

        #[test]
        fn l1_whatever_models_can_be_meant_survive_json(model in any_model()) {
            let none = Prices { rows: BTreeMap::new() };
            let read = none.with_overrides(&json!({"new": [model]}).to_string()).unwrap();
            prop_assert_eq!(read.of("new", TODAY), Ok(&model));
        }

        #[test]
        fn l1_whatever_text_is_taken_for_overrides_makes_prices_that_can_be_meant(
            cut in 0_usize..300,
            length in 0_usize..4,
            junk in "[\\[\\]{}\":,.a-z0-9 -]{0,4}",
        ) {
            // Damage to a document that is fine, so that some of it is still one.
            let rows = [row("2026-01-01", "1", "5"), row("2027-01-01", "0.125", "0.5")];
            let mut text = json!({"gpt-4o": rows}).to_string();
            let start = cut.min(text.len());
            text.replace_range(start..(start + length).min(text.len()), &junk);
            if let Ok(prices) = Prices::shipped().with_overrides(&text) {
                prop_assert_eq!(prices.check(), Ok(()));
            }
        }
    }
}
