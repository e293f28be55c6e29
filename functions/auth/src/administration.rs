//! Users as administrators see to them (A5).

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use shared::{
    error::{ErrorCode, Failure},
    http::{Json, RequestContext},
    identity::{
        admin::Administrator,
        audit::Action,
        user::{Role, UserId},
        users,
    },
    telemetry,
};

use crate::State as Handling;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    /// Whether they are shut out.
    blocked: Option<bool>,
    role: Option<Role>,
}

/// `PATCH /admin/users/{id}`: shuts a user out or lets them in, and gives them another role. Either signs them out.
pub(crate) async fn change(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    administrator: Administrator,
    Path(id): Path<String>,
    Json(change): Json<Change>,
) -> Result<StatusCode, Failure> {
    let (auth, now, actor) = (&handling.auth, context.now, administrator.to_string());
    let user: UserId = id.parse().map_err(|_| Failure::new(ErrorCode::NotFound))?;
    if auth.database(users::by_id(&auth.pool, user)).await?.is_none() {
        return Err(Failure::new(ErrorCode::NotFound));
    }
    if let Some(role) = change.role {
        // Tokens that are out still say the old one. Before and after: whoever dies in between leaves none of them good.
        auth.end_sessions(user, now).await?;
        auth.database(users::set_role(&auth.pool, user, role, &actor, now)).await?;
        auth.end_sessions(user, now).await?;
        tracing::info!(target: telemetry::SECURITY, %user, role = role.as_str(), "a role was changed");
    }
    if let Some(blocked) = change.blocked {
        auth.doorman.sessions.block(user, blocked, now).await?;
        let action = if blocked { Action::Blocked } else { Action::Unblocked };
        auth.database(users::note(&auth.pool, action, &actor, &user.to_string(), now)).await?;
        tracing::info!(target: telemetry::SECURITY, %user, blocked, "a user was shut out or let in");
    }
    Ok(StatusCode::NO_CONTENT)
}
