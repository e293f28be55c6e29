//! Data keys of KMS, for envelope encryption: each seals some values, and is itself kept beside them as KMS wrapped it.
//! Whoever reads the database has neither.

use aws_sdk_kms::{Client, primitives::Blob, types::DataKeySpec};

use super::{Later, later};
use crate::error::Failure;

/// A data key.
pub struct DataKey {
    /// The key itself, for AES-256.
    pub plain: [u8; 32],
    /// The key as KMS wrapped it.
    pub wrapped: Vec<u8>,
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DataKey(…)")
    }
}

/// Makes and unwraps data keys.
#[derive(Debug, Clone)]
pub struct DataKeys {
    client: Later<Client>,
    key_id: String,
}

impl DataKeys {
    /// The data keys that this key of KMS wraps.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig, key_id: String) -> Self {
        Self { client: later(config, Client::new), key_id }
    }

    /// A new data key.
    pub async fn generate(&self) -> Result<DataKey, Failure> {
        let made = self.client.generate_data_key().key_id(&self.key_id).key_spec(DataKeySpec::Aes256).send().await;
        let made = made.map_err(unavailable)?;
        let (plain, wrapped) = (made.plaintext, made.ciphertext_blob);
        let wrapped = wrapped.ok_or_else(|| Failure::internal("KMS gave a key without its wrapping"))?.into_inner();
        Ok(DataKey { plain: key_of(plain)?, wrapped })
    }

    /// The data key that was wrapped so.
    pub async fn unwrap(&self, wrapped: &[u8]) -> Result<DataKey, Failure> {
        let opened = self.client.decrypt().key_id(&self.key_id).ciphertext_blob(Blob::new(wrapped)).send().await;
        Ok(DataKey { plain: key_of(opened.map_err(unavailable)?.plaintext)?, wrapped: wrapped.to_vec() })
    }
}

fn key_of(plain: Option<Blob>) -> Result<[u8; 32], Failure> {
    let plain = plain.map(Blob::into_inner).unwrap_or_default();
    plain.try_into().map_err(|_| Failure::internal("KMS gave a key that has not 32 bytes"))
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::of_service("kms", error)
}
