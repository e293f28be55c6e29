//! Providers that are slow, in each phase of an answer (C8, invariants 2, 6 and 10): the person gets a true answer before
//! Lambda's deadline, the books are exact, and the breaker keeps the next one from waiting.

use std::time::Duration;

use axum::{body::Body, http::Request};
use futures_util::future::join_all;
use lambda_http::Context;
use serde_json::json;
use shared::money::NanoUsd;
use tests::{
    Answer,
    models::{Step, anthropic_text, anthropic_tools, openai_text, stream_begun},
    send,
};
use time::OffsetDateTime;

use crate::{
    chat::{ENGLISH, ids, say, text},
    turns::{LUNA, Stage, USED, nanos, price_when_cut},
};

/// Lambda's time. Five seconds of it are kept for the guide, so that models have three.
const TIME: Duration = Duration::from_millis(8_300);

const TEXTS: [&str; 2] = ["I look for homes. ", "Where?"];

/// A turn that has to end within [`TIME`].
async fn say_in_time(stage: &Stage, message: &str) -> Answer {
    let request = Request::post("/chat").header("content-type", "application/json");
    let mut request = request.body(Body::from(json!({ "message": message }).to_string())).unwrap();
    let mut context = Context::default();
    let deadline = OffsetDateTime::now_utc() + TIME;
    context.deadline = (deadline.unix_timestamp_nanos() / 1_000_000).try_into().unwrap();
    request.extensions_mut().insert(context);
    send(&stage.router, request).await
}

/// The script, silent for ever after so many of its steps.
fn silent_after(mut script: Vec<Step>, steps: usize) -> Vec<Step> {
    script.truncate(steps);
    script.push(Step::Hang);
    script
}

/// The script with a wait before each of its chunks.
fn slowly(script: Vec<Step>, wait: Duration) -> Vec<Step> {
    script.into_iter().flat_map(|step| [Step::Wait(wait), step]).collect()
}

#[tokio::test]
async fn invariant_10_a_model_that_is_slow_in_whatever_phase_is_not_waited_for_beyond_the_time_there_is() {
    let whole = || anthropic_text(&TEXTS, USED);
    let ping = whole()[2].clone();
    let pings = [stream_begun()].into_iter().chain(vec![ping; 40]).collect();
    let call = anthropic_tools(&[("get_property", r#"{"property_id":"NC1"}"#)], USED);
    let words: Vec<&str> = vec!["word "; 40];
    // What happens, what is said before it, and after how many chunks, where that tells the price.
    let mut turns = Vec::new();
    for (what, script, said, chunks) in [
        ("before it answers", vec![Step::Hang], "", None),
        ("after the head", silent_after(whole(), 1), "", None),
        ("after it has begun", silent_after(whole(), 3), "", Some(2)),
        ("after a sentence", silent_after(whole(), 5), TEXTS[0], Some(4)),
        ("in a call of a tool", silent_after(call, 4), "", None),
        ("with pings only", slowly(pings, Duration::from_millis(200)), "", None),
        ("word by word", slowly(anthropic_text(&words, USED), Duration::from_millis(200)), "", None),
    ] {
        turns.push(async move {
            let stage = Stage::set().await;
            stage.claude.then(script);
            let answer = say_in_time(&stage, ENGLISH).await;
            assert_eq!((answer.status.as_u16(), answer.json["tier"].as_str()), (200, Some("guide")), "{what}");
            assert_eq!(answer.json["degraded"], true, "{what}");
            assert!(text(&answer).starts_with(said) && !ids(&answer).is_empty(), "{what}: {}", text(&answer));
            assert_eq!((stage.claude.asked().len(), stage.openai.asked().len()), (1, 0), "{what}");
            let (spent, held) = stage.spent().await;
            assert!(spent > NanoUsd::ZERO && held == NanoUsd::ZERO, "{what}: {spent:?} {held:?}");
            if let Some(price) = chunks.and_then(|chunks| price_when_cut(&TEXTS, chunks)) {
                assert_eq!(spent, nanos(price), "{what}");
            }
        });
    }
    join_all(turns).await;
}

#[tokio::test]
async fn c8_an_answer_of_which_only_the_last_event_does_not_come_is_whole() {
    let stage = Stage::set().await;
    let script = anthropic_text(&TEXTS, USED);
    let steps = script.len() - 2;
    stage.claude.then(silent_after(script, steps));
    let answer = say_in_time(&stage, "hello").await;
    assert_eq!((text(&answer), answer.json["tier"].as_str()), ("I look for homes. Where?", Some("claude")));
    assert_eq!(stage.spent().await, (nanos(crate::turns::CLAUDE), NanoUsd::ZERO));
}

#[tokio::test]
async fn c8_a_provider_that_says_nothing_for_twelve_seconds_is_left_for_the_next_one() {
    let stage = Stage::set().await;
    stage.claude.then(silent_after(anthropic_text(&TEXTS, USED), 5));
    stage.openai.then(openai_text(&["Which area?"], USED));
    let answer = say(&stage.router, "hello").await;
    assert_eq!((text(&answer), answer.json["tier"].as_str()), ("I look for homes. \n\nWhich area?", Some("openai")));
    let claude = price_when_cut(&TEXTS, 4).unwrap();
    assert_eq!(stage.spent().await, (nanos(claude + LUNA), NanoUsd::ZERO));
}

#[tokio::test]
async fn invariant_6_a_slow_provider_is_not_waited_for_a_fourth_time() {
    let stage = Stage::set().await;
    for _ in 0..3 {
        stage.claude.then(vec![Step::Hang]);
    }
    let slow = || say_in_time(&stage, "hello");
    let answers = tokio::join!(slow(), slow(), slow());
    for answer in [answers.0, answers.1, answers.2] {
        assert_eq!((answer.status.as_u16(), answer.json["tier"].as_str()), (200, Some("guide")));
    }
    stage.openai.then(openai_text(&["Which area?"], USED));
    let answer = say_in_time(&stage, "hello").await;
    assert_eq!((text(&answer), answer.json["tier"].as_str()), ("Which area?", Some("openai")));
    assert_eq!(stage.claude.asked().len(), 3);
}
