//! What a number in a question is for: the unit, the noun, the bound and the currency around it decide, in that order
//! of trust, and a number that nothing speaks for is nobody's.

use super::{
    meaning::Meaning,
    quantities::{ONE, Quantity, is_break, meaning_at, quantity},
    terms::{Gap, Term},
};
use crate::{
    listings::filters::{Filters, Slot},
    money::Piastres,
};

/// The smallest number that can only be a price when nothing else is said, in pounds.
const SURE_PRICE: u64 = 100_000;
/// The smallest price or first payment that is believed, in pounds.
const LEAST_PRICE: u64 = 10_000;
/// A budget of so few can only be in millions.
const MILLIONS_OF_BUDGET: std::ops::RangeInclusive<u64> = 1..=200;
/// A size that nothing but "larger than" speaks for.
const SURE_METRES: std::ops::RangeInclusive<u64> = 30..=2_000;
/// Prices for a square metre that are believed, in pounds.
const METRE_PRICES: std::ops::RangeInclusive<u64> = 1_000..=1_000_000;
/// The smallest monthly instalment that is believed, in pounds.
const LEAST_INSTALMENT: u64 = 500;
/// The largest; "instalments of 5 million" are about the price.
const MOST_INSTALMENT: u64 = 1_000_000;
const MOST_ROOMS: u64 = 20;
const METRES: std::ops::RangeInclusive<u64> = 10..=100_000;
const PLAN_YEARS: std::ops::RangeInclusive<u64> = 1..=30;
const DELIVERY_YEARS: std::ops::RangeInclusive<u64> = 2015..=2060;
/// A size or price that is "around" a number may be off by so many per cent of it.
const TOLERANCE_PERCENT: u64 = 10;
/// How many terms before a number may belong to it, and how many may stand between a noun and its number.
const REACH: usize = 6;

/// A number with everything around it that decides what it means.
pub(super) struct Measure {
    quantity: Quantity,
    /// What it is about, said before it, and the index of that term.
    noun_before: Option<(Meaning, usize)>,
    /// What it is about, said after it: "10% down".
    noun_after: Option<Meaning>,
    /// The unit right after it.
    unit: Option<Meaning>,
    /// A bound, as "under" or "or more", on either side.
    bound: Option<Meaning>,
    /// The index of the bound's term where that stands before.
    bound_before: Option<usize>,
    /// The index of a "not" before it: with a bound it turns that around, without one the number is not wanted.
    not_before: Option<usize>,
    /// Whether "in" or "within" stands right before it, so that years are those from now.
    is_from_now: bool,
    /// Whether it is paid each year, for which there is no slot.
    is_yearly: bool,
    /// Whether nothing of its clause follows, so that a budget needs no "million".
    is_last: bool,
    currency: Option<Meaning>,
    /// The index of its first term.
    at: usize,
    /// The index of the term after everything that belongs to it.
    pub(super) end: usize,
}

impl Measure {
    /// Reads the number that begins at a term, with what surrounds it and is not used yet.
    pub(super) fn read(terms: &[Term], used: &[bool], at: usize) -> Option<Self> {
        let mut measure = Self {
            quantity: Quantity { low: 0, high: None, is_scaled: false, unit: None, end: at },
            noun_before: None,
            noun_after: None,
            unit: None,
            bound: None,
            bound_before: None,
            not_before: None,
            is_from_now: false,
            is_yearly: false,
            is_last: false,
            currency: None,
            at,
            end: at,
        };
        measure.read_before(terms, used);
        let opens_range = matches!(measure.bound, Some(Meaning::Between | Meaning::From));
        let before = at.checked_sub(1).and_then(|before| meaning_at(terms, before));
        measure.is_from_now = before == Some(Meaning::In) || measure.bound == Some(Meaning::Within);
        measure.quantity = quantity(terms, at, opens_range, measure.is_about_money())?;
        measure.end = measure.quantity.end;
        measure.unit = measure.quantity.unit;
        if measure.unit.is_none() {
            measure.read_unit(terms);
        }
        measure.read_noun_after(terms);
        measure.read_bound_after(terms);
        if before == Some(Meaning::Outdoors) && !is_break(terms, at) {
            // «بحديقة ١٠٠ متر» is the garden's size; "a garden, 100 metres" is not.
            measure.noun_after = measure.noun_after.or(before);
        }
        measure.is_last = is_break(terms, measure.end)
            || !matches!(
                meaning_at(terms, measure.end),
                Some(Meaning::Word | Meaning::Ordinary | Meaning::Code | Meaning::Number(_) | Meaning::Id)
            );
        Some(measure)
    }

