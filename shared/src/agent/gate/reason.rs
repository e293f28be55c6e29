//! Why a sentence is stopped.

/// Why a sentence is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It names a unit that was never read.
    UnknownUnit,
    /// It offers a unit that is not for sale.
    Unavailable,
    /// It states a figure that the evidence lacks.
    Figure,
    /// It says of a unit what is another's.
    AnotherUnits,
    /// It names a compound, a developer or a place that was never read.
    Name,
    /// It says something of a record on the chain, and not what was read of it.
    Proof,
    /// It is worded as claims are that nothing grounds: scarcity, promises, statistics, hearsay, praise.
    Wording,
}

impl Reason {
    /// The reason as logs and counters name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownUnit => "unknown_unit",
            Self::Unavailable => "unavailable",
            Self::Figure => "figure",
            Self::AnotherUnits => "another_units",
            Self::Name => "name",
            Self::Proof => "proof",
            Self::Wording => "wording",
        }
    }
}
