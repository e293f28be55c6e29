//! What is spoken with Paymob, which takes the money: what it calls back (P3), and what it is asked (P2, P4).
//!
//! **A callback** is signed by twenty values of its transaction, joined with nothing between them. So whoever has seen one
//! can move a digit between neighbours, such as `id` and `integration_id` or `order.id` and `owner`, and the signature stays
//! good. Two things follow for whoever takes a [`Transaction`] from [`read`]:
//!
//! - its integration and its owner must be those of the [`Account`], its amount and currency those that were asked for
//!   under its order;
//! - it is told from others by its fingerprint, in which each value counts with its length. Nothing that is signed says when
//!   it was sent: a callback is good for ever, and its fingerprint must be kept as long.
//!
//! What is not signed, such as `merchant_order_id` and `refunded_amount_cents`, is not read.
//!
//! **What is asked** is asked once. A refund whose answer was lost may have been made: look before asking again.
//!
//! | asked for | where | proven by |
//! |---|---|---|
//! | a place to pay | `POST /v1/intention/` | the secret key |
//! | a token | `POST /api/auth/tokens` | the API key |
//! | the last transaction of an order | `POST /api/ecommerce/orders/transaction_inquiry` | such a token |
//! | a refund | `POST /api/acceptance/void_refund/refund` | the secret key |
//!
//! Paymob itself was never asked any of it: all of it is as its manual says, and tested against a stand-in.
//!
//! Sources: Paymob's developer manual, “HMAC”, “Create Intention”, “Unified Checkout”, “Authentication Request”, “Transaction
//! Inquiry: By Order ID or Reference” and “Refund”.

use std::fmt;

use aws_lc_rs::hmac;
use reqwest::{RequestBuilder, Response, StatusCode, header::AUTHORIZATION};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use time::Duration;
use url::Url;

use crate::{
    client::{self, HttpClient, address, unanswered},
    config::{Base, Environment, Settings},
    error::{ErrorCode, Failure},
    fault::{Dependency, Fault, of_http},
    identity::key::hex,
    money::Piastres,
    secrets::Secrets,
    start::StartError,
};

/// Where Paymob is called unless a setting says otherwise.
const BASE_URL: &str = "https://accept.paymob.com";

/// How long Paymob may take to answer, and how many bytes of an answer are read.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(10);
const LONGEST_ANSWER: usize = 64 << 10;

/// The currency of everything that is asked for.
const CURRENCY: &str = "EGP";

/// The longest name of an item, in characters.
const LONGEST_ITEM: usize = 50;

/// What Paymob is told of names: it wants them, and Osool has none.
const NO_NAME: &str = "NA";

/// The key that callbacks are signed by where nobody takes money. Everybody may know it.
const STAND_IN_KEY: &str = "the key of the stand-in for paymob";

/// The numbers up to the largest that JavaScript holds exactly.
const EXACT: u64 = (1 << 53) - 1;

/// The values of a transaction that are signed, in Paymob's order and spelling.
const SIGNED: [&str; 20] = [
    "amount_cents",
    "created_at",
    "currency",
    "error_occured",
    "has_parent_transaction",
    "id",
    "integration_id",
    "is_3d_secure",
    "is_auth",
    "is_capture",
    "is_refunded",
    "is_standalone_payment",
    "is_voided",
    "order.id",
    "owner",
    "pending",
    "source_data.pan",
    "source_data.sub_type",
    "source_data.type",
    "success",
];

/// The values of a saved card that are signed.
const SIGNED_OF_A_CARD: [&str; 8] =
    ["card_subtype", "created_at", "email", "id", "masked_pan", "merchant_id", "order_id", "token"];

/// The key that Paymob signs callbacks by. It does not print.
#[derive(Clone)]
pub struct CallbackKey(SecretString);

impl CallbackKey {
    /// The key made from the HMAC secret of the account.
    #[must_use]
    pub fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// The signature of these values, as Paymob writes it: 128 hexadecimal digits in lower case.
    fn sign(&self, values: &[String]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA512, self.0.expose_secret().as_bytes());
        hex(hmac::sign(&key, values.concat().as_bytes()).as_ref())
    }
}

impl fmt::Debug for CallbackKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CallbackKey(…)")
    }
}

/// What Paymob calls back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callback {
    /// Something was paid, declined, given back or undone.
    Transaction(Transaction),
    /// A card was saved, which is of no interest. It comes before the transaction.
    Card,
}

