//! Retries: another try where it may help, after a wait that spreads callers out, and never so many that they keep
//! somebody down who is down.
//!
//! Waits grow exponentially with full jitter (Marc Brooker, “Exponential Backoff and Jitter”, AWS Architecture Blog).
//! How many retries an environment makes in all is bounded by a budget (“Handling Overload” in Google's “Site
//! Reliability Engineering”).

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use crate::{error::Failure, fault::Fault};

/// The longest wait before the second try; twice as long before the third, and so on.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// No wait is longer, unless the one who was called asks for it.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How often a call is made at most.
const TRIES: u32 = 3;

/// What a retry costs, in what a first try earns. A dependency that is down therefore gets at most a tenth more
/// calls than without retries.
const COST: u32 = 10;

/// What the budget holds at most, and at the start: ten retries.
const BUDGET: u32 = 10 * COST;

/// The retries of one environment of a function: all calls share one budget.
#[derive(Debug)]
pub struct Retries {
    budget: Mutex<u32>,
}

impl Default for Retries {
    fn default() -> Self {
        Self { budget: Mutex::new(BUDGET) }
    }
}

impl Retries {
    /// Makes a call, up to three times as long as its fault is one that another try may mend
    /// ([`Fault::is_retryable`]). Only for calls that may be made twice.
    ///
    /// Waits up to 100, then up to 200 milliseconds, or as long as the failure asks for. No wait begins that would
    /// end at or after the deadline, and none where the budget is used up: the failure is returned instead.
    // Not `AsyncFnMut`: of a future with one that borrows, the compiler (1.95) does not see that it is `Send`.
    pub async fn retry<R, F: Future<Output = Result<R, Failure>>>(
        &self,
        deadline: Instant,
        mut attempt: impl FnMut() -> F,
    ) -> Result<R, Failure> {
        self.earn();
        let mut tried = 1;
        loop {
            let failure = match attempt().await {
                Ok(result) => return Ok(result),
                Err(failure) => failure,
            };
            if !self.again(tried, &failure, deadline).await {
                return Err(failure);
            }
            tried += 1;
        }
    }

    /// Whether a call that failed after so many tries is to be made again; returns after the wait. For calls whose
    /// tries share what no closure can lend, where [`retry`](Self::retry) would not do.
    pub async fn again(&self, tried: u32, failure: &Failure, deadline: Instant) -> bool {
        if tried >= TRIES || !failure.fault().is_some_and(Fault::is_retryable) {
            return false;
        }
        let wait = by_chance(longest_wait(tried)).max(failure.retry_after().unwrap_or_default());
        if deadline.saturating_duration_since(Instant::now()) <= wait || !self.spend() {
            return false;
        }
        sleep(wait).await;
        true
    }

    /// Counts a call that is made for the first time.
    pub fn earn(&self) {
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        *budget = (*budget + 1).min(BUDGET);
    }

    fn spend(&self) -> bool {
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        match budget.checked_sub(COST) {
            Some(left) => {
                *budget = left;
                true
            }
            None => false,
        }
    }
}

/// The longest wait after so many tries.
fn longest_wait(tried: u32) -> Duration {
    FIRST_WAIT.saturating_mul(2_u32.saturating_pow(tried.saturating_sub(1))).min(LONGEST_WAIT)
}

