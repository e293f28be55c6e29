//! Administrators and machines, who show a key in the header `X-Admin-Key`.

use std::{future::Future, pin::Pin, sync::Arc};

use http::HeaderMap;
use secrecy::ExposeSecret as _;
use subtle::ConstantTimeEq as _;
use time::OffsetDateTime;

use crate::{
    error::{ErrorCode, Failure},
    guard::{Limits, RouteKind, Subject, Suspicion},
    http::{Caller, RequestContext},
    secrets::{Key, Keys},
    store::table::Table,
};

/// What a caller has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// No key.
    Nothing,
    /// The administrators' key, in its current or previous version.
    Key,
    /// Something that is not the key.
    WrongKey,
}

/// Compares what a caller shows with the key. How long that takes says nothing about the key.
#[must_use]
pub fn shown(caller: &Caller, keys: &Keys) -> Shown {
    let Some(presented) = &caller.admin_key else { return Shown::Nothing };
    let is = |key: &Key| presented.as_bytes().ct_eq(key.value.expose_secret().as_bytes());
    let matches = keys.previous.as_ref().map_or(is(&keys.current), |previous| is(&keys.current) | is(previous));
    if bool::from(matches) { Shown::Key } else { Shown::WrongKey }
}

/// The gate before routes at which the key counts. Whoever shows it passes, whatever the limits say of their address:
/// who lifts blocks must not be blocked. Everybody else is counted; a wrong key is suspicious and refused, and so is
/// no key where only administrators may go.
pub async fn admit<T: Table>(
    kind: RouteKind,
    caller: &Caller,
    shown: Shown,
    limits: &Limits<T>,
    now: OffsetDateTime,
) -> Result<(HeaderMap, ()), Failure> {
    if shown == Shown::Key {
        return Ok((HeaderMap::new(), ()));
    }
    let subject = Subject::from(caller);
    let admitted = limits.admit(kind, &subject, None, now).await;
    if let Err(failure) = &admitted
        && (failure.code(), shown, kind) == (ErrorCode::DependencyUnavailable, Shown::Nothing, RouteKind::Admin)
    {
        // Whoever shows nothing guesses nothing, and need not be counted to be refused.
        return Err(Failure::new(ErrorCode::AuthenticationFailed));
    }
    let passed = admitted?;
    match (shown, kind) {
        (Shown::WrongKey, _) => {
            limits.suspicious(&subject, Suspicion::WrongAdminKey, now).await;
            Err(Failure::new(ErrorCode::NotAuthorized))
        }
        (_, RouteKind::Admin) => Err(Failure::new(ErrorCode::AuthenticationFailed)),
        _ => Ok((passed.into(), ())),
    }
}

/// What a gate decides: headers for the answer, or a refusal. Who calls it does not say.
type Admitting = Pin<Box<dyn Future<Output = Result<(HeaderMap, ()), Failure>> + Send>>;

/// A gate for routes where only administrators may go, who show one of these keys.
pub fn gate<T: Table + 'static>(
    keys: &Keys,
    limits: &Arc<Limits<T>>,
) -> impl Fn(Caller, RequestContext) -> Admitting + Clone + Send + Sync + 'static {
    let (keys, limits) = (Arc::new(keys.clone()), Arc::clone(limits));
    move |caller, context| {
        let (shown, limits) = (shown(&caller, &keys), Arc::clone(&limits));
        Box::pin(async move { admit(RouteKind::Admin, &caller, shown, &limits, context.now).await })
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
        let shown = |presented: Option<&'static str>, keys: &Keys| {
            let admin_key = presented.map(http::HeaderValue::from_static);
            shown(&Caller { address: None, admin_key, authorization: None }, keys)
        };
        for good in ["current", "previous"] {
            assert_eq!(shown(Some(good), &keys), Shown::Key);
        }
        assert_eq!(shown(None, &keys), Shown::Nothing);
        for bad in ["", "curren", "currently", "Current"] {
            assert_eq!(shown(Some(bad), &keys), Shown::WrongKey, "{bad}");
        }
        keys.previous = None;
        assert_eq!(shown(Some("previous"), &keys), Shown::WrongKey);
    }
}
