//! Is Osool well: `/health` for people and uptime checks, `/health/liveness` and `/health/readiness` for
//! what routes traffic, `/health/version` for who asks which release answers. No answer costs money.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Serialize;
use shared::{
    config::{Base, Environment, Settings},
    error::chain,
    http::RequestContext,
    listings::repository,
    secrets::Secrets,
    start::StartError,
    store::{self, counters::Counters, postgres},
    telemetry,
};
use sqlx::PgPool;
use time::{OffsetDateTime, serde::rfc3339};
use tokio::sync::Mutex;

/// How long one check may take before it counts as failed.
const CHECK_LIMIT: Duration = Duration::from_secs(1);

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Health {
    /// The listings.
    pub pool: PgPool,
    /// The counters.
    pub counters: Counters,
    /// The signing key.
    pub signing_key: KeyCheck,
    /// The admin key.
    pub admin_key: KeyCheck,
    /// Which release this is, and where.
    pub base: Base,
}

/// Reads the settings, fetches the secret and makes the router.
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let signing_arn = settings.required("SIGNING_KEY_SECRET_ARN");
    let admin_arn = settings.required("ADMIN_KEY_SECRET_ARN");
    let table = settings.required("COUNTERS_TABLE");
    settings.check()?;
    let aws = store::aws_config().await?;
    let secrets = Secrets::new(&aws);
    let pool = postgres::pool(&secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL").await?)?;
    Ok(router(Health {
        pool,
        counters: Counters::new(&aws, table),
        signing_key: KeyCheck::new("JWT_SECRET_KEY", signing_arn, secrets.clone()),
        admin_key: KeyCheck::new("ADMIN_API_KEY", admin_arn, secrets),
        base,
    }))
}

/// The routes of this function.
pub fn router(health: Health) -> Router {
    let base = health.base.clone();
    let routes = Router::new()
        .route("/health", get(summary))
        .route("/health/check", get(summary))
        .route("/api/health", get(summary))
        .route("/health/liveness", get(liveness))
        .route("/health/live", get(liveness))
        .route("/health/readiness", get(readiness))
        .route("/health/ready", get(readiness))
        .route("/health/version", get(version))
        .with_state(Arc::new(health));
    shared::http::finish(routes, &base)
}

/// How well something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Healthy,
    /// It works, with something missing.
    Degraded,
    Unhealthy,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    status: Status,
    /// Whether Osool is of no use without it.
    critical: bool,
    duration_ms: u64,
}

#[derive(Debug, Serialize)]
struct Report {
    status: Status,
    version: String,
    #[serde(with = "rfc3339")]
    timestamp: OffsetDateTime,
    checks: Vec<Check>,
}

/// Looks whether a key is there and strong, at most once a minute: each look is a call that is paid for, and
/// anybody may ask for readiness.
#[derive(Debug)]
pub struct KeyCheck {
    name: &'static str,
    arn: String,
    secrets: Secrets,
    last: Mutex<Option<(Instant, Result<(), String>)>>,
}

impl KeyCheck {
    /// A check of the key of this name and ARN.
    #[must_use]
    pub fn new(name: &'static str, arn: String, secrets: Secrets) -> Self {
        Self { name, arn, secrets, last: Mutex::new(None) }
    }

    async fn run(&self) -> Result<(), String> {
        const KEPT: Duration = Duration::from_mins(1);
        let mut last = self.last.lock().await;
        if let Some((looked, result)) = last.as_ref()
            && looked.elapsed() < KEPT
        {
            return result.clone();
        }
        let result = self.secrets.keys(self.name, &self.arn).await.map(drop).map_err(|error| chain(&error));
        *last = Some((Instant::now(), result.clone()));
        result
    }
}

/// Runs one check; its cause goes to the log, not to whoever asks.
async fn check<E: std::fmt::Display>(
    name: &'static str,
    critical: bool,
    probe: impl Future<Output = Result<(), E>>,
) -> Check {
    let started = Instant::now();
    let problem = match tokio::time::timeout(CHECK_LIMIT, probe).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(elapsed) => Some(elapsed.to_string()),
    };
    if let Some(problem) = &problem {
        tracing::warn!(target: telemetry::SYSTEM, check = name, problem, "a health check failed");
    }
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Check { name, critical, status: if problem.is_none() { Status::Healthy } else { Status::Unhealthy }, duration_ms }
}

fn report(health: &Health, now: OffsetDateTime, checks: Vec<Check>) -> Report {
    let failed = |critical| checks.iter().any(|check| check.status == Status::Unhealthy && check.critical == critical);
    let status = if failed(true) {
        Status::Unhealthy
    } else if failed(false) {
        Status::Degraded
    } else {
        Status::Healthy
    };
    Report { status, version: health.base.version.clone(), timestamp: now, checks }
}

fn answer(report: Report) -> Response {
    let status = if report.status == Status::Unhealthy { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (status, Json(report)).into_response()
}

/// `GET /health`: the database, and nothing that takes longer.
async fn summary(State(health): State<Arc<Health>>, context: RequestContext) -> Response {
    let database = check("database", true, postgres::ping(&health.pool)).await;
    answer(report(&health, context.now, vec![database]))
}

/// `GET /health/liveness`: the process answers.
async fn liveness() -> Response {
    Json(serde_json::json!({"status": Status::Healthy})).into_response()
}

/// `GET /health/readiness`: everything that a chat needs, side by side. Counters may be away: the guide
/// answers all the same.
async fn readiness(State(health): State<Arc<Health>>, context: RequestContext) -> Response {
    let listings =
        async { repository::count(&health.pool, &shared::listings::filters::Filters::default()).await.map(drop) };
    let checks = tokio::join!(
        check("database", true, listings),
        check("dynamodb", false, health.counters.ping()),
        check("signing_key", true, health.signing_key.run()),
        check("admin_key", true, health.admin_key.run())
    );
    answer(report(&health, context.now, vec![checks.0, checks.1, checks.2, checks.3]))
}

#[derive(Debug, Serialize)]
struct Version {
    version: String,
    environment: &'static str,
}

/// `GET /health/version`: which release answers.
async fn version(State(health): State<Arc<Health>>) -> Json<Version> {
    let environment = match health.base.environment {
        Environment::Local => "local",
        Environment::Staging => "staging",
        Environment::Production => "production",
    };
    Json(Version { version: health.base.version.clone(), environment })
}
