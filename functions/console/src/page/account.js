/*
 * Who is signed in: a dialog in which somebody signs in with a code to their phone, sees where they are signed in, signs
 * out, takes their data away or deletes the account; and the tokens behind it.
 *
 * The access token stands in the memory of the page only and is good for some minutes. `refresh` gets the next one for a
 * cookie that no script can read. Storage holds no more than that somebody has signed in here: whoever never did is asked
 * for nothing. Requests go through `asSignedIn`, which gives them the header that says who asks.
 *
 * The dialog has steps, of which `account.step` is shown; `show` draws it from `account`, `showSessions` where the person is
 * signed in. `act` does one thing at a time and shows why it failed.
 */

import { button, call, drawing, element, Failure, ownFailure, part, recall, store } from "./common.js";

// ---------------------------------------------------------------- Texts

export const texts = {
  en: {
    locale: "en-EG",
    signIn: "Sign in",
    account: "My account",
    close: "Close",
    signInWhy: "With your mobile number and no password. This conversation then stays in your account.",
    phone: "Mobile number",
    phoneExample: "Such as 01001234567. A code comes by text message.",
    sendCode: "Send the code",
    codeSentTo: "A code of six digits is on its way to",
    code: "Code",
    sendAgain: "Send again",
    sendAgainIn: (time) => `Send again in ${time}`,
    sentAgain: "Another code is on its way. Only the new one is asked for.",
    otherPhone: "Another number",
    outbox: "Development outbox",
    identity: "Signed in with",
    sessions: "Where you are signed in",
    loading: "Loading…",
    unknownDevice: "Unknown device",
    here: "This device",
    signedInAt: (time) => `Signed in ${time}`,
    usedAt: (time) => `Last used ${time}`,
    signOutThere: (device) => `Sign out: ${device}`,
    signedOutThere: "You are signed out there.",
    signOut: "Sign out",
    signOutEverywhere: "Sign out everywhere",
    exportData: "Take my data away",
    exported: "Everything that is kept of you is in the downloaded file.",
    deleteAccount: "Delete my account",
    deletionTitle: "Delete the account?",
    deletionWarning: "Your account and everything that was said in your conversations are deleted for good. Nobody can bring them back. If you want to keep them, take your data away first.",
    confirmDeletion: "Delete for good",
    keepAccount: "Keep my account",
    signedIn: "You are signed in.",
    signedOut: "You are signed out.",
    signedOutEverywhere: "You are signed out everywhere.",
    signedOutMeanwhile: "You have been signed out. Sign in again to go on with your account.",
    deleted: "Your account is deleted, with everything that was said.",
    wrongCode: "This code is wrong or too old. Check it, or have another one sent.",
    invalidPhone: "This is not an Egyptian mobile number, such as 01001234567.",
    invalidCode: "The code has six digits.",
    tooMany: (wait) => `That was too often. Try again in ${wait}.`,
    requestId: "Request",
    offline: "You seem to be offline. Try again when the connection is back.",
    unreachable: "Osool cannot be reached right now. Please try again.",
    timeout: "The answer is taking too long. Please try again.",
  },
  ar: {
    locale: "ar-EG",
    signIn: "تسجيل الدخول",
    account: "حسابي",
    close: "إغلاق",
    signInWhy: "برقم موبايلك ومن غير كلمة سر. والمحادثة دي هتفضل في حسابك.",
    phone: "رقم الموبايل",
    phoneExample: "زي 01001234567. هيوصلك كود في رسالة.",
    sendCode: "ابعت الكود",
    codeSentTo: "بعتنا كود من ٦ أرقام على",
    code: "الكود",
    sendAgain: "ابعته تاني",
    sendAgainIn: (time) => `ابعته تاني بعد ${time}`,
    sentAgain: "بعتنا كود جديد. اكتب الجديد بس.",
    otherPhone: "رقم تاني",
    outbox: "صندوق رسايل التطوير",
    identity: "داخل برقم",
    sessions: "الأجهزة اللي داخل منها",
    loading: "بنحمّل…",
    unknownDevice: "جهاز غير معروف",
    here: "الجهاز ده",
    signedInAt: (time) => `دخلت ${time}`,
    usedAt: (time) => `آخر استخدام ${time}`,
    signOutThere: (device) => `تسجيل الخروج: ${device}`,
    signedOutThere: "اتسجّل خروجك من الجهاز التاني.",
    signOut: "تسجيل الخروج",
    signOutEverywhere: "اخرج من كل الأجهزة",
    exportData: "نزّل بياناتي",
    exported: "كل اللي محفوظ عنك في الملف اللي نزل.",
    deleteAccount: "امسح حسابي",
    deletionTitle: "تمسح الحساب؟",
    deletionWarning: "حسابك وكل اللي اتقال في محادثاتك هيتمسح نهائيًا، ومحدش هيقدر يرجّعه. لو عايز تحتفظ بيه، نزّل بياناتك الأول.",
    confirmDeletion: "امسح نهائيًا",
    keepAccount: "خلّي حسابي",
    signedIn: "سجّلت الدخول.",
    signedOut: "سجّلت الخروج.",
    signedOutEverywhere: "خرجت من كل الأجهزة.",
    signedOutMeanwhile: "اتسجّل خروجك. سجّل الدخول تاني علشان تكمّل بحسابك.",
    deleted: "حسابك اتمسح، ومعاه كل اللي اتقال.",
    wrongCode: "الكود غلط أو قديم. راجعه، أو اطلب كود جديد.",
    invalidPhone: "ده مش رقم موبايل مصري، زي 01001234567.",
    invalidCode: "الكود ٦ أرقام.",
    tooMany: (wait) => `حاولت كتير. حاول تاني بعد ${wait}.`,
    requestId: "رقم الطلب",
    offline: "يبدو أنك غير متصل بالإنترنت. حاول تاني لما الاتصال يرجع.",
    unreachable: "لا يمكن الوصول إلى أصول الآن. حاول تاني من فضلك.",
    timeout: "الإجابة اتأخرت أكتر من اللازم. حاول تاني من فضلك.",
  },
};

