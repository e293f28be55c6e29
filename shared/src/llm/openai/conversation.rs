//! OpenAI's conversations: `POST /v1/chat/completions`, always as a stream.
//!
//! OpenAI caches by itself what prompts begin with alike, so what stays the same comes first.
//!
//! Source: OpenAI's API reference, “Create chat completion” and “Chat completion chunk”.

use std::{collections::BTreeMap, mem};

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::OpenAi;
use crate::{
    fault::Fault,
    ledger::prices::Tokens,
    llm::{
        Failed,
        chat::{Ended, Event, Message, Meter, Part, Prompt, Role, Stop, Tool, ToolCall},
        sse,
        wire::{Broken, error_in_stream, saturating},
    },
};

/// What follows the last event.
const DONE: &str = "[DONE]";

impl OpenAi {
    /// What asks a model.
    pub(in crate::llm) fn request(&self, prompt: &Prompt<'_>) -> Result<RequestBuilder, Failed> {
        Ok(self.post("/v1/chat/completions")?.json(&body(prompt)))
    }
}

/// What is sent.
fn body(prompt: &Prompt<'_>) -> Value {
    let system = together([prompt.system]).map(|content| json!({"role": "system", "content": content}));
    let mut messages: Vec<Value> = system.into_iter().chain(prompt.messages.iter().flat_map(messages)).collect();
    // After what the person said: all before it is the same in the next turn, and is then read from the cache.
    if let Some(question) = messages.iter_mut().rev().find(|message| message["role"] == "user") {
        let said = question["content"].as_str().unwrap_or_default();
        question["content"] = together([said, prompt.turn]).into();
    }
    let mut body = json!({
        "model": prompt.model,
        "max_completion_tokens": prompt.max_output,
        "stream": true,
        "stream_options": {"include_usage": true},
        "messages": messages,
    });
    if !prompt.tools.is_empty() {
        body["tools"] = prompt.tools.iter().map(tool).collect();
    }
    if let Some(effort) = prompt.effort {
        body["reasoning_effort"] = effort.into();
    }
    body
}

/// Texts as one; `None` where none of them says anything.
fn together<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

fn tool(tool: &Tool) -> Value {
    let function = json!({"name": tool.name, "description": tool.description, "parameters": tool.schema});
    json!({"type": "function", "function": function})
}

