//! A few units side by side: their facts, and which is best by what.

use std::collections::HashSet;

use serde::{Serialize, Serializer};
use sqlx::PgPool;

use crate::{
    error::{ErrorCode, Failure},
    language::Language,
    listings::{
        filters::Slot,
        property::{Delivery, Property, PropertyId},
        repository, wording,
    },
    money::Piastres,
};

/// By what units are compared: the lowest price, price for each square metre, down payment and monthly instalment,
/// the largest size, the soonest delivery, the longest plan.
const COMPARED_BY: [Slot; 7] = [
    Slot::Price,
    Slot::PricePerSqm,
    Slot::Size,
    Slot::Delivery,
    Slot::PlanYears,
    Slot::DownPayment,
    Slot::MonthlyInstallment,
];

/// Units side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Those that are for sale, in the order in which they were asked for.
    pub units: Vec<Compared>,
    /// Those that are not.
    pub missing: Vec<Missing>,
    /// Which are best by what; empty where fewer than two units are left.
    pub best: Vec<Best>,
}

/// A unit with what follows from its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The unit.
    #[serde(flatten)]
    pub property: Property,
    /// Price for each square metre, in pounds; `None` where its size is unknown.
    pub price_per_sqm: Option<Piastres>,
}

/// A unit that was asked for and cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Its id.
    pub property_id: PropertyId,
    /// `property_not_found` or `property_unavailable`, as for a single unit.
    #[serde(serialize_with = "code")]
    pub error_code: ErrorCode,
}

/// Which units are best by one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Best {
    /// What they are compared by.
    pub by: Slot,
    /// All units that nobody beats. What is unknown never wins: empty where no unit is known by it.
    pub units: Vec<PropertyId>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn code<S: Serializer>(code: &ErrorCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.as_str())
}

/// Compares two to four units (C4). Another number of ids, or one id twice, is refused as `property_ids`; units that
/// do not exist or are not for sale are named in the result.
pub async fn compare_units(pool: &PgPool, ids: &[PropertyId]) -> Result<Comparison, Failure> {
    let distinct: HashSet<&PropertyId> = ids.iter().collect();
    if !(2..=4).contains(&ids.len()) || distinct.len() < ids.len() {
        return Err(Failure::validation("property_ids", "it takes two to four ids, none of them twice"));
    }
    let asked: Vec<String> = ids.iter().map(PropertyId::to_string).collect();
    let units = repository::units(pool, &asked).await?;
    let gone: Vec<&PropertyId> = ids.iter().filter(|id| units.iter().all(|unit| unit.id != **id)).collect();
    let exist = if gone.is_empty() { HashSet::new() } else { repository::market::existing(pool, &asked).await? };
    let missing = gone.into_iter().map(|id| Missing {
        property_id: id.clone(),
        error_code: if exist.contains(id.as_str()) {
            ErrorCode::PropertyUnavailable
        } else {
            ErrorCode::PropertyNotFound
        },
    });
    Ok(Comparison::of(units, missing.collect()))
}

impl Comparison {
    fn of(units: Vec<Property>, missing: Vec<Missing>) -> Self {
        let best = if units.len() < 2 { Vec::new() } else { COMPARED_BY.map(|by| best(&units, by)).to_vec() };
        let compared = |property: Property| Compared { price_per_sqm: property.price_per_sqm(), property };
        Self { units: units.into_iter().map(compared).collect(), missing, best }
    }

