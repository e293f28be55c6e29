#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use time::Duration;
use uuid::Uuid;

use super::*;
use crate::{
    error::{ErrorCode, Failure},
    guard::limits::{
        LimitSettings, Passed, RouteKind,
        tests::{Answer, Fleet, NOW, address, environment},
    },
    store::table::simulated::{Fault, Task, run, run_all},
};

fn ask(limits: &Limits<Fleet>, from: u32, now: OffsetDateTime) -> Result<Passed, Failure> {
    run(limits.admit(RouteKind::Search, &address(from), None, now))
}

fn is_blocked(limits: &Limits<Fleet>, from: u32, now: OffsetDateTime) -> bool {
    ask(limits, from, now)
        .is_err_and(|refusal| refusal.details().get("reason").is_some_and(|reason| reason == "blocked"))
}

/// Makes an address be blocked.
fn flood(limits: &Limits<Fleet>, from: u32, now: OffsetDateTime) {
    for _ in 0..101 {
        ask(limits, from, now).ok();
    }
}

fn names(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.subject.to_string()).collect()
}

/// What `entries` must say.
fn listed(fleet: &Fleet) -> i64 {
    let item = fleet.item(SECURITY);
    i64::try_from(item.keys().filter(|name| name.starts_with(BLOCKED) || name.starts_with(FLAGGED)).count()).unwrap()
}

#[test]
fn l9_the_101st_request_in_a_minute_blocks_an_address_for_15_minutes_at_whatever_pace() {
    for pace in [0, 10, 250, 590] {
        let fleet = Fleet::default();
        let limits = environment(&fleet, LimitSettings::default());
        let at = |request: i64| NOW + Duration::milliseconds(pace * request);
        for request in 0..100 {
            assert!(!is_blocked(&limits, 1, at(request)), "request {request} at {pace} ms");
        }
        let began = at(100);
        let refusal = ask(&limits, 1, began).unwrap_err();
        assert_eq!(refusal.code(), ErrorCode::RateLimited);
        assert_eq!(
            (&refusal.details()["reason"], &refusal.details()["retry_after_seconds"]),
            (&"blocked".into(), &900.into())
        );
        // A blocked request costs one refused write and does not make the block longer.
        let writes = fleet.writes();
        assert!(is_blocked(&limits, 1, began + Duration::minutes(14)));
        assert_eq!(fleet.writes(), writes + 1);
        assert!(is_blocked(&limits, 1, began + Duration::seconds(899)));
        assert!(ask(&limits, 1, began + Duration::seconds(900)).is_ok());
        assert!(ask(&limits, 2, began).is_ok());
    }
}

#[test]
fn l9_100_requests_a_minute_are_no_flood_however_long_they_go_on() {
    let limits = environment(&Fleet::default(), LimitSettings::default());
    for request in 0..2_000 {
        assert!(!is_blocked(&limits, 1, NOW + Duration::milliseconds(600 * request)), "request {request}");
    }
}

#[test]
fn l9_a_blocked_address_is_closed_to_signed_in_users_too_and_they_are_free_elsewhere() {
    let limits = environment(&Fleet::default(), LimitSettings::default());
    flood(&limits, 1, NOW);
    let ask = |from| run(limits.admit(RouteKind::Search, &address(from), Some(Uuid::from_u128(7)), NOW));
    assert_eq!(ask(1).unwrap_err().details()["reason"], "blocked");
    assert!(ask(2).is_ok());
    // What users send counts against their address, whoever they are.
    let flooding = (0..101)
        .map(|user| run(limits.admit(RouteKind::Search, &address(3), Some(Uuid::from_u128(user)), NOW)).is_ok());
    assert_eq!(flooding.filter(|passed| *passed).count(), 100);
    assert!(is_blocked(&limits, 3, NOW));
}

#[test]
fn l9_a_block_is_listed_once_and_lifted_by_an_administrator() {
    for seed in 0..20 {
        let fleet = Fleet::default();
        let environments: Vec<_> = (0..30).map(|_| environment(&fleet, LimitSettings::default())).collect();
        let from = address(1);
        let tasks = (0..300).map(|request: usize| {
            Box::pin(environments[request % 30].admit(RouteKind::Search, &from, None, NOW)) as Task<'_, Answer>
        });
        assert_eq!(run_all(seed, tasks.collect()).iter().filter(|answer| answer.is_ok()).count(), 60);
        let limits = &environments[0];
        let report = run(limits.report(NOW)).unwrap();
        let expected = Entry { subject: from, reason: "flood".to_owned(), at: NOW, until: NOW + Duration::minutes(15) };
        assert_eq!(report, Security { blocked: vec![expected], flagged: Vec::new(), overflow: 0 });
        assert_eq!(number(&fleet.item(SECURITY), ENTRIES), 1);
        run(limits.unblock(&"ip 10.0.0.1".parse().unwrap())).unwrap();
        assert_eq!(run(limits.report(NOW)).unwrap(), Security::default());
        assert_eq!(number(&fleet.item(SECURITY), ENTRIES), 0);
        // The minute's limit goes on; the count of the flood began anew.
        assert!(ask(limits, 1, NOW + Duration::SECOND).is_ok());
        assert!(ask(limits, 1, NOW + Duration::SECOND).is_err_and(|refusal| refusal.details()["policy"] == "minute"));
    }
}

