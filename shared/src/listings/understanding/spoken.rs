//! Sentences as people speak: dialect, Franco-Arabic, greetings and wishes of all kinds, by the rule that reads them.

use super::{
    tests::{assert_understood, gazetteer},
    understand,
};

#[test]
fn franco_words_are_read_as_the_arabic_ones_that_they_spell() {
    assert_understood(&[
        ("shoka2 fel mosta2bal", "type Apartment, in Mostakbal City"),
        ("sh2a odten fel kahera el gdeda", "type Apartment, in New Cairo, beds 2..2"),
        ("3ayza sha2a owdetein nom", "type Apartment, beds 2..2"),
        ("sha2a odtein 7amam wa7ed", "type Apartment, beds 2..2, baths 1..1"),
        ("villa 4 ghoraf nom w 3 7ammamat", "type Villa, beds 4..4, baths 3..3"),
        ("2oda w sala", "beds 1..1"),
        ("chalet fel ba7r el a7mar", "type Chalet, in Red Sea"),
        ("chalet fel ghorda2a", "type Chalet, in Red Sea, Red Sea for ghorda2a"),
        ("tagamo3 sades", "in 6th Settlement"),
        ("sha2a mn gher mo2addam", "type Apartment, down% ..0"),
        ("duplex mn gher tashteeb", "type Duplex, finish Core and Shell"),
        ("sha2a mn hyde park", "type Apartment, compound Hyde Park"),
        ("5 mn", "price ..5000000"),
        ("noss tashtib", "finish Semi Finished"),
        ("metshateba bel kamel", "finish Fully Finished"),
        ("tasleem fawri", "ready"),
        ("estlam 2028", "delivery ..2028"),
        ("ma7al be taqseet 6 snin", "type Retail, years 6.."),
        ("120 metr b ta2seet", "size 108..132, instalments"),
        ("ma7al 3ala share3 ra2eesy fe zayed", "type Retail, in Sheikh Zayed"),
        ("maktab edary", "type Office"),
        ("a2al men 5 owad w aktar men 3 7ammamat", "beds ..4, baths 4.."),
        ("ma yzedsh 3an 5 melyon", "price ..5000000"),
        ("matzeedsh 3an 5 million", "price ..5000000"),
        ("el se3r my3adeesh 6 malyon", "price ..6000000"),
        ("mesh aktar men 6 melyon", "price ..6000000"),
        ("fi 7odood 4 million", "price 3600000..4400000"),
        ("kol el chalehat ma3ada el gouna", "type Chalet, not compound El Gouna"),
        ("ay 7aga 8er el shoka2", "not type Apartment"),
        ("ay makan 8er el tagamo3", "not in New Cairo"),
        ("ay compound gher hyde park", "not compound Hyde Park"),
        ("balash el sahel", "not in North Coast"),
        ("ar5as sha2a", "type Apartment, sort Cheapest"),
        ("a2rab estelam", "sort SoonestDelivery"),
        ("atwal taqseet", "sort LongestPlan"),
        ("asghar mesa7a", "sort Smallest"),
        ("a2al mo2adam", "sort LowestDownPayment"),
        ("salamo 3aleko", ""),
        ("ezayak 3amel eh", ""),
    ]);
}

#[test]
fn the_article_of_franco_arabic_is_no_word_of_a_name() {
    assert_understood(&[
        ("el tagamo3 el sades", "in 6th Settlement"),
        ("fel tagamo3 el khames", "in New Cairo"),
        ("el 3asma el edareya", "in New Administrative Capital"),
        ("sahel shamaly", "in North Coast"),
        ("gouna", "compound El Gouna"),
        ("el hyde park", "compound Hyde Park"),
        ("rawdat el rihan", "compound Rawdat Al Rihan"),
        ("rawdat rihan", "compound Rawdat Al Rihan"),
        ("rawdat elreehan", "compound Rawdat Al Rihan"),
    ]);
}

#[test]
fn names_are_known_in_the_letters_that_people_use() {
    assert_understood(&[
        ("Qasr Sireen", "compound Qasr Sirin"),
        ("qaser sireen", "compound Qasr Sirin"),
        ("tawoos residence", "compound Tawus Residence"),
        ("طاوس ريزيدنس", "compound Tawus Residence"),
        ("korvan", "by Korvane Developments"),
        ("شقق لازوردى", "type Apartment, by Lazwardi Estates"),
        ("مش عايز لازوردي ولا كورفان", "not by Lazwardi Estates|Korvane Developments"),
    ]);
}

