//! Finds the rows of a listing file while it is being read: at its commas, without parsing what is between
//! them. So a fault inside a row does not reach the next, a file that breaks off gives what came before, and
//! no more of it than one row is held, however long it is and wherever its pieces are cut.

use std::mem;

/// The longest row that is taken, in bytes. Real ones have one or two thousand.
pub(super) const LONGEST_ROW: usize = 1 << 20;

/// What some programs write at the beginning of a file in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The member of an object that holds the rows.
const ROWS: &[u8] = b"\"properties\"";

/// A row as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RawRow<'a> {
    /// Its bytes, without the white space around them.
    Whole(&'a [u8]),
    /// One that is longer than [`LONGEST_ROW`].
    TooLong,
}

/// How a file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The array of rows was closed.
    Whole,
    /// The array of rows was not closed.
    BrokenOff,
    /// There was no array of rows.
    NoRows,
}

/// Splits a file into rows.
#[derive(Debug)]
pub(super) struct Splitter {
    place: Place,
    brackets: Brackets,
    /// What has been read of the next row.
    row: Vec<u8>,
    too_long: bool,
    /// Whether `row` was given out already.
    given: bool,
    /// How many bytes have been read.
    offset: u64,
}

/// Where in the file the splitter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a byte order mark, after this many of its bytes; after none, at the very beginning.
    Mark(usize),
    /// Before the first bracket.
    Beginning,
    /// In an object, in the name of a member that agrees so far: after this many bytes of [`ROWS`].
    Name(usize),
    /// In an object, after the name [`ROWS`].
    Colon,
    /// In an object, after the colon behind the name [`ROWS`].
    Value,
    /// In an object, in a member of another name.
    OtherMember,
    /// In the array of rows.
    Rows,
    /// After the array of rows.
    After,
    /// In a file without an array of rows.
    NoRows,
}

impl Splitter {
    /// At the beginning of a file.
    pub(super) fn new() -> Self {
        Self {
            place: Place::Mark(0),
            brackets: Brackets::default(),
            row: Vec::new(),
            too_long: false,
            given: false,
            offset: 0,
        }
    }

    /// How many bytes of the file have been read: up to the end of the row that was found last, with its comma.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads on until a row is whole, and takes what it has read from the front of `chunk`. `None` means that all
    /// of `chunk` has been read.
    pub(super) fn next(&mut self, chunk: &mut &[u8]) -> Option<RawRow<'_>> {
        self.forget_given();
        while !matches!(self.place, Place::Rows | Place::After | Place::NoRows) {
            let (byte, rest) = chunk.split_first()?;
            self.offset += 1;
            self.place = self.before_rows(*byte);
            *chunk = rest;
        }
        while self.place == Place::Rows {
            let end = chunk.iter().position(|byte| self.brackets.step(*byte) != Step::Inside);
            let part = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
            self.append(part);
            let Some(end) = end else { break };
            self.offset += end as u64 + 1;
            *chunk = chunk.get(end + 1..).unwrap_or_default();
            if self.brackets.depth == 0 {
                self.place = Place::After;
            }
            if self.holds_a_row() {
                return Some(self.give());
            }
        }
        // The beginning of a row, or what follows the rows and does not matter.
        self.offset += chunk.len() as u64;
        *chunk = &[];
        None
    }

    /// What there was after the last comma, where the file breaks off, and how it ended.
    pub(super) fn finish(&mut self) -> (Option<RawRow<'_>>, Ending) {
        self.forget_given();
        match self.place {
            Place::After => (None, Ending::Whole),
            Place::Rows => (self.holds_a_row().then(|| self.give()), Ending::BrokenOff),
            _ => (None, Ending::NoRows),
        }
    }

    /// How many bytes the row that is being read can take without asking for more.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.row.capacity()
    }

    /// Where a byte leads before the rows.
    fn before_rows(&mut self, byte: u8) -> Place {
        match self.place {
            Place::Mark(read) if BYTE_ORDER_MARK.get(read) == Some(&byte) => {
                if read + 1 == BYTE_ORDER_MARK.len() {
                    Place::Beginning
                } else {
                    Place::Mark(read + 1)
                }
            }
            Place::Mark(0) | Place::Beginning => match byte {
                b'[' => self.enter_rows(),
                b'{' => {
                    self.brackets.step(byte);
                    Place::Name(0)
                }
                space if space.is_ascii_whitespace() => Place::Beginning,
                _ => Place::NoRows,
            },
            Place::Mark(_) | Place::NoRows => Place::NoRows,
            Place::Name(_) | Place::Colon | Place::Value | Place::OtherMember => self.in_object(byte),
            Place::Rows | Place::After => self.place,
        }
    }

    /// Where a byte of an object leads.
    fn in_object(&mut self, byte: u8) -> Place {
        match self.brackets.step(byte) {
            Step::End => return Place::NoRows,
            Step::Comma if self.place != Place::Value => return Place::Name(0),
            Step::Comma | Step::Inside => {}
        }
        match self.place {
            Place::Name(0) | Place::Colon | Place::Value if byte.is_ascii_whitespace() => self.place,
            Place::Name(read) if ROWS.get(read) == Some(&byte) => {
                if read + 1 == ROWS.len() {
                    Place::Colon
                } else {
                    Place::Name(read + 1)
                }
            }
            Place::Colon if byte == b':' => Place::Value,
            Place::Value if byte == b'[' => self.enter_rows(),
            // The rows are missing where they should be.
            Place::Value => Place::NoRows,
            _ => Place::OtherMember,
        }
    }

    fn enter_rows(&mut self) -> Place {
        self.brackets = Brackets { depth: 1, ..Brackets::default() };
        Place::Rows
    }

    fn append(&mut self, part: &[u8]) {
        let part = if self.row.is_empty() { part.trim_ascii_start() } else { part };
        if self.too_long || self.row.len() + part.len() > LONGEST_ROW {
            self.too_long = true;
            self.row.clear();
        } else {
            self.row.extend_from_slice(part);
        }
    }

    fn holds_a_row(&self) -> bool {
        self.too_long || !self.row.is_empty()
    }

    fn give(&mut self) -> RawRow<'_> {
        self.given = true;
        if mem::take(&mut self.too_long) { RawRow::TooLong } else { RawRow::Whole(self.row.trim_ascii_end()) }
    }

    fn forget_given(&mut self) {
        if mem::take(&mut self.given) {
            self.row.clear();
        }
    }
}

