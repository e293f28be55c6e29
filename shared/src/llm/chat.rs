//! A conversation with a model, alike for all providers: what is sent ([`Prompt`]) and what streams back ([`Event`]).
//! How each provider writes it down is for its own module.

use serde_json::{Map, Value};

use super::wire::saturating;
use crate::ledger::prices::Tokens;

/// What providers add to a prompt in all, and around each of its parts and tools, in tokens, with much to spare.
const ADDED: usize = 2_000;
const ADDED_TO_EACH: usize = 100;

/// A tool that a model may call.
#[derive(Debug, Clone)]
pub struct Tool {
    /// Its name: letters, digits, `_` and `-`, at most 64.
    pub name: &'static str,
    /// When to call it and what it gives, for the model.
    pub description: &'static str,
    /// The JSON Schema of its input, an object.
    pub schema: Value,
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The person, or a tool on the model's behalf.
    User,
    /// The model.
    Assistant,
}

/// What was said in one go.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// By whom.
    pub role: Role,
    /// Its parts in order. One of whose parts nothing can be sent is left out.
    pub parts: Vec<Part>,
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Text. Nothing but space is not sent: providers refuse it.
    Text(String),
    /// The model asks for a tool (only in [`Role::Assistant`]).
    ToolCall(ToolCall),
    /// What a tool gave (only in [`Role::User`]).
    ToolResult {
        /// The id of the call.
        id: String,
        /// What the model gets to read.
        content: String,
        /// Whether the tool failed. Only Anthropic has a sign for it, so the content must say so too.
        failed: bool,
    },
    /// A block of Anthropic's thinking (`thinking`, `redacted_thinking`) as it came, signature included, so that it can
    /// go back with the tools' results in the same turn. Every other provider leaves it out.
    Thinking(Value),
}

impl Part {
    /// Its length in bytes.
    fn length(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::ToolCall(call) => call.id.len() + call.name.len() + call.input.len(),
            Self::ToolResult { id, content, failed: _ } => id.len() + content.len(),
            Self::Thinking(block) => block.to_string().len(),
        }
    }
}

/// A model's call of a tool.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    /// Names the call, for its result.
    pub id: String,
    /// The tool's name as the model wrote it: it may be none that was offered.
    pub name: String,
    /// The JSON text of the input as the model wrote it, which may be invalid; `{}` where it wrote nothing.
    pub input: String,
}

impl ToolCall {
    /// The input; `None` where the model wrote something else than a JSON object.
    #[must_use]
    pub fn object(&self) -> Option<Map<String, Value>> {
        serde_json::from_str(&self.input).ok()
    }
}

/// One call of a model.
#[derive(Debug, Clone, Copy)]
pub struct Prompt<'a> {
    /// The model's id.
    pub model: &'a str,
    /// How much the model should think, in its provider's words; `None` leaves it to the provider.
    pub effort: Option<&'a str>,
    /// What stays the same from call to call, and is cached.
    pub system: &'a str,
    /// What is said for this turn only, after the person's last message; may be empty.
    pub turn: &'a str,
    /// The tools that the model may call.
    pub tools: &'a [Tool],
    /// What was said so far, the last by the user.
    pub messages: &'a [Message],
    /// The most tokens that the model may write, thinking included.
    pub max_output: u32,
}

impl Prompt<'_> {
    /// The most tokens that the prompt can have, whichever provider gets it: a token is at least one byte of what is said,
    /// and providers add a little around each part and each tool.
    #[must_use]
    pub fn prompt_bound(&self) -> u32 {
        let tools = self
            .tools
            .iter()
            .map(|tool| ADDED_TO_EACH + tool.name.len() + tool.description.len() + tool.schema.to_string().len());
        let parts = self.messages.iter().flat_map(|message| &message.parts).map(|part| ADDED_TO_EACH + part.length());
        let said = tools.chain(parts).fold(self.system.len() + self.turn.len(), usize::saturating_add);
        saturating(said.saturating_add(ADDED))
    }
}

