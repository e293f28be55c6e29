//! Secrets come from Secrets Manager, by the ARN that the configuration names, at start, all in one request. No key, no
//! start: a function whose key is missing or weak ends its start with an error that says which and why, and never
//! says the key. Functions follow a [rotation](Rotation) of a key while they run ([`LiveKeys`]): the version before the current
//! one is fetched where somebody shows it, so that it is good while the other signs.

mod live;
mod rotation;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use aws_sdk_secretsmanager::{Client, error::SdkError, operation::get_secret_value::GetSecretValueError};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::{error::chain, telemetry};

pub use self::{
    live::LiveKeys,
    rotation::{Rotation, Step},
};

/// The stage of the version that is in use.
const CURRENT: &str = "AWSCURRENT";

/// Why a secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Secrets Manager has no value for it.
    #[error("secret {name} has no value")]
    Missing {
        /// What the secret is for.
        name: &'static str,
    },
    /// It could be guessed.
    #[error("secret {name} is too weak: {reason}")]
    Weak {
        /// What the secret is for.
        name: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// It is not in the form that it should have.
    #[error("secret {name} is not a JSON object that holds {field}")]
    Malformed {
        /// What the secret is for.
        name: &'static str,
        /// The field that was looked for.
        field: &'static str,
    },
    /// Secrets Manager did not answer, or refused.
    #[error("secret {name} could not be fetched")]
    Unavailable {
        /// What the secret is for.
        name: &'static str,
        /// What the client reported.
        #[source]
        source: Box<SdkError<GetSecretValueError>>,
    },
}

/// One version of a key.
#[derive(Debug, Clone)]
pub struct Key {
    /// The version's id in Secrets Manager; tokens carry it as `kid`.
    pub id: String,
    /// The key itself.
    pub value: SecretString,
}

/// A key in the versions that are in use.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Signs and verifies.
    pub current: Key,
    /// Verifies only; present while a rotation overlaps.
    pub previous: Option<Key>,
}

impl Keys {
    /// The version with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Key> {
        [Some(&self.current), self.previous.as_ref()].into_iter().flatten().find(|key| key.id == id)
    }
}

/// Fetches secrets.
#[derive(Debug, Clone)]
pub struct Secrets {
    client: Client,
    /// Current versions that were fetched ahead, by ARN, each for whoever asks for it first.
    ahead: Arc<Mutex<HashMap<String, Key>>>,
}

impl Secrets {
    /// A client of Secrets Manager.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig) -> Self {
        Self { client: Client::new(config), ahead: Arc::default() }
    }

    /// The same, with the current versions of these secrets, and of others that there may be, fetched in one request: a
    /// connection for each would be most of a start. What does not come with it is fetched when it is asked for, and says
    /// then what is wrong.
    pub async fn ahead(config: &aws_config::SdkConfig, arns: &[&str], others: &[Option<&str>]) -> Self {
        let secrets = Self::new(config);
        let mut together = secrets.client.batch_get_secret_value();
        for arn in arns.iter().copied().chain(others.iter().copied().flatten()) {
            together = together.secret_id_list(arn);
        }
        match together.send().await {
            Ok(answer) => {
                let mut ahead = secrets.ahead.lock().unwrap_or_else(PoisonError::into_inner);
                for entry in answer.secret_values.unwrap_or_default() {
                    if let (Some(arn), Some(key)) = (entry.arn, key_of(entry.version_id, entry.secret_string)) {
                        ahead.insert(arn, key);
                    }
                }
            }
            Err(error) => {
                tracing::warn!(target: telemetry::ERROR, cause = chain(&error), "the secrets are fetched one by one");
            }
        }
        secrets
    }

    /// A key in its current version, refused where it is weak.
    pub async fn key(&self, name: &'static str, arn: &str) -> Result<Key, SecretError> {
        let key = self.version(name, arn, CURRENT).await?;
        check_strength(key.value.expose_secret()).map_err(|reason| SecretError::Weak { name, reason })?;
        Ok(key)
    }

    /// A key in its current and previous versions, refused where the current one is weak. A weak previous one is as none.
    pub async fn keys(&self, name: &'static str, arn: &str) -> Result<Keys, SecretError> {
        let (current, previous) = tokio::join!(self.key(name, arn), self.version(name, arn, "AWSPREVIOUS"));
        let previous = match previous {
            Ok(key) => Some(key),
            Err(SecretError::Missing { .. }) => None,
            Err(error) => return Err(error),
        };
        let is_strong = |key: &Key| match check_strength(key.value.expose_secret()) {
            Ok(()) => true,
            Err(reason) => {
                tracing::warn!(target: telemetry::ERROR, key = name, reason, "the key before this one is too weak to count");
                false
            }
        };
        Ok(Keys { current: current?, previous: previous.filter(is_strong) })
    }

    /// One text out of a secret that is a JSON object.
    pub async fn field(&self, name: &'static str, arn: &str, field: &'static str) -> Result<SecretString, SecretError> {
        let secret = self.version(name, arn, CURRENT).await?;
        text_in(&secret, field).ok_or(SecretError::Malformed { name, field })
    }

    /// Texts out of a secret that is a JSON object: `None` for each that it does not hold, and for all of them where the
    /// secret has no value or is no such object.
    pub async fn optional_fields<const FIELDS: usize>(
        &self,
        name: &'static str,
        arn: &str,
        fields: [&str; FIELDS],
    ) -> Result<[Option<SecretString>; FIELDS], SecretError> {
        match self.version(name, arn, CURRENT).await {
            Ok(secret) => Ok(fields.map(|field| text_in(&secret, field))),
            Err(SecretError::Missing { .. }) => Ok([const { None }; FIELDS]),
            Err(error) => Err(error),
        }
    }

    async fn version(&self, name: &'static str, arn: &str, stage: &str) -> Result<Key, SecretError> {
        if stage == CURRENT
            && let Some(key) = self.ahead.lock().unwrap_or_else(PoisonError::into_inner).remove(arn)
        {
            return Ok(key);
        }
        let answer = self.client.get_secret_value().secret_id(arn).version_stage(stage).send().await;
        let answer = answer.map_err(|error| match error.as_service_error() {
            Some(GetSecretValueError::ResourceNotFoundException(_)) => SecretError::Missing { name },
            _ => SecretError::Unavailable { name, source: Box::new(error) },
        })?;
        key_of(answer.version_id, answer.secret_string).ok_or(SecretError::Missing { name })
    }
}

