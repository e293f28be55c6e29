//! What looks like personal data by its digits and is not: UUIDs, X-Ray trace ids, dates, times and
//! decimal fractions.

use super::numbers::{number_at, separators_length, without_separators};
use super::{digit, is_digit};

const UUID: &str = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
const TRACE_ID: &str = "1-xxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx";
const TIME: &str = "dd:dd:dd";
const TIME_WITHOUT_SECONDS: &str = "dd:dd";
const YEAR_FIRST: [&str; 2] = ["dddd-dd-dd", "dddd/dd/dd"];
const YEAR_LAST: [&str; 3] = ["dd-dd-dddd", "dd/dd/dddd", "dd.dd.dddd"];

/// The length in bytes of the harmless thing that `rest` begins with. `before` is the text up to
/// there, which must not end in a letter or digit.
pub(super) fn harmless_length(before: &str, rest: &str) -> Option<usize> {
    id_length(rest)
        .or_else(|| timestamp_length(before, rest))
        .or_else(|| time_length(before, rest))
        .or_else(|| fraction_length(before, rest))
}

fn id_length(rest: &str) -> Option<usize> {
    let length = [UUID, TRACE_ID].iter().find_map(|shape| matching_length(rest, shape))?;
    (!rest[length..].starts_with(char::is_alphanumeric)).then_some(length)
}

/// A date, with its time if it has one. A date without a time that stands beside further digits may
/// be part of a phone number written with unusual gaps, and does not count.
fn timestamp_length(before: &str, rest: &str) -> Option<usize> {
    let date = date_length(rest)?;
    if ends_in_separated_digit(before) {
        return None;
    }
    let behind = &rest[date..];
    if let Some(time) = behind.strip_prefix(['T', ' ']) {
        let length = time_length("", time).or_else(|| {
            let length = matching_length(time, TIME_WITHOUT_SECONDS)?;
            (!time[length..].starts_with(|next: char| next.is_alphanumeric() || next == ':')).then_some(length)
        });
        if let Some(length) = length {
            return Some(date + 1 + length);
        }
    }
    let next = &behind[separators_length(behind)..];
    let stands_alone = !behind.starts_with(char::is_alphanumeric) && !next.starts_with(is_digit);
    stands_alone.then_some(date)
}

fn date_length(rest: &str) -> Option<usize> {
    let (length, year_first) = YEAR_FIRST
        .iter()
        .find_map(|shape| Some((matching_length(rest, shape)?, true)))
        .or_else(|| YEAR_LAST.iter().find_map(|shape| Some((matching_length(rest, shape)?, false))))?;
    let parts: Vec<u16> = rest[..length]
        .split(|character| !is_digit(character))
        .map(|part| part.chars().filter_map(digit).fold(0, |number, digit| number * 10 + u16::from(digit)))
        .collect();
    let (year, others) = if year_first { (parts[0], [parts[1], parts[2]]) } else { (parts[2], [parts[0], parts[1]]) };
    let plausible = (1900..2100).contains(&year) && others.iter().all(|part| (1..=31).contains(part));
    plausible.then_some(length)
}

/// A time with seconds and up to nine decimals. A colon on either side would make it a piece of an
/// IPv6 address.
fn time_length(before: &str, rest: &str) -> Option<usize> {
    let mut length = matching_length(rest, TIME)?;
    if let Some(decimals) = rest[length..].strip_prefix('.') {
        let digits: usize = decimals.chars().take(9).take_while(|&next| is_digit(next)).map(char::len_utf8).sum();
        if digits > 0 {
            length += 1 + digits;
        }
    }
    let behind = rest[length..].strip_prefix('Z').unwrap_or(&rest[length..]);
    let stands_alone =
        !before.ends_with(':') && !behind.starts_with(|next: char| next.is_alphanumeric() || next == ':');
    stands_alone.then_some(length)
}

/// A number such as `0.1234567890` or `8500000.50`, standing alone: `+20.1012345678`,
/// `010.12345678` and `1.2.3.4` are none.
fn fraction_length(before: &str, rest: &str) -> Option<usize> {
    let whole = rest.find(|character| !is_digit(character))?;
    let behind = rest[whole..].strip_prefix(['.', '٫'])?;
    let decimals = behind.find(|character| !is_digit(character)).unwrap_or(behind.len());
    let after = &behind[decimals..];
    let count = rest[..whole].chars().count();
    let leading_zero = count > 1 && rest.chars().next().and_then(digit) == Some(0);
    let is_inside_ipv6 = before
        .strip_suffix(':')
        .is_some_and(|group| group.ends_with(|last: char| last.is_ascii_hexdigit() || last == ':'));
    let stands_alone = !before.ends_with(['+', '＋', '('])
        && !ends_in_separated_digit(before)
        && !is_inside_ipv6
        && !after[separators_length(after)..].starts_with(is_digit);
    let plausible = (1..=9).contains(&count) && !leading_zero && decimals > 0;
    let length = rest.len() - after.len();
    let is_below_one = count == 1 && rest.chars().next().and_then(digit) == Some(0);
    let is_phone = !is_below_one && number_at(&rest[..length], false).is_some_and(|(end, _)| end == length);
    (plausible && stands_alone && !is_phone).then_some(length)
}

/// Whether the text ends in a digit and then at least one character that may stand inside a number.
fn ends_in_separated_digit(before: &str) -> bool {
    let number = without_separators(before);
    number.len() < before.len() && number.ends_with(is_digit)
}

/// The length in bytes of the beginning of `rest` that matches a shape, in which `x` stands for a
/// hexadecimal digit, `d` for a decimal digit of any script and every other character for itself.
fn matching_length(rest: &str, shape: &str) -> Option<usize> {
    let mut characters = rest.chars();
    let mut length = 0;
    for expected in shape.chars() {
        let character = characters.next()?;
        let fits = match expected {
            'x' => character.is_ascii_hexdigit(),
            'd' => is_digit(character),
            _ => character == expected,
        };
        if !fits {
            return None;
        }
        length += character.len_utf8();
    }
    Some(length)
}
