//! The words of homes and their surroundings in English, Egyptian Arabic and Franco-Arabic: which of them mean the
//! same, and which say nothing. To teach the search a synonym, add it to the row of its concept.
//!
//! A row holds dictionary forms: articles, particles, regular plurals and "its" come off before a word is looked up,
//! irregular («broken») plurals stand in the row. A phrase of several words goes before its words: «حمام سباحة» is a
//! pool, «حمام» a bathroom.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::{pieces, stem};

/// The mark at the end of every term that stands for a concept. Nobody types it, so that such a term is never taken for
/// a word again, and can never become part of a phrase: mapping what is mapped changes nothing.
const MARK: char = '0';

/// Concepts and what people write for them. Of a name of several words each is a concept: «فيو بحر» is a view and the sea.
#[rustfmt::skip] // One concept a row reads as the table that it is.
const CONCEPTS: &[(&str, &str)] = &[
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
    ("kitchen", "kitchen, مطبخ, مطابخ, كيتشن"),
    ("reception", "reception, receptions, ريسبشن, رسبشن, ريسيبشن, رسيبشن, استقبال, غرفة استقبال, صالة استقبال"),
    ("hall", "hall, صالة, قاعة"),
    ("livingroom", "living room, living area, living, غرفة معيشة, معيشة, صالة معيشة, ليفنج, ليفينج, ليفنج روم, ليفينج روم"),
    ("diningroom", "dining room, dining area, dining, سفرة, غرفة سفرة, غرفة طعام, اوضة سفرة"),
    ("maidroom", "maid room, maids room, maid, غرفة خادمة, غرفة شغالة, خادمة"),
    ("nannyroom", "nanny room, nannys room, nanny, غرفة ناني, غرفة مربية, ناني, مربية"),
    ("driverroom", "driver room, drivers room, غرفة سواق, غرفة سائق"),
    ("guestroom", "guest room, غرفة ضيوف, غرف ضيوف, اوضة ضيوف"),
    ("guest", "guest, ضيف, ضيوف"),
    ("suite", "suite, جناح, اجنحة, سويت"),
    ("dressingroom", "dressing room, dressing, walk in closet, غرفة ملابس, دريسنج, دريسنج روم"),
    ("laundry", "laundry, laundry room, غرفة غسيل, لوندري, مغسلة"),
    ("storage", "storage, storage room, store room, storeroom, مخزن, مخازن, غرفة تخزين, ستوريدج, ستورج"),
    ("basement", "basement, بدروم, بيسمنت, قبو"),
    ("meetingroom", "meeting room, قاعة اجتماعات, غرفة اجتماعات"),
    ("entrance", "entrance, entry, مدخل, مداخل"),
    ("stairs", "stair, staircase, stairway, سلم, سلالم"),
    ("window", "window, شباك, شبابيك, نافذة, نوافذ"),
    ("wall", "wall, جدار, جدران, حيطة, حيطان"),
    ("door", "door, باب, ابواب"),

    // Floors and places in a building.
    ("floor", "floor, storey, story, stories, دور, ادوار, طابق, طوابق"),
    ("groundfloor", "ground floor, ground, groundfloor, دور ارضي, طابق ارضي, ارضي, جراوند, جراوند فلور"),
    ("flooring", "flooring, ارضيات, ارضية"),
    ("typicalfloor", "typical floor, typical, دور متكرر, متكرر"),
    ("last floor", "top floor, دور اخير, طابق اخير"),
    ("first", "first, 1 st, اول, اولى, اولي"),
    ("second", "second, 2 nd, تاني, تانية, ثاني, ثانية"),
    ("third", "third, 3 rd, تالت, تالتة, ثالث, ثالثة"),
    ("fourth", "fourth, 4 th, رابع"),
    ("fifth", "fifth, 5 th, خامس"),
    ("sixth", "sixth, 6 th, سادس"),
    ("last", "last, اخير"),
    ("firstrow", "first row, front row, صف اول, اول صف"),
    ("corner", "corner, ناصية, نواصي, كورنر"),
    ("facade", "facade, frontage, واجهة"),
    ("building", "building, عمارة, عمارات, عمائر, مبنى, مباني, بناية, بنايات"),
    ("tower", "tower, برج, ابراج"),

    // Under the sky.
    ("garden", "garden, backyard, حديقة, حدائق, حدايق, جاردن, جنينة, جناين, جنائن"),
    ("roof", "roof, rooftop, roof top, روف, سطح, اسطح, روف توب"),
    ("terrace", "terrace, تراس, تيراس"),
    ("balcony", "balcony, بلكونة, بلكون, بلكونات, بلاكين, شرفة, بالكونة"),
    ("veranda", "veranda, verandah, فراندا, فرندا, فيراندا"),
    ("patio", "patio, courtyard, فناء, افنية"),
    ("land", "land, plot, ارض, اراضي, قطعة ارض"),

    // Views and water.
    ("view", "view, overlook, overlooking, overlooked, overlooks, فيو, اطلالة, منظر, مناظر, يطل, تطل, مطل, مطلة, بتطل, \
        بيطل"),
    ("sea view", "sea view, view sea, بحر فيو, فيو بحر, اطلالة بحر, منظر بحر, يطل بحر, تطل بحر, بتطل بحر, بيطل بحر, مطل بحر, \
        مطلة بحر, overlooking sea, overlook sea, overlooks sea, سي فيو"),
    ("garden view", "garden view, view garden, فيو جاردن, جاردن فيو, فيو حديقة, اطلالة حديقة, تطل حديقة, يطل حديقة, مطلة حديقة, \
        overlooking garden, فيو جنينة"),
    ("lagoon view", "lagoon view, view lagoon, فيو لاجون, لاجون فيو, اطلالة لاجون, تطل لاجون, overlooking lagoon"),
    ("lake view", "lake view, view lake, فيو بحيرة, اطلالة بحيرة, تطل بحيرة, يطل بحيرة, مطلة بحيرة, overlooking lake, ليك فيو"),
    ("nile view", "nile view, view nile, فيو نيل, اطلالة نيل, تطل نيل, يطل نيل, مطلة نيل, overlooking nile, نايل فيو"),
    ("pool view", "pool view, swimming pool view, view pool, فيو حمام سباحة, فيو بول, بول فيو, اطلالة حمام سباحة, overlooking pool"),
    ("sea", "sea, بحر, seaside, seafront, sea front"),
    ("redsea", "red sea, بحر احمر"),
    ("bahrain", "bahrain, بحرين"),
    ("beach", "beach, beachfront, شاطئ, شواطئ, بلاج, بيتش, شط"),
    ("nile", "nile, نيل"),
    ("lake", "lake, بحيرة, ليك"),
    ("lagoon", "lagoon, crystal lagoon, artificial lake, لاجون, لاقون, لاجونة, بحيرة صناعية, بحيرات صناعية, كريستال لاجون"),
    ("pool", "swimming pool, pool, piscine, حمام سباحة, حمامات سباحة, بسين, بيسين, مسبح, مسابح, بول, \
        سويمنج بول, سويمينج بول"),
    ("swim", "swim, swimming, سباحة"),
    ("water", "water, مياه, ماء"),
    ("green", "green, greenery, green space, green area, خضرة, خضرا, خضراء, مساحة خضراء, مساحات خضراء, مساحات خضرا, \
        مسطحات خضراء, مساحات خضره"),
    ("landscape", "landscape, landscaping, لاند سكيب, لاندسكيب"),
    ("park", "park, بارك, متنزه"),
    ("central park", "central park, حديقة مركزية, سنترال بارك"),
    ("marina", "marina, مارينا"),
    ("golf", "golf, جولف"),

    // What a compound offers.
    ("club", "club, نادي, نادٍ, نوادي, اندية, نواد"),
    ("clubhouse", "clubhouse, club house, social club, كلوب هاوس, كلوبهاوس, كلبهاوس, نادي اجتماعي, نادٍ اجتماعي"),
    ("gym", "gym, gymnasium, fitness, fitness center, fitness centre, جيم, جيمنازيوم, صالة رياضية, صالة جيم, صالات رياضية"),
    ("spa", "spa, سبا"),
    ("sauna", "sauna, ساونا"),
    ("jacuzzi", "jacuzzi, جاكوزي"),
    ("sport", "sport, رياضة, رياضات, رياضي"),
    ("tennis", "tennis, tennis court, تنس, ملعب تنس, ملاعب تنس"),
    ("padel", "padel, paddle, بادل, ملعب بادل, padel court"),
    ("football", "football, soccer, كورة, كرة قدم, ملعب كورة, football pitch"),
    ("playground", "playground, kids area, children area, play area, منطقة اطفال, ملعب اطفال, العاب اطفال, ملاهي اطفال, \
        منطقة العاب, كيدز اريا"),
    ("children", "child, children, kid, اطفال, طفل, ولاد, اولاد, عيال"),
    ("cycling", "cycling, bicycle, bike, bike lane, cycling track, bike track, دراجة, دراجات, عجل, مسار دراجات"),
    ("running", "running, jogging, jogging track, running track, جري, مسار جري, تراك جري"),
    ("walkway", "walkway, promenade, ممشى, مماشي, مشاية"),
    ("security", "security, guard, guarded, guards, secure, secured, امن, حراسة, حرس, سيكيوريتي, سكيوريتي, سيكيورتي"),
    ("insurance", "insurance, تأمين, تامينات"),
    ("camera", "camera, cctv, surveillance, كاميرا, كاميرات مراقبة, كاميرات, security camera, surveillance camera"),
    ("parking", "parking, garage, car park, parking place, parking space, parking lot, parking spot, parking slot, \
        جراج, كراج, جاراج, موقف, مواقف, باركنج, باركينج, موقف سيارات, مواقف سيارات, ركن سيارات, مكان ركن, ركنة"),
    ("underground", "underground, تحت ارض"),
    ("car", "car, سيارة, عربية, عربيات"),
    ("elevator", "elevator, lift, اسانسير, اصانصير, مصعد, مصاعد"),
    ("generator", "generator, مولد, مولدات, جنراتور"),
    ("airconditioning", "air conditioning, air conditioner, air conditioned, airconditioned, airconditioning, ac, cooling, \
        تكييف, تكيف, مكيف, مكيفات"),
    ("internet", "internet, wifi, انترنت, واي فاي"),
    ("fiber", "fiber, fibre, fiber optic, fibre optic, الياف, الياف ضوئية, فايبر"),
    ("gas", "gas, natural gas, غاز, غاز طبيعي"),
    ("electricity", "electricity, كهرباء, كهربا"),
    ("solar", "solar, solar energy, solar panel, طاقة شمسية"),
    ("smarthome", "smart home, سمارت هوم, منزل ذكي, بيت ذكي"),
    ("maintenance", "maintenance, صيانة"),
    ("service", "service, خدمة, خدمات, سيرفيس"),
    ("gate", "gate, gated, بوابة"),
    ("shuttle", "shuttle, shuttle bus, bus, باص, اتوبيس"),
    ("cinema", "cinema, سينما"),
    ("barbecue", "barbecue, bbq, barbeque, شواء, باربيكيو"),

    // What is near.
    ("school", "school, مدرسة, مدارس"),
    ("university", "university, uni, جامعة, جامعات"),
    ("nursery", "nursery, kindergarten, day care, daycare, حضانة"),
    ("mosque", "mosque, masjid, مسجد, مساجد, جامع, جوامع"),
    ("church", "church, كنيسة, كنائس, كنايس"),
    ("hospital", "hospital, مستشفى, مستشفيات"),
    ("pharmacy", "pharmacy, صيدلية, صيدليات"),
    ("mall", "mall, shopping mall, shopping center, shopping centre, مول, مركز تسوق, مراكز تسوق, مركز تجاري, مراكز تجارية"),
    ("supermarket", "supermarket, hypermarket, سوبر ماركت, سوبرماركت, هايبر ماركت"),
    ("restaurant", "restaurant, مطعم, مطاعم"),
    ("cafe", "cafe, coffee shop, كافيه, كافية, مقهى, مقاهي, مقاهٍ, قهوة"),
    ("library", "library, bookshop, مكتبة, مكتبات"),
    ("bank", "bank, بنك, بنوك"),
    ("metro", "metro, subway, مترو, محطة مترو, metro station, subway station"),
    ("monorail", "monorail, مونوريل, محطة مونوريل, monorail station"),
    ("airport", "airport, مطار"),
    ("station", "station, محطة"),
    ("street", "street, شارع, شوارع"),
    ("road", "road, طريق, طرق"),
    ("way", "طريقة"),
    ("ringroad", "ring road, طريق دائري, دائري"),
    ("axis", "axis, corridor, محور, محاور"),
    ("square", "square, ميدان, ميادين"),
    ("district", "district, neighborhood, neighbourhood, حي, احياء"),
    ("region", "region, zone, منطقة, مناطق"),
    ("city", "city, مدينة, مدن, سيتي"),
    ("village", "village, قرية, قرى"),
    ("resort", "resort, منتجع, ريزورت"),
    ("coast", "coast, coastal, ساحل, سواحل, ساحلي"),
    ("desert", "desert, صحراء, صحرا, صحراوي"),
    ("capital", "capital, عاصمة"),
    ("settlement", "settlement, تجمع, tagamoa"),
    ("cairo", "cairo, قاهرة"),
    ("newcairo", "new cairo, قاهرة جديدة"),
    ("zayed", "zayed, زايد"),
    ("sheikhzayed", "sheikh zayed, شيخ زايد"),
    ("october", "october, اكتوبر"),
    ("madinaty", "madinaty, مدينتي"),
    ("north", "north, northern, شمال, شمالي"),
    ("south", "south, southern, جنوب, جنوبي"),
    ("east", "east, eastern, شرق, شرقي"),
    ("west", "west, western, غرب, غربي"),
    ("northfacing", "north facing, facing north, بحري"),
    ("southfacing", "south facing, facing south, قبلي"),
    ("near", "near, nearby, close, beside, قريب, قرب, جنب, بجوار, جوار, بجانب"),
    ("far", "far, بعيد"),
    ("center", "center, centre, مركز, مراكز, سنتر"),
    ("minute", "minute, دقيقة, دقائق, دقايق"),

    // What a unit is like.
    ("private", "private, خاص, خاصة, برايفت, برايفيت"),
    ("shared", "shared, مشترك, مشتركة"),
    ("separate", "separate, separated, مستقل, مستقلة, منفصل, منفصلة"),
    ("open", "open, مفتوح"),
    ("main", "main, رئيسي"),
    ("central", "central, مركزي"),
    ("new", "new, جديد, جداد"),
    ("old", "old, قديم"),
    ("big", "big, large, كبير, كبار"),
    ("small", "small, little, صغير, صغار"),
    ("spacious", "spacious, roomy, wide, واسع, رحب"),
    ("bright", "bright, sunny, مشمس, مضيء, مضيئة"),
    ("beautiful", "beautiful, nice, lovely, جميل, حلو"),
    ("quiet", "quiet, calm, peaceful, serene, tranquil, هادي, هادئ, هدوء"),
    ("luxury", "luxury, luxurious, upscale, high end, highend, premium, deluxe, فاخر, فخم, فخامة, راقي, رفاهية, لاكشري, \
        لوكشري"),
    ("modern", "modern, contemporary, مودرن, حديث, عصري"),
    ("cheap", "cheap, affordable, inexpensive, رخيص, اقتصادي"),
    ("expensive", "expensive, غالي"),
    ("family", "family, عائلة, عائلات, عيلة, اسرة, اسر, عائلي"),
    ("finishing", "finishing, finish, تشطيب, تشطيبات"),
    ("finished", "finished, fully finished, full finished, full finishing, fully finishing, super lux, ultra super lux, \
        super luxe, متشطب, متشطبة, مشطب, مشطبة, تشطيب كامل, كامل تشطيب, كاملة تشطيب, متشطبة بالكامل, متشطب بالكامل, \
        متشطب كامل, متشطبة كامل, فول تشطيب, سوبر لوكس, الترا سوبر لوكس, تشطيب سوبر لوكس, تشطيب الترا سوبر لوكس, \
        فولي فينيشد, فينيشد"),
    ("semifinished", "semi finished, semi finishing, semifinished, half finished, half finishing, نص تشطيب, نصف تشطيب, \
        نص متشطب, نص متشطبة, نصف متشطبة, سيمي فينيشد, سيمي فينيش"),
    ("unfinished", "unfinished, core shell, shell core, not finished, no finishing, without finishing, red brick, \
        طوب احمر, طوب, بدون تشطيب, من غير تشطيب, غير تشطيب, بلا تشطيب, غير متشطب, غير متشطبة, غير مشطبة, مش متشطب, \
        مش متشطبة, كور اند شيل, كور شيل"),
    ("furnished", "furnished, fully furnished, مفروش"),
    ("unfurnished", "unfurnished, not furnished, without furniture, غير مفروش, غير مفروشة, مش مفروش, مش مفروشة, بدون فرش, \
        من غير فرش, غير فرش"),
    ("furniture", "furniture, اثاث, عفش, فرش"),

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
    ("compound", "compound, gated community, gated compound, كمبوند, كمباوند, كومباوند, كومبوند, compaund, kompound"),
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
    ("phase", "phase, مرحلة, مراحل"),
    ("design", "design, تصميم, تصاميم"),
    ("amenity", "amenity, facility, مرفق, مرافق"),
    ("feature", "feature, advantage, ميزة, مزايا, مميزات"),
    ("photo", "photo, picture, image, صورة, صور"),
    ("tree", "tree, شجرة, شجر, اشجار"),
    ("court", "ملعب, ملاعب, playing field"),
    ("neighbour", "neighbour, neighbor, جار, جيران"),
    ("resident", "resident, ساكن, سكان"),
    ("engineer", "engineer, مهندس"),
    ("island", "island, جزيرة, جزر"),
    ("mountain", "mountain, جبل, جبال"),
    ("light", "light, lighting, ضوء, اضاءة"),
    ("outdoor", "outdoor, exterior, خارجي"),
    ("indoor", "indoor, interior, inner, داخلي"),
    ("front", "front, امامي"),
    ("back", "back, خلفي"),
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
    ("not", "not, no, non, without, except, مش, غير, من غير, بدون, بلا, بلاش, ليس, مفيش, ماعدا, ما عدا"),
];

