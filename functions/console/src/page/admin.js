/*
 * The admin page: costs, breakers, blocks, deals, viewings, people to call back, dead letters and what was stopped, asked
 * for again every ten seconds.
 *
 * The page has several parts, each with an address of its own (`parts`). `refresh` asks for all of them
 * side by side and `load` keeps what comes back, so that one that fails keeps its last figures and says
 * so while the others go on. Each part has a `show…` function that draws it from what was kept, in the
 * language of the page. Data only ever enters the page as text (`element` makes text nodes), never as markup.
 * What an operator does goes through `act`; before what cannot be taken back, `askOnceMore` does what its name says.
 *
 * The administrator's key stands in the memory of the page and in the storage of its tab, nowhere else.
 * An answer of 401 or 403 forgets it.
 */

import {
  ANSWER_TIMEOUT_MILLISECONDS, browserLanguage, chooseLanguage, chosenLanguage, element, named, nothing, otherLanguage, part,
  pounds, recall, showFrameIn, store,
} from "./common.js";

// ---------------------------------------------------------------- Texts

const texts = {
  en: {
    direction: "ltr",
    locale: "en-EG",
    otherLanguage: "العربية",
    skip: "Skip to the content",
    pageTitle: "Administration · Osool",
    title: "Administration",
    toConsole: "Back to the console",
    forget: "Forget the key",
    keyLabel: "The administrator’s key",
    keyHint: "It stays in this tab until the tab is closed or you have it forgotten.",
    keySubmit: "Show the figures",
    keyChecking: "Checking…",
    keyMissing: "Please enter the key.",
    keyImpossible: "This cannot be a key: keys have only Latin letters, digits and signs, and no spaces.",
    keyForgotten: "The key is forgotten.",
    shown: "The figures are shown.",
    asOf: (time) => `As of ${time}`,
    loading: "Loading…",
    pausedAsOf: (time) => `Paused, as of ${time}`,
    pause: "Pause",
    resume: "Resume",
    overview: "Overview",
    costs: "Costs of the models",
    circuits: "Breakers",
    security: "Blocks",
    overviewCosts: (share) => `Today: ${share} of the limit`,
    overviewCircuits: (count) => `Breakers not closed: ${count}`,
    overviewSecurity: (count) => `Blocked: ${count}`,
    stale: (text, time) => `This could not be refreshed: ${text} The figures are those of ${time}.`,
    missing: (text) => `This could not be loaded: ${text}`,
    waiting: (time) => `The next attempt is at ${time}.`,
    unreachable: "Osool cannot be reached right now.",
    unreadable: "The answer could not be read.",
    offline: "You seem to be offline.",
    timeout: "The answer is taking too long.",
    request: "Request",
    actionFailed: "That did not work:",
    gone: "It is not there any more. Somebody may have seen to it already.",
    action: "Action",
    csv: "Download as CSV",
    today: "Today",
    todayLimit: "Today against the day’s limit",
    month: "This month",
    monthLimit: "This month against its limit",
    of: (limit) => `of ${limit}`,
    used: (share) => `${share} of the limit`,
    near: "close to it",
    reached: "no model is called",
    held: "Held for running calls",
    overrun: "Spent beyond what was held",
    expired: "Holds that were never settled",
    conversations: "Conversations",
    left: "Left",
    resetsDay: "Days begin at 00:00 UTC",
    resetsMonth: "Months begin at 00:00 UTC on the 1st",
    total: "Total",
    totalDays: (count) => `Cost, ${count} days`,
    calls: "Calls",
    perConversation: "Per conversation",
    perReservation: "Per reservation",
    cacheShare: "Read from the cache",
    sessionLimit: "Limit of a conversation",
    byDay: "Cost by day and model",
    byDayHint: "In US dollars; days are in UTC.",
    chart: (first, last, dearest, cost, limit) =>
      `Bar chart of the cost by day and model, from ${first} to ${last}. The dearest day is ${dearest} with ${cost}; the day’s limit is ${limit}. The table below has all figures.`,
    noDays: "There are no days to show.",
    dayLimit: (limit) => `Day’s limit: ${limit}`,
    dayLimitBeyond: (limit) => `Day’s limit: ${limit}, above this scale`,
    asTable: "The same figures as a table",
    byModel: "By model",
    byContext: "By context",
    day: "Day",
    model: "Model",
    context: "Context",
    input: "Input",
    cacheRead: "From cache",
    output: "Output",
    cost: "Cost",
    share: "Share",
    nothingUsed: "Nothing was used.",
    advice: "Advice",
    noAdvice: "There is nothing to advise.",
    dearestCalls: "The dearest calls",
    whatIf: "What the same tokens would have cost elsewhere",
    actual: "Cost",
    alternative: "Alternative",
    alternativeCost: "Its cost",
    saving: "Saving",
    circuitsHint: "An open breaker keeps calls from something that fails; while it is half open, one call tries.",
    failures: (count, threshold) => `Failures: ${count} of ${threshold}`,
    openUntil: (time) => `Calls are refused until ${time}`,
    openFor: (seconds) => `Calls are refused for ${seconds} seconds`,
    probing: "One call may try",
    fleet: "Scope: the whole fleet",
    environments: (count) => `Scope: single environments (${count})`,
    lastFailure: (time) => `Last failure: ${time}`,
    reset: "Reset",
    resetLabel: (name) => `Reset the breaker ${name}`,
    wasReset: (name) => `The breaker ${name} was reset.`,
    noCircuits: "No breaker is known.",
    blocked: (count) => `Blocked: ${count}`,
    flagged: (count) => `Flagged: ${count}`,
    noBlocked: "Nobody is blocked.",
    noFlagged: "Nobody is flagged.",
    until: (time) => `until ${time}`,
    unblock: "Unblock",
    unblockLabel: (subject) => `Unblock ${subject}`,
    clearFlag: "Remove the flag",
    clearFlagLabel: (subject) => `Remove the flag of ${subject}`,
    wasUnblocked: (subject) => `${subject} is free again.`,
    more: (count) => `Not listed here: ${count}`,
    separator: ", ",
    contexts: { chat: "Chat", embedding: "Embeddings", valuation: "Valuation" },
    states: { closed: "Closed", half_open: "Half open", open: "Open" },
    reasons: { flood: "too many requests" },
    deals: "Deals",
    overviewDeals: (count) => `Deals to look at: ${count}`,
    reservations: "Reservations",
    reservationsHint: "The newest 50. Money is to go back where somebody paid for a unit that somebody else had by then. That is done by itself within minutes; the button hastens it.",
    noReservations: "Nobody has reserved a unit.",
    made: "Made",
    unit: "Unit",
    unitTitle: "Title",
    state: "State",
    user: "User",
    price: "Price",
    deposit: "Deposit",
    payment: "Payment",
    refund: "Refund",
    refundRequested: "requested",
    giveBack: "Give the money back",
    giveBackLabel: (amount, unit) => `Give the money back: ${amount} for ${unit}`,
    giveBackTitle: "Give the money back?",
    giveBackWarning: (amount, unit) => `All of ${amount} goes back to whoever paid it for ${unit}. That cannot be taken back.`,
    keepMoney: "Leave it",
    confirmRefund: (amount) => `Give back ${amount}`,
    goneBack: "It has gone back",
    goneBackLabel: (amount, unit) => `It has gone back: ${amount} for ${unit}`,
    goneBackTitle: "Has the money gone back?",
    goneBackWarning: (amount, unit) => `Say so only if all of ${amount} for ${unit} went back by a way of which Paymob tells nothing, such as a transfer. Nobody is asked for it any more.`,
    goneBackKeep: "Not yet",
    goneBackConfirm: (amount) => `${amount} has gone back`,
    refunds: {
      asked: (amount, unit) => `Paymob was asked, and the money is on its way: ${amount} for ${unit}.`,
      given_back: (amount, unit) => `The money has gone back: ${amount} for ${unit}.`,
    },
    erased: "erased",
    notPaid: "not begun",
    dealStates: { held: "held", paid: "paid", lapsed: "lapsed", cancelled: "cancelled", refunded: "refunded" },
    heldUntil: (time) => `held until ${time}`,
    paymentStates: {
      pending: "begun", failed: "declined", paid: "paid", partially_refunded: "partly refunded", refunded: "refunded", voided: "undone",
    },
    shares: "Shares",
    sale: "Sale of a unit",
    saleHint: "A unit that is sold in shares has 10,000 of them, and people reserve as many as they like. A withdrawn unit nobody finds or can reserve. Whatever is held or paid for already stays so.",
    saleUnit: "The unit’s number, as NC123",
    sellInShares: "Sell in shares",
    sellAsAWhole: "Sell as a whole",
    withdraw: "Withdraw",
    offerAgain: "Offer again",
    noSuchNumber: "A unit’s number is two to four Latin letters and digits, as NC123.",
    noUnit: "No unit has this number.",
    withdrawTitle: "Withdraw the unit?",
    withdrawWarning: (unit) => `Nobody finds ${unit} any more or can reserve it, until it is offered again. Whatever is held or paid for already stays so.`,
    keepOffered: "Leave it",
    confirmWithdrawal: (unit) => `Withdraw ${unit}`,
    saleChanges: {
      "sell-in-shares": (unit) => `${unit} is sold in shares from now on.`,
      "sell-as-a-whole": (unit) => `${unit} is sold as a whole from now on.`,
      withdraw: (unit) => `${unit} is withdrawn.`,
      "offer-again": (unit) => `${unit} is offered again, as far as it is free.`,
    },
    events: "Callbacks that were kept aside",
    eventsHint: "What Paymob told and nothing was done about: somebody must look.",
    noEvents: "Nothing was kept aside.",
    seen: "Seen to",
    seenLabel: (order) => `The callback about order ${order} was seen to`,
    wasSeen: (order) => `The callback about order ${order} is off the list.`,
    received: "Received",
    reason: "Reason",
    order: "Order",
    transaction: "Transaction",
    amount: "Amount",
    keptAsideFor: {
      unknown_order: "no payment has this order",
      amount: "another amount than was asked for",
      currency: "another currency than pounds",
      integration: "another integration than ours",
      owner: "another merchant than us",
      paid_twice: "a second payment of the same order",
      kind: "a kind that is never asked for",
    },
    viewings: "Viewings",
    viewingsHint: "Those to come, the soonest first. Hours of viewings are Cairo’s. Whoever asked for a viewing is told when it is cancelled here.",
    overviewViewings: (count) => `Viewings to come: ${count}`,
    noViewings: "Nobody is to see a unit.",
    viewingSlot: "Viewing, in Cairo",
    viewingStates: { requested: "not confirmed yet", confirmed: "confirmed" },
    wished: (time) => `to be moved to ${time}`,
    who: "Who",
    askedAt: "Asked",
    cancel: "Cancel",
    cancelLabel: (unit, time) => `Cancel the viewing of ${unit}, ${time}`,
    cancelTitle: "Cancel the viewing?",
    cancelWarning: (unit, time) => `The viewing of ${unit}, ${time} in Cairo, is called off, and whoever asked for it is told. That cannot be taken back.`,
    keepViewing: "Keep it",
    confirmCancellation: "Cancel the viewing",
    wasCancelled: (unit, time) => `The viewing of ${unit}, ${time} in Cairo, was cancelled.`,
    callbacks: "People to call back",
    callbacksHint: "They want to speak with a person. Whoever has waited longest comes first.",
    overviewCallbacks: (count) => `To call back: ${count}`,
    noCallbacks: "Nobody waits for a call.",
    phone: "Phone",
    language: "Language",
    languages: { ar: "Arabic", en: "English" },
    since: "Since",
    called: "Done",
    calledLabel: (phone) => `Done: ${phone} was called back`,
    wasCalled: (phone) => `${phone} is off the list.`,
    letters: "Dead letters",
    lettersHint: "What failed again and again and was put aside. To try again brings it back into its queue.",
    overviewLetters: (count) => `Dead letters: ${count}`,
    noLetters: "No queue is known.",
    queues: { notices: "Messages to people", viewings: "Viewings to confirm", listing_files: "Files of listings" },
    lettersWaiting: (count) => `Waiting: ${count}`,
    uploadAgain: "Uploading the file again tries it again.",
    retry: "Try again",
    retryLabel: (queue) => `Try again: ${queue}`,
    wasMoved: (queue, count) => `Brought back into the queue: ${count} (${queue})`,
    hallucinations: "Stopped sentences",
    hallucinationsHint: "What models were about to say that stands in nothing they had read. Nobody has seen it.",
    noHallucinations: "Nothing was stopped.",
    stoppedFor: {
      unknown_unit: "a unit that was never read",
      unavailable: "a unit that is not for sale",
      figure: "a figure without a source",
      another_units: "what is another unit's",
      name: "a name that was never read",
      wording: "the wording of a claim without a source",
    },
  },
  ar: {
    direction: "rtl",
    locale: "ar-EG",
    otherLanguage: "English",
    skip: "انتقل إلى المحتوى",
    pageTitle: "الإدارة · أصول",
    title: "الإدارة",
    toConsole: "العودة إلى المحادثة",
    forget: "انسَ المفتاح",
    keyLabel: "مفتاح المدير",
    keyHint: "يبقى المفتاح في هذا التبويب حتى تغلقه أو تطلب نسيانه.",
    keySubmit: "اعرض الأرقام",
    keyChecking: "جارٍ التحقق…",
    keyMissing: "من فضلك أدخل المفتاح.",
    keyImpossible: "لا يمكن أن يكون هذا مفتاحًا: المفاتيح حروف لاتينية وأرقام وعلامات فقط، بلا مسافات.",
    keyForgotten: "تم نسيان المفتاح.",
    shown: "الأرقام معروضة.",
    asOf: (time) => `حتى الساعة ${time}`,
    loading: "جارٍ التحميل…",
    pausedAsOf: (time) => `متوقف، حتى الساعة ${time}`,
    pause: "أوقف التحديث",
    resume: "استأنف التحديث",
    overview: "نظرة عامة",
    costs: "تكلفة النماذج",
    circuits: "القواطع",
    security: "الحظر",
    overviewCosts: (share) => `اليوم: ${share} من الحد`,
    overviewCircuits: (count) => `قواطع غير مغلقة: ${count}`,
    overviewSecurity: (count) => `المحظورون: ${count}`,
    stale: (text, time) => `تعذّر التحديث: ${text} هذه أرقام الساعة ${time}.`,
    missing: (text) => `تعذّر التحميل: ${text}`,
    waiting: (time) => `المحاولة التالية الساعة ${time}.`,
    unreachable: "لا يمكن الوصول إلى أصول الآن.",
    unreadable: "تعذّرت قراءة الإجابة.",
    offline: "يبدو أنك غير متصل بالإنترنت.",
    timeout: "الإجابة تأخرت أكثر من اللازم.",
    request: "رقم الطلب",
    actionFailed: "لم يتم الإجراء:",
    gone: "لم يعد موجودًا. ربما أنهاه شخص آخر من قبل.",
    action: "الإجراء",
    csv: "نزّل ملف CSV",
    today: "اليوم",
    todayLimit: "تكلفة اليوم مقابل حد اليوم",
    month: "هذا الشهر",
    monthLimit: "تكلفة الشهر مقابل حد الشهر",
    of: (limit) => `من ${limit}`,
    used: (share) => `${share} من الحد`,
    near: "قريب منه",
    reached: "لا يُستدعى أي نموذج",
    held: "محجوز لطلبات جارية",
    overrun: "أُنفق فوق المحجوز",
    expired: "حجوزات لم تُسوَّ",
    conversations: "المحادثات",
    left: "المتبقي",
    resetsDay: "يبدأ اليوم الساعة ٠٠:٠٠ بالتوقيت العالمي",
    resetsMonth: "يبدأ الشهر في أول يوم منه الساعة ٠٠:٠٠ بالتوقيت العالمي",
    total: "الإجمالي",
    totalDays: (count) => `التكلفة، أيام: ${count}`,
    calls: "الطلبات",
    perConversation: "للمحادثة الواحدة",
    perReservation: "للحجز الواحد",
    cacheShare: "مقروء من الذاكرة المؤقتة",
    sessionLimit: "حد المحادثة",
    byDay: "التكلفة باليوم والنموذج",
    byDayHint: "بالدولار الأمريكي؛ الأيام بالتوقيت العالمي.",
    chart: (first, last, dearest, cost, limit) =>
      `رسم بالأعمدة للتكلفة باليوم والنموذج، من ${first} إلى ${last}. أعلى يوم هو ${dearest} بتكلفة ${cost}؛ وحد اليوم ${limit}. كل الأرقام في الجدول أسفل الرسم.`,
    noDays: "لا توجد أيام لعرضها.",
    dayLimit: (limit) => `حد اليوم: ${limit}`,
    dayLimitBeyond: (limit) => `حد اليوم: ${limit}، أعلى من هذا المقياس`,
    asTable: "الأرقام نفسها في جدول",
    byModel: "حسب النموذج",
    byContext: "حسب الاستخدام",
    day: "اليوم",
    model: "النموذج",
    context: "الاستخدام",
    input: "المدخلات",
    cacheRead: "من المؤقتة",
    output: "المخرجات",
    cost: "التكلفة",
    share: "النسبة",
    nothingUsed: "لم يُستخدم شيء.",
    advice: "توصيات",
    noAdvice: "لا توجد توصيات.",
    dearestCalls: "أغلى الطلبات",
    whatIf: "تكلفة الرموز نفسها لدى نموذج آخر",
    actual: "التكلفة",
    alternative: "البديل",
    alternativeCost: "تكلفة البديل",
    saving: "التوفير",
    circuitsHint: "القاطع المفتوح يمنع الطلبات عن خدمة متعطلة؛ وعندما يكون نصف مفتوح يجرّب طلب واحد.",
    failures: (count, threshold) => `مرات الفشل: ${count} من ${threshold}`,
    openUntil: (time) => `الطلبات مرفوضة حتى ${time}`,
    openFor: (seconds) => `الطلبات مرفوضة لمدة ${seconds} ثانية`,
    probing: "يمكن لطلب واحد أن يجرّب",
    fleet: "النطاق: كل البيئات",
    environments: (count) => `النطاق: بيئات منفردة (${count})`,
    lastFailure: (time) => `آخر فشل: ${time}`,
    reset: "أعد الضبط",
    resetLabel: (name) => `أعد ضبط القاطع ${name}`,
    wasReset: (name) => `أُعيد ضبط القاطع ${name}.`,
    noCircuits: "لا توجد قواطع معروفة.",
    blocked: (count) => `المحظورون: ${count}`,
    flagged: (count) => `تحت الملاحظة: ${count}`,
    noBlocked: "لا أحد محظور.",
    noFlagged: "لا أحد تحت الملاحظة.",
    until: (time) => `حتى ${time}`,
    unblock: "ارفع الحظر",
    unblockLabel: (subject) => `ارفع الحظر عن ${subject}`,
    clearFlag: "أزل الملاحظة",
    clearFlagLabel: (subject) => `أزل الملاحظة عن ${subject}`,
    wasUnblocked: (subject) => `رُفع الحظر عن ${subject}.`,
    more: (count) => `غير مذكور هنا: ${count}`,
    separator: "، ",
    contexts: { chat: "المحادثة", embedding: "التضمين", valuation: "التقييم" },
    states: { closed: "مغلق", half_open: "نصف مفتوح", open: "مفتوح" },
    reasons: { flood: "طلبات كثيرة جدًا" },
    deals: "الصفقات",
    overviewDeals: (count) => `صفقات تحتاج مراجعة: ${count}`,
    reservations: "الحجوزات",
    reservationsHint: "أحدث ٥٠ حجزًا. يُرد المبلغ عندما يدفع شخص مقابل وحدة كانت قد صارت لغيره. يتم ذلك تلقائيًا خلال دقائق، والزر يعجّل به.",
    noReservations: "لم يحجز أحد وحدة.",
    made: "وقت الحجز",
    unit: "الوحدة",
    unitTitle: "العنوان",
    state: "الحالة",
    user: "المستخدم",
    price: "السعر",
    deposit: "مقدم الحجز",
    payment: "الدفع",
    refund: "رد المبلغ",
    refundRequested: "مطلوب",
    giveBack: "رُدّ المبلغ",
    giveBackLabel: (amount, unit) => `رُدّ المبلغ: ${amount} عن ${unit}`,
    giveBackTitle: "هل تريد رد المبلغ؟",
    giveBackWarning: (amount, unit) => `يعود المبلغ كله، ${amount}، إلى من دفعه مقابل ${unit}. لا يمكن التراجع عن ذلك.`,
    keepMoney: "اتركه",
    confirmRefund: (amount) => `رُدّ ${amount}`,
    goneBack: "المبلغ رجع",
    goneBackLabel: (amount, unit) => `المبلغ رجع: ${amount} عن ${unit}`,
    goneBackTitle: "هل رجع المبلغ؟",
    goneBackWarning: (amount, unit) => `أكّد فقط إذا رجع المبلغ كله، ${amount} عن ${unit}، بطريق لا تخبرنا به Paymob، مثل التحويل البنكي. لن نطلب ردّه من أحد بعد ذلك.`,
    goneBackKeep: "لم يرجع بعد",
    goneBackConfirm: (amount) => `رجع ${amount}`,
    refunds: {
      asked: (amount, unit) => `طُلب رد المبلغ من Paymob، وهو في طريقه: ${amount} عن ${unit}.`,
      given_back: (amount, unit) => `رُدّ المبلغ: ${amount} عن ${unit}.`,
    },
    erased: "تم مسحه",
    notPaid: "لم يبدأ",
    dealStates: { held: "محجوزة", paid: "مدفوعة", lapsed: "انتهت المدة", cancelled: "ملغاة", refunded: "رُدّ المبلغ" },
    heldUntil: (time) => `محجوزة حتى ${time}`,
    paymentStates: {
      pending: "بدأ", failed: "مرفوض", paid: "تم", partially_refunded: "رُدّ جزء منه", refunded: "رُدّ المبلغ", voided: "أُبطل",
    },
    shares: "الحصص",
    sale: "بيع وحدة",
    saleHint: "الوحدة التي تُباع حصصًا لها ١٠٬٠٠٠ حصة، ويحجز كل شخص منها ما يريد. الوحدة المسحوبة لا يجدها أحد ولا يحجزها. وما حُجز أو دُفع مقدمه من قبل يبقى كما هو.",
    saleUnit: "رقم الوحدة، مثل NC123",
    sellInShares: "بِعها حصصًا",
    sellAsAWhole: "بِعها كاملة",
    withdraw: "اسحبها من البيع",
    offerAgain: "اعرضها من جديد",
    noSuchNumber: "رقم الوحدة من حرفين إلى أربعة حروف لاتينية ثم أرقام، مثل NC123.",
    noUnit: "لا توجد وحدة بهذا الرقم.",
    withdrawTitle: "هل تريد سحب الوحدة من البيع؟",
    withdrawWarning: (unit) => `لن يجد أحد الوحدة ${unit} ولن يحجزها حتى تُعرض من جديد. وما حُجز أو دُفع مقدمه من قبل يبقى كما هو.`,
    keepOffered: "اتركها",
    confirmWithdrawal: (unit) => `اسحب ${unit}`,
    saleChanges: {
      "sell-in-shares": (unit) => `الوحدة ${unit} تُباع حصصًا من الآن.`,
      "sell-as-a-whole": (unit) => `الوحدة ${unit} تُباع كاملة من الآن.`,
      withdraw: (unit) => `سُحبت الوحدة ${unit} من البيع.`,
      "offer-again": (unit) => `الوحدة ${unit} معروضة من جديد، بقدر ما هو متاح منها.`,
    },
    events: "إشعارات لم تُنفَّذ",
    eventsHint: "ما أبلغت به Paymob ولم يُتخذ فيه إجراء: يجب أن يراجعه أحد.",
    noEvents: "لا توجد إشعارات معلّقة.",
    seen: "تمت مراجعته",
    seenLabel: (order) => `تمت مراجعة إشعار الطلب رقم ${order}`,
    wasSeen: (order) => `خرج إشعار الطلب رقم ${order} من القائمة.`,
    received: "وقت الوصول",
    reason: "السبب",
    order: "رقم الطلب",
    transaction: "رقم العملية",
    amount: "المبلغ",
    keptAsideFor: {
      unknown_order: "لا توجد عملية دفع بهذا الرقم",
      amount: "مبلغ غير المطلوب",
      currency: "عملة غير الجنيه",
      integration: "وسيلة دفع ليست لنا",
      owner: "تاجر آخر",
      paid_twice: "دفعة ثانية للطلب نفسه",
      kind: "نوع لا نطلبه أبدًا",
    },
    viewings: "المعاينات",
    viewingsHint: "المعاينات القادمة، الأقرب أولًا. مواعيد المعاينات بتوقيت القاهرة. عند إلغاء معاينة هنا يُبلَّغ من طلبها.",
    overviewViewings: (count) => `معاينات قادمة: ${count}`,
    noViewings: "لا توجد معاينات قادمة.",
    viewingSlot: "الموعد بتوقيت القاهرة",
    viewingStates: { requested: "لم تُؤكَّد بعد", confirmed: "مؤكَّدة" },
    wished: (time) => `يُراد نقلها إلى ${time}`,
    who: "صاحب الطلب",
    askedAt: "وقت الطلب",
    cancel: "ألغِ",
    cancelLabel: (unit, time) => `ألغِ معاينة ${unit}، ${time}`,
    cancelTitle: "هل تريد إلغاء المعاينة؟",
    cancelWarning: (unit, time) => `تُلغى معاينة ${unit}، ${time} بتوقيت القاهرة، ويُبلَّغ من طلبها. لا يمكن التراجع عن ذلك.`,
    keepViewing: "أبقِها",
    confirmCancellation: "ألغِ المعاينة",
    wasCancelled: (unit, time) => `أُلغيت معاينة ${unit}، ${time} بتوقيت القاهرة.`,
    callbacks: "أشخاص ينتظرون مكالمة",
    callbacksHint: "يريدون التحدث إلى شخص. الأطول انتظارًا أولًا.",
    overviewCallbacks: (count) => `ينتظرون مكالمة: ${count}`,
    noCallbacks: "لا أحد ينتظر مكالمة.",
    phone: "الهاتف",
    language: "اللغة",
    languages: { ar: "العربية", en: "الإنجليزية" },
    since: "منذ",
    called: "تم",
    calledLabel: (phone) => `تم الاتصال بالرقم ${phone}`,
    wasCalled: (phone) => `خرج الرقم ${phone} من القائمة.`,
    letters: "الرسائل العالقة",
    lettersHint: "ما فشل مرة بعد مرة ووُضع جانبًا. إعادة المحاولة تعيده إلى طابوره.",
    overviewLetters: (count) => `رسائل عالقة: ${count}`,
    noLetters: "لا توجد طوابير معروفة.",
    queues: { notices: "رسائل إلى الأشخاص", viewings: "معاينات تنتظر التأكيد", listing_files: "ملفات الوحدات" },
    lettersWaiting: (count) => `في الانتظار: ${count}`,
    uploadAgain: "رفع الملف مرة أخرى يعيد المحاولة.",
    retry: "أعد المحاولة",
    retryLabel: (queue) => `أعد المحاولة: ${queue}`,
    wasMoved: (queue, count) => `أُعيد إلى الطابور: ${count} (${queue})`,
    hallucinations: "جمل تم إيقافها",
    hallucinationsHint: "كلام كانت النماذج ستقوله وليس له أصل فيما قرأته. لم يره أحد.",
    noHallucinations: "لم يتم إيقاف شيء.",
    stoppedFor: {
      unknown_unit: "وحدة لم تُقرأ",
      unavailable: "وحدة غير متاحة",
      figure: "رقم بلا مصدر",
      another_units: "ما يخص وحدة أخرى",
      name: "اسم لم يُقرأ",
      wording: "صياغة ادعاء بلا مصدر",
    },
  },
};

