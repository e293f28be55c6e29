//! What Osool's tests from outside stand on: databases of their own on a real Postgres, tables and secrets
//! in the emulator, and requests to a function's router in process. `make test` starts both and says
//! where they are; a test that needs them fails without, and says so.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::disallowed_methods,
    reason = "tests may panic, and learn from their environment where the stack is"
)]

pub mod models;

use std::{env, path::PathBuf, sync::Arc, time::Duration};

use aws_config::{SdkConfig, stalled_stream_protection::StalledStreamProtectionConfig, timeout::TimeoutConfig};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use http_body_util::BodyExt as _;
use secrecy::SecretString;
use serde_json::Value;
use shared::{
    agent::models::{ModelSettings, Models},
    config::Settings,
    guard::{Guard, LimitSettings, Limits},
    identity::principal::Doorman,
    ledger::{self, Ledger},
    listings::ingestion,
    llm::{ProviderSettings, Providers},
    secrets::{Key, Keys, LiveKeys},
    store::{self, data_keys::DataKeys, postgres, table::DynamoTable},
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool};
use tokio::sync::{OnceCell, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tower::ServiceExt as _;
use uuid::Uuid;

/// A variable that `make test` sets.
#[must_use]
pub fn required(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run the tests through `make test`"))
}

/// A file of the repository.
#[must_use]
pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// A real listing file, where one lies beside the checkout; else `None`, with a line that says so.
#[must_use]
#[expect(clippy::print_stdout, reason = "a test that skips says so")]
pub fn real_listings() -> Option<Vec<u8>> {
    let path = repository("../shared/data/listings.sample.json");
    let file = std::fs::read(&path).ok();
    if file.is_none() {
        println!("skipped: there is no listing file at {}", path.display());
    }
    file
}

/// The shipped catalogue as a listing file.
#[must_use]
pub fn catalogue_file() -> Vec<u8> {
    serde_json::to_vec(&catalogue::generate(catalogue::DEFAULT_SEED, catalogue::DEFAULT_UNITS))
        .expect("a catalogue is JSON")
}

static MIGRATED: OnceCell<String> = OnceCell::const_new();
static FILLED: OnceCell<String> = OnceCell::const_new();

/// An empty, migrated database that no other test knows.
pub async fn empty_database() -> PgPool {
    let template = MIGRATED
        .get_or_init(async || {
            let name = create_database(None).await;
            let pool = connect(&name);
            migrate::MIGRATIONS.run(&pool).await.expect("the migrations run");
            pool.close().await;
            name
        })
        .await;
    connect(&create_database(Some(template)).await)
}

/// A database that holds the shipped catalogue and that no other test knows.
pub async fn database() -> PgPool {
    let template = FILLED
        .get_or_init(async || {
            let pool = empty_database().await;
            let report = ingestion::ingest(&pool, &catalogue_file(), async |_| {}).await;
            assert_eq!(report.accepted, catalogue::DEFAULT_UNITS, "{:?}", report.problems.first());
            let name =
                sqlx::query_scalar::<_, String>("SELECT current_database()::text").fetch_one(&pool).await.unwrap();
            pool.close().await;
            name
        })
        .await;
    connect(&create_database(Some(template)).await)
}

/// Another environment's pool on the same database.
pub async fn again(pool: &PgPool) -> PgPool {
    let name = sqlx::query_scalar::<_, String>("SELECT current_database()::text").fetch_one(pool).await.unwrap();
    connect(&name)
}

/// A pool on a database of this name, as a function would make it.
fn connect(name: &str) -> PgPool {
    postgres::pool(&database_url(name)).expect("the address is one")
}

/// The address of a database on the tests' server.
#[must_use]
pub fn database_url(name: &str) -> SecretString {
    let server = required("OSOOL_TEST_DATABASE_URL");
    let (place, _) = server.rsplit_once('/').expect("the address names a database");
    SecretString::from(format!("{place}/{name}"))
}

/// One database is made at a time: Postgres copies a template only while nobody else uses it.
static CREATING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn create_database(template: Option<&str>) -> String {
    let _one_at_a_time = CREATING.lock().await;
    let name = format!("test_{}", Uuid::new_v4().simple());
    let mut server = PgConnection::connect(&required("OSOOL_TEST_DATABASE_URL")).await.expect("Postgres answers");
    let from = template.map_or(String::new(), |template| format!("TEMPLATE {template}"));
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name} {from}")))
        .execute(&mut server)
        .await
        .expect("a database is made");
    name
}

/// Load tests and tests of deployed functions take turns: under load the emulator is slower than those functions' patience
/// with DynamoDB.
static EMULATOR: RwLock<()> = RwLock::const_new(());

/// Keeps tests of deployed functions waiting, for a test that loads the emulator.
pub async fn under_load() -> RwLockWriteGuard<'static, ()> {
    EMULATOR.write().await
}

/// Keeps load tests waiting, for a test of deployed functions.
pub async fn in_calm() -> RwLockReadGuard<'static, ()> {
    EMULATOR.read().await
}

/// A table of counters in the emulator that no other test knows.
pub async fn table() -> String {
    use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType};

    let name = format!("counters-{}", Uuid::new_v4());
    let client = aws_sdk_dynamodb::Client::new(&aws().await);
    let id = AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash);
    client
        .create_table()
        .table_name(&name)
        .attribute_definitions(id.build().expect("a definition"))
        .key_schema(key.build().expect("a key"))
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .expect("a table is made");
    name
}

