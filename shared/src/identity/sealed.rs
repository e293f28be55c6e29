//! Personal data at rest (A7): sealed with AES-256-GCM under a data key that only KMS can unwrap, and bound to whom it
//! belongs, so that a value copied to another row does not open. An environment makes one data key and seals a thousand
//! values with it, and remembers the keys that it has unwrapped: KMS is asked when an environment meets somebody new.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::key::{from_hex, hex, open, seal};
use crate::{
    error::Failure,
    store::data_keys::{DataKey, DataKeys},
};

/// How many values a data key seals.
const USES: u32 = 1_000;

/// How many unwrapped keys an environment remembers.
const REMEMBERED: usize = 256;

/// A value as it is kept. In JSON its bytes are hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// It, sealed.
    #[serde(with = "digits")]
    pub sealed: Vec<u8>,
    /// The data key as KMS wrapped it.
    #[serde(with = "digits")]
    pub wrapped_key: Vec<u8>,
}

/// Bytes in JSON.
mod digits {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use super::{from_hex, hex};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        from_hex(&String::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("these are no hexadecimal digits"))
    }
}

/// Seals and opens.
#[derive(Debug)]
pub struct Vault {
    keys: DataKeys,
    current: Mutex<Option<(Arc<DataKey>, u32)>>,
    unwrapped: std::sync::Mutex<HashMap<Vec<u8>, Arc<DataKey>>>,
}

impl Vault {
    /// A vault over these data keys.
    #[must_use]
    pub fn new(keys: DataKeys) -> Self {
        Self { keys, current: Mutex::new(None), unwrapped: std::sync::Mutex::default() }
    }

    /// Seals a value of whoever, or whatever, has this id.
    pub async fn seal(&self, whose: Uuid, kind: &str, value: &str) -> Result<Sealed, Failure> {
        let key = {
            let mut current = self.current.lock().await;
            let (key, uses) = match current.take() {
                Some((key, uses)) if uses < USES => (key, uses),
                _ => (Arc::new(self.keys.generate().await?), 0),
            };
            *current = Some((Arc::clone(&key), uses + 1));
            key
        };
        let sealed = seal(&key.plain, &belongs_to(whose, kind), value.as_bytes())?;
        Ok(Sealed { sealed, wrapped_key: key.wrapped.clone() })
    }

    /// Opens a value of whoever, or whatever, has this id.
    pub async fn open(&self, whose: Uuid, kind: &str, value: &Sealed) -> Result<String, Failure> {
        let known = self.unwrapped.lock().unwrap_or_else(PoisonError::into_inner).get(&value.wrapped_key).cloned();
        let key = if let Some(key) = known { key } else { self.unwrap(&value.wrapped_key).await? };
        let opened = open(&key.plain, &belongs_to(whose, kind), &value.sealed);
        opened
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| Failure::internal("a sealed value does not open for whom it belongs to"))
    }

    /// Has a data key unwrapped, and remembers it.
    async fn unwrap(&self, wrapped: &[u8]) -> Result<Arc<DataKey>, Failure> {
        let key = Arc::new(self.keys.unwrap(wrapped).await?);
        let mut unwrapped = self.unwrapped.lock().unwrap_or_else(PoisonError::into_inner);
        if unwrapped.len() >= REMEMBERED {
            unwrapped.clear();
        }
        unwrapped.insert(wrapped.to_vec(), Arc::clone(&key));
        Ok(key)
    }
}

fn belongs_to(whose: Uuid, kind: &str) -> Vec<u8> {
    [whose.as_bytes().as_slice(), kind.as_bytes()].concat()
}
