/*
 * What Osool understood, as chips: a chip for each thing that a person asks for, in the order of their words.
 * The search and the conversation show the same ones.
 *
 * Nothing here touches the page: filters go in, words come out. The names are those of the API: `slots` follows
 * `Slot` and `Filters` in shared/src/listings/filters.rs, `places` follows places.rs beside it, and the browser
 * tests compare them.
 */

// ---------------------------------------------------------------- Slots

/**
 * Every slot in the API's order: the fields of the filters that ask for it, the field of `not` that excludes it,
 * and the sentence that opens it again in a conversation.
 */
const slots = {
  type: { fields: ["types"], en: "Any type", ar: "أي نوع" },
  location: { fields: ["locations"], en: "Any area", ar: "أي منطقة" },
  compound: { fields: ["compounds"], en: "Any compound", ar: "أي كمبوند" },
  developer: { fields: ["developers"], en: "Any developer", ar: "أي مطور" },
  bedrooms: { fields: ["min_bedrooms", "max_bedrooms"], en: "Any number of bedrooms", ar: "أي عدد غرف" },
  bathrooms: { fields: ["min_bathrooms", "max_bathrooms"], en: "Any number of bathrooms", ar: "أي عدد حمامات" },
  size: { fields: ["min_size_sqm", "max_size_sqm"], en: "Any size", ar: "أي مساحة" },
  price: { fields: ["min_price", "max_price"], en: "Any price", ar: "أي سعر" },
  price_per_sqm: { fields: ["min_price_per_sqm", "max_price_per_sqm"], en: "Any price per metre", ar: "أي سعر للمتر" },
  down_payment: { fields: ["max_down_payment_percent", "max_down_payment"], en: "Any down payment", ar: "أي مقدم" },
  plan_years: { fields: ["instalments", "min_plan_years"], en: "Any payment plan", ar: "أي نظام سداد" },
  monthly_installment: { fields: ["max_monthly_installment"], en: "Any monthly instalment", ar: "أي قسط شهري" },
  delivery: {
    fields: ["delivered", "off_plan", "min_delivery_year", "max_delivery_year"],
    en: "Any delivery date",
    ar: "أي ميعاد استلام",
  },
  finishing: { fields: ["finishing"], en: "Any finishing", ar: "أي تشطيب" },
  sale_type: { fields: ["sale_type"], en: "Any seller", ar: "أي بائع" },
};

/** The sentence that makes Amr forget what was asked about a slot. */
export const openingSentence = (slot, language) => slots[slot][language];

// ---------------------------------------------------------------- Words

