//! The units in Postgres: every statement about them, and the turning of rows into [`Property`] and back.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::{PgPool, types::Json};

use super::{
    filters::Filters,
    page::Order,
    property::{Delivery, Finishing, PaymentPlan, Property, PropertyId, PropertyType, SaleType},
    text::fold,
    understanding::{Gazetteer, Name, NameKind, Sort},
};
use crate::{error::Failure, money::Piastres, store::postgres::bounded};

/// A row of the table `properties`, under the table's own names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PropertyRow {
    id: String,
    title: String,
    title_ar: String,
    property_type: String,
    location: String,
    location_ar: String,
    compound: Option<String>,
    compound_ar: Option<String>,
    developer: Option<String>,
    developer_ar: Option<String>,
    size_sqm: Option<i32>,
    bedrooms: Option<i16>,
    bathrooms: Option<i16>,
    price_piastres: i64,
    delivered: bool,
    delivery_year: Option<i16>,
    finishing: Option<String>,
    sale_type: Option<String>,
    down_payment_percent: Option<i16>,
    down_payment_piastres: Option<i64>,
    plan_years: Option<i16>,
    monthly_installment_piastres: Option<i64>,
    image: Option<String>,
    description: String,
    description_ar: Option<String>,
    sample: bool,
}

impl From<&Property> for PropertyRow {
    fn from(unit: &Property) -> Self {
        let plan = unit.payment_plan;
        Self {
            id: unit.id.to_string(),
            title: unit.title.clone(),
            title_ar: unit.title_ar.clone(),
            property_type: unit.property_type.english().to_owned(),
            location: unit.location.clone(),
            location_ar: unit.location_ar.clone(),
            compound: unit.compound.clone(),
            compound_ar: unit.compound_ar.clone(),
            developer: unit.developer.clone(),
            developer_ar: unit.developer_ar.clone(),
            size_sqm: unit.size_sqm.and_then(|size| i32::try_from(size).ok()),
            bedrooms: unit.bedrooms.map(i16::from),
            bathrooms: unit.bathrooms.map(i16::from),
            price_piastres: unit.price.piastres(),
            delivered: unit.delivery == Delivery::Delivered,
            delivery_year: match unit.delivery {
                Delivery::Planned(year) => i16::try_from(year).ok(),
                Delivery::Delivered | Delivery::Unknown => None,
            },
            finishing: unit.finishing.map(|finishing| finishing.english().to_owned()),
            sale_type: unit.sale_type.map(|sale_type| sale_type.english().to_owned()),
            down_payment_percent: plan.map(|plan| i16::from(plan.down_payment_percent)),
            down_payment_piastres: plan.map(|plan| plan.down_payment.piastres()),
            plan_years: plan.map(|plan| i16::from(plan.years)),
            monthly_installment_piastres: plan.map(|plan| plan.monthly_installment.piastres()),
            image: unit.image.clone(),
            description: unit.description.clone(),
            description_ar: unit.description_ar.clone(),
            sample: unit.sample,
        }
    }
}

impl TryFrom<PropertyRow> for Property {
    type Error = Failure;

