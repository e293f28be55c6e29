//! How many units there are, or are spoken of.

use super::{
    super::evidence::{Evidence, Kind},
    fitting::is_written,
    measures::Written,
    names, phrases,
    reading::Sentence,
    tokens::ONE,
    words::is_in,
};
use crate::listings::property::{Property, PropertyType};

/// How many there are: a count that was made, or how many of the units that were read are spoken of.
pub(super) fn is_counted(sentence: &Sentence<'_>, written: &Written, evidence: &Evidence) -> bool {
    const TOTALS: &str = "have there total available exactly left remaining altogether stock inventory database عندنا فيه اجمالي متاح المتاح متاحه متاحين موجود \
        المجموع الاجمالي كلهم عندي لدينا يوجد";
    const UNITS: &str = "units unit options option listings listing properties property apartments apartment villas villa flats homes houses townhouses \
        twinhouses chalets duplexes penthouses studios offices results matches choices offers وحده وحدات وحدتين اختيار اختيارات اختيارين عرض عروض عرضين شقه شقق شقتين \
        فيلا فيلات فيلتين شاليه شاليهات شاليهين خيار خيارات خيارين نتيجه نتايج";
    let number = written.number;
    let counted = evidence.figures().iter().filter(|figure| figure.kind == Kind::Count);
    if counted.into_iter().any(|figure| is_written(number, false, Kind::Count, figure.amount)) {
        return true;
    }
    let theirs = phrases::asks_the_person(sentence.tokens) || number.value <= ONE;
    if theirs && number.value <= 20 * ONE {
        return true;
    }
    let read = i64::try_from(evidence.units().count()).unwrap_or(0) * ONE;
    let of_units = (number.first..written.end).any(|at| is_in(sentence.word(at), UNITS));
    // "I have two units for you" counts what is shown, "we have two units" all there are.
    let is_total = !sentence.says("you ليك لك لحضرتك ليكي لكم")
        && (number.first.saturating_sub(4)..number.first)
            .chain(written.end..written.end + 3)
            .any(|at| is_in(sentence.word(at), TOTALS));
    if !of_units {
        // "2 compounds", "3 developers": no more than there are units.
        return !is_total
            && number.value <= read
            && number.value <= 20 * ONE
            && !sentence.says("clients buyers customers investors عميل عملاء");
    }
    // "3 units within your budget: NC1, NC2 and NC3" counts what it names.
    if i64::try_from(sentence.mentions.len()).unwrap_or(0) * ONE == number.value {
        return true;
    }
    // "In Sheikh Zayed there are two units" counts those that lie there.
    let mut places = sentence.names.iter().filter(|name| !names::is_kind_of(name)).peekable();
    let lies_there = |unit: &&Property| {
        sentence.names.iter().all(|name| names::is_kind_of(name) || evidence.listing_says(&unit.id, &name.folded))
    };
    if places.peek().is_some()
        && i64::try_from(evidence.units().filter(lies_there).count()).unwrap_or(0) * ONE == number.value
    {
        return true;
    }
    // "2 villas" are no more than the villas that were read.
    let kind = (number.first..written.end).find_map(|at| kind_of(sentence.word(at)));
    let read = match kind {
        Some(kind) => {
            let of_kind =
                evidence.units().filter(|unit| unit.property_type == kind || unit.property_type == PropertyType::Unit);
            i64::try_from(of_kind.count()).unwrap_or(0) * ONE
        }
        None => read,
    };
    if is_total { number.value == read } else { number.value <= read }
}

/// The kind of unit that a counted word names.
fn kind_of(word: &str) -> Option<PropertyType> {
    const WORDS: [(PropertyType, &str); 9] = [
        (PropertyType::Apartment, "apartment apartments flat flats شقه شقق شقتين"),
        (PropertyType::Villa, "villa villas فيلا فيلات فلل فيلتين"),
        (PropertyType::Townhouse, "townhouse townhouses"),
        (PropertyType::Twinhouse, "twinhouse twinhouses"),
        (PropertyType::Chalet, "chalet chalets شاليه شاليهات شاليهين"),
        (PropertyType::Duplex, "duplex duplexes دوبلكس"),
        (PropertyType::Penthouse, "penthouse penthouses بنتهاوس"),
        (PropertyType::Studio, "studio studios ستوديو"),
        (PropertyType::Office, "office offices مكتب مكاتب مكتبين"),
    ];
    WORDS.into_iter().find(|(_, words)| is_in(word, words)).map(|(kind, _)| kind)
}
