//! Signing in by Google (A2): an ID token proves a `sub`, the account at Google that somebody has just signed in to, for one
//! of our clients. Nothing else is taken from it: the mail and the name in it are neither trusted nor kept, because a mail
//! changes hands, and whoever has it at Google has not shown to be whom we know by it.
//!
//! | what | bound |
//! |---|---|
//! | the token | 4,096 bytes, RS256 and nothing else, signed by a key that Google publishes under the name in its header |
//! | its claims | Google's issuer, one audience and that one of ours, not over, at most 65 minutes old, the nonce that was asked for |
//! | its use | once: a conditional write of `GOOGLE#<hash>`, which holds for the whole fleet |
//! | Google's keys | kept as long as Google says, from a minute to a day; a name that is not among them has Google asked again, once a minute at most |
//!
//! **While Google is away**, keys whose time is over serve for another day. Google's keys change over days, and a new one is
//! published before it signs, so yesterday's are all but certainly still Google's: that is better than nobody signing in. A
//! name that is not among them is then nobody's fault but Google's.
//!
//! Sources: OIDC Core 1.0, section 3.1.3.7; RFC 8725; of the keys RFC 7517, sections 4 and 5.

use std::{collections::HashMap, fmt, str::FromStr};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::{
    StatusCode,
    header::{CACHE_CONTROL, HeaderMap},
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;

use super::key::hex;
use crate::{
    client::{self, HttpClient, address, unanswered},
    clock::Clock,
    config::Settings,
    error::{ErrorCode, Failure},
    fault::{Dependency, Fault, of_http},
    guard::Guard,
    store::table::{Condition, EXPIRES_AT, Table, Write, Written},
    telemetry,
};

/// Where Google is called unless a setting says otherwise.
const BASE_URL: &str = "https://www.googleapis.com";

/// How long Google may take to give its keys, and how many bytes of them are read.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(5);
const LONGEST_ANSWER: usize = 64 << 10;

/// How long keys are good: where Google does not say, and at least and at most where it does.
const UNSAID: Duration = Duration::hours(1);
const SHORTEST: Duration = Duration::minutes(1);
const LONGEST: Duration = Duration::hours(24);

/// For how much longer keys serve while Google is away.
const GRACE: Duration = Duration::hours(24);

/// How long after Google was asked it may be asked again, where there are keys: whoever makes up the names of keys has it
/// asked once a minute, and whoever signs in while it is away waits for it as often.
const PAUSE: Duration = Duration::minutes(1);

/// The longest token that is read, in bytes. Google's have some 1,200.
const LONGEST_TOKEN: usize = 4_096;

/// The longest `sub`, by OIDC Core 1.0, section 2.
const LONGEST_SUBJECT: usize = 255;

/// Who issues tokens. Google writes itself in either way.
const ISSUERS: [&str; 2] = ["https://accounts.google.com", "accounts.google.com"];

/// How far Google's clock may be ahead of ours.
const SKEW: Duration = Duration::seconds(60);

/// How old a token may be. Google's are good for an hour.
const OLDEST: Duration = Duration::minutes(65);

/// For how much longer than it is good the use of a token is remembered.
const REMEMBERED: Duration = Duration::HOUR;

/// What is configured about signing in by Google.
#[derive(Debug)]
pub struct GoogleSettings {
    client_ids: Vec<String>,
    certificates: String,
}

impl GoogleSettings {
    /// Reads `GOOGLE_CLIENT_ID` (whom Google's tokens may be for, separated by commas; without it nobody signs in by
    /// Google) and `GOOGLE_BASE_URL`.
    pub fn read(settings: &mut Settings) -> Self {
        let client_ids = settings.optional("GOOGLE_CLIENT_ID").unwrap_or_default();
        let client_ids = client_ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let base_url = address(settings, "GOOGLE_BASE_URL", BASE_URL);
        Self { client_ids, certificates: format!("{}/oauth2/v3/certs", base_url.trim_end_matches('/')) }
    }
}

/// Google's name for an account, which stays the same whatever becomes of its mail. It prints masked: a log must not hold
/// it.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Subject(String);

/// A text that is no subject of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a subject has 1 to 255 visible characters of ASCII")]
pub struct InvalidSubject;

impl Subject {
    /// The name, for the database.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Subject {
    type Err = InvalidSubject;

    fn from_str(text: &str) -> Result<Self, InvalidSubject> {
        let is_subject =
            (1..=LONGEST_SUBJECT).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_subject.then(|| Self(text.to_owned())).ok_or(InvalidSubject)
    }
}

impl TryFrom<String> for Subject {
    type Error = InvalidSubject;

    fn try_from(text: String) -> Result<Self, InvalidSubject> {
        text.parse()
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Subject(…)")
    }
}

/// Tells whom Google's tokens are about.
#[derive(Debug)]
pub struct Google<T> {
    settings: GoogleSettings,
    http: HttpClient,
    table: T,
    kept: Mutex<Kept>,
}

/// Google's keys by their names, as they were last fetched.
#[derive(Debug)]
struct Kept {
    keys: HashMap<String, DecodingKey>,
    fetched: OffsetDateTime,
    good_for: Duration,
    /// When Google was last asked, and whether it has not given keys since.
    asked: OffsetDateTime,
    is_away: bool,
}

impl Kept {
    fn nothing() -> Self {
        let never = OffsetDateTime::UNIX_EPOCH;
        Self { keys: HashMap::new(), fetched: never, good_for: Duration::ZERO, asked: never, is_away: false }
    }

    /// The key of this name, where its time is over by less than this. A clock that was put back makes it no younger.
    fn find(&self, name: &str, grace: Duration, now: OffsetDateTime) -> Option<DecodingKey> {
        let is_good = (now - self.fetched).abs() < self.good_for + grace;
        self.keys.get(name).filter(|_| is_good).cloned()
    }

    fn may_ask(&self, now: OffsetDateTime) -> bool {
        self.keys.is_empty() || (now - self.asked).abs() >= PAUSE
    }
}

impl<T: Table> Google<T> {
    /// Fetches keys when they are first needed, and remembers in this table which tokens were used.
    #[must_use]
    pub fn new(settings: GoogleSettings, http: HttpClient, table: T) -> Self {
        Self { settings, http, table, kept: Mutex::new(Kept::nothing()) }
    }

    /// Whom a token is about, where it is good and was not used before. Then it is used. Where a nonce was asked for, the
    /// token must say the same.
    ///
    /// Fails with `not_found` where no client is configured, with `authentication_failed` whatever is wrong with the token,
    /// and with `dependency_unavailable` where Google's keys cannot be had or nothing can be counted.
    pub async fn verify(
        &self,
        id_token: &str,
        nonce: Option<&str>,
        guard: &Guard<T>,
        now: OffsetDateTime,
    ) -> Result<Subject, Failure> {
        if self.settings.client_ids.is_empty() {
            return Err(Failure::new(ErrorCode::NotFound).with("reason", "signing in with google is not configured"));
        }
        let name = key_of(id_token).ok_or_else(refused)?;
        let key = self.key(&name, guard, now).await?;
        let claims = claims(id_token, &key).ok_or_else(refused)?;
        if !claims.are_good(&self.settings.client_ids, nonce, now) {
            return Err(refused());
        }
        self.use_up(id_token, claims.exp).await?;
        Ok(claims.sub)
    }

    /// The key of this name.
    async fn key(&self, name: &str, guard: &Guard<T>, now: OffsetDateTime) -> Result<DecodingKey, Failure> {
        let clock = Clock::starting_at(now);
        // Held while Google is asked, so that requests at once share its answer.
        let mut kept = self.kept.lock().await;
        if let Some(key) = kept.find(name, Duration::ZERO, now) {
            return Ok(key);
        }
        let mut failure = None;
        if kept.may_ask(now) {
            // Before the answer: whoever stops waiting for it must not have it asked for again at once.
            (kept.asked, kept.is_away) = (now, true);
            match guard.call(Dependency::Google, clock.now(), self.fetch(now)).await {
                Ok(fetched) => *kept = fetched,
                Err(error) => failure = Some(error),
            }
        }
        match (kept.find(name, GRACE, now), failure) {
            (Some(key), None) => Ok(key),
            (Some(key), Some(failure)) => {
                let cause = failure.to_string();
                tracing::warn!(target: telemetry::ERROR, cause, "google's keys could not be fetched again");
                Ok(key)
            }
            (None, Some(failure)) => Err(failure),
            (None, None) if kept.is_away => Err(Failure::unavailable(Dependency::Google)),
            (None, None) => Err(refused()),
        }
    }

    /// Asks Google for its keys.
    async fn fetch(&self, now: OffsetDateTime) -> Result<Kept, Failure> {
        let request = self.http.get(&self.settings.certificates)?.timeout(LIMIT);
        let answer = request.send().await.map_err(|error| unanswered(Dependency::Google, error))?;
        let status = answer.status();
        if status != StatusCode::OK {
            return Err(failed(of_http(status.as_u16(), None), format!("google answered {status}")));
        }
        let good_for = lifetime(answer.headers());
        let body = client::body(Dependency::Google, answer, LONGEST_ANSWER).await?;
        let keys = keys_in(&body).ok_or_else(|| failed(Fault::Malformed, "google answered without keys".to_owned()))?;
        Ok(Kept { keys, fetched: now, good_for, asked: now, is_away: false })
    }

    /// Notes that a token was used. Not repeatable: where the answer is lost the token may be used up, and another one is
    /// easily had.
    async fn use_up(&self, id_token: &str, until: i64) -> Result<(), Failure> {
        let once = Write::to(format!("GOOGLE#{}", hex(&Sha256::digest(id_token))))
            .only_if(Condition::Missing("used".to_owned()))
            .set("used", 1)
            .set(EXPIRES_AT, until.saturating_add(REMEMBERED.whole_seconds()));
        match self.table.write(once).await? {
            Written::Done(_) => Ok(()),
            Written::Refused(_) => Err(refused()),
        }
    }
}

/// What is read of a token.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    /// One text: a token that is for others too may have come from them.
    aud: String,
    sub: Subject,
    iat: i64,
    exp: i64,
    nonce: Option<String>,
}

