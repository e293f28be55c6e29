//! Conversations in Postgres: opened by the guest or the user to whom they belong, continued after any restart, and
//! saved a whole turn at a time, so that a question never stands without its answer.

use serde::Serialize;
use sqlx::{PgConnection, PgPool, types::Json};
use time::{OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use crate::{
    error::{ErrorCode, Failure},
    identity::{guest::GuestId, principal::Owner, user::UserId, users},
    language::Language,
    listings::{filters::Filters, property::PropertyId, understanding::Sort},
    sales::{
        callbacks,
        viewings::{self, Wish},
    },
    store::postgres::bounded,
    telemetry,
};

use super::{
    evidence::Figure,
    gate::Stopped,
    request::{Kept, Request},
    wishes::Sought,
};

/// How many questions of a conversation can be told back, each with its answer.
const REMEMBERED: i64 = 20;

/// How many of the last messages a model reads (C7).
const READ: usize = 20;

/// A message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Whether the person wrote it, and not Amr.
    pub is_persons: bool,
    /// What it says.
    pub text: String,
}

/// A conversation as a turn finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: Uuid,
    /// What the person is looking for so far.
    pub sought: Sought,
    /// What the person asked before, oldest first; at most the last twenty.
    pub questions: Vec<String>,
    /// The last messages of both, oldest first, at most twenty; the first is the person's.
    pub messages: Vec<Message>,
    /// What tools computed for the last answers.
    pub figures: Vec<Figure>,
    /// The language of the last answer; none before the first.
    pub language: Option<Language>,
    /// The units of the last answer that showed any, in its order.
    pub shown: Vec<PropertyId>,
    /// The units that any answer showed.
    pub seen: Vec<PropertyId>,
}

impl Conversation {
    /// One that begins now. Nothing is written before its first turn is saved.
    #[must_use]
    pub fn new(id: Uuid) -> Self {
        Self {
            id,
            sought: Sought::default(),
            questions: Vec::new(),
            messages: Vec::new(),
            figures: Vec::new(),
            language: None,
            shown: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// Opens a conversation of this owner. Another's is as good as none: `session_not_found`.
    pub async fn open(pool: &PgPool, id: Uuid, owner: Owner) -> Result<Self, Failure> {
        let session = bounded(
            sqlx::query!(
                r#"SELECT filters AS "filters: Json<Filters>", words, sort AS "sort: Json<Sort>",
                          coalesce((SELECT property_ids FROM chat_messages
                                    WHERE session_id = chat_sessions.id AND property_ids <> '{}'
                                    ORDER BY position DESC LIMIT 1), '{}') AS "shown!",
                          coalesce((SELECT array_agg(DISTINCT seen) FROM chat_messages, unnest(property_ids) AS seen
                                    WHERE session_id = chat_sessions.id), '{}') AS "seen!",
                          (SELECT language FROM chat_messages
                           WHERE session_id = chat_sessions.id ORDER BY position DESC LIMIT 1) AS language
                   FROM chat_sessions WHERE id = $1 AND (guest_id = $2 OR user_id = $3)"#,
                id,
                owner.guest(),
                owner.user()
            )
            .fetch_optional(pool),
        )
        .await?
        .ok_or_else(|| Failure::new(ErrorCode::SessionNotFound))?;
        let last = bounded(
            sqlx::query!(
                r#"SELECT role, text, figures AS "figures: Json<Vec<Figure>>" FROM chat_messages
                   WHERE session_id = $1 ORDER BY position DESC LIMIT $2"#,
                id,
                2 * REMEMBERED
            )
            .fetch_all(pool),
        )
        .await?;
        let (mut questions, mut messages, mut figures) = (Vec::new(), Vec::new(), Vec::new());
        let is_read = last.len().saturating_sub(READ);
        for (place, message) in last.into_iter().rev().enumerate() {
            let is_persons = message.role == "user";
            if is_persons {
                questions.push(message.text.clone());
            }
            if place >= is_read {
                messages.push(Message { is_persons, text: message.text });
            }
            figures.extend(message.figures.0);
        }
        let ids = |texts: Vec<String>| -> Result<Vec<PropertyId>, Failure> {
            texts.iter().map(|id| id.parse().map_err(Failure::internal)).collect()
        };
        let (shown, seen) = (ids(session.shown)?, ids(session.seen)?);
        let language = session.language.and_then(|code| Language::from_code(&code));
        let sort = session.sort.map(|sort| sort.0);
        let sought = Sought { filters: session.filters.0, words: session.words, sort };
        Ok(Self { id, sought, questions, messages, figures, language, shown, seen })
    }
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// A model of Anthropic's.
    Claude,
    /// A model of OpenAI's.
    Openai,
    /// The guide, which needs no model.
    Guide,
}

impl Tier {
    /// The name in answers and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claude => "claude",
            Self::Openai => "openai",
            Self::Guide => "guide",
        }
    }
}

