//! Words in both of Osool's languages.

/// One text in English and in Arabic.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text {
    /// The English one.
    pub(crate) english: &'static str,
    /// The Arabic one.
    pub(crate) arabic: &'static str,
}

/// Puts the two languages of a text together; short, because the tables are full of it.
pub(crate) const fn text(english: &'static str, arabic: &'static str) -> Text {
    Text { english, arabic }
}
