//! Arabic spellings of compounds and developers that are well known, for listings that give English names only.

use std::{collections::HashMap, sync::LazyLock};

use super::key_of;

/// English names as they are without "Developments" and the like, each with its Arabic spellings between commas.
#[rustfmt::skip] // One name a row reads as the table that it is.
const KNOWN_NAMES: &[(&str, &str)] = &[
    // Developers, and compounds that are called after them.
    ("Al Ahly Sabbour", "الاهلي صبور, صبور"),
    ("Al Marasem", "المراسم"),
    ("Arabia", "ارابيا"),
    ("City Edge", "سيتي ايدج"),
    ("Dorra", "درة"),
    ("Emaar", "اعمار"),
    ("Hassan Allam", "حسن علام"),
    ("Hyde Park", "هايد بارك"),
    ("IL Cazar", "الكازار, ال كازار"),
    ("La Vista", "لافيستا, لا فيستا"),
    ("LMD", "ال ام دي"),
    ("Madinet Masr", "مدينة مصر"),
    ("Marakez", "مراكز"),
    ("Misr Italia", "مصر ايطاليا"),
    ("Mountain View", "ماونتن فيو, ماونتين فيو"),
    ("Ora", "اورا"),
    ("Orascom", "اوراسكوم"),
    ("Palm Hills", "بالم هيلز"),
    ("Qatari Diar", "الديار القطرية"),
    ("SODIC", "سوديك"),
    ("Talaat Moustafa", "طلعت مصطفى"),
    ("Tatweer", "تطوير مصر"),
    ("TMG", "تي ام جي"),
    ("Wadi Degla", "وادي دجلة"),

    // Compounds.
    ("Al Maqsad", "المقصد"),
    ("Azad", "ازاد"),
    ("Bloomfields", "بلوم فيلدز, بلومفيلدز"),
    ("Cairo Festival City", "كايرو فيستيفال سيتي, كايرو فيستيفال, كايرو فستيفال"),
    ("Cairo Gate", "كايرو جيت"),
    ("Celia", "سيليا"),
    ("Creektown", "كريك تاون"),
    ("Crescent Walk", "كريسنت ووك"),
    ("District 5", "ديستريكت 5, ديستركت 5, ديستريكت فايف, ديستركت فايف"),
    ("Eastown", "ايستاون, ايست تاون"),
    ("El Gouna", "الجونة"),
    ("El Patio Oro", "الباتيو اورو"),
    ("Fifth Square", "فيفث سكوير"),
    ("Galleria", "جاليريا"),
    ("Haptown", "هاب تاون"),
    ("Hyde Park Central", "هايد بارك سنترال"),
    ("Il Bosco City", "البوسكو سيتي, ال بوسكو سيتي"),
    ("Il Bosco", "البوسكو, ال بوسكو"),
    ("Jayd", "جايد"),
    ("Katameya Creeks", "قطامية كريكس"),
    ("Katameya Gardens", "قطامية جاردنز"),
    ("L'Avenir", "لافينير"),
    ("La Mirada", "لا ميرادا, لاميرادا"),
    ("Lake View Residence", "ليك فيو ريزيدنس"),
    ("Madinaty", "مدينتي"),
    ("Marassi", "مراسي"),
    ("Makadi Heights", "مكادي هايتس"),
    ("Mivida", "ميفيدا"),
    ("Mountain View iCity", "ماونتن فيو اي سيتي, ماونتن فيو ايسيتي, اي سيتي"),
    ("Ninety Avenue", "ناينتي افينيو"),
    ("Palm Hills Katameya", "بالم هيلز القطامية"),
    ("Palm Hills New Cairo", "بالم هيلز نيو كايرو, بالم هيلز القاهرة الجديدة"),
    ("Patio Vida", "باتيو فيدا"),
    ("Privado", "بريفادو"),
    ("Ras El Hekma", "راس الحكمة"),
    ("Saada", "سعادة"),
    ("Sarai", "سراي"),
    ("Sky Capital", "سكاي كابيتال"),
    ("Sodic East", "سوديك ايست"),
    ("Solana East", "سولانا ايست"),
    ("Stone Park", "ستون بارك"),
    ("Stone Residence", "ستون ريزيدنس"),
    ("Taj City", "تاج سيتي"),
    ("Telal East", "تلال ايست"),
    ("Trio", "تريو"),
    ("Village Gate", "فيلدج جيت, فيليدج جيت"),
    ("Villette", "فيليت, فيلت"),
    ("Waterway", "ووتر واي, ووترواي, ذا ووتر واي"),
    ("Zed East", "زد ايست"),
    ("Zed West", "زد ويست"),
];

/// The keys of the Arabic spellings of a name, by the key of its English one; empty where none is known.
pub(super) fn arabic_keys(english_key: &str) -> &'static [String] {
    static ARABIC_KEYS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
        KNOWN_NAMES.iter().map(|(english, arabic)| (key_of(english), arabic.split(',').map(key_of).collect())).collect()
    });
    ARABIC_KEYS.get(english_key).map(Vec::as_slice).unwrap_or_default()
}
