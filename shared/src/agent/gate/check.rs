//! One sentence against the evidence.

use super::{
    super::evidence::{self, Evidence, Fact, Kind},
    asked::{self, is_asked},
    claims::Mention,
    counts::is_counted,
    fitting::{fits_unit, is_about, is_written, readings},
    harmless, learned,
    measures::{Measure, Role, Written},
    phrases,
    reading::{Fault, Sentence},
    reason::Reason,
    statements,
    subject::{Context, Subject},
    tokens::{ONE, Token, tokens},
    words::is_in,
};
use crate::listings::{
    property::{Property, PropertyId},
    text::fold,
};

/// Checks a sentence, and remembers of it what the next ones may refer to.
pub(super) fn check(text: &str, context: &mut Context, evidence: &Evidence) -> Option<Fault> {
    read(text, context, evidence, |sentence, context| {
        let fault = by_rules(text, sentence, context, evidence);
        if matches!(fault, Some((Reason::Proof, ..))) && evidence.is_proof(text) {
            return None;
        }
        fault.or_else(|| learned::convicts(sentence).then(|| sentence.fault(Reason::Wording, 0, sentence.tokens.len())))
    })
}

/// The same by rules alone: what the learned opinion is learned beside.
#[cfg(test)]
pub(super) fn check_by_rules(text: &str, context: &mut Context, evidence: &Evidence) -> Option<Fault> {
    read(text, context, evidence, |sentence, context| by_rules(text, sentence, context, evidence))
}

fn by_rules(text: &str, sentence: &Sentence<'_>, context: &Context, evidence: &Evidence) -> Option<Fault> {
    statements::proof(sentence, evidence)
        .or_else(|| units(sentence, evidence))
        .or_else(|| vague(text, sentence.tokens, context))
        .or_else(|| facts(sentence, context, evidence))
}

fn read(
    text: &str,
    context: &mut Context,
    evidence: &Evidence,
    judge: impl FnOnce(&Sentence<'_>, &Context) -> Option<Fault>,
) -> Option<Fault> {
    let tokens = tokens(text);
    context.begin(text);
    if tokens.iter().all(|token| !token.is_word() && !token.is_number()) {
        context.skip(text, &tokens);
        return None;
    }
    let sentence = Sentence::read(&tokens, evidence);
    context.enter(&sentence, evidence);
    let fault = judge(&sentence, context);
    context.leave(text, &sentence, evidence);
    fault
}

/// Figures, and what is said of units in words: the evidence must have them.
fn facts(sentence: &Sentence<'_>, context: &Context, evidence: &Evidence) -> Option<Fault> {
    figures(sentence, context, evidence)
        .or_else(|| statements::facts_in_words(sentence, context, evidence))
        .or_else(|| statements::comparison(sentence, evidence))
        .or_else(|| statements::others_names(sentence, context, evidence))
        .or_else(|| statements::unread_name(sentence, evidence))
        .or_else(|| statements::unread_place(sentence, evidence))
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
        if !only_asks && !is_asked_about(sentence, mention) && !phrases::says_unavailable(about) {
            return stop(reason);
        }
    }
    None
}

/// "You asked about NC55." says nothing of it.
fn is_asked_about(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    let asked = (mention.first.saturating_sub(3)..mention.first)
        .any(|at| is_in(sentence.word(at), "asked asking سالت سالتي سالتني بتسال بتسالي"));
    let ends = sentence.tokens.get(mention.end..).unwrap_or_default().iter().all(|token| !token.is_word());
    let goes_on = is_in(sentence.word(mention.end), "and وعن") || is_in(sentence.word(mention.end + 1), "and وعن");
    asked
        && (ends
            || goes_on && sentence.says("about وعن") && sentence.mentions.len() == 1 && !sentence.says("is its سعرها"))
}

/// Figures in words, also where they ran on from the line before.
fn vague(text: &str, tokens: &[Token], context: &Context) -> Option<Fault> {
    if context.run_on.is_empty() {
        return phrases::ungrounded(tokens, 0).map(|(first, end)| {
            let start = tokens.get(first).map_or(0, |token| token.start);
            (Reason::Figure, start, tokens.get(end - 1).map_or(text.len(), |token| token.end))
        });
    }
    let joined = format!("{} {text}", context.run_on);
    let before = context.run_on.len() + 1;
    let joined_tokens = self::tokens(&joined);
    let from = joined_tokens.iter().position(|token| token.start >= before).unwrap_or(joined_tokens.len());
    phrases::ungrounded(&joined_tokens, from).map(|(first, end)| {
        let at = |index: usize, end: bool| {
            joined_tokens.get(index).map_or(0, |token| if end { token.end } else { token.start }).saturating_sub(before)
        };
        (Reason::Figure, at(first, false), at(end - 1, true))
    })
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
        // «ماعنديش خبرة عشرين سنة»
        let is_said_not_to_be = matches!(kind, Kind::Years | Kind::Months)
            && subject == Subject::Nobody
            && sentence.says("experience career خبره خبرتي")
            && phrases::is_denied(sentence.tokens, written.number.first);
        // «العرض كاتب مساحة واحدة»: no home has one square metre.
        let is_one_area = kind == Kind::SquareMetres && written.number.value == ONE;
        if is_said_not_to_be || is_one_area || is_as_with(sentence, &written, kind, evidence) {
            continue;
        }
        if is_distance(sentence, &written, kind, evidence)
            || is_difference(sentence, &written, kind, evidence)
            || bounds_all(sentence, &written, kind, evidence)
        {
            continue;
        }
        let another = evidence.units().any(|unit| fits_unit(sentence, &written, kind, unit, false));
        return stop(if another { Reason::AnotherUnits } else { Reason::Figure });
    }
    None
}

