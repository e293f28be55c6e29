//! The models' providers: thin typed clients, each of one HTTP request and its answer. A client neither spends nor
//! retries nor gives up on anybody: it says what it got, what went wrong ([`Fault`](crate::fault::Fault)) and what may
//! have been billed ([`Billed`]). Money is held before a call and settled after it by who calls
//! ([`listings::embedding`](crate::listings::embedding) for vectors), inside a breaker and under retries.
//!
//! | module | holds |
//! |---|---|
//! | [`chat`] | a conversation as it is for all providers |
//! | [`anthropic`], [`openai`] | what each provider is sent, and what its answers mean |
//! | `answer`, `sse` | how an answer that streams is read |
//! | `providers` | whom there is a key for |
//! | `wire` | what a refusal means |
//!
//! A conversation begins at [`Provider::answer`], whose [`Answer`] gives one [`Event`](chat::Event) after another until
//! it has ended. Whoever gives it up before asks it what it has [used](Answer::used).

mod answer;
pub mod anthropic;
pub mod chat;
#[cfg(feature = "fuzzing")]
mod fuzz;
pub mod openai;
mod providers;
mod sse;
mod wire;

use std::time::Duration;

use tokio::time::Instant;

use crate::{error::Failure, fault::Dependency};
use answer::Parser;
use anthropic::Anthropic;
use chat::Prompt;
use openai::OpenAi;

pub use answer::Answer;
#[cfg(feature = "fuzzing")]
pub use fuzz::fuzz_stream;
pub use providers::{ProviderSettings, Providers};

/// A request that is given less time would only look like one that the provider did not answer.
pub const LEAST_TIME: Duration = Duration::from_millis(1_200);

/// How long a model may say nothing, before its answer begins and within it. Anthropic sends pings meanwhile.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(12);

/// A call that gave nothing.
#[derive(Debug)]
pub struct Failed {
    /// What went wrong.
    pub failure: Failure,
    /// What it may cost all the same.
    pub billed: Billed,
}

/// What a call that gave nothing may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Billed {
    /// Nothing: it never went out, or the provider refused it. Providers bill what they answer.
    Nothing,
    /// So many tokens of prompt, as the provider said itself.
    Tokens(u32),
    /// Nobody knows: it went out, and no answer came back or none that says.
    Perhaps,
}

/// Somebody with whose models one can talk.
#[derive(Debug, Clone)]
pub enum Provider {
    /// Claude.
    Anthropic(Anthropic),
    /// GPT.
    OpenAi(OpenAi),
}

impl Provider {
    /// Whom its failures are counted against.
    #[must_use]
    pub fn dependency(&self) -> Dependency {
        match self {
            Self::Anthropic(_) => Dependency::Claude,
            Self::OpenAi(_) => Dependency::OpenAi,
        }
    }

    /// Asks a model, and waits for its answer to begin. The whole answer must be there by the deadline.
    ///
    /// Fails where the provider cannot be had, refuses, or does not answer in time. With less than [`LEAST_TIME`] left
    /// nothing is sent.
    pub async fn answer(&self, prompt: &Prompt<'_>, deadline: Instant) -> Result<Answer, Failed> {
        let (request, parser) = match self {
            Self::Anthropic(anthropic) => {
                (anthropic.request(prompt)?, Parser::Anthropic(anthropic::Parser::new(prompt)))
            }
            Self::OpenAi(openai) => {
                (openai.request(prompt)?, Parser::OpenAi(openai::conversation::Parser::new(prompt)))
            }
        };
        Answer::begin(self.dependency(), request, parser, deadline).await
    }
}