/// A version of a secret, if it has a value.
fn key_of(id: Option<String>, value: Option<String>) -> Option<Key> {
    Some(Key { id: id?, value: SecretString::from(value.filter(|value| !value.is_empty())?) })
}

/// A text of a secret that is a JSON object.
fn text_in(secret: &Key, field: &str) -> Option<SecretString> {
    let object: Map<String, Value> = serde_json::from_str(secret.value.expose_secret()).ok()?;
    object.get(field)?.as_str().filter(|text| !text.is_empty()).map(SecretString::from)
}

/// Refuses keys that people type: short ones, repeated or running characters, and the words of examples.
///
/// The bound is the Shannon entropy of the key's own characters times its length, at least 100 bits; 32 random
/// hexadecimal digits have about 115. Letters in one case only are taken for prose, which has as much by this
/// measure. It cannot tell a long invented sentence with a digit from a random key: generate keys, do not invent
/// them.
pub fn check_strength(key: &str) -> Result<(), &'static str> {
    const LEAST_LENGTH: usize = 32;
    const LEAST_BITS: f64 = 100.0;
    const EXAMPLES: [&str; 8] =
        ["changeme", "change-me", "change_me", "password", "secret", "example", "your-", "your_"];

    let characters: Vec<char> = key.chars().collect();
    if characters.len() < LEAST_LENGTH {
        return Err("shorter than 32 characters");
    }
    let lower = key.to_lowercase();
    if EXAMPLES.iter().any(|word| lower.contains(word)) {
        return Err("contains a word that examples use");
    }
    let repeats = |period: usize| characters.iter().skip(period).zip(&characters).all(|(one, other)| one == other);
    if (1..=characters.len() / 2).any(repeats) {
        return Err("repeats itself");
    }
    let running = characters
        .iter()
        .zip(characters.iter().skip(1))
        .filter(|(one, next)| u32::from(**one).abs_diff(u32::from(**next)) <= 1);
    if running.count() * 2 >= characters.len() {
        return Err("its characters run in sequence");
    }
    if !characters.iter().any(|letter| letter.is_ascii_digit() || letter.is_uppercase()) {
        return Err("letters in one case only");
    }
    if entropy_bits(&characters) < LEAST_BITS {
        return Err("its characters are too few or too alike");
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts of characters are far below 2^52")]
fn entropy_bits(characters: &[char]) -> f64 {
    let mut sorted = characters.to_vec();
    sorted.sort_unstable();
    let length = characters.len() as f64;
    let bits = |count: usize| -(count as f64) * (count as f64 / length).log2();
    sorted.chunk_by(|one, other| one == other).map(|equal| bits(equal.len())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a4_weak_keys_are_refused_with_a_reason_that_does_not_name_them() {
        for weak in [
            "",
            "tiny",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabcabcabcabcabcabcabcabc",
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "please-change-me-before-you-deploy-0123",
            "11111111112222222222333333333344444444",
            "thequickbrownfoxjumpsoverthelazydog",
            "مفتاحمفتاحمفتاحمفتاحمفتاحمفتاحمفتاح",
        ] {
            let reason = check_strength(weak).err().unwrap_or_default();
            assert!(!reason.is_empty(), "{weak} was accepted");
            assert!(weak.is_empty() || !reason.contains(weak));
        }
    }

    #[test]
    fn a4_random_keys_are_accepted() {
        for strong in [
            "9f8b2c7d1e4a6053bd17c9e0f2a48635",
            "hX2v9QmL7sTz4KpB8nRw3YcJ6gFd5AaE",
            "Zk3Wq8Vn1Rt6Yp4Ls9Dg2Hj7Fb5Mc0Xa8Se3Uo6Ti1Bv4Nz9Qw2Er7Ty5Pk0Jd",
        ] {
            assert_eq!(check_strength(strong), Ok(()), "{strong}");
        }
    }
}
