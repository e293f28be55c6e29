//! What Osool adds to a model's own time, what many conversations at once take of a process' memory, and what caching of
//! prompts saves: whole turns in this process, over real Postgres, with a stand-in for Anthropic that thinks, calls a tool
//! and writes at a fixed pace.

use std::{
    collections::HashSet,
    convert::Infallible,
    fmt::Write as _,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::post,
};
use bench::statistics::{Sample, milliseconds};
use futures_util::{future::join_all, stream::unfold};
use serde_json::{Value, json};
use shared::{
    agent::{
        Message,
        conversation::{Conversation, Message as Past},
        evidence::Evidence,
        gate::Gate,
        guide,
        models::{ModelSettings, Models},
        turn::{Happening, Office, Watcher, answer},
    },
    clock::Clock,
    config::Settings,
    guard::Guard,
    ledger::{
        Ledger, Limits, Payer,
        prices::{Prices, Tokens},
    },
    listings::{directory::Directory, embedding::Embedder, finance::Rates, search::Vectors},
    llm::{
        Provider, ProviderSettings, Providers,
        chat::{self, Event, Part, Prompt, Role},
    },
    money::NanoUsd,
    registry::proofs::Proofs,
    sales::reservation::Deposit,
    store::{aws_config, postgres, table::DynamoTable},
};
use sqlx::PgPool;
use time::OffsetDateTime;
use tokio::{sync::mpsc::unbounded_channel, time::sleep};
use uuid::Uuid;

use crate::{Result, cloud::Cloud, server::Server};

/// How long the stand-in thinks before each answer, and between two words.
const THINKING: Duration = Duration::from_millis(300);
const PACE: Duration = Duration::from_millis(10);

/// What it says when it has the units: a few sentences without figures.
const SAID: &str = "Hello, I am Amr. I look for homes. Tell me where and for how much. Shall I compare it? Which area do you \
    have in mind?";

const MODEL: &str = "claude-sonnet-5-5";
const QUESTION: &str = "3 bedroom apartment in New Cairo under 10 million";
const TURNS: usize = 40;
const AT_ONCE: usize = 100;

/// Measures all three.
pub(crate) async fn measure(database_url: &str) -> Result<String> {
    let stage = Stage::set(database_url).await?;
    Ok([stage.overhead().await?, stage.memory().await?, stage.caching().await?].join("\n\n"))
}

/// What turns are made with.
struct Stage {
    // Serves as long as it is held.
    _model: Server,
    _cloud: Cloud,
    provider: Provider,
    counted: Arc<Mutex<Counted>>,
    pool: PgPool,
    directory: Directory,
    models: Models,
    ledger: Ledger<DynamoTable>,
    guard: Guard<DynamoTable>,
    embedder: Embedder<DynamoTable>,
}

impl Stage {
    async fn set(database_url: &str) -> Result<Self> {
        let counted = Arc::<Mutex<Counted>>::default();
        let model =
            Server::start(Router::new().route("/v1/messages", post(speak)).with_state(Arc::clone(&counted))).await?;
        let cloud = Cloud::start(database_url).await?;
        let address = format!("http://{}", model.address);
        let endpoint = format!("http://{}", cloud.server.address);
        let aws = aws_config().await?.into_builder().endpoint_url(endpoint).build();
        let table = DynamoTable::new(&aws, "counters".to_owned());
        let mut settings = Settings::from_pairs([
            ("ANTHROPIC_BASE_URL", address.as_str()),
            ("SESSION_COST_LIMIT", "1000"),
            ("DAILY_COST_LIMIT", "100000"),
            ("MONTHLY_COST_LIMIT", "1000000"),
        ]);
        let limits = Limits::read(&mut settings);
        let providers = Providers::with_keys(&ProviderSettings::read(&mut settings), Some("key".into()), None);
        let models = Models::new(ModelSettings::read(&mut settings), &providers);
        settings.check()?;
        let pool = postgres::pool(&database_url.into())?;
        Ok(Self {
            _model: model,
            _cloud: cloud,
            provider: providers.anthropic.map(Provider::Anthropic).ok_or("there is a key")?,
            counted,
            directory: Directory::new(pool.clone()),
            pool,
            models,
            ledger: Ledger::new(table.clone(), limits),
            guard: Guard::new(table, Uuid::new_v4().to_string()),
            embedder: Embedder::Offline,
        })
    }