impl Claims {
    fn are_good(&self, client_ids: &[String], nonce: Option<&str>, now: OffsetDateTime) -> bool {
        let is_from_google = ISSUERS.contains(&self.iss.as_str());
        let is_for_us = client_ids.contains(&self.aud);
        let has_begun = self.iat <= (now + SKEW).unix_timestamp();
        let is_young = self.iat >= (now - OLDEST).unix_timestamp();
        let goes_on = self.exp > now.unix_timestamp();
        let is_asked_for = nonce.is_none_or(|nonce| self.has(nonce));
        is_from_google && is_for_us && has_begun && is_young && goes_on && is_asked_for
    }

    fn has(&self, nonce: &str) -> bool {
        self.nonce.as_deref().is_some_and(|own| own.as_bytes().ct_eq(nonce.as_bytes()).into())
    }
}

/// The name of the key that a token says it was signed by; `None` where it can be none of Google's.
fn key_of(token: &str) -> Option<String> {
    let header = decode_header(Some(token).filter(|token| token.len() <= LONGEST_TOKEN)?).ok()?;
    // Whatever `crit` names must be understood (RFC 7515, section 4.1.11), and nothing that it can name is.
    let is_plain = header.alg == Algorithm::RS256 && header.crit.is_none();
    header.kid.filter(|_| is_plain)
}

