//! Answers about units that are known: their facts, what they are worth beside comparable ones, how they compare.

use sqlx::PgPool;

use super::{Answer, SHOWN, Turn, speech::Speech};
use crate::{
    error::{ErrorCode, Failure},
    language::Language,
    listings::{
        filters::{Filters, Slot},
        market,
        property::{Property, PropertyId},
        repository,
        search::Hit,
        wording,
    },
    registry::proofs::Standing,
    store::table::Table,
};

/// Compares two to four units; of more, the first four.
pub(super) async fn compare(pool: &PgPool, ids: &[PropertyId], speech: Speech) -> Result<Answer, Failure> {
    const MOST: usize = 4;
    let language = speech.language;
    let ids = ids.get(..MOST.min(ids.len())).unwrap_or_default();
    if ids.len() < 2 {
        return Ok(speech.which_unit());
    }
    let comparison = market::compare_units(pool, ids).await?;
    let mut answer = speech.answer(comparison.words(language));
    let units = comparison.units.into_iter();
    answer.units = units.map(|compared| Hit::new(compared.property, &Filters::default(), language)).collect();
    Ok(answer)
}

/// What is told of a unit.
#[derive(Debug, Clone, Copy)]
pub(super) enum Telling<'a> {
    /// What was asked about, or all that is known.
    Facts(&'a [Slot]),
    /// What comparable units cost.
    Value,
}

/// Tells of units, a paragraph for each under its name; says of each that is not for sale that it is not.
pub(super) async fn tell(
    pool: &PgPool,
    ids: &[PropertyId],
    telling: Telling<'_>,
    speech: Speech,
) -> Result<Answer, Failure> {
    let language = speech.language;
    let mut answer = speech.answer(String::new());
    let mut paragraphs = Vec::new();
    for id in ids.iter().take(usize::from(SHOWN)) {
        match repository::find(pool, id).await {
            Ok(unit) => {
                let told = match telling {
                    Telling::Facts(asked) => facts(&unit, asked, language),
                    Telling::Value => market::estimate_value(pool, &unit).await?.words(language),
                };
                let title = language.pick(&unit.title, &unit.title_ar);
                let location = language.pick(&unit.location, &unit.location_ar);
                let comma = language.pick(", ", "، ");
                paragraphs.push(format!("{} — {title}{comma}{location}\n{told}", unit.id));
                answer.units.push(Hit::new(unit, &Filters::default(), language));
            }
            Err(failure) => paragraphs.push(not_for_sale(id, failure, language)?),
        }
    }
    if !answer.units.is_empty() {
        paragraphs.push(language.pick("Would you like to see similar units?", "تحب أعرض لك وحدات شبهها؟").to_owned());
    }
    answer.text = paragraphs.join("\n\n");
    Ok(answer)
}

/// Tells what the chain has of units, a line for each.
pub(super) async fn prove<T: Table>(
    pool: &PgPool,
    turn: &Turn<'_, T>,
    ids: &[PropertyId],
    speech: Speech,
) -> Result<Answer, Failure> {
    let language = speech.language;
    let mut answer = speech.answer(String::new());
    let (mut units, mut lines) = (Vec::new(), Vec::new());
    for id in ids.iter().take(usize::from(SHOWN)) {
        match repository::find(pool, id).await {
            Ok(unit) => units.push(unit),
            Err(failure) => lines.push(not_for_sale(id, failure, language)?),
        }
    }
    let standings = turn.proofs.standings(&units.iter().collect::<Vec<_>>(), turn.clock).await;
    answer.degraded = standings.contains(&Standing::Unreachable);
    lines.extend(standings.iter().zip(&units).map(|(standing, unit)| standing.words(&unit.id, language)));
    answer.units = units.into_iter().map(|unit| Hit::new(unit, &Filters::default(), language)).collect();
    answer.text = lines.join("\n");
    Ok(answer)
}

/// That a unit is not among those for sale, where that is why it was not found.
fn not_for_sale(id: &PropertyId, failure: Failure, language: Language) -> Result<String, Failure> {
    match failure.code() {
        ErrorCode::PropertyNotFound | ErrorCode::PropertyUnavailable => Ok(language.pick(
            format!("{id} is not among the units that we have for sale."),
            format!("{id} مش ضمن الوحدات المتاحة للبيع عندنا."),
        )),
        _ => Err(failure),
    }
}

fn facts(unit: &Property, asked: &[Slot], language: Language) -> String {
    let facts = wording::unit_facts(unit, asked, language).into_iter().map(|fact| format!("• {fact}"));
    facts.collect::<Vec<_>>().join("\n")
}
