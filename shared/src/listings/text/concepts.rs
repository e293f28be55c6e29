//! The tables of [`super::synonyms`]: which words of homes and their surroundings mean the same, and which say nothing.
//! To teach the search a synonym, add it to the row of its concept.
//!
//! A row holds dictionary forms: articles, particles, regular plurals and "its" come off before a word is looked up,
//! irregular («broken») plurals stand in the row. A phrase of several words goes before its words: «حمام سباحة» is a
//! pool, «حمام» a bathroom. Of a name of several words each is a concept: «فيو بحر» is a view and the sea.

/// What a unit and its surroundings are like. Filters know nothing of it, so that such a phrase only ranks, whatever its
/// words mean elsewhere, and it is never the name of a place.
#[rustfmt::skip] // One concept a row reads as the table that it is.
pub(super) const DESCRIPTIONS: &[(&str, &str)] = &[
    // Rooms.
    ("kitchen", "kitchen, مطبخ, مطابخ, كيتشن, كتشن, kitchenette"),
    ("open kitchen", "open kitchen, open plan kitchen, مطبخ مفتوح, مطبخ امريكاني, مطبخ اوبن, اوبن كيتشن"),
    ("builtin", "built in, builtin, fitted, مدمج, مدمجة"),
    ("cabinet", "cupboard, cabinet, wardrobe, closet, دولاب, دواليب, kitchen cabinet, دواليب مطبخ, خزانة, خزائن"),
    ("reception", "reception, receptions, ريسبشن, رسبشن, ريسيبشن, رسيبشن, استقبال, غرفة استقبال, صالة استقبال"),
    ("hall", "hall, صالة, قاعة"),
    ("livingroom", "living room, living area, living, غرفة معيشة, معيشة, صالة معيشة, ليفنج, ليفينج, ليفنج روم, ليفينج روم, اوضة معيشة, ليفنج اريا, family room, sitting room, lounge"),
    ("diningroom", "dining room, dining area, dining, سفرة, غرفة سفرة, غرفة طعام, اوضة سفرة, اوضة طعام, غرف سفرة, داينينج, داينينج روم"),
    ("maidroom", "maid room, maids room, maid, غرفة خادمة, غرفة شغالة, خادمة, maids quarter, maid quarter, housekeeper room, helper room, اوضة خدامة, اوضة شغالة, غرفة خدامة, غرفة مساعدة, اوضة خادمة, ميد روم, غرف خدم, غرفة خدم"),
    ("nannyroom", "nanny room, nannys room, nanny, غرفة ناني, غرفة مربية, ناني, مربية, nanny quarter, babysitter room, اوضة ناني, ناني روم, اوضة مربية, غرفة دادة, اوضة دادة"),
    ("driverroom", "driver room, drivers room, غرفة سواق, غرفة سائق, driver quarter, driver, chauffeur room, اوضة سواق, اوضة سائق, سواق, سائق"),
    ("guestroom", "guest room, غرفة ضيوف, غرف ضيوف, اوضة ضيوف, guest suite, guest bedroom, جناح ضيوف, اوض ضيوف, صالون ضيوف"),
    ("guest", "guest, ضيف, ضيوف"),
    ("suite", "suite, جناح, اجنحة, سويت"),
    ("dressingroom", "dressing room, dressing, walk in closet, غرفة ملابس, دريسنج, دريسنج روم, dresser, walk in wardrobe, closet room, اوضة لبس, غرفة لبس, غرفة ملابس, اوضة ملابس, دريسنج ايريا"),
    ("laundry", "laundry, laundry room, غرفة غسيل, لوندري, مغسلة, utility room, washing room, اوضة غسيل, غرفة لوندري, لاندري"),
    ("storage", "storage, storage room, store room, storeroom, مخزن, مخازن, غرفة تخزين, ستوريدج, ستورج, storage area, storages, اوضة تخزين, غرفة مخزن, غرفة كرار, كرار, ستوردج"),
    ("basement", "basement, بدروم, بيسمنت, قبو, cellar, بيزمنت, بيسمينت, بيزمينت, بدرومات"),
    ("meetingroom", "meeting room, قاعة اجتماعات, غرفة اجتماعات, conference room, boardroom, اوضة اجتماعات, قاعات اجتماعات, ميتنج روم, قاعة مؤتمرات"),
    ("waitingroom", "waiting room, waiting area, غرفة انتظار, صالة انتظار, اوضة انتظار, قاعة انتظار, منطقة انتظار"),
    ("treatmentroom", "treatment room, examination room, غرفة كشف, اوضة كشف, غرف كشف, غرفتا كشف, غرفتي كشف, غرفة علاج"),
    ("homeoffice", "home office, study room, office room, غرفة مكتب, اوضة مكتب, غرفة دراسة, هوم اوفيس"),
    ("pantry", "pantry, بانتري, اوفيس مطبخ"),
    ("entrance", "entrance, entry, مدخل, مداخل, مدخلها"),
    ("private entrance", "private entrance, separate entrance, own entrance, مدخل خاص, مدخل مستقل, مدخل لوحدها, مدخل منفصل, مداخل مستقلة"),
    ("service entrance", "service entrance, مدخل خدمة, مدخل خدمات, باب خدمة"),
    ("stairs", "stair, staircase, stairway, سلم, سلالم"),
    ("window", "window, شباك, شبابيك, نافذة, نوافذ"),
    ("wall", "wall, جدار, جدران, حيطة, حيطان"),
    ("door", "door, باب, ابواب"),

    // Floors and places in a building.
    ("floor", "floor, storey, story, stories, دور, ادوار, طابق, طوابق"),
    ("groundfloor", "ground floor, ground, groundfloor, دور ارضي, طابق ارضي, ارضي, جراوند, جراوند فلور, ground level, groundlevel, street level, ادوار ارضي"),
    ("flooring", "flooring, ارضيات, ارضية"),
    ("typicalfloor", "typical floor, typical, دور متكرر, متكرر, repeated floor, تيبيكال, ادوار متكررة"),
    ("last floor", "top floor, دور اخير, طابق اخير, last floor, highest floor, اخر دور, اخر طابق, دور اخراني, لاست فلور"),
    ("firstrow", "first row, الصف اول, الصف اولاني, front row, صف اول, اول صف, first line, front line, frontline, صف اولاني, الصف اول, فيرست رو, خط اول"),
    ("secondrow", "second row, الصف تاني, الصف ثاني, second line, صف تاني, صف ثاني, تاني صف, خط تاني"),
    ("thirdrow", "third row, الصف تالت, الصف ثالث, third line, صف تالت, صف ثالث, تالت صف"),
    ("row", "row, صف, صفوف"),
    ("firstfloor", "first floor, 1 st floor, اول دور, دور اول, طابق اول, دور اولاني"),
    ("secondfloor", "second floor, 2 nd floor, دور تاني, دور ثاني, طابق ثاني, طابق تاني, تاني دور"),
    ("thirdfloor", "third floor, 3 rd floor, دور تالت, دور ثالث, طابق ثالث, طابق تالت, تالت دور"),
    ("highfloor", "high floor, upper floor, دور عالي, ادوار عليا, دور علوي, طابق علوي, دور مرتفع"),
    ("corner", "corner, ناصية, نواصي, كورنر, corner unit, corner house, على ناصية, ناصيتين, كورنر يونت"),
    ("facade", "facade, frontage, واجهة, shop window, storefront window, shopfront, واجهات, فاترينة"),
    ("building", "building, عمارة, عمارات, عمائر, مبنى, مباني, بناية, بنايات"),
    ("tower", "tower, برج, ابراج"),

    // Under the sky.
    ("garden", "garden, backyard, حديقة, حدائق, حدايق, جاردن, جنينة, جناين, جنائن, yard, جاردنز, جنينات"),
    ("roof", "roof, rooftop, roof top, روف, سطح, اسطح, روف توب, roofs, اسطح, سطوح, روووف, رووف"),
    ("terrace", "terrace, تراس, تيراس, terrasse, تراسات, تيراسات, ترس"),
    ("balcony", "balcony, بلكونة, بلكون, بلكونات, بلاكين, شرفة, بالكونة, balkon, بلكونه, بالكون, بالكونات, شرفات, بلكونتين"),
    ("veranda", "veranda, verandah, فراندا, فرندا, فيراندا"),
    ("patio", "patio, courtyard, فناء, افنية"),
    ("land", "land, plot, ارض, اراضي, قطعة ارض, ارض فضاء"),

    // Views and water.
    ("view", "view, overlook, overlooking, overlooked, overlooks, فيو, اطلالة, منظر, مناظر, يطل, تطل, مطل, مطلة, بتطل, \
        بيطل, overlooking onto, facing, يبص, بيبص, بتبص, تبص, باصة, باصص, بصة, كاشفة, كاشف, تكشف, بتكشف, شايفة, شايف, تواجه, مواجهة, مواجه, faces, مطلين, مطلات"),
    ("open view", "open view, view open, فيو مفتوح, اطلالة مفتوحة, اوبن فيو, unobstructed view"),
    ("landscape view", "landscape view, greenery view, view landscape, green view, فيو لاند سكيب, فيو لاندسكيب, لاندسكيب فيو, لاند سكيب فيو, فيو خضرة, جرين فيو, فيو جرين, اطلالة خضراء, overlooking landscape, overlooking greenery"),
    ("park view", "park view, view park, فيو بارك, بارك فيو, overlooking park"),
    ("sea view", "sea view, view sea, بحر فيو, فيو بحر, اطلالة بحر, منظر بحر, يطل بحر, تطل بحر, بتطل بحر, بيطل بحر, مطل بحر, \
        مطلة بحر, overlooking sea, overlook sea, overlooks sea, سي فيو"),
    ("garden view", "garden view, view garden, فيو جاردن, جاردن فيو, فيو حديقة, اطلالة حديقة, تطل حديقة, يطل حديقة, مطلة حديقة, \
        overlooking garden, فيو جنينة"),
    ("lagoon view", "lagoon view, view lagoon, فيو لاجون, لاجون فيو, اطلالة لاجون, تطل لاجون, overlooking lagoon"),
    ("lake view", "lake view, view lake, فيو بحيرة, اطلالة بحيرة, تطل بحيرة, يطل بحيرة, مطلة بحيرة, overlooking lake, ليك فيو"),
    ("nile view", "nile view, view nile, فيو نيل, اطلالة نيل, تطل نيل, يطل نيل, مطلة نيل, overlooking nile, نايل فيو"),
    ("pool view", "pool view, swimming pool view, view pool, فيو حمام سباحة, فيو بول, بول فيو, اطلالة حمام سباحة, overlooking pool"),
    ("sea", "sea, بحر, seaside, seafront, sea front, sea side, عالبحر"),
    ("bahrain", "bahrain, بحرين"),
    ("beach", "beach, beachfront, شاطئ, شواطئ, بلاج, بيتش, شط, seashore, بيتشات"),
    ("sandy beach", "sandy beach, sand beach, شاطئ رملي, بيتش رملي, شواطئ رملية"),
    ("reef", "coral reef, coral, reef, شعاب, شعاب مرجانية, شعب مرجانية"),
    ("watersport", "watersport, water sport, water sports, aqua sports, رياضات مائية, رياضة مائية, العاب مائية"),
    ("aquapark", "aqua park, water park, اكوا بارك, ملاهي مائية"),
    ("nile", "nile, نيل"),
    ("lake", "lake, بحيرة, ليك"),
    ("lagoon", "lagoon, crystal lagoon, artificial lake, لاجون, لاقون, لاجونة, بحيرة صناعية, بحيرات صناعية, كريستال لاجون, artificial lagoon, swimmable lagoon, crystal lagoons, كريستال لاجونز, لاجونز, لاجونات, بحيرات كريستالية, كريستالاجون"),
    ("pool", "swimming pool, pool, piscine, حمام سباحة, حمامات سباحة, بسين, بيسين, مسبح, مسابح, بول, \
        سويمنج بول, سويمينج بول, swimming pools, swiming pool, swimmingpool, بولات, بيسينات, سويمنج بولز"),
    ("swim", "swim, swimming, سباحة"),
    ("water", "water, مياه, ماء"),
    ("green", "green, greenery, green space, green area, خضرة, خضرا, خضراء, مساحة خضراء, مساحات خضراء, مساحات خضرا, \
        مسطحات خضراء, مساحات خضره, lawn, greens, نجيلة"),
    ("landscape", "landscape, landscaping, لاند سكيب, لاندسكيب, لاندسكيبنج, تنسيق مواقع"),
    ("park", "park, بارك, متنزه"),
    ("central park", "central park, حديقة مركزية, سنترال بارك"),
    ("marina", "marina, مارينا"),
    ("golf", "golf, جولف"),

    // What a compound offers.
    ("club", "club, نادي, نادٍ, نوادي, اندية, نواد, نادى, sporting club, sports club, country club, نادي رياضي"),
    ("clubhouse", "clubhouse, club house, social club, كلوب هاوس, كلوبهاوس, كلبهاوس, نادي اجتماعي, نادٍ اجتماعي, clubhouses, كلاب هاوس, كلوبهوس, نادي خاص, نادي كمبوند"),
    ("gym", "gym, gymnasium, fitness, fitness center, fitness centre, جيم, جيمنازيوم, صالة رياضية, صالة جيم, صالات رياضية, health club, صالة جيم, جيمات, جم, صالة العاب رياضية, صالة العاب, fitness room, fitness area, جيمز, نادي صحي"),
    ("spa", "spa, سبا"),
    ("sauna", "sauna, ساونا"),
    ("jacuzzi", "jacuzzi, جاكوزي, jaccuzi, jacuzi, jakuzi, hot tub, whirlpool, جاكوزى, جكوزي"),
    ("sport", "sport, رياضة, رياضات, رياضي"),
    ("tennis", "tennis, tennis court, تنس, ملعب تنس, ملاعب تنس, كورت تنس"),
    ("padel", "padel, paddle, بادل, ملعب بادل, padel court, بادل تنس, padel tennis, ملاعب بادل, بادل كورت"),
    ("football", "football, soccer, كورة, كرة قدم, ملعب كورة, football pitch, football field, soccer field, ملاعب كورة, ملعب كرة قدم, ملاعب كرة قدم"),
    ("playground", "playground, kids area, children area, play area, منطقة اطفال, ملعب اطفال, العاب اطفال, ملاهي اطفال, \
        منطقة العاب, كيدز اريا, playing area, kids play area, childrens area, children play area, kids zone, play ground, كيدز ايريا, كيدز زون, كيدز اريه, منطقة العاب اطفال, مكان للاطفال, ملاعب اطفال, بلاي جراوند"),
    ("children", "child, children, kid, اطفال, طفل, ولاد, اولاد, عيال"),
    ("cycling", "تراك دراجات, تراك عجلات, مسار عجلات, cycling, bicycle, bike, bike lane, cycling track, bike track, دراجة, دراجات, عجل, مسار دراجات, bike lanes, cycle lane, cycle track, cycling lane, bicycle track, bicycle lane, مسار عجل, مسارات دراجات, تراك عجل, ركوب دراجات"),
    ("running", "running, jogging, jogging track, running track, جري, مسار جري, تراك جري, running lane, jogging lane, jogging trail, track jogging, track running, مسارات جري, ممشى جري, جوجينج, جوجنج تراك, جوجينج تراك, تراك رياضي"),
    ("walkway", "walkway, promenade, ممشى, مماشي, مشاية, walking trail, walking track, walking area, footpath, boardwalk, مشايات, ممشي, ووكواي, تراك مشي, كورنيش"),
    ("security", "security, guard, guarded, guards, secure, secured, امن, حراسة, حرس, سيكيوريتي, سكيوريتي, سيكيورتي, security guard, gatekeeper, حراسات, افراد امن, سكورتي, حراسة امنية"),
    ("insurance", "insurance, تأمين, تامينات"),
    ("camera", "camera, cctv, surveillance, كاميرا, كاميرات مراقبة, كاميرات, cameras, كاميرات امنية, مراقبة"),
    ("parking", "parking, garage, car park, parking place, parking space, parking lot, parking spot, parking slot, \
        جراج, كراج, جاراج, موقف, مواقف, باركنج, باركينج, موقف سيارات, مواقف سيارات, ركن سيارات, مكان ركن, ركنة, car parking, parking garage, parking area, جراجات, جراش, باركينج سيارات, بارك سيارة, اماكن ركن, مكان لركن سيارة, مكان عربية, موقف سيارة, covered parking, ركن عربيات, ركن عربية, ركن سيارة"),
    ("underground parking", "underground parking, underground garage, basement parking, basement garage, جراج تحت ارض, موقف تحت ارض, جراج تحت, باركينج تحت ارض, جراج بدروم, جراج في بدروم, جراج سفلي"),
    ("underground", "underground, subterranean, تحت ارض, اندرجراوند, اندر جراوند"),
    ("car", "car, سيارة, عربية, عربيات"),
    ("elevator", "elevator, lift, اسانسير, اصانصير, مصعد, مصاعد, lifts, اسانسيرات, اصنصير, سانسير, ليفت, مصاعد كهربائية"),
    ("generator", "generator, مولد, مولدات, جنراتور, backup power, backup generator, standby generator, مولد كهرباء, مولدات كهرباء, مولدات احتياطية, مولد احتياطي, جنريتور"),
    ("airconditioning", "acs, air conditioning, air conditioner, air conditioned, airconditioned, airconditioning, ac, cooling, \
        تكييف, تكيف, مكيف, مكيفات, a c, air con, aircon, aircondition, air conditioners, hvac, تكييفات, اجهزة تكييف, ايركونديشن, اير كونديشن, تبريد, مكيفة, مكيف هواء, split ac"),
    ("airconditioning central", "central ac, central air conditioning, central cooling, central aircon, تكييف مركزي, تكييف سنترال, سنترال تكييف, تبريد مركزي, تكييفات مركزية, تكييف مركزى"),
    ("heating", "heating, heater, سخان, سخانات, تدفئة"),
    ("solarheating", "solar heating, solar heater, solar water heater, سخان شمسي, سخانات شمسية, سخان طاقة شمسية"),
    ("internet", "internet, wifi, انترنت, واي فاي, wi fi, broadband, نت, واي فاى"),
    ("fiber", "fiber, fibre, fiber optic, fibre optic, الياف, الياف ضوئية, فايبر, fibre internet, انترنت فايبر, فايبر اوبتك"),
    ("line", "line, خط, خطوط"),
    ("gas", "gas, natural gas, غاز, غاز طبيعي, gas line, غاز ارضي"),
    ("electricity", "electricity, كهرباء, كهربا"),
    ("solar", "solar, solar energy, solar panel, طاقة شمسية, solar power, solar panels, الواح شمسية, خلايا شمسية, لوح شمسي"),
    ("smarthome", "smart home, سمارت هوم, منزل ذكي, بيت ذكي, smart homes, smart system, home automation, نظام ذكي, سمارت هوم سيستم, سمارت سيستم, بيوت ذكية"),
    ("maintenance", "maintenance, صيانة"),
    ("service", "service, خدمة, خدمات, سيرفيس"),
    ("gate", "gate, gated, بوابة"),
    ("shuttle", "shuttle, shuttle bus, bus, باص, اتوبيس, shuttles, minibus, باصات, شاتل, شاتل باص, اتوبيسات, باص داخلي, باص نقل, transfer bus"),
    ("cinema", "cinema, سينما"),
    ("barbecue", "barbecue, bbq, barbeque, شواء, باربيكيو, grill, bbq area, barbecue area, منطقة شواء, شوي, منطقة شوي"),
    ("pet", "pet, pets, pet friendly, dog, cat, حيوان اليف, حيوانات اليفة, حيوان, حيوانات, كلب, كلاب, قطط, قطة"),
    ("disabled", "wheelchair, wheelchair access, accessible, disabled access, كرسي متحرك, ذوي احتياجات, ذوي همم"),
    ("concierge", "concierge, doorman, front desk, كونسيرج"),
    ("coworking", "coworking, co working, coworking space, co working space, business hub, مساحة عمل مشتركة, كوورك, كو ووركينج"),
    ("foodcourt", "food court, food hall, فود كورت, منطقة مطاعم"),
    ("fireplace", "fireplace, دفاية, مدفأة"),
    ("fountain", "fountain, water feature, نافورة, نوافير"),
    ("stream", "water stream, canal, waterfall, قناة مائية, شلال, شلالات"),
    ("fence", "fence, fenced, walled, سور, اسوار, مسور"),

    // What is near.
    ("international", "international, دولي"),
    ("electronic", "electronic, الكتروني"),
    ("equipped", "equipped, مجهز, متجهز"),
    ("school", "school, مدرسة, مدارس, سكول"),
    ("university", "university, uni, جامعة, جامعات"),
    ("nursery", "nursery, kindergarten, day care, daycare, حضانة, nurseries, preschool, pre school, kindergarden, creche, حضانة اطفال, دار حضانة, نيرسري, كي جي"),
    ("mosque", "mosque, masjid, مسجد, مساجد, جامع, جوامع, prayer area, prayer room, مصلى"),
    ("church", "church, كنيسة, كنائس, كنايس"),
    ("hospital", "hospital, مستشفى, مستشفيات, medical center, medical centre, health center, مركز طبي, مراكز طبية, مستوصف"),
    ("pharmacy", "pharmacy, صيدلية, صيدليات"),
    ("mall", "mall, shopping mall, shopping center, shopping centre, مول, مركز تسوق, مراكز تسوق, مركز تجاري, مراكز تجارية, commercial center, commercial centre, commercial mall, shopping area, strip mall, مول تجاري, مولات تجارية, مولات, سنتر تجاري, مركز تسوق تجاري, منطقة تجارية, commercial area"),
    ("supermarket", "supermarket, hypermarket, سوبر ماركت, سوبرماركت, هايبر ماركت, grocery, market hall, سوبر ماركات, بقالة"),
    ("restaurant", "restaurant, مطعم, مطاعم, restaurants, رستوران, رستورانت"),
    ("cafe", "cafe, coffee shop, كافيه, كافية, مقهى, مقاهي, مقاهٍ, قهوة"),
    ("library", "library, bookshop, مكتبة, مكتبات"),
    ("bank", "bank, بنك, بنوك"),
    ("metro", "metro, subway, مترو, محطة مترو, metro station, subway station, metro line, خط مترو"),
    ("monorail", "monorail, مونوريل, محطة مونوريل, monorail station, محطات مونوريل, مونريل"),
    ("airport", "airport, مطار"),
    ("station", "station, محطة"),
    ("street", "street, شارع, شوارع"),
    ("road", "road, طريق, طرق"),
    ("ringroad", "ring road, طريق دائري, دائري"),
    ("axis", "axis, corridor, محور, محاور"),
    ("square", "square, ميدان, ميادين"),
    ("village", "village, قرية, قرى"),
    ("resort", "resort, منتجع, ريزورت"),
    ("coast", "coast, coastal, ساحل, سواحل, ساحلي"),
    ("desert", "desert, صحراء, صحرا, صحراوي"),
    ("north", "north, northern, شمال, شمالي"),
    ("south", "south, southern, جنوب, جنوبي"),
    ("east", "east, eastern, شرق, شرقي"),
    ("west", "west, western, غرب, غربي"),
    ("northfacing", "north facing, facing north, بحري"),
    ("southfacing", "south facing, facing south, قبلي"),
    ("center", "center, centre, مركز, مراكز, سنتر"),

    // What a unit is like.
    ("private", "private, خاص, خاصة, برايفت, برايفيت"),
    ("shared", "shared, مشترك, مشتركة"),
    ("separate", "separate, separated, مستقل, مستقلة, منفصل, منفصلة, detached"),
    ("open", "open, مفتوح"),
    ("main", "main, رئيسي"),
    ("central", "central, مركزي"),
    ("new", "new, جديد, جداد"),
    ("old", "old, قديم"),
    ("big", "big, large, كبير, كبار"),
    ("small", "small, little, صغير, صغار"),
    ("spacious", "spacious, roomy, wide, واسع, رحب, رحبة, واسعين, فسيح, فسيحة, وسيع"),
    ("bright", "bright, sunny, مشمس, مضيء, مضيئة, lit, natural light, daylight, منور, منورة, اضاءة طبيعية, ضوء نهار, well lit"),
    ("beautiful", "beautiful, nice, lovely, جميل, حلو, wonderful, gorgeous, قمر, شيك, تحفة"),
    ("quiet", "quiet, calm, peaceful, serene, tranquil, هادي, هادئ, هدوء, noiseless, رايق, رايقة"),
    ("luxury", "luxury, luxurious, upscale, high end, highend, premium, deluxe, فاخر, فخم, فخامة, راقي, رفاهية, لاكشري, \
        لوكشري"),
    ("modern", "modern, contemporary, مودرن, حديث, عصري"),
    ("family", "family, عائلة, عائلات, عيلة, اسرة, اسر, عائلي"),
    ("furnished", "furnished, fully furnished, مفروش, furnished fully, مفروشة بالكامل, مفروش بالكامل, متفرشة, متفرش, بفرشها, بفرش, بالفرش, فرنشد"),
    ("unfurnished", "unfurnished, not furnished, without furniture, غير مفروش, غير مفروشة, مش مفروش, مش مفروشة, بدون فرش, \
        من غير فرش, غير فرش"),
    ("furniture", "furniture, اثاث, عفش, فرش"),

    // Things that are spoken of, with plurals that no rule makes.
    ("phase", "phase, مرحلة, مراحل"),
    ("design", "design, تصميم, تصاميم"),
    ("amenity", "amenity, facility, مرفق, مرافق"),
    ("feature", "feature, advantage, ميزة, مزايا, مميزات"),
    ("photo", "photo, picture, image, صورة, صور"),
    ("tree", "tree, شجرة, شجر, اشجار"),
    ("court", "ملعب, ملاعب, playing field"),
    ("engineer", "engineer, مهندس"),
    ("island", "island, جزيرة, جزر"),
    ("mountain", "mountain, جبل, جبال"),
    ("light", "light, lighting, ضوء, اضاءة"),
    ("outdoor", "outdoor, exterior, خارجي"),
    ("indoor", "indoor, interior, inner, داخلي"),
    ("front", "front, امامي"),
    ("back", "back, خلفي"),
];

