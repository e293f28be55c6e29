//! The providers' clients at the wire: answers that stream, and all that can happen to them on the way.

use std::{net::TcpListener, sync::Arc, time::Duration};

use secrecy::SecretString;
use serde_json::json;
use shared::{
    config::Settings,
    fault::{Dependency, Fault},
    ledger::prices::Tokens,
    llm::{
        Billed, Failed, LEAST_TIME, Provider, ProviderSettings, Providers,
        chat::{Ended, Event, Message, Part, Prompt, Role, Stop, Tool, ToolCall},
    },
};
use tests::models::{
    Models, Step, anthropic, anthropic_begun, anthropic_block, anthropic_delta, anthropic_ended, anthropic_text,
    anthropic_tools, broken_off, bytewise, openai, openai_delta, openai_text, openai_tools, plain, status,
    stream_begun,
};
use tokio::time::Instant;

const KEY: &str = "sk-9fQ2mZ7xT4vB8nK1";

/// What the scripted answers use.
const TOKENS: Tokens = Tokens { input: 25, cache_write_5m: 400, cache_write_1h: 0, cache_read: 3_000, output: 42 };

/// As little time as a question may have, and what it takes to ask it.
const SHORT: Duration = LEAST_TIME.saturating_add(Duration::from_millis(300));

/// A stand-in, and both clients of it.
async fn world() -> (Arc<Models>, [Provider; 2]) {
    let models = Models::start().await;
    let providers = providers(models.address());
    (models, providers)
}

fn providers(address: &str) -> [Provider; 2] {
    let key = || Some(SecretString::from(KEY));
    let (anthropic, openai) = (address.to_owned(), format!("{address}/v1"));
    let addresses = [("ANTHROPIC_BASE_URL", anthropic.as_str()), ("OPENAI_BASE_URL", openai.as_str())];
    let settings = ProviderSettings::read(&mut Settings::from_pairs(addresses));
    let providers = Providers::with_keys(&settings, key(), key());
    [Provider::Anthropic(providers.anthropic.unwrap()), Provider::OpenAi(providers.openai.unwrap())]
}

fn question() -> Vec<Message> {
    vec![Message { role: Role::User, parts: vec![Part::Text("عايز شقة".to_owned())] }]
}

fn prompt<'a>(messages: &'a [Message], tools: &'a [Tool]) -> Prompt<'a> {
    Prompt { model: "a-model", effort: None, system: "You are Amr.", turn: "", tools, messages, max_output: 1_000 }
}

/// All that happens after a question, to the end or to a failure, and what is to be charged then.
async fn asked(provider: &Provider, within: Duration) -> Result<(Vec<Event>, Result<Tokens, Failed>, Tokens), Failed> {
    let messages = question();
    let mut answer = provider.answer(&prompt(&messages, &[]), Instant::now() + within).await?;
    let mut events = Vec::new();
    loop {
        match answer.next().await {
            Ok(Event::Ended(ended)) => {
                let tokens = ended.tokens;
                events.push(Event::Ended(ended));
                return Ok((events, Ok(tokens), answer.used()));
            }
            Ok(event) => events.push(event),
            Err(failed) => return Ok((events, Err(failed), answer.used())),
        }
    }
}

/// The events of an answer that ends well.
async fn events(provider: &Provider) -> Vec<Event> {
    let (events, ended, used) = asked(provider, Duration::from_secs(20)).await.unwrap();
    assert_eq!(ended.unwrap(), used);
    events
}

/// A question that fails before its answer begins.
async fn refused(provider: &Provider, within: Duration) -> Failed {
    asked(provider, within).await.map(|answered| answered.0).unwrap_err()
}

fn text(text: &str) -> Event {
    Event::Text(text.to_owned())
}

/// A text in two pieces as each provider streams it.
fn two_texts(provider: &Provider) -> Vec<Step> {
    match provider {
        Provider::Anthropic(_) => anthropic_text(&["أهلا ", "وسهلا"], TOKENS),
        Provider::OpenAi(_) => openai_text(&["أهلا ", "وسهلا"], TOKENS),
    }
}

