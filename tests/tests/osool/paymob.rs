//! Paymob at the wire (P2, P3, P4): what it is asked, what its answers become, and who starts without its keys.

use serde_json::{Value, json};
use shared::{
    config::{Base, Environment, Settings},
    error::{ErrorCode, Failure, chain},
    fault::Fault,
    money::Piastres,
    sales::paymob::{self, Account, Callback, Intention, Opened, Payer, Paymob, PaymobSettings, Transaction},
    secrets::Secrets,
};
use tests::{
    aws,
    models::{Models, Step, plain},
    secret,
};
use time::Duration;

/// Nothing of these may be told to a log.
const UNSPEAKABLE: [&str; 7] = ["sk.key", "api.key", "hmac.key", "csk_one", "mona", "+2010", "a message"];

/// The fields of the secret.
pub(crate) fn keys() -> Value {
    json!({
        "PAYMOB_SECRET_KEY": "sk.key",
        "PAYMOB_PUBLIC_KEY": "pk+key",
        "PAYMOB_HMAC_SECRET": "hmac.key",
        "PAYMOB_INTEGRATION_ID": "4097558",
        "PAYMOB_OWNER_ID": "302852",
        "PAYMOB_API_KEY": "api.key",
    })
}

/// The fields without one.
fn keys_without(name: &str) -> Value {
    let mut keys = keys();
    keys.as_object_mut().unwrap().remove(name).unwrap();
    keys
}

/// Starts with these fields what asks Paymob and what holds callbacks against the account; without a secret for `None`.
pub(crate) async fn start(
    fields: Option<&Value>,
    address: &str,
    environment: Environment,
) -> (Result<Paymob, String>, Result<Account, String>) {
    let arn = match fields {
        Some(fields) => secret(Some(&fields.to_string())).await,
        None => String::new(),
    };
    let pairs = [("PAYMENTS_SECRET_ARN", arn.as_str()), ("PAYMOB_BASE_URL", address)];
    let base = Base { environment, ..Base::default() };
    let settings = PaymobSettings::read(&mut Settings::from_pairs(pairs), &base);
    let secrets = Secrets::new(&aws().await);
    let (paymob, account) = tokio::join!(Paymob::start(&settings, &secrets), paymob::account(&settings, &secrets));
    (
        paymob.map(|(paymob, _)| paymob).map_err(|error| chain(error.as_ref())),
        account.map_err(|error| chain(error.as_ref())),
    )
}

/// What asks the stand-in at the wire.
async fn asking(models: &Models) -> Paymob {
    start(Some(&keys()), models.address(), Environment::Production).await.0.unwrap()
}

fn piastres(piastres: i64) -> Piastres {
    Piastres::from_piastres(piastres).unwrap()
}

fn asked() -> Intention {
    Intention {
        reference: "9f8b2c7d-1e4a-4053-bd17-c9e0f2a48635".to_owned(),
        amount: piastres(25_000_050),
        item: "ش".repeat(60),
        expires_in: Duration::seconds_f64(1_799.9),
        payer: Payer { email: "mona@example.com".to_owned(), phone: "+201001234567".to_owned() },
        notification_url: "https://api.osool.example/webhooks/paymob".to_owned(),
        redirection_url: "https://osool.example/account".to_owned(),
    }
}

/// What Paymob answers to an intention.
fn intended() -> Value {
    json!({
        "payment_keys": [{"integration": 4_097_558, "key": "ZXlK", "order_id": 265_715_202}],
        "intention_order_id": 265_715_202,
        "id": "pi_test_bd49bb7fb4da48cfac4ec71ab4d8c433",
        "intention_detail": {"amount": 25_000_050, "currency": "EGP", "items": []},
        "client_secret": "csk_one&two three",
        "special_reference": "9f8b2c7d-1e4a-4053-bd17-c9e0f2a48635",
        "confirmed": false,
        "status": "intended",
    })
}

/// The transaction of Paymob's worked example, with what an inquiry tells beside.
fn transaction() -> Value {
    json!({
        "id": 192_036_465,
        "pending": false,
        "amount_cents": 100_000,
        "success": true,
        "is_auth": false,
        "is_capture": false,
        "is_standalone_payment": true,
        "is_voided": false,
        "is_refunded": false,
        "is_3d_secure": true,
        "integration_id": 4_097_558,
        "profile_id": 164_295,
        "has_parent_transaction": false,
        "order": {"id": 217_503_754, "amount_cents": 100_000, "merchant_order_id": null},
        "created_at": "2024-06-13T11:33:44.592345",
        "currency": "EGP",
        "source_data": {"pan": "2346", "type": "card", "sub_type": "MasterCard", "tenure": null},
        "data": {"message": "Approved", "migs_order": {"amount": 1000.5}},
        "error_occured": false,
        "refunded_amount_cents": 0,
        "owner": 302_852,
        "parent_transaction": null,
    })
}

