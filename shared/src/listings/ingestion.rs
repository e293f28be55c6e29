//! From a listing file to rows: read, compare with what is there, write in batches. The same file read
//! twice changes nothing the second time and embeds nothing twice; one bad row never stops the rest.

use serde::Serialize;
use sqlx::PgPool;

use super::{
    embedding::{Embedding, OFFLINE_MODEL},
    file::{Action, ListingFile, Problem, Row},
    property::Property,
    repository::{self, NewRow},
};
use crate::{error::Failure, store::postgres::bounded};

/// How many rows one transaction writes.
const BATCH: usize = 50;

/// How far an ingestion has come, and what it found. The closing report is the last of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether it goes on.
    pub status: Status,
    /// Rows in the file.
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
    /// Everything that was wrong, in the file's order.
    pub problems: Vec<Problem>,
    /// Why it failed, where it did.
    pub error: Option<String>,
}

/// Whether an ingestion goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Rows are being read.
    Running,
    /// All rows were dealt with.
    Done,
    /// It stopped; what was written until then stays.
    Failed,
}

impl Report {
    fn of(file: &ListingFile) -> Self {
        Self {
            status: Status::Running,
            total: file.len(),
            done: 0,
            accepted: 0,
            unchanged: 0,
            repaired: 0,
            refused: 0,
            embedded: 0,
            problems: file.problems.clone(),
            error: None,
        }
    }
}

/// Reads a listing file into the database and tells `progress` after each batch.
///
/// A file without a single row fails. Otherwise an error means that the database failed: rows before it
/// are written, and the same file can be given again.
pub async fn ingest(pool: &PgPool, bytes: &[u8], mut progress: impl AsyncFnMut(&Report)) -> Report {
    let file = ListingFile::open(bytes);
    let mut report = Report::of(&file);
    let mut batch = Vec::with_capacity(BATCH);
    for row in file.rows() {
        report.done += 1;
        if let Some(unit) = note(&mut report, row) {
            batch.push(unit);
        }
        if batch.len() == BATCH || report.done == report.total {
            if let Err(failure) = write(pool, &mut report, std::mem::take(&mut batch)).await {
                report.error = Some(failure.code().message().to_owned());
                tracing::error!(target: crate::telemetry::ERROR, cause = failure.to_string(), "ingestion stopped");
                break;
            }
            progress(&report).await;
        }
    }
    if file.is_empty() {
        report.error = Some("The file holds no rows.".to_owned());
    }
    report.status = if report.error.is_none() { Status::Done } else { Status::Failed };
    report
}

fn note(report: &mut Report, row: Row) -> Option<(usize, Property)> {
    match &row.property {
        None => report.refused += 1,
        Some(_) if !row.problems.is_empty() => report.repaired += 1,
        Some(_) => {}
    }
    report.problems.extend(row.problems);
    row.property.map(|unit| (row.number, unit))
}

/// Writes a batch in one transaction: what is new or changed, and the vectors that are missing.
async fn write(pool: &PgPool, report: &mut Report, units: Vec<(usize, Property)>) -> Result<(), Failure> {
    let rows: Vec<NewRow> = units.iter().map(|(_, unit)| NewRow::of(unit)).collect();
    let mut transaction = bounded(pool.begin()).await?;
    let mut known = repository::known(&mut transaction, &rows, OFFLINE_MODEL).await?;
    let mut changed = Vec::new();
    let mut to_embed = Vec::new();
    for ((number, unit), row) in units.iter().zip(&rows) {
        let same = known.hashes.get(&row.content_hash).cloned();
        match same {
            Some(other) if other != row.id() => {
                refuse_duplicate(report, *number, unit, &other);
                continue;
            }
            Some(_) => report.unchanged += 1,
            None => {
                report.accepted += 1;
                known.hashes.insert(row.content_hash.clone(), row.id().to_owned());
                changed.push(row);
            }
        }
        if same.is_none() || !known.embedded.contains(row.id()) {
            to_embed.push(unit);
        }
    }
    if !changed.is_empty() {
        repository::upsert(&mut transaction, &changed).await?;
    }
    if !to_embed.is_empty() {
        let ids: Vec<String> = to_embed.iter().map(|unit| unit.id.to_string()).collect();
        let vectors: Vec<String> =
            to_embed.iter().map(|unit| Embedding::of(&repository::search_text(unit)).to_pgvector()).collect();
        repository::upsert_embeddings(&mut transaction, OFFLINE_MODEL, &ids, &vectors).await?;
        report.embedded += to_embed.len();
    }
    bounded(transaction.commit()).await
}

fn refuse_duplicate(report: &mut Report, row: usize, unit: &Property, other: &str) {
    report.refused += 1;
    let repaired_before =
        report.problems.iter().any(|problem| problem.row == row && problem.action == Action::Repaired);
    report.repaired -= usize::from(repaired_before);
    report.problems.push(Problem {
        row,
        id: Some(unit.id.to_string()),
        field: "row",
        problem: format!("it is the same as {other} in everything but its id"),
        action: Action::Refused,
    });
}
