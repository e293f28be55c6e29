//! A viewing (P5): somebody sees a unit, at an hour at which nobody else does. What is asked for is `requested`; a worker
//! then confirms or refuses it. A confirmed one that is to be moved stays confirmed until the other hour is.

use std::{fmt, ops::Range, str::FromStr};

use serde::{Deserialize, Serialize, Serializer};
use time::{Date, Duration, OffsetDateTime, Time, format_description::well_known::Rfc3339, serde::rfc3339};

use crate::{
    clock::{cairo, in_cairo},
    error::Failure,
    id::id,
    identity::phone::Phone,
    listings::property::PropertyId,
    notify::viewing_news::Reason,
};

/// The hours of a day at which a viewing begins, in Cairo.
const HOURS: Range<u8> = 10..18;

/// How far ahead a viewing can be asked for, in days; it is tomorrow at the earliest.
const FARTHEST: i64 = 60;

/// How many days ahead free hours are listed.
const LISTED_DAYS: i64 = 14;

/// How long before it begins a viewing must be confirmed: whoever shows the unit must get there.
const LEAD: Duration = Duration::hours(2);

/// How long before it begins somebody is reminded.
pub const REMINDED_BEFORE: Duration = Duration::hours(24);

/// How many viewings to come somebody may have: nobody is to keep the hours of a compound.
pub const MOST_OPEN: i64 = 5;

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

id! {
    /// The id of a viewing.
    ViewingId
}

/// An hour at which a unit can be shown: a whole one, from 10:00 to 18:00 in Cairo. In JSON it is the moment at which it
/// begins, as clocks in Cairo show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(OffsetDateTime);

/// A moment that is no such hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("units are shown on the hour, from 10:00 to 17:00 in Cairo")]
pub struct NoSlot;

impl Slot {
    /// The hour that begins at this moment.
    pub fn beginning(moment: OffsetDateTime) -> Result<Self, NoSlot> {
        let local = cairo(moment);
        let is_whole = local.minute() == 0 && local.second() == 0 && local.nanosecond() == 0;
        if is_whole && HOURS.contains(&local.hour()) { Ok(Self(local)) } else { Err(NoSlot) }
    }

    /// The hour that begins at this time in Cairo.
    pub fn at(date: Date, time: Time) -> Result<Self, NoSlot> {
        in_cairo(date, time).ok_or(NoSlot).and_then(Self::beginning)
    }

    /// The hour that the database keeps: it was one when it was asked for.
    pub(super) fn kept(moment: OffsetDateTime) -> Self {
        Self(cairo(moment))
    }

    /// The moment at which it begins, as clocks in Cairo show it.
    #[must_use]
    pub fn begins(self) -> OffsetDateTime {
        self.0
    }

    /// Whether it can be asked for now: from tomorrow on, and not too far ahead.
    #[must_use]
    pub fn can_be_asked_for(self, now: OffsetDateTime) -> bool {
        let days = (self.0.date() - cairo(now).date()).whole_days();
        (1..=FARTHEST).contains(&days)
    }

    /// All hours of the next two weeks.
    pub fn coming(now: OffsetDateTime) -> impl Iterator<Item = Self> {
        let today = cairo(now).date();
        let days = (1..=LISTED_DAYS).filter_map(move |days| today.checked_add(Duration::days(days)));
        days.flat_map(Self::of_day)
    }

    /// All hours of a day.
    pub fn of_day(day: Date) -> impl Iterator<Item = Self> {
        HOURS.filter_map(move |hour| Self::at(day, Time::from_hms(hour, 0, 0).ok()?).ok())
    }
}

impl FromStr for Slot {
    type Err = NoSlot;

    /// Reads the moment at which it begins, by RFC 3339 and in any offset: `2026-12-01T14:00:00+02:00`.
    fn from_str(text: &str) -> Result<Self, NoSlot> {
        OffsetDateTime::parse(text, &Rfc3339).map_err(|_| NoSlot).and_then(Self::beginning)
    }
}

impl Serialize for Slot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        rfc3339::serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Slot {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How a viewing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has confirmed it yet.
    Requested,
    /// It takes place.
    Confirmed,
    /// It cannot take place.
    Refused,
    /// It was called off, by whoever asked for it or by us.
    Cancelled,
}

