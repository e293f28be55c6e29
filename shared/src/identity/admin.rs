//! Administrators (A5): machines, who show a key in the header `X-Admin-Key`, and users with the role, who show their access
//! token.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use axum::extract::FromRequestParts;
use http::{HeaderMap, HeaderValue, request::Parts};
use secrecy::ExposeSecret as _;
use subtle::ConstantTimeEq as _;
use time::OffsetDateTime;

use super::{
    principal::{Doorman, Principal},
    user::{Role, UserId},
};
use crate::{
    error::{ErrorCode, Failure},
    guard::{Limits, RouteKind, Subject, Suspicion},
    http::{Caller, RequestContext},
    secrets::{Key, Keys, LiveKeys},
    store::table::Table,
};

/// Who administers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Administrator {
    /// Whoever holds the key.
    Machine,
    /// A user with the role.
    User(UserId),
}

/// As the audit log names them.
impl fmt::Display for Administrator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine => formatter.write_str("machine"),
            Self::User(user) => user.fmt(formatter),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let known = parts.extensions.get::<Option<Self>>().copied().flatten();
        known.ok_or_else(|| Failure::internal("no gate for administrators stands before this route"))
    }
}

/// What a caller has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Neither key nor token.
    Nothing,
    /// The administrators' key, in its current or previous version, or the token of one.
    Administrator(Administrator),
    /// The token of a user who is none.
    User(UserId),
    /// Something that is not the key.
    WrongKey,
}

/// Compares what a caller shows with the key. How long that takes says nothing about the key.
#[must_use]
pub fn by_key(presented: &HeaderValue, keys: &Keys) -> Shown {
    let is = |key: &Key| presented.as_bytes().ct_eq(key.value.expose_secret().as_bytes());
    let matches = keys.previous.as_ref().map_or(is(&keys.current), |previous| is(&keys.current) | is(previous));
    if bool::from(matches) { Shown::Administrator(Administrator::Machine) } else { Shown::WrongKey }
}

/// The same with a key that is rotated: the version before the current one is looked for where this one is not shown.
async fn by_live_key(presented: &HeaderValue, keys: &LiveKeys) -> Shown {
    match by_key(presented, &*keys.current().await) {
        Shown::WrongKey => by_key(presented, &*keys.whole().await),
        shown => shown,
    }
}

/// Looks at the access token that a caller shows, if it is one. Fails as [`Doorman::who`] does.
pub async fn by_token<T: Table + 'static>(
    caller: &Caller,
    doorman: &Doorman<T>,
    now: OffsetDateTime,
) -> Result<Shown, Failure> {
    Ok(match doorman.who(caller, now).await? {
        Principal::Guest => Shown::Nothing,
        Principal::User(who) if who.role == Role::Admin => Shown::Administrator(Administrator::User(who.user)),
        Principal::User(who) => Shown::User(who.user),
    })
}

/// The gate before routes at which it counts who administers. Whoever shows the key passes, whatever the limits say of their
/// address: who lifts blocks must not be blocked. Everybody else is counted; a wrong key is suspicious and refused, and
/// where only administrators may go everybody else is, too.
pub async fn admit<T: Table>(
    kind: RouteKind,
    caller: &Caller,
    shown: Result<Shown, Failure>,
    limits: &Limits<T>,
    now: OffsetDateTime,
) -> Result<(HeaderMap, Option<Administrator>), Failure> {
    let (user, counted) = match shown {
        Ok(Shown::Administrator(Administrator::Machine)) => {
            return Ok((HeaderMap::new(), Some(Administrator::Machine)));
        }
        // The limit of this kind is for those who guess.
        Ok(Shown::Administrator(Administrator::User(user))) => (Some(user.uuid()), RouteKind::Account),
        Ok(Shown::User(user)) => (Some(user.uuid()), kind),
        Ok(Shown::Nothing | Shown::WrongKey) | Err(_) => (None, kind),
    };
    let address = Subject::from(caller);
    let admitted = limits.admit(counted, &address, user, now).await;
    if let (Err(failure), Ok(Shown::Nothing), RouteKind::Admin) = (&admitted, &shown, kind)
        && failure.code() == ErrorCode::DependencyUnavailable
    {
        // Whoever shows nothing guesses nothing, and need not be counted to be refused.
        return Err(Failure::new(ErrorCode::AuthenticationFailed));
    }
    let passed = admitted?;
    if shown.as_ref().is_err_and(|failure| failure.code() == ErrorCode::AuthenticationFailed) {
        limits.suspicious(&address, Suspicion::BadToken, now).await;
    }
    match (shown?, kind) {
        (Shown::Administrator(who), _) => Ok((passed.into(), Some(who))),
        (Shown::WrongKey, _) => {
            limits.suspicious(&address, Suspicion::WrongAdminKey, now).await;
            Err(Failure::new(ErrorCode::NotAuthorized))
        }
        (Shown::User(_), RouteKind::Admin) => Err(Failure::new(ErrorCode::NotAuthorized)),
        (Shown::Nothing, RouteKind::Admin) => Err(Failure::new(ErrorCode::AuthenticationFailed)),
        (Shown::User(_) | Shown::Nothing, _) => Ok((passed.into(), None)),
    }
}

/// What a gate decides: headers for the answer and who administers, or a refusal.
type Admitting = Pin<Box<dyn Future<Output = Result<(HeaderMap, Option<Administrator>), Failure>> + Send>>;

/// A gate for routes where only administrators may go, who show one of these keys, or a token that this doorman knows.
pub fn gate<T: Table + 'static>(
    keys: &Arc<LiveKeys>,
    doorman: &Arc<Doorman<T>>,
    limits: &Arc<Limits<T>>,
) -> impl Fn(Caller, RequestContext) -> Admitting + Clone + Send + Sync + 'static {
    let (keys, doorman, limits) = (Arc::clone(keys), Arc::clone(doorman), Arc::clone(limits));
    move |caller, context| {
        let (keys, doorman, limits) = (Arc::clone(&keys), Arc::clone(&doorman), Arc::clone(&limits));
        Box::pin(async move {
            let shown = match &caller.admin_key {
                Some(presented) => Ok(by_live_key(presented, &keys).await),
                None => by_token(&caller, &doorman, context.now).await,
            };
            admit(RouteKind::Admin, &caller, shown, &limits, context.now).await
        })
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    fn key(value: &str) -> Key {
        Key { id: String::new(), value: SecretString::from(value) }
    }

    #[test]
    fn a5_only_the_current_and_the_previous_key_open_the_administration() {
        let mut keys = Keys { current: key("current"), previous: Some(key("previous")) };
        let shown = |presented: &'static str, keys: &Keys| by_key(&HeaderValue::from_static(presented), keys);
        for good in ["current", "previous"] {
            assert_eq!(shown(good, &keys), Shown::Administrator(Administrator::Machine));
        }
        for bad in ["", "curren", "currently", "Current"] {
            assert_eq!(shown(bad, &keys), Shown::WrongKey, "{bad}");
        }
        keys.previous = None;
        assert_eq!(shown("previous", &keys), Shown::WrongKey);
    }
}
