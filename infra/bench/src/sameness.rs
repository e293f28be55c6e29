//! Whether an answer's time tells who has an account: 2,000 whom Osool knows and 2,000 whom it does not ask for the same, one
//! after the other in an order that chance has made. What is said of the times is how often somebody known waits longer than
//! somebody unknown, of all pairs of the two: half of them, where time tells nothing (Mann and Whitney's U, as a share).

use std::{fmt::Write as _, time::Duration};

use catalogue::random::Random;
use serde_json::{Value, json};
use shared::{
    identity::{
        key::IdentityKey,
        password::{Password, Passwords},
    },
    store::{self, table::DynamoTable},
};
use sqlx::PgPool;

use bench::statistics::{Sample, mebibytes, milliseconds};

use crate::{
    Result,
    cloud::{Cloud, KEY},
    function::{Binary, Function},
};

/// How many of either kind ask, and how many have asked before that is measured.
const ASKED: usize = 2_000;
const WARM_UP: usize = 100;

/// A request as API Gateway hands it over; path and body are put in.
const EVENT: &str = include_str!("../../../events/auth/login.json");

/// What is asked for: its name in the table, its path, and its body for somebody with this number.
type Question = (&'static str, &'static str, fn(&str) -> Value);

const QUESTIONS: [Question; 4] = [
    ("a code to a phone", "otp/send", |number| json!({"phone": format!("010{number}")})),
    ("another password", "password-reset", |number| json!({"email": mail(number)})),
    ("an account", "register", |number| json!({"email": mail(number), "password": "a long way home"})),
    ("signing in with a wrong password", "login", |number| json!({"email": mail(number), "password": "a wrong one"})),
];

fn mail(number: &str) -> String {
    format!("somebody{number}@example.com")
}

/// Measures `auth` over this database, with an AWS and a Twilio that answer at once.
pub(crate) async fn measure(auth: &Binary, database_url: &str) -> Result<String> {
    let cloud = Cloud::start(database_url).await?;
    register(database_url).await?;
    let mut function = Function::start(auth, &cloud).await?;
    let mut text = format!(
        "Whether an answer's time tells who has an account: {ASKED} who have one and {ASKED} who have none, in an order \
         that chance has made, from the event to the answer. The last column says of how many pairs of the two the known \
         one waits longer; between {:.1} and {:.1} % nobody could tell it from a half (95 %).\n\n\
         | asked for | known, p50 | p99 | unknown, p50 | p99 | known waits longer |\n|---|--:|--:|--:|--:|--:|",
        50.0 - margin(),
        50.0 + margin(),
    );
    for question in &QUESTIONS {
        let [known, unknown] = ask(&mut function, question).await?;
        let times = [&known, &unknown].map(|times| {
            let times = sample(times);
            [50, 99].map(|hundredths| milliseconds(times.percentile(hundredths)))
        });
        let [[known_half, known_most], [unknown_half, unknown_most]] = times;
        let share = slower(&known, &unknown) * 100.0;
        write!(
            text,
            "\n| {} | {known_half} | {known_most} | {unknown_half} | {unknown_most} | {share:.1} % |",
            question.0
        )?;
    }
    write!(
        text,
        "\n\nA password is hashed with 19 MiB and two passes, in every answer of the last two rows; the function's memory \
         was {} at its peak.",
        mebibytes(function.peak_memory()?)
    )?;
    Ok(text)
}

fn sample(times: &[Duration]) -> Sample {
    let mut sample = Sample::default();
    for time in times {
        sample.add(*time);
    }
    sample
}

/// The number of somebody; those who are known are even. Their phones are in ranges of their own.
fn number(person: usize, is_known: bool) -> String {
    format!("{:08}", person * 20_000 + usize::from(!is_known))
}

