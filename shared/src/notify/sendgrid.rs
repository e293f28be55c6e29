//! Mail to customers. SendGrid sends it; on a developer's machine without its key it stays in the outbox that the console
//! shows. Nothing of a mail is ever logged.
//!
//! Source: SendGrid's API reference, “Mail Send”.

use std::time::Duration;

use reqwest::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{letter::Mail, outbox::Outbox};
use crate::{
    client::{HttpClient, address, unanswered},
    config::{Base, Environment, Settings},
    error::Failure,
    fault::{Dependency, of_http},
    identity::email::Email,
    secrets::Secrets,
    start::StartError,
    store::table::Table,
};

/// Where SendGrid is called unless a setting says otherwise.
const BASE_URL: &str = "https://api.sendgrid.com";

/// How long SendGrid may take to take a mail.
const LIMIT: Duration = Duration::from_secs(10);

/// Whom mails are from, beside the address.
const FROM_NAME: &str = "Osool أصول";

/// What is configured about mails.
#[derive(Debug)]
pub struct MailSettings {
    secret_arn: Option<String>,
    base_url: String,
    from: Option<Email>,
    is_local: bool,
}

impl MailSettings {
    /// Reads `MESSAGES_SECRET_ARN` (the secret whose field `SENDGRID_API_KEY` is the key), `SENDGRID_BASE_URL`, and
    /// `FROM_EMAIL`, which only a local environment can do without.
    pub fn read(settings: &mut Settings, base: &Base) -> Self {
        let is_local = base.environment == Environment::Local;
        if !is_local {
            settings.required("FROM_EMAIL");
        }
        let expected = "a mail address such as osool@example.com";
        Self {
            secret_arn: settings.optional("MESSAGES_SECRET_ARN"),
            base_url: address(settings, "SENDGRID_BASE_URL", BASE_URL),
            from: settings.parsed("FROM_EMAIL", None, expected, |text| text.parse::<Email>().ok().map(Some)),
            is_local,
        }
    }
}

/// Sends mails.
#[derive(Debug)]
pub enum Mails<T> {
    /// SendGrid does.
    SendGrid(SendGrid),
    /// Nobody does: they are shown to the developer. Only in a local environment.
    Outbox(Outbox<T>),
}

/// SendGrid, with a key.
#[derive(Debug)]
pub struct SendGrid {
    http: HttpClient,
    mails: String,
    key: SecretString,
    from: Email,
}

impl<T: Table> Mails<T> {
    /// Fetches the key. Without a key, or an address to send from, there is the outbox in this table in
    /// a local environment, and no start in any other.
    pub async fn start(
        settings: MailSettings,
        secrets: &Secrets,
        http: HttpClient,
        table: T,
    ) -> Result<Self, StartError> {
        let [key] = match &settings.secret_arn {
            Some(arn) => secrets.optional_fields("of the senders of messages", arn, ["SENDGRID_API_KEY"]).await?,
            None => [None],
        };
        match (key, settings.from) {
            (Some(key), Some(from)) => {
                let mails = format!("{}/v3/mail/send", settings.base_url.trim_end_matches('/'));
                Ok(Self::SendGrid(SendGrid { http, mails, key, from }))
            }
            _ if settings.is_local => Ok(Self::Outbox(Outbox::new(table))),
            (None, _) => Err("SENDGRID_API_KEY is missing in the secret of messages".into()),
            (_, None) => Err("FROM_EMAIL is missing".into()),
        }
    }

    /// Sends a mail. It is not tried again: an answer that got lost may have been a mail that was sent. What SendGrid later
    /// says of the mail it says with this id.
    pub async fn send(&self, to: &Email, mail: &Mail, id: Uuid, now: OffsetDateTime) -> Result<(), Failure> {
        match self {
            Self::SendGrid(sendgrid) => sendgrid.send(to, mail, id).await,
            Self::Outbox(outbox) => outbox.put(to.expose(), &format!("{}\n\n{}", mail.subject, mail.text), now).await,
        }
    }
}

impl SendGrid {
    async fn send(&self, to: &Email, mail: &Mail, id: Uuid) -> Result<(), Failure> {
        let request = self
            .http
            .post(&self.mails)?
            .bearer_auth(self.key.expose_secret())
            .timeout(LIMIT)
            .json(&self.body(to, mail, id));
        let answer = request.send().await.map_err(|error| unanswered(Dependency::SendGrid, error))?;
        match answer.status() {
            StatusCode::ACCEPTED | StatusCode::OK => Ok(()),
            // The body may quote the address; the status says enough.
            status => {
                let fault = of_http(status.as_u16(), None);
                Err(Failure::of(Dependency::SendGrid, fault, format!("sendgrid answered {status}")))
            }
        }
    }

    fn body(&self, to: &Email, mail: &Mail, id: Uuid) -> Value {
        json!({
            "personalizations": [{"to": [{"email": to.expose()}], "custom_args": {"notice": id}}],
            "from": {"email": self.from.expose(), "name": FROM_NAME},
            "subject": mail.subject,
            "content": [
                {"type": "text/plain", "value": mail.text},
                {"type": "text/html", "value": mail.html},
            ],
            // A link that opens an account must not pass through somebody's redirect.
            "tracking_settings": {
                "click_tracking": {"enable": false, "enable_text": false},
                "open_tracking": {"enable": false},
                "subscription_tracking": {"enable": false},
            },
        })
    }
}
