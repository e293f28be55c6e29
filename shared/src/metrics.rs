//! What the fleet has done, in counters that only grow, for Prometheus (O2). Environments of Lambda come and go, so the sums
//! are kept where all of them can add: in one item of the table of counters, `METRICS`. Each of its attributes is a
//! series as Prometheus writes it, `osool_chat_turns_total{route="search",tier="claude"}`, and its value a whole number;
//! of a series whose name ends in `_usd_total`, nano-dollars.
//!
//! An answer adds all that it has to add in one write, beside what it waits for anyway. Nothing comes of a failure but a
//! line in the log, and a write whose answer is lost is not repeated: a counter may miss something, and counts nothing
//! twice. Labels are names from closed lists (routes, tiers, tools, models that are configured), never anything that a
//! person wrote, so that the item stays some kilobytes.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{
    error::{Failure, chain},
    store::table::{Item, Table, Value, Write},
    telemetry,
};

const METRICS: &str = "METRICS";

/// What each series counts.
const HELP: &[(&str, &str)] = &[
    ("osool_chat_sessions_total", "Conversations that were begun."),
    ("osool_chat_turns_total", "Messages that were answered, by what they were for and by who answered."),
    ("osool_chat_degraded_total", "Answers that somebody better should have given."),
    ("osool_chat_intents_total", "What messages were for, as the rules read them."),
    (
        "osool_chat_intent_confidence_percent_total",
        "How sure the routes were, in hundredths, in all; by turns it is the mean.",
    ),
    ("osool_hallucinations_total", "Sentences of models that were stopped, by what was wrong with them."),
    ("osool_tool_calls_total", "Tools that models called."),
    ("osool_llm_requests_total", "Calls of models."),
    ("osool_llm_tokens_used_total", "Tokens that models used."),
    ("osool_llm_cost_usd_total", "What models cost, in US dollars."),
];

/// What one answer adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<String, i64>);

impl Counts {
    /// Adds to a series: its name, its labels in their order, and how much.
    pub fn add(&mut self, name: &'static str, labels: &[(&str, &str)], amount: impl Into<i64>) {
        debug_assert!(HELP.iter().any(|(known, _)| *known == name), "{name} has no help");
        let amount = amount.into();
        if amount == 0 {
            return;
        }
        let labels: Vec<String> = labels.iter().map(|(label, value)| format!("{label}=\"{}\"", plain(value))).collect();
        let series = if labels.is_empty() { name.to_owned() } else { format!("{name}{{{}}}", labels.join(",")) };
        let sum = self.0.entry(series).or_default();
        *sum = sum.saturating_add(amount);
    }
}

/// A label's value without what would end it. Names of models come from a setting.
fn plain(value: &str) -> String {
    value.chars().filter(|char| !matches!(char, '"' | '\\') && !char.is_control()).collect()
}

/// The fleet's counters.
#[derive(Debug, Clone)]
pub struct Metrics<T> {
    table: T,
}

impl<T: Table> Metrics<T> {
    /// The counters in this table.
    #[must_use]
    pub fn new(table: T) -> Self {
        Self { table }
    }

    /// Adds to the fleet's counters.
    pub async fn add(&self, counts: Counts) {
        if counts.0.is_empty() {
            return;
        }
        let write = counts.0.into_iter().fold(Write::to(METRICS), |write, (series, amount)| write.add(series, amount));
        if let Err(error) = self.table.write(write).await {
            tracing::warn!(target: telemetry::ERROR, cause = chain(&error), "an answer is missing in the metrics");
        }
    }

    /// The counters in Prometheus' text format, version 0.0.4.
    pub async fn prometheus(&self) -> Result<String, Failure> {
        Ok(written(&self.table.read(METRICS).await?))
    }
}

/// An item of counters as Prometheus reads them.
fn written(item: &Item) -> String {
    let mut text = String::new();
    for (name, help) in HELP {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
        for (series, value) in item {
            let own = series.split('{').next().unwrap_or_default();
            let Value::Number(value) = value else { continue };
            if own == *name {
                let _ = if name.ends_with("_usd_total") {
                    writeln!(text, "{series} {}.{:09}", value / 1_000_000_000, value % 1_000_000_000)
                } else {
                    writeln!(text, "{series} {value}")
                };
            }
        }
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::table::simulated::Simulated;

    #[tokio::test]
    async fn o2_what_answers_add_is_summed_over_the_fleet_and_written_as_prometheus_reads_it() {
        let table = Arc::<Simulated>::default();
        let environments = [Metrics::new(Arc::clone(&table)), Metrics::new(Arc::clone(&table))];
        for environment in &environments {
            let mut counts = Counts::default();
            counts.add("osool_chat_turns_total", &[("route", "search"), ("tier", "claude")], 1);
            counts.add("osool_llm_cost_usd_total", &[("model", "gpt-\"6\n")], 1_500_000_000);
            counts.add("osool_llm_cost_usd_total", &[("model", "gpt-6")], 7);
            counts.add("osool_chat_degraded_total", &[], 0);
            environment.add(counts).await;
        }
        environments[0].add(Counts::default()).await;
        let text = environments[1].prometheus().await.unwrap();
        let series: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(
            series,
            [
                "osool_chat_turns_total{route=\"search\",tier=\"claude\"} 2",
                "osool_llm_cost_usd_total{model=\"gpt-6\"} 3.000000014"
            ]
        );
        for (name, help) in HELP {
            assert!(text.contains(&format!("# HELP {name} {help}\n# TYPE {name} counter\n")));
        }
    }
}
