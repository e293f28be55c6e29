//! What models have cost. `GET /costs` tells people about their own conversation, `GET /health/costs` anybody how
//! much of the day's budget is gone, and administrators get the figures by day, model and context, and what models said
//! that was stopped.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json as Body, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::{Deserialize, Serialize};
use shared::{
    agent::conversation::{self, Conversation, Hallucination},
    config::{Base, Settings},
    error::{ErrorCode, Failure},
    fault::Dependency,
    guard::{Guard, LimitSettings, Limits, RouteKind, Subject, Suspicion},
    http::{Caller, Query, RequestContext, gated},
    identity::{
        admin,
        principal::{Doorman, Principal},
    },
    ledger::{
        self, Balance, Ledger,
        prices::{ModelPrice, Prices},
        report::{self, Report},
        usage::DayCosts,
    },
    money::NanoUsd,
    secrets::{LiveKeys, Secrets},
    start::StartError,
    store::{self, postgres, table::DynamoTable},
};
use sqlx::PgPool;
use time::{Date, OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

/// How many days a report covers where nothing is said, and at most: what the ledger keeps.
const DAYS: u16 = 7;
const DAYS_KEPT: u16 = 60;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Costs {
    /// Conversations, to know whose they are.
    pub pool: PgPool,
    /// The money for models.
    pub ledger: Ledger<DynamoTable>,
    /// What the models cost.
    pub prices: Prices,
    /// Breakers.
    pub guard: Guard<DynamoTable>,
    /// Rate limits.
    pub limits: Arc<Limits<DynamoTable>>,
    /// Tells who calls, and verifies guests' tokens.
    pub doorman: Arc<Doorman<DynamoTable>>,
    /// The administrators'.
    pub admin_keys: Arc<LiveKeys>,
}

/// Reads the settings, fetches the secrets and makes the router.
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let signing_arn = settings.required("SIGNING_KEY_SECRET_ARN");
    let admin_arn = settings.required("ADMIN_KEY_SECRET_ARN");
    let table = settings.required("COUNTERS_TABLE");
    let limits = ledger::Limits::read(&mut settings);
    let rates = LimitSettings::read(&mut settings, &base);
    let prices = Prices::read(&mut settings);
    settings.check()?;

    let aws = store::aws_config().await?;
    let secrets = Secrets::ahead(&aws, &[&database_arn, &signing_arn, &admin_arn], &[]).await;
    let (url, signing_keys, admin_keys) = tokio::join!(
        secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"),
        LiveKeys::start(secrets.clone(), "JWT_SECRET_KEY", signing_arn),
        LiveKeys::start(secrets.clone(), "ADMIN_API_KEY", admin_arn)
    );
    let table = DynamoTable::new(&aws, table);
    let costs = Costs {
        pool: postgres::pool(&url?)?,
        ledger: Ledger::new(table.clone(), limits),
        prices,
        guard: Guard::new(table.clone(), Uuid::new_v4().simple().to_string()),
        limits: Arc::new(Limits::new(table.clone(), rates)),
        doorman: Arc::new(Doorman::new(signing_keys?, table)),
        admin_keys: Arc::new(admin_keys?),
    };
    Ok(router(costs, &base))
}

