//! Holding a unit, and letting it go (P1).

use std::sync::Arc;

use axum::{
    Json as Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use shared::{
    error::{ErrorCode, Failure},
    http::{IDEMPOTENCY_KEY, Json, Query, RequestContext},
    identity::{principal::Principal, user::SignedIn},
    listings::property::PropertyId,
    sales::{
        link,
        reservation::{Reservation, ReservationId},
        reservations::{self, Offer, Wish},
        shares::Shares,
    },
    telemetry,
};
use uuid::Uuid;

use crate::Payments;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    property_id: Option<PropertyId>,
    /// How many of the unit's ten thousand shares; the whole unit where nothing is said.
    shares: Option<Shares>,
    /// What Amr has prepared, instead.
    link: Option<String>,
}

/// `POST /reservations`: holds a unit for who calls. The same `Idempotency-Key`, or the same link, gives the same
/// reservation, with 200.
pub(crate) async fn reserve(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
    principal: Principal,
    headers: HeaderMap,
    Json(wanted): Json<Wanted>,
) -> Result<(StatusCode, Body<Reservation>), Failure> {
    let SignedIn { user, .. } = principal.signed_in()?;
    let id = ReservationId::new(Uuid::new_v4());
    let (property, key, deposit) = match (wanted.property_id, wanted.link) {
        (Some(property), None) => (property, idempotency_key(&headers)?.to_owned(), None),
        (None, Some(_)) if wanted.shares.is_some() => {
            return Err(Failure::validation("shares", "a link is for a whole unit"));
        }
        (None, Some(token)) => {
            let keys = payments.doorman.keys_for(&token).await;
            let link = link::verify(&token, user, &keys, context.now);
            let link = link.ok_or_else(|| Failure::validation("link", "it is not yours, or too old"))?;
            (link.property, link.id.to_string(), Some(link.deposit))
        }
        _ => return Err(Failure::validation("property_id", "either it or a link says which unit")),
    };
    let shares = wanted.shares;
    let wish = Wish { user, property: &property, idempotency_key: &key, shares, deposit, id };
    let reserving = reservations::reserve(&payments.pool, &wish, payments.deposit, context.now);
    let (reservation, is_new) = payments.database(reserving).await?;
    if is_new {
        let (reservation, property) = (reservation.id, reservation.property_id.as_str());
        tracing::info!(target: telemetry::USER_ACTION, %user, %reservation, property, "a unit is held");
    }
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Body(reservation)))
}

/// What makes a request, said twice, one.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<&str, Failure> {
    let key = headers.get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok());
    let key = key.filter(|key| (1..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    key.ok_or_else(|| Failure::validation("Idempotency-Key", "it is 1 to 64 visible characters of ASCII"))
}

#[derive(Debug, Serialize)]
pub(crate) struct Reservations {
    reservations: Vec<Reservation>,
    /// How many per cent of a unit's price reserve it.
    deposit_percent: u8,
}

/// `GET /reservations`: those of who calls, the latest first.
pub(crate) async fn list(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
    principal: Principal,
) -> Result<Body<Reservations>, Failure> {
    let SignedIn { user, .. } = principal.signed_in()?;
    let reservations = payments.database(reservations::of_user(&payments.pool, user, context.now)).await?;
    Ok(Body(Reservations { reservations, deposit_percent: payments.deposit.percent() }))
}

/// `GET /reservations/{id}`.
pub(crate) async fn get(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<Body<Reservation>, Failure> {
    let SignedIn { user, .. } = principal.signed_in()?;
    payments.database(reservations::get(&payments.pool, user, known(&id)?, context.now)).await.map(Body)
}

/// `DELETE /reservations/{id}`: lets a unit go.
pub(crate) async fn cancel(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let SignedIn { user, .. } = principal.signed_in()?;
    let reservation = known(&id)?;
    payments.database(reservations::cancel(&payments.pool, user, reservation, context.now)).await?;
    tracing::info!(target: telemetry::USER_ACTION, %user, %reservation, "a unit was let go");
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unit {
    property_id: PropertyId,
}

/// `GET /reservations/shares?property_id=`: what is to be had of a unit.
pub(crate) async fn shares(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
    Query(Unit { property_id }): Query<Unit>,
) -> Result<Body<Offer>, Failure> {
    payments.database(reservations::offer(&payments.pool, &property_id, context.now)).await.map(Body)
}

fn known(id: &str) -> Result<ReservationId, Failure> {
    id.parse().map_err(|_| Failure::new(ErrorCode::NotFound))
}
