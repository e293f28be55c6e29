//! The rules of the grammar: what the terms of a question ask for.
//!
//! What is not wanted goes first, then what differs from what was shown and what no longer matters, because each of
//! them takes a word from the wishes. Numbers come next, because what they mean decides what the words around them
//! mean: "ready in 2027" is a year, not a wish to move in now. Each number and each word is used once. Then every unused
//! word that says something by itself is read, then the slots that are only asked about, then the names after "in" that
//! nobody knows. What is left is for ranking.

use super::{
    SlotWords, Understood, Widened,
    gazetteer::{Entry, Gazetteer},
    meaning::Meaning,
    measures::{Measure, leads_to_number},
    quantities::meaning_at,
    terms::{Gap, Term, cut},
    without_article,
};
use crate::listings::{
    filters::Slot,
    property::{PropertyId, PropertyType, SaleType},
    text::Word,
};

/// The most words that the name of an unknown place is taken to have.
pub(super) const PLACE_WORDS: usize = 3;

/// Words after which something is near, and no place to look in.
const NEAR_WORDS: &[&str] = &[
    "near",
    "nearby",
    "close",
    "next",
    "beside",
    "walking",
    "minutes",
    "قريب",
    "قريبه",
    "قريبين",
    "قرب",
    "جنب",
    "بجوار",
    "بجانب",
    "بالقرب",
    "حوالين",
    "قصاد",
    "قدام",
    "gamb",
    "ganb",
];

/// Words after which something is inside or around.
const HAVING_WORDS: &[&str] =
    &["with", "has", "have", "having", "حواليها", "حواليه", "فيه", "فيها", "feh", "fiha", "includes"];

/// «وبال» has the most letters that Arabic writes before a word.
const MOST_PARTICLES: usize = 4;

/// A bathroom, and no more.
const SINGLE_BATHROOMS: &[&str] = &["حمام", "bathroom", "bath", "toilet", "تواليت", "amam", "ammam", "hamam", "hammam"];

/// Whether a word, with the particles that Arabic writes before it, is a roof.
fn is_roof(word: &str) -> bool {
    let is_particles = |rest: &str| rest.chars().count() <= MOST_PARTICLES;
    word == "roof" || ["روف", "رووف"].iter().any(|roof| word.strip_suffix(roof).is_some_and(is_particles))
}

/// Reads a question.
pub(super) fn read(text: &str, gazetteer: &Gazetteer) -> Understood {
    let (words, terms) = cut(text, gazetteer);
    let (used, ranks) = (vec![false; terms.len()], vec![false; terms.len()]);
    let asks_when = terms.iter().any(|term| term.meaning == Meaning::Asks(Slot::Delivery));
    let is_only_others = terms.iter().all(|term| {
        term.meaning.is_filler()
            || matches!(term.meaning, Meaning::Another | Meaning::In | Meaning::And | Meaning::FollowUp(_))
    });
    let mut types = Vec::new();
    for term in &terms {
        if let Meaning::Type(kind) = term.meaning {
            push_new(&mut types, kind);
        }
    }
    let mut reading = Reading {
        text,
        words,
        terms,
        used,
        ranks,
        gazetteer,
        asks_when,
        is_only_others,
        types,
        found: Vec::new(),
        measured: None,
        understood: Understood::default(),
    };
    reading.read_exclusions();
    reading.read_orders();
    reading.read_follow_ups();
    reading.read_opened();
    reading.read_quantities();
    reading.read_words();
    reading.read_asked_about();
    reading.read_unknown_places();
    reading.finish()
}

