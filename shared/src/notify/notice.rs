//! What is to be told to somebody by mail (P6), between the function that says it and `notifier`, which sends it. A notice
//! waits in a queue, sealed: it holds addresses, and links that open accounts. So who asks for a mail waits neither for its
//! sender nor longer than for one that is sent to nobody.
//!
//! The queue may deliver a notice twice. One item, `NOTICE#<id>`, says that it was sent, or that somebody is at it: each is
//! sent once, and again only where whoever was sending it died between the sender's answer and the note of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{account_mail, letter::Mail, sendgrid::Mails};
use crate::{
    error::{ErrorCode, Failure},
    fault::Dependency,
    guard::Guard,
    identity::{
        email::Email,
        sealed::{Sealed, Vault},
    },
    language::Language,
    store::{
        queue::Queue,
        table::{Condition, EXPIRES_AT, Table, Write, Written, milliseconds},
    },
};

/// How long whoever is sending a notice has it for themselves.
const CLAIMED: Duration = Duration::seconds(60);

/// How long it is remembered that a notice was sent: longer than the queue keeps it.
const REMEMBERED: Duration = Duration::days(15);

/// Something to be told to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// To whom; `None` where nobody is there: then it is written all the same, so that asking takes as long, and not sent.
    pub to: Option<Email>,
    /// The language of the mail.
    pub language: Language,
    /// What.
    pub what: What,
}

/// What there is to be told. Links are whole addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// That a mail is to be confirmed.
    ConfirmEmail {
        /// Where.
        link: String,
    },
    /// That somebody wanted to register who has an account.
    AlreadyRegistered {
        /// Where to sign in.
        link: String,
    },
    /// How to come by another password.
    ResetPassword {
        /// Where.
        link: String,
    },
    /// That the password is another one now.
    PasswordChanged,
}

impl Notice {
    fn mail(&self) -> Mail {
        match &self.what {
            What::ConfirmEmail { link } => account_mail::verification(link, self.language),
            What::AlreadyRegistered { link } => account_mail::already_registered(link, self.language),
            What::ResetPassword { link } => account_mail::password_reset(link, self.language),
            What::PasswordChanged => account_mail::password_changed(self.language),
        }
    }
}

/// A notice in the queue.
#[derive(Serialize, Deserialize)]
struct Queued {
    id: Uuid,
    #[serde(flatten)]
    notice: Sealed,
}

/// What a notice is sealed as.
const KIND: &str = "notice";

/// Puts notices into the queue.
#[derive(Debug)]
pub struct Notices {
    queue: Queue,
    vault: Arc<Vault>,
}

impl Notices {
    /// Notices through this queue.
    #[must_use]
    pub fn new(queue: Queue, vault: Arc<Vault>) -> Self {
        Self { queue, vault }
    }

    /// Has something told to somebody, under this id.
    pub async fn send(&self, id: Uuid, notice: &Notice) -> Result<(), Failure> {
        let text = serde_json::to_string(notice).map_err(Failure::internal)?;
        let queued = Queued { id, notice: self.vault.seal(id, KIND, &text).await? };
        self.queue.send(serde_json::to_string(&queued).map_err(Failure::internal)?).await
    }
}

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It was sent.
    Sent,
    /// It had been sent before.
    Before,
    /// It is for nobody.
    ToNobody,
}

/// Sends what is in the queue.
#[derive(Debug)]
pub struct Delivery<T> {
    /// Where it is noted what was sent.
    pub table: T,
    /// Opens notices.
    pub vault: Vault,
    /// Sends mails.
    pub mails: Mails<T>,
    /// The breaker of who sends them.
    pub guard: Guard<T>,
}

impl<T: Table> Delivery<T> {
    /// Sends one notice, given as it lay in the queue. Whatever fails, it may be tried again.
    pub async fn deliver(&self, queued: &str, now: OffsetDateTime) -> Result<Delivered, Failure> {
        let Queued { id, notice } = serde_json::from_str(queued).map_err(Failure::internal)?;
        let text = self.vault.open(id, KIND, &notice).await?;
        let notice: Notice = serde_json::from_str(&text).map_err(Failure::internal)?;
        let Some(to) = &notice.to else { return Ok(Delivered::ToNobody) };
        let item = format!("NOTICE#{}", id.simple());
        let claim = Write::to(item.clone())
            .only_if(Condition::AtMost("until".to_owned(), milliseconds(now)))
            .only_if(Condition::Missing("sent".to_owned()))
            .set("until", milliseconds(now + CLAIMED))
            .set(EXPIRES_AT, (now + REMEMBERED).unix_timestamp());
        match self.table.write(claim).await? {
            Written::Refused(item) if item.contains_key("sent") => return Ok(Delivered::Before),
            Written::Refused(_) => {
                return Err(Failure::new(ErrorCode::Conflict).with("reason", "the notice is being sent elsewhere"));
            }
            Written::Done(_) => {}
        }
        let mail = notice.mail();
        let sending = self.mails.send(to, &mail, id, now);
        if let Err(failure) = self.guard.call(Dependency::SendGrid, now, sending).await {
            // The next try need not wait. Should this write fail, it waits a minute.
            let _ = self.table.write(Write::to(item).remove("until").repeatable()).await;
            return Err(failure);
        }
        self.table.write(Write::to(item).set("sent", 1).repeatable()).await?;
        Ok(Delivered::Sent)
    }
}