/// A message as OpenAI has it: what tools gave in messages of their own, before what was said.
fn messages(message: &Message) -> Vec<Value> {
    let (mut messages, mut calls, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for part in &message.parts {
        match part {
            Part::Text(text) => texts.push(text.as_str()),
            Part::ToolCall(call) => {
                let arguments = if call.object().is_some() { &call.input } else { "{}" };
                let function = json!({"name": call.name, "arguments": arguments});
                calls.push(json!({"id": call.id, "type": "function", "function": function}));
            }
            Part::ToolResult { id, content, failed: _ } => {
                messages.push(json!({"role": "tool", "tool_call_id": id, "content": content}));
            }
            Part::Thinking(_) => {}
        }
    }
    let role = match message.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    let said = together(texts);
    if said.is_some() || !calls.is_empty() {
        let mut message = json!({"role": role, "content": said});
        if !calls.is_empty() {
            message["tool_calls"] = calls.into();
        }
        messages.push(message);
    }
    messages
}

/// Understands the events of an answer.
#[derive(Debug)]
pub(in crate::llm) struct Parser {
    meter: Meter,
    text: String,
    /// By their index: several may be written at once.
    calls: BTreeMap<u64, ToolCall>,
    stop: Option<Stop>,
}

impl Parser {
    pub(in crate::llm) fn new(prompt: &Prompt<'_>) -> Self {
        Self { meter: Meter::new(prompt), text: String::new(), calls: BTreeMap::new(), stop: None }
    }

    /// What an event says. What is not known here is passed over.
    pub(in crate::llm) fn take(&mut self, event: &sse::Event) -> Result<Vec<Event>, Broken> {
        if event.data.trim() == DONE {
            return Ok(vec![Event::Ended(self.ended(self.stop.unwrap_or(Stop::Done)))]);
        }
        let chunk: Value = serde_json::from_str(&event.data).map_err(|error| (Fault::Malformed, error.to_string()))?;
        if !chunk["error"].is_null() {
            return Err(error_in_stream(&chunk));
        }
        let (choice, mut said) = (&chunk["choices"][0], Vec::new());
        let delta = &choice["delta"];
        // A refusal is what the model says, only in another field.
        for text in [&delta["content"], &delta["refusal"]].into_iter().filter_map(Value::as_str) {
            if !text.is_empty() {
                self.meter.receive(text);
                self.text.push_str(text);
                said.push(Event::Text(text.to_owned()));
            }
        }
        for (place, call) in (0..).zip(delta["tool_calls"].as_array().into_iter().flatten()) {
            said.extend(self.call(place, call));
        }
        self.stop = choice["finish_reason"].as_str().map(stop).or(self.stop);
        self.count(&chunk["usage"]);
        Ok(said)
    }

    /// The answer where the model had stopped before the stream did.
    pub(in crate::llm) fn end(&mut self) -> Option<Ended> {
        self.stop.map(|stop| self.ended(stop))
    }

    pub(in crate::llm) fn used(&self) -> Tokens {
        self.meter.used()
    }

    /// A piece of a call: its name and its id come once, its input in any number of pieces.
    fn call(&mut self, place: u64, piece: &Value) -> Option<Event> {
        let index = piece["index"].as_u64().unwrap_or(place);
        let (id, function) = (piece["id"].as_str().unwrap_or_default(), &piece["function"]);
        let name = function["name"].as_str().unwrap_or_default();
        let input = function["arguments"].as_str().unwrap_or_default();
        let call = self.calls.entry(index).or_insert_with(|| ToolCall {
            id: String::new(),
            name: String::new(),
            input: String::new(),
        });
        self.meter.receive(input);
        call.input.push_str(input);
        if call.id.is_empty() {
            id.clone_into(&mut call.id);
        }
        if !call.name.is_empty() || name.is_empty() {
            return None;
        }
        name.clone_into(&mut call.name);
        Some(Event::ToolCallBegun { name: name.to_owned() })
    }

    /// Takes the counts, in which what the cache gave and took is part of the prompt.
    fn count(&mut self, usage: &Value) {
        let details = &usage["prompt_tokens_details"];
        if let Some(prompt) = usage["prompt_tokens"].as_u64() {
            let read = details["cached_tokens"].as_u64().unwrap_or_default().min(prompt);
            // Only the newer models say what they wrote, and charge for it.
            let written = details["cache_write_tokens"].as_u64().unwrap_or_default().min(prompt - read);
            self.meter.count_prompt(Tokens {
                input: saturating(prompt - read - written),
                cache_write_5m: saturating(written),
                cache_read: saturating(read),
                ..Tokens::default()
            });
        }
        if let Some(output) = usage["completion_tokens"].as_u64() {
            self.meter.count_output(output, self.stop.is_some());
        }
    }

    fn ended(&mut self, stop: Stop) -> Ended {
        let text = mem::take(&mut self.text);
        let said = (!text.is_empty()).then_some(Part::Text(text));
        let calls = mem::take(&mut self.calls).into_iter().map(|(index, mut call)| {
            if call.id.is_empty() {
                call.id = format!("call_{index}");
            }
            Part::ToolCall(call)
        });
        Ended::new(said.into_iter().chain(calls).collect(), stop, self.used())
    }
}

/// Why the model stopped, by the API's name for it. A name that is not known does not make the answer worse.
fn stop(reason: &str) -> Stop {
    match reason {
        "tool_calls" => Stop::Tools,
        "length" => Stop::Length,
        "content_filter" => Stop::Refused,
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

    fn take(parser: &mut Parser, data: &str) -> Result<Vec<Event>, Broken> {
        parser.take(&sse::Event { name: String::new(), data: data.to_owned() })
    }

    /// All that these chunks say, with the sign for the end after them.
    fn said(chunks: &[Value]) -> Vec<Event> {
        let mut parser = parser();
        let mut said: Vec<Event> =
            chunks.iter().flat_map(|chunk| take(&mut parser, &chunk.to_string()).unwrap()).collect();
        said.extend(take(&mut parser, DONE).unwrap());
        said
    }

    /// The answer that these chunks end in.
    fn ended(chunks: &[Value]) -> Ended {
        let Some(Event::Ended(ended)) = said(chunks).pop() else { panic!("{chunks:?}") };
        ended
    }

    fn delta(delta: &Value) -> Value {
        json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": null}], "usage": null})
    }

    fn text(text: &str) -> Value {
        delta(&json!({"content": text}))
    }

    fn stopped(reason: &str) -> Value {
        json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}], "usage": null})
    }

    fn used(prompt: u64, read: u64, output: u64) -> Value {
        let usage = json!({
            "prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output,
            "prompt_tokens_details": {"cached_tokens": read, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": output / 2},
        });
        json!({"choices": [], "usage": usage})
    }

    fn piece(index: u64, id: &str, name: &str, input: &str) -> Value {
        let mut piece = json!({"index": index, "function": {"arguments": input}});
        if !id.is_empty() {
            piece["id"] = id.into();
            piece["type"] = "function".into();
        }
        if !name.is_empty() {
            piece["function"]["name"] = name.into();
        }
        piece
    }

    fn call(id: &str, name: &str, input: &str) -> Part {
        Part::ToolCall(ToolCall { id: id.to_owned(), name: name.to_owned(), input: input.to_owned() })
    }

    #[test]
    fn invariant_2_an_answer_that_is_given_up_costs_at_any_time_what_is_known_and_at_most_what_came() {
        let mut parser = parser();
        let bound = prompt(&[], &[]).prompt_bound();
        let estimated = |output| Tokens { input: bound, output, ..Tokens::default() };
        let exact = Tokens { input: 100, cache_read: 900, output: 42, ..Tokens::default() };
        assert_eq!(parser.used(), estimated(0));
        for (chunk, tokens) in [
            (delta(&json!({"role": "assistant", "content": ""})), estimated(0)),
            (text("أهلا"), estimated(8)),
            (delta(&json!({"tool_calls": [piece(0, "call_a", "search_properties", "")]})), estimated(8)),
            (delta(&json!({"tool_calls": [piece(0, "", "", "{\"area\":")]})), estimated(16)),
            (delta(&json!({"tool_calls": [piece(0, "", "", "\"zayed\"}")]})), estimated(24)),
            (stopped("tool_calls"), estimated(24)),
            (used(1_000, 900, 42), exact),
        ] {
            take(&mut parser, &chunk.to_string()).unwrap();
            assert_eq!(parser.used(), tokens, "{chunk}");
        }
        let [Event::Ended(ended)] = &take(&mut parser, DONE).unwrap()[..] else { panic!("it has ended") };
        assert_eq!((ended.tokens, ended.stop), (exact, Stop::Tools));
        // 100 × 100 + 900 × 10 + 42 × 500.
        let price = *Prices::shipped().of("gpt-6-luna", date!(2026 - 12 - 01)).unwrap();
        assert_eq!(price.cost(exact), NanoUsd::from_nanos(40_000).unwrap());
    }

    #[test]
    fn invariant_2_what_the_cache_gave_and_took_is_part_of_the_prompt() {
        let of = |details: Value| {
            let usage = json!({"prompt_tokens": 1_000, "completion_tokens": 5, "prompt_tokens_details": details});
            ended(&[text("Hi"), stopped("stop"), json!({"choices": [], "usage": usage})]).tokens
        };
        let plain = Tokens { input: 1_000, output: 5, ..Tokens::default() };
        assert_eq!(of(json!(null)), plain);
        assert_eq!(of(json!({"cached_tokens": 0})), plain);
        assert_eq!(of(json!({"cached_tokens": 600})), Tokens { input: 400, cache_read: 600, ..plain });
        let written = Tokens { input: 100, cache_read: 600, cache_write_5m: 300, ..plain };
        assert_eq!(of(json!({"cached_tokens": 600, "cache_write_tokens": 300})), written);
        let more = of(json!({"cached_tokens": 2_000, "cache_write_tokens": 2_000}));
        assert_eq!(more, Tokens { input: 0, cache_read: 1_000, ..plain }, "never more than the prompt");
    }

    #[test]
    fn invariant_2_a_stream_without_counts_costs_the_most_that_it_can_have_used() {
        let bound = prompt(&[], &[]).prompt_bound();
        let ended = ended(&[text("Hello."), stopped("stop")]);
        assert_eq!(ended.tokens, Tokens { input: bound, output: 6, ..Tokens::default() });
    }

    #[test]
    fn c8_several_calls_are_put_together_by_their_index() {
        let chunks = [
            text("Let me look."),
            delta(&json!({"tool_calls": [piece(0, "call_a", "search_properties", "{\"a"), piece(1, "", "value", "")]})),
            delta(&json!({"tool_calls": [piece(1, "", "", "{\"b\":2}"), piece(0, "", "", "\":1}")]})),
            delta(&json!({"tool_calls": [piece(2, "call_c", "compare", "")]})),
            stopped("tool_calls"),
            used(10, 0, 5),
        ];
        let begun = |name: &str| Event::ToolCallBegun { name: name.to_owned() };
        let said = said(&chunks);
        assert_eq!(
            said[..4],
            [Event::Text("Let me look.".to_owned()), begun("search_properties"), begun("value"), begun("compare"),]
        );
        let parts = vec![
            Part::Text("Let me look.".to_owned()),
            call("call_a", "search_properties", "{\"a\":1}"),
            call("call_1", "value", "{\"b\":2}"),
            call("call_c", "compare", "{}"),
        ];
        let tokens = Tokens { input: 10, output: 5, ..Tokens::default() };
        assert_eq!(said[4..], [Event::Ended(Ended { parts, stop: Stop::Tools, tokens })]);
    }

    #[test]
    fn c8_every_reason_to_stop_has_a_meaning() {
        for (reason, stop) in [
            ("stop", Stop::Done),
            ("length", Stop::Length),
            ("content_filter", Stop::Refused),
            ("a_reason_of_tomorrow", Stop::Done),
            // There is nothing that could be waited for.
            ("tool_calls", Stop::Done),
        ] {
            assert_eq!(ended(&[text("Well."), stopped(reason)]).stop, stop, "{reason}");
        }
        let cut_off = [delta(&json!({"tool_calls": [piece(0, "a", "value", "{\"a")]})), stopped("length")];
        assert_eq!(ended(&cut_off).parts, []);
    }

    #[test]
    fn c8_a_refusal_is_said_like_any_text_and_what_is_not_known_is_passed_over() {
        let chunks = [
            json!([]),
            json!({"error": null, "obfuscation": "x"}),
            delta(&json!({"refusal": "I cannot ", "content": null, "field_of_tomorrow": 1})),
            delta(&json!({"refusal": "say.", "tool_calls": null})),
            stopped("stop"),
        ];
        assert_eq!(ended(&chunks).parts, [Part::Text("I cannot say.".to_owned())]);
    }

    #[test]
    fn c8_a_stream_that_breaks_off_is_an_answer_only_if_the_model_had_stopped() {
        let mut parser = parser();
        assert_eq!(parser.end(), None);
        take(&mut parser, &text("Hello.").to_string()).unwrap();
        assert_eq!(parser.end(), None);
        take(&mut parser, &stopped("stop").to_string()).unwrap();
        assert_eq!(parser.end().unwrap().parts, [Part::Text("Hello.".to_owned())]);
    }

    #[test]
    fn c8_an_error_or_nonsense_within_the_stream_ends_it() {
        let error = r#"{"error":{"message":"sk-12","type":"server_error","code":null}}"#;
        let (fault, cause) = take(&mut parser(), error).unwrap_err();
        assert_eq!((fault, cause.contains("sk-12")), (Fault::ServerError, false), "{cause}");
        for data in ["{\"choices\":", "<html>", ""] {
            assert_eq!(take(&mut parser(), data).unwrap_err().0, Fault::Malformed, "{data}");
        }
    }

    #[test]
    fn c8_the_request_has_what_stays_the_same_first_and_no_thinking() {
        let (tools, messages) = conversation();
        let call = |id: &str, input: &str| json!({"id": id, "type": "function", "function": {"name": "search_properties", "arguments": input}});
        let result = |id: &str| json!({"role": "tool", "tool_call_id": id, "content": "{\"units\":[]}"});
        let calls = [call("a", "{\"area\":\"zayed\"}"), call("b", "{}")];
        let mut expected = json!({
            "model": "claude-sonnet-5-5",
            "max_completion_tokens": 50,
            "stream": true,
            "stream_options": {"include_usage": true},
            "reasoning_effort": "low",
            "tools": [{"type": "function", "function": {
                "name": "search_properties",
                "description": "Finds units.",
                "parameters": {"type": "object", "properties": {"area": {"type": "string"}}},
            }}],
            "messages": [
                {"role": "system", "content": "You are Amr."},
                {"role": "user", "content": "عايز شقة"},
                {"role": "assistant", "content": "Let me look.", "tool_calls": calls},
                result("a"),
                result("b"),
                {"role": "user", "content": "And?\n\nIt is Monday."},
            ],
        });
        assert_eq!(body(&prompt(&tools, &messages)), expected);

        let bare = Prompt { effort: None, turn: "", tools: &[], ..prompt(&tools, &messages[..1]) };
        expected["messages"].as_array_mut().unwrap().truncate(2);
        for field in ["reasoning_effort", "tools"] {
            expected.as_object_mut().unwrap().remove(field);
        }
        assert_eq!(body(&bare), expected);
    }

    proptest! {
        #[test]
        fn c8_no_chunk_makes_the_parser_panic(data in any::<String>(), field in any::<String>(), index in any::<u64>()) {
            let mut parser = parser();
            let _ = take(&mut parser, &data);
            for odd in [
                json!({"choices": field, "usage": field}),
                json!({"choices": [{"delta": field, "finish_reason": 1}], "usage": [index]}),
                delta(&json!({"content": 1, "tool_calls": [field, {"index": index, "function": field}]})),
                used(index / 2, index, index / 2),
            ] {
                let _ = take(&mut parser, &odd.to_string());
            }
            let _ = take(&mut parser, DONE);
        }
    }
}
