//! Reservations and payments (P1 to P3, P6, invariants 3, 4 and 5): the functions' routers in process, over real Postgres and
//! the emulator. Where many want one thing at once, each of several environments has its own connections, as in Lambda.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use catalogue::random::Random;
use futures_util::future::join_all;
use payment_webhook::Webhook;
use payments::Payments;
use secrecy::SecretString;
use serde_json::{Value, json};
use shared::{
    config::{Base, Environment, Settings},
    error::ErrorCode,
    identity::{sealed::Vault, user::UserId},
    money::Piastres,
    notify::notice::Delivered,
    sales::{
        link::{self, Link},
        news,
        paymob::{Account, Paymob, signed},
        reservation::Deposit,
    },
    secrets::{Key, Keys, LiveKeys},
    store::{queue::Queue, table::DynamoTable, topic::Topic},
};
use sqlx::PgPool;
use sweeper::Sweeper;
use tests::{
    Answer, again, aws, database, doorman, guard, ledger, limits,
    models::{Models, plain},
    queue, send, taken_from,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use viewings::{Viewings, dead_letters::DeadLetters};

use crate::{
    auth::{PAGE, World, call},
    paymob,
    start::STRONG,
};

/// What sells and shows, over the same tables as who signs in.
pub(crate) struct Market {
    pub(crate) world: World,
    pub(crate) payments: Router,
    webhook: Router,
    pub(crate) viewings: Router,
    pub(crate) viewing_queue: String,
    pub(crate) sweeper: Sweeper,
}

/// An environment of the function that reserves.
fn payments(world: &World, pool: PgPool) -> Router {
    payments_with(world, pool, Paymob::StandIn, Account::stand_in())
}

/// The same, with this Paymob and what its answers are held against.
pub(crate) fn payments_with(world: &World, pool: PgPool, paymob: Paymob, account: Account) -> Router {
    let admin = Key { id: "current".to_owned(), value: SecretString::from(STRONG) };
    let payments = Payments {
        pool,
        paymob,
        account,
        deposit: Deposit::read(&mut Settings::default()),
        vault: Vault::new(world.data_keys.clone()),
        doorman: doorman(&world.table),
        guard: guard(&world.table),
        limits: limits(&world.table),
        admin_keys: Arc::new(LiveKeys::fixed(Keys { current: admin, previous: None })),
        api_url: "https://api.osool.example".to_owned(),
        page: PAGE.to_owned(),
    };
    payments::router(payments, &Base::default())
}

/// An environment of the function that books viewings.
pub(crate) async fn viewings(world: &World, pool: PgPool, queue: &str) -> Router {
    viewings_with(world, pool, queue, Vec::new()).await
}

/// The same, with these dead letters.
pub(crate) async fn viewings_with(world: &World, pool: PgPool, queue: &str, dead_letters: Vec<DeadLetters>) -> Router {
    let admin = Key { id: "current".to_owned(), value: SecretString::from(STRONG) };
    let viewings = Viewings {
        pool,
        queue: Queue::new(&aws().await, queue.to_owned()),
        dead_letters,
        vault: Vault::new(world.data_keys.clone()),
        doorman: doorman(&world.table),
        guard: guard(&world.table),
        limits: limits(&world.table),
        admin_keys: Arc::new(LiveKeys::fixed(Keys { current: admin, previous: None })),
        noted: Mutex::default(),
    };
    viewings::router(viewings, &Base::default())
}

fn webhook(world: &World, pool: PgPool) -> Router {
    let webhook = Webhook { pool, account: Account::stand_in(), guard: guard(&world.table) };
    payment_webhook::router(webhook, &Base::default())
}

impl Market {
    pub(crate) async fn new() -> Self {
        // On the heap: it is large.
        Box::pin(Self::opened_anew()).await
    }

    async fn opened_anew() -> Self {
        let world = World::over(database().await).await;
        let (aws, viewing_queue) = (aws().await, queue().await);
        let sweeper = Sweeper {
            ledger: ledger(&world.table),
            limits: Arc::into_inner(limits(&world.table)).unwrap(),
            topic: Topic::new(&aws, "arn:aws:sns:eu-central-1:000000000000:none".to_owned()),
            pool: world.pool.clone(),
            notices: Queue::new(&aws, world.queue.clone()),
            viewings: Queue::new(&aws, viewing_queue.clone()),
            paymob: Some((Paymob::StandIn, Account::stand_in())),
            guard: guard(&world.table),
        };
        let payments = payments(&world, world.pool.clone());
        let webhook = webhook(&world, world.pool.clone());
        let viewings = viewings(&world, world.pool.clone(), &viewing_queue).await;
        Self { world, payments, webhook, viewings, viewing_queue, sweeper }
    }

    /// The same, whose sweeper asks a stand-in for Paymob at the wire; with what its answers are held against.
    async fn at_the_wire() -> (Self, Arc<Models>, Account) {
        let models = Models::start().await;
        let (paymob, account) = paymob::start(Some(&paymob::keys()), models.address(), Environment::Production).await;
        let (mut market, account) = (Self::new().await, account.unwrap());
        market.sweeper.paymob = Some((paymob.unwrap(), account.clone()));
        (market, models, account)
    }

    /// Tokens of a customer with this phone.
    pub(crate) async fn customer(&self, phone: &str) -> Value {
        self.world.sign_in(phone).await
    }

    /// A unit that can be had.
    pub(crate) async fn unit(&self, place: i64) -> String {
        let unit = sqlx::query_scalar("SELECT id FROM properties WHERE available ORDER BY id OFFSET $1 LIMIT 1");
        unit.bind(place).fetch_one(&self.world.pool).await.unwrap()
    }

    pub(crate) async fn reserve(&self, tokens: &Value, unit: &str) -> Answer {
        reserve(&self.payments, tokens, unit, &Uuid::new_v4().to_string()).await
    }

    async fn ask(&self, method: &str, path: &str, tokens: &Value) -> Answer {
        call(&self.payments, method, path, tokens, &Value::Null).await
    }

    /// A reservation whose deposit may be paid: its id, the order and the amount in piastres.
    pub(crate) async fn opened(&self, tokens: &Value, unit: &str) -> (String, u64, i64) {
        let reserved = self.reserve(tokens, unit).await;
        assert_eq!(reserved.status, StatusCode::CREATED, "{}", reserved.json);
        let id = reserved.json["id"].as_str().unwrap().to_owned();
        let opened = checkout(&self.payments, tokens, &id).await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.json);
        let (order, amount): (i64, i64) =
            sqlx::query_as("SELECT order_id, amount_piastres FROM payments WHERE reservation_id = $1")
                .bind(Uuid::parse_str(&id).unwrap())
                .fetch_one(&self.world.pool)
                .await
                .unwrap();
        (id, order.try_into().unwrap(), amount)
    }

    pub(crate) async fn told(&self, transaction: &Value) -> Answer {
        callback(&self.webhook, transaction).await
    }

    async fn is_available(&self, unit: &str) -> bool {
        let available = sqlx::query_scalar("SELECT available FROM properties WHERE id = $1").bind(unit);
        available.fetch_one(&self.world.pool).await.unwrap()
    }

    /// Has a unit sold in shares from now on.
    pub(crate) async fn sell_in_shares(&self, unit: &str) {
        let request = Request::patch(format!("/admin/properties/{unit}")).header("x-admin-key", STRONG);
        let request = request.header("content-type", "application/json");
        let answer = send(&self.payments, request.body(Body::from(r#"{"in_shares": true}"#)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.json);
    }

    /// Has the time of all holds be over.
    async fn let_time_pass(&self) {
        let past = "UPDATE reservations SET held_until = now() - interval '1 second' WHERE state = 'held'";
        sqlx::query(past).execute(&self.world.pool).await.unwrap();
    }

    /// What must hold of all units at any time.
    pub(crate) async fn audit(&self) {
        let wrong: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM properties p,
                  LATERAL (SELECT coalesce(sum(upper(part) - lower(part)), 0) AS shares
                           FROM reservations r, unnest(r.shares) AS part
                           WHERE r.property_id = p.id AND r.state IN ('held', 'paid')) AS taken
             WHERE NOT p.withdrawn AND p.available <> (taken.shares < CASE WHEN p.in_shares THEN 10000 ELSE 1 END)
                OR taken.shares > 10000",
        )
        .fetch_one(&self.world.pool)
        .await
        .unwrap();
        assert_eq!(wrong, 0, "a unit is for sale exactly while nobody has it, or not all of its shares");
        let overlapping: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM reservations a JOIN reservations b ON a.id < b.id AND a.shares && b.shares
             WHERE a.state IN ('held', 'paid') AND b.state IN ('held', 'paid')",
        )
        .fetch_one(&self.world.pool)
        .await
        .unwrap();
        assert_eq!(overlapping, 0, "no share is anybody's twice");
        let outside: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM reservations r JOIN properties p ON p.id = r.property_id
             WHERE NOT r.shares <@ int8range(p.number * 10000, p.number * 10000 + 10000)",
        )
        .fetch_one(&self.world.pool)
        .await
        .unwrap();
        assert_eq!(outside, 0, "shares are of their own unit");
        let orphans: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM payments m JOIN reservations r ON r.id = m.reservation_id
             WHERE m.succeeded AND NOT m.voided AND m.refunded_piastres < m.amount_piastres
               AND r.state <> 'paid' AND m.refund_requested_at IS NULL",
        )
        .fetch_one(&self.world.pool)
        .await
        .unwrap();
        assert_eq!(orphans, 0, "money that is here has bought a unit, or is to go back");
    }
}

