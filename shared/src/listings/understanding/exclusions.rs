//! What is not wanted: "not in the Capital", «غير زايد», "anything but a villa".
//!
//! An exclusion reaches from its "not" over words that say nothing to the first choice, and further over "or", "and" and
//! a list to choices of the same sort. It ends at a comma, at "but" and «بس», at "want", and at any other choice: "no
//! villas in Zayed" is about villas. What "not" stands before that is no choice is not wanted either, and ranks nothing.

use super::{
    meaning::Meaning,
    rules::{PLACE_WORDS, Reading, push_new},
    terms::Gap,
};
use crate::listings::{filters::Slot, property::SaleType};

/// How many words that say nothing may stand between "not" and what it excludes.
const REACH: usize = 6;
/// How many choices one "not" excludes at most.
const LONGEST_LIST: usize = 10;

impl Reading<'_> {
    /// Reads every "not" with what it excludes.
    pub(super) fn read_exclusions(&mut self) {
        for at in 0..self.count() {
            match self.meaning(at).filter(|_| !self.is_used(at)) {
                Some(Meaning::Not) => self.read_not(at),
                // «كله الا زايد»; «مليون الا ربع» is a number.
                Some(Meaning::Minus) if self.excluded_after(at).is_some_and(|first| self.sort_of(first).is_some()) => {
                    self.read_not(at);
                }
                Some(Meaning::NotOnly) => self.read_not_only(at),
                Some(Meaning::LivesIn) => self.read_lives_in(at),
                _ => {}
            }
        }
    }

    fn read_not(&mut self, at: usize) {
        let Some(first) = self.excluded_after(at) else { return };
        let Some(sort) = self.sort_of(first) else {
            self.drop_unwanted(at, first);
            return;
        };
        self.exclude(at, first);
        let mut last = first;
        for _ in 0..LONGEST_LIST {
            let Some(next) = self.next_in_list(last, sort) else { break };
            self.exclude(next, next);
            last = next;
        }
    }

    /// The first term after "not" that says something.
    fn excluded_after(&self, at: usize) -> Option<usize> {
        let passes = |index: &usize| {
            self.meaning(*index).is_some_and(|meaning| match meaning {
                Meaning::But | Meaning::Want | Meaning::Question | Meaning::Asks(_) => false,
                Meaning::In | Meaning::To | Meaning::From | Meaning::By | Meaning::Around => true,
                Meaning::Compound | Meaning::Developer | Meaning::Place | Meaning::Kind => {
                    self.meaning(index + 1).is_some_and(|next| is_choice(next) || next.is_filler())
                }
                other => other.is_filler(),
            })
        };
        let first = (at + 1..=at + REACH).take_while(passes).last().unwrap_or(at) + 1;
        (first < self.count() && self.is_one_clause(at, first)).then_some(first)
    }

    /// The next choice of the same sort that the "not" before still reaches.
    fn next_in_list(&self, last: usize, sort: Slot) -> Option<usize> {
        let joiner = last + 1;
        let is_or = self.meaning(joiner) == Some(Meaning::Or);
        let is_and = self.meaning(joiner) == Some(Meaning::And) && self.gap(joiner) != Gap::Break;
        if is_or || is_and {
            let next = self.excluded_after(joiner)?;
            return (self.sort_of(next) == Some(sort)).then_some(next);
        }
        // "X, Y or Z": a comma alone may as well begin what is wanted.
        let is_same = |at: usize| self.sort_of(at) == Some(sort) && !self.is_used(at);
        for at in joiner..joiner + LONGEST_LIST {
            if !is_same(at) || self.gap(at) != Gap::Break {
                return None;
            }
            let is_joined = matches!(self.meaning(at + 1), Some(Meaning::Or | Meaning::And))
                && self.excluded_after(at + 1).is_some_and(is_same);
            if is_joined {
                return Some(joiner);
            }
        }
        None
    }

    /// The sort of choice that a term is: names of places, compounds and developers are one.
    fn sort_of(&self, at: usize) -> Option<Slot> {
        match self.meaning(at)? {
            Meaning::Type(_) => Some(Slot::Type),
            Meaning::Name(_) => Some(Slot::Location),
            Meaning::Finishing(_) => Some(Slot::Finishing),
            Meaning::SaleType(_) => Some(Slot::SaleType),
            Meaning::Ready | Meaning::OffPlan => Some(Slot::Delivery),
            _ => None,
        }
    }

    /// Excludes one choice; of two states that exclude each other the other one is asked for.
    fn exclude(&mut self, begin: usize, at: usize) {
        let Some(meaning) = self.meaning(at) else { return };
        let filters = &mut self.understood.filters;
        let (slot, excluded) = match meaning {
            Meaning::Type(kind) => {
                push_new(&mut filters.not.types, kind);
                (Slot::Type, true)
            }
            Meaning::Finishing(finishing) => {
                push_new(&mut filters.not.finishing, finishing);
                (Slot::Finishing, true)
            }
            Meaning::SaleType(sale_type) => {
                filters.sale_type = Some(match sale_type {
                    SaleType::Resale => SaleType::Developer,
                    SaleType::Developer => SaleType::Resale,
                });
                (Slot::SaleType, false)
            }
            Meaning::Ready => {
                filters.off_plan = true;
                (Slot::Delivery, false)
            }
            Meaning::OffPlan => {
                filters.delivered = true;
                (Slot::Delivery, false)
            }
            Meaning::Name(index) => {
                match self.exclude_name(at, index) {
                    Some(slot) => self.note_words(slot, begin, at + 1, true),
                    None => self.mark_used(begin, at + 1),
                }
                return;
            }
            _ => return,
        };
        self.note_words(slot, begin, at + 1, excluded);
    }

    /// Excludes a name; a smaller place excludes nothing, as the rest of its area may still be wanted.
    fn exclude_name(&mut self, at: usize, index: usize) -> Option<Slot> {
        let entry = self.gazetteer.get(index)?;
        let slot = self.slot_of_name(at, entry);
        let not = &mut self.understood.filters.not;
        match slot {
            Some(Slot::Developer) => {
                entry.developers.iter().for_each(|name| push_new(&mut not.developers, name.clone()));
            }
            Some(Slot::Compound) => entry.compounds.iter().for_each(|name| push_new(&mut not.compounds, name.clone())),
            _ if entry.is_district => return None,
            _ => {
                let area = entry.location.clone().or(entry.absent.map(str::to_owned))?;
                push_new(&mut not.locations, area);
            }
        }
        slot.or(Some(Slot::Location))
    }

    /// "No installments", "not in Zorbium", "without a pool": nothing is asked for, and nothing ranks.
    fn drop_unwanted(&mut self, at: usize, first: usize) {
        match self.meaning(first) {
            Some(Meaning::Instalments | Meaning::Instalment | Meaning::Plan) if !self.leads_to_number(first + 1) => {
                self.mark_used(at, first + 1);
            }
            Some(Meaning::Sort(_) | Meaning::Comparative(..) | Meaning::FollowUp(_) | Meaning::Outdoors) => {
                self.mark_used(at, first + 1);
            }
            Some(Meaning::Word | Meaning::Ordinary) => {
                let is_more = |index: &usize| {
                    *index == first
                        || (self.gap(*index) == Gap::Space
                            && matches!(self.meaning(*index), Some(Meaning::Word | Meaning::Ordinary)))
                };
                let length = (first..first + PLACE_WORDS).take_while(is_more).count();
                self.mark_used(at, first + length);
                self.drop_list(first + length);
            }
            _ => {}
        }
    }

    /// What goes on with "or": «مش دور اول ولا ارضي».
    fn drop_list(&mut self, mut joiner: usize) {
        for _ in 0..LONGEST_LIST {
            let is_or = self.meaning(joiner) == Some(Meaning::Or) && self.gap(joiner) != Gap::Break;
            let describes = matches!(self.meaning(joiner + 1), Some(Meaning::Word | Meaning::Ordinary));
            if !is_or || !describes || self.gap(joiner + 1) == Gap::Break {
                break;
            }
            self.mark_used(joiner, joiner + 2);
            joiner += 2;
        }
    }

    /// "I live in Maadi" is no wish to stay there, and none to leave.
    fn read_lives_in(&mut self, at: usize) {
        if let Some(first) = self.excluded_after(at)
            && self.sort_of(first) == Some(Slot::Location)
        {
            self.mark_used(at, first + 1);
        }
    }

    /// "Not only villas" excludes nothing and, as others will do too, asks for villas only beside another kind.
    fn read_not_only(&mut self, at: usize) {
        let Some(first) = self.excluded_after(at) else { return };
        let Some(sort) = self.sort_of(first) else { return };
        let has_another = (first + 1..=first + REACH).any(|index| self.sort_of(index) == Some(sort));
        if !has_another {
            self.mark_used(at, first + 1);
        }
    }
}

fn is_choice(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Type(_) | Meaning::Name(_) | Meaning::Word)
}
