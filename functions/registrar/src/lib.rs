//! Every hour, what the listings and sales say is recorded on a chain, as far as it is not there yet. Where no contract, no
//! node or no key is configured there is nothing to do, and a run says so.

use serde_json::Value;
use shared::{
    config::{Base, Settings},
    error::Failure,
    guard::Guard,
    registry::recording::{self, Recorded, Recorder, RecordingSettings},
    secrets::Secrets,
    start::StartError,
    store::{self, postgres, table::DynamoTable},
    telemetry,
};
use sqlx::PgPool;
use tokio::time::{Duration, Instant};
use uuid::Uuid;

/// How long a run takes at most; the function's time is a minute longer.
const LONGEST: Duration = Duration::from_mins(4);

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Registrar {
    /// The listings and sales.
    pub pool: PgPool,
    /// Who records; `None` where nobody is configured to.
    pub recorder: Option<Recorder>,
    /// Breakers.
    pub guard: Guard<DynamoTable>,
}

/// Reads the settings, fetches the secrets and builds the clients.
pub async fn start(mut settings: Settings, _: Base) -> Result<Registrar, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let table = settings.required("COUNTERS_TABLE");
    let recording = RecordingSettings::read(&mut settings);
    settings.check()?;
    let aws = store::aws_config().await?;
    let secrets = Secrets::new(&aws);
    let (url, recorder) =
        tokio::join!(secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"), recording.open(&secrets));
    Ok(Registrar {
        pool: postgres::pool(&url?)?,
        recorder: recorder?,
        guard: Guard::new(DynamoTable::new(&aws, table), Uuid::new_v4().simple().to_string()),
    })
}

impl Registrar {
    /// One run.
    pub async fn handle(&self, _event: Value) -> Result<Recorded, Failure> {
        let Some(recorder) = &self.recorder else {
            tracing::info!(target: telemetry::SYSTEM, "nothing is recorded: no contract, node or key is configured");
            return Ok(Recorded::default());
        };
        let done = recording::record_due(&self.pool, recorder, &self.guard, Instant::now() + LONGEST).await?;
        let Recorded { unchanged, recorded, transactions, broke_off } = done;
        tracing::info!(target: telemetry::SYSTEM, unchanged, recorded, transactions, broke_off, "records were brought to the chain");
        Ok(done)
    }
}
