//! Random numbers that are the same everywhere and for ever.
//!
//! The generator is `SplitMix64` (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
//! 2014): a counter that walks by a constant, and a mixing function that makes each step look unrelated to the last.
//! A library's generator may change with its version and the catalogue with it; these lines do not.

use std::ops::RangeInclusive;

/// A stream of random numbers that its seed decides. Not for secrets.
pub struct Random {
    state: u64,
}

impl Random {
    /// The stream of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 random bits.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not zero. The remainder favours small numbers a little, by less than one part
    /// in a billion for the limits used here.
    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A number of the range, all equally likely. The range is not empty.
    pub fn between(&mut self, range: RangeInclusive<u64>) -> u64 {
        range.start() + self.below(range.end() - range.start() + 1)
    }

    /// Puts items into an order of chance (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            #[expect(clippy::cast_possible_truncation, reason = "below a length, which fits")]
            let place = self.below(last as u64 + 1) as usize;
            items.swap(last, place);
        }
    }

    /// True in this many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the choices, all equally likely. There is at least one.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        #[expect(clippy::cast_possible_truncation, reason = "below a length, which fits")]
        let index = self.below(choices.len() as u64) as usize;
        &choices[index]
    }

    /// One of the choices, each as likely as its weight is large. At least one weight is not zero.
    pub(crate) fn weighted<T: Copy>(&mut self, choices: &[(u64, T)]) -> T {
        let mut ticket = self.below(choices.iter().map(|(weight, _)| weight).sum());
        let mut index = 0;
        while ticket >= choices[index].0 {
            ticket -= choices[index].0;
            index += 1;
        }
        choices[index].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of seed 1234567, as other implementations of `SplitMix64` give them.
    #[test]
    fn random_numbers_are_those_of_splitmix64() {
        let mut random = Random::new(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
        assert_eq!(random.next(), 9_817_491_932_198_370_423);
    }

    #[test]
    fn a_choice_without_weight_is_never_taken() {
        let mut random = Random::new(1);
        assert!((0..1_000).all(|_| random.weighted(&[(0, 'a'), (3, 'b'), (0, 'c'), (1, 'd')]) != 'c'));
        assert!((0..1_000).all(|_| random.weighted(&[(0, 'a'), (3, 'b')]) == 'b'));
    }

    #[test]
    fn a_range_includes_both_its_ends() {
        let mut random = Random::new(1);
        let drawn: std::collections::BTreeSet<u64> = (0..1_000).map(|_| random.between(3..=5)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [3, 4, 5]);
    }

    #[test]
    fn an_order_of_chance_holds_all() {
        let mut items: Vec<usize> = (0..100).collect();
        Random::new(1).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
