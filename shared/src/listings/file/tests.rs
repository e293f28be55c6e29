#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::listings::property::{Delivery, PropertyType};

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
    let (rows, problem) = whole(&bytes);
    assert_eq!(problem, None);
    rows
}

/// The rows of a file that comes in one piece, and what is wrong with the file itself.
fn whole(bytes: &[u8]) -> (Vec<Row>, Option<Problem>) {
    in_pieces(bytes, bytes.len().max(1))
}

fn in_pieces(bytes: &[u8], size: usize) -> (Vec<Row>, Option<Problem>) {
    let mut file = ListingFile::default();
    let mut rows = Vec::new();
    for mut piece in bytes.chunks(size) {
        while let Some(row) = file.next_row(&mut piece) {
            rows.push(row);
        }
    }
    let (last, problem) = file.finish();
    rows.extend(last);
    assert_eq!((file.rows(), file.offset()), (rows.len(), bytes.len() as u64));
    (rows, problem)
}

fn changed(field: &str, value: Value) -> Row {
    let mut row = unit();
    row[field] = value;
    read(&[row]).remove(0)
}

fn fields(row: &Row) -> Vec<&str> {
    row.problems.iter().map(|problem| &*problem.field).collect()
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
        ("price", json!("-9000000")),
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
    let (rows, problem) = whole(text.as_bytes());
    assert!(problem.unwrap().problem.contains("breaks off"));
    let taken: Vec<&str> = rows.iter().filter_map(|row| row.property.as_ref()).map(|unit| unit.id.as_str()).collect();
    assert_eq!(taken, ["NC5", "NC4"]);
    assert!(rows.iter().filter(|row| row.property.is_none()).all(|row| !row.problems.is_empty()));
    for none in ["", "null", "{}", "{\"properties\":7}", "\u{FEFF}\"x\""] {
        let (rows, problem) = whole(none.as_bytes());
        assert_eq!((rows, problem.map(|problem| problem.row)), (vec![], Some(0)), "{none}");
    }
}

#[test]
fn s6_a_second_row_with_the_same_id_is_refused() {
    let rows = read(&[unit(), unit()]);
    assert!(rows[0].property.is_some() && rows[1].property.is_none());
}

#[test]
fn s6_a_row_that_is_too_long_is_refused_and_what_is_said_of_it_is_short() {
    let long = unit().to_string().replace("6th settlement", &"س".repeat(2_000));
    let longer = unit().to_string().replace("6th settlement", &"x".repeat(LONGEST_ROW)).replace("NC4", "NC5");
    let (rows, problem) = whole(format!("[{long},{longer},{}]", unit().to_string().replace("NC4", "NC6")).as_bytes());
    assert_eq!((rows.len(), problem), (3, None));
    assert!(rows[0].problems.iter().all(|problem| problem.problem.len() <= 300));
    assert_eq!((rows[1].property.is_none(), fields(&rows[1])), (true, vec!["row"]));
    assert!(rows[2].property.is_some());
}

#[test]
fn s6_names_get_the_spelling_that_came_first() {
    let second = unit().to_string().replace("NC4", "NC5").replace("Solana\",", "SOLANA\",");
    let (rows, _) = whole(format!("[{},{second}]", unit()).as_bytes());
    assert_eq!(rows[1].property.as_ref().unwrap().compound.as_deref(), Some("Solana"));
}

proptest! {
    #[test]
    fn s6_ids_that_differ_are_remembered_as_different_numbers(one in "[A-Z]{2,4}[0-9]{1,9}", other in "[A-Z]{2,4}[0-9]{1,9}") {
        let (one, other): (PropertyId, PropertyId) = (one.parse().unwrap(), other.parse().unwrap());
        prop_assert_eq!(packed(&one) == packed(&other), one == other);
    }

    #[test]
    fn s6_a_file_that_comes_in_pieces_has_the_same_rows(size in 1_usize..700, cut in 0_usize..3_000) {
        let rows: Vec<Value> = (1..5).map(|number| {
            let mut row = unit();
            row["id"] = json!(format!("NC{}", number % 4));
            row
        }).collect();
        let mut bytes = serde_json::to_vec(&json!({"properties": rows})).unwrap();
        bytes.truncate(cut.max(40));
        prop_assert_eq!(in_pieces(&bytes, size), whole(&bytes));
    }

    #[test]
    fn s6_no_bytes_whatever_make_reading_fail(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = whole(&bytes);
        let _ = whole(&[b"[", bytes.as_slice()].concat());
    }

    #[test]
    fn s6_no_damage_to_one_row_loses_its_neighbours(cut in 1_usize..300, junk in "[a-z0-9:\\. ]{0,8}") {
        // Damage that keeps brackets and quotes balanced stays inside its row.
        let mut damaged = unit().to_string().replace("NC4", "NC5");
        let at = damaged.char_indices().map(|(at, _)| at).filter(|at| damaged[*at..].starts_with(',') || damaged[*at..].starts_with(':')).nth(cut % 20).unwrap_or(1);
        damaged.insert_str(at, &junk);
        let text = format!("[{},{damaged},{}]", unit(), unit().to_string().replace("NC4", "NC6"));
        let ids: Vec<String> = whole(text.as_bytes()).0.into_iter().filter_map(|row| row.property).map(|unit| unit.id.to_string()).collect();
        prop_assert!(ids.contains(&"NC4".to_owned()) && ids.contains(&"NC6".to_owned()));
    }
}
