//! Viewings in Postgres (P5). Asking for one is a row; the worker that decides takes the rows as their messages come, from a
//! queue that may bring one twice. Whoever decides locks the person, then the unit, then the viewing, so that of a hundred
//! who want one hour one has it; the database refuses a second besides.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::viewing::{Contact, Decision, Found, MOST_OPEN, REMINDED_BEFORE, Slot, State, Viewing, ViewingId};
use crate::{
    clock::Clock,
    error::{ErrorCode, Failure},
    identity::{
        audit::{self, Action},
        sealed::{Sealed, Vault},
        user::UserId,
        users,
    },
    listings::property::PropertyId,
    notify::viewing_news::{News, Reason},
    store::{
        postgres::{bounded, untangled},
        queue::Queue,
    },
};

/// How many viewings a list holds.
const LISTED: i64 = 100;

/// How many one run of the sweeper brings into the queue, reminds of, or calls off.
const AT_ONCE: i64 = 500;

/// After how long a viewing that still waits is brought there again: its message has come to nothing.
const BROUGHT_AGAIN: Duration = Duration::hours(1);

/// How long one run brings viewings into the queue.
const BROUGHT_FOR: Duration = Duration::seconds(10);

/// How many messages about viewings somebody may cause in a day before they cannot ask for more: each may cost one by SMS.
const MOST_NEWS: i64 = 20;

/// How many they get in a day at most, whatever happens.
const MOST_TOLD: i64 = 40;

/// A wish to see a unit.
#[derive(Debug)]
pub struct Wish<'a> {
    /// The id that the viewing will have.
    pub id: ViewingId,
    /// Who wishes it.
    pub user: UserId,
    /// The unit.
    pub property: &'a PropertyId,
    /// When.
    pub slot: Slot,
    /// Who comes, sealed under the id.
    pub contact: Option<Sealed>,
}

/// What stands against a wish, as far as it is known before the worker decides.
///
/// Fails with `validation_failed` where the hour cannot be asked for; with `property_not_found`; with `property_unavailable`
/// where the unit is sold or withdrawn (a hold may lapse before anybody comes); with `conflict` where somebody else has the
/// hour (`slot`), or this user has as many viewings to come as one may (`most`); and with `rate_limited` where they have
/// changed theirs too often today.
pub async fn objections(
    connection: &mut PgConnection,
    user: UserId,
    property: &PropertyId,
    slot: Slot,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    can_be_asked_for(slot, now)?;
    let known = sqlx::query!(
        r#"SELECT can_be_shown(p.id, $2) AS "shown!",
                  EXISTS (SELECT FROM viewings v WHERE v.property_id = p.id AND v.slot = $3 AND v.state = 'confirmed'
                              AND v.user_id <> $2) AS "taken!",
                  (SELECT count(*) FROM viewings v WHERE v.user_id = $2 AND v.state IN ('requested', 'confirmed')
                       AND v.slot > $4) AS "open!"
           FROM properties p WHERE p.id = $1"#,
        property.as_str(),
        user.uuid(),
        slot.begins(),
        now
    );
    let known = bounded(known.fetch_optional(&mut *connection)).await?;
    let known = known.ok_or_else(|| property.not_found())?;
    if !known.shown {
        return Err(property.unavailable());
    }
    if known.taken {
        return Err(taken(slot, "somebody else sees the unit at this hour")?);
    }
    if known.open >= MOST_OPEN {
        let reason = "you have as many viewings to come as one person may";
        return Err(Failure::new(ErrorCode::Conflict).with("reason", reason).with("most", MOST_OPEN));
    }
    not_too_often(connection, user, now).await
}

/// That the unit is seen at this hour.
fn taken(slot: Slot, reason: &str) -> Result<Failure, Failure> {
    let slot = serde_json::to_value(slot).map_err(Failure::internal)?;
    Ok(Failure::new(ErrorCode::Conflict).with("reason", reason).with("slot", slot))
}

fn can_be_asked_for(slot: Slot, now: OffsetDateTime) -> Result<(), Failure> {
    if slot.can_be_asked_for(now) {
        return Ok(());
    }
    Err(Failure::validation("slot", "it is from tomorrow on, within 60 days"))
}

