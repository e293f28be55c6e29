//! Tools that read units: searching, one by its id, whether it can be had, a few side by side.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{super::guide::results::unmet, Description, Desk, Fact, Outcome, for_sale, input, object};
use crate::{
    error::{ErrorCode, Failure},
    listings::{
        filters::Filters,
        market,
        property::{Delivery, Property, PropertyId},
        search::{self, Wanted},
        understanding::Sort,
        wording,
    },
    money::Piastres,
    registry::proofs::Standing,
    store::table::Table,
};

/// How many units one search shows at most: as many as an answer does.
const SHOWN: u8 = 5;

/// The longest part of a description that a model reads, in characters.
const DESCRIPTION: usize = 600;

pub(super) const SEARCH: Description = (
    "Searches the units that are for sale. Call it before you name any unit. `query` is what the person looks for, in \
     their own words and language, made complete from the conversation; what has a field of its own may stand there \
     instead. All of it together is what units must meet. The result says what was understood, which wishes no unit \
     meets (`given_up`) and which places the listings do not have.",
    || {
        object(
            &json!({
                "query": {"type": "string", "description": "what the person looks for, Arabic or English"},
                "property_type": {"type": "string", "description": "such as apartment or villa"},
                "location": {"type": "string", "description": "an area, such as New Cairo"},
                "compound": {"type": "string"},
                "developer": {"type": "string"},
                "bedrooms": {"type": "integer", "minimum": 0, "maximum": 20},
                "min_bedrooms": {"type": "integer", "minimum": 0, "maximum": 20},
                "max_bedrooms": {"type": "integer", "minimum": 0, "maximum": 20},
                "min_price": {"type": "integer", "description": "lowest price in pounds"},
                "max_price": {"type": "integer", "description": "highest price in pounds"},
                "min_size_sqm": {"type": "integer"},
                "max_size_sqm": {"type": "integer"},
                "sort": {"type": "string", "enum": ["cheapest", "dearest", "cheapest_per_square_metre", "smallest",
                    "largest", "soonest_delivery", "longest_plan", "lowest_down_payment"]},
                "limit": {"type": "integer", "minimum": 1, "maximum": 5},
                "not_again": {"type": "array", "items": {"type": "string"}, "maxItems": 50,
                    "description": "ids of units that the person has seen and wants no more"}
            }),
            &[],
        )
    },
);

pub(super) const GET: Description = (
    "Reads everything that the listing of one unit says, by its id such as NC123. Also tells whether it can be had.",
    || object(&json!({"property_id": {"type": "string"}}), &["property_id"]),
);

pub(super) const AVAILABILITY: Description = (
    "Checks whether units can be had right now. Call it before you say that a unit from earlier in the conversation is available.",
    || {
        let ids = json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 10});
        object(&json!({ "property_ids": ids }), &["property_ids"])
    },
);

pub(super) const COMPARE: Description = (
    "Compares two to four units: their facts, and which is best by price, price per square metre, size, delivery, \
     longest plan, down payment and monthly instalment.",
    || {
        let ids = json!({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 4});
        object(&json!({ "property_ids": ids }), &["property_ids"])
    },
);

pub(super) const PROOF: Description = (
    "Reads what the blockchain has recorded of one unit's listing. Call it when the person asks whether a unit is recorded \
     or proven there; never say anything of it otherwise. Say the sentence in `say` word for word, and nothing else about records.",
    || object(&json!({"property_id": {"type": "string"}}), &["property_id"]),
);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Searched {
    #[serde(default)]
    query: String,
    property_type: Option<String>,
    location: Option<String>,
    compound: Option<String>,
    developer: Option<String>,
    bedrooms: Option<u8>,
    min_bedrooms: Option<u8>,
    max_bedrooms: Option<u8>,
    min_price: Option<Piastres>,
    max_price: Option<Piastres>,
    min_size_sqm: Option<u32>,
    max_size_sqm: Option<u32>,
    sort: Option<Sort>,
    limit: Option<u8>,
    #[serde(default)]
    not_again: Vec<PropertyId>,
}

