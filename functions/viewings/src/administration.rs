//! What operators see to: who comes to see a unit, and who wants to be called. Here, and only here, phones and names are opened
//! for somebody else than their owner; the audit log says to whom.

use std::sync::{Arc, PoisonError};

use axum::{
    Json as Body,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use shared::{
    error::{ErrorCode, Failure},
    http::RequestContext,
    identity::{
        admin::Administrator,
        audit::Action,
        proof::Kind,
        user::UserId,
        users::{self, Identity},
    },
    language::Language,
    sales::{
        callbacks::{self, Wanted},
        viewing::Viewing,
        viewings::{self, By, Visit},
    },
    telemetry,
};
use time::{Duration, OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use crate::{Viewings, visits::known};

/// How to reach who comes.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Reached {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

#[derive(Debug, Serialize)]
struct ToCome {
    #[serde(flatten)]
    viewing: Viewing,
    user_id: UserId,
    contact: Reached,
}

#[derive(Debug, Serialize)]
pub(crate) struct AllToCome {
    viewings: Vec<ToCome>,
}

/// `GET /admin/viewings`: everybody's viewings to come, the soonest first, and how to reach who comes.
pub(crate) async fn viewings(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    administrator: Administrator,
) -> Result<Body<AllToCome>, Failure> {
    let reading = async {
        let mut visits = Vec::new();
        for visit in viewings::to_come(&handling.pool, context.now).await? {
            let identities = users::identities(&handling.pool, visit.user).await?;
            visits.push((visit, identities));
        }
        note_reading(&handling, &administrator, context.now, !visits.is_empty()).await?;
        Ok(visits)
    };
    let mut viewings = Vec::new();
    for (visit, identities) in handling.database(reading).await? {
        // What cannot be opened hides nobody else.
        let contact = reached(&handling, &visit, identities).await.unwrap_or_else(|failure| {
            let (viewing, cause) = (visit.viewing.viewing_id, failure.cause_chain());
            tracing::error!(target: telemetry::ERROR, %viewing, cause, "who comes cannot be read");
            Reached::default()
        });
        viewings.push(ToCome { viewing: visit.viewing, user_id: visit.user, contact });
    }
    Ok(Body(AllToCome { viewings }))
}

/// How to reach who comes: as they said, else as their account does.
async fn reached(handling: &Viewings, visit: &Visit, identities: Vec<Identity>) -> Result<Reached, Failure> {
    let mut reached = match viewings::opened(&handling.vault, visit).await? {
        Some(contact) => serde_json::from_value(contact).map_err(Failure::internal)?,
        None => Reached::default(),
    };
    for identity in identities {
        let place = match identity.kept.kind {
            Kind::Phone if reached.phone.is_none() => &mut reached.phone,
            Kind::Email if reached.email.is_none() => &mut reached.email,
            _ => continue,
        };
        let (user, kind) = (visit.user.uuid(), identity.kept.kind.as_str());
        *place = Some(handling.vault.open(user, kind, &identity.kept.value).await?);
    }
    Ok(reached)
}

/// How long it goes without saying that an administrator still looks: the page looks every ten seconds.
const SAID: Duration = Duration::hours(1);

/// Notes that somebody was shown how to reach people, once an hour.
async fn note_reading(
    handling: &Viewings,
    administrator: &Administrator,
    now: OffsetDateTime,
    is_shown: bool,
) -> Result<(), Failure> {
    let administrator = administrator.to_string();
    let is_said = || {
        let noted = handling.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.get(&administrator).is_some_and(|at| now - *at < SAID)
    };
    if !is_shown || is_said() {
        return Ok(());
    }
    users::note(&handling.pool, Action::ContactsRead, &administrator, "everybody", now).await?;
    handling.noted.lock().unwrap_or_else(PoisonError::into_inner).insert(administrator, now);
    Ok(())
}

/// `DELETE /admin/viewings/{id}`: calls a viewing off that we cannot keep; whoever asked for it is told.
pub(crate) async fn call_off(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    administrator: Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let viewing = known(&id)?;
    let administrator = administrator.to_string();
    handling.database(viewings::cancel(&handling.pool, By::Us(&administrator), viewing, context.now)).await?;
    tracing::info!(target: telemetry::USER_ACTION, %viewing, "a viewing was called off by us");
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize)]
struct Waiting {
    id: Uuid,
    /// `None` where it cannot be read.
    phone: Option<String>,
    reason: Option<String>,
    language: Language,
    #[serde(with = "rfc3339")]
    created_at: OffsetDateTime,
}

#[derive(Debug, Serialize)]
pub(crate) struct AllWaiting {
    callbacks: Vec<Waiting>,
}

/// `GET /admin/callbacks`: who wants to be called, whoever waits longest first.
pub(crate) async fn callbacks(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    administrator: Administrator,
) -> Result<Body<AllWaiting>, Failure> {
    let reading = async {
        let open = callbacks::open(&handling.pool).await?;
        note_reading(&handling, &administrator, context.now, !open.is_empty()).await?;
        Ok(open)
    };
    let mut waiting = Vec::new();
    for callback in handling.database(reading).await? {
        let wanted = callbacks::opened(&handling.vault, &callback).await.inspect_err(|failure| {
            let (callback, cause) = (callback.id, failure.cause_chain());
            tracing::error!(target: telemetry::ERROR, %callback, cause, "who wants to be called cannot be read");
        });
        let (phone, reason) = wanted.ok().map(|Wanted { phone, reason }| (phone, reason)).unzip();
        let (id, language, created_at) = (callback.id, callback.language, callback.created_at);
        waiting.push(Waiting { id, phone, reason, language, created_at });
    }
    Ok(Body(AllWaiting { callbacks: waiting }))
}

/// `POST /admin/callbacks/{id}/done`: somebody has called.
pub(crate) async fn called(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let id = Uuid::try_parse(&id).map_err(|_| Failure::new(ErrorCode::NotFound))?;
    handling.database(callbacks::done(&handling.pool, id, context.now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