async fn not_too_often(connection: &mut PgConnection, user: UserId, now: OffsetDateTime) -> Result<(), Failure> {
    let news = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM notices WHERE user_id = $1 AND viewing_id IS NOT NULL AND created_at > $2"#,
        user.uuid(),
        now - Duration::days(1)
    );
    if bounded(news.fetch_one(connection)).await? >= MOST_NEWS {
        let reason = "you have changed viewings too often today";
        return Err(Failure::new(ErrorCode::RateLimited).with("reason", reason));
    }
    Ok(())
}

/// Keeps a wish, within a transaction; gives the viewing. The same unit and hour again are the same viewing.
pub async fn request(
    transaction: &mut PgConnection,
    wish: &Wish<'_>,
    now: OffsetDateTime,
) -> Result<ViewingId, Failure> {
    for _ in 0..2 {
        if let Some(id) = request_once(transaction, wish, now).await? {
            return Ok(id);
        }
    }
    // Twice in a row the same wish was decided just now, against it.
    Err(Failure::new(ErrorCode::Conflict).with("reason", "it has just been decided; ask again"))
}

async fn request_once(
    transaction: &mut PgConnection,
    wish: &Wish<'_>,
    now: OffsetDateTime,
) -> Result<Option<ViewingId>, Failure> {
    let (sealed, wrapped_key) =
        wish.contact.as_ref().map(|contact| (contact.sealed.as_slice(), contact.wrapped_key.as_slice())).unzip();
    let row = sqlx::query!(
        "INSERT INTO viewings
             (id, user_id, property_id, slot, state, contact_sealed, contact_wrapped_key, created_at)
         VALUES ($1, $2, $3, $4, 'requested', $5, $6, $7)
         ON CONFLICT (user_id, property_id, slot) WHERE state IN ('requested', 'confirmed') DO NOTHING",
        wish.id.uuid(),
        wish.user.uuid(),
        wish.property.as_str(),
        wish.slot.begins(),
        sealed,
        wrapped_key,
        now
    );
    if bounded(row.execute(&mut *transaction)).await?.rows_affected() == 1 {
        return Ok(Some(wish.id));
    }
    same(transaction, wish).await
}

/// The viewing that has this wish already.
async fn same(transaction: &mut PgConnection, wish: &Wish<'_>) -> Result<Option<ViewingId>, Failure> {
    let same = sqlx::query_scalar!(
        "SELECT id FROM viewings
         WHERE user_id = $1 AND property_id = $2 AND slot = $3 AND state IN ('requested', 'confirmed')",
        wish.user.uuid(),
        wish.property.as_str(),
        wish.slot.begins()
    );
    Ok(bounded(same.fetch_optional(transaction)).await?.map(ViewingId::new))
}

/// Asks for a viewing; gives it, and whether it is new. Fails as [`objections`] does.
pub async fn ask(pool: &PgPool, wish: &Wish<'_>, now: OffsetDateTime) -> Result<(Viewing, bool), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    users::wait_turn(&mut transaction, wish.user)
        .await?
        .ok_or_else(|| Failure::new(ErrorCode::AuthenticationFailed))?;
    if let Some(same) = same(&mut transaction, wish).await? {
        return Ok((one(&mut transaction, wish.user, same, now).await?, false));
    }
    objections(&mut transaction, wish.user, wish.property, wish.slot, now).await?;
    let id = request(&mut transaction, wish, now).await?;
    let viewing = one(&mut transaction, wish.user, id, now).await?;
    bounded(transaction.commit()).await?;
    Ok((viewing, true))
}

