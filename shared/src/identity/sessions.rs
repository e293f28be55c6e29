//! Sessions (A3): where somebody is signed in. One item for each user, `USER#<id>`, says all that a request must know of
//! them: which sessions are open and whether the user is blocked. Signing out removes a session, blocking shuts them all;
//! an environment asks at most once a second for a user, so either is over within a second everywhere.
//!
//! An access token proves who somebody is for a quarter of an hour, and its session must stand in the item besides.
//! While the table is away nobody can be known to be signed in, and what needs it is refused.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use serde::Serialize;
use time::{Duration, OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use super::user::UserId;
use crate::{
    error::{ErrorCode, Failure},
    store::table::{
        Condition, EXPIRES_AT, Item, Table, Value, Write, Written, map, milliseconds, moment, number, text,
    },
};

/// How long an answer of the table is believed.
const BELIEVED: Duration = Duration::seconds(1);

/// How many users an environment remembers at once.
const REMEMBERED: usize = 1_000;

/// How many sessions a user may have; the one that was used longest ago gives way to a new one.
const MOST_SESSIONS: usize = 20;

/// The longest name of a device, in characters.
const LONGEST_DEVICE: usize = 120;

/// How long the item of somebody who is no more is kept: longer than any of their tokens.
const FORGOTTEN: Duration = Duration::hours(1);

/// How often a write that finds the item changed is tried.
const TRIES: usize = 5;

/// The attribute that each write changes, so that two at once cannot overwrite one another.
const VERSION: &str = "version";

/// A place where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    /// Its id: the one in access tokens, and of its family of refresh tokens.
    pub session_id: Uuid,
    /// What the browser or app calls itself.
    pub device: String,
    /// Since when.
    #[serde(with = "rfc3339")]
    pub signed_in_at: OffsetDateTime,
    /// When it was last refreshed.
    #[serde(with = "rfc3339")]
    pub used_at: OffsetDateTime,
}

/// What is known of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether they are shut out.
    pub blocked: bool,
    /// Where they are signed in, the latest first.
    pub sessions: Vec<Session>,
}

impl Standing {
    fn of(item: &Item) -> Self {
        let mut sessions: Vec<Session> = item.keys().filter_map(|name| session(name, item)).collect();
        sessions.sort_by_key(|session| (std::cmp::Reverse(session.used_at), session.session_id));
        Self { blocked: number(item, "blocked") > 0, sessions }
    }

    /// Whether a session is open.
    #[must_use]
    pub fn has(&self, session: Uuid) -> bool {
        !self.blocked && self.sessions.iter().any(|open| open.session_id == session)
    }
}

fn session(name: &str, item: &Item) -> Option<Session> {
    let entry = map(item, name)?;
    let time = |name| moment(number(entry, name));
    Some(Session {
        session_id: Uuid::try_parse(name.strip_prefix("s_")?).ok()?,
        device: text(entry, "device").unwrap_or_default().to_owned(),
        signed_in_at: time("at")?,
        used_at: time("used")?,
    })
}

fn entry(session: &Session) -> Value {
    Value::map([
        ("device", session.device.as_str().into()),
        ("at", milliseconds(session.signed_in_at).into()),
        ("used", milliseconds(session.used_at).into()),
    ])
}

/// The sessions of all users.
#[derive(Debug)]
pub struct Sessions<T> {
    table: T,
    known: Mutex<HashMap<UserId, (OffsetDateTime, Standing)>>,
}

impl<T: Table> Sessions<T> {
    /// The sessions in this table.
    #[must_use]
    pub fn new(table: T) -> Self {
        Self { table, known: Mutex::default() }
    }

    /// What is known of a user who says to be in this session, at most a second old. Where the session is not known it is
    /// looked for: somebody else may have opened it within that second.
    pub async fn standing(&self, user: UserId, session: Uuid, now: OffsetDateTime) -> Result<Standing, Failure> {
        if let Some((at, standing)) = self.known().get(&user)
            && (Duration::ZERO..BELIEVED).contains(&(now - *at))
            && standing.has(session)
        {
            return Ok(standing.clone());
        }
        let standing = self.look(user).await?;
        self.remember(user, standing.clone(), now);
        Ok(standing)
    }

    /// What is known of a user at this moment.
    pub async fn look(&self, user: UserId) -> Result<Standing, Failure> {
        Ok(Standing::of(&self.table.read(&item_of(user)).await?))
    }

    /// Opens a session. Fails with `not_authorized` where the user is blocked.
    pub async fn open(&self, user: UserId, session: Uuid, device: &str, now: OffsetDateTime) -> Result<(), Failure> {
        let device: String = device.chars().filter(|char| !char.is_control()).take(LONGEST_DEVICE).collect();
        let session = Session { session_id: session, device, signed_in_at: now, used_at: now };
        let opened = self.change(user, now, |standing, write| {
            if standing.blocked {
                return Err(blocked());
            }
            let too_many = standing.sessions.iter().skip(MOST_SESSIONS - 1);
            let write = too_many.fold(write, |write, open| write.remove(name_of(open.session_id)));
            Ok(write.set(name_of(session.session_id), entry(&session)))
        });
        opened.await.map(drop)
    }

