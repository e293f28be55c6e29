//! Reads a listing file. The files come from exports with gaps and oddities, so nothing here trusts a
//! field: each is read on its own, repaired where its meaning is beyond doubt, set to unknown where it is
//! not, and every such step is a [`Problem`] in the report. A row that cannot be a unit is refused; the
//! rows around it, and those before the place where a file breaks off, are kept.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{
    places,
    property::{Delivery, Finishing, PaymentPlan, Property, PropertyId, PropertyType, SaleType},
    text::fold,
};
use crate::money::Piastres;

/// What was done about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The row is not taken.
    Refused,
    /// The field was corrected or set to unknown; the row is taken.
    Repaired,
}

/// One thing that was wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Which row, counted from 1; 0 is the file itself.
    pub row: usize,
    /// The row's id as it stands in the file, where it has one.
    pub id: Option<String>,
    /// The field.
    pub field: &'static str,
    /// What was wrong and what was made of it.
    pub problem: String,
    /// What was done.
    pub action: Action,
}

/// A row of the file: the unit, where it is one, and what was wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which row, counted from 1.
    pub number: usize,
    /// The unit; `None` where the row was refused.
    pub property: Option<Property>,
    /// What was wrong.
    pub problems: Vec<Problem>,
}

/// A listing file, split into rows but not yet read.
#[derive(Debug)]
pub struct ListingFile<'a> {
    elements: Vec<&'a [u8]>,
    /// What is wrong with the file itself: it breaks off, or holds no rows.
    pub problems: Vec<Problem>,
}

impl<'a> ListingFile<'a> {
    /// Finds the rows: the elements of the array under `properties`, or of the array that the file is.
    #[must_use]
    pub fn open(bytes: &'a [u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        let rows = match bytes.first() {
            Some(b'[') => Some(bytes),
            Some(b'{') => parts(bytes).0.into_iter().find_map(|member| {
                member
                    .trim_ascii()
                    .strip_prefix(b"\"properties\"")?
                    .trim_ascii_start()
                    .strip_prefix(b":")
                    .map(<[u8]>::trim_ascii_start)
            }),
            _ => None,
        };
        let mut problems = Vec::new();
        let mut note = |problem: &str| {
            problems.push(Problem {
                row: 0,
                id: None,
                field: "file",
                problem: problem.to_owned(),
                action: Action::Refused,
            });
        };
        let elements = match rows {
            Some(rows) if rows.first() == Some(&b'[') => {
                let (elements, whole) = parts(rows);
                if !whole {
                    note("the file breaks off before its end; the rows before that are taken");
                }
                elements
            }
            _ => {
                note("there is no array of rows under \"properties\"");
                Vec::new()
            }
        };
        Self { elements, problems }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Reads the rows one after another. An id that comes twice is refused the second time, and names
    /// that differ only in case or spacing get the spelling that came first.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        let mut seen: HashMap<PropertyId, usize> = HashMap::new();
        let mut spellings: HashMap<String, String> = HashMap::new();
        self.elements.iter().zip(1..).map(move |(element, number)| {
            let mut reader = Reader { number, id: None, problems: Vec::new() };
            let mut property = reader.property(element);
            if let Some(unit) = &mut property {
                for name in [&mut unit.compound, &mut unit.developer].into_iter().flatten() {
                    let known = spellings.entry(fold(name)).or_insert_with(|| name.clone());
                    name.clone_from(known);
                }
                if let Some(first) = seen.get(&unit.id) {
                    let problem = format!("the id is that of row {first} already");
                    reader.note("id", problem, Action::Refused);
                    property = None;
                } else {
                    seen.insert(unit.id.clone(), number);
                }
            }
            Row { number, property, problems: reader.problems }
        })
    }
}

/// Splits a JSON array or object at its commas, without reading what is between them; `false` where the
/// closing bracket is missing. A fault inside one part does not reach the next.
fn parts(bytes: &[u8]) -> (Vec<&[u8]>, bool) {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut in_text, mut escaped) = (1, 0_usize, false, false);
    let mut take = |from: usize, to: usize| {
        let part = bytes.get(from..to).unwrap_or_default().trim_ascii();
        if !part.is_empty() {
            parts.push(part);
        }
    };
    for (index, byte) in bytes.iter().enumerate() {
        if in_text {
            (in_text, escaped) = (escaped || *byte != b'"', !escaped && *byte == b'\\');
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 1 => {
                take(start, index);
                return (parts, true);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 1 => {
                take(start, index);
                start = index + 1;
            }
            _ => {}
        }
    }
    take(start, bytes.len());
    (parts, false)
}