/// Asks for another hour, whether it is confirmed or not. Fails with `not_found` where it is none of theirs, with `conflict`
/// where it is over or called off, and as [`objections`] does.
pub async fn reschedule(
    pool: &PgPool,
    user: UserId,
    id: ViewingId,
    slot: Slot,
    now: OffsetDateTime,
) -> Result<Viewing, Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let not_found = || Failure::new(ErrorCode::NotFound);
    users::wait_turn(&mut transaction, user).await?.ok_or_else(not_found)?;
    let row = sqlx::query!(
        "SELECT property_id, slot, state FROM viewings WHERE id = $1 AND user_id = $2 FOR UPDATE",
        id.uuid(),
        user.uuid()
    );
    let row = bounded(row.fetch_optional(&mut *transaction)).await?.ok_or_else(not_found)?;
    let state = State::of(&row.state)?;
    if !matches!(state, State::Requested | State::Confirmed) || row.slot <= now {
        return Err(Failure::new(ErrorCode::Conflict).with("reason", "it is not to come any more"));
    }
    can_be_asked_for(slot, now)?;
    let is_taken = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM viewings WHERE property_id = $1 AND slot = $2 AND id <> $3
               AND (state = 'confirmed' OR state = 'requested' AND user_id = $4)) AS "taken!""#,
        row.property_id,
        slot.begins(),
        id.uuid(),
        user.uuid()
    );
    if bounded(is_taken.fetch_one(&mut *transaction)).await? {
        return Err(taken(slot, "the unit is seen at this hour already")?);
    }
    not_too_often(&mut transaction, user, now).await?;
    let is_confirmed = state == State::Confirmed;
    let moved = sqlx::query!(
        "UPDATE viewings SET slot = CASE WHEN $3 THEN slot ELSE $2 END, reason = NULL, queued_at = NULL,
             wished_slot = CASE WHEN $3 AND slot <> $2 THEN $2 END WHERE id = $1",
        id.uuid(),
        slot.begins(),
        is_confirmed
    );
    bounded(moved.execute(&mut *transaction)).await?;
    let viewing = one(&mut transaction, user, id, now).await?;
    bounded(transaction.commit()).await?;
    Ok(viewing)
}

/// Who calls a viewing off.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// Whoever asked for it.
    Them(UserId),
    /// We ourselves: this administrator.
    Us(&'a str),
}

/// Calls a viewing off; where we do it ourselves they are told, and the audit log says who did. Fails with `not_found` where
/// it is none of theirs, and with `conflict` where it is not to come any more.
pub async fn cancel(pool: &PgPool, by: By<'_>, id: ViewingId, now: OffsetDateTime) -> Result<(), Failure> {
    let user = match by {
        By::Them(user) => Some(user),
        By::Us(_) => None,
    };
    let mut transaction = bounded(pool.begin()).await?;
    let owner = sqlx::query_scalar!(
        "SELECT user_id FROM viewings WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2)",
        id.uuid(),
        user.map(UserId::uuid)
    );
    let owner = bounded(owner.fetch_optional(&mut *transaction)).await?;
    let owner = owner.ok_or_else(|| Failure::new(ErrorCode::NotFound))?;
    users::wait_turn(&mut transaction, UserId::new(owner)).await?;
    let reason = user.is_none().then_some(Reason::ByUs.as_str());
    let row = sqlx::query!(
        "UPDATE viewings SET state = 'cancelled', wished_slot = NULL, reason = $2
         WHERE id = $1 AND state IN ('requested', 'confirmed') AND slot > $3",
        id.uuid(),
        reason,
        now
    );
    if bounded(row.execute(&mut *transaction)).await?.rows_affected() == 0 {
        return Err(Failure::new(ErrorCode::Conflict).with("reason", "it is not to come any more"));
    }
    if let By::Us(administrator) = by {
        tell(&mut transaction, id, News::Cancelled, now).await?;
        audit::add(&mut transaction, Action::ViewingCalledOff, administrator, &id.to_string(), now).await?;
    }
    bounded(transaction.commit()).await
}

/// Has whoever asked for a viewing told of it, as it stands now.
async fn tell(transaction: &mut PgConnection, id: ViewingId, what: News, now: OffsetDateTime) -> Result<(), Failure> {
    let row = sqlx::query!(
        "INSERT INTO notices (id, user_id, viewing_id, slot, reason, what, created_at)
         SELECT gen_random_uuid(), user_id, id, slot, reason, $2, $3 FROM viewings v
         WHERE id = $1 AND (SELECT count(*) FROM notices n WHERE n.user_id = v.user_id AND n.viewing_id IS NOT NULL
                                AND n.created_at > $4) < $5",
        id.uuid(),
        what.as_str(),
        now,
        now - Duration::days(1),
        MOST_TOLD
    );
    bounded(row.execute(transaction)).await.map(drop)
}

/// What lies in the queue of viewings: that one waits to be decided.
#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    viewing_id: ViewingId,
}