fn json_of(status: u16, body: &Value) -> Vec<Step> {
    plain(status, "application/json", &body.to_string())
}

/// The same answer with another value.
fn with(answer: &Value, place: &str, value: Value) -> Value {
    let mut other = answer.clone();
    *other.pointer_mut(place).unwrap() = value;
    other
}

/// A refusal that quotes what nobody may read.
fn refusal(status: u16) -> Vec<Step> {
    json_of(status, &json!({"detail": "a message that quotes mona@example.com and sk.key"}))
}

/// Whatever Paymob can answer that is no answer to anything, and what it is.
fn no_answers() -> Vec<(&'static str, Vec<Step>, Fault)> {
    let huge = json!({"padding": "a message".repeat(8_000)});
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    let redirect = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let broken_off = format!("{head}content-length: 100\r\n\r\n{{\"token\": \"a mess");
    vec![
        ("400", refusal(400), Fault::BadRequest),
        ("401", refusal(401), Fault::BadKey),
        ("403", refusal(403), Fault::BadKey),
        ("406", refusal(406), Fault::BadRequest),
        ("429", refusal(429), Fault::Overloaded),
        ("500", refusal(500), Fault::ServerError),
        ("503", refusal(503), Fault::Overloaded),
        ("504", refusal(504), Fault::Timeout),
        ("a redirect", vec![Step::Send(redirect.into())], Fault::Malformed),
        ("nothing", json_of(200, &json!("")), Fault::Malformed),
        ("an empty body", plain(200, "application/json", ""), Fault::Malformed),
        ("no JSON", plain(200, "text/html", "<html>a message</html>"), Fault::Malformed),
        ("half of it", plain(200, "application/json", "{\"token\": \"a mess"), Fault::Malformed),
        ("null", json_of(200, &Value::Null), Fault::Malformed),
        ("a list", json_of(200, &json!([1.5, "a message"])), Fault::Malformed),
        ("another object", json_of(200, &json!({"detail": "a message"})), Fault::Malformed),
        ("deep", plain(200, "application/json", &"[".repeat(10_000)), Fault::Malformed),
        ("too much", json_of(200, &huge), Fault::Malformed),
        ("a hung up connection", vec![Step::Close], Fault::Unreachable),
        ("a broken off body", vec![Step::Send(broken_off.into_bytes()), Step::Close], Fault::Unreachable),
        ("no HTTP", vec![Step::Send(b"a message\r\n\r\n".into()), Step::Close], Fault::Unreachable),
    ]
}

/// Whether a failure is this one, and says nothing that it must not.
fn assert_failed(failure: &Failure, fault: Fault, what: &str) {
    assert_eq!((failure.code(), failure.fault()), (ErrorCode::DependencyUnavailable, Some(fault)), "{what}: {failure}");
    assert_eq!(failure.details()["dependency"], "paymob", "{what}");
    assert_silent(failure, what);
}

fn assert_silent(failure: &Failure, what: &str) {
    let said = format!("{failure} {failure:?} {:?} {:?}", failure.cause_chain(), failure.details());
    for word in UNSPEAKABLE {
        assert!(!said.contains(word), "{what}: {said}");
    }
}

#[tokio::test]
async fn p2_paymob_is_told_exactly_what_is_to_be_paid_and_says_where() {
    let models = Models::start().await;
    let paymob = asking(&models).await;
    models.then(json_of(201, &intended()));
    let opened = paymob.intention(&asked()).await.unwrap();
    let checkout_url =
        format!("{}/unifiedcheckout/?publicKey=pk%2Bkey&clientSecret=csk_one%26two+three", models.address());
    assert_eq!(opened, Opened { order: 265_715_202, checkout_url });
    for printed in [format!("{opened:?}"), format!("{paymob:?}"), format!("{:?}", asked())] {
        assert!(UNSPEAKABLE.iter().all(|word| !printed.contains(word)), "{printed}");
    }

    let told = models.asked();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].path, "/v1/intention/");
    assert_eq!(told[0].headers["authorization"], "Token sk.key");
    assert_eq!(told[0].headers["content-type"], "application/json");
    assert_eq!(
        told[0].body,
        json!({
            "amount": 25_000_050,
            "currency": "EGP",
            "payment_methods": [4_097_558],
            "items": [{"name": "ش".repeat(50), "amount": 25_000_050, "quantity": 1}],
            "billing_data": {
                "first_name": "NA",
                "last_name": "NA",
                "email": "mona@example.com",
                "phone_number": "+201001234567",
            },
            "special_reference": "9f8b2c7d-1e4a-4053-bd17-c9e0f2a48635",
            "expiration": 1_799,
            "notification_url": "https://api.osool.example/webhooks/paymob",
            "redirection_url": "https://osool.example/account",
        })
    );
}

