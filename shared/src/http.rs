//! The way in and out of every HTTP function. [`finish`] puts the same layers around each router: a request
//! id, one log line a request, security headers, CORS, panics caught, failures rendered. [`Json`] and
//! [`Query`] read what callers send and say which field is wrong. Handlers return `Result<_, Failure>`.

use std::{
    net::IpAddr,
    time::{Duration, Instant, SystemTime},
};

use axum::{
    Router,
    body::Bytes,
    extract::{FromRequest, FromRequestParts, MatchedPath, Request},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tower_http::{catch_panic::CatchPanicLayer, cors::CorsLayer};
use tracing::{Instrument as _, field::Empty};
use uuid::Uuid;

use crate::{
    config::Base,
    error::{ErrorCode, Failure},
    telemetry,
};

/// The largest body that is read, in bytes (E4).
pub const BODY_LIMIT: usize = 64 * 1024;

/// The header that carries the request id, in and out (E3).
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The headers that a page of another origin may read.
const EXPOSED: [HeaderName; 8] = [
    REQUEST_ID,
    header::RETRY_AFTER,
    HeaderName::from_static("ratelimit"),
    HeaderName::from_static("ratelimit-policy"),
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
    header::CONTENT_DISPOSITION,
];

/// What an answer's content may do where nothing else is said: nothing, since it is data.
const DATA_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// When a request came and how it is called; handlers take ids and time from here.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// The id in the answer's header, in its errors and in every log line about it.
    pub request_id: String,
    /// When it came.
    pub now: OffsetDateTime,
    /// When it is answered for the handler if that has not done so.
    pub deadline: tokio::time::Instant,
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Failure::internal("the router is not finished by http::finish"))
    }
}

/// Puts the common layers around a function's routes.
pub fn finish(routes: Router, base: &Base) -> Router {
    let origins = base.allowed_origins.iter().filter_map(|origin| origin.parse().ok());
    let cors = CorsLayer::new()
        .allow_origin(origins.collect::<Vec<HeaderValue>>())
        .allow_methods([Method::GET, Method::POST, Method::DELETE, Method::PATCH])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            REQUEST_ID,
            GUEST_TOKEN,
            ADMIN_KEY,
            IDEMPOTENCY_KEY,
        ])
        .expose_headers(EXPOSED)
        .max_age(Duration::from_hours(1));
    routes
        .fallback(async || Failure::new(ErrorCode::NotFound))
        .method_not_allowed_fallback(async || Failure::new(ErrorCode::MethodNotAllowed))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Failure::internal("a handler panicked").into_response()
        }))
        .layer(cors)
        .layer(middleware::from_fn(around))
}

/// The field of a request's log lines that a handler fills with the id of the conversation.
pub const SESSION: &str = "session";

/// The header in which a guest proves which conversations are theirs.
pub const GUEST_TOKEN: HeaderName = HeaderName::from_static("x-guest-token");

/// The header in which machines and administrators show their key.
pub const ADMIN_KEY: HeaderName = HeaderName::from_static("x-admin-key");

/// The header that makes a request, said twice, one.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Who calls.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The address that the request came from, as the gateway saw it: what callers write into headers themselves
    /// counts for nothing. `None` where no gateway is in between.
    pub address: Option<IpAddr>,
    /// What stands in [`ADMIN_KEY`].
    pub admin_key: Option<HeaderValue>,
    /// What stands in `Authorization`.
    pub authorization: Option<HeaderValue>,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let seen = match parts.extensions.get::<lambda_http::request::RequestContext>() {
            Some(lambda_http::request::RequestContext::ApiGatewayV1(context)) => context.identity.source_ip.as_deref(),
            Some(lambda_http::request::RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
            _ => None,
        };
        Ok(Self {
            address: seen.and_then(|address| address.parse().ok()),
            admin_key: parts.headers.get(ADMIN_KEY).cloned(),
            authorization: parts.headers.get(header::AUTHORIZATION).cloned(),
        })
    }
}

