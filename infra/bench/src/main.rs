//! Measures what ships, and prints it as Markdown tables: `make bench`.
//!
//! A function is a program that asks Lambda's Runtime API for work. Here the benchmark itself plays that API, so it
//! starts the very binaries that are deployed and sees each step of theirs without anything in between:
//!
//! - `cold_start`: how long each binary takes from its start until it asks for work, beside `bare`, which is the least
//!   that such a binary can be; how much memory it has taken by then; how large its zip file is;
//! - `ingestion`: how fast the shipped catalogue gets into an empty database;
//! - `warm`: how long requests take once a function runs;
//! - `guard`: what keeps Osool safe, in calls to DynamoDB and in time that requests wait for them;
//! - `turns`: what a turn adds to a model's own time, what many at once take, and what caching of prompts saves;
//! - `identity`: what signing in takes;
//! - `ledger`: how many calls of models a second the ledger holds and settles money for, in the emulator of AWS;
//! - `deals`: how long the webhook of payments takes, how many units are reserved and viewings decided a second, and what
//!   that costs in writes.
//!
//! `function` runs a binary, `runtime_api` gives it work, and `cloud` stands in for the services of AWS that it calls;
//! `server` serves both. Postgres is real. Everything is on this machine's loopback and without TLS: what the network
//! and Lambda itself add is not in these figures.
//!
//! | variable | what it is |
//! |---|---|
//! | `OSOOL_BENCH_DATABASE_URL` | a migrated database that holds the shipped catalogue; chats are added to it, and units sold |
//! | `OSOOL_BENCH_INGEST_DATABASE_URL` | a migrated database without listings; if unset, ingestion is not measured |
//! | `OSOOL_BENCH_DYNAMODB_URL` | an emulator of AWS with the empty table `osool-bench`; if unset, signing in and the ledger are not measured |
//! | `OSOOL_BENCH_LAMBDA` | the folder of the functions' binaries, `target/lambda` by default |
//! | `OSOOL_BENCH_LOGS` | set to anything, shows what functions log, for finding out why one fails; it slows them |
//!
//! Ingestion comes before the requests, so that both databases may be one.
//!
//! It runs on Linux, whose `/proc` tells how much memory a process has taken.

#![expect(clippy::disallowed_methods, reason = "a tool reads its environment where it likes, and nothing freezes it")]

mod cloud;
mod cold_start;
mod counted;
mod deals;
mod function;
mod guard;
mod identity;
mod ingestion;
mod ledger;
mod runtime_api;
mod sameness;
mod server;
mod turns;
mod warm;

use std::{env, error::Error, fs, path::PathBuf, process::ExitCode, thread};

use cloud::Cloud;
use function::Binary;

/// Whatever went wrong ends the benchmark, with a message.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

// One thread: what is measured has the other cores to itself.
#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stderr, reason = "standard output is for the tables")]
async fn main() -> ExitCode {
    match measure().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn measure() -> Result<()> {
    let database_url = env::var("OSOOL_BENCH_DATABASE_URL").map_err(|_| "OSOOL_BENCH_DATABASE_URL is not set")?;
    let folder = env::var_os("OSOOL_BENCH_LAMBDA").map_or_else(|| PathBuf::from("target/lambda"), PathBuf::from);
    let bare = Binary { name: "bare".to_owned(), path: env::current_exe()?.with_file_name("bare") };
    let functions = Binary::all_in(&folder)?;

    print(&machine()?);
    let cloud = Cloud::start(&database_url).await?;
    print(&cold_start::measure(&bare, &functions, &cloud).await?);
    print(&match env::var("OSOOL_BENCH_INGEST_DATABASE_URL") {
        Ok(url) => ingestion::measure(Binary::find(&functions, "ingest")?, &Cloud::start(&url).await?).await?,
        Err(_) => "Ingestion was not measured: OSOOL_BENCH_INGEST_DATABASE_URL is not set.".to_owned(),
    });
    let report = warm::measure(&bare, &functions, &cloud).await?;
    print(&report.table);
    if let Some(first) = report.problems.first() {
        return Err(format!("{} warm answers were wrong; the first: {first}", report.problems.len()).into());
    }
    print(&guard::measure(&functions, &database_url).await?);
    print(&sameness::measure(Binary::find(&functions, "auth")?, &database_url).await?);
    print(&turns::measure(&database_url).await?);
    print(&match env::var("OSOOL_BENCH_DYNAMODB_URL") {
        Ok(url) => format!("{}\n\n{}", identity::measure(&url).await?, ledger::measure(&url).await?),
        Err(_) => "Signing in and the ledger were not measured: OSOOL_BENCH_DYNAMODB_URL is not set.".to_owned(),
    });
    // Last: what is sold is not found any more.
    print(&deals::measure(Binary::find(&functions, "payment-webhook")?, &database_url).await?);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "this is what the program is for")]
fn print(paragraph: &str) {
    println!("{paragraph}\n");
}

/// The day and the machine, without which no figure means much.
fn machine() -> Result<String> {
    let today = time::OffsetDateTime::now_utc().date();
    let cores = thread::available_parallelism()?;
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("a processor without a name", |(_, name)| name);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    Ok(format!(
        "Measured by `make bench` on {today}: {cores} cores of {model}, Linux {}, with Postgres on the same machine. \
         AWS is stood in for on the loopback, without TLS.",
        kernel.trim()
    ))
}
