//! Tools that ask people for something: a viewing, a reservation, a person instead of Amr. What is asked is kept with the turn that asked
//! it, in one transaction, and never confirmed by a model: it is `requested` until somebody sees to it.

use serde::Deserialize;
use serde_json::json;
use time::{Date, Duration, Time, UtcDateTime, macros::format_description};

use super::{
    super::{evidence::Evidence, request::Request},
    Description, Desk, Fact, Outcome, for_sale, input, object,
};
use crate::{error::Failure, identity::phone::Phone, listings::property::PropertyId, sales::reservation::HELD};

pub(super) const VIEWING: Description = (
    "Asks for a viewing of a unit on a day that the person named, with the mobile number that the person gave. Ask for \
     what is missing first. The viewing is requested, not confirmed: say so.",
    || {
        object(
            &json!({
                "property_id": {"type": "string"},
                "date": {"type": "string", "description": "the day, as 2026-12-31"},
                "time": {"type": "string", "description": "the hour in Cairo, as 14:30, between 10:00 and 18:00"},
                "phone": {"type": "string", "description": "the person's Egyptian mobile number"},
                "name": {"type": "string", "description": "the person's name, if given"}
            }),
            &["property_id", "date", "time", "phone"],
        )
    },
);

pub(super) const RESERVE: Description = (
    "Prepares a link that reserves a unit, when the person wants to reserve or buy it. It holds nothing: the person presses \
     the button that appears under your answer, and then has half an hour to pay the deposit. Only for who is signed in; \
     ask others to sign in first.",
    || object(&json!({ "property_id": {"type": "string"} }), &["property_id"]),
);

pub(super) const HUMAN: Description = (
    "Asks a colleague to call the person back: when they ask for a person, or for what Amr cannot do. Ask for their \
     mobile number first.",
    || {
        object(
            &json!({
                "reason": {"type": "string", "description": "what it is about, in one sentence"},
                "phone": {"type": "string", "description": "the person's Egyptian mobile number"}
            }),
            &["reason", "phone"],
        )
    },
);

/// Between these hours, Cairo time, units are shown.
const FIRST_HOUR: u8 = 10;
const LAST_HOUR: u8 = 18;

/// How far ahead a viewing can be asked for.
const FARTHEST: Duration = Duration::days(60);

/// The longest name or reason, in characters.
const LONGEST: usize = 300;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Viewing {
    property_id: PropertyId,
    date: String,
    time: String,
    phone: Phone,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reserving {
    property_id: PropertyId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Human {
    reason: String,
    phone: Phone,
}

pub(super) async fn viewing<T>(desk: &Desk<'_, T>, text: &str, known: &Evidence) -> Result<Outcome, Failure> {
    let asked: Viewing = input(text)?;
    is_the_persons(&asked.phone, known)?;
    let date = Date::parse(&asked.date, format_description!("[year]-[month]-[day]"))
        .map_err(|_| Failure::validation("date", "it is a day such as 2026-12-31"))?;
    let time = Time::parse(&asked.time, format_description!("[hour]:[minute]"))
        .map_err(|_| Failure::validation("time", "it is an hour such as 14:30"))?;
    // Cairo is two or three hours ahead of UTC; which of the two matters to nobody who asks for a day.
    let today = UtcDateTime::from(desk.vectors.now + Duration::hours(2)).date();
    if date <= today || date > today.saturating_add(FARTHEST) {
        return Err(Failure::validation("date", format!("it is from tomorrow on, within 60 days of {today}")));
    }
    if !(FIRST_HOUR..LAST_HOUR).contains(&time.hour()) && time != Time::MIDNIGHT + Duration::hours(LAST_HOUR.into()) {
        return Err(Failure::validation("time", "units are shown from 10:00 to 18:00"));
    }
    let name = asked.name.map(|name| plain("name", &name)).transpose()?;
    let (unit, fact) = for_sale(desk, &asked.property_id).await?;
    let content = json!({"property_id": unit.id, "status": "requested", "date": asked.date, "time": asked.time});
    let mut outcome = Outcome::of(&content, vec![fact]);
    outcome.requests.push(Request::Viewing { property: unit.id, date, time, phone: asked.phone, name });
    Ok(outcome)
}

pub(super) async fn reserve<T>(desk: &Desk<'_, T>, text: &str) -> Result<Outcome, Failure> {
    let Reserving { property_id } = input(text)?;
    let (unit, fact) = for_sale(desk, &property_id).await?;
    let deposit = desk.deposit.of(unit.price);
    if !desk.is_signed_in {
        let content = json!({"property_id": unit.id, "status": "sign_in_first", "deposit_egp": deposit});
        return Ok(Outcome::of(&content, vec![fact, Fact::amount(deposit, Some(&unit.id))]));
    }
    let minutes = HELD.whole_minutes();
    let content = json!({
        "property_id": unit.id, "status": "button_shown", "deposit_egp": deposit, "held_minutes_after_pressing": minutes,
    });
    let facts = vec![fact, Fact::amount(deposit, Some(&unit.id))];
    let mut outcome = Outcome::of(&content, facts);
    outcome.requests.push(Request::Reservation { property: unit.id, deposit });
    Ok(outcome)
}

pub(super) fn human(text: &str, known: &Evidence) -> Result<Outcome, Failure> {
    let asked: Human = input(text)?;
    is_the_persons(&asked.phone, known)?;
    let reason = plain("reason", &asked.reason)?;
    let mut outcome = Outcome::of(&json!({"status": "requested"}), Vec::new());
    outcome.requests.push(Request::Human { reason, phone: asked.phone });
    Ok(outcome)
}

/// Refuses a number that the person has not written: whoever has it would be called.
fn is_the_persons(phone: &Phone, known: &Evidence) -> Result<(), Failure> {
    if known.wrote_digits(phone.national()) {
        return Ok(());
    }
    Err(Failure::validation("phone", "the person has not given this number; ask for theirs"))
}

/// A line of text as a person would write it.
fn plain(field: &str, text: &str) -> Result<String, Failure> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        return Err(Failure::validation(field, "it has 1 to 300 characters, none of them a control character"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::inputs, *};

    proptest! {
        #[test]
        fn c4_whatever_a_model_writes_as_an_input_is_read_or_refused(text in inputs()) {
            let _ = (input::<Viewing>(&text).is_ok(), input::<Human>(&text).is_ok(), input::<Reserving>(&text).is_ok());
        }
    }
}
