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
    sync::Arc,
    time::{Duration, Instant},
};

use aws_lambda_events::event::s3::S3Event;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::{
    config::{Base, Settings},
    error::Failure,
    guard::Guard,
    ledger::{self, Ledger, Payer},
    listings::{
        embedding::{Embedder, EmbedderSettings},
        file::Problem,
        ingestion::{self, Report, Status},
        reembedding::{self, Switch},
    },
    llm::{ProviderSettings, Providers},
    secrets::Secrets,
    start::StartError,
    store::{
        self,
        bucket::{Bucket, Object},
        postgres,
        table::DynamoTable,
    },
    telemetry,
};
use sqlx::PgPool;
use time::OffsetDateTime;
use url::form_urlencoded;
use uuid::Uuid;

use self::problems::Problems;

/// How long a run reads: Lambda's fifteen minutes but for one, in which it ends the batch, writes the report and has
/// another go on.
const RUN: Duration = Duration::from_mins(14);

/// How much longer the vectors of the last rows may take to make.
const LAST_VECTORS: Duration = Duration::from_secs(30);

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
    /// Makes vectors.
    pub embedder: Embedder<DynamoTable>,
    /// How long a run reads before it has another go on.
    pub run: Duration,
}

/// What the function is invoked with: by S3, or by whoever operates it (`{"embeddings": "fill"}`).
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// A step of changing the model of the vectors.
    Embeddings {
        /// Which step.
        embeddings: Step,
    },
    /// Files that have come.
    Files(S3Event),
}

/// A step of changing the model of the vectors; see [`shared::listings::reembedding`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Makes what is missing of the configured model, until none is or the time is up; then searches use it.
    Fill,
    /// Deletes the vectors of this model, which must not be the one that serves.
    Forget(String),
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
pub async fn start(mut settings: Settings, _: Base) -> Result<Ingest, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let bucket = settings.required("LISTINGS_BUCKET");
    let table = settings.required("COUNTERS_TABLE");
    let limits = ledger::Limits::read(&mut settings);
    let providers = ProviderSettings::read(&mut settings);
    let embedding = EmbedderSettings::read(&mut settings);
    settings.check()?;
    let aws = store::aws_config().await?;
    let secrets = Secrets::ahead(&aws, &[&database_arn], &[providers.secret_arn()]).await;
    let table = DynamoTable::new(&aws, table);
    let guard = Arc::new(Guard::new(table.clone(), Uuid::new_v4().simple().to_string()));
    let (url, providers) = tokio::join!(
        secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"),
        Providers::start(providers, &secrets)
    );
    let embedder = Embedder::new(embedding, &providers?, Ledger::new(table, limits), guard);
    Ok(Ingest { pool: postgres::pool(&url?)?, bucket: Bucket::new(&aws, bucket), embedder, run: RUN })
}

impl Ingest {
    /// Does what the event asks for. An error makes Lambda try an event of S3 again, which goes on where this run stopped.
    pub async fn handle(&self, event: Event) -> Result<Value, Failure> {
        let deadline = Instant::now() + self.run;
        match event {
            Event::Embeddings { embeddings } => Box::pin(self.embeddings(embeddings, deadline)).await,
            Event::Files(files) => self.files(files, deadline).await.map(|()| Value::Null),
        }
    }

    async fn embeddings(&self, step: Step, deadline: Instant) -> Result<Value, Failure> {
        let (model, now) = (self.embedder.model(), OffsetDateTime::now_utc());
        let answer = match step {
            Step::Fill => {
                let payer = Payer::Job(Uuid::new_v4());
                let progress =
                    reembedding::fill(&self.pool, &self.embedder, model, payer, deadline.into(), now).await?;
                let stopped_by = progress.stopped_by.map(|failure| failure.code().as_str());
                let switch = reembedding::switch(&self.pool, model, now).await?;
                json!({"model": model, "done": progress.done, "stopped_by": stopped_by, "switch": switch})
            }
            Step::Forget(model) => {
                let forgotten = reembedding::forget(&self.pool, &model, now).await?;
                json!({"model": model, "forgotten": forgotten})
            }
        };
        tracing::info!(target: telemetry::SYSTEM, answer = answer.to_string(), "vectors");
        Ok(answer)
    }

    async fn files(&self, event: S3Event, deadline: Instant) -> Result<(), Failure> {
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
        let model = self.model().await?;
        let payer = Payer::Job(Uuid::new_v4());
        let last_vectors = deadline + LAST_VECTORS;
        let embed = async |texts: &[String]| {
            self.embedder.embed(&model, texts, payer, last_vectors.into(), OffsetDateTime::now_utc()).await
        };
        let report = ingestion::ingest_from(
            &self.pool,
            (&model, embed),
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

    /// The model that vectors are made of: the one that searches use. That is the configured one as soon as nothing is
    /// missing of it, as in a database without units; until then, what it lacks is for [`Step::Fill`].
    async fn model(&self) -> Result<String, Failure> {
        let configured = self.embedder.model();
        let serving = reembedding::serving(&self.pool).await?;
        if serving.as_deref() == Some(configured) {
            return Ok(configured.to_owned());
        }
        let switch = reembedding::switch(&self.pool, configured, OffsetDateTime::now_utc()).await?;
        Ok(serving.filter(|_| switch != Switch::Serves).unwrap_or_else(|| configured.to_owned()))
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
    fn s4_an_event_is_a_step_of_vectors_or_files() {
        let step = |text: &str| match serde_json::from_str(text) {
            Ok(Event::Embeddings { embeddings }) => Some(embeddings),
            _ => None,
        };
        let sample = |file: &str| {
            std::fs::read_to_string(format!("{}/../../events/ingest/{file}.json", env!("CARGO_MANIFEST_DIR")))
                .unwrap_or_default()
        };
        assert_eq!(step(&sample("fill")), Some(Step::Fill));
        assert_eq!(step(r#"{"embeddings": {"forget": "m"}}"#), Some(Step::Forget("m".to_owned())));
        for file in ["uploaded", "continued"] {
            assert!(matches!(serde_json::from_str(&sample(file)), Ok(Event::Files(_))), "{file}");
        }
    }

    #[test]
    fn s6_a_file_may_have_any_name() {
        assert_eq!(decoded("incoming/my+file%2B1.json"), "incoming/my file+1.json");
        assert_eq!(decoded("incoming/%D8%B9%D8%B1%D9%88%D8%B6.json"), "incoming/عروض.json");
        assert_eq!(decoded(""), "");
    }
}
