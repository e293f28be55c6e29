//! What strangers send to be taken for somebody: the first byte says what the rest is.
#![no_main]

use std::sync::LazyLock;

use secrecy::SecretString;
use shared::{
    identity::{access, guest, phone::Phone},
    secrets::{Key, Keys},
};
use time::OffsetDateTime;

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let value = SecretString::from("hX2v9QmL7sTz4KpB8nRw3YcJ6gFd5AaE");
    Keys { current: Key { id: "2".to_owned(), value }, previous: None }
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, text)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let now = OffsetDateTime::UNIX_EPOCH;
    match kind % 3 {
        0 => assert!(access::verify(&text, &KEYS, now).is_none(), "nobody here signed it"),
        1 => assert!(guest::verify(&text, &KEYS, now).is_none(), "nobody here signed it"),
        _ => {
            if let Ok(phone) = text.parse::<Phone>() {
                let again: Phone = phone.expose().parse().expect("a number is read as it is written");
                assert_eq!(again.expose(), phone.expose());
                assert!(phone.expose().len() == 13 && phone.expose().starts_with("+201"));
            }
        }
    }
});
