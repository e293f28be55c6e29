//! What Osool knows, in four floors. A module uses its own floor or the ones below, never above:
//!
//! | floor | modules | holds |
//! |---|---|---|
//! | 4 | [`agent`] | a turn of conversation: the guide, what was said, what may be said |
//! | 3 | [`listings`], [`identity`] | the units for sale; who someone is |
//! | 1 | [`config`], [`secrets`], [`error`], [`http`], [`telemetry`], [`store`], [`money`], [`language`], [`start`] | what every function starts with |
//!
//! The second floor (budgets, breakers, models' providers) is not built yet: nothing here spends money.

pub mod agent;
pub mod config;
pub mod error;
pub mod http;
pub mod identity;
pub mod language;
pub mod listings;
pub mod money;
pub mod secrets;
pub mod start;
pub mod store;
pub mod telemetry;
