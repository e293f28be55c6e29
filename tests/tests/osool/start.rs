//! No key, no start (A4, invariant 7): the shipped binaries, run by hand with secrets that they must refuse.

use std::process::Stdio;

use secrecy::ExposeSecret as _;
use serde_json::json;
use shared::secrets::{LiveKeys, SecretError, Secrets};
use tests::{aws, database_url, empty_database, in_calm, repository, required, secret};
use tokio::{net::TcpListener, process::Command};

/// Runs a function until it ends by itself; gives what it printed, or `None` where it began to serve.
async fn run(function: &str, variables: &[(&str, &str)]) -> Option<String> {
    // A function that has started asks here for its first event.
    let runtime = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = runtime.local_addr().unwrap().to_string();
    let binary = repository("target/lambda").join(function).join("bootstrap");
    let mut command = Command::new(binary);
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
        .envs(variables.iter().copied())
        .env("AWS_LAMBDA_RUNTIME_API", address)
        .env("AWS_REGION", required("AWS_REGION"));
    command
        .env("AWS_ENDPOINT_URL", required("AWS_ENDPOINT_URL"))
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    for name in ["AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION"] {
        command.env(name, "test");
    }
    command.env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
    let child = command.spawn().unwrap();
    tokio::select! {
        _ = runtime.accept() => None,
        ended = child.wait_with_output() => {
            let ended = ended.unwrap();
            assert!(!ended.status.success());
            Some(String::from_utf8_lossy(&[ended.stdout, ended.stderr].concat()).into_owned())
        }
    }
}

pub(crate) const STRONG: &str = "Zk3Wq8Vn1Rt6Yp4Ls9Dg2Hj7Fb5Mc0Xa8Se3Uo6Ti1Bv4Nz9Qw2Er7Ty5Pk0Jd";

async fn database_secret() -> String {
    let name = empty_database().await;
    let name: String = sqlx::query_scalar("SELECT current_database()::text").fetch_one(&name).await.unwrap();
    secret(Some(&format!("{{\"DATABASE_URL\":\"{}\"}}", database_url(&name).expose_secret()))).await
}

