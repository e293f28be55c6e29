//! The units in Postgres: every statement about them. Rows are in `row`.

mod row;

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use sqlx::{PgPool, types::Json};

use self::row::PropertyRow;
pub(super) use self::row::{NewRow, search_text};
use super::{
    filters::Filters,
    property::{Property, PropertyId},
    understanding::{Gazetteer, Name, NameKind, Sort},
};
use crate::{
    error::{ErrorCode, Failure},
    store::postgres::bounded,
};

/// What the table already holds of a batch of units.
pub(super) struct Known {
    /// The id that a content hash (hexadecimal) stands under.
    pub(super) hashes: HashMap<String, String>,
    /// The units that have a vector of the model.
    pub(super) embedded: HashSet<String>,
}

/// Looks a batch up.
pub(super) async fn known(connection: &mut sqlx::PgConnection, rows: &[NewRow], model: &str) -> Result<Known, Failure> {
    let hashes: Vec<String> = rows.iter().map(|row| row.content_hash.clone()).collect();
    let ids: Vec<String> = rows.iter().map(|row| row.id().to_owned()).collect();
    let found = bounded(
        sqlx::query!(
            r#"SELECT id, encode(content_hash, 'hex') AS "hash!" FROM properties
               WHERE content_hash IN (SELECT decode(hash, 'hex') FROM unnest($1::text[]) AS hash)"#,
            &hashes
        )
        .fetch_all(&mut *connection),
    )
    .await?;
    let embedded = bounded(
        sqlx::query_scalar!(
            "SELECT property_id FROM property_embeddings WHERE model = $1 AND property_id = ANY ($2)",
            model,
            &ids
        )
        .fetch_all(connection),
    )
    .await?;
    Ok(Known {
        hashes: found.into_iter().map(|row| (row.hash, row.id)).collect(),
        embedded: embedded.into_iter().collect(),
    })
}

/// Writes units, each over what stood under its id.
pub(super) async fn upsert(connection: &mut sqlx::PgConnection, rows: &[&NewRow]) -> Result<(), Failure> {
    bounded(
        sqlx::query!(
            "INSERT INTO properties (
                id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                image, description, description_ar, sample, content_hash, search_text)
            SELECT
                id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                image, description, description_ar, sample, decode(content_hash, 'hex'), search_text
            FROM jsonb_to_recordset($1) AS new (
                id text, title text, title_ar text, property_type text, location text, location_ar text,
                compound text, compound_ar text, developer text, developer_ar text,
                size_sqm int, bedrooms smallint, bathrooms smallint, price_piastres bigint, delivered boolean,
                delivery_year smallint, finishing text, sale_type text, down_payment_percent smallint,
                down_payment_piastres bigint, plan_years smallint, monthly_installment_piastres bigint,
                image text, description text, description_ar text, sample boolean, content_hash text, search_text text)
            ON CONFLICT (id) DO UPDATE SET
                title = EXCLUDED.title, title_ar = EXCLUDED.title_ar, property_type = EXCLUDED.property_type,
                location = EXCLUDED.location, location_ar = EXCLUDED.location_ar, compound = EXCLUDED.compound,
                compound_ar = EXCLUDED.compound_ar, developer = EXCLUDED.developer, developer_ar = EXCLUDED.developer_ar,
                size_sqm = EXCLUDED.size_sqm, bedrooms = EXCLUDED.bedrooms, bathrooms = EXCLUDED.bathrooms,
                price_piastres = EXCLUDED.price_piastres, delivered = EXCLUDED.delivered,
                delivery_year = EXCLUDED.delivery_year, finishing = EXCLUDED.finishing, sale_type = EXCLUDED.sale_type,
                down_payment_percent = EXCLUDED.down_payment_percent, down_payment_piastres = EXCLUDED.down_payment_piastres,
                plan_years = EXCLUDED.plan_years, monthly_installment_piastres = EXCLUDED.monthly_installment_piastres,
                image = EXCLUDED.image, description = EXCLUDED.description, description_ar = EXCLUDED.description_ar,
                sample = EXCLUDED.sample, content_hash = EXCLUDED.content_hash, search_text = EXCLUDED.search_text,
                updated_at = now()",
            Json(rows) as _
        )
        .execute(connection),
    )
    .await
    .map(drop)
}

