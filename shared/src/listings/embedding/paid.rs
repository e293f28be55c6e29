//! Vectors of OpenAI's models: every try holds money first, passes the breaker, and is settled by what OpenAI says that
//! it used.

use std::{sync::Arc, time::Duration};

use time::{OffsetDateTime, UtcDateTime};
use tokio::time::Instant;
use uuid::Uuid;

use super::{DIMENSIONS, Embedding, questions::Questions};
use crate::{
    clock::Clock,
    error::{ErrorCode, Failure, chain},
    fault::{Dependency, Fault},
    guard::{Guard, Retries},
    ledger::{
        Ask, Charge, Hold, Ledger, Payer,
        prices::{ModelPrice, Prices, Tokens},
        usage::Context,
    },
    llm::{
        Billed, Failed, LEAST_TIME,
        openai::{LONGEST_TEXT, MOST_TEXTS, MOST_TOKENS, OpenAi},
    },
    store::table::Table,
    telemetry,
};

/// The longest that one request may take: less than the longest call of OpenAI's breaker, with time for the ledger.
const REQUEST_LIMIT: Duration = Duration::from_secs(20);

/// How long a hold outlives the deadline of its call: what settling may take, and the difference of two clocks.
const HOLD_MARGIN: Duration = Duration::from_mins(1);

/// OpenAI's embeddings behind ledger, breaker and retries.
#[derive(Debug)]
pub struct Paid<T> {
    pub(super) openai: OpenAi,
    /// The model that vectors are made of unless another one is asked for.
    pub(super) model: String,
    pub(super) prices: Prices,
    pub(super) ledger: Ledger<T>,
    pub(super) guard: Arc<Guard<T>>,
    pub(super) retries: Retries,
    pub(super) questions: Questions,
}

/// Who pays for a call, and when it must be over.
#[derive(Debug, Clone, Copy)]
struct Terms {
    payer: Payer,
    deadline: Instant,
    clock: Clock,
}

impl Terms {
    /// How long a request may take; nothing where that is too short to try.
    fn left(&self) -> Option<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        (left >= LEAST_TIME).then(|| left.min(REQUEST_LIMIT))
    }
}

impl<T: Table> Paid<T> {
    /// The vectors of texts, in their order; all of them or none.
    pub(super) async fn embed(
        &self,
        model: &str,
        texts: &[String],
        payer: Payer,
        deadline: Instant,
        now: OffsetDateTime,
    ) -> Result<Vec<Embedding>, Failure> {
        let terms = Terms { payer, deadline, clock: Clock::starting_at(now) };
        let asked: Vec<&str> = texts.iter().map(|text| readable(text)).filter(|text| !text.is_empty()).collect();
        let mut made = Vec::with_capacity(asked.len());
        for batch in batches(&asked) {
            let tried = self.retries.retry(deadline, || self.attempt(model, batch, terms)).await;
            made.extend(tried.inspect_err(|failure| report_ours(failure, model))?);
        }
        let mut made = made.into_iter();
        let vector = |text: &String| {
            let vector = if readable(text).is_empty() { None } else { made.next() };
            vector.unwrap_or_else(Embedding::nothing)
        };
        Ok(texts.iter().map(vector).collect())
    }

    /// One request, if the breaker lets it. The hold is made behind the breaker, so that an open one costs no writes.
    async fn attempt(&self, model: &str, batch: &[&str], terms: Terms) -> Result<Vec<Embedding>, Failure> {
        if terms.left().is_none() {
            return Err(out_of_time());
        }
        let call = async {
            let now = terms.clock.now();
            let price = self.prices.of(model, UtcDateTime::from(now).date())?;
            // A token of these models is one byte of the text or more.
            let bound = u32::try_from(batch.iter().map(|text| text.len()).sum::<usize>()).unwrap_or(u32::MAX);
            let worst = price.worst_case(bound, 0);
            let most = terms.deadline.saturating_duration_since(Instant::now()).saturating_add(HOLD_MARGIN);
            let until = now.saturating_add(most.try_into().unwrap_or(time::Duration::MAX));
            let ask = Ask { worst, least: worst, until };
            let hold = self.ledger.hold(Uuid::new_v4(), terms.payer, ask, now).await?;
            let Some(within) = terms.left() else {
                self.cancel(&hold).await;
                return Err(out_of_time());
            };
            match self.openai.embed(model, batch, DIMENSIONS, within).await {
                Ok(answer) => {
                    self.settle(&hold, model, price, answer.tokens.unwrap_or(bound)).await;
                    let vectors: Option<Vec<Embedding>> =
                        answer.vectors.into_iter().map(Embedding::of_unit_length).collect();
                    vectors.ok_or_else(|| {
                        Failure::of(
                            Dependency::OpenAi,
                            Fault::Malformed,
                            "a vector has no length or none that is a number",
                        )
                    })
                }
                Err(Failed { failure, billed }) => {
                    match billed {
                        Billed::Nothing => self.cancel(&hold).await,
                        Billed::Tokens(tokens) => self.settle(&hold, model, price, tokens).await,
                        // What may have been billed is charged: the limits must hold also then.
                        Billed::Perhaps => self.settle(&hold, model, price, bound).await,
                    }
                    Err(failure)
                }
            }
        };
        self.guard.call(Dependency::OpenAi, terms.clock.now(), call).await
    }

