//! Units and filters in words, in both languages. Every figure in a sentence made here is a field of the
//! unit or follows from fields by a formula that stands beside it.

use super::{
    filters::{Filters, Slot},
    property::{Delivery, Finishing, Property, PropertyType},
};
use crate::{
    language::Language::{self, Arabic, English},
    money::Piastres,
};

/// A unit in one line: what it is, where, and its figures. What is unknown is left out.
#[must_use]
pub fn unit_line(unit: &Property, language: Language) -> String {
    let comma = language.pick(", ", "، ");
    let mut facts = vec![language.money(unit.price)];
    facts.extend(unit.size_sqm.map(|size| size_text(size, language)));
    facts.extend(unit.bedrooms.filter(|rooms| *rooms > 0).map(|rooms| bedrooms_text(rooms, language)));
    let (title, location) =
        (language.pick(&unit.title, &unit.title_ar), language.pick(&unit.location, &unit.location_ar));
    format!("{} · {title}{comma}{location} — {}", unit.id, facts.join(comma))
}

/// What is known of a unit, a fact a line, and what is not known said as such: of the slots that were asked about, or
/// everything.
#[must_use]
pub fn unit_facts(unit: &Property, asked: &[Slot], language: Language) -> Vec<String> {
    let dwelling = !matches!(unit.property_type, PropertyType::Office | PropertyType::Clinic | PropertyType::Retail);
    let mut everything = vec![Slot::Price, Slot::PricePerSqm, Slot::Size];
    if dwelling {
        everything.extend([Slot::Bedrooms, Slot::Bathrooms]);
    }
    everything.extend([Slot::Developer, Slot::Delivery, Slot::Finishing, Slot::PlanYears]);
    let slots = if asked.is_empty() { &everything } else { asked };
    slots.iter().map(|slot| unit_fact(unit, *slot, language)).collect()
}

/// One fact of a unit with its name.
fn unit_fact(unit: &Property, slot: Slot, language: Language) -> String {
    let plan = unit.payment_plan;
    let (english, arabic, value) = match slot {
        Slot::Type => {
            let kind = language.pick(unit.property_type.english(), unit.property_type.arabic());
            ("Type", "النوع", Some(kind.to_owned()))
        }
        Slot::Location => ("Area", "المنطقة", Some(language.pick(&unit.location, &unit.location_ar).clone())),
        Slot::Compound => ("Compound", "الكمبوند", compound_name(unit, language)),
        Slot::Developer => ("Developer", "المطور", developer_name(unit, language)),
        Slot::Bedrooms => ("Bedrooms", "غرف النوم", unit.bedrooms.map(|rooms| language.number(rooms))),
        Slot::Bathrooms => ("Bathrooms", "الحمامات", unit.bathrooms.map(|rooms| language.number(rooms))),
        Slot::Size => ("Size", "المساحة", unit.size_sqm.map(|size| size_text(size, language))),
        Slot::Price => ("Price", "السعر", Some(language.money(unit.price))),
        Slot::PricePerSqm => ("Price per m²", "سعر المتر", unit.price_per_sqm().map(|price| language.money(price))),
        Slot::DownPayment => ("Down payment", "المقدم", reason(unit, slot, &Filters::default(), language)),
        Slot::PlanYears => ("Payment plan", "نظام السداد", plan_text(unit, language)),
        Slot::MonthlyInstallment => {
            ("Monthly instalment", "القسط الشهري", plan.map(|plan| language.money(plan.monthly_installment)))
        }
        Slot::Delivery => {
            let delivery = match unit.delivery {
                Delivery::Planned(year) => Some(language.year(year)),
                Delivery::Delivered | Delivery::Unknown => delivery_text(unit.delivery, language),
            };
            ("Delivery", "الاستلام", delivery)
        }
        Slot::Finishing => (
            "Finishing",
            "التشطيب",
            unit.finishing.map(|finishing| language.pick(finishing.english(), finishing.arabic()).to_owned()),
        ),
        Slot::SaleType => {
            ("Sale", "البيع", unit.sale_type.map(|sale| language.pick(sale.english(), sale.arabic()).to_owned()))
        }
    };
    let unknown = language.pick("not stated in the listing", "غير مذكور في العرض");
    format!("{}: {}", language.pick(english, arabic), value.unwrap_or_else(|| unknown.to_owned()))
}

/// Why a unit fits: for each thing that was asked, how the unit meets it; where nothing was asked, what
/// its square metre costs. Never empty.
#[must_use]
pub fn reasons(unit: &Property, filters: &Filters, language: Language) -> Vec<String> {
    let mut reasons: Vec<String> =
        filters.slots().into_iter().filter_map(|slot| reason(unit, slot, filters, language)).collect();
    if let Some(price) = unit.price_per_sqm() {
        reasons.push(format!("{} {}", language.money(price), language.pick("per m²", "للمتر")));
    }
    if reasons.is_empty() {
        reasons.push(language.money(unit.price));
    }
    reasons
}

