//! What is kept of somebody (A7): they may read it, take it away with them, and have it forgotten.

use std::sync::Arc;

use axum::{
    Json as Body,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{
    agent::conversation::{self, Exported},
    error::{ErrorCode, Failure},
    http::{Query, RequestContext},
    identity::{
        audit::Action,
        key::{from_hex, hex},
        principal::Principal,
        proof::Kind,
        refresh,
        sessions::Session,
        user::{Role, SignedIn, UserId},
        users::{self, Kept},
    },
    language::Language,
    sales::{callbacks, reservation::Reservation, reservations, viewing::Viewing, viewings},
    store::postgres::{bounded, untangled},
    telemetry,
};
use time::{OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use crate::{State as Handling, cookie};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// Whether everything is wanted that was said, too.
    #[serde(default)]
    export: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Me {
    id: UserId,
    role: Role,
    language: Language,
    #[serde(with = "rfc3339")]
    created_at: OffsetDateTime,
    identities: Vec<Shown>,
    /// The session that calls.
    session_id: Uuid,
    /// All that are open, the latest first.
    sessions: Vec<Session>,
    /// All else, where everything is wanted.
    #[serde(flatten)]
    rest: Option<Rest>,
}

/// What is kept beside the account itself.
#[derive(Debug, Serialize)]
struct Rest {
    /// All that was said.
    messages: Vec<Exported>,
    /// The latest of what they have reserved.
    reservations: Vec<Reservation>,
    /// The latest of what they came to see.
    viewings: Vec<Visited>,
    /// What they wanted to be called for.
    callbacks: Vec<Called>,
}

#[derive(Debug, Serialize)]
struct Visited {
    #[serde(flatten)]
    viewing: Viewing,
    /// Who comes, as they said.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Value>,
}

#[derive(Debug, Serialize)]
struct Called {
    #[serde(flatten)]
    wanted: callbacks::Wanted,
    #[serde(with = "rfc3339")]
    created_at: OffsetDateTime,
}

/// What proves somebody.
#[derive(Debug, Serialize)]
struct Shown {
    kind: &'static str,
    /// Names it where it is to be taken away.
    id: String,
    value: String,
    #[serde(with = "rfc3339")]
    verified_at: OffsetDateTime,
}

/// `GET /auth/me`: what is kept of who calls; with `export=true` everything.
pub(crate) async fn read(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let auth = &handling.auth;
    let SignedIn { user: id, session, role: _ } = principal.signed_in()?;
    let reading = async {
        let user = users::by_id(&auth.pool, id).await?;
        let identities = users::identities(&auth.pool, id).await?;
        if !wanted.export {
            return Ok((user, identities, None));
        }
        let kept = (
            conversation::exported(&auth.pool, id).await?,
            reservations::of_user(&auth.pool, id, context.now).await?,
            viewings::visits_of(&auth.pool, id, context.now).await?,
            callbacks::of_user(&auth.pool, id).await?,
        );
        let id = id.to_string();
        users::note(&auth.pool, Action::Exported, &id, &id, context.now).await?;
        Ok((user, identities, Some(kept)))
    };
    let (user, identities, kept) = auth.database(reading).await?;
    let user = user.ok_or_else(refresh::refused)?;
    let mut shown = Vec::new();
    for identity in identities {
        let Kept { kind, index, value } = identity.kept;
        let value = auth.vault.open(id.uuid(), kind.as_str(), &value).await?;
        shown.push(Shown { kind: kind.as_str(), id: hex(&index), value, verified_at: identity.verified_at });
    }
    let rest = match kept {
        Some((messages, reservations, visits, wishes)) => {
            let (mut viewings, mut callbacks) = (Vec::new(), Vec::new());
            for visit in visits {
                let contact = viewings::opened(&auth.vault, &visit).await?;
                viewings.push(Visited { viewing: visit.viewing, contact });
            }
            for wish in wishes {
                let wanted = callbacks::opened(&auth.vault, &wish).await?;
                callbacks.push(Called { wanted, created_at: wish.created_at });
            }
            Some(Rest { messages, reservations, viewings, callbacks })
        }
        None => None,
    };
    Ok(Body(Me {
        id,
        role: user.role,
        language: user.language,
        created_at: user.created_at,
        identities: shown,
        session_id: session,
        sessions: auth.doorman.sessions.look(id).await?.sessions,
        rest,
    })
    .into_response())
}

/// `DELETE /auth/me`: forgets who calls, with all that was said; units that they hold are free again. Only the audit log
/// remembers that there was somebody. Fails with `conflict` where a unit is paid for or money is to go back.
pub(crate) async fn erase(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
) -> Result<Response, Failure> {
    let (auth, now) = (&handling.auth, context.now);
    let SignedIn { user, .. } = principal.signed_in()?;
    let erasing = untangled(|| async move {
        let mut transaction = bounded(auth.pool.begin()).await?;
        reservations::let_go(&mut transaction, user).await?;
        users::erase(&mut transaction, user, now).await?;
        bounded(transaction.commit()).await
    });
    auth.database(erasing).await?;
    auth.families.end_all(auth.doorman.sessions.forget(user, now).await?).await?;
    tracing::info!(target: telemetry::USER_ACTION, %user, "an account was erased");
    Ok((StatusCode::NO_CONTENT, [cookie::forgotten(handling.is_local)?]).into_response())
}

/// `DELETE /auth/identities/{kind}/{id}`: takes away what opens the account of who calls. Something must be left.
pub(crate) async fn unlink(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
    Path((kind, id)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    let auth = &handling.auth;
    let SignedIn { user, .. } = principal.signed_in()?;
    let unknown = || Failure::new(ErrorCode::NotFound);
    let kind = Kind::of(&kind).ok_or_else(unknown)?;
    let index = from_hex(&id).ok_or_else(unknown)?;
    auth.database(users::unlink(&auth.pool, user, kind, &index, context.now)).await?;
    tracing::info!(target: telemetry::USER_ACTION, %user, by = kind.as_str(), "an account opens by less");
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /auth/sessions/{id}`: signs out somewhere else.
pub(crate) async fn end_session(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
    Path(session): Path<String>,
) -> Result<StatusCode, Failure> {
    let (auth, now) = (&handling.auth, context.now);
    let SignedIn { user, .. } = principal.signed_in()?;
    let open = auth.doorman.sessions.look(user).await?;
    let session = Uuid::try_parse(&session).ok().filter(|session| open.has(*session));
    let session = session.ok_or_else(|| Failure::new(ErrorCode::NotFound))?;
    auth.sign_out(user, session, now).await?;
    Ok(StatusCode::NO_CONTENT)
}