/// How an answer came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Who gave it, or its end.
    pub tier: Tier,
    /// Figures that tools computed: they may be repeated later in the conversation.
    pub figures: Vec<Figure>,
    /// What somebody has to see to.
    pub requests: Vec<Request>,
    /// What the gate stopped, each with the model's id.
    pub stopped: Vec<(String, Stopped)>,
}

/// What was said in one turn.
#[derive(Debug)]
pub struct Turn<'a> {
    /// The person's words.
    pub question: &'a str,
    /// The answer's id.
    pub answer_id: Uuid,
    /// The question's id.
    pub question_id: Uuid,
    /// The answer.
    pub answer: &'a str,
    /// The language of the answer.
    pub language: Language,
    /// The units that it shows.
    pub shown: &'a [PropertyId],
    /// What the person is looking for after it.
    pub sought: &'a Sought,
    /// How the answer came about.
    pub provenance: &'a Provenance,
}

/// Saves a turn: both messages, what was asked for in it, and the state after them, or nothing. The session's row is locked
/// meanwhile, so that two turns at once follow one another.
pub async fn save(
    pool: &PgPool,
    session: Uuid,
    owner: Owner,
    turn: &Turn<'_>,
    kept: Vec<Kept>,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let shown: Vec<String> = turn.shown.iter().map(ToString::to_string).collect();
    let mut transaction = bounded(pool.begin()).await?;
    if let (Owner::User(user), true) = (owner, kept.iter().any(|kept| matches!(kept, Kept::Viewing { .. }))) {
        // Before the conversation, as whoever erases them does.
        users::wait_turn(&mut transaction, user).await?;
    }
    let saved = bounded(
        sqlx::query!(
            "INSERT INTO chat_sessions (id, guest_id, user_id, filters, created_at, updated_at, words, sort)
             VALUES ($1, $2, $7, $3, $4, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET filters = EXCLUDED.filters, words = EXCLUDED.words, sort = EXCLUDED.sort,
                 updated_at = EXCLUDED.updated_at
             WHERE chat_sessions.guest_id = EXCLUDED.guest_id OR chat_sessions.user_id = EXCLUDED.user_id",
            session,
            owner.guest(),
            Json(&turn.sought.filters) as _,
            now,
            &turn.sought.words,
            turn.sought.sort.map(Json) as _,
            owner.user()
        )
        .execute(&mut *transaction),
    )
    .await?;
    if saved.rows_affected() == 0 {
        return Err(Failure::new(ErrorCode::SessionNotFound));
    }
    bounded(
        sqlx::query!(
            "INSERT INTO chat_messages (id, session_id, position, role, language, text, property_ids, created_at, tier, figures)
             SELECT new.id, $1, last.position + new.step, new.role, $2, new.text,
                    CASE new.role WHEN 'assistant' THEN $3::text[] ELSE '{}' END, $4,
                    CASE new.role WHEN 'assistant' THEN $9 END, CASE new.role WHEN 'assistant' THEN $10::jsonb ELSE '[]' END
             FROM (SELECT coalesce(max(position), 0) AS position FROM chat_messages WHERE session_id = $1) AS last,
                  (VALUES ($5::uuid, 1, 'user', $6::text), ($7::uuid, 2, 'assistant', $8::text)) AS new (id, step, role, text)",
            session,
            turn.language.code(),
            &shown,
            now,
            turn.question_id,
            turn.question,
            turn.answer_id,
            turn.answer,
            turn.provenance.tier.as_str(),
            Json(&turn.provenance.figures) as _
        )
        .execute(&mut *transaction),
    )
    .await?;
    for (model, stopped) in &turn.provenance.stopped {
        let kept = sqlx::query!(
            "INSERT INTO hallucinations (message_id, model, reason, claim, sentence, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            turn.answer_id,
            model,
            stopped.reason.as_str(),
            stopped.claim,
            stopped.sentence,
            now
        );
        bounded(kept.execute(&mut *transaction)).await?;
    }
    for kept in kept {
        ask(&mut transaction, session, owner, turn.language, kept, now).await?;
    }
    bounded(transaction.commit()).await
}

/// A conversation in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// Its id.
    pub session_id: Uuid,
    /// What the person asked first, at most 120 characters of it.
    pub title: String,
    /// How many messages it has, of both.
    pub messages: i64,
    /// When it began.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// When something was said last.
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
}

