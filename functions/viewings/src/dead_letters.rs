//! Dead letters: what was tried often enough, and waits for somebody to see to its cause. Then it can be tried again.

use std::sync::Arc;

use axum::{
    Json as Body,
    extract::{Path, State},
};
use futures_util::future::join_all;
use serde::Serialize;
use shared::{
    error::{ErrorCode, Failure, chain},
    http::RequestContext,
    identity::{admin::Administrator, audit::Action, users},
    store::queue::Queue,
    telemetry,
};

use crate::Viewings;

/// How many messages one request brings back.
const MOVED_AT_ONCE: u32 = 100;

/// A queue of dead letters.
#[derive(Debug)]
pub struct DeadLetters {
    /// What is tried, in answers.
    pub name: &'static str,
    /// Where its dead letters lie.
    pub letters: Queue,
    /// Where they are tried again; `None` where another way does it.
    pub tried_in: Option<Queue>,
}

#[derive(Debug, Serialize)]
struct Lying {
    name: &'static str,
    /// How many lie there; `None` where it is not known.
    waiting: Option<u64>,
}

#[derive(Debug, Serialize)]
pub(crate) struct AllLying {
    queues: Vec<Lying>,
}

/// `GET /admin/dead-letters`: how many dead letters each queue has.
pub(crate) async fn list(State(handling): State<Arc<Viewings>>) -> Body<AllLying> {
    let queues = handling.dead_letters.iter().map(async |DeadLetters { name, letters, .. }| {
        let waiting = letters.waiting().await.inspect_err(|failure| {
            let cause = chain(failure);
            tracing::warn!(target: telemetry::ERROR, name, cause, "a queue does not say how many wait");
        });
        Lying { name, waiting: waiting.ok() }
    });
    Body(AllLying { queues: join_all(queues).await })
}

#[derive(Debug, Serialize)]
pub(crate) struct Moved {
    moved: u32,
}

/// `POST /admin/dead-letters/{name}/redrive`: has a hundred of them tried again.
pub(crate) async fn redrive(
    State(handling): State<Arc<Viewings>>,
    context: RequestContext,
    administrator: Administrator,
    Path(name): Path<String>,
) -> Result<Body<Moved>, Failure> {
    let known = handling.dead_letters.iter().find(|queue| queue.name == name);
    let known = known.and_then(|queue| Some((&queue.letters, queue.tried_in.as_ref()?)));
    let (letters, tried_in) = known.ok_or_else(|| Failure::new(ErrorCode::NotFound))?;
    let actor = administrator.to_string();
    handling.database(users::note(&handling.pool, Action::DeadLettersTried, &actor, &name, context.now)).await?;
    let moved = letters.move_to(tried_in, MOVED_AT_ONCE).await?;
    tracing::info!(target: telemetry::SYSTEM, name, moved, "dead letters are tried again");
    Ok(Body(Moved { moved }))
}
