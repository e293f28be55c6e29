//! Signing in by Google (A2): ID tokens with real signatures, Google's keys from a stand-in at the wire, and what was used in
//! the emulator's DynamoDB.

use std::sync::{Arc, LazyLock};

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PSS_SHA256, RsaEncoding},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::{
    client::HttpClient,
    config::Settings,
    error::{ErrorCode, Failure},
    fault::Fault,
    guard::Guard,
    identity::google::{Google, GoogleSettings, Subject},
    store::table::DynamoTable,
};
use tests::{
    dynamo, guard,
    models::{Models, Step, plain, status},
    table,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

const CLIENT: &str = "1234567890-osool.apps.googleusercontent.com";
const OTHER_CLIENT: &str = "1234567890-osool-ios.apps.googleusercontent.com";
const SUBJECT: &str = "110169484474386276334";
const NONCE: &str = "n-0S6_WzA2Mj";

/// How long keys are good where a test does not say.
const TWO_HOURS: &str = "public, max-age=7200, must-revalidate, no-transform";

/// Keys of Google's. Making one takes a while.
static FIRST: LazyLock<KeyPair> = LazyLock::new(generated);
static SECOND: LazyLock<KeyPair> = LazyLock::new(generated);

fn generated() -> KeyPair {
    KeyPair::generate(KeySize::Rsa2048).unwrap()
}

fn pair(name: &str) -> &'static KeyPair {
    if name == "first" { &FIRST } else { &SECOND }
}

/// The modulus of a key, from its public part in DER: a sequence of a number of 257 bytes and of the number 65,537.
fn modulus(pair: &KeyPair) -> &[u8] {
    let der: &[u8] = pair.public_key().as_ref();
    assert_eq!(der.len(), 270);
    assert_eq!(&der[..9], [0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00]);
    assert_eq!(&der[265..], [0x02, 0x03, 0x01, 0x00, 0x01]);
    &der[9..265]
}

/// Bytes as tokens hold them: in base 64 for addresses, without padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |place: usize| usize::from(three.get(place).copied().unwrap_or_default());
        let number = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        text.extend((0..=three.len()).map(|place| char::from(LETTERS[(number >> (18 - 6 * place)) & 63])));
    }
    text
}

/// A token of these parts, signed so.
fn token(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = [header, claims].map(|part| base64(part.to_string().as_bytes())).join(".");
    let signature = base64(&sign(message.as_bytes()));
    format!("{message}.{signature}")
}

fn signature(pair: &KeyPair, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), message, &mut signature).unwrap();
    signature
}

fn header(algorithm: &str, name: &str) -> Value {
    json!({"alg": algorithm, "kid": name, "typ": "JWT"})
}

/// What Google says of somebody who signed in just now; another token each time.
fn claims(now: OffsetDateTime) -> Value {
    let at = now.unix_timestamp();
    json!({"iss": "https://accounts.google.com", "azp": CLIENT, "aud": CLIENT, "sub": SUBJECT,
           "email": "mona@example.com", "email_verified": true, "name": "Mona", "nonce": NONCE,
           "iat": at, "exp": at + 3_600, "jti": Uuid::new_v4()})
}

fn changed(now: OffsetDateTime, claim: &str, value: Value) -> Value {
    let mut claims = claims(now);
    claims[claim] = value;
    claims
}

/// A token of these claims by the key that is called so.
fn signed_by(pair: &KeyPair, name: &str, claims: &Value) -> String {
    token(&header("RS256", name), claims, |message| signature(pair, &RSA_PKCS1_SHA256, message))
}

/// A token as Google makes it.
fn signed(claims: &Value) -> String {
    signed_by(&FIRST, "first", claims)
}

fn good(now: OffsetDateTime) -> String {
    signed(&claims(now))
}

