//! Signing in with a phone (A1): a code is sent, and whoever sends it back gets tokens. Neither answer nor time says whether
//! a phone has an account: sending looks nobody up.

use std::sync::Arc;

use axum::{
    Json as Body,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{
    error::{ErrorCode, Failure},
    fault::Dependency,
    http::{Json, RequestContext},
    identity::{code, phone::Phone, principal::Principal, proof::Proof},
    language::Language,
    notify::{
        outbox::Kept,
        sms::{Sms, code_message},
    },
    telemetry,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    State as Handling,
    entry::{Coming, enter},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    phone: Phone,
    #[serde(default)]
    language: Language,
}

#[derive(Debug, Serialize)]
struct Sent {
    challenge_id: Uuid,
    expires_in_seconds: i64,
    /// After how long another code may be sent to this phone.
    resend_after_seconds: i64,
}

/// `POST /auth/otp/send`: sends a code to a phone.
pub(crate) async fn send(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    Json(asked): Json<Asked>,
) -> Result<Response, Failure> {
    let auth = &handling.auth;
    let challenge = auth.codes.make(&asked.phone, Uuid::new_v4(), context.now).await?;
    let message = code_message(challenge.code.expose(), asked.language);
    let sending = auth.sms.send(&asked.phone, &message, context.now);
    auth.guard.call(Dependency::Twilio, OffsetDateTime::now_utc(), sending).await?;
    tracing::info!(target: telemetry::USER_ACTION, "a code was sent");
    Ok(Body(Sent {
        challenge_id: challenge.id,
        expires_in_seconds: code::LIFETIME.whole_seconds(),
        resend_after_seconds: challenge.resend_after.whole_seconds(),
    })
    .into_response())
}

/// `GET /auth/outbox`: on a developer's machine, text messages that nobody sent.
pub(crate) async fn outbox(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
) -> Result<Body<Vec<Kept>>, Failure> {
    match &handling.auth.sms {
        Sms::Outbox(outbox) => outbox.messages(context.now).await.map(Body),
        Sms::Twilio(_) => Err(Failure::new(ErrorCode::NotFound)),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answered {
    challenge_id: Uuid,
    code: String,
    #[serde(default)]
    language: Language,
    /// Whether the refresh token goes into a cookie, as a browser wants it.
    #[serde(default)]
    cookie: bool,
}

/// `POST /auth/otp/verify`: tokens for a code; of who is signed in, one more phone.
pub(crate) async fn verify(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
    headers: HeaderMap,
    Json(answered): Json<Answered>,
) -> Result<Response, Failure> {
    let auth = &handling.auth;
    let phone = auth.codes.check(answered.challenge_id, &digits(&answered.code)?, context.now).await?;
    let (language, in_cookie) = (answered.language, answered.cookie);
    let coming = Coming { principal, headers: &headers, context: &context, language, in_cookie };
    enter(&handling, &Proof::Phone(phone), coming).await
}

/// A code as people type it: six digits of either script, with spaces at most.
fn digits(code: &str) -> Result<String, Failure> {
    let read = |char: char| match char {
        '0'..='9' => Some(char),
        '٠'..='٩' => char::from_digit(u32::from(char) - u32::from('٠'), 10),
        _ => None,
    };
    let digits: Option<String> = code.trim().chars().filter(|char| *char != ' ').map(read).collect();
    digits.filter(|digits| digits.len() == 6).ok_or_else(|| Failure::validation("code", "it is six digits"))
}
