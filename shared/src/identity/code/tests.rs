#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::sync::Arc;

use proptest::prelude::*;
use time::macros::datetime;

use super::{super::key::tests::key, *};
use crate::store::table::{
    number,
    simulated::{self, Simulated, Task},
};

const NOW: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

struct World {
    table: Arc<Simulated>,
    codes: Codes<Arc<Simulated>>,
}

impl World {
    fn new() -> Self {
        Self::with_daily(DAILY_MESSAGES)
    }

    fn with_daily(daily: u32) -> Self {
        let table = Arc::<Simulated>::default();
        let codes = Codes::new(Arc::clone(&table), Arc::new(key()), daily);
        Self { table, codes }
    }

    async fn make(&self, phone: &str, now: OffsetDateTime) -> Result<Challenge, Failure> {
        self.codes.make(&phone.parse().unwrap(), Uuid::new_v4(), now).await
    }

    /// How many codes have been compared with a phone's since it was last right: each is counted before.
    fn tries(&self, phone: &str) -> i64 {
        number(&self.table.item(&self.codes.phones(&phone.parse().unwrap())), "tries")
    }
}

const PHONE: &str = "01001234567";

/// A code that is not this one.
fn another(code: &Code) -> &'static str {
    if code.expose() == "000000" { "111111" } else { "000000" }
}

#[tokio::test]
async fn a1_the_right_code_proves_the_phone_once_within_five_minutes() {
    let world = World::new();
    for (age, is_good) in [(0, true), (299, true), (300, false)] {
        let now = NOW + Duration::days(age);
        let challenge = world.make(PHONE, now).await.unwrap();
        assert!(
            challenge.code.expose().len() == 6 && challenge.code.expose().bytes().all(|digit| digit.is_ascii_digit())
        );
        let checked = world.codes.check(challenge.id, challenge.code.expose(), now + Duration::seconds(age)).await;
        assert_eq!(checked.is_ok(), is_good, "after {age} seconds");
        let again = world.codes.check(challenge.id, challenge.code.expose(), now + Duration::seconds(age)).await;
        assert_eq!(again.unwrap_err().code(), ErrorCode::AuthenticationFailed);
    }
}

#[tokio::test]
async fn a1_a_code_is_good_for_its_own_challenge_only() {
    let world = World::new();
    let (one, other) = (world.make(PHONE, NOW).await.unwrap(), world.make("01112345678", NOW).await.unwrap());
    if one.code.expose() != other.code.expose() {
        assert!(world.codes.check(other.id, one.code.expose(), NOW).await.is_err());
    }
    assert!(world.codes.check(Uuid::new_v4(), one.code.expose(), NOW).await.is_err());
    assert_eq!(world.codes.check(one.id, one.code.expose(), NOW).await.unwrap().expose(), "+201001234567");
}

#[tokio::test]
async fn a1_neither_phone_nor_code_stands_in_the_table_and_neither_is_printed() {
    let world = World::new();
    let challenge = world.make(PHONE, NOW).await.unwrap();
    let items: Vec<String> =
        world.table.keys().iter().map(|key| format!("{key} {:?}", world.table.item(key))).collect();
    for item in items {
        assert!(!item.contains("1001234567") && !item.contains(challenge.code.expose()), "{item}");
    }
    assert!(!format!("{challenge:?}").contains(challenge.code.expose()));
}

#[tokio::test]
async fn a1_codes_are_sent_after_one_and_two_minutes_and_three_an_hour_at_most() {
    let world = World::new();
    let mut sent = Vec::new();
    for second in 0..4 * 3_600 {
        if world.make(PHONE, NOW + Duration::seconds(second)).await.is_ok() {
            sent.push(second);
        }
    }
    assert_eq!(sent, [0, 60, 180, 3_600, 7_200, 10_800]);
    let refused = world.make(PHONE, NOW + Duration::seconds(4 * 3_600 - 90)).await.unwrap_err();
    assert_eq!((refused.code(), refused.details()["scope"].as_str()), (ErrorCode::RateLimited, Some("phone")));
    assert_eq!(refused.details()["retry_after_seconds"], 90);
    assert!(world.make(PHONE, NOW + Duration::hours(28)).await.is_ok());
    assert!(world.make(PHONE, NOW + Duration::hours(28) + Duration::MINUTE).await.is_ok(), "it begins anew");
}

