//! One sentence against the evidence.

use super::{
    super::evidence::{self, Evidence, Fact, Kind},
    Reason,
    claims::{self, Measure, Mention, Role, Written, is_in},
    names::{self, Name},
    numbers::Number,
    phrases, statements,
    subject::{Context, Subject},
    tokens::{ONE, Token, tokens},
    topics,
};
use crate::listings::{
    property::{Property, PropertyId, PropertyType},
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

    pub(super) fn says(&self, list: &str) -> bool {
        self.tokens.iter().any(|token| is_in(&token.text, list))
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
        .or_else(|| statements::unread_name(&sentence, evidence));
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
        if !phrases::says_unavailable(about) {
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
fn is_written(number: Number, about: bool, kind: Kind, amount: i64) -> bool {
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
    let magnitude = (0..18).map(|power| 10_i64.pow(power)).take_while(|power| *power <= amount).last().unwrap_or(1);
    let two_digits = (magnitude / 10).max(1);
    near && (rounded(number.step) == number.value || (about && rounded(two_digits) == number.value))
}

/// The readings of a figure: "priced at 8.5" is eight and a half million.
fn readings(written: &Written, kind: Kind) -> impl Iterator<Item = Number> {
    let number = written.number;
    let is_short = kind == Kind::Money && !number.scaled && number.value < 1_000 * ONE;
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
            Measure::Foreign => return stop(Reason::Figure),
            Measure::Of(kind) => Some(kind),
            Measure::Bare => None,
        };
        let Some(kind) = kind else {
            if is_harmless(sentence, written, context) || fits_anything(sentence, written, context, evidence) {
                continue;
            }
            return stop(Reason::Figure);
        };
        let written = Written { measure, role, ..*written };
        let subject = context.subject(sentence, index, evidence);
        if is_grounded(sentence, &written, kind, &subject, evidence) {
            continue;
        }
        let another = evidence.units().any(|unit| fits_unit(sentence, &written, kind, unit, false));
        return stop(if another { Reason::AnotherUnits } else { Reason::Figure });
    }
    None
}

/// Small whole numbers that count nothing: "2 things", times of the day, "24/7".
fn is_harmless(sentence: &Sentence<'_>, written: &Written, context: &Context) -> bool {
    let number = written.number;
    let next = sentence.word(number.end);
    let whole = number.value % ONE == 0 && !number.scaled;
    let always = (number.value == 24 * ONE && next == "/") || (number.value == 7 * ONE && next != "%");
    let counts_rows = !context.in_table() || context.is_margin(sentence, number.first);
    whole && counts_rows && (number.value <= 20 * ONE || always)
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
    let counts = evidence.figures().iter().filter(|figure| figure.kind == Kind::Count);
    let is_count = counts.into_iter().any(|figure| is_written(written.number, false, Kind::Count, figure.amount));
    is_count
        || KINDS.iter().any(|kind| is_grounded(sentence, written, *kind, &subject, evidence))
        || (subject == Subject::Nobody
            && evidence.figures_asked().iter().any(|asked| asked.value == written.number.value))
}

/// Whether words around a figure call it rough.
fn is_about(sentence: &Sentence<'_>, written: &Written) -> bool {
    let first = written.number.first;
    let before = (first.saturating_sub(4)..first).any(|at| is_in(sentence.word(at), phrases::ABOUT));
    before || (written.end..written.end + 2).any(|at| is_in(sentence.word(at), "تقريبا approximately approx roughly"))
}

/// Whether a figure is one of a unit's.
fn fits_unit(sentence: &Sentence<'_>, written: &Written, kind: Kind, unit: &Property, strict: bool) -> bool {
    let about = is_about(sentence, written);
    let every = match sentence.word(written.number.end) {
        "quarterly" => 3,
        "annual" | "yearly" => 12,
        _ => 1,
    };
    evidence::figures_of(unit).into_iter().any(|(fact, of, amount)| {
        let of_kind = of == kind && (kind != Kind::Months || amount % every == 0);
        let amount = if kind == Kind::Months { amount / every } else { amount };
        of_kind
            && permits(sentence, written.role, fact, kind, strict)
            && readings(written, kind).any(|number| is_written(number, about, kind, amount))
    })
}

/// Whether a figure that is said to be something may be this fact of a unit.
fn permits(sentence: &Sentence<'_>, role: Role, fact: Fact, kind: Kind, strict: bool) -> bool {
    const OTHER_MONEY: &str = "down deposit upfront monthly month instalment instalments installment installments مقدم المقدم مقدمها بمقدم ومقدم قسط \
        القسط قسطها شهريا اقساط وقسط شهري دفعه remaining rest الباقي والباقي per للمتر المتر";
    match (kind, role) {
        (Kind::Money, Role::Is(Fact::Delivery | Fact::Plan | Fact::Measure) | Role::Unsaid) => {
            !strict || fact == Fact::Price || sentence.says(OTHER_MONEY)
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

fn is_grounded(sentence: &Sentence<'_>, written: &Written, kind: Kind, subject: &Subject, evidence: &Evidence) -> bool {
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
    computed || is_asked(sentence, written, kind, subject, evidence)
}

/// How many there are: a count that was made, or how many of the units that were read are spoken of.
fn is_counted(sentence: &Sentence<'_>, written: &Written, evidence: &Evidence) -> bool {
    const TOTALS: &str = "have there total available exactly left remaining altogether stock inventory database عندنا فيه اجمالي متاح المتاح متاحه متاحين موجود \
        المجموع الاجمالي كلهم عندي لدينا يوجد";
    const UNITS: &str = "units unit options option listings listing properties property apartments apartment villas villa flats homes houses townhouses \
        twinhouses chalets duplexes penthouses studios offices results matches choices offers وحده وحدات وحدتين اختيار اختيارات اختيارين عرض عروض عرضين شقه شقق شقتين \
        فيلا فيلات فيلتين شاليه شاليهات شاليهين خيار خيارات خيارين نتيجه نتايج";
    let number = written.number;
    let counted = evidence.figures().iter().filter(|figure| figure.kind == Kind::Count);
    if counted.into_iter().any(|figure| is_written(number, false, Kind::Count, figure.amount)) {
        return true;
    }
    let theirs = phrases::asks_the_person(sentence.tokens) || number.value <= ONE;
    if theirs && number.value <= 20 * ONE {
        return true;
    }
    let read = i64::try_from(evidence.units().count()).unwrap_or(0) * ONE;
    let of_units = (number.first..written.end).any(|at| is_in(sentence.word(at), UNITS));
    let is_total = (number.first.saturating_sub(4)..number.first)
        .chain(written.end..written.end + 3)
        .any(|at| is_in(sentence.word(at), TOTALS));
    if !of_units {
        // "2 compounds", "3 developers": no more than there are units.
        return !is_total
            && number.value <= read
            && number.value <= 20 * ONE
            && !sentence.says("clients buyers customers investors عميل عملاء");
    }
    // "3 units within your budget: NC1, NC2 and NC3" counts what it names.
    if i64::try_from(sentence.mentions.len()).unwrap_or(0) * ONE == number.value {
        return true;
    }
    // "2 villas" are no more than the villas that were read.
    let kind = (number.first..written.end).find_map(|at| kind_of(sentence.word(at)));
    let read = match kind {
        Some(kind) => {
            let of_kind =
                evidence.units().filter(|unit| unit.property_type == kind || unit.property_type == PropertyType::Unit);
            i64::try_from(of_kind.count()).unwrap_or(0) * ONE
        }
        None => read,
    };
    if is_total { number.value == read } else { number.value <= read }
}

/// The kind of unit that a counted word names.
fn kind_of(word: &str) -> Option<PropertyType> {
    const WORDS: [(PropertyType, &str); 9] = [
        (PropertyType::Apartment, "apartment apartments flat flats شقه شقق شقتين"),
        (PropertyType::Villa, "villa villas فيلا فيلات فلل فيلتين"),
        (PropertyType::Townhouse, "townhouse townhouses"),
        (PropertyType::Twinhouse, "twinhouse twinhouses"),
        (PropertyType::Chalet, "chalet chalets شاليه شاليهات شاليهين"),
        (PropertyType::Duplex, "duplex duplexes دوبلكس"),
        (PropertyType::Penthouse, "penthouse penthouses بنتهاوس"),
        (PropertyType::Studio, "studio studios ستوديو"),
        (PropertyType::Office, "office offices مكتب مكاتب مكتبين"),
    ];
    WORDS.into_iter().find(|(_, words)| is_in(word, words)).map(|(kind, _)| kind)
}

/// What the person wrote may be repeated as theirs, never as a unit's own.
fn is_asked(sentence: &Sentence<'_>, written: &Written, kind: Kind, subject: &Subject, evidence: &Evidence) -> bool {
    const OWN: &str = "budget asked mentioned wanted requested buy buys spend afford range limit ميزانيتك ميزانيه ميزانيتكم بميزانيتك لميزانيتك طلبت طلبك طلبته قلت قولت ذكرت حددت الميزانيه معاك معاكي";
    const PRICED: &str = "costs cost priced price costing sells سعرها سعره بسعر تمنها السعر ثمنها";
    let first = written.number.first;
    let was_asked = evidence.figures_asked().iter().any(|asked| {
        asked.kind.is_none_or(|asked| asked == kind)
            && readings(written, kind).any(|number| {
                number.value == asked.value
                    || (asked.value + number.step / 2) / number.step.max(1) * number.step == number.value
                        && asked.value.abs_diff(number.value).saturating_mul(50) <= asked.value.unsigned_abs()
            })
    });
    let asks = phrases::asks_the_person(sentence.tokens);
    if asks
        && !matches!(kind, Kind::Money | Kind::Percent | Kind::CalendarYear | Kind::SquareMetres)
        && sentence.mentions.is_empty()
        && written.number.value <= 20 * ONE
    {
        return true;
    }
    if !was_asked {
        return false;
    }
    if matches!(subject, Subject::Nobody) && !matches!(kind, Kind::Money | Kind::Percent) {
        return true;
    }
    // "If you need 3 bedrooms, NC7 is not for you."
    let names_no_unit_yet = sentence.mentions.iter().all(|mention| mention.first > first);
    let speaks_of_them = *subject == Subject::Nobody
        || (names_no_unit_yet && !sentence.mentions.is_empty() && !matches!(kind, Kind::Money | Kind::Percent));
    let mut bound = None;
    let mut theirs = false;
    for at in (first.saturating_sub(9)..first).rev() {
        let Some(token) = sentence.tokens.get(at) else { break };
        let text = token.text.as_str();
        if token.is_sign(",،;؛.|!?؟") {
            break;
        }
        let text = text.strip_prefix('و').filter(|rest| is_in(rest, OWN)).unwrap_or(text);
        if is_in(text, OWN) || (speaks_of_them && is_in(text, phrases::THEIRS)) {
            // "costs exactly your budget of 5 million"
            let level = (at.saturating_sub(4)..at)
                .any(|at| is_in(sentence.word(at), "costs cost priced is equals exactly سعرها بسعر بالظبط"));
            let fits = (at.saturating_sub(4)..first)
                .any(|at| is_in(sentence.word(at), phrases::AT_MOST) || is_in(sentence.word(at), phrases::AT_LEAST));
            theirs = subject.ids().is_empty() || !level || fits;
            break;
        }
        if is_in(text, phrases::AT_MOST) || is_in(text, phrases::AT_LEAST) {
            bound = bound.or(Some(is_in(text, phrases::AT_MOST)));
        } else if is_in(text, PRICED) && bound.is_none() {
            break;
        }
    }
    let priced = (first.saturating_sub(6)..first)
        .any(|at| is_in(sentence.word(at), "costs cost priced price سعر سعرها سعره السعر بسعر تمنها ثمنها"));
    let own = if *subject == Subject::Nobody { phrases::THEIRS } else { OWN };
    theirs |= !priced && (written.end..written.end + 4).any(|at| is_in(sentence.word(at), own));
    theirs
        || bound.is_some_and(|at_most| {
            let within = |id| evidence.find(id).is_some_and(|unit| is_within(written, kind, unit, at_most));
            let ids = subject.ids();
            // "no villa under 9 million" bounds what there is not.
            let asks = sentence.tokens.last().is_some_and(|token| token.is_sign("?؟"));
            let is_open = asks || phrases::is_denied(sentence.tokens, first);
            ids.is_empty() || ids.iter().all(within) || (!subject.is_strict() && (is_open || ids.iter().any(within)))
        })
}

/// Whether a unit keeps to a bound that the person set.
fn is_within(written: &Written, kind: Kind, unit: &Property, at_most: bool) -> bool {
    let fact = evidence::figures_of(unit).into_iter().find(|(_, of, _)| *of == kind);
    fact.and_then(|(_, _, amount)| amount.checked_mul(kind.millionths()))
        .is_some_and(|amount| if at_most { amount <= written.number.value } else { amount >= written.number.value })
}
