//! Payments and Paymob's callbacks in Postgres (P2, P3). A callback is one transaction: that it came, what it tells of the
//! payment, what becomes of the reservation and of the unit, and what is told to whoever paid. So whoever repeats it finds
//! it done, and whoever dies in the middle has done nothing.

use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use time::{Duration, OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use super::{
    amount,
    payment::{Payment, Told},
    paymob::{Account, Paymob, Transaction},
    reservation::{ReservationId, State},
    reservations::{settle, tell},
};
use crate::{
    clock::Clock,
    error::{ErrorCode, Failure},
    fault::Dependency,
    guard::Guard,
    identity::{
        audit::{self, Action},
        user::UserId,
    },
    money::Piastres,
    notify::deal_news::News,
    store::{
        postgres::{bounded, untangled},
        table::Table,
    },
    telemetry,
};

/// The currency of everything.
const CURRENCY: &str = "EGP";

/// How many callbacks that were kept aside a list holds.
const LISTED: i64 = 50;

/// A payment that somebody may make.
#[derive(Debug)]
pub struct Checkout {
    /// The payment.
    pub id: Uuid,
    /// What is to be paid.
    pub amount: Piastres,
    /// What it is for.
    pub title: String,
    /// Until when the unit is held.
    pub held_until: OffsetDateTime,
    /// Where it is paid, if that is known already.
    pub url: Option<String>,
}

/// The payment for a reservation that a user holds, made if there is none. It stands in the database before Paymob hears of
/// it.
///
/// Fails with `not_found` where the reservation is none of theirs, and with `conflict` where it is not held any more.
pub async fn checkout(
    pool: &PgPool,
    user: UserId,
    reservation: ReservationId,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<Checkout, Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let held = sqlx::query!(
        "SELECT r.state, r.held_until, r.deposit_piastres, p.title
         FROM reservations r JOIN properties p ON p.id = r.property_id
         WHERE r.id = $1 AND r.user_id = $2 FOR UPDATE OF r",
        reservation.uuid(),
        user.uuid()
    );
    let held = bounded(held.fetch_optional(&mut *transaction)).await?;
    let held = held.ok_or_else(|| Failure::new(ErrorCode::NotFound))?;
    if State::of(&held.state)? != State::Held || held.held_until <= now {
        return Err(Failure::new(ErrorCode::Conflict).with("reason", "it is not held any more"));
    }
    let made = sqlx::query!(
        "INSERT INTO payments (id, reservation_id, amount_piastres, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (reservation_id) DO NOTHING",
        id,
        reservation.uuid(),
        held.deposit_piastres,
        now
    );
    bounded(made.execute(&mut *transaction)).await?;
    let payment = sqlx::query!(
        "SELECT id, amount_piastres, checkout_url FROM payments WHERE reservation_id = $1",
        reservation.uuid()
    );
    let payment = bounded(payment.fetch_one(&mut *transaction)).await?;
    bounded(transaction.commit()).await?;
    Ok(Checkout {
        id: payment.id,
        amount: amount(payment.amount_piastres)?,
        title: held.title,
        held_until: held.held_until,
        url: payment.checkout_url,
    })
}

/// Notes where a payment is made and under which order; gives the place. Of several at once the first counts.
pub async fn opened(pool: &PgPool, payment: Uuid, order: u64, url: &str) -> Result<String, Failure> {
    let order = i64::try_from(order).map_err(Failure::internal)?;
    let mut transaction = bounded(pool.begin()).await?;
    let row = sqlx::query!(
        "UPDATE payments SET order_id = $2, checkout_url = $3 WHERE id = $1 AND order_id IS NULL",
        payment,
        order,
        url
    );
    bounded(row.execute(&mut *transaction)).await?;
    let row = sqlx::query_scalar!("SELECT checkout_url FROM payments WHERE id = $1", payment);
    let url = bounded(row.fetch_one(&mut *transaction)).await?;
    bounded(transaction.commit()).await?;
    url.ok_or_else(|| Failure::internal("a payment that was opened has no place"))
}

/// Why a callback changed nothing and a person must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// No payment has this order.
    UnknownOrder,
    /// It is of another integration than ours.
    Integration,
    /// It is of another merchant.
    Owner,
    /// It is in another currency.
    Currency,
    /// It is another amount than was asked for, or more goes back than was paid.
    Amount,
    /// A second transaction has succeeded for one payment.
    PaidTwice,
    /// It is a kind that Osool never asks for.
    Kind,
}

