//! Questions and what they must be understood as.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

use std::{fmt::Write as _, sync::LazyLock};

use proptest::prelude::*;

use super::{
    Gazetteer, Name, NameKind, Sort, Understood, Widened, meaning::Meaning, opening, terms::cut, understand,
    vocabulary::VOCABULARY,
};
use crate::{
    language::Language,
    listings::{filters::Slot, property::PropertyId},
    money::Piastres,
};

/// The names of a small market: five areas, some compounds with hard names, some developers.
pub(super) fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(small_market);
    &GAZETTEER
}

fn small_market() -> Gazetteer {
    let name = |kind, english: &str, arabic: &str| Name {
        kind,
        english: english.to_owned(),
        arabic: (!arabic.is_empty()).then(|| arabic.to_owned()),
    };
    Gazetteer::new([
        name(NameKind::Location, "New Cairo", "القاهرة الجديدة"),
        name(NameKind::Location, "Sheikh Zayed", "الشيخ زايد"),
        name(NameKind::Location, "New Zayed", ""),
        name(NameKind::Location, "Mostakbal City", ""),
        name(NameKind::Location, "New Administrative Capital", ""),
        name(NameKind::Location, "North Coast", ""),
        name(NameKind::Location, "Red Sea", ""),
        name(NameKind::Location, "6th Settlement", ""),
        name(NameKind::Location, "Golden Square", ""),
        name(NameKind::Compound, "Hyde Park", "هايد بارك"),
        name(NameKind::Compound, "Hyde Park Central", ""),
        name(NameKind::Compound, "Mountain View iCity New Cairo", ""),
        name(NameKind::Compound, "Sodic East", ""),
        name(NameKind::Compound, "Mivida", "ميفيدا"),
        name(NameKind::Compound, "L'Avenir", ""),
        name(NameKind::Compound, "District 5", ""),
        name(NameKind::Compound, "The Square", ""),
        name(NameKind::Compound, "The Waterway New Cairo", ""),
        name(NameKind::Compound, "The Waterway Villas", ""),
        name(NameKind::Compound, "DO", ""),
        name(NameKind::Compound, "Trio", ""),
        name(NameKind::Compound, "Madinaty", "مدينتي"),
        name(NameKind::Compound, "El Gouna", "الجونة"),
        name(NameKind::Compound, "Wahat Nuwwar", "واحة نوار"),
        name(NameKind::Compound, "Palm Hills New Cairo", ""),
        name(NameKind::Compound, "Rawdat Al Rihan", "روضة الريحان"),
        name(NameKind::Compound, "Qasr Sirin", "قصر سيرين"),
        name(NameKind::Compound, "Tawus Residence", "طاووس ريزيدنس"),
        name(NameKind::Compound, "Nuqtara Exchange", "نقطارة إكستشينج"),
        name(NameKind::Developer, "Hyde Park", "هايد بارك"),
        name(NameKind::Developer, "Palm Hills Developments", "بالم هيلز"),
        name(NameKind::Developer, "SODIC", "سوديك"),
        name(NameKind::Developer, "Emaar Misr", "إعمار مصر"),
        name(NameKind::Developer, "Talaat Moustafa Group (TMG) Holding", "مجموعة طلعت مصطفى"),
        name(NameKind::Developer, "Madinet Masr", ""),
        name(NameKind::Developer, "Korvane Developments", "كورفان للتطوير"),
        name(NameKind::Developer, "One Development", ""),
        name(NameKind::Developer, "Lazwardi Estates", "لازوردي إستيتس"),
    ])
}

/// What was understood, in one line: `beds 3..3, price ..10000000` and so on.
pub(super) fn compact(understood: &Understood) -> String {
    let filters = &understood.filters;
    let mut parts: Vec<String> = Vec::new();
    let mut list = |label: &str, items: Vec<&str>| {
        if !items.is_empty() {
            parts.push(format!("{label} {}", items.join("|")));
        }
    };
    list("type", filters.types.iter().map(|kind| kind.english()).collect());
    list("in", filters.locations.iter().map(String::as_str).collect());
    list("compound", filters.compounds.iter().map(String::as_str).collect());
    list("by", filters.developers.iter().map(String::as_str).collect());
    list("unknown", understood.unknown_places.iter().map(String::as_str).collect());
    list("finish", filters.finishing.iter().map(|finishing| finishing.english()).collect());
    list("sale", filters.sale_type.iter().map(|sale_type| sale_type.english()).collect());
    list("not type", filters.not.types.iter().map(|kind| kind.english()).collect());
    list("not in", filters.not.locations.iter().map(String::as_str).collect());
    list("not compound", filters.not.compounds.iter().map(String::as_str).collect());
    list("not by", filters.not.developers.iter().map(String::as_str).collect());
    list("not finish", filters.not.finishing.iter().map(|finishing| finishing.english()).collect());
    list("id", understood.property_ids.iter().map(PropertyId::as_str).collect());
    let mut range = |label: &str, least: Option<i64>, most: Option<i64>| {
        if least.is_some() || most.is_some() {
            let end = |end: Option<i64>| end.map(|end| end.to_string()).unwrap_or_default();
            parts.push(format!("{label} {}..{}", end(least), end(most)));
        }
    };
    let pounds = |amount: Option<Piastres>| amount.map(Piastres::pounds);
    range("beds", filters.min_bedrooms.map(i64::from), filters.max_bedrooms.map(i64::from));
    range("baths", filters.min_bathrooms.map(i64::from), filters.max_bathrooms.map(i64::from));
    range("size", filters.min_size_sqm.map(i64::from), filters.max_size_sqm.map(i64::from));
    range("price", pounds(filters.min_price), pounds(filters.max_price));
    range("metre", pounds(filters.min_price_per_sqm), pounds(filters.max_price_per_sqm));
    range("down%", None, filters.max_down_payment_percent.map(i64::from));
    range("down", None, pounds(filters.max_down_payment));
    range("years", filters.min_plan_years.map(i64::from), None);
    range("monthly", None, pounds(filters.max_monthly_installment));
    range("delivery", filters.min_delivery_year.map(i64::from), filters.max_delivery_year.map(i64::from));
    for (said, word) in
        [(filters.instalments, "instalments"), (filters.delivered, "ready"), (filters.off_plan, "off plan")]
    {
        parts.extend(said.then(|| word.to_owned()));
    }
    parts.extend(understood.sort.map(|sort| format!("sort {sort:?}")));
    parts.extend(understood.widened.iter().map(|widened| format!("{} for {}", widened.area, widened.asked)));
    parts.extend(understood.follow_ups.iter().map(|follow_up| format!("follow {follow_up:?}")));
    parts.extend(understood.opened.iter().map(|slot| format!("any {slot:?}")));
    parts.extend(understood.asked_about.iter().map(|slot| format!("asks {slot:?}")));
    parts.join(", ")
}

