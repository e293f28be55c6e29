//! Of which unit a figure is: the one that its sentence names, else the one that the paragraph spoke of last.

use super::{
    super::evidence::{Evidence, Fact, Kind},
    claims::Mention,
    measures::{Measure, Role, Written},
    reading::Sentence,
    roles::label_of,
    tokens::Token,
    words::is_in,
};
use crate::listings::property::PropertyId;

/// The units that a figure may be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// No unit is spoken of.
    Nobody,
    /// A unit of which nothing may be said.
    Blocked,
    /// It must be every one's: "NC1 and NC2 both cost …".
    Each(Vec<PropertyId>),
    /// It must be one's; `true` where the sentence itself names the unit, so that an amount is its price.
    Any(Vec<PropertyId>, bool),
}

impl Subject {
    pub(super) fn ids(&self) -> &[PropertyId] {
        match self {
            Self::Nobody | Self::Blocked => &[],
            Self::Each(ids) | Self::Any(ids, _) => ids,
        }
    }

    pub(super) fn is_strict(&self) -> bool {
        matches!(self, Self::Each(_) | Self::Any(_, true))
    }
}

/// What a column of a table holds.
#[derive(Debug, Clone)]
struct Column {
    id: Option<PropertyId>,
    label: Option<(Measure, Role)>,
    /// Whether it holds what the person wished.
    theirs: bool,
}

/// What an answer has said so far, as far as its next sentence may refer to it.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about where the answer stands")]
pub(super) struct Context {
    /// The units last named in the paragraph.
    carried: Vec<PropertyId>,
    /// Whether the unit last named is one of which nothing may be said.
    blocked: bool,
    /// Whether it is one that was rightly said to be gone.
    gone: bool,
    /// Whether an empty line stands between.
    faded: bool,
    /// Every unit, in the order in which the answer first named it.
    named: Vec<PropertyId>,
    /// The end of the line before, where that ended in the middle of a sentence.
    pub(super) run_on: String,
    /// Whether the sentence goes on in a line that was begun.
    within_line: bool,
    /// Whether the line is a row of a table.
    table: bool,
    /// Whether it is its first row.
    header: bool,
    columns: Vec<Column>,
    /// What the first cell of the row says that the others hold.
    row: Option<(Measure, Role)>,
}

/// Bytes of an unended line that the next one is read with.
const RUN_ON: usize = 120;

const PRONOUNS: &str = "it its this that these they their both the she he هي هو سعرها سعره مساحتها فيها دي ده السعر المساحه الوحده كانت كان وسعرها ومساحتها \
    استلامها مقدمها المقدم القسط الاستلام price size down delivery bedrooms payment monthly";

impl Context {
    pub(super) fn begin(&mut self, text: &str) {
        let line = text.trim_start();
        if self.within_line {
            return;
        }
        let table = line.starts_with('|');
        self.header = table && !self.table;
        self.table = table;
        if !table || self.header {
            self.columns.clear();
            self.row = None;
        }
        let is_item = is_item(line);
        if line.starts_with('#') {
            (self.carried, self.blocked, self.gone) = (Vec::new(), false, false);
        }
        if is_item || table || line.starts_with('#') || line.is_empty() {
            self.run_on.clear();
        }
        if self.faded && !line.is_empty() {
            self.faded = false;
            let first = super::tokens::tokens(line.get(..line.len().min(40)).unwrap_or_default());
            let refers = first.iter().find(|token| token.is_word()).is_some_and(|token| is_in(&token.text, PRONOUNS));
            if !is_item && !table && !refers {
                (self.carried, self.blocked, self.gone) = (Vec::new(), false, false);
            }
        }
    }

    /// A sentence without words: an empty line, a rule, the line under a table's head.
    pub(super) fn skip(&mut self, text: &str, tokens: &[Token]) {
        if tokens.is_empty() && !self.within_line {
            self.faded = true;
            self.run_on.clear();
        }
        self.within_line = !text.ends_with('\n');
    }

    pub(super) fn in_table(&self) -> bool {
        self.table
    }

    /// Whether a token stands in the first column or the first row of a table, where numbers count rows.
    pub(super) fn is_margin(&self, sentence: &Sentence<'_>, at: usize) -> bool {
        self.header || cell(sentence.tokens, at) <= 1
    }

    /// Whether a token stands in a column of what the person wished.
    pub(super) fn is_theirs(&self, sentence: &Sentence<'_>, at: usize) -> bool {
        self.table && self.columns.get(cell(sentence.tokens, at)).is_some_and(|column| column.theirs)
    }