/// The keys of these names as Google publishes them, beside one that is no use to us.
fn published(names: &[&str]) -> String {
    let mut keys = vec![json!({"kty": "EC", "crv": "P-256", "kid": "elliptic", "x": "AQAB", "y": "AQAB"})];
    keys.extend(names.iter().map(|name| {
        json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": name, "n": base64(modulus(pair(name))), "e": "AQAB"})
    }));
    json!({"keys": keys}).to_string()
}

/// Google's answer with a header that says how long it is good.
fn answered(cache_control: &str, body: &str) -> Vec<Step> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=UTF-8\r\ncache-control: {cache_control}\r\n\
         content-length: {length}\r\n\r\n"
    );
    vec![Step::Send(format!("{head}{body}").into_bytes())]
}

/// Google's answer with the first key.
fn first_key() -> Vec<Step> {
    answered(TWO_HOURS, &published(&["first"]))
}

/// An environment that signs people in, and a stand-in for Google.
struct World {
    google: Google<DynamoTable>,
    table: DynamoTable,
    guard: Guard<DynamoTable>,
    stand_in: Arc<Models>,
    now: OffsetDateTime,
}

impl World {
    async fn new() -> Self {
        Self::for_clients(&format!("{CLIENT}, {OTHER_CLIENT}")).await
    }

    /// Before any key was fetched.
    async fn for_clients(clients: &str) -> Self {
        let stand_in = Models::start().await;
        let table = dynamo(&table().await).await;
        let google = google(clients, stand_in.address(), &table);
        Self { google, guard: guard(&table), table, stand_in, now: OffsetDateTime::now_utc() }
    }

    /// After the first key was fetched.
    async fn with_key() -> Self {
        let world = Self::new().await;
        world.stand_in.then(first_key());
        world.signs_in(&good(world.now), world.now).await;
        world
    }

    async fn verify(&self, token: &str, now: OffsetDateTime) -> Result<Subject, Failure> {
        self.google.verify(token, None, &self.guard, now).await
    }

    async fn signs_in(&self, token: &str, now: OffsetDateTime) {
        assert_eq!(self.verify(token, now).await.unwrap().expose(), SUBJECT);
    }

    async fn is_refused(&self, token: &str, now: OffsetDateTime, why: &str) {
        assert_refused(&self.verify(token, now).await, why);
    }

    /// Google cannot be had; gives what was seen of it, where it was asked.
    async fn is_away(&self, token: &str, now: OffsetDateTime, why: &str) -> Option<Fault> {
        let failure = self.verify(token, now).await.unwrap_err();
        assert_eq!(failure.code(), ErrorCode::DependencyUnavailable, "{why}: {failure}");
        assert_eq!(failure.details().get("dependency"), Some(&json!("google")), "{why}");
        failure.fault()
    }

    /// How often Google was asked.
    fn asked(&self) -> usize {
        self.stand_in.asked().len()
    }
}

/// Signing in for these clients, with Google at this address.
fn google(clients: &str, address: &str, table: &DynamoTable) -> Google<DynamoTable> {
    let mut settings = Settings::from_pairs([("GOOGLE_CLIENT_ID", clients), ("GOOGLE_BASE_URL", address)]);
    let read = GoogleSettings::read(&mut settings);
    settings.check().unwrap();
    Google::new(read, HttpClient::default(), table.clone())
}

fn assert_refused(result: &Result<Subject, Failure>, why: &str) {
    let failure = result.as_ref().expect_err(why);
    assert_eq!(failure.code(), ErrorCode::AuthenticationFailed, "{why}: {failure}");
    assert_eq!(failure.details().get("reason"), Some(&json!("the google token is not good")), "{why}");
    assert_eq!(failure.details().len(), 1, "why is nobody's business: {why}");
}

