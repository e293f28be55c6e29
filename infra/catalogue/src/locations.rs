//! The areas of the country that the catalogue covers, and the compounds in them.
//!
//! The areas and roads exist; the compounds do not. Their names avoid words that people search by, as "garden" or
//! "view", so that a question never names one by accident. Each area has cheap and dear compounds. Sentences name no
//! other area, which a text search would then find here.

use crate::{
    developers::{
        ARKANAR, BARDIYA, DIRWAZ, ELVARO, FIROUZAN, GHAYDAR, HAZARMESK, IBHARA, KINDAL, KORVANE, LAZWARDI, LUMEDRA,
        MARSUMA, MILHAN, MIRDAS, NUWAYRAT, ORFALA, QABASAN, RAYDANE, SADAFIN, SIRWAN, SULWAN, TAMARAT, VELMORA,
        ZAFIRAN,
    },
    kinds::{BUSINESS, COAST, FAMILY, HOUSES, Mix, TOWERS},
    text::{Text, text},
};

/// An area of the country.
#[derive(Debug)]
pub(crate) struct Location {
    /// Its name; the English one is the listing file's `location`.
    pub(crate) name: Text,
    /// The letters that its units' ids begin with.
    pub(crate) id_prefix: &'static str,
    /// A sentence of a unit's description: one of these.
    pub(crate) surroundings: &'static [Text],
    /// What is built there, each as likely as the next.
    pub(crate) compounds: &'static [Compound],
}

/// A compound.
#[derive(Debug)]
pub(crate) struct Compound {
    /// Its name.
    pub(crate) name: Text,
    /// Who builds it.
    pub(crate) developer: Text,
    /// What it is made of.
    pub(crate) mix: &'static Mix,
    /// What a square metre of an apartment in it costs about, in Egyptian pounds.
    pub(crate) price_per_sqm: u64,
    /// First and last year of its phases; units of a past year stand already.
    pub(crate) delivery: (u64, u64),
    /// What its units are sold on.
    pub(crate) terms: Terms,
}

/// How a compound's units can be paid for.
#[derive(Debug)]
pub(crate) struct Terms {
    /// The least down payment, in per cent of the price; some plans ask for five more.
    pub(crate) down_payment: u64,
    /// Fewest and most years of instalments.
    pub(crate) years: (u64, u64),
}

/// A row of the tables below: name, developer, mix, pounds per square metre, first and last delivery year, down
/// payment in per cent with fewest and most years of instalments.
const fn compound(
    name: Text,
    developer: Text,
    mix: &'static Mix,
    price_per_sqm: u64,
    delivery: (u64, u64),
    (down_payment, least_years, most_years): (u64, u64, u64),
) -> Compound {
    Compound {
        name,
        developer,
        mix,
        price_per_sqm,
        delivery,
        terms: Terms { down_payment, years: (least_years, most_years) },
    }
}

/// Every area, weighted by its share of the units, in per cent.
pub(crate) const LOCATIONS: &[(u64, &Location)] = &[
    (45, &NEW_CAIRO),
    (12, &MOSTAKBAL_CITY),
    (8, &GOLDEN_SQUARE),
    (6, &SIXTH_SETTLEMENT),
    (8, &SHEIKH_ZAYED),
    (5, &NEW_ZAYED),
    (6, &NEW_ADMINISTRATIVE_CAPITAL),
    (6, &NORTH_COAST),
    (4, &RED_SEA),
];

