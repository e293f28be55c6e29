//! The paid embedder at the wire: a stand-in for OpenAI that answers, refuses, breaks off or says nothing, and books
//! that are audited after each.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests may panic, and their stand-in runs beside them"
)]

use std::{collections::VecDeque, future::pending, sync::Mutex, time::Duration};

use secrecy::SecretString;
use serde_json::{Value, json};
use time::macros::datetime;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};
use uuid::Uuid;

use super::*;
use crate::{
    error::ErrorCode,
    fault::Fault,
    guard::State,
    ledger::{Limits, usage::Context},
    llm::ProviderSettings,
    money::NanoUsd,
    store::table::simulated::{self, Simulated},
};

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);
const KEY: &str = "sk-9fQ2mZ7xT4vB8nK1";

/// What becomes of a request.
#[derive(Debug, Clone, Copy)]
enum Fate {
    /// This status with this body.
    Answered(u16, &'static str),
    /// The connection breaks before an answer.
    BrokenOff,
    /// Nothing ever happens.
    Hangs,
}

/// OpenAI as far as its embeddings go. Unless told otherwise it answers with the offline vectors, the last text's first,
/// and bills a token for each word.
#[derive(Default)]
struct StandIn {
    fates: Mutex<VecDeque<Fate>>,
    /// What was asked, with the head of the request under `head`.
    requests: Mutex<Vec<Value>>,
}

impl StandIn {
    async fn start() -> (Arc<Self>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let stand_in = Arc::<Self>::default();
        let server = Arc::clone(&stand_in);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&server).serve(BufReader::new(client)));
            }
        });
        (stand_in, address)
    }

    async fn serve(self: Arc<Self>, mut client: BufReader<TcpStream>) {
        loop {
            let (mut head, mut length) = (String::new(), 0);
            while !head.ends_with("\r\n\r\n") {
                let begin = head.len();
                if client.read_line(&mut head).await.unwrap_or(0) == 0 {
                    return;
                }
                if let Some(digits) = head[begin..].to_lowercase().strip_prefix("content-length:") {
                    length = digits.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            client.read_exact(&mut body).await.unwrap();
            let mut asked: Value = serde_json::from_slice(&body).unwrap();
            let good = answer(&asked).to_string();
            asked["head"] = head.into();
            self.requests.lock().unwrap().push(asked);
            let fate = self.fates.lock().unwrap().pop_front();
            let (status, body) = match fate {
                None => (200, good.as_str()),
                Some(Fate::Answered(status, body)) => (status, body),
                Some(Fate::BrokenOff) => return,
                Some(Fate::Hangs) => pending().await,
            };
            let answer = format!(
                "HTTP/1.1 {status} said\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            client.write_all(answer.as_bytes()).await.unwrap();
        }
    }

    /// The next requests have these fates.
    fn then(&self, fates: impl IntoIterator<Item = Fate>) {
        self.fates.lock().unwrap().extend(fates);
    }

    fn requests(&self) -> Vec<Value> {
        self.requests.lock().unwrap().clone()
    }
}

fn answer(asked: &Value) -> Value {
    let texts: Vec<&str> = asked["input"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    let row = |(index, text): (usize, &&str)| json!({"object": "embedding", "index": index, "embedding": Embedding::of(text).0});
    let rows: Vec<Value> = texts.iter().enumerate().rev().map(row).collect();
    let tokens: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
    json!({"object": "list", "data": rows, "model": asked["model"], "usage": {"prompt_tokens": tokens, "total_tokens": tokens}})
}

/// An environment with a stand-in of its own.
struct World {
    table: Arc<Simulated>,
    openai: Arc<StandIn>,
    embedder: Embedder<Arc<Simulated>>,
    session: Uuid,
}

fn limits(day: i64) -> Limits {
    let nanos = |nanos| NanoUsd::from_nanos(nanos).unwrap();
    Limits { session: nanos(500_000_000), day: nanos(day), month: nanos(1_000_000_000_000) }
}

fn providers(settings: &mut Settings) -> Providers {
    Providers::with_keys(&ProviderSettings::read(settings), None, Some(SecretString::from(KEY)))
}

fn embedder(table: &Arc<Simulated>, address: &str, day: i64) -> Embedder<Arc<Simulated>> {
    let mut settings = Settings::from_pairs([("OPENAI_BASE_URL", address)]);
    let read = EmbedderSettings::read(&mut settings);
    let providers = providers(&mut settings);
    settings.check().unwrap();
    let guard = Arc::new(Guard::new(Arc::clone(table), "environment".to_owned()));
    Embedder::new(read, &providers, Ledger::new(Arc::clone(table), limits(day)), guard)
}

impl World {
    async fn new() -> Self {
        Self::with_day_limit(100_000_000_000).await
    }

    async fn with_day_limit(day: i64) -> Self {
        let table = Arc::<Simulated>::default();
        let (openai, address) = StandIn::start().await;
        let embedder = embedder(&table, &address, day);
        Self { table, openai, embedder, session: Uuid::now_v7() }
    }

    fn paid(&self) -> &Paid<Arc<Simulated>> {
        match &self.embedder {
            Embedder::OpenAi(paid) => paid,
            Embedder::Offline => panic!("there is a key"),
        }
    }

    async fn embed_within(&self, texts: &[String], within: Duration) -> Result<Vec<Embedding>, Failure> {
        let deadline = Instant::now() + within;
        self.embedder.embed(PAID_MODEL, texts, Payer::Session(self.session), deadline, NOW).await
    }

    async fn embed(&self, texts: &[&str]) -> Result<Vec<Embedding>, Failure> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        self.embed_within(&texts, Duration::from_mins(1)).await
    }

    async fn question(&self, question: &str) -> Result<Arc<Embedding>, Failure> {
        let (payer, deadline) = (Payer::Session(self.session), Instant::now() + Duration::from_mins(1));
        self.embedder.embed_question(PAID_MODEL, question, payer, deadline, NOW).await
    }

    /// What the day has spent, in tokens of the model, once it is sure that nothing is held and that all books agree.
    async fn tokens(&self) -> i64 {
        let ledger = &self.paid().ledger;
        let (day, month) = (ledger.day(NOW).await.unwrap(), ledger.month(NOW).await.unwrap());
        let session = ledger.session(self.session, NOW).await.unwrap();
        assert_eq!((day.held, month.held, session.held), Default::default(), "something is held");
        assert_eq!((month.spent, session.spent), (day.spent, day.spent));
        let usage = ledger.costs(NOW.date()).await.unwrap().usage;
        let tokens: u64 = usage.iter().map(|row| row.input).sum();
        assert!(usage.iter().all(|row| (row.context, row.model.as_str()) == (Context::Embedding, PAID_MODEL)));
        let tokens = i64::try_from(tokens).unwrap();
        assert_eq!(day.spent.nanos(), tokens * 20, "a token costs twenty nano-dollars");
        tokens
    }

    async fn breaker(&self) -> (State, i64) {
        let circuits = self.paid().guard.circuits(NOW + Duration::from_secs(1)).await.unwrap();
        let circuit = circuits.into_iter().find(|circuit| circuit.dependency == Dependency::OpenAi).unwrap();
        (circuit.state, circuit.failures)
    }
}

/// The texts of the failing calls below, and their bytes: what is charged where nobody knows.
const TEXTS: [&str; 2] = ["sea view", "حديقة"];
const BYTES: i64 = 18;

#[tokio::test]
async fn s4_vectors_come_in_order_and_cost_what_openai_says() {
    let world = World::new().await;
    let vectors = world.embed(&["sea view", "private garden and pool", "  حديقة  "]).await.unwrap();
    let expected = ["sea view", "private garden and pool", "حديقة"].map(Embedding::of);
    for (made, expected) in vectors.iter().zip(&expected) {
        assert!(made.0.iter().zip(&expected.0).all(|(one, other)| (one - other).abs() < 1e-6));
    }
    assert_eq!((vectors.len(), world.tokens().await), (3, 7));
    assert_eq!(world.breaker().await, (State::Closed, 0));
    let [request] = world.openai.requests().try_into().unwrap();
    assert_eq!(request["input"], json!(["sea view", "private garden and pool", "حديقة"]));
    assert_eq!((&request["model"], &request["dimensions"]), (&json!(PAID_MODEL), &json!(DIMENSIONS)));
    let head = request["head"].as_str().unwrap();
    assert!(head.starts_with("POST /v1/embeddings ") && head.contains(&format!("authorization: Bearer {KEY}\r\n")));
}

#[tokio::test]
async fn s4_each_failure_is_retried_counted_and_charged_as_it_deserves() {
    const NO_VECTORS: &str = r#"{"data":[],"usage":{"prompt_tokens":7}}"#;
    const BAD_KEY: &str = r#"{"error":{"code":"invalid_api_key","type":"invalid_request_error","message":"sk-9fQ2"}}"#;
    for (fate, fault, requests, charged, counted) in [
        (Fate::Answered(401, BAD_KEY), Fault::BadKey, 1, 0, 0),
        (Fate::Answered(401, ""), Fault::BadKey, 1, 0, 0),
        (Fate::Answered(429, r#"{"error":{"code":"insufficient_quota"}}"#), Fault::Quota, 1, 0, 0),
        (Fate::Answered(400, r#"{"error":{"type":"invalid_request_error"}}"#), Fault::BadRequest, 1, 0, 0),
        (Fate::Answered(429, r#"{"error":{"code":"rate_limit_exceeded"}}"#), Fault::Overloaded, 3, 0, 3),
        (Fate::Answered(500, r#"{"error":{"type":"server_error"}}"#), Fault::ServerError, 3, 0, 3),
        (Fate::Answered(503, "<html>"), Fault::Overloaded, 3, 0, 3),
        // From here on it may have been billed, or it is said to have been.
        (Fate::Answered(504, "<html>"), Fault::Timeout, 3, 3 * BYTES, 3),
        (Fate::Answered(200, NO_VECTORS), Fault::Malformed, 3, 3 * 7, 3),
        (Fate::Answered(200, "{"), Fault::Malformed, 3, 3 * BYTES, 3),
        (Fate::BrokenOff, Fault::Unreachable, 3, 3 * BYTES, 1),
    ] {
        let world = World::new().await;
        world.openai.then([fate; 3]);
        let failure = world.embed(&TEXTS).await.unwrap_err();
        assert_eq!((failure.code(), failure.fault()), (ErrorCode::AiServiceUnavailable, Some(fault)), "{fate:?}");
        assert_eq!(world.openai.requests().len(), requests, "{fate:?}");
        assert_eq!(world.tokens().await, charged, "{fate:?}");
        assert_eq!(world.breaker().await.1, counted, "{fate:?}");
        assert!(!failure.to_string().contains("sk-"), "{failure}");
    }
}

#[tokio::test]
async fn s4_a_retry_that_succeeds_gives_vectors_and_pays_once() {
    let world = World::new().await;
    world.openai.then([Fate::Answered(500, ""), Fate::Answered(429, "")]);
    assert_eq!(world.embed(&TEXTS).await.unwrap().len(), 2);
    assert_eq!((world.openai.requests().len(), world.tokens().await), (3, 3));
    assert_eq!(world.breaker().await, (State::Closed, 0));
}

#[tokio::test]
async fn s4_an_openai_that_says_nothing_is_given_up_at_the_deadline_and_charged() {
    let world = World::new().await;
    world.openai.then([Fate::Hangs]);
    let texts = TEXTS.map(str::to_owned);
    // Less time than it takes to see that nobody is there: nothing is tried, charged or counted.
    let failure = world.embed_within(&texts, Duration::from_secs(1)).await.unwrap_err();
    assert_eq!((failure.code(), world.openai.requests().len()), (ErrorCode::AiServiceUnavailable, 0));
    assert_eq!((world.tokens().await, world.breaker().await.1), (0, 0));
    let failure = world.embed_within(&texts, Duration::from_millis(1_500)).await.unwrap_err();
    assert_eq!((failure.fault(), world.openai.requests().len()), (Some(Fault::Timeout), 1));
    assert_eq!((world.tokens().await, world.breaker().await.1), (BYTES, 1));
}

#[tokio::test]
async fn s4_an_openai_that_is_not_there_costs_nothing() {
    let mut world = World::new().await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    world.embedder = embedder(&world.table, &format!("http://{nobody}"), 100_000_000_000);
    let failure = world.embed(&TEXTS).await.unwrap_err();
    assert_eq!((failure.fault(), world.tokens().await), (Some(Fault::Unreachable), 0));
}

#[tokio::test]
async fn s4_an_open_breaker_refuses_without_a_request_or_a_hold() {
    let world = World::new().await;
    world.openai.then([Fate::Answered(500, ""); 3]);
    assert!(world.embed(&TEXTS).await.is_err());
    let writes = world.table.writes();
    let failure = world.embed(&TEXTS).await.unwrap_err();
    assert_eq!((failure.code(), failure.fault()), (ErrorCode::AiServiceUnavailable, None));
    assert_eq!(failure.details().get("circuit"), Some(&json!("open")));
    assert_eq!((world.openai.requests().len(), world.table.writes()), (3, writes));
}

#[tokio::test]
async fn s4_nothing_is_asked_that_does_not_fit_the_budget() {
    let world = World::with_day_limit(BYTES * 20 - 1).await;
    let failure = world.embed(&TEXTS).await.unwrap_err();
    assert_eq!((failure.code(), failure.fault()), (ErrorCode::CostLimitReached, None));
    assert_eq!((world.openai.requests().len(), world.tokens().await), (0, 0));
    assert_eq!(world.breaker().await, (State::Closed, 0), "the budget says nothing about OpenAI");
    let world = World::with_day_limit(BYTES * 20).await;
    assert!(world.embed(&TEXTS).await.is_ok(), "the limit itself fits");
}

#[tokio::test]
async fn s4_nothing_is_asked_while_nothing_can_be_held() {
    let world = World::new().await;
    world.table.fail_as(|| simulated::Fault::NotDone);
    let failure = world.embed(&TEXTS).await.unwrap_err();
    assert_eq!((failure.code(), world.openai.requests().len()), (ErrorCode::DependencyUnavailable, 0));
}

#[tokio::test]
async fn s4_vectors_that_are_paid_for_are_given_even_where_the_books_are_away() {
    let world = World::new().await;
    let openai = Arc::clone(&world.openai);
    world.table.fail_as(
        move || {
            if openai.requests().is_empty() { simulated::Fault::None } else { simulated::Fault::NotDone }
        },
    );
    assert_eq!(world.embed(&TEXTS).await.unwrap().len(), 2);
    world.table.recover();
    let day = world.paid().ledger.day(NOW).await.unwrap();
    assert_eq!((day.spent.nanos(), day.held.nanos()), (0, BYTES * 20), "the hold stays until it expires");
}

#[tokio::test]
async fn s4_nothing_begins_that_cannot_end_in_time() {
    let world = World::new().await;
    let failure = world.embed_within(&TEXTS.map(str::to_owned), Duration::ZERO).await.unwrap_err();
    assert_eq!((failure.code(), failure.fault()), (ErrorCode::AiServiceUnavailable, None));
    assert_eq!((world.openai.requests().len(), world.table.keys()), (0, Vec::<String>::new()));
}

#[tokio::test]
async fn s4_a_question_is_paid_for_once_in_whatever_spelling() {
    let world = World::new().await;
    world.openai.then([Fate::Answered(401, "")]);
    assert!(world.question("شقّة بحديقة").await.is_err(), "a failure is not kept");
    let first = world.question("شقّة بحديقة").await.unwrap();
    let second = world.question("شقه  بحديقه؟").await.unwrap();
    assert_eq!(first, second);
    assert_eq!((world.openai.requests().len(), world.tokens().await), (2, 2));
    world.question("شقة بحمام سباحة").await.unwrap();
    assert_eq!(world.openai.requests().len(), 3);
}

#[tokio::test]
async fn s4_many_texts_go_in_several_requests_and_empty_ones_in_none() {
    let world = World::new().await;
    let mut texts: Vec<String> = (0..200).map(|number| format!("unit {number}")).collect();
    texts[7] = " \n ".to_owned();
    let vectors = world.embed_within(&texts, Duration::from_mins(1)).await.unwrap();
    let sizes: Vec<usize> =
        world.openai.requests().iter().map(|request| request["input"].as_array().unwrap().len()).collect();
    assert_eq!((vectors.len(), sizes), (200, vec![96, 96, 7]));
    assert_eq!(vectors[7], Embedding::nothing());
    for place in [0, 6, 8, 96, 199] {
        let near: f32 = vectors[place].0.iter().zip(&Embedding::of(&texts[place]).0).map(|(a, b)| a * b).sum();
        assert!(near > 0.999, "{place}: {near}");
    }
    assert_eq!(world.embed(&[]).await.unwrap(), []);
    assert_eq!(world.openai.requests().len(), 3);
}

#[tokio::test]
async fn s4_a_model_without_a_price_is_never_called() {
    let world = World::new().await;
    for model in ["text-embedding-9-free", "osool-hashing-0"] {
        let (payer, deadline) = (Payer::Session(world.session), Instant::now() + Duration::from_mins(1));
        let asked = world.embedder.embed(model, &["sea".to_owned()], payer, deadline, NOW).await;
        assert_eq!(asked.unwrap_err().code(), ErrorCode::Internal, "{model}");
    }
    assert_eq!(world.openai.requests().len(), 0);
}

#[tokio::test]
async fn s4_offline_vectors_need_no_key_and_cost_nothing_and_a_paid_model_needs_one() {
    let world = World::new().await;
    let (payer, texts) = (Payer::Session(world.session), ["sea".to_owned()]);
    let deadline = Instant::now() + Duration::from_mins(1);
    for embedder in [&world.embedder, &Embedder::Offline] {
        let made = embedder.embed(OFFLINE_MODEL, &texts, payer, deadline, NOW).await.unwrap();
        assert_eq!(made, [Embedding::of("sea")]);
    }
    assert_eq!((world.openai.requests().len(), world.table.keys()), (0, Vec::<String>::new()));
    let offline = Embedder::<Arc<Simulated>>::Offline;
    let asked = offline.embed(PAID_MODEL, &texts, payer, deadline, NOW).await;
    assert_eq!(asked.unwrap_err().code(), ErrorCode::AiServiceUnavailable);
    assert_eq!((offline.model(), world.embedder.model()), (OFFLINE_MODEL, PAID_MODEL));
}

#[test]
fn s4_settings_name_a_model_that_makes_vectors() {
    for (value, is_good) in
        [("text-embedding-3-large", true), (OFFLINE_MODEL, true), ("gpt-4o", false), ("text-embedding-9", false)]
    {
        let mut settings = Settings::from_pairs([("EMBEDDING_MODEL", value)]);
        let read = EmbedderSettings::read(&mut settings);
        assert_eq!(settings.check().is_ok(), is_good, "{value}");
        assert!(!is_good || read.model == value);
    }
}

#[test]
fn s4_the_offline_model_wins_over_a_key() {
    let table = Arc::<Simulated>::default();
    let mut settings = Settings::from_pairs([("EMBEDDING_MODEL", OFFLINE_MODEL)]);
    let read = EmbedderSettings::read(&mut settings);
    let guard = Arc::new(Guard::new(Arc::clone(&table), "environment".to_owned()));
    let made = Embedder::new(read, &providers(&mut settings), Ledger::new(table, limits(1)), guard);
    assert!(matches!(made, Embedder::Offline));
}

#[test]
fn s4_vectors_are_brought_to_unit_length_or_refused() {
    let mut vector = vec![0.0; DIMENSIONS];
    (vector[0], vector[1]) = (3e30, 4e30);
    let made = Embedding::of_unit_length(vector.clone()).unwrap();
    assert!((made.0[0] - 0.6).abs() < 1e-6 && (made.0[1] - 0.8).abs() < 1e-6);
    for wrong in [0.0, f32::NAN, f32::INFINITY] {
        (vector[0], vector[1]) = (wrong, 0.0);
        assert_eq!(Embedding::of_unit_length(vector.clone()), None, "{wrong}");
    }
}