#[tokio::test]
async fn a2_a_token_says_which_account_at_google_signs_in() {
    let world = World::with_key().await;
    let now = world.now;
    let asked = world.stand_in.asked();
    assert_eq!((asked.len(), asked[0].path.as_str()), (1, "/oauth2/v3/certs"));
    world.signs_in(&signed(&changed(now, "iss", json!("accounts.google.com"))), now).await;
    world.signs_in(&signed(&changed(now, "aud", json!(OTHER_CLIENT))), now).await;
    let at = now.unix_timestamp();
    for (claim, value) in [("iat", at + 60), ("iat", at - 3_900), ("exp", at + 1)] {
        world.signs_in(&signed(&changed(now, claim, json!(value))), now).await;
    }
    let longest = "s".repeat(255);
    let subject = world.verify(&signed(&changed(now, "sub", json!(longest))), now).await.unwrap();
    assert_eq!((subject.expose(), format!("{subject:?}").as_str()), (longest.as_str(), "Subject(…)"));
    assert_eq!(world.asked(), 1, "the key is kept");
}

#[tokio::test]
async fn a2_without_a_client_nobody_signs_in_by_google() {
    let world = World::for_clients(" , ").await;
    let failure = world.verify(&good(world.now), world.now).await.unwrap_err();
    assert_eq!(failure.code(), ErrorCode::NotFound);
    assert_eq!(failure.details()["reason"], "signing in with google is not configured");
    assert_eq!(world.asked(), 0);
}

#[tokio::test]
async fn a2_a_token_signs_in_once_however_it_is_written() {
    let world = World::with_key().await;
    let (now, used) = (world.now, good(world.now));
    world.signs_in(&used, now).await;
    world.is_refused(&used, now, "used").await;
    world.is_refused(&used, now + Duration::minutes(59), "used an hour ago").await;
    world.stand_in.then(first_key());
    let elsewhere = google(CLIENT, world.stand_in.address(), &world.table);
    assert_refused(&elsewhere.verify(&used, None, &world.guard, now).await, "used in another environment");
    assert!(elsewhere.verify(&good(now), None, &world.guard, now).await.is_ok());
    // The last letter of 256 bytes carries four bits that are not used.
    let (start, last) = used.split_at(used.len() - 1);
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.".chars() {
        world.is_refused(&format!("{start}{letter}"), now, &format!("{letter} instead of {last}")).await;
    }
    for spelled in
        [format!("{used}="), format!("{used}=="), format!(" {used}"), format!("{used}\n"), used.replace('.', "..")]
    {
        world.is_refused(&spelled, now, &spelled).await;
    }
    let at_once = good(now);
    let results = join_all((0..20).map(|_| world.verify(&at_once, now))).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    for result in results.iter().filter(|result| result.is_err()) {
        assert_refused(result, "used at once");
    }
}

#[tokio::test]
async fn a2_what_a_token_says_must_be_for_us_by_google_and_of_now() {
    let world = World::with_key().await;
    let (now, at) = (world.now, world.now.unix_timestamp());
    for (claim, value) in [
        ("aud", json!("1234567890-another.apps.googleusercontent.com")),
        ("aud", json!([CLIENT])),
        ("aud", json!([CLIENT, "1234567890-another.apps.googleusercontent.com"])),
        ("aud", json!(format!("{CLIENT}, {OTHER_CLIENT}"))),
        ("aud", json!(CLIENT.to_uppercase())),
        ("aud", json!("")),
        ("aud", Value::Null),
        ("iss", json!("https://accounts.google.com.example.com")),
        ("iss", json!("https://accounts.google.com/")),
        ("iss", json!("http://accounts.google.com")),
        ("iss", json!(["https://accounts.google.com"])),
        ("iss", Value::Null),
        ("exp", json!(at)),
        ("exp", json!(at - 1)),
        ("exp", json!(-1)),
        ("exp", json!("soon")),
        ("exp", Value::Null),
        ("iat", json!(at + 61)),
        ("iat", json!(at - 3_901)),
        ("iat", json!("now")),
        ("iat", Value::Null),
        ("sub", json!("")),
        ("sub", json!("1 or 2")),
        ("sub", json!("١٢٣")),
        ("sub", json!("s".repeat(256))),
        ("sub", json!(7)),
        ("sub", Value::Null),
    ] {
        let why = format!("{claim} {value}");
        world.is_refused(&signed(&changed(now, claim, value)), now, &why).await;
    }
    for claim in ["aud", "iss", "exp", "iat", "sub"] {
        let mut without = claims(now);
        without.as_object_mut().unwrap().remove(claim);
        world.is_refused(&signed(&without), now, claim).await;
    }
    for whole in [json!([]), json!("text"), json!(7), Value::Null] {
        world.is_refused(&signed(&whole), now, "no claims").await;
    }
    // Readers differ over which of two counts, so neither does.
    let twice = base64(claims(now).to_string().replacen('{', &format!("{{\"aud\":\"{CLIENT}\","), 1).as_bytes());
    let message = format!("{}.{twice}", base64(header("RS256", "first").to_string().as_bytes()));
    let twice = format!("{message}.{}", base64(&signature(&FIRST, &RSA_PKCS1_SHA256, message.as_bytes())));
    world.is_refused(&twice, now, "two audiences").await;
    world.signs_in(&good(now), now).await;
    assert_eq!(world.asked(), 1);
}