#[rustfmt::skip] // One compound a line reads as the table that it is.
const NEW_CAIRO: Location = Location {
    name: text("New Cairo", "القاهرة الجديدة"),
    id_prefix: "NC",
    surroundings: &[
        text("The Ring Road is minutes away.", "الطريق الدائري على بعد دقائق."),
        text("South Teseen Street is a short drive away.", "شارع التسعين الجنوبي على مسافة قصيرة بالسيارة."),
        text("The international airport is reached without crossing the city.", "يمكن الوصول إلى مطار القاهرة دون عبور وسط المدينة."),
    ],
    compounds: &[
        compound(text("Dar Qamariya", "دار قمرية"), SULWAN, &FAMILY, 41_000, (2024, 2028), (5, 7, 10)),
        compound(text("Rawdat Al Rihan", "روضة الريحان"), QABASAN, &FAMILY, 46_000, (2026, 2029), (5, 6, 9)),
        compound(text("Nakhlat Sulaf", "نخلة سلاف"), TAMARAT, &TOWERS, 38_000, (2023, 2027), (10, 5, 8)),
        compound(text("Riwaq Al Shafaq", "رواق الشفق"), KORVANE, &FAMILY, 52_000, (2027, 2030), (5, 7, 10)),
        compound(text("Yasmara Court", "ياسمارا كورت"), ELVARO, &TOWERS, 57_000, (2025, 2028), (10, 6, 8)),
        compound(text("Summaq Place", "سماق بليس"), NUWAYRAT, &FAMILY, 61_000, (2026, 2030), (10, 5, 9)),
        compound(text("Wahat Nuwwar", "واحة نوار"), SIRWAN, &HOUSES, 64_000, (2024, 2027), (10, 4, 7)),
        compound(text("Safwan Terraces", "صفوان تراسز"), MARSUMA, &FAMILY, 68_000, (2027, 2031), (5, 8, 12)),
        compound(text("Mashrabeya Lane", "مشربية لين"), ORFALA, &TOWERS, 73_000, (2025, 2029), (10, 6, 8)),
        compound(text("Bahiya Crescent", "بهية كريسنت"), RAYDANE, &FAMILY, 78_000, (2026, 2029), (10, 6, 8)),
        compound(text("Tal Al Zanbaq", "تل الزنبق"), MIRDAS, &HOUSES, 84_000, (2023, 2027), (15, 4, 6)),
        compound(text("Diyar Samhar", "ديار سمهر"), LUMEDRA, &FAMILY, 90_000, (2027, 2030), (10, 6, 9)),
        compound(text("Arjuwan East", "أرجوان إيست"), VELMORA, &FAMILY, 98_000, (2026, 2030), (10, 6, 8)),
        compound(text("Kahraman Walk", "كهرمان ووك"), FIROUZAN, &TOWERS, 108_000, (2028, 2031), (5, 7, 9)),
        compound(text("Tarwena Heights", "تاروينا هايتس"), ARKANAR, &HOUSES, 120_000, (2026, 2029), (15, 4, 7)),
        compound(text("Sahab Al Laylak", "سحاب الليلك"), LAZWARDI, &FAMILY, 138_000, (2027, 2031), (10, 5, 8)),
        compound(text("Burhan Exchange", "برهان إكستشينج"), DIRWAZ, &BUSINESS, 76_000, (2025, 2028), (10, 4, 7)),
        compound(text("Mirqab Yard", "مرقاب يارد"), GHAYDAR, &BUSINESS, 102_000, (2026, 2029), (20, 3, 6)),
    ],
};

#[rustfmt::skip]
const MOSTAKBAL_CITY: Location = Location {
    name: text("Mostakbal City", "مدينة المستقبل"),
    id_prefix: "NC",
    surroundings: &[
        text("The Suez Road is close by.", "طريق السويس قريب."),
        text("A hospital and a sports club are being built beside it.", "يجري بناء مستشفى ونادٍ رياضي بجواره."),
    ],
    compounds: &[
        compound(text("Ghusn Al Ban", "غصن البان"), QABASAN, &FAMILY, 32_000, (2026, 2029), (5, 8, 12)),
        compound(text("Rabiyat Sundus", "رابية سندس"), TAMARAT, &FAMILY, 36_000, (2025, 2028), (5, 7, 10)),
        compound(text("Zumurrud Slopes", "زمرد سلوبس"), MIRDAS, &HOUSES, 42_000, (2027, 2030), (10, 6, 9)),
        compound(text("Qantarat Al Nada", "قنطرة الندى"), SULWAN, &FAMILY, 45_000, (2027, 2031), (5, 8, 12)),
        compound(text("Hadil Hamlet", "هديل هاملت"), ELVARO, &HOUSES, 51_000, (2026, 2029), (10, 5, 8)),
        compound(text("Tarfat Commons", "طرفة كومنز"), VELMORA, &FAMILY, 58_000, (2028, 2031), (5, 7, 10)),
        compound(text("Mirayana Row", "مرايانا رو"), KORVANE, &TOWERS, 66_000, (2027, 2030), (10, 6, 8)),
        compound(text("Ward Al Sabil", "ورد السبيل"), RAYDANE, &FAMILY, 74_000, (2028, 2031), (10, 6, 9)),
    ],
};

#[rustfmt::skip]
const GOLDEN_SQUARE: Location = Location {
    name: text("Golden Square", "جولدن سكوير"),
    id_prefix: "NC",
    surroundings: &[
        text("The Middle Ring Road is close by.", "الطريق الدائري الأوسطي قريب."),
        text("Universities and schools are a short drive away.", "الجامعات والمدارس على مسافة قصيرة بالسيارة."),
    ],
    compounds: &[
        compound(text("Tawus Residence", "طاووس ريزيدنس"), NUWAYRAT, &TOWERS, 56_000, (2024, 2027), (10, 5, 8)),
        compound(text("Shurfat Al Aqiq", "شرفة العقيق"), ARKANAR, &FAMILY, 72_000, (2026, 2029), (10, 6, 8)),
        compound(text("Naqsh Residence", "نقش ريزيدنس"), ORFALA, &FAMILY, 88_000, (2026, 2030), (5, 7, 9)),
        compound(text("Luban Terraces", "لبان تراسز"), LAZWARDI, &FAMILY, 104_000, (2027, 2030), (10, 6, 8)),
        compound(text("Elsira Crest", "إلسيرا كريست"), LUMEDRA, &HOUSES, 126_000, (2025, 2028), (15, 4, 6)),
        compound(text("Qasr Sirin", "قصر سيرين"), FIROUZAN, &HOUSES, 152_000, (2027, 2031), (10, 5, 7)),
    ],
};

