//! Names in a sentence: which words are names that were read, and which look like names that nobody read.

use std::sync::LazyLock;

use super::{
    super::evidence::Evidence,
    index::{Index, PLACES, find, index},
    patterns::{Phrases, position},
    tokens::Token,
    vocabulary::{FAMOUS, is_ordinary, is_ordinary_arabic, needs_capitals},
    words::is_in,
};
use crate::listings::{property::PropertyType, text::fold};

/// A name that stands in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The name, folded; of an area, its canonical English name, folded.
    pub(super) folded: String,
    pub(super) first: usize,
    pub(super) end: usize,
    /// Whether it is an area of the country.
    pub(super) is_place: bool,
}

static FAMOUS_NAMES: LazyLock<Index> =
    LazyLock::new(|| index(FAMOUS.split(',').map(str::trim).map(|name| (name.to_owned(), name.to_owned()))));

/// Whether a name is but a kind of unit: "villa".
pub(super) fn is_kind_of(name: &Name) -> bool {
    PropertyType::ALL.iter().any(|kind| fold(kind.english()) == name.folded)
}

/// The names of a sentence that are known: read from the data, or areas.
pub(super) fn known(tokens: &[Token], evidence: &Evidence) -> Vec<Name> {
    let mut names = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let place = find(tokens, at, &PLACES).map(|(name, end)| (name, end, true));
        let name = find(tokens, at, evidence.name_index()).map(|(name, end)| (name, end, false));
        let longest = match (name, place) {
            (Some(name), Some(place)) if place.1 >= name.1 => Some(place),
            (name, place) => name.or(place),
        };
        match longest {
            Some((name, end, is_place)) => {
                names.push(Name { folded: name, first: at, end, is_place });
                at = end;
            }
            None => at += 1,
        }
    }
    names
}

/// The first word or words that look like a name which nobody read: their first token and where they end. `is_known` says
/// which tokens are a known name or an id.
pub(super) fn unknown(
    tokens: &[Token],
    evidence: &Evidence,
    is_known: impl Fn(usize) -> bool,
) -> Option<(usize, usize)> {
    (0..tokens.len())
        .find_map(|at| unread_at(tokens, at, evidence, &is_known).filter(|(first, _)| !is_lacking(tokens, *first)))
}

/// The word or words at a token, if they look like a name which nobody read.
fn unread_at(
    tokens: &[Token],
    at: usize,
    evidence: &Evidence,
    is_known: &impl Fn(usize) -> bool,
) -> Option<(usize, usize)> {
    let token = tokens.get(at).filter(|token| token.is_word() && !is_known(at))?;
    if let Some((famous, end)) = find(tokens, at, &FAMOUS_NAMES) {
        let is_written_as_name = !needs_capitals(&famous)
            || ((at..end).all(|at| tokens.get(at).is_some_and(|token| token.capital))
                && (end > at + 1 || !begins_phrase(tokens, at)));
        if is_written_as_name && !evidence.was_asked(&famous) {
            return Some((at, end));
        }
    }
    let text = token.text.as_str();
    let is_arabic = !text.is_ascii() && text.chars().any(|char| ('\u{0620}'..='\u{06ff}').contains(&char));
    if is_arabic {
        if let Some(named) = named_after(tokens, at) {
            let unread = tokens.get(named).is_some_and(|name| {
                name.is_word() && !is_known(named) && !is_ordinary_arabic(&name.text) && !evidence.was_asked(&name.text)
            });
            if unread {
                return Some((named, named + 1));
            }
        }
        return None;
    }
    // "compound palmville", whatever its case.
    if is_in(text, "compound project developer developers") && is_sign_or_named(tokens, at + 1) {
        let named = if tokens.get(at + 1).is_some_and(Token::is_word) { at + 1 } else { at + 2 };
        let unread = tokens.get(named).is_some_and(|name| {
            name.is_word()
                && !is_known(named)
                && !is_ordinary(&name.text)
                && name.text.is_ascii()
                && (name.capital || is_in(text, "compound project"))
                && !is_small(&name.text)
                && !evidence.was_asked(&name.text)
        });
        if unread {
            return Some((named, named + 1));
        }
    }
    if is_named(tokens, at) && !evidence.was_asked(&run(tokens, at)) {
        return Some((at, at + 1));
    }
    if !token.capital || is_ordinary(text) || evidence.was_asked(text) || is_numeral(text) {
        return None;
    }
    // "Hello Ahmed!"
    let greets = at
        .checked_sub(1)
        .and_then(|at| tokens.get(at))
        .is_some_and(|before| is_in(&before.text, "hello hi hey dear welcome thanks mr mrs ms dr eng"));
    if (greets && at <= 2) || is_called(tokens, at) {
        return None;
    }
    if begins_phrase(tokens, at) {
        // Any word may begin a sentence; a name shows by a second capital or by what is said of it.
        let next = tokens.get(at + 1);
        let shows = next.is_some_and(|next| {
                (next.is_word() && next.capital && !is_known(at + 1))
                    || is_in(&next.text, "offers is has by compound development developments features boasts provides launched delivers project group holding s was and")
            });
        if !shows {
            return None;
        }
    }
    Some((at, at + 1))
}

