//! Reservations in Postgres (P1, P7). Whatever changes a unit's fate locks the unit's row first, so that of two hundred who want
//! it at once one has it and the others learn until when.

use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    amount, payment,
    reservation::{Deal, Deposit, HELD, MOST_HELD, Payment, Reservation, ReservationId, State},
    shares::{self, Part, Shares},
};
use crate::{
    error::{ErrorCode, Failure},
    identity::{
        audit::{self, Action},
        user::UserId,
        users,
    },
    listings::property::PropertyId,
    money::Piastres,
    notify::deal_news::News,
    store::postgres::{bounded, untangled},
};

/// How many reservations a list holds, the latest first.
const LISTED: i64 = 50;

/// How many that are overdue one run of the sweeper ends.
const LAPSED_AT_ONCE: i64 = 500;

/// A wish to hold a unit.
#[derive(Debug)]
pub struct Wish<'a> {
    /// Who wishes it.
    pub user: UserId,
    /// The unit.
    pub property: &'a PropertyId,
    /// What makes the same wish, said twice, one: 1 to 64 visible characters of ASCII.
    pub idempotency_key: &'a str,
    /// How many of its shares; `None` for the whole unit.
    pub shares: Option<Shares>,
    /// The deposit that was named to them, where one was.
    pub deposit: Option<Piastres>,
    /// The id that the reservation will have.
    pub id: ReservationId,
}

/// Holds a unit for half an hour. Gives the reservation, and whether it is new: the same wish again gives the same one.
///
/// Fails with `property_not_found`; with `property_unavailable` where the unit is sold or withdrawn; with `conflict` where
/// somebody holds it (`frees_at` says until when), or not so many shares are free (`shares_free`), or where this user holds as
/// many as they may; and with `validation_failed` where the key was used for something else, or the unit is not sold in shares.
/// A deposit that is not the one that was named is a `conflict`.
pub async fn reserve(
    pool: &PgPool,
    wish: &Wish<'_>,
    deposit: Deposit,
    now: OffsetDateTime,
) -> Result<(Reservation, bool), Failure> {
    untangled(|| reserve_once(pool, wish, deposit, now)).await
}

async fn reserve_once(
    pool: &PgPool,
    wish: &Wish<'_>,
    deposit: Deposit,
    now: OffsetDateTime,
) -> Result<(Reservation, bool), Failure> {
    let &Wish { user, property, idempotency_key, shares, deposit: named, id } = wish;
    let mut transaction = bounded(pool.begin()).await?;
    users::wait_turn(&mut transaction, user).await?.ok_or_else(|| Failure::new(ErrorCode::AuthenticationFailed))?;
    let before = sqlx::query!(
        "SELECT id, property_id FROM reservations WHERE user_id = $1 AND idempotency_key = $2",
        user.uuid(),
        idempotency_key
    );
    if let Some(before) = bounded(before.fetch_optional(&mut *transaction)).await? {
        let before_that = one(&mut transaction, ReservationId::new(before.id), now).await?;
        let is_same = before_that.shares == shares.unwrap_or(Shares::ALL).count();
        if before.property_id != property.as_str() || !is_same {
            return Err(Failure::validation("Idempotency-Key", "it was used for another unit, or other shares"));
        }
        return Ok((before_that, false));
    }
    let unit = sqlx::query!(
        "SELECT number, price_piastres, withdrawn, in_shares FROM properties WHERE id = $1 FOR UPDATE",
        property.as_str()
    );
    let unit = bounded(unit.fetch_optional(&mut *transaction)).await?.ok_or_else(|| property.not_found())?;
    if shares.is_some() && !unit.in_shares {
        return Err(Failure::validation("shares", "this unit is not sold in shares"));
    }
    lapse(&mut transaction, property.as_str(), now).await?;
    let free = if unit.withdrawn { Vec::new() } else { free_shares(&mut transaction, property.as_str(), now).await? };
    let Some(parts) = shares::first(&free, shares.unwrap_or(Shares::ALL)) else {
        let free = if unit.in_shares { shares::count(&free) } else { 0 };
        return Err(taken(&mut transaction, property, user, unit.withdrawn, free).await?);
    };
    let held = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM reservations WHERE user_id = $1 AND state = 'held' AND held_until > $2"#,
        user.uuid(),
        now
    );
    if bounded(held.fetch_one(&mut *transaction)).await? >= MOST_HELD {
        let reason = "you hold as many units as one person may without paying";
        return Err(Failure::new(ErrorCode::Conflict).with("reason", reason).with("most", MOST_HELD));
    }
    let price = shares::price(amount(unit.price_piastres)?, &parts);
    if price == Piastres::default() {
        return Err(Failure::validation("shares", "so few cost nothing"));
    }
    let deposit = deposit.of(price);
    if named.is_some_and(|named| named != deposit) {
        let reason = "the price has changed since; the deposit is another one now";
        return Err(Failure::new(ErrorCode::Conflict).with("reason", reason).with("deposit", deposit.pounds()));
    }
    let begin = unit.number * i64::from(shares::WHOLE);
    let froms: Vec<i64> = parts.iter().map(|part| begin + i64::from(part.from)).collect();
    let tos: Vec<i64> = parts.iter().map(|part| begin + i64::from(part.to)).collect();
    let row = sqlx::query!(
        "INSERT INTO reservations
             (id, property_id, user_id, idempotency_key, state, price_piastres, deposit_piastres, held_until, created_at,
              shares)
         SELECT $1, $2, $3, $4, 'held', $5, $6, $7, $8, range_agg(int8range(part.begins, part.ends))
         FROM unnest($9::bigint[], $10::bigint[]) AS part (begins, ends)",
        id.uuid(),
        property.as_str(),
        user.uuid(),
        idempotency_key,
        price.piastres(),
        deposit.piastres(),
        now + HELD,
        now,
        &froms,
        &tos
    );
    bounded(row.execute(&mut *transaction)).await?;
    settle(&mut transaction, property.as_str()).await?;
    tell(&mut transaction, id, News::Reserved, now).await?;
    let reservation = one(&mut transaction, id, now).await?;
    bounded(transaction.commit()).await?;
    Ok((reservation, true))
}

