//! One binary for all tests from outside: linking a single one is most of what a test run costs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::type_complexity,
    reason = "tests may panic, and say why they were skipped"
)]

mod accounts;
mod auth;
mod browser;
mod chat;
mod consultation;
mod costs;
mod deals;
mod embeddings;
mod faults;
mod google;
mod guard;
mod health;
mod hostile;
mod ingestion;
mod killed;
mod ledger;
mod listings;
mod mail;
mod market;
mod nearest;
mod paymob;
mod providers;
mod registry;
mod slow;
mod stack;
mod start;
mod turns;
mod viewings;
