/*
 * The console: a conversation with Amr over POST /chat/stream, and beside it a search of the listings over POST /search.
 * Both show what was understood as chips (chips.js) that can be removed one by one.
 *
 * One exchange is a question of the person and the answer of the API. `ask` sends the question; while the answer is
 * made, `Writing` shows what comes of it (stream.js), and the person may stop it. `showAnswer` turns the answer into a
 * message with unit cards, and `remember` keeps both in the browser, so that a reload continues where the person was. Data only ever enters the page as text
 * (`element` makes text nodes), never as markup. Who is signed in, account.js knows: the conversation is theirs, else a guest's.
 * What they have reserved, reservations.js knows, and what they go to see, viewings.js.
 *
 * The language of the page (`page.language`) and the language of an answer are two things: an answer
 * keeps the language in which Amr wrote it. The page follows the answers until the person chooses.
 * What a search found is shown in the language of the page.
 */

import {
  browserLanguage, button, call, chooseLanguage, chosenLanguage, drawing, element, explained, Failure, named, otherLanguage, ownFailure, part,
  placeOf, recall, showFrameIn, store,
} from "./common.js";
import { asSignedIn, showAccountIn, startAccount, texts as accountTexts } from "./account.js";
import { followSignIn, prepared, reserving, showReservationsIn, startReservations, texts as reservationTexts } from "./reservations.js";
import {
  askedForByAmr, followAmr, followSignIn as followSignInToViewings, showViewingsIn, startViewings, texts as viewingTexts, viewable,
} from "./viewings.js";
import { readEvents } from "./stream.js";
import { chips, chipText, givenUp, openingSentence, searchWithout, values } from "./chips.js";

// ---------------------------------------------------------------- Texts

