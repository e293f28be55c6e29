//! Reads one row: each field on its own, and a line for everything that was wrong with it.

use std::collections::HashMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{
    super::{
        places,
        property::{Delivery, Finishing, PaymentPlan, Property, PropertyId, PropertyType, SaleType},
        text::fold,
    },
    Action, Problem,
};
use crate::money::Piastres;

/// The fields of a row, none of which is read before it is asked for: a number that no type can hold
/// spoils its field, not its row.
type Fields<'a> = HashMap<String, &'a RawValue>;

/// Reads one row and keeps what is wrong with it.
pub(super) struct Reader {
    number: usize,
    id: Option<String>,
    pub(super) problems: Vec<Problem>,
}

impl Reader {
    /// For the row of this number.
    pub(super) fn new(number: usize) -> Self {
        Self { number, id: None, problems: Vec::new() }
    }

    pub(super) fn note(&mut self, field: &'static str, problem: impl Into<String>, action: Action) {
        // It may quote the row, which may be long.
        const LONGEST: usize = 300;
        let mut problem = problem.into();
        problem.truncate(problem.floor_char_boundary(LONGEST));
        self.problems.push(Problem { row: self.number, id: self.id.clone(), field: field.into(), problem, action });
    }

    fn repaired(&mut self, field: &'static str, problem: impl Into<String>) {
        self.note(field, problem, Action::Repaired);
    }

    fn refused<T>(&mut self, field: &'static str, problem: impl Into<String>) -> Option<T> {
        self.note(field, problem, Action::Refused);
        None
    }

    /// The unit in a row, or `None` where it cannot be one.
    pub(super) fn property(&mut self, element: &[u8]) -> Option<Property> {
        let Ok(text) = std::str::from_utf8(element) else {
            return self.refused("row", "it is not UTF-8");
        };
        let fields: Fields = match serde_json::from_str(text) {
            Ok(fields) => fields,
            Err(error) => return self.refused("row", format!("it is not a JSON object: {error}")),
        };
        let id = self.id(&fields)?;
        let price = self.price(&fields)?;
        let Some(location) = self.text(&fields, "location") else {
            return self.refused("location", "it is missing, so nobody could find the unit");
        };
        let place = places::canonical_location(&location);
        if place.is_none() {
            self.repaired("location", format!("“{location}” is no area that Osool knows; kept as written"));
        }
        let (location, location_ar) = place.map_or_else(
            || (location.clone(), location.clone()),
            |place| (place.english.to_owned(), place.arabic.to_owned()),
        );
        let property_type = self.property_type(&fields);
        let dwelling = !matches!(
            property_type,
            PropertyType::Office | PropertyType::Clinic | PropertyType::Retail | PropertyType::Unit
        );
        let compound = self.name(&fields, "compound");
        let developer = self.name(&fields, "developer");
        let compound_ar = self.text(&fields, "compoundAr");
        let raw_description = self.text(&fields, "description").unwrap_or_default();
        let delivery = self.delivery(&fields, &raw_description);
        let title = self.text(&fields, "title").unwrap_or_else(|| {
            self.repaired("title", "it is missing; made from type and place");
            format!("{} in {}", property_type.english(), compound.as_ref().unwrap_or(&location))
        });
        let title_ar = self.text(&fields, "titleAr").unwrap_or_else(|| {
            format!(
                "{} في {}",
                property_type.arabic(),
                compound_ar.as_ref().or(compound.as_ref()).unwrap_or(&location_ar)
            )
        });
        Some(Property {
            id,
            title,
            title_ar,
            property_type,
            location,
            location_ar,
            compound,
            compound_ar,
            developer,
            developer_ar: self.text(&fields, "developerAr"),
            size_sqm: self.size(&fields),
            bedrooms: self.rooms(&fields, "bedrooms", dwelling && property_type != PropertyType::Studio),
            bathrooms: self.rooms(&fields, "bathrooms", dwelling),
            price,
            delivery,
            finishing: self.word(&fields, "finishing", &FINISHING),
            sale_type: self.word(&fields, "saleType", &SALE_TYPES),
            payment_plan: self.payment_plan(&fields, price),
            image: self.image(&fields),
            description: without_litter(&raw_description),
            description_ar: self.text(&fields, "descriptionAr"),
            sample: self.flag(&fields, "sample"),
        })
    }

    fn id(&mut self, fields: &Fields) -> Option<PropertyId> {
        let Some(Value::String(id)) = self.value(fields, "id") else {
            return self.refused("id", "it is missing or no text");
        };
        self.id = Some(id.chars().take(40).collect());
        match id.trim().parse() {
            Ok(id) => Some(id),
            Err(invalid) => self.refused("id", format!("{invalid}")),
        }
    }

