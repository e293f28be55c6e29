/*
 * Reserving a unit and paying the deposit: what a unit's card says of it, and an answer of Amr's, and a dialog in which somebody reserves a unit,
 * sees what they have reserved and for how long it is still held, pays, and lets a unit go.
 *
 * Some units are sold in shares: what is to be had of a unit the API tells (`loadOffer`), and the person says how many. What
 * is said of shares in other words than of a whole unit has a text of its own, whose name ends so (`nameOf`).
 *
 * Money is paid at Paymob, on a page of theirs. Whoever comes back from there brings an address that says how it went;
 * anybody could write it, so it leaves the address, and the API is asked until it knows (`watchPayment`).
 *
 * The dialog has three steps, of which `deals.step` is shown; `show` draws it from `deals`, `showMine` the reservations,
 * `showOnCards` the cards. `act` does one thing at a time and shows why it failed. A hold ends by itself: `tick` looks every
 * second, by the server's clock.
 */

import { own, signInFirst } from "./account.js";
import {
  button, chooseLanguage, drawing, duration, element, Failure, folded, isOfGoneUnit, leaveForLater, minutesAndSeconds, moment, named,
  nothing, ownFailure, part, pause, placeOf, pounds, recall, refill, showReason, stepping, store,
} from "./common.js";

// ---------------------------------------------------------------- Texts

