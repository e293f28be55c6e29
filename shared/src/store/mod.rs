//! Where things are kept: relations and constraints in Postgres, counters in DynamoDB. Nothing above this
//! module holds an AWS client of its own, and every call has an end: a time after which it has failed.

pub mod bucket;
pub mod data_keys;
pub mod mailer;
pub mod postgres;
pub mod queue;
pub mod table;
pub mod topic;

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use aws_config::{BehaviorVersion, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};

use crate::start::StartError;

/// A client of a service that a function may never need: it is built when it is used first, so that a start is short. Those
/// that every request needs are built at the start, for which Lambda lends more of a processor.
type Later<C> = Arc<LazyLock<C, Box<dyn FnOnce() -> C + Send>>>;

fn later<C: 'static>(config: &SdkConfig, build: fn(&SdkConfig) -> C) -> Later<C> {
    let config = config.clone();
    Arc::new(LazyLock::new(Box::new(move || build(&config))))
}

/// The roots of Amazon Trust Services, under which every endpoint of AWS stands
/// (<https://www.amazontrust.com/repository/>). Reading the machine's own store, a hundred and more roots,
/// would take most of a cold start.
const ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// The region, credentials, endpoint and connections that all AWS clients of a function share.
pub async fn aws_config() -> Result<SdkConfig, StartError> {
    let trust = TrustStore::empty().with_pem_certificate(ROOTS);
    let tls = TlsContext::builder().with_trust_store(trust).build()?;
    let client = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(tls).build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(2))
        .operation_timeout(Duration::from_secs(5))
        .build();
    let config = aws_config::defaults(BehaviorVersion::latest())
        .http_client(client)
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(3));
    Ok(config.load().await)
}
