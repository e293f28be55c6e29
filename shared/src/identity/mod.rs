//! Who someone is. A guest has not signed in, and proves by a signed token that a conversation is theirs. A user has, by
//! something that nobody else has: a phone, a mailbox, an account at Google, a wallet.
//!
//! | module | holds |
//! |---|---|
//! | [`principal`] | who calls, for handlers |
//! | [`proof`] | what proves who somebody is |
//! | [`code`], [`links`] | one-time codes by SMS; links by mail |
//! | [`password`], [`google`], [`wallet`] | passwords; ID tokens of Google; messages that wallets sign |
//! | [`access`], [`refresh`], [`sessions`] | tokens for a quarter of an hour, tokens for the next one, and where somebody is signed in |
//! | [`user`], [`users`], [`sealed`] | a user; users in Postgres; how what tells who they are is kept |
//! | [`audit`] | what happened, in a chain that names nobody |
//! | [`guest`], [`admin`] | guests' tokens; administrators, by key or token |
//! | [`phone`], [`email`], [`key`] | Egyptian mobile numbers; mail addresses; the key under which people are found |

pub mod access;
pub mod admin;
pub mod audit;
pub mod code;
pub mod email;
pub mod google;
pub mod guest;
pub mod key;
pub mod links;
pub mod password;
pub mod phone;
pub mod principal;
pub mod proof;
pub mod refresh;
pub mod sealed;
pub mod sessions;
pub(crate) mod token;
pub mod user;
pub mod users;
pub mod wallet;
