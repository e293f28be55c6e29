//! Mails to operators about money: what models cost, every day, and the alerts that leave at once when a limit
//! comes near, is reached, or a call costs more than was held for it.

use std::cmp::Reverse;

use time::{Date, Duration, OffsetDateTime, UtcOffset};

use super::{
    chart::{series, short_date, stacked_bars},
    letter::{Block, Mail},
};
use crate::{
    language::Language::{self, Arabic, English},
    ledger::{
        AlertKind, Balance, Scope,
        advice::{context_name, dollars, left_to_right, percent},
        report::{AdviceCode, Report},
        usage::{Context, DayCosts},
    },
    money::NanoUsd,
};

/// How many days the daily mail's chart shows, today included.
const CHART_DAYS: i64 = 7;

/// How many uses of models an alert names.
const ALERT_USES: usize = 3;

/// The daily mail: yesterday's and today's costs against the limits, by model and context, the last seven days as
/// a chart and as a table, and what the report advises. `today` is the UTC day on which it is sent; a day that the
/// report does not have cost nothing.
#[must_use]
pub fn daily(report: &Report, today: Date) -> Mail {
    let days = last_days(&report.days, today);
    let nothing = DayCosts::nothing(today);
    let (yesterday, so_far) = match days.as_slice() {
        [.., yesterday, so_far] => (yesterday, so_far),
        _ => (&nothing, &nothing),
    };
    let subject = format!(
        "Osool: models cost {} yesterday, {} today so far · أصول: تكلفة النماذج",
        yesterday.spent.to_dollars(2),
        so_far.spent.to_dollars(2)
    );
    Mail::new(subject, |language| {
        let mut blocks = against_limits(report, yesterday, so_far, language);
        blocks.extend(by_use(yesterday, so_far, language));
        blocks.extend(by_day(&days, report.limits.day, language));
        blocks.extend(advised(report, language));
        blocks
    })
}

/// An alert about the day's or the month's limit, whose state is `balance`; `day` is today's money.
#[must_use]
pub fn alert(kind: AlertKind, balance: &Balance, day: &DayCosts) -> Mail {
    let (spent, most) = (balance.spent.to_dollars(2), balance.limit.to_dollars(2));
    let period = if balance.scope == Scope::Month { "month" } else { "day" };
    let subject = match kind {
        AlertKind::Warning => {
            format!("Osool: models cost {spent} of the {period}'s {most} · أصول: اقتربت تكلفة النماذج من حدها")
        }
        AlertKind::Critical => {
            format!("Osool: the {period}'s limit of {most} is reached · أصول: بلغت تكلفة النماذج حدها")
        }
        AlertKind::Overrun => format!(
            "Osool: calls cost {} more than was held · أصول: تجاوزت التكلفة ما حُجز لها",
            day.overrun.to_dollars(2)
        ),
        AlertKind::Crashed => format!(
            "Osool: calls that held {} crashed · أصول: توقفت طلبات قبل أن تُحتسب تكلفتها",
            day.expired.to_dollars(2)
        ),
    };
    Mail::new(subject, |language| {
        let mut blocks = vec![Block::Heading(alert_heading(kind, balance.scope, language).to_owned())];
        blocks.extend(alert_sentences(kind, balance, day, language).map(Block::Paragraph));
        blocks.extend(dearest_uses(day, language));
        blocks
    })
}

/// The days up to today, oldest first, each once, with those that are missing filled in.
fn last_days(days: &[DayCosts], today: Date) -> Vec<DayCosts> {
    (0..CHART_DAYS)
        .rev()
        .filter_map(|back| today.checked_sub(Duration::days(back)))
        .map(|date| days.iter().find(|day| day.date == date).cloned().unwrap_or_else(|| DayCosts::nothing(date)))
        .collect()
}

