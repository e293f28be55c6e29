//! What many measurements come to, and how it is written.

use std::time::Duration;

/// Measurements of one thing.
#[derive(Default)]
pub struct Sample(Vec<Duration>);

impl Sample {
    /// Adds a measurement.
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Adds others' measurements of the same.
    pub fn absorb(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "how many there are is for a table")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The time that this many in a hundred of the measurements do not exceed: 50 gives the median. Zero where nothing
    /// was measured.
    #[must_use]
    pub fn percentile(&self, hundredths: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * hundredths).div_ceil(100);
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }
}

/// A time as milliseconds.
#[must_use]
pub fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

/// How many times one figure goes into another, with two decimals; `–` where that is not a number.
#[must_use]
pub fn ratio(figure: u128, of: u128) -> String {
    match (figure * 100 + of / 2).checked_div(of) {
        Some(hundredths) => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        None => "–".to_owned(),
    }
}

/// KiB as MiB.
#[must_use]
pub fn mebibytes(kibibytes: u32) -> String {
    format!("{:.1} MiB", f64::from(kibibytes) / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_measurement_that_was_made() {
        let mut sample = Sample::default();
        assert_eq!(sample.percentile(50), Duration::ZERO);
        for millis in (1..=200).rev() {
            sample.add(Duration::from_millis(millis));
        }
        assert_eq!(sample.percentile(50), Duration::from_millis(100));
        assert_eq!(sample.percentile(99), Duration::from_millis(198));
        assert_eq!(sample.percentile(100), Duration::from_millis(200));
    }

    #[test]
    fn a_ratio_is_rounded_to_two_decimals() {
        assert_eq!(ratio(7, 5), "1.40");
        assert_eq!(ratio(2, 3), "0.67");
        assert_eq!(ratio(3, 1), "3.00");
        assert_eq!(ratio(1, 0), "–");
    }

    #[test]
    fn times_and_sizes_have_their_units() {
        assert_eq!(milliseconds(Duration::from_micros(4456)), "4.46 ms");
        assert_eq!(mebibytes(10_752), "10.5 MiB");
    }
}
