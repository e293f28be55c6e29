//! Viewings and what operators see to (P5, A7, invariant 5): the functions in process, over real Postgres and the emulator's
//! queues. Where many want one hour, each of several environments has its own connections, as in Lambda.

use std::time::Duration as Patience;

use axum::http::StatusCode;
use catalogue::random::Random;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::{
    identity::sealed::Vault,
    language::Language,
    sales::{
        callbacks::{self, Wanted},
        viewing::Slot,
        viewings as visits,
    },
    store::queue::{Message, Queue},
};
use tests::{Answer, again, taken_from};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use viewing_worker::Worker;
use viewings::dead_letters::DeadLetters;

use crate::{
    auth::{call, messages},
    deals::{self, Market, administer, another, attempt},
};

/// An hour that can be asked for, by its place among those of the next two weeks.
pub(crate) fn slot(place: usize) -> Slot {
    Slot::coming(OffsetDateTime::now_utc()).nth(place).unwrap()
}

/// The hour as it stands in JSON.
fn written(slot: Slot) -> Value {
    serde_json::to_value(slot).unwrap()
}

impl Market {
    pub(crate) async fn visit(&self, tokens: &Value, unit: &str, slot: Slot) -> Answer {
        call(&self.viewings, "POST", "/viewings", tokens, &json!({"property_id": unit, "slot": slot})).await
    }

    async fn viewing(&self, method: &str, id: &Value, tokens: &Value, body: &Value) -> Answer {
        call(&self.viewings, method, &format!("/viewings/{}", id.as_str().unwrap()), tokens, body).await
    }

    /// How a viewing stands.
    pub(crate) async fn look(&self, id: &Value, tokens: &Value) -> Value {
        self.viewing("GET", id, tokens, &Value::Null).await.json
    }

    /// Has the worker decide what lies in the queue.
    pub(crate) async fn decide(&self) -> usize {
        let bodies = taken_from(&self.viewing_queue).await;
        let worker = Worker { pool: self.world.pool.clone() };
        let again = worker.handle(messages(&bodies)).await.unwrap();
        assert!(again.batch_item_failures.is_empty());
        bodies.len()
    }

    /// How many rows there are.
    pub(crate) async fn count(&self, rows: &'static str) -> i64 {
        sqlx::query_scalar(rows).fetch_one(&self.world.pool).await.unwrap()
    }

    /// Has news sent, and gives the last.
    async fn last_news(&self) -> String {
        self.sweeper.handle(json!({})).await.unwrap();
        let (_, again) = self.world.deliver().await;
        assert!(again.batch_item_failures.is_empty());
        self.world.last().await.unwrap().text
    }
}

#[tokio::test]
async fn p5_a_viewing_is_asked_for_confirmed_told_and_reminded_of_a_day_before() {
    let market = Market::new().await;
    let (unit, hour) = (market.unit(0).await, slot(60));
    let tokens = market.customer("01001234567").await;
    let asked = market.visit(&tokens, &unit, hour).await;
    assert_eq!((asked.status, &asked.json["status"]), (StatusCode::ACCEPTED, &json!("requested")), "{}", asked.json);
    assert_eq!(asked.json["slot"], written(hour));
    let id = &asked.json["viewing_id"];
    let same = market.visit(&tokens, &unit, hour).await;
    assert_eq!(
        (same.status, &same.json["viewing_id"]),
        (StatusCode::ACCEPTED, id),
        "asked for twice is asked for once"
    );

    assert_eq!(market.decide().await, 1);
    assert_eq!(market.look(id, &tokens).await["status"], "confirmed");
    let hours = tests::get(&market.viewings, &format!("/viewings/slots?property_id={unit}")).await.json;
    let free = hours["slots"].as_array().unwrap();
    assert!(free.len() == 14 * 8 - 1 && !free.contains(&written(hour)), "{hours}");
    let news = market.last_news().await;
    let time = Language::Arabic.digits(&format!("{}:00", hour.begins().hour()));
    assert!(news.contains("اتأكدت") && news.contains(&unit) && news.contains(&time), "{news}");

    let at = hour.begins();
    for (now, reminded) in [(at - Duration::hours(25), 0), (at - Duration::hours(24), 1), (at - Duration::hours(23), 0)]
    {
        assert_eq!(visits::remind(&market.world.pool, now).await.unwrap(), reminded, "{now}");
    }
    let news = market.last_news().await;
    assert!(news.contains("بنفكّرك") && news.contains(&time), "{news}");
}

