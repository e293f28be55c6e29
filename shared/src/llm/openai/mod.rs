//! OpenAI: the client with its key, for vectors ([`OpenAi::embed`]) and for conversations ([`Provider::answer`](super::Provider::answer)).
//!
//! Source: OpenAI's API reference, “Create embeddings”, “Create chat completion”, and “Error codes”.

pub(super) mod conversation;
mod embeddings;

use reqwest::RequestBuilder;
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    Failed,
    wire::{base_of, unsent},
};
use crate::client::HttpClient;

pub use embeddings::{LONGEST_TEXT, MOST_TEXTS, MOST_TOKENS, Vectors};

/// Where OpenAI is called unless a setting says otherwise.
pub const BASE_URL: &str = "https://api.openai.com";

/// OpenAI, with a key.
#[derive(Debug, Clone)]
pub struct OpenAi {
    http: HttpClient,
    base: String,
    key: SecretString,
}

impl OpenAi {
    /// OpenAI at this address (scheme and host; a closing `/v1` is allowed), with this key.
    pub(super) fn new(http: HttpClient, base: &str, key: SecretString) -> Self {
        Self { http, base: base_of(base).to_owned(), key }
    }

    /// A request with the key, to this path.
    fn post(&self, path: &str) -> Result<RequestBuilder, Failed> {
        let request = self.http.post(&format!("{}{path}", self.base)).map_err(unsent)?;
        Ok(request.bearer_auth(self.key.expose_secret()))
    }
}
