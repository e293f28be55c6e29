//! Tools that compute: return on investment, mortgage, what a plan is worth, what a unit is worth, what the market asks.
//! What they compute with must be known already (a unit's own figures, or what the person said), so that an invented
//! price cannot come back as a computed one.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::evidence::{Evidence, Kind},
    Description, Desk, Fact, Outcome, for_sale, input, object,
};
use crate::{
    error::Failure,
    listings::{
        filters::Filters,
        finance::{self, AnnualRate, Frequency, Inconsistent, PlanValue, decimal},
        market::{self, Group, Outcome as Valued, Quartiles},
        property::PropertyId,
        search::Wanted,
    },
    money::Piastres,
};

const BASIS: &str = "Give property_id for a unit, or price only where the person named it.";

pub(super) const ROI: Description = (
    "Computes what a home earns when it is let: yield, net income a year, years to break even. Without monthly_rent a \
     rent of 6 % of the price a year is assumed, and the answer must say so.",
    || {
        object(
            &json!({
                "property_id": {"type": "string", "description": BASIS},
                "price": {"type": "integer", "description": "in pounds; only a price that the person named"},
                "monthly_rent": {"type": "integer", "description": "in pounds; only a rent that the person named"}
            }),
            &[],
        )
    },
);

pub(super) const MORTGAGE: Description =
    ("Computes the monthly payment of a mortgage over the price less a down payment.", || {
        object(
            &json!({
                "property_id": {"type": "string", "description": BASIS},
                "price": {"type": "integer", "description": "in pounds; only an amount that the person named"},
                "down_payment_percent": {"type": "integer", "minimum": 0, "maximum": 90},
                "years": {"type": "integer", "minimum": 1, "maximum": 40},
                "annual_rate_percent": {"type": "number", "description": "only where the person named one"}
            }),
            &["years"],
        )
    });

pub(super) const PLAN: Description = (
    "Computes what a payment plan is worth today: the down payment and every instalment, discounted. With only \
     property_id the unit's own plan is taken; the other fields describe another plan for the same price.",
    || {
        object(
            &json!({
                "property_id": {"type": "string", "description": BASIS},
                "price": {"type": "integer", "description": "in pounds; only an amount that the person named"},
                "down_payment_percent": {"type": "integer", "minimum": 0, "maximum": 100},
                "years": {"type": "integer", "minimum": 1, "maximum": 30},
                "frequency": {"type": "string", "enum": ["monthly", "quarterly", "half_yearly", "yearly"]},
                "annual_rate_percent": {"type": "number", "description": "only where the person named one"}
            }),
            &[],
        )
    },
);

pub(super) const VALUE: Description = (
    "Estimates what a unit is worth by comparable units that are for sale: median, the middle half, how many they are, \
     and how far the estimate can be trusted. Unknown where too few are comparable.",
    || object(&json!({"property_id": {"type": "string"}}), &["property_id"]),
);

