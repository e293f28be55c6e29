//! How many model calls a second one day item of the ledger can carry, and what would change if environments leased
//! chunks of the day instead of asking it for every call. Prints Markdown tables, which `docs/scale.md` explains:
//! `cargo run -p bench --bin leases`.
//!
//! The first tables are arithmetic on DynamoDB's documented limits. The others come from a simulation: environments
//! that serve one call at a time, as Lambda's do; calls that arrive at random, cost less than was held for them and
//! sometimes die with their environment; and a limit that is reached. A write to an item takes no time and none is
//! throttled, so the simulation tests the accounting and shows the load, not how steps of two environments interleave.
//! One seed, so every run prints the same.
//!
//! After every event the simulation compares what was really billed and held with the limit, from books of its own that
//! no way of keeping the limit can see. Where they disagree it ends with an error instead of a table.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    fmt::Write as _,
    process::ExitCode,
};

/// An amount of money in nano-dollars. Never negative here.
type NanoUsd = u64;

/// A moment or a duration in microseconds. The simulation begins at zero.
type Micros = u64;

const SECOND: Micros = 1_000_000;
const DOLLAR: NanoUsd = 1_000_000_000;

/// Write units a second that DynamoDB gives one partition key value, at most.
const UNITS_PER_SECOND: u64 = 1_000;
/// A write costs one unit for each KiB, or part of one, of the larger of the item before and after it.
const BYTES_PER_UNIT: u64 = 1_024;
/// The largest item that DynamoDB stores.
const LARGEST_ITEM: u64 = 400 * 1_024;

/// The day item without anything in flight: key and sums, and what six models and contexts were used for. Measured, as
/// is the next but one: `make bench` prints both.
const DAY_BYTES: u64 = 2_045;
/// The month item without anything in flight.
const MONTH_BYTES: u64 = 200;
/// What one hold in flight, or one lease, adds to an item: its name, amount, expiry, day and payer.
const ENTRY_BYTES: u64 = 151;

/// What is held for a call: the most that it can cost.
const HOLD: NanoUsd = DOLLAR / 100;
/// What a call really costs, in hundredths of its hold: from, and up to but not including.
const COST_PERCENT: (u64, u64) = (20, 61);
/// How long a call takes: from, and up to but not including.
const DURATION: (Micros, Micros) = (2 * SECOND, 15 * SECOND);
/// How long the hold of a call lives if nobody settles it.
const HOLD_LIFE: Micros = 60 * SECOND;
/// A lease is good for a new call only while it lives this much longer: the longest call, and what clocks may differ.
const LEASE_MARGIN: Micros = DURATION.1 + 5 * SECOND;
/// One call in this many dies with its environment before it is settled.
const CALLS_PER_CRASH: u64 = 1_000;
/// How many shards a call asks before it is refused.
const SHARDS_ASKED: usize = 3;
/// The limit of the simulated day.
const LIMIT: NanoUsd = 1_000 * DOLLAR;
/// Calls that arrive in a simulated day: a tenth more than the limit pays for at their mean cost of 0.4 holds.
const CALLS: u64 = 275_000;
const SEED: u64 = 0x2026_1121;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "this is what the program is for")]
fn main() -> ExitCode {
    match tables() {
        Ok(tables) => {
            print!("{tables}");
            ExitCode::SUCCESS
        }
        Err(violation) => {
            eprintln!("leases: {violation}");
            ExitCode::FAILURE
        }
    }
}

fn tables() -> Result<String, String> {
    let mut text = [units_table(), rates_table(), limits_table(), shards_table()].join("\n");
    write!(text, "\n{}", simulation_tables()?).map_err(|error| error.to_string())?;
    Ok(text)
}

// Arithmetic.

/// The units that a write to an item of this many bytes costs.
fn units(bytes: u64) -> u64 {
    bytes.div_ceil(BYTES_PER_UNIT)
}

