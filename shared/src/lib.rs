//! What Osool knows, in four floors. A module uses its own floor or the ones below, never above:
//!
//! | floor | modules | holds |
//! |---|---|---|
//! | 4 | [`agent`] | a turn of conversation: the guide, what was said, what may be said |
//! | 3 | [`listings`], [`identity`], [`notify`] | the units for sale; who someone is; what is written to people |
//! | 2 | [`ledger`], [`guard`], [`llm`] | money for models; breakers, retries, rate limits, blocks; the models' providers |
//! | 1 | [`config`], [`secrets`], [`error`], [`fault`], [`http`], [`telemetry`], [`store`], [`money`], [`language`], [`start`] | what every function starts with |
//!
//! Of what the models' providers sell, only embeddings are bought yet. Conversations can be had ([`llm::Provider`]), and
//! nobody asks for them.

pub mod agent;
pub mod config;
pub mod error;
pub mod fault;
pub mod guard;
pub mod http;
pub mod identity;
pub mod language;
pub mod ledger;
pub mod listings;
pub mod llm;
pub mod money;
pub mod notify;
pub mod secrets;
pub mod start;
pub mod store;
pub mod telemetry;