    /// Fails only where the table holds what its own constraints forbid.
    fn try_from(row: PropertyRow) -> Result<Self, Failure> {
        let broken = |column: &str| Failure::internal(format!("column {column} of property {} cannot be read", row.id));
        let amount = |piastres: i64, column| Piastres::from_piastres(piastres).ok_or_else(|| broken(column));
        let payment_plan = match (
            row.down_payment_percent,
            row.down_payment_piastres,
            row.plan_years,
            row.monthly_installment_piastres,
        ) {
            (Some(percent), Some(down), Some(years), Some(monthly)) => Some(PaymentPlan {
                down_payment_percent: u8::try_from(percent).map_err(|_| broken("down_payment_percent"))?,
                down_payment: amount(down, "down_payment_piastres")?,
                years: u8::try_from(years).map_err(|_| broken("plan_years"))?,
                monthly_installment: amount(monthly, "monthly_installment_piastres")?,
            }),
            _ => None,
        };
        let delivery = match (row.delivered, row.delivery_year) {
            (true, _) => Delivery::Delivered,
            (false, Some(year)) => Delivery::Planned(u16::try_from(year).map_err(|_| broken("delivery_year"))?),
            (false, None) => Delivery::Unknown,
        };
        Ok(Self {
            property_type: PropertyType::from_english(&row.property_type).ok_or_else(|| broken("property_type"))?,
            size_sqm: row.size_sqm.map(u32::try_from).transpose().map_err(|_| broken("size_sqm"))?,
            bedrooms: row.bedrooms.map(u8::try_from).transpose().map_err(|_| broken("bedrooms"))?,
            bathrooms: row.bathrooms.map(u8::try_from).transpose().map_err(|_| broken("bathrooms"))?,
            price: amount(row.price_piastres, "price_piastres")?,
            delivery,
            finishing: row
                .finishing
                .as_deref()
                .map(|word| Finishing::from_english(word).ok_or_else(|| broken("finishing")))
                .transpose()?,
            sale_type: row
                .sale_type
                .as_deref()
                .map(|word| SaleType::from_english(word).ok_or_else(|| broken("sale_type")))
                .transpose()?,
            payment_plan,
            id: row.id.parse().map_err(|_| broken("id"))?,
            title: row.title,
            title_ar: row.title_ar,
            location: row.location,
            location_ar: row.location_ar,
            compound: row.compound,
            compound_ar: row.compound_ar,
            developer: row.developer,
            developer_ar: row.developer_ar,
            image: row.image,
            description: row.description,
            description_ar: row.description_ar,
            sample: row.sample,
        })
    }
}

/// A unit as it is written: its row, the hash of its content and its words.
#[derive(Serialize)]
pub(super) struct NewRow {
    #[serde(flatten)]
    row: PropertyRow,
    /// Hexadecimal SHA-256 of the row without its id.
    pub(super) content_hash: String,
    search_text: String,
}

impl NewRow {
    pub(super) fn of(unit: &Property) -> Self {
        let row = PropertyRow::from(unit);
        let nameless = PropertyRow { id: String::new(), ..row.clone() };
        // A struct of strings, numbers and booleans always serialises.
        let content = serde_json::to_vec(&nameless).unwrap_or_default();
        let content_hash = hexadecimal(&Sha256::digest(&content));
        Self { row, content_hash, search_text: fold(&search_text(unit)) }
    }

