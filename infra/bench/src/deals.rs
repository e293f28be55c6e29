//! Deals and viewings over real Postgres, whose commits wait for the disk: how long the webhook takes for what Paymob calls
//! back, how many reservations and decisions there are in a second, and what each costs in writes.

use std::{fmt::Write as _, time::Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::{
    error::Failure,
    identity::user::UserId,
    listings::property::PropertyId,
    sales::{
        payments::{self, Received},
        paymob::{self, Account, CallbackKey, Transaction},
        reservation::{Deposit, ReservationId},
        reservations,
        viewing::{Decision, Slot, ViewingId},
        viewings,
    },
    store::{aws_config, postgres, queue::Queue},
};
use sqlx::{PgPool, postgres::PgPoolOptions};
use time::OffsetDateTime;
use uuid::Uuid;

use bench::statistics::{Sample, milliseconds, ratio};

use crate::{
    Result,
    cloud::Cloud,
    function::{Binary, Function},
};

/// How many come before those that are measured, and how many these are of most things.
const WARM_UP: usize = 100;
const MEASURED: usize = 1_000;

/// How many want one unit, and how many environments reserve at once.
const WISHES: usize = 4_000;
const ENVIRONMENTS: usize = 8;

/// Of how many writes are counted.
const COUNTED: usize = 200;

/// A callback as API Gateway hands it over; what it tells of is put in.
const CALLBACK: &str = include_str!("../../../events/payment-webhook/transaction.json");

/// How one of what is measured ended.
type Done = std::result::Result<(), Failure>;

/// Measures all of it. Units go off the searches: what is measured of those comes before.
pub(crate) async fn measure(webhook: &Binary, database_url: &str) -> Result<String> {
    let separator = if database_url.contains('?') { '&' } else { '?' };
    // The stack's Postgres does not wait unless it is told to.
    let url = format!("{database_url}{separator}options[synchronous_commit]=on");
    let cloud = Cloud::start(&url).await?;
    // First, while nobody else writes.
    let costs = costs(&url, &cloud).await?;
    let mut pools = Vec::new();
    for _ in 0..ENVIRONMENTS {
        let pool = postgres::pool(&url.as_str().into())?;
        postgres::ping(&pool).await?;
        pools.push(pool);
    }
    let decisions = decision_rates(&pools).await?;
    let (reservations, buyers) = reservation_rates(&pools).await?;
    let answers = answers(webhook, &cloud, &pools[0], &buyers).await?;
    Ok(format!("{answers}\n\n{reservations}{decisions}\n\n{costs}"))
}

/// Somebody who wishes a unit.
struct Person {
    user: UserId,
    unit: PropertyId,
    /// Of their reservation, and of their viewing.
    id: Uuid,
}

/// So many new people, who wish so many units that can be had, from all over the catalogue.
async fn people(pool: &PgPool, people: usize, units: usize) -> Result<Vec<Person>> {
    let ids = sqlx::query_scalar("SELECT id FROM properties WHERE available ORDER BY md5(id) LIMIT $1");
    let ids: Vec<String> = ids.bind(i64::try_from(units)?).fetch_all(pool).await?;
    if ids.len() < units {
        return Err(format!("{units} units are needed and {} can be had: fill the database anew", ids.len()).into());
    }
    let mut wishing = Vec::new();
    for id in ids.iter().cycle().take(people) {
        wishing.push(Person { user: UserId::new(Uuid::new_v4()), unit: id.parse()?, id: Uuid::new_v4() });
    }
    let users: Vec<Uuid> = wishing.iter().map(|person| person.user.uuid()).collect();
    sqlx::query("INSERT INTO users (id, language, created_at) SELECT id, 'ar', now() FROM unnest($1::uuid[]) AS id")
        .bind(users)
        .execute(pool)
        .await?;
    Ok(wishing)
}

async fn reserve(pool: &PgPool, person: &Person) -> Done {
    let (user, property, id) = (person.user, &person.unit, ReservationId::new(person.id));
    let wish = reservations::Wish { user, property, idempotency_key: "once", shares: None, deposit: None, id };
    Box::pin(reservations::reserve(pool, &wish, Deposit::default(), OffsetDateTime::now_utc())).await.map(drop)
}

/// The same where somebody else may have the unit: then they are told until when.
async fn wish(pool: &PgPool, person: &Person) -> Done {
    match reserve(pool, person).await {
        Err(refused) if refused.details().contains_key("frees_at") => Ok(()),
        done => done,
    }
}

/// Makes the payment for a reservation, and notes where it is paid.
async fn check_out(pool: &PgPool, person: &Person) -> Done {
    let (reservation, now) = (ReservationId::new(person.id), OffsetDateTime::now_utc());
    let checkout = Box::pin(payments::checkout(pool, person.user, reservation, Uuid::new_v4(), now)).await?;
    let order = person.id.as_u64_pair().1 & ((1 << 53) - 1);
    let place = "https://accept.paymob.com/unifiedcheckout/?publicKey=that+of+the+bench&clientSecret=of+this+payment";
    Box::pin(payments::opened(pool, checkout.id, order, place)).await.map(drop)
}

async fn ask(pool: &PgPool, person: &Person, slot: Slot) -> Done {
    let (id, user, property) = (ViewingId::new(person.id), person.user, &person.unit);
    let wish = viewings::Wish { id, user, property, slot, contact: None };
    Box::pin(viewings::ask(pool, &wish, OffsetDateTime::now_utc())).await.map(drop)
}

/// Decides a viewing that nothing stands against, as the worker does.
async fn decide(pool: &PgPool, person: &Person) -> Done {
    let deciding = viewings::decide(pool, ViewingId::new(person.id), OffsetDateTime::now_utc());
    match Box::pin(deciding).await? {
        Some(Decision::Confirm(_)) => Ok(()),
        other => Err(Failure::internal(format!("a viewing was not confirmed: {other:?}"))),
    }
}

/// What Paymob says when a payment has succeeded, as the webhook hears it and as it understands it.
struct Callback {
    event: String,
    transaction: Transaction,
}

/// What callbacks are held against, as `cloud` tells it.
fn account() -> Account {
    Account { callback_key: CallbackKey::new("bench".into()), integration: 1, owner: 1 }
}

/// What Paymob says when these have paid.
async fn callbacks(pool: &PgPool, buyers: &[Person]) -> Result<Vec<Callback>> {
    let reservations: Vec<Uuid> = buyers.iter().map(|buyer| buyer.id).collect();
    let opened = "SELECT order_id, amount_piastres FROM payments WHERE reservation_id = ANY($1)";
    let opened: Vec<(i64, i64)> = sqlx::query_as(opened).bind(reservations).fetch_all(pool).await?;
    opened.into_iter().map(|(order, piastres)| callback(order, piastres)).collect()
}

fn callback(order: i64, piastres: i64) -> Result<Callback> {
    let account = account();
    let mut event: Value = serde_json::from_str(CALLBACK)?;
    let mut body: Value = serde_json::from_str(event["body"].as_str().unwrap_or_default())?;
    let told = &mut body["obj"];
    (told["id"], told["order"]["id"], told["amount_cents"]) = (order.into(), order.into(), piastres.into());
    (told["integration_id"], told["owner"]) = (account.integration.into(), account.owner.into());
    let hmac = paymob::signed(told, &account.callback_key).ok_or("the sample is no transaction")?;
    let body = body.to_string();
    let read = paymob::read(body.as_bytes(), Some(hmac.as_str()), &account.callback_key)?;
    let paymob::Callback::Transaction(transaction) = read else { return Err("the sample is no transaction".into()) };
    event["queryStringParameters"]["hmac"] = hmac.as_str().into();
    event["multiValueQueryStringParameters"]["hmac"] = json!([hmac]);
    event["body"] = body.into();
    Ok(Callback { event: event.to_string(), transaction })
}

async fn receive(pool: &PgPool, callback: &Callback, expected: Received) -> Done {
    let (account, now) = (account(), OffsetDateTime::now_utc());
    let received = Box::pin(payments::receive(pool, &account, &callback.transaction, now)).await?;
    if received == expected {
        Ok(())
    } else {
        Err(Failure::internal(format!("a callback was received as {received:?}")))
    }
}

/// How long the webhook takes to answer when these pay for what they hold, and when Paymob says so once more.
async fn answers(webhook: &Binary, cloud: &Cloud, pool: &PgPool, buyers: &[Person]) -> Result<String> {
    each(pool, buyers.iter(), &check_out).await?;
    sqlx::query("ANALYZE users, reservations, payments, notices").execute(pool).await?;
    let callbacks = callbacks(pool, buyers).await?;
    let settings = "SELECT current_setting('synchronous_commit'), current_setting('fsync')";
    let (waits, syncs): (String, String) = sqlx::query_as(settings).fetch_one(pool).await?;
    let mut text = format!(
        "`POST /webhooks/paymob`: callbacks of {MEASURED} payments after {WARM_UP} others, and the same callbacks once \
         more, from the event to the answer; less than 300 ms are wanted at p99. Here and in the next two tables commits \
         wait for this machine's disk, as they do in the cloud, where `synchronous_commit` and `fsync` are on; here they \
         were {waits} and {syncs}.\n\n\
         | callback | p50 | p99 |\n|---|--:|--:|"
    );
    let mut function = Function::start(webhook, cloud).await?;
    for (name, expected) in [("takes effect", "applied"), ("came before", "before")] {
        let mut times = Sample::default();
        for (number, callback) in callbacks.iter().enumerate() {
            let (answer, time) = function.invoke(callback.event.clone()).await?;
            let answer: Value = serde_json::from_slice(&answer)?;
            let body: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default())?;
            if body["result"] != expected {
                return Err(format!("a callback that {name} was answered {answer}").into());
            }
            if number >= WARM_UP {
                times.add(time);
            }
        }
        let [half, most] = [50, 99].map(|hundredths| milliseconds(times.percentile(hundredths)));
        write!(text, "\n| {name} | {half} | {most} |")?;
    }
    Ok(text)
}