#[tokio::test]
async fn p2_an_intention_that_is_all_but_over_never_has_paymob_s_own_lifetime() {
    let models = Models::start().await;
    let paymob = asking(&models).await;
    for expires_in in [Duration::milliseconds(1), Duration::ZERO, Duration::seconds(-5)] {
        models.then(json_of(201, &intended()));
        paymob.intention(&Intention { expires_in, ..asked() }).await.unwrap();
        assert_eq!(models.asked().last().unwrap().body["expiration"], json!(1), "{expires_in}");
    }
}

#[tokio::test]
async fn p2_an_intention_without_its_amount_is_taken_and_one_of_another_is_not() {
    let models = Models::start().await;
    let paymob = asking(&models).await;
    let mut without_detail = intended();
    without_detail.as_object_mut().unwrap().remove("intention_detail");
    let good = [
        without_detail,
        with(&intended(), "/intention_detail", Value::Null),
        with(&intended(), "/intention_detail", json!({})),
        with(&intended(), "/intention_detail/amount", Value::Null),
    ];
    for answer in &good {
        models.then(json_of(201, answer));
        assert_eq!(paymob.intention(&asked()).await.unwrap().order, 265_715_202, "{answer}");
    }
    let bad = [
        with(&intended(), "/intention_detail/amount", json!(25_000_051)),
        with(&intended(), "/intention_detail/amount", json!(250_000)),
        with(&intended(), "/intention_detail/amount", json!(-25_000_050)),
        with(&intended(), "/intention_detail/amount", json!(25_000_050.5)),
        with(&intended(), "/intention_detail/amount", json!("25000050")),
        with(&intended(), "/intention_detail", json!("a message")),
        with(&intended(), "/client_secret", json!("")),
        with(&intended(), "/client_secret", Value::Null),
        with(&intended(), "/client_secret", json!(7)),
        with(&intended(), "/intention_order_id", Value::Null),
        with(&intended(), "/intention_order_id", json!(-1)),
        with(&intended(), "/intention_order_id", json!(1.5)),
        with(&intended(), "/intention_order_id", json!("265715202")),
    ];
    for answer in &bad {
        models.then(json_of(201, answer));
        let failure = paymob.intention(&asked()).await.unwrap_err();
        assert_failed(&failure, Fault::Malformed, &answer.to_string());
    }
    assert_eq!(models.asked().len(), good.len() + bad.len());
}

#[tokio::test]
async fn p2_an_intention_is_not_asked_for_again_whatever_is_answered() {
    let models = Models::start().await;
    let paymob = asking(&models).await;
    let others = [("404", refusal(404), Fault::BadRequest)];
    for (count, (what, answer, fault)) in (1..).zip(no_answers().into_iter().chain(others)) {
        models.then(answer);
        let failure = paymob.intention(&asked()).await.unwrap_err();
        assert_failed(&failure, fault, what);
        assert_eq!(models.asked().len(), count, "{what}");
    }
}

#[tokio::test]
async fn p2_a_paymob_that_cannot_be_reached_is_a_fault_without_its_address() {
    let (paymob, _) = start(Some(&keys()), "http://127.0.0.1:1", Environment::Production).await;
    let paymob = paymob.unwrap();
    assert_failed(&paymob.intention(&asked()).await.unwrap_err(), Fault::Unreachable, "an intention");
    assert_failed(&paymob.refund(5, 7, piastres(100)).await.unwrap_err(), Fault::Unreachable, "a refund");
    let failure = paymob.find(7).await.unwrap_err();
    assert_failed(&failure, Fault::Unreachable, "an inquiry");
    assert!(!failure.to_string().contains("http://"), "{failure}");
}