/// How deep in brackets, and whether in a text.
#[derive(Debug, Clone, Copy, Default)]
struct Brackets {
    depth: usize,
    in_text: bool,
    escaped: bool,
}

/// What a byte does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// It belongs to a part.
    Inside,
    /// It ends a part, and another follows.
    Comma,
    /// It ends the last part.
    End,
}

impl Brackets {
    fn step(&mut self, byte: u8) -> Step {
        if self.in_text {
            (self.in_text, self.escaped) = (self.escaped || byte != b'"', !self.escaped && byte == b'\\');
            return Step::Inside;
        }
        match byte {
            b'"' => self.in_text = true,
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    return Step::End;
                }
            }
            b',' if self.depth == 1 => return Step::Comma,
            _ => {}
        }
        Step::Inside
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rows of a file that comes in pieces cut at these places.
    fn split(bytes: &[u8], cuts: &[usize]) -> (Vec<Option<Vec<u8>>>, Ending) {
        let mut splitter = Splitter::new();
        let mut rows = Vec::new();
        let keep = |row: RawRow<'_>| match row {
            RawRow::Whole(bytes) => Some(bytes.to_vec()),
            RawRow::TooLong => None,
        };
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).chain([0, bytes.len()]).collect();
        ends.sort_unstable();
        for piece in ends.windows(2) {
            let mut chunk = &bytes[piece[0]..piece[1]];
            while let Some(row) = splitter.next(&mut chunk) {
                rows.push(keep(row));
            }
            assert!(chunk.is_empty());
            assert_eq!(splitter.offset(), piece[1] as u64);
        }
        let (last, ending) = splitter.finish();
        rows.extend(last.map(keep));
        (rows, ending)
    }

    fn texts(bytes: &str) -> (Vec<String>, Ending) {
        let (rows, ending) = split(bytes.as_bytes(), &[]);
        (rows.into_iter().map(|row| String::from_utf8(row.unwrap()).unwrap()).collect(), ending)
    }

    #[test]
    fn s6_rows_stand_in_a_bare_array_or_under_properties_and_nowhere_else() {
        for (file, rows, ending) in [
            ("[1, {\"a\":[2,3]} ,\"x,]\\\"\"]", vec!["1", "{\"a\":[2,3]}", "\"x,]\\\"\""], Ending::Whole),
            ("\u{FEFF} \n[1,,2,]", vec!["1", "2"], Ending::Whole),
            ("{\"properties\" : [1]} trailing", vec!["1"], Ending::Whole),
            (
                "{\"a\":{\"properties\":[9]}, \"b\\\",\":[8],\"properties\":[1,2],\"properties\":[3]}",
                vec!["1", "2"],
                Ending::Whole,
            ),
            ("{\"properties\",\"properties\":[1]}", vec!["1"], Ending::Whole),
            ("{\"propertiesx\":[1]}", vec![], Ending::NoRows),
            ("{\"xproperties\":[1]}", vec![], Ending::NoRows),
            ("{\"properties\":,\"properties\":[1]}", vec![], Ending::NoRows),
            ("{\"properties\":{\"properties\":[1]}}", vec![], Ending::NoRows),
            ("{\"properties\":", vec![], Ending::NoRows),
            ("{\"properties\":[", vec![], Ending::BrokenOff),
            ("[1, {\"a\": \"x", vec!["1", "{\"a\": \"x"], Ending::BrokenOff),
            ("[1,  ", vec!["1"], Ending::BrokenOff),
            ("[]", vec![], Ending::Whole),
            ("\u{FEFF}\u{FEFF}[1]", vec![], Ending::NoRows),
            ("", vec![], Ending::NoRows),
            ("null [1]", vec![], Ending::NoRows),
        ] {
            assert_eq!(texts(file), (rows.into_iter().map(str::to_owned).collect(), ending), "{file}");
        }
    }

    #[test]
    fn s6_a_row_beyond_all_measure_is_left_out_and_its_neighbours_are_not() {
        let fits = format!("\"{}\"", "x".repeat(LONGEST_ROW - 2));
        let file = format!("[1,{fits},{{\"a\":\"{},]\"}},2]", "x".repeat(3 * LONGEST_ROW));
        let (rows, ending) = split(file.as_bytes(), &[5, LONGEST_ROW, 3 * LONGEST_ROW]);
        let lengths: Vec<Option<usize>> = rows.iter().map(|row| row.as_ref().map(Vec::len)).collect();
        assert_eq!((lengths, ending), (vec![Some(1), Some(LONGEST_ROW), None, Some(1)], Ending::Whole));
    }

    #[test]
    fn s6_fifty_thousand_rows_go_by_in_the_space_of_one() {
        let row = format!("{{\"id\":\"NC1\",\"description\":\"{}\"}},", "x,]".repeat(400));
        let mut splitter = Splitter::new();
        let mut rows = 0;
        // Pieces of a size that cuts rows everywhere.
        let mut file = std::iter::once(b'[').chain(row.bytes().cycle().take(row.len() * 50_000));
        loop {
            let piece: Vec<u8> = file.by_ref().take(8_191).collect();
            if piece.is_empty() {
                break;
            }
            let mut chunk = piece.as_slice();
            while splitter.next(&mut chunk).is_some() {
                rows += 1;
            }
            assert!(splitter.capacity() <= 2 * row.len(), "{}", splitter.capacity());
        }
        assert_eq!((rows, splitter.finish()), (50_000, (None, Ending::BrokenOff)));
    }

    proptest! {
        #[test]
        fn s6_where_a_file_is_cut_into_pieces_changes_nothing(
            file in "(\u{FEFF})?[ \\[{]{0,2}(\"properties\" ?: ?\\[)?([\\[\\]{}\",:\\\\ a1]|\"properties\"|\"a\":|\\{\"a\":1\\},){0,60}",
            cuts in prop::collection::vec(any::<usize>(), 0..12),
        ) {
            let bytes = file.as_bytes();
            prop_assert_eq!(split(bytes, &cuts), split(bytes, &[]));
            prop_assert_eq!(split(bytes, &(0..bytes.len()).collect::<Vec<_>>()), split(bytes, &[]));
        }

        #[test]
        fn s6_the_rows_are_the_elements_that_a_parser_finds(
            rows in prop::collection::vec("[ -~\\n]{0,12}", 0..8),
            cuts in prop::collection::vec(any::<usize>(), 0..6),
        ) {
            let document = serde_json::json!({"metadata": {"properties": [1], "note": "[{,"}, "properties": rows, "more": 7});
            for file in [serde_json::to_vec(&document).unwrap(), serde_json::to_vec_pretty(&document).unwrap()] {
                let (found, ending) = split(&file, &cuts);
                let found: Vec<String> = found.iter().map(|row| serde_json::from_slice(row.as_ref().unwrap()).unwrap()).collect();
                prop_assert_eq!((&found, ending), (&rows, Ending::Whole));
            }
        }
    }
}
