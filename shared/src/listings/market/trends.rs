//! What a part of the market asks today: prices, kinds, areas, delivery and payment plans of the units that meet
//! some filters.

use std::{cmp::Reverse, collections::HashMap, hash::Hash};

use serde::Serialize;
use sqlx::PgPool;

use super::{MINIMUM_SAMPLE, Quartiles, count, per_mille, percent_text, range_text};
use crate::{
    error::Failure,
    language::Language,
    listings::{
        filters::Filters,
        property::{Delivery, PropertyType},
        repository, wording,
    },
    money::Piastres,
};

/// How many kinds and areas are told apart, the commonest.
const GROUPS: usize = 5;

/// What the market is made of: a unit for sale, by what is counted here.
#[derive(Debug, Clone)]
pub(in crate::listings) struct Offer {
    pub(in crate::listings) property_type: PropertyType,
    pub(in crate::listings) area: Area,
    pub(in crate::listings) price: Piastres,
    pub(in crate::listings) size_sqm: Option<u32>,
    pub(in crate::listings) delivery: Delivery,
    pub(in crate::listings) plan_years: Option<u8>,
    pub(in crate::listings) down_payment_percent: Option<u8>,
}

impl Offer {
    /// Price for each square metre, rounded as [`Property::price_per_sqm`] is.
    ///
    /// [`Property::price_per_sqm`]: crate::listings::property::Property::price_per_sqm
    fn price_per_sqm(&self) -> Option<Piastres> {
        self.size_sqm.and_then(|size| self.price.divided_by(size))
    }
}

/// An area of the country.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Area {
    /// Its canonical English name.
    pub location: String,
    /// Its Arabic name.
    pub location_ar: String,
}

/// Asking prices of the units that meet some filters and are for sale now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trends {
    /// What the units meet.
    pub filters: Filters,
    /// How many there are.
    pub total: i64,
    /// How many of them are described here: all, or a sample of fifty thousand.
    pub units: u32,
    /// What they ask, outliers cut; `None` (unknown) of too few.
    pub price: Option<Quartiles>,
    /// What those of known size ask for each square metre, outliers cut; `None` (unknown) of too few.
    pub price_per_sqm: Option<Quartiles>,
    /// The five commonest kinds, the commonest first.
    pub by_type: Vec<Group<PropertyType>>,
    /// The five commonest areas, the commonest first.
    pub by_area: Vec<Group<Area>>,
    /// Delivered, then each year of delivery, then those of which it is unknown.
    pub by_delivery: Vec<Group<Delivery>>,
    /// Those that are sold on instalments.
    pub plans: Plans,
}

/// The units that have something in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group<T> {
    /// What that is.
    pub of: T,
    /// How many they are.
    pub units: u32,
    /// Their share of all units, in tenths of a per cent; `None` (unknown) where all units are too few.
    pub share_per_mille: Option<i64>,
    /// What those of known size ask for each square metre, outliers cut; `None` (unknown) of too few.
    pub price_per_sqm: Option<Quartiles>,
}

/// The units that are sold on instalments. Medians are nearest ranks, so that each is some unit's: half of the
/// units have that or less (Postgres' `percentile_disc`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Plans {
    /// How many they are.
    pub units: u32,
    /// Their share of all units, in tenths of a per cent; `None` (unknown) where all units are too few.
    pub share_per_mille: Option<i64>,
    /// The median of the years over which is paid; `None` (unknown) of too few.
    pub median_years: Option<u8>,
    /// The median of the down payments in per cent of the price; `None` (unknown) of too few.
    pub median_down_payment_percent: Option<u8>,
}

/// Describes the units that meet the filters (C4).
pub async fn market_trends(pool: &PgPool, filters: &Filters) -> Result<Trends, Failure> {
    filters.check()?;
    let (offers, total) = repository::market::offers(pool, filters).await?;
    Ok(Trends { total, ..Trends::of(filters.clone(), &offers) })
}

impl Trends {
    /// Describes these units as all that there are.
    fn of(filters: Filters, offers: &[Offer]) -> Self {
        // A plan is whole or absent.
        let plan_years: Vec<u8> = offers.iter().filter_map(|offer| offer.plan_years).collect();
        let down_payments = offers.iter().filter_map(|offer| offer.down_payment_percent).collect();
        let mut by_delivery = groups(offers, |offer| offer.delivery);
        by_delivery.sort_by_key(|group| match group.of {
            Delivery::Delivered => 0,
            Delivery::Planned(year) => year,
            Delivery::Unknown => u16::MAX,
        });
        Self {
            filters,
            total: i64::from(count(offers.len())),
            units: count(offers.len()),
            price: Quartiles::of_usual(offers.iter().map(|offer| offer.price).collect()),
            price_per_sqm: Quartiles::of_usual(offers.iter().filter_map(Offer::price_per_sqm).collect()),
            by_type: commonest(groups(offers, |offer| offer.property_type)),
            by_area: commonest(groups(offers, |offer| offer.area.clone())),
            by_delivery,
            plans: Plans {
                units: count(plan_years.len()),
                share_per_mille: share(plan_years.len(), offers.len()),
                median_years: median(plan_years),
                median_down_payment_percent: median(down_payments),
            },
        }
    }
}

