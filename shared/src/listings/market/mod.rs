//! What the listings say of prices: what a unit is worth by those like it, what a part of the market asks, and
//! how a few units compare. All of it is made from the asking prices of the units that are for sale now. No
//! history is kept, so nothing here ever says that prices rose or fell.
//!
//! Figures are exact integers. Quartiles are those of Hyndman and Fan's type 7 (1996), which is also Postgres'
//! `percentile_cont`: the value at `(n − 1) · q` of the sorted sample, between two neighbours in proportion. They
//! are rounded half up to whole pounds, as they are shown, so that what is multiplied from them can be checked by
//! whoever reads it. Before, what lies outside Tukey's fences (1977), 1.5 interquartile ranges below the first
//! quartile or above the third, is cut once.

mod comparison;
mod trends;
mod valuation;

use serde::Serialize;

pub(super) use self::trends::Offer;
pub use self::{
    comparison::{Best, Compared, Comparison, Missing, compare_units},
    trends::{Area, Group, Plans, Trends, market_trends},
    valuation::{
        Comparable, Confidence, Estimate, NotValued, Outcome, Place, Step, Valuation, Verdict, estimate_value,
    },
};
use crate::{language::Language, money::Piastres};

/// The fewest values of which quartiles are given; of fewer they are unknown.
pub const MINIMUM_SAMPLE: u32 = 8;

/// The middle of a sample of amounts and the half around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Quartiles {
    /// How many values they are of, at least [`MINIMUM_SAMPLE`]; what was cut does not count.
    pub sample: u32,
    /// A quarter of the values lies below, in whole pounds.
    pub lower: Piastres,
    /// Half of the values lies below, in whole pounds.
    pub median: Piastres,
    /// A quarter of the values lies above, in whole pounds.
    pub upper: Piastres,
}

impl Quartiles {
    /// The quartiles of these amounts; `None` where they are too few.
    fn of(amounts: impl IntoIterator<Item = Piastres>) -> Option<Self> {
        let sorted = sorted(amounts);
        let sample = count(sorted.len());
        // Between two amounts there is none above the largest.
        let pounds =
            |quarters| Piastres::from_pounds((quartile(&sorted, quarters) + 200) / 400).unwrap_or(Piastres::MAX);
        (sample >= MINIMUM_SAMPLE).then(|| Self { sample, lower: pounds(1), median: pounds(2), upper: pounds(3) })
    }

    /// The quartiles of what is left of these amounts when outliers are cut; `None` where that is too few.
    fn of_usual(amounts: Vec<Piastres>) -> Option<Self> {
        Self::of(without_outliers(amounts, |amount| *amount))
    }

    /// The interquartile range in tenths of a per cent of the median: how far the sample is spread.
    #[must_use]
    pub fn spread(&self) -> i64 {
        per_mille(self.upper.pounds() - self.lower.pounds(), self.median.pounds())
    }
}

/// What lies within Tukey's fences by its amount, in the order in which it came.
fn without_outliers<T>(mut items: Vec<T>, amount: impl Fn(&T) -> Piastres) -> Vec<T> {
    let sorted = sorted(items.iter().map(&amount));
    let (first, third) = (quartile(&sorted, 1), quartile(&sorted, 3));
    let range = third - first;
    // In eighths of a piastre, so that it is exact.
    let fences = 2 * first - 3 * range..=2 * third + 3 * range;
    items.retain(|item| fences.contains(&(8 * amount(item).piastres())));
    items
}

/// These amounts in piastres, least first.
fn sorted(amounts: impl IntoIterator<Item = Piastres>) -> Vec<i64> {
    let mut sorted: Vec<i64> = amounts.into_iter().map(Piastres::piastres).collect();
    sorted.sort_unstable();
    sorted
}

/// The value at so many quarters of a sorted sample, in quarters of its unit, so that it is exact; 0 of nothing.
fn quartile(sorted: &[i64], quarters: usize) -> i64 {
    let place = sorted.len().saturating_sub(1) * quarters;
    let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
    let (below, above) = (at(place / 4), at(place / 4 + 1));
    // At the last value, which nothing is above, the remainder is 0.
    let remainder = i64::try_from(place % 4).unwrap_or_default();
    (4 - remainder) * below + remainder * above
}

/// `part` of `whole` in tenths of a per cent, rounded half away from zero; 0 of nothing.
fn per_mille(part: i64, whole: i64) -> i64 {
    let half = whole / 2 * part.signum();
    (part * 1000 + half).checked_div(whole).unwrap_or_default()
}

/// Tenths of a per cent in words, as `12.5%` or «١٢٫٥٪». The sign is for the sentence to say.
fn percent_text(per_mille: i64, language: Language) -> String {
    let tenths = per_mille.abs();
    let whole = language.number(tenths / 10);
    let tenth = match tenths % 10 {
        0 => String::new(),
        tenth => format!("{}{}", language.pick('.', '٫'), language.number(tenth)),
    };
    format!("{whole}{tenth}{}", language.pick('%', '٪'))
}

