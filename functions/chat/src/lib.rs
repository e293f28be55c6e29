//! `POST /chat`: a turn of conversation with Amr. The handler reads the request, opens the conversation,
//! lets [`shared::agent`] answer and saves the turn before it replies.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::post,
};
use serde::{Deserialize, Serialize};
use shared::{
    agent::{
        Message,
        conversation::{self, Conversation},
        guide::{self, Answer, Unmet},
    },
    config::{Base, Settings},
    error::{ErrorCode, Failure, chain},
    fault::Dependency,
    guard::{Guard, LimitSettings, Limits, RouteKind, Subject, Suspicion, gate},
    http::{Caller, GUEST_TOKEN, Json, RequestContext, SESSION, gated},
    identity::guest::{self, GuestId},
    language::Language,
    ledger::{self, Ledger, Payer},
    listings::{
        directory::Directory,
        embedding::{Embedder, EmbedderSettings},
        filters::Filters,
        property::PropertyId,
        search::{Hit, Vectors},
    },
    money::NanoUsd,
    secrets::{Keys, Secrets},
    start::StartError,
    store::{self, postgres, table::DynamoTable},
    telemetry,
};
use sqlx::PgPool;
use time::OffsetDateTime;
use tracing::Span;
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
    /// Breakers.
    pub guard: Arc<Guard<DynamoTable>>,
    /// Rate limits.
    pub limits: Arc<Limits<DynamoTable>>,
    /// Sign and verify guests' tokens.
    pub signing_keys: Keys,
}

/// Reads the settings, fetches the secrets and makes the router.
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let signing_arn = settings.required("SIGNING_KEY_SECRET_ARN");
    let table = settings.required("COUNTERS_TABLE");
    let limits = ledger::Limits::read(&mut settings);
    let rates = LimitSettings::read(&mut settings, &base);
    let embedding = EmbedderSettings::read(&mut settings);
    settings.check()?;

    let aws = store::aws_config().await?;
    let secrets = Secrets::new(&aws);
    let table = DynamoTable::new(&aws, table);
    let guard = Arc::new(Guard::new(table.clone(), Uuid::new_v4().simple().to_string()));
    let (url, signing_keys, embedder) = tokio::join!(
        secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"),
        secrets.keys("JWT_SECRET_KEY", &signing_arn),
        Embedder::start(embedding, &secrets, Ledger::new(table.clone(), limits), Arc::clone(&guard))
    );
    let pool = postgres::pool(&url?)?;
    let chat = Chat {
        directory: Directory::new(pool.clone()),
        pool,
        ledger: Ledger::new(table.clone(), limits),
        embedder: embedder?,
        guard,
        limits: Arc::new(Limits::new(table, rates)),
        signing_keys: signing_keys?,
    };
    Ok(router(chat, &base))
}

/// The routes of this function.
pub fn router(chat: Chat, base: &Base) -> Router {
    let gate = gate(&chat.limits, RouteKind::Chat);
    let routes = gated(Router::new().route("/chat", post(turn)), gate).with_state(Arc::new(chat));
    shared::http::finish(routes, base)
}

/// In which language the person wants the answer.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wanted {
    /// That of the message.
    #[default]
    Auto,
    Ar,
    En,
}