    fn price(&mut self, fields: &Fields) -> Option<Piastres> {
        const LEAST: i64 = 10_000;
        const MOST: i64 = 10_000_000_000;
        let Some(pounds) = self.number(fields, "price") else {
            return self.refused("price", "it is missing or no number");
        };
        match Piastres::from_pounds(pounds).filter(|_| (LEAST..=MOST).contains(&pounds)) {
            Some(price) => Some(price),
            None => self.refused("price", format!("{pounds} is no price of a unit")),
        }
    }

    fn property_type(&mut self, fields: &Fields) -> PropertyType {
        let written = self.text(fields, "type").unwrap_or_default();
        if let Some(exact) = PropertyType::from_english(&written) {
            return exact;
        }
        let bare = fold(&written).replace(' ', "");
        let found = PropertyType::ALL
            .iter()
            .find(|known| fold(known.english()) == bare || fold(known.arabic()).replace(' ', "") == bare);
        let found = found.copied().unwrap_or(PropertyType::Unit);
        self.repaired("type", format!("“{written}” is taken as {}", found.english()));
        found
    }

    /// The size stands under four names, which should agree; the first that can be one is taken.
    fn size(&mut self, fields: &Fields) -> Option<u32> {
        let given: Vec<i64> =
            ["area", "size", "sqm", "bua"].into_iter().filter_map(|field| self.number(fields, field)).collect();
        let Some(size) = given.iter().find(|size| (10..=20_000).contains(*size)) else {
            if let Some(size) = given.first() {
                self.repaired("area", format!("{size} m² cannot be; the size is unknown"));
            }
            return None;
        };
        if given.iter().any(|other| other != size) {
            self.repaired("area", format!("area, size, sqm and bua differ; {size} is taken"));
        }
        u32::try_from(*size).ok()
    }

    /// A count of rooms; none at all in a home means that nobody entered it.
    fn rooms(&mut self, fields: &Fields, field: &'static str, needed: bool) -> Option<u8> {
        let rooms = self.number(fields, field)?;
        let least = i64::from(needed);
        if (least..=15).contains(&rooms) {
            u8::try_from(rooms).ok()
        } else {
            self.repaired(field, format!("{rooms} cannot be; the number is unknown"));
            None
        }
    }

    fn delivery(&mut self, fields: &Fields, description: &str) -> Delivery {
        const FIRST: u16 = 2000;
        const LAST: u16 = 2045;
        let written = self.text(fields, "deliveryDate").unwrap_or_default();
        if written.eq_ignore_ascii_case("delivered") || self.flag(fields, "isDelivered") {
            return Delivery::Delivered;
        }
        if written.is_empty() {
            return Delivery::Unknown;
        }
        // The export fills a year in where it has none; only its description tells.
        if description.to_lowercase().contains("delivery nan") {
            self.repaired("deliveryDate", format!("“{written}” was filled in by the export (“Delivery nan”); unknown"));
            return Delivery::Unknown;
        }
        let year = written.get(..4).and_then(|year| year.parse().ok()).filter(|year| (FIRST..=LAST).contains(year));
        year.map_or_else(
            || {
                self.repaired("deliveryDate", format!("“{written}” cannot be; unknown"));
                Delivery::Unknown
            },
            Delivery::Planned,
        )
    }

    /// The plan, where it is one: some part at once, the rest in months, together about the price. Plans
    /// carry interest, so the sum may exceed the price; one that does not reach it leaves something unsaid.
    fn payment_plan(&mut self, fields: &Fields, price: Piastres) -> Option<PaymentPlan> {
        if self.flag(fields, "isCashOnly") {
            return None;
        }
        let plan: Map<String, Value> = match self.value(fields, "paymentPlan")? {
            Value::Object(plan) => plan,
            _ => return self.without_plan("it is no object"),
        };
        let number = |name: &str| plan.get(name).and_then(whole_number);
        let (Some(percent), Some(years), Some(monthly)) =
            (number("downPayment"), number("installmentYears"), number("monthlyInstallment"))
        else {
            return self.without_plan("it is incomplete");
        };
        if monthly == 0 {
            return self.without_plan("it has no instalment");
        }
        let (Ok(percent), Ok(years), Some(monthly)) =
            (u8::try_from(percent), u8::try_from(years), Piastres::from_pounds(monthly))
        else {
            return self.without_plan("its figures cannot be");
        };
        if percent > 100 || !(1..=40).contains(&years) {
            return self.without_plan("its figures cannot be");
        }
        let down_payment = price.percent(percent);
        let sum = i128::from(down_payment.piastres()) + i128::from(monthly.piastres()) * 12 * i128::from(years);
        let price = i128::from(price.piastres());
        if sum * 10 < price * 9 || sum * 2 > price * 3 {
            return self.without_plan(&format!("it adds up to {} % of the price", sum * 100 / price));
        }
        Some(PaymentPlan { down_payment_percent: percent, down_payment, years, monthly_installment: monthly })
    }

