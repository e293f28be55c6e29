//! For the fuzzer: a call of a tool as a model may write it, with no database behind it.

use std::sync::LazyLock;

use serde_json::Value;
use sqlx::{PgPool, postgres::PgConnectOptions};
use time::OffsetDateTime;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

use super::{super::gate, Desk, Tool, run};
use crate::{
    agent::evidence::Evidence,
    clock::Clock,
    error::ErrorCode,
    identity::user::UserId,
    language::Language,
    ledger::Payer,
    listings::{embedding::Embedder, finance::Rates, search::Vectors, understanding::Gazetteer},
    llm::chat::ToolCall,
    registry::proofs::Proofs,
    sales::reservation::Deposit,
    store::table::DynamoTable,
};

static RUNTIME: LazyLock<Option<Runtime>> = LazyLock::new(|| Builder::new_current_thread().enable_all().build().ok());

/// Calls a tool: the first line is what the person wrote, the second the tool by its number, the rest its input. It must
/// be refused with a reason, computed, or end at the database.
pub fn fuzz_tool_input(text: &str) {
    let Some(runtime) = RUNTIME.as_ref() else { return };
    let mut lines = text.splitn(3, '\n');
    let (Some(asked), Some(tool), Some(input)) = (lines.next(), lines.next(), lines.next()) else { return };
    let Some(tool) = tool.parse::<usize>().ok().and_then(|number| Tool::ALL.get(number)) else { return };
    let mut known = Evidence::default();
    gate::note_asked(&mut known, asked);
    let call = ToolCall { id: String::new(), name: tool.name().to_owned(), input: input.to_owned() };
    let outcome = runtime.block_on(async {
        // Closed at once: whatever would be read fails.
        let pool = PgPool::connect_lazy_with(PgConnectOptions::new());
        pool.close().await;
        let vectors = Vectors::<DynamoTable> {
            embedder: &Embedder::Offline,
            model: None,
            payer: Payer::Session(Uuid::nil()),
            now: OffsetDateTime::UNIX_EPOCH,
        };
        let (gazetteer, rates) = (Gazetteer::default(), Rates::default());
        let desk = Desk {
            pool: &pool,
            gazetteer: &gazetteer,
            vectors: &vectors,
            proofs: &Proofs::Off,
            clock: Clock::starting_at(OffsetDateTime::UNIX_EPOCH),
            rates,
            deposit: Deposit::default(),
            user: Some(UserId::new(Uuid::nil())),
            language: Language::English,
        };
        run(&desk, &call, &known).await
    });
    match outcome {
        Ok(outcome) => {
            let content: Value = serde_json::from_str(&outcome.content).unwrap_or_default();
            assert!(content.is_object(), "a result is a JSON object: {}", outcome.content);
            assert_eq!(outcome.failed, content["error"].is_string(), "a refusal has a reason: {content}");
        }
        Err(failure) => assert_eq!(failure.code(), ErrorCode::DatabaseUnavailable),
    }
}
