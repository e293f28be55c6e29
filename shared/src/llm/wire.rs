//! What the requests to all providers have in common: how a request that gave nothing is told
//! apart from one that was refused. Of what a provider says about an error only the name is read: its message can quote
//! the key or what was asked.

use std::{error::Error, time::Duration};

use reqwest::{Response, header::HeaderMap};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::{Billed, Failed};
use crate::{
    error::Failure,
    fault::{Dependency, Fault, of_http},
};

/// Why a stream cannot be read on, with the cause to log.
pub(super) type Broken = (Fault, String);

/// The longest answer that is read: 96 vectors of 1,536 numbers take two megabytes.
pub(super) const ANSWER_LIMIT: usize = 8 << 20;

/// The longest name of an error that is passed on.
const LONGEST_NAME: usize = 64;

/// The address without what is appended to it.
pub(super) fn base_of(address: &str) -> &str {
    let address = address.trim_end_matches('/');
    address.strip_suffix("/v1").unwrap_or(address)
}

/// A call that went wrong so.
pub(super) fn failed(
    dependency: Dependency,
    fault: Fault,
    billed: Billed,
    cause: impl Into<Box<dyn Error + Send + Sync>>,
) -> Failed {
    Failed { failure: Failure::of(dependency, fault, cause), billed }
}

/// What never went out, for a fault of ours.
pub(super) fn unsent(failure: Failure) -> Failed {
    Failed { failure, billed: Billed::Nothing }
}

/// What became of a request that got no answer, or not a whole one. The address is left out of the cause.
pub(super) fn unanswered(dependency: Dependency, error: reqwest::Error) -> Failed {
    let (fault, billed) = if error.is_builder() {
        // All of a request is ours but the key, which then holds what no header may.
        (Fault::BadKey, Billed::Nothing)
    } else if error.is_connect() {
        (Fault::Unreachable, Billed::Nothing)
    } else if error.is_timeout() {
        (Fault::Timeout, Billed::Perhaps)
    } else {
        (Fault::Unreachable, Billed::Perhaps)
    };
    failed(dependency, fault, billed, error.without_url())
}

