//! Changing the model of the vectors without an hour of bad answers. Vectors are rows of their own, keyed by model, and
//! exactly one model **serves**: search compares a question's vector with those of that model only. A change goes so:
//!
//! ```text
//! fill     makes what is missing of the new model, in batches, as often as it takes; search goes on with the old one
//! switch   makes the new model serve, if nothing is missing of it and it has the index that so many vectors need
//! forget   deletes the vectors of the old model, when no environment can still be searching with it
//! ```
//!
//! The function `ingest` does the first two by itself, every hour and with every file, for the model that is configured.
//!
//! There is no list of work and no mark of progress: what is missing is what is to do, so a run can end anywhere, be
//! repeated, or meet another run, and units that were ingested meanwhile are found like all others. **A unit that
//! changes must lose its vectors of all models in the transaction that changes it**, after its row is written; what
//! is made here of a text that has changed meanwhile is not written.

use serde::Serialize;
use sqlx::{FromRow, PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;
use tokio::time::{Duration, Instant};

use super::{
    embedding::{Embedder, Embedding},
    repository::{self, Embeddable, ranking},
};
use crate::{
    error::{ErrorCode, Failure},
    ledger::Payer,
    store::{postgres::bounded, table::Table},
};

/// How many units are embedded and written at a time.
const BATCH: i64 = 96;

/// No batch begins with less time than this.
const BATCH_TIME: Duration = Duration::from_secs(5);

/// How many vectors one statement deletes.
const DELETED_AT_ONCE: i64 = 5_000;

/// How far filling has come.
#[derive(Debug)]
pub struct Progress {
    /// Vectors made by this run.
    pub done: u64,
    /// Units for sale that still have none.
    pub remaining: u64,
    /// Why the run ended before its time with units remaining: the budget, the breaker, the provider.
    pub stopped_by: Option<Failure>,
}

/// What became of a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// The model serves, now or since earlier.
    Serves,
    /// Nothing has changed: so many units for sale have no vector of the model.
    Missing(u64),
    /// Nothing has changed: the model has vectors enough to need an index, which `migrate` makes.
    Unindexed,
}

/// From so many vectors of a model on, searches want an index: fewer are always compared.
pub const INDEXED_FROM: i64 = ranking::COMPARED;

/// A model whose vectors need an index that is not there, or was left half made.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Unindexed {
    /// Its name.
    pub model: String,
    /// The name that the index has to have.
    pub index: String,
}

/// The models that have at least so many vectors and no index of them.
pub async fn unindexed(executor: impl PgExecutor<'_>, from: i64) -> Result<Vec<Unindexed>, Failure> {
    let models = sqlx::query_as(
        "SELECT model, index FROM embedding_models, LATERAL (SELECT 'vectors_' || left(md5(model), 16) AS index) AS named
         WHERE (SELECT count(*) FROM (SELECT FROM property_embeddings e WHERE e.model = embedding_models.model LIMIT $1)
                AS counted) >= $1
           AND NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(index) AND indisvalid)
         ORDER BY model",
    );
    bounded(models.bind(from).fetch_all(executor)).await
}

/// The model that serves; `None` before the first one was switched to.
pub async fn serving(pool: &PgPool) -> Result<Option<String>, Failure> {
    bounded(sqlx::query_scalar("SELECT model FROM embedding_models WHERE serves").fetch_optional(pool)).await
}

/// Makes vectors of a model for the units for sale that have none, in the order of their ids, until none is missing or
/// the deadline is near.
///
/// An error is the database's. A vector that cannot be had ends the run and is told in its progress: what was made until
/// then is written, and the next run goes on from there.
pub async fn fill<T: Table>(
    pool: &PgPool,
    embedder: &Embedder<T>,
    model: &str,
    payer: Payer,
    deadline: Instant,
    now: OffsetDateTime,
) -> Result<Progress, Failure> {
    let began = Instant::now();
    let (mut done, mut stopped_by, mut after) = (0, None, String::new());
    while deadline.saturating_duration_since(Instant::now()) > BATCH_TIME {
        let units = missing(pool, model, &after).await?;
        // On from here even where a unit changes under our hands, or the run would not end.
        let Some(last) = units.last() else { break };
        after.clone_from(&last.id);
        let (units, texts) = texts(pool, units).await?;
        let now = now.saturating_add(began.elapsed().try_into().unwrap_or_default());
        match embedder.embed(model, &texts, payer, deadline, now).await {
            Ok(vectors) => {
                let vectors: Vec<String> = vectors.iter().map(Embedding::to_pgvector).collect();
                done += repository::write_vectors(pool, model, &units, &vectors).await?;
            }
            Err(failure) => {
                stopped_by = Some(failure);
                break;
            }
        }
    }
    let mut connection = bounded(pool.acquire()).await?;
    Ok(Progress { done, remaining: count_missing(&mut connection, model).await?, stopped_by })
}

