//! `GET /health` and its kin in process.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use health::{Health, KeyCheck};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use shared::{
    config::Base,
    error::Failure,
    fault::{Dependency, Fault},
    guard::{LimitSettings, Limits, RouteKind, Subject},
    metrics::{Counts, Metrics},
    secrets::Secrets,
    store::postgres,
};
use sqlx::PgPool;
use tests::{Answer, aws, doorman, dynamo, empty_database, get, guard, in_calm, limits, secret, send, table};
use time::OffsetDateTime;
use tokio::sync::OnceCell;
use tower::ServiceExt as _;

async fn health(pool: PgPool) -> Router {
    watching(pool, "no-such-table", "no-such-secret".to_owned()).await
}

/// What watches this table of counters, under this administrators' key.
pub(crate) async fn watching(pool: PgPool, table: &str, admin_key: String) -> Router {
    let aws = aws().await;
    let table = dynamo(table).await;
    health::router(Health {
        pool,
        guard: guard(&table),
        limits: limits(&table),
        metrics: Metrics::new(table.clone()),
        doorman: OnceCell::from(doorman(&table)),
        table,
        signing_key: KeyCheck::new("JWT_SECRET_KEY", "no-such-secret".to_owned(), Secrets::new(&aws)),
        admin_key: KeyCheck::new("ADMIN_API_KEY", admin_key, Secrets::new(&aws)),
        base: Base { version: "1.2.3".to_owned(), ..Base::default() },
    })
}

