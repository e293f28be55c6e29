//! For the fuzzer: a stream as a stranger may send it.

use super::{
    answer::Parser,
    anthropic,
    chat::{Event, Message, Part, Prompt, Role},
    openai::conversation,
    sse::{self, Decoder},
};
use crate::ledger::prices::Tokens;

/// The most that the model may write here.
const MOST_OUTPUT: u32 = 500;

/// Reads a stream in pieces, until its end or until it makes no sense.
fn read<'a>(is_anthropics: bool, pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<sse::Event>, Vec<Event>, Tokens) {
    let messages = [Message { role: Role::User, parts: vec![Part::Text("hello".to_owned())] }];
    let prompt = Prompt {
        model: "m",
        effort: None,
        system: "",
        turn: "",
        tools: &[],
        messages: &messages,
        max_output: MOST_OUTPUT,
    };
    let mut parser = if is_anthropics {
        Parser::Anthropic(anthropic::Parser::new(&prompt))
    } else {
        Parser::OpenAi(conversation::Parser::new(&prompt))
    };
    let (mut decoder, mut events, mut said) = (Decoder::default(), Vec::new(), Vec::new());
    'stream: for piece in pieces {
        decoder.push(piece);
        while let Some(event) = decoder.event() {
            let Ok(event) = event else { break 'stream };
            let taken = parser.take(&event);
            events.push(event);
            let Ok(taken) = taken else { break 'stream };
            let has_ended = taken.iter().any(|event| matches!(event, Event::Ended(_)));
            said.extend(taken);
            if has_ended {
                break 'stream;
            }
        }
    }
    let used = parser.used();
    said.extend(parser.end().map(Event::Ended));
    (events, said, used)
}

/// Reads a stream whole and byte by byte: it must be the same, and what is charged within what was allowed wherever the
/// provider has not said otherwise. The first byte says whose stream it is.
pub fn fuzz_stream(bytes: &[u8]) {
    let Some((whose, stream)) = bytes.split_first() else { return };
    let whole = read(whose % 2 == 0, [stream].into_iter());
    let cut = read(whose % 2 == 0, stream.chunks(1));
    assert_eq!(whole, cut, "it depends on how the stream is cut");
}