/// Makes those who are known, with phone, mail and password.
async fn register(database_url: &str) -> Result<()> {
    let pool = PgPool::connect(database_url).await?;
    let key = IdentityKey::new(&KEY.to_owned().into());
    let table = DynamoTable::new(&store::aws_config().await?, "none".to_owned());
    let hash = Passwords::new(table, &key)?.hash(&Password::try_from("the right one".to_owned())?)?;
    for person in 0..WARM_UP + ASKED {
        let number = number(person, true);
        let phone = key.blind_index("phone", &format!("+2010{number}"));
        let mail = key.blind_index("email", &mail(&number));
        sqlx::query(
            "WITH who AS (INSERT INTO users (id, language, created_at) VALUES (gen_random_uuid(), 'ar', now()) RETURNING id),
             password AS (INSERT INTO passwords (user_id, hash, changed_at) SELECT id, $3, now() FROM who)
             INSERT INTO identities (kind, blind_index, user_id, sealed, wrapped_key, verified_at)
             SELECT kind, blind_index, who.id, '', '', now()
             FROM who, (VALUES ('phone', $1::bytea), ('email', $2)) AS proof (kind, blind_index)",
        )
        .bind(phone.as_slice())
        .bind(mail.as_slice())
        .bind(&hash)
        .execute(&pool)
        .await?;
    }
    sqlx::query("ANALYZE identities, users, passwords").execute(&pool).await?;
    Ok(())
}

/// Has everybody ask this; gives how long the known waited, and the unknown.
async fn ask(function: &mut Function, (name, path, body): &Question) -> Result<[Vec<Duration>; 2]> {
    let mut event: Value = serde_json::from_str(EVENT)?;
    event["path"] = format!("/auth/{path}").into();
    let mut order: Vec<(usize, bool)> =
        (WARM_UP..WARM_UP + ASKED).flat_map(|person| [(person, true), (person, false)]).collect();
    // The same order in each run.
    Random::new(1).shuffle(&mut order);
    let warm_up = (0..WARM_UP).flat_map(|person| [(person, true), (person, false)]);
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    let mut answers: [Option<u64>; 2] = [None, None];
    for (person, is_known) in warm_up.chain(order) {
        event["body"] = body(&number(person, is_known)).to_string().into();
        let (answer, time) = function.invoke(event.to_string()).await?;
        let answer: Value = serde_json::from_slice(&answer)?;
        let status = answer["statusCode"].as_u64();
        let same = answers.get_mut(usize::from(is_known)).ok_or("there are two kinds")?;
        if same.is_some() && *same != status || status.is_none_or(|status| status >= 500) {
            return Err(format!("{name}: answered {answer}").into());
        }
        *same = status;
        if person >= WARM_UP {
            if is_known { known.push(time) } else { unknown.push(time) }
        }
    }
    if answers[0] != answers[1] {
        return Err(format!("{name}: those who are known were answered {answers:?}").into());
    }
    Ok([known, unknown])
}

/// Of how many pairs of the two the first waits longer, as a share; a pair that waits alike counts half.
fn slower(some: &[Duration], others: &[Duration]) -> f64 {
    let mut sorted = others.to_vec();
    sorted.sort_unstable();
    let halves: usize = some
        .iter()
        .map(|time| {
            let faster = sorted.partition_point(|other| other < time);
            let not_slower = sorted.partition_point(|other| other <= time);
            faster + not_slower
        })
        .sum();
    ratio(halves, 2 * some.len() * others.len())
}

/// How far from a half, in per cent, chance takes that share in nineteen runs of twenty.
fn margin() -> f64 {
    1.96 * (ratio(2 * ASKED + 1, 12 * ASKED * ASKED)).sqrt() * 100.0
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs are far below 2^52")]
fn ratio(figure: usize, of: usize) -> f64 {
    figure as f64 / of as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(millis: &[u64]) -> Vec<Duration> {
        millis.iter().map(|millis| Duration::from_millis(*millis)).collect()
    }

    #[test]
    fn the_share_of_pairs_is_counted_and_alike_is_a_half() {
        for (some, others, expected) in [
            (&[2, 3][..], &[1][..], 1.0),
            (&[1], &[2, 3], 0.0),
            (&[1, 2, 3], &[1, 2, 3], 0.5),
            (&[2, 2], &[1, 2], 0.75),
        ] {
            let share = slower(&times(some), &times(others));
            assert!((share - expected).abs() < 1e-9, "{some:?} {others:?}: {share}");
        }
    }
}