#[tokio::test]
async fn a2_a_nonce_that_was_asked_for_must_come_back() {
    let world = World::with_key().await;
    let now = world.now;
    let verify = async |claims: Value, nonce: Option<&str>| {
        world.google.verify(&signed(&claims), nonce, &world.guard, now).await
    };
    assert_eq!(verify(claims(now), Some(NONCE)).await.unwrap().expose(), SUBJECT);
    assert!(verify(claims(now), None).await.is_ok(), "nobody asked for it");
    assert!(verify(changed(now, "nonce", Value::Null), None).await.is_ok());
    for nonce in ["", "n-0S6_WzA2M", "n-0S6_WzA2Mjj", "N-0S6_WZA2MJ"] {
        assert_refused(&verify(claims(now), Some(nonce)).await, nonce);
    }
    for value in [Value::Null, json!(""), json!(7), json!([NONCE])] {
        assert_refused(&verify(changed(now, "nonce", value.clone()), Some(NONCE)).await, &value.to_string());
    }
}

#[tokio::test]
async fn a2_only_what_google_has_signed_with_rs256_is_read() {
    let world = World::with_key().await;
    let now = world.now;
    let rsa = |encoding: &'static dyn RsaEncoding| move |message: &[u8]| signature(&FIRST, encoding, message);
    // The public key is known to everybody: whoever takes it for a secret trusts everybody.
    let mac = |secret: &[u8]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        move |message: &[u8]| hmac::sign(&key, message).as_ref().to_vec()
    };
    let (hs256, rs256) = (header("HS256", "first"), header("RS256", "first"));
    let der: &[u8] = FIRST.public_key().as_ref();
    let with = |name: &str, value: Value| {
        let mut header = rs256.clone();
        header[name] = value;
        header
    };
    for (why, forged) in [
        ("no name", token(&json!({"alg": "RS256", "typ": "JWT"}), &claims(now), rsa(&RSA_PKCS1_SHA256))),
        ("a name that is none", token(&with("kid", json!(7)), &claims(now), rsa(&RSA_PKCS1_SHA256))),
        ("no algorithm", token(&json!({"kid": "first"}), &claims(now), rsa(&RSA_PKCS1_SHA256))),
        ("none", token(&header("none", "first"), &claims(now), |_| Vec::new())),
        ("None", token(&header("None", "first"), &claims(now), |_| Vec::new())),
        ("none, signed", token(&header("none", "first"), &claims(now), rsa(&RSA_PKCS1_SHA256))),
        ("unsigned", token(&rs256, &claims(now), |_| Vec::new())),
        ("HS256 by the modulus", token(&hs256, &claims(now), mac(modulus(&FIRST)))),
        ("HS256 by its text", token(&hs256, &claims(now), mac(base64(modulus(&FIRST)).as_bytes()))),
        ("HS256 by the key", token(&hs256, &claims(now), mac(der))),
        ("an HMAC as RS256", token(&rs256, &claims(now), mac(modulus(&FIRST)))),
        ("RS384", token(&header("RS384", "first"), &claims(now), rsa(&RSA_PKCS1_SHA384))),
        ("RS384 as RS256", token(&rs256, &claims(now), rsa(&RSA_PKCS1_SHA384))),
        ("PS256", token(&header("PS256", "first"), &claims(now), rsa(&RSA_PSS_SHA256))),
        ("PS256 as RS256", token(&rs256, &claims(now), rsa(&RSA_PSS_SHA256))),
        ("lower case", token(&header("rs256", "first"), &claims(now), rsa(&RSA_PKCS1_SHA256))),
        ("another key", signed_by(&SECOND, "first", &claims(now))),
        (
            "a key of its own",
            token(
                &with("jwk", json!({"kty": "RSA", "n": base64(modulus(&SECOND)), "e": "AQAB"})),
                &claims(now),
                |message| signature(&SECOND, &RSA_PKCS1_SHA256, message),
            ),
        ),
        ("what must be understood", token(&with("crit", json!(["exp"])), &claims(now), rsa(&RSA_PKCS1_SHA256))),
        ("zeros", token(&rs256, &claims(now), |_| vec![0; 256])),
        (
            "too short",
            token(&rs256, &claims(now), |message| {
                signature(&FIRST, &RSA_PKCS1_SHA256, message).into_iter().take(255).collect()
            }),
        ),
    ] {
        world.is_refused(&forged, now, why).await;
    }
    // The signature of one on the claims of another.
    let (one, other) = (good(now), good(now));
    let (claims_of_one, _) = one.rsplit_once('.').unwrap();
    let (_, signature_of_other) = other.rsplit_once('.').unwrap();
    world.is_refused(&format!("{claims_of_one}.{signature_of_other}"), now, "of another").await;
    world.signs_in(&one, now).await;
    assert_eq!(world.asked(), 1, "none of them has Google asked");
}