fn against_limits(report: &Report, yesterday: &DayCosts, so_far: &DayCosts, language: Language) -> Vec<Block> {
    let row = |name: &str, spent: NanoUsd, limit: NanoUsd| {
        let share = spent.percent_of(limit).map(|share| percent(share, language));
        vec![
            name.to_owned(),
            dollars(spent, language),
            dollars(limit, language),
            share.unwrap_or_else(|| "–".to_owned()),
        ]
    };
    let named = |english: &str, arabic: &str, day: &DayCosts| {
        format!("{} {}", language.pick(english, arabic), left_to_right(&day.date.to_string(), language))
    };
    let columns = language.pick(["", "spent", "limit", "share"], ["", "المنفَق", "الحد", "النسبة"]);
    let mut blocks = vec![
        Block::Heading(language.pick("What models cost", "تكلفة النماذج").to_owned()),
        Block::Table {
            columns: columns.map(ToOwned::to_owned).to_vec(),
            rows: vec![
                row(&named("Yesterday,", "أمس،", yesterday), yesterday.spent, report.limits.day),
                row(&named("Today so far,", "اليوم حتى الآن،", so_far), so_far.spent, report.limits.day),
                row(language.pick("This month", "هذا الشهر"), report.month_spent, report.limits.month),
            ],
        },
        Block::Paragraph(yesterdays_calls(yesterday, language)),
    ];
    if so_far.held > NanoUsd::ZERO {
        let held = dollars(so_far.held, language);
        blocks.push(Block::Paragraph(language.pick(
            format!("{held} of today's limit is held for calls that are under way."),
            format!("من حد اليوم مبلغ محجوز قدره {held} لطلبات جارية."),
        )));
    }
    blocks.push(Block::Paragraph(language.pick("All days are UTC days.", "كل الأيام بتوقيت UTC.").to_owned()));
    blocks
}

fn yesterdays_calls(yesterday: &DayCosts, language: Language) -> String {
    let calls = calls_text(yesterday.usage.iter().map(|row| row.calls).fold(0, u64::saturating_add), language);
    let conversations = conversations_text(yesterday.conversations, language);
    let each = yesterday.spent.divided_by(yesterday.conversations).map(|each| {
        // Four decimals, for a conversation often costs cents.
        let each = left_to_right(&each.to_dollars(4), language);
        language.pick(format!("; {each} a conversation"), format!("، وتكلفة المحادثة {each}"))
    });
    let each = each.unwrap_or_default();
    language.pick(
        format!("Yesterday: {calls} to models in {conversations}{each}."),
        format!("أمس: {calls} إلى النماذج، و{conversations}{each}."),
    )
}

/// Each model and context of the two days, the dearest first.
fn by_use(yesterday: &DayCosts, so_far: &DayCosts, language: Language) -> Vec<Block> {
    let mut uses: Vec<(&str, Context)> =
        [yesterday, so_far].iter().flat_map(|day| &day.usage).map(|row| (&*row.model, row.context)).collect();
    uses.sort_unstable();
    uses.dedup();
    let cost = |day: &DayCosts, (model, context): (&str, Context)| -> NanoUsd {
        day.usage.iter().filter(|row| row.model == model && row.context == context).map(|row| row.cost).sum()
    };
    // Stable, so that equals stay in the order of their names.
    uses.sort_by_key(|one| Reverse(cost(yesterday, *one).plus(cost(so_far, *one))));
    let heading = Block::Heading(language.pick("By model and context", "حسب النموذج والغرض").to_owned());
    if uses.is_empty() {
        let none = language.pick("No model was used on either day.", "لم يُستخدم أي نموذج في اليومين.");
        return vec![heading, Block::Paragraph(none.to_owned())];
    }
    let columns = language.pick(["model", "context", "yesterday", "today"], ["النموذج", "الغرض", "أمس", "اليوم"]);
    let row = |one: &(&str, Context)| {
        vec![
            left_to_right(one.0, language),
            context_name(one.1, language).to_owned(),
            dollars(cost(yesterday, *one), language),
            dollars(cost(so_far, *one), language),
        ]
    };
    let rows = uses.iter().map(row).collect();
    vec![heading, Block::Table { columns: columns.map(ToOwned::to_owned).to_vec(), rows }]
}

