//! The fleet's breaker: one item per dependency, what it says, and the writes that change it.
//!
//! | attribute of `BREAKER#<dependency>` | |
//! |---|---|
//! | `window` | when counting began; tells one count from the next |
//! | `failures` | how many were counted, up to the threshold and not beyond |
//! | `open_until` | when it may be tried, if `failures` has reached the threshold |
//! | `last_failure` | when a failure was counted last |
//! | `probe_by`, `probe_until` | the claim of the one probe |
//! | `reset_at` | when an administrator closed it last |
//! | `e_<environment>` | the `window` in which an environment gave its one vote |
//! | `l_<environment>` | until when an environment keeps its own breaker open, for operators |
//!
//! The state is not stored but follows: closed below the threshold, else open until `open_until`, then half-open.
//!
//! Every write names what it has seen in its conditions, so one that arrives late, after its sender has given up,
//! changes nothing: a count belongs to its window, the end of a probe to its claim, a claim to an item that could be
//! claimed at the claim's own time. A write never names an attribute twice, which DynamoDB refuses.

use super::{Circuit, LEASE_MARGIN, State, figures};
use crate::{
    fault::{Dependency, Evidence},
    store::table::{Condition, Item, Value, Write, moment, number, text},
};

const WINDOW: &str = "window";
const FAILURES: &str = "failures";
const OPEN_UNTIL: &str = "open_until";
const LAST_FAILURE: &str = "last_failure";
const PROBE_BY: &str = "probe_by";
const PROBE_UNTIL: &str = "probe_until";
const RESET_AT: &str = "reset_at";
const VOTE: &str = "e_";
const NOTE: &str = "l_";

/// How long failures are counted together, in milliseconds.
const WINDOW_LENGTH: i64 = 60_000;

/// As many notes of environments an item takes about: more tell an operator nothing, and the item must stay small.
const NOTES: usize = 50;

/// As many attributes one write tidies away: an expression of DynamoDB has a limit of 4 KB.
const TIDIED: usize = 100;

/// What the item says.
#[derive(Debug, Clone, Default)]
pub(super) struct Fleet {
    pub(super) failures: i64,
    pub(super) open_until: i64,
    pub(super) probe_by: Option<String>,
    pub(super) probe_until: i64,
    pub(super) reset_at: i64,
    window: Option<i64>,
    last_failure: Option<i64>,
    /// Names of attributes, with the window of the vote.
    votes: Vec<(String, i64)>,
    /// Names of attributes, with the end of the note.
    notes: Vec<(String, i64)>,
}

/// The key of a dependency's item.
pub(super) fn key(dependency: Dependency) -> String {
    format!("BREAKER#{dependency}")
}

/// Claims the probe, if there is something to probe and nobody else does.
pub(super) fn claim(dependency: Dependency, token: &str, now: i64) -> Write {
    let figures = figures(dependency);
    Write::to(key(dependency))
        .only_if(Condition::Above(FAILURES.to_owned(), figures.threshold - 1))
        .only_if(Condition::AtMost(OPEN_UNTIL.to_owned(), now))
        .only_if(Condition::AtMost(PROBE_UNTIL.to_owned(), now))
        .set(PROBE_BY, token)
        .set(PROBE_UNTIL, now + figures.longest_call + LEASE_MARGIN)
        .repeatable()
}

/// The probe has failed: open again.
pub(super) fn reopen(dependency: Dependency, token: &str, now: i64) -> Write {
    release(dependency, token).set(OPEN_UNTIL, now + figures(dependency).open_for).set(LAST_FAILURE, now)
}

/// The probe has shown nothing: another may try.
pub(super) fn release(dependency: Dependency, token: &str) -> Write {
    Write::to(key(dependency))
        .only_if(Condition::Equals(PROBE_BY.to_owned(), token.into()))
        .remove(PROBE_BY)
        .remove(PROBE_UNTIL)
        .repeatable()
}

/// Closes the breaker, whatever it is. Votes stay; they are of a window that is over.
pub(super) fn reset(dependency: Dependency, now: i64) -> Write {
    Write::to(key(dependency))
        .remove(WINDOW)
        .remove(FAILURES)
        .remove(OPEN_UNTIL)
        .remove(PROBE_BY)
        .remove(PROBE_UNTIL)
        .set(RESET_AT, now)
        .repeatable()
}

impl Fleet {
    /// Reads the item.
    pub(super) fn read(item: &Item) -> Self {
        let present = |name: &str| item.contains_key(name).then(|| number(item, name));
        let with_prefix = |prefix: &str| -> Vec<(String, i64)> {
            let named = item.iter().filter(|(name, _)| name.starts_with(prefix));
            named.map(|(name, _)| (name.clone(), number(item, name))).collect()
        };
        Self {
            window: present(WINDOW),
            failures: number(item, FAILURES),
            open_until: number(item, OPEN_UNTIL),
            last_failure: present(LAST_FAILURE),
            probe_by: text(item, PROBE_BY).map(str::to_owned),
            probe_until: number(item, PROBE_UNTIL),
            reset_at: number(item, RESET_AT),
            votes: with_prefix(VOTE),
            notes: with_prefix(NOTE),
        }
    }

    /// Whether calls pass at this time.
    pub(super) fn state(&self, figures: super::Figures, now: i64) -> State {
        if self.failures < figures.threshold {
            State::Closed
        } else if now < self.open_until {
            State::Open
        } else {
            State::HalfOpen
        }
    }