/// Franco-Arabic by its Arabic word. Spellings differ in vowels and doubled letters; [`franco_key`] evens out most.
#[rustfmt::skip]
const FRANCO: &[(&str, &str)] = &[
    ("شقة", "sha2a, sha2et, shaqa, shaqqa, shaka"), ("شقق", "sho2a2, shoqaq, shu2a2"), ("فيلا", "villah"),
    ("شاليه", "shaleh, chaleh"), ("مكتب", "maktab"), ("مكاتب", "makateb"), ("عيادة", "3eyada, 3yada"),
    ("محل", "ma7al, mahal"), ("محلات", "ma7alat"), ("بيت", "beit, bait"), ("عمارة", "3omara, 3emara, 3mara"),
    ("غرفة", "8orfa, ghorfa"), ("غرف", "8oraf, ghoraf"), ("نوم", "nom, noom"), ("حمام", "7amam, hammam"),
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
    ("تشطيب", "tashteeb, tashtib"), ("كامل", "kamel"), ("نص", "nos, noss"),
    ("متشطب", "metshatab, metshateb, metshatteb"), ("متشطبة", "metshataba, metshateba, metshatteba"),
    ("مفروش", "mafroosh, mafrosh"), ("مفروشة", "mafroosha, mafrosha"),
    ("ايجار", "egar, eegar, igar"), ("استثمار", "estesmar, istithmar, estethmar"), ("سعر", "se3r, sa3r"), ("اسعار", "as3ar"),
    ("ميزانية", "mezaneya, mizaniya"), ("تقسيط", "ta2seet, ta2sit, taqseet, taksit, taqsit"), ("قسط", "2est, 2ist, qest"),
    ("اقساط", "a2sat, aqsat"), ("مقدم", "mo2adam, mo2addam, moqadam, mokadam"),
    ("استلام", "estelam, istilam"), ("تسليم", "tasleem, taslim"), ("فوري", "fawry, fawri"), ("جاهز", "gahez, gahz"),
    ("جاهزة", "gahza"), ("مساحة", "mesa7a, misa7a, mesaha"), ("متر", "metr"), ("مليون", "melyon, melyoon, milyon, malyon"),
    ("الف", "alf"), ("جنيه", "geneh, gneh, genih"), ("سنة", "sana"), ("سنين", "sneen, senin, snin"), ("شهر", "shahr"),
    ("مش", "mesh, msh"), ("غير", "gher, gheir"), ("بدون", "bedoon, bedon"),
    ("عايز", "3ayez, 3ayz, 3awez, 3awz, 3ayza, 3awza, ayez"), ("على", "3ala"),
];

