//! What keeps Osool safe, on a request's way in: the calls to DynamoDB that search and chat make, and how many of
//! them they wait for one after the other. Counted by the stand-in, and seen in the time that requests take longer
//! where it takes its time to answer.
//!
//! The order is the code's: `identity::principal::Doorman` counts a request against its limits before anything else (a write).
//! Then the breaker of Postgres is asked, unless it was within the last second (a read), and what it guards waits for
//! it; a chat reads what its conversation has cost when it is answered (a read). So three calls follow one another at most.

use std::{fmt::Write as _, time::Duration};

use serde_json::Value;
use tokio::time::sleep;

use bench::statistics::{Sample, milliseconds, ratio};

use crate::{
    Result,
    cloud::{Calls, Cloud},
    function::{Binary, Function},
    warm::{MEASURED, Request, WARM_UP, check},
};

/// How long a call to DynamoDB takes in the second run: what it may take in the cloud.
const DELAY: Duration = Duration::from_millis(5);

/// After such a pause, environments ask their breakers anew.
const PAUSE: Duration = Duration::from_millis(1_010);
const PAUSED: usize = 40;

/// Measures both requests, one right after the other and with pauses, as a table.
pub(crate) async fn measure(functions: &[Binary], database_url: &str) -> Result<String> {
    let (prompt, slow) = (Cloud::start(database_url).await?, Cloud::with_delay(database_url, DELAY).await?);
    let mut pairs = Vec::new();
    for request in [Request::search(functions)?, Request::chat(functions)?] {
        let runs = (Run::start(&request, &prompt).await?, Run::start(&request, &slow).await?);
        pairs.push(Pair { request, asked: 0, prompt: runs.0, slow: runs.1, longer: Sample::default() });
    }

    let mut rows = String::new();
    for pair in &mut pairs {
        pair.ask(WARM_UP).await?;
        pair.forget();
        pair.ask(MEASURED).await?;
        pair.write(&mut rows, pair.request.name)?;
        pair.forget();
    }
    // All after one pause, since they take so much less.
    for _ in 0..PAUSED {
        sleep(PAUSE).await;
        for pair in &mut pairs {
            pair.ask(1).await?;
        }
    }
    for pair in &pairs {
        pair.write(&mut rows, &format!("{}, a second after the one before", pair.request.name))?;
    }

    Ok(format!(
        "What keeps it safe: calls to DynamoDB on a request's way in, and what they add to it, with a DynamoDB that \
         answers at once and one that takes {} ms for every call. {MEASURED} requests to each in turn, and {PAUSED} with \
         a second between them, in which the breaker must be asked again. First the request is counted against its \
         limits (a write); then the breaker is asked (a read, at most once a second an environment) and after it \
         Postgres; a chat reads what its conversation has cost when it is answered, while it is being saved. So three \
         calls follow one another at most. “Waits” is how much longer a request takes, in calls: the median of the differences between two answers \
         to one question.\n\n\
         | request | writes | reads | p50, at once | p99, at once | p50, slow | p99, slow | waits |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|{rows}",
        DELAY.as_millis()
    ))
}

/// A request to two functions: one whose DynamoDB answers at once, and one whose is slow.
struct Pair<'a> {
    request: Request<'a>,
    asked: usize,
    prompt: Run<'a>,
    slow: Run<'a>,
    /// How much longer the slow one took.
    longer: Sample,
}

impl Pair<'_> {
    /// Asks both so often, in turn, so that whatever slows this machine down for a while slows both down.
    async fn ask(&mut self, times: usize) -> Result<()> {
        for _ in 0..times {
            let event = &self.request.events[self.asked % self.request.events.len()];
            let prompt = self.prompt.ask(&self.request, event).await?;
            let slow = self.slow.ask(&self.request, event).await?;
            self.longer.add(slow.saturating_sub(prompt));
            self.asked += 1;
        }
        Ok(())
    }

    /// Adds what was measured to the table.
    fn write(&self, rows: &mut String, name: &str) -> Result<()> {
        let Self { prompt, slow, longer, .. } = self;
        // What a call really took longer: a timer of 5 ms goes off a little later.
        let call = slow.calls.waits.percentile(50).saturating_sub(prompt.calls.waits.percentile(50));
        let requests = prompt.times.len() as u128;
        write!(
            rows,
            "\n| {name} | {} | {} | {} | {} | {} | {} | {} |",
            ratio(prompt.calls.writes.into(), requests),
            ratio(prompt.calls.reads.into(), requests),
            milliseconds(prompt.times.percentile(50)),
            milliseconds(prompt.times.percentile(99)),
            milliseconds(slow.times.percentile(50)),
            milliseconds(slow.times.percentile(99)),
            ratio(longer.percentile(50).as_nanos(), call.as_nanos()),
        )?;
        Ok(())
    }

    /// Begins to measure anew.
    fn forget(&mut self) {
        self.longer = Sample::default();
        for run in [&mut self.prompt, &mut self.slow] {
            (run.times, run.calls) = (Sample::default(), Calls::default());
        }
    }
}

/// A function, and what it was measured to do.
struct Run<'a> {
    function: Function,
    cloud: &'a Cloud,
    times: Sample,
    calls: Calls,
}

impl<'a> Run<'a> {
    async fn start(request: &Request<'_>, cloud: &'a Cloud) -> Result<Self> {
        let function = Function::start(request.binary, cloud).await?;
        Ok(Self { function, cloud, times: Sample::default(), calls: Calls::default() })
    }

    async fn ask(&mut self, request: &Request<'_>, event: &Value) -> Result<Duration> {
        let (answer, time) = self.function.invoke(event.to_string()).await?;
        check(&answer, request.wants_units)
            .map_err(|problem| format!("{} {}: {problem}", request.name, event["body"]))?;
        self.times.add(time);
        // One function at a time is asked, so these are its own.
        self.calls.absorb(self.cloud.take_calls().await);
        Ok(time)
    }
}
