//! The client of an Ethereum node: JSON-RPC 2.0 over HTTP, one call a request. The node's address often holds a key, so it
//! is a secret and appears in no message.
//!
//! Sources: the JSON-RPC 2.0 specification; Ethereum's execution API.

use std::{fmt, time::Duration};

use reqwest::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    client::{HttpClient, body, unanswered},
    error::Failure,
    fault::{Dependency, Fault, of_chain, of_http},
    identity::key::{from_hex, hex},
};

/// How long a node may take to answer: people wait for it.
const LIMIT: Duration = Duration::from_secs(3);

/// How many bytes of an answer are read.
const LONGEST_ANSWER: usize = 512 << 10;

/// A node.
#[derive(Clone)]
pub struct Node {
    http: HttpClient,
    url: SecretString,
}

impl fmt::Debug for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Node(…)")
    }
}

/// What a node answers.
#[derive(Deserialize)]
struct Answer {
    result: Option<Value>,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Refusal {
    code: i64,
    #[serde(default)]
    message: String,
}

impl Node {
    /// The node at this address.
    #[must_use]
    pub fn new(http: HttpClient, url: SecretString) -> Self {
        Self { http, url }
    }

    /// Calls a method. `null` as a result is read as `R` does.
    pub(super) async fn call<R: DeserializeOwned>(&self, method: &str, parameters: Value) -> Result<R, Failure> {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters});
        let request = self.http.post(self.url.expose_secret())?.timeout(LIMIT).json(&call);
        let answer = request.send().await.map_err(|error| unanswered(Dependency::Blockchain, error))?;
        let status = answer.status();
        let text = body(Dependency::Blockchain, answer, LONGEST_ANSWER).await?;
        let failed = |fault, cause: String| Err(Failure::of(Dependency::Blockchain, fault, cause));
        match serde_json::from_slice::<Answer>(&text) {
            // Some nodes send an error with a status of its own.
            Ok(Answer { error: Some(Refusal { code, message }), .. }) => failed(
                of_chain(code),
                format!("{method} was refused with {code}: {}", cut(&self.without_key(&message))),
            ),
            Ok(Answer { result, .. }) if status == StatusCode::OK => serde_json::from_value(result.unwrap_or_default())
                .or_else(|error| {
                    failed(
                        Fault::Malformed,
                        format!("{method} was answered with something else: {}", cut(&error.to_string())),
                    )
                }),
            _ if status != StatusCode::OK => failed(of_http(status.as_u16(), None), format!("{method}: {status}")),
            _ => failed(Fault::Malformed, format!("{method} was answered with no JSON-RPC")),
        }
    }

    /// A message of the node's without what may be a key: some repeat the address that they were called at.
    fn without_key(&self, message: &str) -> String {
        let (_, path) = self.url.expose_secret().split_once("://").unwrap_or_default();
        let parts = path.split(['/', '?', '=', '&', '@', ':']).skip(1).filter(|part| part.len() > 5);
        parts.fold(message.to_owned(), |message, part| message.replace(part, "…"))
    }

    /// Calls a method whose result is a number.
    pub(super) async fn number(&self, method: &str, parameters: Value) -> Result<u128, Failure> {
        let text: String = self.call(method, parameters).await?;
        quantity(&text).ok_or_else(|| malformed(method))
    }

    /// Calls a method whose result is bytes.
    pub(super) async fn bytes(&self, method: &str, parameters: Value) -> Result<Vec<u8>, Failure> {
        let text: String = self.call(method, parameters).await?;
        text.strip_prefix("0x").and_then(from_hex).ok_or_else(|| malformed(method))
    }
}

/// A number as nodes write it: `0x` and hexadecimal digits.
pub(super) fn quantity(text: &str) -> Option<u128> {
    let digits = text.strip_prefix("0x")?;
    // A sign is no digit, though the standard library reads it.
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u128::from_str_radix(digits, 16).ok())?
}

/// Bytes as nodes read them.
pub(super) fn data(bytes: &[u8]) -> String {
    format!("0x{}", hex(bytes))
}

/// That the answer to a method is not what it should be.
pub(super) fn malformed(method: &str) -> Failure {
    Failure::of(Dependency::Blockchain, Fault::Malformed, format!("{method} was answered with something else"))
}

/// As much of a message as a log needs.
fn cut(message: &str) -> &str {
    const LONGEST: usize = 200;
    message.get(..message.floor_char_boundary(LONGEST)).unwrap_or(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p8_a_number_is_hexadecimal_digits_after_0x_and_nothing_else() {
        assert_eq!(["0x0", "0x7a69", "0xF"].map(quantity), [Some(0), Some(31_337), Some(15)]);
        for text in ["", "0x", "12", "0x+1", "0x-1", "0x ", "0xg", "0x100000000000000000000000000000000"] {
            assert_eq!(quantity(text), None, "{text}");
        }
    }

    #[test]
    fn p8_a_node_prints_nothing_of_its_address() {
        let node = Node::new(HttpClient::default(), SecretString::from("https://chain.example/v3/k3y"));
        assert!(!format!("{node:?}").contains("k3y"));
        let node =
            Node::new(HttpClient::default(), SecretString::from("https://user:s3cr3t@chain.example:8545/v3/k3yk3y"));
        let told = "no project k3yk3y of user:s3cr3t at chain.example";
        assert_eq!(node.without_key(told), "no project … of user:… at …");
    }
}
