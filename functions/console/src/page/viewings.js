/*
 * Seeing a unit: what a unit's card says of it, and an answer of Amr's, and a dialog in which somebody picks a day and an
 * hour, sees whether it is confirmed, takes another time, and cancels.
 *
 * A viewing is confirmed after it was asked for, and so is another time for it: while something waits for that, the API is
 * asked until it knows (`watch`), and what has become of it is said (`tell`). Hours are Cairo's, wherever the page is read.
 *
 * The dialog has four steps, of which `visits.step` is shown; `show` draws it from `visits`, `showPicker` the days and
 * hours, `showList` the viewings, `showOnPage` what stands outside of it.
 */

import { own, signInFirst } from "./account.js";
import {
  button, drawing, duration, element, Failure, isOfGoneUnit, leaveForLater, moment, named, nothing, ownFailure, part, pause, placeOf,
  refill, showReason, stepping,
} from "./common.js";

// ---------------------------------------------------------------- Texts

export const texts = {
  en: {
    locale: "en-EG",
    viewings: "My viewings",
    viewingsWaiting: (count) => `My viewings, not confirmed yet: ${count}`,
    closeViewings: "Close",
    book: "Book a viewing",
    bookThis: (title) => `Book a viewing: ${title}`,
    askedForByYou: (time) => `You have asked to see it: ${time}`,
    seenByYou: (time) => `You see it: ${time}`,
    seeViewing: "See the viewing",
    seeThis: (title) => `See the viewing: ${title}`,
    askedForByAmr: (title, time) => `Amr has asked for a viewing of ${title}: ${time}.`,
    standing: (state, next) => `${state}. ${next}`,
    seeViewings: "See my viewings",
    bookTitle: "Book a viewing",
    moveTitle: "Another time",
    cancelTitle: "Cancel the viewing?",
    bookWhy: "Choose a day and an hour; as a rule you hear within a minute whether it is confirmed. A viewing reserves nothing: the unit stays free for others.",
    moveRequestedWhy: (time) => `So far you have asked for this time: ${time}.`,
    moveConfirmedWhy: (time) => `Your time: ${time}. It stays yours until the other one is confirmed.`,
    cairo: (time) => `${time} (Cairo time)`,
    viewingDay: "Day",
    hoursOf: (day) => `Hour on ${day} (Cairo time)`,
    loading: "Loading…",
    noHours: "No hour is free in the next two weeks.",
    contactWhy: "For whoever shows you the unit, if you like. What becomes of the viewing goes to the phone and the e-mail of your account.",
    contactName: "Name (optional)",
    contactPhone: "Mobile number (optional)",
    confirmHour: "Ask for this time",
    chooseHour: "Choose an hour first.",
    none: "You have not asked for a viewing yet.",
    states: { requested: "Not confirmed yet", confirmed: "Confirmed", refused: "Refused", cancelled: "Cancelled", over: "Over" },
    askedAt: (time) => `Asked for on ${time}`,
    next: {
      requested: "We are confirming it, as a rule within a minute. You see it here, and we write to you.",
      confirmed: "Whoever shows the unit expects you. If you cannot come, take another time or cancel.",
      moving: (time) => `You have asked for another time: ${time}. Until it is confirmed, this one stays yours.`,
      cancelled: "You have cancelled it.",
      over: "Its time is over.",
    },
    refusedBecause: {
      slot_taken: "Somebody else sees the unit at this hour. Choose another one.",
      unit_unavailable: "The unit is sold, or somebody else holds it.",
      too_late: "It was too late for this hour. Choose a later one.",
      by_us: "We cannot show the unit at this hour. Choose another one.",
    },
    notMovedBecause: {
      slot_taken: "Somebody else sees the unit at the other hour. Your time stays as it was.",
      unit_unavailable: "The unit is sold, or somebody else holds it. Your time stays as it was.",
      too_late: "It was too late for the other hour. Your time stays as it was.",
      by_us: "We cannot show the unit at the other hour. Your time stays as it was.",
    },
    cancelledBecause: {
      unit_unavailable: "The unit was sold meanwhile.",
      by_us: "We had to cancel it, and are sorry. Choose another time, if you like.",
    },
    move: "Another time",
    moveThis: (title) => `Another time: ${title}`,
    cancel: "Cancel",
    cancelThis: (title) => `Cancel the viewing: ${title}`,
    again: "Choose another time",
    againThis: (title) => `Choose another time: ${title}`,
    cancelViewingWarning: "Once you do, others can have this hour:",
    confirmViewingCancellation: "Cancel the viewing",
    keepViewing: "Keep it",
    askedFor: "The viewing is asked for. We are confirming it…",
    otherAskedFor: "The other time is asked for. We are confirming it…",
    unchanged: "The viewing stays as it was.",
    alreadyAskedFor: "You have asked for a viewing of this unit already.",
    waiting: "We are waiting to hear whether it is confirmed…",
    noWord: "It is not confirmed yet. Look here again in a while.",
    confirmedNow: (title, time) => `The viewing of ${title} is confirmed: ${time}.`,
    movedNow: (title, time) => `The viewing of ${title} has been moved: ${time}.`,
    notMovedNow: (title, why) => `The viewing of ${title} has not been moved. ${why}`,
    refusedNow: (title, why) => `The viewing of ${title} is refused. ${why}`,
    calledOffNow: (title, why) => `The viewing of ${title} is cancelled. ${why}`,
    cancelledNow: "The viewing is cancelled.",
    hourTaken: "This hour has just been taken. Choose another one.",
    hourRefused: "This hour can no longer be asked for. Choose another one.",
    unitGone: "The unit is sold, or somebody else holds it: it cannot be seen now.",
    tooManyViewings: (count) => `You have ${count} viewings to come, and more at once you cannot have. Cancel one of them first.`,
    notOpen: "This viewing is not to come any more.",
    invalidContactPhone: "This is not an Egyptian mobile number, such as 01001234567.",
    refused: (reason) => `That cannot be done now: ${reason}.`,
    tooOften: (wait) => `That was too often. Try again in ${wait}.`,
    requestNumber: "Request",
  },
  ar: {
    locale: "ar-EG",
    viewings: "معايناتي",
    viewingsWaiting: (count) => `معايناتي، لسه ما اتأكدتش: ${count}`,
    closeViewings: "إغلاق",
    book: "احجز معاينة",
    bookThis: (title) => `احجز معاينة: ${title}`,
    askedForByYou: (time) => `طلبت تعاينها: ${time}`,
    seenByYou: (time) => `هتعاينها: ${time}`,
    seeViewing: "شوف المعاينة",
    seeThis: (title) => `شوف المعاينة: ${title}`,
    askedForByAmr: (title, time) => `عمرو طلب لك معاينة ${title}: ${time}.`,
    standing: (state, next) => `${state}. ${next}`,
    seeViewings: "شوف معايناتي",
    bookTitle: "احجز معاينة",
    moveTitle: "معاد تاني",
    cancelTitle: "تلغي المعاينة؟",
    bookWhy: "اختار اليوم والساعة، وغالبًا في خلال دقيقة هتعرف المعاد اتأكد ولا لأ. المعاينة مش حجز: الوحدة هتفضل متاحة لغيرك.",
    moveRequestedWhy: (time) => `المعاد اللي طلبته لحد دلوقتي: ${time}.`,
    moveConfirmedWhy: (time) => `معادك: ${time}. هيفضل ليك لحد ما المعاد التاني يتأكد.`,
    cairo: (time) => `${time} (بتوقيت القاهرة)`,
    viewingDay: "اليوم",
    hoursOf: (day) => `الساعة يوم ${day} (بتوقيت القاهرة)`,
    loading: "بنحمّل…",
    noHours: "مفيش معاد فاضي في الأسبوعين الجايين.",
    contactWhy: "للي هيوريك الوحدة، لو تحب. وأخبار المعاينة هتوصلك على موبايل حسابك وإيميله.",
    contactName: "الاسم (اختياري)",
    contactPhone: "رقم الموبايل (اختياري)",
    confirmHour: "اطلب المعاد ده",
    chooseHour: "اختار الساعة الأول.",
    none: "لسه ما طلبتش معاينة.",
    states: { requested: "لسه ما اتأكدتش", confirmed: "اتأكدت", refused: "اترفضت", cancelled: "اتلغت", over: "فات معادها" },
    askedAt: (time) => `اتطلبت ${time}`,
    next: {
      requested: "بنأكدها، وغالبًا ده بياخد دقيقة. هتشوف النتيجة هنا، وهنبعتهالك كمان.",
      confirmed: "اللي هيوريك الوحدة مستنيك. لو مش هتقدر تيجي، خد معاد تاني أو الغيها.",
      moving: (time) => `طلبت معاد تاني: ${time}. لحد ما يتأكد، المعاد ده هيفضل ليك.`,
      cancelled: "إنت لغيتها.",
      over: "معادها عدّى.",
    },
    refusedBecause: {
      slot_taken: "فيه حد تاني هيعاين الوحدة في الساعة دي. اختار معاد تاني.",
      unit_unavailable: "الوحدة اتباعت أو حد تاني حاجزها.",
      too_late: "الوقت كان متأخر على الساعة دي. اختار معاد بعدها.",
      by_us: "مش هنقدر نوريك الوحدة في الساعة دي. اختار معاد تاني.",
    },
    notMovedBecause: {
      slot_taken: "فيه حد تاني هيعاين الوحدة في المعاد التاني. معادك زي ما هو.",
      unit_unavailable: "الوحدة اتباعت أو حد تاني حاجزها. معادك زي ما هو.",
      too_late: "الوقت كان متأخر على المعاد التاني. معادك زي ما هو.",
      by_us: "مش هنقدر نوريك الوحدة في المعاد التاني. معادك زي ما هو.",
    },
    cancelledBecause: {
      unit_unavailable: "الوحدة اتباعت.",
      by_us: "اضطرينا نلغيها، ومتأسفين. لو تحب، اختار معاد تاني.",
    },
    move: "معاد تاني",
    moveThis: (title) => `معاد تاني: ${title}`,
    cancel: "الغيها",
    cancelThis: (title) => `الغي المعاينة: ${title}`,
    again: "اختار معاد تاني",
    againThis: (title) => `اختار معاد تاني: ${title}`,
    cancelViewingWarning: "ساعتها غيرك هيقدر ياخد المعاد ده:",
    confirmViewingCancellation: "الغي المعاينة",
    keepViewing: "خلّيها",
    askedFor: "طلبت المعاينة، وبنأكدها…",
    otherAskedFor: "طلبت المعاد التاني، وبنأكده…",
    unchanged: "المعاينة زي ما هي.",
    alreadyAskedFor: "إنت طالب معاينة الوحدة دي من قبل كده.",
    waiting: "مستنيين نعرف اتأكدت ولا لأ…",
    noWord: "لسه ما اتأكدتش. بص هنا تاني بعد شوية.",
    confirmedNow: (title, time) => `معاينة ${title} اتأكدت: ${time}.`,
    movedNow: (title, time) => `معاد معاينة ${title} اتغيّر: ${time}.`,
    notMovedNow: (title, why) => `معاد معاينة ${title} ما اتغيّرش. ${why}`,
    refusedNow: (title, why) => `معاينة ${title} اترفضت. ${why}`,
    calledOffNow: (title, why) => `معاينة ${title} اتلغت. ${why}`,
    cancelledNow: "المعاينة اتلغت.",
    hourTaken: "المعاد ده لسه متاخد حالًا. اختار معاد تاني.",
    hourRefused: "المعاد ده مابقاش ينفع يتطلب. اختار معاد تاني.",
    unitGone: "الوحدة اتباعت أو حد تاني حاجزها، فمش هينفع تعاينها دلوقتي.",
    tooManyViewings: (count) => `عدد المعاينات الجاية ليك: ${count}، وده الحد الأقصى. الغي واحدة منهم الأول.`,
    notOpen: "المعاينة دي مابقتش قايمة.",
    invalidContactPhone: "ده مش رقم موبايل مصري، زي 01001234567.",
    refused: () => "ماينفعش دلوقتي.",
    tooOften: (wait) => `حاولت كتير. حاول تاني بعد ${wait}.`,
    requestNumber: "رقم الطلب",
  },
};

