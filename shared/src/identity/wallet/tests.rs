#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::sync::Arc;

use k256::ecdsa::SigningKey;
use proptest::prelude::*;
use serde::Deserialize;
use time::macros::datetime;

use super::*;
use crate::store::table::simulated::{self, Fault, Simulated, Task};

const NOW: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

/// A key that stands in many a manual, and its address.
const KEY: &str = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
const ADDRESS: &str = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23";

/// Another key, the number one, and its address.
const ANOTHER_KEY: &str = "0000000000000000000000000000000000000000000000000000000000000001";
const ANOTHER_ADDRESS: &str = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";

/// What a message is rendered from.
#[derive(Debug, Clone, Deserialize)]
struct Fields {
    domain: String,
    address: String,
    statement: Option<String>,
    uri: String,
    version: String,
    chain_id: u64,
    nonce: String,
    issued_at: String,
    expiration_time: Option<String>,
    not_before: Option<String>,
    request_id: Option<String>,
    resources: Option<Vec<String>>,
}

impl Fields {
    /// What is good at [`NOW`] where the nonce is.
    fn with_nonce(nonce: &str) -> Self {
        Self {
            domain: "osool.example".to_owned(),
            address: ADDRESS.to_owned(),
            statement: Some("Sign in to Osool.".to_owned()),
            uri: "https://osool.example/sign-in".to_owned(),
            version: "1".to_owned(),
            chain_id: 1,
            nonce: nonce.to_owned(),
            issued_at: written(NOW),
            expiration_time: None,
            not_before: None,
            request_id: None,
            resources: None,
        }
    }

    fn message(&self) -> String {
        let mut lines = vec![format!("{}{OPENING}", self.domain), self.address.clone(), String::new()];
        lines.extend(self.statement.clone());
        lines.extend([
            String::new(),
            format!("URI: {}", self.uri),
            format!("Version: {}", self.version),
            format!("Chain ID: {}", self.chain_id),
            format!("Nonce: {}", self.nonce),
            format!("Issued At: {}", self.issued_at),
        ]);
        lines.extend(self.expiration_time.iter().map(|time| format!("Expiration Time: {time}")));
        lines.extend(self.not_before.iter().map(|time| format!("Not Before: {time}")));
        lines.extend(self.request_id.iter().map(|id| format!("Request ID: {id}")));
        if let Some(resources) = &self.resources {
            lines.push("Resources:".to_owned());
            lines.extend(resources.iter().map(|resource| format!("- {resource}")));
        }
        lines.join("\n")
    }
}

fn written(moment: OffsetDateTime) -> String {
    moment.format(&Rfc3339).unwrap()
}

fn signed_by(key: &str, message: &str) -> String {
    let key = SigningKey::from_slice(&from_hex(key).unwrap()).unwrap();
    let (signature, recovery) = key.sign_prehash_recoverable(&hashed(message));
    format!("0x{}{:02x}", hex(&signature.to_bytes()), 27 + recovery.to_byte())
}

fn signed(message: &str) -> String {
    signed_by(KEY, message)
}

fn is_refused(result: &Result<Address, Failure>) -> bool {
    result.as_ref().is_err_and(|failure| {
        failure.code() == ErrorCode::AuthenticationFailed
            && failure.details()["reason"] == "the signed message is not good any more"
    })
}

struct World {
    table: Arc<Simulated>,
    wallets: Wallets<Arc<Simulated>>,
}

impl World {
    fn new() -> Self {
        let table = Arc::<Simulated>::default();
        let domains = vec!["osool.example".to_owned(), "localhost:3000".to_owned()];
        Self { wallets: Wallets::new(Arc::clone(&table), domains, 1), table }
    }

    /// What is good now.
    async fn fields(&self) -> Fields {
        Fields::with_nonce(&self.wallets.nonce(NOW).await.unwrap())
    }

    async fn send(&self, fields: &Fields, now: OffsetDateTime) -> Result<Address, Failure> {
        let message = fields.message();
        self.wallets.verify(&message, &signed(&message), now).await
    }
}

