//! Judges how well Osool understands and finds, against sets that people labelled: `judge [--sets DIR] [--failures]`.
//!
//! Three parts, each a Markdown table and the targets that it has to reach:
//!
//! - `pairs`: phrases that mean the same must be understood alike, and phrases that do not must not;
//! - `queries`: questions must give exactly the filters that a careful agent would note down;
//! - `search`: what is found must keep these filters, rank by the soft wishes, and be the same in both languages.
//!
//! `sets` reads the labels, `market` makes names and units out of the shipped catalogue, `relevance` says how well a
//! unit answers a query, and `metrics` holds the formulas. The labels come from people and never from the parser.
//!
//! The first two parts need nothing but the sets. The third needs `OSOOL_JUDGE_DATABASE_URL`, the address of a migrated
//! database into which the shipped catalogue was ingested; without it the part is left out, and said to be.
//!
//! The exit code is 1 where a target is missed, and 2 where something went wrong.

#![expect(clippy::disallowed_methods, reason = "a tool reads its environment where it likes, and nothing freezes it")]

mod market;
mod metrics;
mod pairs;
mod plain;
mod queries;
mod relevance;
mod search;
mod sets;

use std::{env, error::Error, path::PathBuf, process::ExitCode};

use market::Market;
use metrics::Target;
use sets::Sets;

/// Whatever went wrong ends the program, with a message.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const USAGE: &str = "usage: judge [--sets DIR] [--failures]";

/// Where the sets of this repository lie, as seen from its root.
const OUR_SETS: &str = "infra/judge/sets";

/// What one part has to say.
struct Report {
    /// Markdown: a heading, a table, and what explains it.
    text: String,
    /// What was wrong, one line each.
    failures: Vec<String>,
    /// What the part has to reach.
    targets: Vec<Target>,
}

/// What the command line asks for.
struct Arguments {
    sets: PathBuf,
    failures: bool,
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stderr, reason = "standard output is for the tables")]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("judge: {error}");
            ExitCode::from(2)
        }
    }
}

/// Judges and prints; whether every target was met.
async fn run() -> Result<bool> {
    let arguments = read_arguments(env::args().skip(1))?;
    let sets = Sets::read(&arguments.sets)?;
    let market = Market::shipped()?;
    let mut targets = Vec::new();
    let mut show = |report: Report| {
        print(&report.text);
        if arguments.failures && !report.failures.is_empty() {
            print(&report.failures.join("\n"));
        }
        targets.extend(report.targets);
    };

    match &sets.pairs {
        Some(pairs) => show(pairs::judge(pairs, &market)?),
        None => print(&format!("Pairs were not judged: the sets hold no {}.", sets::PAIRS)),
    }
    match &sets.queries {
        Some(queries) => {
            show(queries::judge(queries, &market)?);
            match env::var("OSOOL_JUDGE_DATABASE_URL") {
                Ok(url) => show(search::judge(queries, sets.pairs.as_deref(), &market, &url).await?),
                Err(_) => print("Search was not judged: OSOOL_JUDGE_DATABASE_URL is not set."),
            }
        }
        None => print(&format!("Queries were not judged: the sets hold no {}.", sets::QUERIES)),
    }

    print(&targets.iter().map(Target::line).collect::<Vec<_>>().join("\n"));
    Ok(targets.iter().all(|target| target.met))
}

/// Reads the command line; the error is what to tell the person who typed it.
fn read_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Arguments> {
    let mut read = Arguments { sets: PathBuf::from(OUR_SETS), failures: false };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--failures" => read.failures = true,
            "--sets" => read.sets = arguments.next().ok_or_else(|| format!("--sets needs a folder\n{USAGE}"))?.into(),
            other => return Err(format!("unexpected argument {other}\n{USAGE}").into()),
        }
    }
    Ok(read)
}

#[expect(clippy::print_stdout, reason = "this is what the program is for")]
fn print(paragraph: &str) {
    println!("{paragraph}\n");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests may panic, and read their environment")]

    use std::collections::HashSet;

    use super::*;

    fn ours() -> (Sets, Market) {
        let sets = Sets::read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sets")).unwrap();
        (sets, Market::shipped().unwrap())
    }

    fn assert_met(report: &Report) {
        let lines: Vec<String> = report.targets.iter().map(Target::line).collect();
        assert!(report.targets.iter().all(|target| target.met), "{lines:#?}\n{}", report.failures.join("\n"));
    }

    #[test]
    fn s2_pairs_and_questions_are_understood_as_the_targets_ask() {
        let (sets, market) = ours();
        assert_met(&pairs::judge(&sets.pairs.unwrap(), &market).unwrap());
        assert_met(&queries::judge(&sets.queries.unwrap(), &market).unwrap());
    }

    /// All of them take minutes: `make judge`.
    #[tokio::test]
    async fn s3_search_reaches_its_targets_on_every_twelfth_question_and_its_twin() {
        let (sets, market) = ours();
        let all = sets.queries.unwrap();
        let drawn: HashSet<String> =
            all.iter().step_by(12).flat_map(|query| query.twin.iter().chain([&query.id]).cloned()).collect();
        let queries: Vec<_> = all.into_iter().filter(|query| drawn.contains(&query.id)).collect();
        let report = search::judge_in(&::tests::database().await, &queries, None, &market).await.unwrap();
        assert_met(&report);
    }
}
