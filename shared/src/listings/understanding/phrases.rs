//! The phrases of the grammar, by what they mean in a question about homes: English and Egyptian Arabic here, Arabic in
//! Latin letters in [`super::franco`]. To teach Osool a new synonym, add it to the row of its meaning.
//!
//! Phrases stand between commas and in any spelling that folds alike. `(a|b)` is either, and `(a|)` may be missing, so
//! that `under(neath|)` is "under" and "underneath".

use super::{
    FollowUp, Sort,
    meaning::{Extreme, Meaning},
};
use crate::listings::{
    filters::Slot,
    property::{Finishing, PropertyType, SaleType},
};

use Meaning::{
    Above, After, And, Another, Any, Area, Around, AtLeast, AtMost, Bathrooms, Bedrooms, Before, Below, Between,
    Budget, But, By, ChoiceNumber, Compound, Counted, Delivery, Developer, Down, DownPayment, EachMonth, ForeignMoney,
    From, Half, Hundred, In, Indifferent, Instalment, Instalments, Kind, MetresOrMillions, Minus, MonthName, Months,
    NoDownPayment, Not, NotOnly, OffPlan, Or, OrLess, OrMore, Ordinal, Ordinary, Outdoors, Over, PerMetre, Percent,
    Place, Plan, Pounds, Price, Quarter, Question, Ready, Scale, Seller, Size, Spelled, SquareMetres, Stop,
    Superlative, To, Type, Want, Within, Years,
};

const THOUSAND: u64 = 1_000;
const MILLION: u64 = 1_000_000;
const BILLION: u64 = 1_000_000_000;

