//! The rules of the grammar: what the terms of a question ask for.
//!
//! Numbers go first, because what they mean decides what the words around them mean: "ready in 2027" is a year, not a
//! wish to move in now. Each number and each word is used once. Then every unused word that says something by itself
//! is read, then the names after "in" that nobody knows. What is left is for ranking.

use super::{
    SlotWords, Understood,
    gazetteer::{Entry, Gazetteer},
    measures::Measure,
    quantities::meaning_at,
    terms::{Gap, Term, cut},
    vocabulary::Meaning,
};
use crate::listings::{
    filters::Slot,
    property::{PropertyId, PropertyType},
    text::Word,
};

/// The most words that the name of an unknown place is taken to have.
const PLACE_WORDS: usize = 3;

/// Reads a question.
pub(super) fn read(text: &str, gazetteer: &Gazetteer) -> Understood {
    let (words, terms) = cut(text, gazetteer);
    let used = vec![false; terms.len()];
    let mut reading =
        Reading { text, words, terms, used, gazetteer, found: Vec::new(), understood: Understood::default() };
    reading.read_quantities();
    reading.read_words();
    reading.read_unknown_places();
    reading.finish()
}

struct Reading<'question> {
    text: &'question str,
    words: Vec<Word>,
    terms: Vec<Term>,
    /// For each term, whether a rule has used it.
    used: Vec<bool>,
    gazetteer: &'question Gazetteer,
    /// The slots with the index of the term at which their words begin.
    found: Vec<(usize, SlotWords)>,
    understood: Understood,
}