/// The shares of a unit that nobody holds or has bought.
async fn free_shares(connection: &mut PgConnection, property: &str, now: OffsetDateTime) -> Result<Vec<Part>, Failure> {
    let taken = sqlx::query!(
        r#"SELECT lower(part) - p.number * 10000 AS "begins!", upper(part) - p.number * 10000 AS "ends!"
           FROM properties p JOIN reservations r ON r.property_id = p.id, unnest(r.shares) AS part
           WHERE p.id = $1 AND (r.state = 'paid' OR r.state = 'held' AND r.held_until > $2)"#,
        property,
        now
    );
    let taken = bounded(taken.fetch_all(connection)).await?.into_iter().map(|part| {
        let share = |number: i64| u16::try_from(number).map_err(Failure::internal);
        Ok(Part { from: share(part.begins)?, to: share(part.ends)? })
    });
    Ok(shares::free(&taken.collect::<Result<Vec<Part>, Failure>>()?))
}

/// How many shares of a unit are to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// Whether it is sold in shares.
    pub in_shares: bool,
    /// How many are free: of a unit that is sold as a whole all or none.
    pub free: u16,
    /// The price of the whole unit, in pounds.
    pub price: Piastres,
}

/// What is to be had of a unit. Fails with `property_not_found`.
pub async fn offer(pool: &PgPool, property: &PropertyId, now: OffsetDateTime) -> Result<Offer, Failure> {
    let mut connection = bounded(pool.acquire()).await?;
    let unit =
        sqlx::query!("SELECT price_piastres, withdrawn, in_shares FROM properties WHERE id = $1", property.as_str());
    let unit = bounded(unit.fetch_optional(&mut *connection)).await?;
    let unit = unit.ok_or_else(|| property.not_found())?;
    let free = shares::count(&free_shares(&mut connection, property.as_str(), now).await?);
    let is_to_be_had = !unit.withdrawn && (unit.in_shares || free == shares::WHOLE);
    Ok(Offer {
        in_shares: unit.in_shares,
        free: if is_to_be_had { free } else { 0 },
        price: amount(unit.price_piastres)?,
    })
}

/// What an administrator changes of how a unit is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Whether it is sold in shares.
    pub in_shares: Option<bool>,
    /// Whether it is not for sale here any more, whoever lets it go.
    pub withdrawn: Option<bool>,
}

/// Changes how a unit is sold, and notes who did; what is held and bought stays. Fails with `property_not_found`.
pub async fn change(
    pool: &PgPool,
    property: &PropertyId,
    change: Change,
    administrator: &str,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let row = sqlx::query!(
        "UPDATE properties SET in_shares = coalesce($2, in_shares), withdrawn = coalesce($3, withdrawn), available = false
         WHERE id = $1",
        property.as_str(),
        change.in_shares,
        change.withdrawn
    );
    if bounded(row.execute(&mut *transaction)).await?.rows_affected() == 0 {
        return Err(property.not_found());
    }
    settle(&mut transaction, property.as_str()).await?;
    audit::add(&mut transaction, Action::PropertyChanged, administrator, property.as_str(), now).await?;
    bounded(transaction.commit()).await
}

