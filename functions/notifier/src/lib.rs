//! The notifier takes notices from their queue and sends them as mails and text messages (P6). What could not be sent it reports by its id, so
//! that the queue brings it again; what fails five times goes to the queue of dead letters, which rings an alarm.

use serde::{Deserialize, Serialize};
use shared::{
    client::http_client,
    config::{Base, Settings},
    error::Failure,
    guard::Guard,
    identity::sealed::Vault,
    notify::{
        notice::{Delivered, Delivery},
        sendgrid::{MailSettings, Mails},
        sms::{Sms, SmsSettings},
    },
    secrets::Secrets,
    start::StartError,
    store::{self, data_keys::DataKeys, table::DynamoTable},
    telemetry,
};
use time::OffsetDateTime;
use uuid::Uuid;

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
#[derive(Debug, PartialEq, Eq, Serialize)]
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

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Notifier {
    /// Sends notices.
    pub delivery: Delivery<DynamoTable>,
}

/// Reads the settings, fetches the keys and builds the clients.
pub async fn start(mut settings: Settings, base: Base) -> Result<Notifier, StartError> {
    let table = settings.required("COUNTERS_TABLE");
    let data_key = settings.required("DATA_KEY_ID");
    let (mails, sms) = (MailSettings::read(&mut settings, &base), SmsSettings::read(&mut settings, &base));
    settings.check()?;
    let aws = store::aws_config().await?;
    let (table, secrets, http) = (DynamoTable::new(&aws, table), Secrets::new(&aws), http_client()?);
    let (mails, sms) = tokio::join!(
        Mails::start(mails, &secrets, http.clone(), table.clone()),
        Sms::start(sms, &secrets, http, table.clone())
    );
    Ok(Notifier {
        delivery: Delivery {
            table: table.clone(),
            vault: Vault::new(DataKeys::new(&aws, data_key)),
            mails: mails?,
            sms: sms?,
            guard: Guard::new(table, Uuid::new_v4().simple().to_string()),
        },
    })
}

impl Notifier {
    /// Sends what these messages say, one after the other; gives those that could not be sent.
    pub async fn handle(&self, messages: Messages) -> Result<Again, Failure> {
        let mut batch_item_failures = Vec::new();
        for Message { message_id, body } in messages.records {
            match self.delivery.deliver(&body, OffsetDateTime::now_utc()).await {
                Ok(Delivered::Sent) => tracing::info!(target: telemetry::USER_ACTION, message_id, "a notice was sent"),
                Ok(Delivered::Before) => tracing::info!(target: telemetry::SYSTEM, message_id, "a notice came twice"),
                Ok(Delivered::ToNobody) => {}
                Err(failure) => {
                    let (error_code, cause) = (failure.code().as_str(), failure.cause_chain());
                    tracing::error!(target: telemetry::ERROR, message_id, error_code, cause, "a notice was not sent");
                    batch_item_failures.push(Item { item_identifier: message_id });
                }
            }
        }
        Ok(Again { batch_item_failures })
    }
}
