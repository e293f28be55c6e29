//! Tokens that we sign (JWT, HS256), for guests and for users. What is accepted follows RFC 8725: one algorithm, our own
//! issuer and the audience that is expected, an end, and no token longer than ours are. Whether it has begun and goes on,
//! its claims say to whoever reads them: the time is an argument here, as everywhere.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use secrecy::ExposeSecret as _;
use serde::{Serialize, de::DeserializeOwned};

use crate::{error::Failure, secrets::Keys};

/// Who issues them.
pub(crate) const ISSUER: &str = "osool";

/// The longest token that is read, in bytes. Ours have some 400.
const LONGEST: usize = 1_024;

/// A token with these claims, signed by the current key.
pub(crate) fn sign<Claims: Serialize>(claims: &Claims, keys: &Keys) -> Result<String, Failure> {
    let header = Header { kid: Some(keys.current.id.clone()), ..Header::new(Algorithm::HS256) };
    let key = EncodingKey::from_secret(keys.current.value.expose_secret().as_bytes());
    encode(&header, claims, &key).map_err(Failure::internal)
}

/// The claims of a token for this audience, or `None` where it is none of ours.
pub(crate) fn claims<Claims: DeserializeOwned>(token: &str, audience: &str, keys: &Keys) -> Option<Claims> {
    let key = keys.find(&key_of(token)?)?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[audience]);
    validation.set_issuer(&[ISSUER]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // The library would read the clock.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(key.value.expose_secret().as_bytes());
    Some(decode(token, &key, &validation).ok()?.claims)
}

/// The version of the key that a token says it was signed by.
pub(crate) fn key_of(token: &str) -> Option<String> {
    decode_header(Some(token).filter(|token| token.len() <= LONGEST)?).ok()?.kid
}
