//! Invariant 8: nothing personal and nothing secret that is logged can be read from the log, in whatever words, digits
//! and places it comes, and what operators need stays.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

use super::layer::{Format, Lines};
use super::mask::is_secret_name;
use super::{SECURITY, mask};
use proptest::prelude::*;
use proptest::sample::select;
use std::error::Error;
use std::fmt::{self, Display};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing_subscriber::layer::SubscriberExt;

/// Something that must not be seen, as it is written, and what of it would give it away.
#[derive(Clone, Debug)]
struct Secret {
    text: String,
    telling: Telling,
}

#[derive(Clone, Debug)]
enum Telling {
    /// Seven of these digits in a row, in any script.
    Digits(String),
    Text(String),
}

impl Secret {
    fn text(text: String) -> Self {
        Self { telling: Telling::Text(text.clone()), text }
    }

    fn is_seen_in(&self, output: &str) -> bool {
        match &self.telling {
            Telling::Text(text) => output.contains(text),
            Telling::Digits(digits) => {
                let telling: Vec<&[u8]> = digits.as_bytes().windows(7).collect();
                // A marker or a letter ends a number.
                latin(output).split(|c: char| c.is_alphabetic() || "[],:".contains(c)).any(|part| {
                    let seen: Vec<u8> = part.bytes().filter(u8::is_ascii_digit).collect();
                    seen.windows(7).any(|seven| telling.contains(&seven))
                })
            }
        }
    }
}

const SCRIPTS: [[char; 10]; 3] = [
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'],
    ['۰', '۱', '۲', '۳', '۴', '۵', '۶', '۷', '۸', '۹'],
];

fn latin(text: &str) -> String {
    text.chars()
        .map(|character| {
            let place = SCRIPTS.iter().find_map(|script| script.iter().position(|&digit| digit == character));
            place.map_or(character, |place| SCRIPTS[0][place])
        })
        .collect()
}

/// Writes digits in one of the scripts, with separators between some of them. None follows the first
/// digit: `0.1012345678` is a number.
fn spelled(
    digits: impl Strategy<Value = String> + 'static,
    separators: &'static [&'static str],
) -> BoxedStrategy<Secret> {
    let gaps = prop::collection::vec(prop::option::weighted(0.25, select(separators)), 40);
    (digits, gaps, 0..SCRIPTS.len())
        .prop_map(|(digits, gaps, script)| {
            let mut text = String::new();
            for (place, character) in digits.chars().enumerate() {
                if place > 1 && character.is_ascii_digit() && digits.as_bytes()[place - 1].is_ascii_digit() {
                    text.push_str(gaps[place].unwrap_or(""));
                }
                text.push(character.to_digit(10).map_or(character, |value| SCRIPTS[script][value as usize]));
            }
            let telling = Telling::Digits(digits.chars().filter(char::is_ascii_digit).collect());
            Secret { text, telling }
        })
        .boxed()
}

const PHONE_SEPARATORS: &[&str] = &[" ", "-", ".", " - ", " (", ") ", "\u{a0}", "\u{200f}", "–"];
const CARD_SEPARATORS: &[&str] = &[" ", "-", "\u{a0}"];

fn phone() -> BoxedStrategy<Secret> {
    let mobile = spelled("(0|\\+20|0020|20|\\+20 \\(0\\)|\\(\\+20\\) )1[0125][0-9]{8}", PHONE_SEPARATORS);
    let landline = spelled("(02[2-9][0-9]{7}|03[2-9][0-9]{6}|0(13|40|50|66|97)[2-9][0-9]{6})", PHONE_SEPARATORS);
    let foreign = spelled("(\\+|00)(1|44|49|966|971)[1-9][0-9]{8}", PHONE_SEPARATORS);
    // Without its 0 a mobile may look like a price: round ones stay, and so do those in many small groups.
    let short = spelled("1[0125][0-9]{7}[1-9]", &[""]);
    prop_oneof![mobile, landline, foreign, short].boxed()
}