/// Writes vectors, in the notation of pgvector, each over what stood for its unit and model.
pub(super) async fn upsert_embeddings(
    connection: &mut sqlx::PgConnection,
    model: &str,
    ids: &[String],
    vectors: &[String],
) -> Result<(), Failure> {
    bounded(
        sqlx::query!(
            "INSERT INTO property_embeddings (property_id, model, embedding)
             SELECT id, $1, vector::halfvec FROM unnest($2::text[], $3::text[]) AS new (id, vector)
             ON CONFLICT (model, property_id) DO UPDATE SET embedding = EXCLUDED.embedding",
            model,
            ids,
            vectors
        )
        .execute(connection),
    )
    .await
    .map(drop)
}

/// The units of these ids that are for sale, in the order of the ids.
pub async fn units(pool: &PgPool, ids: &[String]) -> Result<Vec<Property>, Failure> {
    let rows = bounded(
        sqlx::query_as!(
            PropertyRow,
            "SELECT p.id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                    size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                    down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                    image, description, description_ar, sample
             FROM unnest($1::text[]) WITH ORDINALITY AS asked (id, place) JOIN properties p USING (id)
             WHERE available ORDER BY asked.place",
            ids
        )
        .fetch_all(pool),
    )
    .await?;
    rows.into_iter().map(Property::try_from).collect()
}

/// A unit that is for sale (S5). Every path that names a unit gets it from here or from a search: one that
/// does not exist is `property_not_found`, one that cannot be had now `property_unavailable`.
pub async fn find(pool: &PgPool, id: &PropertyId) -> Result<Property, Failure> {
    if let Some(unit) = units(pool, &[id.to_string()]).await?.pop() {
        return Ok(unit);
    }
    let exists =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM properties WHERE id = $1) AS "exists!""#, id.as_str());
    let exists = bounded(exists.fetch_one(pool)).await?;
    let code = if exists { ErrorCode::PropertyUnavailable } else { ErrorCode::PropertyNotFound };
    Err(Failure::new(code).with("property_id", id.as_str()))
}

/// How many units meet the filters.
pub async fn count(pool: &PgPool, filters: &Filters) -> Result<i64, Failure> {
    let counted =
        sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM matching_properties($1)"#, Json(filters) as _);
    bounded(counted.fetch_one(pool)).await
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Order {
    /// Cheapest first.
    #[default]
    #[serde(rename = "price")]
    Price,
    /// Dearest first.
    #[serde(rename = "-price")]
    PriceDescending,
    /// Cheapest square metre first.
    #[serde(rename = "price_per_sqm")]
    PricePerSquareMetre,
    /// Smallest first.
    #[serde(rename = "size")]
    Size,
    /// Largest first.
    #[serde(rename = "-size")]
    SizeDescending,
}

impl Order {
    /// The order's name in the statement of [`list`].
    fn name(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::PriceDescending => "-price",
            Self::PricePerSquareMetre => "price_per_sqm",
            Self::Size => "size",
            Self::SizeDescending => "-size",
        }
    }
}

/// Where a unit stands in a list: its key in the list's order, then its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) key: i64,
    pub(super) id: PropertyId,
}

/// Where the units stand that meet the filters, in an order, after a position in it.
pub(super) async fn list(
    pool: &PgPool,
    filters: &Filters,
    order: Order,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Position>, Failure> {
    let (key, id) = after.map(|after| (after.key, String::from(after.id))).unzip();
    let rows = bounded(
        sqlx::query!(
            r#"SELECT id AS "id!", key AS "key!" FROM (
                SELECT id, coalesce(CASE $2
                           WHEN 'price' THEN price_piastres
                           WHEN '-price' THEN -price_piastres
                           WHEN 'price_per_sqm' THEN price_per_sqm_piastres
                           WHEN 'size' THEN size_sqm
                           WHEN '-size' THEN -size_sqm
                       END, 9223372036854775807) AS key
                FROM matching_properties($1)) AS keyed
               WHERE $3::bigint IS NULL OR (key, id) > ($3, $4)
               ORDER BY key, id LIMIT $5"#,
            Json(filters) as _,
            order.name(),
            key,
            id,
            limit
        )
        .fetch_all(pool),
    )
    .await?;
    rows.into_iter().map(|row| Ok(Position { key: row.key, id: row.id.parse().map_err(Failure::internal)? })).collect()
}