    /// The index of the term after the number itself.
    pub(super) fn number_end(&self) -> usize {
        self.quantity.end
    }

    /// What it is about, said before it. A metre that no number counts is the one that has a price, and several
    /// words for a plan are one.
    fn noun(&self) -> Option<Meaning> {
        self.noun_before.map(|(noun, _)| match noun {
            Meaning::SquareMetres => Meaning::PerMetre,
            Meaning::Plan | Meaning::Instalment => Meaning::Instalments,
            Meaning::Area => Meaning::Size,
            Meaning::OffPlan => Meaning::Delivery,
            Meaning::Down => Meaning::DownPayment,
            noun => noun,
        })
    }

    fn is_about_money(&self) -> bool {
        let noun = self.noun();
        self.currency.is_some()
            || matches!(
                noun,
                Some(
                    Meaning::Price
                        | Meaning::Budget
                        | Meaning::PerMetre
                        | Meaning::DownPayment
                        | Meaning::Instalments
                        | Meaning::EachMonth
                )
            )
    }

    /// Reads what stands before the number, back to a term that is used or a break.
    fn read_before(&mut self, terms: &[Term], used: &[bool]) {
        for (index, term) in terms.iter().enumerate().take(self.at).rev().take(REACH) {
            if used.get(index).copied().unwrap_or(true) || is_break(terms, index + 1) {
                break;
            }
            match term.meaning {
                filler if filler.is_filler() => {}
                Meaning::In | Meaning::To | Meaning::Years | Meaning::Months => {}
                Meaning::EachYear => self.is_yearly = true,
                Meaning::Not if self.not_before.is_none() => self.not_before = Some(index),
                currency @ (Meaning::Pounds | Meaning::ForeignMoney) => self.currency = Some(currency),
                bound if is_bound(bound) && self.bound.is_none() => {
                    self.bound = Some(bound);
                    self.bound_before = Some(index);
                }
                noun if is_noun(noun) && self.noun_before.is_none() && self.not_before.is_none() => {
                    self.noun_before = Some((noun, index));
                }
                _ => break,
            }
        }
    }

    /// Reads the unit after the number, with the currency and the "or more" that may stand between.
    fn read_unit(&mut self, terms: &[Term]) {
        if let Some(bound @ (Meaning::OrMore | Meaning::OrLess)) = meaning_at(terms, self.end) {
            self.bound = Some(bound);
            self.end += 1;
        }
        if let Some(currency @ (Meaning::Pounds | Meaning::ForeignMoney)) = meaning_at(terms, self.end) {
            self.currency = Some(currency);
            self.end += 1;
        }
        if is_break(terms, self.end) {
            return;
        }
        let Some(unit) = meaning_at(terms, self.end) else { return };
        let is_after_sign = terms.get(self.end).is_some_and(|term| term.gap == Gap::Sign);
        if unit == Meaning::EachYear {
            self.is_yearly = true;
            self.end += 1;
            return;
        }
        if unit == Meaning::Months && is_after_sign {
            self.noun_after = Some(Meaning::EachMonth);
            self.end += 1;
            return;
        }
        // "40,000 EGP/m²" is a price for each.
        if matches!(unit, Meaning::SquareMetres | Meaning::MetresOrMillions)
            && is_after_sign
            && (self.quantity.is_scaled || self.currency.is_some())
        {
            self.unit = Some(Meaning::PerMetre);
            self.end += 1;
            return;
        }
        let is_unit = match unit {
            // "Bedrooms 3 bathrooms 2": the noun before, which no number has used yet, is the one.
            Meaning::Bedrooms | Meaning::Bathrooms => {
                !matches!(self.noun(), Some(Meaning::Bedrooms | Meaning::Bathrooms))
            }
            Meaning::SquareMetres
            | Meaning::MetresOrMillions
            | Meaning::PerMetre
            | Meaning::Years
            | Meaning::Months
            | Meaning::Percent => true,
            _ => false,
        };
        if is_unit {
            self.unit = Some(unit);
            self.end += 1;
        }
    }