#[tokio::test]
async fn a2_a_text_that_is_no_token_is_refused_before_google_is_asked() {
    let world = World::new().await;
    let now = world.now;
    let whole = good(now);
    let parts: Vec<&str> = whole.split('.').collect();
    let mut texts = vec![
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        "a.b.c".to_owned(),
        "null".to_owned(),
        "Bearer".to_owned(),
        "\0\0\0".to_owned(),
        "تسجيل.الدخول.هنا".to_owned(),
        "😀.😀.😀".to_owned(),
        "=.=.=".to_owned(),
        format!("{}.{}", base64(b"{}"), base64(b"{}")),
        format!("{}.{}.", base64(b"{}"), base64(b"{}")),
        format!("{}..", base64(b"[]")),
        format!("{}.{}.{}", base64(&[0xff; 30]), parts[1], parts[2]),
        format!("{}.e30.e30", base64("[".repeat(2_000).as_bytes())),
        parts[0].to_owned(),
        format!("{}.{}", parts[0], parts[1]),
        format!(".{}.{}", parts[1], parts[2]),
        format!("{whole}.{}", parts[2]),
        format!("Bearer {whole}"),
    ];
    let too_long = signed(&changed(now, "name", json!("m".repeat(3_000))));
    assert!(too_long.len() > 4_096);
    texts.extend([too_long, "a".repeat(4_097), ".".repeat(1 << 20)]);
    for text in texts {
        world.is_refused(&text, now, text.get(..40).unwrap_or(&text)).await;
    }
    assert_eq!(world.asked(), 0);
    world.stand_in.then(first_key());
    let long = signed(&changed(now, "name", json!("m".repeat(2_000))));
    assert!((3_000..4_096).contains(&long.len()));
    world.signs_in(&long, now).await;
}

