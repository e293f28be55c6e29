//! Turns with models (C1, C4, C7, C8, L2, invariants 1, 2 and 10): `POST /chat` in process, over real Postgres, the
//! emulator's DynamoDB, and stand-ins that speak as Anthropic and OpenAI do.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use chat::Chat;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use shared::{
    agent::conversation,
    config::{Base, Settings},
    identity::sealed::Vault,
    ledger::{self, Ledger, prices::Tokens},
    listings::{directory::Directory, embedding::Embedder, finance::Rates},
    metrics::Metrics,
    money::NanoUsd,
    registry::proofs::Proofs,
    sales::{
        callbacks::{self, Wanted},
        reservation::Deposit,
        viewing::Slot,
    },
    store::{data_keys::DataKeys, table::DynamoTable},
};
use sqlx::PgPool;
use tests::{
    Answer, data_keys, database, doorman, dynamo, get, guard, limits,
    models::{
        Models, Step, anthropic, anthropic_begun, anthropic_ended, anthropic_text, anthropic_tools, broken_off,
        openai_text, plain, status, stream,
    },
    post, send, speakers, table,
};
use time::OffsetDateTime;
use tower::ServiceExt as _;

use crate::{
    auth::call,
    chat::{go_on, ids, say},
    deals::newcomer,
};

/// What each call of a model uses here.
pub(crate) const USED: Tokens =
    Tokens { input: 1_000, cache_write_5m: 0, cache_write_1h: 0, cache_read: 2_000, output: 100 };

/// A chat whose models are stand-ins.
pub(crate) struct Stage {
    pub(crate) router: Router,
    pool: PgPool,
    table: DynamoTable,
    data_keys: DataKeys,
    ledger: Ledger<DynamoTable>,
    metrics: Metrics<DynamoTable>,
    pub(crate) claude: Arc<Models>,
    pub(crate) openai: Arc<Models>,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        Self::with(&[]).await
    }

    async fn with(settings: &[(&str, &str)]) -> Self {
        Self::built(settings, Proofs::Off).await
    }

    /// One that reads the chain so.
    pub(crate) async fn proven(proofs: Proofs<DynamoTable>) -> Self {
        Self::built(&[], proofs).await
    }

    async fn built(settings: &[(&str, &str)], proofs: Proofs<DynamoTable>) -> Self {
        let pool = database().await;
        let (claude, openai) = (Models::start().await, Models::start().await);
        let (table, data_keys) = (dynamo(&table().await).await, data_keys().await);
        let addresses = [("ANTHROPIC_BASE_URL", claude.address()), ("OPENAI_BASE_URL", openai.address())];
        let settings: Vec<(&str, &str)> = addresses.into_iter().chain(settings.iter().copied()).collect();
        let limited = ledger::Limits::read(&mut Settings::from_pairs(settings.iter().copied()));
        let ledger = || Ledger::new(table.clone(), limited);
        let chat = Chat {
            pool: pool.clone(),
            directory: Directory::new(pool.clone()),
            ledger: ledger(),
            embedder: Embedder::Offline,
            models: speakers(&settings),
            proofs,
            assumed: Rates::default(),
            deposit: Deposit::default(),
            vault: Vault::new(data_keys.clone()),
            metrics: Metrics::new(table.clone()),
            guard: Arc::new(guard(&table)),
            limits: limits(&table),
            doorman: doorman(&table),
        };
        let metrics = chat.metrics.clone();
        let (router, ledger) = (chat::router(chat, &Base::default()), ledger());
        Self { router, pool, table, data_keys, ledger, metrics, claude, openai }
    }

    /// A unit of the catalogue with a payment plan, and its price in pounds.
    pub(crate) async fn unit(&self) -> (String, i64) {
        let unit = "SELECT id, price_piastres / 100 FROM properties WHERE plan_years IS NOT NULL AND available
                    AND property_type = 'Apartment' ORDER BY id LIMIT 1";
        sqlx::query_as(unit).fetch_one(&self.pool).await.unwrap()
    }

    /// What the fleet has counted: each series with its value.
    async fn counted(&self) -> Vec<String> {
        let text = self.metrics.prometheus().await.unwrap();
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    }

    /// What the day has cost, and what is held.
    pub(crate) async fn spent(&self) -> (NanoUsd, NanoUsd) {
        let day = self.ledger.day(OffsetDateTime::now_utc()).await.unwrap();
        (day.spent, day.held)
    }
}

fn text(answer: &Answer) -> &str {
    answer.json["text"].as_str().unwrap()
}

pub(crate) fn nanos(nanos: i64) -> NanoUsd {
    NanoUsd::from_nanos(nanos).unwrap()
}

