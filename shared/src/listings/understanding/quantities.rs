//! Numbers in a question, put together from digits and words: «مليون ونص», "5-7M", "two and a half million".

use super::{
    meaning::Meaning,
    terms::{Gap, Term},
};

/// One number, or two that make a range, and where they end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantity {
    /// The number, or the lower one, in millionths.
    pub(super) low: u64,
    /// The upper one.
    pub(super) high: Option<u64>,
    /// Whether thousands or millions were said: it is money then.
    pub(super) is_scaled: bool,
    /// Its unit where that stands inside it: "2 bedrooms or 3".
    pub(super) unit: Option<Meaning>,
    /// The index of the term after it.
    pub(super) end: usize,
}

/// Millionths in one.
pub(super) const ONE: u64 = 1_000_000;

const THOUSAND: u64 = 1_000;
const MILLION: u64 = 1_000_000;
/// Nobody asks for fewer square metres, and hardly anybody pays more million pounds without saying "million".
const FEWEST_METRES: u64 = 50;

/// A number with its scale, and where it ends.
#[derive(Clone, Copy)]
struct Amount {
    value: u64,
    scale: Option<u64>,
    end: usize,
}

/// What the term at an index means; `None` beyond the last.
pub(super) fn meaning_at(terms: &[Term], at: usize) -> Option<Meaning> {
    terms.get(at).map(|term| term.meaning)
}

/// Whether a comma or the end of a sentence stands before a term.
pub(super) fn is_break(terms: &[Term], at: usize) -> bool {
    terms.get(at).is_some_and(|term| term.gap == Gap::Break)
}

/// Reads the number that begins at a term; `about_money` says that "m" can only be million.
pub(super) fn quantity(terms: &[Term], at: usize, opens_range: bool, about_money: bool) -> Option<Quantity> {
    let first = amount(terms, at, about_money)?;
    if let Some(range) = rooms_apart(terms, first) {
        return Some(range);
    }
    let single =
        Quantity { low: first.value, high: None, is_scaled: first.scale.is_some(), unit: None, end: first.end };
    // The unit may be said at both ends: "120 m to 150 m".
    let unit = meaning_at(terms, first.end).filter(|unit| is_unit(*unit));
    for (joiner, unit) in [(first.end, None), (first.end + 1, unit)] {
        let joins = match meaning_at(terms, joiner) {
            Some(Meaning::To | Meaning::Or | Meaning::AtMost | Meaning::By) => true,
            // «من 3 le 5»: Franco-Arabic writes "to" as others write "L.E.".
            Some(Meaning::And | Meaning::Pounds) => opens_range,
            _ => false,
        };
        if !joins || (joiner > first.end && unit.is_none()) {
            continue;
        }
        let Some(second) = amount(terms, joiner + 1, about_money) else { continue };
        let is_said_twice = unit.is_none() || meaning_at(terms, second.end) == unit;
        if !is_said_twice && !is_of_the_same(terms, joiner, unit, second) {
            continue;
        }
        let (low, high) = in_one_scale(first, second);
        if low < high {
            let is_scaled = first.scale.is_some() || second.scale.is_some();
            let unit = unit.filter(|_| !is_said_twice);
            return Some(Quantity { low, high: Some(high), is_scaled, unit, end: second.end });
        }
    }
    Some(single)
}

/// Whether a second number is of what the first one counts, as in "2 rooms or 3" and «غرفتين او تلاتة»: nothing says that
/// it is of something else.
fn is_of_the_same(terms: &[Term], joiner: usize, unit: Option<Meaning>, second: Amount) -> bool {
    let is_counted = matches!(
        unit,
        Some(Meaning::Bedrooms | Meaning::Bathrooms | Meaning::SquareMetres | Meaning::MetresOrMillions)
    );
    let is_joined = matches!(meaning_at(terms, joiner), Some(Meaning::To | Meaning::Or)) && !is_break(terms, joiner);
    let is_ended = is_break(terms, second.end)
        || meaning_at(terms, second.end).is_none_or(|next| {
            next.is_filler()
                || matches!(next, Meaning::In | Meaning::And | Meaning::From | Meaning::By | Meaning::Below)
        });
    is_counted && is_joined && is_ended && second.scale.is_none()
}