/// Why a callback is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not in the form that Paymob sends; names the part.
    #[error("its {0} is missing or wrong")]
    NotUnderstood(&'static str),
    /// It is not signed by our key.
    #[error("it is not signed by our key")]
    NotSigned,
}

/// What Paymob says of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "Paymob says them one by one")]
pub struct Transaction {
    /// Its id.
    pub id: u64,
    /// The order that it is part of, by which the payment is found.
    pub order: u64,
    /// How much was paid, or given back.
    pub amount: Piastres,
    /// The currency, `EGP`.
    pub currency: String,
    /// The integration that it came through.
    pub integration: u64,
    /// The merchant's user.
    pub owner: u64,
    /// Whether it is not decided yet.
    pub is_pending: bool,
    /// Whether it succeeded.
    pub is_success: bool,
    /// Whether it was undone since.
    pub is_voided: bool,
    /// Whether it was given back since, or part of it.
    pub is_refunded: bool,
    /// Whether money was only set aside.
    pub is_auth: bool,
    /// Whether money that was set aside was taken.
    pub is_capture: bool,
    /// Whether it was paid at once.
    pub is_standalone_payment: bool,
    /// Whether it follows another, as a refund does.
    pub has_parent: bool,
    /// The hash of the twenty values that are signed, each with its length: no two lists of values have the same.
    pub fingerprint: [u8; 32],
}

impl Transaction {
    /// The transaction in this object, whose signed values are these.
    fn of(object: &Map<String, Value>, values: &[String]) -> Result<Self, Refused> {
        let number = |name| interpreted(object, name, Value::as_u64);
        let truth = |name| interpreted(object, name, Value::as_bool);
        let piastres = |value: &Value| value.as_i64().and_then(Piastres::from_piastres);
        Ok(Self {
            id: number("id")?,
            order: number("order.id")?,
            amount: interpreted(object, "amount_cents", piastres)?,
            currency: interpreted(object, "currency", |value| value.as_str().map(str::to_owned))?,
            integration: number("integration_id")?,
            owner: number("owner")?,
            is_pending: truth("pending")?,
            is_success: truth("success")?,
            is_voided: truth("is_voided")?,
            is_refunded: truth("is_refunded")?,
            is_auth: truth("is_auth")?,
            is_capture: truth("is_capture")?,
            is_standalone_payment: truth("is_standalone_payment")?,
            has_parent: truth("has_parent_transaction")?,
            fingerprint: fingerprint(values),
        })
    }
}

/// Reads a callback: the body of the request, and `hmac` of its query. Of two values with one name the last counts, for the
/// signature and for what is read alike.
pub fn read(body: &[u8], signature: Option<&str>, key: &CallbackKey) -> Result<Callback, Refused> {
    let callback: Value = serde_json::from_slice(body).map_err(|_| Refused::NotUnderstood("body"))?;
    let is_card = match callback.get("type").and_then(Value::as_str) {
        Some("TRANSACTION") => false,
        Some("TOKEN") => true,
        _ => return Err(Refused::NotUnderstood("type")),
    };
    let object = callback.get("obj").and_then(Value::as_object).ok_or(Refused::NotUnderstood("obj"))?;
    let values = if is_card { values(object, &SIGNED_OF_A_CARD)? } else { values(object, &SIGNED)? };
    let expected = key.sign(&values);
    // In the same time whatever is given. Only digits in lower case are the same.
    let is_signed = signature.is_some_and(|given| given.as_bytes().ct_eq(expected.as_bytes()).into());
    if !is_signed {
        return Err(Refused::NotSigned);
    }
    if is_card { Ok(Callback::Card) } else { Transaction::of(object, &values).map(Callback::Transaction) }
}

/// The signature of a transaction, for the stand-in and for tests; `None` where it is not in the form that Paymob sends.
#[must_use]
pub fn signed(transaction: &Value, key: &CallbackKey) -> Option<String> {
    let values = values(transaction.as_object()?, &SIGNED).ok()?;
    Some(key.sign(&values))
}

