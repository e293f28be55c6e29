//! A user: a random id, what they may do, and where they are signed in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{error::Failure, id::id};

id! {
    /// The id of a user: random, so that it says nothing.
    UserId
}

/// What a user may do (A5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks for a home or an investment.
    Investor,
    /// Sells.
    Agent,
    /// Reads reports.
    Analyst,
    /// Runs Osool.
    Admin,
}

impl Role {
    /// The name in tokens and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Investor => "investor",
            Self::Agent => "agent",
            Self::Analyst => "analyst",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    pub(super) fn of(name: &str) -> Result<Self, Failure> {
        [Self::Investor, Self::Agent, Self::Analyst, Self::Admin]
            .into_iter()
            .find(|role| role.as_str() == name)
            .ok_or_else(|| Failure::internal("the database holds a role that is none"))
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub user: UserId,
    /// Where.
    pub session: Uuid,
    /// What they may do.
    pub role: Role,
}