export const texts = {
  en: {
    locale: "en-EG",
    mine: "My reservations",
    mineWaiting: (count) => `My reservations, waiting for the deposit: ${count}`,
    closeReservations: "Close",
    reserve: "Reserve",
    reserveThis: (title) => `Reserve: ${title}`,
    prepared: (title) => `Amr has prepared the reservation of ${title}. Nothing is held before you press.`,
    reservedByYou: "Reserved by you",
    heldByYou: (time) => `Reserved by you until ${time}`,
    sharesByYou: (count) => `Shares reserved by you: ${count}`,
    seeMine: "See the reservation",
    seeThis: (title) => `See the reservation: ${title}`,
    reserveTitle: "Reserve this unit",
    reserveWhy: "While it is held for you, nobody else can reserve it. Pay the deposit in that time, and it is yours. If you do not, it is free for others again, and you owe nothing.",
    reserveWhyOfShares: "While they are held for you, nobody else can reserve these shares. Pay the deposit in that time, and they are yours. If you do not, they are free for others again, and you owe nothing.",
    confirmReservation: "Reserve it",
    confirmReservationOfShares: "Reserve these shares",
    shares: "How many shares",
    sharesHint: (free) => `Free now: ${free}. 1 share is 1/10,000 of the unit.`,
    sharesCost: (price, deposit) => `These shares cost about ${price}, and the deposit on them is about ${deposit}.`,
    sharesPrice: (price) => `These shares cost about ${price}. The deposit is shown before you pay.`,
    noSharesFree: "No share of this unit is free now. Look again in a while.",
    wrongShares: "Type a whole number: at least 1, and no more than are free.",
    notSoMany: (free) => `So many shares are not free any more. Free now: ${free}.`,
    onlyShares: "The whole unit is not free any more, but shares of it are. Say how many you want.",
    notInShares: "This unit is sold as a whole now, not in shares.",
    partlyTaken: "Shares of this unit are reserved or sold, so it cannot be reserved as a whole now.",
    price: "Price",
    priceOfShares: "Price of these shares",
    wholePrice: "Price of the whole unit",
    sharesHad: "Shares",
    ofAllShares: (count) => `${count} of 10,000`,
    titleAndShares: (title, count) => `${title} (shares: ${count})`,
    deposit: "Deposit",
    depositLater: "shown before you pay",
    heldFor: "Held for you",
    loading: "Loading…",
    none: "You have not reserved a unit yet.",
    states: { held: "Held for you", paid: "Deposit paid", lapsed: "Time is over", cancelled: "Let go", refunded: "Paid back" },
    timeLeft: "Time left",
    reservation: "Reservation",
    reservedAt: (time) => `Made ${time}`,
    next: {
      held: (time) => `Pay the deposit by ${time}, and the unit is yours. If you do not, it is free for others again.`,
      heldOfShares: (time) => `Pay the deposit by ${time}, and the shares are yours. If you do not, they are free for others again.`,
      begun: (time) => `You have begun to pay, and no payment has come yet. You can go on until ${time}.`,
      failed: (time) => `The payment did not go through. You can pay again until ${time}.`,
      paid: "The unit is yours: nobody else finds it or can reserve it. The contract comes next; keep the number of this reservation for it.",
      paidOfShares: "The shares are yours: nobody else can reserve them. The contract comes next; keep the number of this reservation for it.",
      partlyBack: "Part of the deposit has gone back to you. The unit is still yours.",
      partlyBackOfShares: "Part of the deposit has gone back to you. The shares are still yours.",
      lapsed: "Nobody paid in time. If the unit is still free, you can reserve it again.",
      lapsedOfShares: "Nobody paid in time. If shares are still free, you can reserve them again.",
      lapsedBegun: "No payment came in time. If you did pay, you see it here as soon as we know.",
      late: "Your payment came when the unit was not held for you any more. You get it back in full.",
      lateOfShares: "Your payment came when the shares were not held for you any more. You get it back in full.",
      cancelled: "You have let the unit go. You owe nothing.",
      cancelledOfShares: "You have let the shares go. You owe nothing.",
      refunded: "The deposit has gone back to you. Your bank may take some days to show it.",
    },
    pay: "Pay the deposit",
    payAgain: "Pay again",
    payThis: (deposit, title) => `Pay the deposit of ${deposit}: ${title}`,
    payAgainThis: (deposit, title) => `Pay again, the deposit of ${deposit}: ${title}`,
    letGo: "Let it go",
    letGoThis: (title) => `Let it go: ${title}`,
    cancelTitle: "Let it go?",
    cancelWarning: "Once you do, others can reserve what you let go:",
    confirmCancellation: "Let it go",
    keepReservation: "Keep it",
    reserved: "The unit is held for you.",
    reservedOfShares: "The shares are held for you.",
    alreadyYours: "You have reserved this unit already.",
    leaving: "You are taken to the payment…",
    waiting: "We are waiting to hear how your payment went…",
    paidNow: "We have received the deposit. The unit is yours.",
    paidNowOfShares: "We have received the deposit. The shares are yours.",
    lateNow: "Your payment came when the unit was not held for you any more. You get it back in full.",
    lateNowOfShares: "Your payment came when the shares were not held for you any more. You get it back in full.",
    noWord: "We have not heard of your payment yet. Look here again in a while.",
    cancelledNow: "You have let the unit go.",
    cancelledNowOfShares: "You have let the shares go.",
    paymentFailed: "The payment did not go through. You can pay again.",
    heldByOthers: (time) => `Somebody else holds it until ${time}. Try again then.`,
    gone: "It is gone: this unit can no longer be reserved.",
    tooManyHeld: (count) => `You hold ${count} units without having paid, and more you cannot hold at once. Pay for one of them, or let one go.`,
    notHeld: "It is not held for you any more.",
    refused: (reason) => `That cannot be done now: ${reason}.`,
    tooOften: (wait) => `That was too often. Try again in ${wait}.`,
    requestNumber: "Request",
  },
  ar: {
    locale: "ar-EG",
    mine: "حجوزاتي",
    mineWaiting: (count) => `حجوزاتي، مستنية المقدم: ${count}`,
    closeReservations: "إغلاق",
    reserve: "احجزها",
    reserveThis: (title) => `احجزها: ${title}`,
    prepared: (title) => `عمرو جهّز حجز ${title}. مفيش حاجة بتتحجز غير لما تدوس.`,
    reservedByYou: "محجوزة ليك",
    heldByYou: (time) => `محجوزة ليك لحد ${time}`,
    sharesByYou: (count) => `حصص محجوزة ليك: ${count}`,
    seeMine: "شوف الحجز",
    seeThis: (title) => `شوف الحجز: ${title}`,
    reserveTitle: "احجز الوحدة دي",
    reserveWhy: "طول ما هي محجوزة ليك محدش غيرك يقدر يحجزها. ادفع مقدم الحجز في المدة دي وتبقى بتاعتك. لو ما دفعتش هترجع متاحة لغيرك ومش هيبقى عليك حاجة.",
    reserveWhyOfShares: "طول ما الحصص دي محجوزة ليك محدش غيرك يقدر يحجزها. ادفع مقدم الحجز في المدة دي وتبقى بتاعتك. لو ما دفعتش هترجع متاحة لغيرك ومش هيبقى عليك حاجة.",
    confirmReservation: "احجزها دلوقتي",
    confirmReservationOfShares: "احجز الحصص دي",
    shares: "كام حصة؟",
    sharesHint: (free) => `المتاح دلوقتي: ${free}. الحصة جزء من ١٠٬٠٠٠ جزء من الوحدة.`,
    sharesCost: (price, deposit) => `الحصص دي بحوالي ${price} ومقدم حجزها حوالي ${deposit}`,
    sharesPrice: (price) => `الحصص دي بحوالي ${price} ومقدم حجزها هتشوفه قبل ما تدفع.`,
    noSharesFree: "مفيش حصص متاحة من الوحدة دي دلوقتي. بص تاني بعد شوية.",
    wrongShares: "اكتب عدد صحيح: حصة واحدة على الأقل، ومش أكتر من المتاح.",
    notSoMany: (free) => `العدد ده مابقاش متاح. المتاح دلوقتي: ${free}.`,
    onlyShares: "الوحدة على بعضها مابقتش متاحة، بس فيه حصص منها متاحة. اكتب عايز كام حصة.",
    notInShares: "الوحدة دي بقت بتتباع على بعضها، مش حصص.",
    partlyTaken: "فيه حصص من الوحدة دي محجوزة أو متباعة، فماينفعش تتحجز على بعضها دلوقتي.",
    price: "السعر",
    priceOfShares: "سعر الحصص دي",
    wholePrice: "سعر الوحدة كلها",
    sharesHad: "الحصص",
    ofAllShares: (count) => `${count} من ١٠٬٠٠٠`,
    titleAndShares: (title, count) => `${title} (الحصص: ${count})`,
    deposit: "مقدم الحجز",
    depositLater: "هتشوفه قبل ما تدفع",
    heldFor: "محجوزة ليك لمدة",
    loading: "بنحمّل…",
    none: "لسه ما حجزتش وحدة.",
    states: { held: "محجوزة ليك", paid: "المقدم اتدفع", lapsed: "الوقت خلص", cancelled: "سبتها", refunded: "المقدم رجع" },
    timeLeft: "فاضل",
    reservation: "رقم الحجز",
    reservedAt: (time) => `اتعمل ${time}`,
    next: {
      held: (time) => `ادفع مقدم الحجز قبل ${time} وتبقى بتاعتك. لو ما دفعتش هترجع متاحة لغيرك.`,
      begun: (time) => `بدأت تدفع ولسه مفيش حاجة وصلت. تقدر تكمّل لحد ${time}.`,
      failed: (time) => `الدفع ما تمش. تقدر تدفع تاني لحد ${time}.`,
      paid: "الوحدة بقت بتاعتك: محدش غيرك هيلاقيها ولا يقدر يحجزها. الخطوة الجاية العقد، فاحتفظ برقم الحجز ده.",
      paidOfShares: "الحصص بقت بتاعتك: محدش غيرك يقدر يحجزها. الخطوة الجاية العقد، فاحتفظ برقم الحجز ده.",
      partlyBack: "جزء من المقدم رجعلك. والوحدة لسه بتاعتك.",
      partlyBackOfShares: "جزء من المقدم رجعلك. والحصص لسه بتاعتك.",
      lapsed: "محدش دفع في الوقت. لو الوحدة لسه متاحة تقدر تحجزها تاني.",
      lapsedOfShares: "محدش دفع في الوقت. لو لسه فيه حصص متاحة تقدر تحجزها تاني.",
      lapsedBegun: "مفيش دفع وصل في الوقت. لو كنت دفعت هتشوفه هنا أول ما نعرف.",
      late: "الدفع وصل بعد ما الوحدة مابقتش محجوزة ليك. المبلغ هيرجعلك كامل.",
      lateOfShares: "الدفع وصل بعد ما الحصص مابقتش محجوزة ليك. المبلغ هيرجعلك كامل.",
      cancelled: "سبت الوحدة، ومفيش عليك حاجة.",
      cancelledOfShares: "سبت الحصص، ومفيش عليك حاجة.",
      refunded: "المقدم رجعلك. ممكن ياخد كام يوم لحد ما يظهر في حسابك.",
    },
    pay: "ادفع مقدم الحجز",
    payAgain: "ادفع تاني",
    payThis: (deposit, title) => `ادفع مقدم الحجز ${deposit}: ${title}`,
    payAgainThis: (deposit, title) => `ادفع تاني مقدم الحجز ${deposit}: ${title}`,
    letGo: "سيبها",
    letGoThis: (title) => `سيبها: ${title}`,
    cancelTitle: "تسيبها؟",
    cancelWarning: "ساعتها غيرك هيقدر يحجز اللي هتسيبه:",
    confirmCancellation: "سيبها",
    keepReservation: "خلّيها ليّ",
    reserved: "الوحدة محجوزة ليك.",
    reservedOfShares: "الحصص محجوزة ليك.",
    alreadyYours: "إنت حاجز الوحدة دي من قبل كده.",
    leaving: "هنوديك لصفحة الدفع…",
    waiting: "مستنيين نعرف الدفع تم ولا لأ…",
    paidNow: "استلمنا مقدم الحجز، والوحدة بقت بتاعتك.",
    paidNowOfShares: "استلمنا مقدم الحجز، والحصص بقت بتاعتك.",
    lateNow: "الدفع وصل بعد ما الوحدة مابقتش محجوزة ليك. المبلغ هيرجعلك كامل.",
    lateNowOfShares: "الدفع وصل بعد ما الحصص مابقتش محجوزة ليك. المبلغ هيرجعلك كامل.",
    noWord: "لسه ما وصلناش خبر عن الدفع. بص هنا تاني بعد شوية.",
    cancelledNow: "سبت الوحدة.",
    cancelledNowOfShares: "سبت الحصص.",
    paymentFailed: "الدفع ما تمش. تقدر تدفع تاني.",
    heldByOthers: (time) => `حد تاني حاجزها لحد ${time}. جرّب تاني ساعتها.`,
    gone: "راحت: الوحدة دي مابقتش متاحة للحجز.",
    tooManyHeld: (count) => `عدد الوحدات اللي حاجزها من غير ما تدفع: ${count}، وده الحد الأقصى. ادفع مقدم واحدة منهم أو سيب واحدة.`,
    notHeld: "مابقتش محجوزة ليك.",
    refused: () => "ماينفعش دلوقتي.",
    tooOften: (wait) => `حاولت كتير. حاول تاني بعد ${wait}.`,
    requestNumber: "رقم الطلب",
  },
};