impl State {
    const ALL: [Self; 4] = [Self::Requested, Self::Confirmed, Self::Refused, Self::Cancelled];

    /// The name in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
        }
    }

    pub(super) fn of(name: &str) -> Result<Self, Failure> {
        let state = Self::ALL.into_iter().find(|state| state.as_str() == name);
        state.ok_or_else(|| Failure::internal("the database holds a viewing in a state that is none"))
    }
}

/// A viewing, as whoever asked for it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Viewing {
    /// Its id.
    pub viewing_id: ViewingId,
    /// The unit.
    pub property_id: PropertyId,
    /// The unit's title in English.
    pub title: String,
    /// And in Arabic.
    pub title_ar: String,
    /// The hour.
    pub slot: Slot,
    /// How it stands.
    pub status: State,
    /// Why it was refused or called off, or why a confirmed one was not moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The hour to which it is to be moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wished_slot: Option<Slot>,
    /// When it was asked for.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
}

/// Who comes, for whoever shows the unit. It is kept sealed under the viewing's id, and does not print.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Their name.
    pub name: Option<Name>,
    /// Their phone, where it is another one than the account's.
    pub phone: Option<Phone>,
}

impl Contact {
    /// What a contact is sealed as.
    pub const KIND: &str = "viewing_contact";

    /// It, as it is sealed; `None` where nothing is said.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let (name, phone) = (self.name.as_ref().map(Name::expose), self.phone.as_ref().map(Phone::expose));
        (name.is_some() || phone.is_some()).then(|| serde_json::json!({ "name": name, "phone": phone }).to_string())
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Contact(…)")
    }
}

/// A person's name, as they write it. It prints masked.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Name(String);

/// A text that is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 100 characters, none of them a control character")]
pub struct InvalidName;

impl Name {
    /// The name, for whoever shows the unit.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        let name = text.trim();
        let is_one = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if is_one { Ok(Self(name.to_owned())) } else { Err(InvalidName) }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Name(…)")
    }
}

/// What the worker does with a viewing that waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It takes place at this hour.
    Confirm(Slot),
    /// It cannot take place.
    Refuse(Reason),
    /// It stays where it is: the other hour cannot be had.
    Stay(Reason),
}

/// What the worker finds: the viewing, locked, and what stands against it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) state: State,
    pub(super) slot: Slot,
    pub(super) wished: Option<Slot>,
    /// Whether the unit can be seen: nobody else has bought it.
    pub(super) is_unit_free: bool,
    /// Whether somebody has the hour that is asked for.
    pub(super) is_taken: bool,
    /// Whether they have as many viewings to come as one may, beside this one.
    pub(super) has_enough: bool,
}

impl Found {
    /// The hour that is asked for; `None` where nothing waits to be decided.
    pub(super) fn asked(state: State, slot: Slot, wished: Option<Slot>) -> Option<Slot> {
        match state {
            State::Requested => Some(slot),
            State::Confirmed => wished,
            State::Refused | State::Cancelled => None,
        }
    }

