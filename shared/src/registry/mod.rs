//! Proof on a chain (P8): what Osool has stated of a unit or a sale, and since when, where nobody, Osool included, can
//! change it unseen: what was recorded before stays in the events of the contract,
//! [`Registry.sol`](../../../infra/registry/src/Registry.sol).
//!
//! ```text
//! a unit's row ─▶ statement ─▶ digest ─┬─▶ recording   the function `registrar` writes what the chain does not have
//!                                      └─▶ proofs      Amr reads what it has, when somebody asks
//! ```
//!
//! What is recorded is a hash, never the statement: no price, name or person stands on the chain, and whoever has the
//! statement can check it without Osool. The chain itself says what is recorded; the database keeps no copy of it, so the
//! two cannot disagree, and a record that was lost on the way is simply made again.
//!
//! Osool runs without any of it. Where no contract is configured, or its node does not answer, units are shown and sold as
//! ever, and what is said of the record is that it cannot be read.
//!
//! - [`statement`]: what is stated, as text and as a hash;
//! - [`node`]: the client of an Ethereum node;
//! - [`contract`]: the contract at its node, and `abi`: calls of it as bytes;
//! - `transaction`: transactions, signed;
//! - [`proofs`]: what the chain has of a unit;
//! - [`recording`]: what it should have.

mod abi;
pub mod contract;
pub mod node;
pub mod proofs;
pub mod recording;
pub mod statement;
mod transaction;
