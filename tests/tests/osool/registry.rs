//! Proof on a chain (P8, C4): the registry contract at a real node, what is recorded there, what Amr says of it, and what
//! becomes of both where the node fails.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use k256::ecdsa::SigningKey;
use serde_json::{Value, json};
use sha3::{Digest as _, Keccak256};
use shared::{
    clock::Clock,
    config::Settings,
    error::{ErrorCode, Failure},
    guard::Guard,
    identity::key::{from_hex, hex},
    language::Language,
    listings::{property::Property, repository},
    registry::{
        contract::RegistrySettings,
        proofs::{Proofs, Standing, question},
        recording::{self, Recorded, RecordingSettings},
    },
    secrets::Secrets,
    store::table::DynamoTable,
};
use sqlx::PgPool;
use tests::{
    aws, database, dynamo, empty_database, guard,
    models::{Models, Step, anthropic_text, anthropic_tools, plain, status},
    repository as file, required, secret, table,
};
use time::OffsetDateTime;
use tokio::{net::TcpListener, time::Instant};
use uuid::Uuid;

use crate::{
    chat::{go_on, ids, say},
    turns::{Stage, USED},
};

/// Calls a method of the node of this run.
async fn node(method: &str, parameters: Value) -> Value {
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters});
    let answer = reqwest::Client::new().post(required("OSOOL_TEST_CHAIN_URL")).json(&call).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert!(answer["error"].is_null(), "{method}: {answer}");
    answer["result"].clone()
}

/// A contract of its own, whose recorder has money and a key that nobody else uses.
struct Contract {
    address: String,
    key: String,
    account: String,
}

impl Contract {
    async fn deployed() -> Self {
        let key = [Uuid::new_v4(), Uuid::new_v4()].map(|half| half.simple().to_string()).concat();
        let signing = SigningKey::from_slice(&from_hex(&key).unwrap()).unwrap();
        let point = signing.verifying_key().to_sec1_point(false);
        let hash = Keccak256::digest(&point.as_bytes()[1..]);
        let digits = hex(&hash[12..]);
        let account = format!("0x{digits}");
        node("anvil_setBalance", json!([account, "0xde0b6b3a7640000"])).await;
        let compiled: Value =
            serde_json::from_slice(&std::fs::read(file("infra/registry/Registry.json")).unwrap()).unwrap();
        let (code, padding) = (compiled["bytecode"].as_str().unwrap(), "0".repeat(24));
        let deploying = json!([{"from": account, "data": format!("{code}{padding}{digits}{padding}{digits}")}]);
        node("anvil_impersonateAccount", json!([account])).await;
        let receipt = node("eth_sendTransactionSync", deploying).await;
        Self { address: receipt["contractAddress"].as_str().unwrap().to_owned(), key, account }
    }

    /// What reads it at the node with this address.
    async fn proofs(&self, url: &str, guard: Arc<Guard<DynamoTable>>) -> Proofs<DynamoTable> {
        let arn = secret(Some(&json!({"BLOCKCHAIN_RPC_URL": url}).to_string())).await;
        let pairs = [("REGISTRY_ADDRESS", self.address.as_str()), ("CHAIN_SECRET_ARN", arn.as_str())];
        let settings = RegistrySettings::read(&mut Settings::from_pairs(pairs));
        Proofs::open(&settings, &Secrets::new(&aws().await), guard).await
    }

    /// One run of recording, for at most so many gwei, with so much time.
    async fn record(&self, pool: &PgPool, url: &str, gwei: u32, seconds: u64) -> Result<Recorded, Failure> {
        let node = secret(Some(&json!({"BLOCKCHAIN_RPC_URL": url}).to_string())).await;
        let key = secret(Some(&json!({"RECORDER_KEY": self.key}).to_string())).await;
        let gwei = gwei.to_string();
        let pairs = [
            ("REGISTRY_ADDRESS", self.address.as_str()),
            ("CHAIN_SECRET_ARN", node.as_str()),
            ("RECORDER_SECRET_ARN", key.as_str()),
            ("REGISTRY_CHAIN_ID", "31337"),
            ("REGISTRY_MOST_GWEI", gwei.as_str()),
        ];
        let settings = RecordingSettings::read(&mut Settings::from_pairs(pairs));
        let recorder = settings.open(&Secrets::new(&aws().await)).await.unwrap().unwrap();
        let guard = guard(&dynamo(&table().await).await);
        let until = Instant::now() + std::time::Duration::from_secs(seconds);
        recording::record_due(pool, &recorder, &guard, until).await
    }
}

