//! Breakers, shared by the fleet (invariant 6). After a few failures in a row nobody calls a dependency any more;
//! after a while exactly one environment tries, and what becomes of that call decides for all.
//!
//! **The fleet's breaker** is one item of the table of counters per dependency ([`fleet`]). An environment reads it
//! before a call, at most once a second, so all know within a second that it has opened. Failures are counted when
//! they happen, by conditional writes. What counts depends on what a fault says
//! ([`Fault::evidence`](crate::fault::Fault::evidence)): where the dependency itself failed, each failure; where it
//! may be the way to it, one per environment and minute, so that a single environment without a network cannot stop
//! the fleet. Only failures in a row count: a success takes them back.
//!
//! **An environment's own breaker** ([`own`]) has the same figures and lives in memory. It protects an environment
//! whose own way to a dependency is broken, and is all there is while the table is away. Then what was last read of
//! an open breaker still holds until it may be tried, and as long again, in which the table may come back and say
//! who tries; after that each environment tries for itself.
//!
//! **One probe.** Who may try is decided by a conditional write that claims the probe for as long as the longest call
//! takes, and a margin. A probe is ended with that time, so a second one, after the first one's environment has
//! died, never meets it. Clocks may differ by two seconds either way: the breaker then opens for that much shorter
//! or longer in the eyes of others, and the margin covers the difference for the probe.
//!
//! **Bookkeeping never harms the call.** An error of the table is logged and the call's result returned; the table is
//! then left alone for a second. All times in here are milliseconds since 1970.

mod fleet;
mod own;
#[cfg(test)]
mod tests;

use std::{
    future::Future,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use time::OffsetDateTime;
use tokio::time::{Instant, timeout_at};

use self::{
    fleet::Fleet,
    own::{Change, Own, Trial},
};
use crate::{
    error::{ErrorCode, Failure},
    fault::{Dependency, Evidence, Fault},
    store::table::{Table, TableError, Write, Written, milliseconds},
    telemetry,
};

/// How long what was read of the fleet's breaker is good for, and how long a table that is away is left alone.
const SECOND: i64 = 1_000;

/// What a claim of the probe lasts longer than the probe: the difference of two clocks, and a little.
const LEASE_MARGIN: i64 = 5_000;

/// How often a failure is offered to an item that others are changing.
const COUNTING_TRIES: usize = 4;

/// How a breaker is set.
#[derive(Debug, Clone, Copy)]
struct Figures {
    /// So many failures in a row open it.
    threshold: i64,
    /// How long it is open, in milliseconds.
    open_for: i64,
    /// The longest that a call may take, in milliseconds: a probe is ended then.
    longest_call: i64,
}

/// The figures of row L6, and for how long the clients call.
fn figures(dependency: Dependency) -> Figures {
    let (threshold, open_seconds, call_seconds) = match dependency {
        // Shorter than the functions' own time limit, so that a probe that hangs is seen to have failed.
        Dependency::Claude | Dependency::OpenAi => (3, 30, 25),
        Dependency::Database => (5, 10, 8),
        Dependency::Blockchain => (5, 120, 10),
        Dependency::Paymob | Dependency::Twilio | Dependency::SendGrid | Dependency::Google => (5, 60, 10),
    };
    Figures { threshold, open_for: open_seconds * SECOND, longest_call: call_seconds * SECOND }
}

/// Whether calls pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// All do.
    Closed,
    /// None does.
    Open,
    /// One does, as a probe.
    HalfOpen,
}

impl State {
    /// The name for clients.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

/// A breaker of the fleet, for operators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circuit {
    /// Whom it stands before.
    pub dependency: Dependency,
    /// Whether calls pass.
    pub state: State,
    /// The failures in a row that count now.
    pub failures: i64,
    /// As many open it.
    pub threshold: i64,
    /// For how long, in seconds.
    pub open_seconds: i64,
    /// When it may be tried again; none while closed.
    pub open_until: Option<OffsetDateTime>,
    /// When a failure was counted last.
    pub last_failure: Option<OffsetDateTime>,
    /// Whether a probe is under way.
    pub probing: bool,
    /// How many environments keep their own breaker open while the fleet's is closed: their way is broken.
    pub environments_open: usize,
}

/// The breakers of one environment of a function.
#[derive(Debug)]
pub struct Guard<T> {
    table: T,
    environment: String,
    breakers: [Breaker; Dependency::ALL.len()],
    /// Since when the table has been away.
    away_since: Mutex<Option<i64>>,
    /// Makes each claim of a probe another one.
    claims: AtomicU64,
}

/// What an environment remembers of one dependency.
#[derive(Debug, Default)]
struct Breaker {
    own: Mutex<Own>,
    /// What was last seen of the fleet's breaker.
    seen: Mutex<Option<Seen>>,
    /// Held while reading, so that calls at once share one read.
    reading: tokio::sync::Mutex<()>,
}

