//! Killed in the middle (P2, P3, P5, P6, invariants 4 and 5): whatever step of the webhook, the checkout, the worker, the
//! notifier or the sweeper is its last one, what comes again ends as if nobody had died. The webhook is also killed as a
//! process, by the system; else a future is dropped after each of its steps.

use std::{
    cell::Cell,
    collections::BTreeSet,
    fs,
    future::poll_fn,
    process::Stdio,
    task::Poll,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use catalogue::random::Random;
use futures_util::future::join_all;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use shared::{
    config::Environment,
    error::ErrorCode,
    identity::audit,
    notify::{notice::Delivered, outbox::Outbox},
    sales::{
        news,
        paymob::{Account, signed},
        viewings as visits,
    },
};
use sqlx::PgPool;
use tests::{
    database_url, in_calm,
    models::{Models, plain},
    repository, required, secret, taken_from,
};
use time::OffsetDateTime;
use tokio::{
    net::TcpListener,
    process::{Child, Command},
    sync::{
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
        oneshot,
    },
    time::timeout,
};
use uuid::Uuid;
use viewing_worker::Worker;

use crate::{
    auth::messages,
    deals::{Market, another, attempt, checkout, payments_with, refund},
    paymob,
    viewings::slot,
};

/// More steps than anything here takes.
const MOST_STEPS: usize = 1_000;

/// What a future gives, unless it dies: it is polled so often at most, and dropped when it is woken once more. So what it has
/// waited for last has happened, and it never learns of it.
fn died_after<T>(polls: usize, future: impl Future<Output = T>) -> impl Future<Output = Option<T>> {
    let (mut future, mut left) = (Box::pin(future), polls);
    poll_fn(move |context| {
        let Some(rest) = left.checked_sub(1) else { return Poll::Ready(None) };
        left = rest;
        future.as_mut().poll(context).map(Some)
    })
}

/// Has something tried until it is done. It is told after how many steps it dies: after none, then one more each time.
async fn until_done<T>(mut tried: impl AsyncFnMut(usize) -> Option<T>) -> T {
    for steps in 0..MOST_STEPS {
        if let Some(done) = Box::pin(tried(steps)).await {
            assert!(steps > 1, "nobody died in the middle, so nothing was tried");
            return done;
        }
    }
    panic!("it is not done after {MOST_STEPS} steps");
}

/// Has a pool hold all the connections that it may. Connecting takes hundreds of steps, none of which changes anything; and
/// whoever has had them all knows that no transaction of the dead goes on.
async fn connected(pool: &PgPool) {
    let all = join_all((0..pool.options().get_max_connections()).map(|_| pool.acquire())).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
}

#[tokio::test]
async fn invariant_4_a_webhook_that_dies_after_any_of_its_steps_has_done_nothing_or_all_of_it() {
    let market = Market::new().await;
    let tokens = another(&market.world).await;
    let (_, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
    for event in [attempt(1, order, amount, false), attempt(2, order, amount, true), refund(3, order, amount)] {
        let answer = until_done(async |steps| {
            connected(&market.world.pool).await;
            market.audit().await;
            died_after(steps, market.told(&event)).await
        })
        .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    }
    for (rows, expected) in [
        ("SELECT count(*) FROM payment_events", 3),
        ("SELECT count(*) FROM payment_events WHERE kept_aside IS NOT NULL", 0),
        ("SELECT count(*) FROM payments WHERE succeeded AND refunded_piastres = amount_piastres", 1),
        ("SELECT count(*) FROM reservations WHERE state = 'refunded'", 1),
        ("SELECT count(*) FROM notices WHERE what = 'paid'", 1),
        ("SELECT count(*) FROM notices WHERE what = 'refunded'", 1),
        ("SELECT count(*) FROM audit_log WHERE actor = 'paymob'", 2),
    ] {
        assert_eq!(market.count(rows).await, expected, "{rows}");
    }
    assert!(audit::verify(&market.world.pool).await.unwrap().is_ok());
    market.audit().await;
}

/// Reserves a unit and asks where its deposit is paid until that is told, of a function that dies after one step more each
/// time; gives the order, the amount in piastres and the place. `ready` is called before each try.
async fn opened_at_last(market: &Market, payments: &Router, ready: impl Fn()) -> (u64, i64, String) {
    let tokens = another(&market.world).await;
    let reserved = market.reserve(&tokens, &market.unit(0).await).await;
    let id = reserved.json["id"].as_str().unwrap();
    let opened = until_done(async |steps| {
        connected(&market.world.pool).await;
        ready();
        died_after(steps, checkout(payments, &tokens, id)).await
    })
    .await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.json);
    assert_eq!(checkout(payments, &tokens, id).await.json, opened.json, "whoever asks again is told the same");
    let kept = "SELECT order_id, amount_piastres, checkout_url FROM payments WHERE reservation_id = $1";
    let kept: Vec<(i64, i64, String)> =
        sqlx::query_as(kept).bind(Uuid::parse_str(id).unwrap()).fetch_all(&market.world.pool).await.unwrap();
    let [(order, amount, url)] = kept.as_slice() else { panic!("not one payment: {kept:?}") };
    assert_eq!(&opened.json["checkout_url"], url);
    (u64::try_from(*order).unwrap(), *amount, url.clone())
}

#[tokio::test]
async fn p2_a_checkout_that_dies_after_any_of_its_steps_leaves_one_payment_which_buys_the_unit() {
    let market = Market::new().await;
    let (order, amount, url) = opened_at_last(&market, &market.payments, || {}).await;
    assert!(url.contains(&order.to_string()), "{url}");
    assert_eq!(market.told(&attempt(1, order, amount, true)).await.json["result"], "applied");
    assert_eq!(market.count("SELECT count(*) FROM reservations WHERE state = 'paid'").await, 1);
    market.audit().await;
}

#[tokio::test]
async fn p2_however_many_answers_of_paymob_are_lost_one_place_to_pay_is_told_and_its_order_is_known() {
    let models = Models::start().await;
    let (paymob, account) = paymob::start(Some(&paymob::keys()), models.address(), Environment::Production).await;
    let market = Market::new().await;
    let payments = payments_with(&market.world, market.world.pool.clone(), paymob.unwrap(), account.unwrap());
    let orders = Cell::new(0_u64);
    let ready = || {
        let order = orders.get() + 1;
        orders.set(order);
        let intended = json!({"intention_order_id": order, "client_secret": format!("csk_{order}")});
        models.then(plain(201, "application/json", &intended.to_string()));
    };
    // A request of somebody who dies may be on its way or not: another reservation, until one was and its answer was lost.
    for reservations in 1.. {
        let (order, _, url) = opened_at_last(&market, &payments, ready).await;
        assert!(url.ends_with(&format!("clientSecret=csk_{order}")), "{order} is paid elsewhere: {url}");
        if models.asked().len() > reservations {
            break;
        }
        assert!(reservations < 20, "no answer was lost, so nothing was tried");
    }
    let asked = models.asked();
    let references: BTreeSet<&str> =
        asked.iter().map(|asked| asked.body["special_reference"].as_str().unwrap()).collect();
    assert_eq!(references.len(), asked.len(), "Paymob takes each reference once");
    market.audit().await;
}

#[tokio::test]
async fn p5_a_worker_that_dies_after_any_of_its_steps_leaves_every_viewing_decided_and_told_once() {
    let market = Market::new().await;
    let (unit, hour) = (market.unit(0).await, slot(30));
    for _ in 0..3 {
        let asked = market.visit(&another(&market.world).await, &unit, hour).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.json);
    }
    let bodies = taken_from(&market.viewing_queue).await;
    let worker = Worker { pool: market.world.pool.clone() };
    // Whoever dies has taken nothing out of the queue: all of it comes again.
    let done = until_done(async |steps| {
        connected(&market.world.pool).await;
        died_after(steps, worker.handle(messages(&bodies))).await
    })
    .await;
    assert!(done.unwrap().batch_item_failures.is_empty());
    for (rows, expected) in [
        ("SELECT count(*) FROM viewings WHERE state = 'confirmed'", 1),
        ("SELECT count(*) FROM viewings WHERE state = 'refused' AND reason = 'slot_taken'", 2),
        ("SELECT count(DISTINCT viewing_id) FROM notices", 3),
        ("SELECT count(*) FROM notices", 3),
    ] {
        assert_eq!(market.count(rows).await, expected, "{rows}");
    }
}

