//! Finding and ordering units: candidates by value, by full text and by vectors, fused by rank; one of each set of
//! twins; each compound's best before any compound's second.

use sqlx::{FromRow, PgConnection, PgPool, Postgres, QueryBuilder};

use super::{conditions, estimate, units};
use crate::{
    error::Failure,
    listings::{
        filters::{Filters, Slot},
        property::Property,
        understanding::Sort,
    },
    money::Piastres,
    store::postgres::bounded,
};

/// How many units take part in a ranking by value, at most. A search can be paged no farther.
pub(in crate::listings) const CANDIDATES: u32 = 1_000;

/// How many of the nearest vectors, and how many of the best in full text, take part.
const NEAREST: i64 = 200;

/// How many units are ranked by full text at most: a word that every third listing of a million says would take seconds.
const RANKED: u32 = 5_000;

/// Up to so many matching units, the vectors of all are compared: exact, and in no more time than a walk through an index
/// takes that misses little (`make sizes` prints both).
pub(in crate::listings) const COMPARED: i64 = 20_000;

/// As many are compared where a filter leaves less than half of all: a walk would meet few of them, and end among the
/// nearest of those that it met.
const COMPARED_OF_MANY: i64 = 150_000;

/// What twins have in common; a unit that was ingested before hashes were kept has none.
const TWIN: &str = "CASE WHEN p.twin_hash = '' THEN p.id ELSE encode(p.twin_hash, 'hex') END";

/// What units are ranked by, beside the filters that they must meet.
#[derive(Debug, Clone, Copy)]
pub(in crate::listings) struct Ranking<'a> {
    /// Index terms for full text; none where the filters say it all.
    pub(in crate::listings) terms: &'a [String],
    /// The ids of the units whose vectors are nearest, nearest first; none where there are no words, or no vectors.
    pub(in crate::listings) nearest: &'a [String],
    /// The order that was asked for.
    pub(in crate::listings) sort: Option<Sort>,
    /// Which units may take part.
    pub(in crate::listings) among: Among<'a>,
}

/// Which units may take part in a search, beside what its filters say.
#[derive(Debug, Clone, Copy)]
pub(in crate::listings) struct Among<'a> {
    /// What the first page could see: later pages see nothing newer.
    pub(in crate::listings) snapshot: Option<&'a Snapshot>,
    /// The ids of units that are not to be shown again.
    pub(in crate::listings) passed_over: &'a [String],
}

/// Which transactions a search's first page could see, in Postgres' notation (`pg_snapshot`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::listings) struct Snapshot(String);

impl Snapshot {
    /// Reads `xmin:xmax:xip,xip…`; `None` for what Postgres would refuse.
    pub(in crate::listings) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ':');
        let mut bound = || parts.next().and_then(|bound| bound.parse::<u64>().ok());
        let (first, next) = (bound()?, bound()?);
        let running = parts.next()?;
        let running: Vec<u64> = match running {
            "" => Vec::new(),
            list => list.split(',').map(|one| one.parse().ok()).collect::<Option<_>>()?,
        };
        let in_order = running.is_sorted_by(|one, next| one < next);
        let within = running.iter().all(|one| (first..next).contains(one));
        (0 < first && first <= next && i64::try_from(next).is_ok() && in_order && within).then(|| Self(text.to_owned()))
    }

    pub(in crate::listings) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A unit in its place.
#[derive(Debug, Clone)]
pub(in crate::listings) struct Placed {
    /// The unit.
    pub(in crate::listings) unit: Property,
    /// Its fused score; 0 where only filters decided.
    pub(in crate::listings) score: f64,
    /// How many others agree with it in everything that a buyer would compare.
    pub(in crate::listings) twins: i64,
}

/// A page of ranked units.
#[derive(Debug, Clone, Default)]
pub(in crate::listings) struct Ranked {
    /// Units, best first.
    pub(in crate::listings) units: Vec<Placed>,
    /// Whether there are more after these.
    pub(in crate::listings) more: bool,
    /// What this page could see.
    pub(in crate::listings) snapshot: Option<Snapshot>,
}

