//! Signing in and out.
//!
//! | route | what | in |
//! |---|---|---|
//! | `POST /auth/otp/send`, `/auth/otp/verify` | a code to a phone, and tokens for it | `sign_in` |
//! | `POST /auth/refresh`, `/auth/logout`, `/auth/logout-all` | the next token; the end of a session, and of all | `tokens` |
//! | `GET`, `DELETE /auth/me`, `DELETE /auth/sessions/{id}` | what is kept of somebody; forgetting it; one session's end | `account` |
//! | `PATCH /admin/users/{id}` | administrators: a user's role, and whether they are shut out | `administration` |
//! | `GET /auth/outbox` | on a developer's machine: text messages that nobody sent | `sign_in` |

mod account;
mod administration;
mod cookie;
mod sign_in;
mod tokens;

use std::sync::Arc;

use axum::{
    Router,
    routing::{delete, get, patch, post},
};
use shared::{
    config::{Base, Environment, Settings},
    error::Failure,
    fault::Dependency,
    guard::{Guard, LimitSettings, Limits, RouteKind},
    http::gated,
    identity::{
        access, admin,
        audit::Action,
        code::{Codes, DAILY_MESSAGES},
        key::IdentityKey,
        principal::Doorman,
        refresh::Families,
        sealed::Vault,
        user::UserId,
        users,
    },
    notify::sms::{Sms, SmsSettings},
    secrets::{Keys, LiveKeys, Secrets},
    start::StartError,
    store::{self, data_keys::DataKeys, postgres, table::DynamoTable},
};
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Auth {
    /// Users.
    pub pool: PgPool,
    /// One-time codes.
    pub codes: Codes<DynamoTable>,
    /// Refresh tokens.
    pub families: Families<DynamoTable>,
    /// Tells who calls, signs access tokens, and knows who is signed in where.
    pub doorman: Arc<Doorman<DynamoTable>>,
    /// How long an access token is good.
    pub lifetime: Duration,
    /// Seals personal data.
    pub vault: Vault,
    /// The key under which people are found.
    pub key: Arc<IdentityKey>,
    /// Sends codes.
    pub sms: Sms<DynamoTable>,
    /// Breakers.
    pub guard: Arc<Guard<DynamoTable>>,
    /// Rate limits.
    pub limits: Arc<Limits<DynamoTable>>,
    /// The administrators'.
    pub admin_keys: Keys,
}

/// Reads the settings, fetches the secrets and makes the router.
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let database_arn = settings.required("DATABASE_SECRET_ARN");
    let signing_arn = settings.required("SIGNING_KEY_SECRET_ARN");
    let identity_arn = settings.required("IDENTITY_KEY_SECRET_ARN");
    let admin_arn = settings.required("ADMIN_KEY_SECRET_ARN");
    let data_key = settings.required("DATA_KEY_ID");
    let table = settings.required("COUNTERS_TABLE");
    let rates = LimitSettings::read(&mut settings, &base);
    let lifetime = access::lifetime(&mut settings);
    let sms = SmsSettings::read(&mut settings, &base);
    let daily_messages =
        settings.parsed("DAILY_SMS_LIMIT", DAILY_MESSAGES, "a number of messages", |text| text.parse().ok());
    settings.check()?;

    let aws = store::aws_config().await?;
    let secrets = Secrets::new(&aws);
    let table = DynamoTable::new(&aws, table);
    let (url, signing_keys, identity_keys, admin_keys, sms) = tokio::join!(
        secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"),
        LiveKeys::start(secrets.clone(), "JWT_SECRET_KEY", signing_arn),
        secrets.keys("IDENTITY_KEY", &identity_arn),
        secrets.keys("ADMIN_API_KEY", &admin_arn),
        Sms::start(sms, &secrets, table.clone())
    );
    let key = Arc::new(IdentityKey::new(&identity_keys?.current.value));
    let auth = Auth {
        pool: postgres::pool(&url?)?,
        codes: Codes::new(table.clone(), Arc::clone(&key), daily_messages),
        families: Families::new(table.clone(), Arc::clone(&key)),
        doorman: Arc::new(Doorman::new(signing_keys?, table.clone())),
        lifetime,
        vault: Vault::new(DataKeys::new(&aws, data_key)),
        key,
        sms: sms?,
        guard: Arc::new(Guard::new(table.clone(), Uuid::new_v4().simple().to_string())),
        limits: Arc::new(Limits::new(table, rates)),
        admin_keys: admin_keys?,
    };
    Ok(router(auth, &base))
}

/// The routes of this function.
pub fn router(auth: Auth, base: &Base) -> Router {
    let is_local = base.environment == Environment::Local;
    let auth = Arc::new(auth);
    let gate = |kind| auth.doorman.gate(&auth.limits, kind);
    let only_administrators = admin::gate(&auth.admin_keys, &auth.limits);
    let codes = Router::new().route("/auth/otp/send", post(sign_in::send));
    let signing_in = Router::new().route("/auth/otp/verify", post(sign_in::verify));
    let account = Router::new()
        .route("/auth/refresh", post(tokens::refresh))
        .route("/auth/logout", post(tokens::sign_out))
        .route("/auth/logout-all", post(tokens::sign_out_everywhere))
        .route("/auth/me", get(account::read).delete(account::erase))
        .route("/auth/sessions/{id}", delete(account::end_session));
    let account = if is_local { account.route("/auth/outbox", get(sign_in::outbox)) } else { account };
    let administrators = Router::new().route("/admin/users/{id}", patch(administration::change));
    let state = Arc::new(State { is_local, auth: Arc::clone(&auth) });
    let routes = gated(codes, gate(RouteKind::Code))
        .merge(gated(signing_in, gate(RouteKind::SignIn)))
        .merge(gated(account, gate(RouteKind::Account)))
        .merge(gated(administrators, only_administrators))
        .with_state(state);
    shared::http::finish(routes, base)
}

/// What handlers work with.
#[derive(Debug)]
pub(crate) struct State {
    /// Whether this is a developer's machine.
    pub(crate) is_local: bool,
    pub(crate) auth: Arc<Auth>,
}

impl Auth {
    /// Writes into the audit log what a user has done with their own account.
    pub(crate) async fn note(&self, user: UserId, action: Action, now: OffsetDateTime) -> Result<(), Failure> {
        let id = user.to_string();
        self.database(users::note(&self.pool, action, &id, &id, now)).await
    }

    /// Ends one of a user's sessions, and notes it.
    pub(crate) async fn sign_out(&self, user: UserId, session: Uuid, now: OffsetDateTime) -> Result<(), Failure> {
        self.doorman.sessions.close(user, session, now).await?;
        self.families.end(session).await?;
        self.note(user, Action::SignedOut, now).await
    }

    /// Asks the database, if its breaker lets it.
    pub(crate) fn database<R>(
        &self,
        call: impl Future<Output = Result<R, Failure>>,
    ) -> impl Future<Output = Result<R, Failure>> {
        // On the heap: what a transaction awaits is large.
        self.guard.call(Dependency::Database, OffsetDateTime::now_utc(), Box::pin(call))
    }
}