/// A table in the emulator as a function would use it, but for its patience: the emulator is slower than DynamoDB.
pub async fn dynamo(name: &str) -> DynamoTable {
    DynamoTable::with_limit(&aws().await, name.to_owned(), PATIENCE)
}

/// How long a test waits for the emulator, whose queue of connections overflows while another test loads it.
const PATIENCE: Duration = Duration::from_mins(1);

/// The functions' configuration of AWS clients with the tests' patience.
pub async fn aws() -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(PATIENCE)
        .operation_attempt_timeout(PATIENCE)
        .operation_timeout(PATIENCE)
        .build();
    let aws = store::aws_config().await.expect("a configuration").into_builder().timeout_config(timeouts);
    // Else a request that waits its turn for twenty seconds is given up as stalled.
    aws.stalled_stream_protection(StalledStreamProtectionConfig::disabled()).build()
}

/// Makes a secret in the emulator and gives its ARN; `None` makes one without a value.
pub async fn secret(value: Option<&str>) -> String {
    let client = aws_sdk_secretsmanager::Client::new(&aws().await);
    let made =
        client.create_secret().name(format!("test-{}", Uuid::new_v4())).set_secret_string(value.map(str::to_owned));
    made.send().await.expect("a secret is made").arn.expect("it has an address")
}

/// A queue in the emulator that no other test knows: its address.
pub async fn queue() -> String {
    let made = aws_sdk_sqs::Client::new(&aws().await).create_queue().queue_name(format!("test-{}", Uuid::new_v4()));
    made.send().await.expect("a queue is made").queue_url.expect("it has an address")
}

/// What lies in a queue, which is then empty.
pub async fn taken_from(queue: &str) -> Vec<String> {
    let client = aws_sdk_sqs::Client::new(&aws().await);
    let mut bodies = Vec::new();
    loop {
        let taken = client.receive_message().queue_url(queue).max_number_of_messages(10).send().await;
        let taken = taken.expect("the queue answers").messages.unwrap_or_default();
        if taken.is_empty() {
            return bodies;
        }
        for message in taken {
            let handle = message.receipt_handle.expect("a message has a handle");
            client.delete_message().queue_url(queue).receipt_handle(handle).send().await.expect("it is taken");
            bodies.extend(message.body);
        }
    }
}

/// The ledger in this table, under the limits of the template.
#[must_use]
pub fn ledger(table: &DynamoTable) -> Ledger<DynamoTable> {
    Ledger::new(table.clone(), ledger::Limits::read(&mut Settings::default()))
}

/// An environment's breakers in this table.
#[must_use]
pub fn guard(table: &DynamoTable) -> Guard<DynamoTable> {
    Guard::new(table.clone(), Uuid::new_v4().simple().to_string())
}

/// The rate limits in this table, too high to be met by accident.
#[must_use]
pub fn limits(table: &DynamoTable) -> Arc<Limits<DynamoTable>> {
    Arc::new(Limits::new(table.clone(), LimitSettings { scale: 1_000, ..LimitSettings::default() }))
}

/// No model: the guide answers.
#[must_use]
pub fn no_models() -> Models {
    speakers(&[])
}

/// Models that call these addresses, where there are any: of Anthropic's, then of OpenAI's.
#[must_use]
pub fn speakers(settings: &[(&str, &str)]) -> Models {
    let mut settings = Settings::from_pairs(settings.iter().copied());
    let key = |name: &str| settings.optional(name).map(|_| SecretString::from("key"));
    let (anthropic, openai) = (key("ANTHROPIC_BASE_URL"), key("OPENAI_BASE_URL"));
    let providers = ProviderSettings::read(&mut settings);
    let read = ModelSettings::read(&mut settings);
    settings.check().expect("settings that can be used");
    Models::new(read, &Providers::with_keys(&providers, anthropic, openai))
}

/// Signing keys as Secrets Manager would give them.
#[must_use]
pub fn signing_keys() -> Keys {
    let key = |id: &str, value: &str| Key { id: id.to_owned(), value: SecretString::from(value) };
    Keys { current: key("current", "hX2v9QmL7sTz4KpB8nRw3YcJ6gFd5AaE"), previous: None }
}

/// Tells who calls, by these keys and the sessions in this table.
#[must_use]
pub fn doorman(table: &DynamoTable) -> Arc<Doorman<DynamoTable>> {
    Arc::new(Doorman::new(LiveKeys::fixed(signing_keys()), table.clone()))
}

/// Data keys that a key of KMS wraps which no other test knows.
pub async fn data_keys() -> DataKeys {
    let aws = aws().await;
    let key = aws_sdk_kms::Client::new(&aws).create_key().send().await.expect("a key is made");
    DataKeys::new(&aws, key.key_metadata.expect("it is described").key_id)
}

/// What a function answered.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body where that is JSON, else null.
    pub json: Value,
}

/// Sends a request through a function's router.
pub async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.expect("a router always answers");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("the body is whole").to_bytes();
    Answer { status: parts.status, headers: parts.headers, json: serde_json::from_slice(&bytes).unwrap_or_default() }
}

/// Posts JSON to a path.
pub async fn post(router: &Router, path: &str, body: &Value) -> Answer {
    let request = Request::post(path).header("content-type", "application/json");
    send(router, request.body(Body::from(body.to_string())).expect("a request")).await
}

/// Gets a path.
pub async fn get(router: &Router, path: &str) -> Answer {
    send(router, Request::get(path).body(Body::empty()).expect("a request")).await
}
