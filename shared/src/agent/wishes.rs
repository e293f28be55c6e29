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

/// What is looked for after a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wishes {
    /// What a unit must meet.
    pub(super) filters: Filters,
    /// The order that was wished for.
    pub(super) sort: Option<Sort>,
    /// Whether units are wanted that have not been shown yet.
    pub(super) others: bool,
}

/// Changes what was looked for by a message. `shown` are the units that the person sees.
///
/// - A message that names both a kind of unit and a place begins anew; any other adds to what was said before.
/// - A new place replaces the old one with its compound and developer.
/// - A slot that is opened (“any price”) asks for nothing any more.
/// - A comparison (“cheaper”) is with all units that are shown: cheaper than the cheapest. Where none are, it is an order.
pub(super) fn after(before: &Filters, understood: &Understood, shown: &[Property]) -> Wishes {
    let mut wishes = Wishes { filters: combined(before, &understood.filters), sort: understood.sort, others: false };
    for slot in &understood.opened {
        wishes.filters = wishes.filters.without(*slot);
    }
    if !understood.unknown_places.is_empty() {
        // The place that was asked for is not there: what earlier turns said of places must not stand in for it.
        wishes.filters = wishes.filters.without(Slot::Location).without(Slot::Compound);
        wishes.filters = wishes.filters.updated_by(&understood.filters);
    }
    for step in &understood.follow_ups {
        wishes.step(*step, shown);
    }
    wishes
}

fn combined(before: &Filters, now: &Filters) -> Filters {
    let names = |slot| now.only(slot) != Filters::default() && !excludes_only(now, slot);
    let place = names(Slot::Location) || names(Slot::Compound);
    if names(Slot::Type) && place {
        return now.clone();
    }
    let before = if place {
        before.without(Slot::Location).without(Slot::Compound).without(Slot::Developer)
    } else {
        before.clone()
    };
    before.updated_by(now)
}

/// Whether a slot says only what is not wanted.
fn excludes_only(filters: &Filters, slot: Slot) -> bool {
    let mut asked = filters.only(slot);
    asked.not = crate::listings::filters::Excluded::default();
    asked.is_empty()
}

impl Wishes {
    fn step(&mut self, step: FollowUp, shown: &[Property]) {
        let filters = &mut self.filters;
        let plans = || shown.iter().filter_map(|unit| unit.payment_plan);
        let sizes = || shown.iter().filter_map(|unit| unit.size_sqm);
        let bedrooms = || shown.iter().filter_map(|unit| unit.bedrooms);
        let order = match step {
            FollowUp::Cheaper => {
                let below = shown.iter().map(|unit| unit.price).min().and_then(|price| stepped(price, -1));
                below.map(|most| (filters.min_price, filters.max_price) = (None, Some(most))).ok_or(Sort::Cheapest)
            }
            FollowUp::Dearer => {
                let above = shown.iter().map(|unit| unit.price).max().and_then(|price| stepped(price, 1));
                above.map(|least| (filters.min_price, filters.max_price) = (Some(least), None)).ok_or(Sort::Dearest)
            }
            FollowUp::Larger => {
                let above = sizes().max().map(|size| size + 1);
                above
                    .map(|least| (filters.min_size_sqm, filters.max_size_sqm) = (Some(least), None))
                    .ok_or(Sort::Largest)
            }
            FollowUp::Smaller => {
                let below = sizes().min().and_then(|size| size.checked_sub(1));
                below
                    .map(|most| (filters.min_size_sqm, filters.max_size_sqm) = (None, Some(most)))
                    .ok_or(Sort::Smallest)
            }
            FollowUp::MoreBedrooms => {
                let above = bedrooms().max().map(|rooms| rooms + 1);
                above
                    .map(|least| (filters.min_bedrooms, filters.max_bedrooms) = (Some(least), None))
                    .ok_or(Sort::Largest)
            }
            FollowUp::FewerBedrooms => {
                let below = bedrooms().min().and_then(|rooms| rooms.checked_sub(1));
                below
                    .map(|most| (filters.min_bedrooms, filters.max_bedrooms) = (None, Some(most)))
                    .ok_or(Sort::Smallest)
            }
            FollowUp::SoonerDelivery => {
                sooner(filters, shown);
                Err(Sort::SoonestDelivery)
            }
            FollowUp::LongerPlan => {
                let above = plans().map(|plan| plan.years).max().map(|years| years + 1);
                above.map(|least| filters.min_plan_years = Some(least)).ok_or(Sort::LongestPlan)
            }
            FollowUp::LowerDownPayment => {
                let below = plans().map(|plan| plan.down_payment).min().and_then(|amount| stepped(amount, -1));
                below.map(|most| filters.max_down_payment = Some(most)).ok_or(Sort::LowestDownPayment)
            }
            FollowUp::LowerInstallment => {
                let below = plans().map(|plan| plan.monthly_installment).min().and_then(|amount| stepped(amount, -1));
                below.map(|most| filters.max_monthly_installment = Some(most)).ok_or(Sort::LongestPlan)
            }
            FollowUp::Others => {
                self.others = true;
                Ok(())
            }
            // Which unit is meant is for whoever knows what was shown.
            FollowUp::Nth(_) | FollowUp::Last => Ok(()),
        };
        if let Err(sort) = order {
            self.sort = self.sort.or(Some(sort));
        }
    }
}

/// An amount so many pounds more.
fn stepped(amount: Piastres, pounds: i64) -> Option<Piastres> {
    Piastres::from_pounds(amount.pounds().checked_add(pounds)?).filter(|amount| amount.pounds() > 0)
}

/// Asks for delivery before the soonest of what is shown. What is ready cannot be had sooner.
fn sooner(filters: &mut Filters, shown: &[Property]) {
    let years = shown.iter().filter_map(|unit| match unit.delivery {
        Delivery::Planned(year) => Some(year),
        Delivery::Delivered | Delivery::Unknown => None,
    });
    let is_any_ready = shown.iter().any(|unit| unit.delivery == Delivery::Delivered);
    if let Some(year) = years.min() {
        let asked = if is_any_ready {
            Filters { delivered: true, ..Filters::default() }
        } else {
            Filters { max_delivery_year: Some(year - 1), ..Filters::default() }
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
    fn c10_a_kind_with_a_place_begins_anew_and_a_place_alone_replaces_the_old_one() {
        let now = Filters { locations: vec!["Sheikh Zayed".to_owned()], ..Filters::default() };
        let moved = after(&villas(), &says(|said| said.filters = now.clone()), &[]);
        assert_eq!(moved.filters, Filters { locations: now.locations.clone(), ..villas() });
        let now = Filters { types: vec![PropertyType::Office], ..now };
        let anew = after(&villas(), &says(|said| said.filters = now.clone()), &[]);
        assert_eq!(anew.filters, now);
    }
}
