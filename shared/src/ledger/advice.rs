//! What a report advises: plain rules over its figures, each with the sums that made it speak, in English and in
//! Arabic. A rule is silent where following it would save too little to be worth anybody's time.

use time::OffsetDateTime;

use super::{
    Ledger, Limits,
    prices::Prices,
    report::{
        Advice, AdviceCode, Alternative, Analysis, PromptCosts, Report, by_context, by_model, cache_hit_share,
        dearest_calls, prompt_costs, totals, what_if,
    },
    usage::{Context, DayCosts},
};
use crate::{
    language::Language::{self, Arabic, English},
    money::NanoUsd,
    store::table::{Table, TableError},
};

/// From how many per cent of a day's or month's limit on the report speaks of it.
const NEAR_LIMIT: i64 = 90;

/// From how many per cent of its limit on the average conversation is too dear: many will then reach it.
const DEAR_CONVERSATION: i64 = 50;

/// Below which share of prompt tokens read from the cache the prompt is worth a look.
const LOW_CACHE_SHARE: f64 = 0.5;

/// A change is advised where it saves at least so many per cent of everything spent …
const LEAST_SAVING_PERCENT: i64 = 5;

/// … and at least ten cents.
const LEAST_SAVING: i64 = 100_000_000;

// A report is made here, because it ends with the advice on itself.
impl Report {
    /// The report over the last days, today included, out of the ledger. How many reservations there were it cannot
    /// know.
    pub async fn of_last<T: Table>(
        days: u16,
        ledger: &Ledger<T>,
        prices: &Prices,
        now: OffsetDateTime,
    ) -> Result<Self, TableError> {
        let (days, month) = tokio::try_join!(ledger.last_days(days, now), ledger.month(now))?;
        Ok(Self::new(days, ledger.limits(), month.spent, prices, None))
    }

    /// The report over these days, oldest first. `month_spent` is what the current month has cost, `reservations`
    /// how many were made in these days, if that is known. Alternatives are taken from `prices`, each day's tokens
    /// at the prices of that day.
    #[must_use]
    pub fn new(
        days: Vec<DayCosts>,
        limits: Limits,
        month_spent: NanoUsd,
        prices: &Prices,
        reservations: Option<u64>,
    ) -> Self {
        let totals = totals(&days);
        let spent = totals.usage.cost;
        let analysis = Analysis {
            cost_per_conversation: spent.divided_by(totals.conversations),
            cost_per_reservation: reservations.and_then(|count| spent.divided_by(count)),
            cache_hit_share: cache_hit_share(&days),
            dearest_calls: dearest_calls(&days),
            what_if: what_if(&days, prices),
            assumption: "The same tokens at each day's standard prices. The size of single calls is not kept, so the \
                         higher prices of long prompts are left out; another model may also write more or fewer tokens.",
            assumption_ar: "الرموز نفسها بالأسعار العادية لكل يوم. لا يُحفظ حجم كل طلب، فلا تُحتسب أسعار المدخلات \
                            الطويلة الأعلى، وقد يكتب نموذج آخر رموزًا أكثر أو أقل.",
            advice: Vec::new(),
        };
        let mut report =
            Self { models: by_model(&days), contexts: by_context(&days), limits, month_spent, totals, analysis, days };
        report.analysis.advice = advise(&report, prompt_costs(&report.days, prices));
        report
    }
}

/// What the report's figures advise, what keeps the service safe first.
pub(super) fn advise(report: &Report, prompts: PromptCosts) -> Vec<Advice> {
    let urgent = [
        overrun(report),
        expired_holds(report),
        day_near_limit(report),
        month_near_limit(report),
        conversation_near_limit(report),
    ];
    let cache = cache_does_not_pay(report, prompts).or_else(|| low_cache_share(report, prompts));
    urgent.into_iter().flatten().chain(cheaper_models(report)).chain(cache).collect()
}

fn advice(code: AdviceCode, text: impl Fn(Language) -> String) -> Advice {
    Advice { code, text: text(English), text_arabic: text(Arabic) }
}