// ---------------------------------------------------------------- Limits

/** For how long the API holds a unit for somebody who has not paid. */
const HELD_SECONDS = 30 * 60;

/** How many shares a unit has, whether it is sold in shares or as a whole; and how many are proposed, where so many are free. */
const ALL_SHARES = 10_000;
const PROPOSED_SHARES = 100;

/** After somebody has come back from paying, the API is asked so often how it went, and for so long. */
const ASK_EVERY_MILLISECONDS = 2000;
const ASK_PATIENCE_MILLISECONDS = 60_000;

/** Which reservation somebody has gone to pay for, for the page that they come back to. */
const PAYING_KEY = "osool.paying";

// ---------------------------------------------------------------- The dialog's parts and state

const mineButton = part("reservations");
const dialog = part("reservations-dialog");
const title = part("reservations-title");
const minePart = part("mine");
const sharesInput = part("shares");

/** The parts of the dialog of which one is shown, by its steps, and what the steps are called: the names of texts. */
const PARTS = { reserve: "reserve-step", mine: "mine-step", cancel: "cancel-step" };
const TITLES = { reserve: "reserveTitle", mine: "mine", cancel: "cancelTitle" };

const deals = {
  language: "en",
  isSignedIn: false,
  /** The person's reservations, the newest first, or null; and when the API has been asked for them (a promise). */
  reservations: null,
  loaded: null,
  /** The share of a price that the deposit is, in per cent, or null. */
  depositPercent: null,
  step: "mine",
  /** The unit that the person is about to reserve, or null, and whether it can no longer be had. */
  unit: null,
  isGone: false,
  /** What the API says is to be had of the unit; null while that is not known. */
  offer: null,
  /** The reservation that the person is about to let go, or null. */
  cancelled: null,
  /** The keys of requests that are not answered yet: whatever is tried again is done once. */
  keys: new Map(),
  /** The payment of which the API is asked how it went (an object of its own), or null. */
  watch: null,
  /** How far the server's clock is ahead, in milliseconds; the ids of what is held; and the next look at them. */
  ahead: 0,
  held: "",
  timer: null,
  isBusy: false,
  /** Why the last thing failed, or null. */
  failure: null,
  /** What was done: the name of a text, or null. */
  done: null,
};

