//! Finds passwords, tokens and keys: by the name they are given, by the place where they stand, by
//! how they begin, and by how random they look.

use super::{SECRET, Span, TOKEN, digit};
use std::ops::Range;

/// The last word of a name whose value is secret.
const SECRET_WORDS: [&str; 19] = [
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "credentials",
    "cvc",
    "cvv",
    "hmac",
    "jwt",
    "otp",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "pepper",
    "pin",
    "pwd",
    "secret",
    "token",
];
/// What stands before `key` in the name of a secret key; an idempotency key is none.
const KEY_WORDS: [&str; 9] =
    ["access", "admin", "api", "encryption", "master", "private", "secret", "service", "signing"];
/// What may follow the word that makes a name secret without making it harmless, as `name` or
/// `count` do.
const VALUE_WORDS: [&str; 6] = ["confirmation", "digest", "hash", "hex", "signature", "value"];
/// What stands before `code` in the name of a one-time code; a status or error code is none.
const CODE_WORDS: [&str; 9] =
    ["access", "auth", "authorization", "confirmation", "login", "otp", "reset", "sms", "verification"];

/// How keys of well-known issuers begin, Osool's own included, and how many characters at least
/// must follow.
const KEY_BEGINNINGS: [(&str, usize); 21] = [
    ("AKIA", 12),
    ("ASIA", 12),
    ("AIza", 20),
    ("SG.", 12),
    ("egy_", 8),
    ("eyJ", 8),
    ("ghp_", 8),
    ("gho_", 8),
    ("ghs_", 8),
    ("ghu_", 8),
    ("github_pat_", 8),
    ("glpat-", 8),
    ("pk_", 8),
    ("rk_", 8),
    ("sk-", 8),
    ("sk_", 8),
    ("whsec_", 8),
    ("xoxb-", 8),
    ("xoxp-", 8),
    ("ya29.", 8),
    ("npm_", 12),
];
/// The words before a credential, as in `Authorization: Bearer …`. `Guest` is Osool's own.
const SCHEMES: [&str; 5] = ["Bearer", "Basic", "Guest", "Token", "ApiKey"];
/// From this length on, a run of random letters and digits is taken for a token.
const RANDOM_LENGTH: usize = 32;
/// Longer names are not read to their beginning.
const MAXIMUM_NAME_LENGTH: usize = 64;

/// Whether what bears this name must never be written, whatever it looks like.
///
/// The last word decides: `refresh_token` and `clientSecret` are secret, `max_tokens` and
/// `secret_arn` are not.
pub(in super::super) fn is_secret_name(name: &str) -> bool {
    is_code_name(&words(name)) || is_secret(&words(name))
}

fn is_secret(words: &[String]) -> bool {
    let mut words = words.iter().map(String::as_str).rev().skip_while(|word| VALUE_WORDS.contains(word));
    match words.next() {
        Some("key") => words.next().is_some_and(|kind| KEY_WORDS.contains(&kind)),
        Some(word) => SECRET_WORDS.contains(&word),
        None => false,
    }
}

fn is_code_name(words: &[String]) -> bool {
    match words {
        [only] => only == "code",
        [.., kind, last] => last == "code" && CODE_WORDS.contains(&kind.as_str()),
        [] => false,
    }
}

/// `X-Admin-Key`, `admin_key` and `adminKey` are all `admin`, `key`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = None;
    for character in name.chars() {
        let begins = character.is_ascii_uppercase() && before.is_some_and(|before: char| before.is_ascii_lowercase());
        if begins || !character.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if character.is_ascii_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.push(character.to_ascii_lowercase()));
        }
        before = Some(character);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Finds the values of `password=…`, `"token": "…"`, `Authorization: …` and their like.
pub(super) fn named_values(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut done = 0;
    for (at, sign) in text.match_indices([':', '=']) {
        let is_path = sign == ":" && (text[at + 1..].starts_with(':') || text[..at].ends_with(':'));
        if at < done || is_path {
            continue;
        }
        let name = name_before(&text[done..at]);
        let is_code = is_code_name(&words(name));
        if !is_code && !is_secret(&words(name)) {
            continue;
        }
        let value = Value::after(text, at + 1);
        let takes_line = words(name).last().is_some_and(|word| word == "authorization" || word == "cookie");
        let end = match value.quote {
            // What is called a code is most often an error's: only one-time codes are hidden.
            _ if is_code => value.code_end(),
            Some(backslashes) => Some(value.quoted_end(backslashes)),
            None if takes_line => Some(value.line_end()),
            None => value.word_end(sign == ":").max(value.code_end()),
        };
        if let Some(end) = end.filter(|&end| end > value.start) {
            spans.push(Span { range: value.start..end, marker: SECRET });
            done = end;
        }
    }
    spans
}

