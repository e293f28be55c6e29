//! Who someone is. A guest has not signed in, and proves by a signed token that a conversation is theirs. A user has, by a
//! code that was sent to their phone.
//!
//! | module | holds |
//! |---|---|
//! | [`principal`] | who calls, for handlers |
//! | [`code`] | one-time codes by SMS |
//! | [`access`], [`refresh`], [`sessions`] | tokens for a quarter of an hour, tokens for the next one, and where somebody is signed in |
//! | [`user`], [`users`], [`sealed`] | a user; users in Postgres; how what tells who they are is kept |
//! | [`audit`] | what happened, in a chain that names nobody |
//! | [`guest`], [`admin`] | guests' tokens; the administrators' key |
//! | [`phone`], [`key`] | Egyptian mobile numbers; the key under which people are found |

pub mod access;
pub mod admin;
pub mod audit;
pub mod code;
pub mod guest;
pub mod key;
pub mod phone;
pub mod principal;
pub mod refresh;
pub mod sealed;
pub mod sessions;
mod token;
pub mod user;
pub mod users;