const texts = {
  en: {
    direction: "ltr",
    locale: "en-EG",
    otherLanguage: "العربية",
    skip: "Skip to the message box",
    newConversation: "New conversation",
    conversation: "Conversation with Amr",
    welcomeName: "Amr, your property consultant",
    welcomeTitle: "Find a home that is really there.",
    welcomeText: "Say what you are looking for in your own words: the area, the type, the bedrooms, the budget. Every unit and every figure in the answer comes from the listings.",
    starters: [
      "3 bedroom apartment in New Cairo under 10 million",
      "Villa in Sheikh Zayed with a payment plan over 8 years",
      "What is the cheapest studio you have?",
    ],
    messageLabel: "Your message to Amr",
    messagePlaceholder: "Ask Amr about a home",
    send: "Send",
    keys: "Enter sends, Shift + Enter starts a line",
    you: "You",
    amr: "Amr",
    writing: "Amr is writing",
    stop: "Stop",
    stopped: "Stopped. What was said so far is true; the rest was not shown.",
    tools: {
      search_properties: "Searching the listings",
      get_property: "Reading a unit",
      check_availability: "Checking availability",
      compare_units: "Comparing units",
      calculate_investment_roi: "Computing the return",
      calculate_mortgage: "Computing the mortgage",
      calculate_payment_plan: "Computing the payment plan",
      estimate_value: "Looking at comparable units",
      market_trends: "Looking at asking prices",
      schedule_viewing: "Requesting the viewing",
      reserve_unit: "Preparing the reservation",
      verify_on_chain: "Looking it up on the blockchain",
      escalate_to_human: "Asking a colleague",
    },
    otherTier: "Another model goes on",
    source: (id) => `Source: listing ${id}, read for this answer`,
    unitsShown: (count) => `Units shown: ${count}`,
    counter: (used, limit) => `${used} of ${limit} characters`,
    tooLong: (used, limit) => `Too long: ${used} of ${limit} characters`,
    cost: (spent, limit) => `Cost of this conversation: ${spent} of ${limit}`,
    costReached: (limit) => `The budget of this conversation (${limit}) is used up`,
    forgotten: "The earlier conversation is no longer kept. Amr starts anew from here.",
    degraded: "Simplified answer: part of the service is unavailable right now. The units and figures still come from the listings.",
    unmet: "What could not be met",
    sample: "Sample data",
    unknown: "Unknown",
    perSquareMetre: (price) => `${price} per m²`,
    squareMetres: (size) => `${size} m²`,
    size: "Size",
    bedrooms: "Bedrooms",
    bathrooms: "Bathrooms",
    compound: "Compound",
    developer: "Developer",
    delivery: "Delivery",
    delivered: "Delivered",
    planned: "Planned, year unknown",
    finishing: "Finishing",
    saleType: "Sale",
    reference: "Reference",
    paymentPlan: "Payment plan",
    noPaymentPlan: "No payment plan on record",
    downPayment: (amount, percent) => `${amount} down (${percent})`,
    installments: (amount, years) => `${amount} a month over ${years}`,
    why: "Why it fits",
    details: "Details",
    askAbout: "Ask about this unit",
    askAboutQuestion: (title, id) => `Tell me more about ${title} (${id})`,
    suggestions: "Suggested replies",
    failed: "No answer",
    tryAgain: "Try again",
    toSearch: "Search",
    toChat: "Ask Amr",
    searchTitle: "Search the listings",
    searchText: "Describe the home in your own words. You see at once what was understood, and can take back any part of it.",
    searchLabel: "What to search for",
    searchPlaceholder: "Area, type, bedrooms, budget",
    searchSend: "Search",
    searching: "Searching",
    found: (count) => `Units found: ${count}`,
    moreUnits: "Show more units",
    lookingFor: "What Amr looks for",
    understood: "What was understood",
    remove: (wish) => `Remove: ${wish}`,
    givenUp: "given up",
    unknownPlace: "not in our listings",
    givenUpFor: (asked, given) => given
      ? `Nothing meets “${asked}” together with the rest. What comes nearest has: ${given}.`
      : `No listing that fits the rest says that it meets “${asked}”.`,
    likeIt: (count) => `and ${number(count, "en")} more like it`,
    requestId: "Request",
    offline: "You seem to be offline. Your message is still here; try again when the connection is back.",
    unreachable: "Osool cannot be reached right now. Your message is still here; please try again.",
    timeout: "The answer is taking too long. Your message is still here; please try again.",
  },
  ar: {
    direction: "rtl",
    locale: "ar-EG",
    otherLanguage: "English",
    skip: "انتقل إلى خانة الرسالة",
    newConversation: "محادثة جديدة",
    conversation: "المحادثة مع عمرو",
    welcomeName: "عمرو، مستشارك العقاري",
    welcomeTitle: "بيت موجود فعلًا، مش مجرد إعلان.",
    welcomeText: "قول لي بتدوّر على إيه بطريقتك: المنطقة، نوع الوحدة، عدد الغرف والميزانية. كل وحدة وكل رقم في الإجابة من قائمة الوحدات نفسها.",
    starters: [
      "عايز شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون",
      "فيلا في الشيخ زايد بالتقسيط على ٨ سنين",
      "إيه أرخص ستوديو عندك؟",
    ],
    messageLabel: "رسالتك إلى عمرو",
    messagePlaceholder: "اسأل عمرو عن بيت",
    send: "إرسال",
    keys: "Enter للإرسال، Shift + Enter لسطر جديد",
    you: "أنت",
    amr: "عمرو",
    writing: "عمرو بيكتب",
    stop: "إيقاف",
    stopped: "اتوقفت. اللي اتقال لحد دلوقتي صحيح، والباقي ما اتعرضش.",
    tools: {
      search_properties: "بيدوّر في الوحدات",
      get_property: "بيقرا بيانات وحدة",
      check_availability: "بيتأكد إنها متاحة",
      compare_units: "بيقارن بين الوحدات",
      calculate_investment_roi: "بيحسب العائد",
      calculate_mortgage: "بيحسب التمويل",
      calculate_payment_plan: "بيحسب خطة السداد",
      estimate_value: "بيشوف وحدات مشابهة",
      market_trends: "بيشوف الأسعار المعروضة",
      schedule_viewing: "بيطلب المعاينة",
      reserve_unit: "بيجهّز الحجز",
      verify_on_chain: "بيراجع البلوكتشين",
      escalate_to_human: "بيطلب زميل يكلمك",
    },
    otherTier: "نموذج تاني بيكمّل",
    source: (id) => `المصدر: العرض رقم ${id}، اتقرا للإجابة دي`,
    unitsShown: (count) => `عدد الوحدات المعروضة: ${count}`,
    counter: (used, limit) => `${used} من ${limit} حرف`,
    tooLong: (used, limit) => `الرسالة طويلة: ${used} من ${limit} حرف`,
    cost: (spent, limit) => `تكلفة المحادثة: ${spent} من ${limit}`,
    costReached: (limit) => `ميزانية هذه المحادثة (${limit}) انتهت`,
    forgotten: "المحادثة السابقة لم تعد محفوظة. عمرو بيبدأ من جديد من هنا.",
    degraded: "إجابة مبسّطة: جزء من الخدمة متوقف مؤقتًا. الوحدات والأرقام ما زالت من القائمة نفسها.",
    unmet: "ما لم نتمكن من تلبيته",
    sample: "بيانات تجريبية",
    unknown: "غير معروف",
    perSquareMetre: (price) => `${price} للمتر`,
    squareMetres: (size) => `${size} م²`,
    size: "المساحة",
    bedrooms: "غرف النوم",
    bathrooms: "الحمّامات",
    compound: "الكمبوند",
    developer: "المطوّر",
    delivery: "الاستلام",
    delivered: "استلام فوري",
    planned: "مخطّط، السنة غير معروفة",
    finishing: "التشطيب",
    saleType: "البيع",
    reference: "رقم الوحدة",
    paymentPlan: "خطة السداد",
    noPaymentPlan: "لا توجد خطة سداد مسجّلة",
    downPayment: (amount, percent) => `مقدّم ${amount} (${percent})`,
    installments: (amount, years) => `${amount} شهريًا على ${years}`,
    why: "ليه مناسبة لك",
    details: "التفاصيل",
    askAbout: "اسأل عن الوحدة دي",
    askAboutQuestion: (title, id) => `قول لي أكتر عن ${title} (${id})`,
    suggestions: "ردود مقترحة",
    failed: "لم تصل إجابة",
    tryAgain: "حاول تاني",
    toSearch: "بحث",
    toChat: "اسأل عمرو",
    searchTitle: "ابحث في الوحدات",
    searchText: "اوصف البيت بطريقتك. هتشوف فورًا فهمنا إيه، وتقدر تشيل أي جزء منه.",
    searchLabel: "بتدوّر على إيه",
    searchPlaceholder: "المنطقة، النوع، الغرف، الميزانية",
    searchSend: "بحث",
    searching: "بندوّر",
    found: (count) => `عدد الوحدات: ${count}`,
    moreUnits: "اعرض وحدات أكتر",
    lookingFor: "عمرو بيدوّر على",
    understood: "اللي فهمناه",
    remove: (wish) => `شيل: ${wish}`,
    givenUp: "اتنازلنا عنه",
    unknownPlace: "مش في عروضنا",
    givenUpFor: (asked, given) => given
      ? `مفيش عندنا «${asked}» مع باقي طلبك؛ أقرب وحدة لطلبك: ${given}.`
      : `مفيش عرض مناسب لباقي طلبك مكتوب فيه «${asked}».`,
    likeIt: (count) => ({ 1: "وواحدة زيها", 2: "واتنين زيها" })[count] ?? `و${number(count, "ar")} زيها`,
    requestId: "رقم الطلب",
    offline: "يبدو أنك غير متصل بالإنترنت. رسالتك محفوظة هنا، حاول تاني لما الاتصال يرجع.",
    unreachable: "لا يمكن الوصول إلى أصول الآن. رسالتك محفوظة هنا، حاول تاني من فضلك.",
    timeout: "الإجابة اتأخرت أكتر من اللازم. رسالتك محفوظة هنا، حاول تاني من فضلك.",
  },
};

