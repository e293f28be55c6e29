//! Mail addresses, in the one form in which they are compared.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How long an address may be, the name before its `@`, and a label of its domain. Sources: RFC 5321, section 4.5.3.1, with
/// erratum 1690 of RFC 3696; RFC 1035, section 2.3.4.
const LONGEST: usize = 254;
const LONGEST_NAME: usize = 64;
const LONGEST_LABEL: usize = 63;

/// A mail address, as `name@example.com`. It prints masked: a log must not hold it. It is serialized whole, for what is
/// sealed afterwards.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Email(String);

/// A text that is no mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mail address looks like name@example.com")]
pub struct InvalidEmail;

impl Email {
    /// The address, for the database and for whoever sends mails.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = InvalidEmail;

    /// Reads a name of plain words with dots between them, and a domain with at least one dot; nothing in quotes or brackets,
    /// and only ASCII, so that no letter passes for another and no line break gets into a header. Capitals become small
    /// ones, in the name too: no large provider tells them apart, and two accounts for one mailbox would be worse than
    /// refusing the second of two mailboxes.
    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        let (name, domain) = text.split_once('@').ok_or(InvalidEmail)?;
        let is_address = text.len() <= LONGEST && is_name(name) && is_domain(domain);
        is_address.then(|| Self(text.to_ascii_lowercase())).ok_or(InvalidEmail)
    }
}

/// Whether this is a “Dot-string” of RFC 5321, section 4.1.2.
fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    name.len() <= LONGEST_NAME && name.split('.').all(|word| !word.is_empty() && word.bytes().all(is_plain))
}

/// Whether this is a name of two labels at least, and no IP address.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_top = |label: &str| !label.bytes().all(|byte| byte.is_ascii_digit());
    domain.split('.').all(is_label) && domain.rsplit_once('.').is_some_and(|(_, top)| is_top(top))
}

impl TryFrom<String> for Email {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        text.parse()
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Email(…)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a2_one_address_in_either_case_is_one() {
        for (text, address) in [
            ("mona@example.com", "mona@example.com"),
            (" Mona.Adel@Example.COM\n", "mona.adel@example.com"),
            ("o'neil+osool=1@mail.example.co.uk", "o'neil+osool=1@mail.example.co.uk"),
            ("_@1and1.com", "_@1and1.com"),
            ("a@xn--mgbh0fb.xn--kgbechtv", "a@xn--mgbh0fb.xn--kgbechtv"),
        ] {
            assert_eq!(text.parse::<Email>().unwrap().expose(), address, "{text}");
        }
    }

    #[test]
    fn a2_what_is_no_address_is_refused() {
        for text in [
            "",
            "@",
            "mona",
            "mona@",
            "@example.com",
            "mona@example",
            "mona@@example.com",
            "mona@adel@example.com",
            ".mona@example.com",
            "mona.@example.com",
            "mona..adel@example.com",
            "mona adel@example.com",
            "\"mona adel\"@example.com",
            "Mona <mona@example.com>",
            "mona@example.com, adel@example.com",
            "mona@example.com.",
            "mona@.example.com",
            "mona@example..com",
            "mona@-example.com",
            "mona@example-.com",
            "mona@exam_ple.com",
            "mona@192.0.2.1",
            "mona@[192.0.2.1]",
            "mona@example.123",
            "منى@example.com",
            "mona@أصول.com",
            "mona٢٠@example.com",
            "mona@example٢.com",
            "mоna@example.com",
        ] {
            assert_eq!(text.parse::<Email>(), Err(InvalidEmail), "{text}");
        }
    }

    #[test]
    fn a2_no_address_brings_another_line_into_a_header() {
        for text in [
            "mona@example.com\r\nBcc: all@example.com",
            "mona\n@example.com",
            "mona@exa\rmple.com",
            "mona\0@example.com",
            "mona@example.com\u{2028}x",
            "mona\u{202e}@example.com",
            "mona\t@example.com",
        ] {
            assert_eq!(text.parse::<Email>(), Err(InvalidEmail), "{text:?}");
        }
    }

    #[test]
    fn a2_an_address_is_no_longer_than_mail_servers_take() {
        let of = |name: usize, domain: &str| format!("{}@{domain}", "a".repeat(name)).parse::<Email>();
        assert!(of(64, "example.com").is_ok() && of(65, "example.com").is_err());
        let label = |length: usize| "b".repeat(length);
        assert!(of(1, &format!("{}.com", label(63))).is_ok() && of(1, &format!("{}.com", label(64))).is_err());
        // 64 + 1 + 3 * 61 + 2 + 4 are 254.
        let domain = format!("{0}.{0}.{0}.com", label(61));
        assert!(of(64, &domain).is_ok() && of(64, &format!("b{domain}")).is_err());
    }

    #[test]
    fn a2_an_address_is_checked_where_it_comes_out_of_json() {
        let email: Email = serde_json::from_str("\"Mona@example.com\"").unwrap();
        assert_eq!(serde_json::to_string(&email).unwrap(), "\"mona@example.com\"");
        let refused = serde_json::from_str::<Email>("\"mona\"").unwrap_err().to_string();
        assert!(refused.starts_with("a mail address looks like name@example.com"), "{refused}");
    }

    #[test]
    fn invariant_8_an_address_prints_masked() {
        assert_eq!(format!("{:?}", "mona@example.com".parse::<Email>().unwrap()), "Email(…)");
    }

    proptest! {
        #[test]
        fn a2_no_text_makes_the_reading_panic_and_what_is_read_reads_itself_again(
            text in "\\PC{0,80}|[ -~]{0,12}@[ -~]{0,20}|[A-Za-z0-9.+]{1,70}@[A-Za-z0-9-]{1,70}(\\.[A-Za-z0-9-]{1,70}){1,4}",
        ) {
            if let Ok(email) = text.parse::<Email>() {
                prop_assert_eq!(email.expose().parse::<Email>(), Ok(email.clone()));
                prop_assert!(email.expose().is_ascii() && email.expose().len() <= 254);
                prop_assert!(!email.expose().contains(|sign: char| sign.is_control() || sign.is_whitespace()));
            }
        }
    }
}
