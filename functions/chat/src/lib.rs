//! Conversations with Amr.
//!
//! | route | what | in |
//! |---|---|---|
//! | `POST /chat` | a turn, answered whole | `turn` |
//! | `POST /chat/stream` | the same turn, as it comes | `stream` |
//! | `GET /chat/sessions`, `GET` and `DELETE /chat/sessions/{id}` | what was said before | `sessions` |

mod sessions;
mod stream;
mod turn;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};
use shared::{
    agent::models::{ModelSettings, Models},
    config::{Base, Settings},
    guard::{Guard, LimitSettings, Limits, RouteKind},
    http::gated,
    identity::{principal::Doorman, sealed::Vault},
    ledger::{self, Ledger},
    listings::{
        directory::Directory,
        embedding::{Embedder, EmbedderSettings},
        finance::Rates,
    },
    llm::{ProviderSettings, Providers},
    metrics::Metrics,
    registry::{contract::RegistrySettings, proofs::Proofs},
    sales::reservation::Deposit,
    secrets::{LiveKeys, Secrets},
    start::StartError,
    store::{self, data_keys::DataKeys, postgres, table::DynamoTable},
};
use sqlx::PgPool;
use uuid::Uuid;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Chat {
    /// Listings and conversations.
    pub pool: PgPool,
    /// The names in the listings.
    pub directory: Directory,
    /// What conversations have cost.
    pub ledger: Ledger<DynamoTable>,
    /// Makes the vectors of questions.
    pub embedder: Embedder<DynamoTable>,
    /// The models that speak before the guide.
    pub models: Models,
    /// What reads the chain.
    pub proofs: Proofs<DynamoTable>,
    /// The rates that are assumed where nobody names one.
    pub assumed: Rates,
    /// The part of a price that reserves a unit.
    pub deposit: Deposit,
    /// Seals who wants to be called, or comes to see a unit.
    pub vault: Vault,
    /// What the fleet has done.
    pub metrics: Metrics<DynamoTable>,
    /// Breakers.
    pub guard: Arc<Guard<DynamoTable>>,
    /// Rate limits.
    pub limits: Arc<Limits<DynamoTable>>,
    /// Tells who calls, and signs guests' tokens.
    pub doorman: Arc<Doorman<DynamoTable>>,
}

/// Reads the settings, fetches the secrets and makes the router.
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let signing_arn = settings.required("SIGNING_KEY_SECRET_ARN");
    let data_key = settings.required("DATA_KEY_ID");
    let table = settings.required("COUNTERS_TABLE");
    let limits = ledger::Limits::read(&mut settings);
    let rates = LimitSettings::read(&mut settings, &base);
    let providers = ProviderSettings::read(&mut settings);
    let embedding = EmbedderSettings::read(&mut settings);
    let models = ModelSettings::read(&mut settings);
    let assumed = Rates::read(&mut settings);
    let deposit = Deposit::read(&mut settings);
    let registry = RegistrySettings::read(&mut settings);
    settings.check()?;

    let aws = store::aws_config().await?;
    let others = [providers.secret_arn(), registry.secret_arn()];
    let secrets = Secrets::ahead(&aws, &[&database_arn, &signing_arn], &others).await;
    let table = DynamoTable::new(&aws, table);
    let guard = Arc::new(Guard::new(table.clone(), Uuid::new_v4().simple().to_string()));
    let (url, signing_keys, providers, proofs) = tokio::join!(
        secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"),
        LiveKeys::start(secrets.clone(), "JWT_SECRET_KEY", signing_arn),
        Providers::start(providers, &secrets),
        Proofs::open(&registry, &secrets, Arc::clone(&guard))
    );
    let providers = providers?;
    let pool = postgres::pool(&url?)?;
    let chat = Chat {
        directory: Directory::new(pool.clone()),
        pool,
        ledger: Ledger::new(table.clone(), limits),
        embedder: Embedder::new(embedding, &providers, Ledger::new(table.clone(), limits), Arc::clone(&guard)),
        models: Models::new(models, &providers),
        proofs,
        assumed,
        deposit,
        vault: Vault::new(DataKeys::new(&aws, data_key)),
        metrics: Metrics::new(table.clone()),
        guard,
        limits: Arc::new(Limits::new(table.clone(), rates)),
        doorman: Arc::new(Doorman::new(signing_keys?, table)),
    };
    Ok(router(chat, &base))
}

/// The routes of this function.
pub fn router(chat: Chat, base: &Base) -> Router {
    let turns = Router::new().route("/chat", post(turn::whole)).route("/chat/stream", post(stream::streamed));
    let sessions = Router::new()
        .route("/chat/sessions", get(sessions::list))
        .route("/chat/sessions/{id}", get(sessions::read).delete(sessions::delete));
    let routes = gated(turns, chat.doorman.gate(&chat.limits, RouteKind::Chat))
        .merge(gated(sessions, chat.doorman.gate(&chat.limits, RouteKind::Search)))
        .with_state(Arc::new(chat));
    shared::http::finish(routes, base)
}
