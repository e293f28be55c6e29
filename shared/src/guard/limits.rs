//! Rate limits, shared by the fleet (L8): how many requests a subject may send, decided by one conditional write to
//! the subject's item in the table of counters.
//!
//! The rule is the generic cell rate algorithm (GCRA; ITU-T I.371, the “virtual scheduling” form). A policy of
//! `limit` requests in a `period` has the interval `T = period / limit` and keeps one number, the theoretical
//! arrival time: the instant by which everything let through so far would have come at the even pace of one request
//! every `T`. A request passes while that instant lies at most `T · (limit − 1)` ahead of now, and moves it on by
//! `T`. So a subject that was quiet may send `limit` requests at once and afterwards one every `T`; **in any stretch
//! of time `t`, wherever it begins, at most `limit + t / T` pass**. Counting by the minute of the clock would let
//! twice the limit through around each full minute; this has no such edge. Where the clocks of the fleet are up to
//! `s` off, at most `2 · s / T` more pass.
//!
//! Item `RATE#<subject>` (times in microseconds since 1970, because an interval is rarely whole in milliseconds):
//!
//! | attribute | |
//! |---|---|
//! | `tat_<policy>` | the policy's theoretical arrival time |
//! | `flood`, `flood_since`, `blocked_until` | see [`crate::guard::abuse`] |
//! | `suspicious`, `suspicious_since`, `flagged_until` | see [`crate::guard::abuse`] |
//! | `expires_at` | seconds; when DynamoDB may delete the item |
//!
//! A condition of DynamoDB has no arithmetic, so a write must say for each policy whether its arrival time is behind
//! now (it becomes `now + T`) or ahead (`T` is added). The first try takes all for behind, which they are after any
//! pause of some seconds; a refusal returns the item, from which the right write follows, or which policy denies. So a
//! decision takes one write, or two for who sends many requests in a row. Seen from one request's `now`, a policy only
//! ever moves from behind to ahead to denying, whatever others write: with `n` counters in a write, `n + 2` tries are
//! enough.

#[cfg(test)]
pub(super) mod tests;

use std::{
    cmp::Reverse,
    sync::atomic::{AtomicI64, Ordering},
};

use http::{HeaderMap, HeaderName, HeaderValue, header::RETRY_AFTER};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    subject::{Subject, key},
    threshold::{MICROS, Threshold, expiry, micros},
};
use crate::{
    config::{Base, Environment, Settings},
    error::{ErrorCode, Failure, chain},
    store::table::{Condition, EXPIRES_AT, Item, Table, TableError, Write, Written, number},
    telemetry,
};

/// What a route asks of the limits. To add one: a variant here, its row in `rules` below; where it counts by
/// something else than users and addresses (codes sent to a phone), a kind of [`Subject`] too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteKind {
    /// A turn of conversation.
    Chat,
    /// Searching and reading listings.
    Search,
    /// Reports of what models cost.
    Costs,
    /// What only an administrator may do.
    Admin,
    /// The state of the system.
    Health,
    /// Asking for a code, which costs a message.
    Code,
    /// Sending a code back.
    SignIn,
    /// One's own account.
    Account,
    /// Reserving and paying.
    Deals,
}

/// What becomes of a request while the table of counters does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WhenStoreIsAway {
    /// It passes, uncounted.
    Admit,
    /// It fails with `dependency_unavailable`.
    Refuse,
}

impl RouteKind {
    /// The policy of a route's own, beside the two general ones (“minute” and “hour”, on all routes, configured), and
    /// what to do without the table.
    fn rules(self) -> (Option<Policy>, WhenStoreIsAway) {
        use WhenStoreIsAway::{Admit, Refuse};
        match self {
            // The guide still answers; models stay closed, because the ledger of their costs is away too.
            Self::Chat => (Some(Policy::per_minute("chat", 30)), Admit),
            // Listings come from Postgres, which has its own bounds.
            // One's own account says for itself that the table is away.
            Self::Search | Self::Health | Self::Account => (None, Admit),
            // It reads the same table, and says for itself that it is away.
            Self::Costs => (Some(Policy::per_minute("costs", 30)), Admit),
            // For who does not show the key: wearing the table down must not make guessing free.
            Self::Admin => (Some(Policy::per_minute("admin", 30)), Refuse),
            // Many people share an address of a mobile network; each phone has limits of its own.
            Self::Code => (Some(Policy { name: "code", limit: 30, period: Duration::HOUR }), Refuse),
            Self::SignIn => (Some(Policy::per_minute("sign_in", 10)), Refuse),
            Self::Deals => (Some(Policy::per_minute("deals", 30)), Refuse),
        }
    }
}

