//! What a sentence claims: the ids that it names and the figures that it states, each with what it counts, as far as
//! the words on either side say.

use super::{
    super::evidence::{Fact, Kind},
    measures::{CURRENCIES, Measure, Role, Written, is_sign, unit_at, word},
    numbers::{self, Number},
    roles::{BATHROOM_LABELS, BEDROOM_LABELS, MONEY_LABELS, SIZE_LABELS, role_of},
    tokens::{ONE, Shape, Token},
    words::is_in,
};

/// A unit that a sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// The id as ids are written, `NC123`; or what looks like one and is none.
    pub(super) id: String,
    pub(super) first: usize,
    pub(super) end: usize,
}

/// Words that may stand between a number and what it counts.
const ADJECTIVES: &str = "spacious large big master more full comfortable bright equal monthly quarterly annual flexible available \
    different great similar matching good nice beautiful modern small separate different other suitable active such \
    interesting lovely excellent ready finished total further furnished residential best of the these those our your \
    sale semi fully new built up net gross private en suite";
/// Numbers glued into one Arabic word with what they count.
#[rustfmt::skip]
const DUALS: &[(Kind, &str)] = &[
    (Kind::Bedrooms, "غرفتين غرفتان اوضتين حجرتين"), (Kind::Bathrooms, "حمامين حمامان"),
    (Kind::Years, "سنتين سنتان عامين"), (Kind::Months, "شهرين شهران قسطين"),
    (Kind::Count, "وحدتين وحدتان شقتين فيلتين اختيارين خيارين عرضين شاليهين مشروعين مكتبين محلين"),
    (Kind::SquareMetres, "مترين"),
];

/// The ids of a sentence. `prefixes` says whether ids of the conversation begin with these letters: with them, a space
/// or a sign may stand before the digits.
pub(super) fn mentions(
    tokens: &[Token],
    prefixes: impl Fn(&str) -> bool,
    is_masked: impl Fn(usize) -> bool,
) -> Vec<Mention> {
    const EXEMPT: &str =
        "m2 sqm2 km2 ft2 mp3 mp4 co2 top3 top5 top10 step1 step2 step3 no1 no2 covid19 gpt4 wifi6 egp le usd sqm";
    // Arabic in Latin letters, where digits are letters: "not", "with", "of", "a time".
    const FRANCO: &str = "la2 ma3 bta3 beta3 btaa3 bi3 beya3 law2 abl2 arba3 saba3 tisa3 rab3 robo3";
    const NO_PREFIX: &str = "egp le usd eur gbp aed sar roi npv q vat no id up to br bua pm am by in on or at of and for the all any \
        from sqm is was has are its it we my top day age year unit gpt mid only just over with plan per yes than";
    let mut mentions = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let text = word(tokens, at);
        let letters: String = text.chars().take_while(|char| char.is_alphabetic()).collect();
        let rest = text.get(letters.len()..).unwrap_or_default();
        let count = letters.chars().count();
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let is_capital = tokens.get(at).is_some_and(|token| token.capital);
        let is_word = is_franco(rest, is_capital) || (!is_capital && is_in(text, FRANCO));
        if is_masked(at) || is_in(text, EXEMPT) || !(2..=4).contains(&count) || (is_word && !prefixes(&letters)) {
            at += 1;
            continue;
        }
        if digits > 0 {
            mentions.push(Mention { id: text.to_uppercase(), first: at, end: at + 1 });
        } else if rest.is_empty() && letters.is_ascii() {
            // "NC 12", "NC-12", "NC#12", "NC no. 12"
            let capitals = tokens.get(at).is_some_and(|token| token.capital) && !is_in(text, NO_PREFIX);
            let known = prefixes(text);
            let mut next = at + 1;
            let mut signs = 0;
            while signs < 3
                && (is_sign(tokens, next, "-‐‑–—−#_./:*") || (known && is_in(word(tokens, next), "no number")))
            {
                next += 1;
                signs += 1;
            }
            let is_glued = (at + 1..=next).all(|at| tokens.get(at).is_some_and(|token| token.glued));
            if let Some(Token { shape: Shape::Number { plain_digits: 1..=9, .. }, .. }) = tokens.get(next) {
                let number = tokens.get(next).map_or("", |token| token.text.as_str());
                if (known && signs < 3) || (capitals && signs == 1 && is_glued && is_all_capital(text, tokens, at)) {
                    mentions.push(Mention { id: format!("{text}{number}").to_uppercase(), first: at, end: next + 1 });
                    at = next;
                }
            }
        }
        at += 1;
    }
    mentions
}

/// Whether what follows the first letters of a word is the rest of one that is written with digits for letters that Latin
/// has not: "ma3rafsh", "te7eb". No id goes on after its digits; with a capital it must go on for longer than one might.
fn is_franco(rest: &str, is_capital: bool) -> bool {
    let mut chars = rest.chars();
    let fewest = if is_capital { 2 } else { 1 };
    chars.next().is_some_and(|digit| "235678".contains(digit))
        && chars.take_while(|char| char.is_alphabetic()).count() >= fewest
}

