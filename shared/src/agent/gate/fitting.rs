//! Whether a figure as it is written is an amount that is known.

use super::{
    super::evidence::{self, Fact, Kind},
    measures::{Role, Written},
    numbers::Number,
    phrases,
    reading::Sentence,
    tokens::ONE,
    words::is_in,
};
use crate::listings::property::Property;

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

/// Whether words around a figure call it rough.
pub(super) fn is_about(sentence: &Sentence<'_>, written: &Written) -> bool {
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
        القسط قسطها شهريا اقساط وقسط شهري دفعه remaining rest الباقي والباقي per للمتر المتر plan now first start beginning خطه البدايه الاول";
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