async fn a_guard() -> Arc<Guard<DynamoTable>> {
    Arc::new(guard(&dynamo(&table().await).await))
}

async fn standing(proofs: &Proofs<DynamoTable>, unit: &Property) -> Standing {
    proofs.standings(&[unit], Clock::starting_at(OffsetDateTime::now_utc())).await[0]
}

async fn some_unit(pool: &PgPool) -> Property {
    repository::after(pool, "", 1).await.unwrap().remove(0)
}

/// A database with so few units that one transaction records them.
async fn few_units(few: i64) -> PgPool {
    let pool = database().await;
    let others = "DELETE FROM properties WHERE id NOT IN (SELECT id FROM properties ORDER BY id LIMIT $1)";
    sqlx::query(others).bind(few).execute(&pool).await.unwrap();
    pool
}

#[tokio::test]
async fn p8_what_listings_say_is_recorded_once_and_again_when_it_changes() {
    let (pool, contract, url) = (few_units(250).await, Contract::deployed().await, required("OSOOL_TEST_CHAIN_URL"));
    let proofs = contract.proofs(&url, a_guard().await).await;
    let unit = some_unit(&pool).await;
    assert_eq!(standing(&proofs, &unit).await, Standing::NotRecorded);

    let done = contract.record(&pool, &url, 50, 100).await.unwrap();
    assert_eq!(done, Recorded { unchanged: 0, recorded: 250, transactions: 3, broke_off: false });
    let Standing::Unchanged(since) = standing(&proofs, &unit).await else { panic!("it was recorded") };
    let done = contract.record(&pool, &url, 50, 100).await.unwrap();
    assert_eq!(done, Recorded { unchanged: 250, ..Recorded::default() });
    assert_eq!(standing(&proofs, &unit).await, Standing::Unchanged(since));

    let dearer = "UPDATE properties SET price_piastres = price_piastres + 100 WHERE id = $1";
    sqlx::query(dearer).bind(unit.id.as_str()).execute(&pool).await.unwrap();
    let dearer = some_unit(&pool).await;
    assert_eq!(standing(&proofs, &dearer).await, Standing::Changed(since));
    let done = contract.record(&pool, &url, 50, 100).await.unwrap();
    assert_eq!(done, Recorded { unchanged: 249, recorded: 1, transactions: 1, broke_off: false });
    assert!(matches!(standing(&proofs, &dearer).await, Standing::Unchanged(_)));
    assert!(matches!(standing(&proofs, &unit).await, Standing::Changed(_)), "the old price is no longer what counts");
}

#[tokio::test]
async fn p8_a_sale_is_recorded_when_its_deposit_is_paid_and_when_it_has_gone_back() {
    let (pool, contract, url) = (few_units(1).await, Contract::deployed().await, required("OSOOL_TEST_CHAIN_URL"));
    let unit = some_unit(&pool).await;
    let (user, id) = (Uuid::now_v7(), Uuid::now_v7());
    sqlx::query("INSERT INTO users VALUES ($1, 'investor', 'ar', now())").bind(user).execute(&pool).await.unwrap();
    let sold = "INSERT INTO reservations (id, property_id, user_id, idempotency_key, state, price_piastres,
                    deposit_piastres, held_until, created_at, shares)
                SELECT $1, id, $2, 'k', 'held', price_piastres, 1, now(), now(),
                    int8multirange(int8range(number * 10000, number * 10000 + 10000)) FROM properties WHERE id = $3";
    sqlx::query(sold).bind(id).bind(user).bind(unit.id.as_str()).execute(&pool).await.unwrap();
    let recorded = async || contract.record(&pool, &url, 50, 100).await.unwrap();
    assert_eq!(recorded().await.recorded, 1, "the listing, and no hold that may lapse");
    for (state, records) in [("paid", 1), ("paid", 0), ("refunded", 1), ("refunded", 0)] {
        let change = sqlx::query("UPDATE reservations SET state = $2 WHERE id = $1").bind(id).bind(state);
        change.execute(&pool).await.unwrap();
        assert_eq!(recorded().await.recorded, records, "{state}");
    }
}