/// The viewing that a message of the queue names.
pub fn waiting(message: &str) -> Result<ViewingId, Failure> {
    serde_json::from_str::<Waiting>(message).map(|waiting| waiting.viewing_id).map_err(Failure::internal)
}

/// Brings a viewing that waits to be decided into the queue. Should this fail, or be done twice, nothing is lost: the sweeper
/// brings what has not been marked, and the worker knows what it has decided.
pub async fn enqueue(pool: &PgPool, queue: &Queue, id: ViewingId, now: OffsetDateTime) -> Result<(), Failure> {
    let message = serde_json::to_string(&Waiting { viewing_id: id }).map_err(Failure::internal)?;
    queue.send(message).await?;
    let row = sqlx::query!("UPDATE viewings SET queued_at = $2 WHERE id = $1", id.uuid(), now);
    bounded(row.execute(pool)).await.map(drop)
}

/// Brings into the queue what waits to be decided and was not brought there, or long ago, the oldest first; gives how many.
pub async fn enqueue_waiting(pool: &PgPool, queue: &Queue, now: OffsetDateTime) -> Result<u32, Failure> {
    let clock = Clock::starting_at(now);
    let waiting = sqlx::query_scalar!(
        "SELECT id FROM viewings WHERE (state = 'requested' OR wished_slot IS NOT NULL)
             AND coalesce(queued_at, '-infinity') <= $1
         ORDER BY created_at LIMIT $2",
        now - BROUGHT_AGAIN,
        AT_ONCE
    );
    let mut brought = 0;
    for id in bounded(waiting.fetch_all(pool)).await? {
        enqueue(pool, queue, ViewingId::new(id), now).await?;
        brought += 1;
        if clock.now() - now >= BROUGHT_FOR {
            break;
        }
    }
    Ok(brought)
}

/// Confirms a viewing that waits, refuses it, or has it stay where it is, and has the person told, in one transaction.
/// `None` where nothing waits any more: it was decided before, called off, or its person has been erased.
pub async fn decide(pool: &PgPool, id: ViewingId, now: OffsetDateTime) -> Result<Option<Decision>, Failure> {
    untangled(|| decide_once(pool, id, now)).await
}

async fn decide_once(pool: &PgPool, id: ViewingId, now: OffsetDateTime) -> Result<Option<Decision>, Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let whose = sqlx::query!("SELECT user_id, property_id FROM viewings WHERE id = $1", id.uuid());
    let Some(whose) = bounded(whose.fetch_optional(&mut *transaction)).await? else { return Ok(None) };
    users::wait_turn(&mut transaction, UserId::new(whose.user_id)).await?;
    // Locked before it is read what became of it: who waits here must see it.
    let unit = sqlx::query!("SELECT id FROM properties WHERE id = $1 FOR UPDATE", whose.property_id);
    bounded(unit.fetch_one(&mut *transaction)).await?;
    let unit = sqlx::query_scalar!(r#"SELECT can_be_shown($1, $2) AS "shown!""#, whose.property_id, whose.user_id);
    let is_unit_free = bounded(unit.fetch_one(&mut *transaction)).await?;
    let row = sqlx::query!("SELECT state, slot, wished_slot FROM viewings WHERE id = $1 FOR UPDATE", id.uuid());
    let Some(row) = bounded(row.fetch_optional(&mut *transaction)).await? else { return Ok(None) };
    let (state, slot) = (State::of(&row.state)?, Slot::kept(row.slot));
    let wished = row.wished_slot.map(Slot::kept);
    let Some(asked) = Found::asked(state, slot, wished) else { return Ok(None) };
    // One's own other viewing of the unit at this hour stands against it as well.
    let taken = sqlx::query!(
        r#"SELECT EXISTS (SELECT FROM viewings WHERE property_id = $1 AND slot = $2 AND id <> $3
               AND (state = 'confirmed' OR state = 'requested' AND user_id = $4 AND $5)) AS "taken!",
                  (SELECT count(*) FROM viewings WHERE user_id = $4 AND id <> $3 AND state = 'confirmed' AND slot > $6)
                      AS "others!""#,
        whose.property_id,
        asked.begins(),
        id.uuid(),
        whose.user_id,
        state == State::Confirmed,
        now
    );
    let known = bounded(taken.fetch_one(&mut *transaction)).await?;
    let (is_taken, has_enough) = (known.taken, known.others >= MOST_OPEN);
    let found = Found { state, slot, wished, is_unit_free, is_taken, has_enough };
    let Some(decision) = found.decide(now) else { return Ok(None) };
    let (state, slot, reason, news) = match decision {
        Decision::Confirm(slot) => (State::Confirmed, slot, None, News::Confirmed),
        Decision::Refuse(reason) => (State::Refused, slot, Some(reason), News::Refused),
        Decision::Stay(reason) => (State::Confirmed, slot, Some(reason), News::NotMoved),
    };
    // Who is told today of what is tomorrow needs no reminder.
    let is_near = slot.begins() <= now + REMINDED_BEFORE;
    let row = sqlx::query!(
        "UPDATE viewings SET state = $2, slot = $3, wished_slot = NULL, reason = $4, reminded = $5 WHERE id = $1",
        id.uuid(),
        state.as_str(),
        slot.begins(),
        reason.map(Reason::as_str),
        is_near
    );
    bounded(row.execute(&mut *transaction)).await?;
    tell(&mut transaction, id, news, now).await?;
    bounded(transaction.commit()).await?;
    Ok(Some(decision))
}