/// Every meaning with its phrases.
#[rustfmt::skip] // One meaning a row reads as the table that it is.
pub(super) const PHRASES: &[(Meaning, &str)] = &[
    // Kinds of units.
    (Type(PropertyType::Apartment), "apartment, apartments, apt, apts, flat, flats, condo, appartment, appartments, \
        apartement, apartements, appartement, aprtment, apartmnt"),
    (Type(PropertyType::Apartment), "شقة, شقق, شقتين, شقه سكنيه, شقق سكنيه, ابارتمنت, شاقة, شقتي, شقه للسكن, ابارتمنتس, ابارتمينت"),
    (Type(PropertyType::Apartment), "sha2a, sha22a, shaqa, shaqqa, sha2et, sho2a2, shoqaq, shouqa, sha'a"),
    (Type(PropertyType::Studio), "studio, studios, studio apartment, studio apartments, studio flat, ستوديو, \
        استوديو, استديو, ستديو, ستوديوهات, استوديوهات, شقة استوديو, شقة ستوديو, ستديوهات, استديوهات"),
    (Type(PropertyType::Duplex), "duplex, duplexes, dublex, دوبلكس, دبلكس, دوبليكس, دوبلكسات, دوبلكسس, دوبليكسات, دبليكس, دوبلاكس"),
    (Type(PropertyType::Penthouse), "penthouse, penthouses, pent house, roof, roof apartment, بنتهاوس, بنت هاوس, \
        بينتهاوس, بنتهاوسات, روف, (بنت|بينت|بنتا) هوس, بنتهاوزات, بنتهاوز, roofs, the roof, رووف"),
    (Type(PropertyType::Townhouse), "townhouse, townhouses, town house, town houses, townhome, townhomes, تاون هاوس, \
        تاونهاوس, تاون, تاون هاوسات, تاونهاوسات, تاون هاوز, تاونهوس"),
    (Type(PropertyType::Twinhouse), "twinhouse, twinhouses, twin house, twin houses, twin villa, twin, توين هاوس, \
        توينهاوس, توين, توينهاوسات, توين هاوسات, توين هاوز, twin home, twin homes"),
    (Type(PropertyType::Villa), "villa, villas, villla, standalone, standalone villa, stand alone, \
        stand alone villa, vila, vilas, vella, فيلا, فيلات, فلل, فيلل, فله, فيلا مستقله, فيلا ستاند الون, \
        ستاند الون, فيلتين, فيلاتين, ستاندالون, فيلا منفصلة, detached villa, independent villa, فيلا قائمة بذاتها, فيلل مستقلة, فلل مستقلة, فيلات مستقلة, standalone villas, stand alone villas"),
    (Type(PropertyType::Chalet), "chalet, chalets, chale, shaleh, shalieh, شاليه, شاليهات, شالية, شالهات, شليه, شاليهين"),
    (Type(PropertyType::Cabin), "cabin, cabins, كابينة, kabina, kabeena, kabayen, كباين, كبائن, كابينات, كابن, كابينه, كبينة, كابين"),
    (Type(PropertyType::Office), "office, offices, office space, office spaces, commercial office, \
        commercial offices, administrative office, administrative unit, maktab, makateb, مكتب, مكاتب, اداري, ادارية, \
        وحدة ادارية, وحدات ادارية, مكتب اداري, مقر اداري, اوفيس, اوفيسات, اوفيسز, مكتبين, مقر, مقرات ادارية, مكاتب ادارية, workspace, work space, office unit, office units, administrative units, administrative offices, admin office, admin unit"),
    (Type(PropertyType::Clinic), "clinic, clinics, medical, medical unit, 3yada, 3eyada, 3iyada, عيادة, عيادات, طبي, \
        وحدة طبية, وحدات طبية, عيادة طبية, عيادتين, كلينك, medical clinic, medical clinics, medical units, medical office, doctors office, عيادات طبية"),
    (Type(PropertyType::Retail), "retail, shop, shops, store, stores, commercial, commercial unit, commercial shop, \
        retail shop, ma7al, ma7alat, دكان, دكاكين, dokkan, dokan, محل, محلات, تجاري, تجارية, محل تجاري, محلات تجارية, وحدة تجارية, وحدات تجارية, محلين, شوب, commercial units, commercial shops, retail shops, retail unit, retail units, retail space, storefront, متجر, متاجر, محال, محال تجارية"),

    // Rooms and sizes.
    (Bedrooms, "bedroom, bedrooms, bed, beds, br, brs, bd, bds, bdr, bdrm, bdrs, bdrms, bhk, bed room, bed rooms, bedrom, \
        bedroms, room, rooms, sleeping rooms"),
    (Bedrooms, "غرفة, غرف, غرفة نوم, غرف نوم, اوضة, اوض, اوضة نوم, اوض نوم, نوم, حجرة, حجرات, حجر نوم, عدد الغرف, \
        عدد غرف النوم, عدد غرف, (عدد |)غرف نومها, غرفه نوم, بيدروم, بيدرومز, بدرووم"),
    (Bedrooms, "oda, owad, ouda, 8orfa, 8oraf, ghorfa, ghoraf, ghoraf nom, owad nom, oraf"),
    (Counted(2, &Bedrooms), "غرفتين, غرفتان, اوضتين, غرفتين نوم, اوضتين نوم, غرفتي نوم, حجرتين, odteen, \
        ghorfeteen, ghorfetein, 8orfeten, غرفتين للنوم, اوضتان"),
    (Counted(1, &Bedrooms), "غرفة نوم وصالة, اوضة نوم وصالة, اوضة نوم واحدة"),
    (Counted(1, &Bedrooms), "غرفة واحدة, اوضة واحدة, غرفة نوم واحدة, غرفة وصالة, اوضة وصالة, غرفة و صالة, \
        اوضة و صالة, oda w sala"),
    (Bathrooms, "عدد حمامات, bathroom, bathrooms, bath, baths, toilet, toilets, bathrom, bth, bths, ba, حمام, حمامات, تواليت, عدد الحمامات, \
        7amam, 7amamat, hammam"),
    (Counted(2, &Bathrooms), "حمامين, حمامان, 7amameen, hammamein"),
    (SquareMetres, "sqm, sqms, sq m, sq mt, sqmt, sq meter, sq meters, sq metre, sq metres, square meter, \
        square meters, square metre, square metres, m2, mt2, meter, meters, metre, metres, mtr, mtrs, sqr meter"),
    (SquareMetres, "متر, متر مربع, مترمربع, م2, امتار, م مربع, metr, meter moraba3"),
    (MetresOrMillions, "m, م"),
    (PerMetre, "(per|a|each|every|for each|for every|for the|for a|by the) (square |sq |)(meter|metre|m|mtr), \
        (per|a|each|every|for each|for the) (sqm|sq m|m2|sqmt), \
        (price|prices|rate|cost|value|pricing) (per|a|of|of the|of a|of each|for the|for a|for each|by the) (square |sq |)(meter|metre|sqm|m2|m), \
        (square |sq |)(meter|metre|sqm|m2) (price|prices|rate|cost), per (square|sq), \
        (سعر|تمن|ثمن|قيمة|اسعار) (المتر|متر|للمتر|متر المباني|المتر المربع|متر مربع|المتر الواحد|المتر المربع الواحد), \
        للمتر, في المتر, لكل متر, كل متر, متر المباني, للمتر المربع, للمتر الواحد, المتر الواحد, متوسط سعر المتر, \
        se3r el metr, lel metr, fel metr"),
    (Area, "area, areas"),
    (Size, "size, sizes, area of, with an area of, total area, net area, gross area, bua, built up area, built up, space, \
        space of, مساحة, مساحتها, مساحته, بمساحة, مساحات, مبانى, mesaha, mese7a, mesa7a, mesa7etha, مساحته, على مساحة, مسطح, (بمساحه|مساحه|مساحات|المساحه) (تبدا|حوالي|قدرها), footprint, built area, floor area"),

    // Numbers.
    (Spelled(1), "one, واحد, واحدة, wa7da, wa7ed, واحده"),
    (Spelled(2), "two, اتنين, اثنين, اثنان, تنين, etneen, etnen, تنين, اتنينين"),
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
    (Spelled(200), "مائتي, مئتي, ميتين, متين, مئتين, مائتين, مئتان"),
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
    (Scale(MILLION), "million, millions, mil, mill, mio, milion, milions, millon, مليون, ملايين, مليونا, مليوون, \
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
    (Below, "under, below, less than, lower than, cheaper than, fewer than, beneath, تحت, اقل من, واقل من, \
        ارخص من, ta7t, ta7et, a2al men, aqal men, ar5as men, arkhas men, underneath, no higher, cheaper then, less then, smaller in price than, بأقل من, باقل من, لاقل من, اقل عن, (ي|ت|بي|بت)قل عن, بارخص من, ارخص عن, اوطى من, ادنى من, دون ال"),
    (Meaning::SmallerThan, "smaller than, اصغر من, asghar men"),
    (Meaning::LargerThan, "larger than, bigger than, اكبر من, اوسع من, akbar men"),
    (AtMost, "up to, upto, until, till, max, maximum, max of, maximum of, at most, not more than, no more than, \
        not over, no over, not above, not exceeding, does not exceed, doesnt exceed, limit, capped at, cap of, \
        no later than, not later than, at the latest, no higher than, not higher than, shouldnt exceed, \
        should not exceed, tops, ceiling of, as much as, at the most, (cant|cannot|can not|couldnt|wont|will not|would not|dont want to|do not want to|shouldnt|should not|must not|not) (go|be|pay|spend|cost) (over|above|more than|beyond|past), \
        (cant|cannot|wont|will not|dont want to|not want to) exceed, \
        not to exceed, (cant|cannot|wont|must not|doesnt|shouldnt|should not|not) exceed, never more than, nothing (over|above|more than), \
        no (greater|larger|bigger|further) than, not (greater|larger|bigger|past|beyond), up till, at max, at maximum, (maxing|maxes|max) out at, \
        not a (pound|penny) more than, within a limit of"),
    (By, "before the end of, before end of, قبل نهاية, قبل اخر, مع نهاية, بنهاية, by the end of, by end of, by, until the end of"),
    (Within, "within, within the next, in the next, during, خلال, في خلال, 5elal, khelal"),
    (AtMost, "لحد, لغاية, حتى, بما لا يزيد عن, بما لا يزيد على, بما لا يتجاوز, لا يزيد على, لا تزيد على, بحد اقصاه, مش اكتر من, مش اكثر من, لا اكثر من, ليس اكثر من, ما يزيدش عن, مايزيدش عن, ميزيدش عن, \
        متزيدش عن, ماتزيدش عن, ما تزيدش عن, لا يزيد عن, لا تزيد عن, لا يتجاوز, لا تتجاوز, لا يتعدى, لا تتعدى, \
        ميعديش, مايعديش, متعديش, ماتعديش, ما يعديش, ما تعديش, مايتعداش, اقصى, بحد اقصى, كحد اقصى, حد اقصى, الحد الاقصى, \
        حدي, اخري, بالكتير, بالكثير, على الاكثر, على الاكتر, بالكتير اوي, \
        ماكس, ماكسيمم, ما يتعداش, متتعداش, ماتتعداش, ميتعداش, سقف, وميزيدش عن, وميعديش, le7ad, l7ad, leghayet, \
        mayzedsh 3an, mate3adeesh, bel keteer, (ما |ما|م)(ي|ت)(زيدش|زدش|زدتش|زيدوش|عديش|عدوش|عداش|تعداش|تعديش|تجاوزش|تجاوزوش|تخطاش|تخطيش|كونش اكتر من|كونش اعلى من)( عن| على|), \
        (لا|ولا|من غير ما) (ي|ت)(زيد|تجاوز|تعدى|تخطى|عدي)( عن|), مش (هيزيد|بيزيد|يزيد|تزيد|هيعدي|هتعدي|يعدي|تعدي|هتزيد)( عن|), \
        مش (اكتر|اكثر|اغلى|ازيد|اعلى) (من|عن), مش عايز (اعدي|ازيد عن|ادفع اكتر من|اعدى), (مقدرش|ماقدرش|مش هقدر|مش قادر) (اعدي|ازيد عن|ادفع اكتر من|اعدى), \
        اخرنا, اخره, اخرها, اخرهم, اخرتي, لاخر, اقصى (حاجة|سعر|مبلغ|ميزانية|حد), باقصى (حد|سعر|حاجة), حدنا, سقفي, سقفنا, بسقف, ماكسيموم, بالماكس, لا اكثر عن"),
    (Above, "above, more than, تتجاوز, يتجاوز, تزيد عن, يزيد عن, تزيد على, يزيد على, greater than, higher than, exceeding, upwards of, north of, more expensive than, فوق, \
        اكتر من, اكثر من, واكتر من, واكثر من, اعلى من, ازيد من, اغلى من, fo2, aktar men, beyond, larger then, more then, bigger in price than, باكتر من, باكثر من, باعلى من, (ي|ت|بي|بت)زيد عن, اكتر عن, ازود من, اعلي من"),
    (Over, "over"),
    (AtLeast, "at least, minimum, min, minimum of, min of, not less than, no less than, starting, starting from, \
        starting at, starts from, starting price, no smaller than, not smaller than, \
        no fewer than, not fewer than, no earlier than, not earlier than, at the earliest, على الاقل, بحد ادنى, كحد ادنى, حد ادنى, الحد الادنى, لا يقل عن, \
        لا تقل عن, ميقلش عن, متقلش عن, مايقلش عن, ماتقلش عن, ما يقلش عن, ما تقلش عن, مش اقل من, ابتداء من, بداية من, \
        بدءا من, يبدا من, تبدا من, ala el a2al, 3al a2al, (must|should|has to|have to) be at least, a minimum of, at a minimum, no lower than, not lower than, (ما |ما|م)(ي|ت)(قلش|نقصش|قلوش|كونش اقل من)( عن|), \
        (لا|ولا|من غير ما) (ي|ت)قل عن, مش (اقل|اصغر) (من|عن), مش (هيقل|هتقل|يقل|تقل) عن, اقل حاجة, ع الاقل, عالاقل, من اول, بحد ادني, minimum is"),
    (OrMore, "or more, and more, or above, and up, or over, plus, or later, and later, or after, or bigger, or larger, \
        onwards, onward, and onwards, and upwards, upwards, وما بعد, وما بعدها, او بعدها, او بعد كده, فيما بعد, وطالع, \
        او اوسع, aw aktar, w aktar, او اكتر, او اكثر, واكتر, واكثر, فاكثر, فاكتر, \
        او ازيد, فما فوق, وما فوق, فيما فوق, او فوق, او اكبر, or higher, or greater, or beyond, or upwards, or further, and higher, and bigger, and larger, او اعلى, واعلى, او اكبر, واكبر, او يزيد, ولفوق, وانت طالع, او احسن, فاعلى, فاكبر, او زيادة, وزيادة"),
    (OrLess, "or less, and less, or below, or smaller, or earlier, or sooner, or before, او قبلها, او اصغر, او قبل كده, or under, or lower, or cheaper, or fewer, aw a2al, او اقل, واقل, فاقل, او ارخص, \
        او تحت, or smaller, and lower, or nearer, فما دون, فما تحت, ولتحت, او ادنى, وانت نازل, او اقرب, فادنى"),
    (Around, "around, about, approximately, approx, roughly, circa, nearly, almost, in the range of, \
        in the region of, حوالي, يجي, تقريبا, في حدود, حدود, بحدود, في نطاق, نحو, قرابة, 7awaly, hawaly, fe 7dood, somewhere around, around about, in the neighborhood of, in the ballpark of, give or take, more or less, or thereabouts, or so, ish, بحوالي, بحوالى, في رينج, في حدود ال, يعني حوالي, بتاع, ييجي, يجي, تقريبا كده, في النطاق"),
    (Before, "before, earlier than, sooner than, prior to, قبل, abl, 2abl"),
    (After, "after, later than, past, بعد, ba3d"),
    (Between, "between, bet, in between, ranging from, ranging between, بين, مابين, ما بين, ben, ma ben"),
    (From, "from, من, men"),
    (To, "to, الى, ل, through, وحتى"),
    (And, "and, n, و, w, we, as well as, along with, together with"),
    (Or, "or, او, ولا, aw, wala, either, يا اما, اما"),
    (Minus, "الا, minus, سوى"),
    (Not, "not, no, nothing, none, nor, neither, except, except for, excluding, exclude, excludes, but not, and not, or not, other than, \
        outside, outside of, without, without any, apart from, aside from, instead of, rather than, avoid, avoiding, \
        skip, dont want, do not want, doesnt want, dont need, do not need, dont like, do not like, dont show me, \
        do not show me, dont show, not looking for, not interested in, no interest in, i hate, hate, stay away from, \
        away from, far from, anything but, anything except, everything but, everything except, anywhere but, \
        anywhere except, anywhere except for, anywhere other than, anywhere outside, everywhere but, \
        everywhere except, all but, all except, any area but, any area except, any place but, any place except, \
        any (project|villa|villas|unit|units|flat|apartment|location|type|kind|home|house|chalet|office) (but|except|other than|besides), any compound but, any compound except, any developer but, any developer except, anything other than, \
        anyone but, must not be, cant be, cannot be, shouldnt be, remove all, never, isnt, arent, aint, wasnt, is not, are not, was not, thats not, that isnt, that is not, which isnt, which is not, not be, not to be, \
        save for, anything outside, anything not, (wouldnt|would not|dont|do not|not) (like|want|wish|love|prefer)( to| to be| to live| to live in| to buy| a| an|), not keen on, not a fan of, not into, not considering, \
        rule out, ruling out, leave out, leaving out, steer clear of, keep away from, refuse, never in, anywhere other than, anything besides, besides, outwith"),
    (Not, "مش, مو, غير, لا اريد, لا نريد, لا ارغب في, لا ابحث عن, لا احتاج, ماعدا, ما عدا, عدا, فيما عدا, باستثناء, باستثنا, بدون, بلاش, ليس, ليست, بره, خارج, من غير, من دون, \
        بلا, لا, مش عايز, مش عاوز, مش عايزة, مش عاوزة, مش عايزين, مش عاوزين, مش محتاج, \
        مش محتاجة, مش حابب, مش حابة, مش بدور على, مبحبش, مش بحب, ما بحبش, اي حاجة غير, اي حاجة الا, اي حاجة ماعدا, \
        اي مكان غير, اي مكان الا, اي مكان ماعدا, اي مكان ما عدا, في اي مكان غير, اي حتة غير, اي حتة الا, \
        اي منطقة غير, اي منطقة الا, اي منطقة ماعدا, كل المناطق غير, كل المناطق الا, كل المناطق ماعدا, كله الا, \
        كله ماعدا, اي كمبوند غير, اي كمبوند الا, اي مطور غير, اي شركة غير, اي شركة الا, بعيد عن, بعيدة عن, بعيدا عن, \
        استبعد, شيل منهم, مستبعد, ولا عايز, متجبليش, متورينيش, ما تورينيش, بدل, mesh, msh, mosh, mish, moush, \
        mesh 3ayez, mesh 3awez, mesh 3ayz, mesh 3ayza, mesh 3awza, gheir, 8eir, 8er, gher, balash, men gher, \
        men gheir, men 8er, bedoon, bdoon, ma3ada, ma 3ada, (ما |ما|م)(ي|ت|ن)(كونش|كونوش|كنش|بقاش|بقوش|بقش)( في| من| بتاع| بتاعة| تبع|), مش (تبع|بتاع|بتاعة|بتاعت|بتوع), \
        خلاف, ما خلا, فيما خلا, دون, من غير ما (يكون|تكون|تبقى|يبقى), مش (حابب|حابة|حابين|بحب|بفضل|عاجبني|نفسي في|محتاجين), ماحبش, محبش, مابحبش, \
        ماليش في, مليش في, مش عايز(ها|ه|ين|ينها|اها), مش عاوز(ها|ه|ين|ينها|اها), مش داخل, مش ناوي على, ابعد عن, ابعدوا عن, بعيد خالص عن, برا, برة, خارج عن, كله غير, كل حاجة غير, كل حاجة الا, \
        كل (الشقق|الفلل|الوحدات|الشاليهات|الكمبوندات) (غير|الا|ماعدا|ما عدا|عدا), ماعادا, مستثنى, مستثني, استثني, استثناء"),
    (NotOnly, "not only, not just, not necessarily, doesnt have to be, does not have to be, dont have to be, \
        not always, مش بس, مش فقط, مش شرط, مش لازم, مش ضروري, ليس فقط, mesh bas, mesh lazem, mesh shart"),
    (But, "but, but also, however, instead, rather, although, though, بس, لكن, ولكن, انما, وانما, bas, bass, laken, except that, only that"),

    // Money and time.
    (Price, "price, prices, priced, priced at, price range, cost, costs, costing, worth, afford, total price, full price, \
        asking price, pay, spend, ادفع, هدفع, ندفع, ادفعه, total, pricing, سعر, سعرها, سعره, السعر الكلي, اسعار, اسعارها, بسعر, تمنها, ثمن, \
        ثمنها, قيمة, قيمتها, اجمالي, اجمالى, se3r, se3rha, as3ar, tamanha, priced under, for sale at, pay for it, بتمن, بقيمة, قيمته, السعر بتاعها, سعرا, سعر الوحدة, السعر الاجمالي, اسعارهم, سعرهم"),
    (Budget, "budget, my budget, our budget, budget range, ميزانية, ميزانيتي, ميزانيتى, ميزانيتنا, معايا, معانا, معي, \
        معاى, معاياش غير, بميزانية, بادجت, بدجت, بادجيت, mezaneya, mizaniya, mezanity, mezaniti, ma3aya, m3aya, \
        badget, el budget, الميزانية بتاعتي, معايا كاش, budgeting, my limit, ميزانيه, متاح معايا, ف ميزانيه"),
    (DownPayment, "down payment, downpayment, down payments, dp, deposit, upfront, up front, initial payment, \
        first payment, advance payment, advance, in advance, initial deposit, initial, first instalment, \
        first installment, reservation, down paymnt, downpayement, down pay, مقدم, مقدما, مقدمة, مقدمها, مقدمه, دفعة اولى, الدفعة الاولى, \
        دفعة مقدمة, دفعة الحجز, mo2adam, moqadam, mokadam, muqadam, دوان بيمنت, داون بيمنت, داون بايمنت, داون بيمينت, داون, مقدم الحجز, مقدم حجز, مقدم تعاقد, دفعة التعاقد, \
        دفعة اولي, اول دفعة, mo2addam, mokaddam, el mo2adam, dof3a oula, دفعة مقدم, مقدم كاش, مقدم الشقة, المقدم بتاعها, دفعه اولي, داونبيمنت, الدفعه المقدمه, ادفع مقدم, هدفع مقدم"),
    (Down, "down"),
    (NoDownPayment, "no down payment, no downpayment, no downpayments, nothing upfront, nothing down, no upfront, \
        no upfront payment, no money down, without paying upfront, without upfront, without a deposit, no deposit, no down, without down payment, \
        without downpayment, without a down payment, without any down payment, without deposit, zero down payment, \
        zero downpayment, zero down, 0 down, 0 down payment, بدون مقدم, من غير مقدم, بلا مقدم, بدون مقدمات, \
        من دون مقدم, صفر مقدم, مقدم صفر, زيرو مقدم, مقدم زيرو, مفيش مقدم, من غير دفعة اولى, بدون دفعة اولى, من غير داون بيمنت, بدون داون بيمنت, من غير دفع مقدم, \
        لا مقدم, بلا دفعة اولى, من غير اي مقدم, بدون اي مقدم, مفهاش مقدم, مفيهاش مقدم, men gher mo2adam, \
        men 8er mo2adam, bedoon mo2adam, mafesh mo2adam, mafeesh mo2adam, zero mo2adam, (من غير|بدون|بلا|من دون|مفيش|مافيش|مش عايز) (ما ادفع |ادفع |دفع |اي |)(مقدم|مقدمات|دفعة اولى|دفعة مقدمة|داون بيمنت|داون|دفعات مقدمة), (صفر|زيرو|0) (مقدم|داون بيمنت|داون), \
        (no|zero|0|without|without any|without a) (initial payment|first payment|dp|advance|money upfront|payment upfront), 0 deposit, zero deposit, not paying anything upfront"),
    (Instalments, "installment, installments, instalment, instalments, installment plan, installments plan, \
        instalment plan, instalments plan, instalment plans, installment plans, installement, installements, \
        payment plan, payment plans, installment payments, in installments, on installments, by installments, \
        pay in installments, payment in installments, payment facilities, payment facility, تقسيط, بالتقسيط, مقسط, \
        مقسطة, بالقسط, يتقسط, تتقسط, اقسطها, اقسط, نقسط, تقسيطها, تقسيطات, على اقساط, باقساط, خطة سداد, نظام سداد, \
        فترة سداد, انظمة سداد, خطط سداد, خطة تقسيط, نظام تقسيط, انظمة تقسيط, فترة تقسيط, مدة تقسيط, مدة سداد, \
        تسهيلات في السداد, تسهيلات سداد, ta2seet, ta2sit, taqseet, taksit, taqsit, ta2seit, a2sat, aqsat, 2a2sat, \
        bel ta2seet, 3ala a2sat, (بنظام |)(تقسيط مريح|تقسيط طويل), نظام تقسيطها, دفع بالتقسيط, بالاقساط, على دفعات, قسطها على, pay over time, paying in installments, pay by installments, on a payment plan, on plan payments, موفرين تقسيط, تقسيطه, تقسيط"),
    (Instalment, "قسط, اقساط, قسطها, اقساطها, 2est, 2est shahry, qest"),
    (Plan, "plan, plans, financing, payable, payments, paid, pay over, paying over, spread, the rest, rest, remaining, \
        remainder, balance, سداد, تسدد, اسدد, نسدد, الباقي, باقي, باقي المبلغ, باقي السعر, el ba2y, ba2y, ادفع على, \
        ادفعهم على, تتدفع على"),
    (EachMonth, "monthly, a month, per month, every month, each month, monthly payment, monthly payments, \
        monthly installment, monthly installments, monthly instalment, monthly instalments, pm, p m, mo, شهريا, شهري, \
        شهرية, في الشهر, بالشهر, كل شهر, القسط الشهري, قسط شهري, اقساط شهرية, دفعة شهرية, القسط في الشهر, \
        قسط في الشهر, القسط الشهرى, shahry, shahri, shahreyan, fel shahr, fe el shahr, f el shahr, \
        kol shahr, قسطه الشهري, قسطها الشهري, القسط الشهري بتاعها, في الشهر الواحد, ف الشهر, بالشهري, دفع شهري, monthly instalment of"),
    (Meaning::EachYear, "yearly, annual, annually, a year, per year, every year, each year, quarterly, semi annual, \
        semi annually, per quarter, every quarter, every 3 months, every 6 months, سنوي, سنوية, سنويا, في السنة, كل سنة, \
        ربع سنوي, ربع سنوية, ربع سنويا, نصف سنوي, نص سنوي, كل 3 شهور, كل 6 شهور, كل تلات شهور, sanawy, kol sana"),
    (Years, "year, years, yr, yrs, y, سنة, سنين, سنوات, عام, اعوام, سنوات سداد, sana, sneen, senin, seneen, snen, سنه, سنوات تقسيط, اعوام"),
    (Months, "month, months, mos, شهر, شهور, اشهر, shahr, shohor"),
    (Counted(2, &Years), "سنتين, سنتان, عامين, santeen, sanateen"),
    (Outdoors, "garden, gardens, private garden, terrace, backyard, roof garden, roof terrace, حديقة, حديقة خاصة, جاردن, جنينة, تراس, ب روف, ب رووف, مع روف, روف تراس, تراس روف, جاردن خاص, جنينة خاصة, روف جاردن"),
    (Delivery, "delivery, deliver, deliveries, delivering, delivery date, delivery year, handover, hand over, \
        handed over, handing over, possession, completion, move in, receive, receiving, استلام, الاستلام, استلامها, \
        تسليم, تسليمها, ميعاد الاستلام, موعد الاستلام, تاريخ الاستلام, سنة الاستلام, تستلم, استلم, نستلم, يستلم, \
        يتسلم, تتسلم, هستلم, تسليمات, للاستلام, وقت الاستلام, استلامهم, موعد التسليم, ميعاد التسليم, تاريخ التسليم, estelam, tasleem, estelamha, \
        mi3ad el estelam, delivers, to be delivered, delivered in, delivering in, due, completes, completed in, handed over in, (ت|ي|هت|هي|بت|بي)تسلم, استلمها, تستلمها, نستلمها, هستلمها, هنستلم, استلامه, تسلم, ميعاد تسليمها, معاد الاستلام, معاد التسليم"),
    (MonthName, "january, february, march, april, june, july, august, september, october of, november, december, \
        يناير, فبراير, مارس, ابريل, مايو, يونيو, يوليو, اغسطس, سبتمبر, نوفمبر, ديسمبر, q 1, q 2, q 3, q 4, first quarter, \
        second quarter, third quarter, fourth quarter, last quarter, الربع الاول, الربع التاني, الربع الثاني, \
        الربع التالت, الربع الثالث, الربع الرابع, الربع الاخير, first half, second half, النص الاول, النص التاني, \
        النصف الاول, النصف الثاني, early, late, summer, winter, اول, اوائل, بداية, اواخر, نهاية, اخر, صيف, شتاء"),
    (Ready, "ready, delivered, completed, ready made, ready to use, ready for living, ready for moving, immediate possession, \
        immediate, immediately, available immediately, instant delivery, ready now, move in today, now ready, \
        already built, already finished building, ready property, ready properties, ready homes, ready to move, ready to move in, ready to live, ready to live in, \
        ready for delivery, ready for handover, ready units, ready unit, rtm, immediate delivery, \
        immediate handover, immediate move in, delivered now, delivered already, already delivered, move in now, \
        move in immediately, move in ready, ready to deliver, ready to receive, delivered units, delivered unit, can move in (now|today|immediately|straight away|right away), move in (right away|straight away|today|asap), (ready|available) (right away|straight away|today|immediately), keys ready, key ready, vacant now, ready for immediate delivery, already completed, immediate occupancy, ready to occupy"),
    (Ready, "جاهز, جاهزة, جاهزين, جاهزة للسكن, جاهز للسكن, جاهزة للاستلام, جاهز للاستلام, جاهزة على السكن, \
        جاهزة ع السكن, جاهزة على الاستلام, استلام فوري, الاستلام فوري, استلام فورى, تسليم فوري, استلام حالا, \
        استلام حالي, استلام الان, استلام دلوقتي, استلم حالا, استلم دلوقتي, استلم فورا, فوري, فورى, فورية, \
        استلام في الحال, سكن فوري, استلام فورا, فورا, تسليم فورى, تسليم فورا, تسليم حالي, جاهزة فورا, جاهز فورا, استلام على طول, استلم على طول, \
        مستلمة, متسلمة, اسكن فورا, نسكن فورا, اسكن على طول, جاهزة دلوقتي, على المفتاح, تسليم مفتاح, استلام نهاردة, \
        استلام النهاردة, estelam fawry, esteleam fawry, estelam fawri, estelam fory, tasleem fawry, gahza, gahez, \
        fawry, gahza lel sakan, gahez lel sakan, estelam dlwa2ty, estelam delwa2ty, (تستلمها|استلمها|نستلمها|هستلمها|تستلم|استلم|نستلم|استلام|تسليم|تتسلم|يتسلم|هستلم|استلامها|تسليمها) (فورا|فوري|حالا|دلوقتي|على طول|علطول|النهاردة|الان|طوالي|في ساعتها|في وقتها), \
        (جاهز|جاهزة|جاهزين|جاهزه) (للسكن|للاستلام|للتسليم|على السكن|ع السكن|عالسكن|على التسليم|على الاستلام|للسكنى|للسكن فورا|للسكن الفوري|للتسليم الفوري|للاستلام الفوري|للتسليم فورا|دلوقتي|حالا|على المفتاح|ع المفتاح|للانتقال|للسكن على طول), \
        (اسكن|نسكن|اسكنها|نسكنها|سكن) (فورا|فوري|على طول|علطول|دلوقتي|حالا|فيها فورا|فيها على طول|فيها دلوقتي), ع المفتاح, عالمفتاح, خلصانة, خالصة"),
    (OffPlan, "off plan, offplan, off the plan, under construction, still under construction, being built, \
        not built yet, not delivered yet, not ready yet, pre construction, preconstruction, under development, \
        not yet delivered, not yet ready, تحت الانشاء, تحت الانشاءات, تحت الانشا, قيد الانشاء, تحت التنفيذ, تحت البناء, \
        لسه بتتبني, على الخريطة, ع الخريطة, على الماكيت, اوف بلان, لسه متسلمتش, لسه ما اتسلمتش, ta7t el ensha2, \
        ta7t el ensha, ta7t el 2ensha2, 3al 5areeta, 3ala el 5areta, ta7t el enshaa, (لسه|لسة) (بتتبني|بيتبني|بتتبنى|بيتبنى|تحت الانشاء|هتتبني|ما خلصتش|مخلصتش|متبنتش|مش جاهزة|مش جاهز), تحت التشييد, قيد (التنفيذ|البناء|التشييد), still being built, to be built, in construction, on plan, new launch"),

    // Finishing and sellers.
    (Meaning::Finishing(Finishing::FullyFinished), "fully finished, تامة التشطيب, تام التشطيب, تامة التشطيبات, full finished, full finishing, fully finishing, \
        finished, super lux, super luxe, ultra super lux, lux finishing, furnished and finished, turnkey, turn key, \
        متشطب, متشطبة, متشطبين, تشطيب كامل, كامل التشطيب, كاملة التشطيب, تشطيب كلي, متشطبة بالكامل, متشطب بالكامل, \
        متشطبة كامل, سوبر لوكس, الترا سوبر لوكس, اكسترا سوبر لوكس, تشطيب سوبر لوكس, تشطيب الترا سوبر لوكس, \
        تشطيب اكسترا سوبر لوكس, مشطب, مشطبة, فول تشطيب, فينيشد, فولي فينيشد, metshateb, metshataba, metshatteba, \
        tashteeb kamel, متشطبه, متشطبين بالكامل, تشطيب (سوبر|فاخر|لوكس|هاي لوكس|كامل سوبر لوكس), فولي فينشد, فنيشد, فينيشد بالكامل, complete finishing, completely finished, finished to (a high|the highest) standard, finishes included, all finished, تشطيب بالكامل, تشطيبها كامل, تشطيبه كامل, تشطيب على اعلى مستوى"),
    (Meaning::Finishing(Finishing::SemiFinished), "semi finished, semi finishing, semifinished, semi, half finished, \
        half finishing, نص تشطيب, نصف تشطيب, سيمي فينيشد, سيمي فينيش, سيمي, نص متشطب, نص متشطبة, نصف متشطبة, \
        nos tashteeb, nos tashtib, noss tashteeb, (نص|نصف) (تشطيبه|تشطيبها|تشطيبات|فينيش), semi finish, half finish, سيمي فنشد, partly finished, partially finished"),
    (Meaning::Finishing(Finishing::CoreAndShell), "core and shell, core shell, shell core, shell and core, shell, unfinished, \
        not finished, without finishing, no finishing, red brick, red bricks, on brick, على الطوب, على الطوب الاحمر, \
        طوب احمر, الطوب الاحمر, طوب, على المحارة, محارة, من غير تشطيب, بدون تشطيب, غير متشطبة, غير متشطب, مش متشطبة, \
        مش متشطب, بلا تشطيب, كور اند شيل, كور شيل, عضم, 3adm, 3la el toob, ala el toob, (ع|عال) طوب, ع الطوب, عالطوب, ع المحارة, عالمحارة, (shell|brick|core) only, bare (shell|brick|bricks), no finish, without finishes, without any finishing, من غير اي تشطيب, بدون اي تشطيب, بدون تشطيبات, من غير تشطيبات, مش متشطبين, مش متشطبه, غير مشطبة, غير مشطب, كور اند شل, needs finishing"),
    (Meaning::SaleType(SaleType::Resale), "resale, re sale, resell, secondary, secondary market, second hand, \
        from owner, from the owner, by owner, direct from owner, ريسيل, رى سيل, ري سيل, اعادة بيع, من المالك, \
        من مالك, من صاحبها, resale unit, resale units, ريسال, (من المالك|من صاحبها|من صاحبه|من صاحب الشقة|من مالكها|من ملاكها) (مباشرة|على طول|علطول|نفسه), اعادة البيع, ري سل, ريسيلز, رسيل, second owner, resales, resold, from its owner, from an owner"),
    (Meaning::SaleType(SaleType::Developer), "from developer, from the developer, developer sale, developer sales, \
        direct from developer, direct from the developer, directly from developer, directly from the developer, \
        straight from the developer, by the developer, primary, primary market, primary sale, first hand, من المطور, \
        من المطور مباشرة, من الشركة, من الشركة مباشرة, من المطور العقاري, من الشركة المالكة, اول بيع, برايمري, \
        men el motawer, men el sherka, (من المطور|من الشركة|من الشركة المالكة|من الشركة المطورة|من المطور العقاري|من المطور نفسه|من الشركة نفسها|من الديفيلوبر|من الديفلوبر|من ديفيلوبر|من developer|من ال developer|from المطور) (مباشرة|مباشره|على طول|علطول|direct|directly), \
        من الشركة المطورة, من المطور نفسه, من الشركة نفسها, من الديفيلوبر, من الديفلوبر, من ديفيلوبر, من developer, من ال developer, from المطور, from the company, direct from the company, directly from the company, developer direct, directly by the developer, direct developer, developer unit, developer units, straight from developer, directly from a developer, from a developer"),

    // Orders of results.
    (Meaning::Sort(Sort::Cheapest), "cheapest, lowest price, lowest prices, lowest priced, least expensive, \
        cheapest first, cheapest price, most affordable, ارخص سعر, الارخص سعرا, ارخص وحدة, ارخص وحدات, ارخص عقار, ارخص بيت, اقل سعر, الاقل سعرا, اقل الاسعار, \
        ارخص حاجة, بارخص سعر, باقل سعر, من الارخص, الارخص فالاغلى, low to high, lowest to highest, price low to high, \
        cheap first, lowest first, ترتيب من الارخص, a2al se3r, ar5as 7aga, arkhas 7aga, (ترتيب |رتبهم |رتبلي |رتبهملي |رتبها |الترتيب |مرتبين |)(من الارخص|من الاقل سعرا|من الاقل|حسب السعر|بالسعر|من الارخص سعرا)( للاغلى| الى الاغلى| للاعلى|), (الارخص|الاقل سعرا) (الاول|اولا|في الاول), ارخص (واحدة|واحد|عرض|اختيار), \
        (sort|sorted|order|ordered|rank|ranked|list) by (price|cheapest|lowest price|price ascending), cheapest to (most expensive|dearest|priciest), price ascending, ascending price, lowest price first, cheapest ones first, lowest priced first, (lowest|least) in price"),
    (Meaning::Sort(Sort::Dearest), "most expensive, highest price, highest prices, dearest, priciest, \
        اغلى سعر, اعلى سعر, الاعلى سعرا, الاغلى سعرا, high to low, highest to lowest, price high to low, اغلى حاجة, \
        من الاغلى, (ترتيب |رتبهم |رتبلي |رتبهملي |)(من الاغلى|من الاعلى سعرا)( للارخص| للاقل|), (الاغلى|الاعلى سعرا) (الاول|اولا), most expensive first, priciest first, highest price first, price descending, dearest first, highest in price"),
    (Meaning::Sort(Sort::CheapestPerSquareMetre), "lowest price per meter, lowest price per metre, \
        lowest price per sqm, lowest price per square meter, lowest price per square metre, lowest price per m2, \
        cheapest per meter, cheapest per metre, cheapest per sqm, cheapest per m2, cheapest per square meter, \
        cheapest per square metre, cheapest price per meter, cheapest price per sqm, cheapest meter, \
        lowest meter price, best price per meter, best price per sqm, اقل سعر للمتر, اقل سعر متر, ارخص سعر للمتر, \
        ارخص سعر متر, ارخص متر, اقل سعر المتر, اقل سعر في المتر, باقل سعر للمتر, (cheapest|lowest|best) (price |prices |rate |)(per|a|by the|by) (square |sq |)(meter|metre|sqm|m2), (cheapest|lowest|best) (meter|metre|sqm|price per m), (ارخص|اقل|باقل|بارخص|احسن) (سعر |)(للمتر|متر|المتر|في المتر|سعر المتر|سعر متر), الارخص (في سعر المتر|سعرا للمتر|للمتر)"),
    (Meaning::Sort(Sort::Largest), "largest, biggest, largest size, biggest size, largest area, most spacious, \
        biggest first, largest first, اكبر مساحة, الاكبر مساحة, اوسع مساحة, اعلى مساحة, اكبر حاجة, akbar mesa7a, (largest|biggest|most spacious) (size |area |ones |units |)first, largest to smallest, biggest to smallest, (sort|sorted|order|ordered) by (size|area|largest|biggest), (من الاكبر|من الاوسع)( مساحة|)( للاصغر|), (الاكبر|الاوسع) (مساحة |)(الاول|اولا), size descending, اكبر مساحه"),
    (Meaning::Sort(Sort::Smallest), "smallest, smallest size, smallest area, tiniest, smallest first, \
        اصغر مساحة, الاصغر مساحة, اقل مساحة, اصغر حاجة, (smallest|tiniest) (size |area |ones |units |)first, smallest to (largest|biggest), من الاصغر( مساحة|)( للاكبر|), الاصغر (مساحة |)(الاول|اولا)"),
    (Meaning::Sort(Sort::SoonestDelivery), "soonest delivery, earliest delivery, nearest delivery, soonest, \
        earliest, fastest delivery, earliest handover, soonest handover, closest delivery, quickest delivery, \
        اقرب استلام, اسرع استلام, اقرب تسليم, اسرع تسليم, اقرب ميعاد استلام, اقرب موعد استلام, الاقرب استلاما, الاسرع استلاما, اقرب ميعاد تسليم, aqrab estelam, \
        a2rab estelam, asra3 estelam, (soonest|earliest|nearest|closest|fastest|quickest|first) (delivery|handover|possession|completion|move in)( date| dates|)( first|), (soonest|earliest|first) to be (delivered|handed over|ready), delivered (soonest|first|earliest), (اقرب|اسرع|ابدر) (استلام|تسليم|ميعاد استلام|موعد استلام|معاد استلام|معاد تسليم|تاريخ استلام|تاريخ تسليم|ميعاد تسليم|موعد تسليم|وقت استلام), الاقرب (تسليما|استلاما), (sort|order|sorted|ordered) by (delivery|delivery date|handover)"),
    (Meaning::Sort(Sort::LongestPlan), "longest installment, longest installments, longest installment plan, \
        longest installments plan, longest instalments, longest instalment plan, longest payment plan, longest plan, \
        longest payment period, اطول تقسيط, اطول فترة تقسيط, اطول فترة سداد, اطول مدة تقسيط, اطول مدة سداد, \
        اطول خطة سداد, اطول نظام سداد, اكبر فترة سداد, اكبر فترة تقسيط, اطول قسط, atwal ta2seet, atwal fatra, longest (payment|installment|installments|instalment|instalments|repayment) (plan|plans|period|periods|terms|term|schedule|duration), longest (repayment|terms|installment period), most years( of installments|), (اطول|اكبر|اكتر) (فترة|مدة|خطة|نظام|سنين|عدد سنين|عدد سنوات) (تقسيط|سداد|اقساط), الاطول (تقسيطا|تقسيط|في التقسيط)"),
    (Meaning::Sort(Sort::LowestDownPayment), "lowest down payment, smallest down payment, least down payment, \
        lowest downpayment, smallest downpayment, minimum down payment, lowest deposit, smallest deposit, \
        cheapest down payment, اقل مقدم, اصغر مقدم, اقل دفعة اولى, باقل مقدم, ارخص مقدم, a2al mo2adam, \
        aqal moqadam, (lowest|smallest|least|minimum|cheapest) (down payment|down payments|downpayment|downpayments|deposit|dp|upfront|upfront payment|initial payment|first payment|advance|down)( first|), (اقل|اصغر|ارخص|اوطى|باقل|باصغر) (مقدم|دفعة اولى|دفعة مقدمة|مقدم حجز|داون بيمنت|دفعة), الاقل مقدما, الاقل في المقدم"),

    // What differs from what was shown, and which of it is meant.
    (Meaning::Comparative(FollowUp::Cheaper, Sort::Cheapest), "ارخص, ar5as, arkhas, ar5s"),
    (Meaning::Comparative(FollowUp::Dearer, Sort::Dearest), "اغلى, aghla, a8la"),
    (Meaning::Comparative(FollowUp::Larger, Sort::Largest), "اكبر, اوسع, akbar, awsa3"),
    (Meaning::Comparative(FollowUp::Smaller, Sort::Smallest), "اصغر, asghar, as8ar"),
    (Superlative(Extreme::Least), "اقل, اوطى, lowest, least"),
    (Superlative(Extreme::Most), "اعلى, highest"),
    (Superlative(Extreme::Soonest), "اقرب, اسرع, ابدر, nearest, fastest, quickest"),
    (Superlative(Extreme::Longest), "اطول, longest"),
    (Meaning::FollowUp(FollowUp::Cheaper), "cheaper, less expensive, more affordable, lower price, lower prices, \
        lower priced, lower the price, less costly, too expensive, too pricey, more economical, lower budget, \
        smaller budget, cheaper price, cheaper prices, cheaper ones, cheaper one, cheaper than this, \
        cheaper than these, cheaper than that, cheaper than those, cheaper than them, for less, سعر اقل, باقل, \
        اسعار اقل, اقل في السعر, سعر ارخص, اسعار ارخص, ارخص شوية, ارخص من كده, ارخص من دول, ارخص من دي, \
        ارخص من ده, ارخص منهم, ارخص منها, ارخص من اللي فات, ميزانية اقل, اوفر, غالي عليا, غالية عليا, غالي اوي, \
        غالية اوي, غاليين, ar5as shwaya, arkhas shwaya, arkhas men keda, ar5as men keda, se3r a2al"),
    (Meaning::FollowUp(FollowUp::Dearer), "more expensive, pricier, higher price, higher prices, higher priced, \
        higher budget, bigger budget, dearer, more luxurious, سعر اعلى, اسعار اعلى, اغلى شوية, اغلى من كده, اغلى من دول, \
        ميزانية اعلى, ميزانية اكبر"),
    (Meaning::FollowUp(FollowUp::Larger), "bigger, larger, more spacious, bigger size, larger size, bigger area, \
        larger area, more space, bigger space, roomier, bigger one, larger one, bigger ones, larger ones, \
        bigger than this, bigger than these, larger than this, bigger than that, larger than that, too small, \
        اكبر شوية, اكبر من كده, اكبر من دي, اكبر من دول, مساحة اكبر, مساحات اكبر, مساحة اوسع, اوسع شوية, اوسع من كده, \
        اكبر في المساحة, صغيرة اوي, ضيقة, akbar shwaya, akbar men keda, mesa7a akbar"),
    (Meaning::FollowUp(FollowUp::Smaller), "smaller, smaller size, smaller area, less space, smaller one, smaller ones, \
        more compact, smaller than this, smaller than these, smaller than that, too big, too large, اصغر شوية, \
        اصغر من كده, اصغر من دي, اصغر من دول, مساحة اصغر, مساحة اقل, مساحات اصغر, كبيرة اوي, asghar shwaya"),
    (Meaning::FollowUp(FollowUp::MoreBedrooms), "more rooms, more bedrooms, more beds, extra room, extra bedroom, \
        an extra room, an extra bedroom, another bedroom, another room, one more bedroom, one more room, \
        additional bedroom, additional room, غرف اكتر, غرف اكثر, اوض اكتر, اوض اكثر, اكتر غرف, غرفة زيادة, اوضة زيادة, \
        غرفة كمان, اوضة كمان, عدد غرف اكبر, عدد غرف اكتر, غرفة تانية, اوضة تانية, owad aktar, ghoraf aktar, oda zyada"),
    (Meaning::FollowUp(FollowUp::FewerBedrooms), "fewer rooms, fewer bedrooms, less rooms, less bedrooms, fewer beds, \
        one less bedroom, one bedroom less, غرف اقل, اوض اقل, عدد غرف اقل, غرفة اقل, اوضة اقل, owad a2al"),
    (Meaning::FollowUp(FollowUp::SoonerDelivery), "sooner, sooner delivery, earlier delivery, earlier, faster delivery, \
        quicker delivery, earlier handover, sooner handover, delivered sooner, delivered earlier, closer delivery, \
        delivery sooner, delivery earlier, nearer delivery, shorter wait, استلام اقرب, استلام اسرع, استلام بدري, \
        استلام ابدر, تسليم اقرب, تسليم اسرع, ميعاد اقرب, استلامها اقرب, استلامها اسرع, اقرب في الاستلام, \
        اسرع في الاستلام, يتسلم اسرع, تتسلم اسرع, تتسلم اقرب, استلام بدري شوية, estelam a2rab, estelam aqrab, \
        estelam asra3"),
    (Meaning::FollowUp(FollowUp::LongerPlan), "longer plan, longer plans, longer payment plan, longer payment plans, \
        longer installments, longer instalments, longer installment plan, longer instalment plan, more years, \
        longer payment period, longer period, more years to pay, more time to pay, longer term, longer payment, \
        longer terms, extended plan, تقسيط اطول, تقسيط اكتر, سنين اكتر, سنوات اكتر, سنين اكثر, سنوات اكثر, مدة اطول, \
        فترة اطول, فترة سداد اطول, مدة سداد اطول, سداد اطول, فترة تقسيط اطول, مدة تقسيط اطول, نظام سداد اطول, \
        خطة اطول, خطة سداد اطول, تقسيط على سنين اكتر, على سنين اكتر, على سنين اطول, على فترة اطول, على مدة اطول, \
        ta2seet atwal, sneen aktar"),
    (Meaning::FollowUp(FollowUp::LowerDownPayment), "lower down payment, lower downpayment, less down payment, \
        smaller down payment, lower deposit, smaller deposit, less upfront, lower upfront, lower down payments, \
        less down, lower advance, smaller advance, cheaper down payment, less deposit, reduce the down payment, \
        مقدم اقل, مقدم اصغر, مقدم ارخص, مقدمها اقل, دفعة اولى اقل, دفعة اقل, مقدم قليل, مقدم صغير, mo2adam a2al, \
        mo2adam asghar"),
    (Meaning::FollowUp(FollowUp::LowerInstallment), "lower installment, lower installments, lower instalment, \
        lower instalments, smaller installment, smaller installments, smaller instalments, smaller instalment, \
        lower monthly, lower monthly payment, lower monthly payments, lower monthly installment, \
        lower monthly installments, lower monthly instalment, lower monthly instalments, smaller monthly payment, \
        smaller monthly payments, less per month, less a month, less monthly, cheaper installments, \
        cheaper monthly, قسط اقل, اقساط اقل, قسط اصغر, قسط شهري اقل, اقساط اصغر, قسط اخف, قسط ارخص, قسط قليل, \
        قسط صغير, 2est a2al, a2sat a2al"),
    (Meaning::FollowUp(FollowUp::Others), "others, other ones, other options, other units, other choices, other results, \
        other properties, other offers, other one, another one, another option, another unit, another choice, \
        show me others, show me more, show more, more options, more results, more units, more choices, more like this, \
        more of these, more of those, more please, some more, any more, anymore, any others, any other, \
        anything else, something else, what else, what others, anything different, something different, \
        different options, different ones, next ones, next page, the next, see more, load more, give me more, \
        next results, keep going, similar units, similar ones, similar options, other similar, غيرهم, غيرها, غيره, \
        غير دول, غير دي, غير ده, غير كده, غيرهم ايه, حاجة تانية, حاجات تانية, حاجة غيرها, حاجة غير كده, اختيارات تانية, \
        اختيار تاني, وحدات تانية, وحدة تانية, عروض تانية, عقارات تانية, خيارات تانية, خيارات اخرى, ايه تاني, \
        ايه كمان, في تاني, فيه تاني, عندك تاني, عندكم تاني, عندك كمان, عندك غيرهم, في غيرهم, فيه غيرهم, المزيد, مزيد, \
        اكتر من كده, وريني اكتر, واحدة تانية, واحد تاني, بدائل, بديل, اللي بعدهم, gherhom, gherha, 8erhom, \
        7aga tanya, 7agat tanya, eh tany"),
    (Meaning::FollowUp(FollowUp::Last), "the last one, last one, the last option, the last unit, the final one, \
        اخر واحدة, اخر واحد, اخر اختيار, اخر وحدة, اخر شقة, اخر عرض, اخر حاجة, a5er wa7da, akher wa7da"),
    (Meaning::FollowUp(FollowUp::Nth(1)), "the first one, first one, the first option, the first unit, first option, \
        اول واحدة, اول واحد, اول اختيار, اول وحدة, اول عرض, awel wa7da"),
    (Meaning::FollowUp(FollowUp::Nth(2)), "the second one, second one, the second option, the second unit, \
        second option, تاني واحدة, تاني واحد, تاني اختيار, تاني وحدة, تاني عرض, ثاني واحدة, tany wa7da"),
    (Meaning::FollowUp(FollowUp::Nth(3)), "the third one, third one, the third option, the third unit, third option, \
        تالت واحدة, تالت واحد, تالت اختيار, تالت وحدة, تالت عرض, ثالث واحدة, talet wa7da"),
    (Meaning::FollowUp(FollowUp::Nth(4)), "the fourth one, fourth one, the fourth option, رابع واحدة, رابع واحد, \
        رابع اختيار, رابع وحدة"),
    (Meaning::FollowUp(FollowUp::Nth(5)), "the fifth one, fifth one, the fifth option, خامس واحدة, خامس واحد, \
        خامس اختيار, خامس وحدة"),
    (Ordinal(1), "first, 1 st, oula, awla, اولى, اولاني, اولانية"),
    (Ordinal(2), "second, 2 nd, ثاني, ثانية"),
    (Ordinal(3), "third, 3 rd, talta, تالت, تالتة, ثالث, ثالثة"),
    (Ordinal(4), "fourth, 4 th, rab3a, رابع, رابعة"),
    (Ordinal(5), "fifth, 5 th, خامس, خامسة"),
    (Meaning::LastOne, "last, اخيرة, اخير, اخرانية"),
    (Another, "another, other, more, next, different, تاني, تانية, تانيين, تانين, كمان, اكتر, tany, tani, kaman, tanya"),
    (ChoiceNumber, "number, option, choice, option number, unit number, رقم, نمرة, اختيار, اختيار رقم, وحدة رقم, \
        ra2am, nemra"),

    // What no longer matters, and what is asked.
    (Any, "any, whichever, whatever, اي, ay, ayy, بأي, باي"),
    (Indifferent, "doesnt matter, does not matter, dont matter, do not matter, not important, isnt important, \
        is not important, arent important, not an issue, isnt an issue, no issue, no matter, dont care, dont care about, \
        do not care about, dont mind, dont mind about, regardless of, irrelevant, unlimited, no limit, no limits, \
        no limit on, no limit for, no limits on, without limit, no restriction, no restrictions on, no restriction on, \
        no preference, no preference on, no preference for, any will do, is fine, forget, forget about, ignore, \
        remove, remove the, drop the, clear the, clear, reset, مش مهم, مش مهمة, مش مهمين, مش فارق, مش فارقة, \
        مش فارقة معايا, مش فارق معايا, مش فارقين, مش هتفرق, مش هتفرق معايا, مش هيفرق, متفرقش, ما تفرقش, ميفرقش, \
        ما يفرقش, مايفرقش, لا يهم, لا تهم, غير مهم, غير مهمة, مايهمنيش, ميهمنيش, ما يهمنيش, متهمنيش, بغض النظر عن, مفيش مشكلة في, \
        مش مشكلة, مالوش حد, ملوش حد, ملهاش حد, مالهاش حد, بدون حد, من غير حد, من غير حد اقصى, بدون حد اقصى, مفيش حد, \
        مفيش حد اقصى, غير محدد, غير محددة, مش محدد, مش محددة, مش محددين, سيبك من, سيب, انسى, شيل, الغي, امسح, احذف, \
        بلاش شرط, شيل شرط, الغي شرط, mesh mohem, msh mohem, mesh fare2, msh fare2, mesh far2a, mesh fr2a"),
    (Meaning::Flexible, "flexible, open, is open, not fixed, مفتوح, مفتوحة, مرن, مرنة, اي حاجة, \
        زي ما يكون, اي حاجه, maftoo7, maftoo7a"),
    (Meaning::Opens(Slot::Location), "anywhere, everywhere, somewhere, any where, اي مكان, في اي مكان, اي حتة, في اي حتة, \
        كل المناطق, كل الاماكن, ay makan, ay 7etta, fe ay makan, ay mante2a"),
    (Meaning::Opens(Slot::Delivery), "anytime, any time, any year, اي وقت, في اي وقت, اي سنة, ready or off plan, \
        off plan or ready, ready or under construction, under construction or ready, جاهز او تحت الانشاء, \
        جاهزة او تحت الانشاء, تحت الانشاء او جاهز, تحت الانشاء او جاهزة"),
    (Meaning::Opens(Slot::PlanYears), "cash or installments, installments or cash, cash or instalments, \
        instalments or cash, cash or installment, كاش او تقسيط, تقسيط او كاش, كاش ولا تقسيط, تقسيط ولا كاش"),
    (Meaning::Opens(Slot::SaleType), "resale or developer, developer or resale, resale or primary, primary or resale, \
        any seller, resale or from developer, ريسيل او من المطور, من المطور او ريسيل, ريسيل او مطور, any sale type, \
        any type of sale, any kind of sale, اي نوع بيع"),
    (Question, "what, whats, who, whos, who is, مين, meen, what is, what are, which, how, how many, how long, tell me, tell me about, let me know, \
        know the, do you know, whats the, what about, how about, ايه, اية, ايه هي, ايه هو, ماهي, ماهو, ما هي, ما هو, \
        كام, كم, قولي, قوللي, قولي على, اعرف, عايز اعرف, عاوز اعرف, انهي, اني, اد ايه, قد ايه, عاملة ايه, \
        eh, kam, a3raf, 2ad eh"),
    (Meaning::Asks(Slot::Price), "how much, how much is it, how much is this, how much does it cost, how much do they cost, \
        how much are they, how expensive, بكام, بكام دي, بكام ده, كام سعرها, كام سعره, سعرها كام, سعره كام, السعر كام, \
        تمنها كام, bkam, be kam, b kam, بكم"),
    (Meaning::Asks(Slot::PricePerSqm), "how much per meter, how much per metre, how much per sqm, how much is the meter, \
        how much a meter, المتر بكام, المتر كام, بكام المتر, سعر المتر بكام, el metr b kam, el metr kam, \
        el metr bkam"),
    (Meaning::Asks(Slot::Size), "how big, how large, how big is it, how large is it, how many meters, how many metres, \
        how many square meters, how many sqm, كام متر, كم متر, مساحتها كام, kam metr"),
    (Meaning::Asks(Slot::Delivery), "when, when is it, when can i move in, when do i move in, when can i receive it, \
        امتى, امتي, متى, emta, emtah"),
    (Meaning::Asks(Slot::Location), "where, where is it, where exactly, where are they, فين, مكانها فين, مكانه فين, اين, \
        fein, feen"),
    (Meaning::Asks(Slot::PlanYears), "how many years, كام سنة, كم سنة, على كام سنة, kam sana"),
    (Meaning::Asks(Slot::MonthlyInstallment), "how much per month, how much a month, how much monthly, كام في الشهر, \
        القسط كام, بكام في الشهر, كام قسط, kam fel shahr"),
    (Kind, "type, kind, types, kinds, type of unit, kind of unit, type of property, kind of property, property type, \
        unit type, types of units, kinds of units, نوع, انواع, نوع الوحدة, نوع وحدة, نوع العقار, نوع عقار, no3, \
        no3 el we7da"),
    (Place, "location, locations, place, places, neighborhood, neighbourhood, neighborhoods, neighbourhoods, district, \
        districts, region, city, مكان, اماكن, منطقة, مناطق, موقع, موقعها, موقعه, عنوان, عنوانها, مدينة, حتة, \
        mante2a, makan, mntqa"),
    (Meaning::FinishingNoun, "finish, finishing, finishes, finishing type, state of finishing, تشطيب, تشطيبات, تشطيبها, \
        نوع التشطيب, حالة التشطيب, tashteeb, tashtib, no3 el tashteeb"),
    (Seller, "seller, sale type, type of sale, kind of sale, بايع, بائع, نوع البيع, نوع بيع"),

    // Where names follow.
    (In, "in, at, inside, near, nearby, close to, not far from, not too far from, next to, located in, في, ف, ب, جوه, داخل, قريب من, قريبة من, \
        قرب, جنب, عند, مش بعيد عن, مش بعيدة عن, fe, fi, fel, f, fil, gamb, 2orayeb men, on the, over in, around the, within reach of, a walk from, walking distance (from|to), minutes from, minutes to, beside, by the, قريبين من, قريبه من, على بعد, حوالين, بجوار, بجانب, بالقرب من, قصاد, قدام, ف منطقة, في منطقة"),
    (Compound, "compound, compounds, project, projects, gated community, كمبوند, كمباوند, كومباوند, كومبوند, \
        كمبوندات, مشروع, مشاريع, compaund, kompound, kombound, combound, مجمع سكني, مجمعات سكنية, مجمع مغلق, مجتمع سكني, residential compound, closed compound, كمبوندز, كومباوندات, كمباوندات, كومبوندات, gated compound, gated communities, residential community, مجمع, development project"),
    (Developer, "developer, developers, developed by, built by, company, by developer, شركة, شركات, مطور, المطور, \
        المطورين, المطور العقاري, شركة التطوير, sherket, sherka, motawer, المطورة, الشركة المطورة, الشركة المالكة, ديفيلوبر, ديفلوبر, شركة تطوير, شركه التطوير العقاري, شركة عقارات, مطورين"),

    // What is wanted, and nothing more than that.
    (Want, "want, wanna, wants, need, needs, looking, looking for, search, searching, find, finding, show, show me, \
        get, give, give me, buy, buying, prefer, prefers, interested in, id like, i want, i need, عايز, عاوز, عايزة, \
        عاوزة, عايزين, عاوزين, محتاج, محتاجة, محتاجين, نفسي, بدور, بدور على, بندور, ادور, ندور, ابحث, ابحث عن, نبحث, \
        اريد, اريد ان, اود, ارغب, ارغب في, حابب, حابة, وريني, ورينى, هات, هاتلي, شوفلي, شوف, عايزها, عاوزها, عايزه, \
        عاوزه, بفضل, افضل تكون, يفضل, ويفضل, عايزاها, خليها, خليه, 3ayez, 3ayz, 3awz, 3ayza, 3awez, 3awza, 3ayzeen, \
        me7tag, badawar, badawar 3ala, wareeny, warini"),

    // What says nothing that could be searched.
    (Stop, "a, an, the, of, for, with, i, im, me, my, us, our, you, your, is, are, am, be, was, were, it, its, this, \
        that, these, those, there, why, why not, much, many, do, does, did, have, has, had, having, can, could, \
        would, will, should, may, might, id, ill, ive, youve, lets"),
    (Stop, "smth, sth, sumthing, like, look, see, purchase, purchasing, own, recommend, suggest, help, tell, interested, available, some, \
        something, anything, one of, all, only, just, also, too, as, on, if, so, then, than, please, pls, plz, \
        thanks, thank, hi, hello, hey, dear, amr, osool, sir, ok, okay, yes, hope, options, offers, offer, home, \
        homes, house, houses, housing, unit, units, property, properties, real estate, realestate, listing, listings, \
        sale, for sale, sell, selling, cairo, greater cairo, egypt, q1, q2, q3, q4, mid, end of, worth of, about the, \
        still, now, per, every, each, such, them, they, because, since, new, s, t, d, sorted, greetings, good morning, good evening, good afternoon, good day, salam, mate, guys, team, folks, ideally, preferably, maybe, perhaps, possibly, kindly, currently, really, very, quite, rather than that, so far, which has, that has, that have, which have, comes with, come with, coming with, located, situated, including, includes, include, featuring, features, send, list, suggestions, got, get me, found, could you, would you, can you, let, us know, for me, for us, myself, ourselves, wife, husband, hunting, after all, thank you, thanks a lot, many thanks, cheers, regards"),
    (Stop, "فيه, اشتري, ذات, ذو, برجاء, ارجو, افادتي, نرجو, شراء, اشترى, للشراء, نشتري, هشتري, بيع, للبيع, تمليك, عندك, عندكم, عندكو, عندنا, عندي, \
        فيه عندك, هل, يوجد, يوجد لديكم, لديكم, متاح, متاحة, متوفر, متوفرة, موجود, موجودة, ما, هي, هو, هم, دي, ده, دا, \
        دول, هذا, هذه, ذلك, اللي, التي, الذي, انا, احنا, انت, انتم, لي, ليا, لينا, لو, لو سمحت, سمحت, من فضلك, فضلك, \
        ياريت, يا ريت, ممكن, ينفع, يكون, تكون, بيكون, تبقى, يبقى, كل, برضه, علشان, عشان, على, ع, عن, مع, دلوقتي, \
        الان, شكرا, مرحبا, اهلا, السلام, عليكم, سلام, صباح, مساء, الخير, النور, ازيك, يا, عمرو, اصول, وحدة, وحدات, \
        عقار, عقارات, بيت, بيوت, منزل, منازل, سكن, سكني, سكنية, للسكن, حاجة, حاجات, عرض, عروض, اختيارات, اقتراحات, \
        رشحلي, رشح, قول, مصر, القاهرة, لمدة, مدة, واحد من, حد, جدا, اوي, قوي, خالص, جديد, جديدة, لسه, لسة, ان, قد, \
        كان, ك, فيها, فيهم, ليها, ليهم, لها, له, معاها, معاه, معاهم, عليها, عليه, عليهم, منها, منه, منهم, بتاعها, بتاعه, بتاعهم, بتاعتها, بتاعي, بتاعة, بتاعت, بتاعتي, بتوع, تبع, عندها, عنده, عندهم, عندكوا, حواليها, حواليه, ال, جماعة, باشا, فندم, \
        ازيكم, ازيكو, عامل ايه, عاملين ايه, عاملين, اخباركم, اخبارك, اخباركم ايه, اخبارك ايه, كويسين, الحمد لله, الحمدلله, ان شاء الله, انشاء الله, بالله, حضرتك, حضراتكم, حضرتكم, استاذ, ريس, الو, هاي, هالو, \
        مساء الفل, صباح الفل, صباح النور, مساء النور, وعليكم, ورحمة الله, وبركاته, رحمة الله, بركاته, وبركاتة, تسلم ايدك, ربنا يخليك, معلش, معلش لو, بعد اذنك, اذنك, بعد اذنكم, يعني, طبعا, كده, كدا, بقى, بقا, رتبهم, رتبلي, رتبهملي, اعرضلي, اعرض, جيبلي, جيب, طلعلي, اختارلي, ابعتلي, ابعت, هاتولي, شوفولي, بكون, كانت, هتكون, هيكون, تبقي, يبقي, والله, تاني حاجة"),
    (Stop, "7aga, ana, momken, law, sama7t, 3andak, 3andokom, feeh, el, al, il, ya, kol, da, dy, di, dee, 3ala, ala, \
        3la, masr, bel, bi, b, ll, lel"),

    (Stop, "average, متوسط, شوية, طب, طيب, mafeesh, mafesh, 3andi, 3andy, sakan, sakany, make, make it, change, change the, \
        actually, instead please, love, would love, increased, not sure, if not, not bad, not yet, not really, not much, not at all, \
        no idea, no problem, no worries, no thanks, dont know, i dont know, do not know, not important to me, \
        number of, kind of, type of, sort of, is there any, are there any, do you have any, have any, have you any, \
        got any, do you have, is there, are there, what do you have, what have you got, what have you, as soon as, \
        as soon as possible, asap, to be, going to, hoping to, able to, up for, how are you, no doubt, whether or not, \
        مش عارف, مش عارفة, مش متاكد, مش متاكدة, مش فاهم, مش قوي, مش اوي, مش كده, مش وحش, مش وحشة, مفيش مانع, \
        مفيش مشكلة, مش كتير, ليه لا, ليه لأ, فيه اي, في اي حد, هل فيه اي, عندك اي, عندكم اي, هل يوجد اي, هل عندكم, \
        عندكم ايه, عندك ايه, ايه عندك, ايه عندكم, ايه الموجود, ايه المتاح, فيه ايه, مش كل, عشان اعرف, mesh 3aref, \
        msh 3aref, mesh mota2aked"),

    // Where somebody is, and not where they look for a home.
    (Meaning::LivesIn, "i live in, i work in, im living in, im working in, based in, im based in, i am based in, im from, \
        i am from, i currently live in, living currently in, work in, my office is in, my work is in, شغال في, بشتغل في, \
        عايش في, مقيم في, ساكن في, ساكنين في, شغلي في, ana 3ayesh fe, ana sha8al fe, saken fe, ana saken fe"),
    (Ordinary, "رمضان, العيد, floor plan, floor plans, master plan, masterplan, first time, first home, first house, \
        second hand home, phone number, room service, رقم التليفون, رقم تليفون, رقم الموبايل, مرة تانية, تاني مرة, \
        مكان تاني, open kitchen, open plan, open space, open view, مطبخ مفتوح, فيو مفتوح, non smoking, (نبدا|ابدا|ابدأ) (من الاول|من جديد|من اول وجديد|تاني), من اول وجديد, start over, start again, start from scratch"),

    // Common descriptions, which are never places.
    (Ordinary, "town, street, streets, road, zone, side, phase, building, buildings, tower, towers, floor, floors, \
        ground, top, typical, view, views, sea, beach, lagoon, lake, river, nile, park, green, greenery, landscape, \
        pool, pools, swimming pool, club, mall, school, schools, university, airport, mosque, metro, gym, security, \
        services, facilities, balcony, kitchen, living room, maid room, maids room, nanny room, reception, parking, \
        garage, elevator, storage, private, shared, closed, corner, front, back, direct"),
    (Ordinary, "good, great, nice, best, better, perfect, beautiful, amazing, lovely, quiet, calm, safe, secure, \
        clean, modern, classic, luxury, luxurious, premium, prime, cheap, affordable, expensive, reasonable, fair, \
        big, large, small, spacious, wide, high, low, family, families, kids, children, couple, single, investment, \
        invest, investor, rent, rental, rented, lease, roi, return, income, profit, market, money, cash, currency, \
        full, fully, furnished, unfurnished, soon, date, today, tomorrow, week, time, day, days, moment, future, \
        general, heart, core, middle, particular, detail, details, fact, order, case, mind, terms, touch, addition, \
        question, information, info, contact, call, phone, photo, photos, picture, condition, quality, style, design, \
        sort, category, level, class, value, deal, deals, discount, discounts, promotion, ac, air conditioning, \
        english, arabic, arabic please, english please, it please, person, people, life, live, living, work, working, \
        use, long, short, term, similar, same, suitable, near me, here, around here, total payment"),
    (Ordinary, "square, village, villages, gate, avenue, walk, crest, estate, estates, brooks, mornings, median, \
        grey, white, blue, jade, rock, stone, sky, royal, wonder, address, east, west, north, south, central, wise, \
        point, business, hills, heights, mountain, mountains, island, valley, plaza, court, courts, residence, \
        residences, residential, hub, world, festival, capital, ark, hazel, glen, mist, trio, crescent, field, \
        fields, chess, bay, cove, row, lane, rise, grove, yard, shore, dunes, reef, slopes, commons, hamlet, \
        exchange, boulevard, terraces, residency, boulevards, walks, lakes, parks"),
    (Ordinary, "حي, احياء, شارع, شوارع, طريق, محور, جهة, ناحية, مرحلة, عمارة, عماره, برج, ابراج, دور, الدور, ادوار, \
        ارضي, الارضي, متكرر, فيو, اطلالة, بحر, البحر, على البحر, شاطئ, لاجون, بحيرة, نيل, النيل, خضرة, لاند سكيب, \
        بول, حمام سباحة, نادي, مول, مدرسة, مدارس, جامعة, مطار, جامع, مسجد, مترو, جيم, امن, حراسة, خدمات, بلكونة, \
        مطبخ, ريسبشن, رسبشن, صالة, غرفة معيشة, غرفة ناني, غرفة خادمة, غرفة مربية, جراج, اسانسير, مخزن, خاص, خاصة, \
        ناصية, واجهة, بحري, قبلي, كورت, بليس, تراسز, تيراسز, لين, كريسنت, هايتس, ووك, اكستشينج, اكسشينج, يارد, سلوبس, هاملت, كومنز, رو, ريزيدنس, ريزيدانس, ريزيدنسز, كريست, كوارتر, رايز, جروف, ويست, ايست, تاورز, تاور, كوف, بوينت, شور, ديونز, ريف, سكوير, سيتي, بارك, جاردنز, فيوز, هيلز, فالي, بلازا, هاب, جيت, فيليدج, فيلدج, ليك, ليكس"),
    (Ordinary, "كويس, كويسة, امان, امنة, كاميرات, حلو, حلوة, جميل, جميلة, احسن, افضل, ممتاز, ممتازة, مميز, مميزة, هادي, هادية, هادئ, \
        هادئة, راقي, راقية, فخم, فخمة, فاخر, فاخرة, مودرن, حديث, حديثة, رخيص, رخيصة, غالي, غالية, مناسب, مناسبة, \
        معقول, معقولة, كبير, كبيرة, صغير, صغيرة, واسع, واسعة, عائلة, عيلة, اسرة, اطفال, ولاد, اولاد, عريس, عروسين, \
        استثمار, للاستثمار, استثماري, استثمارية, ايجار, للايجار, عائد, ربح, سوق, السوق, فلوس, كاش, نقدي, مفروش, \
        مفروشة, قريب, قريبة, بعيد, وقت, اسرع وقت, اقرب وقت, يوم, اسبوع, النهاردة, بكره, مستقبل, الحال, العموم, \
        اختيارك, رايك, راى, راي, بحث, تفاصيل, معلومات, تليفون, صور, صورة, حالة, جودة, شكل, مستوى, خصم, خصومات, تخفيض, \
        تخفيضات, تكييف, عربي, بالعربي, انجليزي, ناس, حياة, شغل, العمل, عمل, طويل, طويلة, قصير, قصيرة, نفس, بعض, هنا, \
        هناك, قلب, وسط, شمال, جنوب, شرق, غرب, عالم, الدنيا, البلد, سكان, راحة, مبنى, مبني, عموما, \
        جامعة امريكية, خطط, خطة, اول مرة, سفر, زيارة, معاينة, حجز"),
];
