//! One sentence against the evidence.

use super::{
    super::evidence::{self, Evidence, Fact, Kind},
    Reason,
    asked::is_asked,
    claims::{self, Measure, Mention, Role, Written},
    counts::is_counted,
    harmless,
    names::{self, Name},
    numbers::Number,
    phrases, statements,
    subject::{Context, Subject},
    tokens::{ONE, Token, tokens},
    topics,
    words::is_in,
};
use crate::listings::{
    property::{Property, PropertyId},
    text::fold,
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
        self.mentions.is_empty() && self.names.iter().all(|name| name.is_place || statements::is_kind_of(name))
    }

    pub(super) fn says(&self, list: &'static str) -> bool {
        self.tokens
            .iter()
            .any(|token| is_in(&token.text, list) || token.text.strip_prefix('و').is_some_and(|bare| is_in(bare, list)))
    }
}

/// Checks a sentence, and remembers of it what the next ones may refer to.
pub(super) fn check(text: &str, context: &mut Context, evidence: &Evidence) -> Option<Fault> {
    let tokens = tokens(text);
    context.begin(text);
    if tokens.iter().all(|token| !token.is_word() && !token.is_number()) {
        context.skip(text, &tokens);
        return None;
    }
    let sentence = Sentence::read(&tokens, evidence);
    context.enter(&sentence, evidence);
    let fault = units(&sentence, evidence)
        .or_else(|| phrase(text, &tokens, context))
        .or_else(|| topics::ungrounded(&tokens).map(|(reason, first, end)| sentence.fault(reason, first, end)))
        .or_else(|| figures(&sentence, context, evidence))
        .or_else(|| statements::facts_in_words(&sentence, context, evidence))
        .or_else(|| statements::others_names(&sentence, context, evidence))
        .or_else(|| statements::unread_name(&sentence, evidence))
        .or_else(|| statements::unread_place(&sentence, evidence));
    context.leave(text, &sentence, evidence);
    fault
}

/// Ids must have been read, and be for sale unless the sentence says that they are not.
fn units(sentence: &Sentence<'_>, evidence: &Evidence) -> Option<Fault> {
    for (index, mention) in sentence.mentions.iter().enumerate() {
        let stop = |reason| Some(sentence.fault(reason, mention.first, mention.end));
        let Ok(id) = mention.id.parse::<PropertyId>() else { return stop(Reason::UnknownUnit) };
        let reason = match evidence.is_for_sale(&id) {
            Some(true) => continue,
            Some(false) => Reason::Unavailable,
            None if evidence.was_asked(&fold(id.as_str())) => Reason::UnknownUnit,
            None => return stop(Reason::UnknownUnit),
        };
        // What is said of an id stands after it, up to the next one that is no part of the same list; or before it
        // where no other id stands there.
        let mut last = index;
        while sentence
            .mentions
            .get(last + 1)
            .is_some_and(|next| sentence.mentions.get(last).is_some_and(|this| next.first - this.end <= 2))
        {
            last += 1;
        }
        let until = sentence.mentions.get(last + 1).map_or(sentence.tokens.len(), |next| next.first);
        let from = if index == 0 { 0 } else { mention.first };
        let about = sentence.tokens.get(from..until).unwrap_or_default();
        // "NC55? It was sold."
        let only_asks = sentence.tokens.len() == mention.end + 1
            && mention.first == 0
            && reason == Reason::Unavailable
            && sentence.tokens.last().is_some_and(|token| token.is_sign("?؟"));
        if !only_asks && !phrases::says_unavailable(about) {
            return stop(reason);
        }
    }
    None
}