/// Asks `admit` before each request to these routes. The headers that it gives back are added to the answer's, and who it
/// says is calling goes to the handler; its refusal is the answer.
pub fn gated<S, Who, Admitting>(
    routes: Router<S>,
    admit: impl Fn(Caller, RequestContext) -> Admitting + Clone + Send + Sync + 'static,
) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Who: Clone + Send + Sync + 'static,
    Admitting: Future<Output = Result<(HeaderMap, Who), Failure>> + Send + 'static,
{
    let layer = move |caller: Caller, context: RequestContext, mut request: Request, next: Next| {
        let admitting = admit(caller, context);
        async move {
            match admitting.await {
                Ok((headers, who)) => {
                    request.extensions_mut().insert(who);
                    let mut response = next.run(request).await;
                    response.headers_mut().extend(headers);
                    response
                }
                Err(refusal) => refusal.into_response(),
            }
        }
    };
    routes.route_layer(middleware::from_fn(layer))
}

/// What happens around every request: its id, its log line, its failure's body and its headers.
async fn around(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let time_left = request.extensions().get::<lambda_http::Context>().map_or(NO_DEADLINE, time_left);
    let context = RequestContext {
        request_id: request_id(request.headers()),
        now: OffsetDateTime::now_utc(),
        deadline: tokio::time::Instant::now() + time_left,
    };
    let method = request.method().clone();
    let lambda_id = request.extensions().get::<lambda_http::Context>().map(|context| context.request_id.clone());
    let span =
        tracing::info_span!("request", request_id = context.request_id, lambda_request_id = lambda_id, session = Empty);
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    request.extensions_mut().insert(context.clone());

    async move {
        let answered = tokio::time::timeout(time_left, next.run(request)).await;
        let mut response = answered.unwrap_or_else(|elapsed| {
            Failure::new(ErrorCode::DependencyUnavailable).caused_by(elapsed).into_response()
        });
        if let Some(RenderedLater(failure)) = response.extensions_mut().remove::<RenderedLater>() {
            log_failure(&failure);
            // What the layers inside have said stays: which methods are allowed, which origin may read this.
            let mut kept = std::mem::take(response.headers_mut());
            kept.remove(header::CONTENT_LENGTH);
            response = render(&failure, &context);
            response.headers_mut().extend(kept);
        }
        add_headers(response.headers_mut(), &context);
        tracing::info!(
            target: telemetry::PERFORMANCE,
            method = %method,
            route = route.as_deref().unwrap_or("none"),
            status = response.status().as_u16(),
            duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "request answered"
        );
        response
    }
    .instrument(span)
    .await
}

/// How long a request may take where Lambda sets no end, or one that was over before the request came: in
/// tests, and in tools that serve functions on a developer's machine.
const NO_DEADLINE: Duration = Duration::from_secs(29);

/// The time until Lambda's deadline, less what it takes to say that it has come.
fn time_left(context: &lambda_http::Context) -> Duration {
    const FAREWELL: Duration = Duration::from_millis(300);
    match context.deadline().duration_since(SystemTime::now()) {
        Ok(left) => left.saturating_sub(FAREWELL),
        Err(_) => NO_DEADLINE,
    }
}

