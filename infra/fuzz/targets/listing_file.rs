//! An uploaded file of listings, cut at the place that the first two bytes say.
#![no_main]

use shared::listings::file::{ListingFile, Problem, Row};

fn read(pieces: &[&[u8]]) -> (Vec<Row>, Option<Problem>) {
    let (mut file, mut rows) = (ListingFile::default(), Vec::new());
    for piece in pieces {
        let mut rest = *piece;
        while let Some(row) = file.next_row(&mut rest) {
            rows.push(row);
        }
    }
    let (last, problem) = file.finish();
    rows.extend(last);
    (rows, problem)
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((place, file)) = bytes.split_at_checked(2) else { return };
    let whole = read(&[file]);
    let place = usize::from(place[0]) * 256 + usize::from(place[1]);
    let (begun, ended) = file.split_at(place % (file.len() + 1));
    assert_eq!(read(&[begun, ended]), whole, "it depends on how the file is cut");
    for row in &whole.0 {
        assert!(row.property.is_some() || !row.problems.is_empty(), "a row is refused without a word");
    }
});