impl Aside {
    /// The word in the database and in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownOrder => "unknown_order",
            Self::Integration => "integration",
            Self::Owner => "owner",
            Self::Currency => "currency",
            Self::Amount => "amount",
            Self::PaidTwice => "paid_twice",
            Self::Kind => "kind",
        }
    }
}

/// What became of a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It took effect.
    Applied,
    /// It had come before.
    Before,
    /// It was kept and changed nothing; somebody must look.
    KeptAside(Aside),
}

/// Takes a transaction that Paymob has signed. One that was kept aside is looked at again when it comes again: it has changed
/// nothing, and what it did not fit may have been mended.
pub async fn receive(
    pool: &PgPool,
    account: &Account,
    transaction: &Transaction,
    now: OffsetDateTime,
) -> Result<Received, Failure> {
    let received = untangled(|| receive_once(pool, account, transaction, now)).await?;
    let (order, id) = (transaction.order, transaction.id);
    match received {
        Received::Applied => tracing::info!(target: telemetry::USER_ACTION, order, id, "a callback took effect"),
        Received::KeptAside(aside) => {
            let reason = aside.as_str();
            tracing::error!(target: telemetry::SECURITY, order, id, reason, "a callback was kept aside");
        }
        Received::Before => {}
    }
    Ok(received)
}

async fn receive_once(
    pool: &PgPool,
    account: &Account,
    transaction: &Transaction,
    now: OffsetDateTime,
) -> Result<Received, Failure> {
    if Told::from(transaction) == Told::Nothing {
        // It is not decided, or a refund that was refused. Kept, it would stand for the success that follows.
        return Ok(Received::Applied);
    }
    let number = |number: u64| i64::try_from(number).map_err(Failure::internal);
    let (order, id) = (number(transaction.order)?, number(transaction.id)?);
    let mut database = bounded(pool.begin()).await?;
    let event = sqlx::query_scalar!(
        "INSERT INTO payment_events (fingerprint, order_id, transaction_id, amount_piastres, received_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (fingerprint) DO NOTHING RETURNING id",
        transaction.fingerprint.as_slice(),
        order,
        id,
        transaction.amount.piastres(),
        now
    );
    let event = if let Some(event) = bounded(event.fetch_optional(&mut *database)).await? {
        event
    } else {
        let aside = sqlx::query_scalar!(
            "SELECT id FROM payment_events WHERE fingerprint = $1 AND kept_aside IS NOT NULL FOR UPDATE",
            transaction.fingerprint.as_slice()
        );
        let Some(event) = bounded(aside.fetch_optional(&mut *database)).await? else { return Ok(Received::Before) };
        event
    };
    let applied = apply(&mut database, account, transaction, Numbers { event, order, id }, now).await?;
    let aside = applied.err();
    let reason = aside.map(Aside::as_str);
    // Whoever has seen to it has seen this reason.
    let row = sqlx::query!(
        "UPDATE payment_events SET kept_aside = $2, seen_at = CASE WHEN kept_aside = $2 THEN seen_at END WHERE id = $1",
        event,
        reason
    );
    bounded(row.execute(&mut *database)).await?;
    bounded(database.commit()).await?;
    Ok(aside.map_or(Received::Applied, Received::KeptAside))
}

/// The numbers of a callback: our own, Paymob's of the order, and Paymob's of the transaction.
#[derive(Clone, Copy)]
struct Numbers {
    event: i64,
    order: i64,
    id: i64,
}

/// A payment, its reservation and its unit, locked.
pub(super) struct Locked {
    payment: Uuid,
    pub(super) known: Payment,
    transaction: Option<i64>,
    pub(super) refund_requested: bool,
    reservation: ReservationId,
    state: State,
    property: String,
}

