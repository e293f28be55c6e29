//! What a home costs and earns over the years, by the formulas of rows C5 and C6. All arithmetic is exact or in fixed
//! point; nothing is a float, so that the same question gives the same piastre on every machine.
//!
//! - **Return on investment** (C5): the yearly rent as a part of the price.
//! - **Mortgage** (C6): `P·r / (1 − (1 + r)^−n)` with `r` a twelfth of the annual rate, the usual annuity.
//! - **What a plan is worth today** (C6): what is paid at once, and every instalment discounted at `r`, the annual rate by
//!   the payments in a year. A plan whose figures contradict each other is said to, and not computed.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::property::PaymentPlan;
use crate::{config::Settings, money::Piastres};

/// Fixed point: so many parts make one. Squares of one fit in 128 bits with room for a factor of a hundred.
const ONE: u128 = 1_000_000_000_000_000_000;

/// Hundredths of a per cent in one.
const BASIS_POINTS: i64 = 10_000;

/// A yearly rate in hundredths of a per cent: 2,500 are 25 %. JSON and settings carry per cent, as `25` or `22.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnnualRate(u32);

impl AnnualRate {
    /// The largest: a hundred per cent.
    const MAX: u32 = 10_000;

    /// A rate of so many hundredths of a per cent; `None` above a hundred per cent.
    #[must_use]
    pub const fn from_basis_points(points: u32) -> Option<Self> {
        if points <= Self::MAX { Some(Self(points)) } else { None }
    }

    /// Reads per cent in decimal notation with at most two decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let hundredths: u32 = format!("{fraction:0<2}").parse().ok()?;
        whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(hundredths).and_then(Self::from_basis_points)
    }

    /// In hundredths of a per cent.
    #[must_use]
    pub fn basis_points(self) -> u32 {
        self.0
    }

    /// The rate of one of `periods` in a year, in fixed point.
    fn of_a_period(self, periods: u32) -> u128 {
        u128::from(self.0) * ONE / u128::from(Self::MAX) / u128::from(periods)
    }
}

impl Serialize for AnnualRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&decimal(self.0.into()))
    }
}

impl<'de> Deserialize<'de> for AnnualRate {
    /// Reads per cent as a number or as text.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Self::parse(&text).ok_or_else(|| de::Error::custom("a yearly rate is per cent from 0 to 100, as 25 or 22.5"))
    }
}

/// Hundredths as decimal text: `600` is `6.00`.
#[must_use]
pub fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100)
}

/// The rates that are assumed where a question names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Of a mortgage (`MORTGAGE_ANNUAL_RATE`).
    pub mortgage: AnnualRate,
    /// At which later payments are discounted (`DISCOUNT_ANNUAL_RATE`).
    pub discount: AnnualRate,
}

impl Default for Rates {
    /// 25 and 22 per cent.
    fn default() -> Self {
        Self { mortgage: AnnualRate(2_500), discount: AnnualRate(2_200) }
    }
}

impl Rates {
    /// Reads both, in per cent.
    pub fn read(settings: &mut Settings) -> Self {
        let Self { mortgage, discount } = Self::default();
        let expected = "per cent from 0 to 100, as 25 or 22.5";
        Self {
            mortgage: settings.parsed("MORTGAGE_ANNUAL_RATE", mortgage, expected, AnnualRate::parse),
            discount: settings.parsed("DISCOUNT_ANNUAL_RATE", discount, expected, AnnualRate::parse),
        }
    }
}

/// What a home earns when it is let (C5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Return {
    /// The price.
    pub price: Piastres,
    /// The monthly rent.
    pub rent: Piastres,
    /// Whether the rent was assumed: 6 % of the price a year.
    pub is_rent_assumed: bool,
    /// The yearly rent as a part of the price, in hundredths of a per cent.
    pub yield_basis_points: i64,
    /// What is left of a year's rent after upkeep of 2 % of the price, in piastres; below zero where that is more.
    pub net_piastres: i64,
    /// After how many years what is left adds up to the price, in tenths of a year; `None` where nothing is left.
    pub break_even_tenths: Option<i64>,
    /// What the yield is called.
    pub grade: Grade,
}

/// What a yield is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Grade {
    /// Above 7 %.
    Excellent,
    /// Above 5 %.
    Good,
    /// Less.
    Fair,
}