#[derive(FromRow)]
struct Place {
    id: String,
    score: f64,
    twins: i64,
    snapshot: String,
}

/// A page of the units that meet the filters, best first.
///
/// - Where words are given, full text and vectors are each ranked and fused by reciprocal rank with k = 60 (Cormack et
///   al., 2009); each further unit of one compound counts a tenth less than the one before, so that a page shows a choice.
/// - Where nothing is to be ranked by, each compound's best price per m² comes before any compound's second.
/// - An order that was asked for goes before both.
/// - What is still equal is ordered by full text, by value, by what changed last, then by id.
pub(in crate::listings) async fn ranked(
    connection: &mut PgConnection,
    filters: &Filters,
    ranking: &Ranking<'_>,
    limit: i64,
    offset: i64,
) -> Result<Ranked, Failure> {
    let (key, direction) = ranking.sort.map_or(("p.price_per_sqm_piastres", "ASC"), sort_key);
    let mut query = QueryBuilder::new("WITH by_value AS (SELECT p.id FROM properties p WHERE ");
    push_matching(&mut query, filters, ranking.among);
    query.push(format_args!(" ORDER BY {key} {direction} NULLS LAST, p.id LIMIT {CANDIDATES}), lexical AS ("));
    push_lexical(&mut query, filters, ranking);
    query.push("), semantic AS (SELECT id, rank FROM unnest(").push_bind(ranking.nearest);
    query.push(format_args!(
        "::text[]) WITH ORDINALITY AS nearest (id, rank)
        ), candidates AS (
            SELECT p.id, p.compound, p.price_per_sqm_piastres, p.updated_at, {key} AS sort_key, lexical.rank AS lexical_rank,
                   {TWIN} AS twin,
                   (coalesce(1.0 / (60 + lexical.rank), 0) + coalesce(1.0 / (60 + semantic.rank), 0))::float8 AS score
            FROM (SELECT id FROM by_value UNION SELECT id FROM lexical UNION SELECT id FROM semantic) AS named
            JOIN properties p USING (id) LEFT JOIN lexical USING (id) LEFT JOIN semantic USING (id)
        ), single AS (
            SELECT *, count(*) OVER (PARTITION BY twin) - 1 AS twins,
                   row_number() OVER (PARTITION BY twin ORDER BY score DESC, id) AS among_twins
            FROM candidates
        ), placed AS (
            SELECT *, row_number() OVER (
                PARTITION BY coalesce(compound, id) ORDER BY score DESC, price_per_sqm_piastres NULLS LAST, id) AS nth
            FROM single WHERE among_twins = 1
        )
        SELECT id, score * power(0.9::float8, nth - 1) AS score, twins, pg_current_snapshot()::text AS snapshot
        FROM placed ORDER BY "
    ));
    if ranking.sort.is_some() {
        query.push(format_args!("sort_key {direction} NULLS LAST, "));
    }
    query
        .push("2 DESC, lexical_rank NULLS LAST, nth, price_per_sqm_piastres NULLS LAST, updated_at DESC, id LIMIT ")
        .push_bind(limit + 1);
    query.push(" OFFSET ").push_bind(offset);
    let places = query.build_query_as::<Place>().persistent(false);
    let mut places = bounded(places.fetch_all(&mut *connection)).await?;
    let wanted = usize::try_from(limit).unwrap_or_default();
    let more = places.len() > wanted;
    places.truncate(wanted);
    let snapshot =
        ranking.among.snapshot.cloned().or_else(|| places.first().map(|place| Snapshot(place.snapshot.clone())));
    Ok(Ranked { units: with_units(connection, &places).await?, more, snapshot })
}