/// The size of an item with entries in it.
fn bytes(empty: u64, entries: u64) -> u64 {
    empty + ENTRY_BYTES * entries
}

/// Units a second, in tenths, where a call writes twice to one item and stays in it for `seconds` in between.
fn tenths_of_units(empty: u64, tenths_of_calls: u64, seconds: u64) -> u64 {
    2 * tenths_of_calls * units(bytes(empty, tenths_of_calls * seconds / 10))
}

/// The most calls a second, in tenths, whose writes to one item take no more than so many units a second.
fn greatest_rate(empty: u64, seconds: u64, units_per_second: u64) -> u64 {
    let mut rate = 0;
    while tenths_of_units(empty, rate + 1, seconds) <= units_per_second * 10 {
        rate += 1;
    }
    rate
}

fn units_table() -> String {
    let mut table = Table::new(
        "One item, calls of 8 s",
        &["calls/s", "in flight", "day item", "WCU a write", "WCU/s, day", "WCU/s, month"],
    );
    for rate in [3, 10, 50, 100, 200, 250, 1_000] {
        let in_flight = rate * 8 / 10;
        let size = bytes(DAY_BYTES, in_flight);
        table.row(&[
            tenths(rate),
            in_flight.to_string(),
            kibibytes(size),
            units(size).to_string(),
            marked((tenths_of_units(DAY_BYTES, rate, 8)).div_ceil(10), UNITS_PER_SECOND),
            marked((tenths_of_units(MONTH_BYTES, rate, 8)).div_ceil(10), UNITS_PER_SECOND),
        ]);
    }
    table.text
}

fn rates_table() -> String {
    let mut table = Table::new(
        "Greatest rate of one item, by how long a call stays in it",
        &["seconds", "day, calls/s", "in flight then", "month, calls/s"],
    );
    for seconds in [2, 8, 15, 30, 60] {
        let day = greatest_rate(DAY_BYTES, seconds, UNITS_PER_SECOND);
        table.row(&[
            seconds.to_string(),
            tenths(day),
            (day * seconds / 10).to_string(),
            tenths(greatest_rate(MONTH_BYTES, seconds, UNITS_PER_SECOND)),
        ]);
    }
    table.text
}

fn limits_table() -> String {
    let mut table = Table::new(
        "Daily limits at $0.004 a call",
        &[
            "daily limit",
            "calls a day",
            "calls/s, even",
            "calls/s, busiest hour at 4 times that",
            "of the greatest rate",
        ],
    );
    let greatest = greatest_rate(DAY_BYTES, 8, UNITS_PER_SECOND);
    for dollars in [100, 860, 1_170, 1_670, 6_700] {
        let calls = dollars * 250;
        let busiest = (calls * 4 * 10 + 43_200) / 86_400;
        table.row(&[
            format!("${}", thousands(dollars)),
            thousands(calls),
            hundredths(calls, 86_400),
            tenths(busiest),
            format!("{} %", busiest * 100 / greatest),
        ]);
    }
    table.text
}

fn shards_table() -> String {
    let mut table = Table::new(
        "The day in shards, calls of 8 s",
        &["shards", "greatest rate, calls/s", "at half the units, calls/s", "most that refusals strand"],
    );
    for shards in [1, 4, 16, 32] {
        table.row(&[
            shards.to_string(),
            tenths(greatest_rate(DAY_BYTES, 8, UNITS_PER_SECOND) * shards),
            tenths(greatest_rate(DAY_BYTES, 8, UNITS_PER_SECOND / 2) * shards),
            dollars(HOLD * shards),
        ]);
    }
    table.text
}

// The simulation.

/// A way of keeping the limit.
#[derive(Clone, Copy)]
enum Way {
    /// Every call holds and settles on one of so many items, each of which has an equal part of the limit.
    /// One of them is the ledger as it is.
    Shards(u64),
    /// An environment leases a chunk of so many holds from the one item, for so long, and pays its calls from it.
    Leases { holds: u64, life: Micros },
}

