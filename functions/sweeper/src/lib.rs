//! The sweeper runs every minute. It finishes what crashed calls have left half done in the ledger, forgets blocks
//! whose time is over, and sends the alarms of the budget: it is the one place that does, so that each is sent
//! once. It ends holds on units whose time is over, asks Paymob about payments of
//! which nothing was heard and for money that is to go back, brings viewings to whoever decides them, reminds people of theirs, and brings what is to be told
//! into the queue of notices.

use serde::Serialize;
use serde_json::Value;
use shared::{
    config::{Base, Settings},
    error::{Failure, chain},
    guard::{Guard, LimitSettings, Limits},
    ledger::{self, Alert, Ledger},
    notify::cost_mail,
    sales::{
        news, payments,
        paymob::{Account, Paymob, PaymobSettings},
        refunds, reservations, viewings,
    },
    secrets::Secrets,
    start::StartError,
    store::{self, postgres, queue::Queue, table::DynamoTable, topic::Topic},
    telemetry,
};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Sweeper {
    /// The money for models.
    pub ledger: Ledger<DynamoTable>,
    /// Blocks and flags.
    pub limits: Limits<DynamoTable>,
    /// Where alarms go.
    pub topic: Topic,
    /// Reservations.
    pub pool: PgPool,
    /// What is to be told to users.
    pub notices: Queue,
    /// Viewings that wait to be decided.
    pub viewings: Queue,
    /// Who is asked about payments of which nothing was heard, and what its answers are held against; `None` where its keys
    /// are missing, which must not keep the rest from being swept.
    pub paymob: Option<(Paymob, Account)>,
    /// Breakers.
    pub guard: Guard<DynamoTable>,
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
    /// Holds on units whose time was over.
    pub lapsed: u32,
    /// What was brought into the queue of notices.
    pub notices: u32,
    /// Payments of whose success no callback had told.
    pub found: u32,
    /// Refunds that Paymob was asked for.
    pub given_back: u32,
    /// Viewings that were brought into their queue.
    pub viewings: u32,
    /// People who were reminded of a viewing.
    pub reminded: u64,
    /// Viewings that were called off because their unit is gone.
    pub called_off: u64,
}

/// Reads the settings and builds the clients.
pub async fn start(mut settings: Settings, base: Base) -> Result<Sweeper, StartError> {
    let table = settings.required("COUNTERS_TABLE");
    let topic = settings.required("ALARM_TOPIC_ARN");
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let notices = settings.required("NOTICES_QUEUE_URL");
    let viewings = settings.required("VIEWINGS_QUEUE_URL");
    let paymob = PaymobSettings::read(&mut settings, &base);
    let limits = ledger::Limits::read(&mut settings);
    settings.check()?;
    let aws = store::aws_config().await?;
    let secrets = Secrets::ahead(&aws, &[&database_arn], &[paymob.secret_arn()]).await;
    let (url, paymob) =
        tokio::join!(secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"), Paymob::start(&paymob, &secrets));
    let paymob = paymob
        .inspect_err(|error| {
            let cause = chain(error.as_ref());
            tracing::error!(target: telemetry::ERROR, cause, "nobody is asked about open payments");
        })
        .ok();
    let table = DynamoTable::new(&aws, table);
    let notices = Queue::new(&aws, notices);
    Ok(Sweeper {
        ledger: Ledger::new(table.clone(), limits),
        // How many requests pass is no matter of the sweeper's.
        limits: Limits::new(table.clone(), LimitSettings::default()),
        topic: Topic::new(&aws, topic),
        pool: postgres::pool(&url?)?,
        viewings: notices.other(viewings),
        notices,
        paymob,
        guard: Guard::new(table, Uuid::new_v4().simple().to_string()),
    })
}

impl Sweeper {
    /// One run. Each part is tried, whatever becomes of the others; the first failure is then reported.
    pub async fn handle(&self, _event: Value) -> Result<Swept, Failure> {
        let now = OffsetDateTime::now_utc();
        let swept = self.ledger.sweep(now).await.map_err(Failure::from);
        let alerts = self.send_alerts(now).await;
        let lifted = self.limits.sweep(now).await;
        // Before holds end: whoever has paid keeps the unit.
        let found = match &self.paymob {
            Some((paymob, account)) => payments::reconcile(&self.pool, paymob, account, &self.guard, now).await,
            None => Ok(0),
        };
        let lapsed = reservations::lapse_overdue(&self.pool, now).await;
        let viewings = viewings::enqueue_waiting(&self.pool, &self.viewings, now).await;
        let called_off = viewings::call_off_sold(&self.pool, now).await;
        let reminded = viewings::remind(&self.pool, now).await;
        // After these, so that what this run has to tell goes with it.
        let notices = news::send(&self.pool, &self.notices, now).await;
        // Whoever waits for Paymob keeps nobody else waiting.
        let given_back = match &self.paymob {
            Some((paymob, account)) => {
                Box::pin(refunds::give_back_due(&self.pool, paymob, account, &self.guard, now)).await
            }
            None => Ok(0),
        };
        let (ledger::Swept { expired, completed, removed }, alerts) = (swept?, alerts?);
        lifted?;
        let (lapsed, notices, found, given_back) = (lapsed?, notices?, found?, given_back?);
        let (viewings, reminded, called_off) = (viewings?, reminded?, called_off?);
        if found > 0 {
            tracing::warn!(target: telemetry::SYSTEM, found, "payments had succeeded without a callback");
        }
        if expired + completed > 0 {
            tracing::warn!(target: telemetry::SYSTEM, expired, completed, removed, "calls had crashed");
        }
        Ok(Swept {
            expired,
            completed,
            removed,
            alerts,
            lapsed,
            notices,
            found,
            given_back,
            viewings,
            reminded,
            called_off,
        })
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
