//! The report over some days' money: sums by day, model and context, what they say about where the money goes,
//! and the same figures as CSV. `/costs/report`, the console and the daily mail show it.
//!
//! Everything here follows from the ledger's figures by integer arithmetic; the formulas stand beside the fields.

use std::{cmp::Reverse, collections::BTreeMap};

use serde::Serialize;
use time::Date;

use super::{
    Limits,
    prices::Prices,
    usage::{Context, DayCosts, UsageRow, iso_date},
};
use crate::money::NanoUsd;

/// How many of the dearest calls a report names.
const DEAREST_CALLS: usize = 5;

/// What models cost over some days, and what follows from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// What may be spent.
    pub limits: Limits,
    /// What the current UTC month has cost.
    #[serde(rename = "month_usd")]
    pub month_spent: NanoUsd,
    /// All days together.
    pub totals: Totals,
    /// The days, oldest first.
    pub days: Vec<DayCosts>,
    /// Sums by model, the dearest first.
    pub models: Vec<ModelUsage>,
    /// Sums by context, the dearest first.
    pub contexts: Vec<ContextUsage>,
    /// What the figures say.
    pub analysis: Analysis,
}

/// Calls, tokens and cost, added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Usage {
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
    /// Tokens that the model wrote.
    pub output: u64,
    /// What all of it cost.
    #[serde(rename = "cost_usd")]
    pub cost: NanoUsd,
}

/// All days of a report together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Calls, tokens and cost.
    #[serde(flatten)]
    pub usage: Usage,
    /// What is held for calls that are under way.
    #[serde(rename = "held_usd")]
    pub held: NanoUsd,
    /// What was spent beyond what was held; part of the cost.
    #[serde(rename = "overrun_usd")]
    pub overrun: NanoUsd,
    /// Holds that expired without being settled; not part of the cost.
    #[serde(rename = "expired_usd")]
    pub expired: NanoUsd,
    /// Conversations that paid for something; one that went on past midnight counts on either day.
    pub conversations: u64,
}

/// What one model was used for in all contexts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelUsage {
    /// The model's id at its provider.
    pub model: String,
    /// Calls, tokens and cost.
    #[serde(flatten)]
    pub usage: Usage,
}

/// What all models were used for in one context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContextUsage {
    /// What the money was spent for.
    pub context: Context,
    /// Calls, tokens and cost.
    #[serde(flatten)]
    pub usage: Usage,
}

/// What an advice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AdviceCode {
    /// Another model would have cost at most half.
    CheaperModel,
    /// Little of the prompts is read from the cache.
    LowCacheShare,
    /// Writing the cache cost more than reading it saved.
    CacheDoesNotPay,
    /// Calls end without being settled.
    ExpiredHolds,
    /// Calls cost more than was held for them.
    Overrun,
    /// A day came near its limit.
    DayNearLimit,
    /// The month comes near its limit.
    MonthNearLimit,
    /// Conversations come near their limit.
    ConversationNearLimit,
}

/// One thing to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// What it is about.
    pub code: AdviceCode,
    /// What to do and why, in English.
    pub text: String,
    /// The same in Arabic.
    #[serde(rename = "text_ar")]
    pub text_arabic: String,
}

/// What a report's figures say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    /// Everything that was spent, vectors included, divided by the conversations; `None` without any.
    #[serde(rename = "cost_per_conversation_usd")]
    pub cost_per_conversation: Option<NanoUsd>,
    /// Everything that was spent divided by the reservations; `None` without any, or where their number is unknown.
    #[serde(rename = "cost_per_reservation_usd")]
    pub cost_per_reservation: Option<NanoUsd>,
    /// Prompt tokens that were read from the cache divided by all prompt tokens, from 0 to 1, in steps of a
    /// ten-thousandth, rounded down. Embeddings do not count, for they cannot be cached. `None` without prompts.
    pub cache_hit_share: Option<f64>,
    /// The dearest calls; at most one for each day, model and context.
    pub dearest_calls: Vec<DearestCall>,
    /// Which other models would have cost less for the same tokens, the greatest saving first.
    pub what_if: Vec<Alternative>,
    /// What `what_if` takes for granted.
    pub assumption: &'static str,
    /// The same in Arabic.
    pub assumption_ar: &'static str,
    /// What to change; empty where there is nothing to advise.
    pub advice: Vec<Advice>,
}