#[tokio::test]
async fn p6_a_notifier_that_dies_after_any_of_its_steps_loses_no_notice_and_repeats_only_what_it_was_sending() {
    let market = Market::new().await;
    let tokens = market.customer("01001234567").await;
    let (_, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
    market.told(&attempt(1, order, amount, true)).await;
    news::send(&market.world.pool, &market.sweeper.notices, OffsetDateTime::now_utc()).await.unwrap();
    let bodies = taken_from(&market.world.queue).await;
    let [body] = bodies.as_slice() else { panic!("not one notice: {bodies:?}") };
    let notice: Value = serde_json::from_str(body).unwrap();
    let notifier = &market.world.notifier;
    // Which notices there were, and whether the one who died had begun with it.
    let mut notices = Vec::new();
    let done = until_done(async |steps| {
        // Another notice each time, with its id in what it tells.
        let (id, mut notice) = (Uuid::new_v4(), notice.clone());
        (notice["News"]["id"], notice["News"]["news"]["Deal"]["unit"]) = (json!(id), json!(id));
        let (body, begun) = (notice.to_string(), OffsetDateTime::now_utc());
        let done = died_after(steps, notifier.handle(messages(std::slice::from_ref(&body)))).await;
        // It comes again within the minute that belongs to whoever has begun with it, and after it.
        let within = notifier.delivery.deliver(&body, begun + Duration::from_secs(59)).await;
        let is_claimed = within.as_ref().is_err_and(|failure| failure.code() == ErrorCode::Conflict);
        assert!(within.is_ok() || is_claimed, "{within:?}");
        let later = OffsetDateTime::now_utc() + Duration::from_secs(61);
        let delivered = notifier.delivery.deliver(&body, later).await.unwrap();
        assert!(delivered == Delivered::Before || is_claimed, "what is known to be sent is not sent again");
        assert_eq!(notifier.delivery.deliver(&body, later).await.unwrap(), Delivered::Before);
        notices.push((id.to_string(), is_claimed));
        done
    })
    .await;
    assert!(done.unwrap().batch_item_failures.is_empty());
    let sent = Outbox::new(market.world.table.clone()).messages(OffsetDateTime::now_utc()).await.unwrap();
    for (id, was_claimed) in &notices {
        let count = sent.iter().filter(|message| message.text.contains(id)).count();
        // Twice where somebody died after sending it and before it was noted: nobody can know that it had been sent.
        assert!((1..=1 + usize::from(*was_claimed)).contains(&count), "{id} was sent {count} times");
    }
    assert!(notices.iter().any(|(_, was_claimed)| *was_claimed), "nobody died while sending, so nothing was tried");
}

#[tokio::test]
async fn p6_news_that_a_dying_sweeper_has_not_brought_are_brought_by_the_next_one_and_told_once() {
    let market = Market::new().await;
    let tokens = market.customer("01001234567").await;
    let mut units = Vec::new();
    for number in 1..=3 {
        let unit = market.unit(0).await;
        let (_, order, amount) = market.opened(&tokens, &unit).await;
        market.told(&attempt(number, order, amount, true)).await;
        units.push(unit);
    }
    let done = until_done(async |steps| {
        connected(&market.world.pool).await;
        died_after(steps, news::send(&market.world.pool, &market.sweeper.notices, OffsetDateTime::now_utc())).await
    })
    .await;
    done.unwrap();
    assert_eq!(market.count("SELECT count(*) FROM notices WHERE queued_at IS NULL").await, 0);
    // What was brought and not marked lies there twice, as everything may, and whoever sends it knows it again.
    let bodies = taken_from(&market.world.queue).await;
    let bodies = [bodies.as_slice(), &bodies].concat();
    let again = market.world.notifier.handle(messages(&bodies)).await.unwrap();
    assert!(again.batch_item_failures.is_empty());
    let sent = Outbox::new(market.world.table.clone()).messages(OffsetDateTime::now_utc()).await.unwrap();
    for unit in &units {
        let count = sent.iter().filter(|message| message.text.contains(&format!("({unit})"))).count();
        assert_eq!(count, 1, "{unit}");
    }
}

#[tokio::test]
async fn p5_viewings_that_a_dying_sweeper_has_not_brought_are_brought_by_the_next_one_and_decided_once() {
    let market = Market::new().await;
    let unit = market.unit(0).await;
    for place in 0..3 {
        let asked = market.visit(&another(&market.world).await, &unit, slot(place)).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.json);
    }
    // As whoever asked for them would have left them by dying before they were brought into the queue.
    taken_from(&market.viewing_queue).await;
    sqlx::query("UPDATE viewings SET queued_at = NULL").execute(&market.world.pool).await.unwrap();
    let done = until_done(async |steps| {
        connected(&market.world.pool).await;
        let (queue, now) = (&market.sweeper.viewings, OffsetDateTime::now_utc());
        died_after(steps, visits::enqueue_waiting(&market.world.pool, queue, now)).await
    })
    .await;
    done.unwrap();
    assert_eq!(market.count("SELECT count(*) FROM viewings WHERE queued_at IS NULL").await, 0);
    let bodies = taken_from(&market.viewing_queue).await;
    let bodies = [bodies.as_slice(), &bodies].concat();
    let again = Worker { pool: market.world.pool.clone() }.handle(messages(&bodies)).await.unwrap();
    assert!(again.batch_item_failures.is_empty());
    assert_eq!(market.count("SELECT count(*) FROM viewings WHERE state = 'confirmed'").await, 3);
    assert_eq!(market.count("SELECT count(*) FROM notices").await, 3, "each is told once");
}

