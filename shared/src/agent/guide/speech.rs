//! What the guide says where no unit is looked up: greetings, who it is, what it does not do.

use super::{super::wishes::Sought, Answer, TOLD_BACK};
use crate::{
    language::Language::{self, Arabic, English},
    registry::proofs::Standing,
};

/// Answers that need no search: they leave what is looked for as it was.
pub(super) struct Speech {
    pub(super) language: Language,
    pub(super) sought: Sought,
}

impl Speech {
    pub(super) fn answer(self, text: String) -> Answer {
        let (language, sought) = (self.language, self.sought);
        let (units, unmet, suggestions) = (Vec::new(), Vec::new(), examples(language));
        Answer { text, language, units, unmet, suggestions, sought, degraded: false }
    }

    fn say(self, english: &str, arabic: &str) -> Answer {
        let text = self.language.pick(english, arabic).to_owned();
        self.answer(text)
    }

    pub(super) fn recall(self, questions: &[String]) -> Answer {
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

    pub(super) fn legal(self) -> Answer {
        self.say(
            "I do not review contracts or give legal advice; please have a lawyer read a contract before you sign it. I can tell you everything the listings say: prices, sizes, plans and delivery.",
            "أنا مش براجع عقود ولا بدي استشارات قانونية؛ خلّي محامي يراجع أي عقد قبل ما توقّع. أقدر أقولك كل اللي في العروض: الأسعار والمساحات وأنظمة السداد والاستلام.",
        )
    }

    pub(super) fn greeting(self) -> Answer {
        self.say(
            "Hello, I am Amr, your property consultant. Tell me the area, the kind of unit, the bedrooms and your budget, and I will show you what we have.",
            "أهلًا بيك، أنا عمرو مستشارك العقاري. قولي المنطقة ونوع الوحدة وعدد الغرف وميزانيتك، وأنا أوريك اللي عندنا.",
        )
    }

    pub(super) fn who(self) -> Answer {
        self.say(
            "I am Amr, Osool's automated property consultant: a program, not a person. I search our listings and tell you what they say.",
            "أنا عمرو، مستشار أصول العقاري الآلي: برنامج مش إنسان. بدور في العروض اللي عندنا وأقولك اللي مكتوب فيها.",
        )
    }

    pub(super) fn thanks(self) -> Answer {
        self.say(
            "You are welcome. I am here whenever you want to look further.",
            "العفو، أنا موجود في أي وقت تحب تكمّل.",
        )
    }

    pub(super) fn rent(self) -> Answer {
        self.say(
            "We only have homes for sale, none for rent. If you would buy one, tell me the area and your budget.",
            "عندنا وحدات للبيع بس، مفيش إيجار. لو تحب تشتري، قولي المنطقة وميزانيتك.",
        )
    }

    pub(super) fn no_record(self) -> Answer {
        let text = Standing::no_record(self.language).to_owned();
        self.answer(text)
    }

    pub(super) fn which_unit(self) -> Answer {
        self.say("Which unit do you mean? Tell me its number, such as NC12.", "تقصد أنهي وحدة؟ قولي رقمها، مثلًا NC12.")
    }

    pub(super) fn no_more(self) -> Answer {
        self.say(
            "I have shown you everything that meets what you asked. Shall I look with a wider budget or in another area?",
            "عرضت عليك كل اللي مطابق لطلبك. تحب أدور بميزانية أوسع ولا في منطقة تانية؟",
        )
    }

    pub(super) fn unclear(self) -> Answer {
        self.say(
            "I did not understand what to look for. Tell me the area, the kind of unit, the bedrooms or your budget.",
            "مفهمتش بتدور على إيه. قولي المنطقة أو نوع الوحدة أو عدد الغرف أو ميزانيتك.",
        )
    }
}

pub(super) fn examples(language: Language) -> Vec<String> {
    let examples = match language {
        English => {
            ["3 bedroom apartment in New Cairo under 10 million", "Villa in Sheikh Zayed", "Chalet on the North Coast"]
        }
        Arabic => ["شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون", "فيلا في الشيخ زايد", "شاليه في الساحل الشمالي"],
    };
    examples.map(str::to_owned).to_vec()
}
