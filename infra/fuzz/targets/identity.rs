//! What strangers send to be taken for somebody: the first byte says what the rest is.
#![no_main]

use std::sync::LazyLock;

use secrecy::SecretString;
use shared::{
    identity::{access, email::Email, google, guest, phone::Phone, wallet},
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
    match kind % 6 {
        0 => assert!(access::verify(&text, &KEYS, now).is_none(), "nobody here signed it"),
        1 => assert!(guest::verify(&text, &KEYS, now).is_none(), "nobody here signed it"),
        2 => {
            if let Ok(phone) = text.parse::<Phone>() {
                let again: Phone = phone.expose().parse().expect("a number is read as it is written");
                assert_eq!(again.expose(), phone.expose());
                assert!(phone.expose().len() == 13 && phone.expose().starts_with("+201"));
            }
        }
        3 => {
            if let Ok(email) = text.parse::<Email>() {
                let again: Email = email.expose().parse().expect("a mail is read as it is written");
                assert_eq!(again, email);
                assert!(email.expose().bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
        4 => {
            // The first line is the signature, the rest the message.
            let (signature, message) = text.split_once('\n').unwrap_or((&text, ""));
            let read = message.parse::<wallet::Message>();
            assert!(read.is_err() || message.contains(" wants you to sign in with your Ethereum account:\n0x"));
            if let Some(address) = wallet::signer(message, signature) {
                assert!(address.expose().parse::<wallet::Address>().is_ok());
            }
        }
        _ => {
            // The first line is the token, the rest Google's keys.
            let (token, keys) = text.split_once('\n').unwrap_or((&text, ""));
            assert!(!google::is_signed(keys.as_bytes(), token), "nobody here signed it");
        }
    }
});
