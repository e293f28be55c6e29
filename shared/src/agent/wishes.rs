//! What a person looks for after a message: what was looked for before, changed by what was said now. Rules without a
//! database, so that each can be read and tested by itself.

use crate::{
    listings::{
        filters::{Filters, Slot},
        property::{Delivery, Property},
        understanding::{FollowUp, Sort, Understood},
    },
    money::Piastres,
};

/// How many words that rank are carried from turn to turn: the last ones.
const KEPT_WORDS: usize = 12;

/// What a person looks for, as a conversation remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sought {
    /// What a unit must meet.
    pub filters: Filters,
    /// Folded words that rank what is left.
    pub words: Vec<String>,
    /// The order that was wished for.
    pub sort: Option<Sort>,
}

/// What is looked for after a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wishes {
    /// What the conversation remembers of it.
    pub(super) sought: Sought,
    /// Whether units are wanted that have not been shown yet.
    pub(super) others: bool,
}

/// Changes what was looked for by a message. `shown` are the units that the person sees.
///
/// - A message that names both a kind of unit and a place begins anew; any other adds to what was said before, words that
///   rank and the order included.
/// - A new place replaces the old one with its compound and developer.
/// - A slot that is opened (“any price”) asks for nothing any more.
/// - A comparison (“cheaper”) is with all units that are shown: cheaper than the cheapest. Where none are, it is an order.
pub(super) fn after(before: &Sought, understood: &Understood, shown: &[Property]) -> Wishes {
    let mut sought = combined(before, understood);
    for slot in &understood.opened {
        sought.filters = sought.filters.without(*slot);
    }
    if !understood.unknown_places.is_empty() {
        // The place that was asked for is not there: what earlier turns said of places must not stand in for it.
        sought.filters = sought.filters.without(Slot::Location).without(Slot::Compound);
        sought.filters = sought.filters.updated_by(&understood.filters);
    }
    let mut wishes = Wishes { sought, others: false };
    for step in &understood.follow_ups {
        wishes.step(*step, &understood.filters, shown);
    }
    wishes
}

fn combined(before: &Sought, understood: &Understood) -> Sought {
    let now = &understood.filters;
    let names = |slot| now.only(slot) != Filters::default() && !excludes_only(now, slot);
    let place = names(Slot::Location) || names(Slot::Compound);
    if names(Slot::Type) && place {
        return Sought { filters: now.clone(), words: understood.rest.clone(), sort: understood.sort };
    }
    let filters = if place {
        before.filters.without(Slot::Location).without(Slot::Compound).without(Slot::Developer)
    } else {
        before.filters.clone()
    };
    let older = before.words.iter().filter(|word| !understood.rest.contains(word));
    let mut words: Vec<String> = older.chain(&understood.rest).cloned().collect();
    words.drain(..words.len().saturating_sub(KEPT_WORDS.max(understood.rest.len())));
    Sought { filters: filters.updated_by(now), words, sort: understood.sort.or(before.sort) }
}

/// Whether a slot says only what is not wanted.
fn excludes_only(filters: &Filters, slot: Slot) -> bool {
    let mut asked = filters.only(slot);
    asked.not = crate::listings::filters::Excluded::default();
    asked.is_empty()
}