async fn reserve(router: &Router, tokens: &Value, unit: &str, key: &str) -> Answer {
    keyed(router, "/reservations", tokens, key, &json!({"property_id": unit})).await
}

pub(crate) async fn checkout(router: &Router, tokens: &Value, reservation: &str) -> Answer {
    keyed(router, "/payments/checkout", tokens, "once", &json!({"reservation_id": reservation})).await
}

async fn keyed(router: &Router, path: &str, tokens: &Value, key: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let request = Request::post(path).header("authorization", bearer).header("idempotency-key", key);
    let request = request.header("content-type", "application/json");
    send(router, request.body(Body::from(body.to_string())).unwrap()).await
}

/// What Paymob says of a first attempt.
pub(crate) fn attempt(id: u64, order: u64, amount: i64, success: bool) -> Value {
    json!({
        "amount_cents": amount, "created_at": "2026-11-26T12:00:00.000000", "currency": "EGP", "error_occured": false,
        "has_parent_transaction": false, "id": id, "integration_id": 1, "is_3d_secure": true, "is_auth": false,
        "is_capture": false, "is_refunded": false, "is_standalone_payment": true, "is_voided": false,
        "order": {"id": order}, "owner": 1, "pending": false,
        "source_data": {"pan": "2346", "sub_type": "MasterCard", "type": "card"}, "success": success,
    })
}

/// What Paymob says of money that goes back.
pub(crate) fn refund(id: u64, order: u64, amount: i64) -> Value {
    let mut transaction = attempt(id, order, amount, true);
    transaction["has_parent_transaction"] = json!(true);
    transaction
}

fn void(id: u64, order: u64, amount: i64) -> Value {
    let mut transaction = attempt(id, order, amount, true);
    transaction["is_voided"] = json!(true);
    transaction
}

/// The same as it is told of this account.
fn of_account(account: &Account, mut transaction: Value) -> Value {
    (transaction["integration_id"], transaction["owner"]) = (json!(account.integration), json!(account.owner));
    transaction
}

async fn callback(router: &Router, transaction: &Value) -> Answer {
    let hmac = signed(transaction, &Account::stand_in().callback_key).unwrap();
    let body = json!({"type": "TRANSACTION", "obj": transaction});
    tests::post(router, &format!("/webhooks/paymob?hmac={hmac}"), &body).await
}

#[tokio::test]
async fn invariant_3_of_two_hundred_who_want_a_unit_at_once_one_has_it_and_the_others_know_until_when() {
    let market = Market::new().await;
    let unit = market.unit(0).await;
    let tokens = market.customer("01001234567").await;
    // Two hundred people, by ten environments.
    let people = join_all((0..10).map(async |_| {
        let router = payments(&market.world, again(&market.world.pool).await);
        let mut answers = Vec::new();
        for _ in 0..20 {
            let somebody = another(&market.world).await;
            let mut answer = reserve(&router, &somebody, &unit, "once").await;
            // Whoever has waited too long for the database, which other tests use as well, asks again as people would.
            for _ in 0..5 {
                if answer.status == StatusCode::SERVICE_UNAVAILABLE {
                    answer = reserve(&router, &somebody, &unit, "once").await;
                }
            }
            answers.push(answer);
        }
        answers
    }))
    .await;
    let answers: Vec<Answer> = people.into_iter().flatten().collect();
    assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count(), 1);
    for refused in answers.iter().filter(|answer| answer.status != StatusCode::CREATED) {
        let knows_until_when = refused.json["details"]["frees_at"].is_string();
        assert!(refused.status == StatusCode::CONFLICT && knows_until_when, "{} {}", refused.status, refused.json);
    }
    assert_eq!(market.reserve(&tokens, &unit).await.status, StatusCode::CONFLICT);
    market.audit().await;
}

/// Tokens of a new customer, without the way through codes.
pub(crate) async fn another(world: &World) -> Value {
    newcomer(&world.pool, &world.table).await
}

/// The same in this database, with a session in this table.
pub(crate) async fn newcomer(pool: &PgPool, table: &DynamoTable) -> Value {
    use shared::identity::{
        access,
        user::{Role, SignedIn, UserId},
    };
    let (user, session, now) = (UserId::new(Uuid::new_v4()), Uuid::new_v4(), OffsetDateTime::now_utc());
    let row = sqlx::query("INSERT INTO users (id, language, created_at) VALUES ($1, 'ar', now())").bind(user.uuid());
    row.execute(pool).await.unwrap();
    let doorman = doorman(table);
    doorman.sessions.open(user, session, "test", now).await.unwrap();
    let who = SignedIn { user, session, role: Role::Investor };
    let keys = doorman.signing_keys.current().await;
    let token = access::sign(who, Uuid::new_v4(), &keys, Duration::minutes(15), now).unwrap();
    json!({"access_token": token})
}

