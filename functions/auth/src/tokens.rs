//! Tokens that follow one another, and their end (A3).

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    error::Failure,
    http::{Json, RequestContext},
    identity::{
        audit::Action,
        principal::Principal,
        refresh::{self, Refreshed, Shown},
        user::{SignedIn, UserId},
        users,
    },
    telemetry,
};

use crate::{State as Handling, cookie, entry};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refreshing {
    /// The token; else it is in the cookie.
    refresh_token: Option<String>,
}

/// `POST /auth/refresh`: an access token and the next refresh token, for the last one.
pub(crate) async fn refresh(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    headers: HeaderMap,
    Json(refreshing): Json<Refreshing>,
) -> Result<Response, Failure> {
    let in_cookie = refreshing.refresh_token.is_none();
    let token = refreshing.refresh_token.as_deref().or_else(|| cookie::token(&headers));
    let answer = match token {
        Some(token) => next(&handling, token, in_cookie, &context).await,
        None => Err(refresh::refused()),
    };
    match answer {
        Err(failure) if in_cookie && failure.code() == refresh::refused().code() => {
            Err(failure.with_headers([cookie::forgotten(handling.is_local)?]))
        }
        answer => answer,
    }
}

async fn next(
    handling: &Handling,
    token: &str,
    in_cookie: bool,
    context: &RequestContext,
) -> Result<Response, Failure> {
    let (auth, now) = (&handling.auth, context.now);
    match auth.families.refresh(token, now).await? {
        Shown::Good(Refreshed { user, family, token }) => {
            // Signed out, shut out or erased meanwhile.
            auth.doorman.sessions.use_again(user, family, now).await?;
            let user = auth.database(users::by_id(&auth.pool, user)).await?.ok_or_else(refresh::refused)?;
            entry::tokens(handling, &user, family, &token, in_cookie, context).await
        }
        Shown::Reused(user, family) => {
            tracing::warn!(target: telemetry::SECURITY, %user, "a refresh token was used twice; its session has ended");
            auth.doorman.sessions.close(user, family, now).await?;
            auth.note(user, Action::TokenReused, now).await?;
            Err(refresh::refused())
        }
        Shown::Nothing => Err(refresh::refused()),
    }
}

/// `POST /auth/logout`: ends the session that calls.
pub(crate) async fn sign_out(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
) -> Result<Response, Failure> {
    let (auth, now) = (&handling.auth, context.now);
    let SignedIn { user, session, role: _ } = principal.signed_in()?;
    auth.sign_out(user, session, now).await?;
    signed_out(&handling, user)
}

/// `POST /auth/logout-all`: ends all sessions of who calls.
pub(crate) async fn sign_out_everywhere(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
) -> Result<Response, Failure> {
    let (auth, now) = (&handling.auth, context.now);
    let SignedIn { user, .. } = principal.signed_in()?;
    auth.end_sessions(user, now).await?;
    auth.note(user, Action::SignedOut, now).await?;
    signed_out(&handling, user)
}

/// The answer to who has signed out, which makes the browser forget.
fn signed_out(handling: &Handling, user: UserId) -> Result<Response, Failure> {
    tracing::info!(target: telemetry::USER_ACTION, %user, "signed out");
    Ok((StatusCode::NO_CONTENT, [cookie::forgotten(handling.is_local)?]).into_response())
}
