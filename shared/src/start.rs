//! How a function starts: settings checked, secrets fetched, clients built, then it serves until Lambda
//! ends it. What cannot start says why in one log line and ends with a failure, which Lambda reports as a
//! failed initialisation.

use std::{error::Error, process::ExitCode, time::Instant};

use axum::Router;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde::{Serialize, de::DeserializeOwned};
use tracing::Instrument as _;

use crate::{
    config::{Base, Environment, Settings},
    error::{Failure, chain},
    telemetry,
};

/// Why a function does not start.
pub type StartError = Box<dyn Error + Send + Sync>;

/// Runs an HTTP function: `start` makes its router out of its settings. With `RESPONSE_STREAMING` set to `true` every
/// answer leaves as it is made, for a function behind an address of its own that streams.
pub async fn http(
    settings: Settings,
    start: impl AsyncFnOnce(Settings, Base) -> Result<Router, StartError>,
) -> ExitCode {
    run(settings, async |mut settings, base| {
        let streams = settings.parsed("RESPONSE_STREAMING", false, "true or false", |text| text.parse().ok());
        let router = Box::pin(start(settings, base)).await?;
        if streams { lambda_http::run_with_streaming_response(router).await } else { lambda_http::run(router).await }
    })
    .await
}

/// Runs a function of any kind: `serve` starts it and serves until it is ended.
async fn run(mut settings: Settings, serve: impl AsyncFnOnce(Settings, Base) -> Result<(), StartError>) -> ExitCode {
    let base = Base::read(&mut settings);
    let format = if base.environment == Environment::Local { telemetry::Format::Text } else { telemetry::Format::Json };
    telemetry::init(format, &base.log_level);
    match serve(settings, base).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(target: telemetry::ERROR, cause = chain(error.as_ref()), "the function does not start");
            ExitCode::FAILURE
        }
    }
}

/// Runs a function that events other than HTTP requests trigger: `start` makes its state, `handle` takes
/// one event. A failure is logged here, once, with its cause; Lambda is told its code, so that the event is
/// tried again.
pub async fn events<State, Event, Answer>(
    settings: Settings,
    start: impl AsyncFnOnce(Settings, Base) -> Result<State, StartError>,
    handle: impl AsyncFn(&State, Event) -> Result<Answer, Failure>,
) -> ExitCode
where
    Event: DeserializeOwned,
    Answer: Serialize,
{
    run(settings, async |settings, base| {
        // On the heap: what a start awaits at once is large.
        let state = Box::pin(start(settings, base)).await?;
        let answer = async |event: LambdaEvent<Event>| {
            let span = tracing::info_span!("event", lambda_request_id = event.context.request_id);
            let started = Instant::now();
            let answered = Box::pin(handle(&state, event.payload)).instrument(span.clone()).await;
            let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            span.in_scope(|| {
                tracing::info!(target: telemetry::PERFORMANCE, duration_ms, failed = answered.is_err(), "event handled");
            });
            answered.map_err(|failure| {
                let (error_code, cause) = (failure.code().as_str(), failure.cause_chain());
                span.in_scope(|| tracing::error!(target: telemetry::ERROR, error_code, cause, "the event failed"));
                Diagnostic { error_type: error_code.to_owned(), error_message: failure.code().message().to_owned() }
            })
        };
        lambda_runtime::run(service_fn(answer)).await
    })
    .await
}
