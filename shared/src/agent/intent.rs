//! What a message is for, as far as the guide tells apart. Rules over folded words; anything that names
//! something to look for is a search.

use crate::listings::understanding::Understood;

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
    /// Asks about units by their ids.
    Units,
    /// Looks for a unit.
    Search,
    /// Says nothing that can be looked for.
    Unclear,
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

/// Tells what a folded message is for.
pub(super) fn of(folded: &str, understood: &Understood) -> Intent {
    let words = format!(" {folded} ");
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(&format!(" {phrase} ")));
    if says(RECALL) {
        return Intent::Recall;
    }
    if says(LEGAL) {
        return Intent::Legal;
    }
    if !understood.property_ids.is_empty() {
        return Intent::Units;
    }
    if !understood.filters.is_empty() || understood.sort.is_some() || !understood.unknown_places.is_empty() {
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
