//! The ledger over a simulated table: tasks stand for environments, are polled in a random order, fail at random and
//! die at random; after every single step the books are audited.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "tests may panic, and their numbers are small"
)]

use std::{
    cell::Cell,
    rc::Rc,
    sync::Arc,
    task::{Context as Polling, Waker},
};

use proptest::prelude::*;
use time::{Duration, macros::datetime};
use uuid::Uuid;

use super::{
    account::{entries, entry},
    prices::Tokens,
    usage::Context,
    *,
};
use crate::{
    error::{ErrorCode, Failure},
    store::table::simulated::{Fault, Simulated, Task, run, run_all, run_all_watched},
};

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

fn nanos(nanos: i64) -> NanoUsd {
    NanoUsd::from_nanos(nanos).unwrap()
}

fn limits(session: i64, day: i64, month: i64) -> Limits {
    Limits { session: nanos(session), day: nanos(day), month: nanos(month) }
}

/// A ledger over a table of its own.
fn ledger(limits: Limits) -> (Ledger<Arc<Simulated>>, Arc<Simulated>) {
    let table = Arc::<Simulated>::default();
    (Ledger::new(Arc::clone(&table), limits), table)
}

fn ask(worst: i64, now: OffsetDateTime) -> Ask {
    Ask { worst: nanos(worst), least: nanos(worst), until: now + Duration::minutes(1) }
}

fn charge(cost: i64) -> Charge {
    let tokens = Tokens { input: 100, output: 10, ..Tokens::default() };
    Charge { model: "claude-sonnet-5-5".to_owned(), context: Context::Chat, tokens, cost: nanos(cost) }
}

/// All accounts: what is used is what is spent and held, and within the limit but for what is noted as overrun.
fn audit(table: &Simulated, limits: Limits) {
    for id in table.keys() {
        let item = table.item(&id);
        let get = |name| crate::store::table::number(&item, name);
        let held: i64 = entries(&item).map(|(_, entry)| entry.amount).sum();
        assert_eq!(get("used"), get("spent") + held, "{id}: {item:?}");
        assert!(get("spent") >= 0 && held >= 0, "{id}: {item:?}");
        let limit = match id.split('#').next().unwrap() {
            "SESSION" => limits.session,
            "DAY" => limits.day,
            "MONTH" => limits.month,
            _ => NanoUsd::MAX,
        };
        assert!(get("used") - get("overrun") <= limit.nanos(), "{id}: {item:?}");
    }
}

/// At the end of all things: nothing is held, and sessions, days, usage rows and months agree to the nano-dollar.
fn closed(table: &Simulated) -> i64 {
    let (mut of_sessions, mut of_days, mut of_rows, mut of_months) = (0, 0, 0, 0);
    for id in table.keys() {
        let item = table.item(&id);
        let get = |name| crate::store::table::number(&item, name);
        assert_eq!(get("used"), get("spent"), "{id} still holds: {item:?}");
        match id.split('#').next().unwrap() {
            "DAY" => {
                of_days += get("spent");
                let costs = usage::of_day(NOW.date(), &item);
                of_rows += costs.usage.iter().map(|row| row.cost.nanos()).sum::<i64>();
            }
            "MONTH" => of_months += get("spent"),
            _ => of_sessions += get("spent"),
        }
    }
    assert_eq!((of_sessions, of_rows, of_months), (of_days, of_days, of_days));
    of_days
}

/// A small generator of chance (xorshift), so that a seed says everything.
#[derive(Clone)]
struct Chance(Rc<Cell<u64>>);

impl Chance {
    fn new(seed: u64) -> Self {
        Self(Rc::new(Cell::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)))
    }

    fn below(&self, bound: u64) -> u64 {
        let mut state = self.0.get();
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        self.0.set(state);
        (state >> 11) % bound
    }

    fn one_in(&self, many: u64) -> bool {
        self.below(many) == 0
    }
}

