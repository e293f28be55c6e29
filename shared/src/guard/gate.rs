//! The rate limits as `http::gated` asks for them.

use std::{future::Future, pin::Pin, sync::Arc};

use http::HeaderMap;

use super::{Limits, RouteKind, Subject};
use crate::{
    error::Failure,
    http::{Caller, RequestContext},
    store::table::Table,
};

/// What a gate decides: headers for the answer, or a refusal.
type Admitting = Pin<Box<dyn Future<Output = Result<HeaderMap, Failure>> + Send>>;

/// A gate for routes of this kind: each request counts against the limits of the address that it came from.
pub fn gate<T: Table + 'static>(
    limits: &Arc<Limits<T>>,
    kind: RouteKind,
) -> impl Fn(Caller, RequestContext) -> Admitting + Clone + Send + Sync + 'static {
    let limits = Arc::clone(limits);
    move |caller, context| {
        let limits = Arc::clone(&limits);
        Box::pin(
            async move { limits.admit(kind, &Subject::from(&caller), None, context.now).await.map(HeaderMap::from) },
        )
    }
}
