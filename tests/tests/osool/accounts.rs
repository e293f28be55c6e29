//! Accounts that open by more than a phone (A2, A6): mail and password, wallet, several of them for one person; and
//! administrators by token (A5). The functions' routers in process, over real Postgres and the emulator's DynamoDB, KMS and
//! SQS.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use futures_util::future::join_all;
use k256::ecdsa::SigningKey;
use serde_json::{Value, json};
use sha3::{Digest as _, Keccak256};
use shared::{
    identity::{audit, key::hex},
    store::table::{Table as _, Write, number},
};
use sqlx::AssertSqlSafe;
use tests::{Answer, send};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    auth::{PAGE, World, call},
    costs::costs,
    health::watching,
    start::STRONG,
};

const MAIL: &str = "mona@example.com";
const PASSWORD: &str = "شقة في التجمع ٢٠٢٦";

impl World {
    /// The token of the link in the last mail, which the notifier has sent.
    async fn link(&self, what: &str) -> String {
        let (_, again) = self.deliver().await;
        assert!(again.batch_item_failures.is_empty());
        let mail = self.last().await.unwrap();
        let (_, rest) = mail.text.split_once(&format!("{PAGE}#{what}=")).unwrap_or_else(|| panic!("{}", mail.text));
        rest.split_whitespace().next().unwrap().to_owned()
    }

    async fn register(&self, mail: &str) -> Answer {
        self.post("/auth/register", &json!({"email": mail, "password": PASSWORD, "language": "en"})).await
    }

    /// Opens a link, in the browser that registered so.
    async fn open_as(&self, token: &str, registered: &Answer) -> Answer {
        let registration = registered.json["registration"].as_str().unwrap();
        tests::get(&self.router, &format!("/auth/email/verify?token={token}&registration={registration}")).await
    }

    /// Opens a link, anywhere.
    async fn open(&self, token: &str) -> Answer {
        tests::get(&self.router, &format!("/auth/email/verify?token={token}")).await
    }

