//! What a sentence states of a unit without a figure: that it is ready, whose it is, where it lies.

use std::sync::LazyLock;

use super::{
    super::evidence::{Evidence, Kind},
    claims::Mention,
    measures::Measure,
    names::{self, Name},
    patterns::{Phrases, position},
    phrases,
    reading::{Fault, Sentence},
    reason::Reason,
    subject::{Context, Subject},
    tokens::Token,
    vocabulary::MONTHS,
    words::is_in,
};
use crate::listings::property::{Delivery, Property};

/// Words for a chain and what stands on one, in whatever grammar and spelling.
static CHAIN: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(
        "blockchain~; block chain; block chains; on chain; onchain; public chain; smart contract; smart contracts; distributed ledger~; dlt; nft~; web3; ethereum; on polygon; polygon network; etherscan; tokeni~; \
        بلوكتشين; بلوك تشين; بلوكشين; بلوك شين; بلوكشاين; بلوك شاين; بلوكتشاين; بلوك تشاين; سلسله الكتل; سلاسل الكتل; سلسله كتل; عقد ذكي; عقد الذكي; عقود ذكيه; عقود الذكيه; ايثيريوم; ايثريوم; علي بوليجون; شبكه بوليجون; توكن; مرمزه",
    )
});

/// Whether a text speaks of a chain.
pub(in crate::agent) fn speaks_of_chain(text: &str) -> bool {
    chain(&super::tokens(text)).is_some()
}

/// Where a chain is spoken of. Arabic writes article and prepositions as one word with it.
fn chain(tokens: &[Token]) -> Option<(usize, usize)> {
    const PREFIXES: [&str; 12] = ["عال", "بال", "لل", "فال", "وال", "ال", "ع", "ب", "ل", "ف", "و", "ك"];
    const BEGINNINGS: [&str; 7] = ["بلوك", "سلس", "سلاسل", "عقد", "عقود", "ايث", "توكن"];
    fn bare(token: &Token) -> Option<&str> {
        let texts = PREFIXES.iter().filter_map(|prefix| token.text.strip_prefix(prefix));
        texts.into_iter().find(|text| BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)))
    }
    position(tokens, &CHAIN).or_else(|| {
        tokens.iter().find_map(bare)?;
        let with = |token: &Token| Token { text: bare(token).unwrap_or(&token.text).to_owned(), ..token.clone() };
        position(&tokens.iter().map(with).collect::<Vec<_>>(), &CHAIN)
    })
}

/// What a sentence says of a record on a chain: nothing, unless it is word for word what was read of it, or the one question
/// whether to look, which whoever calls this has seen to. Where a record was read, or the person asks about one, what makes it
/// sound like a guarantee is not said either, even where no chain is named.
pub(super) fn proof(sentence: &Sentence<'_>, evidence: &Evidence) -> Option<Fault> {
    static GUARANTEES: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(
            "tamper~; immutab~; unalterab~; cryptograph~; decentrali~; the ledger; a ledger; ledgers; hashed; time stamped; timestamped; be altered; be forged; \
            the record; its record; this record; records; recorded; registered; unchanged; proves; proven; \
            مشفر; مشفره; لا مركزيه; اللامركزيه; يقدر يزور~; يقدر يغير~; لا يمكن تعديل~; لا يمكن تزوير~; السجل; سجلها; سجله; متسجل; متسجله; مسجل; مسجله; اتسجلت; اتسجل; موثق; موثقه; متوثق; متوثقه; متغيرتش; ماتغيرتش",
        )
    });
    let is_topic = evidence.proofs().next().is_some() || evidence.was_asked_about_a_chain();
    let (first, end) =
        chain(sentence.tokens).or_else(|| position(sentence.tokens, &GUARANTEES).filter(|_| is_topic))?;
    Some(sentence.fault(Reason::Proof, first, end))
}

