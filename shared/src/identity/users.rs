//! Users in Postgres: who they are, what they may do, and what proves them. A phone, a mail and the like are found by their
//! blind index and kept sealed ([`super::sealed`]).

use sqlx::{PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    audit::{self, Action},
    proof::{self, Kind},
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

/// The user who has what this index finds, if there is one.
pub async fn by_proof(database: impl PgExecutor<'_>, kind: Kind, index: &[u8; 32]) -> Result<Option<User>, Failure> {
    let row = sqlx::query!(
        "SELECT id, role, language, created_at FROM users
         WHERE id = (SELECT user_id FROM identities WHERE kind = $1 AND blind_index = $2)",
        kind.as_str(),
        index.as_slice()
    );
    bounded(row.fetch_optional(database))
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

/// Something that proves a user, as it is kept.
#[derive(Debug)]
pub struct Kept {
    /// Of which kind it is.
    pub kind: Kind,
    /// What finds it.
    pub index: [u8; 32],
    /// It, sealed for its user.
    pub value: Sealed,
}

/// Writes a user who comes for the first time, within a transaction. Gives the user: where another request of the same
/// moment was faster, that one's.
pub async fn register(
    transaction: &mut PgConnection,
    id: UserId,
    language: Language,
    proof: Kept,
    now: OffsetDateTime,
) -> Result<User, Failure> {
    let row = sqlx::query!(
        "INSERT INTO users (id, language, created_at) VALUES ($1, $2, $3)",
        id.uuid(),
        language.code(),
        now
    );
    bounded(row.execute(&mut *transaction)).await?;
    let (kind, index) = (proof.kind, proof.index);
    if keep(transaction, id, proof, now).await? {
        audit::add(transaction, Action::Registered, &id.to_string(), &id.to_string(), now).await?;
        return Ok(User { id, role: Role::Investor, language, created_at: now });
    }
    bounded(sqlx::query!("DELETE FROM users WHERE id = $1", id.uuid()).execute(&mut *transaction)).await?;
    by_proof(transaction, kind, &index).await?.ok_or_else(|| Failure::new(ErrorCode::Conflict))
}

/// Keeps what proves a user, unless it is somebody's already; says which.
async fn keep(transaction: &mut PgConnection, user: UserId, proof: Kept, now: OffsetDateTime) -> Result<bool, Failure> {
    let identity = sqlx::query!(
        "INSERT INTO identities (kind, blind_index, user_id, sealed, wrapped_key, verified_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kind, blind_index) DO NOTHING",
        proof.kind.as_str(),
        proof.index.as_slice(),
        user.uuid(),
        proof.value.sealed,
        proof.value.wrapped_key,
        now
    );
    Ok(bounded(identity.execute(transaction)).await?.rows_affected() == 1)
}

/// Adds what proves a user who is known already. Fails with `conflict` where it is somebody else's, and with `not_found`
/// where there is no such user any more.
pub async fn link(pool: &PgPool, user: UserId, proof: Kept, now: OffsetDateTime) -> Result<(), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    lock(&mut transaction, user).await?;
    let (kind, index) = (proof.kind, proof.index);
    if keep(&mut transaction, user, proof, now).await? {
        let id = user.to_string();
        audit::add(&mut transaction, Action::Linked, &id, &id, now).await?;
        return bounded(transaction.commit()).await;
    }
    let owner = sqlx::query_scalar!(
        "SELECT user_id FROM identities WHERE kind = $1 AND blind_index = $2",
        kind.as_str(),
        index.as_slice()
    );
    let owner = bounded(owner.fetch_optional(&mut *transaction)).await?;
    if owner == Some(user.uuid()) { Ok(()) } else { Err(proof::taken(kind)) }
}

/// Takes away what proves a user; with the last mail goes the password. Fails with `not_found` where it is none of theirs,
/// and with `conflict` where nothing else would be left.
pub async fn unlink(pool: &PgPool, user: UserId, kind: Kind, index: &[u8], now: OffsetDateTime) -> Result<(), Failure> {
    let mut transaction = bounded(pool.begin()).await?;
    lock(&mut transaction, user).await?;
    let gone = sqlx::query!(
        "DELETE FROM identities WHERE user_id = $1 AND kind = $2 AND blind_index = $3",
        user.uuid(),
        kind.as_str(),
        index
    );
    if bounded(gone.execute(&mut *transaction)).await?.rows_affected() == 0 {
        return Err(Failure::new(ErrorCode::NotFound));
    }
    let left = sqlx::query!("SELECT kind FROM identities WHERE user_id = $1", user.uuid());
    let left = bounded(left.fetch_all(&mut *transaction)).await?;
    if left.is_empty() {
        return Err(Failure::new(ErrorCode::Conflict).with("reason", "nothing else would open the account"));
    }
    if left.iter().all(|identity| identity.kind != Kind::Email.as_str()) {
        let password = sqlx::query!("DELETE FROM passwords WHERE user_id = $1", user.uuid());
        bounded(password.execute(&mut *transaction)).await?;
    }
    let id = user.to_string();
    audit::add(&mut transaction, Action::Unlinked, &id, &id, now).await?;
    bounded(transaction.commit()).await
}

/// Has what changes a user's reservations and viewings follow one another; `None` where there is no such user. Whoever merely
/// writes something of theirs does not wait.
pub async fn wait_turn(transaction: &mut PgConnection, user: UserId) -> Result<Option<()>, Failure> {
    let row = sqlx::query!("SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE", user.uuid());
    Ok(bounded(row.fetch_optional(transaction)).await?.map(drop))
}

/// Has changes to a user wait for one another. Fails with `not_found` where there is no such user.
async fn lock(transaction: &mut PgConnection, user: UserId) -> Result<(), Failure> {
    let row = sqlx::query!("SELECT id FROM users WHERE id = $1 FOR UPDATE", user.uuid());
    let row = bounded(row.fetch_optional(transaction)).await?;
    row.map(drop).ok_or_else(|| Failure::new(ErrorCode::NotFound))
}

/// The hash of the password that goes with a mail, if there is one.
pub async fn password_by_mail(pool: &PgPool, index: &[u8; 32]) -> Result<Option<String>, Failure> {
    let hash = sqlx::query_scalar!(
        "SELECT hash FROM passwords
         WHERE user_id = (SELECT user_id FROM identities WHERE kind = 'email' AND blind_index = $1)",
        index.as_slice()
    );
    bounded(hash.fetch_optional(pool)).await
}

/// Gives a user a password, within a transaction, unless it was changed after this moment; says whether it did.
pub async fn set_password(
    transaction: &mut PgConnection,
    user: UserId,
    hash: &str,
    asked_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    let row = sqlx::query!(
        "INSERT INTO passwords (user_id, hash, changed_at) VALUES ($1, $2, $4)
         ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
         WHERE passwords.changed_at <= $3",
        user.uuid(),
        hash,
        asked_at,
        now
    );
    Ok(bounded(row.execute(transaction)).await?.rows_affected() == 1)
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

/// What proves a user, and since when.
#[derive(Debug)]
pub struct Identity {
    /// It, as it is kept.
    pub kept: Kept,
    /// When it was proven first.
    pub verified_at: OffsetDateTime,
}

/// All that proves a user.
pub async fn identities(pool: &PgPool, user: UserId) -> Result<Vec<Identity>, Failure> {
    let rows = sqlx::query!(
        "SELECT kind, blind_index, sealed, wrapped_key, verified_at FROM identities
         WHERE user_id = $1 ORDER BY verified_at, kind",
        user.uuid()
    );
    let rows = bounded(rows.fetch_all(pool)).await?;
    let identities = rows.into_iter().map(|row| {
        let unknown = || Failure::internal("the database holds an identity of a kind that is none");
        Ok(Identity {
            kept: Kept {
                kind: Kind::of(&row.kind).ok_or_else(unknown)?,
                index: row.blind_index.try_into().map_err(|_| unknown())?,
                value: Sealed { sealed: row.sealed, wrapped_key: row.wrapped_key },
            },
            verified_at: row.verified_at,
        })
    });
    identities.collect()
}

/// Deletes a user with everything that is theirs, within a transaction; only the audit log remembers that there was somebody.
pub async fn erase(transaction: &mut PgConnection, user: UserId, now: OffsetDateTime) -> Result<(), Failure> {
    let id = user.to_string();
    let erased =
        bounded(sqlx::query!("DELETE FROM users WHERE id = $1", user.uuid()).execute(&mut *transaction)).await?;
    if erased.rows_affected() == 1 {
        audit::add(transaction, Action::Erased, &id, &id, now).await?;
    }
    Ok(())
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