/// The routes of this function.
pub fn router(costs: Costs, base: &Base) -> Router {
    let costs = Arc::new(costs);
    let everybody = Router::new().route("/costs", get(own)).route("/health/costs", get(health));
    let administrators = Router::new()
        .route("/costs/daily", get(daily))
        .route("/costs/report", get(report))
        .route("/costs/report.csv", get(csv))
        .route("/admin/hallucinations", get(hallucinations));
    let only_administrators = admin::gate(&costs.admin_keys, &costs.doorman, &costs.limits);
    let routes = gated(everybody, costs.doorman.gate(&costs.limits, RouteKind::Costs))
        .merge(gated(administrators, only_administrators))
        .with_state(costs);
    shared::http::finish(routes, base)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stopped {
    /// Those before this one; else the latest.
    before: Option<i64>,
    limit: Option<u8>,
}

#[derive(Debug, Serialize)]
struct Hallucinations {
    hallucinations: Vec<Hallucination>,
}

/// `GET /admin/hallucinations`: sentences of models that were stopped, the latest first (C9).
async fn hallucinations(
    State(costs): State<Arc<Costs>>,
    Query(asked): Query<Stopped>,
) -> Result<Body<Hallucinations>, Failure> {
    const PAGE: u8 = 50;
    let limit = asked.limit.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&limit) {
        return Err(Failure::validation("limit", "it is 1 to 50"));
    }
    let reading = conversation::hallucinations(&costs.pool, asked.before.unwrap_or(i64::MAX), limit);
    let hallucinations = costs.guard.call(Dependency::Database, OffsetDateTime::now_utc(), reading).await?;
    Ok(Body(Hallucinations { hallucinations }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    session_id: Option<Uuid>,
}

/// What may be known to everybody about a limit.
#[derive(Debug, Serialize)]
struct LimitState {
    limit_reached: bool,
    #[serde(with = "rfc3339")]
    resets_at: OffsetDateTime,
}

impl From<Balance> for LimitState {
    fn from(balance: Balance) -> Self {
        Self { limit_reached: balance.is_exhausted(), resets_at: balance.resets_at }
    }
}

/// What a conversation has cost.
#[derive(Debug, Serialize)]
struct SessionCosts {
    session_id: Uuid,
    spent_usd: NanoUsd,
    held_usd: NanoUsd,
    limit_usd: NanoUsd,
    remaining_usd: NanoUsd,
    limit_reached: bool,
    #[serde(with = "rfc3339")]
    resets_at: OffsetDateTime,
}

#[derive(Debug, Serialize)]
struct OwnCosts {
    session: Option<SessionCosts>,
    day: LimitState,
    month: LimitState,
}

/// `GET /costs`: the caller's own conversation, named by `session_id` and proven by the guest's token.
async fn own(
    State(costs): State<Arc<Costs>>,
    context: RequestContext,
    caller: Caller,
    principal: Principal,
    headers: HeaderMap,
    Query(query): Query<Own>,
) -> Result<Body<OwnCosts>, Failure> {
    if let Some(session) = query.session_id {
        let owned = owned_by_caller(&costs, session, principal, &headers, &context).await;
        if owned.as_ref().is_err_and(|failure| failure.code() == ErrorCode::SessionNotFound) {
            costs.limits.suspicious(&Subject::from(&caller), Suspicion::ForeignSession, context.now).await;
        }
        owned?;
    }
    let session = async {
        match query.session_id {
            Some(session) => costs.ledger.session(session, context.now).await.map(|balance| Some((session, balance))),
            None => Ok(None),
        }
    };
    let (session, day, month) =
        tokio::try_join!(session, costs.ledger.day(context.now), costs.ledger.month(context.now))?;
    let session = session.map(|(session_id, balance)| SessionCosts {
        session_id,
        spent_usd: balance.spent,
        held_usd: balance.held,
        limit_usd: balance.limit,
        remaining_usd: balance.headroom(),
        limit_reached: balance.is_exhausted(),
        resets_at: balance.resets_at,
    });
    Ok(Body(OwnCosts { session, day: day.into(), month: month.into() }))
}

/// Refuses a conversation that is neither the user's who is signed in nor the guest's who shows a token.
async fn owned_by_caller(
    costs: &Costs,
    session: Uuid,
    principal: Principal,
    headers: &HeaderMap,
    context: &RequestContext,
) -> Result<(), Failure> {
    let owner = costs.doorman.owner(principal, headers, context.now).await;
    let owner = owner.ok_or_else(|| Failure::new(ErrorCode::SessionNotFound))?;
    let opening = Conversation::open(&costs.pool, session, owner);
    costs.guard.call(Dependency::Database, OffsetDateTime::now_utc(), opening).await.map(drop)
}

#[derive(Debug, Serialize)]
struct Health<'a> {
    /// `healthy`, or `degraded` where a limit is reached and Amr answers as the guide.
    status: &'static str,
    daily_cost_usd: NanoUsd,
    daily_held_usd: NanoUsd,
    daily_limit_usd: NanoUsd,
    /// Spent in per cent of the limit, with two decimals.
    daily_usage_percent: f64,
    monthly_cost_usd: NanoUsd,
    monthly_limit_usd: NanoUsd,
    limit_reached: bool,
    #[serde(with = "rfc3339")]
    resets_at: OffsetDateTime,
    /// What every model costs today, in US dollars per million tokens.
    pricing: BTreeMap<&'a str, &'a ModelPrice>,
}

/// `GET /health/costs`
async fn health(State(costs): State<Arc<Costs>>, context: RequestContext) -> Result<Response, Failure> {
    let (day, month) = tokio::try_join!(costs.ledger.day(context.now), costs.ledger.month(context.now))?;
    let limit_reached = day.is_exhausted() || month.is_exhausted();
    let health = Health {
        status: if limit_reached { "degraded" } else { "healthy" },
        daily_cost_usd: day.spent,
        daily_held_usd: day.held,
        daily_limit_usd: day.limit,
        daily_usage_percent: day.usage_percent(),
        monthly_cost_usd: month.spent,
        monthly_limit_usd: month.limit,
        limit_reached,
        resets_at: if month.is_exhausted() { month.resets_at } else { day.resets_at },
        pricing: costs.prices.models(context.now.date()).collect(),
    };
    Ok(Body(health).into_response())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Daily {
    date: Option<String>,
}

/// `GET /costs/daily`: one UTC day by model and context; today where no `date` is given.
async fn daily(
    State(costs): State<Arc<Costs>>,
    context: RequestContext,
    Query(query): Query<Daily>,
) -> Result<Body<DayCosts>, Failure> {
    let date = match query.date.as_deref() {
        None => context.now.date(),
        Some(text) => {
            let format = time::macros::format_description!("[year]-[month]-[day]");
            Date::parse(text, format).map_err(|_| Failure::validation("date", "it is not a date such as 2026-11-21"))?
        }
    };
    Ok(Body(costs.ledger.costs(date).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    days: Option<u16>,
}

impl Days {
    fn check(&self) -> Result<u16, Failure> {
        let days = self.days.unwrap_or(DAYS);
        if (1..=DAYS_KEPT).contains(&days) {
            Ok(days)
        } else {
            Err(Failure::validation("days", "it is not between 1 and 60"))
        }
    }
}

#[derive(Debug, Serialize)]
struct Reported {
    #[serde(with = "rfc3339")]
    as_of: OffsetDateTime,
    today: Option<DayCosts>,
    #[serde(flatten)]
    report: Report,
}

/// `GET /costs/report`: the last days, what follows from them and what to change.
async fn report(
    State(costs): State<Arc<Costs>>,
    context: RequestContext,
    Query(query): Query<Days>,
) -> Result<Body<Reported>, Failure> {
    let report = Report::of_last(query.check()?, &costs.ledger, &costs.prices, context.now).await?;
    Ok(Body(Reported { as_of: context.now, today: report.days.last().cloned(), report }))
}

/// `GET /costs/report.csv`: a row for each day, model and context.
async fn csv(
    State(costs): State<Arc<Costs>>,
    context: RequestContext,
    Query(query): Query<Days>,
) -> Result<Response, Failure> {
    let days = costs.ledger.last_days(query.check()?, context.now).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"osool-costs.csv\"")),
    ];
    Ok((headers, report::csv(&days)).into_response())
}
