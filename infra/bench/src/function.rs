//! A function's binary, and its process.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use axum::body::Bytes;
use shared::listings::embedding::OFFLINE_MODEL;
use tokio::{sync::oneshot, time::timeout};

use crate::{
    Result,
    cloud::{BUCKET, Cloud, DATABASE_SECRET, MESSAGES_SECRET, MODELS_SECRET, PAYMENTS_SECRET},
    runtime_api::{Call, RuntimeApi},
};

/// How often a process that says nothing is looked at: it may have ended.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The variable that, set to anything, shows on standard error what functions log.
const LOGS: &str = "OSOOL_BENCH_LOGS";

/// A function's binary.
pub(crate) struct Binary {
    /// The function's name.
    pub(crate) name: String,
    /// The file.
    pub(crate) path: PathBuf,
}

impl Binary {
    /// All functions in a folder, each a folder with a `bootstrap` in it, in the order of their names.
    pub(crate) fn all_in(folder: &Path) -> Result<Vec<Self>> {
        let entries = fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
        let mut binaries = Vec::new();
        for entry in entries {
            let entry = entry?;
            let path = entry.path().join("bootstrap");
            if path.is_file() {
                binaries.push(Self { name: entry.file_name().to_string_lossy().into_owned(), path });
            }
        }
        binaries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(binaries)
    }

    /// The function of this name.
    pub(crate) fn find<'a>(binaries: &'a [Self], name: &str) -> Result<&'a Self> {
        let found = binaries.iter().find(|binary| binary.name == name);
        found.ok_or_else(|| format!("the function {name} has not been built").into())
    }
}

/// A running function that waits for an event.
pub(crate) struct Function {
    /// How long it took from its start until it asked for the first event.
    pub(crate) started_in: Duration,
    process: Process,
    /// What the next event goes through; nothing while it answers one.
    sender: Option<oneshot::Sender<String>>,
}

impl Function {
    /// Starts a binary as Lambda does, and waits until it asks for work.
    pub(crate) async fn start(binary: &Binary, cloud: &Cloud) -> Result<Self> {
        let runtime_api = RuntimeApi::start().await?;
        let mut command = Command::new(&binary.path);
        command.env_clear().envs(environment(&binary.name, &runtime_api, cloud));
        // Reading what it logs would take time from what is measured.
        let log = if env::var_os(LOGS).is_some() { Stdio::from(io::stderr()) } else { Stdio::null() };
        command.stdin(Stdio::null()).stdout(log);
        let started = Instant::now();
        let child = command.spawn().map_err(|error| format!("cannot start {}: {error}", binary.path.display()))?;
        let mut process = Process { name: binary.name.clone(), child, runtime_api };
        let (at, sender) = process.next().await?;
        Ok(Self { started_in: at - started, process, sender: Some(sender) })
    }

    /// Gives it an event, and returns its answer with the time that it took. By then it waits for the next event: what
    /// it does between two events counts for neither.
    pub(crate) async fn invoke(&mut self, event: String) -> Result<(Bytes, Duration)> {
        let sender = self.sender.take().ok_or("the event before was not answered")?;
        let handed_out = Instant::now();
        sender.send(event).map_err(|_| format!("{} no longer waits for an event", self.process.name))?;
        let Call::Answered { at, answer } = self.process.call().await? else {
            return Err(format!("{} asked for another event before it had answered one", self.process.name).into());
        };
        let (_, sender) = self.process.next().await?;
        self.sender = Some(sender);
        Ok((answer, at - handed_out))
    }

    /// The most memory that it has had so far, in KiB.
    pub(crate) fn peak_memory(&self) -> Result<u32> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.child.id()))?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.strip_suffix("kB"));
        Ok(peak.ok_or("the system does not tell a process's memory")?.trim().parse()?)
    }
}

/// A process that ends with the value that holds it.
struct Process {
    name: String,
    child: Child,
    runtime_api: RuntimeApi,
}

