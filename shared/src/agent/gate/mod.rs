//! The gate: nothing that Amr says of a unit reaches a person unless the [evidence](super::evidence) has it.
//!
//! An answer comes in as it is written, in chunks. The gate keeps the sentence that is not ended, and lets each one go
//! when it has been held against the evidence: whole and unchanged, or not at all. What it lets go is, put together,
//! the answer without the sentences that it stopped. It trusts no answer for being plausible; the rules are:
//!
//! - **Units.** An id must have been read from the database. Of one that is not for sale, only a sentence that says so
//!   passes.
//! - **Figures.** A number with what it counts (money, per cent, square metres, rooms, years, instalments, units) must
//!   be a figure of the evidence, rounded half up to what is written: "8.5M" is 8,450,000 to 8,549,999, "8,500,000" is
//!   exactly that. It is a figure of the unit that the sentence names, else of the one that the paragraph spoke of
//!   last; and as what the words call it, so that a down payment of 10 % is no yield of 10 %. Only where no unit is
//!   spoken of may it be any unit's. What tools computed of no single unit passes too, but not as a unit's price. What two
//!   units differ by passes where it is that and the words say which of them has more, in one plain way of saying it.
//!   Numbers that count nothing pass up to 20; larger ones must stand in the evidence. What evidence never counts
//!   (minutes, kilometres, pools, floors, other money) passes only where it repeats the listing or the person.
//! - **The person's figures** pass where the words say that they are the person's, or as a bound that the unit keeps to.
//! - **Names.** A word that looks like the name of a compound or a developer must have been read or asked; and what is
//!   said of a unit must be that unit's. One passes too where the words say that there is nothing of it.
//! - **Wording.** Scarcity, promises about the future, statistics, hearsay and praise are never grounded, and no list knows all
//!   their wordings: where no rule knows anything against a sentence, a learned opinion says how it is worded.
//!
//! The opinion (`learned.rs`) is a linear classifier over words, pairs and parts of them and concepts that languages share:
//! 256 KiB of weights, some fifteen microseconds a sentence. It was trained on `corpus/`: answers in some thirty voices, false
//! ones and honest ones that sound like them; `training.rs` trains anew and tells whether the weights are what comes of it.
//!
//! What is worded as nobody has thought of yet can pass. Of the answers of `corpus/unseen.*`, in three voices of which
//! nothing was learned, all false in what they say and not in a figure, 87 % pass the rules alone and 9.4 % pass both; of as many
//! honest ones, written to sound like them, 13 % lose a sentence (4 % by rules alone). The voices are what it took: with a third
//! of them and lists of phrases 43 % passed. `cargo test -p shared --lib unseen -- --nocapture` prints these.
//!
//! Views, finishing, what is near, and which of two units is better no rule judges, only the opinion.
//!
//! Every character is looked at once while a sentence is found, and a sentence, at most 2,000 bytes, is read once when
//! it ends: the work is linear in the answer, however it is cut. What is stopped is a [`Stopped`], to be logged and
//! counted; it says which claim of the sentence had no ground.

mod asked;
mod check;
mod claims;
mod concepts;
mod counts;
mod fitting;
mod harmless;
pub(super) mod index;
mod learned;
mod measures;
mod names;
mod numbers;
mod patterns;
mod phrases;
mod reading;
mod reason;
mod roles;
mod sentences;
mod statements;
mod subject;
#[cfg(test)]
mod tests;
mod tokens;
#[cfg(test)]
mod training;
mod vocabulary;
mod words;

pub use self::reason::Reason;
pub(super) use self::statements::speaks_of_chain;
use self::{check::check, measures::Measure, sentences::Splitter, subject::Context, tokens::tokens};
use super::evidence::{Asked, Evidence, Kind};

/// A sentence that was stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// The whole sentence, without the white space after it.
    pub sentence: String,
    /// The part of it that has no ground.
    pub claim: String,
    /// Why it has none.
    pub reason: Reason,
}