#[tokio::test]
async fn invariant_7_a_weak_or_missing_signing_key_keeps_chat_from_starting_and_is_named() {
    let _calm = in_calm().await;
    let database = database_secret().await;
    for (value, expected) in [
        (Some("tiny"), "shorter than 32"),
        (Some("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), "repeats itself"),
        (Some("change-me-change-me-9f8b2c7d1e4a6053bd17c9e0"), "examples"),
        (None, "no value"),
    ] {
        let signing = secret(value).await;
        let variables = [
            ("DATABASE_SECRET_ARN", database.as_str()),
            ("SIGNING_KEY_SECRET_ARN", &signing),
            ("DATA_KEY_ID", "key"),
            ("COUNTERS_TABLE", "counters"),
        ];
        let printed = run("chat", &variables).await.expect("chat must not start");
        assert!(printed.contains("JWT_SECRET_KEY") && printed.contains(expected), "{printed}");
        assert!(value.is_none_or(|value| !printed.contains(value)), "the key itself was printed: {printed}");
    }
}

#[tokio::test]
async fn a4_with_a_strong_key_chat_starts() {
    let _calm = in_calm().await;
    let (database, signing) = (database_secret().await, secret(Some(STRONG)).await);
    let variables = [
        ("DATABASE_SECRET_ARN", database.as_str()),
        ("SIGNING_KEY_SECRET_ARN", &signing),
        ("DATA_KEY_ID", "key"),
        ("COUNTERS_TABLE", "counters"),
    ];
    assert_eq!(run("chat", &variables).await, None);
}

#[tokio::test]
async fn invariant_7_auth_starts_with_a_strong_key_of_identities_only_and_in_the_cloud_with_a_sender_of_codes_only() {
    let _calm = in_calm().await;
    let (database, strong) = (database_secret().await, secret(Some(STRONG)).await);
    let sender = json!({"TWILIO_ACCOUNT_SID": "AC", "TWILIO_AUTH_TOKEN": "x", "TWILIO_PHONE_NUMBER": "+1"}).to_string();
    let (weak, sender) = (secret(Some("tiny")).await, secret(Some(&sender)).await);
    let start = async |identity: &str, more: &[(&str, &str)]| {
        let variables = [
            ("DATABASE_SECRET_ARN", database.as_str()),
            ("SIGNING_KEY_SECRET_ARN", &strong),
            ("IDENTITY_KEY_SECRET_ARN", identity),
            ("ADMIN_KEY_SECRET_ARN", &strong),
            ("DATA_KEY_ID", "key"),
            ("COUNTERS_TABLE", "counters"),
            ("NOTICES_QUEUE_URL", "http://127.0.0.1:1/notices"),
            ("ACCOUNT_PAGE_URL", "https://osool.example/"),
        ];
        run("auth", &[variables.as_slice(), more].concat()).await
    };
    assert!(start(&weak, &[]).await.is_some_and(|printed| printed.contains("IDENTITY_KEY is too weak")));
    assert_eq!(start(&strong, &[]).await, None);
    let production = ("ENVIRONMENT", "production");
    assert!(start(&strong, &[production]).await.is_some_and(|printed| printed.contains("TWILIO_ACCOUNT_SID")));
    assert_eq!(start(&strong, &[production, ("MESSAGES_SECRET_ARN", &sender)]).await, None);
}

#[tokio::test]
async fn a4_a_weak_key_of_before_opens_nothing_while_a_rotation_overlaps() {
    let signing = secret(Some("weak")).await;
    let client = aws_sdk_secretsmanager::Client::new(&aws().await);
    client.put_secret_value().secret_id(&signing).secret_string(STRONG).send().await.unwrap();
    let keys = LiveKeys::start(Secrets::new(&aws().await), "JWT_SECRET_KEY", signing).await.unwrap();
    let keys = keys.whole().await;
    assert!(keys.previous.is_none() && keys.current.value.expose_secret() == STRONG);
}

#[tokio::test]
async fn a4_secrets_that_were_fetched_together_are_given_once_and_then_fetched_anew() {
    let (key, other) = (secret(Some(STRONG)).await, secret(Some(r#"{"DATABASE_URL":"postgres"}"#)).await);
    let (empty, unknown) = (secret(None).await, format!("{key}-of-nobody"));
    let secrets = Secrets::ahead(&aws().await, &[&key, &other, &empty], &[Some(&unknown)]).await;
    let client = aws_sdk_secretsmanager::Client::new(&aws().await);
    let newer = "hX2v9QmL7sTz4KpB8nRw3YcJ6gFd5AaE";
    client.put_secret_value().secret_id(&key).secret_string(newer).send().await.unwrap();
    for value in [STRONG, newer, newer] {
        assert_eq!(secrets.key("KEY", &key).await.unwrap().value.expose_secret(), value);
    }
    let url = secrets.field("DATABASE_URL", &other, "DATABASE_URL").await.unwrap();
    assert_eq!(url.expose_secret(), "postgres");
    for arn in [&empty, &unknown] {
        assert!(matches!(secrets.key("KEY", arn).await, Err(SecretError::Missing { .. })), "{arn}");
    }
}

#[tokio::test]
async fn invariant_7_no_function_starts_without_its_settings_and_all_that_are_missing_are_named_at_once() {
    let _calm = in_calm().await;
    for (function, names) in [
        ("chat", &["DATABASE_SECRET_ARN", "SIGNING_KEY_SECRET_ARN", "DATA_KEY_ID", "COUNTERS_TABLE"][..]),
        ("search", &["DATABASE_SECRET_ARN", "SIGNING_KEY_SECRET_ARN", "COUNTERS_TABLE"]),
        (
            "auth",
            &[
                "DATABASE_SECRET_ARN",
                "SIGNING_KEY_SECRET_ARN",
                "IDENTITY_KEY_SECRET_ARN",
                "ADMIN_KEY_SECRET_ARN",
                "DATA_KEY_ID",
                "COUNTERS_TABLE",
                "NOTICES_QUEUE_URL",
                "ACCOUNT_PAGE_URL",
            ],
        ),
        ("notifier", &["DATA_KEY_ID", "COUNTERS_TABLE"]),
        ("costs", &["DATABASE_SECRET_ARN", "SIGNING_KEY_SECRET_ARN", "ADMIN_KEY_SECRET_ARN", "COUNTERS_TABLE"]),
        (
            "payments",
            &[
                "DATABASE_SECRET_ARN",
                "SIGNING_KEY_SECRET_ARN",
                "ADMIN_KEY_SECRET_ARN",
                "DATA_KEY_ID",
                "COUNTERS_TABLE",
                "API_URL",
            ],
        ),
        (
            "viewings",
            &[
                "DATABASE_SECRET_ARN",
                "SIGNING_KEY_SECRET_ARN",
                "ADMIN_KEY_SECRET_ARN",
                "DATA_KEY_ID",
                "COUNTERS_TABLE",
                "VIEWINGS_QUEUE_URL",
                "UNANSWERED_VIEWINGS_QUEUE_URL",
                "NOTICES_QUEUE_URL",
                "UNSENT_NOTICES_QUEUE_URL",
                "INGEST_FAILURES_QUEUE_URL",
            ],
        ),
        ("viewing-worker", &["DATABASE_SECRET_ARN"]),
        ("payment-webhook", &["DATABASE_SECRET_ARN", "COUNTERS_TABLE"]),
        (
            "sweeper",
            &["COUNTERS_TABLE", "ALARM_TOPIC_ARN", "DATABASE_SECRET_ARN", "NOTICES_QUEUE_URL", "VIEWINGS_QUEUE_URL"],
        ),
        ("daily-cost-alert", &["COUNTERS_TABLE", "ALARM_TOPIC_ARN"]),
        ("health", &["DATABASE_SECRET_ARN", "SIGNING_KEY_SECRET_ARN", "ADMIN_KEY_SECRET_ARN", "COUNTERS_TABLE"]),
        ("ingest", &["DATABASE_SECRET_ARN", "LISTINGS_BUCKET"]),
        ("migrate", &["DATABASE_OWNER_SECRET_ARN", "DATABASE_SECRET_ARN"]),
    ] {
        let printed = run(function, &[("SESSION_COST_LIMIT", "free of charge")]).await.expect("it must not start");
        for name in names {
            assert!(printed.contains(name), "{function}: {printed}");
        }
        assert!(!printed.contains("free of charge"));
    }
}
