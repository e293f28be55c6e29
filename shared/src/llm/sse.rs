//! Server-sent events, the form in which models' answers stream: lines of `field: value`, an empty line after each
//! event. Bytes go in as they come from the network, however they are cut; whole events come out.
//!
//! Source: the HTML Living Standard, “Server-sent events”, sections 9.2.5 and 9.2.6. Of its fields, `id` and `retry`
//! are for clients that connect again, which nobody can to a model's answer; they are passed over.

use std::{collections::VecDeque, mem};

/// The most bytes of one event that are kept. The providers' largest take some thousands.
const EVENT_LIMIT: usize = 1 << 20;

/// What a stream in UTF-8 may begin with.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// What kind it is; empty where that is not said.
    pub(super) name: String,
    /// What it carries. Bytes that are no UTF-8 have been replaced.
    pub(super) data: String,
}

/// An event is longer than any should be. Nothing after it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLong;

/// Makes events of bytes. Each byte is looked at once, so a long line in many pieces takes no longer than in one.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// Whether a line has ended since the stream began: only the first may have a byte order mark before it.
    begun: bool,
    /// Whether the last byte was a carriage return, so that a line feed now would belong to it.
    after_return: bool,
    /// The name and the data of the event that has not ended yet; each line of data with a line feed after it.
    name: Vec<u8>,
    data: Vec<u8>,
    whole: VecDeque<Event>,
    too_long: bool,
}

impl Decoder {
    /// Takes the next bytes of the stream.
    pub(super) fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.too_long {
            if mem::take(&mut self.after_return)
                && let Some(rest) = bytes.strip_prefix(b"\n")
            {
                bytes = rest;
                continue;
            }
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let (part, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
            self.line.extend_from_slice(part);
            self.too_long = self.line.len() + self.data.len() > EVENT_LIMIT;
            if let Some((ending, rest)) = rest.split_first()
                && !self.too_long
            {
                self.after_return = *ending == b'\r';
                self.end_line();
                bytes = rest;
            } else {
                bytes = rest;
            }
        }
    }

    /// The next whole event. What has not ended when the stream does is none.
    pub(super) fn event(&mut self) -> Option<Result<Event, TooLong>> {
        let whole = self.whole.pop_front().map(Ok);
        whole.or_else(|| self.too_long.then_some(Err(TooLong)))
    }

    fn end_line(&mut self) {
        let mut line = mem::take(&mut self.line);
        let mut text = line.as_slice();
        if !mem::replace(&mut self.begun, true) {
            text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        }
        if text.is_empty() {
            self.end_event();
        } else {
            let colon = text.iter().position(|byte| *byte == b':').unwrap_or(text.len());
            let (field, value) = text.split_at(colon);
            let value = value.strip_prefix(b":").unwrap_or(value);
            let value = value.strip_prefix(b" ").unwrap_or(value);
            match field {
                b"event" => value.clone_into(&mut self.name),
                b"data" => {
                    self.data.extend_from_slice(value);
                    self.data.push(b'\n');
                }
                // A comment has no field at all.
                _ => {}
            }
        }
        // Keeps the room that the line took for the next one.
        line.clear();
        self.line = line;
    }

