//! Counters in DynamoDB: what the whole fleet has spent, item by item. Amounts are integer nano-dollars.
//!
//! | `id` | attributes |
//! |---|---|
//! | `SESSION#<session id>` | `spent` (N): what this conversation has cost |

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::{Client, types::AttributeValue};
use uuid::Uuid;

use crate::{
    error::{ErrorCode, Failure},
    money::NanoUsd,
};

/// The table of counters.
#[derive(Debug, Clone)]
pub struct Counters {
    client: Client,
    table: String,
}

impl Counters {
    /// The counters in this table. A call takes at most half a second, so that a conversation does not
    /// wait for them.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig, table: String) -> Self {
        let timeouts = TimeoutConfig::builder()
            .operation_attempt_timeout(Duration::from_millis(300))
            .operation_timeout(Duration::from_millis(500))
            .build();
        let config = aws_sdk_dynamodb::config::Builder::from(config).timeout_config(timeouts).build();
        Self { client: Client::from_conf(config), table }
    }

    /// What a conversation has cost until now.
    pub async fn session_spent(&self, session: Uuid) -> Result<NanoUsd, Failure> {
        let item = self.item(format!("SESSION#{session}")).await?;
        let Some(spent) = item.and_then(|mut item| item.remove("spent")) else {
            return Ok(NanoUsd::ZERO);
        };
        let nanos = spent.as_n().ok().and_then(|digits| digits.parse().ok()).and_then(NanoUsd::from_nanos);
        nanos.ok_or_else(|| Failure::internal("a counter holds something else than an amount"))
    }

    /// Whether the table answers.
    pub async fn ping(&self) -> Result<(), Failure> {
        self.item("PING".to_owned()).await.map(drop)
    }

    async fn item(&self, id: String) -> Result<Option<std::collections::HashMap<String, AttributeValue>>, Failure> {
        let answer = self.client.get_item().table_name(&self.table).key("id", AttributeValue::S(id)).send().await;
        answer.map(|answer| answer.item).map_err(|error| {
            Failure::new(ErrorCode::DependencyUnavailable).with("dependency", "dynamodb").caused_by(error)
        })
    }
}