/** The areas' Arabic names; the English ones are the API's own. */
const places = {
  "New Cairo": "القاهرة الجديدة",
  "Mostakbal City": "مدينة المستقبل",
  "Golden Square": "جولدن سكوير",
  "6th Settlement": "التجمع السادس",
  "Sheikh Zayed": "الشيخ زايد",
  "New Zayed": "زايد الجديدة",
  "New Administrative Capital": "العاصمة الإدارية الجديدة",
  "North Coast": "الساحل الشمالي",
  "Red Sea": "البحر الأحمر",
  "Maadi": "المعادي",
  "Zamalek": "الزمالك",
  "Heliopolis": "مصر الجديدة",
  "Nasr City": "مدينة نصر",
  "6th of October": "السادس من أكتوبر",
  "Madinaty": "مدينتي",
  "El Shorouk": "الشروق",
  "Obour": "العبور",
  "Ain Sokhna": "العين السخنة",
  "Alexandria": "الإسكندرية",
  "Giza": "الجيزة",
  "Mohandessin": "المهندسين",
  "Dokki": "الدقي",
  "New Alamein": "العلمين الجديدة",
  "Sharm El Sheikh": "شرم الشيخ",
  "Mokattam": "المقطم",
  "El Rehab": "الرحاب",
  "Badr City": "مدينة بدر",
  "Port Said": "بورسعيد",
  "Mansoura": "المنصورة",
  "Hadayek El Ahram": "حدائق الأهرام",
  "Hadayek El Kobba": "حدائق القبة",
  "Abbassia": "العباسية",
  "Agouza": "العجوزة",
  "Manial": "المنيل",
  "Imbaba": "إمبابة",
  "15th of May": "١٥ مايو",
  "Damietta": "دمياط",
  "Zagazig": "الزقازيق",
  "Assiut": "أسيوط",
  "Minya": "المنيا",
  "Sohag": "سوهاج",
  "Beni Suef": "بني سويف",
  "Ras Sudr": "رأس سدر",
  "Siwa": "سيوة",
  "Garden City": "جاردن سيتي",
  "Downtown Cairo": "وسط البلد",
  "Haram": "الهرم",
  "Faisal": "فيصل",
  "Helwan": "حلوان",
  "Shubra": "شبرا",
  "Ain Shams": "عين شمس",
  "Tanta": "طنطا",
  "Ismailia": "الإسماعيلية",
  "Suez": "السويس",
  "Luxor": "الأقصر",
  "Aswan": "أسوان",
  "Fayoum": "الفيوم",
  "Marsa Matrouh": "مرسى مطروح",
  "Sadat City": "مدينة السادات",
  "10th of Ramadan": "العاشر من رمضان",
  "El Katameya": "القطامية",
  "Dahab": "دهب",
};

const types = {
  Apartment: "شقة",
  Studio: "ستوديو",
  Duplex: "دوبلكس",
  Penthouse: "بنتهاوس",
  Townhouse: "تاون هاوس",
  Twinhouse: "توين هاوس",
  Villa: "فيلا",
  Chalet: "شاليه",
  Cabin: "كابينة",
  Office: "مكتب",
  Clinic: "عيادة",
  Retail: "محل",
  Unit: "وحدة",
};

/** States of finishing and kinds of sale, as people read them. */
export const values = {
  en: {
    "Fully Finished": "Fully finished",
    "Semi Finished": "Semi-finished",
    "Core and Shell": "Core and shell",
    "Developer": "From the developer",
    "Resale": "Resale",
  },
  ar: {
    "Fully Finished": "تشطيب كامل",
    "Semi Finished": "نصف تشطيب",
    "Core and Shell": "على الطوب الأحمر",
    "Developer": "من المطوّر",
    "Resale": "إعادة بيع",
  },
};