#[tokio::test]
async fn p3_a_refund_is_asked_for_once_and_a_refusal_is_none() {
    let models = Models::start().await;
    let paymob = asking(&models).await;
    for (status, answer) in [
        (200, json!({"success": true, "pending": false, "is_refund": true, "id": 579_305})),
        (201, json!({"success": true})),
        (200, json!({"type": "TRANSACTION", "obj": {"success": "true", "pending": "false"}})),
        (200, json!({"success": false, "pending": true})),
    ] {
        models.then(json_of(status, &answer));
        assert!(paymob.refund(217_503_754, 192_036_465, piastres(50_000)).await.is_ok(), "{answer}");
    }
    let told = models.asked();
    assert_eq!(told.len(), 4);
    assert_eq!(told[0].path, "/api/acceptance/void_refund/refund");
    assert_eq!(told[0].headers["authorization"], "Token sk.key");
    assert_eq!(told[0].body, json!({"transaction_id": 192_036_465, "amount_cents": 50_000}));

    for answer in [json!({"success": false}), json!({"success": false, "pending": false, "data": "mona"})] {
        models.then(json_of(200, &answer));
        let failure = paymob.refund(217_503_754, 192_036_465, piastres(50_000)).await.unwrap_err();
        assert_eq!((failure.code(), failure.fault()), (ErrorCode::PaymentFailed, None), "{answer}");
        assert_silent(&failure, "a refusal");
    }
    let others = [
        ("404", refusal(404), Fault::BadRequest),
        ("a text", json_of(200, &json!({"success": "perhaps"})), Fault::Malformed),
    ];
    for (count, (what, answer, fault)) in (7..).zip(no_answers().into_iter().chain(others)) {
        models.then(answer);
        let failure = paymob.refund(217_503_754, 192_036_465, piastres(50_000)).await.unwrap_err();
        assert_failed(&failure, fault, what);
        assert_eq!(models.asked().len(), count, "{what}");
    }
}

#[tokio::test]
async fn p4_an_order_is_asked_about_with_a_token_and_answered_as_a_callback_would_tell() {
    let models = Models::start().await;
    let (paymob, account) = start(Some(&keys()), models.address(), Environment::Production).await;
    let (paymob, account) = (paymob.unwrap(), account.unwrap());
    assert_eq!((account.integration, account.owner), (4_097_558, 302_852));
    let body = json!({"type": "TRANSACTION", "obj": transaction()}).to_string();
    let signature = paymob::signed(&transaction(), &account.callback_key).unwrap();
    let called_back = match paymob::read(body.as_bytes(), Some(&signature), &account.callback_key) {
        Ok(Callback::Transaction(transaction)) => transaction,
        other => panic!("{other:?}"),
    };

    for answer in [transaction(), json!({"type": "TRANSACTION", "obj": transaction()})] {
        models.then(json_of(201, &json!({"token": "a.token", "profile": {"id": 164_295}})));
        models.then(json_of(200, &answer));
        let found: Vec<Transaction> = paymob.find(217_503_754).await.unwrap();
        assert_eq!(found, std::slice::from_ref(&called_back));
    }
    let told = models.asked();
    assert_eq!(told.len(), 4);
    for two in told.chunks(2) {
        assert_eq!((two[0].path.as_str(), &two[0].body), ("/api/auth/tokens", &json!({"api_key": "api.key"})));
        assert_eq!(two[1].path, "/api/ecommerce/orders/transaction_inquiry");
        assert_eq!(two[1].body, json!({"auth_token": "a.token", "order_id": "217503754"}));
        assert!(two.iter().all(|asked| !asked.headers.contains_key("authorization")));
    }
}

#[tokio::test]
async fn p4_an_order_that_nobody_has_tried_to_pay_has_no_transaction() {
    let models = Models::start().await;
    let paymob = asking(&models).await;
    models.then(json_of(201, &json!({"token": "a.token"})));
    models.then(refusal(404));
    assert!(paymob.find(217_503_754).await.unwrap().is_empty());
    // The same to the question for a token tells nothing of the order.
    models.then(refusal(404));
    assert_failed(&paymob.find(217_503_754).await.unwrap_err(), Fault::BadRequest, "no token");
    assert_eq!(models.asked().len(), 3);
}

