//! Orders of results that are said around the unit: «اقل شقة سعرا», "the cheapest villa per square metre". Those in one
//! phrase, as "lowest price", the vocabulary knows.

use super::{
    FollowUp, Sort,
    meaning::{Extreme, Meaning},
    rules::Reading,
    terms::Gap,
};

/// How many terms after a superlative the noun that it is about may stand.
const REACH: usize = 8;

impl Reading<'_> {
    /// Reads every superlative with the noun that it is about.
    pub(super) fn read_orders(&mut self) {
        for at in 0..self.count() {
            let Some(meaning) = self.meaning(at).filter(|_| !self.is_used(at)) else { continue };
            let Some(noun) = self.noun_of_order(at) else { continue };
            let sort = match (meaning, self.meaning(noun)) {
                (Meaning::Superlative(extreme), Some(noun)) => order(extreme, noun),
                (Meaning::Sort(Sort::Cheapest), Some(Meaning::PerMetre)) => Some(Sort::CheapestPerSquareMetre),
                (Meaning::Comparative(FollowUp::Cheaper, _), Some(Meaning::PerMetre)) if self.is_superlative(at) => {
                    Some(Sort::CheapestPerSquareMetre)
                }
                _ => None,
            };
            if let Some(sort) = sort {
                self.understood.sort.get_or_insert(sort);
                self.mark_used(at, at + 1);
                self.mark_used(noun, noun + 1);
            }
        }
    }

    /// The noun that an order is about: the first after it, with nothing but a unit and where that is between, and without
    /// a number of its own.
    fn noun_of_order(&self, at: usize) -> Option<usize> {
        for index in at + 1..=at + REACH {
            let meaning = self.meaning(index).filter(|_| self.gap(index) != Gap::Break && !self.is_used(index))?;
            match meaning {
                Meaning::Price
                | Meaning::PerMetre
                | Meaning::Size
                | Meaning::Area
                | Meaning::DownPayment
                | Meaning::Delivery
                | Meaning::Instalments
                | Meaning::Plan
                | Meaning::Years => return (!self.leads_to_number(index + 1)).then_some(index),
                Meaning::Type(_)
                | Meaning::Name(_)
                | Meaning::In
                | Meaning::From
                | Meaning::Compound
                | Meaning::Ordinary => {}
                between if between.is_filler() => {}
                _ => return None,
            }
        }
        None
    }
}

/// The order that puts this end of what a noun speaks of first.
fn order(extreme: Extreme, noun: Meaning) -> Option<Sort> {
    Some(match (extreme, noun) {
        (Extreme::Least, Meaning::Price) => Sort::Cheapest,
        (Extreme::Least, Meaning::PerMetre) => Sort::CheapestPerSquareMetre,
        (Extreme::Least, Meaning::Size | Meaning::Area) => Sort::Smallest,
        (Extreme::Least, Meaning::DownPayment) => Sort::LowestDownPayment,
        (Extreme::Most, Meaning::Price) => Sort::Dearest,
        (Extreme::Most, Meaning::Size | Meaning::Area) => Sort::Largest,
        (Extreme::Soonest, Meaning::Delivery) => Sort::SoonestDelivery,
        (Extreme::Most | Extreme::Longest, Meaning::Instalments | Meaning::Plan | Meaning::Years) => Sort::LongestPlan,
        _ => return None,
    })
}