#[test]
fn l9_a_block_holds_whatever_the_count_says() {
    let fleet = Fleet::default();
    let limits = environment(&fleet, LimitSettings::default());
    assert!(ask(&limits, 1, NOW).is_ok());
    let until = micros(NOW + Duration::minutes(2));
    run(fleet.write(Write::to(key(&address(1))).set("blocked_until", until))).unwrap();
    for later in [0, 10, 59, 60, 119] {
        assert!(is_blocked(&limits, 1, NOW + Duration::seconds(later)), "{later}");
    }
    assert!(ask(&limits, 1, NOW + Duration::minutes(2)).is_ok());
}

#[test]
fn l9_to_unblock_somebody_unknown_leaves_no_trace() {
    let fleet = Fleet::default();
    run(environment(&fleet, LimitSettings::default()).unblock(&address(1))).unwrap();
    assert_eq!(fleet.keys(), Vec::<String>::new());
}

#[test]
fn l9_nobody_is_blocked_by_a_request_that_was_under_way_when_the_block_was_lifted() {
    let fleet = Fleet::default();
    let limits = environment(&fleet, LimitSettings::default());
    flood(&limits, 1, NOW);
    run(limits.unblock(&address(1))).unwrap();
    assert!(run(limits.mark(&address(1), &Threshold::flood(1), micros(NOW))) <= micros(NOW));
    assert!(!is_blocked(&limits, 1, NOW));
    assert_eq!(run(limits.report(NOW)).unwrap(), Security::default());
}

#[test]
fn l9_the_50th_suspicious_event_within_five_minutes_flags_a_subject_once() {
    let fleet = Fleet::default();
    let limits = environment(&fleet, LimitSettings::default());
    let user = Subject::User(Uuid::from_u128(7));
    for event in 0..49 {
        run(limits.suspicious(&user, Suspicion::BadToken, NOW + Duration::seconds(6 * event)));
    }
    let last = NOW + Duration::seconds(299);
    assert_eq!(run(limits.report(last)).unwrap(), Security::default());
    run(limits.suspicious(&user, Suspicion::Injection, last));
    let report = run(limits.report(last)).unwrap();
    assert_eq!(names(&report.flagged), [user.to_string()]);
    assert_eq!((report.flagged[0].reason.as_str(), report.flagged[0].at), ("injection", last));
    let item = fleet.item(SECURITY);
    for _ in 0..100 {
        run(limits.suspicious(&user, Suspicion::BadToken, last + Duration::SECOND));
    }
    assert_eq!(fleet.item(SECURITY), item);
    // A flag is for administrators to see: requests go on.
    assert!(run(limits.admit(RouteKind::Chat, &address(1), Some(Uuid::from_u128(7)), last)).is_ok());
    run(limits.unblock(&user)).unwrap();
    assert_eq!(run(limits.report(last)).unwrap(), Security::default());
}

#[test]
fn l9_49_suspicious_events_every_five_minutes_flag_nobody() {
    let limits = environment(&Fleet::default(), LimitSettings::default());
    for round in 0..20 {
        for _ in 0..49 {
            run(limits.suspicious(&address(1), Suspicion::ForeignSession, NOW + Duration::minutes(5 * round)));
        }
    }
    assert_eq!(run(limits.report(NOW + Duration::hours(2))).unwrap(), Security::default());
}

#[test]
fn l9_the_scale_multiplies_both_thresholds() {
    let limits = environment(&Fleet::default(), LimitSettings { scale: 3, ..LimitSettings::default() });
    for _ in 0..300 {
        assert!(!is_blocked(&limits, 1, NOW));
    }
    assert!(is_blocked(&limits, 1, NOW));
    for event in 1..=150 {
        run(limits.suspicious(&address(2), Suspicion::WrongAdminKey, NOW));
        assert_eq!(run(limits.report(NOW)).unwrap().flagged.len(), usize::from(event == 150));
    }
}