/// The values of these names as they are signed: texts, whole numbers, `true` and `false` as they are written, and nothing
/// for what is null or missing.
fn values(object: &Map<String, Value>, names: &[&'static str]) -> Result<Vec<String>, Refused> {
    let written = |name: &'static str| match value_of(object, name)? {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::Bool(truth)) => Ok(truth.to_string()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) if number.is_u64() || number.is_i64() => Ok(number.to_string()),
        Some(_) => Err(Refused::NotUnderstood(name)),
    };
    names.iter().copied().map(written).collect()
}

/// The value of this name, behind a point of one within another.
fn value_of<'a>(object: &'a Map<String, Value>, name: &'static str) -> Result<Option<&'a Value>, Refused> {
    let Some((outer, inner)) = name.split_once('.') else { return Ok(object.get(name)) };
    match object.get(outer) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(nested)) => Ok(nested.get(inner)),
        // Some callbacks have the order's id in the place of the order.
        Some(id) if outer == "order" && id.is_number() => Ok(Some(id)),
        Some(_) => Err(Refused::NotUnderstood(name)),
    }
}

/// What the value of this name means.
fn interpreted<'a, T>(
    object: &'a Map<String, Value>,
    name: &'static str,
    read: impl FnOnce(&'a Value) -> Option<T>,
) -> Result<T, Refused> {
    value_of(object, name)?.and_then(read).ok_or(Refused::NotUnderstood(name))
}

fn fingerprint(values: &[String]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for value in values {
        hash.update((value.len() as u64).to_be_bytes());
        hash.update(value);
    }
    hash.finalize().into()
}

/// What is configured about payments.
#[derive(Debug)]
pub struct PaymobSettings {
    secret_arn: Option<String>,
    base_url: String,
    is_local: bool,
}

impl PaymobSettings {
    /// The secret with the keys, if there is one.
    #[must_use]
    pub fn secret_arn(&self) -> Option<&str> {
        self.secret_arn.as_deref()
    }

    /// Reads `PAYMENTS_SECRET_ARN` (the secret whose fields, each a text, are `PAYMOB_SECRET_KEY`, `PAYMOB_PUBLIC_KEY`,
    /// `PAYMOB_HMAC_SECRET`, `PAYMOB_INTEGRATION_ID`, `PAYMOB_OWNER_ID` and `PAYMOB_API_KEY`) and `PAYMOB_BASE_URL`.
    pub fn read(settings: &mut Settings, base: &Base) -> Self {
        Self {
            secret_arn: settings.optional("PAYMENTS_SECRET_ARN"),
            base_url: address(settings, "PAYMOB_BASE_URL", BASE_URL).trim_end_matches('/').to_owned(),
            is_local: base.environment == Environment::Local,
        }
    }

    /// Fetches the fields of these names; nothing where a local environment has none of them. Otherwise one that is missing
    /// is no start.
    async fn fields<const FIELDS: usize>(
        &self,
        names: [&'static str; FIELDS],
        secrets: &Secrets,
    ) -> Result<Option<[SecretString; FIELDS]>, StartError> {
        let found = match &self.secret_arn {
            Some(arn) => secrets.optional_fields("of payments", arn, names).await?,
            None => [const { None }; FIELDS],
        };
        if self.is_local && found.iter().all(Option::is_none) {
            return Ok(None);
        }
        let missing = names.iter().zip(&found).find(|(_, field)| field.is_none()).map(|(name, _)| *name);
        let fields: Vec<SecretString> = found.into_iter().flatten().collect();
        match <[SecretString; FIELDS]>::try_from(fields) {
            Ok(fields) => Ok(Some(fields)),
            Err(_) => Err(format!("{} is missing in the secret of payments", missing.unwrap_or_default()).into()),
        }
    }
}

/// A number in a field of the secret.
fn number_in(field: &SecretString, name: &str) -> Result<u64, StartError> {
    let number = field.expose_secret().parse::<u64>();
    number.map_err(|_| format!("{name} in the secret of payments is not a number").into())
}

/// What callbacks are held against.
#[derive(Debug, Clone)]
pub struct Account {
    /// What they are signed by.
    pub callback_key: CallbackKey,
    /// The integration that they must come through.
    pub integration: u64,
    /// Whose they must be.
    pub owner: u64,
}

impl Account {
    /// The account of the stand-in: integration 1 of owner 1, and a key that everybody may know. Only a local environment
    /// has it.
    #[must_use]
    pub fn stand_in() -> Self {
        Self { callback_key: CallbackKey::new(SecretString::from(STAND_IN_KEY)), integration: 1, owner: 1 }
    }

