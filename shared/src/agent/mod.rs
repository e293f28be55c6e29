//! Amr. A turn of conversation goes in as a [`Message`] and comes out as a [`guide::Answer`]; the conversation is kept
//! in Postgres.
//!
//! - [`turn`] lets the [`models`] speak in their order, gives them `tools`, and ends with the [`guide`].
//! - [`evidence`] is what a turn has read and computed; the [`gate`] lets nothing of a model's pass that is not in it.
//! - `routes` says what a message is for, `persona` what a model is told.
//! - The [`guide`] is the tier that needs no model: it understands the question by rules, searches, and explains from
//!   templates whose figures are the rows' own.

pub mod conversation;
pub mod evidence;
pub mod gate;
pub mod guide;
mod intent;
pub mod models;
mod persona;
pub mod request;
mod routes;
mod tools;
pub mod turn;
mod wishes;

#[cfg(feature = "fuzzing")]
pub use self::tools::fuzz_tool_input;
pub use self::wishes::Sought;

use serde::Deserialize;

/// What a person wrote: 1 to 4,000 characters, not only white space, without control characters other than
/// line breaks and tabs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Message(String);

/// Why a text is no message.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidMessage {
    /// Nothing was written.
    #[error("a message needs at least one character that is not white space")]
    Empty,
    /// Too much was written.
    #[error("a message has at most 4,000 characters")]
    TooLong,
    /// It holds characters that no keyboard sends.
    #[error("a message must not contain control characters")]
    ControlCharacters,
}

impl Message {
    /// The most characters that a message may have.
    pub const LONGEST: usize = 4000;

    /// The text, without white space around it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Message {
    type Error = InvalidMessage;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.chars().count() > Self::LONGEST {
            return Err(InvalidMessage::TooLong);
        }
        if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')) {
            return Err(InvalidMessage::ControlCharacters);
        }
        let trimmed = text.trim();
        if trimmed.is_empty() { Err(InvalidMessage::Empty) } else { Ok(Self(trimmed.to_owned())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e4_messages_have_one_to_four_thousand_characters_and_no_control_characters() {
        let message = |text: &str| Message::try_from(text.to_owned());
        assert_eq!(message(" \n "), Err(InvalidMessage::Empty));
        assert_eq!(message(&"ش".repeat(4001)), Err(InvalidMessage::TooLong));
        assert!(message(&"ش".repeat(4000)).is_ok());
        assert_eq!(message("a\u{0}b"), Err(InvalidMessage::ControlCharacters));
        assert_eq!(message("a\u{9b}b"), Err(InvalidMessage::ControlCharacters));
        assert_eq!(message(" a\nb ").map(|message| message.text().to_owned()), Ok("a\nb".to_owned()));
    }
}