/** Stands for every figure that the answer does not have. */
const UNKNOWN = "–";

// ---------------------------------------------------------------- Limits

/** From the end of one round of requests to the beginning of the next. */
const REFRESH_MILLISECONDS = 10_000;
/** How long a 429 is waited for that does not say so itself. */
const DEFAULT_WAIT_SECONDS = 60;
const DAYS_SHOWN = 7;
/** Shares of a limit from which on it is close, and reached. */
const NEAR = 0.9;
const REACHED = 1;
/** Where the day's limit is more than so many times the dearest day, its line would flatten the bars. */
const LIMIT_ON_SCALE = 5;
/** Colours in admin.css: so many of their own, then greys that take turns. */
const COLOURS = 8;
const GREYS = 3;
/** The queue whose dead letters are not brought back: its file is uploaded again. */
const UPLOADED_QUEUE = "listing_files";
/** What can be a unit's number. */
const UNIT_NUMBER = /^[A-Z]{2,4}\d{1,9}$/;
/** What the buttons that are called so change of how a unit is sold. */
const SALE_CHANGES = {
  "sell-in-shares": { in_shares: true },
  "sell-as-a-whole": { in_shares: false },
  withdraw: { withdrawn: true },
  "offer-again": { withdrawn: false },
};

// ---------------------------------------------------------------- The page's parts and state