async fn apply(
    database: &mut PgConnection,
    account: &Account,
    transaction: &Transaction,
    Numbers { event, order, id }: Numbers,
    now: OffsetDateTime,
) -> Result<Result<(), Aside>, Failure> {
    // Neighbours' digits can be moved between these without the signature changing: each must be what it is to be.
    if transaction.integration != account.integration {
        return Ok(Err(Aside::Integration));
    }
    if transaction.owner != account.owner {
        return Ok(Err(Aside::Owner));
    }
    let Some(locked) = lock(database, order).await? else { return Ok(Err(Aside::UnknownOrder)) };
    if transaction.currency != CURRENCY {
        return Ok(Err(Aside::Currency));
    }
    let told = Told::from(transaction);
    if told == Told::Strange {
        return Ok(Err(Aside::Kind));
    }
    if !transaction.has_parent && transaction.amount != locked.known.amount {
        return Ok(Err(Aside::Amount));
    }
    let is_another = locked.transaction.is_some_and(|known| known != id);
    if is_another && !transaction.has_parent && matches!(told, Told::Succeeded | Told::Voided) {
        return Ok(Err(Aside::PaidTwice));
    }
    if matches!(told, Told::Refunded(_) | Told::Voided) {
        let earlier = sqlx::query!(
            r#"SELECT EXISTS (SELECT FROM payment_events WHERE order_id = $1 AND kept_aside = 'paid_twice') AS "twice!",
                      EXISTS (SELECT FROM payment_events WHERE order_id = $1 AND transaction_id = $2 AND id <> $3
                                  AND kept_aside IS NULL) AS "told!""#,
            order,
            id,
            event
        );
        let earlier = bounded(earlier.fetch_one(&mut *database)).await?;
        // Nothing that is signed says which of the two payments goes back.
        if earlier.twice {
            return Ok(Err(Aside::PaidTwice));
        }
        // A refund has a transaction of its own, and counts once however it is told.
        if transaction.has_parent && earlier.told {
            return Ok(Ok(()));
        }
    }
    let Some(known) = locked.known.after(told) else { return Ok(Err(Aside::Amount)) };
    let row = sqlx::query!(
        "UPDATE payments SET declined = $2, succeeded = $3, voided = $4, refunded_piastres = $5,
             transaction_id = CASE WHEN $6 THEN $7 ELSE transaction_id END WHERE id = $1",
        locked.payment,
        known.declined,
        known.succeeded,
        known.voided,
        known.refunded.piastres(),
        told == Told::Succeeded,
        id
    );
    bounded(row.execute(&mut *database)).await?;
    follow(database, &locked, known, "paymob", now).await?;
    Ok(Ok(()))
}

/// The payment of an order with what hangs on it, locked in the order of the schema.
pub(super) async fn lock(database: &mut PgConnection, order: i64) -> Result<Option<Locked>, Failure> {
    let unit = sqlx::query_scalar!(
        "SELECT id FROM properties WHERE id = (
             SELECT r.property_id FROM payments m JOIN reservations r ON r.id = m.reservation_id WHERE m.order_id = $1
         ) FOR UPDATE",
        order
    );
    let Some(property) = bounded(unit.fetch_optional(&mut *database)).await? else { return Ok(None) };
    let row = sqlx::query!(
        "SELECT m.id, m.amount_piastres, m.declined, m.succeeded, m.voided, m.refunded_piastres, m.transaction_id,
                m.refund_requested_at, r.id AS reservation, r.state
         FROM payments m JOIN reservations r ON r.id = m.reservation_id WHERE m.order_id = $1 FOR UPDATE OF r, m",
        order
    );
    let row = bounded(row.fetch_one(database)).await?;
    Ok(Some(Locked {
        payment: row.id,
        known: Payment {
            amount: amount(row.amount_piastres)?,
            declined: row.declined,
            succeeded: row.succeeded,
            voided: row.voided,
            refunded: amount(row.refunded_piastres)?,
        },
        transaction: row.transaction_id,
        refund_requested: row.refund_requested_at.is_some(),
        reservation: ReservationId::new(row.reservation),
        state: State::of(&row.state)?,
        property,
    }))
}