/// That a listing says words which were asked for.
#[must_use]
pub fn mentions(words: &[&str], language: Language) -> String {
    let words = words.join(" ");
    language.pick(format!("mentions “{words}”"), format!("مذكور فيها «{words}»"))
}

/// What is worth saying beside [`unit_line`]: how the price stands to the budget, what the square metre
/// costs, and how the unit meets what the line does not show.
#[must_use]
pub fn highlights(unit: &Property, filters: &Filters, language: Language) -> Vec<String> {
    let shown = [Slot::Type, Slot::Location, Slot::Compound, Slot::Bedrooms, Slot::Size, Slot::Price];
    let others = shown.into_iter().fold(filters.clone(), |others, slot| others.without(slot));
    under_budget(unit, filters, language).into_iter().chain(reasons(unit, &others, language)).collect()
}

fn reason(unit: &Property, slot: Slot, filters: &Filters, language: Language) -> Option<String> {
    let plan = unit.payment_plan;
    match slot {
        Slot::Type => Some(language.pick(unit.property_type.english(), unit.property_type.arabic()).to_owned()),
        Slot::Location => {
            Some(format!("{} {}", language.pick("in", "في"), language.pick(&unit.location, &unit.location_ar)))
        }
        Slot::Compound => compound_name(unit, language).map(|name| format!("{} {name}", language.pick("in", "في"))),
        Slot::Developer => developer_name(unit, language).map(|name| format!("{} {name}", language.pick("by", "من"))),
        Slot::Bedrooms => unit.bedrooms.map(|rooms| bedrooms_text(rooms, language)),
        Slot::Bathrooms => unit.bathrooms.map(|rooms| bathrooms_text(rooms, language)),
        Slot::Size => unit.size_sqm.map(|size| size_text(size, language)),
        Slot::Price => Some(price_reason(unit, filters, language)),
        Slot::PricePerSqm => {
            unit.price_per_sqm().map(|price| format!("{} {}", language.money(price), language.pick("per m²", "للمتر")))
        }
        Slot::DownPayment => plan.map(|plan| match language {
            English => format!("{} down ({}%)", language.money(plan.down_payment), plan.down_payment_percent),
            Arabic => {
                format!("مقدم {} ({}٪)", language.money(plan.down_payment), language.number(plan.down_payment_percent))
            }
        }),
        Slot::PlanYears | Slot::MonthlyInstallment => plan_text(unit, language),
        Slot::Delivery => delivery_text(unit.delivery, language),
        Slot::Finishing => {
            unit.finishing.map(|finishing| language.pick(finishing.english(), finishing.arabic()).to_owned())
        }
        Slot::SaleType => unit.sale_type.map(|sale| language.pick(sale.english(), sale.arabic()).to_owned()),
    }
}

fn compound_name(unit: &Property, language: Language) -> Option<String> {
    name(unit.compound.as_ref(), unit.compound_ar.as_ref(), language)
}

fn developer_name(unit: &Property, language: Language) -> Option<String> {
    name(unit.developer.as_ref(), unit.developer_ar.as_ref(), language)
}

/// A name in the language; the English one where the listing gives no Arabic one.
fn name(english: Option<&String>, arabic: Option<&String>, language: Language) -> Option<String> {
    language.pick(english, arabic.or(english)).cloned()
}

/// The price, and how it stands to the budget.
fn price_reason(unit: &Property, filters: &Filters, language: Language) -> String {
    let price = language.money(unit.price);
    match under_budget(unit, filters, language) {
        Some(under) => format!("{price}{}{under}", language.pick(", ", "، ")),
        None => price,
    }
}

/// How far the price is under the budget, in whole per cent of the budget, rounded down.
fn under_budget(unit: &Property, filters: &Filters, language: Language) -> Option<String> {
    let budget = filters.max_price.filter(|budget| budget.piastres() > 0)?.piastres();
    let percent = (budget - unit.price.piastres()) * 100 / budget;
    match (percent, unit.price.piastres() <= budget) {
        (_, false) => None,
        (0, true) => Some(language.pick("within your budget", "في حدود ميزانيتك").to_owned()),
        (percent, true) => {
            let percent = language.number(percent);
            Some(language.pick(format!("{percent}% under your budget"), format!("أقل من ميزانيتك بـ {percent}٪")))
        }
    }
}

