//! How well a unit answers a query, by rule: what the labels ask for against what the listing says. The rule is written
//! a second time here, apart from the SQL that searches use, so that a mistake there shows.

use shared::{
    listings::{
        filters::Filters,
        property::{Delivery, Property},
        text::fold,
    },
    money::Piastres,
};

/// Arabic particles that are written as one with the word after them, folded.
const PARTICLES: [&str; 16] =
    ["ال", "و", "ف", "ب", "ل", "ك", "وال", "فال", "بال", "كال", "لل", "وب", "ول", "فب", "وبال", "ولل"];

/// The soft wishes of a query: of each, the phrases that grant it, as folded words without the Arabic article.
pub(crate) struct Wishes(Vec<Vec<Vec<String>>>);

impl Wishes {
    pub(crate) fn of(groups: &[Vec<String>]) -> Self {
        let phrase = |phrase: &String| -> Vec<String> {
            fold(phrase).split_whitespace().map(|word| without_article(word).to_owned()).collect()
        };
        Self(groups.iter().map(|phrases| phrases.iter().map(phrase).collect()).collect())
    }

    /// How many wishes the unit's title and description grant.
    fn granted(&self, unit: &Property) -> usize {
        let texts = [Some(&unit.title), Some(&unit.title_ar), Some(&unit.description), unit.description_ar.as_ref()];
        let texts: Vec<String> = texts.into_iter().flatten().map(|text| fold(text)).collect();
        let texts: Vec<Vec<&str>> = texts.iter().map(|text| text.split_whitespace().collect()).collect();
        self.0
            .iter()
            .filter(|phrases| phrases.iter().any(|phrase| texts.iter().any(|text| holds(text, phrase))))
            .count()
    }
}

/// Whether the words of a phrase follow one another in a text.
fn holds(text: &[&str], phrase: &[String]) -> bool {
    !phrase.is_empty()
        && text.windows(phrase.len()).any(|words| words.iter().zip(phrase).all(|(word, asked)| stands_for(word, asked)))
}

/// Whether a written word is the one asked for, whatever particles it carries.
fn stands_for(written: &str, asked: &str) -> bool {
    written == asked || PARTICLES.iter().any(|particle| written.strip_prefix(particle) == Some(asked))
}

fn without_article(word: &str) -> &str {
    word.strip_prefix("ال").filter(|rest| rest.chars().count() >= 3).unwrap_or(word)
}

/// How relevant a unit is: 0 if it breaks a hard filter, else 1 and one more for each soft wish that it grants.
pub(crate) fn grade(unit: &Property, filters: &Filters, wishes: &Wishes) -> u8 {
    if meets(unit, filters) { u8::try_from(1 + wishes.granted(unit)).unwrap_or(u8::MAX) } else { 0 }
}

/// Whether a unit meets hard filters: all fields, any of the values within one. A value that is unknown meets nothing,
/// and excludes nothing.
pub(crate) fn meets(unit: &Property, filters: &Filters) -> bool {
    let Filters { not, .. } = filters;
    let plan = unit.payment_plan;
    let planned = match unit.delivery {
        Delivery::Planned(year) => Some(year),
        Delivery::Delivered | Delivery::Unknown => None,
    };
    let delivered = unit.delivery == Delivery::Delivered;

    any_of(&filters.types, Some(&unit.property_type))
        && any_of(&filters.locations, Some(&unit.location))
        && any_of(&filters.compounds, unit.compound.as_ref())
        && any_of(&filters.developers, unit.developer.as_ref())
        && any_of(&filters.finishing, unit.finishing.as_ref())
        && none_of(&not.types, Some(&unit.property_type))
        && none_of(&not.locations, Some(&unit.location))
        && none_of(&not.compounds, unit.compound.as_ref())
        && none_of(&not.developers, unit.developer.as_ref())
        && none_of(&not.finishing, unit.finishing.as_ref())
        && within(unit.bedrooms, filters.min_bedrooms, filters.max_bedrooms)
        && within(unit.bathrooms, filters.min_bathrooms, filters.max_bathrooms)
        && within(unit.size_sqm, filters.min_size_sqm, filters.max_size_sqm)
        && within(Some(unit.price), filters.min_price, filters.max_price)
        && within(price_per_sqm(unit), filters.min_price_per_sqm, filters.max_price_per_sqm)
        && within(plan.map(|plan| plan.down_payment_percent), None, filters.max_down_payment_percent)
        && within(plan.map(|plan| plan.down_payment), None, filters.max_down_payment)
        && within(plan.map(|plan| plan.years), filters.min_plan_years, None)
        && within(plan.map(|plan| plan.monthly_installment), None, filters.max_monthly_installment)
        && (!filters.instalments || plan.is_some())
        && (!filters.delivered || delivered)
        && (!filters.off_plan || planned.is_some())
        && within(planned, filters.min_delivery_year, None)
        && (delivered || within(planned, None, filters.max_delivery_year))
        && filters.sale_type.is_none_or(|asked| unit.sale_type == Some(asked))
}