/// What a call of claude-sonnet-5-5 costs that uses [`USED`]: 2,000, 100 and 10,000 nano-dollars a token of input, of what
/// is read from the cache, and of output.
pub(crate) const CLAUDE: i64 = 1_000 * 2_000 + 2_000 * 100 + 100 * 10_000;
/// The same of gpt-6-luna: 100, 10 and 500.
pub(crate) const LUNA: i64 = 1_000 * 100 + 2_000 * 10 + 100 * 500;

#[tokio::test]
async fn c4_a_model_reads_a_unit_by_a_tool_tells_of_it_and_the_cost_is_exact() {
    let stage = Stage::set().await;
    let (id, price) = stage.unit().await;
    stage.claude.then(anthropic_tools(&[("get_property", &json!({"property_id": id}).to_string())], USED));
    stage.claude.then(anthropic_text(&[&format!("{id} costs {price} EGP"), ". Shall I compare it?"], USED));
    let answer = say(&stage.router, "What does that flat cost?").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    assert_eq!(text(&answer), format!("{id} costs {price} EGP. Shall I compare it?"));
    assert_eq!((answer.json["tier"].as_str(), answer.json["degraded"].as_bool()), (Some("claude"), Some(false)));
    assert_eq!(ids(&answer), [&id]);
    assert_eq!(stage.spent().await, (nanos(2 * CLAUDE), NanoUsd::ZERO));
    assert_eq!(answer.json["cost"]["session_usd"], json!(nanos(2 * CLAUDE)));

    let asked = stage.claude.asked();
    let result = &asked[1].body["messages"].as_array().unwrap().last().unwrap()["content"][0];
    assert_eq!(result["type"], "tool_result");
    let read: Value = serde_json::from_str(result["content"].as_str().unwrap()).unwrap();
    assert_eq!((&read["id"], &read["price_egp"]), (&json!(id), &json!(price)));
    assert!(asked[0].body["tools"].as_array().unwrap().iter().any(|tool| tool["name"] == "search_properties"));
}

#[tokio::test]
async fn c7_the_next_turn_reads_what_was_said_and_nothing_of_how() {
    let stage = Stage::set().await;
    let (id, price) = stage.unit().await;
    stage.claude.then(anthropic_tools(&[("get_property", &json!({"property_id": id}).to_string())], USED));
    stage.claude.then(anthropic_text(&[&format!("{id} costs {price} EGP.")], USED));
    let first = say(&stage.router, "What does that flat cost?").await;
    stage.claude.then(anthropic_text(&[&format!("As I said, {id} costs {price} EGP.")], USED));
    let second = go_on(&stage.router, &first, "Say it again").await;
    assert_eq!(text(&second), format!("As I said, {id} costs {price} EGP."));
    let asked = stage.claude.asked();
    let messages = asked[2].body["messages"].as_array().unwrap();
    let said: Vec<(&str, &str)> = messages
        .iter()
        .map(|message| (message["role"].as_str().unwrap(), message["content"][0]["text"].as_str().unwrap()))
        .collect();
    let told = format!("{id} costs {price} EGP.");
    assert_eq!(said, [("user", "What does that flat cost?"), ("assistant", told.as_str()), ("user", "Say it again")]);
}

#[tokio::test]
async fn c8_a_provider_that_is_overloaded_is_left_for_the_next_before_anything_is_said() {
    let stage = Stage::set().await;
    for _ in 0..3 {
        stage.claude.then(status(529, "overloaded_error", Some(30)));
    }
    stage.openai.then(openai_text(&["Hello, I am Amr."], USED));
    let answer = say(&stage.router, "hello").await;
    assert_eq!((text(&answer), answer.json["tier"].as_str()), ("Hello, I am Amr.", Some("openai")));
    assert_eq!(answer.json["degraded"], true);
    assert_eq!(stage.claude.asked().len(), 1, "thirty seconds are longer than anybody waits");
    assert_eq!(stage.spent().await, (nanos(LUNA), NanoUsd::ZERO));
}

#[tokio::test]
async fn c8_a_provider_that_fails_for_a_moment_is_asked_again_before_anything_is_said() {
    let stage = Stage::set().await;
    stage.claude.then(status(500, "api_error", None));
    stage.claude.then(anthropic_text(&["Hello, I am Amr."], USED));
    let answer = say(&stage.router, "hello").await;
    assert_eq!((text(&answer), answer.json["tier"].as_str()), ("Hello, I am Amr.", Some("claude")));
    assert_eq!((answer.json["degraded"].as_bool(), stage.openai.asked().len()), (Some(false), 0));
}