/// An owner's conversations, the latest first.
pub async fn overviews(pool: &PgPool, owner: Owner, limit: u8) -> Result<Vec<Overview>, Failure> {
    let rows = sqlx::query_as!(
        Overview,
        r#"SELECT id AS session_id, created_at, updated_at,
                  coalesce((SELECT left(text, 120) FROM chat_messages WHERE session_id = chat_sessions.id AND position = 1), '') AS "title!",
                  (SELECT count(*) FROM chat_messages WHERE session_id = chat_sessions.id) AS "messages!"
           FROM chat_sessions WHERE guest_id = $1 OR user_id = $2 ORDER BY updated_at DESC, id LIMIT $3"#,
        owner.guest(),
        owner.user(),
        i64::from(limit)
    );
    bounded(rows.fetch_all(pool)).await
}

/// A message as it is told back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Its id.
    pub message_id: Uuid,
    /// Counts from 1 within the conversation.
    pub position: i32,
    /// `user` or `assistant`.
    pub role: String,
    /// Of the answer, and of the question that it answers.
    pub language: String,
    /// What it says.
    pub text: String,
    /// The ids of the units that it showed.
    pub property_ids: Vec<String>,
    /// Who gave the answer; `None` for questions.
    pub tier: Option<String>,
    /// When it was said.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
}

/// The messages of an owner's conversation before a position, the last so many, oldest first.
pub async fn told(pool: &PgPool, session: Uuid, owner: Owner, before: i32, limit: u8) -> Result<Vec<Told>, Failure> {
    let opens = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM chat_sessions WHERE id = $1 AND (guest_id = $2 OR user_id = $3)) AS "exists!""#,
        session,
        owner.guest(),
        owner.user()
    );
    if !bounded(opens.fetch_one(pool)).await? {
        return Err(Failure::new(ErrorCode::SessionNotFound));
    }
    let rows = sqlx::query_as!(
        Told,
        "SELECT id AS message_id, position, role, language, text, property_ids, tier, created_at FROM chat_messages
         WHERE session_id = $1 AND position < $2 ORDER BY position DESC LIMIT $3",
        session,
        before,
        i64::from(limit)
    );
    let mut told = bounded(rows.fetch_all(pool)).await?;
    told.reverse();
    Ok(told)
}

/// A sentence of a model's that was stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hallucination {
    /// Counts up; the next page is before it.
    pub id: i64,
    /// The conversation.
    pub session_id: Uuid,
    /// The answer that it was to be part of.
    pub message_id: Uuid,
    /// The model's id.
    pub model: String,
    /// Why it was stopped, by the names of [`Reason`](super::gate::Reason).
    pub reason: String,
    /// What had no ground.
    pub claim: String,
    /// The whole sentence, with what may be personal masked.
    pub sentence: String,
    /// When.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
}

