//! People who want to be called by a person: Amr asks for it in their conversation, and an operator calls and says so. Phone and
//! reason are kept sealed under the conversation's id.

use std::fmt;

use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    error::{ErrorCode, Failure},
    identity::{
        sealed::{Sealed, Vault},
        user::UserId,
    },
    language::Language,
    store::postgres::bounded,
};

/// How many a list holds.
const LISTED: i64 = 100;

/// What is sealed of a wish to be called. It does not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The number, in E.164.
    pub phone: String,
    /// What it is about.
    pub reason: String,
}

impl Wanted {
    /// What it is sealed as.
    pub const KIND: &str = "callback";
}

impl fmt::Debug for Wanted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Wanted(…)")
    }
}

/// Notes, within a transaction, that somebody wants to be called. Asked for again in a conversation, the last word counts.
pub async fn ask(
    transaction: &mut PgConnection,
    id: Uuid,
    session: Uuid,
    wanted: &Sealed,
    language: Language,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let row = sqlx::query!(
        "INSERT INTO callbacks (id, session_id, sealed, wrapped_key, language, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (session_id) WHERE done_at IS NULL
         DO UPDATE SET sealed = excluded.sealed, wrapped_key = excluded.wrapped_key, language = excluded.language",
        id,
        session,
        wanted.sealed,
        wanted.wrapped_key,
        language.code(),
        now
    );
    bounded(row.execute(transaction)).await.map(drop)
}

/// Somebody who wants to be called.
#[derive(Debug)]
pub struct Callback {
    /// The id of the wish.
    pub id: Uuid,
    /// The conversation in which it came up.
    pub session: Uuid,
    /// Phone and reason, sealed under the conversation's id.
    pub wanted: Sealed,
    /// The language in which they spoke.
    pub language: Language,
    /// When they asked first.
    pub created_at: OffsetDateTime,
}

/// Everybody who has not been called yet, whoever waits longest first.
pub async fn open(pool: &PgPool) -> Result<Vec<Callback>, Failure> {
    read(pool, None).await
}

/// What a user has wanted to be called for, in any conversation of theirs.
pub async fn of_user(pool: &PgPool, user: UserId) -> Result<Vec<Callback>, Failure> {
    read(pool, Some(user)).await
}

async fn read(pool: &PgPool, user: Option<UserId>) -> Result<Vec<Callback>, Failure> {
    let rows = sqlx::query!(
        "SELECT c.id, c.session_id, c.sealed, c.wrapped_key, c.language, c.created_at
         FROM callbacks c JOIN chat_sessions s ON s.id = c.session_id
         WHERE CASE WHEN $1::uuid IS NULL THEN c.done_at IS NULL ELSE s.user_id = $1 END
         ORDER BY c.created_at, c.id LIMIT $2",
        user.map(UserId::uuid),
        LISTED
    );
    let callbacks = bounded(rows.fetch_all(pool)).await?.into_iter().map(|row| {
        let language = Language::from_code(&row.language).ok_or_else(|| Failure::internal("an unknown language"))?;
        let wanted = Sealed { sealed: row.sealed, wrapped_key: row.wrapped_key };
        Ok(Callback { id: row.id, session: row.session_id, wanted, language, created_at: row.created_at })
    });
    callbacks.collect()
}

/// What somebody wants to be called for, and where.
pub async fn opened(vault: &Vault, callback: &Callback) -> Result<Wanted, Failure> {
    let text = vault.open(callback.session, Wanted::KIND, &callback.wanted).await?;
    serde_json::from_str(&text).map_err(Failure::internal)
}

/// Notes that somebody was called. Fails with `not_found` where nobody with this id waits.
pub async fn done(pool: &PgPool, id: Uuid, now: OffsetDateTime) -> Result<(), Failure> {
    let row = sqlx::query!("UPDATE callbacks SET done_at = $2 WHERE id = $1 AND done_at IS NULL", id, now);
    if bounded(row.execute(pool)).await?.rows_affected() == 0 {
        return Err(Failure::new(ErrorCode::NotFound));
    }
    Ok(())
}