const keyInput = part("key");
const saleInput = part("sale-unit");
const confirmation = part("confirmation");

/**
 * What is asked for, and what draws it. `data` is what came last, at the time `at`; `failure` is why nothing came since.
 * Of what an operator did last there, `actionFailure` is why it failed, and `done` says in a language what came of it; what it
 * means that something is not there, the text called `missing` says. In a part without a path something is only done.
 */
const parts = {
  costs: { path: `costs/report?days=${DAYS_SHOWN}`, show: showCosts },
  circuits: { path: "health/circuits", show: showCircuits },
  security: { path: "health/security", show: showSecurity },
  reservations: { path: "admin/reservations", show: showReservations },
  sale: { path: null, show: () => {}, missing: "noUnit" },
  events: { path: "admin/payments/events", show: showEvents },
  viewings: { path: "admin/viewings", show: showViewings },
  callbacks: { path: "admin/callbacks", show: showCallbacks },
  letters: { path: "admin/dead-letters", show: showLetters },
  hallucinations: { path: "admin/hallucinations?limit=20", show: showHallucinations },
};

const page = {
  language: "en",
  key: null,
  /** The key has opened something. */
  admitted: false,
  /** Why the key's form is shown: a text in both languages, or null. */
  keyFailure: null,
  paused: false,
  /** The round of requests on its way (an AbortController), or null. */
  round: null,
  timer: null,
  /** The time before which the server does not want to be asked, in milliseconds. */
  notBefore: 0,
  /** Actions on their way, by the key of their button. */
  acting: new Set(),
  /** What is asked once more: the key of its button, the section where that stands, and what it does (a function); or null. */
  asked: null,
  /** Which colour a model has; once given it stays, whatever the figures do. */
  colours: new Map(),
};

