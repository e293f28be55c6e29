//! Valuations, descriptions of the market and comparisons of units, over real Postgres: what they say is counted
//! again by the database, in its own way.

use serde_json::json;
use shared::{
    error::{ErrorCode, Failure},
    language::Language,
    listings::{
        filters::{Filters, Slot},
        market::{
            Comparison, Estimate, Outcome, Place, Quartiles, Trends, Valuation, compare_units, estimate_value,
            market_trends,
        },
        property::{Property, PropertyId, PropertyType},
        repository,
    },
    money::Piastres,
};
use sqlx::{FromRow, PgPool};
use tests::{database, empty_database};

/// Quartiles as Postgres makes them, in pounds.
#[derive(Debug, FromRow, PartialEq, Eq)]
struct Counted {
    sample: i64,
    lower: i64,
    median: i64,
    upper: i64,
}

/// The quartiles of `value` of the rows of `CHOSEN`, outliers cut; `{chosen}` stands for them.
macro_rules! quartiles {
    ($chosen:literal) => {
        concat!(
            "WITH chosen AS (",
            $chosen,
            "), fences AS (
                SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY value) AS first,
                       percentile_cont(0.75) WITHIN GROUP (ORDER BY value) AS third
                FROM chosen)
             SELECT count(*) AS sample,
                    round(percentile_cont(0.25) WITHIN GROUP (ORDER BY value)::numeric / 100)::bigint AS lower,
                    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY value)::numeric / 100)::bigint AS median,
                    round(percentile_cont(0.75) WITHIN GROUP (ORDER BY value)::numeric / 100)::bigint AS upper
             FROM chosen, fences
             WHERE value BETWEEN first - 1.5 * (third - first) AND third + 1.5 * (third - first)"
        )
    };
}

fn counted(quartiles: &Quartiles) -> Counted {
    Counted {
        sample: i64::from(quartiles.sample),
        lower: quartiles.lower.pounds(),
        median: quartiles.median.pounds(),
        upper: quartiles.upper.pounds(),
    }
}

/// Units of every kind and area, the same at every run.
async fn some_units(pool: &PgPool) -> Vec<Property> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY property_type, location ORDER BY md5(id)) AS nth
                         FROM properties) AS numbered
         WHERE nth <= 2 ORDER BY id",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    repository::units(pool, &ids).await.unwrap()
}

fn estimated(valuation: &Valuation) -> Option<&Estimate> {
    match &valuation.outcome {
        Outcome::Estimated(estimate) => Some(estimate),
        Outcome::Unknown { .. } => None,
    }
}

/// A unit of the catalogue that can be valued by those of its own compound.
async fn valued(pool: &PgPool) -> (Property, Estimate) {
    for unit in some_units(pool).await {
        let valuation = estimate_value(pool, &unit).await.unwrap();
        if let Some(estimate) = estimated(&valuation).filter(|estimate| estimate.step.place == Place::Compound) {
            return (unit, estimate.clone());
        }
    }
    panic!("no unit of the catalogue can be valued by its compound")
}

async fn estimate(pool: &PgPool, unit: &Property) -> Option<Estimate> {
    estimated(&estimate_value(pool, unit).await.unwrap()).cloned()
}

#[tokio::test]
async fn c4_an_estimate_is_what_the_database_counts_for_the_step_that_it_names() {
    let pool = database().await;
    let mut estimates = 0;
    for unit in some_units(&pool).await {
        let Some(estimate) = estimate(&pool, &unit).await else { continue };
        let again: Counted = sqlx::query_as(quartiles!(
            "SELECT DISTINCT ON (other.location, other.compound, other.size_sqm, other.bedrooms, other.bathrooms, other.finishing,
                                 other.price_piastres) round(other.price_piastres::numeric / other.size_sqm) AS value
             FROM properties AS other JOIN properties AS unit ON unit.id = $1
             WHERE other.available AND other.id <> unit.id AND other.property_type = unit.property_type
               AND CASE WHEN $2 THEN other.compound = unit.compound ELSE other.location = unit.location END
               AND other.size_sqm BETWEEN unit.size_sqm * (100 - $3) / 100.0 AND unit.size_sqm * (100 + $3) / 100.0
               AND (NOT $4 OR other.finishing = unit.finishing)
               AND (other.location, other.size_sqm, other.price_piastres) <> (unit.location, unit.size_sqm, unit.price_piastres)"
        ))
        .bind(unit.id.as_str())
        .bind(estimate.step.place == Place::Compound)
        .bind(i32::try_from(estimate.step.size_percent).unwrap())
        .bind(estimate.step.same_finishing)
        .fetch_one(&pool)
        .await
        .unwrap();
        assert_eq!(counted(&estimate.comparables), again, "{} {:?}", unit.id, estimate.step);
        assert_eq!(estimate.value.pounds(), again.median * i64::from(estimate.size_sqm));
        estimates += 1;
    }
    assert!(estimates > 40, "{estimates}");
}

