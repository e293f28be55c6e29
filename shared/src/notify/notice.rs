//! What is to be told to somebody by mail or SMS (P6), between the function that says it and `notifier`, which sends it.
//!
//! A notice of an account waits in the queue sealed: it holds an address, and a link that opens the account. So who asks for
//! a mail waits neither for its sender nor longer than for one that is sent to nobody. News of a deal or of a viewing was
//! written with what it tells of ([`crate::sales`]); the sweeper brings it into the queue, with the user's mail and phone as
//! the database keeps them, sealed.
//!
//! The queue may deliver a notice twice. One item, `NOTICE#<id>`, says that it was sent, or that somebody is at it. So each is
//! sent once, but where it is not known whether it was: the sender's answer was lost, or whoever was sending it died.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    account_mail,
    deal_news::{self, Deal},
    letter::Mail,
    sendgrid::Mails,
    sms::Sms,
    viewing_news::{self, Appointment},
};
use crate::{
    error::{ErrorCode, Failure},
    fault::Dependency,
    guard::{Guard, bounds},
    identity::{
        email::Email,
        key::hex,
        phone::Phone,
        proof::Kind,
        sealed::{Sealed, Vault},
        user::UserId,
    },
    language::Language,
    store::{
        queue::Queue,
        table::{Condition, EXPIRES_AT, Item, Table, Write, Written, milliseconds},
    },
};

/// How long whoever is sending a notice has it for themselves.
const CLAIMED: Duration = Duration::seconds(60);

/// How long it is remembered that a notice was sent: longer than the queue keeps it.
const REMEMBERED: Duration = Duration::days(15);

/// How many news are sent by SMS in a UTC day, unless a setting says otherwise.
pub const DAILY_NEWS: u32 = 2_000;

/// Something to be told to somebody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// To whom; `None` where nobody is there: then it is written all the same, so that asking takes as long, and not sent.
    pub to: Option<Email>,
    /// The language of the mail.
    pub language: Language,
    /// What.
    pub what: What,
}

/// What there is to be told. Links are whole addresses that open accounts, so it does not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// That a mail is to be confirmed.
    ConfirmEmail {
        /// Where.
        link: String,
    },
    /// That somebody who is signed in wants to add this mail to their account.
    AddEmail {
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
            What::AddEmail { link } => account_mail::addition(link, self.language),
            What::AlreadyRegistered { link } => account_mail::already_registered(link, self.language),
            What::ResetPassword { link } => account_mail::password_reset(link, self.language),
            What::PasswordChanged => account_mail::password_changed(self.language),
        }
    }
}

/// A notice in the queue.
#[derive(Serialize, Deserialize)]
enum Queued {
    /// Of an account; address and text are sealed.
    Account { id: Uuid, notice: Sealed },
    /// Of what a user has with us.
    News(NewsNotice),
}

/// News for one of a user's addresses.
#[derive(Debug, Serialize, Deserialize)]
pub struct NewsNotice {
    /// Its id, the same for all addresses.
    pub id: Uuid,
    /// Whose address it is.
    pub user: UserId,
    /// Of which kind: a phone or a mail.
    pub kind: Address,
    /// It, as the database keeps it.
    pub address: Sealed,
    /// The user's language.
    pub language: Language,
    /// What is told.
    pub news: News,
}

/// What is told to a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// Of a reservation and its payment.
    Deal(Deal),
    /// Of a viewing.
    Viewing(Appointment),
}

impl News {
    fn mail(&self, language: Language) -> Mail {
        match self {
            Self::Deal(deal) => deal_news::mail(deal, language),
            Self::Viewing(appointment) => viewing_news::mail(appointment, language),
        }
    }

    fn sms(&self, language: Language) -> String {
        match self {
            Self::Deal(deal) => deal_news::sms(deal, language),
            Self::Viewing(appointment) => viewing_news::sms(appointment, language),
        }
    }
}

/// The kinds of addresses that something can be told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Address {
    /// A mail address.
    Email,
    /// A phone.
    Phone,
}

impl Address {
    /// The kind of identity that it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Email => Kind::Email,
            Self::Phone => Kind::Phone,
        }
    }
}

/// What a notice is sealed as.
const KIND: &str = "notice";

