//! What goes wrong with those whom Osool calls: models' providers, the database, the chain, payments, messages, Google.
//! Each speaks its own language of failure (statuses, names in a body, SQLSTATEs, JSON-RPC codes); here they are
//! turned into one: a [`Fault`]. From it follow whether another try may help, and what it says about the one who
//! was called, which is what breakers count.
//!
//! A client that calls out classifies what it got, and makes its failure with
//! `Failure::of`.

use std::{fmt, str::FromStr};

/// Somebody whom Osool calls and can do without for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dependency {
    /// Anthropic's models.
    Claude,
    /// OpenAI's models.
    OpenAi,
    /// Postgres.
    Database,
    /// The node of the chain.
    Blockchain,
    /// Payments.
    Paymob,
    /// Text messages.
    Twilio,
    /// Mail.
    SendGrid,
    /// Google's keys, for signing in.
    Google,
}

impl Dependency {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Claude,
        Self::OpenAi,
        Self::Database,
        Self::Blockchain,
        Self::Paymob,
        Self::Twilio,
        Self::SendGrid,
        Self::Google,
    ];

    /// The name in details of failures, logs, paths and keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claude => "claude",
            Self::OpenAi => "openai",
            Self::Database => "database",
            Self::Blockchain => "blockchain",
            Self::Paymob => "paymob",
            Self::Twilio => "twilio",
            Self::SendGrid => "sendgrid",
            Self::Google => "google",
        }
    }
}

impl fmt::Display for Dependency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A name that is none of the dependencies'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not the name of anybody whom Osool calls")]
pub struct UnknownDependency;

impl FromStr for Dependency {
    type Err = UnknownDependency;

    fn from_str(name: &str) -> Result<Self, UnknownDependency> {
        Self::ALL.into_iter().find(|dependency| dependency.as_str() == name).ok_or(UnknownDependency)
    }
}

/// What went wrong with somebody whom we called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// No connection came about, or it was lost: name not found, refused, TLS, pool exhausted. It may be us.
    Unreachable,
    /// The connection stood, and no answer came in time.
    Timeout,
    /// Too much at once, for them or for what they allow us.
    Overloaded,
    /// They failed inside.
    ServerError,
    /// They answered with something that is not an answer.
    Malformed,
    /// They do not accept our key, or not for this.
    BadKey,
    /// What we may use or have paid for is used up.
    Quota,
    /// They do not accept what we asked: a mistake of ours.
    BadRequest,
    /// Another transaction was in the way: a deadlock, a serialization failure, a lock that was not to be had.
    Deadlock,
    /// A row with the same unique value is there already.
    UniqueViolation,
    /// The row that is referred to is not there, or is referred to.
    ForeignKeyViolation,
}

/// What a fault says about the dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The dependency itself failed: everybody who calls it would see the same.
    Theirs,
    /// It may be the way to it, which can differ from one environment to the next.
    MaybeOurs,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 11] = [
        Self::Unreachable,
        Self::Timeout,
        Self::Overloaded,
        Self::ServerError,
        Self::Malformed,
        Self::BadKey,
        Self::Quota,
        Self::BadRequest,
        Self::Deadlock,
        Self::UniqueViolation,
        Self::ForeignKeyViolation,
    ];

    /// Whether the same call may succeed a moment later. Whether it may be made twice is for its caller to know.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        match self {
            Self::Unreachable
            | Self::Timeout
            | Self::Overloaded
            | Self::ServerError
            | Self::Malformed
            | Self::Deadlock => true,
            Self::BadKey | Self::Quota | Self::BadRequest | Self::UniqueViolation | Self::ForeignKeyViolation => false,
        }
    }

    /// What the fault says about the dependency; nothing where it did its work by refusing.
    #[must_use]
    pub fn evidence(self) -> Option<Evidence> {
        match self {
            Self::Timeout | Self::Overloaded | Self::ServerError | Self::Malformed => Some(Evidence::Theirs),
            Self::Unreachable => Some(Evidence::MaybeOurs),
            Self::BadKey
            | Self::Quota
            | Self::BadRequest
            | Self::Deadlock
            | Self::UniqueViolation
            | Self::ForeignKeyViolation => None,
        }
    }
}