/// The limits as they are configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitSettings {
    /// Requests of a subject in a minute (`RATE_LIMIT_PER_MINUTE`).
    pub per_minute: u32,
    /// Requests of a subject in an hour (`RATE_LIMIT_PER_HOUR`).
    pub per_hour: u32,
    /// Multiplies every limit and every threshold of abuse, for load runs (`RATE_LIMIT_SCALE`); 1 in production.
    pub scale: u32,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self { per_minute: 60, per_hour: 1_000, scale: 1 }
    }
}

impl LimitSettings {
    /// Reads the limits; a scale above 1 is a fault in production.
    pub fn read(settings: &mut Settings, base: &Base) -> Self {
        const LARGEST: u32 = 1_000_000;
        const LARGEST_SCALE: u32 = 1_000;
        fn up_to(largest: u32) -> impl Fn(&str) -> Option<u32> {
            move |text| text.parse().ok().filter(|number| (1..=largest).contains(number))
        }
        let default = Self::default();
        let expected = "a whole number from 1 to 1000000";
        let per_minute = settings.parsed("RATE_LIMIT_PER_MINUTE", default.per_minute, expected, up_to(LARGEST));
        let per_hour = settings.parsed("RATE_LIMIT_PER_HOUR", default.per_hour, expected, up_to(LARGEST));
        let expected = "a whole number from 1 to 1000";
        let scale = settings.parsed("RATE_LIMIT_SCALE", default.scale, expected, up_to(LARGEST_SCALE));
        if base.environment == Environment::Production && scale > 1 {
            settings.fault("RATE_LIMIT_SCALE", "must be 1 in production");
        }
        Self { per_minute, per_hour, scale }
    }

    /// All policies of a route.
    fn policies(&self, kind: RouteKind) -> Vec<Policy> {
        let minute = Policy::per_minute("minute", self.per_minute);
        let hour = Policy { name: "hour", limit: self.per_hour, period: Duration::HOUR };
        let (own, _) = kind.rules();
        let all = [minute, hour].into_iter().chain(own);
        all.map(|policy| Policy { limit: policy.limit * self.scale, ..policy }).collect()
    }
}

/// At most `limit` requests at once, and `limit` in each `period` in the long run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy {
    name: &'static str,
    limit: u32,
    period: Duration,
}

impl Policy {
    fn per_minute(name: &'static str, limit: u32) -> Self {
        Self { name, limit, period: Duration::MINUTE }
    }

    fn attribute(&self) -> String {
        format!("tat_{}", self.name)
    }

    /// `T` in microseconds. Rounded up where the limit does not divide the period: never more than the limit passes.
    fn interval(&self) -> i64 {
        let limit = i64::from(self.limit);
        (self.period.whole_seconds() * MICROS + limit - 1) / limit
    }

    /// How far ahead of now the arrival time of a request that passes may lie, in microseconds.
    fn tolerance(&self) -> i64 {
        self.interval() * (i64::from(self.limit) - 1)
    }

    /// Microseconds until a request may pass; not above zero where it may now.
    fn wait(&self, item: &Item, now: i64) -> i64 {
        number(item, &self.attribute()) - self.tolerance() - now
    }

    /// How many requests may pass now, one after the other.
    fn remaining(&self, item: &Item, now: i64) -> i64 {
        (-self.wait(item, now)).max(-self.interval()).min(self.tolerance()).div_euclid(self.interval()) + 1
    }

    /// Microseconds until the subject may send `limit` requests at once again.
    fn reset(&self, item: &Item, now: i64) -> i64 {
        (number(item, &self.attribute()) - now).max(0)
    }