// ---------------------------------------------------------------- The dialog's parts and state

/** That somebody has signed in here. It opens nothing. */
const SIGNED_IN_KEY = "osool.signed-in";

/** How long before its end a token is exchanged for the next, and how long before it is no longer used. */
const REFRESH_EARLIER_SECONDS = 60;
const UNUSED_EARLIER_SECONDS = 5;

const STEPS = ["phone", "code", "details", "deletion"];

const accountButton = part("account");
const dialog = part("account-dialog");
const title = part("account-title");
const phoneInput = part("phone");
const codeInput = part("code");
const resendButton = part("resend");

const account = {
  language: "en",
  isSignedIn: false,
  /** The access token, or null, and until when it is used. */
  token: null,
  usedUntil: 0,
  /** The refresh on its way (a promise), or null, and the one that is planned. */
  refreshing: null,
  refreshTimer: null,
  step: "phone",
  /** The code on its way: its challenge, the phone, until when it is good, and from when on another may be sent; or null. */
  sent: null,
  countdown: null,
  /** What a developer's outbox has for this phone. */
  outbox: "",
  /** What the API knows of the person, or null; and when it has been asked (a promise). */
  me: null,
  loaded: null,
  isBusy: false,
  /** Why the last thing failed, or null. */
  failure: null,
  /** Names of texts, or null: what was done in the dialog, and what is said of the account on the page. */
  done: null,
  notice: null,
};

/** The page around the dialog, as `startAccount` gets to know it. */
let page;

const words = () => texts[account.language];

// ---------------------------------------------------------------- For the page

/**
 * Begins. The page gives three functions: `guestToken` promises the token of the guest who becomes the user, if there is
 * one; `changed` is told whether somebody is signed in; `announce` says a text to people who hear the page.
 */
export function startAccount(around) {
  page = around;
  accountButton.addEventListener("click", open);
  part("account-close").addEventListener("click", () => dialog.close());
  part("phone-step").addEventListener("submit", (event) => submit(event, askForCode));
  part("code-step").addEventListener("submit", (event) => submit(event, signIn));
  resendButton.addEventListener("click", () => act(sendAgain));
  part("other-phone").addEventListener("click", () => goTo("phone"));
  part("sign-out").addEventListener("click", () => act(() => signOut("auth/logout", "signedOut")));
  part("sign-out-everywhere").addEventListener("click", () => act(() => signOut("auth/logout-all", "signedOutEverywhere")));
  part("export").addEventListener("click", () => act(exportData));
  part("delete-account").addEventListener("click", () => goTo("deletion"));
  part("confirm-deletion").addEventListener("click", () => act(deleteAccount));
  part("keep-account").addEventListener("click", () => goTo("details"));
  addEventListener("storage", followOtherTabs);
  if (recall("localStorage", SIGNED_IN_KEY)) comeBack();
}

