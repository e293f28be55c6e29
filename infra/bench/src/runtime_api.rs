//! Lambda's Runtime API, for one process: it asks for an event, and answers it, over and over.

use std::{
    io,
    time::{Duration, Instant, SystemTime},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::sync::{mpsc, oneshot};

use crate::server::Server;

/// Lambda's longest timeout, so that no function ends an invocation for lack of time.
const TIMEOUT: Duration = Duration::from_mins(15);

/// What the process does.
pub(crate) enum Call {
    /// It asks for an event, which it is given through `sender`.
    Next { at: Instant, sender: oneshot::Sender<String> },
    /// It has answered the event.
    Answered { at: Instant, answer: Bytes },
}

/// What the process does, or why it could not start or not answer, in its own words.
pub(crate) type Said = Result<Call, String>;

/// The API, on a port of its own. A process that has been killed can leave a call behind: with a server for each
/// process, nobody takes it for the next one's.
pub(crate) struct RuntimeApi {
    /// Listens at what the process is told as `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) server: Server,
    /// What the process does, in order.
    pub(crate) calls: mpsc::Receiver<Said>,
}

impl RuntimeApi {
    /// Starts to serve.
    pub(crate) async fn start() -> io::Result<Self> {
        let (sender, calls) = mpsc::channel(1);
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(failed))
            .with_state(sender);
        Ok(Self { server: Server::start(routes).await?, calls })
    }
}

// A call that nobody receives any more is one of a process that is being ended: what it is answered does not matter.

async fn next(State(calls): State<mpsc::Sender<Said>>) -> Response {
    let at = Instant::now();
    let (sender, event) = oneshot::channel();
    let _ = calls.send(Ok(Call::Next { at, sender })).await;
    let Ok(event) = event.await else {
        return StatusCode::GONE.into_response();
    };
    let deadline = (SystemTime::now() + TIMEOUT).duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let headers = [
        ("Content-Type", "application/json".to_owned()),
        ("Lambda-Runtime-Aws-Request-Id", "5a0b7c64-1f0e-4b6e-9d51-3c7f2e8ab640".to_owned()),
        ("Lambda-Runtime-Deadline-Ms", deadline.as_millis().to_string()),
        ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:bench".to_owned()),
    ];
    (headers, event).into_response()
}

async fn answered(State(calls): State<mpsc::Sender<Said>>, answer: Bytes) -> StatusCode {
    let at = Instant::now();
    let _ = calls.send(Ok(Call::Answered { at, answer })).await;
    StatusCode::ACCEPTED
}

async fn failed(State(calls): State<mpsc::Sender<Said>>, reason: String) -> StatusCode {
    let _ = calls.send(Err(reason)).await;
    StatusCode::ACCEPTED
}