/// The name that ends the text, which may be in quotes and followed by spaces.
fn name_before(text: &str) -> &str {
    let name = text.trim_end_matches([' ', '"', '\'', '\\']);
    let length = name
        .bytes()
        .rev()
        .take(MAXIMUM_NAME_LENGTH)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte))
        .count();
    let (before, name) = name.split_at(name.len() - length);
    without_escape(before, name)
}

/// A value behind its name.
struct Value<'a> {
    text: &'a str,
    start: usize,
    /// How many backslashes stand before the quote that opens the value, if a quote does: one in
    /// JSON inside of JSON.
    quote: Option<usize>,
    /// Whether a space stands before it.
    is_spaced: bool,
}

impl<'a> Value<'a> {
    /// The value that begins behind spaces, brackets and wrappers such as `Some(`.
    fn after(text: &'a str, behind_sign: usize) -> Self {
        let behind = text[behind_sign..].trim_start_matches(['=', '>']);
        let trimmed = behind.trim_start_matches([' ', '\t']);
        let is_spaced = trimmed.len() < behind.len();
        let mut rest = trimmed;
        for _ in 0..3 {
            let inner = rest.trim_start_matches(|character: char| character.is_ascii_alphabetic());
            let Some(inner) = inner.strip_prefix(['(', '&']) else {
                break;
            };
            rest = inner;
        }
        let bracketed = rest.strip_prefix('[').unwrap_or(rest);
        let opened = bracketed.trim_start_matches('\\');
        let backslashes = bracketed.len() - opened.len();
        match opened.strip_prefix(['"', '\'']) {
            Some(inner) => Self { text, start: text.len() - inner.len(), quote: Some(backslashes), is_spaced },
            None => Self { text, start: text.len() - rest.len(), quote: None, is_spaced },
        }
    }

    /// Where the quote closes, with its backslashes left outside; the end of the text if it does
    /// not.
    fn quoted_end(&self, backslashes: usize) -> usize {
        let quote = self.text[..self.start].chars().next_back().unwrap_or('"');
        let value = &self.text[self.start..];
        let mut run = 0;
        for (at, character) in value.char_indices() {
            if character == quote && run % (2 * (backslashes + 1)) == backslashes {
                return self.start + at - backslashes;
            }
            run = if character == '\\' { run + 1 } else { 0 };
        }
        self.text.len()
    }

    /// The end of a header's value, which has spaces in it.
    fn line_end(&self) -> usize {
        let value = &self.text[self.start..];
        self.start + value.find(['\n', '\r', '"', '\'']).unwrap_or(value.len())
    }

    /// The end of a single word, if it may be a value: behind a colon and a space, plain words are
    /// a sentence, as in “invalid token: expired”.
    fn word_end(&self, behind_colon: bool) -> Option<usize> {
        let value = &self.text[self.start..];
        let list = if value.starts_with('[') { value.find(']').unwrap_or(value.len()) } else { 0 };
        let length = value[list..]
            .find(|character: char| character.is_whitespace() || ",;&(){}\"'`<>|،".contains(character))
            .map_or(value.len(), |length| list + length);
        let word = &value[..length];
        let is_plain = word.len() <= 12
            && word.chars().all(|character| character.is_ascii_alphabetic())
            && word.chars().skip(1).all(|character| character.is_ascii_lowercase());
        let is_sentence = behind_colon && self.is_spaced && is_plain;
        let is_nothing = ["null", "None", "true", "false"].contains(&word);
        (!is_sentence && !is_nothing).then_some(self.start + length)
    }

    /// The end of a code of six to eight digits, which may be divided by spaces or dashes.
    fn code_end(&self) -> Option<usize> {
        let value = &self.text[self.start..];
        let mut end = None;
        let mut count = 0;
        let mut characters = value.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let before_digit = characters.peek().is_some_and(|next| digit(next.1).is_some());
            let is_digit = digit(character).is_some();
            count += usize::from(is_digit);
            let divides = before_digit && matches!(character, ' ' | '-');
            if count > 8 || !(is_digit || divides) {
                break;
            }
            if count >= 6 && is_digit && !before_digit {
                end = Some(self.start + at + character.len_utf8());
            }
        }
        end
    }
}