/// What a process wants of Lambda's Runtime API.
enum Call {
    /// An event, which it is given through this.
    Next(oneshot::Sender<String>),
    /// To be rid of its answer.
    Answered(Value),
}

/// A call, or why the process could not start or not answer.
type Said = Result<Call, String>;

/// A process of the webhook, with a Runtime API of its own: what a dead one has left behind is taken for nobody else's.
struct Process {
    child: Child,
    calls: UnboundedReceiver<Said>,
}

impl Process {
    /// Starts one with this secret and this table.
    async fn start(database: &str, table: &str) -> Self {
        let (sender, calls) = unbounded_channel();
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(failed))
            .with_state(sender);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async { axum::serve(listener, routes).await });
        let mut command = Command::new(repository("target/debug/payment-webhook"));
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        command.envs([
            ("AWS_LAMBDA_RUNTIME_API", address.as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", "payment-webhook"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "test"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
            ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            // Without Paymob's keys, the stand-in's account is held against what is called back.
            ("ENVIRONMENT", "local"),
            ("DATABASE_SECRET_ARN", database),
            ("COUNTERS_TABLE", table),
        ]);
        for name in ["AWS_REGION", "AWS_ENDPOINT_URL"] {
            command.env(name, required(name));
        }
        Self { child: command.spawn().expect("make test has built it"), calls }
    }

    /// Waits until it wants something.
    async fn call(&mut self) -> Call {
        tokio::select! {
            said = self.calls.recv() => said.unwrap().unwrap(),
            ended = self.child.wait() => panic!("it has ended by itself: {ended:?}"),
        }
    }

    /// Waits until it asks for an event, and gives it this one.
    async fn take(&mut self, event: &Value) {
        match self.call().await {
            Call::Next(sender) => sender.send(event.to_string()).unwrap(),
            Call::Answered(answer) => panic!("it has answered twice: {answer}"),
        }
    }

    /// Its answer to the event that it has taken.
    async fn answer(&mut self) -> Value {
        match self.call().await {
            Call::Answered(answer) => answer,
            Call::Next(_) => panic!("it has asked for another event before it had answered"),
        }
    }

    /// Kills it; gives its answer all the same if it was faster.
    async fn killed(mut self) -> Option<Value> {
        self.child.kill().await.unwrap();
        match self.calls.try_recv() {
            Ok(Ok(Call::Answered(answer))) => Some(answer),
            _ => None,
        }
    }
}

