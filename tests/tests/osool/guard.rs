//! Breakers, limits and abuse over the emulator's DynamoDB (invariant 6, L6, L8, L9): many environments at once, each
//! with a memory of its own. What happens in every order of steps is proven in the unit tests of `shared/src/guard`.

use std::{
    collections::HashSet,
    future::{Future, ready},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use shared::{
    error::{ErrorCode, Failure},
    fault::{Dependency, Fault},
    guard::{Circuit, Guard, LimitSettings, Limits, RouteKind, Security, State, Subject, Suspicion},
    store::table::{DynamoTable, Table, number},
};
use tests::{dynamo, guard, table, under_load};
use time::OffsetDateTime;
use tokio::{
    sync::{Barrier, Notify},
    task::JoinSet,
};
use uuid::Uuid;

const CLAUDE: Dependency = Dependency::Claude;
const SECOND: Duration = Duration::from_secs(1);

/// Environments of a fleet. Ten each share a client, which knows nothing but connections.
async fn environments<E>(table: &str, count: usize, environment: impl Fn(&DynamoTable) -> E) -> Vec<Arc<E>> {
    let mut environments = Vec::new();
    for _ in 0..count / 10 {
        let table = dynamo(table).await;
        environments.extend((0..10).map(|_| Arc::new(environment(&table))));
    }
    environments
}

fn failing(fault: Fault) -> impl Future<Output = Result<(), Failure>> + Send {
    ready(Err(Failure::of(CLAUDE, fault, "as the test wants it")))
}

/// Whether a breaker has refused the call; else the call has been made.
fn is_refused(result: &Result<(), Failure>) -> bool {
    result.as_ref().is_err_and(|failure| failure.details().get("circuit").is_some_and(|circuit| circuit == "open"))
}

/// Lets every environment make the same call at the same time; gives how many breakers refused.
async fn refusals<F: Future<Output = Result<(), Failure>> + Send + 'static>(
    guards: &[Arc<Guard<DynamoTable>>],
    now: OffsetDateTime,
    call: impl Fn() -> F,
) -> usize {
    let mut asking = JoinSet::new();
    for guard in guards {
        let (guard, call) = (Arc::clone(guard), call());
        asking.spawn(async move { guard.call(CLAUDE, now, call).await });
    }
    asking.join_all().await.iter().filter(|result| is_refused(result)).count()
}

/// What operators see of Claude's breaker.
async fn circuit(guard: &Guard<DynamoTable>, now: OffsetDateTime) -> Circuit {
    guard.circuits(now).await.unwrap().into_iter().find(|circuit| circuit.dependency == CLAUDE).unwrap()
}

/// Opens the fleet's breaker; gives when it may be tried.
async fn open(guard: &Guard<DynamoTable>) -> OffsetDateTime {
    for _ in 0..3 {
        assert!(!is_refused(&guard.call(CLAUDE, OffsetDateTime::now_utc(), failing(Fault::ServerError)).await));
    }
    circuit(guard, OffsetDateTime::now_utc()).await.open_until.unwrap()
}

