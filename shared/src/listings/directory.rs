//! What every question needs of the listings, kept for a while: the names in them, which change when a file is
//! ingested, and the model of the vectors that searches use.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sqlx::PgPool;
use tokio::sync::Mutex;

use super::{reembedding, repository, understanding::Gazetteer};
use crate::error::Failure;

/// How old the names may be.
const KEPT: Duration = Duration::from_mins(1);

/// What is kept.
#[derive(Debug)]
pub struct Names {
    /// The names in the listings.
    pub gazetteer: Gazetteer,
    /// The model whose vectors searches use; `None` where there is none.
    pub model: Option<String>,
}

/// The names in the listings and the model of their vectors, read from the database at most once a minute.
#[derive(Debug)]
pub struct Directory {
    pool: PgPool,
    kept: Mutex<Option<(Instant, Arc<Names>)>>,
}

impl Directory {
    /// A directory of this database, which is read when it is first needed.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self { pool, kept: Mutex::new(None) }
    }

    /// The names. Where they cannot be read anew, the ones that were read before stay in use.
    pub async fn names(&self) -> Result<Arc<Names>, Failure> {
        let mut kept = self.kept.lock().await;
        if let Some((read, names)) = kept.as_ref()
            && read.elapsed() < KEPT
        {
            return Ok(Arc::clone(names));
        }
        match self.read().await {
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

    async fn read(&self) -> Result<Names, Failure> {
        let (gazetteer, model) = tokio::try_join!(repository::gazetteer(&self.pool), reembedding::serving(&self.pool))?;
        Ok(Names { gazetteer, model })
    }
}
