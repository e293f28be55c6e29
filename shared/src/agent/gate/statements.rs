//! What a sentence states of a unit without a figure: that it is ready, whose it is, where it lies.

use super::{
    super::evidence::Evidence,
    Reason,
    check::{Fault, Sentence},
    claims::is_in,
    names::{self, Name},
    phrases,
    subject::{Context, Subject},
};
use crate::listings::{
    property::{Delivery, Property, PropertyType},
    text::fold,
};

/// Claims without a number: that a unit is ready, that nothing is paid down.
pub(super) fn facts_in_words(sentence: &Sentence<'_>, context: &Context, evidence: &Evidence) -> Option<Fault> {
    const READY: &str = "ready to move; ready for immediate; immediate delivery; immediate handover; already delivered; move in now; move in today; move in immediately; \
        delivered now; move in right away; delivered immediately; استلام فوري; تسليم فوري; جاهزه للسكن; جاهز للسكن; جاهزه للاستلام; استلامها فوري; استلم فورا; استلام فورا; تستلم فورا; تستلمها فورا; تستلم دلوقتي; تستلمها دلوقتي; هتستلم فورا; هتستلمها فورا; تسكن فورا; تسكن دلوقتي";
    const NOTHING_DOWN: &str = "no down payment; zero down; without a down payment; without down payment; no deposit; nothing down; no money down; without any down; بدون مقدم; من غير مقدم; صفر مقدم; بلا مقدم; مفيش مقدم";
    const RELATIVE: &str = "next year; next month; next week; this year; this month; in a year; within a year; in a month; within months; in months; within weeks; later this year; \
        بعد سنه; بعد شهر; بعد شهور; بعد كام شهر; خلال سنه; خلال شهور; خلال شهر; السنه الجايه; السنه دي; الشهر الجاي; الشهر ده; العام القادم; هذا العام";
    const DELIVERED: &str = "delivery delivered delivers deliver handover handed ready completion complete completed move استلام استلامها الاستلام تسليم التسليم تسليمها \
        هتستلم تستلم هتستلمها تستلمها تتسلم هتتسلم بتتسلم جاهزه جاهز";
    let subject = context.subject(sentence, usize::MAX, evidence);
    let units: Vec<&Property> = subject.ids().iter().filter_map(|id| evidence.find(id)).collect();
    if phrases::asks_the_person(sentence.tokens) && sentence.mentions.is_empty() {
        return None;
    }
    let ready = phrases::position(sentence.tokens, READY)
        .filter(|(first, _)| !phrases::is_denied(sentence.tokens, *first) && !sentence.says("not مش غير"));
    if let Some((first, end)) = ready
        && !units.is_empty()
        && !units.iter().any(|unit| unit.delivery == Delivery::Delivered)
    {
        return Some(sentence.fault(Reason::Figure, first, end));
    }
    let soon = phrases::position(sentence.tokens, RELATIVE)
        .filter(|(first, _)| sentence.says(DELIVERED) && !phrases::is_denied(sentence.tokens, *first));
    if let Some((first, end)) = soon
        && !units.is_empty()
    {
        return Some(sentence.fault(Reason::Figure, first, end));
    }
    // "a fourth bedroom"
    for at in 0..sentence.tokens.len() {
        let place = ["second", "third", "fourth", "fifth", "sixth"].iter().position(|word| *word == sentence.word(at));
        let rooms = place.and_then(|place| u8::try_from(place + 2).ok());
        let has = |unit: &&Property| match sentence.word(at + 1) {
            "bedroom" => unit.bedrooms >= rooms,
            "bathroom" => unit.bathrooms >= rooms,
            _ => true,
        };
        if rooms.is_some() && !units.iter().any(has) && !units.is_empty() && !phrases::is_denied(sentence.tokens, at) {
            return Some(sentence.fault(Reason::Figure, at, at + 2));
        }
    }
    let down = phrases::position(sentence.tokens, NOTHING_DOWN)?;
    let grounded = units.iter().any(|unit| unit.payment_plan.is_some_and(|plan| plan.down_payment_percent == 0));
    let told = units.is_empty() && evidence.was_asked("مقدم");
    (!grounded && !told).then(|| sentence.fault(Reason::Figure, down.0, down.1))
}