    /// Whether it was open and, for all one knows, nobody has settled since whether it may close: until it may be
    /// tried, and as long again.
    pub(super) fn is_unsettled(&self, figures: super::Figures, now: i64) -> bool {
        self.failures >= figures.threshold && now < self.open_until + figures.open_for
    }

    /// How many environments have given their vote in this window.
    pub(super) fn voters(&self) -> usize {
        self.votes.iter().filter(|(_, window)| Some(*window) == self.window).count()
    }

    /// What operators see.
    pub(super) fn circuit(&self, dependency: Dependency, now: i64) -> Circuit {
        let figures = figures(dependency);
        let state = self.state(figures, now);
        let over = state == State::Closed && self.window.is_some_and(|window| now >= window + WINDOW_LENGTH);
        Circuit {
            dependency,
            state,
            failures: if over { 0 } else { self.failures },
            threshold: figures.threshold,
            open_seconds: figures.open_for / super::SECOND,
            open_until: if state == State::Closed { None } else { moment(self.open_until) },
            last_failure: self.last_failure.and_then(moment),
            probing: state == State::HalfOpen && now < self.probe_until,
            environments_open: self.notes.iter().filter(|(_, until)| now < *until).count(),
        }
    }

    /// Counts a failure; nothing where it does not count: the breaker is open already, or this environment has given
    /// its vote.
    pub(super) fn count(
        &self,
        dependency: Dependency,
        environment: &str,
        evidence: Evidence,
        now: i64,
    ) -> Option<Write> {
        let figures = figures(dependency);
        if self.failures >= figures.threshold {
            return None;
        }
        let vote = format!("{VOTE}{environment}");
        let write = Write::to(key(dependency))
            .only_if(Condition::AtMost(FAILURES.to_owned(), figures.threshold - 1))
            .set(OPEN_UNTIL, now + figures.open_for)
            .set(LAST_FAILURE, now);
        // A vote says for which window it was given, because one of an older window may be left over.
        let (write, window) = match self.window {
            Some(window) if now < window + WINDOW_LENGTH => (write.only_if(same(window)).add(FAILURES, 1), window),
            before => {
                let seen = before.map_or(Condition::Missing(WINDOW.to_owned()), same);
                (self.tidy(write.only_if(seen).set(WINDOW, now).set(FAILURES, 1), &vote, now), now)
            }
        };
        if evidence == Evidence::Theirs {
            return Some(write);
        }
        if self.votes.contains(&(vote.clone(), window)) {
            return None;
        }
        // The vote makes it safe to repeat: a second one is refused.
        Some(write.only_if(Condition::AtMost(vote.clone(), window - 1)).set(vote, window).repeatable())
    }

    /// Takes back the failures that have been counted; nothing where there are none, or where only a probe may.
    pub(super) fn forgive(&self, dependency: Dependency, now: i64) -> Option<Write> {
        let window = self.window.filter(|_| (1..figures(dependency).threshold).contains(&self.failures))?;
        let write = Write::to(key(dependency))
            .only_if(same(window))
            .only_if(Condition::AtMost(FAILURES.to_owned(), figures(dependency).threshold - 1));
        Some(self.tidy(write.remove(WINDOW).remove(FAILURES).remove(OPEN_UNTIL).repeatable(), "", now))
    }

    /// The probe has succeeded: closed.
    pub(super) fn close(&self, dependency: Dependency, token: &str, now: i64) -> Write {
        self.tidy(release(dependency, token).remove(WINDOW).remove(FAILURES).remove(OPEN_UNTIL), "", now)
    }

    /// Notes that an environment's own breaker has opened; nothing where enough have noted it.
    pub(super) fn note_open(&self, dependency: Dependency, environment: &str, now: i64) -> Option<Write> {
        let note = format!("{NOTE}{environment}");
        let write = Write::to(key(dependency)).set(note.as_str(), now + figures(dependency).open_for);
        (self.notes.len() < NOTES).then(|| self.tidy_notes(write, &note, now).repeatable())
    }

    /// Takes back such a note; nothing where there is none.
    pub(super) fn note_closed(&self, dependency: Dependency, environment: &str, now: i64) -> Option<Write> {
        let note = format!("{NOTE}{environment}");
        self.notes.iter().any(|(name, _)| *name == note).then(|| {
            let write = Write::to(key(dependency)).remove(note.as_str());
            self.tidy_notes(write, &note, now).repeatable()
        })
    }

    /// Removes the votes, of a window that is over with this write, and notes that are past, but not what the write
    /// names itself.
    fn tidy(&self, write: Write, named: &str, now: i64) -> Write {
        let votes = self.votes.iter().map(|(name, _)| name).filter(|name| *name != named);
        let write = votes.take(TIDIED).fold(write, Write::remove);
        self.tidy_notes(write, named, now)
    }

    fn tidy_notes(&self, write: Write, named: &str, now: i64) -> Write {
        let past = self.notes.iter().filter(|(name, until)| *until <= now && *name != named);
        past.take(TIDIED).fold(write, |write, (name, _)| write.remove(name))
    }
}

/// The count is still the one that was seen.
fn same(window: i64) -> Condition {
    Condition::Equals(WINDOW.to_owned(), Value::Number(window))
}
