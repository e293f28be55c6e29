//! A stand-in for the services of AWS that functions call. It answers at once, so that functions are measured and not
//! an emulator; only DynamoDB can be made to take its time, to see how often functions wait for it.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::{sync::Mutex, time::sleep};

use bench::statistics::Sample;

use crate::{Result, server::Server};

/// The secret that holds the database's address, the same for the schema's owner and the application.
pub(crate) const DATABASE_SECRET: &str = "database";
/// The secret that holds the key of a models' provider, as in production: its client is then part of every start.
pub(crate) const MODELS_SECRET: &str = "models";
/// The secret that holds an account of who sends messages.
pub(crate) const MESSAGES_SECRET: &str = "messages";
/// The secret that holds an account of who takes money.
pub(crate) const PAYMENTS_SECRET: &str = "payments";
/// The bucket of listing files.
pub(crate) const BUCKET: &str = "listings";

/// What any other secret holds. Drawn once: functions refuse keys that do not look random.
pub(crate) const KEY: &str = "b0e61c8f2f7d94a35c1be870d62f49a3e7580b1d9c264fa8713de95b06c842fd";

/// Objects of S3 by their keys.
type Objects = Arc<Mutex<HashMap<String, Bytes>>>;

/// The stand-in.
pub(crate) struct Cloud {
    /// Listens at what functions are told as `AWS_ENDPOINT_URL`.
    pub(crate) server: Server,
    objects: Objects,
    calls: Arc<Mutex<Calls>>,
}

/// The calls to DynamoDB.
#[derive(Default)]
pub(crate) struct Calls {
    /// `GetItem`.
    pub(crate) reads: u32,
    /// `UpdateItem`.
    pub(crate) writes: u32,
    /// How long each was made to wait; a timer is never quite on time.
    pub(crate) waits: Sample,
}

impl Calls {
    /// Adds later ones.
    pub(crate) fn absorb(&mut self, later: Self) {
        self.reads += later.reads;
        self.writes += later.writes;
        self.waits.absorb(later.waits);
    }
}

#[derive(Clone)]
struct Services {
    database_url: String,
    objects: Objects,
    calls: Arc<Mutex<Calls>>,
    /// How long a call to DynamoDB takes.
    delay: Duration,
}

impl Cloud {
    /// Starts to serve; `database_url` is what functions find in [`DATABASE_SECRET`].
    pub(crate) async fn start(database_url: &str) -> Result<Self> {
        Self::with_delay(database_url, Duration::ZERO).await
    }

    /// The same, with a DynamoDB that takes so long for a call.
    pub(crate) async fn with_delay(database_url: &str, delay: Duration) -> Result<Self> {
        let (objects, calls) = (Objects::default(), Arc::default());
        let services = Services {
            database_url: database_url.to_owned(),
            objects: Arc::clone(&objects),
            calls: Arc::clone(&calls),
            delay,
        };
        let routes = Router::new()
            .route("/", post(call))
            // Twilio takes every message.
            .route("/2010-04-01/Accounts/{account}/Messages.json", post(StatusCode::CREATED))
            .route(&format!("/{BUCKET}/{{*key}}"), get(read).put(write))
            .with_state(services);
        Ok(Self { server: Server::start(routes).await?, objects, calls })
    }

    /// The calls to DynamoDB since this was asked last.
    pub(crate) async fn take_calls(&self) -> Calls {
        std::mem::take(&mut *self.calls.lock().await)
    }

    /// Puts an object into the bucket.
    pub(crate) async fn put(&self, key: &str, content: Vec<u8>) {
        self.objects.lock().await.insert(key.to_owned(), content.into());
    }

    /// An object that a function has put there.
    pub(crate) async fn object(&self, key: &str) -> Result<Bytes> {
        let object = self.objects.lock().await.get(key).cloned();
        object.ok_or_else(|| format!("no {key} was written").into())
    }
}