    /// The comparison in words: the facts of each unit, then which is best by what.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let mut lines = Vec::new();
        for Compared { property, .. } in &self.units {
            lines.push(wording::unit_line(property, language));
            lines.extend(wording::unit_facts(property, &[], language).into_iter().map(|fact| format!("  {fact}")));
        }
        lines.extend(self.best.iter().filter_map(|best| self.best_line(best, language)));
        for Missing { property_id, error_code } in &self.missing {
            let message = language.pick(error_code.user_message(), error_code.user_message_ar());
            lines.push(format!("{property_id}: {message}"));
        }
        lines.join("\n")
    }

    fn best_line(&self, best: &Best, language: Language) -> Option<String> {
        let name = match best.by {
            Slot::Price => language.pick("Lowest price", "أقل سعر"),
            Slot::PricePerSqm => language.pick("Lowest price per m²", "أقل سعر للمتر"),
            Slot::Size => language.pick("Largest", "أكبر مساحة"),
            Slot::Delivery => language.pick("Soonest delivery", "أقرب استلام"),
            Slot::PlanYears => language.pick("Longest plan", "أطول تقسيط"),
            Slot::DownPayment => language.pick("Lowest down payment", "أقل مقدم"),
            Slot::MonthlyInstallment => language.pick("Lowest monthly instalment", "أقل قسط شهري"),
            _ => return None,
        };
        let first = self.units.iter().find(|unit| best.units.contains(&unit.property.id))?;
        let (unit, plan) = (&first.property, first.property.payment_plan);
        // Of a plan only what it won by: the rest is not alike where winners tie.
        let value = match best.by {
            Slot::PlanYears => plan.map(|plan| wording::years_text(plan.years, language)),
            Slot::DownPayment => plan.map(|plan| language.money(plan.down_payment)),
            Slot::MonthlyInstallment => plan.map(|plan| language.money(plan.monthly_installment)),
            by => wording::given(unit, by, language),
        }?;
        let winners = if best.units.len() == self.units.len() {
            language.pick("all alike", "كلهم زي بعض").to_owned()
        } else {
            best.units.iter().map(PropertyId::as_str).collect::<Vec<_>>().join(language.pick(", ", "، "))
        };
        Some(format!("{name}: {winners} ({value})"))
    }
}

/// The units that nobody beats by this.
fn best(units: &[Property], by: Slot) -> Best {
    let highest = units.iter().filter_map(|unit| merit(unit, by)).max();
    let winners = units.iter().filter(|unit| highest.is_some() && merit(unit, by) == highest);
    Best { by, units: winners.map(|unit| unit.id.clone()).collect() }
}

