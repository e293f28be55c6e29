//! Faults on the way to DynamoDB: a proxy before the emulator that refuses, breaks off, loses answers, passes on late
//! or hangs. The clients are as in production, patience included. What is lost must never be spent twice, and what
//! does not answer must not take others with it.

use std::{
    future::{Future, pending, ready},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use shared::{
    error::{ErrorCode, Failure},
    fault::{self, Dependency},
    guard::{LimitSettings, Limits, RouteKind, State, Subject, Suspicion},
    ledger::{self, Ask, Charge, Hold, Ledger, Payer, Refusal, prices::Tokens, usage::Context},
    money::NanoUsd,
    store::{
        self,
        table::{DynamoTable, Item, Table, Value, map, number},
    },
};
use tests::{dynamo, guard, required, table, under_load};
use time::OffsetDateTime;
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::RwLock,
    task::JoinSet,
};
use uuid::Uuid;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);

/// What becomes of a request.
#[derive(Debug, Clone, Copy)]
enum Fate {
    /// It is answered.
    Passed,
    /// Too much at once: refused, and nothing is done.
    Throttled,
    /// The server fails, and nothing is done.
    ServerError,
    /// The connection breaks before it is done.
    BrokenOff,
    /// It is done, and the connection breaks before the answer.
    AnswerLost,
    /// It is done when nobody waits for the answer any more.
    Late,
    /// Nothing ever happens.
    Hangs,
    /// One of the above but the last, by seed and number of the request: in three of ten cases a fault.
    Drawn(u64),
}

/// A number up to a bound that follows from a seed and a place.
fn drawn(seed: u64, place: usize, bound: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, place).hash(&mut hasher);
    hasher.finish() % bound
}

/// DynamoDB, as far as one can trust the way to it. It ends with its test's runtime.
struct Proxy {
    place: String,
    fate: Mutex<Fate>,
    requests: AtomicUsize,
    /// Read while a request is under way.
    under_way: RwLock<()>,
}

impl Proxy {
    async fn start(fate: Fate) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let place = listener.local_addr().unwrap().to_string();
        let proxy =
            Arc::new(Self { place, fate: fate.into(), requests: AtomicUsize::new(0), under_way: RwLock::default() });
        let server = Arc::clone(&proxy);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&server).serve(BufReader::new(client)));
            }
        });
        proxy
    }

    async fn serve(self: Arc<Self>, mut client: BufReader<TcpStream>) {
        while let Some(request) = message(&mut client).await {
            let _under_way = self.under_way.read().await;
            let number = self.requests.fetch_add(1, Ordering::SeqCst);
            let fate = match *self.fate.lock().unwrap() {
                Fate::Drawn(seed) => match drawn(seed, number, 100) {
                    0..6 => Fate::Throttled,
                    6..12 => Fate::ServerError,
                    12..18 => Fate::BrokenOff,
                    18..26 => Fate::AnswerLost,
                    26..30 => Fate::Late,
                    _ => Fate::Passed,
                },
                fate => fate,
            };
            let answer = match fate {
                Fate::Passed => passed_on(&request).await,
                Fate::Throttled => refusal("400 Bad Request", "ProvisionedThroughputExceededException"),
                Fate::ServerError => refusal("500 Internal Server Error", "InternalServerError"),
                Fate::AnswerLost => return drop(passed_on(&request).await),
                Fate::Late => {
                    // A client waits for 400 milliseconds.
                    tokio::time::sleep(Duration::from_millis(500)).await;
                    return drop(passed_on(&request).await);
                }
                Fate::Hangs => pending().await,
                Fate::BrokenOff | Fate::Drawn(_) => return,
            };
            if client.write_all(&answer).await.is_err() {
                return;
            }
        }
    }

    fn becomes(&self, fate: Fate) {
        *self.fate.lock().unwrap() = fate;
    }

    /// Lets nothing more through, and returns when all that was let through is done.
    async fn shut(&self) {
        self.becomes(Fate::BrokenOff);
        drop(self.under_way.write().await);
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// A table behind this proxy, as a function would use it.
    async fn table(&self, name: &str) -> DynamoTable {
        let aws = store::aws_config().await.unwrap();
        let set_by_code = aws.get_origin("retry_config");
        let mut aws = aws.into_builder().endpoint_url(format!("http://{}", self.place));
        // Else the address in the environment would count for more.
        aws.insert_origin("endpoint_url", set_by_code);
        DynamoTable::new(&aws.build(), name.to_owned())
    }
}