#[test]
fn the_one_unusual_word_of_a_name_stands_for_it_where_a_name_is_expected() {
    assert_understood(&[
        ("محل في نقطارة", "type Retail, compound Nuqtara Exchange"),
        (
            "office or clinic, 70 to 100 meters, Nuqtara, resale",
            "type Office|Clinic, compound Nuqtara Exchange, sale Resale, size 70..100",
        ),
        ("nuqtara offices", "type Office, compound Nuqtara Exchange"),
        ("مش نقطارة", "not compound Nuqtara Exchange"),
        ("i said nuqtara is nice", ""),
        ("residence", ""),
        ("في العاصمة او المستقبل", "in New Administrative Capital|Mostakbal City"),
        ("مش في العاصمة ولا المستقبل", "not in New Administrative Capital|Mostakbal City"),
        ("عشان مستقبل ولادي", ""),
    ]);
}

#[test]
fn what_describes_is_neither_a_place_nor_a_wish_for_a_kind() {
    assert_understood(&[
        ("كومباوند فيه حضانة", ""),
        ("compound feh gym w 7adana", ""),
        ("شاليه في منتجع فيه ملاعب تنس", "type Chalet"),
        ("شقق بحدائق خاصة", "type Apartment"),
        ("شقة بشرفه واسعه", "type Apartment"),
        ("apartment near universities", "type Apartment"),
        ("compound with a nursary", ""),
        ("near carrefour", ""),
        ("قريبة من المعادي", "unknown Maadi"),
        ("مول تجاري", ""),
        ("شقة جنب مركز تجاري", "type Apartment"),
        ("غرفة مكتب", ""),
        ("جراج تحت الأرض", ""),
        ("meeting room", ""),
        ("شقة قريبة من مطاعم ومحلات", "type Apartment"),
        ("apartment near shops", "type Apartment"),
        ("villa in a compound with shops and a nursery", "type Villa"),
        ("فيلا حواليها محلات وعيادات", "type Villa"),
        ("دوبلكس بالروف", "type Duplex"),
        ("تاون هاوس وروف", "type Townhouse"),
        ("apartment or shop", "type Apartment|Retail"),
        ("شقة او مكتب", "type Apartment|Office"),
        ("shops near restaurants", "type Retail"),
        ("توين هاوس فيه غرفة في الروف", "type Twinhouse"),
    ]);
}

#[test]
fn what_describes_ranks_as_it_is() {
    for (question, expected) in [
        ("شاليه صف أول", "صف اول"),
        ("شاليه صف تاني", "صف تاني"),
        ("حمامات سباحة", "حمامات سباحه"),
        ("شقة في كمبوند", "كمبوند"),
        ("شقة بره كمبوند", ""),
        ("apartment outside a compound", ""),
        ("apartment in Hyde Park compound", ""),
        ("apartment near shops", "shops"),
    ] {
        assert_eq!(understand(question, gazetteer()).rest.join(" "), expected, "{question}");
    }
}

#[test]
fn orders_may_be_said_around_the_unit() {
    assert_understood(&[
        ("أقل شقة سعراً", "type Apartment, sort Cheapest"),
        ("أعلى فيلا في السعر", "type Villa, sort Dearest"),
        ("cheapest villa per square metre", "type Villa, sort CheapestPerSquareMetre"),
        ("cheapest apartments in new cairo per sqm", "type Apartment, in New Cairo, sort CheapestPerSquareMetre"),
        ("أرخص شاليه في سعر المتر", "type Chalet, sort CheapestPerSquareMetre"),
        ("cheapest villa under 50k per metre", "type Villa, metre ..50000, sort Cheapest"),
        ("اقرب شقة استلام", "type Apartment, sort SoonestDelivery"),
        ("اطول شقة تقسيط", "type Apartment, sort LongestPlan"),
        ("villa with the lowest down payment", "type Villa, sort LowestDownPayment"),
        ("smallest apartment by area", "type Apartment, sort Smallest"),
        ("رتبهم من الأرخص للأغلى", "sort Cheapest"),
        ("الأرخص الأول", "sort Cheapest"),
        ("sort by price", "sort Cheapest"),
        ("nearest school", ""),
    ]);
}

#[test]
fn what_a_metre_costs_is_no_price_of_a_unit() {
    assert_understood(&[
        ("سعر المتر فيها تحت ٤٠ الف", "metre ..40000"),
        ("المتر فيها مايزدش عن ٣٥ الف", "metre ..35000"),
        ("سعر المتر بتاعها ميعديش ٥٠ الف", "metre ..50000"),
        ("se3r el metr ye2el 3an 45 alf", "metre ..45000"),
        ("se3r el metr ma yzedsh 3an 50 alf", "metre ..50000"),
        ("el metr b 35 alf", "metre ..35000"),
        ("price per metre under 45k", "metre ..45000"),
        ("price of the square meter not more than 45k", "metre ..45000"),
        ("under 45k for each meter", "metre ..45000"),
    ]);
}

