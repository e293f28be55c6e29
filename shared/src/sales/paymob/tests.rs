#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

/// What was published of callbacks.
#[derive(Deserialize)]
struct Vectors {
    transaction: Vector,
    worked_example: Vector,
    card: Vector,
}

#[derive(Deserialize)]
struct Vector {
    key: String,
    obj: Value,
    joined: String,
    hmac: String,
}

impl Vector {
    fn key(&self) -> CallbackKey {
        CallbackKey::new(SecretString::from(self.key.as_str()))
    }

    /// What becomes of this object where it comes with the signature that was published.
    fn read(&self, obj: &Value) -> Result<Transaction, Refused> {
        transaction_in(read(&body("TRANSACTION", obj), Some(&self.hmac), &self.key()))
    }

    /// What becomes of this object where it is signed anew.
    fn read_signed(&self, obj: &Value) -> Result<Transaction, Refused> {
        let signature = signed(obj, &self.key());
        transaction_in(read(&body("TRANSACTION", obj), signature.as_deref(), &self.key()))
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

fn body(kind: &str, obj: &Value) -> Vec<u8> {
    json!({"type": kind, "obj": obj}).to_string().into_bytes()
}

fn transaction_in(result: Result<Callback, Refused>) -> Result<Transaction, Refused> {
    result.map(|callback| match callback {
        Callback::Transaction(transaction) => transaction,
        Callback::Card => unreachable!("it is a transaction"),
    })
}

fn piastres(piastres: i64) -> Piastres {
    Piastres::from_piastres(piastres).unwrap()
}

/// The place of a value by its name.
fn at<'a>(obj: &'a mut Value, name: &str) -> &'a mut Value {
    obj.pointer_mut(&format!("/{}", name.replace('.', "/"))).unwrap()
}

/// The object with another value.
fn with(obj: &Value, name: &str, value: Value) -> Value {
    let mut other = obj.clone();
    *at(&mut other, name) = value;
    other
}

/// The object without a value.
fn without(obj: &Value, name: &str) -> Value {
    let (outer, inner) = name.split_once('.').unwrap_or(("", name));
    let mut other = obj.clone();
    let holder = if outer.is_empty() { &mut other } else { at(&mut other, outer) };
    holder.as_object_mut().unwrap().remove(inner).unwrap();
    other
}

/// A value like this one, and another.
fn changed(value: &Value) -> Value {
    match value {
        Value::Bool(truth) => Value::from(!truth),
        Value::Number(number) => Value::from(number.as_u64().unwrap() + 1),
        value => Value::from(format!("{}x", value.as_str().unwrap())),
    }
}

#[test]
fn p3_published_callbacks_are_taken() {
    let Vectors { transaction, worked_example, .. } = vectors();
    for vector in [&transaction, &worked_example] {
        assert_eq!(values(vector.obj.as_object().unwrap(), &SIGNED).unwrap().concat(), vector.joined);
        assert_eq!(signed(&vector.obj, &vector.key()).as_ref(), Some(&vector.hmac));
    }
    let read = transaction.read(&transaction.obj).unwrap();
    let expected = Transaction {
        id: 11_113_222,
        order: 11_112_345,
        amount: piastres(50_000),
        currency: "EGP".to_owned(),
        integration: 1_111,
        owner: 1_188,
        is_pending: false,
        is_success: true,
        is_voided: false,
        is_refunded: false,
        is_auth: false,
        is_capture: false,
        is_standalone_payment: true,
        has_parent: false,
        fingerprint: read.fingerprint,
    };
    assert_eq!(read, expected);
    let other = worked_example.read(&worked_example.obj).unwrap();
    assert_eq!((other.id, other.order, other.integration), (192_036_465, 217_503_754, 4_097_558));
    assert_eq!((other.owner, other.amount), (302_852, piastres(100_000)));
    assert_ne!(other.fingerprint, read.fingerprint);
}

#[test]
fn p3_each_of_the_twenty_values_is_what_was_signed() {
    let vector = vectors().transaction;
    for name in SIGNED {
        let value = at(&mut vector.obj.clone(), name).clone();
        for other in [changed(&value), Value::Null, json!("")] {
            assert_eq!(vector.read(&with(&vector.obj, name, other)), Err(Refused::NotSigned), "{name}");
        }
        assert_eq!(vector.read(&without(&vector.obj, name)), Err(Refused::NotSigned), "{name}");
    }
}

