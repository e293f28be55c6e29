//! The areas of Egypt that people name when they look for a home, and the many ways in which they write them.
//!
//! One table serves ingestion, which takes a listing's area to its canonical name, and understanding, which finds
//! areas in questions. Listings name no smaller place than an area, but people do: such places stand beside the area that
//! they lie in. The table also lists well-known areas that the listings may lack, so that Osool can say "nothing in
//! Zamalek" where it would otherwise have to guess what the word means.

use std::{collections::HashMap, sync::LazyLock};

use super::text::fold;

/// An area of the country.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    /// The canonical English name: what the database holds and the API speaks.
    pub english: &'static str,
    /// The Arabic name that people are shown.
    pub arabic: &'static str,
    /// Other spellings, in English, Arabic and Franco-Arabic (Arabic in Latin letters, as `el tagamo3`). Spellings
    /// that fold alike are written once, and the Arabic article may be left out.
    pub aliases: &'static [&'static str],
    /// Spellings of smaller places in the area, which listings do not tell apart from it.
    pub districts: &'static [&'static str],
}

impl Place {
    /// Every spelling of the area itself: the English name, the Arabic one and the aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.english, self.arabic].into_iter().chain(self.aliases.iter().copied())
    }
}

/// The area that a listing means by a name, or by that of a smaller place in it, whatever its spelling; `None` where
/// the table lacks it.
#[must_use]
pub fn canonical_location(name: &str) -> Option<&'static Place> {
    static PLACES_BY_NAME: LazyLock<HashMap<String, &'static Place>> = LazyLock::new(|| {
        let names = |place: &'static Place| place.names().chain(place.districts.iter().copied());
        PLACES.iter().flat_map(|place| names(place).map(move |name| (fold(name), place))).collect()
    });
    PLACES_BY_NAME.get(&fold(name)).copied()
}

/// The canonical English name of the area that is meant, or the name itself where the table lacks it.
#[must_use]
pub fn canonical_name(name: &str) -> String {
    canonical_location(name).map_or(name, |place| place.english).to_owned()
}

const fn place(
    english: &'static str,
    arabic: &'static str,
    aliases: &'static [&'static str],
    districts: &'static [&'static str],
) -> Place {
    Place { english, arabic, aliases, districts }
}