#[tokio::test]
async fn l8_a_code_that_was_used_makes_no_room_for_another_message() {
    let world = World::new();
    let challenge = world.make(PHONE, NOW).await.unwrap();
    world.codes.check(challenge.id, challenge.code.expose(), NOW).await.unwrap();
    assert_eq!(world.make(PHONE, NOW + Duration::seconds(59)).await.unwrap_err().code(), ErrorCode::RateLimited);
    assert!(world.make(PHONE, NOW + Duration::MINUTE).await.is_ok());
}

#[tokio::test]
async fn a1_five_guesses_then_another_code_and_again_for_a_day_are_twenty_five_guesses() {
    let world = World::new();
    let (mut compared, mut now) = (0, NOW);
    while now < NOW + Duration::DAY {
        if let Ok(challenge) = world.make(PHONE, now).await {
            for _ in 0..10 {
                let before = world.tries(PHONE);
                assert!(world.codes.check(challenge.id, another(&challenge.code), now).await.is_err());
                compared += world.tries(PHONE) - before;
            }
        }
        now += Duration::MINUTE;
    }
    assert_eq!(compared, 25);
    let challenge = world.make(PHONE, now).await.unwrap();
    let refused = world.codes.check(challenge.id, challenge.code.expose(), now).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::RateLimited, "not even the right one is compared");
    let later = now + Duration::DAY;
    let challenge = world.make(PHONE, later).await.unwrap();
    assert!(world.codes.check(challenge.id, challenge.code.expose(), later).await.is_ok());
}

#[tokio::test]
async fn a1_ten_thousand_numbers_of_one_range_get_fifty_codes_unless_some_are_used() {
    let world = World::with_daily(20_000);
    let mut sent = 0;
    for number in 0..10_000 {
        sent += i32::from(world.make(&format!("0100123{number:04}"), NOW).await.is_ok());
    }
    assert_eq!(sent, 50);
    assert!(world.make("01001240000", NOW).await.is_ok(), "another range");
    let world = World::with_daily(20_000);
    for number in 0..200 {
        let challenge = world.make(&format!("0100123{number:04}"), NOW).await.unwrap();
        world.codes.check(challenge.id, challenge.code.expose(), NOW).await.unwrap();
    }
}

#[tokio::test]
async fn a1_a_day_brings_so_many_messages_and_no_more() {
    let world = World::with_daily(3);
    let mut sent = 0;
    for number in 0..10 {
        sent += i32::from(world.make(&format!("0100{number}123456"), NOW).await.is_ok());
    }
    assert_eq!(sent, 3);
    assert!(world.make("01112345678", NOW + Duration::DAY).await.is_ok());
}

#[test]
fn a1_no_code_is_likelier_than_another() {
    let mut firsts = [0; 10];
    for _ in 0..10_000 {
        let code = Code::random().unwrap();
        firsts[usize::from(code.expose().as_bytes()[0] - b'0')] += 1;
    }
    // A thousand each; six standard deviations are 180.
    assert!(firsts.iter().all(|count| (820..1_180).contains(count)), "{firsts:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn a1_of_a_thousand_wrong_codes_at_once_five_are_compared(seed: u64) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let world = World::new();
        let challenge = runtime.block_on(world.make(PHONE, NOW)).unwrap();
        let wrong = another(&challenge.code);
        let guess = |_| -> Task<'_, bool> {
            Box::pin(async { world.codes.check(challenge.id, wrong, NOW).await.is_ok() })
        };
        let right = simulated::run_all(seed, (0..1_000).map(guess).collect());
        prop_assert!(!right.contains(&true));
        prop_assert_eq!(world.tries(PHONE), 5);
        prop_assert!(runtime.block_on(world.codes.check(challenge.id, challenge.code.expose(), NOW)).is_err());
    }

    #[test]
    fn a1_the_right_code_a_hundred_times_at_once_is_right_once(seed: u64) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let world = World::new();
        let challenge = runtime.block_on(world.make(PHONE, NOW)).unwrap();
        let send = |_| -> Task<'_, bool> {
            Box::pin(async { world.codes.check(challenge.id, challenge.code.expose(), NOW).await.is_ok() })
        };
        let right = simulated::run_all(seed, (0..100).map(send).collect());
        prop_assert_eq!(right.into_iter().filter(|is_right| *is_right).count(), 1);
    }

    #[test]
    fn a1_no_text_is_taken_for_a_code(text in "\\PC{0,20}") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let world = World::new();
        let challenge = runtime.block_on(world.make(PHONE, NOW)).unwrap();
        if text != challenge.code.expose() {
            prop_assert!(runtime.block_on(world.codes.check(challenge.id, &text, NOW)).is_err());
        }
    }
}
