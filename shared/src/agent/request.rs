//! What Amr asks of people on somebody's behalf: kept with the turn that asked it, and seen to by a person, by a worker, or by
//! whom it is for themselves.

use uuid::Uuid;

use crate::{
    error::Failure,
    identity::{
        phone::Phone,
        sealed::{Sealed, Vault},
    },
    listings::property::PropertyId,
    money::Piastres,
    sales::{
        callbacks::Wanted,
        viewing::{Contact, Slot, ViewingId},
    },
};

/// Something that somebody has to see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A viewing, for who is signed in.
    Viewing {
        /// The unit.
        property: PropertyId,
        /// The hour.
        slot: Slot,
        /// Who comes.
        contact: Contact,
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

/// A request as it is kept: who is concerned is sealed.
#[derive(Debug)]
pub enum Kept {
    /// A viewing.
    Viewing {
        /// Its id.
        id: ViewingId,
        /// The unit.
        property: PropertyId,
        /// The hour.
        slot: Slot,
        /// Who comes, sealed under the id.
        contact: Option<Sealed>,
    },
    /// A call back.
    Human {
        /// Its id.
        id: Uuid,
        /// Phone and reason, sealed under the conversation's id.
        wanted: Sealed,
    },
}

impl Request {
    /// Whether it is one for a viewing.
    #[must_use]
    pub fn is_viewing(&self) -> bool {
        matches!(self, Self::Viewing { .. })
    }

    /// Seals what is kept of it, under this id or that of its conversation; nothing of a link, which stands in the answer.
    pub async fn seal(&self, vault: &Vault, id: Uuid, conversation: Uuid) -> Result<Option<Kept>, Failure> {
        match self {
            Self::Reservation { .. } => Ok(None),
            Self::Viewing { property, slot, contact } => {
                let contact = match contact.text() {
                    Some(text) => Some(vault.seal(id, Contact::KIND, &text).await?),
                    None => None,
                };
                let (property, slot) = (property.clone(), *slot);
                Ok(Some(Kept::Viewing { id: ViewingId::new(id), property, slot, contact }))
            }
            Self::Human { reason, phone } => {
                let wanted = Wanted { phone: phone.expose().to_owned(), reason: reason.clone() };
                let text = serde_json::to_string(&wanted).map_err(Failure::internal)?;
                Ok(Some(Kept::Human { id, wanted: vault.seal(conversation, Wanted::KIND, &text).await? }))
            }
        }
    }
}
