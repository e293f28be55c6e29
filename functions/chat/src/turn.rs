//! A turn of conversation: the request is read, the conversation opened, [`shared::agent::turn`] answers, and the turn is
//! saved before anybody is told that it is done.

use std::{mem, sync::Arc};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{
    agent::{
        Message,
        conversation::{self, Conversation, Tier},
        guide::{self, Unmet},
        request::Request,
        turn::{self, Answered, Office, Watcher},
    },
    clock::Clock,
    error::{ErrorCode, Failure, chain},
    fault::Dependency,
    guard::{Subject, Suspicion},
    http::{Caller, GUEST_TOKEN, Json, RequestContext, SESSION},
    identity::{
        guest::{self, GuestId},
        principal::{Owner, Principal},
    },
    language::Language,
    ledger::{Balance, Payer},
    listings::{
        filters::Filters,
        property::PropertyId,
        search::{Hit, Vectors},
    },
    money::{NanoUsd, Piastres},
    sales::{
        link::{self, Link},
        viewing::Slot,
    },
    store::table::TableError,
    telemetry,
};
use time::OffsetDateTime;
use tracing::Span;
use uuid::Uuid;

use crate::Chat;

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
pub(crate) struct Question {
    message: Message,
    session_id: Option<Uuid>,
    #[serde(default)]
    language: Wanted,
    property_id: Option<PropertyId>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Reply {
    text: String,
    language: Language,
    pub(crate) properties: Vec<Hit>,
    session_id: Uuid,
    message_id: Uuid,
    /// Proves in later requests that this conversation is the guest's; renewed with every answer. None for who is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    guest_token: Option<String>,
    tier: Tier,
    degraded: bool,
    cost: Cost,
    unmet: Vec<Unmet>,
    understood: Sought,
    suggestions: Vec<String>,
    /// A link that reserves a unit, where Amr has prepared one.
    #[serde(skip_serializing_if = "Option::is_none")]
    reservation: Option<Prepared>,
    /// A viewing, where Amr has asked for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    viewing: Option<AskedFor>,
}

/// A viewing that was asked for; `GET /viewings` tells what becomes of it.
#[derive(Debug, Serialize)]
struct AskedFor {
    property_id: PropertyId,
    slot: Slot,
}

/// A reservation that a press makes.
#[derive(Debug, Serialize)]
struct Prepared {
    property_id: PropertyId,
    /// In pounds.
    deposit: Piastres,
    /// What `POST /reservations` takes as `link`, good for an hour.
    link: String,
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

/// Who asks, and in which conversation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking {
    pub(crate) owner: Owner,
    pub(crate) session: Uuid,
}

impl Asking {
    /// Who is signed in, or the guest whose token the request carries, or a new one; the conversation that it names, or a
    /// new one.
    pub(crate) async fn of(
        chat: &Chat,
        question: &Question,
        principal: Principal,
        headers: &HeaderMap,
        caller: &Caller,
        context: &RequestContext,
    ) -> Self {
        let known = known_owner(chat, principal, headers, caller, context).await;
        let owner = known.unwrap_or_else(|| Owner::Guest(GuestId::new(Uuid::new_v4())));
        let session = question.session_id.unwrap_or_else(Uuid::now_v7);
        Span::current().record(SESSION, tracing::field::display(session));
        Self { owner, session }
    }