/// What a filter may ask for too, and what describes nothing: kinds of units, rooms, areas, money and time.
#[rustfmt::skip]
pub(super) const CONCEPTS: &[(&str, &str)] = &[
    // Kinds of units.
    ("apartment", "apartment, apt, flat, condo, appartment, apartement, appartement, شقة, شقق, شقه سكنيه, شقق سكنيه, \
        ابارتمنت"),
    ("studio", "studio, ستوديو, استوديو, استديو, ستديو"),
    ("duplex", "duplex, dublex, دوبلكس, دبلكس, دوبليكس"),
    ("penthouse", "penthouse, pent house, بنتهاوس, بنت هاوس, بينتهاوس"),
    ("townhouse", "townhouse, town house, townhome, تاون هاوس, تاونهاوس, تاون"),
    ("twinhouse", "twinhouse, twin house, twin, توين هاوس, توينهاوس, توين"),
    ("villa", "villa, villla, vila, vella, فيلا, فلل, فيلل, فله, فيللا, فيلات"),
    ("standalone villa", "فيلا مستقلة, فيلا ستاند الون, فيلا منفصلة"),
    ("standalone", "standalone, stand alone, ستاند الون"),
    ("chalet", "chalet, chale, شاليه, شالية"),
    ("cabin", "cabin, كابينة, كبائن, كباين"),
    ("bungalow", "bungalow, بنجالو"),
    ("palace", "palace, mansion, قصر, قصور"),
    ("office", "office, مكتب, مكاتب, office space"),
    ("clinic", "clinic, عيادة"),
    ("shop", "shop, store, retail, محل, متجر, متاجر, محال"),
    ("warehouse", "warehouse, مستودع, مستودعات"),
    ("hotel", "hotel, فندق, فنادق, اوتيل"),
    ("administrative", "administrative, admin, اداري"),
    ("commercial", "commercial, تجاري"),
    ("medical", "medical, طبي"),
    ("residential", "residential, سكني"),
    ("unit", "unit, property, وحدة, عقار"),
    ("home", "home, house, بيت, بيوت, منزل, منازل"),

    // Rooms.
    ("room", "room, غرفة, غرف, اوضة, اوض, حجرة"),
    ("bedroom", "bedroom, bed room, bed, br, brs, bdr, bedrom, غرفة نوم, غرف نوم, غرفتي نوم, غرفتا نوم, اوضة نوم, اوض نوم, \
        حجرة نوم"),
    ("master", "master, ماستر, master bedroom, غرفة نوم رئيسية, غرفة ماستر, غرفة نوم ماستر, اوضة نوم ماستر"),
    ("bathroom", "bathroom, bath, bath room, toilet, wc, restroom, حمام, تواليت, دورة مياه, دورات مياه"),

    // Floors and places in a building.
    ("first", "first, 1 st, اول, اولى, اولي"),
    ("second", "second, 2 nd, تاني, تانية, ثاني, ثانية"),
    ("third", "third, 3 rd, تالت, تالتة, ثالث, ثالثة"),
    ("fourth", "fourth, 4 th, رابع"),
    ("fifth", "fifth, 5 th, خامس"),
    ("sixth", "sixth, 6 th, سادس"),
    ("last", "last, اخير"),

    // Views and water.
    ("redsea", "red sea, بحر احمر"),

    // What is near.
    ("way", "طريقة"),
    ("district", "district, neighborhood, neighbourhood, حي, احياء"),
    ("region", "region, zone, منطقة, مناطق"),
    ("city", "city, مدينة, مدن, سيتي"),
    ("capital", "capital, عاصمة"),
    ("settlement", "settlement, تجمع, tagamoa"),
    ("cairo", "cairo, قاهرة"),
    ("newcairo", "new cairo, قاهرة جديدة"),
    ("zayed", "zayed, زايد"),
    ("sheikhzayed", "sheikh zayed, شيخ زايد"),
    ("october", "october, اكتوبر"),
    ("madinaty", "madinaty, مدينتي"),
    ("near", "near, nearby, close, beside, قريب, قرب, جنب, بجوار, جوار, بجانب"),
    ("far", "far, بعيد"),
    ("minute", "minute, دقيقة, دقائق, دقايق"),

    // What a unit is like.
    ("cheap", "cheap, affordable, inexpensive, رخيص, اقتصادي"),
    ("expensive", "expensive, غالي"),
    ("finishing", "finishing, finish, تشطيب, تشطيبات"),
    ("finished", "finished, fully finished, full finished, full finishing, fully finishing, super lux, ultra super lux, \
        super luxe, متشطب, متشطبة, مشطب, مشطبة, تشطيب كامل, كامل تشطيب, كاملة تشطيب, متشطبة بالكامل, متشطب بالكامل, \
        متشطب كامل, متشطبة كامل, فول تشطيب, سوبر لوكس, ترا سوبر لوكس, تشطيب سوبر لوكس, تشطيب ترا سوبر لوكس, \
        فولي فينيشد, فينيشد"),
    ("semifinished", "semi finished, semi finishing, semifinished, half finished, half finishing, نص تشطيب, نصف تشطيب, \
        نص متشطب, نص متشطبة, نصف متشطبة, سيمي فينيشد, سيمي فينيش"),
    ("unfinished", "unfinished, core shell, shell core, not finished, no finishing, without finishing, red brick, \
        طوب احمر, طوب, بدون تشطيب, من غير تشطيب, غير تشطيب, بلا تشطيب, غير متشطب, غير متشطبة, غير مشطبة, مش متشطب, \
        مش متشطبة, كور اند شيل, كور شيل"),

    // Money, plans and time.
    ("rent", "rent, rental, renting, rented, lease, leasing, leased, ايجار, ايجارات, تأجير, اجار"),
    ("resale", "resale, re sale, ريسيل, ري سيل, ريسال, اعادة بيع"),
    ("investment", "investment, invest, investing, استثمار, استثماري"),
    ("price", "price, pricing, priced, cost, سعر, اسعار, ثمن"),
    ("budget", "budget, ميزانية, بادجت, بدجت"),
    ("cash", "cash, كاش, نقدي, نقدا"),
    ("discount", "discount, خصم, خصومات, تخفيض"),
    ("installment", "installment, instalment, installement, installment plan, instalment plan, payment plan, تقسيط, بالتقسيط, \
        قسط, اقساط, مقسط, مقسطة, خطة سداد, نظام سداد, انظمة سداد, خطط سداد"),
    ("downpayment", "down payment, downpayment, deposit, first payment, initial payment, مقدم, دفعة اولى, دفعة مقدمة, \
        داون بيمنت, دوان بيمنت"),
    ("delivery", "delivery, deliver, delivering, handover, hand over, handing over, استلام, تسليم"),
    ("ready", "ready, ready move, ready move in, ready live, ready delivery, ready handover, rtm, immediate delivery, \
        immediate handover, move in ready, delivered, جاهز, جاهز سكن, جاهزة سكن, جاهز استلام, جاهزة استلام, استلام فوري, \
        تسليم فوري, فوري, سكن فوري"),
    ("offplan", "off plan, offplan, under construction, تحت انشاء, خريطة, قيد انشاء"),
    ("mortgage", "mortgage, تمويل عقاري, رهن عقاري"),
    ("return", "roi, return, yield, return investment, عائد, عوائد, عائد استثمار"),
    ("profit", "profit, ربح, ارباح, مكسب"),
    ("contract", "contract, عقد, عقود"),
    ("viewing", "viewing, visit, معاينة, زيارة"),
    ("booking", "booking, reservation, reserve, book, حجز, احجز"),
    ("owner", "owner, landlord, مالك, ملاك, صاحب"),
    ("broker", "broker, agent, سمسار, سماسرة, وسيط, وسطاء"),
    ("developer", "developer, مطور, مطور عقاري"),
    ("company", "company, شركة, شركات"),
    ("compound", "compound, gated community, gated compound, كمبوند, كمباوند, كومباوند, كومبوند, compaund, kompound, مجمع سكني, مجمعات سكنية, مجمع مغلق, مجتمع سكني, residential compound, residential community, مجمع, كمبوندات, كومباوندات"),
    ("project", "project, مشروع, مشاريع, مشروعات"),
    ("size", "size, مساحة, بمساحة"),
    ("metre", "metre, meter, sqm, m2, sq m, sq meter, sq metre, square meter, square metre, متر, امتار, م2, متر مربع"),
    ("million", "million, mn, mio, مليون, ملايين"),
    ("thousand", "thousand, k, الف, الاف, تلاف"),
    ("pound", "pound, egp, egyptian pound, جنيه, جنية, جنيها, جنيه مصري"),
    ("percent", "percent, pct, بالمية, بالمئة"),
    ("month", "month, monthly, شهر, شهور, اشهر, شهري, شهريا"),
    ("year", "year, yr, سنة, سنين, سنوات, اعوام"),
    ("payment", "payment, دفعة, دفع"),
    ("plan", "plan, خطة, خطط"),
    ("system", "system, نظام, انظمة"),
    ("offer", "offer, عرض, عروض"),
    ("market", "market, سوق, اسواق"),
    ("fee", "fee, رسوم"),
    ("tax", "tax, ضريبة, ضرائب, ضرايب"),
    ("phone", "phone, telephone, mobile, تليفون, تلفون, هاتف, موبايل"),
    ("number", "number, رقم, ارقام"),
    ("hour", "hour, ساعة"),
    ("day", "day, يوم, ايام"),
    ("week", "week, اسبوع, اسابيع"),

    // Things that are spoken of, with plurals that no rule makes.
    ("location", "location, موقع, مواقع"),
    ("place", "place, مكان, اماكن"),
    ("neighbour", "neighbour, neighbor, جار, جيران"),
    ("resident", "resident, ساكن, سكان"),
    ("whole", "full, fully, whole, complete, كامل, بالكامل"),
    ("half", "half, semi, نص, نصف"),
    ("best", "best, احسن, افضل"),
    ("cheapest", "cheapest, ارخص"),

    // What turns a meaning round, or bounds a number, is no stop word.
    ("below", "under, below, less, اقل, تحت"),
    ("above", "over, above, more, اكتر, اكثر, فوق, ازيد"),
    ("atleast", "at least, minimum, min, الاقل, حد ادنى, بحد ادنى"),
    ("atmost", "at most, maximum, max, الاكثر, الاكتر, حد اقصى, بحد اقصى, بالكتير, بالكثير"),
    ("before", "before, قبل"),
    ("after", "after, بعد"),
    ("not", "not, no, non, without, except, dont, isnt, مش, غير, من غير, بدون, بلا, بلاش, ليس, مفيش, ماعدا, ما عدا"),

    // Smaller places, which listings know as their areas only.
    ("hurghada", "hurghada, hurgada, hurghda, ghardaqa, غردقة"), ("gouna", "gouna, gounah, gona, جونة"),
    ("sahlhasheesh", "sahl hasheesh, sahl hashish, سهل حشيش"), ("makadi", "makadi, makadi bay, مكادي, مكادي باي"),
    ("somabay", "soma bay, somabay, سوما باي"), ("marsaalam", "marsa alam, مرسى علم"), ("safaga", "safaga, سفاجا"),
    ("narges", "narges, نرجس"), ("lotus", "lotus, لوتس"), ("yasmeen", "yasmeen, ياسمين"), ("banafseg", "banafseg, بنفسج"),
    ("andalous", "andalous, اندلس"), ("choueifat", "choueifat, شويفات"),
    ("sidiabdelrahman", "sidi abdel rahman, sidi abdelrahman, سيدي عبد رحمن, سيدي عبد الرحمن, سيدي عبدالرحمن"),
    ("dabaa", "dabaa, ضبعة"), ("rashekma", "ras hekma, ras hikma, راس حكمة"), ("sidihenish", "sidi henish, sidi heneish, سيدي حنيش"),

    // What is said to the search itself.
    ("restart", "start over, start again, start scratch, restart, reset, ابدا جديد, نبدا جديد, ابدا اول, نبدا اول, ابدا اول جديد, نبدا اول جديد, نبدا تاني, ابدا تاني, اول جديد"),
];

