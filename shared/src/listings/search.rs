//! From a question to units. What was understood is a hard filter; what was not ranks what is left. When
//! nothing meets it all, as little as possible is given up, in a fixed order, and every step is said.

use std::sync::Arc;

use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use tokio::time::{Duration, Instant};

use super::{
    cursor::Place,
    embedding::{Embedder, Embedding},
    filters::{Filters, Slot},
    places,
    property::{Property, PropertyId},
    repository::{
        self,
        ranking::{self, Among, Placed, Ranked, Ranking},
    },
    text::terms,
    understanding::{Gazetteer, Sort, Understood, Widened, understand},
    wording,
};
use crate::{
    error::{ErrorCode, Failure},
    fault::Fault,
    language::Language,
    ledger::Payer,
    money::Piastres,
    store::{postgres::bounded, table::Table},
    telemetry,
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
    /// Where the page begins: after those of earlier pages.
    pub place: Place,
    /// Units that are not to be shown again.
    pub passed_over: Vec<PropertyId>,
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
        let Filters { locations, not, .. } = &mut understood.filters;
        for name in locations.iter_mut().chain(&mut not.locations) {
            *name = places::canonical_name(name);
        }
        let wanted = Self {
            filters: understood.filters.clone(),
            words: understood.rest.clone(),
            sort: understood.sort,
            language,
            limit: 5,
            place: Place::default(),
            passed_over: Vec::new(),
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
    /// How many other units agree with it in everything that a buyer would compare; they are not shown beside it.
    #[serde(skip_serializing_if = "is_none")]
    pub same_units: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_none(units: &i64) -> bool {
    *units == 0
}

impl Hit {
    /// A unit with the reasons for which it meets the filters.
    #[must_use]
    pub fn new(property: Property, filters: &Filters, language: Language) -> Self {
        let why = wording::reasons(&property, filters, language);
        Self {
            type_ar: property.property_type.arabic(),
            price_per_sqm: property.price_per_sqm(),
            currency: "EGP",
            score: 0.0,
            why,
            same_units: 0,
            property,
        }
    }

    /// Units that a search found, each with the words for which it did.
    fn all_found(units: Vec<Placed>, filters: &Filters, words: &[String], language: Language) -> Vec<Self> {
        let asked = phrases(words);
        let found = |placed: Placed| {
            let mut hit = Self::new(placed.unit, filters, language);
            (hit.score, hit.same_units) = (placed.score, placed.twins);
            if !asked.is_empty() {
                let said = terms(&repository::search_text(&hit.property));
                let is_said = |(_, terms): &&(String, Vec<String>)| terms.iter().any(|term| said.contains(term));
                let words: Vec<&str> = asked.iter().filter(is_said).map(|(phrase, _)| phrase.as_str()).collect();
                hit.why.extend((!words.is_empty()).then(|| wording::mentions(&words, language)));
            }
            hit
        };
        units.into_iter().map(found).collect()
    }
}

/// Words as the phrases of one term that they make, as "guest suite", with their terms; others by themselves.
fn phrases(words: &[String]) -> Vec<(String, Vec<String>)> {
    const LONGEST: usize = 4;
    let mut phrases = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let phrase = |length: &usize| {
            let phrase = words.get(at..at + length)?.join(" ");
            let terms = terms(&phrase);
            (terms.len() == 1).then_some((*length, phrase, terms))
        };
        let longest = (2..=LONGEST).rev().find_map(|length| phrase(&length));
        let (length, phrase, terms) = longest.unwrap_or_else(|| (1, word.clone(), terms(word)));
        phrases.push((phrase, terms));
        at += length;
    }
    phrases
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

    /// A place that listings do not tell apart, given up for the area around it.
    #[must_use]
    pub fn widened(place: &Widened, language: Language) -> Self {
        let area = wording::location_name(&place.area, language);
        Self { slot: Slot::Location, asked: place.asked.clone(), given: Some(area) }
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
    /// How many units meet the filters that were used; exact up to ten thousand.
    pub total: i64,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Place>,
}

/// How the vector of a question is made.
#[derive(Debug, Clone, Copy)]
pub struct Vectors<'a, T> {
    /// What makes it.
    pub embedder: &'a Embedder<T>,
    /// Of which model: the one that serves.
    pub model: Option<&'a str>,
    /// Whom it is charged to.
    pub payer: Payer,
    /// The present moment.
    pub now: OffsetDateTime,
}

impl<T: Table> Vectors<'_, T> {
    /// A question is answered without its vector rather than later than this.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// The vector of a question with its model; `None` where it cannot be had, or not in time.
    async fn of(&self, question: &str) -> Option<(&str, Arc<Embedding>)> {
        let model = self.model?;
        let deadline = Instant::now() + Self::PATIENCE;
        match self.embedder.embed_question(model, question, self.payer, deadline, self.now).await {
            Ok(vector) => Some((model, vector)),
            Err(failure) => {
                let cause = failure.to_string();
                tracing::warn!(target: telemetry::SYSTEM, cause, "a question has no vector");
                None
            }
        }
    }
}

