//! What a model says of two units, cut at the place that the first two bytes say.
#![no_main]

use std::sync::LazyLock;

use shared::{
    agent::{
        evidence::{Evidence, Figure, Kind},
        gate::{Gate, Piece, claims},
    },
    listings::file::ListingFile,
};

static EVIDENCE: LazyLock<Evidence> = LazyLock::new(|| {
    let file = serde_json::to_vec(&catalogue::generate(catalogue::DEFAULT_SEED, 2)).unwrap_or_default();
    let (mut reader, mut rest) = (ListingFile::default(), file.as_slice());
    let mut evidence = Evidence::default();
    while let Some(row) = reader.next_row(&mut rest) {
        row.property.iter().for_each(|unit| evidence.unit(unit));
    }
    assert!(evidence.units().count() == 2, "the catalogue's first two units");
    evidence.figure(Figure { kind: Kind::Percent, amount: 600, of: None });
    evidence
});

fn judged(pieces: &[&str]) -> Vec<Piece> {
    let mut gate = Gate::new();
    let mut judged: Vec<Piece> = pieces.iter().flat_map(|piece| gate.push(piece, &EVIDENCE)).collect();
    judged.extend(gate.finish(&EVIDENCE));
    judged
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((place, text)) = bytes.split_at_checked(2) else { return };
    let answer = String::from_utf8_lossy(text);
    let whole = judged(&[&answer]);
    let place = usize::from(place[0]) * 256 + usize::from(place[1]);
    let (begun, ended) = answer.split_at(answer.floor_char_boundary(place % (answer.len() + 1)));
    assert_eq!(judged(&[begun, ended]), whole, "it depends on how the answer is cut");
    // What passes is the answer's own text, in its order.
    let mut rest = answer.as_ref();
    for piece in &whole {
        let text = match piece {
            Piece::Said(text) => text,
            Piece::Stopped(stopped) => &stopped.sentence,
        };
        let at = rest.find(text.as_str()).expect("a piece is a part of the answer");
        rest = &rest[at + text.len()..];
    }
    let _ = claims(&answer);
});
