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
        guide::{self, Unmet},
    },
    config::{self, Base, Settings},
    error::Failure,
    http::{GUEST_TOKEN, Json, RequestContext, SESSION},
    identity::guest::{self, GuestId},
    language::Language,
    listings::{directory::Directory, property::PropertyId, search::Hit},
    money::NanoUsd,
    secrets::{Keys, Secrets},
    start::StartError,
    store::{self, counters::Counters, postgres},
    telemetry,
};
use sqlx::PgPool;
use tracing::Span;
use uuid::Uuid;

/// What a session may cost where nothing else is configured: half a dollar.
const SESSION_LIMIT: &str = "0.50";

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Chat {
    /// Listings and conversations.
    pub pool: PgPool,
    /// The names in the listings.
    pub directory: Directory,
    /// What conversations have cost.
    pub counters: Counters,
    /// Sign and verify guests' tokens.
    pub signing_keys: Keys,
    /// What a conversation may cost.
    pub session_limit: NanoUsd,
}

/// Reads the settings, fetches the secrets and makes the router.
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let signing_arn = settings.required("SIGNING_KEY_SECRET_ARN");
    let table = settings.required("COUNTERS_TABLE");
    let default_limit = NanoUsd::parse_dollars(SESSION_LIMIT).unwrap_or_default();
    let session_limit = config::dollars(&mut settings, "SESSION_COST_LIMIT", default_limit);
    settings.check()?;

    let aws = store::aws_config().await?;
    let secrets = Secrets::new(&aws);
    let (url, signing_keys) = tokio::join!(
        secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"),
        secrets.keys("JWT_SECRET_KEY", &signing_arn)
    );
    let pool = postgres::pool(&url?)?;
    let chat = Chat {
        directory: Directory::new(pool.clone()),
        pool,
        counters: Counters::new(&aws, table),
        signing_keys: signing_keys?,
        session_limit,
    };
    Ok(router(chat, &base))
}

/// The routes of this function.
pub fn router(chat: Chat, base: &Base) -> Router {
    let routes = Router::new().route("/chat", post(turn)).with_state(Arc::new(chat));
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
    suggestions: Vec<String>,
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
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Result<Response, Failure> {
    let known = headers
        .get(GUEST_TOKEN)
        .and_then(|token| token.to_str().ok())
        .and_then(|token| guest::verify(token, &chat.signing_keys, context.now));
    if known.is_none() && headers.contains_key(GUEST_TOKEN) {
        tracing::warn!(target: telemetry::SECURITY, "a guest token was not accepted");
    }
    let guest = known.unwrap_or_else(|| GuestId::new(Uuid::new_v4()));
    let session = question.session_id.unwrap_or_else(Uuid::now_v7);
    Span::current().record(SESSION, tracing::field::display(session));
    let conversation = async {
        match question.session_id {
            Some(id) => Conversation::open(&chat.pool, id, guest).await,
            None => Ok(Conversation::new(session)),
        }
    };
    let (conversation, gazetteer, spent) =
        tokio::join!(conversation, chat.directory.gazetteer(), chat.counters.session_spent(session));
    let (conversation, gazetteer) = (conversation?, gazetteer?);
    let turn = guide::Turn {
        message: &question.message,
        language: question.language.language(),
        property: question.property_id.as_ref(),
        conversation: &conversation,
    };
    let answer = guide::answer(&chat.pool, &gazetteer, &turn).await?;

    let message_id = Uuid::now_v7();
    let shown: Vec<PropertyId> = answer.units.iter().map(|hit| hit.property.id.clone()).collect();
    let said = conversation::Turn {
        question: question.message.text(),
        question_id: Uuid::now_v7(),
        answer_id: message_id,
        answer: &answer.text,
        language: answer.language,
        shown: &shown,
        filters: &answer.filters,
    };
    conversation::save(&chat.pool, session, guest, &said, context.now).await?;
    tracing::info!(target: telemetry::USER_ACTION, language = answer.language.code(), units = shown.len(), unmet = answer.unmet.len(), tier = "guide", "turn answered");

    // The guide spends nothing, so an answer never waits for the counters' return: it is only marked.
    let degraded = spent.is_err();
    if let Err(failure) = &spent {
        tracing::warn!(target: telemetry::ERROR, cause = failure.to_string(), "the conversation's cost is not known");
    }
    let spent = spent.unwrap_or_default();
    let reply = Reply {
        text: answer.text,
        language: answer.language,
        properties: answer.units,
        session_id: session,
        message_id,
        guest_token: guest::sign(guest, &chat.signing_keys, context.now)?,
        tier: "guide",
        degraded,
        cost: Cost {
            session_usd: spent,
            session_limit_usd: chat.session_limit,
            remaining_usd: chat.session_limit.less(spent),
            limit_reached: spent >= chat.session_limit,
        },
        unmet: answer.unmet,
        suggestions: answer.suggestions,
    };
    Ok(axum::Json(reply).into_response())
}
