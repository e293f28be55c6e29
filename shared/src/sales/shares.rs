//! Shares of a unit (P7): a unit has ten thousand, numbered, and somebody has some of them, by their numbers. So the database
//! can see that nobody else has the same, and what they cost adds up whatever the order in which they are sold: share *k* of a
//! price *P* costs ⌊P·(k+1)/10,000⌋ − ⌊P·k/10,000⌋, and all of them together cost *P*, to the piastre.

use serde::{Deserialize, Serialize};

use crate::money::Piastres;

/// How many shares a unit has.
pub const WHOLE: u16 = 10_000;

/// A number of shares that somebody can have: 1 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16")]
pub struct Shares(u16);

/// A number of shares that nobody can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("shares are 1 to 10,000")]
pub struct NoShares;

impl Shares {
    /// All of a unit.
    pub const ALL: Self = Self(WHOLE);

    /// How many.
    #[must_use]
    pub fn count(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Shares {
    type Error = NoShares;

    fn try_from(count: u16) -> Result<Self, NoShares> {
        if (1..=WHOLE).contains(&count) { Ok(Self(count)) } else { Err(NoShares) }
    }
}

/// Shares in a row: from the first on, up to but not including the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The first.
    pub from: u16,
    /// The one after the last.
    pub to: u16,
}

/// The shares that are nobody's, where these are somebody's; in order.
#[must_use]
pub fn free(taken: &[Part]) -> Vec<Part> {
    let mut taken = taken.to_vec();
    taken.sort_unstable_by_key(|part| part.from);
    let (mut free, mut next) = (Vec::new(), 0);
    for part in taken {
        if part.from > next {
            free.push(Part { from: next, to: part.from });
        }
        next = next.max(part.to);
    }
    if next < WHOLE {
        free.push(Part { from: next, to: WHOLE });
    }
    free
}

/// How many shares there are in these parts.
#[must_use]
pub fn count(parts: &[Part]) -> u16 {
    parts.iter().map(|part| part.to - part.from).sum()
}

/// So many of these free shares, the first ones; `None` where there are not so many.
#[must_use]
pub fn first(free: &[Part], shares: Shares) -> Option<Vec<Part>> {
    let (mut wanted, mut parts) = (shares.count(), Vec::new());
    for part in free {
        let some = wanted.min(part.to - part.from);
        if some > 0 {
            parts.push(Part { from: part.from, to: part.from + some });
        }
        wanted -= some;
    }
    (wanted == 0).then_some(parts)
}

/// What these shares cost of a unit with this price.
#[must_use]
pub fn price(whole: Piastres, parts: &[Part]) -> Piastres {
    // The largest amount times ten thousand is far below what the type holds.
    let up_to = |share: u16| whole.piastres() * i64::from(share) / i64::from(WHOLE);
    let piastres = parts.iter().map(|part| up_to(part.to) - up_to(part.from)).sum();
    Piastres::from_piastres(piastres).unwrap_or(whole)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn prices() -> impl Strategy<Value = Piastres> {
        prop_oneof![0_i64..100_000, 0..=Piastres::MAX.piastres()]
            .prop_map(|piastres| Piastres::from_piastres(piastres).unwrap())
    }

    /// What one buyer after the other wants, and whether the buyer lets it go again at once.
    fn histories() -> impl Strategy<Value = Vec<(u16, bool)>> {
        prop::collection::vec((1_u16..=4_000, any::<bool>()), 1..30)
    }

    proptest! {
        #[test]
        fn p7_sold_shares_never_exceed_the_whole_overlap_or_cost_another_sum(price_of_all in prices(), history in histories()) {
            let (mut taken, mut sum) = (Vec::new(), 0);
            for (wanted, is_kept) in history {
                let rest = free(&taken);
                prop_assert_eq!(count(&rest) + count(&taken), WHOLE);
                match first(&rest, Shares(wanted)) {
                    None => prop_assert!(wanted > count(&rest)),
                    Some(parts) => {
                        prop_assert_eq!(count(&parts), wanted);
                        let overlaps = |one: &Part, other: &Part| one.from < other.to && other.from < one.to;
                        prop_assert!(parts.iter().all(|part| !taken.iter().any(|other| overlaps(part, other))));
                        if is_kept {
                            sum += price(price_of_all, &parts).piastres();
                            taken.extend(parts);
                        }
                    }
                }
            }
            // Whoever buys the rest pays the rest, to the piastre.
            let rest = free(&taken);
            prop_assert_eq!(sum + price(price_of_all, &rest).piastres(), price_of_all.piastres());
        }

        #[test]
        fn p7_a_share_costs_its_part_of_the_price_and_never_a_piastre_more_or_less(
            price_of_all in prices(), from in 0..WHOLE, length in 1_u16..=WHOLE
        ) {
            let part = Part { from, to: from.saturating_add(length).min(WHOLE) };
            let exact = price_of_all.piastres() * i64::from(part.to - part.from);
            let given = price(price_of_all, &[part]).piastres() * i64::from(WHOLE);
            prop_assert!((given - exact).abs() < i64::from(WHOLE), "{} {}", given, exact);
        }
    }

    #[test]
    fn p7_all_shares_are_the_unit_and_no_others_are_shares() {
        let price_of_all = Piastres::from_pounds(8_500_003).unwrap();
        assert_eq!(price(price_of_all, &first(&free(&[]), Shares::ALL).unwrap()), price_of_all);
        for (count, is_good) in [(0, false), (1, true), (WHOLE, true), (WHOLE + 1, false)] {
            assert_eq!(Shares::try_from(count).is_ok(), is_good, "{count}");
        }
        assert!(serde_json::from_str::<Shares>("0").is_err() && serde_json::from_str::<Shares>("10000").is_ok());
    }
}
