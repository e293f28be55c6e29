//! What is to be told of deals (P6). It was written with the deal, so nothing is forgotten; here it is brought into the queue,
//! as often as it takes. Whoever sends what is in the queue knows what comes twice.

use sqlx::PgPool;
use time::OffsetDateTime;

use super::{amount, reservation::State};
use crate::{
    error::Failure,
    identity::{proof::Kind, sealed::Sealed, user::UserId, users},
    language::Language,
    notify::{
        deal_news::{Deal, News},
        notice::{Address, DealNotice, send_news},
    },
    store::{postgres::bounded, queue::Queue},
};

/// How many notices one run brings into the queue.
const AT_ONCE: i64 = 100;

/// Brings into the queue what waits, the oldest first; gives how many notices.
pub async fn send(pool: &PgPool, queue: &Queue, now: OffsetDateTime) -> Result<u32, Failure> {
    let rows = sqlx::query!(
        "SELECT n.id, n.user_id, n.what, u.language, p.id AS property, p.title, p.title_ar, r.state, r.deposit_piastres,
                r.held_until
         FROM notices n JOIN users u ON u.id = n.user_id JOIN reservations r ON r.id = n.reservation_id
              JOIN properties p ON p.id = r.property_id
         WHERE n.queued_at IS NULL ORDER BY n.created_at, n.id LIMIT $1",
        AT_ONCE
    );
    let mut sent = 0;
    for row in bounded(rows.fetch_all(pool)).await? {
        let language = Language::from_code(&row.language).ok_or_else(|| Failure::internal("an unknown language"))?;
        let news = News::of(&row.what).ok_or_else(|| Failure::internal("the database holds news that are none"))?;
        let deal = Deal {
            news,
            unit: format!("{} ({})", language.pick(row.title, row.title_ar), row.property),
            deposit: amount(row.deposit_piastres)?,
            held_until: row.held_until,
        };
        let user = UserId::new(row.user_id);
        // Whoever has paid meanwhile, or let it go, need not be told that it is held.
        let is_over = news == News::Reserved && row.state != State::Held.as_str();
        let addresses = if is_over { Vec::new() } else { addresses(pool, user, news).await? };
        for (kind, address) in addresses {
            let notice = DealNotice { id: row.id, user, kind, address, language, deal: deal.clone() };
            send_news(queue, notice).await?;
        }
        bounded(sqlx::query!("UPDATE notices SET queued_at = $2 WHERE id = $1", row.id, now).execute(pool)).await?;
        sent += 1;
    }
    Ok(sent)
}

/// Where a user is told something.
async fn addresses(pool: &PgPool, user: UserId, news: News) -> Result<Vec<(Address, Sealed)>, Failure> {
    let identities = users::identities(pool, user).await?.into_iter();
    let addresses = identities.filter_map(|identity| match identity.kept.kind {
        Kind::Email => Some((Address::Email, identity.kept.value)),
        Kind::Phone if news.goes_by_sms() => Some((Address::Phone, identity.kept.value)),
        Kind::Phone | Kind::Google | Kind::Wallet => None,
    });
    Ok(addresses.collect())
}