impl Way {
    fn name(self) -> String {
        match self {
            Self::Shards(1) => "every call, as built".to_owned(),
            Self::Shards(count) => format!("every call, {count} shards"),
            Self::Leases { holds, life } => format!("leases of {holds} × the hold, {} s", life / SECOND),
        }
    }
}

/// One item that a part of the limit is kept in, and the load on it.
struct Item {
    limit: NanoUsd,
    spent: NanoUsd,
    /// In holds or in leases; `spent + held` is what the ledger calls `used`.
    held: NanoUsd,
    entries: u64,
    load: Load,
}

/// What was written to one item.
#[derive(Default)]
struct Load {
    writes: u64,
    units: u64,
    second: u64,
    writes_in_second: u64,
    units_in_second: u64,
    most_writes: u64,
    most_units: u64,
    largest: u64,
}

impl Item {
    fn new(limit: NanoUsd) -> Self {
        Self { limit, spent: 0, held: 0, entries: 0, load: Load::default() }
    }

    fn headroom(&self) -> NanoUsd {
        self.limit - self.spent - self.held
    }

    /// One conditional write, in which `grant` is the condition: adds it to what is held if it fits. Refused or not,
    /// the write costs. `settled` moves from held to spent by the same write, and `release` ceases to be held.
    fn write(&mut self, now: Micros, change: Change) -> bool {
        let granted = change.grant <= self.headroom();
        let before = self.entries;
        if granted {
            self.held = self.held + change.grant - change.settled - change.release;
            self.spent += change.settled;
            self.entries = self.entries + change.added - change.removed;
        }
        self.load.count(now, bytes(DAY_BYTES, before.max(self.entries)));
        granted
    }
}

/// What a write to an item does.
#[derive(Clone, Copy, Default)]
struct Change {
    grant: NanoUsd,
    settled: NanoUsd,
    release: NanoUsd,
    added: u64,
    removed: u64,
}

impl Load {
    fn count(&mut self, now: Micros, bytes: u64) {
        if now / SECOND != self.second {
            self.second = now / SECOND;
            (self.writes_in_second, self.units_in_second) = (0, 0);
        }
        self.writes += 1;
        self.units += units(bytes);
        self.writes_in_second += 1;
        self.units_in_second += units(bytes);
        self.most_writes = self.most_writes.max(self.writes_in_second);
        self.most_units = self.most_units.max(self.units_in_second);
        self.largest = self.largest.max(bytes);
    }
}

/// What outlives an environment about its lease: the entry in the day item and the lease's own item, in which each call
/// is settled before its answer ends.
struct Lease {
    /// What the day item counts as held for it.
    chunk: NanoUsd,
    /// What its calls have cost and the day item does not know yet.
    settled: NanoUsd,
    until: Micros,
}

/// A call that runs.
struct Call {
    environment: usize,
    shard: usize,
    lease: Option<u64>,
    cost: NanoUsd,
}

enum Event {
    Arrival,
    Settled(Call),
    /// The environment dies with its call.
    Crash(Call),
    /// The hold of a call that nobody settled ends.
    HoldEnds {
        shard: usize,
    },
    /// A lease ends, unless it was renewed.
    LeaseEnds {
        lease: u64,
    },
}

/// What came of a simulated day.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    calls: u64,
    last_arrival: Micros,
    /// To all items.
    writes: u64,
    /// Of the item with the most, as are the next three.
    units: u64,
    most_writes: u64,
    most_units: u64,
    largest: u64,
    spent: NanoUsd,
    /// What was neither spent nor held for a running call when a call was refused first.
    free_when_first_refused: Option<NanoUsd>,
    /// Calls that came since then while at least a hundredth of the limit was free, and how many of them were refused.
    near: u64,
    near_refused: u64,
    /// What calls that died would have cost: released, as the ledger does with every hold that expires.
    died: NanoUsd,
}

