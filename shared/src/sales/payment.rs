//! What is known of a payment. Paymob's callbacks come in any order, some twice, some never; so nothing here is a state that
//! the next one must fit: what each tells is added to what is known, and the state follows from all of it. Any order of the
//! same callbacks therefore ends in the same state.

use serde::Serialize;

use super::paymob::Transaction;
use crate::money::Piastres;

/// What callbacks have told of a payment so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// What was asked for.
    pub amount: Piastres,
    /// Whether some attempt was declined.
    pub declined: bool,
    /// Whether an attempt has succeeded.
    pub succeeded: bool,
    /// Whether it was undone before it was booked.
    pub voided: bool,
    /// How much was given back.
    pub refunded: Piastres,
}

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has paid yet.
    Pending,
    /// The last that is known is that it was declined; it may be tried again.
    Failed,
    /// It was paid.
    Paid,
    /// Part of it was given back.
    PartiallyRefunded,
    /// All of it was given back.
    Refunded,
    /// It was undone.
    Voided,
}

/// What a transaction tells of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// An attempt was declined.
    Declined,
    /// It was paid.
    Succeeded,
    /// So much was given back.
    Refunded(Piastres),
    /// It was undone.
    Voided,
    /// Nothing that was not told otherwise.
    Nothing,
    /// Something that Osool never asks for: it is for a person to see.
    Strange,
}

impl From<&Transaction> for Told {
    /// A refund and a void are told twice: by the first transaction, sent again with a flag, and by a child with the amount.
    /// The child's amount is signed and the parent's is not, so of refunds the child counts, and the parent says once more
    /// that it has succeeded; a void undoes all, and either counts.
    fn from(transaction: &Transaction) -> Self {
        if transaction.is_auth || transaction.is_capture {
            return Self::Strange;
        }
        match (transaction.is_success, transaction.has_parent) {
            (_, _) if transaction.is_pending => Self::Nothing,
            // A refund that was refused changes nothing.
            (false, true) => Self::Nothing,
            (false, false) => Self::Declined,
            (true, _) if transaction.is_voided => Self::Voided,
            (true, true) => Self::Refunded(transaction.amount),
            (true, false) => Self::Succeeded,
        }
    }
}

impl Payment {
    /// A payment of which nothing is known yet.
    #[must_use]
    pub fn new(amount: Piastres) -> Self {
        Self { amount, declined: false, succeeded: false, voided: false, refunded: Piastres::default() }
    }

    /// What is known after this; `None` where more would have been given back than was asked for.
    #[must_use]
    pub fn after(self, told: Told) -> Option<Self> {
        match told {
            Told::Declined => Some(Self { declined: true, ..self }),
            Told::Succeeded => Some(Self { succeeded: true, ..self }),
            Told::Voided => Some(Self { voided: true, ..self }),
            Told::Refunded(amount) => {
                let refunded = Piastres::from_piastres(self.refunded.piastres() + amount.piastres())?;
                (refunded <= self.amount).then_some(Self { refunded, ..self })
            }
            Told::Nothing | Told::Strange => Some(self),
        }
    }

    /// How it stands.
    #[must_use]
    pub fn state(self) -> State {
        if self.voided {
            State::Voided
        } else if self.refunded > Piastres::default() {
            if self.refunded < self.amount { State::PartiallyRefunded } else { State::Refunded }
        } else if self.succeeded {
            State::Paid
        } else if self.declined {
            State::Failed
        } else {
            State::Pending
        }
    }

    /// Whether the money is here, or part of it.
    #[must_use]
    pub fn is_here(self) -> bool {
        self.succeeded && matches!(self.state(), State::Paid | State::PartiallyRefunded)
    }

    /// Whether the money has gone back.
    #[must_use]
    pub fn has_gone_back(self) -> bool {
        matches!(self.state(), State::Refunded | State::Voided)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn piastres(piastres: i64) -> Piastres {
        Piastres::from_piastres(piastres).unwrap()
    }

    /// What a legal history of a payment of 1,000 tells, each piece once.
    fn histories() -> impl Strategy<Value = Vec<Told>> {
        let refunds = prop::collection::vec(1_i64..=500, 0..=2);
        (0_usize..3, any::<bool>(), refunds, any::<bool>()).prop_map(|(declines, succeeds, refunds, voids)| {
            let mut told = vec![Told::Declined; declines];
            if succeeds {
                told.push(Told::Succeeded);
                if voids {
                    told.push(Told::Voided);
                } else {
                    told.extend(refunds.into_iter().map(|amount| Told::Refunded(piastres(amount))));
                }
            }
            told
        })
    }

    proptest! {
        #[test]
        fn p3_any_order_of_the_same_callbacks_ends_in_the_same_state(
            (history, shuffled) in histories().prop_flat_map(|told| (Just(told.clone()), Just(told).prop_shuffle()))
        ) {
            let after = |told: Vec<Told>| told.into_iter().fold(Payment::new(piastres(1_000)), |payment, told| {
                payment.after(told).unwrap()
            });
            let (one, other) = (after(history), after(shuffled));
            prop_assert_eq!(one, other);
            prop_assert!(!(one.is_here() && one.has_gone_back()));
        }

        #[test]
        fn p3_no_more_is_given_back_than_was_asked_for(amounts in prop::collection::vec(0_i64..=700, 0..6)) {
            let mut payment = Payment::new(piastres(1_000));
            for amount in amounts {
                payment = payment.after(Told::Refunded(piastres(amount))).unwrap_or(payment);
                prop_assert!(payment.refunded <= payment.amount);
            }
        }
    }

    #[test]
    fn p3_a_payment_stands_as_all_that_was_told_says() {
        let after = |told: &[Told]| {
            told.iter().fold(Payment::new(piastres(1_000)), |payment, told| payment.after(*told).unwrap()).state()
        };
        let part = Told::Refunded(piastres(400));
        for (told, expected) in [
            (&[][..], State::Pending),
            (&[Told::Declined], State::Failed),
            (&[Told::Declined, Told::Succeeded], State::Paid),
            (&[Told::Succeeded, Told::Declined], State::Paid),
            (&[Told::Succeeded, part], State::PartiallyRefunded),
            (&[part, Told::Succeeded, Told::Refunded(piastres(600))], State::Refunded),
            (&[Told::Succeeded, Told::Voided], State::Voided),
            (&[Told::Succeeded, Told::Nothing, Told::Strange], State::Paid),
        ] {
            assert_eq!(after(told), expected, "{told:?}");
        }
    }
}
