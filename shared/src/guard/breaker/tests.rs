#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::{
    cell::{Cell, RefCell},
    future::{pending, poll_fn},
    pin::{Pin, pin},
    sync::atomic::AtomicU64,
    task::{Context, Poll, Waker},
};

use proptest::prelude::*;

use super::*;
use crate::{
    error::ErrorCode,
    store::table::{Item, number, simulated},
};

const CLAUDE: Dependency = Dependency::Claude;
const OPEN_FOR: Duration = Duration::from_secs(30);
const LEASE: Duration = Duration::from_secs(30);
const TICK: Duration = Duration::from_millis(1);

/// The simulated table as the environments of a fleet hold it, which does again what may be repeated, as DynamoDB's
/// client does.
struct Shared<'a> {
    table: &'a simulated::Simulated,
    reads: &'a AtomicU64,
}

impl Table for Shared<'_> {
    async fn read(&self, id: &str) -> Result<Item, TableError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.table.read(id).await
    }

    async fn write(&self, write: Write) -> Result<Written, TableError> {
        match self.table.write(write.clone()).await {
            Err(TableError::Unknown(_)) if write.is_repeatable() => self.table.write(write).await,
            written => written,
        }
    }
}

/// A table, and the one clock of the test: that of tokio, which stands still unless it is moved.
struct World {
    table: simulated::Simulated,
    reads: AtomicU64,
    began: Instant,
}

impl World {
    fn new() -> Self {
        Self { table: simulated::Simulated::default(), reads: AtomicU64::new(0), began: Instant::now() }
    }

    fn guard(&self, name: &str) -> Guard<Shared<'_>> {
        Guard::new(Shared { table: &self.table, reads: &self.reads }, name.to_owned())
    }

    fn guards(&self, count: usize) -> Vec<Guard<Shared<'_>>> {
        (0..count).map(|place| self.guard(&format!("environment{place}"))).collect()
    }

    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap() + self.began.elapsed()
    }

    fn fleet(&self) -> Fleet {
        Fleet::read(&self.table.item(&fleet::key(CLAUDE)))
    }

    fn state(&self) -> State {
        self.fleet().state(figures(CLAUDE), milliseconds(self.now()))
    }

    /// Opens the fleet's breaker.
    async fn open(&self) {
        let guard = self.guard("opener");
        for _ in 0..3 {
            assert_eq!(self.fail(&guard, Fault::ServerError).await, Called::Yes);
        }
        assert_eq!(self.state(), State::Open);
    }

    /// Makes a call that succeeds at once.
    async fn succeed(&self, guard: &Guard<Shared<'_>>) -> Called {
        called(guard.call(CLAUDE, self.now(), async { Ok(()) }).await)
    }

    /// Makes a call that fails at once.
    async fn fail(&self, guard: &Guard<Shared<'_>>, fault: Fault) -> Called {
        called::<()>(guard.call(CLAUDE, self.now(), async { Err(Failure::of(CLAUDE, fault, "simulated")) }).await)
    }

    /// The next calls of the table go so, those after them well.
    fn next_calls(&self, faults: &'static [simulated::Fault]) {
        let mut faults = faults.iter();
        self.table.fail_as(move || faults.next().copied().unwrap_or(simulated::Fault::None));
    }

    /// Lets an environment begin a call that does not end.
    fn hang<'a>(&'a self, guard: &'a Guard<Shared<'_>>) -> Vec<Task<'a, Called>> {
        let mut task: Vec<Task<'_, Called>> =
            vec![Box::pin(async { called::<()>(guard.call(CLAUDE, self.now(), pending()).await) })];
        assert!(run_until_still(&mut task, &mut fastrand::Rng::with_seed(1)).is_empty());
        task
    }

    fn sees_all_calm(&self) -> bool {
        let item = self.table.item(&fleet::key(CLAUDE));
        number(&item, "failures") == 0 && !item.contains_key("probe_by")
    }
}

/// Whether a call was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Called {
    Yes,
    Refused,
}