/// Whether any of these words stands in a listing.
pub async fn mentions(pool: &PgPool, words: &[String]) -> Result<bool, Failure> {
    ranking::mentions(pool, &terms(&words.join(" "))).await
}

/// Finds units.
pub async fn search<T: Table>(pool: &PgPool, vectors: &Vectors<'_, T>, wanted: &Wanted) -> Result<Found, Failure> {
    let question = wanted.words.join(" ");
    let vector = if question.is_empty() { None } else { vectors.of(&question).await };
    let ((ranked, mode), total) =
        tokio::try_join!(page(pool, wanted, vector), repository::count(pool, &wanted.filters))?;
    let is_new = wanted.place.is_first() && wanted.passed_over.is_empty();
    if ranked.units.is_empty() && is_new && !wanted.filters.is_empty() {
        return nearest(pool, wanted).await;
    }
    let next = ranked.snapshot.filter(|_| ranked.more).and_then(|seen| wanted.place.after(ranked.units.len(), seen));
    let hits = Hit::all_found(ranked.units, &wanted.filters, &wanted.words, wanted.language);
    Ok(Found { hits, relaxed: Vec::new(), mode, total, next })
}

/// One page of units; where the search by vectors fails, by full text alone.
async fn page(
    pool: &PgPool,
    wanted: &Wanted,
    vector: Option<(&str, Arc<Embedding>)>,
) -> Result<(Ranked, Mode), Failure> {
    let terms = terms(&wanted.words.join(" "));
    let passed_over: Vec<String> = wanted.passed_over.iter().map(ToString::to_string).collect();
    let among = Among { snapshot: wanted.place.snapshot(), passed_over: &passed_over };
    let ranking = Ranking { terms: &terms, nearest: &[], sort: wanted.sort, among };
    if let Some((model, vector)) = vector {
        match with_vectors(pool, wanted, ranking, model, &vector.to_pgvector()).await {
            Ok(ranked) => return Ok((ranked, Mode::Hybrid)),
            // Vectors that take too long are done without; a database that is away would not answer without them either.
            Err(failure)
                if failure.code() == ErrorCode::DatabaseUnavailable && failure.fault() != Some(Fault::Timeout) =>
            {
                return Err(failure);
            }
            Err(failure) => {
                tracing::warn!(target: telemetry::ERROR, cause = failure.to_string(), "vectors did not answer");
            }
        }
    }
    let mode = if wanted.words.is_empty() { Mode::Filter } else { Mode::Lexical };
    let mut connection = bounded(pool.acquire()).await?;
    Ok((ranked(&mut connection, wanted, ranking).await?, mode))
}

/// Begins a search by vectors, with settings for its transaction only: one moment for all its statements, less time for
/// each than a call to the database has (so that there is enough left to answer without vectors), and a walk through an
/// index that looks at as much as pgvector allows (questions of a few words are far from every listing: with less, one in
/// ten of the nearest was missed) and goes on until enough units meet the filters.
const BEGIN_WITH_VECTORS: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
    SET LOCAL statement_timeout = '2s'; SET LOCAL hnsw.ef_search = 1000; SET LOCAL hnsw.iterative_scan = strict_order";

/// One page of units by full text and vectors, both as of one moment.
async fn with_vectors(
    pool: &PgPool,
    wanted: &Wanted,
    ranking: Ranking<'_>,
    model: &str,
    vector: &str,
) -> Result<Ranked, Failure> {
    let mut transaction = bounded(pool.begin_with(BEGIN_WITH_VECTORS)).await?;
    let nearest = ranking::nearest(&mut transaction, &wanted.filters, ranking.among, vector, model).await?;
    let page = ranked(&mut transaction, wanted, Ranking { nearest: &nearest, ..ranking }).await?;
    bounded(transaction.commit()).await?;
    Ok(page)
}

