//! What a unit would be asked for if it were priced like those that are most like it.

use serde::Serialize;
use sqlx::PgPool;

use super::{MINIMUM_SAMPLE, Quartiles, count, per_mille, percent_text, range_text, without_outliers};
use crate::{
    error::Failure,
    language::Language,
    listings::{
        property::{Finishing, Property, PropertyId, PropertyType},
        repository, wording,
    },
    money::Piastres,
};

/// How many comparable units are named as evidence.
const NAMED: usize = 5;

/// How far apart in size two units may be at most and still compare, in per cent of the one that is valued.
const WIDEST: u32 = 40;

/// Which units count as comparable, the closest first. All are for sale and of the unit's type. The first step
/// that finds [`MINIMUM_SAMPLE`] after cutting is taken. The place matters most, then the finishing, then the size.
const LADDER: [Step; 8] = [
    Step { place: Place::Compound, size_percent: 25, same_finishing: true },
    Step { place: Place::Compound, size_percent: WIDEST, same_finishing: true },
    Step { place: Place::Compound, size_percent: 25, same_finishing: false },
    Step { place: Place::Compound, size_percent: WIDEST, same_finishing: false },
    Step { place: Place::Location, size_percent: 25, same_finishing: true },
    Step { place: Place::Location, size_percent: WIDEST, same_finishing: true },
    Step { place: Place::Location, size_percent: 25, same_finishing: false },
    Step { place: Place::Location, size_percent: WIDEST, same_finishing: false },
];

/// How near a comparable unit must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the same compound.
    Compound,
    /// In the same area of the country.
    Location,
}

/// What made units comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Step {
    /// How near they are.
    pub place: Place,
    /// How many per cent smaller or larger they are at most.
    pub size_percent: u32,
    /// Whether they are known to have the unit's finishing.
    pub same_finishing: bool,
}

impl Step {
    /// Whether the unit is known well enough for this step.
    fn is_open_to(self, unit: &Property) -> bool {
        (self.place == Place::Location || unit.compound.is_some()) && (!self.same_finishing || unit.finishing.is_some())
    }

    /// Whether a unit of the same type compares with one of this size.
    fn admits(self, other: &Comparable, unit: &Property, size: u32) -> bool {
        let near = match self.place {
            Place::Compound => other.compound == unit.compound,
            Place::Location => other.location == unit.location,
        };
        let apart = u64::from(other.size_sqm.abs_diff(size)) * 100;
        near && apart <= u64::from(size) * u64::from(self.size_percent)
            && (!self.same_finishing || other.finishing == unit.finishing)
    }
}

/// A unit that another is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparable {
    /// Its id.
    pub id: PropertyId,
    /// Its built-up area in square metres.
    pub size_sqm: u32,
    /// Its asking price, in pounds.
    pub price: Piastres,
    /// That price for each square metre, in pounds.
    pub price_per_sqm: Piastres,
    #[serde(skip)]
    pub(in crate::listings) location: String,
    #[serde(skip)]
    pub(in crate::listings) compound: Option<String>,
    #[serde(skip)]
    pub(in crate::listings) finishing: Option<Finishing>,
}

/// How a unit's asking price stands to those of comparable units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Valuation {
    /// The unit.
    pub id: PropertyId,
    /// What it is asked for, in pounds.
    pub price: Piastres,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// An estimate, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// There are enough comparable units.
    Estimated(Estimate),
    /// Nothing can be said.
    Unknown {
        /// How many comparable units there are at most, outliers cut: fewer than [`MINIMUM_SAMPLE`].
        sample: u32,
        /// Why that is too little.
        reason: NotValued,
    },
}

/// Why a unit cannot be valued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotValued {
    /// Its listing does not say how large it is.
    SizeUnknown,
    /// Its listing does not say what kind of unit it is.
    TypeUnknown,
    /// Too few units are like it.
    TooFewComparables,
}

