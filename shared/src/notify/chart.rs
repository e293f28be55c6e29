//! The daily mail's chart: a bar a day, stacked by model, with the day's limit as a line.

use time::Date;

use super::letter::escape;
use crate::{
    language::Language,
    ledger::{
        advice::{dollars, left_to_right},
        usage::DayCosts,
    },
    money::NanoUsd,
};

/// Distances in the drawing, in pixels.
const WIDTH: i64 = 560;
const PLOT_LEFT: i64 = 72;
const PLOT_TOP: i64 = 20;
const PLOT_HEIGHT: i64 = 160;
const PLOT_BOTTOM: i64 = PLOT_TOP + PLOT_HEIGHT;
const LEGEND_TOP: i64 = PLOT_BOTTOM + 44;
const LEGEND_LINE: i64 = 18;

/// The colours of the dearest models, and of all others together. Each stands out on white and on black.
const COLOURS: [&str; NAMED + 1] = ["#0072b2", "#c05a00", "#008f68", "#b8609a", "#808080"];

/// How many models have a colour of their own.
const NAMED: usize = 4;

/// What one model cost on each day of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    /// The model; `None` for all others together.
    pub(super) model: Option<String>,
    /// Its costs, day by day.
    pub(super) costs: Vec<NanoUsd>,
}

impl Series {
    /// The model's name in a legend or table.
    pub(super) fn name(&self, language: Language) -> String {
        match &self.model {
            Some(model) => left_to_right(model, language),
            None => language.pick("other models", "نماذج أخرى").to_owned(),
        }
    }
}

/// The days' costs by model: the dearest by themselves, the dearest first, the others together.
pub(super) fn series(days: &[DayCosts]) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for (index, day) in days.iter().enumerate() {
        for row in &day.usage {
            let known = all.iter().position(|series| series.model.as_deref() == Some(&*row.model));
            let at = known.unwrap_or_else(|| {
                all.push(Series { model: Some(row.model.clone()), costs: vec![NanoUsd::ZERO; days.len()] });
                all.len() - 1
            });
            if let Some(cost) = all.get_mut(at).and_then(|series| series.costs.get_mut(index)) {
                *cost = cost.plus(row.cost);
            }
        }
    }
    let total = |series: &Series| series.costs.iter().copied().sum::<NanoUsd>();
    all.sort_by(|a, b| total(b).cmp(&total(a)).then_with(|| a.model.cmp(&b.model)));
    if all.len() > NAMED {
        let others = all.split_off(NAMED);
        let costs = (0..days.len()).map(|day| others.iter().filter_map(|series| series.costs.get(day)).copied().sum());
        all.push(Series { model: None, costs: costs.collect() });
    }
    all
}

/// The chart as SVG. Its height is the larger of the limit and the dearest day; a bar's height is its share of
/// that, to a hundredth of a pixel, and its parts end where the sums of their costs end, so that they add up.
pub(super) fn stacked_bars(days: &[DayCosts], series: &[Series], limit: NanoUsd, language: Language) -> String {
    let totals: Vec<NanoUsd> =
        (0..days.len()).map(|day| series.iter().filter_map(|series| series.costs.get(day)).copied().sum()).collect();
    let top = totals.iter().copied().fold(limit, NanoUsd::max);
    let slot = (WIDTH - PLOT_LEFT) / i64::try_from(days.len()).unwrap_or(i64::MAX).max(1);
    let bar = slot * 6 / 10;

    let mut shapes: Vec<String> = Vec::new();
    for (index, (day, total)) in days.iter().zip(&totals).enumerate() {
        let left = PLOT_LEFT + slot * i64::try_from(index).unwrap_or(0) + (slot - bar) / 2;
        let mut below = NanoUsd::ZERO;
        for (series, colour) in series.iter().zip(COLOURS) {
            let cost = series.costs.get(index).copied().unwrap_or_default();
            let above = below.plus(cost);
            if cost > NanoUsd::ZERO {
                let height = height(above, top) - height(below, top);
                let (y, height) = (pixels(PLOT_BOTTOM * 100 - self::height(above, top)), pixels(height));
                shapes.push(format!(
                    "<rect x=\"{left}\" y=\"{y}\" width=\"{bar}\" height=\"{height}\" fill=\"{colour}\"/>\n"
                ));
            }
            below = above;
        }
        let (middle, y) = (left + bar / 2, pixels((PLOT_BOTTOM - 5) * 100 - height(*total, top)));
        let amount = escape(&total.to_dollars(2));
        shapes.push(format!("<text x=\"{middle}\" y=\"{y}\" text-anchor=\"middle\">{amount}</text>\n"));
        let date = short_date(day.date);
        shapes.push(format!("<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{date}</text>\n", PLOT_BOTTOM + 16));
    }

    let title = language.pick("Cost of models by day", "تكلفة النماذج يومًا بيوم");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{label}\" width=\"{WIDTH}\" \
         height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" direction=\"ltr\" font-family=\"sans-serif\" \
         font-size=\"11\" fill=\"currentColor\" style=\"max-width:100%;height:auto\">\n\
         <title>{title}</title>\n<desc>{description}</desc>\n{shapes}{base}{limit}{legend}</svg>",
        label = escape(&format!("{title}. {}", description(days, &totals, limit, language))),
        height = LEGEND_TOP + LEGEND_LINE * i64::try_from(series.len() + 1).unwrap_or(0),
        description = escape(&description(days, &totals, limit, language)),
        shapes = shapes.concat(),
        base = line(PLOT_BOTTOM * 100, ""),
        limit = limit_line(limit, top),
        legend = legend(series, limit, language),
    )
}