// ---------------------------------------------------------------- Limits

/** While something is not confirmed, the API is asked so often whether it is by now, and for so long. */
const ASK_EVERY_MILLISECONDS = 2000;
const ASK_PATIENCE_MILLISECONDS = 120_000;

/** How long a viewing takes. */
const HOUR_MILLISECONDS = 3_600_000;

// ---------------------------------------------------------------- The dialog's parts and state

const listButton = part("viewings");
const dialog = part("viewings-dialog");
const title = part("viewings-title");
const listPart = part("viewings-list");
const daysPart = part("days");
const hoursPart = part("hours");
const nameInput = part("contact-name");
const phoneInput = part("contact-phone");

/** The parts of the dialog of which one is shown, by its steps, and what the steps are called: the names of texts. */
const PARTS = { book: "hour-step", move: "hour-step", list: "viewings-step", cancel: "viewing-cancel-step" };
const TITLES = { book: "bookTitle", move: "moveTitle", list: "viewings", cancel: "cancelTitle" };

/** What can be wrong in the steps in which an hour is chosen, by its name in the API. */
const FIELDS = { slot: hoursPart, "contact.name": nameInput, "contact.phone": phoneInput };

const visits = {
  language: "en",
  isSignedIn: false,
  /** The person's viewings, as the API orders them, or null; and when the API has been asked for them (a promise). */
  viewings: null,
  loaded: null,
  step: "list",
  /** The unit of which an hour is chosen, or null, whether it can no longer be seen, and the viewing that is moved, if one is. */
  unit: null,
  isGone: false,
  moved: null,
  /** The unit's free hours, or null, and what is chosen: the day (“2026-12-01”) and the hour, or null. */
  slots: null,
  day: null,
  slot: null,
  /** The viewing that the person is about to cancel, or null. */
  cancelled: null,
  /** That the API is asked what is confirmed by now (an object of its own), or null. */
  watch: null,
  isBusy: false,
  /** Why the last thing failed, or null. */
  failure: null,
  /** What was done: a text in both languages, or null. */
  done: null,
  /** Why the last viewing of a unit was refused or called off while the person was here, by unit: texts in both languages. */
  refused: new Map(),
};