/// An HTTP message as it came, if one comes; the lengths of all are said here.
async fn message(from: &mut (impl AsyncBufRead + Unpin)) -> Option<Vec<u8>> {
    let (mut message, mut length) = (Vec::new(), 0);
    loop {
        let begin = message.len();
        from.read_until(b'\n', &mut message).await.ok().filter(|read| *read > 0)?;
        let line = str::from_utf8(&message[begin..]).unwrap().trim().to_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(digits) = line.strip_prefix("content-length:") {
            length = digits.trim().parse().unwrap();
        }
    }
    let head = message.len();
    message.resize(head + length, 0);
    from.read_exact(&mut message[head..]).await.ok()?;
    Some(message)
}

/// What the emulator answers.
async fn passed_on(request: &[u8]) -> Vec<u8> {
    let emulator = required("AWS_ENDPOINT_URL");
    let mut emulator = BufReader::new(TcpStream::connect(emulator.trim_start_matches("http://")).await.unwrap());
    emulator.write_all(request).await.unwrap();
    message(&mut emulator).await.unwrap()
}

fn refusal(status: &str, name: &str) -> Vec<u8> {
    let body = format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{name}","message":"as the test wants it"}}"#);
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}", body.len());
    format!("{head}\r\n\r\n{body}").into_bytes()
}

fn nanos(nanos: i64) -> NanoUsd {
    NanoUsd::from_nanos(nanos).unwrap()
}

fn charge(cost: i64) -> Charge {
    let model = "claude-sonnet-5-5".to_owned();
    Charge { model, context: Context::Chat, tokens: Tokens::default(), cost: nanos(cost) }
}

const CLIENTS: usize = 20;
const CALLS: usize = 20;

/// What a client's calls have come to.
#[derive(Default)]
struct Calls {
    /// What was held, what it cost, and whether its settlement was confirmed.
    held: Vec<(Hold, Charge, bool)>,
    /// By session, day and month.
    refused: [usize; 3],
    away: usize,
}

/// A client holds and settles, one call after the other.
async fn calls(ledger: Ledger<DynamoTable>, client: usize, sessions: [Uuid; 4], now: OffsetDateTime) -> Calls {
    let mut calls = Calls::default();
    for place in client * CALLS..(client + 1) * CALLS {
        let session = sessions[usize::try_from(drawn(2, place, 4)).unwrap()];
        let worst = 5_000_000 + i64::try_from(drawn(3, place, 60_000_000)).unwrap();
        let ask = Ask { worst: nanos(worst), least: nanos(worst / 4), until: now + MINUTE };
        match ledger.hold(Uuid::new_v4(), Payer::Session(session), ask, now).await {
            Ok(hold) => {
                let charge = charge(hold.amount().nanos() - i64::try_from(drawn(4, place, 5_000_000 / 4)).unwrap());
                let is_settled = ledger.settle(&hold, &charge).await.is_ok();
                calls.held.push((hold, charge, is_settled));
            }
            Err(Refusal::Limit(reached)) => calls.refused[reached.balance.scope as usize] += 1,
            Err(Refusal::Away(_)) => calls.away += 1,
        }
    }
    calls
}