/// A question on its way to what it asks for.
pub(super) struct Reading<'question> {
    text: &'question str,
    words: Vec<Word>,
    terms: Vec<Term>,
    /// For each term, whether a rule has used it.
    used: Vec<bool>,
    /// For each term, whether it ranks although a rule has used it.
    ranks: Vec<bool>,
    pub(super) gazetteer: &'question Gazetteer,
    /// Whether "when" is asked anywhere.
    asks_when: bool,
    /// Whether nothing but "others", "more" and the like is said.
    pub(super) is_only_others: bool,
    /// Every kind of unit that is spoken of.
    types: Vec<PropertyType>,
    /// The slots with the index of the term at which their words begin.
    found: Vec<(usize, SlotWords)>,
    /// The slot that the last number filled, and the index of the term after it.
    measured: Option<(Slot, usize)>,
    pub(super) understood: Understood,
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
        let Some(slot) = measure.slot().or_else(|| self.slot_going_on(measure, at)) else {
            measure.wait().into_iter().for_each(|ready| self.mark_used(ready, ready + 1));
            self.mark_used(at, measure.number_end());
            return measure.number_end();
        };
        let (begin, end) = (measure.begin(slot), measure.end);
        if measure.fill(slot, &mut self.understood.filters).is_some() {
            self.note(slot, begin, end);
        }
        self.mark_used(begin, end);
        self.measured = Some((slot, end));
        end
    }

    /// The slot of the number before, where this one is only its other bound: «لا تقل عن ١٥٠ متر ولا تزيد عن ٢٠٠».
    fn slot_going_on(&self, measure: &Measure, at: usize) -> Option<Slot> {
        let (slot, end) = self.measured?;
        let begin = measure.bound_alone()?;
        let is_joined = (end..begin).all(|index| {
            self.meaning(index)
                .is_some_and(|meaning| meaning.is_filler() || matches!(meaning, Meaning::And | Meaning::Or))
        });
        let is_counted = matches!(slot, Slot::Size | Slot::Bedrooms | Slot::Bathrooms);
        (is_counted && begin <= end + 1 && is_joined && self.is_one_clause(end, at)).then_some(slot)
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
                Meaning::Type(kind) if self.is_amenity(at, kind) => {
                    self.mark_used(at, at + 1);
                    self.rank(at);
                }
                Meaning::Type(kind) => self.read_type(at, kind),
                Meaning::Bathrooms if self.is_one_bathroom(at) => {
                    let filters = &mut self.understood.filters;
                    (filters.min_bathrooms, filters.max_bathrooms) = (Some(1), Some(1));
                    self.note(Slot::Bathrooms, at, at + 1);
                }
                Meaning::Name(index) => {
                    if let Some(entry) = self.gazetteer.get(index) {
                        self.read_name(at, entry);
                    }
                }
                Meaning::Finishing(finishing) => {
                    push_new(&mut self.understood.filters.finishing, finishing);
                    self.note(Slot::Finishing, at, at + 1);
                }
                Meaning::SaleType(sale_type) => self.read_sale_type(at, sale_type),
                Meaning::Ready | Meaning::OffPlan => self.read_state(at, meaning),
                Meaning::NoDownPayment => {
                    self.understood.filters.max_down_payment_percent = Some(0);
                    self.note(Slot::DownPayment, at, at + 1);
                }
                _ => {}
            }
        }
    }

    /// Reads who sells; either is as good as not to ask.
    fn read_sale_type(&mut self, at: usize, sale_type: SaleType) {
        // «من شركة بالم هيلز» names the developer and leaves open who sells.
        if sale_type == SaleType::Developer && self.gap(at + 1) == Gap::Space && self.names_developer(at + 1) {
            self.mark_used(at, at + 1);
            return;
        }
        if self.understood.filters.sale_type.is_some_and(|other| other != sale_type) {
            self.understood.filters.sale_type = None;
            self.open(Slot::SaleType);
            self.mark_used(at, at + 1);
        } else if !self.understood.opened.contains(&Slot::SaleType) {
            self.understood.filters.sale_type = Some(sale_type);
            self.note(Slot::SaleType, at, at + 1);
        }
    }

    /// Reads "ready" and "off plan". Beside "when" they ask, "ready or by 2027" is met by both, and a wish for either is
    /// none.
    fn read_state(&mut self, at: usize, state: Meaning) {
        let is_or = |index: Option<usize>| index.and_then(|index| self.meaning(index)) == Some(Meaning::Or);
        let is_either = is_or(at.checked_sub(1)) || is_or(Some(at + 1));
        self.mark_used(at, at + 1);
        let filters = &mut self.understood.filters;
        let has_year = filters.min_delivery_year.is_some() || filters.max_delivery_year.is_some();
        if has_year && is_either {
            self.note(Slot::Delivery, at, at + 1);
            return;
        }
        if self.asks_when {
            return;
        }
        let (asked, other) = match state {
            Meaning::Ready => (&mut filters.delivered, &mut filters.off_plan),
            _ => (&mut filters.off_plan, &mut filters.delivered),
        };
        if *other {
            *other = false;
            self.open(Slot::Delivery);
        } else if !self.understood.opened.contains(&Slot::Delivery) {
            *asked = true;
            self.note(Slot::Delivery, at, at + 1);
        }
    }

    /// A slot is to ask for nothing any more, unless the question also asks for something of it.
    pub(super) fn open(&mut self, slot: Slot) {
        push_new(&mut self.understood.opened, slot);
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
        // A duplex "with garden and roof" is no penthouse.
        let is_roof = is_roof(self.folded(at))
            && !self.understood.filters.types.is_empty()
            && self.meaning(at.saturating_sub(1)) != Some(Meaning::Or);
        if is_roof || is_particular(before) || is_particular(after) {
            self.mark_used(at, at + 1);
            if is_roof {
                self.rank(at);
            }
        } else {
            push_new(&mut self.understood.filters.types, kind);
            self.note(Slot::Type, at, at + 1);
        }
    }

    /// Reads a name: a compound before an area before a developer, unless "developer" stands before it.
    fn read_name(&mut self, at: usize, entry: &Entry) {
        let slot = self.slot_of_name(at, entry);
        let filters = &mut self.understood.filters;
        match slot {
            Some(Slot::Developer) => {
                entry.developers.iter().for_each(|name| push_new(&mut filters.developers, name.clone()));
            }
            Some(Slot::Compound) => {
                entry.compounds.iter().for_each(|name| push_new(&mut filters.compounds, name.clone()));
            }
            _ => entry.location.iter().for_each(|name| push_new(&mut filters.locations, name.clone())),
        }
        if let Some(slot) = slot {
            self.note(slot, at, at + 1);
        } else {
            entry.absent.iter().for_each(|name| push_new(&mut self.understood.unknown_places, (*name).to_owned()));
            self.mark_used(at, at + 1);
        }
        if let Some(area) = entry.location.as_ref().filter(|_| slot == Some(Slot::Location) && entry.is_district) {
            let asked = self.words_of(at, at + 1);
            push_new(&mut self.understood.widened, Widened { asked, area: area.clone() });
            self.rank(at);
        }
    }

    /// What a rule has used still ranks.
    fn rank(&mut self, at: usize) {
        self.ranks.iter_mut().skip(at).take(1).for_each(|ranks| *ranks = true);
    }

    /// Whether shops, offices or clinics are what is near or inside, and not what is looked for: "an apartment near
    /// shops", «شقة حواليها مطاعم ومحلات».
    fn is_amenity(&self, at: usize, kind: PropertyType) -> bool {
        let is_place_of_work = matches!(kind, PropertyType::Retail | PropertyType::Office | PropertyType::Clinic);
        if !is_place_of_work || !self.types.iter().any(|other| *other != kind) {
            return false;
        }
        let joins = |index: usize| {
            self.meaning(index) == Some(Meaning::And)
                && self.gap(index) != Gap::Break
                && self.gap(index + 1) != Gap::Break
        };
        let describes = |index: Option<usize>| index.and_then(|index| self.meaning(index)) == Some(Meaning::Ordinary);
        let before = at.checked_sub(1);
        let is_amenity = |index: usize| self.ranks.get(index).copied().unwrap_or(false);
        let follows = at.checked_sub(2).is_some_and(|other| describes(Some(other)) || is_amenity(other));
        let is_listed = (before.is_some_and(joins) && follows) || (joins(at + 1) && describes(Some(at + 2)));
        let is_said_near = before.is_some_and(|before| {
            let word = without_article(self.folded(before));
            self.gap(at) != Gap::Break && (NEAR_WORDS.contains(&word) || HAVING_WORDS.contains(&word))
        });
        is_listed || is_said_near
    }

    /// Whether a bathroom without a number is the one of a unit whose rooms are counted: «اوضتين وحمام».
    fn is_one_bathroom(&self, at: usize) -> bool {
        let is_single = self
            .terms
            .get(at)
            .and_then(|term| self.words.get(term.last))
            .is_some_and(|word| SINGLE_BATHROOMS.contains(&word.folded.strip_prefix('و').unwrap_or(&word.folded)));
        let mut before = at.checked_sub(1);
        if before.and_then(|before| self.meaning(before)) == Some(Meaning::Stop) {
            before = before.and_then(|before| before.checked_sub(1));
        }
        let rooms = before.filter(|and| self.meaning(*and) == Some(Meaning::And)).and_then(|and| and.checked_sub(1));
        let follows_rooms = rooms.is_some_and(|rooms| {
            self.meaning(rooms) == Some(Meaning::Bedrooms) && self.is_used(rooms) && self.is_one_clause(rooms, at)
        });
        is_single && follows_rooms && self.understood.filters.min_bathrooms.is_none()
    }

    fn names_developer(&self, at: usize) -> bool {
        match self.meaning(at) {
            Some(Meaning::Name(index)) => self.gazetteer.get(index).is_some_and(|entry| !entry.developers.is_empty()),
            _ => false,
        }
    }

    /// What a name names; `None` for an area that has no units.
    pub(super) fn slot_of_name(&self, at: usize, entry: &Entry) -> Option<Slot> {
        let before = at.checked_sub(1).and_then(|before| self.meaning(before));
        let is_called_developer = matches!(before, Some(Meaning::Developer | Meaning::SaleType(SaleType::Developer)));
        let is_nothing_else = entry.compounds.is_empty() && entry.location.is_none();
        if !entry.developers.is_empty() && (is_called_developer || is_nothing_else) {
            Some(Slot::Developer)
        } else if !entry.compounds.is_empty() {
            Some(Slot::Compound)
        } else {
            entry.location.is_some().then_some(Slot::Location)
        }
    }

    /// Reads the names after "in" and "compound" that neither the vocabulary nor the gazetteer knows.
    fn read_unknown_places(&mut self) {
        for at in 0..self.terms.len() {
            // What something is near to is mostly a landmark.
            let is_near = NEAR_WORDS.contains(&without_article(self.folded(at)));
            let introduces = matches!(self.meaning(at), Some(Meaning::In | Meaning::Compound)) && !is_near;
            let Some((begin, end)) = self.unknown_name(at + 1).filter(|_| introduces) else { continue };
            let name = self.words_of(begin, end);
            push_new(&mut self.understood.unknown_places, name);
            self.mark_used(begin, end);
        }
    }

    /// The terms of an unknown name that follows, with at most two such as "the" and "compound" before it.
    fn unknown_name(&self, at: usize) -> Option<(usize, usize)> {
        let may_lead = |index: &usize| {
            self.meaning(*index).is_some_and(|meaning| meaning.is_filler() || meaning == Meaning::Compound)
        };
        let begin = at + (at..at + 2).take_while(may_lead).count();
        let length = (begin..begin + PLACE_WORDS)
            .take_while(|index| self.may_name_place(*index) && (*index == begin || self.gap(*index) == Gap::Space))
            .count();
        let end = begin + length;
        // "In a bright street" and "in sunny Maadi" describe, and so does "in the outskirts of Maadi".
        let has_article = (at..begin).any(|index| matches!(self.folded(index), "a" | "an"));
        let named = end + usize::from(self.meaning(end).is_some_and(Meaning::is_filler));
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
        // Two wishes that undo each other, as "ready" and "off plan", leave words that ask for nothing.
        let asked = self.understood.filters.slots();
        self.found.retain(|(_, words)| asked.contains(&words.slot));
        self.found.sort_by_key(|(at, _)| *at);
        self.understood.words = std::mem::take(&mut self.found).into_iter().map(|(_, words)| words).collect();
        self.understood.opened.retain(|slot| !asked.contains(slot));
        let left: Vec<usize> = (0..self.count()).filter(|at| self.is_left(*at)).collect();
        let mut previous = None;
        for term in left.into_iter().filter_map(|at| self.terms.get(at)) {
            for index in term.first..=term.last {
                if previous != Some(index)
                    && let Some(word) = self.words.get(index)
                {
                    self.understood.rest.push(word.folded.clone());
                    previous = Some(index);
                }
            }
        }
        self.understood
    }

    /// Whether a term is left for ranking: it says something and no rule used it, or it ranks all the same.
    fn is_left(&self, at: usize) -> bool {
        let says_something = matches!(
            self.meaning(at),
            Some(
                Meaning::Word
                    | Meaning::Ordinary
                    | Meaning::Outdoors
                    | Meaning::Flexible
                    | Meaning::Ordinal(_)
                    | Meaning::LastOne
                    | Meaning::Superlative(_)
            )
        );
        let ranks = self.ranks.get(at).copied().unwrap_or(false);
        ranks || (!self.is_used(at) && (says_something || self.is_any_compound(at)))
    }

    /// Whether a compound is wished for and none is named: «شقة في كمبوند» is none outside of one.
    fn is_any_compound(&self, at: usize) -> bool {
        let is_name = |index: usize| matches!(self.meaning(index), Some(Meaning::Name(_) | Meaning::Word));
        let next = if self.meaning(at + 1).is_some_and(Meaning::is_filler) { at + 2 } else { at + 1 };
        let is_named = is_name(next) || at.checked_sub(1).is_some_and(is_name);
        let leads = |index: &usize| {
            self.meaning(*index)
                .is_some_and(|meaning| meaning.is_filler() || matches!(meaning, Meaning::In | Meaning::From))
        };
        let before = (at.saturating_sub(PLACE_WORDS)..at).rev().find(|index| !leads(index));
        let is_unwanted = before.and_then(|before| self.meaning(before)) == Some(Meaning::Not);
        self.meaning(at) == Some(Meaning::Compound) && !is_named && !is_unwanted
    }

    pub(super) fn meaning(&self, at: usize) -> Option<Meaning> {
        meaning_at(&self.terms, at)
    }

    pub(super) fn gap(&self, at: usize) -> Gap {
        self.terms.get(at).map_or(Gap::Break, |term| term.gap)
    }

    /// The first word of a term; empty beyond the last.
    pub(super) fn folded(&self, at: usize) -> &str {
        self.terms.get(at).and_then(|term| self.words.get(term.first)).map_or("", |word| &word.folded)
    }

    pub(super) fn is_used(&self, at: usize) -> bool {
        self.used.get(at).copied().unwrap_or(true)
    }

    pub(super) fn mark_used(&mut self, begin: usize, end: usize) {
        self.used.iter_mut().take(end).skip(begin).for_each(|used| *used = true);
    }

    /// Whether nothing ends a clause before this term, or before any between it and `begin`.
    pub(super) fn is_one_clause(&self, begin: usize, end: usize) -> bool {
        (begin + 1..=end).all(|at| self.gap(at) != Gap::Break)
    }

    pub(super) fn count(&self) -> usize {
        self.terms.len()
    }

    pub(super) fn all_terms(&self, is: impl Fn(Meaning) -> bool) -> bool {
        self.terms.iter().all(|term| is(term.meaning))
    }

    /// Whether a number follows, to which what stands before it belongs.
    pub(super) fn leads_to_number(&self, at: usize) -> bool {
        leads_to_number(&self.terms, at)
    }

    pub(super) fn note(&mut self, slot: Slot, begin: usize, end: usize) {
        self.note_words(slot, begin, end, false);
    }

    pub(super) fn note_words(&mut self, slot: Slot, begin: usize, end: usize, excluded: bool) {
        self.found.push((begin, SlotWords { slot, text: self.words_of(begin, end), excluded }));
        self.mark_used(begin, end);
    }

    /// The person's own words for the terms from `begin` up to `end`.
    fn words_of(&self, begin: usize, end: usize) -> String {
        let first = self.terms.get(begin).and_then(|term| self.words.get(term.first));
        let last = end.checked_sub(1).and_then(|last| self.terms.get(last)).and_then(|term| self.words.get(term.last));
        first.zip(last).and_then(|(first, last)| self.text.get(first.start..last.end)).unwrap_or_default().to_owned()
    }
}

pub(super) fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