// ---------------------------------------------------------------- Limits

/** Longest message that the API takes, in Unicode characters. */
const MESSAGE_LIMIT = 4000;
/** From this length on, the person sees how much room is left. */
const COUNTER_FROM = 3600;
/** Exchanges that are kept for a reload. The server keeps the whole conversation. */
const EXCHANGES_KEPT = 20;

// ---------------------------------------------------------------- The page's parts and state

const conversationPart = part("conversation");
const welcomePart = part("welcome");
const messageInput = part("message");
const sendButton = part("send");
const stopButton = part("stop");
const newConversationButton = part("new-conversation");
const viewButton = part("view");
const wishesPart = part("wishes");
const foundPart = part("found");

const page = {
  language: "en",
  /** The person used the language switch: the page no longer follows the answers. */
  languageChosen: false,
  /** The message on its way (an AbortController), or null. */
  request: null,
  /** The last message that was sent, and when its exchange is over (a promise). */
  asked: "",
  answered: Promise.resolve(),
  conversation: emptyConversation(),
  /** "chat" or "search": what the page shows, and where its message box sends to. */
  view: "chat",
  /** The last search with its answer, or null. */
  search: null,
  /** Whether a search is on its way. */
  searching: false,
};

function emptyConversation() {
  return { sessionId: null, guestToken: null, cost: null, exchanges: [] };
}

// ---------------------------------------------------------------- What the browser remembers

/** The number is the form of what is stored: a page with another form leaves it alone. */
const CONVERSATION_KEY = "osool.conversation.1";

function remember() {
  const { conversation } = page;
  conversation.exchanges = conversation.exchanges.slice(-EXCHANGES_KEPT);
  // The session matters more than the messages: without it the conversation itself is lost.
  const kept = store("localStorage", CONVERSATION_KEY, conversation);
  if (!kept) store("localStorage", CONVERSATION_KEY, { ...conversation, exchanges: [] });
}

function restoreConversation() {
  const stored = recall("localStorage", CONVERSATION_KEY);
  if (!Array.isArray(stored?.exchanges)) return;
  page.conversation = stored;
  let lastQuestion;
  for (const { question, answer } of stored.exchanges) {
    lastQuestion = showQuestion(question);
    showAnswer(answer);
  }
  // The page follows the answers, those from before a reload too.
  const language = stored.exchanges.at(-1)?.answer.language;
  if (!page.languageChosen && language in texts) showPageIn(language);
  lastQuestion?.scrollIntoView({ behavior: "instant" });
  showWishes();
}

// ---------------------------------------------------------------- Language

function firstLanguage() {
  const chosen = chosenLanguage(texts);
  page.languageChosen = chosen !== null;
  return chosen ?? browserLanguage();
}

/** Shows the page's frame in a language. Messages keep their own. */
function showPageIn(language) {
  page.language = language;
  const words = texts[language];
  showFrameIn(language, { ...accountTexts[language], ...reservationTexts[language], ...viewingTexts[language], ...words });
  showAccountIn(language);
  showReservationsIn(language);
  showViewingsIn(language);
  part("starters").replaceChildren(...words.starters.map((question) => element("li", "", questionButton("starter", question))));
  showView();
  showCost();
  showWishes();
  if (page.search) showFound();
  updateComposer();
}

function switchLanguage() {
  page.languageChosen = true;
  showPageIn(otherLanguage(page.language));
  chooseLanguage(page.language);
}

// ---------------------------------------------------------------- Numbers

const number = (value, language) => new Intl.NumberFormat(texts[language].locale).format(value);

