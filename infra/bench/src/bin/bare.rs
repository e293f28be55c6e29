//! The least that an HTTP function in Rust can be: what its runtime and router cost by themselves. The
//! benchmark measures it beside Osool's functions, which are to stay within three times its cold start.

use axum::{Router, routing::get};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_http::run(Router::new().route("/", get(async || "ok"))).await
}