/// A reservation whose deposit was paid, as it is told to those who need not know whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sold {
    pub(crate) id: Uuid,
    pub(crate) unit: PropertyId,
    pub(crate) shares: u16,
    /// Paid, or refunded since.
    pub(crate) state: State,
}

/// Reservations whose deposit was paid, whatever became of it, by their ids, after one: a page of all of them.
pub(crate) async fn sold_after(pool: &PgPool, id: Uuid, limit: i64) -> Result<Vec<Sold>, Failure> {
    let rows = sqlx::query!(
        r#"SELECT id, property_id, state,
                  (SELECT sum(upper(part) - lower(part)) FROM unnest(shares) AS part)::bigint AS "shares!"
           FROM reservations WHERE state IN ('paid', 'refunded') AND id > $1 ORDER BY id LIMIT $2"#,
        id,
        limit
    );
    let rows = bounded(rows.fetch_all(pool)).await?;
    let sold = rows.into_iter().map(|row| {
        Ok(Sold {
            id: row.id,
            unit: row.property_id.parse().map_err(Failure::internal)?,
            shares: u16::try_from(row.shares).map_err(Failure::internal)?,
            state: State::of(&row.state)?,
        })
    });
    sold.collect()
}

/// Why a unit, or so many shares of it, cannot be had.
async fn taken(
    transaction: &mut PgConnection,
    property: &PropertyId,
    user: UserId,
    withdrawn: bool,
    free: u16,
) -> Result<Failure, Failure> {
    let holder = sqlx::query!(
        "SELECT id, user_id, state, held_until FROM reservations
         WHERE property_id = $1 AND state IN ('held', 'paid') ORDER BY state, held_until LIMIT 1",
        property.as_str()
    );
    let Some(holder) = bounded(holder.fetch_optional(transaction)).await?.filter(|_| !withdrawn) else {
        return Ok(property.unavailable());
    };
    if free > 0 {
        let failure = Failure::new(ErrorCode::Conflict).with("reason", "not so many shares are free");
        return Ok(failure.with("shares_free", free));
    }
    if holder.user_id == Some(user.uuid()) {
        let failure = Failure::new(ErrorCode::Conflict).with("reason", "you have reserved it already");
        return Ok(failure.with("reservation_id", holder.id.to_string()));
    }
    if State::of(&holder.state)? == State::Paid {
        return Ok(property.unavailable());
    }
    let frees_at = holder.held_until.format(&time::format_description::well_known::Rfc3339);
    let frees_at = frees_at.map_err(Failure::internal)?;
    Ok(Failure::new(ErrorCode::Conflict).with("reason", "somebody else holds it").with("frees_at", frees_at))
}

/// Ends the holds on a unit whose time is over; says how many. The unit's row is locked already.
async fn lapse(transaction: &mut PgConnection, property: &str, now: OffsetDateTime) -> Result<u32, Failure> {
    let lapsed = sqlx::query_scalar!(
        "UPDATE reservations SET state = 'lapsed'
         WHERE property_id = $1 AND state = 'held' AND held_until <= $2 RETURNING id",
        property,
        now
    );
    let mut ended = 0;
    for lapsed in bounded(lapsed.fetch_all(&mut *transaction)).await? {
        tell(transaction, ReservationId::new(lapsed), News::Lapsed, now).await?;
        ended += 1;
    }
    if ended > 0 {
        settle(transaction, property).await?;
    }
    Ok(ended)
}

/// Has searches know at once whether a unit can be had, after what is held and bought of it has changed: it is not withdrawn,
/// and nobody has it, or not all shares of one that is sold in shares. Its row is locked already.
pub(super) async fn settle(transaction: &mut PgConnection, property: &str) -> Result<(), Failure> {
    let unit = sqlx::query!(
        "UPDATE properties p
         SET available = NOT p.withdrawn AND taken.shares < CASE WHEN p.in_shares THEN 10000 ELSE 1 END
         FROM (SELECT coalesce(sum(upper(part) - lower(part)), 0) AS shares
               FROM reservations r, unnest(r.shares) AS part
               WHERE r.property_id = $1 AND r.state IN ('held', 'paid')) AS taken
         WHERE p.id = $1",
        property
    );
    bounded(unit.execute(transaction)).await.map(drop)
}

