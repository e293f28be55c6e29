//! The time of a request, which goes on while it is answered. The clock is read once, at the edge, so that a rule gets
//! its time as an argument.

use time::OffsetDateTime;
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn o8_a_request_s_time_goes_on_while_it_is_answered() {
        let clock = Clock::starting_at(OffsetDateTime::UNIX_EPOCH);
        tokio::time::advance(Duration::from_millis(1_500)).await;
        assert_eq!((clock.now() - OffsetDateTime::UNIX_EPOCH).whole_milliseconds(), 1_500);
    }
}
