//! The models' providers: thin typed clients, each of one HTTP request and its answer. A client neither spends nor
//! retries nor gives up on anybody: it says what it got, what went wrong ([`Fault`]) and what may have been billed
//! ([`Billed`]). Money is held before a call and settled after it by who calls
//! ([`listings::embedding`](crate::listings::embedding) for vectors), inside a breaker and under retries.
//!
//! The TLS is the one of the whole tree: rustls on AWS-LC. It trusts the roots that browsers trust, compiled in,
//! because reading the machine's store would take most of a cold start. No proxy of the environment is used.

pub mod openai;

use std::{error::Error, sync::Arc, time::Duration};

use reqwest::redirect;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

use crate::{error::Failure, fault::Fault, start::StartError};

/// How long a connection may take to stand. No request is given less time as a whole
/// ([`LEAST_TIME`]): one that cannot connect must be seen as that, and not as one that was not answered.
const CONNECT_LIMIT: Duration = Duration::from_secs(1);

/// A request that is given less time would only look like one that the provider did not answer.
pub const LEAST_TIME: Duration = Duration::from_millis(1_200);

/// How long an unused connection is kept: less than the providers' own minute.
const IDLE_LIMIT: Duration = Duration::from_secs(50);

/// The longest answer that is read: 96 vectors of 1,536 numbers take two megabytes.
const ANSWER_LIMIT: usize = 8 << 20;

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

/// The client that all providers share: plain HTTP/1.1, no redirects, since a provider's API has none and the key must
/// not follow one.
fn http_client() -> Result<reqwest::Client, StartError> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_LIMIT)
        .pool_idle_timeout(IDLE_LIMIT)
        .build()?)
}

/// What became of a request that got no answer, or not a whole one. The address is left out of the cause.
fn without_answer(error: reqwest::Error) -> (Fault, Billed, Box<dyn Error + Send + Sync>) {
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
    (fault, billed, error.without_url().into())
}

/// The whole body of an answer; `None` where it is longer than any should be.
async fn body(response: &mut reqwest::Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > ANSWER_LIMIT {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}