impl Wishes {
    /// Takes one step from what is shown. `now` is what the message itself asks for, which holds beside the step:
    /// “cheaper, under 5 million” is both.
    fn step(&mut self, step: FollowUp, now: &Filters, shown: &[Property]) {
        let filters = &mut self.sought.filters;
        let plans = || shown.iter().filter_map(|unit| unit.payment_plan);
        let sizes = || shown.iter().filter_map(|unit| unit.size_sqm);
        let bedrooms = || shown.iter().filter_map(|unit| unit.bedrooms);
        let prices = || shown.iter().map(|unit| unit.price);
        let order = match step {
            FollowUp::Cheaper => {
                let below = prices().min().and_then(|price| stepped(price, -1));
                let (least, most) = (&mut filters.min_price, &mut filters.max_price);
                at_most(below, (now.min_price, now.max_price), least, most).ok_or(Sort::Cheapest)
            }
            FollowUp::Dearer => {
                let above = prices().max().and_then(|price| stepped(price, 1));
                let (least, most) = (&mut filters.min_price, &mut filters.max_price);
                at_least(above, (now.min_price, now.max_price), least, most).ok_or(Sort::Dearest)
            }
            FollowUp::Larger => {
                let (least, most) = (&mut filters.min_size_sqm, &mut filters.max_size_sqm);
                let above = sizes().max().and_then(|size| size.checked_add(1));
                at_least(above, (now.min_size_sqm, now.max_size_sqm), least, most).ok_or(Sort::Largest)
            }
            FollowUp::Smaller => {
                let (least, most) = (&mut filters.min_size_sqm, &mut filters.max_size_sqm);
                let below = sizes().min().and_then(|size| size.checked_sub(1));
                at_most(below, (now.min_size_sqm, now.max_size_sqm), least, most).ok_or(Sort::Smallest)
            }
            FollowUp::MoreBedrooms => {
                let (least, most) = (&mut filters.min_bedrooms, &mut filters.max_bedrooms);
                let above = bedrooms().max().and_then(|rooms| rooms.checked_add(1));
                at_least(above, (now.min_bedrooms, now.max_bedrooms), least, most).ok_or(Sort::Largest)
            }
            FollowUp::FewerBedrooms => {
                let (least, most) = (&mut filters.min_bedrooms, &mut filters.max_bedrooms);
                let below = bedrooms().min().and_then(|rooms| rooms.checked_sub(1));
                at_most(below, (now.min_bedrooms, now.max_bedrooms), least, most).ok_or(Sort::Smallest)
            }
            FollowUp::SoonerDelivery => {
                sooner(filters, now, shown);
                Err(Sort::SoonestDelivery)
            }
            FollowUp::LongerPlan => {
                let above = plans().map(|plan| plan.years).max().and_then(|years| years.checked_add(1));
                let (least, most) = (&mut filters.min_plan_years, &mut None);
                at_least(above, (now.min_plan_years, None), least, most).ok_or(Sort::LongestPlan)
            }
            FollowUp::LowerDownPayment => {
                let below = plans().map(|plan| plan.down_payment).min().and_then(|amount| stepped(amount, -1));
                let (least, most) = (&mut None, &mut filters.max_down_payment);
                at_most(below, (None, now.max_down_payment), least, most).ok_or(Sort::LowestDownPayment)
            }
            FollowUp::LowerInstallment => {
                let below = plans().map(|plan| plan.monthly_installment).min().and_then(|amount| stepped(amount, -1));
                let (least, most) = (&mut None, &mut filters.max_monthly_installment);
                at_most(below, (None, now.max_monthly_installment), least, most).ok_or(Sort::LongestPlan)
            }
            FollowUp::Others => {
                self.others = true;
                Ok(())
            }
            // Which unit is meant is for whoever knows what was shown.
            FollowUp::Nth(_) | FollowUp::Last => Ok(()),
        };
        if let Err(sort) = order {
            self.sought.sort = Some(sort);
        }
    }
}

/// Makes a range end at a bound, or at what the message itself asks for where that is less. `None`, with nothing changed,
/// where there is no bound.
fn at_most<T: Ord + Copy>(
    bound: Option<T>,
    now: (Option<T>, Option<T>),
    least: &mut Option<T>,
    most: &mut Option<T>,
) -> Option<()> {
    let bound = bound?;
    (*least, *most) = (now.0, Some(now.1.map_or(bound, |asked| asked.min(bound))));
    Some(())
}

/// Makes a range begin at a bound, or at what the message itself asks for where that is more. `None`, with nothing
/// changed, where there is no bound.
fn at_least<T: Ord + Copy>(
    bound: Option<T>,
    now: (Option<T>, Option<T>),
    least: &mut Option<T>,
    most: &mut Option<T>,
) -> Option<()> {
    let bound = bound?;
    (*least, *most) = (Some(now.0.map_or(bound, |asked| asked.max(bound))), now.1);
    Some(())
}

/// An amount so many pounds more.
fn stepped(amount: Piastres, pounds: i64) -> Option<Piastres> {
    Piastres::from_pounds(amount.pounds().checked_add(pounds)?).filter(|amount| amount.pounds() > 0)
}

