//! The console: the web page on which people talk to Amr, reserve units and ask to see them, the one on which
//! administrators see costs, breakers, blocks and deals, and the one that stands in for Paymob on a developer's machine.
//! Their files are part of the binary, so that the function needs nothing else and no permission: what the admin page
//! shows, it asks the API for, with the key that the administrator gives it. It is also where every path ends up that no
//! other function serves, and which is answered with `not_found`.

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::IntoResponse,
    routing::get,
};
use shared::{
    config::{Base, Settings},
    start::StartError,
};
use url::Url;

/// Where the page finds the stream of answers: beside the API that it came from, unless a setting says otherwise.
const STREAM: &str = "chat/stream";

/// Checks the settings and makes the router. `STREAM_URL` is the address of the function that streams answers, where that
/// is not behind the API: API Gateway may hold an answer back until it is whole.
#[expect(clippy::unused_async, reason = "every HTTP function starts alike; this one has nothing to fetch")]
pub async fn start(mut settings: Settings, base: Base) -> Result<Router, StartError> {
    let stream = settings.parsed("STREAM_URL", None, "an https address", |address| {
        Some(Some(Url::parse(address).ok().filter(|address| address.scheme() == "https")?))
    });
    settings.check()?;
    router(&base, stream.as_ref())
}

/// The routes of this function.
pub fn router(base: &Base, stream: Option<&Url>) -> Result<Router, StartError> {
    // What pages may load: their own files and API, the stream, and pictures of units from anywhere. The text of a URL
    // holds nothing that would mean something in a header or in an attribute.
    let origin = stream.map(|stream| stream.origin().ascii_serialization()).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; \
         connect-src 'self' {origin}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy)?;
    let address = stream.map(|stream| stream.join(STREAM)).transpose()?.map_or_else(|| STREAM.to_owned(), String::from);
    let index = include_str!("page/index.html").replace(STREAM, &address);
    let (html, css, script) = ("text/html; charset=utf-8", "text/css; charset=utf-8", "text/javascript; charset=utf-8");
    let files = [
        ("/", html, Bytes::from(index)),
        ("/admin", html, Bytes::from_static(include_bytes!("page/admin.html"))),
        ("/checkout", html, Bytes::from_static(include_bytes!("page/checkout.html"))),
        ("/console/style.css", css, Bytes::from_static(include_bytes!("page/style.css"))),
        ("/console/admin.css", css, Bytes::from_static(include_bytes!("page/admin.css"))),
        ("/console/common.js", script, Bytes::from_static(include_bytes!("page/common.js"))),
        ("/console/chips.js", script, Bytes::from_static(include_bytes!("page/chips.js"))),
        ("/console/stream.js", script, Bytes::from_static(include_bytes!("page/stream.js"))),
        ("/console/app.js", script, Bytes::from_static(include_bytes!("page/app.js"))),
        ("/console/account.js", script, Bytes::from_static(include_bytes!("page/account.js"))),
        ("/console/reservations.js", script, Bytes::from_static(include_bytes!("page/reservations.js"))),
        ("/console/viewings.js", script, Bytes::from_static(include_bytes!("page/viewings.js"))),
        ("/console/checkout.js", script, Bytes::from_static(include_bytes!("page/checkout.js"))),
        ("/console/admin.js", script, Bytes::from_static(include_bytes!("page/admin.js"))),
        ("/console/favicon.svg", "image/svg+xml", Bytes::from_static(include_bytes!("page/favicon.svg"))),
    ];
    let mut routes = Router::new();
    for (path, content_type, content) in files {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (header::CONTENT_SECURITY_POLICY, policy.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ];
        routes = routes
            .route(path, get(move || async move { (headers.clone(), Body::from(content.clone())).into_response() }));
    }
    Ok(shared::http::finish(routes, base))
}