#[test]
fn l9_the_list_stays_small_and_says_how_much_is_missing() {
    let fleet = Fleet::default();
    let limits = environment(&fleet, LimitSettings::default());
    let mark = |from, now| {
        for _ in 0..50 {
            run(limits.suspicious(&address(from), Suspicion::BadToken, now));
        }
    };
    for from in 0..1_003 {
        mark(from, NOW);
    }
    let report = run(limits.report(NOW)).unwrap();
    assert_eq!((report.flagged.len(), report.overflow), (1_000, 3));
    // One that is listed is renewed even when the list is full.
    mark(0, NOW + Duration::DAY);
    let tomorrow = run(limits.report(NOW + Duration::DAY)).unwrap();
    assert_eq!(names(&tomorrow.flagged), ["ip 10.0.0.0"]);
    run(limits.sweep(NOW + Duration::DAY)).unwrap();
    assert_eq!((listed(&fleet), number(&fleet.item(SECURITY), ENTRIES)), (1, 1));
    mark(2_000, NOW + Duration::DAY);
    assert_eq!(run(limits.report(NOW + Duration::DAY)).unwrap().flagged.len(), 2);
}

#[test]
fn l9_what_is_past_is_not_reported_and_what_is_not_survives_the_sweep() {
    let fleet = Fleet::default();
    let limits = environment(&fleet, LimitSettings::default());
    flood(&limits, 1, NOW);
    flood(&limits, 2, NOW + Duration::minutes(5));
    let report = run(limits.report(NOW + Duration::minutes(14))).unwrap();
    assert_eq!(names(&report.blocked), ["ip 10.0.0.2", "ip 10.0.0.1"]);
    let later = NOW + Duration::minutes(15);
    assert_eq!(names(&run(limits.report(later)).unwrap().blocked), ["ip 10.0.0.2"]);
    run(limits.sweep(later)).unwrap();
    assert_eq!(listed(&fleet), 1);
    assert!(is_blocked(&limits, 2, later));
}

#[test]
fn l9_entries_are_counted_right_whatever_is_lost_and_in_whatever_order() {
    for seed in 0..200 {
        let fleet = Fleet::default();
        let mut chance = fastrand::Rng::with_seed(seed);
        let mut faults = chance.fork();
        fleet.fail_as(move || match faults.u8(..12) {
            0 => Fault::NotDone,
            1 => Fault::AnswerLost,
            2 => Fault::Delayed,
            _ => Fault::None,
        });
        let environments: Vec<_> = (0..40).map(|_| environment(&fleet, LimitSettings::default())).collect();
        let subjects: Vec<_> = (0..6).map(address).collect();
        for round in 0..6 {
            let now = NOW + Duration::hours(12 * round);
            let entry = |until: OffsetDateTime| {
                Value::map([("until", micros(until).into()), ("at", micros(now).into()), ("reason", "flood".into())])
            };
            let tasks = environments.iter().map(|limits| {
                let subject = &subjects[chance.usize(..subjects.len())];
                let until = now + Duration::hours(chance.i64(1..30));
                match chance.u8(..4) {
                    0 => Box::pin(async {
                        limits.unblock(subject).await.ok();
                    }) as Task<'_, ()>,
                    1 => Box::pin(async {
                        limits.sweep(now).await.ok();
                    }),
                    _ => Box::pin(limits.list(format!("{BLOCKED}{subject}"), entry(until), micros(now))),
                }
            });
            let tasks = tasks.collect();
            run_all(chance.u64(..), tasks);
            for _ in 0..chance.usize(..20) {
                fleet.deliver(|waiting| chance.usize(..waiting));
            }
            assert_eq!(number(&fleet.item(SECURITY), ENTRIES), listed(&fleet), "seed {seed}");
        }
    }
}

#[test]
fn l9_without_the_table_nothing_comes_of_a_suspicion_and_the_report_says_so() {
    let fleet = Fleet::default();
    let limits = environment(&fleet, LimitSettings::default());
    fleet.fail_as(|| Fault::NotDone);
    run(limits.suspicious(&address(1), Suspicion::BadToken, NOW));
    assert_eq!(run(limits.report(NOW)).unwrap_err().code(), ErrorCode::DependencyUnavailable);
    assert!(run(limits.sweep(NOW)).is_err() && run(limits.unblock(&address(1))).is_err());
}

#[test]
fn l9_the_report_reads_well_as_json() {
    let limits = environment(&Fleet::default(), LimitSettings::default());
    flood(&limits, 1, NOW);
    assert_eq!(
        serde_json::to_value(run(limits.report(NOW)).unwrap()).unwrap(),
        serde_json::json!({
            "blocked": [{
                "subject": "ip 10.0.0.1",
                "reason": "flood",
                "at": "2026-11-21T12:00:00Z",
                "until": "2026-11-21T12:15:00Z",
            }],
            "flagged": [],
            "overflow": 0,
        })
    );
}