const words = {
  en: {
    locale: "en-EG",
    comma: ", ",
    or: " or ",
    arrow: " → ",
    type: (name) => name,
    place: (name) => name,
    by: (name) => `by ${name}`,
    not: (name) => `not ${name}`,
    notIn: (name) => `not in ${name}`,
    notBy: (name) => `not by ${name}`,
    bedrooms: (count) => counted(count, "en", { one: "1 bedroom", other: (n) => `${n} bedrooms` }),
    bathrooms: (count) => counted(count, "en", { one: "1 bathroom", other: (n) => `${n} bathrooms` }),
    years: (count) => counted(count, "en", { one: "1 year", other: (n) => `${n} years` }),
    squareMetres: (size) => `${size} m²`,
    pounds: (amount) => `${amount} EGP`,
    poundsPerSquareMetre: (amount) => `${amount} EGP per m²`,
    percent: (value) => `${value}%`,
    atLeast: (text) => `at least ${text}`,
    upTo: (text) => `up to ${text}`,
    fromTo: (least, most) => `${least} to ${most}`,
    downPayment: (most) => `down payment up to ${most}`,
    noDownPayment: "no down payment",
    instalments: "on instalments",
    instalmentsOver: (years) => `instalments over ${years} or more`,
    aMonth: (most) => `up to ${most} a month`,
    delivered: "ready to move in",
    offPlan: "off plan",
    deliveryIn: (year) => `delivery in ${year}`,
    deliveryFrom: (first) => `delivery from ${first} on`,
    deliveryBy: (last) => `delivery by ${last}`,
    deliveryFromTo: (first, last) => `delivery from ${first} to ${last}`,
    sorts: {
      cheapest: "cheapest first",
      dearest: "most expensive first",
      cheapest_per_square_metre: "lowest price per m² first",
      largest: "largest first",
      smallest: "smallest first",
      soonest_delivery: "soonest delivery first",
      longest_plan: "longest payment plan first",
      lowest_down_payment: "lowest down payment first",
    },
  },
  ar: {
    locale: "ar-EG",
    comma: "، ",
    or: " أو ",
    arrow: " ← ",
    type: (name) => types[name] ?? name,
    place: (name) => places[name] ?? name,
    by: (name) => `من ${name}`,
    not: (name) => `مش ${name}`,
    notIn: (name) => `مش في ${name}`,
    notBy: (name) => `مش من ${name}`,
    bedrooms: (count) => counted(count, "ar", {
      one: "غرفة نوم واحدة", two: "غرفتين نوم", few: (n) => `${n} غرف نوم`, other: (n) => `${n} غرفة نوم`,
    }),
    bathrooms: (count) => counted(count, "ar", {
      one: "حمام واحد", two: "حمامين", few: (n) => `${n} حمامات`, other: (n) => `${n} حمام`,
    }),
    years: (count) => counted(count, "ar", {
      one: "سنة", two: "سنتين", few: (n) => `${n} سنين`, other: (n) => `${n} سنة`,
    }),
    squareMetres: (size) => `${size} م²`,
    pounds: (amount) => `${amount} جنيه`,
    poundsPerSquareMetre: (amount) => `${amount} جنيه للمتر`,
    percent: (value) => `${value}٪`,
    atLeast: (text) => `${text} على الأقل`,
    upTo: (text) => `حتى ${text}`,
    fromTo: (least, most) => `من ${least} إلى ${most}`,
    downPayment: (most) => `مقدم حتى ${most}`,
    noDownPayment: "من غير مقدم",
    instalments: "بالتقسيط",
    instalmentsOver: (years) => `تقسيط على ${years} أو أكتر`,
    aMonth: (most) => `قسط شهري حتى ${most}`,
    delivered: "استلام فوري",
    offPlan: "تحت الإنشاء",
    deliveryIn: (year) => `استلام ${year}`,
    deliveryFrom: (first) => `استلام من ${first}`,
    deliveryBy: (last) => `استلام حتى ${last}`,
    deliveryFromTo: (first, last) => `استلام من ${first} إلى ${last}`,
    sorts: {
      cheapest: "الأرخص أولًا",
      dearest: "الأغلى أولًا",
      cheapest_per_square_metre: "الأقل سعرًا للمتر أولًا",
      largest: "الأكبر مساحة أولًا",
      smallest: "الأصغر مساحة أولًا",
      soonest_delivery: "أقرب استلام أولًا",
      longest_plan: "أطول تقسيط أولًا",
      lowest_down_payment: "أقل مقدم أولًا",
    },
  },
};

// ---------------------------------------------------------------- Numbers

const number = (value, language) => new Intl.NumberFormat(words[language].locale).format(value);

/** A calendar year has no thousands separator. */
const year = (value, language) => new Intl.NumberFormat(words[language].locale, { useGrouping: false }).format(value);

/** A count with the noun in the form that the language's grammar asks for. */
function counted(count, language, forms) {
  const form = forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
  return typeof form === "string" ? form : form(number(count, language));
}

/** A lower and an upper bound in words; null where there is neither. `text` says an amount with its unit. */
function range(least, most, language, text) {
  const say = words[language];
  if (least != null && least === most) return text(least);
  if (least != null && most != null) return say.fromTo(number(least, language), text(most));
  if (least != null) return say.atLeast(text(least));
  return most == null ? null : say.upTo(text(most));
}

