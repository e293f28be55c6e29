//! Records on a chain what the listings and sales say, every hour.

use std::process::ExitCode;

use shared::{config::Settings, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start::events(Settings::from_process(), registrar::start, registrar::Registrar::handle).await
}