    fn end_event(&mut self) {
        let (name, mut data) = (mem::take(&mut self.name), mem::take(&mut self.data));
        // Without any line of data there is no line feed either, and no event.
        if data.pop().is_some() {
            self.whole.push_back(Event { name: text(&name), data: text(&data) });
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;

    /// The events of a stream that comes in these pieces.
    fn decoded<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Result<Event, TooLong>> {
        let mut decoder = Decoder::default();
        let mut events = Vec::new();
        for piece in pieces {
            decoder.push(piece);
            while let Some(event) = decoder.event() {
                let is_last = event.is_err();
                events.push(event);
                if is_last {
                    return events;
                }
            }
        }
        events
    }

    #[expect(clippy::unnecessary_wraps, reason = "stands in lists in which the last may be an error")]
    fn event(name: &str, data: &str) -> Result<Event, TooLong> {
        Ok(Event { name: name.to_owned(), data: data.to_owned() })
    }

    #[test]
    fn c8_events_are_read_as_the_standard_says() {
        for (stream, events) in [
            ("data: a\n\n", vec![event("", "a")]),
            ("event: ping\ndata: {}\n\n", vec![event("ping", "{}")]),
            ("data:a\n\ndata:  b\n\n", vec![event("", "a"), event("", " b")]),
            ("data: a\ndata: b\ndata:\n\n", vec![event("", "a\nb\n")]),
            ("data\n\ndata\ndata\n\n", vec![event("", ""), event("", "\n")]),
            ("data: a\r\n\r\ndata: b\r\rdata: c\n\n", vec![event("", "a"), event("", "b"), event("", "c")]),
            (": comment\ndata: a\n:\n\n:\n\n", vec![event("", "a")]),
            ("id: 7\nretry: 10\nother\ndata: a\n\n", vec![event("", "a")]),
            ("event: a\n\ndata: b\n\n", vec![event("", "b")]),
            ("event: a\nevent: b\ndata: c\n\n", vec![event("b", "c")]),
            ("\u{feff}data: a\n\n\u{feff}data: b\n\n", vec![event("", "a")]),
            ("\u{feff}\ndata: a: b\n\n", vec![event("", "a: b")]),
            ("Data: a\n data: b\n\n", vec![]),
            ("data: عمرو\n\n", vec![event("", "عمرو")]),
            ("data: a\n\ndata: unfinished\n", vec![event("", "a")]),
            ("\n\n\n", vec![]),
        ] {
            assert_eq!(decoded([stream.as_bytes()]), events, "{stream:?}");
        }
    }

    #[test]
    fn c8_bytes_that_are_no_text_are_replaced() {
        assert_eq!(decoded([b"data: a\xffb\xd8\n\n".as_slice()]), [event("", "a\u{fffd}b\u{fffd}")]);
    }

    #[test]
    fn c8_an_event_that_never_ends_is_refused_in_one_line_or_in_many() {
        let line = "x".repeat(EVENT_LIMIT);
        let lines = "data: 0123456789\n".repeat(EVENT_LIMIT / 10);
        for stream in [line.clone() + "x", format!("data: a\n\ndata: {line}\n\n"), lines] {
            let events = decoded(stream.as_bytes().chunks(4_096));
            assert_eq!(events.last().unwrap(), &Err(TooLong));
        }
        let largest = format!("data: {}\n\n", "x".repeat(EVENT_LIMIT - 6));
        assert!(decoded([largest.as_bytes()]).first().unwrap().is_ok());
        // What is no part of an event may go on for ever.
        let comments = ": waiting\n".repeat(EVENT_LIMIT / 5);
        assert_eq!(decoded([comments.as_bytes(), b"data: a\n\n"]), [event("", "a")]);
    }

    #[test]
    fn c8_a_long_line_in_many_pieces_takes_time_in_proportion_to_its_length() {
        let stream = format!("data: {}\n\n", "x".repeat(EVENT_LIMIT - 6));
        let begun = Instant::now();
        assert_eq!(decoded(stream.as_bytes().chunks(1)).len(), 1);
        // To look at the whole line again for each byte would take hours.
        assert!(begun.elapsed().as_secs() < 10);
    }

    /// Bytes in which the signs that matter are frequent.
    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"data: ".to_vec()),
            Just(b"event:".to_vec()),
            Just(b"\n".to_vec()),
            Just(b"\r".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\n\n".to_vec()),
            Just(BYTE_ORDER_MARK.to_vec()),
            Just("ش".as_bytes().to_vec()),
            prop::collection::vec(any::<u8>(), 0..4),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn c8_however_a_stream_is_cut_its_events_are_the_same(
            stream in stream(),
            cuts in prop::collection::vec(1..7_usize, 1..200),
        ) {
            let whole = decoded([stream.as_slice()]);
            prop_assert_eq!(&decoded(stream.chunks(1)), &whole);
            let (mut pieces, mut rest) = (Vec::new(), stream.as_slice());
            for cut in cuts {
                let (piece, others) = rest.split_at(cut.min(rest.len()));
                pieces.push(piece);
                rest = others;
            }
            pieces.push(rest);
            prop_assert_eq!(decoded(pieces), whole);
        }

        #[test]
        fn c8_no_bytes_make_the_decoder_panic(bytes in any::<Vec<u8>>()) {
            decoded([bytes.as_slice()]);
        }
    }
}