#[tokio::test]
async fn a2_a_key_that_nobody_knows_has_google_asked_again_once_a_minute() {
    let world = World::with_key().await;
    let unknown = |now| signed_by(&SECOND, "second", &claims(now));
    let after = |seconds: i64| world.now + Duration::seconds(seconds);
    for (seconds, asked) in [(1, 1), (59, 1), (60, 2), (61, 2), (119, 2), (120, 3)] {
        if asked > world.asked() {
            world.stand_in.then(first_key());
        }
        let now = after(seconds);
        let tokens: Vec<String> = (0..5).map(|_| unknown(now)).collect();
        for refusal in join_all(tokens.iter().map(|token| world.verify(token, now))).await {
            assert_refused(&refusal, &format!("after {seconds} seconds"));
        }
        world.signs_in(&good(now), now).await;
        assert_eq!(world.asked(), asked, "after {seconds} seconds");
    }
    // It may be one that Google has and does not give.
    world.stand_in.then(status(503, "unavailable", None));
    let now = after(180);
    assert_eq!(world.is_away(&unknown(now), now, "it cannot be known").await, Some(Fault::Overloaded));
    world.signs_in(&good(now), now).await;
    assert_eq!(world.is_away(&unknown(now), now, "nor a moment later").await, None);
    assert_eq!(world.asked(), 4);
}

#[tokio::test]
async fn a2_keys_are_kept_as_long_as_google_says() {
    let body = published(&["first"]);
    for (script, seconds) in [
        (answered(TWO_HOURS, &body), 7_200),
        (answered("max-age=0", &body), 60),
        (answered("public, max-age=31536000", &body), 86_400),
        (plain(200, "application/json", &body), 3_600),
    ] {
        let world = World::new().await;
        for (after, asked) in [(0, 1), (1, 1), (seconds - 1, 1), (seconds, 2), (seconds + 1, 2)] {
            if asked > world.asked() {
                world.stand_in.then(script.clone());
            }
            let now = world.now + Duration::seconds(after);
            world.signs_in(&good(now), now).await;
            assert_eq!(world.asked(), asked, "{after} of {seconds} seconds");
        }
    }
}

#[tokio::test]
async fn a2_a_new_key_is_learnt_and_an_old_one_forgotten() {
    let world = World::with_key().await;
    let after = |minutes| world.now + Duration::minutes(minutes);
    // Google publishes the new one beside the old one, and takes the old one away later.
    world.stand_in.then(answered(TWO_HOURS, &published(&["first", "second"])));
    let now = after(2);
    world.signs_in(&signed_by(&SECOND, "second", &claims(now)), now).await;
    world.signs_in(&good(now), now).await;
    assert_eq!(world.asked(), 2);
    world.stand_in.then(answered(TWO_HOURS, &published(&["second"])));
    let now = after(2 + 120);
    world.is_refused(&good(now), now, "its time is over").await;
    world.signs_in(&signed_by(&SECOND, "second", &claims(now)), now).await;
    world.is_refused(&signed_by(&FIRST, "second", &claims(now)), now, "under another's name").await;
    assert_eq!(world.asked(), 3);
}