/** What cards say of reserving (nodes), and the unit and the language of each. */
const onCards = new WeakMap();

/** The page around the dialog, as `startReservations` gets to know it. */
let page;

const words = () => texts[deals.language];

const { goTo, openAt, explain, act } = stepping(dialog, title, deals, show);

// ---------------------------------------------------------------- For the page

/**
 * Begins. The page gives a function, `announce`, that says a text to people who hear the page. Whoever comes back from
 * paying sees what becomes of it.
 */
export function startReservations(around) {
  page = around;
  mineButton.addEventListener("click", openMine);
  part("reservations-close").addEventListener("click", () => dialog.close());
  part("reserve-step").addEventListener("submit", (event) => {
    event.preventDefault();
    act(reserve);
  });
  sharesInput.addEventListener("input", () => {
    // It was about another number.
    if (isOfShares(deals.failure)) deals.failure = null;
    show();
  });
  part("confirm-cancellation").addEventListener("click", () => act(letGo));
  for (const node of dialog.querySelectorAll("[data-goes]")) node.addEventListener("click", () => goTo(node.dataset.goes));
  addEventListener("pageshow", followHistory);
  const back = takeReturn();
  if (back) signInFirst("signInToSeePayment", () => watchPayment(back));
}

/** Shows reservations in a language. The texts of the dialog's frame the page sets with its own. */
export function showReservationsIn(language) {
  deals.language = language;
  showAll();
}

/** Somebody has signed in, or nobody is signed in any more: then nothing of theirs stays. */
export function followSignIn(isSignedIn) {
  deals.isSignedIn = isSignedIn;
  if (isSignedIn) {
    deals.loaded = load().catch(leaveForLater);
  } else {
    Object.assign(deals, { reservations: null, watch: null });
    deals.keys.clear();
    store("sessionStorage", PAYING_KEY, null);
    dialog.close();
  }
  showAll();
}

/** What a unit's card says of reserving it: a button, and whether it is the person's already. */
export function reserving(unit, language) {
  const node = element("div", "card-reserving", element("p", "card-mine"), button("card-reserve", "", () => {
    if (reservationOf(unit)) openMine();
    else signInFirst("signInToReserve", () => openFor(unit));
  }));
  node.lastChild.ariaHasPopup = "dialog";
  onCards.set(node, { unit, language });
  showOnCard(node);
  return node;
}

/**
 * What an answer says of a reservation that Amr has prepared: its `link` reserves the unit for the deposit that it names.
 * The unit may be among those that the answer shows.
 */
export function prepared({ property_id: id, deposit, link }, units, language) {
  const unit = { ...(units.find((one) => one.id === id) ?? { id, title: id }), deposit, link };
  const text = texts[language].prepared(named(unit, "title", language));
  return element("div", "notice prepared", element("p", "", text), reserving(unit, language));
}

// ---------------------------------------------------------------- What is reserved

/** The time on the server's clock. */
const now = () => Date.now() + deals.ahead;

/** How a reservation stands by now: a hold ends by itself. */
const stateOf = ({ state, held_until: until }) => (state === "held" && Date.parse(until) <= now() ? "lapsed" : state);

const isHeld = (reservation) => stateOf(reservation) === "held";

/** Whether it is one of shares: of a part of a unit. */
const isOfPart = ({ shares = ALL_SHARES }) => shares < ALL_SHARES;

/** The person's reservations of a unit that are held or paid for. */
const reservationsOf = ({ id }) =>
  (deals.reservations ?? []).filter((one) => one.property_id === id && ["held", "paid"].includes(stateOf(one)));

/** The one of the whole unit, if there is one. Whoever has shares of a unit may want more of them. */
const reservationOf = (unit) => reservationsOf(unit).find((one) => !isOfPart(one));