/// "3/4 bedrooms" are three or four.
fn rooms_apart(terms: &[Term], first: Amount) -> Option<Quantity> {
    let second = amount(terms, first.end, false)?;
    let is_apart = terms.get(first.end).is_some_and(|term| term.gap == Gap::Sign);
    let has_rooms = matches!(meaning_at(terms, second.end), Some(Meaning::Bedrooms | Meaning::Bathrooms));
    let is_range = is_apart && has_rooms && first.scale.is_none() && first.value < second.value;
    is_range.then_some(Quantity {
        low: first.value,
        high: Some(second.value),
        is_scaled: false,
        unit: None,
        end: second.end,
    })
}

/// Both ends of a range, the one that lacks a scale in that of the other: "5 to 7 million", "800 to 1.2 million".
fn in_one_scale(first: Amount, second: Amount) -> (u64, u64) {
    let scaled = |value: u64, scale: u64| value.checked_mul(scale).unwrap_or(value);
    match (first.scale, second.scale) {
        (None, Some(scale)) => {
            let low = [scale, THOUSAND].map(|scale| scaled(first.value, scale));
            (low.into_iter().find(|low| *low < second.value).unwrap_or(first.value), second.value)
        }
        (Some(scale), None) if second.value < THOUSAND * ONE => (first.value, scaled(second.value, scale)),
        _ => (first.value, second.value),
    }
}

fn follows_code(terms: &[Term], at: usize) -> bool {
    at.checked_sub(1).and_then(|before| meaning_at(terms, before)) == Some(Meaning::Code)
}

fn amount(terms: &[Term], at: usize, about_money: bool) -> Option<Amount> {
    let (value, mut end) = match meaning_at(terms, at)? {
        // "A million" and «مليون» are one of them; a thousand of nothing is too little to mean anything.
        Meaning::Scale(scale) if scale >= MILLION && !follows_code(terms, at) => (ONE, at),
        Meaning::Half => (ONE / 2, at + 1),
        Meaning::Quarter => (ONE / 4, at + 1),
        _ => counted(terms, at)?,
    };
    if matches!(meaning_at(terms, at), Some(Meaning::Half | Meaning::Quarter)) {
        // "Half a million".
        end += (end..end + 2).take_while(|at| meaning_at(terms, *at).is_some_and(Meaning::is_filler)).count();
        scale_at(terms, end, value, about_money)?;
    }
    let (mut value, mut half_end) = (value, end);
    if let Some((part, after)) = fraction_after(terms, end)
        && scale_at(terms, after, value, about_money).is_some()
    {
        value = value.checked_add(part)?;
        half_end = after;
    }
    let Some(scale) = scale_at(terms, half_end, value, about_money) else {
        return Some(Amount { value, scale: None, end });
    };
    value = value.checked_mul(scale)?;
    end = half_end + 1;
    if let Some((part, after)) = fraction_after(terms, end) {
        value = value.checked_add(part.checked_mul(scale)?)?;
        end = after;
    } else if meaning_at(terms, end) == Some(Meaning::Minus) && meaning_at(terms, end + 1) == Some(Meaning::Quarter) {
        value = value.checked_sub(ONE / 4 * scale)?;
        end += 2;
    } else if let Some((part, after)) = smaller_part(terms, end, scale) {
        value = value.checked_add(part)?;
        end = after;
    }
    Some(Amount { value, scale: Some(scale), end })
}

