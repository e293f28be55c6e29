//! The statements that `market` stands on: units by their figures alone, without their texts.

use std::collections::HashSet;

use sqlx::{FromRow, PgPool, QueryBuilder};

use super::conditions;
use crate::{
    error::Failure,
    listings::{
        filters::Filters,
        market::{Area, Comparable, Offer},
        property::{Delivery, Finishing, Property, PropertyType},
    },
    money::Piastres,
    store::postgres::bounded,
};

#[derive(FromRow)]
struct ComparableRow {
    id: String,
    location: String,
    compound: Option<String>,
    finishing: Option<String>,
    size_sqm: i32,
    price_piastres: i64,
}

/// The units for sale of a unit's type, in its compound or its area, at most so many per cent smaller or larger.
///
/// Twins, which are listed with the same place, size, rooms, finishing and price, count once, or one offer that is
/// repeated would pass for a market. The unit itself and its own twins, whatever their finishing, are left out: they
/// would only confirm its price. Nothing compares with a unit of unknown size.
pub(in crate::listings) async fn comparables(
    pool: &PgPool,
    unit: &Property,
    size_percent: u32,
) -> Result<Vec<Comparable>, Failure> {
    let rows = bounded(
        sqlx::query_as::<_, ComparableRow>(
            "SELECT DISTINCT ON (location, compound, size_sqm, bedrooms, bathrooms, finishing, price_piastres)
                    id, location, compound, finishing, size_sqm, price_piastres
             FROM properties
             WHERE available AND property_type = $1 AND (compound = $2 OR location = $3)
               AND abs(size_sqm - $4::bigint) * 100 <= $4 * $5
               AND id <> $6
               AND NOT (location = $3 AND compound IS NOT DISTINCT FROM $2 AND size_sqm = $4 AND price_piastres = $7
                        AND bedrooms IS NOT DISTINCT FROM $8 AND bathrooms IS NOT DISTINCT FROM $9)
             ORDER BY location, compound, size_sqm, bedrooms, bathrooms, finishing, price_piastres, id",
        )
        .bind(unit.property_type.english())
        .bind(&unit.compound)
        .bind(&unit.location)
        .bind(unit.size_sqm.map(i64::from))
        .bind(i64::from(size_percent))
        .bind(unit.id.as_str())
        .bind(unit.price.piastres())
        .bind(unit.bedrooms.map(i16::from))
        .bind(unit.bathrooms.map(i16::from))
        .fetch_all(pool),
    )
    .await?;
    rows.into_iter().map(Comparable::try_from).collect()
}

impl TryFrom<ComparableRow> for Comparable {
    type Error = Failure;

    /// Fails only where the table holds what its own constraints forbid.
    fn try_from(row: ComparableRow) -> Result<Self, Failure> {
        let broken = |column: &str| Failure::internal(format!("column {column} of property {} cannot be read", row.id));
        let price = Piastres::from_piastres(row.price_piastres).ok_or_else(|| broken("price_piastres"))?;
        let size_sqm = u32::try_from(row.size_sqm).map_err(|_| broken("size_sqm"))?;
        Ok(Self {
            price,
            size_sqm,
            price_per_sqm: price.divided_by(size_sqm).ok_or_else(|| broken("size_sqm"))?,
            finishing: row
                .finishing
                .as_deref()
                .map(|word| Finishing::from_english(word).ok_or_else(|| broken("finishing")))
                .transpose()?,
            id: row.id.parse().map_err(|_| broken("id"))?,
            location: row.location,
            compound: row.compound,
        })
    }
}

#[derive(FromRow)]
struct OfferRow {
    property_type: String,
    location: String,
    location_ar: String,
    size_sqm: Option<i32>,
    price_piastres: i64,
    delivered: bool,
    delivery_year: Option<i16>,
    plan_years: Option<i16>,
    down_payment_percent: Option<i16>,
}

/// No more offers than this describe a market.
const MOST_OFFERS: i64 = 50_000;

/// The units that meet the filters, by what the market is described by, and how many meet them. Of more than fifty
/// thousand, a sample: those whose contents have the lowest hashes, which is as good as drawing them.
pub(in crate::listings) async fn offers(pool: &PgPool, filters: &Filters) -> Result<(Vec<Offer>, i64), Failure> {
    let mut query = QueryBuilder::new(
        "SELECT property_type, location, location_ar, size_sqm, price_piastres, delivered, delivery_year,
                plan_years, down_payment_percent
         FROM properties p WHERE ",
    );
    conditions::push(&mut query, filters);
    query.push(" ORDER BY p.content_hash LIMIT ").push_bind(MOST_OFFERS);
    let rows = query.build_query_as::<OfferRow>().persistent(false);
    let rows = bounded(rows.fetch_all(pool)).await?;
    let offers: Vec<Offer> = rows.into_iter().map(Offer::try_from).collect::<Result<_, _>>()?;
    let described = i64::try_from(offers.len()).unwrap_or(i64::MAX);
    if described < MOST_OFFERS {
        return Ok((offers, described));
    }
    let mut query = QueryBuilder::new("SELECT count(*) FROM properties p WHERE ");
    conditions::push(&mut query, filters);
    let all = bounded(query.build_query_scalar().persistent(false).fetch_one(pool)).await?;
    Ok((offers, all))
}

impl TryFrom<OfferRow> for Offer {
    type Error = Failure;

    /// Fails only where the table holds what its own constraints forbid.
    fn try_from(row: OfferRow) -> Result<Self, Failure> {
        let broken = |column: &str| Failure::internal(format!("column {column} of a property cannot be read"));
        let delivery = match (row.delivered, row.delivery_year) {
            (true, _) => Delivery::Delivered,
            (false, Some(year)) => Delivery::Planned(u16::try_from(year).map_err(|_| broken("delivery_year"))?),
            (false, None) => Delivery::Unknown,
        };
        let small = |number: Option<i16>, column| number.map(u8::try_from).transpose().map_err(|_| broken(column));
        Ok(Self {
            property_type: PropertyType::from_english(&row.property_type).ok_or_else(|| broken("property_type"))?,
            area: Area { location: row.location, location_ar: row.location_ar },
            price: Piastres::from_piastres(row.price_piastres).ok_or_else(|| broken("price_piastres"))?,
            size_sqm: row.size_sqm.map(u32::try_from).transpose().map_err(|_| broken("size_sqm"))?,
            delivery,
            plan_years: small(row.plan_years, "plan_years")?,
            down_payment_percent: small(row.down_payment_percent, "down_payment_percent")?,
        })
    }
}

/// Which of these ids are some unit's, whether it is for sale or not.
pub(in crate::listings) async fn existing(pool: &PgPool, ids: &[String]) -> Result<HashSet<String>, Failure> {
    let found = sqlx::query_scalar("SELECT id FROM properties WHERE id = ANY ($1)").bind(ids).fetch_all(pool);
    Ok(bounded(found).await?.into_iter().collect())
}