/// What one slot asks for, as `3 bedrooms` or «حتى ١٠٬٠٠٠٬٠٠٠ جنيه».
#[must_use]
pub fn asked(slot: Slot, filters: &Filters, language: Language) -> String {
    let not = &filters.not;
    let choice = |wanted: Vec<String>, excluded: Vec<String>| {
        let or = language.pick(" or ", " أو ");
        let wanted = (!wanted.is_empty()).then(|| wanted.join(or));
        let excluded = (!excluded.is_empty()).then(|| format!("{} {}", language.pick("not", "مش"), excluded.join(or)));
        wanted.into_iter().chain(excluded).collect::<Vec<_>>().join(language.pick(", ", "، "))
    };
    let kinds = |kinds: &[PropertyType]| {
        kinds.iter().map(|kind| language.pick(kind.english(), kind.arabic()).to_owned()).collect::<Vec<_>>()
    };
    let places = |names: &[String]| names.iter().map(|name| location_name(name, language)).collect::<Vec<_>>();
    let finishings = |states: &[Finishing]| {
        states.iter().map(|state| language.pick(state.english(), state.arabic()).to_owned()).collect::<Vec<_>>()
    };
    match slot {
        Slot::Type => choice(kinds(&filters.types), kinds(&not.types)),
        Slot::Location => choice(places(&filters.locations), places(&not.locations)),
        Slot::Compound => choice(filters.compounds.clone(), not.compounds.clone()),
        Slot::Developer => choice(filters.developers.clone(), not.developers.clone()),
        Slot::Bedrooms => {
            range(filters.min_bedrooms.map(i64::from), filters.max_bedrooms.map(i64::from), language, |rooms| {
                match u8::try_from(rooms) {
                    Ok(rooms) => bedrooms_text(rooms, language),
                    Err(_) => language.number(rooms),
                }
            })
        }
        Slot::Bathrooms => {
            range(filters.min_bathrooms.map(i64::from), filters.max_bathrooms.map(i64::from), language, |rooms| {
                match u8::try_from(rooms) {
                    Ok(rooms) => bathrooms_text(rooms, language),
                    Err(_) => language.number(rooms),
                }
            })
        }
        Slot::Size => {
            range(filters.min_size_sqm.map(i64::from), filters.max_size_sqm.map(i64::from), language, |size| {
                format!("{} {}", language.number(size), language.pick("m²", "م²"))
            })
        }
        Slot::Price => range(
            filters.min_price.map(Piastres::pounds),
            filters.max_price.map(Piastres::pounds),
            language,
            |pounds| format!("{} {}", language.number(pounds), language.pick("EGP", "جنيه")),
        ),
        Slot::PricePerSqm => range(
            filters.min_price_per_sqm.map(Piastres::pounds),
            filters.max_price_per_sqm.map(Piastres::pounds),
            language,
            |pounds| format!("{} {}", language.number(pounds), language.pick("EGP per m²", "جنيه للمتر")),
        ),
        Slot::DownPayment => {
            let most = filters.max_down_payment.map(|amount| language.money(amount)).or_else(|| {
                filters
                    .max_down_payment_percent
                    .map(|percent| format!("{}{}", language.number(percent), language.pick("%", "٪")))
            });
            let most = most.unwrap_or_default();
            language.pick(format!("a down payment up to {most}"), format!("مقدم حتى {most}"))
        }
        Slot::PlanYears => match filters.min_plan_years {
            Some(years) => {
                let years = years_text(years, language);
                language.pick(format!("instalments over {years} or more"), format!("تقسيط على {years} أو أكتر"))
            }
            None => language.pick("on instalments", "بالتقسيط").to_owned(),
        },
        Slot::MonthlyInstallment => {
            let most = filters.max_monthly_installment.map(|amount| language.money(amount)).unwrap_or_default();
            language.pick(format!("up to {most} a month"), format!("قسط شهري حتى {most}"))
        }
        Slot::Delivery => delivery_asked(filters, language),
        Slot::Finishing => choice(finishings(&filters.finishing), finishings(&not.finishing)),
        Slot::SaleType => {
            filters.sale_type.map(|sale| language.pick(sale.english(), sale.arabic()).to_owned()).unwrap_or_default()
        }
    }
}

fn delivery_asked(filters: &Filters, language: Language) -> String {
    if filters.delivered {
        return language.pick("ready to move in", "استلام فوري").to_owned();
    }
    match (filters.min_delivery_year, filters.max_delivery_year) {
        (Some(first), Some(last)) if first == last => {
            language.pick(format!("delivery in {first}"), format!("استلام {}", language.year(first)))
        }
        (Some(first), Some(last)) => language.pick(
            format!("delivery from {first} to {last}"),
            format!("استلام من {} إلى {}", language.year(first), language.year(last)),
        ),
        (Some(first), None) => {
            language.pick(format!("delivery from {first} on"), format!("استلام من {}", language.year(first)))
        }
        (None, Some(last)) => {
            language.pick(format!("delivery by {last}"), format!("استلام حتى {}", language.year(last)))
        }
        (None, None) => language.pick("off plan", "تحت الإنشاء").to_owned(),
    }
}

