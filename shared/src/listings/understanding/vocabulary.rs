//! The words of the grammar: what each phrase of English, Egyptian Arabic and Franco-Arabic means in a question
//! about homes. To teach Osool a new synonym, add it to the row of its meaning.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::{Sort, key_of};
use crate::listings::property::{Finishing, PropertyType, SaleType};

/// What a phrase means to the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A number in digits, in millionths.
    Number(u64),
    /// A number in words, below a thousand.
    Spelled(u16),
    /// "hundred", after a number in words.
    Hundred,
    /// "thousand", "million": a number times this.
    Scale(u64),
    /// "half", of a million or after "and".
    Half,
    /// "quarter", in the same places.
    Quarter,
    /// "m": metres or millions, as the number before it suggests.
    MetresOrMillions,
    /// An Arabic word that is a number and its noun in one, as «غرفتين».
    Counted(u8, &'static Meaning),

    /// Bedrooms, or rooms.
    Bedrooms,
    /// Bathrooms.
    Bathrooms,
    /// Square metres.
    SquareMetres,
    /// Years.
    Years,
    /// Months, as a length of time.
    Months,
    /// Per cent.
    Percent,
    /// Egyptian pounds.
    Pounds,
    /// Any other money.
    ForeignMoney,

    /// Strictly less than the number that follows.
    Below,
    /// Strictly more than the number that follows.
    Above,
    /// At most the number that follows or came before.
    AtMost,
    /// At least the number that follows or came before.
    AtLeast,
    /// At least the number before: "or more".
    OrMore,
    /// At most the number before: "or less".
    OrLess,
    /// About the number that follows.
    Around,
    /// The number is a last moment that is itself too late: "before".
    Before,
    /// The number is a first moment: "after".
    After,
    /// Opens a range: "between".
    Between,
    /// Opens a range, or is a lower bound: "from".
    From,
    /// Joins the two ends of a range.
    To,
    /// "and".
    And,
    /// "or".
    Or,
    /// "less a": «مليون إلا ربع».
    Minus,
    /// What follows is not wanted.
    Not,

    /// The price, or the budget for it.
    Price,
    /// The first payment.
    DownPayment,
    /// The first payment, after its amount: "10% down".
    Down,
    /// Nothing is to be paid at once.
    NoDownPayment,
    /// Instalments.
    Instalments,
    /// "a month", "monthly".
    EachMonth,
    /// "per square metre": the amount is no price of a unit.
    PerMetre,
    /// The size of a unit.
    Size,
    /// A part of a unit under the sky, which has a size of its own.
    Outdoors,
    /// When a unit is handed over.
    Delivery,
    /// The unit stands and can be moved into.
    Ready,

    /// A kind of unit.
    Type(PropertyType),
    /// A state of finishing.
    Finishing(Finishing),
    /// Who sells.
    SaleType(SaleType),
    /// An order of results.
    Sort(Sort),

    /// "in": a place may follow.
    In,
    /// "compound": its name may follow.
    Compound,
    /// "developer": its name may follow.
    Developer,
    /// A name of the gazetteer, by its index there.
    Name(usize),
    /// The id of a unit.
    Id,
    /// Says nothing that could be searched.
    Stop,
    /// Describes a home or an area, and is therefore never taken for the name of a place.
    Ordinary,
    /// Digits that are no quantity, as a telephone number.
    Code,
    /// Not known.
    Word,
}

use Meaning::{
    Above, After, And, Around, AtLeast, AtMost, Bathrooms, Bedrooms, Before, Below, Between, Compound, Counted,
    Delivery, Developer, Down, DownPayment, EachMonth, ForeignMoney, From, Half, Hundred, In, Instalments,
    MetresOrMillions, Minus, Months, NoDownPayment, Not, Or, OrLess, OrMore, Ordinary, Outdoors, PerMetre, Percent,
    Pounds, Price, Quarter, Ready, Scale, Size, Spelled, SquareMetres, Stop, To, Type, Years,
};

const THOUSAND: u64 = 1_000;
const MILLION: u64 = 1_000_000;
const BILLION: u64 = 1_000_000_000;