// A call that nobody receives is one of a process that has been killed.

async fn next(State(calls): State<UnboundedSender<Said>>) -> Response {
    let (sender, event) = oneshot::channel();
    let _ = calls.send(Ok(Call::Next(sender)));
    let Ok(event) = event.await else { return StatusCode::GONE.into_response() };
    let deadline = OffsetDateTime::now_utc() + Duration::from_secs(30);
    let arn = "arn:aws:lambda:eu-central-1:000000000000:function:payment-webhook";
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", Uuid::new_v4().to_string()),
        ("lambda-runtime-deadline-ms", (deadline.unix_timestamp_nanos() / 1_000_000).to_string()),
        ("lambda-runtime-invoked-function-arn", arn.to_owned()),
    ];
    (headers, event).into_response()
}

async fn answered(State(calls): State<UnboundedSender<Said>>, answer: Bytes) -> StatusCode {
    let _ = calls.send(serde_json::from_slice(&answer).map(Call::Answered).map_err(|error| error.to_string()));
    StatusCode::ACCEPTED
}

async fn failed(State(calls): State<UnboundedSender<Said>>, reason: String) -> StatusCode {
    let _ = calls.send(Err(reason));
    StatusCode::ACCEPTED
}

/// What API Gateway makes of Paymob's callback about this transaction.
fn called_back(transaction: &Value) -> Value {
    let file = fs::read(repository("events/payment-webhook/transaction.json")).unwrap();
    let mut event: Value = serde_json::from_slice(&file).unwrap();
    let hmac = signed(transaction, &Account::stand_in().callback_key).unwrap();
    event["multiValueQueryStringParameters"]["hmac"] = json!([hmac]);
    event["queryStringParameters"]["hmac"] = json!(hmac);
    event["body"] = json!(json!({"type": "TRANSACTION", "obj": transaction}).to_string());
    event
}

