//! The kinds of units, and the mixes of them that a compound can have.

use crate::text::{Text, text};

/// A kind of unit.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Its name; the English one is the listing file's `type`.
    pub(crate) name: Text,
    /// What a square metre of it costs, in per mille of what it costs in an apartment of the same compound.
    pub(crate) price_per_mille: u64,
    /// How it is laid out, weighted by how common that is.
    pub(crate) layouts: &'static [(u64, Layout)],
    /// A sentence of its description: one of these.
    pub(crate) highlights: &'static [Text],
    /// The ground of its placeholder picture, as red, green and blue in hexadecimal.
    pub(crate) colour: &'static str,
}

/// Rooms, and the least and most of what goes with them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Bedrooms; 0 for offices, clinics and shops.
    pub(crate) bedrooms: u64,
    /// Least and most bathrooms.
    pub(crate) bathrooms: (u64, u64),
    /// Least and most built area, in square metres.
    pub(crate) area: (u64, u64),
}

/// Puts a layout together; short, because the tables are full of it.
const fn layout(bedrooms: u64, bathrooms: (u64, u64), area: (u64, u64)) -> Layout {
    Layout { bedrooms, bathrooms, area }
}

const APARTMENT: Kind = Kind {
    name: text("Apartment", "شقة"),
    price_per_mille: 1_000,
    layouts: &[
        (14, layout(1, (1, 1), (58, 88))),
        (34, layout(2, (1, 2), (86, 134))),
        (44, layout(3, (2, 3), (118, 192))),
        (8, layout(4, (3, 4), (178, 255))),
    ],
    highlights: &[
        text("The living room opens onto a wide balcony.", "تطل غرفة المعيشة على شرفة واسعة."),
        text("Both sides of the flat get daylight.", "يدخل ضوء النهار من جهتي الشقة."),
        text("The bedrooms face a quiet planted court.", "تطل غرف النوم على فناء هادئ مزروع."),
        text("The reception looks over the central park.", "يطل الريسبشن على الحديقة المركزية."),
        text("The kitchen has a separate service entrance.", "للمطبخ مدخل خدمة مستقل."),
    ],
    colour: "2f5d50",
};

const STUDIO: Kind = Kind {
    name: text("Studio", "ستوديو"),
    price_per_mille: 1_080,
    layouts: &[(1, layout(1, (1, 1), (36, 62)))],
    highlights: &[
        text("One bright room with an open kitchen.", "غرفة واحدة مضيئة بمطبخ مفتوح."),
        text("A sleeping corner is set apart by a screen wall.", "ركن النوم مفصول بجدار خفيف."),
        text("Built-in storage leaves the floor free.", "دواليب مدمجة تترك المساحة حرة."),
    ],
    colour: "46606e",
};

const DUPLEX: Kind = Kind {
    name: text("Duplex", "دوبلكس"),
    price_per_mille: 1_040,
    layouts: &[(60, layout(3, (3, 4), (172, 262))), (40, layout(4, (3, 5), (228, 335)))],
    highlights: &[
        text("An inner staircase joins its two floors.", "سلم داخلي يصل بين طابقيه."),
        text("The lower floor has a private garden.", "للطابق السفلي حديقة خاصة."),
        text("The reception is two storeys high.", "الريسبشن بارتفاع طابقين."),
    ],
    colour: "5a5148",
};

const PENTHOUSE: Kind = Kind {
    name: text("Penthouse", "بنتهاوس"),
    price_per_mille: 1_150,
    layouts: &[(55, layout(3, (3, 4), (165, 262))), (45, layout(4, (4, 5), (225, 345)))],
    highlights: &[
        text("A roof terrace runs along the whole unit.", "روف تراس بطول الوحدة كلها."),
        text("It has the top floor to itself.", "تشغل الوحدة الطابق الأخير وحدها."),
        text("The roof has room for a small pool.", "يتسع الروف لحمام سباحة صغير."),
    ],
    colour: "3d4a66",
};

const TOWNHOUSE: Kind = Kind {
    name: text("Townhouse", "تاون هاوس"),
    price_per_mille: 1_100,
    layouts: &[(65, layout(3, (3, 4), (178, 242))), (35, layout(4, (3, 5), (220, 292)))],
    highlights: &[
        text("It has a front and a back garden.", "له حديقة أمامية وأخرى خلفية."),
        text("Two parking places lie before the door.", "أمام الباب مكانان لركن السيارات."),
        text("The corner house of its row.", "الوحدة على ناصية الصف."),
    ],
    colour: "6b5b3e",
};