/// A wait up to this long, all lengths being equally likely.
fn by_chance(longest: Duration) -> Duration {
    let micros = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
    Duration::from_micros(fastrand::u64(..=micros))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use super::*;
    use crate::fault::Dependency;

    const FAR: Duration = Duration::from_mins(1);

    fn failure(fault: Fault) -> Failure {
        Failure::of(Dependency::Claude, fault, "simulated")
    }

    /// Calls somebody who fails so; gives how often, and how long it took.
    async fn calls(retries: &Retries, within: Duration, fail: impl Fn() -> Failure) -> (u32, Duration) {
        let started = Instant::now();
        let mut made = 0;
        let result: Result<(), Failure> = retries
            .retry(started + within, || {
                made += 1;
                std::future::ready(Err(fail()))
            })
            .await;
        assert!(result.is_err());
        (made, started.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn l7_only_faults_that_another_try_may_mend_are_tried_again() {
        for fault in Fault::ALL {
            let expected = if fault.is_retryable() { TRIES } else { 1 };
            assert_eq!(calls(&Retries::default(), FAR, || failure(fault)).await.0, expected, "{fault:?}");
        }
        let refused = || Failure::unavailable(Dependency::Claude).with("circuit", "open").retry_in(FIRST_WAIT);
        assert_eq!(calls(&Retries::default(), FAR, refused).await.0, 1, "a breaker's refusal is final");
    }

    #[tokio::test(start_paused = true)]
    async fn l7_a_retry_that_succeeds_is_the_result() {
        let mut made = 0;
        let result = Retries::default()
            .retry(Instant::now() + FAR, || {
                made += 1;
                std::future::ready(if made == 2 { Ok("answer") } else { Err(failure(Fault::Overloaded)) })
            })
            .await;
        assert_eq!((result.unwrap(), made), ("answer", 2));
    }

    #[tokio::test(start_paused = true)]
    async fn l7_waits_are_spread_over_the_whole_of_an_exponentially_growing_span() {
        let mut waits = Vec::new();
        for _ in 0..300 {
            waits.push(calls(&Retries::default(), FAR, || failure(Fault::Timeout)).await.1);
        }
        // Timers are rounded up to a millisecond.
        assert!(waits.iter().all(|wait| *wait <= Duration::from_millis(302)));
        assert!(waits.iter().any(|wait| *wait < Duration::from_millis(75)), "no jitter down to nothing");
        assert!(waits.iter().any(|wait| *wait > Duration::from_millis(225)), "no growth");
        let spans = [1, 2, 3, 6, 7, 40, u32::MAX].map(|tried| longest_wait(tried).as_millis());
        assert_eq!(spans, [100, 200, 400, 3_200, 5_000, 5_000, 5_000]);
    }

    #[tokio::test(start_paused = true)]
    async fn l7_a_wait_that_was_asked_for_is_kept() {
        let asking = || failure(Fault::Overloaded).retry_in(Duration::from_secs(7));
        let (made, took) = calls(&Retries::default(), FAR, asking).await;
        assert_eq!(made, 3);
        assert!((14_000..14_010).contains(&took.as_millis()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn l7_no_wait_begins_that_would_end_past_the_deadline() {
        let asking = || failure(Fault::Overloaded).retry_in(Duration::from_secs(7));
        for (within, expected) in [(6_999, 1), (7_000, 1), (7_002, 2), (14_010, 3)] {
            let (made, took) = calls(&Retries::default(), Duration::from_millis(within), asking).await;
            assert_eq!(made, expected, "within {within} ms");
            assert!(took < Duration::from_millis(within));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn l7_a_dependency_that_is_down_gets_a_tenth_more_calls_at_most() {
        let retries = Retries::default();
        let mut made = 0;
        for _ in 0..1_000 {
            made += calls(&retries, FAR, || failure(Fault::ServerError)).await.0;
        }
        // A thousand, ten retries at the start, and a hundred that were earned.
        assert!((1_100..=1_110).contains(&made), "{made}");
    }

    #[tokio::test(start_paused = true)]
    async fn l7_calls_that_succeed_earn_retries_but_no_more_than_ten() {
        let retries = Retries::default();
        for _ in 0..1_000 {
            retries.retry(Instant::now() + FAR, || std::future::ready(Ok(()))).await.unwrap();
        }
        let mut made = 0;
        for _ in 0..8 {
            made += calls(&retries, FAR, || failure(Fault::ServerError)).await.0;
        }
        assert_eq!(made, 8 + 10);
    }

    #[test]
    fn l7_a_retry_can_run_inside_a_handler() {
        fn is_send(_: &impl Send) {}
        let (retries, prompt) = (Retries::default(), String::new());
        let handler = async {
            let attempt = async || {
                tokio::task::yield_now().await;
                if prompt.is_empty() { Ok(&prompt) } else { Err(failure(Fault::Timeout)) }
            };
            retries.retry(Instant::now(), attempt).await.map(String::len)
        };
        is_send(&handler);
    }
}