#[test]
fn l2_what_fits_is_held_and_what_was_used_is_settled_in_all_three_accounts() {
    let (ledger, table) = ledger(limits(500, 1_000, 2_000));
    let session = Uuid::now_v7();
    let hold = run(ledger.hold(Uuid::new_v4(), Payer::Session(session), ask(300, NOW), NOW)).unwrap();
    audit(&table, ledger.limits());
    assert_eq!(run(ledger.headroom(Payer::Session(session), NOW)).unwrap(), nanos(200));
    assert_eq!(run(ledger.settle(&hold, &charge(120))).unwrap(), Settlement::Settled { overrun: NanoUsd::ZERO });
    for balance in [run(ledger.session(session, NOW)), run(ledger.day(NOW)), run(ledger.month(NOW))] {
        let balance = balance.unwrap();
        assert_eq!((balance.spent, balance.held), (nanos(120), NanoUsd::ZERO));
    }
    let costs = run(ledger.costs(NOW.date())).unwrap();
    assert_eq!((costs.spent, costs.conversations, costs.usage.len()), (nanos(120), 1, 1));
    let row = &costs.usage[0];
    assert_eq!((row.calls, row.input, row.output, row.cost, row.dearest), (1, 100, 10, nanos(120), nanos(120)));
    assert_eq!(closed(&table), 120);
}

#[test]
fn l2_a_refusal_names_the_account_and_leaves_nothing_held() {
    for (limits, scope) in [
        (limits(100, 1_000, 1_000), Scope::Session),
        (limits(1_000, 100, 1_000), Scope::Day),
        (limits(1_000, 1_000, 100), Scope::Month),
    ] {
        let (ledger, table) = ledger(limits);
        let payer = Payer::Session(Uuid::now_v7());
        let hold = run(ledger.hold(Uuid::new_v4(), payer, ask(60, NOW), NOW)).unwrap();
        let Err(Refusal::Limit(reached)) = run(ledger.hold(Uuid::new_v4(), payer, ask(41, NOW), NOW)) else {
            panic!("41 do not fit beside 60 of 100")
        };
        assert_eq!((reached.balance.scope, reached.balance.headroom()), (scope, nanos(40)));
        let failure = Failure::from(Refusal::Limit(reached));
        assert_eq!(failure.code(), ErrorCode::CostLimitReached);
        assert_eq!(failure.details()["scope"], scope.as_str());
        run(ledger.cancel(&hold)).unwrap();
        assert_eq!(closed(&table), 0);
        // The limit itself can be held to the last nano-dollar, and a nano-dollar more cannot, not even at first.
        let fresh = Payer::Session(Uuid::now_v7());
        assert!(run(ledger.hold(Uuid::new_v4(), fresh, ask(101, NOW), NOW)).is_err());
        assert!(run(ledger.hold(Uuid::new_v4(), fresh, ask(100, NOW), NOW)).is_ok());
    }
}

#[test]
fn l2_less_is_held_where_less_is_of_use() {
    let (ledger, table) = ledger(limits(1_000, 100, 70));
    let payer = Payer::Session(Uuid::now_v7());
    let shrinking = Ask { worst: nanos(500), least: nanos(50), until: NOW + Duration::minutes(1) };
    let hold = run(ledger.hold(Uuid::new_v4(), payer, shrinking, NOW)).unwrap();
    assert_eq!(hold.amount(), nanos(70), "the month, the narrowest, has room for 70");
    audit(&table, ledger.limits());
    let Err(Refusal::Limit(reached)) = run(ledger.hold(Uuid::new_v4(), payer, shrinking, NOW)) else { panic!("full") };
    assert_eq!((reached.asked, reached.balance.scope), (nanos(500), Scope::Month));
    run(ledger.settle(&hold, &charge(70))).unwrap();
    assert_eq!(closed(&table), 70);
}

#[test]
fn l2_settling_and_cancelling_up_to_five_times_in_any_order_gives_one_result() {
    for order in 0..3_u32.pow(5) {
        let (ledger, table) = ledger(limits(1_000, 1_000, 1_000));
        let hold = run(ledger.hold(Uuid::new_v4(), Payer::Session(Uuid::now_v7()), ask(100, NOW), NOW)).unwrap();
        let steps: Vec<u32> = (0..5).map(|step| order / 3_u32.pow(step) % 3).collect();
        for step in &steps {
            match step {
                0 => drop(run(ledger.settle(&hold, &charge(30))).unwrap()),
                1 => drop(run(ledger.settle(&hold, &charge(40))).unwrap()),
                _ => run(ledger.cancel(&hold)).unwrap(),
            }
            audit(&table, ledger.limits());
        }
        assert_eq!(closed(&table), [30, 40, 0][steps[0] as usize], "{steps:?}");
    }
}