/// Claims without a number: that a unit is ready, that nothing is paid down.
pub(super) fn facts_in_words(sentence: &Sentence<'_>, context: &Context, evidence: &Evidence) -> Option<Fault> {
    static READY: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(
            "ready to move; ready for immediate; immediate delivery; immediate handover; already delivered; move in now; move in today; move in immediately; \
        delivered now; move in right away; delivered immediately; استلام فوري; تسليم فوري; مستلمه; متسلمه; جاهزه للسكن; جاهز للسكن; جاهزه للاستلام; استلامها فوري; استلم فورا; استلام فورا; تستلم فورا; تستلمها فورا; تستلم دلوقتي; تستلمها دلوقتي; هتستلم فورا; هتستلمها فورا; تسكن فورا; تسكن دلوقتي",
        )
    });
    static NOTHING_DOWN: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(
            "no down payment; zero down; without a down payment; without down payment; no deposit; nothing down; no money down; without any down; بدون مقدم; من غير مقدم; صفر مقدم; بلا مقدم; مفيش مقدم",
        )
    });
    static RELATIVE: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(
            "next year; last year; last month; years ago; earlier this year; السنه اللي فاتت; العام الماضي; one year; a year from; years from; years away; months away; from now; سنه واحده; شهر واحد; قدامها سنه; قدامها شهر~; كمان سنه; كمان شهر~; فاضل سنه; فاضل شهر~; next month; next week; this year; this month; in a year; within a year; in a month; within months; in months; within weeks; later this year; \
        بعد سنه; بعد شهر; بعد شهور; بعد كام شهر; خلال سنه; خلال شهور; خلال شهر; السنه الجايه; السنه دي; الشهر الجاي; الشهر ده; العام القادم; هذا العام",
        )
    });
    const DELIVERED: &str = "delivery delivered delivers deliver handover hand hands keys handed ready completion complete completed move استلام استلامها الاستلام تسليم التسليم تسليمها \
        هتستلم تستلم هتستلمها تستلمها تتسلم هتتسلم بتتسلم جاهزه جاهز";
    const VIEWING: &str = "viewing viewings visit visits appointment call meeting معاينه المعاينه زياره ميعاد";
    let subject = context.subject(sentence, usize::MAX, evidence);
    let units: Vec<&Property> = subject.ids().iter().filter_map(|id| evidence.find(id)).collect();
    if phrases::asks_the_person(sentence.tokens) && sentence.mentions.is_empty() {
        return None;
    }
    let ready = position(sentence.tokens, &READY)
        .or_else(|| said_now(sentence.tokens, DELIVERED))
        .filter(|(first, _)| !phrases::is_denied(sentence.tokens, *first));
    if let Some((first, end)) = ready
        && !units.is_empty()
        && !units.iter().any(|unit| unit.delivery == Delivery::Delivered)
        && !follows_delivered(sentence, first, evidence)
    {
        return Some(sentence.fault(Reason::Figure, first, end));
    }
    let soon = position(sentence.tokens, &RELATIVE)
        .filter(|(first, _)| sentence.says(DELIVERED) && !phrases::is_denied(sentence.tokens, *first));
    if let Some((first, end)) = soon
        && !units.is_empty()
    {
        return Some(sentence.fault(Reason::Figure, first, end));
    }
    if let Some((first, end)) = part_of_year(sentence, evidence)
        .filter(|_| sentence.says(DELIVERED) || (!sentence.says(VIEWING) && !units.is_empty()))
    {
        return Some(sentence.fault(Reason::Figure, first, end));
    }
    if let Some((first, end)) = month(sentence).filter(|_| sentence.says(DELIVERED) && !sentence.says(VIEWING)) {
        return Some(sentence.fault(Reason::Figure, first, end));
    }
    if let Some((first, end)) =
        floor(sentence.tokens).filter(|(first, end)| !in_listing(sentence, *first, *end, evidence))
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
        if rooms.is_some()
            && !sentence.says("if لو")
            && !units.iter().any(has)
            && !units.is_empty()
            && !phrases::is_denied(sentence.tokens, at)
        {
            return Some(sentence.fault(Reason::Figure, at, at + 2));
        }
    }
    let down = position(sentence.tokens, &NOTHING_DOWN)?;
    let grounded = units.iter().any(|unit| unit.payment_plan.is_some_and(|plan| plan.down_payment_percent == 0));
    let told = units.is_empty() && evidence.was_asked("مقدم");
    (!grounded && !told).then(|| sentence.fault(Reason::Figure, down.0, down.1))
}

/// "ZD45 is a villa, delivered, and ZD46 comes in 2028": said of the unit before it.
fn follows_delivered(sentence: &Sentence<'_>, at: usize, evidence: &Evidence) -> bool {
    let before = sentence.mentions.iter().rfind(|mention| mention.end <= at);
    before
        .and_then(|mention| evidence.find(&mention.id.parse().ok()?))
        .is_some_and(|unit| unit.delivery == Delivery::Delivered)
}

