//! What figures count and what they are said to be, and the words that say what they count.

use super::{
    super::evidence::{Fact, Kind},
    numbers::Number,
    tokens::Token,
    words::is_in,
};

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// One of the kinds that evidence has.
    Of(Kind),
    /// Something that evidence never has, as dollars and square feet are.
    Foreign,
    /// The words do not say.
    Bare,
}

impl Measure {
    /// The kind, where it is one that evidence has.
    pub(super) fn kind(self) -> Option<Kind> {
        match self {
            Self::Of(kind) => Some(kind),
            Self::Foreign | Self::Bare => None,
        }
    }
}

/// What a figure is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A fact of a unit.
    Is(Fact),
    /// What neither the data nor a tool ever gives: a discount.
    Never,
    /// What only a tool can compute: a yield, a rent, a loan, a discount.
    Computed,
    /// The words do not say.
    Unsaid,
}

/// A figure that a sentence states.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    pub(super) number: Number,
    pub(super) measure: Measure,
    pub(super) role: Role,
    /// The index of the token after the number and its unit.
    pub(super) end: usize,
}

pub(super) const CURRENCIES: &str = "egp le pound pounds gineh geneh جنيه جنيها جنيهات جم";
/// What evidence counts nowhere: how far something is, and what a compound or a building has of it.
#[rustfmt::skip]
pub(super) const UNCOUNTED: &str = "\
minute minutes min mins hour hours km kms kilometre kilometres kilometer kilometers mile miles pool pools swimming parking parkings garage garages floor floors storey storeys storied story stories \
level levels balcony balconies terrace terraces elevator elevators lift lifts gate gates tower towers building buildings block blocks school schools nursery nurseries mall malls gym gyms club clubs clubhouse \
clubhouses court courts park parks lake lakes lagoon lagoons garden gardens playground playgrounds restaurant restaurants cafe cafes hospital hospitals mosque mosques shop shops store stores beach beaches \
hole holes star stars phase phases closet closets kitchen kitchens reception receptions entrance entrances bus buses station stations exit exits resident residents \
دقيقه دقايق ساعه ساعات كيلو كيلومتر كم ميل مسابح مسبح بيسين بسين دور ادوار طابق طوابق بلكونه بلكونات تراس تراسات اسانسير اسانسيرات مصعد مصاعد بوابه بوابات برج ابراج عماره عمارات مبني مباني \
مدرسه مدارس حضانه حضانات مول مولات جيم نادي نوادي انديه ملعب ملاعب حديقه حدايق بحيره بحيرات جراج جراجات ركنه مطعم مطاعم كافيه كافيهات مستشفي مستشفيات مسجد مساجد شاطي شواطي محطه محطات \
مرحله مراحل مطبخ مطابخ ريسبشن نجوم نجمه ساكن";
pub(super) const FOREIGN: &str = "quarters usd dollar dollars euro euros eur gbp sar aed riyal riyals dirham dirhams دولار دولارات يورو ريال درهم \
    sqft feet foot ft acre acres feddan feddans فدان قدم";
pub(super) const METRES: &str = "m2 sqm sqms m² metre metres meter meters sm mt mtr م2 متر امتار مترا م";
pub(super) const BEDROOMS: &str =
    "bedroom bedrooms bed beds br brs bhk bdr bedroomed room rooms bdrm غرف غرفه اوض اوضه نوم حجرات حجره غرفات";
pub(super) const BATHROOMS: &str = "bathroom bathrooms bath baths toilets wc حمام حمامات";
pub(super) const YEARS: &str = "year years yr yrs سنه سنين سنوات عام اعوام";
pub(super) const MONTHS: &str = "month months شهر شهور اشهر شهرا";
pub(super) const INSTALMENTS: &str = "instalment instalments installment installments payments قسط اقساط دفعات";
pub(super) const THINGS: &str = "unit units option options listing listings property properties apartment apartments flat flats villa villas \
    home homes house houses townhouse townhouses twinhouse twinhouses chalet chalets studio studios duplex duplexes \
    penthouse penthouses office offices clinic clinics result results match matches compound compounds project \
    projects developer developers buyer buyers client clients customer customers people families investor investors offer \
    offers وحده وحدات اختيار اختيارات عرض عروض شقه شقق فيلا فيلات فلل شاليه شاليهات مكتب مكاتب عياده عيادات محل محلات نتيجه \
    نتايج خيار خيارات عميل عملاء مشتري كمبوند كمبوندات مشروع مشاريع دوبلكس بنتهاوس ستوديو";
/// The word at a token; nothing where it is none.
pub(super) fn word(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).filter(|token| token.is_word()).map_or("", |token| token.text.as_str())
}

/// Whether one of these signs stands at a token.
pub(super) fn is_sign(tokens: &[Token], at: usize, signs: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.is_sign(signs))
}

/// What stands at a token as a unit of measure, and where it ends.
pub(super) fn unit_at(tokens: &[Token], at: usize) -> Option<(Measure, usize)> {
    let text = word(tokens, at);
    let of = |kind, end| Some((Measure::Of(kind), end));
    if is_sign(tokens, at, "%") || is_in(text, "percent pct بالميه بالميه بالمايه فالميه") {
        return of(Kind::Percent, at + 1);
    }
    if (text == "per" && is_in(word(tokens, at + 1), "cent"))
        || (text == "في" && is_in(word(tokens, at + 1), "الميه الميه المايه ميه"))
    {
        return of(Kind::Percent, at + 2);
    }
    let is_pool = is_in(text, BATHROOMS) && is_in(word(tokens, at + 1), "سباحه");
    if is_sign(tokens, at, "$€£¥") || is_in(text, FOREIGN) || is_in(text, UNCOUNTED) || is_pool {
        return Some((Measure::Foreign, at + 1));
    }
    if is_in(text, CURRENCIES) {
        return of(Kind::Money, at + 1);
    }
    if text == "l" && is_sign(tokens, at + 1, ".") && word(tokens, at + 2) == "e" {
        return of(Kind::Money, at + 3 + usize::from(is_sign(tokens, at + 3, ".")));
    }
    if text == "ج" {
        let full = is_sign(tokens, at + 1, ".") && word(tokens, at + 2) == "م";
        return of(Kind::Money, if full { at + 3 } else { at + 1 });
    }
    if is_in(text, "sq square") {
        let next = at + 1 + usize::from(is_sign(tokens, at + 1, "."));
        return match word(tokens, next) {
            "ft" | "feet" | "foot" => Some((Measure::Foreign, next + 1)),
            word if is_in(word, METRES) || word == "m" => of(Kind::SquareMetres, next + 1),
            _ => None,
        };
    }
    if is_in(text, METRES) || text == "m" {
        return of(Kind::SquareMetres, at + 1 + usize::from(is_in(word(tokens, at + 1), "squared مربع مربعا square")));
    }
    let lists = [
        (BATHROOMS, Kind::Bathrooms),
        (BEDROOMS, Kind::Bedrooms),
        (YEARS, Kind::Years),
        (MONTHS, Kind::Months),
        (INSTALMENTS, Kind::Months),
        (THINGS, Kind::Count),
    ];
    lists.into_iter().find(|(list, _)| is_in(text, list)).map(|(_, kind)| (Measure::Of(kind), at + 1))
}
