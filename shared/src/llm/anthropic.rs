//! Anthropic: `POST /v1/messages`, always as a stream.
//!
//! Of a prompt the tools and the system's part are cached, and the conversation up to its last message, so that the
//! calls of one turn read what the ones before them wrote. Sampling parameters, a forced tool, a begun answer and
//! `thinking` are not sent: the newest models refuse them.
//!
//! Source: Anthropic's API reference, “Messages”, “Streaming messages”, “Prompt caching” and “Errors”.

use std::{collections::BTreeMap, mem};

use reqwest::RequestBuilder;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value, json};

use super::{
    Failed,
    chat::{Ended, Event, Message, Meter, Part, Prompt, Role, Stop, Tool, ToolCall},
    sse,
    wire::{Broken, base_of, error_in_stream, saturating, unsent},
};
use crate::{client::HttpClient, fault::Fault, ledger::prices::Tokens};

/// Where Anthropic is called unless a setting says otherwise.
pub const BASE_URL: &str = "https://api.anthropic.com";

/// The version of the API that is spoken here.
const VERSION: &str = "2023-06-01";

/// Anthropic, with a key.
#[derive(Debug, Clone)]
pub struct Anthropic {
    http: HttpClient,
    base: String,
    key: SecretString,
}

impl Anthropic {
    /// Anthropic at this address (scheme and host; a closing `/v1` is allowed), with this key.
    pub(super) fn new(http: HttpClient, base: &str, key: SecretString) -> Self {
        Self { http, base: base_of(base).to_owned(), key }
    }

    /// What asks a model.
    pub(super) fn request(&self, prompt: &Prompt<'_>) -> Result<RequestBuilder, Failed> {
        let request = self.http.post(&format!("{}/v1/messages", self.base)).map_err(unsent)?;
        Ok(request
            .header("x-api-key", self.key.expose_secret())
            .header("anthropic-version", VERSION)
            .json(&body(prompt)))
    }
}

/// What is sent.
fn body(prompt: &Prompt<'_>) -> Value {
    let mut messages: Vec<Value> = prompt.messages.iter().filter_map(message).collect();
    if let (Some(note), Some(blocks)) = (text(prompt.turn), question(&mut messages)) {
        // After what the person said: all before it is the same in the next turn, and is then read from the cache.
        if let Some(said) = blocks.last_mut() {
            said["cache_control"] = cached();
        }
        blocks.push(note);
    }
    let last = messages.last_mut().and_then(|message| message["content"].as_array_mut());
    // Thinking cannot be marked.
    if let Some(block) = last.and_then(|blocks| blocks.iter_mut().rev().find(|block| !is_thinking(block))) {
        block["cache_control"] = cached();
    }
    let mut system = Vec::new();
    if let Some(mut block) = text(prompt.system) {
        block["cache_control"] = cached();
        system.push(block);
    }
    let mut body =
        json!({"model": prompt.model, "max_tokens": prompt.max_output, "stream": true, "messages": messages});
    if !system.is_empty() {
        body["system"] = system.into();
    }
    if !prompt.tools.is_empty() {
        body["tools"] = prompt.tools.iter().map(tool).collect();
    }
    if let Some(effort) = prompt.effort {
        body["output_config"] = json!({"effort": effort});
    }
    body
}

/// The blocks of the last message in which the person says something.
fn question(messages: &mut [Value]) -> Option<&mut Vec<Value>> {
    let says = |message: &&mut Value| {
        let blocks = message["content"].as_array().map(Vec::as_slice).unwrap_or_default();
        message["role"] == "user" && blocks.iter().any(|block| block["type"] == "text")
    };
    messages.iter_mut().rev().find(says)?["content"].as_array_mut()
}

/// What marks the end of what is cached, for five minutes.
fn cached() -> Value {
    json!({"type": "ephemeral"})
}

fn is_thinking(block: &Value) -> bool {
    matches!(block["type"].as_str(), Some("thinking" | "redacted_thinking"))
}

