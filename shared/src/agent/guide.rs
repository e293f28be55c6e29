//! The guide: Amr without a model. It understands the question by rules, searches, and explains from
//! templates in Egyptian Arabic or English. Whatever it says of a unit comes from the unit's row, and every
//! figure besides is a count it made or a figure of the question. It costs nothing.

use serde::Serialize;
use sqlx::PgPool;

use super::{
    Message,
    conversation::Conversation,
    intent::{self, Intent},
};
use crate::{
    error::{ErrorCode, Failure},
    language::Language::{self, Arabic, English},
    listings::{
        filters::{Filters, Slot},
        property::{PropertyId, PropertyType},
        repository,
        search::{self, Found, Hit, Relaxed, Wanted},
        text::{fold, is_arabic},
        understanding::Gazetteer,
        wording,
    },
};

/// How many units an answer shows at most.
const SHOWN: u8 = 5;

/// How many earlier questions are told back.
const TOLD_BACK: usize = 5;

/// Something that was asked and could not be met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmet {
    /// What it was about.
    pub slot: Slot,
    /// What was asked.
    pub asked: String,
    /// What the first unit shown has instead; `None` where nothing stands in for it.
    pub given: Option<String>,
    /// The same as a sentence in the language of the answer.
    pub text: String,
}

/// What Amr says.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The text, in one language.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// The units that it speaks of, in its order.
    pub units: Vec<Hit>,
    /// What it could not meet.
    pub unmet: Vec<Unmet>,
    /// What the person may want to say next.
    pub suggestions: Vec<String>,
    /// What the person is looking for after this turn.
    pub filters: Filters,
}

/// What a turn is made from.
#[derive(Debug)]
pub struct Turn<'a> {
    /// What the person wrote.
    pub message: &'a Message,
    /// The language that the person chose, or `None` to answer in that of the message.
    pub language: Option<Language>,
    /// The unit that the person looks at, if any.
    pub property: Option<&'a PropertyId>,
    /// The conversation until now.
    pub conversation: &'a Conversation,
}

/// Answers a message. Only Postgres can make it fail.
pub async fn answer(pool: &PgPool, gazetteer: &Gazetteer, turn: &Turn<'_>) -> Result<Answer, Failure> {
    let text = turn.message.text();
    let language = turn.language.unwrap_or_else(|| language_of(text, turn.conversation));
    let (mut wanted, understood) = Wanted::from_question(text, &Filters::default(), gazetteer, language);
    let speech = Speech { language, filters: turn.conversation.filters.clone() };
    let intent = intent::of(&fold(text), &understood);
    let names_a_unit = |slot| [Slot::Type, Slot::Location, Slot::Compound, Slot::Developer].contains(slot);
    if let (Intent::Search | Intent::Unclear, Some(property)) = (intent, turn.property)
        && !understood.filters.slots().iter().any(names_a_unit)
        && understood.unknown_places.is_empty()
    {
        // Somebody who looks at a unit and names no other asks about this one.
        return units(pool, std::slice::from_ref(property), speech).await;
    }
    // Words that made no filter rank units, but words that stand in no listing ask for none.
    let only_words = understood.filters.is_empty() && understood.sort.is_none() && understood.unknown_places.is_empty();
    if intent == Intent::Search && only_words && !search::mentions(pool, &understood.rest).await? {
        return Ok(speech.unclear());
    }
    match intent {
        Intent::Recall => Ok(speech.recall(&turn.conversation.questions)),
        Intent::Legal => Ok(speech.legal()),
        Intent::Units => units(pool, &understood.property_ids, speech).await,
        Intent::Greeting => Ok(speech.greeting()),
        Intent::WhoAreYou => Ok(speech.who()),
        Intent::Thanks => Ok(speech.thanks()),
        Intent::Unclear => Ok(speech.unclear()),
        Intent::Search => {
            wanted.filters = follow_up(&turn.conversation.filters, &understood.filters);
            wanted.limit = SHOWN;
            if !understood.unknown_places.is_empty() {
                // The place that was asked for is not there: what earlier turns said of places must not stand in for it.
                wanted.filters = wanted.filters.without(Slot::Location).without(Slot::Compound);
                wanted.filters = wanted.filters.updated_by(&understood.filters);
            }
            let found = search::search(pool, &wanted).await?;
            let suggestions = suggestions(pool, &wanted.filters, &found, language).await?;
            Ok(results(&wanted, found, &understood.unknown_places, suggestions))
        }
    }
}