    pub(super) fn enter(&mut self, sentence: &Sentence<'_>, evidence: &Evidence) {
        if !self.table {
            return;
        }
        let tokens = sentence.tokens;
        let cells = tokens.iter().filter(|token| token.is_sign("|")).count();
        let label = |column: usize| {
            let words = (0..tokens.len()).filter(|at| cell(tokens, *at) == column);
            words.filter_map(|at| tokens.get(at)).find_map(|token| label_of(&token.text))
        };
        if self.header {
            self.columns = (0..=cells)
                .map(|column| {
                    let mention = sentence.mentions.iter().find(|mention| cell(tokens, mention.first) == column);
                    let id = mention.and_then(|mention| mention.id.parse().ok());
                    let theirs = (0..tokens.len()).filter(|at| cell(tokens, *at) == column).any(|at| {
                        is_in(
                            sentence.word(at),
                            "your wish wishes wanted asked request criteria طلبك طلباتك مطلوب المطلوب",
                        )
                    });
                    Column { id: id.filter(|id| evidence.find(id).is_some()), label: label(column), theirs }
                })
                .collect();
        }
        self.row = label(1);
    }

    /// What the head of a table says of a figure.
    pub(super) fn column(&self, sentence: &Sentence<'_>, written: &Written) -> Option<(Measure, Role)> {
        if !self.table {
            return None;
        }
        let column = self.columns.get(cell(sentence.tokens, written.number.first));
        let (measure, role) = self.row.or(column.and_then(|column| column.label))?;
        let is_large = written.number.value >= 1_000 * super::tokens::ONE;
        let shared = match role {
            Role::Is(Fact::DownPayment | Fact::Remaining) if is_large => Measure::Of(Kind::Money),
            Role::Is(Fact::DownPayment | Fact::Remaining) => Measure::Of(Kind::Percent),
            _ => measure,
        };
        let measure = if written.measure == Measure::Bare { shared } else { written.measure };
        Some((measure, if written.role == Role::Unsaid { role } else { written.role }))
    }

    pub(super) fn carried(&self) -> Subject {
        if self.blocked {
            Subject::Blocked
        } else if self.carried.is_empty() {
            Subject::Nobody
        } else {
            Subject::Any(self.carried.clone(), false)
        }
    }

    /// The units that the figure at an index may be of; past the last one, those that the sentence speaks of.
    pub(super) fn subject(&self, sentence: &Sentence<'_>, index: usize, evidence: &Evidence) -> Subject {
        let Some(written) = sentence.figures.get(index) else {
            return self.subject_at(sentence, sentence.tokens.len(), evidence);
        };
        let at = written.number.first;
        let nearest = self.subject_at(sentence, at, evidence);
        if sentence.mentions.iter().any(|mention| mention.first == written.end + 1)
            && sentence
                .tokens
                .get(written.end)
                .is_some_and(|token| token.is_sign("(") || is_in(&token.text, "of for in at ل في"))
        {
            return nearest;
        }
        let before: Vec<&Mention> = sentence.mentions.iter().filter(|mention| mention.end <= at).collect();
        let (Some(last), true) = (before.last(), before.len() > 1 && !self.table) else { return nearest };
        // The ids before it that no figure of the same kind comes between.
        let same: Vec<usize> = sentence
            .figures
            .iter()
            .filter(|figure| figure.measure == written.measure)
            .map(|figure| figure.number.first)
            .collect();
        let from = same.iter().filter(|at| **at < last.first).max().copied().unwrap_or(0);
        let group: Vec<&Mention> = before.iter().copied().filter(|mention| mention.first >= from).collect();
        let until =
            sentence.mentions.iter().find(|mention| mention.first > at).map_or(usize::MAX, |mention| mention.first);
        let after: Vec<usize> = same.into_iter().filter(|at| (last.first..until).contains(at)).collect();
        if group.len() < 2 {
            return nearest;
        }
        let ids: Vec<PropertyId> = group.iter().filter_map(|mention| mention.id.parse().ok()).collect();
        let is_list = group.windows(2).all(|pair| match pair {
            [first, second] => sentence
                .tokens
                .get(first.end..second.first)
                .unwrap_or_default()
                .iter()
                .all(|token| token.is_sign(",،&/*") || is_in(&token.text, "and or vs versus و او")),
            _ => true,
        });
        let says = |list: &'static str| sentence.tokens.iter().any(|token| is_in(&token.text, list));
        let is_range = says("between range ranges ranging بين");
        match after.iter().position(|place| *place == at) {
            _ if is_range => Subject::Any(ids, true),
            Some(0) if after.len() == 1 && (is_list || says("both each all الاتنين كلهم كل")) => {
                Subject::Each(ids)
            }
            Some(place) if after.len() == ids.len() => {
                ids.get(place).map_or(nearest, |id| Subject::Any(vec![id.clone()], true))
            }
            Some(_) if is_list => Subject::Any(ids, true),
            _ => nearest,
        }
    }