/// What comparable units say of a unit's price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// What made them comparable.
    pub step: Step,
    /// How many they are and what they ask for each square metre; outliers are cut.
    pub comparables: Quartiles,
    /// The unit's size in square metres.
    pub size_sqm: u32,
    /// The unit's asking price for each square metre, in pounds.
    pub price_per_sqm: Piastres,
    /// The median for each square metre × the size.
    pub value: Piastres,
    /// The first quartile for each square metre × the size.
    pub low: Piastres,
    /// The third quartile for each square metre × the size.
    pub high: Piastres,
    /// How far the unit's price for each square metre is above the median, in tenths of a per cent of the median;
    /// negative where it is below.
    pub above_median_per_mille: i64,
    /// Where the unit's price for each square metre stands.
    pub verdict: Verdict,
    /// How far the estimate can be trusted.
    pub confidence: Confidence,
    /// The comparable units that are nearest in size, at most five.
    pub nearest: Vec<Comparable>,
}

/// Where a price for each square metre stands to the interquartile range of comparable units, in whole pounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Below the first quartile.
    Below,
    /// From the first quartile to the third.
    Within,
    /// Above the third quartile.
    Above,
}

/// How far an estimate can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Less than medium.
    Low,
    /// At least 12 comparable units, whose interquartile range is at most 30 % of their median.
    Medium,
    /// At least 20 comparable units of the same compound, whose interquartile range is at most 15 % of their median.
    High,
}

impl Confidence {
    fn of(place: Place, comparables: &Quartiles) -> Self {
        match (place, comparables.sample, comparables.spread()) {
            (Place::Compound, 20.., ..=150) => Self::High,
            (_, 12.., ..=300) => Self::Medium,
            _ => Self::Low,
        }
    }
}

/// Values a unit by comparable units that are for sale (C4).
pub async fn estimate_value(pool: &PgPool, unit: &Property) -> Result<Valuation, Failure> {
    let others = repository::market::comparables(pool, unit, WIDEST).await?;
    Ok(Valuation::of(unit, &others))
}

impl Valuation {
    /// Values a unit by these others of its type, none of which is itself.
    fn of(unit: &Property, others: &[Comparable]) -> Self {
        let outcome = match unit.size_sqm.zip(unit.price_per_sqm()) {
            _ if unit.property_type == PropertyType::Unit => {
                Outcome::Unknown { sample: 0, reason: NotValued::TypeUnknown }
            }
            None => Outcome::Unknown { sample: 0, reason: NotValued::SizeUnknown },
            Some((size, price_per_sqm)) => climb(unit, size, price_per_sqm, others),
        };
        Self { id: unit.id.clone(), price: unit.price, outcome }
    }
}

/// Goes down the ladder until enough units are comparable.
fn climb(unit: &Property, size: u32, price_per_sqm: Piastres, others: &[Comparable]) -> Outcome {
    let mut most = 0;
    for step in LADDER.into_iter().filter(|step| step.is_open_to(unit)) {
        let similar = others.iter().filter(|other| step.admits(other, unit, size)).collect();
        let similar = without_outliers(similar, |other: &&Comparable| other.price_per_sqm);
        most = most.max(count(similar.len()));
        if let Some(comparables) = Quartiles::of(similar.iter().map(|other| other.price_per_sqm)) {
            return Outcome::Estimated(estimate(step, size, price_per_sqm, comparables, similar));
        }
    }
    Outcome::Unknown { sample: most, reason: NotValued::TooFewComparables }
}

fn estimate(
    step: Step,
    size_sqm: u32,
    price_per_sqm: Piastres,
    comparables: Quartiles,
    mut similar: Vec<&Comparable>,
) -> Estimate {
    // Of sizes at most 40 % apart, so not far above the largest amount if at all.
    let times_size = |amount: Piastres| {
        let value = amount.piastres().saturating_mul(i64::from(size_sqm));
        Piastres::from_piastres(value).unwrap_or(Piastres::MAX)
    };
    let Quartiles { lower, median, upper, .. } = comparables;
    let asked = price_per_sqm.pounds();
    similar.sort_by_key(|other| (other.size_sqm.abs_diff(size_sqm), &other.id));
    Estimate {
        step,
        comparables,
        size_sqm,
        price_per_sqm,
        value: times_size(median),
        low: times_size(lower),
        high: times_size(upper),
        above_median_per_mille: per_mille(asked - median.pounds(), median.pounds()),
        verdict: if asked < lower.pounds() {
            Verdict::Below
        } else if asked > upper.pounds() {
            Verdict::Above
        } else {
            Verdict::Within
        },
        confidence: Confidence::of(step.place, &comparables),
        nearest: similar.into_iter().take(NAMED).cloned().collect(),
    }
}

