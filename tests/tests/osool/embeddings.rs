//! Changing the model of a catalogue's vectors: over real Postgres, with the ledger and the breakers in the emulator, and
//! with a stand-in that speaks as OpenAI does.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use secrecy::SecretString;
use serde_json::{Value, json};
use shared::{
    config::Settings,
    error::ErrorCode,
    fault::Fault,
    ledger::{Ledger, Limits, Payer},
    listings::{
        embedding::{Embedder, EmbedderSettings, OFFLINE_MODEL, PAID_MODEL},
        reembedding::{Switch, fill, forget, serving, switch},
    },
    llm::{ProviderSettings, Providers},
    money::NanoUsd,
    store::table::DynamoTable,
};
use sqlx::{PgPool, Row as _};
use tests::{database, dynamo, empty_database, guard, table};
use time::OffsetDateTime;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    time::Instant,
};
use uuid::Uuid;

/// OpenAI as far as its embeddings go: a vector of ones for every text, at ten tokens a text.
#[derive(Default)]
struct StandIn {
    /// What the next requests are answered with instead: nothing, or this status.
    statuses: Mutex<VecDeque<Option<u16>>>,
    /// The texts of each request.
    requests: Mutex<Vec<Vec<String>>>,
    /// Where a unit changes while it is being embedded.
    changing: Mutex<Option<PgPool>>,
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
            let mut length = 0;
            loop {
                let mut line = String::new();
                if client.read_line(&mut line).await.unwrap_or(0) == 0 {
                    return;
                }
                if let Some(digits) = line.to_lowercase().strip_prefix("content-length:") {
                    length = digits.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            client.read_exact(&mut body).await.unwrap();
            let asked: Value = serde_json::from_slice(&body).unwrap();
            let texts: Vec<String> = serde_json::from_value(asked["input"].clone()).unwrap();
            let changing = self.changing.lock().unwrap().take();
            if let Some(pool) = changing {
                change_first(&pool).await;
            }
            let status = self.statuses.lock().unwrap().pop_front().flatten().unwrap_or(200);
            let vector = vec![1; 1536];
            let rows = (0..texts.len()).map(|index| json!({"index": index, "embedding": vector}));
            let answer = match status {
                200 => json!({"data": rows.collect::<Vec<_>>(), "usage": {"prompt_tokens": 10 * texts.len()}}),
                _ => json!({"error": {"type": "invalid_request_error"}}),
            };
            self.requests.lock().unwrap().push(texts);
            let answer = answer.to_string();
            let head = format!("HTTP/1.1 {status} said\r\ncontent-length: {}\r\n\r\n", answer.len());
            client.write_all(format!("{head}{answer}").as_bytes()).await.unwrap();
        }
    }

    fn requests(&self) -> Vec<Vec<String>> {
        self.requests.lock().unwrap().clone()
    }
}

/// Changes the first unit as an ingestion does: its row, then away with its vectors, in one transaction.
async fn change_first(pool: &PgPool) {
    let mut transaction = pool.begin().await.unwrap();
    let change = "UPDATE properties SET content_hash = sha256(content_hash), description = 'changed'
                  WHERE id = (SELECT min(id) FROM properties)";
    sqlx::query(change).execute(&mut *transaction).await.unwrap();
    let forget = "DELETE FROM property_embeddings WHERE property_id = (SELECT min(id) FROM properties)";
    sqlx::query(forget).execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();
}

/// Three hundred units with offline vectors, which serve.
async fn catalogue() -> PgPool {
    let pool = database().await;
    sqlx::query("DELETE FROM embedding_models").execute(&pool).await.unwrap();
    let rest = "DELETE FROM properties WHERE id NOT IN (SELECT id FROM properties ORDER BY id LIMIT 300)";
    sqlx::query(rest).execute(&pool).await.unwrap();
    assert_eq!(switch(&pool, OFFLINE_MODEL, OffsetDateTime::now_utc()).await.unwrap(), Switch::Serves);
    pool
}

async fn paid(address: &str, day: &str) -> (Embedder<DynamoTable>, Ledger<DynamoTable>) {
    let table = dynamo(&table().await).await;
    let mut settings = Settings::from_pairs([("OPENAI_BASE_URL", address), ("DAILY_COST_LIMIT", day)]);
    let (read, limits) = (EmbedderSettings::read(&mut settings), Limits::read(&mut settings));
    let providers = ProviderSettings::read(&mut settings);
    settings.check().unwrap();
    let ledger = || Ledger::new(table.clone(), limits);
    let providers = Providers::with_keys(&providers, None, Some(SecretString::from("sk-test")));
    (Embedder::new(read, &providers, ledger(), Arc::new(guard(&table))), ledger())
}

