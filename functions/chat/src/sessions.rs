//! What was said before (C7): a guest's or a user's conversations, one of them page by page, and forgetting one. Another's
//! conversation is as good as none.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{
    agent::conversation::{self, Overview, Told},
    error::{ErrorCode, Failure},
    http::{Caller, Query, RequestContext},
    identity::principal::{Owner, Principal},
};
use uuid::Uuid;

use crate::{
    Chat,
    turn::{found, guarded, known_owner},
};

/// How many messages or conversations a page has, where nothing is said and at most.
const USUAL_PAGE: u8 = 20;
const LARGEST_PAGE: u8 = 50;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paging {
    /// Messages before the one at this position; else the last ones.
    before: Option<i32>,
    limit: Option<u8>,
}

impl Paging {
    fn limit(&self) -> Result<u8, Failure> {
        let limit = self.limit.unwrap_or(USUAL_PAGE);
        if (1..=LARGEST_PAGE).contains(&limit) { Ok(limit) } else { Err(Failure::validation("limit", "it is 1 to 50")) }
    }
}

#[derive(Debug, Serialize)]
struct Overviews {
    sessions: Vec<Overview>,
}

#[derive(Debug, Serialize)]
struct Page {
    session_id: Uuid,
    /// Oldest first.
    messages: Vec<Told>,
    /// Where the page before this one ends; `None` at the beginning.
    before: Option<i32>,
}

/// `GET /chat/sessions`: the caller's conversations, the latest first.
pub(crate) async fn list(
    State(chat): State<Arc<Chat>>,
    context: RequestContext,
    caller: Caller,
    principal: Principal,
    headers: HeaderMap,
    Query(paging): Query<Paging>,
) -> Result<Response, Failure> {
    let limit = paging.limit()?;
    if paging.before.is_some() {
        return Err(Failure::validation("before", "it pages the messages of one conversation"));
    }
    let sessions = match known_owner(&chat, principal, &headers, &caller, &context).await {
        Some(owner) => guarded(&chat, conversation::overviews(&chat.pool, owner, limit)).await?,
        None => Vec::new(),
    };
    Ok(axum::Json(Overviews { sessions }).into_response())
}

/// `GET /chat/sessions/{id}`: what was said, the last page unless `before` says which.
pub(crate) async fn read(
    State(chat): State<Arc<Chat>>,
    Path(id): Path<String>,
    context: RequestContext,
    caller: Caller,
    principal: Principal,
    headers: HeaderMap,
    Query(paging): Query<Paging>,
) -> Result<Response, Failure> {
    let limit = paging.limit()?;
    let (id, owner) = owned(&chat, &id, principal, &headers, &caller, &context).await?;
    let before = paging.before.unwrap_or(i32::MAX);
    let reading = conversation::told(&chat.pool, id, owner, before, limit);
    let told = found(&chat, guarded(&chat, reading).await, &caller, &context).await?;
    let before = told.first().map(|first| first.position).filter(|first| *first > 1);
    Ok(axum::Json(Page { session_id: id, messages: told, before }).into_response())
}

/// `DELETE /chat/sessions/{id}`: forgets a conversation and all that was asked in it.
pub(crate) async fn delete(
    State(chat): State<Arc<Chat>>,
    Path(id): Path<String>,
    context: RequestContext,
    caller: Caller,
    principal: Principal,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    let (id, owner) = owned(&chat, &id, principal, &headers, &caller, &context).await?;
    let forgotten = guarded(&chat, conversation::forget(&chat.pool, id, owner)).await;
    found(&chat, forgotten, &caller, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The id of a conversation, and who asks for it.
async fn owned(
    chat: &Chat,
    id: &str,
    principal: Principal,
    headers: &HeaderMap,
    caller: &Caller,
    context: &RequestContext,
) -> Result<(Uuid, Owner), Failure> {
    let nobodys = || Failure::new(ErrorCode::SessionNotFound);
    let owner = known_owner(chat, principal, headers, caller, context).await.ok_or_else(nobodys)?;
    Ok((Uuid::try_parse(id).map_err(|_| nobodys())?, owner))
}
