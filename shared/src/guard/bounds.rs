//! What bounds guessing and spending: how often somebody may try, how soon the next message may be sent, how many a day
//! brings. Each bound is a count in an item and a condition of one write (invariant 2's way of counting), so it holds at any
//! concurrency and for the whole fleet.

use time::{Duration, OffsetDateTime};

use crate::{
    error::{ErrorCode, Failure},
    store::table::{Condition, EXPIRES_AT, Table, Write, Written, milliseconds, number},
};

/// How long after one message the next may be sent: after the first, the second, and each further one. At most three are
/// sent in an hour (L8).
const WAITS: [Duration; 3] = [Duration::minutes(1), Duration::minutes(2), Duration::minutes(57)];
const LAST_WAIT: Duration = Duration::hours(1);

/// After how long without any a count begins anew.
const QUIET: Duration = Duration::hours(24);

/// How long an item outlives its last change.
const FORGOTTEN: Duration = Duration::hours(48);

/// Something that is counted in an item: under which names the count and the time of the last stand, how many there may be,
/// and what is said to have had enough.
pub(crate) struct Counted {
    pub(crate) count: &'static str,
    pub(crate) last: &'static str,
    pub(crate) most: i64,
    pub(crate) scope: &'static str,
}

/// Counts a message to whom this item is about, where the last one was long enough ago; gives how long until the next.
pub(crate) async fn next_message<T: Table>(
    table: &T,
    id: String,
    scope: &'static str,
    now: OffsetDateTime,
) -> Result<Duration, Failure> {
    let before = table.read(&id).await?;
    let (sent_at, at) = (number(&before, "sent_at"), milliseconds(now));
    let sent = if at - sent_at > milliseconds_of(QUIET) { 0 } else { number(&before, "sent") };
    let next = number(&before, "next_at");
    if sent > 0 && at < next {
        return Err(enough(scope, next - at));
    }
    let wait = usize::try_from(sent).ok().and_then(|sent| WAITS.get(sent)).copied().unwrap_or(LAST_WAIT);
    let unchanged = match before.get("sent_at") {
        Some(value) => Condition::Equals("sent_at".to_owned(), value.clone()),
        None => Condition::Missing("sent_at".to_owned()),
    };
    let write = Write::to(id)
        .only_if(unchanged)
        .set("sent", sent + 1)
        .set("sent_at", at)
        .set("next_at", at + milliseconds_of(wait))
        .set(EXPIRES_AT, (now + FORGOTTEN).unix_timestamp());
    match table.write(write).await? {
        Written::Done(_) => Ok(wait),
        // Another request of the same moment was faster.
        Written::Refused(_) => Err(enough(scope, milliseconds_of(wait))),
    }
}

/// Counts a message of a day's, of which this item is about, at most so many.
pub(crate) async fn daily_message<T: Table>(
    table: &T,
    kind: &str,
    most: u32,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    if most == 0 {
        return Err(enough("day", milliseconds_of(Duration::HOUR)));
    }
    let count = Write::to(format!("{kind}#{}", now.date()))
        .only_if(Condition::AtMost("sent".to_owned(), i64::from(most) - 1))
        .add("sent", 1)
        .set(EXPIRES_AT, (now + FORGOTTEN).unix_timestamp());
    match table.write(count).await? {
        Written::Done(_) => Ok(()),
        Written::Refused(_) => Err(enough("day", milliseconds_of(Duration::HOUR))),
    }
}

/// Counts something in an item, at most so often until there has been none for a day.
pub(crate) async fn count<T: Table>(table: &T, id: String, what: Counted, now: OffsetDateTime) -> Result<(), Failure> {
    let Counted { count, last, most, scope } = what;
    let write = |write: Write| write.set(last, milliseconds(now)).set(EXPIRES_AT, (now + FORGOTTEN).unix_timestamp());
    let within = Condition::AtMost(count.to_owned(), most - 1);
    let one_more = write(Write::to(id.clone()).only_if(within).add(count, 1));
    let Written::Refused(full) = table.write(one_more).await? else { return Ok(()) };
    let quiet_since = milliseconds(now - QUIET);
    let over = Condition::AtMost(last.to_owned(), quiet_since);
    match table.write(write(Write::to(id).only_if(over).set(count, 1))).await? {
        Written::Done(_) => Ok(()),
        Written::Refused(_) => Err(enough(scope, number(&full, last) - quiet_since)),
    }
}

/// Forgets a count: whoever was counted has shown to be nobody to be afraid of.
pub(crate) async fn forgive<T: Table>(table: &T, id: String, what: &Counted) -> Result<(), Failure> {
    table.write(Write::to(id).remove(what.count).repeatable()).await?;
    Ok(())
}

fn milliseconds_of(duration: Duration) -> i64 {
    duration.whole_seconds().saturating_mul(1_000)
}

/// That somebody has had enough for now.
fn enough(scope: &str, milliseconds: i64) -> Failure {
    let seconds = u64::try_from(milliseconds).unwrap_or_default().div_ceil(1_000).max(1);
    let wait = std::time::Duration::from_secs(seconds);
    Failure::new(ErrorCode::RateLimited)
        .with("scope", scope)
        .with("retry_after_seconds", seconds)
        .with_headers([(http::header::RETRY_AFTER, http::HeaderValue::from(seconds))])
        .retry_in(wait)
}