/// Letters as short as a prefix that begin with a capital and are no ordinary word: "XY-12".
fn is_all_capital(text: &str, tokens: &[Token], at: usize) -> bool {
    text.len() == 2 || tokens.get(at).is_some_and(|token| token.capital && text.len() <= 4)
}

/// The unit after a number: next to it, or after a few adjectives, or with "2 master bedrooms" between.
fn unit_after(tokens: &[Token], from: usize) -> Option<(Measure, usize)> {
    let mut at = from;
    let mut skipped = 0;
    loop {
        if let Some(unit) = unit_at(tokens, at) {
            // "10 monthly payments" is a count of instalments, and "8,500,000 total units" none of money.
            return Some(unit);
        }
        let token = tokens.get(at)?;
        let is_filler = token.is_sign("*_~+") || (token.is_sign("-‐‑–") && token.glued);
        if !is_filler {
            if skipped >= 3 || !is_in(&token.text, ADJECTIVES) {
                return None;
            }
            skipped += 1;
        }
        at += 1;
    }
}

/// What a label before a number says that it is: "Bedrooms: 3", «المساحة ١٥٠».
fn label_before(tokens: &[Token], first: usize, floor: usize) -> Option<Measure> {
    const BETWEEN: &str = "is are of at around about approximately roughly nearly almost just exactly from to total number count has \
        حوالي تقريبا هي هو في ب بـ عدد كلها بالظبط يعني من only currently now will be and up starting until by for with";
    for at in (floor..first).rev().take(5) {
        let token = tokens.get(at)?;
        let text = token.text.as_str();
        if token.is_sign("$€£¥") || is_in(text, "usd dollars eur") {
            return Some(Measure::Foreign);
        }
        let kinds = [
            (CURRENCIES, Kind::Money),
            (BEDROOM_LABELS, Kind::Bedrooms),
            (BATHROOM_LABELS, Kind::Bathrooms),
            (SIZE_LABELS, Kind::SquareMetres),
            (MONEY_LABELS, Kind::Money),
        ];
        if token.is_word() {
            if let Some((_, kind)) = kinds.into_iter().find(|(list, _)| is_in(text, list)) {
                return Some(Measure::Of(kind));
            }
            if is_in(text, "years yrs سنين سنوات") && is_sign(tokens, at + 1, ":|*") {
                return Some(Measure::Of(Kind::Years));
            }
            if text == "e" && is_sign(tokens, at.wrapping_sub(1), ".") && word(tokens, at.wrapping_sub(2)) == "l" {
                return Some(Measure::Of(Kind::Money));
            }
            if text == "ب" && at + 1 == first {
                return Some(Measure::Of(Kind::Money));
            }
            let is_id = text.ends_with(|char: char| char.is_ascii_digit()) && text != "م2" && text != "m2";
            if !is_in(text, BETWEEN) && !is_id {
                return None;
            }
        } else if token.is_number() || token.is_sign(",،;؛.!?؟/+") {
            if token.is_sign(".") && word(tokens, at.wrapping_sub(1)) == "e" {
                continue;
            }
            return None;
        }
    }
    None
}

/// The figures of a sentence, in its order; `skip` says of an index whether no figure stands there: an id, a name.
pub(super) fn figures(tokens: &[Token], skip: impl Fn(usize) -> bool) -> Vec<Written> {
    let mut figures: Vec<Written> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if skip(at) {
            at += 1;
            continue;
        }
        if let Some(kind) = dual(word(tokens, at)) {
            let number = Number { value: 2 * ONE, step: ONE, scaled: false, plain_digits: 0, first: at, end: at + 1 };
            figures.push(Written { number, measure: Measure::Of(kind), role: Role::Unsaid, end: at + 1 });
            at += 1;
            continue;
        }
        if !numbers::begins(tokens, at) || is_in(word(tokens, at), "بالميه بالميه بالمايه فالميه الميه الميه المايه")
        {
            at += 1;
            continue;
        }
        let floor = figures.last().map_or(0, |figure| figure.end);
        let label = label_before(tokens, at, floor);
        let is_size = label == Some(Measure::Of(Kind::SquareMetres));
        let is_unit = |at| matches!(unit_after(tokens, at), Some((measure, _)) if measure != Measure::Of(Kind::Money));
        let Some(number) = numbers::number(tokens, at, is_size, is_unit) else {
            at += 1;
            continue;
        };
        if is_in(word(tokens, number.end), "مبروك شكر سلامه هنا مره") {
            at = number.end;
            continue;
        }
        if is_in(word(tokens, number.end), "st nd rd th") && tokens.get(number.end).is_some_and(|token| token.glued) {
            // "on the 4th floor" counts floors, "the 2nd option" nothing.
            let end = number.end + 1;
            if is_in(word(tokens, end), "floor level storey story phase") {
                figures.push(Written { number, measure: Measure::Foreign, role: Role::Unsaid, end: end + 1 });
            }
            at = end;
            continue;
        }
        let mut after = unit_after(tokens, number.end);
        // "six flat" is an amount.
        if word(tokens, number.end) == "flat" && number.value > ONE {
            after = Some((Measure::Foreign, number.end + 1));
        }
        let is_money = number.scaled && !is_calendar_year(number);
        let (measure, end) = match after {
            Some((Measure::Of(Kind::SquareMetres), _)) if is_money => (Measure::Of(Kind::Money), number.end),
            Some((measure, end)) => (measure, end),
            None if label == Some(Measure::Foreign) => (Measure::Foreign, number.end),
            None if is_money || label == Some(Measure::Of(Kind::Money)) && !is_year_by_itself(tokens, number) => {
                (Measure::Of(Kind::Money), number.end)
            }
            None if is_calendar_year(number) && label != Some(Measure::Of(Kind::SquareMetres)) => {
                (Measure::Of(Kind::CalendarYear), number.end)
            }
            // «بتمانية ونص» is a price.
            None if label.is_none() && word(tokens, at).starts_with('ب') && number.value > 2 * ONE => {
                (Measure::Of(Kind::Money), number.end)
            }
            None => (label.unwrap_or(Measure::Bare), number.end),
        };
        figures.push(Written { number, measure, role: Role::Unsaid, end });
        at = end.max(at + 1);
    }
    inherit(tokens, &mut figures);
    pair(tokens, &mut figures);
    for index in 0..figures.len() {
        if let Some(role) = role_of(tokens, &figures, index)
            && let Some(figure) = figures.get_mut(index)
        {
            figure.role = role;
            if role == Role::Is(Fact::PricePerSqm) && figure.measure == Measure::Bare {
                figure.measure = Measure::Of(Kind::Money);
            }
        }
    }
    figures
}