/// The claims of a token that this key has signed.
fn claims(token: &str, key: &DecodingKey) -> Option<Claims> {
    let mut validation = Validation::new(Algorithm::RS256);
    // The library would read the clock, and take one audience of several.
    validation.validate_exp = false;
    validation.validate_aud = false;
    Some(decode(token, key, &validation).ok()?.claims)
}

/// A set of keys (RFC 7517, section 5).
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<PublicKey>,
}

#[derive(Deserialize)]
struct PublicKey {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl PublicKey {
    /// The key under its name, where it is one for RS256.
    fn read(self) -> Option<(String, DecodingKey)> {
        let signs = self.kty == "RSA"
            && self.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && self.alg.as_deref().is_none_or(|algorithm| algorithm == "RS256");
        let (name, modulus, exponent) = (self.kid?, self.n?, self.e?);
        Some((name, DecodingKey::from_rsa_components(&modulus, &exponent).ok()?)).filter(|_| signs)
    }
}

/// The keys in what Google answered; `None` where there are none. Those that are no use to us are passed over.
fn keys_in(body: &[u8]) -> Option<HashMap<String, DecodingKey>> {
    let set: KeySet = serde_json::from_slice(body).ok()?;
    let keys: HashMap<String, DecodingKey> = set.keys.into_iter().filter_map(PublicKey::read).collect();
    Some(keys).filter(|keys| !keys.is_empty())
}

/// Reads keys and a token as they come, for the fuzz target; whether one of the keys has signed it.
#[cfg(feature = "fuzzing")]
#[must_use]
pub fn is_signed(keys: &[u8], token: &str) -> bool {
    let Some((name, keys)) = key_of(token).zip(keys_in(keys)) else { return false };
    keys.get(&name).is_some_and(|key| claims(token, key).is_some())
}

/// How long an answer with these headers is good.
fn lifetime(headers: &HeaderMap) -> Duration {
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .filter_map(|directive| directive.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("max-age"))
        .and_then(|(_, seconds)| seconds.trim_matches('"').parse().ok())
        .map_or(UNSAID, |seconds| Duration::seconds(seconds).clamp(SHORTEST, LONGEST))
}

fn failed(fault: Fault, cause: String) -> Failure {
    Failure::of(Dependency::Google, fault, cause)
}

/// That a token opens nothing. Why is nobody's business.
fn refused() -> Failure {
    Failure::new(ErrorCode::AuthenticationFailed).with("reason", "the google token is not good")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;
    use serde_json::{Value, json};
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

    #[test]
    fn a2_several_clients_may_be_configured_and_none() {
        for (given, client_ids) in
            [("", vec![]), (" , ", vec![]), ("web", vec!["web"]), ("web, ios,", vec!["web", "ios"])]
        {
            let pairs = [("GOOGLE_CLIENT_ID", given), ("GOOGLE_BASE_URL", "http://127.0.0.1:9000/")];
            let mut settings = Settings::from_pairs(pairs);
            let read = GoogleSettings::read(&mut settings);
            assert_eq!(read.client_ids, client_ids, "{given}");
            assert_eq!(read.certificates, "http://127.0.0.1:9000/oauth2/v3/certs");
            assert_eq!(settings.check(), Ok(()));
        }
        let own = GoogleSettings::read(&mut Settings::default());
        assert_eq!(own.certificates, "https://www.googleapis.com/oauth2/v3/certs");
    }

    #[test]
    fn a2_a_subject_is_visible_ascii_and_prints_masked() {
        let longest = "1".repeat(255);
        for text in ["110169484474386276334", "a", "~!", longest.as_str()] {
            let subject: Subject = text.parse().unwrap();
            assert_eq!((subject.expose(), format!("{subject:?}").as_str()), (text, "Subject(…)"));
        }
        let too_long = "1".repeat(256);
        for text in ["", " ", "1 2", "1\n", "\u{7f}", "١٢٣", "é", too_long.as_str()] {
            assert_eq!(text.parse::<Subject>(), Err(InvalidSubject), "{text:?}");
        }
    }

    #[test]
    fn a2_keys_are_good_as_long_as_google_says_from_a_minute_to_a_day() {
        let mut headers = HeaderMap::new();
        assert_eq!(lifetime(&headers), Duration::hours(1));
        for (value, seconds) in [
            ("public, max-age=22471, must-revalidate, no-transform", 22_471),
            ("Max-Age=7200", 7_200),
            ("max-age=\"7200\"", 7_200),
            ("public,max-age=7200", 7_200),
            ("max-age=0", 60),
            ("max-age=-7", 60),
            ("max-age=9223372036854775807", 86_400),
            ("max-age=soon", 3_600),
            ("max-age", 3_600),
            ("s-maxage=7200, no-store", 3_600),
            ("", 3_600),
        ] {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static(value));
            assert_eq!(lifetime(&headers), Duration::seconds(seconds), "{value}");
        }
        headers.append(CACHE_CONTROL, HeaderValue::from_static("max-age=7200"));
        assert_eq!(lifetime(&headers), Duration::hours(2), "the header may come twice");
    }