/// Whether what stands at a token is what there is nothing of: "we have nothing in Zorbium", "Zorbium is not among them".
pub(super) fn is_lacking(tokens: &[Token], at: usize) -> bool {
    static LACKING: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(
            "\
        nothing in; nothing from; nothing by; nothing called; nothing * in; dont have * in; dont have * from; dont have * by; dont have * called; dont have; do not have; doesnt have; does not have; couldnt find; could not find; cant find; cannot find; didnt find; did not find; \
        no units; no unit; no listings; no listing; no apartments; no villas; no homes; no properties; no results; no match~; no compound; no developer; no project; havent found; have no; has no; had no; no record; no information; no data; not * called; not * named; isnt * called; unable to find; \
        not familiar; dont know; do not know; dont recognise; dont recognize; never heard; not list; not sell; not carry; not offer; not cover; nothing * by; not include; not have; not * anything; dont cover; do not cover; \
        مفيش عندنا; معندناش; ماعندناش; معنديش; ماعنديش; ملقيتش; ملقتش; مالقيتش; مش لاقي; مفيش حاجه; مفيش وحدات; مفيش شقق; مفيش كمبوند; لم اجد; لا يوجد; لا توجد; ليس لدينا; مفيش اي; مش عندنا; لم نجد; معرفش",
        )
    });
    static ABSENT: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(
            "\
        is not in our; isnt in our; is not among; isnt among; is not listed; isnt listed; is not available; isnt available; is not on our; isnt on our; is not in the; isnt in the; is not one; isnt one; is not something; isnt something; is outside; is unknown; doesnt appear; does not appear; didnt come up; doesnt show; \
        مش عندنا; مش موجود~; مش ضمن; مش متاح~; غير متاح~; غير موجود~; ليس~ ضمن; مش في",
        )
    });
    let is_end =
        |token: &Token| token.is_sign(",،;؛.:!?؟—–|") || is_in(&token.text, "but however لكن بس ولكن and و instead");
    let begin = (0..at).rev().find(|at| tokens.get(*at).is_some_and(is_end)).map_or(0, |end| end + 1);
    let before = tokens.get(begin.max(at.saturating_sub(9))..at).unwrap_or_default();
    if position(before, &LACKING).is_some()
        || position(tokens.get(begin.max(at.saturating_sub(9))..=at).unwrap_or_default(), &LACKING)
            .is_some_and(|(_, end)| end <= before.len())
    {
        return true;
    }
    // What is absent is said within three words of the name.
    let after = tokens.get(at + 1..).unwrap_or_default();
    let length = after.iter().position(is_end).unwrap_or(after.len());
    position(after.get(..length).unwrap_or_default(), &ABSENT).is_some_and(|(first, _)| first <= 2)
}

/// Whether the person is called by a name: "Here is what I found, Ahmed:", "Sure thing, Ahmed."
fn is_called(tokens: &[Token], at: usize) -> bool {
    let comma = at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|token| token.is_sign(",،"));
    let after = tokens.get(at + 1);
    let ends = after.is_none_or(|token| token.is_sign(":!?؟"));
    let short = at <= 5 && after.is_some_and(|token| token.is_sign(".,،"));
    comma && (ends && after.is_some() || short && tokens.len() <= at + 2)
}