/// The caller's request id where it is well formed, else a new one. One that a log would mask is not well
/// formed: it could not be found again, and may be somebody's number.
fn request_id(headers: &HeaderMap) -> String {
    let well_formed = |id: &&str| {
        (8..=128).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
            && (Uuid::try_parse(id).is_ok() || telemetry::mask(id) == *id)
    };
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(well_formed);
    given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

fn add_headers(headers: &mut HeaderMap, context: &RequestContext) {
    if let Ok(id) = HeaderValue::from_str(&context.request_id) {
        headers.insert(REQUEST_ID, id);
    }
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(DATA_POLICY);
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// A failure on its way from a handler to [`around`], which alone knows the request's id.
#[derive(Clone)]
struct RenderedLater(std::sync::Arc<Failure>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(RenderedLater(std::sync::Arc::new(self)));
        response
    }
}

fn log_failure(failure: &Failure) {
    let (error_code, field) = (failure.code().as_str(), failure.details().get("field").and_then(Value::as_str));
    if let Some(cause) = failure.cause_chain() {
        tracing::error!(target: telemetry::ERROR, error_code, field, cause, "request failed");
    } else {
        tracing::info!(target: telemetry::ERROR, error_code, field, "request refused");
    }
}

/// A failure as it travels inside an answer that has begun, where no status can say it any more: the shape of every
/// failure. Logs it, since nobody else will.
#[must_use]
pub fn explained(failure: &Failure, context: &RequestContext) -> Value {
    log_failure(failure);
    shape(failure, context)
}

/// The one shape of every failure (E1).
fn shape(failure: &Failure, context: &RequestContext) -> Value {
    let code = failure.code();
    json!({
        "error_code": code.as_str(),
        "message": code.message(),
        "message_ar": code.message_ar(),
        "user_message": code.user_message(),
        "user_message_ar": code.user_message_ar(),
        "details": failure.details(),
        "timestamp": context.now.format(&Rfc3339).unwrap_or_default(),
        "request_id": context.request_id,
    })
}

/// A failure as an answer.
fn render(failure: &Failure, context: &RequestContext) -> Response {
    let status = StatusCode::from_u16(failure.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::Json(shape(failure, context))).into_response();
    if let Some(wait) = failure.retry_after() {
        // Rounded up: who waits exactly so long must not come too early.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.headers_mut().extend(failure.headers().iter().cloned());
    response
}

/// A JSON body of at most [`BODY_LIMIT`] bytes. Whatever is wrong with it is refused with the field's name.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        check_content(request.headers())?;
        parse_json(&body_of(request).await?).map(Self)
    }
}

/// A body of at most [`BODY_LIMIT`] bytes, as it came: for one whose signature is about its own letters.
#[derive(Debug)]
pub struct Raw(pub Bytes);

impl<S: Sync> FromRequest<S> for Raw {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        body_of(request).await.map(Self)
    }
}

async fn body_of(request: Request) -> Result<Bytes, Failure> {
    let body = Limited::new(request.into_body(), BODY_LIMIT).collect().await.map_err(|error| {
        if error.downcast_ref::<LengthLimitError>().is_some() {
            Failure::new(ErrorCode::PayloadTooLarge).with("limit_bytes", BODY_LIMIT)
        } else {
            invalid_json("body", "it ended early")
        }
    })?;
    Ok(body.to_bytes())
}

/// Refuses bodies that do not say they are uncompressed JSON.
fn check_content(headers: &HeaderMap) -> Result<(), Failure> {
    let refused = |field: &str| Failure::new(ErrorCode::UnsupportedMediaType).with("field", field);
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = content_type.split(';').map(str::trim);
    if !parts.next().unwrap_or_default().eq_ignore_ascii_case("application/json") {
        return Err(refused("content-type"));
    }
    let foreign = |part: &str| {
        part.to_ascii_lowercase().starts_with("charset=") && !part[8..].trim_matches('"').eq_ignore_ascii_case("utf-8")
    };
    if parts.any(foreign) {
        return Err(refused("content-type"));
    }
    match headers.get(header::CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => Err(refused("content-encoding")),
        _ => Ok(()),
    }
}

/// Reads JSON into a type. What is no JSON is `invalid_json`; what is, but does not fit, `validation_failed`.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| invalid_json("body", "it is not UTF-8"))?;
    // Derived readers take a list of values for an object of fields; no caller means that.
    if text.trim_start().starts_with('[') {
        return Err(Failure::validation("body", "it is a list, not an object"));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        // A fault between two fields leaves `?` where the next name would stand.
        let path = error.path().to_string();
        let path = path.trim_end_matches(['?', '.']);
        let field = if path.is_empty() { "body" } else { path };
        let reason = error.inner().to_string();
        if error.inner().is_data() {
            Failure::validation(&field_of(field, &reason), reason)
        } else {
            invalid_json(field, &reason)
        }
    })?;
    deserializer.end().map_err(|_| invalid_json("body", "something follows the JSON value"))?;
    Ok(value)
}