#[tokio::test]
async fn c4_a_unit_and_its_twins_say_nothing_of_its_own_value() {
    let pool = database().await;
    let (unit, before) = valued(&pool).await;
    // Listed again under other ids and titles.
    for number in 0..20 {
        sqlx::query(
            "INSERT INTO properties (id, title, title_ar, property_type, location, location_ar, compound, size_sqm, bedrooms,
                                     bathrooms, price_piastres, finishing, description, sample, content_hash)
             SELECT 'TWIN' || $2, title || $2, title_ar, property_type, location, location_ar, compound, size_sqm, bedrooms,
                    bathrooms, price_piastres, finishing, description, sample, sha256(convert_to('twin' || $2, 'UTF8'))
             FROM properties WHERE id = $1",
        )
        .bind(unit.id.as_str())
        .bind(number.to_string())
        .execute(&pool)
        .await
        .unwrap();
    }
    assert_eq!(estimate(&pool, &unit).await.as_ref(), Some(&before));
    // At another price they are no longer its twins, but still one another's.
    sqlx::query("UPDATE properties SET price_piastres = $1 WHERE id LIKE 'TWIN%'")
        .bind(before.value.piastres())
        .execute(&pool)
        .await
        .unwrap();
    let after = estimate(&pool, &unit).await.unwrap();
    assert_eq!(after.comparables.sample, before.comparables.sample + 1);
}

#[tokio::test]
async fn c4_only_units_for_sale_are_compared_with_and_too_few_give_no_estimate() {
    let pool = database().await;
    let (unit, before) = valued(&pool).await;
    let named = before.nearest.first().unwrap();
    sqlx::query("UPDATE properties SET available = false WHERE id = $1")
        .bind(named.id.as_str())
        .execute(&pool)
        .await
        .unwrap();
    let after = estimate(&pool, &unit).await.unwrap();
    assert!(after.nearest.iter().all(|other| other.id != named.id));
    sqlx::query("UPDATE properties SET available = false WHERE id <> $1")
        .bind(unit.id.as_str())
        .execute(&pool)
        .await
        .unwrap();
    let none = estimate_value(&pool, &unit).await.unwrap();
    assert!(matches!(none.outcome, Outcome::Unknown { sample: 0, .. }), "{none:?}");
}

#[tokio::test]
async fn c4_one_absurd_price_does_not_move_an_estimate() {
    let pool = database().await;
    let (unit, before) = valued(&pool).await;
    let named = before.nearest.first().unwrap();
    sqlx::query("UPDATE properties SET price_piastres = least(price_piastres * 1000, 10000000000000) WHERE id = $1")
        .bind(named.id.as_str())
        .execute(&pool)
        .await
        .unwrap();
    let after = estimate(&pool, &unit).await.unwrap();
    assert!(after.nearest.iter().all(|other| other.id != named.id));
    let moved = (after.comparables.median.pounds() - before.comparables.median.pounds()).abs();
    assert!(moved * 10 < before.comparables.median.pounds(), "{before:?} {after:?}");
}

async fn trends(pool: &PgPool, filters: &Filters) -> Trends {
    market_trends(pool, filters).await.unwrap()
}