#[tokio::test]
async fn o1_health_is_200_with_its_database_and_503_without() {
    for path in ["/health", "/health/check", "/api/health"] {
        let well = get(&health(empty_database().await).await, path).await;
        assert_eq!(
            (well.status, &well.json["status"], &well.json["version"]),
            (StatusCode::OK, &json!("healthy"), &json!("1.2.3"))
        );
    }
    let nowhere = postgres::pool(&"postgres://nobody@127.0.0.1:1/none".to_owned().into()).unwrap();
    let ill = get(&health(nowhere).await, "/health").await;
    assert_eq!((ill.status, &ill.json["status"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("unhealthy")));
}

#[tokio::test]
async fn o1_readiness_names_what_is_missing_and_liveness_asks_nobody() {
    let router = health(empty_database().await).await;
    let readiness = get(&router, "/health/readiness").await;
    assert_eq!(readiness.status, StatusCode::SERVICE_UNAVAILABLE);
    let failed: Vec<&str> = readiness.json["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["status"] == "unhealthy")
        .map(|check| check["name"].as_str().unwrap())
        .collect();
    assert_eq!(failed, ["dynamodb", "signing_key", "admin_key"]);
    for path in ["/health/liveness", "/health/live"] {
        assert_eq!(get(&router, path).await.json, json!({"status": "healthy"}));
    }
    assert_eq!(get(&router, "/health/version").await.json, json!({"version": "1.2.3", "environment": "local"}));
}

async fn ask(router: &Router, request: axum::http::request::Builder, body: Value) -> Answer {
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let request = request.header("x-admin-key", super::start::STRONG).header("content-type", "application/json");
    send(router, request.body(body).unwrap()).await
}

#[tokio::test]
async fn l6_a_breaker_that_opens_is_told_of_while_it_is_open_and_an_administrator_closes_it() {
    let _calm = in_calm().await;
    let name = table().await;
    let router = watching(empty_database().await, &name, secret(Some(super::start::STRONG)).await).await;
    let openai = async || {
        let answer = get(&router, "/health/circuits").await;
        let circuits = answer.json["circuits"].as_array().unwrap().clone();
        (answer.json["status"].clone(), circuits.into_iter().find(|circuit| circuit["name"] == "openai").unwrap())
    };
    assert_eq!(openai().await, (json!("healthy"), openai().await.1));
    assert_eq!(openai().await.1["state"], "closed");

    // Somewhere in the fleet, three calls in a row fail.
    let elsewhere = guard(&dynamo(&name).await);
    for failures in 1..=3 {
        let failing = async { Err::<(), _>(Failure::of(Dependency::OpenAi, Fault::ServerError, "injected")) };
        assert!(elsewhere.call(Dependency::OpenAi, OffsetDateTime::now_utc(), failing).await.is_err());
        assert_eq!(openai().await.1["failures"], failures);
    }
    let (status, open) = openai().await;
    assert_eq!((status, &open["state"], &open["scope"]), (json!("degraded"), &json!("open"), &json!("fleet")));
    assert!(open["opened_until"].is_string() && open["last_failure"].is_string(), "{open}");

    let reset = Request::post("/admin/circuits/openai/reset");
    assert_eq!(
        send(&router, Request::post("/admin/circuits/openai/reset").body(Body::empty()).unwrap()).await.status,
        401
    );
    assert_eq!(openai().await.1["state"], "open", "nobody else may close it");
    let answer = ask(&router, reset, Value::Null).await;
    assert_eq!((answer.status, &answer.json["state"]), (StatusCode::OK, &json!("closed")), "{}", answer.json);
    assert_eq!((openai().await.0, &openai().await.1["state"]), (json!("healthy"), &json!("closed")));
}

#[tokio::test]
async fn o2_administrators_read_what_the_fleet_has_counted_and_which_breakers_are_open() {
    let _calm = in_calm().await;
    let name = table().await;
    let router = watching(empty_database().await, &name, secret(Some(super::start::STRONG)).await).await;
    let mut counts = Counts::default();
    counts.add("osool_chat_turns_total", &[("route", "search"), ("tier", "guide")], 2);
    Metrics::new(dynamo(&name).await).add(counts).await;
    assert_eq!(get(&router, "/metrics").await.status, StatusCode::UNAUTHORIZED);
    let request = Request::get("/metrics").header("x-admin-key", super::start::STRONG);
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = response.into_body().collect().await.unwrap().to_bytes();
    let text = String::from_utf8(text.to_vec()).unwrap();
    for line in [
        "# TYPE osool_chat_turns_total counter",
        "osool_chat_turns_total{route=\"search\",tier=\"guide\"} 2",
        "osool_circuit_breaker_state{name=\"claude\"} 0",
    ] {
        assert!(text.lines().any(|own| own == line), "{line} is not in {text}");
    }
}

#[tokio::test]
async fn l9_who_is_blocked_is_counted_for_all_and_named_to_administrators_who_lift_it() {
    let _calm = in_calm().await;
    let name = table().await;
    let router = watching(empty_database().await, &name, secret(Some(super::start::STRONG)).await).await;
    // As production has them.
    let limits = Arc::new(Limits::new(dynamo(&name).await, LimitSettings::default()));
    let flooding = Subject::address("197.32.10.4".parse().unwrap());
    for _ in 0..=101 {
        drop(limits.admit(RouteKind::Search, &flooding, None, OffsetDateTime::now_utc()).await);
    }
    let public = get(&router, "/health/security").await.json;
    assert_eq!((&public["status"], &public["blocked_count"]), (&json!("degraded"), &json!(1)), "{public}");
    assert!(public["blocked"].is_null(), "who it is, is nobody's business");
    let named = ask(&router, Request::get("/health/security"), Value::Null).await.json;
    assert_eq!(
        (&named["blocked"][0]["subject"], &named["blocked"][0]["reason"]),
        (&json!("ip 197.32.10.4"), &json!("flood")),
        "{named}"
    );

    let lifted = ask(&router, Request::post("/admin/unblock"), json!({"subject": "ip 197.32.10.4"})).await;
    assert_eq!(lifted.status, StatusCode::NO_CONTENT, "{}", lifted.json);
    let quiet = get(&router, "/health/security").await.json;
    assert_eq!((&quiet["status"], &quiet["blocked_count"]), (&json!("healthy"), &json!(0)));
}
