//! `POST /search`, `GET /properties` and `GET /properties/{id}` in process, over real Postgres.

use std::{collections::HashSet, sync::Arc};

use axum::{Router, http::StatusCode};
use search::Search;
use serde_json::{Value, json};
use shared::{
    config::Base,
    listings::{directory::Directory, embedding::Embedder},
};
use sqlx::{AssertSqlSafe, PgPool};
use tests::{Answer, database, doorman, dynamo, empty_database, get, guard, limits, post};

pub(crate) async fn listings(pool: &PgPool) -> Router {
    let table = dynamo("no-such-table").await;
    let search = Search {
        pool: pool.clone(),
        directory: Directory::new(pool.clone()),
        embedder: Embedder::Offline,
        guard: Arc::new(guard(&table)),
        limits: limits(&table),
        doorman: doorman(&table),
    };
    search::router(search, &Base::default())
}

fn units(answer: &Answer) -> &Vec<Value> {
    answer.json["properties"].as_array().unwrap_or_else(|| panic!("{}", answer.json))
}

fn ids(answer: &Answer) -> Vec<String> {
    units(answer).iter().map(|unit| unit["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn s2_what_is_understood_is_a_hard_filter_and_is_shown() {
    let router = listings(&database().await).await;
    let answer = post(&router, "/search", &json!({"query": super::chat::ARABIC, "limit": 20})).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.json["understood"]["filters"],
        json!({"types": ["Apartment"], "locations": ["New Cairo"], "min_bedrooms": 3, "max_bedrooms": 3, "max_price": 10_000_000})
    );
    assert_eq!((&answer.json["mode"], &answer.json["relaxed"]), (&json!("filter"), &json!([])));
    assert_eq!(units(&answer).len(), 20);
    for unit in units(&answer) {
        assert_eq!(
            (&unit["type"], &unit["location"], &unit["bedrooms"]),
            (&json!("Apartment"), &json!("New Cairo"), &json!(3))
        );
        assert!(unit["price"].as_i64().unwrap() <= 10_000_000);
    }
}

#[tokio::test]
async fn s1_explicit_filters_win_over_words() {
    let router = listings(&database().await).await;
    let body = json!({"query": "villa in New Cairo", "filters": {"locations": ["التجمع الخامس"], "types": ["Apartment"], "max_price": 6_000_000}});
    let answer = post(&router, "/search", &body).await;
    assert!(!units(&answer).is_empty());
    assert!(units(&answer).iter().all(|unit| unit["type"] == "Apartment"
        && unit["location"] == "New Cairo"
        && unit["price"].as_i64().unwrap() <= 6_000_000));
}

/// Adds a unit like this one under another id, as an ingestion that runs meanwhile would.
async fn add_another(pool: &PgPool, like: &str, id: &str) {
    let columns: Vec<String> = sqlx::query_scalar(
        "SELECT column_name::text FROM information_schema.columns
         WHERE table_name = 'properties' AND is_generated = 'NEVER' AND column_name NOT IN ('id', 'content_hash', 'twin_hash', 'created_in')
           AND is_identity = 'NO'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let columns = columns.join(", ");
    let insert = format!(
        "INSERT INTO properties (id, content_hash, twin_hash, {columns})
         SELECT $2, sha256($2::bytea), sha256($2::bytea), {columns} FROM properties WHERE id = $1"
    );
    sqlx::query(AssertSqlSafe(insert)).bind(like).bind(id).execute(pool).await.unwrap();
}

#[tokio::test]
async fn s1_pages_of_a_search_neither_repeat_nor_skip_while_units_are_added() {
    let pool = database().await;
    let router = listings(&pool).await;
    let mut added = 0;
    for query in ["apartment in Sheikh Zayed", "villa with park view", "cheapest villa", "townhouse near the club"] {
        let mut seen = HashSet::new();
        let first = post(&router, "/search", &json!({"query": query, "limit": 20})).await;
        let total = first.json["total_estimate"].as_i64().unwrap();
        let mut page = first;
        loop {
            for id in ids(&page) {
                assert!(seen.insert(id.clone()), "{query}: {id} twice");
            }
            let cursor = page.json["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
            // The best of the page again, and again: without a snapshot each would push the rest one place on.
            for like in ids(&page).iter().take(3) {
                added += 1;
                add_another(&pool, like, &format!("ZZ{added}")).await;
            }
            page = post(&router, "/search", &json!({"query": query, "limit": 20, "cursor": cursor})).await;
        }
        assert_eq!(i64::try_from(seen.len()).unwrap(), total, "{query}");
    }
    assert!(added > 50, "{added}");
}

#[tokio::test]
async fn s3_units_that_a_buyer_could_not_tell_apart_are_shown_once() {
    let pool = database().await;
    let router = listings(&pool).await;
    let body = json!({"query": "villa in New Cairo", "limit": 5});
    let before = post(&router, "/search", &body).await;
    let best = ids(&before)[0].clone();
    for twin in ["ZZ1", "ZZ2"] {
        add_another(&pool, &best, twin).await;
    }
    sqlx::query(
        "UPDATE properties SET twin_hash = (SELECT twin_hash FROM properties WHERE id = $1) WHERE id LIKE 'ZZ%'",
    )
    .bind(&best)
    .execute(&pool)
    .await
    .unwrap();
    let after = post(&router, "/search", &body).await;
    assert_eq!(ids(&after), ids(&before));
    assert_eq!((&units(&after)[0]["same_units"], &units(&after)[1]["same_units"]), (&json!(2), &Value::Null));
}

#[tokio::test]
async fn s2_every_filter_is_kept() {
    let pool = database().await;
    let router = listings(&pool).await;
    let year = |unit: &Value| unit["delivery"]["year"].as_i64();
    let plan = |unit: &Value, field: &str| unit["payment_plan"][field].as_i64().unwrap_or(i64::MAX);
    let cases: Vec<(Value, Box<dyn Fn(&Value) -> bool>)> = vec![
        (json!({"not": {"locations": ["New Cairo"]}}), Box::new(|unit| unit["location"] != "New Cairo")),
        (
            json!({"not": {"types": ["Apartment", "Villa"]}}),
            Box::new(|unit| unit["type"] != "Apartment" && unit["type"] != "Villa"),
        ),
        (
            json!({"types": ["Villa"], "not": {"finishing": ["Core and Shell"]}}),
            Box::new(|unit| unit["finishing"] != "Core and Shell"),
        ),
        (json!({"max_price_per_sqm": 40_000}), Box::new(|unit| unit["price_per_sqm"].as_i64().unwrap() <= 40_000)),
        (json!({"min_price_per_sqm": 90_000}), Box::new(|unit| unit["price_per_sqm"].as_i64().unwrap() >= 90_000)),
        (json!({"instalments": true}), Box::new(|unit| unit["payment_plan"].is_object())),
        (json!({"off_plan": true}), Box::new(move |unit| year(unit).is_some())),
        (json!({"min_delivery_year": 2028}), Box::new(move |unit| year(unit).is_some_and(|year| year >= 2028))),
        (
            json!({"max_delivery_year": 2027}),
            Box::new(move |unit| year(unit).map_or(unit["delivery"]["status"] == "delivered", |year| year <= 2027)),
        ),
        (json!({"max_down_payment_percent": 5}), Box::new(move |unit| plan(unit, "down_payment_percent") <= 5)),
        (json!({"max_down_payment": 300_000}), Box::new(move |unit| plan(unit, "down_payment") <= 300_000)),
        (json!({"min_plan_years": 9}), Box::new(move |unit| (9..100).contains(&plan(unit, "years")))),
        (json!({"max_monthly_installment": 30_000}), Box::new(move |unit| plan(unit, "monthly_installment") <= 30_000)),
        (json!({"min_bathrooms": 4}), Box::new(|unit| unit["bathrooms"].as_i64().unwrap() >= 4)),
        (
            json!({"min_size_sqm": 300, "max_size_sqm": 350}),
            Box::new(|unit| (300..=350).contains(&unit["size_sqm"].as_i64().unwrap())),
        ),
        (json!({"sale_type": "Resale"}), Box::new(|unit| unit["sale_type"] == "Resale")),
        (json!({"delivered": true}), Box::new(|unit| unit["delivery"]["status"] == "delivered")),
    ];
    for (filters, kept) in cases {
        let answer = post(&router, "/search", &json!({"query": "", "filters": filters, "limit": 20})).await;
        assert_eq!((units(&answer).len(), &answer.json["relaxed"]), (20, &json!([])), "{filters}");
        for unit in units(&answer) {
            assert!(kept(unit), "{filters}: {unit}");
        }
    }
}

#[tokio::test]
async fn s3_words_that_are_no_filter_rank_by_full_text_and_vectors() {
    let pool = database().await;
    let id: String = sqlx::query_scalar("SELECT id FROM properties WHERE property_type = 'Villa' ORDER BY id LIMIT 1")
        .fetch_one(&pool)
        .await
        .unwrap();
    sqlx::query(
        "UPDATE properties SET search = search || to_tsvector('simple', 'lighthouse observatory') WHERE id = $1",
    )
    .bind(&id)
    .execute(&pool)
    .await
    .unwrap();
    let router = listings(&pool).await;
    let answer = post(&router, "/search", &json!({"query": "villa lighthouse observatory"})).await;
    assert_eq!((&answer.json["mode"], ids(&answer)[0].as_str()), (&json!("hybrid"), id.as_str()));
    assert!(units(&answer).iter().all(|unit| unit["type"] == "Villa"));

    sqlx::query("DROP TABLE property_embeddings").execute(&pool).await.unwrap();
    let without = post(&router, "/search", &json!({"query": "villa lighthouse observatory"})).await;
    assert_eq!((&without.json["mode"], ids(&without)[0].as_str()), (&json!("lexical"), id.as_str()));
}

#[tokio::test]
async fn s2_nothing_is_relaxed_silently() {
    let router = listings(&database().await).await;
    let answer = post(&router, "/search", &json!({"query": "chalet in New Cairo with 3 bedrooms"})).await;
    let relaxed = answer.json["relaxed"].as_array().unwrap();
    assert_eq!(relaxed.len(), 1, "{}", answer.json["relaxed"]);
    let slot = relaxed[0]["slot"].as_str().unwrap();
    assert!(["type", "location"].contains(&slot));
    for unit in units(&answer) {
        assert!((unit["type"] == "Chalet") || slot == "type");
        assert!((unit["location"] == "New Cairo") || slot == "location");
        assert_eq!(unit["bedrooms"], 3);
    }
}

#[tokio::test]
async fn s2_a_place_that_is_not_in_the_data_is_given_up_aloud() {
    let router = listings(&database().await).await;
    let answer = post(&router, "/search", &json!({"query": "villa in Zamalek"})).await;
    assert_eq!(answer.json["understood"]["unknown_places"], json!(["Zamalek"]));
    assert_eq!(
        (&answer.json["relaxed"][0]["slot"], &answer.json["relaxed"][0]["asked"]),
        (&json!("location"), &json!("Zamalek"))
    );
}

#[tokio::test]
async fn s3_units_that_are_not_available_are_never_shown() {
    let pool = database().await;
    let router = listings(&pool).await;
    let before = post(&router, "/search", &json!({"query": "villa in New Cairo"})).await;
    let gone = ids(&before);
    sqlx::query("UPDATE properties SET available = false WHERE id = ANY ($1)")
        .bind(&gone)
        .execute(&pool)
        .await
        .unwrap();
    let after = post(&router, "/search", &json!({"query": "villa in New Cairo"})).await;
    assert!(ids(&after).iter().all(|id| !gone.contains(id)));
    assert_eq!(get(&router, &format!("/properties/{}", gone[0])).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn s1_the_list_is_filtered_sorted_and_paged_to_its_end_while_units_are_added() {
    let pool = database().await;
    let router = listings(&pool).await;
    for sort in ["price", "-price", "size", "-size", "price_per_sqm"] {
        let first =
            get(&router, &format!("/properties?type=Villa,Townhouse&location=sheikh%20zayed&sort={sort}&limit=20"))
                .await;
        let total = first.json["total"].as_i64().unwrap();
        let mut seen = ids(&first);
        let mut cursor = first.json["next_cursor"].clone();
        while let Some(after) = cursor.as_str() {
            let page = get(
                &router,
                &format!(
                    "/properties?type=Villa,Townhouse&location=sheikh%20zayed&sort={sort}&limit=20&cursor={after}"
                ),
            )
            .await;
            seen.extend(ids(&page));
            cursor = page.json["next_cursor"].clone();
        }
        assert_eq!(i64::try_from(seen.len()).unwrap(), total);
        assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len());
        let field = if sort.ends_with("size") { "size_sqm" } else { sort.trim_start_matches('-') };
        let values: Vec<i64> = units(&first).iter().map(|unit| unit[field].as_i64().unwrap()).collect();
        assert!(
            values.windows(2).all(|pair| if sort.starts_with('-') { pair[0] >= pair[1] } else { pair[0] <= pair[1] }),
            "{sort} {values:?}"
        );
    }
}

#[tokio::test]
async fn s1_wrong_parameters_are_refused_by_their_names() {
    let router = listings(&empty_database().await).await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=21", "limit"),
        ("limit=x", "limit"),
        ("type=Castle", "type"),
        ("cursor=zzz", "cursor"),
        ("sort=best", "sort"),
        ("bedrooms=-1", "bedrooms"),
        ("min_price=1e9", "min_price"),
    ] {
        let answer = get(&router, &format!("/properties?{query}")).await;
        assert_eq!(
            (answer.status, answer.json["details"]["field"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some(field)),
            "{query}: {}",
            answer.json
        );
    }
}

#[tokio::test]
async fn s1_a_unit_is_shown_by_its_id_in_either_case_and_an_unknown_one_is_not_found() {
    let pool = database().await;
    let router = listings(&pool).await;
    let id: String = sqlx::query_scalar("SELECT min(id) FROM properties").fetch_one(&pool).await.unwrap();
    let answer = get(&router, &format!("/properties/{}", id.to_lowercase())).await;
    assert_eq!((answer.status, &answer.json["id"], &answer.json["sample"]), (StatusCode::OK, &json!(id), &json!(true)));
    for unknown in ["NC999999", "nonsense", "NC1%27%20OR%201=1", "%00", "%FF"] {
        let answer = get(&router, &format!("/properties/{unknown}")).await;
        assert_eq!(
            (answer.status, &answer.json["error_code"]),
            (StatusCode::NOT_FOUND, &json!("property_not_found")),
            "{unknown}"
        );
    }
}

#[tokio::test]
async fn s1_an_empty_database_gives_empty_answers() {
    let router = listings(&empty_database().await).await;
    let answer = post(&router, "/search", &json!({"query": super::chat::ENGLISH})).await;
    assert_eq!((answer.status, units(&answer).len(), &answer.json["total_estimate"]), (StatusCode::OK, 0, &json!(0)));
}
