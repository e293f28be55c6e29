//! Clears away what crashed calls have left, every minute.

use std::process::ExitCode;

use shared::{config::Settings, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start::events(Settings::from_process(), sweeper::start, sweeper::Sweeper::handle).await
}
