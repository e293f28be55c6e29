//! Cursors: how a client is led from one page of a search, or of a list, to the next.

use serde::{Deserialize, Serialize};

use super::repository::{
    Order, Position,
    ranking::{CANDIDATES, Snapshot},
};
use crate::error::Failure;

/// Where a page of a search begins: after so many units, among those that its first page could see. A unit that is
/// added meanwhile is in no later page, so that it neither moves one nor repeats one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    offset: u32,
    snapshot: Option<Snapshot>,
}

impl Place {
    /// How many units come before the page.
    #[must_use]
    pub fn offset(&self) -> u32 {
        self.offset
    }

    pub(super) fn is_first(&self) -> bool {
        self.offset == 0
    }

    pub(super) fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref()
    }

    /// The place after a page of `shown` units; `None` where that is farther than a search goes.
    pub(super) fn after(&self, shown: usize, snapshot: Snapshot) -> Option<Self> {
        let offset = self.offset.saturating_add(u32::try_from(shown).unwrap_or(u32::MAX));
        (offset < CANDIDATES).then_some(Self { offset, snapshot: Some(snapshot) })
    }
}

/// Where the next page begins. Callers pass it back as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    /// The cursor of a search's place.
    #[must_use]
    pub fn of_search(place: &Place) -> Self {
        let snapshot = place.snapshot.as_ref().map_or("", Snapshot::as_str);
        Self(format!("s{}.{snapshot}", place.offset))
    }

    /// The place in a search.
    pub fn place(&self) -> Result<Place, Failure> {
        let place = self.0.strip_prefix('s').and_then(|rest| rest.split_once('.'));
        let place = place.and_then(|(offset, snapshot)| {
            Some(Place { offset: offset.parse().ok()?, snapshot: Some(Snapshot::parse(snapshot)?) })
        });
        place
            .filter(|place| place.offset < CANDIDATES)
            .ok_or_else(|| Failure::validation("cursor", "it is not one that a search gave"))
    }

    /// The cursor after a unit of a list in this order.
    pub(super) fn of_list(order: Order, last: &Position) -> Self {
        let key = last.key.map(|key| key.to_string()).unwrap_or_default();
        Self(format!("l{}.{key}.{}", order.name(), last.id))
    }

    /// Where the last unit of the page before stands. A cursor of another order is refused: it would skip units.
    pub(super) fn position(&self, order: Order) -> Result<Position, Failure> {
        let rest = self.0.strip_prefix('l').and_then(|rest| rest.strip_prefix(order.name())?.strip_prefix('.'));
        let position = rest.and_then(|rest| rest.split_once('.')).and_then(|(key, id)| {
            let key = if key.is_empty() { None } else { Some(key.parse().ok()?) };
            Some(Position { key, id: id.parse().ok()? })
        });
        position.ok_or_else(|| Failure::validation("cursor", "it is not one that a list in this order gave"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    #[test]
    fn s1_a_cursor_of_another_kind_is_refused() {
        for text in ["", "s", "s5", "s5.", "s-1.1:1:", "s5.1:1", "s1000.1:1:", "s99999999999.1:1:", "l5.NC1", "x7"] {
            assert!(Cursor(text.to_owned()).place().is_err(), "{text}");
        }
        for text in
            ["", "l", "lsize", "lsize.5", "lsize.5.", "lsize.x.NC1", "lsize.5.NC1'; DROP TABLE properties", "s20"]
        {
            assert!(Cursor(text.to_owned()).position(Order::Size).is_err(), "{text}");
        }
        let unit = |key| Position { key, id: "NC1".parse().unwrap() };
        for position in [unit(Some(-5)), unit(None)] {
            let cursor = Cursor::of_list(Order::SizeDescending, &position);
            assert_eq!(cursor.position(Order::SizeDescending).unwrap(), position);
            assert!(cursor.position(Order::Size).is_err() && cursor.position(Order::PriceDescending).is_err());
        }
        let place = Cursor("s20.795:799:795".to_owned()).place();
        let next = place.ok().and_then(|place| place.after(5, place.snapshot().cloned()?));
        assert_eq!(next.as_ref().map(Cursor::of_search), Some(Cursor("s25.795:799:795".to_owned())));
        let last = Cursor("s990.1:1:".to_owned()).place().ok();
        assert_eq!(last.and_then(|place| place.after(10, place.snapshot().cloned()?)), None);
    }
}