/** A calendar year has no thousands separator. */
const year = (value, language) => new Intl.NumberFormat(texts[language].locale, { useGrouping: false }).format(value);

const percent = (value, language) =>
  new Intl.NumberFormat(texts[language].locale, { style: "percent", maximumFractionDigits: 1 }).format(value / 100);

/** “8 years”, with the plural forms of Arabic. */
const years = (value, language) =>
  new Intl.NumberFormat(texts[language].locale, { style: "unit", unit: "year", unitDisplay: "long" }).format(value);

/** Prices are in whole pounds. */
const money = (value, currency, language) =>
  new Intl.NumberFormat(texts[language].locale, { style: "currency", currency, maximumFractionDigits: 0 }).format(value);

/** Model costs are fractions of a cent. */
const dollars = (value, language) =>
  new Intl.NumberFormat(texts[language].locale, { style: "currency", currency: "USD", maximumFractionDigits: 4 }).format(value);

// ---------------------------------------------------------------- Making elements

/** A button that sends the question it shows. */
function questionButton(className, question) {
  const node = button(className, question, () => ask(question));
  node.dir = "auto";
  return node;
}

/** A shown text beside the plain value that it stands for. */
function data(className, value, text) {
  const node = element("data", className, text);
  node.value = value;
  return node;
}

// ---------------------------------------------------------------- Unit cards

/** The scene drawn for a unit without a picture, by the unit's type. */
const scenes = {
  Villa: "scene-villa",
  Townhouse: "scene-row",
  Twinhouse: "scene-row",
  Chalet: "scene-chalet",
  Cabin: "scene-chalet",
  Office: "scene-commercial",
  Retail: "scene-commercial",
  Clinic: "scene-commercial",
};

function card(property, language) {
  const words = texts[language];
  const node = element(
    "article", "card",
    picture(property, language),
    element(
      "div", "card-body",
      priceLine(property, language),
      element("h3", "card-title", named(property, "title", language)),
      element("p", "card-place", placeOf(property, language)),
      property.same_units ? element("p", "card-same", texts[language].likeIt(property.same_units)) : null,
      measures(property, language),
      plan(property, language),
      reasons(property, language),
      facts([
        [words.delivery, delivery(property.delivery, language)],
        [words.developer, named(property, "developer", language)],
        [words.finishing, values[language][property.finishing]],
      ], language),
      moreDetails(property, language),
      element("p", "card-source", words.source(property.id)),
      element(
        "div", "card-actions",
        element("div", "card-deals", reserving(property, language), viewable(property, language)),
        button("card-action", words.askAbout, () =>
          ask(words.askAboutQuestion(named(property, "title", language), property.id), property.id)),
      ),
    ),
  );
  node.dataset.propertyId = property.id;
  return node;
}

/** The unit's photograph over the drawn scene: where it does not load, the scene remains. */
function picture(property, language) {
  const frame = element("div", "card-picture", drawing(scenes[property.type] ?? "scene-tower", "card-scene"));
  if (property.image) {
    const image = element("img", "card-photograph");
    image.alt = "";
    image.loading = "lazy";
    image.referrerPolicy = "no-referrer";
    image.addEventListener("error", () => image.remove());
    image.src = property.image;
    frame.append(image);
  }
  frame.append(element("span", "card-type", named(property, "type", language)));
  if (property.sample) frame.append(element("span", "card-sample", texts[language].sample));
  return frame;
}

function priceLine(property, language) {
  const perSquareMetre = property.price_per_sqm == null
    ? null
    : element("span", "card-price-per-metre", texts[language].perSquareMetre(money(property.price_per_sqm, property.currency, language)));
  return element(
    "p", "card-price",
    data("card-price-total", property.price, money(property.price, property.currency, language)),
    perSquareMetre,
  );
}

function measures(property, language) {
  const words = texts[language];
  const size = property.size_sqm;
  const entries = [
    ["size", words.size, size, size == null ? null : words.squareMetres(number(size, language))],
    ["bedrooms", words.bedrooms, property.bedrooms],
    ["bathrooms", words.bathrooms, property.bathrooms],
  ];
  return element("dl", "card-measures", ...entries.map(([name, label, value, shown]) => element(
    "div", "",
    element("dt", "", label),
    element("dd", "", value == null
      ? element("span", "card-unknown", words.unknown)
      : data(name, value, shown ?? number(value, language))),
  )));
}

function plan(property, language) {
  const words = texts[language];
  const { payment_plan: terms, currency } = property;
  if (!terms) return element("p", "card-plan card-unknown", words.noPaymentPlan);
  return element(
    "div", "card-plan",
    element("h4", "", words.paymentPlan),
    element("p", "card-plan-monthly", words.installments(money(terms.monthly_installment, currency, language), years(terms.years, language))),
    element("p", "", words.downPayment(money(terms.down_payment, currency, language), percent(terms.down_payment_percent, language))),
  );
}

function reasons(property, language) {
  if (!property.why?.length) return null;
  const items = property.why.map((reason) => {
    const text = element("span", "", reason);
    text.dir = "auto";
    return element("li", "", drawing("check", "card-check"), text);
  });
  return element("div", "card-reasons", element("h4", "", texts[language].why), element("ul", "", ...items));
}