/// Has the reservation and the unit follow what is known of the payment, by the word of whoever told it.
pub(super) async fn follow(
    database: &mut PgConnection,
    locked: &Locked,
    known: Payment,
    by: &str,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    if known.has_gone_back() && locked.state == State::Paid {
        set_state(database, locked.reservation, State::Refunded).await?;
        settle(database, &locked.property).await?;
        tell(database, locked.reservation, News::Refunded, now).await?;
        return audit::add(database, Action::GivenBack, by, &locked.payment.to_string(), now).await;
    }
    if known.has_gone_back() && locked.refund_requested && !locked.known.has_gone_back() {
        tell(database, locked.reservation, News::Refunded, now).await?;
        return audit::add(database, Action::GivenBack, by, &locked.payment.to_string(), now).await;
    }
    if !known.is_here() || locked.state == State::Paid || locked.refund_requested {
        return Ok(());
    }
    // Paid in time, or late for a unit that nobody else has taken.
    let is_theirs =
        locked.state == State::Held || is_free(database, locked).await? || gave_way(database, locked).await?;
    if is_theirs {
        set_state(database, locked.reservation, State::Paid).await?;
        settle(database, &locked.property).await?;
        tell(database, locked.reservation, News::Paid, now).await?;
        return audit::add(database, Action::Paid, by, &locked.payment.to_string(), now).await;
    }
    let row = sqlx::query!("UPDATE payments SET refund_requested_at = $2 WHERE id = $1", locked.payment, now);
    bounded(row.execute(&mut *database)).await?;
    let payment = locked.payment;
    tracing::error!(target: telemetry::USER_ACTION, %payment, "money is to go back: it came too late for its unit");
    tell(database, locked.reservation, News::RefundRequested, now).await
}

/// Whether whoever pays late holds the same shares again by other reservations, and nobody else any of them: then those give
/// way to the one that is paid for.
async fn gave_way(database: &mut PgConnection, locked: &Locked) -> Result<bool, Failure> {
    let row = sqlx::query!(
        "WITH paid AS (SELECT user_id, shares FROM reservations WHERE id = $2)
         UPDATE reservations r SET state = 'cancelled' FROM paid
         WHERE r.property_id = $1 AND r.state = 'held' AND r.user_id = paid.user_id AND r.shares && paid.shares
           AND NOT EXISTS (SELECT FROM reservations other WHERE other.property_id = $1 AND other.shares && paid.shares
                               AND (other.state = 'paid' OR other.state = 'held' AND other.user_id <> paid.user_id))",
        locked.property,
        locked.reservation.uuid()
    );
    Ok(bounded(row.execute(database)).await?.rows_affected() > 0)
}

/// Whether a lapsed hold can be had back: its owner is still there, and its shares of the unit, which is locked, are nobody's.
async fn is_free(database: &mut PgConnection, locked: &Locked) -> Result<bool, Failure> {
    let row = sqlx::query_scalar!(
        r#"SELECT NOT p.withdrawn AND r.user_id IS NOT NULL AND NOT EXISTS (
                      SELECT FROM reservations other WHERE other.property_id = p.id AND other.state IN ('held', 'paid')
                          AND other.shares && r.shares) AS "free!"
           FROM reservations r JOIN properties p ON p.id = r.property_id WHERE r.id = $1"#,
        locked.reservation.uuid()
    );
    bounded(row.fetch_one(database)).await
}

async fn set_state(database: &mut PgConnection, reservation: ReservationId, state: State) -> Result<(), Failure> {
    let row = sqlx::query!("UPDATE reservations SET state = $2 WHERE id = $1", reservation.uuid(), state.as_str());
    bounded(row.execute(database)).await.map(drop)
}

/// How long after it was opened, or after it was asked about last, a payment without a success is asked about, and until when
/// (P4): Paymob promises nothing about callbacks that did not arrive.
const ASKED_AFTER: Duration = Duration::minutes(10);
const ASKED_UNTIL: Duration = Duration::hours(24);

/// How many payments one run asks about.
const ASKED_AT_ONCE: i64 = 20;

/// How long one run asks at most.
const ASKED_FOR: Duration = Duration::seconds(15);

