//! Vectors of texts, for what filters and words do not find: of a paid model where a key is set, else made offline
//! ([`Embedding::of`]). A vector is stored under the name of its model, and a search compares vectors of one model only:
//! of the one that serves ([`reembedding::serving`](super::reembedding::serving)).
//!
//! [`Embedder`] makes them. Where it fails, whatever the reason (the budget, the breaker, the provider, the key), the
//! caller goes on without: a search ranks by words and says so (`lexical`), an ingestion writes its rows and
//! says how many have no vector, and [`reembedding::fill`](super::reembedding::fill) makes those later.

mod offline;
mod paid;
mod questions;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use time::{Date, OffsetDateTime};
use tokio::time::Instant;

use self::questions::Questions;
pub use self::{offline::OFFLINE_MODEL, paid::Paid};
use crate::{
    config::Settings,
    error::Failure,
    fault::Dependency,
    guard::{Guard, Retries},
    ledger::{
        Ledger, Payer,
        prices::{ModelPrice, Prices},
    },
    llm::Providers,
    store::table::Table,
    telemetry,
};

/// How many dimensions a vector has, whatever its model.
pub const DIMENSIONS: usize = 1536;

/// The model whose vectors are paid for where no other is configured.
pub const PAID_MODEL: &str = "text-embedding-3-small";

/// A vector of unit length, or of zeros for a text without words.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding(Vec<f32>);

impl Embedding {
    /// The vector of a text in either language, made offline: the same on every machine, and for nothing.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(offline::vector(text))
    }

    /// The vector of a text in which there is nothing.
    fn nothing() -> Self {
        Self(vec![0.0; DIMENSIONS])
    }

    /// A vector brought to unit length; `None` where it has none, or one that is not a number.
    fn of_unit_length(mut vector: Vec<f32>) -> Option<Self> {
        // In double precision, in which no square of a float is too large or too small.
        let length = vector.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
        if !length.is_finite() || length == 0.0 {
            return None;
        }
        for value in &mut vector {
            #[expect(clippy::cast_possible_truncation, reason = "a part of a length is at most one")]
            let part = (f64::from(*value) / length) as f32;
            *value = part;
        }
        Some(Self(vector))
    }

    /// The vector in the notation of pgvector, as `[0.1,0,0.2]`. Six decimals are finer than the half precision in
    /// which it is stored.
    #[must_use]
    pub fn to_pgvector(&self) -> String {
        let values: Vec<String> =
            self.0.iter().map(|value| if *value == 0.0 { "0".to_owned() } else { format!("{value:.6}") }).collect();
        format!("[{}]", values.join(","))
    }
}

/// What is configured about embeddings.
#[derive(Debug)]
pub struct EmbedderSettings {
    model: String,
    prices: Prices,
}

impl EmbedderSettings {
    /// Reads `EMBEDDING_MODEL` and `MODEL_PRICES`.
    ///
    /// The model must have a price and must only embed. The name of the offline model is allowed, too: then vectors are
    /// made offline although there is a key. `text-embedding-ada-002` cannot be asked for the 1,536 dimensions that it
    /// has, and is refused by OpenAI.
    pub fn read(settings: &mut Settings) -> Self {
        let prices = Prices::read(settings);
        let model = settings.parsed(
            "EMBEDDING_MODEL",
            PAID_MODEL.to_owned(),
            "a model that makes vectors and has a price",
            |model| {
                let is_priced = prices.of(model, Date::MAX).is_ok_and(ModelPrice::is_embedding);
                (model == OFFLINE_MODEL || is_priced).then(|| model.to_owned())
            },
        );
        Self { model, prices }
    }
}

/// Makes vectors.
#[derive(Debug)]
pub enum Embedder<T> {
    /// Without a key.
    Offline,
    /// With a key of OpenAI's.
    OpenAi(Box<Paid<T>>),
}

impl<T: Table> Embedder<T> {
    /// The embedder that these settings ask for; offline where there is no key of OpenAI's.
    #[must_use]
    pub fn new(settings: EmbedderSettings, providers: &Providers, ledger: Ledger<T>, guard: Arc<Guard<T>>) -> Self {
        let EmbedderSettings { model, prices } = settings;
        let openai = providers.openai.clone().filter(|_| model != OFFLINE_MODEL);
        let made_by = openai.as_ref().map_or(OFFLINE_MODEL, |_| model.as_str());
        tracing::info!(target: telemetry::SYSTEM, model = made_by, "the model of vectors");
        let Some(openai) = openai else { return Self::Offline };
        let (retries, questions) = (Retries::default(), Questions::default());
        Self::OpenAi(Box::new(Paid { openai, model, prices, ledger, guard, retries, questions }))
    }

    /// The model that vectors should be of: the one to fill the catalogue with, and then to switch to. Which one is
    /// searched by is not for the embedder to say.
    #[must_use]
    pub fn model(&self) -> &str {
        match self {
            Self::Offline => OFFLINE_MODEL,
            Self::OpenAi(paid) => &paid.model,
        }
    }

    /// Vectors of this model, one for each text, in their order; all of them or none. The offline model's are always to
    /// be had; a paid model's only with a key. Of a text longer than 8,191 bytes the model reads the beginning.
    ///
    /// Each request to OpenAI is held, settled and counted by the breaker; what may have been billed is charged
    /// even where nothing came of it. Nothing begins that the deadline would not allow to end. Failures:
    /// `cost_limit_reached` where it does not fit the limits; `ai_service_unavailable` where OpenAI fails, its breaker is
    /// open, there is no key or no time; `dependency_unavailable` where nothing can be held; `internal` where the model
    /// has no price.
    pub async fn embed(
        &self,
        model: &str,
        texts: &[String],
        payer: Payer,
        deadline: Instant,
        now: OffsetDateTime,
    ) -> Result<Vec<Embedding>, Failure> {
        if model == OFFLINE_MODEL {
            return Ok(texts.iter().map(|text| Embedding::of(text)).collect());
        }
        match self {
            Self::Offline => Err(Failure::unavailable(Dependency::OpenAi).caused_by("there is no key for OpenAI")),
            // On the heap: it is large, and most questions are answered without it.
            Self::OpenAi(paid) => Box::pin(paid.embed(model, texts, payer, deadline, now)).await,
        }
    }

    /// The vector of a question, of this model. One that was asked for lately, in whatever spelling, costs nothing.
    /// Fails as [`embed`](Self::embed) does.
    pub async fn embed_question(
        &self,
        model: &str,
        question: &str,
        payer: Payer,
        deadline: Instant,
        now: OffsetDateTime,
    ) -> Result<Arc<Embedding>, Failure> {
        let asked_before = match self {
            Self::Offline => None,
            Self::OpenAi(paid) => paid.questions.find(model, question),
        };
        if let Some(vector) = asked_before {
            return Ok(vector);
        }
        let made = self.embed(model, &[question.to_owned()], payer, deadline, now).await?;
        let vector = Arc::new(made.into_iter().next().unwrap_or_else(Embedding::nothing));
        if let Self::OpenAi(paid) = self {
            paid.questions.keep(model, question, Arc::clone(&vector));
        }
        Ok(vector)
    }
}
