//! What is told of a viewing, by mail and by SMS: that it takes place, that it does not and why, and a day before that it is
//! tomorrow.

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, Weekday};

use super::letter::{Block, Mail};
use crate::{clock::cairo, language::Language};

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// It takes place.
    Confirmed,
    /// It cannot take place.
    Refused,
    /// It stays where it was: the other hour cannot be had.
    NotMoved,
    /// It was called off, not by whoever asked for it.
    Cancelled,
    /// It is a day ahead.
    Reminder,
}

impl News {
    const ALL: [Self; 5] = [Self::Confirmed, Self::Refused, Self::NotMoved, Self::Cancelled, Self::Reminder];

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::NotMoved => "not_moved",
            Self::Cancelled => "called_off",
            Self::Reminder => "reminder",
        }
    }

    /// The news of this word, if there is such.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|news| news.as_str() == word)
    }

    /// Whether a phone is told, too, where there is a mail: whoever would go there in vain must know.
    #[must_use]
    pub fn goes_by_sms(self) -> bool {
        matches!(self, Self::Confirmed | Self::Cancelled | Self::Reminder)
    }
}

/// Why something does not take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Somebody else sees the unit then.
    SlotTaken,
    /// The unit is sold or withdrawn.
    UnitUnavailable,
    /// The hour is over, or too near.
    TooLate,
    /// They have as many viewings to come as one person may.
    TooMany,
    /// We cannot come.
    ByUs,
}

impl Reason {
    const ALL: [Self; 5] = [Self::SlotTaken, Self::UnitUnavailable, Self::TooLate, Self::TooMany, Self::ByUs];

    /// The word in the database and in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SlotTaken => "slot_taken",
            Self::UnitUnavailable => "unit_unavailable",
            Self::TooLate => "too_late",
            Self::TooMany => "too_many",
            Self::ByUs => "by_us",
        }
    }

    /// The reason of this word, if there is such.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    fn said(self, language: Language) -> &'static str {
        match self {
            Self::SlotTaken => {
                language.pick("somebody else sees the unit at that hour", "في حد تاني بيعاين الوحدة في المعاد ده")
            }
            Self::UnitUnavailable => language.pick("the unit is no longer available", "الوحدة مابقتش متاحة"),
            Self::TooLate => language.pick("the hour is too near by now", "المعاد بقى قريب أوي"),
            Self::TooMany => language
                .pick("you have as many viewings to come as one person may", "عندك أكبر عدد معاينات مسموح لشخص واحد"),
            Self::ByUs => language.pick("we cannot come at that hour", "مش هنقدر نيجي في المعاد ده"),
        }
    }
}

/// A viewing of which something is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// What has happened.
    pub news: News,
    /// The unit: its title in the user's language, and its id.
    pub unit: String,
    /// The hour.
    #[serde(with = "time::serde::timestamp")]
    pub slot: OffsetDateTime,
    /// Why, where something does not take place.
    pub reason: Option<Reason>,
}

/// What has happened, in one sentence or two.
fn sentence(appointment: &Appointment, language: Language) -> String {
    let Appointment { news, unit, slot, reason } = appointment;
    let when = moment(*slot, language);
    let because = reason.map_or_else(String::new, |reason| format!(": {}", reason.said(language)));
    match news {
        News::Confirmed => language.pick(
            format!("Your viewing of {unit} is confirmed for {when}, Cairo time. If you cannot come, please call it off or choose another hour."),
            format!("معاينة {unit} اتأكدت {when} بتوقيت القاهرة. لو مش هتقدر تيجي، من فضلك الغيها أو اختار معاد تاني."),
        ),
        News::Refused => language.pick(
            format!("Your viewing of {unit} on {when} cannot take place{because}. Please choose another hour or another unit."),
            format!("معاينة {unit} {when} مش هينفع تتم{because}. من فضلك اختار معاد تاني أو وحدة تانية."),
        ),
        News::NotMoved => language.pick(
            format!("Your viewing of {unit} could not be moved{because}. It stays on {when}, Cairo time."),
            format!("ماقدرناش نغيّر معاد معاينة {unit}{because}. المعاينة لسه {when} بتوقيت القاهرة."),
        ),
        News::Cancelled => language.pick(
            format!("Your viewing of {unit} on {when} is called off{because}. We are sorry. Please choose another hour or another unit."),
            format!("معاينة {unit} {when} اتلغت{because}. بنعتذرلك. من فضلك اختار معاد تاني أو وحدة تانية."),
        ),
        News::Reminder => language.pick(
            format!("A reminder: you see {unit} on {when}, Cairo time."),
            format!("بنفكّرك: معاينة {unit} {when} بتوقيت القاهرة."),
        ),
    }
}

