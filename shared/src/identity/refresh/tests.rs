#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::sync::Arc;

use proptest::prelude::*;
use secrecy::ExposeSecret as _;
use time::macros::datetime;

use super::{super::key::tests::key, *};
use crate::store::table::simulated::{self, Fault, Simulated, Task};

const NOW: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

struct World {
    table: Arc<Simulated>,
    families: Families<Arc<Simulated>>,
    user: UserId,
    family: Uuid,
}

impl World {
    fn new() -> Self {
        let table = Arc::<Simulated>::default();
        let families = Families::new(Arc::clone(&table), Arc::new(key()));
        Self { table, families, user: UserId::new(Uuid::from_u128(1)), family: Uuid::from_u128(2) }
    }

    async fn begin(&self) -> String {
        self.families.begin(self.user, self.family, NOW).await.unwrap().expose_secret().to_owned()
    }

    async fn refresh(&self, token: &str, seconds: i64) -> Option<String> {
        match self.families.refresh(token, NOW + Duration::seconds(seconds)).await.unwrap() {
            Shown::Good(refreshed) => {
                assert_eq!((refreshed.user, refreshed.family), (self.user, self.family));
                Some(refreshed.token.expose_secret().to_owned())
            }
            Shown::Reused(user, family) => {
                assert_eq!((user, family), (self.user, self.family));
                None
            }
            Shown::Nothing => None,
        }
    }
}

#[tokio::test]
async fn a3_each_token_gives_the_next_one_and_its_parent_the_same_for_ten_seconds() {
    let world = World::new();
    let first = world.begin().await;
    let second = world.refresh(&first, 60).await.unwrap();
    assert_ne!(first, second);
    for seconds in [60, 65, 70] {
        assert_eq!(world.refresh(&first, seconds).await.as_ref(), Some(&second));
    }
    let third = world.refresh(&second, 80).await.unwrap();
    assert_eq!(world.refresh(&second, 81).await, Some(third));
}

#[tokio::test]
async fn a3_a_parent_after_eleven_seconds_and_a_grandparent_after_one_end_the_family() {
    let world = World::new();
    let first = world.begin().await;
    let second = world.refresh(&first, 0).await.unwrap();
    assert_eq!(world.refresh(&first, 11).await, None);
    assert_eq!(world.refresh(&second, 12).await, None, "the thief's has ended, too");

    let world = World::new();
    let first = world.begin().await;
    let second = world.refresh(&first, 0).await.unwrap();
    let third = world.refresh(&second, 0).await.unwrap();
    assert_eq!(world.refresh(&first, 1).await, None);
    assert_eq!(world.refresh(&third, 1).await, None);
}

#[tokio::test]
async fn a3_a_token_is_good_for_thirty_days_after_the_last_use() {
    let world = World::new();
    let days = |days: i64| days * 86_400;
    let first = world.begin().await;
    let second = world.refresh(&first, days(29)).await.unwrap();
    let third = world.refresh(&second, days(58)).await.unwrap();
    assert_eq!(world.refresh(&third, days(88)).await, None);
}

#[tokio::test]
async fn a3_who_knows_the_family_and_not_the_token_ends_nothing() {
    let world = World::new();
    let good = world.begin().await;
    let (family, rest) = good.split_once('.').unwrap();
    let (secret, seal) = rest.split_once('.').unwrap();
    let other = "0".repeat(64);
    for token in [
        format!("{family}.{other}.{seal}"),
        format!("{}.{secret}.{seal}", Uuid::from_u128(3).simple()),
        format!("{family}.{secret}.{}", "0".repeat(32)),
        format!("{family}.{secret}"),
        format!("{good}0"),
        String::new(),
    ] {
        assert!(matches!(world.families.refresh(&token, NOW).await.unwrap(), Shown::Nothing), "{token}");
    }
    assert!(world.refresh(&good, 1).await.is_some());
}

#[tokio::test]
async fn a3_a_family_that_has_ended_gives_nothing_and_the_table_holds_no_token() {
    let world = World::new();
    let first = world.begin().await;
    let second = world.refresh(&first, 0).await.unwrap();
    let item = format!("{:?}", world.table.item(&item_of(world.family)));
    for token in [&first, &second] {
        assert!(!item.contains(token.split('.').nth(1).unwrap()));
    }
    world.families.end(world.family).await.unwrap();
    assert_eq!(world.refresh(&second, 1).await, None);
    world.families.end(Uuid::from_u128(9)).await.unwrap();
    assert!(world.table.item(&item_of(Uuid::from_u128(9))).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Fifty requests with one token, in any order, some of whose answers get lost.
    #[test]
    fn a3_however_many_use_a_token_at_once_all_get_one_successor(seed: u64, lost in 0..10_u64) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let world = World::new();
        let token = runtime.block_on(world.begin());
        let mut calls = 0_u64;
        world.table.fail_as(move || {
            calls += 1;
            if lost > 0 && calls.is_multiple_of(lost + 1) { Fault::AnswerLost } else { Fault::None }
        });
        let using = |_| -> Task<'_, Option<String>> {
            Box::pin(async {
                match world.families.refresh(&token, NOW).await {
                    Ok(Shown::Good(refreshed)) => Some(refreshed.token.expose_secret().to_owned()),
                    _ => None,
                }
            })
        };
        let tokens: Vec<String> = simulated::run_all(seed, (0..50).map(using).collect()).into_iter().flatten().collect();
        world.table.recover();
        prop_assert!(lost > 0 || tokens.len() == 50);
        let again = runtime.block_on(world.refresh(&token, 5)).unwrap();
        prop_assert!(tokens.iter().all(|token| *token == again));
    }

    /// Of all tokens that were ever given, only the last and, for ten seconds, its parent are good; any other ends the
    /// family for good.
    #[test]
    fn a3_any_history_of_uses_is_as_the_rules_say(uses in prop::collection::vec((any::<prop::sample::Index>(), 0..20_i64), 1..30)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let world = World::new();
        let mut tokens = vec![runtime.block_on(world.begin())];
        let (mut now, mut used_at, mut has_ended) = (0, i64::MIN / 2, false);
        for (place, wait) in uses {
            now += wait;
            let at = place.index(tokens.len());
            let given = runtime.block_on(world.refresh(&tokens[at], now));
            let is_last = at + 1 == tokens.len();
            let is_parent = at + 2 == tokens.len() && now - used_at <= 10;
            if has_ended || !(is_last || is_parent) {
                prop_assert_eq!(given, None);
                has_ended = true;
            } else if is_last {
                tokens.push(given.unwrap());
                used_at = now;
            } else {
                prop_assert_eq!(given.as_ref(), tokens.last());
            }
        }
    }
}
