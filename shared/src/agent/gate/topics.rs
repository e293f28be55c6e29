//! Claims about the market and about other people, by what a clause speaks of and what it says of it: "values in this
//! area climb", «أغلب عملائي اختاروا ميفيدا». Where phrases know the usual wordings, these rules know the topics.

use super::{phrases, reason::Reason, tokens::Token, words::is_in};

/// A clause that has one of the topics and, after it, one of the words is not grounded. A word that ends in `~` stands
/// for every word that begins so.
struct Rule {
    reason: Reason,
    topics: &'static str,
    words: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        reason: Reason::Statistic,
        topics: "price prices pricing value values upside market demand rent rents rental rentals resale",
        words: "rise rises rising rose risen increase increases increased increasing climb climbs climbed climbing grow grows growing grew grown jump jumps jumped \
            jumping double doubles doubled doubling triple tripled tripling soar soars soared soaring surge surges surged surging skyrocket~ appreciat~ outperform~ \
            outpace~ fall falls fell falling fallen drop drops dropped dropping decline~ dip dips dipped crash~ booming boom roof explode~ explod~ heading heads north gain gains worth up higher hike hikes hiked rocket~ upwards upward",
    },
    Rule {
        reason: Reason::Statistic,
        topics: "area district neighbourhood neighborhood city compound community cairo capital coast zayed المنطقه الكمبوند المدينه الحي التجمع العاصمه الساحل زايد",
        words: "booming boom hot growing grows talk trending thriving flourishing exploding rising unbeatable hottest fastest مولعه نار بتنمو رايجه مطلوبه مشهوره الاشهر ترند",
    },
    Rule {
        reason: Reason::Promise,
        topics: "property properties estate housing land brick bricks gold العقار العقارات الارض عقار",
        words: "always never holds keeps preserves protects beats loses lose hedge outperforms wins safe safest دايما بيحفظ بيحافظ يحفظ يحافظ عمره بيكسب كسبان امان مبيخسرش",
    },
    Rule {
        reason: Reason::Promise,
        topics: "youll youd will اللي هتشتري بيشتري يشتري هتبيع هتلاقي",
        words: "profit profits profitable tenant tenants rich richer wealth fortune resell regret بيكسب يكسب هيكسب كسبان كسب مستاجر مستاجرين",
    },
    Rule {
        reason: Reason::Scarcity,
        topics: "الفرصه فرصه فرص opportunity chance deal",
        words: "مش لا لن هتستناك تستناك بتيجي هتيجي نادره ذهبيه العمر حقيقيه مبتتكررش wait waits again twice rare golden passes slip disappears forever",
    },
    Rule {
        reason: Reason::Scarcity,
        topics: "availability stock supply units apartments inventory window offer الوحدات الكميه المعروض العرض",
        words: "shrinking shrinks short scarce closing closes tight dwindling dwindle vanishing vanish disappearing shrink بتتسحب بتخلص بتقل قليله محدوده بتتباع بتروح",
    },
    Rule { reason: Reason::Scarcity, topics: "only just few handful last", words: "left remain remains remaining" },
    Rule {
        reason: Reason::Promise,
        topics: "investment money capital wealth profit profits return returns gain gains income roi yield resale",
        words: "double doubles doubled triple tripled grow grows multiply multiplies certain sure safe secure secured assured guaranteed easily huge amazing incredible \
            fantastic excellent solid protected unbeatable skyrocket~ beats beat outperform~ forever",
    },
    Rule {
        reason: Reason::Testimonial,
        topics: "client clients customer customers buyer buyers resident residents owner owners family families investor investors people neighbours neighbors tenants \
            everybody everyone colleagues friends couple couples celebrities",
        words: "told tell tells love loves loved adore adores adored say says said rave raves raving recommend recommends recommended bought considering interested \
            reserved reserving viewing looking choose chose pick picked prefer preferred happy delighted satisfied thrilled doubled earned queuing queueing waiting \
            competing fighting flocking rushing asking regret agree agrees trust trusts wants buys describe describes described views calls called swear swears buying moving enjoy enjoyed praise praised swear",
    },
    Rule {
        reason: Reason::Statistic,
        topics: "الاسعار اسعار اسعارها السعر سعر سعرها سعره قيمتها القيمه قيمه السوق الطلب العقار العقارات الايجار الايجارات ايجارات استثمارك فلوسك المتر المنطقه",
        words: "زاد زادت زادوا بيزيد بتزيد هيزيد هتزيد حيزيد حتزيد تزيد يزيد سيزيد ستزيد ارتفع~ بترتفع بيرتفع ترتفع يرتفع سترتفع سيرتفع طلع طلعت طلعوا بتطلع بيطلع هيطلع هتطلع \
            اتضاعف~ بيتضاعف بتتضاعف هيتضاعف هتتضاعف تتضاعف يتضاعف تضاعف~ بيعلي بتعلي هيعلي هتعلي غلي غليت بيغلي هيغلي بتغلي هتغلي نزل نزلت هينزل هتنزل بتنزل بينزل انخفض~ قفز~ نط نطت \
            هينط هتنط ولعت مولعه نار صعود",
    },
    Rule {
        reason: Reason::Promise,
        topics: "مكسب مكسبك المكسب مكاسب ربح ربحك ارباح عايد العايد عايدك فلوسك استثمار استثمارك الاستثمار الربح",
        words: "اكيد امان امن مضمون~ سهل بسهوله كبير كبيره عالي ممتاز خيالي محقق ثابت هتزيد هيزيد هتكبر هيكبر",
    },
    Rule {
        reason: Reason::Testimonial,
        topics: "عملاء العملاء عملاي عملايي عملاينا عميل عميله زباين زبايني زبون مشتري مشترين المشترين ناس الناس سكان السكان ملاك الملاك مستثمر مستثمرين المستثمرين عايلات اسر جيراني جيران جيرانك",
        words: "قال قالت قالوا قالي قالولي بيقول بيقولوا بتقول بيحب بيحبوا بتحب حبوا اختار اختاروا اختارت اشتروا اشتري اشترت بيشتروا بيشتري مبسوط مبسوطه مبسوطين سعدا سعيد سعداء \
            بيفضل بيفضلوا بتفضل بتتخانق بيتخانقوا حاجز حاجزه حاجزين بيسال بيسالوا بتسال راضي راضيين بيشكر بيشكروا بتشكر كسب كسبوا حجز حجزوا بيحجزوا مهتم مهتمين بيتفرجوا شافوا بيجروا \
            ساكن ساكنين مستني مستنيين ندم بينصح بينصحوا",
    },
];

