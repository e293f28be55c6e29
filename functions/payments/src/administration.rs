//! Deals as administrators see them.

use std::sync::Arc;

use axum::{
    Json as Body,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Serialize;
use shared::{
    error::{ErrorCode, Failure},
    http::{Json, RequestContext},
    identity::admin::Administrator,
    listings::property::PropertyId,
    sales::{
        payments::{self, KeptAside},
        refunds::{self, GivenBack},
        reservation::Deal,
        reservations::{self, Change},
    },
    telemetry,
};
use uuid::Uuid;

use crate::Payments;

#[derive(Debug, Serialize)]
pub(crate) struct Deals {
    reservations: Vec<Deal>,
}

/// `GET /admin/reservations`: everybody's, the latest first.
pub(crate) async fn reservations(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
) -> Result<Body<Deals>, Failure> {
    let reservations = payments.database(reservations::latest(&payments.pool, context.now)).await?;
    Ok(Body(Deals { reservations }))
}

#[derive(Debug, Serialize)]
pub(crate) struct Events {
    events: Vec<KeptAside>,
}

/// `GET /admin/payments/events`: callbacks that were kept aside, the latest first.
pub(crate) async fn events(State(payments): State<Arc<Payments>>) -> Result<Body<Events>, Failure> {
    Ok(Body(Events { events: payments.database(payments::kept_aside(&payments.pool)).await? }))
}

/// `POST /admin/payments/events/{id}/seen`: somebody has seen to it.
pub(crate) async fn seen(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
    administrator: Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let event = id.parse().map_err(|_| Failure::new(ErrorCode::NotFound))?;
    let administrator = administrator.to_string();
    payments.database(payments::seen(&payments.pool, event, &administrator, context.now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize)]
pub(crate) struct Refund {
    payment_id: Uuid,
    refund: GivenBack,
}

/// `POST /admin/payments/{id}/refund`: has all of a payment given back. Where Paymob is away it stays noted, and the sweeper
/// asks.
pub(crate) async fn refund(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
    administrator: Administrator,
    Path(id): Path<String>,
) -> Result<(StatusCode, Body<Refund>), Failure> {
    let payment_id = Uuid::try_parse(&id).map_err(|_| Failure::new(ErrorCode::NotFound))?;
    let administrator = administrator.to_string();
    payments.database(refunds::request(&payments.pool, payment_id, &administrator, context.now)).await?;
    tracing::info!(target: telemetry::USER_ACTION, payment = %payment_id, "a refund was requested");
    let Payments { pool, paymob, account, guard, .. } = &*payments;
    let refund = Box::pin(refunds::give_back(pool, paymob, account, guard, payment_id, context.now)).await?;
    Ok((StatusCode::ACCEPTED, Body(Refund { payment_id, refund })))
}

/// `POST /admin/payments/{id}/gone-back`: all of a payment that was to go back has gone back, by a way of which Paymob tells
/// nothing, such as a transfer.
pub(crate) async fn gone_back(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
    administrator: Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let payment = Uuid::try_parse(&id).map_err(|_| Failure::new(ErrorCode::NotFound))?;
    let administrator = administrator.to_string();
    payments.database(refunds::gone_back(&payments.pool, payment, &administrator, context.now)).await?;
    tracing::info!(target: telemetry::USER_ACTION, %payment, "a payment has gone back by another way");
    Ok(StatusCode::NO_CONTENT)
}

/// `PATCH /admin/properties/{id}`: has a unit sold in shares or as a whole, and withdrawn or offered again.
pub(crate) async fn change_property(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
    administrator: Administrator,
    Path(id): Path<String>,
    Json(change): Json<Change>,
) -> Result<StatusCode, Failure> {
    let property: PropertyId = id.parse().map_err(|_| Failure::new(ErrorCode::NotFound))?;
    let administrator = administrator.to_string();
    let changing = reservations::change(&payments.pool, &property, change, &administrator, context.now);
    payments.database(changing).await?;
    tracing::info!(target: telemetry::USER_ACTION, property = property.as_str(), ?change, "how a unit is sold was changed");
    Ok(StatusCode::NO_CONTENT)
}
