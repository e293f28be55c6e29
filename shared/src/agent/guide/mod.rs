//! The guide: Amr without a model. It understands the question by rules, searches, and explains from
//! templates in Egyptian Arabic or English. Whatever it says of a unit comes from the unit's row, and every
//! figure besides is a count it made or a figure of the question. It calls no model; where a key is set, the vector of a
//! question that filters do not answer is paid for like any other call.

pub(super) mod results;
mod speech;
mod units;

use serde::Serialize;
use sqlx::PgPool;

use self::{speech::Speech, units::Telling};
use super::{
    Message,
    conversation::Conversation,
    intent::{self, Intent},
    wishes::{self, Sought, Wishes},
};
use crate::{
    clock::Clock,
    error::Failure,
    language::Language::{self, Arabic, English},
    listings::{
        filters::{Filters, Slot},
        market,
        property::{Property, PropertyId},
        repository,
        search::{self, Hit, Vectors, Wanted},
        text::{fold, is_arabic},
        understanding::{FollowUp, Gazetteer, Understood},
    },
    registry::proofs::Proofs,
    store::table::Table,
};

/// How many units an answer shows at most.
const SHOWN: u8 = 5;

/// How many earlier questions are told back.
const TOLD_BACK: usize = 5;

/// Something that was asked and could not be met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmet {
    /// What it was about.
    pub slot: Slot,
    /// What was asked.
    pub asked: String,
    /// What the first unit shown has instead; `None` where nothing stands in for it.
    pub given: Option<String>,
    /// The same as a sentence in the language of the answer.
    pub text: String,
}

/// What Amr says.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The text, in one language.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// The units that it speaks of, in its order.
    pub units: Vec<Hit>,
    /// What it could not meet.
    pub unmet: Vec<Unmet>,
    /// What the person may want to say next.
    pub suggestions: Vec<String>,
    /// What the person is looking for after this turn.
    pub sought: Sought,
    /// Whether somebody was away who is needed to answer well: whoever makes vectors, or the chain.
    pub degraded: bool,
}

/// What a turn is made from.
#[derive(Debug)]
pub struct Turn<'a, T> {
    /// What the person wrote.
    pub message: &'a Message,
    /// The language that the person chose, or `None` to answer in that of the message.
    pub language: Option<Language>,
    /// The unit that the person looks at, if any.
    pub property: Option<&'a PropertyId>,
    /// The conversation until now.
    pub conversation: &'a Conversation,
    /// How the vector of the message is made.
    pub vectors: Vectors<'a, T>,
    /// What reads the chain.
    pub proofs: &'a Proofs<T>,
    /// The time of the request, going on.
    pub clock: Clock,
}

/// A message as the rules read it.
#[derive(Debug)]
pub(super) struct Reading {
    /// The language of the answer.
    pub(super) language: Language,
    /// What the message is for.
    pub(super) intent: Intent,
    /// What its words say.
    pub(super) understood: Understood,
    /// The search that it asks for, if it asks for one.
    wanted: Wanted,
}

/// Reads a message. Only Postgres can make it fail.
pub(super) async fn read<T>(pool: &PgPool, gazetteer: &Gazetteer, turn: &Turn<'_, T>) -> Result<Reading, Failure> {
    let language = language(turn);
    let (wanted, understood) = Wanted::from_question(turn.message.text(), &Filters::default(), gazetteer, language);
    let intent = intent_of(pool, turn, &understood).await?;
    Ok(Reading { language, intent, understood, wanted })
}

/// Answers a message that was read so. Only Postgres can make it fail.
pub(super) async fn answer<T: Table>(pool: &PgPool, turn: &Turn<'_, T>, reading: &Reading) -> Result<Answer, Failure> {
    let Reading { language, intent, understood, wanted } = reading;
    let language = *language;
    let speech = Speech { language, sought: turn.conversation.sought.clone() };
    let meant = meant(turn, understood);
    match *intent {
        Intent::Recall => Ok(speech.recall(&turn.conversation.questions)),
        Intent::Legal => Ok(speech.legal()),
        Intent::Rent => Ok(speech.rent()),
        Intent::Greeting => Ok(speech.greeting()),
        Intent::WhoAreYou => Ok(speech.who()),
        Intent::Thanks => Ok(speech.thanks()),
        Intent::Unclear => Ok(speech.unclear()),
        Intent::Proof if turn.proofs.is_off() => Ok(speech.no_record()),
        Intent::Units | Intent::Value | Intent::Compare | Intent::Proof if meant.is_empty() => Ok(speech.which_unit()),
        Intent::Units => units::tell(pool, &meant, Telling::Facts(&understood.asked_about), speech).await,
        Intent::Value => units::tell(pool, &meant, Telling::Value, speech).await,
        Intent::Compare => units::compare(pool, &meant, speech).await,
        Intent::Proof => units::prove(pool, turn, &meant, speech).await,
        Intent::Market => {
            let wishes = wishes::after(&turn.conversation.sought, understood, &[]);
            let trends = market::market_trends(pool, &wishes.sought.filters).await?;
            let answer = Speech { sought: wishes.sought, ..speech };
            Ok(answer.answer(trends.words(language)))
        }
        Intent::Search => found(pool, turn, wanted.clone(), understood, speech).await,
    }
}

