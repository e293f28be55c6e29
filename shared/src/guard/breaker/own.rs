//! The breaker that an environment keeps in memory. Closed until as many calls in a row have failed as the figures
//! say, whatever the evidence; open for as long as they say; then one call at a time is a trial, which closes it or
//! opens it again.

use std::sync::Mutex;

use super::{Figures, Outcome, SECOND, lock};

/// The breaker.
#[derive(Debug, Default)]
pub(super) struct Own {
    failures: i64,
    opened: Option<i64>,
    trying: bool,
}

impl Own {
    /// Closes it where it had opened by the time an administrator closed the fleet's.
    pub(super) fn reset_by_hand(&mut self, reset_at: i64) {
        if self.opened.is_some_and(|opened| opened <= reset_at) {
            (self.failures, self.opened) = (0, None);
        }
    }
}

/// The one call that a breaker lets through to see. Dropped, it makes room for the next.
#[derive(Debug)]
pub(super) struct Trial<'a>(&'a Mutex<Own>);

impl Drop for Trial<'_> {
    fn drop(&mut self) {
        lock(self.0).trying = false;
    }
}

/// What a call's result did to the breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// It has opened, or opened again.
    Opened,
    /// It has closed.
    Closed,
}

/// Lets a call through, as a trial where the breaker was open; or says until when not.
pub(super) fn admit(own: &Mutex<Own>, figures: Figures, now: i64) -> Result<Option<Trial<'_>>, i64> {
    let mut state = lock(own);
    let Some(opened) = state.opened else { return Ok(None) };
    // A clock that was put back must not keep it open for longer than meant.
    if (opened..opened + figures.open_for).contains(&now) {
        return Err(opened + figures.open_for);
    }
    if state.trying {
        return Err(now + SECOND);
    }
    state.trying = true;
    Ok(Some(Trial(own)))
}

/// Counts what became of a call.
pub(super) fn settle(
    own: &Mutex<Own>,
    trial: Option<Trial<'_>>,
    outcome: Outcome,
    figures: Figures,
    now: i64,
) -> Change {
    let mut state = lock(own);
    let change = match outcome {
        // A call that began before the breaker opened says nothing about now.
        _ if trial.is_none() && state.opened.is_some() => Change::None,
        Outcome::Nothing => Change::None,
        Outcome::Answered => {
            let closed = state.opened.take().is_some();
            state.failures = 0;
            if closed { Change::Closed } else { Change::None }
        }
        Outcome::Failed(_) => {
            state.failures += 1;
            if trial.is_some() || state.failures >= figures.threshold {
                state.opened = Some(now);
                Change::Opened
            } else {
                Change::None
            }
        }
    };
    // Dropping the trial takes the lock.
    drop(state);
    drop(trial);
    change
}
