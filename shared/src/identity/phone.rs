//! Egyptian mobile numbers, in whatever form people write them.

use std::{fmt, str::FromStr};

use serde::Deserialize;

/// A mobile number in E.164, as `+201001234567`. It prints masked: a log must not hold it.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Phone(String);

/// A text that is no Egyptian mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a phone is an Egyptian mobile number such as 01001234567")]
pub struct InvalidPhone;

impl Phone {
    /// The ten digits after the country's code.
    #[must_use]
    pub fn national(&self) -> &str {
        self.0.get(3..).unwrap_or_default()
    }

    /// The number, for the database and for whoever sends messages.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = InvalidPhone;

    /// Reads `010…`, `+20 10…`, `0020 10…` and `10…`, with spaces, hyphens and brackets, in either digits.
    fn from_str(text: &str) -> Result<Self, InvalidPhone> {
        let mut digits = String::new();
        for letter in text.trim().chars() {
            match letter {
                '0'..='9' => digits.push(letter),
                '٠'..='٩' => digits.extend(char::from_digit(u32::from(letter) - u32::from('٠'), 10)),
                '+' if digits.is_empty() => digits.push_str("00"),
                ' ' | '-' | '(' | ')' | '.' => {}
                _ => return Err(InvalidPhone),
            }
        }
        let national = digits.strip_prefix("0020").or_else(|| digits.strip_prefix("20")).unwrap_or(&digits);
        let national = national.strip_prefix('0').unwrap_or(national);
        let is_mobile =
            national.len() == 10 && ["10", "11", "12", "15"].iter().any(|prefix| national.starts_with(prefix));
        is_mobile.then(|| Self(format!("+20{national}"))).ok_or(InvalidPhone)
    }
}

impl TryFrom<String> for Phone {
    type Error = InvalidPhone;

    fn try_from(text: String) -> Result<Self, InvalidPhone> {
        text.parse()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Phone(…)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn a1_one_number_in_every_form_is_one_and_what_is_no_mobile_is_refused() {
        for text in [
            "01001234567",
            "+201001234567",
            "0020 100 123 4567",
            "201001234567",
            "1001234567",
            "٠١٠٠١٢٣٤٥٦٧",
            "(010) 0123-4567",
        ] {
            assert_eq!(text.parse::<Phone>().unwrap().expose(), "+201001234567", "{text}");
        }
        for text in ["", "0223456789", "01301234567", "0100123456", "010012345678", "+4915112345678", "01001234567x"] {
            assert_eq!(text.parse::<Phone>(), Err(InvalidPhone), "{text}");
        }
    }

    #[test]
    fn invariant_8_a_number_prints_masked() {
        assert_eq!(format!("{:?}", "01001234567".parse::<Phone>().unwrap()), "Phone(…)");
    }
}