/// A block of text; `None` for nothing but space, which the API refuses.
fn text(text: &str) -> Option<Value> {
    (!text.trim().is_empty()).then(|| json!({"type": "text", "text": text}))
}

fn tool(tool: &Tool) -> Value {
    json!({"name": tool.name, "description": tool.description, "input_schema": tool.schema})
}

/// A message; `None` where nothing is in it, which the API refuses.
fn message(message: &Message) -> Option<Value> {
    let mut parts: Vec<&Part> = message.parts.iter().collect();
    // The API wants what tools gave before all else.
    parts.sort_by_key(|part| !matches!(part, Part::ToolResult { .. }));
    let blocks: Vec<Value> = parts.into_iter().filter_map(block).collect();
    let role = match message.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    (!blocks.is_empty()).then(|| json!({"role": role, "content": blocks}))
}

fn block(part: &Part) -> Option<Value> {
    match part {
        Part::Text(said) => text(said),
        Part::ToolCall(call) => {
            let input = call.object().unwrap_or_default();
            Some(json!({"type": "tool_use", "id": call.id, "name": call.name, "input": input}))
        }
        Part::ToolResult { id, content, failed } => {
            let mut block = json!({"type": "tool_result", "tool_use_id": id, "content": content});
            if *failed {
                block["is_error"] = true.into();
            }
            Some(block)
        }
        Part::Thinking(block) => Some(block.clone()),
    }
}

/// Understands the events of an answer.
#[derive(Debug)]
pub(super) struct Parser {
    meter: Meter,
    counts: Counts,
    /// By their index: they need not come one after the other.
    blocks: BTreeMap<u64, Block>,
    stop: Option<Stop>,
}

/// What the provider counted of the prompt. The kinds are disjoint.
#[derive(Debug, Default)]
struct Counts {
    /// `None` until there is a count.
    input: Option<u64>,
    read: Option<u64>,
    /// All that was written to the cache.
    written: Option<u64>,
    /// What of that is for five minutes, and what for an hour.
    minutes: Option<u64>,
    hour: Option<u64>,
}

/// A block of an answer, as far as it came.
#[derive(Debug)]
enum Block {
    Text(String),
    ToolCall(ToolCall),
    Thinking(Map<String, Value>),
}

impl Parser {
    pub(super) fn new(prompt: &Prompt<'_>) -> Self {
        Self { meter: Meter::new(prompt), counts: Counts::default(), blocks: BTreeMap::new(), stop: None }
    }

    /// What an event says. Events, blocks and changes of kinds that are not known here are passed over.
    pub(super) fn take(&mut self, event: &sse::Event) -> Result<Vec<Event>, Broken> {
        let data: Value = serde_json::from_str(&event.data).map_err(|error| (Fault::Malformed, error.to_string()))?;
        let index = data["index"].as_u64().unwrap_or_default();
        let said = match data["type"].as_str().unwrap_or(&event.name) {
            "message_start" => {
                self.count(&data["message"]["usage"]);
                None
            }
            "content_block_start" => self.begin(index, &data["content_block"]),
            "content_block_delta" => self.go_on(index, &data["delta"]),
            "message_delta" => {
                self.stop = data["delta"]["stop_reason"].as_str().map(stop).or(self.stop);
                self.count(&data["usage"]);
                None
            }
            "message_stop" => Some(Event::Ended(self.ended(self.stop.unwrap_or(Stop::Done)))),
            "error" => return Err(error_in_stream(&data)),
            _ => None,
        };
        Ok(said.into_iter().collect())
    }

    /// The answer where the model had stopped before the stream did.
    pub(super) fn end(&mut self) -> Option<Ended> {
        self.stop.map(|stop| self.ended(stop))
    }

    pub(super) fn used(&self) -> Tokens {
        self.meter.used()
    }

