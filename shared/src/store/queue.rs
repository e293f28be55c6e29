//! A queue of SQS: what is put there is kept until somebody has done it.

use std::sync::Arc;

use aws_sdk_sqs::{Client, types::QueueAttributeName};
use serde::{Deserialize, Serialize};

use super::{Later, later};
use crate::{error::Failure, telemetry};

/// A queue.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Later<Client>,
    url: String,
}

impl Queue {
    /// The queue at this address.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig, url: String) -> Self {
        Self { client: later(config, Client::new), url }
    }

    /// Another queue, by the same client.
    #[must_use]
    pub fn other(&self, url: String) -> Self {
        Self { client: Arc::clone(&self.client), url }
    }

    /// Puts a message there. Should the answer get lost it is there twice: whoever takes it must know it again.
    pub async fn send(&self, body: String) -> Result<(), Failure> {
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).send().await;
        sent.map(drop).map_err(|error| Failure::of_service("sqs", error))
    }

    /// How many messages wait there, about: SQS does not count exactly.
    pub async fn waiting(&self) -> Result<u64, Failure> {
        let name = QueueAttributeName::ApproximateNumberOfMessages;
        let told = self.client.get_queue_attributes().queue_url(&self.url).attribute_names(name.clone()).send().await;
        let told = told.map_err(|error| Failure::of_service("sqs", error))?;
        let count = told.attributes().and_then(|attributes| attributes.get(&name)?.parse().ok());
        count.ok_or_else(|| Failure::internal("sqs does not say how many messages wait"))
    }

    /// Brings messages into another queue, so many at most; gives how many. Each is put there before it is taken away here: so
    /// none is lost, and one may come twice.
    pub async fn move_to(&self, other: &Self, most: u32) -> Result<u32, Failure> {
        let mut moved = 0;
        while moved < most {
            let taken = self.client.receive_message().queue_url(&self.url).max_number_of_messages(10).send().await;
            let messages = taken.map_err(|error| Failure::of_service("sqs", error))?.messages.unwrap_or_default();
            if messages.is_empty() {
                break;
            }
            for message in messages {
                let (Some(body), Some(handle)) = (message.body, message.receipt_handle) else { continue };
                other.send(body).await?;
                let deleted = self.client.delete_message().queue_url(&self.url).receipt_handle(handle).send().await;
                deleted.map_err(|error| Failure::of_service("sqs", error))?;
                moved += 1;
            }
        }
        Ok(moved)
    }
}

/// Messages of SQS, as Lambda brings them: of what is known of each only what is used here. (`aws_lambda_events` has it all,
/// and would bring a second library of dates and its macros.)
#[derive(Debug, Deserialize)]
pub struct Messages {
    /// The messages.
    #[serde(rename = "Records")]
    pub records: Vec<Message>,
}

/// A message of SQS.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Names it where it failed.
    pub message_id: String,
    /// What was put into the queue.
    pub body: String,
}

/// Which messages are to come again, as Lambda wants to hear it (`ReportBatchItemFailures`).
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Again {
    /// Those.
    pub batch_item_failures: Vec<Item>,
}

/// A message that is to come again.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Its id.
    pub item_identifier: String,
}

impl Messages {
    /// Does what each says, one after the other; gives those that failed, which are logged.
    pub async fn each(self, done: impl AsyncFn(&str) -> Result<(), Failure>) -> Result<Again, Failure> {
        let mut again = Again::default();
        for Message { message_id, body } in self.records {
            if let Err(failure) = done(&body).await {
                let (error_code, cause) = (failure.code().as_str(), failure.cause_chain());
                tracing::error!(target: telemetry::ERROR, message_id, error_code, cause, "a message was not done");
                again.batch_item_failures.push(Item { item_identifier: message_id });
            }
        }
        Ok(again)
    }
}
