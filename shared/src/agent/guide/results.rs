//! The answer to a search: what could not be met, how many there are, the units, and one question about what is open.

use sqlx::PgPool;

use super::{super::wishes::Sought, Answer, Unmet};
use crate::{
    error::Failure,
    language::Language::{self, English},
    listings::{
        filters::{Filters, Slot},
        property::{PropertyId, PropertyType},
        repository,
        search::{Found, Hit, Mode, Relaxed, Wanted},
        understanding::{Understood, Widened},
        wording,
    },
};

/// The answer to a search.
pub(super) fn results(
    wanted: &Wanted,
    found: Found,
    understood: &Understood,
    sought: Sought,
    suggestions: Vec<String>,
) -> Answer {
    let language = wanted.language;
    let unmet = unmet(understood, &found, language);
    let mut paragraphs: Vec<String> = unmet.iter().map(|unmet| unmet.text.clone()).collect();
    paragraphs.push(opening(wanted, &found, unmet.is_empty()));
    if !found.hits.is_empty() {
        let line = |(place, hit): (i64, &Hit)| {
            let why = wording::highlights(&hit.property, &wanted.filters, language).join(language.pick("; ", "؛ "));
            format!("{}. {}\n   {why}", language.number(place), wording::unit_line(&hit.property, language))
        };
        paragraphs.push((1..).zip(&found.hits).map(line).collect::<Vec<_>>().join("\n"));
    }
    paragraphs.push(next_question(&wanted.filters, !understood.unknown_places.is_empty(), language));
    Answer {
        text: paragraphs.join("\n\n"),
        language,
        units: found.hits,
        unmet,
        suggestions,
        sought,
        degraded: found.mode == Mode::Lexical,
    }
}

/// What a search could not meet.
pub(in crate::agent) fn unmet(understood: &Understood, found: &Found, language: Language) -> Vec<Unmet> {
    let mut unmet: Vec<Unmet> = understood.unknown_places.iter().map(|place| unknown_place(place, language)).collect();
    unmet.extend(understood.widened.iter().map(|place| widened(place, language)));
    unmet.extend(found.relaxed.iter().map(|relaxed| Unmet {
        slot: relaxed.slot,
        asked: relaxed.asked.clone(),
        given: relaxed.given.clone(),
        text: given_up(relaxed, language),
    }));
    unmet
}

/// That something could not be met, and what the unit that comes nearest in all has instead.
fn given_up(relaxed: &Relaxed, language: Language) -> String {
    let asked = &relaxed.asked;
    match &relaxed.given {
        Some(given) => language.pick(
            format!("Nothing we have meets “{asked}” together with the rest; what comes nearest has: {given}."),
            format!("مفيش عندنا «{asked}» مع باقي طلبك؛ أقرب وحدة لطلبك: {given}."),
        ),
        None => language.pick(
            format!("No listing that fits the rest says that it meets “{asked}”."),
            format!("مفيش عرض مناسب لباقي طلبك مكتوب فيه «{asked}»."),
        ),
    }
}

fn unknown_place(place: &str, language: Language) -> Unmet {
    let name = wording::location_name(place, language);
    Unmet {
        slot: Slot::Location,
        asked: name.clone(),
        given: None,
        text: language.pick(
            format!("We have nothing in “{name}”: it is not among the places in our listings."),
            format!("مفيش عندنا حاجة في «{name}»: المكان ده مش ضمن الأماكن اللي في عروضنا."),
        ),
    }
}

/// That listings name no place as small as the one that was asked for.
fn widened(place: &Widened, language: Language) -> Unmet {
    let area = wording::location_name(&place.area, language);
    let asked = &place.asked;
    Unmet {
        slot: Slot::Location,
        asked: asked.clone(),
        given: Some(area.clone()),
        text: language.pick(
            format!("Our listings do not tell “{asked}” apart from the rest of {area}, so I looked in all of {area}."),
            format!("العروض عندنا مش بتحدد «{asked}» لوحدها، فدورت في {area} كلها."),
        ),
    }
}