/// The fleet's breaker, and when the table was asked for it.
#[derive(Debug, Clone)]
struct Seen {
    asked: i64,
    fleet: Fleet,
}

/// The time of a call, which goes on while it runs.
#[derive(Debug, Clone, Copy)]
struct Clock {
    at_start: i64,
    started: Instant,
}

impl Clock {
    fn starting_at(now: OffsetDateTime) -> Self {
        Self { at_start: milliseconds(now), started: Instant::now() }
    }

    fn now(self) -> i64 {
        let elapsed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.at_start.saturating_add(elapsed)
    }
}

/// The leave to make a call.
#[derive(Debug)]
struct Admission<'a> {
    dependency: Dependency,
    trial: Option<Trial<'a>>,
    probe: Option<Probe>,
}

/// A claimed probe.
#[derive(Debug)]
struct Probe {
    token: String,
    ends: Instant,
}

/// What a call's result says about the dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It did its work, be it by refusing.
    Answered,
    /// It failed.
    Failed(Evidence),
    /// Nothing: the failure was elsewhere.
    Nothing,
}

impl Outcome {
    fn of<R>(result: &Result<R, Failure>) -> Self {
        match result {
            Ok(_) => Self::Answered,
            Err(failure) => match failure.fault() {
                Some(fault) => fault.evidence().map_or(Self::Answered, Self::Failed),
                None => match failure.code() {
                    // What the database was asked for is not there: it has answered.
                    ErrorCode::PropertyNotFound | ErrorCode::PropertyUnavailable | ErrorCode::SessionNotFound => {
                        Self::Answered
                    }
                    _ => Self::Nothing,
                },
            },
        }
    }
}

impl<T: Table> Guard<T> {
    /// The breakers of the environment with this name, which must be its own: a random id.
    #[must_use]
    pub fn new(table: T, environment: String) -> Self {
        Self {
            table,
            environment,
            breakers: Default::default(),
            away_since: Mutex::default(),
            claims: AtomicU64::new(0),
        }
    }

    /// Makes a call if the dependency's breaker lets it, and counts what became of it.
    ///
    /// `now` is the time at which the future is first polled, not that of the request that the call is made for: the
    /// claim of a probe counts from it. Where the breaker refuses, the failure is that of a dependency that is away,
    /// with the detail `circuit` and the time until it may be tried, and the call has not begun. A call that is the
    /// probe is ended after the longest time that its dependency is given (thirty seconds for models, ten for
    /// others). A future that is dropped counts as nothing.
    pub async fn call<R>(
        &self,
        dependency: Dependency,
        now: OffsetDateTime,
        call: impl Future<Output = Result<R, Failure>>,
    ) -> Result<R, Failure> {
        let clock = Clock::starting_at(now);
        let admission = self.admit(dependency, clock).await?;
        let result = admission.run(call).await;
        self.settle(admission, Outcome::of(&result), clock).await;
        result
    }

    /// All breakers of the fleet as they are now.
    pub async fn circuits(&self, now: OffsetDateTime) -> Result<Vec<Circuit>, Failure> {
        let now = milliseconds(now);
        let mut circuits = Vec::with_capacity(Dependency::ALL.len());
        for dependency in Dependency::ALL {
            let fleet = Fleet::read(&self.table.read(&fleet::key(dependency)).await?);
            circuits.push(fleet.circuit(dependency, now));
        }
        Ok(circuits)
    }

    /// Closes a breaker of the fleet by hand, and with it every environment's own that has opened until now. Gives it
    /// back as it is then.
    pub async fn reset(&self, dependency: Dependency, now: OffsetDateTime) -> Result<Circuit, Failure> {
        let now = milliseconds(now);
        // Nothing can refuse a write without conditions.
        let (Written::Done(item) | Written::Refused(item)) = self.table.write(fleet::reset(dependency, now)).await?;
        let fleet = Fleet::read(&item);
        let circuit = fleet.circuit(dependency, now);
        self.remember(dependency, now, fleet);
        tracing::info!(target: telemetry::SYSTEM, %dependency, "breaker reset by hand");
        Ok(circuit)
    }