    /// What is to be done; `None` where it was done before.
    pub(super) fn decide(self, now: OffsetDateTime) -> Option<Decision> {
        let asked = Self::asked(self.state, self.slot, self.wished)?;
        let objection = if asked.begins() < now + LEAD {
            Some(Reason::TooLate)
        } else if !self.is_unit_free {
            Some(Reason::UnitUnavailable)
        } else if self.is_taken {
            Some(Reason::SlotTaken)
        } else {
            self.has_enough.then_some(Reason::TooMany)
        };
        Some(match objection {
            None => Decision::Confirm(asked),
            Some(reason) if self.state == State::Requested => Decision::Refuse(reason),
            Some(reason) => Decision::Stay(reason),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn p5_an_hour_is_a_whole_one_of_the_working_day_in_cairo_in_summer_and_in_winter() {
        for (text, is_one) in [
            ("2026-12-01T10:00:00+02:00", true),
            ("2026-12-01T08:00:00Z", true),
            ("2026-12-01T07:00:00Z", false),
            ("2026-12-01T15:00:00Z", true),
            ("2026-12-01T16:00:00Z", false),
            // An hour earlier by UTC while clocks in Cairo are put forward.
            ("2026-07-01T07:00:00Z", true),
            ("2026-07-01T15:00:00Z", false),
            ("2026-12-01T10:30:00+02:00", false),
            ("2026-12-01T10:00:01+02:00", false),
            ("2026-12-01T10:00:00", false),
            ("2026-12-01", false),
            ("", false),
            ("9999-12-31T23:00:00Z", false),
            ("0000-01-01T00:00:00Z", false),
        ] {
            assert_eq!(text.parse::<Slot>().is_ok(), is_one, "{text}");
        }
        let slot: Slot = "2026-07-01T07:00:00Z".parse().unwrap();
        assert_eq!(serde_json::to_string(&slot).unwrap(), r#""2026-07-01T10:00:00+03:00""#);
        assert_eq!(serde_json::from_str::<Slot>(r#""2026-07-01T10:00:00+03:00""#).unwrap(), slot);
    }

    #[test]
    fn p5_hours_can_be_asked_for_from_tomorrow_on_for_sixty_days() {
        // It is tomorrow in Cairo already.
        let now = datetime!(2026-11-26 22:30 UTC);
        for (day, can) in [("2026-11-27", false), ("2026-11-28", true), ("2027-01-26", true), ("2027-01-27", false)] {
            let slot: Slot = format!("{day}T12:00:00+02:00").parse().unwrap();
            assert_eq!(slot.can_be_asked_for(now), can, "{day}");
        }
        let coming: Vec<Slot> = Slot::coming(now).collect();
        assert_eq!(coming.len(), 14 * 8);
        assert!(coming.iter().all(|slot| slot.can_be_asked_for(now)) && coming.is_sorted());
        // Over the night in which clocks are put back there are as many.
        assert_eq!(Slot::coming(datetime!(2026-10-25 12:00 UTC)).count(), 14 * 8);
    }

    fn slots() -> impl Strategy<Value = Slot> {
        (0_i64..400, HOURS).prop_map(|(days, hour)| {
            let day = time::macros::date!(2026 - 01 - 01) + Duration::days(days);
            Slot::at(day, Time::from_hms(hour, 0, 0).unwrap()).unwrap()
        })
    }

    fn states() -> impl Strategy<Value = State> {
        prop::sample::select(State::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn p5_what_waits_is_decided_once_and_only_for_an_hour_that_is_free(
            state in states(), slot in slots(), wished in prop::option::of(slots()), is_unit_free: bool, is_taken: bool,
            has_enough: bool, ahead in -100_i64..100
        ) {
            let found = Found { state, slot, wished: wished.filter(|_| state == State::Confirmed), is_unit_free, is_taken, has_enough };
            let now = slot.begins() - Duration::hours(ahead);
            match found.decide(now) {
                None => prop_assert!(state != State::Requested && found.wished.is_none()),
                Some(Decision::Confirm(hour)) => {
                    prop_assert!(is_unit_free && !is_taken && !has_enough && hour.begins() >= now + LEAD);
                    prop_assert_eq!(hour, found.wished.unwrap_or(slot));
                    let after = Found { state: State::Confirmed, slot: hour, wished: None, ..found };
                    prop_assert_eq!(after.decide(now), None, "what comes twice changes nothing");
                }
                Some(Decision::Refuse(_)) => prop_assert_eq!(state, State::Requested),
                Some(Decision::Stay(_)) => prop_assert_eq!(state, State::Confirmed),
            }
        }
    }

    #[test]
    fn a7_a_contact_prints_masked_and_is_read_or_refused() {
        let read = |text: &str| serde_json::from_str::<Contact>(text);
        let contact = read(r#"{"name": "  Mona  ", "phone": "010 0123 4567"}"#).unwrap();
        assert_eq!(contact.text().unwrap(), r#"{"name":"Mona","phone":"+201001234567"}"#);
        assert_eq!(format!("{contact:?} {:?}", contact.name), "Contact(…) Some(Name(…))");
        assert_eq!(read(&contact.text().unwrap()).unwrap(), contact);
        assert_eq!(read("{}").unwrap().text(), None);
        for text in [r#"{"name": " "}"#, r#"{"name": "a\u0000b"}"#, r#"{"phone": "12"}"#, r#"{"mail": "x"}"#] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&format!(r#"{{"name": "{}"}}"#, "x".repeat(101))).is_err());
    }
}