/// The dearest call of one day, model and context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DearestCall {
    /// The UTC day.
    #[serde(serialize_with = "iso_date")]
    pub date: Date,
    /// The model that was called.
    pub model: String,
    /// What for.
    pub context: Context,
    /// What the call cost.
    #[serde(rename = "cost_usd")]
    pub cost: NanoUsd,
}

/// What the tokens of one model in one context would have cost at another model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternative {
    /// The model that was used.
    pub model: String,
    /// What for.
    pub context: Context,
    /// What it cost.
    #[serde(rename = "actual_usd")]
    pub actual: NanoUsd,
    /// The other model.
    pub alternative: String,
    /// What the same tokens cost there.
    #[serde(rename = "alternative_usd")]
    pub cost: NanoUsd,
    /// How much less that is; never nothing.
    #[serde(rename = "saving_usd")]
    pub saving: NanoUsd,
}

/// What prompts cost, and would have cost with another use of the cache; without long-prompt tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PromptCosts {
    /// With the cache as it was used.
    pub(super) actual: NanoUsd,
    /// Had nothing been written to or read from a cache.
    pub(super) uncached: NanoUsd,
    /// Had every token that was not written been read.
    pub(super) fully_cached: NanoUsd,
}

impl Usage {
    fn add(&mut self, row: &UsageRow) {
        self.calls = self.calls.saturating_add(row.calls);
        self.input = self.input.saturating_add(row.input);
        self.cache_write_5m = self.cache_write_5m.saturating_add(row.cache_write_5m);
        self.cache_write_1h = self.cache_write_1h.saturating_add(row.cache_write_1h);
        self.cache_read = self.cache_read.saturating_add(row.cache_read);
        self.output = self.output.saturating_add(row.output);
        self.cost = self.cost.plus(row.cost);
    }
}

/// The days as CSV (RFC 4180), a line for each day, model and context, with exact costs.
///
/// A field that a spreadsheet would take for a formula is led by an apostrophe, for models' names come from
/// configuration.
#[must_use]
pub fn csv(days: &[DayCosts]) -> String {
    let mut text = String::from(
        "date,model,context,calls,input_tokens,cache_write_5m_tokens,cache_write_1h_tokens,cache_read_tokens,\
         output_tokens,cost_usd\r\n",
    );
    for day in days {
        let mut rows: Vec<&UsageRow> = day.usage.iter().collect();
        rows.sort_by_key(|row| (&row.model, row.context));
        for row in rows {
            let fields = [
                day.date.to_string(),
                csv_field(&row.model),
                row.context.to_string(),
                row.calls.to_string(),
                row.input.to_string(),
                row.cache_write_5m.to_string(),
                row.cache_write_1h.to_string(),
                row.cache_read.to_string(),
                row.output.to_string(),
                row.cost.to_decimal(),
            ];
            text.push_str(&fields.join(","));
            text.push_str("\r\n");
        }
    }
    text
}

fn csv_field(value: &str) -> String {
    let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let value = if formula { format!("'{value}") } else { value.to_owned() };
    if value.contains([',', '"', '\r', '\n']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value }
}

/// Every row with its day.
fn rows(days: &[DayCosts]) -> impl Iterator<Item = (Date, &UsageRow)> {
    days.iter().flat_map(|day| day.usage.iter().map(|row| (day.date, row)))
}

pub(super) fn totals(days: &[DayCosts]) -> Totals {
    let mut usage = Usage::default();
    rows(days).for_each(|(_, row)| usage.add(row));
    // The day's own counter is what the limits are held against.
    usage.cost = days.iter().map(|day| day.spent).sum();
    Totals {
        usage,
        held: days.iter().map(|day| day.held).sum(),
        overrun: days.iter().map(|day| day.overrun).sum(),
        expired: days.iter().map(|day| day.expired).sum(),
        conversations: days.iter().map(|day| day.conversations).fold(0, u64::saturating_add),
    }
}