/** Shows the account in a language. The texts of its frame the page sets with its own. */
export function showAccountIn(language) {
  account.language = language;
  show();
  showSessions();
}

/**
 * Makes a request as whoever is signed in: `send` gets the headers that say so, or null where nobody is. Where the token
 * is refused, it is exchanged and the request made once more: it may have ended early, or the person was signed out.
 */
export async function asSignedIn(send) {
  if (account.notice) {
    // Whoever goes on has read it.
    account.notice = null;
    show();
  }
  const headers = await authorization();
  try {
    return await send(headers);
  } catch (failure) {
    if (headers === null || failure.status !== 401) throw failure;
    account.token = null;
    return send(await authorization());
  }
}

// ---------------------------------------------------------------- Tokens

async function authorization() {
  if (!account.isSignedIn) return null;
  if (account.token === null || Date.now() > account.usedUntil) await refresh();
  return { Authorization: `Bearer ${account.token}` };
}

/** Gets the next token; whoever asks meanwhile waits for the same. */
function refresh() {
  account.refreshing ??= nextToken().finally(() => {
    account.refreshing = null;
  });
  return account.refreshing;
}

async function nextToken() {
  const tokens = await call("auth/refresh", texts, { body: {} }).catch((failure) => {
    if (failure.status !== 401) throw failure;
    return null;
  });
  // The person may have signed out while it was on its way.
  if (tokens && account.isSignedIn) {
    keep(tokens);
    return;
  }
  if (account.isSignedIn) leave("signedOutMeanwhile");
  throw ownFailure(texts, "signedOutMeanwhile", 401);
}

/** Keeps a token until its time, and plans to get the next one before that. */
function keep({ access_token: token, expires_in: seconds }) {
  account.token = token;
  account.usedUntil = Date.now() + (seconds - UNUSED_EARLIER_SECONDS) * 1000;
  clearTimeout(account.refreshTimer);
  const wait = Math.max(seconds - REFRESH_EARLIER_SECONDS, seconds / 2);
  account.refreshTimer = setTimeout(() => refresh().catch(leaveForLater), wait * 1000);
}

/** Nobody waits for this refresh: whoever needs a token tries again, and is told. */
function leaveForLater(failure) {
  if (!(failure instanceof Failure)) throw failure;
}

// ---------------------------------------------------------------- Coming and going

function enter(tokens) {
  Object.assign(account, { isSignedIn: true, sent: null, outbox: "", notice: null });
  keep(tokens);
  store("localStorage", SIGNED_IN_KEY, true);
  phoneInput.value = "";
  codeInput.value = "";
  dialog.close();
  show();
  page.changed(true);
  page.announce(words().signedIn);
}

/** Somebody has signed in here before, or in another tab: the cookie shows whether they still are. */
function comeBack() {
  account.isSignedIn = true;
  show();
  refresh().then(() => page.changed(true), leaveForLater);
}

/** Nobody is signed in any more. */
function leave(notice) {
  clearTimeout(account.refreshTimer);
  Object.assign(account, { isSignedIn: false, token: null, me: null, notice });
  store("localStorage", SIGNED_IN_KEY, null);
  dialog.close();
  show();
  showSessions();
  page.changed(false);
  page.announce(words()[notice]);
}

function followOtherTabs({ key, newValue }) {
  if (key !== SIGNED_IN_KEY || (newValue !== null) === account.isSignedIn) return;
  if (newValue === null) leave("signedOut");
  else comeBack();
}

// ---------------------------------------------------------------- Showing

