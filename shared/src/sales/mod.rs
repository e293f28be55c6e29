//! Selling: who sees a unit, who holds it, who has paid for it, and what is told of it.
//!
//! | module | holds |
//! |---|---|
//! | [`reservation`], [`reservations`] | a hold on a unit; holds in Postgres |
//! | [`shares`] | the ten thousand shares of a unit |
//! | [`link`] | what Amr prepares, and a press makes a reservation of |
//! | [`payment`], [`payments`] | what is known of a payment; payments and callbacks in Postgres |
//! | [`refunds`] | money that goes back |
//! | [`news`] | what is told of them, on its way to whoever sends it |
//! | [`viewing`], [`viewings`] | somebody who comes to see a unit; viewings in Postgres |
//! | [`callbacks`] | people who want to be called |
//! | [`paymob`] | what is spoken with Paymob |
//!
//! **A unit is sold once**, because the database has one live reservation of each of its shares at most and refuses a second. **A callback
//! takes effect once**, because what is signed in it is unique in the database. Whatever changes a unit's fate is one
//! transaction that begins by locking the unit's row, so that two of them follow one another.

pub mod callbacks;
pub mod link;
pub mod news;
pub mod payment;
pub mod payments;
pub mod paymob;
pub mod refunds;
pub mod reservation;
pub mod reservations;
pub mod shares;
pub mod viewing;
pub mod viewings;

use crate::{error::Failure, money::Piastres};

/// An amount as the database keeps it.
fn amount(piastres: i64) -> Result<Piastres, Failure> {
    Piastres::from_piastres(piastres).ok_or_else(|| Failure::internal("the database holds an amount that is none"))
}