/// What happens while a model answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The next piece of text, never empty.
    Text(String),
    /// The model begins to call a tool; its input comes with [`Ended`].
    ToolCallBegun {
        /// The tool's name as the model wrote it.
        name: String,
    },
    /// The answer is whole.
    Ended(Ended),
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// All that the model said, to be sent back as its message.
    pub parts: Vec<Part>,
    /// Why it stopped.
    pub stop: Stop,
    /// What is billed.
    pub tokens: Tokens,
}

impl Ended {
    /// An answer of these parts: without calls that were cut off, and with an input for each call.
    pub(super) fn new(mut parts: Vec<Part>, stop: Stop, tokens: Tokens) -> Self {
        let is_cut_off = |part: &Part| matches!(part, Part::ToolCall(call) if call.object().is_none());
        parts.retain(|part| stop != Stop::Length || !is_cut_off(part));
        let mut has_calls = false;
        for part in &mut parts {
            if let Part::ToolCall(call) = part {
                has_calls = true;
                if call.input.is_empty() {
                    "{}".clone_into(&mut call.input);
                }
            }
        }
        let stop = if stop == Stop::Tools && !has_calls { Stop::Done } else { stop };
        Self { parts, stop, tokens }
    }
}

/// Why a model stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It has said what it had to say.
    Done,
    /// It waits for what its tools give; there is at least one call.
    Tools,
    /// It may write no more. A call that it was writing is left out of the parts; those before it are there.
    Length,
    /// It, or its provider, does not want to answer this.
    Refused,
}

/// What an answer has used so far: what the provider says, and where it has not said anything the most that it can be.
#[derive(Debug)]
pub(super) struct Meter {
    /// The most tokens of the prompt.
    bound: u32,
    /// The most tokens of the answer.
    max_output: u32,
    /// The bytes that came: as many tokens at most.
    received: usize,
    /// What the provider said about the prompt, with no output.
    prompt: Option<Tokens>,
    /// The last count of the answer's tokens.
    output: u32,
    /// Whether that count is of the whole answer.
    is_final: bool,
}

impl Meter {
    pub(super) fn new(prompt: &Prompt<'_>) -> Self {
        Self {
            bound: prompt.prompt_bound(),
            max_output: prompt.max_output,
            received: 0,
            prompt: None,
            output: 0,
            is_final: false,
        }
    }

    /// The model wrote this.
    pub(super) fn receive(&mut self, text: &str) {
        self.received = self.received.saturating_add(text.len());
    }

    /// The provider counted the prompt. A later count replaces an earlier one.
    pub(super) fn count_prompt(&mut self, tokens: Tokens) {
        self.prompt = Some(Tokens { output: 0, ..tokens });
    }

    /// The provider counted what the model wrote, so far or in all. A later count replaces an earlier one.
    pub(super) fn count_output(&mut self, tokens: u64, is_final: bool) {
        self.output = saturating(tokens);
        self.is_final = is_final;
    }