impl Services {
    /// DynamoDB's answer, of an item without attributes.
    async fn answer_for_table(&self, count: impl FnOnce(&mut Calls)) -> Response {
        let asked = Instant::now();
        if !self.delay.is_zero() {
            sleep(self.delay).await;
        }
        let mut calls = self.calls.lock().await;
        count(&mut calls);
        calls.waits.add(asked.elapsed());
        Json(json!({})).into_response()
    }

    /// A secret as Secrets Manager gives it.
    fn secret(&self, id: &Value) -> Value {
        let value = match id.as_str() {
            Some(DATABASE_SECRET) => json!({"DATABASE_URL": self.database_url}).to_string(),
            Some(MODELS_SECRET) => json!({"OPENAI_API_KEY": "sk-bench"}).to_string(),
            Some(MESSAGES_SECRET) => {
                json!({"TWILIO_ACCOUNT_SID": "AC", "TWILIO_AUTH_TOKEN": "bench", "TWILIO_PHONE_NUMBER": "+1",
                       "SENDGRID_API_KEY": "SG.bench"})
                .to_string()
            }
            Some(PAYMENTS_SECRET) => {
                json!({"PAYMOB_SECRET_KEY": "sk", "PAYMOB_PUBLIC_KEY": "pk", "PAYMOB_API_KEY": "api",
                       "PAYMOB_HMAC_SECRET": "bench", "PAYMOB_INTEGRATION_ID": "1", "PAYMOB_OWNER_ID": "1"})
                .to_string()
            }
            _ => KEY.to_owned(),
        };
        json!({"ARN": id, "SecretString": value, "VersionId": "0c2f6f0e-6d0b-4a52-9a57-2f4f7f1d8e10"})
    }
}

/// The services whose operations are named in a header.
async fn call(State(services): State<Services>, headers: HeaderMap, body: Bytes) -> Response {
    // AWS has a content type of its own, which axum does not take for JSON.
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let target = headers.get("X-Amz-Target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    match target {
        // No key is being rotated.
        "secretsmanager.GetSecretValue" if request["VersionStage"] == "AWSPREVIOUS" => {
            (StatusCode::BAD_REQUEST, Json(json!({"__type": "ResourceNotFoundException"}))).into_response()
        }
        "secretsmanager.GetSecretValue" => Json(services.secret(&request["SecretId"])).into_response(),
        "secretsmanager.BatchGetSecretValue" => {
            let asked = request["SecretIdList"].as_array().into_iter().flatten();
            let found: Vec<Value> = asked.map(|id| services.secret(id)).collect();
            Json(json!({"SecretValues": found, "Errors": []})).into_response()
        }
        // No counter has been written yet, and every write is done: its condition held.
        "DynamoDB_20120810.GetItem" => services.answer_for_table(|calls| calls.reads += 1).await,
        "DynamoDB_20120810.UpdateItem" => services.answer_for_table(|calls| calls.writes += 1).await,
        // 32 bytes, and something that KMS alone could make them of again.
        "TrentService.GenerateDataKey" => {
            let plain = "Ym9va3MgYXJlIGZvciByZWFkaW5nLCBub3QgZm9yIDA=";
            Json(json!({"KeyId": request["KeyId"], "Plaintext": plain, "CiphertextBlob": "d3JhcHBlZA=="}))
                .into_response()
        }
        "AmazonSQS.SendMessage" => Json(json!({"MessageId": "0192f3a4-5b6c-4d8e-9f01-000000000031"})).into_response(),
        _ => (StatusCode::BAD_REQUEST, Json(json!({"__type": "UnknownOperationException"}))).into_response(),
    }
}

/// S3's `GetObject`.
async fn read(State(services): State<Services>, Path(key): Path<String>) -> Response {
    match services.objects.lock().await.get(&key) {
        Some(content) => content.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// S3's `PutObject`.
async fn write(State(services): State<Services>, Path(key): Path<String>, content: Bytes) {
    services.objects.lock().await.insert(key, content);
}
