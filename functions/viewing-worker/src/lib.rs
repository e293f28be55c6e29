//! The viewing worker takes viewings that were asked for from their queue and confirms or refuses each (P5). What fails comes
//! again by itself; what fails ten times goes to the queue of dead letters, which rings an alarm.

use shared::{
    config::{Base, Settings},
    error::Failure,
    sales::{viewing::Decision, viewings},
    secrets::Secrets,
    start::StartError,
    store::{
        self, postgres,
        queue::{Again, Messages},
    },
    telemetry,
};
use sqlx::PgPool;
use time::OffsetDateTime;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Worker {
    /// Viewings.
    pub pool: PgPool,
}

/// Reads the settings and fetches the database's address.
pub async fn start(mut settings: Settings, _: Base) -> Result<Worker, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    settings.check()?;
    let secrets = Secrets::new(&store::aws_config().await?);
    let url = secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL").await?;
    Ok(Worker { pool: postgres::pool(&url)? })
}

impl Worker {
    /// Decides what these messages name, one after the other; gives those that could not be decided.
    pub async fn handle(&self, messages: Messages) -> Result<Again, Failure> {
        messages.each(async |body| self.decide(body, OffsetDateTime::now_utc()).await).await
    }

    async fn decide(&self, message: &str, now: OffsetDateTime) -> Result<(), Failure> {
        let viewing = viewings::waiting(message)?;
        match viewings::decide(&self.pool, viewing, now).await? {
            Some(Decision::Confirm(_)) => {
                tracing::info!(target: telemetry::USER_ACTION, %viewing, "a viewing was confirmed");
            }
            Some(Decision::Refuse(reason) | Decision::Stay(reason)) => {
                let reason = reason.as_str();
                tracing::info!(target: telemetry::USER_ACTION, %viewing, reason, "a viewing was not confirmed");
            }
            None => tracing::info!(target: telemetry::SYSTEM, %viewing, "nothing waits to be decided"),
        }
        Ok(())
    }
}