#[rustfmt::skip]
const SIXTH_SETTLEMENT: Location = Location {
    name: text("6th Settlement", "التجمع السادس"),
    id_prefix: "NC",
    surroundings: &[
        text("The Regional Ring Road is close by.", "الطريق الدائري الإقليمي قريب."),
        text("A new school district is being built beside it.", "يجري بناء حي مدارس جديد بجواره."),
    ],
    compounds: &[
        compound(text("Marj Al Khuzama", "مرج الخزامى"), SIRWAN, &FAMILY, 39_000, (2026, 2029), (5, 7, 10)),
        compound(text("Athal Quarter", "أثل كوارتر"), MARSUMA, &FAMILY, 46_000, (2027, 2030), (5, 8, 10)),
        compound(text("Wadi Al Sunbul", "وادي السنبل"), GHAYDAR, &HOUSES, 55_000, (2025, 2028), (10, 5, 8)),
        compound(text("Barari Shihan", "براري شيحان"), ZAFIRAN, &HOUSES, 67_000, (2027, 2030), (10, 6, 8)),
        compound(text("Rannan Rise", "رنان رايز"), KINDAL, &TOWERS, 79_000, (2028, 2031), (5, 7, 9)),
        compound(text("Hazar Grove", "هزار جروف"), BARDIYA, &FAMILY, 94_000, (2028, 2031), (10, 6, 8)),
    ],
};

#[rustfmt::skip]
const SHEIKH_ZAYED: Location = Location {
    name: text("Sheikh Zayed", "الشيخ زايد"),
    id_prefix: "SH",
    surroundings: &[
        text("The 26th of July Corridor is minutes away.", "محور 26 يوليو على بعد دقائق."),
        text("Shops and hospitals of the old town are close by.", "محلات المدينة ومستشفياتها قريبة."),
    ],
    compounds: &[
        compound(text("Dar Samarqand", "دار سمرقند"), KINDAL, &TOWERS, 34_000, (2023, 2026), (10, 4, 7)),
        compound(text("Tallat Al Sanawbar", "تلة الصنوبر"), HAZARMESK, &FAMILY, 43_000, (2024, 2027), (10, 5, 7)),
        compound(text("Bustan Al Kadi", "بستان الكادي"), MIRDAS, &FAMILY, 52_000, (2026, 2029), (5, 6, 8)),
        compound(text("Hayil Terraces", "هايل تراسز"), BARDIYA, &FAMILY, 63_000, (2026, 2029), (10, 6, 8)),
        compound(text("Qindil West", "قنديل ويست"), DIRWAZ, &TOWERS, 74_000, (2027, 2030), (10, 6, 9)),
        compound(text("Sarmad Residence", "سرمد ريزيدنس"), ZAFIRAN, &HOUSES, 86_000, (2025, 2028), (15, 4, 6)),
        compound(text("Oryxara West", "أوريكسارا ويست"), ARKANAR, &HOUSES, 112_000, (2027, 2030), (10, 5, 7)),
        compound(text("Ivorna Yard", "إيفورنا يارد"), RAYDANE, &BUSINESS, 72_000, (2026, 2028), (15, 3, 6)),
    ],
};

#[rustfmt::skip]
const NEW_ZAYED: Location = Location {
    name: text("New Zayed", "زايد الجديدة"),
    id_prefix: "NE",
    surroundings: &[
        text("It lies off the Cairo-Alexandria Desert Road.", "يقع قرب طريق القاهرة الإسكندرية الصحراوي."),
        text("Sphinx airport is a quarter of an hour away.", "مطار سفنكس على بعد ربع ساعة."),
    ],
    compounds: &[
        compound(text("Haql Al Zafaran", "حقل الزعفران"), ORFALA, &FAMILY, 36_000, (2027, 2030), (5, 8, 10)),
        compound(text("Ghadir Al Lawz", "غدير اللوز"), HAZARMESK, &FAMILY, 43_000, (2026, 2029), (5, 7, 10)),
        compound(text("Rimal Sidran", "رمال سدران"), KINDAL, &HOUSES, 52_000, (2027, 2030), (10, 6, 8)),
        compound(text("Harir Residence", "حرير ريزيدنس"), ZAFIRAN, &FAMILY, 64_000, (2028, 2031), (5, 7, 9)),
        compound(text("Solvane West", "سولفان ويست"), VELMORA, &HOUSES, 82_000, (2028, 2031), (10, 6, 8)),
    ],
};

