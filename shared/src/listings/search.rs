//! From a question to units. What was understood is a hard filter; what was not ranks what is left. When
//! nothing meets it all, as little as possible is given up, in a fixed order, and every step is said.

use serde::Serialize;
use sqlx::PgPool;

use super::{
    embedding::{Embedding, OFFLINE_MODEL},
    filters::{Filters, Slot},
    places,
    property::Property,
    repository::{self, Ranked, Ranking},
    understanding::{Gazetteer, Sort, Understood, understand},
    wording,
};
use crate::{
    error::{ErrorCode, Failure},
    language::Language,
    money::Piastres,
};

/// What is given up first when nothing meets everything; what is most of a home comes last.
const GIVEN_UP_FIRST: [Slot; 15] = [
    Slot::SaleType,
    Slot::Finishing,
    Slot::Delivery,
    Slot::MonthlyInstallment,
    Slot::PlanYears,
    Slot::DownPayment,
    Slot::Bathrooms,
    Slot::PricePerSqm,
    Slot::Size,
    Slot::Price,
    Slot::Bedrooms,
    Slot::Type,
    Slot::Developer,
    Slot::Compound,
    Slot::Location,
];

/// What to look for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What must be met.
    pub filters: Filters,
    /// Folded words that rank what is left.
    pub words: Vec<String>,
    /// The order that was asked for.
    pub sort: Option<Sort>,
    /// The language of reasons.
    pub language: Language,
    /// How many units at most.
    pub limit: u8,
    /// How many units to pass over: those of earlier pages.
    pub offset: u32,
}

impl Wanted {
    /// What a question asks for, with filters that the caller set beside it and that win over its words.
    #[must_use]
    pub fn from_question(
        question: &str,
        explicit: &Filters,
        gazetteer: &Gazetteer,
        language: Language,
    ) -> (Self, Understood) {
        let mut understood = understand(question, gazetteer);
        understood.filters = understood.filters.updated_by(explicit);
        understood.filters.locations =
            understood.filters.locations.iter().map(|name| places::canonical_name(name)).collect();
        let wanted = Self {
            filters: understood.filters.clone(),
            words: understood.rest.clone(),
            sort: understood.sort,
            language,
            limit: 5,
            offset: 0,
        };
        (wanted, understood)
    }
}

/// How units were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Filters, then full text and vectors together.
    Hybrid,
    /// Filters, then full text alone: vectors did not answer.
    Lexical,
    /// Filters alone: they said it all.
    Filter,
}

/// A unit that was found.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// The unit.
    #[serde(flatten)]
    pub property: Property,
    /// What kind of unit it is, in Arabic.
    pub type_ar: &'static str,
    /// Price for each square metre, in pounds.
    pub price_per_sqm: Option<Piastres>,
    /// The currency of all amounts.
    pub currency: &'static str,
    /// Fused rank, higher is better; 0 where only filters decided.
    pub score: f64,
    /// Why it fits, in the language of the question.
    pub why: Vec<String>,
}

impl Hit {
    /// A unit with the reasons for which it meets the filters.
    #[must_use]
    pub fn new(property: Property, score: f64, filters: &Filters, language: Language) -> Self {
        let why = wording::reasons(&property, filters, language);
        Self {
            type_ar: property.property_type.arabic(),
            price_per_sqm: property.price_per_sqm(),
            currency: "EGP",
            score,
            why,
            property,
        }
    }
}

/// Something that was asked and that no unit meets together with the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relaxed {
    /// What was given up.
    pub slot: Slot,
    /// What was asked.
    pub asked: String,
    /// What the first unit shown has instead; `None` where its listing does not say.
    pub given: Option<String>,
}

