//! Which way a message goes (C11): what it is for, which tools a model gets for it, and what it is told beside. A small
//! set of tools makes a prompt short and a model's choice sure; a message that fits nowhere gets all that are for
//! everybody. The intents are those by which the guide answers, too.

use super::{
    intent::{Intent, saying},
    tools::Tool,
};
use crate::listings::text::fold;

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    Search,
    Compare,
    Finance,
    Viewing,
    Support,
    SmallTalk,
    General,
}

/// Phrases, folded, that speak of money over the years.
const FINANCE: &[&str] = &[
    "roi",
    "return on investment",
    "yield",
    "rental income",
    "rent it out",
    "investment",
    "invest",
    "mortgage",
    "loan",
    "npv",
    "net present value",
    "worth today",
    "instalment plan",
    "payment plan",
    "cash or instalments",
    "break even",
    "عايد",
    "العايد",
    "استثمار",
    "للاستثمار",
    "الاستثمار",
    "ايجارها",
    "تمويل",
    "التمويل",
    "التمويل العقاري",
    "قرض",
    "تقسيط ولا كاش",
    "كاش ولا تقسيط",
    "القيمه الحاليه",
    "نظام السداد",
    "ترجع فلوسها",
];
/// Phrases, folded, that ask to see a unit.
const VIEWING: &[&str] = &[
    "viewing",
    "view it",
    "view the unit",
    "visit",
    "see it",
    "book a visit",
    "schedule",
    "appointment",
    "معاينه",
    "المعاينه",
    "اعاين",
    "زياره",
    "ازور",
    "اشوفها",
    "اشوف الوحده",
    "احجز معاد",
    "ميعاد",
    "معاد",
];
/// Phrases, folded, that ask for a person.
const SUPPORT: &[&str] = &[
    "human",
    "real person",
    "call me",
    "speak to someone",
    "talk to someone",
    "agent",
    "complaint",
    "حد يكلمني",
    "كلموني",
    "موظف",
    "شخص حقيقي",
    "خدمه العملاء",
    "شكوي",
    "اتصلوا بيا",
];

impl Route {
    /// The way of a message with this intent, and how sure it is in hundredths.
    pub(super) fn of(message: &str, intent: Intent) -> (Self, u8) {
        const SURE: u8 = 90;
        const LIKELY: u8 = 70;
        const GUESSED: u8 = 40;
        let says = saying(&fold(message));
        if says(SUPPORT) {
            return (Self::Support, LIKELY);
        }
        if says(VIEWING) {
            return (Self::Viewing, LIKELY);
        }
        if says(FINANCE) {
            return (Self::Finance, LIKELY);
        }
        match intent {
            Intent::Compare => (Self::Compare, SURE),
            Intent::Search | Intent::Units | Intent::Proof => (Self::Search, SURE),
            Intent::Value | Intent::Market => (Self::Finance, SURE),
            Intent::Greeting | Intent::WhoAreYou | Intent::Thanks | Intent::Recall | Intent::Legal | Intent::Rent => {
                (Self::SmallTalk, SURE)
            }
            Intent::Unclear => (Self::General, GUESSED),
        }
    }

    /// Its name in logs and metrics.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Compare => "compare",
            Self::Finance => "finance",
            Self::Viewing => "viewing",
            Self::Support => "support",
            Self::SmallTalk => "small_talk",
            Self::General => "general",
        }
    }

    /// The tools that a model gets. Whatever a message is for, it can be searched and read: people change their minds in
    /// the middle of a sentence.
    pub(super) fn tools(self) -> &'static [Tool] {
        use Tool::{
            CalculateInvestmentRoi, CalculateMortgage, CalculatePaymentPlan, CheckAvailability, CompareUnits,
            EscalateToHuman, EstimateValue, GetProperty, MarketTrends, ReserveUnit, ScheduleViewing, SearchProperties,
            VerifyOnChain,
        };
        match self {
            Self::Search => &[
                SearchProperties,
                GetProperty,
                CheckAvailability,
                CompareUnits,
                EstimateValue,
                ReserveUnit,
                VerifyOnChain,
            ],
            Self::Compare => {
                &[CompareUnits, SearchProperties, GetProperty, EstimateValue, CalculatePaymentPlan, VerifyOnChain]
            }
            Self::Finance => &[
                CalculateInvestmentRoi,
                CalculateMortgage,
                CalculatePaymentPlan,
                EstimateValue,
                MarketTrends,
                SearchProperties,
                GetProperty,
                CompareUnits,
                VerifyOnChain,
            ],
            Self::Viewing => &[
                ScheduleViewing,
                ReserveUnit,
                CheckAvailability,
                GetProperty,
                SearchProperties,
                EscalateToHuman,
                VerifyOnChain,
            ],
            Self::Support => &[EscalateToHuman, SearchProperties, GetProperty, VerifyOnChain],
            Self::SmallTalk => &[SearchProperties, GetProperty, VerifyOnChain],
            Self::General => &Tool::ALL,
        }
    }

    /// What a model is told for it.
    pub(super) fn instructions(self) -> &'static str {
        match self {
            Self::Search => {
                "The message looks for units or asks about some. Search with everything that is known from the conversation, then present."
            }
            Self::Compare => {
                "The message compares units. Compare them with the tool, and say what speaks for each by what the person wants."
            }
            Self::Finance => {
                "The message is about money: return, mortgage, plan or price. Compute with the tools and name the assumptions."
            }
            Self::Viewing => {
                "The message is about seeing a unit. You need the unit, a day and an hour before you ask for the viewing, and the person must be signed in."
            }
            Self::Support => {
                "The person wants somebody to talk to. Take their mobile number and what it is about, then ask for the call."
            }
            Self::SmallTalk => {
                "The message is small talk or about you. Answer in a sentence or two and come back to what they look for."
            }
            Self::General => {
                "It is not clear what the message is for. If the conversation does not tell, ask one question."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c11_a_message_goes_the_way_of_what_it_says_and_else_of_its_intent() {
        for (message, intent, route) in [
            ("What ROI would NC12 give?", Intent::Units, Route::Finance),
            ("لو خدت تمويل عقاري هدفع كام", Intent::Search, Route::Finance),
            ("عايز احسب التمويل العقاري", Intent::Unclear, Route::Finance),
            ("عايز أعاين الوحدة بكرة", Intent::Units, Route::Viewing),
            ("I want to talk to a human", Intent::Unclear, Route::Support),
            ("apartment in Zayed", Intent::Search, Route::Search),
            ("قارن بينهم", Intent::Compare, Route::Compare),
            ("Is it recorded on the blockchain?", Intent::Proof, Route::Search),
            ("hello", Intent::Greeting, Route::SmallTalk),
            ("hmm", Intent::Unclear, Route::General),
        ] {
            assert_eq!(Route::of(message, intent).0, route, "{message}");
        }
    }

    #[test]
    fn c11_every_phrase_is_folded_as_messages_are() {
        for phrase in [FINANCE, VIEWING, SUPPORT].concat() {
            assert_eq!(fold(phrase), *phrase);
        }
    }

    #[test]
    fn c11_whatever_a_message_is_for_units_can_be_looked_for_and_records_read() {
        let routes = [
            Route::Search,
            Route::Compare,
            Route::Finance,
            Route::Viewing,
            Route::Support,
            Route::SmallTalk,
            Route::General,
        ];
        for route in routes {
            assert!(route.tools().contains(&Tool::SearchProperties), "{}", route.name());
            // “If it is on the blockchain, book me a viewing.”
            assert!(route.tools().contains(&Tool::VerifyOnChain), "{}", route.name());
        }
    }
}