/// What a home of this price earns; with a rent of 6 % of the price a year where none is given (C5). `None` of no price.
#[must_use]
pub fn return_on_investment(price: Piastres, rent: Option<Piastres>) -> Option<Return> {
    let piastres = price.piastres();
    if piastres == 0 {
        return None;
    }
    let assumed = price.divided_by(200)?;
    let yearly = 12 * rent.unwrap_or(assumed).piastres();
    let net = yearly - rounded(piastres, 50);
    let over = |per_cent: i64| i128::from(yearly) * 100 > i128::from(per_cent) * i128::from(piastres);
    Some(Return {
        price,
        rent: rent.unwrap_or(assumed),
        is_rent_assumed: rent.is_none(),
        yield_basis_points: rounded_of(yearly, BASIS_POINTS, piastres),
        net_piastres: net,
        break_even_tenths: (net > 0).then(|| rounded_of(piastres, 10, net)),
        grade: if over(7) {
            Grade::Excellent
        } else if over(5) {
            Grade::Good
        } else {
            Grade::Fair
        },
    })
}

/// What a mortgage costs (C6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mortgage {
    /// What is borrowed.
    pub principal: Piastres,
    /// The yearly rate.
    pub rate: AnnualRate,
    /// Over how many years it is paid back.
    pub years: u8,
    /// What is paid each month.
    pub monthly: Piastres,
    /// All that is paid, in piastres: the monthly payment times the months.
    pub total_piastres: i64,
}

/// The monthly payment of a mortgage (C6), rounded to the piastre; `None` of no years.
#[must_use]
pub fn mortgage(principal: Piastres, rate: AnnualRate, years: u8) -> Option<Mortgage> {
    let months = 12 * u32::from(years);
    if months == 0 {
        return None;
    }
    let period = rate.of_a_period(12);
    let amount = u128::try_from(principal.piastres()).ok()?;
    let monthly = if period == 0 {
        (amount + u128::from(months) / 2) / u128::from(months)
    } else {
        let divisor = ONE - discounted(period, months);
        (amount * period + divisor / 2) / divisor
    };
    let monthly = Piastres::from_piastres(i64::try_from(monthly).ok()?)?;
    Some(Mortgage { principal, rate, years, monthly, total_piastres: i64::from(months) * monthly.piastres() })
}

/// How often an instalment is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// Each month.
    #[default]
    Monthly,
    /// Every three months.
    Quarterly,
    /// Every six months.
    HalfYearly,
    /// Once a year.
    Yearly,
}

impl Frequency {
    /// Payments in a year.
    #[must_use]
    pub fn in_a_year(self) -> u32 {
        match self {
            Self::Monthly => 12,
            Self::Quarterly => 4,
            Self::HalfYearly => 2,
            Self::Yearly => 1,
        }
    }
}

/// What a payment plan is worth today (C6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanValue {
    /// The price.
    pub price: Piastres,
    /// What is paid at once.
    pub down_payment: Piastres,
    /// What is paid each time after.
    pub instalment: Piastres,
    /// How often.
    pub frequency: Frequency,
    /// For how many years.
    pub years: u8,
    /// The yearly rate at which later payments are discounted.
    pub rate: AnnualRate,
    /// All that is paid, in piastres.
    pub total_piastres: i64,
    /// What all of it is worth today, in piastres.
    pub value_piastres: i64,
}

/// Why a plan is not computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistent {
    /// What is paid at once is not the per cent of the price that the plan says.
    #[error("the down payment is not the per cent of the price that the plan says")]
    DownPayment,
    /// What is paid in all is less than the price, or half as much again.
    #[error("the payments add up to less than the price, or to more than half as much again")]
    Total,
    /// It has no years, or pays more at once than the price.
    #[error("there are no instalments to pay")]
    Nothing,
}

/// What a plan in per cent is worth: what is not paid at once in equal instalments without interest.
pub fn plan_of(
    price: Piastres,
    down_payment_percent: u8,
    years: u8,
    frequency: Frequency,
    rate: AnnualRate,
) -> Result<PlanValue, Inconsistent> {
    if down_payment_percent > 100 {
        return Err(Inconsistent::DownPayment);
    }
    let down_payment = price.percent(down_payment_percent);
    let rest = price.piastres() - down_payment.piastres();
    let payments = frequency.in_a_year() * u32::from(years);
    let instalment =
        Piastres::from_piastres(rest).and_then(|rest| rest.divided_by(payments)).ok_or(Inconsistent::Nothing)?;
    valued(price, down_payment, instalment, years, frequency, rate)
}

