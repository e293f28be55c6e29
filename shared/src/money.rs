//! Money as integers. Pounds and piastres are what people pay for homes, nano-dollars what models cost;
//! the two never mix, and neither is ever a float inside Osool. Conversion to the numbers that JSON
//! carries happens at the edge, here.

use std::iter::Sum;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of Egyptian money in piastres; 100 piastres are one pound (EGP).
///
/// JSON carries it as whole pounds, which is how listings are priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Piastres(i64);

impl Piastres {
    /// The largest amount that Osool handles: a hundred billion pounds, far above any listing and far
    /// below overflow of sums.
    pub const MAX: Self = Self(10_000_000_000_000);

    /// An amount of whole pounds, or `None` where it is negative or above [`Piastres::MAX`].
    #[must_use]
    pub fn from_pounds(pounds: i64) -> Option<Self> {
        pounds.checked_mul(100).and_then(Self::from_piastres)
    }

    /// An amount of piastres, or `None` where it is negative or above [`Piastres::MAX`].
    #[must_use]
    pub fn from_piastres(piastres: i64) -> Option<Self> {
        (0..=Self::MAX.0).contains(&piastres).then_some(Self(piastres))
    }

    /// The amount in piastres, as the database stores it.
    #[must_use]
    pub fn piastres(self) -> i64 {
        self.0
    }

    /// The amount in pounds, rounded half up.
    #[must_use]
    pub fn pounds(self) -> i64 {
        (self.0 + 50) / 100
    }

    /// `percent` per cent of the amount, rounded half up to the piastre.
    #[must_use]
    pub fn percent(self, percent: u8) -> Self {
        Self((self.0 * i64::from(percent) + 50) / 100)
    }

    /// The amount for each of `parts`, rounded half up to the piastre; `None` for no parts.
    #[must_use]
    pub fn divided_by(self, parts: u32) -> Option<Self> {
        let parts = i64::from(parts);
        (parts > 0).then(|| Self((self.0 + parts / 2) / parts))
    }
}

impl Serialize for Piastres {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.pounds())
    }
}

impl<'de> Deserialize<'de> for Piastres {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pounds = i64::deserialize(deserializer)?;
        Self::from_pounds(pounds)
            .ok_or_else(|| serde::de::Error::custom("an amount is whole pounds from 0 to 100,000,000,000"))
    }
}

/// An amount of US dollars in nano-dollars (10⁻⁹ USD), the unit of everything that models cost.
///
/// JSON carries it as a number of dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NanoUsd(i64);

impl NanoUsd {
    /// Nothing spent.
    pub const ZERO: Self = Self(0);
    /// More than anybody will ever spend: nine billion dollars.
    pub const MAX: Self = Self(i64::MAX);

    const PER_DOLLAR: i64 = 1_000_000_000;

    /// An amount of nano-dollars, or `None` where it is negative.
    #[must_use]
    pub fn from_nanos(nanos: i64) -> Option<Self> {
        (nanos >= 0).then_some(Self(nanos))
    }

    /// An amount of nano-dollars; what is above [`NanoUsd::MAX`] becomes that.
    #[must_use]
    pub fn from_nanos_saturating(nanos: u128) -> Self {
        Self(i64::try_from(nanos).unwrap_or(i64::MAX))
    }

    /// Reads dollars in decimal notation, such as `0.50`; at most nine decimals, never negative.
    #[must_use]
    pub fn parse_dollars(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || fraction.len() > 9 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let nanos: i64 = format!("{fraction:0<9}").parse().ok()?;
        whole.checked_mul(Self::PER_DOLLAR)?.checked_add(nanos).map(Self)
    }

    /// The amount in nano-dollars.
    #[must_use]
    pub fn nanos(self) -> i64 {
        self.0
    }

    /// What is left of this limit when `spent` is gone; never below zero.
    #[must_use]
    pub fn less(self, spent: Self) -> Self {
        Self((self.0 - spent.0).max(0))
    }

    /// Both amounts together. A sum that is too large stays at the largest amount there is: it must never
    /// come round to a small one.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The amount for each of `parts`, rounded half up to the nano-dollar; `None` for no parts.
    #[must_use]
    pub fn divided_by(self, parts: u64) -> Option<Self> {
        let parts = i128::from(parts);
        let each = (i128::from(self.0) + parts / 2).checked_div(parts)?;
        i64::try_from(each).ok().map(Self)
    }

    /// How many whole per cent of `whole` the amount is, rounded down, so that 99.9 % of a limit never reads
    /// as all of it; `None` where the whole is nothing.
    #[must_use]
    pub fn percent_of(self, whole: Self) -> Option<i64> {
        let percent = (i128::from(self.0) * 100).checked_div(i128::from(whole.0))?;
        Some(i64::try_from(percent).unwrap_or(i64::MAX))
    }

    /// The amount for people, with so many decimals (at most nine), rounded half up: `$1,234.50` for two.
    #[must_use]
    pub fn to_dollars(self, places: u8) -> String {
        let places = usize::from(places.min(9));
        let unit = (places..9).fold(1, |unit, _| unit * 10);
        // In i128 because rounding up must not overflow.
        let rounded = (i128::from(self.0) + unit / 2) / unit;
        let digits = format!("{rounded:0>width$}", width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let mut text = String::from("$");
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index) % 3 == 0 {
                text.push(',');
            }
            text.push(digit);
        }
        if places > 0 {
            text.push('.');
            text.push_str(fraction);
        }
        text
    }

    /// The exact amount of dollars for machines, always with nine decimals: `1234.500000000`.
    /// [`NanoUsd::parse_dollars`] reads it back.
    #[must_use]
    pub fn to_decimal(self) -> String {
        format!("{}.{:09}", self.0 / Self::PER_DOLLAR, self.0 % Self::PER_DOLLAR)
    }
}