// ---------------------------------------------------------------- Labels

/** Several of which any one will do. */
const anyOf = (names, language) => names?.length ? names.join(words[language].or) : null;

/** Several wishes about one slot, all of which must be met. */
const allOf = (texts, language) => texts.filter(Boolean).join(words[language].comma) || null;

/** What the filters ask for in each slot; null where they ask for nothing. */
const asked = {
  type: ({ types }, language) => anyOf(types?.map(words[language].type), language),
  location: ({ locations }, language, widened) =>
    anyOf(locations?.map((area) => areaWithin(area, language, widened)), language),
  compound: ({ compounds }, language) => anyOf(compounds, language),
  developer: ({ developers }, language) => {
    const names = anyOf(developers, language);
    return names && words[language].by(names);
  },
  bedrooms: (filters, language) =>
    range(filters.min_bedrooms, filters.max_bedrooms, language, words[language].bedrooms),
  bathrooms: (filters, language) =>
    range(filters.min_bathrooms, filters.max_bathrooms, language, words[language].bathrooms),
  size: (filters, language) => range(
    filters.min_size_sqm, filters.max_size_sqm, language,
    (size) => words[language].squareMetres(number(size, language)),
  ),
  price: (filters, language) => range(
    filters.min_price, filters.max_price, language,
    (amount) => words[language].pounds(number(amount, language)),
  ),
  price_per_sqm: (filters, language) => range(
    filters.min_price_per_sqm, filters.max_price_per_sqm, language,
    (amount) => words[language].poundsPerSquareMetre(number(amount, language)),
  ),
  down_payment: ({ max_down_payment: amount, max_down_payment_percent: percent }, language) => {
    const say = words[language];
    if (amount === 0 || percent === 0) return say.noDownPayment;
    const most = allOf([
      amount == null ? null : say.pounds(number(amount, language)),
      percent == null ? null : say.percent(number(percent, language)),
    ], language);
    return most && say.downPayment(most);
  },
  plan_years: ({ instalments, min_plan_years: least }, language) => {
    const say = words[language];
    if (least != null) return say.instalmentsOver(say.years(least));
    return instalments ? say.instalments : null;
  },
  monthly_installment: ({ max_monthly_installment: most }, language) =>
    most == null ? null : words[language].aMonth(words[language].pounds(number(most, language))),
  delivery: (filters, language) => {
    const say = words[language];
    return allOf([
      filters.delivered ? say.delivered : null,
      filters.off_plan ? say.offPlan : null,
      deliveryYears(filters, language),
    ], language);
  },
  finishing: ({ finishing }, language) => anyOf(finishing?.map((state) => values[language][state]), language),
  sale_type: ({ sale_type: sale }, language) => values[language][sale] ?? null,
};

function deliveryYears({ min_delivery_year: first, max_delivery_year: last }, language) {
  const say = words[language];
  if (first != null && first === last) return say.deliveryIn(year(first, language));
  if (first != null && last != null) return say.deliveryFromTo(year(first, language), year(last, language));
  if (first != null) return say.deliveryFrom(year(first, language));
  return last == null ? null : say.deliveryBy(year(last, language));
}

/** An area, and before it the smaller place that the person named and that the listings know only as part of it. */
function areaWithin(area, language, widened) {
  const name = words[language].place(area);
  const smaller = widened.filter((place) => place.area === area).map((place) => place.asked);
  return smaller.length ? [anyOf([...new Set(smaller)], language), name].join(words[language].arrow) : name;
}

/** What the filters exclude in each slot that can be excluded; null where they exclude nothing. */
const excluded = {
  type: ({ types }, language) => negated("not", types?.map(words[language].type), language),
  location: ({ locations }, language) => negated("notIn", locations?.map(words[language].place), language),
  compound: ({ compounds }, language) => negated("notIn", compounds, language),
  developer: ({ developers }, language) => negated("notBy", developers, language),
  finishing: ({ finishing }, language) => negated("not", finishing?.map((state) => values[language][state]), language),
};