/** What stands outside of the dialog: the unit and the language of each part of a card, and of each line under an answer. */
const onCards = new WeakMap();
const underAnswers = new WeakMap();

/** The page around the dialog, as `startViewings` gets to know it. */
let page;

const words = () => texts[visits.language];

const { goTo, openAt, explain, act } = stepping(dialog, title, visits, show);

/** A text in both languages: it is shown in the one that the page has by then. */
const inBoth = (make) => ({ en: make("en"), ar: make("ar") });
const said = (name) => inBoth((language) => texts[language][name]);

// ---------------------------------------------------------------- For the page

/** Begins. The page gives a function, `announce`, that says a text to people who hear the page. */
export function startViewings(around) {
  page = around;
  listButton.addEventListener("click", openList);
  part("viewings-close").addEventListener("click", () => dialog.close());
  part("hour-step").addEventListener("submit", (event) => {
    event.preventDefault();
    act(askForHour);
  });
  part("confirm-viewing-cancellation").addEventListener("click", () => act(cancel));
  for (const node of dialog.querySelectorAll("[data-goes]")) node.addEventListener("click", () => goTo(node.dataset.goes));
}

/** Shows viewings in a language. The texts of the dialog's frame the page sets with its own. */
export function showViewingsIn(language) {
  visits.language = language;
  showAll();
}