/// An account's books: what is used is what is spent and held, and within the limit but for what is noted as overrun.
fn audit(id: &str, item: &Item, limit: NanoUsd) {
    let holds = item.iter().filter(|(name, value)| name.starts_with("h#") && matches!(value, Value::Map(_)));
    let held: i64 = holds.map(|(name, _)| number(map(item, name).unwrap(), "amount")).sum();
    assert_eq!(number(item, "used"), number(item, "spent") + held, "{id}: {item:?}");
    assert!(number(item, "used") - number(item, "overrun") <= limit.nanos(), "{id}: {item:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invariant_2_nothing_is_overspent_or_forgotten_when_three_in_ten_requests_go_wrong() {
    let _load = under_load().await;
    let name = table().await;
    let limits =
        ledger::Limits { session: nanos(1_200_000_000), day: nanos(3_000_000_000), month: nanos(3_000_000_000_000) };
    let (sessions, now) = ([(); 4].map(|()| Uuid::now_v7()), OffsetDateTime::now_utc());
    let (day, month) = (format!("DAY#{}", now.date()), format!("MONTH#{}", &now.date().to_string()[..7]));
    let mut accounts = vec![(day, limits.day), (month, limits.month)];
    accounts.extend(sessions.map(|session| (format!("SESSION#{session}#0"), limits.session)));

    let proxy = Proxy::start(Fate::Drawn(1)).await;
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let ledger = Ledger::new(proxy.table(&name).await, limits);
        clients.spawn(calls(ledger, client, sessions, now));
    }
    let direct = dynamo(&name).await;
    let audit_all = async || {
        for (id, limit) in &accounts {
            audit(id, &direct.read(id).await.unwrap(), *limit);
        }
    };
    let (mut held, mut refused, mut away) = (Vec::new(), [0; 3], 0);
    while !clients.is_empty() {
        audit_all().await;
        while let Some(calls) = clients.try_join_next() {
            let calls = calls.unwrap();
            held.extend(calls.held);
            refused = std::array::from_fn(|scope| refused[scope] + calls.refused[scope]);
            away += calls.away;
        }
    }
    proxy.shut().await;
    let unsettled = held.iter().filter(|(_, _, is_settled)| !is_settled).count();
    println!(
        "{} held, of which {unsettled} not known to be settled; {refused:?} refused by session, day, month, {away} given up; {} requests",
        held.len(),
        proxy.requests()
    );
    assert!(refused[0] > 0 && refused[1] > 0 && away > 0 && unsettled > 1, "the limits bind and the faults bite");

    // Every other one is settled before it has expired, the rest after; those that are in the books already once more.
    let ledger = Ledger::new(direct.clone(), limits);
    let settle = async |remainder| {
        for (hold, charge, _) in held.iter().skip(remainder).step_by(2) {
            ledger.settle(hold, charge).await.unwrap();
        }
        audit_all().await;
    };
    settle(0).await;
    // What was not known to be settled may have been: one that crashes is left in any case.
    let crash = Ask { worst: nanos(1), least: nanos(1), until: now + MINUTE };
    ledger.hold(Uuid::new_v4(), Payer::Session(Uuid::now_v7()), crash, now).await.unwrap();
    assert!(ledger.sweep(now + 5 * MINUTE).await.unwrap().expired > 0);
    settle(1).await;
    ledger.sweep(now + 120 * MINUTE).await.unwrap();
    audit_all().await;

    let cost: NanoUsd = held.iter().map(|(_, charge, _)| charge.cost).sum();
    let costs = ledger.costs(now.date()).await.unwrap();
    assert_eq!((costs.spent, costs.usage.iter().map(|row| row.cost).sum::<NanoUsd>()), (cost, cost));
    assert_eq!(costs.usage.iter().map(|row| row.calls).sum::<u64>(), u64::try_from(held.len()).unwrap());
    assert!(costs.spent <= limits.day && costs.held == NanoUsd::ZERO, "{costs:?}");
    assert_eq!(ledger.month(now).await.unwrap().spent, cost);
    let mut by_sessions = NanoUsd::ZERO;
    for session in sessions {
        let balance = ledger.session(session, now + 5 * MINUTE).await.unwrap();
        assert!(balance.spent <= limits.session && balance.held == NanoUsd::ZERO, "{balance:?}");
        by_sessions = by_sessions.plus(balance.spent);
    }
    assert_eq!(by_sessions, cost);
}