    /// Says that a session was used. Fails with `authentication_failed` where it is not open any more.
    pub async fn use_again(&self, user: UserId, session: Uuid, now: OffsetDateTime) -> Result<(), Failure> {
        let standing = self.look(user).await?;
        let open = standing.sessions.iter().find(|open| open.session_id == session && !standing.blocked);
        let open = open.ok_or_else(|| Failure::new(ErrorCode::AuthenticationFailed))?;
        // Of many at once each may write: none opens what was closed meanwhile.
        let write = Write::to(item_of(user))
            .only_if(Condition::PartEquals(name_of(session), "at", milliseconds(open.signed_in_at).into()))
            .only_if(Condition::Missing("blocked".to_owned()))
            .set(name_of(session), entry(&Session { used_at: now, ..open.clone() }))
            .repeatable();
        match self.table.write(write).await? {
            Written::Done(_) => Ok(()),
            Written::Refused(_) => Err(Failure::new(ErrorCode::AuthenticationFailed)),
        }
    }

    /// Closes a session.
    pub async fn close(&self, user: UserId, session: Uuid, now: OffsetDateTime) -> Result<(), Failure> {
        self.change(user, now, |_, write| Ok(write.remove(name_of(session)))).await.map(drop)
    }

    /// Closes all sessions of a user; gives which.
    pub async fn close_all(&self, user: UserId, now: OffsetDateTime) -> Result<Vec<Uuid>, Failure> {
        let before = self
            .change(user, now, |standing, write| {
                Ok(standing.sessions.iter().fold(write, |write, open| write.remove(name_of(open.session_id))))
            })
            .await?;
        Ok(before.sessions.iter().map(|session| session.session_id).collect())
    }

    /// Closes all sessions of a user who is no more, and has the table forget them; gives which.
    pub async fn forget(&self, user: UserId, now: OffsetDateTime) -> Result<Vec<Uuid>, Failure> {
        let before = self
            .change(user, now, |standing, write| {
                let write = write.set(EXPIRES_AT, (now + FORGOTTEN).unix_timestamp());
                Ok(standing.sessions.iter().fold(write, |write, open| write.remove(name_of(open.session_id))))
            })
            .await?;
        Ok(before.sessions.iter().map(|session| session.session_id).collect())
    }

    /// Shuts a user out, or lets them in again. Whoever is shut out is signed out, too.
    pub async fn block(&self, user: UserId, is_blocked: bool, now: OffsetDateTime) -> Result<(), Failure> {
        self.change(user, now, |standing, write| {
            let write = if is_blocked { write.set("blocked", 1) } else { write.remove("blocked") };
            let closed: &[Session] = if is_blocked { &standing.sessions } else { &[] };
            Ok(closed.iter().fold(write, |write, open| write.remove(name_of(open.session_id))))
        })
        .await
        .map(drop)
    }

    /// Changes an item by what it is; gives what it was.
    async fn change(
        &self,
        user: UserId,
        now: OffsetDateTime,
        change: impl Fn(&Standing, Write) -> Result<Write, Failure>,
    ) -> Result<Standing, Failure> {
        for _ in 0..TRIES {
            let item = self.table.read(&item_of(user)).await?;
            let (before, version) = (Standing::of(&item), number(&item, VERSION));
            let unchanged = match version {
                0 => Condition::Missing(VERSION.to_owned()),
                version => Condition::Equals(VERSION.to_owned(), version.into()),
            };
            let write = Write::to(item_of(user)).only_if(unchanged).set(VERSION, version + 1);
            if let Written::Done(item) = self.table.write(change(&before, write)?).await? {
                self.remember(user, Standing::of(&item), now);
                return Ok(before);
            }
        }
        Err(Failure::new(ErrorCode::Conflict).with("reason", "the account was changed at the same moment"))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<UserId, (OffsetDateTime, Standing)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, user: UserId, standing: Standing, now: OffsetDateTime) {
        let mut known = self.known();
        if known.len() >= REMEMBERED {
            known.retain(|_, (at, _)| now - *at < BELIEVED);
        }
        if known.len() < REMEMBERED {
            known.insert(user, (now, standing));
        }
    }
}

/// That a user is shut out.
#[must_use]
pub fn blocked() -> Failure {
    Failure::new(ErrorCode::NotAuthorized).with("reason", "the account is blocked")
}

fn item_of(user: UserId) -> String {
    format!("USER#{user}")
}

fn name_of(session: Uuid) -> String {
    format!("s_{}", session.simple())
}

#[cfg(test)]
mod tests;