/** When the unit is handed over, or null where nobody knows. */
function delivery({ status, year: plannedYear }, language) {
  const words = texts[language];
  if (status === "delivered") return words.delivered;
  if (status !== "planned") return null;
  return plannedYear == null ? words.planned : year(plannedYear, language);
}

/** Labels and values; a value that the listing does not have is said to be unknown. */
function facts(entries, language) {
  return element("dl", "card-facts", ...entries.map(([label, value]) => element(
    "div", "",
    element("dt", "", label),
    value ? element("dd", "", value) : element("dd", "card-unknown", texts[language].unknown),
  )));
}

function moreDetails(property, language) {
  const words = texts[language];
  return element(
    "details", "card-details",
    element("summary", "", words.details),
    element("p", "", named(property, "description", language)),
    facts([
      [words.compound, named(property, "compound", language)],
      [words.saleType, values[language][property.sale_type]],
      [words.reference, property.id],
    ], language),
  );
}

// ---------------------------------------------------------------- Messages

function addMessage(node) {
  conversationPart.append(node);
  showView();
  return node;
}

/** The suggestions of earlier answers go: they were replies to what was said before. */
function showQuestion(question) {
  for (const replies of conversationPart.querySelectorAll(".suggestions")) replies.remove();
  const text = element("p", "bubble", question);
  text.dir = "auto";
  return addMessage(element("article", "message question", element("h2", "visually-hidden", texts[page.language].you), text));
}

/** A message of Amr's with his name, in one language. */
function amrMessage(className, language, ...children) {
  const words = texts[language];
  const node = element(
    "article", `message ${className}`,
    element("h2", "message-author", drawing("mark", "message-mark"), words.amr),
    ...children,
  );
  node.lang = language;
  node.dir = words.direction;
  return node;
}

/** What Amr says, with the words set off that a model sets off with asterisks. */
function prose(text) {
  return text.split(/\*\*(.+?)\*\*/).map((part, place) => (place % 2 ? element("strong", "", part) : part));
}

/** The answer while it is made: dots, what Amr does, and what he has said. */
class Writing {
  constructor() {
    this.text = "";
    this.bubble = element("p", "bubble writing", element("span"), element("span"), element("span"));
    this.activity = element("p", "activity");
    this.node = addMessage(amrMessage("pending", page.language, this.bubble, this.activity));
    announce(texts[page.language].writing);
  }

  /** Shows one event of the stream. */
  show(name, data) {
    const words = texts[page.language];
    if (name === "token") {
      this.text += data.text;
      this.bubble.classList.remove("writing");
      this.bubble.dir = "auto";
      this.bubble.replaceChildren(...prose(this.text));
    } else if (name === "tool_start") {
      this.activity.textContent = `${words.tools[data.tool] ?? words.writing} …`;
    } else if (name === "tool_end") {
      this.activity.textContent = "";
    } else if (name === "status" && data.tier) {
      this.activity.textContent = words.otherTier;
    }
  }

  /** Leaves what was said, where the person has stopped it. */
  stop() {
    this.activity.textContent = texts[page.language].stopped;
    this.node.classList.replace("pending", "stopped");
    if (!this.text) this.bubble.remove();
  }

  remove() {
    this.node.remove();
  }
}

function showAnswer(answer) {
  const { language, properties = [], unmet = [], suggestions = [] } = answer;
  const words = texts[language];
  const cards = properties.map((property) => card(property, language));
  return addMessage(amrMessage(
    "answer", language,
    answer.degraded ? element("p", "notice", words.degraded) : null,
    element("p", "bubble", ...prose(answer.text)),
    answer.reservation ? prepared(answer.reservation, properties, language) : null,
    answer.viewing ? askedForByAmr(answer.viewing, properties, language) : null,
    unmet.length ? unmetNotice(unmet, words) : null,
    cards.length ? element("div", "cards", ...cards) : null,
    suggestions.length ? suggestionChips(suggestions, words) : null,
  ));
}

function unmetNotice(unmet, words) {
  const items = unmet.map((wish) => {
    const item = element("li", "", wish.text);
    item.dir = "auto";
    return item;
  });
  return element("section", "notice unmet", element("h3", "", words.unmet), element("ul", "", ...items));
}

function suggestionChips(suggestions, words) {
  const replies = element("div", "suggestions", ...suggestions.map((suggestion) => questionButton("chip", suggestion)));
  replies.role = "group";
  replies.ariaLabel = words.suggestions;
  return replies;
}

function showFailure(failure, retry) {
  return addMessage(amrMessage("failure", page.language, ...failureParts(failure, retry)));
}

/** Why there is no answer, with a button that tries again where that may help. */
function failureParts(failure, retry) {
  const words = texts[page.language];
  const text = failure.texts[page.language];
  announce(`${words.failed}. ${text}`);
  return [
    element("p", "bubble", text),
    failure.requestId ? element("p", "request-id", `${words.requestId}: `, element("code", "", failure.requestId)) : null,
    retry ? button("chip", words.tryAgain, retry) : null,
  ];
}

/** For people who hear the page: said once, without moving the focus. */
function announce(text) {
  part("announcer").textContent = text;
}