    pub(super) fn id(&self) -> &str {
        &self.row.id
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// All words of a unit in both languages: what full text and vectors are made of.
pub(super) fn search_text(unit: &Property) -> String {
    let names = [&unit.compound, &unit.compound_ar, &unit.developer, &unit.developer_ar, &unit.description_ar]
        .into_iter()
        .flatten();
    let words =
        [&unit.title, &unit.title_ar, &unit.location, &unit.location_ar, &unit.description].into_iter().chain(names);
    let finishing = unit.finishing.iter().flat_map(|finishing| [finishing.english(), finishing.arabic()]);
    let kind = [unit.property_type.english(), unit.property_type.arabic()];
    words.map(String::as_str).chain(kind).chain(finishing).collect::<Vec<_>>().join(" ")
}

/// What the table already holds of a batch of units.
pub(super) struct Known {
    /// The id that a content hash (hexadecimal) stands under.
    pub(super) hashes: std::collections::HashMap<String, String>,
    /// The units that have a vector of the model.
    pub(super) embedded: std::collections::HashSet<String>,
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

/// A unit that is for sale.
pub async fn find(pool: &PgPool, id: &PropertyId) -> Result<Option<Property>, Failure> {
    let row = bounded(
        sqlx::query_as!(
            PropertyRow,
            "SELECT id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                    size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                    down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                    image, description, description_ar, sample
             FROM properties WHERE id = $1 AND available",
            id.as_str()
        )
        .fetch_optional(pool),
    )
    .await?;
    row.map(Property::try_from).transpose()
}

/// Which of these units exist and are for sale now (S5): every path that names a unit asks here.
pub async fn available(pool: &PgPool, ids: &[PropertyId]) -> Result<Vec<PropertyId>, Failure> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let found = bounded(
        sqlx::query_scalar!("SELECT id FROM properties WHERE id = ANY ($1) AND available", &ids).fetch_all(pool),
    )
    .await?;
    found.iter().map(|id| id.parse().map_err(Failure::internal)).collect()
}

/// How many units meet the filters.
pub async fn count(pool: &PgPool, filters: &Filters) -> Result<i64, Failure> {
    let counted =
        sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM matching_properties($1)"#, Json(filters) as _);
    bounded(counted.fetch_one(pool)).await
}

/// Units that meet the filters, in an order, after a position in it.
pub(super) async fn list(
    pool: &PgPool,
    filters: &Filters,
    order: Order,
    after: Option<(i64, PropertyId)>,
    limit: i64,
) -> Result<Vec<Property>, Failure> {
    let (key, id) = after.unzip();
    let rows = bounded(
        sqlx::query_as!(
            PropertyRow,
            r#"WITH keyed AS (
                SELECT id, coalesce(CASE $2
                           WHEN 'price' THEN price_piastres
                           WHEN '-price' THEN -price_piastres
                           WHEN 'price_per_sqm' THEN price_per_sqm_piastres
                           WHEN 'size' THEN size_sqm
                           WHEN '-size' THEN -size_sqm
                       END, 9223372036854775807) AS key
                FROM matching_properties($1)
            ), page AS (
                SELECT id, key FROM keyed
                WHERE $3::bigint IS NULL OR (key, id) > ($3, $4)
                ORDER BY key, id LIMIT $5
            )
            SELECT p.id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                   size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                   down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                   image, description, description_ar, sample
            FROM page JOIN properties p USING (id)
            ORDER BY page.key, page.id"#,
            Json(filters) as _,
            order.name(),
            key,
            id.map(String::from),
            limit
        )
        .fetch_all(pool),
    )
    .await?;
    rows.into_iter().map(Property::try_from).collect()
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
            ), page AS (
                SELECT * , row_number() OVER (ORDER BY sort_key NULLS LAST, score DESC, lexical_rank NULLS LAST, nth, price_per_sqm_piastres NULLS LAST, id) AS place
                FROM ordered
                ORDER BY place LIMIT $5 OFFSET $6
            )
            SELECT p.id, title, title_ar, property_type, location, location_ar, compound, compound_ar, developer, developer_ar,
                   size_sqm, bedrooms, bathrooms, price_piastres, delivered, delivery_year, finishing, sale_type,
                   down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres,
                   image, description, description_ar, sample, page.score AS "score!", page.total AS "total!"
            FROM page JOIN properties p USING (id)
            ORDER BY page.place"#,
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
    let mut ranked = Ranked::default();
    for row in rows {
        ranked.total = row.total;
        let unit = PropertyRow {
            id: row.id,
            title: row.title,
            title_ar: row.title_ar,
            property_type: row.property_type,
            location: row.location,
            location_ar: row.location_ar,
            compound: row.compound,
            compound_ar: row.compound_ar,
            developer: row.developer,
            developer_ar: row.developer_ar,
            size_sqm: row.size_sqm,
            bedrooms: row.bedrooms,
            bathrooms: row.bathrooms,
            price_piastres: row.price_piastres,
            delivered: row.delivered,
            delivery_year: row.delivery_year,
            finishing: row.finishing,
            sale_type: row.sale_type,
            down_payment_percent: row.down_payment_percent,
            down_payment_piastres: row.down_payment_piastres,
            plan_years: row.plan_years,
            monthly_installment_piastres: row.monthly_installment_piastres,
            image: row.image,
            description: row.description,
            description_ar: row.description_ar,
            sample: row.sample,
        };
        ranked.units.push((unit.try_into()?, row.score));
    }
    Ok(ranked)
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
