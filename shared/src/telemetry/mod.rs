//! What the functions tell their operators: one masked line per event.
//!
//! Code writes events with `tracing` under one of five targets, which say what kind of event it is:
//!
//! ```
//! # use shared::telemetry;
//! tracing::info!(target: telemetry::USER_ACTION, unit = "NC123", "viewing requested");
//! ```
//!
//! The layer turns each into a line of standard output, with the fields of the spans around it, so
//! that a request id set once stands in every line of the request. On the way every text passes
//! [`mask()`]: whatever a message, a field, an error or a library's debug output contains, no
//! personal data and no secret leaves the process. Events of libraries count as `system` and name
//! their target. A panic is logged the same way, in place of the unmasked text that the standard
//! library would print.

mod layer;
mod mask;
#[cfg(test)]
mod tests;

pub use layer::Format;
pub use mask::mask;
use std::io::IsTerminal;
use std::panic::PanicHookInfo;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;

/// The target of what a user did: asked, signed in, reserved.
pub const USER_ACTION: &str = "osool::user_action";
/// The target of what the system did of itself: started, swept, sent an alert.
pub const SYSTEM: &str = "osool::system";
/// The target of failures, each logged once, at the boundary where it becomes an answer.
pub const ERROR: &str = "osool::error";
/// The target of durations and sizes.
pub const PERFORMANCE: &str = "osool::performance";
/// The target of refusals, blocks and suspicious requests.
pub const SECURITY: &str = "osool::security";

/// Libraries that tell more than an operator wants to know, unless the level asks for them by name.
const QUIET_LIBRARIES: &str = "aws_config=warn,aws_runtime=warn,aws_sdk_dynamodb=warn,aws_sdk_s3=warn,\
    aws_sdk_secretsmanager=warn,aws_smithy_runtime=warn,aws_smithy_runtime_api=warn,h2=warn,hyper=warn,\
    hyper_util=warn,lambda_runtime=warn,rustls=warn,sqlx=warn,tower=warn";
const DEFAULT_LEVEL: &str = "info";

/// Starts logging to standard output. Only the first call in a process has an effect.
///
/// `level` is a level such as `info`, or directives such as `info,sqlx=debug`. One that cannot be
/// understood is said so in the log, which then runs at `info`: a mistyped level must not stop a
/// function.
pub fn init(format: Format, level: &str) {
    let parse = |level: &str| EnvFilter::try_new(format!("{QUIET_LIBRARIES},{level}"));
    let (filter, fault) = match parse(level) {
        Ok(filter) => (filter, None),
        Err(fault) => (parse(DEFAULT_LEVEL).unwrap_or_default(), Some(fault)),
    };
    let output = std::io::stdout();
    let lines = layer::Lines::new(format, output.is_terminal(), output);
    let subscriber = tracing_subscriber::registry().with(filter).with(lines);
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        return;
    }
    std::panic::set_hook(Box::new(log_panic));
    if let Some(fault) = fault {
        tracing::warn!(target: SYSTEM, asked = level, %fault, "log level not understood");
    }
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    let reason = panic.payload_as_str().unwrap_or("of an unknown kind");
    let location = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(target: ERROR, location, reason, "panicked");
}