function negated(negation, names, language) {
  const any = anyOf(names, language);
  return any && words[language][negation](any);
}

// ---------------------------------------------------------------- Chips

/**
 * The chips of what was understood, in a language; `relaxed` is what the API says it gave up. A chip is
 *
 * - `kind`: "wanted", "given-up" (no unit meets it together with the rest), "sort" or "unknown" (a place that is
 *   in no listing, and which nobody can remove because nothing was made of it);
 * - `slot`: the API's name of what it is about, for the first two kinds;
 * - `label` and `excluded`: what is asked for and what must not be; either may be null, never both;
 * - `said`: the person's own words for it, where they are known.
 */
export function chips(understood, language, relaxed = []) {
  const { filters = {}, words: said = [], widened = [], unknown_places: unknown = [], sort } = understood;
  const lost = givenUp(relaxed, unknown).map((one) => one.slot);
  const order = new Set([...said.map((word) => word.slot), ...Object.keys(slots)]);
  const ofSlots = [...order].map((slot) => ({
    kind: lost.includes(slot) ? "given-up" : "wanted",
    slot,
    label: asked[slot]?.(filters, language, widened) ?? null,
    excluded: excluded[slot]?.(filters.not ?? {}, language) ?? null,
    said: [...new Set(said.filter((word) => word.slot === slot).map((word) => word.text))].join(words[language].comma) || null,
  }));
  const chip = (kind, label) => ({ kind, slot: null, label, excluded: null, said: null });
  return [
    ...ofSlots.filter((one) => one.label || one.excluded),
    ...(sort ? [chip("sort", words[language].sorts[sort])] : []),
    ...unknown.map((place) => chip("unknown", words[language].place(place))),
  ];
}

/** What was really given up: the API tells of unknown places beside it, as of locations. */
export function givenUp(relaxed, unknown) {
  const names = unknown.flatMap((place) => [place, places[place]]);
  return relaxed.filter(({ slot, asked: name }) => slot !== "location" || !names.includes(name));
}

/** A chip in one line, as a button's label says it. */
export const chipText = (chip, language) => allOf([chip.label, chip.excluded], language);

// ---------------------------------------------------------------- Searching without a chip

/**
 * The search for the same without one chip: the filters and the order that were understood go along as such, and the
 * words that made neither as the query, with the unknown places, for which the API has no field.
 */
export function searchWithout(understood, chip, language) {
  const { filters, rest, widened, unknown_places: unknown, sort } = understood;
  // A place that stands for the area around it still ranks by its own words: they would bring the area back.
  const dropped = chip.slot === "location" ? widened.flatMap((place) => foldedWords(place.asked)) : [];
  const query = [
    ...rest.filter((word) => !dropped.includes(word)),
    ...unknown.map((place) => inPlace[language](words[language].place(place))),
  ].join(" ");
  const search = { query, filters: without(filters, chip.slot), language };
  return chip.kind === "sort" || !sort ? search : { ...search, sort };
}

const inPlace = { en: (place) => `in ${place}`, ar: (place) => `في ${place}` };

function without(filters, slot) {
  const fields = slots[slot]?.fields ?? [];
  const rest = (object) => Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
  const fewer = rest(filters);
  if (filters.not) fewer.not = rest(filters.not);
  return fewer;
}

/** The words of a text in the spelling of the API's `rest`, as `fold` in shared/src/listings/text makes it. */
const foldedWords = (text) => text
  .normalize("NFKD")
  .toLowerCase()
  .replace(/[\p{M}\u0640]/gu, "")
  .replace(/ٱ/g, "ا")
  .replace(/ى/g, "ي")
  .replace(/ة/g, "ه")
  .split(/[^\p{L}\p{N}]+/u);