async fn missing(pool: &PgPool, model: &str, after: &str) -> Result<Vec<Embeddable>, Failure> {
    let missing = bounded(
        sqlx::query_as::<_, (String, String)>(
            "SELECT id, encode(content_hash, 'hex') AS content_hash FROM properties p
             WHERE available AND id > $2
               AND NOT EXISTS (SELECT FROM property_embeddings e WHERE e.model = $1 AND e.property_id = p.id)
             ORDER BY id LIMIT $3",
        )
        .bind(model)
        .bind(after)
        .bind(BATCH)
        .fetch_all(pool),
    )
    .await?;
    Ok(missing.into_iter().map(|(id, content_hash)| Embeddable { id, content_hash }).collect())
}

/// What the vectors of these units are made of, without units that are not for sale any more. A unit that has changed
/// since it was found missing is read as it is now; its hash then tells that it is no longer what was found.
async fn texts(pool: &PgPool, mut missing: Vec<Embeddable>) -> Result<(Vec<Embeddable>, Vec<String>), Failure> {
    let ids: Vec<String> = missing.iter().map(|unit| unit.id.clone()).collect();
    let units = repository::units(pool, &ids).await?;
    missing.retain(|lacking| units.iter().any(|unit| unit.id.as_str() == lacking.id));
    Ok((missing, units.iter().map(repository::search_text).collect()))
}

/// How many units for sale have no vector of the model.
async fn count_missing(connection: &mut PgConnection, model: &str) -> Result<u64, Failure> {
    let missing: i64 = bounded(
        sqlx::query_scalar(
            "SELECT count(*) FROM properties p
             WHERE available
               AND NOT EXISTS (SELECT FROM property_embeddings e WHERE e.model = $1 AND e.property_id = p.id)",
        )
        .bind(model)
        .fetch_one(connection),
    )
    .await?;
    Ok(u64::try_from(missing).unwrap_or(0))
}

/// Makes a model serve, in one step, where every unit for sale has a vector of it, and an index where there are many.
///
/// A unit that an ingestion adds in that very moment may go without a vector until the next [`fill`]: it is then found
/// by its words.
pub async fn switch(pool: &PgPool, model: &str, now: OffsetDateTime) -> Result<Switch, Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let serves = lock(&mut transaction, model, now).await?;
    if !serves {
        let missing = count_missing(&mut transaction, model).await?;
        if missing > 0 {
            return Ok(Switch::Missing(missing));
        }
        if unindexed(&mut *transaction, INDEXED_FROM).await?.iter().any(|other| other.model == model) {
            return Ok(Switch::Unindexed);
        }
        // In this order, for two may not serve even within a transaction.
        bounded(sqlx::query("UPDATE embedding_models SET serves = false WHERE serves").execute(&mut *transaction))
            .await?;
        let begin = sqlx::query("UPDATE embedding_models SET serves = true WHERE model = $1").bind(model);
        bounded(begin.execute(&mut *transaction)).await?;
    }
    bounded(transaction.commit()).await?;
    Ok(Switch::Serves)
}

/// Deletes all vectors of a model that does not serve; gives how many. Refused as a conflict for the one that serves.
///
/// To be called a while after a switch: environments may keep in memory for some time which model serves.
pub async fn forget(pool: &PgPool, model: &str, now: OffsetDateTime) -> Result<u64, Failure> {
    let mut forgotten = 0;
    loop {
        let mut transaction = bounded(pool.begin()).await?;
        if lock(&mut transaction, model, now).await? {
            return Err(Failure::new(ErrorCode::Conflict).with("model", model).with("reason", "it serves"));
        }
        let deletion = sqlx::query(
            "DELETE FROM property_embeddings WHERE model = $1 AND property_id IN (
                 SELECT property_id FROM property_embeddings WHERE model = $1 LIMIT $2)",
        );
        let deleted =
            bounded(deletion.bind(model).bind(DELETED_AT_ONCE).execute(&mut *transaction)).await?.rows_affected();
        if deleted == 0 {
            let row = sqlx::query("DELETE FROM embedding_models WHERE model = $1").bind(model);
            bounded(row.execute(&mut *transaction)).await?;
        }
        bounded(transaction.commit()).await?;
        forgotten += deleted;
        if deleted == 0 {
            return Ok(forgotten);
        }
    }
}

/// Keeps others from switching and forgetting until the transaction ends, and tells whether the model serves. One
/// that is not known is noted, as one that does not.
async fn lock(connection: &mut PgConnection, model: &str, now: OffsetDateTime) -> Result<bool, Failure> {
    let known = sqlx::query(
        "INSERT INTO embedding_models (model, serves, made_at) VALUES ($1, false, $2) ON CONFLICT (model) DO NOTHING",
    );
    bounded(known.bind(model).bind(now).execute(&mut *connection)).await?;
    let models: Vec<(String, bool)> = bounded(
        sqlx::query_as("SELECT model, serves FROM embedding_models ORDER BY model FOR UPDATE").fetch_all(connection),
    )
    .await?;
    Ok(models.iter().any(|(name, serves)| *serves && name == model))
}
