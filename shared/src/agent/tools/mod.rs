//! The tools that a model may call (C4): each with a schema, an input that is checked, and a result of which the model
//! gets the text and the gate gets the [`Fact`]s. A tool that cannot do what it was asked says why, so that the model can
//! ask better; only the database's absence ends the turn.

mod figures;
#[cfg(feature = "fuzzing")]
mod fuzz;
mod requests;
mod units;

#[cfg(feature = "fuzzing")]
pub use fuzz::fuzz_tool_input;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{
    evidence::{Evidence, Figure, Kind},
    guide::Unmet,
    request::Request,
};
use crate::{
    clock::Clock,
    error::{ErrorCode, Failure},
    identity::user::UserId,
    language::Language,
    listings::{
        finance::Rates,
        property::{Property, PropertyId},
        repository,
        search::Vectors,
        understanding::Gazetteer,
    },
    llm::chat,
    money::Piastres,
    registry::proofs::Proofs,
    sales::reservation::Deposit,
    store::table::Table,
};

/// A tool by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    SearchProperties,
    GetProperty,
    CheckAvailability,
    CompareUnits,
    CalculateInvestmentRoi,
    CalculateMortgage,
    CalculatePaymentPlan,
    EstimateValue,
    MarketTrends,
    ScheduleViewing,
    ReserveUnit,
    VerifyOnChain,
    EscalateToHuman,
}

impl Tool {
    pub(super) const ALL: [Self; 13] = [
        Self::SearchProperties,
        Self::GetProperty,
        Self::CheckAvailability,
        Self::CompareUnits,
        Self::CalculateInvestmentRoi,
        Self::CalculateMortgage,
        Self::CalculatePaymentPlan,
        Self::EstimateValue,
        Self::MarketTrends,
        Self::ScheduleViewing,
        Self::ReserveUnit,
        Self::VerifyOnChain,
        Self::EscalateToHuman,
    ];

    /// Its name for models.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SearchProperties => "search_properties",
            Self::GetProperty => "get_property",
            Self::CheckAvailability => "check_availability",
            Self::CompareUnits => "compare_units",
            Self::CalculateInvestmentRoi => "calculate_investment_roi",
            Self::CalculateMortgage => "calculate_mortgage",
            Self::CalculatePaymentPlan => "calculate_payment_plan",
            Self::EstimateValue => "estimate_value",
            Self::MarketTrends => "market_trends",
            Self::ScheduleViewing => "schedule_viewing",
            Self::ReserveUnit => "reserve_unit",
            Self::VerifyOnChain => "verify_on_chain",
            Self::EscalateToHuman => "escalate_to_human",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    /// The tool as a model is told of it.
    pub(super) fn described(self) -> chat::Tool {
        let (description, schema) = match self {
            Self::SearchProperties => units::SEARCH,
            Self::GetProperty => units::GET,
            Self::CheckAvailability => units::AVAILABILITY,
            Self::CompareUnits => units::COMPARE,
            Self::CalculateInvestmentRoi => figures::ROI,
            Self::CalculateMortgage => figures::MORTGAGE,
            Self::CalculatePaymentPlan => figures::PLAN,
            Self::EstimateValue => figures::VALUE,
            Self::MarketTrends => figures::TRENDS,
            Self::ScheduleViewing => requests::VIEWING,
            Self::ReserveUnit => requests::RESERVE,
            Self::VerifyOnChain => units::PROOF,
            Self::EscalateToHuman => requests::HUMAN,
        };
        chat::Tool { name: self.name(), description, schema: schema() }
    }
}

/// A tool's name as it may be logged and shown; what a model made up has none.
pub(super) fn known_name(name: &str) -> &'static str {
    Tool::named(name).map_or("unknown", Tool::name)
}

/// What is said of a tool: what it is for, and the JSON Schema of its input.
type Description = (&'static str, fn() -> Value);

/// What tools work with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desk<'a, T> {
    pub(super) pool: &'a PgPool,
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) vectors: &'a Vectors<'a, T>,
    pub(super) proofs: &'a Proofs<T>,
    pub(super) clock: Clock,
    pub(super) rates: Rates,
    pub(super) deposit: Deposit,
    pub(super) user: Option<UserId>,
    pub(super) language: Language,
}

/// Something that a tool read or computed: what may be said from then on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    /// A unit's row.
    Unit(Box<Property>),
    /// A unit that cannot be had.
    Gone(PropertyId),
    /// A figure.
    Figure(Figure),
    /// A name in the data.
    Name(String),
    /// What is said of a unit's record on the chain.
    Proof(PropertyId, String),
}

