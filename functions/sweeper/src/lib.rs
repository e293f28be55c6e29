//! The sweeper runs every minute. It finishes what crashed calls have left half done in the ledger, forgets blocks
//! whose time is over, and sends the alarms of the budget: it is the one place that does, so that each is sent
//! once.

use serde::Serialize;
use serde_json::Value;
use shared::{
    config::{Base, Settings},
    error::Failure,
    guard::{LimitSettings, Limits},
    ledger::{self, Alert, Ledger, Scope},
    notify::cost_mail,
    start::StartError,
    store::{self, table::DynamoTable, topic::Topic},
    telemetry,
};
use time::OffsetDateTime;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Sweeper {
    /// The money for models.
    pub ledger: Ledger<DynamoTable>,
    /// Blocks and flags.
    pub limits: Limits<DynamoTable>,
    /// Where alarms go.
    pub topic: Topic,
}

/// What a run has done, for the log and for whoever invokes it by hand.
#[derive(Debug, Serialize)]
pub struct Swept {
    /// Holds of calls that never settled.
    pub expired: u32,
    /// Settlements that had stopped half way.
    pub completed: u32,
    /// What was left of holds that had been given up.
    pub removed: u32,
    /// Alarms that were sent.
    pub alerts: usize,
}

/// Reads the settings and builds the clients.
pub async fn start(mut settings: Settings) -> Result<Sweeper, StartError> {
    let base = Base::read(&mut settings);
    let table = settings.required("COUNTERS_TABLE");
    let topic = settings.required("ALARM_TOPIC_ARN");
    let limits = ledger::Limits::read(&mut settings);
    let rates = LimitSettings::read(&mut settings, &base);
    settings.check()?;
    let aws = store::aws_config().await?;
    let table = DynamoTable::new(&aws, table);
    Ok(Sweeper {
        ledger: Ledger::new(table.clone(), limits),
        limits: Limits::new(table, rates),
        topic: Topic::new(&aws, topic),
    })
}

impl Sweeper {
    /// One run. Alarms come first: they matter even where sweeping fails.
    pub async fn handle(&self, _event: Value) -> Result<Swept, Failure> {
        let now = OffsetDateTime::now_utc();
        let alerts = self.ledger.claim_alerts(now).await?;
        for alert in &alerts {
            self.send(alert, now).await?;
        }
        self.limits.sweep(now).await?;
        let ledger::Swept { expired, completed, removed } = self.ledger.sweep(now).await?;
        if expired + completed > 0 {
            tracing::warn!(target: telemetry::SYSTEM, expired, completed, removed, "calls had crashed");
        }
        Ok(Swept { expired, completed, removed, alerts: alerts.len() })
    }

    /// Sends an alarm. Where that fails, another run claims it again in five minutes.
    async fn send(&self, alert: &Alert, now: OffsetDateTime) -> Result<(), Failure> {
        let balance = match alert.scope {
            Scope::Month => self.ledger.month(now).await?,
            Scope::Day | Scope::Session => self.ledger.day(now).await?,
        };
        let mail = cost_mail::alert(alert.kind, &balance, &self.ledger.costs(now.date()).await?);
        self.topic.publish(&mail.subject, &mail.text).await?;
        self.ledger.alert_sent(alert, now).await?;
        tracing::warn!(target: telemetry::SYSTEM, kind = alert.kind.as_str(), scope = alert.scope.as_str(), "a budget alarm was sent");
        Ok(())
    }
}