fn by_day(days: &[DayCosts], limit: NanoUsd, language: Language) -> Vec<Block> {
    let series = series(days);
    let mut columns = vec![language.pick("day", "اليوم").to_owned()];
    columns.extend(series.iter().map(|series| series.name(language)));
    columns.push(language.pick("together", "الإجمالي").to_owned());
    let rows = days.iter().enumerate().map(|(index, day)| {
        let mut row = vec![left_to_right(&short_date(day.date), language)];
        let costs = series.iter().filter_map(|series| series.costs.get(index)).copied();
        row.extend(costs.map(|cost| dollars(cost, language)));
        row.push(dollars(day.spent, language));
        row
    });
    vec![
        Block::Heading(language.pick("The last seven days", "آخر سبعة أيام").to_owned()),
        Block::Drawing(stacked_bars(days, &series, limit, language)),
        Block::Table { columns, rows: rows.collect() },
    ]
}

fn advised(report: &Report, language: Language) -> Vec<Block> {
    let advice = &report.analysis.advice;
    if advice.is_empty() {
        return Vec::new();
    }
    let items = advice.iter().map(|one| language.pick(&one.text, &one.text_arabic).clone());
    let mut blocks = vec![
        Block::Heading(language.pick("What to change", "ما يُنصح بتغييره").to_owned()),
        Block::List(items.collect()),
    ];
    if advice.iter().any(|one| one.code == AdviceCode::CheaperModel) {
        let so = language.pick("Alternatives are computed so", "هكذا تُحسب البدائل");
        let assumption = language.pick(report.analysis.assumption, report.analysis.assumption_ar);
        blocks.push(Block::Paragraph(format!("{so}: {assumption}")));
    }
    blocks
}

fn alert_heading(kind: AlertKind, scope: Scope, language: Language) -> &'static str {
    match (kind, scope) {
        (AlertKind::Warning, Scope::Month) => language.pick("The month's limit comes near", "اقترب حد الشهر"),
        (AlertKind::Warning, _) => language.pick("The day's limit comes near", "اقترب حد اليوم"),
        (AlertKind::Critical, Scope::Month) => language.pick("The month's limit is reached", "بلغ الإنفاق حد الشهر"),
        (AlertKind::Critical, _) => language.pick("The day's limit is reached", "بلغ الإنفاق حد اليوم"),
        (AlertKind::Overrun, _) => language.pick("Calls cost more than was held", "تجاوزت التكلفة ما حُجز لها"),
        (AlertKind::Crashed, _) => language.pick("Calls have crashed", "توقفت طلبات قبل اكتمالها"),
    }
}

