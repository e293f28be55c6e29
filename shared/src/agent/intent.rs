//! What a message is for, as far as the guide tells apart. Rules over folded words; anything that names
//! something to look for is a search.

use super::gate::speaks_of_chain;
use crate::listings::understanding::{FollowUp, Understood};

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    /// “What did I ask before?”
    Recall,
    /// Asks for legal review, which Amr does not give.
    Legal,
    /// Says hello.
    Greeting,
    /// Asks whom it speaks to.
    WhoAreYou,
    /// Says thanks or goodbye.
    Thanks,
    /// Compares units with each other.
    Compare,
    /// Asks whether a unit is worth its price.
    Value,
    /// Asks what a chain has recorded of a unit.
    Proof,
    /// Asks what homes cost.
    Market,
    /// Asks about units: by their ids, their places in the last answer, or by what is to be known of them.
    Units,
    /// Looks for a home to rent.
    Rent,
    /// Looks for a unit.
    Search,
    /// Says nothing that can be looked for.
    Unclear,
}

impl Intent {
    /// Its name in logs and metrics.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Recall => "recall",
            Self::Legal => "legal",
            Self::Greeting => "greeting",
            Self::WhoAreYou => "who_are_you",
            Self::Thanks => "thanks",
            Self::Compare => "compare",
            Self::Value => "value",
            Self::Proof => "proof",
            Self::Market => "market",
            Self::Units => "units",
            Self::Rent => "rent",
            Self::Search => "search",
            Self::Unclear => "unclear",
        }
    }
}

/// Phrases, folded, that make an intent wherever they stand.
const RECALL: &[&str] = &[
    "did i ask",
    "have i asked",
    "my last question",
    "my previous question",
    "my first question",
    "my questions",
    "سالت عن ايه",
    "سالتك",
    "سالت ايه",
    "كنت بسال",
    "سوالي",
    "اسيلتي",
    "طلبت ايه",
    "كنت عايز ايه",
    "قلت ايه",
];
const LEGAL: &[&str] = &[
    "legal advice",
    "legal review",
    "review the contract",
    "review my contract",
    "review contract",
    "check the contract",
    "check my contract",
    "need a lawyer",
    "مراجعه العقد",
    "تراجع العقد",
    "راجع العقد",
    "راجعلي العقد",
    "استشاره قانونيه",
    "محتاج محامي",
];
const GREETINGS: &[&str] = &[
    "hello",
    "ezayak",
    "صباح الفل",
    "hi",
    "hey",
    "good morning",
    "good evening",
    "salam",
    "اهلا",
    "السلام عليكم",
    "سلام عليكم",
    "مرحبا",
    "صباح الخير",
    "مساء الخير",
    "ازيك",
];
const WHO: &[&str] = &[
    "who are you",
    "are you a robot",
    "are you human",
    "are you a bot",
    "انت مين",
    "مين انت",
    "من انت",
    "انت روبوت",
    "انت انسان",
];
const THANKS: &[&str] =
    &["shokran", "thanks", "thank you", "bye", "goodbye", "شكرا", "متشكر", "تسلم", "مع السلامه", "باي"];

const COMPARE: &[&str] = &[
    "compare",
    "comparison",
    "difference between",
    "which is better",
    "which one is better",
    "قارن",
    "قارنلي",
    "مقارنه",
    "الفرق بين",
    "ايه الفرق",
    "انهي احسن",
    "انهي افضل",
    "مين احسن",
];
const VALUE: &[&str] = &[
    "fair price",
    "good price",
    "good deal",
    "worth it",
    "worth the price",
    "overpriced",
    "estimate",
    "valuation",
    "real value",
    "market value",
    "above the market",
    "below the market",
    "تستاهل",
    "يستاهل",
    "سعره مناسب",
    "سعرها مناسب",
    "السعر مناسب",
    "سعر مناسب",
    "سعره كويس",
    "سعرها كويس",
    "السعر كويس",
    "سعره عادل",
    "السعر عادل",
    "قيمتها",
    "قيمته",
    "تقييم",
    "غاليه عن السوق",
    "غالي عن السوق",
    "سعر السوق",
    "لقطه",
];
const MARKET: &[&str] = &[
    "average price",
    "average prices",
    "average",
    "median",
    "price range",
    "prices like",
    "market",
    "market trends",
    "trends",
    "how much do",
    "how much does",
    "how much is a",
    "how much are",
    "متوسط",
    "المتوسط",
    "متوسط السعر",
    "متوسط الاسعار",
    "السوق",
    "اسعار السوق",
    "حال السوق",
    "الاسعار عامله ايه",
    "الاسعار كام",
    "اسعار الشقق",
    "اسعار الفلل",
    "رينج الاسعار",
];
/// Asks for more of what is shown or looked at, and not for other units.
const TELL_MORE: &[&str] = &[
    "tell me more",
    "more details",
    "more information",
    "more info",
    "know more",
    "tell me about it",
    "قولي اكتر",
    "قوللي اكتر",
    "احكيلي عنها",
    "احكيلي عنه",
    "تفاصيل اكتر",
    "معلومات اكتر",
    "اعرف اكتر",
    "كل التفاصيل",
];
const RENT: &[&str] = &[
    "for rent",
    "to rent",
    "rent a",
    "rent an",
    "renting",
    "for lease",
    "للايجار",
    "ايجار شهري",
    "شقه ايجار",
    "شقق ايجار",
    "عايز ايجار",
    "اجار",
    "lel egar",
    "lel2egar",
];

/// Whether a folded message says one of some phrases, by whole words.
pub(super) fn saying(folded: &str) -> impl Fn(&[&str]) -> bool + use<> {
    let words = format!(" {folded} ");
    move |phrases| phrases.iter().any(|phrase| words.contains(&format!(" {phrase} ")))
}

/// Tells what a folded message is for.
pub(super) fn of(folded: &str, understood: &Understood) -> Intent {
    let says = saying(folded);
    if says(RECALL) {
        return Intent::Recall;
    }
    if says(LEGAL) {
        return Intent::Legal;
    }
    let picks = understood.follow_ups.iter().any(|step| matches!(step, FollowUp::Nth(_) | FollowUp::Last));
    let tells_more = says(TELL_MORE);
    let steps = understood.follow_ups.iter().any(|step| !(tells_more && *step == FollowUp::Others));
    let asks_for_units = !understood.filters.is_empty()
        || understood.sort.is_some()
        || !understood.unknown_places.is_empty()
        || !understood.opened.is_empty()
        || (steps && !picks);
    // “A flat in Zayed that is on the blockchain” looks for a flat.
    if speaks_of_chain(folded) && (!understood.property_ids.is_empty() || picks || understood.filters.is_empty()) {
        return Intent::Proof;
    }
    if says(RENT) {
        return Intent::Rent;
    }
    if says(COMPARE) {
        return Intent::Compare;
    }
    // “What is the average price in Zayed” is about all, “is NC12 a good price” about one.
    if says(VALUE) && !asks_for_units {
        return Intent::Value;
    }
    if says(MARKET) {
        return Intent::Market;
    }
    let asks_of_units = tells_more || !understood.asked_about.is_empty();
    if !understood.property_ids.is_empty() || picks || (asks_of_units && !asks_for_units) {
        return Intent::Units;
    }
    if asks_for_units {
        return Intent::Search;
    }
    if says(WHO) {
        return Intent::WhoAreYou;
    }
    if says(THANKS) {
        return Intent::Thanks;
    }
    if says(GREETINGS) {
        return Intent::Greeting;
    }
    if understood.rest.is_empty() { Intent::Unclear } else { Intent::Search }
}
