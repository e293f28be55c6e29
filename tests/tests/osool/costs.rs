//! `GET /costs` and its kin in process, the sweeper's alarms and the daily mail, over the emulator.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use costs::Costs;
use daily_cost_alert::DailyCostAlert;
use serde_json::{Value, json};
use shared::{
    config::{Base, Settings},
    ledger::{self, Ask, Charge, Ledger, Payer, prices::Prices, prices::Tokens, usage::Context},
    money::NanoUsd,
    sales::paymob::{Account, Paymob},
    secrets::LiveKeys,
    store::{mailer::Mailer, queue::Queue, table::DynamoTable, topic::Topic},
};
use sqlx::PgPool;
use sweeper::Sweeper;
use tests::{
    Answer, aws, doorman, dynamo, empty_database, get, guard, limits, queue, required, send, signing_keys, table,
};
use time::OffsetDateTime;
use uuid::Uuid;

fn settings() -> Settings {
    Settings::from_pairs([("DAILY_COST_LIMIT", "1"), ("MONTHLY_COST_LIMIT", "3000")])
}

fn ledger(table: &DynamoTable) -> Ledger<DynamoTable> {
    Ledger::new(table.clone(), ledger::Limits::read(&mut settings()))
}

pub(crate) fn costs(pool: PgPool, table: &DynamoTable) -> Router {
    let mut admin_keys = signing_keys();
    admin_keys.current.value = "right".to_owned().into();
    let costs = Costs {
        pool,
        ledger: ledger(table),
        prices: Prices::shipped(),
        guard: guard(table),
        limits: limits(table),
        doorman: doorman(table),
        admin_keys: Arc::new(LiveKeys::fixed(admin_keys)),
    };
    costs::router(costs, &Base::default())
}

async fn ask(router: &Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    send(router, request.body(Body::empty()).unwrap()).await
}

/// One call for this conversation that costs so many cents.
async fn spend(ledger: &Ledger<DynamoTable>, session: Uuid, model: &str, cents: i64) {
    spend_for(ledger, Payer::Session(session), model, cents).await;
}

/// One call for a job of Osool's own, which no conversation's limit bounds.
pub(crate) async fn spend_for_a_job(ledger: &Ledger<DynamoTable>, model: &str, cents: i64) {
    spend_for(ledger, Payer::Job(Uuid::new_v4()), model, cents).await;
}

async fn spend_for(ledger: &Ledger<DynamoTable>, payer: Payer, model: &str, cents: i64) {
    let (cost, now) = (NanoUsd::from_nanos(cents * 10_000_000).unwrap(), OffsetDateTime::now_utc());
    let ask = Ask { worst: cost, least: cost, until: now + time::Duration::minutes(1) };
    let hold = ledger.hold(Uuid::new_v4(), payer, ask, now).await.unwrap();
    let tokens = Tokens { input: 1_000, output: 100, ..Tokens::default() };
    ledger.settle(&hold, &Charge { model: model.to_owned(), context: Context::Chat, tokens, cost }).await.unwrap();
}

#[tokio::test]
async fn l3_a_guest_sees_the_costs_of_their_own_conversation_and_of_no_other() {
    let pool = empty_database().await;
    let name = table().await;
    let chat = super::chat::chat_with(&pool, &name).await;
    let said = super::chat::say(&chat, "hello").await;
    let (session, token) = (said.json["session_id"].as_str().unwrap(), said.json["guest_token"].as_str().unwrap());
    let counters = dynamo(&name).await;
    spend(&ledger(&counters), session.parse().unwrap(), "claude-haiku-5-5", 20).await;
    let router = costs(pool, &counters);

    let own = ask(&router, &format!("/costs?session_id={session}"), &[("x-guest-token", token)]).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.json);
    let shown = &own.json["session"];
    assert_eq!((&shown["spent_usd"], &shown["remaining_usd"]), (&json!(0.2), &json!(0.3)));
    assert_eq!((&shown["limit_reached"], &own.json["day"]["limit_reached"]), (&json!(false), &json!(false)));

    let stranger = super::chat::say(&chat, "hello").await;
    let others = stranger.json["guest_token"].as_str().unwrap();
    for headers in
        [&[][..], &[("x-guest-token", others)], &[("x-guest-token", "nonsense")], &[("x-admin-key", "right")]]
    {
        let refused = ask(&router, &format!("/costs?session_id={session}"), headers).await;
        assert_eq!((refused.status, &refused.json["error_code"]), (StatusCode::NOT_FOUND, &json!("session_not_found")));
    }
    assert_eq!(get(&router, "/costs").await.json["session"], json!(null));
    let wrong = get(&router, "/costs?session_id=1").await;
    assert_eq!(
        (wrong.status, &wrong.json["details"]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("session_id"))
    );
}

