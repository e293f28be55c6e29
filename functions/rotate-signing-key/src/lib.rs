//! Rotates the key that signs tokens (A4): Secrets Manager calls it with one step after the other, every thirty days. The
//! functions that sign and verify learn of the new key by themselves.

use serde_json::Value;
use shared::{
    config::{Base, Settings},
    error::Failure,
    secrets::{Rotation, Secrets},
    start::StartError,
    store, telemetry,
};

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Rotator {
    /// Where keys are.
    pub secrets: Secrets,
}

/// Builds the client.
pub async fn start(settings: Settings, _: Base) -> Result<Rotator, StartError> {
    settings.check()?;
    Ok(Rotator { secrets: Secrets::new(&store::aws_config().await?) })
}

impl Rotator {
    /// One step of a rotation.
    pub async fn handle(&self, rotation: Rotation) -> Result<Value, Failure> {
        self.secrets.rotate(&rotation).await?;
        tracing::info!(target: telemetry::SECURITY, step = ?rotation.step, "a step of a key's rotation is done");
        Ok(Value::Null)
    }
}