/// The whole body of an answer; `None` where it is longer than any should be.
pub(super) async fn body(response: &mut Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > ANSWER_LIMIT {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// An answer that is no success. Its body is waited for until then, and done without if need be.
pub(super) async fn refusal(dependency: Dependency, mut response: Response, until: Instant) -> Failed {
    let status = response.status().as_u16();
    let wait = asked_to_wait(response.headers());
    let body = timeout_at(until, body(&mut response)).await;
    let body = body.ok().and_then(Result::ok).flatten().unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    refused(dependency, status, wait, &body)
}

/// What an answer of this status means, with this body and this wish to be left alone.
fn refused(dependency: Dependency, status: u16, wait: Option<Duration>, body: &Value) -> Failed {
    let name = error_name(body);
    let fault = of_http(status, name.as_deref());
    // A gateway that gave up waiting does not know what became of the request, and neither do we.
    let billed = if fault == Fault::Timeout { Billed::Perhaps } else { Billed::Nothing };
    let cause = format!("{dependency} answered {status} {}", name.as_deref().unwrap_or("without a name"));
    let failure = Failure::of(dependency, fault, cause);
    Failed { failure: wait.into_iter().fold(failure, Failure::retry_in), billed }
}

/// The fault in an error that comes within a stream, which began with status 200; and the cause to log.
pub(super) fn error_in_stream(event: &Value) -> (Fault, String) {
    let name = error_name(event);
    let fault = match of_http(200, name.as_deref()) {
        // The error says well enough that they failed; only its name is not known.
        Fault::Malformed => Fault::ServerError,
        fault => fault,
    };
    (fault, format!("the stream ended in the error {}", name.as_deref().unwrap_or("without a name")))
}

/// The name of the error in a body, the most specific that it gives: Anthropic's `details.error_code`, OpenAI's `code`,
/// else the `type`.
fn error_name(body: &Value) -> Option<String> {
    let error = body.get("error")?;
    let names = [error.pointer("/details/error_code"), error.get("code"), error.get("type")];
    let name = names.into_iter().flatten().filter_map(Value::as_str).find(|name| !name.is_empty())?;
    Some(name.chars().take(LONGEST_NAME).collect())
}

/// How long a provider asks to be left alone.
fn asked_to_wait(headers: &HeaderMap) -> Option<Duration> {
    let whole = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    whole("retry-after-ms").map(Duration::from_millis).or_else(|| whole("retry-after").map(Duration::from_secs))
}

/// A provider's count of tokens.
pub(super) fn saturating(tokens: impl TryInto<u32>) -> u32 {
    tokens.try_into().unwrap_or(u32::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;
    use serde_json::json;

    use super::*;

    #[test]
    fn s4_the_name_of_an_error_is_the_most_specific_one_and_its_message_is_not_read() {
        for (body, name) in [
            (
                r#"{"error":{"code":"invalid_api_key","type":"invalid_request_error","message":"sk-12"}}"#,
                "invalid_api_key",
            ),
            (r#"{"error":{"code":null,"type":"server_error"}}"#, "server_error"),
            (r#"{"error":{"code":429,"type":"tokens"}}"#, "tokens"),
            (r#"{"error":{"code":"","type":"tokens"}}"#, "tokens"),
            (r#"{"type":"error","error":{"type":"overloaded_error","message":"sk-12"}}"#, "overloaded_error"),
            (
                r#"{"error":{"type":"rate_limit_error","details":{"error_code":"enforced_spend_limit_reached"}}}"#,
                "enforced_spend_limit_reached",
            ),
        ] {
            assert_eq!(error_name(&serde_json::from_str(body).unwrap()).as_deref(), Some(name), "{body}");
        }
        for body in [json!(null), json!([]), json!({"error": "down"}), json!({"error": {"message": "sk-12"}})] {
            assert_eq!(error_name(&body), None, "{body}");
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

    #[test]
    fn invariant_2_a_refusal_costs_nothing_unless_a_gateway_gave_up_waiting() {
        for (status, name, fault, billed) in [
            (400, "invalid_request_error", Fault::BadRequest, Billed::Nothing),
            (401, "authentication_error", Fault::BadKey, Billed::Nothing),
            (402, "billing_error", Fault::Quota, Billed::Nothing),
            (408, "", Fault::Timeout, Billed::Perhaps),
            (413, "request_too_large", Fault::BadRequest, Billed::Nothing),
            (429, "rate_limit_error", Fault::Overloaded, Billed::Nothing),
            (500, "api_error", Fault::ServerError, Billed::Nothing),
            (504, "timeout_error", Fault::Timeout, Billed::Perhaps),
            (529, "overloaded_error", Fault::Overloaded, Billed::Nothing),
        ] {
            let body = json!({"error": {"type": name, "message": "sk-12"}});
            let wait = Duration::from_secs(3);
            let failed = refused(Dependency::Claude, status, Some(wait), &body);
            assert_eq!((failed.failure.fault(), failed.billed), (Some(fault), billed), "{status} {name}");
            assert_eq!(failed.failure.retry_after(), Some(wait));
            let cause = failed.failure.cause_chain().unwrap();
            assert!(cause.contains(&status.to_string()) && !cause.contains("sk-12"), "{cause}");
        }
    }

    #[test]
    fn c8_an_error_within_a_stream_is_told_apart_by_its_name() {
        for (name, fault) in [
            ("overloaded_error", Fault::Overloaded),
            ("rate_limit_error", Fault::Overloaded),
            ("authentication_error", Fault::BadKey),
            ("permission_error", Fault::BadKey),
            ("invalid_request_error", Fault::BadRequest),
            ("not_found_error", Fault::BadRequest),
            ("request_too_large", Fault::BadRequest),
            ("billing_error", Fault::Quota),
            ("timeout_error", Fault::Timeout),
            ("api_error", Fault::ServerError),
            ("server_error", Fault::ServerError),
            ("an_error_of_tomorrow", Fault::ServerError),
            ("", Fault::ServerError),
        ] {
            let event = json!({"type": "error", "error": {"type": name, "message": "sk-12"}});
            let (found, cause) = error_in_stream(&event);
            assert_eq!(found, fault, "{name}");
            assert!(!cause.contains("sk-12"), "{cause}");
        }
    }

    proptest! {
        #[test]
        fn s4_no_body_makes_a_refusal_panic(status in any::<u16>(), text in any::<String>()) {
            let body = json!({"error": {"type": text, "code": text}});
            refused(Dependency::OpenAi, status, None, &body);
        }
    }
}