    /// Reads what the number is about where that is said after it: "10% down", "30k a month", "8 years installments".
    fn read_noun_after(&mut self, terms: &[Term]) {
        let mut at = self.end;
        while at < self.end + 2
            && meaning_at(terms, at).is_some_and(|between| between.is_filler() || between == Meaning::In)
        {
            at += 1;
        }
        let Some(noun) = meaning_at(terms, at) else { return };
        let is_after = match noun {
            Meaning::Down | Meaning::EachMonth => true,
            // "400 metres with a garden" is about the house.
            Meaning::Outdoors => at == self.end,
            // "120 metres in instalments" are two wishes.
            _ if matches!(self.unit, Some(Meaning::Bedrooms | Meaning::Bathrooms | Meaning::SquareMetres)) => false,
            // "5 million in instalments" as well: nobody pays so much each month.
            Meaning::Instalments | Meaning::Plan
                if self.unit.is_none() && self.quantity.low / ONE > MOST_INSTALMENT =>
            {
                false
            }
            Meaning::DownPayment | Meaning::Instalments | Meaning::Instalment | Meaning::Plan | Meaning::Delivery => {
                // "10% down payment" ends here, whatever number follows; an amount may be the price before one.
                self.unit == Some(Meaning::Percent) || !leads_to_number(terms, at + 1)
            }
            _ => false,
        };
        if is_after && !(self.end..=at).any(|index| is_break(terms, index)) {
            self.noun_after = Some(match noun {
                Meaning::Instalment | Meaning::Plan => Meaning::Instalments,
                noun => noun,
            });
            self.end = at + 1;
        }
    }

    /// Reads "or more", "at least" and "and above" after the number, unless they speak of the next one.
    fn read_bound_after(&mut self, terms: &[Term]) {
        let has_and = meaning_at(terms, self.end) == Some(Meaning::And);
        let at = self.end + usize::from(has_and);
        let bound = match meaning_at(terms, at) {
            Some(bound @ (Meaning::OrMore | Meaning::OrLess | Meaning::AtLeast | Meaning::AtMost)) => bound,
            Some(bound @ Meaning::Around) if self.bound.is_none() && !has_and => bound,
            Some(Meaning::Above | Meaning::Over | Meaning::After) if has_and => Meaning::OrMore,
            Some(Meaning::Below) if has_and => Meaning::OrLess,
            _ => return,
        };
        let is_always_after = matches!(bound, Meaning::OrMore | Meaning::OrLess) && !has_and;
        if is_always_after || (!is_break(terms, self.end) && !leads_to_number(terms, at + 1)) {
            self.bound = Some(bound);
            self.end = at + 1;
        }
    }