/// The secret with the address of a pool's database.
async fn database_secret(pool: &PgPool) -> String {
    let name: String = sqlx::query_scalar("SELECT current_database()::text").fetch_one(pool).await.unwrap();
    secret(Some(&json!({"DATABASE_URL": database_url(&name).expose_secret()}).to_string())).await
}

/// How many payments are tried, and how many at most until all that may happen has happened.
const ROUNDS: u64 = 30;
const MOST_ROUNDS: u64 = 300;

/// How often Paymob sends a callback again at most.
const MOST_TRIES: usize = 10;

#[tokio::test]
async fn invariant_4_a_webhook_whose_process_is_killed_at_any_moment_neither_loses_nor_doubles_a_payment() {
    let _calm = in_calm().await;
    let market = Market::new().await;
    let (tokens, database) = (another(&market.world).await, database_secret(&market.world.pool).await);
    let start = async || Process::start(&database, &market.world.name).await;
    let (mut process, mut chance) = (start().await, Random::new(4));
    // How many were answered; died before they had kept anything; and died after that, without an answer.
    let mut ends = [0; 3];
    // Until when a process is killed: a little longer than answers take on this machine.
    let mut latest = Duration::from_millis(20);
    let mut rounds = 0;
    while rounds < ROUNDS || ends.contains(&0) {
        assert!(rounds < MOST_ROUNDS, "not all that may happen has happened: {ends:?}");
        rounds += 1;
        let (_, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
        let event = called_back(&attempt(rounds, order, amount, true));
        process.take(&event).await;
        let taken = Instant::now();
        let moment = Duration::from_micros(chance.between(0..=latest.as_micros().try_into().unwrap()));
        let first = if let Ok(answer) = timeout(moment, process.answer()).await {
            latest = taken.elapsed() * 5 / 4;
            Some(answer)
        } else {
            latest = latest * 11 / 10;
            let answer = process.killed().await;
            process = start().await;
            answer
        };
        let is_answered = first.is_some();
        // Paymob sends it again until it has been taken.
        let mut answer = first.unwrap_or_default();
        for _ in 0..MOST_TRIES {
            if answer["statusCode"] == 200 {
                break;
            }
            process.take(&event).await;
            answer = process.answer().await;
        }
        assert_eq!(answer["statusCode"], 200, "{answer}");
        let is_applied = answer["body"].as_str().unwrap().contains("applied");
        ends[if is_answered { 0 } else { 1 + usize::from(!is_applied) }] += 1;
    }
    for rows in [
        "SELECT count(*) FROM payment_events",
        "SELECT count(DISTINCT order_id) FROM payment_events WHERE kept_aside IS NULL",
        "SELECT count(*) FROM payments WHERE succeeded AND NOT voided AND refunded_piastres = 0",
        "SELECT count(*) FROM reservations WHERE state = 'paid'",
        "SELECT count(*) FROM notices WHERE what = 'paid'",
        "SELECT count(DISTINCT reservation_id) FROM notices WHERE what = 'paid'",
        "SELECT count(*) FROM audit_log WHERE action = 'paid'",
    ] {
        assert_eq!(market.count(rows).await, i64::try_from(rounds).unwrap(), "{rows}: {ends:?}");
    }
    assert!(audit::verify(&market.world.pool).await.unwrap().is_ok());
    market.audit().await;
}