/// Has everybody reminded whose viewing is a day ahead, once; gives how many.
pub async fn remind(pool: &PgPool, now: OffsetDateTime) -> Result<u64, Failure> {
    let told = sqlx::query!(
        "WITH due AS (
             UPDATE viewings SET reminded = true WHERE id IN (
                 SELECT id FROM viewings
                 WHERE state = 'confirmed' AND NOT reminded AND slot > $1 AND slot <= $2
                 ORDER BY slot LIMIT $3 FOR UPDATE SKIP LOCKED
             ) RETURNING id, user_id, slot
         )
         INSERT INTO notices (id, user_id, viewing_id, slot, what, created_at)
         SELECT gen_random_uuid(), user_id, id, slot, $4, $1 FROM due",
        now,
        now + REMINDED_BEFORE,
        AT_ONCE,
        News::Reminder.as_str()
    );
    Ok(bounded(told.execute(pool)).await?.rows_affected())
}

/// Calls off viewings of units that somebody else has bought meanwhile, or that were withdrawn, and has people told; gives
/// how many. Those of a unit that is merely held stand: the hold may lapse.
pub async fn call_off_sold(pool: &PgPool, now: OffsetDateTime) -> Result<u64, Failure> {
    let told = sqlx::query!(
        "WITH sold AS (
             UPDATE viewings SET state = 'cancelled', wished_slot = NULL, reason = $3 WHERE id IN (
                 SELECT id FROM viewings
                 WHERE state = 'confirmed' AND slot > $1 AND NOT can_be_shown(property_id, user_id)
                 LIMIT $2 FOR UPDATE SKIP LOCKED
             ) RETURNING id, user_id, slot, reason
         )
         INSERT INTO notices (id, user_id, viewing_id, slot, reason, what, created_at)
         SELECT gen_random_uuid(), user_id, id, slot, reason, $4, $1 FROM sold",
        now,
        AT_ONCE,
        Reason::UnitUnavailable.as_str(),
        News::Cancelled.as_str()
    );
    Ok(bounded(told.execute(pool)).await?.rows_affected())
}

/// Those of these hours at which nobody sees a unit. Fails with `property_not_found`.
pub async fn free_slots(
    pool: &PgPool,
    property: &PropertyId,
    hours: impl Iterator<Item = Slot>,
    now: OffsetDateTime,
) -> Result<Vec<Slot>, Failure> {
    let taken = sqlx::query_scalar!(
        r#"SELECT coalesce((SELECT array_agg(v.slot) FROM viewings v
               WHERE v.property_id = p.id AND v.state = 'confirmed' AND v.slot > $2), '{}') AS "taken!"
           FROM properties p WHERE p.id = $1"#,
        property.as_str(),
        now
    );
    let taken = bounded(taken.fetch_optional(pool)).await?;
    let taken = taken.ok_or_else(|| property.not_found())?;
    Ok(hours.filter(|slot| !taken.contains(&slot.begins())).collect())
}