impl Reading<'_> {
    fn read_quantities(&mut self) {
        let mut at = 0;
        while at < self.terms.len() {
            let measure = if self.is_used(at) { None } else { Measure::read(&self.terms, &self.used, at) };
            at = measure.map_or(at + 1, |measure| self.read_measure(&measure, at));
        }
    }

    /// Reads a number, and returns the index of the term after it.
    fn read_measure(&mut self, measure: &Measure, at: usize) -> usize {
        // Of a number that nothing speaks for, the words around it may still belong to another.
        let Some(slot) = measure.slot() else {
            self.mark_used(at, measure.number_end());
            return measure.number_end();
        };
        let (begin, end) = (measure.begin(slot), measure.end);
        if measure.fill(slot, &mut self.understood.filters).is_some() {
            self.note(slot, begin, end);
        }
        self.mark_used(begin, end);
        end
    }

    /// Reads the words that say something by themselves.
    fn read_words(&mut self) {
        for at in 0..self.terms.len() {
            let Some(meaning) = self.meaning(at).filter(|_| !self.is_used(at)) else { continue };
            match meaning {
                Meaning::Id => self.read_property_id(at),
                Meaning::Sort(sort) => {
                    self.understood.sort.get_or_insert(sort);
                    self.mark_used(at, at + 1);
                }
                // What is excluded is no wish, and nothing to rank by either.
                _ if is_choice(meaning) && self.is_negated(at) => self.mark_used(at, at + 1),
                Meaning::Type(kind) => self.read_type(at, kind),
                Meaning::Name(index) => {
                    if let Some(entry) = self.gazetteer.get(index) {
                        self.read_name(at, entry);
                    }
                }
                Meaning::Finishing(finishing) => {
                    push_new(&mut self.understood.filters.finishing, finishing);
                    self.note(Slot::Finishing, at, at + 1);
                }
                Meaning::SaleType(sale_type) => {
                    self.understood.filters.sale_type = Some(sale_type);
                    self.note(Slot::SaleType, at, at + 1);
                }
                Meaning::Ready => {
                    self.understood.filters.delivered = true;
                    self.note(Slot::Delivery, at, at + 1);
                }
                Meaning::NoDownPayment => {
                    self.understood.filters.max_down_payment_percent = Some(0);
                    self.note(Slot::DownPayment, at, at + 1);
                }
                _ => {}
            }
        }
    }

    fn read_property_id(&mut self, at: usize) {
        let id = self.words_of(at, at + 1).parse::<PropertyId>();
        if let Ok(id) = id {
            push_new(&mut self.understood.property_ids, id);
            self.mark_used(at, at + 1);
        }
    }

    fn read_type(&mut self, at: usize, kind: PropertyType) {
        // A "duplex apartment" is a duplex; "apartment, duplex" are two wishes.
        let is_particular = |other: Option<Meaning>| {
            matches!(
                (kind, other),
                (
                    PropertyType::Apartment,
                    Some(Meaning::Type(PropertyType::Studio | PropertyType::Duplex | PropertyType::Penthouse))
                ) | (PropertyType::Villa, Some(Meaning::Type(PropertyType::Townhouse | PropertyType::Twinhouse)))
            )
        };
        let before = at.checked_sub(1).and_then(|before| self.meaning(before)).filter(|_| self.gap(at) == Gap::Space);
        let after = self.meaning(at + 1).filter(|_| self.gap(at + 1) == Gap::Space);
        if is_particular(before) || is_particular(after) {
            self.mark_used(at, at + 1);
        } else {
            push_new(&mut self.understood.filters.types, kind);
            self.note(Slot::Type, at, at + 1);
        }
    }

    /// Reads a name: a compound before an area before a developer, unless "developer" stands before it.
    fn read_name(&mut self, at: usize, entry: &Entry) {
        let is_called_developer = at.checked_sub(1).and_then(|before| self.meaning(before)) == Some(Meaning::Developer);
        let filters = &mut self.understood.filters;
        let slot = if !entry.developers.is_empty()
            && (is_called_developer || (entry.compounds.is_empty() && entry.location.is_none()))
        {
            entry.developers.iter().for_each(|name| push_new(&mut filters.developers, name.clone()));
            Some(Slot::Developer)
        } else if !entry.compounds.is_empty() {
            entry.compounds.iter().for_each(|name| push_new(&mut filters.compounds, name.clone()));
            Some(Slot::Compound)
        } else if let Some(location) = &entry.location {
            push_new(&mut filters.locations, location.clone());
            Some(Slot::Location)
        } else {
            entry.absent.iter().for_each(|name| push_new(&mut self.understood.unknown_places, (*name).to_owned()));
            None
        };
        match slot {
            Some(slot) => self.note(slot, at, at + 1),
            None => self.mark_used(at, at + 1),
        }
    }

    /// Whether "not" stands before a term, with nothing between that would end it.
    fn is_negated(&self, at: usize) -> bool {
        let mut before = at;
        while before > 0 && self.gap(before) != Gap::Break {
            before -= 1;
            match self.meaning(before) {
                Some(Meaning::Not) => return true,
                Some(Meaning::Stop | Meaning::In | Meaning::Compound | Meaning::Developer) if at - before < 4 => {}
                _ => return false,
            }
        }
        false
    }

    /// Reads the names after "in" and "compound" that neither the vocabulary nor the gazetteer knows.
    fn read_unknown_places(&mut self) {
        for at in 0..self.terms.len() {
            let introduces = matches!(self.meaning(at), Some(Meaning::In | Meaning::Compound));
            let Some((begin, end)) = self.unknown_name(at + 1).filter(|_| introduces) else { continue };
            let name = self.words_of(begin, end);
            push_new(&mut self.understood.unknown_places, name);
            self.mark_used(begin, end);
        }
    }

    /// The terms of an unknown name that follows, with at most two such as "the" and "compound" before it.
    fn unknown_name(&self, at: usize) -> Option<(usize, usize)> {
        let may_lead = |index: &usize| matches!(self.meaning(*index), Some(Meaning::Stop | Meaning::Compound));
        let begin = at + (at..at + 2).take_while(may_lead).count();
        let length = (begin..begin + PLACE_WORDS)
            .take_while(|index| self.may_name_place(*index) && (*index == begin || self.gap(*index) == Gap::Space))
            .count();
        let end = begin + length;
        // "In a bright street" and "in sunny Maadi" describe, and so does "in the outskirts of Maadi".
        let has_article = (at..begin).any(|index| matches!(self.folded(index), "a" | "an"));
        let named = end + usize::from(self.meaning(end) == Some(Meaning::Stop));
        let is_described = matches!(self.meaning(named), Some(Meaning::Name(_)))
            && (end..=named).all(|index| self.gap(index) == Gap::Space);
        let is_separate = (at..=begin).any(|index| self.gap(index) == Gap::Break);
        (length > 0 && !has_article && !is_described && !is_separate).then_some((begin, end))
    }

    fn may_name_place(&self, at: usize) -> bool {
        let word = self.folded(at);
        // English doings, as in "help me in choosing", are no places.
        let is_name = word.chars().count() >= 3 && !word.ends_with("ing");
        self.meaning(at) == Some(Meaning::Word) && !self.is_used(at) && is_name
    }

    fn finish(mut self) -> Understood {
        self.found.sort_by_key(|(at, _)| *at);
        self.understood.words = self.found.into_iter().map(|(_, words)| words).collect();
        let mut previous = None;
        for (term, used) in self.terms.iter().zip(&self.used) {
            let is_left = !used && matches!(term.meaning, Meaning::Word | Meaning::Ordinary | Meaning::Outdoors);
            for index in term.first..=term.last {
                if is_left
                    && previous != Some(index)
                    && let Some(word) = self.words.get(index)
                {
                    self.understood.rest.push(word.folded.clone());
                    previous = Some(index);
                }
            }
        }
        self.understood
    }

    fn meaning(&self, at: usize) -> Option<Meaning> {
        meaning_at(&self.terms, at)
    }

    fn gap(&self, at: usize) -> Gap {
        self.terms.get(at).map_or(Gap::Break, |term| term.gap)
    }

    /// The first word of a term; empty beyond the last.
    fn folded(&self, at: usize) -> &str {
        self.terms.get(at).and_then(|term| self.words.get(term.first)).map_or("", |word| &word.folded)
    }

    fn is_used(&self, at: usize) -> bool {
        self.used.get(at).copied().unwrap_or(true)
    }

    fn mark_used(&mut self, begin: usize, end: usize) {
        self.used.iter_mut().take(end).skip(begin).for_each(|used| *used = true);
    }

    fn note(&mut self, slot: Slot, begin: usize, end: usize) {
        self.found.push((begin, SlotWords { slot, text: self.words_of(begin, end), excluded: false }));
        self.mark_used(begin, end);
    }

    /// The person's own words for the terms from `begin` up to `end`.
    fn words_of(&self, begin: usize, end: usize) -> String {
        let first = self.terms.get(begin).and_then(|term| self.words.get(term.first));
        let last = end.checked_sub(1).and_then(|last| self.terms.get(last)).and_then(|term| self.words.get(term.last));
        first.zip(last).and_then(|(first, last)| self.text.get(first.start..last.end)).unwrap_or_default().to_owned()
    }
}

/// Whether a term says what kind of unit or where, so that "not" before it excludes that.
fn is_choice(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Type(_) | Meaning::Name(_) | Meaning::Finishing(_) | Meaning::SaleType(_) | Meaning::Ready
    )
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