/** Somebody has signed in, or nobody is signed in any more: then nothing of theirs stays. */
export function followSignIn(isSignedIn) {
  visits.isSignedIn = isSignedIn;
  if (isSignedIn) {
    reload(leaveForLater);
  } else {
    Object.assign(visits, { viewings: null, unit: null, moved: null, slots: null, cancelled: null });
    Object.assign(visits, { watch: null, failure: null, done: null });
    visits.refused.clear();
    for (const input of [nameInput, phoneInput]) input.value = "";
    dialog.close();
  }
  showAll();
}

/** What a unit's card says of seeing it: a button, and when the person sees it. */
export function viewable(unit, language) {
  const node = element("div", "card-viewing", element("p", "card-seen"), button("card-view", "", () => {
    if (viewingOf(unit)) openList();
    else signInFirst("signInToView", () => openFor(unit));
  }));
  node.lastChild.ariaHasPopup = "dialog";
  onCards.set(node, { unit, language });
  showOnCard(node);
  return node;
}

/** What an answer says of a viewing that Amr has asked for. The unit may be among those that the answer shows. */
export function askedForByAmr(asked, units, language) {
  const unit = units.find((one) => one.id === asked.property_id) ?? { title: asked.property_id };
  const { seeViewings } = texts[language];
  const action = button("card-action", seeViewings, () => signInFirst("signInToView", openList));
  action.ariaHasPopup = "dialog";
  const node = element("div", "notice asked-for", element("p", "asked-for-text"), element("p", "asked-for-next"), action);
  underAnswers.set(node, { asked, unit, language });
  showUnderAnswer(node);
  return node;
}

/** Amr has just asked for a viewing: it is among the person's, and waits to be confirmed. */
export function followAmr() {
  // Patience begins anew.
  visits.watch = null;
  reload(leaveForLater);
}

// ---------------------------------------------------------------- What is to be seen

/** Whether it is still to come. The hours are far enough apart for the person's own clock. */
const isToCome = ({ status, slot }) => ["requested", "confirmed"].includes(status) && Date.parse(slot) > Date.now();

/** Whether something of it waits to be confirmed. */
const isWaiting = ({ status, wished_slot: wished }) => status === "requested" || Boolean(wished);

const waiting = () => (visits.viewings ?? []).filter(isWaiting);

/** How a viewing stands by now: what was confirmed is over one day. */
const stateOf = ({ status, slot }) =>
  status === "confirmed" && Date.parse(slot) + HOUR_MILLISECONDS <= Date.now() ? "over" : status;

