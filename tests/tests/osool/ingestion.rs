//! Listing files into real Postgres.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    ops::ControlFlow,
    task::Poll,
    time::Duration,
};

use serde_json::json;
use shared::{
    error::Failure,
    fault::Dependency,
    ledger::Payer,
    listings::{
        embedding::{Embedder, Embedding, OFFLINE_MODEL},
        file::{Action, Problem},
        ingestion::{Report, Status, ingest, ingest_from},
        reembedding::fill,
    },
    store::table::DynamoTable,
};
use sqlx::PgPool;
use tests::{catalogue_file, database, empty_database, real_listings};
use time::OffsetDateTime;
use tokio::time::Instant;
use uuid::Uuid;

async fn count(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn s6_the_shipped_catalogue_is_taken_whole_and_nothing_is_done_twice() {
    let pool = database().await;
    assert_eq!(count(&pool, "SELECT count(*) FROM properties WHERE sample").await, 3274);
    let mut seen = Vec::new();
    let again = ingest(&pool, &catalogue_file(), async |report| seen.push(report.done)).await;
    assert_eq!((again.status, again.accepted, again.unchanged, again.embedded), (Status::Done, 0, 3274, 0));
    assert_eq!(again.problems, []);
    assert_eq!((seen.len(), seen.last()), (66, Some(&3274)), "a report for each batch of fifty");
}

#[tokio::test]
async fn s6_a_unit_that_changed_is_written_and_embedded_anew() {
    let pool = empty_database().await;
    let file = |price: i64| {
        json!([{"id": "NC1", "type": "Villa", "location": "New Cairo", "price": price}, {"id": "NC2", "type": "Studio", "location": "New Cairo", "price": 900_000}]).to_string()
    };
    let first = ingest(&pool, file(5_000_000).as_bytes(), async |_| {}).await;
    let second = ingest(&pool, file(6_000_000).as_bytes(), async |_| {}).await;
    assert_eq!((first.accepted, second.accepted, second.unchanged, second.embedded), (2, 1, 1, 1));
    assert_eq!(count(&pool, "SELECT price_piastres FROM properties WHERE id = 'NC1'").await, 600_000_000);
}

#[tokio::test]
async fn s6_a_file_with_every_fault_gives_its_good_rows_and_a_line_for_each_fault() {
    let pool = empty_database().await;
    let good = r#"{"id":"NC1","type":"Villa","location":"New Cairo","price":5000000}"#;
    let rows = [
        good,
        r#"{"id":"NC2","type":"Villa","location":"New Cairo","price":5000000}"#,
        r#"{"id":"NC3","type":"Villa","location":"New Cairo","price":1e400}"#,
        r#"{"id":"NC1","type":"Studio","location":"New Cairo","price":7000000}"#,
        r#"{"id":"NC4","type":"Villa","location":"New Cairo","price":"5,500,000","bedrooms":"three"}"#,
        r#"{"id":5,"type":"Villa","location":"New Cairo","price":5000000}"#,
        r#"{"id":"NC6","type":"Villa","location":"New Cairo","price":-1}"#,
        r#"{"id":"NC7","type":"Villa","price":5000000}"#,
        r#"["not","an","object"]"#,
        r#"{"id":"NC8","title":"a\u0000b'; DROP TABLE properties; --","type":"Villa","location":"New Cairo","price":8000000}"#,
        r#"{"id":"NC9","type":"Villa","location":"New Cai"#,
    ];
    let report = ingest(&pool, format!("{{\"properties\":[{}", rows.join(",")).as_bytes(), async |_| {}).await;
    assert_eq!((report.status, report.total, report.accepted), (Status::Done, 11, 3), "{:?}", report.problems);
    assert_eq!(report.accepted + report.unchanged + report.refused, report.total);
    for row in [0, 2, 3, 4, 5, 6, 7, 8, 9, 11] {
        assert!(report.problems.iter().any(|problem| problem.row == row), "row {row}: {:?}", report.problems);
    }
    let refused: Vec<usize> =
        report.problems.iter().filter(|problem| problem.action == Action::Refused).map(|problem| problem.row).collect();
    assert!(!refused.contains(&5) && !refused.contains(&10));
    assert_eq!(count(&pool, "SELECT count(*) FROM properties").await, 3);
}

#[tokio::test]
async fn s6_a_file_without_rows_fails_and_changes_nothing() {
    let pool = empty_database().await;
    for file in ["", "{}", "not json", "{\"properties\":[]}"] {
        let report = ingest(&pool, file.as_bytes(), async |_| {}).await;
        assert_eq!((report.status, report.total), (Status::Failed, 0), "{file}");
        assert!(report.error.is_some());
    }
}

#[tokio::test]
async fn s6_real_listings_become_canonical_and_what_they_do_not_say_is_unknown() {
    let Some(file) = real_listings() else { return };
    let pool = empty_database().await;
    let report = ingest(&pool, &file, async |_| {}).await;
    assert_eq!((report.status, report.total), (Status::Done, 352));
    assert_eq!(report.accepted + report.refused, 352);
    assert!(
        report.refused <= 10,
        "{:?}",
        report.problems.iter().filter(|problem| problem.action == Action::Refused).collect::<Vec<_>>()
    );
    assert_eq!(count(&pool, "SELECT count(*) FROM properties WHERE property_type NOT IN ('Apartment','Villa','Duplex','Townhouse','Office','Penthouse','Twinhouse','Studio','Retail','Unit','Clinic','Chalet')").await, 0);
    assert_eq!(count(&pool, "SELECT count(DISTINCT location) FROM properties").await, 9);
    assert_eq!(count(&pool, "SELECT count(*) FROM properties WHERE location = '6th Settlement'").await, 17);
    assert_eq!(
        count(&pool, "SELECT count(*) FROM properties WHERE description ~* '\\mnan\\M' OR title ~* '\\mnan\\M'").await,
        0
    );
    assert!(count(&pool, "SELECT count(*) FROM properties WHERE NOT delivered AND delivery_year IS NULL").await > 180);
    assert_eq!(
        count(&pool, "SELECT count(*) FROM properties WHERE bathrooms > 15 OR size_sqm < 10 OR delivery_year > 2045")
            .await,
        0
    );
    let again = ingest(&pool, &file, async |_| {}).await;
    assert_eq!((again.accepted, again.embedded), (0, 0));
}

/// Vectors without a model.
async fn offline(texts: &[String]) -> Result<Vec<Embedding>, Failure> {
    Ok(texts.iter().map(|text| Embedding::of(text)).collect())
}

/// A file of many batches in which every kind of row stands: new, repaired, refused, twice by id, twice by content, and
/// one that the database refuses.
fn mixed_file() -> String {
    let row = |number: usize| {
        let price = 1_000_000 + number;
        match number % 10 {
            3 => format!(
                r#"{{"id":"NC{number}","type":"Villa","location":"New Cairo","price":{price},"bedrooms":"many"}}"#
            ),
            4 => format!(r#"{{"id":"NC{number}","type":"Villa","price":{price}}}"#),
            5 => format!(r#"{{"id":"NC{}","type":"Studio","location":"New Cairo","price":{price}}}"#, number - 3),
            6 => format!(r#"{{"id":"NC{number}","type":"Villa","location":"New Cairo","price":{}}}"#, price - 4),
            7 if number == 57 => {
                let words: Vec<String> = (0..90_000).map(|word| format!("w{word}x{number}")).collect();
                let words = words.join(" ");
                format!(
                    r#"{{"id":"NC{number}","type":"Villa","location":"New Cairo","price":{price},"description":"{words}"}}"#
                )
            }
            8 => format!(
                r#"{{"id":"NC{number}","type":"Villa","location":"NEW CAIRO","compound":"{}","price":{price}}}"#,
                if number < 200 { "Solana" } else { "SOLANA" }
            ),
            _ => format!(r#"{{"id":"NC{number}","type":"Villa","location":"New Cairo","price":{price}}}"#),
        }
    };
    let rows: Vec<String> = (1..=420).map(row).collect();
    format!("{{\"properties\":[{}", rows.join(","))
}

/// Everything that ingestion writes, but for times and transactions.
async fn tables(pool: &PgPool) -> Vec<String> {
    let rows = "SELECT (to_jsonb(p) - ARRAY['created_at', 'updated_at', 'created_in', 'number'])::text
                       || coalesce(md5(e.embedding::text), 'no vector')
                FROM properties p LEFT JOIN property_embeddings e ON e.property_id = p.id ORDER BY p.id";
    sqlx::query_scalar(rows).fetch_all(pool).await.unwrap()
}

/// Reads a file in pieces from where a report stands, and keeps the report of every batch and the problems found since.
async fn go_on(pool: &PgPool, file: &str, from: Report, kept: &RefCell<Vec<(Report, usize)>>) -> Report {
    let mut pieces = file.as_bytes().chunks(5_000);
    let counted = Cell::new(from.problems_found);
    ingest_from(
        pool,
        (OFFLINE_MODEL, offline),
        from,
        async || Ok(pieces.next()),
        async |report: &Report, problems: Vec<Problem>| {
            counted.set(counted.get() + problems.len());
            kept.borrow_mut().push((report.clone(), counted.get()));
            Ok(ControlFlow::Continue(()))
        },
    )
    .await
}

/// What a report says when all is done, whenever it was begun.
fn timeless(report: Report) -> Report {
    Report { started_at: None, ..report }
}

#[tokio::test]
async fn s6_a_file_that_is_read_in_pieces_gives_what_it_gives_as_a_whole() {
    let (whole, pieces) = (empty_database().await, empty_database().await);
    let file = mixed_file();
    let kept = RefCell::default();
    let in_pieces = go_on(&pieces, &file, Report::new(Some(file.len() as u64)), &kept).await;
    let at_once = ingest(&whole, file.as_bytes(), async |_| {}).await;
    assert_eq!(timeless(in_pieces.clone()), timeless(at_once));
    assert_eq!(tables(&pieces).await, tables(&whole).await);
    assert_eq!((in_pieces.status, in_pieces.total, in_pieces.done), (Status::Done, 420, 420));
    assert_eq!(in_pieces.refused, 42 * 3 + 1, "without a place, ids and contents twice, and what Postgres refuses");
    assert_eq!(in_pieces.embedded, in_pieces.accepted);
    assert_eq!(kept.borrow().last().unwrap().1, in_pieces.problems_found);
    assert_eq!(in_pieces.problems.len(), in_pieces.problems_found);
    for (report, problems) in kept.borrow().iter() {
        assert_eq!(report.problems_found, *problems, "every problem is told once");
        assert_eq!(report.accepted + report.unchanged + report.refused, report.done);
        assert!(report.total >= report.done);
    }
}

#[tokio::test]
async fn s6_an_ingestion_that_dies_anywhere_is_gone_on_with_to_the_same_end() {
    let file = mixed_file();
    let undisturbed = empty_database().await;
    let expected = timeless(go_on(&undisturbed, &file, Report::new(None), &RefCell::default()).await);
    let expected_tables = tables(&undisturbed).await;
    // It dies after so many answers from outside, and the report that it had kept last, or the one before, is what the
    // next one gets.
    for (answers, older) in [(3, 0), (9, 0), (23, 1), (40, 0), (61, 2)] {
        let pool = empty_database().await;
        let mut from = Report::new(None);
        let mut deaths = 0;
        let end = loop {
            let kept = RefCell::default();
            let outcome = {
                let mut ingestion = Box::pin(go_on(&pool, &file, from.clone(), &kept));
                let mut polls = 0;
                poll_fn(|context| {
                    polls += 1;
                    match ingestion.as_mut().poll(context) {
                        Poll::Ready(report) => Poll::Ready(Some(report)),
                        Poll::Pending if polls > answers + deaths => Poll::Ready(None),
                        Poll::Pending => Poll::Pending,
                    }
                })
                .await
            };
            if let Some(end) = outcome {
                break end;
            }
            deaths += 1;
            let mut kept = kept.into_inner();
            kept.truncate(kept.len().saturating_sub(older).max(1));
            if let Some((report, _)) = kept.pop() {
                // As it is kept: a document.
                from = serde_json::from_value(serde_json::to_value(report).unwrap()).unwrap();
            }
        };
        assert!(deaths > 0);
        assert_eq!(timeless(end), expected, "{answers} answers, {deaths} deaths");
        // A statement of a run that has died may still have held a row while its successor wrote vectors, which then goes
        // on without it; what is missing is made within the hour.
        let (embedder, payer) = (Embedder::<DynamoTable>::Offline, Payer::Job(Uuid::new_v4()));
        let deadline = Instant::now() + Duration::from_mins(5);
        fill(&pool, &embedder, OFFLINE_MODEL, payer, deadline, OffsetDateTime::now_utc()).await.unwrap();
        assert_eq!(tables(&pool).await, expected_tables, "{answers} answers, {deaths} deaths");
    }
}

#[tokio::test]
async fn s6_an_ingestion_can_stop_after_every_batch() {
    let pool = empty_database().await;
    let file = mixed_file();
    let mut report = Report::new(None);
    let mut runs = 0;
    while report.status == Status::Running {
        runs += 1;
        let mut pieces = file.as_bytes().chunks(100_000);
        report = ingest_from(
            &pool,
            (OFFLINE_MODEL, offline),
            report,
            async || Ok(pieces.next()),
            async |_: &Report, _| Ok(ControlFlow::Break(())),
        )
        .await;
    }
    assert!(runs > 3, "{runs}");
    let undisturbed = empty_database().await;
    let expected = ingest(&undisturbed, file.as_bytes(), async |_| {}).await;
    assert_eq!(timeless(report), timeless(Report { length: None, ..expected }));
    assert_eq!(tables(&pool).await, tables(&undisturbed).await);
}

#[tokio::test]
async fn s6_two_ingestions_of_one_file_at_once_end_as_one_does() {
    let (pool, undisturbed) = (empty_database().await, empty_database().await);
    let file = mixed_file();
    let from = Report { started_at: Some(OffsetDateTime::UNIX_EPOCH), ..Report::new(None) };
    let (one_kept, other_kept) = (RefCell::default(), RefCell::default());
    let (one, other) =
        tokio::join!(go_on(&pool, &file, from.clone(), &one_kept), go_on(&pool, &file, from.clone(), &other_kept));
    let expected = go_on(&undisturbed, &file, from, &RefCell::default()).await;
    for report in [one, other] {
        assert_eq!(
            (report.status, report.accepted, report.refused),
            (expected.status, expected.accepted, expected.refused)
        );
    }
    assert_eq!(tables(&pool).await, tables(&undisturbed).await);
}

#[tokio::test]
async fn s6_units_without_vectors_are_taken_and_get_theirs_from_a_later_run() {
    let pool = empty_database().await;
    let file =
        |price: i64| json!([{"id": "NC1", "type": "Villa", "location": "New Cairo", "price": price}]).to_string();
    let run =
        async |file: String, fails: bool| {
            let mut file = Some(file);
            ingest_from(
                &pool,
                (OFFLINE_MODEL, async |texts: &[String]| {
                    if fails { Err(Failure::unavailable(Dependency::OpenAi)) } else { offline(texts).await }
                }),
                Report::new(None),
                async || Ok(file.take()),
                async |_: &Report, _| Ok(ControlFlow::Continue(())),
            )
            .await
        };
    let vectors = async || count(&pool, "SELECT count(*) FROM property_embeddings").await;
    let report = run(file(5_000_000), true).await;
    assert_eq!((report.status, report.accepted, report.without_vector, vectors().await), (Status::Done, 1, 1, 0));
    let report = run(file(5_000_000), false).await;
    assert_eq!((report.unchanged, report.embedded, vectors().await), (1, 1, 1));
    let report = run(file(6_000_000), true).await;
    assert_eq!((report.accepted, vectors().await), (1, 0), "a vector never outlives what it was made of");
    let report = run(file(6_000_000), false).await;
    assert_eq!((report.unchanged, report.embedded, vectors().await), (1, 1, 1));
}

#[tokio::test]
async fn s6_a_database_that_takes_nothing_at_all_is_not_the_rows_fault() {
    let pool = empty_database().await;
    sqlx::query("ALTER TABLE properties RENAME COLUMN search TO words").execute(&pool).await.unwrap();
    let report = ingest(&pool, &catalogue_file(), async |_| {}).await;
    assert_eq!((report.status, report.done, report.refused), (Status::Failed, 0, 0));
}