/// What a unit's own plan is worth, by the amounts in its listing.
pub fn plan_in_listing(price: Piastres, plan: PaymentPlan, rate: AnnualRate) -> Result<PlanValue, Inconsistent> {
    let said = price.percent(plan.down_payment_percent).piastres();
    // Listings round per cents: to half a one.
    if 200 * (said - plan.down_payment.piastres()).abs() > price.piastres() {
        return Err(Inconsistent::DownPayment);
    }
    valued(price, plan.down_payment, plan.monthly_installment, plan.years, Frequency::Monthly, rate)
}

fn valued(
    price: Piastres,
    down_payment: Piastres,
    instalment: Piastres,
    years: u8,
    frequency: Frequency,
    rate: AnnualRate,
) -> Result<PlanValue, Inconsistent> {
    let payments = frequency.in_a_year() * u32::from(years);
    if payments == 0 {
        return Err(Inconsistent::Nothing);
    }
    let total_piastres = down_payment.piastres() + i64::from(payments) * instalment.piastres();
    // A hundredth less may be rounding of the instalments.
    if total_piastres * 100 < price.piastres() * 99 || total_piastres * 2 > price.piastres() * 3 {
        return Err(Inconsistent::Total);
    }
    let period = rate.of_a_period(frequency.in_a_year());
    let parts = u128::try_from(instalment.piastres()).unwrap_or_default();
    // Σ v^t for t = 1 … n is (1 − v^n) / r, and n where nothing is discounted.
    let discounted = parts * (ONE - discounted(period, payments)) + period / 2;
    let later = discounted.checked_div(period).unwrap_or(parts * u128::from(payments));
    let value_piastres = down_payment.piastres() + i64::try_from(later).unwrap_or(i64::MAX - Piastres::MAX.piastres());
    Ok(PlanValue { price, down_payment, instalment, frequency, years, rate, total_piastres, value_piastres })
}

/// What one is worth that is paid after so many periods, `(1 + r)^−n`, in fixed point.
fn discounted(period: u128, periods: u32) -> u128 {
    let times = |one: u128, other: u128| (one * other + ONE / 2) / ONE;
    let (mut worth, mut factor, mut left) = (ONE, (ONE * ONE + u128::midpoint(ONE, period)) / (ONE + period), periods);
    while left > 0 {
        if left % 2 == 1 {
            worth = times(worth, factor);
        }
        factor = times(factor, factor);
        left /= 2;
    }
    worth
}

/// A part of an amount, rounded half up.
fn rounded(amount: i64, parts: i64) -> i64 {
    (amount + parts / 2) / parts
}

