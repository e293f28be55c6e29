//! The time of a request, which goes on while it is answered. The clock is read once, at the edge, so that a rule gets
//! its time as an argument.

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset, Weekday};
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
/// last Thursday of October at 24:00 (Law 34 of 2023). At either end of time it stays as it is.
#[must_use]
pub fn cairo(moment: OffsetDateTime) -> OffsetDateTime {
    let shown = |hours| moment.checked_to_offset(UtcOffset::from_hms(hours, 0, 0).ok()?);
    let (Some(winter), Some(summer)) = (shown(2), shown(3)) else { return moment };
    let begins = last(Weekday::Friday, Month::April, winter.year());
    let last_day = last(Weekday::Thursday, Month::October, winter.year());
    // Clocks go forward by the one time and back by the other.
    if winter.date() >= begins && summer.date() <= last_day { summer } else { winter }
}

/// The moment at which clocks in Cairo show this; of the two in the hour that comes twice, the first. `None` in the hour that
/// does not come.
#[must_use]
pub fn in_cairo(date: Date, time: Time) -> Option<OffsetDateTime> {
    // Where there is a day before and a day after, every offset has the moment.
    date.previous_day().and(date.next_day())?;
    let local = PrimitiveDateTime::new(date, time);
    let moments =
        [3, 2].into_iter().filter_map(|hours| Some(local.assume_offset(UtcOffset::from_hms(hours, 0, 0).ok()?)));
    moments.map(cairo).find(|moment| (moment.date(), moment.time()) == (date, time))
}

/// The last such day of a month of 30 or 31 days.
fn last(weekday: Weekday, month: Month, year: i32) -> Date {
    let end = Date::from_calendar_date(year, month, month.length(year)).unwrap_or(Date::MAX);
    let too_late = (end.weekday().number_days_from_monday() + 7 - weekday.number_days_from_monday()) % 7;
    end.saturating_sub(Duration::days(too_late.into()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use std::time::Duration;

    use time::macros::{date, datetime, time};

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

    #[test]
    fn p5_a_time_in_cairo_is_one_moment_and_none_while_clocks_go_forward() {
        for (date, time, moment) in [
            (date!(2026 - 01 - 15), time!(14:00), Some(datetime!(2026-01-15 12:00 UTC))),
            (date!(2026 - 07 - 15), time!(14:00), Some(datetime!(2026-07-15 11:00 UTC))),
            (date!(2026 - 04 - 24), time!(00:30), None),
            (date!(2026 - 04 - 24), time!(01:00), Some(datetime!(2026-04-23 22:00 UTC))),
            // It comes twice.
            (date!(2026 - 10 - 29), time!(23:30), Some(datetime!(2026-10-29 20:30 UTC))),
            (date!(2026 - 10 - 30), time!(00:00), Some(datetime!(2026-10-29 22:00 UTC))),
            (Date::MAX, time!(23:00), None),
            (Date::MIN, time!(00:00), None),
        ] {
            assert_eq!(in_cairo(date, time), moment, "{date} {time}");
        }
        let last = Date::MAX.with_hms(23, 0, 0).unwrap().assume_utc();
        assert_eq!(cairo(last), last);
    }

    #[tokio::test(start_paused = true)]
    async fn o8_a_request_s_time_goes_on_while_it_is_answered() {
        let clock = Clock::starting_at(OffsetDateTime::UNIX_EPOCH);
        tokio::time::advance(Duration::from_millis(1_500)).await;
        assert_eq!((clock.now() - OffsetDateTime::UNIX_EPOCH).whole_milliseconds(), 1_500);
    }
}