struct Simulation {
    way: Way,
    random: Generator,
    events: BinaryHeap<Reverse<Scheduled>>,
    scheduled: u64,
    items: Vec<Item>,
    leases: BTreeMap<u64, Lease>,
    leases_made: u64,
    /// The lease of each environment.
    environments: Vec<Option<u64>>,
    idle: Vec<usize>,
    /// The books that no way can see: what calls have been billed, and what is held for those that run.
    billed: NanoUsd,
    in_flight: NanoUsd,
    outcome: Outcome,
}

impl Simulation {
    fn new(way: Way, environments: usize, limit: NanoUsd, seed: u64) -> Self {
        let shards = if let Way::Shards(count) = way { count } else { 1 };
        Self {
            way,
            random: Generator(seed),
            events: BinaryHeap::new(),
            scheduled: 0,
            items: (0..shards).map(|_| Item::new(limit / shards)).collect(),
            leases: BTreeMap::new(),
            leases_made: 0,
            environments: vec![None; environments],
            idle: (0..environments).collect(),
            billed: 0,
            in_flight: 0,
            outcome: Outcome::default(),
        }
    }

    /// Lets calls arrive, at a rate that keeps six environments in ten busy, and then everything end.
    fn run(mut self, calls: u64, limit: NanoUsd) -> Result<Outcome, String> {
        // Calls arrive when a coin with one side in 32 falls on it: Poisson's process in small steps of time.
        let gap = u64::midpoint(DURATION.0, DURATION.1) * 10 / (6 * self.environments.len() as u64);
        let step = (gap / 32).max(1);
        self.schedule(0, Event::Arrival);
        while let Some(Reverse(Scheduled { at, event, .. })) = self.events.pop() {
            match event {
                Event::Arrival => {
                    self.arrive(at, limit);
                    if self.outcome.calls < calls {
                        let steps = self.random.throws(32);
                        self.schedule(at + step * steps, Event::Arrival);
                    }
                }
                Event::Settled(call) => self.settle(at, &call),
                Event::Crash(call) => self.crash(&call),
                Event::HoldEnds { shard } => {
                    self.items[shard].write(at, Change { release: HOLD, removed: 1, ..Change::default() });
                }
                Event::LeaseEnds { lease } => self.end_lease(at, lease),
            }
            self.check(limit)?;
        }
        self.finish()
    }

    fn arrive(&mut self, now: Micros, limit: NanoUsd) {
        // Were every environment busy, Lambda would start another; at six in ten that is too rare to simulate.
        if self.idle.is_empty() {
            return;
        }
        self.outcome.calls += 1;
        let environment = self.idle.swap_remove(self.random.index(self.idle.len()));
        self.outcome.last_arrival = now;
        let free = limit - self.billed - self.in_flight;
        let admitted = match self.way {
            Way::Shards(_) => self.hold(now).map(|shard| (shard, None)),
            Way::Leases { holds, life } => {
                self.pay_from_lease(now, environment, holds * HOLD, life).map(|lease| (0, Some(lease)))
            }
        };
        if admitted.is_none() {
            self.outcome.free_when_first_refused.get_or_insert(free);
        }
        if self.outcome.free_when_first_refused.is_some() && free >= limit / 100 {
            self.outcome.near += 1;
            self.outcome.near_refused += u64::from(admitted.is_none());
        }
        let Some((shard, lease)) = admitted else {
            self.idle.push(environment);
            return;
        };
        self.in_flight += HOLD;
        let duration = self.random.between(DURATION.0, DURATION.1);
        let cost = HOLD / 100 * self.random.between(COST_PERCENT.0, COST_PERCENT.1);
        let call = Call { environment, shard, lease, cost };
        if self.random.below(CALLS_PER_CRASH) == 0 {
            let lived = self.random.below(duration);
            if lease.is_none() {
                self.schedule(now + HOLD_LIFE, Event::HoldEnds { shard });
            }
            self.schedule(now + lived, Event::Crash(call));
        } else {
            self.schedule(now + duration, Event::Settled(call));
        }
    }