    fn of(secret: SecretString, integration: &SecretString, owner: &SecretString) -> Result<Self, StartError> {
        Ok(Self {
            callback_key: CallbackKey::new(secret),
            integration: number_in(integration, "PAYMOB_INTEGRATION_ID")?,
            owner: number_in(owner, "PAYMOB_OWNER_ID")?,
        })
    }
}

/// Fetches what callbacks are held against. Without any of it a local environment has the stand-in's, and any other does not
/// start.
pub async fn account(settings: &PaymobSettings, secrets: &Secrets) -> Result<Account, StartError> {
    let names = ["PAYMOB_HMAC_SECRET", "PAYMOB_INTEGRATION_ID", "PAYMOB_OWNER_ID"];
    let Some([secret, integration, owner]) = settings.fields(names, secrets).await? else {
        return Ok(Account::stand_in());
    };
    Account::of(secret, &integration, &owner)
}

/// What a payment is asked for by.
#[derive(Debug, Clone)]
pub struct Intention {
    /// Our name for the payment. Each intention has one of its own.
    pub reference: String,
    /// How much is to be paid.
    pub amount: Piastres,
    /// What it is paid for. Paymob is told the first 50 characters.
    pub item: String,
    /// How long it can be paid.
    pub expires_in: Duration,
    /// Who pays.
    pub payer: Payer,
    /// Where Paymob calls back.
    pub notification_url: String,
    /// Where whoever pays comes back to.
    pub redirection_url: String,
}

/// Who pays: Paymob wants a mail address and a phone. It prints masked: a log must not hold it.
#[derive(Clone)]
pub struct Payer {
    /// The mail address.
    pub email: String,
    /// The phone.
    pub phone: String,
}

impl fmt::Debug for Payer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Payer(…)")
    }
}

/// Where a payment is made. The place prints masked: whoever has it can pay.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// Paymob's order, by which callbacks name the payment.
    pub order: u64,
    /// The page on which it is paid.
    pub checkout_url: String,
}

impl fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Opened({}, …)", self.order)
    }
}

/// Takes money and gives it back.
#[derive(Debug)]
pub enum Paymob {
    /// Paymob does.
    Accept(Accept),
    /// Nobody does: what is asked for succeeds, and nothing is paid. Only in a local environment.
    StandIn,
}

/// Paymob, with an account.
#[derive(Debug)]
pub struct Accept {
    http: HttpClient,
    base_url: String,
    secret_key: SecretString,
    api_key: SecretString,
    /// A part of every page on which something is paid, so no secret.
    public_key: String,
    integration: u64,
}

impl Paymob {
    /// Fetches the keys and makes the client; gives what callbacks are held against as well. Without any of the keys there is the stand-in in a local environment, and no start
    /// in any other.
    pub async fn start(settings: &PaymobSettings, secrets: &Secrets) -> Result<(Self, Account), StartError> {
        let names = [
            "PAYMOB_SECRET_KEY",
            "PAYMOB_PUBLIC_KEY",
            "PAYMOB_HMAC_SECRET",
            "PAYMOB_INTEGRATION_ID",
            "PAYMOB_OWNER_ID",
            "PAYMOB_API_KEY",
        ];
        let Some([secret_key, public_key, callback_key, integration, owner, api_key]) =
            settings.fields(names, secrets).await?
        else {
            return Ok((Self::StandIn, Account::stand_in()));
        };
        let account = Account::of(callback_key, &integration, &owner)?;
        let accept = Accept {
            http: HttpClient::default(),
            base_url: settings.base_url.clone(),
            secret_key,
            api_key,
            public_key: public_key.expose_secret().to_owned(),
            integration: account.integration,
        };
        Ok((Self::Accept(accept), account))
    }

    /// Asks for a place where something can be paid. The stand-in's is the page `/checkout` beside the one that whoever pays
    /// comes back to.
    ///
    /// Fails with `dependency_unavailable` whatever goes wrong. Then there may be an intention that nobody knows of, which
    /// nobody can pay.
    pub async fn intention(&self, asked: &Intention) -> Result<Opened, Failure> {
        match self {
            Self::Accept(accept) => accept.intention(asked).await,
            Self::StandIn => stand_in(asked),
        }
    }