/** The person's viewing of a unit that is still to come, if there is one. */
const viewingOf = ({ id }) => visits.viewings?.find((one) => one.property_id === id && isToCome(one));

/** The unit of a viewing, as far as the viewing tells. */
const unitOf = ({ property_id: id, title: english, title_ar: arabic }) => ({ id, title: english, title_ar: arabic });

/** Puts a viewing as the API has just told it in the place of what was known of it, or where the API will have it. */
function keep(viewing) {
  const others = (visits.viewings ?? []).filter(({ viewing_id: id }) => id !== viewing.viewing_id);
  const place = (one) => (isToCome(one) ? Date.parse(one.slot) : Number.MAX_SAFE_INTEGER - Date.parse(one.slot));
  visits.viewings = [viewing, ...others].sort((one, other) => place(one) - place(other));
  visits.refused.delete(viewing.property_id);
  showAll();
}

/** Asks for the viewings after what is being asked already: an older list must not come after a newer one. */
function reload(otherwise) {
  visits.loaded = Promise.resolve(visits.loaded).then(load).catch(otherwise);
  return visits.loaded;
}

async function load() {
  const { viewings } = await own("viewings", { method: "GET" });
  // The person may have signed out while it was on its way.
  if (!visits.isSignedIn) return;
  const before = visits.viewings;
  visits.viewings = viewings;
  // A button that is being pressed stays where nothing has changed.
  if (JSON.stringify(before) !== JSON.stringify(viewings)) showAll();
  // What was asked for elsewhere need not be asked for.
  if (dialog.open && visits.step === "book" && viewingOf(visits.unit)) {
    goTo("list");
    visits.done = said("alreadyAskedFor");
    show();
  }
  tell(before ?? []);
  if (waiting().length && !visits.watch) watch();
}

// ---------------------------------------------------------------- Showing

function showAll() {
  show();
  showPicker();
  showList();
  showOnPage();
}

/** Draws the button and the dialog, but for the hours and the viewings: what has the focus there stays. */
function show() {
  const { step, isSignedIn, viewings, failure, done, isBusy } = visits;
  const count = waiting().length;
  listButton.hidden = !isSignedIn || !viewings?.length;
  listButton.ariaLabel = count ? words().viewingsWaiting(number(count)) : words().viewings;
  listButton.classList.toggle("waiting", count > 0);
  listButton.replaceChildren(drawing("calendar", ""), element("span", "widest-only", words().viewings));

  title.textContent = words()[TITLES[step]];
  for (const id of Object.values(PARTS)) part(id).hidden = id !== PARTS[step];
  dialog.ariaBusy = String(isBusy);
  part("viewings-done").textContent = done?.[visits.language] ?? (visits.watch && count && step === "list" ? words().waiting : "");
  showFailure(failure);
  showChoice();
  part("viewings-state").textContent = viewings ? (viewings.length ? "" : words().none) : failure ? "–" : words().loading;
  showCancelled();
}

/** Why the last thing failed: at the field that it is about, else above everything. */
function showFailure(failure) {
  const wrong = wrongField(failure);
  for (const field of Object.values(FIELDS)) {
    field.ariaInvalid = String(field === wrong);
    part(`${field.id}-failure`).textContent = field === wrong ? inWords(failure) : "";
  }
  showReason(part("viewings-failure"), failure, failure && !wrong && inWords(failure), words().requestNumber);
}

/** The field of the step that a failure is about, or null. An hour that somebody else has taken is one that was chosen here. */
function wrongField(failure) {
  if (PARTS[visits.step] !== "hour-step" || !failure) return null;
  return FIELDS[failure.details.slot ? "slot" : failure.details.field] ?? null;
}

/** What the step is about in which an hour is chosen, but for the days and hours. */
function showChoice() {
  const { unit, moved, slots, isGone, failure, language } = visits;
  const { bookWhy, moveRequestedWhy, moveConfirmedWhy } = words();
  const moveWhy = moved?.status === "confirmed" ? moveConfirmedWhy : moveRequestedWhy;
  part("hour-unit").textContent = unit && named(unit, "title", language);
  part("hour-place").textContent = unit && placeOf(unit, language);
  part("hour-why").textContent = moved ? moveWhy(timeOf(moved.slot)) : bookWhy;
  part("hour-why").hidden = isGone;
  part("hours-state").textContent = slots ? (slots.length ? "" : words().noHours) : failure ? "–" : words().loading;
  part("hour-fields").hidden = isGone || !slots?.length;
  part("contact").hidden = moved !== null;
}

