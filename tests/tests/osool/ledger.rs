//! Invariant 2 over the emulator's DynamoDB: many clients at once, each with connections of its own. How the ledger
//! behaves when calls crash and answers are lost is proven in `shared/src/ledger/tests.rs`, step by step.

use std::{env, sync::Arc, time::Duration};

use shared::{
    ledger::{Ask, Charge, Ledger, Limits, Payer, Refusal, Scope, prices::Tokens, usage::Context},
    money::NanoUsd,
    store::table::{DynamoTable, Table, number},
};
use tests::{dynamo, table, under_load};
use time::OffsetDateTime;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Environments, each with a client of its own.
const ENVIRONMENTS: usize = 50;
/// Calls at once.
const CALLS: usize = 1_000;
/// Rounds of so many calls in an ordinary run; `OSOOL_LEDGER_ROUNDS=200` makes it as many.
const ROUNDS: u64 = 8;

fn nanos(nanos: i64) -> NanoUsd {
    NanoUsd::from_nanos(nanos).unwrap()
}

fn ask(worst: i64, now: OffsetDateTime) -> Ask {
    Ask { worst: nanos(worst), least: nanos(worst), until: now + Duration::from_mins(5) }
}

fn charge(cost: i64) -> Charge {
    let model = "claude-sonnet-5-5".to_owned();
    Charge { model, context: Context::Chat, tokens: Tokens::default(), cost: nanos(cost) }
}