#[tokio::test]
async fn c8_an_answer_that_breaks_off_is_finished_by_the_next_provider_from_where_it_was() {
    let stage = Stage::set().await;
    let whole = anthropic_text(&["I look for homes. ", "Tell me whe", "re and for how much."], USED);
    let chunks = whole.len();
    stage.claude.then(broken_off(whole, chunks - 4));
    stage.openai.then(openai_text(&["Which area do you have in mind?"], USED));
    let answer = say(&stage.router, "hello").await;
    assert_eq!(text(&answer), "I look for homes. \n\nWhich area do you have in mind?", "half a sentence is nobody's");
    assert_eq!(answer.json["tier"], "openai");
    let asked = stage.openai.asked();
    let messages = asked[0].body["messages"].to_string();
    assert!(messages.contains("I look for homes.") && messages.contains("Go on exactly"), "{messages}");
    let (spent, held) = stage.spent().await;
    assert!(spent > nanos(LUNA) && held == NanoUsd::ZERO, "what had come was charged: {spent:?}");
}

#[tokio::test]
async fn invariant_10_with_every_model_down_the_guide_answers_and_nothing_is_charged() {
    let stage = Stage::set().await;
    for models in [&stage.claude, &stage.openai] {
        for _ in 0..3 {
            models.then(status(401, "authentication_error", None));
        }
    }
    let answer = say(&stage.router, crate::chat::ENGLISH).await;
    assert_eq!((answer.status, answer.json["tier"].as_str()), (StatusCode::OK, Some("guide")));
    assert_eq!(answer.json["degraded"], true);
    assert!(!ids(&answer).is_empty());
    assert_eq!(stage.spent().await, (NanoUsd::ZERO, NanoUsd::ZERO));
}

#[tokio::test]
async fn invariant_10_an_answer_that_breaks_off_with_nobody_to_go_on_is_finished_by_the_guide() {
    let stage = Stage::set().await;
    let whole = anthropic_text(&["Let me see. ", "There"], USED);
    let chunks = whole.len();
    stage.claude.then(broken_off(whole, chunks - 4));
    stage.openai.then(status(401, "authentication_error", None));
    let answer = say(&stage.router, crate::chat::ARABIC).await;
    assert_eq!(answer.json["tier"], "guide");
    assert!(text(&answer).starts_with("Let me see. \n\n"), "{}", text(&answer));
    assert!(text(&answer).contains("عندنا") && !ids(&answer).is_empty(), "{}", text(&answer));
}

#[tokio::test]
async fn l2_where_the_money_is_too_short_for_any_model_the_guide_answers_and_none_is_called() {
    let stage = Stage::with(&[("SESSION_COST_LIMIT", "0.0001")]).await;
    let answer = say(&stage.router, crate::chat::ENGLISH).await;
    assert_eq!((answer.json["tier"].as_str(), answer.json["degraded"].as_bool()), (Some("guide"), Some(true)));
    assert_eq!((stage.claude.asked().len(), stage.openai.asked().len()), (0, 0));
    assert_eq!(stage.spent().await, (NanoUsd::ZERO, NanoUsd::ZERO));
}

#[tokio::test]
async fn l2_where_the_money_is_too_short_for_one_model_a_cheaper_one_speaks() {
    let stage = Stage::with(&[("SESSION_COST_LIMIT", "0.02")]).await;
    stage.openai.then(openai_text(&["Hello, I am Amr."], USED));
    let answer = say(&stage.router, "hello").await;
    assert_eq!((answer.json["tier"].as_str(), stage.claude.asked().len()), (Some("openai"), 0));
    assert_eq!(stage.spent().await, (nanos(LUNA), NanoUsd::ZERO));
}

#[tokio::test]
async fn l2_where_limits_refuse_the_answer_says_which_and_when_it_resets() {
    let stage = Stage::with(&[("SESSION_COST_LIMIT", "0.0001"), ("COST_LIMIT_POLICY", "refuse")]).await;
    let answer = say(&stage.router, "hello").await;
    assert_eq!(
        (answer.status, answer.json["error_code"].as_str()),
        (StatusCode::PAYMENT_REQUIRED, Some("cost_limit_reached"))
    );
    assert_eq!(answer.json["details"]["scope"], "session");
    assert!(answer.json["details"]["resets_at"].is_string());
}