fn called<R>(result: Result<R, Failure>) -> Called {
    match result {
        Err(failure) if failure.details().contains_key("circuit") => Called::Refused,
        _ => Called::Yes,
    }
}

/// Something that the test polls itself, or drops as a crash would.
type Task<'a, R> = Pin<Box<dyn Future<Output = R> + 'a>>;

async fn advance(by: Duration) {
    tokio::time::advance(by).await;
}

/// Polls once; without the runtime's bound on what a task may do at a time, since all of these are one task to it.
fn poll<R>(task: &mut Task<'_, R>) -> Poll<R> {
    pin!(tokio::task::unconstrained(task.as_mut())).poll(&mut Context::from_waker(Waker::noop()))
}

/// All of these at once, polled in an order that differs from round to round, until nothing moves any more.
fn run_until_still<R>(tasks: &mut Vec<Task<'_, R>>, chance: &mut fastrand::Rng) -> Vec<R> {
    let mut results = Vec::new();
    for _ in 0..40 {
        chance.shuffle(tasks);
        tasks.retain_mut(|task| match poll(task) {
            Poll::Ready(result) => {
                results.push(result);
                false
            }
            Poll::Pending => true,
        });
    }
    results
}

#[tokio::test(start_paused = true)]
async fn l6_invariant_6_of_five_hundred_environments_exactly_one_probes() {
    for seed in 0..5 {
        let mut chance = fastrand::Rng::with_seed(seed);
        let world = World::new();
        world.open().await;
        let guards = world.guards(500);
        advance(OPEN_FOR).await;
        let (begun, may_end) = (Cell::new(0), Cell::new(false));
        let mut tasks: Vec<Task<'_, Called>> = Vec::new();
        for guard in &guards {
            let call = poll_fn(|_| if may_end.get() { Poll::Ready(Ok(())) } else { Poll::Pending });
            let call = async {
                begun.set(begun.get() + 1);
                call.await
            };
            tasks.push(Box::pin(async { called(guard.call(CLAUDE, world.now(), call).await) }));
        }
        let refused = run_until_still(&mut tasks, &mut chance);
        assert_eq!((begun.get(), refused.len(), tasks.len()), (1, 499, 1));
        assert!(refused.iter().all(|called| *called == Called::Refused));

        may_end.set(true);
        assert_eq!(run_until_still(&mut tasks, &mut chance), [Called::Yes]);
        assert!(world.sees_all_calm());
        advance(Duration::from_secs(1)).await;
        for guard in &guards {
            assert_eq!(world.succeed(guard).await, Called::Yes);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn l6_invariant_6_a_probe_whose_environment_dies_is_followed_by_one_other_after_its_lease() {
    let world = World::new();
    world.open().await;
    advance(OPEN_FOR).await;
    let doomed = world.guard("doomed");
    let probe = world.hang(&doomed);
    let circuit = doomed.circuits(world.now()).await.unwrap().remove(0);
    assert_eq!((circuit.state, circuit.probing), (State::HalfOpen, true));
    drop(probe);

    advance(LEASE.saturating_sub(TICK)).await;
    let guards = world.guards(50);
    for guard in &guards {
        assert_eq!(world.succeed(guard).await, Called::Refused);
    }
    // A second, after which everybody looks again.
    advance(Duration::from_secs(1)).await;
    let begun = Cell::new(0);
    let mut tasks: Vec<Task<'_, Called>> = Vec::new();
    for guard in &guards {
        let call = async {
            begun.set(begun.get() + 1);
            pending::<Result<(), Failure>>().await
        };
        tasks.push(Box::pin(async { called(guard.call(CLAUDE, world.now(), call).await) }));
    }
    assert_eq!(run_until_still(&mut tasks, &mut fastrand::Rng::with_seed(2)).len(), 49);
    assert_eq!(begun.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn l6_a_probe_that_takes_too_long_is_ended_before_another_may_begin() {
    let world = World::new();
    world.open().await;
    advance(OPEN_FOR).await;
    let guard = world.guard("slow");
    // Nothing else is to be done, so the clock jumps to the end of the probe.
    let began = world.now();
    let failure = guard.call(CLAUDE, began, pending::<Result<(), Failure>>()).await.unwrap_err();
    assert_eq!(failure.fault(), Some(Fault::Timeout));
    assert!(world.now() - began < LEASE);
    assert_eq!(world.state(), State::Open);
}

#[tokio::test(start_paused = true)]
async fn l6_invariant_6_a_clock_that_is_ahead_does_not_begin_a_second_probe() {
    let world = World::new();
    world.open().await;
    advance(OPEN_FOR).await;
    let (first, ahead) = (world.guard("first"), world.guard("ahead"));
    let _probe = world.hang(&first);
    advance(Duration::from_millis(24_999)).await;
    let now = world.now() + Duration::from_secs(4);
    assert_eq!(called(ahead.call(CLAUDE, now, async { Ok(()) }).await), Called::Refused);
}

#[tokio::test(start_paused = true)]
async fn l6_invariant_6_a_claim_that_is_answered_after_its_time_does_not_begin_a_second_probe() {
    let world = World::new();
    world.open().await;
    advance(OPEN_FOR).await;
    let (slow, second) = (world.guard("slow"), world.guard("second"));
    let begun = Cell::new(false);
    let call = async {
        begun.set(true);
        pending::<Result<(), Failure>>().await
    };
    let mut claim: Task<'_, Called> = Box::pin(async { called(slow.call(CLAUDE, world.now(), call).await) });
    while world.fleet().probe_by.is_none() {
        assert!(poll(&mut claim).is_pending());
    }
    advance(LEASE).await;
    let _probe = world.hang(&second);
    assert!(world.fleet().probe_by.unwrap().starts_with("second"));
    while poll(&mut claim).is_pending() {}
    assert!(!begun.get());
}

#[tokio::test(start_paused = true)]
async fn l6_a_claim_that_arrives_late_claims_nothing_once_the_probe_has_been_made() {
    use simulated::Fault::{Delayed, None, NotDone};

    let world = World::new();
    world.open().await;
    advance(OPEN_FOR).await;
    // It reads; its claim is lost, and the claim's repetition refused.
    world.next_calls(&[None, Delayed, NotDone]);
    assert_eq!(world.succeed(&world.guard("late")).await, Called::Refused);
    assert_eq!(world.fail(&world.guard("prompt"), Fault::Timeout).await, Called::Yes);
    world.table.deliver(|_| 0);
    assert_eq!((world.state(), world.fleet().probe_by), (State::Open, Option::None));
}

#[tokio::test(start_paused = true)]
async fn l6_the_end_of_a_probe_that_arrives_late_does_not_end_anothers() {
    use simulated::Fault::{Delayed, None, NotDone};

    for fault in [Option::None, Some(Fault::Timeout), Some(Fault::BadRequest)] {
        let world = World::new();
        world.open().await;
        advance(OPEN_FOR).await;
        let (first, second) = (world.guard("first"), world.guard("second"));
        // It reads and claims; what became of the probe is lost.
        world.next_calls(&[None, None, Delayed, NotDone]);
        let called = match fault {
            Option::None => world.succeed(&first).await,
            Some(fault) => world.fail(&first, fault).await,
        };
        assert_eq!(called, Called::Yes);
        advance(LEASE).await;
        let _probe = world.hang(&second);
        world.table.deliver(|_| 0);
        assert_eq!(world.state(), State::HalfOpen);
        assert!(world.fleet().probe_by.unwrap().starts_with("second"));
    }
}

#[tokio::test(start_paused = true)]
async fn l6_a_claim_and_a_vote_whose_answers_are_lost_count_once() {
    use simulated::Fault::{AnswerLost, None};

    let world = World::new();
    world.fail(&world.guard("first"), Fault::Unreachable).await;
    world.next_calls(&[None, AnswerLost]);
    world.fail(&world.guard("second"), Fault::Unreachable).await;
    assert_eq!((world.fleet().failures, world.fleet().voters()), (2, 2));

    world.fail(&world.guard("third"), Fault::Unreachable).await;
    advance(OPEN_FOR).await;
    world.next_calls(&[None, AnswerLost]);
    assert_eq!(world.succeed(&world.guard("prober")).await, Called::Yes, "the repeated claim finds itself");
    assert!(world.sees_all_calm());
}

#[tokio::test(start_paused = true)]
async fn l6_many_environments_with_one_failure_each_open_it_and_none_calls_a_second_later() {
    for fault in [Fault::Unreachable, Fault::Timeout] {
        let world = World::new();
        let guards = world.guards(100);
        for guard in &guards {
            assert_eq!(world.succeed(guard).await, Called::Yes);
        }
        advance(Duration::from_millis(500)).await;
        // What each had read is half a second old, so all call once more.
        for guard in &guards {
            assert_eq!(world.fail(guard, fault).await, Called::Yes);
        }
        assert_eq!((world.state(), world.fleet().failures), (State::Open, 3));
        advance(Duration::from_secs(1)).await;
        for guard in &guards {
            assert_eq!(world.succeed(guard).await, Called::Refused);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn l6_one_environment_without_a_network_stops_itself_and_not_the_fleet() {
    let world = World::new();
    let (alone, other) = (world.guard("alone"), world.guard("other"));
    let mut made = 0;
    for _ in 0..100 {
        made += usize::from(world.fail(&alone, Fault::Unreachable).await == Called::Yes);
        advance(Duration::from_millis(100)).await;
    }
    assert_eq!(made, 3, "its own breaker opens");
    assert_eq!((world.fleet().failures, world.state()), (1, State::Closed));
    assert_eq!(world.guard("operator").circuits(world.now()).await.unwrap()[0].environments_open, 1);
    assert_eq!(world.succeed(&other).await, Called::Yes);

    // It tries for itself when its time has come, and again.
    advance(OPEN_FOR).await;
    assert_eq!(world.fail(&alone, Fault::Unreachable).await, Called::Yes);
    assert_eq!(world.succeed(&alone).await, Called::Refused);
    advance(OPEN_FOR).await;
    assert_eq!(world.succeed(&alone).await, Called::Yes);
    assert_eq!(world.succeed(&alone).await, Called::Yes);
    assert!(!world.table.item(&fleet::key(CLAUDE)).keys().any(|name| name.starts_with("l_")));
}

#[tokio::test(start_paused = true)]
async fn l6_each_minute_an_environment_has_one_vote_anew() {
    let world = World::new();
    let (alone, other) = (world.guard("alone"), world.guard("other"));
    for _ in 0..2 {
        for _ in 0..2 {
            world.fail(&alone, Fault::Unreachable).await;
        }
        assert_eq!((world.fleet().failures, world.fleet().voters()), (1, 1));
        world.fail(&other, Fault::Unreachable).await;
        assert_eq!((world.fleet().failures, world.fleet().voters()), (2, 2));
        advance(Duration::from_mins(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn l6_failures_that_a_success_or_a_minute_separates_do_not_add_up() {
    let world = World::new();
    let guards = world.guards(9);
    for guard in &guards {
        world.fail(guard, Fault::ServerError).await;
        world.fail(guard, Fault::Unreachable).await;
        world.succeed(guard).await;
    }
    assert!(world.sees_all_calm());
    for guard in &guards {
        world.fail(guard, Fault::ServerError).await;
        advance(Duration::from_mins(1)).await;
    }
    assert_eq!((world.fleet().failures, world.state()), (1, State::Closed));
}

#[tokio::test(start_paused = true)]
async fn l6_what_a_dependency_refuses_rightly_does_not_count_and_shows_that_it_is_there() {
    let world = World::new();
    let guard = world.guard("one");
    for fault in Fault::ALL.into_iter().filter(|fault| fault.evidence().is_none()) {
        for _ in 0..4 {
            assert_eq!(world.fail(&guard, fault).await, Called::Yes, "{fault:?}");
        }
        assert!(world.sees_all_calm());
    }
    world.open().await;
    advance(OPEN_FOR).await;
    assert_eq!(world.fail(&world.guard("two"), Fault::BadRequest).await, Called::Yes);
    assert!(world.sees_all_calm());
}

#[tokio::test(start_paused = true)]
async fn l6_a_failure_elsewhere_neither_counts_nor_decides_a_probe() {
    let world = World::new();
    let guard = world.guard("one");
    let elsewhere = || async { Err::<(), _>(Failure::new(ErrorCode::CostLimitReached)) };
    for _ in 0..9 {
        assert!(guard.call(CLAUDE, world.now(), elsewhere()).await.is_err());
    }
    assert!(world.sees_all_calm());
    world.open().await;
    advance(OPEN_FOR).await;
    guard.call(CLAUDE, world.now(), elsewhere()).await.unwrap_err();
    assert_eq!((world.state(), world.fleet().probe_by), (State::HalfOpen, None));
    assert_eq!(world.succeed(&world.guard("two")).await, Called::Yes, "the next one probes");
    assert!(world.sees_all_calm());
}

#[tokio::test(start_paused = true)]
async fn l6_a_probe_that_fails_opens_it_again_for_as_long() {
    let world = World::new();
    world.open().await;
    for _ in 0..3 {
        advance(OPEN_FOR.saturating_sub(TICK)).await;
        assert_eq!(world.fail(&world.guard("early"), Fault::Timeout).await, Called::Refused);
        advance(TICK).await;
        assert_eq!(world.fail(&world.guard("probe"), Fault::Unreachable).await, Called::Yes);
        assert_eq!(world.state(), State::Open);
    }
}

#[tokio::test(start_paused = true)]
async fn l6_a_refusal_says_whom_it_stands_before_and_when_to_come_back() {
    let world = World::new();
    world.open().await;
    advance(Duration::from_secs(10)).await;
    let guard = world.guard("one");
    let failure = guard.call(CLAUDE, world.now(), pending::<Result<(), Failure>>()).await.unwrap_err();
    assert_eq!((failure.code(), failure.fault()), (ErrorCode::AiServiceUnavailable, None));
    assert_eq!((&failure.details()["service"], &failure.details()["circuit"]), (&"claude".into(), &"open".into()));
    assert_eq!(failure.retry_after(), Some(Duration::from_secs(20)));
    let writes = world.table.writes();
    for _ in 0..20 {
        assert_eq!(world.succeed(&guard).await, Called::Refused);
    }
    assert_eq!(world.table.writes(), writes, "a refusal is not counted");
}

#[tokio::test(start_paused = true)]
async fn l6_the_figures_are_those_of_the_row() {
    let seconds_and_failures = [(30, 3), (30, 3), (10, 5), (120, 5), (60, 5), (60, 5), (60, 5), (60, 5)];
    for (dependency, (seconds, failures)) in Dependency::ALL.into_iter().zip(seconds_and_failures) {
        let world = World::new();
        let guards = world.guards(failures + 1);
        let mut made = 0;
        for guard in &guards {
            let failing = async { Err::<(), _>(Failure::of(dependency, Fault::Timeout, "simulated")) };
            made += usize::from(called(guard.call(dependency, world.now(), failing).await) == Called::Yes);
        }
        assert_eq!(made, failures, "{dependency}");
        let circuits = guards[0].circuits(world.now()).await.unwrap();
        let circuit = circuits.iter().find(|circuit| circuit.dependency == dependency).unwrap();
        assert_eq!(circuit.open_until, Some(world.now() + Duration::from_secs(seconds)), "{dependency}");
        assert_eq!((circuit.state, circuit.last_failure), (State::Open, Some(world.now())));
    }
}

#[tokio::test(start_paused = true)]
async fn l6_the_table_is_read_once_a_second_and_calls_at_once_share_the_read() {
    let world = World::new();
    let guard = world.guard("one");
    for second in 1..=3 {
        let mut tasks: Vec<Task<'_, Called>> = Vec::new();
        for _ in 0..20 {
            tasks.push(Box::pin(world.succeed(&guard)));
        }
        assert_eq!(run_until_still(&mut tasks, &mut fastrand::Rng::with_seed(second)).len(), 20);
        advance(Duration::from_millis(999)).await;
        assert_eq!(world.succeed(&guard).await, Called::Yes);
        assert_eq!((world.reads.load(Ordering::Relaxed), world.table.writes()), (second, 0));
        advance(TICK).await;
    }
}

#[tokio::test(start_paused = true)]
async fn l6_while_the_table_is_away_an_environment_has_its_own_breaker() {
    let world = World::new();
    world.table.fail_as(|| simulated::Fault::NotDone);
    let guard = world.guard("one");
    assert_eq!(world.succeed(&guard).await, Called::Yes);
    for _ in 0..3 {
        assert_eq!(world.fail(&guard, Fault::ServerError).await, Called::Yes);
    }
    assert_eq!(world.fail(&guard, Fault::ServerError).await, Called::Refused);
    assert_eq!(world.reads.load(Ordering::Relaxed), 1, "the table is left alone for a second");
    advance(OPEN_FOR).await;
    // One trial at a time.
    let trial = world.hang(&guard);
    assert_eq!(world.succeed(&guard).await, Called::Refused);
    drop(trial);
    assert_eq!(world.succeed(&guard).await, Called::Yes);
    assert_eq!(world.succeed(&guard).await, Called::Yes);
}

#[tokio::test(start_paused = true)]
async fn l6_when_the_table_goes_away_an_open_breaker_stays_so_until_it_would_have_been_tried() {
    let world = World::new();
    world.open().await;
    let guard = world.guard("one");
    assert_eq!(world.succeed(&guard).await, Called::Refused);
    world.table.fail_as(|| simulated::Fault::NotDone);
    for _ in 0..59 {
        advance(Duration::from_secs(1)).await;
        assert_eq!(world.succeed(&guard).await, Called::Refused);
    }
    advance(Duration::from_secs(1)).await;
    assert_eq!(world.succeed(&guard).await, Called::Yes);
    // When the table is back, the fleet decides again, and this environment probes for it.
    world.table.recover();
    advance(Duration::from_secs(1)).await;
    assert_eq!(world.succeed(&guard).await, Called::Yes);
    assert!(world.sees_all_calm());
}

#[tokio::test(start_paused = true)]
async fn l6_an_error_of_the_table_never_becomes_the_calls_result() {
    let world = World::new();
    let guard = world.guard("one");
    assert_eq!(world.succeed(&guard).await, Called::Yes);
    world.table.fail_as(|| simulated::Fault::AnswerLost);
    let failing = async { Err::<(), _>(Failure::of(CLAUDE, Fault::Timeout, "simulated")) };
    let failure = guard.call(CLAUDE, world.now(), failing).await.unwrap_err();
    assert_eq!((failure.code(), failure.fault()), (ErrorCode::AiServiceUnavailable, Some(Fault::Timeout)));
    assert_eq!(guard.call(CLAUDE, world.now(), async { Ok(7) }).await.unwrap(), 7);
}

#[tokio::test(start_paused = true)]
async fn l6_an_administrator_closes_it_for_all_their_own_breakers_included() {
    let world = World::new();
    let guard = world.guard("one");
    for _ in 0..3 {
        world.fail(&guard, Fault::Timeout).await;
    }
    assert_eq!(world.succeed(&guard).await, Called::Refused);
    world.guard("operator").reset(CLAUDE, world.now()).await.unwrap();
    assert_eq!(world.state(), State::Closed);
    advance(Duration::from_secs(1)).await;
    assert_eq!(world.succeed(&guard).await, Called::Yes);
    // It opens again like any other.
    for _ in 0..3 {
        assert_eq!(world.fail(&guard, Fault::Timeout).await, Called::Yes);
    }
    assert_eq!(world.succeed(&guard).await, Called::Refused);
}

#[tokio::test(start_paused = true)]
async fn l6_however_many_environments_are_in_trouble_the_item_stays_small() {
    let world = World::new();
    let operator = world.guard("operator");
    for guard in &world.guards(200) {
        for _ in 0..3 {
            world.fail(guard, Fault::Unreachable).await;
        }
        operator.reset(CLAUDE, world.now() - Duration::from_secs(1)).await.unwrap();
    }
    let circuit = operator.circuits(world.now()).await.unwrap().remove(0);
    assert_eq!((circuit.state, circuit.environments_open), (State::Closed, 50));
    assert!(world.table.item(&fleet::key(CLAUDE)).len() < 60);
    // What is past is tidied away.
    advance(OPEN_FOR).await;
    world.fail(&operator, Fault::ServerError).await;
    assert!(world.table.item(&fleet::key(CLAUDE)).len() < 10);
}

#[test]
fn l6_a_guarded_call_and_its_retries_can_run_inside_a_handler() {
    fn is_send(_: &impl Send) {}
    let guard = Guard::new(simulated::Simulated::default(), "one".to_owned());
    let retries = crate::guard::Retries::default();
    let prompt = "question".to_owned();
    let handler = async {
        let ask = || guard.call(CLAUDE, OffsetDateTime::UNIX_EPOCH, async { Ok(prompt.len()) });
        retries.retry(Instant::now(), ask).await
    };
    is_send(&handler);
}

/// What one step of the property test does.
#[derive(Debug, Clone)]
enum Step {
    /// An environment begins a call, which ends so after as many polls.
    Begin { environment: usize, fault: Option<Fault>, polls: u8 },
    /// One of the calls goes on.
    Poll(usize),
    /// All do, for a while.
    PollAll,
    /// One of the calls is dropped, as by a crash.
    Drop(usize),
    /// Time passes.
    Advance(u64),
    /// An environment's clock is set to be off by so many milliseconds.
    Skew { environment: usize, by: i64 },
    /// A write that was lost on its way arrives.
    Deliver(usize),
}

const ENVIRONMENTS: usize = 4;

fn step() -> impl Strategy<Value = Step> {
    let fault = prop_oneof![
        2 => Just(None),
        3 => Just(Some(Fault::ServerError)),
        1 => Just(Some(Fault::Unreachable)),
        1 => Just(Some(Fault::BadRequest)),
    ];
    prop_oneof![
        6 => (0..ENVIRONMENTS, fault, 0..4_u8)
            .prop_map(|(environment, fault, polls)| Step::Begin { environment, fault, polls }),
        12 => any::<usize>().prop_map(Step::Poll),
        2 => Just(Step::PollAll),
        1 => any::<usize>().prop_map(Step::Drop),
        2 => (0..900_u64).prop_map(Step::Advance),
        2 => (900..32_000_u64).prop_map(Step::Advance),
        1 => (0..ENVIRONMENTS, -2_000..=2_000_i64).prop_map(|(environment, by)| Step::Skew { environment, by }),
        2 => any::<usize>().prop_map(Step::Deliver),
    ]
}

/// Takes itself off the list of running probes.
struct Running<'a> {
    probes: &'a RefCell<Vec<(u64, Instant)>>,
    number: u64,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.probes.borrow_mut().retain(|(number, _)| *number != self.number);
    }
}

/// What [`Guard::call`] does, watched: notes a probe while it runs, and that no other one does.
async fn watched(
    guard: &Guard<Shared<'_>>,
    now: impl Fn() -> OffsetDateTime,
    call: impl Future<Output = Result<(), Failure>>,
    probes: &RefCell<Vec<(u64, Instant)>>,
    count: &Cell<u64>,
) -> Result<(), Failure> {
    let clock = Clock::starting_at(now());
    let admission = guard.admit(CLAUDE, clock).await?;
    let running = admission.probe.as_ref().map(|probe| {
        // One that is past its end stops when it is polled next.
        let live = probes.borrow().iter().filter(|(_, ends)| Instant::now() < *ends).count();
        assert_eq!(live, 0, "two probes at once");
        count.set(count.get() + 1);
        probes.borrow_mut().push((count.get(), probe.ends));
        Running { probes, number: count.get() }
    });
    let result = admission.run(call).await;
    drop(running);
    guard.settle(admission, Outcome::of(&result), clock).await;
    result
}

/// Runs the steps; gives how many probes there were.
async fn run(steps: Vec<Step>, fault_rate: u8, seed: u64) -> u64 {
    let world = World::new();
    let guards = world.guards(ENVIRONMENTS);
    let skews: Vec<Cell<i64>> = (0..ENVIRONMENTS).map(|_| Cell::new(0)).collect();
    let (world, skews) = (&world, &skews);
    let local = |environment: usize| move || world.now() + time::Duration::milliseconds(skews[environment].get());
    let (probes, count) = (RefCell::new(Vec::new()), Cell::new(0));
    let mut chance = fastrand::Rng::with_seed(seed);
    world.table.fail_as(move || match chance.u8(..100) {
        roll if roll >= fault_rate => simulated::Fault::None,
        roll => {
            [simulated::Fault::NotDone, simulated::Fault::AnswerLost, simulated::Fault::Delayed][usize::from(roll % 3)]
        }
    });
    let mut tasks: Vec<Task<'_, Result<(), Failure>>> = Vec::new();
    for step in steps {
        match step {
            Step::Begin { environment, fault, polls } => {
                let call = async move {
                    for _ in 0..polls {
                        tokio::task::yield_now().await;
                    }
                    fault.map_or(Ok(()), |fault| Err(Failure::of(CLAUDE, fault, "simulated")))
                };
                tasks.push(Box::pin(watched(&guards[environment], local(environment), call, &probes, &count)));
            }
            Step::Poll(which) if !tasks.is_empty() => {
                let which = which % tasks.len();
                if poll(&mut tasks[which]).is_ready() {
                    drop(tasks.swap_remove(which));
                }
            }
            Step::PollAll => {
                run_until_still(&mut tasks, &mut fastrand::Rng::with_seed(seed));
            }
            Step::Drop(which) if !tasks.is_empty() => drop(tasks.swap_remove(which % tasks.len())),
            Step::Advance(by) => advance(Duration::from_millis(by)).await,
            Step::Skew { environment, by } => skews[environment].set(by),
            Step::Deliver(which) => world.table.deliver(|count| which % count),
            Step::Poll(_) | Step::Drop(_) => {}
        }
    }

    // All is well again, and late writes arrive: within two open times and a lease it is closed, for everybody.
    drop(tasks);
    world.table.recover();
    for _ in 0..100 {
        world.table.deliver(|_| 0);
        for (environment, guard) in guards.iter().enumerate() {
            let call = async { Ok(()) };
            drop(watched(guard, local(environment), call, &probes, &count).await);
        }
        advance(Duration::from_secs(1)).await;
    }
    assert_eq!(world.state(), State::Closed);
    for (environment, guard) in guards.iter().enumerate() {
        let result = watched(guard, local(environment), async { Ok(()) }, &probes, &count).await;
        assert_eq!(called(result), Called::Yes);
    }
    count.get()
}

fn paused_runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

proptest! {
    #[test]
    fn l6_invariant_6_no_order_of_events_yields_two_probes_or_leaves_it_open(
        steps in prop::collection::vec(step(), 0..250),
        fault_rate in prop_oneof![Just(0_u8), Just(15), Just(40)],
        seed in any::<u64>(),
    ) {
        paused_runtime().block_on(run(steps, fault_rate, seed));
    }
}

#[test]
fn l6_the_property_above_sees_probes() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};

    let mut runner = TestRunner::deterministic();
    let mut count = 0;
    for seed in 0..50 {
        let steps = prop::collection::vec(step(), 250).new_tree(&mut runner).unwrap().current();
        count += paused_runtime().block_on(run(steps, 15, seed));
    }
    assert!(count > 50, "only {count} probes in 50 runs");
}