/// Writes that a unit `p` meets the filters and may take part.
fn push_matching(query: &mut QueryBuilder<Postgres>, filters: &Filters, among: Among<'_>) {
    conditions::push(query, filters);
    if !among.passed_over.is_empty() {
        query.push(" AND p.id <> ALL (").push_bind(among.passed_over.to_vec()).push(")");
    }
    if let Some(snapshot) = among.snapshot {
        query.push(" AND pg_visible_in_snapshot(p.created_in, ").push_bind(snapshot.0.clone()).push("::pg_snapshot)");
    }
}

/// Writes the best in full text, with their ranks: units that say all of it before units that say some. Of more than
/// [`RANKED`] that do, some are ranked, the ones that were written first: the others could be told from them by little.
fn push_lexical(query: &mut QueryBuilder<Postgres>, filters: &Filters, ranking: &Ranking<'_>) {
    if ranking.terms.is_empty() {
        query.push("SELECT NULL::text AS id, 0::bigint AS rank WHERE false");
        return;
    }
    let push_best = |query: &mut QueryBuilder<Postgres>, operator: &str, extra: &str| {
        query.push(
            "SELECT said.id, ts_rank_cd(said.search, asked) AS likeness FROM (
                 SELECT p.id, p.search, asked FROM properties p, to_tsquery('simple', ",
        );
        query.push_bind(asked(ranking.terms, operator)).push(") AS asked WHERE p.search @@ asked AND ");
        push_matching(query, filters, ranking.among);
        query.push(extra);
        query.push(format_args!(" LIMIT {RANKED}) AS said ORDER BY likeness DESC, said.id LIMIT {NEAREST}"));
    };
    query.push(
        "SELECT id, row_number() OVER (ORDER BY says_all DESC, likeness DESC, id) AS rank FROM (
             WITH whole AS MATERIALIZED (",
    );
    push_best(query, " & ", "");
    query.push("), part AS (");
    push_best(query, " | ", &format!(" AND (SELECT count(*) FROM whole) < {NEAREST}"));
    query.push(
        ") SELECT id, likeness, true AS says_all FROM whole
           UNION ALL SELECT id, likeness, false FROM part WHERE id NOT IN (SELECT id FROM whole)) AS best",
    );
}

/// Terms joined by an operator of `to_tsquery`. Terms are letters and digits; what is not is left out, because there it
/// would be an operator.
fn asked(terms: &[String], operator: &str) -> String {
    let plain = terms.iter().filter(|term| !term.is_empty() && term.chars().all(char::is_alphanumeric));
    plain.map(String::as_str).collect::<Vec<_>>().join(operator)
}

async fn with_units(connection: &mut PgConnection, places: &[Place]) -> Result<Vec<Placed>, Failure> {
    let ids: Vec<String> = places.iter().map(|place| place.id.clone()).collect();
    let mut found = units(connection, &ids).await?.into_iter().peekable();
    let in_order = places.iter().filter_map(|place| {
        let unit = found.next_if(|unit| unit.id.as_str() == place.id)?;
        Some(Placed { unit, score: place.score, twins: place.twins })
    });
    Ok(in_order.collect())
}

/// Whether any listing holds one of these index terms.
pub(crate) async fn mentions(pool: &PgPool, terms: &[String]) -> Result<bool, Failure> {
    let mentioned = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM properties WHERE available AND search @@ to_tsquery('simple', $1))",
    );
    bounded(mentioned.bind(asked(terms, " | ")).fetch_one(pool)).await
}