impl Searched {
    /// What is looked for as a person would write it: names have spellings, which understanding knows and a filter does
    /// not.
    fn question(&self) -> String {
        let place = [&self.location, &self.compound].map(|name| name.as_ref().map(|name| format!("in {name}")));
        let builder = self.developer.as_ref().map(|name| format!("by {name}"));
        let said = [Some(self.query.clone()), self.property_type.clone()].into_iter().chain(place).chain([builder]);
        said.flatten().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(", ")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    property_id: PropertyId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    property_ids: Vec<PropertyId>,
}

pub(super) async fn search<T: Table>(desk: &Desk<'_, T>, text: &str) -> Result<Outcome, Failure> {
    const LONGEST: usize = 1_000;
    let asked: Searched = input(text)?;
    let question = asked.question();
    if question.chars().count() > LONGEST || question.chars().any(char::is_control) {
        return Err(Failure::validation(
            "query",
            "all words together have at most 1,000 characters, none a control one",
        ));
    }
    let limits = Filters {
        max_price: asked.max_price,
        min_price: asked.min_price,
        min_bedrooms: asked.min_bedrooms.or(asked.bedrooms),
        max_bedrooms: asked.max_bedrooms.or(asked.bedrooms),
        min_size_sqm: asked.min_size_sqm,
        max_size_sqm: asked.max_size_sqm,
        ..Filters::default()
    };
    let (mut wanted, understood) = Wanted::from_question(&question, &limits, desk.gazetteer, desk.language);
    wanted.limit = asked.limit.unwrap_or(SHOWN).clamp(1, SHOWN);
    wanted.sort = asked.sort.or(wanted.sort);
    wanted.passed_over = asked.not_again;
    let found = search::search(desk.pool, desk.vectors, &wanted).await?;

    let slots = wanted.filters.slots();
    let understood_as: Vec<String> =
        slots.iter().map(|slot| wording::asked(*slot, &wanted.filters, desk.language)).collect();
    let given_up: Vec<Value> = found
        .relaxed
        .iter()
        .map(|relaxed| json!({"asked": relaxed.asked, "nearest_unit_has": relaxed.given}))
        .collect();
    let widened: Vec<Value> = understood
        .widened
        .iter()
        .map(|place| json!({"asked": place.asked, "searched_in": place.area, "because": "listings do not tell it apart"}))
        .collect();
    let units: Vec<Value> = found
        .hits
        .iter()
        .map(|hit| {
            let mut sheet = sheet(&hit.property);
            sheet["why"] = json!(hit.why);
            if hit.same_units > 0 {
                sheet["same_units"] = json!(hit.same_units);
            }
            sheet
        })
        .collect();
    let content = json!({
        "units": units,
        "total": found.total,
        "understood": understood_as,
        "given_up": given_up,
        "unknown_places": understood.unknown_places,
        "widened": widened,
    });
    let unmet = unmet(&understood, &found, desk.language);
    let mut facts = vec![Fact::count(found.total), Fact::count(i64::from(SHOWN).min(found.total))];
    facts.extend(found.hits.iter().filter(|hit| hit.same_units > 0).map(|hit| Fact::count(hit.same_units)));
    facts.extend(found.hits.into_iter().map(|hit| Fact::Unit(Box::new(hit.property))));
    facts.extend(understood.widened.into_iter().map(|place| Fact::Name(place.area)));
    Ok(Outcome { unmet, ..Outcome::of(&content, facts) })
}

pub(super) async fn get<T>(desk: &Desk<'_, T>, text: &str) -> Result<Outcome, Failure> {
    let One { property_id } = input(text)?;
    let (unit, fact) = for_sale(desk, &property_id).await?;
    let mut sheet = sheet(&unit);
    // What a listing says in its own words is data, and the persona says so.
    let said = desk.language.pick(Some(&unit.description), unit.description_ar.as_ref()).unwrap_or(&unit.description);
    sheet["description"] = json!(said.chars().take(DESCRIPTION).collect::<String>());
    Ok(Outcome::of(&sheet, vec![fact]))
}

pub(super) async fn availability<T>(desk: &Desk<'_, T>, text: &str) -> Result<Outcome, Failure> {
    let Several { property_ids } = input(text)?;
    if !(1..=10).contains(&property_ids.len()) {
        return Err(Failure::validation("property_ids", "it takes one to ten ids"));
    }
    let (mut states, mut facts) = (Vec::new(), Vec::new());
    for id in &property_ids {
        let state = match for_sale(desk, id).await {
            Ok((_, fact)) => {
                facts.push(fact);
                "available"
            }
            Err(failure) => {
                let state = match failure.code() {
                    ErrorCode::PropertyNotFound => "does_not_exist",
                    ErrorCode::PropertyUnavailable => "not_available",
                    _ => return Err(failure),
                };
                facts.push(Fact::Gone(id.clone()));
                state
            }
        };
        states.push(json!({"property_id": id, "state": state}));
    }
    Ok(Outcome::of(&json!({ "units": states }), facts))
}

pub(super) async fn verify<T: Table>(desk: &Desk<'_, T>, text: &str) -> Result<Outcome, Failure> {
    let One { property_id } = input(text)?;
    let (unit, fact) = for_sale(desk, &property_id).await?;
    let standing = desk.proofs.standings(&[&unit], desk.clock).await.pop().unwrap_or(Standing::Unreachable);
    let sentence = standing.words(&unit.id, desk.language);
    let content = json!({"property_id": unit.id, "status": standing.as_str(), "say": sentence});
    let facts = vec![fact, Fact::Proof(unit.id, sentence)];
    Ok(Outcome { degraded: standing == Standing::Unreachable, ..Outcome::of(&content, facts) })
}

pub(super) async fn compare<T>(desk: &Desk<'_, T>, text: &str) -> Result<Outcome, Failure> {
    let Several { property_ids } = input(text)?;
    let comparison = market::compare_units(desk.pool, &property_ids).await?;
    let content = json!({
        "units": comparison.units.iter().map(|unit| sheet(&unit.property)).collect::<Vec<_>>(),
        "best": comparison.best,
        "missing": comparison.missing,
    });
    let gone = comparison.missing.into_iter().map(|missing| Fact::Gone(missing.property_id));
    let facts = comparison.units.into_iter().map(|unit| Fact::Unit(Box::new(unit.property))).chain(gone);
    Ok(Outcome::of(&content, facts.collect()))
}

/// A unit for a model: what is known, without what is not.
fn sheet(unit: &Property) -> Value {
    let delivery = match unit.delivery {
        Delivery::Delivered => json!("ready"),
        Delivery::Planned(year) => json!(year),
        Delivery::Unknown => Value::Null,
    };
    let plan = unit.payment_plan.map(|plan| {
        json!({
            "down_payment_percent": plan.down_payment_percent,
            "down_payment_egp": plan.down_payment,
            "years": plan.years,
            "monthly_installment_egp": plan.monthly_installment,
        })
    });
    let mut sheet = json!({
        "id": unit.id,
        "title": unit.title,
        "title_ar": unit.title_ar,
        "type": unit.property_type,
        "location": unit.location,
        "location_ar": unit.location_ar,
        "compound": unit.compound,
        "compound_ar": unit.compound_ar,
        "developer": unit.developer,
        "developer_ar": unit.developer_ar,
        "price_egp": unit.price,
        "price_per_sqm_egp": unit.price_per_sqm(),
        "size_sqm": unit.size_sqm,
        "bedrooms": unit.bedrooms,
        "bathrooms": unit.bathrooms,
        "delivery": delivery,
        "finishing": unit.finishing,
        "sale_type": unit.sale_type,
        "payment_plan": plan,
    });
    if let Some(fields) = sheet.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    sheet
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;

    use super::{super::inputs, *};

    #[test]
    fn c4_fields_of_a_search_are_said_as_a_person_would() {
        let asked = r#"{"query":"garden","property_type":"villa","location":"زايد","developer":"Sodic","bedrooms":4}"#;
        assert_eq!(input::<Searched>(asked).unwrap().question(), "garden, villa, in زايد, by Sodic");
        assert_eq!(input::<Searched>("{}").unwrap().question(), "");
    }

    proptest! {
        #[test]
        fn c4_whatever_a_model_writes_as_an_input_is_read_or_refused(text in inputs()) {
            let _ = input::<Searched>(&text).map(|asked| asked.question());
            let _ = (input::<One>(&text).is_ok(), input::<Several>(&text).is_ok());
        }
    }
}
