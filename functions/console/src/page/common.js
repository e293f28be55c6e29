/*
 * What the console's pages have in common: their parts by id, elements made of text, what the browser
 * remembers, the language of the frame, times and amounts in words, requests to the API, and dialogs that have steps. Texts
 * are each page's own.
 */

/** API Gateway gives up after 29 seconds; a little later there is nothing left to wait for. */
export const ANSWER_TIMEOUT_MILLISECONDS = 35_000;

/** Both pages keep it under one name: who reads Arabic here reads it there. */
const LANGUAGE_KEY = "osool.language";

/** The part of the page with this id. */
export const part = (id) => document.getElementById(id);

/** An element with a class and children; a string becomes text, null and undefined are left out. */
export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child != null));
  return node;
}

/** One of the drawings in index.html. */
export function drawing(name, className) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", className);
  svg.append(use);
  return svg;
}

export function button(className, text, action) {
  const node = element("button", className, text);
  node.type = "button";
  node.addEventListener("click", action);
  return node;
}

/** Reads a stored value; a browser that forbids storage, or a value that is not ours, is as good as none. */
export function recall(storage, key) {
  try {
    return JSON.parse(globalThis[storage].getItem(key));
  } catch {
    return null;
  }
}

/**
 * Keeps a value; null removes it. Says whether that was possible: storage may be full or forbidden, and the
 * pages work without it, until they are loaded again.
 */
export function store(storage, key, value) {
  try {
    if (value === null) globalThis[storage].removeItem(key);
    else globalThis[storage].setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** The language that the person chose on either page, if it is one of these texts'. */
export function chosenLanguage(texts) {
  const chosen = recall("localStorage", LANGUAGE_KEY);
  return chosen in texts ? chosen : null;
}

/** Remembers the language that the person chose. */
export function chooseLanguage(language) {
  store("localStorage", LANGUAGE_KEY, language);
}

/** The browser's language, as far as the pages know it. */
export const browserLanguage = () => (navigator.language.startsWith("ar") ? "ar" : "en");

/** The language that the switch offers. */
export const otherLanguage = (language) => (language === "ar" ? "en" : "ar");

/** Sets the direction and every text of the page's frame. */
export function showFrameIn(language, words) {
  document.documentElement.lang = language;
  document.documentElement.dir = words.direction;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = words[node.dataset.text];
  for (const node of document.querySelectorAll("[data-label]")) node.ariaLabel = words[node.dataset.label];
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = words[node.dataset.placeholder];
  part("language").lang = otherLanguage(language);
}

/** A field of a unit or a reservation in the given language, where the listing has it. */
export function named(property, field, language) {
  return (language === "ar" && property[`${field}_ar`]) || property[field];
}

/** Where a unit is, in the given language, as far as that is known. */
export function placeOf(unit, language) {
  const names = [named(unit, "compound", language), named(unit, "location", language)];
  return names.filter(Boolean).join(language === "ar" ? "، " : ", ");
}

/** Digits as the API reads them, which people type in either script. */
export const folded = (text) => text.replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - "٠".charCodeAt(0));

// ---------------------------------------------------------------- Times and amounts, as a locale writes them

/** Pounds, with piastres where there are some. */
export function pounds(amount, locale) {
  const digits = Number.isInteger(amount) ? 0 : 2;
  const options = { style: "currency", currency: "EGP", minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale, options).format(amount);
}

export const moment = (time, locale) =>
  new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));

/** “1:05” */
export function minutesAndSeconds(seconds, locale) {
  const digits = (value, atLeast) =>
    new Intl.NumberFormat(locale, { minimumIntegerDigits: atLeast, useGrouping: false }).format(value);
  return `${digits(Math.floor(seconds / 60), 1)}:${digits(seconds % 60, 2)}`;
}

/** “5 minutes”, with the plural forms of Arabic. */
export function duration(seconds, locale) {
  const [value, unit] = seconds < 60 ? [seconds, "second"] : seconds < 7200 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(Math.ceil(value));
}

// ---------------------------------------------------------------- Requests

/** Reads answers that say nothing. */
export const nothing = () => null;

/** Lets time pass before the API is asked again. */
export const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/**
 * Why there is no answer: a text for the person in both languages, the HTTP status (0: none came), the request id, the
 * API's details and its code.
 */
