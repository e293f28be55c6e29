//! The sweeper runs every minute. It finishes what crashed calls have left half done in the ledger, forgets blocks
//! whose time is over, and sends the alarms of the budget: it is the one place that does, so that each is sent
//! once.

use serde::Serialize;
use serde_json::Value;
use shared::{
    config::Settings,
    error::Failure,
    guard::{LimitSettings, Limits},
    ledger::{self, Alert, Ledger},
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
    let table = settings.required("COUNTERS_TABLE");
    let topic = settings.required("ALARM_TOPIC_ARN");
    let limits = ledger::Limits::read(&mut settings);
    settings.check()?;
    let aws = store::aws_config().await?;
    let table = DynamoTable::new(&aws, table);
    Ok(Sweeper {
        ledger: Ledger::new(table.clone(), limits),
        // How many requests pass is no matter of the sweeper's.
        limits: Limits::new(table, LimitSettings::default()),
        topic: Topic::new(&aws, topic),
    })
}

impl Sweeper {
    /// One run. Each part is tried, whatever becomes of the others; the first failure is then reported.
    pub async fn handle(&self, _event: Value) -> Result<Swept, Failure> {
        let now = OffsetDateTime::now_utc();
        let swept = self.ledger.sweep(now).await.map_err(Failure::from);
        let alerts = self.send_alerts(now).await;
        let lifted = self.limits.sweep(now).await;
        let (ledger::Swept { expired, completed, removed }, alerts) = (swept?, alerts?);
        lifted?;
        if expired + completed > 0 {
            tracing::warn!(target: telemetry::SYSTEM, expired, completed, removed, "calls had crashed");
        }
        Ok(Swept { expired, completed, removed, alerts })
    }

    /// Sends the alarms that are due. One that cannot be sent is claimed again in five minutes.
    async fn send_alerts(&self, now: OffsetDateTime) -> Result<usize, Failure> {
        let alerts = self.ledger.claim_alerts(now).await?;
        let mut failed = None;
        for alert in &alerts {
            if let Err(failure) = self.send(alert, now).await {
                failed.get_or_insert(failure);
            }
        }
        failed.map_or(Ok(alerts.len()), Err)
    }

    async fn send(&self, alert: &Alert, now: OffsetDateTime) -> Result<(), Failure> {
        let mail = cost_mail::alert(alert.kind, &alert.balance, &alert.day);
        self.topic.publish(&mail.subject, &mail.text).await?;
        self.ledger.alert_sent(alert, now).await?;
        let (kind, scope) = (alert.kind.as_str(), alert.balance.scope.as_str());
        tracing::warn!(target: telemetry::SYSTEM, kind, scope, "a budget alarm was sent");
        Ok(())
    }
}