#[test]
fn l2_more_than_was_held_is_counted_and_said() {
    let (ledger, table) = ledger(limits(100, 1_000, 1_000));
    let session = Uuid::now_v7();
    let hold = run(ledger.hold(Uuid::new_v4(), Payer::Session(session), ask(100, NOW), NOW)).unwrap();
    assert_eq!(run(ledger.settle(&hold, &charge(130))).unwrap(), Settlement::Settled { overrun: nanos(30) });
    audit(&table, ledger.limits());
    assert_eq!(run(ledger.session(session, NOW)).unwrap().spent, nanos(130));
    assert_eq!(run(ledger.costs(NOW.date())).unwrap().overrun, nanos(30));
    assert!(run(ledger.hold(Uuid::new_v4(), Payer::Session(session), ask(1, NOW), NOW)).is_err());
    assert_eq!(closed(&table), 130);
}

#[test]
fn l2_a_call_that_crosses_midnight_belongs_to_the_day_and_month_in_which_it_was_held() {
    let (ledger, table) = ledger(limits(1_000, 100, 1_000));
    let before = datetime!(2026-11-30 23:59:58 UTC);
    let after = datetime!(2026-12-01 0:00:03 UTC);
    let session = Uuid::now_v7();
    let hold = run(ledger.hold(Uuid::new_v4(), Payer::Session(session), ask(80, before), before)).unwrap();
    // The new day and month are empty, while the old ones still hold.
    assert!(run(ledger.hold(Uuid::new_v4(), Payer::Session(session), ask(100, after), after)).is_ok());
    run(ledger.settle(&hold, &charge(50))).unwrap();
    audit(&table, ledger.limits());
    for (at, spent) in [(before, 50), (after, 0)] {
        assert_eq!(run(ledger.day(at)).unwrap().spent, nanos(spent));
        assert_eq!(run(ledger.month(at)).unwrap().spent, nanos(spent));
    }
}

#[test]
fn invariant_2_a_crashed_calls_hold_is_released_when_it_expires_and_charged_if_it_is_settled_late() {
    let (ledger, table) = ledger(limits(100, 100, 100));
    let payer = Payer::Session(Uuid::now_v7());
    let hold = run(ledger.hold(Uuid::new_v4(), payer, ask(100, NOW), NOW)).unwrap();
    let soon = NOW + Duration::seconds(60);
    assert_eq!(run(ledger.sweep(soon)).unwrap(), Swept::default(), "clocks may be five seconds apart");
    let later = NOW + Duration::seconds(66);
    assert_eq!(run(ledger.sweep(later)).unwrap(), Swept { expired: 1, ..Swept::default() });
    assert_eq!(closed(&table), 0);
    assert_eq!(run(ledger.costs(NOW.date())).unwrap().expired, nanos(100));
    // It was alive after all.
    assert_eq!(run(ledger.settle(&hold, &charge(70))).unwrap(), Settlement::Settled { overrun: nanos(70) });
    audit(&table, ledger.limits());
    assert_eq!(closed(&table), 70);
    // And another one was not: after an hour nothing is left of it.
    drop(run(ledger.hold(Uuid::new_v4(), payer, ask(30, later), later)).unwrap());
    run(ledger.sweep(later + Duration::minutes(2))).unwrap();
    let removed = run(ledger.sweep(later + Duration::minutes(70))).unwrap();
    assert_eq!(removed, Swept { removed: 1, ..Swept::default() }, "the second account finds it gone");
    assert!(table.keys().iter().all(|id| entries(&table.item(id)).next().is_none()));
}

#[test]
fn invariant_2_a_hold_that_stands_in_the_way_after_its_time_is_cleared_without_the_sweeper() {
    for limits in [limits(100, 1_000, 1_000), limits(1_000, 100, 1_000), limits(1_000, 1_000, 100)] {
        let (ledger, table) = ledger(limits);
        let payer = Payer::Session(Uuid::now_v7());
        drop(run(ledger.hold(Uuid::new_v4(), payer, ask(90, NOW), NOW)).unwrap());
        let later = NOW + Duration::minutes(2);
        assert!(run(ledger.hold(Uuid::new_v4(), payer, ask(90, later), later)).is_ok());
        audit(&table, limits);
    }
}

#[test]
fn invariant_2_a_conversation_whose_calls_crashed_ten_times_can_hold_all_of_its_limit_again() {
    let (ledger, table) = ledger(limits(1_000, 100_000, 100_000));
    let payer = Payer::Session(Uuid::now_v7());
    for _ in 0..10 {
        drop(run(ledger.hold(Uuid::new_v4(), payer, ask(100, NOW), NOW)).unwrap());
    }
    let later = NOW + Duration::minutes(3);
    assert_eq!(run(ledger.headroom(payer, later)).unwrap(), nanos(1_000));
    assert!(run(ledger.hold(Uuid::new_v4(), payer, ask(1_000, later), later)).is_ok());
    audit(&table, ledger.limits());
}