    /// Asks one shard after another, from a random one on, as a session's hash would choose.
    fn hold(&mut self, now: Micros) -> Option<usize> {
        let shards = self.items.len();
        let first = self.random.index(shards);
        (first..first + shards.min(SHARDS_ASKED))
            .map(|shard| shard % shards)
            .find(|shard| self.items[*shard].write(now, Change { grant: HOLD, added: 1, ..Change::default() }))
    }

    /// Holds a call in the environment's lease, and gets or renews one first where it must.
    fn pay_from_lease(&mut self, now: Micros, environment: usize, chunk: NanoUsd, life: Micros) -> Option<u64> {
        let known = self.environments[environment].filter(|lease| self.leases.contains_key(lease));
        let (left, settled, until) = known
            .and_then(|lease| self.leases.get(&lease))
            .map_or((0, 0, 0), |lease| (lease.chunk - lease.settled, lease.settled, lease.until));
        if left >= HOLD && now + LEASE_MARGIN <= until {
            return known;
        }
        // Up to a full chunk; where that does not fit, what this call needs. The answer to a refused write tells the
        // headroom, so the second is made only if it fits.
        let added = u64::from(known.is_none());
        let item = &mut self.items[0];
        let renewed = |grant| Change { grant, settled, added, ..Change::default() };
        let (full, smallest) = (chunk.saturating_sub(left), HOLD.saturating_sub(left));
        let grant = if item.write(now, renewed(full)) {
            full
        } else if smallest <= item.headroom() && item.write(now, renewed(smallest)) {
            smallest
        } else {
            return None;
        };
        let lease = known.unwrap_or_else(|| {
            self.leases_made += 1;
            self.leases_made
        });
        let until = now + life;
        self.leases.insert(lease, Lease { chunk: left + grant, settled: 0, until });
        self.environments[environment] = Some(lease);
        self.schedule(until, Event::LeaseEnds { lease });
        Some(lease)
    }

    fn settle(&mut self, now: Micros, call: &Call) {
        self.in_flight -= HOLD;
        self.billed += call.cost;
        self.idle.push(call.environment);
        if call.lease.is_none() {
            let change = Change { settled: call.cost, release: HOLD - call.cost, removed: 1, ..Change::default() };
            self.items[call.shard].write(now, change);
        }
        // In the lease's own item; the day item hears of it with the next renewal or at the lease's end.
        if let Some(lease) = call.lease.and_then(|lease| self.leases.get_mut(&lease)) {
            lease.settled += call.cost;
        }
    }

    fn crash(&mut self, call: &Call) {
        self.in_flight -= HOLD;
        self.outcome.died += call.cost;
        // Another environment takes its place, and knows nothing of its lease.
        self.environments[call.environment] = None;
        self.idle.push(call.environment);
    }

    /// What was settled is charged, the rest released, in one write.
    fn end_lease(&mut self, now: Micros, id: u64) {
        if self.leases.get(&id).is_none_or(|lease| lease.until > now) {
            return;
        }
        if let Some(lease) = self.leases.remove(&id) {
            let release = lease.chunk - lease.settled;
            self.items[0].write(now, Change { settled: lease.settled, release, removed: 1, ..Change::default() });
        }
    }

    /// The limit holds, by the items' books and by those that they cannot see.
    fn check(&self, limit: NanoUsd) -> Result<(), String> {
        let used = self.items.iter().map(|item| item.spent + item.held).sum::<NanoUsd>();
        let really = self.billed + self.in_flight;
        if used > limit || really > limit {
            return Err(format!("{}: {used} used, really {really}, of {limit}", self.way.name()));
        }
        Ok(())
    }