/// The units by what they have in common, in no order.
fn groups<T: Eq + Hash>(offers: &[Offer], of: impl Fn(&Offer) -> T) -> Vec<Group<T>> {
    let mut groups: HashMap<T, Vec<&Offer>> = HashMap::new();
    for offer in offers {
        groups.entry(of(offer)).or_default().push(offer);
    }
    let group = |(of, members): (T, Vec<&Offer>)| Group {
        of,
        units: count(members.len()),
        share_per_mille: share(members.len(), offers.len()),
        price_per_sqm: Quartiles::of_usual(members.into_iter().filter_map(Offer::price_per_sqm).collect()),
    };
    groups.into_iter().map(group).collect()
}

/// The largest groups, the largest first, groups of one size by what they have in common.
fn commonest<T: Ord + Clone>(mut groups: Vec<Group<T>>) -> Vec<Group<T>> {
    groups.sort_by_key(|group| (Reverse(group.units), group.of.clone()));
    groups.truncate(GROUPS);
    groups
}

/// A part of all units in tenths of a per cent; `None` where all units are too few.
fn share(part: usize, all: usize) -> Option<i64> {
    let (part, all) = (count(part), count(all));
    (all >= MINIMUM_SAMPLE).then(|| per_mille(i64::from(part), i64::from(all)))
}

/// The nearest-rank median; `None` of too few.
fn median(mut values: Vec<u8>) -> Option<u8> {
    values.sort_unstable();
    let middle = values.len().saturating_sub(1) / 2;
    values.get(middle).copied().filter(|_| count(values.len()) >= MINIMUM_SAMPLE)
}

impl Trends {
    /// The description in words, a thought a line.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let asked = self.filters.slots().into_iter().map(|slot| wording::asked(slot, &self.filters, language));
        let asked = asked.collect::<Vec<_>>().join(language.pick(", ", "، "));
        let asked = if asked.is_empty() { String::new() } else { format!(" ({asked})") };
        let units = wording::units_text(self.total, language);
        if self.units == 0 {
            return language.pick(
                format!("No unit for sale meets that{asked}."),
                format!("مفيش وحدات معروضة للبيع بالمواصفات دي{asked}."),
            );
        }
        let mut lines = vec![language.pick(
            format!("Today's listings hold {units} like that{asked}. All figures are asking prices."),
            format!("المعروض النهارده {units} بالمواصفات دي{asked}. كل الأرقام أسعار معروضة."),
        )];
        if self.total > i64::from(self.units) {
            let sample = wording::units_text(i64::from(self.units), language);
            lines.push(language.pick(
                format!("What follows describes a sample of {sample} of them."),
                format!("الكلام اللي جاي عن عينة من {sample} منهم."),
            ));
        }
        if self.units < MINIMUM_SAMPLE {
            let needed = language.number(MINIMUM_SAMPLE);
            lines.push(language.pick(
                format!("That is too few to say more: it takes {needed}."),
                format!("العدد قليل ومايسمحش بأكتر من كده: محتاجين {needed} على الأقل."),
            ));
            return lines.join("\n");
        }
        lines.push(quartiles_line(language.pick("Price", "السعر"), self.price, language));
        lines.push(quartiles_line(language.pick("Price per m²", "سعر المتر"), self.price_per_sqm, language));
        let kinds = |kind: &PropertyType| language.pick(kind.english(), kind.arabic()).to_owned();
        lines.extend(groups_line(language.pick("By type", "حسب النوع"), &self.by_type, language, kinds));
        let areas = |area: &Area| language.pick(&area.location, &area.location_ar).clone();
        lines.extend(groups_line(language.pick("By area", "حسب المنطقة"), &self.by_area, language, areas));
        let deliveries = |delivery: &Delivery| match delivery {
            Delivery::Delivered => language.pick("ready to move in", "استلام فوري").to_owned(),
            Delivery::Planned(year) => language.year(*year),
            Delivery::Unknown => language.pick("not stated", "غير مذكور").to_owned(),
        };
        lines.extend(groups_line(language.pick("Delivery", "الاستلام"), &self.by_delivery, language, deliveries));
        lines.push(self.plans.words(language));
        lines.push(
            language
                .pick(
                    "Earlier prices are not kept, so this does not say where prices have gone or will go.",
                    "مفيش سجل لأسعار قديمة، فالكلام ده مابيقولش الأسعار كانت فين ولا رايحة فين.",
                )
                .to_owned(),
        );
        lines.join("\n")
    }
}

