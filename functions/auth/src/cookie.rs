//! The cookie in which a browser keeps its refresh token, out of reach of the page's own script. It is sent to `/auth` only,
//! and never from another site.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use shared::{error::Failure, identity::refresh};

const NAME: &str = "osool_refresh";

/// The token in a request's cookie.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut cookies = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(name, _)| *name == NAME).map(|(_, token)| token)
}

/// The header that keeps a token in the browser. On a developer's machine there is no TLS.
pub(crate) fn kept(token: &str, is_local: bool) -> Result<(HeaderName, HeaderValue), Failure> {
    header(token, refresh::LIFETIME.whole_seconds(), is_local)
}

/// The header that makes the browser forget it.
pub(crate) fn forgotten(is_local: bool) -> Result<(HeaderName, HeaderValue), Failure> {
    header("", 0, is_local)
}

fn header(token: &str, seconds: i64, is_local: bool) -> Result<(HeaderName, HeaderValue), Failure> {
    let secure = if is_local { "" } else { "; Secure" };
    let cookie = format!("{NAME}={token}; Path=/auth; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    let mut value = HeaderValue::from_str(&cookie).map_err(Failure::internal)?;
    value.set_sensitive(true);
    Ok((header::SET_COOKIE, value))
}
