//! Understanding, and searches of each kind, by how long they take.

use std::{fmt::Write as _, hint::black_box, time::Instant};

use bench::statistics::{Sample, milliseconds};
use serde_json::Value;
use shared::{
    language::Language,
    ledger::Payer,
    listings::{
        cursor::Cursor,
        embedding::{Embedder, OFFLINE_MODEL},
        filters::Filters,
        page::{ListQuery, list},
        repository,
        search::{Vectors, Wanted, search},
        understanding::understand,
    },
    store::table::DynamoTable,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Result, market::Market};

pub(crate) const HEADING: &str = "Searches without the way to them, one after the other, 200 of each kind after 20 others, with all of the \
    database in the machine's memory.\n\n\
    | units | search | p50 | p99 |\n\
    |--:|---|--:|--:|";

/// The questions of the judged set.
const QUERIES: &str = include_str!("../../../../judge/sets/queries.jsonl");

const WARM_UP: usize = 20;
const MEASURED: usize = 200;

/// Questions of one kind.
const KINDS: [(&str, &[&str]); 5] = [
    (
        "filters",
        &[
            "شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون",
            "villa in Sheikh Zayed under 20 million",
            "2 bedroom apartment in Mostakbal City with 8 years instalments",
            "مكتب في العاصمة الإدارية من ٥٠ ل ١٠٠ متر",
        ],
    ),
    ("one filter, in order", &["cheapest villa", "أكبر شقة", "longest instalments apartment", "أقرب استلام شاليه"]),
    (
        "words within filters",
        &[
            "3 bedroom apartment in New Cairo with a wide balcony",
            "فيلا في الشيخ زايد فيها حمام سباحة",
            "chalet on the North Coast overlooking the lagoon",
            "دوبلكس بحديقة خاصة في القاهرة الجديدة",
        ],
    ),
    ("words alone", &["quiet planted court", "حديقة خاصة وحمام سباحة", "guest suite on the ground floor", "روف تراس"]),
    (
        "nothing meets all",
        &[
            "apartment in New Cairo, 3 bedrooms, under 300,000",
            "فيلا في الشيخ زايد تحت نص مليون",
            "studio with 6 bathrooms in Golden Square",
            "مكتب في الساحل الشمالي ٩ غرف",
        ],
    ),
];

/// Measures each kind of search, as rows of a table.
pub(crate) async fn measure(market: &Market) -> Result<String> {
    let gazetteer = repository::gazetteer(&market.pool).await?;
    let embedder = Embedder::<DynamoTable>::Offline;
    let vectors = Vectors {
        embedder: &embedder,
        model: Some(OFFLINE_MODEL),
        payer: Payer::Job(Uuid::nil()),
        now: OffsetDateTime::UNIX_EPOCH,
    };
    let mut rows = String::new();
    for (kind, questions) in KINDS {
        let mut times = Sample::default();
        for (number, question) in questions.iter().cycle().take(WARM_UP + MEASURED).enumerate() {
            let (wanted, _) = Wanted::from_question(question, &Filters::default(), &gazetteer, Language::English);
            let began = Instant::now();
            let found = search(&market.pool, &vectors, &wanted).await?;
            if number >= WARM_UP {
                times.add(began.elapsed());
            }
            if found.hits.is_empty() {
                return Err(format!("nothing was found for {question:?} among {} units", market.size).into());
            }
        }
        row(&mut rows, market.size, kind, &times)?;
    }
    let mut times = Sample::default();
    let mut cursor: Option<Cursor> = None;
    for _ in 0..MEASURED {
        let query = serde_json::json!({"sort": "price_per_sqm", "limit": 20, "cursor": cursor});
        let query: ListQuery = serde_json::from_value(query)?;
        let began = Instant::now();
        cursor = list(&market.pool, query).await?.next_cursor;
        times.add(began.elapsed());
    }
    row(&mut rows, market.size, "`GET /properties`, page after page", &times)?;
    let mut times = Sample::default();
    for _ in 0..MEASURED {
        let began = Instant::now();
        black_box(repository::gazetteer(&market.pool).await?);
        times.add(began.elapsed());
    }
    row(&mut rows, market.size, "all names (once a minute)", &times)?;
    Ok(rows)
}

fn row(rows: &mut String, size: usize, kind: &str, times: &Sample) -> Result<()> {
    let (p50, p99) = (milliseconds(times.percentile(50)), milliseconds(times.percentile(99)));
    Ok(write!(rows, "\n| {size} | {kind} | {p50} | {p99} |")?)
}

/// How long understanding a question takes: each of the judged set, ten times.
pub(crate) async fn understanding(market: &Market) -> Result<String> {
    let gazetteer = repository::gazetteer(&market.pool).await?;
    let text = |line: &str| Ok(serde_json::from_str::<Value>(line)?["query"].as_str().unwrap_or_default().to_owned());
    let queries: Vec<String> = QUERIES.lines().filter(|line| !line.is_empty()).map(text).collect::<Result<_>>()?;
    let mut times = Sample::default();
    for round in 0..11 {
        for query in &queries {
            let began = Instant::now();
            black_box(understand(black_box(query), &gazetteer));
            // The first round only fills the tables of words.
            if round > 0 {
                times.add(began.elapsed());
            }
        }
    }
    Ok(format!(
        "Understanding each of the {} judged questions, ten times: p50 {}, p99 {}, at most {}; less than 1 ms is wanted.",
        queries.len(),
        milliseconds(times.percentile(50)),
        milliseconds(times.percentile(99)),
        milliseconds(times.percentile(100))
    ))
}
