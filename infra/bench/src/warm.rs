//! Warm requests: how long a running function takes from an event to its answer, one event after the other, as in one
//! Lambda environment. Every answer is checked: a wrong one that came fast is worth nothing.

use std::fmt::Write as _;

use serde_json::{Value, json};

use bench::statistics::{Sample, mebibytes, milliseconds};

use crate::{
    Result,
    cloud::Cloud,
    function::{Binary, Function},
};

pub(crate) const WARM_UP: usize = 200;
pub(crate) const MEASURED: usize = 2000;

// Requests as API Gateway hands them over.
const PAGE: &str = include_str!("../../../events/console/page.json");
const HEALTH: &str = include_str!("../../../events/health/health.json");
const SEARCH: &str = include_str!("../../../events/search/search.json");
const CHAT: &str = include_str!("../../../events/chat/arabic.json");

/// What people ask, all of which the shipped catalogue has units for.
const QUESTIONS: [&str; 20] = [
    "عايز شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون",
    "شقة غرفتين في الشيخ زايد",
    "فيلا في العاصمة الإدارية",
    "تاون هاوس في زايد الجديدة تحت ٣٠ مليون",
    "شاليه في الساحل الشمالي",
    "دوبلكس في القاهرة الجديدة",
    "أرخص شقة في مدينة المستقبل",
    "شقة مساحتها أكبر من ١٥٠ متر بتقسيط ٨ سنين",
    "مكتب في العاصمة الإدارية",
    "شقة استلام فوري تحت ٨ مليون",
    "3 bedroom apartment in New Cairo under 10 million",
    "villa in Sheikh Zayed",
    "2 bedroom apartment in Mostakbal City",
    "chalet in North Coast under 15 million",
    "townhouse in New Cairo with 3 bedrooms",
    "apartments between 100 and 150 sqm in Golden Square",
    "cheapest villa in New Capital",
    "penthouse in Sheikh Zayed",
    "apartment with 8 years instalments under 7 million",
    "duplex in New Cairo, 4 bedrooms",
];

/// What was measured.
pub(crate) struct Report {
    /// The figures.
    pub(crate) table: String,
    /// What was wrong, a line for each wrong answer.
    pub(crate) problems: Vec<String>,
}

/// A request that is repeated, with questions in turn where it has any.
pub(crate) struct Request<'a> {
    /// What is asked, for a table.
    pub(crate) name: &'static str,
    /// Who is asked.
    pub(crate) binary: &'a Binary,
    /// As API Gateway hands them over.
    pub(crate) events: Vec<Value>,
    /// Whether an answer without units is wrong.
    pub(crate) wants_units: bool,
}

impl<'a> Request<'a> {
    /// Searches.
    pub(crate) fn search(functions: &'a [Binary]) -> Result<Self> {
        let binary = Binary::find(functions, "search")?;
        Ok(Self { name: "`POST /search`", binary, events: asking(SEARCH, "query")?, wants_units: true })
    }

    /// First turns of conversations.
    pub(crate) fn chat(functions: &'a [Binary]) -> Result<Self> {
        let binary = Binary::find(functions, "chat")?;
        Ok(Self { name: "`POST /chat`", binary, events: asking(CHAT, "message")?, wants_units: true })
    }
}

/// Measures the requests that matter most, as a table.
pub(crate) async fn measure(bare: &Binary, functions: &[Binary], cloud: &Cloud) -> Result<Report> {
    let requests = [
        Request {
            name: "`GET /` of `bare`",
            binary: bare,
            events: vec![serde_json::from_str(PAGE)?],
            wants_units: false,
        },
        Request {
            name: "`GET /health`",
            binary: Binary::find(functions, "health")?,
            events: vec![serde_json::from_str(HEALTH)?],
            wants_units: false,
        },
        Request::search(functions)?,
        Request::chat(functions)?,
    ];
    let table = format!(
        "Warm requests, {MEASURED} of each after {WARM_UP} others, from the event to the answer; questions are {} in \
         Arabic and English, and every chat is a new one. The first request of a process connects to Postgres.\n\n\
         | request | p50 | p99 | first | peak memory |\n\
         |---|--:|--:|--:|--:|",
        QUESTIONS.len()
    );
    let mut report = Report { table, problems: Vec::new() };
    for request in &requests {
        repeat(request, cloud, &mut report).await?;
    }
    Ok(report)
}

async fn repeat(request: &Request<'_>, cloud: &Cloud, report: &mut Report) -> Result<()> {
    let mut function = Function::start(request.binary, cloud).await?;
    let mut times = Sample::default();
    let mut first = None;
    for (number, event) in request.events.iter().cycle().take(WARM_UP + MEASURED).enumerate() {
        let (answer, time) = function.invoke(event.to_string()).await?;
        first.get_or_insert(time);
        if number >= WARM_UP {
            times.add(time);
        }
        if let Err(problem) = check(&answer, request.wants_units) {
            report.problems.push(format!("{} {}: {problem}", request.name, event["body"]));
        }
    }
    write!(
        report.table,
        "\n| {} | {} | {} | {} | {} |",
        request.name,
        milliseconds(times.percentile(50)),
        milliseconds(times.percentile(99)),
        milliseconds(first.unwrap_or_default()),
        mebibytes(function.peak_memory()?)
    )?;
    Ok(())
}

/// Says what is wrong with an answer, if anything is.
pub(crate) fn check(answer: &[u8], wants_units: bool) -> std::result::Result<(), String> {
    let answer: Value = serde_json::from_slice(answer).map_err(|error| format!("the answer is not JSON: {error}"))?;
    let body = answer["body"].as_str().unwrap_or_default();
    if answer["statusCode"] != 200 {
        return Err(format!("status {}: {body:.300}", answer["statusCode"]));
    }
    let reply: Value = serde_json::from_str(body).unwrap_or_default();
    if wants_units && reply["properties"].as_array().is_none_or(Vec::is_empty) {
        return Err(format!("no units: {body:.300}"));
    }
    Ok(())
}

/// One event for each question: the sample with its body replaced.
fn asking(sample: &str, field: &str) -> Result<Vec<Value>> {
    let mut event: Value = serde_json::from_str(sample)?;
    let events = QUESTIONS.map(|question| {
        event["body"] = json!({field: question}).to_string().into();
        event.clone()
    });
    Ok(events.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_that_are_well_and_have_units_pass() {
        let answer = |status: u16, body: &str| json!({"statusCode": status, "body": body}).to_string();
        let check = |answer: &str| check(answer.as_bytes(), true);
        assert_eq!(check(&answer(200, r#"{"properties": [{}]}"#)), Ok(()));
        assert!(check(&answer(500, r#"{"properties": [{}]}"#)).is_err());
        assert!(check(&answer(200, r#"{"properties": []}"#)).is_err());
        assert!(check(&answer(200, "ok")).is_err());
        assert!(check("ok").is_err());
    }
}