/// The ids of the units that meet the filters and whose vectors of the model are nearest to this one (cosine, in the
/// notation of pgvector), nearest first.
///
/// Filters apply after a walk through the index, so that it misses much of what is a small share: where the planner
/// expects few units, or a share that can still be compared, all their vectors are, by way of the indexes on what the
/// filters name. Else the index is walked, and on until enough units meet the filters (iterative scan, which the
/// transaction must have set); should it end too early, all are compared after all.
pub(in crate::listings) async fn nearest(
    connection: &mut PgConnection,
    filters: &Filters,
    among: Among<'_>,
    vector: &str,
    model: &str,
) -> Result<Vec<String>, Failure> {
    if is_walked(&mut *connection, filters).await? {
        let mut query = QueryBuilder::new(
            "SELECT e.property_id FROM property_embeddings e JOIN properties p ON p.id = e.property_id WHERE e.model = ",
        );
        query.push_bind(model).push(" AND ");
        push_matching(&mut query, filters, among);
        query.push(" ORDER BY e.embedding <=> ").push_bind(vector).push("::text::halfvec LIMIT ").push_bind(NEAREST);
        let walked = query.build_query_scalar::<String>().persistent(false);
        let walked = bounded(walked.fetch_all(&mut *connection)).await?;
        if i64::try_from(walked.len()).is_ok_and(|found| found == NEAREST) {
            return Ok(walked);
        }
    }
    let mut query = QueryBuilder::new("WITH matching AS MATERIALIZED (SELECT p.id FROM properties p WHERE ");
    push_matching(&mut query, filters, among);
    query.push(
        ") SELECT e.property_id FROM matching JOIN property_embeddings e ON e.property_id = matching.id AND e.model = ",
    );
    // No index is in this order, so that all are compared: the index would be walked without regard to what matches.
    query.push_bind(model).push(" ORDER BY (e.embedding <=> ").push_bind(vector);
    query.push("::text::halfvec) + 0, e.property_id LIMIT ").push_bind(NEAREST);
    bounded(query.build_query_scalar().persistent(false).fetch_all(connection)).await
}

/// Whether the index is walked for the units that meet the filters, as the planner estimates them.
async fn is_walked(connection: &mut PgConnection, filters: &Filters) -> Result<bool, Failure> {
    let matching = estimate(&mut *connection, filters).await?;
    if matching <= COMPARED || matching > COMPARED_OF_MANY {
        return Ok(matching > COMPARED);
    }
    Ok(matching * 2 >= estimate(connection, &Filters::default()).await?)
}

/// Which combinations of slots units for sale meet: of each combination, the slots by their place in `slots`. One scan
/// answers every question about what may be given up.
pub(in crate::listings) async fn met_together(
    pool: &PgPool,
    filters: &Filters,
    slots: &[Slot],
) -> Result<Vec<u32>, Failure> {
    let mut query = QueryBuilder::new("SELECT DISTINCT 0");
    for (place, slot) in slots.iter().enumerate() {
        query.push(" | ((");
        conditions::push_slot(&mut query, *slot, filters);
        query.push(format_args!(" IS TRUE)::int << {place})"));
    }
    query.push(" FROM properties p WHERE p.available");
    let combinations = query.build_query_scalar::<i32>().persistent(false);
    let combinations = bounded(combinations.fetch_all(pool)).await?;
    Ok(combinations.into_iter().map(i32::cast_unsigned).collect())
}