/** Draws the button and the dialog, but for the sessions: their buttons stay while one has the focus. */
function show() {
  const { step, isSignedIn, me, failure, done, notice, isBusy } = account;
  const label = isSignedIn ? words().account : words().signIn;
  accountButton.ariaLabel = label;
  accountButton.classList.toggle("signed-in", isSignedIn);
  accountButton.replaceChildren(drawing("person", ""), element("span", "wide-only", label));
  part("account-notice").hidden = notice === null;
  part("account-notice").textContent = notice && words()[notice];

  title.textContent = { details: words().account, deletion: words().deletionTitle }[step] ?? words().signIn;
  for (const each of STEPS) part(`${each}-step`).hidden = each !== step;
  dialog.ariaBusy = String(isBusy);
  part("account-done").textContent = done && words()[done];
  const id = failure?.status >= 500 ? failure.requestId : null;
  part("account-failure").replaceChildren(...[
    failure && inWords(failure),
    id && element("span", "request-id", ` ${words().requestId}: `, element("code", "", id)),
  ].filter(Boolean));
  phoneInput.ariaInvalid = String(failure !== null && step === "phone");
  codeInput.ariaInvalid = String(failure !== null && step === "code");

  part("code-phone").textContent = account.sent?.phone ?? "";
  part("outbox").hidden = account.outbox === "";
  part("outbox-text").textContent = account.outbox;
  part("identity").textContent = me ? me.identities.map(({ value }) => value).join(" ") : failure ? "–" : words().loading;
  showResend();
}

/** When another code may be sent, second by second for as long as somebody looks. */
function showResend() {
  clearTimeout(account.countdown);
  const seconds = Math.ceil(((account.sent?.againFrom ?? 0) - Date.now()) / 1000);
  resendButton.disabled = seconds > 0;
  resendButton.textContent = seconds > 0 ? words().sendAgainIn(minutesAndSeconds(seconds)) : words().sendAgain;
  if (seconds > 0 && account.step === "code" && dialog.open) account.countdown = setTimeout(showResend, 1000);
}

function showSessions() {
  part("sessions").replaceChildren(...(account.me?.sessions ?? []).map(session));
}

/** A place where the person is signed in. What the browser calls itself stands in full in the title. */
function session({ session_id: id, device, signed_in_at: signedInAt, used_at: usedAt }) {
  const isHere = id === account.me.session_id;
  const name = deviceName(device);
  const node = element(
    "li", "session",
    element(
      "div", "session-text",
      element("p", "", element("bdi", "", name), isHere ? element("span", "session-here", words().here) : null),
      element("p", "quiet", words().signedInAt(moment(signedInAt))),
      element("p", "quiet", words().usedAt(moment(usedAt))),
    ),
  );
  node.title = device;
  if (isHere) return node;
  const out = button("small-button", words().signOut, () => act(() => endSession(id)));
  out.ariaLabel = words().signOutThere(name);
  node.append(out);
  return node;
}

/** “Chrome, Android”: in what a browser says of itself, it calls itself by the names of others too, so the order counts. */
function deviceName(device) {
  const browsers = [
    [/Edg/, "Edge"], [/OPR\//, "Opera"], [/SamsungBrowser/, "Samsung Internet"], [/Firefox|FxiOS/, "Firefox"],
    [/Chrome|CriOS/, "Chrome"], [/Version\/|Safari/, "Safari"],
  ];
  const systems = [[/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS X/, "macOS"], [/Linux|CrOS/, "Linux"]];
  const first = (names) => names.find(([pattern]) => pattern.test(device))?.[1];
  return [first(browsers), first(systems)].filter(Boolean).join(", ") || device || words().unknownDevice;
}

/** What to tell the person. Of a phone and its code the dialog knows more than the API's general texts say. */
function inWords({ status, details, texts: both }) {
  const wait = details.retry_after_seconds;
  if (status === 429 && wait) return words().tooMany(duration(wait));
  if (status === 422 && details.field === "phone") return words().invalidPhone;
  if (status === 422 && details.field === "code") return words().invalidCode;
  if (status === 401 && account.step === "code") return words().wrongCode;
  return both[account.language];
}

const moment = (time) => new Intl.DateTimeFormat(words().locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));

/** “1:05” */
function minutesAndSeconds(seconds) {
  const digits = (value, atLeast) =>
    new Intl.NumberFormat(words().locale, { minimumIntegerDigits: atLeast, useGrouping: false }).format(value);
  return `${digits(Math.floor(seconds / 60), 1)}:${digits(seconds % 60, 2)}`;
}

/** “5 minutes”, with the plural forms of Arabic. */
function duration(seconds) {
  const [value, unit] = seconds < 60 ? [seconds, "second"] : seconds < 7200 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  return new Intl.NumberFormat(words().locale, { style: "unit", unit, unitDisplay: "long" }).format(Math.ceil(value));
}

// ---------------------------------------------------------------- The dialog

