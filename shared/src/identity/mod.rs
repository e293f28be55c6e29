//! Who someone is. For now there are guests: people who have not signed in, and who prove by a signed
//! token that a conversation is theirs.

pub mod admin;
pub mod guest;
pub mod phone;