/// What a message is for, given what the person looks at and what stands in the listings.
async fn intent_of<T>(pool: &PgPool, turn: &Turn<'_, T>, understood: &Understood) -> Result<Intent, Failure> {
    let intent = intent::of(&fold(turn.message.text()), understood);
    let names_a_unit = |slot| [Slot::Type, Slot::Location, Slot::Compound, Slot::Developer].contains(slot);
    if matches!(intent, Intent::Search | Intent::Unclear)
        && turn.property.is_some()
        && understood.follow_ups.is_empty()
        && understood.opened.is_empty()
        && !understood.filters.slots().iter().any(names_a_unit)
        && understood.unknown_places.is_empty()
    {
        // Somebody who looks at a unit and names no other asks about this one.
        return Ok(Intent::Units);
    }
    // Words that made no filter rank units, but words that stand in no listing ask for none.
    let only_words = understood.filters.is_empty()
        && understood.sort.is_none()
        && understood.unknown_places.is_empty()
        && understood.follow_ups.is_empty()
        && understood.opened.is_empty();
    if intent == Intent::Search && only_words && !search::mentions(pool, &understood.rest).await? {
        return Ok(Intent::Unclear);
    }
    Ok(intent)
}

/// The units that a message is about: those that it names, by id or by their place in the last answer, else the one that
/// the person looks at, else those of the last answer.
fn meant<T>(turn: &Turn<'_, T>, understood: &Understood) -> Vec<PropertyId> {
    let shown = &turn.conversation.shown;
    let picked = understood.follow_ups.iter().filter_map(|step| match step {
        FollowUp::Nth(place) => shown.get(usize::from(*place).checked_sub(1)?),
        FollowUp::Last => shown.last(),
        _ => None,
    });
    let mut named: Vec<PropertyId> = Vec::new();
    for id in understood.property_ids.iter().chain(picked) {
        if !named.contains(id) {
            named.push(id.clone());
        }
    }
    let picks = understood.follow_ups.iter().any(|step| matches!(step, FollowUp::Nth(_) | FollowUp::Last));
    match turn.property {
        _ if picks || !named.is_empty() => named,
        Some(property) => vec![property.clone()],
        None => shown.clone(),
    }
}

/// Looks for units and tells of them.
async fn found<T: Table>(
    pool: &PgPool,
    turn: &Turn<'_, T>,
    mut wanted: Wanted,
    understood: &Understood,
    speech: Speech,
) -> Result<Answer, Failure> {
    let conversation = turn.conversation;
    let shown: Vec<String> = match turn.property {
        Some(property) => vec![property.to_string()],
        None => conversation.shown.iter().map(ToString::to_string).collect(),
    };
    let compares = !understood.follow_ups.is_empty() && !shown.is_empty();
    let shown = if compares { repository::units(pool, &shown).await? } else { Vec::new() };
    let Wishes { sought, others } = wishes::after(&conversation.sought, understood, &shown);
    (wanted.filters, wanted.sort, wanted.limit) = (sought.filters.clone(), sought.sort, SHOWN);
    wanted.words.clone_from(&sought.words);
    if others {
        wanted.passed_over.clone_from(&conversation.seen);
    }
    let found = search::search(pool, &turn.vectors, &wanted).await?;
    if found.hits.is_empty() && others {
        return Ok(Speech { sought, ..speech }.no_more());
    }
    let suggestions = results::suggestions(pool, &wanted.filters, &found, wanted.language).await?;
    Ok(results::results(&wanted, found, understood, sought, suggestions))
}

/// The language of the answer to a message.
fn language<T>(turn: &Turn<'_, T>) -> Language {
    turn.language.unwrap_or_else(|| language_of(turn.message.text(), turn.conversation))
}

/// What the person may want to say after an answer that showed these units.
pub(super) fn suggestions_after(units: &[Property], language: Language) -> Vec<String> {
    let Some(first) = units.first() else { return speech::examples(language) };
    let id = &first.id;
    let mut suggestions = vec![
        results::tell_more(id, language),
        language.pick(format!("Is {id} fairly priced?"), format!("سعر {id} مناسب؟")),
    ];
    if units.len() > 1 {
        suggestions.push(language.pick("Compare them", "قارن بينهم").to_owned());
    }
    suggestions
}

/// The language of a message; one without letters, such as a number, stays in that of the conversation.
fn language_of(text: &str, conversation: &Conversation) -> Language {
    match conversation.language {
        Some(language) if !text.chars().any(char::is_alphabetic) => language,
        _ if is_arabic(text) => Arabic,
        _ => English,
    }
}
