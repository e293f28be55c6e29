//! From a listing file to rows of the database, at any size: the file comes in pieces and goes in batches, each
//! compared with what is there and written in one transaction. One bad row never stops the rest.
//!
//! **The same file read twice** changes nothing the second time and embeds nothing twice: a unit is known by a hash of
//! its content.
//!
//! **What broke off is gone on with.** After each batch the caller gets a [`Report`], which it may keep. Given to
//! [`ingest_from`] again with the same file, it is where that goes on: the rows before are read again, because what a
//! row is taken for depends on the ids and spellings before it, but neither compared nor counted (that takes about a
//! fifteenth of the time of writing them). The counts stay exact even if batches were written after that report: a
//! unit that is found as it should be, and was written since [`Report::started_at`], was written by this ingestion
//! and counts as accepted. For the same reason two ingestions of one file at once do no harm.
//!
//! **Vectors are made between transactions**, while the next batch is being written: whoever makes them may be slow,
//! or fail. A unit whose content changes loses its old vectors in the transaction that changes it, so whatever
//! happens then, what lacks a vector can be seen from the tables and is made up for by a later run.

use std::{
    collections::{HashMap, HashSet},
    mem,
    ops::ControlFlow,
};

use serde::{Deserialize, Serialize};
use sqlx::{PgPool, Row as _};
use time::OffsetDateTime;

use super::{
    embedding::{Embedding, OFFLINE_MODEL},
    file::{Action, ListingFile, Problem, Row},
    repository::{self, Embeddable, NewRow},
};
use crate::{error::Failure, fault::Fault, store::postgres::bounded, telemetry};

/// How many rows one transaction writes.
const BATCH: usize = 50;

/// How many problems a report holds itself.
const KEPT_PROBLEMS: usize = 1_000;

/// How far an ingestion has come, and what it found. The closing report is the last of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Whether it goes on.
    pub status: Status,
    /// Rows in the file: an estimate from its length until all have been read.
    pub total: usize,
    /// Rows dealt with.
    pub done: usize,
    /// Units written, new or changed.
    pub accepted: usize,
    /// Units that were there already, the same to the letter.
    pub unchanged: usize,
    /// Rows that were taken with a field corrected or set to unknown.
    pub repaired: usize,
    /// Rows that were not taken.
    pub refused: usize,
    /// Vectors made.
    pub embedded: usize,
    /// Units that were taken and have no vector yet, because none could be had.
    pub without_vector: usize,
    /// How many things were wrong.
    pub problems_found: usize,
    /// What was wrong, in the file's order: the first thousand.
    pub problems: Vec<Problem>,
    /// Why it failed, where it did.
    pub error: Option<String>,
    /// Length of the file in bytes, where it is known.
    pub length: Option<u64>,
    /// Bytes dealt with: where the next row begins.
    pub offset: u64,
    /// When it began, by the database's clock.
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
}

/// Whether an ingestion goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Rows are being read, or others will be when it is gone on with.
    Running,
    /// All rows were dealt with.
    Done,
    /// It stopped; what was written until then stays.
    Failed,
}

impl Report {
    /// Nothing done yet of a file of this length.
    #[must_use]
    pub fn new(length: Option<u64>) -> Self {
        Self {
            status: Status::Running,
            total: 0,
            done: 0,
            accepted: 0,
            unchanged: 0,
            repaired: 0,
            refused: 0,
            embedded: 0,
            without_vector: 0,
            problems_found: 0,
            problems: Vec::new(),
            error: None,
            length,
            offset: 0,
            started_at: None,
        }
    }

    /// Whether this is where to go on. A file that has shown to have no rows is read anew.
    #[must_use]
    pub fn can_be_gone_on_with(&self) -> bool {
        self.done > 0 || self.problems_found == 0
    }

    /// Adds a batch that has been dealt with, and gives back what was wrong with it.
    fn add(&mut self, batch: Batch) -> Vec<Problem> {
        self.done += batch.rows;
        self.accepted += batch.accepted;
        self.unchanged += batch.unchanged;
        self.repaired += batch.repaired;
        self.refused += batch.rows - batch.accepted - batch.unchanged;
        self.embedded += batch.embedded;
        self.without_vector += batch.without_vector;
        self.offset = batch.offset;
        self.total = self.estimated_rows();
        self.note(&batch.problems);
        batch.problems
    }

