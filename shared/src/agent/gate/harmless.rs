//! Numbers that claim nothing of a unit: hours, dates of viewings, the person's phone, how many points there are; and
//! figures of kinds that evidence never has, where they only repeat what was read or asked.

use super::{
    super::evidence::Evidence,
    measures::Written,
    phrases,
    reading::Sentence,
    statements::in_listing,
    subject::Context,
    tokens::{ONE, Token},
    vocabulary::MONTHS,
    words::is_in,
};

/// Nouns that count thoughts, steps and moments rather than what a home has.
const THOUGHTS: &str = "things thing points point reasons reason options option differences difference advantages advantage disadvantages strengths strength weaknesses \
    questions question steps step ways way factors factor facts fact choices choice ideas idea pros cons key main big small of to that other more clear practical matches kids children child people persons adults members اطفال ولاد افراد اشخاص \
    حاجات حاجه نقط نقطه اسباب سبب مميزات ميزه عيوب عيب اسيله سوال خطوات خطوه طرق فروق فرق اختيارات مزايا";
/// What says that something has as many.
const HAS: &str = "has have having includes include including features feature offers boasts with plus contains comprises فيها فيه بيضم بتضم يضم تضم ويضم وتضم وفيها وفيه بيها يحتوي تحتوي";

/// Small whole numbers that count nothing: "2 things", times of the day, "24/7"; and the person's phone.
pub(super) fn is_harmless(sentence: &Sentence<'_>, written: &Written, context: &Context, evidence: &Evidence) -> bool {
    let number = written.number;
    let next = sentence.word(number.end);
    let whole = number.value % ONE == 0 && !number.scaled;
    if is_clock(sentence.tokens, number.first) || is_phone(sentence.tokens, number.first, evidence) {
        return true;
    }
    // "Your number ends in 567"
    let ends = (number.first.saturating_sub(3)..number.first)
        .any(|at| is_in(sentence.word(at), "ends ending اخره ينتهي بينتهي"));
    if ends && number.plain_digits >= 2 && sentence.says("your number رقمك رقم") && sentence.mentions.is_empty()
    {
        return true;
    }
    if is_day_of_month(sentence.tokens, number.first) && number.value <= 31 * ONE {
        return !sentence.says("delivery delivered handover استلام الاستلام استلامها التسليم تسليم");
    }
    let always = (number.value == 24 * ONE && next == "/") || (number.value == 7 * ONE && next != "%");
    let counts_rows = !context.in_table() || context.is_margin(sentence, number.first);
    whole && counts_rows && (number.value <= 20 * ONE || always)
}

/// "Mivida has 12 fountains": whatever the noun is, it is something that the place would have.
pub(super) fn is_possession(
    sentence: &Sentence<'_>,
    written: &Written,
    context: &Context,
    evidence: &Evidence,
) -> bool {
    let number = written.number;
    let has = (number.first.saturating_sub(2)..number.first).any(|at| is_in(sentence.word(at), HAS));
    let noun = sentence.tokens.get(number.end).is_some_and(Token::is_word)
        && !is_in(sentence.word(number.end), "in of on at في من علي");
    let of_thoughts = (number.end..number.end + 3).any(|at| is_in(sentence.word(at), THOUGHTS));
    has && noun
        && !of_thoughts
        && number.value > ONE
        && speaks_of_a_home(sentence, context)
        && !context.in_table()
        && !phrases::asks_the_person(sentence.tokens)
        && !in_listing(sentence, number.first, number.end + 1, evidence)
}

/// Whether a question holds nothing but figures to choose from: "500,000 or a million?"
pub(super) fn offers_a_choice(sentence: &Sentence<'_>) -> bool {
    const JOINERS: &str = "or a an and more less egp le than around about ولا او اكتر اقل حوالي مثلا و يا اما";
    let is_figure = |at: usize| sentence.figures.iter().any(|figure| (figure.number.first..figure.end).contains(&at));
    (0..sentence.tokens.len()).all(|at| {
        sentence.tokens.get(at).is_some_and(|token| !token.is_word() || is_in(&token.text, JOINERS)) || is_figure(at)
    })
}

