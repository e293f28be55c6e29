//! The names in the listings, kept for a while: they change when a file is ingested, and every question
//! needs them.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sqlx::PgPool;
use tokio::sync::Mutex;

use super::{repository, understanding::Gazetteer};
use crate::error::Failure;

/// How old the names may be.
const KEPT: Duration = Duration::from_mins(1);

/// The names in the listings, read from the database at most once a minute.
#[derive(Debug)]
pub struct Directory {
    pool: PgPool,
    kept: Mutex<Option<(Instant, Arc<Gazetteer>)>>,
}

impl Directory {
    /// A directory of this database, which is read when it is first needed.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self { pool, kept: Mutex::new(None) }
    }

    /// The names. Where they cannot be read anew, the ones that were read before stay in use.
    pub async fn gazetteer(&self) -> Result<Arc<Gazetteer>, Failure> {
        let mut kept = self.kept.lock().await;
        if let Some((read, gazetteer)) = kept.as_ref()
            && read.elapsed() < KEPT
        {
            return Ok(Arc::clone(gazetteer));
        }
        match repository::gazetteer(&self.pool).await {
            Ok(fresh) => {
                let fresh = Arc::new(fresh);
                *kept = Some((Instant::now(), Arc::clone(&fresh)));
                Ok(fresh)
            }
            // One request in a minute waits for a database that does not answer, not each.
            Err(failure) => match kept.as_mut() {
                Some((read, old)) => {
                    *read = Instant::now();
                    Ok(Arc::clone(old))
                }
                None => Err(failure),
            },
        }
    }
}
