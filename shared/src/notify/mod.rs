//! What Osool tells people outside a conversation: letters in English and Arabic, as plain text and as HTML.
//! This module writes them; a function sends them.
//!
//! A letter's content is a list of blocks in each language, as headings, sentences and tables. `letter` makes both
//! forms of it, and there it is escaped; so what stands in one form cannot be missing from the other.

mod chart;
pub mod cost_mail;
mod letter;
pub mod sms;

pub use letter::Mail;