#[tokio::test]
async fn c4_the_market_is_described_as_the_database_counts_it() {
    let pool = database().await;
    let villas = Filters { types: vec![PropertyType::Villa, PropertyType::Townhouse], ..Filters::default() };
    let described = trends(&pool, &villas).await;
    assert_eq!(i64::from(described.units), repository::count(&pool, &villas).await.unwrap());
    let price: Counted = sqlx::query_as(quartiles!(
        "SELECT price_piastres AS value FROM properties WHERE available AND property_type IN ('Villa', 'Townhouse')"
    ))
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(counted(&described.price.unwrap()), price);
    for group in &described.by_area {
        let again: Counted = sqlx::query_as(quartiles!(
            "SELECT round(price_piastres::numeric / size_sqm) AS value FROM properties
             WHERE available AND property_type IN ('Villa', 'Townhouse') AND location = $1 AND size_sqm IS NOT NULL"
        ))
        .bind(&group.of.location)
        .fetch_one(&pool)
        .await
        .unwrap();
        match &group.price_per_sqm {
            Some(quartiles) => assert_eq!(counted(quartiles), again, "{}", group.of.location),
            None => assert!(again.sample < 8, "{}", group.of.location),
        }
    }
    let (plans, years, percent): (i64, i16, i16) = sqlx::query_as(
        "SELECT count(plan_years), percentile_disc(0.5) WITHIN GROUP (ORDER BY plan_years),
                percentile_disc(0.5) WITHIN GROUP (ORDER BY down_payment_percent)
         FROM properties WHERE available AND property_type IN ('Villa', 'Townhouse')",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    let said = described.plans;
    assert_eq!(
        (i64::from(said.units), said.median_years.map(i16::from), said.median_down_payment_percent.map(i16::from)),
        (plans, Some(years), Some(percent))
    );
    assert_eq!(described.by_delivery.iter().map(|group| group.units).sum::<u32>(), described.units);
}

#[tokio::test]
async fn c4_the_market_is_never_said_to_rise_and_units_that_cannot_be_had_are_not_of_it() {
    let pool = database().await;
    let all = trends(&pool, &Filters::default()).await;
    for language in [Language::English, Language::Arabic] {
        let words = all.words(language);
        for claim in ["increase", "growth", "rise", "fell", "ارتفاع", "زيادة", "زادت", "ارتفع"] {
            assert!(!words.contains(claim), "{claim} in {words}");
        }
    }
    let words = all.words(Language::English);
    assert!(words.contains("asking prices") && words.contains("Earlier prices are not kept"), "{words}");
    sqlx::query("UPDATE properties SET available = false WHERE property_type = 'Villa'").execute(&pool).await.unwrap();
    let fewer = trends(&pool, &Filters::default()).await;
    assert!(fewer.units < all.units && fewer.by_type.iter().all(|group| group.of != PropertyType::Villa));
}

#[tokio::test]
async fn c4_an_empty_market_is_described_as_such_and_wrong_filters_are_refused() {
    let pool = empty_database().await;
    let none = trends(&pool, &Filters::default()).await;
    assert_eq!((none.units, none.price, none.by_area.len(), none.plans.units), (0, None, 0, 0));
    let wrong = Filters { locations: vec!["New\0Cairo".to_owned()], ..Filters::default() };
    let refused = market_trends(&pool, &wrong).await.unwrap_err();
    assert_eq!(refused.details()["field"], "locations");
}

async fn compare(pool: &PgPool, ids: &[&str]) -> Result<Comparison, Failure> {
    let ids: Vec<PropertyId> = ids.iter().map(|id| id.parse().unwrap()).collect();
    compare_units(pool, &ids).await
}

#[tokio::test]
async fn c4_two_to_four_different_units_are_compared_in_the_order_asked_for() {
    let pool = database().await;
    let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM properties ORDER BY price_piastres DESC, id LIMIT 5")
        .fetch_all(&pool)
        .await
        .unwrap();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    for wrong in [&ids[..0], &ids[..1], &ids[..5], &[ids[0], ids[1], ids[0]][..]] {
        let refused = compare(&pool, wrong).await.unwrap_err();
        assert_eq!(
            (refused.code(), &refused.details()["field"]),
            (ErrorCode::ValidationFailed, &json!("property_ids"))
        );
    }
    let comparison = compare(&pool, &ids[..4]).await.unwrap();
    let order: Vec<&str> = comparison.units.iter().map(|unit| unit.property.id.as_str()).collect();
    assert_eq!((order, comparison.missing.len()), (ids[..4].to_vec(), 0));
    let cheapest = comparison.best.iter().find(|best| best.by == Slot::Price).unwrap();
    let least = comparison.units.iter().map(|unit| unit.property.price).min().unwrap();
    for unit in &comparison.units {
        assert_eq!(cheapest.units.contains(&unit.property.id), unit.property.price == least);
    }
    let words = comparison.words(Language::Arabic);
    assert!(ids[..4].iter().all(|id| words.contains(id)), "{words}");
}

#[tokio::test]
async fn s5_units_that_do_not_exist_or_cannot_be_had_are_named_and_not_compared() {
    let pool = database().await;
    let ids: Vec<String> =
        sqlx::query_scalar("SELECT id FROM properties ORDER BY id LIMIT 2").fetch_all(&pool).await.unwrap();
    sqlx::query("UPDATE properties SET available = false WHERE id = $1").bind(&ids[0]).execute(&pool).await.unwrap();
    let comparison = compare(&pool, &["ZZ999999", &ids[0], &ids[1]]).await.unwrap();
    assert_eq!(
        serde_json::to_value(&comparison.missing).unwrap(),
        json!([
            {"property_id": "ZZ999999", "error_code": "property_not_found"},
            {"property_id": ids[0], "error_code": "property_unavailable"},
        ])
    );
    assert_eq!((comparison.units.len(), comparison.best.len()), (1, 0));
    let single = repository::find(&pool, &ids[0].parse().unwrap()).await.unwrap_err();
    assert_eq!(single.code(), comparison.missing[1].error_code);
}

#[tokio::test]
async fn c4_most_of_the_catalogue_can_be_valued_and_its_prices_lie_where_they_should() {
    let pool = database().await;
    let units = some_units(&pool).await;
    let (mut estimates, mut within) = (0, 0);
    for unit in &units {
        let valuation = estimate_value(&pool, unit).await.unwrap();
        if let Some(estimate) = estimated(&valuation) {
            estimates += 1;
            within += usize::from(estimate.low <= unit.price && unit.price <= estimate.high);
            assert!(estimate.nearest.iter().all(|other| other.id != unit.id && other.price > Piastres::default()));
        }
    }
    // Half of a market lies in its middle half, if those compared are alike.
    assert!(
        estimates * 2 > units.len() && within * 4 > estimates && within * 4 < estimates * 3,
        "{estimates} {within}"
    );
}