#[tokio::test]
async fn p4_an_inquiry_is_not_asked_again_whatever_is_answered() {
    let models = Models::start().await;
    let paymob = asking(&models).await;
    let token = json_of(201, &json!({"token": "a.token"}));
    for (what, answer, fault) in no_answers() {
        let before = models.asked().len();
        models.then(answer.clone());
        assert_failed(&paymob.find(217_503_754).await.unwrap_err(), fault, &format!("{what} for a token"));
        assert_eq!(models.asked().len(), before + 1, "{what}");
        models.then(token.clone());
        models.then(answer);
        assert_failed(&paymob.find(217_503_754).await.unwrap_err(), fault, &format!("{what} for a transaction"));
        assert_eq!(models.asked().len(), before + 3, "{what}");
    }
}

#[tokio::test]
async fn p4_an_answer_about_another_order_or_of_another_kind_is_none() {
    let models = Models::start().await;
    let paymob = asking(&models).await;
    for (place, value) in [
        ("/order/id", json!(217_503_755)),
        ("/order/id", json!("217503754")),
        ("/order", Value::Null),
        ("/id", json!(-1)),
        ("/id", json!(1.5)),
        ("/amount_cents", json!(100_000.5)),
        ("/amount_cents", json!(-100_000)),
        ("/amount_cents", json!("100000")),
        ("/currency", Value::Null),
        ("/success", json!("true")),
        ("/pending", Value::Null),
        ("/owner", json!([])),
        ("/source_data", json!("card")),
    ] {
        models.then(json_of(201, &json!({"token": "a.token"})));
        models.then(json_of(200, &with(&transaction(), place, value.clone())));
        let failure = paymob.find(217_503_754).await.unwrap_err();
        assert_failed(&failure, Fault::Malformed, &format!("{place} {value}"));
    }
}

#[tokio::test]
async fn o8_without_all_of_paymob_s_keys_nothing_starts_but_on_a_developer_s_machine() {
    let address = "https://accept.paymob.com";
    let names = [
        "PAYMOB_SECRET_KEY",
        "PAYMOB_PUBLIC_KEY",
        "PAYMOB_HMAC_SECRET",
        "PAYMOB_INTEGRATION_ID",
        "PAYMOB_OWNER_ID",
        "PAYMOB_API_KEY",
    ];
    for environment in [Environment::Staging, Environment::Production] {
        for fields in [None, Some(json!({})), Some(json!([]))] {
            let (paymob, account) = start(fields.as_ref(), address, environment).await;
            assert!(paymob.unwrap_err().contains("PAYMOB_SECRET_KEY is missing"));
            assert!(account.unwrap_err().contains("PAYMOB_HMAC_SECRET is missing"));
        }
        let (paymob, account) = start(Some(&keys()), address, environment).await;
        assert!(matches!(paymob, Ok(Paymob::Accept(_))));
        let account = account.unwrap();
        assert_eq!((account.integration, account.owner), (4_097_558, 302_852));
    }
    for fields in [None, Some(json!({})), Some(json!({"PAYMOB_SECRET_KEY": ""}))] {
        let (paymob, account) = start(fields.as_ref(), address, Environment::Local).await;
        assert!(matches!(paymob, Ok(Paymob::StandIn)), "{fields:?}");
        let account = account.unwrap();
        assert_eq!((account.integration, account.owner), (1, 1));
    }
    // Somebody who has forgotten one of them is told so everywhere.
    for environment in [Environment::Local, Environment::Production] {
        for name in names {
            let (paymob, account) = start(Some(&keys_without(name)), address, environment).await;
            let told = format!("{name} is missing in the secret of payments");
            assert_eq!(paymob.unwrap_err(), told);
            let is_of_the_account = ["PAYMOB_HMAC_SECRET", "PAYMOB_INTEGRATION_ID", "PAYMOB_OWNER_ID"].contains(&name);
            assert_eq!(account.err(), is_of_the_account.then_some(told), "{name}");
        }
    }
    for (name, value) in [
        ("PAYMOB_INTEGRATION_ID", "card-4097558"),
        ("PAYMOB_INTEGRATION_ID", "-4097558"),
        ("PAYMOB_OWNER_ID", "3.5-302852"),
    ] {
        let fields = with(&keys(), &format!("/{name}"), json!(value));
        let (paymob, account) = start(Some(&fields), address, Environment::Production).await;
        let told = format!("{name} in the secret of payments is not a number");
        assert_eq!(
            (account.unwrap_err(), paymob.unwrap_err()),
            (told.clone(), told),
            "answers are held against it, too"
        );
    }
}
