//! OpenAI: `POST /v1/embeddings`. Conversations come with Amr's models.
//!
//! Source: OpenAI's API reference, “Create embeddings” and “Error codes”.

use std::time::Duration;

use reqwest::{Response, StatusCode, header::HeaderMap};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Billed, Failed, body, http_client, without_answer};
use crate::{
    error::Failure,
    fault::{Dependency, Fault, of_http},
    start::StartError,
};

/// Where OpenAI is called unless a setting says otherwise.
pub const BASE_URL: &str = "https://api.openai.com";

/// The most texts that one request may carry here; OpenAI takes up to 2,048.
pub const MOST_TEXTS: usize = 96;

/// The most tokens that one request may carry here; OpenAI takes up to 300,000.
pub const MOST_TOKENS: usize = 250_000;

/// The most tokens of a single text that the embedding models read; a longer one is refused.
pub const LONGEST_TEXT: usize = 8_191;

/// The longest name of an error that is passed on.
const LONGEST_NAME: usize = 64;

/// OpenAI, with a key.
#[derive(Debug, Clone)]
pub struct OpenAi {
    http: reqwest::Client,
    base: String,
    key: SecretString,
}

/// What an answer gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors {
    /// A vector for each text, in the order of the texts; all of the length that was asked for, and all finite.
    pub vectors: Vec<Vec<f32>>,
    /// How many tokens are billed; `None` where the answer does not say.
    pub tokens: Option<u32>,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    input: &'a [&'a str],
    dimensions: usize,
    encoding_format: &'static str,
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    index: usize,
    embedding: Vec<f32>,
}

/// Read apart from the vectors, so that what is billed is known even where they cannot be used.
#[derive(Deserialize)]
struct Metered {
    usage: Usage,
}

#[derive(Deserialize)]
struct Usage {
    prompt_tokens: u64,
}

impl OpenAi {
    /// OpenAI at this address (scheme and host; a closing `/v1` is allowed), with this key.
    pub fn new(base: &str, key: SecretString) -> Result<Self, StartError> {
        Ok(Self { http: http_client()?, base: base_of(base).to_owned(), key })
    }

    /// The vectors of texts, in one request that is ended after `within`.
    ///
    /// `texts` must be one to [`MOST_TEXTS`], none of them empty. Vectors are of unit length as OpenAI makes them; that
    /// is not checked here.
    pub async fn embed(
        &self,
        model: &str,
        texts: &[&str],
        dimensions: usize,
        within: Duration,
    ) -> Result<Vectors, Failed> {
        let request = Request { model, input: texts, dimensions, encoding_format: "float" };
        let sent = self
            .http
            .post(format!("{}/v1/embeddings", self.base))
            .bearer_auth(self.key.expose_secret())
            .timeout(within)
            .json(&request)
            .send()
            .await;
        let mut response = sent.map_err(unanswered)?;
        if response.status() != StatusCode::OK {
            return Err(refusal(response).await);
        }
        let body = body(&mut response).await.map_err(unanswered)?.unwrap_or_default();
        let tokens = serde_json::from_slice(&body).ok().map(|Metered { usage }| saturating(usage.prompt_tokens));
        match vectors(&body, texts.len(), dimensions) {
            Ok(vectors) => Ok(Vectors { vectors, tokens }),
            Err(problem) => Err(Failed {
                failure: Failure::of(Dependency::OpenAi, Fault::Malformed, problem),
                billed: tokens.map_or(Billed::Perhaps, Billed::Tokens),
            }),
        }
    }
}

/// The address without what is appended to it.
fn base_of(address: &str) -> &str {
    let address = address.trim_end_matches('/');
    address.strip_suffix("/v1").unwrap_or(address)
}

fn unanswered(error: reqwest::Error) -> Failed {
    let (fault, billed, cause) = without_answer(error);
    Failed { failure: Failure::of(Dependency::OpenAi, fault, cause), billed }
}

/// An answer that is no success. Of its body only the names of the error are read: its message can quote the key or
/// what was asked.
async fn refusal(mut response: Response) -> Failed {
    let status = response.status().as_u16();
    let wait = asked_to_wait(response.headers());
    let body = body(&mut response).await.ok().flatten().unwrap_or_default();
    let name = error_name(&body);
    let fault = of_http(status, name.as_deref());
    // A gateway that gave up waiting does not know what became of the request, and neither do we.
    let billed = if fault == Fault::Timeout { Billed::Perhaps } else { Billed::Nothing };
    let cause = format!("OpenAI answered {status} {}", name.as_deref().unwrap_or("without a name"));
    let failure = Failure::of(Dependency::OpenAi, fault, cause);
    Failed { failure: wait.into_iter().fold(failure, Failure::retry_in), billed }
}

/// The name of the error in a body: its code, else its type.
fn error_name(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let name = |field: &str| body.get("error")?.get(field)?.as_str().filter(|name| !name.is_empty());
    name("code").or_else(|| name("type")).map(|name| name.chars().take(LONGEST_NAME).collect())
}

/// How long OpenAI asks to be left alone.
fn asked_to_wait(headers: &HeaderMap) -> Option<Duration> {
    let whole = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    whole("retry-after-ms").map(Duration::from_millis).or_else(|| whole("retry-after").map(Duration::from_secs))
}

