//! Writes each event as one masked line: JSON in the cloud, readable on a terminal.
//!
//! A JSON line holds `timestamp` (RFC 3339, UTC, milliseconds), `level`, `kind`, `message`, for
//! libraries `target`, and then, side by side, the fields of the event and of the spans around it.
//! Where names meet, the event wins over its spans and an inner span over an outer one; a field
//! that bears one of the names above is written as `field.level`.
//!
//! Values are masked when they are recorded, so nothing unmasked is ever kept. What a field is
//! called counts too: a `password` is never written, and a long integer, which might be a phone
//! number, only if its name says that it measures something.

use uuid::Uuid;

use super::mask::{SECRET, is_secret_name, mask};
use super::{ERROR, PERFORMANCE, SECURITY, SYSTEM, USER_ACTION};
use serde_json::{Number, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{Debug, Write as _};
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::{LookupSpan, Scope};

const TIMESTAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
const TIME: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]:[second].[subsecond digits:3]");

/// The names that a line gives itself.
const OWN_NAMES: [&str; 4] = ["timestamp", "level", "kind", "target"];
/// The name of the field by which all lines about a request are found.
const REQUEST_ID: &str = "request_id";
/// The last word of the name of a number that measures something and is nobody's.
const MEASURES: [&str; 20] = [
    "amount", "at", "bytes", "cents", "count", "egp", "limit", "line", "ms", "nanos", "ns", "piastres", "price",
    "seconds", "size", "status", "total", "us", "usd", "version",
];

/// From so many digits on, a number may be a phone number, a national id or a card.
const PERSONAL_DIGITS: usize = 10;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line, for `CloudWatch`.
    Json,
    /// Time, level, kind, message and fields, for people; the level in colour where standard output
    /// is a terminal.
    Text,
}

/// Writes events as lines to `output`.
pub(super) struct Lines<W> {
    format: Format,
    is_coloured: bool,
    output: Mutex<W>,
}

impl<W> Lines<W> {
    pub(super) fn new(format: Format, is_coloured: bool, output: W) -> Self {
        Self { format, is_coloured, output: Mutex::new(output) }
    }
}

impl<S, W> Layer<S> for Lines<W>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: Write + Send + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        // Values are formatted before the span is locked: formatting may itself log, and would wait
        // for ever.
        let mut later = Fields::default();
        values.record(&mut later);
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            fields.named.append(&mut later.named);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        let spans = context.event_scope(event).map(Scope::from_root);
        for span in spans.into_iter().flatten() {
            if let Some(of_span) = span.extensions().get::<Fields>() {
                fields.named.extend(of_span.named.clone());
            }
        }
        event.record(&mut fields);
        let metadata = event.metadata();
        let mut line = match self.format {
            Format::Json => json_line(metadata, fields),
            Format::Text => text_line(metadata, &fields, self.is_coloured),
        };
        line.push('\n');
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        // A line that cannot be written has nowhere to be complained about.
        drop(output.write_all(line.as_bytes()));
    }
}

/// The masked fields of an event or span.
#[derive(Default)]
struct Fields {
    message: String,
    named: BTreeMap<&'static str, Value>,
}

impl Fields {
    fn set(&mut self, field: &Field, value: Value) {
        let value = if is_secret_name(field.name()) { Value::from(SECRET) } else { value };
        self.named.insert(field.name(), value);
    }

    fn set_text(&mut self, field: &Field, text: &str) {
        // A UUID without dashes looks like a key, but this one must be found again.
        let is_request = field.name() == REQUEST_ID && Uuid::try_parse(text).is_ok();
        let masked = if is_request { text.to_owned() } else { mask(text).into_owned() };
        if field.name() == "message" {
            self.message = masked;
        } else {
            self.set(field, Value::String(masked));
        }
    }