/// Words that say nothing that could be searched, in both languages and in Franco: "not", "without", "under" and
/// "over" are none of them, for they turn a meaning round.
const STOP: &str = "a an the of for with i im me my us our you your he she we is are am be been being was were it its this \
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

struct Lexicon {
    /// The terms of every phrase of [`CONCEPTS`], by its words with one space between them.
    phrases: HashMap<String, Vec<String>>,
    /// Every word of every phrase.
    words: HashSet<String>,
    /// The Arabic word by Franco spellings without digits, as written, and those with digits, by [`franco_key`].
    franco: HashMap<String, String>,
    stop: HashSet<String>,
    /// How many words the longest phrase has.
    longest: usize,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let stop: HashSet<String> = STOP.split_whitespace().flat_map(pieces).collect();
    let mut phrases = HashMap::new();
    let (mut words, mut longest) = (HashSet::new(), 1);
    for (name, row) in CONCEPTS {
        let terms: Vec<String> = name.split(' ').map(|word| format!("{word}{MARK}")).collect();
        for phrase in row.split(',') {
            let phrase: Vec<String> = pieces(phrase).into_iter().filter(|word| !stop.contains(word)).collect();
            longest = longest.max(phrase.len());
            phrases.insert(phrase.join(" "), terms.clone());
            words.extend(phrase);
        }
    }
    let spelled = |(arabic, row): &(&str, &'static str)| {
        let arabic = pieces(arabic).join(" ");
        row.split(',').map(str::trim).map(move |spelling| (franco_key(spelling), arabic.clone())).collect::<Vec<_>>()
    };
    Lexicon { phrases, words, franco: FRANCO.iter().flat_map(spelled).collect(), stop, longest }
});

