//! A stand-in for the models' providers, at the wire: it listens on this machine, keeps what it was asked, and answers
//! each request with the next script that it was given. A script is a list of [`Step`]s, so that whatever can go wrong
//! between two bytes can be played: a stream that is cut anywhere, a provider that falls silent, or one that breaks off.
//!
//! ```no_run
//! # async fn example() {
//! use shared::ledger::prices::Tokens;
//! use tests::models::{Models, anthropic_text, anthropic_tools, status};
//!
//! let models = Models::start().await;
//! let tokens = Tokens { input: 10, output: 5, ..Tokens::default() };
//! models.then(status(529, "overloaded_error", Some(1)));
//! models.then(anthropic_tools(&[("search_properties", r#"{"area":"zayed"}"#)], tokens));
//! models.then(anthropic_text(&["There are ", "three."], tokens));
//! // ANTHROPIC_BASE_URL or OPENAI_BASE_URL is `models.address()`; afterwards `models.asked()` says what was asked.
//! # }
//! ```
//!
//! A script may be changed before it is given: it is a plain vector. [`bytewise`] cuts its stream into single bytes,
//! [`broken_off`] ends it early.

use std::{
    collections::{HashMap, VecDeque},
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::{Value, json};
use shared::ledger::prices::Tokens;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    time::sleep,
};

/// What is done next for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Sends these bytes as they are.
    Send(Vec<u8>),
    /// Sends these bytes as a chunk of a body that comes in chunks.
    Chunk(Vec<u8>),
    /// Does nothing for so long.
    Wait(Duration),
    /// Does nothing for ever, while the connection stands.
    Hang,
    /// Ends the connection.
    Close,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The path with its query.
    pub path: String,
    /// The headers, their names in lower case.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: Value,
}

/// The stand-in. It serves until the runtime that it was started in ends.
#[derive(Debug)]
pub struct Models {
    address: String,
    scripts: Mutex<VecDeque<Vec<Step>>>,
    asked: Mutex<Vec<Asked>>,
}

impl Models {
    /// Starts one, without scripts: until it gets some, it answers with status 500.
    pub async fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let models = Arc::new(Self { address, scripts: Mutex::default(), asked: Mutex::default() });
        let server = Arc::clone(&models);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&server).serve(client));
            }
        });
        models
    }

    /// Where it is: `http://127.0.0.1:` and a port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Adds a script: the next request that has none yet is answered with it.
    pub fn then(&self, script: Vec<Step>) {
        self.scripts.lock().expect("no test panicked").push_back(script);
    }

    /// What was asked so far, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no test panicked").clone()
    }

    /// Answers the requests of a connection until it ends.
    async fn serve(self: Arc<Self>, client: TcpStream) {
        client.set_nodelay(true).expect("a socket");
        let mut client = BufReader::new(client);
        while let Some(asked) = read(&mut client).await {
            self.asked.lock().expect("no test panicked").push(asked);
            let script = self.scripts.lock().expect("no test panicked").pop_front();
            for step in script.unwrap_or_else(|| status(500, "no_script", None)) {
                let sent = match step {
                    Step::Send(bytes) => client.write_all(&bytes).await,
                    Step::Chunk(bytes) => {
                        let head = format!("{:x}\r\n", bytes.len());
                        client.write_all(&[head.as_bytes(), &bytes, b"\r\n"].concat()).await
                    }
                    Step::Wait(time) => {
                        sleep(time).await;
                        Ok(())
                    }
                    Step::Hang => pending().await,
                    Step::Close => return,
                };
                if sent.is_err() {
                    return;
                }
            }
        }
    }
}

/// The next request; `None` where the connection ends.
async fn read(client: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    client.read_line(&mut line).await.ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        client.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let mut body = vec![0; headers.get("content-length").map_or(0, |length| length.parse().expect("a length"))];
    client.read_exact(&mut body).await.ok()?;
    Some(Asked { path, headers, body: serde_json::from_slice(&body).unwrap_or_default() })
}