/// What has happened, what happens now, what an operator can do.
fn alert_sentences(kind: AlertKind, balance: &Balance, day: &DayCosts, language: Language) -> [String; 3] {
    let date = left_to_right(&day.date.to_string(), language);
    let share = balance.spent.percent_of(balance.limit).unwrap_or(0);
    let (spent, share, most) =
        (dollars(balance.spent, language), percent(share, language), dollars(balance.limit, language));
    let (overrun, resets) = (dollars(day.overrun, language), moment(balance.resets_at, language));
    let (setting, so_far) = match balance.scope {
        Scope::Month => (
            "MONTHLY_COST_LIMIT",
            language.pick(
                format!("This month, up to {date} (UTC), models have cost {spent}, {share} of the month's limit of {most}."),
                format!("بلغت تكلفة النماذج هذا الشهر حتى {date} (بتوقيت UTC) {spent}، أي {share} من حد الشهر البالغ {most}."),
            ),
        ),
        Scope::Day | Scope::Session => (
            "DAILY_COST_LIMIT",
            language.pick(
                format!("On {date} (UTC) models have cost {spent}, {share} of the day's limit of {most}."),
                format!("بلغت تكلفة النماذج يوم {date} (بتوقيت UTC) {spent}، أي {share} من حد اليوم البالغ {most}."),
            ),
        ),
    };
    let setting = left_to_right(setting, language);
    let at_the_limit = language.pick(
        format!("Amr answers as the guide, without models, until {resets}; search and viewings go on."),
        format!("يجيب عمرو بوصفه المرشد دون نماذج حتى {resets}، ويستمر البحث وحجز المعاينات."),
    );
    let raise = language.pick(
        format!("You can raise {setting} and deploy, or wait."),
        format!("يمكنك رفع {setting} وإعادة النشر، أو الانتظار."),
    );
    match kind {
        AlertKind::Warning => [
            so_far,
            language.pick(
                format!("Nothing changes yet. When the limit is reached: {at_the_limit}"),
                format!("لا يتغير شيء حتى الآن. وعند بلوغ الحد: {at_the_limit}"),
            ),
            raise,
        ],
        AlertKind::Critical => {
            [so_far, language.pick(format!("From now on: {at_the_limit}"), format!("من الآن: {at_the_limit}")), raise]
        }
        AlertKind::Crashed => {
            let expired = dollars(day.expired, language);
            [
                language.pick(
                    format!("On {date} (UTC) {expired} were held for calls that never said what they cost. {so_far}"),
                    format!("حُجز يوم {date} (بتوقيت UTC) {expired} لطلبات لم تُعلن تكلفتها قط. {so_far}"),
                ),
                language.pick(
                    "The money is free again for other calls, but the provider may bill what those used: the figures \
                     here may be too low by as much."
                        .to_owned(),
                    "أصبح المبلغ متاحًا لطلبات أخرى، لكن المزوّد قد يفوتر ما استُخدم، فقد تقل الأرقام هنا عن الواقع بهذا القدر."
                        .to_owned(),
                ),
                language.pick(
                    "Look for functions that ran into their time limit or crashed, and compare with the provider's bill."
                        .to_owned(),
                    "ابحث عن وظائف بلغت حدها الزمني أو تعطلت، وقارن بفاتورة المزوّد.".to_owned(),
                ),
            ]
        }
        AlertKind::Overrun => [
            language.pick(
                format!("On {date} (UTC) calls cost {overrun} more than was held for them. {so_far}"),
                format!("تجاوزت تكلفة الطلبات يوم {date} (بتوقيت UTC) ما حُجز لها بمقدار {overrun}. {so_far}"),
            ),
            language.pick(
                "The overrun is counted against the limits, and nothing else changes; but as long as too little is \
                 held, a limit can be passed."
                    .to_owned(),
                "يُحتسب التجاوز ضمن الحدود ولا يتغير شيء آخر، لكن يمكن تجاوز الحد ما دام المحجوز أقل من اللازم."
                    .to_owned(),
            ),
            language.pick(
                format!(
                    "Compare the price table with the provider's prices, and the counted prompt tokens with those \
                     billed; until that is mended, a lower {setting} leaves room."
                ),
                format!(
                    "قارن جدول الأسعار بأسعار المزوّد، وعدد رموز المدخلات المحسوب بالعدد المفوتر. وإلى أن يُصلَح ذلك، \
                     يترك خفض {setting} هامشًا."
                ),
            ),
        ],
    }
}

/// Where most of the day's money went.
fn dearest_uses(day: &DayCosts, language: Language) -> Vec<Block> {
    let mut rows: Vec<_> = day.usage.iter().filter(|row| row.cost > NanoUsd::ZERO).collect();
    rows.sort_by(|a, b| b.cost.cmp(&a.cost).then_with(|| (&a.model, a.context).cmp(&(&b.model, b.context))));
    rows.truncate(ALERT_USES);
    if rows.is_empty() {
        return Vec::new();
    }
    let items = rows.into_iter().map(|row| {
        let (model, context) = (left_to_right(&row.model, language), context_name(row.context, language));
        let (cost, calls) = (dollars(row.cost, language), calls_text(row.calls, language));
        language.pick(format!("{model}, {context}: {cost}, {calls}"), format!("{model}، {context}: {cost}، {calls}"))
    });
    let heading = language.pick("Most of it went to", "ذهب معظمها إلى");
    vec![Block::Paragraph(format!("{heading}:")), Block::List(items.collect())]
}

/// A moment in UTC, as `2026-11-22 00:00 UTC`.
fn moment(at: OffsetDateTime, language: Language) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    left_to_right(&format!("{} {:02}:{:02} UTC", at.date(), at.hour(), at.minute()), language)
}

fn calls_text(count: u64, language: Language) -> String {
    match language {
        English if count == 1 => "1 call".to_owned(),
        English => format!("{count} calls"),
        Arabic => arabic_count(count, ["لا طلبات", "طلب واحد", "طلبان"], ["طلبات", "طلبًا", "طلب"]),
    }
}