/// The terms of a text's words: stop words left out, each word reduced, phrases mapped to their concepts, the longest
/// first and from left to right.
pub(super) fn mapped(pieces: Vec<String>) -> Vec<String> {
    let words = reduced(pieces);
    let mut terms = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let phrase = (1..=LEXICON.longest).rev().filter(|_| LEXICON.words.contains(word)).find_map(|length| {
            LEXICON.phrases.get(&words.get(at..at + length)?.join(" ")).map(|concepts| (concepts, length))
        });
        if let Some((concepts, length)) = phrase {
            terms.extend(concepts.iter().cloned());
            at += length;
        } else {
            // A word that the table has as part of a phrase only, as «حمامات», may be an inflection of one that it has.
            let concepts = inflection_of(word, |form| LEXICON.phrases.get(form));
            terms.extend(concepts.cloned().unwrap_or_else(|| vec![word.clone()]));
            at += 1;
        }
    }
    terms
}

/// The words that say something, each as the table has it, or else as its stem.
fn reduced(pieces: Vec<String>) -> Vec<String> {
    let mut words: Vec<String> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        // Folding takes the digit off that a Franco word begins with: `7adeeqa` comes as `7` and `adeeqa`.
        let after_digit = |form: &str, words: &[String]| {
            let digit = words.last().filter(|word| matches!(word.as_str(), "2" | "3" | "5" | "7" | "8" | "9"))?;
            form.starts_with(|first: char| first.is_ascii_lowercase()).then(|| franco(&format!("{digit}{form}")))?
        };
        let franco = after_digit(&piece, &words);
        if franco.is_none() && is_stop(&piece) {
            continue;
        }
        let form = if franco.is_none() { reduce(piece) } else { piece };
        let form = match franco.or_else(|| after_digit(&form, &words)) {
            Some(arabic) => {
                words.pop();
                arabic
            }
            None => form,
        };
        if !is_stop(&form) {
            words.push(form);
        }
    }
    words
}

