//! Money that goes back (P3): because it came too late for its unit, or because an administrator says so. It is noted first,
//! and then Paymob is asked, by whoever comes first: the request or the sweeper. What Paymob tells of it counts as a callback
//! does.

use serde::Serialize;
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    amount,
    payment::{Payment, Told},
    payments::{follow, lock, receive},
    paymob::{Account, Paymob},
};
use crate::{
    clock::Clock,
    error::{ErrorCode, Failure},
    fault::Dependency,
    guard::Guard,
    identity::audit::{self, Action},
    money::Piastres,
    store::{postgres::bounded, table::Table},
    telemetry,
};

/// How long Paymob has to tell of a refund before it is asked about it again.
const GIVEN_BACK_WITHIN: Duration = Duration::hours(1);

/// How long a refund waits that could not be asked for because Paymob did not say what it knows: others are to have their turn.
const LOOKED_AGAIN_AFTER: Duration = Duration::minutes(5);

/// How many refunds one run of the sweeper asks for, and for how long.
const GIVEN_BACK_AT_ONCE: i64 = 10;
const GIVEN_BACK_FOR: Duration = Duration::seconds(10);

/// What became of money that is to go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenBack {
    /// Paymob was asked; a callback tells when it has gone back.
    Asked,
    /// It has gone back.
    GivenBack,
}

/// Notes that a payment is to go back, whatever it has bought, and who wants it. Fails with `not_found`, and with `conflict`
/// where no money is here.
pub async fn request(pool: &PgPool, payment: Uuid, administrator: &str, now: OffsetDateTime) -> Result<(), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let row = sqlx::query_scalar!(
        r#"UPDATE payments
           SET refund_requested_at = CASE WHEN succeeded AND NOT voided AND refunded_piastres < amount_piastres
                                          THEN coalesce(refund_requested_at, $2) ELSE refund_requested_at END
           WHERE id = $1 RETURNING succeeded AND NOT voided AND refunded_piastres < amount_piastres AS "here!""#,
        payment,
        now
    );
    match bounded(row.fetch_optional(&mut *transaction)).await? {
        None => return Err(Failure::new(ErrorCode::NotFound)),
        Some(false) => {
            return Err(Failure::new(ErrorCode::Conflict).with("reason", "there is no money to give back"));
        }
        Some(true) => {}
    }
    audit::add(&mut transaction, Action::RefundRequested, administrator, &payment.to_string(), now).await?;
    bounded(transaction.commit()).await
}

/// Takes an administrator's word that all of a payment that was to go back has gone back, by a way of which Paymob tells
/// nothing. Fails with `not_found`, and with `conflict` where no refund was requested.
pub async fn gone_back(pool: &PgPool, payment: Uuid, administrator: &str, now: OffsetDateTime) -> Result<(), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let order = sqlx::query_scalar!("SELECT order_id FROM payments WHERE id = $1", payment);
    let order = bounded(order.fetch_optional(&mut *transaction)).await?.flatten();
    let not_found = || Failure::new(ErrorCode::NotFound);
    let locked = lock(&mut transaction, order.ok_or_else(not_found)?).await?.ok_or_else(not_found)?;
    if !locked.refund_requested || !locked.known.is_here() {
        return Err(Failure::new(ErrorCode::Conflict).with("reason", "no money is to go back"));
    }
    let known = Payment { refunded: locked.known.amount, ..locked.known };
    let row = sqlx::query!("UPDATE payments SET refunded_piastres = amount_piastres WHERE id = $1", payment);
    bounded(row.execute(&mut *transaction)).await?;
    follow(&mut transaction, &locked, known, administrator, now).await?;
    bounded(transaction.commit()).await
}