#[tokio::test]
async fn p5_of_a_hundred_who_want_one_hour_one_is_confirmed_and_the_others_are_told() {
    let market = Market::new().await;
    let (unit, hour) = (market.unit(0).await, slot(30));
    let people = join_all((0..10).map(async |_| {
        let pool = again(&market.world.pool).await;
        let router = deals::viewings(&market.world, pool, &market.viewing_queue).await;
        for _ in 0..10 {
            let somebody = another(&market.world).await;
            let asked =
                call(&router, "POST", "/viewings", &somebody, &json!({"property_id": unit, "slot": hour})).await;
            assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.json);
        }
    }));
    people.await;
    // Each message twice, in any order, among ten environments.
    let mut bodies = taken_from(&market.viewing_queue).await;
    assert_eq!(bodies.len(), 100);
    bodies.extend(bodies.clone());
    Random::new(5).shuffle(&mut bodies);
    join_all(bodies.chunks(20).map(async |part| {
        let worker = Worker { pool: again(&market.world.pool).await };
        assert!(worker.handle(messages(part)).await.unwrap().batch_item_failures.is_empty());
    }))
    .await;
    assert_eq!(market.count("SELECT count(*) FROM viewings WHERE state = 'confirmed'").await, 1);
    let refused = "SELECT count(*) FROM viewings WHERE state = 'refused' AND reason = 'slot_taken'";
    assert_eq!(market.count(refused).await, 99);
    assert_eq!(market.count("SELECT count(DISTINCT viewing_id) FROM notices").await, 100);
    assert_eq!(market.count("SELECT count(*) FROM notices").await, 100, "each is told once");
    let late = market.visit(&another(&market.world).await, &unit, hour).await;
    assert_eq!((late.status, &late.json["details"]["slot"]), (StatusCode::CONFLICT, &written(hour)));
}

#[tokio::test]
async fn p5_whatever_dies_comes_twice_or_is_broken_every_viewing_ends_decided_and_told_once() {
    let market = Market::new().await;
    let units = [market.unit(0).await, market.unit(1).await, market.unit(2).await];
    let mut chance = Random::new(11);
    for _ in 0..12 {
        let somebody = another(&market.world).await;
        for _ in 0..3 {
            let unit = &units[usize::try_from(chance.between(0..=2)).unwrap()];
            let place = usize::try_from(chance.between(0..=5)).unwrap();
            assert!(market.visit(&somebody, unit, slot(place)).await.status.is_success());
        }
    }
    let asked = market.count("SELECT count(*) FROM viewings").await;
    let mut queue = taken_from(&market.viewing_queue).await;
    assert_eq!(i64::try_from(queue.len()).unwrap(), asked);
    for poison in ["", "{}", "null", "{\"viewing_id\": 7}"] {
        queue.push(poison.to_owned());
    }
    let nobody = json!({"viewing_id": Uuid::nil()}).to_string();
    queue.push(nobody);
    let (mut killed, mut dead) = (0, Vec::new());
    for round in 0..1_000 {
        if queue.is_empty() {
            break;
        }
        chance.shuffle(&mut queue);
        let batch: Vec<String> = queue.drain(..queue.len().min(5)).collect();
        let worker = Worker { pool: again(&market.world.pool).await };
        // Killed somewhere in the middle: then all of the batch comes again.
        let patience = Patience::from_micros(chance.between(500..=150_000));
        match tokio::time::timeout(patience, worker.handle(messages(&batch))).await {
            Err(_) => {
                killed += 1;
                queue.extend(batch);
            }
            Ok(done) => {
                let failed = done.unwrap().batch_item_failures;
                let failed = failed.iter().map(|item| batch[item.item_identifier.parse::<usize>().unwrap()].clone());
                let (again, over): (Vec<String>, Vec<String>) =
                    failed.partition(|body| body.contains('-') || round < 20);
                queue.extend(again);
                dead.extend(over);
            }
        }
    }
    assert!(killed > 0, "nobody was killed, so nothing was tried");
    assert_eq!((queue.len(), dead.len()), (0, 4), "only what is broken is left for the queue of dead letters");
    assert_eq!(market.count("SELECT count(*) FROM viewings WHERE state IN ('confirmed', 'refused')").await, asked);
    assert_eq!(market.count("SELECT count(*) FROM notices").await, asked, "each is told once");
    let twice = "SELECT count(*) FROM (SELECT FROM viewings WHERE state = 'confirmed' GROUP BY property_id, slot
                 HAVING count(*) > 1) AS twice";
    assert_eq!(market.count(twice).await, 0);
}