/// From one amount to another, as `112,977 to 154,228 EGP`.
fn range_text(from: Piastres, to: Piastres, language: Language) -> String {
    let (from, to) = (language.number(from.pounds()), language.money(to));
    language.pick(format!("{from} to {to}"), format!("من {from} إلى {to}"))
}

/// How many there are.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// What sentences need of figures, for tests that no sentence holds another one.
#[cfg(test)]
mod figures {
    use std::collections::BTreeSet;

    /// Every number of a text, in either language's digits, without separators of thousands.
    pub(super) fn numbers(text: &str) -> BTreeSet<String> {
        let digits: String = text
            .chars()
            .filter(|letter| !matches!(letter, ',' | '٬'))
            .map(|letter| match letter {
                '٠'..='٩' => char::from_digit(u32::from(letter) - 0x0660, 10).unwrap_or(letter),
                '٫' => '.',
                _ => letter,
            })
            .collect();
        digits
            .split(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .map(|number| number.trim_matches('.').to_owned())
            .filter(|number| !number.is_empty())
            .collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pounds(amounts: &[i64]) -> Vec<Piastres> {
        amounts.iter().map(|amount| Piastres::from_pounds(*amount).unwrap()).collect()
    }

    #[test]
    fn c4_quartiles_lie_between_neighbours_in_proportion_and_are_whole_pounds() {
        let quartiles = Quartiles::of(pounds(&[10, 20, 30, 40, 50, 60, 70, 81])).unwrap();
        // Places 1.75, 3.5 and 5.25 of 0 to 7: 27.5, 45 and 62.5, rounded half up.
        assert_eq!(
            (quartiles.lower.piastres(), quartiles.median.piastres(), quartiles.upper.piastres()),
            (28_00, 45_00, 63_00)
        );
        assert_eq!((quartiles.sample, quartiles.spread()), (8, 778));
    }

    #[test]
    fn c4_quartiles_of_too_few_are_unknown_also_where_cutting_leaves_too_few() {
        let of = |amounts: &[i64]| Quartiles::of_usual(pounds(amounts)).map(|quartiles| quartiles.sample);
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[1, 2, 3, 4, 5, 6, 7]), None);
        assert_eq!(of(&[10, 11, 12, 13, 14, 15, 16, 1000]), None);
        assert_eq!(of(&[10, 11, 12, 13, 14, 15, 16, 17, 1000]), Some(8));
    }

    #[test]
    fn c4_an_amount_on_a_fence_stays_and_one_piastre_beyond_is_cut() {
        // Quartiles 3000 and 4000 (places 2 and 6 of 0 to 8), hence fences at 1500 and 5500.
        let kept = |least, most| {
            let amounts = [least, 3000, 3000, 3500, 3500, 3500, 4000, 4000, most];
            let amounts = amounts.map(|amount| Piastres::from_piastres(amount).unwrap());
            without_outliers(amounts.to_vec(), |amount| *amount).len()
        };
        assert_eq!([kept(1500, 5500), kept(1499, 5500), kept(1500, 5501)], [9, 8, 8]);
    }

    #[test]
    fn c4_parts_in_a_thousand_are_rounded_half_away_from_zero() {
        assert_eq!([per_mille(1, 8), per_mille(-1, 2000), per_mille(1, 2001), per_mille(5, 0)], [125, -1, 0, 0]);
    }

    #[test]
    fn c4_per_cents_are_written_in_the_languages_digits() {
        assert_eq!(percent_text(125, Language::English), "12.5%");
        assert_eq!(percent_text(-1200, Language::English), "120%");
        assert_eq!(percent_text(125, Language::Arabic), "١٢٫٥٪");
    }

    proptest! {
        #[test]
        fn c4_quartiles_do_not_depend_on_the_order_and_stand_in_theirs(
            amounts in prop::collection::vec(1..1_000_000_000_i64, 0..60), turn in 0..60_usize,
        ) {
            let mut turned = amounts.clone();
            turned.rotate_left(turn.min(amounts.len()));
            let quartiles = Quartiles::of_usual(pounds(&amounts));
            prop_assert_eq!(quartiles, Quartiles::of_usual(pounds(&turned)));
            if let Some(quartiles) = quartiles {
                prop_assert!(quartiles.lower <= quartiles.median && quartiles.median <= quartiles.upper);
                prop_assert!(quartiles.sample as usize <= amounts.len() && quartiles.spread() >= 0);
            }
        }

        #[test]
        fn c4_at_least_half_of_a_sample_is_never_cut(amounts in prop::collection::vec(1..1_000_000_000_i64, 16..60)) {
            let quartiles = Quartiles::of_usual(pounds(&amounts));
            prop_assert!(quartiles.is_some_and(|quartiles| quartiles.sample as usize * 2 >= amounts.len()));
        }
    }
}
