//! What is to be told of deals and viewings (P6). It was written with what it tells of, so nothing is forgotten; here it is
//! brought into the queue, as often as it takes. Whoever sends what is in the queue knows what comes twice.

use sqlx::PgPool;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{amount, reservation, viewing};
use crate::{
    clock::Clock,
    error::Failure,
    identity::{proof::Kind, sealed::Sealed, user::UserId, users},
    language::Language,
    notify::{
        deal_news::{self, Deal},
        notice::{Address, News, NewsNotice, send_news},
        viewing_news::{self, Appointment, Reason},
    },
    store::{postgres::bounded, queue::Queue},
    telemetry,
};

/// How many notices are read at once, and how long one run brings notices into the queue.
const AT_ONCE: i64 = 100;
const BROUGHT_FOR: Duration = Duration::seconds(10);

/// Brings into the queue what waits, the oldest first; gives how many notices. What fails keeps no other from going; the first
/// failure is then reported.
pub async fn send(pool: &PgPool, queue: &Queue, now: OffsetDateTime) -> Result<u32, Failure> {
    let clock = Clock::starting_at(now);
    let (mut sent, mut failed, mut last) = (0, None, None);
    loop {
        let waiting = waiting(pool, last).await?;
        for notice in &waiting {
            last = Some((notice.created_at, notice.id));
            match send_one(pool, queue, notice, now).await {
                Ok(()) => sent += 1,
                Err(failure) => {
                    let (notice, cause) = (notice.id, failure.cause_chain());
                    tracing::error!(target: telemetry::ERROR, %notice, cause, "a notice waits for the next run");
                    failed.get_or_insert(failure);
                }
            }
        }
        if waiting.is_empty() || clock.now() - now >= BROUGHT_FOR {
            return failed.map_or(Ok(sent), Err);
        }
    }
}

/// A notice that waits, with what it tells of as that stands now.
struct Waiting {
    id: Uuid,
    user_id: Uuid,
    created_at: OffsetDateTime,
    what: String,
    slot: Option<OffsetDateTime>,
    reason: Option<String>,
    language: String,
    property: String,
    title: String,
    title_ar: String,
    state: Option<String>,
    deposit: Option<i64>,
    held_until: Option<OffsetDateTime>,
    viewing_state: Option<String>,
    viewing_slot: Option<OffsetDateTime>,
}

/// The next that wait, after this one.
async fn waiting(pool: &PgPool, last: Option<(OffsetDateTime, Uuid)>) -> Result<Vec<Waiting>, Failure> {
    let (moment, id) = last.unzip();
    let rows = sqlx::query_as!(
        Waiting,
        r#"SELECT n.id, n.user_id, n.created_at, n.what, n.slot, n.reason, u.language, p.id AS property, p.title, p.title_ar,
                  r.state AS "state?", r.deposit_piastres AS "deposit?", r.held_until AS "held_until?",
                  v.state AS "viewing_state?", v.slot AS "viewing_slot?"
           FROM notices n JOIN users u ON u.id = n.user_id LEFT JOIN reservations r ON r.id = n.reservation_id
                LEFT JOIN viewings v ON v.id = n.viewing_id
                JOIN properties p ON p.id = coalesce(r.property_id, v.property_id)
           WHERE n.queued_at IS NULL AND ($1::timestamptz IS NULL OR (n.created_at, n.id) > ($1, $2::uuid))
           ORDER BY n.created_at, n.id LIMIT $3"#,
        moment,
        id,
        AT_ONCE
    );
    bounded(rows.fetch_all(pool)).await
}

async fn send_one(pool: &PgPool, queue: &Queue, notice: &Waiting, now: OffsetDateTime) -> Result<(), Failure> {
    let language = Language::from_code(&notice.language).ok_or_else(|| Failure::internal("an unknown language"))?;
    if let Some((news, by_sms)) = still_true(notice, language)? {
        let user = UserId::new(notice.user_id);
        for (kind, address) in addresses(pool, user, by_sms).await? {
            send_news(queue, NewsNotice { id: notice.id, user, kind, address, language, news: news.clone() }).await?;
        }
    }
    bounded(sqlx::query!("UPDATE notices SET queued_at = $2 WHERE id = $1", notice.id, now).execute(pool))
        .await
        .map(drop)
}

/// Whether a phone is told something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BySms {
    Always,
    WithoutMail,
    Never,
}

/// What a notice tells, and whether a phone is told it; `None` where it is not so any more: whoever has paid
/// meanwhile, or let it go, need not be told that a unit is held, and nobody is to go to an hour that has been changed since.
fn still_true(notice: &Waiting, language: Language) -> Result<Option<(News, BySms)>, Failure> {
    let unknown = || Failure::internal("the database holds news that are none");
    let unit = format!("{} ({})", language.pick(&notice.title, &notice.title_ar), notice.property);
    let Some(slot) = notice.slot else {
        let news = deal_news::News::of(&notice.what).ok_or_else(unknown)?;
        let (Some(deposit), Some(held_until), Some(state)) = (notice.deposit, notice.held_until, &notice.state) else {
            return Err(unknown());
        };
        let is_over = news == deal_news::News::Reserved && state != reservation::State::Held.as_str();
        let deal = Deal { news, unit, deposit: amount(deposit)?, held_until };
        let by_sms = if news.goes_by_sms() { BySms::Always } else { BySms::Never };
        return Ok((!is_over).then_some((News::Deal(deal), by_sms)));
    };
    let news = viewing_news::News::of(&notice.what).ok_or_else(unknown)?;
    let expected = match news {
        viewing_news::News::Confirmed | viewing_news::News::NotMoved | viewing_news::News::Reminder => {
            viewing::State::Confirmed
        }
        viewing_news::News::Refused => viewing::State::Refused,
        viewing_news::News::Cancelled => viewing::State::Cancelled,
    };
    let is_so = notice.viewing_state.as_deref() == Some(expected.as_str()) && notice.viewing_slot == Some(slot);
    let reason = notice.reason.as_deref().and_then(Reason::of);
    let appointment = Appointment { news, unit, slot, reason };
    let by_sms = if news.goes_by_sms() { BySms::Always } else { BySms::WithoutMail };
    Ok(is_so.then_some((News::Viewing(appointment), by_sms)))
}

/// Where a user is told something.
async fn addresses(pool: &PgPool, user: UserId, by_sms: BySms) -> Result<Vec<(Address, Sealed)>, Failure> {
    let identities = users::identities(pool, user).await?;
    let has_mail = identities.iter().any(|identity| identity.kept.kind == Kind::Email);
    let to_phones = by_sms == BySms::Always || by_sms == BySms::WithoutMail && !has_mail;
    let addresses = identities.into_iter().filter_map(|identity| match identity.kept.kind {
        Kind::Email => Some((Address::Email, identity.kept.value)),
        Kind::Phone if to_phones => Some((Address::Phone, identity.kept.value)),
        Kind::Phone | Kind::Google | Kind::Wallet => None,
    });
    Ok(addresses.collect())
}