/// What a call gives, which must end by itself.
async fn ending<R>(what: &str, call: impl Future<Output = R>) -> R {
    tokio::time::timeout(5 * SECOND, call).await.unwrap_or_else(|_| panic!("{what} does not end"))
}

#[tokio::test]
async fn invariant_10_every_call_ends_while_the_table_hangs() {
    let _load = under_load().await;
    let proxy = Proxy::start(Fate::Passed).await;
    let behind = proxy.table(&table().await).await;
    let now = OffsetDateTime::now_utc();
    let (ledger, payer) = (tests::ledger(&behind), Payer::Session(Uuid::now_v7()));
    let ask = Ask { worst: nanos(1_000), least: nanos(1_000), until: now + MINUTE };
    let hold = ledger.hold(Uuid::new_v4(), payer, ask, now).await.unwrap();
    proxy.becomes(Fate::Hangs);

    let refused = Box::pin(ending("hold", ledger.hold(Uuid::new_v4(), payer, ask, now))).await;
    assert!(matches!(refused, Err(Refusal::Away(_))), "{refused:?}");
    assert!(ending("settle", ledger.settle(&hold, &charge(10))).await.is_err());
    assert!(ending("cancel", ledger.cancel(&hold)).await.is_err());
    assert!(ending("headroom", ledger.headroom(payer, now)).await.is_err());
    assert!(ending("the ledger's sweep", ledger.sweep(now)).await.is_err());

    let (limits, address) = (tests::limits(&behind), Subject::address([10, 0, 0, 1].into()));
    assert!(ending("admit", limits.admit(RouteKind::Chat, &address, Some(Uuid::new_v4()), now)).await.is_ok());
    assert!(ending("admit", limits.admit(RouteKind::Admin, &address, None, now + 2 * SECOND)).await.is_err());
    ending("suspicious", limits.suspicious(&address, Suspicion::BadToken, now + 4 * SECOND)).await;
    assert!(ending("report", limits.report(now)).await.is_err());
    assert!(ending("unblock", limits.unblock(&address)).await.is_err());
    assert!(ending("the list's sweep", limits.sweep(now)).await.is_err());

    let guard = guard(&behind);
    let called = ending("a call", guard.call(Dependency::Claude, now, ready(Ok(7)))).await;
    assert_eq!(called.unwrap(), 7);
    let failure = ending("a call that fails", guard.call(Dependency::OpenAi, now + 5 * SECOND, failing())).await;
    assert_eq!(failure.unwrap_err().fault(), Some(fault::Fault::Unreachable));
    assert!(ending("circuits", guard.circuits(now)).await.is_err());
    assert!(ending("reset", guard.reset(Dependency::Claude, now)).await.is_err());
    assert!(proxy.requests() > 20, "all of them have asked");
}

