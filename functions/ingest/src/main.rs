//! Reads a listing file into the database when one is uploaded.

use std::process::ExitCode;

use shared::{config::Settings, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start::events(Settings::from_process(), ingest::start, ingest::Ingest::handle).await
}
