//! What Osool knows, in four floors. A module uses its own floor or the ones below, never above:
//!
//! | floor | modules | holds |
//! |---|---|---|
//! | 4 | [`agent`] | a turn of conversation: models, tools, the guide, what was said, what may be said |
//! | 3 | [`listings`], [`identity`], [`sales`], [`notify`], [`registry`] | the units for sale; who someone is; who holds and pays for a unit; what is written to people; proof on a chain |
//! | 2 | [`ledger`], [`guard`], [`llm`] | money for models; breakers, retries, rate limits, blocks; the models' providers |
//! | 1 | [`config`], [`secrets`], [`error`], [`fault`], [`http`], [`telemetry`], [`metrics`], [`store`], [`money`], [`language`], [`clock`], [`client`], `id`, [`start`] | what every function starts with |

pub mod agent;
pub mod client;
pub mod clock;
pub mod config;
pub mod error;
pub mod fault;
pub mod guard;
pub mod http;
mod id;
pub mod identity;
pub mod language;
pub mod ledger;
pub mod listings;
pub mod llm;
pub mod metrics;
pub mod money;
pub mod notify;
pub mod registry;
pub mod sales;
pub mod secrets;
pub mod start;
pub mod store;
pub mod telemetry;