/** Puts a reservation as the API has just told it in the place of what was known of it. */
function keep(reservation) {
  const others = deals.reservations ?? [];
  const isKnown = others.some(({ id }) => id === reservation.id);
  deals.reservations = isKnown
    ? others.map((one) => (one.id === reservation.id ? reservation : one))
    : [reservation, ...others];
  showAll();
}

/** Asks for the person's reservations. */
async function load() {
  const { reservations, deposit_percent: percent = null } = await own("reservations", { method: "GET", read: keepTime });
  Object.assign(deals, { reservations, depositPercent: percent });
  showAll();
  // What was reserved elsewhere need not be reserved.
  if (dialog.open && deals.step === "reserve" && reservationOf(deals.unit)) {
    goTo("mine");
    deals.done = "alreadyYours";
    show();
  }
}

/** Reads an answer, and by its date, which is in whole seconds, how far the server's clock is ahead: that one counts. */
function keepTime(response) {
  const ahead = Date.parse(response.headers.get("Date")) - Date.now();
  deals.ahead = Math.abs(ahead) > 2000 ? ahead : 0;
  return response.json();
}

// ---------------------------------------------------------------- Showing

function showAll() {
  show();
  showMine();
  showOnCards();
  deals.held = heldNow();
  tick();
}

/** Draws the button and the dialog, but for the reservations: their buttons stay while one has the focus. */
function show() {
  const { step, isSignedIn, reservations, failure, done, watch, isBusy, isGone } = deals;
  const waiting = reservations?.filter(isHeld).length ?? 0;
  mineButton.hidden = !isSignedIn;
  mineButton.ariaLabel = waiting ? words().mineWaiting(number(waiting)) : words().mine;
  mineButton.classList.toggle("waiting", waiting > 0);
  mineButton.replaceChildren(drawing("bookmark", ""), element("span", "widest-only", words().mine));

  title.textContent = words()[TITLES[step]];
  for (const id of Object.values(PARTS)) part(id).hidden = id !== PARTS[step];
  dialog.ariaBusy = String(isBusy);
  const said = done ?? (watch && step === "mine" ? "waiting" : null);
  part("reservations-done").textContent = said && words()[said];
  const isAbove = failure && !isAtField(failure);
  showReason(part("reservations-failure"), failure, isAbove && inWords(failure), words().requestNumber);
  showUnit();
  showShares();
  part("mine-state").textContent = reservations ? (reservations.length ? "" : words().none) : failure ? "–" : words().loading;
  part("cancelled-unit").textContent = deals.cancelled && nameAndShares(deals.cancelled);
}

/** The unit that the person is about to reserve. */
function showUnit() {
  const { unit, language, reservations } = deals;
  if (!unit) return;
  const [price, deposit] = [unit.price, depositOn(unit)];
  const whole = price === undefined ? words().loading : pounds(price, words().locale);
  part("reserve-unit").textContent = named(unit, "title", language);
  part("reserve-place").textContent = placeOf(unit, language);
  part("reserve-facts").replaceChildren(...facts([
    ...(isInShares() ? [[words().wholePrice, whole]] : [
      [words().price, whole],
      [words().deposit, deposit === null ? (reservations ? words().depositLater : words().loading) : pounds(deposit, words().locale)],
    ]),
    [words().heldFor, duration(HELD_SECONDS, words().locale)],
  ]));
}

/**
 * The deposit on a unit, or on so many shares of it: what was promised for the whole, else what the API asks for: whole
 * pounds, rounded up. Null where neither is known.
 */
function depositOn({ price, deposit }, shares = ALL_SHARES) {
  if (deposit !== undefined && shares === ALL_SHARES) return deposit;
  if (price === undefined || deals.depositPercent === null) return null;
  return Math.ceil((price * shares * deals.depositPercent) / (ALL_SHARES * 100));
}

/** Whether the unit that the person is about to reserve is sold in shares, as far as that is known. */
const isInShares = () => deals.offer !== null && deals.offer.in_shares;

/** Whether there is something to reserve, as far as that is known. */
const isToBeHad = () => !deals.isGone && !(isInShares() && deals.offer.free === 0);

/** How the person says how many shares, where the unit is sold in shares, and what can be pressed. */
function showShares() {
  const { offer, failure, isGone } = deals;
  const isOffered = isToBeHad() && isInShares();
  const count = isOffered ? sharesTyped() : null;
  const isWrong = isOffered && count === null && sharesInput.value.trim() !== "";
  const wrong = failure && isAtField(failure) ? inWords(failure) : isWrong ? words().wrongShares : "";
  part("reserve-state").textContent = isToBeHad() || isGone ? "" : words().noSharesFree;
  part("shares-fields").hidden = !isOffered;
  part("shares-hint").textContent = isOffered ? words().sharesHint(number(offer.free)) : "";
  sharesInput.ariaInvalid = String(wrong !== "");
  tell("shares-failure", wrong);
  tell("shares-cost", count === null ? "" : cost(count));
  const { reserveWhy, reserveWhyOfShares, confirmReservation, confirmReservationOfShares } = words();
  const [why, confirm] = [part("reserve-why"), part("confirm-reservation")];
  why.textContent = isOffered ? reserveWhyOfShares : reserveWhy;
  confirm.textContent = isOffered ? confirmReservationOfShares : confirmReservation;
  // Until it is known whether the person is to say how many.
  confirm.disabled = offer === null;
  for (const node of [why, confirm]) node.hidden = !isToBeHad();
}