const TWINHOUSE: Kind = Kind {
    name: text("Twinhouse", "توين هاوس"),
    price_per_mille: 1_180,
    layouts: &[(55, layout(3, (3, 4), (205, 275))), (45, layout(4, (4, 5), (248, 338)))],
    highlights: &[
        text("A garden surrounds it on three sides.", "تحيط به حديقة من ثلاث جهات."),
        text("Its roof has a room and a terrace.", "في الروف غرفة وتراس."),
        text("It shares one wall only with its neighbour.", "لا يشترك مع جاره إلا في جدار واحد."),
    ],
    colour: "5f6b3e",
};

const VILLA: Kind = Kind {
    name: text("Villa", "فيلا"),
    price_per_mille: 1_300,
    layouts: &[
        (30, layout(3, (3, 4), (225, 305))),
        (40, layout(4, (4, 5), (290, 400))),
        (22, layout(5, (5, 6), (360, 520))),
        (8, layout(6, (6, 7), (480, 680))),
    ],
    highlights: &[
        text("A private garden goes all around the house.", "حديقة خاصة تحيط بالفيلا من كل جانب."),
        text("The plot has room for a private pool.", "تتسع الأرض لحمام سباحة خاص."),
        text("A guest suite lies on the ground floor.", "في الطابق الأرضي جناح للضيوف."),
        text("The basement has its own entrance.", "للبدروم مدخل مستقل."),
    ],
    colour: "1f4d3f",
};

const CHALET: Kind = Kind {
    name: text("Chalet", "شاليه"),
    price_per_mille: 1_000,
    layouts: &[
        (22, layout(1, (1, 1), (54, 82))),
        (45, layout(2, (1, 2), (80, 126))),
        (33, layout(3, (2, 3), (112, 172))),
    ],
    highlights: &[
        text("The terrace looks over the lagoon.", "يطل التراس على البحيرة الصناعية."),
        text("The sea shows from the living room.", "يظهر البحر من غرفة المعيشة."),
        text("A ground floor with its own garden.", "طابق أرضي بحديقة خاصة."),
    ],
    colour: "2b6f86",
};

const OFFICE: Kind = Kind {
    name: text("Office", "مكتب"),
    price_per_mille: 1_450,
    layouts: &[(60, layout(0, (0, 0), (42, 98))), (40, layout(0, (0, 0), (96, 265)))],
    highlights: &[
        text("An open floor that can be divided as needed.", "مساحة مفتوحة يمكن تقسيمها بحسب الحاجة."),
        text("The windows face the main street.", "تطل النوافذ على الشارع الرئيسي."),
        text("The floor has a shared meeting room.", "في الطابق قاعة اجتماعات مشتركة."),
    ],
    colour: "4a4f57",
};

const CLINIC: Kind = Kind {
    name: text("Clinic", "عيادة"),
    price_per_mille: 1_550,
    layouts: &[(1, layout(0, (0, 0), (34, 112)))],
    highlights: &[
        text("A waiting room and two treatment rooms.", "غرفة انتظار وغرفتا كشف."),
        text("The lift is wide enough for a stretcher.", "المصعد واسع يتسع لنقالة."),
        text("It lies on a floor of medical practices only.", "تقع في طابق مخصص للعيادات."),
    ],
    colour: "3f7a78",
};

const RETAIL: Kind = Kind {
    name: text("Retail", "محل"),
    price_per_mille: 2_200,
    layouts: &[(1, layout(0, (0, 0), (26, 138)))],
    highlights: &[
        text("The shop window faces the main walkway.", "واجهة المحل على الممشى الرئيسي."),
        text("It has an outdoor seating area.", "له مساحة جلوس خارجية."),
        text("Loading is from the back street.", "التحميل من الشارع الخلفي."),
    ],
    colour: "7a4b3a",
};

/// What a compound is made of.
#[derive(Debug)]
pub(crate) struct Mix {
    /// Its kinds of units, weighted by how many there are.
    pub(crate) kinds: &'static [(u64, &'static Kind)],
    /// The states in which its units are handed over, weighted.
    pub(crate) finishings: &'static [(u64, Finishing)],
    /// A sentence of a unit's description: one of these.
    pub(crate) amenities: &'static [Text],
}

/// The state in which a unit is handed over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Finishing {
    /// The word of the listing file.
    pub(crate) name: &'static str,
    /// What it does to the price, in per mille.
    pub(crate) price_per_mille: u64,
}