/// How many reservations there are in a second, as a table; and some who hold a unit now.
async fn reservation_rates(pools: &[PgPool]) -> Result<(String, Vec<Person>)> {
    let pool = &pools[0];
    let mut text = format!(
        "Reservations, and decisions about viewings, in a second, after {WARM_UP} others: by environments that have \
         connections of their own and do one after the other, all in one thread of this process. Where many wish one unit, \
         one has it and the others are told until when. Decisions are what the worker does with each of its messages: \
         SQS, and how Lambda fetches from it, are not in them.\n\n\
         | what | environments | how many | a second | p50 | p99 |\n|---|--:|--:|--:|--:|--:|"
    );
    let many = people(pool, WARM_UP + WISHES, 1).await?;
    text += &rate("wishes of one unit, refused", pools, &many, wish).await?;
    let held = sqlx::query_scalar("SELECT count(*) FROM reservations WHERE property_id = $1");
    let held: i64 = held.bind(many[0].unit.as_str()).fetch_one(pool).await?;
    if held != 1 {
        return Err(format!("the unit that many wish has {held} reservations").into());
    }
    let mut buyers = Vec::new();
    for pools in [&pools[..1], pools] {
        buyers = people(pool, WARM_UP + MEASURED, WARM_UP + MEASURED).await?;
        text += &rate("reservations of different units", pools, &buyers, reserve).await?;
    }
    Ok((text, buyers))
}