    /// One turn in a conversation of these past messages: after how long the first word was there and the last, and what
    /// was said.
    async fn turn(&self, past: &[Past]) -> Result<(Duration, Duration, String)> {
        let began = Instant::now();
        let names = self.directory.names().await?;
        let (sender, mut seen) = unbounded_channel();
        let mut conversation = Conversation::new(Uuid::now_v7());
        conversation.messages = past.to_vec();
        let message = Message::try_from(QUESTION.to_owned())?;
        let now = OffsetDateTime::now_utc();
        let office = Office {
            pool: &self.pool,
            gazetteer: &names.gazetteer,
            models: &self.models,
            ledger: &self.ledger,
            guard: &self.guard,
            rates: Rates::default(),
            deposit: Deposit::default(),
            user: None,
            clock: Clock::starting_at(now),
            deadline: tokio::time::Instant::now() + Duration::from_secs(28),
        };
        let turn = guide::Turn {
            message: &message,
            language: None,
            property: None,
            conversation: &conversation,
            vectors: Vectors {
                embedder: &self.embedder,
                model: names.model.as_deref(),
                payer: Payer::Session(conversation.id),
                now,
            },
            proofs: &Proofs::Off,
            clock: Clock::starting_at(now),
        };
        let watcher = Watcher(Some(sender));
        let watching = async {
            let mut first = None;
            while let Some(happening) = seen.recv().await {
                if matches!(happening, Happening::Said(_)) {
                    first.get_or_insert_with(|| began.elapsed());
                }
            }
            first
        };
        let answering = async {
            let answered = Box::pin(answer(&office, &turn, &watcher)).await;
            drop(watcher);
            answered
        };
        let (answered, first) = tokio::join!(answering, watching);
        let answered = answered?;
        if answered.answer.text != SAID {
            let stopped = &answered.provenance.stopped;
            return Err(format!("a turn was answered otherwise: {} ({stopped:?})", answered.answer.text).into());
        }
        Ok((first.unwrap_or_default(), began.elapsed(), answered.answer.text))
    }

    /// The same two calls of the model without Osool around them.
    async fn alone(&self) -> Result<(Duration, Duration)> {
        let began = Instant::now();
        let question = chat::Message { role: Role::User, parts: vec![Part::Text(QUESTION.to_owned())] };
        let result = Part::ToolResult { id: "toolu_1".to_owned(), content: "{}".to_owned(), failed: false };
        let result = chat::Message { role: Role::User, parts: vec![result] };
        let mut first = None;
        for messages in [vec![question.clone()], vec![question, result]] {
            let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
            let prompt = Prompt {
                model: MODEL,
                effort: None,
                system: "",
                turn: "",
                tools: &[],
                messages: &messages,
                max_output: 1_000,
            };
            let failed = |failed: shared::llm::Failed| failed.failure.to_string();
            let mut answer = self.provider.answer(&prompt, deadline).await.map_err(failed)?;
            loop {
                match answer.next().await.map_err(failed)? {
                    Event::Text(_) => _ = first.get_or_insert_with(|| began.elapsed()),
                    Event::ToolCallBegun { .. } => {}
                    Event::Ended(_) => break,
                }
            }
        }
        Ok((first.unwrap_or_default(), began.elapsed()))
    }