/// Puts news into the queue.
pub async fn send_news(queue: &Queue, news: NewsNotice) -> Result<(), Failure> {
    queue.send(serde_json::to_string(&Queued::News(news)).map_err(Failure::internal)?).await
}

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
        let queued = Queued::Account { id, notice: self.vault.seal(id, KIND, &text).await? };
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
    /// Sends text messages.
    pub sms: Sms<T>,
    /// The breakers of who sends them.
    pub guard: Guard<T>,
    /// How many news a day are sent by SMS, each of which costs. What comes after fails, and ends with the dead letters.
    pub daily_news: u32,
}

impl<T: Table> Delivery<T> {
    /// Sends one notice, given as it lay in the queue. Whatever fails, it may be tried again.
    pub async fn deliver(&self, queued: &str, now: OffsetDateTime) -> Result<Delivered, Failure> {
        match serde_json::from_str(queued).map_err(Failure::internal)? {
            Queued::Account { id, notice } => {
                let text = self.vault.open(id, KIND, &notice).await?;
                let notice: Notice = serde_json::from_str(&text).map_err(Failure::internal)?;
                let Some(to) = &notice.to else { return Ok(Delivered::ToNobody) };
                let mail = notice.mail();
                let sending = async |_| self.guarded(Dependency::SendGrid, self.mails.send(to, &mail, id, now)).await;
                self.once(item_of(&id.simple()), sending, now).await
            }
            Queued::News(NewsNotice { id, user, kind, address, language, news }) => {
                // Somebody may have several of a kind: each is told once.
                let item = item_of(&format_args!("{}#{}", id.simple(), hex(&Sha256::digest(&address.sealed))));
                let address = self.vault.open(user.uuid(), kind.kind().as_str(), &address).await?;
                match kind {
                    Address::Email => {
                        let (to, mail) = (address.parse().map_err(Failure::internal)?, news.mail(language));
                        let sending =
                            async |_| self.guarded(Dependency::SendGrid, self.mails.send(&to, &mail, id, now)).await;
                        self.once(item, sending, now).await
                    }
                    Address::Phone => {
                        let (to, text) = (address.parse().map_err(Failure::internal)?, news.sms(language));
                        let name = item.clone();
                        let sending = async |claimed| {
                            self.guarded(Dependency::Twilio, self.send_news(name, claimed, &to, &text, now)).await
                        };
                        self.once(item, sending, now).await
                    }
                }
            }
        }
    }

    /// Sends news by SMS. They count once in the day's, however often they are tried, which their item remembers.
    async fn send_news(
        &self,
        name: String,
        claimed: Item,
        to: &Phone,
        text: &str,
        now: OffsetDateTime,
    ) -> Result<(), Failure> {
        if !claimed.contains_key("counted") {
            bounds::daily_message(&self.table, "NEWS", self.daily_news, now).await?;
            self.table.write(Write::to(name).set("counted", 1).repeatable()).await?;
        }
        self.sms.send(to, text, now).await
    }

    /// Sends something if the sender's breaker lets it, which is asked when it is to be sent.
    async fn guarded(
        &self,
        dependency: Dependency,
        sending: impl Future<Output = Result<(), Failure>>,
    ) -> Result<(), Failure> {
        self.guard.call(dependency, OffsetDateTime::now_utc(), sending).await
    }

    /// Sends what was not sent before by this item, which `sending` gets as it is then.
    async fn once(
        &self,
        item: String,
        sending: impl AsyncFnOnce(Item) -> Result<(), Failure>,
        now: OffsetDateTime,
    ) -> Result<Delivered, Failure> {
        let claim = Write::to(item.clone())
            .only_if(Condition::AtMost("until".to_owned(), milliseconds(now)))
            .only_if(Condition::Missing("sent".to_owned()))
            .set("until", milliseconds(now + CLAIMED))
            .set(EXPIRES_AT, (now + REMEMBERED).unix_timestamp());
        let claimed = match self.table.write(claim).await? {
            Written::Refused(item) if item.contains_key("sent") => return Ok(Delivered::Before),
            Written::Refused(_) => {
                return Err(Failure::new(ErrorCode::Conflict).with("reason", "the notice is being sent elsewhere"));
            }
            Written::Done(claimed) => claimed,
        };
        if let Err(failure) = sending(claimed).await {
            // The next try need not wait. Should this write fail, it waits a minute.
            let _ = self.table.write(Write::to(item).remove("until").repeatable()).await;
            return Err(failure);
        }
        self.table.write(Write::to(item).set("sent", 1).repeatable()).await?;
        Ok(Delivered::Sent)
    }
}

/// The item that says of a notice whether it was sent.
fn item_of(name: &dyn fmt::Display) -> String {
    format!("NOTICE#{name}")
}
