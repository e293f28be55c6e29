//! OpenAI's embeddings: `POST /v1/embeddings`.
//!
//! Source: OpenAI's API reference, “Create embeddings”.

use std::time::Duration;

use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::OpenAi;
use crate::{
    fault::{Dependency, Fault},
    llm::{
        Billed, Failed,
        wire::{body, failed, refusal, saturating, unanswered},
    },
};

/// The most texts that one request may carry here; OpenAI takes up to 2,048.
pub const MOST_TEXTS: usize = 96;

/// The most tokens that one request may carry here; OpenAI takes up to 300,000.
pub const MOST_TOKENS: usize = 250_000;

/// The most tokens of a single text that the embedding models read; a longer one is refused.
pub const LONGEST_TEXT: usize = 8_191;

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
        let until = Instant::now() + within;
        let request = Request { model, input: texts, dimensions, encoding_format: "float" };
        let sent = self.post("/v1/embeddings")?.timeout(within).json(&request).send().await;
        let mut response = sent.map_err(|error| unanswered(Dependency::OpenAi, error))?;
        if response.status() != StatusCode::OK {
            return Err(refusal(Dependency::OpenAi, response, until).await);
        }
        let body =
            body(&mut response).await.map_err(|error| unanswered(Dependency::OpenAi, error))?.unwrap_or_default();
        let tokens = serde_json::from_slice(&body).ok().map(|Metered { usage }| saturating(usage.prompt_tokens));
        match vectors(&body, texts.len(), dimensions) {
            Ok(vectors) => Ok(Vectors { vectors, tokens }),
            Err(problem) => {
                let billed = tokens.map_or(Billed::Perhaps, Billed::Tokens);
                Err(failed(Dependency::OpenAi, Fault::Malformed, billed, problem))
            }
        }
    }
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;
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

    proptest! {
        #[test]
        fn s4_no_answer_makes_the_client_panic(body in any::<Vec<u8>>(), text in any::<String>()) {
            for body in [body.as_slice(), text.as_bytes()] {
                let _ = vectors(body, 2, 2).is_err();
            }
        }
    }
}
