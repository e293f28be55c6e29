//! `POST /chat/stream` (C2): the turn of `POST /chat` as server-sent events.
//!
//! | event | data |
//! |---|---|
//! | `token` | `{text}`: the next part of the answer, which has been checked |
//! | `tool_start`, `tool_end` | `{tool}`, `{tool, failed}` |
//! | `status` | `{session_id, guest_token}` first of all; `{tier}` where another tier goes on |
//! | `correction` | `{}`: a sentence was stopped; what follows stands in its place, if anything does |
//! | `properties` | `{properties}`: the units of the answer |
//! | `done` | what `POST /chat` answers |
//! | `error` | a failure, in the shape of all failures |
//!
//! While nothing happens, a comment keeps the connection open. The turn goes on as long as the answer is read; where a
//! reader leaves, Lambda reads on, so that the turn is settled and saved all the same.

use std::{convert::Infallible, pin::Pin, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream::unfold;
use serde_json::{Value, json};
use shared::{
    agent::turn::{Happening, Watcher},
    error::Failure,
    http::{Caller, Json, RequestContext, explained},
    identity::principal::Principal,
};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::sleep,
};
use tracing::{Instrument as _, Span};

use crate::{
    Chat,
    turn::{Asking, Question, Reply, reply},
};

/// After how long of silence a comment is sent.
const KEEPALIVE: Duration = Duration::from_secs(10);

/// Proxies are not to keep parts of the answer back.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// A turn that is being made.
struct Turn {
    making: Pin<Box<dyn Future<Output = Result<Reply, Failure>> + Send>>,
    happenings: UnboundedReceiver<Happening>,
    context: RequestContext,
}

/// `POST /chat/stream`
pub(crate) async fn streamed(
    State(chat): State<Arc<Chat>>,
    context: RequestContext,
    caller: Caller,
    principal: Principal,
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Result<Response, Failure> {
    let asking = Asking::of(&chat, &question, principal, &headers, &caller, &context).await;
    let token = asking.guest_token(&chat, &context).await?;
    let first = event("status", &json!({"session_id": asking.session, "guest_token": token}));
    let (sender, happenings) = unbounded_channel();
    let turn_context = context.clone();
    let making = async move {
        let watcher = Watcher(Some(sender));
        reply(&chat, &question, asking, &caller, &turn_context, &watcher).await
    };
    let making = Box::pin(making.instrument(Span::current()));
    let parts = unfold((Some(first), Some(Turn { making, happenings, context })), |(first, turn)| async {
        let (part, turn) = match first {
            Some(first) => (first, turn),
            None => next(turn?).await,
        };
        Some((Ok::<_, Infallible>(Bytes::from(part)), (None, turn)))
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8")),
        (UNBUFFERED, HeaderValue::from_static("no")),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}

/// What is sent next, and the turn where it is not done.
async fn next(mut turn: Turn) -> (String, Option<Turn>) {
    tokio::select! {
        biased;
        Some(happening) = turn.happenings.recv() => (told(&happening), Some(turn)),
        made = &mut turn.making => {
            // What happened while it was being made comes before its end.
            let mut last = String::new();
            while let Ok(happening) = turn.happenings.try_recv() {
                last += &told(&happening);
            }
            match made {
                Ok(reply) => {
                    last += &event("properties", &json!({"properties": reply.properties}));
                    last += &event("done", &json!(reply));
                }
                Err(failure) => last += &event("error", &explained(&failure, &turn.context)),
            }
            (last, None)
        }
        () = sleep(KEEPALIVE) => (": still here\n\n".to_owned(), Some(turn)),
    }
}

/// A happening as an event.
fn told(happening: &Happening) -> String {
    match happening {
        Happening::Said(text) => event("token", &json!({"text": text})),
        Happening::ToolBegun(tool) => event("tool_start", &json!({"tool": tool})),
        Happening::ToolEnded(tool, failed) => event("tool_end", &json!({"tool": tool, "failed": failed})),
        Happening::Continues(tier) => event("status", &json!({"tier": tier})),
        Happening::Corrected => event("correction", &json!({})),
    }
}

/// An event; JSON has no line breaks of its own.
fn event(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}