impl Sum for NanoUsd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

impl Serialize for NanoUsd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Exact to the nano-dollar for amounts below four million dollars; display only.
        #[expect(clippy::cast_precision_loss, reason = "leaves Osool as a JSON number for display")]
        let dollars = self.0 as f64 / 1e9;
        serializer.serialize_f64(dollars)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dollars_are_read_exactly() {
        assert_eq!(NanoUsd::parse_dollars("0.50").map(NanoUsd::nanos), Some(500_000_000));
        assert_eq!(NanoUsd::parse_dollars("100").map(NanoUsd::nanos), Some(100_000_000_000));
        assert_eq!(NanoUsd::parse_dollars("0.000000001").map(NanoUsd::nanos), Some(1));
    }

    #[test]
    fn an_amount_of_nano_dollars_beyond_the_largest_is_the_largest() {
        assert_eq!(NanoUsd::from_nanos_saturating(7).nanos(), 7);
        assert_eq!(NanoUsd::from_nanos_saturating(9_223_372_036_854_775_808), NanoUsd::MAX);
        assert_eq!(NanoUsd::from_nanos_saturating(u128::MAX), NanoUsd::MAX);
    }

    #[test]
    fn what_is_no_amount_of_dollars_is_refused() {
        for text in ["", ".", ".5", "-1", "1e3", "0.0000000001", "1,000", "٥", "NaN", "99999999999"] {
            assert_eq!(NanoUsd::parse_dollars(text), None, "{text}");
        }
    }

    #[test]
    fn dollars_are_written_with_thousands_apart_and_rounded_half_up() {
        for (nanos, places, text) in [
            (0, 2, "$0.00"),
            (4_999_999, 2, "$0.00"),
            (5_000_000, 2, "$0.01"),
            (12_340_000_000, 2, "$12.34"),
            (999_995_000_000, 2, "$1,000.00"),
            (1_234_500_000_000, 2, "$1,234.50"),
            (1_234_567_500_000_000, 0, "$1,234,568"),
            (31_250_000, 4, "$0.0313"),
            (1, 9, "$0.000000001"),
            (1, 12, "$0.000000001"),
            (i64::MAX, 0, "$9,223,372,037"),
        ] {
            assert_eq!(NanoUsd(nanos).to_dollars(places), text, "{nanos}");
        }
    }

    #[test]
    fn sums_of_dollars_stay_at_the_largest_amount() {
        assert_eq!(NanoUsd(i64::MAX).plus(NanoUsd(1)), NanoUsd(i64::MAX));
        assert_eq!([NanoUsd(1), NanoUsd(2), NanoUsd(3)].into_iter().sum::<NanoUsd>(), NanoUsd(6));
    }

    #[test]
    fn parts_of_dollars_are_rounded_half_up_and_shares_down() {
        assert_eq!(NanoUsd(5).divided_by(2), Some(NanoUsd(3)));
        assert_eq!(NanoUsd(4).divided_by(3), Some(NanoUsd(1)));
        assert_eq!(NanoUsd(i64::MAX).divided_by(1), Some(NanoUsd(i64::MAX)));
        assert_eq!(NanoUsd(5).divided_by(u64::MAX), Some(NanoUsd(0)));
        assert_eq!(NanoUsd(5).divided_by(0), None);
        assert_eq!(NanoUsd(999).percent_of(NanoUsd(1000)), Some(99));
        assert_eq!(NanoUsd(i64::MAX).percent_of(NanoUsd(1)), Some(i64::MAX));
        assert_eq!(NanoUsd(1).percent_of(NanoUsd::ZERO), None);
    }

    #[test]
    fn amounts_outside_the_range_are_refused() {
        assert_eq!(Piastres::from_pounds(-1), None);
        assert_eq!(Piastres::from_pounds(i64::MAX), None);
        assert_eq!(Piastres::from_pounds(100_000_000_001), None);
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_whole_within_their_rounding(pounds in 0..1_000_000_000_i64, parts in 1..500_u32) {
            let whole = Piastres::from_pounds(pounds).unwrap_or_default();
            let part = whole.divided_by(parts).unwrap_or_default();
            let sum = part.piastres() * i64::from(parts);
            prop_assert!((sum - whole.piastres()).abs() <= i64::from(parts) / 2 + 1);
        }

        #[test]
        fn dollars_survive_their_decimal_notation(nanos in 0..=i64::MAX) {
            prop_assert_eq!(NanoUsd::parse_dollars(&NanoUsd(nanos).to_decimal()), Some(NanoUsd(nanos)));
        }

        #[test]
        fn pounds_survive_json(pounds in 0..=100_000_000_000_i64) {
            let amount = Piastres::from_pounds(pounds).unwrap_or_default();
            let json = serde_json::to_string(&amount).unwrap_or_default();
            prop_assert_eq!(serde_json::from_str::<Piastres>(&json).ok(), Some(amount));
        }
    }
}