function announceAnswer({ language, text, properties = [] }) {
  const words = texts[language];
  part("announcer").lang = language;
  announce([`${words.amr}: ${text}`, properties.length ? words.unitsShown(number(properties.length, language)) : ""].join("\n"));
}

function showCost() {
  const { cost } = page.conversation;
  const words = texts[page.language];
  if (!cost) {
    part("cost").textContent = "";
    return;
  }
  const limit = dollars(cost.session_limit_usd, page.language);
  part("cost").textContent = cost.limit_reached ? words.costReached(limit) : words.cost(dollars(cost.session_usd, page.language), limit);
}

// ---------------------------------------------------------------- What was understood

/** The chips as a list; `remove` is called with a chip and its place when the person removes it. */
function wishList(wishes, label, remove) {
  const { language } = page;
  const list = element("ul", "wishes", ...wishes.map((chip, index) => wish(chip, language, () => remove(chip, index))));
  list.role = "list";
  list.ariaLabel = label;
  return list;
}

function wish(chip, language, remove) {
  const words = texts[language];
  const tags = { "given-up": words.givenUp, unknown: words.unknownPlace };
  const said = [["wish-asked", chip.label], ["wish-excluded", chip.excluded], ["wish-tag", tags[chip.kind]]];
  const shown = said.filter(([, text]) => text).map(([className, text]) => element("span", className, text));
  const node = element(
    "li", `wish wish-${chip.kind}`,
    element("p", "", ...shown.flatMap((text) => [" ", text])),
    chip.kind === "unknown" ? null : removeButton(chip, language, remove),
  );
  if (chip.said) node.title = chip.said;
  node.dataset.slot = chip.slot ?? chip.kind;
  return node;
}

function removeButton(chip, language, remove) {
  const node = element("button", "wish-remove", drawing("cross", "wish-cross"));
  node.type = "button";
  node.ariaLabel = texts[language].remove(chipText(chip, language));
  node.addEventListener("click", remove);
  return node;
}

/** Puts the focus where a chip was removed: on the chip that took its place, else the last one, else the message box. */
function focusWish(list, index) {
  const buttons = list?.querySelectorAll("button") ?? [];
  (buttons[Math.min(index, buttons.length - 1)] ?? messageInput).focus({ preventScroll: true });
}

/** What Amr looks for after the last answer, above the message box. To remove a chip is to say so to him. */
function showWishes() {
  const answer = page.conversation.exchanges.at(-1)?.answer;
  // What Amr says of a place that is in no listing is about the message, not about what he looks for.
  const unmet = (answer?.unmet ?? []).filter(({ slot, given }) => slot !== "location" || given !== null);
  const wishes = chips(answer?.understood ?? {}, page.language, unmet);
  const say = (chip) => ask(openingSentence(chip.slot, page.language));
  wishesPart.replaceChildren(...(wishes.length ? [wishList(wishes, texts[page.language].lookingFor, say)] : []));
}

// ---------------------------------------------------------------- Asking

/** The statuses of failures that come inside a stream, which has begun with 200; any other may pass. */
const STREAM_STATUS = { session_not_found: 404, authentication_failed: 401, validation_failed: 422, cost_limit_reached: 402 };

/** An answer as it comes: `show` is told of each event, and the last one is the answer. */
function stream(body, guestToken, signal, show) {
  const guest = guestToken ? { "X-Guest-Token": guestToken } : {};
  const read = async (response) => {
    for await (const [name, data] of readEvents(response.body)) {
      if (name === "done") return data;
      if (name === "error") throw explained(texts, STREAM_STATUS[data.error_code] ?? 503, data);
      show(name, data);
    }
    throw ownFailure(texts, "unreachable", 0, response.headers.get("X-Request-Id"));
  };
  return asSignedIn((authorization) => call(document.body.dataset.stream, texts, { headers: authorization ?? guest, body, signal, read }));
}

/**
 * The answer to a message in the current conversation. Where the server no longer knows the
 * conversation (404) or the guest (401), the same message begins a new one.
 */
async function answerTo(message, propertyId, signal, show) {
  const { sessionId, guestToken } = page.conversation;
  const body = { message, language: "auto" };
  if (propertyId) body.property_id = propertyId;
  try {
    return await stream(sessionId ? { ...body, session_id: sessionId } : body, guestToken, signal, show);
  } catch (failure) {
    const forgotten = (sessionId && failure.status === 404) || (guestToken && failure.status === 401);
    if (!forgotten) throw failure;
    const answer = await stream(body, null, signal, show);
    conversationPart.lastElementChild.before(element("p", "divider", texts[page.language].forgotten));
    page.conversation = emptyConversation();
    return answer;
  }
}

/** Sends a message and shows what comes back; `propertyId` names the unit that it is about. */
async function ask(message, propertyId) {
  if (page.request) return;
  page.asked = message;
  page.answered = exchange(message, propertyId);
  await page.answered;
}