/// How many viewings are decided in a second, as rows of the same table.
async fn decision_rates(pools: &[PgPool]) -> Result<String> {
    let (pool, mut rows) = (&pools[0], String::new());
    for (slot, environments) in Slot::coming(OffsetDateTime::now_utc()).zip([1, 4]) {
        let visitors = people(pool, WARM_UP + MEASURED, WARM_UP + MEASURED).await?;
        let asking = async |pool: &PgPool, person: &Person| -> Done { ask(pool, person, slot).await };
        each(pool, visitors.iter(), &asking).await?;
        rows += &rate("viewings of different units, decided", &pools[..environments], &visitors, decide).await?;
    }
    Ok(rows)
}

/// Does something with all of these, the first of them to warm up, each environment with its share; gives a row of the table.
async fn rate<T>(name: &str, pools: &[PgPool], all: &[T], act: impl AsyncFn(&PgPool, &T) -> Done) -> Result<String> {
    let (first, measured) = all.split_at(WARM_UP);
    share(pools, first, &act).await?;
    let began = Instant::now();
    let times = share(pools, measured, &act).await?;
    let rate = measured.len() as u128 * 1_000_000 / began.elapsed().as_micros().max(1);
    let [half, most] = [50, 99].map(|hundredths| milliseconds(times.percentile(hundredths)));
    Ok(format!("\n| {name} | {} | {} | {rate} | {half} | {most} |", pools.len(), measured.len()))
}