#[rustfmt::skip]
const NEW_ADMINISTRATIVE_CAPITAL: Location = Location {
    name: text("New Administrative Capital", "العاصمة الإدارية الجديدة"),
    id_prefix: "NE",
    surroundings: &[
        text("A monorail station is within reach.", "محطة المونوريل قريبة."),
        text("The government district is a short ride away.", "الحي الحكومي على مسافة قصيرة."),
    ],
    compounds: &[
        compound(text("Rukn Al Sarw", "ركن السرو"), TAMARAT, &FAMILY, 29_000, (2024, 2027), (5, 7, 12)),
        compound(text("Sahat Al Marmar", "ساحة المرمر"), MARSUMA, &FAMILY, 34_000, (2025, 2028), (5, 7, 10)),
        compound(text("Thurayan Row", "ثريان رو"), DIRWAZ, &TOWERS, 39_000, (2026, 2029), (5, 8, 10)),
        compound(text("Qabwa Towers", "قبوة تاورز"), GHAYDAR, &TOWERS, 47_000, (2027, 2030), (5, 8, 12)),
        compound(text("Manarat Sirius", "منارة سيريوس"), SIRWAN, &FAMILY, 56_000, (2027, 2030), (10, 6, 9)),
        compound(text("Yaqut Quarter", "ياقوت كوارتر"), KORVANE, &HOUSES, 70_000, (2026, 2029), (10, 5, 8)),
        compound(text("Nuqtara Exchange", "نقطارة إكستشينج"), QABASAN, &BUSINESS, 58_000, (2025, 2028), (10, 4, 8)),
    ],
};

#[rustfmt::skip]
const NORTH_COAST: Location = Location {
    name: text("North Coast", "الساحل الشمالي"),
    id_prefix: "NO",
    surroundings: &[
        text("The coastal road to Alexandria passes the gate.", "يمر الطريق الساحلي إلى الإسكندرية أمام البوابة."),
        text("Supermarkets and a clinic nearby stay open all year.", "المتاجر والمستوصف القريبان يعملان طوال العام."),
    ],
    compounds: &[
        compound(text("Nada Al Ramla", "ندى الرملة"), MILHAN, &COAST, 48_000, (2023, 2026), (10, 4, 7)),
        compound(text("Qirtas Cove", "قرطاس كوف"), IBHARA, &COAST, 66_000, (2026, 2028), (5, 6, 8)),
        compound(text("Shiraan Point", "شراعان بوينت"), SADAFIN, &COAST, 84_000, (2026, 2029), (5, 7, 9)),
        compound(text("Rasiya Bay", "راسيا باي"), LUMEDRA, &COAST, 108_000, (2027, 2030), (10, 6, 8)),
        compound(text("Marsa Lulwa", "مرسى لولوة"), MILHAN, &COAST, 140_000, (2027, 2030), (5, 7, 9)),
        compound(text("Zabarjad Shore", "زبرجد شور"), LAZWARDI, &COAST, 172_000, (2028, 2031), (10, 5, 8)),
        compound(text("Alveria Dunes", "ألفيريا ديونز"), IBHARA, &COAST, 205_000, (2028, 2031), (10, 6, 8)),
    ],
};

#[rustfmt::skip]
const RED_SEA: Location = Location {
    name: text("Red Sea", "البحر الأحمر"),
    id_prefix: "RE",
    surroundings: &[
        text("Hurghada airport is under an hour away.", "مطار الغردقة على بعد أقل من ساعة."),
        text("Coral reefs lie within a swim of the jetty.", "الشعاب المرجانية على مسافة سباحة من السقالة."),
    ],
    compounds: &[
        compound(text("Shaab Marjana", "شعب مرجانة"), SADAFIN, &COAST, 44_000, (2024, 2027), (10, 5, 8)),
        compound(text("Ras Hulayfa", "راس حليفة"), ZAFIRAN, &COAST, 61_000, (2025, 2028), (10, 6, 8)),
        compound(text("Safwana Reef", "صفوانة ريف"), IBHARA, &COAST, 82_000, (2026, 2029), (5, 7, 9)),
        compound(text("Marsa Anbar", "مرسى عنبر"), MILHAN, &COAST, 112_000, (2027, 2030), (10, 5, 8)),
        compound(text("Qaws Al Fayruz", "قوس الفيروز"), BARDIYA, &COAST, 146_000, (2027, 2030), (10, 6, 8)),
    ],
};