    /// Everything has ended: nothing is held, and what the items say was spent is what was billed.
    fn finish(mut self) -> Result<Outcome, String> {
        let spent = self.items.iter().map(|item| item.spent).sum::<NanoUsd>();
        let held = self.items.iter().map(|item| item.held + item.entries).sum::<NanoUsd>();
        if spent != self.billed || held != 0 {
            return Err(format!("{}: {spent} recorded, {} billed, {held} held", self.way.name(), self.billed));
        }
        self.outcome.spent = spent;
        for item in &self.items {
            self.outcome.writes += item.load.writes;
            self.outcome.units = self.outcome.units.max(item.load.units);
            self.outcome.most_writes = self.outcome.most_writes.max(item.load.most_writes);
            self.outcome.most_units = self.outcome.most_units.max(item.load.most_units);
            self.outcome.largest = self.outcome.largest.max(item.load.largest);
        }
        Ok(self.outcome)
    }

    fn schedule(&mut self, at: Micros, event: Event) {
        self.scheduled += 1;
        self.events.push(Reverse(Scheduled { at, order: self.scheduled, event }));
    }
}

/// An event and its moment; of two at one moment, the one scheduled first comes first.
struct Scheduled {
    at: Micros,
    order: u64,
    event: Event,
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl Eq for Scheduled {}

/// Marsaglia's xorshift with a multiplication, which is random enough for coins and durations.
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// How often a coin with so many sides is thrown until one given side shows.
    fn throws(&mut self, sides: u64) -> u64 {
        let mut throws = 1;
        while self.below(sides) != 0 {
            throws += 1;
        }
        throws
    }

    fn between(&mut self, from: u64, end: u64) -> u64 {
        from + self.below(end - from)
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }
}

fn simulation_tables() -> Result<String, String> {
    let short = 60 * SECOND;
    let ways = [
        Way::Shards(1),
        Way::Leases { holds: 1, life: short },
        Way::Leases { holds: 10, life: short },
        Way::Leases { holds: 100, life: short },
        Way::Leases { holds: 10, life: 10 * short },
        Way::Shards(32),
    ];
    let mut text = String::new();
    let mut died = 0;
    for environments in [50, 500, 5_000_u16] {
        let rate = 60 * SECOND * u64::from(environments) * 2 / (10 * (DURATION.0 + DURATION.1));
        let title = format!(
            "{} environments, {} calls/s, a limit of ${}",
            thousands(environments.into()),
            tenths(rate),
            thousands(LIMIT / DOLLAR),
        );
        let mut table = Table::new(
            &title,
            &[
                "way",
                "writes a call",
                "busiest second",
                "WCU/s, mean",
                "WCU, busiest second",
                "largest item",
                "free when first refused",
                "refused near the cap",
                "left in the end",
                "overspent",
            ],
        );
        for way in ways {
            let outcome = Simulation::new(way, environments.into(), LIMIT, SEED).run(CALLS, LIMIT)?;
            died = died.max(outcome.died);
            table.row(&[
                way.name(),
                hundredths(outcome.writes, outcome.calls),
                outcome.most_writes.to_string(),
                marked(outcome.units * SECOND / outcome.last_arrival.max(1), UNITS_PER_SECOND),
                marked(outcome.most_units, UNITS_PER_SECOND),
                emphasised(kibibytes(outcome.largest), outcome.largest > LARGEST_ITEM),
                outcome.free_when_first_refused.map_or_else(|| "–".to_owned(), dollars),
                if outcome.near == 0 { "–".to_owned() } else { percent(outcome.near_refused, outcome.near) },
                dollars(LIMIT - outcome.spent),
                // `run` fails where anything was.
                dollars(outcome.spent.saturating_sub(LIMIT)),
            ]);
        }
        text.push_str(&table.text);
        text.push('\n');
    }
    writeln!(text, "Released for calls that died: at most {} of a day.", dollars(died))
        .map_err(|error| error.to_string())?;
    Ok(text)
}

// How figures are written.

/// A Markdown table.
struct Table {
    text: String,
}

impl Table {
    fn new(title: &str, columns: &[&str]) -> Self {
        let mut table = Self { text: format!("{title}:\n\n") };
        table.row(&columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>());
        table.row(&columns.iter().map(|_| "---".to_owned()).collect::<Vec<_>>());
        table
    }