/// `amount · times ÷ whole`, rounded half up. Amounts are at most [`Piastres::MAX`] and `whole` is above zero.
fn rounded_of(amount: i64, times: i64, whole: i64) -> i64 {
    let (amount, times, whole) = (i128::from(amount), i128::from(times), i128::from(whole));
    i64::try_from((amount * times + whole / 2) / whole).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pounds(amount: i64) -> Piastres {
        Piastres::from_pounds(amount).unwrap()
    }

    fn rate(text: &str) -> AnnualRate {
        AnnualRate::parse(text).unwrap()
    }

    #[test]
    fn c5_five_million_earns_six_per_cent_and_breaks_even_after_twenty_five_years() {
        let earned = return_on_investment(pounds(5_000_000), None).unwrap();
        assert_eq!((earned.rent, earned.is_rent_assumed), (pounds(25_000), true));
        assert_eq!((earned.yield_basis_points, earned.net_piastres), (600, 20_000_000));
        assert_eq!((earned.break_even_tenths, earned.grade), (Some(250), Grade::Good));
    }

    #[test]
    fn c5_grades_begin_above_five_and_above_seven_per_cent() {
        let grade = |rent| return_on_investment(pounds(1_200_000), Some(pounds(rent))).unwrap().grade;
        assert_eq!(
            [grade(5_000), grade(5_001), grade(7_000), grade(7_001)],
            [Grade::Fair, Grade::Good, Grade::Good, Grade::Excellent]
        );
    }

    #[test]
    fn c5_a_rent_that_upkeep_eats_up_never_breaks_even() {
        let earned = return_on_investment(pounds(1_200_000), Some(pounds(1_000))).unwrap();
        assert_eq!((earned.net_piastres, earned.break_even_tenths), (-1_200_000, None));
        assert_eq!(return_on_investment(pounds(0), None), None);
    }

    #[test]
    fn c6_three_million_over_twenty_years_at_a_quarter_cost_62_946_a_month() {
        let mortgage = mortgage(pounds(3_000_000), rate("25"), 20).unwrap();
        assert_eq!((mortgage.monthly.pounds(), mortgage.total_piastres), (62_946, 240 * mortgage.monthly.piastres()));
        assert_eq!(super::mortgage(pounds(1_200), rate("0"), 1).unwrap().monthly, pounds(100));
        assert_eq!(super::mortgage(pounds(1_200), rate("25"), 0), None);
    }

    #[test]
    fn c6_a_plan_is_worth_less_the_later_it_is_paid() {
        let value = |frequency| plan_of(pounds(5_000_000), 10, 8, frequency, rate("22")).unwrap().value_piastres;
        assert_eq!(value(Frequency::Monthly), 260_986_329);
        assert_eq!(value(Frequency::Quarterly), 259_590_287);
    }

    #[test]
    fn c6_a_plan_that_contradicts_itself_is_not_computed() {
        let plan = |percent, down, monthly| PaymentPlan {
            down_payment_percent: percent,
            down_payment: pounds(down),
            years: 5,
            monthly_installment: pounds(monthly),
        };
        let value = |plan| plan_in_listing(pounds(6_000_000), plan, rate("22"));
        assert!(value(plan(10, 600_000, 90_000)).is_ok());
        assert_eq!(value(plan(10, 1_200_000, 80_000)), Err(Inconsistent::DownPayment));
        assert_eq!(value(plan(10, 600_000, 80_000)), Err(Inconsistent::Total));
        assert_eq!(value(plan(10, 600_000, 160_000)), Err(Inconsistent::Total));
        let nothing = plan_of(pounds(6_000_000), 10, 0, Frequency::Monthly, rate("22"));
        assert_eq!(nothing, Err(Inconsistent::Nothing));
    }

    #[test]
    fn c6_rates_are_per_cent_with_two_decimals_at_most() {
        for (text, points) in [("25", 2_500), ("22.5", 2_250), ("0", 0), ("100", 10_000), ("7.25", 725)] {
            assert_eq!(AnnualRate::parse(text).map(AnnualRate::basis_points), Some(points), "{text}");
            let written = serde_json::to_value(rate(text)).unwrap();
            assert_eq!(serde_json::from_value::<AnnualRate>(written).unwrap(), rate(text));
        }
        for text in ["", "-1", "100.01", "1e2", "2.345", "a", "99999999999"] {
            assert_eq!(AnnualRate::parse(text), None, "{text}");
        }
        assert_eq!(serde_json::from_str::<AnnualRate>("22.5").unwrap(), rate("22.5"));
        assert_eq!(decimal(-5), "-0.05");
    }

    proptest! {
        /// The annuity by adding up every payment's worth is the amount that was borrowed.
        #[test]
        fn c6_the_payments_of_a_mortgage_are_worth_what_was_borrowed(
            principal in 100_000..100_000_000_i64, points in 1..=10_000_u32, years in 1..=40_u8,
        ) {
            let rate = AnnualRate::from_basis_points(points).unwrap();
            let monthly = mortgage(pounds(principal), rate, years).unwrap().monthly;
            let period = f64::from(points) / 120_000.0;
            let worth: f64 = (1..=12 * i32::from(years)).map(|month| (1.0 + period).powi(-month)).sum();
            #[expect(clippy::cast_precision_loss, reason = "a check by other arithmetic")]
            let (paid, borrowed) = (monthly.piastres() as f64 * worth, principal as f64 * 100.0);
            prop_assert!((paid - borrowed).abs() <= worth + borrowed * 1e-9, "{paid} {borrowed}");
        }

        #[test]
        fn c6_a_plan_is_worth_at_most_what_is_paid_and_at_least_what_is_paid_at_once(
            price in 100_000..100_000_000_i64, percent in 0..=100_u8, years in 1..=30_u8, points in 0..=10_000_u32,
        ) {
            let rate = AnnualRate::from_basis_points(points).unwrap();
            let plan = plan_of(pounds(price), percent, years, Frequency::Quarterly, rate).unwrap();
            prop_assert!(plan.down_payment.piastres() <= plan.value_piastres);
            prop_assert!(plan.value_piastres <= plan.total_piastres);
        }
    }
}