function open() {
  account.notice = null;
  dialog.showModal();
  if (account.isSignedIn) {
    goTo("details");
    account.loaded = loadDetails().catch(explain);
  } else {
    // Whoever closed it to read the message comes back to the code.
    goTo(account.sent?.goodUntil > Date.now() ? "code" : "phone");
  }
}

/** Shows a step and puts the focus where it begins. */
function goTo(step) {
  Object.assign(account, { step, failure: null, done: null });
  show();
  (field() ?? title).focus();
}

/** The field of the step that is shown, if it has one. */
const field = () => ({ phone: phoneInput, code: codeInput })[account.step];

function submit(event, action) {
  event.preventDefault();
  act(action);
}

/** Does one thing at a time, and shows why it failed. */
async function act(action) {
  if (account.isBusy) return;
  Object.assign(account, { isBusy: true, failure: null, done: null });
  show();
  try {
    // What signs out must not overtake what asks who is signed in.
    await account.loaded;
    await action();
  } catch (failure) {
    explain(failure);
  } finally {
    account.isBusy = false;
    show();
  }
}

function explain(failure) {
  if (!(failure instanceof Failure)) throw failure;
  account.failure = failure;
  show();
  field()?.focus();
  field()?.select();
}

// ---------------------------------------------------------------- Signing in

async function askForCode() {
  const phone = phoneInput.value.trim();
  if (!phone) throw ownFailure(texts, "invalidPhone", 422);
  await sendCode(phone);
}

async function sendAgain() {
  await sendCode(account.sent.phone);
  account.done = "sentAgain";
}

async function sendCode(phone) {
  const { challenge_id: challenge, expires_in_seconds: good, resend_after_seconds: wait } =
    await call("auth/otp/send", texts, { body: { phone, language: account.language } });
  const now = Date.now();
  account.sent = { challenge, phone, goodUntil: now + good * 1000, againFrom: now + wait * 1000 };
  account.outbox = "";
  codeInput.value = "";
  goTo("code");
  lookIntoOutbox(phone);
}

/** On a developer's machine nobody sends messages; they lie in an outbox, which is nowhere else to be found. */
async function lookIntoOutbox(phone) {
  const messages = await call("auth/outbox", texts, { method: "GET" }).catch((failure) => {
    leaveForLater(failure);
    return [];
  });
  const mine = messages.filter(({ to }) => lastDigits(to) === lastDigits(phone));
  const [newest] = mine.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  if (!newest || account.sent?.phone !== phone) return;
  account.outbox = newest.text;
  show();
}

/** Digits as the API reads them, which people type in either script. */
const folded = (text) => text.replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - "٠".charCodeAt(0));

/** What two ways of writing a phone have in common. */
const lastDigits = (phone) => folded(phone).replace(/\D/g, "").slice(-10);

async function signIn() {
  const code = folded(codeInput.value).replace(/\s/g, "");
  if (!/^\d{6}$/.test(code)) throw ownFailure(texts, "invalidCode", 422);
  const guestToken = await page.guestToken();
  const headers = guestToken ? { "X-Guest-Token": guestToken } : {};
  const body = { challenge_id: account.sent.challenge, code, language: account.language, cookie: true };
  enter(await call("auth/otp/verify", texts, { headers, body }));
}

// ---------------------------------------------------------------- Being signed in

/** A request about one's own account. */
const own = (path, options) => asSignedIn((headers) => call(path, texts, { ...options, headers: headers ?? {} }));

/** Reads answers that say nothing. */
const nothing = () => null;

async function loadDetails() {
  account.me = await own("auth/me", { method: "GET" });
  show();
  showSessions();
}

async function signOut(path, notice) {
  await own(path, { body: {}, read: nothing });
  leave(notice);
}

async function endSession(id) {
  await own(`auth/sessions/${id}`, { method: "DELETE", read: nothing });
  account.me.sessions = account.me.sessions.filter((open) => open.session_id !== id);
  account.done = "signedOutThere";
  showSessions();
  // The button that had the focus is gone.
  title.focus();
}

/** A plain link could not send the token, so the data is fetched first and then handed to the browser. */
async function exportData() {
  const data = await own("auth/me?export=true", { method: "GET" });
  const link = element("a", "");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
  link.download = `osool-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  // The browser has begun with the file by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  account.done = "exported";
}

async function deleteAccount() {
  await own("auth/me", { method: "DELETE", read: nothing });
  leave("deleted");
}