#[tokio::test]
async fn p5_a_viewing_stays_at_its_hour_until_the_other_is_confirmed() {
    let market = Market::new().await;
    let (unit, [first, second, third]) = (market.unit(0).await, [slot(30), slot(31), slot(32)]);
    let (tokens, other) = (market.customer("01001234567").await, another(&market.world).await);
    let mine = market.visit(&tokens, &unit, first).await.json["viewing_id"].clone();
    let moved = market.viewing("PATCH", &mine, &tokens, &json!({"slot": second})).await;
    assert_eq!((moved.status, &moved.json["slot"]), (StatusCode::ACCEPTED, &written(second)), "not confirmed yet");
    market.decide().await;
    assert_eq!(market.look(&mine, &tokens).await["status"], "confirmed");

    let moved = market.viewing("PATCH", &mine, &tokens, &json!({"slot": third})).await.json;
    let expected = (&json!("confirmed"), &written(second), &written(third));
    assert_eq!((&moved["status"], &moved["slot"], &moved["wished_slot"]), expected);
    // Somebody is faster.
    let theirs = market.visit(&other, &unit, third).await.json["viewing_id"].clone();
    let body = taken_from(&market.viewing_queue).await.into_iter().find(|body| body.contains(theirs.as_str().unwrap()));
    let worker = Worker { pool: market.world.pool.clone() };
    worker.handle(messages(&[body.unwrap()])).await.unwrap();
    // The message of the move was lost on the way; the sweeper brings what nobody has marked.
    sqlx::query("UPDATE viewings SET queued_at = NULL WHERE wished_slot IS NOT NULL")
        .execute(&market.world.pool)
        .await
        .unwrap();
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().viewings, 1);
    market.decide().await;
    let stays = market.look(&mine, &tokens).await;
    let expected = (&json!("confirmed"), &written(second), &json!("slot_taken"), None);
    assert_eq!((&stays["status"], &stays["slot"], &stays["reason"], stays.get("wished_slot")), expected);
    let news = market.last_news().await;
    assert!(news.contains("ماقدرناش نغيّر"), "{news}");
    // Back to where one is, is no move; and somebody else's hour is refused at once.
    let same = market.viewing("PATCH", &mine, &tokens, &json!({"slot": second})).await;
    assert_eq!((same.status, same.json.get("wished_slot")), (StatusCode::ACCEPTED, None));
    assert_eq!(market.viewing("PATCH", &mine, &tokens, &json!({"slot": third})).await.status, StatusCode::CONFLICT);
    assert_eq!(market.viewing("PATCH", &mine, &tokens, &json!({"slot": first})).await.status, StatusCode::ACCEPTED);
    market.decide().await;
    assert_eq!(market.look(&mine, &tokens).await["slot"], written(first));
}

