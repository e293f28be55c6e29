//! From what somebody has proven to a session: whoever comes as a guest is signed in, and becomes a user if there was none;
//! whoever is signed in already has one more thing that opens their account.

use axum::{
    Json as Body,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use shared::{
    agent::conversation,
    error::{ErrorCode, Failure},
    http::RequestContext,
    identity::{
        access,
        audit::{self, Action},
        guest::GuestId,
        principal::Principal,
        proof::Proof,
        sessions,
        user::{Role, SignedIn, UserId},
        users::{self, Kept, User},
    },
    language::Language,
    store::postgres::bounded,
    telemetry,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Auth, State as Handling, cookie};

/// How somebody comes who proves something.
#[derive(Debug)]
pub(crate) struct Coming<'request> {
    pub(crate) principal: Principal,
    pub(crate) headers: &'request HeaderMap,
    pub(crate) context: &'request RequestContext,
    /// The language of a newcomer.
    pub(crate) language: Language,
    /// Whether the refresh token goes into a cookie, as a browser wants it.
    pub(crate) in_cookie: bool,
}

/// What somebody has been given who was signed in.
#[derive(Debug, Serialize)]
struct Linked {
    linked: &'static str,
}

/// Lets somebody in. The guest whose token comes along becomes the user, with all conversations.
pub(crate) async fn enter(handling: &Handling, proof: &Proof, coming: Coming<'_>) -> Result<Response, Failure> {
    enter_with(handling, proof, None, coming).await
}

/// The same, by a password that has this hash.
pub(crate) async fn enter_with(
    handling: &Handling,
    proof: &Proof,
    password: Option<&str>,
    coming: Coming<'_>,
) -> Result<Response, Failure> {
    let (auth, now) = (&handling.auth, coming.context.now);
    if let Principal::User(SignedIn { user, .. }) = coming.principal {
        auth.link(user, proof, now).await?;
        return Ok(Body(Linked { linked: proof.kind().as_str() }).into_response());
    }
    let guest = auth.doorman.guest(coming.headers, now).await;
    let user = auth.database(become_user(auth, proof, coming.language, guest, now)).await?;
    let session = Uuid::new_v4();
    let device = coming.headers.get(header::USER_AGENT).and_then(|device| device.to_str().ok()).unwrap_or_default();
    auth.doorman.sessions.open(user.id, session, device, now).await?;
    // Whoever changed the password, the role or the account meanwhile has ended the sessions that were open then.
    if !auth.database(is_still(auth, &user, proof, password)).await? {
        auth.doorman.sessions.close(user.id, session, now).await?;
        return Err(Failure::new(ErrorCode::Conflict).with("reason", "the account was changed at the same moment"));
    }
    let refresh = auth.families.begin(user.id, session, now).await?;
    tracing::info!(target: telemetry::USER_ACTION, user = %user.id, by = proof.kind().as_str(), "signed in");
    tokens(handling, &user, session, &refresh, coming.in_cookie, coming.context).await
}

impl Auth {
    /// What proves a user, as it is kept.
    pub(crate) async fn kept(&self, user: UserId, proof: &Proof) -> Result<Kept, Failure> {
        let value = self.vault.seal(user.uuid(), proof.kind().as_str(), proof.expose()).await?;
        Ok(Kept { kind: proof.kind(), index: proof.index(&self.key), value })
    }

    /// Adds what proves a user who is known already.
    pub(crate) async fn link(&self, user: UserId, proof: &Proof, now: OffsetDateTime) -> Result<(), Failure> {
        let kept = self.kept(user, proof).await?;
        self.database(users::link(&self.pool, user, kept, now)).await?;
        tracing::info!(target: telemetry::USER_ACTION, %user, by = proof.kind().as_str(), "an account opens by more");
        Ok(())
    }
}

/// Whether a proof still opens the account of this user with this role, and its password is the same.
async fn is_still(auth: &Auth, user: &User, proof: &Proof, password: Option<&str>) -> Result<bool, Failure> {
    let index = proof.index(&auth.key);
    let now = users::by_proof(&auth.pool, proof.kind(), &index).await?;
    let is_the_same = now.is_some_and(|now| (now.id, now.role) == (user.id, user.role));
    Ok(match password {
        Some(hash) => is_the_same && users::password_by_mail(&auth.pool, &index).await?.as_deref() == Some(hash),
        None => is_the_same,
    })
}

/// The user whom this proves, made if there is none; noted, and with the guest's conversations.
async fn become_user(
    auth: &Auth,
    proof: &Proof,
    language: Language,
    guest: Option<GuestId>,
    now: OffsetDateTime,
) -> Result<User, Failure> {
    let known = users::by_proof(&auth.pool, proof.kind(), &proof.index(&auth.key)).await?;
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
        let kept = auth.kept(id, proof).await?;
        let mut transaction = bounded(auth.pool.begin()).await?;
        (users::register(&mut transaction, id, language, kept, now).await?, transaction)
    };
    if let Some(guest) = guest {
        conversation::adopt(&mut transaction, guest, user.id).await?;
    }
    let id = user.id.to_string();
    audit::add(&mut transaction, Action::SignedIn, &id, &id, now).await?;
    bounded(transaction.commit()).await?;
    Ok(user)
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