/// Has whoever holds a reservation told of it.
pub(super) async fn tell(
    transaction: &mut PgConnection,
    reservation: ReservationId,
    what: News,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let row = sqlx::query!(
        "INSERT INTO notices (id, user_id, reservation_id, what, created_at)
         SELECT gen_random_uuid(), user_id, id, $2, $3 FROM reservations WHERE id = $1 AND user_id IS NOT NULL",
        reservation.uuid(),
        what.as_str(),
        now
    );
    bounded(row.execute(transaction)).await.map(drop)
}

/// Lets a unit go that a user holds.
///
/// Fails with `not_found` where it is none of theirs, and with `conflict` where it is not held any more.
pub async fn cancel(pool: &PgPool, user: UserId, id: ReservationId, now: OffsetDateTime) -> Result<(), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let unit = sqlx::query_scalar!(
        "SELECT id FROM properties
         WHERE id = (SELECT property_id FROM reservations WHERE id = $1 AND user_id = $2) FOR UPDATE",
        id.uuid(),
        user.uuid()
    );
    let unit = bounded(unit.fetch_optional(&mut *transaction)).await?;
    let unit = unit.ok_or_else(|| Failure::new(ErrorCode::NotFound))?;
    let row = sqlx::query!(
        "UPDATE reservations SET state = 'cancelled' WHERE id = $1 AND state = 'held' AND held_until > $2",
        id.uuid(),
        now
    );
    if bounded(row.execute(&mut *transaction)).await?.rows_affected() == 0 {
        return Err(Failure::new(ErrorCode::Conflict).with("reason", "it is not held any more"));
    }
    settle(&mut transaction, &unit).await?;
    bounded(transaction.commit()).await
}

/// Lets all units go that a user holds, within the transaction that erases them. Fails with `conflict` where one is paid for,
/// or money is still to go back to them: that must be settled first.
pub async fn let_go(transaction: &mut PgConnection, user: UserId) -> Result<(), Failure> {
    users::wait_turn(transaction, user).await?;
    let units = sqlx::query_scalar!(
        "SELECT id FROM properties WHERE id IN (SELECT property_id FROM reservations WHERE user_id = $1)
         ORDER BY id FOR UPDATE",
        user.uuid()
    );
    bounded(units.fetch_all(&mut *transaction)).await?;
    let open = sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM reservations r LEFT JOIN payments m ON m.reservation_id = r.id
               WHERE r.user_id = $1 AND (r.state = 'paid' OR m.refund_requested_at IS NOT NULL AND NOT m.voided
                                                             AND m.refunded_piastres < m.amount_piastres)
           ) AS "open!""#,
        user.uuid()
    );
    if bounded(open.fetch_one(&mut *transaction)).await? {
        let reason = "a unit is paid for, or money is on its way back; that must be settled first";
        return Err(Failure::new(ErrorCode::Conflict).with("reason", reason));
    }
    let held = sqlx::query_scalar!(
        "UPDATE reservations SET state = 'cancelled' WHERE user_id = $1 AND state = 'held' RETURNING property_id",
        user.uuid()
    );
    for property in bounded(held.fetch_all(&mut *transaction)).await? {
        settle(transaction, &property).await?;
    }
    Ok(())
}

/// Ends holds whose time is over; gives how many. What fails keeps no other from ending; the first failure is then reported.
pub async fn lapse_overdue(pool: &PgPool, now: OffsetDateTime) -> Result<u32, Failure> {
    let overdue = sqlx::query_scalar!(
        "SELECT property_id FROM reservations WHERE state = 'held' AND held_until <= $1
         GROUP BY property_id ORDER BY min(held_until) LIMIT $2",
        now,
        LAPSED_AT_ONCE
    );
    let (mut lapsed, mut failed) = (0, None);
    for property in bounded(overdue.fetch_all(pool)).await? {
        match lapse_one(pool, &property, now).await {
            Ok(ended) => lapsed += ended,
            Err(failure) => {
                failed.get_or_insert(failure);
            }
        }
    }
    failed.map_or(Ok(lapsed), Err)
}

async fn lapse_one(pool: &PgPool, property: &str, now: OffsetDateTime) -> Result<u32, Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    bounded(sqlx::query!("SELECT id FROM properties WHERE id = $1 FOR UPDATE", property).fetch_one(&mut *transaction))
        .await?;
    let lapsed = lapse(&mut transaction, property, now).await?;
    bounded(transaction.commit()).await?;
    Ok(lapsed)
}