    fn note(&mut self, problems: &[Problem]) {
        self.problems_found += problems.len();
        let room = KEPT_PROBLEMS.saturating_sub(self.problems.len());
        self.problems.extend(problems.iter().take(room).cloned());
    }

    /// The rows of the whole file, if those to come are as long as those before.
    fn estimated_rows(&self) -> usize {
        let rows = self.length.and_then(|length| {
            let rows = u128::from(length) * self.done as u128;
            usize::try_from(rows.checked_div(u128::from(self.offset))?).ok()
        });
        rows.unwrap_or_default().max(self.done)
    }
}

/// Reads a listing file that is in memory into the database, with offline vectors, and tells `progress` after each
/// batch.
///
/// A file without a single row fails. Otherwise an error means that the database failed: rows before it
/// are written, and the same file can be given again.
pub async fn ingest(pool: &PgPool, bytes: &[u8], mut progress: impl AsyncFnMut(&Report)) -> Report {
    let mut file = Some(bytes);
    ingest_from(
        pool,
        (OFFLINE_MODEL, async |texts: &[String]| Ok(texts.iter().map(|text| Embedding::of(text)).collect())),
        Report::new(u64::try_from(bytes.len()).ok()),
        async || Ok(file.take()),
        async |report: &Report, _| {
            if report.done > 0 {
                progress(report).await;
            }
            Ok(ControlFlow::Continue(()))
        },
    )
    .await
}

/// Reads a listing file into the database, from where `report` says that it stopped.
///
/// - `embed`: the name of a model, and how it makes vectors of a batch of texts, one for each;
/// - `next_chunk`: gives the file from its beginning, piece by piece, then `None`;
/// - `after_batch`: gets the report, which may be kept for going on from there, and what was wrong since it got the
///   last one. It is asked once before the first batch of all, and must keep that report. It may break, and its failure
///   ends the ingestion.
///
/// The report that comes back is [`Status::Running`] if `after_batch` broke.
pub async fn ingest_from<Chunk: AsRef<[u8]>>(
    pool: &PgPool,
    embed: (&str, impl AsyncFn(&[String]) -> Result<Vec<Embedding>, Failure>),
    report: Report,
    next_chunk: impl AsyncFnMut() -> Result<Option<Chunk>, Failure>,
    after_batch: impl AsyncFnMut(&Report, Vec<Problem>) -> Result<ControlFlow<()>, Failure>,
) -> Report {
    let (model, embed) = embed;
    let report = Report { status: Status::Running, error: None, ..report };
    let mut ingestion = Ingestion { pool, model, embed, after_batch, report, written: None };
    let (status, error) = match Box::pin(ingestion.run(next_chunk)).await {
        Ok(ControlFlow::Break(())) => (Status::Running, None),
        Ok(ControlFlow::Continue(())) if ingestion.report.done == 0 => {
            (Status::Failed, Some("The file holds no rows.".to_owned()))
        }
        Ok(ControlFlow::Continue(())) => (Status::Done, None),
        Err(failure) => {
            tracing::error!(target: telemetry::ERROR, cause = failure.to_string(), "ingestion stopped");
            (Status::Failed, Some(failure.code().message().to_owned()))
        }
    };
    Report { status, error, ..ingestion.report }
}

/// An ingestion that goes on.
struct Ingestion<'a, Embed, AfterBatch> {
    pool: &'a PgPool,
    model: &'a str,
    embed: Embed,
    after_batch: AfterBatch,
    /// Counts the batches that are dealt with wholly.
    report: Report,
    /// The batch whose rows are written and whose vectors are not.
    written: Option<Batch>,
}