    /// A number stays one unless it is long enough to be somebody's, or is none that JSON can express
    /// (`None`).
    fn set_number(&mut self, field: &Field, text: &str, number: Option<Number>) {
        let Some(number) = number else {
            return self.set_text(field, text);
        };
        let last_word = field.name().rsplit(['_', '.']).next().unwrap_or_default();
        let digits = text.bytes().take_while(|&byte| byte != b'.').filter(u8::is_ascii_digit).count();
        let value = if digits < PERSONAL_DIGITS || MEASURES.contains(&last_word) {
            Value::Number(number)
        } else {
            match mask(text) {
                Cow::Owned(masked) => Value::String(masked),
                Cow::Borrowed(_) => Value::from("[number]"),
            }
        };
        self.set(field, value);
    }
}

impl Visit for Fields {
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, Value::Bool(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set_number(field, &value.to_string(), Some(value.into()));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set_number(field, &value.to_string(), Some(value.into()));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.set_number(field, &value.to_string(), Number::from_i128(value));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.set_number(field, &value.to_string(), Number::from_u128(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set_number(field, &value.to_string(), Number::from_f64(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set_text(field, value);
    }

    /// The error and what caused it, outermost first.
    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut text = value.to_string();
        let mut cause = value.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        self.set_text(field, &text);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.set_text(field, &format!("{value:?}"));
    }
}

/// The kind of an event, and its target if that says more: events of libraries are told apart by
/// it.
fn kind(target: &str) -> (&str, Option<&str>) {
    match target {
        USER_ACTION | SYSTEM | ERROR | PERFORMANCE | SECURITY => (target.trim_start_matches("osool::"), None),
        library => ("system", Some(library)),
    }
}

fn json_line(metadata: &Metadata<'_>, fields: Fields) -> String {
    let (kind, target) = kind(metadata.target());
    let mut members = vec![
        ("timestamp".to_owned(), Value::from(now(TIMESTAMP))),
        ("level".to_owned(), Value::from(metadata.level().as_str())),
        ("kind".to_owned(), Value::from(kind)),
        ("message".to_owned(), Value::from(fields.message)),
    ];
    members.extend(target.map(|target| ("target".to_owned(), Value::from(target))));
    members.extend(fields.named.into_iter().map(|(name, value)| {
        let name = if OWN_NAMES.contains(&name) { format!("field.{name}") } else { name.to_owned() };
        (name, value)
    }));
    let members: Vec<String> =
        members.into_iter().map(|(name, value)| format!("{}:{value}", Value::from(name))).collect();
    on_one_line(&format!("{{{}}}", members.join(",")))
}

fn text_line(metadata: &Metadata<'_>, fields: &Fields, is_coloured: bool) -> String {
    let (kind, target) = kind(metadata.target());
    let (before, after) = match *metadata.level() {
        _ if !is_coloured => ("", ""),
        Level::ERROR => ("\u{1b}[31m", "\u{1b}[0m"),
        Level::WARN => ("\u{1b}[33m", "\u{1b}[0m"),
        Level::INFO => ("\u{1b}[32m", "\u{1b}[0m"),
        _ => ("\u{1b}[2m", "\u{1b}[0m"),
    };
    let mut words = vec![fields.message.clone()];
    words.extend(target.map(|target| format!("target={target}")));
    words.extend(fields.named.iter().map(|(name, value)| format!("{name}={value}")));
    let text = on_one_line(&words.join(" "));
    format!("{} {before}{:5}{after} {kind:11} {text}", now(TIME), metadata.level().as_str())
}

fn now(format: &[BorrowedFormatItem<'_>]) -> String {
    // These formats name only parts that every time has, so formatting does not fail.
    OffsetDateTime::now_utc().format(format).unwrap_or_default()
}

/// Writes characters that break lines or steer terminals as `\u001b`, which is what they are in
/// JSON too. JSON itself leaves some of them as they are, and readers of logs differ in which of
/// those end a line.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
            // Writing to a string does not fail.
            let _ = write!(line, "\\u{:04x}", u32::from(character));
        } else {
            line.push(character);
        }
    }
    line
}
