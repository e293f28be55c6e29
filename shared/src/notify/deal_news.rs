//! What is told of a deal, by mail and by SMS: that a unit is held, is theirs, is free again, and what becomes of the money.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::letter::{Block, Mail};
use crate::{clock::cairo, language::Language, money::Piastres};

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// A unit is held.
    Reserved,
    /// Nobody paid in time.
    Lapsed,
    /// The deposit was paid.
    Paid,
    /// It was paid too late: the unit is somebody else's, and the money is to go back.
    RefundRequested,
    /// The money has gone back.
    Refunded,
}

impl News {
    const ALL: [Self; 5] = [Self::Reserved, Self::Lapsed, Self::Paid, Self::RefundRequested, Self::Refunded];

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Lapsed => "lapsed",
            Self::Paid => "paid",
            Self::RefundRequested => "refund_requested",
            Self::Refunded => "refunded",
        }
    }

    /// The news of this word, if there is such.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|news| news.as_str() == word)
    }

    /// Whether a phone is told, too: whoever has just reserved a unit looks at the page.
    #[must_use]
    pub fn goes_by_sms(self) -> bool {
        self != Self::Reserved
    }
}

/// A deal of which something is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deal {
    /// What has happened.
    pub news: News,
    /// The unit: its title in the user's language, and its id.
    pub unit: String,
    /// What was, or is to be, paid; in whole pounds.
    pub deposit: Piastres,
    /// Until when it was held.
    #[serde(with = "time::serde::timestamp")]
    pub held_until: OffsetDateTime,
}

/// What has happened, in one sentence or two.
fn sentence(deal: &Deal, language: Language) -> String {
    let Deal { news, unit, deposit, held_until } = deal;
    let (deposit, until) = (language.money(*deposit), hour(*held_until, language));
    match news {
        News::Reserved => language.pick(
            format!("{unit} is held for you until {until}, Cairo time. Pay the deposit of {deposit} by then, and it is yours."),
            format!("{unit} محجوزة ليك لحد {until} بتوقيت القاهرة. ادفع مقدم الحجز {deposit} قبلها وتبقى بتاعتك."),
        ),
        News::Lapsed => language.pick(
            format!("Your hold on {unit} has ended without a payment. If it is still free, you can reserve it again."),
            format!("مدة حجز {unit} خلصت من غير دفع. لو لسه متاحة تقدر تحجزها تاني."),
        ),
        News::Paid => language.pick(
            format!("We have received {deposit}. {unit} is reserved for you."),
            format!("استلمنا {deposit}، و{unit} اتحجزت باسمك."),
        ),
        News::RefundRequested => language.pick(
            format!("Your payment of {deposit} for {unit} came when somebody else had the unit already. You get it back in full."),
            format!("دفعة {deposit} بتاعة {unit} وصلت بعد ما الوحدة اتحجزت لحد تاني. المبلغ هيرجعلك كامل."),
        ),
        News::Refunded => language.pick(
            format!("We have given back {deposit} for {unit}. Your bank may take some days to show it."),
            format!("رجّعنالك {deposit} بتاعة {unit}. ممكن تاخد كام يوم لحد ما تظهر في حسابك."),
        ),
    }
}

/// The hour of a moment in Cairo, as `14:35`.
fn hour(moment: OffsetDateTime, language: Language) -> String {
    let local = cairo(moment);
    let text = format!("{:02}:{:02}", local.hour(), local.minute());
    language.digits(&text)
}

/// The mail.
#[must_use]
pub fn mail(deal: &Deal, language: Language) -> Mail {
    let subject = match deal.news {
        News::Reserved => language.pick("Your unit is held for you", "الوحدة محجوزة ليك"),
        News::Lapsed => language.pick("Your hold has ended", "مدة الحجز خلصت"),
        News::Paid => language.pick("Your reservation is paid", "حجزك اتأكد"),
        News::RefundRequested => language.pick("You get your money back", "فلوسك هترجعلك"),
        News::Refunded => language.pick("Your money was given back", "فلوسك رجعتلك"),
    };
    let blocks = [Block::Heading(subject.to_owned()), Block::Paragraph(sentence(deal, language))];
    let reason = language.pick(
        "You get this mail because you have reserved a unit with Osool.",
        "وصلتك الرسالة دي علشان حجزت وحدة في أصول.",
    );
    Mail::customer(subject.to_owned(), language, &blocks, reason)
}

/// The text message.
#[must_use]
pub fn sms(deal: &Deal, language: Language) -> String {
    format!("{}: {}", language.pick("Osool", "أصول"), sentence(deal, language))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn p6_each_piece_of_news_names_unit_and_money_in_either_language() {
        for news in News::ALL {
            assert_eq!(News::of(news.as_str()), Some(news));
            let deal = |unit: &str| Deal {
                news,
                unit: unit.to_owned(),
                deposit: Piastres::from_pounds(425_000).unwrap(),
                held_until: datetime!(2026-11-26 12:35 UTC),
            };
            for (language, unit, amount, time) in [
                (Language::English, "Villa (NC123)", "425,000 EGP", "14:35"),
                (Language::Arabic, "فيلا (NC123)", "٤٢٥٬٠٠٠ جنيه", "١٤:٣٥"),
            ] {
                let (mail, sms) = (mail(&deal(unit), language), sms(&deal(unit), language));
                for text in [&mail.text, &mail.html, &sms] {
                    assert!(text.contains(unit), "{text}");
                    assert!(text.contains(amount) || news == News::Lapsed, "{text}");
                    assert_eq!(text.contains(time), news == News::Reserved, "{text}");
                }
            }
        }
    }
}