/// "NC123 is cheaper than NC7", «NC123 أوسع من CP9»: which of two units is the cheaper or the larger one, their rows say.
pub(super) fn comparison(sentence: &Sentence<'_>, evidence: &Evidence) -> Option<Fault> {
    const CHEAPER: &str = "cheaper ارخص";
    const DEARER: &str = "dearer pricier costlier اغلي";
    const LARGER: &str = "larger bigger roomier اكبر اوسع";
    const SMALLER: &str = "smaller اصغر اضيق";
    let [one, other] = sentence.mentions.as_slice() else { return None };
    let unit = |mention: &Mention| mention.id.parse().ok().and_then(|id| evidence.find(&id));
    let (first, second) = (unit(one)?, unit(other)?);
    let than = is_in(sentence.word(other.first.wrapping_sub(1)), "than من عن");
    let said = (one.end..one.end + 3)
        .take_while(|at| *at < other.first)
        .find(|at| [CHEAPER, DEARER, LARGER, SMALLER].iter().any(|list| is_in(sentence.word(*at), list)))?;
    let word = sentence.word(said);
    let holds = if is_in(word, CHEAPER) {
        first.price < second.price
    } else if is_in(word, DEARER) {
        first.price > second.price
    } else if is_in(word, LARGER) {
        first.size_sqm >= second.size_sqm
    } else {
        first.size_sqm <= second.size_sqm
    };
    let asks = sentence.tokens.iter().any(|token| token.is_sign("?؟"));
    let is_said = than && !asks && !phrases::is_denied(sentence.tokens, said) && !sentence.says("if لو");
    (is_said && !holds).then(|| sentence.fault(Reason::AnotherUnits, one.first, other.end))
}

/// "ready now", "handed over straight away", «تسليم فوري»: a word for now near one for delivery.
fn said_now(tokens: &[Token], delivered: &'static str) -> Option<(usize, usize)> {
    const NOW: &str = "now immediately immediate today straight right instantly instant tomorrow فوري الفوري فوريا فورا حالا حاليا دلوقتي الان النهارده بكره فوريه الفوريه";
    (0..tokens.len()).find_map(|at| {
        tokens.get(at).filter(|token| is_in(&token.text, NOW))?;
        let from = at.saturating_sub(4);
        let near = (from..at + 4).find(|near| {
            tokens.get(*near).is_some_and(|token| {
                let text = token.text.strip_prefix(['ل', 'و', 'ب']).unwrap_or(&token.text);
                is_in(&token.text, delivered)
                    || is_in(text, delivered)
                    || is_in(&token.text, "للسكن للاستلام للتسليم السكن")
            })
        })?;
        let between = tokens.get(near.min(at)..near.max(at)).unwrap_or_default();
        let joined = !between.iter().any(|token| token.is_sign(",،;؛.:!?؟—–|"));
        joined.then_some((near.min(at), near.max(at) + 1))
    })
}

/// "Q2 2027", "June 2027", «منتصف 2027»: closer than the year, which is all that a row knows.
fn part_of_year(sentence: &Sentence<'_>, evidence: &Evidence) -> Option<(usize, usize)> {
    const PARTS: &str = "q1 q2 q3 q4 h1 h2 quarter mid early late spring summer autumn winter beginning middle start منتصف نص اوايل اواخر اول بدايه الربع النصف مطلع صيف شتا";
    let years = sentence.figures.iter().filter(|figure| figure.measure == Measure::Of(Kind::CalendarYear));
    years.into_iter().find_map(|figure| {
        let year = figure.number.first;
        let is_part = |at: &usize| is_in(sentence.word(*at), PARTS) || is_in(sentence.word(*at), MONTHS);
        let first = (year.saturating_sub(3)..year).find(is_part)?;
        (!in_listing(sentence, first, figure.end, evidence)).then_some((first, figure.end))
    })
}

/// "ready by December": a month, of no year or of one.
fn month(sentence: &Sentence<'_>) -> Option<(usize, usize)> {
    let is_named = |at: usize| {
        let before = sentence.word(at.wrapping_sub(1));
        is_in(sentence.word(at), MONTHS)
            && is_in(before, "by in until from next this since في قبل من خلال شهر")
            && sentence.tokens.get(at).is_some_and(|token| token.capital || !token.text.is_ascii())
    };
    (1..sentence.tokens.len()).find(|at| is_named(*at)).map(|at| (at - 1, at + 1))
}

/// "the second floor", «الدور التالت».
fn floor(tokens: &[Token]) -> Option<(usize, usize)> {
    const PLACES: &str = "first second third fourth fifth sixth seventh eighth ninth tenth الاول التاني الثاني التالت الثالث الرابع الخامس السادس السابع التامن التاسع العاشر \
        اول تاني تالت رابع خامس سادس";
    if phrases::asks_the_person(tokens) {
        return None;
    }
    (1..tokens.len()).find_map(|at| {
        let is = |at: usize, list: &'static str| tokens.get(at).is_some_and(|token| is_in(&token.text, list));
        let english = is(at - 1, PLACES) && is(at, "floor level storey story");
        let arabic =
            (is(at - 1, "الدور الطابق بالدور") && is(at, PLACES)) || (is(at - 1, PLACES) && is(at, "دور طابق"));
        ((english || arabic) && !phrases::is_denied(tokens, at)).then_some((at - 1, at + 1))
    })
}

