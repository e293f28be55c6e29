//! What Osool tells people outside a conversation: letters in English and Arabic, as plain text and as HTML, and text messages.
//!
//! | module | holds |
//! |---|---|
//! | [`cost_mail`] | letters to operators about money, in both languages, which a function sends |
//! | [`account_mail`], [`deal_news`], [`viewing_news`] | what is told to customers of their account, of what they reserve and of what they come to see, each in one language |
//! | [`notice`] | what is to be told, between the function that says it and the one that sends it |
//! | [`sendgrid`], [`sms`] | who sends letters to customers, and text messages |
//! | [`outbox`] | where both stay on a developer's machine |
//!
//! A letter's content is a list of blocks in each language, as headings, sentences and tables. `letter` makes both
//! forms of it, and there it is escaped; so what stands in one form cannot be missing from the other.

pub mod account_mail;
mod chart;
pub mod cost_mail;
pub mod deal_news;
mod letter;
pub mod notice;
pub mod outbox;
pub mod sendgrid;
pub mod sms;
pub mod viewing_news;

pub use letter::Mail;
