//! The two languages that Osool speaks, and how each writes numbers and amounts.

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use crate::money::Piastres;

/// A language of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Arabic, as Egypt writes it: what most who come read.
    #[default]
    #[serde(rename = "ar")]
    Arabic,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The code of ISO 639-1.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::English => "en",
        }
    }

    /// The language of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Arabic, Self::English].into_iter().find(|language| language.code() == code)
    }

    /// The English text or the Arabic one.
    pub fn pick<T>(self, english: T, arabic: T) -> T {
        match self {
            Self::English => english,
            Self::Arabic => arabic,
        }
    }

    /// A whole number in the language's digits, with thousands apart: `8,500,000` or `٨٬٥٠٠٬٠٠٠`.
    #[must_use]
    pub fn number(self, number: impl Into<i64>) -> String {
        let digits = number.into().to_string();
        let first = digits.len() % 3;
        let separator = self.pick(',', '٬');
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && index % 3 == first && digit.is_ascii_digit() && !grouped.ends_with('-') {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        self.digits(&grouped)
    }

    /// The name of a month.
    #[must_use]
    pub fn month(self, month: Month) -> &'static str {
        match month {
            Month::January => self.pick("January", "يناير"),
            Month::February => self.pick("February", "فبراير"),
            Month::March => self.pick("March", "مارس"),
            Month::April => self.pick("April", "أبريل"),
            Month::May => self.pick("May", "مايو"),
            Month::June => self.pick("June", "يونيو"),
            Month::July => self.pick("July", "يوليو"),
            Month::August => self.pick("August", "أغسطس"),
            Month::September => self.pick("September", "سبتمبر"),
            Month::October => self.pick("October", "أكتوبر"),
            Month::November => self.pick("November", "نوفمبر"),
            Month::December => self.pick("December", "ديسمبر"),
        }
    }

    /// A day: `3 November 2026`.
    #[must_use]
    pub fn date(self, date: Date) -> String {
        self.digits(&format!("{} {} {}", date.day(), self.month(date.month()), date.year()))
    }

    /// A number that names rather than counts, such as a year: its digits, without separators.
    #[must_use]
    pub fn year(self, year: u16) -> String {
        self.digits(&year.to_string())
    }

    /// An amount in pounds: `8,500,000 EGP` or `٨٬٥٠٠٬٠٠٠ جنيه`.
    #[must_use]
    pub fn money(self, amount: Piastres) -> String {
        format!("{} {}", self.number(amount.pounds()), self.pick("EGP", "جنيه"))
    }

    /// A text with the language's own digits.
    #[must_use]
    pub fn digits(self, text: &str) -> String {
        match self {
            Self::English => text.to_owned(),
            Self::Arabic => text
                .chars()
                .map(|letter| letter.to_digit(10).and_then(|digit| char::from_u32(0x0660 + digit)).unwrap_or(letter))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_in_the_languages_own_digits() {
        assert_eq!(Language::English.number(8_500_000), "8,500,000");
        assert_eq!(Language::Arabic.number(8_500_000), "٨٬٥٠٠٬٠٠٠");
        assert_eq!(Language::English.number(150), "150");
        assert_eq!(Language::English.number(-1500), "-1,500");
        assert_eq!(Language::English.number(-150), "-150");
        assert_eq!(Language::Arabic.year(2027), "٢٠٢٧");
    }
}