/// A whole answer with a body of this type.
#[must_use]
pub fn plain(status: u16, content_type: &str, body: &str) -> Vec<Step> {
    headed(status, content_type, "", body)
}

/// An error of this name, as either provider sends it, with a wish to be left alone for so many seconds.
#[must_use]
pub fn status(status: u16, name: &str, retry_after: Option<u32>) -> Vec<Step> {
    let wait = retry_after.map_or_else(String::new, |seconds| format!("retry-after: {seconds}\r\n"));
    let error = json!({"type": name, "message": "a message that nobody may read"});
    headed(status, "application/json", &wait, &json!({"type": "error", "error": error}).to_string())
}

fn headed(status: u16, content_type: &str, more: &str, body: &str) -> Vec<Step> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} said\r\ncontent-type: {content_type}\r\n{more}content-length: {length}\r\n\r\n");
    vec![Step::Send(format!("{head}{body}").into_bytes())]
}

/// The beginning of a stream of events; [`Step::Chunk`]s follow it.
#[must_use]
pub fn stream_begun() -> Step {
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n";
    Step::Send(head.into())
}

/// A whole stream, each piece of it in a chunk of its own.
#[must_use]
pub fn stream<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Vec<Step> {
    let chunks = pieces.into_iter().map(|piece| Step::Chunk(piece.into()));
    let end = Step::Send(b"0\r\n\r\n".into());
    [stream_begun()].into_iter().chain(chunks).chain([end]).collect()
}

/// The same stream, each byte of it in a chunk of its own.
#[must_use]
pub fn bytewise(script: Vec<Step>) -> Vec<Step> {
    let single = |step| match step {
        Step::Chunk(bytes) => bytes.into_iter().map(|byte| Step::Chunk(vec![byte])).collect(),
        step => vec![step],
    };
    script.into_iter().flat_map(single).collect()
}

/// The same stream, with the connection ended after so many chunks.
#[must_use]
pub fn broken_off(script: Vec<Step>, chunks: usize) -> Vec<Step> {
    let (mut left, mut steps) = (chunks, Vec::new());
    for step in script {
        if matches!(step, Step::Chunk(_)) {
            if left == 0 {
                break;
            }
            left -= 1;
        }
        steps.push(step);
    }
    steps.push(Step::Close);
    steps
}

/// Anthropic's stream of these events, each in a chunk of its own.
#[must_use]
pub fn anthropic(events: &[Value]) -> Vec<Step> {
    let written = |event: &Value| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap_or_default());
    let events: Vec<String> = events.iter().map(written).collect();
    stream(events.iter().map(String::as_str))
}

/// Anthropic's answer of these pieces of text, which uses so many tokens.
#[must_use]
pub fn anthropic_text(texts: &[&str], tokens: Tokens) -> Vec<Step> {
    let mut events = vec![anthropic_begun(tokens), json!({"type": "ping"})];
    events.push(anthropic_block(0, &json!({"type": "text", "text": ""})));
    events.extend(texts.iter().map(|text| anthropic_delta(0, &json!({"type": "text_delta", "text": text}))));
    events.push(json!({"type": "content_block_stop", "index": 0}));
    events.extend(anthropic_ended("end_turn", tokens));
    anthropic(&events)
}

/// Anthropic's answer that calls these tools, each with this JSON text as its input, and uses so many tokens. The ids of
/// the calls are `toolu_0`, `toolu_1` and so on.
#[must_use]
pub fn anthropic_tools(calls: &[(&str, &str)], tokens: Tokens) -> Vec<Step> {
    let mut events = vec![anthropic_begun(tokens)];
    for (index, (name, input)) in calls.iter().enumerate() {
        let call = json!({"type": "tool_use", "id": format!("toolu_{index}"), "name": name, "input": {}});
        events.push(anthropic_block(index, &call));
        events.push(anthropic_delta(index, &json!({"type": "input_json_delta", "partial_json": ""})));
        events.push(anthropic_delta(index, &json!({"type": "input_json_delta", "partial_json": input})));
        events.push(json!({"type": "content_block_stop", "index": index}));
    }
    events.extend(anthropic_ended("tool_use", tokens));
    anthropic(&events)
}