/// Takes affixes off until the table knows the word, or nothing is left to take off.
fn reduce(mut word: String) -> String {
    loop {
        if let Some(known) = known(&word) {
            return known;
        }
        match stem::step(&word) {
            Some(shorter) => word = shorter,
            None => return word,
        }
    }
}

/// The word of the table that a word is an inflection or a Franco spelling of.
fn known(word: &str) -> Option<String> {
    let of_table = |form: &str| LEXICON.words.get(form).cloned();
    of_table(word).or_else(|| franco(word)).or_else(|| inflection_of(word, of_table))
}

/// What `find` has for the first form that a word may be an inflection of.
fn inflection_of<T>(word: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    if word.is_ascii() {
        stem::singular(word).and_then(|form| find(&form))
    } else {
        stem::arabic_candidates(word).iter().find_map(|form| find(form))
    }
}

/// The Arabic word of a Franco one, as the table has it.
fn franco(word: &str) -> Option<String> {
    if !word.is_ascii() {
        return None;
    }
    let spelled = |word: &str| LEXICON.franco.get(&franco_key(word));
    let arabic = spelled(word).or_else(|| spelled(without_franco_article(word)?))?;
    Some(known(arabic).unwrap_or_else(|| arabic.clone()))
}

/// Whether a word says nothing, by itself or after "and" and "so", as «وفي».
fn is_stop(word: &str) -> bool {
    let rest = word.strip_prefix(['و', 'ف']).filter(|rest| rest.len() >= 4 && !LEXICON.words.contains(word));
    LEXICON.stop.contains(word) || rest.is_some_and(|rest| LEXICON.stop.contains(rest))
}

