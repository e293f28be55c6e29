//! The formulas: shares, F1, discounted gain, overlap, and what each has to reach.

use shared::listings::filters::Slot;

/// Every slot, in the order of [`Slot`].
pub(crate) const SLOTS: [Slot; 15] = [
    Slot::Type,
    Slot::Location,
    Slot::Compound,
    Slot::Developer,
    Slot::Bedrooms,
    Slot::Bathrooms,
    Slot::Size,
    Slot::Price,
    Slot::PricePerSqm,
    Slot::DownPayment,
    Slot::PlanYears,
    Slot::MonthlyInstallment,
    Slot::Delivery,
    Slot::Finishing,
    Slot::SaleType,
];

/// How many results count: a page that people read.
pub(crate) const PAGE: usize = 10;

/// Something that a part has to reach.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// What was reached and what is needed, in words.
    pub(crate) figures: String,
    pub(crate) met: bool,
}

impl Target {
    /// The target as a line of the closing list.
    pub(crate) fn line(&self) -> String {
        format!("- {}: {}: {}", if self.met { "met" } else { "MISSED" }, self.name, self.figures)
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) hits: u32,
    pub(crate) of: u32,
}

impl Share {
    pub(crate) fn note(&mut self, hit: bool) {
        self.hits += u32::from(hit);
        self.of += 1;
    }

    /// The share as a number from 0 to 1; `None` of nothing.
    pub(crate) fn value(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.hits) / f64::from(self.of))
    }

    /// As `12 of 34 (35.3 %)`.
    pub(crate) fn words(self) -> String {
        format!("{} of {} ({})", self.hits, self.of, percent(self.value()))
    }
}

/// How often a slot was right, invented and missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Asked for, and understood with the same value.
    pub(crate) right: u32,
    /// Understood where nothing, or another value, was asked for.
    pub(crate) invented: u32,
    /// Asked for, and not understood, or understood with another value.
    pub(crate) missed: u32,
}

impl Counts {
    /// Notes one slot of one query. A wrong value is both invented and missed.
    pub(crate) fn note(&mut self, asked: bool, understood: bool, equal: bool) {
        let right = asked && understood && equal;
        self.right += u32::from(right);
        self.invented += u32::from(understood && !right);
        self.missed += u32::from(asked && !right);
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            invented: self.invented + other.invented,
            missed: self.missed + other.missed,
        }
    }

    /// How much of what was understood was asked for.
    pub(crate) fn precision(self) -> Option<f64> {
        Share { hits: self.right, of: self.right + self.invented }.value()
    }

    /// How much of what was asked for was understood.
    pub(crate) fn recall(self) -> Option<f64> {
        Share { hits: self.right, of: self.right + self.missed }.value()
    }

    /// The harmonic mean of both.
    pub(crate) fn f1(self) -> Option<f64> {
        Share { hits: 2 * self.right, of: 2 * self.right + self.invented + self.missed }.value()
    }
}

/// Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002): each grade counts 2^grade − 1,
/// over the binary logarithm of its place plus one, in parts of what the best order of `all` grades would give.
/// `None` where nothing is relevant.
pub(crate) fn ndcg(found: &[u8], all: &[u8]) -> Option<f64> {
    let mut best = all.to_vec();
    best.sort_unstable_by(|one, other| other.cmp(one));
    let ideal = discounted_gain(&best);
    (ideal > 0.0).then(|| discounted_gain(found) / ideal)
}

fn discounted_gain(grades: &[u8]) -> f64 {
    let gains = grades.iter().take(PAGE).zip(1_u8..);
    gains.map(|(grade, place)| (f64::from(*grade).exp2() - 1.0) / (f64::from(place) + 1.0).log2()).sum()
}

/// How many of the first ten two lists share, in parts of the longer one; `None` where both are empty.
pub(crate) fn overlap(one: &[String], other: &[String]) -> Option<f64> {
    let (one, other) = (one.iter().take(PAGE), other.iter().take(PAGE));
    let longer = one.len().max(other.len());
    let shared = one.filter(|id| other.clone().any(|other| other == *id)).count();
    Share { hits: u32::try_from(shared).ok()?, of: u32::try_from(longer).ok()? }.value()
}

/// The mean; `None` of nothing.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    let count = u32::try_from(values.len()).ok()?;
    (count > 0).then(|| values.iter().sum::<f64>() / f64::from(count))
}

/// A share for people, with one decimal.
pub(crate) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// A figure for people, with three decimals.
pub(crate) fn decimals(figure: Option<f64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.3}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    fn near(figure: Option<f64>, expected: f64) -> bool {
        (figure.unwrap() - expected).abs() < 1e-9
    }

    #[test]
    fn s2_a_wrong_value_is_both_invented_and_missed() {
        let mut counts = Counts::default();
        counts.note(true, true, true);
        counts.note(true, true, true);
        counts.note(true, true, false);
        counts.note(true, false, false);
        counts.note(false, true, false);
        counts.note(false, false, true);
        assert_eq!(counts, Counts { right: 2, invented: 2, missed: 2 });
        assert!(near(counts.precision(), 0.5) && near(counts.recall(), 0.5) && near(counts.f1(), 0.5));
        assert_eq!(counts.plus(counts), Counts { right: 4, invented: 4, missed: 4 });
        assert_eq!(Counts::default().f1(), None);
    }

    #[test]
    fn s2_f1_is_the_harmonic_mean() {
        let counts = Counts { right: 6, invented: 2, missed: 4 };
        // Precision 6/8, recall 6/10: 2 · 0.75 · 0.6 / 1.35.
        assert!(near(counts.precision(), 0.75) && near(counts.recall(), 0.6) && near(counts.f1(), 2.0 / 3.0));
    }

    #[test]
    fn s3_gains_are_discounted_by_place_and_measured_by_the_best_order() {
        assert!(near(ndcg(&[2, 1, 0], &[0, 1, 2]), 1.0));
        // (1 + 3/log2(3)) / (3 + 1/log2(3)).
        assert!(near(ndcg(&[1, 2], &[1, 2, 0]), (1.0 + 3.0 / 3_f64.log2()) / (3.0 + 1.0 / 3_f64.log2())));
        assert!(near(ndcg(&[0, 0, 1], &[1]), 0.5));
        assert!(near(ndcg(&[], &[1]), 0.0));
        assert_eq!(ndcg(&[0, 0], &[0, 0]), None);
        assert_eq!(ndcg(&[], &[]), None);
    }

    #[test]
    fn s3_only_the_first_ten_count() {
        let mut found = vec![0; 10];
        found.push(3);
        assert!(near(ndcg(&found, &[3]), 0.0));
        assert!(near(ndcg(&[1; 10], &[1; 500]), 1.0));
    }

    #[test]
    fn s3_overlap_is_measured_by_the_longer_list() {
        let list = |ids: &str| ids.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert!(near(overlap(&list("a b c d"), &list("d c x y")), 0.5));
        assert!(near(overlap(&list("a"), &list("a b c d")), 0.25));
        assert!(near(overlap(&list("a"), &[]), 0.0));
        assert_eq!(overlap(&[], &[]), None);
    }

    #[test]
    fn figures_are_written_for_people() {
        assert_eq!(Share { hits: 1, of: 3 }.words(), "1 of 3 (33.3 %)");
        assert_eq!(Share::default().words(), "0 of 0 (–)");
        assert_eq!(decimals(Some(0.12345)), "0.123");
        assert_eq!(mean(&[]), None);
        assert!(near(mean(&[1.0, 2.0]), 1.5));
    }
}