/// Franco-Arabic by its Arabic word. Spellings differ in vowels and doubled letters; `franco_key` evens out most.
#[rustfmt::skip]
pub(super) const FRANCO: &[(&str, &str)] = &[
    ("شقة", "sha2a, sha2et, shaqa, shaqqa, shaka"), ("شقق", "sho2a2, shoqaq, shu2a2"), ("فيلا", "villah"),
    ("شاليه", "shaleh, chaleh"), ("مكتب", "maktab"), ("مكاتب", "makateb"), ("عيادة", "3eyada, 3yada"),
    ("محل", "ma7al, mahal"), ("محلات", "ma7alat"), ("بيت", "beit, bait"), ("عمارة", "3omara, 3emara, 3mara"),
    ("غرفة", "8orfa, ghorfa"), ("غرف", "8oraf, ghoraf"), ("نوم", "nom, noom, noum"), ("حمام", "7amam, hammam"),
    ("سباحة", "seba7a, sba7a"), ("مطبخ", "matba5, matbakh"), ("صالة", "sala"), ("معيشة", "me3isha, ma3eesha"),
    ("بدروم", "badroom, badrom"), ("دور", "dor"), ("ارضي", "ardy, ardi"), ("ناصية", "nasya, nasia"),
    ("حديقة", "7adeqa, 7adi2a, 7ade2a, hade2a, hadiqa, 7di2a"), ("حدائق", "7ada2e2, 7adaye2"),
    ("جنينة", "ganina, geneina, gnena, geninah"), ("بلكونة", "balakona, balcona, balkona"), ("سطح", "sat7, sath"),
    ("ارض", "ard, 2ard"), ("فيو", "vew"), ("بحر", "ba7r, bahr, b7r"), ("بحري", "ba7ary, ba7ari, bahary"),
    ("نيل", "neel"), ("بحيرة", "bo7eira, bo7ayra, be7eira"), ("شاطئ", "shat2, shate2"), ("خضرة", "5odra, khodra"),
    ("نادي", "nady, nadi"), ("امن", "amn"), ("حراسة", "7erasa, hirasa, 7rasa"), ("جراج", "garag, jarag"),
    ("موقف", "maw2af, maw2ef"), ("اسانسير", "asanseer, asanser, asansir, 2asanser"), ("مصعد", "mas3ad, mas3ed"),
    ("تكييف", "takyeef, takif, takyif"), ("مدرسة", "madrasa, madrsa"), ("مدارس", "madares"),
    ("جامعة", "gam3a, game3a, gamaa"), ("جامع", "game3"), ("مسجد", "masged, masgid"), ("حضانة", "7adana"),
    ("مستشفى", "mostashfa, mustashfa, mosta4fa"), ("مطعم", "mat3am"), ("مطاعم", "mata3em"), ("مطار", "matar"),
    ("شارع", "share3, shar3, sharea"), ("طريق", "taree2, tari2, tareeq"), ("دائري", "da2ery, da2iri, daery"),
    ("مدينة", "madina, medina"), ("مدينتي", "madinty, madinti"), ("قرية", "qarya, 2arya"),
    ("ساحل", "sa7el, sahel, sa7l"), ("عاصمة", "3asma, 3asema"), ("تجمع", "tagamo3, tagamou3, tagmo3, tagammo3"),
    ("خامس", "5ames, khames"), ("قريب", "2orayeb, 2rayeb, 2areeb, orayeb"), ("جنب", "gamb, ganb"), ("بعيد", "be3eed, b3id"),
    ("خاص", "khas"), ("خاصة", "5asa, khasa"), ("جديد", "gedeed, gdid"), ("جديدة", "gedida, gdida"),
    ("كبير", "kebeer, kbir"), ("كبيرة", "kebira, kbira"), ("صغير", "so8ayar, soghayar, s8ir"), ("واسع", "wase3, wasi3"),
    ("هادي", "hady, hadi"), ("هادية", "hadya"), ("راقي", "ra2y, ra2i, raqi"), ("فخم", "fakhm, fa5m"), ("فاخر", "fakher, fa5er"),
    ("رخيص", "re5ees, rekhis, r5is"), ("عيلة", "3eila, 3ela"), ("اطفال", "atfal"),
    ("تشطيب", "tashteeb, tashtib"), ("كامل", "kamel"), ("نص", "nos, noss, nus"),
    ("متشطب", "metshatab, metshateb, metshatteb"), ("متشطبة", "metshataba, metshateba, metshatteba"),
    ("مفروش", "mafroosh, mafrosh"), ("مفروشة", "mafroosha, mafrosha"),
    ("ايجار", "egar, eegar, igar"), ("استثمار", "estesmar, istithmar, estethmar"), ("سعر", "se3r, sa3r"), ("اسعار", "as3ar"),
    ("ميزانية", "mezaneya, mizaniya"), ("تقسيط", "ta2seet, ta2sit, taqseet, taksit, taqsit"), ("قسط", "2est, 2ist, qest"),
    ("اقساط", "a2sat, aqsat"), ("مقدم", "mo2adam, mo2addam, moqadam, mokadam"),
    ("استلام", "estelam, istilam"), ("تسليم", "tasleem, taslim"), ("فوري", "fawry, fawri, fory"), ("جاهز", "gahez, gahz"),
    ("جاهزة", "gahza"), ("مساحة", "mesa7a, misa7a, mesaha"), ("متر", "metr"), ("مليون", "melyon, melyoon, milyon, malyon"),
    ("الف", "alf"), ("جنيه", "geneh, gneh, genih"), ("سنة", "sana"), ("سنين", "sneen, senin, snin"), ("شهر", "shahr"),
    ("مش", "mesh, msh"), ("غير", "gher, gheir"), ("بدون", "bedoon, bedon"),
    ("عايز", "3ayez, 3ayz, 3awez, 3awz, 3ayza, 3awza, ayez"), ("على", "3ala, 3al, 3la, 3l"), ("جنينة", "genena, ganeena, geneina, gineina"), ("فيها", "fiha, feha, feeha"), ("اوضة", "oda"), ("اوض", "owad"),
];