    /// Which slot the number is for; `None` where nothing says so, or where it is not wanted.
    pub(super) fn slot(&self) -> Option<Slot> {
        if self.not_before.is_some() && self.bound_before.is_none() {
            return None;
        }
        let noun = self.noun();
        let whole = self.quantity.low / ONE;
        if self.currency == Some(Meaning::ForeignMoney) || self.is_yearly {
            return None;
        }
        // "A meter of 150" counts no money; neither "50 thousand a metre" nor "200 metres of garden" is a unit's size.
        let is_per_metre = self.unit == Some(Meaning::PerMetre)
            || (noun == Some(Meaning::PerMetre) && !matches!(self.unit, Some(unit) if unit != Meaning::PerMetre));
        if is_per_metre {
            let is_price = METRE_PRICES.contains(&whole);
            return is_price.then_some(Slot::PricePerSqm);
        }
        match self.unit {
            Some(Meaning::SquareMetres | Meaning::MetresOrMillions) => {
                let is_size = !self.quantity.is_scaled && self.noun_after != Some(Meaning::Outdoors);
                return is_size.then_some(Slot::Size);
            }
            Some(Meaning::Bedrooms) => return Some(Slot::Bedrooms),
            Some(Meaning::Bathrooms) => return Some(Slot::Bathrooms),
            Some(Meaning::Percent) => {
                let is_down_payment = noun == Some(Meaning::DownPayment)
                    || matches!(self.noun_after, Some(Meaning::Down | Meaning::DownPayment));
                return is_down_payment.then_some(Slot::DownPayment);
            }
            Some(Meaning::Years | Meaning::Months) if !self.quantity.is_scaled && self.currency.is_none() => {
                return self.is_plan().then_some(Slot::PlanYears);
            }
            _ => {}
        }
        if self.quantity.is_scaled || self.currency.is_some() || whole >= SURE_PRICE {
            return Some(self.money_slot());
        }
        let is_year = DELIVERY_YEARS.contains(&whole);
        match (noun, self.noun_after) {
            (Some(Meaning::Delivery | Meaning::Ready), _) | (_, Some(Meaning::Delivery)) if is_year => {
                Some(Slot::Delivery)
            }
            (Some(Meaning::DownPayment), _) | (_, Some(Meaning::Down | Meaning::DownPayment)) => {
                Some(Slot::DownPayment)
            }
            (Some(Meaning::EachMonth | Meaning::Instalments), _) | (_, Some(Meaning::EachMonth)) if !is_year => {
                Some(Slot::MonthlyInstallment)
            }
            (Some(Meaning::Price | Meaning::Budget), _) if whole >= LEAST_PRICE => Some(Slot::Price),
            (Some(Meaning::Budget), _) if self.is_budget_in_millions() => Some(Slot::Price),
            (Some(Meaning::Size), _) => Some(Slot::Size),
            (Some(Meaning::Bedrooms), _) => Some(Slot::Bedrooms),
            (Some(Meaning::Bathrooms), _) => Some(Slot::Bathrooms),
            _ if self.unit.is_none() && is_year && self.is_moment() => Some(Slot::Delivery),
            _ => {
                let is_size = matches!(self.bound, Some(Meaning::LargerThan | Meaning::SmallerThan))
                    && noun.is_none()
                    && SURE_METRES.contains(&whole);
                is_size.then_some(Slot::Size)
            }
        }
    }

    /// The index of its bound, where that is all that speaks for the number.
    pub(super) fn bound_alone(&self) -> Option<usize> {
        let says_more = self.noun_before.is_some() || self.noun_after.is_some() || self.unit.is_some();
        self.bound_before.filter(|_| !says_more && self.currency.is_none() && !self.quantity.is_scaled)
    }

    /// "Budget 5": nobody means five pounds.
    fn is_budget_in_millions(&self) -> bool {
        let is_small = |millionths: u64| MILLIONS_OF_BUDGET.contains(&(millionths / ONE));
        self.is_last && self.unit.is_none() && is_small(self.quantity.low) && is_small(self.highest())
    }

    /// Whether a year stands for a moment, as in "by 2027", so that only delivery can be meant.
    fn is_moment(&self) -> bool {
        matches!(self.bound, Some(Meaning::Before | Meaning::After | Meaning::By)) && !self.quantity.is_scaled
    }

    /// Whether years or months are those of instalments, and not the time until delivery or something's age. Months
    /// must say so.
    fn is_plan(&self) -> bool {
        let noun = self.noun();
        let is_wait =
            matches!(noun, Some(Meaning::Delivery | Meaning::Ready)) || self.noun_after == Some(Meaning::Delivery);
        let is_said = noun == Some(Meaning::Instalments) || self.noun_after == Some(Meaning::Instalments);
        let is_about_paying = matches!(noun, Some(Meaning::Price | Meaning::DownPayment | Meaning::EachMonth));
        let is_since = self.bound == Some(Meaning::From) && self.quantity.high.is_none();
        let is_later =
            is_since || self.is_from_now || matches!(self.bound, Some(Meaning::After | Meaning::Before | Meaning::By));
        !is_wait && (is_said || (self.unit == Some(Meaning::Years) && (is_about_paying || !is_later) && self.is_last))
    }

    /// The index of the "ready" for which the number is only the time to wait: "ready in 2 years".
    pub(super) fn wait(&self) -> Option<usize> {
        let is_time = matches!(self.unit, Some(Meaning::Years | Meaning::Months));
        self.noun_before.filter(|(noun, _)| is_time && *noun == Meaning::Ready).map(|(_, index)| index)
    }