/// The sentences that were stopped before a given one, the latest first.
pub async fn hallucinations(pool: &PgPool, before: i64, limit: u8) -> Result<Vec<Hallucination>, Failure> {
    let rows = sqlx::query_as!(
        Hallucination,
        "SELECT hallucinations.id, session_id, message_id, model, reason, claim, sentence, hallucinations.created_at
         FROM hallucinations JOIN chat_messages ON chat_messages.id = message_id
         WHERE hallucinations.id < $1 ORDER BY hallucinations.id DESC LIMIT $2",
        before,
        i64::from(limit)
    );
    let mut stopped = bounded(rows.fetch_all(pool)).await?;
    for one in &mut stopped {
        one.claim = telemetry::mask(&one.claim).into_owned();
        one.sentence = telemetry::mask(&one.sentence).into_owned();
    }
    Ok(stopped)
}

/// Makes a guest's conversations a user's, within the transaction in which they sign in (C7).
pub async fn adopt(transaction: &mut PgConnection, guest: GuestId, user: UserId) -> Result<(), Failure> {
    let adopted = sqlx::query!(
        "UPDATE chat_sessions SET user_id = $2, guest_id = NULL WHERE guest_id = $1",
        guest.uuid(),
        user.uuid()
    );
    bounded(adopted.execute(transaction)).await.map(drop)
}

/// A message as it is given out with everything else that is kept of somebody.
#[derive(Debug, Serialize)]
pub struct Exported {
    /// Which conversation.
    pub session_id: Uuid,
    /// `user` or `assistant`.
    pub role: String,
    /// What was said.
    pub text: String,
    /// When.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
}

/// All that was said in a user's conversations, oldest first; of more than ten thousand messages the last.
pub async fn exported(pool: &PgPool, user: UserId) -> Result<Vec<Exported>, Failure> {
    let rows = sqlx::query_as!(
        Exported,
        "SELECT session_id, role, text, created_at FROM (
             SELECT session_id, role, text, chat_messages.created_at, position FROM chat_messages
             JOIN chat_sessions ON chat_sessions.id = session_id
             WHERE user_id = $1 ORDER BY chat_messages.created_at DESC, position DESC LIMIT 10000) AS last
         ORDER BY created_at, position",
        user.uuid()
    );
    bounded(rows.fetch_all(pool)).await
}

/// Forgets an owner's conversation with all that was said, stopped and asked for in it.
pub async fn forget(pool: &PgPool, session: Uuid, owner: Owner) -> Result<(), Failure> {
    let gone = sqlx::query!(
        "DELETE FROM chat_sessions WHERE id = $1 AND (guest_id = $2 OR user_id = $3)",
        session,
        owner.guest(),
        owner.user()
    );
    if bounded(gone.execute(pool)).await?.rows_affected() == 0 {
        return Err(Failure::new(ErrorCode::SessionNotFound));
    }
    Ok(())
}

/// Keeps what was asked for in a turn, within its transaction.
async fn ask(
    transaction: &mut PgConnection,
    session: Uuid,
    owner: Owner,
    language: Language,
    kept: Kept,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    match (kept, owner) {
        (Kept::Viewing { id, property, slot, contact }, Owner::User(user)) => {
            let wish = Wish { id, user, property: &property, slot, contact };
            viewings::request(transaction, &wish, now).await?;
            tracing::info!(target: telemetry::USER_ACTION, property_id = property.as_str(), "a viewing was requested");
        }
        // A guest has no viewings: the tool asks them to sign in.
        (Kept::Viewing { .. }, Owner::Guest(_)) => {}
        (Kept::Human { id, wanted }, _) => {
            callbacks::ask(transaction, id, session, &wanted, language, now).await?;
            tracing::info!(target: telemetry::USER_ACTION, "a call back was requested");
        }
    }
    Ok(())
}
