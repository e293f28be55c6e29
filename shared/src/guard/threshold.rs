//! Thresholds of abuse: how many events of a kind are tolerated in a period, counted in a subject's item. Times are
//! microseconds since 1970.

use time::{Duration, OffsetDateTime};

use crate::store::table::{Condition, Item, Write, number};

/// Before a blocked subject in the name of its entry on the list.
pub(super) const BLOCKED: &str = "b_";
/// Before a flagged one.
pub(super) const FLAGGED: &str = "f_";

/// So many events in a period are tolerated; the next one marks the subject for a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Threshold {
    pub(super) count: &'static str,
    pub(super) since: &'static str,
    pub(super) marked_until: &'static str,
    /// Before the subject in the name of the entry.
    pub(super) entry: &'static str,
    pub(super) reason: &'static str,
    pub(super) tolerated: u32,
    pub(super) period: Duration,
    pub(super) marked_for: Duration,
}

impl Threshold {
    /// Over 100 requests in a minute block an address for 15 minutes.
    pub(super) fn flood(scale: u32) -> Self {
        Self {
            count: "flood",
            since: "flood_since",
            marked_until: "blocked_until",
            entry: BLOCKED,
            reason: "flood",
            tolerated: 100 * scale,
            period: Duration::MINUTE,
            marked_for: Duration::minutes(15),
        }
    }

    /// 50 suspicious events within five minutes flag a subject, for a day.
    pub(super) fn suspicion(scale: u32, reason: &'static str) -> Self {
        Self {
            count: "suspicious",
            since: "suspicious_since",
            marked_until: "flagged_until",
            entry: FLAGGED,
            reason,
            tolerated: 50 * scale - 1,
            period: Duration::minutes(5),
            marked_for: Duration::DAY,
        }
    }

    /// A count that began at or before this time is over.
    pub(super) fn over(&self, now: i64) -> i64 {
        now - self.period.whole_seconds() * MICROS
    }

    /// Until when the subject is blocked or flagged, if it is.
    pub(super) fn marked_until(&self, item: &Item, now: i64) -> Option<i64> {
        Some(number(item, self.marked_until)).filter(|until| *until > now)
    }

    /// Whether one more event is more than is tolerated.
    pub(super) fn is_exceeded(&self, item: &Item, now: i64) -> bool {
        number(item, self.since) > self.over(now) && number(item, self.count) >= i64::from(self.tolerated)
    }

    /// Counts an event of a subject that is not marked, if the item stands to now as the one that was seen, or as one
    /// whose count goes on, which it mostly does.
    pub(super) fn count(&self, write: Write, seen: Option<&Item>, now: i64) -> Write {
        let write = write.only_if(Condition::AtMost(self.marked_until.to_owned(), now));
        if seen.is_none_or(|seen| number(seen, self.since) > self.over(now)) {
            write
                .only_if(Condition::Above(self.since.to_owned(), self.over(now)))
                .only_if(Condition::AtMost(self.count.to_owned(), i64::from(self.tolerated) - 1))
                .add(self.count, 1)
        } else {
            write
                .only_if(Condition::AtMost(self.since.to_owned(), self.over(now)))
                .set(self.since, now)
                .set(self.count, 1)
        }
    }
}

/// Microseconds in a second.
pub(super) const MICROS: i64 = 1_000_000;

/// Microseconds since 1970.
pub(super) fn micros(time: OffsetDateTime) -> i64 {
    time.unix_timestamp() * MICROS + i64::from(time.microsecond())
}

/// When an item that is written now may vanish, in seconds since 1970: when all it says is past, be it that of the
/// slowest policy (an hour ahead) or of a block. A flag may be forgotten earlier: then it takes as many events again to
/// renew what the list still says.
pub(super) fn expiry(now: i64) -> i64 {
    now / MICROS + Duration::hours(2).whole_seconds()
}
