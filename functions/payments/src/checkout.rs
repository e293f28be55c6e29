//! Paying the deposit (P2). The amount is the database's, and the payment stands there before Paymob hears of it.

use std::sync::Arc;

use axum::{Json as Body, extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::{
    error::{ErrorCode, Failure},
    fault::Dependency,
    http::{Json, RequestContext},
    identity::{
        principal::Principal,
        proof::Kind,
        user::{SignedIn, UserId},
        users,
    },
    money::Piastres,
    sales::{
        payments::{self, Checkout},
        paymob::{Account, Intention, Payer, Paymob, signed},
        reservation::ReservationId,
    },
    telemetry,
};
use uuid::Uuid;

use crate::{Payments, holds::idempotency_key};

/// What Paymob is told of who has no mail, or no phone: it wants both.
const NO_EMAIL: &str = "none@osool.example";
const NO_PHONE: &str = "NA";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    reservation_id: ReservationId,
}

#[derive(Debug, Serialize)]
pub(crate) struct Opened {
    payment_id: Uuid,
    /// In pounds.
    amount: Piastres,
    checkout_url: String,
}

/// `POST /payments/checkout`: where the deposit for a reservation is paid. A reservation has one payment, so whatever key
/// comes along, asking again gives the same.
pub(crate) async fn open(
    State(payments): State<Arc<Payments>>,
    context: RequestContext,
    principal: Principal,
    headers: HeaderMap,
    Json(asked): Json<Asked>,
) -> Result<Body<Opened>, Failure> {
    let SignedIn { user, .. } = principal.signed_in()?;
    idempotency_key(&headers)?;
    let now = context.now;
    let making = payments::checkout(&payments.pool, user, asked.reservation_id, Uuid::new_v4(), now);
    let Checkout { id, amount, title, held_until, url } = payments.database(making).await?;
    if let Some(checkout_url) = url {
        return Ok(Body(Opened { payment_id: id, amount, checkout_url }));
    }
    let intention = Intention {
        // Paymob takes each once, and an answer may have got lost.
        reference: format!("{id}-{:08x}", Uuid::new_v4().as_fields().0),
        amount,
        item: title,
        expires_in: held_until - now,
        payer: payer(&payments, user).await?,
        notification_url: format!("{}/webhooks/paymob", payments.api_url.trim_end_matches('/')),
        redirection_url: payments.page.clone(),
    };
    let opened = payments.guard.call(Dependency::Paymob, now, payments.paymob.intention(&intention)).await?;
    let noting = payments::opened(&payments.pool, id, opened.order, &opened.checkout_url);
    let checkout_url = payments.database(noting).await?;
    let (order, piastres) = (opened.order, amount.piastres());
    tracing::info!(target: telemetry::USER_ACTION, %user, payment = %id, order, piastres, "a payment was opened");
    Ok(Body(Opened { payment_id: id, amount, checkout_url }))
}

/// The mail and the phone of who pays.
async fn payer(payments: &Payments, user: UserId) -> Result<Payer, Failure> {
    let (mut email, mut phone) = (NO_EMAIL.to_owned(), NO_PHONE.to_owned());
    for identity in payments.database(users::identities(&payments.pool, user)).await? {
        let kind = identity.kept.kind;
        if matches!(kind, Kind::Email | Kind::Phone) {
            let value = payments.vault.open(user.uuid(), kind.as_str(), &identity.kept.value).await?;
            if kind == Kind::Email { email = value } else { phone = value }
        }
    }
    Ok(Payer { email, phone })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pretended {
    order: u64,
    success: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Callback {
    body: Value,
    hmac: String,
}

/// `POST /payments/stand-in`: on a developer's machine, what Paymob would call back for an order. Nothing is paid.
pub(crate) async fn stand_in(
    State(payments): State<Arc<Payments>>,
    Json(pretended): Json<Pretended>,
) -> Result<Body<Callback>, Failure> {
    if !matches!(payments.paymob, Paymob::StandIn) {
        return Err(Failure::new(ErrorCode::NotFound));
    }
    let amount = payments.database(payments::amount_of(&payments.pool, pretended.order)).await?;
    let account = Account::stand_in();
    let transaction = json!({
        "amount_cents": amount.piastres(),
        "created_at": "2026-01-01T00:00:00.000000",
        "currency": "EGP",
        "error_occured": false,
        "has_parent_transaction": false,
        // Of a declined attempt another one than of the one that succeeds.
        "id": pretended.order % 1_000_000_000 * 2 + u64::from(pretended.success),
        "integration_id": account.integration,
        "is_3d_secure": true,
        "is_auth": false,
        "is_capture": false,
        "is_refunded": false,
        "is_standalone_payment": true,
        "is_voided": false,
        "order": {"id": pretended.order},
        "owner": account.owner,
        "pending": false,
        "source_data": {"pan": "2346", "sub_type": "MasterCard", "type": "card"},
        "success": pretended.success,
    });
    let hmac = signed(&transaction, &account.callback_key);
    let hmac = hmac.ok_or_else(|| Failure::internal("the stand-in's transaction cannot be signed"))?;
    Ok(Body(Callback { body: json!({"type": "TRANSACTION", "obj": transaction}), hmac }))
}
