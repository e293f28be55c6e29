//! Text messages. Twilio sends them; on a developer's machine without its keys they stay in an outbox that the console
//! shows. Nothing of a message is ever logged.
//!
//! Source: Twilio's API reference, “Message resource”.

use std::{collections::BTreeMap, time::Duration};

use reqwest::{StatusCode, header::CONTENT_TYPE};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};
use url::form_urlencoded;
use uuid::Uuid;

use crate::{
    client::{address, http_client},
    config::{Base, Environment, Settings},
    error::Failure,
    fault::{Dependency, Fault, of_http},
    identity::phone::Phone,
    language::Language,
    secrets::Secrets,
    start::StartError,
    store::table::{EXPIRES_AT, Item, Table, Value, Write, map, milliseconds, moment, number, text},
};

/// Where Twilio is called unless a setting says otherwise.
const BASE_URL: &str = "https://api.twilio.com";

/// How long Twilio may take to take a message.
const LIMIT: Duration = Duration::from_secs(5);

/// The item of the outbox, and how long a message stays in it.
const OUTBOX: &str = "OUTBOX";
const KEPT: time::Duration = time::Duration::minutes(15);

/// What is configured about text messages.
#[derive(Debug)]
pub struct SmsSettings {
    secret_arn: Option<String>,
    base_url: String,
    is_local: bool,
}

impl SmsSettings {
    /// Reads `MESSAGES_SECRET_ARN` (the secret whose fields `TWILIO_ACCOUNT_SID`, `TWILIO_AUTH_TOKEN` and
    /// `TWILIO_PHONE_NUMBER` say who sends) and `TWILIO_BASE_URL`.
    pub fn read(settings: &mut Settings, base: &Base) -> Self {
        Self {
            secret_arn: settings.optional("MESSAGES_SECRET_ARN"),
            base_url: address(settings, "TWILIO_BASE_URL", BASE_URL),
            is_local: base.environment == Environment::Local,
        }
    }
}

/// Sends text messages.
#[derive(Debug)]
pub enum Sms<T> {
    /// Twilio does.
    Twilio(Twilio),
    /// Nobody does: they are shown to the developer. Only in a local environment.
    Outbox(Outbox<T>),
}

/// Twilio, with an account.
#[derive(Debug)]
pub struct Twilio {
    http: reqwest::Client,
    messages: String,
    account: String,
    token: SecretString,
    from: String,
}

impl<T: Table> Sms<T> {
    /// Fetches the keys and makes the client. Without keys there is an outbox in this table in a local environment, and no
    /// start in any other.
    pub async fn start(settings: SmsSettings, secrets: &Secrets, table: T) -> Result<Self, StartError> {
        let names = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"];
        let keys = match &settings.secret_arn {
            Some(arn) => secrets.optional_fields("of the senders of messages", arn, names).await?,
            None => [const { None }; 3],
        };
        match keys {
            [Some(account), Some(token), Some(from)] => {
                let account = account.expose_secret().to_owned();
                let messages =
                    format!("{}/2010-04-01/Accounts/{account}/Messages.json", settings.base_url.trim_end_matches('/'));
                let from = from.expose_secret().to_owned();
                Ok(Self::Twilio(Twilio { http: http_client()?, messages, account, token, from }))
            }
            _ if settings.is_local => Ok(Self::Outbox(Outbox { table })),
            _ => Err(
                "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER are missing in the secret of messages"
                    .into(),
            ),
        }
    }

    /// Sends a message. It is not tried again: an answer that got lost may have been a message that was sent.
    pub async fn send(&self, to: &Phone, text: &str, now: OffsetDateTime) -> Result<(), Failure> {
        match self {
            Self::Twilio(twilio) => twilio.send(to, text).await,
            Self::Outbox(outbox) => outbox.put(to, text, now).await,
        }
    }
}

impl Twilio {
    async fn send(&self, to: &Phone, text: &str) -> Result<(), Failure> {
        let failed =
            |fault, cause: Box<dyn std::error::Error + Send + Sync>| Failure::of(Dependency::Twilio, fault, cause);
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("To", to.expose())
            .append_pair("From", &self.from)
            .append_pair("Body", text)
            .finish();
        let request = self
            .http
            .post(&self.messages)
            .basic_auth(&self.account, Some(self.token.expose_secret()))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .timeout(LIMIT)
            .body(form);
        let answer = request.send().await.map_err(|error| {
            let fault = if error.is_timeout() && !error.is_connect() { Fault::Timeout } else { Fault::Unreachable };
            failed(fault, error.without_url().into())
        })?;
        match answer.status() {
            StatusCode::CREATED | StatusCode::OK => Ok(()),
            // The body quotes the number; the status says enough.
            status => Err(failed(of_http(status.as_u16(), None), format!("twilio answered {status}").into())),
        }
    }
}

/// Messages that nobody sent.
#[derive(Debug, Clone)]
pub struct Outbox<T> {
    table: T,
}

/// A message in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// To which phone.
    pub to: String,
    /// What it says.
    pub text: String,
    /// When it was put there.
    #[serde(with = "rfc3339")]
    pub at: OffsetDateTime,
}

impl<T: Table> Outbox<T> {
    /// The outbox in this table.
    #[must_use]
    pub fn new(table: T) -> Self {
        Self { table }
    }

    /// Puts a message there, and takes away what is old.
    async fn put(&self, to: &Phone, text: &str, now: OffsetDateTime) -> Result<(), Failure> {
        let item = self.table.read(OUTBOX).await?;
        let old = item.keys().filter(|name| kept(&item, name).is_some_and(|kept| kept.at < now - KEPT));
        let message = Value::Map(BTreeMap::from([
            ("to".to_owned(), Value::from(to.expose())),
            ("text".to_owned(), Value::from(text)),
            ("at".to_owned(), Value::from(milliseconds(now))),
        ]));
        let write = Write::to(OUTBOX)
            .set(format!("m_{}", Uuid::now_v7().simple()), message)
            .set(EXPIRES_AT, (now + KEPT).unix_timestamp());
        self.table.write(old.fold(write, |write, name| write.remove(name.clone()))).await?;
        Ok(())
    }

    /// What is there, the latest first.
    pub async fn messages(&self, now: OffsetDateTime) -> Result<Vec<Kept>, Failure> {
        let item = self.table.read(OUTBOX).await?;
        let mut messages: Vec<Kept> =
            item.keys().filter_map(|name| kept(&item, name)).filter(|kept| kept.at >= now - KEPT).collect();
        messages.sort_by_key(|kept| std::cmp::Reverse(kept.at));
        Ok(messages)
    }
}

fn kept(item: &Item, name: &str) -> Option<Kept> {
    let entry = map(item, name)?;
    let at = moment(number(entry, "at"))?;
    Some(Kept { to: text(entry, "to")?.to_owned(), text: text(entry, "text")?.to_owned(), at })
}

/// The message that brings a code.
#[must_use]
pub fn code_message(code: &str, language: Language) -> String {
    language.pick(
        format!("{code} is your Osool code. It works for 5 minutes. Give it to nobody."),
        format!("{code} هو كود أصول بتاعك، صالح ٥ دقايق. ماتديهوش لحد."),
    )
}
