//! The units in Postgres: every statement about them. Rows are in `row`.

mod conditions;
pub(super) mod market;
pub(super) mod ranking;
mod row;

use serde::Deserialize;
use sqlx::{PgExecutor, PgPool, QueryBuilder, types::Json};

use self::row::PropertyRow;
pub(super) use self::row::{NewRow, search_text};
use super::{
    filters::Filters,
    property::{Property, PropertyId},
    understanding::{Gazetteer, Name, NameKind},
};
use crate::{error::Failure, store::postgres::bounded};

/// Writes units, each over what stood under its id.
pub(super) async fn upsert(connection: &mut sqlx::PgConnection, rows: &[&NewRow]) -> Result<(), Failure> {
    bounded(
        sqlx::query!(
            "INSERT INTO properties (
                id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                image, description, description_ar, sample, content_hash, search, twin_hash)
            SELECT
                id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                image, description, description_ar, sample, decode(content_hash, 'hex'),
                setweight(to_tsvector('simple', name_terms), 'A') || setweight(to_tsvector('simple', other_terms), 'D'),
                decode(twin_hash, 'hex')
            FROM jsonb_to_recordset($1) AS new (
                id text, title text, title_ar text, property_type text, location text, location_ar text,
                compound text, compound_ar text, developer text, developer_ar text,
                size_sqm int, bedrooms smallint, bathrooms smallint, price_piastres bigint, delivered boolean,
                delivery_year smallint, finishing text, sale_type text, down_payment_percent smallint,
                down_payment_piastres bigint, plan_years smallint, monthly_installment_piastres bigint,
                image text, description text, description_ar text, sample boolean, content_hash text, name_terms text, other_terms text,
                twin_hash text)
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
                sample = EXCLUDED.sample, content_hash = EXCLUDED.content_hash, search = EXCLUDED.search,
                twin_hash = EXCLUDED.twin_hash,
                updated_at = now()",
            Json(rows) as _
        )
        .execute(connection),
    )
    .await
    .map(drop)
}

/// A text of which a vector is made, and the content that it belongs to.
#[derive(Debug, Clone)]
pub(super) struct Embeddable {
    /// Of which unit.
    pub(super) id: String,
    /// The hash of the unit's content then, hexadecimal.
    pub(super) content_hash: String,
}

/// Writes vectors of a model, in the notation of pgvector, for those of the units that are still what was embedded and
/// have none; gives how many. A unit that somebody is changing at this moment is passed over rather than waited for: its
/// vector would be one of the past.
pub(super) async fn write_vectors(
    pool: &PgPool,
    model: &str,
    units: &[Embeddable],
    vectors: &[String],
) -> Result<u64, Failure> {
    let ids: Vec<&str> = units.iter().map(|unit| unit.id.as_str()).collect();
    let hashes: Vec<&str> = units.iter().map(|unit| unit.content_hash.as_str()).collect();
    let written = sqlx::query(
        "WITH unchanged AS (
             SELECT p.id, made.vector
             FROM unnest($2::text[], $3::text[], $4::text[]) AS made (id, hash, vector)
             JOIN properties p ON p.id = made.id AND p.content_hash = decode(made.hash, 'hex')
             FOR SHARE OF p SKIP LOCKED)
         INSERT INTO property_embeddings (property_id, model, embedding)
         SELECT id, $1, vector::halfvec FROM unchanged
         ON CONFLICT (model, property_id) DO NOTHING",
    )
    .bind(model)
    .bind(ids)
    .bind(hashes)
    .bind(vectors);
    Ok(bounded(written.execute(pool)).await?.rows_affected())
}

/// The units of these ids that are for sale, in the order of the ids.
pub async fn units(executor: impl PgExecutor<'_>, ids: &[String]) -> Result<Vec<Property>, Failure> {
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
        .fetch_all(executor),
    )
    .await?;
    rows.into_iter().map(Property::try_from).collect()
}