fn overrun(report: &Report) -> Option<Advice> {
    let overrun = report.totals.overrun;
    (overrun > NanoUsd::ZERO).then(|| {
        advice(AdviceCode::Overrun, |language| {
            let overrun = dollars(overrun, language);
            language.pick(
                format!(
                    "Calls cost {overrun} more than was held for them, and limits can be passed by as much. Compare \
                     the price table with the provider's prices, and the prompt tokens counted before a call with \
                     those billed after it."
                ),
                format!(
                    "تجاوزت تكلفة الطلبات ما حُجز لها بمقدار {overrun}، ويمكن تجاوز الحدود بالقدر نفسه. قارن جدول \
                     الأسعار بأسعار المزوّد، وعدد رموز المدخلات المحسوب قبل الطلب بالعدد المفوتر بعده."
                ),
            )
        })
    })
}

/// Speaks above one per cent of what was spent.
fn expired_holds(report: &Report) -> Option<Advice> {
    let (expired, spent) = (report.totals.expired, report.totals.usage.cost);
    (i128::from(expired.nanos()) * 100 > i128::from(spent.nanos())).then(|| {
        advice(AdviceCode::ExpiredHolds, |language| {
            let (expired, spent) = (dollars(expired, language), dollars(spent, language));
            language.pick(
                format!(
                    "Holds of {expired} expired without being settled, beside {spent} spent: calls crash or time out, \
                     and what they cost is not known. Look in the log of the function chat for time-outs, panics and \
                     ends for want of memory, and see that a call to a model ends well before Lambda does."
                ),
                format!(
                    "انتهت صلاحية مبالغ محجوزة قدرها {expired} دون تسوية، مقابل إنفاق {spent}: بعض الطلبات تتعطل أو \
                     تتجاوز مهلتها، وتكلفتها غير معروفة. ابحث في سجل الدالة {chat} عن تجاوز المهلة والأعطال ونفاد \
                     الذاكرة، وتأكد من أن طلب النموذج ينتهي قبل مهلة {lambda} بوقت كافٍ.",
                    chat = left_to_right("chat", language),
                    lambda = left_to_right("Lambda", language),
                ),
            )
        })
    })
}

fn day_near_limit(report: &Report) -> Option<Advice> {
    let limit = report.limits.day;
    let near = |spent: NanoUsd| spent.percent_of(limit).is_some_and(|percent| percent >= NEAR_LIMIT);
    let count = report.days.iter().filter(|day| near(day.spent)).count();
    let dearest = report.days.iter().filter(|day| near(day.spent)).max_by_key(|day| day.spent)?;
    Some(advice(AdviceCode::DayNearLimit, |language| {
        let (limit, most) = (dollars(limit, language), dollars(dearest.spent, language));
        let date = left_to_right(&dearest.date.to_string(), language);
        let (near, setting) = (percent(NEAR_LIMIT, language), left_to_right("DAILY_COST_LIMIT", language));
        let days = if count == 1 { "1 day".to_owned() } else { format!("{count} days") };
        language.pick(
            format!(
                "On {days} {near} or more of the day's limit of {limit} was spent, at most {most}, on {date}. At the \
                 limit Amr answers as the guide, without models, until 00:00 UTC. Raise {setting} and deploy, or spend \
                 less on a conversation."
            ),
            format!(
                "عدد الأيام التي بلغ فيها الإنفاق {near} أو أكثر من حد اليوم البالغ {limit}: {count}، وكان أعلاه {most} \
                 في {date}. عند بلوغ الحد يجيب عمرو بوصفه المرشد دون نماذج حتى الساعة {midnight}. ارفع {setting} وأعد \
                 النشر، أو خفّض تكلفة المحادثة.",
                midnight = left_to_right("00:00 UTC", language),
            ),
        )
    }))
}

fn month_near_limit(report: &Report) -> Option<Advice> {
    let (spent, limit) = (report.month_spent, report.limits.month);
    let share = spent.percent_of(limit).filter(|percent| *percent >= NEAR_LIMIT)?;
    Some(advice(AdviceCode::MonthNearLimit, |language| {
        let (spent, limit, share) = (dollars(spent, language), dollars(limit, language), percent(share, language));
        let setting = left_to_right("MONTHLY_COST_LIMIT", language);
        language.pick(
            format!(
                "{spent} of the month's {limit} is spent ({share}). At the limit Amr answers as the guide, without \
                 models, until the next month begins. Raise {setting} and deploy, or spend less a day."
            ),
            format!(
                "أُنفق {spent} من حد الشهر البالغ {limit} ({share}). عند بلوغ الحد يجيب عمرو بوصفه المرشد دون نماذج \
                 حتى بداية الشهر التالي. ارفع {setting} وأعد النشر، أو خفّض الإنفاق اليومي."
            ),
        )
    }))
}

