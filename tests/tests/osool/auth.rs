//! Signing in and out (A1, A3, A5, A7, invariants 5, 7 and 8): the function's router in process, over real Postgres and the
//! emulator's DynamoDB and KMS, with a stand-in for Twilio.

use std::sync::Arc;

use auth::Auth;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header::SET_COOKIE},
};
use futures_util::future::join_all;
use migrate::{Event, Migrate};
use notifier::Notifier;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use shared::{
    client::HttpClient,
    config::{Base, Environment, Settings},
    error::{ErrorCode, Failure},
    fault::Fault,
    identity::{
        access,
        audit::{self, Action},
        code::Codes,
        google::{Google, GoogleSettings},
        key::IdentityKey,
        links::Links,
        password::Passwords,
        refresh::Families,
        sealed::Vault,
        user::{Role, SignedIn, UserId},
        users,
        wallet::Wallets,
    },
    language::Language,
    notify::{
        notice::{DAILY_NEWS, Delivery, Notices},
        outbox::{Kept, Outbox},
        sendgrid::Mails,
        sms::{Sms, SmsSettings, code_message},
    },
    secrets::{Key, Keys, LiveKeys, Secrets},
    store::{
        data_keys::DataKeys,
        queue::{Again, Message, Messages, Queue},
        table::DynamoTable,
    },
};
use sqlx::PgPool;
use tests::{
    Answer, aws, data_keys, database, doorman, dynamo, empty_database, guard, limits,
    models::{Models, plain},
    queue, secret, send, table, taken_from,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::start::STRONG;
use crate::chat::{chat_with, go_on, say};

const PHONE: &str = "01001234567";

/// The function, and what it works with.
pub(crate) struct World {
    pub(crate) router: Router,
    pub(crate) pool: PgPool,
    pub(crate) table: DynamoTable,
    pub(crate) name: String,
    pub(crate) key: Arc<IdentityKey>,
    pub(crate) notifier: Notifier,
    pub(crate) queue: String,
    pub(crate) data_keys: DataKeys,
}

/// Where links lead, and what wallets sign for.
pub(crate) const PAGE: &str = "https://osool.example/";

impl World {
    pub(crate) async fn new() -> Self {
        Self::over(empty_database().await).await
    }

    pub(crate) async fn over(pool: PgPool) -> Self {
        let name = table().await;
        let table = dynamo(&name).await;
        let key = Arc::new(IdentityKey::new(&SecretString::from(STRONG)));
        let admin = Key { id: "current".to_owned(), value: SecretString::from(STRONG) };
        let (keys, queue) = (data_keys().await, queue().await);
        let vault = Arc::new(Vault::new(keys.clone()));
        let google = GoogleSettings::read(&mut Settings::default());
        let auth = Auth {
            pool: pool.clone(),
            codes: Codes::new(table.clone(), Arc::clone(&key), 1_000),
            links: Links::new(table.clone(), Arc::clone(&key), 1_000),
            passwords: Passwords::new(table.clone(), &key).unwrap(),
            google: Google::new(google, HttpClient::default(), table.clone()),
            wallets: Wallets::new(table.clone(), vec!["osool.example".to_owned()], 1),
            notices: Notices::new(Queue::new(&aws().await, queue.clone()), Arc::clone(&vault)),
            page: PAGE.to_owned(),
            families: Families::new(table.clone(), Arc::clone(&key)),
            doorman: doorman(&table),
            lifetime: Duration::minutes(15),
            vault,
            key: Arc::clone(&key),
            sms: Sms::Outbox(Outbox::new(table.clone())),
            guard: Arc::new(guard(&table)),
            limits: limits(&table),
            admin_keys: Arc::new(LiveKeys::fixed(Keys { current: admin, previous: None })),
        };
        let notifier = Notifier {
            delivery: Delivery {
                table: table.clone(),
                vault: Vault::new(keys.clone()),
                mails: Mails::Outbox(Outbox::new(table.clone())),
                sms: Sms::Outbox(Outbox::new(table.clone())),
                guard: guard(&table),
                daily_news: DAILY_NEWS,
            },
        };
        Self { router: auth::router(auth, &Base::default()), pool, table, name, key, notifier, queue, data_keys: keys }
    }

    /// Has the notifier send what lies in the queue; gives what it took, and which it could not send.
    pub(crate) async fn deliver(&self) -> (Vec<String>, Again) {
        let bodies = taken_from(&self.queue).await;
        let again = self.notifier.handle(messages(&bodies)).await.unwrap();
        (bodies, again)
    }

    /// The last message in the outbox.
    pub(crate) async fn last(&self) -> Option<Kept> {
        let messages = Outbox::new(self.table.clone()).messages(OffsetDateTime::now_utc()).await.unwrap();
        messages.into_iter().next()
    }

    /// The code that was sent last.
    pub(crate) async fn code(&self) -> String {
        let messages = Outbox::new(self.table.clone()).messages(OffsetDateTime::now_utc()).await.unwrap();
        messages[0].text.split(' ').next().unwrap().to_owned()
    }

    pub(crate) async fn challenge(&self, phone: &str) -> String {
        let sent = self.post("/auth/otp/send", &json!({"phone": phone, "language": "en"})).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.json);
        sent.json["challenge_id"].as_str().unwrap().to_owned()
    }

    /// Tokens for a phone.
    pub(crate) async fn sign_in(&self, phone: &str) -> Value {
        let challenge = self.challenge(phone).await;
        let answer =
            self.post("/auth/otp/verify", &json!({"challenge_id": challenge, "code": self.code().await})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
        answer.json
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        tests::post(&self.router, path, body).await
    }

    pub(crate) async fn refresh(&self, token: &Value) -> Answer {
        self.post("/auth/refresh", &json!({"refresh_token": token})).await
    }

    /// A request of who holds these tokens.
    pub(crate) async fn ask(&self, method: &str, path: &str, tokens: &Value) -> Answer {
        call(&self.router, method, path, tokens, &Value::Null).await
    }

    /// How many rows a table has.
    pub(crate) async fn rows(&self, table: &'static str) -> i64 {
        let count = format!("SELECT count(*) FROM {table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(count)).fetch_one(&self.pool).await.unwrap()
    }
}

/// Messages as Lambda brings them, each named by its place.
pub(crate) fn messages(bodies: &[String]) -> Messages {
    let records = bodies.iter().enumerate();
    Messages { records: records.map(|(id, body)| Message { message_id: id.to_string(), body: body.clone() }).collect() }
}

pub(crate) async fn call(router: &Router, method: &str, path: &str, tokens: &Value, body: &Value) -> Answer {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let request = Request::builder().method(method).uri(path).header("authorization", bearer);
    let request = request.header("content-type", "application/json");
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    send(router, request.body(body).unwrap()).await
}

#[tokio::test]
async fn a1_a_phone_in_any_spelling_gets_a_code_and_the_code_in_either_digits_opens_one_account() {
    let world = World::new().await;
    let first = world.sign_in("+20 100 123 4567").await;
    assert_eq!(
        (&first["token_type"], &first["expires_in"], &first["user"]["role"]),
        (&json!("Bearer"), &json!(900), &json!("investor"))
    );
    let me = world.ask("GET", "/auth/me", &first).await;
    assert_eq!((me.status, &me.json["id"]), (StatusCode::OK, &first["user"]["id"]));
    assert_eq!(me.json["identities"][0]["value"], "+201001234567");
    assert_eq!(me.json["sessions"].as_array().unwrap().len(), 1);

    // Counters of its own, so that nobody has to wait a minute for the next code.
    let other = World::over(world.pool.clone()).await;
    let challenge = other.challenge("٠١٠٠١٢٣٤٥٦٧").await;
    let arabic: String = other
        .code()
        .await
        .chars()
        .map(|digit| char::from_u32(digit as u32 - '0' as u32 + '٠' as u32).unwrap())
        .collect();
    let answer = other.post("/auth/otp/verify", &json!({"challenge_id": challenge, "code": arabic})).await;
    assert_eq!(answer.json["user"]["id"], first["user"]["id"], "{}", answer.json);
    assert_eq!((world.rows("users").await, world.rows("identities").await), (1, 1));
}

#[tokio::test]
async fn a1_known_and_unknown_phones_are_answered_alike() {
    let world = World::new().await;
    world.sign_in(PHONE).await;
    let other = World::over(world.pool.clone()).await;
    let mut shapes = Vec::new();
    for phone in [PHONE, "01112345678"] {
        let sent = other.post("/auth/otp/send", &json!({"phone": phone})).await;
        let names: Vec<String> = sent.headers.keys().map(ToString::to_string).collect();
        let mut body = sent.json.clone();
        body["challenge_id"] = json!("an id");
        shapes.push((sent.status, names, body));
    }
    assert_eq!(shapes[0], shapes[1]);
    let landline = other.post("/auth/otp/send", &json!({"phone": "0223456789"})).await;
    assert_eq!(
        (landline.status, &landline.json["details"]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("phone"))
    );
}

#[tokio::test]
async fn a1_a_wrong_code_says_nothing_and_the_next_code_waits() {
    let world = World::new().await;
    let challenge = world.challenge(PHONE).await;
    let wrong = if world.code().await == "000000" { "111111" } else { "000000" };
    let mut answers = Vec::new();
    for (challenge, code) in [(challenge.as_str(), wrong), ("01890a5d-ac96-774b-bcce-b302099a8057", wrong)] {
        let answer = world.post("/auth/otp/verify", &json!({"challenge_id": challenge, "code": code})).await;
        answers.push((answer.status, answer.json["error_code"].clone(), answer.json["details"].clone()));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0, StatusCode::UNAUTHORIZED);
    let again = world.post("/auth/otp/send", &json!({"phone": PHONE})).await;
    assert_eq!((again.status, &again.json["details"]["scope"]), (StatusCode::TOO_MANY_REQUESTS, &json!("phone")));
    assert!(again.headers.contains_key("retry-after"));
    for (code, status) in [("12345", 422), ("1234567", 422), ("12a456", 422), ("", 422)] {
        let answer = world.post("/auth/otp/verify", &json!({"challenge_id": challenge, "code": code})).await;
        assert_eq!((answer.status.as_u16(), &answer.json["details"]["field"]), (status, &json!("code")), "{code}");
    }
}

#[tokio::test]
async fn a1_one_code_sent_twenty_times_at_once_opens_one_session() {
    let world = World::new().await;
    let challenge = world.challenge(PHONE).await;
    let body = json!({"challenge_id": challenge, "code": world.code().await});
    let answers = join_all((0..20).map(|_| world.post("/auth/otp/verify", &body))).await;
    let good: Vec<&Answer> = answers.iter().filter(|answer| answer.status == StatusCode::OK).collect();
    assert_eq!(good.len(), 1);
    assert_eq!((world.rows("users").await, world.rows("audit_log").await), (1, 2));
}

#[tokio::test]
async fn a3_fifty_refreshes_at_once_give_one_successor_and_a_reused_token_ends_the_session() {
    let world = World::new().await;
    let tokens = world.sign_in(PHONE).await;
    let first = tokens["refresh_token"].clone();
    let answers = join_all((0..50).map(|_| world.refresh(&first))).await;
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
        assert_eq!(answer.json["refresh_token"], answers[0].json["refresh_token"]);
    }
    let second = answers[0].json["refresh_token"].clone();
    let third = world.refresh(&second).await.json;
    assert_eq!(world.ask("GET", "/auth/me", &third).await.status, StatusCode::OK);
    // The grandparent: somebody has stolen it.
    assert_eq!(world.refresh(&first).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.refresh(&third["refresh_token"]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.ask("GET", "/auth/me", &third).await.status, StatusCode::UNAUTHORIZED, "out at once");
    let noted: Vec<String> =
        sqlx::query_scalar("SELECT action FROM audit_log ORDER BY position").fetch_all(&world.pool).await.unwrap();
    assert_eq!(noted, ["registered", "signed_in", "token_reused"]);
}

#[tokio::test]
async fn a3_who_signs_out_everywhere_is_out_everywhere_and_whoever_signs_out_here_is_out_here() {
    let world = World::new().await;
    let one = world.sign_in(PHONE).await;
    // Made by hand, so that nobody has to wait a minute for a second code.
    let user: UserId = one["user"]["id"].as_str().unwrap().parse().unwrap();
    let (session, now) = (Uuid::new_v4(), OffsetDateTime::now_utc());
    doorman(&world.table).sessions.open(user, session, "another browser", now).await.unwrap();
    let families = Families::new(world.table.clone(), Arc::new(IdentityKey::new(&SecretString::from(STRONG))));
    let token = families.begin(user, session, now).await.unwrap();
    let two = world.refresh(&json!(token.expose_secret())).await.json;
    let sessions = world.ask("GET", "/auth/me", &two).await.json["sessions"].clone();
    assert_eq!(sessions.as_array().unwrap().len(), 2, "{sessions}");
    let left = world.ask("POST", "/auth/logout", &two).await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    assert!(left.headers[SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(world.ask("GET", "/auth/me", &two).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.refresh(&two["refresh_token"]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.ask("GET", "/auth/me", &one).await.status, StatusCode::OK);
    assert_eq!(world.ask("POST", "/auth/logout-all", &one).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.refresh(&one["refresh_token"]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a3_a_browser_keeps_its_refresh_token_in_a_cookie_that_no_script_reads() {
    let world = World::new().await;
    let challenge = world.challenge(PHONE).await;
    let body = json!({"challenge_id": challenge, "code": world.code().await, "cookie": true});
    let answer = world.post("/auth/otp/verify", &body).await;
    assert!(answer.json.get("refresh_token").is_none(), "{}", answer.json);
    let cookie = answer.headers[SET_COOKIE].to_str().unwrap().to_owned();
    for attribute in ["Path=/auth", "HttpOnly", "SameSite=Strict", "Max-Age=2592000"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let kept = cookie.split(';').next().unwrap();
    let request = Request::post("/auth/refresh").header("content-type", "application/json").header("cookie", kept);
    let refreshed = send(&world.router, request.body(Body::from("{}")).unwrap()).await;
    assert_eq!(refreshed.status, StatusCode::OK, "{}", refreshed.json);
    assert!(refreshed.json.get("refresh_token").is_none() && refreshed.headers.contains_key(SET_COOKIE));
    let request = Request::post("/auth/refresh").header("content-type", "application/json");
    let nothing = send(&world.router, request.body(Body::from("{}")).unwrap()).await;
    assert_eq!(nothing.status, StatusCode::UNAUTHORIZED);
    assert!(nothing.headers[SET_COOKIE].to_str().unwrap().contains("Max-Age=0"), "it is forgotten");
}

#[tokio::test]
async fn c7_a_guest_s_conversation_becomes_the_user_s_and_nobody_else_s() {
    let world = World::over(database().await).await;
    let chat = chat_with(&world.pool, &world.name).await;
    let first = say(&chat, crate::chat::ENGLISH).await;
    let guest = first.json["guest_token"].as_str().unwrap().to_owned();
    let challenge = world.challenge(PHONE).await;
    let body = json!({"challenge_id": challenge, "code": world.code().await}).to_string();
    let request =
        Request::post("/auth/otp/verify").header("content-type", "application/json").header("x-guest-token", &guest);
    let tokens = send(&world.router, request.body(Body::from(body)).unwrap()).await.json;

    let session = first.json["session_id"].clone();
    let second = call(&chat, "POST", "/chat", &tokens, &json!({"message": "cheaper", "session_id": session})).await;
    assert_eq!((second.status, &second.json["session_id"]), (StatusCode::OK, &session), "{}", second.json);
    assert!(second.json.get("guest_token").is_none());
    let listed = call(&chat, "GET", "/chat/sessions", &tokens, &Value::Null).await;
    assert_eq!(
        (&listed.json["sessions"][0]["session_id"], listed.json["sessions"][0]["messages"].as_i64()),
        (&session, Some(4))
    );
    assert_eq!(go_on(&chat, &first, "cheaper").await.status, StatusCode::NOT_FOUND, "the guest has gone");

    let other = World::over(world.pool.clone()).await;
    let others_chat = chat_with(&world.pool, &other.name).await;
    let others = other.sign_in("01112345678").await;
    let body = json!({"message": "cheaper", "session_id": session});
    assert_eq!(call(&others_chat, "POST", "/chat", &others, &body).await.status, StatusCode::NOT_FOUND);
    let path = format!("/chat/sessions/{}", session.as_str().unwrap());
    for method in ["GET", "DELETE"] {
        assert_eq!(call(&others_chat, method, &path, &others, &Value::Null).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(call(&chat, "GET", &path, &tokens, &Value::Null).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a7_what_is_kept_is_given_out_and_forgotten_and_the_dump_tells_nobody_who_it_was() {
    let world = World::over(database().await).await;
    let chat = chat_with(&world.pool, &world.name).await;
    let tokens = world.sign_in(PHONE).await;
    let said = call(&chat, "POST", "/chat", &tokens, &json!({"message": crate::chat::ARABIC})).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.json);
    let me = world.ask("GET", "/auth/me?export=true", &tokens).await;
    assert_eq!(me.json["messages"][0]["text"], crate::chat::ARABIC);

    // Everything that stands in the tables about people, as somebody who has stolen it reads it.
    let mut dump = String::new();
    for table in ["users", "identities", "audit_log"] {
        let rows = format!("SELECT coalesce(string_agg(row_to_json({table})::text, ' '), '') FROM {table}");
        dump += &sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(rows)).fetch_one(&world.pool).await.unwrap();
    }
    // The digits as Postgres writes bytes.
    let as_hex = "31303031323334353637";
    for secret in
        ["1001234567", as_hex, tokens["refresh_token"].as_str().unwrap(), tokens["access_token"].as_str().unwrap()]
    {
        assert!(!dump.contains(secret), "{secret} in {dump}");
    }

    assert_eq!(world.ask("DELETE", "/auth/me", &tokens).await.status, StatusCode::NO_CONTENT);
    for table in ["users", "identities", "chat_sessions", "chat_messages"] {
        assert_eq!(world.rows(table).await, 0, "{table}");
    }
    assert_eq!(world.ask("GET", "/auth/me", &tokens).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.refresh(&tokens["refresh_token"]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(audit::verify(&world.pool).await.unwrap().map(|whole| whole.rows), Ok(4), "the chain goes on");
}

#[tokio::test]
async fn a5_an_administrator_shuts_a_user_out_of_every_function_and_gives_them_another_role() {
    let world = World::over(database().await).await;
    let chat = chat_with(&world.pool, &world.name).await;
    let tokens = world.sign_in(PHONE).await;
    let path = format!("/admin/users/{}", tokens["user"]["id"].as_str().unwrap());
    let change = async |body: Value, key: Option<&str>| {
        let mut request = Request::patch(&path).header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("x-admin-key", key);
        }
        send(&world.router, request.body(Body::from(body.to_string())).unwrap()).await.status
    };
    assert_eq!(change(json!({"blocked": true}), None).await, StatusCode::UNAUTHORIZED);
    assert_eq!(change(json!({"blocked": true}), Some("wrong")).await, StatusCode::FORBIDDEN);
    assert_eq!(change(json!({"blocked": true}), Some(STRONG)).await, StatusCode::NO_CONTENT);
    let shut = call(&chat, "POST", "/chat", &tokens, &json!({"message": "hello"})).await;
    assert_eq!(
        (shut.status, &shut.json["details"]["reason"]),
        (StatusCode::FORBIDDEN, &json!("the account is blocked"))
    );
    assert_eq!(world.refresh(&tokens["refresh_token"]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(change(json!({"blocked": false, "role": "agent"}), Some(STRONG)).await, StatusCode::NO_CONTENT);
    assert_eq!(change(json!({"role": "owner"}), Some(STRONG)).await, StatusCode::UNPROCESSABLE_ENTITY);
    let role: String = sqlx::query_scalar("SELECT role FROM users").fetch_one(&world.pool).await.unwrap();
    assert_eq!(role, "agent");
    let nobody = Request::patch("/admin/users/01890a5d-ac96-774b-bcce-b302099a8057").header("x-admin-key", STRONG);
    let nobody = nobody.header("content-type", "application/json").body(Body::from("{}")).unwrap();
    assert_eq!(send(&world.router, nobody).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a3_a_token_that_is_not_ours_is_refused_and_never_taken_for_a_guest() {
    let world = World::over(database().await).await;
    let chat = chat_with(&world.pool, &world.name).await;
    let tokens = world.sign_in(PHONE).await;
    let good = tokens["access_token"].as_str().unwrap();
    for authorization in
        ["Bearer x".to_owned(), format!("Bearer {good}x"), format!("Basic {good}"), "Bearer".to_owned(), String::new()]
    {
        let request =
            Request::post("/chat").header("content-type", "application/json").header("authorization", &authorization);
        let answer = send(&chat, request.body(Body::from(r#"{"message":"hello"}"#)).unwrap()).await;
        assert_eq!(
            (answer.status, &answer.json["error_code"]),
            (StatusCode::UNAUTHORIZED, &json!("authentication_failed")),
            "{authorization}"
        );
    }
    let answer = call(&chat, "POST", "/chat", &tokens, &json!({"message": "hello"})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
}

#[tokio::test]
async fn o7_rows_of_the_audit_log_stay_and_a_changed_one_shows() -> Result<(), Failure> {
    let world = World::new().await;
    world.sign_in(PHONE).await;
    for statement in ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"] {
        assert!(sqlx::query(statement).execute(&world.pool).await.is_err(), "{statement}");
    }
    let wanted = || Event { verify_audit_log: true, ..Event::default() };
    let migrate = Migrate { owner: world.pool.clone(), application: SecretString::from("") };
    let whole = migrate.handle(wanted()).await?;
    assert_eq!((&whole["whole"], &whole["rows"]), (&json!(true), &json!(2)));
    sqlx::query("ALTER TABLE audit_log DISABLE TRIGGER ALL").execute(&world.pool).await.unwrap();
    sqlx::query("UPDATE audit_log SET actor = 'x' WHERE position = 1").execute(&world.pool).await.unwrap();
    assert_eq!(migrate.handle(wanted()).await?, json!({"whole": false, "first_that_does_not_follow": 1}));
    Ok(())
}

#[tokio::test]
async fn o7_a_hundred_rows_at_once_make_one_chain() {
    let pool = empty_database().await;
    let now = OffsetDateTime::now_utc();
    let add = |number: usize| {
        let pool = pool.clone();
        async move {
            users::note(&pool, Action::SignedIn, "x", &number.to_string(), now).await.unwrap();
        }
    };
    join_all((0..100).map(add)).await;
    assert_eq!(audit::verify(&pool).await.unwrap().map(|whole| whole.rows), Ok(100));
}

/// A rotation of a key, as Secrets Manager has it done, each step twice.
async fn rotate(secrets: &Secrets, arn: &str) {
    let version = Uuid::new_v4().to_string();
    for step in ["createSecret", "setSecret", "testSecret", "finishSecret"] {
        for _ in 0..2 {
            let event = json!({"Step": step, "SecretId": arn, "ClientRequestToken": version, "RotationToken": "x"});
            secrets.rotate(&serde_json::from_value(event).unwrap()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a4_keys_are_rotated_without_refusing_a_token_and_the_one_before_the_last_is_over() {
    let secrets = Secrets::new(&aws().await);
    let arn = secret(Some(STRONG)).await;
    let live = async || LiveKeys::start(secrets.clone(), "JWT_SECRET_KEY", arn.clone()).await.unwrap();
    let who = SignedIn { user: UserId::new(Uuid::new_v4()), session: Uuid::new_v4(), role: Role::Investor };
    let now = OffsetDateTime::now_utc();
    let sign = |keys: &Keys| access::sign(who, Uuid::new_v4(), keys, Duration::minutes(15), now).unwrap();
    let verify = async |environment: &LiveKeys, token: &str, version: &str| {
        access::verify(token, &*environment.knowing(version).await, now).is_some()
    };
    let [old, other] = [live().await, live().await];
    let (first_key, first) = (old.current().await.current.id.clone(), sign(&*old.current().await));
    rotate(&secrets, &arn).await;
    let new = live().await;
    let (second_key, second) = (new.current().await.current.id.clone(), sign(&*new.current().await));
    assert_ne!(first_key, second_key);
    for environment in [&old, &other, &new] {
        assert!(verify(environment, &first, &first_key).await && verify(environment, &second, &second_key).await);
    }
    rotate(&secrets, &arn).await;
    let newest = live().await;
    let (third_key, third) = (newest.current().await.current.id.clone(), sign(&*newest.current().await));
    for environment in [&old, &newest] {
        assert!(verify(environment, &third, &third_key).await && verify(environment, &second, &second_key).await);
        assert!(!verify(environment, &first, &first_key).await, "its time is over");
    }
}

#[tokio::test]
async fn a1_twilio_is_told_what_to_send_once_and_nothing_of_it_is_kept() {
    let twilio = Models::start().await;
    let name = table().await;
    let keys =
        json!({"TWILIO_ACCOUNT_SID": "AC123", "TWILIO_AUTH_TOKEN": "token", "TWILIO_PHONE_NUMBER": "+15005550006"});
    let arn = secret(Some(&keys.to_string())).await;
    let pairs = [("MESSAGES_SECRET_ARN", arn.as_str()), ("TWILIO_BASE_URL", twilio.address())];
    let settings = SmsSettings::read(&mut Settings::from_pairs(pairs), &Base::default());
    let sms =
        Sms::start(settings, &Secrets::new(&aws().await), HttpClient::default(), dynamo(&name).await).await.unwrap();
    let (phone, now) = (PHONE.parse().unwrap(), OffsetDateTime::now_utc());
    twilio.then(plain(201, "application/json", "{}"));
    sms.send(&phone, &code_message("123456", Language::Arabic), now).await.unwrap();
    let asked = twilio.asked();
    assert_eq!(asked[0].path, "/2010-04-01/Accounts/AC123/Messages.json");
    assert_eq!(asked[0].headers["authorization"], "Basic QUMxMjM6dG9rZW4=");
    assert_eq!(asked[0].headers["content-type"], "application/x-www-form-urlencoded");
    for (status, fault) in
        [(400, Fault::BadRequest), (401, Fault::BadKey), (429, Fault::Overloaded), (503, Fault::Overloaded)]
    {
        twilio.then(plain(status, "application/json", r#"{"message": "+201001234567 is not a number"}"#));
        let failure = sms.send(&phone, "x", now).await.unwrap_err();
        assert_eq!((failure.code(), failure.fault()), (ErrorCode::DependencyUnavailable, Some(fault)), "{status}");
        assert!(!failure.to_string().contains("1001234567"), "{failure}");
    }
    assert_eq!(twilio.asked().len(), 5, "nothing is tried again");
    assert!(Outbox::new(dynamo(&name).await).messages(now).await.unwrap().is_empty());
    let production = Base { environment: Environment::Production, ..Base::default() };
    let without = SmsSettings::read(&mut Settings::default(), &production);
    assert!(
        Sms::start(without, &Secrets::new(&aws().await), HttpClient::default(), dynamo(&name).await).await.is_err(),
        "no key, no start"
    );
}