    /// Leave to make a call, or the refusal.
    async fn admit(&self, dependency: Dependency, clock: Clock) -> Result<Admission<'_>, Failure> {
        let figures = figures(dependency);
        // Before the environment's own breaker, which an administrator may have closed.
        let fleet = self.fleet(dependency, clock).await;
        let now = clock.now();
        let trial =
            own::admit(&self.breaker(dependency).own, figures, now).map_err(|until| refusal(dependency, until, now))?;
        let free = |trial| Admission { dependency, trial, probe: None };
        let Some(fleet) = fleet else {
            // The table is away, and what was last seen holds until somebody would have tried.
            return match self.last_seen(dependency) {
                Some(fleet) if fleet.is_unsettled(figures, now) => Err(refusal(dependency, fleet.open_until, now)),
                _ => Ok(free(trial)),
            };
        };
        match fleet.state(figures, now) {
            State::Closed => Ok(free(trial)),
            State::Open => Err(refusal(dependency, fleet.open_until, now)),
            State::HalfOpen if now < fleet.probe_until => Err(refusal(dependency, fleet.probe_until, now)),
            State::HalfOpen => {
                let token = format!("{}/{}", self.environment, self.claims.fetch_add(1, Ordering::Relaxed));
                // The probe's end is reckoned from before the claim is sent, as is the claim's.
                let ends = Instant::now() + duration(figures.longest_call);
                let Some(fleet) = self.write(dependency, fleet::claim(dependency, &token, now), clock).await else {
                    return Err(refusal(dependency, now, now));
                };
                // Also where the claim was refused: its first try may have succeeded and lost its answer. Not where
                // that took so long that another may be trying by now.
                if fleet.probe_by.as_deref() == Some(&token) && Instant::now() < ends {
                    return Ok(Admission { dependency, trial, probe: Some(Probe { token, ends }) });
                }
                match fleet.state(figures, clock.now()) {
                    State::Closed => Ok(free(trial)),
                    _ => Err(refusal(dependency, fleet.open_until.max(fleet.probe_until), clock.now())),
                }
            }
        }
    }

    /// Counts what became of a call.
    async fn settle(&self, admission: Admission<'_>, outcome: Outcome, clock: Clock) {
        let Admission { dependency, trial, probe } = admission;
        let figures = figures(dependency);
        let change = own::settle(&self.breaker(dependency).own, trial, outcome, figures, clock.now());
        match (probe, outcome) {
            (Some(probe), _) => self.conclude(dependency, &probe.token, outcome, clock).await,
            (None, Outcome::Answered) => self.forgive(dependency, clock).await,
            (None, Outcome::Failed(evidence)) => self.count(dependency, evidence, clock).await,
            (None, Outcome::Nothing) => {}
        }
        self.note(dependency, change, clock).await;
    }

    /// Counts a failure for the fleet.
    async fn count(&self, dependency: Dependency, evidence: Evidence, clock: Clock) {
        for _ in 0..COUNTING_TRIES {
            let now = clock.now();
            let seen = self.last_seen(dependency).unwrap_or_default();
            let Some(write) = seen.count(dependency, &self.environment, evidence, now) else { return };
            if self.is_away(now) {
                return;
            }
            match self.table.write(write).await {
                Ok(Written::Done(item)) => {
                    let fleet = self.remember(dependency, now, Fleet::read(&item));
                    if fleet.state(figures(dependency), now) != State::Closed {
                        let (failures, environments) = (fleet.failures, fleet.voters());
                        tracing::warn!(
                            target: telemetry::SYSTEM, %dependency, ?evidence, failures, environments,
                            "breaker opened"
                        );
                    }
                    return;
                }
                // Others were faster: see what is left to say.
                Ok(Written::Refused(item)) => {
                    self.remember(dependency, now, Fleet::read(&item));
                }
                Err(error) => return self.note_away(clock.now(), error),
            }
        }
    }

    /// Takes back the failures that were counted, as they were not in a row.
    async fn forgive(&self, dependency: Dependency, clock: Clock) {
        let now = clock.now();
        let write = self.last_seen(dependency).and_then(|seen| seen.forgive(dependency, now));
        if let Some(write) = write
            && !self.is_away(now)
        {
            self.write(dependency, write, clock).await;
        }
    }

    /// Says what became of the probe. That is tried even where the table was just away: much waits for it.
    async fn conclude(&self, dependency: Dependency, token: &str, outcome: Outcome, clock: Clock) {
        let now = clock.now();
        let write = match outcome {
            Outcome::Answered => self.last_seen(dependency).unwrap_or_default().close(dependency, token, now),
            Outcome::Failed(_) => fleet::reopen(dependency, token, now),
            Outcome::Nothing => fleet::release(dependency, token),
        };
        let Some(fleet) = self.write(dependency, write, clock).await else { return };
        match (outcome, fleet.state(figures(dependency), clock.now())) {
            (Outcome::Answered, State::Closed) => {
                tracing::info!(target: telemetry::SYSTEM, %dependency, "breaker closed");
            }
            (Outcome::Failed(evidence), State::Open) => {
                tracing::warn!(target: telemetry::SYSTEM, %dependency, ?evidence, "breaker stays open");
            }
            _ => {}
        }
    }

    /// Tells operators that this environment's own breaker has opened or closed, unless the fleet's says it already.
    async fn note(&self, dependency: Dependency, change: Change, clock: Clock) {
        let now = clock.now();
        let seen = self.last_seen(dependency).unwrap_or_default();
        let write = match change {
            Change::None => return,
            Change::Opened => {
                if seen.state(figures(dependency), now) != State::Closed {
                    return;
                }
                tracing::warn!(target: telemetry::SYSTEM, %dependency, "own breaker opened");
                seen.note_open(dependency, &self.environment, now)
            }
            Change::Closed => {
                tracing::info!(target: telemetry::SYSTEM, %dependency, "own breaker closed");
                seen.note_closed(dependency, &self.environment, now)
            }
        };
        if let Some(write) = write
            && !self.is_away(now)
        {
            self.write(dependency, write, clock).await;
        }
    }

    /// The fleet's breaker as it was at most a second ago; none while the table is away.
    async fn fleet(&self, dependency: Dependency, clock: Clock) -> Option<Fleet> {
        if let Some(fleet) = self.fresh(dependency, clock.now()) {
            return Some(fleet);
        }
        let _reading = self.breaker(dependency).reading.lock().await;
        // Somebody may have read while this waited.
        let now = clock.now();
        if let Some(fleet) = self.fresh(dependency, now) {
            return Some(fleet);
        }
        if self.is_away(now) {
            return None;
        }
        match self.table.read(&fleet::key(dependency)).await {
            Ok(item) => Some(self.remember(dependency, now, Fleet::read(&item))),
            Err(error) => {
                self.note_away(clock.now(), error);
                None
            }
        }
    }

    /// Writes, and gives the fleet's breaker as it is now, whether the write was done or refused.
    async fn write(&self, dependency: Dependency, write: Write, clock: Clock) -> Option<Fleet> {
        let asked = clock.now();
        match self.table.write(write).await {
            Ok(Written::Done(item) | Written::Refused(item)) => {
                Some(self.remember(dependency, asked, Fleet::read(&item)))
            }
            Err(error) => {
                self.note_away(clock.now(), error);
                None
            }
        }
    }

    fn breaker(&self, dependency: Dependency) -> &Breaker {
        &self.breakers[dependency as usize]
    }

    /// Keeps what was seen of the fleet's breaker. An older answer that arrives late may replace a newer one; it is
    /// then asked for again the sooner, since its age counts from when it was asked for.
    fn remember(&self, dependency: Dependency, asked: i64, fleet: Fleet) -> Fleet {
        let breaker = self.breaker(dependency);
        lock(&breaker.own).reset_by_hand(fleet.reset_at);
        *lock(&breaker.seen) = Some(Seen { asked, fleet: fleet.clone() });
        fleet
    }

    fn last_seen(&self, dependency: Dependency) -> Option<Fleet> {
        lock(&self.breaker(dependency).seen).as_ref().map(|seen| seen.fleet.clone())
    }

    fn fresh(&self, dependency: Dependency, now: i64) -> Option<Fleet> {
        let seen = lock(&self.breaker(dependency).seen);
        seen.as_ref().filter(|seen| is_within_a_second(seen.asked, now)).map(|seen| seen.fleet.clone())
    }

    fn is_away(&self, now: i64) -> bool {
        lock(&self.away_since).is_some_and(|since| is_within_a_second(since, now))
    }

    fn note_away(&self, now: i64, error: TableError) {
        if !self.is_away(now) {
            let cause = Failure::from(error).to_string();
            tracing::warn!(target: telemetry::SYSTEM, cause, "breakers without their table");
            *lock(&self.away_since) = Some(now);
        }
    }
}

impl Admission<'_> {
    /// Makes the call; the probe no longer than it may take.
    async fn run<R>(&self, call: impl Future<Output = Result<R, Failure>>) -> Result<R, Failure> {
        match &self.probe {
            None => call.await,
            Some(probe) => timeout_at(probe.ends, call)
                .await
                .unwrap_or_else(|elapsed| Err(Failure::of(self.dependency, Fault::Timeout, elapsed))),
        }
    }
}

/// The refusal of a breaker: whom it stands before, and in how long it may be tried, a second at least.
fn refusal(dependency: Dependency, until: i64, now: i64) -> Failure {
    let wait = duration(until.saturating_sub(now).max(SECOND));
    Failure::unavailable(dependency).with("circuit", "open").retry_in(wait)
}

/// Whether `since` is now or less than a second ago. A clock that was put back makes it neither.
fn is_within_a_second(since: i64, now: i64) -> bool {
    (since..since.saturating_add(SECOND)).contains(&now)
}

fn duration(milliseconds: i64) -> Duration {
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
}

fn lock<V>(mutex: &Mutex<V>) -> MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
