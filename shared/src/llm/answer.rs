//! A model's answer while it streams: how it is waited for and read, which is alike for all providers. What it says is
//! for each provider's parser.

use std::collections::VecDeque;

use reqwest::{
    RequestBuilder, Response, StatusCode,
    header::{CONTENT_TYPE, HeaderMap},
};
use tokio::time::{Instant, timeout_at};

use super::{
    Billed, Failed, LEAST_TIME, SILENCE_LIMIT, anthropic,
    chat::{Ended, Event},
    openai::conversation,
    sse::{self, Decoder, TooLong},
    wire::{ANSWER_LIMIT, Broken, failed, refusal, unanswered},
};
use crate::{
    error::Failure,
    fault::{Dependency, Fault},
    ledger::prices::Tokens,
};

/// An answer that streams. Dropped, it ends the connection, and with it what the model writes.
#[derive(Debug)]
pub struct Answer {
    dependency: Dependency,
    response: Response,
    decoder: Decoder,
    parser: Parser,
    /// What was understood and not given yet.
    ready: VecDeque<Event>,
    /// How many bytes came.
    length: usize,
    deadline: Instant,
}

/// What understands the provider's events.
#[derive(Debug)]
pub(super) enum Parser {
    Anthropic(anthropic::Parser),
    OpenAi(conversation::Parser),
}

impl Parser {
    /// What an event of the stream says.
    pub(super) fn take(&mut self, event: &sse::Event) -> Result<Vec<Event>, Broken> {
        match self {
            Self::Anthropic(parser) => parser.take(event),
            Self::OpenAi(parser) => parser.take(event),
        }
    }

    /// The answer where all of it was said before the stream broke off, else `None`.
    pub(super) fn end(&mut self) -> Option<Ended> {
        match self {
            Self::Anthropic(parser) => parser.end(),
            Self::OpenAi(parser) => parser.end(),
        }
    }

    pub(super) fn used(&self) -> Tokens {
        match self {
            Self::Anthropic(parser) => parser.used(),
            Self::OpenAi(parser) => parser.used(),
        }
    }
}

impl Answer {
    /// Sends a request and waits for its answer to begin.
    pub(super) async fn begin(
        dependency: Dependency,
        request: RequestBuilder,
        parser: Parser,
        deadline: Instant,
    ) -> Result<Self, Failed> {
        if deadline.saturating_duration_since(Instant::now()) < LEAST_TIME {
            // The caller's time is up: that says nothing about the provider.
            let failure = Failure::unavailable(dependency).caused_by("no time was left to ask a model");
            return Err(Failed { failure, billed: Billed::Nothing });
        }
        let response = heard(dependency, deadline, request.send()).await?;
        if response.status() != StatusCode::OK {
            return Err(refusal(dependency, response, limit(deadline)).await);
        }
        if !is_stream(response.headers()) {
            return Err(failed(dependency, Fault::Malformed, Billed::Perhaps, "the answer is not a stream of events"));
        }
        let (decoder, ready) = (Decoder::default(), VecDeque::new());
        Ok(Self { dependency, response, decoder, parser, ready, length: 0, deadline })
    }

    /// What happens next. After [`Event::Ended`] or a failure there is nothing more to ask for.
    ///
    /// Fails where the provider says that it failed, where it is silent for [`SILENCE_LIMIT`] or not ready at the
    /// deadline, and where the stream breaks off or makes no sense; what is billed is then [`Billed::Perhaps`], and
    /// [`used`](Self::used) says how much. Whoever stops waiting for it loses nothing.
    pub async fn next(&mut self) -> Result<Event, Failed> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(event);
            }
            match self.decoder.event() {
                Some(Ok(event)) => match self.parser.take(&event) {
                    Ok(events) => self.ready.extend(events),
                    Err((fault, cause)) => return Err(self.failed(fault, cause)),
                },
                Some(Err(TooLong)) => return Err(self.failed(Fault::Malformed, "an event is too long".to_owned())),
                None => match heard(self.dependency, self.deadline, self.response.chunk()).await {
                    Ok(Some(bytes)) => {
                        self.length = self.length.saturating_add(bytes.len());
                        if self.length > ANSWER_LIMIT {
                            return Err(self.failed(Fault::Malformed, "the answer is too long".to_owned()));
                        }
                        self.decoder.push(&bytes);
                    }
                    Ok(None) => {
                        let whole = self.parser.end().map(Event::Ended);
                        return whole.ok_or_else(|| self.failed(Fault::Unreachable, "the stream broke off".to_owned()));
                    }
                    Err(failed) => return self.parser.end().map(Event::Ended).ok_or(failed),
                },
            }
        }
    }

    /// What is to be charged if the answer is given up now: what the provider said, and where it has not said
    /// anything yet the most that it can be. For the prompt that is its bound
    /// ([`Prompt::prompt_bound`](super::chat::Prompt::prompt_bound)); for what the model wrote, a token for each byte
    /// that came, at most what it was allowed.
    #[must_use]
    pub fn used(&self) -> Tokens {
        self.parser.used()
    }

    fn failed(&self, fault: Fault, cause: String) -> Failed {
        failed(self.dependency, fault, Billed::Perhaps, cause)
    }
}

/// What a provider sends next, if it does so in time.
async fn heard<R>(
    dependency: Dependency,
    deadline: Instant,
    sent: impl Future<Output = Result<R, reqwest::Error>>,
) -> Result<R, Failed> {
    match timeout_at(limit(deadline), sent).await {
        Ok(sent) => sent.map_err(|error| unanswered(dependency, error)),
        Err(_) => Err(failed(dependency, Fault::Timeout, Billed::Perhaps, "nothing more came in time")),
    }
}

/// Until when a provider may be silent from now on.
fn limit(deadline: Instant) -> Instant {
    deadline.min(Instant::now() + SILENCE_LIMIT)
}

fn is_stream(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/event-stream"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use std::{future::pending, time::Duration};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn c8_a_provider_may_be_silent_for_twelve_seconds_but_not_beyond_the_deadline() {
        for (deadline, waited) in [(60, 12), (5, 5)] {
            let begun = Instant::now();
            let silence = pending::<Result<(), reqwest::Error>>();
            let failed = heard(Dependency::Claude, begun + Duration::from_secs(deadline), silence).await.unwrap_err();
            assert_eq!((failed.failure.fault(), failed.billed), (Some(Fault::Timeout), Billed::Perhaps));
            assert_eq!(begun.elapsed().as_secs(), waited);
        }
    }
}