/// A viewing of a user's. Fails with `not_found` where it is none of theirs.
pub async fn get(pool: &PgPool, user: UserId, id: ViewingId, now: OffsetDateTime) -> Result<Viewing, Failure> {
    let mut connection = bounded(pool.acquire()).await?;
    one(&mut connection, user, id, now).await
}

/// A user's viewings: those to come, the soonest first, then the others, the latest first.
pub async fn of_user(pool: &PgPool, user: UserId, now: OffsetDateTime) -> Result<Vec<Viewing>, Failure> {
    let visits = visits_of(pool, user, now).await?;
    Ok(visits.into_iter().map(|visit| visit.viewing).collect())
}

/// The same, each with who comes.
pub async fn visits_of(pool: &PgPool, user: UserId, now: OffsetDateTime) -> Result<Vec<Visit>, Failure> {
    let mut connection = bounded(pool.acquire()).await?;
    read(&mut connection, Some(user.uuid()), None, now).await
}

/// A viewing, as whoever shows the unit needs it.
#[derive(Debug)]
pub struct Visit {
    /// It.
    pub viewing: Viewing,
    /// Whose it is.
    pub user: UserId,
    /// Who comes, where they said so, sealed under the viewing's id.
    pub contact: Option<Sealed>,
}

/// Who comes, as JSON, where they said so.
pub async fn opened(vault: &Vault, visit: &Visit) -> Result<Option<Value>, Failure> {
    let Some(sealed) = &visit.contact else { return Ok(None) };
    let text = vault.open(visit.viewing.viewing_id.uuid(), Contact::KIND, sealed).await?;
    serde_json::from_str(&text).map(Some).map_err(Failure::internal)
}

/// Everybody's viewings to come, the soonest first.
pub async fn to_come(pool: &PgPool, now: OffsetDateTime) -> Result<Vec<Visit>, Failure> {
    let mut connection = bounded(pool.acquire()).await?;
    read(&mut connection, None, None, now).await
}

async fn one(
    connection: &mut PgConnection,
    user: UserId,
    id: ViewingId,
    now: OffsetDateTime,
) -> Result<Viewing, Failure> {
    let mut visits = read(connection, Some(user.uuid()), Some(id.uuid()), now).await?;
    visits.pop().map(|visit| visit.viewing).ok_or_else(|| Failure::new(ErrorCode::NotFound))
}

/// A user's viewings, or this one of theirs; where no user is named, all that are to come.
async fn read(
    connection: &mut PgConnection,
    user: Option<Uuid>,
    id: Option<Uuid>,
    now: OffsetDateTime,
) -> Result<Vec<Visit>, Failure> {
    let rows = sqlx::query!(
        r#"SELECT v.id, v.user_id, v.property_id, p.title, p.title_ar, v.slot, v.state, v.reason, v.wished_slot,
                  v.contact_sealed, v.contact_wrapped_key, v.created_at
           FROM viewings v JOIN properties p ON p.id = v.property_id,
                LATERAL (SELECT v.state IN ('requested', 'confirmed') AND v.slot > $3 AS is_to_come) AS standing
           WHERE CASE WHEN $1::uuid IS NULL THEN is_to_come ELSE v.user_id = $1 END AND ($2::uuid IS NULL OR v.id = $2)
           ORDER BY is_to_come DESC, CASE WHEN is_to_come THEN v.slot END, v.slot DESC, v.id LIMIT $4"#,
        user,
        id,
        now,
        LISTED
    );
    let visits = bounded(rows.fetch_all(connection)).await?.into_iter().map(|row| {
        let contact = row.contact_sealed.zip(row.contact_wrapped_key);
        let viewing = Viewing {
            viewing_id: ViewingId::new(row.id),
            property_id: row.property_id.parse().map_err(Failure::internal)?,
            title: row.title,
            title_ar: row.title_ar,
            slot: Slot::kept(row.slot),
            status: State::of(&row.state)?,
            reason: row.reason.as_deref().and_then(Reason::of),
            wished_slot: row.wished_slot.map(Slot::kept),
            created_at: row.created_at,
        };
        let contact = contact.map(|(sealed, wrapped_key)| Sealed { sealed, wrapped_key });
        Ok(Visit { viewing, user: UserId::new(row.user_id), contact })
    });
    visits.collect()
}