fn deadline() -> Instant {
    Instant::now() + Duration::from_mins(5)
}

async fn vectors(pool: &PgPool) -> Vec<(String, i64)> {
    let rows = sqlx::query("SELECT model, count(*) FROM property_embeddings GROUP BY model ORDER BY model");
    rows.fetch_all(pool).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn s4_the_model_of_a_catalogue_changes_while_the_old_one_serves() {
    let (pool, now) = (catalogue().await, OffsetDateTime::now_utc());
    let (openai, address) = StandIn::start().await;
    let (embedder, ledger) = paid(&address, "1").await;
    let payer = Payer::Job(Uuid::new_v4());
    assert_eq!(embedder.model(), PAID_MODEL);

    // OpenAI takes two batches and refuses the key at the third.
    openai.statuses.lock().unwrap().extend([None, None, Some(401)]);
    let first = fill(&pool, &embedder, PAID_MODEL, payer, deadline(), now).await.unwrap();
    assert_eq!((first.done, first.remaining), (192, 108));
    assert_eq!(first.stopped_by.unwrap().fault(), Some(Fault::BadKey));
    assert_eq!(switch(&pool, PAID_MODEL, now).await.unwrap(), Switch::Missing(108));
    assert_eq!(serving(&pool).await.unwrap().as_deref(), Some(OFFLINE_MODEL));

    let second = fill(&pool, &embedder, PAID_MODEL, payer, deadline(), now).await.unwrap();
    assert_eq!((second.done, second.remaining, second.stopped_by.is_none()), (108, 0, true));
    let sizes: Vec<usize> = openai.requests().iter().map(Vec::len).collect();
    assert_eq!(sizes, [96, 96, 96, 96, 12], "nothing is asked for twice but what was refused");
    assert_eq!(ledger.day(now).await.unwrap().spent, NanoUsd::from_nanos(300 * 10 * 20).unwrap());
    assert_eq!(ledger.day(now).await.unwrap().held, NanoUsd::ZERO);
    assert_eq!(serving(&pool).await.unwrap().as_deref(), Some(OFFLINE_MODEL));
    assert_eq!(vectors(&pool).await, [(OFFLINE_MODEL.to_owned(), 300), (PAID_MODEL.to_owned(), 300)]);

    assert_eq!(switch(&pool, PAID_MODEL, now).await.unwrap(), Switch::Serves);
    assert_eq!(switch(&pool, PAID_MODEL, now).await.unwrap(), Switch::Serves, "twice is as good as once");
    assert_eq!(serving(&pool).await.unwrap().as_deref(), Some(PAID_MODEL));
    assert_eq!(forget(&pool, PAID_MODEL, now).await.unwrap_err().code(), ErrorCode::Conflict);
    assert_eq!(forget(&pool, OFFLINE_MODEL, now).await.unwrap(), 300);
    assert_eq!(forget(&pool, OFFLINE_MODEL, now).await.unwrap(), 0);
    assert_eq!(vectors(&pool).await, [(PAID_MODEL.to_owned(), 300)]);
    assert_eq!(
        switch(&pool, OFFLINE_MODEL, now).await.unwrap(),
        Switch::Missing(300),
        "there is no way back by mistake"
    );
    assert_eq!(serving(&pool).await.unwrap().as_deref(), Some(PAID_MODEL));
}

#[tokio::test]
async fn s4_a_unit_that_changes_while_it_is_embedded_gets_no_vector_of_its_past() {
    let (pool, now) = (catalogue().await, OffsetDateTime::now_utc());
    let (openai, address) = StandIn::start().await;
    let (embedder, _) = paid(&address, "1").await;
    let payer = Payer::Job(Uuid::new_v4());
    *openai.changing.lock().unwrap() = Some(pool.clone());
    let first = fill(&pool, &embedder, PAID_MODEL, payer, deadline(), now).await.unwrap();
    assert_eq!((first.done, first.remaining), (299, 1));

    // Nor while somebody else's change of it is under way: that is not waited for.
    let mut transaction = pool.begin().await.unwrap();
    let change = "UPDATE properties SET description = 'again' WHERE id = (SELECT min(id) FROM properties)";
    sqlx::query(change).execute(&mut *transaction).await.unwrap();
    let second = fill(&pool, &embedder, PAID_MODEL, payer, deadline(), now).await.unwrap();
    assert_eq!((second.done, second.remaining), (0, 1));
    transaction.commit().await.unwrap();

    let third = fill(&pool, &embedder, PAID_MODEL, payer, deadline(), now).await.unwrap();
    assert_eq!((third.done, third.remaining), (1, 0));
    let asked = openai.requests();
    let [text] = asked.last().unwrap().as_slice() else { panic!("{asked:?}") };
    assert!(text.contains("again"), "{text}");
}

#[tokio::test]
async fn invariant_2_filling_ends_with_the_day_s_money_and_goes_on_the_next_day() {
    let (pool, now) = (catalogue().await, OffsetDateTime::now_utc());
    let (openai, address) = StandIn::start().await;
    let payer = Payer::Job(Uuid::new_v4());
    // What is asked for when money does not matter.
    let (rich, _) = paid(&address, "1").await;
    fill(&pool, &rich, PAID_MODEL, payer, deadline(), now).await.unwrap();
    let batches = openai.requests();
    sqlx::query("DELETE FROM property_embeddings WHERE model = $1").bind(PAID_MODEL).execute(&pool).await.unwrap();
    openai.requests.lock().unwrap().clear();
    // The first batch's texts at a byte a token are held; what they cost is less by far, and a second one fits no more.
    let worst = |batch: &Vec<String>| 20 * batch.iter().map(String::len).sum::<usize>();
    let limit = batches.iter().map(worst).max().unwrap() + 20 * 960 / 2;
    let dollars = format!("0.{limit:09}");
    let (embedder, ledger) = paid(&address, &dollars).await;
    let mut runs = Vec::new();
    for day in 0..4 {
        let now = now + Duration::from_hours(24 * day);
        let progress = fill(&pool, &embedder, PAID_MODEL, payer, deadline(), now).await.unwrap();
        let (spent, reason) = (ledger.day(now).await.unwrap(), progress.stopped_by.map(|failure| failure.code()));
        assert!(spent.spent.plus(spent.held) <= spent.limit && spent.held == NanoUsd::ZERO, "{spent:?}");
        assert!(reason.is_none_or(|code| code == ErrorCode::CostLimitReached), "{reason:?}");
        runs.push((progress.remaining, reason.is_some()));
    }
    assert!(runs[0].1 && runs[0].0 > 0 && runs[0].0 < 300, "{runs:?}");
    assert_eq!(runs[3], (0, false), "{runs:?}");
    assert_eq!(openai.requests().iter().map(Vec::len).sum::<usize>(), 300);
}

#[tokio::test]
async fn s4_of_models_that_are_switched_to_at_once_one_serves() {
    let (pool, now) = (empty_database().await, OffsetDateTime::now_utc());
    sqlx::query("DELETE FROM embedding_models").execute(&pool).await.unwrap();
    for round in 0..10 {
        let names = [format!("one-{round}"), format!("other-{round}")];
        // Before anything serves both may refuse each other; afterwards they take turns.
        let both = tokio::join!(switch(&pool, &names[0], now), switch(&pool, &names[1], now));
        assert!(both.0.is_ok() || both.1.is_ok(), "{both:?}");
        let serving: i64 =
            sqlx::query_scalar("SELECT count(*) FROM embedding_models WHERE serves").fetch_one(&pool).await.unwrap();
        assert_eq!(serving, 1);
    }
}

#[tokio::test]
async fn s4_without_a_key_a_catalogue_is_filled_offline_and_for_nothing() {
    let (pool, now) = (catalogue().await, OffsetDateTime::now_utc());
    for statement in [
        "CREATE TABLE ingested AS SELECT * FROM property_embeddings",
        "DELETE FROM property_embeddings WHERE property_id LIKE '%7'",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    let embedder = Embedder::<DynamoTable>::Offline;
    let payer = Payer::Job(Uuid::new_v4());
    let filled = fill(&pool, &embedder, embedder.model(), payer, deadline(), now).await.unwrap();
    assert!(filled.done > 0 && filled.remaining == 0 && filled.stopped_by.is_none(), "{filled:?}");
    // The vectors are those that ingestion makes.
    let alike = sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM property_embeddings made JOIN ingested USING (property_id)
         WHERE made.embedding <=> ingested.embedding < 0.0001",
    );
    assert_eq!(alike.fetch_one(&pool).await.unwrap(), 300);
    let paid = fill(&pool, &embedder, PAID_MODEL, payer, deadline(), now).await.unwrap();
    assert_eq!((paid.done, paid.remaining), (0, 300));
    assert_eq!(paid.stopped_by.unwrap().code(), ErrorCode::AiServiceUnavailable);
}
