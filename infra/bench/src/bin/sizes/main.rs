//! How understanding, search and ingestion behave as the listings grow: `sizes [UNITS …]`, by default 3,500 and 100,000.
//! Prints Markdown tables; `make bench-sizes` gives it a Postgres of its own.
//!
//! For each size a database is made, filled with generated units by ingestion itself, and asked:
//!
//! - `market`: how fast and in how much memory units are taken, and what their vectors' index costs;
//! - `questions`: how long understanding takes, and a search of each kind;
//! - `nearest`: the ten nearest vectors within filters, beside plain pgvector as it comes and an exact comparison.

#![expect(clippy::disallowed_methods, reason = "a tool reads its environment where it likes, and nothing freezes it")]

mod market;
mod nearest;
mod questions;

use std::{env, error::Error, process::ExitCode};

use market::Market;

/// Whatever goes wrong ends the program, with a message.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const DEFAULT_SIZES: [usize; 2] = [3_500, 100_000];

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stderr, reason = "standard output is for the tables")]
async fn main() -> ExitCode {
    match measure().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sizes: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn measure() -> Result<()> {
    let url = env::var("OSOOL_BENCH_DATABASE_URL").map_err(|_| "OSOOL_BENCH_DATABASE_URL is not set")?;
    let given = env::args()
        .skip(1)
        .map(|size| size.replace([',', '_'], "").parse())
        .collect::<std::result::Result<Vec<usize>, _>>();
    let given = given.map_err(|_| "usage: sizes [UNITS …]")?;
    let sizes = if given.is_empty() { DEFAULT_SIZES.to_vec() } else { given };

    let mut tables = Tables {
        understanding: String::new(),
        ingestion: market::HEADING.to_owned(),
        searches: questions::HEADING.to_owned(),
        nearest: nearest::HEADING.to_owned(),
    };
    let mut ended = Ok(());
    for size in sizes {
        ended = tables.add(&url, size).await;
        if ended.is_err() {
            break;
        }
    }
    // Also where a larger size has failed: the smaller ones may have taken hours.
    for table in [tables.understanding, tables.ingestion, tables.searches, tables.nearest] {
        print(&table);
    }
    ended
}

/// What was measured so far.
struct Tables {
    understanding: String,
    ingestion: String,
    searches: String,
    nearest: String,
}

impl Tables {
    /// Measures a database of so many units.
    async fn add(&mut self, url: &str, size: usize) -> Result<()> {
        progress(&format!("{size} units: ingesting …"));
        let market = Market::make(url, size).await?;
        self.ingestion += &market.row;
        progress(&format!("{size} units: searching …"));
        self.searches += &questions::measure(&market).await?;
        self.nearest += &nearest::measure(&market).await?;
        if self.understanding.is_empty() {
            self.understanding = questions::understanding(&market).await?;
        }
        market.close().await
    }
}

#[expect(clippy::print_stdout, reason = "this is what the program is for")]
fn print(paragraph: &str) {
    println!("{paragraph}\n");
}

#[expect(clippy::print_stderr, reason = "a size may take half an hour")]
fn progress(text: &str) {
    eprintln!("{text}");
}