/// The language of a message; one without letters, such as a number, stays in that of the conversation.
fn language_of(text: &str, conversation: &Conversation) -> Language {
    match conversation.language {
        Some(language) if !text.chars().any(char::is_alphabetic) => language,
        _ if is_arabic(text) => Arabic,
        _ => English,
    }
}

/// What is looked for after a message: it adds to what was said before, unless it names both a kind of
/// unit and a place, which begins anew. A new place replaces the compound of the old one.
fn follow_up(before: &Filters, now: &Filters) -> Filters {
    let names = |slot| now.slots().contains(&slot);
    let place = names(Slot::Location) || names(Slot::Compound);
    if names(Slot::Type) && place {
        return now.clone();
    }
    let before = if place {
        before.without(Slot::Location).without(Slot::Compound).without(Slot::Developer)
    } else {
        before.clone()
    };
    before.updated_by(now)
}

/// Tells of units by their ids; says of each that is not for sale that it is not.
async fn units(pool: &PgPool, ids: &[PropertyId], speech: Speech) -> Result<Answer, Failure> {
    let language = speech.language;
    let mut answer = speech.answer(String::new());
    let mut paragraphs = Vec::new();
    for id in ids.iter().take(usize::from(SHOWN)) {
        match repository::find(pool, id).await {
            Ok(unit) => {
                let title = language.pick(&unit.title, &unit.title_ar);
                let location = language.pick(&unit.location, &unit.location_ar);
                let facts: Vec<String> =
                    wording::unit_facts(&unit, language).into_iter().map(|fact| format!("• {fact}")).collect();
                let comma = language.pick(", ", "، ");
                paragraphs.push(format!("{} — {title}{comma}{location}\n{}", unit.id, facts.join("\n")));
                answer.units.push(Hit::new(unit, &Filters::default(), language));
            }
            Err(failure) => match failure.code() {
                ErrorCode::PropertyNotFound | ErrorCode::PropertyUnavailable => paragraphs.push(language.pick(
                    format!("{id} is not among the units that we have for sale."),
                    format!("{id} مش ضمن الوحدات المتاحة للبيع عندنا."),
                )),
                _ => return Err(failure),
            },
        }
    }
    if !answer.units.is_empty() {
        paragraphs.push(language.pick("Would you like to see similar units?", "تحب أعرض لك وحدات شبهها؟").to_owned());
    }
    answer.text = paragraphs.join("\n\n");
    Ok(answer)
}

/// The answer to a search.
fn results(wanted: &Wanted, found: Found, unknown_places: &[String], suggestions: Vec<String>) -> Answer {
    let language = wanted.language;
    let mut unmet: Vec<Unmet> = unknown_places.iter().map(|place| unknown_place(place, language)).collect();
    unmet.extend(found.relaxed.iter().map(|relaxed| Unmet {
        slot: relaxed.slot,
        asked: relaxed.asked.clone(),
        given: relaxed.given.clone(),
        text: given_up(relaxed, language),
    }));

    let mut paragraphs: Vec<String> = unmet.iter().map(|unmet| unmet.text.clone()).collect();
    paragraphs.push(opening(wanted, &found, unmet.is_empty()));
    if !found.hits.is_empty() {
        let line = |(place, hit): (i64, &Hit)| {
            let why = wording::highlights(&hit.property, &wanted.filters, language).join(language.pick("; ", "؛ "));
            format!("{}. {}\n   {why}", language.number(place), wording::unit_line(&hit.property, language))
        };
        paragraphs.push((1..).zip(&found.hits).map(line).collect::<Vec<_>>().join("\n"));
    }
    paragraphs.push(next_question(&wanted.filters, !unknown_places.is_empty(), language));
    Answer {
        text: paragraphs.join("\n\n"),
        language,
        units: found.hits,
        unmet,
        suggestions,
        filters: wanted.filters.clone(),
    }
}