impl Process {
    /// Waits until it asks for an event: when that was, and what the event goes through.
    async fn next(&mut self) -> Result<(Instant, oneshot::Sender<String>)> {
        match self.call().await? {
            Call::Next { at, sender } => Ok((at, sender)),
            Call::Answered { .. } => Err(format!("{} answered without being asked", self.name).into()),
        }
    }

    /// Waits until it calls, or has ended.
    async fn call(&mut self) -> Result<Call> {
        loop {
            if let Ok(call) = timeout(LOOK_EVERY, self.runtime_api.calls.recv()).await {
                let call = call.ok_or("the Runtime API has ended")?;
                return call.map_err(|reason| format!("{} failed: {reason}", self.name).into());
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("{} has ended: {status}; with {LOGS}=1 its log tells why", self.name).into());
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Either refusal means that it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All that a function's process finds in its environment: what Lambda sets, and what template.yaml does for any of
/// them. A function reads only what it needs.
fn environment(name: &str, runtime_api: &RuntimeApi, cloud: &Cloud) -> Vec<(&'static str, String)> {
    let fixed = [
        ("AWS_ACCESS_KEY_ID", "bench"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_SECRET_ACCESS_KEY", "bench"),
        ("ADMIN_KEY_SECRET_ARN", "admin-key"),
        ("API_URL", "https://api.osool.example"),
        // For which there is no key: the guide answers, and what is measured is Osool alone.
        ("CHAT_MODELS", "claude-sonnet-5-5"),
        ("ALARM_EMAIL", "operators@osool.example"),
        ("ALARM_TOPIC_ARN", "arn:aws:sns:eu-central-1:123456789012:alarms"),
        ("COUNTERS_TABLE", "counters"),
        ("DATA_KEY_ID", "no key"),
        ("DATABASE_OWNER_SECRET_ARN", DATABASE_SECRET),
        ("DATABASE_SECRET_ARN", DATABASE_SECRET),
        // Logs as in the cloud.
        ("ENVIRONMENT", "staging"),
        ("FROM_EMAIL", "amr@osool.example"),
        ("FRONTEND_URL", "https://osool.example"),
        ("LISTINGS_BUCKET", BUCKET),
        ("IDENTITY_KEY_SECRET_ARN", "identity-key"),
        ("MESSAGES_SECRET_ARN", MESSAGES_SECRET),
        ("MODELS_SECRET_ARN", MODELS_SECRET),
        ("PAYMENTS_SECRET_ARN", PAYMENTS_SECRET),
        // Thousands of requests come from one address.
        ("RATE_LIMIT_SCALE", "1000"),
        ("SIGNING_KEY_SECRET_ARN", "signing-key"),
        // As many as there are measurements.
        ("DAILY_MAIL_LIMIT", "1000000"),
        ("DAILY_SMS_LIMIT", "1000000"),
    ];
    let mut variables = fixed.map(|(variable, value)| (variable, value.to_owned())).to_vec();
    let address = format!("http://{}", cloud.server.address);
    for queue in [
        "NOTICES_QUEUE_URL",
        "UNSENT_NOTICES_QUEUE_URL",
        "VIEWINGS_QUEUE_URL",
        "UNANSWERED_VIEWINGS_QUEUE_URL",
        "INGEST_FAILURES_QUEUE_URL",
    ] {
        variables.push((queue, format!("{address}/123456789012/queue")));
    }
    variables.push(("TWILIO_BASE_URL", address.clone()));
    variables.push(("AWS_ENDPOINT_URL", address));
    variables.push(("AWS_LAMBDA_FUNCTION_NAME", name.to_owned()));
    // Else it would make OpenAI's model the one that serves, and nobody there makes its vectors.
    variables.extend((name == "ingest").then(|| ("EMBEDDING_MODEL", OFFLINE_MODEL.to_owned())));
    variables.push(("AWS_LAMBDA_RUNTIME_API", runtime_api.server.address.to_string()));
    variables
}
