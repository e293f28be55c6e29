//! Lists of units, page by page: `GET /properties`.

use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use super::{
    cursor::Cursor,
    filters::Filters,
    places,
    property::PropertyType,
    repository::{self, Order},
    search::Hit,
};
use crate::{error::Failure, language::Language, money::Piastres};

/// How many units a page has where the caller does not say.
const DEFAULT_LIMIT: u8 = 10;

/// The most units that a page may have.
const MOST: u8 = 20;

/// The size of a page: what was asked, from 1 to 20.
pub fn limit(asked: Option<u8>) -> Result<u8, Failure> {
    match asked {
        None => Ok(DEFAULT_LIMIT),
        Some(limit) if (1..=MOST).contains(&limit) => Ok(limit),
        Some(_) => Err(Failure::validation("limit", "it must be from 1 to 20")),
    }
}

/// The query string of `GET /properties`. Names may be several, separated by commas.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListQuery {
    #[serde(rename = "type")]
    types: Option<String>,
    location: Option<String>,
    compound: Option<String>,
    developer: Option<String>,
    bedrooms: Option<u8>,
    min_bedrooms: Option<u8>,
    max_bedrooms: Option<u8>,
    min_price: Option<Piastres>,
    max_price: Option<Piastres>,
    min_size_sqm: Option<u32>,
    max_size_sqm: Option<u32>,
    max_delivery_year: Option<u16>,
    delivered: bool,
    sort: Order,
    limit: Option<u8>,
    cursor: Option<Cursor>,
}

impl ListQuery {
    fn filters(&self) -> Result<Filters, Failure> {
        let names = |list: &Option<String>| -> Vec<String> {
            list.iter()
                .flat_map(|list| list.split(','))
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect()
        };
        let types = names(&self.types).iter().map(|name| PropertyType::from_english(name)).collect::<Option<Vec<_>>>();
        let filters = Filters {
            types: types.ok_or_else(|| Failure::validation("type", "it names no kind of unit, such as Apartment"))?,
            locations: names(&self.location).into_iter().map(|name| places::canonical_name(&name)).collect(),
            compounds: names(&self.compound),
            developers: names(&self.developer),
            min_bedrooms: self.bedrooms.or(self.min_bedrooms),
            max_bedrooms: self.bedrooms.or(self.max_bedrooms),
            min_price: self.min_price,
            max_price: self.max_price,
            min_size_sqm: self.min_size_sqm,
            max_size_sqm: self.max_size_sqm,
            max_delivery_year: self.max_delivery_year,
            delivered: self.delivered,
            ..Filters::default()
        };
        filters.check()?;
        Ok(filters)
    }
}

/// A page of units.
#[derive(Debug, Serialize)]
pub struct Page {
    /// The units.
    pub properties: Vec<Hit>,
    /// How many units meet the filters in all.
    pub total: i64,
    /// Where the next page begins; `None` on the last.
    pub next_cursor: Option<Cursor>,
}

/// A page of the units that meet the query's filters, in its order. A unit that is added meanwhile moves
/// no other to another page.
pub async fn list(pool: &PgPool, query: ListQuery) -> Result<Page, Failure> {
    let filters = query.filters()?;
    let limit = limit(query.limit)?;
    let after = query.cursor.as_ref().map(|cursor| cursor.position(query.sort)).transpose()?;
    let (mut positions, total) = tokio::try_join!(
        repository::list(pool, &filters, query.sort, after, i64::from(limit) + 1),
        repository::count(pool, &filters)
    )?;
    let more = positions.len() > usize::from(limit);
    positions.truncate(usize::from(limit));
    let next_cursor = positions.last().filter(|_| more).map(|last| Cursor::of_list(query.sort, last));
    let ids: Vec<String> = positions.into_iter().map(|position| position.id.into()).collect();
    let units = repository::units(pool, &ids).await?;
    let properties = units.into_iter().map(|unit| Hit::new(unit, &filters, Language::English)).collect();
    Ok(Page { properties, total, next_cursor })
}
