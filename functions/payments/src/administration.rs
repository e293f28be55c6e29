//! Deals as administrators see them.

use std::sync::Arc;

use axum::{Json as Body, extract::State};
use serde::Serialize;
use shared::{
    error::Failure,
    http::RequestContext,
    sales::{
        payments::{self, KeptAside},
        reservation::Deal,
        reservations,
    },
};

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
