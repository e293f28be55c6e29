//! The deployed stack, as its users and operators meet it: template.yaml in the emulator.

use std::fs;

use reqwest::{Client, Response};
use serde_json::{Value, json};
use tests::{in_calm, required};

fn url(path: &str) -> String {
    format!("{}{path}", required("OSOOL_TEST_URL"))
}

/// A client that finds `*.localhost` at home whatever the machine's resolver thinks of it.
fn client() -> Client {
    let url = reqwest::Url::parse(&required("OSOOL_TEST_URL")).unwrap();
    let port = url.port_or_known_default().unwrap();
    Client::builder().resolve(url.host_str().unwrap(), ([127, 0, 0, 1], port).into()).build().unwrap()
}

async fn ask(message: &str) -> Response {
    client().post(url("/chat")).json(&json!({"message": message})).send().await.unwrap()
}

#[tokio::test]
async fn the_two_questions_are_answered_by_the_deployed_stack_with_units_that_exist() {
    let _calm = in_calm().await;
    for question in [super::chat::ENGLISH, super::chat::ARABIC] {
        let answer: Value = ask(question).await.json().await.unwrap();
        let units = answer["properties"].as_array().unwrap_or_else(|| panic!("{answer}"));
        assert_eq!(units.len(), 5);
        for unit in units {
            let shown: Value = client()
                .get(url(&format!("/properties/{}", unit["id"].as_str().unwrap())))
                .send()
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            assert_eq!((&shown["id"], &shown["price"]), (&unit["id"], &unit["price"]));
        }
    }
}

#[tokio::test]
async fn p8_the_deployed_stack_has_recorded_its_units_and_says_since_when() {
    let _calm = in_calm().await;
    let listed: Value = client().get(url("/properties?limit=1")).send().await.unwrap().json().await.unwrap();
    let id = listed["properties"][0]["id"].as_str().unwrap();
    for (question, told) in [
        (format!("Is {id} recorded on the blockchain?"), "its listing is still what was recorded"),
        (format!("{id} متسجلة على البلوكتشين؟"), "وإعلانها لسه زي ما اتسجل"),
    ] {
        let answer: Value = ask(&question).await.json().await.unwrap();
        assert!(answer["text"].as_str().is_some_and(|text| text.contains(told)), "{answer}");
        assert_eq!((&answer["degraded"], &answer["properties"][0]["id"]), (&json!(false), &json!(id)));
    }
}

#[tokio::test]
async fn o1_the_deployed_stack_is_ready() {
    let _calm = in_calm().await;
    for path in [
        "/health",
        "/health/liveness",
        "/health/readiness",
        "/health/version",
        "/health/circuits",
        "/health/security",
        "/health/costs",
        "/costs",
        "/api/health",
        "/health/live",
        "/health/ready",
        "/health/check",
    ] {
        let response = client().get(url(path)).send().await.unwrap();
        let status = response.status();
        assert_eq!(status, 200, "{path}: {}", response.text().await.unwrap());
    }
}