#[tokio::test]
async fn c4_a_tool_s_refusal_reaches_the_model_which_can_do_better() {
    let stage = Stage::set().await;
    stage.claude.then(anthropic_tools(&[("get_property", r#"{"property_id":"house"}"#), ("fly", "{}")], USED));
    stage.claude.then(anthropic_text(&["I could not read that unit."], USED));
    let answer = say(&stage.router, "hello").await;
    assert_eq!(text(&answer), "I could not read that unit.");
    let asked = stage.claude.asked();
    let results = asked[1].body["messages"].as_array().unwrap().last().unwrap()["content"].as_array().unwrap().clone();
    let said: Vec<String> = results.iter().map(|result| result["content"].to_string()).collect();
    assert!(said[0].contains("property_id") && said[1].contains("no such tool"), "{said:?}");
    assert!(results.iter().all(|result| result["is_error"] == true));
}

#[tokio::test]
async fn c4_after_six_rounds_of_tools_no_more_are_run() {
    let stage = Stage::set().await;
    for _ in 0..8 {
        stage.claude.then(anthropic_tools(&[("check_availability", r#"{"property_ids":["NC1"]}"#)], USED));
    }
    let answer = say(&stage.router, "hello").await;
    assert_eq!(stage.claude.asked().len(), 7);
    assert_eq!(answer.json["tier"], "guide", "nothing was said");
    assert_eq!(stage.spent().await, (nanos(7 * CLAUDE), NanoUsd::ZERO));
}

#[tokio::test]
async fn c4_a_viewing_that_a_model_asks_for_is_kept_once_with_the_turn_of_who_is_signed_in() {
    let stage = Stage::set().await;
    let (id, _) = stage.unit().await;
    let slot = Slot::coming(OffsetDateTime::now_utc()).nth(20).unwrap().begins();
    let (day, hour) = (slot.date().to_string(), format!("{}:00", slot.hour()));
    let asked =
        json!({"property_id": id, "date": day, "time": hour, "phone": "٠١٠٠١٢٣٤٥٦٧", "name": "Mona"}).to_string();
    let ask = || {
        stage.claude.then(anthropic_tools(&[("schedule_viewing", &asked), ("schedule_viewing", &asked)], USED));
        stage.claude.then(anthropic_text(&["The viewing is requested, not confirmed yet."], USED));
    };
    let message = json!({"message": "عايز اعاين الوحدة، رقمي ٠١٠ ٠١٢٣ ٤٥٦٧"});
    ask();
    let guest = post(&stage.router, "/chat", &message).await;
    assert_eq!((guest.status, guest.json.get("viewing")), (StatusCode::OK, None), "{}", guest.json);
    assert!(stage.claude.asked().last().unwrap().body.to_string().contains("sign_in_first"));
    let tokens = newcomer(&stage.pool, &stage.table).await;
    ask();
    let answer = call(&stage.router, "POST", "/chat", &tokens, &message).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    assert_eq!(answer.json["viewing"]["property_id"], json!(id));
    let kept: Vec<(String, OffsetDateTime, String, Vec<u8>)> =
        sqlx::query_as("SELECT property_id, slot, state, contact_sealed FROM viewings")
            .fetch_all(&stage.pool)
            .await
            .unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((&kept[0].0, kept[0].1, kept[0].2.as_str()), (&id, slot, "requested"));
    assert!(!kept[0].3.windows(4).any(|part| part == b"Mona"), "a name is sealed (A7)");
    // An hour that somebody else has, or that is none, is no end of the turn: the model learns what is free.
    sqlx::query("UPDATE viewings SET state = 'confirmed'").execute(&stage.pool).await.unwrap();
    let other = newcomer(&stage.pool, &stage.table).await;
    ask();
    let answer = call(&stage.router, "POST", "/chat", &other, &message).await;
    assert_eq!((answer.status, answer.json.get("viewing")), (StatusCode::OK, None), "{}", answer.json);
    assert!(stage.claude.asked().last().unwrap().body.to_string().contains("free_hours_of_this_day"));
}

#[tokio::test]
async fn a7_whoever_wants_to_be_called_is_kept_sealed_and_once_a_conversation() {
    let stage = Stage::set().await;
    for phone in ["01001234567", "01111234567"] {
        let wish = json!({"reason": "a complaint", "phone": phone}).to_string();
        stage.claude.then(anthropic_tools(&[("escalate_to_human", &wish)], USED));
        stage.claude.then(anthropic_text(&["A colleague calls you."], USED));
    }
    let first = say(&stage.router, "let me talk to a human, 01001234567").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.json);
    let second = go_on(&stage.router, &first, "sorry, it is 01111234567").await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.json);
    let open = callbacks::open(&stage.pool).await.unwrap();
    assert_eq!(open.len(), 1);
    let vault = Vault::new(stage.data_keys.clone());
    let text = vault.open(open[0].session, Wanted::KIND, &open[0].wanted).await.unwrap();
    assert_eq!(serde_json::from_str::<Wanted>(&text).unwrap().phone, "+201111234567", "the last word counts");
    assert!(vault.open(uuid::Uuid::nil(), Wanted::KIND, &open[0].wanted).await.is_err());
}

#[tokio::test]
async fn c4_a_number_that_the_person_has_not_given_is_not_called() {
    let stage = Stage::set().await;
    let wish = json!({"reason": "a complaint", "phone": "01001234567"}).to_string();
    stage.claude.then(anthropic_tools(&[("escalate_to_human", &wish)], USED));
    stage.claude.then(anthropic_text(&["What is your number?"], USED));
    let answer = say(&stage.router, "let me talk to a human").await;
    assert_eq!(text(&answer), "What is your number?");
    assert!(callbacks::open(&stage.pool).await.unwrap().is_empty());
}

#[tokio::test]
async fn c5_c6_tools_compute_only_with_what_was_read_or_named_by_the_person() {
    let stage = Stage::set().await;
    let (id, price) = stage.unit().await;
    let of_the_person = json!({"price": 5_000_000}).to_string();
    let invented = json!({"price": 7_777_000}).to_string();
    let mortgage = json!({"property_id": id, "years": 20, "down_payment_percent": 40}).to_string();
    stage.claude.then(anthropic_tools(
        &[
            ("calculate_investment_roi", &of_the_person),
            ("calculate_investment_roi", &invented),
            ("calculate_mortgage", &mortgage),
            ("calculate_payment_plan", &json!({"property_id": id}).to_string()),
            ("estimate_value", &json!({"property_id": id}).to_string()),
            ("market_trends", r#"{"query":"apartments in New Cairo"}"#),
        ],
        USED,
    ));
    stage.claude.then(anthropic_text(&["The yield is 6.0 %, which is Good."], USED));
    let answer = say(&stage.router, "What is the ROI of 5,000,000 EGP, and a mortgage?").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    let asked = stage.claude.asked();
    let results = asked[1].body["messages"].as_array().unwrap().last().unwrap()["content"].as_array().unwrap().clone();
    let results: Vec<Value> =
        results.iter().map(|result| serde_json::from_str(result["content"].as_str().unwrap()).unwrap()).collect();
    assert_eq!((&results[0]["monthly_rent_egp"], &results[0]["yield_percent"]), (&json!(25_000), &json!("6.00")));
    assert_eq!((&results[0]["break_even_years"], &results[0]["grade"]), (&json!("25.00"), &json!("Good")));
    assert!(results[1]["error"].as_str().unwrap().contains("price"), "{}", results[1]);
    assert_eq!(results[2]["price_egp"], price);
    assert!(results[3]["worth_today_egp"].is_string(), "{}", results[3]);
    assert!(results[4]["comparable_units"].is_number(), "{}", results[4]);
    assert!(results[5]["units"].as_i64().unwrap() > 100, "{}", results[5]);
}

#[tokio::test]
async fn c1_the_same_chat_without_a_key_is_the_guide_s_and_not_degraded() {
    let pool = database().await;
    let answer = say(&crate::chat::chat(&pool).await, crate::chat::ENGLISH).await;
    assert_eq!((answer.json["tier"].as_str(), answer.json["degraded"].as_bool()), (Some("guide"), Some(false)));
    let bad = post(&crate::chat::chat(&pool).await, "/chat", &json!({"message": ""})).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn invariant_1_what_a_model_invents_is_stopped_kept_aside_and_something_true_stands_there() {
    let stage = Stage::set().await;
    let (id, price) = stage.unit().await;
    stage.claude.then(anthropic_tools(&[("get_property", &json!({"property_id": id}).to_string())], USED));
    let false_price = price + price / 50;
    stage.claude.then(anthropic_text(
        &[&format!("{id} costs {false_price} "), "EGP. ZZ99999 is even better. Shall I compare it?"],
        USED,
    ));
    let answer = say(&stage.router, "What does that flat cost?").await;
    let said = text(&answer);
    assert!(!said.contains(&false_price.to_string()) && !said.contains("ZZ99999"), "{said}");
    assert!(said.contains(&id) && said.ends_with("Shall I compare it?"), "{said}");
    let kept: Vec<(String, String)> =
        sqlx::query_as("SELECT model, reason FROM hallucinations ORDER BY id").fetch_all(&stage.pool).await.unwrap();
    let model = "claude-sonnet-5-5".to_owned();
    assert_eq!(kept, [(model.clone(), "figure".to_owned()), (model, "unknown_unit".to_owned())]);
}

#[tokio::test]
async fn invariant_1_an_answer_of_which_nothing_is_true_is_the_guide_s() {
    let stage = Stage::set().await;
    stage.claude.then(anthropic_text(&["ZZ99999 costs 5,000,000 EGP."], USED));
    let answer = say(&stage.router, crate::chat::ENGLISH).await;
    assert_eq!(answer.json["tier"], "guide");
    assert!(!text(&answer).contains("ZZ99999") && !ids(&answer).is_empty());
}

/// The events of a stream: their names and data.
async fn events(router: &Router, body: &Value) -> Vec<(String, Value)> {
    let request = Request::post("/chat/stream").header("content-type", "application/json");
    let response = router.clone().oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let event = |event: &str| {
        let (name, data) = event.strip_prefix("event: ")?.split_once("\ndata: ")?;
        Some((name.to_owned(), serde_json::from_str(data).unwrap()))
    };
    String::from_utf8(bytes.to_vec()).unwrap().split("\n\n").filter_map(event).collect()
}

#[tokio::test]
async fn c2_a_stream_tells_what_happens_as_it_does_and_ends_in_what_a_chat_answers() {
    let stage = Stage::set().await;
    let (id, price) = stage.unit().await;
    stage.claude.then(anthropic_tools(&[("get_property", &json!({"property_id": id}).to_string())], USED));
    stage
        .claude
        .then(anthropic_text(&[&format!("{id} costs {price} EGP. "), "ZZ99999 is better. ", "Shall I go on?"], USED));
    let told = events(&stage.router, &json!({"message": "What does that flat cost?"})).await;
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["status", "tool_start", "tool_end", "token", "correction", "token", "properties", "done"]);
    let tokens: String =
        told.iter().filter(|(name, _)| name == "token").map(|(_, data)| data["text"].as_str().unwrap()).collect();
    let (_, done) = told.last().unwrap();
    assert_eq!(done["text"], tokens.trim());
    assert_eq!((&done["tier"], &done["properties"][0]["id"]), (&json!("claude"), &json!(id)));
    assert_eq!(told[1].1, json!({"tool": "get_property"}));
    assert_eq!(told[0].1["session_id"], done["session_id"]);
}

#[tokio::test]
async fn c2_a_stream_that_changes_hands_says_so_and_one_that_fails_ends_in_the_shape_of_failures() {
    let stage = Stage::set().await;
    stage.claude.then(status(401, "authentication_error", None));
    stage.openai.then(status(401, "invalid_api_key", None));
    let told = events(&stage.router, &json!({"message": "hello"})).await;
    let tiers: Vec<&Value> =
        told.iter().filter(|(name, _)| name == "status").skip(1).map(|(_, data)| &data["tier"]).collect();
    assert_eq!(tiers, ["openai", "guide"]);
    let nobodys = json!({"message": "hello", "session_id": "01890a5d-ac96-774b-bcce-b302099a8057"});
    let told = events(&stage.router, &nobodys).await;
    let (name, failure) = &told[1];
    assert_eq!((name.as_str(), &failure["error_code"]), ("error", &json!("session_not_found")));
    assert!(failure["request_id"].is_string() && failure["user_message_ar"].is_string());
}

#[tokio::test]
async fn invariant_2_a_reader_who_leaves_in_the_middle_leaves_nothing_held_for_ever() {
    let stage = Stage::set().await;
    let mut script = anthropic_text(&["I look for homes. ", "Where?"], USED);
    script.insert(4, Step::Hang);
    stage.claude.then(script);
    let request = Request::post("/chat/stream").header("content-type", "application/json");
    let body = Body::from(json!({"message": "hello"}).to_string());
    let response = stage.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let mut parts = response.into_body();
    for _ in 0..2 {
        assert!(parts.frame().await.is_some());
    }
    drop(parts);
    let (spent, held) = stage.spent().await;
    assert!(spent == NanoUsd::ZERO && held > NanoUsd::ZERO, "the hold waits to expire");
    let later = OffsetDateTime::now_utc() + time::Duration::minutes(3);
    assert_eq!(stage.ledger.day(later).await.unwrap().held, NanoUsd::ZERO);
}

async fn with_token(router: &Router, method: &str, path: &str, token: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("x-guest-token", token);
    send(router, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn c7_a_guest_reads_their_conversations_page_by_page_and_forgets_one_and_nobody_else_does() {
    let stage = Stage::set().await;
    let router = crate::chat::chat(&stage.pool).await;
    let first = say(&router, crate::chat::ENGLISH).await;
    go_on(&router, &first, "cheaper").await;
    let token = first.json["guest_token"].as_str().unwrap();
    let other = say(&router, "hello").await;
    let strangers = other.json["guest_token"].as_str().unwrap();
    let path = format!("/chat/sessions/{}", first.json["session_id"].as_str().unwrap());

    let list = with_token(&router, "GET", "/chat/sessions", token).await;
    let sessions = list.json["sessions"].as_array().unwrap();
    assert_eq!((sessions.len(), &sessions[0]["messages"]), (1, &json!(4)));
    assert_eq!(sessions[0]["title"], crate::chat::ENGLISH);
    assert_eq!(get(&router, "/chat/sessions").await.json["sessions"], json!([]), "a new guest has none");

    let latest = with_token(&router, "GET", &format!("{path}?limit=3"), token).await;
    let positions = |answer: &Answer| {
        let messages = answer.json["messages"].as_array().unwrap();
        messages.iter().map(|message| message["position"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((positions(&latest), &latest.json["before"]), (vec![2, 3, 4], &json!(2)));
    let before = with_token(&router, "GET", &format!("{path}?limit=3&before=2"), token).await;
    assert_eq!((positions(&before), &before.json["before"]), (vec![1], &Value::Null));
    assert_eq!(
        (&latest.json["messages"][2]["role"], &latest.json["messages"][2]["tier"]),
        (&json!("assistant"), &json!("guide"))
    );

    for (method, path, token) in [
        ("GET", path.as_str(), strangers),
        ("DELETE", path.as_str(), strangers),
        ("GET", "/chat/sessions/not-an-id", token),
    ] {
        let refused = with_token(&router, method, path, token).await;
        assert_eq!((refused.status, &refused.json["error_code"]), (StatusCode::NOT_FOUND, &json!("session_not_found")));
    }
    assert_eq!(with_token(&router, "DELETE", &path, token).await.status, StatusCode::NO_CONTENT);
    assert_eq!(with_token(&router, "GET", &path, token).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        go_on(&router, &first, "cheaper").await.status,
        StatusCode::NOT_FOUND,
        "what is forgotten is not gone on with"
    );
}

#[tokio::test]
async fn c9_administrators_see_what_was_stopped_the_latest_first_with_numbers_of_people_masked() {
    let stage = Stage::set().await;
    stage.claude.then(anthropic_text(&["ZZ99999 is yours, call 01001234567. ", "How can I help?"], USED));
    let answer = say(&stage.router, "hello").await;
    assert_eq!(text(&answer), "How can I help?");
    let stopped = conversation::hallucinations(&stage.pool, i64::MAX, 50).await.unwrap();
    assert_eq!((stopped.len(), stopped[0].reason.as_str()), (1, "unknown_unit"));
    assert!(stopped[0].sentence.contains("ZZ99999") && !stopped[0].sentence.contains("1234567"), "{:?}", stopped[0]);
    assert!(conversation::hallucinations(&stage.pool, stopped[0].id, 50).await.unwrap().is_empty());
}

/// What a script of Anthropic's has said when it is cut after so many of its chunks, as the price of the call.
pub(crate) fn price_when_cut(texts: &[&str], chunks: usize) -> Option<i64> {
    // The stream begins, then a ping, then the block; before the first of them nobody knows the prompt.
    let prompt = 1_000 * 2_000 + 2_000 * 100;
    let said: usize = texts.iter().take(chunks.checked_sub(3)?).map(|text| text.len()).sum();
    Some(prompt + i64::try_from(said.max(1)).unwrap() * 10_000)
}

#[tokio::test]
async fn c8_invariant_2_wherever_an_answer_is_cut_the_next_provider_finishes_it_and_the_price_is_exact() {
    let texts = ["I look ", "for homes. ", "Tell me ", "where."];
    for chunks in 0..=6 {
        let stage = Stage::set().await;
        stage.claude.then(broken_off(anthropic_text(&texts, USED), chunks));
        // Nothing was said: it is asked again before it is left.
        for _ in 0..2 {
            stage.claude.then(status(401, "authentication_error", None));
        }
        stage.openai.then(openai_text(&["Which area?"], USED));
        let answer = say(&stage.router, "hello").await;
        let begun = if chunks >= 5 { "I look for homes. \n\n" } else { "" };
        assert_eq!(text(&answer), format!("{begun}Which area?"), "cut after {chunks} chunks");
        assert_eq!((answer.json["tier"].as_str(), answer.json["degraded"].as_bool()), (Some("openai"), Some(true)));
        let (spent, held) = stage.spent().await;
        assert_eq!(held, NanoUsd::ZERO, "cut after {chunks} chunks");
        if let Some(price) = price_when_cut(&texts, chunks) {
            assert_eq!(spent, nanos(price + LUNA), "cut after {chunks} chunks");
        }
    }
}

#[tokio::test]
async fn c8_a_call_of_a_tool_that_is_cut_anywhere_is_never_run_and_leaves_the_next_turn_whole() {
    let script = anthropic_tools(&[("get_property", r#"{"property_id":"NC1"}"#)], USED);
    for chunks in [1, 2, 3, 4, 5] {
        let stage = Stage::set().await;
        stage.claude.then(broken_off(script.clone(), chunks));
        for _ in 0..2 {
            stage.claude.then(status(401, "authentication_error", None));
        }
        stage.openai.then(openai_text(&["Which unit?"], USED));
        let first = say(&stage.router, "What does it cost?").await;
        assert_eq!(text(&first), "Which unit?", "cut after {chunks} chunks");
        assert_eq!(
            stage.openai.asked()[0].body["messages"].as_array().unwrap().len(),
            2,
            "the prompt and the question"
        );
        stage.openai.then(openai_text(&["Hello again."], USED));
        stage.claude.then(anthropic_text(&["Hello again."], USED));
        assert_eq!(text(&go_on(&stage.router, &first, "hello").await), "Hello again.");
    }
}

#[tokio::test]
async fn c8_whatever_a_provider_answers_that_is_no_answer_the_next_one_speaks() {
    for (what, script) in [
        ("a page", plain(200, "text/html", "<html>busy</html>")),
        ("JSON without a stream", plain(200, "application/json", "{}")),
        ("nothing in a stream", stream([])),
        ("what is no JSON", stream(["event: message_start\ndata: {\n\n"])),
        (
            "an error in the stream",
            stream(["event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}\n\n"]),
        ),
        (
            "a refusal",
            anthropic(&[
                anthropic_begun(USED),
                anthropic_ended("refusal", USED)[0].clone(),
                anthropic_ended("refusal", USED)[1].clone(),
            ]),
        ),
        ("a bad key", status(401, "authentication_error", None)),
        ("a bill", status(402, "billing_error", None)),
        ("an unknown model", status(404, "not_found_error", None)),
        ("too many", status(429, "rate_limit_error", Some(60))),
        ("a gateway", status(502, "api_error", None)),
    ] {
        let stage = Stage::set().await;
        stage.claude.then(script.clone());
        for _ in 0..2 {
            stage.claude.then(script.clone());
        }
        stage.openai.then(openai_text(&["Which area?"], USED));
        let answer = say(&stage.router, "hello").await;
        assert_eq!((text(&answer), answer.json["tier"].as_str()), ("Which area?", Some("openai")), "{what}");
        assert_eq!(stage.spent().await.1, NanoUsd::ZERO, "{what}");
    }
}

#[tokio::test]
async fn o2_a_turn_is_counted_with_its_route_tools_tokens_and_cost() {
    let stage = Stage::set().await;
    let (id, price) = stage.unit().await;
    stage
        .claude
        .then(anthropic_tools(&[("get_property", &json!({"property_id": id}).to_string()), ("fly", "{}")], USED));
    let said = format!("{id} costs {price} EGP. ZZ99999 is better.");
    stage.claude.then(broken_off(anthropic_text(&[&said, " And"], USED), 6));
    stage.openai.then(openai_text(&["Shall I go on?"], USED));
    let first = say(&stage.router, "What does that flat cost?").await;
    assert_eq!(first.json["tier"], "openai", "{}", first.json);
    stage.claude.then(anthropic_text(&["You are welcome."], USED));
    go_on(&stage.router, &first, "thanks").await;
    let counted = stage.counted().await;
    let claude = "provider=\"claude\",model=\"claude-sonnet-5-5\"";
    for series in [
        "osool_chat_sessions_total 1".to_owned(),
        "osool_chat_turns_total{route=\"small_talk\",tier=\"claude\"} 1".to_owned(),
        "osool_chat_intents_total{intent=\"thanks\"} 1".to_owned(),
        "osool_chat_degraded_total{tier=\"openai\"} 1".to_owned(),
        "osool_tool_calls_total{tool=\"get_property\",outcome=\"done\"} 1".to_owned(),
        "osool_tool_calls_total{tool=\"unknown\",outcome=\"refused\"} 1".to_owned(),
        "osool_hallucinations_total{model=\"claude-sonnet-5-5\",reason=\"unknown_unit\"} 1".to_owned(),
        format!("osool_llm_requests_total{{{claude},outcome=\"answered\"}} 2"),
        format!("osool_llm_requests_total{{{claude},outcome=\"failed\"}} 1"),
        "osool_llm_requests_total{provider=\"openai\",model=\"gpt-6-luna\",outcome=\"answered\"} 1".to_owned(),
        "osool_llm_tokens_used_total{provider=\"openai\",model=\"gpt-6-luna\",kind=\"cache_read\"} 2000".to_owned(),
        format!("osool_llm_cost_usd_total{{provider=\"openai\",model=\"gpt-6-luna\"}} 0.{LUNA:09}"),
    ] {
        assert!(counted.contains(&series), "{series} is not in {counted:#?}");
    }
    // All calls together cost what the books say.
    let cost = |series: &String| {
        let (_, usd) = series.strip_prefix("osool_llm_cost_usd_total")?.rsplit_once(' ')?;
        usd.replace('.', "").parse::<i64>().ok()
    };
    assert_eq!(nanos(counted.iter().filter_map(cost).sum()), stage.spent().await.0);
}