/// "Allegria is by Emaar" names no unit, but no unit is of both; `name` is said of what was named before it.
fn is_mismatched(sentence: &Sentence<'_>, name: &Name, evidence: &Evidence) -> bool {
    let is_between =
        |other: &Name| sentence.mentions.iter().any(|mention| (other.end..name.first).contains(&mention.first));
    let nearest = sentence.names.iter().rfind(|other| other.end <= name.first && !names::is_kind_of(other));
    let Some(other) = nearest.filter(|other| !(is_between(other) || other.is_place && name.is_place)) else {
        return false;
    };
    let of = |name: &Name, unit: &Property| evidence.listing_says(&unit.id, &name.folded);
    !names::is_kind_of(name)
        && !phrases::asks_the_person(sentence.tokens)
        && !phrases::is_denied(sentence.tokens, name.first)
        && evidence.units().any(|unit| of(other, unit))
        && evidence.units().any(|unit| of(name, unit))
        && !evidence.units().any(|unit| of(other, unit) && of(name, unit))
}

/// Whether a name that binds to what stands before `before` is said of nothing that could be false: of what the subject is
/// compared with, of its own unit, or of what there is not.
fn is_of_another(sentence: &Sentence<'_>, name: &Name, before: usize, evidence: &Evidence) -> bool {
    const THAN: &str = "than من عن";
    const MORE_OR_LESS: &str = "ارخص اغلي اكبر اصغر اوسع اضيق اقل اكتر اعلي اقرب ابعد اسرع احسن افضل";
    // "Hyde Park is cheaper than Mivida"
    let is_compared = is_in(sentence.word(before.wrapping_sub(1)), THAN)
        && (before.saturating_sub(4)..before).any(|at| is_in(sentence.word(at), MORE_OR_LESS));
    // "The one in Celia is larger than NC123."
    let others_follow = !sentence.mentions.is_empty()
        && sentence
            .mentions
            .iter()
            .all(|mention| mention.first > name.end && is_in(sentence.word(mention.first.wrapping_sub(1)), THAN));
    // "NC123 by Emaar and CP9 by Talaat Moustafa", whatever is said of both
    let is_beside_its_unit = sentence.mentions.iter().any(|mention| {
        mention.end + 1 == before && mention.id.parse().is_ok_and(|id| evidence.listing_says(&id, &name.folded))
    });
    // "No townhouse in New Cairo, but ZD46."
    is_compared || others_follow || is_beside_its_unit || names::is_lacking(sentence.tokens, name.first)
}