fn national_id() -> BoxedStrategy<Secret> {
    spelled("[23][0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{7}", CARD_SEPARATORS)
}

/// Cards of all lengths with their check digit, and undivided numbers of that length without.
fn card() -> BoxedStrategy<Secret> {
    let valid = "[3-6][0-9]{11,17}".prop_map(|digits| {
        let check = (0..10).find(|check| passes_luhn(&format!("{digits}{check}"))).unwrap();
        format!("{digits}{check}")
    });
    let grouped =
        "[3-6][0-9]{3}( [0-9]{4}){3}".prop_map(|text| Secret { telling: Telling::Digits(text.replace(' ', "")), text });
    prop_oneof![spelled(valid, CARD_SEPARATORS), spelled("[1-9][0-9]{12,18}", &[""]), grouped].boxed()
}

fn passes_luhn(digits: &str) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let values = digits.chars().rev().map(|digit| digit.to_digit(10).unwrap()).enumerate();
    values.map(|(place, digit)| if place % 2 == 1 { doubled(digit) } else { digit }).sum::<u32>().is_multiple_of(10)
}

fn email() -> BoxedStrategy<Secret> {
    let name = "[a-z0-9]{1,8}([._%+'-][a-z0-9]{1,6}){0,2}|[ء-ي]{3,9}|[а-я]{3,6}[٠-٩]{2}|محمّد";
    let host = "[a-z]{2,8}(-[a-z0-9]{1,4})?\\.(com|eg|co\\.uk)|عقار\\.مصر";
    (name, select(&["@", "%40"][..]), host)
        .prop_map(|(name, at, host)| Secret {
            text: format!("{name}{at}{host}"),
            telling: Telling::Text(format!("{at}{host}")),
        })
        .boxed()
}

fn ip_address() -> BoxedStrategy<Secret> {
    let v4 = (any::<[u8; 4]>(), 0..SCRIPTS.len()).prop_map(|(bytes, script)| {
        let text = bytes.map(|byte| byte.to_string()).join(".");
        let text = text.chars().map(|c| c.to_digit(10).map_or(c, |value| SCRIPTS[script][value as usize])).collect();
        Secret::text(text)
    });
    let v6 = any::<[u16; 8]>().prop_map(|groups| Secret::text(std::net::Ipv6Addr::from(groups).to_string()));
    let short = "2001:db8(:[1-9a-f][0-9a-f]{0,3}){1,4}::[1-9a-f][0-9a-f]{0,3}".prop_map(Secret::text);
    prop_oneof![v4, v6, short].boxed()
}

fn token() -> BoxedStrategy<Secret> {
    let tokens = [
        "eyJ[A-Za-z0-9_-]{12,40}\\.eyJ[A-Za-z0-9_-]{20,60}\\.[A-Za-z0-9_-]{43}",
        "sk-ant-api03-[A-Za-z0-9_-]{24}[A-Z]",
        "(sk-proj-|sk-|sk_live_|sk_test_|egy_sk_live_|egy_sk_test_)[A-Za-z0-9]{16,40}",
        "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}",
        "(AC|SK)[0-9a-f]{31}[0-9]",
        "(AKIA|ASIA)[A-Z0-9]{16}",
        "(ghp_|gho_|ghs_|github_pat_)[A-Za-z0-9]{22,36}",
        "[0-9a-f]{31,63}[0-9][a-f]",
        "[A-Za-z0-9]{31,86}[0-9][a-z]",
    ];
    let bare = prop::strategy::Union::new(tokens.map(|token| token.prop_map(Secret::text).boxed()));
    let random = (prop::collection::vec(any::<u8>(), 36..65), select(&["+/", "-_"][..])).prop_map(|(bytes, last)| {
        let letters = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(last.chars());
        let alphabet: Vec<char> = letters.collect();
        let text = bytes.iter().map(|&byte| alphabet[usize::from(byte) % 64]).collect::<String>();
        Secret::text(format!("{text}a1"))
    });
    let scheme = ("(Bearer|bearer|Guest|Basic)  ?", "[A-Za-z0-9_.-]{10,40}[0-9]")
        .prop_map(|(scheme, value)| Secret { text: format!("{scheme}{value}"), telling: Telling::Text(value) });
    prop_oneof![4 => bare, 1 => random, 1 => scheme].boxed()
}

