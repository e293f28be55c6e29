//! Sends what waits in the queue of notices.

use std::process::ExitCode;

use shared::{config::Settings, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start::events(Settings::from_process(), notifier::start, notifier::Notifier::handle).await
}
