//! What Amr asks of people on somebody's behalf: kept with the turn that asked it, and seen to by a person, or by whom it is
//! for themselves.

use time::{Date, Time};

use crate::{identity::phone::Phone, listings::property::PropertyId, money::Piastres};

/// Something that a person has to see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A viewing, wished for a day and an hour in Cairo.
    Viewing {
        /// The unit.
        property: PropertyId,
        /// The day.
        date: Date,
        /// The hour.
        time: Time,
        /// Whom to confirm it to.
        phone: Phone,
        /// Their name, if given.
        name: Option<String>,
    },
    /// A link that reserves a unit; nothing is held before it is pressed.
    Reservation {
        /// The unit.
        property: PropertyId,
        /// What is to be paid.
        deposit: Piastres,
    },
    /// A call back.
    Human {
        /// What it is about.
        reason: String,
        /// Whom to call.
        phone: Phone,
    },
}