/// The ids of the units that meet the filters and whose vectors of a model are nearest to this one, nearest first: the
/// part that vectors have in a search, by itself. At most two hundred.
pub async fn nearest_units(
    pool: &PgPool,
    filters: &Filters,
    model: &str,
    vector: &Embedding,
) -> Result<Vec<String>, Failure> {
    let mut transaction = bounded(pool.begin_with(BEGIN_WITH_VECTORS)).await?;
    let all = Among { snapshot: None, passed_over: &[] };
    let nearest = ranking::nearest(&mut transaction, filters, all, &vector.to_pgvector(), model).await?;
    bounded(transaction.commit()).await?;
    Ok(nearest)
}

async fn ranked(connection: &mut PgConnection, wanted: &Wanted, ranking: Ranking<'_>) -> Result<Ranked, Failure> {
    let (limit, offset) = (i64::from(wanted.limit), i64::from(wanted.place.offset()));
    ranking::ranked(connection, &wanted.filters, &ranking, limit, offset).await
}

/// Gives up slots until units are found, then takes back every one that need not have been given up, and
/// shows the units that are nearest to what was asked.
async fn nearest(pool: &PgPool, wanted: &Wanted) -> Result<Found, Failure> {
    let asked = wanted.filters.slots();
    let slots: Vec<Slot> = GIVEN_UP_FIRST.into_iter().filter(|slot| asked.contains(slot)).collect();
    let met = ranking::met_together(pool, &wanted.filters, &slots).await?;
    let given_up = given_up(&slots, &met);
    let filters = given_up.iter().fold(wanted.filters.clone(), |filters, slot| filters.without(*slot));
    let lost = given_up.iter().fold(Filters::default(), |lost, slot| lost.updated_by(&wanted.filters.only(*slot)));
    let mut connection = bounded(pool.acquire()).await?;
    let units = ranking::nearest_to(&mut connection, &filters, &lost, wanted.sort, i64::from(wanted.limit)).await?;
    drop(connection);
    let step = |unit: &Property, slot: &Slot| Relaxed {
        slot: *slot,
        asked: wording::asked(*slot, &wanted.filters, wanted.language),
        given: wording::given(unit, *slot, wanted.language),
    };
    let relaxed =
        units.first().map(|first| given_up.iter().map(|slot| step(&first.unit, slot)).collect()).unwrap_or_default();
    Ok(Found {
        hits: Hit::all_found(units, &filters, &[], wanted.language),
        relaxed,
        mode: Mode::Filter,
        total: repository::count(pool, &filters).await?,
        next: None,
    })
}

/// Which slots must be given up so that some unit meets the rest: the first ones in their order until one does, less
/// those that could be kept after all. `met` says of units which slots they meet, a bit for each.
fn given_up(slots: &[Slot], met: &[u32]) -> Vec<Slot> {
    let any_meets = |kept: &[bool]| {
        let kept = kept.iter().enumerate().filter(|(_, kept)| **kept).fold(0_u32, |bits, (place, _)| bits | 1 << place);
        met.iter().any(|met| met & kept == kept)
    };
    let mut kept = vec![true; slots.len()];
    for place in 0..slots.len() {
        if any_meets(&kept) {
            break;
        }
        kept[place] = false;
    }
    for place in (0..slots.len()).rev() {
        if !kept[place] {
            kept[place] = true;
            kept[place] = any_meets(&kept);
        }
    }
    slots.iter().zip(kept).filter(|(_, kept)| !kept).map(|(slot, _)| *slot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_words_that_mean_one_thing_together_are_one_reason() {
        let words = ["sunny", "guest", "suite", "حمام", "سباحه"].map(str::to_owned);
        let phrases: Vec<String> = phrases(&words).into_iter().map(|(phrase, _)| phrase).collect();
        assert_eq!(phrases, ["sunny", "guest suite", "حمام سباحه"]);
        assert!(super::phrases(&[]).is_empty());
    }

    #[test]
    fn s2_no_more_is_given_up_than_must_be() {
        let slots = [Slot::Finishing, Slot::Size, Slot::Price, Slot::Location];
        for (met, expected) in [
            (&[0b1111][..], &[][..]),
            (&[0b1110], &[Slot::Finishing]),
            // Giving up the finishing does not help; once the price is given up, it need not have been.
            (&[0b1011, 0b0100], &[Slot::Price]),
            (&[0b1001, 0b1000], &[Slot::Size, Slot::Price]),
            (&[0], &slots),
            (&[], &slots),
        ] {
            assert_eq!(given_up(&slots, met), expected, "{met:?}");
        }
    }
}