#[tokio::test]
async fn p1_the_same_wish_is_one_reservation_however_often_it_is_said() {
    let market = Market::new().await;
    let (unit, other) = (market.unit(0).await, market.unit(1).await);
    let tokens = market.customer("01001234567").await;
    let answers = join_all((0..10).map(|_| reserve(&market.payments, &tokens, &unit, "wish"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count(), 1);
    let first = &answers[0].json;
    assert!(answers.iter().all(|answer| answer.json["id"] == first["id"] && answer.json["state"] == "held"));
    assert!(first["deposit"].as_i64().unwrap() * 20 >= first["price"].as_i64().unwrap() - 20, "{first}");
    let reused = reserve(&market.payments, &tokens, &other, "wish").await;
    assert_eq!(
        (reused.status, &reused.json["details"]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("Idempotency-Key"))
    );
    for key in ["", "a b", &"x".repeat(65)] {
        assert_eq!(reserve(&market.payments, &tokens, &other, key).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let again = market.reserve(&tokens, &unit).await;
    assert_eq!((again.status, &again.json["details"]["reservation_id"]), (StatusCode::CONFLICT, &first["id"]));
    assert_eq!(market.reserve(&tokens, "ZZ999999999").await.status, StatusCode::NOT_FOUND);
    let nobody = tests::post(&market.payments, "/reservations", &json!({"property_id": unit})).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    market.audit().await;
}

#[tokio::test]
async fn p1_a_hold_is_its_owner_s_to_see_and_to_let_go_and_lapses_by_itself() {
    let market = Market::new().await;
    let units = [market.unit(0).await, market.unit(1).await, market.unit(2).await, market.unit(3).await];
    let (tokens, other) = (market.customer("01001234567").await, another(&market.world).await);
    let mut ids = Vec::new();
    for unit in &units[..3] {
        ids.push(market.reserve(&tokens, unit).await.json["id"].as_str().unwrap().to_owned());
        assert!(!market.is_available(unit).await, "no search shows it");
    }
    let fourth = market.reserve(&tokens, &units[3]).await;
    assert_eq!((fourth.status, &fourth.json["details"]["most"]), (StatusCode::CONFLICT, &json!(3)));

    let path = format!("/reservations/{}", ids[0]);
    for method in ["GET", "DELETE"] {
        assert_eq!(market.ask(method, &path, &other).await.status, StatusCode::NOT_FOUND, "{method}");
    }
    assert_eq!(market.ask("DELETE", &path, &tokens).await.status, StatusCode::NO_CONTENT);
    assert_eq!(market.ask("DELETE", &path, &tokens).await.status, StatusCode::CONFLICT);
    assert_eq!(market.ask("GET", &path, &tokens).await.json["state"], "cancelled");
    assert!(market.is_available(&units[0]).await);

    market.let_time_pass().await;
    let listed = market.ask("GET", "/reservations", &tokens).await.json;
    let states: Vec<&Value> = listed["reservations"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["lapsed", "lapsed", "cancelled"], "known at once, whenever the sweeper comes");
    // Who comes before the sweeper has it, too.
    assert_eq!(market.reserve(&other, &units[1]).await.status, StatusCode::CREATED);
    let swept = market.sweeper.handle(json!({})).await.unwrap();
    assert_eq!(swept.lapsed, 1);
    assert!(market.is_available(&units[2]).await && !market.is_available(&units[1]).await);
    market.audit().await;
}

#[tokio::test]
async fn p2_a_checkout_is_one_for_a_reservation_and_names_the_database_s_amount() {
    let market = Market::new().await;
    let unit = market.unit(0).await;
    let tokens = market.customer("01001234567").await;
    let (id, order, amount) = market.opened(&tokens, &unit).await;
    let answers = join_all((0..8).map(|_| checkout(&market.payments, &tokens, &id))).await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::OK && answer.json == answers[0].json));
    // The first ones at once, too.
    let second = market.reserve(&tokens, &market.unit(0).await).await.json["id"].as_str().unwrap().to_owned();
    let firsts = join_all((0..8).map(|_| checkout(&market.payments, &tokens, &second))).await;
    assert!(firsts.iter().all(|answer| answer.status == StatusCode::OK && answer.json == firsts[0].json), "{firsts:?}");
    let url = answers[0].json["checkout_url"].as_str().unwrap();
    assert!(url.starts_with("https://osool.example/checkout?") && url.contains(&order.to_string()), "{url}");
    assert_eq!(answers[0].json["amount"].as_i64().unwrap() * 100, amount);
    let other = another(&market.world).await;
    assert_eq!(checkout(&market.payments, &other, &id).await.status, StatusCode::NOT_FOUND);
    market.let_time_pass().await;
    assert_eq!(checkout(&market.payments, &tokens, &id).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn p3_who_pays_has_the_unit_is_told_so_and_no_search_shows_it() {
    let market = Market::new().await;
    let unit = market.unit(0).await;
    let tokens = market.customer("01001234567").await;
    let (id, order, amount) = market.opened(&tokens, &unit).await;
    assert_eq!(market.told(&attempt(1, order, amount, false)).await.json["result"], "applied");
    let path = format!("/reservations/{id}");
    assert_eq!(market.ask("GET", &path, &tokens).await.json["payment"]["state"], "failed");
    let paid = market.told(&attempt(2, order, amount, true)).await;
    assert_eq!((paid.status, &paid.json["result"]), (StatusCode::OK, &json!("applied")));
    let shown = market.ask("GET", &path, &tokens).await.json;
    assert_eq!((&shown["state"], &shown["payment"]["state"]), (&json!("paid"), &json!("paid")));
    market.let_time_pass().await;
    market.sweeper.handle(json!({})).await.unwrap();
    assert!(!market.is_available(&unit).await, "time takes away what is not paid for only");
    assert_eq!(market.ask("DELETE", &path, &tokens).await.status, StatusCode::CONFLICT);

    // The sweeper has brought the news into the queue, once; by SMS, in the language of the code that was asked for.
    let (bodies, again) = market.world.deliver().await;
    assert!(again.batch_item_failures.is_empty());
    assert!(bodies.iter().all(|body| !body.contains("1001234567")), "{bodies:?}");
    let told = market.world.last().await.unwrap();
    let pounds = Piastres::from_piastres(amount).unwrap();
    let sum = shared::language::Language::Arabic.money(pounds);
    assert!(told.to == "+201001234567" && told.text.contains(&unit) && told.text.contains(&sum), "{}", told.text);
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().notices, 0);
    market.audit().await;
}

#[tokio::test]
async fn invariant_4_one_event_a_thousand_times_at_once_and_again_later_has_one_effect() {
    let market = Market::new().await;
    let tokens = market.customer("01001234567").await;
    let (_, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
    let event = attempt(2, order, amount, true);
    let answers = join_all((0..20).map(async |_| {
        let router = webhook(&market.world, again(&market.world.pool).await);
        let mut results = Vec::new();
        for _ in 0..50 {
            let answer = callback(&router, &event).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
            results.push(answer.json["result"].clone());
        }
        results
    }))
    .await;
    let applied = answers.iter().flatten().filter(|result| **result == "applied").count();
    assert_eq!((applied, answers.iter().flatten().count()), (1, 1_000));
    sqlx::query("UPDATE payment_events SET received_at = now() - interval '90 days'")
        .execute(&market.world.pool)
        .await
        .unwrap();
    assert_eq!(market.told(&event).await.json["result"], "before");
    let notices: i64 = sqlx::query_scalar("SELECT count(*) FROM notices WHERE what = 'paid'")
        .fetch_one(&market.world.pool)
        .await
        .unwrap();
    assert_eq!(notices, 1);
    market.audit().await;
}

#[tokio::test]
async fn p3_any_order_of_callbacks_with_repetitions_ends_in_one_state() {
    let market = Market::new().await;
    let mut chance = Random::new(1);
    let tokens = another(&market.world).await;
    for round in 0..12_u64 {
        let unit = market.unit(0).await;
        let (id, order, amount) = market.opened(&tokens, &unit).await;
        let (one, two, three) = (round * 10 + 1, round * 10 + 2, round * 10 + 3);
        let (history, expected, state) = match round % 4 {
            0 => (vec![attempt(one, order, amount, false), attempt(two, order, amount, true)], "paid", "paid"),
            1 => {
                let back = vec![refund(two, order, 100), refund(three, order, 200)];
                ([vec![attempt(one, order, amount, true)], back].concat(), "partially_refunded", "paid")
            }
            2 => {
                let rest = amount - amount / 2;
                let back = vec![refund(two, order, amount / 2), refund(three, order, rest)];
                ([vec![attempt(one, order, amount, true)], back].concat(), "refunded", "")
            }
            _ => (vec![attempt(one, order, amount, true), void(one, order, amount)], "voided", ""),
        };
        let mut shuffled = [history.clone(), history].concat();
        chance.shuffle(&mut shuffled);
        for event in &shuffled {
            assert_eq!(market.told(event).await.status, StatusCode::OK);
        }
        let shown = market.ask("GET", &format!("/reservations/{id}"), &tokens).await.json;
        assert_eq!(shown["payment"]["state"], expected, "{shuffled:?}");
        if state.is_empty() {
            // Money that went back before it was known to be here never bought the unit; its hold lapses.
            assert!(["refunded", "held"].contains(&shown["state"].as_str().unwrap()), "{shown}");
        } else {
            assert_eq!(shown["state"], state, "{shuffled:?}");
        }
        market.let_time_pass().await;
        market.sweeper.handle(json!({})).await.unwrap();
        market.audit().await;
    }
}

#[tokio::test]
async fn p3_what_is_not_signed_changes_nothing_and_what_does_not_fit_is_kept_aside() {
    let market = Market::new().await;
    let tokens = market.customer("01001234567").await;
    let (id, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
    let good = attempt(2, order, amount, true);
    let hmac = signed(&good, &Account::stand_in().callback_key).unwrap();
    let post = async |body: &Value, hmac: &str| {
        tests::post(&market.webhook, &format!("/webhooks/paymob?hmac={hmac}"), body).await.status
    };
    let body = json!({"type": "TRANSACTION", "obj": good});
    let mut tampered = body.clone();
    tampered["obj"]["amount_cents"] = json!(100);
    for (body, hmac) in [(&tampered, hmac.as_str()), (&body, ""), (&body, &hmac.to_uppercase()), (&body, "00")] {
        assert_eq!(post(body, hmac).await, StatusCode::UNAUTHORIZED, "{hmac}");
    }
    assert_eq!(tests::post(&market.webhook, "/webhooks/paymob", &body).await.status, StatusCode::UNAUTHORIZED);
    for body in [json!(null), json!(true), json!([]), json!(7), json!("x"), json!({"type": "TRANSACTION"})] {
        let status = post(&body, &hmac).await;
        assert!(status.is_client_error(), "{body}: {status}");
    }

    let change = |field: &str, value: Value| {
        let mut transaction = attempt(3, order, amount, true);
        transaction[field] = value;
        transaction
    };
    for (transaction, reason) in [
        (attempt(3, order + 1, amount, true), "unknown_order"),
        (attempt(3, order, amount - 1, true), "amount"),
        (change("currency", json!("USD")), "currency"),
        (change("integration_id", json!(2)), "integration"),
        (change("owner", json!(2)), "owner"),
        (change("is_auth", json!(true)), "kind"),
        (refund(4, order, amount + 1), "amount"),
    ] {
        let answer = market.told(&transaction).await;
        assert_eq!((answer.status, &answer.json["result"]), (StatusCode::OK, &json!("kept_aside")), "{reason}");
        let events = administer(&market.payments, "GET", "/admin/payments/events").await.json;
        assert_eq!(events["events"][0]["reason"], reason);
    }
    let path = format!("/reservations/{id}");
    assert_eq!(market.ask("GET", &path, &tokens).await.json["payment"]["state"], "pending");
    // The same digits, moved: the signature is the same, and it is another transaction of another integration.
    let mut moved = good.clone();
    (moved["id"], moved["integration_id"]) = (json!(21), json!(0));
    let mut neighbour = good.clone();
    (neighbour["id"], neighbour["integration_id"]) = (json!(2), json!(10));
    for transaction in [&moved, &neighbour] {
        market.told(transaction).await;
    }
    assert_eq!(market.ask("GET", &path, &tokens).await.json["payment"]["state"], "pending");
    assert_eq!(market.told(&good).await.json["result"], "applied");
    assert_eq!(market.told(&attempt(9, order, amount, true)).await.json["result"], "kept_aside", "paid twice");
    // Nothing that is signed says which of the two goes back.
    for back in [refund(10, order, amount), void(9, order, amount)] {
        assert_eq!(market.told(&back).await.json["result"], "kept_aside");
    }
    assert_eq!(market.ask("GET", &path, &tokens).await.json["payment"]["state"], "paid");
    market.audit().await;
}

#[tokio::test]
async fn p3_what_was_kept_aside_takes_effect_when_it_comes_again_and_fits() {
    let market = Market::new().await;
    let tokens = market.customer("01001234567").await;
    let (id, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
    let wrong = Account { owner: 2, ..Account::stand_in() };
    let misconfigured = Webhook { pool: market.world.pool.clone(), account: wrong, guard: guard(&market.world.table) };
    let misconfigured = payment_webhook::router(misconfigured, &Base::default());
    let event = attempt(2, order, amount, true);
    for _ in 0..2 {
        assert_eq!(callback(&misconfigured, &event).await.json["result"], "kept_aside");
    }
    assert_eq!(market.told(&event).await.json["result"], "applied");
    assert_eq!(market.told(&event).await.json["result"], "before");
    let shown = market.ask("GET", &format!("/reservations/{id}"), &tokens).await.json;
    assert_eq!((&shown["state"], &shown["payment"]["state"]), (&json!("paid"), &json!("paid")));
}

#[tokio::test]
async fn p3_a_refund_counts_once_and_a_parent_that_is_told_again_says_that_it_was_paid() {
    let market = Market::new().await;
    let tokens = market.customer("01001234567").await;
    let (id, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
    // The callback of the success was lost.
    let mut parent = attempt(1, order, amount, true);
    parent["is_refunded"] = json!(true);
    let mut again = refund(2, order, amount / 2);
    again["created_at"] = json!("2026-11-26T12:00:01.000000");
    for event in [&refund(2, order, amount / 2), &again, &parent] {
        assert_eq!(market.told(event).await.json["result"], "applied");
    }
    let shown = market.ask("GET", &format!("/reservations/{id}"), &tokens).await.json;
    assert_eq!((&shown["state"], &shown["payment"]["state"]), (&json!("paid"), &json!("partially_refunded")));
    market.audit().await;
}

#[tokio::test]
async fn p3_whoever_pays_late_and_holds_the_unit_again_has_it() {
    let market = Market::new().await;
    let (tokens, unit) = (market.customer("01001234567").await, market.unit(0).await);
    let (first, order, amount) = market.opened(&tokens, &unit).await;
    market.let_time_pass().await;
    let second = market.reserve(&tokens, &unit).await.json["id"].as_str().unwrap().to_owned();
    market.told(&attempt(1, order, amount, true)).await;
    for (id, state) in [(first, "paid"), (second, "cancelled")] {
        assert_eq!(market.ask("GET", &format!("/reservations/{id}"), &tokens).await.json["state"], state);
    }
    market.audit().await;
}

#[tokio::test]
async fn p1_a_unit_that_was_withdrawn_stays_off_the_searches_whoever_lets_it_go() {
    let market = Market::new().await;
    let (tokens, unit) = (market.customer("01001234567").await, market.unit(0).await);
    market.reserve(&tokens, &unit).await;
    let withdrawn = "UPDATE properties SET withdrawn = true, available = false WHERE id = $1";
    sqlx::query(withdrawn).bind(&unit).execute(&market.world.pool).await.unwrap();
    market.let_time_pass().await;
    assert_eq!(market.reserve(&another(&market.world).await, &unit).await.status, StatusCode::CONFLICT);
    market.sweeper.handle(json!({})).await.unwrap();
    assert!(!market.is_available(&unit).await);
}

#[tokio::test]
async fn p3_money_that_comes_late_buys_the_unit_if_it_is_free_and_else_goes_back() {
    let market = Market::new().await;
    let (tokens, other) = (market.customer("01001234567").await, another(&market.world).await);
    let (free, taken) = (market.unit(0).await, market.unit(1).await);
    let (kept, kept_order, kept_amount) = market.opened(&tokens, &free).await;
    let (lost, lost_order, lost_amount) = market.opened(&tokens, &taken).await;
    market.let_time_pass().await;
    market.sweeper.handle(json!({})).await.unwrap();
    assert_eq!(market.reserve(&other, &taken).await.status, StatusCode::CREATED);
    market.told(&attempt(1, kept_order, kept_amount, true)).await;
    market.told(&attempt(2, lost_order, lost_amount, true)).await;
    assert_eq!(market.ask("GET", &format!("/reservations/{kept}"), &tokens).await.json["state"], "paid");
    let late = market.ask("GET", &format!("/reservations/{lost}"), &tokens).await.json;
    assert_eq!((&late["state"], &late["payment"]["state"]), (&json!("lapsed"), &json!("paid")));
    let deals = administer(&market.payments, "GET", "/admin/reservations").await.json;
    let wanted: Vec<&Value> =
        deals["reservations"].as_array().unwrap().iter().filter(|deal| deal["refund_requested"] == true).collect();
    assert_eq!((wanted.len(), &wanted[0]["id"]), (1, &json!(lost)));
    market.told(&refund(3, lost_order, lost_amount)).await;
    let whats: Vec<String> =
        sqlx::query_scalar("SELECT what FROM notices WHERE reservation_id = $1 ORDER BY created_at, what")
            .bind(Uuid::parse_str(&lost).unwrap())
            .fetch_all(&market.world.pool)
            .await
            .unwrap();
    assert!(whats.contains(&"refund_requested".to_owned()) && whats.contains(&"refunded".to_owned()), "{whats:?}");
    market.audit().await;
}

#[tokio::test]
async fn p3_money_that_came_too_late_is_asked_back_by_itself_and_its_owner_told() {
    let market = Market::new().await;
    let (tokens, other) = (market.customer("01001234567").await, another(&market.world).await);
    let unit = market.unit(0).await;
    let (lost, order, amount) = market.opened(&tokens, &unit).await;
    market.let_time_pass().await;
    assert_eq!(market.reserve(&other, &unit).await.status, StatusCode::CREATED);
    market.told(&attempt(2, order, amount, true)).await;
    let swept = market.sweeper.handle(json!({})).await.unwrap();
    assert_eq!((swept.given_back, market.sweeper.handle(json!({})).await.unwrap().given_back), (1, 0));
    let shown = market.ask("GET", &format!("/reservations/{lost}"), &tokens).await.json;
    assert_eq!((&shown["state"], &shown["payment"]["state"]), (&json!("lapsed"), &json!("refunded")));
    let whats: Vec<String> = sqlx::query_scalar("SELECT what FROM notices WHERE reservation_id = $1")
        .bind(Uuid::parse_str(&lost).unwrap())
        .fetch_all(&market.world.pool)
        .await
        .unwrap();
    assert_eq!(whats.iter().filter(|what| *what == "refunded").count(), 1, "{whats:?}");
    market.audit().await;
}

/// What an administrator's key opens.
pub(crate) async fn administer(router: &Router, method: &str, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("x-admin-key", STRONG);
    send(router, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn p3_an_administrator_has_a_payment_given_back_and_the_unit_is_free_again() {
    let market = Market::new().await;
    let (tokens, unit) = (market.customer("01001234567").await, market.unit(0).await);
    let (id, order, amount) = market.opened(&tokens, &unit).await;
    let deals = administer(&market.payments, "GET", "/admin/reservations").await.json;
    let payment = deals["reservations"][0]["payment"]["id"].as_str().unwrap().to_owned();
    let path = format!("/admin/payments/{payment}/refund");
    assert_eq!(administer(&market.payments, "POST", &path).await.status, StatusCode::CONFLICT, "nothing was paid");
    market.told(&attempt(1, order, amount, true)).await;
    assert_eq!(market.ask("POST", &path, &tokens).await.status, StatusCode::FORBIDDEN);
    let back = administer(&market.payments, "POST", &path).await;
    assert_eq!((back.status, &back.json["refund"]), (StatusCode::ACCEPTED, &json!("given_back")), "{}", back.json);
    assert_eq!(administer(&market.payments, "POST", &path).await.status, StatusCode::CONFLICT, "it has gone back");
    assert_eq!(market.ask("GET", &format!("/reservations/{id}"), &tokens).await.json["state"], "refunded");
    assert!(market.is_available(&unit).await);
    let nobody = format!("/admin/payments/{}/refund", Uuid::nil());
    assert_eq!(administer(&market.payments, "POST", &nobody).await.status, StatusCode::NOT_FOUND);
    let noted: Vec<String> = sqlx::query_scalar("SELECT action FROM audit_log WHERE subject = $1 ORDER BY position")
        .bind(&payment)
        .fetch_all(&market.world.pool)
        .await
        .unwrap();
    assert_eq!(noted, ["paid", "refund_requested", "given_back"]);
    market.audit().await;
}

#[tokio::test]
async fn p3_a_refund_whose_answer_is_lost_is_looked_for_before_it_is_asked_again() {
    let (market, models, account) = Market::at_the_wire().await;
    let of_ours = |transaction| of_account(&account, transaction);
    let tokens = market.customer("01001234567").await;
    let (_, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
    market.told(&attempt(7, order, amount, true)).await;
    let payment: Uuid = sqlx::query_scalar("SELECT id FROM payments").fetch_one(&market.world.pool).await.unwrap();
    let now = OffsetDateTime::now_utc();
    shared::sales::refunds::request(&market.world.pool, payment, "machine", now).await.unwrap();
    let (token, paid) = (json!({"token": "a.token"}).to_string(), of_ours(attempt(7, order, amount, true)).to_string());
    let back = of_ours(refund(8, order, amount)).to_string();
    let json_of = |body: &str| plain(200, "application/json", body);
    let refunds = || models.asked().iter().filter(|asked| asked.path.ends_with("/refund")).count();

    // Paymob is away while it is looked: nothing was asked for, and the next run tries again.
    models.then(plain(503, "text/plain", "away"));
    assert!(market.sweeper.handle(json!({})).await.is_err());
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().given_back, 0, "others have their turn first");
    let later = "UPDATE payments SET refund_asked_at = refund_asked_at - interval '5 minutes'";
    sqlx::query(later).execute(&market.world.pool).await.unwrap();
    // It is asked, and the answer is lost.
    for answer in [json_of(&token), json_of(&paid), plain(502, "text/plain", "lost")] {
        models.then(answer);
    }
    assert!(market.sweeper.handle(json!({})).await.is_err());
    assert_eq!(refunds(), 1);
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().given_back, 0, "within the hour nobody asks again");
    let past = "UPDATE payments SET refund_asked_at = refund_asked_at - interval '61 minutes'";
    sqlx::query(past).execute(&market.world.pool).await.unwrap();
    for answer in [json_of(&token), json_of(&back)] {
        models.then(answer);
    }
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().given_back, 1);
    assert_eq!(refunds(), 1, "it had been given back, and was not asked for again");
    let state: bool = sqlx::query_scalar("SELECT refunded_piastres = amount_piastres FROM payments")
        .fetch_one(&market.world.pool)
        .await
        .unwrap();
    assert!(state);
    // The callback that comes after all changes nothing.
    let webhook = payment_webhook::router(
        Webhook { pool: market.world.pool.clone(), account: account.clone(), guard: guard(&market.world.table) },
        &Base::default(),
    );
    let late = of_ours(refund(8, order, amount));
    let hmac = signed(&late, &account.callback_key).unwrap();
    let body = json!({"type": "TRANSACTION", "obj": late});
    let told = tests::post(&webhook, &format!("/webhooks/paymob?hmac={hmac}"), &body).await;
    assert_eq!(told.status, StatusCode::OK);
    market.audit().await;
}

#[tokio::test]
async fn p3_a_refund_that_is_pending_first_counts_when_it_is_done_and_a_part_that_is_known_hides_no_rest() {
    let (market, models, account) = Market::at_the_wire().await;
    let of_ours = |transaction| of_account(&account, transaction);
    let tokens = market.customer("01001234567").await;
    let (_, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
    market.told(&attempt(7, order, amount, true)).await;
    let part = amount / 4;
    market.told(&refund(8, order, part)).await;
    let payment: Uuid = sqlx::query_scalar("SELECT id FROM payments").fetch_one(&market.world.pool).await.unwrap();
    let now = OffsetDateTime::now_utc();
    shared::sales::refunds::request(&market.world.pool, payment, "machine", now).await.unwrap();
    let json_of = |body: &Value| plain(200, "application/json", &body.to_string());
    let mut pending = of_ours(refund(9, order, amount - part));
    (pending["success"], pending["pending"]) = (json!(false), json!(true));
    for answer in [json!({"token": "a.token"}), of_ours(refund(8, order, part)), pending.clone()] {
        models.then(json_of(&answer));
    }
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().given_back, 1);
    assert_eq!(
        models.asked().last().unwrap().body["amount_cents"],
        json!(amount - part),
        "all of the rest, and no more"
    );
    let left = async || -> i64 {
        let left = sqlx::query_scalar("SELECT amount_piastres - refunded_piastres FROM payments");
        left.fetch_one(&market.world.pool).await.unwrap()
    };
    assert_eq!(left().await, amount - part, "it is only on its way");
    market.told(&refund(9, order, amount - part)).await;
    assert_eq!(left().await, 0);
    market.audit().await;
}

#[tokio::test]
async fn p3_what_has_gone_back_by_another_way_ends_by_an_administrator_s_word() {
    let market = Market::new().await;
    let (tokens, unit) = (market.customer("01001234567").await, market.unit(0).await);
    let (id, order, amount) = market.opened(&tokens, &unit).await;
    market.told(&attempt(1, order, amount, true)).await;
    let payment: Uuid = sqlx::query_scalar("SELECT id FROM payments").fetch_one(&market.world.pool).await.unwrap();
    let path = format!("/admin/payments/{payment}/gone-back");
    assert_eq!(administer(&market.payments, "POST", &path).await.status, StatusCode::CONFLICT, "nobody wanted it back");
    let now = OffsetDateTime::now_utc();
    shared::sales::refunds::request(&market.world.pool, payment, "machine", now).await.unwrap();
    assert_eq!(administer(&market.payments, "POST", &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(market.ask("GET", &format!("/reservations/{id}"), &tokens).await.json["state"], "refunded");
    assert!(market.is_available(&unit).await);
    assert_eq!(market.world.ask("DELETE", "/auth/me", &tokens).await.status, StatusCode::NO_CONTENT);
    market.audit().await;
}

#[tokio::test]
async fn p3_what_was_kept_aside_leaves_the_list_when_somebody_has_seen_to_it() {
    let market = Market::new().await;
    market.told(&attempt(3, 4, 100, true)).await;
    let events = administer(&market.payments, "GET", "/admin/payments/events").await.json["events"].clone();
    let path = format!("/admin/payments/events/{}/seen", events[0]["id"]);
    assert_eq!(administer(&market.payments, "POST", &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(administer(&market.payments, "POST", &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(administer(&market.payments, "GET", "/admin/payments/events").await.json["events"], json!([]));
    assert_eq!(market.told(&attempt(3, 4, 100, true)).await.json["result"], "kept_aside", "it is looked at again");
}

#[tokio::test]
async fn p4_a_payment_of_which_nothing_was_heard_is_asked_about_and_found_once() {
    let (market, models, account) = Market::at_the_wire().await;
    let tokens = market.customer("01001234567").await;
    let (id, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().found, 0);
    assert!(models.asked().is_empty(), "it is young");
    let age = async || {
        let past = "UPDATE payments SET created_at = created_at - interval '11 minutes', asked_at = asked_at - interval '11 minutes'";
        sqlx::query(past).execute(&market.world.pool).await.unwrap();
    };
    age().await;
    let transaction = of_account(&account, attempt(7, order, amount, true));
    let (token, known) = (json!({"token": "a.token"}).to_string(), transaction.to_string());
    for answer in [&token, &known] {
        models.then(plain(200, "application/json", answer));
    }
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().found, 1);
    let shown = market.ask("GET", &format!("/reservations/{id}"), &tokens).await.json;
    assert_eq!((&shown["state"], &shown["payment"]["state"]), (&json!("paid"), &json!("paid")));
    age().await;
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().found, 0);
    assert_eq!(models.asked().len(), 2, "what is known is not asked about");
    market.audit().await;
}

#[tokio::test]
async fn p1_what_amr_prepares_is_one_reservation_of_who_it_was_prepared_for() {
    let market = Market::new().await;
    let (unit, other) = (market.unit(0).await, another(&market.world).await);
    let tokens = market.customer("01001234567").await;
    let price: i64 = sqlx::query_scalar("SELECT price_piastres FROM properties WHERE id = $1")
        .bind(&unit)
        .fetch_one(&market.world.pool)
        .await
        .unwrap();
    let keys = doorman(&market.world.table).signing_keys.current().await;
    let user: UserId = tokens["user"]["id"].as_str().unwrap().parse().unwrap();
    let prepared = |pounds: i64| {
        let (property, id) = (unit.parse().unwrap(), Uuid::new_v4());
        let link = Link { user, property, deposit: Piastres::from_pounds(pounds).unwrap(), id };
        json!({"link": link::sign(&link, &keys, OffsetDateTime::now_utc()).unwrap()})
    };
    let deposit = Deposit::default().of(Piastres::from_piastres(price).unwrap()).pounds();
    let press =
        async |tokens: &Value, body: &Value| call(&market.payments, "POST", "/reservations", tokens, body).await;
    let link = prepared(deposit);
    let stolen = press(&other, &link).await;
    assert_eq!((stolen.status, &stolen.json["details"]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("link")));
    let changed = press(&tokens, &prepared(deposit + 1)).await;
    assert_eq!((changed.status, &changed.json["details"]["deposit"]), (StatusCode::CONFLICT, &json!(deposit)));
    let pressed = [press(&tokens, &link).await, press(&tokens, &link).await];
    assert_eq!(pressed.each_ref().map(|answer| answer.status), [StatusCode::CREATED, StatusCode::OK]);
    assert_eq!(pressed[0].json["id"], pressed[1].json["id"]);
    market.audit().await;
}

/// Holds shares of a unit for somebody.
async fn share(router: &Router, tokens: &Value, unit: &str, shares: u16) -> Answer {
    let key = Uuid::new_v4().to_string();
    keyed(router, "/reservations", tokens, &key, &json!({"property_id": unit, "shares": shares})).await
}

#[tokio::test]
async fn p7_shares_of_a_unit_are_sold_until_none_is_left_and_cost_its_price_together() {
    let market = Market::new().await;
    let (unit, whole) = (market.unit(0).await, market.unit(1).await);
    let people = join_all((0..4).map(|_| another(&market.world))).await;
    let early = share(&market.payments, &people[0], &unit, 10).await;
    assert_eq!((early.status, &early.json["details"]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("shares")));
    market.sell_in_shares(&unit).await;
    let offer = async || tests::get(&market.payments, &format!("/reservations/shares?property_id={unit}")).await.json;
    let price = offer().await["price"].as_i64().unwrap() * 100;
    assert_eq!(offer().await["free"], 10_000);
    for shares in [0, 10_001] {
        let wish = json!({"property_id": unit, "shares": shares});
        let refused = keyed(&market.payments, "/reservations", &people[0], "odd", &wish).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut ids = Vec::new();
    for (tokens, shares) in people.iter().zip([3_333, 1, 6_665]) {
        let bought = share(&market.payments, tokens, &unit, shares).await;
        assert_eq!((bought.status, &bought.json["shares"]), (StatusCode::CREATED, &json!(shares)), "{}", bought.json);
        ids.push(bought.json["id"].as_str().unwrap().to_owned());
        assert!(market.is_available(&unit).await, "one is left");
    }
    let too_many = share(&market.payments, &people[3], &unit, 2).await;
    assert_eq!((too_many.status, &too_many.json["details"]["shares_free"]), (StatusCode::CONFLICT, &json!(1)));
    assert_eq!(market.reserve(&people[3], &unit).await.status, StatusCode::CONFLICT, "the whole is not to be had");
    assert_eq!(share(&market.payments, &people[3], &unit, 1).await.status, StatusCode::CREATED);
    assert!(!market.is_available(&unit).await);
    let sum: i64 = sqlx::query_scalar("SELECT sum(price_piastres)::bigint FROM reservations")
        .fetch_one(&market.world.pool)
        .await
        .unwrap();
    assert_eq!(sum, price, "to the piastre");
    market.audit().await;

    // What is let go fills the holes, in two parts where it must.
    for (tokens, id) in people.iter().zip(&ids).take(2) {
        assert_eq!(market.ask("DELETE", &format!("/reservations/{id}"), tokens).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(offer().await["free"], 3_334);
    assert_eq!(share(&market.payments, &people[0], &unit, 3_334).await.status, StatusCode::CREATED);
    market.audit().await;
    let all: Value = market.ask("GET", "/reservations", &people[0]).await.json;
    assert_eq!(all["reservations"][0]["shares"], 3_334);
    // A unit that is sold as a whole is ten thousand shares, too.
    assert_eq!(market.reserve(&people[3], &whole).await.json["shares"], 10_000);
    market.audit().await;
}

#[tokio::test]
async fn p7_of_those_who_want_shares_at_once_nobody_has_more_than_there_are() {
    let market = Market::new().await;
    let unit = market.unit(0).await;
    market.sell_in_shares(&unit).await;
    let answers = join_all((0..8).map(async |_| {
        let router = payments(&market.world, again(&market.world.pool).await);
        let mut answers = Vec::new();
        for _ in 0..8 {
            answers.push(share(&router, &another(&market.world).await, &unit, 300).await.status);
        }
        answers
    }))
    .await;
    let had = answers.iter().flatten().filter(|status| **status == StatusCode::CREATED).count();
    let refused = answers.iter().flatten().filter(|status| **status == StatusCode::CONFLICT).count();
    assert_eq!((had, refused), (33, 31));
    market.audit().await;
}

#[tokio::test]
async fn p7_late_money_buys_its_shares_if_they_are_free_and_else_goes_back() {
    let market = Market::new().await;
    let unit = market.unit(0).await;
    market.sell_in_shares(&unit).await;
    let people = join_all((0..3).map(|_| another(&market.world))).await;
    let mut orders = Vec::new();
    for tokens in &people[..2] {
        let id = share(&market.payments, tokens, &unit, 4_000).await.json["id"].as_str().unwrap().to_owned();
        checkout(&market.payments, tokens, &id).await;
        let (order, amount): (i64, i64) =
            sqlx::query_as("SELECT order_id, amount_piastres FROM payments WHERE reservation_id = $1")
                .bind(Uuid::parse_str(&id).unwrap())
                .fetch_one(&market.world.pool)
                .await
                .unwrap();
        orders.push((id, u64::try_from(order).unwrap(), amount));
    }
    market.let_time_pass().await;
    // The first four thousand and some of the next go to somebody else.
    assert_eq!(share(&market.payments, &people[2], &unit, 3_000).await.status, StatusCode::CREATED);
    for (number, (_, order, amount)) in (1..).zip(&orders) {
        market.told(&attempt(number, *order, *amount, true)).await;
    }
    for ((id, ..), (tokens, state)) in orders.iter().zip(people.iter().zip(["lapsed", "paid"])) {
        assert_eq!(market.ask("GET", &format!("/reservations/{id}"), tokens).await.json["state"], state);
    }
    market.audit().await;
}

#[tokio::test]
async fn p6_a_day_brings_as_many_news_by_sms_as_are_meant_and_the_next_day_the_rest() {
    let mut market = Market::new().await;
    market.world.notifier.delivery.daily_news = 1;
    let tokens = market.customer("01001234567").await;
    for number in [1, 2] {
        let (_, order, amount) = market.opened(&tokens, &market.unit(0).await).await;
        market.told(&attempt(number, order, amount, true)).await;
    }
    let now = OffsetDateTime::now_utc();
    news::send(&market.world.pool, &market.sweeper.notices, now).await.unwrap();
    let notices = taken_from(&market.world.queue).await;
    assert_eq!(notices.len(), 2);
    let deliver = async |notice: usize, at| market.world.notifier.delivery.deliver(&notices[notice], at).await;
    assert_eq!(deliver(0, now).await.unwrap(), Delivered::Sent);
    assert_eq!(deliver(1, now).await.unwrap_err().code(), ErrorCode::RateLimited);
    assert_eq!(deliver(1, now + Duration::DAY).await.unwrap(), Delivered::Sent);
}

#[tokio::test]
async fn a7_whoever_is_erased_lets_go_what_they_hold_and_stays_while_they_have_paid() {
    let market = Market::new().await;
    let unit = market.unit(0).await;
    let tokens = market.customer("01001234567").await;
    let (_, order, amount) = market.opened(&tokens, &unit).await;
    market.told(&attempt(1, order, amount, true)).await;
    let held = market.unit(0).await;
    market.reserve(&tokens, &held).await;
    assert_eq!(market.world.ask("DELETE", "/auth/me", &tokens).await.status, StatusCode::CONFLICT);
    market.told(&refund(2, order, amount)).await;
    assert_eq!(market.world.ask("DELETE", "/auth/me", &tokens).await.status, StatusCode::NO_CONTENT);
    assert!(market.is_available(&unit).await && market.is_available(&held).await);
    assert_eq!(market.world.rows("notices").await, 0);
    let owners: i64 =
        sqlx::query_scalar("SELECT count(user_id) FROM reservations").fetch_one(&market.world.pool).await.unwrap();
    assert_eq!(owners, 0, "what was sold is remembered, and not to whom");
    market.audit().await;
}

/// Each of six people takes a hundred steps, or as many as `OSOOL_TEST_STEPS` says.
#[tokio::test]
async fn invariant_3_no_history_of_wishes_payments_and_lapses_sells_a_unit_twice() {
    let market = Market::new().await;
    let units = [market.unit(0).await, market.unit(1).await, market.unit(2).await];
    market.sell_in_shares(&units[2]).await;
    let people = join_all((0..6).map(|_| another(&market.world))).await;
    let steps: u64 = std::env::var("OSOOL_TEST_STEPS").map_or(100, |steps| steps.parse().unwrap());
    // Each in an environment of their own, with steps that chance picks.
    join_all(people.iter().enumerate().map(async |(number, tokens)| {
        let pool = again(&market.world.pool).await;
        let (deals, hook) = (payments(&market.world, pool.clone()), webhook(&market.world, pool.clone()));
        let mut chance = Random::new(u64::try_from(number).unwrap());
        for step in 0..steps {
            let unit = &units[usize::try_from(chance.between(0..=2)).unwrap()];
            let mine: Option<(Uuid, Option<i64>, i64)> = sqlx::query_as(
                "SELECT * FROM (
                     SELECT r.id, m.order_id, r.deposit_piastres
                     FROM reservations r LEFT JOIN payments m ON m.reservation_id = r.id
                     ORDER BY r.created_at DESC LIMIT 40
                 ) AS latest ORDER BY random() LIMIT 1",
            )
            .fetch_optional(&pool)
            .await
            .unwrap();
            let answer = match (chance.between(0..=5), mine) {
                (0, _) | (_, None) if *unit == units[2] => {
                    let shares = chance.between(1..=4_000);
                    let wish = json!({"property_id": unit, "shares": shares});
                    keyed(&deals, "/reservations", tokens, &step.to_string(), &wish).await
                }
                (0 | 1, _) | (_, None) => reserve(&deals, tokens, unit, &step.to_string()).await,
                (2, Some((id, ..))) => checkout(&deals, tokens, &id.to_string()).await,
                (3, Some((_, Some(order), amount))) => {
                    let id = u64::try_from(order).unwrap() % 1_000_000;
                    callback(&hook, &attempt(id, order.try_into().unwrap(), amount, true)).await
                }
                (4, Some((_, Some(order), amount))) => {
                    let id = u64::try_from(order).unwrap() % 1_000_000 + 1_000_000;
                    callback(&hook, &refund(id, order.try_into().unwrap(), amount)).await
                }
                (_, Some((id, ..))) => {
                    let past = "UPDATE reservations SET held_until = now() WHERE id = $1 AND state = 'held'";
                    sqlx::query(past).bind(id).execute(&pool).await.unwrap();
                    shared::sales::reservations::lapse_overdue(&pool, OffsetDateTime::now_utc()).await.unwrap();
                    continue;
                }
            };
            assert!(!answer.status.is_server_error(), "{}", answer.json);
        }
    }))
    .await;
    market.audit().await;
}