/// The thousand or million that stands here after a number.
fn scale_at(terms: &[Term], at: usize, number: u64, about_money: bool) -> Option<u64> {
    match meaning_at(terms, at)? {
        Meaning::Scale(scale) => Some(scale),
        Meaning::MetresOrMillions => {
            let means_money =
                about_money || number < FEWEST_METRES * ONE || meaning_at(terms, at + 1) == Some(Meaning::Pounds);
            means_money.then_some(MILLION)
        }
        _ => None,
    }
}

/// "And a half", "and a quarter".
fn fraction_after(terms: &[Term], at: usize) -> Option<(u64, usize)> {
    if meaning_at(terms, at) != Some(Meaning::And) {
        return None;
    }
    let at = at + 1 + usize::from(meaning_at(terms, at + 1) == Some(Meaning::Stop));
    match meaning_at(terms, at)? {
        Meaning::Half => Some((ONE / 2, at + 1)),
        Meaning::Quarter => Some((ONE / 4, at + 1)),
        _ => None,
    }
}

/// The smaller part of an amount in two: "2 million and 300 thousand", and as people say it, «٢ مليون و٣٠٠».
fn smaller_part(terms: &[Term], at: usize, scale: u64) -> Option<(u64, usize)> {
    if is_break(terms, at) {
        return None;
    }
    let has_and = meaning_at(terms, at) == Some(Meaning::And);
    let (number, end) = counted(terms, at + usize::from(has_and))?;
    let after = meaning_at(terms, end);
    match after {
        Some(Meaning::Scale(smaller)) if smaller < scale => {
            let about_another = matches!(
                meaning_at(terms, end + 1),
                Some(Meaning::EachMonth | Meaning::Months | Meaning::Down | Meaning::DownPayment)
            );
            if about_another {
                return None;
            }
            Some((number.checked_mul(smaller)?, end + 1))
        }
        _ if has_and
            && scale == MILLION
            && (100 * ONE..THOUSAND * ONE).contains(&number)
            && !after.is_some_and(|after| is_unit(after) || matches!(after, Meaning::Percent)) =>
        {
            Some((number.checked_mul(THOUSAND)?, end))
        }
        _ => None,
    }
}

/// A number in digits or words without its scale.
fn counted(terms: &[Term], at: usize) -> Option<(u64, usize)> {
    match meaning_at(terms, at)? {
        Meaning::Number(number) => Some((number, at + 1)),
        Meaning::Spelled(_) | Meaning::Hundred => {
            let (number, end) = spelled(terms, at);
            Some((u64::from(number) * ONE, end))
        }
        _ => None,
    }
}

/// A number below a thousand in words: "one hundred and fifty", «خمسة وعشرين».
fn spelled(terms: &[Term], at: usize) -> (u32, usize) {
    let mut last = match meaning_at(terms, at) {
        Some(Meaning::Spelled(number)) => u32::from(number),
        _ => 1,
    };
    let mut end = at + usize::from(meaning_at(terms, at) != Some(Meaning::Hundred));
    if last < 10 && meaning_at(terms, end) == Some(Meaning::Hundred) {
        last *= 100;
        end += 1;
    }
    let mut total = last;
    loop {
        let has_and = meaning_at(terms, end) == Some(Meaning::And);
        let Some(Meaning::Spelled(next)) = meaning_at(terms, end + usize::from(has_and)) else { break };
        let next = u32::from(next);
        let continues = match last {
            100.. => next < 100,
            20.. => !has_and && next < 10,
            // Arabic says the ones before the tens.
            1..10 => has_and && (20..100).contains(&next),
            _ => false,
        };
        if !continues {
            break;
        }
        total += next;
        last = next;
        end += 1 + usize::from(has_and);
    }
    (total, end)
}

fn is_unit(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Bedrooms
            | Meaning::Bathrooms
            | Meaning::SquareMetres
            | Meaning::MetresOrMillions
            | Meaning::Years
            | Meaning::Months
            | Meaning::Pounds
    )
}