async function exchange(message, propertyId) {
  if (page.view !== "chat") switchView();
  const request = new AbortController();
  page.request = request;
  const question = showQuestion(message);
  const writing = new Writing();
  updateComposer();
  moveFocus();
  question.scrollIntoView();
  try {
    const answer = await answerTo(message, propertyId, request.signal, (name, data) => {
      if (data.session_id) begun(data);
      writing.show(name, data);
    });
    writing.remove();
    keep(message, answer);
    showAnswer(answer);
    announceAnswer(answer);
    if (answer.viewing) followAmr();
  } catch (failure) {
    if (request.signal.aborted) {
      writing.stop();
      return;
    }
    if (!(failure instanceof Failure)) throw failure;
    writing.remove();
    fail(failure, question, message, propertyId);
  } finally {
    if (page.request === request) page.request = null;
    updateComposer();
  }
  question.scrollIntoView();
}

/** Which conversation it is, as soon as it is known: so an answer that is stopped is still of this one. */
function begun({ session_id: sessionId, guest_token: guestToken }) {
  page.conversation.sessionId = sessionId;
  page.conversation.guestToken = guestToken ?? page.conversation.guestToken;
}

function keep(question, answer) {
  const { conversation } = page;
  conversation.sessionId = answer.session_id;
  conversation.guestToken = answer.guest_token ?? conversation.guestToken;
  conversation.cost = answer.cost;
  conversation.exchanges.push({ question, answer });
  remember();
  if (!page.languageChosen && answer.language !== page.language) showPageIn(answer.language);
  showCost();
  showWishes();
}

/** A message that may succeed later can be sent again; any other goes back to be changed. */
function fail(failure, question, message, propertyId) {
  if (!failure.passes) {
    showFailure(failure, null);
    if (!messageInput.value) messageInput.value = message;
    return;
  }
  const shown = showFailure(failure, () => {
    question.remove();
    shown.remove();
    ask(message, propertyId);
  });
}

/** The guest stays the same person; only the conversation is new. */
function startNewConversation() {
  emptyPage(page.conversation.guestToken);
  messageInput.focus();
}

/** Leaves the conversation, and an answer that is on its way. */
function emptyPage(guestToken) {
  page.request?.abort();
  page.request = null;
  page.conversation = { ...emptyConversation(), guestToken };
  remember();
  conversationPart.replaceChildren();
  showView();
  announce("");
  showCost();
  showWishes();
  updateComposer();
}

/**
 * Somebody has signed in: the conversation is theirs now, and goes on without the guest's token. Or nobody is signed in
 * any more: the conversation was theirs and leaves the page; a message without an answer goes back to be sent again.
 */
function followAccount(isSignedIn) {
  followSignIn(isSignedIn);
  followSignInToViewings(isSignedIn);
  if (isSignedIn) {
    page.conversation.guestToken = null;
    remember();
    return;
  }
  const unanswered = page.request ? page.asked : "";
  emptyPage(null);
  if (!messageInput.value) messageInput.value = unanswered;
  updateComposer();
}

/** Proves whose the conversation is that goes over to who signs in. One that is still being answered is not saved yet. */
async function guestTokenOnceAnswered() {
  await Promise.allSettled([page.answered]);
  return page.conversation.guestToken;
}

// ---------------------------------------------------------------- Searching

/** A search as the person wrote it: until they choose a language, the page follows theirs. */
function searchFor(question) {
  const language = /\p{Script=Arabic}/u.test(question) ? "ar" : "en";
  if (!page.languageChosen && language !== page.language) showPageIn(language);
  search({ question, body: { query: question } });
}

/**
 * Sends a search and shows what comes back. `wanted` is the person's question with the request's body, and, where a
 * chip was removed, the answer `before` and the `place` of the chip.
 */
async function search(wanted) {
  const { question, body, before, place } = wanted;
  const answer = await answerToSearch(body, () => search(wanted));
  if (!answer) {
    if (!before && !messageInput.value) messageInput.value = question;
    updateComposer();
    return;
  }
  page.search = { question, body, answer: withEarlierWords(answer, before) };
  showFound();
  announce(texts[page.language].found(number(answer.total_estimate, page.language)));
  if (before) focusWish(foundPart.querySelector(".wishes"), place);
  else scrollTo({ top: 0 });
}

/** The next page of the same search, below what is there. */
async function showMore() {
  const { body, answer } = page.search;
  const next = await answerToSearch({ ...body, cursor: answer.next_cursor }, showMore);
  if (!next) return;
  const properties = [...answer.properties, ...next.properties];
  page.search.answer = { ...answer, properties, next_cursor: next.next_cursor };
  showFound();
  foundPart.querySelectorAll(".card-action")[answer.properties.length]?.focus({ preventScroll: true });
}

/**
 * The answer to one search, or null: then a search is on its way already, or the page says why there is none. What
 * was found before stays meanwhile, so that nothing jumps.
 */
async function answerToSearch(body, retry) {
  if (page.searching) return null;
  page.searching = true;
  updateComposer();
  announce(texts[page.language].searching);
  foundPart.querySelector(".failure")?.remove();
  foundPart.ariaBusy = "true";
  if (!page.search) foundPart.replaceChildren(element("p", "bubble writing", element("span"), element("span"), element("span")));
  try {
    return await asSignedIn((headers) => call("search", texts, { headers: headers ?? {}, body }));
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    const shown = element("div", "message failure", ...failureParts(failure, failure.passes ? retry : null));
    foundPart.querySelector(".writing")?.remove();
    foundPart.append(shown);
    shown.scrollIntoView({ block: "nearest" });
    return null;
  } finally {
    page.searching = false;
    foundPart.ariaBusy = "false";
    updateComposer();
  }
}

