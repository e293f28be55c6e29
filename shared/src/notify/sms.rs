//! Text messages. Twilio sends them; on a developer's machine without its keys they stay in the outbox that the console
//! shows. Nothing of a message is ever logged.
//!
//! Source: Twilio's API reference, “Message resource”.

use std::time::Duration;

use reqwest::{StatusCode, header::CONTENT_TYPE};
use secrecy::{ExposeSecret as _, SecretString};
use time::OffsetDateTime;
use url::form_urlencoded;

use super::outbox::Outbox;
use crate::{
    client::{HttpClient, address, unanswered},
    config::{Base, Environment, Settings},
    error::Failure,
    fault::{Dependency, of_http},
    identity::phone::Phone,
    language::Language,
    secrets::Secrets,
    start::StartError,
    store::table::Table,
};

/// Where Twilio is called unless a setting says otherwise.
const BASE_URL: &str = "https://api.twilio.com";

/// How long Twilio may take to take a message.
const LIMIT: Duration = Duration::from_secs(5);

/// What is configured about text messages.
#[derive(Debug)]
pub struct SmsSettings {
    secret_arn: Option<String>,
    base_url: String,
    is_local: bool,
}

impl SmsSettings {
    /// The secret with the keys, if there is one.
    #[must_use]
    pub fn secret_arn(&self) -> Option<&str> {
        self.secret_arn.as_deref()
    }

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
    http: HttpClient,
    messages: String,
    account: String,
    token: SecretString,
    from: String,
}

impl<T: Table> Sms<T> {
    /// Fetches the keys. Without keys there is an outbox in this table in a local environment, and no
    /// start in any other.
    pub async fn start(
        settings: SmsSettings,
        secrets: &Secrets,
        http: HttpClient,
        table: T,
    ) -> Result<Self, StartError> {
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
                Ok(Self::Twilio(Twilio { http, messages, account, token, from }))
            }
            _ if settings.is_local => Ok(Self::Outbox(Outbox::new(table))),
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
            Self::Outbox(outbox) => outbox.put(to.expose(), text, now).await,
        }
    }
}

impl Twilio {
    async fn send(&self, to: &Phone, text: &str) -> Result<(), Failure> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("To", to.expose())
            .append_pair("From", &self.from)
            .append_pair("Body", text)
            .finish();
        let request = self
            .http
            .post(&self.messages)?
            .basic_auth(&self.account, Some(self.token.expose_secret()))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .timeout(LIMIT)
            .body(form);
        let answer = request.send().await.map_err(|error| unanswered(Dependency::Twilio, error))?;
        match answer.status() {
            StatusCode::CREATED | StatusCode::OK => Ok(()),
            // The body quotes the number; the status says enough.
            status => {
                let fault = of_http(status.as_u16(), None);
                Err(Failure::of(Dependency::Twilio, fault, format!("twilio answered {status}")))
            }
        }
    }
}

/// The message that brings a code.
#[must_use]
pub fn code_message(code: &str, language: Language) -> String {
    language.pick(
        format!("{code} is your Osool code. It works for 5 minutes. Give it to nobody."),
        format!("{code} هو كود أصول بتاعك، صالح ٥ دقايق. ماتديهوش لحد."),
    )
}
