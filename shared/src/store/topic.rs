//! The topic of alarms: whoever runs Osool subscribes to it.

use aws_sdk_sns::Client;

use crate::error::Failure;

/// The longest subject that SNS takes, in characters of ASCII.
const SUBJECT_LIMIT: usize = 99;

/// A topic of SNS.
#[derive(Debug, Clone)]
pub struct Topic {
    client: Client,
    arn: String,
}

impl Topic {
    /// The topic with this ARN.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig, arn: String) -> Self {
        Self { client: Client::new(config), arn }
    }

    /// Tells all subscribers. Of the subject only what is ASCII is sent.
    pub async fn publish(&self, subject: &str, text: &str) -> Result<(), Failure> {
        let subject: String =
            subject.chars().filter(|letter| (' '..='~').contains(letter)).take(SUBJECT_LIMIT).collect();
        let published = self.client.publish().topic_arn(&self.arn).subject(subject.trim()).message(text).send().await;
        published.map(drop).map_err(|error| Failure::of_service("sns", error))
    }
}