/** Says something to people who hear the page: only once, however often what is shown is drawn while they type. */
function tell(id, text) {
  const node = part(id);
  if (node.textContent !== text) node.textContent = text;
}

/** What so many shares cost. To the pound that depends on which they are. */
function cost(shares) {
  const { unit } = deals;
  const price = pounds(Math.floor((unit.price * shares) / ALL_SHARES), words().locale);
  const deposit = depositOn(unit, shares);
  return deposit === null ? words().sharesPrice(price) : words().sharesCost(price, pounds(deposit, words().locale));
}

/** How many shares are typed, in digits of either script; null where it is no number that can be had. */
function sharesTyped() {
  const typed = folded(sharesInput.value).trim();
  if (!/^(\d+|\d{1,3}([,٬]\d{3})+)$/.test(typed)) return null;
  const count = Number(typed.replace(/[,٬]/g, ""));
  return count >= 1 && count <= deals.offer.free ? count : null;
}

/** Whether a failure is about how many shares were wanted. */
const isOfShares = (failure) => failure?.details?.field === "shares" || failure?.details?.shares_free !== undefined;

/** Whether it is said beside the number of shares: that one is wrong. */
const isAtField = (failure) =>
  deals.step === "reserve" && isOfShares(failure) && isInShares() && isToBeHad() && sharesTyped() === null;

/** The name of a text about a reservation: of shares it may have one of their own. */
const nameOf = (say, name, shown) => (isOfPart(shown) && `${name}OfShares` in say ? `${name}OfShares` : name);

/** What a reservation is of. */
function nameAndShares(shown) {
  const name = named(shown, "title", deals.language);
  return isOfPart(shown) ? words().titleAndShares(name, number(shown.shares)) : name;
}

function showMine() {
  refill(minePart, (deals.reservations ?? []).map(reservation), title);
}

/** A reservation: the unit, the money, how it stands, what comes next, and what can be done. */
function reservation(shown) {
  const { id, property_id: unit, shares, price, deposit, created_at: createdAt, held_until: until } = shown;
  const { locale } = words();
  const state = stateOf(shown);
  const name = element("h3", "", named(shown, "title", deals.language));
  const code = element("code", "", id);
  code.dir = "ltr";
  const node = element(
    "li", "reservation",
    element("div", "reservation-head", name, element("span", `reservation-state reservation-${state}`, words().states[state])),
    element("dl", "card-facts", ...facts([
      ...(isOfPart(shown) ? [[words().sharesHad, words().ofAllShares(number(shares))]] : []),
      [words()[nameOf(words(), "price", shown)], pounds(price, locale)],
      [words().deposit, pounds(deposit, locale)],
    ])),
    state === "held" ? timeLeft(until) : null,
    element("p", "reservation-next", next(shown)),
    state === "held" ? actions(shown) : null,
    element("p", "quiet reservation-number", `${words().reservedAt(moment(createdAt, locale))} · ${words().reservation}: `, code),
  );
  Object.assign(node.dataset, { propertyId: unit, state, payment: shown.payment?.state ?? "none" });
  return node;
}

function timeLeft(until) {
  const clock = element("span", "countdown", countdown(until));
  clock.role = "timer";
  clock.ariaLabel = words().timeLeft;
  clock.dataset.until = until;
  return element("p", "reservation-left", `${words().timeLeft}: `, clock);
}

const countdown = (until) => minutesAndSeconds(Math.max(0, Math.ceil((Date.parse(until) - now()) / 1000)), words().locale);

function actions(shown) {
  const { id, deposit, payment } = shown;
  const amount = pounds(deposit, words().locale);
  const name = named(shown, "title", deals.language);
  const again = payment?.state === "failed";
  const pays = button("strong-button", again ? words().payAgain : words().pay, () => act(() => pay(shown)));
  pays.ariaLabel = (again ? words().payAgainThis : words().payThis)(amount, name);
  pays.dataset.key = `pay ${id}`;
  const lets = button("small-button danger-button", words().letGo, () => {
    deals.cancelled = shown;
    goTo("cancel");
  });
  lets.ariaLabel = words().letGoThis(name);
  lets.dataset.key = `cancel ${id}`;
  return element("div", "account-actions", pays, lets);
}

/** What comes next, in words. */
function next(shown) {
  const { next: say } = words();
  const text = (name) => say[nameOf(say, name, shown)];
  const state = stateOf(shown);
  const payment = shown.payment?.state;
  if (["refunded", "voided"].includes(payment)) return say.refunded;
  if (state === "held") {
    const time = hour(shown.held_until);
    if (payment === "failed") return say.failed(time);
    return payment ? say.begun(time) : text("held")(time);
  }
  if (state === "paid") return text(payment === "partially_refunded" ? "partlyBack" : "paid");
  if (["paid", "partially_refunded"].includes(payment)) return text("late");
  return state === "lapsed" && payment === "pending" ? say.lapsedBegun : text(state);
}

function facts(entries) {
  return entries.map(([label, value]) => element("div", "", element("dt", "", label), element("dd", "", value)));
}

function showOnCards() {
  for (const node of document.querySelectorAll(".card-reserving")) showOnCard(node);
}