    /// Adds a mail to the account of who holds these tokens.
    async fn add_mail(&self, tokens: &Value, mail: &str) -> Answer {
        let body = json!({"email": mail});
        let asked = call(&self.router, "POST", "/auth/email/send-verification", tokens, &body).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.json);
        self.ask("GET", &format!("/auth/email/verify?token={}", self.link("verify").await), tokens).await
    }

    async fn login(&self, mail: &str, password: &str) -> Answer {
        self.post("/auth/login", &json!({"email": mail, "password": password})).await
    }

    /// Tokens of somebody who has registered by mail.
    async fn registered(&self, mail: &str) -> Value {
        let registered = self.register(mail).await;
        assert_eq!(registered.status, StatusCode::ACCEPTED);
        let opened = self.open_as(&self.link("verify").await, &registered).await;
        assert_eq!((opened.status, &opened.json["has_password"]), (StatusCode::OK, &json!(true)));
        let answer = self.login(mail, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
        answer.json
    }

    async fn dump(&self, tables: &[&'static str]) -> String {
        let mut dump = String::new();
        for table in tables {
            let rows = format!("SELECT coalesce(string_agg(row_to_json({table})::text, ' '), '') FROM {table}");
            dump += &sqlx::query_scalar::<_, String>(AssertSqlSafe(rows)).fetch_one(&self.pool).await.unwrap();
        }
        dump
    }
}

#[tokio::test]
async fn a2_a_mail_opens_an_account_after_its_link_was_opened_and_not_before() {
    let world = World::new().await;
    let asked = world.register("Mona@Example.com").await;
    assert_eq!((asked.status, &asked.json["expires_in_seconds"]), (StatusCode::ACCEPTED, &json!(86_400)));
    assert_eq!(world.rows("users").await, 0, "a mail that nobody has answered from is nobody's");
    assert_eq!(world.login(MAIL, PASSWORD).await.status, StatusCode::UNAUTHORIZED);

    let token = world.link("verify").await;
    for opened in join_all((0..20).map(|_| world.open_as(&token, &asked))).await.iter().map(|answer| answer.status) {
        assert!([StatusCode::OK, StatusCode::UNAUTHORIZED].contains(&opened));
    }
    assert_eq!((world.rows("users").await, world.rows("passwords").await), (1, 1));
    assert_eq!(world.open(&token).await.status, StatusCode::UNAUTHORIZED, "once");

    let tokens = world.login(" MONA@example.com ", PASSWORD).await;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.json);
    let me = world.ask("GET", "/auth/me", &tokens.json).await;
    assert_eq!(
        (&me.json["identities"][0]["kind"], &me.json["identities"][0]["value"], &me.json["language"]),
        (&json!("email"), &json!(MAIL), &json!("en"))
    );
    let wrong = world.login(MAIL, "a long way home").await;
    let nobody = world.login("nobody@example.com", PASSWORD).await;
    assert_eq!((wrong.status, nobody.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    assert_eq!(wrong.json["details"], nobody.json["details"]);

    let dump = world.dump(&["users", "identities", "passwords", "audit_log"]).await;
    for secret in [MAIL, "6d6f6e61406578616d706c65", PASSWORD, &token] {
        assert!(!dump.contains(secret), "{secret} in {dump}");
    }
}

#[tokio::test]
async fn a6_a_mail_that_has_an_account_and_one_that_has_none_are_answered_alike() {
    let world = World::new().await;
    world.registered(MAIL).await;
    // Counters of its own, so that nobody has to wait a minute for the next mail.
    let world = World::over(world.pool.clone()).await;
    let same = |mut one: Answer, mut other: Answer| {
        // Of chance, in either.
        for answer in [&mut one, &mut other] {
            answer.json.as_object_mut().unwrap().remove("registration");
        }
        let headers = |answer: &Answer| {
            let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            names.sort();
            names
        };
        assert_eq!((one.status, &one.json, headers(&one)), (other.status, &other.json, headers(&other)));
    };
    let reset = async |mail: &str| world.post("/auth/password-reset", &json!({"email": mail})).await;
    same(reset(MAIL).await, reset("nobody@example.com").await);
    let (bodies, again) = world.deliver().await;
    assert_eq!((bodies.len(), again.batch_item_failures.len()), (2, 0), "one for each");
    assert!(bodies.iter().all(|body| !body.contains("mona") && !body.contains("reset")), "sealed");
    let mail = world.last().await.unwrap();
    assert_eq!(mail.to, MAIL);

    let other = World::over(world.pool.clone()).await;
    same(other.register(MAIL).await, other.register("nobody@example.com").await);
    other.deliver().await;
    assert_eq!(world.rows("users").await, 1);
    // Who has an account is told so, where only they read it.
    let third = World::over(world.pool.clone()).await;
    third.register(MAIL).await;
    third.deliver().await;
    let told = third.last().await.unwrap();
    assert!(told.to == MAIL && !told.text.contains("#verify="), "{}", told.text);
}

impl World {
    async fn confirm(&self, token: &str, password: &str) -> Answer {
        self.post("/auth/password-reset/confirm", &json!({"token": token, "password": password})).await
    }
}

#[tokio::test]
async fn a6_a_reset_signs_out_everywhere_and_an_older_link_is_over() -> sqlx::Result<()> {
    let world = World::new().await;
    let [one, two] = [world.registered(MAIL).await, world.login(MAIL, PASSWORD).await.json];
    let mailbox = world.key.blind_index("mailbox reset", MAIL);
    world.post("/auth/password-reset", &json!({"email": MAIL})).await;
    let older = world.link("reset").await;
    // The mailbox has had its mail of this minute: as if it had been a day ago.
    world.forget("MAILBOX", &mailbox).await;
    world.post("/auth/password-reset", &json!({"email": MAIL})).await;
    let newer = world.link("reset").await;
    for weak in ["short", "1234567890"] {
        let refused = world.confirm(&newer, weak).await;
        let field = &refused.json["details"]["field"];
        assert_eq!((refused.status, field), (StatusCode::UNPROCESSABLE_ENTITY, &json!("password")));
        assert!(!refused.json.to_string().contains(weak), "{}", refused.json);
    }
    let changed = join_all((0..10).map(|_| world.confirm(&newer, "a long way home"))).await;
    assert_eq!(changed.iter().filter(|answer| answer.status == StatusCode::NO_CONTENT).count(), 1, "once");
    for tokens in [&one, &two] {
        assert_eq!(world.ask("GET", "/auth/me", tokens).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(world.refresh(&tokens["refresh_token"]).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(world.confirm(&older, "a thief's own one").await.status, StatusCode::UNAUTHORIZED, "it is older");
    assert_eq!(world.login(MAIL, PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.login(MAIL, "a long way home").await.status, StatusCode::OK);
    world.deliver().await;
    assert!(!world.last().await.unwrap().text.contains('#'), "who has the mailbox is told, without a link");
    let actions: Vec<String> =
        sqlx::query_scalar("SELECT action FROM audit_log ORDER BY position").fetch_all(&world.pool).await?;
    assert!(actions.contains(&"password_reset".to_owned()), "{actions:?}");
    Ok(())
}

#[tokio::test]
async fn a2_whoever_opens_a_link_says_that_the_mailbox_is_theirs_and_nothing_else() {
    let world = World::new().await;
    // Somebody registers with a mail of somebody else's, who presses the button in their own browser.
    world.register(MAIL).await;
    let opened = world.open(&world.link("verify").await).await;
    assert_eq!((opened.status, &opened.json["has_password"]), (StatusCode::OK, &json!(false)));
    assert_eq!((world.rows("users").await, world.rows("passwords").await), (1, 0));
    assert_eq!(world.login(MAIL, PASSWORD).await.status, StatusCode::UNAUTHORIZED, "it was never theirs");
    world.post("/auth/password-reset", &json!({"email": MAIL})).await;
    assert_eq!(world.confirm(&world.link("reset").await, "a long way home").await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.login(MAIL, "a long way home").await.status, StatusCode::OK);

    // Somebody who is signed in asks to add a mail of somebody else's, who presses the button.
    let (tokens, other) = (world.sign_in("01001234567").await, world.login(MAIL, "a long way home").await.json);
    let asked = json!({"email": "hany@example.com"});
    call(&world.router, "POST", "/auth/email/send-verification", &tokens, &asked).await;
    let token = world.link("verify").await;
    let path = format!("/auth/email/verify?token={token}");
    assert_eq!(world.open(&token).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.ask("GET", &path, &other).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        world.ask("GET", &path, &tokens).await.status,
        StatusCode::OK,
        "whose account it is; the link was good still"
    );
    assert_eq!(world.ask("GET", &path, &tokens).await.status, StatusCode::UNAUTHORIZED, "once");
}

#[tokio::test]
async fn a6_a_mailbox_gets_no_more_than_it_may_whoever_asks() {
    let world = World::new().await;
    let statuses = join_all((0..20).map(|_| world.register(MAIL))).await;
    let accepted = statuses.iter().filter(|answer| answer.status == StatusCode::ACCEPTED).count();
    assert_eq!(accepted, 1);
    let refused = statuses.iter().find(|answer| answer.status != StatusCode::ACCEPTED).unwrap();
    assert_eq!((refused.status, &refused.json["details"]["scope"]), (StatusCode::TOO_MANY_REQUESTS, &json!("email")));
    assert!(refused.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn a2_of_passwords_that_are_tried_at_once_and_one_after_the_other_twenty_five_are_compared() {
    let world = World::new().await;
    world.registered(MAIL).await;
    for mail in [MAIL, "nobody@example.com"] {
        let mut compared = 0;
        // As many at once as one process takes to its database.
        for round in 0..5 {
            let tries = (0..8).map(async |number| world.login(mail, &format!("wrong {round} {number}")).await.status);
            let wrong = join_all(tries).await.into_iter().filter(|status| *status == StatusCode::UNAUTHORIZED).count();
            compared += wrong;
        }
        assert_eq!(compared, 25, "{mail}");
    }
    assert_eq!(world.login(MAIL, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS, "even the right one");
}

#[tokio::test]
async fn a2_one_person_links_several_and_takes_away_all_but_one() {
    let world = World::new().await;
    let tokens = world.sign_in("01001234567").await;
    let id = tokens["user"]["id"].clone();
    assert_eq!(world.add_mail(&tokens, MAIL).await.status, StatusCode::OK);
    let signed = world.signed(&KEY, "osool.example").await;
    let linked = call(&world.router, "POST", "/auth/wallet/verify", &tokens, &signed).await;
    assert_eq!((linked.status, &linked.json), (StatusCode::OK, &json!({"linked": "wallet"})));

    let by_wallet = world.post("/auth/wallet/verify", &world.signed(&KEY, "osool.example").await).await;
    assert_eq!(by_wallet.json["user"]["id"], id, "any of them opens the same account");
    let me = world.ask("GET", "/auth/me", &tokens).await.json;
    let kinds: Vec<&Value> = me["identities"].as_array().unwrap().iter().map(|identity| &identity["kind"]).collect();
    assert_eq!(kinds, ["phone", "email", "wallet"]);

    // Somebody else's stays theirs.
    let other = World::over(world.pool.clone()).await;
    let others = other.sign_in("01112345678").await;
    let taken =
        call(&other.router, "POST", "/auth/wallet/verify", &others, &other.signed(&KEY, "osool.example").await).await;
    assert_eq!((taken.status, &taken.json["details"]["field"]), (StatusCode::CONFLICT, &json!("wallet")));
    let theirs = format!("/auth/identities/wallet/{}", me["identities"][2]["id"].as_str().unwrap());
    assert_eq!(other.ask("DELETE", &theirs, &others).await.status, StatusCode::NOT_FOUND);

    for (kind, place, expected) in [
        ("wallet", 2, StatusCode::NO_CONTENT),
        ("wallet", 2, StatusCode::NOT_FOUND),
        ("email", 1, StatusCode::NO_CONTENT),
        ("phone", 0, StatusCode::CONFLICT),
    ] {
        let path = format!("/auth/identities/{kind}/{}", me["identities"][place]["id"].as_str().unwrap());
        assert_eq!(world.ask("DELETE", &path, &tokens).await.status, expected, "{kind}");
    }
    for path in ["/auth/identities/wallet/zz", "/auth/identities/name/00", "/auth/identities/phone/00"] {
        assert_eq!(world.ask("DELETE", path, &tokens).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(audit::verify(&world.pool).await.unwrap().is_ok());
}

#[tokio::test]
async fn a2_of_two_that_are_taken_away_at_once_one_stays() {
    let world = World::new().await;
    let tokens = world.registered(MAIL).await;
    let signed = world.signed(&KEY, "osool.example").await;
    call(&world.router, "POST", "/auth/wallet/verify", &tokens, &signed).await;
    let me = world.ask("GET", "/auth/me", &tokens).await.json;
    let paths = me["identities"].as_array().unwrap().iter().map(|identity| {
        format!("/auth/identities/{}/{}", identity["kind"].as_str().unwrap(), identity["id"].as_str().unwrap())
    });
    join_all(paths.map(async |path| world.ask("DELETE", &path, &tokens).await.status)).await;
    assert_eq!(world.rows("identities").await, 1);
}

/// The private key of a wallet: the number one.
const KEY: [u8; 32] = {
    let mut key = [0; 32];
    key[31] = 1;
    key
};

fn keccak(text: &[u8]) -> Vec<u8> {
    Keccak256::digest(text).to_vec()
}

impl World {
    /// What a wallet with this key signs for a page, with a nonce of ours.
    async fn signed(&self, key: &[u8; 32], domain: &str) -> Value {
        let nonce = self.post("/auth/wallet/nonce", &json!({})).await;
        assert_eq!((nonce.status, &nonce.json["chain_id"]), (StatusCode::OK, &json!(1)));
        let key = SigningKey::from_slice(key).unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        let address = hex(&keccak(&point.as_bytes()[1..])[12..]);
        // EIP-55.
        let checksum = hex(&keccak(address.as_bytes()));
        let address: String = address
            .chars()
            .zip(checksum.chars())
            .map(|(letter, sum)| if sum >= '8' { letter.to_ascii_uppercase() } else { letter })
            .collect();
        let now = OffsetDateTime::now_utc().format(&Rfc3339).unwrap();
        let nonce = nonce.json["nonce"].as_str().unwrap();
        let message = format!(
            "{domain} wants you to sign in with your Ethereum account:\n0x{address}\n\n\nURI: https://{domain}/\n\
             Version: 1\nChain ID: 1\nNonce: {nonce}\nIssued At: {now}"
        );
        let hash = keccak(format!("\u{19}Ethereum Signed Message:\n{}{message}", message.len()).as_bytes());
        let (signature, recovery) = key.sign_prehash_recoverable(&hash);
        let signature = format!("0x{}{:02x}", hex(&signature.to_bytes()), recovery.to_byte() + 27);
        json!({"message": message, "signature": signature, "language": "en"})
    }

    /// Has a count begin anew.
    async fn forget(&self, kind: &str, index: &[u8]) {
        let write = Write::to(format!("{kind}#{}", hex(index))).remove("sent").remove("next_at");
        self.table.write(write).await.unwrap();
    }
}

#[tokio::test]
async fn a2_a_wallet_signs_in_once_for_our_page_only() {
    let world = World::new().await;
    let signed = world.signed(&KEY, "osool.example").await;
    let answers = join_all((0..20).map(|_| world.post("/auth/wallet/verify", &signed))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::OK).count(), 1);
    assert_eq!((world.rows("users").await, world.rows("identities").await), (1, 1));
    for domain in ["osool.example.evil.example", "evil.example", "osool.example:8080"] {
        let foreign = world.post("/auth/wallet/verify", &world.signed(&KEY, domain).await).await;
        assert_eq!(foreign.status, StatusCode::UNAUTHORIZED, "{domain}");
    }
    let broken = world.post("/auth/wallet/verify", &json!({"message": "hello", "signature": "0x"})).await;
    assert_eq!(
        (broken.status, &broken.json["details"]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("message"))
    );
    let dump = world.dump(&["users", "identities", "audit_log"]).await;
    // The address of the key.
    assert!(!dump.to_lowercase().contains("7e5f4552091a69125d5dfcb7b8c2659029395bdf"), "{dump}");
}

#[tokio::test]
async fn a2_google_is_closed_where_nobody_has_configured_it() {
    let answer = World::new().await.post("/auth/google", &json!({"id_token": "x"})).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.json);
}

#[tokio::test]
async fn a7_an_account_by_mail_is_gone_from_every_table() {
    let world = World::new().await;
    let tokens = world.registered(MAIL).await;
    assert_eq!(world.ask("DELETE", "/auth/me", &tokens).await.status, StatusCode::NO_CONTENT);
    for table in ["users", "identities", "passwords"] {
        assert_eq!(world.rows(table).await, 0, "{table}");
    }
    assert_eq!(world.login(MAIL, PASSWORD).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn p6_a_notice_that_comes_twice_is_sent_once() {
    let world = World::new().await;
    world.register(MAIL).await;
    let (bodies, _) = world.deliver().await;
    let before = world.last().await.unwrap();
    let record = |id: &str, body: &str| json!({"messageId": id, "body": body});
    let records: Vec<Value> = (0..5).map(|id| record(&id.to_string(), &bodies[0])).collect();
    let again = world.notifier.handle(serde_json::from_value(json!({"Records": records})).unwrap()).await.unwrap();
    assert!(again.batch_item_failures.is_empty());
    assert_eq!(world.last().await.unwrap(), before, "nothing newer");

    // What cannot be read comes again, and none of the others with it.
    let records = [record("a", "not a notice"), record("b", &bodies[0]), record("c", r#"{"id":"x"}"#)];
    let again = world.notifier.handle(serde_json::from_value(json!({"Records": records})).unwrap()).await.unwrap();
    let again = serde_json::to_value(&again).unwrap();
    assert_eq!(again, json!({"batchItemFailures": [{"itemIdentifier": "a"}, {"itemIdentifier": "c"}]}));
}

#[tokio::test]
async fn l9_each_proof_that_opens_nothing_counts_as_suspicious_and_none_that_does() {
    let world = World::new().await;
    let tokens = world.registered(MAIL).await;
    let suspicious = async || number(&world.table.read("RATE#unknown").await.unwrap(), "suspicious");
    assert_eq!(suspicious().await, 0);
    world.login(MAIL, "a wrong one").await;
    world.open(&"0".repeat(64)).await;
    world.confirm(&"0".repeat(64), "a long way home").await;
    let code = json!({"challenge_id": uuid::Uuid::nil(), "code": "000000"});
    world.post("/auth/otp/verify", &code).await;
    world.post("/auth/wallet/verify", &world.signed(&KEY, "evil.example").await).await;
    assert_eq!(suspicious().await, 5);
    let forged = json!({"access_token": format!("{}x", tokens["access_token"].as_str().unwrap())});
    assert_eq!(world.ask("GET", "/auth/me", &forged).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(suspicious().await, 6);
}

/// A request with an access token and, if there is one, the administrators' key.
async fn with(router: &Router, method: &str, path: &str, tokens: &Value, key: Option<&str>) -> StatusCode {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let mut request = Request::builder().method(method).uri(path).header("authorization", bearer);
    if let Some(key) = key {
        request = request.header("x-admin-key", key);
    }
    let request = request.header("content-type", "application/json");
    send(router, request.body(Body::from(r#"{"blocked":false}"#)).unwrap()).await.status
}

#[tokio::test]
async fn a5_a_token_with_the_role_opens_the_administration_until_the_role_is_taken_away() {
    let world = World::new().await;
    let first = world.sign_in("01001234567").await;
    let path = format!("/admin/users/{}", first["user"]["id"].as_str().unwrap());
    assert_eq!(with(&world.router, "PATCH", &path, &first, None).await, StatusCode::FORBIDDEN, "an investor");
    assert_eq!(with(&world.router, "PATCH", &path, &first, Some("wrong")).await, StatusCode::FORBIDDEN);
    let promote = |role: &'static str| {
        let request = Request::patch(&path).header("content-type", "application/json").header("x-admin-key", STRONG);
        send(&world.router, request.body(Body::from(json!({"role": role}).to_string())).unwrap())
    };
    assert_eq!(promote("admin").await.status, StatusCode::NO_CONTENT);
    assert_eq!(with(&world.router, "PATCH", &path, &first, None).await, StatusCode::UNAUTHORIZED, "signed out by it");

    let again = World::over(world.pool.clone()).await;
    let tokens = again.sign_in("01001234567").await;
    assert_eq!(tokens["user"]["role"], "admin");
    assert_eq!(with(&again.router, "PATCH", &path, &tokens, None).await, StatusCode::NO_CONTENT);
    let cost_reports = costs(again.pool.clone(), &again.table);
    assert_eq!(with(&cost_reports, "GET", "/costs/daily", &tokens, None).await, StatusCode::OK);
    let health = watching(again.pool.clone(), &again.name, String::new()).await;
    assert_eq!(with(&health, "GET", "/metrics", &tokens, None).await, StatusCode::OK);
    let actor: String = sqlx::query_scalar("SELECT actor FROM audit_log WHERE action = 'unblocked'")
        .fetch_one(&world.pool)
        .await
        .unwrap();
    assert_eq!(json!(actor), tokens["user"]["id"], "the log says who");

    let demote = Request::patch(&path).header("content-type", "application/json").header("x-admin-key", STRONG);
    let demoted = send(&again.router, demote.body(Body::from(r#"{"role":"analyst"}"#)).unwrap()).await;
    assert_eq!(demoted.status, StatusCode::NO_CONTENT);
    // Environments that have not looked within the last second.
    let cost_reports = costs(again.pool.clone(), &again.table);
    let health = watching(again.pool.clone(), &again.name, String::new()).await;
    for (router, method, path) in
        [(&again.router, "PATCH", path.as_str()), (&cost_reports, "GET", "/costs/daily"), (&health, "GET", "/metrics")]
    {
        assert_eq!(with(router, method, path, &tokens, None).await, StatusCode::UNAUTHORIZED, "{path}");
    }
}
