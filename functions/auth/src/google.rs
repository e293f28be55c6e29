//! Signing in with an account at Google (A2).

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use shared::{
    error::Failure,
    http::{Json, RequestContext},
    identity::{principal::Principal, proof::Proof},
    language::Language,
};

use crate::{
    State as Handling,
    entry::{Coming, enter},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shown {
    /// The ID token that Google gave the page.
    id_token: String,
    /// What the page asked Google to put into it.
    nonce: Option<String>,
    #[serde(default)]
    language: Language,
    #[serde(default)]
    cookie: bool,
}

/// `POST /auth/google`: tokens for an ID token; of who is signed in, one more account.
pub(crate) async fn verify(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
    headers: HeaderMap,
    Json(shown): Json<Shown>,
) -> Result<Response, Failure> {
    let auth = &handling.auth;
    let subject = auth.google.verify(&shown.id_token, shown.nonce.as_deref(), &auth.guard, context.now).await?;
    let (language, in_cookie) = (shown.language, shown.cookie);
    let coming = Coming { principal, headers: &headers, context: &context, language, in_cookie };
    enter(&handling, &Proof::Google(subject), coming).await
}