/** The button stays the same: it may have the focus, or get it back when the dialog is closed. */
function showOnCard(node) {
  const { unit, language } = onCards.get(node);
  const say = texts[language];
  const name = named(unit, "title", language);
  const mine = reservationOf(unit);
  const [text, action] = [node.firstChild, node.lastChild];
  text.textContent = mine
    ? (isHeld(mine) ? say.heldByYou(hour(mine.held_until, language)) : say.reservedByYou)
    : sharesByYou(unit, language);
  text.hidden = text.textContent === "";
  action.textContent = mine ? say.seeMine : say.reserve;
  action.ariaLabel = mine ? say.seeThis(name) : say.reserveThis(name);
  node.classList.toggle("is-mine", mine !== undefined);
}

/** How many shares of a unit the person has, in words; nothing where they have none. */
function sharesByYou(unit, language) {
  const count = reservationsOf(unit).reduce((sum, { shares }) => sum + shares, 0);
  return count ? texts[language].sharesByYou(number(count, language)) : "";
}

/** What to tell the person. */
function inWords(failure) {
  const { status, code, details, texts: both } = failure;
  const { frees_at: freesAt, most, reason, shares_free: free, reservation_id: theirs, retry_after_seconds: wait } = details;
  if (isOfShares(failure) && !isInShares()) return free === undefined ? words().notInShares : words().partlyTaken;
  if (free !== undefined) return sharesTyped() === null ? words().notSoMany(number(free)) : words().onlyShares;
  if (isOfShares(failure)) return words().wrongShares;
  // Somebody may have some of the shares and want more when none is left.
  if (theirs) return words().noSharesFree;
  if (freesAt) return words().heldByOthers(hour(freesAt));
  if (isOfGoneUnit(code)) return words().gone;
  if (most) return words().tooManyHeld(number(most));
  if (status === 429 && wait) return words().tooOften(duration(wait, words().locale));
  if ([404, 409].includes(status) && deals.step !== "reserve") return words().notHeld;
  if ([409, 429].includes(status) && reason) return words().refused(reason);
  return both[deals.language];
}

const number = (value, language = deals.language) => new Intl.NumberFormat(texts[language].locale).format(value);

/** “14:35”, with the date where that is not today's. */
function hour(time, language = deals.language) {
  const at = new Date(time);
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const isToday = at.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(texts[language].locale, isToday ? options : { ...options, day: "numeric", month: "short" }).format(at);
}

/** What is held by now, as a text that differs when it does. */
const heldNow = () => (deals.reservations ?? []).filter(isHeld).map(({ id }) => id).join();

/** Counts down for as long as something is held, and shows what is held no longer. */
function tick() {
  clearTimeout(deals.timer);
  if (deals.held !== heldNow()) {
    showAll();
    return;
  }
  for (const node of minePart.querySelectorAll("[data-until]")) node.textContent = countdown(node.dataset.until);
  if (deals.held) deals.timer = setTimeout(tick, 1000);
}

// ---------------------------------------------------------------- The dialog

/** Shows what the person has reserved, as it is now. */
function openMine() {
  openAt("mine");
  deals.loaded = load().catch(explain);
}

/** Shows a unit that somebody who is signed in wants to reserve, with the price that it has now. */
function openFor(unit) {
  if (reservationOf(unit)) {
    openMine();
    return;
  }
  Object.assign(deals, { unit, isGone: false, offer: null });
  openAt("reserve");
  loadOffer();
  own(`properties/${encodeURIComponent(unit.id)}`, { method: "GET" }).then((fresh) => {
    if (deals.unit.id !== unit.id) return;
    deals.unit = { ...deals.unit, ...fresh };
    show();
  }, leaveForLater);
}

/**
 * Asks what is to be had of the unit. Where nobody can tell, it is reserved as a whole, or as it was offered before: the API
 * knows whether that can be.
 */
async function loadOffer() {
  const { id } = deals.unit;
  const told = await own(`reservations/shares?${new URLSearchParams({ property_id: id })}`, { method: "GET" }).catch(leaveForLater);
  if (deals.unit.id !== id) return;
  const before = deals.offer;
  deals.offer = told ?? before ?? { in_shares: false };
  if (told) deals.unit = { ...deals.unit, price: told.price };
  if (isInShares() && !before?.in_shares) sharesInput.value = number(proposed());
  show();
}

/** How many shares are proposed: all of them where Amr has prepared a reservation of the whole and it is still to be had. */
function proposed() {
  const { unit, offer: { free } } = deals;
  return unit.link && free === ALL_SHARES ? ALL_SHARES : Math.min(PROPOSED_SHARES, free);
}

/**
 * A request that takes effect once, however often it is tried: until it is answered, it has the same key. An answer that
 * says to try again later is none.
 */
async function once(path, body) {
  const name = JSON.stringify([path, body]);
  const key = deals.keys.get(name) ?? crypto.randomUUID();
  deals.keys.set(name, key);
  try {
    const answer = await own(path, { headers: { "Idempotency-Key": key }, body });
    deals.keys.delete(name);
    return answer;
  } catch (failure) {
    if (!failure.passes) deals.keys.delete(name);
    throw failure;
  }
}

// ---------------------------------------------------------------- Reserving and letting go

/**
 * Reserves a unit, or so many shares of it where it is sold in shares (else null). All of it goes by Amr's link, where there
 * is one that is still good and not used up.
 */