/// The fault in an HTTP answer that is no success: from Anthropic, OpenAI, Paymob, Twilio, SendGrid or Google.
///
/// `error_type` is the most specific name in the body: of Anthropic `error.details.error_code`, else `error.type`;
/// of OpenAI `error.code`, else `error.type`; the others go by their status. The name counts for more than the
/// status, because a stream that has begun with 200 can end in an error, and an exhausted quota comes as 429. Only
/// `invalid_request_error` says less than the status: OpenAI sends it with a wrong key, too.
/// Sources: the error pages of the providers' API references.
#[must_use]
pub fn of_http(status: u16, error_type: Option<&str>) -> Fault {
    match error_type {
        Some("overloaded_error" | "rate_limit_error" | "rate_limit_exceeded" | "slow_down") => Fault::Overloaded,
        Some("api_error" | "server_error") => Fault::ServerError,
        Some("timeout_error") => Fault::Timeout,
        Some("not_found_error" | "request_too_large") => Fault::BadRequest,
        Some("authentication_error" | "permission_error" | "invalid_api_key" | "account_deactivated") => Fault::BadKey,
        Some(
            "billing_error"
            | "billing_hard_limit_reached"
            | "billing_not_active"
            | "enforced_spend_limit_reached"
            | "insufficient_quota",
        ) => Fault::Quota,
        _ => match status {
            401 | 403 => Fault::BadKey,
            402 => Fault::Quota,
            408 | 504 => Fault::Timeout,
            425 | 429 | 503 | 529 => Fault::Overloaded,
            400..=499 => Fault::BadRequest,
            500..=599 => Fault::ServerError,
            _ if error_type == Some("invalid_request_error") => Fault::BadRequest,
            _ => Fault::Malformed,
        },
    }
}

/// The fault in an error of the database.
///
/// What is not named here is a mistake of ours (a statement, a type, a constraint): it must neither be repeated nor
/// count against the database. Source of the classes: the appendix on error codes of Postgres’s manual.
#[must_use]
pub fn of_database(error: &sqlx::Error) -> Fault {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Fault::Unreachable,
        sqlx::Error::Protocol(_) => Fault::Malformed,
        sqlx::Error::Database(refusal) => refusal.code().map_or(Fault::BadRequest, |code| of_sqlstate(&code)),
        _ => Fault::BadRequest,
    }
}

/// The fault behind a SQLSTATE.
fn of_sqlstate(code: &str) -> Fault {
    match code {
        "23505" => Fault::UniqueViolation,
        "23503" => Fault::ForeignKeyViolation,
        // A statement that was cancelled, as when it took too long.
        "57014" => Fault::Timeout,
        // A lock was not to be had in time.
        "55P03" => Fault::Deadlock,
        _ => match code.get(..2) {
            // Connection.
            Some("08") => Fault::Unreachable,
            // Authorization.
            Some("28") => Fault::BadKey,
            // Deadlock, serialization.
            Some("40") => Fault::Deadlock,
            // Resources: connections, disk, memory.
            Some("53") => Fault::Overloaded,
            // The operator's intervention: it stops or starts. Errors of its system.
            Some("57" | "58") => Fault::ServerError,
            _ => Fault::BadRequest,
        },
    }
}