pub(super) const TRENDS: Description = (
    "Describes what a part of the market asks today, from the listings themselves: prices, prices per square metre, kinds, \
     areas, delivery, plans. There is no history: never say that prices rose or fell.",
    || {
        let query = json!({"type": "string", "description": "which part: kind, area, compound, in either language"});
        object(&json!({ "query": query }), &["query"])
    },
);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Earned {
    property_id: Option<PropertyId>,
    #[serde(alias = "property_price", alias = "purchase_price")]
    price: Option<Piastres>,
    monthly_rent: Option<Piastres>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Borrowed {
    property_id: Option<PropertyId>,
    #[serde(alias = "property_price", alias = "principal", alias = "loan_amount")]
    price: Option<Piastres>,
    #[serde(default)]
    down_payment_percent: u8,
    #[serde(alias = "loan_years", alias = "term_years")]
    years: u8,
    #[serde(alias = "annual_rate", alias = "interest_rate")]
    annual_rate_percent: Option<AnnualRate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    property_id: Option<PropertyId>,
    price: Option<Piastres>,
    down_payment_percent: Option<u8>,
    years: Option<u8>,
    frequency: Option<Frequency>,
    annual_rate_percent: Option<AnnualRate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Valuable {
    property_id: PropertyId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    query: String,
}

/// What is computed with: a price, and whose it is.
struct Basis {
    price: Piastres,
    of: Option<PropertyId>,
    facts: Vec<Fact>,
}

async fn basis<T>(
    desk: &Desk<'_, T>,
    id: Option<&PropertyId>,
    price: Option<Piastres>,
    known: &Evidence,
) -> Result<Basis, Failure> {
    match (id, price) {
        (Some(id), None) => {
            let (unit, fact) = for_sale(desk, id).await?;
            Ok(Basis { price: unit.price, of: Some(unit.id), facts: vec![fact] })
        }
        (None, Some(price)) => {
            grounded("price", price, known)?;
            Ok(Basis { price, of: None, facts: Vec::new() })
        }
        _ => Err(Failure::validation("property_id", "it takes either property_id or price")),
    }
}

/// Refuses an amount that neither stands in what was read nor was named by the person.
fn grounded(field: &str, amount: Piastres, known: &Evidence) -> Result<(), Failure> {
    if known.has(Kind::Money, amount.piastres()) {
        return Ok(());
    }
    Err(Failure::validation(field, "it is neither an amount that was read nor one that the person named"))
}

fn rate_is_said(rate: Option<AnnualRate>, known: &Evidence) -> Result<(), Failure> {
    match rate {
        Some(rate) if !known.has(Kind::Percent, rate.basis_points().into()) => {
            Err(Failure::validation("annual_rate_percent", "the person named no such rate; leave it out"))
        }
        _ => Ok(()),
    }
}

pub(super) async fn roi<T>(desk: &Desk<'_, T>, text: &str, known: &Evidence) -> Result<Outcome, Failure> {
    let asked: Earned = input(text)?;
    if let Some(rent) = asked.monthly_rent {
        grounded("monthly_rent", rent, known)?;
    }
    let Basis { price, of, facts } = basis(desk, asked.property_id.as_ref(), asked.price, known).await?;
    let earned = finance::return_on_investment(price, asked.monthly_rent)
        .ok_or_else(|| Failure::validation("price", "it is nothing"))?;
    let upkeep = price.percent(2);
    let yearly = 12 * earned.rent.piastres();
    let content = json!({
        "property_id": of,
        "price_egp": price,
        "monthly_rent_egp": earned.rent,
        "rent_is": if earned.is_rent_assumed { "assumed: 6 % of the price a year" } else { "as the person said" },
        "yearly_rent_egp": decimal(yearly),
        "yield_percent": decimal(earned.yield_basis_points),
        "upkeep_assumed": "2 % of the price a year",
        "net_income_a_year_egp": decimal(earned.net_piastres),
        "break_even_years": earned.break_even_tenths.map(|tenths| decimal(tenths * 10)),
        "grade": earned.grade,
        "grades": "above 7 % Excellent, above 5 % Good, else Fair",
    });
    let of = of.as_ref();
    let figures = [
        Fact::amount(price, of),
        Fact::amount(earned.rent, of),
        Fact::money(yearly, of),
        Fact::amount(upkeep, of),
        Fact::money(earned.net_piastres, of),
        Fact::percent(earned.yield_basis_points, of),
        Fact::percent(200, None),
    ];
    let thresholds = [600, 700, 500].map(|percent| Fact::percent(percent, None));
    let thresholds = thresholds.into_iter().skip(usize::from(!earned.is_rent_assumed));
    let years = earned.break_even_tenths.map(|tenths| Fact::figure(Kind::Years, tenths, of));
    Ok(Outcome::of(&content, facts).with_facts(figures).with_facts(thresholds).with_facts(years))
}

pub(super) async fn mortgage<T>(desk: &Desk<'_, T>, text: &str, known: &Evidence) -> Result<Outcome, Failure> {
    let asked: Borrowed = input(text)?;
    rate_is_said(asked.annual_rate_percent, known)?;
    if asked.down_payment_percent > 90 || !(1..=40).contains(&asked.years) {
        return Err(Failure::validation("years", "years are 1 to 40, and a down payment is 90 % at most"));
    }
    let Basis { price, of, facts } = basis(desk, asked.property_id.as_ref(), asked.price, known).await?;
    let down_payment = price.percent(asked.down_payment_percent);
    let principal = Piastres::from_piastres(price.piastres() - down_payment.piastres()).unwrap_or_default();
    let rate = asked.annual_rate_percent.unwrap_or(desk.rates.mortgage);
    let mortgage = finance::mortgage(principal, rate, asked.years)
        .ok_or_else(|| Failure::validation("price", "the payment is beyond what can be computed"))?;
    let interest = mortgage.total_piastres - principal.piastres();
    let content = json!({
        "property_id": of,
        "price_egp": price,
        "down_payment_percent": asked.down_payment_percent,
        "down_payment_egp": down_payment,
        "borrowed_egp": principal,
        "annual_rate_percent": rate,
        "rate_is": if asked.annual_rate_percent.is_some() { "as the person said" } else { "assumed" },
        "years": asked.years,
        "monthly_payment_egp": mortgage.monthly,
        "total_payments_egp": decimal(mortgage.total_piastres),
        "total_interest_egp": decimal(interest),
    });
    let of = of.as_ref();
    let figures = [
        Fact::amount(price, of),
        Fact::amount(down_payment, of),
        Fact::amount(principal, of),
        Fact::amount(mortgage.monthly, of),
        Fact::money(mortgage.total_piastres, of),
        Fact::money(interest, of),
        Fact::percent(rate.basis_points().into(), None),
        Fact::percent(100 * i64::from(asked.down_payment_percent), of),
        Fact::figure(Kind::Years, 10 * i64::from(asked.years), of),
        Fact::figure(Kind::Months, 12 * i64::from(asked.years), of),
    ];
    Ok(Outcome::of(&content, facts).with_facts(figures))
}

pub(super) async fn plan<T>(desk: &Desk<'_, T>, text: &str, known: &Evidence) -> Result<Outcome, Failure> {
    let asked: Planned = input(text)?;
    rate_is_said(asked.annual_rate_percent, known)?;
    let rate = asked.annual_rate_percent.unwrap_or(desk.rates.discount);
    let Basis { price, of, facts } = basis(desk, asked.property_id.as_ref(), asked.price, known).await?;
    let own = facts.iter().find_map(|fact| match fact {
        Fact::Unit(unit) => unit.payment_plan,
        _ => None,
    });
    let valued = match (asked.down_payment_percent, asked.years, own) {
        (Some(percent), Some(years), _) => {
            finance::plan_of(price, percent, years, asked.frequency.unwrap_or_default(), rate)
        }
        (None, None, Some(plan)) => finance::plan_in_listing(price, plan, rate),
        (None, None, None) if of.is_some() => return Ok(refused_plan("the unit's listing has no payment plan", facts)),
        _ => return Err(Failure::validation("years", "a plan takes both down_payment_percent and years")),
    };
    match valued {
        Ok(value) => Ok(valued_plan(value, of.as_ref(), facts, asked.annual_rate_percent.is_some())),
        Err(problem @ (Inconsistent::DownPayment | Inconsistent::Total | Inconsistent::Nothing)) => {
            Ok(refused_plan(&format!("the plan cannot be computed: {problem}. Say so."), facts))
        }
    }
}

fn refused_plan(reason: &str, facts: Vec<Fact>) -> Outcome {
    Outcome::refused(reason).with_facts(facts)
}

fn valued_plan(value: PlanValue, of: Option<&PropertyId>, facts: Vec<Fact>, is_rate_said: bool) -> Outcome {
    let saved = value.price.piastres() - value.value_piastres;
    let content = json!({
        "property_id": of,
        "price_egp": value.price,
        "down_payment_egp": value.down_payment,
        "instalment_egp": decimal(value.instalment.piastres()),
        "frequency": value.frequency,
        "years": value.years,
        "discount_rate_percent": value.rate,
        "rate_is": if is_rate_said { "as the person said" } else { "assumed" },
        "total_payments_egp": decimal(value.total_piastres),
        "worth_today_egp": decimal(value.value_piastres),
        "below_the_price_by_egp": decimal(saved),
    });
    let percent = (value.down_payment.piastres() * 10_000 + value.price.piastres() / 2)
        .checked_div(value.price.piastres())
        .unwrap_or_default();
    let figures = [
        Fact::amount(value.price, of),
        Fact::amount(value.down_payment, of),
        Fact::amount(value.instalment, of),
        Fact::money(value.total_piastres, of),
        Fact::money(value.value_piastres, of),
        Fact::money(saved.abs(), of),
        Fact::percent(percent, of),
        Fact::percent(value.rate.basis_points().into(), None),
        Fact::figure(Kind::Years, 10 * i64::from(value.years), of),
        Fact::figure(Kind::Months, 12 * i64::from(value.years), of),
        Fact::count(value.frequency.in_a_year() * u32::from(value.years)),
    ];
    Outcome::of(&content, facts).with_facts(figures)
}

pub(super) async fn value<T>(desk: &Desk<'_, T>, text: &str) -> Result<Outcome, Failure> {
    let Valuable { property_id } = input(text)?;
    let (unit, fact) = for_sale(desk, &property_id).await?;
    let valuation = market::estimate_value(desk.pool, &unit).await?;
    let of = Some(&unit.id);
    let (content, figures) = match valuation.outcome {
        Valued::Unknown { sample, reason } => {
            let content = json!({"property_id": of, "price_egp": unit.price, "value": "unknown",
                "because": reason, "comparable_units": sample});
            (content, vec![Fact::count(sample)])
        }
        Valued::Estimated(estimate) => {
            let Quartiles { sample, lower, median, upper } = estimate.comparables;
            let content = json!({
                "property_id": of,
                "price_egp": unit.price,
                "comparable_units": sample,
                "comparable_by": estimate.step,
                "their_price_per_sqm_egp": {"quarter_below": lower, "median": median, "quarter_above": upper},
                "unit_price_per_sqm_egp": estimate.price_per_sqm,
                "value_at_median_egp": estimate.value,
                "value_at_quarters_egp": {"low": estimate.low, "high": estimate.high},
                "price_above_median_percent": decimal(10 * estimate.above_median_per_mille),
                "verdict": estimate.verdict,
                "confidence": estimate.confidence,
            });
            let amounts = [lower, median, upper, estimate.value, estimate.low, estimate.high, estimate.price_per_sqm];
            let mut figures: Vec<Fact> = amounts.map(|amount| Fact::amount(amount, of)).into();
            figures.push(Fact::count(sample));
            figures.push(Fact::percent(10 * estimate.above_median_per_mille.abs(), of));
            figures.push(Fact::percent(100 * i64::from(estimate.step.size_percent), of));
            (content, figures)
        }
    };
    Ok(Outcome::of(&content, vec![fact]).with_facts(figures))
}

pub(super) async fn trends<T>(desk: &Desk<'_, T>, text: &str) -> Result<Outcome, Failure> {
    let Part { query } = input(text)?;
    let (wanted, understood) = Wanted::from_question(&query, &Filters::default(), desk.gazetteer, desk.language);
    let trends = market::market_trends(desk.pool, &wanted.filters).await?;
    let mut facts = vec![Fact::count(trends.total), Fact::count(trends.units)];
    let mut quartiles = |quartiles: Option<Quartiles>| {
        let Some(Quartiles { sample, lower, median, upper }) = quartiles else { return json!("unknown") };
        facts.push(Fact::count(sample));
        facts.extend([lower, median, upper].map(|amount| Fact::amount(amount, None)));
        json!({"units": sample, "quarter_below": lower, "median": median, "quarter_above": upper})
    };
    let (price, per_sqm) = (quartiles(trends.price), quartiles(trends.price_per_sqm));
    let by_type = groups(&trends.by_type, |kind| json!(kind), &mut facts);
    let by_area = groups(&trends.by_area, |area| json!(area.location), &mut facts);
    let by_delivery = groups(&trends.by_delivery, |delivery| json!(delivery), &mut facts);
    facts.extend(
        trends
            .by_area
            .iter()
            .flat_map(|group| [group.of.location.clone(), group.of.location_ar.clone()].map(Fact::Name)),
    );
    let plans = trends.plans;
    facts.push(Fact::count(plans.units));
    facts.extend(plans.share_per_mille.map(|share| Fact::percent(10 * share, None)));
    facts.extend(plans.median_years.map(|years| Fact::figure(Kind::Years, 10 * i64::from(years), None)));
    facts.extend(plans.median_down_payment_percent.map(|percent| Fact::percent(100 * i64::from(percent), None)));
    let content = json!({
        "asking_prices_of_today": true,
        "units": trends.total,
        "unknown_places": understood.unknown_places,
        "price_egp": price,
        "price_per_sqm_egp": per_sqm,
        "by_type": by_type,
        "by_area": by_area,
        "by_delivery": by_delivery,
        "on_instalments": {"units": plans.units, "median_years": plans.median_years,
            "median_down_payment_percent": plans.median_down_payment_percent},
    });
    Ok(Outcome::of(&content, facts))
}

fn groups<G>(groups: &[Group<G>], named: impl Fn(&G) -> Value, facts: &mut Vec<Fact>) -> Vec<Value> {
    let described = |group: &Group<G>| {
        facts.push(Fact::count(group.units));
        facts.extend(group.share_per_mille.map(|share| Fact::percent(10 * share, None)));
        facts.extend(group.price_per_sqm.map(|quartiles| Fact::amount(quartiles.median, None)));
        json!({
            "of": named(&group.of),
            "units": group.units,
            "share_percent": group.share_per_mille.map(|share| decimal(10 * share)),
            "median_price_per_sqm_egp": group.price_per_sqm.map(|quartiles| quartiles.median),
        })
    };
    groups.iter().map(described).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::inputs, *};

    proptest! {
        #[test]
        fn c4_whatever_a_model_writes_as_an_input_is_read_or_refused(text in inputs()) {
            let _ = (input::<Earned>(&text).is_ok(), input::<Borrowed>(&text).is_ok(), input::<Planned>(&text).is_ok());
            let _ = (input::<Valuable>(&text).is_ok(), input::<Part>(&text).is_ok());
        }
    }
}