/// Phrases that no evidence grounds, also where they ran on from the line before.
fn phrase(text: &str, tokens: &[Token], context: &Context) -> Option<Fault> {
    if context.run_on.is_empty() {
        return phrases::ungrounded(tokens, 0).map(|(reason, first, end)| {
            let start = tokens.get(first).map_or(0, |token| token.start);
            (reason, start, tokens.get(end - 1).map_or(text.len(), |token| token.end))
        });
    }
    let joined = format!("{} {text}", context.run_on);
    let before = context.run_on.len() + 1;
    let joined_tokens = self::tokens(&joined);
    let from = joined_tokens.iter().position(|token| token.start >= before).unwrap_or(joined_tokens.len());
    phrases::ungrounded(&joined_tokens, from).map(|(reason, first, end)| {
        let at = |index: usize, end: bool| {
            joined_tokens.get(index).map_or(0, |token| if end { token.end } else { token.start }).saturating_sub(before)
        };
        (reason, at(first, false), at(end - 1, true))
    })
}

/// Whether a figure as it is written is this amount: the amount rounded half up to what is written. An amount of money
/// is less than a hundredth away even so; where the words call it rough, it may be rounded to two digits, and less than
/// a fiftieth away.
pub(super) fn is_written(number: Number, about: bool, kind: Kind, amount: i64) -> bool {
    let Some(amount) = amount.checked_mul(kind.millionths()) else { return false };
    let rounded = |step: i64| (amount.saturating_add(step / 2)).div_euclid(step.max(1)).saturating_mul(step);
    let distance = amount.abs_diff(number.value);
    let single_digit = number.value.checked_div(number.step.max(1)).is_some_and(|digits| digits.abs() < 10);
    let share = if kind == Kind::Money && (single_digit || !about) { 100 } else { 50 };
    let near = distance.saturating_mul(share) < amount.unsigned_abs() || matches!(kind, Kind::Percent | Kind::Years);
    // What is spoken of as whole rooms, years of the calendar or units is never rounded.
    let exact = matches!(kind, Kind::Bedrooms | Kind::Bathrooms | Kind::CalendarYear | Kind::Count | Kind::Months);
    if exact || number.value == amount {
        return number.value == amount;
    }
    // "About 79,700" is written down to hundreds, "just over 56,600" too, which is not rounded but cut off.
    let zeros = (0..18).map(|power| 10_i64.pow(power)).take_while(|power| number.value % power == 0).last();
    let coarse = zeros.unwrap_or(1).max(number.step);
    near && (rounded(number.step) == number.value
        || (about
            && matches!(kind, Kind::Money | Kind::SquareMetres)
            && (rounded(coarse) == number.value
                || (kind == Kind::Money
                    && distance < coarse.unsigned_abs()
                    && distance.saturating_mul(200) < amount.unsigned_abs()))))
}

/// The readings of a figure: "priced at 8.5" is eight and a half million.
pub(super) fn readings(written: &Written, kind: Kind) -> impl Iterator<Item = Number> {
    let number = written.number;
    // With its currency, "70 EGP" is seventy pounds.
    let is_short = kind == Kind::Money && !number.scaled && number.value < 1_000 * ONE && written.end == number.end;
    let times = move |scale: i64| Number {
        value: number.value.saturating_mul(scale),
        step: number.step.saturating_mul(scale),
        scaled: true,
        ..number
    };
    [Some(number), is_short.then(|| times(1_000_000)), is_short.then(|| times(1_000))].into_iter().flatten()
}

fn figures(sentence: &Sentence<'_>, context: &Context, evidence: &Evidence) -> Option<Fault> {
    for index in 0..sentence.figures.len() {
        let Some(written) = sentence.figures.get(index) else { continue };
        let stop = |reason| Some(sentence.fault(reason, written.number.first, written.end));
        let (measure, role) = context.column(sentence, written).unwrap_or((written.measure, written.role));
        let kind = match measure {
            Measure::Foreign if harmless::is_repeated(sentence, written, evidence) => continue,
            Measure::Foreign => return stop(Reason::Figure),
            Measure::Of(kind) => Some(kind),
            Measure::Bare => None,
        };
        let Some(kind) = kind else {
            if harmless::is_possession(sentence, written, context, evidence) {
                return stop(Reason::Figure);
            }
            if harmless::is_harmless(sentence, written, context, evidence)
                || fits_anything(sentence, written, context, evidence)
            {
                continue;
            }
            return stop(Reason::Figure);
        };
        // The column of a table that says what the person wished.
        if context.is_theirs(sentence, written.number.first)
            && evidence.figures_asked().iter().any(|asked| asked.value == written.number.value)
        {
            continue;
        }
        let written = Written { measure, role, ..*written };
        let subject = context.subject(sentence, index, evidence);
        let carries = context.carried() != Subject::Nobody;
        if is_grounded(sentence, &written, kind, (&subject, carries), evidence) {
            continue;
        }
        let another = evidence.units().any(|unit| fits_unit(sentence, &written, kind, unit, false));
        return stop(if another { Reason::AnotherUnits } else { Reason::Figure });
    }
    None
}