/// The fields of a row, none of which is read before it is asked for: a number that no type can hold
/// spoils its field, not its row.
type Fields<'a> = HashMap<String, &'a RawValue>;

/// Reads one row and keeps what is wrong with it.
struct Reader {
    number: usize,
    id: Option<String>,
    problems: Vec<Problem>,
}

impl Reader {
    fn note(&mut self, field: &'static str, problem: impl Into<String>, action: Action) {
        self.problems.push(Problem { row: self.number, id: self.id.clone(), field, problem: problem.into(), action });
    }

    fn repaired(&mut self, field: &'static str, problem: impl Into<String>) {
        self.note(field, problem, Action::Repaired);
    }

    fn refused<T>(&mut self, field: &'static str, problem: impl Into<String>) -> Option<T> {
        self.note(field, problem, Action::Refused);
        None
    }

    fn property(&mut self, element: &[u8]) -> Option<Property> {
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
        let (raw_description, delivery) =
            (self.text(&fields, "description").unwrap_or_default(), self.delivery(&fields));
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

    fn delivery(&mut self, fields: &Fields) -> Delivery {
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
        let description = self.text(fields, "description").unwrap_or_default().to_lowercase();
        if description.contains("delivery nan") {
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

/// A whole number out of JSON: an integer, a float without a fraction worth naming, or a text of digits.
fn whole_number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            let float = number.as_f64().filter(|float| float.abs() < 1e15)?;
            #[expect(clippy::cast_possible_truncation, reason = "below 1e15, where every whole number is exact")]
            let whole = float.round() as i64;
            Some(whole)
        }),
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn unit() -> Value {
        json!({
            "id": "NC4", "title": "Twinhouse in Solana", "type": "Twin House", "location": "6th settlement",
            "compound": "Solana", "developer": "Ora", "area": 250, "size": 250, "sqm": 250, "bua": 250,
            "bedrooms": 3, "bathrooms": 23, "price": 10_000_000, "pricePerSqm": 40_000, "deliveryDate": "2027",
            "paymentPlan": {"downPayment": 10, "installmentYears": 5, "monthlyInstallment": 150_000},
            "image": "https://example.com/a.png", "description": "Luxury Twinhouse. Delivery 2027.0."
        })
    }

    fn read(rows: &[Value]) -> Vec<Row> {
        let bytes = serde_json::to_vec(&json!({"metadata": {"note": "[{,"}, "properties": rows})).unwrap();
        let file = ListingFile::open(&bytes);
        assert_eq!(file.problems, []);
        file.rows().collect()
    }

    fn changed(field: &str, value: Value) -> Row {
        let mut row = unit();
        row[field] = value;
        read(&[row]).remove(0)
    }

    fn fields(row: &Row) -> Vec<&str> {
        row.problems.iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn s6_types_and_areas_become_canonical_and_impossible_rooms_unknown_each_with_a_line() {
        let row = read(&[unit()]).remove(0);
        assert_eq!(fields(&row), ["type", "bathrooms"]);
        let unit = row.property.unwrap();
        assert_eq!((unit.property_type, unit.location.as_str()), (PropertyType::Twinhouse, "6th Settlement"));
        assert_eq!((unit.bathrooms, unit.delivery), (None, Delivery::Planned(2027)));
        assert_eq!(unit.description, "Luxury Twinhouse. Delivery 2027.");
    }

    #[test]
    fn s6_a_delivery_that_the_export_filled_in_is_unknown() {
        let row = changed("description", json!("Luxury Twinhouse. Delivery nan."));
        let unit = row.property.unwrap();
        assert_eq!((unit.delivery, unit.description.as_str()), (Delivery::Unknown, "Luxury Twinhouse."));
        assert_eq!(changed("deliveryDate", json!("2098")).property.unwrap().delivery, Delivery::Unknown);
    }

    #[test]
    fn s6_a_plan_without_instalments_or_that_does_not_reach_the_price_is_unknown() {
        for plan in [
            json!({"downPayment": 10, "installmentYears": 1, "monthlyInstallment": 0}),
            json!({"downPayment": 10, "installmentYears": 7, "monthlyInstallment": 19_537}),
            json!({"downPayment": 10}),
            json!({"downPayment": 300, "installmentYears": 5, "monthlyInstallment": 150_000}),
            json!("none"),
        ] {
            let row = changed("paymentPlan", plan);
            assert!(fields(&row).contains(&"paymentPlan"));
            assert_eq!(row.property.unwrap().payment_plan, None);
        }
    }

    #[test]
    fn s6_a_row_that_cannot_be_a_unit_is_refused_with_its_reason() {
        for (field, value) in [
            ("id", json!("")),
            ("id", json!(12)),
            ("id", json!("NC-1")),
            ("price", json!(0)),
            ("price", json!(-5)),
            ("price", json!("a lot")),
            ("price", json!(null)),
            ("location", json!("nan")),
            ("location", json!(null)),
        ] {
            let row = changed(field, value.clone());
            assert!(row.property.is_none(), "{field} {value}");
            assert!(row.problems.iter().any(|problem| problem.field == field && problem.action == Action::Refused));
        }
    }

    #[test]
    fn s6_wrong_types_spoil_their_field_and_not_their_row() {
        for (field, value) in [
            ("area", json!(0)),
            ("area", json!([1])),
            ("bedrooms", json!("many")),
            ("compound", json!({})),
            ("image", json!("javascript:alert(1)")),
            ("finishing", json!("golden")),
            ("isDelivered", json!("perhaps")),
            ("title", json!(false)),
        ] {
            let row = changed(field, value.clone());
            assert!(fields(&row).contains(&field), "{field} {value}: {:?}", row.problems);
            assert!(row.property.is_some(), "{field} {value}");
        }
    }

    #[test]
    fn s6_a_broken_or_truncated_file_gives_its_good_rows() {
        let good = unit().to_string();
        let huge = good.replace("\"price\":10000000", "\"price\":1e400");
        let odd = good.replace("NC4", "NC5").replace("\"area\":250", "\"area\":1e400");
        let text = format!("{{\"properties\":[{huge},{odd},{{\"id\":NC9}},7,{good},{{\"id\":\"NC6\",\"pri");
        let file = ListingFile::open(text.as_bytes());
        let rows: Vec<Row> = file.rows().collect();
        assert_eq!(file.problems.len(), 1);
        let taken: Vec<&str> =
            rows.iter().filter_map(|row| row.property.as_ref()).map(|unit| unit.id.as_str()).collect();
        assert_eq!(taken, ["NC5", "NC4"]);
        assert!(rows.iter().filter(|row| row.property.is_none()).all(|row| !row.problems.is_empty()));
        for none in ["", "null", "{}", "{\"properties\":7}", "\u{FEFF}\"x\""] {
            assert_eq!(ListingFile::open(none.as_bytes()).problems.len(), 1, "{none}");
        }
    }

    #[test]
    fn s6_a_second_row_with_the_same_id_is_refused() {
        let rows = read(&[unit(), unit()]);
        assert!(rows[0].property.is_some() && rows[1].property.is_none());
    }

    proptest! {
        #[test]
        fn s6_no_bytes_whatever_make_reading_fail(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = ListingFile::open(&bytes).rows().count();
        }

        #[test]
        fn s6_no_damage_to_one_row_loses_its_neighbours(cut in 1_usize..300, junk in "[a-z0-9:\\. ]{0,8}") {
            // Damage that keeps brackets and quotes balanced stays inside its row.
            let mut damaged = unit().to_string().replace("NC4", "NC5");
            let at = damaged.char_indices().map(|(at, _)| at).filter(|at| damaged[*at..].starts_with(',') || damaged[*at..].starts_with(':')).nth(cut % 20).unwrap_or(1);
            damaged.insert_str(at, &junk);
            let text = format!("[{},{damaged},{}]", unit(), unit().to_string().replace("NC4", "NC6"));
            let ids: Vec<String> = ListingFile::open(text.as_bytes()).rows().filter_map(|row| row.property).map(|unit| unit.id.to_string()).collect();
            prop_assert!(ids.contains(&"NC4".to_owned()) && ids.contains(&"NC6".to_owned()));
        }
    }
}