/** The days on which an hour is free, and the hours of the one that is chosen. */
function showPicker() {
  const { slots, day, language } = visits;
  const days = new Map((slots ?? []).map((slot) => [dayOf(slot), slot]));
  refill(daysPart, [...days].map(([value, slot]) => choice("viewing-day", value, value === day, chooseDay, [
    inCairo(slot, { weekday: "long" }, language),
    inCairo(slot, { day: "numeric", month: "short" }, language),
  ])), title);
  showHours();
}

function showHours() {
  const { slots, day, slot: chosen } = visits;
  const hours = (slots ?? []).filter((slot) => dayOf(slot) === day);
  const [first] = hours;
  part("hours-label").textContent = first ? words().hoursOf(inCairo(first, { weekday: "long", day: "numeric", month: "long" })) : "";
  refill(hoursPart, hours.map((slot) => choice("viewing-hour", slot, slot === chosen, chooseHour, [
    inCairo(slot, { hour: "numeric", minute: "2-digit" }),
  ])), title);
}

/** One of several that can be chosen, in lines of text. */
function choice(name, value, isChosen, choose, lines) {
  const input = element("input", "");
  Object.assign(input, { type: "radio", name, value, checked: isChosen });
  input.dataset.key = value;
  input.addEventListener("change", () => choose(value));
  return element("label", "choice", input, ...lines.flatMap((line) => [" ", element("span", "", line)]));
}

function showList() {
  refill(listPart, (visits.viewings ?? []).map(viewing), title);
}

/** A viewing: the unit, the time, how it stands, what comes next, and what can be done. */
function viewing(shown) {
  const { viewing_id: id, property_id: unit, slot, created_at: createdAt } = shown;
  const state = stateOf(shown);
  const name = element("h3", "", named(shown, "title", visits.language));
  const time = element("time", "", timeOf(slot));
  time.dateTime = slot;
  const node = element(
    "li", "viewing",
    element("div", "viewing-head", name, element("span", `viewing-state viewing-${state}`, words().states[state])),
    element("p", "viewing-time", time),
    element("p", "viewing-next", next(shown, visits.language)),
    actions(shown),
    element("p", "quiet", words().askedAt(moment(createdAt, words().locale))),
  );
  Object.assign(node.dataset, { viewingId: id, propertyId: unit, state, slot, waits: isWaiting(shown) });
  return node;
}

function actions(shown) {
  const { viewing_id: id } = shown;
  const name = named(shown, "title", visits.language);
  const action = (kind, className, text, label, press) => {
    const node = button(className, text, press);
    node.ariaLabel = label;
    node.dataset.key = `${kind} ${id}`;
    return node;
  };
  if (isToCome(shown)) {
    return element(
      "div", "account-actions",
      action("move", "small-button", words().move, words().moveThis(name), () => openMove(shown)),
      action("cancel", "small-button danger-button", words().cancel, words().cancelThis(name), () => {
        visits.cancelled = shown;
        goTo("cancel");
      }),
    );
  }
  const isOver = Date.parse(shown.slot) <= Date.now();
  if (isOver || !shown.reason || shown.reason === "unit_unavailable" || viewingOf(unitOf(shown))) return null;
  const again = action("again", "small-button", words().again, words().againThis(name), () => openFor(unitOf(shown)));
  return element("div", "account-actions", again);
}

/** What comes next, in words, or why nothing does. */
function next(shown, language) {
  const { wished_slot: wished, reason } = shown;
  const { next: say, refusedBecause, notMovedBecause, cancelledBecause } = texts[language];
  const state = stateOf(shown);
  if (state === "refused") return because(refusedBecause, reason);
  if (state === "cancelled" && reason) return because(cancelledBecause, reason);
  if (state === "confirmed" && wished) return say.moving(timeOf(wished, language));
  if (state === "confirmed" && reason) return because(notMovedBecause, reason);
  return say[state];
}

/** The text for a reason. That it is ours stands for any that is unknown here. */
const because = (reasons, reason) => reasons[reason] ?? reasons.by_us;

/** The viewing that the person is about to cancel. */
function showCancelled() {
  const { cancelled, language } = visits;
  part("cancelled-viewing").textContent = cancelled && `${named(cancelled, "title", language)}: ${timeOf(cancelled.slot)}`;
}

function showOnPage() {
  for (const node of document.querySelectorAll(".card-viewing")) showOnCard(node);
  for (const node of document.querySelectorAll(".asked-for")) showUnderAnswer(node);
}