/// The words with capitals from a token on.
fn run(tokens: &[Token], at: usize) -> String {
    let run = tokens.iter().skip(at).take_while(|token| token.is_word() && token.capital);
    run.map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Whether ordinary words with capitals stand where only a name does: "by Horizon Group", "in Lake Park", "Mivida Towers".
fn is_named(tokens: &[Token], at: usize) -> bool {
    const NAMING: &str = "bay tower towers residence residences residency heights park parks garden gardens hills city view views east west         lake lakes village valley square plaza walk compound group holding developments estates extension";
    const NO_NAME: &str = "npv i amr osool you egypt egyptian arabic english paymob january february march april may june july august september october november         december monday tuesday wednesday thursday friday saturday sunday";
    let capital = |at: usize| tokens.get(at).is_some_and(|token| token.is_word() && token.capital);
    let Some(token) =
        tokens.get(at).filter(|token| token.capital && token.text.is_ascii() && !is_in(&token.text, NO_NAME))
    else {
        return false;
    };
    let before =
        |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at)).map_or("", |token| token.text.as_str());
    let is_heading = tokens
        .iter()
        .filter(|token| token.is_word() && token.text.is_ascii())
        .all(|token| token.capital || token.text.len() < 4);
    if is_heading {
        return false;
    }
    let said_by = is_in(before(1), "by called named")
        || (is_in(before(1), "is") && is_in(before(2), "developer compound project"));
    let said_in = is_in(before(1), "in at near") && capital(at + 1);
    let extends = is_in(&token.text, NAMING)
        && !before(1).is_empty()
        && at
            .checked_sub(1)
            .and_then(|at| tokens.get(at))
            .is_some_and(|token| token.is_word() && token.capital && !is_ordinary(&token.text));
    said_by || said_in || extends
}

/// After «كمبوند», «مشروع» and the like: where the name stands that must follow.
fn named_after(tokens: &[Token], at: usize) -> Option<usize> {
    let text = tokens.get(at)?.text.as_str();
    let text = text.strip_prefix(['و', 'ب', 'ل', 'ف']).filter(|rest| rest.chars().count() > 3).unwrap_or(text);
    if is_in(text, "كمبوند كومباوند كومبوند مشروع شركه مطورها مطوره قريه منتجع كمباوند")
    {
        if tokens.get(at + 1).is_some_and(|token| is_in(&token.text, "اسمه اسمها هو هي")) {
            return Some(at + 2);
        }
        let is_word = tokens.get(at + 1).is_some_and(Token::is_word);
        return Some(if is_word { at + 1 } else { at + 2 });
    }
    let named = is_in(text, "المطور الكمبوند المشروع الشركه الكومباوند المطوره");
    let says = |ahead: usize, list: &'static str| tokens.get(at + ahead).is_some_and(|token| is_in(&token.text, list));
    let stop = |ahead: usize| tokens.get(at + ahead).is_some_and(|token| token.is_sign(":*"));
    if named && (says(1, "هو هي اسمه اسمها") || stop(1)) {
        let mut next = at + 2;
        while tokens.get(next).is_some_and(|token| token.is_sign(":*|")) {
            next += 1;
        }
        return Some(next);
    }
    (text == "تطوير" && tokens.get(at + 1).is_some_and(|token| !is_in(&token.text, "عقاري مصر"))).then_some(at + 1)
}

fn is_sign_or_named(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.is_word() || token.is_sign(":"))
}

/// Function words that need no place in the vocabulary of capitals.
fn is_small(word: &str) -> bool {
    is_in(word, "whose whom thats itself isnt doesnt hasnt")
}

fn is_numeral(word: &str) -> bool {
    word.chars().all(|char| matches!(char, 'i' | 'v' | 'x')) || super::numbers::is_word(word)
}

/// Whether a capital at a token may be that of a beginning: of a sentence, of what follows a colon, a bullet, a quote.
fn begins_phrase(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    before.is_none_or(|token| {
        token.is_sign(".!?؟…:*_-–—•|(\"“«#>/‣◦✅✔️👉🏡🔹📍💰;[~")
            || token.is_number()
            || (!token.is_word() && !token.is_sign(",،'’&"))
    })
}