/// A part of an answer after the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Passed, byte for byte: may be shown.
    Said(String),
    /// Stopped: must not be shown.
    Stopped(Stopped),
}

/// Holds one answer against the evidence while it is written.
#[derive(Debug)]
pub struct Gate {
    splitter: Splitter,
    context: Context,
    /// Whether what was last cut off ended its line.
    begins_line: bool,
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

impl Gate {
    /// A gate for one answer.
    #[must_use]
    pub fn new() -> Self {
        Self { splitter: Splitter::new(), context: Context::default(), begins_line: true }
    }

    /// Takes more of the answer, and gives what its ended sentences come to.
    pub fn push(&mut self, text: &str, evidence: &Evidence) -> Vec<Piece> {
        let sentences = self.splitter.push(text);
        sentences.into_iter().flat_map(|sentence| self.judge(sentence, evidence)).collect()
    }

    /// Gives what is left when the answer is at its end.
    pub fn finish(&mut self, evidence: &Evidence) -> Vec<Piece> {
        let rest = self.splitter.finish();
        rest.into_iter().flat_map(|sentence| self.judge(sentence, evidence)).collect()
    }

    fn judge(&mut self, sentence: String, evidence: &Evidence) -> Vec<Piece> {
        let begins_line = std::mem::replace(&mut self.begins_line, sentence.ends_with('\n'));
        let Some((reason, start, end)) = check(&sentence, &mut self.context, evidence) else {
            return vec![Piece::Said(sentence)];
        };
        let body = sentence.trim_end();
        let claim = body.get(start..end.min(body.len())).unwrap_or(body).to_owned();
        let stopped = Piece::Stopped(Stopped { sentence: body.to_owned(), claim, reason });
        // A line that is left half must still end; one that is gone leaves nothing.
        let ends_line = sentence.ends_with('\n') && !begins_line;
        if ends_line { vec![stopped, Piece::Said("\n".to_owned())] } else { vec![stopped] }
    }
}

/// What a text claims of units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What it states.
    pub what: What,
    /// How it is written there.
    pub text: String,
}

/// What a claim states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// That there is a unit of this id.
    Unit(String),
    /// A figure, in millionths of what people say (pounds, per cent, years); `None` where no kind that evidence has is
    /// meant, or none is said.
    Figure(Option<Kind>, i64),
}

/// The claims of a text, as the gate reads them where nothing is known yet.
#[must_use]
pub fn claims(text: &str) -> Vec<Claim> {
    let tokens = tokens(text);
    let written = |first: usize, end: usize| {
        let start = tokens.get(first).map_or(0, |token| token.start);
        let end = end.checked_sub(1).and_then(|last| tokens.get(last)).map_or(start, |token| token.end);
        text.get(start..end).unwrap_or_default().to_owned()
    };
    let mentions = claims::mentions(&tokens, |_| false, |_| false);
    let is_id = |at: usize| mentions.iter().any(|mention| (mention.first..mention.end).contains(&at));
    let figures = claims::figures(&tokens, is_id).into_iter().map(|figure| {
        let what = What::Figure(figure.measure.kind(), figure.number.value);
        Claim { what, text: written(figure.number.first, figure.end) }
    });
    let units = mentions
        .iter()
        .map(|mention| Claim { what: What::Unit(mention.id.clone()), text: written(mention.first, mention.end) });
    units.chain(figures).collect()
}

/// Enters what the person wrote: its figures may be repeated as theirs, and its names.
pub(super) fn note_asked(evidence: &mut Evidence, text: &str) {
    evidence.asked(text, figures_asked(text), speaks_of_chain(text));
}

/// The figures that a person wrote.
fn figures_asked(text: &str) -> Vec<Asked> {
    let tokens = tokens(text);
    claims::figures(&tokens, |_| false)
        .into_iter()
        .map(|figure| Asked {
            kind: figure.measure.kind(),
            is_foreign: figure.measure == Measure::Foreign,
            value: figure.number.value,
        })
        .collect()
}
