//! Listing files into real Postgres.

use serde_json::json;
use shared::listings::{
    file::Action,
    ingestion::{Status, ingest},
};
use sqlx::PgPool;
use tests::{catalogue_file, database, empty_database, real_listings};

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
