//! Tools that ask for something: a viewing, a reservation, a person instead of Amr. What is asked is kept with the turn that
//! asked it, in one transaction, and never confirmed by a model: it is `requested` until somebody sees to it.

use serde::Deserialize;
use serde_json::json;
use time::{Date, Time, macros::format_description};

use super::{
    super::{evidence::Evidence, request::Request},
    Description, Desk, Fact, Outcome, for_sale, input, object,
};
use crate::{
    error::{ErrorCode, Failure},
    identity::phone::Phone,
    listings::property::PropertyId,
    sales::{
        reservation::HELD,
        reservations, shares,
        viewing::{Contact, Name, Slot},
        viewings,
    },
    store::postgres::bounded,
};

pub(super) const VIEWING: Description = (
    "Asks for a viewing of a unit at an hour that the person named, for who is signed in; ask others to sign in first, or \
     whether a colleague may call them. The viewing is requested, not confirmed: say so, and that word comes by message.",
    || {
        object(
            &json!({
                "property_id": {"type": "string"},
                "date": {"type": "string", "description": "the day, as 2026-12-31"},
                "time": {"type": "string", "description": "the hour in Cairo, a whole one from 10:00 to 17:00"},
                "name": {"type": "string", "description": "the name of who comes, if given"},
                "phone": {"type": "string", "description": "the Egyptian mobile number of who comes, if given"}
            }),
            &["property_id", "date", "time"],
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

/// The longest reason, in characters.
const LONGEST: usize = 300;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Viewing {
    property_id: PropertyId,
    date: String,
    time: String,
    phone: Option<Phone>,
    name: Option<Name>,
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
    if let Some(phone) = &asked.phone {
        is_the_persons(phone, known)?;
    }
    let date = Date::parse(&asked.date, format_description!("[year]-[month]-[day]"))
        .map_err(|_| Failure::validation("date", "it is a day such as 2026-12-31"))?;
    let time = Time::parse(&asked.time, format_description!("[hour]:[minute]"))
        .map_err(|_| Failure::validation("time", "it is an hour such as 14:00"))?;
    let slot = Slot::at(date, time).map_err(|error| Failure::validation("time", error.to_string()))?;
    let (unit, fact) = for_sale(desk, &asked.property_id).await?;
    let Some(user) = desk.user else {
        let content = json!({"property_id": unit.id, "status": "sign_in_first"});
        return Ok(Outcome::of(&content, vec![fact]));
    };
    let mut connection = bounded(desk.pool.acquire()).await?;
    let objections = viewings::objections(&mut connection, user, &unit.id, slot, desk.vectors.now).await;
    drop(connection);
    if let Err(failure) = objections {
        return if matches!(failure.code(), ErrorCode::Conflict | ErrorCode::RateLimited) {
            let hours = Slot::of_day(date);
            let free = viewings::free_slots(desk.pool, &unit.id, hours, desk.vectors.now).await?.into_iter();
            let free = free.map(|free| free.begins().hour());
            let content = json!({
                "property_id": unit.id, "status": "not_possible", "why": failure.details().get("reason"),
                "free_hours_of_this_day": free.map(|hour| format!("{hour}:00")).collect::<Vec<_>>(),
            });
            Ok(Outcome::of(&content, vec![fact]))
        } else {
            Err(failure)
        };
    }
    let content = json!({"property_id": unit.id, "status": "requested", "date": asked.date, "time": asked.time});
    let mut outcome = Outcome::of(&content, vec![fact]);
    let contact = Contact { name: asked.name, phone: asked.phone };
    outcome.requests.push(Request::Viewing { property: unit.id, slot, contact });
    Ok(outcome)
}

pub(super) async fn reserve<T>(desk: &Desk<'_, T>, text: &str) -> Result<Outcome, Failure> {
    let Reserving { property_id } = input(text)?;
    let (unit, fact) = for_sale(desk, &property_id).await?;
    let deposit = desk.deposit.of(unit.price);
    let offer = reservations::offer(desk.pool, &unit.id, desk.vectors.now).await?;
    if offer.free < shares::WHOLE {
        // The button is for a whole unit.
        let content = json!({"property_id": unit.id, "status": "only_shares_are_free", "shares_free": offer.free});
        return Ok(Outcome::of(&content, vec![fact, Fact::count(offer.free)]));
    }
    if desk.user.is_none() {
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