/// The areas, those with the most listings first. No two share a spelling.
#[rustfmt::skip] // One area with its scripts in rows reads as the table that it is.
pub static PLACES: &[Place] = &[
    place("New Cairo", "القاهرة الجديدة", &[
        "fifth settlement", "5th settlement", "التجمع 5", "tagamo3 5", "the fifth settlement", "settlement 5", "settlement five", "tagamoa",
        "tagamou", "tagammoa", "tagamo3", "tagamo3 el khames", "tagamo3 el 5ames", "tagamo3 5ames",
        "tagamoa el khames", "tagamo el khames", "tagammu", "altagamo3", "eltagamo3", "el tagamo3", "el tagamoa",
        "al tagamoa", "qahera el gedida", "el kahera el gedida", "newcairo", "التجمع الخامس", "التجمع",
        "تجمع خامس", "القاهره الجديده", "نيو كايرو", "مدينة القاهرة الجديدة",
    ], &[
        "beit el watan", "bait el watan", "narges", "el narges", "lotus", "el lotus", "yasmeen", "el yasmeen",
        "banafseg", "el banafseg", "choueifat", "90th street", "south 90th", "north 90th", "بيت الوطن", "النرجس",
        "اللوتس", "الياسمين", "البنفسج", "الشويفات", "شارع التسعين", "التسعين الجنوبي", "التسعين الشمالي",
        "التجمع الأول", "التجمع الثالث", "first settlement", "1st settlement", "third settlement",
        "3rd settlement", "tagamo3 el awal", "tagamo3 el talet", "التجمع التالت", "south 90th street",
        "north 90th street", "street 90", "90 street", "شارع 90", "الاندلس", "el andalous", "andalous",
        "south academy", "الاكاديمية", "west golf", "جنوب الاكاديمية", "الدبلوماسيين", "lotus new cairo",
        "القرنفل", "el koronfel", "jasmine district", "النرجس الجديدة", "اللوتس الجديدة", "new narges",
        "new lotus", "beit al watan", "bait al watan", "bet el watan", "south lotus", "north lotus",
       
    ]),
    place("Mostakbal City", "مدينة المستقبل", &[
        "mostaqbal city", "mostakbal", "mostaqbal", "al mostakbal city", "el mostakbal city",
        "madinet el mostakbal", "future city", "mostakbal misr", "مستقبل سيتي", "المستقبل", "المستقبل سيتي", "موستقبل سيتي",
        "مدينة مستقبل",
    ], &[]),
    place("Golden Square", "جولدن سكوير", &[
        "the golden square", "golden sq", "golden sqr", "جولدن سكوار", "الجولدن سكوير", "جولدين سكوير", "المربع الذهبي",
    ], &[]),
    place("6th Settlement", "التجمع السادس", &[
        "sixth settlement", "the sixth settlement", "settlement 6", "settlement six", "new cairo 6th settlement",
        "tagamo3 el sades", "tagamoa el sades", "tagamo3 el sadis", "تجمع سادس", "التجمع 6", "tagamo3 6", "sixth tagamo3",
        "el tagamoa el sadis", "tagamo el sades",
    ], &[]),
    place("Sheikh Zayed", "الشيخ زايد", &[
        "sheikh zayed city", "el sheikh zayed", "al sheikh zayed", "shiekh zayed", "sheik zayed", "shaikh zayed",
        "shikh zayed", "zayed", "sheikh zaied", "el shiekh zayed", "مدينة الشيخ زايد", "زايد", "شيخ زايد",
    ], &[]),
    place("New Zayed", "زايد الجديدة", &[
        "new sheikh zayed", "new zayed city", "zayed el gedida", "sheikh zayed el gedida", "نيو زايد",
        "الشيخ زايد الجديدة", "مدينة زايد الجديدة",
    ], &[]),
    place("New Administrative Capital", "العاصمة الإدارية الجديدة", &[
        "administrative capital", "new capital", "new capital city", "the capital", "capital", "nac", "egypt new capital",
        "asema", "el asema", "3asema", "3asma", "asma el edareya", "el 3asema", "al 3asema", "asema el edareya", "el 3asema el edareya",
        "el 3asma el edareya", "العاصمة الإدارية", "العاصمة", "العاصمة الجديدة", "نيو كابيتال",
    ], &[
        "r7", "r 7", "r8", "r 8", "r5", "r 5", "r3", "r 3", "mu23", "mu 23", "downtown new capital",
        "الحي السكني السابع", "الحي السكني التامن", "الحي الحكومي", "government district", "حي المال والاعمال",
        "diplomatic district new capital",
    ]),
    place("North Coast", "الساحل الشمالي", &[
        "the north coast", "northern coast", "north cost", "sahel", "el sahel", "al sahel", "sa7el", "el sa7el",
        "sahel shamaly", "el sahel el shamaly", "sa7el shamaly", "el sa7el el shamaly", "الساحل", "نورث كوست",
    ], &[
        "sidi abdel rahman", "سيدي عبد الرحمن", "sidi abd el rahman", "sidi abdelrahman", "sidi abdul rahman",
        "سيدى عبد الرحمن", "سيدي عبدالرحمن", "sidi heneish", "sidi henish", "سيدي حنيش", "el dabaa", "dabaa",
        "الضبعة", "ghazala bay", "غزالة", "خليج غزالة", "fouka bay", "فوكا", "sidi kerir", "سيدي كرير",
        "almaza bay", "الماظة باي", "marina", "مارينا", "bagoush", "باجوش", "ras el hekma", "رأس الحكمة", "ras el hikma",
        "ras al hekma", "ras alhekma", "ras elhekma", "ras el 7ekma",
    ]),
    place("Red Sea", "البحر الأحمر", &[
        "the red sea", "ba7r a7mar", "el ba7r el a7mar", "bahr ahmar", "el bahr el ahmar",
    ], &[
        "hurghada", "hurgada", "ghardaqa", "el ghardaqa", "gharda2a", "el gharda2a", "الغردقة", "sahl hasheesh",
        "sahl hashish", "سهل حشيش", "makadi", "makadi bay", "مكادي", "soma bay", "سوما باي", "el gouna", "gouna",
        "al gouna", "الجونة", "marsa alam", "مرسى علم", "el gona", "gona", "el gounah", "الجونه", "safaga",
        "سفاجا", "el quseir", "quseir", "القصير", "sahl el hasheesh", "sahl el hashish", "somabay", "abu soma",
        "ابو سومة", "hurghda", "el ghardaga",
    ]),
    place("Maadi", "المعادي", &["el maadi", "al maadi", "ma3adi", "el ma3adi"], &[
        "زهراء المعادي", "حدائق المعادي", "hadayek el maadi", "zahraa el maadi", "degla", "دجلة", "sarayat el maadi", "سرايات المعادي", "new maadi",
        "المعادي الجديدة", "degla maadi", "دجلة المعادي",
    ]),
    place("Zamalek", "الزمالك", &["el zamalek", "al zamalek", "zamalik"], &[]),
    place("Heliopolis", "مصر الجديدة", &["masr el gedida", "misr el gedida", "هليوبوليس"], &[
        "new heliopolis", "هليوبوليس الجديدة", "korba", "الكوربة", "almaza", "الماظة", "sheraton", "شيراتون",
        "النزهة", "el nozha",
    ]),
    place("Nasr City", "مدينة نصر", &["madinet nasr", "medinet nasr", "nasrcity"], &[
        "abbas el akkad", "عباس العقاد", "makram ebeid", "مكرم عبيد", "زهراء مدينة نصر", "zahraa nasr city",
    ]),
    place("6th of October", "السادس من أكتوبر", &[
        "6 october", "6th october", "sixth of october", "october city", "6th of october city", "6 october city",
        "october", "6 oct", "oktober", "٦ أكتوبر", "مدينة ٦ أكتوبر", "أكتوبر", "مدينة السادس من أكتوبر",
    ], &[
        "حدائق أكتوبر", "october gardens", "hadayek october", "el motamayez", "الحي المتميز", "الحي السابع",
        "west somid", "غرب سوميد", "dreamland", "دريم لاند", "smart village", "القرية الذكية", "التوسعات الشمالية",
        "northern expansions",
    ]),
    place("Madinaty", "مدينتي", &["madinty", "madinati", "madinety"], &[]),
    place("El Shorouk", "الشروق", &[
        "shorouk", "sherouk", "el sherouk", "al shorouk", "shorouk city", "el shorouk city", "shrouk",
        "مدينة الشروق",
    ], &[]),
    place("Obour", "العبور", &[
        "el obour", "al obour", "obour city", "oboor", "3obour", "el 3obour", "مدينة العبور",
    ], &[]),
    place("Ain Sokhna", "العين السخنة", &[
        "sokhna", "el sokhna", "ain sukhna", "el ain el sokhna", "sokhna resort", "3ein sokhna", "السخنة",
    ], &[
        "galala", "الجلالة", "porto sokhna", "بورتو السخنة",
    ]),
    place("Alexandria", "الإسكندرية", &["alex", "eskendereya", "iskandariya", "اسكندرية"], &[
        "smouha", "سموحة", "sidi gaber", "سيدي جابر", "stanley", "ستانلي", "miami alexandria", "montaza",
        "المنتزه", "agami", "العجمي", "gleem", "جليم", "san stefano", "سان ستيفانو", "kafr abdo", "كفر عبده",
    ]),
    place("Giza", "الجيزة", &["el giza", "gizah"], &[]),
    place("Mohandessin", "المهندسين", &["mohandeseen", "mohandesin", "el mohandessin", "mohandiseen"], &[]),
    place("Dokki", "الدقي", &["el dokki", "doki", "do22i", "el do22i"], &[]),
    place("New Alamein", "العلمين الجديدة", &[
        "alamein", "el alamein", "new alamein city", "3alamein", "العلمين", "مدينة العلمين",
    ], &[]),
    place("Sharm El Sheikh", "شرم الشيخ", &["sharm", "sharm elsheikh", "sharm el shiekh", "شرم"], &[]),
    place("Mokattam", "المقطم", &["el mokattam", "mokatam", "moqattam", "mo2attam", "muqattam"], &["uptown cairo", "ابتاون كايرو", "اب تاون كايرو"]),
    place("El Rehab", "الرحاب", &[
        "rehab", "rehab city", "el rehab city", "al rehab", "al rehab city", "re7ab", "el re7ab", "مدينة الرحاب",
    ], &[]),
    place("Badr City", "مدينة بدر", &["badr", "madinet badr", "بدر"], &[]),
    place("Port Said", "بورسعيد", &["portsaid", "بور سعيد", "bor said"], &[]),
    place("Mansoura", "المنصورة", &["el mansoura", "mansura"], &["new mansoura", "المنصورة الجديدة"]),
    place("Hadayek El Ahram", "حدائق الأهرام", &["hadayek al ahram", "pyramids gardens", "حدائق الاهرام"], &[]),
    place("Hadayek El Kobba", "حدائق القبة", &["hadayek el qobba"], &[]),
    place("Abbassia", "العباسية", &["abbasia", "abbaseya", "el abbassia"], &[]),
    place("Agouza", "العجوزة", &["el agouza", "agoza"], &[]),
    place("Manial", "المنيل", &["el manial"], &[]),
    place("Imbaba", "إمبابة", &["embaba"], &[]),
    place("15th of May", "١٥ مايو", &["15 may city", "15th of may city", "مدينة ١٥ مايو"], &[]),
    place("Damietta", "دمياط", &["domiat", "new damietta", "دمياط الجديدة"], &[]),
    place("Zagazig", "الزقازيق", &["zagazeeg"], &[]),
    place("Assiut", "أسيوط", &["asyut", "assiout"], &[]),
    place("Minya", "المنيا", &["el minya", "menya"], &[]),
    place("Sohag", "سوهاج", &[], &[]),
    place("Beni Suef", "بني سويف", &["bani sweif", "beni sweif"], &[]),
    place("Ras Sudr", "رأس سدر", &["ras sedr", "ras sidr"], &[]),
    place("Siwa", "سيوة", &["siwa oasis"], &[]),
    place("Garden City", "جاردن سيتي", &[], &[]),
    place("Downtown Cairo", "وسط البلد", &["downtown", "west el balad", "وسط القاهرة"], &[]),
    place("Haram", "الهرم", &["el haram", "al haram"], &[]),
    place("Faisal", "فيصل", &["faysal"], &[]),
    place("Helwan", "حلوان", &[], &[]),
    place("Shubra", "شبرا", &["shobra"], &[]),
    place("Ain Shams", "عين شمس", &["3ein shams", "ein shams"], &[]),
    place("Tanta", "طنطا", &[], &[]),
    place("Ismailia", "الإسماعيلية", &["ismailiya", "esmaileya"], &[]),
    place("Suez", "السويس", &["el suez"], &[]),
    place("Luxor", "الأقصر", &[], &[]),
    place("Aswan", "أسوان", &[], &[]),
    place("Fayoum", "الفيوم", &["el fayoum", "fayum"], &[]),
    place("Marsa Matrouh", "مرسى مطروح", &["matrouh", "matrooh", "مطروح"], &[]),
    place("Sadat City", "مدينة السادات", &["el sadat", "السادات"], &[]),
    place("10th of Ramadan", "العاشر من رمضان", &["10 ramadan", "tenth of ramadan", "العاشر"], &[]),
    place("El Katameya", "القطامية", &["katameya", "kattameya", "qattameya", "2attameya"], &[]),
    place("Dahab", "دهب", &[], &[]),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

    use super::*;

    #[test]
    fn every_spelling_leads_to_its_area() {
        for (name, expected) in [
            ("New Cairo", Some("New Cairo")),
            ("NEW CAIRO", Some("New Cairo")),
            ("  new   cairo ", Some("New Cairo")),
            ("التجمع الخامس", Some("New Cairo")),
            ("القاهرة الجديدة", Some("New Cairo")),
            ("5th Settlement", Some("New Cairo")),
            ("el tagamo3", Some("New Cairo")),
            ("6th settlement", Some("6th Settlement")),
            ("التجمع السادس", Some("6th Settlement")),
            ("Mostakbal City", Some("Mostakbal City")),
            ("Golden Square", Some("Golden Square")),
            ("Sheikh Zayed", Some("Sheikh Zayed")),
            ("الشيخ زايد", Some("Sheikh Zayed")),
            ("New Zayed", Some("New Zayed")),
            ("New Administrative Capital", Some("New Administrative Capital")),
            ("North Coast", Some("North Coast")),
            ("الساحل الشمالى", Some("North Coast")),
            ("Hurghada", Some("Red Sea")),
            ("El Sherouk", Some("El Shorouk")),
            ("٦ اكتوبر", Some("6th of October")),
            ("Mars", None),
            ("", None),
        ] {
            assert_eq!(canonical_location(name).map(|place| place.english), expected, "{name}");
        }
    }

    #[test]
    fn no_two_areas_share_a_spelling() {
        let mut owners = HashMap::new();
        for place in PLACES {
            for name in place.names().chain(place.districts.iter().copied()) {
                let owner = owners.insert(fold(name), place.english).unwrap_or(place.english);
                assert_eq!(owner, place.english, "{name}");
            }
        }
    }
}