/// The missing or unknown field that serde names in its message but not in its path.
fn field_of(path: &str, reason: &str) -> String {
    let named =
        ["missing field `", "duplicate field `"].iter().find_map(|start| reason.strip_prefix(start)?.split('`').next());
    match named {
        Some(name) if path == "body" => name.to_owned(),
        Some(name) if !path.ends_with(name) => format!("{path}.{name}"),
        _ => path.to_owned(),
    }
}

fn invalid_json(field: &str, reason: &str) -> Failure {
    Failure::new(ErrorCode::InvalidJson).with("field", field).with("reason", reason)
}

/// A query string. Whatever is wrong with it is refused with the parameter's name.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        axum::extract::Query::try_from_uri(&parts.uri).map(|axum::extract::Query(query)| Self(query)).map_err(
            |rejection| {
                // The message reads "Failed to deserialize query string: limit: invalid digit …".
                let reason =
                    std::error::Error::source(&rejection).map_or_else(|| rejection.to_string(), ToString::to_string);
                let field = reason.split_once(": ").map_or("query", |(field, _)| field).to_owned();
                Failure::validation(&field, reason)
            },
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use axum::{
        body::Body,
        routing::{get, post},
    };
    use serde::Deserialize;
    use tower::ServiceExt as _;

    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[serde(rename = "count")]
        _count: u8,
    }

    fn app() -> Router {
        let routes = Router::new()
            .route("/order", post(async |Json(_): Json<Order>| StatusCode::NO_CONTENT))
            .route("/panic", get(async || -> StatusCode { panic!("phone 01012345678") }))
            .route(
                "/busy",
                get(async || -> Result<StatusCode, Failure> {
                    Err(Failure::new(ErrorCode::RateLimited)
                        .with_headers([(header::RETRY_AFTER, HeaderValue::from(7))]))
                }),
            );
        let base = Base { allowed_origins: vec!["https://osool.example".to_owned()], ..Base::default() };
        finish(routes, &base)
    }

    async fn send(request: Request) -> (StatusCode, HeaderMap, Value) {
        let response = app().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    fn order(body: &str) -> Request {
        Request::post("/order").header("content-type", "application/json").body(Body::from(body.to_owned())).unwrap()
    }

    #[tokio::test]
    async fn e1_every_failure_has_the_one_shape_and_the_request_id_of_its_header() {
        for (request, code) in [
            (order("{"), "invalid_json"),
            (order(r#"{"count":300}"#), "validation_failed"),
            (Request::get("/nowhere").body(Body::empty()).unwrap(), "not_found"),
            (Request::get("/order").body(Body::empty()).unwrap(), "method_not_allowed"),
            (Request::get("/panic").body(Body::empty()).unwrap(), "internal"),
        ] {
            let (status, headers, body) = send(request).await;
            assert_eq!(body["error_code"], code);
            assert!(status.is_client_error() || status.is_server_error());
            assert_eq!(body["request_id"].as_str(), headers[REQUEST_ID].to_str().ok());
            for field in ["message", "message_ar", "user_message", "user_message_ar", "timestamp"] {
                assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{code}: {field}");
            }
            assert!(body["details"].is_object());
            assert!(!body.to_string().contains("01012345678"));
        }
    }

    #[tokio::test]
    async fn l8_the_headers_of_a_failure_reach_the_answer() {
        let (status, headers, body) = send(Request::get("/busy").body(Body::empty()).unwrap()).await;
        assert_eq!((status.as_u16(), body["error_code"].as_str()), (429, Some("rate_limited")));
        assert_eq!(headers["retry-after"], "7");
        assert_eq!(headers["content-type"], "application/json");
    }

    #[tokio::test]
    async fn e3_a_well_formed_request_id_is_kept_and_another_replaced() {
        let with_id =
            |id: &'static str| Request::get("/nowhere").header("x-request-id", id).body(Body::empty()).unwrap();
        for id in ["abc-123_X.9", "0192f3a4b5c67d8e9f00112233445566", "0192f3a4-b5c6-7d8e-9f00-112233445566"] {
            let (_, headers, _) = send(with_id(id)).await;
            assert_eq!(headers[REQUEST_ID], id);
        }
        for malformed in ["short", "white space here", "newline%0a<script>", "01012345678"] {
            let (_, headers, _) = send(with_id(malformed)).await;
            assert!(headers[REQUEST_ID].to_str().unwrap().parse::<Uuid>().is_ok(), "{malformed}");
        }
    }

    #[tokio::test]
    async fn e4_wrong_values_are_refused_with_the_fields_name() {
        for (body, status, field) in [
            (r#"{"count":"three"}"#, 422, "count"),
            (r#"{"count":1e400}"#, 400, "count"),
            (r#"{"count":NaN}"#, 400, "count"),
            (r#"{"count":-1}"#, 422, "count"),
            (r#"{"count":1,"count":2}"#, 422, "count"),
            (r#"{"other":1}"#, 422, "other"),
            ("{}", 422, "count"),
            (r#"{"count":1} x"#, 400, "body"),
        ] {
            let (got, _, answer) = send(order(body)).await;
            assert_eq!((got.as_u16(), answer["details"]["field"].as_str()), (status, Some(field)), "{body}: {answer}");
        }
    }

    #[tokio::test]
    async fn e4_other_content_types_are_415_and_long_bodies_413() {
        for content_type in ["text/plain", "application/json; charset=utf-16", "application/jsonp", ""] {
            let request = Request::post("/order").header("content-type", content_type).body(Body::from("{}")).unwrap();
            assert_eq!(send(request).await.0, 415, "{content_type}");
        }
        let compressed =
            Request::post("/order").header("content-type", "application/json").header("content-encoding", "gzip");
        assert_eq!(send(compressed.body(Body::empty()).unwrap()).await.0, 415);
        assert_eq!(send(order(&" ".repeat(BODY_LIMIT + 1))).await.0, 413);
        assert_eq!(send(order(&format!("{}{}", r#"{"count":1}"#, " ".repeat(1000)))).await.0, 204);
    }

    #[tokio::test]
    async fn e5_security_headers_stand_on_every_answer_and_cors_only_on_configured_origins() {
        let preflight = |origin: &'static str| {
            Request::options("/order")
                .header("origin", origin)
                .header("access-control-request-method", "POST")
                .body(Body::empty())
                .unwrap()
        };
        let (_, allowed, _) = send(preflight("https://osool.example")).await;
        assert_eq!(allowed["access-control-allow-origin"], "https://osool.example");
        let (_, refused, _) = send(preflight("https://evil.example")).await;
        let invalid = Request::post("/order").header("origin", "https://osool.example").body(Body::empty()).unwrap();
        let (status, failure, _) = send(invalid).await;
        assert_eq!(status, 415);
        assert_eq!(failure["access-control-allow-origin"], "https://osool.example", "a page must be able to read why");
        assert!(!refused.contains_key("access-control-allow-origin"));
        for headers in [allowed, refused] {
            assert_eq!(headers["x-content-type-options"], "nosniff");
            assert_eq!(headers["x-frame-options"], "DENY");
            assert!(headers["strict-transport-security"].to_str().unwrap().contains("31536000"));
            assert!(headers.contains_key("referrer-policy") && headers.contains_key("content-security-policy"));
            assert!(!headers.contains_key("x-xss-protection"));
        }
    }
}