impl Relaxed {
    /// A place that the listings do not have, given up for that of the first unit shown.
    #[must_use]
    pub fn unknown_place(place: &str, hits: &[Hit], language: Language) -> Self {
        let given = hits.first().and_then(|hit| wording::given(&hit.property, Slot::Location, language));
        Self { slot: Slot::Location, asked: wording::location_name(place, language), given }
    }
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Units, best first.
    pub hits: Vec<Hit>,
    /// What was given up to find any; empty where everything is met.
    pub relaxed: Vec<Relaxed>,
    /// How they were found.
    pub mode: Mode,
    /// How many units meet the filters that were used.
    pub total: i64,
    /// Whether there are more after these.
    pub more: bool,
}

/// Finds units.
pub async fn search(pool: &PgPool, wanted: &Wanted) -> Result<Found, Failure> {
    let (ranked, mode) = page(pool, wanted, &wanted.filters, i64::from(wanted.limit), i64::from(wanted.offset)).await?;
    if ranked.units.is_empty() && wanted.offset == 0 && !wanted.filters.is_empty() {
        return nearest(pool, wanted).await;
    }
    let goes_on = ranked.total > i64::from(wanted.offset) + i64::try_from(ranked.units.len()).unwrap_or(i64::MAX);
    let hits =
        ranked.units.into_iter().map(|(unit, score)| Hit::new(unit, score, &wanted.filters, wanted.language)).collect();
    Ok(Found { hits, relaxed: Vec::new(), mode, total: ranked.total, more: goes_on })
}

/// One page of units; where the search by vectors fails, by full text alone.
async fn page(
    pool: &PgPool,
    wanted: &Wanted,
    filters: &Filters,
    limit: i64,
    offset: i64,
) -> Result<(Ranked, Mode), Failure> {
    let mut ranking = Ranking { words: wanted.words.clone(), nearest: Vec::new(), sort: wanted.sort };
    let mut mode = Mode::Filter;
    if !wanted.words.is_empty() {
        let vector = Embedding::of(&wanted.words.join(" ")).to_pgvector();
        mode = match repository::nearest(pool, filters, &vector, OFFLINE_MODEL).await {
            Ok(nearest) => {
                ranking.nearest = nearest;
                Mode::Hybrid
            }
            Err(failure) if failure.code() == ErrorCode::DatabaseUnavailable => return Err(failure),
            Err(failure) => {
                tracing::warn!(target: crate::telemetry::ERROR, cause = failure.to_string(), "vectors did not answer");
                Mode::Lexical
            }
        };
    }
    Ok((repository::ranked(pool, filters, &ranking, limit, offset).await?, mode))
}

/// Gives up slots until units are found, then takes back every one that need not have been given up, and
/// shows the units that are nearest to what was asked.
async fn nearest(pool: &PgPool, wanted: &Wanted) -> Result<Found, Failure> {
    let mut filters = wanted.filters.clone();
    let mut given_up = Vec::new();
    for slot in GIVEN_UP_FIRST.into_iter().filter(|slot| wanted.filters.slots().contains(slot)) {
        filters = filters.without(slot);
        given_up.push(slot);
        if repository::count(pool, &filters).await? > 0 {
            break;
        }
    }
    for slot in given_up.clone().into_iter().rev().skip(1) {
        let stricter = filters.updated_by(&wanted.filters.only(slot));
        if repository::count(pool, &stricter).await? > 0 {
            filters = stricter;
            given_up.retain(|other| *other != slot);
        }
    }
    let lost = given_up.iter().fold(Filters::default(), |lost, slot| lost.updated_by(&wanted.filters.only(*slot)));
    let nearest = repository::nearest_to(pool, &filters, &lost, i64::from(wanted.limit)).await?;
    let relaxed = nearest.units.first().map(|(unit, _)| {
        let step = |slot: &Slot| Relaxed {
            slot: *slot,
            asked: wording::asked(*slot, &wanted.filters, wanted.language),
            given: wording::given(unit, *slot, wanted.language),
        };
        given_up.iter().map(step).collect()
    });
    let hit = |(unit, score)| Hit::new(unit, score, &filters, wanted.language);
    Ok(Found {
        hits: nearest.units.into_iter().map(hit).collect(),
        relaxed: relaxed.unwrap_or_default(),
        mode: Mode::Filter,
        total: nearest.total,
        more: false,
    })
}