pub(super) fn by_model(days: &[DayCosts]) -> Vec<ModelUsage> {
    let mut sums: BTreeMap<&str, Usage> = BTreeMap::new();
    rows(days).for_each(|(_, row)| sums.entry(&row.model).or_default().add(row));
    let mut models: Vec<_> =
        sums.into_iter().map(|(model, usage)| ModelUsage { model: model.to_owned(), usage }).collect();
    models.sort_by_key(|one| Reverse(one.usage.cost));
    models
}

pub(super) fn by_context(days: &[DayCosts]) -> Vec<ContextUsage> {
    let mut sums: BTreeMap<Context, Usage> = BTreeMap::new();
    rows(days).for_each(|(_, row)| sums.entry(row.context).or_default().add(row));
    let mut contexts: Vec<_> = sums.into_iter().map(|(context, usage)| ContextUsage { context, usage }).collect();
    contexts.sort_by_key(|one| Reverse(one.usage.cost));
    contexts
}

pub(super) fn cache_hit_share(days: &[DayCosts]) -> Option<f64> {
    let (mut read, mut prompt) = (0_u128, 0_u128);
    for (_, row) in rows(days).filter(|(_, row)| row.context != Context::Embedding) {
        read += u128::from(row.cache_read);
        let kinds = [row.input, row.cache_write_5m, row.cache_write_1h, row.cache_read];
        prompt += kinds.into_iter().map(u128::from).sum::<u128>();
    }
    let ten_thousandths = u32::try_from((read * 10_000).checked_div(prompt)?).ok()?;
    Some(f64::from(ten_thousandths) / 10_000.0)
}

pub(super) fn dearest_calls(days: &[DayCosts]) -> Vec<DearestCall> {
    let mut calls: Vec<_> = rows(days)
        .filter(|(_, row)| row.dearest > NanoUsd::ZERO)
        .map(|(date, row)| DearestCall { date, model: row.model.clone(), context: row.context, cost: row.dearest })
        .collect();
    calls.sort_by(|a, b| (b.cost, b.date, &a.model, a.context).cmp(&(a.cost, a.date, &b.model, b.context)));
    calls.truncate(DEAREST_CALLS);
    calls
}

/// Which models would have cost less. Answers are compared with models that answer and vectors with models that
/// make vectors; a model without a price on one of the days is left out, and so is a cost whose tokens are not known.
pub(super) fn what_if(days: &[DayCosts], prices: &Prices) -> Vec<Alternative> {
    let Some(last) = days.last() else { return Vec::new() };
    let mut used: BTreeMap<(&str, Context), Vec<(Date, &UsageRow)>> = BTreeMap::new();
    for (date, row) in rows(days) {
        used.entry((&row.model, row.context)).or_default().push((date, row));
    }
    let mut alternatives = Vec::new();
    for ((model, context), rows) in used {
        let actual: NanoUsd = rows.iter().map(|(_, row)| row.cost).sum();
        for (alternative, price) in prices.models(last.date) {
            if alternative == model || price.is_embedding() != (context == Context::Embedding) {
                continue;
            }
            let cost_on = |(date, row): &(Date, &UsageRow)| {
                let counts = [row.input, row.cache_write_5m, row.cache_write_1h, row.cache_read, row.output];
                prices.of(alternative, *date).ok().map(|price| price.cost_of_short_prompts(counts))
            };
            let cost: Option<NanoUsd> = rows.iter().map(cost_on).sum();
            if let Some(cost) = cost.filter(|cost| *cost > NanoUsd::ZERO && *cost < actual) {
                alternatives.push(Alternative {
                    model: model.to_owned(),
                    context,
                    actual,
                    alternative: alternative.to_owned(),
                    cost,
                    saving: actual.less(cost),
                });
            }
        }
    }
    alternatives.sort_by(|a, b| b.saving.cmp(&a.saving).then_with(|| a.alternative.cmp(&b.alternative)));
    alternatives
}