/// Others than the two who talk. Whatever such a clause says of them nobody here knows, but for what goes for anyone.
const OTHERS: &str = "client clients customer customers homeowner homeowners buyer buyers resident residents investor investors tenant tenants neighbours neighbors everyone everybody everyones expats doctors engineers diplomats celebrities relatives owners colleague colleagues friend friends \
    عميل عملاء العملاء زبون زباين الزباين مشترين المشترين سكان السكان ملاك الملاك الناس مستثمرين المستثمرين معارفي قرايبي اصحابي زمايلي";
/// Words with which a clause goes for anyone, or for the person.
const ANYONE: &str = "you your youre youll yourself for suit suits like as should must need needs usually often generally typically both different pay pays owes name contract protect protects law lawyer rights \
    ليك لك حضرتك انت عشان علشان مناسب مناسبه لازم عاده غالبا محتاج محتاجين زي حقوق عقد قانون كل لل";

/// Words with which a clause only says what may be.
const MODALS: &str = "can may might if whether when unless maybe perhaps ممكن قد ربما لو اذا يمكن ساعات احيانا";

/// Words with which what may be presses all the same: "prices may rise after Friday".
const DEADLINES: &str = "soon shortly tomorrow tonight week weekend saturday sunday monday tuesday wednesday thursday friday قريب قريبا بكره الاسبوع الخميس الجمعه السبت الحد";

/// What a sentence says of the market or of other people, by its tokens.
pub(super) fn ungrounded(tokens: &[Token]) -> Option<(Reason, usize, usize)> {
    if phrases::asks_the_person(tokens) {
        return None;
    }
    if let Some((first, end)) = share_of_people(tokens) {
        return Some((Reason::Statistic, first, end));
    }
    let mut from = 0;
    while from < tokens.len() {
        let rest = tokens.get(from..).unwrap_or_default();
        let length = rest.iter().position(|token| token.is_sign(",،;؛:.!?؟—–|()")).unwrap_or(rest.len());
        let clause = rest.get(..length).unwrap_or_default();
        if let Some((reason, first, end)) = in_clause(clause) {
            return Some((reason, from + first, from + end));
        }
        from += length + 1;
    }
    None
}

/// "90% of buyers", «٩٠٪ من الناس»: shares of people, which nobody counted.
fn share_of_people(tokens: &[Token]) -> Option<(usize, usize)> {
    let is_person =
        |token: &Token| RULES.iter().any(|rule| rule.reason == Reason::Testimonial && is_in(&token.text, rule.topics));
    (0..tokens.len()).find_map(|at| {
        let before = tokens.get(at.saturating_sub(4)..at)?;
        let share =
            before.iter().position(|token| token.is_sign("%") || is_in(&token.text, "percent cent الميه بالميه"))?;
        let of = before.iter().skip(share).any(|token| is_in(&token.text, "of من"));
        (of && tokens.get(at).is_some_and(is_person)).then_some((at.saturating_sub(4), at + 1))
    })
}

fn in_clause(clause: &[Token]) -> Option<(Reason, usize, usize)> {
    let says = |list: &'static str| clause.iter().any(|token| is_in(&token.text, list));
    if says(MODALS) && !says(DEADLINES) {
        return None;
    }
    let others = clause.iter().position(|token| is_in(&token.text, OTHERS));
    if let Some(at) = others
        && !says(ANYONE)
        && clause.len() > 2
        && !phrases::is_denied(clause, at)
    {
        return Some((Reason::Testimonial, at, clause.len()));
    }
    RULES.iter().find_map(|rule| {
        let topic = clause.iter().position(|token| {
            let text = token.text.as_str();
            is_in(text, rule.topics) || text.strip_prefix(['و', 'ل', 'ب']).is_some_and(|rest| is_in(rest, rule.topics))
        })?;
        let said = (topic + 1..clause.len()).find(|at| {
            clause.get(*at).is_some_and(|token| {
                let text = token.text.strip_prefix('و').unwrap_or(&token.text);
                rule.words.split_ascii_whitespace().any(|word| match word.strip_suffix('~') {
                    Some(start) => text.starts_with(start),
                    None => text == word || token.text == word,
                })
            })
        })?;
        let denied = phrases::is_denied(clause, topic) || phrases::is_denied(clause, said);
        (!denied).then_some((rule.reason, topic, said + 1))
    })
}