    /// What proves in later requests that the conversation is the guest's.
    pub(crate) async fn guest_token(self, chat: &Chat, context: &RequestContext) -> Result<Option<String>, Failure> {
        match self.owner {
            Owner::Guest(guest) => {
                guest::sign(guest, &*chat.doorman.signing_keys.current().await, context.now).map(Some)
            }
            Owner::User(_) => Ok(None),
        }
    }
}

/// Who is signed in, else the guest whose token stands in a request's headers. One that is not good is suspicious.
pub(crate) async fn known_owner(
    chat: &Chat,
    principal: Principal,
    headers: &HeaderMap,
    caller: &Caller,
    context: &RequestContext,
) -> Option<Owner> {
    let known = chat.doorman.owner(principal, headers, context.now).await;
    if known.is_none() && headers.contains_key(GUEST_TOKEN) {
        tracing::warn!(target: telemetry::SECURITY, "a guest token was not accepted");
        chat.limits.suspicious(&Subject::from(caller), Suspicion::BadToken, context.now).await;
    }
    known
}

/// Notes that somebody asked for a conversation that is another's, or nobody's.
pub(crate) async fn found<R>(
    chat: &Chat,
    result: Result<R, Failure>,
    caller: &Caller,
    context: &RequestContext,
) -> Result<R, Failure> {
    if result.as_ref().is_err_and(|failure| failure.code() == ErrorCode::SessionNotFound) {
        chat.limits.suspicious(&Subject::from(caller), Suspicion::ForeignSession, context.now).await;
    }
    result
}

/// What the database answers, if its breaker lets it be asked.
pub(crate) async fn guarded<R>(chat: &Chat, call: impl Future<Output = Result<R, Failure>>) -> Result<R, Failure> {
    chat.guard.call(Dependency::Database, OffsetDateTime::now_utc(), call).await
}

/// `POST /chat`
pub(crate) async fn whole(
    State(chat): State<Arc<Chat>>,
    context: RequestContext,
    caller: Caller,
    principal: Principal,
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Result<Response, Failure> {
    let asking = Asking::of(&chat, &question, principal, &headers, &caller, &context).await;
    let reply = reply(&chat, &question, asking, &caller, &context, &Watcher::default()).await?;
    Ok(axum::Json(reply).into_response())
}

/// A turn from the question to what is told of it.
pub(crate) async fn reply(
    chat: &Chat,
    question: &Question,
    asking: Asking,
    caller: &Caller,
    context: &RequestContext,
    watcher: &Watcher,
) -> Result<Reply, Failure> {
    // On the heap: it is large.
    let answered = Box::pin(answer(chat, question, asking, context, watcher)).await;
    let (message_id, answered, spent) = found(chat, answered, caller, context).await?;

    // An answer never waits for the counters' return or for vectors: it is only marked.
    let degraded = spent.is_err() || answered.degraded;
    if let Err(error) = &spent {
        tracing::warn!(target: telemetry::ERROR, cause = chain(error), "the conversation's cost is not known");
    }
    let limit = chat.ledger.limits().session;
    let (spent, remaining, limit_reached) = spent
        .map_or((NanoUsd::ZERO, limit, false), |balance| (balance.spent, balance.headroom(), balance.is_exhausted()));
    let answer = answered.answer;
    Ok(Reply {
        text: answer.text,
        language: answer.language,
        properties: answer.units,
        session_id: asking.session,
        message_id,
        guest_token: asking.guest_token(chat, context).await?,
        tier: answered.provenance.tier,
        degraded,
        cost: Cost { session_usd: spent, session_limit_usd: limit, remaining_usd: remaining, limit_reached },
        unmet: answer.unmet,
        understood: Sought { filters: answer.sought.filters },
        suggestions: answer.suggestions,
        viewing: asked_for(&answered.provenance.requests),
        reservation: prepared(chat, asking.owner, &answered.provenance.requests, context).await?,
    })
}

/// The last viewing that Amr has asked for in a turn.
fn asked_for(requests: &[Request]) -> Option<AskedFor> {
    requests.iter().rev().find_map(|request| match request {
        Request::Viewing { property, slot, .. } => Some(AskedFor { property_id: property.clone(), slot: *slot }),
        _ => None,
    })
}

/// The last reservation that Amr has prepared in a turn, for who is signed in.
async fn prepared(
    chat: &Chat,
    owner: Owner,
    requests: &[Request],
    context: &RequestContext,
) -> Result<Option<Prepared>, Failure> {
    let wish = requests.iter().rev().find_map(|request| match request {
        Request::Reservation { property, deposit } => Some((property.clone(), *deposit)),
        _ => None,
    });
    let (Owner::User(user), Some((property, deposit))) = (owner, wish) else { return Ok(None) };
    let link = Link { user, property: property.clone(), deposit, id: Uuid::new_v4() };
    let link = link::sign(&link, &*chat.doorman.signing_keys.current().await, context.now)?;
    Ok(Some(Prepared { property_id: property, deposit, link }))
}

/// Amr's answer to a question, saved with it, and what the conversation has cost then.
async fn answer(
    chat: &Chat,
    question: &Question,
    Asking { owner, session }: Asking,
    context: &RequestContext,
    watcher: &Watcher,
) -> Result<(Uuid, Answered, Result<Balance, TableError>), Failure> {
    let opening = async {
        let conversation = async {
            match question.session_id {
                Some(id) => Conversation::open(&chat.pool, id, owner).await,
                None => Ok(Conversation::new(session)),
            }
        };
        tokio::try_join!(conversation, chat.directory.names())
    };
    // Nothing is done where the database's breaker is open.
    let (conversation, names) = guarded(chat, opening).await?;
    let clock = Clock::starting_at(OffsetDateTime::now_utc());
    let office = Office {
        pool: &chat.pool,
        gazetteer: &names.gazetteer,
        models: &chat.models,
        ledger: &chat.ledger,
        guard: &chat.guard,
        rates: chat.assumed,
        deposit: chat.deposit,
        user: match owner {
            Owner::User(user) => Some(user),
            Owner::Guest(_) => None,
        },
        clock,
        deadline: context.deadline,
    };
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
        proofs: &chat.proofs,
        clock,
    };
    // On the heap: it is large.
    let mut answered = Box::pin(turn::answer(&office, &turn, watcher)).await?;

    let mut counts = mem::take(&mut answered.counts);
    counts.add("osool_chat_sessions_total", &[], question.session_id.is_none());
    let answer = &answered.answer;
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
        provenance: &answered.provenance,
    };
    let mut kept = Vec::new();
    for request in &answered.provenance.requests {
        kept.extend(request.seal(&chat.vault, Uuid::now_v7(), session).await?);
    }
    let saving = conversation::save(&chat.pool, session, owner, &said, kept, context.now);
    let (saved, spent, ()) =
        tokio::join!(guarded(chat, saving), chat.ledger.session(session, context.now), chat.metrics.add(counts));
    saved?;
    tracing::info!(
        target: telemetry::USER_ACTION,
        language = answer.language.code(),
        tier = answered.provenance.tier.as_str(),
        units = shown.len(),
        unmet = answer.unmet.len(),
        stopped = answered.provenance.stopped.len(),
        degraded = answered.degraded,
        "turn answered"
    );
    Ok((message_id, answered, spent))
}
