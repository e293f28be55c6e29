//! Tells every morning what yesterday and today have cost.

use std::process::ExitCode;

use shared::{config::Settings, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start::events(Settings::from_process(), daily_cost_alert::start, daily_cost_alert::DailyCostAlert::handle).await
}
