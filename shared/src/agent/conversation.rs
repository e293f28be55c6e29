//! Conversations in Postgres: opened by the guest to whom they belong, continued after any restart, and
//! saved a whole turn at a time, so that a question never stands without its answer.

use sqlx::{PgPool, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    error::{ErrorCode, Failure},
    identity::guest::GuestId,
    language::Language,
    listings::{filters::Filters, property::PropertyId, understanding::Sort},
    store::postgres::bounded,
};

use super::wishes::Sought;

/// How many questions of a conversation can be told back.
const REMEMBERED: i64 = 20;

/// A conversation as a turn finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: Uuid,
    /// What the person is looking for so far.
    pub sought: Sought,
    /// What the person asked before, oldest first; at most the last twenty.
    pub questions: Vec<String>,
    /// The language of the last answer; none before the first.
    pub language: Option<Language>,
    /// The units that the last answer showed, in its order.
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
            language: None,
            shown: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// Opens a conversation of this guest. Another's is as good as none: `session_not_found`.
    pub async fn open(pool: &PgPool, id: Uuid, guest: GuestId) -> Result<Self, Failure> {
        let session = bounded(
            sqlx::query!(
                r#"SELECT filters AS "filters: Json<Filters>", words, sort AS "sort: Json<Sort>",
                          coalesce((SELECT property_ids FROM chat_messages
                                    WHERE session_id = chat_sessions.id AND role = 'assistant'
                                    ORDER BY position DESC LIMIT 1), '{}') AS "shown!",
                          coalesce((SELECT array_agg(DISTINCT seen) FROM chat_messages, unnest(property_ids) AS seen
                                    WHERE session_id = chat_sessions.id), '{}') AS "seen!",
                          (SELECT language FROM chat_messages
                           WHERE session_id = chat_sessions.id ORDER BY position DESC LIMIT 1) AS language
                   FROM chat_sessions WHERE id = $1 AND guest_id = $2"#,
                id,
                guest.uuid()
            )
            .fetch_optional(pool),
        )
        .await?
        .ok_or_else(|| Failure::new(ErrorCode::SessionNotFound))?;
        let mut questions = bounded(
            sqlx::query_scalar!("SELECT text FROM chat_messages WHERE session_id = $1 AND role = 'user' ORDER BY position DESC LIMIT $2", id, REMEMBERED)
                .fetch_all(pool),
        )
        .await?;
        questions.reverse();
        let ids = |texts: Vec<String>| -> Result<Vec<PropertyId>, Failure> {
            texts.iter().map(|id| id.parse().map_err(Failure::internal)).collect()
        };
        let (shown, seen) = (ids(session.shown)?, ids(session.seen)?);
        let language = session.language.and_then(|code| Language::from_code(&code));
        let sort = session.sort.map(|sort| sort.0);
        let sought = Sought { filters: session.filters.0, words: session.words, sort };
        Ok(Self { id, sought, questions, language, shown, seen })
    }
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
}

/// Saves a turn: both messages and the state after them, or nothing. The session's row is locked
/// meanwhile, so that two turns at once follow one another.
pub async fn save(
    pool: &PgPool,
    session: Uuid,
    guest: GuestId,
    turn: &Turn<'_>,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let shown: Vec<String> = turn.shown.iter().map(ToString::to_string).collect();
    let mut transaction = bounded(pool.begin()).await?;
    let saved = bounded(
        sqlx::query!(
            "INSERT INTO chat_sessions (id, guest_id, filters, created_at, updated_at, words, sort)
             VALUES ($1, $2, $3, $4, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET filters = EXCLUDED.filters, words = EXCLUDED.words, sort = EXCLUDED.sort,
                 updated_at = EXCLUDED.updated_at
             WHERE chat_sessions.guest_id = EXCLUDED.guest_id",
            session,
            guest.uuid(),
            Json(&turn.sought.filters) as _,
            now,
            &turn.sought.words,
            turn.sought.sort.map(Json) as _
        )
        .execute(&mut *transaction),
    )
    .await?;
    if saved.rows_affected() == 0 {
        return Err(Failure::new(ErrorCode::SessionNotFound));
    }
    bounded(
        sqlx::query!(
            "INSERT INTO chat_messages (id, session_id, position, role, language, text, property_ids, created_at)
             SELECT new.id, $1, last.position + new.step, new.role, $2, new.text,
                    CASE new.role WHEN 'assistant' THEN $3::text[] ELSE '{}' END, $4
             FROM (SELECT coalesce(max(position), 0) AS position FROM chat_messages WHERE session_id = $1) AS last,
                  (VALUES ($5::uuid, 1, 'user', $6::text), ($7::uuid, 2, 'assistant', $8::text)) AS new (id, step, role, text)",
            session,
            turn.language.code(),
            &shown,
            now,
            turn.question_id,
            turn.question,
            turn.answer_id,
            turn.answer
        )
        .execute(&mut *transaction),
    )
    .await?;
    bounded(transaction.commit()).await
}