#[tokio::test]
async fn l3_health_says_how_much_of_the_day_is_gone_and_what_models_cost() {
    let counters = dynamo(&table().await).await;
    let router = costs(empty_database().await, &counters);
    spend(&ledger(&counters), Uuid::now_v7(), "claude-haiku-5-5", 25).await;
    let health = get(&router, "/health/costs").await.json;
    assert_eq!((&health["daily_cost_usd"], &health["daily_limit_usd"]), (&json!(0.25), &json!(1.0)));
    assert_eq!((&health["daily_usage_percent"], &health["limit_reached"]), (&json!(25.0), &json!(false)));
    assert_eq!(health["pricing"]["claude-sonnet-5-5"]["price"]["output"], json!("10.00"));

    // Filled to the last cent, the limit is reached.
    for cents in [40, 35] {
        spend(&ledger(&counters), Uuid::now_v7(), "claude-haiku-5-5", cents).await;
    }
    let health = get(&router, "/health/costs").await.json;
    assert_eq!((&health["status"], &health["limit_reached"]), (&json!("degraded"), &json!(true)));
    assert_eq!(get(&router, "/costs").await.json["day"]["limit_reached"], json!(true));
}

#[tokio::test]
async fn l3_administrators_get_days_by_model_and_context_and_the_same_as_csv() {
    let counters = dynamo(&table().await).await;
    let router = costs(empty_database().await, &counters);
    let ledger = ledger(&counters);
    spend(&ledger, Uuid::now_v7(), "claude-opus-5-5", 30).await;
    spend(&ledger, Uuid::now_v7(), "claude-opus-5-5", 10).await;
    spend(&ledger, Uuid::now_v7(), "gpt-4o", 5).await;
    let key = [("x-admin-key", "right")];

    let daily = ask(&router, "/costs/daily", &key).await.json;
    assert_eq!((&daily["cost_usd"], &daily["conversations"]), (&json!(0.45), &json!(3)));
    let report = ask(&router, "/costs/report?days=2", &key).await.json;
    assert_eq!((report["days"].as_array().unwrap().len(), &report["today"]["cost_usd"]), (2, &json!(0.45)));
    assert_eq!((&report["models"][0]["model"], &report["models"][0]["calls"]), (&json!("claude-opus-5-5"), &json!(2)));
    assert_eq!(report["analysis"]["cost_per_conversation_usd"], json!(0.15));
    let dearest = report["days"][1]["usage"].as_array().unwrap().iter().find(|row| row["model"] == "claude-opus-5-5");
    assert_eq!(dearest.unwrap()["dearest_usd"], json!(0.3));

    let csv = Request::get("/costs/report.csv?days=1").header("x-admin-key", "right").body(Body::empty()).unwrap();
    let csv = tower::ServiceExt::oneshot(router.clone(), csv).await.unwrap();
    assert!(csv.headers()["content-type"].to_str().unwrap().starts_with("text/csv"));
    let text = http_body_util::BodyExt::collect(csv.into_body()).await.unwrap().to_bytes();
    let text = String::from_utf8(text.to_vec()).unwrap();
    assert!(text.contains("claude-opus-5-5,chat,2,2000,0,0,0,200,0.400000000\r\n"), "{text}");

    for (path, field) in
        [("/costs/report?days=0", "days"), ("/costs/report?days=61", "days"), ("/costs/daily?date=x", "date")]
    {
        let wrong = ask(&router, path, &key).await;
        assert_eq!(
            (wrong.status, &wrong.json["details"]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{path}"
        );
    }
    for path in ["/costs/daily", "/costs/report", "/costs/report.csv"] {
        assert_eq!(ask(&router, path, &[]).await.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(ask(&router, path, &[("x-admin-key", "wrong")]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn l3_without_counters_costs_say_that_they_are_away() {
    let router = costs(empty_database().await, &dynamo("no-such-table").await);
    for path in ["/costs", "/health/costs"] {
        let away = get(&router, path).await;
        assert_eq!(
            (away.status, &away.json["details"]["dependency"]),
            (StatusCode::SERVICE_UNAVAILABLE, &json!("dynamodb"))
        );
    }
}

/// A topic of the test's own, and the queue-less way to read it: what the emulator has published.
async fn topic() -> (Topic, String) {
    let aws = aws().await;
    let client = aws_sdk_sns::Client::new(&aws);
    let made = client.create_topic().name(format!("alarms-{}", Uuid::new_v4())).send().await.unwrap();
    let arn = made.topic_arn().unwrap().to_owned();
    (Topic::new(&aws, arn.clone()), arn)
}

#[tokio::test]
async fn l5_the_sweeper_sends_each_alarm_once_and_expires_what_crashed() {
    let counters = dynamo(&table().await).await;
    let (topic, _) = topic().await;
    let sweeper = Sweeper {
        ledger: ledger(&counters),
        limits: Arc::into_inner(limits(&counters)).unwrap(),
        topic,
        pool: empty_database().await,
        notices: Queue::new(&aws().await, queue().await),
        viewings: Queue::new(&aws().await, queue().await),
        paymob: Some((Paymob::StandIn, Account::stand_in())),
        guard: guard(&counters),
    };
    let run = async || sweeper.handle(json!({})).await.unwrap();
    assert_eq!(run().await.alerts, 0);
    let ledger = ledger(&counters);
    for cents in [45, 46] {
        spend(&ledger, Uuid::now_v7(), "claude-opus-5-5", cents).await;
    }
    // Held by a call that crashed long ago.
    let long_ago = OffsetDateTime::now_utc() - time::Duration::minutes(10);
    let one = NanoUsd::from_nanos(10_000_000).unwrap();
    let ask = Ask { worst: one, least: one, until: long_ago };
    ledger.hold(Uuid::new_v4(), Payer::Session(Uuid::now_v7()), ask, OffsetDateTime::now_utc()).await.unwrap();

    let swept = run().await;
    assert_eq!((swept.alerts, swept.expired), (1, 1), "91 cents of a dollar are spent");
    let again = run().await;
    assert_eq!((again.alerts, again.expired), (0, 0));
}

#[tokio::test]
async fn l5_the_daily_mail_comes_in_both_languages_with_a_chart() {
    let counters = dynamo(&table().await).await;
    spend(&ledger(&counters), Uuid::now_v7(), "claude-opus-5-5", 12).await;
    let (topic, _) = topic().await;
    let aws = aws().await;
    let to = format!("{}@osool.localhost", Uuid::new_v4().simple());
    let mailer = Some(Mailer::new(&aws, "amr@osool.localhost".to_owned(), to.clone()));
    let alert = DailyCostAlert { ledger: ledger(&counters), prices: Prices::shipped(), topic, mailer };
    alert.handle(json!({})).await.unwrap();

    let sent = format!("{}/_ministack/ses/messages", required("AWS_ENDPOINT_URL"));
    let sent: Value = reqwest::get(sent).await.unwrap().json().await.unwrap();
    let all = sent["messages"].as_object().unwrap().values().flat_map(|of_account| of_account.as_array().unwrap());
    let mail: Vec<String> = all.filter(|mail| mail["To"] == json!([to])).map(Value::to_string).collect();
    assert_eq!(mail.len(), 1, "{sent:.600}");
    for part in ["$0.12", "<svg", "claude-opus-5-5", "تكلفة النماذج"] {
        assert!(mail[0].contains(part), "{part} is not in the mail: {:.600}", mail[0]);
    }
}
