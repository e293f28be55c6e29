//! A sentence as it is read: its words, the names, the units and the figures in it.

use super::{
    super::evidence::Evidence,
    claims::{self, Mention},
    measures::Written,
    names::{self, Name},
    reason::Reason,
    tokens::Token,
    words::is_in,
};

/// Why a sentence is stopped, and the bytes of the claim.
pub(super) type Fault = (Reason, usize, usize);

/// A sentence that is being checked.
pub(super) struct Sentence<'t> {
    pub(super) tokens: &'t [Token],
    pub(super) names: Vec<Name>,
    pub(super) mentions: Vec<Mention>,
    pub(super) figures: Vec<Written>,
}

impl<'t> Sentence<'t> {
    pub(super) fn read(tokens: &'t [Token], evidence: &Evidence) -> Self {
        let names = names::known(tokens, evidence);
        let is_name = |at: usize| names.iter().any(|name| (name.first..name.end).contains(&at));
        let prefixes: Vec<String> = evidence
            .ids()
            .map(|id| id.as_str().trim_end_matches(|char: char| char.is_ascii_digit()).to_ascii_lowercase())
            .collect();
        let mentions = claims::mentions(tokens, |letters| prefixes.iter().any(|prefix| prefix == letters), is_name);
        let is_id = |at: usize| mentions.iter().any(|mention| (mention.first..mention.end).contains(&at));
        let figures = claims::figures(tokens, |at| is_name(at) || is_id(at));
        Self { tokens, names, mentions, figures }
    }

    fn span(&self, first: usize, end: usize) -> (usize, usize) {
        let start = self.tokens.get(first).map_or(0, |token| token.start);
        (start, self.tokens.get(end.saturating_sub(1)).map_or(start, |token| token.end))
    }

    pub(super) fn fault(&self, reason: Reason, first: usize, end: usize) -> Fault {
        let (start, end) = self.span(first, end);
        (reason, start, end)
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// Whether it names no home: no unit, no compound, no developer. Where homes lie and which kind they are of may be
    /// what the person looks for.
    pub(super) fn names_no_home(&self) -> bool {
        self.mentions.is_empty() && self.names.iter().all(|name| name.is_place || names::is_kind_of(name))
    }

    pub(super) fn says(&self, list: &'static str) -> bool {
        self.tokens
            .iter()
            .any(|token| is_in(&token.text, list) || token.text.strip_prefix('و').is_some_and(|bare| is_in(bare, list)))
    }
}