#[test]
fn p3_each_truth_and_number_is_told_as_it_was_signed() {
    let vector = vectors().transaction;
    let plain = vector.read(&vector.obj).unwrap();
    let told = |name| {
        let value = at(&mut vector.obj.clone(), name).clone();
        let told = vector.read_signed(&with(&vector.obj, name, changed(&value))).unwrap();
        assert_ne!(told.fingerprint, plain.fingerprint, "{name}");
        Transaction { fingerprint: plain.fingerprint, ..told }
    };
    for (name, expected) in [
        ("id", Transaction { id: 11_113_223, ..plain.clone() }),
        ("order.id", Transaction { order: 11_112_346, ..plain.clone() }),
        ("amount_cents", Transaction { amount: piastres(50_001), ..plain.clone() }),
        ("currency", Transaction { currency: "EGPx".to_owned(), ..plain.clone() }),
        ("integration_id", Transaction { integration: 1_112, ..plain.clone() }),
        ("owner", Transaction { owner: 1_189, ..plain.clone() }),
        ("pending", Transaction { is_pending: true, ..plain.clone() }),
        ("success", Transaction { is_success: false, ..plain.clone() }),
        ("is_voided", Transaction { is_voided: true, ..plain.clone() }),
        ("is_refunded", Transaction { is_refunded: true, ..plain.clone() }),
        ("is_auth", Transaction { is_auth: true, ..plain.clone() }),
        ("is_capture", Transaction { is_capture: true, ..plain.clone() }),
        ("is_standalone_payment", Transaction { is_standalone_payment: false, ..plain.clone() }),
        ("has_parent_transaction", Transaction { has_parent: true, ..plain.clone() }),
        ("created_at", plain.clone()),
        ("error_occured", plain.clone()),
        ("is_3d_secure", plain.clone()),
        ("source_data.pan", plain.clone()),
        ("source_data.sub_type", plain.clone()),
        ("source_data.type", plain.clone()),
    ] {
        assert_eq!(told(name), expected, "{name}");
    }
}

#[test]
fn p3_a_saved_card_is_signed_by_its_own_values_and_is_no_transaction() {
    let vector = vectors().card;
    let read = |kind: &str, obj: &Value| read(&body(kind, obj), Some(&vector.hmac), &vector.key());
    assert_eq!(values(vector.obj.as_object().unwrap(), &SIGNED_OF_A_CARD).unwrap().concat(), vector.joined);
    assert_eq!(read("TOKEN", &vector.obj), Ok(Callback::Card));
    for name in SIGNED_OF_A_CARD {
        let value = at(&mut vector.obj.clone(), name).clone();
        assert_eq!(read("TOKEN", &with(&vector.obj, name, changed(&value))), Err(Refused::NotSigned), "{name}");
        assert_eq!(read("TOKEN", &without(&vector.obj, name)), Err(Refused::NotSigned), "{name}");
        let list = with(&vector.obj, name, json!([]));
        assert_eq!(read("TOKEN", &list), Err(Refused::NotUnderstood(name)), "{name}");
    }
    assert_eq!(read("TRANSACTION", &vector.obj), Err(Refused::NotSigned));
}

#[test]
fn p3_only_the_128_digits_in_lower_case_are_the_signature() {
    let vector = vectors().transaction;
    let body = body("TRANSACTION", &vector.obj);
    let good = &vector.hmac;
    assert!(read(&body, Some(good), &vector.key()).is_ok());
    let arabic: String = good.chars().map(|digit| if digit == '1' { '١' } else { digit }).collect();
    for wrong in [
        String::new(),
        " ".to_owned(),
        good.to_uppercase(),
        good[..127].to_owned(),
        good[1..].to_owned(),
        format!("{good}0"),
        format!("0{good}"),
        format!("{good} "),
        format!("{good}\n"),
        format!("0x{}", &good[2..]),
        format!("g{}", &good[1..]),
        good.repeat(2),
        "0".repeat(128),
        "0".repeat(10_000),
        good.repeat(100),
        "é".repeat(64),
        "\u{0}".repeat(128),
        arabic,
        vectors().worked_example.hmac,
    ] {
        assert_eq!(read(&body, Some(&wrong), &vector.key()), Err(Refused::NotSigned), "{wrong:?}");
    }
    assert_eq!(read(&body, None, &vector.key()), Err(Refused::NotSigned));
    let another_key = vectors().worked_example.key();
    assert_eq!(read(&body, Some(good), &another_key), Err(Refused::NotSigned));
    for place in 0..128 {
        let mut digits: Vec<char> = good.chars().collect();
        digits[place] = if digits[place] == '0' { '1' } else { '0' };
        let wrong: String = digits.into_iter().collect();
        assert_eq!(read(&body, Some(&wrong), &vector.key()), Err(Refused::NotSigned), "{place}");
    }
}

