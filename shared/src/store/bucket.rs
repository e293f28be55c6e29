//! The bucket of listing files: what operators upload, and the reports that ingestion leaves beside them.

use aws_sdk_s3::{Client, primitives::ByteStream};

use crate::error::{ErrorCode, Failure};

/// A bucket of S3.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
    name: String,
}

impl Bucket {
    /// The bucket of this name. Path-style addresses are used, which the local emulator and S3 both serve.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig, name: String) -> Self {
        let config = aws_sdk_s3::config::Builder::from(config).force_path_style(true).build();
        Self { client: Client::from_conf(config), name }
    }

    /// The bytes of an object.
    pub async fn read(&self, key: &str) -> Result<Vec<u8>, Failure> {
        let object = self.client.get_object().bucket(&self.name).key(key).send().await.map_err(unavailable)?;
        Ok(object.body.collect().await.map_err(unavailable)?.to_vec())
    }

    /// Puts a JSON document, over whatever stood under the key.
    pub async fn write_json(&self, key: &str, document: &impl serde::Serialize) -> Result<(), Failure> {
        let bytes = serde_json::to_vec(document).map_err(Failure::internal)?;
        let put = self.client.put_object().bucket(&self.name).key(key).content_type("application/json");
        put.body(ByteStream::from(bytes)).send().await.map(drop).map_err(unavailable)
    }
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::new(ErrorCode::DependencyUnavailable).with("dependency", "s3").caused_by(error)
}
