//! The catalogue that Osool ships with: invented units, so that a fresh clone has something to search, and
//! benchmarks have as much of it as they like.
//!
//! It comes in the format of the listing files that ingestion reads, so it takes the same way into the database as
//! real listings do. Every compound, developer and unit is made up and marked `sample`; only the areas and the roads
//! are on the map.
//!
//! Where to find what:
//!
//! - `locations`: the areas and their compounds, each with its price level, delivery years and payment terms;
//! - `developers`: who builds them;
//! - `kinds`: apartments, villas, offices and so on, with their sizes and prices, and which of them a compound has;
//! - `generate`: draws units from these tables;
//! - `format`: the listing file.
//!
//! Invariant: one seed gives the same bytes on every machine. That is why there is no floating point here, no clock,
//! and no random numbers but those of `random`.

mod developers;
mod format;
mod generate;
mod kinds;
mod locations;
pub mod random;
mod text;

pub use format::{ListingFile, MarketStats, Metadata, PaymentPlan, Unit};
pub use generate::{DEFAULT_SEED, DEFAULT_UNITS, generate, units};
