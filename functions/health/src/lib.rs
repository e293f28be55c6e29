//! Is Osool well: `/health` for people and uptime checks, `/health/liveness` and `/health/readiness` for
//! what routes traffic, `/health/version` for who asks which release answers, `/health/circuits` and
//! `/health/security` for who wants to know what is shut and who is shut out. Administrators open both by hand. No
//! answer costs money.

use std::{
    fmt::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Extension, Json, Router,
    extract::{Path, State, rejection::PathRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use shared::{
    config::{Base, Environment, Settings},
    error::{ErrorCode, Failure, chain},
    fault::Dependency,
    guard::{Circuit, Entry, Guard, LimitSettings, Limits, RouteKind, State as Open, Subject},
    http::{Caller, Json as Posted, RequestContext, gated},
    identity::{
        admin::{self, Administrator, Shown},
        principal::Doorman,
    },
    listings::repository,
    metrics::Metrics,
    secrets::{Keys, LiveKeys, Secrets},
    start::StartError,
    store::{
        self, postgres,
        table::{DynamoTable, Table as _},
    },
    telemetry,
};
use sqlx::PgPool;
use time::{OffsetDateTime, serde::rfc3339};
use tokio::sync::{Mutex, OnceCell};
use uuid::Uuid;

/// How long one check may take before it counts as failed.
const CHECK_LIMIT: Duration = Duration::from_secs(1);

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Health {
    /// The listings.
    pub pool: PgPool,
    /// The counters.
    pub table: DynamoTable,
    /// Breakers.
    pub guard: Guard<DynamoTable>,
    /// Rate limits, blocks and flags.
    pub limits: Arc<Limits<DynamoTable>>,
    /// What the fleet has done.
    pub metrics: Metrics<DynamoTable>,
    /// The signing key.
    pub signing_key: KeyCheck,
    /// Tells who calls; made when somebody first shows a token, because health must start without a key, too.
    pub doorman: OnceCell<Arc<Doorman<DynamoTable>>>,
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
    let rates = LimitSettings::read(&mut settings, &base);
    settings.check()?;
    let aws = store::aws_config().await?;
    let secrets = Secrets::new(&aws);
    let pool = postgres::pool(&secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL").await?)?;
    let table = DynamoTable::new(&aws, table);
    Ok(router(Health {
        pool,
        guard: Guard::new(table.clone(), Uuid::new_v4().simple().to_string()),
        limits: Arc::new(Limits::new(table.clone(), rates)),
        metrics: Metrics::new(table.clone()),
        table,
        signing_key: KeyCheck::new("JWT_SECRET_KEY", signing_arn, secrets.clone()),
        doorman: OnceCell::new(),
        admin_key: KeyCheck::new("ADMIN_API_KEY", admin_arn, secrets),
        base,
    }))
}

impl Health {
    /// What a caller has shown: the administrators' key, or the token of one.
    async fn shown(&self, caller: &Caller, now: OffsetDateTime) -> Result<Shown, Failure> {
        if let Some(presented) = &caller.admin_key {
            let keys = self.admin_key.keys().await.map_err(|problem| Failure::of_service("secretsmanager", problem))?;
            return Ok(admin::by_key(presented, &keys));
        }
        if caller.authorization.is_none() {
            return Ok(Shown::Nothing);
        }
        let doorman = self.doorman.get_or_try_init(async || {
            let KeyCheck { name, arn, secrets, .. } = &self.signing_key;
            let keys = LiveKeys::start(secrets.clone(), name, arn.clone()).await;
            keys.map(|keys| Arc::new(Doorman::new(keys, self.table.clone())))
        });
        let doorman = doorman.await.map_err(|problem| Failure::of_service("secretsmanager", problem))?;
        admin::by_token(caller, doorman, now).await
    }
}

/// The routes of this function.
pub fn router(health: Health) -> Router {
    let base = health.base.clone();
    let health = Arc::new(health);
    let gate = |kind| {
        let health = Arc::clone(&health);
        move |caller: Caller, context: RequestContext| {
            let health = Arc::clone(&health);
            async move {
                let shown = health.shown(&caller, context.now).await;
                admin::admit(kind, &caller, shown, &health.limits, context.now).await
            }
        }
    };
    // What routes traffic and watches uptime asks often, from few addresses, and must not depend on the counters.
    let unlimited = Router::new()
        .route("/health", get(summary))
        .route("/health/check", get(summary))
        .route("/api/health", get(summary))
        .route("/health/liveness", get(liveness))
        .route("/health/live", get(liveness))
        .route("/health/readiness", get(readiness))
        .route("/health/ready", get(readiness));
    let everybody = Router::new()
        .route("/health/version", get(version))
        .route("/health/circuits", get(circuits))
        .route("/health/security", get(security));
    let administrators = Router::new()
        .route("/metrics", get(metrics))
        .route("/admin/circuits/{name}/reset", post(reset))
        .route("/admin/unblock", post(unblock));
    let routes = unlimited
        .merge(gated(everybody, gate(RouteKind::Health)))
        .merge(gated(administrators, gate(RouteKind::Admin)))
        .with_state(health);
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
    last: Mutex<Option<(Instant, Result<Keys, String>)>>,
}

impl KeyCheck {
    /// A check of the key of this name and ARN.
    #[must_use]
    pub fn new(name: &'static str, arn: String, secrets: Secrets) -> Self {
        Self { name, arn, secrets, last: Mutex::new(None) }
    }

    async fn run(&self) -> Result<(), String> {
        self.keys().await.map(drop)
    }

    async fn keys(&self) -> Result<Keys, String> {
        let mut last = self.last.lock().await;
        if let Some((looked, result)) = last.as_ref()
            // What is wrong may be over in a moment.
            && looked.elapsed() < if result.is_ok() { Duration::from_mins(1) } else { Duration::from_secs(5) }
        {
            return result.clone();
        }
        let result = self.secrets.keys(self.name, &self.arn).await.map_err(|error| chain(&error));
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
        async { repository::exists(&health.pool, &shared::listings::filters::Filters::default()).await.map(drop) };
    let ping = async { health.table.read("PING").await.map(drop).map_err(|error| chain(&error)) };
    let checks = tokio::join!(
        check("database", true, listings),
        check("dynamodb", false, ping),
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

/// A breaker as operators see it.
#[derive(Debug, Serialize)]
struct CircuitState {
    name: &'static str,
    /// `closed`, `half_open` or `open`: the fleet's, or where that is closed, the worst of single environments.
    state: &'static str,
    /// Whom the state holds for: `fleet`, or `environments` whose own way to the dependency is broken.
    scope: Option<&'static str>,
    environments_open: usize,
    /// Failures in a row that count now.
    failures: i64,
    /// As many open it.
    threshold: i64,
    open_seconds: i64,
    #[serde(with = "rfc3339::option")]
    opened_until: Option<OffsetDateTime>,
    probing: bool,
    #[serde(with = "rfc3339::option")]
    last_failure: Option<OffsetDateTime>,
}

impl From<Circuit> for CircuitState {
    fn from(circuit: Circuit) -> Self {
        let (state, scope) = match circuit.state {
            Open::Closed if circuit.environments_open > 0 => (Open::Open, Some("environments")),
            Open::Closed => (Open::Closed, None),
            state => (state, Some("fleet")),
        };
        Self {
            name: circuit.dependency.as_str(),
            state: state.as_str(),
            scope,
            environments_open: circuit.environments_open,
            failures: circuit.failures,
            threshold: circuit.threshold,
            open_seconds: circuit.open_seconds,
            opened_until: circuit.open_until,
            probing: circuit.probing,
            last_failure: circuit.last_failure,
        }
    }
}

#[derive(Debug, Serialize)]
struct Circuits {
    status: Status,
    circuits: Vec<CircuitState>,
}

/// `GET /health/circuits`: which breakers are open.
async fn circuits(State(health): State<Arc<Health>>, context: RequestContext) -> Result<Json<Circuits>, Failure> {
    let circuits: Vec<CircuitState> =
        health.guard.circuits(context.now).await?.into_iter().map(CircuitState::from).collect();
    let well = circuits.iter().all(|circuit| circuit.state == Open::Closed.as_str());
    Ok(Json(Circuits { status: if well { Status::Healthy } else { Status::Degraded }, circuits }))
}

#[derive(Debug, Serialize)]
struct Security {
    status: Status,
    blocked_count: usize,
    flagged_count: usize,
    /// Blocks and flags that found no room in the list, ever.
    overflow: i64,
    /// Who; for administrators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked: Option<Vec<Entry>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flagged: Option<Vec<Entry>>,
}

/// `GET /health/security`: how many are blocked and flagged, and for administrators who.
async fn security(
    State(health): State<Arc<Health>>,
    context: RequestContext,
    Extension(administrator): Extension<Option<Administrator>>,
) -> Result<Json<Security>, Failure> {
    let is_admin = administrator.is_some();
    let report = health.limits.report(context.now).await?;
    let quiet = report.blocked.is_empty() && report.flagged.is_empty();
    Ok(Json(Security {
        status: if quiet { Status::Healthy } else { Status::Degraded },
        blocked_count: report.blocked.len(),
        flagged_count: report.flagged.len(),
        overflow: report.overflow,
        blocked: is_admin.then_some(report.blocked),
        flagged: is_admin.then_some(report.flagged),
    }))
}

/// `GET /metrics`: what the fleet has done and which breakers are open, as Prometheus reads it (O2). The states of breakers
/// are 0 closed, 1 half-open, 2 open.
async fn metrics(State(health): State<Arc<Health>>, context: RequestContext) -> Result<Response, Failure> {
    let (counted, circuits) = tokio::join!(health.metrics.prometheus(), health.guard.circuits(context.now));
    let mut text = counted?;
    text += "# HELP osool_circuit_breaker_state Whether a dependency is called: 0 closed, 1 half-open, 2 open.\n\
             # TYPE osool_circuit_breaker_state gauge\n";
    for circuit in circuits? {
        let state = match circuit.state {
            Open::Closed => 0,
            Open::HalfOpen => 1,
            Open::Open => 2,
        };
        let name = circuit.dependency.as_str();
        // Writing to a text cannot fail.
        let _ = writeln!(text, "osool_circuit_breaker_state{{name=\"{name}\"}} {state}");
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// `POST /admin/circuits/{name}/reset`: closes a breaker by hand.
async fn reset(
    State(health): State<Arc<Health>>,
    context: RequestContext,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<CircuitState>, Failure> {
    let dependency = path.ok().and_then(|Path(name)| name.parse::<Dependency>().ok());
    let dependency = dependency.ok_or_else(|| Failure::new(ErrorCode::NotFound))?;
    health.guard.reset(dependency, context.now).await.map(|circuit| Json(circuit.into()))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unblocked {
    subject: String,
}

/// `POST /admin/unblock`: lifts a block and a flag.
async fn unblock(
    State(health): State<Arc<Health>>,
    Posted(unblocked): Posted<Unblocked>,
) -> Result<StatusCode, Failure> {
    let subject: Subject = unblocked
        .subject
        .parse()
        .map_err(|_| Failure::validation("subject", "it is not such as “ip 197.32.10.4” or “user <id>”"))?;
    health.limits.unblock(&subject).await?;
    tracing::info!(target: telemetry::SECURITY, %subject, "a block was lifted by hand");
    Ok(StatusCode::NO_CONTENT)
}