/// Whether any of these folded words stands in a listing.
pub async fn mentions(pool: &PgPool, words: &[String]) -> Result<bool, Failure> {
    let mentioned = sqlx::query_scalar!(
        r#"SELECT EXISTS (
            SELECT FROM properties
            WHERE available AND search @@ (websearch_to_tsquery('english', $1) || websearch_to_tsquery('arabic', $1))
           ) AS "exists!""#,
        words.join(" or ")
    );
    bounded(mentioned.fetch_one(pool)).await
}

/// How many of the nearest vectors take part in a ranking.
const NEAREST: i64 = 200;

/// The units that meet the filters and whose vectors of the model are nearest to this one (cosine, in the
/// notation of pgvector), nearest first.
pub(super) async fn nearest(
    pool: &PgPool,
    filters: &Filters,
    vector: &str,
    model: &str,
) -> Result<Vec<String>, Failure> {
    bounded(
        sqlx::query_scalar!(
            r#"SELECT property_id FROM property_embeddings
               JOIN matching_properties($1) AS matching ON matching.id = property_id
               WHERE model = $2
               ORDER BY embedding <=> $3::text::halfvec, property_id LIMIT $4"#,
            Json(filters) as _,
            model,
            vector,
            NEAREST
        )
        .fetch_all(pool),
    )
    .await
}

/// What units are ranked by, beside the filters that they must meet.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranking {
    /// Folded words for full text; none where the filters say it all.
    pub(super) words: Vec<String>,
    /// The ids of the units whose vectors are nearest, nearest first; none where there are no words, or no
    /// vectors.
    pub(super) nearest: Vec<String>,
    /// The order that was asked for.
    pub(super) sort: Option<Sort>,
}

/// A page of ranked units and how many there are in all.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranked {
    /// Units with their fused score, best first.
    pub(super) units: Vec<(Property, f64)>,
    /// How many units meet the filters.
    pub(super) total: i64,
}

/// Finds units that meet the filters, best first. Full text and vectors are each ranked and fused by
/// reciprocal rank with k = 60 (Cormack et al., 2009); where they say nothing, each compound's best value
/// comes before any compound's second, so that a page shows a choice.
pub(super) async fn ranked(
    pool: &PgPool,
    filters: &Filters,
    ranking: &Ranking,
    limit: i64,
    offset: i64,
) -> Result<Ranked, Failure> {
    let words = (!ranking.words.is_empty()).then(|| ranking.words.join(" or "));
    let sort = ranking.sort.map(sort_key);
    let rows = bounded(
        sqlx::query!(
            r#"WITH matching AS MATERIALIZED (
                SELECT id, compound, size_sqm, price_piastres, price_per_sqm_piastres, delivered, delivery_year,
                       plan_years, down_payment_piastres, search
                FROM matching_properties($1)
            ), lexical AS (
                SELECT id, row_number() OVER (ORDER BY ts_rank_cd(search, query) DESC, id) AS rank
                FROM matching,
                     (SELECT websearch_to_tsquery('english', $2) || websearch_to_tsquery('arabic', $2) AS query) AS asked
                WHERE search @@ query
                ORDER BY rank LIMIT 200
            ), semantic AS (
                SELECT id, rank FROM unnest($3::text[]) WITH ORDINALITY AS nearest (id, rank)
            ), ordered AS (
                SELECT id,
                       coalesce(1.0 / (60 + lexical.rank), 0)::float8 + coalesce(1.0 / (60 + semantic.rank), 0)::float8 AS score,
                       CASE $4::text
                           WHEN 'price' THEN price_piastres
                           WHEN '-price' THEN -price_piastres
                           WHEN 'price_per_sqm' THEN price_per_sqm_piastres
                           WHEN 'size' THEN size_sqm
                           WHEN '-size' THEN -size_sqm
                           WHEN 'delivery' THEN CASE WHEN delivered THEN 0 ELSE delivery_year END
                           WHEN '-plan_years' THEN -plan_years
                           WHEN 'down_payment' THEN down_payment_piastres
                       END AS sort_key,
                       lexical.rank AS lexical_rank,
                       row_number() OVER (PARTITION BY coalesce(compound, id) ORDER BY price_per_sqm_piastres, id) AS nth,
                       price_per_sqm_piastres,
                       count(*) OVER () AS total
                FROM matching LEFT JOIN lexical USING (id) LEFT JOIN semantic USING (id)
            )
            SELECT id AS "id!", score AS "score!", total AS "total!" FROM ordered
            ORDER BY sort_key NULLS LAST, score DESC, lexical_rank NULLS LAST, nth, price_per_sqm_piastres NULLS LAST, id
            LIMIT $5 OFFSET $6"#,
            Json(filters) as _,
            words,
            &ranking.nearest,
            sort,
            limit,
            offset
        )
        .fetch_all(pool),
    )
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let scores: HashMap<&str, f64> = rows.iter().map(|row| (row.id.as_str(), row.score)).collect();
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let with_score = |unit: Property| {
        let score = scores.get(unit.id.as_str()).copied().unwrap_or_default();
        (unit, score)
    };
    Ok(Ranked { units: units(pool, &ids).await?.into_iter().map(with_score).collect(), total })
}