/// Passwords and codes that only their place or name gives away.
fn named() -> BoxedStrategy<Secret> {
    let url = ("(postgres|https|redis)", "[a-z]{3,8}", "[A-Za-z0-9!$*_@:-]{5,20}x")
        .prop_map(|(scheme, user, value)| (format!("{scheme}://{user}:{value}@db.osool.internal:5432/osool"), value));
    let names =
        "password|secret|token|api_key|apiKey|authorization|hmac|otp|refresh_token|TWILIO_AUTH_TOKEN|X-Admin-Key";
    let pair = (names, "[A-Za-z0-9!$*_-]{5,20}[0-9]", 0..8).prop_map(|(name, value, form)| {
        let text = match form {
            0 => format!("{name}={value}"),
            1 => format!("{name}: {value}"),
            2 => format!("\"{name}\": \"{value}\""),
            3 => format!("{{\\\"{name}\\\":\\\"{value}\\\"}}"),
            4 => format!("{name}: Some(\"{value}\")"),
            5 => format!("?{name}={value}&limit=5"),
            6 => format!("'{name}' => '{value}'"),
            _ => format!("{name}=[\"{value}\"]"),
        };
        (text, value)
    });
    let code = ("code|otp|verification_code", "[0-9]{6}").prop_map(|(name, value)| (format!("{name}: {value}"), value));
    prop_oneof![url, pair, code].prop_map(|(text, value)| Secret { text, telling: Telling::Text(value) }).boxed()
}

fn secret() -> BoxedStrategy<Secret> {
    prop_oneof![4 => phone(), 2 => national_id(), 2 => card(), 2 => email(), 2 => ip_address(), 3 => token(), 2 => named()]
        .boxed()
}

/// A text around a secret, which touches it with nothing but a space or punctuation.
fn surrounded() -> impl Strategy<Value = (String, Secret)> {
    let words = &[
        "",
        "عايز شقة ٣ غرف في التجمع الخامس",
        "call me on",
        "NC123",
        "8,500,000 EGP",
        "رقمي",
        "2026-11-21",
        "150 م²",
        "user",
    ][..];
    let before = &[" ", "\n", "\"", "(", "«", "، ", "؛", "> ", "[", "{", "; ", " \u{202b}"][..];
    let after = &[" ", "\n", "\"", ")", "»", "، ", "؟", "!", ", ", ". ", ".", "]", "}", ";", " \u{202c}"][..];
    (select(words), select(before), secret(), select(after), select(words))
        .prop_map(|(first, open, secret, close, last)| (format!("{first}{open}{}{close}{last}", secret.text), secret))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn masks_what_is_secret_in_any_surroundings((text, secret) in surrounded()) {
        let masked = mask(&text);
        prop_assert!(!secret.is_seen_in(&masked), "{text:?} became {masked:?}");
        let again = mask(&masked);
        prop_assert_eq!(&again, &masked, "masking {:?} again", text);
    }

    #[test]
    fn masks_numbers_that_touch_letters(secret in prop_oneof![phone(), national_id(), card()], word in "[a-zء-ي]{1,5}") {
        let masked = mask(&format!("{word}{}{word}", secret.text)).into_owned();
        prop_assert!(!secret.is_seen_in(&masked), "{:?} became {masked:?}", secret.text);
    }

    #[test]
    fn masking_again_changes_nothing(text in "([0-9٠-٩]{1,12}|[a-zA-Z@:=+./ \"'\\[\\]()_%\\\\-]|token|code|eyJ|::|Bearer |[a-f0-9]{8}|\\PC){0,40}") {
        let masked = mask(&text).into_owned();
        prop_assert_eq!(mask(&masked), masked.as_str(), "masking {:?} again", text);
    }

    #[test]
    fn keeps_ids_dates_and_prices(
        id in any::<u128>(),
        unit in 1_u32..100_000,
        price in 1_u32..1_000_000_000,
        millions in 1_u32..9_999,
        (month, day, hour, minute, second, nanosecond) in (1_u8..13, 1_u8..29, 0_u8..24, 0_u8..60, 0_u8..60, 0_u32..1_000_000_000),
        score in 0.0_f64..1.0,
        script in 0..SCRIPTS.len(),
    ) {
        let hex = format!("{id:032x}");
        let uuid = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
        let time = format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanosecond:09}Z");
        let texts = [
            format!("/properties/NC{unit} took {second}.{nanosecond:09}s, score {score}, status 404"),
            format!("{price} EGP, or {millions}000000 EGP"),
            format!("{millions}000000-{}000000", millions + 1),
            format!("session {uuid} ended at {time}, request_id={uuid}"),
            format!("في 2026-{month:02}-{day:02} {hour:02}:{minute:02} بسعر {price} جنيه"),
        ];
        for text in texts {
            let text: String = text.chars().map(|c| c.to_digit(10).filter(|_| !text.contains('T')).map_or(c, |value| SCRIPTS[script][value as usize])).collect();
            prop_assert_eq!(mask(&text), text.as_str());
        }
    }
}

