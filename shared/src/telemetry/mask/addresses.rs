//! Finds e-mail and IP addresses.

use super::{ADDRESS, EMAIL, Span, digit, is_digit};
use std::net::Ipv6Addr;
use std::str::FromStr;

/// The longest way to write an IPv6 address, with an IPv4 address as its end.
const MAXIMUM_IPV6_LENGTH: usize = 45;

/// Finds e-mail addresses in any script, `%40` for the `@` included. An `@` behind a URL's
/// credentials, which come in the order of the text, is not one of theirs.
pub(super) fn emails(text: &str, credentials: &[Span]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut done = 0;
    for (at, character) in text.match_indices(['@', '%']) {
        let sign = if character == "@" { "@" } else { "%40" };
        if at < done
            || !text[at..].starts_with(sign)
            || credentials.binary_search_by_key(&at, |span| span.range.end).is_ok()
        {
            continue;
        }
        let domain = &text[at + sign.len()..];
        let length = domain.find(|character| !is_domain_character(character)).unwrap_or(domain.len());
        let domain = domain[..length].trim_end_matches(['.', '-']);
        // The domain is looked at first: a name before it is then read only once, however many
        // signs follow.
        if !domain.starts_with(char::is_alphanumeric) {
            continue;
        }
        let start = done + text[done..at].trim_end_matches(is_local_character).len();
        let end = at + sign.len() + domain.len();
        match spans.last_mut() {
            _ if start < at => spans.push(Span { range: start..end, marker: EMAIL }),
            // What looked like a whole address is the name before another sign: `a%40b@example.com`.
            Some(Span { range, .. }) if range.end == at => range.end = end,
            _ => continue,
        }
        done = end;
    }
    spans
}

/// What may stand before the `@`, without the characters that divide fields and parameters in logs
/// (`=`, `&`, `/`, …).
fn is_local_character(character: char) -> bool {
    character.is_alphanumeric() || ".!#$%'*+-^_~".contains(character)
}

fn is_domain_character(character: char) -> bool {
    character.is_alphanumeric() || ".-_".contains(character)
}

/// Finds IPv4 and IPv6 addresses.
pub(super) fn ip_addresses(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut done = 0;
    let mut before = None;
    for (at, character) in text.char_indices() {
        let length_here = || ipv4_length(before, &text[at..]).or_else(|| ipv6_length(before, &text[at..]));
        if at >= done
            && let Some(length) = length_here()
        {
            done = at + length;
            spans.push(Span { range: at..done, marker: ADDRESS });
        }
        before = Some(character);
    }
    spans
}

/// At least four numbers up to 255 with dots between them. Where there are more, it cannot be told
/// which of them are the address.
fn ipv4_length(before: Option<char>, text: &str) -> Option<usize> {
    if before.is_some_and(is_digit) {
        return None;
    }
    let mut length = byte_length(text)?;
    let mut count = 1;
    while let Some(next) = text[length..].strip_prefix('.').and_then(byte_length) {
        length += 1 + next;
        count += 1;
    }
    (count >= 4).then_some(length)
}

/// The length of the number up to 255 that the text begins with.
fn byte_length(text: &str) -> Option<usize> {
    let digits = text.chars().take(4).map_while(digit);
    let value = digits.clone().fold(0, |value, digit| value * 10 + u32::from(digit));
    let count = digits.count();
    let is_byte = (1..=3).contains(&count) && value <= 255;
    is_byte.then(|| text.chars().take(count).map(char::len_utf8).sum())
}

/// The longest IPv6 address that the text begins with. One without any decimal digit is taken for a
/// path in code, such as `a::b`.
fn ipv6_length(before: Option<char>, text: &str) -> Option<usize> {
    if before.is_some_and(is_word_character) || !text.starts_with(is_ipv6_character) {
        return None;
    }
    let limit = text.bytes().take(MAXIMUM_IPV6_LENGTH).take_while(|&byte| is_ipv6_character(char::from(byte))).count();
    if text[..limit].matches(':').count() < 2 {
        return None;
    }
    (2..=limit).rev().find(|&length| {
        let ends = !text[length..].starts_with(is_word_character);
        ends && text[..length].contains(|character: char| character.is_ascii_digit())
            && Ipv6Addr::from_str(&text[..length]).is_ok()
    })
}

fn is_ipv6_character(character: char) -> bool {
    character.is_ascii_hexdigit() || character == ':' || character == '.'
}

fn is_word_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