export class Failure extends Error {
  constructor(status, bothTexts, requestId = null, details = {}, code = null) {
    super(bothTexts.en);
    this.status = status;
    this.texts = bothTexts;
    this.requestId = requestId;
    this.details = details;
    this.code = code;
  }

  /** Whether the same message may succeed later. */
  get passes() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Nobody waits for what has failed here: it is tried again when somebody needs it. */
export function leaveForLater(failure) {
  if (!(failure instanceof Failure)) throw failure;
}

/** Whether a failure with this code means that a unit can no longer be had. */
export const isOfGoneUnit = (code) => ["property_unavailable", "property_not_found"].includes(code);

/** One of the page's own texts, for a failure that the API could not explain itself. */
export function ownFailure(texts, name, status = 0, requestId = null, details = {}) {
  return new Failure(status, { en: texts.en[name], ar: texts.ar[name] }, requestId, details);
}

/** A failure as the API explains it. */
export function explained(texts, status, body, requestId = null) {
  const id = body.request_id ?? requestId;
  if (!body.user_message) return ownFailure(texts, "unreachable", status, id);
  return new Failure(status, { en: body.user_message, ar: body.user_message_ar }, id, body.details, body.error_code);
}

/**
 * One request, and what `read` makes of its answer. Rejects with a Failure, whose text is the API's or one of the page's
 * (`unreachable`, `offline`, `timeout`), or with an AbortError where the signal gave it up.
 */
export async function call(path, texts, options) {
  const { method = "POST", headers = {}, body = null, signal = new AbortController().signal, read = (response) => response.json() } = options;
  const content = body ? { "Content-Type": "application/json" } : {};
  let response;
  let answer;
  try {
    const patience = AbortSignal.timeout(ANSWER_TIMEOUT_MILLISECONDS);
    response = await fetch(path, {
      method, headers: { ...content, ...headers }, body: body && JSON.stringify(body), signal: AbortSignal.any([signal, patience]),
    });
    answer = await (response.ok ? read(response) : response.json());
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof Failure) throw error;
    if (error.name === "TimeoutError") throw ownFailure(texts, "timeout");
    if (!navigator.onLine) throw ownFailure(texts, "offline");
    throw ownFailure(texts, "unreachable", response?.status ?? 0, response?.headers.get("X-Request-Id"));
  }
  if (response.ok) return answer;
  throw explained(texts, response.status, answer, response.headers.get("X-Request-Id"));
}

// ---------------------------------------------------------------- Dialogs

/** Says why something failed, with the number of the request where the service itself has failed. */
export function showReason(node, failure, text, requestNumber) {
  const id = failure?.status >= 500 ? failure.requestId : null;
  node.replaceChildren(...[
    text,
    id && element("span", "request-id", ` ${requestNumber}: `, element("code", "", id)),
  ].filter(Boolean));
}

/** Fills a list anew without losing the focus: it stays on what has the same key (`data-key`), or goes elsewhere. */
export function refill(list, nodes, elsewhere) {
  const { activeElement } = document;
  const key = list.contains(activeElement) ? activeElement.dataset.key : null;
  list.replaceChildren(...nodes);
  if (key === null) return;
  const again = [...list.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
  (again ?? elsewhere).focus({ preventScroll: true });
}

/**
 * What a dialog does that shows one step of several. Its `state` holds the `step`, whether it `isBusy`, why the last thing
 * failed (`failure`), what was `done`, and when its list is there (`loaded`, a promise); `show` draws it.
 */
export function stepping(dialog, title, state, show) {
  /** Shows a step and puts the focus where it begins. */
  function goTo(step) {
    Object.assign(state, { step, failure: null, done: null });
    show();
    title.focus();
  }

  function openAt(step) {
    if (!dialog.open) dialog.showModal();
    goTo(step);
  }

  function explain(failure) {
    if (!(failure instanceof Failure)) throw failure;
    state.failure = failure;
    show();
  }

  /** Does one thing at a time, and shows why it failed. */
  async function act(action) {
    if (state.isBusy) return;
    Object.assign(state, { isBusy: true, failure: null, done: null });
    show();
    try {
      // An older list must not come after what is done now.
      await state.loaded;
      await action();
    } catch (failure) {
      explain(failure);
    } finally {
      state.isBusy = false;
      show();
    }
  }

  return { goTo, openAt, explain, act };
}
