//! Postgres: one small pool for each environment of a function, a bound on every call, and the database's
//! refusals as failures.

use std::{future::Future, str::FromStr as _, time::Duration};

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::{
    ConnectOptions as _, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{
    error::Failure,
    fault::{self, Dependency, Fault},
};

/// How long one call may take before it counts as failed.
const CALL_LIMIT: Duration = Duration::from_secs(5);

/// A pool for this database, which connects when it is first needed: a function starts, and answers what
/// needs no listings, while the database is away.
///
/// One Lambda environment serves one request at a time, so two connections are enough (a turn of
/// conversation reads two things at once); the proxy before the database holds the rest.
pub fn pool(url: &SecretString) -> Result<PgPool, Failure> {
    // The parser's own error can quote the address, password and all: it is not passed on.
    let options = PgConnectOptions::from_str(url.expose_secret())
        .map_err(|_| Failure::internal("DATABASE_URL is not an address of a Postgres database"))?;
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .acquire_timeout(Duration::from_secs(3))
        // Less than the proxy's own five minutes: a connection is let go before it is cut.
        .idle_timeout(Duration::from_mins(4));
    // Slow statements would be logged with their text, and that of migrations holds a password.
    Ok(pool.connect_lazy_with(options.application_name("osool").disable_statement_logging()))
}

/// Awaits a call to the database, for at most five seconds, and turns its error into a failure.
pub async fn bounded<T>(call: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, Failure> {
    match tokio::time::timeout(CALL_LIMIT, call).await {
        Ok(result) => result.map_err(failure),
        Err(elapsed) => Err(Failure::of(Dependency::Database, Fault::Timeout, elapsed)),
    }
}

/// How often what two transactions hold against one another is tried again.
const TRIES: u32 = 3;

/// Does a transaction, and again where the database has ended it because another one waited for it, and it for the other.
pub async fn untangled<R, Done>(transaction: impl Fn() -> Done) -> Result<R, Failure>
where
    Done: Future<Output = Result<R, Failure>>,
{
    let mut tries = 1;
    loop {
        let done = transaction().await;
        let is_tangled = done.as_ref().is_err_and(|failure| failure.fault() == Some(Fault::Deadlock));
        if !is_tangled || tries == TRIES {
            return done;
        }
        tries += 1;
    }
}

/// What the database's error means: its absence, a refusal of a constraint, or a fault of ours.
#[must_use]
pub fn failure(error: sqlx::Error) -> Failure {
    Failure::of(Dependency::Database, fault::of_database(&error), error)
}

/// Whether the database answers.
pub async fn ping(pool: &PgPool) -> Result<(), Failure> {
    bounded(sqlx::query("SELECT 1").execute(pool)).await.map(drop)
}