/// Units that meet the filters, those first that are nearest to what else is wanted in numbers: rooms, size,
/// money, years. What has no measure, such as a place, does not count. With how many there are in all.
pub(super) async fn nearest_to(
    pool: &PgPool,
    filters: &Filters,
    wanted: &Filters,
    limit: i64,
) -> Result<Ranked, Failure> {
    let rows = bounded(
        sqlx::query!(
            r#"SELECT m.id AS "id!", count(*) OVER () AS "total!"
               FROM matching_properties($1) AS m,
                    jsonb_to_record($2) AS w (
                        min_bedrooms bigint, max_bedrooms bigint, min_bathrooms bigint, max_bathrooms bigint,
                        min_size_sqm bigint, max_size_sqm bigint, min_price bigint, max_price bigint,
                        max_down_payment_percent bigint, max_down_payment bigint, min_plan_years bigint,
                        max_monthly_installment bigint, delivered boolean, max_delivery_year bigint)
               ORDER BY distance_from_range(m.bedrooms, w.min_bedrooms, w.max_bedrooms)
                      + distance_from_range(m.bathrooms, w.min_bathrooms, w.max_bathrooms)
                      + distance_from_range(m.size_sqm, w.min_size_sqm, w.max_size_sqm)
                      + distance_from_range(m.price_piastres, w.min_price * 100, w.max_price * 100)
                      + distance_from_range(m.down_payment_percent, NULL, w.max_down_payment_percent)
                      + distance_from_range(m.down_payment_piastres, NULL, w.max_down_payment * 100)
                      + distance_from_range(m.plan_years, w.min_plan_years, NULL)
                      + distance_from_range(m.monthly_installment_piastres, NULL, w.max_monthly_installment * 100)
                      + distance_from_range(CASE WHEN m.delivered THEN 2000 ELSE m.delivery_year END, NULL,
                                            CASE WHEN w.delivered THEN 2000 ELSE w.max_delivery_year END),
                      m.price_per_sqm_piastres NULLS LAST, m.id
               LIMIT $3"#,
            Json(filters) as _,
            Json(wanted) as _,
            limit
        )
        .fetch_all(pool),
    )
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let ids: Vec<String> = rows.into_iter().map(|row| row.id).collect();
    let units = units(pool, &ids).await?;
    Ok(Ranked { units: units.into_iter().map(|unit| (unit, 0.0)).collect(), total })
}

/// The name of an order in the statement above.
fn sort_key(sort: Sort) -> &'static str {
    match sort {
        Sort::Cheapest => "price",
        Sort::Dearest => "-price",
        Sort::CheapestPerSquareMetre => "price_per_sqm",
        Sort::Smallest => "size",
        Sort::Largest => "-size",
        Sort::SoonestDelivery => "delivery",
        Sort::LongestPlan => "-plan_years",
        Sort::LowestDownPayment => "down_payment",
    }
}

/// The names of places, compounds and developers that the listings hold.
pub async fn gazetteer(pool: &PgPool) -> Result<Gazetteer, Failure> {
    let rows = bounded(
        sqlx::query!(
            r#"SELECT DISTINCT 'location' AS "kind!", location AS "english!", location_ar AS arabic FROM properties WHERE available
               UNION SELECT DISTINCT 'compound', compound, compound_ar FROM properties WHERE available AND compound IS NOT NULL
               UNION SELECT DISTINCT 'developer', developer, developer_ar FROM properties WHERE available AND developer IS NOT NULL"#
        )
        .fetch_all(pool),
    )
    .await?;
    Ok(Gazetteer::new(rows.into_iter().map(|row| Name {
        kind: match row.kind.as_str() {
            "location" => NameKind::Location,
            "compound" => NameKind::Compound,
            _ => NameKind::Developer,
        },
        english: row.english,
        arabic: row.arabic,
    })))
}
