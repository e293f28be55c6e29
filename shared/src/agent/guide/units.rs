//! Answers about units that are known: their facts, what they are worth beside comparable ones, how they compare.

use sqlx::PgPool;

use super::{Answer, SHOWN, speech::Speech};
use crate::{
    error::{ErrorCode, Failure},
    listings::{
        filters::{Filters, Slot},
        market,
        property::{Property, PropertyId},
        repository,
        search::Hit,
        wording,
    },
};

/// Tells of units: what was asked about, or all that is known. Says of each that is not for sale that it is not.
pub(super) async fn facts(
    pool: &PgPool,
    ids: &[PropertyId],
    asked: &[Slot],
    speech: Speech,
) -> Result<Answer, Failure> {
    let language = speech.language;
    tell(pool, ids, speech, async |unit| {
        let facts = wording::unit_facts(unit, asked, language).into_iter().map(|fact| format!("• {fact}"));
        Ok(facts.collect::<Vec<_>>().join("\n"))
    })
    .await
}

/// Tells what comparable units cost, for each unit.
pub(super) async fn value(pool: &PgPool, ids: &[PropertyId], speech: Speech) -> Result<Answer, Failure> {
    let language = speech.language;
    tell(pool, ids, speech, async |unit| Ok(market::estimate_value(pool, unit).await?.words(language))).await
}

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

/// A paragraph for each unit, under its name.
async fn tell(
    pool: &PgPool,
    ids: &[PropertyId],
    speech: Speech,
    say: impl AsyncFn(&Property) -> Result<String, Failure>,
) -> Result<Answer, Failure> {
    let language = speech.language;
    let mut answer = speech.answer(String::new());
    let mut paragraphs = Vec::new();
    for id in ids.iter().take(usize::from(SHOWN)) {
        match repository::find(pool, id).await {
            Ok(unit) => {
                let title = language.pick(&unit.title, &unit.title_ar);
                let location = language.pick(&unit.location, &unit.location_ar);
                let comma = language.pick(", ", "، ");
                paragraphs.push(format!("{} — {title}{comma}{location}\n{}", unit.id, say(&unit).await?));
                answer.units.push(Hit::new(unit, &Filters::default(), language));
            }
            Err(failure) => match failure.code() {
                ErrorCode::PropertyNotFound | ErrorCode::PropertyUnavailable => paragraphs.push(language.pick(
                    format!("{id} is not among the units that we have for sale."),
                    format!("{id} مش ضمن الوحدات المتاحة للبيع عندنا."),
                )),
                _ => return Err(failure),
            },
        }
    }
    if !answer.units.is_empty() {
        paragraphs.push(language.pick("Would you like to see similar units?", "تحب أعرض لك وحدات شبهها؟").to_owned());
    }
    answer.text = paragraphs.join("\n\n");
    Ok(answer)
}
