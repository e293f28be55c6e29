//! What all measurements share.

pub mod statistics;