async function hold({ id, link }, shares) {
  if (link && [null, ALL_SHARES].includes(shares)) {
    const reserved = await once("reservations", { link }).catch((failure) => {
      if (failure.details?.field !== "link") throw failure;
      return null;
    });
    if (reserved && ["held", "paid"].includes(stateOf(reserved))) return reserved;
  }
  return once("reservations", shares === null ? { property_id: id } : { property_id: id, shares });
}

async function reserve() {
  let reserved;
  try {
    const shares = isInShares() ? sharesTyped() : null;
    if (isInShares() && shares === null) throw ownFailure(texts, "wrongShares", 422, null, { field: "shares" });
    reserved = await hold(deals.unit, shares);
  } catch (failure) {
    // From another tab, or by a request whose answer got lost.
    if (failure.details?.reservation_id) await load();
    if (deals.step === "mine") return;
    await followRefusal(failure);
    throw failure;
  }
  keep(reserved);
  goTo("mine");
  deals.done = nameOf(words(), "reserved", reserved);
}

/** Puts things right after a unit could not be reserved, and the focus where the person goes on. */
async function followRefusal(failure) {
  const { code, details } = failure;
  const wasInShares = isInShares();
  deals.isGone = isOfGoneUnit(code);
  if (wasInShares && details?.shares_free !== undefined) deals.offer = { ...deals.offer, free: details.shares_free };
  // It is sold in another way than it was.
  else if (code && isOfShares(failure)) await loadOffer();
  // What had the focus is gone.
  if (!isToBeHad() || (wasInShares && !isInShares())) title.focus();
  else if (isInShares() && isOfShares(failure)) sharesInput.focus();
}

async function letGo() {
  const { cancelled } = deals;
  const outcome = await own(`reservations/${cancelled.id}`, { method: "DELETE", read: nothing }).then(() => {
    keep({ ...cancelled, state: "cancelled" });
    return { done: nameOf(words(), "cancelledNow", cancelled) };
  }, async (failure) => {
    // It may have ended meanwhile.
    if (![404, 409].includes(failure.status)) throw failure;
    await load();
    return { failure };
  });
  deals.watch = null;
  goTo("mine");
  Object.assign(deals, outcome);
}

// ---------------------------------------------------------------- Paying

async function pay({ id, payment }) {
  let checkout;
  try {
    checkout = await once("payments/checkout", { reservation_id: id });
  } catch (failure) {
    if (failure.status === 409) await load();
    throw failure;
  }
  store("sessionStorage", PAYING_KEY, { id, hasFailed: payment?.state === "failed" });
  // The page that they come back to begins in this language.
  chooseLanguage(deals.language);
  deals.done = "leaving";
  location.assign(checkout.checkout_url);
}

/** Whether the person comes back from paying. What the address says of it leaves it; that it failed is taken for a hint. */
function takeReturn() {
  const query = new URLSearchParams(location.search);
  if (!query.has("order") || !query.has("success")) return null;
  history.replaceState(history.state, "", location.pathname + location.hash);
  return { isSaidToHaveFailed: query.get("success") === "false" };
}

/** A page that the browser had kept is not on its way to the payment any more. */
function followHistory({ persisted }) {
  if (!persisted || !deals.isSignedIn) return;
  deals.done = null;
  deals.loaded = load().catch(leaveForLater);
}

/** Asks the API how a payment went until it knows, and says so. */
async function watchPayment({ isSaidToHaveFailed }) {
  const watch = {};
  const paying = recall("sessionStorage", PAYING_KEY);
  store("sessionStorage", PAYING_KEY, null);
  Object.assign(deals, { isSignedIn: true, watch });
  show();
  // Where the focus goes once the dialog is closed.
  mineButton.focus({ preventScroll: true });
  openMine();
  await deals.loaded;
  // Some come back in another tab than they left from: then it is what they have paid for last.
  const id = paying?.id ?? deals.reservations?.find(({ payment }) => payment)?.id;
  // What had failed before they left stays so until it is paid: that it failed again, only the address tells.
  const failureCounts = isSaidToHaveFailed || paying?.hasFailed === false;
  const outcome = id ? await outcomeOf(id, failureCounts, watch) : null;
  if (deals.watch !== watch) return;
  deals.watch = null;
  if (deals.step === "mine") {
    if (outcome === "paymentFailed") deals.failure = ownFailure(texts, outcome, 402);
    else if (id) deals.done = outcome ?? "noWord";
  }
  show();
  if (!dialog.open && outcome) page.announce(words()[outcome]);
}

/** What became of a payment: the name of a text; null where nobody knows yet, or nobody waits any more. */
async function outcomeOf(id, failureCounts, watch) {
  const until = Date.now() + ASK_PATIENCE_MILLISECONDS;
  while (deals.watch === watch && Date.now() < until) {
    const shown = await own(`reservations/${id}`, { method: "GET" }).catch((failure) => {
      leaveForLater(failure);
      return failure.passes ? null : failure;
    });
    if (shown instanceof Failure) return null;
    if (shown && deals.watch === watch) {
      keep(shown);
      const payment = shown.payment?.state;
      if (payment === "failed" && failureCounts) return "paymentFailed";
      const hasCome = payment && !["pending", "failed"].includes(payment);
      if (hasCome) return nameOf(words(), shown.state === "paid" ? "paidNow" : "lateNow", shown);
    }
    await pause(ASK_EVERY_MILLISECONDS);
  }
  return null;
}
