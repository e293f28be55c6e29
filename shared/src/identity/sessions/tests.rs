#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::sync::Arc;

use time::macros::datetime;

use super::*;
use crate::store::table::simulated::Simulated;

const NOW: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

fn user() -> UserId {
    UserId::new(Uuid::from_u128(1))
}

fn session(number: u128) -> Uuid {
    Uuid::from_u128(100 + number)
}

/// Two environments over one table.
fn environments() -> [Sessions<Arc<Simulated>>; 2] {
    let table = Arc::<Simulated>::default();
    [Sessions::new(Arc::clone(&table)), Sessions::new(table)]
}

async fn has(sessions: &Sessions<Arc<Simulated>>, number: u128, milliseconds: i64) -> bool {
    let (session, now) = (session(number), NOW + Duration::milliseconds(milliseconds));
    sessions.standing(user(), session, now).await.unwrap().has(session)
}

#[tokio::test]
async fn a3_who_signs_out_or_is_shut_out_is_out_within_a_second_everywhere() {
    let [here, there] = environments();
    for number in 1..=2 {
        here.open(user(), session(number), "Firefox", NOW).await.unwrap();
    }
    assert!(has(&there, 1, 0).await && has(&there, 2, 0).await);
    here.close(user(), session(1), NOW).await.unwrap();
    assert!(has(&there, 1, 999).await, "it asks once a second");
    assert!(!has(&there, 1, 1_000).await && has(&there, 2, 1_000).await && !has(&here, 1, 0).await);
    here.block(user(), true, NOW).await.unwrap();
    assert!(!has(&there, 2, 2_000).await);
    assert_eq!(here.open(user(), session(3), "", NOW).await.unwrap_err().code(), ErrorCode::NotAuthorized);
    here.block(user(), false, NOW).await.unwrap();
    here.open(user(), session(3), "", NOW).await.unwrap();
    assert!(has(&there, 3, 3_000).await && !has(&there, 2, 3_000).await, "what was shut stays shut");
}

#[tokio::test]
async fn a3_a_session_that_was_opened_elsewhere_is_known_at_once() {
    let [here, there] = environments();
    here.open(user(), session(1), "Firefox", NOW).await.unwrap();
    assert!(has(&there, 1, 0).await && !has(&there, 2, 0).await);
    here.open(user(), session(2), "Chrome", NOW).await.unwrap();
    assert!(has(&there, 2, 1).await);
}

#[tokio::test]
async fn a3_a_session_that_was_closed_is_not_opened_by_being_used() {
    let [here, there] = environments();
    here.open(user(), session(1), "Firefox", NOW).await.unwrap();
    let later = NOW + Duration::HOUR;
    there.use_again(user(), session(1), later).await.unwrap();
    let open = here.look(user()).await.unwrap().sessions;
    assert_eq!((open[0].used_at, open[0].signed_in_at, open[0].device.as_str()), (later, NOW, "Firefox"));
    assert_eq!(here.close_all(user(), later).await.unwrap(), [session(1)]);
    let used = there.use_again(user(), session(1), later).await.unwrap_err();
    assert_eq!(used.code(), ErrorCode::AuthenticationFailed);
    assert!(here.look(user()).await.unwrap().sessions.is_empty());
}

#[tokio::test]
async fn a3_the_session_that_was_used_longest_ago_gives_way_to_the_twenty_first() {
    let [here, _] = environments();
    for number in 0..25 {
        here.open(user(), session(number), "x", NOW + Duration::minutes(number.try_into().unwrap())).await.unwrap();
    }
    let open = here.look(user()).await.unwrap().sessions;
    assert_eq!((open.len(), open[0].session_id, open[19].session_id), (20, session(24), session(5)));
}

#[tokio::test]
async fn a7_of_somebody_who_is_no_more_nothing_is_left_but_an_item_that_expires() {
    let [here, there] = environments();
    here.open(user(), session(1), "Firefox", NOW).await.unwrap();
    assert_eq!(here.forget(user(), NOW).await.unwrap(), [session(1)]);
    assert!(!has(&there, 1, 0).await);
    let item = there.table.item(&item_of(user()));
    assert!(number(&item, EXPIRES_AT) > 0 && !format!("{item:?}").contains("Firefox"));
}