/// A compound, a developer or an area that is said of a unit must be that unit's.
pub(super) fn others_names(sentence: &Sentence<'_>, context: &Context, evidence: &Evidence) -> Option<Fault> {
    const BINDS: &str = "in on at by from of inside within compound developer developed project developers located built area location في من كمبوند مطور المطور \
        مشروع شركه تطوير داخل جوه بتاع بتاعت مطورها الكمبوند المنطقه منطقه المشروع تابعه تابع ملك طورها طورتها بناها بنتها لشركه";
    const MADE_BY: &str = "by from developed built developer من مطورها المطور تطوير";
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
                .is_some_and(|token| token.is_sign("*_:|\"«“(—–·") || is_in(&token.text, "the ل ب"))
        {
            before -= 1;
        }
        // "NC88 (Hyde Park)", "belongs to Emaar"
        let beside = before < name.first && sentence.mentions.iter().any(|mention| mention.end == before);
        let is_said = is_in(sentence.word(before.wrapping_sub(1)), "هو هي is are was")
            && sentence.tokens.get(before.saturating_sub(6)..before).unwrap_or_default().iter().any(|token| {
                is_in(&token.text, "developer compound builder location المطور الكمبوند المطوره المنطقه الشركه مطورها")
            });
        // "NC123's developer, Emaar, …"
        let is_apposed = sentence.tokens.get(before.wrapping_sub(1)).is_some_and(|token| token.is_sign(",،"))
            && is_in(sentence.word(before.wrapping_sub(2)), "developer compound builder المطور مطورها الكمبوند");
        let belongs = sentence.word(before.wrapping_sub(1)) == "to"
            && is_in(sentence.word(before.wrapping_sub(2)), "belongs belong");
        let binds = beside
            || belongs
            || is_said
            || is_apposed
            || before.checked_sub(1).is_some_and(|at| is_in(sentence.word(at), BINDS));
        // "Celia, Emaar's flagship"
        let is_owner = is_in(sentence.word(name.end + 1), "s")
            && sentence.tokens.get(name.end).is_some_and(|token| token.is_sign("'’"))
            && sentence.tokens.get(before.wrapping_sub(1)).is_some_and(|token| token.is_sign(",،"));
        if !glued && !binds && !is_owner {
            continue;
        }
        if is_of_another(sentence, name, before, evidence) {
            continue;
        }
        let made_by = before.checked_sub(1).is_some_and(|at| is_in(sentence.word(at), MADE_BY));
        if (glued || belongs || is_said || is_owner || made_by) && is_mismatched(sentence, name, evidence) {
            return Some(sentence.fault(Reason::AnotherUnits, name.first, name.end));
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
        // "CP9 isn't in New Cairo"
        let is_denied =
            phrases::is_denied(sentence.tokens.get(before.saturating_sub(4)..).unwrap_or_default(), before.min(4));
        if is_denied {
            continue;
        }
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
        // "both NC7 and NC123 are by Emaar" says it of each.
        let before_it = || sentence.mentions.iter().filter(|mention| mention.end <= name.first);
        let of_each = sentence.says("both all each الاتنين كلهم كلتاهما جميعها")
            && before_it().count() > 1
            && before_it()
                .filter_map(|mention| evidence.find(&mention.id.parse().ok()?))
                .any(|unit| !evidence.listing_says(&unit.id, &name.folded));
        if units.is_empty()
            || elsewhere
            || (!of_each && units.iter().any(|unit| evidence.listing_says(&unit.id, &name.folded)))
        {
            continue;
        }
        let others = name.is_place
            || evidence.units().any(|unit| evidence.listing_says(&unit.id, &name.folded))
            || evidence.names().any(|known| known == name.folded);
        if others && !names::is_kind_of(name) {
            return Some(sentence.fault(Reason::AnotherUnits, name.first, name.end));
        }
    }
    None
}

/// Whether the words between two tokens stand so in what a listing says.
pub(super) fn in_listing(sentence: &Sentence<'_>, first: usize, end: usize, evidence: &Evidence) -> bool {
    let tokens = sentence.tokens.get(first..end).unwrap_or_default();
    let words: Vec<&str> =
        tokens.iter().filter(|token| token.is_word() || token.is_number()).map(|token| token.text.as_str()).collect();
    let words = words.join(" ");
    evidence.units().any(|unit| {
        let is_meant =
            sentence.mentions.is_empty() || sentence.mentions.iter().any(|mention| mention.id == unit.id.as_str());
        is_meant && evidence.listing_says(&unit.id, &words)
    })
}

/// "Madinaty has cheaper flats": homes in a place of which nothing was read.
pub(super) fn unread_place(sentence: &Sentence<'_>, evidence: &Evidence) -> Option<Fault> {
    const HOMES: &str = "flats flat apartments units villas homes houses chalets options properties prices choices cheaper larger bigger better affordable \
        شقق وحدات فيلات شاليهات اختيارات اسعار الاسعار ارخص اوسع احسن اكبر اوفر";
    const OPEN: &str =
        "look search check would could can may if whether show find let ادور اشوف ندور نشوف لو ممكن تحب اقدر";
    let asks = sentence.tokens.iter().any(|token| token.is_sign("?؟"));
    if asks || sentence.says(OPEN) || !sentence.says(HOMES) || !sentence.mentions.is_empty() {
        return None;
    }
    let known = |name: &Name| {
        evidence.was_asked(&name.folded)
            || evidence.names().any(|known| known == name.folded)
            || evidence.units().any(|unit| evidence.listing_says(&unit.id, &name.folded))
    };
    let places = sentence.names.iter().filter(|name| name.is_place);
    let unread = places.into_iter().find(|name| !known(name) && !names::is_lacking(sentence.tokens, name.first))?;
    Some(sentence.fault(Reason::Name, unread.first, unread.end))
}

/// A word that looks like a name which nobody read.
pub(super) fn unread_name(sentence: &Sentence<'_>, evidence: &Evidence) -> Option<Fault> {
    let taken = |at: usize| {
        sentence.names.iter().any(|name| (name.first..name.end).contains(&at))
            || sentence.mentions.iter().any(|mention| (mention.first..mention.end).contains(&at))
            || sentence.figures.iter().any(|figure| (figure.number.first..figure.end).contains(&at))
    };
    names::unknown(sentence.tokens, evidence, taken).map(|(first, end)| sentence.fault(Reason::Name, first, end))
}