#[test]
fn what_must_not_be_is_not_wanted() {
    assert_understood(&[
        ("شقة متكونش نص تشطيب", "type Apartment, not finish Semi Finished"),
        ("استوديو ومايكونش ريسيل", "type Studio, sale Developer"),
        ("شقة ماتبقاش في العاصمة", "type Apartment, not in New Administrative Capital"),
        ("any project but hyde park", "not compound Hyde Park"),
        ("شقة مش دور اول ولا ارضي", "type Apartment"),
        ("شقة ما تكونش تحت الانشاء", "type Apartment, ready"),
        ("عيادة مش بتاعة سوديك", "type Clinic, not by SODIC"),
        ("مش تبع سوديك", "not by SODIC"),
        ("anything that isn't core and shell", "not finish Core and Shell"),
        ("i would not like to live in the capital", "not in New Administrative Capital"),
        ("nothing in the capital", "not in New Administrative Capital"),
        ("we can't go over 20 million", "price ..20000000"),
        ("بأقل من ١٠ مليون", "price ..10000000"),
    ]);
}

#[test]
fn a_second_number_goes_on_with_the_first() {
    assert_understood(&[
        ("غرفتين او تلاته", "beds 2..3"),
        ("2 bedrooms or 3 in zayed", "in Sheikh Zayed, beds 2..3"),
        ("120 m to 150", "size 120..150"),
        ("لا تقل عن ١٥٠ متر ولا تزيد عن ٢٠٠", "size 150..200"),
        ("at least 3 bedrooms and no more than 5", "beds 3..5"),
        ("3 bedrooms by 2027", "beds 3..3, delivery ..2027"),
        ("2 bedrooms or 3 bathrooms", "beds 2..2, baths 3..3"),
        ("new cairo، غرفتين", "in New Cairo, beds 2..2"),
    ]);
}

#[test]
fn a_bathroom_beside_counted_rooms_is_one() {
    assert_understood(&[
        ("أوضتين وحمام", "beds 2..2, baths 1..1"),
        ("sha2a odtein w 7ammam", "type Apartment, beds 2..2, baths 1..1"),
        ("2 bedrooms and a bathroom", "beds 2..2, baths 1..1"),
        ("3 bedrooms and bathrooms", "beds 3..3"),
        ("غرفتين وحمام سباحة", "beds 2..2"),
    ]);
}

#[test]
fn amounts_are_read_as_they_are_written() {
    assert_understood(&[
        ("شقة بتاع ٤ مليون", "type Apartment, price 3600000..4400000"),
        ("٥ مليون تقريبا", "price 4500000..5500000"),
        ("5 million or so", "price 4500000..5500000"),
        ("فوق ال٢٠٠ متر", "size 200.."),
        ("300m+", "size 300.."),
        ("3br+ apartment", "type Apartment, beds 3.."),
        ("apt >150sqm", "type Apartment, size 150.."),
        ("3bd/3ba apt <8M", "type Apartment, beds 3..3, baths 3..3, price ..8000000"),
        ("20% DP, 7yrs", "down% ..20, years 7.."),
        ("35m shop, 4M", "type Retail, size 31..39, price ..4000000"),
        ("5 million taqseet", "price ..5000000, instalments"),
        ("٣ غرف ٢ حمام بالتقسيط", "beds 3..3, baths 2..2, instalments"),
        ("في التجمع ٥ غرف", "in New Cairo, beds 5..5"),
        ("التجمع ٦", "in 6th Settlement"),
    ]);
}

#[test]
fn doubled_letters_and_one_that_is_missing_are_no_other_word() {
    assert_understood(&[
        ("فيللا", "type Villa"),
        ("رووف", "type Penthouse"),
        ("chaalet", "type Chalet"),
        ("clinc", "type Clinic"),
        ("study", ""),
        ("تجارة", ""),
    ]);
}

#[test]
fn greetings_of_the_dialect_ask_for_nothing() {
    assert_understood(&[
        ("ازيكم يا جماعة عاملين ايه", ""),
        ("السلام عليكم ورحمة الله وبركاته", ""),
        ("مساء الفل يا باشا", ""),
        ("good evening, hope you are well", ""),
    ]);
    assert!(understand("ازيك عامل ايه", gazetteer()).rest.is_empty());
}
