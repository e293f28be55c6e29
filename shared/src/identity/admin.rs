//! Administrators and machines, who show a key in the header `X-Admin-Key`.

use secrecy::ExposeSecret as _;
use subtle::ConstantTimeEq as _;

use crate::{
    error::{ErrorCode, Failure},
    secrets::Keys,
};

/// Lets whoever shows the administrators' key pass, in its current or previous version. How long the comparison
/// takes says nothing about the key.
pub fn authorize(presented: Option<&[u8]>, keys: &Keys) -> Result<(), Failure> {
    let presented = presented.ok_or_else(|| Failure::new(ErrorCode::AuthenticationFailed))?;
    let is = |key: &crate::secrets::Key| presented.ct_eq(key.value.expose_secret().as_bytes());
    let matches = keys.previous.as_ref().map_or(is(&keys.current), |previous| is(&keys.current) | is(previous));
    if bool::from(matches) { Ok(()) } else { Err(Failure::new(ErrorCode::NotAuthorized)) }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::secrets::Key;

    fn key(value: &str) -> Key {
        Key { id: String::new(), value: SecretString::from(value) }
    }

    #[test]
    fn a5_only_the_current_and_the_previous_key_open_the_administration() {
        let mut keys = Keys { current: key("current"), previous: Some(key("previous")) };
        let code = |presented: Option<&str>, keys: &Keys| {
            authorize(presented.map(str::as_bytes), keys).map_err(|failure| failure.code()).err()
        };
        for good in ["current", "previous"] {
            assert_eq!(code(Some(good), &keys), None);
        }
        assert_eq!(code(None, &keys), Some(ErrorCode::AuthenticationFailed));
        for bad in ["", "curren", "current ", "Current"] {
            assert_eq!(code(Some(bad), &keys), Some(ErrorCode::NotAuthorized), "{bad}");
        }
        keys.previous = None;
        assert_eq!(code(Some("previous"), &keys), Some(ErrorCode::NotAuthorized));
    }
}