/// A bare number may be any figure of the subject, or any at all where there is none.
fn fits_anything(sentence: &Sentence<'_>, written: &Written, context: &Context, evidence: &Evidence) -> bool {
    const KINDS: [Kind; 8] = [
        Kind::Money,
        Kind::Percent,
        Kind::SquareMetres,
        Kind::Years,
        Kind::Months,
        Kind::CalendarYear,
        Kind::Bedrooms,
        Kind::Bathrooms,
    ];
    let index = sentence.figures.iter().position(|figure| figure.number == written.number).unwrap_or(0);
    let subject = context.subject(sentence, index, evidence);
    let carries = context.carried() != Subject::Nobody;
    let counts = evidence.figures().iter().filter(|figure| figure.kind == Kind::Count);
    let is_count = counts.into_iter().any(|figure| is_written(written.number, false, Kind::Count, figure.amount));
    is_count
        || KINDS.iter().any(|kind| is_grounded(sentence, written, *kind, (&subject, carries), evidence))
        || (subject == Subject::Nobody
            && evidence.figures_asked().iter().any(|asked| !asked.is_foreign && asked.value == written.number.value))
}

/// Whether words around a figure call it rough.
fn is_about(sentence: &Sentence<'_>, written: &Written) -> bool {
    let first = written.number.first;
    // "About 56,700 for NC123 and 43,300 for CP9"
    let is_rough_before = sentence.figures.iter().rfind(|other| other.end <= first).is_some_and(|other| {
        let joined = (other.end..first).any(|at| is_in(sentence.word(at), "and و against"));
        other.measure == written.measure && joined && is_about(sentence, other)
    });
    let before = is_rough_before
        || (first.saturating_sub(4)..first)
            .any(|at| is_in(sentence.word(at), phrases::ABOUT) || is_in(sentence.word(at), "over under"));
    before || (written.end..written.end + 2).any(|at| is_in(sentence.word(at), "تقريبا approximately approx roughly"))
}

/// Whether a figure is one of a unit's.
pub(super) fn fits_unit(sentence: &Sentence<'_>, written: &Written, kind: Kind, unit: &Property, strict: bool) -> bool {
    let about = is_about(sentence, written);
    // "A little over 25 million" is no less than that.
    let before = |list: &'static str| {
        let first = written.number.first;
        kind == Kind::Money && (first.saturating_sub(2)..first).any(|at| is_in(sentence.word(at), list))
    };
    let (above, below) = (before("over above exceeds exceeding"), before("under below shy"));
    let keeps = |amount: i64| {
        let number = readings(written, kind).find(|number| is_written(*number, true, kind, amount));
        let amount = amount.saturating_mul(kind.millionths());
        number.is_none_or(|number| (!above || amount >= number.value) && (!below || amount <= number.value))
    };
    let every = match sentence.word(written.number.end) {
        "quarterly" => 3,
        "annual" | "yearly" => 12,
        _ => 1,
    };
    evidence::figures_of(unit).into_iter().any(|(fact, of, amount)| {
        let of_kind = of == kind && (kind != Kind::Months || amount % every == 0);
        let amount = if kind == Kind::Months { amount / every } else { amount };
        of_kind
            && permits(sentence, written, fact, kind, strict)
            && readings(written, kind).any(|number| is_written(number, about, kind, amount))
            && keeps(amount)
    })
}