function emptyParts() {
  const empty = { data: null, at: null, failure: null, actionFailure: null, done: null, drawn: null };
  for (const name of Object.keys(parts)) Object.assign(parts[name], empty);
}

// ---------------------------------------------------------------- What the browser remembers

const KEY_KEY = "osool.admin-key";

// ---------------------------------------------------------------- Language

function showPageIn(language) {
  page.language = language;
  const words = texts[language];
  document.title = words.pageTitle;
  showFrameIn(language, words);
  showAll();
}

function switchLanguage() {
  showPageIn(otherLanguage(page.language));
  chooseLanguage(page.language);
}

// ---------------------------------------------------------------- Numbers and times

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const list = (value) => (Array.isArray(value) ? value : []);
const locale = () => texts[page.language].locale;

function number(value) {
  return isNumber(value) ? new Intl.NumberFormat(locale()).format(value) : UNKNOWN;
}

function share(value) {
  if (!isNumber(value)) return UNKNOWN;
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: value < 0.1 ? 1 : 0 }).format(value);
}

/** Cents, or hundredths of a cent below a dollar. */
function dollars(value) {
  if (!isNumber(value)) return UNKNOWN;
  return currency(value, 2, Math.abs(value) < 1 ? 4 : 2);
}

/** The page says once that its dollars are those of the US; among Arabic letters, “US$” would be turned around. */
function currency(value, leastDigits, mostDigits) {
  return new Intl.NumberFormat(locale(), {
    style: "currency", currency: "USD", minimumFractionDigits: leastDigits, maximumFractionDigits: mostDigits,
  }).format(value).replace(/US\$\s?/, "$");
}

/** A day as the API names it, 2026-11-21, in the form that the options ask for. */
function day(date, options) {
  const moment = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(moment.getTime())) return date ?? UNKNOWN;
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" }).format(moment);
}

/** Pounds, as the API gives them. */
const egyptian = (amount) => (isNumber(amount) ? pounds(amount, locale()) : UNKNOWN);

/** A moment in the person's own time zone, with its date where that is not today's. What is no moment stays as it is. */
function clock(value) {
  const moment = new Date(value ?? NaN);
  if (Number.isNaN(moment.getTime())) return value ?? UNKNOWN;
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  const isToday = moment.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale(), isToday ? time : { ...time, day: "numeric", month: "short" }).format(moment);
}

/** An hour of a viewing as clocks show it in Cairo, wherever the page is read: the API tells it with Cairo's offset. */
function hourInCairo(value) {
  const moment = new Date(`${String(value).slice(0, 19)}Z`);
  if (Number.isNaN(moment.getTime())) return value ?? UNKNOWN;
  return new Intl.DateTimeFormat(locale(), {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC",
  }).format(moment);
}

/** The sum of what is known; null where nothing is. */
function sum(values) {
  const known = values.filter(isNumber);
  return known.length ? known.reduce((total, value) => total + value, 0) : null;
}

// ---------------------------------------------------------------- Making elements