    /// Which slot an amount of money is for.
    fn money_slot(&self) -> Slot {
        let noun = self.noun();
        let is_down_payment =
            noun == Some(Meaning::DownPayment) || matches!(self.noun_after, Some(Meaning::Down | Meaning::DownPayment));
        let is_each_month = self.unit == Some(Meaning::Months) || self.noun_after == Some(Meaning::EachMonth);
        let is_instalment = matches!(noun, Some(Meaning::EachMonth | Meaning::Instalments))
            && self.quantity.low / ONE <= MOST_INSTALMENT;
        if is_down_payment {
            Slot::DownPayment
        } else if is_each_month || is_instalment {
            Slot::MonthlyInstallment
        } else {
            Slot::Price
        }
    }

    /// The index of the first term that belongs to the number: its bound, or its noun where that is about the slot.
    pub(super) fn begin(&self, slot: Slot) -> usize {
        let is_about_slot = |noun: Meaning| match slot {
            Slot::Bedrooms => noun == Meaning::Bedrooms,
            Slot::Bathrooms => noun == Meaning::Bathrooms,
            Slot::Size => noun == Meaning::Size,
            Slot::Price => matches!(noun, Meaning::Price | Meaning::Budget),
            Slot::PricePerSqm => noun == Meaning::PerMetre,
            Slot::DownPayment => noun == Meaning::DownPayment,
            Slot::MonthlyInstallment => matches!(noun, Meaning::EachMonth | Meaning::Instalments),
            Slot::PlanYears => noun == Meaning::Instalments,
            Slot::Delivery => matches!(noun, Meaning::Delivery | Meaning::Ready),
            _ => false,
        };
        let noun = self.noun_before.filter(|_| self.noun().is_some_and(is_about_slot)).map(|(_, index)| index);
        [noun, self.bound_before, self.not_before].into_iter().flatten().fold(self.at, usize::min)
    }

    /// Fills a slot with the number; `None`, and nothing filled, where the number is not believable for it.
    pub(super) fn fill(&self, slot: Slot, filters: &mut Filters) -> Option<()> {
        match slot {
            Slot::Bedrooms => {
                let (least, most) = self.rooms()?;
                filters.min_bedrooms = least.or(filters.min_bedrooms);
                filters.max_bedrooms = most.or(filters.max_bedrooms);
            }
            Slot::Bathrooms => {
                let (least, most) = self.rooms()?;
                filters.min_bathrooms = least.or(filters.min_bathrooms);
                filters.max_bathrooms = most.or(filters.max_bathrooms);
            }
            Slot::Size => {
                // «فيلا ٤٠٠ متر بحديقة ٢٠٠ متر»: the unit's own size comes first.
                if filters.min_size_sqm.is_some() && filters.max_size_sqm.is_some() {
                    return None;
                }
                let (least, most) = self.size()?;
                filters.min_size_sqm = least.or(filters.min_size_sqm);
                filters.max_size_sqm = most.or(filters.max_size_sqm);
            }
            Slot::Price => {
                let (least, most) = self.price()?;
                filters.min_price = least.or(filters.min_price);
                filters.max_price = most.or(filters.max_price);
            }
            Slot::PricePerSqm => {
                let (least, most) = self.ends((None, Some(self.quantity.low)));
                filters.min_price_per_sqm = least.and_then(|least| pounds(least, 0)).or(filters.min_price_per_sqm);
                filters.max_price_per_sqm = most.and_then(|most| pounds(most, 0)).or(filters.max_price_per_sqm);
            }
            // What must be paid at once or each month has no lower bound that filters could express.
            Slot::DownPayment | Slot::MonthlyInstallment if self.is_least() => return None,
            Slot::DownPayment if self.is_percent() => filters.max_down_payment_percent = Some(self.percent()?),
            Slot::DownPayment => filters.max_down_payment = Some(pounds(self.highest(), LEAST_PRICE)?),
            Slot::MonthlyInstallment if self.highest() / ONE > MOST_INSTALMENT => return None,
            Slot::MonthlyInstallment => {
                filters.max_monthly_installment = Some(pounds(self.highest(), LEAST_INSTALMENT)?);
            }
            Slot::PlanYears => filters.min_plan_years = Some(self.plan_years()?),
            Slot::Delivery => {
                let (first, last) = self.delivery_years()?;
                filters.min_delivery_year = first.or(filters.min_delivery_year);
                filters.max_delivery_year = last.or(filters.max_delivery_year);
            }
            Slot::Type | Slot::Location | Slot::Compound | Slot::Developer | Slot::Finishing | Slot::SaleType => {
                return None;
            }
        }
        Some(())
    }

