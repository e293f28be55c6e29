//! Signing in with a phone (A1): a code is sent, and whoever sends it back gets tokens. Neither answer nor time says whether
//! a phone has an account: sending looks nobody up.

use std::sync::Arc;

use axum::{
    Json as Body,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use shared::{
    agent::conversation,
    error::{ErrorCode, Failure},
    fault::Dependency,
    http::{Json, RequestContext},
    identity::{
        access,
        audit::{self, Action},
        code,
        guest::GuestId,
        phone::Phone,
        sessions,
        user::{Role, SignedIn, UserId},
        users::{self, Newcomer, User},
    },
    language::Language,
    notify::sms::{Kept, Sms, code_message},
    store::postgres::bounded,
    telemetry,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Auth, State as Handling, cookie};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    phone: Phone,
    #[serde(default)]
    language: Spoken,
}

/// The language of a message, and of a newcomer.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Spoken {
    #[default]
    Ar,
    En,
}

impl From<Spoken> for Language {
    fn from(spoken: Spoken) -> Self {
        match spoken {
            Spoken::Ar => Self::Arabic,
            Spoken::En => Self::English,
        }
    }
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
    let message = code_message(challenge.code.expose(), asked.language.into());
    let sending = auth.sms.send(&asked.phone, &message, context.now);
    auth.guard.call(Dependency::Twilio, context.now, sending).await?;
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
    language: Spoken,
    /// Whether the refresh token goes into a cookie, as a browser wants it.
    #[serde(default)]
    cookie: bool,
}

/// Tokens, as they are given out.
#[derive(Debug, Serialize)]
pub(crate) struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    /// None where it went into a cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    user: Known,
}

/// Whom the tokens are for.
#[derive(Debug, Serialize)]
struct Known {
    id: UserId,
    role: Role,
}

/// `POST /auth/otp/verify`: tokens for a code. The guest whose token comes along becomes the user, with all conversations.
pub(crate) async fn verify(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    headers: HeaderMap,
    Json(answered): Json<Answered>,
) -> Result<Response, Failure> {
    let auth = &handling.auth;
    let checked = auth.codes.check(answered.challenge_id, &digits(&answered.code)?, context.now).await;
    if checked.as_ref().is_err_and(|failure| failure.code() == ErrorCode::AuthenticationFailed) {
        tracing::warn!(target: telemetry::SECURITY, "a code was not accepted");
    }
    let phone = checked?;
    let guest = auth.doorman.guest(&headers, context.now).await;
    let user = auth.database(enter(auth, &phone, answered.language.into(), guest, context.now)).await?;
    let session = Uuid::new_v4();
    let device = headers.get(header::USER_AGENT).and_then(|device| device.to_str().ok()).unwrap_or_default();
    auth.doorman.sessions.open(user.id, session, device, context.now).await?;
    let refresh = auth.families.begin(user.id, session, context.now).await?;
    tracing::info!(target: telemetry::USER_ACTION, user = %user.id, "signed in");
    tokens(&handling, &user, session, &refresh, answered.cookie, &context).await
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

/// The user who has this phone, made if there is none; noted, and with the guest's conversations.
async fn enter(
    auth: &Auth,
    phone: &Phone,
    language: Language,
    guest: Option<GuestId>,
    now: OffsetDateTime,
) -> Result<User, Failure> {
    let index = phone.index(&auth.key);
    let known = users::by_phone(&auth.pool, &index).await?;
    if let Some(user) = &known
        && auth.doorman.sessions.look(user.id).await?.blocked
    {
        return Err(sessions::blocked());
    }
    let (user, mut transaction) = if let Some(user) = known {
        (user, bounded(auth.pool.begin()).await?)
    } else {
        // KMS is asked before the transaction begins.
        let id = UserId::new(Uuid::new_v4());
        let phone = auth.vault.seal(id, "phone", phone.expose()).await?;
        let newcomer = Newcomer { id, language, phone_index: index, phone };
        let mut transaction = bounded(auth.pool.begin()).await?;
        (users::register(&mut transaction, newcomer, now).await?, transaction)
    };
    if let Some(guest) = guest {
        conversation::adopt(&mut transaction, guest, user.id).await?;
    }
    let id = user.id.to_string();
    audit::add(&mut transaction, Action::SignedIn, &id, &id, now).await?;
    bounded(transaction.commit()).await?;
    Ok(user)
}

/// The answer that brings tokens.
pub(crate) async fn tokens(
    handling: &Handling,
    user: &User,
    session: Uuid,
    refresh: &SecretString,
    in_cookie: bool,
    context: &RequestContext,
) -> Result<Response, Failure> {
    let auth = &handling.auth;
    let who = SignedIn { user: user.id, session, role: user.role };
    let access_token =
        access::sign(who, Uuid::new_v4(), &*auth.doorman.signing_keys.current().await, auth.lifetime, context.now)?;
    let tokens = Tokens {
        access_token,
        token_type: "Bearer",
        expires_in: auth.lifetime.whole_seconds(),
        refresh_token: (!in_cookie).then(|| refresh.expose_secret().to_owned()),
        user: Known { id: user.id, role: user.role },
    };
    if in_cookie {
        let cookie = cookie::kept(refresh.expose_secret(), handling.is_local)?;
        return Ok(([cookie], Body(tokens)).into_response());
    }
    Ok(Body(tokens).into_response())
}