/// A number up to a bound that follows from a seed and a place.
fn drawn(seed: u64, place: usize, bound: u64) -> i64 {
    let mut state = (seed << 20 | place as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for shift in [13, 7, 17, 13, 7, 17] {
        state ^= if shift == 7 { state >> shift } else { state << shift };
    }
    i64::try_from((state >> 11) % bound).unwrap()
}

async fn environments(table: &str, limits: Limits) -> Vec<Arc<Ledger<DynamoTable>>> {
    let mut environments = Vec::new();
    for _ in 0..ENVIRONMENTS {
        environments.push(Arc::new(Ledger::new(dynamo(table).await, limits)));
    }
    environments
}

/// What a round of calls has come to.
#[derive(Debug, Default)]
struct Round {
    spent: i64,
    passed: usize,
    refused_by: [usize; 3],
}

/// A thousand calls at once over few sessions; every second one settles while others still ask.
async fn round(name: &str, environments: &[Arc<Ledger<DynamoTable>>], seed: u64, now: OffsetDateTime) -> Round {
    let sessions: Vec<Uuid> = (0..3).map(|_| Uuid::now_v7()).collect();
    let mut calls = JoinSet::new();
    for call in 0..CALLS {
        let ledger = Arc::clone(&environments[call % ENVIRONMENTS]);
        let session = sessions[usize::try_from(drawn(seed, call, 3)).unwrap()];
        calls.spawn(async move {
            let worst = 5_000_000 + drawn(seed, call + CALLS, 60_000_000);
            match ledger.hold(Uuid::new_v4(), Payer::Session(session), ask(worst, now), now).await {
                Ok(hold) => {
                    let cost = worst - drawn(seed, call + 2 * CALLS, u64::try_from(worst).unwrap());
                    ledger.settle(&hold, &charge(cost)).await.unwrap();
                    Ok((cost, session))
                }
                Err(Refusal::Limit(reached)) => {
                    // A refusal is true: at that moment it did not fit.
                    assert!(reached.balance.headroom() < nanos(worst), "{reached:?}");
                    Err(reached.balance.scope)
                }
                Err(Refusal::Away(error)) => panic!("{error:?}"),
            }
        });
    }
    let mut sum = Round::default();
    let mut by_session = vec![0; sessions.len()];
    for result in calls.join_all().await {
        match result {
            Ok((cost, session)) => {
                sum.spent += cost;
                sum.passed += 1;
                by_session[sessions.iter().position(|known| *known == session).unwrap()] += cost;
            }
            Err(scope) => sum.refused_by[scope as usize] += 1,
        }
    }
    let ledger = &environments[0];
    for (session, spent) in sessions.into_iter().zip(by_session) {
        let balance = ledger.session(session, now).await.unwrap();
        assert_eq!((balance.spent, balance.held), (nanos(spent), NanoUsd::ZERO), "seed {seed}");
        assert!(balance.spent <= balance.limit, "seed {seed}: {balance:?}");
    }
    let day = dynamo(name).await.read(&format!("DAY#{}", now.date())).await.unwrap();
    assert_eq!(number(&day, "used"), number(&day, "spent"), "seed {seed}: something is still held");
    sum
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invariant_2_a_thousand_calls_at_once_from_fifty_clients_overspend_nothing() {
    let rounds = env::var("OSOOL_LEDGER_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let (mut passed, mut refused_by) = (0, [0; 3]);
    for seed in 0..rounds {
        let _load = under_load().await;
        let name = table().await;
        // The session's limit of half a dollar binds, and in every other round the day's does before it.
        let day = if seed % 2 == 0 { 10_000_000_000 } else { 900_000_000 + drawn(seed, 0, 300_000_000) };
        let limits = Limits { session: nanos(500_000_000), day: nanos(day), month: nanos(3_000_000_000_000) };
        let environments = environments(&name, limits).await;
        let now = OffsetDateTime::now_utc();
        let sum = round(&name, &environments, seed, now).await;
        let (costs, month) =
            (environments[0].costs(now.date()).await.unwrap(), environments[0].month(now).await.unwrap());
        assert_eq!((costs.spent, month.spent), (nanos(sum.spent), nanos(sum.spent)), "seed {seed}");
        assert_eq!(costs.usage.iter().map(|row| row.cost).sum::<NanoUsd>(), costs.spent, "seed {seed}");
        assert!(costs.spent <= limits.day && costs.overrun == NanoUsd::ZERO, "seed {seed}: overspent");
        passed += sum.passed;
        refused_by = std::array::from_fn(|scope| refused_by[scope] + sum.refused_by[scope]);
    }
    println!(
        "{rounds} rounds of {CALLS} calls: overspent 0 nano-dollars; passed {passed}, refused by session, day, month {refused_by:?}"
    );
    assert!(passed > 0 && refused_by[Scope::Session as usize] > 0 && refused_by[Scope::Day as usize] > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invariant_2_sixty_four_first_touches_at_once_let_through_what_fits_and_no_more() {
    let limits = Limits { session: nanos(1_000), day: nanos(1_000), month: nanos(1_000) };
    for _ in 0..5 {
        let _load = under_load().await;
        let environments = environments(&table().await, limits).await;
        let (session, now) = (Uuid::now_v7(), OffsetDateTime::now_utc());
        let mut calls = JoinSet::new();
        for call in 0..64 {
            let ledger = Arc::clone(&environments[call % ENVIRONMENTS]);
            calls.spawn(async move {
                ledger.hold(Uuid::new_v4(), Payer::Session(session), ask(100, now), now).await.is_ok()
            });
        }
        assert_eq!(calls.join_all().await.into_iter().filter(|held| *held).count(), 10);
    }
}

#[tokio::test]
async fn l2_in_the_emulator_too_less_is_held_crashes_expire_and_late_settlements_count() {
    let limits = Limits { session: nanos(1_000), day: nanos(800), month: nanos(100_000) };
    let ledger = Ledger::new(dynamo(&table().await).await, limits);
    let (payer, now) = (Payer::Session(Uuid::now_v7()), OffsetDateTime::now_utc());
    let wish = Ask { worst: nanos(5_000), least: nanos(300), until: now + Duration::from_secs(30) };
    let hold = ledger.hold(Uuid::new_v4(), payer, wish, now).await.unwrap();
    assert_eq!(hold.amount(), nanos(800));
    assert!(ledger.hold(Uuid::new_v4(), payer, ask(1, now), now).await.is_err());

    let later = now + Duration::from_mins(2);
    assert_eq!(ledger.sweep(later).await.unwrap().expired, 1);
    assert_eq!(ledger.headroom(payer, later).await.unwrap(), nanos(800));
    ledger.settle(&hold, &charge(500)).await.unwrap();
    ledger.settle(&hold, &charge(700)).await.unwrap();
    let costs = ledger.costs(now.date()).await.unwrap();
    assert_eq!((costs.spent, costs.overrun, costs.expired), (nanos(500), nanos(500), nanos(800)));
    assert_eq!((costs.usage.len(), costs.usage[0].calls, costs.conversations), (1, 1, 1));
}

#[tokio::test]
async fn l5_each_alert_is_claimed_by_one_of_many_sweepers_and_sent_once_a_day() {
    let name = table().await;
    let limits = Limits { session: nanos(1_000), day: nanos(1_000), month: nanos(100_000) };
    let environments = environments(&name, limits).await;
    let (payer, now) = (Payer::Session(Uuid::now_v7()), OffsetDateTime::now_utc());
    let ledger = &environments[0];
    assert!(ledger.claim_alerts(now).await.unwrap().is_empty());
    let hold = ledger.hold(Uuid::new_v4(), payer, ask(950, now), now).await.unwrap();
    assert!(ledger.claim_alerts(now).await.unwrap().is_empty(), "what is only held costs nothing yet");
    ledger.settle(&hold, &charge(950)).await.unwrap();

    let mut claims = JoinSet::new();
    for ledger in &environments {
        let ledger = Arc::clone(ledger);
        claims.spawn(async move { ledger.claim_alerts(now).await.unwrap() });
    }
    let claimed: Vec<_> = claims.join_all().await.into_iter().flatten().collect();
    assert_eq!(claimed.len(), 1, "{claimed:?}");
    assert_eq!(claimed[0].kind.as_str(), "warning");
    // Whoever claimed it died before sending: five minutes later it is another's.
    assert!(ledger.claim_alerts(now + Duration::from_mins(4)).await.unwrap().is_empty());
    let again = ledger.claim_alerts(now + Duration::from_mins(6)).await.unwrap();
    assert_eq!(again.len(), 1);
    ledger.alert_sent(&again[0], now).await.unwrap();
    assert!(ledger.claim_alerts(now + Duration::from_mins(30)).await.unwrap().is_empty());

    // A call that no longer fits makes the day critical, although the limit itself is never spent.
    assert!(ledger.hold(Uuid::new_v4(), payer, ask(60, now), now).await.is_err());
    let critical = ledger.claim_alerts(now).await.unwrap();
    assert!(critical.is_empty(), "the session has refused, not the day: {critical:?}");
    let other = Payer::Session(Uuid::now_v7());
    assert!(ledger.hold(Uuid::new_v4(), other, ask(60, now), now).await.is_err());
    let critical = ledger.claim_alerts(now).await.unwrap();
    assert_eq!(critical.iter().map(|alert| alert.kind.as_str()).collect::<Vec<_>>(), ["critical"]);
}
