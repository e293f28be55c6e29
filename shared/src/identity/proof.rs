//! What proves who somebody is (A2): a phone that a code came to, a mail that a link came to, an account at Google, a wallet
//! that signs. Each finds one user, and a user may have several. Nothing else does: neither a name nor a mail that nobody
//! has answered from.

use std::fmt;

use super::{email::Email, google::Subject, key::IdentityKey, phone::Phone, wallet::Address};
use crate::error::{ErrorCode, Failure};

/// The kinds of what proves somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A phone number.
    Phone,
    /// A mail address.
    Email,
    /// An account at Google.
    Google,
    /// An account of Ethereum.
    Wallet,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Phone, Self::Email, Self::Google, Self::Wallet];

    /// The name in the database and in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Google => "google",
            Self::Wallet => "wallet",
        }
    }

    /// The kind of this name, if there is one.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What somebody has proven to have, just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A phone number, by a code.
    Phone(Phone),
    /// A mail address, by a link or by the password that goes with it.
    Email(Email),
    /// An account at Google, by an ID token.
    Google(Subject),
    /// An account of Ethereum, by a signature.
    Wallet(Address),
}

impl Proof {
    /// Of which kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Phone(_) => Kind::Phone,
            Self::Email(_) => Kind::Email,
            Self::Google(_) => Kind::Google,
            Self::Wallet(_) => Kind::Wallet,
        }
    }

    /// What is kept of it, sealed.
    #[must_use]
    pub fn expose(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.expose(),
            Self::Email(email) => email.expose(),
            Self::Google(subject) => subject.expose(),
            Self::Wallet(address) => address.expose(),
        }
    }

    /// What finds whoever has it, without telling it.
    #[must_use]
    pub fn index(&self, key: &IdentityKey) -> [u8; 32] {
        key.blind_index(self.kind().as_str(), self.expose())
    }
}

/// That what somebody has proven to have opens another account already.
#[must_use]
pub fn taken(kind: Kind) -> Failure {
    Failure::new(ErrorCode::Conflict).with("field", kind.as_str()).with("reason", "it belongs to another account")
}