/// That something could not be met, and what the unit that comes nearest in all has instead.
fn given_up(relaxed: &Relaxed, language: Language) -> String {
    let asked = &relaxed.asked;
    match &relaxed.given {
        Some(given) => language.pick(
            format!("Nothing we have meets “{asked}” together with the rest; what comes nearest has: {given}."),
            format!("مفيش عندنا «{asked}» مع باقي طلبك؛ أقرب وحدة لطلبك: {given}."),
        ),
        None => language.pick(
            format!("No listing that fits the rest says that it meets “{asked}”."),
            format!("مفيش عرض مناسب لباقي طلبك مكتوب فيه «{asked}»."),
        ),
    }
}

fn unknown_place(place: &str, language: Language) -> Unmet {
    let name = wording::location_name(place, language);
    Unmet {
        slot: Slot::Location,
        asked: name.clone(),
        given: None,
        text: language.pick(
            format!("We have nothing in “{name}”: it is not among the places in our listings."),
            format!("مفيش عندنا حاجة في «{name}»: المكان ده مش ضمن الأماكن اللي في عروضنا."),
        ),
    }
}

/// How many there are, and of what.
fn opening(wanted: &Wanted, found: &Found, all_met: bool) -> String {
    let language = wanted.language;
    if found.hits.is_empty() {
        return language.pick("I found no unit to show.", "ملقتش وحدة أعرضها.").to_owned();
    }
    let asked: Vec<String> =
        wanted.filters.slots().into_iter().map(|slot| wording::asked(slot, &wanted.filters, language)).collect();
    let asked = in_language(asked.join(language.pick(", ", "، ")), &found.hits, language);
    let shown = i64::try_from(found.hits.len()).unwrap_or(i64::MAX);
    let (total, number) = (wording::units_text(found.total, language), language.number(shown));
    match (all_met && !asked.is_empty(), found.total > shown) {
        (true, true) => language.pick(
            format!("We have {total} that meet what you asked ({asked}). Here are {number} of them:"),
            format!("عندنا {total} مطابقة لطلبك ({asked}). دي {number} منها:"),
        ),
        (true, false) => language.pick(
            format!("We have {total} for what you asked ({asked}):"),
            format!("عندنا {total} مطابقة لطلبك ({asked}):"),
        ),
        (false, _) => {
            let shown = wording::units_text(shown, language);
            language.pick(format!("What may suit you ({shown}):"), format!("اللي ممكن يناسبك ({shown}):"))
        }
    }
}

/// Names of compounds and developers are known by their English spelling; an Arabic sentence says them as the
/// units that were found do.
fn in_language(text: String, hits: &[Hit], language: Language) -> String {
    if language == English {
        return text;
    }
    let units = hits.iter().map(|hit| &hit.property);
    let names = units.flat_map(|unit| [(&unit.compound, &unit.compound_ar), (&unit.developer, &unit.developer_ar)]);
    names.fold(text, |text, (english, arabic)| match (english, arabic) {
        (Some(english), Some(arabic)) => text.replace(english.as_str(), arabic),
        _ => text,
    })
}

/// One question about what is still open.
fn next_question(filters: &Filters, unknown_place: bool, language: Language) -> String {
    let slots = filters.slots();
    let open = |slot| !slots.contains(&slot);
    let without_bedrooms = [PropertyType::Studio, PropertyType::Office, PropertyType::Clinic, PropertyType::Retail];
    let has_bedrooms = !filters.types.iter().any(|kind| without_bedrooms.contains(kind));
    let question = if unknown_place {
        language.pick("Shall I look in New Cairo or Sheikh Zayed?", "تحب أدورلك في القاهرة الجديدة ولا الشيخ زايد؟")
    } else if open(Slot::Location) && open(Slot::Compound) {
        language.pick("Which area do you have in mind?", "بتفكر في أنهي منطقة؟")
    } else if open(Slot::Price) {
        language.pick("What budget do you have in mind?", "ميزانيتك في حدود كام؟")
    } else if open(Slot::Type) {
        language.pick("What kind of unit are you looking for?", "بتدور على أنهي نوع وحدة؟")
    } else if open(Slot::Bedrooms) && has_bedrooms {
        language.pick("How many bedrooms do you need?", "محتاج كام غرفة نوم؟")
    } else {
        language.pick("Which of these would you like to know more about?", "تحب تعرف أكتر عن أنهي واحدة؟")
    };
    question.to_owned()
}