#[tokio::test]
async fn a2_while_google_gives_no_keys_nobody_is_trusted() {
    let keys = published(&["first"]);
    let huge = format!("{keys}{}", " ".repeat(64 << 10));
    let (half, _) = keys.split_at(keys.len() / 2);
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{half}", keys.len());
    let chunks = (0..100).map(|_| Step::Chunk(vec![b' '; 1 << 10]));
    let begun = Step::Send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec());
    let scripts = [
        ("unavailable", status(503, "unavailable", None), Fault::Overloaded),
        ("failed", status(500, "failed", None), Fault::ServerError),
        ("keys with an error", plain(404, "application/json", &keys), Fault::BadRequest),
        ("elsewhere", plain(302, "application/json", &keys), Fault::Malformed),
        ("garbage", plain(200, "text/html", "<h1>Sorry</h1>"), Fault::Malformed),
        ("no keys", plain(200, "application/json", r#"{"keys": []}"#), Fault::Malformed),
        ("nothing", plain(200, "application/json", ""), Fault::Malformed),
        ("huge", answered(TWO_HOURS, &huge), Fault::Malformed),
        ("endless", [begun].into_iter().chain(chunks).chain([Step::Hang]).collect(), Fault::Malformed),
        ("hangs up", vec![Step::Close], Fault::Unreachable),
        ("hangs up midway", vec![Step::Send(head.into_bytes()), Step::Close], Fault::Unreachable),
        ("silent", vec![Step::Hang], Fault::Timeout),
    ];
    let worlds = scripts.map(|(why, script, fault)| async move {
        let world = World::new().await;
        let (now, token) = (world.now, good(world.now));
        world.stand_in.then(script);
        assert_eq!(world.is_away(&token, now, why).await, Some(fault), "{why}");
        // Nothing of it was kept, neither of the answer nor of the token.
        world.stand_in.then(first_key());
        world.signs_in(&token, now).await;
        assert_eq!(world.asked(), 2, "{why}");
    });
    join_all(worlds).await;
}

#[tokio::test]
async fn a2_google_is_left_alone_once_it_has_failed_five_times() {
    let world = World::new().await;
    for _ in 0..5 {
        world.stand_in.then(status(503, "unavailable", None));
        world.is_away(&good(world.now), world.now, "unavailable").await;
    }
    let failure = world.verify(&good(world.now), world.now).await.unwrap_err();
    assert_eq!(failure.code(), ErrorCode::DependencyUnavailable);
    assert_eq!((&failure.details()["dependency"], &failure.details()["circuit"]), (&json!("google"), &json!("open")));
    assert_eq!(world.asked(), 5);
    world.stand_in.then(first_key());
    let later = world.now + Duration::minutes(2);
    world.signs_in(&good(later), later).await;
}

#[tokio::test]
async fn a2_keys_whose_time_is_over_serve_for_a_day_while_google_is_away() {
    let world = World::with_key().await;
    let after = |seconds: i64| world.now + Duration::seconds(7_200 + seconds);
    let unknown = |now| signed_by(&SECOND, "second", &claims(now));
    world.stand_in.then(status(503, "unavailable", None));
    for seconds in [0, 1, 59] {
        world.signs_in(&good(after(seconds)), after(seconds)).await;
        assert_eq!(world.is_away(&unknown(after(seconds)), after(seconds), "it cannot be known").await, None);
        let stranger = signed_by(&SECOND, "first", &claims(after(seconds)));
        world.is_refused(&stranger, after(seconds), "old keys trust nobody else").await;
    }
    assert_eq!(world.asked(), 2, "nobody waits for Google again within a minute");
    world.stand_in.then(vec![Step::Close]);
    world.signs_in(&good(after(86_399)), after(86_399)).await;
    assert_eq!(world.asked(), 3);
    assert_eq!(world.is_away(&good(after(86_400)), after(86_400), "a day is over").await, None);
    world.stand_in.then(status(503, "unavailable", None));
    assert!(world.is_away(&good(after(86_460)), after(86_460), "and it is still away").await.is_some());
    world.stand_in.then(answered(TWO_HOURS, &published(&["second"])));
    world.signs_in(&unknown(after(86_520)), after(86_520)).await;
    world.is_refused(&good(after(86_520)), after(86_520), "the old key is gone").await;
    assert_eq!(world.asked(), 5);
}

#[tokio::test]
async fn a2_twenty_at_once_have_google_asked_once() {
    let world = World::new().await;
    world.stand_in.then([vec![Step::Wait(std::time::Duration::from_millis(200))], first_key()].concat());
    let tokens: Vec<String> = (0..20).map(|_| good(world.now)).collect();
    for result in join_all(tokens.iter().map(|token| world.verify(token, world.now))).await {
        assert_eq!(result.unwrap().expose(), SUBJECT);
    }
    assert_eq!(world.asked(), 1);
}
