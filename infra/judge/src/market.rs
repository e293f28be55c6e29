//! The shipped catalogue as the judge needs it: its units, taken the way that ingestion takes them, and their names.

use shared::listings::{
    file::ListingFile,
    property::Property,
    understanding::{Gazetteer, Name, NameKind},
};

use crate::Result;

/// What is for sale in the catalogue.
pub(crate) struct Market {
    pub(crate) units: Vec<Property>,
    pub(crate) gazetteer: Gazetteer,
}

impl Market {
    /// The catalogue that Osool ships with.
    pub(crate) fn shipped() -> Result<Self> {
        let file = catalogue::generate(catalogue::DEFAULT_SEED, catalogue::DEFAULT_UNITS);
        let bytes = serde_json::to_vec(&file)?;
        let (mut file, mut rest) = (ListingFile::default(), bytes.as_slice());
        let rows = std::iter::from_fn(|| file.next_row(&mut rest));
        let units: Vec<Property> = rows.filter_map(|row| row.property).collect();
        let gazetteer = Gazetteer::new(names(&units));
        Ok(Self { units, gazetteer })
    }
}

/// Every name once, in the order in which the catalogue first gives it.
fn names(units: &[Property]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let mut add = |kind, english: Option<&String>, arabic: Option<&String>| {
        let Some(english) = english else { return };
        let name = Name { kind, english: english.clone(), arabic: arabic.cloned() };
        if !names.contains(&name) {
            names.push(name);
        }
    };
    for unit in units {
        add(NameKind::Location, Some(&unit.location), Some(&unit.location_ar));
        add(NameKind::Compound, unit.compound.as_ref(), unit.compound_ar.as_ref());
        add(NameKind::Developer, unit.developer.as_ref(), unit.developer_ar.as_ref());
    }
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    #[test]
    fn s6_the_whole_catalogue_is_taken_and_named() {
        let units = Market::shipped().unwrap().units;
        assert_eq!(units.len(), catalogue::DEFAULT_UNITS);
        let names = names(&units);
        let count = |kind| names.iter().filter(|name| name.kind == kind).count();
        assert_eq!((count(NameKind::Location), count(NameKind::Developer)), (9, 25));
        assert_eq!(count(NameKind::Compound), 70);
    }
}