    #[test]
    fn a2_only_keys_that_sign_are_taken() {
        let key = |change: (&str, Value)| {
            let mut key = json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "n": "sXch", "e": "AQAB"});
            key[change.0] = change.1;
            key
        };
        let names = |keys: &[Value]| {
            let keys = keys_in(json!({"keys": keys}).to_string().as_bytes())?;
            let mut names: Vec<String> = keys.into_keys().collect();
            names.sort();
            Some(names.join(" "))
        };
        let elliptic = json!({"kty": "EC", "crv": "P-256", "kid": "two", "x": "AQAB", "y": "AQAB"});
        assert_eq!(names(&[key(("x5t", json!("a"))), elliptic.clone()]).as_deref(), Some("one"));
        assert_eq!(names(&[key(("kid", json!("two"))), key(("use", Value::Null))]).as_deref(), Some("one two"));
        for change in [
            ("kty", json!("oct")),
            ("use", json!("enc")),
            ("alg", json!("RS512")),
            ("kid", Value::Null),
            ("n", Value::Null),
            ("n", json!("a+b=")),
            ("e", Value::Null),
            ("e", json!(65_537)),
        ] {
            assert_eq!(names(&[key(change.clone())]), None, "{change:?}");
        }
        assert_eq!(names(&[elliptic]), None);
        for body in ["", "{}", "[]", "null", r#"{"keys": {}}"#, r#"{"keys": []}"#, r#"{"keys": [7]}"#] {
            assert!(keys_in(body.as_bytes()).is_none(), "{body}");
        }
    }

    #[test]
    fn a2_claims_are_good_up_to_the_second() {
        let at = NOW.unix_timestamp();
        let good = |iat: i64, exp: i64| {
            let claims = json!({"iss": ISSUERS[0], "aud": "web", "sub": "1", "iat": iat, "exp": exp});
            serde_json::from_value::<Claims>(claims).unwrap().are_good(&["web".to_owned()], None, NOW)
        };
        for (iat, exp, is_good) in [
            (at, at + 3_600, true),
            (at, at + 1, true),
            (at, at, false),
            (at + 60, at + 3_600, true),
            (at + 61, at + 3_600, false),
            (at - 3_900, at + 1, true),
            (at - 3_901, at + 1, false),
            (i64::MIN, i64::MAX, false),
        ] {
            assert_eq!(good(iat, exp), is_good, "{iat} {exp}");
        }
    }

    proptest! {
        #[test]
        fn a2_no_text_makes_the_reading_of_a_token_panic(text in "\\PC{0,80}") {
            prop_assert_eq!(key_of(&text), None);
        }

        #[test]
        fn a2_no_answer_makes_the_reading_of_keys_panic(body: Vec<u8>) {
            prop_assert!(keys_in(&body).is_none());
        }
    }
}
