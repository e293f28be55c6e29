//! Ingestion of listing files. A file under `incoming/` of the bucket is read into the database; how far
//! that is, and at last the closing report, stands under the same name in `reports/`.
//!
//! The report is also what an ingestion is gone on with from (see [`shared::listings::ingestion`]): after a crash by
//! Lambda's retry of the event, after fourteen minutes by an empty object under `continue/`, which the bucket tells the
//! function of as of an upload. So going on needs no permission but to write that object, and no state but the report.
//! It ends by itself, because a run that has come no further asks for no other; Lambda's detection of recursive loops
//! cuts it off after sixteen runs, close to four hours. An event that comes twice finds a report that says “done”, or
//! reads beside the first one, which changes neither table nor counts.

mod problems;

use std::{
    ops::ControlFlow,
    time::{Duration, Instant},
};

use aws_lambda_events::event::s3::S3Event;
use serde::{Deserialize, Serialize};
use shared::{
    config::Settings,
    error::Failure,
    listings::{
        embedding::{Embedding, OFFLINE_MODEL},
        file::Problem,
        ingestion::{self, Report, Status},
    },
    secrets::Secrets,
    start::StartError,
    store::{
        self,
        bucket::{Bucket, Object},
        postgres,
    },
    telemetry,
};
use sqlx::PgPool;
use url::form_urlencoded;

use self::problems::Problems;

/// How long a run reads: Lambda's fifteen minutes but for one, in which it ends the batch, writes the report and has
/// another go on.
const RUN: Duration = Duration::from_mins(14);

/// How often a report is written while rows are being read. What is read between two reports is compared again after a
/// crash.
const REPORTED_EVERY: Duration = Duration::from_secs(1);

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Ingest {
    /// Where the listings go.
    pub pool: PgPool,
    /// Where files come from and reports go.
    pub bucket: Bucket,
    /// How long a run reads before it has another go on.
    pub run: Duration,
}

/// The document under `reports/`.
#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    /// The upload that was read: another under the same name begins anew.
    upload: Option<String>,
    /// The objects that list all problems, a line each.
    problem_parts: Vec<String>,
    #[serde(flatten)]
    report: Report,
}

/// Reads the settings, fetches the secret and builds the clients.
pub async fn start(mut settings: Settings) -> Result<Ingest, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let bucket = settings.required("LISTINGS_BUCKET");
    settings.check()?;
    let aws = store::aws_config().await?;
    let secrets = Secrets::new(&aws);
    let pool = postgres::pool(&secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL").await?)?;
    Ok(Ingest { pool, bucket: Bucket::new(&aws, bucket), run: RUN })
}

impl Ingest {
    /// Ingests the files that an event of S3 names. An error makes Lambda try the event again, which goes on where this
    /// run stopped.
    pub async fn handle(&self, event: S3Event) -> Result<(), Failure> {
        let deadline = Instant::now() + self.run;
        for record in event.records {
            let key = record.s3.object.key.as_deref().map(decoded).unwrap_or_default();
            let Some(name) = key.strip_prefix("incoming/").or_else(|| key.strip_prefix("continue/")) else {
                tracing::warn!(target: telemetry::SYSTEM, key, "ignored: neither under incoming/ nor under continue/");
                continue;
            };
            Box::pin(self.ingest(name, deadline)).await?;
        }
        Ok(())
    }

    async fn ingest(&self, name: &str, deadline: Instant) -> Result<(), Failure> {
        let Some(mut file) = self.bucket.open(&format!("incoming/{name}")).await? else {
            tracing::warn!(target: telemetry::SYSTEM, name, "ignored: the file is gone");
            return Ok(());
        };
        let report_key = format!("reports/{name}");
        let begun = self.begun(&report_key, &file).await?;
        if begun.as_ref().is_some_and(|saved| saved.report.status == Status::Done) {
            tracing::info!(target: telemetry::SYSTEM, name, "ignored: this upload has been read");
            return Ok(());
        }
        let begun = begun.map_or_else(|| Report::new(file.length), |saved| saved.report);
        let mut problems = Problems::open(&self.bucket, name, begun.problems_found).await?;
        let (started, done_before) = (Instant::now(), begun.done);
        let upload = file.upload.clone();
        let mut written: Option<Instant> = None;
        let embed = async |texts: &[String]| Ok(texts.iter().map(|text| Embedding::of(text)).collect());
        let report = ingestion::ingest_from(
            &self.pool,
            (OFFLINE_MODEL, embed),
            begun,
            async || file.next_chunk().await,
            async |report: &Report, found: Vec<Problem>| {
                problems.add(&found).await?;
                if written.is_none_or(|written| written.elapsed() >= REPORTED_EVERY) {
                    written = Some(Instant::now());
                    self.save(&report_key, upload.as_deref(), report, &mut problems).await?;
                }
                Ok(if Instant::now() < deadline { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
            },
        )
        .await;
        self.save(&report_key, upload.as_deref(), &report, &mut problems).await?;
        tracing::info!(
            target: telemetry::PERFORMANCE,
            total = report.total,
            done = report.done,
            accepted = report.accepted,
            unchanged = report.unchanged,
            repaired = report.repaired,
            refused = report.refused,
            embedded = report.embedded,
            without_vector = report.without_vector,
            duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "ingestion ended"
        );
        match report.status {
            Status::Done => Ok(()),
            Status::Running if report.done > done_before => {
                self.bucket.write(&format!("continue/{name}"), "text/plain", Vec::new()).await
            }
            Status::Running => Err(Failure::internal("the run was too short to read a batch")),
            Status::Failed => Err(Failure::internal("the listing file was not read to its end")),
        }
    }

    /// What an earlier run has kept of this upload.
    async fn begun(&self, report_key: &str, file: &Object) -> Result<Option<Saved>, Failure> {
        if file.upload.is_none() {
            return Ok(None);
        }
        let saved = self.bucket.read(report_key).await?;
        // One that cannot be read is another release's: the file is read from its beginning.
        let saved: Option<Saved> = saved.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Ok(saved.filter(|saved| saved.upload == file.upload && saved.report.can_be_gone_on_with()))
    }

    /// Writes the problems first: a report never counts one that is not kept.
    async fn save(
        &self,
        key: &str,
        upload: Option<&str>,
        report: &Report,
        problems: &mut Problems<'_>,
    ) -> Result<(), Failure> {
        problems.save().await?;
        let (upload, problem_parts) = (upload.map(str::to_owned), problems.parts());
        self.bucket.write_json(key, &Saved { upload, problem_parts, report: report.clone() }).await
    }
}

/// The key that an event of S3 means: it carries the key as a form would, spaces as `+` and other characters
/// in per cent.
fn decoded(key: &str) -> String {
    form_urlencoded::parse(key.as_bytes()).next().map(|(key, _)| key.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s6_a_file_may_have_any_name() {
        assert_eq!(decoded("incoming/my+file%2B1.json"), "incoming/my file+1.json");
        assert_eq!(decoded("incoming/%D8%B9%D8%B1%D9%88%D8%B6.json"), "incoming/عروض.json");
        assert_eq!(decoded(""), "");
    }
}