    /// Takes counts, each of which is of all so far.
    fn count(&mut self, usage: &Value) {
        let Counts { input, read, written, minutes, hour } = &mut self.counts;
        for (count, place) in [
            (&mut *input, "/input_tokens"),
            (&mut *read, "/cache_read_input_tokens"),
            (&mut *written, "/cache_creation_input_tokens"),
            (&mut *minutes, "/cache_creation/ephemeral_5m_input_tokens"),
            (&mut *hour, "/cache_creation/ephemeral_1h_input_tokens"),
        ] {
            *count = usage.pointer(place).and_then(Value::as_u64).or(*count);
        }
        if let Some(input) = *input {
            let hour = hour.unwrap_or_default();
            // What is not said to be for an hour is for five minutes.
            let rest = written.unwrap_or_default().saturating_sub(hour);
            self.meter.count_prompt(Tokens {
                input: saturating(input),
                cache_write_5m: saturating(minutes.unwrap_or_default().max(rest)),
                cache_write_1h: saturating(hour),
                cache_read: saturating(read.unwrap_or_default()),
                output: 0,
            });
        }
        if let Some(output) = usage["output_tokens"].as_u64() {
            self.meter.count_output(output, self.stop.is_some());
        }
    }

    fn begin(&mut self, index: u64, block: &Value) -> Option<Event> {
        let field = |name: &str| block[name].as_str().unwrap_or_default().to_owned();
        match block["type"].as_str()? {
            "text" => {
                self.blocks.insert(index, Block::Text(String::new()));
                self.write(index, &field("text"))
            }
            "tool_use" => {
                let name = field("name");
                let call = ToolCall { id: field("id"), name: name.clone(), input: String::new() };
                self.blocks.insert(index, Block::ToolCall(call));
                Some(Event::ToolCallBegun { name })
            }
            "thinking" | "redacted_thinking" => {
                let thinking = block.as_object()?;
                for name in ["thinking", "signature", "data"] {
                    self.meter.receive(&field(name));
                }
                self.blocks.insert(index, Block::Thinking(thinking.clone()));
                None
            }
            _ => None,
        }
    }

    fn go_on(&mut self, index: u64, delta: &Value) -> Option<Event> {
        let field = |name: &str| delta[name].as_str().unwrap_or_default();
        match (delta["type"].as_str()?, self.blocks.get_mut(&index)?) {
            ("text_delta", Block::Text(_)) => return self.write(index, field("text")),
            ("input_json_delta", Block::ToolCall(call)) => {
                let input = field("partial_json");
                self.meter.receive(input);
                call.input.push_str(input);
            }
            ("thinking_delta", Block::Thinking(block)) => {
                let thinking = field("thinking");
                self.meter.receive(thinking);
                match block.get_mut("thinking") {
                    Some(Value::String(before)) => before.push_str(thinking),
                    _ => drop(block.insert("thinking".to_owned(), thinking.into())),
                }
            }
            ("signature_delta", Block::Thinking(block)) => {
                // The signature holds the thinking that is not shown, too.
                let signature = field("signature");
                self.meter.receive(signature);
                block.insert("signature".to_owned(), signature.into());
            }
            _ => {}
        }
        None
    }

    /// Adds to a block of text.
    fn write(&mut self, index: u64, said: &str) -> Option<Event> {
        let Some(Block::Text(text)) = self.blocks.get_mut(&index) else { return None };
        if said.is_empty() {
            return None;
        }
        self.meter.receive(said);
        text.push_str(said);
        Some(Event::Text(said.to_owned()))
    }

    fn ended(&mut self, stop: Stop) -> Ended {
        let part = |block| match block {
            Block::Text(text) => (!text.is_empty()).then_some(Part::Text(text)),
            Block::ToolCall(call) => Some(Part::ToolCall(call)),
            // Thinking that was cut off has no signature, and may not go back.
            Block::Thinking(block) => {
                let is_signed = block.get("signature").and_then(Value::as_str).is_some_and(|text| !text.is_empty());
                let block = Value::Object(block);
                (is_signed || block["type"] == "redacted_thinking").then_some(Part::Thinking(block))
            }
        };
        let parts = mem::take(&mut self.blocks).into_values().filter_map(part).collect();
        Ended::new(parts, stop, self.used())
    }
}