fn speaks_of_a_home(sentence: &Sentence<'_>, context: &Context) -> bool {
    !sentence.mentions.is_empty()
        || sentence.names.iter().any(|name| !name.is_place)
        || !context.carried().ids().is_empty()
        || sentence.says("compound unit apartment villa الكمبوند كمبوند الوحده الشقه الفيلا المشروع")
}

/// "5:30", with its hour and its minutes.
fn is_clock(tokens: &[Token], at: usize) -> bool {
    let digits = |at: usize| tokens.get(at).is_some_and(|token| token.is_number() && token.text.len() <= 2);
    let colon = |at: usize| tokens.get(at).is_some_and(|token| token.is_sign(":") && token.glued);
    let glued = |at: usize| tokens.get(at).is_some_and(|token| token.glued);
    digits(at)
        && ((colon(at + 1) && digits(at + 2) && glued(at + 2))
            || (at >= 2 && colon(at - 1) && digits(at - 2) && glued(at)))
}

/// "12 May", "May 12th", «يوم 15».
fn is_day_of_month(tokens: &[Token], at: usize) -> bool {
    let is = |at: Option<usize>, list: &'static str| {
        at.and_then(|at| tokens.get(at)).is_some_and(|token| is_in(&token.text, list))
    };
    is(at.checked_sub(1), MONTHS)
        || is(Some(at + 1), MONTHS)
        || is(at.checked_sub(1), "يوم")
        || (is(Some(at + 1), "of") && is(Some(at + 2), MONTHS))
}

/// Digits of a phone number, in groups or in one, that the person wrote or that are said to be theirs.
fn is_phone(tokens: &[Token], at: usize, evidence: &Evidence) -> bool {
    const WHOSE: &str = "your yours number phone رقمك رقم تليفونك موبايلك حضرتك نمرتك";
    let belongs = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            (token.is_number() && token.text.chars().all(|char| char.is_numeric() || char == ' '))
                || token.is_sign("+-()‑–")
        })
    };
    let mut first = at;
    while first > 0 && belongs(first - 1) {
        first -= 1;
    }
    let run: Vec<&Token> = tokens
        .iter()
        .skip(first)
        .enumerate()
        .take_while(|(index, _)| belongs(first + index))
        .map(|(_, token)| token)
        .collect();
    let digits: String = run.iter().flat_map(|token| token.text.chars()).filter(char::is_ascii_digit).collect();
    let begins = digits.starts_with("01")
        || digits.starts_with("201")
        || digits.starts_with("00")
        || run.first().is_some_and(|token| token.is_sign("+"));
    let whose = tokens
        .iter()
        .any(|token| is_in(&token.text, WHOSE) || token.text.strip_prefix('و').is_some_and(|bare| is_in(bare, WHOSE)));
    (10..=15).contains(&digits.len()) && begins && (whose || evidence.was_dialled(&digits))
}

/// Whether a figure of a kind that evidence never has only repeats: what a listing says, what the person asked, a moment
/// to wait; or asks.
pub(super) fn is_repeated(sentence: &Sentence<'_>, written: &Written, evidence: &Evidence) -> bool {
    const WAIT: &str = "give moment wait bear hold just sec ثواني استني لحظه اديني ثانيه بس";
    let number = written.number;
    if in_listing(sentence, number.first, written.end, evidence) {
        return true;
    }
    let waits = number.value <= 2 * ONE
        && is_in(sentence.word(number.end), "minute minutes دقيقه")
        && sentence.mentions.is_empty()
        && (sentence.says(WAIT) || sentence.tokens.len() <= 5);
    let asked = evidence.figures_asked().iter().any(|asked| asked.is_foreign && asked.value == number.value);
    let repeats = asked && sentence.mentions.is_empty() && sentence.says(phrases::THEIRS);
    let asks = phrases::asks_the_person(sentence.tokens)
        && sentence.names_no_home()
        && number.value <= 60 * ONE
        && !sentence.says("$");
    // "A duplex is one home on two floors."
    let explains = number.value <= 2 * ONE
        && sentence.mentions.is_empty()
        && sentence.names_no_home()
        && is_in(sentence.word(number.end), "floor floors gate level levels دور دورين بوابه")
        && (sentence.says("a an means is are يعني هو هي") || sentence.tokens.iter().any(|token| token.is_sign("=")))
        && !sentence.says("it this has have فيها فيه");
    waits || repeats || asks || explains
}
