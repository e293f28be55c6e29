//! A database full of generated units, made by migration and ingestion as in production.

use std::{fs, ops::ControlFlow, time::Instant};

use bench::statistics::mebibytes;
use shared::listings::{
    embedding::{Embedding, OFFLINE_MODEL},
    file::Problem,
    ingestion::{Report, Status, ingest_from},
    reembedding,
};
use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::Result;

pub(crate) const HEADING: &str = "Ingestion of generated units into an empty database, offline vectors included, and the \
    index (HNSW) of their vectors. Memory is the whole program's, which makes the units, too: each by a line that it keeps \
    to make no unit twice.\n\n\
    | units | units a second | time | peak memory | listings | vectors | index made in | index |\n\
    |--:|--:|--:|--:|--:|--:|--:|--:|";

/// How many units are handed over at a time.
const CHUNK: usize = 1_000;

/// A database of so many units.
pub(crate) struct Market {
    pub(crate) pool: PgPool,
    pub(crate) size: usize,
    /// What making it took, as a row of a table.
    pub(crate) row: String,
    server: String,
    name: String,
}

impl Market {
    pub(crate) async fn make(server: &str, size: usize) -> Result<Self> {
        let name = format!("osool_sizes_{size}");
        let mut connection = PgConnection::connect(server).await?;
        for statement in [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
            sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await?;
        }
        // An index is made in memory where it fits, as whoever operates a large catalogue would have it.
        let options: PgConnectOptions = server.parse()?;
        let options = options.database(&name).options([("maintenance_work_mem", "6GB")]);
        let pool = PgPoolOptions::new().max_connections(2).connect_with(options).await?;
        sqlx::query("CREATE EXTENSION vector").execute(&pool).await?;
        migrate::MIGRATIONS.run(&pool).await?;

        let began = Instant::now();
        let report = ingest(&pool, size).await;
        let seconds = began.elapsed().as_secs_f64();
        if report.status != Status::Done || report.accepted != size {
            return Err(format!("of {size} units {} were taken: {:?}", report.accepted, report.problems.first()).into());
        }
        sqlx::query("VACUUM ANALYZE").execute(&pool).await?;
        let memory = mebibytes(peak_memory()?);

        let began = Instant::now();
        let indexed = migrate::index_vectors(&pool, reembedding::INDEXED_FROM).await?;
        let (made_in, index) = if indexed.is_empty() {
            ("–".to_owned(), "–".to_owned())
        } else {
            let bytes = "SELECT pg_size_pretty(sum(pg_relation_size(indexrelid))) FROM pg_stat_user_indexes WHERE indexrelname LIKE 'vectors_%'";
            (format!("{:.0} s", began.elapsed().as_secs_f64()), sqlx::query_scalar(bytes).fetch_one(&pool).await?)
        };
        let (listings, vectors): (String, String) = sqlx::query_as(
            "SELECT pg_size_pretty(pg_total_relation_size('properties')), pg_size_pretty(pg_table_size('property_embeddings'))",
        )
        .fetch_one(&pool)
        .await?;
        let rate = f64::from(u32::try_from(size)?) / seconds;
        let row = format!(
            "\n| {size} | {rate:.0} | {seconds:.0} s | {memory} | {listings} | {vectors} | {made_in} | {index} |"
        );
        Ok(Self { pool, size, row, server: server.to_owned(), name })
    }

    /// Deletes the database.
    pub(crate) async fn close(self) -> Result<()> {
        self.pool.close().await;
        let mut connection = PgConnection::connect(&self.server).await?;
        sqlx::query(AssertSqlSafe(format!("DROP DATABASE {} WITH (FORCE)", self.name)))
            .execute(&mut connection)
            .await?;
        Ok(())
    }
}

/// Generates units and takes them, a chunk of the listing file at a time.
async fn ingest(pool: &PgPool, size: usize) -> Report {
    let mut units = catalogue::units(catalogue::DEFAULT_SEED, size).peekable();
    let mut begun = false;
    let next_chunk = async || {
        let mut chunk = if begun { Vec::new() } else { b"{\"properties\":[".to_vec() };
        begun = true;
        for _ in 0..CHUNK {
            let Some(unit) = units.next() else { break };
            serde_json::to_writer(&mut chunk, &unit).map_err(shared::error::Failure::internal)?;
            chunk.extend(if units.peek().is_some() { b", ".as_slice() } else { b"]}" });
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    };
    let embed = async |texts: &[String]| Ok(texts.iter().map(|text| Embedding::of(text)).collect());
    let after_batch = async |_: &Report, _: Vec<Problem>| Ok(ControlFlow::Continue(()));
    ingest_from(pool, (OFFLINE_MODEL, embed), Report::new(None), next_chunk, after_batch).await
}

/// The most memory that this program has had so far, in KiB.
fn peak_memory() -> Result<u32> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.strip_suffix("kB"));
    Ok(peak.ok_or("the system does not tell a process's memory")?.trim().parse()?)
}
