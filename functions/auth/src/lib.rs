//! Signing in and out.
//!
//! | route | what | in |
//! |---|---|---|
//! | `POST /auth/otp/send`, `/auth/otp/verify` | a code to a phone, and tokens for it | `phone` |
//! | `POST /auth/register`, `/auth/login` | an account that opens by mail and password | `mail` |
//! | `POST /auth/email/send-verification`, `GET /auth/email/verify` | a link to a mail, and what it confirms | `mail` |
//! | `POST /auth/password-reset`, `/auth/password-reset/confirm` | a link to another password, and the password | `mail` |
//! | `POST /auth/google` | tokens for an ID token of Google | `google` |
//! | `POST /auth/wallet/nonce`, `/auth/wallet/verify` | tokens for a message that a wallet has signed | `wallet` |
//! | `POST /auth/refresh`, `/auth/logout`, `/auth/logout-all` | the next token; the end of a session, and of all | `tokens` |
//! | `GET`, `DELETE /auth/me` | what is kept of somebody; forgetting it | `account` |
//! | `DELETE /auth/sessions/{id}`, `/auth/identities/{kind}/{id}` | the end of one session; one thing less that opens the account | `account` |
//! | `PATCH /admin/users/{id}` | administrators: a user's role, and whether they are shut out | `administration` |
//! | `GET /auth/outbox` | on a developer's machine: messages that nobody sent | `phone` |
//!
//! Whatever is proven, `entry` makes a session of it.

mod account;
mod administration;
mod cookie;
mod entry;
mod google;
mod mail;
mod phone;
mod tokens;
mod wallet;

use std::sync::Arc;

use axum::{
    Router,
    extract::{self, Request},
    http::StatusCode,
    middleware::{self, Next},
    response::Response,
    routing::{delete, get, patch, post},
};
use shared::{
    client::HttpClient,
    config::{self, Base, Environment, Settings},
    error::Failure,
    fault::Dependency,
    guard::{Guard, LimitSettings, Limits, RouteKind, Subject, Suspicion},
    http::{Caller, RequestContext, gated},
    identity::{
        access, admin,
        audit::Action,
        code::{Codes, DAILY_MESSAGES},
        google::{Google, GoogleSettings},
        key::IdentityKey,
        links::{DAILY_MAILS, Links},
        password::Passwords,
        principal::Doorman,
        refresh::Families,
        sealed::Vault,
        user::UserId,
        users,
        wallet::Wallets,
    },
    notify::{
        notice::Notices,
        sms::{Sms, SmsSettings},
    },
    secrets::{LiveKeys, Secrets},
    start::StartError,
    store::{self, data_keys::DataKeys, postgres, queue::Queue, table::DynamoTable},
    telemetry,
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
    /// Links that come by mail.
    pub links: Links<DynamoTable>,
    /// Passwords.
    pub passwords: Passwords<DynamoTable>,
    /// ID tokens of Google.
    pub google: Google<DynamoTable>,
    /// Messages that wallets have signed.
    pub wallets: Wallets<DynamoTable>,
    /// What is to be told by mail.
    pub notices: Notices,
    /// The page that links in mails lead to.
    pub page: String,
    /// Refresh tokens.
    pub families: Families<DynamoTable>,
    /// Tells who calls, signs access tokens, and knows who is signed in where.
    pub doorman: Arc<Doorman<DynamoTable>>,
    /// How long an access token is good.
    pub lifetime: Duration,
    /// Seals personal data.
    pub vault: Arc<Vault>,
    /// The key under which people are found.
    pub key: Arc<IdentityKey>,
    /// Sends codes.
    pub sms: Sms<DynamoTable>,
    /// Breakers.
    pub guard: Arc<Guard<DynamoTable>>,
    /// Rate limits.
    pub limits: Arc<Limits<DynamoTable>>,
    /// The administrators'.
    pub admin_keys: Arc<LiveKeys>,
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
    let google = GoogleSettings::read(&mut settings);
    let notices = settings.required("NOTICES_QUEUE_URL");
    let page = base.page(&mut settings);
    let mut number = |name, default| settings.parsed(name, default, "a number", |text| text.parse().ok());
    let daily_messages = number("DAILY_SMS_LIMIT", DAILY_MESSAGES);
    let daily_mails = number("DAILY_MAIL_LIMIT", DAILY_MAILS);
    let chain_id = settings.parsed("WALLET_CHAIN_ID", 1, "the number of a chain", |text| text.parse().ok());
    settings.check()?;

    let aws = store::aws_config().await?;
    let secrets =
        Secrets::ahead(&aws, &[&database_arn, &signing_arn, &identity_arn, &admin_arn], &[sms.secret_arn()]).await;
    let (table, http) = (DynamoTable::new(&aws, table), HttpClient::default());
    let (url, signing_keys, identity_key, admin_keys, sms) = tokio::join!(
        secrets.field("DATABASE_URL", &database_arn, "DATABASE_URL"),
        LiveKeys::start(secrets.clone(), "JWT_SECRET_KEY", signing_arn),
        secrets.key("IDENTITY_KEY", &identity_arn),
        LiveKeys::start(secrets.clone(), "ADMIN_API_KEY", admin_arn),
        Sms::start(sms, &secrets, http.clone(), table.clone())
    );
    let key = Arc::new(IdentityKey::new(&identity_key?.value));
    let vault = Arc::new(Vault::new(DataKeys::new(&aws, data_key)));
    let pages = base
        .allowed_origins
        .iter()
        .chain([&page])
        .filter_map(|page| config::authority(page))
        .map(str::to_owned)
        .collect();
    let auth = Auth {
        pool: postgres::pool(&url?)?,
        codes: Codes::new(table.clone(), Arc::clone(&key), daily_messages),
        links: Links::new(table.clone(), Arc::clone(&key), daily_mails),
        passwords: Passwords::new(table.clone(), &key)?,
        google: Google::new(google, http, table.clone()),
        wallets: Wallets::new(table.clone(), pages, chain_id),
        notices: Notices::new(Queue::new(&aws, notices), Arc::clone(&vault)),
        page,
        families: Families::new(table.clone(), Arc::clone(&key)),
        doorman: Arc::new(Doorman::new(signing_keys?, table.clone())),
        lifetime,
        vault,
        key,
        sms: sms?,
        guard: Arc::new(Guard::new(table.clone(), Uuid::new_v4().simple().to_string())),
        limits: Arc::new(Limits::new(table, rates)),
        admin_keys: Arc::new(admin_keys?),
    };
    Ok(router(auth, &base))
}

