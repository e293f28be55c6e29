/*
 * What the console's pages have in common: their parts by id, elements made of text, what the browser
 * remembers, and the language of the frame. Texts are each page's own.
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
