//! Brings the database's schema up to date.

use std::process::ExitCode;

use shared::{config::Settings, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start::events(Settings::from_process(), migrate::start, migrate::Migrate::handle).await
}