/// Words that say nothing that could be searched, in both languages and in Franco: "not", "without", "under" and
/// "over" are none of them, for they turn a meaning round.
pub(super) const STOP: &str = "a an the of for with i im me my us our you your he she we is are am be been being was were it its this \
    that these those there here which what whats who where when how why much many do does did doing have has had having \
    can could would will should may might shall id ill ive lets in at on by to from and or as if so then than into onto \
    up also too very just only any some all each every per about around \
    want wanna wants need needs like looking look search searching find finding show see seeing get give buy buying \
    purchase purchasing recommend suggest help tell interested available something anything please pls plz thanks thank \
    hi hello hey dear amr sir ok okay yes sale sell selling sold \
    في فى على علي الي الى من عن مع او و ب ل ف ع ك يا ان انه انها هو هي هم دي ده دا دول هذا هذه ذلك تلك اللي التي الذي الذين \
    انا احنا انت انتم انتو لي ليا لينا له لها لهم به بها فيه فيها منه منها عليه عليها عليك عليكم لو سمحت ممكن ينفع يكون تكون \
    بيكون تبقى يبقى كل اي بس كمان برضه برضو علشان عشان ما ماهي ايه اية هل كان كانت جدا اوي قوي ثم كما \
    عايز عاوز عايزة عاوزة عايزين عاوزين محتاج محتاجة محتاجين نفسي بدور بندور ادور ندور ابحث نبحث اريد نريد اود ارغب حابب \
    حابة اشتري نشتري هشتري شراء للشراء بيع للبيع البيع تمليك للتمليك عند عندك عندكم عندكو عندنا عندي يوجد توجد لديكم متاح \
    متاحة متوفر متوفرة موجود موجودة فضلك ياريت شكرا مرحبا اهلا السلام سلام صباح مساء الخير عمرو دلوقتي الان \
    el al il fe fi fel fil b be bel bil w we wel men fih l le lel eh";
