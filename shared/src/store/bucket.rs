//! The bucket of listing files: what operators upload, and the reports that ingestion leaves beside them.

use std::time::Duration;

use aws_sdk_s3::{
    Client,
    error::SdkError,
    operation::get_object::{GetObjectError, GetObjectOutput},
    primitives::ByteStream,
};

use crate::error::Failure;

/// How long to wait for the next piece of an object.
const PIECE_LIMIT: Duration = Duration::from_secs(20);

/// How often in a row reading an object is taken up again where it broke off.
const MOST_BREAKS: u32 = 3;

/// A bucket of S3.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
    name: String,
}

/// An object that is being read, piece by piece.
#[derive(Debug)]
pub struct Object {
    /// What tells this upload from every other under the same key: a hash of its content, and when it was made. `None`
    /// where the storage does not say.
    pub upload: Option<String>,
    /// Its length in bytes, where the storage says so.
    pub length: Option<u64>,
    bucket: Bucket,
    key: String,
    etag: Option<String>,
    body: ByteStream,
    read: u64,
    breaks: u32,
}

impl Bucket {
    /// The bucket of this name. Path-style addresses are used, which the local emulator and S3 both serve.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig, name: String) -> Self {
        let config = aws_sdk_s3::config::Builder::from(config).force_path_style(true).build();
        Self { client: Client::from_conf(config), name }
    }

    /// Begins to read an object of any size; `None` if there is none.
    pub async fn open(&self, key: &str) -> Result<Option<Object>, Failure> {
        let Some(found) = found(self.client.get_object().bucket(&self.name).key(key).send().await)? else {
            return Ok(None);
        };
        let modified = found.last_modified.map(|moment| moment.secs());
        Ok(Some(Object {
            upload: found.e_tag.as_ref().zip(modified).map(|(etag, modified)| format!("{etag} {modified}")),
            length: found.content_length.and_then(|length| u64::try_from(length).ok()),
            bucket: self.clone(),
            key: key.to_owned(),
            etag: found.e_tag,
            body: found.body,
            read: 0,
            breaks: 0,
        }))
    }

    /// The bytes of a small object; `None` if there is none.
    pub async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        let Some(found) = found(self.client.get_object().bucket(&self.name).key(key).send().await)? else {
            return Ok(None);
        };
        match tokio::time::timeout(PIECE_LIMIT, found.body.collect()).await {
            Ok(body) => Ok(Some(body.map_err(unavailable)?.to_vec())),
            Err(elapsed) => Err(unavailable(elapsed)),
        }
    }

    /// Puts an object, over whatever stood under the key.
    pub async fn write(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), Failure> {
        let put = self.client.put_object().bucket(&self.name).key(key).content_type(content_type);
        put.body(ByteStream::from(bytes)).send().await.map(drop).map_err(unavailable)
    }

    /// Puts a JSON document, over whatever stood under the key.
    pub async fn write_json(&self, key: &str, document: &impl serde::Serialize) -> Result<(), Failure> {
        self.write(key, "application/json", serde_json::to_vec(document).map_err(Failure::internal)?).await
    }
}

impl Object {
    /// The next piece, some kilobytes; `None` at the end. Where the connection breaks, reading is taken up again at the
    /// same byte, provided that the object is still the same.
    pub async fn next_chunk(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, Failure> {
        loop {
            let failure = match tokio::time::timeout(PIECE_LIMIT, self.body.try_next()).await {
                Ok(Ok(Some(piece))) => {
                    self.read += piece.len() as u64;
                    self.breaks = 0;
                    return Ok(Some(piece));
                }
                Ok(Ok(None)) if self.length.is_none_or(|length| self.read >= length) => return Ok(None),
                Ok(Ok(None)) => unavailable(std::io::Error::from(std::io::ErrorKind::UnexpectedEof)),
                Ok(Err(error)) => unavailable(error),
                Err(elapsed) => unavailable(elapsed),
            };
            self.breaks += 1;
            if self.breaks > MOST_BREAKS {
                return Err(failure);
            }
            let rest = self.bucket.client.get_object().bucket(&self.bucket.name).key(&self.key);
            let rest = rest.set_if_match(self.etag.clone()).range(format!("bytes={}-", self.read));
            self.body = rest.send().await.map_err(unavailable)?.body;
        }
    }
}

fn found(answer: Result<GetObjectOutput, SdkError<GetObjectError>>) -> Result<Option<GetObjectOutput>, Failure> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.raw_response().is_some_and(|response| response.status().as_u16() == 404) => Ok(None),
        Err(error) => Err(unavailable(error)),
    }
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::of_service("s3", error)
}