/// How good a unit is by this, more is better; `None` where it is unknown or does not apply.
fn merit(unit: &Property, by: Slot) -> Option<i64> {
    let plan = unit.payment_plan;
    match by {
        Slot::Price => Some(-unit.price.piastres()),
        Slot::PricePerSqm => unit.price_per_sqm().map(|price| -price.piastres()),
        Slot::Size => unit.size_sqm.map(i64::from),
        Slot::Delivery => match unit.delivery {
            Delivery::Delivered => Some(0),
            Delivery::Planned(year) => Some(-i64::from(year)),
            Delivery::Unknown => None,
        },
        Slot::PlanYears => plan.map(|plan| i64::from(plan.years)),
        Slot::DownPayment => plan.map(|plan| -plan.down_payment.piastres()),
        Slot::MonthlyInstallment => plan.map(|plan| -plan.monthly_installment.piastres()),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use super::*;
    use crate::listings::property::{PaymentPlan, PropertyType};

    fn unit(id: &str, pounds: i64, size: Option<u32>) -> Property {
        Property {
            id: id.parse().unwrap(),
            title: "Apartment".to_owned(),
            title_ar: "شقة".to_owned(),
            property_type: PropertyType::Apartment,
            location: "New Cairo".to_owned(),
            location_ar: "القاهرة الجديدة".to_owned(),
            compound: None,
            compound_ar: None,
            developer: None,
            developer_ar: None,
            size_sqm: size,
            bedrooms: Some(2),
            bathrooms: Some(2),
            price: Piastres::from_pounds(pounds).unwrap(),
            delivery: Delivery::Unknown,
            finishing: None,
            sale_type: None,
            payment_plan: None,
            image: None,
            description: String::new(),
            description_ar: None,
            sample: true,
        }
    }

    fn with_plan(unit: Property, percent: u8, years: u8, monthly: i64) -> Property {
        let plan = PaymentPlan {
            down_payment_percent: percent,
            down_payment: unit.price.percent(percent),
            years,
            monthly_installment: Piastres::from_pounds(monthly).unwrap(),
        };
        Property { payment_plan: Some(plan), ..unit }
    }

    fn winners(comparison: &Comparison, by: Slot) -> Vec<&str> {
        let best = comparison.best.iter().find(|best| best.by == by).unwrap();
        best.units.iter().map(PropertyId::as_str).collect()
    }

    #[test]
    fn c4_the_best_are_told_by_each_measure_all_of_them_where_they_tie() {
        let first = with_plan(unit("NC1", 5_000_000, Some(100)), 10, 8, 46_875);
        let second = with_plan(unit("NC2", 6_000_000, Some(150)), 5, 8, 59_375);
        let third = unit("NC3", 5_000_000, Some(150));
        let comparison = Comparison::of(
            vec![
                Property { delivery: Delivery::Planned(2027), ..first },
                Property { delivery: Delivery::Planned(2026), ..second },
                Property { delivery: Delivery::Delivered, ..third },
            ],
            Vec::new(),
        );
        for (by, best) in [
            (Slot::Price, &["NC1", "NC3"][..]),
            (Slot::PricePerSqm, &["NC3"]),
            (Slot::Size, &["NC2", "NC3"]),
            (Slot::Delivery, &["NC3"]),
            (Slot::PlanYears, &["NC1", "NC2"]),
            (Slot::DownPayment, &["NC2"]),
            (Slot::MonthlyInstallment, &["NC1"]),
        ] {
            assert_eq!(winners(&comparison, by), best, "{by:?}");
        }
    }

    #[test]
    fn c4_what_is_unknown_never_wins() {
        let comparison =
            Comparison::of(vec![unit("NC1", 5_000_000, None), unit("NC2", 90_000_000, Some(20))], Vec::new());
        assert_eq!(winners(&comparison, Slot::PricePerSqm), ["NC2"]);
        assert_eq!(winners(&comparison, Slot::Size), ["NC2"]);
        for by in [Slot::Delivery, Slot::PlanYears, Slot::DownPayment, Slot::MonthlyInstallment] {
            assert!(winners(&comparison, by).is_empty(), "{by:?}");
        }
        assert!(!comparison.words(Language::English).contains("Soonest"));
    }

    #[test]
    fn c4_a_single_unit_is_best_by_nothing_and_what_is_missing_is_said() {
        let missing = Missing { property_id: "NC9".parse().unwrap(), error_code: ErrorCode::PropertyNotFound };
        let comparison = Comparison::of(vec![unit("NC1", 5_000_000, None)], vec![missing]);
        assert!(comparison.best.is_empty());
        assert!(comparison.words(Language::English).ends_with("NC9: We could not find this unit."));
        assert!(comparison.words(Language::Arabic).ends_with("NC9: لم نجد هذه الوحدة."));
    }

    #[test]
    fn c4_a_comparison_in_words_names_the_winners_with_what_they_won_by() {
        let units = vec![
            with_plan(unit("NC1", 5_000_000, Some(100)), 10, 8, 46_875),
            with_plan(unit("NC2", 5_000_000, Some(80)), 20, 8, 41_667),
        ];
        let comparison = Comparison::of(units, Vec::new());
        let words = comparison.words(Language::English);
        for line in [
            "Lowest price: all alike (5,000,000 EGP)",
            "Lowest price per m²: NC1 (50,000 EGP per m²)",
            "Lowest down payment: NC1 (500,000 EGP)",
            "Lowest monthly instalment: NC2 (41,667 EGP)",
            "Longest plan: all alike (8 years)",
        ] {
            assert!(words.contains(line), "{line} in {words}");
        }
        assert!(comparison.words(Language::Arabic).contains("أقل سعر للمتر: NC1 (٥٠٬٠٠٠ جنيه للمتر)"));
    }
}