/// Asks for delivery before the soonest of what is shown, or by when the message asks for it. What is ready cannot be had
/// sooner.
fn sooner(filters: &mut Filters, now: &Filters, shown: &[Property]) {
    let years = shown.iter().filter_map(|unit| match unit.delivery {
        Delivery::Planned(year) => Some(year),
        Delivery::Delivered | Delivery::Unknown => None,
    });
    let is_any_ready = shown.iter().any(|unit| unit.delivery == Delivery::Delivered);
    if let Some(year) = years.min() {
        let asked = if is_any_ready {
            Filters { delivered: true, ..Filters::default() }
        } else {
            let before = year.saturating_sub(1);
            let by = now.max_delivery_year.map_or(before, |asked| asked.min(before));
            Filters { max_delivery_year: Some(by), ..Filters::default() }
        };
        *filters = filters.updated_by(&asked);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;
    use crate::listings::{
        filters::Excluded,
        property::{PaymentPlan, PropertyType},
    };

    fn pounds(amount: i64) -> Piastres {
        Piastres::from_pounds(amount).unwrap()
    }

    fn unit(price: i64, size: u32, bedrooms: u8, delivery: Delivery) -> Property {
        Property {
            id: "NC1".parse().unwrap(),
            title: "Villa".to_owned(),
            title_ar: "فيلا".to_owned(),
            property_type: PropertyType::Villa,
            location: "New Cairo".to_owned(),
            location_ar: "القاهرة الجديدة".to_owned(),
            compound: None,
            compound_ar: None,
            developer: None,
            developer_ar: None,
            size_sqm: Some(size),
            bedrooms: Some(bedrooms),
            bathrooms: None,
            price: pounds(price),
            delivery,
            finishing: None,
            sale_type: None,
            payment_plan: Some(PaymentPlan {
                down_payment_percent: 10,
                down_payment: pounds(price / 10),
                years: 8,
                monthly_installment: pounds(price / 100),
            }),
            image: None,
            description: String::new(),
            description_ar: None,
            sample: true,
        }
    }

    fn shown() -> Vec<Property> {
        vec![unit(9_000_000, 300, 4, Delivery::Planned(2029)), unit(7_000_000, 250, 3, Delivery::Planned(2028))]
    }

    fn says(change: impl FnOnce(&mut Understood)) -> Understood {
        let mut understood = Understood::default();
        change(&mut understood);
        understood
    }

    fn villas() -> Filters {
        Filters {
            types: vec![PropertyType::Villa],
            locations: vec!["New Cairo".to_owned()],
            max_price: Some(pounds(10_000_000)),
            ..Filters::default()
        }
    }

    /// What is looked for after a message in a conversation about villas.
    fn after(before: &Filters, understood: &Understood, shown: &[Property]) -> Sought {
        let before = Sought { filters: before.clone(), ..Sought::default() };
        super::after(&before, understood, shown).sought
    }

    #[test]
    fn c10_a_comparison_is_with_all_that_is_shown() {
        let before = villas();
        let cases: [(FollowUp, Filters); 10] = [
            (FollowUp::Cheaper, Filters { max_price: Some(pounds(6_999_999)), ..before.clone() }),
            (FollowUp::Dearer, Filters { min_price: Some(pounds(9_000_001)), max_price: None, ..before.clone() }),
            (FollowUp::Larger, Filters { min_size_sqm: Some(301), ..before.clone() }),
            (FollowUp::Smaller, Filters { max_size_sqm: Some(249), ..before.clone() }),
            (FollowUp::MoreBedrooms, Filters { min_bedrooms: Some(5), ..before.clone() }),
            (FollowUp::FewerBedrooms, Filters { max_bedrooms: Some(2), ..before.clone() }),
            (FollowUp::LongerPlan, Filters { min_plan_years: Some(9), ..before.clone() }),
            (FollowUp::LowerDownPayment, Filters { max_down_payment: Some(pounds(699_999)), ..before.clone() }),
            (FollowUp::LowerInstallment, Filters { max_monthly_installment: Some(pounds(69_999)), ..before.clone() }),
            (FollowUp::SoonerDelivery, Filters { max_delivery_year: Some(2027), ..before.clone() }),
        ];
        for (step, expected) in cases {
            let wishes = after(&before, &says(|said| said.follow_ups = vec![step]), &shown());
            assert_eq!(wishes.filters, expected, "{step:?}");
        }
    }

    #[test]
    fn c10_a_bound_beside_a_comparison_holds_too() {
        let bounded = |step, filters: Filters| {
            let said = says(|said| (said.follow_ups, said.filters) = (vec![step], filters));
            after(&villas(), &said, &shown()).filters
        };
        let most = |pounds_| Filters { max_price: Some(pounds(pounds_)), ..Filters::default() };
        assert_eq!(bounded(FollowUp::Cheaper, most(5_000_000)).max_price, Some(pounds(5_000_000)));
        assert_eq!(bounded(FollowUp::Cheaper, most(8_000_000)).max_price, Some(pounds(6_999_999)));
        let least = Filters { min_size_sqm: Some(400), ..Filters::default() };
        assert_eq!(bounded(FollowUp::Larger, least).min_size_sqm, Some(400));
        let by = Filters { max_delivery_year: Some(2026), ..Filters::default() };
        assert_eq!(bounded(FollowUp::SoonerDelivery, by).max_delivery_year, Some(2026));
    }

    #[test]
    fn c10_a_comparison_with_nothing_is_an_order() {
        let wishes = after(&villas(), &says(|said| said.follow_ups = vec![FollowUp::Cheaper]), &[]);
        assert_eq!((wishes.filters, wishes.sort), (villas(), Some(Sort::Cheapest)));
    }

    #[test]
    fn c10_what_is_ready_beside_what_is_not_is_the_sooner() {
        let units = [unit(1, 1, 1, Delivery::Delivered), unit(1, 1, 1, Delivery::Planned(2028))];
        let wishes = after(&villas(), &says(|said| said.follow_ups = vec![FollowUp::SoonerDelivery]), &units);
        assert!(wishes.filters.delivered);
        let wishes = after(&villas(), &says(|said| said.follow_ups = vec![FollowUp::SoonerDelivery]), &units[..1]);
        assert_eq!((wishes.filters, wishes.sort), (villas(), Some(Sort::SoonestDelivery)));
    }

    #[test]
    fn c10_an_opened_slot_asks_for_nothing_and_an_exclusion_narrows() {
        let wishes = after(&villas(), &says(|said| said.opened = vec![Slot::Price]), &shown());
        assert_eq!(wishes.filters, Filters { max_price: None, ..villas() });
        let not = Excluded { locations: vec!["New Administrative Capital".to_owned()], ..Excluded::default() };
        let now = Filters { not: not.clone(), ..Filters::default() };
        let wishes = after(&villas(), &says(|said| said.filters = now), &shown());
        assert_eq!(wishes.filters, Filters { not, ..villas() });
    }

    #[test]
    fn c10_words_and_order_are_carried_along_until_a_wish_begins_anew() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let before = Sought { filters: villas(), words: words(&["garden", "pool"]), sort: Some(Sort::Largest) };
        let cheaper = says(|said| (said.follow_ups, said.rest) = (vec![FollowUp::Cheaper], words(&["pool", "roof"])));
        let sought = super::after(&before, &cheaper, &shown()).sought;
        assert_eq!((sought.words, sought.sort), (words(&["garden", "pool", "roof"]), Some(Sort::Largest)));
        let anew = Filters { locations: vec!["Sheikh Zayed".to_owned()], ..villas() };
        let sought = super::after(&before, &says(|said| said.filters = anew), &[]).sought;
        assert_eq!((sought.words, sought.sort), (Vec::new(), None));
        let many: Vec<String> = (0..20).map(|word| format!("w{word}")).collect();
        let sought = super::after(&before, &says(|said| said.rest.clone_from(&many)), &[]).sought;
        assert_eq!(sought.words, many, "what is said now is never cut");
    }

    #[test]
    fn c10_a_kind_with_a_place_begins_anew_and_a_place_alone_replaces_the_old_one() {
        let now = Filters { locations: vec!["Sheikh Zayed".to_owned()], ..Filters::default() };
        let moved = after(&villas(), &says(|said| said.filters = now.clone()), &[]);
        assert_eq!(moved.filters, Filters { locations: now.locations.clone(), ..villas() });
        let now = Filters { types: vec![PropertyType::Office], ..now };
        let anew = after(&villas(), &says(|said| said.filters = now.clone()), &[]);
        assert_eq!(anew.filters, now);
    }
}
