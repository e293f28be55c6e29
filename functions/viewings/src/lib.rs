//! Viewings, and what operators see to.
//!
//! | route | what | in |
//! |---|---|---|
//! | `POST`, `GET /viewings`, `GET`, `PATCH`, `DELETE /viewings/{id}` | asking for a viewing; one's own; another hour; calling it off | `visits` |
//! | `GET /viewings/slots` | the hours at which a unit can be seen | `visits` |
//! | `GET /admin/viewings`, `DELETE /admin/viewings/{id}` | administrators: who comes when; calling one off | `administration` |
//! | `GET /admin/dead-letters`, `POST /admin/dead-letters/{name}/redrive` | administrators: what could not be done; trying it again | `dead_letters` |
//! | `GET /admin/callbacks`, `POST /admin/callbacks/{id}/done` | administrators: who wants to be called, and that they were | `administration` |

mod administration;
pub mod dead_letters;
mod visits;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    routing::{delete, get, patch, post},
};
use shared::{
    config::{Base, Settings},
    error::Failure,
    fault::Dependency,
    guard::{Guard, LimitSettings, Limits, RouteKind},
    http::gated,
    identity::{admin, principal::Doorman, sealed::Vault},
    secrets::{LiveKeys, Secrets},
    start::StartError,
    store::{self, data_keys::DataKeys, postgres, queue::Queue, table::DynamoTable},
};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use dead_letters::DeadLetters;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Viewings {
    /// Viewings and people who want to be called.
    pub pool: PgPool,
    /// Where viewings wait to be decided.
    pub queue: Queue,
    /// What could not be done, of every kind.
    pub dead_letters: Vec<DeadLetters>,
    /// Seals who comes, and opens it for operators.
    pub vault: Vault,
    /// Tells who calls.
    pub doorman: Arc<Doorman<DynamoTable>>,
    /// Breakers.
    pub guard: Guard<DynamoTable>,
    /// Rate limits.
    pub limits: Arc<Limits<DynamoTable>>,
    /// The administrators'.
    pub admin_keys: Arc<LiveKeys>,
    /// When it was noted last that an administrator was shown how to reach people.
    pub noted: Mutex<HashMap<String, OffsetDateTime>>,
}

/// Reads the settings, fetches the secrets and makes the router.
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let signing_arn = settings.required("SIGNING_KEY_SECRET_ARN");
    let admin_arn = settings.required("ADMIN_KEY_SECRET_ARN");
    let data_key = settings.required("DATA_KEY_ID");
    let table = settings.required("COUNTERS_TABLE");
    let queue = settings.required("VIEWINGS_QUEUE_URL");
    let unanswered = settings.required("UNANSWERED_VIEWINGS_QUEUE_URL");
    let notices = settings.required("NOTICES_QUEUE_URL");
    let unsent = settings.required("UNSENT_NOTICES_QUEUE_URL");
    let unread = settings.required("INGEST_FAILURES_QUEUE_URL");
    let rates = LimitSettings::read(&mut settings, &base);
    settings.check()?;

    let aws = store::aws_config().await?;
    let secrets = Secrets::ahead(&aws, &[&database_arn, &signing_arn, &admin_arn], &[]).await;
    let (url, signing_keys, admin_keys) = tokio::join!(
        secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"),
        LiveKeys::start(secrets.clone(), "JWT_SECRET_KEY", signing_arn),
        LiveKeys::start(secrets.clone(), "ADMIN_API_KEY", admin_arn)
    );
    let table = DynamoTable::new(&aws, table);
    let queue = Queue::new(&aws, queue);
    let letters = |name, letters, tried_in| DeadLetters { name, letters: queue.other(letters), tried_in };
    let dead_letters = vec![
        letters("notices", unsent, Some(queue.other(notices))),
        letters("viewings", unanswered, Some(queue.clone())),
        // Uploading the file again does it.
        letters("listing_files", unread, None),
    ];
    let viewings = Viewings {
        pool: postgres::pool(&url?)?,
        queue,
        dead_letters,
        vault: Vault::new(DataKeys::new(&aws, data_key)),
        doorman: Arc::new(Doorman::new(signing_keys?, table.clone())),
        guard: Guard::new(table.clone(), Uuid::new_v4().simple().to_string()),
        limits: Arc::new(Limits::new(table, rates)),
        admin_keys: Arc::new(admin_keys?),
        noted: Mutex::default(),
    };
    Ok(router(viewings, &base))
}

/// The routes of this function.
pub fn router(viewings: Viewings, base: &Base) -> Router {
    let viewings = Arc::new(viewings);
    let only_administrators = admin::gate(&viewings.admin_keys, &viewings.doorman, &viewings.limits);
    let asking = Router::new()
        .route("/viewings", post(visits::ask))
        .route("/viewings/{id}", patch(visits::reschedule).delete(visits::cancel));
    // Whoever waits for a confirmation looks every other second.
    let reading = Router::new()
        .route("/viewings", get(visits::list))
        .route("/viewings/{id}", get(visits::get))
        .route("/viewings/slots", get(visits::slots));
    let administrators = Router::new()
        .route("/admin/viewings", get(administration::viewings))
        .route("/admin/viewings/{id}", delete(administration::call_off))
        .route("/admin/dead-letters", get(dead_letters::list))
        .route("/admin/dead-letters/{name}/redrive", post(dead_letters::redrive))
        .route("/admin/callbacks", get(administration::callbacks))
        .route("/admin/callbacks/{id}/done", post(administration::called));
    let gate = |kind| viewings.doorman.gate(&viewings.limits, kind);
    let routes = gated(asking, gate(RouteKind::Deals))
        .merge(gated(reading, gate(RouteKind::Account)))
        .merge(gated(administrators, only_administrators))
        .with_state(viewings);
    shared::http::finish(routes, base)
}

impl Viewings {
    /// Asks the database, if its breaker lets it.
    pub(crate) fn database<R>(
        &self,
        call: impl Future<Output = Result<R, Failure>>,
    ) -> impl Future<Output = Result<R, Failure>> {
        // On the heap: what a transaction awaits is large.
        self.guard.call(Dependency::Database, OffsetDateTime::now_utc(), Box::pin(call))
    }
}