    /// The units that are spoken of at a token.
    pub(super) fn subject_at(&self, sentence: &Sentence<'_>, at: usize, evidence: &Evidence) -> Subject {
        // "150 m² of NC123", "2026 (NC7)"
        let end = sentence.figures.iter().find(|figure| figure.number.first == at).map_or(at, |figure| figure.end);
        let after = sentence.mentions.iter().find(|mention| {
            mention.first == end + 1
                && sentence
                    .tokens
                    .get(end)
                    .is_some_and(|token| is_in(&token.text, "of for in at لـ ل في") || token.is_sign("("))
        });
        if let (None, Some(id)) = (after, compared(sentence, at, evidence)) {
            return Subject::Any(vec![id], true);
        }
        let before = after.or(sentence.mentions.iter().rev().find(|mention| mention.end <= at));
        // "If 79,688 a month is too much, CP9 …" speaks of another one before it.
        let sets_aside = before.is_none()
            && sentence.tokens.first().is_some_and(|token| is_in(&token.text, "if لو اذا"))
            && (at..at + 10).any(|at| is_in(sentence.word(at), "too كتير عالي كبير"));
        if let Some(mention) = before.or(sentence.mentions.first().filter(|_| !sets_aside)) {
            let id = mention.id.parse().ok().filter(|id| evidence.find(id).is_some());
            let elsewhere = sentence.tokens.get(mention.end..at).unwrap_or_default().iter().any(|token| {
                is_in(
                    &token.text,
                    "similar other instead alternative alternatives others بديل بدايل تانيه شبهها تاني غيرها بداله",
                )
            });
            return match id {
                Some(id) => Subject::Any(vec![id], true),
                None if elsewhere => Subject::Nobody,
                None => Subject::Blocked,
            };
        }
        if let Some(id) = self.columns.get(cell(sentence.tokens, at)).and_then(|column| column.id.clone())
            && self.table
        {
            return Subject::Any(vec![id], true);
        }
        if let Some(id) = self.ordinal(sentence.tokens, at, evidence) {
            return Subject::Any(vec![id], true);
        }
        let named = units_by_name(sentence, evidence);
        let both: Vec<PropertyId> = self.carried.iter().filter(|id| named.contains(id)).cloned().collect();
        if !both.is_empty() {
            return Subject::Any(both, false);
        }
        if !named.is_empty() {
            return Subject::Any(named, false);
        }
        let refers = || {
            let first = sentence.tokens.iter().find(|token| token.is_word());
            first.is_some_and(|token| is_in(&token.text, PRONOUNS))
        };
        if self.gone && refers() { Subject::Blocked } else { self.carried() }
    }

    /// The unit that "the first one" is, by the order in which the answer named them, else by that of the evidence.
    fn ordinal(&self, tokens: &[Token], at: usize, evidence: &Evidence) -> Option<PropertyId> {
        const ORDINALS: [&str; 5] = [
            "first الاولي الاول اولهم",
            "second التانيه التاني الثانيه الثاني",
            "third التالته التالت الثالثه الثالث",
            "fourth الرابعه الرابع",
            "fifth الخامسه",
        ];
        const OTHERS: &str = "السنه المرحله الدفعه القسط الدور المره الشهر العام الطابق التجمع الخطوه";
        let place = tokens.iter().enumerate().take(at).rev().find_map(|(index, token)| {
            let place =
                ORDINALS.iter().position(|words| is_in(token.text.strip_prefix('و').unwrap_or(&token.text), words))?;
            let follows = tokens.get(index + 1).is_some_and(|next| {
                is_in(
                    &next.text,
                    "one option unit apartment villa choice property listing is costs has at offers home flat",
                ) || next.is_sign(":")
            });
            let before = index.checked_sub(1).and_then(|index| tokens.get(index));
            let counts = before.is_some_and(|before| is_in(&before.text, OTHERS));
            let is_arabic = !token.text.is_ascii();
            ((is_arabic && !counts) || (!is_arabic && follows)).then_some(place)
        })?;
        if self.named.len() > 1 {
            return self.named.get(place).cloned();
        }
        evidence.units().nth(place).map(|unit| unit.id.clone())
    }