impl Fact {
    pub(super) fn money(piastres: i64, of: Option<&PropertyId>) -> Self {
        Self::figure(Kind::Money, piastres, of)
    }

    pub(super) fn amount(amount: Piastres, of: Option<&PropertyId>) -> Self {
        Self::money(amount.piastres(), of)
    }

    /// A share in hundredths of a per cent.
    pub(super) fn percent(hundredths: i64, of: Option<&PropertyId>) -> Self {
        Self::figure(Kind::Percent, hundredths, of)
    }

    pub(super) fn count(count: impl Into<i64>) -> Self {
        Self::figure(Kind::Count, count.into(), None)
    }

    pub(super) fn figure(kind: Kind, amount: i64, of: Option<&PropertyId>) -> Self {
        Self::Figure(Figure { kind, amount, of: of.cloned() })
    }

    /// Takes the fact into what is known.
    pub(super) fn enter(self, evidence: &mut Evidence) {
        match self {
            Self::Unit(unit) => evidence.unit(&unit),
            Self::Gone(id) => evidence.gone(&id),
            Self::Figure(figure) => evidence.figure(figure),
            Self::Name(name) => evidence.name(&name),
            Self::Proof(unit, sentence) => evidence.proof(&unit, &sentence),
        }
    }
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    /// What the model gets to read: JSON.
    pub(super) content: String,
    /// Whether it could not be done.
    pub(super) failed: bool,
    /// What may be said from it.
    pub(super) facts: Vec<Fact>,
    /// The units that it is about, best first.
    pub(super) units: Vec<PropertyId>,
    /// What a search could not meet.
    pub(super) unmet: Vec<Unmet>,
    /// What somebody has to see to, kept with the turn.
    pub(super) requests: Vec<Request>,
    /// Whether somebody was away whom it takes to do it well.
    pub(super) degraded: bool,
}

impl Outcome {
    fn of(content: &Value, facts: Vec<Fact>) -> Self {
        let units = facts.iter().filter_map(|fact| match fact {
            Fact::Unit(unit) => Some(unit.id.clone()),
            _ => None,
        });
        let (content, units) = (content.to_string(), units.collect());
        Self { content, failed: false, units, facts, unmet: Vec::new(), requests: Vec::new(), degraded: false }
    }

    /// That something is wrong with what was asked for, and what would be right.
    pub(super) fn refused(reason: &str) -> Self {
        let content = json!({ "error": reason }).to_string();
        let (facts, units, unmet, requests) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { content, failed: true, facts, units, unmet, requests, degraded: false }
    }

    /// Whether it asks for a viewing.
    pub(super) fn asks_for_viewing(&self) -> bool {
        self.requests.iter().any(Request::is_viewing)
    }

    fn with_facts(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.facts.extend(facts);
        self
    }
}

/// Does what a model asks for, whether or not the tool was offered for this message: a route is a guess at what the model
/// needs, and it may know better from what was said before. Fails only where the database does.
pub(super) async fn run<T: Table>(
    desk: &Desk<'_, T>,
    call: &chat::ToolCall,
    known: &Evidence,
) -> Result<Outcome, Failure> {
    let Some(tool) = Tool::named(&call.name) else {
        return Ok(Outcome::refused("there is no such tool here"));
    };
    let done = match tool {
        Tool::SearchProperties => units::search(desk, &call.input).await,
        Tool::GetProperty => units::get(desk, &call.input).await,
        Tool::CheckAvailability => units::availability(desk, &call.input).await,
        Tool::CompareUnits => units::compare(desk, &call.input).await,
        Tool::CalculateInvestmentRoi => figures::roi(desk, &call.input, known).await,
        Tool::CalculateMortgage => figures::mortgage(desk, &call.input, known).await,
        Tool::CalculatePaymentPlan => figures::plan(desk, &call.input, known).await,
        Tool::EstimateValue => figures::value(desk, &call.input).await,
        Tool::MarketTrends => figures::trends(desk, &call.input).await,
        Tool::ScheduleViewing => requests::viewing(desk, &call.input, known).await,
        Tool::ReserveUnit => requests::reserve(desk, &call.input).await,
        Tool::VerifyOnChain => units::verify(desk, &call.input).await,
        Tool::EscalateToHuman => requests::human(&call.input, known),
    };
    match done {
        Ok(outcome) => Ok(outcome),
        Err(failure) => refusal(failure),
    }
}