    /// Counts a request, if the item stands to now as the one that was seen, or as that of somebody quiet.
    fn take(&self, write: Write, seen: Option<&Item>, now: i64) -> Write {
        let tat = self.attribute();
        if seen.is_none_or(|seen| number(seen, &tat) <= now) {
            write.only_if(Condition::AtMost(tat.clone(), now)).set(tat, now + self.interval())
        } else {
            write
                .only_if(Condition::Above(tat.clone(), now))
                .only_if(Condition::AtMost(tat.clone(), now + self.tolerance()))
                .add(tat, self.interval())
        }
    }
}

/// The limits of all routes, over one table for the fleet.
#[derive(Debug)]
pub struct Limits<T> {
    pub(super) table: T,
    pub(super) settings: LimitSettings,
    /// Until when the table is not asked again, because it has just failed.
    away_until: AtomicI64,
}

/// A request may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Passed {
    /// What the answer should say of the limits: `RateLimit-Policy` names all of them (`q` requests in `w` seconds),
    /// `RateLimit` the one that is nearest (`r` requests remain, all are back in `t` seconds), as in the IETF's
    /// draft-ietf-httpapi-ratelimit-headers; `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds from now) say
    /// the same of the nearest. Empty where the table did not answer.
    #[must_use]
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }
}

impl From<Passed> for HeaderMap {
    fn from(passed: Passed) -> Self {
        passed.headers.into_iter().collect()
    }
}

/// Why a request does not simply pass.
#[derive(Debug)]
pub(super) enum Stop {
    /// A policy denies it; the item as it is.
    Denied(Item),
    /// The subject is blocked (or, for suspicion, flagged) until then.
    Marked(i64),
    /// Every try met another state of the item than the one before.
    Busy,
    /// The table does not answer.
    Away,
}

impl<T: Table> Limits<T> {
    /// Limits over this table.
    pub fn new(table: T, settings: LimitSettings) -> Self {
        Self { table, settings, away_until: AtomicI64::new(0) }
    }

    /// Counts a request and says whether it may go on.
    ///
    /// A signed-in user is limited as such, wherever the requests come from; others by their address. Floods and
    /// blocks are always the address's: a user's request asks both items, side by side.
    ///
    /// Fails with `rate_limited`, which carries `Retry-After` and, unless the address is blocked, the headers of
    /// [`Passed`]; or with `dependency_unavailable` on routes that stay closed while the table is away.
    pub async fn admit(
        &self,
        kind: RouteKind,
        address: &Subject,
        user: Option<Uuid>,
        now: OffsetDateTime,
    ) -> Result<Passed, Failure> {
        let now = micros(now);
        let policies = self.settings.policies(kind);
        let flood = Threshold::flood(self.settings.scale);
        let decided = match user {
            None => self.decide(address, &policies, Some(&flood), None, now).await,
            Some(user) => {
                let user = Subject::User(user);
                let both = tokio::join!(
                    self.decide(address, &[], Some(&flood), None, now),
                    self.decide(&user, &policies, None, None, now)
                );
                match both {
                    (Err(Stop::Away), Err(known)) => Err(known),
                    (address, user) => address.and(user),
                }
            }
        };
        match decided {
            Ok(item) => Ok(Passed { headers: headers(&policies, &item, now) }),
            Err(Stop::Denied(item)) => Err(denied(&policies, &item, now)),
            Err(Stop::Marked(until)) => Err(refusal(until - now).with("reason", "blocked")),
            Err(Stop::Busy) => Err(refusal(0).with("reason", "busy")),
            Err(Stop::Away) => match kind.rules().1 {
                WhenStoreIsAway::Admit => Ok(Passed { headers: Vec::new() }),
                WhenStoreIsAway::Refuse => {
                    Err(Failure::new(ErrorCode::DependencyUnavailable).with("dependency", "dynamodb"))
                }
            },
        }
    }

