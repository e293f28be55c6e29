//! A queue of SQS: what is put there is kept until somebody has done it.

use aws_sdk_sqs::Client;

use crate::error::Failure;

/// A queue.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The queue at this address.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig, url: String) -> Self {
        Self { client: Client::new(config), url }
    }

    /// Puts a message there. Should the answer get lost it is there twice: whoever takes it must know it again.
    pub async fn send(&self, body: String) -> Result<(), Failure> {
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).send().await;
        sent.map(drop).map_err(|error| Failure::of_service("sqs", error))
    }
}
