//! Takes personal data and secrets out of a text before it becomes a log line.
//!
//! Several finders look at the text, each for one kind of thing, and return the byte ranges they
//! want hidden. Overlapping ranges are joined and replaced by a marker such as `[phone]`. Dates,
//! times, decimal fractions, UUIDs and X-Ray trace ids are set aside first, because operators need
//! them and their digits look like everything else.
//!
//! The finders are written by hand, without regular expressions: one alternation of these patterns
//! takes about 2 ms to compile, which every cold start would pay at its first log line. Every
//! finder reads the text from left to right and looks a bounded distance around each position, or
//! jumps behind what it has found, so the time grows linearly with the length of the text.
//!
//! Where a text is ambiguous, hiding wins, except for what makes logs useful: numbers of up to nine
//! digits that are not written like a phone number, round prices, and decimal fractions stay.

mod addresses;
mod numbers;
mod secrets;
mod shapes;

pub(super) use secrets::is_secret_name;
use std::borrow::Cow;
use std::ops::Range;

/// What replaces a secret whose kind is known only by the name it was given.
pub(super) const SECRET: &str = "[secret]";
const CARD: &str = "[card]";
const EMAIL: &str = "[email]";
const ADDRESS: &str = "[ip]";
const NATIONAL_ID: &str = "[national_id]";
const PHONE: &str = "[phone]";
const TOKEN: &str = "[token]";

/// How often a text is looked through at most. The second time hardly ever finds more, but hiding
/// one thing can show where another begins, as in `01012345678::1`.
const MAXIMUM_PASSES: usize = 4;

/// A byte range of the text that must not be seen, and what to write instead.
struct Span {
    range: Range<usize>,
    marker: &'static str,
}

/// Replaces phone numbers, e-mail and IP addresses, national ids, card numbers, tokens, keys and
/// passwords by markers.
///
/// Latin, Arabic-Indic and Persian digits are read alike. A masked text stays as it is when it is
/// masked again. A text with nothing to hide is returned without copying.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut masked = Cow::Borrowed(text);
    for _ in 0..MAXIMUM_PASSES {
        let spans = find(&masked);
        if spans.is_empty() {
            break;
        }
        let next = replace(&masked, spans);
        if next == masked {
            break;
        }
        masked = Cow::Owned(next);
    }
    masked
}

/// What must be hidden, in no order, with overlaps.
fn find(text: &str) -> Vec<Span> {
    let credentials = secrets::url_credentials(text);
    let mut spans = addresses::emails(text, &credentials);
    spans.extend(credentials);
    spans.extend(secrets::named_values(text));
    spans.extend(secrets::known_tokens(text));
    for gap in gaps(text) {
        let part = &text[gap.clone()];
        let found = [secrets::random_tokens(part), addresses::ip_addresses(part), numbers::numbers(part)];
        spans.extend(
            found.into_iter().flatten().map(|span| Span {
                range: span.range.start + gap.start..span.range.end + gap.start,
                marker: span.marker,
            }),
        );
    }
    spans
}

/// Writes the text with each span, or union of overlapping spans, replaced. The span that starts
/// first names the marker.
fn replace(text: &str, mut spans: Vec<Span>) -> String {
    spans.sort_by_key(|span| (span.range.start, std::cmp::Reverse(span.range.end)));
    let mut output = String::with_capacity(text.len());
    let mut done = 0;
    for span in spans {
        if span.range.start >= done {
            output.push_str(&text[done..span.range.start]);
            output.push_str(span.marker);
        }
        done = done.max(span.range.end);
    }
    output.push_str(&text[done..]);
    output
}

/// The parts of the text between the dates, times and ids that stay readable. Line breaks and tabs
/// as debug output writes them (`\n`) divide parts too, or their letter would seem to belong to the
/// word behind.
fn gaps(text: &str) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut after_word = false;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if ["\\n", "\\r", "\\t"].iter().any(|escape| rest.starts_with(escape)) {
            Some(2)
        } else if after_word {
            None
        } else {
            shapes::harmless_length(&text[..at], rest)
        };
        if let Some(length) = length {
            gaps.push(start..at);
            start = at + length;
        }
        at += length.unwrap_or(character.len_utf8());
        after_word = length.is_none() && character.is_alphanumeric();
    }
    gaps.push(start..text.len());
    gaps
}

/// The value of a decimal digit: Latin, Arabic-Indic or Persian.
fn digit(character: char) -> Option<u8> {
    let zero = match character {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    u8::try_from(u32::from(character) - u32::from(zero)).ok()
}

fn is_digit(character: char) -> bool {
    digit(character).is_some()
}
