//! `/viewings` as a Lambda function.

use std::process::ExitCode;

use shared::{config::Settings, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start::http(Settings::from_process(), viewings::start).await
}