/// A moment in Cairo: `Tuesday 1 December, 14:00`.
fn moment(moment: OffsetDateTime, language: Language) -> String {
    let local = cairo(moment);
    let (weekday, month) = (weekday(local.weekday(), language), language.month(local.month()));
    let (day, hour, minute) = (local.day(), local.hour(), local.minute());
    let text = language.pick(
        format!("{weekday} {day} {month}, {hour:02}:{minute:02}"),
        format!("يوم {weekday} {day} {month} الساعة {hour:02}:{minute:02}"),
    );
    language.digits(&text)
}

fn weekday(weekday: Weekday, language: Language) -> &'static str {
    match weekday {
        Weekday::Monday => language.pick("Monday", "الاتنين"),
        Weekday::Tuesday => language.pick("Tuesday", "التلات"),
        Weekday::Wednesday => language.pick("Wednesday", "الأربع"),
        Weekday::Thursday => language.pick("Thursday", "الخميس"),
        Weekday::Friday => language.pick("Friday", "الجمعة"),
        Weekday::Saturday => language.pick("Saturday", "السبت"),
        Weekday::Sunday => language.pick("Sunday", "الحد"),
    }
}

/// The mail.
#[must_use]
pub fn mail(appointment: &Appointment, language: Language) -> Mail {
    let subject = match appointment.news {
        News::Confirmed => language.pick("Your viewing is confirmed", "معاينتك اتأكدت"),
        News::Refused => language.pick("Your viewing cannot take place", "المعاينة مش هينفع تتم"),
        News::NotMoved => language.pick("Your viewing stays at its hour", "معاد المعاينة زي ما هو"),
        News::Cancelled => language.pick("Your viewing is called off", "المعاينة اتلغت"),
        News::Reminder => language.pick("Your viewing is a day ahead", "معاينتك بعد يوم"),
    };
    let blocks = [Block::Heading(subject.to_owned()), Block::Paragraph(sentence(appointment, language))];
    let reason = language.pick(
        "You get this mail because you have asked Osool for a viewing.",
        "وصلتك الرسالة دي علشان طلبت معاينة من أصول.",
    );
    Mail::customer(subject.to_owned(), language, &blocks, reason)
}

/// The text message.
#[must_use]
pub fn sms(appointment: &Appointment, language: Language) -> String {
    format!("{}: {}", language.pick("Osool", "أصول"), sentence(appointment, language))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn p6_each_piece_of_news_names_unit_hour_and_reason_in_either_language() {
        for news in News::ALL {
            assert_eq!(News::of(news.as_str()), Some(news));
            for reason in Reason::ALL {
                assert_eq!(Reason::of(reason.as_str()), Some(reason));
                let is_refusal = matches!(news, News::Refused | News::NotMoved | News::Cancelled);
                for (language, unit, when) in [
                    (Language::English, "Villa (NC123)", "Tuesday 1 December, 14:00"),
                    (Language::Arabic, "فيلا (NC123)", "يوم التلات ١ ديسمبر الساعة ١٤:٠٠"),
                ] {
                    let slot = datetime!(2026-12-01 12:00 UTC);
                    let reason = is_refusal.then_some(reason);
                    let appointment = Appointment { news, unit: unit.to_owned(), slot, reason };
                    let (mail, sms) = (mail(&appointment, language), sms(&appointment, language));
                    for text in [&mail.text, &mail.html, &sms] {
                        assert!(text.contains(unit) && text.contains(when), "{text}");
                        assert!(reason.is_none_or(|reason| text.contains(reason.said(language))), "{text}");
                    }
                }
            }
        }
    }
}