    fn row(&mut self, cells: &[String]) {
        self.text.extend(["| ", &cells.join(" | "), " |\n"]);
    }
}

/// Emphasised where it is above what DynamoDB takes.
fn marked(figure: u64, most: u64) -> String {
    emphasised(thousands(figure), figure > most)
}

fn emphasised(text: String, too_much: bool) -> String {
    if too_much { format!("**{text}**") } else { text }
}

fn dollars(amount: NanoUsd) -> String {
    format!("${}", hundredths(amount, DOLLAR))
}

fn thousands(figure: u64) -> String {
    if figure < 1_000 { figure.to_string() } else { format!("{},{:03}", thousands(figure / 1_000), figure % 1_000) }
}

fn tenths(figure: u64) -> String {
    format!("{}.{}", figure / 10, figure % 10)
}

fn hundredths(figure: u64, of: u64) -> String {
    let hundredths = (figure * 100 + of / 2) / of.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn percent(figure: u64, of: u64) -> String {
    format!("{} %", tenths((figure * 1_000 + of / 2) / of.max(1)))
}

fn kibibytes(bytes: u64) -> String {
    format!("{} KB", tenths(bytes * 10 / 1_024))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use super::*;

    const WAYS: [Way; 5] = [
        Way::Shards(1),
        Way::Shards(7),
        Way::Leases { holds: 1, life: 60 * SECOND },
        Way::Leases { holds: 10, life: 60 * SECOND },
        Way::Leases { holds: 100, life: 600 * SECOND },
    ];

    fn day(way: Way, seed: u64) -> Outcome {
        Simulation::new(way, 40, 5 * DOLLAR, seed).run(3_000, 5 * DOLLAR).unwrap()
    }

    #[test]
    fn l2_no_way_spends_more_than_the_limit_and_each_records_what_was_billed() {
        // `run` checks both after every event and fails where they do not hold.
        for way in WAYS {
            for seed in 1..=20 {
                let outcome = day(way, seed);
                assert!(outcome.spent <= 5 * DOLLAR && outcome.free_when_first_refused.is_some(), "{}", way.name());
            }
        }
    }

    #[test]
    fn l2_the_ledger_as_built_refuses_nothing_that_fits_but_for_holds_of_the_dead() {
        let outcome = day(Way::Shards(1), 1);
        assert!(outcome.free_when_first_refused.unwrap() < 4 * HOLD, "{outcome:?}");
        assert_eq!(outcome.near, 0, "{outcome:?}");
        assert!(5 * DOLLAR - outcome.spent < HOLD, "{outcome:?}");
    }

    #[test]
    fn l2_the_same_seed_gives_the_same_day() {
        assert_eq!(day(WAYS[3], 5), day(WAYS[3], 5));
        assert_ne!(day(WAYS[3], 5), day(WAYS[3], 6));
    }

    #[test]
    fn l2_a_refused_write_costs_and_changes_nothing() {
        let mut item = Item::new(HOLD);
        assert!(item.write(0, Change { grant: HOLD, added: 1, ..Change::default() }));
        assert!(!item.write(0, Change { grant: 1, added: 1, ..Change::default() }));
        assert_eq!((item.headroom(), item.entries, item.load.writes), (0, 1, 2));
    }

    #[test]
    fn l2_the_greatest_rate_is_the_last_that_fits() {
        let rate = greatest_rate(DAY_BYTES, 8, UNITS_PER_SECOND);
        assert!(tenths_of_units(DAY_BYTES, rate, 8) <= 10_000);
        assert!(tenths_of_units(DAY_BYTES, rate + 1, 8) > 10_000);
        // By hand: 2 writes × 25 WCU × 19.4/s = 970, at 155 in flight, 25,450 bytes. With 156, a write takes 26.
        assert_eq!(rate, 194);
    }
}
