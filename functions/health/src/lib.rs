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
    http::RequestContext,
    listings::repository,
    secrets::Secrets,
    start::StartError,
    store::{self, counters::Counters, postgres},
    telemetry,
};
use sqlx::PgPool;
use time::{OffsetDateTime, serde::rfc3339};

/// How long one check may take before it counts as failed.
const CHECK_LIMIT: Duration = Duration::from_secs(1);

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Health {
    /// The listings.
    pub pool: PgPool,
    /// The counters.
    pub counters: Counters,
    /// Where keys are looked at.
    pub secrets: Secrets,
    /// The signing key's ARN.
    pub signing_arn: String,
    /// The admin key's ARN.
    pub admin_arn: String,
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
    Ok(router(Health { pool, counters: Counters::new(&aws, table), secrets, signing_arn, admin_arn, base }))
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
    let signing = async { health.secrets.keys("JWT_SECRET_KEY", &health.signing_arn).await.map(drop) };
    let admin = async { health.secrets.keys("ADMIN_API_KEY", &health.admin_arn).await.map(drop) };
    let checks = tokio::join!(
        check("database", true, listings),
        check("dynamodb", false, health.counters.ping()),
        check("signing_key", true, signing),
        check("admin_key", true, admin)
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
