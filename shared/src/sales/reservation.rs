//! A reservation: somebody holds a unit for half an hour, and longer if they pay the deposit.

use serde::Serialize;
use time::{Duration, OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use super::payment;
use crate::{
    config::Settings, error::Failure, id::id, identity::user::UserId, listings::property::PropertyId, money::Piastres,
};

/// How long a unit is held for somebody who has not paid.
pub const HELD: Duration = Duration::minutes(30);

/// How many units somebody may hold at once without paying: nobody is to hold a compound.
pub const MOST_HELD: i64 = 3;

id! {
    /// The id of a reservation.
    ReservationId
}

/// How a reservation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The unit is held and not paid for. Past its time it lapses within a minute.
    Held,
    /// The deposit was paid; the unit is theirs.
    Paid,
    /// Nobody paid in time.
    Lapsed,
    /// Whoever held it has let it go.
    Cancelled,
    /// It was paid, and the money has gone back.
    Refunded,
}

impl State {
    const ALL: [Self; 5] = [Self::Held, Self::Paid, Self::Lapsed, Self::Cancelled, Self::Refunded];

    /// The name in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Paid => "paid",
            Self::Lapsed => "lapsed",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
        }
    }

    pub(super) fn of(name: &str) -> Result<Self, Failure> {
        let state = Self::ALL.into_iter().find(|state| state.as_str() == name);
        state.ok_or_else(|| Failure::internal("the database holds a state that is none"))
    }
}

/// A reservation, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reservation {
    /// Its id.
    pub id: ReservationId,
    /// The unit.
    pub property_id: PropertyId,
    /// The unit's title in English.
    pub title: String,
    /// And in Arabic.
    pub title_ar: String,
    /// How it stands.
    pub state: State,
    /// How many of the unit's ten thousand shares it is of.
    pub shares: u16,
    /// What they cost when they were reserved, in pounds.
    pub price: Piastres,
    /// What is to be paid, in pounds.
    pub deposit: Piastres,
    /// Since when.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// Until when it is held, while it is.
    #[serde(with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub held_until: Option<OffsetDateTime>,
    /// The payment, once it was begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
}

/// A payment, as whoever pays sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// Its id.
    pub id: Uuid,
    /// How it stands.
    pub state: payment::State,
    /// What was asked for, in pounds.
    pub amount: Piastres,
}

/// A reservation, as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deal {
    /// It.
    #[serde(flatten)]
    pub reservation: Reservation,
    /// Whose it is; `None` where they were erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Whether money is to go back.
    pub refund_requested: bool,
}

/// The part of a price that reserves a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deposit {
    percent: u8,
}

impl Default for Deposit {
    fn default() -> Self {
        Self { percent: 5 }
    }
}

impl Deposit {
    /// Reads `DEPOSIT_PERCENT`: 1 to 100, 5 where nothing is said.
    pub fn read(settings: &mut Settings) -> Self {
        settings.parsed("DEPOSIT_PERCENT", Self::default(), "a number from 1 to 100", |text| {
            text.parse().ok().filter(|percent| (1..=100).contains(percent)).map(|percent| Self { percent })
        })
    }

    /// How many per cent of the price.
    #[must_use]
    pub fn percent(self) -> u8 {
        self.percent
    }

    /// The deposit on a price: whole pounds, rounded up, and never more than the price.
    #[must_use]
    pub fn of(self, price: Piastres) -> Piastres {
        let pounds = price.percent(self.percent).piastres().max(1).saturating_add(99) / 100;
        Piastres::from_pounds(pounds).map_or(price, |deposit| deposit.min(price))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn p2_a_deposit_is_whole_pounds_at_least_its_share_and_never_more_than_the_price(
            price in 1_i64..=Piastres::MAX.piastres(), percent in 1_u8..=100
        ) {
            let price = Piastres::from_piastres(price).unwrap();
            let deposit = Deposit { percent }.of(price);
            prop_assert!(deposit <= price && deposit > Piastres::default());
            prop_assert!(deposit == price || deposit.piastres() % 100 == 0);
            prop_assert!(deposit == price || deposit.piastres() * 100 >= price.piastres() * i64::from(percent) - 50);
            prop_assert!(deposit.piastres() - 100 <= price.percent(percent).piastres());
        }
    }

    #[test]
    fn p2_five_per_cent_unless_something_else_is_configured() {
        let price = Piastres::from_pounds(8_500_010).unwrap();
        assert_eq!(Deposit::read(&mut Settings::default()).of(price), Piastres::from_pounds(425_001).unwrap());
        for (given, is_good) in [("10", true), ("0", false), ("101", false), ("five", false)] {
            let mut settings = Settings::from_pairs([("DEPOSIT_PERCENT", given)]);
            Deposit::read(&mut settings);
            assert_eq!(settings.check().is_ok(), is_good, "{given}");
        }
    }
}