    /// The bound, turned around by "not": "not under 5 million" is at least as much.
    fn bound(&self) -> Option<Meaning> {
        let bound = self.bound?;
        if self.not_before.is_none() {
            return Some(bound);
        }
        Some(match bound {
            Meaning::Above | Meaning::Over | Meaning::LargerThan => Meaning::AtMost,
            Meaning::Below | Meaning::SmallerThan => Meaning::AtLeast,
            Meaning::Before => Meaning::From,
            Meaning::After => Meaning::By,
            other => other,
        })
    }

    /// Whether it is the least of what is asked for. "A down payment from 10%" is one of 10 %.
    fn is_least(&self) -> bool {
        self.quantity.high.is_none()
            && self.bound().is_some_and(|bound| is_lower_bound(bound) && bound != Meaning::From)
    }

    fn highest(&self) -> u64 {
        self.quantity.high.unwrap_or(self.quantity.low)
    }

    /// The least and the most rooms; parts of rooms are not believed.
    fn rooms(&self) -> Option<(Option<u8>, Option<u8>)> {
        let count = |millionths: u64| {
            let whole = millionths / ONE;
            let is_believable = millionths.is_multiple_of(ONE) && whole <= MOST_ROOMS;
            if is_believable { u8::try_from(whole).ok() } else { None }
        };
        let low = count(self.quantity.low)?;
        if let Some(high) = self.quantity.high {
            return Some((Some(low), Some(count(high)?)));
        }
        Some(match self.bound() {
            Some(Meaning::Above | Meaning::Over | Meaning::LargerThan) => (Some(low + 1), None),
            Some(Meaning::AtLeast | Meaning::OrMore) => (Some(low), None),
            Some(Meaning::Below | Meaning::SmallerThan) => (None, Some(low.checked_sub(1)?)),
            Some(Meaning::AtMost | Meaning::OrLess) => (None, Some(low)),
            // «شقة من ٣ غرف» is a flat of three rooms.
            _ => (Some(low), Some(low)),
        })
    }

    fn size(&self) -> Option<(Option<u32>, Option<u32>)> {
        if ![self.quantity.low, self.highest()].iter().all(|size| METRES.contains(&(size / ONE))) {
            return None;
        }
        let (least, most) = self.ends(around(self.quantity.low));
        let metres = |whole: u64| u32::try_from(whole).ok();
        Some((least.and_then(|least| metres(least / ONE)), most.and_then(|most| metres(most.div_ceil(ONE)))))
    }

    /// A price without a bound is a budget.
    fn price(&self) -> Option<(Option<Piastres>, Option<Piastres>)> {
        let in_millions = !self.quantity.is_scaled && self.currency.is_none() && self.is_budget_in_millions();
        let scale = if in_millions { ONE } else { 1 };
        pounds(self.quantity.low.checked_mul(scale)?, LEAST_PRICE)?;
        let (least, most) = self.ends((None, Some(self.quantity.low)));
        let amount = |end: u64| end.checked_mul(scale).and_then(|end| pounds(end, 0));
        Some((least.and_then(amount), most.and_then(amount)))
    }

    /// The least and the most that the number stands for; `unbounded` where it has no bound.
    fn ends(&self, unbounded: (Option<u64>, Option<u64>)) -> (Option<u64>, Option<u64>) {
        let low = self.quantity.low;
        match (self.quantity.high, self.bound()) {
            (Some(high), _) => (Some(low), Some(high)),
            (None, Some(bound)) if is_lower_bound(bound) => (Some(low), None),
            (None, Some(bound)) if is_upper_bound(bound) => (None, Some(low)),
            (None, Some(Meaning::Around)) => around(low),
            _ => unbounded,
        }
    }

    /// Whether a first payment is a part of the price. No amount is as small as a per cent.
    fn is_percent(&self) -> bool {
        let is_plain = !self.quantity.is_scaled && self.currency.is_none();
        self.unit == Some(Meaning::Percent) || (is_plain && self.highest() <= 100 * ONE)
    }

    /// The per cent, whole, so that nobody is shown more than they said.
    fn percent(&self) -> Option<u8> {
        u8::try_from(self.highest() / ONE).ok().filter(|percent| *percent <= 100)
    }