/// An area's name in the language, where Osool knows the area.
#[must_use]
pub fn location_name(english: &str, language: Language) -> String {
    match (language, super::places::canonical_location(english)) {
        (Arabic, Some(place)) => place.arabic.to_owned(),
        _ => english.to_owned(),
    }
}

/// What a unit offers instead of what a slot asked for; `None` where its listing does not say.
#[must_use]
pub fn given(unit: &Property, slot: Slot, language: Language) -> Option<String> {
    match slot {
        Slot::Location => Some(language.pick(&unit.location, &unit.location_ar).clone()),
        Slot::Compound => compound_name(unit, language),
        Slot::Developer => developer_name(unit, language),
        _ => reason(unit, slot, &Filters::default(), language),
    }
}

/// A count of units: `1 unit`, «وحدتين», «٥ وحدات».
#[must_use]
pub fn units_text(count: i64, language: Language) -> String {
    let number = language.number(count);
    match (language, count) {
        (English, 1) => "1 unit".to_owned(),
        (English, _) => format!("{number} units"),
        (Arabic, 1) => "وحدة واحدة".to_owned(),
        (Arabic, 2) => "وحدتين".to_owned(),
        (Arabic, 3..=10) => format!("{number} وحدات"),
        (Arabic, _) => format!("{number} وحدة"),
    }
}

/// A count of years: `8 years`, «سنتين», «٨ سنين».
#[must_use]
pub fn years_text(years: u8, language: Language) -> String {
    let number = language.number(years);
    match (language, years) {
        (English, 1) => "1 year".to_owned(),
        (English, _) => format!("{number} years"),
        (Arabic, 1) => "سنة".to_owned(),
        (Arabic, 2) => "سنتين".to_owned(),
        (Arabic, 3..=10) => format!("{number} سنين"),
        (Arabic, _) => format!("{number} سنة"),
    }
}

fn range(least: Option<i64>, most: Option<i64>, language: Language, text: impl Fn(i64) -> String) -> String {
    match (least, most) {
        (Some(least), Some(most)) if least == most => text(least),
        (Some(least), Some(most)) => language.pick(
            format!("{} to {}", language.number(least), text(most)),
            format!("من {} إلى {}", language.number(least), text(most)),
        ),
        (Some(least), None) => language.pick(format!("at least {}", text(least)), format!("{} على الأقل", text(least))),
        (None, Some(most)) => language.pick(format!("up to {}", text(most)), format!("حتى {}", text(most))),
        (None, None) => String::new(),
    }
}

fn size_text(size: u32, language: Language) -> String {
    format!("{} {}", language.number(size), language.pick("m²", "م²"))
}

fn bedrooms_text(rooms: u8, language: Language) -> String {
    let number = language.number(rooms);
    match (language, rooms) {
        (English, 1) => "1 bedroom".to_owned(),
        (English, _) => format!("{number} bedrooms"),
        (Arabic, 1) => "غرفة نوم واحدة".to_owned(),
        (Arabic, 2) => "غرفتين نوم".to_owned(),
        (Arabic, 3..=10) => format!("{number} غرف نوم"),
        (Arabic, _) => format!("{number} غرفة نوم"),
    }
}

fn bathrooms_text(rooms: u8, language: Language) -> String {
    let number = language.number(rooms);
    match (language, rooms) {
        (English, 1) => "1 bathroom".to_owned(),
        (English, _) => format!("{number} bathrooms"),
        (Arabic, 1) => "حمام واحد".to_owned(),
        (Arabic, 2) => "حمامين".to_owned(),
        (Arabic, 3..=10) => format!("{number} حمامات"),
        (Arabic, _) => format!("{number} حمام"),
    }
}

fn delivery_text(delivery: Delivery, language: Language) -> Option<String> {
    match delivery {
        Delivery::Delivered => Some(language.pick("ready to move in", "استلام فوري").to_owned()),
        Delivery::Planned(year) => {
            Some(language.pick(format!("delivery {year}"), format!("استلام {}", language.year(year))))
        }
        Delivery::Unknown => None,
    }
}

fn plan_text(unit: &Property, language: Language) -> Option<String> {
    let plan = unit.payment_plan?;
    let (percent, years) = (language.number(plan.down_payment_percent), years_text(plan.years, language));
    let monthly = language.money(plan.monthly_installment);
    Some(language.pick(
        format!("{percent}% down, then {monthly} a month over {years}"),
        format!("مقدم {percent}٪ ثم {monthly} شهريًا على {years}"),
    ))
}
