/*
 * Who is signed in: a dialog in which somebody signs in with a code to their phone or with a mail and a password, sees what
 * they sign in with and where they are signed in, signs out, takes their data away or deletes the account; and the tokens
 * behind it. Links in mails lead to the page, too: they open the dialog, and do nothing before the person says so.
 *
 * The access token stands in the memory of the page only and is good for some minutes. `refresh` gets the next one for a
 * cookie that no script can read. Storage holds no more than that somebody has signed in here: whoever never did is asked
 * for nothing. Requests go through `asSignedIn`, which gives them the header that says who asks.
 *
 * The dialog has steps, of which `account.step` is shown; `show` draws it from `account`, `showLists` what the person signs
 * in with and where they are signed in. Whoever is signed in adds a phone or a mail in the steps in which others sign in or
 * ask for a new password. `act` does one thing at a time and shows why it failed.
 */

import {
  button, call, drawing, duration, element, Failure, folded, leaveForLater, minutesAndSeconds, moment, nothing, ownFailure, part, pause,
  recall, showReason, store,
} from "./common.js";

// ---------------------------------------------------------------- Texts

export const texts = {
  en: {
    locale: "en-EG",
    signIn: "Sign in",
    account: "My account",
    close: "Close",
    signInWhy: "With your mobile number and no password. This conversation then stays in your account.",
    signInToReserve: "Sign in first, so that the unit is held in your name.",
    signInToSeePayment: "Sign in first, to see what became of your payment.",
    signInToView: "Sign in first, so that we can tell you what becomes of the viewing.",
    phone: "Mobile number",
    phoneExample: "Such as 01001234567. A code comes by text message.",
    sendCode: "Send the code",
    codeSentTo: "A code of six digits is on its way to",
    code: "Code",
    sendAgain: "Send again",
    sendAgainIn: (time) => `Send again in ${time}`,
    sentAgain: "Another code is on its way. Only the new one is asked for.",
    otherPhone: "Another number",
    byMail: "By e-mail",
    byPhone: "By phone",
    mailWhy: "With your e-mail and your password. This conversation then stays in your account.",
    mail: "E-mail",
    password: "Password",
    newPassword: "New password",
    passwordRule: "At least 10 characters.",
    show: "Show",
    hide: "Hide",
    showPassword: "Show the password",
    hidePassword: "Hide the password",
    forgottenPassword: "Forgotten your password?",
    newAccount: "New account",
    newAccountWhy: "With an e-mail and a password. We send a link to the e-mail, to be sure that it is yours.",
    makeAccount: "Make the account",
    haveAccount: "I have an account",
    forgottenWhy: "We send you a link with which you choose a new one.",
    sendLink: "Send the link",
    backToSignIn: "Back to signing in",
    backToAccount: "Back to my account",
    lookIntoMail: "Look into your mail",
    mailSentTo: "We have sent a mail to",
    mailPerhapsSentTo: "If there is an account with this e-mail, a link is on its way to",
    openLink: "Open the link in it.",
    openLinkWithin: (time) => `Open the link in it. It works for ${time}.`,
    nothingCame: "If nothing comes, look among the unwanted mail.",
    outbox: "Development outbox",
    confirmTitle: "Confirm your e-mail",
    confirmWhy: "You opened the link in our mail. One more tap, and we know that the e-mail is yours.",
    confirmMail: "Confirm my e-mail",
    mailConfirmed: "Your e-mail is confirmed.",
    mailConfirmedSignIn: "Your e-mail is confirmed. Sign in now.",
    mailConfirmedChoose: "Your e-mail is confirmed. This is not the browser that you registered in, so choose a password.",
    signInToAdd: "Sign in to the account first that this e-mail is to be added to, then open the link again.",
    resetTitle: "Choose a new password",
    resetWhy: "It replaces the old one, and signs you out everywhere.",
    changePassword: "Change the password",
    passwordChanged: "Your password is changed. You are signed out everywhere.",
    staleLink: "This link is not good any more.",
    staleLinkWhy: "A link works once, and not for long.",
    newLink: "Ask for a new link",
    identities: "What you sign in with",
    kinds: { phone: "Phone", email: "E-mail", google: "Google", wallet: "Wallet" },
    confirmedAt: (time) => `Confirmed ${time}`,
    addMail: "Add an e-mail",
    addMailWhy: "We send a link to it. Once you have opened it, the e-mail is part of your account.",
    addPhone: "Add a phone",
    addPhoneWhy: "We send a code to it. Once you have given it to us, you can sign in with this number, too.",
    confirmPhone: "Confirm the number",
    phoneAdded: "The number is part of your account now.",
    taken: "That one belongs to another account.",
    registered: "This e-mail has an account already. Sign in with it.",
    removeIdentity: "Remove",
    removeThis: (kind, value) => `Remove: ${kind} ${value}`,
    removalTitle: "Remove it from your account?",
    removalWarning: "You can then no longer sign in with",
    confirmRemoval: "Remove it",
    keepIdentity: "Keep it",
    identityRemoved: "It is no longer part of your account.",
    lastIdentity: "Nothing else is left that you could sign in with. Add something else first.",
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
    deletionWarning: "Your account and everything that was said in your conversations are deleted for good. Nobody can bring them back. If you want to keep them, take your data away first. Units that you hold become free for others.",
    confirmDeletion: "Delete for good",
    keepAccount: "Keep my account",
    signedIn: "You are signed in.",
    signedOut: "You are signed out.",
    signedOutEverywhere: "You are signed out everywhere.",
    signedOutMeanwhile: "You have been signed out. Sign in again to go on with your account.",
    deleted: "Your account is deleted, with everything that was said.",
    paidFor: "You have paid the deposit on a unit. What becomes of it must be settled before the account can be deleted.",
    wrongCode: "This code is wrong or too old. Check it, or have another one sent.",
    invalidPhone: "This is not an Egyptian mobile number, such as 01001234567.",
    invalidCode: "The code has six digits.",
    wrongPassword: "The e-mail or the password is wrong. If the account is new, open the link in our mail first.",
    invalidMail: "This is not an e-mail address, such as name@example.com.",
    missingPassword: "The password is missing.",
    shortPassword: "The password needs at least 10 characters.",
    refusedPassword: (reason) => `Please choose another password: ${reason}.`,
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
    signInToReserve: "سجّل الدخول الأول علشان الوحدة تتحجز باسمك.",
    signInToSeePayment: "سجّل الدخول الأول علشان تشوف الدفع تم ولا لأ.",
    signInToView: "سجّل الدخول الأول علشان نقولك المعاينة اتأكدت ولا لأ.",
    phone: "رقم الموبايل",
    phoneExample: "زي 01001234567. هيوصلك كود في رسالة.",
    sendCode: "ابعت الكود",
    codeSentTo: "بعتنا كود من ٦ أرقام على",
    code: "الكود",
    sendAgain: "ابعته تاني",
    sendAgainIn: (time) => `ابعته تاني بعد ${time}`,
    sentAgain: "بعتنا كود جديد. اكتب الجديد بس.",
    otherPhone: "رقم تاني",
    byMail: "بالإيميل",
    byPhone: "بالموبايل",
    mailWhy: "بإيميلك وكلمة السر. والمحادثة دي هتفضل في حسابك.",
    mail: "الإيميل",
    password: "كلمة السر",
    newPassword: "كلمة السر الجديدة",
    passwordRule: "١٠ حروف أو أرقام أو رموز على الأقل.",
    show: "إظهار",
    hide: "إخفاء",
    showPassword: "إظهار كلمة السر",
    hidePassword: "إخفاء كلمة السر",
    forgottenPassword: "نسيت كلمة السر؟",
    newAccount: "حساب جديد",
    newAccountWhy: "بإيميل وكلمة سر. هنبعت لينك على الإيميل علشان نتأكد إنه بتاعك.",
    makeAccount: "اعمل الحساب",
    haveAccount: "عندي حساب",
    forgottenWhy: "هنبعتلك لينك تختار بيه كلمة سر جديدة.",
    sendLink: "ابعت اللينك",
    backToSignIn: "ارجع لتسجيل الدخول",
    backToAccount: "ارجع لحسابي",
    lookIntoMail: "بص على إيميلك",
    mailSentTo: "بعتنا رسالة على",
    mailPerhapsSentTo: "لو فيه حساب بالإيميل ده، اللينك في الطريق على",
    openLink: "افتح اللينك اللي فيها.",
    openLinkWithin: (time) => `افتح اللينك اللي فيها. هيفضل شغال ${time}.`,
    nothingCame: "لو مفيش حاجة وصلت، بص في الرسايل غير المرغوب فيها.",
    outbox: "صندوق رسايل التطوير",
    confirmTitle: "أكّد إيميلك",
    confirmWhy: "فتحت اللينك اللي في رسالتنا. دوسة كمان ونعرف إن الإيميل بتاعك.",
    confirmMail: "أكّد إيميلي",
    mailConfirmed: "إيميلك اتأكد.",
    mailConfirmedSignIn: "إيميلك اتأكد. سجّل الدخول دلوقتي.",
    mailConfirmedChoose: "إيميلك اتأكد. ده مش المتصفح اللي سجّلت منه، فاختار كلمة سر.",
    signInToAdd: "ادخل الأول على الحساب اللي عايز تضيفله الإيميل ده، وبعدين افتح الرابط تاني.",
    resetTitle: "اختار كلمة سر جديدة",
    resetWhy: "هتبقى مكان القديمة، وهتخرج من كل الأجهزة.",
    changePassword: "غيّر كلمة السر",
    passwordChanged: "كلمة السر اتغيّرت، وخرجت من كل الأجهزة.",
    staleLink: "اللينك ده مابقاش شغال.",
    staleLinkWhy: "كل لينك بيشتغل مرة واحدة، ولوقت قصير.",
    newLink: "اطلب لينك جديد",
    identities: "بتدخل بإيه",
    kinds: { phone: "موبايل", email: "إيميل", google: "جوجل", wallet: "محفظة" },
    confirmedAt: (time) => `اتأكد ${time}`,
    addMail: "ضيف إيميل",
    addMailWhy: "هنبعت عليه لينك. أول ما تفتحه، الإيميل يبقى في حسابك.",
    addPhone: "ضيف رقم موبايل",
    addPhoneWhy: "هنبعت عليه كود. أول ما تكتبه، تقدر تدخل بالرقم ده كمان.",
    confirmPhone: "أكّد الرقم",
    phoneAdded: "الرقم بقى في حسابك.",
    taken: "ده بتاع حساب تاني.",
    registered: "الإيميل ده ليه حساب من قبل كده. سجّل الدخول بيه.",
    removeIdentity: "شيل",
    removeThis: (kind, value) => `شيل: ${kind} ${value}`,
    removalTitle: "تشيله من حسابك؟",
    removalWarning: "بعد كده مش هتقدر تدخل بده:",
    confirmRemoval: "شيله",
    keepIdentity: "خلّيه",
    identityRemoved: "مابقاش في حسابك.",
    lastIdentity: "مفيش غيره تدخل بيه. ضيف حاجة تانية الأول.",
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
    deletionWarning: "حسابك وكل اللي اتقال في محادثاتك هيتمسح نهائيًا، ومحدش هيقدر يرجّعه. لو عايز تحتفظ بيه، نزّل بياناتك الأول. والوحدات اللي حاجزها هترجع متاحة لغيرك.",
    confirmDeletion: "امسح نهائيًا",
    keepAccount: "خلّي حسابي",
    signedIn: "سجّلت الدخول.",
    signedOut: "سجّلت الخروج.",
    signedOutEverywhere: "خرجت من كل الأجهزة.",
    signedOutMeanwhile: "اتسجّل خروجك. سجّل الدخول تاني علشان تكمّل بحسابك.",
    deleted: "حسابك اتمسح، ومعاه كل اللي اتقال.",
    paidFor: "دافع مقدم حجز وحدة. لازم نخلّص موضوعها الأول قبل ما الحساب يتمسح.",
    wrongCode: "الكود غلط أو قديم. راجعه، أو اطلب كود جديد.",
    invalidPhone: "ده مش رقم موبايل مصري، زي 01001234567.",
    invalidCode: "الكود ٦ أرقام.",
    wrongPassword: "الإيميل أو كلمة السر غلط. لو الحساب جديد، افتح اللينك اللي في رسالتنا الأول.",
    invalidMail: "ده مش إيميل، زي name@example.com.",
    missingPassword: "اكتب كلمة السر.",
    shortPassword: "كلمة السر لازم تبقى ١٠ حروف أو أرقام أو رموز على الأقل.",
    refusedPassword: () => "كلمة السر دي ماتنفعش. اختار واحدة أصعب، من ١٠ لـ ١٢٨ حرف أو رقم أو رمز.",
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

/** What registering was answered with: the password that was chosen counts in this browser only. */
const REGISTRATION_KEY = "osool.registration";

/** How long before its end a token is exchanged for the next, and how long before it is no longer used. */
const REFRESH_EARLIER_SECONDS = 60;
const UNUSED_EARLIER_SECONDS = 5;

/** A developer's outbox is looked into so often, for a message that another function sends. */
const OUTBOX_EVERY_MILLISECONDS = 500;
const OUTBOX_PATIENCE_MILLISECONDS = 10_000;

/** The shortest password that the API takes, in Unicode characters. */
const PASSWORD_LENGTH = 10;

const accountButton = part("account");
const dialog = part("account-dialog");
const title = part("account-title");
const phoneInput = part("phone");
const codeInput = part("code");
const resendButton = part("resend");
const loginMail = part("login-mail");
const loginPassword = part("login-password");
const newMail = part("new-mail");
const newPassword = part("new-password");
const addressInput = part("address");
const changedPassword = part("changed-password");

/** The parts of the dialog of which one is shown, by the steps that are shown in it. */
const PARTS = {
  phone: "phone-step",
  code: "code-step",
  mail: "mail-step",
  register: "register-step",
  forgotten: "address-step",
  addition: "address-step",
  mailed: "mailed-step",
  verify: "verify-step",
  reset: "reset-step",
  stale: "stale-step",
  details: "details-step",
  removal: "removal-step",
  deletion: "deletion-step",
};

/** What the steps are called in which nobody signs in: the names of texts. */
const TITLES = {
  register: "newAccount",
  forgotten: "forgottenPassword",
  addition: "addMail",
  mailed: "lookIntoMail",
  verify: "confirmTitle",
  reset: "resetTitle",
  stale: "staleLink",
  details: "account",
  removal: "removalTitle",
  deletion: "deletionTitle",
};

/** Steps to which a link in a mail leads, whoever is signed in. */
const LINK_STEPS = ["verify", "reset", "stale"];

/** The fields of the steps that have some, by their names in the API. */
const FIELDS = {
  phone: { phone: phoneInput },
  code: { code: codeInput },
  mail: { email: loginMail, password: loginPassword },
  register: { email: newMail, password: newPassword },
  forgotten: { email: addressInput },
  addition: { email: addressInput },
  reset: { password: changedPassword },
};

const mailInputs = [loginMail, newMail, addressInput];
const passwordInputs = [loginPassword, newPassword, changedPassword];

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
  /** The mail on its way: to whom, the name of the text that says so, and for how many seconds its link works, if known. */
  mailed: { to: "", said: "mailSentTo", seconds: null },
  /** What the link in a mail is for ("verify" or "reset") and its token, or null. */
  link: takeLink(),
  arePasswordsShown: false,
  /** What a developer's outbox has for this phone or mail, and the search that is on its way in it. */
  outbox: "",
  outboxSearch: null,
  /** What the API knows of the person, or null; and when it has been asked (a promise). */
  me: null,
  loaded: null,
  /** What the person is about to remove of what they sign in with, or null. */
  removed: null,
  /** What goes on once somebody has signed in (a function), or null. */
  next: null,
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

/**
 * What a link in a mail is for, and its token, which leaves the address at once: nothing that is loaded later, nobody who
 * looks at the screen and no history of the browser has it.
 */
function takeLink() {
  const [, name, token] = /^#(verify|reset)=([^&]+)/.exec(location.hash) ?? [];
  if (!name) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return { name, token };
}

// ---------------------------------------------------------------- For the page

/**
 * Begins. The page gives three functions: `guestToken` promises the token of the guest who becomes the user, if there is
 * one; `changed` is told whether somebody is signed in; `announce` says a text to people who hear the page.
 */
export function startAccount(around) {
  page = around;
  accountButton.addEventListener("click", open);
  part("account-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", leaveDialog);
  part("phone-step").addEventListener("submit", (event) => submit(event, askForCode));
  part("code-step").addEventListener("submit", (event) => submit(event, account.isSignedIn ? addPhone : signIn));
  part("mail-step").addEventListener("submit", (event) => submit(event, logIn));
  part("register-step").addEventListener("submit", (event) => submit(event, register));
  part("address-step").addEventListener("submit", (event) => {
    submit(event, account.step === "addition" ? addMail : askForPassword);
  });
  part("reset-step").addEventListener("submit", (event) => submit(event, changePassword));
  for (const node of dialog.querySelectorAll("[data-goes]")) node.addEventListener("click", () => goTo(node.dataset.goes));
  for (const node of dialog.querySelectorAll(".password button")) node.addEventListener("click", togglePasswords);
  for (const input of mailInputs) input.addEventListener("input", () => carryMail(input.value, input));
  part("confirm-mail").addEventListener("click", () => act(confirmMail));
  part("new-link").addEventListener("click", askForLink);
  for (const node of dialog.querySelectorAll(".to-account")) node.addEventListener("click", showAccount);
  part("add-phone").addEventListener("click", () => goTo(phoneStep()));
  part("confirm-removal").addEventListener("click", () => act(removeIdentity));
  resendButton.addEventListener("click", () => act(sendAgain));
  part("sign-out").addEventListener("click", () => act(() => signOut("auth/logout", "signedOut")));
  part("sign-out-everywhere").addEventListener("click", () => act(() => signOut("auth/logout-all", "signedOutEverywhere")));
  part("export").addEventListener("click", () => act(exportData));
  part("confirm-deletion").addEventListener("click", () => act(deleteAccount));
  addEventListener("storage", followOtherTabs);
  // A link that is opened where the page is already does not load it anew.
  addEventListener("hashchange", () => followLink(takeLink()));
  if (recall("localStorage", SIGNED_IN_KEY)) comeBack();
  followLink(account.link);
}

/** Shows the account in a language. The texts of its frame the page sets with its own. */
export function showAccountIn(language) {
  account.language = language;
  show();
  showLists();
}

/**
 * Goes on as whoever is signed in. Where nobody is, the dialog asks them to sign in first, and says why by the name of a
 * text; whoever closes it instead goes nowhere.
 */
export function signInFirst(why, next) {
  if (account.isSignedIn) {
    next();
    return;
  }
  open();
  Object.assign(account, { next, done: why });
  show();
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

// ---------------------------------------------------------------- Coming and going

function enter(tokens) {
  Object.assign(account, { isSignedIn: true, notice: null });
  forgetMessages();
  keep(tokens);
  store("localStorage", SIGNED_IN_KEY, true);
  for (const input of dialog.querySelectorAll("input")) input.value = "";
  dialog.close();
  show();
  page.changed(true);
  page.announce(words().signedIn);
  goOn();
}

/** Does what somebody has signed in for. */
function goOn() {
  const { next } = account;
  account.next = null;
  next?.();
}

/** Somebody has signed in here before, or in another tab: the cookie shows whether they still are. */
function comeBack() {
  account.isSignedIn = true;
  show();
  refresh().then(() => {
    page.changed(true);
    goOn();
  }, leaveForLater);
}

/** Nobody is signed in any more. */
function leave(notice) {
  clearTimeout(account.refreshTimer);
  Object.assign(account, { isSignedIn: false, token: null, me: null, next: null, notice });
  forgetMessages();
  store("localStorage", SIGNED_IN_KEY, null);
  carryMail("");
  closeUnlessLinked();
  show();
  showLists();
  page.changed(false);
  page.announce(words()[notice]);
}

/** Closes what was meant for whoever was signed in before, or for nobody. A link is good for everybody. */
function closeUnlessLinked() {
  if (!LINK_STEPS.includes(account.step)) dialog.close();
}

/** Nobody waits for a code or a mail any more. */
function forgetMessages() {
  Object.assign(account, { sent: null, outbox: "", outboxSearch: null });
}

/** Whether somebody is signed in still: what the page takes for true may have ended. */
async function isStillSignedIn() {
  await authorization().catch(leaveForLater);
  return account.isSignedIn;
}

function followOtherTabs({ key, newValue }) {
  if (key !== SIGNED_IN_KEY || (newValue !== null) === account.isSignedIn) return;
  if (newValue === null) {
    leave("signedOut");
    return;
  }
  closeUnlessLinked();
  comeBack();
}

// ---------------------------------------------------------------- Showing

/** Draws the button and the dialog, but for the lists: their buttons stay while one has the focus. */
function show() {
  const { step, isSignedIn, me, failure, done, notice, isBusy, mailed } = account;
  const label = isSignedIn ? words().account : words().signIn;
  accountButton.ariaLabel = label;
  accountButton.classList.toggle("signed-in", isSignedIn);
  accountButton.replaceChildren(drawing("person", ""), element("span", "wide-only", label));
  part("account-notice").hidden = notice === null;
  part("account-notice").textContent = notice && words()[notice];

  title.textContent = words()[TITLES[step]] ?? (isSignedIn ? words().addPhone : words().signIn);
  for (const id of Object.values(PARTS)) part(id).hidden = id !== PARTS[step];
  for (const node of dialog.querySelectorAll("[data-shown-to]")) {
    node.hidden = (node.dataset.shownTo === "user") !== isSignedIn;
  }
  dialog.ariaBusy = String(isBusy);
  part("account-done").textContent = done && words()[done];
  showFailure(failure);
  showPasswords();

  part("phone-why").textContent = isSignedIn ? words().addPhoneWhy : words().signInWhy;
  part("code-phone").textContent = account.sent?.phone ?? "";
  part("enter-code").textContent = isSignedIn ? words().confirmPhone : words().signIn;
  part("address-why").textContent = step === "addition" ? words().addMailWhy : words().forgottenWhy;
  part("mailed-said").textContent = words()[mailed.said];
  part("mailed-to").textContent = mailed.to;
  part("mailed-open").textContent =
    mailed.seconds === null ? words().openLink : words().openLinkWithin(duration(mailed.seconds, words().locale));
  part("outbox").hidden = account.outbox === "" || !["code", "mailed"].includes(step);
  part("outbox-text").textContent = account.outbox;
  part("identities-state").textContent = me ? "" : failure ? "–" : words().loading;
  part("removal-value").textContent = account.removed?.value ?? "";
  showResend();
}

/** Why the last thing failed: at the field that it is about, else above everything. */
function showFailure(failure) {
  const wrong = wrongField();
  for (const input of dialog.querySelectorAll("input")) {
    input.ariaInvalid = String(input === wrong);
    part(`${input.id}-failure`).textContent = input === wrong ? inWords(failure) : "";
  }
  showReason(part("account-failure"), failure, failure && !wrong && inWords(failure), words().requestId);
}

/** The field of the step that the last failure is about, or null. */
function wrongField() {
  const { failure, step } = account;
  const fields = FIELDS[step] ?? {};
  // Refused is the code, or the password.
  if (failure?.status === 401) return Object.values(fields).at(-1) ?? null;
  return fields[failure?.details.field] ?? null;
}

/** Passwords as dots, or as they are. */
function showPasswords() {
  const { arePasswordsShown } = account;
  for (const input of passwordInputs) input.type = arePasswordsShown ? "text" : "password";
  for (const node of dialog.querySelectorAll(".password button")) {
    node.textContent = arePasswordsShown ? words().hide : words().show;
    node.ariaLabel = arePasswordsShown ? words().hidePassword : words().showPassword;
  }
}

/** When another code may be sent, second by second for as long as somebody looks. */
function showResend() {
  clearTimeout(account.countdown);
  const seconds = Math.ceil(((account.sent?.againFrom ?? 0) - Date.now()) / 1000);
  resendButton.disabled = seconds > 0;
  resendButton.textContent = seconds > 0 ? words().sendAgainIn(minutesAndSeconds(seconds, words().locale)) : words().sendAgain;
  if (seconds > 0 && account.step === "code" && dialog.open) account.countdown = setTimeout(showResend, 1000);
}

function showLists() {
  part("identities").replaceChildren(...(account.me?.identities ?? []).map(identity));
  part("sessions").replaceChildren(...(account.me?.sessions ?? []).map(session));
}

/** What the person signs in with. The last of it stays. */
function identity(shown) {
  const { kind, value, verified_at: verifiedAt } = shown;
  const name = words().kinds[kind] ?? kind;
  const text = element("bdi", "identity-value", value);
  text.dir = "ltr";
  const node = element(
    "li", "identity",
    element(
      "div", "identity-text",
      element("p", "", `${name} `, text),
      element("p", "quiet", words().confirmedAt(moment(verifiedAt, words().locale))),
    ),
  );
  if (account.me.identities.length === 1) return node;
  const remove = button("small-button", words().removeIdentity, () => {
    account.removed = shown;
    goTo("removal");
  });
  remove.ariaLabel = words().removeThis(name, value);
  node.append(remove);
  return node;
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
      element("p", "quiet", words().signedInAt(moment(signedInAt, words().locale))),
      element("p", "quiet", words().usedAt(moment(usedAt, words().locale))),
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

/** What to tell the person. Of what was typed here the dialog knows more than the API's general texts say. */
function inWords({ status, details, texts: both }) {
  const { step, isSignedIn } = account;
  const { retry_after_seconds: wait, field, reason } = details;
  if (status === 429 && wait) return words().tooMany(duration(wait, words().locale));
  if (status === 409 && step === "removal") return words().lastIdentity;
  if (status === 409 && step === "deletion") return words().paidFor;
  if (status === 409 && isSignedIn) return words().taken;
  if (status === 409 && step === "verify") return words().registered;
  if (status === 403 && step === "verify") return words().signInToAdd;
  if (status === 422 && field === "phone") return words().invalidPhone;
  if (status === 422 && field === "code") return words().invalidCode;
  if (status === 422 && field === "email") return words().invalidMail;
  if (status === 422 && field === "password" && reason) return words().refusedPassword(reason);
  if (status === 401 && step === "code") return words().wrongCode;
  if (status === 401 && step === "mail") return words().wrongPassword;
  return both[account.language];
}

// ---------------------------------------------------------------- The dialog

function open() {
  account.notice = null;
  dialog.showModal();
  if (account.isSignedIn) showAccount();
  else goTo(phoneStep());
}

/** Whoever closed the dialog to read the message comes back to the code. */
const phoneStep = () => (account.sent?.goodUntil > Date.now() ? "code" : "phone");

/** Shows what is known of the person, as it is now. */
function showAccount() {
  goTo("details");
  account.loaded = loadDetails().catch(explain);
}

/** Shows a step and puts the focus where it begins: on the first field that wants to be filled in. */
function goTo(step) {
  Object.assign(account, { step, failure: null, done: null });
  forgetPasswords();
  show();
  const fields = fieldsOf(step);
  (fields.find(({ value }) => value === "") ?? fields[0] ?? title).focus();
}

const fieldsOf = (step) => Object.values(FIELDS[step] ?? {});

/** What was typed as a mail stands in the other fields for one, too. */
function carryMail(mail, from = null) {
  for (const input of mailInputs) if (input !== from) input.value = mail;
}

/** The dialog is closed. Whoever has not signed in did not want to. */
function leaveDialog() {
  forgetPasswords();
  if (!account.isSignedIn) account.next = null;
}

function forgetPasswords() {
  account.arePasswordsShown = false;
  for (const input of passwordInputs) input.value = "";
  showPasswords();
}

function togglePasswords() {
  account.arePasswordsShown = !account.arePasswordsShown;
  showPasswords();
}

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
  const field = wrongField() ?? fieldsOf(account.step).at(-1);
  field?.focus();
  field?.select();
}

/** What somebody typed that cannot be meant so: one of the page's texts, about a field by its name in the API. */
const mistyped = (name, field) => ownFailure(texts, name, 422, null, { field });

// ---------------------------------------------------------------- Signing in

async function askForCode() {
  const phone = phoneInput.value.trim();
  if (!phone) throw mistyped("invalidPhone", "phone");
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
  // This message is there before the answer is.
  lookIntoOutbox(phone, 0);
}

/**
 * On a developer's machine nobody sends messages; they lie in an outbox, which is nowhere else to be found. Shows the newest
 * to a phone or a mail since a time, once it is there.
 */
async function lookIntoOutbox(to, since) {
  const search = {};
  account.outboxSearch = search;
  const until = Date.now() + OUTBOX_PATIENCE_MILLISECONDS;
  while (Date.now() < until) {
    const messages = await call("auth/outbox", texts, { method: "GET" }).catch((failure) => {
      leaveForLater(failure);
      return null;
    });
    // There is no outbox, or another message is waited for by now.
    if (messages === null || account.outboxSearch !== search) return;
    const mine = messages.filter(({ to: other, at }) => addressee(other) === addressee(to) && Date.parse(at) >= since);
    const [newest] = mine.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
    if (newest) {
      account.outbox = newest.text;
      show();
      return;
    }
    await pause(OUTBOX_EVERY_MILLISECONDS);
  }
}

/** What two ways of writing a phone or a mail have in common. */
const addressee = (to) => (to.includes("@") ? to.toLowerCase() : folded(to).replace(/\D/g, "").slice(-10));

async function signIn() {
  const body = { ...typedCode(), cookie: true };
  enter(await call("auth/otp/verify", texts, { headers: await asGuest(), body }));
}

/** The code as it was typed, and what it answers. */
function typedCode() {
  const code = folded(codeInput.value).replace(/\s/g, "");
  if (!/^\d{6}$/.test(code)) throw mistyped("invalidCode", "code");
  return { challenge_id: account.sent.challenge, code, language: account.language };
}

/** The header by which a guest's conversation goes over to who signs in. */
async function asGuest() {
  const guestToken = await page.guestToken();
  return guestToken ? { "X-Guest-Token": guestToken } : {};
}

// ---------------------------------------------------------------- Signing in with a mail

async function logIn() {
  const email = typedMail(loginMail);
  const password = loginPassword.value;
  if (!password) throw mistyped("missingPassword", "password");
  const body = { email, password, language: account.language, cookie: true };
  enter(await call("auth/login", texts, { headers: await asGuest(), body }));
}

async function register() {
  const body = { email: typedMail(newMail), password: chosenPassword(newPassword), language: account.language };
  await sendMail("mailSentTo", body.email, () => call("auth/register", texts, { body, read: registered }));
}

/** Keeps what says that this browser registered: the password counts only here, whoever opens the link. */
async function registered(response) {
  const answer = await response.json();
  store("localStorage", REGISTRATION_KEY, answer.registration);
  return answer.expires_in_seconds;
}

async function askForPassword() {
  const body = { email: typedMail(addressInput), language: account.language };
  await sendMail("mailPerhapsSentTo", body.email, () => call("auth/password-reset", texts, { body, read: lifetime }));
}

async function addMail() {
  const body = { email: typedMail(addressInput), language: account.language };
  await sendMail("mailSentTo", body.email, () => own("auth/email/send-verification", { body, read: lifetime }));
}

/** Makes a request that has a mail sent, and says that it is on its way. */
async function sendMail(said, to, request) {
  const since = Date.now();
  const seconds = await request();
  account.mailed = { to, said, seconds };
  account.outbox = "";
  goTo("mailed");
  lookIntoOutbox(to, since);
}

/** For how many seconds the link works in a mail that is sent, where the answer says so. */
const lifetime = (response) => response.json().then((answer) => answer?.expires_in_seconds ?? null, () => null);

/** Whether an address is one shows only when a mail gets there. */
function typedMail(input) {
  const mail = input.value.trim();
  if (!/^\S+@\S+$/.test(mail)) throw mistyped("invalidMail", "email");
  return mail;
}

/** A password that may be new. Its characters are counted as the API counts them. */
function chosenPassword({ value }) {
  if ([...value.normalize("NFKC")].length < PASSWORD_LENGTH) throw mistyped("shortPassword", "password");
  return value;
}

// ---------------------------------------------------------------- Links in mails

/** Opens the dialog where a link leads to. It does nothing by itself: programs open links, too. */
function followLink(link) {
  if (!link) return;
  Object.assign(account, { link, notice: null });
  if (!dialog.open) {
    // Where the focus goes once it is closed.
    accountButton.focus({ preventScroll: true });
    dialog.showModal();
  }
  goTo(link.name);
}

async function confirmMail() {
  const query = new URLSearchParams({ token: account.link.token });
  const registration = recall("localStorage", REGISTRATION_KEY);
  if (registration) query.set("registration", registration);
  const isSignedIn = await isStillSignedIn();
  // Refused is the link, not who is signed in.
  const headers = isSignedIn ? await authorization() : {};
  let confirmed = null;
  const confirming = call(`auth/email/verify?${query}`, texts, { method: "GET", headers });
  if (!await isGood(confirming.then((answer) => { confirmed = answer; }))) return;
  if (isSignedIn) {
    showAccount();
    account.done = "mailConfirmed";
    return;
  }
  store("localStorage", REGISTRATION_KEY, null);
  goTo(confirmed.has_password ? "mail" : "forgotten");
  account.done = confirmed.has_password ? "mailConfirmedSignIn" : "mailConfirmedChoose";
}

async function changePassword() {
  const body = { token: account.link.token, password: chosenPassword(changedPassword), language: account.language };
  if (!await isGood(call("auth/password-reset/confirm", texts, { body, read: nothing }))) return;
  // Whoever is signed in here is out now, unless the password is somebody else's.
  account.token = null;
  if (await isStillSignedIn()) showAccount();
  else goTo("mail");
  account.done = "passwordChanged";
}

/** Whether a request went well for which a link is good. If the link is not good any more, says so. */
async function isGood(request) {
  try {
    await request;
  } catch (failure) {
    const isStale = failure.status === 401 || (failure.status === 422 && failure.details.field === "token");
    if (!isStale) throw failure;
    goTo("stale");
    return false;
  }
  return true;
}

/** Goes where another link is to be had. */
function askForLink() {
  if (account.link.name === "reset") goTo("forgotten");
  else goTo(account.isSignedIn ? "addition" : "register");
}

// ---------------------------------------------------------------- Being signed in

/** A request about what is the person's own. */
export const own = (path, options) =>
  asSignedIn((headers) => call(path, texts, { ...options, headers: { ...headers, ...options.headers } }));

async function loadDetails() {
  account.me = await own("auth/me", { method: "GET" });
  show();
  showLists();
}

/** Sends a code once only: each time counts as a try. */
async function addPhone() {
  const body = typedCode();
  await call("auth/otp/verify", texts, { headers: await authorization(), body, read: nothing }).catch(async (failure) => {
    // Refused is the code, unless nobody is signed in any more: then this fails, too.
    if (failure.status === 401) await loadDetails();
    throw failure;
  });
  forgetMessages();
  phoneInput.value = "";
  showAccount();
  account.done = "phoneAdded";
}

async function removeIdentity() {
  const { kind, id } = account.removed;
  await own(`auth/identities/${kind}/${encodeURIComponent(id)}`, { method: "DELETE", read: nothing }).catch((failure) => {
    // It may have been removed elsewhere.
    if (failure.status !== 404) throw failure;
  });
  showAccount();
  account.done = "identityRemoved";
}

async function signOut(path, notice) {
  await own(path, { body: {}, read: nothing });
  leave(notice);
}

async function endSession(id) {
  await own(`auth/sessions/${id}`, { method: "DELETE", read: nothing });
  account.me.sessions = account.me.sessions.filter((open) => open.session_id !== id);
  account.done = "signedOutThere";
  showLists();
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