/** Without a chip, the query no longer holds the words that made the others: they are those of the search before. */
function withEarlierWords(answer, before) {
  if (!before) return answer;
  const { words, widened } = before.understood;
  const understood = {
    ...answer.understood,
    words: [...words, ...answer.understood.words],
    widened: [...widened, ...answer.understood.widened],
  };
  return { ...answer, understood };
}

function showFound() {
  const { question, answer } = page.search;
  const { language } = page;
  const words = texts[language];
  const { properties, relaxed, understood } = answer;
  const asked = element("p", "search-question", question);
  asked.dir = "auto";
  const unmet = givenUp(relaxed, understood.unknown_places).map((one) => ({ text: words.givenUpFor(one.asked, one.given) }));
  const wishes = chips(understood, language, relaxed);
  const cards = properties.map((property) => card(property, language));
  foundPart.replaceChildren(...[
    asked,
    wishes.length ? wishList(wishes, words.understood, removeWish) : null,
    unmet.length ? unmetNotice(unmet, words) : null,
    element("p", "search-count", words.found(number(answer.total_estimate, language))),
    cards.length ? element("div", "cards", ...cards) : null,
    answer.next_cursor ? button("chip", words.moreUnits, showMore) : null,
  ].filter(Boolean));
}

function removeWish(chip, place) {
  const { question, answer } = page.search;
  search({ question, body: searchWithout(answer.understood, chip, page.language), before: answer, place });
}

// ---------------------------------------------------------------- Conversation or search

/** Shows the parts that belong to the view, and what the message box is for in it. */
function showView() {
  const searches = page.view === "search";
  const talks = conversationPart.childElementCount > 0;
  const words = texts[page.language];
  part("search").hidden = !searches;
  conversationPart.hidden = searches;
  welcomePart.hidden = searches || talks;
  newConversationButton.hidden = searches || !talks;
  wishesPart.hidden = searches;
  part("cost").hidden = searches;
  part("message-label").textContent = searches ? words.searchLabel : words.messageLabel;
  messageInput.placeholder = searches ? words.searchPlaceholder : words.messagePlaceholder;
  sendButton.ariaLabel = searches ? words.searchSend : words.send;
  sendButton.replaceChildren(drawing(searches ? "magnifier" : "arrow-up", ""));
  const other = searches ? words.toChat : words.toSearch;
  viewButton.ariaLabel = other;
  viewButton.replaceChildren(drawing(searches ? "speech" : "magnifier", ""), element("span", "wide-only", other));
}

function switchView() {
  page.view = page.view === "chat" ? "search" : "chat";
  showView();
  updateComposer();
  scrollTo({ top: 0, behavior: "instant" });
}

// ---------------------------------------------------------------- The message box

/** On a touch screen, focusing the box would cover the answer with the keyboard. */
function moveFocus() {
  const target = matchMedia("(pointer: coarse)").matches ? conversationPart : messageInput;
  target.focus({ preventScroll: true });
}

function updateComposer() {
  // Counted as the API counts: in characters, not in JavaScript's 16-bit units.
  const length = [...messageInput.value].length;
  const tooLong = length > MESSAGE_LIMIT;
  const waits = page.view === "search" ? page.searching : page.request !== null;
  const answering = page.view === "chat" && page.request !== null;
  stopButton.hidden = !answering;
  stopButton.ariaLabel = texts[page.language].stop;
  sendButton.hidden = answering;
  sendButton.disabled = waits || tooLong || messageInput.value.trim() === "";
  messageInput.ariaInvalid = String(tooLong);
  const words = texts[page.language];
  const shown = (tooLong ? words.tooLong : words.counter)(number(length, page.language), number(MESSAGE_LIMIT, page.language));
  part("counter").textContent = length >= COUNTER_FROM ? shown : "";
  part("counter").classList.toggle("too-long", tooLong);
}

function submit(event) {
  event.preventDefault();
  if (sendButton.disabled) return;
  const message = messageInput.value.trim();
  messageInput.value = "";
  if (page.view === "search") searchFor(message);
  else ask(message);
}

/** Ends the answer where it is: the page shows no more of it. */
function stop() {
  page.request?.abort();
  messageInput.focus({ preventScroll: true });
}

/** Enter sends and Shift + Enter makes a line; while an input method composes, Enter belongs to it. */
function sendOnEnter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  part("composer").requestSubmit();
}

// ---------------------------------------------------------------- Start

part("composer").addEventListener("submit", submit);
stopButton.replaceChildren(drawing("square", ""));
stopButton.addEventListener("click", stop);
messageInput.addEventListener("input", updateComposer);
messageInput.addEventListener("keydown", sendOnEnter);
newConversationButton.addEventListener("click", startNewConversation);
viewButton.addEventListener("click", () => {
  switchView();
  messageInput.focus({ preventScroll: true });
});
part("language").addEventListener("click", switchLanguage);

showPageIn(firstLanguage());
restoreConversation();
showCost();
startAccount({ guestToken: guestTokenOnceAnswered, changed: followAccount, announce });
startReservations({ announce });
startViewings({ announce });
