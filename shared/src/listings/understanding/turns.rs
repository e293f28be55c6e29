//! What only makes sense in a conversation: how what is wanted differs from what was shown ("cheaper", "the second
//! one"), which slots no longer matter ("any price"), and which are asked about ("what is the price?").

use super::{
    FollowUp,
    meaning::Meaning,
    quantities::ONE,
    rules::{Reading, push_new},
    terms::Gap,
};
use crate::listings::filters::Slot;

/// How many words may stand between the name of a slot and what is said of it.
const REACH: usize = 4;
/// How many may stand between the name of a slot and the question about it.
const QUESTION_REACH: usize = 8;
/// No more units than this are ever shown to choose from.
const MOST_SHOWN: u64 = 20;

/// Words for a unit, before which «ارخص» is "the cheapest" and after which "second" is one of what was shown.
const UNIT_WORDS: &[&str] = &[
    "one",
    "ones",
    "option",
    "choice",
    "unit",
    "property",
    "listing",
    "result",
    "وحده",
    "وحدات",
    "عقار",
    "بيت",
    "سكن",
    "عرض",
    "حاجه",
    "اختيار",
];

/// Words before which «التانية» is still one of what was shown.
const CHOOSING_WORDS: &[&str] = &[
    "تفاصيل",
    "معلومات",
    "صور",
    "عجبتني",
    "عجبني",
    "عجبتنا",
    "احجز",
    "احجزلي",
    "اختار",
    "اخترت",
    "زي",
    "شبه",
    "قارن",
    "بين",
];