    async fn overhead(&self) -> Result<String> {
        let (mut firsts, mut lasts) = ([Sample::default(), Sample::default()], [Sample::default(), Sample::default()]);
        self.turn(&[]).await?;
        for _ in 0..TURNS {
            let (first, last) = self.alone().await?;
            firsts[0].add(first);
            lasts[0].add(last);
            let (first, last, _) = self.turn(&[]).await?;
            firsts[1].add(first);
            lasts[1].add(last);
        }
        let mut gate = Sample::default();
        for _ in 0..200 {
            let began = Instant::now();
            let (mut gating, evidence) = (Gate::new(), Evidence::default());
            for word in SAID.split_inclusive(' ') {
                let _ = gating.push(word, &evidence);
            }
            let _ = gating.finish(&evidence);
            gate.add(began.elapsed());
        }
        let mut text = format!(
            "What Osool adds to a model's own time: {TURNS} turns of one search each, by turns with the same two calls of the \
             model alone, which thinks {} ms before each answer and writes a word every {} ms. Words are shown by the \
             sentence, when the gate has read it: that is most of what the first one waits for. The gate itself takes {} \
             of the answer's time (p50; p99 {}).\n\n| | first word, p50 | p99 | last word, p50 | p99 |\n|---|--:|--:|--:|--:|",
            THINKING.as_millis(),
            PACE.as_millis(),
            milliseconds(gate.percentile(50)),
            milliseconds(gate.percentile(99)),
        );
        for (row, name) in ["the model alone", "a turn of Amr's"].into_iter().enumerate() {
            write!(
                text,
                "\n| {name} | {} | {} | {} | {} |",
                milliseconds(firsts[row].percentile(50)),
                milliseconds(firsts[row].percentile(99)),
                milliseconds(lasts[row].percentile(50)),
                milliseconds(lasts[row].percentile(99)),
            )?;
        }
        Ok(text)
    }

    async fn memory(&self) -> Result<String> {
        let before = resident()?;
        let began = Instant::now();
        let mut turns = Box::pin(join_all((0..AT_ONCE).map(|_| Box::pin(self.turn(&[])))));
        let mut most = before;
        let all = loop {
            tokio::select! {
                all = &mut turns => break all,
                () = sleep(Duration::from_millis(20)) => most = most.max(resident()?),
            }
        };
        for turn in all {
            turn?;
        }
        let taken = most.saturating_sub(before);
        Ok(format!(
            "{AT_ONCE} such turns at once in one process, with two connections to Postgres between them, took {} KiB each at \
             their peak ({} MiB in all, the stand-ins' part included), and were done after {} ms.",
            taken / u64::try_from(AT_ONCE)?,
            taken / 1024,
            began.elapsed().as_millis(),
        ))
    }

    async fn caching(&self) -> Result<String> {
        let mut past = Vec::new();
        *self.counted.lock().unwrap_or_else(PoisonError::into_inner) = Counted::default();
        for _ in 0..10 {
            let (_, _, said) = self.turn(&past).await?;
            past.push(Past { is_persons: true, text: QUESTION.to_owned() });
            past.push(Past { is_persons: false, text: said });
        }
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let prices = Prices::shipped();
        let price = prices.of(MODEL, OffsetDateTime::now_utc().date())?;
        let cost = |all: &[Tokens]| -> NanoUsd { all.iter().map(|tokens| price.cost(*tokens)).sum() };
        let plain: Vec<Tokens> = counted
            .calls
            .iter()
            .map(|call| Tokens {
                input: call.input + call.cache_write_5m + call.cache_read,
                output: call.output,
                ..Tokens::default()
            })
            .collect();
        let (cached, plain) = (cost(&counted.calls), cost(&plain));
        let dollars =
            |cost: NanoUsd| format!("${}.{:06}", cost.nanos() / 1_000_000_000, cost.nanos() % 1_000_000_000 / 1_000);
        let a_turn = |cost: NanoUsd| dollars(cost.divided_by(10).unwrap_or_default());
        Ok(format!(
            "Ten turns of one conversation, two calls of {MODEL} each, by the stand-in's counts (a token for every four \
             bytes; it remembers what was marked to be cached): {} a turn with caching of prompts, {} without.",
            a_turn(cached),
            a_turn(plain),
        ))
    }
}

