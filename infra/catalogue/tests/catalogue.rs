//! The catalogue from outside: what ingestion, search and the acceptance questions need of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

use std::collections::{BTreeMap, BTreeSet, HashSet};

use catalogue::{DEFAULT_SEED, DEFAULT_UNITS, ListingFile, Unit, generate};

fn shipped() -> ListingFile {
    generate(DEFAULT_SEED, DEFAULT_UNITS)
}

fn json(file: &ListingFile) -> String {
    serde_json::to_string(file).unwrap()
}

/// How many units there are of each value of `field`.
fn counts<'a>(file: &'a ListingFile, field: impl Fn(&'a Unit) -> &'a str) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for unit in &file.properties {
        *counts.entry(field(unit)).or_default() += 1;
    }
    counts
}

fn three_bedroom_apartments_in_new_cairo(file: &ListingFile) -> impl Iterator<Item = &Unit> {
    let asked = |unit: &&Unit| unit.location == "New Cairo" && unit.kind == "Apartment" && unit.bedrooms == 3;
    file.properties.iter().filter(asked)
}

#[test]
fn one_seed_gives_the_same_bytes_and_another_seed_others() {
    assert_eq!(json(&shipped()), json(&shipped()));
    assert_ne!(json(&generate(1, 50)), json(&generate(2, 50)));
}

/// Pins the shipped catalogue on every machine: all draws lead to the sum of the prices. A deliberate change of the
/// tables changes both.
#[test]
fn the_first_unit_and_the_sum_of_all_prices_are_always_these() {
    let file = shipped();
    let expected = serde_json::json!({
        "id": "NC1",
        "title": "Apartment in Tarfat Commons",
        "titleAr": "شقة في طرفة كومنز",
        "type": "Apartment",
        "location": "Mostakbal City",
        "compound": "Tarfat Commons",
        "compoundAr": "طرفة كومنز",
        "developer": "Velmora Group",
        "developerAr": "مجموعة فيلمورا",
        "area": 187,
        "size": 187,
        "sqm": 187,
        "bua": 187,
        "bedrooms": 3,
        "bathrooms": 3,
        "price": 11_150_000,
        "pricePerSqm": 59_626,
        "deliveryDate": "2028",
        "paymentPlan": {
            "downPayment": 10,
            "installmentYears": 8,
            "monthlyInstallment": 104_531
        },
        "image": "https://placehold.co/600x400/2f5d50/ffffff?text=Apartment",
        "description": "Apartment of 187 m² with 3 bedrooms and 3 bathrooms in Tarfat Commons, Mostakbal City, by Velmora Group. The living room opens onto a wide balcony. Shops and a nursery are inside the gates. Sample data, not an offer.",
        "descriptionAr": "شقة بمساحة 187 م²، 3 غرف نوم و3 حمامات، في طرفة كومنز، مدينة المستقبل، من مجموعة فيلمورا. تطل غرفة المعيشة على شرفة واسعة. داخل الأسوار محلات وحضانة أطفال. بيانات تجريبية وليست عرضًا.",
        "saleType": "Resale",
        "isDelivered": false,
        "isCashOnly": false,
        "isNawyNow": false,
        "sample": true
    });
    assert_eq!(serde_json::to_value(&file.properties[0]).unwrap(), expected);
    let prices: u64 = file.properties.iter().map(|unit| unit.price).sum();
    assert_eq!(prices, 50_175_448_000);
}

#[test]
fn it_has_as_many_units_as_asked_for_and_says_so() {
    let file = shipped();
    assert_eq!((file.properties.len(), file.metadata.total_properties), (3_274, 3_274));
    assert!(generate(1, 0).properties.is_empty());
}

#[test]
fn all_of_it_is_marked_as_a_sample() {
    let file = shipped();
    assert!(file.metadata.sample && file.metadata.note.contains("invented"));
    for unit in &file.properties {
        assert!(unit.sample);
        assert!(unit.description.ends_with(" Sample data, not an offer."), "{}", unit.description);
        assert!(unit.description_ar.ends_with(" بيانات تجريبية وليست عرضًا."), "{}", unit.description_ar);
    }
}