/// The vectors of an answer in the order of the texts, or what is wrong with it.
fn vectors(body: &[u8], texts: usize, dimensions: usize) -> Result<Vec<Vec<f32>>, String> {
    let answer: Answer = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let mut rows = answer.data;
    rows.sort_by_key(|row| row.index);
    if rows.len() != texts || rows.iter().enumerate().any(|(place, row)| row.index != place) {
        return Err(format!("{} vectors for {texts} texts, or not one for each", rows.len()));
    }
    if let Some(row) = rows.iter().find(|row| row.embedding.len() != dimensions) {
        return Err(format!("a vector has {} dimensions, not {dimensions}", row.embedding.len()));
    }
    // JSON has no NaN, but numbers beyond what a float can hold.
    if rows.iter().flat_map(|row| &row.embedding).any(|value| !value.is_finite()) {
        return Err("a vector holds what is not a number".to_owned());
    }
    Ok(rows.into_iter().map(|row| row.embedding).collect())
}

fn saturating(tokens: u64) -> u32 {
    u32::try_from(tokens).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;
    use serde_json::json;

    use super::*;

    #[test]
    fn s4_vectors_come_in_the_order_of_the_texts_whatever_the_order_of_the_answer() {
        let body = json!({"data": [
            {"index": 1, "embedding": [0.5, 0.5], "object": "embedding"},
            {"index": 0, "embedding": [1, 0]},
        ]});
        assert_eq!(vectors(body.to_string().as_bytes(), 2, 2).unwrap(), [[1.0, 0.0], [0.5, 0.5]]);
    }

    #[test]
    fn s4_an_answer_that_lacks_doubles_or_shortens_a_vector_is_refused() {
        let row = |index: usize, embedding: &[f32]| json!({"index": index, "embedding": embedding});
        let good = [1.0, 0.0];
        for (data, what) in [
            (json!([row(0, &good)]), "one is missing"),
            (json!([row(0, &good), row(0, &good)]), "one is there twice"),
            (json!([row(0, &good), row(2, &good)]), "one is of no text"),
            (json!([row(0, &good), row(1, &good), row(2, &good)]), "one is too many"),
            (json!([row(0, &good), row(1, &[1.0])]), "one is short"),
            (json!([row(0, &good), row(1, &[1.0, 0.0, 0.0])]), "one is long"),
            (json!([row(0, &good), {"index": 1, "embedding": [null, 0]}]), "one holds null"),
            (json!([row(0, &good), {"index": 1, "embedding": "AACAPwAAAAA="}]), "one is in another form"),
        ] {
            let body = json!({ "data": data }).to_string();
            assert!(vectors(body.as_bytes(), 2, 2).is_err(), "{what}");
        }
        for body in [
            r#"{"data":[{"index":0,"embedding":[1e39,0]},{"index":1,"embedding":[1,0]}]}"#,
            r#"{"data":[{"index":0,"embedding":[NaN,0]},{"index":1,"embedding":[1,0]}]}"#,
            r#"{"data":[{"index":0,"embedding":[1e999,0]},{"index":1,"embedding":[1,0]}]}"#,
            r#"{"data":[{"index":0,"embe"#,
            "",
        ] {
            assert!(vectors(body.as_bytes(), 2, 2).is_err(), "{body}");
        }
    }

    #[test]
    fn s4_the_name_of_an_error_is_its_code_or_else_its_type_and_its_message_is_not_read() {
        for (body, name) in [
            (
                r#"{"error":{"code":"invalid_api_key","type":"invalid_request_error","message":"sk-12"}}"#,
                "invalid_api_key",
            ),
            (r#"{"error":{"code":null,"type":"server_error"}}"#, "server_error"),
            (r#"{"error":{"code":429,"type":"tokens"}}"#, "tokens"),
            (r#"{"error":{"code":"","type":"tokens"}}"#, "tokens"),
        ] {
            assert_eq!(error_name(body.as_bytes()).as_deref(), Some(name), "{body}");
        }
        for body in ["", "<html>502</html>", "[]", r#"{"error":"down"}"#, r#"{"error":{"message":"sk-12"}}"#] {
            assert_eq!(error_name(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn s4_a_wait_that_is_asked_for_is_read_in_milliseconds_or_seconds() {
        for (name, value, wait) in [
            ("retry-after-ms", "250", Some(Duration::from_millis(250))),
            ("retry-after", "7", Some(Duration::from_secs(7))),
            ("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT", None),
            ("retry-after", "-1", None),
        ] {
            let headers = HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))]);
            assert_eq!(asked_to_wait(&headers), wait, "{name}: {value}");
        }
    }

    #[test]
    fn s4_an_address_may_end_in_a_slash_or_in_the_version() {
        for address in ["http://a:1", "http://a:1/", "http://a:1/v1", "http://a:1/v1/"] {
            assert_eq!(base_of(address), "http://a:1", "{address}");
        }
    }

    proptest! {
        #[test]
        fn s4_no_answer_makes_the_client_panic(body in any::<Vec<u8>>(), text in any::<String>()) {
            for body in [body.as_slice(), text.as_bytes()] {
                let _ = (vectors(body, 2, 2).is_err(), error_name(body));
            }
        }
    }
}