impl Valuation {
    /// The valuation in words, a thought a line.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let id = &self.id;
        match &self.outcome {
            Outcome::Estimated(estimate) => self.estimate_words(estimate, language),
            Outcome::Unknown { reason: NotValued::SizeUnknown, .. } => language.pick(
                format!("I cannot estimate {id}: its listing does not state its size."),
                format!("مش هقدر أقدّر {id}: العرض مش مكتوب فيه المساحة."),
            ),
            Outcome::Unknown { reason: NotValued::TypeUnknown, .. } => language.pick(
                format!("I cannot estimate {id}: its listing does not state what kind of unit it is."),
                format!("مش هقدر أقدّر {id}: العرض مش مكتوب فيه نوع الوحدة."),
            ),
            Outcome::Unknown { reason: NotValued::TooFewComparables, sample } => {
                let (found, needed) = (language.number(*sample), language.number(MINIMUM_SAMPLE));
                language.pick(
                    format!("I cannot estimate {id}: an estimate takes {needed} comparable units for sale, and there are {found}."),
                    format!("مش هقدر أقدّر {id}: التقدير محتاج {needed} وحدات مشابهة معروضة للبيع، والموجود {found}."),
                )
            }
        }
    }

    fn estimate_words(&self, estimate: &Estimate, language: Language) -> String {
        let id = &self.id;
        let Quartiles { sample, lower, median, upper } = estimate.comparables;
        let units = wording::units_text(i64::from(sample), language);
        let (sample, size) = (language.number(sample), language.number(estimate.size_sqm));
        let [value, median, price, asked] =
            [estimate.value, median, self.price, estimate.price_per_sqm].map(|amount| language.money(amount));
        let [range, range_per_sqm] =
            [(estimate.low, estimate.high), (lower, upper)].map(|(from, to)| range_text(from, to, language));
        let alike = step_text(estimate.step, language);
        let distance = distance_text(estimate.above_median_per_mille, language);
        let verdict = match estimate.verdict {
            Verdict::Below => language.pick("below what most of them ask", "أقل من اللي أغلبها طالبه"),
            Verdict::Within => language.pick("within their usual range", "في حدود المعتاد بينها"),
            Verdict::Above => language.pick("above what most of them ask", "أعلى من اللي أغلبها طالبه"),
        };
        let confidence = match estimate.confidence {
            Confidence::High => language.pick("high", "عالية"),
            Confidence::Medium => language.pick("medium", "متوسطة"),
            Confidence::Low => language.pick("low", "ضعيفة"),
        };
        let nearest = estimate.nearest.iter().map(|other| other.id.as_str()).collect::<Vec<_>>();
        let nearest = nearest.join(language.pick(", ", "، "));
        let spread = percent_text(estimate.comparables.spread(), language);
        match language {
            Language::English => [
                format!("{id}: estimated at {value} ({range}); the asking price is {price}."),
                format!("Compared with {units} for sale ({alike}): the median is {median} per m², the middle half asks {range_per_sqm}."),
                format!("The estimate is the median × {size} m²."),
                format!("This unit asks {asked} per m²: {distance}, {verdict}."),
                format!("Confidence: {confidence} ({sample} compared; their middle half spans {spread} of the median)."),
                format!("Nearest in size: {nearest}."),
                "These are asking prices, not what was paid in the end.".to_owned(),
            ],
            Language::Arabic => [
                format!("{id}: السعر التقديري {value} ({range})، والمطلوب فيها {price}."),
                format!("بالمقارنة مع {units} معروضة للبيع ({alike}): الوسيط {median} للمتر، والنص الأوسط طالب {range_per_sqm}."),
                format!("التقدير هو الوسيط × {size} م²."),
                format!("المطلوب في الوحدة دي {asked} للمتر: {distance}، {verdict}."),
                format!("درجة الثقة: {confidence} (المقارنة مع {sample}، والنص الأوسط موزع على {spread} من الوسيط)."),
                format!("الأقرب في المساحة: {nearest}."),
                "دي أسعار معروضة، مش أسعار بيع تمت فعلًا.".to_owned(),
            ],
        }
        .join("\n")
    }
}