fn conversations_text(count: u64, language: Language) -> String {
    match language {
        English if count == 1 => "1 conversation".to_owned(),
        English => format!("{count} conversations"),
        Arabic => arabic_count(count, ["لا محادثات", "محادثة واحدة", "محادثتان"], ["محادثات", "محادثة", "محادثة"]),
    }
}

/// A count with its noun: `few` for none, one and two; `many` for what ends in 3 to 10, in 11 to 99, and in 00 to 02.
fn arabic_count(count: u64, few: [&str; 3], many: [&str; 3]) -> String {
    let ([none, one, two], [plural, accusative, singular]) = (few, many);
    match (count, count % 100) {
        (0, _) => none.to_owned(),
        (1, _) => one.to_owned(),
        (2, _) => two.to_owned(),
        (_, 3..=10) => format!("{count} {plural}"),
        (_, 11..=99) => format!("{count} {accusative}"),
        _ => format!("{count} {singular}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use time::macros::{date, datetime};

    use super::{super::letter::tests::assert_well_formed, *};
    use crate::ledger::{
        Limits,
        prices::Prices,
        usage::{
            UsageRow,
            examples::{self, day, usd},
        },
    };

    fn row(model: &str, context: Context, calls: u64, cost: &str) -> UsageRow {
        UsageRow { calls, ..examples::row(model, context, cost) }
    }

    fn report(days: Vec<DayCosts>) -> Report {
        let limits = Limits { session: usd("1"), day: usd("100"), month: usd("3000") };
        Report::new(days, limits, usd("812"), &Prices::shipped(), None)
    }

    fn two_days() -> Report {
        report(vec![
            day(
                date!(2026 - 11 - 20),
                160,
                vec![
                    row("claude-sonnet-5-5", Context::Chat, 119, "40"),
                    row("text-embedding-3-small", Context::Embedding, 1, "0.004"),
                    row("claude-sonnet-5-5", Context::Valuation, 1, "1.196"),
                ],
            ),
            day(date!(2026 - 11 - 21), 11, vec![row("gpt-6-luna", Context::Chat, 30, "3.1")]),
        ])
    }

    /// The English and the Arabic half of a text.
    fn halves(text: &str) -> (&str, &str) {
        text.split_once(&"-".repeat(40)).unwrap()
    }

    /// Without the marks that keep Latin signs in their order.
    fn unmarked(text: &str) -> String {
        text.replace(['\u{2066}', '\u{2069}', '\u{200F}'], "")
    }

    #[test]
    fn l5_the_daily_mail_begins_with_yesterday_and_today_against_the_limits() {
        let mail = daily(&two_days(), date!(2026 - 11 - 21));
        assert!(
            mail.subject.starts_with("Osool: models cost $41.20 yesterday, $3.10 today so far"),
            "{}",
            mail.subject
        );
        let (english, arabic) = halves(&mail.text);
        assert!(
            english.starts_with(
                "WHAT MODELS COST\n\n | spent | limit | share\n\
                 Yesterday, 2026-11-20 | $41.20 | $100.00 | 41%\n\
                 Today so far, 2026-11-21 | $3.10 | $100.00 | 3%\n\
                 This month | $812.00 | $3,000.00 | 27%\n\n\
                 Yesterday: 121 calls to models in 160 conversations; $0.2575 a conversation.\n"
            ),
            "{english}"
        );
        let arabic = unmarked(arabic);
        for line in [
            "أمس، 2026-11-20 | $41.20 | $100.00 | 41%\n",
            "اليوم حتى الآن، 2026-11-21 | $3.10 | $100.00 | 3%\n",
            "هذا الشهر | $812.00 | $3,000.00 | 27%\n",
            "أمس: 121 طلبًا إلى النماذج، و160 محادثة، وتكلفة المحادثة $0.2575.\n",
        ] {
            assert!(arabic.contains(line), "{line}{arabic}");
        }
    }

    #[test]
    fn l5_the_daily_mail_names_models_and_contexts_the_dearest_first() {
        let mail = daily(&two_days(), date!(2026 - 11 - 21));
        let (english, arabic) = halves(&mail.text);
        let table = "model | context | yesterday | today\n\
                     claude-sonnet-5-5 | chat | $40.00 | $0.00\n\
                     gpt-6-luna | chat | $0.00 | $3.10\n\
                     claude-sonnet-5-5 | valuation | $1.20 | $0.00\n\
                     text-embedding-3-small | embedding | under $0.01 | $0.00\n\n";
        assert!(english.contains(table), "{english}");
        assert!(unmarked(arabic).contains("claude-sonnet-5-5 | التقييم | $1.20 | $0.00\n"), "{arabic}");
        assert!(unmarked(arabic).contains("text-embedding-3-small | التضمين | أقل من $0.01 | $0.00\n"), "{arabic}");
    }

    #[test]
    fn l5_the_daily_mail_shows_seven_days_as_a_table_and_in_html_as_a_chart() {
        let mail = daily(&two_days(), date!(2026 - 11 - 21));
        let table = "day | claude-sonnet-5-5 | gpt-6-luna | text-embedding-3-small | together\n\
                     11-15 | $0.00 | $0.00 | $0.00 | $0.00\n";
        let (english, _) = halves(&mail.text);
        assert!(english.contains(table), "{english}");
        assert!(english.contains("\n11-20 | $41.20 | $0.00 | under $0.01 | $41.20\n"), "{english}");
        assert!(english.contains("\n11-21 | $0.00 | $3.10 | $0.00 | $3.10\n"), "{english}");
        assert_eq!(mail.html.matches("<svg ").count(), 2);
        assert!(!mail.text.contains("<svg"));
        assert_eq!(mail.html.matches(">11-15<").count(), 3, "the English cell, and a label of either chart");
    }

    #[test]
    fn l5_the_daily_mail_is_well_formed_in_both_languages_and_loads_nothing() {
        let html = daily(&two_days(), date!(2026 - 11 - 21)).html;
        assert_well_formed(&html);
        assert!(html.contains("<div lang=\"en\" dir=\"ltr\"") && html.contains("<div lang=\"ar\" dir=\"rtl\""));
        for loads in ["<style", "<link", "<script", "<img", "src=", "href=", "url(", "@import"] {
            assert!(!html.contains(loads), "{loads}");
        }
    }

    #[test]
    fn l5_the_daily_mail_gives_the_reports_advice_in_both_languages() {
        let mut dear = two_days();
        assert!(!daily(&dear, date!(2026 - 11 - 21)).text.contains("WHAT TO CHANGE"));
        dear = report(vec![DayCosts { overrun: usd("0.25"), ..dear.days[1].clone() }]);
        let mail = daily(&dear, date!(2026 - 11 - 21));
        let (english, arabic) = halves(&mail.text);
        assert!(english.contains("WHAT TO CHANGE\n\n- Calls cost $0.25 more than was held for them"), "{english}");
        assert!(!english.contains("Alternatives are computed so"), "there are none: {english}");
        assert!(unmarked(arabic).contains("- تجاوزت تكلفة الطلبات ما حُجز لها بمقدار $0.25"), "{arabic}");
    }

    #[test]
    fn l5_days_without_costs_make_a_mail_too() {
        for report in [report(vec![]), report(vec![DayCosts::nothing(date!(2026 - 11 - 21))])] {
            let mail = daily(&report, date!(2026 - 11 - 21));
            assert_well_formed(&mail.html);
            let (english, arabic) = halves(&mail.text);
            assert!(english.contains("Yesterday, 2026-11-20 | $0.00 | $100.00 | 0%\n"), "{english}");
            assert!(english.contains("Yesterday: 0 calls to models in 0 conversations.\n"), "{english}");
            assert!(english.contains("No model was used on either day."), "{english}");
            assert!(unmarked(arabic).contains("أمس: لا طلبات إلى النماذج، ولا محادثات.\n"), "{arabic}");
        }
        let unlimited = Limits { session: NanoUsd::ZERO, day: NanoUsd::ZERO, month: NanoUsd::ZERO };
        let report = Report::new(vec![], unlimited, NanoUsd::ZERO, &Prices::shipped(), None);
        assert!(daily(&report, Date::MIN).text.contains(" | $0.00 | $0.00 | –\n"));
    }

    #[test]
    fn l5_money_that_is_held_is_said() {
        let today = DayCosts { held: usd("0.75"), ..DayCosts::nothing(date!(2026 - 11 - 21)) };
        let text = daily(&report(vec![today]), date!(2026 - 11 - 21)).text;
        assert!(text.contains("$0.75 of today's limit is held for calls that are under way."), "{text}");
    }

    /// The state of a day whose limit is 100 dollars.
    fn of_day(day: &DayCosts, resets_at: OffsetDateTime) -> Balance {
        let limit = usd("100");
        Balance { scope: Scope::Day, spent: day.spent, held: day.held, limit, resets_at, refused: None }
    }

    #[test]
    fn l5_a_models_name_cannot_forge_a_mail() {
        let name = "<b>\"&'\r\nBcc: all\u{202E}";
        let day = day(date!(2026 - 11 - 21), 1, vec![row(name, Context::Chat, 1, "95")]);
        let resets_at = datetime!(2026-11-22 0:00 UTC);
        let mails = [
            daily(&report(vec![day.clone()]), date!(2026 - 11 - 21)),
            alert(AlertKind::Warning, &of_day(&day, resets_at), &day),
        ];
        for mail in mails {
            assert_well_formed(&mail.html);
            assert!(mail.html.contains("&lt;b&gt;&quot;&amp;&#39;Bcc: all") && !mail.html.contains("<b>"));
            assert!(mail.text.contains("<b>\"&'Bcc: all") && !mail.text.contains("\nBcc"), "{}", mail.text);
            assert!(!mail.subject.contains(['\r', '\n']) && !mail.text.contains('\u{202E}'));
        }
    }

    #[test]
    fn l5_a_warning_says_that_nothing_changes_yet() {
        let day = day(date!(2026 - 11 - 21), 9, vec![row("claude-opus-5-5", Context::Chat, 3, "90.4")]);
        let mail = alert(AlertKind::Warning, &of_day(&day, datetime!(2026-11-22 2:00 +2)), &day);
        assert!(mail.subject.starts_with("Osool: models cost $90.40 of the day's $100.00 · أصول"), "{}", mail.subject);
        let (english, arabic) = halves(&mail.text);
        assert_eq!(
            english,
            "THE DAY'S LIMIT COMES NEAR\n\n\
             On 2026-11-21 (UTC) models have cost $90.40, 90% of the day's limit of $100.00.\n\n\
             Nothing changes yet. When the limit is reached: Amr answers as the guide, without models, until \
             2026-11-22 00:00 UTC; search and viewings go on.\n\n\
             You can raise DAILY_COST_LIMIT and deploy, or wait.\n\n\
             Most of it went to:\n\n- claude-opus-5-5, chat: $90.40, 3 calls\n\n\n"
        );
        let arabic = unmarked(arabic);
        for words in [
            "بلغت تكلفة النماذج يوم 2026-11-21 (بتوقيت UTC) $90.40، أي 90% من حد اليوم البالغ $100.00.",
            "لا يتغير شيء حتى الآن. وعند بلوغ الحد: يجيب عمرو بوصفه المرشد دون نماذج حتى 2026-11-22 00:00 UTC",
            "يمكنك رفع DAILY_COST_LIMIT وإعادة النشر، أو الانتظار.",
            "claude-opus-5-5، المحادثة: $90.40، 3 طلبات",
        ] {
            assert!(arabic.contains(words), "{words}\n{arabic}");
        }
        assert_well_formed(&mail.html);
    }

    #[test]
    fn l5_the_alert_at_the_limit_says_what_goes_on_and_until_when() {
        let day = day(date!(2026 - 11 - 21), 9, vec![row("claude-opus-5-5", Context::Chat, 3, "100")]);
        let mail = alert(AlertKind::Critical, &of_day(&day, datetime!(2026-11-22 0:00 UTC)), &day);
        assert!(mail.subject.starts_with("Osool: the day's limit of $100.00 is reached"), "{}", mail.subject);
        let (english, arabic) = halves(&mail.text);
        for words in [
            "From now on: Amr answers as the guide, without models, until 2026-11-22 00:00 UTC; search and viewings",
            "You can raise DAILY_COST_LIMIT and deploy, or wait.",
        ] {
            assert!(english.contains(words), "{english}");
        }
        assert!(!english.contains("Nothing changes"), "{english}");
        assert!(unmarked(arabic).contains("من الآن: يجيب عمرو بوصفه المرشد دون نماذج حتى 2026-11-22 00:00 UTC"));
    }

    #[test]
    fn l5_the_alert_about_crashes_says_that_the_figures_may_be_too_low() {
        let crashed = DayCosts { expired: usd("3.5"), ..DayCosts::nothing(date!(2026 - 11 - 21)) };
        let mail = alert(AlertKind::Crashed, &of_day(&crashed, datetime!(2026-11-22 0:00 UTC)), &crashed);
        assert!(mail.subject.starts_with("Osool: calls that held $3.50 crashed"), "{}", mail.subject);
        let (english, arabic) = halves(&mail.text);
        assert!(english.contains("$3.50 were held for calls") && english.contains("may be too low"), "{english}");
        assert!(unmarked(arabic).contains("$3.50 لطلبات لم تُعلن تكلفتها"), "{arabic}");
    }

    #[test]
    fn l5_an_alert_about_the_month_speaks_of_the_month() {
        let day = day(date!(2026 - 11 - 21), 9, vec![row("gpt-4o", Context::Chat, 3, "20")]);
        let month = Balance {
            scope: Scope::Month,
            spent: usd("2800"),
            limit: usd("3000"),
            ..of_day(&day, datetime!(2026-12-01 0:00 UTC))
        };
        let mail = alert(AlertKind::Warning, &month, &day);
        assert!(mail.subject.starts_with("Osool: models cost $2,800.00 of the month's $3,000.00"), "{}", mail.subject);
        let (english, arabic) = halves(&mail.text);
        for words in
            ["THE MONTH'S LIMIT", "$2,800.00, 93% of the month's limit", "2026-12-01 00:00", "MONTHLY_COST_LIMIT"]
        {
            assert!(english.contains(words), "{english}");
        }
        assert!(unmarked(arabic).contains("93% من حد الشهر البالغ $3,000.00"), "{arabic}");
    }

    #[test]
    fn l5_the_alert_of_an_overrun_says_by_how_much_and_what_to_compare() {
        let day = DayCosts {
            overrun: usd("0.5"),
            ..day(date!(2026 - 11 - 21), 9, vec![row("gpt-4o", Context::Chat, 3, "20")])
        };
        let mail = alert(AlertKind::Overrun, &of_day(&day, datetime!(2026-11-22 0:00 UTC)), &day);
        assert!(mail.subject.starts_with("Osool: calls cost $0.50 more than was held"), "{}", mail.subject);
        let (english, arabic) = halves(&mail.text);
        for words in ["calls cost $0.50 more than was held for them.", "$20.00, 20% of the day's limit", "price table"]
        {
            assert!(english.contains(words), "{english}");
        }
        assert!(unmarked(arabic).contains("ما حُجز لها بمقدار $0.50"), "{arabic}");
    }

    #[test]
    fn l5_arabic_nouns_follow_their_count() {
        for (count, calls, conversations) in [
            (0, "لا طلبات", "لا محادثات"),
            (1, "طلب واحد", "محادثة واحدة"),
            (2, "طلبان", "محادثتان"),
            (3, "3 طلبات", "3 محادثات"),
            (10, "10 طلبات", "10 محادثات"),
            (11, "11 طلبًا", "11 محادثة"),
            (99, "99 طلبًا", "99 محادثة"),
            (100, "100 طلب", "100 محادثة"),
            (102, "102 طلب", "102 محادثة"),
            (103, "103 طلبات", "103 محادثات"),
            (1011, "1011 طلبًا", "1011 محادثة"),
        ] {
            assert_eq!(calls_text(count, Arabic), calls);
            assert_eq!(conversations_text(count, Arabic), conversations);
        }
        assert_eq!((calls_text(1, English), calls_text(2, English)), ("1 call".to_owned(), "2 calls".to_owned()));
    }
}