/// Why the model stopped, by the API's name for it. A name that is not known does not make the answer worse.
fn stop(reason: &str) -> Stop {
    match reason {
        "tool_use" => Stop::Tools,
        "max_tokens" | "model_context_window_exceeded" => Stop::Length,
        "refusal" => Stop::Refused,
        _ => Stop::Done,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;

    use super::*;
    use crate::{
        ledger::prices::Prices,
        llm::chat::tests::{conversation, prompt},
        money::NanoUsd,
    };

    fn parser() -> Parser {
        Parser::new(&prompt(&[], &[]))
    }

    fn take(parser: &mut Parser, data: &Value) -> Result<Vec<Event>, Broken> {
        parser.take(&sse::Event { name: String::new(), data: data.to_string() })
    }

    /// All that these events say.
    fn said(events: &[Value]) -> Vec<Event> {
        let mut parser = parser();
        events.iter().flat_map(|event| take(&mut parser, event).unwrap()).collect()
    }

    /// The answer that these events end in.
    fn ended(events: &[Value]) -> Ended {
        let Some(Event::Ended(ended)) = said(events).pop() else { panic!("{events:?}") };
        ended
    }

    fn begun() -> Value {
        let usage = json!({
            "input_tokens": 25, "cache_read_input_tokens": 3_000, "cache_creation_input_tokens": 1_000,
            "cache_creation": {"ephemeral_5m_input_tokens": 400, "ephemeral_1h_input_tokens": 600},
            "output_tokens": 1, "service_tier": "standard",
        });
        json!({"type": "message_start", "message": {"id": "msg_1", "content": [], "usage": usage}})
    }

    fn block(index: u64, block: &Value) -> Value {
        json!({"type": "content_block_start", "index": index, "content_block": block})
    }

    fn delta(index: u64, delta: &Value) -> Value {
        json!({"type": "content_block_delta", "index": index, "delta": delta})
    }

    fn text(index: u64, text: &str) -> Value {
        delta(index, &json!({"type": "text_delta", "text": text}))
    }

    fn input(index: u64, json: &str) -> Value {
        delta(index, &json!({"type": "input_json_delta", "partial_json": json}))
    }

    fn stopped(reason: &str, output: u32) -> Value {
        let delta = json!({"stop_reason": reason, "stop_sequence": null});
        json!({"type": "message_delta", "delta": delta, "usage": {"output_tokens": output}})
    }

    fn finished() -> Value {
        json!({"type": "message_stop"})
    }

    fn called(index: u64) -> Value {
        let call = json!({"type": "tool_use", "id": "toolu_1", "name": "search_properties", "input": {}});
        block(index, &call)
    }

    fn call(input: &str) -> Part {
        Part::ToolCall(ToolCall {
            id: "toolu_1".to_owned(),
            name: "search_properties".to_owned(),
            input: input.to_owned(),
        })
    }

    fn signed() -> Value {
        json!({"type": "thinking", "thinking": "Hm.", "signature": "c2ln"})
    }

    /// An answer that thinks, speaks and calls, with what is to be charged once each event is there.
    fn answer() -> Vec<(Value, u32)> {
        let stop = |index: u64| json!({"type": "content_block_stop", "index": index});
        vec![
            (begun(), 1),
            (json!({"type": "ping"}), 1),
            (block(0, &json!({"type": "thinking", "thinking": "", "signature": ""})), 1),
            (delta(0, &json!({"type": "thinking_delta", "thinking": "Hm."})), 3),
            (delta(0, &json!({"type": "signature_delta", "signature": "c2ln"})), 7),
            (stop(0), 7),
            (block(1, &json!({"type": "text", "text": ""})), 7),
            (text(1, "أهلا"), 15),
            (stop(1), 15),
            (called(2), 15),
            (input(2, ""), 15),
            (input(2, "{\"area\":"), 23),
            (input(2, "\"zayed\"}"), 31),
            (stop(2), 31),
            (stopped("tool_use", 42), 42),
            (finished(), 42),
        ]
    }

    #[test]
    fn invariant_2_an_answer_that_is_given_up_costs_at_any_time_what_is_known_and_at_most_what_came() {
        let mut parser = parser();
        let bound = prompt(&[], &[]).prompt_bound();
        assert_eq!(parser.used(), Tokens { input: bound, ..Tokens::default() });
        let price = *Prices::shipped().of("claude-sonnet-5-5", date!(2026 - 12 - 01)).unwrap();
        for (event, output) in answer() {
            take(&mut parser, &event).unwrap();
            let used = Tokens { input: 25, cache_write_5m: 400, cache_write_1h: 600, cache_read: 3_000, output };
            assert_eq!(parser.used(), used, "{event}");
            // 25 × 2,000 + 400 × 2,500 + 600 × 4,000 + 3,000 × 100 = 3,750,000.
            let nanos = 3_750_000 + 10_000 * i64::from(output);
            assert_eq!(price.cost(used), NanoUsd::from_nanos(nanos).unwrap());
        }
    }

    #[test]
    fn c8_an_answer_streams_as_text_and_calls_and_ends_whole() {
        let events: Vec<Value> = answer().into_iter().map(|(event, _)| event).collect();
        let used = Tokens { input: 25, cache_write_5m: 400, cache_write_1h: 600, cache_read: 3_000, output: 42 };
        let parts = vec![Part::Thinking(signed()), Part::Text("أهلا".to_owned()), call("{\"area\":\"zayed\"}")];
        assert_eq!(
            said(&events),
            [
                Event::Text("أهلا".to_owned()),
                Event::ToolCallBegun { name: "search_properties".to_owned() },
                Event::Ended(Ended { parts, stop: Stop::Tools, tokens: used }),
            ]
        );
    }

    #[test]
    fn c8_a_stream_that_breaks_off_is_an_answer_only_if_the_model_had_stopped() {
        let events: Vec<Value> = answer().into_iter().map(|(event, _)| event).collect();
        for length in 0..events.len() {
            let mut parser = parser();
            for event in &events[..length] {
                take(&mut parser, event).unwrap();
            }
            // All but the very last event.
            let whole = (length + 1 == events.len()).then(|| ended(&events));
            assert_eq!(parser.end(), whole, "{length}");
        }
    }

    #[test]
    fn invariant_2_a_later_count_replaces_an_earlier_one_and_what_is_not_said_stays() {
        let with = |start: Value, delta: Value| {
            let mut stopped = stopped("end_turn", 0);
            stopped["usage"] = delta;
            ended(&[json!({"type": "message_start", "message": {"usage": start}}), stopped, finished()]).tokens
        };
        let start = json!({"input_tokens": 10, "cache_creation_input_tokens": 20, "output_tokens": 3});
        let used = Tokens { input: 10, cache_write_5m: 20, output: 9, ..Tokens::default() };
        assert_eq!(with(start.clone(), json!({"output_tokens": 9})), used, "without a split all is for five minutes");
        let again = json!({"input_tokens": 11, "cache_creation_input_tokens": null, "cache_read_input_tokens": 5,
                           "output_tokens": 9, "server_tool_use": {"web_search_requests": 0}});
        assert_eq!(with(start.clone(), again), Tokens { input: 11, cache_read: 5, ..used });
        let split = json!({"cache_creation": {"ephemeral_1h_input_tokens": 15}, "output_tokens": 9});
        assert_eq!(with(start, split), Tokens { cache_write_5m: 5, cache_write_1h: 15, ..used });
        let bound = prompt(&[], &[]).prompt_bound();
        assert_eq!(
            with(json!({}), json!({"output_tokens": 9})),
            Tokens { input: bound, output: 9, ..Tokens::default() }
        );
        let events = [begun(), block(0, &json!({"type": "text", "text": "Hello."})), finished()];
        assert_eq!(ended(&events).tokens.output, 6, "without a last count each byte counts");
        let huge = json!({"input_tokens": u64::MAX, "output_tokens": u64::MAX});
        assert_eq!(with(huge, json!({})), Tokens { input: u32::MAX, output: u32::MAX, ..Tokens::default() });
    }

    #[test]
    fn c8_every_reason_to_stop_has_a_meaning() {
        for (reason, stop) in [
            ("end_turn", Stop::Done),
            ("stop_sequence", Stop::Done),
            ("pause_turn", Stop::Done),
            ("a_reason_of_tomorrow", Stop::Done),
            ("max_tokens", Stop::Length),
            ("model_context_window_exceeded", Stop::Length),
            ("refusal", Stop::Refused),
            // There is nothing that could be waited for.
            ("tool_use", Stop::Done),
        ] {
            let events = [begun(), block(0, &json!({"type": "text", "text": "Well."})), stopped(reason, 3), finished()];
            let ended = ended(&events);
            assert_eq!((ended.stop, ended.parts), (stop, vec![Part::Text("Well.".to_owned())]), "{reason}");
        }
    }

    #[test]
    fn c8_what_was_cut_off_by_the_length_is_left_out() {
        let events = [
            begun(),
            block(0, &json!({"type": "thinking", "thinking": "Hm", "signature": ""})),
            block(1, &json!({"type": "text", "text": "Let me see."})),
            called(2),
            input(2, "{\"area\":"),
            stopped("max_tokens", 50),
            finished(),
        ];
        let ended = ended(&events);
        assert_eq!((ended.stop, ended.parts), (Stop::Length, vec![Part::Text("Let me see.".to_owned())]));
    }

    #[test]
    fn c8_what_is_not_known_is_passed_over_and_blocks_may_come_mixed() {
        let events = [
            json!({"type": "event_of_tomorrow", "index": 0}),
            json!({"type": "content_block_delta", "index": 9, "delta": {"type": "text_delta", "text": "of no block"}}),
            json!([]),
            json!({}),
            begun(),
            called(1),
            block(0, &json!({"type": "text", "text": "One"})),
            block(2, &json!({"type": "block_of_tomorrow", "text": "?"})),
            block(3, &json!({"type": "redacted_thinking", "data": "Y2lwaGVy"})),
            text(2, "?"),
            input(1, "{}"),
            delta(0, &json!({"type": "delta_of_tomorrow", "text": "?"})),
            delta(0, &json!({"type": "input_json_delta", "partial_json": "?"})),
            text(0, " two"),
            stopped("tool_use", 9),
            finished(),
        ];
        let redacted = json!({"type": "redacted_thinking", "data": "Y2lwaGVy"});
        let parts = vec![Part::Text("One two".to_owned()), call("{}"), Part::Thinking(redacted)];
        assert_eq!(ended(&events).parts, parts);
    }

    #[test]
    fn c8_an_error_or_nonsense_within_the_stream_ends_it() {
        let mut parser = parser();
        take(&mut parser, &begun()).unwrap();
        let error = json!({"type": "error", "error": {"type": "overloaded_error", "message": "sk-12"}});
        let (fault, cause) = take(&mut parser, &error).unwrap_err();
        assert_eq!((fault, cause.contains("sk-12")), (Fault::Overloaded, false), "{cause}");
        for data in ["{\"type\":\"ping\"", "<html>", ""] {
            let event = sse::Event { name: "ping".to_owned(), data: data.to_owned() };
            assert_eq!(parser.take(&event).unwrap_err().0, Fault::Malformed, "{data}");
        }
        let event = sse::Event { name: "message_stop".to_owned(), data: "{}".to_owned() };
        assert!(
            matches!(parser.take(&event).unwrap()[..], [Event::Ended(_)]),
            "the name of an event serves as its type"
        );
    }

    #[test]
    fn c8_the_request_is_cached_to_its_last_message_and_holds_nothing_that_the_api_refuses() {
        let (tools, messages) = conversation();
        let cached = json!({"type": "ephemeral"});
        let call =
            |id: &str, input: Value| json!({"type": "tool_use", "id": id, "name": "search_properties", "input": input});
        let result = |id: &str| json!({"type": "tool_result", "tool_use_id": id, "content": "{\"units\":[]}"});
        let mut failed = result("b");
        failed["is_error"] = true.into();
        let mut expected = json!({
            "model": "claude-sonnet-5-5",
            "max_tokens": 50,
            "stream": true,
            "output_config": {"effort": "low"},
            "system": [{"type": "text", "text": "You are Amr.", "cache_control": cached}],
            "tools": [{
                "name": "search_properties",
                "description": "Finds units.",
                "input_schema": {"type": "object", "properties": {"area": {"type": "string"}}},
            }],
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "عايز شقة"}]},
                {"role": "assistant", "content": [
                    signed(),
                    {"type": "text", "text": "Let me look."},
                    call("a", json!({"area": "zayed"})),
                    call("b", json!({})),
                ]},
                {"role": "user", "content": [
                    result("a"), failed, {"type": "text", "text": "And?", "cache_control": cached},
                    {"type": "text", "text": "It is Monday.", "cache_control": cached},
                ]},
            ],
        });
        assert_eq!(body(&prompt(&tools, &messages)), expected);

        let bare = Prompt { effort: None, turn: "", tools: &[], ..prompt(&tools, &messages[..2]) };
        expected["messages"].as_array_mut().unwrap().pop();
        expected["messages"][1]["content"][3]["cache_control"] = cached;
        for field in ["output_config", "tools"] {
            expected.as_object_mut().unwrap().remove(field);
        }
        assert_eq!(body(&bare), expected);
        let thinking = [Message { role: Role::Assistant, parts: vec![Part::Thinking(signed())] }];
        assert_eq!(body(&prompt(&[], &thinking))["messages"][0]["content"], json!([signed()]), "is never marked");
    }

    #[test]
    fn c8_thinking_goes_back_as_it_came() {
        let events: Vec<Value> = answer().into_iter().map(|(event, _)| event).collect();
        let message = Message { role: Role::Assistant, parts: ended(&events).parts };
        assert_eq!(body(&prompt(&[], &[message]))["messages"][0]["content"][0], signed());
    }

    proptest! {
        #[test]
        fn c8_the_input_of_a_call_may_be_split_anywhere(area in "\\PC{0,20}", cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
            let whole = json!({"area": area}).to_string();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| whole.floor_char_boundary(cut.index(whole.len()))).collect();
            cuts.sort_unstable();
            cuts.push(whole.len());
            let mut events = vec![begun(), called(0)];
            let mut from = 0;
            for cut in cuts {
                events.push(input(0, &whole[from..cut]));
                from = cut;
            }
            events.extend([stopped("tool_use", 9), finished()]);
            prop_assert_eq!(ended(&events).parts, [call(&whole)]);
        }

        #[test]
        fn c8_no_event_makes_the_parser_panic(data in any::<String>(), place in 0..16_usize, field in any::<String>()) {
            let mut parser = parser();
            let _ = parser.take(&sse::Event { name: data.clone(), data: data.clone() });
            // An event of the right kind in which nothing else is right.
            let mut events = answer();
            let kind = events[place].0["type"].take();
            let odd = json!({"type": kind, "index": data, "delta": field, "content_block": {"type": field}, "usage": []});
            let _ = take(&mut parser, &odd);
        }
    }
}
