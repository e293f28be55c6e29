//! The table as DynamoDB keeps it.

use std::{collections::HashMap, time::Duration};

use aws_config::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_dynamodb::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::update_item::{UpdateItemError, UpdateItemOutput},
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use tokio::time::sleep;

use super::{Action, Condition, Item, Table, TableError, Value, Write, Written};

/// How long a call may take: DynamoDB answers within ten milliseconds, so this much means that it will not.
const CALL_LIMIT: Duration = Duration::from_millis(400);

/// Tries of a call that was throttled, or that may be repeated.
const TRIES: u32 = 3;

/// DynamoDB's ways of saying “too much at once”, upon which nothing has been changed.
const THROTTLED: [&str; 4] = [
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TransactionConflictException",
];

/// A table in DynamoDB whose key is the text `id`.
#[derive(Debug, Clone)]
pub struct DynamoTable {
    client: Client,
    name: String,
}

impl DynamoTable {
    /// The table of this name.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig, name: String) -> Self {
        Self::with_limit(config, name, CALL_LIMIT)
    }

    /// The table of this name, with another limit for each call: an emulator under a load test is slower than
    /// DynamoDB ever is.
    #[must_use]
    pub fn with_limit(config: &aws_config::SdkConfig, name: String, limit: Duration) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(limit)
            .operation_attempt_timeout(limit)
            .operation_timeout(limit)
            .build();
        let config = aws_sdk_dynamodb::config::Builder::from(config)
            .timeout_config(timeouts)
            .retry_config(RetryConfig::disabled())
            .build();
        Self { client: Client::from_conf(config), name }
    }

    async fn update(&self, write: &Write) -> Result<UpdateItemOutput, SdkError<UpdateItemError>> {
        let mut expressions = Expressions::default();
        let condition = expressions.condition(&write.conditions);
        let update = expressions.update(&write.actions);
        self.client
            .update_item()
            .table_name(&self.name)
            .key("id", AttributeValue::S(write.id.clone()))
            .set_condition_expression(condition)
            .set_update_expression(update)
            .set_expression_attribute_names(expressions.names())
            .set_expression_attribute_values(expressions.values())
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await
    }
}

impl Table for DynamoTable {
    async fn read(&self, id: &str) -> Result<Item, TableError> {
        let mut tried = 1;
        loop {
            let key = AttributeValue::S(id.to_owned());
            let read = self.client.get_item().table_name(&self.name).key("id", key).consistent_read(true).send();
            match Box::pin(read).await {
                Ok(answer) => return Ok(answer.item.map(item).unwrap_or_default()),
                // A second try is worth it whatever the reason: a connection may have died while Lambda was frozen.
                Err(error) if tried < TRIES && (is_throttled(&error) || (tried == 1 && is_unknown(&error))) => {
                    pause(tried).await;
                }
                Err(error) if is_throttled(&error) => return Err(TableError::Throttled(Box::new(error))),
                Err(error) => return Err(TableError::NotDone(Box::new(error))),
            }
            tried += 1;
        }
    }

    async fn write(&self, write: Write) -> Result<Written, TableError> {
        let mut tried = 1;
        loop {
            let error = match Box::pin(self.update(&write)).await {
                Ok(answer) => return Ok(Written::Done(answer.attributes.map(item).unwrap_or_default())),
                Err(error) => error,
            };
            if let Some(UpdateItemError::ConditionalCheckFailedException(refusal)) = error.as_service_error() {
                return Ok(Written::Refused(refusal.item.clone().map(item).unwrap_or_default()));
            }
            let unknown = is_unknown(&error);
            if tried < TRIES && (is_throttled(&error) || (unknown && write.repeatable)) {
                pause(tried).await;
                tried += 1;
                continue;
            }
            let throttled = is_throttled(&error);
            let error = Box::new(error);
            return Err(if throttled {
                TableError::Throttled(error)
            } else if unknown {
                TableError::Unknown(error)
            } else {
                TableError::NotDone(error)
            });
        }
    }
}

/// Waits before the next try: up to 25, then up to 50 milliseconds, the more by chance the better they spread.
async fn pause(tried: u32) {
    sleep(Duration::from_micros(fastrand::u64(..25_000 << (tried - 1).min(8)))).await;
}

