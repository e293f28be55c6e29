//! Ingestion of listing files. A file under `incoming/` of the bucket is read into the database; how far
//! that is, and at last the closing report, stands under the same name in `reports/`.

use std::time::{Duration, Instant};

use aws_lambda_events::event::s3::S3Event;
use shared::{
    config::Settings,
    error::Failure,
    listings::ingestion::{self, Report, Status},
    secrets::Secrets,
    start::StartError,
    store::{self, bucket::Bucket, postgres},
    telemetry,
};
use sqlx::PgPool;
use url::form_urlencoded;

/// How often a report is written while rows are being read.
const REPORTED_EVERY: Duration = Duration::from_millis(250);

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Ingest {
    /// Where the listings go.
    pub pool: PgPool,
    /// Where files come from and reports go.
    pub bucket: Bucket,
}

/// Reads the settings, fetches the secret and builds the clients.
pub async fn start(mut settings: Settings) -> Result<Ingest, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let bucket = settings.required("LISTINGS_BUCKET");
    settings.check()?;
    let aws = store::aws_config().await?;
    let secrets = Secrets::new(&aws);
    let pool = postgres::pool(&secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL").await?)?;
    Ok(Ingest { pool, bucket: Bucket::new(&aws, bucket) })
}

impl Ingest {
    /// Ingests the files that an event of S3 names. An error makes Lambda try the event again, which is
    /// harmless: what was written before is found unchanged.
    pub async fn handle(&self, event: S3Event) -> Result<(), Failure> {
        for record in event.records {
            let key = record.s3.object.key.as_deref().map(decoded).unwrap_or_default();
            let Some(name) = key.strip_prefix("incoming/") else {
                tracing::warn!(target: telemetry::SYSTEM, key, "ignored: not under incoming/");
                continue;
            };
            self.ingest(&key, &format!("reports/{name}")).await?;
        }
        Ok(())
    }

    async fn ingest(&self, key: &str, report_key: &str) -> Result<(), Failure> {
        let started = Instant::now();
        let file = self.bucket.read(key).await?;
        let mut written = Instant::now();
        let report = ingestion::ingest(&self.pool, &file, async |report: &Report| {
            if written.elapsed() >= REPORTED_EVERY {
                written = Instant::now();
                // A report in between that is lost is followed by another; the last one is not let go.
                if let Err(failure) = self.bucket.write_json(report_key, report).await {
                    tracing::warn!(target: telemetry::SYSTEM, cause = failure.to_string(), "the report could not be written");
                }
            }
        })
        .await;
        self.bucket.write_json(report_key, &report).await?;
        tracing::info!(
            target: telemetry::PERFORMANCE,
            total = report.total,
            accepted = report.accepted,
            unchanged = report.unchanged,
            repaired = report.repaired,
            refused = report.refused,
            embedded = report.embedded,
            duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "ingestion ended"
        );
        match report.status {
            Status::Failed => Err(Failure::internal("the listing file was not read to its end")),
            Status::Running | Status::Done => Ok(()),
        }
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