/// The public vectors of spruceid/siwe, with the part at which a message is wrong and what a signed one is refused for.
#[derive(Deserialize)]
struct Vectors {
    read: Vec<Read>,
    unread: Vec<Unread>,
    verified: Vec<Signed>,
    refused: Vec<Signed>,
}

#[derive(Deserialize)]
struct Read {
    name: String,
    message: String,
    fields: Fields,
}

#[derive(Deserialize)]
struct Unread {
    name: String,
    message: String,
    part: String,
}

#[derive(Deserialize)]
struct Signed {
    name: String,
    fields: Fields,
    signature: String,
    time: Option<String>,
    domain: Option<String>,
    nonce: Option<String>,
    fault: Option<String>,
}

impl Signed {
    /// All that is wrong, at the vector's time or now, for the domain and the nonce where it names any.
    fn faults(&self) -> Vec<&'static str> {
        let text = self.fields.message();
        let message: Message = text.parse().unwrap();
        let now = self.time.as_deref().map_or(NOW, |time| date(time).unwrap());
        let is_for_another = |domain: &String| !message.is_for(std::slice::from_ref(domain));
        let found = [
            ("signature", signer(&text, &self.signature).as_ref() != Some(&message.address)),
            ("time", !message.is_good_at(now)),
            ("domain", self.domain.as_ref().is_some_and(is_for_another)),
            ("nonce", self.nonce.as_ref().is_some_and(|nonce| *nonce != message.nonce)),
        ];
        found.into_iter().filter(|(_, is_wrong)| *is_wrong).map(|(fault, _)| fault).collect()
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

#[test]
fn a2_public_vectors_that_are_messages_are_read() {
    let vectors = vectors().read;
    assert_eq!(vectors.len(), 8);
    for Read { name, message: text, fields } in vectors {
        assert_eq!(fields.message(), text, "{name}");
        let message: Message = text.parse().unwrap();
        assert_eq!(message.domain, fields.domain, "{name}");
        assert_eq!(message.address.expose(), fields.address, "{name}");
        assert_eq!(message.site, "service.org", "{name}");
        assert_eq!((message.chain_id, &message.nonce), (fields.chain_id, &fields.nonce), "{name}");
        assert_eq!(message.issued_at, datetime!(2021-09-30 16:25:24 UTC), "{name}");
        assert_eq!((message.expires_at, message.not_before), (None, None), "{name}");
    }
}

/// One vector is faulty where it comes from: "version not 1" says `Version: 1` there, and is good. Here it says 2. The
/// first five have an address without its checksum beside what they are named for, so they are read with it, too.
#[test]
fn a2_public_vectors_that_are_no_messages_are_refused_at_the_part_that_is_wrong() {
    let vectors = vectors().unread;
    assert_eq!(vectors.len(), 34);
    for Unread { name, message, part } in vectors {
        assert_eq!(message.parse::<Message>().unwrap_err().0, part, "{name}");
        let with_checksum =
            message.replace("0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        assert!(with_checksum.parse::<Message>().is_err(), "{name}");
    }
}

#[test]
fn a2_public_vectors_that_are_signed_well_are_good() {
    let vectors = vectors().verified;
    assert_eq!(vectors.len(), 4);
    for vector in vectors {
        assert!(vector.faults().is_empty(), "{}: {:?}", vector.name, vector.faults());
    }
}

#[test]
fn a2_public_vectors_that_are_not_good_are_refused_for_their_fault_and_no_other() {
    let vectors = vectors().refused;
    assert_eq!(vectors.len(), 7);
    for vector in vectors {
        let fault = vector.fault.as_deref().unwrap();
        assert_eq!(vector.faults(), [fault], "{}", vector.name);
    }
}

#[test]
fn a2_an_address_has_its_checksum_and_prints_masked() {
    for text in [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ] {
        let address: Address = text.parse().unwrap();
        assert_eq!(address.expose(), text);
        assert_eq!(format!("{address:?}"), "Address(…)");
        let (lower, upper) = (text.to_lowercase(), text.to_uppercase().replace('X', "x"));
        for other in [&lower, &upper] {
            assert_eq!(other.parse::<Address>().is_ok(), other == text, "{other}");
        }
        for wrong in [&text[2..], &text[..41], &format!("{text}0"), &text.replace('x', "X"), &format!("{text} ")] {
            assert_eq!(wrong.parse::<Address>(), Err(InvalidAddress), "{wrong}");
        }
    }
    for text in ["", "0x", "0xgggggggggggggggggggggggggggggggggggggggg", "0x٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠"] {
        assert_eq!(text.parse::<Address>(), Err(InvalidAddress), "{text}");
    }
}

#[test]
fn a2_what_the_grammar_allows_is_read() {
    let text = Fields::with_nonce("0123456789abcdef").message();
    for (part, other) in [
        ("", ""),
        ("osool.example wants", "https://osool.example wants"),
        ("osool.example wants", "a:b@osool.example wants"),
        ("osool.example wants", "[::1] wants"),
        ("osool.example wants", "[::1]:8080 wants"),
        ("https://osool.example/sign-in", "urn:a:b"),
        ("/sign-in", "/%2F?a=/b#c?d"),
        ("Chain ID: 1", "Chain ID: 18446744073709551615"),
        ("T12:00:00Z", "t12:00:00.123456789+02:00"),
        ("12:00:00Z", "12:00:00Z\nRequest ID: "),
        ("12:00:00Z", "12:00:00Z\nRequest ID: a%20b\nResources:"),
    ] {
        let changed = text.replace(part, other);
        assert!(part.is_empty() || changed != text, "{part}");
        assert!(changed.parse::<Message>().is_ok(), "{changed}");
    }
}

#[test]
fn a2_what_the_grammar_does_not_allow_is_refused_and_the_part_is_named() {
    let text = Fields::with_nonce("0123456789abcdef").message();
    for (part, other, named) in [
        ("osool.example wants", "1://osool.example wants", "domain"),
        ("osool.example wants", "https:osool.example wants", "domain"),
        ("osool.example wants", "osool.example: wants", "domain"),
        ("osool.example wants", "osool.example/ wants", "domain"),
        ("osool.example wants", "osool..example wants", "domain"),
        ("osool.example wants", "\u{43e}sool.example wants", "domain"),
        ("osool.example wants", "a@b@osool.example wants", "domain"),
        ("osool.example wants", "[::g] wants", "domain"),
        ("osool.example wants", "osool.example  wants", "domain"),
        ("account:\n", "account:\r\n", "domain"),
        ("0x2c", "0X2c", "address"),
        ("to Osool.", "to Osool.\r", "statement"),
        ("to Osool.", "إلى أصول", "statement"),
        ("URI: https://", "URI:https://", "URI"),
        ("URI: https://", "URI: //", "URI"),
        ("https://osool.example/", "https://osool.example\\", "URI"),
        ("/sign-in", "/sign in", "URI"),
        ("/sign-in", "/%2", "URI"),
        ("/sign-in", "/#a#b", "URI"),
        ("Version: 1", "Version: 01", "Version"),
        ("Chain ID: 1", "Chain ID: ", "Chain ID"),
        ("Chain ID: 1", "Chain ID: +1", "Chain ID"),
        ("Chain ID: 1", "Chain ID: ١", "Chain ID"),
        ("Chain ID: 1", "Chain ID: 18446744073709551616", "Chain ID"),
        ("Nonce: 0", "Nonce: -", "Nonce"),
        ("26T12", "26 12", "Issued At"),
        ("2026-11", "2026-13", "Issued At"),
        ("12:00:00Z", "12:00:00", "Issued At"),
        ("12:00:00Z", "12:00:00Z ", "Issued At"),
        ("12:00:00Z", "12:00:00Z\n", "end"),
        ("12:00:00Z", "12:00:00Z\nRequest ID: a b", "Request ID"),
        ("12:00:00Z", "12:00:00Z\nRequest ID: a\nRequest ID: b", "end"),
        ("12:00:00Z", "12:00:00Z\nResources:\n", "Resources"),
        ("12:00:00Z", "12:00:00Z\nResources:\n-https://osool.example", "Resources"),
    ] {
        let changed = text.replace(part, other);
        assert_eq!(changed.parse::<Message>().unwrap_err().0, named, "{changed}");
    }
    let statement_of = |letters| text.replace("Sign in to Osool.", &"a".repeat(letters));
    let room = LONGEST - statement_of(0).len();
    assert!(statement_of(room).parse::<Message>().is_ok());
    assert_eq!(statement_of(room + 1).parse::<Message>().unwrap_err().0, "length");
}

#[test]
fn a2_a_signature_has_one_form_but_for_how_it_says_which_key() {
    let text = Fields::with_nonce("0123456789abcdef").message();
    let signature = signed(&text);
    let (numbers, which) = (&signature[2..130], &signature[130..]);
    let (from_zero, flipped) = if which == "1b" { ("00", "1c") } else { ("01", "1b") };
    for good in [&signature, &format!("0x{numbers}{from_zero}"), &format!("0x{}", signature[2..].to_uppercase())] {
        assert_eq!(signer(&text, good).unwrap().expose(), ADDRESS, "{good}");
    }
    let other = signer(&text, &format!("0x{numbers}{flipped}"));
    assert!(other.is_none_or(|address| address.expose() != ADDRESS));
    let low = Signature::from_slice(&from_hex(numbers).unwrap()).unwrap();
    let high = Signature::from_scalars(low.r(), -low.s()).unwrap();
    assert!(high != low && high.normalize_s() == low);
    for wrong in [
        String::new(),
        "0x".to_owned(),
        signature[2..].to_owned(),
        format!("0X{}", &signature[2..]),
        format!("0x{numbers}"),
        format!("{signature}00"),
        format!("0x{numbers}02"),
        format!("0x{numbers}1a"),
        format!("0x{numbers}1d"),
        format!("0x{}{which}", hex(&high.to_bytes())),
        format!("0x{}{flipped}", hex(&high.to_bytes())),
        format!("0x{}{which}", "0".repeat(128)),
        format!("0x{}{which}", "f".repeat(128)),
        format!("0x{}{which}", "é".repeat(64)),
    ] {
        assert_eq!(signer(&text, &wrong), None, "{wrong}");
    }
}

#[tokio::test]
async fn a2_a_nonce_signs_in_once() {
    let world = World::new();
    let fields = world.fields().await;
    assert_eq!(world.send(&fields, NOW).await.unwrap().expose(), ADDRESS);
    assert!(is_refused(&world.send(&fields, NOW).await));
    let message = fields.message().replace(ADDRESS, ANOTHER_ADDRESS);
    let again = world.wallets.verify(&message, &signed_by(ANOTHER_KEY, &message), NOW).await;
    assert!(is_refused(&again), "nor does it sign in another account");
    assert!(world.send(&world.fields().await, NOW).await.is_ok());
}

#[tokio::test]
async fn a2_a_domain_is_ours_with_its_port_and_in_any_case() {
    let world = World::new();
    for (domain, uri) in [
        ("Osool.Example", "https://OSOOL.example"),
        ("https://osool.example", "https://osool.example/#a"),
        ("localhost:3000", "http://localhost:3000/"),
    ] {
        let fields = Fields { domain: domain.to_owned(), uri: uri.to_owned(), ..world.fields().await };
        assert!(world.send(&fields, NOW).await.is_ok(), "{domain} {uri}");
    }
}

#[tokio::test]
async fn a2_a_message_for_another_site_or_chain_is_refused_and_uses_nothing_up() {
    let world = World::new();
    let good = world.fields().await;
    let mut others = Vec::new();
    for domain in [
        "evil.example",
        "osoo1.example",
        "www.osool.example",
        "osool.example.evil.example",
        "evilosool.example",
        "osool.example:8443",
        "osool.example:443",
        "osool.example@evil.example",
        "osool.example:3000@evil.example",
        "evil@osool.example",
        "localhost",
    ] {
        for uri in [format!("https://{domain}/"), good.uri.clone()] {
            others.push(Fields { domain: domain.to_owned(), uri, ..good.clone() });
        }
    }
    for uri in [
        "https://evil.example/",
        "https://evil.example/osool.example",
        "https://osool.example.evil.example/",
        "https://osool.example@evil.example/",
        "https://evil@osool.example/",
        "https://osool.example:8443/",
        "http://localhost:3000/",
        "https:osool.example",
        "urn:osool.example",
    ] {
        others.push(Fields { uri: uri.to_owned(), ..good.clone() });
    }
    others.push(Fields { chain_id: 137, ..good.clone() });
    others.push(Fields { address: ANOTHER_ADDRESS.to_owned(), ..good.clone() });
    let writes = world.table.writes();
    for other in others {
        assert!(is_refused(&world.send(&other, NOW).await), "{other:?}");
    }
    assert_eq!(world.table.writes(), writes);
    assert!(world.send(&good, NOW).await.is_ok());
}

#[tokio::test]
async fn a2_a_signature_of_another_key_or_of_another_message_is_refused_and_uses_nothing_up() {
    let world = World::new();
    let good = world.fields().await;
    let message = good.message();
    let another = Fields { statement: None, ..good.clone() }.message();
    for signature in [signed_by(ANOTHER_KEY, &message), signed(&another), "0x".to_owned(), String::new()] {
        assert!(is_refused(&world.wallets.verify(&message, &signature, NOW).await), "{signature}");
    }
    assert!(world.send(&good, NOW).await.is_ok());
}

#[tokio::test]
async fn a2_what_is_no_message_fails_with_the_part_that_is_wrong() {
    let world = World::new();
    let message = world.fields().await.message().replace("Version: 1", "Version: 2");
    let refused = world.wallets.verify(&message, &signed(&message), NOW).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ValidationFailed);
    assert_eq!(refused.details()["field"], "message");
    assert_eq!(refused.details()["reason"], "its Version is missing or wrong");
}

#[tokio::test]
async fn a2_a_nonce_that_we_did_not_give_is_refused_and_one_that_we_never_give_is_not_looked_for() {
    let world = World::new();
    let good = world.fields().await;
    let unknown = "0123456789abcdef0123456789abcdef";
    assert!(is_refused(&world.send(&Fields::with_nonce(unknown), NOW).await));
    let writes = world.table.writes();
    for nonce in [
        "32891757".to_owned(),
        good.nonce[1..].to_owned(),
        format!("{}0", good.nonce),
        format!("{}A", &good.nonce[1..]),
        format!("{}g", &good.nonce[1..]),
    ] {
        assert!(is_refused(&world.send(&Fields::with_nonce(&nonce), NOW).await), "{nonce}");
    }
    assert_eq!(world.table.writes(), writes);
    assert!(is_nonce(&good.nonce) && world.send(&good, NOW).await.is_ok());
}

#[tokio::test]
async fn a2_a_nonce_is_good_for_ten_minutes() {
    for (seconds, is_good) in [(0, true), (599, true), (600, false), (86_400, false)] {
        let world = World::new();
        let now = NOW + Duration::seconds(seconds);
        let fields = Fields { issued_at: written(now), ..world.fields().await };
        assert_eq!(world.send(&fields, now).await.is_ok(), is_good, "after {seconds} seconds");
    }
}

#[tokio::test]
async fn a2_a_message_is_good_for_ten_minutes_and_within_the_times_that_it_names() {
    let world = World::new();
    let at = |seconds| written(NOW + Duration::seconds(seconds));
    for (seconds, is_good) in [(-601, false), (-600, true), (0, true), (60, true), (61, false)] {
        let fields = Fields { issued_at: at(seconds), ..world.fields().await };
        assert_eq!(world.send(&fields, NOW).await.is_ok(), is_good, "issued at {seconds} seconds");
    }
    for (begin, end, is_good) in [(-1, 1, true), (0, 1, true), (1, 2, false), (-1, 0, false), (-2, -1, false)] {
        let fields = Fields { expiration_time: Some(at(end)), not_before: Some(at(begin)), ..world.fields().await };
        assert_eq!(world.send(&fields, NOW).await.is_ok(), is_good, "from {begin} to {end}");
    }
    for time in ["0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:60-23:59"] {
        let end = Some(time.to_owned());
        let fields = Fields { issued_at: time.to_owned(), expiration_time: end, ..world.fields().await };
        assert!(world.send(&fields, NOW).await.is_err(), "{time}");
    }
}

#[tokio::test]
async fn a2_nobody_signs_in_where_the_nonce_cannot_be_used_up() {
    for fault in [Fault::NotDone, Fault::AnswerLost] {
        let world = World::new();
        let fields = world.fields().await;
        world.table.fail_as(move || fault);
        assert_eq!(world.wallets.nonce(NOW).await.unwrap_err().code(), ErrorCode::DependencyUnavailable);
        assert_eq!(world.send(&fields, NOW).await.unwrap_err().code(), ErrorCode::DependencyUnavailable);
        world.table.recover();
        assert_eq!(world.send(&fields, NOW).await.is_ok(), fault == Fault::NotDone);
    }
}

#[test]
fn a2_of_a_hundred_at_once_with_one_nonce_one_signs_in() {
    for seed in 0..3 {
        let world = World::new();
        let message = simulated::run(world.fields()).message();
        let signature = signed(&message);
        let send =
            |_| -> Task<'_, bool> { Box::pin(async { world.wallets.verify(&message, &signature, NOW).await.is_ok() }) };
        let good = simulated::run_all(seed, (0..100).map(send).collect());
        assert_eq!(good.into_iter().filter(|is_good| *is_good).count(), 1, "seed {seed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a2_one_letter_changed_or_added_anywhere_is_refused_and_uses_nothing_up(
        place: prop::sample::Index, letter in "[ -~\n]|\\PC", is_added: bool,
    ) {
        let world = World::new();
        let message = simulated::run(world.fields()).message();
        let signature = signed(&message);
        let place = place.index(message.len());
        let mut changed = message.clone();
        changed.replace_range(place..place + usize::from(!is_added), &letter);
        prop_assume!(changed != message);
        prop_assert!(simulated::run(world.wallets.verify(&changed, &signature, NOW)).is_err());
        prop_assert!(simulated::run(world.wallets.verify(&message, &signature, NOW)).is_ok());
    }

    #[test]
    fn a2_no_text_is_taken_for_a_message_or_for_our_signature(
        text: String, signature in "(0x)?[0-9a-fA-F]{128}(00|01|1b|1c)", any: String,
    ) {
        let world = World::new();
        prop_assert!(text.parse::<Message>().is_err());
        prop_assert!(text.parse::<Address>().is_err());
        prop_assert!(simulated::run(world.wallets.verify(&text, &signature, NOW)).is_err());
        let message = simulated::run(world.fields()).message();
        for signature in [&signature, &any] {
            prop_assert!(simulated::run(world.wallets.verify(&message, signature, NOW)).is_err());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_048))]

    #[test]
    fn a2_any_text_is_read_or_refused_and_a_beginning_of_a_message_is_none(
        lines in prop::collection::vec("(URI: |Chain ID: |Issued At: |- |[a-z]{1,9}://|%)?\\PC{0,30}", 0..12),
        end: prop::sample::Index,
    ) {
        let text = lines.join("\n");
        let opened = format!("{text}{OPENING}\n{ADDRESS}\n\n{text}");
        for text in [&text, &opened] {
            let _ = (text.parse::<Message>(), domain_in(text), authority_of(text), date(text), is_authority(text));
        }
        let message = Fields::with_nonce("0123456789abcdef").message();
        prop_assert!(message[..end.index(message.len())].parse::<Message>().is_err());
    }
}
