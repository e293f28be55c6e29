//! The audit log (O7): what matters, who did it, to whom, when. It is append-only (a trigger refuses anything else) and a
//! chain: each row's hash is SHA-256 over its own values and the hash before, so that a row which is changed or taken out
//! breaks it ([`verify`]). Rows are written in the transaction of what they tell of. They name nobody: users are random ids.

use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::key::hex;
use crate::{error::Failure, store::postgres::bounded};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Somebody signed in for the first time.
    Registered,
    /// Somebody signed in.
    SignedIn,
    /// Somebody signed out, in one place or everywhere.
    SignedOut,
    /// A refresh token was used twice, and its session ended.
    TokenReused,
    /// Somebody added what proves who they are.
    Linked,
    /// Somebody took away what proved who they were.
    Unlinked,
    /// Somebody gave themselves another password by a link that came to their mail.
    PasswordReset,
    /// A user was shut out.
    Blocked,
    /// A user was let in again.
    Unblocked,
    /// A user's role was changed.
    RoleChanged,
    /// Somebody read all that is kept of them.
    Exported,
    /// Somebody's account was deleted.
    Erased,
    /// An administrator was shown how to reach people.
    ContactsRead,
    /// An administrator called a viewing off.
    ViewingCalledOff,
    /// An administrator has a payment given back.
    RefundRequested,
    /// An administrator has dead letters tried again.
    DeadLettersTried,
    /// An administrator has seen to a callback that was kept aside.
    CallbackSeen,
    /// An administrator has changed how a unit is sold.
    PropertyChanged,
    /// A deposit was paid, and has bought its unit.
    Paid,
    /// A payment has gone back.
    GivenBack,
}

impl Action {
    fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::TokenReused => "token_reused",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::PasswordReset => "password_reset",
            Self::Blocked => "blocked",
            Self::Unblocked => "unblocked",
            Self::RoleChanged => "role_changed",
            Self::Exported => "exported",
            Self::Erased => "erased",
            Self::ContactsRead => "contacts_read",
            Self::ViewingCalledOff => "viewing_called_off",
            Self::RefundRequested => "refund_requested",
            Self::DeadLettersTried => "dead_letters_tried",
            Self::CallbackSeen => "callback_seen",
            Self::PropertyChanged => "property_changed",
            Self::Paid => "paid",
            Self::GivenBack => "given_back",
        }
    }
}

/// The hash before the first row.
const BEGINNING: [u8; 32] = [0; 32];

/// Adds a row within a transaction. `actor` and `subject` are ids, or `machine`.
pub async fn add(
    transaction: &mut PgConnection,
    action: Action,
    actor: &str,
    subject: &str,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    // Rows are added one after the other: each waits for the transaction of the one before. An advisory lock would do the
    // same, and pin the proxy's connection.
    let lock = sqlx::query("LOCK TABLE audit_log IN SHARE ROW EXCLUSIVE MODE");
    bounded(lock.execute(&mut *transaction)).await?;
    let last = sqlx::query!("SELECT position, hash FROM audit_log ORDER BY position DESC LIMIT 1");
    let last = bounded(last.fetch_optional(&mut *transaction)).await?;
    let (position, previous) = last.map_or((0, BEGINNING.to_vec()), |last| (last.position, last.hash));
    // Postgres keeps microseconds.
    let now = now.replace_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now);
    let hash = hash(&previous, position + 1, now, action.as_str(), actor, subject);
    let row = sqlx::query!(
        "INSERT INTO audit_log (position, at, action, actor, subject, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        position + 1,
        now,
        action.as_str(),
        actor,
        subject,
        previous,
        hash.as_slice()
    );
    bounded(row.execute(transaction)).await.map(drop)
}

fn hash(previous: &[u8], position: i64, at: OffsetDateTime, action: &str, actor: &str, subject: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(position.to_be_bytes());
    hasher.update(at.unix_timestamp_nanos().to_be_bytes());
    for part in [action, actor, subject] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// A chain in which each row follows from the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// How many rows it has.
    pub rows: i64,
    /// The hash of the last one, in hexadecimal digits. Kept elsewhere, it tells whether the end was cut off.
    pub last_hash: String,
}

/// Looks through the whole chain. Gives what it is, or the position of the first row that does not follow.
pub async fn verify(pool: &PgPool) -> Result<Result<Whole, i64>, Failure> {
    const PAGE: i64 = 1_000;
    let (mut position, mut previous) = (0, BEGINNING.to_vec());
    loop {
        let rows = sqlx::query!(
            "SELECT position, at, action, actor, subject, previous_hash, hash FROM audit_log
             WHERE position > $1 ORDER BY position LIMIT $2",
            position,
            PAGE
        );
        let rows = bounded(rows.fetch_all(pool)).await?;
        if rows.is_empty() {
            return Ok(Ok(Whole { rows: position, last_hash: hex(&previous) }));
        }
        for row in rows {
            let expected = hash(&previous, position + 1, row.at, &row.action, &row.actor, &row.subject);
            if row.position != position + 1 || row.previous_hash != previous || row.hash != expected {
                return Ok(Err(position + 1));
            }
            (position, previous) = (row.position, row.hash);
        }
    }
}