#[tokio::test]
async fn s1_search_and_lists_answer() {
    let _calm = in_calm().await;
    let found: Value = client()
        .post(url("/search"))
        .json(&json!({"query": "فيلا في الشيخ زايد", "limit": 3}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(found["properties"].as_array().map(Vec::len), Some(3), "{found}");
    let list: Value =
        client().get(url("/properties?type=Villa&sort=-price&limit=2")).send().await.unwrap().json().await.unwrap();
    assert_eq!(list["properties"].as_array().map(Vec::len), Some(2), "{list}");
}

#[tokio::test]
async fn e1_whatever_path_or_method_is_asked_for_the_failure_has_the_one_shape() {
    let _calm = in_calm().await;
    for (method, path, status) in [
        ("GET", "/nowhere", 404),
        ("POST", "/console/nowhere", 404),
        ("DELETE", "/chat", 405),
        ("PUT", "/search", 405),
        ("POST", "/health", 405),
        ("GET", "/properties/NC0", 404),
        ("GET", "/health/nothing", 404),
        ("GET", "/costs/nothing", 404),
        ("GET", "/costs/report", 401),
        ("POST", "/admin/unblock", 401),
        ("POST", "/admin/circuits/claude/reset", 401),
    ] {
        let response = client().request(method.parse().unwrap(), url(path)).send().await.unwrap();
        assert_eq!(response.status(), status, "{method} {path}");
        assert!(
            response.headers().contains_key("x-request-id")
                && response.headers()["x-content-type-options"] == "nosniff"
        );
        let failure: Value = response.json().await.unwrap();
        for field in [
            "error_code",
            "message",
            "message_ar",
            "user_message",
            "user_message_ar",
            "details",
            "timestamp",
            "request_id",
        ] {
            assert!(!failure[field].is_null(), "{method} {path}: {field}");
        }
    }
}

#[tokio::test]
async fn e4_a_body_of_ten_megabytes_is_413_in_the_deployed_stack() {
    let _calm = in_calm().await;
    let body = format!("{{\"message\":\"{}\"}}", "a".repeat(10 * 1024 * 1024));
    let response =
        client().post(url("/chat")).header("content-type", "application/json").body(body).send().await.unwrap();
    assert_eq!(response.status(), 413);
    let failure: Value = response.json().await.unwrap();
    assert!(failure["user_message_ar"].is_string(), "{failure}");
}

#[tokio::test]
async fn o9_the_page_comes_with_its_files_and_a_policy_that_fits() {
    let _calm = in_calm().await;
    let page = client().get(url("/")).send().await.unwrap();
    assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("script-src 'self'"));
    for file in [
        "/console/account.js",
        "/console/app.js",
        "/console/chips.js",
        "/console/common.js",
        "/console/reservations.js",
        "/console/viewings.js",
        "/console/style.css",
        "/console/favicon.svg",
        "/checkout",
        "/console/checkout.js",
        "/admin",
        "/console/admin.js",
        "/console/admin.css",
    ] {
        assert_eq!(client().get(url(file)).send().await.unwrap().status(), 200, "{file}");
    }
}

/// Invariant 8, and the log as an operator reads it: one line finds the request, and nobody's data is in it.
#[tokio::test]
async fn invariant_8_a_request_is_found_in_the_log_by_its_id_and_no_personal_data_is() {
    let _calm = in_calm().await;
    let id = uuid::Uuid::new_v4().simple().to_string();
    let private = ["01098765432", "٠١٠٩٨٧٦٥٤٣٢", "mona.private@example.com", "29001011234567", "4111 1111 1111 1111"];
    let message = format!("شقة في التجمع، كلموني على {} {}", private[0], private[1..].join(" "));
    let response = client()
        .post(url("/chat"))
        .header("x-request-id", &id)
        .json(&json!({"message": message}))
        .send()
        .await
        .unwrap();
    assert_eq!((response.status().as_u16(), response.headers()["x-request-id"].to_str().unwrap()), (200, id.as_str()));
    let token = response.json::<Value>().await.unwrap()["guest_token"].as_str().unwrap().to_owned();
    let refused =
        client().post(url("/chat")).json(&json!({"message": 1, private[2]: private[0]})).send().await.unwrap();
    assert_eq!(refused.status(), 422);

    let logs = fs::read_to_string(required("OSOOL_TEST_LOGS")).unwrap();
    let lines: Vec<&str> = logs.lines().filter(|line| line.contains(&id)).collect();
    assert!(lines.iter().any(|line| line.contains("request answered") && line.contains("/chat")), "{lines:?}");
    for private in private.into_iter().chain([token.as_str()]) {
        assert!(!logs.contains(private), "{private} is in the log");
    }
}

#[tokio::test]
async fn the_applications_role_reads_and_writes_rows_and_nothing_else() {
    use sqlx::{Connection as _, PgConnection};

    let mut connection = PgConnection::connect(&required("OSOOL_TEST_STACK_DATABASE_URL")).await.unwrap();
    for statement in ["SET ROLE osool_app", "SELECT count(*) FROM properties"] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    for forbidden in [
        "DROP TABLE properties",
        "CREATE TABLE mine (id int)",
        "TRUNCATE properties",
        "SELECT * FROM _sqlx_migrations",
        "ALTER TABLE properties ADD x int",
    ] {
        let refused = sqlx::query(forbidden).execute(&mut connection).await;
        assert!(refused.is_err(), "{forbidden}");
    }
}
