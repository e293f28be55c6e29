//! Every morning those who run Osool are told what yesterday and today have cost, by mail with a chart and through
//! the topic of alarms as text.

use serde_json::Value;
use shared::{
    config::{Base, Settings},
    error::Failure,
    ledger::{self, Ledger, prices::Prices, report::Report},
    notify::cost_mail,
    start::StartError,
    store::{self, mailer::Mailer, table::DynamoTable, topic::Topic},
    telemetry,
};
use time::OffsetDateTime;

/// How many days the mail's chart shows.
const DAYS: u16 = 7;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct DailyCostAlert {
    /// The money for models.
    pub ledger: Ledger<DynamoTable>,
    /// What the models cost.
    pub prices: Prices,
    /// Where alarms go.
    pub topic: Topic,
    /// Who is mailed, if anybody.
    pub mailer: Option<Mailer>,
}

/// Reads the settings and builds the clients.
pub async fn start(mut settings: Settings, _: Base) -> Result<DailyCostAlert, StartError> {
    let table = settings.required("COUNTERS_TABLE");
    let topic = settings.required("ALARM_TOPIC_ARN");
    let limits = ledger::Limits::read(&mut settings);
    let prices = Prices::read(&mut settings);
    let addresses = settings.optional("FROM_EMAIL").zip(settings.optional("ALARM_EMAIL"));
    settings.check()?;
    let aws = store::aws_config().await?;
    Ok(DailyCostAlert {
        ledger: Ledger::new(DynamoTable::new(&aws, table), limits),
        prices,
        topic: Topic::new(&aws, topic),
        mailer: addresses.map(|(from, to)| Mailer::new(&aws, from, to)),
    })
}

impl DailyCostAlert {
    /// One report. Where one of the two ways fails the other is still tried, and the event fails, so that Lambda
    /// tries again.
    pub async fn handle(&self, _event: Value) -> Result<(), Failure> {
        let now = OffsetDateTime::now_utc();
        let report = Report::of_last(DAYS, &self.ledger, &self.prices, now).await?;
        let mail = cost_mail::daily(&report, now.date());
        let by_mail = async {
            match &self.mailer {
                Some(mailer) => mailer.send(&mail.subject, &mail.text, &mail.html).await,
                None => Ok(()),
            }
        };
        let (published, mailed) = tokio::join!(self.topic.publish(&mail.subject, &mail.text), by_mail);
        published?;
        mailed?;
        tracing::info!(target: telemetry::SYSTEM, mailed = self.mailer.is_some(), "the daily costs were sent");
        Ok(())
    }
}