    /// What Paymob knows of an order: its last transaction, or nothing where there is none yet. The stand-in knows nothing.
    ///
    /// The manual wants a token in the body, got by the API key, and documents nothing that the secret key would open. A
    /// token is good for an hour; so few payments are asked about that each has its own. What is answered where nobody has
    /// tried to pay is not documented: 404 is taken for that. Nobody has seen whether the answer writes each value as the
    /// callback does; if not, the fingerprints of the two differ.
    ///
    /// Fails with `dependency_unavailable` where it cannot be known.
    pub async fn find(&self, order: u64) -> Result<Vec<Transaction>, Failure> {
        match self {
            Self::Accept(accept) => accept.find(order).await,
            Self::StandIn => Ok(Vec::new()),
        }
    }

    /// Gives so much of an order's transaction back. Tells the transaction by which it went, where Paymob says at once that it
    /// did; else a callback tells. The stand-in's goes back at once.
    ///
    /// Fails with `payment_failed` where Paymob refuses, and with `dependency_unavailable` whatever else goes wrong: then the
    /// money may be on its way.
    pub async fn refund(&self, order: u64, transaction: u64, amount: Piastres) -> Result<Option<Transaction>, Failure> {
        match self {
            Self::Accept(accept) => accept.refund(order, transaction, amount).await,
            Self::StandIn => stood_in_refund(order, transaction, amount).map(Some),
        }
    }
}

/// What is read of the answer to an intention.
#[derive(Deserialize)]
struct Intended {
    intention_order_id: u64,
    client_secret: String,
    intention_detail: Option<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    amount: Option<i64>,
}

/// What is read of the answer to an API key.
#[derive(Deserialize)]
struct Token {
    token: String,
}

impl Accept {
    async fn intention(&self, asked: &Intention) -> Result<Opened, Failure> {
        let request = self.with_secret_key("/v1/intention/", &self.body(asked))?;
        let Intended { intention_order_id, client_secret, intention_detail } = read_from(sent(request).await?).await?;
        let amount = intention_detail.and_then(|detail| detail.amount);
        if amount.is_some_and(|amount| amount != asked.amount.piastres()) {
            return Err(failed(Fault::Malformed, "paymob answered with another amount"));
        }
        if client_secret.is_empty() {
            return Err(failed(Fault::Malformed, "paymob answered without a client secret"));
        }
        let query = [("publicKey", self.public_key.as_str()), ("clientSecret", client_secret.as_str())];
        let checkout_url = page(&format!("{}/unifiedcheckout/", self.base_url), &query)?;
        Ok(Opened { order: intention_order_id, checkout_url })
    }

    fn body(&self, asked: &Intention) -> Value {
        let amount = asked.amount.piastres();
        let item: String = asked.item.chars().take(LONGEST_ITEM).collect();
        json!({
            "amount": amount,
            "currency": CURRENCY,
            "payment_methods": [self.integration],
            "items": [{"name": item, "amount": amount, "quantity": 1}],
            "billing_data": {
                "first_name": NO_NAME,
                "last_name": NO_NAME,
                "email": asked.payer.email,
                "phone_number": asked.payer.phone,
            },
            "special_reference": asked.reference,
            // None at all would be Paymob's own, which is 36 days.
            "expiration": asked.expires_in.whole_seconds().max(1),
            "notification_url": asked.notification_url,
            "redirection_url": asked.redirection_url,
        })
    }