#[tokio::test]
async fn p5_a_viewing_is_its_owner_s_and_what_cannot_be_is_refused_with_its_reason() {
    let market = Market::new().await;
    let (unit, hour) = (market.unit(0).await, slot(40));
    let (tokens, other) = (market.customer("01001234567").await, another(&market.world).await);
    let nobody = tests::post(&market.viewings, "/viewings", &json!({"property_id": unit, "slot": hour})).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    for (body, field) in [
        (json!({"property_id": unit, "slot": "2026-12-01T09:00:00+02:00"}), "slot"),
        (json!({"property_id": unit, "slot": "tomorrow"}), "slot"),
        (json!({"property_id": unit, "slot": "2020-12-01T10:00:00+02:00"}), "slot"),
        (json!({"property_id": unit, "slot": "9999-12-31T23:00:00Z"}), "slot"),
        (json!({"property_id": unit, "slot": hour, "contact": {"phone": "12"}}), "contact.phone"),
        (json!({"property_id": unit, "slot": hour, "contact": {"name": "\u{0}"}}), "contact.name"),
    ] {
        let refused = call(&market.viewings, "POST", "/viewings", &tokens, &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(refused.json["details"]["field"], field, "{}", refused.json);
    }
    assert_eq!(market.visit(&tokens, "ZZ999999999", hour).await.status, StatusCode::NOT_FOUND);
    let mine = market.visit(&tokens, &unit, hour).await.json["viewing_id"].clone();
    for (method, body) in [("GET", Value::Null), ("DELETE", Value::Null), ("PATCH", json!({"slot": slot(41)}))] {
        assert_eq!(market.viewing(method, &mine, &other, &body).await.status, StatusCode::NOT_FOUND, "{method}");
    }
    assert_eq!(market.viewing("DELETE", &mine, &tokens, &Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(market.viewing("DELETE", &mine, &tokens, &Value::Null).await.status, StatusCode::CONFLICT);
    assert_eq!(market.viewing("PATCH", &mine, &tokens, &json!({"slot": hour})).await.status, StatusCode::CONFLICT);
    assert_eq!(market.decide().await, 1);
    assert_eq!(market.look(&mine, &tokens).await["status"], "cancelled", "what was called off is not confirmed");
    assert_eq!(market.count("SELECT count(*) FROM notices").await, 0);

    for place in 0..5 {
        assert_eq!(market.visit(&tokens, &unit, slot(place)).await.status, StatusCode::ACCEPTED);
    }
    let sixth = market.visit(&tokens, &unit, slot(5)).await;
    assert_eq!((sixth.status, &sixth.json["details"]["most"]), (StatusCode::CONFLICT, &json!(5)));
    market.reserve(&tokens, &unit).await;
    let held = market.visit(&other, &unit, hour).await;
    assert_eq!(held.status, StatusCode::ACCEPTED, "a hold may lapse before anybody comes");
    sqlx::query("UPDATE properties SET withdrawn = true, available = false WHERE id = $1")
        .bind(&unit)
        .execute(&market.world.pool)
        .await
        .unwrap();
    let gone = market.visit(&another(&market.world).await, &unit, slot(50)).await;
    assert_eq!((gone.status, &gone.json["error_code"]), (StatusCode::CONFLICT, &json!("property_unavailable")));
    let listed = call(&market.viewings, "GET", "/viewings", &tokens, &Value::Null).await.json;
    let slots: Vec<&Value> = listed["viewings"].as_array().unwrap().iter().map(|viewing| &viewing["slot"]).collect();
    let expected: Vec<Value> = [0, 1, 2, 3, 4, 40].map(|place| written(slot(place))).to_vec();
    assert_eq!(slots, expected.iter().collect::<Vec<_>>(), "those to come first, the soonest first");
}

#[tokio::test]
async fn p5_viewings_of_a_unit_that_somebody_else_buys_are_called_off_and_the_buyer_s_stand() {
    let market = Market::new().await;
    let unit = market.unit(0).await;
    let (buyer, other, late) =
        (another(&market.world).await, market.customer("01001234567").await, another(&market.world).await);
    let stands = market.visit(&buyer, &unit, slot(20)).await.json["viewing_id"].clone();
    let goes = market.visit(&other, &unit, slot(21)).await.json["viewing_id"].clone();
    market.decide().await;
    let waits = market.visit(&late, &unit, slot(22)).await.json["viewing_id"].clone();
    let (_, order, amount) = market.opened(&buyer, &unit).await;
    market.told(&attempt(1, order, amount, true)).await;
    let swept = market.sweeper.handle(json!({})).await.unwrap();
    assert_eq!(swept.called_off, 1);
    market.decide().await;
    assert_eq!(market.look(&stands, &buyer).await["status"], "confirmed");
    for (id, tokens, status) in [(&goes, &other, "cancelled"), (&waits, &late, "refused")] {
        let viewing = market.look(id, tokens).await;
        assert_eq!((&viewing["status"], &viewing["reason"]), (&json!(status), &json!("unit_unavailable")));
    }
    let news = market.last_news().await;
    assert!(news.contains("اتلغت") && news.contains("مابقتش متاحة"), "{news}");
}

#[tokio::test]
async fn p5_a_unit_in_shares_is_shown_until_it_is_withdrawn_and_then_only_to_who_has_some() {
    let market = Market::new().await;
    let unit = market.unit(0).await;
    market.sell_in_shares(&unit).await;
    let (owner, other) = (another(&market.world).await, another(&market.world).await);
    let (_, order, amount) = market.opened(&owner, &unit).await;
    market.told(&attempt(1, order, amount, true)).await;
    let stands = market.visit(&owner, &unit, slot(20)).await.json["viewing_id"].clone();
    let goes = market.visit(&other, &unit, slot(21)).await.json["viewing_id"].clone();
    market.decide().await;
    assert_eq!(market.look(&goes, &other).await["status"], "confirmed");
    sqlx::query("UPDATE properties SET withdrawn = true, available = false WHERE id = $1")
        .bind(&unit)
        .execute(&market.world.pool)
        .await
        .unwrap();
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().called_off, 1);
    assert_eq!(market.look(&goes, &other).await["reason"], "unit_unavailable");
    assert_eq!(market.look(&stands, &owner).await["status"], "confirmed");
    assert_eq!(market.visit(&other, &unit, slot(22)).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a7_operators_see_who_comes_and_whom_to_call_and_the_database_does_not_tell() {
    let market = Market::new().await;
    let (unit, hour) = (market.unit(0).await, slot(25));
    let tokens = market.customer("01001234567").await;
    let body = json!({"property_id": unit, "slot": hour, "contact": {"name": "Mona", "phone": "01112345678"}});
    let mine = call(&market.viewings, "POST", "/viewings", &tokens, &body).await.json["viewing_id"].clone();
    market.visit(&tokens, &unit, slot(26)).await;
    market.decide().await;
    let shown = administer(&market.viewings, "GET", "/admin/viewings").await.json;
    let contacts: Vec<&Value> = shown["viewings"].as_array().unwrap().iter().map(|one| &one["contact"]).collect();
    assert_eq!(contacts, [&json!({"name": "Mona", "phone": "+201112345678"}), &json!({"phone": "+201001234567"})]);
    let raw: String = sqlx::query_scalar("SELECT string_agg(v::text, '') FROM viewings v")
        .fetch_one(&market.world.pool)
        .await
        .unwrap();
    for secret in ["Mona", "1112345678", "1001234567", &hexadecimal("Mona"), &hexadecimal("1112345678")] {
        assert!(!raw.contains(secret), "{secret}");
    }
    assert_eq!(market.count("SELECT count(*) FROM audit_log WHERE action = 'contacts_read'").await, 1);
    let path = format!("/admin/viewings/{}", mine.as_str().unwrap());
    assert_eq!(call(&market.viewings, "DELETE", &path, &tokens, &Value::Null).await.status, StatusCode::FORBIDDEN);
    assert_eq!(administer(&market.viewings, "DELETE", &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(administer(&market.viewings, "DELETE", &path).await.status, StatusCode::CONFLICT);
    assert_eq!(market.look(&mine, &tokens).await["reason"], "by_us");
    let news = market.last_news().await;
    assert!(news.contains("اتلغت") && news.contains("مش هنقدر نيجي"), "{news}");

    // Somebody whom Amr has promised a call.
    let (session, id, now) = (Uuid::now_v7(), Uuid::now_v7(), OffsetDateTime::now_utc());
    let vault = Vault::new(market.world.data_keys.clone());
    let wanted = Wanted { phone: "+201223456789".to_owned(), reason: "a complaint".to_owned() };
    let wanted = vault.seal(session, Wanted::KIND, &serde_json::to_string(&wanted).unwrap()).await.unwrap();
    let mut database = market.world.pool.begin().await.unwrap();
    let conversation =
        "INSERT INTO chat_sessions (id, guest_id, filters, created_at, updated_at) VALUES ($1, $1, '{}', $2, $2)";
    sqlx::query(conversation).bind(session).bind(now).execute(&mut *database).await.unwrap();
    callbacks::ask(&mut database, id, session, &wanted, Language::Arabic, now).await.unwrap();
    database.commit().await.unwrap();
    let shown = administer(&market.viewings, "GET", "/admin/callbacks").await.json["callbacks"][0].clone();
    assert_eq!((&shown["phone"], &shown["reason"]), (&json!("+201223456789"), &json!("a complaint")));
    let done = format!("/admin/callbacks/{id}/done");
    assert_eq!(administer(&market.viewings, "POST", &done).await.status, StatusCode::NO_CONTENT);
    assert_eq!(administer(&market.viewings, "POST", &done).await.status, StatusCode::NOT_FOUND);
    assert_eq!(administer(&market.viewings, "GET", "/admin/callbacks").await.json["callbacks"], json!([]));

    let kept = market.world.ask("GET", "/auth/me?export=true", &tokens).await.json;
    let contacts: Vec<Option<&Value>> =
        kept["viewings"].as_array().unwrap().iter().map(|viewing| viewing.get("contact")).collect();
    assert!(
        contacts.len() == 2 && contacts.contains(&Some(&json!({"name": "Mona", "phone": "+201112345678"}))),
        "{kept}"
    );
    assert_eq!(market.world.ask("DELETE", "/auth/me", &tokens).await.status, StatusCode::NO_CONTENT);
    assert_eq!(market.world.rows("viewings").await, 0);
}

fn hexadecimal(text: &str) -> String {
    shared::identity::key::hex(text.as_bytes())
}

#[tokio::test]
async fn p5_a_message_that_names_nothing_fails_by_its_id_and_keeps_no_other_from_being_done() {
    let market = Market::new().await;
    let tokens = another(&market.world).await;
    let mine = market.visit(&tokens, &market.unit(0).await, slot(30)).await.json["viewing_id"].clone();
    let mut batch = messages(&taken_from(&market.viewing_queue).await);
    batch.records.insert(0, Message { message_id: "broken".to_owned(), body: "{}".to_owned() });
    let again = Worker { pool: market.world.pool.clone() }.handle(batch).await.unwrap();
    assert_eq!(serde_json::to_value(again).unwrap(), json!({"batchItemFailures": [{"itemIdentifier": "broken"}]}));
    assert_eq!(market.look(&mine, &tokens).await["status"], "confirmed");
}

#[tokio::test]
async fn p5_dead_letters_are_counted_and_tried_again_once_somebody_says_so() {
    let market = Market::new().await;
    let (letters, source) = (tests::queue().await, tests::queue().await);
    let aws = tests::aws().await;
    let queue = |url: &String| Queue::new(&aws, url.clone());
    for number in 0..25 {
        queue(&letters).send(number.to_string()).await.unwrap();
    }
    let dead_letters = vec![
        DeadLetters { name: "viewings", letters: queue(&letters), tried_in: Some(queue(&source)) },
        DeadLetters { name: "listing_files", letters: queue(&source), tried_in: None },
        DeadLetters { name: "notices", letters: queue(&format!("{letters}-none")), tried_in: None },
    ];
    let router =
        deals::viewings_with(&market.world, market.world.pool.clone(), &market.viewing_queue, dead_letters).await;
    let listed = administer(&router, "GET", "/admin/dead-letters").await.json;
    let expected = json!([
        {"name": "viewings", "waiting": 25}, {"name": "listing_files", "waiting": 0}, {"name": "notices", "waiting": null},
    ]);
    assert_eq!(listed["queues"], expected);
    assert_eq!(administer(&router, "POST", "/admin/dead-letters/viewings/redrive").await.json, json!({"moved": 25}));
    for name in ["listing_files", "nothing"] {
        assert_eq!(
            administer(&router, "POST", &format!("/admin/dead-letters/{name}/redrive")).await.status,
            StatusCode::NOT_FOUND
        );
    }
    let mut moved: Vec<i32> = taken_from(&source).await.iter().map(|body| body.parse().unwrap()).collect();
    moved.sort_unstable();
    assert_eq!(moved, (0..25).collect::<Vec<_>>());
}

#[tokio::test]
async fn p5_nobody_has_more_viewings_to_come_than_one_may_however_they_were_asked_for() {
    let market = Market::new().await;
    let (unit, tokens) = (market.unit(0).await, market.customer("01001234567").await);
    let user: Uuid = tokens["user"]["id"].as_str().unwrap().parse().unwrap();
    for place in 0..5 {
        market.visit(&tokens, &unit, slot(place)).await;
    }
    // As turns of a conversation write them, all at once.
    for place in 5..9 {
        let asked = "INSERT INTO viewings (id, user_id, property_id, slot, state, created_at)
                     VALUES (gen_random_uuid(), $1, $2, $3, 'requested', now())";
        let asked = sqlx::query(asked).bind(user).bind(&unit).bind(slot(place).begins());
        asked.execute(&market.world.pool).await.unwrap();
    }
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().viewings, 4);
    market.decide().await;
    assert_eq!(market.count("SELECT count(*) FROM viewings WHERE state = 'confirmed'").await, 5);
    assert_eq!(market.count("SELECT count(*) FROM viewings WHERE reason = 'too_many'").await, 4);
}

#[tokio::test]
async fn p6_nobody_is_told_of_an_hour_that_has_been_changed_since() {
    let market = Market::new().await;
    let (unit, tokens) = (market.unit(0).await, market.customer("01001234567").await);
    let mine = market.visit(&tokens, &unit, slot(30)).await.json["viewing_id"].clone();
    market.decide().await;
    market.viewing("PATCH", &mine, &tokens, &json!({"slot": slot(31)})).await;
    market.decide().await;
    let called_off = market.visit(&tokens, &unit, slot(40)).await.json["viewing_id"].clone();
    market.decide().await;
    market.viewing("DELETE", &called_off, &tokens, &Value::Null).await;
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().notices, 3, "all are done with");
    let (bodies, _) = market.world.deliver().await;
    assert_eq!(bodies.len(), 1, "and one is true");
    let told = market.world.last().await.unwrap().text;
    let time = Language::Arabic.digits(&format!("{}:00", slot(31).begins().hour()));
    assert!(told.contains(&time), "{told}");
    // A message that came to nothing is made up for after an hour.
    let waits = market.visit(&tokens, &unit, slot(45)).await.json["viewing_id"].clone();
    assert_eq!(taken_from(&market.viewing_queue).await.len(), 1);
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().viewings, 0);
    sqlx::query("UPDATE viewings SET queued_at = queued_at - interval '1 hour'")
        .execute(&market.world.pool)
        .await
        .unwrap();
    assert_eq!(market.sweeper.handle(json!({})).await.unwrap().viewings, 1);
    market.decide().await;
    assert_eq!(market.look(&waits, &tokens).await["status"], "confirmed");
}