    /// Counts an event of a subject against these policies and this threshold, all or none in one write. What a
    /// policy denies still counts against the threshold. Whoever exceeds the threshold is marked. The first try goes
    /// by the item as it was `seen`, if it was.
    pub(super) async fn decide(
        &self,
        subject: &Subject,
        policies: &[Policy],
        threshold: Option<&Threshold>,
        mut seen: Option<Item>,
        now: i64,
    ) -> Result<Item, Stop> {
        // More than any write here can need: see the module.
        const TRIES: u32 = 8;
        for _ in 0..TRIES {
            let mut write = Write::to(key(subject)).set(EXPIRES_AT, expiry(now));
            for policy in policies {
                write = policy.take(write, seen.as_ref(), now);
            }
            if let Some(threshold) = threshold {
                write = threshold.count(write, seen.as_ref(), now);
            }
            let item = match self.write(write, now).await? {
                Written::Done(item) => return Ok(item),
                Written::Refused(item) => item,
            };
            if let Some(threshold) = threshold {
                if let Some(until) = threshold.marked_until(&item, now) {
                    return Err(Stop::Marked(until));
                }
                if threshold.is_exceeded(&item, now) {
                    return Err(Stop::Marked(self.mark(subject, threshold, now).await));
                }
            }
            if policies.iter().any(|policy| policy.wait(&item, now) > 0) {
                if threshold.is_some() {
                    let counted = Box::pin(self.decide(subject, &[], threshold, Some(item.clone()), now)).await;
                    if let Err(Stop::Marked(until)) = counted {
                        return Err(Stop::Marked(until));
                    }
                }
                return Err(Stop::Denied(item));
            }
            seen = Some(item);
        }
        Err(Stop::Busy)
    }

    /// Writes to the table, unless it has failed within the last second: an outage must not slow every request down.
    pub(super) async fn write(&self, write: Write, now: i64) -> Result<Written, Stop> {
        // A time further off than that was set by a clock that has since been put back.
        let is_away = |until| (1..=MICROS).contains(&(until - now));
        if is_away(self.away_until.load(Ordering::Relaxed)) {
            return Err(Stop::Away);
        }
        self.table.write(write).await.map_err(|error| {
            if let TableError::Throttled(_) = error {
                // This item's own matter: others are still counted.
                return Stop::Away;
            }
            let before = self.away_until.swap(now + MICROS, Ordering::Relaxed);
            if !is_away(before) {
                let cause = chain(&error);
                tracing::warn!(target: telemetry::SYSTEM, cause, "requests are not counted: the table is away");
            }
            Stop::Away
        })
    }
}

/// Seconds, rounded up.
fn seconds(micros: i64) -> i64 {
    (micros + MICROS - 1).div_euclid(MICROS)
}

/// The policy that leaves the fewest requests, or denies for longest.
fn nearest<'a>(policies: &'a [Policy], item: &Item, now: i64) -> Option<&'a Policy> {
    policies.iter().min_by_key(|policy| (policy.remaining(item, now), Reverse(policy.wait(item, now))))
}

fn refusal(wait: i64) -> Failure {
    let seconds = seconds(wait).max(1);
    Failure::new(ErrorCode::RateLimited)
        .with("retry_after_seconds", seconds)
        .with_headers([(RETRY_AFTER, HeaderValue::from(seconds))])
}

fn denied(policies: &[Policy], item: &Item, now: i64) -> Failure {
    let nearest = nearest(policies, item, now);
    refusal(nearest.map_or(0, |policy| policy.wait(item, now)))
        .with("policy", nearest.map(|policy| policy.name))
        .with_headers(headers(policies, item, now))
}

/// The headers that [`Passed::headers`] describes.
fn headers(policies: &[Policy], item: &Item, now: i64) -> Vec<(HeaderName, HeaderValue)> {
    let Some(nearest) = nearest(policies, item, now) else {
        return Vec::new();
    };
    let all: Vec<String> = policies
        .iter()
        .map(|policy| format!("\"{}\";q={};w={}", policy.name, policy.limit, policy.period.whole_seconds()))
        .collect();
    let (remaining, reset) = (nearest.remaining(item, now), seconds(nearest.reset(item, now)));
    [
        ("ratelimit-policy", all.join(", ")),
        ("ratelimit", format!("\"{}\";r={remaining};t={reset}", nearest.name)),
        ("x-ratelimit-limit", nearest.limit.to_string()),
        ("x-ratelimit-remaining", remaining.to_string()),
        ("x-ratelimit-reset", reset.to_string()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?)))
    .collect()
}