/// Price for each square metre, rounded down to the piastre as the database rounds it.
fn price_per_sqm(unit: &Property) -> Option<Piastres> {
    let each = unit.price.piastres().checked_div(i64::from(unit.size_sqm?))?;
    Piastres::from_piastres(each)
}

fn any_of<T: PartialEq>(asked: &[T], value: Option<&T>) -> bool {
    asked.is_empty() || value.is_some_and(|value| asked.contains(value))
}

fn none_of<T: PartialEq>(excluded: &[T], value: Option<&T>) -> bool {
    !value.is_some_and(|value| excluded.contains(value))
}

fn within<T: PartialOrd>(value: Option<T>, least: Option<T>, most: Option<T>) -> bool {
    match value {
        Some(value) => least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most),
        None => least.is_none() && most.is_none(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    /// A flat in New Cairo, for handing over in 2028, with a plan and with no finishing that is known.
    fn unit() -> Property {
        serde_json::from_value(serde_json::json!({
            "id": "NC1", "title": "Apartment in Dar Qamariya", "title_ar": "شقة في دار قمرية", "type": "Apartment",
            "location": "New Cairo", "location_ar": "القاهرة الجديدة", "compound": "Dar Qamariya",
            "compound_ar": "دار قمرية", "developer": "Sulwan Developments", "developer_ar": "سلوان للتطوير",
            "size_sqm": 150, "bedrooms": 3, "bathrooms": 2, "price": 6_000_000,
            "delivery": {"status": "planned", "year": 2028}, "finishing": null, "sale_type": "Developer",
            "payment_plan": {
                "down_payment_percent": 10, "down_payment": 600_000, "years": 8, "monthly_installment": 56_250
            },
            "image": null, "description": "The living room opens onto a wide balcony. There are swimming pools.",
            "description_ar": "تطل غرفة المعيشة على شرفة واسعة. توجد حمامات سباحة.", "sample": true
        }))
        .unwrap()
    }

    fn meets_all(filters: serde_json::Value) -> bool {
        meets(&unit(), &serde_json::from_value(filters).unwrap())
    }

    #[test]
    fn s2_every_filter_takes_what_meets_it_and_nothing_else() {
        use serde_json::json;
        for (met, broken) in [
            (json!({"types": ["Villa", "Apartment"]}), json!({"types": ["Villa"]})),
            (json!({"locations": ["New Cairo"]}), json!({"locations": ["New Zayed"]})),
            (json!({"compounds": ["Dar Qamariya"]}), json!({"compounds": ["Dar Samarqand"]})),
            (json!({"developers": ["Sulwan Developments"]}), json!({"developers": ["Sirwan"]})),
            (json!({"min_bedrooms": 3, "max_bedrooms": 3}), json!({"min_bedrooms": 4})),
            (json!({"max_bathrooms": 2}), json!({"max_bathrooms": 1})),
            (json!({"min_size_sqm": 150, "max_size_sqm": 150}), json!({"max_size_sqm": 149})),
            (json!({"min_price": 6_000_000, "max_price": 6_000_000}), json!({"min_price": 6_000_001})),
            (json!({"max_price_per_sqm": 40_000, "min_price_per_sqm": 40_000}), json!({"max_price_per_sqm": 39_999})),
            (json!({"max_down_payment_percent": 10}), json!({"max_down_payment_percent": 5})),
            (json!({"max_down_payment": 600_000}), json!({"max_down_payment": 599_999})),
            (json!({"instalments": true, "min_plan_years": 8}), json!({"min_plan_years": 9})),
            (json!({"max_monthly_installment": 56_250}), json!({"max_monthly_installment": 56_249})),
            (json!({"off_plan": true}), json!({"delivered": true})),
            (json!({"min_delivery_year": 2028, "max_delivery_year": 2028}), json!({"max_delivery_year": 2027})),
            (json!({"min_delivery_year": 2027}), json!({"min_delivery_year": 2029})),
            (json!({"sale_type": "Developer"}), json!({"sale_type": "Resale"})),
            (json!({"not": {"types": ["Villa"]}}), json!({"not": {"types": ["Apartment"]}})),
            (json!({"not": {"locations": ["New Zayed"]}}), json!({"not": {"locations": ["New Cairo"]}})),
            (json!({"not": {"compounds": ["Elsira Crest"]}}), json!({"not": {"compounds": ["Dar Qamariya"]}})),
            (json!({"not": {"finishing": ["Core and Shell"]}}), json!({"finishing": ["Fully Finished"]})),
        ] {
            assert!(meets_all(met.clone()), "{met}");
            assert!(!meets_all(broken.clone()), "{broken}");
        }
    }

    #[test]
    fn s2_what_stands_already_is_handed_over_by_any_year_and_from_none() {
        let unit = Property { delivery: Delivery::Delivered, ..unit() };
        for (filters, expected) in [
            (serde_json::json!({"delivered": true, "max_delivery_year": 2020}), true),
            (serde_json::json!({"min_delivery_year": 2020}), false),
            (serde_json::json!({"off_plan": true}), false),
        ] {
            assert_eq!(meets(&unit, &serde_json::from_value(filters.clone()).unwrap()), expected, "{filters}");
        }
        let unknown = Property { delivery: Delivery::Unknown, payment_plan: None, ..unit };
        for filters in [
            serde_json::json!({"max_delivery_year": 2031}),
            serde_json::json!({"instalments": true}),
            serde_json::json!({"max_down_payment_percent": 100}),
        ] {
            assert!(!meets(&unknown, &serde_json::from_value(filters.clone()).unwrap()), "{filters}");
        }
    }

    #[test]
    fn s3_each_wish_that_is_granted_counts_once_whatever_the_language() {
        let graded = |groups: &[&[&str]], filters: Filters| {
            let groups: Vec<Vec<String>> =
                groups.iter().map(|group| group.iter().map(|word| (*word).to_owned()).collect()).collect();
            grade(&unit(), &filters, &Wishes::of(&groups))
        };
        let any = Filters::default;
        assert_eq!(graded(&[], any()), 1);
        assert_eq!(graded(&[&["balcony", "شرفة"]], any()), 2);
        assert_eq!(graded(&[&["الشرفة"]], any()), 2);
        assert_eq!(graded(&[&["balcony"], &["حمامات السباحة"]], any()), 3);
        assert_eq!(graded(&[&["balcony"], &["lagoon"]], any()), 2);
        assert_eq!(graded(&[&["pool"]], any()), 1, "a word is not a part of another");
        assert_eq!(graded(&[&["wide living"]], any()), 1, "a phrase stands as it is");
        assert_eq!(graded(&[&["balcony"]], Filters { delivered: true, ..any() }), 0);
    }

    #[test]
    fn s3_particles_do_not_hide_a_word() {
        for written in ["حديقة", "الحديقة", "بحديقة", "للحديقة", "والحديقة", "بالحديقة"]
        {
            assert!(stands_for(&fold(written), &fold("حديقة")), "{written}");
        }
        assert!(!stands_for("حقيقه", "حديقه"));
    }
}