/// The fault in an error of an Ethereum node, by its JSON-RPC code.
///
/// Sources: the JSON-RPC 2.0 specification, section 5.1, and EIP-1474. Nodes use -32000 for most that a contract or
/// the state of an account refuses, so it counts as a mistake of ours.
#[must_use]
pub fn of_chain(code: i64) -> Fault {
    match code {
        // Limit exceeded; some providers send the HTTP status.
        -32005 | 429 => Fault::Overloaded,
        // Parse error, invalid request, unknown method, invalid parameters; of EIP-1474 invalid input, not found,
        // transaction rejected, method or version not supported; a revert.
        -32700 | -32602..=-32600 | -32001..=-32000 | -32004..=-32003 | -32006 | 3 => Fault::BadRequest,
        _ => Fault::ServerError,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use std::{borrow::Cow, error::Error};

    use sqlx::error::{DatabaseError, ErrorKind};

    use super::*;

    #[test]
    fn e2_answers_of_providers_are_told_apart_by_the_name_in_their_body_then_by_status() {
        for (status, error_type, fault) in [
            // Anthropic
            (529, Some("overloaded_error"), Fault::Overloaded),
            (200, Some("overloaded_error"), Fault::Overloaded),
            (429, Some("rate_limit_error"), Fault::Overloaded),
            (429, Some("enforced_spend_limit_reached"), Fault::Quota),
            (500, Some("api_error"), Fault::ServerError),
            (504, Some("timeout_error"), Fault::Timeout),
            (401, Some("authentication_error"), Fault::BadKey),
            (403, Some("permission_error"), Fault::BadKey),
            (402, Some("billing_error"), Fault::Quota),
            (400, Some("invalid_request_error"), Fault::BadRequest),
            (200, Some("invalid_request_error"), Fault::BadRequest),
            (404, Some("not_found_error"), Fault::BadRequest),
            (413, Some("request_too_large"), Fault::BadRequest),
            (200, Some("not_found_error"), Fault::BadRequest),
            (200, Some("request_too_large"), Fault::BadRequest),
            // OpenAI
            (429, Some("insufficient_quota"), Fault::Quota),
            (429, Some("rate_limit_exceeded"), Fault::Overloaded),
            (429, Some("tokens"), Fault::Overloaded),
            (401, Some("invalid_api_key"), Fault::BadKey),
            (401, Some("invalid_request_error"), Fault::BadKey),
            (400, Some("context_length_exceeded"), Fault::BadRequest),
            (500, Some("server_error"), Fault::ServerError),
            // Paymob, Twilio, SendGrid, Google, and whatever stands before any of them
            (400, None, Fault::BadRequest),
            (401, None, Fault::BadKey),
            (403, None, Fault::BadKey),
            (404, None, Fault::BadRequest),
            (408, None, Fault::Timeout),
            (429, None, Fault::Overloaded),
            (500, None, Fault::ServerError),
            (502, None, Fault::ServerError),
            (503, None, Fault::Overloaded),
            (504, None, Fault::Timeout),
            (302, None, Fault::Malformed),
            (200, None, Fault::Malformed),
        ] {
            assert_eq!(of_http(status, error_type), fault, "{status} {error_type:?}");
        }
    }

    /// An error of Postgres with nothing but its code.
    #[derive(Debug)]
    struct Refusal(&'static str);

    impl fmt::Display for Refusal {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.0)
        }
    }

    impl Error for Refusal {}

    impl DatabaseError for Refusal {
        fn message(&self) -> &str {
            self.0
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            Some(Cow::Borrowed(self.0))
        }

        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }

        fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
            self
        }
    }

    #[test]
    fn e2_refusals_of_the_database_are_told_apart_by_their_sqlstate() {
        for (code, fault) in [
            ("23505", Fault::UniqueViolation),
            ("23503", Fault::ForeignKeyViolation),
            ("23514", Fault::BadRequest),
            ("40P01", Fault::Deadlock),
            ("40001", Fault::Deadlock),
            ("55P03", Fault::Deadlock),
            ("08006", Fault::Unreachable),
            ("28P01", Fault::BadKey),
            ("53300", Fault::Overloaded),
            ("57014", Fault::Timeout),
            ("57P01", Fault::ServerError),
            ("58030", Fault::ServerError),
            ("42601", Fault::BadRequest),
            ("XX000", Fault::BadRequest),
            ("", Fault::BadRequest),
        ] {
            assert_eq!(of_database(&sqlx::Error::Database(Box::new(Refusal(code)))), fault, "{code}");
        }
    }

    #[test]
    fn e2_a_database_that_is_not_there_is_unreachable_and_a_wrong_statement_is_a_mistake_of_ours() {
        for error in [
            sqlx::Error::Io(std::io::ErrorKind::ConnectionRefused.into()),
            sqlx::Error::Tls("no certificate".into()),
            sqlx::Error::PoolTimedOut,
            sqlx::Error::PoolClosed,
            sqlx::Error::WorkerCrashed,
        ] {
            assert_eq!(of_database(&error), Fault::Unreachable, "{error}");
        }
        assert_eq!(of_database(&sqlx::Error::Protocol("unexpected message".to_owned())), Fault::Malformed);
        for error in [sqlx::Error::RowNotFound, sqlx::Error::ColumnNotFound("price".to_owned())] {
            assert_eq!(of_database(&error), Fault::BadRequest, "{error}");
        }
    }

    #[test]
    fn e2_errors_of_the_chain_are_told_apart_by_their_code() {
        for (code, fault) in [
            (-32700, Fault::BadRequest),
            (-32600, Fault::BadRequest),
            (-32601, Fault::BadRequest),
            (-32602, Fault::BadRequest),
            (-32603, Fault::ServerError),
            (-32000, Fault::BadRequest),
            (-32001, Fault::BadRequest),
            (-32002, Fault::ServerError),
            (-32003, Fault::BadRequest),
            (-32004, Fault::BadRequest),
            (-32005, Fault::Overloaded),
            (-32006, Fault::BadRequest),
            (-32050, Fault::ServerError),
            (3, Fault::BadRequest),
            (429, Fault::Overloaded),
        ] {
            assert_eq!(of_chain(code), fault, "{code}");
        }
    }

    #[test]
    fn e2_whatever_counts_against_a_dependency_may_be_tried_again() {
        for fault in Fault::ALL {
            assert!(fault.evidence().is_none() || fault.is_retryable(), "{fault:?}");
        }
    }

    #[test]
    fn e2_a_dependency_is_found_by_its_name_and_no_other() {
        for dependency in Dependency::ALL {
            assert_eq!(dependency.as_str().parse::<Dependency>().unwrap(), dependency);
        }
        assert!("Claude".parse::<Dependency>().is_err());
    }
}