#[test]
fn invariant_2_nothing_is_held_while_the_table_is_away() {
    for fault in [Fault::NotDone, Fault::AnswerLost, Fault::Delayed] {
        for healthy in 0..6 {
            let (ledger, table) = ledger(limits(100, 100, 100));
            let mut calls = 0;
            table.fail_as(move || {
                calls += 1;
                if calls > healthy { fault } else { Fault::None }
            });
            let payer = Payer::Session(Uuid::now_v7());
            let held = run(ledger.hold(Uuid::new_v4(), payer, ask(60, NOW), NOW));
            assert_eq!(held.is_ok(), healthy >= 3, "{fault:?} after {healthy} calls");
            table.recover();
            audit(&table, ledger.limits());
            for _ in 0..3 {
                table.deliver(|_| 0);
                audit(&table, ledger.limits());
            }
            if held.is_err() {
                let later = NOW + Duration::minutes(2);
                run(ledger.sweep(later)).unwrap();
                assert!(run(ledger.hold(Uuid::new_v4(), payer, ask(100, later), later)).is_ok(), "{fault:?} {healthy}");
            }
        }
    }
}

#[test]
fn l2_sixty_four_first_touches_of_missing_accounts_let_no_more_pass_than_fit() {
    for seed in 0..50 {
        let (ledger, table) = ledger(limits(1_000, 1_000, 100_000));
        let session = Uuid::now_v7();
        let hold = async || ledger.hold(Uuid::new_v4(), Payer::Session(session), ask(100, NOW), NOW).await.is_ok();
        let tasks = (0..64).map(|_| Box::pin(hold()) as Task<'_, bool>).collect();
        let passed = run_all_watched(seed, tasks, || audit(&table, ledger.limits()));
        assert_eq!(passed.into_iter().filter(|passed| *passed).count(), 10, "seed {seed}");
    }
}

#[test]
fn invariant_2_two_hundred_rounds_of_a_thousand_calls_at_once_overspend_nothing() {
    for seed in 0..200 {
        let chance = Chance::new(seed);
        // In nano-dollars: half a dollar a session, and in every other round a day that binds before it.
        let day = if seed % 2 == 0 { 100_000_000_000 } else { 600_000_000 + chance.below(600_000_000) as i64 };
        let (ledger, table) = ledger(limits(500_000_000, day, 3_000_000_000_000));
        let sessions: Vec<Uuid> = (0..3).map(|_| Uuid::now_v7()).collect();
        let call = async |session: Uuid, worst: i64, cost: i64| match ledger
            .hold(Uuid::new_v4(), Payer::Session(session), ask(worst, NOW), NOW)
            .await
        {
            Ok(hold) => {
                ledger.settle(&hold, &charge(cost)).await.unwrap();
                cost
            }
            // A refusal is true: at that moment it did not fit.
            Err(Refusal::Limit(reached)) => {
                assert!(reached.balance.headroom() < nanos(worst), "seed {seed}: {reached:?}");
                0
            }
            Err(Refusal::Away(error)) => panic!("{error:?}"),
        };
        let tasks = (0..1_000)
            .map(|_| {
                let worst = 5_000_000 + chance.below(60_000_000) as i64;
                let cost = 1 + chance.below(worst as u64) as i64;
                let session = sessions[chance.below(3) as usize];
                Box::pin(call(session, worst, cost)) as Task<'_, i64>
            })
            .collect();
        let spent: i64 = run_all(seed, tasks).into_iter().sum();
        audit(&table, ledger.limits());
        assert_eq!(closed(&table), spent, "seed {seed}");
        let costs = run(ledger.costs(NOW.date())).unwrap();
        assert!(costs.spent <= ledger.limits().day && costs.overrun == NanoUsd::ZERO, "seed {seed}");
    }
}

/// One environment's work: holds, calls, and settles as often and in whatever order its life has it.
async fn environment(ledger: &Ledger<Arc<Simulated>>, chance: Chance, clock: Rc<Cell<i64>>, sessions: Vec<Uuid>) {
    let now = || NOW + Duration::seconds(clock.get());
    for _ in 0..4 {
        let payer = Payer::Session(sessions[chance.below(sessions.len() as u64) as usize]);
        let worst = 1 + chance.below(90) as i64;
        let least = if chance.one_in(2) { worst } else { 1 + chance.below(worst as u64) as i64 };
        let wish = Ask { worst: nanos(worst), least: nanos(least), until: now() + Duration::seconds(30) };
        let Ok(hold) = ledger.hold(Uuid::new_v4(), payer, wish, now()).await else { continue };
        // A provider that bills more than it was asked for is rare, but there.
        let most = if chance.one_in(20) { hold.amount().nanos() + 50 } else { hold.amount().nanos() };
        let used = charge(chance.below(most as u64 + 1) as i64);
        if chance.one_in(6) {
            drop(ledger.cancel(&hold).await);
            continue;
        }
        if chance.one_in(4) {
            drop(tokio::join!(ledger.settle(&hold, &used), ledger.settle(&hold, &used)));
        }
        for _ in 0..=chance.below(4) {
            drop(ledger.settle(&hold, &used).await);
        }
        if chance.one_in(3) {
            drop(ledger.cancel(&hold).await);
        }
    }
}

async fn sweeper(ledger: &Ledger<Arc<Simulated>>, clock: Rc<Cell<i64>>) {
    for _ in 0..6 {
        drop(ledger.sweep(NOW + Duration::seconds(clock.get())).await);
    }
}

/// A history of eight environments and two sweepers.
fn history(seed: u64) -> i64 {
    let chance = Chance::new(seed);
    let bounds = limits(60 + chance.below(200) as i64, 100 + chance.below(300) as i64, 150 + chance.below(400) as i64);
    let (ledger, table) = ledger(bounds);
    // Eleven hours and a half before midnight, so that jumps of the clock cross it.
    let clock = Rc::new(Cell::new(0));
    let sessions: Vec<Uuid> = (0..3).map(|_| Uuid::now_v7()).collect();
    let faults = [0, 3, 10, 40][chance.below(4) as usize];
    let mut roll = fastrand::Rng::with_seed(seed);
    table.fail_as(move || match roll.u64(..100) {
        roll if roll >= faults => Fault::None,
        roll => [Fault::NotDone, Fault::AnswerLost, Fault::Delayed][(roll % 3) as usize],
    });
    let mut tasks: Vec<Task<'_, ()>> = Vec::new();
    for _ in 0..8 {
        tasks.push(Box::pin(environment(&ledger, chance.clone(), Rc::clone(&clock), sessions.clone())));
    }
    for _ in 0..2 {
        tasks.push(Box::pin(sweeper(&ledger, Rc::clone(&clock))));
    }
    let mut polling = Polling::from_waker(Waker::noop());
    while !tasks.is_empty() {
        let place = chance.below(tasks.len() as u64) as usize;
        if tasks[place].as_mut().poll(&mut polling).is_ready() || chance.one_in(300) {
            // Ended, or crashed where it stood.
            drop(tasks.swap_remove(place));
        }
        match chance.below(400) {
            0 => clock.set(clock.get() + 20_000),
            1 => clock.set((clock.get() - 30).max(0)),
            2..20 => clock.set(clock.get() + 5),
            20..60 => table.deliver(|many| chance.below(many as u64) as usize),
            _ => {}
        }
        audit(&table, bounds);
    }
    table.recover();
    drop(tasks);
    // What was on its way arrives in the end, or never.
    for _ in 0..chance.below(20) {
        table.deliver(|many| chance.below(many as u64) as usize);
        audit(&table, bounds);
    }
    // The days in which something may be held: the clock jumped by a few of them at most.
    for half_days in 0..24 {
        run(ledger.sweep(NOW + Duration::hours(12 * half_days))).unwrap();
        audit(&table, bounds);
    }
    // A session's entry without counterparts is cleared when the session next asks for money; here all at once.
    for id in table.keys().into_iter().filter(|id| id.starts_with("SESSION")) {
        let item = table.item(&id);
        for (hold, found) in entries(&item) {
            run(ledger.finish(&id, hold, &found, NOW + Duration::days(20))).unwrap();
            assert!(entry(&table.item(&id), hold).is_none_or(|entry| entry.amount == 0));
        }
    }
    closed(&table)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Invariant 2: interleavings, lost answers, writes that arrive late, crashes at every await, settlements that
    /// are repeated and reordered, clocks that jump.
    #[test]
    fn invariant_2_spent_and_held_never_exceed_a_limit_and_in_the_end_all_books_agree(seed in any::<u64>()) {
        history(seed);
    }
}

#[test]
fn invariant_2_the_histories_spend_something() {
    let spent: i64 = (0..100).map(history).sum();
    assert!(spent > 5_000, "{spent}");
}