/// How many there are, and of what.
fn opening(wanted: &Wanted, found: &Found, all_met: bool) -> String {
    let language = wanted.language;
    if found.hits.is_empty() {
        return language.pick("I found no unit to show.", "ملقتش وحدة أعرضها.").to_owned();
    }
    let asked: Vec<String> =
        wanted.filters.slots().into_iter().map(|slot| wording::asked(slot, &wanted.filters, language)).collect();
    let asked = in_language(asked.join(language.pick(", ", "، ")), &found.hits, language);
    let shown = i64::try_from(found.hits.len()).unwrap_or(i64::MAX);
    let (total, number) = (wording::units_text(found.total, language), language.number(shown));
    match (all_met && !asked.is_empty(), found.total > shown) {
        (true, true) => language.pick(
            format!("We have {total} that meet what you asked ({asked}). Here are {number} of them:"),
            format!("عندنا {total} مطابقة لطلبك ({asked}). دي {number} منها:"),
        ),
        (true, false) => language.pick(
            format!("We have {total} for what you asked ({asked}):"),
            format!("عندنا {total} مطابقة لطلبك ({asked}):"),
        ),
        (false, _) => {
            let shown = wording::units_text(shown, language);
            language.pick(format!("What may suit you ({shown}):"), format!("اللي ممكن يناسبك ({shown}):"))
        }
    }
}

/// Names of compounds and developers are known by their English spelling; an Arabic sentence says them as the
/// units that were found do.
fn in_language(text: String, hits: &[Hit], language: Language) -> String {
    if language == English {
        return text;
    }
    let units = hits.iter().map(|hit| &hit.property);
    let names = units.flat_map(|unit| [(&unit.compound, &unit.compound_ar), (&unit.developer, &unit.developer_ar)]);
    names.fold(text, |text, (english, arabic)| match (english, arabic) {
        (Some(english), Some(arabic)) => text.replace(english.as_str(), arabic),
        _ => text,
    })
}

/// One question about what is still open.
fn next_question(filters: &Filters, unknown_place: bool, language: Language) -> String {
    let slots = filters.slots();
    let open = |slot| !slots.contains(&slot);
    let without_bedrooms = [PropertyType::Studio, PropertyType::Office, PropertyType::Clinic, PropertyType::Retail];
    let has_bedrooms = !filters.types.iter().any(|kind| without_bedrooms.contains(kind));
    let question = if unknown_place {
        language.pick("Shall I look in New Cairo or Sheikh Zayed?", "تحب أدورلك في القاهرة الجديدة ولا الشيخ زايد؟")
    } else if open(Slot::Location) && open(Slot::Compound) {
        language.pick("Which area do you have in mind?", "بتفكر في أنهي منطقة؟")
    } else if open(Slot::Price) {
        language.pick("What budget do you have in mind?", "ميزانيتك في حدود كام؟")
    } else if open(Slot::Type) {
        language.pick("What kind of unit are you looking for?", "بتدور على أنهي نوع وحدة؟")
    } else if open(Slot::Bedrooms) && has_bedrooms {
        language.pick("How many bedrooms do you need?", "محتاج كام غرفة نوم؟")
    } else {
        language.pick("Which of these would you like to know more about?", "تحب تعرف أكتر عن أنهي واحدة؟")
    };
    question.to_owned()
}

/// That a person wants to know more about a unit.
pub(super) fn tell_more(id: &PropertyId, language: Language) -> String {
    language.pick(format!("Tell me more about {id}"), format!("قولي أكتر عن {id}"))
}

/// What could be said next: about the first unit, and such narrower searches as find something.
pub(super) async fn suggestions(
    pool: &PgPool,
    filters: &Filters,
    found: &Found,
    language: Language,
) -> Result<Vec<String>, Failure> {
    const YEARS: u8 = 8;
    let mut suggestions = Vec::new();
    if let Some(hit) = found.hits.first() {
        let id = &hit.property.id;
        suggestions.push(tell_more(id, language));
    }
    let years = wording::years_text(YEARS, language);
    let delivered = Filters { delivered: true, ..Filters::default() };
    let instalments = Filters { min_plan_years: Some(YEARS), ..Filters::default() };
    let narrower = [
        (delivered, language.pick("Ready to move in", "استلام فوري").to_owned()),
        (instalments, language.pick(format!("Instalments over {years}"), format!("تقسيط على {years}"))),
    ];
    for (more, said) in narrower {
        let asked_already = more.slots().iter().any(|slot| filters.slots().contains(slot));
        if !asked_already && repository::exists(pool, &filters.updated_by(&more)).await? {
            suggestions.push(said);
        }
    }
    Ok(suggestions)
}
