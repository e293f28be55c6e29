//! Who calls: a guest, somebody who is signed in, or a machine with the administrators' key. [`Doorman`] tells, and counts
//! each request against the limits of whoever it is; handlers take the [`Principal`] as an argument.

use std::{future::Future, pin::Pin, sync::Arc};

use axum::extract::FromRequestParts;
use http::{HeaderMap, HeaderValue, request::Parts};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    access,
    guest::{self, GuestId},
    sessions::Sessions,
    token,
    user::{SignedIn, UserId},
};
use crate::{
    error::{ErrorCode, Failure},
    guard::{Limits, RouteKind, Subject, Suspicion},
    http::{Caller, GUEST_TOKEN, RequestContext},
    secrets::{Keys, LiveKeys},
    store::table::Table,
    telemetry,
};

/// Whose something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A guest's.
    Guest(GuestId),
    /// A user's.
    User(UserId),
}

impl Owner {
    /// The guest's id for a column, if it is one's.
    #[must_use]
    pub fn guest(self) -> Option<Uuid> {
        match self {
            Self::Guest(guest) => Some(guest.uuid()),
            Self::User(_) => None,
        }
    }

    /// The user's id for a column, if it is one's.
    #[must_use]
    pub fn user(self) -> Option<Uuid> {
        match self {
            Self::User(user) => Some(user.uuid()),
            Self::Guest(_) => None,
        }
    }
}

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// Somebody who has not signed in. Which guest it is, a token of its own says ([`super::guest`]).
    Guest,
    /// Somebody who has.
    User(SignedIn),
}

impl Principal {
    /// Who is signed in; else `authentication_failed`.
    pub fn signed_in(self) -> Result<SignedIn, Failure> {
        match self {
            Self::User(who) => Ok(who),
            Self::Guest => Err(Failure::new(ErrorCode::AuthenticationFailed)),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Principal {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let known = parts.extensions.get::<Self>().copied();
        known.ok_or_else(|| Failure::internal("no doorman stands before this route"))
    }
}

/// Tells who calls.
#[derive(Debug)]
pub struct Doorman<T> {
    /// Verify tokens, and sign those of guests.
    pub signing_keys: LiveKeys,
    /// Which sessions are open.
    pub sessions: Sessions<T>,
}

/// What a gate decides: headers for the answer and who calls, or a refusal.
type Admitting = Pin<Box<dyn Future<Output = Result<(HeaderMap, Principal), Failure>> + Send>>;

impl<T: Table + 'static> Doorman<T> {
    /// A doorman who verifies tokens by these keys and looks up sessions in this table.
    #[must_use]
    pub fn new(signing_keys: LiveKeys, table: T) -> Self {
        Self { signing_keys, sessions: Sessions::new(table) }
    }

    /// Who calls. A token that is shown and not good is refused, never taken for a guest: whoever sent it believes to be
    /// signed in.
    pub async fn who(&self, caller: &Caller, now: OffsetDateTime) -> Result<Principal, Failure> {
        let Some(authorization) = &caller.authorization else { return Ok(Principal::Guest) };
        let refused = || Failure::new(ErrorCode::AuthenticationFailed);
        let token = bearer(authorization).ok_or_else(refused)?;
        let keys = self.keys_for(token).await;
        let who = access::verify(token, &keys, now).ok_or_else(refused)?;
        let standing = self.sessions.standing(who.user, who.session, now).await?;
        if standing.blocked {
            return Err(super::sessions::blocked());
        }
        if standing.has(who.session) { Ok(Principal::User(who)) } else { Err(refused()) }
    }

    /// Whose things a caller may ask for: those of who is signed in, else of the guest whose token stands in the headers.
    /// `None` where there is none or it is not good.
    pub async fn owner(&self, principal: Principal, headers: &HeaderMap, now: OffsetDateTime) -> Option<Owner> {
        match principal {
            Principal::User(who) => Some(Owner::User(who.user)),
            Principal::Guest => self.guest(headers, now).await.map(Owner::Guest),
        }
    }

    /// The guest whose token stands in a request's headers, or `None` where there is none or it is not good.
    pub async fn guest(&self, headers: &HeaderMap, now: OffsetDateTime) -> Option<GuestId> {
        let token = headers.get(GUEST_TOKEN)?.to_str().ok()?;
        let keys = self.keys_for(token).await;
        guest::verify(token, &keys, now)
    }

    /// The keys, and among them the one that a token names, if there is such a one.
    pub async fn keys_for(&self, token: &str) -> Arc<Keys> {
        match token::key_of(token) {
            Some(version) => self.signing_keys.knowing(&version).await,
            None => self.signing_keys.current().await,
        }
    }

    /// A gate for routes of this kind: each request counts against the limits of the user who is signed in, else of the
    /// address that it came from.
    pub fn gate(
        self: &Arc<Self>,
        limits: &Arc<Limits<T>>,
        kind: RouteKind,
    ) -> impl Fn(Caller, RequestContext) -> Admitting + Clone + Send + Sync + 'static {
        let (doorman, limits) = (Arc::clone(self), Arc::clone(limits));
        move |caller, context| {
            let (doorman, limits) = (Arc::clone(&doorman), Arc::clone(&limits));
            Box::pin(async move {
                let who = doorman.who(&caller, context.now).await;
                let user = match &who {
                    Ok(Principal::User(who)) => Some(who.user.uuid()),
                    _ => None,
                };
                let address = Subject::from(&caller);
                let admitted = limits.admit(kind, &address, user, context.now).await?;
                if who.as_ref().is_err_and(|failure| failure.code() == ErrorCode::AuthenticationFailed) {
                    tracing::warn!(target: telemetry::SECURITY, "an access token was not accepted");
                    limits.suspicious(&address, Suspicion::BadToken, context.now).await;
                }
                Ok((admitted.into(), who?))
            })
        }
    }
}

/// The token of a header `Authorization: Bearer …`.
fn bearer(header: &HeaderValue) -> Option<&str> {
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