    pub(super) fn leave(&mut self, text: &str, sentence: &Sentence<'_>, evidence: &Evidence) {
        let ids: Vec<PropertyId> = sentence.mentions.iter().filter_map(|mention| mention.id.parse().ok()).collect();
        let known: Vec<PropertyId> = ids.iter().filter(|id| evidence.find(id).is_some()).cloned().collect();
        for id in &known {
            if !self.named.contains(id) {
                self.named.push(id.clone());
            }
        }
        if !known.is_empty() {
            (self.carried, self.blocked, self.gone) = (known, false, false);
        } else if !sentence.mentions.is_empty() {
            self.gone = ids.iter().all(|id| evidence.is_for_sale(id) == Some(false));
            (self.carried, self.blocked) = (Vec::new(), !self.gone);
        } else if let Some(id) = self.ordinal(sentence.tokens, sentence.tokens.len(), evidence) {
            self.carried = vec![id];
        } else if sentence.names.iter().any(|name| !name.is_place) {
            let named = units_by_name(sentence, evidence);
            let is_of_carried = self.carried.iter().any(|id| named.contains(id));
            if !named.is_empty() && !is_of_carried {
                self.carried = named;
            }
        }
        let body = text.trim_end();
        let ended = body.trim_end_matches(['*', '_', ')', '"', '»', '”']).ends_with(['.', '!', '?', '؟', '…', ':']);
        if ended || self.table {
            self.run_on.clear();
        } else {
            self.run_on.push(' ');
            self.run_on.push_str(body);
            let mut from = self.run_on.len().saturating_sub(RUN_ON);
            while !self.run_on.is_char_boundary(from) {
                from += 1;
            }
            self.run_on.drain(..from);
        }
        self.within_line = !text.ends_with('\n');
    }
}

/// The units that a sentence means by the names of their compound, developer or title, or else by their area.
fn units_by_name(sentence: &Sentence<'_>, evidence: &Evidence) -> Vec<PropertyId> {
    let of = |places: bool| -> Vec<PropertyId> {
        let names: Vec<_> = sentence.names.iter().filter(|name| name.is_place == places).collect();
        let units = evidence.units().filter(|unit| {
            names.iter().any(|name| {
                evidence.is_field(&unit.id, &name.folded)
                    || (!places && name.folded.contains(' ') && evidence.listing_says(&unit.id, &name.folded))
            })
        });
        units.map(|unit| unit.id.clone()).collect()
    };
    let by_name = of(false);
    if by_name.is_empty() { of(true) } else { by_name }
}

/// "ZD46 is cheaper than ZD45, though it is ready in 2028": it is the one that is compared.
fn compared(sentence: &Sentence<'_>, at: usize, evidence: &Evidence) -> Option<PropertyId> {
    let place = sentence.mentions.iter().rposition(|mention| mention.end <= at)?;
    let (first, second) = (sentence.mentions.get(place.checked_sub(1)?)?, sentence.mentions.get(place)?);
    let compares = sentence
        .tokens
        .get(first.end..second.first)
        .unwrap_or_default()
        .iter()
        .any(|token| is_in(&token.text, "than اكبر ارخص اوسع اغلي اصغر احسن اقرب افضل"));
    let refers = sentence.tokens.get(second.end..at).unwrap_or_default().iter();
    let refers = refers.take(4).any(|token| is_in(&token.text, "it its وهي وسعرها ومساحتها واستلامها لكنها"));
    let id: PropertyId = first.id.parse().ok()?;
    (compares && refers && evidence.find(&id).is_some()).then_some(id)
}

/// In which cell of a row a token stands; 1 is the first.
fn cell(tokens: &[Token], at: usize) -> usize {
    tokens.iter().take(at).filter(|token| token.is_sign("|")).count()
}

/// Whether a line is an item of a list.
fn is_item(line: &str) -> bool {
    let rest = line.trim_start_matches(|char: char| char.is_ascii_digit());
    ["- ", "* ", "• ", "– "].iter().any(|marker| line.starts_with(marker))
        || line.starts_with("**")
        || (rest.len() < line.len() && rest.starts_with(['.', ')', '-']))
        || line.starts_with(|char: char| ('\u{0660}'..='\u{0669}').contains(&char))
}