#[test]
fn masks_each_spelling() {
    let table = [
        ("01012345678", "[phone]"),
        ("٠١٠١٢٣٤٥٦٧٨", "[phone]"),
        ("۰۱۰۱۲۳۴۵۶۷۸", "[phone]"),
        ("+201012345678", "[phone]"),
        ("00201012345678", "[phone]"),
        ("1012345678", "[phone]"),
        ("10 1234 5678", "[phone]"),
        ("010 1234 5678", "[phone]"),
        ("010-1234-5678.", "[phone]."),
        ("010.1234.5678", "[phone]"),
        ("010.12345678", "[phone]"),
        ("+20.1012345678", "[phone]"),
        ("+20 (0) 10 1234 5678", "[phone]"),
        ("tel:01112345678;", "tel:[phone];"),
        ("كلمني على٠١٢ ٣٤٥٦ ٧٨٩٠ بعد ٥", "كلمني على[phone] بعد ٥"),
        ("02 1234 5678", "[phone]"),
        ("03-4567890", "[phone]"),
        ("+966 50 123 4567", "[phone]"),
        ("0\\u{200f}1012345678", "[phone]"),
        ("20-10-2012-3456", "[phone]"),
        ("29001011234567", "[national_id]"),
        ("٢ ٩٠٠١٠١ ١٢ ٣٤٥٦٧", "[national_id]"),
        ("4111 1111 1111 1111", "[card]"),
        ("3782-822463-10005", "[card]"),
        ("amr.h+x@example.com,", "[email],"),
        ("عمرو@عقار.مصر", "[email]"),
        ("a%40b.com", "[email]"),
        ("0%40a@aa.com", "[email]"),
        ("192.168.1.254:443", "[ip]:443"),
        ("::ffff:10.0.0.7", "[ip]"),
        ("[2001:db8::1]:80", "[[ip]]:80"),
        ("from fe80::1.", "from [ip]."),
        ("Authorization: Bearer abc.def", "Authorization: [secret]"),
        ("x-guest-token: a1-b2", "x-guest-token: [secret]"),
        ("Guest g1.abcdef", "Guest [token]"),
        ("postgres://osool:p@ss:w0rd@db:5432/osool", "postgres://[secret]@db:5432/osool"),
        (
            "Login { password: \"a \\\"b\\\" c\", code: \"123456\" }",
            "Login { password: \"[secret]\", code: \"[secret]\" }",
        ),
        ("{\"otp\":\"٤٥٦٧٨٩\"}", "{\"otp\":\"[secret]\"}"),
        ("otp: 123 456", "otp: [secret]"),
        ("code=123456&state=5", "code=[secret]&state=5"),
        ("hmac=ab12&id=7", "hmac=[secret]&id=7"),
        ("key sk-ant-api03-abcdefgh", "key [token]"),
        ("Bearer 0192f0c4-8e3a-7c1d-9f00-201012345678", "Bearer [token]"),
        ("a\\nBearer abcdefgh12", "a\\nBearer [token]"),
        ("a\\npassword=abc", "a\\npassword=[secret]"),
        ("a\\n2001:db8::1", "a\\n[ip]"),
    ];
    for (text, expected) in table {
        assert_eq!(mask(text), expected, "{text}");
    }
}