#[tokio::test]
async fn p8_nothing_is_sent_where_gas_is_too_dear_or_the_account_is_not_the_recorder_s() {
    let (pool, contract, url) = (few_units(3).await, Contract::deployed().await, required("OSOOL_TEST_CHAIN_URL"));
    let sent = async || node("eth_getTransactionCount", json!([contract.account, "pending"])).await;
    let before = sent().await;
    let waits = contract.record(&pool, &url, 0, 100).await.unwrap_err().cause_chain().unwrap();
    assert!(waits.contains("nothing could be"), "{waits}");
    let stranger = Contract { address: Contract::deployed().await.address, ..contract };
    let refused = stranger.record(&pool, &url, 50, 100).await.unwrap_err();
    let cause = refused.cause_chain().unwrap();
    assert!(cause.contains("eth_estimateGas was refused"), "{cause}");
    assert_eq!(node("eth_getTransactionCount", json!([stranger.account, "pending"])).await, before);
}

/// A node before the node of this run, which keeps transactions to itself while it is told to.
struct Swallowing {
    swallows: AtomicBool,
    /// How many it has kept.
    swallowed: AtomicUsize,
    /// The hashes of those that it has sent on.
    sent: Mutex<Vec<Value>>,
    /// What it has said that a unit of gas costs beside the base fee.
    tip: Mutex<Value>,
}

fn number(quantity: &Value) -> u128 {
    u128::from_str_radix(quantity.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}

async fn forwarded(State(state): State<Arc<Swallowing>>, Json(call): Json<Value>) -> Json<Value> {
    let (method, parameters) = (call["method"].as_str().unwrap(), &call["params"]);
    let result = |result: Value| Json(json!({"jsonrpc": "2.0", "id": 1, "result": result}));
    if method == "eth_sendRawTransaction" && state.swallows.load(Ordering::SeqCst) {
        state.swallowed.fetch_add(1, Ordering::SeqCst);
        return result(json!("0x00"));
    }
    let answer = node(method, parameters.clone()).await;
    if method == "eth_sendRawTransaction" {
        state.sent.lock().unwrap().push(answer.clone());
    }
    if method == "eth_maxPriorityFeePerGas" {
        state.tip.lock().unwrap().clone_from(&answer);
    }
    if method == "eth_getTransactionCount" && parameters[1] == "pending" {
        let hanging = u128::try_from(state.swallowed.load(Ordering::SeqCst)).unwrap();
        return result(json!(format!("{:#x}", number(&answer) + hanging)));
    }
    result(answer)
}

#[tokio::test]
async fn p8_a_transaction_that_hangs_is_replaced_by_the_next_run_at_twice_its_price() {
    let (pool, contract) = (few_units(3).await, Contract::deployed().await);
    let state = Arc::new(Swallowing {
        swallows: AtomicBool::new(true),
        swallowed: AtomicUsize::new(0),
        sent: Mutex::default(),
        tip: Mutex::default(),
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = axum::serve(listener, Router::new().route("/", post(forwarded)).with_state(Arc::clone(&state)));
    #[expect(clippy::disallowed_methods, reason = "a test is never frozen")]
    tokio::spawn(async { serving.await });

    let waits = contract.record(&pool, &url, 500, 12).await.unwrap_err().cause_chain().unwrap();
    assert!(waits.contains("nothing could be"), "{waits}");
    assert_eq!(state.swallowed.load(Ordering::SeqCst), 1);
    state.swallows.store(false, Ordering::SeqCst);
    let done = contract.record(&pool, &url, 500, 100).await.unwrap();
    assert_eq!(done, Recorded { recorded: 3, transactions: 1, ..Recorded::default() });

    let count = node("eth_getTransactionCount", json!([contract.account, "latest"])).await;
    assert_eq!(count, "0x2", "it took the place of the one that hung");
    let hash = state.sent.lock().unwrap()[0].clone();
    let sent = node("eth_getTransactionByHash", json!([hash])).await;
    let tip = state.tip.lock().unwrap().clone();
    assert_eq!(number(&sent["maxPriorityFeePerGas"]), 2 * number(&tip));
}

#[tokio::test]
async fn p8_whatever_a_node_answers_the_record_is_known_or_said_to_be_unreadable() {
    let (pool, contract) = (few_units(1).await, Contract::deployed().await);
    let unit = some_unit(&pool).await;
    let result = |result: &str| json!({"jsonrpc": "2.0", "id": 1, "result": result}).to_string();
    let refusal = json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32005, "message": "too many"}}).to_string();
    for (status, body) in [
        (200, "<html>".to_owned()),
        (200, String::new()),
        (200, "{}".to_owned()),
        (200, result("0x")),
        (200, result("0xzz")),
        (200, result(&"f".repeat(600 << 10))),
        (200, refusal.clone()),
        (429, refusal),
        (401, "who are you".to_owned()),
        (503, "later".to_owned()),
    ] {
        let node = Models::start().await;
        node.then(plain(status, "application/json", &body));
        let proofs = contract.proofs(node.address(), a_guard().await).await;
        let standing = standing(&proofs, &unit).await;
        assert_eq!(standing, Standing::Unreachable, "{status} {}", body.get(..body.len().min(80)).unwrap());
    }
    let nobody = contract.proofs("http://127.0.0.1:9", a_guard().await).await;
    assert_eq!(standing(&nobody, &unit).await, Standing::Unreachable);
}