fn step_text(step: Step, language: Language) -> String {
    let place = match step.place {
        Place::Compound => language.pick("same type and compound", "نفس النوع والكمبوند"),
        Place::Location => language.pick("same type and area", "نفس النوع والمنطقة"),
    };
    let percent = language.number(step.size_percent);
    let size = language.pick(format!("size within {percent}%"), format!("المساحة في حدود {percent}٪"));
    let finishing = step.same_finishing.then(|| language.pick(", same finishing", "، نفس التشطيب"));
    format!("{place}{}{size}{}", language.pick(", ", "، "), finishing.unwrap_or_default())
}

fn distance_text(above_median: i64, language: Language) -> String {
    let percent = percent_text(above_median, language);
    match above_median {
        0 => language.pick("at the median", "عند الوسيط").to_owned(),
        1.. => language.pick(format!("{percent} above the median"), format!("أعلى من الوسيط بـ {percent}")),
        _ => language.pick(format!("{percent} below the median"), format!("أقل من الوسيط بـ {percent}")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::listings::{market::figures::numbers, property::Delivery};
    use proptest::prelude::*;

    fn unit(compound: Option<&str>, finishing: Option<Finishing>, size: Option<u32>, pounds: i64) -> Property {
        Property {
            id: "NC1".parse().unwrap(),
            title: "Apartment".to_owned(),
            title_ar: "شقة".to_owned(),
            property_type: PropertyType::Apartment,
            location: "New Cairo".to_owned(),
            location_ar: "القاهرة الجديدة".to_owned(),
            compound: compound.map(str::to_owned),
            compound_ar: None,
            developer: None,
            developer_ar: None,
            size_sqm: size,
            bedrooms: Some(2),
            bathrooms: Some(2),
            price: Piastres::from_pounds(pounds).unwrap(),
            delivery: Delivery::Unknown,
            finishing,
            sale_type: None,
            payment_plan: None,
            image: None,
            description: String::new(),
            description_ar: None,
            sample: true,
        }
    }

    /// Units of a compound of so many square metres, each at one of these prices for a square metre, in pounds.
    fn others(compound: &str, finishing: Option<Finishing>, size: u32, per_sqm: &[i64]) -> Vec<Comparable> {
        let other = |(number, pounds): (usize, &i64)| {
            let price = Piastres::from_pounds(pounds * i64::from(size)).unwrap();
            Comparable {
                id: format!("NC{size}{number}").parse().unwrap(),
                size_sqm: size,
                price,
                price_per_sqm: price.divided_by(size).unwrap(),
                location: "New Cairo".to_owned(),
                compound: Some(compound.to_owned()),
                finishing,
            }
        };
        per_sqm.iter().enumerate().map(other).collect()
    }

    fn estimated(valuation: &Valuation) -> &Estimate {
        match &valuation.outcome {
            Outcome::Estimated(estimate) => estimate,
            Outcome::Unknown { .. } => panic!("{valuation:?}"),
        }
    }

    const EIGHT: [i64; 8] = [50_000, 51_000, 52_000, 53_000, 54_000, 55_000, 56_000, 57_000];

    #[test]
    fn c4_the_value_is_the_median_times_the_size_and_the_range_is_the_quartiles() {
        let unit = unit(Some("Mivida"), None, Some(100), 6_000_000);
        let valuation = Valuation::of(&unit, &others("Mivida", None, 110, &EIGHT));
        let estimate = estimated(&valuation);
        assert_eq!(
            (estimate.value.pounds(), estimate.low.pounds(), estimate.high.pounds()),
            (5_350_000, 5_175_000, 5_525_000)
        );
        assert_eq!((estimate.above_median_per_mille, estimate.verdict), (121, Verdict::Above));
        assert_eq!((estimate.confidence, estimate.comparables.sample), (Confidence::Low, 8));
    }

    #[test]
    fn c4_a_price_on_a_quartile_is_within_and_a_pound_beyond_is_not() {
        let all = others("Mivida", None, 100, &EIGHT);
        for (per_sqm, verdict) in
            [(51_749, Verdict::Below), (51_750, Verdict::Within), (55_250, Verdict::Within), (55_251, Verdict::Above)]
        {
            let valuation = Valuation::of(&unit(Some("Mivida"), None, Some(100), per_sqm * 100), &all);
            assert_eq!(estimated(&valuation).verdict, verdict, "{per_sqm}");
        }
    }

    #[test]
    fn c4_the_closest_step_with_enough_units_is_taken_and_said() {
        let finished = Some(Finishing::FullyFinished);
        let unit = unit(Some("Mivida"), finished, Some(100), 6_000_000);
        let seven = &EIGHT[..7];
        let step = |all: Vec<Vec<Comparable>>| {
            let step = estimated(&Valuation::of(&unit, &all.concat())).step;
            (step.place, step.size_percent, step.same_finishing)
        };
        let near = || others("Mivida", finished, 125, seven);
        let one = |compound, finishing, size| others(compound, finishing, size, &[53_500]);
        assert_eq!(step(vec![near(), one("Mivida", finished, 75)]), (Place::Compound, 25, true));
        assert_eq!(step(vec![near(), one("Mivida", finished, 74)]), (Place::Compound, 40, true));
        assert_eq!(step(vec![near(), one("Mivida", None, 75)]), (Place::Compound, 25, false));
        assert_eq!(step(vec![near(), one("Mivida", None, 60)]), (Place::Compound, 40, false));
        assert_eq!(step(vec![near(), one("Hyde Park", finished, 75)]), (Place::Location, 25, true));
        assert_eq!(step(vec![near(), one("Hyde Park", finished, 140)]), (Place::Location, 40, true));
        assert_eq!(step(vec![near(), one("Hyde Park", None, 75)]), (Place::Location, 25, false));
        assert_eq!(step(vec![near(), one("Hyde Park", None, 140)]), (Place::Location, 40, false));
        let too_far = Valuation::of(&unit, &[near(), one("Mivida", finished, 141)].concat());
        assert_eq!(too_far.outcome, Outcome::Unknown { sample: 7, reason: NotValued::TooFewComparables });
    }

    #[test]
    fn c4_units_without_a_compound_or_a_known_finishing_are_not_alike_by_lacking_it() {
        let mut all = others("Mivida", None, 100, &EIGHT);
        for other in &mut all {
            other.compound = None;
        }
        let valuation = Valuation::of(&unit(None, None, Some(100), 6_000_000), &all);
        let step = estimated(&valuation).step;
        assert_eq!((step.place, step.same_finishing), (Place::Location, false));
    }

    #[test]
    fn c4_an_outlier_is_cut_and_neither_counted_nor_named() {
        let all = others("Mivida", None, 100, &[&EIGHT[..], &[900_000]].concat());
        let valuation = Valuation::of(&unit(Some("Mivida"), None, Some(100), 5_000_000), &all);
        let estimate = estimated(&valuation);
        assert_eq!((estimate.comparables.sample, estimate.comparables.median.pounds()), (8, 53_500));
        assert!(estimate.nearest.iter().all(|other| other.price_per_sqm.pounds() < 60_000));
        let few = Valuation::of(&unit(Some("Mivida"), None, Some(100), 5_000_000), &all[1..]);
        assert_eq!(few.outcome, Outcome::Unknown { sample: 7, reason: NotValued::TooFewComparables });
    }

    #[test]
    fn c4_confidence_takes_many_units_near_and_alike() {
        let quartiles = |sample, lower, upper| Quartiles {
            sample,
            lower: Piastres::from_pounds(lower).unwrap(),
            median: Piastres::from_pounds(1000).unwrap(),
            upper: Piastres::from_pounds(upper).unwrap(),
        };
        for (place, sample, upper, confidence) in [
            (Place::Compound, 20, 1100, Confidence::High),
            (Place::Compound, 19, 1100, Confidence::Medium),
            (Place::Compound, 20, 1101, Confidence::Medium),
            (Place::Location, 500, 1100, Confidence::Medium),
            (Place::Location, 12, 1250, Confidence::Medium),
            (Place::Location, 11, 1250, Confidence::Low),
            (Place::Compound, 500, 1251, Confidence::Low),
        ] {
            assert_eq!(Confidence::of(place, &quartiles(sample, 950, upper)), confidence, "{sample} {upper}");
        }
    }

    #[test]
    fn c4_the_five_nearest_in_size_are_the_evidence() {
        let all = [others("Mivida", None, 100, &EIGHT[..4]), others("Mivida", None, 110, &EIGHT[4..])].concat();
        let valuation = Valuation::of(&unit(Some("Mivida"), None, Some(105), 5_000_000), &all);
        let sizes =
            |valuation: &Valuation| estimated(valuation).nearest.iter().map(|other| other.size_sqm).collect::<Vec<_>>();
        assert_eq!(sizes(&valuation).len(), 5);
        let valuation = Valuation::of(&unit(Some("Mivida"), None, Some(109), 5_000_000), &all);
        assert_eq!(sizes(&valuation), [110, 110, 110, 110, 100]);
    }

    #[test]
    fn c4_what_cannot_be_valued_is_said_in_both_languages() {
        let all = others("Mivida", None, 100, &EIGHT);
        let no_size = unit(Some("Mivida"), None, None, 5_000_000);
        let mut no_type = unit(Some("Mivida"), None, Some(100), 5_000_000);
        no_type.property_type = PropertyType::Unit;
        let lone = unit(Some("Mivida"), None, Some(500), 5_000_000);
        for (unit, reason) in
            [(no_size, NotValued::SizeUnknown), (no_type, NotValued::TypeUnknown), (lone, NotValued::TooFewComparables)]
        {
            let valuation = Valuation::of(&unit, &all);
            assert_eq!(valuation.outcome, Outcome::Unknown { sample: 0, reason });
            for language in [Language::English, Language::Arabic] {
                assert!(valuation.words(language).contains("NC1"), "{}", valuation.words(language));
            }
        }
    }

    proptest! {
        #[test]
        fn c4_the_words_hold_no_number_that_is_not_in_the_valuation(
            per_sqm in prop::collection::vec(20_000..90_000_i64, 8..40), size in 80..160_u32, asked in 20_000..90_000_i64,
        ) {
            let unit = unit(Some("Mivida"), None, Some(size), asked * i64::from(size));
            let valuation = Valuation::of(&unit, &others("Mivida", None, size, &per_sqm));
            prop_assume!(matches!(valuation.outcome, Outcome::Estimated(_)));
            let estimate = estimated(&valuation);
            let mut known: BTreeSet<String> = numbers(&serde_json::to_string(&valuation).unwrap());
            // The two shares, which are fields in tenths.
            for tenths in [estimate.above_median_per_mille, estimate.comparables.spread()] {
                known.extend(numbers(&percent_text(tenths, Language::English)));
            }
            for language in [Language::English, Language::Arabic] {
                let words = valuation.words(language);
                // The square of m² is a letter here.
                let unknown: Vec<String> = numbers(&words).difference(&known).cloned().collect();
                prop_assert!(unknown.is_empty(), "{unknown:?} in {words}");
            }
        }

        #[test]
        fn c4_the_range_holds_the_value_and_the_verdict_agrees_with_the_amounts(
            per_sqm in prop::collection::vec(1..10_000_000_i64, 8..40), size in 10..1000_u32, asked in 1..10_000_000_i64,
        ) {
            let unit = unit(Some("Mivida"), None, Some(size), asked * i64::from(size));
            let valuation = Valuation::of(&unit, &others("Mivida", None, size, &per_sqm));
            if let Outcome::Estimated(estimate) = &valuation.outcome {
                prop_assert!(estimate.low <= estimate.value && estimate.value <= estimate.high);
                let verdict = match unit.price {
                    price if price < estimate.low => Verdict::Below,
                    price if price > estimate.high => Verdict::Above,
                    _ => Verdict::Within,
                };
                prop_assert_eq!(estimate.verdict, verdict);
            } else {
                prop_assert!(per_sqm.len() < 16);
            }
        }
    }
}