fn is_throttled<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    error.as_service_error().and_then(ProvideErrorMetadata::code).is_some_and(|code| THROTTLED.contains(&code))
}

/// Whether the request may have reached the table and done its work.
fn is_unknown<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    match error {
        SdkError::ConstructionFailure(_) => false,
        SdkError::ServiceError(refusal) => refusal.raw().status().is_server_error(),
        _ => true,
    }
}

/// Names and values that an expression refers to. Every name goes by a stand-in, since ours may be reserved words.
#[derive(Default)]
struct Expressions {
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Expressions {
    fn name(&mut self, name: &str) -> String {
        let known = self.names.iter().find(|(_, known)| *known == name).map(|(stand_in, _)| stand_in.clone());
        known.unwrap_or_else(|| {
            let stand_in = format!("#n{}", self.names.len());
            self.names.insert(stand_in.clone(), name.to_owned());
            stand_in
        })
    }

    fn value(&mut self, value: &Value) -> String {
        let stand_in = format!(":v{}", self.values.len());
        self.values.insert(stand_in.clone(), attribute(value));
        stand_in
    }

    fn condition(&mut self, conditions: &[Condition]) -> Option<String> {
        let terms: Vec<String> = conditions
            .iter()
            .map(|condition| match condition {
                Condition::Missing(name) => format!("attribute_not_exists({})", self.name(name)),
                Condition::AtMost(name, most) => {
                    let (name, most) = (self.name(name), self.value(&Value::Number(*most)));
                    format!("(attribute_not_exists({name}) OR {name} <= {most})")
                }
                Condition::Above(name, least) => {
                    format!("{} > {}", self.name(name), self.value(&Value::Number(*least)))
                }
                Condition::Equals(name, value) => format!("{} = {}", self.name(name), self.value(value)),
                Condition::PartEquals(name, part, value) => {
                    format!("{}.{} = {}", self.name(name), self.name(part), self.value(value))
                }
            })
            .collect();
        (!terms.is_empty()).then(|| terms.join(" AND "))
    }

    fn update(&mut self, actions: &[Action]) -> Option<String> {
        let (mut sets, mut adds, mut removals) = (Vec::new(), Vec::new(), Vec::new());
        for action in actions {
            match action {
                Action::Set(name, value) => sets.push(format!("{} = {}", self.name(name), self.value(value))),
                Action::Add(name, amount) => {
                    adds.push(format!("{} {}", self.name(name), self.value(&Value::Number(*amount))));
                }
                Action::Remove(name) => removals.push(self.name(name)),
            }
        }
        let clauses = [("SET", sets), ("ADD", adds), ("REMOVE", removals)];
        let clauses: Vec<String> = clauses
            .into_iter()
            .filter(|(_, terms)| !terms.is_empty())
            .map(|(word, terms)| format!("{word} {}", terms.join(", ")))
            .collect();
        (!clauses.is_empty()).then(|| clauses.join(" "))
    }

    fn names(&mut self) -> Option<HashMap<String, String>> {
        (!self.names.is_empty()).then(|| std::mem::take(&mut self.names))
    }

    fn values(&mut self) -> Option<HashMap<String, AttributeValue>> {
        (!self.values.is_empty()).then(|| std::mem::take(&mut self.values))
    }
}

fn attribute(value: &Value) -> AttributeValue {
    match value {
        Value::Number(number) => AttributeValue::N(number.to_string()),
        Value::Text(text) => AttributeValue::S(text.clone()),
        Value::Map(map) => {
            AttributeValue::M(map.iter().map(|(name, value)| (name.clone(), attribute(value))).collect())
        }
    }
}

/// An item without its key, and without attributes of kinds that nothing here writes.
fn item(attributes: HashMap<String, AttributeValue>) -> Item {
    attributes
        .into_iter()
        .filter(|(name, _)| name != "id")
        .filter_map(|(name, value)| Some((name, read(value)?)))
        .collect()
}

fn read(value: AttributeValue) -> Option<Value> {
    match value {
        AttributeValue::N(digits) => digits.parse().ok().map(Value::Number),
        AttributeValue::S(text) => Some(Value::Text(text)),
        AttributeValue::M(map) => Some(Value::Map(item(map))),
        _ => None,
    }
}
