//! Decides viewings that wait in their queue.

use std::process::ExitCode;

use shared::{config::Settings, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start::events(Settings::from_process(), viewing_worker::start, viewing_worker::Worker::handle).await
}