fn conversation_near_limit(report: &Report) -> Option<Advice> {
    let (average, limit) = (report.analysis.cost_per_conversation?, report.limits.session);
    let share = average.percent_of(limit).filter(|percent| *percent >= DEAR_CONVERSATION)?;
    Some(advice(AdviceCode::ConversationNearLimit, |language| {
        let (average, limit, share) = (dollars(average, language), dollars(limit, language), percent(share, language));
        let setting = left_to_right("SESSION_COST_LIMIT", language);
        language.pick(
            format!(
                "A conversation costs {average} on average, {share} of its limit of {limit}: long ones will reach it \
                 and go on without models. Raise {setting} and deploy, or shorten the prompt and the history sent \
                 with it."
            ),
            format!(
                "متوسط تكلفة المحادثة {average}، أي {share} من حدها البالغ {limit}: ستبلغه المحادثات الطويلة وتستمر دون \
                 نماذج. ارفع {setting} وأعد النشر، أو اختصر التعليمات وسجل المحادثة المرسل معها."
            ),
        )
    }))
}

fn cheaper_models(report: &Report) -> Vec<Advice> {
    let spent = report.totals.usage.cost;
    let mut advised: Vec<Advice> = Vec::new();
    let mut seen: Vec<(&str, Context)> = Vec::new();
    for used in &report.analysis.what_if {
        if seen.contains(&(&used.model, used.context)) {
            continue;
        }
        seen.push((&used.model, used.context));
        let Some(better) = next_model(&report.analysis.what_if, &used.model, used.context) else { continue };
        if worth_saying(better.saving, spent) {
            advised.push(cheaper_model(better, spent));
        }
    }
    advised
}

/// The model to try instead: of those that would have cost at most half, for less is not worth judging answers
/// anew, the one nearest in price, for it is nearest in what it can do; the same maker's before another's.
fn next_model<'a>(what_if: &'a [Alternative], model: &str, context: Context) -> Option<&'a Alternative> {
    // Models are named after their makers: `claude-…`, `gpt-…`, `text-embedding-…`.
    let maker = |name: &str| name.split('-').next().map(ToOwned::to_owned);
    what_if
        .iter()
        .filter(|one| one.model == model && one.context == context && one.saving >= one.cost)
        .max_by_key(|one| (maker(&one.alternative) == maker(model), one.cost))
}

fn cheaper_model(better: &Alternative, spent: NanoUsd) -> Advice {
    advice(AdviceCode::CheaperModel, |language| {
        let (model, other) = (left_to_right(&better.model, language), left_to_right(&better.alternative, language));
        let (context, saving) = (context_name(better.context, language), dollars(better.saving, language));
        let share = percent(better.actual.percent_of(spent).unwrap_or(0), language);
        let effort = if better.context == Context::Embedding {
            language.pick(
                "All vectors would have to be made anew, and searches compared.",
                "يستلزم ذلك إنشاء كل المتجهات من جديد ومقارنة نتائج البحث.",
            )
        } else {
            language.pick("Compare their answers before changing.", "قارن إجاباتهما قبل التغيير.")
        };
        language.pick(
            format!(
                "{share} of the money goes to {model} in {context}; at {other} the same tokens would have cost \
                 {saving} less. {effort}"
            ),
            format!(
                "يذهب {share} من المال إلى {model} في {context}، ولو استُخدم {other} لانخفضت تكلفة الرموز نفسها \
                 بمقدار {saving}. {effort}"
            ),
        )
    })
}

fn cache_does_not_pay(report: &Report, prompts: PromptCosts) -> Option<Advice> {
    let loss = prompts.actual.less(prompts.uncached);
    worth_saying(loss, report.totals.usage.cost).then(|| {
        advice(AdviceCode::CacheDoesNotPay, |language| {
            let loss = dollars(loss, language);
            language.pick(
                format!(
                    "Writing the cache cost {loss} more than reading from it saved: what is written is seldom read \
                     again. Cache only what the next call repeats word for word, and nothing that is asked once."
                ),
                format!(
                    "كلّفت الكتابة في الذاكرة المؤقتة {loss} زيادةً على ما وفّرته القراءة منها: فما يُكتب نادرًا ما \
                     يُقرأ ثانيةً. خزّن فقط ما يكرره الطلب التالي حرفيًا، ولا تخزّن ما يُطلب مرة واحدة."
                ),
            )
        })
    })
}

