//! The listings: `POST /search` understands a question, `GET /properties` lists, `GET /properties/{id}`
//! shows one unit.

use std::sync::Arc;

use axum::{
    Json as Body, Router,
    extract::{Path, State, rejection::PathRejection},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use shared::{
    config::{Base, Settings},
    error::{ErrorCode, Failure},
    fault::Dependency,
    guard::{Guard, LimitSettings, Limits, RouteKind},
    http::{Json, Query, gated},
    identity::principal::Doorman,
    language::Language,
    ledger::{self, Ledger, Payer},
    listings::{
        cursor::{Cursor, Place},
        directory::Directory,
        embedding::{Embedder, EmbedderSettings},
        filters::Filters,
        page::{ListQuery, Page},
        property::PropertyId,
        repository,
        search::{self, Hit, Mode, Relaxed, Vectors, Wanted},
        text::is_arabic,
        understanding::{Sort, Understood},
    },
    llm::{ProviderSettings, Providers},
    secrets::{LiveKeys, Secrets},
    start::StartError,
    store::{self, postgres, table::DynamoTable},
    telemetry,
};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Search {
    /// The listings.
    pub pool: PgPool,
    /// The names in them.
    pub directory: Directory,
    /// Makes the vectors of questions.
    pub embedder: Embedder<DynamoTable>,
    /// Breakers.
    pub guard: Arc<Guard<DynamoTable>>,
    /// Rate limits.
    pub limits: Arc<Limits<DynamoTable>>,
    /// Tells who calls.
    pub doorman: Arc<Doorman<DynamoTable>>,
}

/// Reads the settings, fetches the secret and makes the router.
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let signing_arn = settings.required("SIGNING_KEY_SECRET_ARN");
    let table = settings.required("COUNTERS_TABLE");
    let rates = LimitSettings::read(&mut settings, &base);
    let budget = ledger::Limits::read(&mut settings);
    let providers = ProviderSettings::read(&mut settings);
    let embedding = EmbedderSettings::read(&mut settings);
    settings.check()?;
    let aws = store::aws_config().await?;
    let secrets = Secrets::ahead(&aws, &[&database_arn, &signing_arn], &[providers.secret_arn()]).await;
    let table = DynamoTable::new(&aws, table);
    let guard = Arc::new(Guard::new(table.clone(), Uuid::new_v4().simple().to_string()));
    let ledger = Ledger::new(table.clone(), budget);
    let (url, signing_keys, providers) = tokio::join!(
        secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"),
        LiveKeys::start(secrets.clone(), "JWT_SECRET_KEY", signing_arn),
        Providers::start(providers, &secrets)
    );
    let pool = postgres::pool(&url?)?;
    let search = Search {
        directory: Directory::new(pool.clone()),
        pool,
        embedder: Embedder::new(embedding, &providers?, ledger, Arc::clone(&guard)),
        guard,
        limits: Arc::new(Limits::new(table.clone(), rates)),
        doorman: Arc::new(Doorman::new(signing_keys?, table)),
    };
    Ok(router(search, &base))
}

/// The routes of this function.
pub fn router(search: Search, base: &Base) -> Router {
    let routes =
        Router::new().route("/search", post(find)).route("/properties", get(list)).route("/properties/{id}", get(show));
    let routes = gated(routes, search.doorman.gate(&search.limits, RouteKind::Search)).with_state(Arc::new(search));
    shared::http::finish(routes, base)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    query: String,
    #[serde(default)]
    filters: Filters,
    /// An order that wins over the one that the words ask for.
    sort: Option<Sort>,
    /// In which language reasons are given; else in that of the words.
    language: Option<Language>,
    limit: Option<u8>,
    cursor: Option<Cursor>,
}

#[derive(Debug, Serialize)]
struct Answer {
    properties: Vec<Hit>,
    understood: Understood,
    relaxed: Vec<Relaxed>,
    mode: Mode,
    total_estimate: i64,
    next_cursor: Option<Cursor>,
}

/// `POST /search`
async fn find(State(search): State<Arc<Search>>, Json(question): Json<Question>) -> Result<Body<Answer>, Failure> {
    const LONGEST: usize = 4000;
    if question.query.chars().count() > LONGEST {
        return Err(Failure::validation("query", "it has more than 4,000 characters"));
    }
    if question.query.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) {
        return Err(Failure::validation("query", "it contains control characters"));
    }
    question.filters.check()?;
    let limit = shared::listings::page::limit(question.limit)?;
    let place = question.cursor.as_ref().map_or_else(|| Ok(Place::default()), Cursor::place)?;
    // On the heap: it is large.
    let finding = Box::pin(find_in(&search, &question, limit, place));
    search.guard.call(Dependency::Database, OffsetDateTime::now_utc(), finding).await.map(Body)
}

async fn find_in(search: &Search, question: &Question, limit: u8, place: Place) -> Result<Answer, Failure> {
    let names = search.directory.names().await?;
    let of_words = if is_arabic(&question.query) { Language::Arabic } else { Language::English };
    let language = question.language.unwrap_or(of_words);
    let (mut wanted, mut understood) =
        Wanted::from_question(&question.query, &question.filters, &names.gazetteer, language);
    understood.sort = question.sort.or(understood.sort);
    (wanted.limit, wanted.place, wanted.sort) = (limit, place, understood.sort);
    let vectors = Vectors {
        embedder: &search.embedder,
        model: names.model.as_deref(),
        payer: Payer::Job(Uuid::new_v4()),
        now: OffsetDateTime::now_utc(),
    };
    let mut found = search::search(&search.pool, &vectors, &wanted).await?;
    found
        .relaxed
        .extend(understood.unknown_places.iter().map(|place| Relaxed::unknown_place(place, &found.hits, language)));
    found.relaxed.extend(understood.widened.iter().map(|place| Relaxed::widened(place, language)));
    tracing::info!(target: telemetry::USER_ACTION, units = found.hits.len(), relaxed = found.relaxed.len(), mode = ?found.mode, total = found.total, "searched");
    let next_cursor = found.next.as_ref().map(Cursor::of_search);
    Ok(Answer {
        properties: found.hits,
        understood,
        relaxed: found.relaxed,
        mode: found.mode,
        total_estimate: found.total,
        next_cursor,
    })
}

/// `GET /properties`
async fn list(State(search): State<Arc<Search>>, Query(query): Query<ListQuery>) -> Result<Body<Page>, Failure> {
    let page = shared::listings::page::list(&search.pool, query);
    search.guard.call(Dependency::Database, OffsetDateTime::now_utc(), page).await.map(Body)
}

/// `GET /properties/{id}`
async fn show(
    State(search): State<Arc<Search>>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Body<Hit>, Failure> {
    // What cannot be an id is the id of no unit.
    let id = path.ok().and_then(|Path(id)| id.parse::<PropertyId>().ok());
    let id = id.ok_or_else(|| Failure::new(ErrorCode::PropertyNotFound))?;
    let unit =
        search.guard.call(Dependency::Database, OffsetDateTime::now_utc(), repository::find(&search.pool, &id)).await?;
    Ok(Body(Hit::new(unit, &Filters::default(), Language::English)))
}