#[tokio::test]
async fn p8_recording_fails_where_the_node_does_and_says_nothing_of_its_address() {
    let (pool, contract) = (few_units(1).await, Contract::deployed().await);
    let failed = contract.record(&pool, "http://127.0.0.1:9/v3/k3y", 50, 100).await.unwrap_err();
    assert_eq!(failed.code(), ErrorCode::BlockchainUnavailable);
    let cause = failed.cause_chain().unwrap();
    assert!(!cause.contains("k3y"), "{cause}");
    let nothing = empty_database().await;
    assert_eq!(contract.record(&nothing, "http://127.0.0.1:9", 50, 100).await.unwrap(), Recorded::default());
}

#[tokio::test]
async fn c4_a_model_says_of_a_record_what_was_read_and_what_it_adds_never_reaches_the_person() {
    let (contract, url) = (Contract::deployed().await, required("OSOOL_TEST_CHAIN_URL"));
    let stage = Stage::proven(contract.proofs(&url, a_guard().await).await).await;
    let (id, _) = stage.unit().await;
    let unread = Standing::NotRecorded.words(&id.parse().unwrap(), Language::English);
    let look = || anthropic_tools(&[("verify_on_chain", &json!({"property_id": id}).to_string())], USED);
    stage.claude.then(look());
    stage.claude.then(anthropic_text(&[&unread, " Shall I tell you more of it?"], USED));
    let answer = say(&stage.router, &format!("Is {id} recorded on the blockchain?")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    assert_eq!(answer.json["text"], format!("{unread} Shall I tell you more of it?"));
    assert_eq!((&answer.json["degraded"], ids(&answer)), (&json!(false), vec![id.as_str()]));

    stage.claude.then(look());
    let false_one = format!("{id} is verified on the blockchain and safe for ever. ");
    stage.claude.then(anthropic_text(&[&false_one, "Shall I tell you more of it?"], USED));
    let answer = say(&stage.router, &format!("Is {id} recorded on the blockchain?")).await;
    assert_eq!(answer.json["text"], format!("Shall I tell you more of it?\n\n{unread}"));

    stage.claude.then(look());
    stage.claude.then(anthropic_text(
        &["I checked the blockchain for you. ", &format!("**{id}**{}", &unread[id.len()..])],
        USED,
    ));
    let answer = say(&stage.router, &format!("Is {id} recorded on the blockchain?")).await;
    assert_eq!(answer.json["text"], format!("**{id}**{}", &unread[id.len()..]), "it is said once");

    // Whoever claims it without having looked is made to ask.
    stage.claude.then(anthropic_text(&[&false_one, "Shall I tell you more of it?"], USED));
    let answer = say(&stage.router, &format!("Is {id} recorded on the blockchain?")).await;
    let asked = question(Language::English);
    assert_eq!(answer.json["text"], format!("Shall I tell you more of it?\n\n{asked}"));
}

#[tokio::test]
async fn invariant_10_with_the_chain_away_the_answer_is_true_and_marked_degraded() {
    let contract = Contract::deployed().await;
    let stage = Stage::proven(contract.proofs("http://127.0.0.1:9", a_guard().await).await).await;
    let (id, _) = stage.unit().await;
    let unread = Standing::Unreachable.words(&id.parse().unwrap(), Language::English);
    stage.claude.then(anthropic_tools(&[("verify_on_chain", &json!({"property_id": id}).to_string())], USED));
    stage.claude.then(anthropic_text(&[&unread], USED));
    let answer = say(&stage.router, &format!("Is {id} recorded on the blockchain?")).await;
    assert_eq!((&answer.json["text"], &answer.json["degraded"]), (&json!(unread), &json!(true)));
    // And by the guide, where no model speaks.
    for models in [&stage.claude, &stage.openai] {
        models.then(status(401, "authentication_error", None));
    }
    let answer = say(&stage.router, &format!("{id} متسجلة على البلوكتشين؟")).await;
    assert_eq!((&answer.json["tier"], &answer.json["degraded"]), (&json!("guide"), &json!(true)));
    assert_eq!(answer.json["text"], Standing::Unreachable.words(&id.parse().unwrap(), Language::Arabic));
}

#[tokio::test]
async fn invariant_10_a_node_that_says_nothing_costs_a_turn_three_seconds_however_many_units_are_asked_about() {
    let (contract, silent) = (Contract::deployed().await, Models::start().await);
    silent.then(vec![Step::Hang]);
    let stage = Stage::proven(contract.proofs(silent.address(), a_guard().await).await).await;
    for models in [&stage.claude, &stage.openai] {
        models.then(status(401, "authentication_error", None));
        models.then(status(401, "authentication_error", None));
    }
    let shown = say(&stage.router, crate::chat::ENGLISH).await;
    assert_eq!(ids(&shown).len(), 5);
    let answer = go_on(&stage.router, &shown, "Are they recorded on the blockchain?").await;
    assert_eq!((answer.status, &answer.json["degraded"]), (StatusCode::OK, &json!(true)));
    let lines: Vec<&str> = answer.json["text"].as_str().unwrap().lines().collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert_eq!(silent.asked().len(), 1, "all of them in one call");
}

#[tokio::test]
async fn p8_where_nothing_is_configured_the_registrar_says_so_and_a_key_that_is_none_is_refused() {
    let empty = secret(Some("{}")).await;
    let wrong = secret(Some(&json!({"RECORDER_KEY": "0x12"}).to_string())).await;
    let node = secret(Some(&json!({"BLOCKCHAIN_RPC_URL": "http://127.0.0.1:9"}).to_string())).await;
    let opened = async |address: &str, node: &str, key: &str| {
        let pairs = [("REGISTRY_ADDRESS", address), ("CHAIN_SECRET_ARN", node), ("RECORDER_SECRET_ARN", key)];
        let settings = RecordingSettings::read(&mut Settings::from_pairs(pairs));
        settings.open(&Secrets::new(&aws().await)).await.map(|recorder| recorder.is_some())
    };
    let address = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
    for (address, node, key) in [("", &node, &wrong), (address, &empty, &wrong), (address, &node, &empty)] {
        assert!(!opened(address, node, key).await.unwrap(), "{address} {node} {key}");
    }
    let refused = opened(address, &node, &wrong).await.unwrap_err().to_string();
    assert!(refused.contains("a key is 64 hexadecimal digits") && !refused.contains("0x12"), "{refused}");
}
