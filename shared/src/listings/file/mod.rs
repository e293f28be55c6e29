//! Reads a listing file. The files come from exports with gaps and oddities, so nothing here trusts a
//! field: each is read on its own, repaired where its meaning is beyond doubt, set to unknown where it is
//! not, and every such step is a [`Problem`] in the report. A row that cannot be a unit is refused; the
//! rows around it, and those before the place where a file breaks off, are kept. A file comes in pieces, of
//! which no more than one row is held: it may be longer than memory is large.

mod row;
mod splitter;
#[cfg(test)]
mod tests;

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
};

use serde::{Deserialize, Serialize};

use self::{
    row::Reader,
    splitter::{Ending, LONGEST_ROW, RawRow, Splitter},
};
use super::{
    property::{Property, PropertyId},
    text::fold,
};

/// What was done about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The row is not taken.
    Refused,
    /// The field was corrected or set to unknown; the row is taken.
    Repaired,
}

/// One thing that was wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which row, counted from 1; 0 is the file itself.
    pub row: usize,
    /// The row's id as it stands in the file, where it has one.
    pub id: Option<String>,
    /// The field.
    pub field: Cow<'static, str>,
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

/// A listing file that is being read, piece by piece.
///
/// It remembers which ids there were and how names were spelt first, and nothing else of the rows before: some
/// 20 to 40 bytes a unit.
#[derive(Debug)]
pub struct ListingFile {
    splitter: Splitter,
    rows: usize,
    /// The row in which an id came first.
    seen: HashMap<u64, u32>,
    /// The first spelling of a name, by its folded form.
    spellings: HashMap<String, String>,
}

impl Default for ListingFile {
    fn default() -> Self {
        Self { splitter: Splitter::new(), rows: 0, seen: HashMap::new(), spellings: HashMap::new() }
    }
}

impl ListingFile {
    /// Reads the next row, and takes what it has read from the front of `chunk`; `None` where the rest of `chunk`
    /// holds no whole row. An id that comes twice is refused the second time, and names that differ only in case or
    /// spacing get the spelling that came first.
    pub fn next_row(&mut self, chunk: &mut &[u8]) -> Option<Row> {
        let raw = self.splitter.next(chunk)?;
        self.rows += 1;
        let (reader, property) = read(self.rows, raw);
        Some(self.compare(reader, property))
    }

    /// After the last piece: the row in which the file breaks off, if it does, and what is wrong with the file
    /// itself, if anything is.
    pub fn finish(&mut self) -> (Option<Row>, Option<Problem>) {
        let (raw, ending) = self.splitter.finish();
        let read = raw.map(|raw| {
            self.rows += 1;
            read(self.rows, raw)
        });
        let row = read.map(|(reader, property)| self.compare(reader, property));
        let problem = match ending {
            Ending::Whole => None,
            Ending::BrokenOff => Some("the file breaks off before its end; the rows before that are taken"),
            Ending::NoRows => Some("there is no array of rows under \"properties\""),
        };
        let problem = problem.map(|problem| Problem {
            row: 0,
            id: None,
            field: "file".into(),
            problem: problem.to_owned(),
            action: Action::Refused,
        });
        (row, problem)
    }

    /// How many rows there have been.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Where in the file the next row begins, in bytes.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.splitter.offset()
    }

    /// Holds a row against those before it.
    fn compare(&mut self, mut reader: Reader, mut property: Option<Property>) -> Row {
        let number = self.rows;
        if let Some(unit) = &mut property {
            for name in [&mut unit.compound, &mut unit.developer].into_iter().flatten() {
                self.spell(name);
            }
            match self.seen.entry(packed(&unit.id)) {
                Entry::Occupied(first) => {
                    let problem = format!("the id is that of row {} already", first.get());
                    reader.note("id", problem, Action::Refused);
                    property = None;
                }
                Entry::Vacant(place) => {
                    place.insert(u32::try_from(number).unwrap_or(u32::MAX));
                }
            }
        }
        Row { number, property, problems: reader.problems }
    }

    /// Gives a name the spelling that came first. What is too long for a name, or comes when more names were seen than
    /// there are, is left as it is: the file must not decide how much is remembered.
    fn spell(&mut self, name: &mut String) {
        const LONGEST: usize = 200;
        const MOST: usize = 50_000;
        if name.len() > LONGEST {
            return;
        }
        let folded = fold(name);
        if let Some(first) = self.spellings.get(&folded) {
            name.clone_from(first);
        } else if self.spellings.len() < MOST {
            self.spellings.insert(folded, name.clone());
        }
    }
}

fn read(number: usize, raw: RawRow<'_>) -> (Reader, Option<Property>) {
    let mut reader = Reader::new(number);
    let property = match raw {
        RawRow::Whole(element) => reader.property(element),
        RawRow::TooLong => {
            reader.note("row", format!("it is longer than {LONGEST_ROW} bytes"), Action::Refused);
            None
        }
    };
    (reader, property)
}

/// An id as a number: its letters in base 27 before its digits in base 11, in which 0 stands for none.
fn packed(id: &PropertyId) -> u64 {
    const DIGITS: u64 = 11_u64.pow(9);
    let (letters, digits) = id.as_str().bytes().fold((0, 0), |(letters, digits), byte| match byte {
        b'0'..=b'9' => (letters, digits * 11 + u64::from(byte - b'0') + 1),
        letter => (letters * 27 + u64::from(letter.saturating_sub(b'A')) + 1, digits),
    });
    letters * DIGITS + digits
}