/// Whether a figure that is said to be something may be this fact of a unit.
fn permits(sentence: &Sentence<'_>, written: &Written, fact: Fact, kind: Kind, strict: bool) -> bool {
    const OTHER_MONEY: &str = "down deposit upfront monthly month instalment instalments installment installments مقدم المقدم مقدمها بمقدم ومقدم قسط \
        القسط قسطها شهريا اقساط وقسط شهري دفعه remaining rest الباقي والباقي per للمتر المتر plan now first خطه";
    let at = written.number.first;
    match (kind, written.role) {
        (Kind::Money, Role::Is(Fact::Delivery | Fact::Plan | Fact::Measure) | Role::Unsaid) => {
            !strict || fact == Fact::Price || is_near(sentence, at, OTHER_MONEY)
        }
        (Kind::Percent, Role::Is(said @ (Fact::DownPayment | Fact::Remaining))) | (Kind::Money, Role::Is(said)) => {
            fact == said
        }
        (Kind::Money, Role::Computed) => fact == Fact::Price,
        (Kind::Percent | Kind::Years | Kind::Months, Role::Computed)
        | (Kind::Years | Kind::Months, Role::Is(Fact::Delivery)) => false,
        _ => true,
    }
}

/// Whether a word of a list stands before a token, or soon after it with no comma between.
fn is_near(sentence: &Sentence<'_>, at: usize, list: &'static str) -> bool {
    let ends = |at: &usize| sentence.tokens.get(*at).is_none_or(|token| token.is_sign(",،;؛.!?؟"));
    let after = (at..at + 8).take_while(|at| !ends(at));
    (0..at).chain(after).any(|at| is_in(sentence.word(at), list))
}

/// Whether a figure has a ground; of the subject, also whether the paragraph spoke of units before.
fn is_grounded(
    sentence: &Sentence<'_>,
    written: &Written,
    kind: Kind,
    (subject, carries): (&Subject, bool),
    evidence: &Evidence,
) -> bool {
    const TOGETHER: &str = "together total combined sum altogether مجموع المجموع اجمالي الاجمالي مجموعهم سوا بعض";
    const RECKONED: &str = "pay paying paid loan mortgage finance rent yield return roi net total income month monthly year over \
        هتدفع تدفع قرض تمويل ايجار عايد العايد صافي شهريا قسط السنه سنويا دخل";
    if kind == Kind::Count {
        return is_counted(sentence, written, evidence);
    }
    if written.role == Role::Never {
        return false;
    }
    let of_units = match subject {
        Subject::Nobody => evidence.units().any(|unit| fits_unit(sentence, written, kind, unit, false)),
        Subject::Blocked => return false,
        Subject::Each(ids) => {
            !ids.is_empty()
                && ids
                    .iter()
                    .all(|id| evidence.find(id).is_some_and(|unit| fits_unit(sentence, written, kind, unit, true)))
        }
        Subject::Any(ids, strict) => {
            ids.iter().any(|id| evidence.find(id).is_some_and(|unit| fits_unit(sentence, written, kind, unit, *strict)))
        }
    };
    if of_units {
        return true;
    }
    let about = is_about(sentence, written);
    let ids = subject.ids();
    let is_price = kind == Kind::Money
        && subject.is_strict()
        && match written.role {
            Role::Is(Fact::Price) => !sentence.says(TOGETHER),
            Role::Unsaid => !sentence.says(TOGETHER) && !sentence.says(RECKONED),
            _ => false,
        };
    let computed = evidence.figures().iter().any(|figure| {
        let of_subject = match &figure.of {
            None => !is_price,
            Some(id) => ids.is_empty() || ids.contains(id),
        };
        // A down payment that was computed of no unit is not known to be one.
        figure.kind == kind
            && of_subject
            && readings(written, kind).any(|number| is_written(number, about, kind, figure.amount))
    });
    computed || is_asked(sentence, written, kind, (subject, carries), evidence)
}
