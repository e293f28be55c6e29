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
use crate::{
    error::{ErrorCode, Failure},
    store::postgres::bounded,
};

/// Writes units, each over what stood under its id.
pub(super) async fn upsert(connection: &mut sqlx::PgConnection, rows: &[&NewRow]) -> Result<(), Failure> {
    bounded(
        sqlx::query!(
            "INSERT INTO properties (
                id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                image, description, description_ar, sample, content_hash, name_terms, other_terms, twin_hash)
            SELECT
                id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                image, description, description_ar, sample, decode(content_hash, 'hex'),
                name_terms, other_terms, decode(twin_hash, 'hex')
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
                sample = EXCLUDED.sample, content_hash = EXCLUDED.content_hash, name_terms = EXCLUDED.name_terms,
                other_terms = EXCLUDED.other_terms, twin_hash = EXCLUDED.twin_hash,
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
    /// The number by which a list is in this order, lowest first; without it a unit comes last.
    fn key(self) -> &'static str {
        match self {
            Self::Price => "p.price_piastres",
            Self::PriceDescending => "-p.price_piastres",
            Self::PricePerSquareMetre => "p.price_per_sqm_piastres",
            Self::Size => "p.size_sqm::bigint",
            Self::SizeDescending => "-p.size_sqm::bigint",
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
    let mut query = QueryBuilder::new("SELECT p.id, keyed.key FROM properties p, LATERAL (SELECT coalesce(");
    query.push(order.key()).push(", 9223372036854775807) AS key) AS keyed WHERE ");
    conditions::push(&mut query, filters);
    if let Some(after) = after {
        query.push(" AND (keyed.key, p.id) > (").push_bind(after.key);
        query.push(", ").push_bind(String::from(after.id)).push(")");
    }
    query.push(" ORDER BY keyed.key, p.id LIMIT ").push_bind(limit);
    let rows = query.build_query_as::<(String, i64)>().persistent(false);
    let rows = bounded(rows.fetch_all(pool)).await?;
    rows.into_iter().map(|(id, key)| Ok(Position { key, id: id.parse().map_err(Failure::internal)? })).collect()
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
