/*
 * A stand-in for Paymob's page on a developer's machine. Whoever says how the payment is to go gets the callback that Paymob
 * would have sent, signed; the page sends it, and goes back as Paymob would: with an address that says the same.
 */

import {
  browserLanguage, call, chooseLanguage, chosenLanguage, Failure, nothing, otherLanguage, part, pounds, showFrameIn,
} from "./common.js";

const texts = {
  en: {
    direction: "ltr",
    locale: "en-EG",
    otherLanguage: "العربية",
    pageTitle: "Stand-in for Paymob · Osool",
    title: "Stand-in for Paymob",
    amount: "Amount",
    order: "Order",
    reference: "Reference",
    pay: "Pay",
    decline: "Decline",
    back: "Back",
    forDevelopers: "This page is for developers: nothing stands in for Paymob here, or nobody knows this order.",
    offline: "You seem to be offline. Try again when the connection is back.",
    unreachable: "Osool cannot be reached right now. Please try again.",
    timeout: "The answer is taking too long. Please try again.",
  },
  ar: {
    direction: "rtl",
    locale: "ar-EG",
    otherLanguage: "English",
    pageTitle: "بديل باي موب · أصول",
    title: "بديل باي موب",
    amount: "المبلغ",
    order: "رقم الطلب",
    reference: "المرجع",
    pay: "ادفع",
    decline: "ارفض الدفع",
    back: "ارجع",
    forDevelopers: "الصفحة دي للمطوّرين: هنا مفيش بديل لباي موب، أو محدش يعرف رقم الطلب ده.",
    offline: "يبدو أنك غير متصل بالإنترنت. حاول تاني لما الاتصال يرجع.",
    unreachable: "لا يمكن الوصول إلى أصول الآن. حاول تاني من فضلك.",
    timeout: "الإجابة اتأخرت أكتر من اللازم. حاول تاني من فضلك.",
  },
};

/** Stands for what the address does not say. */
const UNKNOWN = "–";

const query = new URLSearchParams(location.search);

const page = {
  language: "en",
  order: query.get("order") ?? "",
  isBusy: false,
  /** Why the last thing failed, or null. */
  failure: null,
};

function showPageIn(language) {
  page.language = language;
  const words = texts[language];
  document.title = words.pageTitle;
  showFrameIn(language, words);
  const piastres = Number(query.get("amount") ?? NaN);
  part("amount").textContent = Number.isFinite(piastres) ? pounds(piastres / 100, words.locale) : UNKNOWN;
  part("order").textContent = page.order || UNKNOWN;
  part("reference").textContent = query.get("reference") || UNKNOWN;
  showState();
}

function showState() {
  const { failure, language, isBusy } = page;
  part("checkout").ariaBusy = String(isBusy);
  part("failure").textContent = failure && (failure.status === 404 ? texts[language].forDevelopers : failure.texts[language]);
}

function switchLanguage() {
  showPageIn(otherLanguage(page.language));
  chooseLanguage(page.language);
}

/** Has the payment succeed or fail, and goes back. */
async function end(success) {
  if (page.isBusy) return;
  Object.assign(page, { isBusy: true, failure: null });
  showState();
  // Paymob's orders are numbers.
  const order = /^\d+$/.test(page.order) ? Number(page.order) : page.order;
  try {
    const { body, hmac } = await call("payments/stand-in", texts, { body: { order, success } });
    await call(`webhooks/paymob?hmac=${encodeURIComponent(hmac)}`, texts, { body, read: nothing });
    location.assign(`./?order=${encodeURIComponent(page.order)}&success=${success}`);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    page.failure = failure;
  } finally {
    page.isBusy = false;
    showState();
  }
}

part("language").addEventListener("click", switchLanguage);
part("pay").addEventListener("click", () => end(true));
part("decline").addEventListener("click", () => end(false));
part("back").addEventListener("click", () => location.assign("./"));

showPageIn(chosenLanguage(texts) ?? browserLanguage());
