//! Users in Postgres: who they are, what they may do, and what proves them. A phone is found by its blind index and kept
//! sealed ([`super::sealed`]).

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    audit::{self, Action},
    sealed::Sealed,
    user::{Role, UserId},
};
use crate::{
    error::{ErrorCode, Failure},
    language::Language,
    store::postgres::bounded,
};

/// A user as the database knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// What they may do.
    pub role: Role,
    /// The language that they used when they came.
    pub language: Language,
    /// Since when.
    pub created_at: OffsetDateTime,
}

/// The user whose phone has this index, if there is one.
pub async fn by_phone(pool: &PgPool, index: &[u8; 32]) -> Result<Option<User>, Failure> {
    let row = sqlx::query!(
        "SELECT id, role, language, created_at FROM users
         WHERE id = (SELECT user_id FROM identities WHERE kind = 'phone' AND blind_index = $1)",
        index.as_slice()
    );
    bounded(row.fetch_optional(pool))
        .await?
        .map(|row| user(row.id, &row.role, &row.language, row.created_at))
        .transpose()
}

/// The user with this id.
pub async fn by_id(pool: &PgPool, id: UserId) -> Result<Option<User>, Failure> {
    let row = sqlx::query!("SELECT id, role, language, created_at FROM users WHERE id = $1", id.uuid());
    bounded(row.fetch_optional(pool))
        .await?
        .map(|row| user(row.id, &row.role, &row.language, row.created_at))
        .transpose()
}

fn user(id: Uuid, role: &str, language: &str, created_at: OffsetDateTime) -> Result<User, Failure> {
    let language = Language::from_code(language).ok_or_else(|| Failure::internal("an unknown language"))?;
    Ok(User { id: UserId::new(id), role: Role::of(role)?, language, created_at })
}

/// A user who comes for the first time, with the phone that proves them.
#[derive(Debug)]
pub struct Newcomer {
    /// Who they will be.
    pub id: UserId,
    /// The language that they use.
    pub language: Language,
    /// What finds the phone.
    pub phone_index: [u8; 32],
    /// The phone, sealed for this id.
    pub phone: Sealed,
}

/// Writes a newcomer, within a transaction. Gives the user: where another request of the same moment was faster, that one's.
pub async fn register(
    transaction: &mut PgConnection,
    newcomer: Newcomer,
    now: OffsetDateTime,
) -> Result<User, Failure> {
    let Newcomer { id, language, phone_index, phone } = newcomer;
    let row = sqlx::query!(
        "INSERT INTO users (id, language, created_at) VALUES ($1, $2, $3)",
        id.uuid(),
        language.code(),
        now
    );
    bounded(row.execute(&mut *transaction)).await?;
    let identity = sqlx::query!(
        "INSERT INTO identities (kind, blind_index, user_id, sealed, wrapped_key, verified_at)
         VALUES ('phone', $1, $2, $3, $4, $5) ON CONFLICT (kind, blind_index) DO NOTHING",
        phone_index.as_slice(),
        id.uuid(),
        phone.sealed,
        phone.wrapped_key,
        now
    );
    if bounded(identity.execute(&mut *transaction)).await?.rows_affected() == 1 {
        audit::add(transaction, Action::Registered, &id.to_string(), &id.to_string(), now).await?;
        return Ok(User { id, role: Role::Investor, language, created_at: now });
    }
    bounded(sqlx::query!("DELETE FROM users WHERE id = $1", id.uuid()).execute(&mut *transaction)).await?;
    let faster = sqlx::query!(
        "SELECT id, role, language, created_at FROM users
         WHERE id = (SELECT user_id FROM identities WHERE kind = 'phone' AND blind_index = $1)",
        phone_index.as_slice()
    );
    let faster = bounded(faster.fetch_optional(&mut *transaction)).await?;
    let faster = faster.ok_or_else(|| Failure::new(ErrorCode::Conflict))?;
    user(faster.id, &faster.role, &faster.language, faster.created_at)
}

/// Writes into the audit log what is no change in this database.
pub async fn note(
    pool: &PgPool,
    action: Action,
    actor: &str,
    subject: &str,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    audit::add(&mut transaction, action, actor, subject, now).await?;
    bounded(transaction.commit()).await
}

/// What proves a user, as it is kept.
#[derive(Debug)]
pub struct Identity {
    /// Which kind: `phone`.
    pub kind: String,
    /// It, sealed.
    pub value: Sealed,
    /// When it was proven first.
    pub verified_at: OffsetDateTime,
}

/// All that proves a user.
pub async fn identities(pool: &PgPool, user: UserId) -> Result<Vec<Identity>, Failure> {
    let rows = sqlx::query!(
        "SELECT kind, sealed, wrapped_key, verified_at FROM identities WHERE user_id = $1 ORDER BY verified_at, kind",
        user.uuid()
    );
    let rows = bounded(rows.fetch_all(pool)).await?;
    let identities = rows.into_iter().map(|row| Identity {
        kind: row.kind,
        value: Sealed { sealed: row.sealed, wrapped_key: row.wrapped_key },
        verified_at: row.verified_at,
    });
    Ok(identities.collect())
}

/// Deletes a user with everything that is theirs; only the audit log remembers that there was somebody.
pub async fn erase(pool: &PgPool, user: UserId, now: OffsetDateTime) -> Result<(), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let id = user.to_string();
    let erased =
        bounded(sqlx::query!("DELETE FROM users WHERE id = $1", user.uuid()).execute(&mut *transaction)).await?;
    if erased.rows_affected() == 1 {
        audit::add(&mut transaction, Action::Erased, &id, &id, now).await?;
    }
    bounded(transaction.commit()).await
}

/// Gives a user another role. Fails with `not_found` where there is no such user.
pub async fn set_role(
    pool: &PgPool,
    user: UserId,
    role: Role,
    actor: &str,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    let changed = sqlx::query!("UPDATE users SET role = $2 WHERE id = $1", user.uuid(), role.as_str());
    if bounded(changed.execute(&mut *transaction)).await?.rows_affected() == 0 {
        return Err(Failure::new(ErrorCode::NotFound));
    }
    audit::add(&mut transaction, Action::RoleChanged, actor, &user.to_string(), now).await?;
    bounded(transaction.commit()).await
}
