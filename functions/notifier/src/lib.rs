//! The notifier takes notices from their queue and sends them as mails and text messages (P6). What could not be sent it reports by its id, so
//! that the queue brings it again; what fails five times goes to the queue of dead letters, which rings an alarm.

use shared::{
    client::HttpClient,
    config::{Base, Settings},
    error::Failure,
    guard::Guard,
    identity::sealed::Vault,
    notify::{
        notice::{DAILY_NEWS, Delivered, Delivery},
        sendgrid::{MailSettings, Mails},
        sms::{Sms, SmsSettings},
    },
    secrets::Secrets,
    start::StartError,
    store::{
        self,
        data_keys::DataKeys,
        queue::{Again, Messages},
        table::DynamoTable,
    },
    telemetry,
};
use time::OffsetDateTime;
use uuid::Uuid;

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
    let daily_news = settings.parsed("DAILY_NEWS_SMS_LIMIT", DAILY_NEWS, "a number", |text| text.parse().ok());
    settings.check()?;
    let aws = store::aws_config().await?;
    let (table, secrets, http) = (DynamoTable::new(&aws, table), Secrets::new(&aws), HttpClient::default());
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
            daily_news,
        },
    })
}

impl Notifier {
    /// Sends what these messages say, one after the other; gives those that could not be sent.
    pub async fn handle(&self, messages: Messages) -> Result<Again, Failure> {
        messages.each(async |body| self.deliver(body).await).await
    }

    async fn deliver(&self, message: &str) -> Result<(), Failure> {
        match self.delivery.deliver(message, OffsetDateTime::now_utc()).await? {
            Delivered::Sent => tracing::info!(target: telemetry::USER_ACTION, "a notice was sent"),
            Delivered::Before => tracing::info!(target: telemetry::SYSTEM, "a notice came twice"),
            Delivered::ToNobody => {}
        }
        Ok(())
    }
}