/// A Franco word without its article, as `tagamo3` of `eltagamo3` and `7adeeqa` of `bel7adeeqa`.
fn without_franco_article(word: &str) -> Option<&str> {
    let has_digit = |rest: &&str| rest.bytes().any(|letter| letter.is_ascii_digit());
    ["wel", "bel", "fel", "lel", "el", "al", "il"]
        .iter()
        .find_map(|article| word.strip_prefix(article).filter(has_digit))
}

/// One spelling for the many of a Franco word: `7adeeqa`, `7adi2a` and `7ade2ah` are one. Only words with a digit in
/// them are surely Franco; others stay as they are, lest an English word become one.
fn franco_key(word: &str) -> String {
    if !word.bytes().any(|letter| letter.is_ascii_digit()) {
        return word.to_owned();
    }
    let word = word.replace("kh", "5").replace("gh", "8");
    let mut key = String::with_capacity(word.len());
    for letter in word.trim_end_matches('h').chars() {
        let letter = match letter {
            'e' | 'y' => 'i',
            'u' => 'o',
            'q' => '2',
            'j' => 'g',
            _ => letter,
        };
        if !key.ends_with(letter) {
            key.push(letter);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s2_every_phrase_belongs_to_one_concept() {
        let mut faults = Vec::new();
        let mut concepts = HashMap::new();
        for (name, row) in CONCEPTS {
            for phrase in row.split(',') {
                let key: Vec<String> = pieces(phrase).into_iter().filter(|word| !LEXICON.stop.contains(word)).collect();
                let other = *concepts.entry(key.join(" ")).or_insert(*name);
                // A phrase of stop words is never met; a concept of several needs as many words.
                if other != *name || key.is_empty() || key.len() < name.split(' ').count() {
                    faults.push(format!("{phrase} of {name}: {other}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn s2_every_franco_spelling_leads_to_one_word_that_the_table_knows() {
        let mut faults = Vec::new();
        let mut arabic_of = HashMap::new();
        for (arabic, row) in FRANCO {
            let arabic = pieces(arabic).join(" ");
            for spelling in row.split(',').map(str::trim) {
                let other = arabic_of.entry(franco_key(spelling)).or_insert_with(|| arabic.clone()).clone();
                let is_met = known(&arabic).is_some() || LEXICON.stop.contains(&arabic);
                let is_shadowed = LEXICON.words.contains(spelling);
                if other != arabic || !is_met || is_shadowed || spelling.contains(' ') {
                    faults.push(format!("{spelling}: {arabic}, {other}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn s2_no_word_of_the_table_says_nothing_and_none_looks_like_a_concept() {
        let faults: Vec<&String> = LEXICON.words.iter().filter(|word| is_stop(word) || word.ends_with(MARK)).collect();
        assert!(faults.is_empty(), "{faults:?}");
        let concepts: HashSet<&str> = CONCEPTS.iter().flat_map(|(name, _)| name.split(' ')).collect();
        for concept in concepts {
            assert!(concept.bytes().all(|letter| letter.is_ascii_lowercase()), "{concept}");
        }
    }
}