/// The phrases, separated by commas and in any spelling that folds alike.
#[rustfmt::skip] // One meaning a row reads as the table that it is.
const PHRASES: &[(Meaning, &str)] = &[
    // Kinds of units.
    (Type(PropertyType::Apartment), "apartment, apartments, apt, apts, flat, flats, condo, appartment, appartments, \
        apartement, apartements, appartement, aprtment, apartmnt"),
    (Type(PropertyType::Apartment), "شقة, شقق, شقتين, شقه سكنيه, شقق سكنيه, ابارتمنت, شاقة"),
    (Type(PropertyType::Apartment), "sha2a, sha22a, shaqa, shaqqa, sha2et, sho2a2, shoqaq, shouqa, sha'a"),
    (Type(PropertyType::Studio), "studio, studios, studio apartment, studio apartments, studio flat, ستوديو, \
        استوديو, استديو, ستديو, ستوديوهات, استوديوهات, شقة استوديو, شقة ستوديو"),
    (Type(PropertyType::Duplex), "duplex, duplexes, dublex, دوبلكس, دبلكس, دوبليكس, دوبلكسات, دوبلكسس"),
    (Type(PropertyType::Penthouse), "penthouse, penthouses, pent house, roof, roof apartment, بنتهاوس, بنت هاوس, \
        بينتهاوس, بنتهاوسات, روف"),
    (Type(PropertyType::Townhouse), "townhouse, townhouses, town house, town houses, townhome, townhomes, تاون هاوس, \
        تاونهاوس, تاون, تاون هاوسات"),
    (Type(PropertyType::Twinhouse), "twinhouse, twinhouses, twin house, twin houses, twin villa, twin, توين هاوس, \
        توينهاوس, توين"),
    (Type(PropertyType::Villa), "villa, villas, villla, standalone, standalone villa, stand alone, \
        stand alone villa, vila, vilas, vella, فيلا, فيلات, فلل, فيلل, فله, فيلا مستقله, فيلا ستاند الون, \
        ستاند الون"),
    (Type(PropertyType::Chalet), "chalet, chalets, chale, shaleh, shalieh, شاليه, شاليهات, شالية"),
    (Type(PropertyType::Cabin), "cabin, cabins, كابينة, كباين, كبائن, كابينات"),
    (Type(PropertyType::Office), "office, offices, office space, office spaces, commercial office, \
        commercial offices, administrative office, administrative unit, maktab, makateb, مكتب, مكاتب, اداري, ادارية, \
        وحدة ادارية, وحدات ادارية, مكتب اداري, مقر اداري"),
    (Type(PropertyType::Clinic), "clinic, clinics, medical, medical unit, 3yada, 3eyada, 3iyada, عيادة, عيادات, طبي, \
        وحدة طبية, وحدات طبية, عيادة طبية"),
    (Type(PropertyType::Retail), "retail, shop, shops, store, stores, commercial, commercial unit, commercial shop, \
        retail shop, ma7al, ma7alat, محل, محلات, تجاري, تجارية, محل تجاري, محلات تجارية, وحدة تجارية, وحدات تجارية"),

    // Rooms and sizes.
    (Bedrooms, "bedroom, bedrooms, bed, beds, br, brs, bd, bds, bdr, bdrm, bdrs, bdrms, bhk, bed room, bed rooms, bedrom, \
        bedroms, room, rooms, sleeping rooms"),
    (Bedrooms, "غرفة, غرف, غرفة نوم, غرف نوم, اوضة, اوض, اوضة نوم, اوض نوم, نوم, حجرة, حجرات, حجر نوم, عدد الغرف, \
        عدد غرف النوم, عدد غرف"),
    (Bedrooms, "oda, owad, 2oda, 2owad, ouda, 8orfa, 8oraf, ghorfa, ghoraf, ghoraf nom, owad nom, oraf, 2oraf, \
        2owad nom"),
    (Counted(2, &Bedrooms), "غرفتين, غرفتان, اوضتين, غرفتين نوم, اوضتين نوم, غرفتي نوم, حجرتين, odteen, 2odteen, \
        ghorfeteen, ghorfetein, 8orfeten"),
    (Counted(1, &Bedrooms), "غرفة واحدة, اوضة واحدة, غرفة نوم واحدة, غرفة وصالة, اوضة وصالة, غرفة و صالة, \
        اوضة و صالة, oda w sala"),
    (Bathrooms, "bathroom, bathrooms, bath, baths, toilet, toilets, bathrom, bth, bths, حمام, حمامات, تواليت, عدد الحمامات, \
        7amam, 7amamat, hammam"),
    (Counted(2, &Bathrooms), "حمامين, حمامان, 7amameen, hammamein"),
    (SquareMetres, "sqm, sqms, sq m, sq mt, sqmt, sq meter, sq meters, sq metre, sq metres, square meter, \
        square meters, square metre, square metres, m2, mt2, meter, meters, metre, metres, mtr, mtrs, sqr meter"),
    (SquareMetres, "متر, متر مربع, مترمربع, م2, امتار, م مربع, metr, meter moraba3"),
    (MetresOrMillions, "m, م"),
    (PerMetre, "per meter, per metre, per sqm, per m2, per square meter, per square metre, a meter, a metre, a sqm, \
        meter price, price per meter, price per sqm, للمتر, في المتر, سعر المتر, لكل متر"),
    (Size, "size, sizes, area, areas, area of, with an area of, total area, bua, built up area, built up, space, \
        space of, مساحة, مساحتها, مساحته, بمساحة, مساحات, مبانى, mesaha, mese7a, mesa7a"),

    // Numbers.
    (Spelled(1), "one, واحد, واحدة, wa7da, wa7ed"),
    (Spelled(2), "two, اتنين, اثنين, اثنان, تنين, etneen, etnen"),
    (Spelled(3), "three, تلاتة, تلات, ثلاثة, ثلاث, تلت, talata, talat, tlat"),
    (Spelled(4), "four, اربعة, اربع, arba3, arba3a, arbaa"),
    (Spelled(5), "five, خمسة, خمس, khamsa, 5amsa, khamas, 5amas"),
    (Spelled(6), "six, ستة, ست, setta, sitta"),
    (Spelled(7), "seven, سبعة, سبع, sab3a, sabaa"),
    (Spelled(8), "eight, تمانية, تمنية, تمن, تمان, ثمانية, ثماني, ثمان, tamanya, taman"),
    (Spelled(9), "nine, تسعة, تسع, tes3a"),
    (Spelled(10), "ten, عشرة, عشر, 3ashra, 3ashara"),
    (Spelled(11), "eleven, حداشر, احداشر, احد عشر"),
    (Spelled(12), "twelve, اتناشر, اثنا عشر, اثني عشر"),
    (Spelled(13), "thirteen, تلتاشر, ثلاثة عشر"),
    (Spelled(14), "fourteen, اربعتاشر, اربعة عشر"),
    (Spelled(15), "fifteen, خمستاشر, خمسة عشر"),
    (Spelled(16), "sixteen, ستاشر, ستة عشر"),
    (Spelled(17), "seventeen, سبعتاشر, سبعة عشر"),
    (Spelled(18), "eighteen, تمنتاشر, ثمانية عشر"),
    (Spelled(19), "nineteen, تسعتاشر, تسعة عشر"),
    (Spelled(20), "twenty, عشرين, عشرون, 3eshreen"),
    (Spelled(30), "thirty, تلاتين, ثلاثين, ثلاثون, talateen"),
    (Spelled(40), "forty, اربعين, اربعون"),
    (Spelled(50), "fifty, خمسين, خمسون, khamseen"),
    (Spelled(60), "sixty, ستين, ستون"),
    (Spelled(70), "seventy, سبعين, سبعون"),
    (Spelled(80), "eighty, تمانين, ثمانين, ثمانون"),
    (Spelled(90), "ninety, تسعين, تسعون"),
    (Spelled(100), "مية, ميه, مائة, مئة, ميت, meya"),
    (Spelled(200), "ميتين, مئتين, مائتين, مئتان"),
    (Spelled(300), "تلتمية, تلتميت, ثلاثمائة, ثلاثمئة"),
    (Spelled(400), "ربعمية, ربعميت, اربعمائة, اربعمئة"),
    (Spelled(500), "خمسمية, خمسميت, خمسمائة, خمسمئة"),
    (Spelled(600), "ستمية, ستميت, ستمائة, ستمئة"),
    (Spelled(700), "سبعمية, سبعميت, سبعمائة, سبعمئة"),
    (Spelled(800), "تمنمية, تمنميت, ثمانمائة, ثمانمئة"),
    (Spelled(900), "تسعمية, تسعميت, تسعمائة, تسعمئة"),
    (Hundred, "hundred, hundreds"),
    (Half, "half, نص, نصف, nos, noss"),
    (Quarter, "quarter, ربع, rob3"),
    (Scale(THOUSAND), "k, thousand, thousands, الف, الاف, تلاف, تالاف, الفا, alf, 2alf, alaf"),
    (Scale(MILLION), "million, millions, mn, mil, mill, mio, milion, milions, millon, مليون, ملايين, مليونا, مليوون, \
        melyon, malyoon, malyon, milyon, melyoon"),
    (Scale(BILLION), "billion, billions, bn, مليار, مليارات"),
    (Counted(2, &Scale(THOUSAND)), "الفين, الفان"),
    (Counted(2, &Scale(MILLION)), "مليونين, مليونان"),
    (Percent, "%, percent, per cent, pct, في المية, بالمية, في المئة, بالمئة, في الميه"),
    (Pounds, "egp, le, l e, egyptian pound, egyptian pounds, pound, pounds, e g p, جنيه, جنيها, جنيهات, جنية, \
        جنيه مصري, ج, ج م, geneh, gneh, genih, guinea"),
    (ForeignMoney, "usd, dollar, dollars, euro, euros, eur, sar, aed, riyal, riyals, dirham, dirhams, دولار, \
        دولارات, يورو, ريال, درهم"),

    // Bounds and ranges.
    (Below, "under, below, less than, lower than, cheaper than, smaller than, fewer than, تحت, اقل من, واقل من, \
        ارخص من, اصغر من, ta7t, a2al men, aqal men"),
    (AtMost, "up to, upto, until, till, max, maximum, max of, maximum of, at most, not more than, no more than, \
        not over, no over, not above, not exceeding, does not exceed, doesnt exceed, within, limit, capped at, \
        by the end of, by end of, by"),
    (AtMost, "لحد, لغاية, حتى, مش اكتر من, مش اكثر من, لا اكثر من, ليس اكثر من, ما يزيدش عن, مايزيدش عن, ميزيدش عن, \
        متزيدش عن, ماتزيدش عن, ما تزيدش عن, لا يزيد عن, لا تزيد عن, لا يتجاوز, لا تتجاوز, لا يتعدى, لا تتعدى, \
        ميعديش, مايعديش, متعديش, ماتعديش, ما يعديش, ما تعديش, مايتعداش, اقصى, بحد اقصى, كحد اقصى, حد اقصى, الحد الاقصى, \
        حدي, اخري, بالكتير, بالكثير, على الاكثر, على الاكتر, خلال, le7ad, l7ad, leghayet"),
    (Above, "over, above, more than, greater than, larger than, bigger than, higher than, exceeding, فوق, اكتر من, \
        اكثر من, واكتر من, واكثر من, اكبر من, اعلى من, ازيد من, fo2, aktar men"),
    (AtLeast, "at least, minimum, min, minimum of, min of, not less than, no less than, starting, starting from, \
        starting at, starts from, starting price, على الاقل, بحد ادنى, كحد ادنى, حد ادنى, الحد الادنى, لا يقل عن, \
        لا تقل عن, ميقلش عن, متقلش عن, مايقلش عن, ماتقلش عن, ما يقلش عن, ما تقلش عن, مش اقل من, ابتداء من, بداية من, \
        بدءا من, يبدا من, تبدا من, ala el a2al"),
    (OrMore, "or more, and more, or above, and up, or over, plus, aw aktar, w aktar, او اكتر, او اكثر, واكتر, واكثر, فاكثر, فاكتر, \
        او ازيد, فما فوق, وما فوق, او فوق, او اكبر"),
    (OrLess, "or less, and less, or below, or under, or lower, or cheaper, or fewer, aw a2al, او اقل, واقل, فاقل, او ارخص, \
        او تحت"),
    (Around, "around, about, approximately, approx, roughly, circa, nearly, almost, in the range of, \
        in the region of, حوالي, تقريبا, في حدود, حدود, بحدود, في نطاق, نحو, قرابة, 7awaly, hawaly, fe 7dood"),
    (Before, "before, قبل"),
    (After, "after, بعد"),
    (Between, "between, bet, in between, ranging from, ranging between, بين, مابين, ما بين, ben, ma ben"),
    (From, "from, من, men"),
    (To, "to, الى, ل"),
    (And, "and, n, و, w, we"),
    (Or, "or, او, ولا, aw, wala"),
    (Minus, "الا, minus"),
    (Not, "not, no, except, excluding, exclude, but not, other than, outside, without, مش, غير, ماعدا, ما عدا, عدا, \
        باستثناء, بدون, بلاش, ليس, بره, خارج, mesh, msh"),

    // Money and time.
    (Price, "price, prices, priced, priced at, budget, my budget, cost, costs, costing, worth, afford, total price, \
        pay, spend, total, سعر, سعرها, سعره, اسعار, اسعارها, بسعر, ميزانية, ميزانيتي, ميزانيتى, معايا, معانا, معي, \
        معاى, بميزانية, تمنها, ثمن, ثمنها, قيمة, اجمالي, اجمالى, بادجت, بدجت, se3r, se3rha, mezaneya, mizaniya, \
        mezanity, ma3aya, m3aya, badget"),
    (DownPayment, "down payment, downpayment, down payments, dp, deposit, upfront, up front, initial payment, \
        first payment, advance payment, in advance, مقدم, مقدما, مقدمة, مقدمها, مقدمه, دفعة اولى, الدفعة الاولى, \
        دفعة مقدمة, دفعة الحجز, mo2adam, moqadam, mokadam, muqadam, دوان بيمنت, داون بيمنت, داون"),
    (Down, "down"),
    (NoDownPayment, "no down payment, no downpayment, no deposit, no down, without down payment, \
        without downpayment, without a down payment, without any down payment, without deposit, zero down payment, \
        zero downpayment, zero down, 0 down, 0 down payment, بدون مقدم, من غير مقدم, بلا مقدم, بدون مقدمات, \
        من دون مقدم, صفر مقدم, مقدم صفر, زيرو مقدم, مقدم زيرو, مفيش مقدم, men gher mo2adam, bedoon mo2adam"),
    (Instalments, "installment, installments, instalment, instalments, installment plan, installments plan, \
        installement, installements, payment plan, payment plans, plan, plans, financing, payable, payments, تقسيط, \
        قسط, اقساط, بالتقسيط, قسطها, مقسط, مقسطة, يتقسط, تتقسط, سداد, خطة سداد, نظام سداد, فترة سداد, ta2seet, \
        ta2sit, taqseet, taksit, taqsit, 2est, aqsat"),
    (EachMonth, "monthly, a month, per month, every month, each month, monthly payment, monthly payments, \
        monthly installment, monthly installments, monthly instalment, monthly instalments, pm, شهريا, شهري, شهرية, \
        في الشهر, بالشهر, كل شهر, القسط الشهري, قسط شهري, اقساط شهرية, دفعة شهرية, shahry, shahri, fel shahr, \
        fe el shahr"),
    (Years, "year, years, yr, yrs, y, سنة, سنين, سنوات, عام, اعوام, سنوات سداد, sana, sneen, senin, seneen, snen"),
    (Months, "month, months, mos, شهر, شهور, اشهر, shahr, shohor"),
    (Counted(2, &Years), "سنتين, سنتان, عامين, santeen, sanateen"),
    (Outdoors, "garden, gardens, private garden, terrace, backyard, roof garden, roof terrace, حديقة, حديقة خاصة, جاردن, جنينة, تراس"),
    (Delivery, "delivery, deliver, deliveries, delivering, delivery date, delivery year, handover, hand over, \
        handed over, handing over, possession, completion, move in, receive, receiving, استلام, الاستلام, استلامها, \
        تسليم, تسليمها, ميعاد الاستلام, موعد الاستلام, تاريخ الاستلام, سنة الاستلام, تستلم, استلم, نستلم, يستلم, \
        يتسلم, تتسلم, هستلم, تسليمات, للاستلام, estelam, tasleem"),
    (Ready, "ready, delivered, completed, ready to move, ready to move in, ready to live, ready to live in, \
        ready for delivery, ready for handover, ready units, ready unit, rtm, immediate delivery, \
        immediate handover, immediate move in, delivered now, delivered already, already delivered, move in now, \
        move in immediately, move in ready, ready to deliver, ready to receive, delivered units, delivered unit"),
    (Ready, "جاهز, جاهزة, جاهزين, جاهزة للسكن, جاهز للسكن, جاهزة للاستلام, جاهز للاستلام, جاهزة على السكن, \
        جاهزة ع السكن, جاهزة على الاستلام, استلام فوري, الاستلام فوري, استلام فورى, تسليم فوري, استلام حالا, \
        استلام حالي, استلام الان, استلام دلوقتي, استلم حالا, استلم دلوقتي, استلم فورا, فوري, فورى, فورية, \
        استلام في الحال, سكن فوري, estelam fawry, esteleam fawry, gahza, gahez, fawry"),

    // Finishing and sellers.
    (Meaning::Finishing(Finishing::FullyFinished), "fully finished, full finished, full finishing, fully finishing, \
        finished, super lux, super luxe, ultra super lux, lux finishing, furnished and finished, turnkey, turn key, \
        متشطب, متشطبة, متشطبين, تشطيب كامل, كامل التشطيب, كاملة التشطيب, تشطيب كلي, متشطبة بالكامل, متشطب بالكامل, \
        متشطبة كامل, سوبر لوكس, الترا سوبر لوكس, اكسترا سوبر لوكس, تشطيب سوبر لوكس, تشطيب الترا سوبر لوكس, \
        تشطيب اكسترا سوبر لوكس, مشطب, مشطبة, فول تشطيب, فينيشد, فولي فينيشد, metshateb, metshataba, metshatteba, \
        tashteeb kamel"),
    (Meaning::Finishing(Finishing::SemiFinished), "semi finished, semi finishing, semifinished, semi, half finished, \
        half finishing, نص تشطيب, نصف تشطيب, سيمي فينيشد, سيمي فينيش, سيمي, نص متشطب, نص متشطبة, نصف متشطبة, \
        nos tashteeb, nos tashtib, noss tashteeb"),
    (Meaning::Finishing(Finishing::CoreAndShell), "core and shell, core shell, shell and core, shell, unfinished, \
        not finished, without finishing, no finishing, red brick, red bricks, on brick, على الطوب, على الطوب الاحمر, \
        طوب احمر, الطوب الاحمر, طوب, على المحارة, محارة, من غير تشطيب, بدون تشطيب, غير متشطبة, غير متشطب, مش متشطبة, \
        مش متشطب, بلا تشطيب, كور اند شيل, كور شيل, عضم, 3adm, 3la el toob, ala el toob"),
    (Meaning::SaleType(SaleType::Resale), "resale, re sale, resell, secondary, secondary market, second hand, \
        from owner, from the owner, by owner, direct from owner, ريسيل, رى سيل, ري سيل, اعادة بيع, من المالك, \
        من مالك, من صاحبها, resale unit, resale units, ريسال"),
    (Meaning::SaleType(SaleType::Developer), "from developer, from the developer, developer sale, developer sales, \
        direct from developer, direct from the developer, directly from developer, directly from the developer, \
        straight from the developer, by the developer, primary, primary market, primary sale, first hand, من المطور, \
        من المطور مباشرة, من الشركة, من الشركة مباشرة, من المطور العقاري, من الشركة المالكة, اول بيع, برايمري, \
        men el motawer, men el sherka"),

    // Orders of results.
    (Meaning::Sort(Sort::Cheapest), "cheapest, lowest price, lowest prices, lowest priced, least expensive, \
        cheapest first, cheapest price, most affordable, ارخص, الارخص, ارخص سعر, اقل سعر, الاقل سعرا, اقل الاسعار, \
        ارخص حاجة, بارخص سعر, باقل سعر, ar5as, arkhas, a2al se3r"),
    (Meaning::Sort(Sort::Dearest), "most expensive, highest price, highest prices, dearest, priciest, اغلى, الاغلى, \
        اعلى سعر, الاعلى سعرا, aghla"),
    (Meaning::Sort(Sort::CheapestPerSquareMetre), "lowest price per meter, lowest price per metre, \
        lowest price per sqm, lowest price per square meter, lowest price per square metre, lowest price per m2, \
        cheapest per meter, cheapest per metre, cheapest per sqm, cheapest per m2, cheapest per square meter, \
        cheapest per square metre, cheapest price per meter, cheapest price per sqm, cheapest meter, \
        lowest meter price, best price per meter, best price per sqm, اقل سعر للمتر, اقل سعر متر, ارخص سعر للمتر, \
        ارخص سعر متر, ارخص متر, اقل سعر المتر, اقل سعر في المتر, باقل سعر للمتر"),
    (Meaning::Sort(Sort::Largest), "largest, biggest, largest size, biggest size, largest area, most spacious, اكبر, \
        الاكبر, اكبر مساحة, الاكبر مساحة, اوسع, اعلى مساحة, akbar, akbar mesa7a"),
    (Meaning::Sort(Sort::Smallest), "smallest, smallest size, smallest area, tiniest, اصغر, الاصغر, اصغر مساحة, \
        الاصغر مساحة, اقل مساحة, asghar"),
    (Meaning::Sort(Sort::SoonestDelivery), "soonest delivery, earliest delivery, nearest delivery, soonest, \
        earliest, fastest delivery, earliest handover, soonest handover, closest delivery, quickest delivery, \
        اقرب استلام, اسرع استلام, اقرب تسليم, اسرع تسليم, اقرب ميعاد استلام, اقرب موعد استلام, aqrab estelam, \
        a2rab estelam, asra3 estelam"),
    (Meaning::Sort(Sort::LongestPlan), "longest installment, longest installments, longest installment plan, \
        longest installments plan, longest instalments, longest instalment plan, longest payment plan, longest plan, \
        longest payment period, اطول تقسيط, اطول فترة تقسيط, اطول فترة سداد, اطول مدة تقسيط, اطول مدة سداد, \
        اطول خطة سداد, اطول نظام سداد, اكبر فترة سداد, اكبر فترة تقسيط, اطول قسط, atwal ta2seet, atwal fatra"),
    (Meaning::Sort(Sort::LowestDownPayment), "lowest down payment, smallest down payment, least down payment, \
        lowest downpayment, smallest downpayment, minimum down payment, lowest deposit, smallest deposit, \
        cheapest down payment, اقل مقدم, اصغر مقدم, اقل دفعة اولى, باقل مقدم, ارخص مقدم, a2al mo2adam, \
        aqal moqadam"),

    // Where names follow.
    (In, "in, at, inside, near, nearby, close to, around the, located in, في, ف, ب, جوه, داخل, قريب من, قريبة من, \
        قرب, جنب, عند, fe, fi, fel, f, fil, gamb, 2orayeb men"),
    (Compound, "compound, compounds, project, projects, gated community, كمبوند, كمباوند, كومباوند, كومبوند, \
        كمبوندات, مشروع, مشاريع, compaund, kompound, kombound, combound"),
    (Developer, "developer, developers, developed by, built by, company, by developer, شركة, شركات, مطور, المطور, \
        المطورين, المطور العقاري, شركة التطوير, sherket, sherka, motawer"),

    // What says nothing that could be searched.
    (Stop, "a, an, the, of, for, with, i, im, me, my, us, our, you, your, is, are, am, be, was, were, it, its, this, \
        that, these, those, there, which, what, whats, who, where, when, how, why, why not, much, many, do, does, \
        did, have, has, had, having, can, could, would, will, should, may, might, id, ill, ive, youve, lets"),
    (Stop, "want, wanna, wants, need, needs, like, looking, look, search, searching, find, finding, show, see, get, \
        give, buy, buying, purchase, purchasing, own, recommend, suggest, help, tell, interested, available, any, \
        some, something, anything, one of, all, only, just, also, too, as, on, if, so, then, than, please, pls, plz, \
        thanks, thank, hi, hello, hey, dear, amr, osool, sir, ok, okay, yes, hope, options, option, offers, offer, \
        home, homes, house, houses, housing, unit, units, property, properties, real estate, realestate, listing, \
        listings, place, places, sale, for sale, sell, selling, cairo, greater cairo, egypt, q1, q2, q3, q4, mid, \
        end of, worth of, about the, other, another, still, now, per, every, each, or so, such, them, they, but, \
        because, since, new, s, t, d"),
    (Stop, "عايز, عاوز, عايزة, عاوزة, عايزين, عاوزين, فيه, محتاج, محتاجة, محتاجين, نفسي, بدور, بدور على, بندور, \
        ادور, ندور, ابحث, ابحث عن, نبحث, اريد, اريد ان, اود, ارغب, ارغب في, حابب, حابة, اشتري, شراء, اشترى, للشراء, \
        نشتري, هشتري, بيع, للبيع, تمليك, عندك, عندكم, عندكو, عندنا, عندي, فيه عندك, هل, يوجد, يوجد لديكم, لديكم, \
        متاح, متاحة, متوفر, متوفرة, موجود, موجودة, ايه, اية, ايه هي, ما, ماهي, ما هي, هي, هو, هم, دي, ده, دا, دول, \
        هذا, هذه, ذلك, اللي, التي, الذي, انا, احنا, انت, انتم, لي, ليا, لينا, لو, لو سمحت, سمحت, من فضلك, فضلك, \
        ياريت, يا ريت, ممكن, ينفع, يكون, تكون, بيكون, تبقى, يبقى, كل, اي, بس, كمان, برضه, علشان, عشان, على, ع, عن, \
        مع, دلوقتي, الان, شكرا, مرحبا, اهلا, السلام, عليكم, سلام, صباح, مساء, الخير, النور, ازيك, يا, عمرو, اصول, \
        وحدة, وحدات, عقار, عقارات, بيت, بيوت, منزل, منازل, سكن, سكني, سكنية, للسكن, حاجة, حاجات, مكان, اماكن, عرض, \
        عروض, اختيارات, اقتراحات, رشحلي, رشح, وريني, ورينى, هات, هاتلي, شوفلي, شوف, اعرف, قولي, قول, كام, كم, بكام, \
        قد ايه, مصر, القاهرة, لمدة, مدة, الباقي, باقي, تاني, تانية, واحد من, حد, جدا, اوي, قوي, خالص, جديد, جديدة, \
        لسه, لسة, ان, قد, كان, ك"),
    (Stop, "7aga, 3ayez, 3ayz, 3awz, 3ayza, 3awez, 3awza, 3ayzeen, ana, me7tag, badawar, badawar 3ala, momken, law, \
        sama7t, 3andak, 3andokom, feeh, el, al, il, ya, bass, kol, ay, eh, da, dy, di, dee, 3ala, ala, 3la, masr, \
        el ba2y, bel, bi, b, ll, lel"),

    // Where somebody is, and not where they look for a home.
    (Stop, "i live in, i work in, im living in, im working in, based in, im based in, i am based in, im from, i am from, \
        شغال في, بشتغل في, عايش في, مقيم في, ساكن في, ana 3ayesh fe, ana sha8al fe"),
    (Ordinary, "january, february, march, april, june, july, august, september, november, december, \
        يناير, فبراير, مارس, ابريل, مايو, يونيو, يوليو, اغسطس, سبتمبر, نوفمبر, ديسمبر, رمضان, العيد"),

    // Common descriptions, which are never places.
    (Ordinary, "city, town, district, districts, location, locations, neighborhood, neighbourhood, neighborhoods, \
        street, streets, road, region, zone, side, phase, building, buildings, tower, towers, floor, floors, ground, \
        first, second, third, last, top, typical, view, views, sea, beach, lagoon, lake, river, nile, \
        park, green, greenery, landscape, pool, pools, swimming pool, club, mall, school, schools, \
        university, airport, mosque, metro, gym, security, services, facilities, balcony, kitchen, \
        living room, maid room, maids room, nanny room, reception, parking, garage, elevator, storage, private, \
        shared, open, closed, corner, front, back, direct"),
    (Ordinary, "good, great, nice, best, better, perfect, beautiful, amazing, lovely, quiet, calm, safe, secure, \
        clean, modern, classic, luxury, luxurious, premium, prime, cheap, cheaper, affordable, expensive, \
        reasonable, fair, big, bigger, large, larger, small, smaller, spacious, wide, high, low, family, families, \
        kids, children, couple, single, investment, invest, investor, rent, rental, rented, lease, roi, return, \
        income, profit, market, money, cash, currency, full, fully, furnished, unfurnished, immediate, early, soon, \
        late, date, today, tomorrow, week, time, day, days, moment, future, general, heart, core, middle, \
        particular, detail, details, fact, order, case, mind, terms, touch, addition, question, information, info, \
        contact, call, phone, number, photo, photos, picture, condition, quality, style, design, type, kind, kinds, \
        sort, category, level, class, value, deal, deals, discount, discounts, promotion, finish, finishing, ac, \
        air conditioning, english, arabic, arabic please, english please, it please, person, people, life, live, \
        living, work, working, use, long, short, term, different, similar, same, suitable, near me, here, \
        around here, anywhere, somewhere, everywhere, total payment"),
    (Ordinary, "square, village, villages, gate, avenue, walk, crest, estate, estates, brooks, mornings, median, \
        grey, white, blue, jade, rock, stone, sky, royal, wonder, address, east, west, north, south, central, wise, \
        point, business, hills, heights, mountain, mountains, island, valley, plaza, court, courts, residence, \
        residences, residential, hub, world, festival, capital, ark, hazel, glen, mist, trio, crescent, field, \
        fields, chess, bay, cove, row, lane, rise, grove, yard, shore, dunes, reef, slopes, commons, hamlet, \
        exchange, boulevard, terraces"),
    (Ordinary, "مدينة, منطقة, مناطق, حي, احياء, شارع, شوارع, طريق, محور, جهة, ناحية, مرحلة, عمارة, عماره, برج, \
        ابراج, دور, الدور, ادوار, ارضي, الارضي, اول, تالت, رابع, اخير, الاخير, متكرر, فيو, اطلالة, بحر, البحر, \
        على البحر, شاطئ, لاجون, بحيرة, نيل, النيل, خضرة, لاند سكيب, بول, حمام سباحة, نادي, مول, \
        مدرسة, مدارس, جامعة, مطار, جامع, مسجد, مترو, جيم, امن, حراسة, خدمات, بلكونة, مطبخ, ريسبشن, رسبشن, \
        صالة, غرفة معيشة, غرفة ناني, غرفة خادمة, غرفة مربية, جراج, اسانسير, مخزن, خاص, خاصة, مفتوح, ناصية, واجهة, \
        بحري, قبلي"),
    (Ordinary, "تشطيب, تشطيبات, كويس, كويسة, حلو, حلوة, جميل, جميلة, احسن, افضل, ممتاز, ممتازة, مميز, مميزة, هادي, \
        هادية, هادئ, هادئة, راقي, راقية, فخم, فخمة, فاخر, فاخرة, مودرن, حديث, حديثة, رخيص, رخيصة, غالي, غالية, \
        مناسب, مناسبة, معقول, معقولة, كبير, كبيرة, صغير, صغيرة, واسع, واسعة, عائلة, عيلة, اسرة, اطفال, ولاد, اولاد, \
        عريس, عروسين, استثمار, للاستثمار, استثماري, استثمارية, ايجار, للايجار, عائد, ربح, سوق, السوق, فلوس, كاش, \
        نقدي, مفروش, مفروشة, قريب, قريبة, بعيد, وقت, اسرع وقت, اقرب وقت, يوم, اسبوع, النهاردة, بكره, مستقبل, الحال, \
        العموم, اختيار, اختيارك, رايك, راى, راي, بحث, تفاصيل, معلومات, تليفون, رقم, صور, صورة, حالة, جودة, \
        نوع, انواع, شكل, مستوى, خصم, خصومات, تخفيض, تخفيضات, تكييف, عربي, بالعربي, انجليزي, ناس, حياة, شغل, العمل, \
        عمل, طويل, طويلة, قصير, قصيرة, نفس, بعض, هنا, هناك, قلب, وسط, شمال, جنوب, شرق, غرب, عالم, الدنيا, البلد, سكان, \
        راحة, اي مكان, اى مكان, مكان تاني, مبنى, مبني, عموما, جامعة امريكية, خطط, خطة, اول مرة, سفر, \
        زيارة, معاينة, حجز"),
];

/// The phrases by their keys.
pub(super) static VOCABULARY: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    let phrases =
        PHRASES.iter().flat_map(|(meaning, phrases)| phrases.split(',').map(move |phrase| (phrase, *meaning)));
    phrases.map(|(phrase, meaning)| (key_of(phrase), meaning)).collect()
});

/// Every single word that some phrase contains.
pub(super) static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| VOCABULARY.keys().flat_map(|key| key.split(' ')).collect());

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

    use super::*;

    #[test]
    fn every_phrase_has_one_meaning() {
        let mut faults = Vec::new();
        let mut meanings = HashMap::new();
        for (meaning, phrases) in PHRASES {
            for phrase in phrases.split(',') {
                let key = key_of(phrase);
                let other = *meanings.entry(key.clone()).or_insert(*meaning);
                if other != *meaning || key.is_empty() {
                    faults.push(format!("{phrase}: {other:?} and {meaning:?}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
