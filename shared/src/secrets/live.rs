//! A key that is rotated while functions run. Its current version is fetched at start; both are once a minute, so that one
//! whose time is over is forgotten; and at once where somebody shows a version that is not known: the one before, or one that
//! another environment has learnt of first. So no rotation refuses a good token, and none needs a deployment.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::Mutex,
    time::{Instant, sleep},
};

use super::{Keys, SecretError, Secrets};
use crate::{error::chain, telemetry};

/// How long a key is believed to be what it was.
const BELIEVED: Duration = Duration::from_mins(1);

/// How long after one fetch the next may be for a version that is not known: whoever makes up tokens has the key fetched
/// once a second at most, and waits for it.
const PAUSE: Duration = Duration::from_secs(1);

/// A key as it is now.
#[derive(Debug)]
pub struct LiveKeys {
    /// Where it comes from; `None` where it never changes.
    source: Option<Source>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct Source {
    secrets: Secrets,
    name: &'static str,
    arn: String,
}

#[derive(Debug)]
struct State {
    keys: Arc<Keys>,
    fetched: Instant,
    /// Whether it is known which version is before the current one.
    is_whole: bool,
    /// Whether the last fetch failed.
    has_failed: bool,
}

impl LiveKeys {
    /// Fetches a key that may be rotated. Fails where it is missing or weak.
    pub async fn start(secrets: Secrets, name: &'static str, arn: String) -> Result<Self, SecretError> {
        let keys = Keys { current: secrets.key(name, &arn).await?, previous: None };
        let state = State { keys: Arc::new(keys), fetched: Instant::now(), is_whole: false, has_failed: false };
        Ok(Self { source: Some(Source { secrets, name, arn }), state: Mutex::new(state) })
    }

    /// A key that does not change.
    #[must_use]
    pub fn fixed(keys: Keys) -> Self {
        let state = State { keys: Arc::new(keys), fetched: Instant::now(), is_whole: true, has_failed: false };
        Self { source: None, state: Mutex::new(state) }
    }

    /// The key, at most a minute old; older where Secrets Manager does not answer.
    pub async fn current(&self) -> Arc<Keys> {
        let mut state = self.state.lock().await;
        if state.fetched.elapsed() >= BELIEVED {
            self.fetch(&mut state).await;
        }
        Arc::clone(&state.keys)
    }

    /// The key in all versions that are in use.
    pub async fn whole(&self) -> Arc<Keys> {
        let mut state = self.state.lock().await;
        let wait = match (state.is_whole, state.has_failed) {
            (true, _) => BELIEVED,
            (false, true) => PAUSE,
            (false, false) => Duration::ZERO,
        };
        if state.fetched.elapsed() >= wait {
            self.fetch(&mut state).await;
        }
        Arc::clone(&state.keys)
    }

    /// The key for a token that names this version of it.
    pub async fn knowing(&self, version: &str) -> Arc<Keys> {
        let keys = self.current().await;
        if keys.find(version).is_some() || self.source.is_none() {
            return keys;
        }
        let mut state = self.state.lock().await;
        // Somebody else may have fetched it meanwhile.
        if state.keys.find(version).is_none() {
            if state.is_whole || state.has_failed {
                sleep(PAUSE.saturating_sub(state.fetched.elapsed())).await;
            }
            self.fetch(&mut state).await;
            // Who shows the version before the current one must not be refused for one failure of somebody else's.
            if state.has_failed {
                sleep(PAUSE).await;
                self.fetch(&mut state).await;
            }
        }
        Arc::clone(&state.keys)
    }

    async fn fetch(&self, state: &mut State) {
        let Some(Source { secrets, name, arn }) = &self.source else { return };
        match secrets.keys(name, arn).await {
            Ok(keys) => (state.keys, state.is_whole, state.has_failed) = (Arc::new(keys), true, false),
            Err(error) => {
                state.has_failed = true;
                tracing::warn!(target: telemetry::ERROR, key = name, cause = chain(&error), "a key could not be fetched again");
            }
        }
        // Also after a failure: the next request must not wait for the same.
        state.fetched = Instant::now();
    }
}