/// What the prompts cost and could have cost. Embeddings cannot be cached, and a model that has no price any more
/// cannot be computed: neither counts.
pub(super) fn prompt_costs(days: &[DayCosts], prices: &Prices) -> PromptCosts {
    let mut costs = PromptCosts::default();
    for (date, row) in rows(days).filter(|(_, row)| row.context != Context::Embedding) {
        let Ok(price) = prices.of(&row.model, date) else { continue };
        let (minutes, hour) = (row.cache_write_5m, row.cache_write_1h);
        let unwritten = row.input.saturating_add(row.cache_read);
        let prompt = unwritten.saturating_add(minutes).saturating_add(hour);
        costs.actual = costs.actual.plus(price.cost_of_short_prompts([row.input, minutes, hour, row.cache_read, 0]));
        costs.uncached = costs.uncached.plus(price.cost_of_short_prompts([prompt, 0, 0, 0, 0]));
        costs.fully_cached = costs.fully_cached.plus(price.cost_of_short_prompts([0, minutes, hour, unwritten, 0]));
    }
    costs
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
pub(super) mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use time::macros::date;

    use super::{
        super::usage::examples::{day, row, usd},
        *,
    };

    /// Limits that the days of [`two_days`] stay far from.
    pub(crate) fn limits() -> Limits {
        Limits { session: usd("4"), day: usd("100"), month: usd("3000") }
    }

    /// Two days at the shipped prices, worked out by hand. On the first, claude-opus-5-5 answers with 1,000,000
    /// tokens of input ($4), 200,000 written for five minutes ($1), 1,000,000 read ($0.20) and 400,000 of output
    /// ($8), and vectors take 1,000,000 tokens ($0.02). On the second it answers with 500,000 ($2), 500,000 read
    /// ($0.10) and 100,000 of output ($2), and claude-haiku-4-5 values with 100,000 ($0.10) and 40,000 ($0.20).
    pub(crate) fn two_days() -> Vec<DayCosts> {
        let opus = |cost, dearest| UsageRow { dearest: usd(dearest), ..row("claude-opus-5-5", Context::Chat, cost) };
        let first = UsageRow {
            calls: 10,
            input: 1_000_000,
            cache_write_5m: 200_000,
            cache_read: 1_000_000,
            output: 400_000,
            ..opus("13.20", "2")
        };
        let vectors =
            UsageRow { calls: 5, input: 1_000_000, ..row("text-embedding-3-small", Context::Embedding, "0.02") };
        let second =
            UsageRow { calls: 5, input: 500_000, cache_read: 500_000, output: 100_000, ..opus("4.10", "1.50") };
        let valuation = UsageRow {
            calls: 4,
            input: 100_000,
            output: 40_000,
            ..row("claude-haiku-4-5", Context::Valuation, "0.30")
        };
        vec![
            day(date!(2026 - 11 - 20), 8, vec![vectors, first]),
            day(date!(2026 - 11 - 21), 2, vec![second, valuation]),
        ]
    }

    fn report() -> Report {
        Report::new(two_days(), limits(), usd("40"), &Prices::shipped(), Some(4))
    }

    #[test]
    fn l3_a_report_adds_up_days_by_model_and_context_the_dearest_first() {
        let report = report();
        let totals = Usage {
            calls: 24,
            input: 2_600_000,
            cache_write_5m: 200_000,
            cache_write_1h: 0,
            cache_read: 1_500_000,
            output: 540_000,
            cost: usd("17.62"),
        };
        assert_eq!((report.totals.usage, report.totals.conversations), (totals, 10));
        let models: Vec<_> = report.models.iter().map(|one| (&*one.model, one.usage.calls, one.usage.cost)).collect();
        let expected = [
            ("claude-opus-5-5", 15, usd("17.30")),
            ("claude-haiku-4-5", 4, usd("0.30")),
            ("text-embedding-3-small", 5, usd("0.02")),
        ];
        assert_eq!(models, expected);
        let opus = report.models[0].usage;
        assert_eq!(
            [opus.input, opus.cache_write_5m, opus.cache_read, opus.output],
            [1_500_000, 200_000, 1_500_000, 500_000]
        );
        let contexts: Vec<_> = report.contexts.iter().map(|one| (one.context, one.usage.cost)).collect();
        let expected =
            [(Context::Chat, usd("17.30")), (Context::Valuation, usd("0.30")), (Context::Embedding, usd("0.02"))];
        assert_eq!(contexts, expected);
    }

    #[test]
    fn l3_held_overrun_and_expired_money_is_added_up_over_the_days() {
        let mut days = two_days();
        for (day, amounts) in days.iter_mut().zip([["1", "0.5", "0.25"], ["2", "3", "4"]]) {
            [day.held, day.overrun, day.expired] = amounts.map(usd);
        }
        let totals = Report::new(days, limits(), NanoUsd::ZERO, &Prices::shipped(), None).totals;
        assert_eq!([totals.held, totals.overrun, totals.expired], [usd("3"), usd("3.5"), usd("4.25")]);
    }

    #[test]
    fn l4_what_a_conversation_and_a_reservation_cost_and_how_much_came_from_the_cache() {
        let analysis = report().analysis;
        assert_eq!(analysis.cost_per_conversation, Some(usd("1.762")));
        assert_eq!(analysis.cost_per_reservation, Some(usd("4.405")));
        // 1,500,000 of 3,300,000 prompt tokens; the vectors' million does not count.
        assert_eq!(analysis.cache_hit_share, Some(0.4545));
    }

    #[test]
    fn l4_what_is_not_known_is_not_made_up() {
        let analysis =
            |days, reservations| Report::new(days, limits(), NanoUsd::ZERO, &Prices::shipped(), reservations).analysis;
        assert_eq!(analysis(two_days(), None).cost_per_reservation, None);
        assert_eq!(analysis(two_days(), Some(0)).cost_per_reservation, None);
        for days in [vec![], vec![DayCosts::nothing(date!(2026 - 11 - 21))]] {
            let analysis = analysis(days, Some(1));
            assert_eq!((analysis.cost_per_conversation, analysis.cache_hit_share), (None, None));
            assert_eq!(analysis.cost_per_reservation, Some(NanoUsd::ZERO));
            assert!(analysis.what_if.is_empty() && analysis.dearest_calls.is_empty() && analysis.advice.is_empty());
        }
    }

    #[test]
    fn l4_the_dearest_calls_come_dearest_first_and_are_five_at_most() {
        let costs: Vec<_> = report().analysis.dearest_calls.iter().map(|call| (call.date.day(), call.cost)).collect();
        assert_eq!(costs, [(20, usd("2")), (21, usd("1.50")), (21, usd("0.30")), (20, usd("0.02"))]);
        let many = (1..=9).map(|cost| row(&format!("model-{cost}"), Context::Chat, &cost.to_string())).collect();
        let calls = dearest_calls(&[day(date!(2026 - 11 - 21), 1, many)]);
        assert_eq!(calls.iter().map(|call| call.cost).collect::<Vec<_>>(), ["9", "8", "7", "6", "5"].map(usd));
    }

    #[test]
    fn l4_alternatives_are_the_same_tokens_at_another_models_prices() {
        let what_if = report().analysis.what_if;
        let saved = |model: &str, context: Context, alternative: &str| {
            let found = what_if
                .iter()
                .find(|one| one.model == model && one.context == context && one.alternative == alternative);
            found.map(|one| (one.actual, one.cost, one.saving))
        };
        let opus = |alternative| saved("claude-opus-5-5", Context::Chat, alternative);
        // 1.5 M × $2 + 0.2 M × $2.50 + 1.5 M × $0.10 + 0.5 M × $10, and so on.
        assert_eq!(opus("claude-sonnet-5-5"), Some((usd("17.30"), usd("8.65"), usd("8.65"))));
        assert_eq!(opus("claude-haiku-5-5"), Some((usd("17.30"), usd("0.44"), usd("16.86"))));
        assert_eq!(opus("gpt-4o"), Some((usd("17.30"), usd("11.125"), usd("6.175"))), "which has no price for writing");
        let valuation = |alternative| saved("claude-haiku-4-5", Context::Valuation, alternative);
        assert_eq!(valuation("claude-haiku-5-5"), Some((usd("0.30"), usd("0.03"), usd("0.27"))));
        assert_eq!(valuation("gpt-6.1-terra"), None, "which costs as much");
        assert!(what_if.is_sorted_by(|a, b| a.saving >= b.saving));
        let unknown = day(date!(2026 - 11 - 21), 1, vec![row("claude-opus-5-5", Context::Chat, "5")]);
        assert!(super::what_if(&[unknown], &Prices::shipped()).is_empty(), "a cost without tokens");
    }

    #[test]
    fn l4_answers_are_never_compared_with_vectors() {
        let large = UsageRow { input: 10_000_000, ..row("text-embedding-3-large", Context::Embedding, "1.30") };
        let mut days = two_days();
        days[1].usage.push(large);
        let what_if = what_if(&days, &Prices::shipped());
        assert!(what_if.iter().any(|one| one.alternative == "text-embedding-3-small" && one.cost == usd("0.20")));
        for one in what_if {
            assert_eq!(one.alternative.starts_with("text-embedding"), one.context == Context::Embedding, "{one:?}");
        }
    }

    #[test]
    fn l4_alternatives_need_a_price_on_every_day() {
        let mut days = two_days();
        days[0].date = date!(2000 - 01 - 01);
        assert_eq!(what_if(&days[..], &Prices::shipped()).iter().filter(|one| one.context == Context::Chat).count(), 0);
    }

    #[test]
    fn l4_prompts_are_costed_with_and_without_the_cache() {
        let expected = PromptCosts {
            // $5.20 + $2.10 + $0.10.
            actual: usd("7.40"),
            // (2.2 M + 1 M) × $4 + 0.1 M × $1.
            uncached: usd("12.90"),
            // 0.2 M × $5 + (2 M + 1 M) × $0.20 + 0.1 M × $0.10.
            fully_cached: usd("1.61"),
        };
        assert_eq!(prompt_costs(&two_days(), &Prices::shipped()), expected);
    }

    #[test]
    fn l3_all_money_in_json_is_a_number_of_dollars_whose_name_says_so() {
        fn check(name: &str, value: &Value) {
            match value {
                Value::Object(fields) => fields.iter().for_each(|(name, value)| check(name, value)),
                Value::Array(values) => values.iter().for_each(|value| check(name, value)),
                Value::Number(number) if number.is_f64() => {
                    assert!(name.ends_with("_usd") || name == "cache_hit_share", "{name}");
                }
                other => assert!(!name.ends_with("_usd"), "{name}: {other}"),
            }
        }
        let json = serde_json::to_value(report()).unwrap();
        check("", &json);
        assert_eq!(json["limits"], json!({"session_usd": 4.0, "day_usd": 100.0, "month_usd": 3000.0}));
        assert_eq!((&json["month_usd"], &json["totals"]["cost_usd"]), (&json!(40.0), &json!(17.62)));
        assert_eq!(json["days"][0]["usage"][1]["cost_usd"], 13.2);
        assert_eq!(
            (&json["models"][0]["model"], &json["models"][0]["cost_usd"]),
            (&json!("claude-opus-5-5"), &json!(17.3))
        );
        assert_eq!((&json["contexts"][1]["context"], &json["contexts"][1]["calls"]), (&json!("valuation"), &json!(4)));
        let analysis = &json["analysis"];
        assert_eq!(
            (&analysis["cost_per_conversation_usd"], &analysis["cache_hit_share"]),
            (&json!(1.762), &json!(0.4545))
        );
        let dearest = json!({"date": "2026-11-20", "model": "claude-opus-5-5", "context": "chat", "cost_usd": 2.0});
        assert_eq!(analysis["dearest_calls"][0], dearest);
        let alternative = json!({
            "model": "claude-opus-5-5", "context": "chat", "actual_usd": 17.3,
            "alternative": "claude-haiku-5-5", "alternative_usd": 0.44, "saving_usd": 16.86
        });
        assert_eq!(analysis["what_if"][0], alternative);
        assert!(analysis["assumption"].as_str().unwrap().contains("long prompts"));
    }

    #[test]
    fn l4_csv_has_a_line_for_each_day_model_and_context_with_exact_costs() {
        let mut days = two_days();
        days[0].usage[1].cost = usd("13.200000001");
        let expected = [
            "date,model,context,calls,input_tokens,cache_write_5m_tokens,cache_write_1h_tokens,cache_read_tokens,\
             output_tokens,cost_usd",
            "2026-11-20,claude-opus-5-5,chat,10,1000000,200000,0,1000000,400000,13.200000001",
            "2026-11-20,text-embedding-3-small,embedding,5,1000000,0,0,0,0,0.020000000",
            "2026-11-21,claude-haiku-4-5,valuation,4,100000,0,0,0,40000,0.300000000",
            "2026-11-21,claude-opus-5-5,chat,5,500000,0,0,500000,100000,4.100000000",
            "",
        ];
        assert_eq!(csv(&days), expected.join("\r\n"));
        assert_eq!(csv(&[]).lines().count(), 1);
    }

    #[test]
    fn l4_csv_quotes_what_must_be_quoted_and_disarms_formulas() {
        for (name, field) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            ("\tx", "'\tx"),
            ("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""),
            ("a=b-c", "a=b-c"),
        ] {
            assert_eq!(csv_field(name), field);
        }
    }

    /// The fields of one line of CSV, as RFC 4180 reads them.
    fn fields(line: &str) -> Vec<String> {
        let (mut fields, mut quoted) = (vec![String::new()], false);
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if quoted && letters.peek() == Some(&'"') => fields.last_mut().unwrap().extend(letters.next()),
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                other => fields.last_mut().unwrap().push(other),
            }
        }
        fields
    }

    proptest! {
        #[test]
        fn l4_any_name_is_read_back_from_csv(name in "[=+@,\"'\r\n\ta-z-]{0,8}", cost in 0..=i64::MAX) {
            let cost = NanoUsd::from_nanos(cost).unwrap();
            let row = UsageRow { cost, ..row(&name, Context::Chat, "0") };
            let text = csv(&[day(date!(2026 - 11 - 21), 1, vec![row])]);
            let (_, line) = text.split_once("\r\n").unwrap();
            let fields = fields(line.strip_suffix("\r\n").unwrap());
            prop_assert_eq!(fields.len(), 10);
            prop_assert!(!fields[1].starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            prop_assert!(fields[1] == name || fields[1].strip_prefix('\'') == Some(&*name));
            prop_assert_eq!(NanoUsd::parse_dollars(&fields[9]), Some(cost));
        }

        #[test]
        fn l3_models_and_contexts_add_up_to_what_was_spent(
            costs in prop::collection::vec((0..4_usize, 0..3_usize, 0..1_000_000_000_000_i64), 0..30),
        ) {
            let rows = costs.iter().map(|(model, context, cost)| UsageRow {
                cost: NanoUsd::from_nanos(*cost).unwrap(),
                ..row(["a", "b", "c", "d"][*model], Context::ALL[*context], "0")
            });
            let days: Vec<_> = rows.map(|row| day(date!(2026 - 11 - 21), 1, vec![row])).collect();
            let report = Report::new(days, limits(), NanoUsd::ZERO, &Prices::shipped(), None);
            let spent = NanoUsd::from_nanos(costs.iter().map(|(_, _, cost)| cost).sum()).unwrap();
            prop_assert_eq!(report.totals.usage.cost, spent);
            prop_assert_eq!(report.models.iter().map(|one| one.usage.cost).sum::<NanoUsd>(), spent);
            prop_assert_eq!(report.contexts.iter().map(|one| one.usage.cost).sum::<NanoUsd>(), spent);
        }
    }
}