/** The button stays the same: it may have the focus, or get it back when the dialog is closed. */
function showOnCard(node) {
  const { unit, language } = onCards.get(node);
  const say = texts[language];
  const name = named(unit, "title", language);
  const mine = viewingOf(unit);
  const [text, action] = [node.firstChild, node.lastChild];
  text.textContent = mine
    ? (mine.status === "confirmed" ? say.seenByYou : say.askedForByYou)(timeOf(mine.slot, language))
    : visits.refused.get(unit.id)?.[language] ?? "";
  text.hidden = text.textContent === "";
  action.textContent = mine ? say.seeViewing : say.book;
  action.ariaLabel = mine ? say.seeThis(name) : say.bookThis(name);
}

/** For as long as the viewing has the hour that Amr asked for, the line says how it stands. */
function showUnderAnswer(node) {
  const { asked, unit, language } = underAnswers.get(node);
  const known = visits.viewings?.find((one) => one.property_id === asked.property_id && one.slot === asked.slot);
  const say = texts[language];
  const [text, now] = node.children;
  text.textContent = say.askedForByAmr(named(known ?? unit, "title", language), timeOf(asked.slot, language));
  now.hidden = !known;
  now.textContent = known ? say.standing(say.states[stateOf(known)], next(known, language)) : "";
}

/** What to tell the person. */
function inWords({ status, code, details, texts: both }) {
  const { field, slot, most, reason, retry_after_seconds: wait } = details;
  if (isOfGoneUnit(code)) return words().unitGone;
  if (slot) return words().hourTaken;
  if (most) return words().tooManyViewings(number(most));
  if (status === 429 && wait) return words().tooOften(duration(wait, words().locale));
  if (code && field === "slot") return words().hourRefused;
  if (field === "contact.phone") return words().invalidContactPhone;
  if ([409, 429].includes(status) && reason) return words().refused(reason);
  return both[visits.language];
}

const number = (value) => new Intl.NumberFormat(words().locale).format(value);

/** An hour as clocks in Cairo show it. */
const inCairo = (slot, options, language = visits.language) =>
  new Intl.DateTimeFormat(texts[language].locale, { timeZone: "Africa/Cairo", ...options }).format(new Date(slot));