/// What could be said next: about the first unit, and such narrower searches as find something.
async fn suggestions(
    pool: &PgPool,
    filters: &Filters,
    found: &Found,
    language: Language,
) -> Result<Vec<String>, Failure> {
    const YEARS: u8 = 8;
    let mut suggestions = Vec::new();
    if let Some(hit) = found.hits.first() {
        let id = &hit.property.id;
        suggestions.push(language.pick(format!("Tell me more about {id}"), format!("قولي أكتر عن {id}")));
    }
    let years = wording::years_text(YEARS, language);
    let delivered = Filters { delivered: true, ..Filters::default() };
    let instalments = Filters { min_plan_years: Some(YEARS), ..Filters::default() };
    let narrower = [
        (delivered, language.pick("Ready to move in", "استلام فوري").to_owned()),
        (instalments, language.pick(format!("Instalments over {years}"), format!("تقسيط على {years}"))),
    ];
    for (more, said) in narrower {
        let asked_already = more.slots().iter().any(|slot| filters.slots().contains(slot));
        if !asked_already && repository::exists(pool, &filters.updated_by(&more)).await? {
            suggestions.push(said);
        }
    }
    Ok(suggestions)
}

/// Answers that need no search: they leave what is looked for as it was.
struct Speech {
    language: Language,
    filters: Filters,
}

impl Speech {
    fn answer(self, text: String) -> Answer {
        let (language, filters) = (self.language, self.filters);
        Answer { text, language, units: Vec::new(), unmet: Vec::new(), suggestions: examples(language), filters }
    }

    fn say(self, english: &str, arabic: &str) -> Answer {
        let text = self.language.pick(english, arabic).to_owned();
        self.answer(text)
    }

    fn recall(self, questions: &[String]) -> Answer {
        if questions.is_empty() {
            return self.say(
                "You have not asked me anything yet. What are you looking for?",
                "لسه مسألتنيش عن حاجة. بتدور على إيه؟",
            );
        }
        let last = questions.iter().rev().take(TOLD_BACK).rev();
        let told: Vec<String> = last.map(|question| format!("• «{question}»")).collect();
        let opening = self.language.pick("You asked me:", "سألتني:");
        let text = format!("{opening}\n{}", told.join("\n"));
        self.answer(text)
    }

    fn legal(self) -> Answer {
        self.say(
            "I do not review contracts or give legal advice; please have a lawyer read a contract before you sign it. I can tell you everything the listings say: prices, sizes, plans and delivery.",
            "أنا مش براجع عقود ولا بدي استشارات قانونية؛ خلّي محامي يراجع أي عقد قبل ما توقّع. أقدر أقولك كل اللي في العروض: الأسعار والمساحات وأنظمة السداد والاستلام.",
        )
    }

    fn greeting(self) -> Answer {
        self.say(
            "Hello, I am Amr, your property consultant. Tell me the area, the kind of unit, the bedrooms and your budget, and I will show you what we have.",
            "أهلًا بيك، أنا عمرو مستشارك العقاري. قولي المنطقة ونوع الوحدة وعدد الغرف وميزانيتك، وأنا أوريك اللي عندنا.",
        )
    }

    fn who(self) -> Answer {
        self.say(
            "I am Amr, Osool's automated property consultant: a program, not a person. I search our listings and tell you what they say.",
            "أنا عمرو، مستشار أصول العقاري الآلي: برنامج مش إنسان. بدور في العروض اللي عندنا وأقولك اللي مكتوب فيها.",
        )
    }

    fn thanks(self) -> Answer {
        self.say(
            "You are welcome. I am here whenever you want to look further.",
            "العفو، أنا موجود في أي وقت تحب تكمّل.",
        )
    }

    fn unclear(self) -> Answer {
        self.say(
            "I did not understand what to look for. Tell me the area, the kind of unit, the bedrooms or your budget.",
            "مفهمتش بتدور على إيه. قولي المنطقة أو نوع الوحدة أو عدد الغرف أو ميزانيتك.",
        )
    }
}

fn examples(language: Language) -> Vec<String> {
    let examples = match language {
        English => {
            ["3 bedroom apartment in New Cairo under 10 million", "Villa in Sheikh Zayed", "Chalet on the North Coast"]
        }
        Arabic => ["شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون", "فيلا في الشيخ زايد", "شاليه في الساحل الشمالي"],
    };
    examples.map(str::to_owned).to_vec()
}
