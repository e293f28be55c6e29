//! Figures that are the person's own: what they asked for, what they wonder about, the bounds that they set.

use super::{
    super::evidence::{self, Evidence, Kind},
    fitting::{fits_unit, readings},
    harmless,
    measures::Written,
    phrases,
    reading::Sentence,
    subject::Subject,
    tokens::ONE,
    words::is_in,
};
use crate::listings::property::{Property, PropertyId};

/// Words of what the person asked for.
const OWN: &str = "minimum maximum wish target deadline named negotiable طلبتي حددتي قلتي طالب طالبه شرط شرطك ميعادك سقف السقف سقفك سقفه اخرك الحد condition conditions budget asked mentioned wanted requested ceiling cap buy buys spend afford range limit ميزانيتك ميزانيه ميزانيتكم بميزانيتك لميزانيتك طلبت طلبك طلبته طلبتها طلبتيها قلت قولت ذكرت حددت الميزانيه معاك معاكي";
/// Words that give a unit's price.
const PRICED: &str = "costs cost priced price costing sells سعرها سعره بسعر تمنها السعر ثمنها";

/// What the person wrote may be repeated as theirs, never as a unit's own.
pub(super) fn is_asked(
    sentence: &Sentence<'_>,
    written: &Written,
    kind: Kind,
    (subject, carries): (&Subject, bool),
    evidence: &Evidence,
) -> bool {
    const RECAP: &str = "recap summary summarise summarize الخص ملخص you your youre looking need want wish wishes criteria requirements request far طلبك طلباتك مطلوب المطلوب عايز عاوز عايزه محتاج محتاجه يعني ميزانيتك حضرتك";
    const SEARCH: &str = "budget budgets spend afford raise stretch increase search limit widen range comfortable pay put deposit upfront مقدم تقدر ميزانيتك ميزانيه الميزانيه تزود نزود ازود ترفع نوسع توسع تدفع معاك مرتاح حدود";
    let first = written.number.first;
    let was_asked = evidence.figures_asked().iter().any(|asked| {
        !asked.is_foreign
            && asked.kind.is_none_or(|asked| asked == kind)
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
    // "So far I have: 3 bedrooms in New Cairo, at least 140 m²" names no unit, though it names where units lie.
    let is_of_search = sentence.names_no_home();
    if was_asked && is_of_search && kind != Kind::Money && !carries && sentence.says(RECAP) {
        return true;
    }
    // "So: 3 bedrooms, New Cairo, under 9 million": nothing but what the person wrote.
    let is_theirs_alone = sentence.figures.len() > 1
        && sentence.figures.iter().all(|figure| {
            let mut asked = evidence.figures_asked().iter().filter(|asked| !asked.is_foreign);
            asked.any(|asked| asked.value == figure.number.value)
        });
    if is_theirs_alone && is_of_search && !carries && !sentence.says(PRICED) {
        return true;
    }
    // "500,000 or a million?"
    if asks && is_of_search && harmless::offers_a_choice(sentence) {
        return true;
    }
    // "Could you raise your budget to 10 million?" asks of the search, not of a unit.
    let searches = asks && kind == Kind::Money && is_of_search && sentence.says(SEARCH) && !sentence.says(PRICED);
    if searches {
        return true;
    }
    // "NC7 is 120 m², not 150": a figure of another unit that is put right.
    let is_put_right = is_in(sentence.word(first.wrapping_sub(1)), "not مش وليس ليس")
        && !subject.ids().is_empty()
        && evidence.units().any(|unit| fits_unit(sentence, written, kind, unit, false));
    if is_put_right {
        return true;
    }
    if !was_asked {
        return false;
    }
    is_theirs(sentence, written, kind, (subject, carries), evidence)
}

/// Whether a figure that the person wrote is said to be theirs, or is a bound that the units keep to.
fn is_theirs(
    sentence: &Sentence<'_>,
    written: &Written,
    kind: Kind,
    (subject, carries): (&Subject, bool),
    evidence: &Evidence,
) -> bool {
    let first = written.number.first;
    let is_of_search = sentence.names_no_home();
    // "Understood: New Cairo, 9 million at most."
    let bounds = (written.end..written.end + 3)
        .any(|at| is_in(sentence.word(at), "most least maximum max minimum tops بالكتير الاكتر الاقل اقصي"));
    if is_of_search && !carries && bounds && !sentence.says(PRICED) {
        return true;
    }
    if *subject == Subject::Nobody && !matches!(kind, Kind::Money | Kind::Percent) {
        return true;
    }
    // "Neither NC7 nor RS12 has 3 bedrooms."
    let is_denied = kind != Kind::Money && phrases::is_denied(sentence.tokens, first);
    let named = sentence.mentions.iter().filter_map(|mention| mention.id.parse().ok());
    let mut units = named.chain(subject.ids().iter().cloned()).filter_map(|id: PropertyId| evidence.find(&id));
    if is_denied && !units.any(|unit| fits_unit(sentence, written, kind, unit, false)) {
        return true;
    }
    // "If you need 3 bedrooms, NC7 is not for you."
    let names_no_unit_yet = sentence.mentions.iter().all(|mention| mention.first > first);
    let speaks_of_them = *subject == Subject::Nobody
        || (names_no_unit_yet && !sentence.mentions.is_empty() && !matches!(kind, Kind::Money | Kind::Percent));
    let mut bound = None;
    // "your 2028 deadline"
    let mut theirs = is_in(sentence.word(first.wrapping_sub(1)), "your what")
        && (sentence.tokens.get(written.end).is_none_or(|token| token.is_sign(".!?؟"))
            || is_in(
                sentence.word(written.end),
                "deadline limit minimum maximum target wish budget mark cap would will could can covers buys gets stretches",
            ));
    for at in (first.saturating_sub(9)..first).rev() {
        let Some(token) = sentence.tokens.get(at) else { break };
        let text = token.text.as_str();
        if token.is_sign(",،;؛.|!?؟") {
            break;
        }
        let text = text.strip_prefix('و').filter(|rest| is_in(rest, OWN)).unwrap_or(text);
        // "NC7 has 2, so if you need 3 bedrooms …"
        let wonders = kind != Kind::Money
            && is_in(text, phrases::THEIRS)
            && (at.saturating_sub(2)..at).any(|at| is_in(sentence.word(at), "if لو فلو ولو"));
        if wonders || is_in(text, OWN) || (speaks_of_them && is_in(text, phrases::THEIRS)) {
            // "costs exactly your budget of 5 million"
            let level = (at.saturating_sub(4)..at)
                .any(|at| is_in(sentence.word(at), "costs cost priced is equals exactly سعرها بسعر بالظبط"));
            let fits = (at.saturating_sub(4)..first)
                .any(|at| is_in(sentence.word(at), phrases::AT_MOST) || is_in(sentence.word(at), phrases::AT_LEAST));
            // "Expect to spend 9 million on NC123" is no wish of the person's.
            let is_spent = kind == Kind::Money && is_in(text, "spend buy buys");
            theirs |= subject.ids().is_empty() || !(level || is_spent) || fits;
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
pub(super) fn is_within(written: &Written, kind: Kind, unit: &Property, at_most: bool) -> bool {
    let fact = evidence::figures_of(unit).into_iter().find(|(_, of, _)| *of == kind);
    fact.and_then(|(_, _, amount)| amount.checked_mul(kind.millionths()))
        .is_some_and(|amount| if at_most { amount <= written.number.value } else { amount >= written.number.value })
}