/// Each question with what it must be understood as; all faults are shown at once.
pub(super) fn assert_understood(table: &[(&str, &str)]) {
    let gazetteer = gazetteer();
    let mut faults = String::new();
    for (question, expected) in table {
        let found = compact(&understand(question, gazetteer));
        if found != *expected {
            writeln!(faults, "{question}\n  expected {expected}\n  found    {found}").unwrap();
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn whole_questions_are_understood() {
    assert_understood(&[
        ("عايز شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون", "type Apartment, in New Cairo, beds 3..3, price ..10000000"),
        (
            "3 bedroom apartment in New Cairo under 10 million",
            "type Apartment, in New Cairo, beds 3..3, price ..10000000",
        ),
        (
            "Looking for a 2BR flat in Sheikh Zayed, budget 5M",
            "type Apartment, in Sheikh Zayed, beds 2..2, price ..5000000",
        ),
        ("عاوز فيلا في الشيخ زايد بحد اقصى ٢٠ مليون جنيه", "type Villa, in Sheikh Zayed, price ..20000000"),
        (
            "ana 3ayez sha2a 3 owad fel tagamo3 ta7t 10 melyon",
            "type Apartment, in New Cairo, beds 3..3, price ..10000000",
        ),
        ("3ayza villa fe el sahel 7awaly 20 melyon", "type Villa, in North Coast, price 18000000..22000000"),
        (
            "sha2a fi el tagamo3 el khames, 150 metr, ta2seet 8 sneen",
            "type Apartment, in New Cairo, size 135..165, years 8..",
        ),
        ("شقة 3 bedrooms في Hyde Park بـ 8 مليون", "type Apartment, compound Hyde Park, beds 3..3, price ..8000000"),
        (
            "townhouse or twin house in Mostakbal City, ready to move, fully finished",
            "type Townhouse|Twinhouse, in Mostakbal City, finish Fully Finished, ready",
        ),
        (
            "شقة غرفتين وحمامين في مدينة المستقبل مساحة ١٢٠ متر مقدم ١٠٪ وتقسيط على ٨ سنين",
            "type Apartment, in Mostakbal City, beds 2..2, baths 2..2, size 108..132, down% ..10, years 8..",
        ),
        (
            "Chalet in the North Coast with 10% down over 8 years, delivery 2027",
            "type Chalet, in North Coast, down% ..10, years 8.., delivery ..2027",
        ),
        (
            "محتاج مكتب اداري في العاصمة الادارية ١٠٠ متر تحت ٥ مليون استلام ٢٠٢٧",
            "type Office, in New Administrative Capital, size 90..110, price ..5000000, delivery ..2027",
        ),
        (
            "I want a penthouse in Sodic East between 10 and 15 million EGP with 4 bedrooms and 3 bathrooms",
            "type Penthouse, compound Sodic East, beds 4..4, baths 3..3, price 10000000..15000000",
        ),
        ("hi amr, can you please show me the cheapest villas in new zayed?", "type Villa, in New Zayed, sort Cheapest"),
        ("هل يوجد لديكم شقق للبيع في القاهرة الجديدة؟", "type Apartment, in New Cairo"),
        ("Apartment in Palm Hills New Cairo, resale", "type Apartment, compound Palm Hills New Cairo, sale Resale"),
        (
            "clinic 60 sqm in the new capital, installments over 6 years, 50k monthly",
            "type Clinic, in New Administrative Capital, size 54..66, years 6.., monthly ..50000",
        ),
        (
            "محل تجاري في العاصمة بمقدم مليون وقسط ١٠٠ الف في الشهر",
            "type Retail, in New Administrative Capital, down ..1000000, monthly ..100000",
        ),
        (
            "دوبلكس متشطب استلام فوري في الجولدن سكوير من المطور",
            "type Duplex, in Golden Square, finish Fully Finished, sale Developer, ready",
        ),
        ("معايا 5 مليون وعايز شقة 3 اوض", "type Apartment, beds 3..3, price ..5000000"),
        ("tell me about NC123", "id NC123"),
        ("قارن بين NC4 و nc1234", "id NC4|NC1234"),
    ]);
}

#[test]
fn types_are_understood() {
    assert_understood(&[
        ("apartment", "type Apartment"),
        ("flats", "type Apartment"),
        ("apt", "type Apartment"),
        ("شقة", "type Apartment"),
        ("الشقق", "type Apartment"),
        ("للشقق", "type Apartment"),
        ("شَقّة", "type Apartment"),
        ("villa or townhouse", "type Villa|Townhouse"),
        ("villas, townhouses and twin houses", "type Villa|Townhouse|Twinhouse"),
        ("فيلا او تاون", "type Villa|Townhouse"),
        ("فلل وتاون هاوس", "type Villa|Townhouse"),
        ("ڤيلا", "type Villa"),
        ("فيلا تاون هاوس", "type Townhouse"),
        ("villa/townhouse", "type Villa|Townhouse"),
        ("duplex apartment", "type Duplex"),
        ("شقة دوبلكس", "type Duplex"),
        ("apartment, duplex", "type Apartment|Duplex"),
        ("studio apartment", "type Studio"),
        ("استوديو", "type Studio"),
        ("بنتهاوس", "type Penthouse"),
        ("roof", "type Penthouse"),
        ("توين هاوس", "type Twinhouse"),
        ("شاليهات", "type Chalet"),
        ("كابينة", "type Cabin"),
        ("عيادة", "type Clinic"),
        ("3yada", "type Clinic"),
        ("retail shop", "type Retail"),
        ("وحدة ادارية", "type Office"),
        ("a villa, not an apartment", "type Villa, not type Apartment"),
        ("شقة مش فيلا", "type Apartment, not type Villa"),
        ("home", ""),
        ("عقار", ""),
    ]);
}

#[test]
fn names_are_understood() {
    assert_understood(&[
        ("بالتجمع", "in New Cairo"),
        ("التجمع الخامس", "in New Cairo"),
        ("تجمع خامس", "in New Cairo"),
        ("التجمع السادس", "in 6th Settlement"),
        ("5th settlement", "in New Cairo"),
        ("6th settlement", "in 6th Settlement"),
        ("el tagamo3", "in New Cairo"),
        ("فى الشيخ زايد", "in Sheikh Zayed"),
        ("بالشيخ زايد", "in Sheikh Zayed"),
        ("والشيخ زايد", "in Sheikh Zayed"),
        ("زايد الجديدة", "in New Zayed"),
        ("للساحل", "in North Coast"),
        ("new cairo or sheikh zayed", "in New Cairo|Sheikh Zayed"),
        ("التجمع او زايد", "in New Cairo|Sheikh Zayed"),
        ("الغردقة", "in Red Sea, Red Sea for الغردقة"),
        ("el gouna", "compound El Gouna"),
        ("مدينتي", "compound Madinaty"),
        ("بمدينتي", "compound Madinaty"),
        ("Hyde Park", "compound Hyde Park"),
        ("Hyde Park Central", "compound Hyde Park Central"),
        ("hyde park developer", "compound Hyde Park"),
        ("developer Hyde Park", "by Hyde Park"),
        ("شركة هايد بارك", "by Hyde Park"),
        ("كمبوند هايد بارك", "compound Hyde Park"),
        ("hydepark", "compound Hyde Park"),
        ("hyde prak", "compound Hyde Park"),
        ("hide park", "compound Hyde Park"),
        ("lavenir", "compound L'Avenir"),
        ("l avenir", "compound L'Avenir"),
        ("mivda", ""),
        ("mivvida", "compound Mivida"),
        ("ميفدا", ""),
        ("mountain view icity", "compound Mountain View iCity New Cairo"),
        ("the waterway", "compound The Waterway New Cairo"),
        ("waterway villa", "type Villa, compound The Waterway New Cairo"),
        ("District 5", "compound District 5"),
        ("district 6", ""),
        ("the square", "compound The Square"),
        ("square", ""),
        ("what do you have in new cairo", "in New Cairo"),
        ("apartment in DO", "type Apartment, compound DO"),
        ("trio", "compound Trio"),
        ("palm hills", "by Palm Hills Developments"),
        ("بالم هيلز", "by Palm Hills Developments"),
        ("palm hils", "by Palm Hills Developments"),
        ("sodic", "by SODIC"),
        ("سوديك", "by SODIC"),
        ("emaar", "by Emaar Misr"),
        ("tmg", "by Talaat Moustafa Group (TMG) Holding"),
        ("talaat moustafa", "by Talaat Moustafa Group (TMG) Holding"),
        ("طلعت مصطفى", "by Talaat Moustafa Group (TMG) Holding"),
        ("كورفان", "by Korvane Developments"),
        ("madinet masr", "by Madinet Masr"),
        ("one bedroom", "beds 1..1"),
        ("واحة نوار", "compound Wahat Nuwwar"),
        ("في واحه نوار", "compound Wahat Nuwwar"),
        ("شقة في بيت الوطن", "type Apartment, in New Cairo, New Cairo for بيت الوطن"),
        ("not in new cairo", "not in New Cairo"),
        ("مش في التجمع", "not in New Cairo"),
        ("apartment in new cairo, not in hyde park", "type Apartment, in New Cairo, not compound Hyde Park"),
    ]);
}

#[test]
fn what_nobody_knows_is_said_to_be_unknown() {
    assert_understood(&[
        ("apartment in Zamalek", "type Apartment, unknown Zamalek"),
        ("شقة في الزمالك", "type Apartment, unknown Zamalek"),
        ("شقة بالمعادي", "type Apartment, unknown Maadi"),
        ("فيلا في ٦ أكتوبر", "type Villa, unknown 6th of October"),
        ("شقة في كوكب المريخ", "type Apartment, unknown كوكب المريخ"),
        ("villa in Zorbium Heights", "type Villa, unknown Zorbium"),
        ("3 bedrooms at Blorptown under 5 million", "unknown Blorptown, beds 3..3, price ..5000000"),
        ("compound Zorbium", "unknown Zorbium"),
        ("كمبوند الزعفرانية", "unknown الزعفرانية"),
        ("in", ""),
        ("في", ""),
        ("in the", ""),
        ("في ال", ""),
        ("apartment in a quiet area", "type Apartment"),
        ("in a lovely neighbourhood", ""),
        ("شقة في مكان هادي", "type Apartment"),
        ("شقة في كمبوند كويس", "type Apartment"),
        ("help me in choosing", ""),
        ("in good condition", ""),
        ("I live in Dubai", ""),
        ("apartment in Dubai", "type Apartment, unknown Dubai"),
        ("discounts in december", ""),
        ("في اسرع وقت", ""),
        ("apartment in sunny New Cairo", "type Apartment, in New Cairo"),
        ("apartment in the outskirts of New Cairo", "type Apartment, in New Cairo"),
    ]);
}

#[test]
fn rooms_are_understood() {
    assert_understood(&[
        ("3 bedrooms", "beds 3..3"),
        ("three bedrooms", "beds 3..3"),
        ("3br", "beds 3..3"),
        ("3-bed", "beds 3..3"),
        ("3 bed 2 bath", "beds 3..3, baths 2..2"),
        ("٣ غرف", "beds 3..3"),
        ("غرفتين", "beds 2..2"),
        ("أوضتين وصالة", "beds 2..2"),
        ("تلات غرف", "beds 3..3"),
        ("أربع غرف نوم", "beds 4..4"),
        ("3 نوم", "beds 3..3"),
        ("غرفة وصالة", "beds 1..1"),
        ("شقة من ٣ غرف", "type Apartment, beds 3..3"),
        ("2-3 bedrooms", "beds 2..3"),
        ("2 to 3 bedrooms", "beds 2..3"),
        ("٣ او ٤ غرف", "beds 3..4"),
        ("من ٢ ل ٤ غرف", "beds 2..4"),
        ("between 2 and 4 bedrooms", "beds 2..4"),
        ("at least 3 bedrooms", "beds 3.."),
        ("3 bedrooms at least", "beds 3.."),
        ("٣ غرف على الأقل", "beds 3.."),
        ("3+ bedrooms", "beds 3.."),
        ("3 or more bedrooms", "beds 3.."),
        ("more than 2 bedrooms", "beds 3.."),
        ("اكتر من ٢ غرف", "beds 3.."),
        ("up to 3 bedrooms", "beds ..3"),
        ("less than 3 bedrooms", "beds ..2"),
        ("bedrooms: 3, bathrooms: 2", "beds 3..3, baths 2..2"),
        ("bedrooms 3 bathrooms 2", "beds 3..3, baths 2..2"),
        ("عدد الغرف ٣", "beds 3..3"),
        ("٣ حمامات", "baths 3..3"),
        ("حمام سباحة", ""),
        ("3 owad", "beds 3..3"),
        ("8oraf 3", "beds 3..3"),
        ("2.5 bedrooms", ""),
        ("500 bedrooms", ""),
        ("3", ""),
    ]);
}

#[test]
fn sizes_are_understood() {
    assert_understood(&[
        ("150 sqm", "size 135..165"),
        ("150m", "size 135..165"),
        ("150 m2", "size 135..165"),
        ("150m²", "size 135..165"),
        ("١٥٠ متر", "size 135..165"),
        ("١٥٠م٢", "size 135..165"),
        ("مساحة ١٥٠", "size 135..165"),
        ("مساحتها ١٥٠ متر مربع", "size 135..165"),
        ("over 150 sqm", "size 150.."),
        ("اكبر من ١٥٠ متر", "size 150.."),
        ("at least 120 m", "size 120.."),
        ("لا تقل عن ١٢٠ متر", "size 120.."),
        ("under 200 meters", "size ..200"),
        ("من ١٢٠ ل ١٥٠ متر", "size 120..150"),
        ("120-150 sqm", "size 120..150"),
        ("120m to 150m", "size 120..150"),
        ("over 120 sqm and under 150 sqm", "size 120..150"),
        ("مية وخمسين متر", "size 135..165"),
        ("150.5 sqm", "size 135..166"),
        ("فيلا ٤٠٠ متر بحديقة ٢٠٠ متر", "type Villa, size 360..440"),
        ("150 sqm with 60 sqm garden", "size 135..165"),
        ("500+ sqm", "size 500.."),
    ]);
}

#[test]
fn prices_are_understood() {
    assert_understood(&[
        ("under 5 million", "price ..5000000"),
        ("below 5m", "price ..5000000"),
        ("up to 5M EGP", "price ..5000000"),
        ("max 5 mn", "price ..5000000"),
        ("5 million max", "price ..5000000"),
        ("budget of 5 million", "price ..5000000"),
        ("my budget is around 5 million", "price 4500000..5500000"),
        ("تحت ٥ مليون", "price ..5000000"),
        ("اقل من ٥ ملايين", "price ..5000000"),
        ("لحد ٥ مليون", "price ..5000000"),
        ("لغاية 5 مليون جنيه", "price ..5000000"),
        ("ميزانيتي ٥ مليون", "price ..5000000"),
        ("معايا ٥ مليون", "price ..5000000"),
        ("ميزيدش عن ٥ مليون", "price ..5000000"),
        ("over 5 million", "price 5000000.."),
        ("فوق ٥ مليون", "price 5000000.."),
        ("اكتر من ٥ مليون", "price 5000000.."),
        ("starting from 5 million", "price 5000000.."),
        ("5 million or more", "price 5000000.."),
        ("حوالي ٥ مليون", "price 4500000..5500000"),
        ("في حدود ٥ مليون", "price 4500000..5500000"),
        ("5-7M", "price 5000000..7000000"),
        ("5m-7m", "price 5000000..7000000"),
        ("5 million - 7 million", "price 5000000..7000000"),
        ("from 5 to 7 million", "price 5000000..7000000"),
        ("between 800k and 1.2 million", "price 800000..1200000"),
        ("من ٨٠٠ ل ١٫٢ مليون", "price 800000..1200000"),
        ("بين ٥ و ٧ مليون", "price 5000000..7000000"),
        ("من ٥ لحد ٧ مليون", "price 5000000..7000000"),
        ("من خمسة لسبعة مليون", "price 5000000..7000000"),
        ("over 3 million and under 5 million", "price 3000000..5000000"),
        ("3 million and above", "price 3000000.."),
        ("من ٣ مليون واقل من ٥ مليون", "price 3000000..5000000"),
        ("٣ مليون واكتر", "price 3000000.."),
        ("5 million or less 3 bedrooms", "beds 3..3, price ..5000000"),
        ("مليون ونص", "price ..1500000"),
        ("٢ مليون و ٣٠٠ الف", "price ..2300000"),
        ("٢ مليون و٣٠٠", "price ..2300000"),
        ("2 million 300 thousand", "price ..2300000"),
        ("٣ مليون إلا ربع", "price ..2750000"),
        ("نص مليون", "price ..500000"),
        ("half a million", "price ..500000"),
        ("two and a half million", "price ..2500000"),
        ("٣ ونص مليون", "price ..3500000"),
        ("مليونين", "price ..2000000"),
        ("five million", "price ..5000000"),
        ("خمسة مليون", "price ..5000000"),
        ("خمسة وعشرين مليون", "price ..25000000"),
        ("twenty five million", "price ..25000000"),
        ("2.75 million", "price ..2750000"),
        ("٢٫٥ مليون", "price ..2500000"),
        ("800k", "price ..800000"),
        ("٨٠٠ الف", "price ..800000"),
        ("10000000", "price ..10000000"),
        ("10,000,000", "price ..10000000"),
        ("١٠٬٠٠٠٬٠٠٠ جنيه", "price ..10000000"),
        ("EGP 5,000,000", "price ..5000000"),
        ("price: 5 million", "price ..5000000"),
        ("under EGP 60m", "price ..60000000"),
        ("budget 60m", "price ..60000000"),
        ("50k per meter", "metre ..50000"),
        ("سعر المتر ٥٠ الف", "metre ..50000"),
        ("5 million dollars", ""),
        ("call me on 01012345678", ""),
        ("99999", ""),
        ("999999999999999999999999 million", ""),
        ("5 EGP", ""),
    ]);
}

#[test]
fn plans_are_understood() {
    assert_understood(&[
        ("10% down", "down% ..10"),
        ("10% down payment", "down% ..10"),
        ("down payment 10%", "down% ..10"),
        ("مقدم ١٠٪", "down% ..10"),
        ("١٠٪ مقدم", "down% ..10"),
        ("مقدم ١٠ في المية", "down% ..10"),
        ("مقدم ٥٠٠ الف", "down ..500000"),
        ("500k down", "down ..500000"),
        ("down payment up to 1m", "down ..1000000"),
        ("price 5 million down payment 500k", "price ..5000000, down ..500000"),
        ("من غير مقدم", "down% ..0"),
        ("بدون مقدم", "down% ..0"),
        ("no down payment", "down% ..0"),
        ("zero down", "down% ..0"),
        ("0% down payment", "down% ..0"),
        ("تقسيط على ٨ سنين", "years 8.."),
        ("8 years installments", "years 8.."),
        ("over 8 years", "years 8.."),
        ("تقسيط على عشر سنوات", "years 10.."),
        ("تقسيط سنتين", "years 2.."),
        ("installments over 60 months", "years 5.."),
        ("30k a month", "monthly ..30000"),
        ("30k/month", "monthly ..30000"),
        ("30,000 EGP per month", "monthly ..30000"),
        ("30,000 L.E monthly", "monthly ..30000"),
        ("monthly installment under 30k", "monthly ..30000"),
        ("قسط ٣٠ الف في الشهر", "monthly ..30000"),
        ("قسط ميعديش ٣٠ الف", "monthly ..30000"),
        ("٣٠ الف شهريا", "monthly ..30000"),
        ("5 million, 10% down, 8 years", "price ..5000000, down% ..10, years 8.."),
        ("مقدم ١٠٪ والباقي على ٨ سنين", "down% ..10, years 8.."),
        ("10%", ""),
        ("150% down", ""),
        ("تقسيط", "instalments"),
    ]);
}

#[test]
fn delivery_finishing_and_seller_are_understood() {
    assert_understood(&[
        ("ready to move", "ready"),
        ("استلام فوري", "ready"),
        ("جاهزة للسكن", "ready"),
        ("شقة جاهزة", "type Apartment, ready"),
        ("immediate delivery", "ready"),
        ("delivered", "ready"),
        ("not ready", "off plan"),
        ("delivery 2027", "delivery ..2027"),
        ("delivery in 2027", "delivery ..2027"),
        ("2027 delivery", "delivery ..2027"),
        ("delivered by 2028", "delivery ..2028"),
        ("ready in 2027", "delivery ..2027"),
        ("استلام ٢٠٢٧", "delivery ..2027"),
        ("استلام سنة ٢٠٢٧", "delivery ..2027"),
        ("استلام قبل ٢٠٢٨", "delivery ..2027"),
        ("delivery 2026-2027", "delivery 2026..2027"),
        ("delivery after 2027", "delivery 2028.."),
        ("delivery in 2 years", ""),
        ("2027", ""),
        ("fully finished", "finish Fully Finished"),
        ("متشطبة", "finish Fully Finished"),
        ("تشطيب كامل", "finish Fully Finished"),
        ("semi finished", "finish Semi Finished"),
        ("نص تشطيب", "finish Semi Finished"),
        ("core and shell", "finish Core and Shell"),
        ("على الطوب", "finish Core and Shell"),
        ("طوب احمر", "finish Core and Shell"),
        ("غير متشطبة", "finish Core and Shell"),
        ("finished or semi finished", "finish Fully Finished|Semi Finished"),
        ("resale", "sale Resale"),
        ("ريسيل", "sale Resale"),
        ("from the developer", "sale Developer"),
        ("من المطور", "sale Developer"),
    ]);
}

#[test]
fn orders_are_understood() {
    assert_understood(&[
        ("cheapest apartment", "type Apartment, sort Cheapest"),
        ("ارخص شقة", "type Apartment, sort Cheapest"),
        ("اقل سعر", "sort Cheapest"),
        ("most expensive villa", "type Villa, sort Dearest"),
        ("اقل سعر للمتر", "sort CheapestPerSquareMetre"),
        ("cheapest per sqm", "sort CheapestPerSquareMetre"),
        ("اكبر فيلا", "type Villa, sort Largest"),
        ("smallest studio", "type Studio, sort Smallest"),
        ("اقرب استلام", "sort SoonestDelivery"),
        ("longest payment plan", "sort LongestPlan"),
        ("اطول فترة سداد", "sort LongestPlan"),
        ("اقل مقدم", "sort LowestDownPayment"),
        ("lowest down payment in new cairo", "in New Cairo, sort LowestDownPayment"),
        ("ارخص من ٥ مليون", "price ..5000000"),
    ]);
}

#[test]
fn one_intent_in_two_languages_is_understood_alike() {
    let gazetteer = gazetteer();
    for (arabic, english) in [
        ("عايز شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون", "3 bedroom apartment in New Cairo under 10 million"),
        ("فيلا في الشيخ زايد استلام فوري", "villa in Sheikh Zayed, ready to move"),
        ("شقة في الزمالك", "apartment in Zamalek"),
        (
            "مكتب ١٠٠ متر في العاصمة الإدارية مقدم ١٠٪ على ٨ سنين",
            "100 sqm office in the new capital 10% down over 8 years",
        ),
        ("ارخص شاليه في الساحل", "the cheapest chalet in the north coast"),
    ] {
        let without_words = |question| Understood { words: Vec::new(), ..understand(question, gazetteer) };
        assert_eq!(without_words(arabic), without_words(english), "{arabic}");
    }
}

#[test]
fn every_slot_says_which_words_made_it() {
    let understood = understand("عايز شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون، مقدم ١٠٪", gazetteer());
    let words: Vec<(Slot, &str)> = understood.words.iter().map(|words| (words.slot, words.text.as_str())).collect();
    assert_eq!(
        words,
        [
            (Slot::Type, "شقة"),
            (Slot::Bedrooms, "٣ غرف"),
            (Slot::Location, "التجمع الخامس"),
            (Slot::Price, "تحت ١٠ مليون"),
            (Slot::DownPayment, "مقدم ١٠٪"),
        ]
    );
}

#[test]
fn what_made_no_slot_is_left_for_ranking() {
    let understood =
        understand("I want a sunny apartment with a garden view and 3 bedrooms in Atlantis, 4455", gazetteer());
    assert_eq!(understood.rest, ["sunny", "garden", "view"]);
    assert_eq!(understood.unknown_places, ["Atlantis"]);
}

#[test]
fn the_order_of_the_wishes_does_not_matter() {
    let gazetteer = gazetteer();
    let wishes =
        ["villa", "in new cairo", "under 10 million", "4 bedrooms", "250 sqm", "10% down", "ready to move", "resale"];
    let expected = understand(&wishes.join(", "), gazetteer).filters;
    assert_eq!(expected.slots().len(), wishes.len());
    for first in 0..wishes.len() {
        let mut turned = wishes;
        turned.rotate_left(first);
        assert_eq!(understand(&turned.join(", "), gazetteer).filters, expected, "{turned:?}");
        turned.reverse();
        assert_eq!(understand(&turned.join(", "), gazetteer).filters, expected, "{turned:?}");
    }
}

#[test]
fn without_any_data_every_place_is_unknown() {
    let understood = understand("شقة في التجمع", &Gazetteer::new([]));
    assert_eq!(understood.unknown_places, ["New Cairo"]);
    assert_eq!(understood.filters.slots(), [Slot::Type]);
}

#[test]
fn a_text_of_any_length_is_read_to_its_end() {
    // Were reading not linear, this would take hours.
    let question = "عايز شقة في التجمع تحت ١٠ مليون، in hyde prak 5-7m and a half ";
    let text = question.repeat(10_000) + &"1,".repeat(100_000) + &"و".repeat(100_000) + &"9".repeat(100_000) + " villa";
    let gazetteer = gazetteer();
    let understood = understand(&text, gazetteer);
    assert_eq!(compact(&understood), "type Apartment|Villa, in New Cairo, compound Hyde Park, price 5000000..7500000");
}

#[test]
fn known_names_are_understood_in_arabic_where_the_data_has_english_only() {
    assert_understood(&[
        ("شقة في كمبوند ميفيدا", "type Apartment, compound Mivida"),
        ("هايد بارك سنترال", "compound Hyde Park Central"),
        ("ماونتن فيو اي سيتي", "compound Mountain View iCity New Cairo"),
        ("فيلا من اعمار", "type Villa, by Emaar Misr"),
        ("سوديك ايست", "compound Sodic East"),
        ("شقق سراي", "type Apartment"),
    ]);
}

#[test]
fn areas_that_only_the_data_knows_are_understood() {
    let name =
        Name {
            kind: NameKind::Location, english: "Wadi Zorba".to_owned(), arabic: Some("وادي زوربا".to_owned())
        };
    let gazetteer = Gazetteer::new([name]);
    for question in ["villa in wadi zorba", "فيلا في وادى زوربا"] {
        assert_eq!(understand(question, &gazetteer).filters.locations, ["Wadi Zorba"], "{question}");
    }
}

#[test]
fn orders_have_stable_names() {
    assert_eq!(serde_json::to_string(&Sort::CheapestPerSquareMetre).unwrap(), "\"cheapest_per_square_metre\"");
}

#[test]
fn every_slot_can_be_opened_by_its_sentence() {
    for slot in SLOTS {
        for language in [Language::English, Language::Arabic] {
            let sentence = opening(slot, language);
            let expected = Understood { opened: vec![slot], ..Understood::default() };
            assert_eq!(understand(sentence, gazetteer()), expected, "{sentence}");
        }
    }
}

#[test]
fn a_smaller_place_stands_for_its_area_and_ranks() {
    let understood = understand("villa in Sahl Hasheesh with a garden", gazetteer());
    assert_eq!(understood.filters.locations, ["Red Sea"]);
    assert_eq!(understood.widened, [Widened { asked: "Sahl Hasheesh".to_owned(), area: "Red Sea".to_owned() }]);
    assert_eq!(understood.rest, ["sahl", "hasheesh", "garden"]);
}

#[test]
fn what_is_excluded_is_said_as_such_and_ranks_nothing() {
    let understood = understand("sunny villa, not in New Cairo or Zayed, without a pool", gazetteer());
    let excluded: Vec<(Slot, &str)> =
        understood.words.iter().filter(|words| words.excluded).map(|words| (words.slot, words.text.as_str())).collect();
    assert_eq!(excluded, [(Slot::Location, "not in New Cairo"), (Slot::Location, "Zayed")]);
    assert_eq!(understood.rest, ["sunny"]);
}

#[test]
fn rent_is_left_for_others_to_answer() {
    assert_eq!(understand("apartment for rent in new cairo", gazetteer()).rest, ["rent"]);
    assert_eq!(understand("شقة للايجار", gazetteer()).rest, ["للايجار"]);
}

#[test]
fn no_word_of_the_vocabulary_is_taken_for_another() {
    for (phrase, meaning) in VOCABULARY.iter() {
        let (_, terms) = cut(phrase, &Gazetteer::default());
        let is_itself = match meaning {
            Meaning::Counted(..) => terms.len() == 2 || matches!(terms.first(), Some(term) if term.meaning == *meaning),
            _ => terms.iter().any(|term| term.meaning == *meaning) || terms.len() > 1,
        };
        assert!(is_itself, "{phrase}: {terms:?}");
    }
}

#[test]
fn ordinary_words_are_taken_for_none_of_the_vocabulary() {
    let words = "officer officers retain sounds rounds bounds thirsty department compartment retailer detail village \
        villain cabinet clinical college courage average message passage package language language garage bridge \
        orange planet policy police polite public publish finally finance finder friend friends gather ladder letter \
        little lovely manage master matter member memory mental mobile monkey mother motion museum nature nobody \
        number object oxygen parent people person pocket poetry potato powder prefer pretty prison profit proper \
        public purple rabbit random record reduce repair report rescue result review reward rhythm sample school \
        science season second secret select senior series server shadow should silver simple singer sister soccer \
        social source speech spirit spread spring stable status strange stream street string strong studied subject \
        summer supper survey switch symbol system tailor talent target temple tennis theatre theory ticket tissue \
        travel treaty tunnel turkey unique update useful valley vendor victim victory violin vision visual volume \
        walker wallet warmth warning wealth weapon weather wedding weekend welcome western whisper window winter \
        wisdom wonder worker writer yellow younger";
    for word in words.split_whitespace() {
        let understood = understand(word, &Gazetteer::default());
        assert!(understood.filters.is_empty() && understood.opened.is_empty(), "{word}: {understood:?}");
    }
    let words = "كمبيوتر تليفزيون موبايل سيارة عربية مدرسين مهندسين دكتور مستشفى صيدلية مطعم مطاعم كافيه قهوة شارعنا \
        جيراني اصحابي عيلتي مراتي ولادي اخواتي والدتي النهارده امبارح بكرة الصبح الظهر المغرب العشاء الجمعة السبت \
        الاحد الاتنين التلات الاربع الخميس مواصلات اتوبيس ميكروباص قطار طيارة سفرية رحلة اجازة عطلة مصيف كورة رياضة \
        سباحة تمارين مشروعات استثمارات تجارة صناعة زراعة كتاب كتابة قراءة دراسة امتحان نتيجة شهادة وظيفة مرتب مكافاة";
    for word in words.split_whitespace().filter(|word| !matches!(*word, "الاتنين" | "التلات" | "الاربع" | "الخميس"))
    {
        let understood = understand(word, &Gazetteer::default());
        assert!(understood.filters.is_empty() && understood.opened.is_empty(), "{word}: {understood:?}");
    }
}

#[test]
fn nasty_texts_of_any_kind_are_read_to_their_end() {
    // Four thousand characters of what makes readers look far ahead or back; quadratic ones would need minutes.
    for nasty in [
        "not ",
        "not in ",
        "any ",
        "any price or ",
        "price and ",
        "what ",
        "غير ",
        "ولا ",
        "و",
        "ال",
        "2a",
        "3",
        "5-",
        "m ",
        "مليون ",
        "half ",
        "from 5 to ",
        "the second ",
        "ارخص ",
        "not X, Y, ",
        "villa, ",
        "mountainn ",
        "aaaaaaaaaa",
        "استلام ",
        "between ",
        "installmantz ",
        "/",
        "1/2 ",
        "ه",
        "hyde park, ",
        "not hyde park, ",
        "ar5as men ",
    ] {
        let text = nasty.repeat(4_000 / nasty.len()) + " شقة في التجمع";
        for _ in 0..20 {
            let _ = understand(&text, gazetteer());
        }
    }
}

const SLOTS: [Slot; 15] = [
    Slot::Type,
    Slot::Location,
    Slot::Compound,
    Slot::Developer,
    Slot::Bedrooms,
    Slot::Bathrooms,
    Slot::Size,
    Slot::Price,
    Slot::PricePerSqm,
    Slot::DownPayment,
    Slot::PlanYears,
    Slot::MonthlyInstallment,
    Slot::Delivery,
    Slot::Finishing,
    Slot::SaleType,
];

/// Words of the grammar, names and noise, of which questions are made by chance.
fn fragment() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "شقة",
        "villa",
        "و",
        "في",
        "in",
        "not",
        "مليون",
        "half",
        "and",
        "ونص",
        "5",
        "٣",
        "5-7",
        "2.5",
        "m",
        "k",
        "%",
        "+",
        "غرف",
        "غرفتين",
        "bedrooms",
        "تحت",
        "between",
        "from",
        "to",
        "or",
        "مقدم",
        "down",
        "years",
        "شهريا",
        "delivery",
        "2027",
        "hyde",
        "park",
        "the",
        "waterway",
        "التجمع",
        "الخامس",
        "بال",
        "لل",
        "الا",
        "ربع",
        "hundred",
        "خمسة",
        "وعشرين",
        "egp",
        ",",
        "-",
        "NC12",
        "compound",
        "999999999999",
        "zorbium",
    ])
    .prop_map(str::to_owned);
    prop_oneof![4 => known, 1 => any::<String>(), 1 => "[0-9]{1,30}", 1 => "[ا-ي]{1,12}"]
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in any::<String>()) {
        let _ = understand(&text, gazetteer());
    }

    #[test]
    fn any_mixture_of_words_gives_slots_that_stand_in_the_question(fragments in prop::collection::vec(fragment(), 0..30)) {
        let understood = understand(&fragments.join(" "), gazetteer());
        let filters = &understood.filters;
        // Every slot has words that made it, and they stand in the question.
        for slot in filters.slots() {
            prop_assert!(understood.words.iter().any(|words| words.slot == slot), "{slot:?}");
        }
        let question = fragments.join(" ");
        for words in &understood.words {
            prop_assert!(!words.text.is_empty() && question.contains(&words.text));
        }
    }

    #[test]
    fn words_that_nobody_knows_make_no_slot(words in prop::collection::vec("[qxz]{3,9}", 0..8)) {
        let understood = understand(&words.join(" "), gazetteer());
        prop_assert!(understood.filters.is_empty() && understood.unknown_places.is_empty());
        prop_assert_eq!(understood.rest, words);
    }

    #[test]
    fn any_mixture_of_the_vocabulary_can_be_read(phrases in prop::collection::vec(any::<prop::sample::Index>(), 0..25)) {
        let mut all: Vec<&String> = VOCABULARY.keys().collect();
        all.sort();
        let text: Vec<&str> = phrases.iter().map(|index| index.get(&all).as_str()).collect();
        let understood = understand(&text.join(" "), gazetteer());
        for slot in understood.filters.slots() {
            prop_assert!(understood.words.iter().any(|words| words.slot == slot), "{slot:?} in {}", text.join(" "));
        }
        prop_assert!(understood.opened.iter().all(|slot| !understood.filters.slots().contains(slot)));
    }
}
