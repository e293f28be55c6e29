//! Reservations, and paying for them.
//!
//! | route | what | in |
//! |---|---|---|
//! | `POST`, `GET /reservations`, `GET`, `DELETE /reservations/{id}` | holding a unit; one's own holds; letting one go | `holds` |
//! | `GET /reservations/shares` | how many shares of a unit are to be had | `holds` |
//! | `POST /payments/checkout` | where the deposit is paid | `checkout` |
//! | `GET /admin/reservations` | administrators: deals | `administration` |
//! | `POST /admin/payments/{id}/refund`, `/gone-back` | administrators: having a payment given back; that it has gone back by another way | `administration` |
//! | `PATCH /admin/properties/{id}` | administrators: selling a unit in shares, or not here any more | `administration` |
//! | `GET /admin/payments/events`, `POST /admin/payments/events/{id}/seen` | administrators: callbacks that were kept aside, and that somebody has seen to one | `administration` |
//! | `POST /payments/stand-in` | on a developer's machine: what Paymob would call back | `checkout` |

mod administration;
mod checkout;
mod holds;

use std::sync::Arc;

use axum::{
    Router,
    routing::{delete, get, patch, post},
};
use shared::{
    config::{Base, Environment, Settings},
    error::Failure,
    fault::Dependency,
    guard::{Guard, LimitSettings, Limits, RouteKind},
    http::gated,
    identity::{admin, principal::Doorman, sealed::Vault},
    sales::{
        paymob::{Account, Paymob, PaymobSettings},
        reservation::Deposit,
    },
    secrets::{LiveKeys, Secrets},
    start::StartError,
    store::{self, data_keys::DataKeys, postgres, table::DynamoTable},
};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Payments {
    /// Reservations and payments.
    pub pool: PgPool,
    /// Who takes the money.
    pub paymob: Paymob,
    /// What its answers are held against.
    pub account: Account,
    /// The part of a price that reserves a unit.
    pub deposit: Deposit,
    /// Opens the mail and the phone of who pays: Paymob asks for them.
    pub vault: Vault,
    /// Tells who calls.
    pub doorman: Arc<Doorman<DynamoTable>>,
    /// Breakers.
    pub guard: Guard<DynamoTable>,
    /// Rate limits.
    pub limits: Arc<Limits<DynamoTable>>,
    /// The administrators'.
    pub admin_keys: Arc<LiveKeys>,
    /// Where Paymob calls back: the API's own address.
    pub api_url: String,
    /// Where people come back to from Paymob.
    pub page: String,
}

/// Reads the settings, fetches the secrets and makes the router.
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let signing_arn = settings.required("SIGNING_KEY_SECRET_ARN");
    let admin_arn = settings.required("ADMIN_KEY_SECRET_ARN");
    let data_key = settings.required("DATA_KEY_ID");
    let table = settings.required("COUNTERS_TABLE");
    let api_url = settings.required("API_URL");
    let page = base.page(&mut settings);
    let rates = LimitSettings::read(&mut settings, &base);
    let paymob = PaymobSettings::read(&mut settings, &base);
    let deposit = Deposit::read(&mut settings);
    settings.check()?;

    let aws = store::aws_config().await?;
    let secrets = Secrets::ahead(&aws, &[&database_arn, &signing_arn, &admin_arn], &[paymob.secret_arn()]).await;
    let (url, signing_keys, admin_keys, paymob) = tokio::join!(
        secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"),
        LiveKeys::start(secrets.clone(), "JWT_SECRET_KEY", signing_arn),
        LiveKeys::start(secrets.clone(), "ADMIN_API_KEY", admin_arn),
        Paymob::start(&paymob, &secrets)
    );
    let (table, (paymob, account)) = (DynamoTable::new(&aws, table), paymob?);
    let payments = Payments {
        pool: postgres::pool(&url?)?,
        paymob,
        account,
        deposit,
        vault: Vault::new(DataKeys::new(&aws, data_key)),
        doorman: Arc::new(Doorman::new(signing_keys?, table.clone())),
        guard: Guard::new(table.clone(), Uuid::new_v4().simple().to_string()),
        limits: Arc::new(Limits::new(table, rates)),
        admin_keys: Arc::new(admin_keys?),
        api_url,
        page,
    };
    Ok(router(payments, &base))
}

/// The routes of this function.
pub fn router(payments: Payments, base: &Base) -> Router {
    let payments = Arc::new(payments);
    let only_administrators = admin::gate(&payments.admin_keys, &payments.doorman, &payments.limits);
    let deals = Router::new()
        .route("/reservations", post(holds::reserve))
        .route("/reservations/{id}", delete(holds::cancel))
        .route("/payments/checkout", post(checkout::open));
    let deals = if base.environment == Environment::Local {
        deals.route("/payments/stand-in", post(checkout::stand_in))
    } else {
        deals
    };
    // Whoever waits for a payment looks every other second.
    let reading = Router::new()
        .route("/reservations", get(holds::list))
        .route("/reservations/{id}", get(holds::get))
        .route("/reservations/shares", get(holds::shares));
    let administrators = Router::new()
        .route("/admin/reservations", get(administration::reservations))
        .route("/admin/properties/{id}", patch(administration::change_property))
        .route("/admin/payments/{id}/refund", post(administration::refund))
        .route("/admin/payments/{id}/gone-back", post(administration::gone_back))
        .route("/admin/payments/events", get(administration::events))
        .route("/admin/payments/events/{id}/seen", post(administration::seen));
    let gate = |kind| payments.doorman.gate(&payments.limits, kind);
    let routes = gated(deals, gate(RouteKind::Deals))
        .merge(gated(reading, gate(RouteKind::Account)))
        .merge(gated(administrators, only_administrators))
        .with_state(payments);
    shared::http::finish(routes, base)
}

impl Payments {
    /// Asks the database, if its breaker lets it.
    pub(crate) fn database<R>(
        &self,
        call: impl Future<Output = Result<R, Failure>>,
    ) -> impl Future<Output = Result<R, Failure>> {
        // On the heap: what a transaction awaits is large.
        self.guard.call(Dependency::Database, OffsetDateTime::now_utc(), Box::pin(call))
    }
}