/// Finds the user and password of `postgres://user:password@host`.
pub(super) fn url_credentials(text: &str) -> Vec<Span> {
    text.match_indices("://")
        .filter_map(|(at, sign)| {
            let start = at + sign.len();
            let authority = text[start..].split(|end: char| end.is_whitespace() || "/?#\"'<>`".contains(end)).next()?;
            let length = authority.rfind('@').filter(|&length| length > 0)?;
            Some(Span { range: start..start + length, marker: SECRET })
        })
        .collect()
}

/// Finds credentials behind `Bearer` and its like, and keys that are known by how they begin.
pub(super) fn known_tokens(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for run in runs(text) {
        let whole = without_escape(&text[..run.start], &text[run.clone()]);
        let start = run.end - whole.len();
        let token = whole.trim_end_matches('.');
        let secret = if follows_scheme(&text[..start], token) { Some(0) } else { known_key_start(token) };
        if let Some(at) = secret {
            spans.push(Span { range: start + at..start + token.len(), marker: TOKEN });
        }
    }
    spans
}

/// Finds tokens that are known only by their randomness.
pub(super) fn random_tokens(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for run in runs(text) {
        let mut start = run.start;
        for part in text[run].split(['.', '=', '~']) {
            if looks_random(part) {
                spans.push(Span { range: start..start + part.len(), marker: TOKEN });
            }
            start += part.len() + 1;
        }
    }
    spans
}

/// The unbroken runs of characters that tokens are made of.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for (end, other) in text.match_indices(|character| !is_token_character(character)) {
        runs.push(start..end);
        start = end + other.len();
    }
    runs.push(start..text.len());
    runs
}

fn is_token_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "+/_-.=~".contains(character)
}

/// A word without the letter of a line break or tab that debug output wrote before it, as in `\nword`.
fn without_escape<'a>(before: &str, word: &'a str) -> &'a str {
    let rest = word.strip_prefix(['n', 'r', 't']).filter(|_| before.ends_with('\\'));
    rest.unwrap_or(word)
}

/// Whether a scheme such as `Bearer` stands before this run, and the run is not the next word of a
/// sentence.
fn follows_scheme(before: &str, run: &str) -> bool {
    let word = before.trim_end_matches(' ');
    if word.len() == before.len() {
        return false;
    }
    let Some(scheme) = SCHEMES.iter().find(|scheme| {
        let start = word.len().checked_sub(scheme.len());
        start.and_then(|start| word.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    }) else {
        return false;
    };
    let is_word = run.bytes().skip(1).all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    run.len() >= 8 && (*scheme == "Bearer" || run.len() >= 20 || !is_word)
}

/// Where a well-known kind of key begins in a run, at its start or behind a character that is no
/// letter or digit.
fn known_key_start(run: &str) -> Option<usize> {
    (0..run.len()).find(|&at| {
        let rest = &run[at..];
        (at == 0 || !run.as_bytes()[at - 1].is_ascii_alphanumeric())
            && KEY_BEGINNINGS
                .iter()
                .any(|(beginning, minimum)| rest.starts_with(beginning) && rest.len() >= beginning.len() + minimum)
    })
}

/// Whether a run of letters, digits and `+/_-` was made by a random generator rather than by a
/// person.
///
/// In base64 and hexadecimal, about half of all neighbours differ in being a small letter, a
/// capital or a digit; in paths and names, one in ten. Pieces without any divider need no such
/// proof: nobody writes 32 letters and digits so.
fn looks_random(run: &str) -> bool {
    let is_mixed = |text: &str| {
        text.len() >= RANDOM_LENGTH
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && text.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    if !is_mixed(run) {
        return false;
    }
    let neighbours = run.as_bytes().windows(2).filter_map(|pair| Some((kind(pair[0])?, kind(pair[1])?)));
    let changes = neighbours.clone().filter(|(left, right)| left != right).count();
    changes * 4 >= neighbours.count() || run.split(['+', '/', '_', '-']).any(is_mixed)
}

/// Whether a byte is a digit (0), a small letter (1) or a capital (2).
fn kind(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(0),
        b'a'..=b'z' => Some(1),
        b'A'..=b'Z' => Some(2),
        _ => None,
    }
}