#[test]
fn keeps_what_operators_need() {
    let table = [
        "8,500,000",
        "8500000 EGP",
        "٨٬٥٠٠٬٠٠٠",
        "٨٥٠٠٠٠٠ جنيه",
        "8 500 000",
        "1200000000",
        "8500000.50",
        "2,500,000 - 3,000,000",
        "3000000-5000000",
        "NC123",
        "/properties/NC123",
        "/chat/sessions/0192f0c4-8e3a-7c1d-9f00-201012345678/messages",
        "2026-11-21",
        "2026-11-21T05:20:31.123Z",
        "2026-11-21T05:20:01.012345678+02:00",
        "03/11/2026 10:30",
        "21.11.2026",
        "05:20:01.012345678",
        "Root=1-5759e988-bd862e3fe1be46a994272793",
        "arn:aws:secretsmanager:eu-west-1:",
        "HTTP/1.1 404",
        "rust 1.95.0",
        "3 bedroom apartment in New Cairo under 10 million",
        "عايز شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون",
        "took 1.012345678s, 15 MiB, 3274 rows",
        "secs: 1795239600, nanos: 0",
        "0.1234567890123456",
        "std::collections::HashMap",
        "shared::telemetry::mask",
        "error code: 23505",
        "status_code=404",
        "SQLSTATE code: \"23505\"",
        "max_tokens: 1024",
        "secret_arn=osool/jwt",
        "invalid token: expired",
        "\"token\": null",
        "JWT_SECRET_KEY is missing",
        "idempotency_key=abc",
        "a bearer of news",
        "Guest bedroom",
        "12 months at 2.5 % each",
        "s3://osool-staging-imports/2026/11/21/listings-of-new-cairo-3.json",
        "AWS::Serverless::Function",
        "functions/payment-webhook/src/main.rs:12:34",
        "sizes [100, 120, 150, 200]",
        "in 5-7 years",
    ];
    for text in table {
        assert_eq!(mask(text), text);
    }
}

#[test]
fn tells_secret_names_from_others() {
    for name in [
        "password",
        "clientSecret",
        "ADMIN_API_KEY",
        "JWT_SECRET_KEY",
        "refresh_token",
        "code",
        "otp_code",
        "token_hash",
        "x-admin-key",
        "hmac",
    ] {
        assert!(is_secret_name(name), "{name}");
    }
    for name in [
        "message",
        "max_tokens",
        "token_count",
        "error_code",
        "status_code",
        "secret_arn",
        "idempotency_key",
        "content_hash",
        "decoded",
        "",
    ] {
        assert!(!is_secret_name(name), "{name}");
    }
}

