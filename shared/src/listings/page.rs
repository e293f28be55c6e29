//! Lists of units, page by page: `GET /properties`, and the cursors that lead from one page to the next.

use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use super::{
    filters::Filters,
    places,
    property::{Property, PropertyId, PropertyType},
    repository,
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

/// Where the next page begins. Callers pass it back as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    /// The cursor of a search after a page of `shown` units that began at `offset`.
    #[must_use]
    pub fn after(offset: u32, shown: usize) -> Self {
        Self(format!("s{}", u64::from(offset) + shown as u64))
    }

    /// How many units of a search come before the page.
    pub fn offset(self) -> Result<u32, Failure> {
        const FARTHEST: u32 = 10_000;
        let offset = self.0.strip_prefix('s').and_then(|offset| offset.parse().ok());
        offset
            .filter(|offset| *offset <= FARTHEST)
            .ok_or_else(|| Failure::validation("cursor", "it is not one that a search gave"))
    }

    fn of_list(sort: Order, last: &Property) -> Self {
        Self(format!("l{}.{}", sort.key(last), last.id))
    }

    /// The order's key and the id of the last unit of the page before.
    fn position(&self) -> Result<(i64, PropertyId), Failure> {
        let position = self.0.strip_prefix('l').and_then(|rest| rest.split_once('.'));
        let position = position.and_then(|(key, id)| Some((key.parse().ok()?, id.parse().ok()?)));
        position.ok_or_else(|| Failure::validation("cursor", "it is not one that a list gave"))
    }
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
    /// The order's name in the statement.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::PriceDescending => "-price",
            Self::PricePerSquareMetre => "price_per_sqm",
            Self::Size => "size",
            Self::SizeDescending => "-size",
        }
    }

    /// What the statement orders by; unknown comes last.
    fn key(self, unit: &Property) -> i64 {
        let size = unit.size_sqm.map(i64::from);
        let key = match self {
            Self::Price => Some(unit.price.piastres()),
            Self::PriceDescending => Some(-unit.price.piastres()),
            // As the database's generated column: rounded down.
            Self::PricePerSquareMetre => size.map(|size| unit.price.piastres() / size),
            Self::Size => size,
            Self::SizeDescending => size.map(|size| -size),
        };
        key.unwrap_or(i64::MAX)
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
        Ok(Filters {
            types: types.ok_or_else(|| Failure::validation("type", "it names no kind of unit, such as Apartment"))?,
            locations: names(&self.location).into_iter().map(|name| canonical_location(&name)).collect(),
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
        })
    }
}

/// The canonical name of an area that Osool knows by this or another name; else the name itself.
#[must_use]
pub fn canonical_location(name: &str) -> String {
    places::canonical_location(name).map_or_else(|| name.to_owned(), |place| place.english.to_owned())
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
    let after = query.cursor.as_ref().map(Cursor::position).transpose()?;
    let (units, total) = tokio::try_join!(
        repository::list(pool, &filters, query.sort, after, i64::from(limit) + 1),
        repository::count(pool, &filters)
    )?;
    let more = units.len() > usize::from(limit);
    let units: Vec<Property> = units.into_iter().take(usize::from(limit)).collect();
    let next_cursor = units.last().filter(|_| more).map(|last| Cursor::of_list(query.sort, last));
    let properties = units.into_iter().map(|unit| Hit::new(unit, 0.0, &filters, Language::English)).collect();
    Ok(Page { properties, total, next_cursor })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_a_cursor_of_another_kind_is_refused() {
        for text in ["", "s", "s-1", "s99999999999", "l5.NC1", "x7"] {
            assert!(Cursor(text.to_owned()).offset().is_err(), "{text}");
        }
        for text in ["", "l", "l5", "l5.", "lx.NC1", "l5.NC1'; DROP TABLE properties", "s20"] {
            assert!(Cursor(text.to_owned()).position().is_err(), "{text}");
        }
        assert_eq!(Cursor::after(20, 5).offset().ok(), Some(25));
    }
}