/// The height of an amount in hundredths of a pixel, where `top` is as high as the plot.
fn height(amount: NanoUsd, top: NanoUsd) -> i64 {
    let height = i128::from(amount.nanos()) * i128::from(PLOT_HEIGHT * 100) / i128::from(top.nanos()).max(1);
    i64::try_from(height).unwrap_or(i64::MAX)
}

/// Hundredths of a pixel as SVG writes them.
fn pixels(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn line(y: i64, dashes: &str) -> String {
    let y = pixels(y);
    format!("<line x1=\"{PLOT_LEFT}\" y1=\"{y}\" x2=\"{WIDTH}\" y2=\"{y}\" stroke=\"currentColor\"{dashes}/>\n")
}

const DASHES: &str = " stroke-dasharray=\"6 4\"";

fn limit_line(limit: NanoUsd, top: NanoUsd) -> String {
    let y = PLOT_BOTTOM * 100 - height(limit, top);
    let amount = escape(&limit.to_dollars(2));
    let label =
        format!("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{amount}</text>\n", PLOT_LEFT - 6, pixels(y + 400));
    line(y, DASHES) + &label
}

/// What the line and the colours stand for, one below the other.
fn legend(series: &[Series], limit: NanoUsd, language: Language) -> String {
    // Where a text runs from right to left, its end is on the left.
    let (direction, anchor) = language.pick(("ltr", "start"), ("rtl", "end"));
    let text = |y: i64, words: &str| {
        let words = escape(words);
        format!("<text x=\"24\" y=\"{y}\" direction=\"{direction}\" text-anchor=\"{anchor}\">{words}</text>\n")
    };
    let limit = dollars(limit, language);
    let mut legend = vec![format!(
        "<line x1=\"0\" y1=\"{y}\" x2=\"18\" y2=\"{y}\" stroke=\"currentColor\"{DASHES}/>\n",
        y = LEGEND_TOP - 4
    )];
    legend.push(text(LEGEND_TOP, &language.pick(format!("the day's limit, {limit}"), format!("حد اليوم، {limit}"))));
    for (index, (series, colour)) in series.iter().zip(COLOURS).enumerate() {
        let y = LEGEND_TOP + LEGEND_LINE * i64::try_from(index + 1).unwrap_or(0);
        legend.push(format!("<circle cx=\"9\" cy=\"{}\" r=\"6\" fill=\"{colour}\"/>\n", y - 4));
        legend.push(text(y, &series.name(language)));
    }
    legend.concat()
}

/// The chart in words, for those who do not see it.
fn description(days: &[DayCosts], totals: &[NanoUsd], limit: NanoUsd, language: Language) -> String {
    let days: Vec<String> = days
        .iter()
        .zip(totals)
        .map(|(day, total)| {
            format!("{}: {}", left_to_right(&day.date.to_string(), language), dollars(*total, language))
        })
        .collect();
    let limit = dollars(limit, language);
    let limit = language.pick(format!("The day's limit is {limit}."), format!("حد اليوم {limit}."));
    format!("{}. {limit}", days.join(language.pick("; ", "؛ ")))
}

/// A date without its year, as `11-21`.
pub(super) fn short_date(date: Date) -> String {
    format!("{:02}-{:02}", u8::from(date.month()), date.day())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;
    use time::{Duration, macros::date};

    use super::{super::letter::tests::assert_well_formed, *};
    use crate::{
        language::Language::{Arabic, English},
        ledger::usage::{
            Context, UsageRow,
            examples::{self, day, usd},
        },
    };

    fn row(model: &str, cost: NanoUsd) -> UsageRow {
        UsageRow { cost, ..examples::row(model, Context::Chat, "0") }
    }

    /// Days with these rows, from 2026-11-15 on.
    fn days(rows: Vec<Vec<UsageRow>>) -> Vec<DayCosts> {
        rows.into_iter()
            .enumerate()
            .map(|(index, usage)| day(date!(2026 - 11 - 15) + Duration::days(index.try_into().unwrap()), 1, usage))
            .collect()
    }

    /// The value of an attribute of each element of a kind, in hundredths of a pixel.
    fn values(svg: &str, element: &str, attribute: &str) -> Vec<i64> {
        let value = |shape: &str| {
            let (_, value) = shape.split_once(&format!(" {attribute}=\"")).unwrap();
            value.split_once('"').unwrap().0.replace('.', "").parse().unwrap()
        };
        svg.split(&format!("<{element}")).skip(1).map(value).collect()
    }

    fn draw(days: &[DayCosts], limit: NanoUsd, language: Language) -> String {
        let svg = stacked_bars(days, &series(days), limit, language);
        assert_well_formed(&svg);
        svg
    }

    #[test]
    fn l5_bars_are_as_high_as_their_share_of_the_limit() {
        let days = days(vec![
            vec![row("a", usd("30")), row("b", usd("20"))],
            vec![row("a", usd("0.1"))],
            vec![],
            vec![row("b", usd("100"))],
        ]);
        let svg = draw(&days, usd("100"), English);
        // 160 pixels are $100: $20 are 32 of them. b is the dearer model and stands below.
        assert_eq!(values(&svg, "rect", "height"), [3_200, 4_800, 16, 16_000]);
        assert_eq!(values(&svg, "rect", "y"), [14_800, 10_000, 17_984, 2_000]);
        // The base line, the limit, and the limit in the legend.
        assert_eq!(values(&svg, "line", "y1")[..2], [18_000, 2_000]);
        for text in [">$50.00<", ">$0.10<", ">$0.00<", ">11-15<", ">11-18<", ">a<", ">b<"] {
            assert!(svg.contains(text), "{text}");
        }
    }

    #[test]
    fn l5_a_day_above_the_limit_lowers_the_limits_line() {
        let svg = draw(&days(vec![vec![row("a", usd("200"))]]), usd("100"), English);
        assert_eq!(values(&svg, "rect", "height"), [16_000]);
        assert_eq!(values(&svg, "line", "y1")[1], 10_000);
    }

    #[test]
    fn l5_a_chart_of_nothing_is_still_a_chart() {
        for (days, limit) in
            [(days(vec![]), usd("100")), (days(vec![vec![]; 7]), usd("100")), (days(vec![vec![]]), usd("0"))]
        {
            let svg = draw(&days, limit, English);
            assert!(!svg.contains("<rect"), "{svg}");
        }
    }

    #[test]
    fn l5_the_dearest_models_have_colours_and_the_others_share_one() {
        let cost = |index: i64| NanoUsd::from_nanos(index * 1_000_000_000).unwrap();
        let rows = (1..=6).map(|index| row(&format!("model-{index}"), cost(index))).collect();
        let days = days(vec![vec![], rows]);
        let series = series(&days);
        let names: Vec<_> = series.iter().map(|series| series.model.as_deref().unwrap_or("others")).collect();
        assert_eq!(names, ["model-6", "model-5", "model-4", "model-3", "others"]);
        assert_eq!(series[4].costs, [cost(0), cost(1 + 2)]);
        let svg = stacked_bars(&days, &series, usd("100"), English);
        assert_eq!(COLOURS.map(|colour| svg.matches(&format!("fill=\"{colour}\"")).count()), [2; 5]);
    }

    #[test]
    fn l5_the_chart_is_told_in_words_in_both_languages() {
        let days = days(vec![vec![row("a", usd("50"))], vec![]]);
        let english = draw(&days, usd("100"), English);
        let words = "2026-11-15: $50.00; 2026-11-16: $0.00. The day&#39;s limit is $100.00.";
        assert!(english.contains(&format!("<desc>{words}</desc>")), "{english}");
        assert!(english.contains(&format!("aria-label=\"Cost of models by day. {words}\"")), "{english}");
        let arabic = draw(&days, usd("100"), Arabic);
        for text in ["<title>تكلفة النماذج يومًا بيوم</title>", "حد اليوم \u{2066}$100.00\u{2069}."]
        {
            assert!(arabic.contains(text), "{arabic}");
        }
    }

    #[test]
    fn l5_a_models_name_cannot_leave_its_place_in_the_chart() {
        let svg = draw(&days(vec![vec![row("</text><script>\u{202E}x\n", usd("1"))]]), usd("100"), Arabic);
        assert!(svg.contains(">\u{2066}&lt;/text&gt;&lt;script&gt;x\u{2069}<"), "{svg}");
    }

    #[test]
    fn l5_colours_stand_out_on_white_and_on_black() {
        // Relative luminance and contrast as WCAG 2.2 defines them; graphics need 3 : 1.
        for colour in COLOURS {
            let part = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
            let luminance = 0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5));
            assert!(1.05 / (luminance + 0.05) >= 3.0, "{colour} on white");
            assert!((luminance + 0.05) / 0.05 >= 3.0, "{colour} on black");
        }
    }

    proptest! {
        #[test]
        fn l5_a_bars_parts_add_up_to_its_share_of_the_plot(
            costs in prop::collection::vec(0..=i64::MAX / 8, 1..6), limit in 0..=i64::MAX,
        ) {
            let amount = |nanos| NanoUsd::from_nanos(nanos).unwrap();
            let rows = costs.iter().enumerate().map(|(index, cost)| row(&index.to_string(), amount(*cost))).collect();
            let svg = draw(&days(vec![rows]), amount(limit), English);
            let total = costs.iter().sum::<i64>();
            let expected = i128::from(total) * 16_000 / i128::from(total.max(limit)).max(1);
            prop_assert_eq!(i128::from(values(&svg, "rect", "height").iter().sum::<i64>()), expected);
        }
    }
}
