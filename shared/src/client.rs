//! The HTTP client to those whom Osool calls over the internet: models' providers, senders of messages. Plain HTTP/1.1, no
//! redirects, since none of their APIs has any and a key must not follow one, and no proxy of the environment.
//!
//! The TLS is the one of the whole tree: rustls on AWS-LC. It trusts the roots that browsers trust, compiled in, because
//! reading the machine's store would take most of a cold start.

use std::{
    error::Error,
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{Client, RequestBuilder, Response, Url, redirect};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

use crate::{
    config::Settings,
    error::Failure,
    fault::{Dependency, Fault},
};

/// How long a connection may take to stand.
const CONNECT_LIMIT: Duration = Duration::from_secs(1);

/// How long an unused connection is kept: less than the minute after which others end it.
const IDLE_LIMIT: Duration = Duration::from_secs(50);

/// A client, one for all in an environment that call out: it is cloned to them. It is built when somebody is called first,
/// because most environments answer many requests before that, or start only to find no key to call anybody with.
#[derive(Debug, Clone, Default)]
pub struct HttpClient(Arc<OnceLock<Client>>);

impl HttpClient {
    /// A request to read what is at this address.
    pub fn get(&self, url: &str) -> Result<RequestBuilder, Failure> {
        Ok(self.built()?.get(url))
    }

    /// A request to send something to this address.
    pub fn post(&self, url: &str) -> Result<RequestBuilder, Failure> {
        Ok(self.built()?.post(url))
    }

    fn built(&self) -> Result<&Client, Failure> {
        if let Some(client) = self.0.get() {
            return Ok(client);
        }
        // Of two that build one at once, one is kept.
        let client = build().map_err(Failure::internal)?;
        Ok(self.0.get_or_init(|| client))
    }
}

fn build() -> Result<Client, Box<dyn Error + Send + Sync>> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_LIMIT)
        .pool_idle_timeout(IDLE_LIMIT)
        .build()?)
}

/// That somebody did not answer. The address is left out: it can hold a key.
#[must_use]
pub fn unanswered(dependency: Dependency, error: reqwest::Error) -> Failure {
    let fault = if error.is_timeout() && !error.is_connect() { Fault::Timeout } else { Fault::Unreachable };
    Failure::of(dependency, fault, error.without_url())
}

/// The body of an answer, of at most so many bytes.
pub async fn body(dependency: Dependency, mut answer: Response, most: usize) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| unanswered(dependency, error))? {
        if body.len() + chunk.len() > most {
            return Err(Failure::of(dependency, Fault::Malformed, "the answer is too long"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads where somebody is called: the setting of this name, else their own address.
pub fn address(settings: &mut Settings, name: &str, own: &str) -> String {
    let is_address = |address: &str| {
        Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.query().is_none())
    };
    let expected = format!("an address such as {own}");
    settings.parsed(name, own.to_owned(), &expected, |address| is_address(address).then(|| address.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o8_an_address_that_is_none_is_refused() {
        for (value, is_good) in [
            ("http://127.0.0.1:9000", true),
            ("https://api.example.com/v1", true),
            ("ftp://api.example.com", false),
            ("api.example.com", false),
            ("https://api.example.com/?key=1", false),
        ] {
            let mut settings = Settings::from_pairs([("OPENAI_BASE_URL", value)]);
            let read = address(&mut settings, "OPENAI_BASE_URL", "https://api.openai.com");
            assert_eq!(settings.check().is_ok(), is_good, "{value}");
            assert!(!is_good || read == value);
        }
    }
}