    /// Enters what a call has used. Where the table is away the hold stays until it expires, and the call stands among
    /// those whose cost is not known; the vectors are there all the same.
    async fn settle(&self, hold: &Hold, model: &str, price: &ModelPrice, tokens: u32) {
        let tokens = Tokens { input: tokens, ..Tokens::default() };
        let charge = Charge { model: model.to_owned(), context: Context::Embedding, tokens, cost: price.cost(tokens) };
        if let Err(error) = self.ledger.settle(hold, &charge).await {
            tracing::error!(target: telemetry::ERROR, cause = chain(&error), "what vectors cost is not in the books");
        }
    }

    /// Gives a hold up; where the table is away it expires.
    async fn cancel(&self, hold: &Hold) {
        if let Err(error) = self.ledger.cancel(hold).await {
            tracing::warn!(target: telemetry::ERROR, cause = chain(&error), "a hold for vectors waits to expire");
        }
    }
}

/// What of a text the model reads: its beginning, without the space around it. The models refuse a longer text, and an
/// empty one.
fn readable(text: &str) -> &str {
    let text = text.trim();
    text.get(..text.floor_char_boundary(LONGEST_TEXT)).unwrap_or(text)
}

/// The texts in requests: as many in each as one may carry.
fn batches<'a>(texts: &'a [&'a str]) -> Vec<&'a [&'a str]> {
    let mut batches = Vec::new();
    let mut rest = texts;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fitting = rest.iter().take(MOST_TEXTS).take_while(|text| {
            bytes += text.len();
            bytes <= MOST_TOKENS
        });
        // No single text is too long.
        let (batch, others) = rest.split_at(fitting.count().max(1));
        batches.push(batch);
        rest = others;
    }
    batches
}

/// Tells operators of what no waiting mends: the key, the bill, the model's name, the request itself. Whoever asked for
/// vectors goes on without, so nobody else would say it loudly.
fn report_ours(failure: &Failure, model: &str) {
    let is_ours = matches!(failure.fault(), Some(Fault::BadKey | Fault::Quota | Fault::BadRequest))
        || failure.code() == ErrorCode::Internal;
    if is_ours {
        let (fault, cause) = (failure.fault(), failure.cause_chain());
        tracing::error!(target: telemetry::ERROR, model, ?fault, cause, "vectors cannot be had until this is mended");
    }
}

/// The caller's time is up: that says nothing about OpenAI.
fn out_of_time() -> Failure {
    Failure::unavailable(Dependency::OpenAi).caused_by("no time was left to ask for vectors")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn s4_every_text_is_in_one_request_and_no_request_is_too_large(
            lengths in prop::collection::vec(1..LONGEST_TEXT, 0..400),
        ) {
            let longest = "x".repeat(LONGEST_TEXT);
            let texts: Vec<&str> = lengths.iter().map(|length| &longest[..*length]).collect();
            let batches = batches(&texts);
            prop_assert_eq!(&batches.concat(), &texts);
            for batch in batches {
                prop_assert!((1..=MOST_TEXTS).contains(&batch.len()));
                prop_assert!(batch.iter().map(|text| text.len()).sum::<usize>() <= MOST_TOKENS);
            }
        }

        #[test]
        fn s4_what_is_read_of_a_text_is_a_beginning_that_fits(text in "\\PC{0,40}", times in 1..400_usize) {
            let text = text.repeat(times);
            let readable = readable(&text);
            prop_assert!(readable.len() <= LONGEST_TEXT && text.trim().starts_with(readable));
            prop_assert!(readable.len() + 4 > LONGEST_TEXT || readable == text.trim());
        }
    }
}