/// The routes of this function.
pub fn router(auth: Auth, base: &Base) -> Router {
    let is_local = base.environment == Environment::Local;
    let auth = Arc::new(auth);
    let gate = |kind| auth.doorman.gate(&auth.limits, kind);
    let only_administrators = admin::gate(&auth.admin_keys, &auth.doorman, &auth.limits);
    let messages = Router::new()
        .route("/auth/otp/send", post(phone::send))
        .route("/auth/register", post(mail::register))
        .route("/auth/email/send-verification", post(mail::send_verification))
        .route("/auth/password-reset", post(mail::reset));
    let signing_in = Router::new()
        .route("/auth/otp/verify", post(phone::verify))
        .route("/auth/email/verify", get(mail::verify))
        .route("/auth/login", post(mail::login))
        .route("/auth/password-reset/confirm", post(mail::change))
        .route("/auth/google", post(google::verify))
        .route("/auth/wallet/nonce", post(wallet::nonce))
        .route("/auth/wallet/verify", post(wallet::verify))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&auth), watched));
    let account = Router::new()
        .route("/auth/refresh", post(tokens::refresh))
        .route("/auth/logout", post(tokens::sign_out))
        .route("/auth/logout-all", post(tokens::sign_out_everywhere))
        .route("/auth/me", get(account::read).delete(account::erase))
        .route("/auth/sessions/{id}", delete(account::end_session))
        .route("/auth/identities/{kind}/{id}", delete(account::unlink));
    let account = if is_local { account.route("/auth/outbox", get(phone::outbox)) } else { account };
    let administrators = Router::new().route("/admin/users/{id}", patch(administration::change));
    let state = Arc::new(State { is_local, auth: Arc::clone(&auth) });
    let routes = gated(messages, gate(RouteKind::Code))
        .merge(gated(signing_in, gate(RouteKind::SignIn)))
        .merge(gated(account, gate(RouteKind::Account)))
        .merge(gated(administrators, only_administrators))
        .with_state(state);
    shared::http::finish(routes, base)
}

/// Notes when somebody shows a proof that opens nothing: many of those are a sign of guessing (L9).
async fn watched(
    extract::State(auth): extract::State<Arc<Auth>>,
    caller: Caller,
    context: RequestContext,
    request: Request,
    next: Next,
) -> Response {
    let answer = next.run(request).await;
    if answer.status() == StatusCode::UNAUTHORIZED {
        tracing::warn!(target: telemetry::SECURITY, "a proof of who somebody is was not accepted");
        auth.limits.suspicious(&Subject::from(&caller), Suspicion::WrongProof, context.now).await;
    }
    answer
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

    /// Ends all sessions of a user.
    pub(crate) async fn end_sessions(&self, user: UserId, now: OffsetDateTime) -> Result<(), Failure> {
        self.families.end_all(self.doorman.sessions.close_all(user, now).await?).await
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