/// The event that begins Anthropic's answer, with the counts of the prompt.
#[must_use]
pub fn anthropic_begun(tokens: Tokens) -> Value {
    let usage = json!({
        "input_tokens": tokens.input,
        "cache_read_input_tokens": tokens.cache_read,
        "cache_creation_input_tokens": tokens.cache_write_5m + tokens.cache_write_1h,
        "cache_creation": {
            "ephemeral_5m_input_tokens": tokens.cache_write_5m,
            "ephemeral_1h_input_tokens": tokens.cache_write_1h,
        },
        "output_tokens": 1,
    });
    json!({"type": "message_start", "message": {"type": "message", "role": "assistant", "content": [], "usage": usage}})
}

/// The events that end Anthropic's answer for this reason.
#[must_use]
pub fn anthropic_ended(reason: &str, tokens: Tokens) -> [Value; 2] {
    let delta = json!({"stop_reason": reason, "stop_sequence": null});
    let usage = json!({"output_tokens": tokens.output});
    [json!({"type": "message_delta", "delta": delta, "usage": usage}), json!({"type": "message_stop"})]
}

/// The event that begins a block of Anthropic's answer.
#[must_use]
pub fn anthropic_block(index: usize, block: &Value) -> Value {
    json!({"type": "content_block_start", "index": index, "content_block": block})
}

/// The event that adds to a block of Anthropic's answer.
#[must_use]
pub fn anthropic_delta(index: usize, delta: &Value) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": delta})
}

/// OpenAI's stream of these chunks, with the sign for its end after them, each in an HTTP chunk of its own.
#[must_use]
pub fn openai(chunks: &[Value]) -> Vec<Step> {
    let written = chunks.iter().map(|chunk| format!("data: {chunk}\n\n"));
    let events: Vec<String> = written.chain(["data: [DONE]\n\n".to_owned()]).collect();
    stream(events.iter().map(String::as_str))
}

/// OpenAI's answer of these pieces of text, which uses so many tokens.
#[must_use]
pub fn openai_text(texts: &[&str], tokens: Tokens) -> Vec<Step> {
    let mut chunks = vec![openai_delta(&json!({"role": "assistant", "content": ""}))];
    chunks.extend(texts.iter().map(|text| openai_delta(&json!({"content": text}))));
    chunks.extend(openai_ended("stop", tokens));
    openai(&chunks)
}

/// OpenAI's answer that calls these tools, each with this JSON text as its input, and uses so many tokens. The ids of
/// the calls are `call_0`, `call_1` and so on.
#[must_use]
pub fn openai_tools(calls: &[(&str, &str)], tokens: Tokens) -> Vec<Step> {
    let mut chunks = vec![openai_delta(&json!({"role": "assistant", "content": null}))];
    for (index, (name, input)) in calls.iter().enumerate() {
        let begun = json!({"index": index, "id": format!("call_{index}"), "type": "function",
                           "function": {"name": name, "arguments": ""}});
        let written = json!({"index": index, "function": {"arguments": input}});
        chunks.extend([begun, written].map(|piece| openai_delta(&json!({"tool_calls": [piece]}))));
    }
    chunks.extend(openai_ended("tool_calls", tokens));
    openai(&chunks)
}

/// A chunk of OpenAI's answer.
#[must_use]
pub fn openai_delta(delta: &Value) -> Value {
    json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": null}], "usage": null})
}

/// The chunks that end OpenAI's answer for this reason.
#[must_use]
pub fn openai_ended(reason: &str, tokens: Tokens) -> [Value; 2] {
    let (prompt, written) = (tokens.prompt(), tokens.cache_write_5m + tokens.cache_write_1h);
    let usage = json!({
        "prompt_tokens": prompt,
        "completion_tokens": tokens.output,
        "total_tokens": prompt + u64::from(tokens.output),
        "prompt_tokens_details": {"cached_tokens": tokens.cache_read, "cache_write_tokens": written},
    });
    let stopped = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}], "usage": null});
    [stopped, json!({"choices": [], "usage": usage})]
}