    /// The fewest years of instalments that will do. That a plan must be short is what filters cannot say.
    fn plan_years(&self) -> Option<u8> {
        let in_a_year = if self.unit == Some(Meaning::Months) { 12 } else { 1 };
        let mut years = self.quantity.low / ONE / in_a_year;
        match self.bound() {
            Some(Meaning::Below | Meaning::SmallerThan | Meaning::OrLess) if self.quantity.high.is_none() => {
                return None;
            }
            Some(Meaning::Above | Meaning::LargerThan) => years += 1,
            _ => {}
        }
        u8::try_from(years).ok().filter(|_| PLAN_YEARS.contains(&years))
    }

    /// The first and the last year of delivery that will do; one year alone is the last.
    fn delivery_years(&self) -> Option<(Option<u16>, Option<u16>)> {
        let year = |millionths: u64| {
            let year = millionths / ONE;
            u16::try_from(year).ok().filter(|_| DELIVERY_YEARS.contains(&year))
        };
        let low = year(self.quantity.low)?;
        if let Some(high) = self.quantity.high {
            return Some((Some(low), Some(year(high)?)));
        }
        Some(match self.bound() {
            Some(Meaning::After | Meaning::Above | Meaning::Over | Meaning::LargerThan) => (Some(low + 1), None),
            Some(bound) if is_lower_bound(bound) => (Some(low), None),
            Some(Meaning::Before | Meaning::Below | Meaning::SmallerThan) => (None, low.checked_sub(1)),
            _ => (None, Some(low)),
        })
    }
}

fn is_noun(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Price
            | Meaning::Budget
            | Meaning::DownPayment
            | Meaning::Down
            | Meaning::Instalments
            | Meaning::Instalment
            | Meaning::Plan
            | Meaning::EachMonth
            | Meaning::PerMetre
            | Meaning::SquareMetres
            | Meaning::Size
            | Meaning::Area
            | Meaning::Delivery
            | Meaning::Ready
            | Meaning::OffPlan
            | Meaning::Bedrooms
            | Meaning::Bathrooms
    )
}

/// Whether a term can stand before a number and bound it.
fn is_bound(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Below
            | Meaning::AtMost
            | Meaning::Above
            | Meaning::Over
            | Meaning::SmallerThan
            | Meaning::LargerThan
            | Meaning::AtLeast
            | Meaning::Around
            | Meaning::Before
            | Meaning::By
            | Meaning::Within
            | Meaning::After
            | Meaning::Between
            | Meaning::From
    )
}

fn is_lower_bound(bound: Meaning) -> bool {
    matches!(
        bound,
        Meaning::Above
            | Meaning::Over
            | Meaning::LargerThan
            | Meaning::AtLeast
            | Meaning::OrMore
            | Meaning::From
            | Meaning::After
    )
}

fn is_upper_bound(bound: Meaning) -> bool {
    matches!(
        bound,
        Meaning::Below
            | Meaning::SmallerThan
            | Meaning::AtMost
            | Meaning::OrLess
            | Meaning::Before
            | Meaning::By
            | Meaning::Within
    )
}

/// Whether the terms from here on lead to a number, to which what stands before them belongs.
pub(super) fn leads_to_number(terms: &[Term], at: usize) -> bool {
    for (index, term) in terms.iter().enumerate().skip(at).take(REACH) {
        match term.meaning {
            _ if is_break(terms, index) => return false,
            Meaning::Number(_) | Meaning::Spelled(_) | Meaning::Scale(_) | Meaning::Half | Meaning::Quarter => {
                return true;
            }
            Meaning::In | Meaning::To | Meaning::Pounds => {}
            between if between.is_filler() => {}
            between if is_noun(between) || is_bound(between) => {}
            _ => return false,
        }
    }
    false
}

fn around(millionths: u64) -> (Option<u64>, Option<u64>) {
    let share = |percent: u64| millionths.checked_mul(percent).map(|product| product / 100);
    (share(100 - TOLERANCE_PERCENT), share(100 + TOLERANCE_PERCENT))
}

/// An amount of money, if it is at least so many pounds.
fn pounds(millionths: u64, least: u64) -> Option<Piastres> {
    let pounds = i64::try_from(millionths / ONE).ok().filter(|_| millionths / ONE >= least)?;
    Piastres::from_pounds(pounds)
}
