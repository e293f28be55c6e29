//! The console: the web page on which people talk to Amr, and the one on which administrators see costs,
//! breakers and blocks. Their files are part of the binary, so that the function needs nothing else and no
//! permission: what the admin page shows, it asks the API for, with the key that the administrator gives it.
//! It is also where every path ends up that no other function serves, and which is answered with `not_found`.

use axum::{
    Router,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use shared::{
    config::{Base, Settings},
    start::StartError,
};

/// What the pages may load: their own files and API, and pictures of units from anywhere.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// Checks the settings and makes the router.
#[expect(clippy::unused_async, reason = "every HTTP function starts alike; this one has nothing to fetch")]
pub async fn start(settings: Settings, base: Base) -> Result<Router, StartError> {
    settings.check()?;
    Ok(router(&base))
}

/// The routes of this function.
pub fn router(base: &Base) -> Router {
    let routes = Router::new()
        .route("/", get(async || file("text/html; charset=utf-8", include_str!("page/index.html"))))
        .route("/console/style.css", get(async || file("text/css; charset=utf-8", include_str!("page/style.css"))))
        .route(
            "/console/common.js",
            get(async || file("text/javascript; charset=utf-8", include_str!("page/common.js"))),
        )
        .route("/console/chips.js", get(async || file("text/javascript; charset=utf-8", include_str!("page/chips.js"))))
        .route("/console/app.js", get(async || file("text/javascript; charset=utf-8", include_str!("page/app.js"))))
        .route("/admin", get(async || file("text/html; charset=utf-8", include_str!("page/admin.html"))))
        .route("/console/admin.css", get(async || file("text/css; charset=utf-8", include_str!("page/admin.css"))))
        .route("/console/admin.js", get(async || file("text/javascript; charset=utf-8", include_str!("page/admin.js"))))
        .route("/console/favicon.svg", get(async || file("image/svg+xml", include_str!("page/favicon.svg"))));
    shared::http::finish(routes, base)
}

fn file(content_type: &'static str, content: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, content).into_response()
}