#[test]
fn the_numeric_part_of_an_id_is_unique_and_its_letters_name_the_area() {
    let file = shipped();
    let numbers: BTreeSet<usize> = file.properties.iter().map(|unit| unit.id[2..].parse().unwrap()).collect();
    assert_eq!(numbers.len(), file.properties.len());
    for unit in &file.properties {
        let letters = match unit.location {
            "New Cairo" | "Mostakbal City" | "Golden Square" | "6th Settlement" => "NC",
            "Sheikh Zayed" => "SH",
            "New Zayed" | "New Administrative Capital" => "NE",
            "North Coast" => "NO",
            "Red Sea" => "RE",
            other => panic!("{other} is no area of the catalogue"),
        };
        assert_eq!(&unit.id[..2], letters);
    }
}

#[test]
fn every_area_and_type_is_there_in_fair_numbers() {
    let file = shipped();
    let locations = counts(&file, |unit| unit.location);
    assert_eq!(locations.len(), 9);
    assert!(locations.values().all(|&count| count >= 100), "{locations:?}");
    assert!((1_350..1_600).contains(&locations["New Cairo"]), "{locations:?}");

    let kinds = counts(&file, |unit| unit.kind);
    assert_eq!(kinds.len(), 11);
    assert!(kinds.values().all(|&count| count >= 30), "{kinds:?}");
    assert_eq!(kinds.iter().max_by_key(|(_, count)| **count).unwrap().0, &"Apartment");
}

#[test]
fn a_compound_has_one_area_one_developer_and_one_arabic_name() {
    let file = shipped();
    let compounds: BTreeSet<_> = file
        .properties
        .iter()
        .map(|unit| (unit.compound, unit.compound_ar, unit.location, unit.developer, unit.developer_ar))
        .collect();
    assert_eq!(compounds.len(), 70);
    assert_eq!(counts(&file, |unit| unit.compound).len(), 70);
    assert_eq!(counts(&file, |unit| unit.compound_ar).len(), 70);
    assert_eq!(counts(&file, |unit| unit.developer).len(), 25);
    assert_eq!(counts(&file, |unit| unit.developer_ar).len(), 25);
}

/// Ingestion drops what differs in its id alone; so would a person who compares type, place, size and price.
#[test]
fn no_two_units_differ_in_their_id_alone() {
    let file = generate(DEFAULT_SEED, 50_000);
    let distinct: HashSet<_> =
        file.properties.iter().map(|unit| (unit.compound, unit.kind, unit.area, unit.price)).collect();
    assert_eq!(distinct.len(), file.properties.len());
}

#[test]
fn sizes_rooms_and_prices_are_plausible() {
    for unit in shipped().properties {
        assert_eq!((unit.area, unit.area, unit.area), (unit.size, unit.sqm, unit.bua));
        assert!((25..=700).contains(&unit.area), "{unit:?}");
        assert!((20_000..=500_000).contains(&unit.price_per_sqm), "{unit:?}");
        assert!(unit.price.abs_diff(unit.price_per_sqm * unit.area) <= unit.area / 2 + 1, "{unit:?}");
        let is_for_work = matches!(unit.kind, "Office" | "Clinic" | "Retail");
        assert_eq!(unit.bedrooms == 0 && unit.bathrooms == 0, is_for_work, "{unit:?}");
        assert!(unit.bedrooms <= 6 && unit.bathrooms <= unit.bedrooms + 1, "{unit:?}");
        let is_coastal = matches!(unit.location, "North Coast" | "Red Sea");
        assert!(is_coastal || unit.kind != "Chalet", "{unit:?}");
    }
}