impl Plans {
    fn words(self, language: Language) -> String {
        let units = wording::units_text(i64::from(self.units), language);
        let share = self.share_per_mille.map(|share| format!(" ({})", percent_text(share, language)));
        let share = share.unwrap_or_default();
        let sold = language.pick(format!("On instalments: {units}{share}"), format!("بالتقسيط: {units}{share}"));
        let medians = self.median_years.zip(self.median_down_payment_percent).map(|(years, percent)| {
            let (years, percent) = (wording::years_text(years, language), language.number(percent));
            language.pick(
                format!(", median plan {years}, median down payment {percent}%"),
                format!("، وسيط مدة التقسيط {years}، ووسيط المقدم {percent}٪"),
            )
        });
        format!("{sold}{}.", medians.unwrap_or_default())
    }
}

/// Quartiles of amounts after their name.
fn quartiles_line(name: &str, quartiles: Option<Quartiles>, language: Language) -> String {
    let Some(Quartiles { sample, lower, median, upper }) = quartiles else {
        return format!("{name}: {}.", language.pick("unknown, too few listings state it", "غير معروف، المذكور قليل"));
    };
    let (sample, median, range) = (language.number(sample), language.money(median), range_text(lower, upper, language));
    language.pick(
        format!("{name}: median {median}; the middle half asks {range} (of {sample})."),
        format!("{name}: الوسيط {median}، والنص الأوسط طالب {range} (من {sample})."),
    )
}

