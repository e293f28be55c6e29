//! What keeps Osool safe from those whom it calls, them from Osool, and both from those who call Osool.
//!
//! - [`Guard`]: breakers, which stop calling somebody who is down (`breaker`);
//! - [`Retries`]: calling again where that may help (`retry`);
//! - [`Limits`]: how many requests anybody may make (`limits`), and what becomes of those who make too many
//!   (`abuse`); `identity::principal` puts them before a function's routes;
//! - how often somebody may guess, and how many messages a day brings (`bounds`).
//!
//! A client that calls out composes the first two so:
//!
//! ```text
//! retries.retry(deadline, || guard.call(Dependency::Claude, OffsetDateTime::now_utc(), ask(&prompt))).await
//! ```
//!
//! Each try passes the breaker and counts there; the breaker's own refusal is not tried again.

mod abuse;
pub(crate) mod bounds;
mod breaker;
mod limits;
mod retry;
mod subject;
mod threshold;

pub use abuse::{Entry, Security, Suspicion};
pub use breaker::{Circuit, Guard, State};
pub use limits::{LimitSettings, Limits, Passed, RouteKind};
pub use retry::Retries;
pub use subject::{Network, NoSubject, Subject};