/// A reservation of a user's. Fails with `not_found` where it is none of theirs.
pub async fn get(pool: &PgPool, user: UserId, id: ReservationId, now: OffsetDateTime) -> Result<Reservation, Failure> {
    let mut connection = bounded(pool.acquire()).await?;
    let mut deals = read(&mut connection, Some(user.uuid()), Some(id.uuid()), now).await?;
    deals.pop().map(|deal| deal.reservation).ok_or_else(|| Failure::new(ErrorCode::NotFound))
}

/// A user's reservations, the latest first.
pub async fn of_user(pool: &PgPool, user: UserId, now: OffsetDateTime) -> Result<Vec<Reservation>, Failure> {
    let mut connection = bounded(pool.acquire()).await?;
    let deals = read(&mut connection, Some(user.uuid()), None, now).await?;
    Ok(deals.into_iter().map(|deal| deal.reservation).collect())
}

/// Everybody's reservations: those first for which money is to go back, then the latest.
pub async fn latest(pool: &PgPool, now: OffsetDateTime) -> Result<Vec<Deal>, Failure> {
    let mut connection = bounded(pool.acquire()).await?;
    read(&mut connection, None, None, now).await
}

async fn one(connection: &mut PgConnection, id: ReservationId, now: OffsetDateTime) -> Result<Reservation, Failure> {
    let mut deals = read(connection, None, Some(id.uuid()), now).await?;
    let deal = deals.pop().ok_or_else(|| Failure::new(ErrorCode::NotFound))?;
    Ok(deal.reservation)
}

async fn read(
    connection: &mut PgConnection,
    user: Option<Uuid>,
    id: Option<Uuid>,
    now: OffsetDateTime,
) -> Result<Vec<Deal>, Failure> {
    let rows = sqlx::query!(
        r#"SELECT r.id, r.property_id, p.title, p.title_ar, r.user_id, r.state, r.price_piastres, r.deposit_piastres,
                  (SELECT sum(upper(part) - lower(part)) FROM unnest(r.shares) AS part)::bigint AS "shares!", r.held_until, r.created_at, m.id AS "payment?", m.amount_piastres AS "amount?",
                  m.declined AS "declined?", m.succeeded AS "succeeded?", m.voided AS "voided?",
                  m.refunded_piastres AS "refunded?", m.refund_requested_at IS NOT NULL AND NOT m.voided
                      AND m.refunded_piastres < m.amount_piastres AS "refund_requested!"
           FROM reservations r JOIN properties p ON p.id = r.property_id LEFT JOIN payments m ON m.reservation_id = r.id
           WHERE ($1::uuid IS NULL OR r.user_id = $1) AND ($2::uuid IS NULL OR r.id = $2)
           ORDER BY CASE WHEN $1::uuid IS NULL THEN m.refund_requested_at IS NULL OR m.voided
                             OR m.refunded_piastres >= m.amount_piastres END, r.created_at DESC, r.id LIMIT $3"#,
        user,
        id,
        LISTED
    );
    let rows = bounded(rows.fetch_all(connection)).await?;
    let deals = rows.into_iter().map(|row| {
        let state = match State::of(&row.state)? {
            // The sweeper has not come by yet.
            State::Held if row.held_until <= now => State::Lapsed,
            state => state,
        };
        let payment = match (row.payment, row.amount, row.declined, row.succeeded, row.voided, row.refunded) {
            (Some(id), Some(asked), Some(declined), Some(succeeded), Some(voided), Some(refunded)) => {
                let (asked, refunded) = (amount(asked)?, amount(refunded)?);
                let state = payment::Payment { amount: asked, declined, succeeded, voided, refunded }.state();
                Some(Payment { id, state, amount: asked })
            }
            _ => None,
        };
        let reservation = Reservation {
            id: ReservationId::new(row.id),
            property_id: row.property_id.parse().map_err(Failure::internal)?,
            title: row.title,
            title_ar: row.title_ar,
            state,
            shares: u16::try_from(row.shares).map_err(Failure::internal)?,
            price: amount(row.price_piastres)?,
            deposit: amount(row.deposit_piastres)?,
            created_at: row.created_at,
            held_until: (state == State::Held).then_some(row.held_until),
            payment,
        };
        let user_id = row.user_id.map(UserId::new);
        Ok(Deal { reservation, user_id, refund_requested: row.refund_requested })
    });
    deals.collect()
}
