//! Reads a listing file. The files come from exports with gaps and oddities, so nothing here trusts a
//! field: each is read on its own, repaired where its meaning is beyond doubt, set to unknown where it is
//! not, and every such step is a [`Problem`] in the report. A row that cannot be a unit is refused; the
//! rows around it, and those before the place where a file breaks off, are kept.

mod row;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde::Serialize;

use self::row::Reader;
use super::{
    property::{Property, PropertyId},
    text::fold,
};

/// What was done about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The row is not taken.
    Refused,
    /// The field was corrected or set to unknown; the row is taken.
    Repaired,
}

/// One thing that was wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Which row, counted from 1; 0 is the file itself.
    pub row: usize,
    /// The row's id as it stands in the file, where it has one.
    pub id: Option<String>,
    /// The field.
    pub field: &'static str,
    /// What was wrong and what was made of it.
    pub problem: String,
    /// What was done.
    pub action: Action,
}

/// A row of the file: the unit, where it is one, and what was wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which row, counted from 1.
    pub number: usize,
    /// The unit; `None` where the row was refused.
    pub property: Option<Property>,
    /// What was wrong.
    pub problems: Vec<Problem>,
}

/// A listing file, split into rows but not yet read.
#[derive(Debug)]
pub struct ListingFile<'a> {
    elements: Vec<&'a [u8]>,
    /// What is wrong with the file itself: it breaks off, or holds no rows.
    pub problems: Vec<Problem>,
}

impl<'a> ListingFile<'a> {
    /// Finds the rows: the elements of the array under `properties`, or of the array that the file is.
    #[must_use]
    pub fn open(bytes: &'a [u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        let rows = match bytes.first() {
            Some(b'[') => Some(bytes),
            Some(b'{') => parts(bytes).0.into_iter().find_map(|member| {
                member
                    .trim_ascii()
                    .strip_prefix(b"\"properties\"")?
                    .trim_ascii_start()
                    .strip_prefix(b":")
                    .map(<[u8]>::trim_ascii_start)
            }),
            _ => None,
        };
        let mut problems = Vec::new();
        let mut note = |problem: &str| {
            problems.push(Problem {
                row: 0,
                id: None,
                field: "file",
                problem: problem.to_owned(),
                action: Action::Refused,
            });
        };
        let elements = match rows {
            Some(rows) if rows.first() == Some(&b'[') => {
                let (elements, whole) = parts(rows);
                if !whole {
                    note("the file breaks off before its end; the rows before that are taken");
                }
                elements
            }
            _ => {
                note("there is no array of rows under \"properties\"");
                Vec::new()
            }
        };
        Self { elements, problems }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Reads the rows one after another. An id that comes twice is refused the second time, and names
    /// that differ only in case or spacing get the spelling that came first.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        let mut seen: HashMap<PropertyId, usize> = HashMap::new();
        let mut spellings: HashMap<String, String> = HashMap::new();
        self.elements.iter().zip(1..).map(move |(element, number)| {
            let mut reader = Reader::new(number);
            let mut property = reader.property(element);
            if let Some(unit) = &mut property {
                for name in [&mut unit.compound, &mut unit.developer].into_iter().flatten() {
                    let known = spellings.entry(fold(name)).or_insert_with(|| name.clone());
                    name.clone_from(known);
                }
                if let Some(first) = seen.get(&unit.id) {
                    let problem = format!("the id is that of row {first} already");
                    reader.note("id", problem, Action::Refused);
                    property = None;
                } else {
                    seen.insert(unit.id.clone(), number);
                }
            }
            Row { number, property, problems: reader.problems }
        })
    }
}

/// Splits a JSON array or object at its commas, without reading what is between them; `false` where the
/// closing bracket is missing. A fault inside one part does not reach the next.
fn parts(bytes: &[u8]) -> (Vec<&[u8]>, bool) {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut in_text, mut escaped) = (1, 0_usize, false, false);
    let mut take = |from: usize, to: usize| {
        let part = bytes.get(from..to).unwrap_or_default().trim_ascii();
        if !part.is_empty() {
            parts.push(part);
        }
    };
    for (index, byte) in bytes.iter().enumerate() {
        if in_text {
            (in_text, escaped) = (escaped || *byte != b'"', !escaped && *byte == b'\\');
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 1 => {
                take(start, index);
                return (parts, true);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 1 => {
                take(start, index);
                start = index + 1;
            }
            _ => {}
        }
    }
    take(start, bytes.len());
    (parts, false)
}