/** “Tuesday, December 1 at 2:00 PM (Cairo time)” */
const timeOf = (slot, language = visits.language) => texts[language].cairo(
  inCairo(slot, { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" }, language),
);

/** The day of an hour, which comes as clocks in Cairo show it. */
const dayOf = (slot) => slot.slice(0, 10);

// ---------------------------------------------------------------- The dialog

/** Shows the person's viewings, as they are now. */
function openList() {
  // Some of them may be over by now.
  showList();
  openAt("list");
  reload(explain);
}

/** Has somebody who is signed in choose an hour to see a unit. */
function openFor(unit) {
  if (viewingOf(unit)) openList();
  else openPicker("book", unit, null);
}

/** Has somebody choose another hour for a viewing. */
function openMove(viewing) {
  openPicker("move", unitOf(viewing), viewing);
}

function openPicker(step, unit, moved) {
  Object.assign(visits, { unit, moved, isGone: false, slots: null, day: null, slot: null });
  openAt(step);
  showPicker();
  loadSlots().catch(explain);
}

/** Asks for the hours at which the unit can be seen. What was chosen stays chosen where it is still free. */
async function loadSlots() {
  const { unit } = visits;
  const { slots } = await own(`viewings/slots?${new URLSearchParams({ property_id: unit.id })}`, { method: "GET" });
  if (visits.unit !== unit) return;
  const { day, slot } = visits;
  const isFree = slots.some((one) => dayOf(one) === day);
  Object.assign(visits, { slots, day: isFree ? day : slots.length ? dayOf(slots[0]) : null, slot: slots.includes(slot) ? slot : null });
  show();
  showPicker();
}

/** The days keep the focus; the hours are another day's. */
function chooseDay(day) {
  Object.assign(visits, { day, slot: null });
  showHours();
}

/** What was said of the hour before is put right by another. */
function chooseHour(slot) {
  Object.assign(visits, { slot, failure: null });
  show();
}

// ---------------------------------------------------------------- Asking and cancelling

/** Asks for the hour that is chosen, for a viewing of the unit or for one that is moved. */
async function askForHour() {
  // The list that was waited for may have shown that there is nothing to ask for.
  if (PARTS[visits.step] !== "hour-step") return;
  const { moved, unit, slot } = visits;
  let asked;
  try {
    if (!slot) throw ownFailure(texts, "chooseHour", 422, null, { field: "slot" });
    asked = moved
      ? await own(`viewings/${moved.viewing_id}`, { method: "PATCH", body: { slot } })
      : await own("viewings", { body: { property_id: unit.id, slot, ...contact() } });
  } catch (failure) {
    await follow(failure);
    throw failure;
  }
  keep(asked);
  goTo("list");
  if (isWaiting(asked)) {
    visits.done = said(moved ? "otherAskedFor" : "askedFor");
    watch();
  } else {
    visits.done = said(moved ? "unchanged" : "alreadyAskedFor");
  }
}

/** Who comes, as far as the person has said so. */
function contact() {
  const entries = [["name", nameInput.value.trim()], ["phone", phoneInput.value.trim()]].filter(([, value]) => value);
  return entries.length ? { contact: Object.fromEntries(entries) } : {};
}

/** Puts things right after an hour was refused, and the focus where the person goes on. */
async function follow(failure) {
  visits.isGone = isOfGoneUnit(failure.code);
  if (visits.moved && [404, 409].includes(failure.status) && !failure.details.slot) {
    await backToList(visits.moved);
    return;
  }
  const wrong = wrongField(failure);
  // The free hours are others by now.
  if (wrong === hoursPart && failure.code) await loadSlots().catch(leaveForLater);
  // The button is gone that had the focus.
  if (visits.isGone) title.focus();
  else if (wrong) (wrong.querySelector("input") ?? wrong).focus();
}

/** Shows the list as it is by now after something could not be done with a viewing; fails where it is not to come any more. */
async function backToList(viewing) {
  await load();
  goTo("list");
  const known = visits.viewings.find(({ viewing_id: id }) => id === viewing.viewing_id);
  if (!known || !isToCome(known)) throw ownFailure(texts, "notOpen", 409);
}

async function cancel() {
  const { cancelled } = visits;
  try {
    await own(`viewings/${cancelled.viewing_id}`, { method: "DELETE", read: nothing });
  } catch (failure) {
    if ([404, 409].includes(failure.status)) await backToList(cancelled);
    throw failure;
  }
  keep({ ...cancelled, status: "cancelled", reason: undefined, wished_slot: undefined });
  goTo("list");
  visits.done = said("cancelledNow");
}

// ---------------------------------------------------------------- Waiting to hear

/** Asks the API for as long as something is not confirmed, until patience ends. */
async function watch() {
  const watching = {};
  visits.watch = watching;
  show();
  const until = Date.now() + ASK_PATIENCE_MILLISECONDS;
  while (visits.watch === watching && waiting().length && Date.now() < until) {
    await pause(ASK_EVERY_MILLISECONDS);
    // An older list must not come after what is being done.
    if (visits.watch === watching && !visits.isBusy) await reload(leaveForLater);
  }
  if (visits.watch !== watching) return;
  visits.watch = null;
  if (waiting().length && visits.step === "list" && !visits.failure) visits.done = said("noWord");
  show();
}

/** Says what has become of viewings that had waited when the list was the one before. */
function tell(before) {
  const news = before.filter(isWaiting).map((old) => {
    const now = visits.viewings.find(({ viewing_id: id }) => id === old.viewing_id);
    return now && !isWaiting(now) ? outcome(old, now) : null;
  }).filter(Boolean);
  if (!news.length) return;
  for (const { unit, text } of news.filter(({ isGood }) => !isGood)) visits.refused.set(unit, text);
  showOnPage();
  const together = (some) => inBoth((language) => some.map(({ text }) => text[language]).join(" "));
  if (!dialog.open) {
    page.announce(together(news)[visits.language]);
    return;
  }
  if (visits.step !== "list") return;
  const [good, bad] = [true, false].map((isGood) => news.filter((one) => one.isGood === isGood));
  visits.done = good.length ? together(good) : null;
  visits.failure = bad.length ? new Failure(409, together(bad)) : null;
  show();
}

/** What has become of a viewing that had waited, and whether it is what the person wanted; null where they did it themselves. */
function outcome(old, now) {
  const { status, reason, slot, property_id: unit } = now;
  const wasMoving = Boolean(old.wished_slot);
  const say = (name, what) => inBoth((language) => texts[language][name](named(now, "title", language), what(language)));
  const time = (language) => timeOf(slot, language);
  const why = (language) => next(now, language);
  if (status === "confirmed" && wasMoving && reason) return { unit, isGood: false, text: say("notMovedNow", why) };
  if (status === "confirmed") return { unit, isGood: true, text: say(wasMoving ? "movedNow" : "confirmedNow", time) };
  if (status === "refused") return { unit, isGood: false, text: say("refusedNow", why) };
  return reason ? { unit, isGood: false, text: say("calledOffNow", why) } : null;
}