/** An element of a drawing with its attributes. */
function shape(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A name that is not in the language of the page, such as a model's: always left to right. */
function code(className, text) {
  const node = element("bdi", className, text ?? UNKNOWN);
  node.dir = "ltr";
  return node;
}

/** The same within a sentence, for which Unicode has signs (LRI and PDI): among Arabic letters, “+20” would be turned around. */
const leftToRight = (text) => `\u2066${text ?? UNKNOWN}\u2069`;

/** What stands in one cell of a table, one below the other; null is left out. */
const stacked = (...contents) => element("div", "", ...contents.map((content) => (content == null ? null : element("p", "", content))));

/** A text in a table that is too long for one line, in the direction of its own language. */
function longText(text) {
  const node = element("p", "long-text", text ?? UNKNOWN);
  node.dir = "auto";
  return node;
}

/** One of the drawings in admin.html. */
function drawing(name) {
  return shape("svg", { class: "state-mark", viewBox: "0 0 24 24", "aria-hidden": "true" }, shape("use", { href: `#${name}` }));
}

/** The square of colour beside a model's name. It is drawn, because forced colours leave drawings alone. */
function swatch(model) {
  return shape("svg", { class: "swatch", viewBox: "0 0 10 10", "aria-hidden": "true" },
    shape("rect", { class: colour(model), width: 10, height: 10, rx: 2 }));
}

function modelName(model) {
  return element("span", "model", swatch(model), code("", model));
}

/** Labels and values. */
function facts(...entries) {
  return element("dl", "facts", ...entries.map(([label, value]) => element("div", "", element("dt", "", label), element("dd", "", value))));
}

/** A table whose first column names the row; the other columns are figures unless their heading says `text`. */
function table(label, headings, rows) {
  const head = headings.map(({ title, text }, index) => {
    const cell = element("th", index === 0 || text ? "" : "figure-cell", title);
    cell.scope = "col";
    return cell;
  });
  const body = rows.map((cells) => element("tr", "", ...cells.map((content, index) => {
    const cell = element(index === 0 ? "th" : "td", index === 0 || headings[index].text ? "" : "figure-cell", content);
    if (index === 0) cell.scope = "row";
    return cell;
  })));
  return element(
    "table", "",
    element("caption", "visually-hidden", label),
    element("thead", "", element("tr", "", ...head)),
    element("tbody", "", ...body),
  );
}

/** A button for an action on one thing. Its key finds it again after the list was drawn anew. */
function actionButton(key, text, label, action) {
  const node = element("button", "small-button", text);
  node.type = "button";
  node.ariaLabel = label;
  node.dataset.key = key;
  node.ariaDisabled = String(page.acting.has(key));
  node.addEventListener("click", action);
  return node;
}

/** Fills a list anew without losing the focus: it stays on the same button, or goes to the heading of the part. */
function fill(container, ...children) {
  const { activeElement } = document;
  const key = container.contains(activeElement) ? activeElement.dataset.key : undefined;
  container.replaceChildren(...children);
  if (key !== undefined) focusOn(key, container.closest(".part"));
}

/** Puts the focus on the button with this key, or, where that is gone, on the heading of its section. */
function focusOn(key, section) {
  const again = [...section.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
  (again ?? section.querySelector("h2")).focus({ preventScroll: true });
}

/** For people who hear the page: said once, without moving the focus. */
function announce(text) {
  part("announcer").textContent = text;
}

// ---------------------------------------------------------------- Showing

function showAll() {
  showFrame();
  for (const name of Object.keys(parts)) showPart(name);
}

/** Which of the two views there is, the key's form or the figures, and how old the figures are. */
function showFrame() {
  const words = texts[page.language];
  part("key-form").hidden = page.admitted;
  part("figures").hidden = !page.admitted;
  part("freshness").hidden = !page.admitted;
  part("key-submit").textContent = page.round && !page.admitted ? words.keyChecking : words.keySubmit;
  keyInput.ariaInvalid = String(page.keyFailure !== null);
  explain(part("key-failure"), null, page.keyFailure && page.keyFailure[page.language] + waitInWords());
  part("pause").textContent = page.paused ? words.resume : words.pause;
  const at = asOf();
  const shownAt = page.paused ? words.pausedAsOf : words.asOf;
  part("as-of").textContent = at ? shownAt(clock(at)) : words.loading;
  showOverview();
}

/** When the figures were true: the report says so itself, else it is when the newest answer came. */
function asOf() {
  return parts.costs.data?.as_of ?? (Math.max(...Object.values(parts).map(({ at }) => at ?? 0)) || null);
}

/** One line that says whether there is anything to look at, and leads there. */
function showOverview() {
  const words = texts[page.language];
  const used = usedToday();
  const notClosed = parts.circuits.data?.circuits?.filter(({ state }) => state !== "closed").length;
  const blocked = countOf(parts.security.data ?? {}, "blocked");
  const refunds = parts.reservations.data?.reservations?.filter((deal) => deal.refund_requested && !hasGoneBack(deal));
  const deals = sum([parts.events.data?.events?.length, refunds?.length]);
  const callbacks = parts.callbacks.data?.callbacks?.length;
  const letters = sum(list(parts.letters.data?.queues).map(({ waiting }) => waiting));
  const entries = [
    ["costs", words.overviewCosts(share(used)), used >= NEAR],
    ["circuits", words.overviewCircuits(number(notClosed)), notClosed > 0],
    ["security", words.overviewSecurity(number(blocked)), blocked > 0],
    ["deals", words.overviewDeals(number(deals)), deals > 0],
    ["viewings", words.overviewViewings(number(parts.viewings.data?.viewings?.length)), false],
    ["callbacks", words.overviewCallbacks(number(callbacks)), callbacks > 0],
    ["letters", words.overviewLetters(number(letters)), letters > 0],
  ];
  // The links stay the same nodes, so that one which has the focus keeps it.
  const links = part("overview");
  if (!links.childElementCount) links.append(...entries.map(([name]) => {
    const link = element("a", "overview-link");
    link.href = `#${name}`;
    return element("li", "", link);
  }));
  entries.forEach(([, text, matters], index) => {
    const link = links.children[index].firstElementChild;
    link.textContent = text;
    link.classList.toggle("matters", matters);
  });
}

/** Draws a part where something has changed: what is being read or clicked is not taken away for the same again. */
function showPart(name) {
  const shown = parts[name];
  showNotice(name);
  if (!page.admitted) return;
  const drawn = JSON.stringify([page.language, shown.at !== null, { ...shown.data, as_of: null }]);
  if (drawn === shown.drawn) return;
  shown.drawn = drawn;
  shown.show(shown.data ?? {});
}

function showNotice(name) {
  const words = texts[page.language];
  const { failure, at, actionFailure, done, missing = "gone" } = parts[name];
  const text = failure?.texts[page.language];
  // Of an action's 404, the API can only say that there is nothing at its path.
  const why = actionFailure?.status === 404 ? words[missing] : actionFailure?.texts[page.language];
  part(`${name}-notice`).hidden = !failure;
  explain(part(`${name}-notice`), failure, failure && (at ? words.stale(text, clock(at)) : words.missing(text)) + waitInWords());
  explain(part(`${name}-failure`), actionFailure, actionFailure && `${words.actionFailed} ${why}`);
  explain(part(`${name}-done`), null, done && done(page.language));
}

/** A text about a failure and the request's id, by which the log tells more. What stands there already is not said again. */
function explain(place, failure, text) {
  const id = failure?.requestId;
  const said = element("div", "", text, id ? element("span", "request-id", ` ${texts[page.language].request}: `, element("code", "", id)) : null);
  if (said.textContent !== place.textContent) place.replaceChildren(...said.childNodes);
}

/** When the server wants to be asked again, if it said so. */
function waitInWords() {
  return page.notBefore > Date.now() ? ` ${texts[page.language].waiting(clock(page.notBefore))}` : "";
}

// ---------------------------------------------------------------- Costs

function showCosts(report) {
  const words = texts[page.language];
  const { limits, today, analysis, totals } = report;
  giveColours(report);
  part("today").replaceChildren(...againstLimit(words.today, words.todayLimit, today?.cost_usd, today?.held_usd, limits?.day_usd), facts(
    [words.held, dollars(today?.held_usd)],
    [words.overrun, dollars(today?.overrun_usd)],
    [words.expired, dollars(today?.expired_usd)],
    [words.conversations, number(today?.conversations)],
  ), element("p", "quiet", words.resetsDay));
  const { month_usd: month } = report;
  const left = isNumber(month) && isNumber(limits?.month_usd) ? Math.max(0, limits.month_usd - month) : null;
  part("month").replaceChildren(...againstLimit(words.month, words.monthLimit, month, 0, limits?.month_usd), facts(
    [words.left, dollars(left)],
    [words.sessionLimit, dollars(limits?.session_usd)],
  ), element("p", "quiet", words.resetsMonth));
  const perReservation = analysis?.cost_per_reservation_usd;
  part("tiles").replaceChildren(...[
    [words.totalDays(number(DAYS_SHOWN)), dollars(totals?.cost_usd)],
    [words.calls, number(totals?.calls)],
    [words.perConversation, dollars(analysis?.cost_per_conversation_usd)],
    ...(isNumber(perReservation) ? [[words.perReservation, dollars(perReservation)]] : []),
    [words.cacheShare, share(analysis?.cache_hit_share)],
  ].map(([label, value]) => element("div", "", element("dt", "", label), element("dd", "", value))));
  showDays(report);
  showModels(report);
  showContexts(report);
  showAdvice(report);
}

/** The share of the day's limit that is spent or held, or null. */
function usedToday() {
  const { today, limits } = parts.costs.data ?? {};
  const used = sum([today?.cost_usd, today?.held_usd]);
  return used !== null && limits?.day_usd > 0 ? used / limits.day_usd : null;
}

/** An amount, a bar of how much of the limit it is, and the same in words. */
function againstLimit(title, label, spent, held, limit) {
  const words = texts[page.language];
  const used = sum([spent, held]);
  const ratio = isNumber(spent) && limit > 0 ? used / limit : null;
  const level = ratio >= REACHED ? "reached" : ratio >= NEAR ? "near" : "";
  const inWords = [words.used(share(ratio)), level ? words[level] : null].filter(Boolean).join(words.separator);
  return [
    element("h3", "", title),
    element("p", "amount", element("span", "amount-spent", dollars(spent)), " ", element("span", "quiet", words.of(dollars(limit)))),
    meter(label, spent, held, limit, level, inWords),
    element("p", level ? `meter-text meter-text-${level}` : "meter-text", inWords),
  ];
}

/** The bar: what is spent, then what is held, with marks where the limit is close and where it is reached. */
function meter(label, spent, held, limit, level, inWords) {
  const ratioOf = (value) => (isNumber(value) && limit > 0 ? value / limit : 0);
  const end = Math.max(1.16, ratioOf(spent) + ratioOf(held));
  const percent = (ratio) => `${(100 * ratio) / end}%`;
  const track = element("div", level ? `meter meter-${level}` : "meter");
  const bar = (className, ratio) => {
    const node = element("span", className);
    node.style.inlineSize = percent(ratio);
    return node;
  };
  const mark = (ratio) => {
    const node = element("span", "meter-mark");
    node.style.insetInlineStart = percent(ratio);
    return node;
  };
  track.append(element("span", "meter-fill", bar("meter-spent", ratioOf(spent)), bar("meter-held", ratioOf(held))), mark(NEAR), mark(REACHED));
  track.role = "meter";
  track.ariaLabel = label;
  track.ariaValueMin = "0";
  track.ariaValueMax = "100";
  track.ariaValueNow = String(Math.min(100, Math.round(100 * (ratioOf(spent) + ratioOf(held)))));
  track.ariaValueText = inWords;
  const near = element("span", "meter-label", share(NEAR));
  near.style.insetInlineEnd = percent(end - NEAR);
  const reached = element("span", "meter-label", share(REACHED));
  reached.style.insetInlineStart = percent(REACHED);
  const labels = element("div", "meter-labels", near, reached);
  labels.ariaHidden = "true";
  return element("div", "meter-frame", track, labels);
}

// ---------------------------------------------------------------- Colours of models

/** Gives every new model the next colour, the dearest first. */
function giveColours({ models, days }) {
  const byCost = [...list(models)].sort((one, other) => (other.cost_usd ?? 0) - (one.cost_usd ?? 0));
  const used = list(days).flatMap(({ usage }) => list(usage));
  for (const { model } of [...byCost, ...used]) {
    if (!page.colours.has(model)) page.colours.set(model, page.colours.size);
  }
}

/** The class of a model's colour. */
function colour(model) {
  const place = page.colours.get(model) ?? COLOURS;
  return place < COLOURS ? `colour-${place + 1}` : `grey-${((place - COLOURS) % GREYS) + 1}`;
}

// ---------------------------------------------------------------- The chart

/** The models that appear in the days, in the order of their colours. */
function modelsOf(days) {
  const used = new Set(days.flatMap(({ usage }) => list(usage).map(({ model }) => model)));
  return [...page.colours.keys()].filter((model) => used.has(model));
}

/** What a model cost on a day, over all contexts; null where it was not used. */
function costOf({ usage }, model) {
  return sum(list(usage).filter((row) => row.model === model).map((row) => row.cost_usd));
}

function showDays({ days: given, limits }) {
  const words = texts[page.language];
  const days = list(given);
  const models = modelsOf(days);
  const limit = isNumber(limits?.day_usd) ? limits.day_usd : null;
  drawChart();
  const beyond = limit !== null && !isOnScale(limit, dearest(days));
  part("legend").replaceChildren(
    ...models.map((model) => element("li", "", modelName(model))),
    limit === null ? "" : element("li", "legend-limit",
      shape("svg", { class: "swatch-line", viewBox: "0 0 22 10", "aria-hidden": "true" },
        shape("line", { class: "limit-line", x1: 0, x2: 22, y1: 5, y2: 5 })),
      (beyond ? words.dayLimitBeyond : words.dayLimit)(dollars(limit))),
  );
  part("days-details").hidden = !days.length;
  const titles = [words.total, words.held, words.overrun, words.expired, words.conversations];
  part("days").replaceChildren(table(
    words.byDay,
    [{ title: words.day }, ...models.map((model) => ({ title: modelName(model) })), ...titles.map((title) => ({ title }))],
    days.map((each) => [
      day(each.date, { weekday: "short", day: "numeric", month: "short" }),
      ...models.map((model) => dollars(costOf(each, model))),
      dollars(each.cost_usd), dollars(each.held_usd), dollars(each.overrun_usd), dollars(each.expired_usd), number(each.conversations),
    ]),
  ));
}

/** What a day's bar shows: the sum of its models, which is what the day cost. */
const barOf = ({ usage }) => sum(list(usage).map((row) => row.cost_usd)) ?? 0;

const dearest = (days) => Math.max(0, ...days.map(barOf));

/** A limit far above every bar is named, not drawn: drawn, it would leave no bar to see. */
const isOnScale = (limit, highest) => highest === 0 || highest * LIMIT_ON_SCALE >= limit;

/** The ticks of an axis from nought to at least `top`: at most five steps of 1, 2 or 5 times a power of ten. */
function ticks(top) {
  const power = 10 ** Math.floor(Math.log10(top / 5));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power * 5 >= top * 0.999999);
  const count = Math.ceil(top / step - 0.000001);
  return { step, values: Array.from({ length: count + 1 }, (_, index) => index * step) };
}

/** Draws the chart as wide as its place is, so that its letters keep their size. */
function drawChart() {
  const place = part("chart");
  const words = texts[page.language];
  const days = list(parts.costs.data?.days);
  const width = Math.floor(place.clientWidth);
  if (!days.length) {
    place.replaceChildren(element("p", "quiet", parts.costs.data?.days ? words.noDays : UNKNOWN));
    return;
  }
  if (width === 0) return;
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const limit = parts.costs.data.limits?.day_usd;
  const highest = dearest(days);
  const hasLine = limit > 0 && isOnScale(limit, highest);
  const { step, values } = ticks(Math.max(highest, hasLine ? limit : 0) || 1);

  const height = 17 * rem;
  const top = 1.5 * rem;
  const bottom = height - 2.75 * rem;
  const start = 3.5 * rem;
  const band = (width - start) / days.length;
  // From right to left the whole drawing is mirrored; only the letters are not.
  const across = (x) => (words.direction === "rtl" ? width - x : x);
  const up = (value) => bottom - (value / values.at(-1)) * (bottom - top);
  const lineAt = hasLine ? up(limit) : null;
  const digits = step < 1 ? Math.ceil(-Math.log10(step)) : 0;

  const grid = values.flatMap((value) => [
    shape("line", { class: value === 0 ? "axis" : "grid", x1: across(start), x2: across(width), y1: up(value), y2: up(value) }),
    shape("text", { class: "tick", x: across(start - 0.6 * rem), y: up(value), dy: "0.35em", "text-anchor": "end" },
      currency(value, digits, digits)),
  ]);
  const scale = { width: Math.min(0.62 * band, 4 * rem), isRoomy: band > 4.25 * rem, up, lineAt, rem, bottom };
  const bars = days.flatMap((each, index) => bar(each, across(start + band * (index + 0.5)), scale));
  const line = hasLine
    ? [shape("line", { class: "limit-line", x1: across(start), x2: across(width), y1: lineAt, y2: lineAt })]
    : [];
  place.replaceChildren(shape("svg", {
    role: "img", "aria-label": chartInWords(days, limit), width, height, viewBox: `0 0 ${width} ${height}`,
  }, ...grid, ...bars, ...line));
}

/** One day: the models on top of each other, the sum above, the date below. */
function bar(each, middle, { width, isRoomy, up, lineAt, rem, bottom }) {
  const name = day(each.date, { weekday: "short", day: "numeric", month: "short" });
  let below = 0;
  const segments = modelsOf([each]).map((model) => {
    const cost = costOf(each, model) ?? 0;
    const [from, to] = [up(below), up(below + cost)];
    below += cost;
    // A gap of the ground between two segments, unless nothing would be left of this one.
    const height = from - to > 3 ? from - to - 1.5 : from - to;
    return shape("rect", { class: colour(model), x: middle - width / 2, y: to, width, height, rx: 1.5 },
      shape("title", {}, `${name}: ${model} ${dollars(cost)}`));
  });
  const isToday = each.date === parts.costs.data.today?.date;
  const text = (className, y, content) =>
    shape("text", { class: isToday ? `${className} is-today` : className, x: middle, y, "text-anchor": "middle" }, content);
  const dates = (isRoomy ? [{ day: "numeric", month: "short" }, { weekday: "short" }] : [{ day: "numeric" }])
    .map((options, index) => text("tick", bottom + (1.2 + 1.1 * index) * rem, day(each.date, options)));
  const above = up(below) - 0.4 * rem;
  const meetsLine = lineAt !== null && lineAt > above - rem && lineAt < above + 0.4 * rem;
  const total = text("bar-total", meetsLine ? lineAt - 0.4 * rem : above, shortly(each.cost_usd, isRoomy));
  return [...segments, total, ...dates];
}

/** An amount above its bar, where the axis names the currency; only its first three digits where there is little room. */
function shortly(value, isRoomy) {
  if (!isNumber(value)) return UNKNOWN;
  const digits = isRoomy ? { minimumFractionDigits: 2, maximumFractionDigits: value < 1 ? 4 : 2 } : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(locale(), digits).format(value);
}

function chartInWords(days, limit) {
  const long = (date) => day(date, { weekday: "long", day: "numeric", month: "long" });
  const highest = days.reduce((one, other) => (barOf(other) > barOf(one) ? other : one));
  return texts[page.language].chart(long(days[0].date), long(days.at(-1).date), long(highest.date), dollars(barOf(highest)), dollars(limit));
}

// ---------------------------------------------------------------- Tables and advice

function showModels({ models: given, totals }) {
  const words = texts[page.language];
  const models = list(given);
  if (!models.length) {
    part("models").replaceChildren(element("p", "quiet", given ? words.nothingUsed : UNKNOWN));
    return;
  }
  const all = totals?.cost_usd;
  part("models").replaceChildren(table(
    words.byModel,
    [{ title: words.model }, ...[words.cost, words.share, words.calls, words.input, words.cacheRead, words.output].map((title) => ({ title }))],
    models.map(({ model, cost_usd: cost, calls, input, cache_read: cacheRead, output }) => [
      modelName(model), dollars(cost), share(all > 0 && isNumber(cost) ? cost / all : null),
      number(calls), number(input), number(cacheRead), number(output),
    ]),
  ));
}

const contextName = (context) => texts[page.language].contexts[context] ?? context ?? UNKNOWN;

function showContexts({ contexts: given }) {
  const words = texts[page.language];
  const contexts = list(given);
  part("contexts").replaceChildren(contexts.length
    ? table(
      words.byContext,
      [{ title: words.context }, { title: words.cost }, { title: words.calls }],
      contexts.map(({ context, cost_usd: cost, calls }) => [contextName(context), dollars(cost), number(calls)]),
    )
    : element("p", "quiet", given ? words.nothingUsed : UNKNOWN));
}

function showAdvice({ analysis }) {
  const words = texts[page.language];
  const advice = list(analysis?.advice);
  const none = analysis ? words.noAdvice : UNKNOWN;
  part("advice").replaceChildren(...(advice.length
    ? advice.map((each) => element("li", "notice", (page.language === "ar" && each.text_ar) || each.text || UNKNOWN))
    : [element("li", "quiet", none)]));
  const calls = list(analysis?.dearest_calls);
  part("dearest-details").hidden = !calls.length;
  part("dearest").replaceChildren(table(
    words.dearestCalls,
    [{ title: words.day }, { title: words.model, text: true }, { title: words.context, text: true }, { title: words.cost }],
    calls.map((each) => [
      day(each.date, { weekday: "short", day: "numeric", month: "short" }), modelName(each.model), contextName(each.context), dollars(each.cost_usd),
    ]),
  ));
  const alternatives = list(analysis?.what_if);
  part("what-if-details").hidden = !alternatives.length;
  part("assumption").textContent = (page.language === "ar" && analysis?.assumption_ar) || (analysis?.assumption ?? "");
  part("what-if").replaceChildren(table(
    words.whatIf,
    [
      { title: words.model }, { title: words.context, text: true }, { title: words.actual },
      { title: words.alternative, text: true }, { title: words.alternativeCost }, { title: words.saving },
    ],
    alternatives.map((each) => [
      modelName(each.model), contextName(each.context), dollars(each.actual_usd),
      code("", each.alternative), dollars(each.alternative_usd), dollars(each.saving_usd),
    ]),
  ));
}

// ---------------------------------------------------------------- Breakers

function showCircuits({ circuits: given }) {
  const words = texts[page.language];
  const circuits = list(given);
  fill(part("circuits-list"), ...(circuits.length
    ? circuits.map(circuit)
    : [element("li", "quiet", given ? words.noCircuits : UNKNOWN)]));
}

function circuit(each) {
  const words = texts[page.language];
  const { name, state } = each;
  const drawn = state in words.states ? drawing(`state-${state}`) : null;
  const isClosed = state === "closed";
  const lines = [
    state === "open" ? refusedUntil(each) : null,
    state === "half_open" ? words.probing : null,
    isClosed ? null : scope(each),
    words.failures(number(each.failures), number(each.threshold)),
    each.last_failure ? words.lastFailure(clock(each.last_failure)) : null,
  ];
  return element(
    "li", "panel item",
    element(
      "div", "item-head",
      element("h3", "", code("", name)),
      element("span", drawn ? `state state-${state}` : "state", drawn, words.states[state] ?? state ?? UNKNOWN),
    ),
    ...lines.filter(Boolean).map((line) => element("p", "quiet", line)),
    isClosed ? null : actionButton(`circuits ${name}`, words.reset, words.resetLabel(name), () =>
      act("circuits", `circuits ${name}`, `admin/circuits/${encodeURIComponent(name)}/reset`, (language) => texts[language].wasReset(name))),
  );
}

function refusedUntil({ opened_until: until, open_seconds: seconds }) {
  const words = texts[page.language];
  return until ? words.openUntil(clock(until)) : words.openFor(number(seconds));
}

/** Whether a breaker is open for the fleet, or only in environments that could not reach the fleet's state. */
function scope({ scope: where, environments_open: count }) {
  const words = texts[page.language];
  if (where === "fleet") return words.fleet;
  return where === "environments" ? words.environments(number(count)) : null;
}

// ---------------------------------------------------------------- Blocks

/** How many are blocked or flagged; the list may be cut, the count is not. Null where neither came. */
function countOf(security, name) {
  return security[`${name}_count`] ?? security[name]?.length ?? null;
}

function showSecurity(security) {
  const words = texts[page.language];
  const lists = [
    ["blocked", words.noBlocked, words.unblock, words.unblockLabel],
    ["flagged", words.noFlagged, words.clearFlag, words.clearFlagLabel],
  ];
  for (const [name, none, verb, label] of lists) {
    const entries = list(security[name]);
    const count = countOf(security, name);
    const rows = entries.map((entry) => subject(entry, `${name} ${entry.subject}`, verb, label));
    if (!count) rows.push(element("li", "quiet", count === 0 ? none : UNKNOWN));
    if (count > entries.length) rows.push(element("li", "quiet", words.more(number(count - entries.length))));
    part(`${name}-title`).textContent = words[name](number(count));
    fill(part(name), ...rows);
  }
}

function subject(entry, key, verb, label) {
  const words = texts[page.language];
  const why = [
    entry.reason ? words.reasons[entry.reason] ?? entry.reason : null,
    entry.until ? words.until(clock(entry.until)) : null,
  ].filter(Boolean).join(words.separator);
  return element(
    "li", "row",
    element("div", "row-text", code("subject", entry.subject), element("p", "quiet", why)),
    actionButton(key, verb, label(entry.subject), () =>
      act("security", key, "admin/unblock", (language) => texts[language].wasUnblocked(entry.subject), { body: { subject: entry.subject } })),
  );
}

// ---------------------------------------------------------------- Deals

/** Whether the money of a deal is with whoever paid it again. */
const hasGoneBack = ({ payment }) => ["refunded", "voided"].includes(payment?.state);

function showReservations({ reservations: given }) {
  const words = texts[page.language];
  const deals = list(given);
  const headings = [
    { title: words.unit }, { title: words.made, text: true }, { title: words.state, text: true }, { title: words.payment, text: true },
    { title: words.refund, text: true }, { title: words.deposit }, { title: words.price }, { title: words.shares },
    { title: words.unitTitle, text: true }, { title: words.user, text: true },
  ];
  fill(part("reservations"), deals.length
    ? table(words.reservations, headings, deals.map((deal) => [
      code("", deal.property_id), clock(deal.created_at), dealState(deal),
      deal.payment ? words.paymentStates[deal.payment.state] ?? deal.payment.state : words.notPaid,
      refund(deal), egyptian(deal.deposit), egyptian(deal.price), number(deal.shares), named(deal, "title", page.language),
      deal.user_id ? code("", deal.user_id) : words.erased,
    ]))
    : element("p", "quiet", given ? words.noReservations : UNKNOWN));
}

function dealState({ state, held_until: until }) {
  const words = texts[page.language];
  return state === "held" && until ? words.heldUntil(clock(until)) : words.dealStates[state] ?? state ?? UNKNOWN;
}

/**
 * Whether money is to go back, told apart by words and by colour; it has gone where the payment says so. Where it is here,
 * it can be given back; where it is to go, somebody can say that it went by another way.
 */
function refund(deal) {
  const requested = deal.refund_requested
    ? element("span", hasGoneBack(deal) ? "" : "state state-open", texts[page.language].refundRequested)
    : null;
  const action = deal.payment?.state === "paid" ? refundButton(deal) : null;
  const ending = deal.refund_requested && deal.payment && !hasGoneBack(deal) ? goneBackButton(deal) : null;
  return requested || action ? element("div", "cell-actions", requested, action, ending) : UNKNOWN;
}

function refundButton({ property_id: unit, payment: { id, amount } }) {
  const words = texts[page.language];
  const key = `refund ${id}`;
  return actionButton(key, words.giveBack, words.giveBackLabel(egyptian(amount), unit), ({ currentTarget }) => askOnceMore(currentTarget, {
    title: words.giveBackTitle,
    warning: words.giveBackWarning(egyptian(amount), unit),
    keep: words.keepMoney,
    confirm: words.confirmRefund(egyptian(amount)),
  }, () => act("reservations", key, `admin/payments/${encodeURIComponent(id)}/refund`, (language, { refund: outcome }) => {
    const { refunds } = texts[language];
    return (refunds[outcome] ?? refunds.asked)(egyptian(amount), unit);
  }, { read: asJson })));
}

function goneBackButton({ property_id: unit, payment: { id, amount } }) {
  const words = texts[page.language];
  const key = `gone back ${id}`;
  return actionButton(key, words.goneBack, words.goneBackLabel(egyptian(amount), unit), ({ currentTarget }) => askOnceMore(currentTarget, {
    title: words.goneBackTitle,
    warning: words.goneBackWarning(egyptian(amount), unit),
    keep: words.goneBackKeep,
    confirm: words.goneBackConfirm(egyptian(amount)),
  }, () => act("reservations", key, `admin/payments/${encodeURIComponent(id)}/gone-back`,
    (language) => texts[language].refunds.given_back(egyptian(amount), unit))));
}

/** Changes how the unit is sold whose number is typed, as the button that is called `name` says. */
function changeSale(name, pressed) {
  const unit = saleInput.value.trim().toUpperCase();
  const isPossible = UNIT_NUMBER.test(unit);
  saleInput.ariaInvalid = String(!isPossible);
  if (!isPossible) {
    Object.assign(parts.sale, { actionFailure: new Failure(0, bothTexts("noSuchNumber")), done: null });
    showNotice("sale");
    saleInput.focus();
    return;
  }
  const change = () => act("sale", name, `admin/properties/${unit}`,
    (language) => texts[language].saleChanges[name](unit), { method: "PATCH", body: SALE_CHANGES[name] });
  if (name !== "withdraw") {
    change();
    return;
  }
  const words = texts[page.language];
  askOnceMore(pressed, {
    title: words.withdrawTitle,
    warning: words.withdrawWarning(unit),
    keep: words.keepOffered,
    confirm: words.confirmWithdrawal(unit),
  }, change);
}

function showEvents({ events: given }) {
  const words = texts[page.language];
  const events = list(given);
  const headings = [
    { title: words.received }, { title: words.reason, text: true }, { title: words.amount }, { title: words.order },
    { title: words.transaction }, { title: words.action, text: true },
  ];
  fill(part("events"), events.length
    ? table(words.events, headings, events.map(({ id, received_at: at, reason, amount, order, transaction }) => [
      clock(at), words.keptAsideFor[reason] ?? reason ?? UNKNOWN, egyptian(amount), code("", order), code("", transaction),
      seenButton(id, order),
    ]))
    : element("p", "quiet", given ? words.noEvents : UNKNOWN));
}

function seenButton(id, order) {
  const words = texts[page.language];
  const key = `seen ${id}`;
  return actionButton(key, words.seen, words.seenLabel(order), () =>
    act("events", key, `admin/payments/events/${encodeURIComponent(id)}/seen`, (language) => texts[language].wasSeen(order)));
}

// ---------------------------------------------------------------- Viewings

function showViewings({ viewings: given }) {
  const words = texts[page.language];
  const viewings = list(given);
  const headings = [
    { title: words.unit }, { title: words.viewingSlot, text: true }, { title: words.state, text: true }, { title: words.who, text: true },
    { title: words.askedAt, text: true }, { title: words.action, text: true }, { title: words.unitTitle, text: true },
  ];
  fill(part("viewings-list"), viewings.length
    ? table(words.viewings, headings, viewings.map((viewing) => [
      code("", viewing.property_id), hourInCairo(viewing.slot), viewingState(viewing), who(viewing), clock(viewing.created_at),
      cancelButton(viewing), named(viewing, "title", page.language),
    ]))
    : element("p", "quiet", given ? words.noViewings : UNKNOWN));
}

/** How a viewing stands; one that is to be moved stays confirmed until the other hour is. */
function viewingState({ status, wished_slot: wished }) {
  const words = texts[page.language];
  return stacked(words.viewingStates[status] ?? status ?? UNKNOWN, wished ? words.wished(hourInCairo(wished)) : null);
}

/** Who comes and how they are reached; whoever has said nothing of it has a number. */
function who({ contact, user_id: user }) {
  const { name, phone, email } = contact ?? {};
  if (!name && !phone && !email) return user ? code("", user) : texts[page.language].erased;
  return stacked(name ? element("bdi", "", name) : null, phone ? code("", phone) : null, email ? code("", email) : null);
}

function cancelButton({ viewing_id: id, property_id: unit, slot }) {
  const words = texts[page.language];
  const key = `viewing ${id}`;
  return actionButton(key, words.cancel, words.cancelLabel(unit, hourInCairo(slot)), ({ currentTarget }) => askOnceMore(currentTarget, {
    title: words.cancelTitle,
    warning: words.cancelWarning(unit, hourInCairo(slot)),
    keep: words.keepViewing,
    confirm: words.confirmCancellation,
  }, () => act("viewings", key, `admin/viewings/${encodeURIComponent(id)}`,
    (language) => texts[language].wasCancelled(unit, hourInCairo(slot)), { method: "DELETE" })));
}

// ---------------------------------------------------------------- People to call back

function showCallbacks({ callbacks: given }) {
  const words = texts[page.language];
  const callbacks = list(given);
  const headings = [
    { title: words.phone }, { title: words.reason, text: true }, { title: words.language, text: true }, { title: words.since, text: true },
    { title: words.action, text: true },
  ];
  fill(part("callbacks-list"), callbacks.length
    ? table(words.callbacks, headings, callbacks.map(({ id, phone, reason, language, created_at: at }) => [
      code("", phone), longText(reason), words.languages[language] ?? language ?? UNKNOWN, clock(at), calledButton(id, phone),
    ]))
    : element("p", "quiet", given ? words.noCallbacks : UNKNOWN));
}

function calledButton(id, phone) {
  const words = texts[page.language];
  const key = `callback ${id}`;
  return actionButton(key, words.called, words.calledLabel(leftToRight(phone)), () =>
    act("callbacks", key, `admin/callbacks/${encodeURIComponent(id)}/done`, (language) => texts[language].wasCalled(leftToRight(phone))));
}

// ---------------------------------------------------------------- Dead letters

function showLetters({ queues: given }) {
  const words = texts[page.language];
  const rows = list(given).map(queue);
  if (!rows.length) rows.push(element("li", "quiet", given ? words.noLetters : UNKNOWN));
  fill(part("letters-list"), ...rows);
}

const queueName = (name, language) => texts[language].queues[name] ?? name;

function queue({ name, waiting }) {
  const words = texts[page.language];
  const isUploaded = name === UPLOADED_QUEUE;
  return element(
    "li", "row",
    element(
      "div", "row-text",
      element("p", "subject", queueName(name, page.language)),
      element("p", "quiet", words.lettersWaiting(number(waiting))),
      waiting > 0 && isUploaded ? element("p", "quiet", words.uploadAgain) : null,
    ),
    waiting > 0 && !isUploaded ? retryButton(name) : null,
  );
}

function retryButton(name) {
  const words = texts[page.language];
  const key = `letters ${name}`;
  return actionButton(key, words.retry, words.retryLabel(queueName(name, page.language)), () =>
    act("letters", key, `admin/dead-letters/${encodeURIComponent(name)}/redrive`,
      (language, { moved }) => texts[language].wasMoved(queueName(name, language), number(moved)), { read: asJson }));
}

// ---------------------------------------------------------------- What was stopped

function showHallucinations({ hallucinations: given }) {
  const words = texts[page.language];
  const rows = list(given).map(({ claim, created_at: at, model, reason, sentence }) => {
    const said = element("p", "", sentence);
    said.dir = "auto";
    const why = [words.stoppedFor[reason] ?? reason, claim, model, clock(at)].filter(Boolean).join(words.separator);
    return element("li", "row", element("div", "row-text", said, element("p", "quiet", why)));
  });
  if (!rows.length) rows.push(element("li", "quiet", given ? words.noHallucinations : UNKNOWN));
  fill(part("hallucinations-list"), ...rows);
}

// ---------------------------------------------------------------- Asking

/** Why there is no answer: a text in both languages, the HTTP status (0: none came), the request id and how long to wait. */
class Failure extends Error {
  constructor(status, bothTexts, requestId = null, waitSeconds = 0) {
    super(bothTexts.en);
    this.status = status;
    this.texts = bothTexts;
    this.requestId = requestId;
    this.waitSeconds = waitSeconds;
  }

  /** Whether the key is not, or no longer, one that opens this. */
  get isRefusal() {
    return this.status === 401 || this.status === 403;
  }
}

/** A text of the page's own in both languages. */
const bothTexts = (name) => ({ en: texts.en[name], ar: texts.ar[name] });

/**
 * One request with the key, and what `read` makes of its answer. Rejects with a Failure, or with an
 * AbortError where the round of requests was given up.
 */
async function call(path, read, { signal, method = "GET", body = null } = {}) {
  const headers = { "X-Admin-Key": page.key };
  if (body) headers["Content-Type"] = "application/json";
  const patience = AbortSignal.timeout(ANSWER_TIMEOUT_MILLISECONDS);
  let response;
  try {
    response = await fetch(path, {
      method, headers, cache: "no-store", body: body && JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    if (response.ok) return await read(response);
  } catch (error) {
    if (signal?.aborted) throw error;
    const name = error.name === "TimeoutError" ? "timeout" : !navigator.onLine ? "offline" : response ? "unreadable" : "unreachable";
    throw new Failure(response?.status ?? 0, bothTexts(name), response?.headers.get("X-Request-Id"));
  }
  throw await failureOf(response);
}

async function failureOf(response) {
  const explained = await response.json().catch(() => null);
  const requestId = explained?.request_id ?? response.headers.get("X-Request-Id");
  const wait = Number.parseInt(response.headers.get("Retry-After"), 10);
  const waitSeconds = response.status === 429 ? (wait > 0 ? wait : DEFAULT_WAIT_SECONDS) : 0;
  if (!explained?.user_message) return new Failure(response.status, bothTexts("unreachable"), requestId, waitSeconds);
  const { user_message: en, user_message_ar: ar } = explained;
  return new Failure(response.status, { en, ar: ar ?? en }, requestId, waitSeconds);
}

const asJson = (response) => response.json();

/** Asks for one part and keeps what comes. A failure is kept beside the last figures, and said when it begins. */
async function load(name, signal) {
  const kept = parts[name];
  try {
    const data = await call(kept.path, asJson, { signal });
    if (signal.aborted) return;
    Object.assign(kept, { data, at: Date.now(), failure: null });
  } catch (failure) {
    if (signal.aborted) return;
    if (!(failure instanceof Failure)) throw failure;
    if (failure.isRefusal) {
      refuse(failure);
      return;
    }
    page.notBefore = Math.max(page.notBefore, Date.now() + failure.waitSeconds * 1000);
    if (page.admitted && !kept.failure) announce(`${texts[page.language][name]}: ${failure.texts[page.language]}`);
    kept.failure = failure;
  }
  showPart(name);
  showFrame();
}

/** Asks for all parts, unless the server wanted to be left alone for longer, and again later. */
async function refresh() {
  clearTimeout(page.timer);
  if (page.key === null) return;
  if (page.notBefore > Date.now()) {
    schedule();
    return;
  }
  page.round?.abort();
  const round = new AbortController();
  page.round = round;
  showFrame();
  const loaded = Object.keys(parts).filter((name) => parts[name].path !== null);
  await Promise.all(loaded.map((name) => load(name, round.signal)));
  if (round.signal.aborted) return;
  page.round = null;
  // The breakers are anybody's to see: that they came says nothing about the key.
  const failure = parts.costs.failure && parts.security.failure;
  if (page.admitted || !failure) {
    admit();
    schedule();
  } else {
    page.keyFailure = failure.texts;
    page.key = null;
  }
  showAll();
}

/** Plans the next round. A page that nobody sees, or that was told to pause, plans none. */
function schedule() {
  clearTimeout(page.timer);
  if (document.hidden || page.paused) return;
  const wait = Math.max(REFRESH_MILLISECONDS, page.notBefore - Date.now());
  page.timer = setTimeout(refresh, wait);
}

/** Something is done: asks the server, says what came of it (`done`, by language and answer), and shows how things are now. */
async function act(name, key, path, done, { method = "POST", body = null, read = nothing } = {}) {
  if (page.acting.has(key)) return;
  mark(key, true);
  Object.assign(parts[name], { actionFailure: null, done: null });
  showNotice(name);
  try {
    const answer = await call(path, read, { method, body });
    parts[name].done = (language) => done(language, answer);
    announce(parts[name].done(page.language));
    refresh();
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    if (failure.isRefusal) {
      refuse(failure);
      return;
    }
    parts[name].actionFailure = failure;
    // It is not, or not any more, as it was shown.
    if ([404, 409].includes(failure.status)) refresh();
  } finally {
    mark(key, false);
    showNotice(name);
  }
}

/** Asks in words of the page before a button does what cannot be taken back. */
function askOnceMore(pressed, { title, warning, keep, confirm }, action) {
  const { key } = pressed.dataset;
  if (page.acting.has(key)) return;
  page.asked = { key, section: pressed.closest(".part"), action };
  part("confirmation-title").textContent = title;
  part("confirmation-warning").textContent = warning;
  part("keep").textContent = keep;
  part("confirm").textContent = confirm;
  confirmation.showModal();
  // Whoever presses Enter once too often has done nothing.
  part("keep").focus();
}

function confirmAction() {
  const { action } = page.asked;
  confirmation.close();
  action();
}

/** The list may have been drawn anew meanwhile: then the browser cannot return the focus itself. */
function leaveConfirmation() {
  const { key, section } = page.asked;
  page.asked = null;
  focusOn(key, section);
}

/** While an action is on its way, its button stays where it is, with the focus, but does nothing. */
function mark(key, isActing) {
  if (isActing) page.acting.add(key);
  else page.acting.delete(key);
  for (const node of document.querySelectorAll("[data-key]")) node.ariaDisabled = String(page.acting.has(node.dataset.key));
}

/** A plain link could not send the key, so the file is fetched first and then handed to the browser. */
async function downloadCsv() {
  if (page.acting.has("csv")) return;
  mark("csv", true);
  parts.costs.actionFailure = null;
  showNotice("costs");
  try {
    const file = await call(`costs/report.csv?days=${DAYS_SHOWN}`, (response) => response.blob());
    const link = element("a", "");
    link.href = URL.createObjectURL(file);
    link.download = `osool-costs-${new Date().toISOString().slice(0, 10)}.csv`;
    link.click();
    // The browser has begun with the file by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    if (failure.isRefusal) refuse(failure);
    else parts.costs.actionFailure = failure;
  } finally {
    mark("csv", false);
    showNotice("costs");
  }
}

// ---------------------------------------------------------------- The key

/** The key has opened something: only now is it kept for a reload. */
function admit() {
  if (page.admitted) return;
  page.admitted = true;
  page.keyFailure = null;
  keyInput.value = "";
  store("sessionStorage", KEY_KEY, page.key);
  showAll();
  announce(texts[page.language].shown);
  part("title").focus({ preventScroll: true });
}

/** Forgets the key and everything that it has shown. */
function forget(keyFailure) {
  clearTimeout(page.timer);
  page.round?.abort();
  confirmation.close();
  Object.assign(page, { key: null, admitted: false, keyFailure, round: null, notBefore: 0, paused: false });
  store("sessionStorage", KEY_KEY, null);
  emptyParts();
  for (const name of Object.keys(parts)) parts[name].show({});
  showAll();
  keyInput.focus();
}

function refuse(failure) {
  forget(failure.texts);
}

function submitKey(event) {
  event.preventDefault();
  if (page.round || page.notBefore > Date.now()) return;
  const key = keyInput.value.trim();
  // Any other character could not be sent in a header at all.
  const isPossible = /^[\x21-\x7e]+$/.test(key);
  page.keyFailure = key === "" ? bothTexts("keyMissing") : isPossible ? null : bothTexts("keyImpossible");
  showFrame();
  if (page.keyFailure) {
    keyInput.focus();
    return;
  }
  page.key = key;
  refresh();
}

// ---------------------------------------------------------------- Start

function togglePause() {
  page.paused = !page.paused;
  showFrame();
  if (page.paused) clearTimeout(page.timer);
  else refresh();
}

/** A hidden page asks for nothing; one that is seen again asks at once. */
function followVisibility() {
  if (document.hidden) clearTimeout(page.timer);
  else if (page.admitted && !page.paused) refresh();
}

part("key-form").addEventListener("submit", submitKey);
part("forget").addEventListener("click", () => {
  forget(null);
  announce(texts[page.language].keyForgotten);
});
part("language").addEventListener("click", switchLanguage);
part("pause").addEventListener("click", togglePause);
part("csv").addEventListener("click", downloadCsv);
for (const name of Object.keys(SALE_CHANGES)) part(name).addEventListener("click", ({ currentTarget }) => changeSale(name, currentTarget));
part("keep").addEventListener("click", () => confirmation.close());
part("confirm").addEventListener("click", confirmAction);
confirmation.addEventListener("close", leaveConfirmation);
document.addEventListener("visibilitychange", followVisibility);
new ResizeObserver(() => {
  if (page.admitted) drawChart();
}).observe(part("chart"));

emptyParts();
const key = recall("sessionStorage", KEY_KEY);
if (typeof key === "string") Object.assign(page, { key, admitted: true });
showPageIn(chosenLanguage(texts) ?? browserLanguage());
refresh();