const FULLY_FINISHED: Finishing = Finishing { name: "Fully Finished", price_per_mille: 1_070 };
const SEMI_FINISHED: Finishing = Finishing { name: "Semi Finished", price_per_mille: 990 };
const CORE_AND_SHELL: Finishing = Finishing { name: "Core and Shell", price_per_mille: 930 };

const HOME_AMENITIES: &[Text] = &[
    text("The compound has a clubhouse and a gym.", "في الكمبوند نادٍ اجتماعي وصالة رياضية."),
    text("A jogging and cycling track runs around the compound.", "يدور حول الكمبوند مسار للجري والدراجات."),
    text("Shops and a nursery are inside the gates.", "داخل الأسوار محلات وحضانة أطفال."),
    text("Cars stay underground; the streets are for walking.", "السيارات في جراج تحت الأرض والشوارع للمشاة."),
    text("There are swimming pools and a children's area.", "توجد حمامات سباحة ومنطقة للأطفال."),
    text("Guards and cameras are on duty day and night.", "الأمن والكاميرات على مدار اليوم."),
    text("Four fifths of the land is green and water.", "أربعة أخماس الأرض خضرة ومياه."),
];

const COAST_AMENITIES: &[Text] = &[
    text("The resort has a sandy beach of its own.", "للمنتجع شاطئ رملي خاص."),
    text("Pools and lagoons reach nearly every building.", "تصل حمامات السباحة والبحيرات إلى معظم المباني."),
    text("Restaurants and shops line the promenade.", "تصطف المطاعم والمحلات على الممشى."),
    text("A shuttle goes to the beach through the day.", "ينقل باص داخلي السكان إلى الشاطئ طوال اليوم."),
    text("There are tennis courts and a water-sports centre.", "توجد ملاعب تنس ومركز رياضات مائية."),
];

const BUSINESS_AMENITIES: &[Text] = &[
    text("The building has underground parking and reception staff.", "في المبنى جراج تحت الأرض واستقبال."),
    text("Central cooling and fibre lines are in place.", "التكييف المركزي وخطوط الألياف الضوئية جاهزة."),
    text("Cafés and a food court are on the ground floor.", "في الطابق الأرضي مقاهٍ ومطاعم."),
    text("Generators keep the lifts and lights running.", "تعمل المصاعد والإضاءة بمولدات احتياطية."),
];

const HOME_FINISHINGS: &[(u64, Finishing)] = &[(48, FULLY_FINISHED), (38, SEMI_FINISHED), (14, CORE_AND_SHELL)];

/// Flats of all sizes and some houses: the usual compound.
pub(crate) const FAMILY: Mix = Mix {
    kinds: &[
        (60, &APARTMENT),
        (4, &STUDIO),
        (9, &DUPLEX),
        (5, &PENTHOUSE),
        (9, &TOWNHOUSE),
        (5, &TWINHOUSE),
        (8, &VILLA),
    ],
    finishings: HOME_FINISHINGS,
    amenities: HOME_AMENITIES,
};

/// Flats in high buildings, with shops and practices at their feet.
pub(crate) const TOWERS: Mix = Mix {
    kinds: &[(66, &APARTMENT), (14, &STUDIO), (7, &DUPLEX), (5, &PENTHOUSE), (3, &OFFICE), (2, &CLINIC), (3, &RETAIL)],
    finishings: HOME_FINISHINGS,
    amenities: HOME_AMENITIES,
};

/// Houses with gardens and few flats.
pub(crate) const HOUSES: Mix = Mix {
    kinds: &[(22, &APARTMENT), (10, &DUPLEX), (24, &TOWNHOUSE), (18, &TWINHOUSE), (26, &VILLA)],
    finishings: HOME_FINISHINGS,
    amenities: HOME_AMENITIES,
};

/// A resort by the sea.
pub(crate) const COAST: Mix = Mix {
    kinds: &[
        (56, &CHALET),
        (10, &APARTMENT),
        (5, &STUDIO),
        (4, &DUPLEX),
        (4, &PENTHOUSE),
        (8, &TOWNHOUSE),
        (6, &TWINHOUSE),
        (7, &VILLA),
    ],
    finishings: &[(82, FULLY_FINISHED), (18, SEMI_FINISHED)],
    amenities: COAST_AMENITIES,
};

/// Offices, practices and shops.
pub(crate) const BUSINESS: Mix = Mix {
    kinds: &[(52, &OFFICE), (22, &CLINIC), (26, &RETAIL)],
    finishings: &[(30, FULLY_FINISHED), (25, SEMI_FINISHED), (45, CORE_AND_SHELL)],
    amenities: BUSINESS_AMENITIES,
};