/// A compound, a developer or an area that is said of a unit must be that unit's.
pub(super) fn others_names(sentence: &Sentence<'_>, context: &Context, evidence: &Evidence) -> Option<Fault> {
    const BINDS: &str = "in on at by from of inside within compound developer developed project developers located built area location في من كمبوند مطور المطور \
        مشروع شركه تطوير داخل جوه بتاع بتاعت مطورها الكمبوند المنطقه منطقه المشروع";
    const PRONOUNS: &str = "it its this that هي هو دي ده مطورها الوحده المطور developer developed the";
    for name in &sentence.names {
        let glued = sentence.tokens.get(name.first).is_some_and(|token| {
            !token.text.is_ascii() && token.text.starts_with(['ب', 'ف']) && !name.folded.starts_with(&token.text)
        });
        let mut before = name.first;
        while before > 0
            && sentence
                .tokens
                .get(before - 1)
                .is_some_and(|token| token.is_sign("*_:|\"«“(—–·") || is_in(&token.text, "the"))
        {
            before -= 1;
        }
        // "NC88 (Hyde Park)", "belongs to Emaar"
        let beside = before < name.first && sentence.mentions.iter().any(|mention| mention.end == before);
        let is_said = is_in(sentence.word(before.wrapping_sub(1)), "هو هي is are was")
            && sentence.tokens.get(before.saturating_sub(6)..before).unwrap_or_default().iter().any(|token| {
                is_in(&token.text, "developer compound builder location المطور الكمبوند المطوره المنطقه الشركه مطورها")
            });
        let belongs = sentence.word(before.wrapping_sub(1)) == "to"
            && is_in(sentence.word(before.wrapping_sub(2)), "belongs belong");
        let binds =
            beside || belongs || is_said || before.checked_sub(1).is_some_and(|at| is_in(sentence.word(at), BINDS));
        if !glued && !binds {
            continue;
        }
        let subject = if sentence.mentions.is_empty() {
            let speaks_of_it =
                sentence.tokens.iter().find(|token| token.is_word()).is_some_and(|token| is_in(&token.text, PRONOUNS));
            if !speaks_of_it {
                continue;
            }
            context.carried()
        } else {
            // "the one in Hyde Park (NC7)"
            let opens = sentence.tokens.get(name.end).is_some_and(|token| token.is_sign("(:"));
            let after = sentence.mentions.iter().find(|mention| opens && mention.first == name.end + 1);
            let id = after.and_then(|mention| mention.id.parse().ok());
            id.map_or_else(|| context.subject_at(sentence, name.first, evidence), |id| Subject::Any(vec![id], true))
        };
        let units: Vec<&Property> = subject.ids().iter().filter_map(|id| evidence.find(id)).collect();
        // "far from New Cairo", "within 20 minutes of"
        let elsewhere = sentence.tokens.get(before.saturating_sub(4)..before).is_some_and(|tokens| {
            tokens.iter().any(|token| {
                is_in(
                    &token.text,
                    "far close near minutes away than distance قريب قريبه بعيد دقايق دقيقه other others another unlike",
                )
            })
        });
        if units.is_empty() || elsewhere || units.iter().any(|unit| has_name(unit, name)) {
            continue;
        }
        let others = name.is_place
            || evidence.units().any(|unit| has_name(unit, name))
            || evidence.names().any(|known| known == name.folded);
        let is_kind = PropertyType::ALL.iter().any(|kind| fold(kind.english()) == name.folded);
        if others && !is_kind {
            return Some(sentence.fault(Reason::AnotherUnits, name.first, name.end));
        }
    }
    None
}

/// Whether a name is one of a unit's, or stands in what its listing says.
pub(super) fn has_name(unit: &Property, name: &Name) -> bool {
    let texts = [&unit.title, &unit.title_ar, &unit.location, &unit.location_ar, &unit.description];
    let others = [&unit.compound, &unit.compound_ar, &unit.developer, &unit.developer_ar, &unit.description_ar];
    let wanted = format!(" {} ", name.folded);
    texts.into_iter().chain(others.into_iter().flatten()).any(|text| format!(" {} ", fold(text)).contains(&wanted))
}

pub(super) fn unread_name(sentence: &Sentence<'_>, evidence: &Evidence) -> Option<Fault> {
    let taken = |at: usize| {
        sentence.names.iter().any(|name| (name.first..name.end).contains(&at))
            || sentence.mentions.iter().any(|mention| (mention.first..mention.end).contains(&at))
            || sentence.figures.iter().any(|figure| (figure.number.first..figure.end).contains(&at))
    };
    names::unknown(sentence.tokens, evidence, taken).map(|(first, end)| sentence.fault(Reason::Name, first, end))
}