/// Units that meet the filters, those first that are nearest to what else is wanted in numbers: rooms, size, money,
/// years. What has no measure, such as a place, does not count; among units that are equally near the order counts that
/// was asked for. Twins are shown once.
pub(in crate::listings) async fn nearest_to(
    connection: &mut PgConnection,
    filters: &Filters,
    wanted: &Filters,
    sort: Option<Sort>,
    limit: i64,
) -> Result<Vec<Placed>, Failure> {
    let money = |amount: Option<Piastres>| amount.map(Piastres::piastres);
    // What has been handed over is as early as can be.
    let (early, latest) = (2000_i64, wanted.max_delivery_year.map(i64::from));
    let year = "(CASE WHEN p.delivered THEN 2000 ELSE p.delivery_year END)::bigint";
    let measures = [
        ("p.bedrooms::bigint", wanted.min_bedrooms.map(i64::from), wanted.max_bedrooms.map(i64::from)),
        ("p.bathrooms::bigint", wanted.min_bathrooms.map(i64::from), wanted.max_bathrooms.map(i64::from)),
        ("p.size_sqm::bigint", wanted.min_size_sqm.map(i64::from), wanted.max_size_sqm.map(i64::from)),
        ("p.price_piastres", money(wanted.min_price), money(wanted.max_price)),
        ("p.price_per_sqm_piastres", money(wanted.min_price_per_sqm), money(wanted.max_price_per_sqm)),
        ("p.down_payment_percent::bigint", None, wanted.max_down_payment_percent.map(i64::from)),
        ("p.down_payment_piastres", None, money(wanted.max_down_payment)),
        ("p.plan_years::bigint", wanted.min_plan_years.map(i64::from).or(wanted.instalments.then_some(1)), None),
        ("p.monthly_installment_piastres", None, money(wanted.max_monthly_installment)),
        (year, wanted.min_delivery_year.map(i64::from), if wanted.delivered { Some(early) } else { latest }),
    ];
    let (key, direction) = sort.map_or(("p.price_per_sqm_piastres", "ASC"), sort_key);
    let mut query = QueryBuilder::new("WITH near AS (SELECT p.id, p.price_per_sqm_piastres, ");
    query.push(format_args!("{TWIN} AS twin, {key} AS sort_key, 0::float8"));
    for (value, least, most) in measures {
        if least.is_some() || most.is_some() {
            query.push(format_args!(" + distance_from_range({value}, "));
            query.push_bind(least).push(", ").push_bind(most).push(")");
        }
    }
    query.push(" AS distance FROM properties p WHERE ");
    conditions::push(&mut query, filters);
    query.push(format_args!(
        " ORDER BY distance, sort_key {direction} NULLS LAST, p.id LIMIT {CANDIDATES}
        ), single AS (
            SELECT *, count(*) OVER (PARTITION BY twin) - 1 AS twins,
                   row_number() OVER (PARTITION BY twin ORDER BY distance, id) AS among_twins
            FROM near
        )
        SELECT id, 0::float8 AS score, twins, '' AS snapshot FROM single WHERE among_twins = 1
        ORDER BY distance, sort_key {direction} NULLS LAST, price_per_sqm_piastres NULLS LAST, id LIMIT "
    ));
    query.push_bind(limit);
    let places = query.build_query_as::<Place>().persistent(false);
    let places = bounded(places.fetch_all(&mut *connection)).await?;
    with_units(connection, &places).await
}

/// By what a wished order sorts, and which way.
fn sort_key(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Cheapest => ("p.price_piastres", "ASC"),
        Sort::Dearest => ("p.price_piastres", "DESC"),
        Sort::CheapestPerSquareMetre => ("p.price_per_sqm_piastres", "ASC"),
        Sort::Smallest => ("p.size_sqm", "ASC"),
        Sort::Largest => ("p.size_sqm", "DESC"),
        Sort::SoonestDelivery => ("CASE WHEN p.delivered THEN 0 ELSE p.delivery_year END", "ASC"),
        Sort::LongestPlan => ("p.plan_years", "DESC"),
        Sort::LowestDownPayment => ("p.down_payment_piastres", "ASC"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_only_what_postgres_takes_for_a_snapshot_is_read_as_one() {
        for text in ["795:799:795,797", "1:1:", "10:20:10,19"] {
            assert_eq!(Snapshot::parse(text).as_ref().map(Snapshot::as_str), Some(text));
        }
        for text in [
            "",
            "1",
            "1:2",
            "0:1:",
            "2:1:",
            "1:2:2",
            "1:9:3,2",
            "1:9:3,3",
            "1:9:3,",
            "a:9:",
            "1:9:'",
            "1:9999999999999999999:",
        ] {
            assert_eq!(Snapshot::parse(text), None, "{text}");
        }
    }

    #[test]
    fn s3_terms_that_would_be_operators_are_not_asked_for() {
        let terms = ["garden", "a & b", "!x", "بحر", "", "x:*"].map(str::to_owned);
        assert_eq!(asked(&terms, " | "), "garden | بحر");
    }
}