    async fn find(&self, order: u64) -> Result<Vec<Transaction>, Failure> {
        let login = json!({"api_key": self.api_key.expose_secret()});
        let Token { token } = read_from(sent(self.request("/api/auth/tokens", &login)?).await?).await?;
        let question = json!({"auth_token": token, "order_id": order.to_string()});
        let answer = sent(self.request("/api/ecommerce/orders/transaction_inquiry", &question)?).await?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(Vec::new());
        }
        let answer: Value = read_from(answer).await?;
        let found = found_in(&answer).map_err(|refused| failed(Fault::Malformed, refused))?;
        if found.order == order {
            Ok(vec![found])
        } else {
            Err(failed(Fault::Malformed, "paymob answered about another order"))
        }
    }

    async fn refund(&self, order: u64, transaction: u64, amount: Piastres) -> Result<Option<Transaction>, Failure> {
        let body = json!({"transaction_id": transaction, "amount_cents": amount.piastres()});
        let request = self.with_secret_key("/api/acceptance/void_refund/refund", &body)?;
        let answer: Value = read_from(sent(request).await?).await?;
        let told = answer.get("obj").unwrap_or(&answer);
        // An older manual writes them as texts.
        let is = |name: &str| told.get(name).and_then(|value| value.as_bool().or_else(|| value.as_str()?.parse().ok()));
        let success =
            is("success").ok_or_else(|| failed(Fault::Malformed, "paymob does not say whether it gives back"))?;
        if !success && is("pending") != Some(true) {
            return Err(Failure::new(ErrorCode::PaymentFailed).caused_by("paymob does not give the money back"));
        }
        // What is not all there, or not of this, is left to the callback.
        let is_of_this = |told: &Transaction| told.order == order && told.has_parent && told.id != transaction;
        Ok(found_in(&answer).ok().filter(is_of_this))
    }

    fn request(&self, path: &str, body: &Value) -> Result<RequestBuilder, Failure> {
        Ok(self.http.post(&format!("{}{path}", self.base_url))?.timeout(LIMIT).json(body))
    }

    fn with_secret_key(&self, path: &str, body: &Value) -> Result<RequestBuilder, Failure> {
        Ok(self.request(path, body)?.header(AUTHORIZATION, format!("Token {}", self.secret_key.expose_secret())))
    }
}

/// The transaction in the answer to an inquiry: the whole of it, and in an older manual what is under `obj`.
fn found_in(answer: &Value) -> Result<Transaction, Refused> {
    let object = answer.get("obj").unwrap_or(answer).as_object().ok_or(Refused::NotUnderstood("obj"))?;
    Transaction::of(object, &values(object, &SIGNED)?)
}

/// What the stand-in answers to a refund: a transaction that follows from the one that it gives back.
fn stood_in_refund(order: u64, transaction: u64, amount: Piastres) -> Result<Transaction, Failure> {
    let account = Account::stand_in();
    let answer = json!({
        "amount_cents": amount.piastres(), "created_at": "2026-01-01T00:00:00.000000", "currency": CURRENCY,
        "error_occured": false, "has_parent_transaction": true, "id": transaction ^ (1 << 52),
        "integration_id": account.integration, "is_3d_secure": false, "is_auth": false, "is_capture": false,
        "is_refunded": false, "is_standalone_payment": false, "is_voided": false, "order": {"id": order},
        "owner": account.owner, "pending": false, "source_data": {}, "success": true,
    });
    found_in(&answer).map_err(Failure::internal)
}

/// What the stand-in answers: an order that follows from the reference, so that asking again gives the same.
fn stand_in(asked: &Intention) -> Result<Opened, Failure> {
    let hash = Sha256::digest(asked.reference.as_bytes());
    let order = hash.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte)) & EXACT;
    let origin = Url::parse(&asked.redirection_url).map_err(Failure::internal)?.origin().ascii_serialization();
    let (id, amount) = (order.to_string(), asked.amount.piastres().to_string());
    let query = [("order", id.as_str()), ("amount", amount.as_str()), ("reference", asked.reference.as_str())];
    Ok(Opened { order, checkout_url: page(&format!("{origin}/checkout"), &query)? })
}

/// The address of a page with this query.
fn page(address: &str, query: &[(&str, &str)]) -> Result<String, Failure> {
    let mut url = Url::parse(address).map_err(Failure::internal)?;
    url.query_pairs_mut().extend_pairs(query);
    Ok(url.into())
}

async fn sent(request: RequestBuilder) -> Result<Response, Failure> {
    request.send().await.map_err(|error| unanswered(Dependency::Paymob, error))
}

/// What an answer says, where it is a good one.
async fn read_from<T: DeserializeOwned>(answer: Response) -> Result<T, Failure> {
    let status = answer.status();
    if !status.is_success() {
        // The body may quote who pays; the status says enough.
        return Err(failed(of_http(status.as_u16(), None), format!("paymob answered {status}")));
    }
    let body = client::body(Dependency::Paymob, answer, LONGEST_ANSWER).await?;
    // What is wrong with it could quote it, too.
    serde_json::from_slice(&body).map_err(|_| failed(Fault::Malformed, "paymob's answer is not what it should be"))
}

fn failed(fault: Fault, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Failure::of(Dependency::Paymob, fault, cause)
}

#[cfg(test)]
mod tests;
