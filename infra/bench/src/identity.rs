//! Signing in, without the time of whoever sends the message: how long each step takes in the emulator of AWS, and with how
//! many calls to DynamoDB; what every request of somebody who is signed in costs besides; what a password costs; and whether
//! the time of an answer tells who has an account.

use std::{
    fmt::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use secrecy::{ExposeSecret as _, SecretString};
use shared::{
    identity::{
        access,
        code::Codes,
        key::IdentityKey,
        phone::Phone,
        refresh::{Families, Shown},
        sessions::Sessions,
        user::{Role, SignedIn, UserId},
    },
    secrets::{Key, Keys},
};
use time::OffsetDateTime;
use uuid::Uuid;

use bench::statistics::{Sample, milliseconds};

use crate::{
    Result,
    counted::{self, Counted},
};

/// How many people sign in, one after the other.
const PEOPLE: u32 = 200;

/// How many tokens are verified for one measurement: one takes microseconds.
const VERIFIED: u32 = 1_000;

/// Measures each step over the table at this address.
pub(crate) async fn measure(url: &str) -> Result<String> {
    let table = Counted::new(counted::table(url).await?);
    let secret = SecretString::from("9f8b2c7d1e4a6053bd17c9e0f2a48635");
    let key = Arc::new(IdentityKey::new(&secret));
    let keys = Keys { current: Key { id: Uuid::nil().to_string(), value: secret }, previous: None };
    let codes = Codes::new(table.clone(), Arc::clone(&key), u32::MAX);
    let (families, sessions) = (Families::new(table.clone(), key), Sessions::new(table.clone()));
    let now = OffsetDateTime::now_utc();
    let (mut made, mut checked, mut opened, mut refreshed) =
        (Step::default(), Step::default(), Step::default(), Step::default());
    for person in 0..PEOPLE {
        // A range of numbers of their own, and another one in each run.
        let phone: Phone = format!("010{:04}{:04}", person * 50, now.unix_timestamp() % 10_000).parse()?;
        let challenge = made.time(&table, codes.make(&phone, Uuid::new_v4(), now)).await?;
        checked.time(&table, codes.check(challenge.id, challenge.code.expose(), now)).await?;
        let (user, session) = (UserId::new(Uuid::new_v4()), Uuid::new_v4());
        let opening = async {
            sessions.open(user, session, "bench", now).await?;
            families.begin(user, session, now).await
        };
        let token = opened.time(&table, opening).await?;
        let next = async {
            let shown = families.refresh(token.expose_secret(), now).await?;
            sessions.use_again(user, session, now).await.map(|()| matches!(shown, Shown::Good(_)))
        };
        if !refreshed.time(&table, next).await? {
            return Err("a refresh token was not accepted".into());
        }
    }
    let mut text = "Signing in, without the time of whoever sends the message: 200 people one after the other, in the \
                    emulator, which takes several milliseconds for a call where DynamoDB takes a few. So take the calls.\n\n\
                    | step | reads | writes | p50 | p99 |\n|---|--:|--:|--:|--:|"
        .to_owned();
    for (name, step) in [
        ("a code is made", made),
        ("a code is checked", checked),
        ("a session is opened", opened),
        ("a token is exchanged for the next", refreshed),
    ] {
        let (reads, writes) = (step.calls.0 / PEOPLE, step.calls.1 / PEOPLE);
        let times = [50, 99].map(|hundredths| milliseconds(step.times.percentile(hundredths)));
        write!(text, "\n| {name} | {reads} | {writes} | {} | {} |", times[0], times[1])?;
    }
    write!(text, "\n\n{}", verification(&keys, now)?)?;
    Ok(text)
}

/// What a step has taken.
#[derive(Default)]
struct Step {
    times: Sample,
    /// Reads and writes.
    calls: (u32, u32),
}

impl Step {
    async fn time<R, E>(
        &mut self,
        table: &Counted,
        step: impl Future<Output = std::result::Result<R, E>>,
    ) -> std::result::Result<R, E> {
        let began = Instant::now();
        let done = step.await;
        self.times.add(began.elapsed());
        let (reads, writes) = table.take();
        self.calls = (self.calls.0 + reads, self.calls.1 + writes);
        done
    }
}

/// How long an access token takes to verify.
fn verification(keys: &Keys, now: OffsetDateTime) -> Result<String> {
    let who = SignedIn { user: UserId::new(Uuid::new_v4()), session: Uuid::new_v4(), role: Role::Investor };
    let token = access::sign(who, Uuid::new_v4(), keys, time::Duration::minutes(15), now)?;
    let began = Instant::now();
    for _ in 0..VERIFIED {
        if access::verify(&token, keys, now).is_none() {
            return Err("an access token was not accepted".into());
        }
    }
    let each: Duration = began.elapsed() / VERIFIED;
    Ok(format!(
        "An access token of {} bytes is verified in {:.1} µs; its session is asked for at most once a second, with one read.",
        token.len(),
        each.as_secs_f64() * 1e6
    ))
}