/// What is resident of this process, in KiB.
fn resident() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// What the stand-in has counted, and which beginnings of prompts it remembers.
#[derive(Default)]
struct Counted {
    calls: Vec<Tokens>,
    cached: HashSet<u64>,
}

impl Counted {
    /// Counts a prompt as a provider does that caches: what it remembers of it is read, up to the last mark it is written.
    fn count(&mut self, body: &Value, output: u32) -> Tokens {
        let mut blocks: Vec<&Value> = vec![&body["tools"]];
        let messages = body["messages"].as_array().into_iter().flatten();
        let said = messages.filter_map(|message| message["content"].as_array()).flatten();
        blocks.extend(body["system"].as_array().into_iter().flatten().chain(said));
        let (mut hasher, mut length) = (DefaultHasher::new(), 0_usize);
        let (mut read, mut written) = (0, 0);
        let mut marks = Vec::new();
        for block in blocks {
            let mut plain = block.clone();
            if let Some(fields) = plain.as_object_mut() {
                fields.remove("cache_control");
            }
            let text = plain.to_string();
            text.hash(&mut hasher);
            length += text.len();
            let mark = hasher.finish();
            if self.cached.contains(&mark) {
                read = length;
            }
            if block.get("cache_control").is_some() {
                written = length;
                marks.push(mark);
            }
        }
        self.cached.extend(marks);
        let tokens = |bytes: usize| u32::try_from(bytes / 4).unwrap_or(u32::MAX);
        let counts = Tokens {
            input: tokens(length - written.max(read)),
            cache_write_5m: tokens(written.saturating_sub(read)),
            cache_read: tokens(read),
            output,
            ..Tokens::default()
        };
        self.calls.push(counts);
        counts
    }
}

/// `POST /v1/messages`: a call of a tool for a question, words for a tool's result.
async fn speak(State(counted): State<Arc<Mutex<Counted>>>, Json(body): Json<Value>) -> Response {
    let last = body["messages"].as_array().and_then(|messages| messages.last());
    let has_result = last.is_some_and(|message| message["content"].to_string().contains("tool_result"));
    let tokens = counted.lock().unwrap_or_else(PoisonError::into_inner).count(&body, if has_result { 45 } else { 40 });
    let usage = json!({
        "input_tokens": tokens.input,
        "cache_creation_input_tokens": tokens.cache_write_5m,
        "cache_read_input_tokens": tokens.cache_read,
        "output_tokens": 1,
    });
    let delta = |delta: Value| json!({"type": "content_block_delta", "index": 0, "delta": delta});
    let mut events = vec![(THINKING, json!({"type": "message_start", "message": {"usage": usage}}))];
    let mut say = |pause, event| events.push((pause, event));
    let stop = if has_result {
        say(
            Duration::ZERO,
            json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
        );
        for word in SAID.split_inclusive(' ') {
            say(PACE, delta(json!({"type": "text_delta", "text": word})));
        }
        "end_turn"
    } else {
        let call = json!({"type": "tool_use", "id": "toolu_1", "name": "search_properties", "input": {}});
        say(Duration::ZERO, json!({"type": "content_block_start", "index": 0, "content_block": call}));
        let input = json!({"query": QUESTION}).to_string();
        say(PACE, delta(json!({"type": "input_json_delta", "partial_json": input})));
        "tool_use"
    };
    say(Duration::ZERO, json!({"type": "content_block_stop", "index": 0}));
    say(
        Duration::ZERO,
        json!({"type": "message_delta", "delta": {"stop_reason": stop}, "usage": {"output_tokens": tokens.output}}),
    );
    say(Duration::ZERO, json!({"type": "message_stop"}));
    let body = Body::from_stream(unfold(events.into_iter(), |mut events| async {
        let (pause, event) = events.next()?;
        if !pause.is_zero() {
            sleep(pause).await;
        }
        let name = event["type"].as_str().unwrap_or_default();
        Some((Ok::<_, Infallible>(Bytes::from(format!("event: {name}\ndata: {event}\n\n"))), events))
    }));
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}