/// Lets every environment make a call that ends when it is told to. All but one must be refused: that one is left.
async fn one_probes(
    guards: &[Arc<Guard<DynamoTable>>],
    now: OffsetDateTime,
    end: &Arc<Notify>,
) -> JoinSet<Result<(), Failure>> {
    let begun = Arc::new(AtomicUsize::new(0));
    let mut asking = JoinSet::new();
    for guard in guards {
        let (guard, begun, end) = (Arc::clone(guard), Arc::clone(&begun), Arc::clone(end));
        let call = async move {
            begun.fetch_add(1, Ordering::SeqCst);
            end.notified().await;
            Ok(())
        };
        asking.spawn(async move { guard.call(CLAUDE, now, call).await });
    }
    for _ in 1..guards.len() {
        let result = asking.join_next().await.unwrap().unwrap();
        assert!(is_refused(&result), "{result:?}, {begun:?} calls have begun");
    }
    assert_eq!(begun.load(Ordering::SeqCst), 1);
    asking
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invariant_6_of_five_hundred_environments_one_probes_and_after_its_death_one_other() {
    let _load = under_load().await;
    let name = table().await;
    let guards = environments(&name, 500, guard).await;
    let (operator, end) = (guard(&dynamo(&name).await), Arc::new(Notify::new()));
    let instant = open(&operator).await;
    let mut doomed = one_probes(&guards, instant, &end).await;
    assert_eq!(
        (circuit(&operator, instant).await.state, circuit(&operator, instant).await.probing),
        (State::HalfOpen, true)
    );
    doomed.shutdown().await;

    let item = dynamo(&name).await.read("BREAKER#claude").await.unwrap();
    let lease_ends = i128::from(number(&item, "probe_until")) * 1_000_000;
    let lease_ends = OffsetDateTime::from_unix_timestamp_nanos(lease_ends).unwrap();
    assert!(lease_ends - instant >= 30 * SECOND, "a probe may take twenty-five seconds");
    // Time goes on while the calls are made, so well before it ends.
    assert_eq!(refusals(&guards[..50], lease_ends - 15 * SECOND, || ready(Ok(()))).await, 50);
    let mut probe = one_probes(&guards, lease_ends, &end).await;
    end.notify_one();
    assert!(probe.join_next().await.unwrap().unwrap().is_ok());
    let later = lease_ends + 25 * SECOND;
    assert_eq!(circuit(&operator, later).await.state, State::Closed);
    assert_eq!(refusals(&guards[..100], later, || ready(Ok(()))).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invariant_6_a_second_after_it_has_opened_none_of_a_hundred_environments_calls() {
    let _load = under_load().await;
    let name = table().await;
    let guards = environments(&name, 100, guard).await;
    // All have just seen it closed. Time goes on while they look, as long as the slowest takes.
    let (now, mut slowest) = (OffsetDateTime::now_utc(), Duration::ZERO);
    for guard in &guards {
        let began = Instant::now();
        guard.call(CLAUDE, now, ready(Ok(()))).await.unwrap();
        slowest = slowest.max(began.elapsed());
    }
    open(&guards[7]).await;
    assert_eq!(refusals(&guards, now + slowest + SECOND, || ready(Ok(()))).await, 100);

    // One failure each that may be their own network's, all at once.
    let name = table().await;
    let guards = environments(&name, 100, guard).await;
    refusals(&guards, OffsetDateTime::now_utc(), || failing(Fault::Unreachable)).await;
    let circuit = circuit(&guards[0], OffsetDateTime::now_utc()).await;
    assert_eq!((circuit.state, circuit.failures, circuit.environments_open), (State::Open, 3, 0));
    assert_eq!(refusals(&guards, OffsetDateTime::now_utc() + SECOND, || ready(Ok(()))).await, 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invariant_6_an_environment_without_a_network_stops_itself_and_nobody_else() {
    let _load = under_load().await;
    let guards = environments(&table().await, 100, guard).await;
    // A hundred of its calls fail when all have begun.
    let (alone, begun) = (vec![Arc::clone(&guards[0]); 100], Arc::new(Barrier::new(100)));
    let call = || {
        let begun = Arc::clone(&begun);
        async move {
            begun.wait().await;
            failing(Fault::Unreachable).await
        }
    };
    assert_eq!(refusals(&alone, OffsetDateTime::now_utc(), call).await, 0);
    let later = OffsetDateTime::now_utc() + SECOND;
    let circuit = circuit(&guards[1], later).await;
    assert_eq!((circuit.state, circuit.failures, circuit.environments_open), (State::Closed, 1, 1));
    assert_eq!(refusals(&guards[..1], later, || ready(Ok(()))).await, 1);
    assert_eq!(refusals(&guards[1..], later, || ready(Ok(()))).await, 0);
}

#[tokio::test]
async fn l6_circuits_tell_the_truth_at_each_step_and_a_reset_closes_for_all() {
    let _load = under_load().await;
    let name = table().await;
    let (one, other) = (guard(&dynamo(&name).await), guard(&dynamo(&name).await));
    let state = async |at| {
        let circuit = circuit(&other, at).await;
        assert_eq!(circuit.open_until.is_none(), circuit.state == State::Closed);
        (circuit.state, circuit.failures, circuit.probing)
    };
    assert_eq!(state(OffsetDateTime::now_utc()).await, (State::Closed, 0, false));
    assert_eq!(circuit(&other, OffsetDateTime::now_utc()).await.last_failure, None);
    let now = OffsetDateTime::now_utc();
    one.call(CLAUDE, now, failing(Fault::Timeout)).await.unwrap_err();
    assert_eq!(state(now).await, (State::Closed, 1, false));
    assert!(circuit(&other, now).await.last_failure.unwrap() >= now - SECOND);
    one.call(CLAUDE, OffsetDateTime::now_utc(), ready(Ok(()))).await.unwrap();
    assert_eq!(state(now).await, (State::Closed, 0, false), "only failures in a row count");

    let first = open(&one).await;
    assert_eq!(state(first - SECOND).await, (State::Open, 3, false));
    assert_eq!(state(first).await, (State::HalfOpen, 3, false));
    let failed = other.call(CLAUDE, first, async {
        assert_eq!(state(first).await, (State::HalfOpen, 3, true));
        failing(Fault::Overloaded).await
    });
    assert!(!is_refused(&failed.await));
    let second = circuit(&other, first).await.open_until.unwrap();
    assert!(second >= first + 30 * SECOND);
    assert_eq!(state(second - SECOND).await, (State::Open, 3, false));
    other.call(CLAUDE, second, ready(Ok(()))).await.unwrap();
    assert_eq!(state(second).await, (State::Closed, 0, false));

    // By hand: also for who has opened a breaker of their own.
    let stubborn = guard(&dynamo(&name).await);
    let third = open(&stubborn).await;
    assert!(is_refused(&stubborn.call(CLAUDE, third - 15 * SECOND, ready(Ok(()))).await));
    other.reset(CLAUDE, OffsetDateTime::now_utc()).await.unwrap();
    assert_eq!(state(third - 15 * SECOND).await, (State::Closed, 0, false));
    assert!(stubborn.call(CLAUDE, third - 10 * SECOND, ready(Ok(()))).await.is_ok());
    let untouched = other.circuits(third).await.unwrap();
    assert!(untouched.iter().all(|circuit| circuit.state == State::Closed) && untouched.len() == 8);
}

/// A limit of a hundred in a minute, and of a thousand before they are a flood.
const HUNDRED: LimitSettings = LimitSettings { per_minute: 10, per_hour: 1_000, scale: 10 };

fn address(number: usize) -> Subject {
    Subject::address(Ipv4Addr::from(0x0a00_0000 + u32::try_from(number).unwrap()).into())
}

/// Sends so many requests from an address at once, spread over the environments, each at its own time.
async fn requests(
    environments: &[Arc<Limits<DynamoTable>>],
    count: usize,
    from: Subject,
    at: impl Fn(usize) -> OffsetDateTime,
) -> (usize, Vec<Failure>) {
    let mut asking = JoinSet::new();
    for request in 0..count {
        let (limits, now) = (Arc::clone(&environments[request % environments.len()]), at(request));
        asking.spawn(async move { limits.admit(RouteKind::Search, &from, None, now).await });
    }
    let (mut passed, mut refused) = (0, Vec::new());
    for answer in asking.join_all().await {
        match answer {
            Ok(answer) => {
                assert!(!answer.headers().is_empty(), "the emulator did not answer, and the request passed uncounted");
                passed += 1;
            }
            Err(failure) => refused.push(failure),
        }
    }
    (passed, refused)
}

/// Why a request is refused, and for how many seconds by its detail and by its header.
fn refusal(failure: &Failure) -> (&str, i64) {
    assert_eq!((failure.code(), failure.code().status()), (ErrorCode::RateLimited, 429));
    let detail = |name: &str| failure.details().get(name);
    let seconds = detail("retry_after_seconds").unwrap().as_i64().unwrap();
    let header = failure.headers().iter().find(|(name, _)| name.as_str() == "retry-after").unwrap();
    assert_eq!(header.1.to_str().unwrap(), seconds.to_string());
    (detail("policy").or_else(|| detail("reason")).unwrap().as_str().unwrap(), seconds)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l8_of_five_hundred_requests_at_once_from_fifty_environments_the_limit_of_a_hundred_pass() {
    let _load = under_load().await;
    let limits = environments(&table().await, 50, |table| Limits::new(table.clone(), HUNDRED)).await;
    let (from, now) = (address(1), OffsetDateTime::now_utc());
    let (passed, refused) = requests(&limits, 500, from, |_| now).await;
    assert_eq!((passed, refused.len()), (100, 400));
    for failure in &refused {
        assert_eq!(refusal(failure), ("minute", 1), "one is earned in 0.6 seconds");
    }
    let (passed, refused) = requests(&limits, 50, from, |_| now + Duration::from_millis(599)).await;
    assert_eq!((passed, refusal(&refused[0])), (0, ("minute", 1)));
    assert_eq!(requests(&limits, 50, from, |_| now + SECOND).await.0, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l8_clocks_that_are_two_seconds_off_let_four_seconds_worth_more_through_at_most() {
    let _load = under_load().await;
    let limits = environments(&table().await, 50, |table| Limits::new(table.clone(), HUNDRED)).await;
    let (from, now) = (address(1), OffsetDateTime::now_utc());
    let mut passed = 0;
    for second in (0..=8).step_by(2) {
        // Each environment's clock is off by its own, from two seconds behind to two ahead.
        let off = |request| u32::try_from(request % 50).unwrap() * Duration::from_secs(4) / 49;
        let at = |request| now + second * SECOND + off(request) - 2 * SECOND;
        passed += requests(&limits, 150, from, at).await.0;
    }
    // A burst of a hundred, and one each 0.6 seconds of the eight and the four.
    assert!((100..=100 + 20).contains(&passed), "{passed} passed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l9_a_flood_is_blocked_listed_once_and_lifted() {
    let _load = under_load().await;
    let settings = LimitSettings { per_minute: 100, ..LimitSettings::default() };
    let limits = environments(&table().await, 30, |table| Limits::new(table.clone(), settings)).await;
    let (from, now) = (address(1), OffsetDateTime::now_utc());
    // The minute's limit and the flood are both met by the 101st request: what is said is the longer wait.
    let (passed, refused) = requests(&limits, 300, from, |_| now).await;
    assert_eq!((passed, refused.len()), (100, 200));
    assert!(refused.iter().all(|failure| refusal(failure) == ("blocked", 900)));
    let signed_in = limits[0].admit(RouteKind::Chat, &from, Some(Uuid::new_v4()), now).await.unwrap_err();
    assert_eq!(refusal(&signed_in).0, "blocked");
    assert!(limits[0].admit(RouteKind::Search, &address(2), None, now).await.is_ok());

    let report = limits[1].report(now).await.unwrap();
    assert_eq!((report.blocked.len(), report.flagged.len(), report.overflow), (1, 0, 0));
    assert_eq!((report.blocked[0].subject, report.blocked[0].reason.as_str()), (from, "flood"));
    assert_eq!(report.blocked[0].until - report.blocked[0].at, 900 * SECOND);
    limits[2].unblock(&from.to_string().parse().unwrap()).await.unwrap();
    assert_eq!(limits[3].report(now).await.unwrap(), Security::default());
    // The minute's limit goes on.
    let (passed, refused) = requests(&limits, 2, from, |_| now + SECOND).await;
    assert_eq!((passed, refusal(&refused[0])), (1, ("minute", 1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l9_subjects_of_every_form_are_flagged_listed_and_swept_many_in_one_write() {
    let _load = under_load().await;
    let name = table().await;
    let limits = environments(&name, 10, |table| Limits::new(table.clone(), LimitSettings::default())).await;
    let now = OffsetDateTime::now_utc();
    let network = |number: u16| Subject::address(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, number, 7, 0, 0, 1)));
    let mut subjects = vec![Subject::Unknown];
    subjects.extend((0..12).map(address).chain((0..12).map(network)));
    subjects.extend((0..8).map(|_| Subject::User(Uuid::new_v4())));
    let mut flagging = JoinSet::new();
    for (place, subject) in subjects.iter().copied().enumerate() {
        let limits = Arc::clone(&limits[place % limits.len()]);
        // The first, whose name has neither blanks nor dots nor colons, is flagged an hour later and survives.
        let at = if place == 0 { now + 3_600 * SECOND } else { now };
        flagging.spawn(async move {
            for _ in 0..50 {
                limits.suspicious(&subject, Suspicion::BadToken, at).await;
            }
        });
    }
    flagging.join_all().await;
    let flagged = |report: Security| -> HashSet<Subject> {
        let read_back = report.flagged.iter().map(|entry| entry.subject.to_string().parse().unwrap());
        read_back.collect()
    };
    assert_eq!(flagged(limits[0].report(now).await.unwrap()), subjects.iter().copied().collect());

    limits[1].unblock(&subjects[1]).await.unwrap();
    limits[1].unblock(&network(3)).await.unwrap();
    assert_eq!(flagged(limits[0].report(now).await.unwrap()).len(), subjects.len() - 2);
    let tomorrow = now + 86_400 * SECOND;
    limits[2].sweep(tomorrow).await.unwrap();
    assert_eq!(flagged(limits[0].report(now).await.unwrap()), HashSet::from([Subject::Unknown]));
    let item = dynamo(&name).await.read("SECURITY").await.unwrap();
    assert_eq!((number(&item, "entries"), item.len()), (1, 2), "{item:?}");
}