/// "Would you rather pay 5%, as with NC7, or 10%, as with NC123?"
fn is_as_with(sentence: &Sentence<'_>, written: &Written, kind: Kind, evidence: &Evidence) -> bool {
    let next = sentence.mentions.iter().find(|mention| mention.first >= written.end);
    let unit = next.and_then(|mention| evidence.find(&mention.id.parse().ok()?));
    let is_near = next.is_some_and(|mention| {
        mention.first - written.end <= 5 && is_in(sentence.word(mention.first.wrapping_sub(1)), "with in في بتاع بتاعت")
    });
    let asks = phrases::asks_the_person(sentence.tokens);
    asks && is_near && unit.is_some_and(|unit| fits_unit(sentence, written, kind, unit, true))
}

/// "CP9 is 15 m² larger than NC123", «NC7 ارخص من NC123 ب 2,300,000»: what two units differ by, exactly, where the words say which
/// of them has more. Nothing may stand between the figure and what it compares: "4,900,000, less than NC88" is a price.
fn is_distance(sentence: &Sentence<'_>, written: &Written, kind: Kind, evidence: &Evidence) -> bool {
    const MORE: &str = "more larger bigger greater roomier wider dearer pricier اكتر اكبر اوسع ازيد اغلي";
    const LESS: &str = "less smaller cheaper lower اقل اصغر اضيق ارخص";
    let (fact, may_be) = match kind {
        Kind::Money => (Fact::Price, matches!(written.role, Role::Unsaid | Role::Is(Fact::Price))),
        Kind::SquareMetres => (Fact::Measure, true),
        _ => return false,
    };
    let [one, other] = sentence.mentions.as_slice() else { return false };
    let amount = |mention: &Mention| {
        let unit = evidence.find(&mention.id.parse().ok()?)?;
        let price = evidence::figures_of(unit).into_iter().find(|(is, of, _)| (*is, *of) == (fact, kind));
        price.map(|(_, _, amount)| amount.saturating_mul(kind.millionths()))
    };
    let (Some(one_has), Some(other_has)) = (amount(one), amount(other)) else { return false };
    // "… 15 m² larger than NC123", or «… اكبر من NC123 ب 15 متر».
    let figure = written.number.first..written.end;
    let (is_of_it, compared) = if figure.end <= other.first {
        (true, figure.end)
    } else {
        ((other.end..figure.start).all(|at| is_in(sentence.word(at), "ب بـ")), other.first.wrapping_sub(2))
    };
    let governed = is_in(sentence.word(other.first.wrapping_sub(1)), "than من عن");
    let is_more = is_in(sentence.word(compared), MORE);
    may_be
        && is_of_it
        && governed
        && one.end <= figure.start.min(compared)
        && (is_more || is_in(sentence.word(compared), LESS))
        && one_has - other_has == if is_more { written.number.value } else { -written.number.value }
}

/// "One bedroom less than NC123", «بعدها بسنتين»: a difference of rooms or years between what is named, or what the person
/// asked for, which anyone can see.
fn is_difference(sentence: &Sentence<'_>, written: &Written, kind: Kind, evidence: &Evidence) -> bool {
    const MORE_OR_LESS: &str =
        "more less fewer extra short earlier later sooner longer shorter اقل اكتر زياده ازيد بعد قبل بعدها قبلها بدري";
    let of = match kind {
        Kind::Bedrooms | Kind::Bathrooms => [kind, kind],
        Kind::Years => [Kind::CalendarYear, Kind::Years],
        _ => return false,
    };
    let near = written.number.first.saturating_sub(3)..written.end + 2;
    if !near.into_iter().any(|at| is_in(sentence.word(at), MORE_OR_LESS)) {
        return false;
    }
    let named: Vec<&Property> =
        sentence.mentions.iter().filter_map(|mention| evidence.find(&mention.id.parse().ok()?)).collect();
    of.into_iter().any(|kind| {
        let figures = named.iter().flat_map(|unit| evidence::figures_of(unit));
        let figures = figures.filter(|(_, of, _)| *of == kind).map(|(_, _, amount)| amount * kind.millionths());
        let asked = evidence.figures_asked().iter().filter(|asked| asked.kind == Some(kind)).map(|asked| asked.value);
        let amounts: Vec<i64> = figures.chain(asked).collect();
        let differ = |one: &i64| amounts.iter().any(|other| one - other == written.number.value);
        !named.is_empty() && amounts.iter().any(differ)
    })
}

/// "Five units are under 12 million: NC7 …": a bound that no tool gave, and that everything named keeps to.
fn bounds_all(sentence: &Sentence<'_>, written: &Written, kind: Kind, evidence: &Evidence) -> bool {
    let first = written.number.first;
    let before = |list: &'static str| (first.saturating_sub(2)..first).any(|at| is_in(sentence.word(at), list));
    let (below, above) = (before("under below تحت"), before("over above فوق"));
    let named = sentence.mentions.iter().map(|mention| evidence.find(&mention.id.parse().ok()?));
    let keeps = |unit: Option<&Property>| unit.is_some_and(|unit| asked::is_within(written, kind, unit, below));
    // One unit's price is said as it is.
    let measures = matches!(kind, Kind::Money | Kind::SquareMetres);
    // "You save over 2.3 million" bounds no price.
    let saves = sentence.says("save saves saving difference توفر بتوفر هتوفر فرق الفرق");
    measures && below != above && !saves && sentence.mentions.len() > 1 && named.into_iter().all(keeps)
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
