//! Signing in with a mail and a password (A2, A6). A mail is nobody's before the link that came to it was opened: until
//! then there is neither an account nor anything that it opens.
//!
//! Neither answer nor time says whether a mail has an account: what is asked for is done alike for both, and what is to be
//! said goes by mail, or to nobody.

use std::sync::Arc;

use axum::{
    Json as Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use shared::{
    error::{ErrorCode, Failure},
    http::{Json, Query, RequestContext},
    identity::{
        audit::{self, Action},
        email::Email,
        links::{self, About, CONFIRMING, Confirming, RESETTING, Resetting},
        password::Password,
        principal::Principal,
        proof::{self, Kind, Proof},
        user::{SignedIn, UserId},
        users,
    },
    language::Language,
    notify::notice::{Notice, What},
    store::postgres::bounded,
    telemetry,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Auth, State as Handling,
    entry::{Coming, enter_with},
};

/// That something is on its way, if there is anybody whom it is for.
#[derive(Debug, Serialize)]
struct OnItsWay {
    /// How long the link works.
    expires_in_seconds: i64,
}

fn on_its_way(lifetime: Duration) -> Response {
    (StatusCode::ACCEPTED, Body(OnItsWay { expires_in_seconds: lifetime.whole_seconds() })).into_response()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registering {
    email: Email,
    password: Password,
    #[serde(default)]
    language: Language,
}

/// What the browser that registers keeps until the link is opened.
#[derive(Debug, Serialize)]
struct Registered {
    expires_in_seconds: i64,
    registration: Uuid,
}

/// `POST /auth/register`: a link to the mail, which makes the account when it is opened. The password counts only where
/// `registration` comes along then: whoever merely reads the mailbox has not chosen it.
pub(crate) async fn register(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    Json(registering): Json<Registering>,
) -> Result<Response, Failure> {
    let (auth, now) = (&handling.auth, context.now);
    let Registering { email, password, language } = registering;
    auth.links.count_mail(&email, About::Confirming, now).await?;
    let password = auth.passwords.hash(&password)?;
    let is_known = auth.by_mail(&email).await?.is_some();
    let registration = Uuid::new_v4();
    let what = Confirming::Register { email: email.clone(), password, registration, language };
    let token = auth.links.confirming(&what, now).await?;
    let what = if is_known {
        What::AlreadyRegistered { link: auth.page.clone() }
    } else {
        What::ConfirmEmail { link: auth.address("verify", &token) }
    };
    auth.notices.send(Uuid::new_v4(), &Notice { to: Some(email), language, what }).await?;
    let expires_in_seconds = CONFIRMING.whole_seconds();
    Ok((StatusCode::ACCEPTED, Body(Registered { expires_in_seconds, registration })).into_response())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Adding {
    email: Email,
    #[serde(default)]
    language: Language,
}

/// `POST /auth/email/send-verification`: a link to a mail, which adds it to the account of who calls when it is opened.
pub(crate) async fn send_verification(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
    Json(adding): Json<Adding>,
) -> Result<Response, Failure> {
    let (auth, now) = (&handling.auth, context.now);
    let SignedIn { user, .. } = principal.signed_in()?;
    let Adding { email, language } = adding;
    auth.links.count_mail(&email, About::Confirming, now).await?;
    let token = auth.links.confirming(&Confirming::Add { email: email.clone(), user }, now).await?;
    let what = What::AddEmail { link: auth.address("verify", &token) };
    auth.notices.send(Uuid::new_v4(), &Notice { to: Some(email), language, what }).await?;
    Ok(on_its_way(CONFIRMING))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Opened {
    token: SecretString,
    /// What registering was answered with, where this is the browser that did.
    registration: Option<Uuid>,
}

#[derive(Debug, Serialize)]
struct Verified {
    verified: bool,
    /// Whether the account opens by the password that was chosen; else one is to be asked for.
    has_password: bool,
}

/// `GET /auth/email/verify`: does what a link was sent for. It is the page that asks, when somebody presses its button, so
/// that what merely looks at links in mails confirms nothing. A mail is added to an account by who is signed in to it only:
/// whoever else reads the mailbox may not know whose account it is.
pub(crate) async fn verify(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
    Query(opened): Query<Opened>,
) -> Result<Response, Failure> {
    let (auth, now) = (&handling.auth, context.now);
    if let Confirming::Add { user, .. } = auth.links.look(&opened.token, now).await?
        && principal.signed_in().ok().is_none_or(|who| who.user != user)
    {
        let reason = "sign in to the account first that the mail is to be added to";
        return Err(Failure::new(ErrorCode::NotAuthorized).with("reason", reason));
    }
    let has_password = match auth.links.confirm(&opened.token, now).await? {
        Confirming::Add { email, user } => {
            auth.link(user, &Proof::Email(email), now).await?;
            false
        }
        Confirming::Register { email, password, registration, language } => {
            if auth.by_mail(&email).await?.is_some() {
                return Err(proof::taken(Kind::Email));
            }
            let password = Some(password).filter(|_| opened.registration == Some(registration));
            auth.database(register_user(auth, email, password.as_deref(), language, now)).await?;
            password.is_some()
        }
    };
    Ok(Body(Verified { verified: true, has_password }).into_response())
}

/// Makes a user whose mail opens the account, with the password where there is one.
async fn register_user(
    auth: &Auth,
    email: Email,
    password: Option<&str>,
    language: Language,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let id = UserId::new(Uuid::new_v4());
    let kept = auth.kept(id, &Proof::Email(email)).await?;
    let mut transaction = bounded(auth.pool.begin()).await?;
    let user = users::register(&mut transaction, id, language, kept, now).await?;
    if user.id != id {
        return Err(proof::taken(Kind::Email));
    }
    if let Some(password) = password {
        users::set_password(&mut transaction, id, password, now, now).await?;
    }
    bounded(transaction.commit()).await?;
    tracing::info!(target: telemetry::USER_ACTION, user = %id, "registered by mail");
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SigningIn {
    email: Email,
    password: SecretString,
    #[serde(default)]
    language: Language,
    #[serde(default)]
    cookie: bool,
}

/// `POST /auth/login`: tokens for a mail and its password.
pub(crate) async fn login(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    headers: HeaderMap,
    Json(signing_in): Json<SigningIn>,
) -> Result<Response, Failure> {
    let auth = &handling.auth;
    let SigningIn { email, password, language, cookie } = signing_in;
    let proof = Proof::Email(email);
    let index = proof.index(&auth.key);
    auth.passwords.count_try(&index, context.now).await?;
    let hash = auth.database(users::password_by_mail(&auth.pool, &index)).await?;
    if !auth.passwords.matches(&Password::typed(password.expose_secret()), hash.as_deref())? {
        return Err(Failure::new(ErrorCode::AuthenticationFailed).with("reason", "the mail or the password is wrong"));
    }
    auth.passwords.forgive(&index).await?;
    // Whoever is signed in signs in as somebody else here: a password adds nothing to an account.
    let principal = Principal::Guest;
    let coming = Coming { principal, headers: &headers, context: &context, language, in_cookie: cookie };
    enter_with(&handling, &proof, hash.as_deref(), coming).await
}

/// `POST /auth/password-reset`: a link to another password, where the mail has an account.
pub(crate) async fn reset(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    Json(asked): Json<Adding>,
) -> Result<Response, Failure> {
    let (auth, now) = (&handling.auth, context.now);
    let Adding { email, language } = asked;
    auth.links.count_mail(&email, About::Resetting, now).await?;
    let is_known = auth.by_mail(&email).await?.is_some();
    let token = auth.links.resetting(&Resetting { email: email.clone(), asked_at: now }, now).await?;
    let what = What::ResetPassword { link: auth.address("reset", &token) };
    auth.notices.send(Uuid::new_v4(), &Notice { to: is_known.then_some(email), language, what }).await?;
    Ok(on_its_way(RESETTING))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changing {
    token: SecretString,
    password: Password,
    #[serde(default)]
    language: Language,
}

/// `POST /auth/password-reset/confirm`: another password for who opened the link; all sessions end.
pub(crate) async fn change(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    Json(changing): Json<Changing>,
) -> Result<StatusCode, Failure> {
    let (auth, now) = (&handling.auth, context.now);
    let Resetting { email, asked_at } = auth.links.reset(&changing.token, now).await?;
    let user = auth.by_mail(&email).await?.ok_or_else(links::over)?;
    let hash = auth.passwords.hash(&changing.password)?;
    // Before and after: whoever dies in between leaves no session of the old password. Whoever signs in meanwhile looks again
    // when their session is open.
    auth.end_sessions(user, now).await?;
    auth.database(set_password(auth, user, &hash, asked_at, now)).await?;
    auth.end_sessions(user, now).await?;
    auth.passwords.forgive(&Proof::Email(email.clone()).index(&auth.key)).await?;
    tracing::info!(target: telemetry::SECURITY, %user, "a password was changed by a link");
    let notice = Notice { to: Some(email), language: changing.language, what: What::PasswordChanged };
    if let Err(failure) = auth.notices.send(Uuid::new_v4(), &notice).await {
        // It is changed all the same.
        tracing::warn!(target: telemetry::ERROR, %user, cause = failure.cause_chain(), "nobody is told of a new password");
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn set_password(
    auth: &Auth,
    user: UserId,
    hash: &str,
    asked_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let mut transaction = bounded(auth.pool.begin()).await?;
    if !users::set_password(&mut transaction, user, hash, asked_at, now).await? {
        return Err(links::over());
    }
    let id = user.to_string();
    audit::add(&mut transaction, Action::PasswordReset, &id, &id, now).await?;
    bounded(transaction.commit()).await
}

impl Auth {
    /// Who has this mail.
    async fn by_mail(&self, email: &Email) -> Result<Option<UserId>, Failure> {
        let index = Proof::Email(email.clone()).index(&self.key);
        let user = self.database(users::by_proof(&self.pool, Kind::Email, &index)).await?;
        Ok(user.map(|user| user.id))
    }

    /// Where a link leads. What comes after `#` stays in the browser: no server's log holds it.
    fn address(&self, what: &str, token: &SecretString) -> String {
        format!("{}#{what}={}", self.page, token.expose_secret())
    }
}