/// Groups after what they were made by; nothing where there is but one, which says no more than the whole.
fn groups_line<T>(name: &str, groups: &[Group<T>], language: Language, text: impl Fn(&T) -> String) -> Option<String> {
    if groups.len() < 2 {
        return None;
    }
    let group = |group: &Group<T>| {
        let units = wording::units_text(i64::from(group.units), language);
        let share = group.share_per_mille.map(|share| percent_text(share, language));
        let median = match &group.price_per_sqm {
            Some(quartiles) => {
                let median = language.money(quartiles.median);
                language.pick(format!("median {median} per m²"), format!("الوسيط {median} للمتر"))
            }
            None => language.pick("price per m² unknown", "سعر المتر غير معروف").to_owned(),
        };
        let facts = [Some(units), share, Some(median)].into_iter().flatten().collect::<Vec<_>>();
        format!("{} ({})", text(&group.of), facts.join(language.pick(", ", "، ")))
    };
    let groups = groups.iter().map(group).collect::<Vec<_>>().join(language.pick("; ", "؛ "));
    Some(format!("{name}: {groups}."))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::listings::market::figures::numbers;
    use proptest::prelude::*;

    fn area(english: &str, arabic: &str) -> Area {
        Area { location: english.to_owned(), location_ar: arabic.to_owned() }
    }

    fn offer(property_type: PropertyType, pounds: i64) -> Offer {
        Offer {
            property_type,
            area: area("New Cairo", "القاهرة الجديدة"),
            price: Piastres::from_pounds(pounds).unwrap(),
            size_sqm: Some(100),
            delivery: Delivery::Unknown,
            plan_years: None,
            down_payment_percent: None,
        }
    }

    fn trends(offers: &[Offer]) -> Trends {
        Trends::of(Filters::default(), offers)
    }

    #[test]
    fn c4_the_five_commonest_kinds_come_first_and_few_have_no_median() {
        use PropertyType::{Apartment, Cabin, Chalet, Office, Studio, Villa};
        let counts = [(Cabin, 1), (Villa, 9), (Apartment, 9), (Chalet, 2), (Studio, 3), (Office, 7)];
        let offers: Vec<Offer> =
            counts.into_iter().flat_map(|(kind, many)| vec![offer(kind, 5_000_000); many]).collect();
        let trends = trends(&offers);
        let kinds: Vec<PropertyType> = trends.by_type.iter().map(|group| group.of).collect();
        assert_eq!(kinds, [Apartment, Villa, Office, Studio, Chalet]);
        let known: Vec<bool> = trends.by_type.iter().map(|group| group.price_per_sqm.is_some()).collect();
        assert_eq!(known, [true, true, false, false, false]);
        assert_eq!(trends.by_type.first().unwrap().share_per_mille, Some(290));
    }

    #[test]
    fn c4_deliveries_are_told_in_their_order() {
        let order = [Delivery::Delivered, Delivery::Planned(2026), Delivery::Planned(2028), Delivery::Unknown];
        let offers: Vec<Offer> =
            order.iter().rev().map(|delivery| Offer { delivery: *delivery, ..offer(PropertyType::Villa, 1) }).collect();
        let told: Vec<Delivery> = trends(&offers).by_delivery.iter().map(|group| group.of).collect();
        assert_eq!(told, order);
    }

    #[test]
    fn c4_the_medians_of_plans_are_some_units_own() {
        let planned = |years: u8| Offer {
            plan_years: Some(years),
            down_payment_percent: Some(years * 2),
            ..offer(PropertyType::Villa, 5_000_000)
        };
        let mut offers: Vec<Offer> = [10, 3, 4, 5, 6, 7, 8].map(planned).to_vec();
        offers.push(offer(PropertyType::Villa, 5_000_000));
        assert_eq!(
            trends(&offers).plans,
            Plans { units: 7, share_per_mille: Some(875), median_years: None, median_down_payment_percent: None }
        );
        offers.push(planned(12));
        let plans = trends(&offers).plans;
        assert_eq!((plans.median_years, plans.median_down_payment_percent), (Some(6), Some(12)));
    }

    #[test]
    fn c4_of_fewer_than_eight_units_everything_but_their_number_is_unknown() {
        let trends = trends(&vec![offer(PropertyType::Villa, 5_000_000); 7]);
        assert_eq!((trends.units, trends.price, trends.price_per_sqm), (7, None, None));
        assert_eq!(trends.by_type.first().unwrap().share_per_mille, None);
        for language in [Language::English, Language::Arabic] {
            let numbers: Vec<String> = numbers(&trends.words(language)).into_iter().collect();
            assert_eq!(numbers, ["7", "8"], "{}", trends.words(language));
        }
    }

    #[test]
    fn c4_a_sample_is_never_passed_off_as_all() {
        let trends = Trends { total: 120_000, ..trends(&vec![offer(PropertyType::Villa, 5_000_000); 9]) };
        assert!(trends.words(Language::English).contains("hold 120,000 units"), "{}", trends.words(Language::English));
        assert!(trends.words(Language::English).contains("a sample of"));
        assert!(trends.words(Language::Arabic).contains("عينة"));
    }

    #[test]
    fn c4_nothing_is_said_of_no_units() {
        let filters = Filters { min_bedrooms: Some(19), ..Filters::default() };
        let trends = Trends::of(filters, &[]);
        assert_eq!(trends.words(Language::English), "No unit for sale meets that (at least 19 bedrooms).");
        assert!(trends.words(Language::Arabic).contains("١٩"));
    }

    proptest! {
        #[test]
        fn c4_groups_make_up_the_whole_and_the_words_hold_no_other_number(
            units in prop::collection::vec((0..13_usize, 1..90_i64, 0..4_u16, 0..3_u8), 8..60),
        ) {
            let offers: Vec<Offer> = units
                .iter()
                .map(|(kind, price, delivery, plan)| Offer {
                    area: if kind % 2 == 0 { area("New Cairo", "القاهرة الجديدة") } else { area("Sheikh Zayed", "الشيخ زايد") },
                    delivery: match delivery {
                        0 => Delivery::Delivered,
                        1 => Delivery::Unknown,
                        year => Delivery::Planned(2025 + year),
                    },
                    plan_years: (*plan > 0).then_some(plan * 3),
                    down_payment_percent: (*plan > 0).then_some(plan * 5),
                    size_sqm: (price % 7 > 0).then_some(100),
                    ..offer(PropertyType::ALL[*kind], price * 100_000)
                })
                .collect();
            let trends = trends(&offers);
            for units in [trends.by_area.iter().map(|group| group.units).sum::<u32>(),
                          trends.by_delivery.iter().map(|group| group.units).sum::<u32>()] {
                prop_assert_eq!(units, trends.units);
            }
            let mut known: BTreeSet<String> = numbers(&serde_json::to_string(&trends).unwrap());
            let shares = (trends.by_type.iter().map(|group| group.share_per_mille))
                .chain(trends.by_area.iter().map(|group| group.share_per_mille))
                .chain(trends.by_delivery.iter().map(|group| group.share_per_mille))
                .chain([trends.plans.share_per_mille]);
            known.extend(shares.flatten().flat_map(|tenths| numbers(&percent_text(tenths, Language::English))));
            for language in [Language::English, Language::Arabic] {
                let words = trends.words(language);
                let unknown: Vec<String> = numbers(&words).difference(&known).cloned().collect();
                prop_assert!(unknown.is_empty(), "{unknown:?} in {words}");
            }
        }
    }
}
