//! What Paymob says of payments (P3): `POST /webhooks/paymob?hmac=`. What is signed is kept and answered with 200, whatever
//! comes of it; what is not signed is refused with 401, and what cannot be read with 4xx. Everything that follows from it is
//! one transaction, and what is told to people goes out later: so the answer is fast, and whoever repeats it finds it done.

use std::sync::Arc;

use axum::{Json as Body, Router, extract::State, routing::post};
use serde::{Deserialize, Serialize};
use shared::{
    config::{Base, Settings},
    error::{ErrorCode, Failure},
    fault::Dependency,
    guard::Guard,
    http::{Query, Raw, RequestContext},
    sales::{
        payments::{self, Received},
        paymob::{self, Account, Callback, PaymobSettings, Refused},
    },
    secrets::Secrets,
    start::StartError,
    store::{self, postgres, table::DynamoTable},
    telemetry,
};
use sqlx::PgPool;
use uuid::Uuid;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Webhook {
    /// Payments.
    pub pool: PgPool,
    /// What callbacks are held against.
    pub account: Account,
    /// Breakers.
    pub guard: Guard<DynamoTable>,
}

/// Reads the settings, fetches the secrets and makes the router.
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let table = settings.required("COUNTERS_TABLE");
    let paymob = PaymobSettings::read(&mut settings, &base);
    settings.check()?;
    let aws = store::aws_config().await?;
    let secrets = Secrets::ahead(&aws, &[&database_arn], &[paymob.secret_arn()]).await;
    let (url, account) =
        tokio::join!(secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"), paymob::account(&paymob, &secrets));
    let guard = Guard::new(DynamoTable::new(&aws, table), Uuid::new_v4().simple().to_string());
    Ok(router(Webhook { pool: postgres::pool(&url?)?, account: account?, guard }, &base))
}

/// The routes of this function.
pub fn router(webhook: Webhook, base: &Base) -> Router {
    let routes = Router::new().route("/webhooks/paymob", post(receive)).with_state(Arc::new(webhook));
    shared::http::finish(routes, base)
}

#[derive(Debug, Deserialize)]
struct Signed {
    hmac: Option<String>,
}

/// That a callback was kept.
#[derive(Debug, Serialize)]
struct Taken {
    /// `applied`, `before`, `kept_aside`, or `ignored` where it is about nothing that is kept.
    result: &'static str,
}

/// `POST /webhooks/paymob?hmac=`.
async fn receive(
    State(webhook): State<Arc<Webhook>>,
    context: RequestContext,
    Query(signed): Query<Signed>,
    Raw(body): Raw,
) -> Result<Body<Taken>, Failure> {
    let callback = paymob::read(&body, signed.hmac.as_deref(), &webhook.account.callback_key);
    let transaction = match callback {
        Ok(Callback::Transaction(transaction)) => transaction,
        Ok(Callback::Card) => return Ok(Body(Taken { result: "ignored" })),
        Err(Refused::NotSigned) => {
            tracing::warn!(target: telemetry::SECURITY, "a callback was not signed by Paymob");
            return Err(Failure::new(ErrorCode::AuthenticationFailed).with("field", "hmac"));
        }
        Err(Refused::NotUnderstood(part)) => {
            tracing::warn!(target: telemetry::SYSTEM, part, "a callback could not be read");
            return Err(Failure::validation(part, "it is not what Paymob sends"));
        }
    };
    let receiving = payments::receive(&webhook.pool, &webhook.account, &transaction, context.now);
    // On the heap: what a transaction awaits is large.
    let received = webhook.guard.call(Dependency::Database, context.now, Box::pin(receiving)).await?;
    let result = match received {
        Received::Applied => "applied",
        Received::Before => "before",
        Received::KeptAside(_) => "kept_aside",
    };
    Ok(Body(Taken { result }))
}