/// Asks Paymob about payments of which no callback has told that they succeeded, the one that was asked about longest ago
/// first, and about those whose hold has just ended; gives how many had. Of what it answers only a first attempt counts,
/// whose effect is the same however often it is told: refunds are left to callbacks. What fails keeps no other from being
/// asked about; the first failure is then reported.
pub async fn reconcile<T: Table>(
    pool: &PgPool,
    paymob: &Paymob,
    account: &Account,
    guard: &Guard<T>,
    now: OffsetDateTime,
) -> Result<u32, Failure> {
    let clock = Clock::starting_at(now);
    let (mut found, mut failed) = (0, None);
    for _ in 0..ASKED_AT_ONCE {
        let order = sqlx::query_scalar!(
            r#"UPDATE payments SET asked_at = $1 WHERE id = (
                   SELECT m.id FROM payments m JOIN reservations r ON r.id = m.reservation_id
                   WHERE NOT m.succeeded AND m.order_id IS NOT NULL AND m.created_at > $3
                     AND (greatest(m.created_at, coalesce(m.asked_at, m.created_at)) <= $2
                          OR r.state = 'held' AND r.held_until <= $1 AND coalesce(m.asked_at, m.created_at) < r.held_until)
                   ORDER BY coalesce(m.asked_at, m.created_at) LIMIT 1
               ) RETURNING order_id AS "order!""#,
            now,
            now - ASKED_AFTER,
            now - ASKED_UNTIL
        );
        let Some(order) = bounded(order.fetch_optional(pool)).await? else { break };
        match ask(pool, paymob, account, guard, order, clock.now()).await {
            Ok(has_succeeded) => found += u32::from(has_succeeded),
            Err(failure) => {
                failed.get_or_insert(failure);
            }
        }
        if clock.now() - now >= ASKED_FOR {
            break;
        }
    }
    failed.map_or(Ok(found), Err)
}

/// Asks about one order, and takes what is answered; says whether it told of a success that was not known.
async fn ask<T: Table>(
    pool: &PgPool,
    paymob: &Paymob,
    account: &Account,
    guard: &Guard<T>,
    order: i64,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    let order = u64::try_from(order).map_err(Failure::internal)?;
    let mut has_succeeded = false;
    for transaction in guard.call(Dependency::Paymob, now, paymob.find(order)).await? {
        if matches!(Told::from(&transaction), Told::Succeeded | Told::Declined) {
            let received = receive(pool, account, &transaction, now).await?;
            has_succeeded |= received == Received::Applied && transaction.is_success;
        }
    }
    Ok(has_succeeded)
}

/// Notes that somebody has seen to a callback that was kept aside. Fails with `not_found` where none of this number waits.
pub async fn seen(pool: &PgPool, event: i64, administrator: &str, now: OffsetDateTime) -> Result<(), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let row = sqlx::query!(
        "UPDATE payment_events SET seen_at = $2 WHERE id = $1 AND kept_aside IS NOT NULL AND seen_at IS NULL",
        event,
        now
    );
    if bounded(row.execute(&mut *transaction)).await?.rows_affected() == 0 {
        return Err(Failure::new(ErrorCode::NotFound));
    }
    audit::add(&mut transaction, Action::CallbackSeen, administrator, &event.to_string(), now).await?;
    bounded(transaction.commit()).await
}

/// A callback that was kept aside.
#[derive(Debug, Serialize)]
pub struct KeptAside {
    /// Its number.
    pub id: i64,
    /// When it came.
    #[serde(with = "rfc3339")]
    pub received_at: OffsetDateTime,
    /// Paymob's order.
    pub order: i64,
    /// Paymob's transaction.
    pub transaction: i64,
    /// Why it was kept aside.
    pub reason: String,
    /// The amount that it names, in pounds.
    pub amount: Option<Piastres>,
}

/// Callbacks that were kept aside and that nobody has seen to, the latest first.
pub async fn kept_aside(pool: &PgPool) -> Result<Vec<KeptAside>, Failure> {
    let rows = sqlx::query!(
        r#"SELECT id, received_at, order_id, transaction_id, kept_aside AS "reason!", amount_piastres
           FROM payment_events WHERE kept_aside IS NOT NULL AND seen_at IS NULL ORDER BY id DESC LIMIT $1"#,
        LISTED
    );
    let rows = bounded(rows.fetch_all(pool)).await?;
    let aside = rows.into_iter().map(|row| KeptAside {
        id: row.id,
        received_at: row.received_at,
        order: row.order_id,
        transaction: row.transaction_id,
        reason: row.reason,
        amount: Piastres::from_piastres(row.amount_piastres),
    });
    Ok(aside.collect())
}

/// What is to be paid under an order. Fails with `not_found` where there is no such order.
pub async fn amount_of(pool: &PgPool, order: u64) -> Result<Piastres, Failure> {
    let unknown = || Failure::new(ErrorCode::NotFound);
    let order = i64::try_from(order).map_err(|_| unknown())?;
    let row = sqlx::query_scalar!("SELECT amount_piastres FROM payments WHERE order_id = $1", order);
    amount(bounded(row.fetch_optional(pool)).await?.ok_or_else(unknown)?)
}