/// What a test's layer has written.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The lines that the layer writes for the events of `run`.
fn logged(format: Format, run: impl FnOnce()) -> String {
    let output = Output::default();
    let subscriber = tracing_subscriber::registry().with(Lines::new(format, false, output.clone()));
    tracing::subscriber::with_default(subscriber, run);
    let bytes = output.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

fn json(run: impl FnOnce()) -> serde_json::Value {
    let lines = logged(Format::Json, run);
    assert_eq!(lines.matches('\n').count(), 1, "{lines}");
    serde_json::from_str(&lines).unwrap()
}

#[derive(Debug)]
struct Fault {
    text: String,
    cause: Option<Box<Fault>>,
}

impl Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

fn log_everywhere(text: &str) {
    let cause = Fault { text: text.to_owned(), cause: None };
    let fault = Fault { text: "outer".to_owned(), cause: Some(Box::new(cause)) };
    // A landline without its 0 has nine digits, like a price; nobody stores it as an integer.
    let number: Option<u64> = latin(text).parse().ok().filter(|&number: &u64| number >= 1_000_000_000);
    let span = tracing::info_span!("request", whole = text, later = tracing::field::Empty);
    span.record("later", tracing::field::debug(&fault));
    let _entered = span.enter();
    tracing::info!("{text}");
    tracing::warn!(target: SECURITY, text, shown = %text, debugged = ?fault, "fields");
    tracing::error!(error = &fault as &dyn Error, "an error");
    tracing::info!(
        number,
        wide = number.map(u128::from),
        float = number.and(latin(text).parse::<f64>().ok()),
        "numbers"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn logs_no_secret_in_any_place((text, secret) in prop_oneof![surrounded(), secret().prop_map(|secret| (secret.text.clone(), secret))]) {
        for format in [Format::Json, Format::Text] {
            let lines = logged(format, || log_everywhere(&text));
            prop_assert_eq!(lines.lines().count(), 4);
            for line in lines.lines() {
                // The time of the line is no part of what was logged.
                let line = line.split_once("INFO").or(line.split_once("WARN")).or(line.split_once("ERROR")).unwrap().1;
                prop_assert!(!secret.is_seen_in(line), "{text:?} became {line}");
            }
        }
    }

    #[test]
    fn writes_each_event_as_one_line(text in "(\\PC|[\\x00-\\x1f]|\\x7f|\u{85}|\u{2028}|\u{1b}\\[31m){0,30}") {
        let line = json(|| tracing::info!(text, "{text}"));
        prop_assert!(line["message"].is_string() && line["text"].is_string());
        let line = logged(Format::Text, || tracing::info!(text, "{text}"));
        prop_assert!(line.ends_with('\n'));
        let breaks = line.trim_end_matches('\n').contains(|c: char| c.is_control() || c == '\u{2028}');
        prop_assert!(!breaks, "{line:?}");
    }
}

#[test]
fn describes_an_event_in_json() {
    let line = json(|| {
        let outer = tracing::info_span!("request", request_id = "r1", unit = "NC1", level = 3);
        let _outer = outer.enter();
        let inner = tracing::info_span!("turn", unit = "NC2", status = 200);
        let _inner = inner.enter();
        tracing::warn!(target: SECURITY, status = 429, password = "abc", code = 7, duration_ms = 1_012_345_678_u64, rows = 999_999_999, order = 2_175_037_540_u64, phone = 1_012_345_678_u64, ratio = f64::NAN, "refused");
    });
    let timestamp = line["timestamp"].as_str().unwrap();
    assert_eq!((timestamp.len(), &timestamp[10..11], &timestamp[23..]), (24, "T", "Z"));
    let expected = serde_json::json!({
        "timestamp": timestamp, "level": "WARN", "kind": "security", "message": "refused", "request_id": "r1", "unit": "NC2",
        "status": 429, "field.level": 3, "password": "[secret]", "code": "[secret]", "duration_ms": 1_012_345_678_u64,
        "rows": 999_999_999, "order": "[number]", "phone": "[phone]", "ratio": "NaN",
    });
    assert_eq!(line, expected);
}

#[test]
fn names_the_target_of_a_library() {
    let line = json(|| tracing::info!(target: "sqlx::query", "slow"));
    assert_eq!((&line["kind"], &line["target"]), (&"system".into(), &"sqlx::query".into()));
    let line = logged(Format::Text, || tracing::info!(target: "sqlx::query", rows = 3, "slow"));
    assert!(line.ends_with(" INFO  system      slow target=sqlx::query rows=3\n"), "{line}");
}
