//! What a person looks for.
#![no_main]

use std::sync::LazyLock;

use shared::listings::{
    text::fold,
    understanding::{Gazetteer, Name, NameKind, understand},
};

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let name =
        |kind, english: &str, arabic: &str| Name { kind, english: english.to_owned(), arabic: Some(arabic.to_owned()) };
    Gazetteer::new([
        name(NameKind::Location, "New Cairo", "القاهرة الجديدة"),
        name(NameKind::Location, "Sheikh Zayed", "الشيخ زايد"),
        name(NameKind::Compound, "Mivida", "ميفيدا"),
        name(NameKind::Developer, "Emaar", "إعمار"),
    ])
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let folded = fold(&text);
    assert_eq!(fold(&folded), folded, "folding twice is folding once");
    let understood = understand(&text, &GAZETTEER);
    assert_eq!(understand(&text, &GAZETTEER), understood, "it is not the same twice");
});