fn two_texts_said() -> Vec<Event> {
    let parts = vec![Part::Text("أهلا وسهلا".to_owned())];
    vec![text("أهلا "), text("وسهلا"), Event::Ended(Ended { parts, stop: Stop::Done, tokens: TOKENS })]
}

#[tokio::test]
async fn c8_an_answer_streams_from_either_provider_and_its_tokens_are_exact() {
    let (models, providers) = world().await;
    for provider in providers {
        models.then(two_texts(&provider));
        assert_eq!(events(&provider).await, two_texts_said());
        let asked = models.asked().pop().unwrap();
        let (path, header, key) = match provider.dependency() {
            Dependency::Claude => ("/v1/messages", "x-api-key", KEY.to_owned()),
            _ => ("/v1/chat/completions", "authorization", format!("Bearer {KEY}")),
        };
        assert_eq!((asked.path.as_str(), &asked.headers[header]), (path, &key));
        assert_eq!((&asked.body["stream"], &asked.body["model"]), (&json!(true), &json!("a-model")));
        assert_eq!(asked.headers["content-type"], "application/json");
    }
    assert_eq!(models.asked()[0].headers["anthropic-version"], "2023-06-01");
}

#[tokio::test]
async fn c8_tools_are_called_and_what_they_gave_goes_back() {
    let (models, providers) = world().await;
    let calls = [("search_properties", "{\"area\":\"زايد\"}"), ("compare_properties", "{}")];
    let tools = calls.map(|(name, _)| Tool { name, description: "Helps.", schema: json!({"type": "object"}) });
    for provider in providers {
        let (script, id) = match provider {
            Provider::Anthropic(_) => (anthropic_tools(&calls, TOKENS), "toolu"),
            Provider::OpenAi(_) => (openai_tools(&calls, TOKENS), "call"),
        };
        models.then(script);
        models.then(two_texts(&provider));
        let said = events(&provider).await;
        let parts: Vec<Part> = (0..)
            .zip(calls)
            .map(|(index, (name, input))| {
                Part::ToolCall(ToolCall { id: format!("{id}_{index}"), name: name.to_owned(), input: input.to_owned() })
            })
            .collect();
        let begun = calls.map(|(name, _)| Event::ToolCallBegun { name: name.to_owned() });
        assert_eq!(said[..2], begun);
        assert_eq!(said[2..], [Event::Ended(Ended { parts: parts.clone(), stop: Stop::Tools, tokens: TOKENS })]);

        let result =
            |index: u32| Part::ToolResult { id: format!("{id}_{index}"), content: "[]".to_owned(), failed: false };
        let mut messages = question();
        messages.push(Message { role: Role::Assistant, parts });
        messages.push(Message { role: Role::User, parts: vec![result(0), result(1)] });
        let deadline = Instant::now() + Duration::from_secs(20);
        let mut answer = provider.answer(&prompt(&messages, &tools), deadline).await.unwrap();
        assert_eq!(answer.next().await.unwrap(), text("أهلا "));
        let body = models.asked().pop().unwrap().body;
        assert_eq!(body["tools"].as_array().unwrap().len(), 2);
        let sent = body["messages"].to_string();
        assert_eq!(sent.matches(&format!("{id}_1")).count(), 2, "{sent}");
    }
}

#[tokio::test]
async fn c8_a_stream_may_be_cut_at_every_byte() {
    let (models, providers) = world().await;
    for provider in providers {
        models.then(bytewise(two_texts(&provider)));
        assert_eq!(events(&provider).await, two_texts_said());
    }
}

#[tokio::test]
async fn c8_a_provider_that_is_overloaded_says_when_to_come_back() {
    let (models, providers) = world().await;
    for provider in providers {
        for (code, name, fault, billed) in [
            (429, "rate_limit_error", Fault::Overloaded, Billed::Nothing),
            (529, "overloaded_error", Fault::Overloaded, Billed::Nothing),
            (500, "api_error", Fault::ServerError, Billed::Nothing),
            (401, "authentication_error", Fault::BadKey, Billed::Nothing),
            (400, "invalid_request_error", Fault::BadRequest, Billed::Nothing),
            (504, "timeout_error", Fault::Timeout, Billed::Perhaps),
        ] {
            models.then(status(code, name, Some(7)));
            let failed = refused(&provider, Duration::from_secs(20)).await;
            assert_eq!((failed.failure.fault(), failed.billed), (Some(fault), billed), "{code}");
            assert_eq!(failed.failure.retry_after(), Some(Duration::from_secs(7)));
            let cause = failed.failure.cause_chain().unwrap();
            assert!(cause.contains(name) && !cause.contains("nobody may read"), "{cause}");
        }
    }
}

