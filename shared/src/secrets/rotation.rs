//! Rotating a key in Secrets Manager: the four steps in which it calls a function. Each may come twice, and a rotation that
//! stopped anywhere is gone on with by the next one.
//!
//! Source: AWS Secrets Manager's user guide, “Rotation by Lambda function”.

use aws_lc_rs::rand;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use serde::Deserialize;

use super::{CURRENT, SecretError, Secrets, check_strength};
use crate::error::Failure;

/// The letters of a key. As many as six bits count, so that every byte gives one and all are alike likely.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// How many letters a key has: 384 bits.
const LENGTH: usize = 64;

/// What Secrets Manager sends.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rotation {
    /// Which step.
    pub step: Step,
    /// The ARN of the secret.
    pub secret_id: String,
    /// The id of the version that is being made.
    pub client_request_token: String,
}

/// A step of a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Makes the new version.
    CreateSecret,
    /// Would tell it to whoever checks it: nobody but us does.
    SetSecret,
    /// Looks whether it can be used.
    TestSecret,
    /// Makes it the current one; the one before verifies on.
    FinishSecret,
}

impl Secrets {
    /// Does a step of a rotation of a key.
    pub async fn rotate(&self, rotation: &Rotation) -> Result<(), Failure> {
        let Rotation { step, secret_id, client_request_token: version } = rotation;
        match step {
            Step::CreateSecret => self.create(secret_id, version).await,
            Step::SetSecret => Ok(()),
            Step::TestSecret => {
                let pending = self.pending(secret_id, version).await?;
                let pending = pending.ok_or_else(|| Failure::internal("there is no new version of the key"))?;
                check_strength(&pending).map_err(Failure::internal)
            }
            Step::FinishSecret => self.finish(secret_id, version).await,
        }
    }

    async fn create(&self, secret_id: &str, version: &str) -> Result<(), Failure> {
        if self.pending(secret_id, version).await?.is_some() {
            return Ok(());
        }
        let mut bytes = [0; LENGTH];
        rand::fill(&mut bytes).map_err(|_| Failure::internal("the system gives no random numbers"))?;
        let key: String = bytes
            .iter()
            .filter_map(|byte| LETTERS.get(usize::from(byte % 64)))
            .map(|letter| char::from(*letter))
            .collect();
        let put = self
            .client
            .put_secret_value()
            .secret_id(secret_id)
            .client_request_token(version)
            .secret_string(key)
            .version_stages("AWSPENDING");
        put.send().await.map(drop).map_err(unavailable)
    }

    /// The value of the version that is being made, if it is there.
    async fn pending(&self, secret_id: &str, version: &str) -> Result<Option<String>, Failure> {
        let get = self.client.get_secret_value().secret_id(secret_id).version_id(version).version_stage("AWSPENDING");
        match get.send().await {
            Ok(answer) => Ok(answer.secret_string),
            Err(error) => match error.as_service_error() {
                Some(GetSecretValueError::ResourceNotFoundException(_)) => Ok(None),
                _ => Err(unavailable(error)),
            },
        }
    }

    async fn finish(&self, secret_id: &str, version: &str) -> Result<(), Failure> {
        let current = match self.version("of a rotation", secret_id, CURRENT).await {
            Ok(current) => Some(current.id),
            Err(SecretError::Missing { .. }) => None,
            Err(error) => return Err(unavailable(error)),
        };
        if current.as_deref() == Some(version) {
            return Ok(());
        }
        let update = self
            .client
            .update_secret_version_stage()
            .secret_id(secret_id)
            .version_stage("AWSCURRENT")
            .move_to_version_id(version)
            .set_remove_from_version_id(current);
        update.send().await.map(drop).map_err(unavailable)
    }
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::of_service("secretsmanager", error)
}