fn low_cache_share(report: &Report, prompts: PromptCosts) -> Option<Advice> {
    let share = report.analysis.cache_hit_share.filter(|share| *share < LOW_CACHE_SHARE)?;
    let saving = prompts.actual.less(prompts.fully_cached);
    worth_saying(saving, report.totals.usage.cost).then(|| {
        advice(AdviceCode::LowCacheShare, |language| {
            #[expect(clippy::cast_possible_truncation, reason = "between 0 and 50")]
            let whole = (share * 10_000.0).round() as i64 / 100;
            let (share, saving) = (percent(whole, language), dollars(saving, language));
            language.pick(
                format!(
                    "Only {share} of the prompt tokens are read from the cache; if it held all that is not written, \
                     prompts would have cost up to {saving} less. Put what never changes (persona, rules, tools) \
                     first and what changes (the date, the units found) behind the last cache mark, for one changed \
                     letter spoils all behind it. Where people pause for more than five minutes, write for an hour."
                ),
                format!(
                    "لا يُقرأ من الذاكرة المؤقتة سوى {share} من رموز المدخلات، ولو حوت كل ما لا يُكتب فيها لانخفضت تكلفة \
                     المدخلات بما يصل إلى {saving}. ضع ما لا يتغير (الشخصية والقواعد والأدوات) أولًا، وما يتغير \
                     (التاريخ والوحدات) بعد آخر علامة تخزين، فتغيّر حرف واحد يُبطل كل ما بعده. وإذا كان الناس يتوقفون \
                     أكثر من خمس دقائق فاكتب لمدة ساعة."
                ),
            )
        })
    })
}

fn worth_saying(saving: NanoUsd, spent: NanoUsd) -> bool {
    let share = saving.percent_of(spent).is_some_and(|percent| percent >= LEAST_SAVING_PERCENT);
    saving.nanos() >= LEAST_SAVING && share
}

/// What money is spent for, in words.
#[must_use]
pub fn context_name(context: Context, language: Language) -> &'static str {
    match context {
        Context::Chat => language.pick("chat", "المحادثة"),
        Context::Embedding => language.pick("embedding", "التضمين"),
        Context::Valuation => language.pick("valuation", "التقييم"),
    }
}

/// An amount for people, to the cent: `$12.34`; what would be rounded to nothing is `under $0.01`.
#[must_use]
pub fn dollars(amount: NanoUsd, language: Language) -> String {
    if amount > NanoUsd::ZERO && amount.nanos() < 5_000_000 {
        let cent = left_to_right("$0.01", language);
        return language.pick(format!("under {cent}"), format!("أقل من {cent}"));
    }
    left_to_right(&amount.to_dollars(2), language)
}

/// A number of per cent, as `41%`.
#[must_use]
pub fn percent(percent: i64, language: Language) -> String {
    left_to_right(&format!("{percent}%"), language)
}