#[tokio::test]
async fn c8_a_provider_that_is_silent_is_given_up_at_the_deadline() {
    let (models, providers) = world().await;
    for provider in providers {
        let begun = Instant::now();
        // The first never answers, the second answers and never streams, the third stops in the middle of an event.
        models.then(vec![Step::Hang]);
        let failed = refused(&provider, SHORT).await;
        assert_eq!((failed.failure.fault(), failed.billed), (Some(Fault::Timeout), Billed::Perhaps));
        // All that comes before the model stops.
        let both_texts = if provider.dependency() == Dependency::Claude { 5 } else { 3 };
        for chunks in [0, both_texts] {
            let mut script = broken_off(two_texts(&provider), chunks);
            script.pop();
            script.extend([Step::Chunk(b"data: {\"ty".into()), Step::Hang]);
            models.then(script);
            let (events, failed, _) = asked(&provider, SHORT).await.unwrap();
            let failed = failed.unwrap_err();
            assert_eq!((failed.failure.fault(), failed.billed), (Some(Fault::Timeout), Billed::Perhaps));
            assert!(chunks == 0 || events[..2] == two_texts_said()[..2], "{events:?}");
        }
        let took = begun.elapsed();
        assert!(took >= 3 * SHORT && took < 3 * SHORT + Duration::from_secs(5), "{took:?}");
    }
}

#[tokio::test]
async fn c8_a_refusal_whose_body_never_comes_is_one_all_the_same() {
    let (models, [anthropic, _]) = world().await;
    let head = "HTTP/1.1 529 said\r\nretry-after: 2\r\ncontent-length: 100\r\n\r\n";
    models.then(vec![Step::Send(head.into()), Step::Hang]);
    let failed = refused(&anthropic, SHORT).await;
    assert_eq!((failed.failure.fault(), failed.billed), (Some(Fault::Overloaded), Billed::Nothing));
    assert_eq!(failed.failure.retry_after(), Some(Duration::from_secs(2)));
}

#[tokio::test]
async fn c8_pings_keep_an_answer_alive_only_until_the_deadline() {
    let (models, [provider, _]) = world().await;
    let ping =
        || [Step::Chunk(b"event: ping\ndata: {\"type\": \"ping\"}\n\n".into()), Step::Wait(Duration::from_millis(50))];
    models.then([stream_begun()].into_iter().chain((0..100).flat_map(|_| ping())).collect());
    let (events, failed, _) = asked(&provider, SHORT).await.unwrap();
    assert_eq!((events.len(), failed.unwrap_err().failure.fault()), (0, Some(Fault::Timeout)));
}

#[tokio::test]
async fn c8_an_answer_that_is_none_is_malformed() {
    let (models, providers) = world().await;
    for provider in providers {
        for (kind, body) in [("text/html", "<html>Welcome</html>"), ("application/json", "{}"), ("", "")] {
            models.then(plain(200, kind, body));
            let failed = refused(&provider, Duration::from_secs(20)).await;
            assert_eq!((failed.failure.fault(), failed.billed), (Some(Fault::Malformed), Billed::Perhaps), "{kind}");
        }
        for body in ["data: <html>\n\n".to_owned(), format!("data: {}", "x".repeat(2 << 20))] {
            models.then(plain(200, "text/event-stream", &body));
            let (events, failed, _) = asked(&provider, Duration::from_secs(20)).await.unwrap();
            let failed = failed.unwrap_err();
            assert_eq!((failed.failure.fault(), failed.billed), (Some(Fault::Malformed), Billed::Perhaps));
            assert_eq!(events, []);
        }
    }
}