fn dual(text: &str) -> Option<Kind> {
    let bare = text.strip_prefix(['و', 'ب', 'ل']).unwrap_or(text);
    DUALS.iter().find(|(_, words)| is_in(text, words) || is_in(bare, words)).map(|(kind, _)| *kind)
}

/// "2027", and "two thousand twenty seven".
fn is_calendar_year(number: Number) -> bool {
    (number.plain_digits == 4 || (number.scaled && number.step == ONE))
        && (1900 * ONE..=2100 * ONE).contains(&number.value)
}

/// Whether a label of money before a year is of something else: "priced for 2027 delivery", "starting 2027".
fn is_year_by_itself(tokens: &[Token], number: Number) -> bool {
    is_calendar_year(number) && !is_in(word(tokens, number.first.wrapping_sub(1)), CURRENCIES)
}

/// "Bedrooms / bathrooms: 4 / 3": the second label is not the first number's.
fn pair(tokens: &[Token], figures: &mut [Written]) {
    let label = |list: &'static str| (0..tokens.len()).find(|at| is_in(word(tokens, *at), list));
    let (Some(beds), Some(baths)) = (label(BEDROOM_LABELS), label(BATHROOM_LABELS)) else { return };
    let [first, second, ..] = figures else { return };
    let is_gap = |from: usize, to: usize| {
        from < to
            && to - from <= 3
            && (from..to).all(|at| is_sign(tokens, at, "/&,*_-") || is_in(word(tokens, at), "and و"))
    };
    let labels_meet = is_gap(beds.min(baths) + 1, beds.max(baths));
    let is_after = first.number.first > beds.max(baths) && first.number.first - beds.max(baths) <= 5;
    if labels_meet && is_after && first.end == first.number.end && is_gap(first.end, second.number.first) {
        let (bedrooms, bathrooms) = if beds < baths { (first, second) } else { (second, first) };
        bedrooms.measure = Measure::Of(Kind::Bedrooms);
        bathrooms.measure = Measure::Of(Kind::Bathrooms);
    }
}

/// The first number of "2 or 3 bedrooms" and "5 to 7 million" counts what the second one does.
fn inherit(tokens: &[Token], figures: &mut [Written]) {
    const JOINERS: &str = "to or and او ل لـ الي لحد ولا و through";
    for index in (1..figures.len()).rev() {
        let (before, after) = figures.split_at_mut(index);
        let (Some(first), Some(second)) = (before.last_mut(), after.first()) else { continue };
        let mut between = first.number.end..second.number.first;
        let joined = between.len() <= 2
            && !between.is_empty()
            && between.all(|at| {
                is_in(word(tokens, at), JOINERS) || tokens.get(at).is_some_and(|token| token.is_sign("-‐‑–—−/~*"))
            });
        let is_unsaid = matches!(first.measure, Measure::Bare)
            || (first.measure == Measure::Of(Kind::Money) && !first.number.scaled && first.end == first.number.end);
        if joined && is_unsaid && first.end == first.number.end {
            let scale = [1_000_000_000, 1_000_000, 1_000]
                .into_iter()
                .find(|scale| second.number.scaled && second.number.value >= scale * ONE);
            if let Some(scale) =
                scale.filter(|_| first.number.value < 1_000 * ONE && second.measure == Measure::Of(Kind::Money))
            {
                first.number.value = first.number.value.saturating_mul(scale);
                first.number.step = first.number.step.saturating_mul(scale);
                first.number.scaled = true;
            }
            first.measure = second.measure;
        }
    }
}