/// A name, amount or date of Latin signs within a sentence: in Arabic between signs that keep its parts in their
/// order (U+2066, U+2069). Control signs, and ones that turn the direction of a text, are left out: models' names
/// come from configuration.
#[must_use]
pub fn left_to_right(text: &str, language: Language) -> String {
    let turns = |sign: char| matches!(sign, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let plain: String = text.chars().filter(|sign| !sign.is_control() && !turns(*sign)).collect();
    match language {
        English => plain,
        Arabic => format!("\u{2066}{plain}\u{2069}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use time::macros::date;

    use super::{
        super::{
            prices::Prices,
            report::tests::{limits, two_days},
            usage::{
                DayCosts, UsageRow,
                examples::{day, row, usd},
            },
        },
        *,
    };

    fn advice_on(days: Vec<DayCosts>, month_spent: &str) -> Vec<Advice> {
        Report::new(days, limits(), usd(month_spent), &Prices::shipped(), None).analysis.advice
    }

    fn codes(advice: &[Advice]) -> Vec<AdviceCode> {
        advice.iter().map(|one| one.code).collect()
    }

    /// A day on which a model without a price, hence without alternatives to its cache, cost so much.
    fn spent(amount: &str) -> DayCosts {
        let usage = UsageRow { input: 0, ..row("priceless", Context::Chat, "0") };
        DayCosts { spent: usd(amount), ..day(date!(2026 - 11 - 21), 1_000_000, vec![usage]) }
    }

    /// Without the marks that keep Latin signs in their order.
    fn unmarked(text: &str) -> String {
        text.replace(['\u{2066}', '\u{2069}'], "")
    }

    #[test]
    fn l4_the_model_that_takes_the_money_is_named_with_the_next_cheaper_one() {
        let advice = advice_on(two_days(), "40");
        assert_eq!(codes(&advice), [AdviceCode::CheaperModel, AdviceCode::LowCacheShare]);
        assert_eq!(
            advice[0].text,
            "98% of the money goes to claude-opus-5-5 in chat; at claude-sonnet-5-5 the same tokens would have cost \
             $8.65 less. Compare their answers before changing."
        );
        assert_eq!(
            unmarked(&advice[0].text_arabic),
            "يذهب 98% من المال إلى claude-opus-5-5 في المحادثة، ولو استُخدم claude-sonnet-5-5 لانخفضت تكلفة الرموز \
             نفسها بمقدار $8.65. قارن إجاباتهما قبل التغيير."
        );
        // 1,500,000 of 3,300,000 prompt tokens are read; $7.40 for prompts would have been $1.61.
        for (text, words) in [
            (&advice[1].text, ["Only 45% of the prompt tokens", "up to $5.79 less"]),
            (&advice[1].text_arabic, ["\u{2066}45%\u{2069} من رموز المدخلات", "\u{2066}$5.79\u{2069}"]),
        ] {
            assert!(words.iter().all(|words| text.contains(words)), "{text}");
        }
    }

    #[test]
    fn l4_the_next_model_is_the_same_makers_and_at_most_half_as_dear() {
        let alternative = |name: &str, cost: &str| Alternative {
            model: "claude-a".to_owned(),
            context: Context::Chat,
            actual: usd("10"),
            alternative: name.to_owned(),
            cost: usd(cost),
            saving: usd("10").less(usd(cost)),
        };
        let all = [
            alternative("claude-b", "1"),
            alternative("claude-c", "2"),
            alternative("gpt-d", "5"),
            alternative("claude-e", "5.000000001"),
        ];
        let next = |what_if| next_model(what_if, "claude-a", Context::Chat).map(|one| &*one.alternative);
        assert_eq!(next(&all), Some("claude-c"));
        assert_eq!(next(&all[2..]), Some("gpt-d"));
        assert_eq!(next(&all[3..]), None);
        assert!(next_model(&all, "claude-a", Context::Valuation).is_none());
    }

    #[test]
    fn l4_vectors_at_another_model_are_said_to_need_making_anew() {
        let usage = UsageRow { input: 10_000_000, ..row("text-embedding-3-large", Context::Embedding, "1.30") };
        let advice = advice_on(vec![day(date!(2026 - 11 - 21), 10, vec![usage])], "2");
        assert_eq!(codes(&advice), [AdviceCode::CheaperModel]);
        assert!(
            advice[0]
                .text
                .contains("at text-embedding-3-small the same tokens would have cost $1.10 less. All vectors")
        );
    }

    #[test]
    fn l4_nothing_is_advised_where_little_would_be_saved() {
        // $0.05 for output that costs a quarter of it elsewhere: below ten cents.
        let small = UsageRow { output: 10_000, ..row("claude-haiku-4-5", Context::Chat, "0.05") };
        assert_eq!(advice_on(vec![day(date!(2026 - 11 - 21), 10, vec![small])], "0"), []);
        // A dollar beside thirty: below five per cent.
        let dear = UsageRow { output: 200_000, ..row("claude-haiku-4-5", Context::Chat, "1") };
        let cheap = row("gpt-6-luna", Context::Chat, "30");
        assert_eq!(advice_on(vec![day(date!(2026 - 11 - 21), 100, vec![dear, cheap])], "0"), []);
        assert_eq!(advice_on(vec![], "0"), []);
    }

    #[test]
    fn l4_a_cache_that_is_written_and_not_read_is_named_once() {
        // 1,000,000 tokens written for an hour: $4 instead of $2.
        let usage = UsageRow { cache_write_1h: 1_000_000, ..row("claude-sonnet-5-5", Context::Chat, "4") };
        let advice = advice_on(vec![day(date!(2026 - 11 - 21), 10, vec![usage])], "4");
        assert!(codes(&advice).ends_with(&[AdviceCode::CacheDoesNotPay]), "{advice:?}");
        assert!(!codes(&advice).contains(&AdviceCode::LowCacheShare));
        let said = advice.last().unwrap();
        assert!(said.text.contains("cost $2.00 more") && unmarked(&said.text_arabic).contains("$2.00"), "{said:?}");
    }

    #[test]
    fn l4_expired_holds_above_one_per_cent_point_at_crashes() {
        let expired = |amount| vec![DayCosts { expired: usd(amount), ..spent("10") }];
        assert_eq!(advice_on(expired("0.10"), "10"), []);
        let advice = advice_on(expired("0.101"), "10");
        assert_eq!(codes(&advice), [AdviceCode::ExpiredHolds]);
        assert!(advice[0].text.starts_with("Holds of $0.10 expired without being settled, beside $10.00 spent"));
        let only = DayCosts { expired: usd("0.01"), ..DayCosts::nothing(date!(2026 - 11 - 21)) };
        assert_eq!(codes(&advice_on(vec![only], "0")), [AdviceCode::ExpiredHolds]);
    }

    #[test]
    fn l4_any_overrun_is_named_first() {
        let both = DayCosts { overrun: usd("0.02"), expired: usd("1"), ..spent("10") };
        let advice = advice_on(vec![both], "10");
        assert_eq!(codes(&advice), [AdviceCode::Overrun, AdviceCode::ExpiredHolds]);
        assert!(advice[0].text.starts_with("Calls cost $0.02 more than was held"), "{}", advice[0].text);
        assert!(unmarked(&advice[0].text_arabic).contains("بمقدار $0.02"));
    }

    #[test]
    fn l4_days_at_ninety_per_cent_of_the_limit_are_counted_and_the_dearest_named() {
        assert_eq!(advice_on(vec![spent("89.999999999")], "90"), []);
        let advice =
            advice_on(vec![spent("90"), DayCosts { date: date!(2026 - 11 - 20), ..spent("95.5") }, spent("3")], "90");
        assert_eq!(codes(&advice), [AdviceCode::DayNearLimit]);
        let words = "On 2 days 90% or more of the day's limit of $100.00 was spent, at most $95.50, on 2026-11-20.";
        assert!(advice[0].text.starts_with(words), "{}", advice[0].text);
        assert!(advice[0].text.contains("Raise DAILY_COST_LIMIT and deploy"));
        assert!(unmarked(&advice[0].text_arabic).contains("البالغ $100.00: 2، وكان أعلاه $95.50 في 2026-11-20"));
        assert!(advice_on(vec![spent("90")], "90")[0].text.starts_with("On 1 day 90%"));
    }

    #[test]
    fn l4_a_month_at_ninety_per_cent_of_the_limit_is_named() {
        assert_eq!(advice_on(vec![], "2699.99"), []);
        let advice = advice_on(vec![], "2700");
        assert_eq!(codes(&advice), [AdviceCode::MonthNearLimit]);
        assert!(advice[0].text.starts_with("$2,700.00 of the month's $3,000.00 is spent (90%)."), "{}", advice[0].text);
    }

    #[test]
    fn l4_conversations_that_cost_half_of_their_limit_on_average_are_named() {
        let average = |conversations| vec![DayCosts { conversations, ..spent("10") }];
        assert_eq!(advice_on(average(6), "10"), []);
        let advice = advice_on(average(5), "10");
        assert_eq!(codes(&advice), [AdviceCode::ConversationNearLimit]);
        assert!(advice[0].text.starts_with("A conversation costs $2.00 on average, 50% of its limit of $4.00"));
    }

    #[test]
    fn l4_amounts_below_a_cent_are_not_shown_as_nothing() {
        assert_eq!(dollars(NanoUsd::ZERO, English), "$0.00");
        assert_eq!(dollars(usd("0.004999999"), English), "under $0.01");
        assert_eq!(dollars(usd("0.005"), English), "$0.01");
        assert_eq!(dollars(usd("0.001"), Arabic), "أقل من \u{2066}$0.01\u{2069}");
        assert_eq!(dollars(usd("1234.5"), Arabic), "\u{2066}$1,234.50\u{2069}");
    }

    #[test]
    fn l5_names_cannot_turn_the_direction_of_a_text_or_break_its_line() {
        assert_eq!(left_to_right("gpt\u{202E}-6\u{2069}\r\n\u{2028}", English), "gpt-6");
        assert_eq!(left_to_right("gpt\u{2066}-6", Arabic), "\u{2066}gpt-6\u{2069}");
    }
}