    fn without_plan(&mut self, why: &str) -> Option<PaymentPlan> {
        self.repaired("paymentPlan", format!("{why}; the plan is unknown"));
        None
    }

    fn image(&mut self, fields: &Fields) -> Option<String> {
        let image = self.text(fields, "image")?;
        if (image.starts_with("https://") || image.starts_with("http://")) && !image.contains(char::is_whitespace) {
            return Some(image);
        }
        self.repaired("image", "it is no web address; left out");
        None
    }

    /// The name of a compound or developer; the export writes “Miscellaneous” where it has none.
    fn name(&mut self, fields: &Fields, field: &'static str) -> Option<String> {
        let name = self.text(fields, field)?;
        if ["miscellaneous", "unknown", "other", "n/a", "none"].contains(&name.to_lowercase().as_str()) {
            self.repaired(field, format!("“{name}” is no name; unknown"));
            return None;
        }
        Some(name)
    }

    fn word<T: Copy>(&mut self, fields: &Fields, field: &'static str, words: &[(&str, T)]) -> Option<T> {
        let written = self.text(fields, field)?;
        let folded = fold(&written);
        let found = words.iter().find(|(word, _)| *word == folded).map(|(_, meaning)| *meaning);
        if found.is_none() {
            self.repaired(field, format!("“{written}” is not understood; unknown"));
        }
        found
    }

    fn flag(&mut self, fields: &Fields, field: &'static str) -> bool {
        match self.value(fields, field) {
            None | Some(Value::Bool(false)) => false,
            Some(Value::Bool(true)) => true,
            Some(_) => {
                self.repaired(field, "it is neither true nor false; taken as false");
                false
            }
        }
    }

    /// A text in one line, without what exports write for "nothing".
    fn text(&mut self, fields: &Fields, field: &'static str) -> Option<String> {
        let text = match self.value(fields, field)? {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            _ => {
                self.repaired(field, "it is no text; left out");
                return None;
            }
        };
        let one_line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let clean = one_line.split_whitespace().collect::<Vec<_>>().join(" ");
        let nothing = clean.is_empty() || ["nan", "null", "none", "undefined"].contains(&clean.to_lowercase().as_str());
        (!nothing).then_some(clean)
    }

    fn number(&mut self, fields: &Fields, field: &'static str) -> Option<i64> {
        let value = self.value(fields, field)?;
        let number = whole_number(&value);
        match (&value, number) {
            (_, None) => self.repaired(field, "it is no number; left out"),
            (Value::String(_), Some(number)) => self.repaired(field, format!("it is a text; read as {number}")),
            _ => {}
        }
        number
    }

    fn value(&mut self, fields: &Fields, field: &'static str) -> Option<Value> {
        match serde_json::from_str(fields.get(field)?.get()) {
            Ok(Value::Null) => None,
            Ok(value) => Some(value),
            Err(_) => {
                self.repaired(field, "its value is beyond what can be read; left out");
                None
            }
        }
    }
}

const FINISHING: [(&str, Finishing); 7] = [
    ("fully finished", Finishing::FullyFinished),
    ("finished", Finishing::FullyFinished),
    ("semi finished", Finishing::SemiFinished),
    ("semi-finished", Finishing::SemiFinished),
    ("core and shell", Finishing::CoreAndShell),
    ("core & shell", Finishing::CoreAndShell),
    ("not finished", Finishing::CoreAndShell),
];

const SALE_TYPES: [(&str, SaleType); 3] =
    [("developer", SaleType::Developer), ("primary", SaleType::Developer), ("resale", SaleType::Resale)];

/// A whole number out of JSON: an integer, a float that is one but for rounding, or a text of digits.
fn whole_number(value: &Value) -> Option<i64> {
    const ROUNDING: f64 = 0.005;
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            let float = number.as_f64().filter(|float| float.abs() < 1e15)?;
            #[expect(clippy::cast_possible_truncation, reason = "below 1e15, where every whole number is exact")]
            let whole = float.round() as i64;
            ((float - float.round()).abs() < ROUNDING).then_some(whole)
        }),
        // Folding would drop the sign.
        Value::String(text) if text.trim_start().starts_with(['-', '−', '–']) => None,
        Value::String(text) => {
            let plain = fold(text).replace([',', ' '], "");
            plain.strip_suffix(".0").unwrap_or(&plain).parse().ok()
        }
        _ => None,
    }
}

/// A description without the sentences that only say "nan" and without years such as `2029.0`.
fn without_litter(description: &str) -> String {
    let sentences = description.split_inclusive(". ").filter(|sentence| {
        !sentence.split(|letter: char| !letter.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("nan"))
    });
    let kept: String = sentences.collect();
    kept.replace(".0.", ".").replace(".0 ", " ").trim().to_owned()
}