/// A value of the same kind with this text, if there is one.
fn of_the_same_kind(value: &Value, text: &str) -> Option<Value> {
    if value.is_number() {
        text.parse::<u64>().ok().filter(|number| number.to_string() == text).map(Value::from)
    } else {
        Some(Value::from(text))
    }
}

/// Whatever two neighbours can be whose joined text is the same.
fn splits(obj: &Value, first: &str, second: &str) -> Vec<Value> {
    let (one, other) = (at(&mut obj.clone(), first).clone(), at(&mut obj.clone(), second).clone());
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let joined = text(&one) + &text(&other);
    let split = |place| {
        let (left, right) = joined.split_at(place);
        let (left, right) = (of_the_same_kind(&one, left)?, of_the_same_kind(&other, right)?);
        Some(with(&with(obj, first, left), second, right))
    };
    (0..=joined.len()).filter_map(split).collect()
}

#[test]
fn p3_values_that_are_joined_alike_are_never_the_same_transaction() {
    let Vectors { transaction, worked_example, .. } = vectors();
    for (first, second, least) in [
        ("id", "integration_id", 9),
        ("order.id", "owner", 9),
        ("amount_cents", "created_at", 9),
        ("created_at", "currency", 20),
        ("source_data.pan", "source_data.sub_type", 10),
        ("source_data.sub_type", "source_data.type", 10),
    ] {
        for vector in [&transaction, &worked_example] {
            let alike = splits(&vector.obj, first, second);
            assert!(alike.len() >= least, "{first} {second}: {}", alike.len());
            let read: Vec<Transaction> = alike.iter().map(|obj| vector.read(obj).unwrap()).collect();
            let fingerprints: HashSet<[u8; 32]> = read.iter().map(|transaction| transaction.fingerprint).collect();
            assert_eq!(fingerprints.len(), read.len(), "{first} {second}");
            let original = vector.read(&vector.obj).unwrap();
            assert_eq!(read.iter().filter(|transaction| **transaction == original).count(), 1, "{first} {second}");
        }
    }
}