/// Each environment does its share, side by side with the others; gives how long each took.
async fn share<T>(pools: &[PgPool], all: &[T], act: &impl AsyncFn(&PgPool, &T) -> Done) -> Result<Sample> {
    let mut times = Sample::default();
    let shares = pools.iter().enumerate();
    let working = shares.map(move |(place, pool)| each(pool, all.iter().skip(place).step_by(pools.len()), act));
    for done in join_all(working).await {
        times.absorb(done?);
    }
    Ok(times)
}

/// One after the other; gives how long each took.
async fn each<'a, T: 'a>(
    pool: &PgPool,
    all: impl Iterator<Item = &'a T>,
    act: &impl AsyncFn(&PgPool, &T) -> Done,
) -> Result<Sample> {
    let mut times = Sample::default();
    for one in all {
        let began = Instant::now();
        act(pool, one).await?;
        times.add(began.elapsed());
    }
    Ok(times)
}

/// What each costs in writes, as a table.
async fn costs(url: &str, cloud: &Cloud) -> Result<String> {
    // One connection, since the log is counted by connections.
    let pool = PgPoolOptions::new().max_connections(1).connect(url).await?;
    let endpoint = format!("http://{}", cloud.server.address);
    let aws = aws_config().await?.into_builder().endpoint_url(&endpoint).build();
    let queue = Queue::new(&aws, format!("{endpoint}/123456789012/viewings"));
    let slot = Slot::coming(OffsetDateTime::now_utc()).next().ok_or("there are hours to come")?;
    let people = people(&pool, COUNTED, COUNTED).await?;
    let mut text = format!(
        "What each costs in writes, the mean of {COUNTED}, as Postgres counts: rows written (those that are merely locked \
         are not), bytes of its log (WAL), and images of whole pages among these: the log has one where a page changes \
         for the first time after a checkpoint. A checkout is two transactions, and so is asking for a viewing, whose \
         second notes that it is in the queue. What is told to people is written with what it tells of; bringing it into \
         its queue is not in here.\n\n\
         | what | rows | bytes | images |\n|---|--:|--:|--:|"
    );
    text += &cost("a reservation", &pool, &people, reserve).await?;
    text += &cost("a checkout", &pool, &people, check_out).await?;
    let callbacks = callbacks(&pool, &people).await?;
    for (name, expected) in [("takes effect", Received::Applied), ("came before", Received::Before)] {
        let receiving = async |pool: &PgPool, told: &Callback| -> Done { receive(pool, told, expected).await };
        text += &cost(&format!("a callback that {name}"), &pool, &callbacks, receiving).await?;
    }
    let asking = async |pool: &PgPool, person: &Person| -> Done {
        ask(pool, person, slot).await?;
        Box::pin(viewings::enqueue(pool, &queue, ViewingId::new(person.id), OffsetDateTime::now_utc())).await
    };
    text += &cost("a viewing asked for", &pool, &people, asking).await?;
    text += &cost("a viewing decided", &pool, &people, decide).await?;
    Ok(text)
}

/// What something writes with each of these, as a row of the table.
async fn cost<T>(name: &str, pool: &PgPool, all: &[T], act: impl AsyncFn(&PgPool, &T) -> Done) -> Result<String> {
    let before = written(pool).await?;
    each(pool, all.iter(), &act).await?;
    let after = written(pool).await?;
    let [rows, bytes, images] = [0, 1, 2].map(|kind: usize| after[kind] - before[kind]);
    let count = all.len() as u128;
    Ok(format!("\n| {name} | {} | {} | {} |", ratio(rows, count), bytes / count, ratio(images, count)))
}

/// How many rows of the database have been written, and what this connection has written to the log, in bytes and images.
async fn written(pool: &PgPool) -> Result<[u128; 3]> {
    // Counts of this connection are told to others later, unless it is made to.
    sqlx::query("SELECT pg_stat_force_next_flush()").execute(pool).await?;
    let counts = sqlx::query_as(
        "SELECT (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables)::bigint, wal_bytes::bigint, wal_fpi
         FROM pg_stat_get_backend_wal(pg_backend_pid())",
    );
    let (rows, bytes, images): (i64, i64, i64) = counts.fetch_one(pool).await?;
    Ok([rows, bytes, images].map(|count| u128::from(count.unsigned_abs())))
}
