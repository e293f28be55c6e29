//! `GET /health` and its kin in process.

use axum::{Router, http::StatusCode};
use health::{Health, KeyCheck};
use serde_json::json;
use shared::{config::Base, secrets::Secrets, store::postgres};
use sqlx::PgPool;
use tests::{aws, dynamo, empty_database, get, guard, limits};

async fn health(pool: PgPool) -> Router {
    let aws = aws().await;
    let table = dynamo("no-such-table").await;
    health::router(Health {
        pool,
        guard: guard(&table),
        limits: limits(&table),
        table,
        signing_key: KeyCheck::new("JWT_SECRET_KEY", "no-such-secret".to_owned(), Secrets::new(&aws)),
        admin_key: KeyCheck::new("ADMIN_API_KEY", "no-such-secret".to_owned(), Secrets::new(&aws)),
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