#[test]
fn p3_bodies_that_are_no_callback_are_not_understood() {
    let key = vectors().transaction.key();
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let in_a_callback = |obj: &str| format!(r#"{{"type": "TRANSACTION", "obj": {obj}}}"#);
    for (body, part) in [
        (String::new(), "body"),
        (" ".to_owned(), "body"),
        ("{".to_owned(), "body"),
        ("{'type': 'TRANSACTION'}".to_owned(), "body"),
        ("{}{}".to_owned(), "body"),
        (deep("[", "]"), "body"),
        (deep("[", ""), "body"),
        (deep(r#"{"obj":"#, "}"), "body"),
        (in_a_callback(&deep("[", "]")), "body"),
        (in_a_callback("1e999"), "body"),
        (in_a_callback(r#""\ud800""#), "body"),
        ("null".to_owned(), "type"),
        ("true".to_owned(), "type"),
        ("7".to_owned(), "type"),
        ("-1.5".to_owned(), "type"),
        (r#""TRANSACTION""#.to_owned(), "type"),
        ("[]".to_owned(), "type"),
        (r#"["type", "obj"]"#.to_owned(), "type"),
        ("{}".to_owned(), "type"),
        (r#"{"obj": {}}"#.to_owned(), "type"),
        (r#"{"type": null, "obj": {}}"#.to_owned(), "type"),
        (r#"{"type": 7, "obj": {}}"#.to_owned(), "type"),
        (r#"{"type": "transaction", "obj": {}}"#.to_owned(), "type"),
        (r#"{"type": "SUBSCRIPTION", "obj": {}}"#.to_owned(), "type"),
        (r#"{"type": "TRANSACTION"}"#.to_owned(), "obj"),
        (r#"{"type": "TOKEN"}"#.to_owned(), "obj"),
        (in_a_callback("null"), "obj"),
        (in_a_callback("true"), "obj"),
        (in_a_callback("7"), "obj"),
        (in_a_callback(r#""{}""#), "obj"),
        (in_a_callback("[]"), "obj"),
        (in_a_callback("[{}]"), "obj"),
    ] {
        let beginning: String = body.chars().take(80).collect();
        for signature in [None, Some("0".repeat(128))] {
            let read = read(body.as_bytes(), signature.as_deref(), &key);
            assert_eq!(read, Err(Refused::NotUnderstood(part)), "{beginning}");
        }
    }
    assert_eq!(read(b"\xff", None, &key), Err(Refused::NotUnderstood("body")));
    assert_eq!(read(in_a_callback("{}").as_bytes(), None, &key), Err(Refused::NotSigned));
    assert_eq!(Refused::NotUnderstood("order.id").to_string(), "its order.id is missing or wrong");
}

#[test]
fn p3_values_that_paymob_never_signs_are_not_understood() {
    let vector = vectors().transaction;
    for name in SIGNED {
        for text in ["1.5", "1.0", "1e3", "-0", "-0.0", "18446744073709551616", "[]", "[1]", "{}", r#"{"id": 1}"#] {
            let value: Value = serde_json::from_str(text).unwrap();
            let read = vector.read(&with(&vector.obj, name, value));
            assert_eq!(read, Err(Refused::NotUnderstood(name)), "{name} {text}");
        }
    }
    for (outer, name) in [("order", "order.id"), ("source_data", "source_data.pan")] {
        for value in [json!(true), json!("11112345"), json!([]), json!([11_112_345])] {
            let read = vector.read(&with(&vector.obj, outer, value));
            assert_eq!(read, Err(Refused::NotUnderstood(name)), "{outer}");
        }
    }
    let number = vector.read(&with(&vector.obj, "source_data", json!(1_234)));
    assert_eq!(number, Err(Refused::NotUnderstood("source_data.pan")));
}

#[test]
fn p3_signed_values_of_another_kind_are_not_interpreted() {
    let vector = vectors().transaction;
    // These are joined as what was published.
    for (name, text) in [
        ("id", "11113222"),
        ("order.id", "11112345"),
        ("amount_cents", "50000"),
        ("integration_id", "1111"),
        ("owner", "1188"),
        ("pending", "false"),
        ("success", "true"),
        ("is_voided", "false"),
        ("is_refunded", "false"),
        ("is_auth", "false"),
        ("is_capture", "false"),
        ("is_standalone_payment", "true"),
        ("has_parent_transaction", "false"),
    ] {
        let read = vector.read(&with(&vector.obj, name, json!(text)));
        assert_eq!(read, Err(Refused::NotUnderstood(name)), "{name}");
        for value in [json!(-1), json!("x"), json!(""), Value::Null] {
            let read = vector.read_signed(&with(&vector.obj, name, value));
            assert_eq!(read, Err(Refused::NotUnderstood(name)), "{name}");
        }
        assert_eq!(vector.read_signed(&without(&vector.obj, name)), Err(Refused::NotUnderstood(name)), "{name}");
    }
    for (name, value) in [
        ("currency", json!(7)),
        ("currency", Value::Null),
        ("amount_cents", json!(Piastres::MAX.piastres() + 1)),
        ("amount_cents", json!(i64::MAX)),
        ("amount_cents", json!(u64::MAX)),
        ("amount_cents", json!(true)),
        ("pending", json!(0)),
        ("id", json!(false)),
        ("id", json!(i64::MIN)),
    ] {
        let read = vector.read_signed(&with(&vector.obj, name, value));
        assert_eq!(read, Err(Refused::NotUnderstood(name)), "{name}");
    }
    assert_eq!(vector.read_signed(&without(&vector.obj, "order")), Err(Refused::NotUnderstood("order.id")));
    assert_eq!(vector.read_signed(&json!({})), Err(Refused::NotUnderstood("id")));
    let largest = vector.read_signed(&with(&vector.obj, "id", json!(u64::MAX))).unwrap();
    assert_eq!(largest.id, u64::MAX);
    let most = vector.read_signed(&with(&vector.obj, "amount_cents", json!(Piastres::MAX.piastres()))).unwrap();
    assert_eq!(most.amount, Piastres::MAX);
}

#[test]
fn p3_what_is_not_signed_makes_no_difference() {
    let vector = vectors().transaction;
    let plain = vector.read(&vector.obj).unwrap();
    let mut more = vector.obj.clone();
    more["refunded_amount_cents"] = json!(50_000);
    more["merchant_order_id"] = json!("another");
    more["is_live"] = json!(1.5);
    more["data"] = json!({"message": ["…", {"nested": null}]});
    more["order"]["merchant"] = json!({"id": 7});
    more["source_data"]["tenure"] = Value::Null;
    assert_eq!(vector.read(&more), Ok(plain.clone()));
    assert_eq!(vector.read(&with(&vector.obj, "order", json!(11_112_345))), Ok(plain));
    let other_order = vector.read(&with(&vector.obj, "order", json!(11_112_346)));
    assert_eq!(other_order, Err(Refused::NotSigned));

    let (null, missing) = (with(&vector.obj, "source_data", Value::Null), without(&vector.obj, "source_data"));
    let nothing = vector.read_signed(&null).unwrap();
    assert_eq!(vector.read_signed(&missing), Ok(nothing));
}

#[test]
fn p3_of_two_values_with_one_name_the_last_counts_for_the_signature_too() {
    let vector = vectors().transaction;
    let body = String::from_utf8(body("TRANSACTION", &vector.obj)).unwrap();
    let own = r#""id":11113222"#;
    assert_eq!(body.matches(own).count(), 1);
    let read = |twice: &str| {
        let body = body.replace(own, twice);
        transaction_in(read(body.as_bytes(), Some(&vector.hmac), &vector.key()))
    };
    assert_eq!(read(&format!(r#""id":7,{own}"#)).unwrap().id, 11_113_222);
    assert_eq!(read(&format!(r#"{own},"id":7"#)), Err(Refused::NotSigned));
    assert_eq!(read(&format!(r#"{own},"id":null"#)), Err(Refused::NotSigned));
}

#[test]
fn p3_the_stand_in_signs_what_its_account_takes_and_its_key_prints_masked() {
    let account = Account::stand_in();
    let mut obj = vectors().transaction.obj;
    obj["integration_id"] = json!(account.integration);
    obj["owner"] = json!(account.owner);
    let signature = signed(&obj, &account.callback_key).unwrap();
    let read = transaction_in(read(&body("TRANSACTION", &obj), Some(&signature), &account.callback_key)).unwrap();
    assert_eq!((read.integration, read.owner), (1, 1));
    assert_eq!(format!("{:?}", account.callback_key), "CallbackKey(…)");
    for no_transaction in [Value::Null, json!([]), json!({"id": 1.5}), json!({"order": "7"})] {
        assert_eq!(signed(&no_transaction, &account.callback_key), None, "{no_transaction}");
    }
}

/// What somebody asks to pay for.
fn asked(reference: &str) -> Intention {
    Intention {
        reference: reference.to_owned(),
        amount: piastres(25_000_050),
        item: "شقة".to_owned(),
        expires_in: Duration::minutes(30),
        payer: Payer { email: "mona@example.com".to_owned(), phone: "+201001234567".to_owned() },
        notification_url: "https://api.osool.example/webhooks/paymob".to_owned(),
        redirection_url: "http://127.0.0.1:8080/account?payment=1#here".to_owned(),
    }
}

#[tokio::test]
async fn p2_the_stand_in_gives_the_same_place_for_the_same_reference() {
    let paymob = Paymob::StandIn;
    let first = asked("9f8b2c7d-1e4a-4053-bd17-c9e0f2a48635");
    let opened = paymob.intention(&first).await.unwrap();
    assert_eq!(opened.order, 6_917_489_943_127_156);
    assert_eq!(
        opened.checkout_url,
        "http://127.0.0.1:8080/checkout?order=6917489943127156&amount=25000050\
         &reference=9f8b2c7d-1e4a-4053-bd17-c9e0f2a48635"
    );
    assert_eq!(paymob.intention(&first).await.unwrap(), opened);
    let other = paymob.intention(&asked("0b6e4c1a-54a5-4c2f-8f39-2a6a1f0a9e11")).await.unwrap();
    assert_eq!(other.order, 5_979_980_846_831_175);
    let odd = paymob.intention(&asked("a&b=c #é")).await.unwrap();
    assert!(odd.checkout_url.ends_with("&reference=a%26b%3Dc+%23%C3%A9"), "{}", odd.checkout_url);
    assert!(paymob.find(opened.order).await.unwrap().is_empty());
    let back = paymob.refund(opened.order, 7, piastres(100)).await.unwrap().unwrap();
    assert!(back.has_parent && back.is_success && back.id != 7, "{back:?}");
    assert_eq!((back.order, back.amount), (opened.order, piastres(100)));
    assert_eq!(format!("{opened:?}"), "Opened(6917489943127156, …)");
    assert!(!format!("{first:?}").contains("mona") && !format!("{first:?}").contains("+20"));
}

#[tokio::test]
async fn p2_the_stand_in_needs_a_page_to_come_back_to() {
    for redirection_url in ["", "account", "mailto:mona@example.com"] {
        let asked = Intention { redirection_url: redirection_url.to_owned(), ..asked("one") };
        let failure = Paymob::StandIn.intention(&asked).await.unwrap_err();
        assert_eq!(failure.code(), ErrorCode::Internal, "{redirection_url}");
    }
}

#[test]
fn o8_paymob_is_called_where_a_setting_says() {
    for (given, base_url, is_good) in [
        ("", "https://accept.paymob.com", true),
        ("http://127.0.0.1:9000/", "http://127.0.0.1:9000", true),
        ("paymob", "https://accept.paymob.com", false),
    ] {
        let mut settings = Settings::from_pairs([("PAYMOB_BASE_URL", given)]);
        let read = PaymobSettings::read(&mut settings, &Base::default());
        assert_eq!(read.base_url, base_url);
        assert_eq!(settings.check().is_ok(), is_good, "{given}");
    }
}

/// Any JSON whose names are those that are signed, more often than not.
fn any_json() -> impl Strategy<Value = Value> {
    let names: Vec<&'static str> =
        SIGNED.into_iter().chain(["type", "obj", "order", "source_data", "pan", "sub_type"]).collect();
    let name = prop_oneof![
        3 => prop::sample::select(names).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ]
    .boxed();
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        Just(json!("TRANSACTION")),
        Just(json!("TOKEN")),
    ];
    plain.prop_recursive(5, 40, 8, move |inner| {
        let list = prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from);
        let fields = prop::collection::vec((name.clone(), inner), 0..24);
        let object = fields.prop_map(|fields| fields.into_iter().collect::<Value>());
        prop_oneof![1 => list, 4 => object]
    })
}

proptest! {
    #[test]
    fn p3_no_bytes_make_the_reading_panic_or_are_signed(
        body: Vec<u8>, signature in prop::option::of("[0-9a-f]{128}|\\PC{0,200}"),
    ) {
        let key = vectors().transaction.key();
        prop_assert!(read(&body, signature.as_deref(), &key).is_err());
    }

    #[test]
    fn p3_no_json_makes_the_reading_panic_or_is_signed(
        json in any_json(), signature in prop::option::of("[0-9a-f]{128}"), is_card: bool,
    ) {
        let key = vectors().transaction.key();
        let kind = if is_card { "TOKEN" } else { "TRANSACTION" };
        for body in [json.to_string().into_bytes(), body(kind, &json)] {
            prop_assert!(read(&body, signature.as_deref(), &key).is_err());
        }
    }

    #[test]
    fn p3_a_changed_value_is_refused_whatever_it_becomes(
        name in prop::sample::select(SIGNED.to_vec()), json in any_json(),
    ) {
        let vector = vectors().transaction;
        let other = with(&vector.obj, name, json);
        let is_the_same = signed(&other, &vector.key()).as_ref() == Some(&vector.hmac);
        prop_assert!(is_the_same || vector.read(&other).is_err());
        // Signed anew it is understood or not, and panics in no case.
        let read = vector.read_signed(&other);
        prop_assert!(read.is_ok() || matches!(read, Err(Refused::NotUnderstood(part)) if part == name));
    }

    #[test]
    fn p3_a_fingerprint_knows_where_values_end(
        text in "[0-9a-zé]{2,24}", one: prop::sample::Index, other: prop::sample::Index,
    ) {
        let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
        let split = |index: &prop::sample::Index| {
            let place = places[index.index(places.len())];
            [text[..place].to_owned(), text[place..].to_owned()]
        };
        let (first, second) = (split(&one), split(&other));
        prop_assert_eq!(first.concat(), second.concat());
        prop_assert_eq!(fingerprint(&first) == fingerprint(&second), first == second);
    }
}