    pub(super) fn used(&self) -> Tokens {
        let prompt = self.prompt.unwrap_or(Tokens { input: self.bound, ..Tokens::default() });
        let output =
            if self.is_final { self.output } else { self.output.max(saturating(self.received).min(self.max_output)) };
        Tokens { output, ..prompt }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
pub(super) mod tests {
    use serde_json::json;

    use super::*;

    /// A prompt with all kinds of parts.
    pub(in crate::llm) fn conversation() -> (Vec<Tool>, Vec<Message>) {
        let tools = vec![Tool {
            name: "search_properties",
            description: "Finds units.",
            schema: json!({"type": "object", "properties": {"area": {"type": "string"}}}),
        }];
        let call = |id: &str, input: &str| {
            Part::ToolCall(ToolCall {
                id: id.to_owned(),
                name: "search_properties".to_owned(),
                input: input.to_owned(),
            })
        };
        let said = |text: &str| Part::Text(text.to_owned());
        let result =
            |id: &str, failed| Part::ToolResult { id: id.to_owned(), content: "{\"units\":[]}".to_owned(), failed };
        let thinking = Part::Thinking(json!({"type": "thinking", "thinking": "Hm.", "signature": "c2ln"}));
        let messages = vec![
            Message { role: Role::User, parts: vec![said("عايز شقة"), said(" \n")] },
            Message {
                role: Role::Assistant,
                parts: vec![thinking, said("Let me look."), call("a", r#"{"area":"zayed"}"#), call("b", "{\"area\":")],
            },
            Message { role: Role::Assistant, parts: vec![said("")] },
            Message { role: Role::User, parts: vec![said("And?"), result("a", false), result("b", true)] },
        ];
        (tools, messages)
    }

    pub(in crate::llm) fn prompt<'a>(tools: &'a [Tool], messages: &'a [Message]) -> Prompt<'a> {
        Prompt {
            model: "claude-sonnet-5-5",
            effort: Some("low"),
            system: "You are Amr.",
            turn: "It is Monday.",
            tools,
            messages,
            max_output: 50,
        }
    }

    #[test]
    fn invariant_2_no_prompt_has_more_tokens_than_the_bytes_of_all_that_is_said_and_what_is_added() {
        let (tools, messages) = conversation();
        let prompt = prompt(&tools, &messages);
        let said = format!("{}{}{tools:?}{messages:?}", prompt.system, prompt.turn);
        assert!(prompt.prompt_bound() as usize >= said.len(), "{}", said.len());
        let longer = format!("{}{}", prompt.system, "ع".repeat(1_000));
        let longer = Prompt { system: &longer, ..prompt };
        assert_eq!(longer.prompt_bound(), prompt.prompt_bound() + 2_000);
    }

    #[test]
    fn c8_only_an_object_is_the_input_of_a_tool() {
        let object =
            |input: &str| ToolCall { id: String::new(), name: String::new(), input: input.to_owned() }.object();
        assert_eq!(object("{\"a\":1}"), json!({"a": 1}).as_object().cloned());
        for input in ["", "[]", "null", "{\"a\":", "\"{}\"", "{} {}"] {
            assert_eq!(object(input), None, "{input}");
        }
    }

    #[test]
    fn c8_a_call_that_was_cut_off_is_left_out_and_one_without_input_gets_an_empty_one() {
        let call = |input: &str| {
            Part::ToolCall(ToolCall {
                id: "a".to_owned(),
                name: "search_properties".to_owned(),
                input: input.to_owned(),
            })
        };
        let parts = [call("{\"a\":1}"), call(""), call("{\"a\":")];
        for (stop, left) in [
            (Stop::Tools, vec![call("{\"a\":1}"), call("{}"), call("{\"a\":")]),
            (Stop::Length, vec![call("{\"a\":1}")]),
        ] {
            assert_eq!(
                Ended::new(parts.to_vec(), stop, Tokens::default()),
                Ended { parts: left, stop, tokens: Tokens::default() }
            );
        }
        let none = Ended::new(vec![Part::Text("Hello.".to_owned())], Stop::Tools, Tokens::default());
        assert_eq!(none.stop, Stop::Done, "without a call nothing is waited for");
    }

    #[test]
    fn invariant_2_what_is_not_known_is_counted_at_its_most() {
        let mut meter = Meter::new(&prompt(&[], &[]));
        let bound = prompt(&[], &[]).prompt_bound();
        let used = |input, output| Tokens { input, output, ..Tokens::default() };
        assert_eq!(meter.used(), used(bound, 0));
        meter.receive("أهلا");
        assert_eq!(meter.used(), used(bound, 8), "a token is a byte or more");
        meter.receive(&"x".repeat(1_000));
        assert_eq!(meter.used(), used(bound, 50), "and there are no more than were allowed");
        meter.count_prompt(Tokens { input: 7, cache_read: 3, output: 9, ..Tokens::default() });
        meter.count_output(60, false);
        assert_eq!(meter.used(), Tokens { input: 7, cache_read: 3, output: 60, ..Tokens::default() });
        meter.count_output(12, true);
        assert_eq!(meter.used(), Tokens { input: 7, cache_read: 3, output: 12, ..Tokens::default() });
        meter.count_output(u64::MAX, true);
        assert_eq!(meter.used().output, u32::MAX);
    }
}
