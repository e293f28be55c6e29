//! Asking for a viewing, moving it, and calling it off (P5).

use std::sync::Arc;

use axum::{
    Json as Body,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use shared::{
    error::{ErrorCode, Failure},
    http::{Json, Query, RequestContext},
    identity::{principal::Principal, user::SignedIn},
    listings::property::PropertyId,
    sales::{
        viewing::{Contact, Slot, Viewing, ViewingId},
        viewings::{self, By, Wish},
    },
    telemetry,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::Viewings;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    property_id: PropertyId,
    slot: Slot,
    /// Who comes, for whoever shows the unit.
    contact: Option<Contact>,
}

/// `POST /viewings`: asks for a viewing. The same unit and hour again are the same viewing.
pub(crate) async fn ask(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    principal: Principal,
    Json(wanted): Json<Wanted>,
) -> Result<(StatusCode, Body<Viewing>), Failure> {
    let SignedIn { user, .. } = principal.signed_in()?;
    let id = ViewingId::new(Uuid::now_v7());
    let contact = match wanted.contact.and_then(|contact| contact.text()) {
        Some(text) => Some(handling.vault.seal(id.uuid(), Contact::KIND, &text).await?),
        None => None,
    };
    let wish = Wish { id, user, property: &wanted.property_id, slot: wanted.slot, contact };
    let asking = viewings::ask(&handling.pool, &wish, context.now);
    let (viewing, is_new) = handling.database(asking).await?;
    if is_new {
        let property = viewing.property_id.as_str();
        tracing::info!(target: telemetry::USER_ACTION, %user, viewing = %id, property, "a viewing is asked for");
        enqueue(&handling, id, context.now).await;
    }
    Ok((StatusCode::ACCEPTED, Body(viewing)))
}

/// Brings a viewing into the queue now; where that fails the sweeper does it within a minute.
async fn enqueue(handling: &Viewings, viewing: ViewingId, now: OffsetDateTime) {
    if let Err(failure) = viewings::enqueue(&handling.pool, &handling.queue, viewing, now).await {
        let cause = failure.cause_chain();
        tracing::warn!(target: telemetry::ERROR, %viewing, cause, "a viewing waits for the sweeper");
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Mine {
    viewings: Vec<Viewing>,
}

/// `GET /viewings`: those of who calls; to come, the soonest first, then the others.
pub(crate) async fn list(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    principal: Principal,
) -> Result<Body<Mine>, Failure> {
    let SignedIn { user, .. } = principal.signed_in()?;
    let viewings = handling.database(viewings::of_user(&handling.pool, user, context.now)).await?;
    Ok(Body(Mine { viewings }))
}

/// `GET /viewings/{id}`.
pub(crate) async fn get(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<Body<Viewing>, Failure> {
    let SignedIn { user, .. } = principal.signed_in()?;
    handling.database(viewings::get(&handling.pool, user, known(&id)?, context.now)).await.map(Body)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Another {
    slot: Slot,
}

/// `PATCH /viewings/{id}`: asks for another hour. A confirmed viewing stays where it is until the other hour is confirmed.
pub(crate) async fn reschedule(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    principal: Principal,
    Path(id): Path<String>,
    Json(Another { slot }): Json<Another>,
) -> Result<(StatusCode, Body<Viewing>), Failure> {
    let SignedIn { user, .. } = principal.signed_in()?;
    let id = known(&id)?;
    let moving = viewings::reschedule(&handling.pool, user, id, slot, context.now);
    let viewing = handling.database(moving).await?;
    tracing::info!(target: telemetry::USER_ACTION, %user, viewing = %id, "another hour is asked for");
    enqueue(&handling, id, context.now).await;
    Ok((StatusCode::ACCEPTED, Body(viewing)))
}

/// `DELETE /viewings/{id}`: calls it off.
pub(crate) async fn cancel(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let SignedIn { user, .. } = principal.signed_in()?;
    let viewing = known(&id)?;
    handling.database(viewings::cancel(&handling.pool, By::Them(user), viewing, context.now)).await?;
    tracing::info!(target: telemetry::USER_ACTION, %user, %viewing, "a viewing was called off");
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unit {
    property_id: PropertyId,
}

#[derive(Debug, Serialize)]
pub(crate) struct Slots {
    property_id: PropertyId,
    slots: Vec<Slot>,
}

/// `GET /viewings/slots?property_id=`: the hours of the next two weeks at which nobody sees the unit.
pub(crate) async fn slots(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    Query(Unit { property_id }): Query<Unit>,
) -> Result<Body<Slots>, Failure> {
    let slots = handling
        .database(viewings::free_slots(&handling.pool, &property_id, Slot::coming(context.now), context.now))
        .await?;
    Ok(Body(Slots { property_id, slots }))
}

pub(crate) fn known(id: &str) -> Result<ViewingId, Failure> {
    id.parse().map_err(|_| Failure::new(ErrorCode::NotFound))
}