impl Wanted {
    fn language(self) -> Option<Language> {
        match self {
            Self::Auto => None,
            Self::Ar => Some(Language::Arabic),
            Self::En => Some(Language::English),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    message: Message,
    session_id: Option<Uuid>,
    #[serde(default)]
    language: Wanted,
    property_id: Option<PropertyId>,
}

#[derive(Debug, Serialize)]
struct Reply {
    text: String,
    language: Language,
    properties: Vec<Hit>,
    session_id: Uuid,
    message_id: Uuid,
    /// Proves in later requests that this conversation is the guest's; renewed with every answer.
    guest_token: String,
    tier: &'static str,
    degraded: bool,
    cost: Cost,
    unmet: Vec<Unmet>,
    understood: Sought,
    suggestions: Vec<String>,
}

/// What the person is looking for after the turn, by everything said in the conversation.
#[derive(Debug, Serialize)]
struct Sought {
    filters: Filters,
}

/// What the conversation has cost, in US dollars.
#[derive(Debug, Serialize)]
struct Cost {
    session_usd: NanoUsd,
    session_limit_usd: NanoUsd,
    remaining_usd: NanoUsd,
    limit_reached: bool,
}

/// `POST /chat`
async fn turn(
    State(chat): State<Arc<Chat>>,
    context: RequestContext,
    caller: Caller,
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Result<Response, Failure> {
    let known = guest::from_headers(&headers, &chat.signing_keys, context.now);
    if known.is_none() && headers.contains_key(GUEST_TOKEN) {
        tracing::warn!(target: telemetry::SECURITY, "a guest token was not accepted");
        chat.limits.suspicious(&Subject::from(&caller), Suspicion::BadToken, context.now).await;
    }
    let guest = known.unwrap_or_else(|| GuestId::new(Uuid::new_v4()));
    let session = question.session_id.unwrap_or_else(Uuid::now_v7);
    Span::current().record(SESSION, tracing::field::display(session));
    // What the conversation has cost is read beside the database's work, of which nothing is done where its breaker
    // is open.
    let answering = chat.guard.call(
        Dependency::Database,
        OffsetDateTime::now_utc(),
        answer(&chat, &question, session, guest, &context),
    );
    let (answered, spent) = tokio::join!(answering, chat.ledger.session(session, context.now));
    if answered.as_ref().is_err_and(|failure| failure.code() == ErrorCode::SessionNotFound) {
        chat.limits.suspicious(&Subject::from(&caller), Suspicion::ForeignSession, context.now).await;
    }
    let (message_id, answer) = answered?;

    // An answer never waits for the counters' return or for vectors: it is only marked.
    let degraded = spent.is_err() || answer.lexical;
    if let Err(error) = &spent {
        tracing::warn!(target: telemetry::ERROR, cause = chain(error), "the conversation's cost is not known");
    }
    let limit = chat.ledger.limits().session;
    let (spent, remaining, limit_reached) = spent
        .map_or((NanoUsd::ZERO, limit, false), |balance| (balance.spent, balance.headroom(), balance.is_exhausted()));
    let reply = Reply {
        text: answer.text,
        language: answer.language,
        properties: answer.units,
        session_id: session,
        message_id,
        guest_token: guest::sign(guest, &chat.signing_keys, context.now)?,
        tier: "guide",
        degraded,
        cost: Cost { session_usd: spent, session_limit_usd: limit, remaining_usd: remaining, limit_reached },
        unmet: answer.unmet,
        understood: Sought { filters: answer.sought.filters },
        suggestions: answer.suggestions,
    };
    Ok(axum::Json(reply).into_response())
}

/// Amr's answer to a question, saved with it.
async fn answer(
    chat: &Chat,
    question: &Question,
    session: Uuid,
    guest: GuestId,
    context: &RequestContext,
) -> Result<(Uuid, Answer), Failure> {
    let conversation = async {
        match question.session_id {
            Some(id) => Conversation::open(&chat.pool, id, guest).await,
            None => Ok(Conversation::new(session)),
        }
    };
    let (conversation, names) = tokio::join!(conversation, chat.directory.names());
    let (conversation, names) = (conversation?, names?);
    let turn = guide::Turn {
        message: &question.message,
        language: question.language.language(),
        property: question.property_id.as_ref(),
        conversation: &conversation,
        vectors: Vectors {
            embedder: &chat.embedder,
            model: names.model.as_deref(),
            payer: Payer::Session(session),
            now: context.now,
        },
    };
    let answer = guide::answer(&chat.pool, &names.gazetteer, &turn).await?;

    let message_id = Uuid::now_v7();
    let shown: Vec<PropertyId> = answer.units.iter().map(|hit| hit.property.id.clone()).collect();
    let said = conversation::Turn {
        question: question.message.text(),
        question_id: Uuid::now_v7(),
        answer_id: message_id,
        answer: &answer.text,
        language: answer.language,
        shown: &shown,
        sought: &answer.sought,
    };
    conversation::save(&chat.pool, session, guest, &said, context.now).await?;
    tracing::info!(target: telemetry::USER_ACTION, language = answer.language.code(), units = shown.len(), unmet = answer.unmet.len(), tier = "guide", "turn answered");
    Ok((message_id, answer))
}