#[tokio::test]
async fn l8_without_the_table_search_and_chat_go_on_and_admin_does_not_and_it_has_peace_for_a_second() {
    let _load = under_load().await;
    let name = table().await;
    let address = Subject::address([10, 0, 0, 1].into());
    for fate in [Fate::ServerError, Fate::BrokenOff, Fate::AnswerLost, Fate::Hangs] {
        let proxy = Proxy::start(fate).await;
        let limits = Limits::new(proxy.table(&name).await, LimitSettings::default());
        let now = OffsetDateTime::now_utc();
        let admit = async |kind, at| limits.admit(kind, &address, None, at).await;
        let passed = admit(RouteKind::Search, now).await.unwrap();
        assert!(passed.headers().is_empty(), "{fate:?}");
        let asked = proxy.requests();
        assert_eq!(asked, 1, "{fate:?}: a request that may have been counted is not sent again");
        let later = now + Duration::from_millis(999);
        for kind in [RouteKind::Search, RouteKind::Chat, RouteKind::Costs, RouteKind::Health] {
            assert!(admit(kind, later).await.is_ok(), "{fate:?} {kind:?}");
        }
        let refused = admit(RouteKind::Admin, later).await.unwrap_err();
        assert_eq!((refused.code(), refused.code().status()), (ErrorCode::DependencyUnavailable, 503), "{fate:?}");
        assert_eq!(proxy.requests(), asked, "{fate:?}: the table is left alone for a second");

        assert!(admit(RouteKind::Admin, now + SECOND).await.is_err(), "{fate:?}");
        assert!(proxy.requests() > asked, "{fate:?}: it is asked again");
        proxy.becomes(Fate::Passed);
        assert!(!admit(RouteKind::Admin, now + 2 * SECOND).await.unwrap().headers().is_empty(), "{fate:?}");
    }
}

#[tokio::test]
async fn l8_an_item_that_is_throttled_goes_by_the_same_rules_and_others_are_counted_still() {
    let _load = under_load().await;
    let proxy = Proxy::start(Fate::Throttled).await;
    let limits = Limits::new(proxy.table(&table().await).await, LimitSettings::default());
    let (address, now) = (Subject::address([10, 0, 0, 1].into()), OffsetDateTime::now_utc());
    let admit = async |kind| limits.admit(kind, &address, None, now).await;
    assert!(admit(RouteKind::Chat).await.unwrap().headers().is_empty());
    assert_eq!(proxy.requests(), 3, "nothing was done, so it may be tried again");
    assert_eq!(admit(RouteKind::Admin).await.unwrap_err().code(), ErrorCode::DependencyUnavailable);
    proxy.becomes(Fate::Passed);
    assert!(!admit(RouteKind::Admin).await.unwrap().headers().is_empty());
}

/// A call to a model that fails.
fn failing() -> impl Future<Output = Result<(), Failure>> {
    ready(Err(Failure::of(Dependency::Claude, fault::Fault::Unreachable, "as the test wants it")))
}

#[tokio::test]
async fn l6_without_the_table_an_environments_own_breaker_opens_and_only_its_own() {
    let _load = under_load().await;
    let name = table().await;
    let proxy = Proxy::start(Fate::BrokenOff).await;
    let (alone, other) = (guard(&proxy.table(&name).await), guard(&dynamo(&name).await));
    let is_refused = |result: Result<(), Failure>| result.is_err_and(|failure| failure.fault().is_none());
    for _ in 0..3 {
        let failure = alone.call(Dependency::Claude, OffsetDateTime::now_utc(), failing()).await.unwrap_err();
        assert_eq!(failure.fault(), Some(fault::Fault::Unreachable), "the table's failure is not the call's");
    }
    assert_eq!(
        proxy.requests(),
        2,
        "a read that was broken off is tried once more, and then there is peace for a second"
    );
    let now = OffsetDateTime::now_utc();
    assert!(is_refused(alone.call(Dependency::Claude, now + SECOND, failing()).await));
    assert!(alone.call(Dependency::OpenAi, now, ready(Ok(()))).await.is_ok(), "each dependency has its own");
    assert!(other.call(Dependency::Claude, now, ready(Ok(()))).await.is_ok());

    // Half a minute later it tries for itself; what it finds does not need the table either.
    let later = now + 40 * SECOND;
    assert!(!is_refused(alone.call(Dependency::Claude, later, failing()).await));
    assert!(is_refused(alone.call(Dependency::Claude, later + SECOND, ready(Ok(()))).await));
    assert!(alone.call(Dependency::Claude, later + 40 * SECOND, ready(Ok(()))).await.is_ok());
    let circuits = other.circuits(later).await.unwrap();
    assert!(circuits.iter().all(|circuit| circuit.state == State::Closed && circuit.failures == 0), "{circuits:?}");
}