impl<Embed, AfterBatch> Ingestion<'_, Embed, AfterBatch>
where
    Embed: AsyncFn(&[String]) -> Result<Vec<Embedding>, Failure>,
    AfterBatch: AsyncFnMut(&Report, Vec<Problem>) -> Result<ControlFlow<()>, Failure>,
{
    async fn run<Chunk: AsRef<[u8]>>(
        &mut self,
        mut next_chunk: impl AsyncFnMut() -> Result<Option<Chunk>, Failure>,
    ) -> Result<ControlFlow<()>, Failure> {
        let started_at = match self.report.started_at {
            Some(moment) => moment,
            None => bounded(sqlx::query_scalar("SELECT now()").fetch_one(self.pool)).await?,
        };
        if self.report.started_at.replace(started_at).is_none() {
            // Kept before the first row is written, so that whoever goes on knows which rows are this ingestion's.
            (self.after_batch)(&self.report, Vec::new()).await.map(drop)?;
        }
        let before = self.report.done;
        let mut file = ListingFile::default();
        let mut batch = Batch::default();
        while let Some(chunk) = next_chunk().await? {
            let mut chunk = chunk.as_ref();
            while let Some(row) = file.next_row(&mut chunk) {
                if row.number <= before {
                    continue;
                }
                batch.push(row, file.offset());
                if batch.rows == BATCH && self.deal_with(mem::take(&mut batch)).await?.is_break() {
                    return self.close().await.map(|_| ControlFlow::Break(()));
                }
            }
        }
        let (last, problem) = file.finish();
        if let Some(row) = last.filter(|row| row.number > before) {
            batch.push(row, file.offset());
        }
        if batch.rows > 0 {
            self.deal_with(batch).await.map(drop)?;
        }
        self.close().await.map(drop)?;
        self.report.total = self.report.done;
        if self.report.done > 0 {
            // So that whoever reads the report that is kept next does not add the problem below once more.
            self.report.status = Status::Done;
        }
        if let Some(problem) = problem {
            self.report.note(std::slice::from_ref(&problem));
            (self.after_batch)(&self.report, vec![problem]).await.map(drop)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Writes a batch's rows while the vectors of the batch before are made and written.
    async fn deal_with(&mut self, mut batch: Batch) -> Result<ControlFlow<()>, Failure> {
        let mut before = self.written.take();
        let vectors = async {
            match &mut before {
                Some(before) => write_vectors(self.pool, self.model, &self.embed, before).await,
                None => Ok(()),
            }
        };
        let taken_before = self.report.accepted + self.report.unchanged > 0;
        let since = self.report.started_at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let lookup = Lookup { model: self.model, since };
        let (vectors, rows) = tokio::join!(vectors, write_rows(self.pool, &lookup, &mut batch, taken_before));
        vectors?;
        let flow = match before {
            Some(before) => self.tell(before).await?,
            None => ControlFlow::Continue(()),
        };
        rows?;
        self.written = Some(batch);
        Ok(flow)
    }

    /// Makes the vectors of the last batch.
    async fn close(&mut self) -> Result<ControlFlow<()>, Failure> {
        let Some(mut batch) = self.written.take() else {
            return Ok(ControlFlow::Continue(()));
        };
        write_vectors(self.pool, self.model, &self.embed, &mut batch).await?;
        self.tell(batch).await
    }

    async fn tell(&mut self, batch: Batch) -> Result<ControlFlow<()>, Failure> {
        let problems = self.report.add(batch);
        (self.after_batch)(&self.report, problems).await
    }
}

/// Rows of a file that are dealt with together, and what became of them.
#[derive(Default)]
struct Batch {
    rows: usize,
    /// Where the row after them begins.
    offset: u64,
    units: Vec<Unit>,
    problems: Vec<Problem>,
    accepted: usize,
    unchanged: usize,
    repaired: usize,
    embedded: usize,
    without_vector: usize,
    /// Those of `units` that need a vector, and what it is to be made of.
    to_embed: Vec<(Embeddable, String)>,
}

/// A unit of the file.
struct Unit {
    number: usize,
    row: NewRow,
    /// What its vector is made of.
    text: String,
    repaired: bool,
}

impl Batch {
    fn push(&mut self, row: Row, end: u64) {
        self.rows += 1;
        self.offset = end;
        if let Some(unit) = row.property {
            let (new, text) = (NewRow::of(&unit), repository::search_text(&unit));
            self.units.push(Unit { number: row.number, row: new, text, repaired: !row.problems.is_empty() });
        }
        self.problems.extend(row.problems);
    }

    /// Counts what became of the units, in their order.
    fn settle(&mut self, verdicts: Vec<Verdict>) {
        let mut refusals = Vec::new();
        for (unit, verdict) in mem::take(&mut self.units).into_iter().zip(verdicts) {
            let embedded = match verdict {
                Verdict::Accepted { embedded } => {
                    self.accepted += 1;
                    // What this ingestion wrote had no vector then: it is this ingestion's too.
                    self.embedded += usize::from(embedded);
                    embedded
                }
                Verdict::Unchanged { embedded } => {
                    self.unchanged += 1;
                    embedded
                }
                Verdict::Refused(problem) => {
                    let id = Some(unit.row.id().to_owned());
                    let action = Action::Refused;
                    refusals.push(Problem { row: unit.number, id, field: "row".into(), problem, action });
                    continue;
                }
            };
            self.repaired += usize::from(unit.repaired);
            if !embedded {
                let of = Embeddable { id: unit.row.id().to_owned(), content_hash: unit.row.content_hash };
                self.to_embed.push((of, unit.text));
            }
        }
        self.problems.extend(refusals);
        // A stable sort: what a row itself says stays before what is said of it.
        self.problems.sort_by_key(|problem| problem.row);
    }
}

/// What became of a unit.
enum Verdict {
    /// It was written by this ingestion.
    Accepted { embedded: bool },
    /// It was there before, the same to the letter.
    Unchanged { embedded: bool },
    /// It was not taken, for this reason.
    Refused(String),
}

/// What is asked of the database about a batch, beside its units.
struct Lookup<'a> {
    /// Whether a unit has a vector of this model.
    model: &'a str,
    /// Whether it was written since then.
    since: OffsetDateTime,
}

/// What the database holds of a batch.
#[derive(Default)]
struct Known {
    /// The id that a content hash (hexadecimal) stands under, and the hash that stands under an id.
    ids: HashMap<String, String>,
    hashes: HashMap<String, String>,
    /// The units that this ingestion has written.
    written: HashSet<String>,
    /// The units that have a vector.
    embedded: HashSet<String>,
}

/// Writes a batch's rows. If the database refuses them together, they are written one by one, and only those that it
/// refuses again are left out. Where it takes none at all and has taken none before (`taken_before`), the fault is not
/// theirs.
async fn write_rows(pool: &PgPool, lookup: &Lookup<'_>, batch: &mut Batch, taken_before: bool) -> Result<(), Failure> {
    let verdicts = match write_units(pool, lookup, &batch.units).await {
        Err(failure) if is_refusal(&failure) || failure.fault() == Some(Fault::Deadlock) => {
            let mut verdicts = Vec::with_capacity(batch.units.len());
            let mut refused = 0;
            for unit in &batch.units {
                match write_units(pool, lookup, std::slice::from_ref(unit)).await {
                    Ok(verdict) => verdicts.extend(verdict),
                    Err(failure) if is_refusal(&failure) => {
                        refused += 1;
                        tracing::warn!(target: telemetry::SYSTEM, row = unit.number, cause = failure.to_string(), "the database refuses a row");
                        verdicts.push(Verdict::Refused("the database does not take it".to_owned()));
                    }
                    Err(failure) => return Err(failure),
                }
            }
            if refused == batch.units.len() && !taken_before {
                return Err(failure);
            }
            verdicts
        }
        outcome => outcome?,
    };
    batch.settle(verdicts);
    Ok(())
}

/// Whether the database did its work by refusing: the same again would be refused again.
fn is_refusal(failure: &Failure) -> bool {
    matches!(failure.fault(), Some(Fault::BadRequest | Fault::UniqueViolation | Fault::ForeignKeyViolation))
}

/// Compares units with what is there, and writes what is new or changed in one transaction.
async fn write_units(pool: &PgPool, lookup: &Lookup<'_>, units: &[Unit]) -> Result<Vec<Verdict>, Failure> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let mut known = look_up(pool, lookup, units).await?;
    let mut changed: Vec<&NewRow> = Vec::new();
    let mut verdicts = Vec::with_capacity(units.len());
    for Unit { row, .. } in units {
        let id = row.id();
        verdicts.push(match known.ids.get(&row.content_hash) {
            Some(other) if other != id => {
                Verdict::Refused(format!("it is the same as {other} in everything but its id"))
            }
            Some(_) => {
                let embedded = known.embedded.contains(id);
                if known.written.contains(id) {
                    Verdict::Accepted { embedded }
                } else {
                    Verdict::Unchanged { embedded }
                }
            }
            None => {
                if let Some(old) = known.hashes.remove(id) {
                    // From here on another unit may have what this one had.
                    known.ids.remove(&old);
                }
                known.ids.insert(row.content_hash.clone(), id.to_owned());
                changed.push(row);
                Verdict::Accepted { embedded: false }
            }
        });
    }
    if changed.is_empty() {
        return Ok(verdicts);
    }
    let mut transaction = bounded(pool.begin()).await?;
    repository::upsert(&mut transaction, &changed).await?;
    // Of all, because another file may have brought one since it was looked up.
    let written: Vec<&str> = changed.iter().map(|row| row.id()).collect();
    let forget = sqlx::query("DELETE FROM property_embeddings WHERE property_id = ANY ($1)").bind(written);
    bounded(forget.execute(&mut *transaction)).await?;
    bounded(transaction.commit()).await?;
    Ok(verdicts)
}

async fn look_up(pool: &PgPool, lookup: &Lookup<'_>, units: &[Unit]) -> Result<Known, Failure> {
    let hashes: Vec<&str> = units.iter().map(|unit| unit.row.content_hash.as_str()).collect();
    let ids: Vec<&str> = units.iter().map(|unit| unit.row.id()).collect();
    // Both halves by their index; a row may come twice.
    let found = sqlx::query(
        "SELECT id, encode(content_hash, 'hex') AS hash, updated_at >= $3 AS written,
                EXISTS (SELECT FROM property_embeddings WHERE model = $4 AND property_id = id) AS embedded
         FROM properties
         WHERE content_hash IN (SELECT decode(hash, 'hex') FROM unnest($1::text[]) AS hash)
         UNION ALL
         SELECT id, encode(content_hash, 'hex'), updated_at >= $3,
                EXISTS (SELECT FROM property_embeddings WHERE model = $4 AND property_id = id)
         FROM properties WHERE id = ANY ($2)",
    );
    let found = found.bind(hashes).bind(ids).bind(lookup.since).bind(lookup.model);
    let mut known = Known::default();
    for row in bounded(found.fetch_all(pool)).await? {
        let unreadable = |error: sqlx::Error| Failure::internal(error);
        let id: String = row.try_get("id").map_err(unreadable)?;
        let hash: String = row.try_get("hash").map_err(unreadable)?;
        if row.try_get("written").map_err(unreadable)? {
            known.written.insert(id.clone());
        }
        if row.try_get("embedded").map_err(unreadable)? {
            known.embedded.insert(id.clone());
        }
        known.ids.insert(hash.clone(), id.clone());
        known.hashes.insert(id, hash);
    }
    Ok(known)
}

/// Makes the vectors that a batch needs and writes them: the one place where texts become vectors. If they cannot be
/// had, the units do without for now, and search finds them by their words.
async fn write_vectors(
    pool: &PgPool,
    model: &str,
    embed: &impl AsyncFn(&[String]) -> Result<Vec<Embedding>, Failure>,
    batch: &mut Batch,
) -> Result<(), Failure> {
    if batch.to_embed.is_empty() {
        return Ok(());
    }
    let (units, texts): (Vec<Embeddable>, Vec<String>) = mem::take(&mut batch.to_embed).into_iter().unzip();
    match embed(&texts).await {
        Ok(vectors) if vectors.len() == units.len() => {
            let vectors: Vec<String> = vectors.iter().map(Embedding::to_pgvector).collect();
            match repository::write_vectors(pool, model, &units, &vectors).await {
                // Of a unit that has changed or got its vector meanwhile, whoever did that counts.
                Ok(_) => batch.embedded += units.len(),
                // As when a unit has been deleted meanwhile.
                Err(failure) if is_refusal(&failure) => without(batch, units.len(), &failure.to_string()),
                Err(failure) => return Err(failure),
            }
        }
        Ok(vectors) => without(batch, units.len(), &format!("{} vectors for {} texts", vectors.len(), units.len())),
        Err(failure) => without(batch, units.len(), &failure.to_string()),
    }
    Ok(())
}

fn without(batch: &mut Batch, units: usize, cause: &str) {
    tracing::warn!(target: telemetry::SYSTEM, units, cause, "units have no vectors for now");
    batch.without_vector = units;
}