impl Reading<'_> {
    /// Reads what differs from what was shown, and which of it is meant.
    pub(super) fn read_follow_ups(&mut self) {
        for at in 0..self.count() {
            let Some(meaning) = self.meaning(at).filter(|_| !self.is_used(at)) else { continue };
            match meaning {
                Meaning::FollowUp(follow_up) => self.follow_up(follow_up, at, at + 1),
                Meaning::Comparative(follow_up, sort) => {
                    if self.is_superlative(at) {
                        self.understood.sort.get_or_insert(sort);
                        self.mark_used(at, at + 1);
                    } else {
                        self.follow_up(follow_up, at, at + 1);
                    }
                }
                Meaning::Ordinal(place) if self.is_choice_of_shown(at) => {
                    self.follow_up(FollowUp::Nth(place), at, at + 1);
                }
                Meaning::LastOne if self.is_choice_of_shown(at) => self.follow_up(FollowUp::Last, at, at + 1),
                Meaning::Another if self.has_article(at) && self.is_choice_of_shown(at) => {
                    self.follow_up(FollowUp::Nth(2), at, at + 1);
                }
                Meaning::Another if self.is_more_of_the_same(at) => self.follow_up(FollowUp::Others, at, at + 1),
                Meaning::ChoiceNumber => {
                    if let Some(place) = self.number_of_choice(at) {
                        self.follow_up(FollowUp::Nth(place), at, at + 2);
                    }
                }
                _ => {}
            }
        }
    }

    fn follow_up(&mut self, follow_up: FollowUp, begin: usize, end: usize) {
        push_new(&mut self.understood.follow_ups, follow_up);
        self.mark_used(begin, end);
    }

    fn has_article(&self, at: usize) -> bool {
        self.folded(at).starts_with("ال")
    }

    /// «الارخص» and «ارخص شقة» are "the cheapest"; «ارخص» and «شقة ارخص» are "cheaper".
    pub(super) fn is_superlative(&self, at: usize) -> bool {
        let is_before_unit =
            matches!(self.meaning(at + 1), Some(Meaning::Type(_))) || UNIT_WORDS.contains(&self.folded(at + 1));
        self.has_article(at) || (is_before_unit && self.gap(at + 1) == Gap::Space)
    }

    /// Whether "second" or «التانية» can only be one of what was shown, and not a floor, a phase or a payment.
    fn is_choice_of_shown(&self, at: usize) -> bool {
        let next = self.meaning(at + 1).filter(|_| self.gap(at + 1) != Gap::Break);
        let before = at.checked_sub(1).filter(|_| self.gap(at) != Gap::Break);
        let is_ended = next.is_none_or(|next| {
            next.is_filler() || next.slot_spoken_of().is_some() || matches!(next, Meaning::And | Meaning::Or)
        });
        if self.has_article(at) {
            let is_chosen = before.is_some_and(|before| CHOOSING_WORDS.contains(&self.folded(before)));
            let is_free = is_chosen
                || before.and_then(|before| self.meaning(before)).is_none_or(|before| {
                    before.is_filler()
                        || matches!(
                            before,
                            Meaning::Type(_)
                                | Meaning::And
                                | Meaning::Or
                                | Meaning::From
                                | Meaning::Price
                                | Meaning::PerMetre
                                | Meaning::Size
                                | Meaning::DownPayment
                                | Meaning::Delivery
                        )
                });
            return is_free && is_ended;
        }
        let has_the = before.is_some_and(|before| self.folded(before) == "the");
        let is_unit = UNIT_WORDS.contains(&self.folded(at + 1));
        next.is_some() && is_unit || has_the && (is_ended || matches!(next, Some(Meaning::Type(_))))
    }

    /// Whether "other", "more" or «تاني» asks for other units: beside a kind of unit, or where nothing else is said.
    fn is_more_of_the_same(&self, at: usize) -> bool {
        let is_type = |index: Option<usize>| {
            index.and_then(|index| self.meaning(index)).is_some_and(|meaning| matches!(meaning, Meaning::Type(_)))
        };
        let is_beside_type = (is_type(Some(at + 1)) && self.gap(at + 1) == Gap::Space)
            || (is_type(at.checked_sub(1)) && self.gap(at) == Gap::Space);
        let is_also = matches!(self.folded(at), "كمان" | "kaman" | "next");
        self.is_only_others || (is_beside_type && !is_also)
    }

    /// The place that "number 3" and "option two" name among what was shown.
    fn number_of_choice(&self, at: usize) -> Option<u8> {
        let place = match self.meaning(at + 1).filter(|_| self.gap(at + 1) != Gap::Break)? {
            Meaning::Number(millionths) if millionths.is_multiple_of(ONE) => millionths / ONE,
            Meaning::Spelled(number) => u64::from(number),
            _ => return None,
        };
        let is_ended = self.gap(at + 2) == Gap::Break
            || self.meaning(at + 2).is_none_or(|next| {
                next.is_filler() || matches!(next, Meaning::And | Meaning::Or | Meaning::Price | Meaning::Delivery)
            });
        u8::try_from(place).ok().filter(|_| is_ended && (1..=MOST_SHOWN).contains(&place))
    }

    /// Reads which slots no longer matter.
    pub(super) fn read_opened(&mut self) {
        for at in 0..self.count() {
            let Some(meaning) = self.meaning(at).filter(|_| !self.is_used(at)) else { continue };
            match meaning {
                Meaning::Opens(slot) => {
                    self.open(slot);
                    self.mark_used(at, at + 1);
                }
                Meaning::Any => self.open_row(at),
                Meaning::Indifferent | Meaning::Flexible => self.read_indifferent(at, meaning),
                Meaning::Not => self.read_no_limit(at),
                _ => {}
            }
        }
    }

    /// "Any price or area", «مش مهم السعر ولا المنطقة».
    fn open_row(&mut self, at: usize) {
        let mut begin = at;
        while let Some(noun) = self.noun_after(begin) {
            self.open_noun(noun);
            self.mark_used(begin, noun + 1);
            let goes_on = match self.meaning(noun + 1) {
                Some(Meaning::Or) => true,
                Some(Meaning::And) => self.meaning(noun + 2) == Some(Meaning::Any),
                _ => false,
            };
            if !goes_on {
                break;
            }
            begin = noun + 1;
        }
    }

    /// "The price does not matter", "regardless of the price", "price and area are flexible".
    fn read_indifferent(&mut self, at: usize, meaning: Meaning) {
        let Some(mut noun) = self.noun_before(at) else {
            if meaning == Meaning::Indifferent && self.noun_after(at).is_some() {
                self.open_row(at);
            }
            return;
        };
        self.mark_used(at, at + 1);
        loop {
            self.open_noun(noun);
            let joiner = noun.checked_sub(1).filter(|_| self.gap(noun) != Gap::Break);
            let joiner = match joiner.and_then(|index| self.meaning(index)) {
                Some(Meaning::And | Meaning::Or) => joiner,
                // "The price and the area": the article stands between.
                Some(meaning) if meaning.is_filler() => joiner.and_then(|index| index.checked_sub(1)),
                _ => None,
            };
            let joins = |index: &usize| matches!(self.meaning(*index), Some(Meaning::And | Meaning::Or));
            let Some(other) = joiner.filter(joins).and_then(|joiner| self.noun_before(joiner)) else { break };
            noun = other;
        }
    }

    /// "No limit on the price", "no budget limit", "no maximum price".
    fn read_no_limit(&mut self, at: usize) {
        let (first, second) = (self.meaning(at + 1), self.meaning(at + 2));
        let is_noun = |meaning: Option<Meaning>| meaning.is_some_and(|meaning| meaning.slot_spoken_of().is_some());
        let is_limit = |meaning: Option<Meaning>| meaning == Some(Meaning::AtMost);
        let noun = match (first, second) {
            _ if is_noun(first) && is_limit(second) => at + 1,
            _ if is_limit(first) && is_noun(second) => at + 2,
            _ => return,
        };
        if self.is_one_clause(at, at + 2) && !self.leads_to_number(at + 3) {
            self.open_noun(noun);
            self.mark_used(at, at + 3);
        }
    }

    /// The name of a slot that follows a term, with nothing but fillers between and no number of its own.
    fn noun_after(&self, at: usize) -> Option<usize> {
        let passes = |index: &usize| {
            self.meaning(*index).is_some_and(|meaning| {
                meaning.is_filler() || matches!(meaning, Meaning::In | Meaning::To | Meaning::From | Meaning::AtMost)
            })
        };
        let noun = (at + 1..=at + REACH).take_while(passes).last().unwrap_or(at) + 1;
        let speaks = self.meaning(noun).is_some_and(|meaning| meaning.slot_spoken_of().is_some());
        (speaks && !self.is_used(noun) && self.is_one_clause(at, noun) && !self.leads_to_number(noun + 1))
            .then_some(noun)
    }

    /// The name of a slot that stands before a term, with nothing but fillers between.
    fn noun_before(&self, at: usize) -> Option<usize> {
        let mut index = at;
        for _ in 0..REACH {
            if self.gap(index) == Gap::Break {
                return None;
            }
            index = index.checked_sub(1)?;
            let meaning = self.meaning(index)?;
            if meaning.slot_spoken_of().is_some() {
                return (!self.is_used(index)).then_some(index);
            }
            if !meaning.is_filler() {
                return None;
            }
        }
        None
    }

    fn open_noun(&mut self, noun: usize) {
        let slot = match self.meaning(noun) {
            Some(Meaning::Area) => Some(Slot::Location),
            meaning => meaning.and_then(Meaning::slot_spoken_of),
        };
        if let Some(slot) = slot {
            self.open(slot);
            self.mark_used(noun, noun + 1);
        }
    }

    /// Reads which slots are asked about, and the wish for instalments, which needs no number.
    pub(super) fn read_asked_about(&mut self) {
        let only_nouns = self.all_terms(|meaning| {
            meaning.is_filler() || meaning.slot_spoken_of().is_some() || matches!(meaning, Meaning::And | Meaning::Or)
        });
        for at in 0..self.count() {
            let Some(meaning) = self.meaning(at).filter(|_| !self.is_used(at)) else { continue };
            let is_plan = matches!(meaning, Meaning::Instalments | Meaning::Instalment);
            let slot = match meaning {
                Meaning::Area if self.is_which(at) => Some(Slot::Location),
                Meaning::Plan if !self.is_asked(at, meaning) => None,
                // They introduce a name.
                Meaning::Compound | Meaning::Developer | Meaning::Place if self.introduces(at) => None,
                Meaning::Asks(slot) => {
                    self.ask(slot);
                    None
                }
                meaning => meaning.slot_spoken_of(),
            };
            let Some(slot) = slot else { continue };
            if self.is_asked(at, meaning) || (only_nouns && !is_plan) {
                push_new(&mut self.understood.asked_about, slot);
                self.mark_used(at, at + 1);
            } else if is_plan {
                self.want_instalments(at);
            }
        }
        // "Where is the compound" asks for no name.
        if self.understood.asked_about.contains(&Slot::Location) {
            self.understood.asked_about.retain(|slot| *slot != Slot::Compound);
        }
        // "How much" and "when" ask by themselves only where they do not ask for something named beside them.
        if self.understood.asked_about.len() > 1 {
            let named: Vec<Slot> =
                (0..self.count()).filter_map(|at| self.meaning(at).and_then(Meaning::slot_spoken_of)).collect();
            let asks: Vec<Slot> = (0..self.count())
                .filter_map(|at| match self.meaning(at) {
                    Some(Meaning::Asks(slot @ (Slot::Price | Slot::Delivery | Slot::Location))) => Some(slot),
                    _ => None,
                })
                .collect();
            let is_by_itself = |slot: &Slot| !asks.contains(slot) || named.contains(slot);
            if self.understood.asked_about.iter().any(is_by_itself) {
                self.understood.asked_about.retain(is_by_itself);
            }
        }
    }

    fn ask(&mut self, slot: Slot) {
        if !self.understood.filters.slots().contains(&slot) {
            push_new(&mut self.understood.asked_about, slot);
        }
    }

    /// «تقسيط» without a number: any plan will do, and one that a number described says so already.
    fn want_instalments(&mut self, at: usize) {
        let filters = &mut self.understood.filters;
        let slot = if filters.min_plan_years.is_none() && filters.max_monthly_installment.is_some() {
            Slot::MonthlyInstallment
        } else {
            filters.instalments = filters.min_plan_years.is_none();
            Slot::PlanYears
        };
        self.note(slot, at, at + 1);
    }

    /// Whether a question word stands near the name of a slot, with nothing between that it could be about instead.
    fn is_asked(&self, at: usize, noun: Meaning) -> bool {
        let is_plan = matches!(noun, Meaning::Instalments | Meaning::Instalment | Meaning::Plan);
        let is_question = |meaning: Meaning| matches!(meaning, Meaning::Question | Meaning::Asks(_));
        let passes = |meaning: Meaning| {
            meaning.is_filler()
                || meaning.slot_spoken_of().is_some()
                || matches!(meaning, Meaning::And | Meaning::Or)
                || (!is_plan
                    && matches!(
                        meaning,
                        Meaning::Type(_)
                            | Meaning::Name(_)
                            | Meaning::In
                            | Meaning::To
                            | Meaning::Id
                            | Meaning::FollowUp(_)
                            | Meaning::Ordinal(_)
                            | Meaning::LastOne
                            | Meaning::Another
                    ))
        };
        let mut index = at;
        for _ in 0..QUESTION_REACH {
            if self.gap(index) == Gap::Break {
                break;
            }
            let Some(before) = index.checked_sub(1) else { break };
            match self.meaning(before) {
                Some(meaning) if is_question(meaning) => return true,
                Some(meaning) if passes(meaning) => index = before,
                _ => break,
            }
        }
        for after in at + 1..=at + QUESTION_REACH {
            match self.meaning(after).filter(|_| self.gap(after) != Gap::Break) {
                Some(meaning) if is_question(meaning) => return true,
                Some(meaning) if passes(meaning) => {}
                _ => break,
            }
        }
        false
    }

    /// "Which area" asks for a part of the country.
    fn is_which(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| matches!(self.folded(before), "which" | "انهي" | "اني"))
    }

    fn introduces(&self, at: usize) -> bool {
        let next = if self.meaning(at + 1).is_some_and(Meaning::is_filler) { at + 2 } else { at + 1 };
        self.gap(next) != Gap::Break
            && matches!(self.meaning(next), Some(Meaning::Name(_) | Meaning::Word | Meaning::Ordinary))
    }
}