#[tokio::test]
async fn invariant_2_a_provider_that_is_not_there_costs_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for provider in providers(&address) {
        let failed = refused(&provider, Duration::from_secs(20)).await;
        assert_eq!((failed.failure.fault(), failed.billed), (Some(Fault::Unreachable), Billed::Nothing));
        let failed = refused(&provider, LEAST_TIME / 2).await;
        assert_eq!((failed.failure.fault(), failed.billed), (None, Billed::Nothing), "nothing was sent");
    }
}

#[tokio::test]
async fn invariant_2_a_stream_that_breaks_off_costs_what_came_of_it() {
    let (models, providers) = world().await;
    for provider in providers {
        models.then(vec![Step::Close]);
        let failed = refused(&provider, Duration::from_secs(20)).await;
        assert_eq!((failed.failure.fault(), failed.billed), (Some(Fault::Unreachable), Billed::Perhaps));

        // After the first piece of text, which has nine bytes, and a part of the next event.
        let messages = question();
        let (chunks, prompt) = match provider {
            Provider::Anthropic(_) => (4, Tokens { output: 0, ..TOKENS }),
            Provider::OpenAi(_) => (2, Tokens { input: prompt(&messages, &[]).prompt_bound(), ..Tokens::default() }),
        };
        let mut script = broken_off(two_texts(&provider), chunks);
        script.insert(script.len() - 1, Step::Chunk(b"data: {\"type\":\"content_bl".into()));
        models.then(script);
        let (events, failed, used) = asked(&provider, Duration::from_secs(20)).await.unwrap();
        let failed = failed.unwrap_err();
        assert_eq!((failed.failure.fault(), failed.billed), (Some(Fault::Unreachable), Billed::Perhaps));
        assert_eq!((events, used), (vec![text("أهلا ")], Tokens { output: 9, ..prompt }));
    }
}

#[tokio::test]
async fn c8_a_stream_that_lacks_only_its_last_event_is_an_answer() {
    let (models, providers) = world().await;
    for provider in providers {
        let script = two_texts(&provider);
        let chunks = script.iter().filter(|step| matches!(step, Step::Chunk(_))).count();
        models.then(broken_off(script, chunks - 1));
        assert_eq!(events(&provider).await, two_texts_said());
    }
}

#[tokio::test]
async fn c8_an_error_within_a_stream_is_the_provider_s() {
    let (models, providers) = world().await;
    let error = json!({"type": "error", "error": {"type": "overloaded_error", "message": "nobody may read"}});
    for provider in providers {
        models.then(match provider {
            Provider::Anthropic(_) => anthropic(&[anthropic_begun(TOKENS), error.clone()]),
            Provider::OpenAi(_) => openai(&[openai_delta(&json!({"content": ""})), error.clone()]),
        });
        let (_, failed, _) = asked(&provider, Duration::from_secs(20)).await.unwrap();
        let failed = failed.unwrap_err();
        assert_eq!((failed.failure.fault(), failed.billed), (Some(Fault::Overloaded), Billed::Perhaps));
        assert!(!failed.failure.to_string().contains("nobody may read"));
    }
}

#[tokio::test]
async fn c8_thinking_comes_back_with_what_the_tools_gave_to_anthropic_only() {
    let (models, [claude, gpt]) = world().await;
    let signed = json!({"type": "thinking", "thinking": "Hm.", "signature": "c2ln"});
    let mut script = vec![anthropic_begun(TOKENS), anthropic_block(0, &signed)];
    script.push(anthropic_block(1, &json!({"type": "text", "text": ""})));
    script.push(anthropic_delta(1, &json!({"type": "text_delta", "text": "Yes."})));
    script.extend(anthropic_ended("refusal", TOKENS));
    models.then(anthropic(&script));
    let Some(Event::Ended(ended)) = events(&claude).await.pop() else { panic!("it ends") };
    assert_eq!(ended.stop, Stop::Refused);
    let mut messages = question();
    messages.push(Message { role: Role::Assistant, parts: ended.parts });
    messages.extend(question());
    for (provider, thinks) in [(&claude, true), (&gpt, false)] {
        models.then(two_texts(provider));
        provider.answer(&prompt(&messages, &[]), Instant::now() + Duration::from_secs(20)).await.unwrap();
        let body = models.asked().pop().unwrap().body.to_string();
        assert_eq!((body.contains(&signed.to_string()), body.contains("c2ln")), (thinks, thinks), "{body}");
    }
}