/// A failure as the model should read it, where another call may do better.
fn refusal(failure: Failure) -> Result<Outcome, Failure> {
    let detail = |name: &str| failure.details().get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    match failure.code() {
        ErrorCode::ValidationFailed => Ok(Outcome::refused(&format!("{}: {}", detail("field"), detail("reason")))),
        code @ (ErrorCode::PropertyNotFound | ErrorCode::PropertyUnavailable) => {
            let id = detail("property_id");
            let gone = id.parse().ok().map(Fact::Gone);
            Ok(Outcome::refused(&format!("{id}: {}", code.message())).with_facts(gone))
        }
        _ => Err(failure),
    }
}

/// Reads a tool's input; what is wrong with it is `validation_failed` with the field.
fn input<I: DeserializeOwned>(text: &str) -> Result<I, Failure> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { "input".to_owned() } else { path };
        Failure::validation(&field, error.inner().to_string())
    })?;
    deserializer.end().map_err(|_| Failure::validation("input", "something follows the JSON object"))?;
    Ok(read)
}

/// A unit that is for sale now, with its row as a fact.
async fn for_sale<T>(desk: &Desk<'_, T>, id: &PropertyId) -> Result<(Property, Fact), Failure> {
    let unit = repository::find(desk.pool, id).await?;
    let fact = Fact::Unit(Box::new(unit.clone()));
    Ok((unit, fact))
}

/// The schema of an input with these properties.
fn object(properties: &Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// Inputs as a model may write them, good and bad: of names and values that tools know, cut and mixed.
#[cfg(test)]
fn inputs() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;

    let name = prop::sample::select(vec![
        "query",
        "property_id",
        "property_ids",
        "price",
        "years",
        "phone",
        "date",
        "time",
        "reason",
        "sort",
        "limit",
        "down_payment_percent",
        "annual_rate_percent",
        "frequency",
        "monthly_rent",
        "not_again",
        "bedrooms",
        "x",
    ]);
    let value = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        "\\PC{0,12}".prop_map(|text| json!(text).to_string()),
        prop::sample::select(vec![
            "null",
            "true",
            "[]",
            "{}",
            "1e999",
            "-0",
            "\"NC1\"",
            "[\"NC1\",\"NC2\"]",
            "\"2026-12-31\"",
            "\"25:61\"",
            "\"monthly\"",
            "\"٠١٠٠١٢٣٤٥٦٧\"",
            "\"22.5\"",
            "\"\\ud800\"",
        ])
        .prop_map(str::to_owned),
    ];
    let object = prop::collection::vec((name, value), 0..6).prop_map(|fields| {
        let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", fields.join(","))
    });
    let cut = (object, any::<prop::sample::Index>(), any::<bool>()).prop_map(|(text, place, is_cut)| {
        let end = if is_cut { text.floor_char_boundary(place.index(text.len() + 1)) } else { text.len() };
        text[..end].to_owned()
    });
    prop_oneof![cut, "\\PC{0,60}"]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn c4_every_tool_has_a_name_of_its_own_and_a_closed_schema_whose_required_fields_are_described() {
        let names: BTreeSet<_> = Tool::ALL.iter().map(|tool| tool.name()).collect();
        assert_eq!(names.len(), Tool::ALL.len());
        for tool in Tool::ALL {
            assert_eq!(Tool::named(tool.name()), Some(tool));
            let described = tool.described();
            assert!(!described.description.is_empty());
            let schema = described.schema;
            assert_eq!((&schema["type"], &schema["additionalProperties"]), (&json!("object"), &json!(false)));
            for field in schema["required"].as_array().unwrap() {
                assert!(schema["properties"][field.as_str().unwrap()].is_object(), "{} {field}", tool.name());
            }
        }
    }

    #[test]
    fn c4_what_is_wrong_with_an_input_is_said_with_its_field() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Input {
            #[expect(dead_code, reason = "only its reading is tested")]
            years: u8,
        }
        for (text, field) in [
            (r#"{"years": "x"}"#, "years"),
            (r#"{"years": 300}"#, "years"),
            ("[", "input"),
            (r#"{"years":1} x"#, "input"),
        ] {
            let refused = refusal(input::<Input>(text).unwrap_err()).unwrap();
            assert!(refused.failed && refused.content.contains(field), "{text} {}", refused.content);
        }
    }
}