/// Asks Paymob for all the refunds that are due, whoever waits longest first; gives how many were asked for. What fails keeps
/// no other from being asked for; the first failure is then reported.
pub async fn give_back_due<T: Table>(
    pool: &PgPool,
    paymob: &Paymob,
    account: &Account,
    guard: &Guard<T>,
    now: OffsetDateTime,
) -> Result<u32, Failure> {
    let clock = Clock::starting_at(now);
    let due = sqlx::query_scalar!(
        "SELECT id FROM payments
         WHERE refund_requested_at IS NOT NULL AND NOT voided AND refunded_piastres < amount_piastres
           AND coalesce(refund_asked_at, '-infinity') <= $1
         ORDER BY coalesce(refund_asked_at, refund_requested_at) LIMIT $2",
        now - GIVEN_BACK_WITHIN,
        GIVEN_BACK_AT_ONCE
    );
    let (mut asked, mut failed) = (0, None);
    for payment in bounded(due.fetch_all(pool)).await? {
        match give_back(pool, paymob, account, guard, payment, clock.now()).await {
            Ok(_) => asked += 1,
            Err(failure) => {
                let cause = failure.cause_chain();
                tracing::error!(target: telemetry::ERROR, %payment, cause, "money is to go back, and could not be asked for");
                failed.get_or_insert(failure);
            }
        }
        if clock.now() - now >= GIVEN_BACK_FOR {
            break;
        }
    }
    failed.map_or(Ok(asked), Err)
}

/// Asks Paymob to give back what is left of a payment, unless that was done within the hour. It is always all of the rest, so
/// that asking twice cannot give it back twice: Paymob gives back no more than was paid. Besides, what it knows is read first.
///
/// Fails as [`Paymob::refund`] does; the sweeper tries again after an hour.
pub async fn give_back<T: Table>(
    pool: &PgPool,
    paymob: &Paymob,
    account: &Account,
    guard: &Guard<T>,
    payment: Uuid,
    now: OffsetDateTime,
) -> Result<GivenBack, Failure> {
    let claimed = sqlx::query!(
        r#"UPDATE payments SET refund_asked_at = $2
           WHERE id = $1 AND refund_requested_at IS NOT NULL AND NOT voided AND refunded_piastres < amount_piastres
             AND coalesce(refund_asked_at, '-infinity') <= $3
           RETURNING order_id AS "order!", transaction_id AS "transaction!",
                     amount_piastres - refunded_piastres AS "rest!""#,
        payment,
        now,
        now - GIVEN_BACK_WITHIN
    );
    let Some(claimed) = bounded(claimed.fetch_optional(pool)).await? else { return Ok(GivenBack::Asked) };
    let number = |number: i64| u64::try_from(number).map_err(Failure::internal);
    let (order, transaction, rest) = (number(claimed.order)?, number(claimed.transaction)?, amount(claimed.rest)?);
    let found = guard.call(Dependency::Paymob, now, paymob.find(order)).await;
    if found.is_err() {
        // Nothing was asked for, so it need not wait for an hour.
        let row = sqlx::query!(
            "UPDATE payments SET refund_asked_at = $3 WHERE id = $1 AND refund_asked_at = $2",
            payment,
            now,
            now - GIVEN_BACK_WITHIN + LOOKED_AGAIN_AFTER
        );
        bounded(row.execute(pool)).await?;
    }
    for known in found? {
        if known.has_parent && known.is_pending {
            return Ok(GivenBack::Asked);
        }
        if matches!(Told::from(&known), Told::Refunded(_) | Told::Voided) {
            receive(pool, account, &known, now).await?;
            // What was known before, such as an earlier part, says nothing of the rest.
            if left(pool, payment).await? != rest {
                return standing(pool, payment).await;
            }
        }
    }
    let told = guard.call(Dependency::Paymob, now, paymob.refund(order, transaction, rest)).await?;
    tracing::info!(target: telemetry::USER_ACTION, %payment, order, piastres = rest.piastres(), "money was asked back");
    if let Some(told) = told {
        receive(pool, account, &told, now).await?;
    }
    standing(pool, payment).await
}

/// How much of a payment has not gone back.
async fn left(pool: &PgPool, payment: Uuid) -> Result<Piastres, Failure> {
    let left = sqlx::query_scalar!(
        r#"SELECT CASE WHEN voided THEN 0 ELSE amount_piastres - refunded_piastres END AS "left!"
           FROM payments WHERE id = $1"#,
        payment
    );
    amount(bounded(left.fetch_one(pool)).await?)
}

/// Whether all of a payment has gone back.
async fn standing(pool: &PgPool, payment: Uuid) -> Result<GivenBack, Failure> {
    let is_back = left(pool, payment).await? == Piastres::default();
    Ok(if is_back { GivenBack::GivenBack } else { GivenBack::Asked })
}