/// The units that are for sale, by their ids, after one: a page of all of them.
pub async fn after(pool: &PgPool, id: &str, limit: i64) -> Result<Vec<Property>, Failure> {
    let rows = bounded(
        sqlx::query_as!(
            PropertyRow,
            "SELECT id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                    size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                    down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                    image, description, description_ar, sample
             FROM properties WHERE available AND id > $1 ORDER BY id LIMIT $2",
            id,
            limit
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
    Err(if exists { id.unavailable() } else { id.not_found() })
}

/// No more units than this are counted: beyond, how many there are is estimated.
const MOST_COUNTED: i64 = 10_000;

/// How many units meet the filters: exact up to ten thousand, beyond that as the planner estimates.
pub async fn count(pool: &PgPool, filters: &Filters) -> Result<i64, Failure> {
    let mut query = QueryBuilder::new("SELECT count(*) FROM (SELECT FROM properties p WHERE ");
    conditions::push(&mut query, filters);
    query.push(" LIMIT ").push_bind(MOST_COUNTED + 1).push(") AS counted");
    let counted = query.build_query_scalar::<i64>().persistent(false);
    let counted = bounded(counted.fetch_one(pool)).await?;
    if counted <= MOST_COUNTED { Ok(counted) } else { Ok(counted.max(estimate(pool, filters).await?)) }
}

/// How many units the planner expects to meet the filters. It reads statistics, not units.
pub(super) async fn estimate(executor: impl PgExecutor<'_>, filters: &Filters) -> Result<i64, Failure> {
    let mut query = QueryBuilder::new("EXPLAIN (FORMAT JSON) SELECT FROM properties p WHERE ");
    conditions::push(&mut query, filters);
    let plan = query.build_query_scalar::<Json<serde_json::Value>>().persistent(false);
    let Json(plan) = bounded(plan.fetch_one(executor)).await?;
    let rows = plan.pointer("/0/Plan/Plan Rows").and_then(serde_json::Value::as_i64);
    rows.ok_or_else(|| Failure::internal("a plan does not say how many rows it expects"))
}

/// Whether any unit meets the filters.
pub async fn exists(pool: &PgPool, filters: &Filters) -> Result<bool, Failure> {
    let mut query = QueryBuilder::new("SELECT EXISTS (SELECT FROM properties p WHERE ");
    conditions::push(&mut query, filters);
    query.push(")");
    bounded(query.build_query_scalar().persistent(false).fetch_one(pool)).await
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
    /// Its name in the API, which serde has above.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::PriceDescending => "-price",
            Self::PricePerSquareMetre => "price_per_sqm",
            Self::Size => "size",
            Self::SizeDescending => "-size",
        }
    }

    /// The column that a list is ordered by, the direction, and whether a unit may be without it; such come last.
    fn key(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::Price => ("p.price_piastres", "ASC", false),
            Self::PriceDescending => ("p.price_piastres", "DESC", false),
            Self::PricePerSquareMetre => ("p.price_per_sqm_piastres", "ASC", true),
            Self::Size => ("p.size_sqm", "ASC", true),
            Self::SizeDescending => ("p.size_sqm", "DESC", true),
        }
    }
}

/// Where a unit stands in a list: its key in the list's order, if it has one, then its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) key: Option<i64>,
    pub(super) id: PropertyId,
}

/// Where the units stand that meet the filters, in an order, after a position in it. Key and order stand in the statement
/// as the indexes have them, so that a page costs no more the farther back it is, or the more units there are.
pub(super) async fn list(
    pool: &PgPool,
    filters: &Filters,
    order: Order,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Position>, Failure> {
    let (key, direction, may_lack) = order.key();
    let mut query = QueryBuilder::new("SELECT p.id, ");
    query.push(key).push("::bigint FROM properties p WHERE ");
    conditions::push(&mut query, filters);
    if let Some(Position { key: last, id }) = after {
        let beyond = if direction == "ASC" { " > " } else { " < " };
        query.push(" AND (").push(key);
        if let Some(last) = last {
            query.push(if direction == "ASC" { " >= " } else { " <= " }).push_bind(last);
            query.push(" AND (").push(key).push(beyond).push_bind(last);
            query.push(" OR p.id > ").push_bind(String::from(id)).push(")");
            if may_lack {
                query.push(" OR ").push(key).push(" IS NULL");
            }
        } else {
            query.push(" IS NULL AND p.id > ").push_bind(String::from(id));
        }
        query.push(")");
    }
    query.push(" ORDER BY ").push(key).push(" ").push(direction);
    query.push(if may_lack { " NULLS LAST, p.id LIMIT " } else { ", p.id LIMIT " }).push_bind(limit);
    let rows = query.build_query_as::<(String, Option<i64>)>().persistent(false);
    let rows = bounded(rows.fetch_all(pool)).await?;
    rows.into_iter().map(|(id, key)| Ok(Position { key, id: id.parse().map_err(Failure::internal)? })).collect()
}

/// The names of places, compounds and developers that the listings hold, each with its Arabic name of some unit's. Each
/// name is looked up in an index after the one before, so that a million units take no longer than a thousand.
pub async fn gazetteer(pool: &PgPool) -> Result<Gazetteer, Failure> {
    let rows = bounded(
        sqlx::query!(
            r#"WITH RECURSIVE
               locations AS (
                   (SELECT location, location_ar FROM properties WHERE available ORDER BY location LIMIT 1)
                   UNION ALL
                   SELECT next.* FROM locations, LATERAL (
                       SELECT p.location, p.location_ar FROM properties p
                       WHERE available AND p.location > locations.location ORDER BY p.location LIMIT 1) AS next),
               compounds AS (
                   (SELECT compound, compound_ar FROM properties
                    WHERE available AND compound IS NOT NULL ORDER BY compound LIMIT 1)
                   UNION ALL
                   SELECT next.* FROM compounds, LATERAL (
                       SELECT p.compound, p.compound_ar FROM properties p
                       WHERE available AND p.compound > compounds.compound ORDER BY p.compound LIMIT 1) AS next),
               developers AS (
                   (SELECT developer, developer_ar FROM properties
                    WHERE available AND developer IS NOT NULL ORDER BY developer LIMIT 1)
                   UNION ALL
                   SELECT next.* FROM developers, LATERAL (
                       SELECT p.developer, p.developer_ar FROM properties p
                       WHERE available AND p.developer > developers.developer ORDER BY p.developer LIMIT 1) AS next)
               SELECT 'location' AS "kind!", location AS "english!", location_ar AS arabic FROM locations
               UNION ALL SELECT 'compound', compound, compound_ar FROM compounds
               UNION ALL SELECT 'developer', developer, developer_ar FROM developers"#
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
