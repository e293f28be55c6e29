//! The time of a request, which goes on while it is answered. The clock is read once, at the edge, so that a rule gets
//! its time as an argument.

use time::{Date, Duration, Month, OffsetDateTime, UtcOffset, Weekday};
use tokio::time::Instant;

/// A time that goes on from the moment at which it was read.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    read: OffsetDateTime,
    since: Instant,
}

impl Clock {
    /// The clock that shows this time now.
    #[must_use]
    pub fn starting_at(now: OffsetDateTime) -> Self {
        Self { read: now, since: Instant::now() }
    }

    /// What it shows now.
    #[must_use]
    pub fn now(self) -> OffsetDateTime {
        self.read.saturating_add(self.since.elapsed().try_into().unwrap_or_default())
    }
}

/// A moment as clocks in Cairo show it: two hours ahead of UTC, and three from the last Friday of April at 00:00 until the
/// last Thursday of October at 24:00 (Law 34 of 2023).
#[must_use]
pub fn cairo(moment: OffsetDateTime) -> OffsetDateTime {
    let winter = moment.to_offset(UtcOffset::from_hms(2, 0, 0).unwrap_or(UtcOffset::UTC));
    let summer = moment.to_offset(UtcOffset::from_hms(3, 0, 0).unwrap_or(UtcOffset::UTC));
    let begins = last(Weekday::Friday, Month::April, winter.year());
    let last_day = last(Weekday::Thursday, Month::October, winter.year());
    // Clocks go forward by the one time and back by the other.
    if winter.date() >= begins && summer.date() <= last_day { summer } else { winter }
}

/// The last such day of a month of 30 or 31 days.
fn last(weekday: Weekday, month: Month, year: i32) -> Date {
    let end = Date::from_calendar_date(year, month, month.length(year)).unwrap_or(Date::MAX);
    let too_late = (end.weekday().number_days_from_monday() + 7 - weekday.number_days_from_monday()) % 7;
    end.saturating_sub(Duration::days(too_late.into()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use time::macros::datetime;

    use super::*;

    #[test]
    fn p5_clocks_in_cairo_go_forward_in_april_and_back_in_october() {
        for (utc, shown) in [
            (datetime!(2026-01-15 12:00 UTC), datetime!(2026-01-15 14:00 +2)),
            (datetime!(2026-04-23 21:59 UTC), datetime!(2026-04-23 23:59 +2)),
            // The last Friday of April begins.
            (datetime!(2026-04-23 22:00 UTC), datetime!(2026-04-24 01:00 +3)),
            (datetime!(2026-07-01 12:00 UTC), datetime!(2026-07-01 15:00 +3)),
            // The last Thursday of October ends.
            (datetime!(2026-10-29 20:59 UTC), datetime!(2026-10-29 23:59 +3)),
            (datetime!(2026-10-29 21:00 UTC), datetime!(2026-10-29 23:00 +2)),
            (datetime!(2026-10-29 22:00 UTC), datetime!(2026-10-30 00:00 +2)),
            (datetime!(2027-04-29 22:00 UTC), datetime!(2027-04-30 01:00 +3)),
            (datetime!(2027-10-28 21:00 UTC), datetime!(2027-10-28 23:00 +2)),
        ] {
            assert_eq!((cairo(utc), cairo(utc).offset()), (shown, shown.offset()), "{utc}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn o8_a_request_s_time_goes_on_while_it_is_answered() {
        let clock = Clock::starting_at(OffsetDateTime::UNIX_EPOCH);
        tokio::time::advance(Duration::from_millis(1_500)).await;
        assert_eq!((clock.now() - OffsetDateTime::UNIX_EPOCH).whole_milliseconds(), 1_500);
    }
}