#[test]
fn every_area_has_cheap_and_dear_homes() {
    let file = shipped();
    for location in counts(&file, |unit| unit.location).into_keys() {
        let homes = file.properties.iter().filter(|unit| unit.location == location && unit.bedrooms > 0);
        let prices: Vec<u64> = homes.map(|unit| unit.price_per_sqm).collect();
        let (least, most) = (prices.iter().min().unwrap(), prices.iter().max().unwrap());
        assert!(*most >= 2 * least && *least <= 50_000, "{location}: {least} to {most} EGP per m²");
    }
}

#[test]
fn a_plan_adds_up_to_the_price() {
    for unit in shipped().properties {
        let Some(plan) = unit.payment_plan else {
            assert!(unit.is_cash_only);
            continue;
        };
        assert!(!unit.is_cash_only);
        assert!((5..=25).contains(&plan.down_payment) && (3..=12).contains(&plan.installment_years), "{unit:?}");
        let months = plan.installment_years * 12;
        let sum = unit.price * plan.down_payment / 100 + plan.monthly_installment * months;
        assert!(sum.abs_diff(unit.price) <= months / 2, "{unit:?}");
    }
}

#[test]
fn some_units_are_delivered_some_cash_only_and_some_leave_things_open() {
    let file = shipped();
    let per_mille = |is: fn(&Unit) -> bool| file.properties.iter().filter(|unit| is(unit)).count() * 1_000 / 3_274;
    assert!((40..200).contains(&per_mille(|unit| unit.is_delivered == Some(true))));
    assert!((50..200).contains(&per_mille(|unit| unit.is_cash_only)));
    assert!((50..400).contains(&per_mille(|unit| unit.sale_type == "Resale")));
    assert!((50..100).contains(&per_mille(|unit| unit.delivery_date.is_none())));
    assert!((50..100).contains(&per_mille(|unit| unit.finishing.is_none())));
    for unit in &file.properties {
        match unit.delivery_date.as_deref() {
            None => assert_eq!(unit.is_delivered, None),
            Some("Delivered") => assert_eq!(unit.is_delivered, Some(true)),
            Some(year) => {
                assert!((2026..=2031).contains(&year.parse::<u16>().unwrap()), "{unit:?}");
                assert_eq!(unit.is_delivered, Some(false));
            }
        }
    }
}

#[test]
fn arabic_fields_are_in_arabic_script_and_english_ones_are_not() {
    let is_arabic = |letter: char| ('\u{0600}'..='\u{06FF}').contains(&letter);
    for unit in shipped().properties {
        for text in [&unit.title_ar, &unit.description_ar, unit.compound_ar, unit.developer_ar] {
            assert!(
                text.chars().any(is_arabic) && !text.contains(|letter: char| letter.is_ascii_alphabetic()),
                "{text}"
            );
        }
        for text in [&unit.title, &unit.description, unit.compound, unit.developer] {
            assert!(!text.chars().any(is_arabic), "{text}");
        }
    }
}

#[test]
fn the_acceptance_questions_have_many_answers() {
    let file = shipped();
    let below = |limit: u64| three_bedroom_apartments_in_new_cairo(&file).filter(|unit| unit.price < limit).count();
    assert!(below(10_000_000) >= 20, "{}", below(10_000_000));
    let all = three_bedroom_apartments_in_new_cairo(&file).count();
    assert!(all > below(10_000_000), "the limit has to leave some out");

    let small_and_cheap = file.properties.iter().filter(|unit| {
        unit.location == "New Cairo" && unit.kind == "Apartment" && unit.bedrooms <= 2 && unit.price < 5_000_000
    });
    assert!(small_and_cheap.count() >= 20);
}

/// A compound whose name is a word that people search by would be named by accident.
#[test]
fn no_compound_is_called_by_a_word_of_everyday_questions() {
    let everyday = ["garden", "view", "sea", "cheap", "park", "city", "square", "home", "villa", "beach", "lake"];
    for compound in counts(&shipped(), |unit| unit.compound).into_keys() {
        let name = compound.to_lowercase();
        assert!(name.contains(' ') && !name.split(' ').any(|word| everyday.contains(&word)), "{compound}");
    }
}
