//! Makes a new signing key when Secrets Manager asks for one.

use std::process::ExitCode;

use shared::{config::Settings, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start::events(Settings::from_process(), rotate_signing_key::start, rotate_signing_key::Rotator::handle).await
}
