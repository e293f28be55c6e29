//! Mails to somebody about their own account: an address to confirm, a password to choose, a password that was changed.
//! Each says what to do and, for whoever did not ask for it, that there is nothing to do.

use super::letter::{Block, Mail};
use crate::language::Language;

/// Asks whoever opened an account with this address to confirm it, by this link.
#[must_use]
pub fn verification(link: &str, language: Language) -> Mail {
    let blocks = [
        heading(language.pick("Confirm your mail address", "أكّد إيميلك")),
        paragraph(language.pick(
            "Welcome to Osool. Press the button, and we know that this address is yours.",
            "أهلًا بيك في أصول. دوس على الزرار علشان نتأكد إن الإيميل ده بتاعك.",
        )),
        button(language.pick("Confirm my address", "تأكيد الإيميل"), link),
        paragraph(language.pick("The link works for 24 hours.", "الرابط صالح ٢٤ ساعة.")),
        paragraph(language.pick(
            "If it was not you who gave us this address, ignore this mail: nothing happens.",
            "لو مش إنت اللي كتبت الإيميل ده عندنا، تجاهل الرسالة دي ومش هيحصل حاجة.",
        )),
    ];
    let subject = language.pick("Confirm your mail address for Osool", "أكّد إيميلك في أصول");
    Mail::customer(subject.to_owned(), language, &blocks, reason(language))
}

/// Asks whoever is signed in to an account whether this address is to open it, too, by this link.
#[must_use]
pub fn addition(link: &str, language: Language) -> Mail {
    let blocks = [
        heading(language.pick("Add this address to your account", "ضيف الإيميل ده لحسابك")),
        paragraph(language.pick(
            "Somebody who is signed in to an account with Osool wants this address to open it, too. If it was you, press the \
             button where you are signed in.",
            "حد داخل على حساب في أصول طلب إن الإيميل ده يفتح الحساب كمان. لو إنت، دوس على الزرار من الجهاز اللي إنت داخل منه.",
        )),
        button(language.pick("Add this address", "ضيف الإيميل"), link),
        paragraph(language.pick("The link works for 24 hours.", "الرابط صالح ٢٤ ساعة.")),
        paragraph(language.pick(
            "If it was not you, ignore this mail: the account is somebody else's, and nothing happens.",
            "لو مش إنت، تجاهل الرسالة دي: الحساب ده مش بتاعك ومش هيحصل حاجة.",
        )),
    ];
    let subject = language.pick("Add this address to your Osool account", "ضيف الإيميل ده لحسابك في أصول");
    Mail::customer(subject.to_owned(), language, &blocks, reason(language))
}

/// Brings whoever forgot their password the link by which they choose another.
#[must_use]
pub fn password_reset(link: &str, language: Language) -> Mail {
    let blocks = [
        heading(language.pick("Choose a new password", "اختار كلمة سر جديدة")),
        paragraph(language.pick(
            "Somebody asked for a new password for your account. If it was you, press the button and choose one.",
            "وصلنا طلب لتغيير كلمة سر حسابك. لو إنت اللي طلبت، دوس على الزرار واختار كلمة جديدة.",
        )),
        button(language.pick("Choose a new password", "اختار كلمة سر جديدة"), link),
        paragraph(language.pick(
            "The link works for one hour. When you have chosen, you are signed out on all devices and sign in again with \
             the new password.",
            "الرابط صالح ساعة واحدة. ولما تختار الكلمة الجديدة هتخرج من كل الأجهزة، وتدخل بيها تاني.",
        )),
        paragraph(language.pick(
            "If it was not you, ignore this mail: your password stays as it is.",
            "لو مش إنت، تجاهل الرسالة دي: كلمة السر بتاعتك هتفضل زي ما هي.",
        )),
    ];
    let subject = language.pick("Choose a new password for Osool", "اختار كلمة سر جديدة لحسابك في أصول");
    Mail::customer(subject.to_owned(), language, &blocks, reason(language))
}

/// Tells whoever has an account that somebody wanted to open another with its address. Only they learn of it.
#[must_use]
pub fn already_registered(link_to_site: &str, language: Language) -> Mail {
    let blocks = [
        heading(language.pick("You already have an account", "عندك حساب بالفعل")),
        paragraph(language.pick(
            "Somebody, probably you, wanted to open an account with this mail address. There is one already.",
            "حد، وغالبًا إنت، حاول يفتح حساب بالإيميل ده، بس الإيميل ده عليه حساب من قبل كده.",
        )),
        paragraph(language.pick(
            "Sign in with your password. If you have forgotten it, ask for a new one when you sign in.",
            "سجّل الدخول بكلمة السر بتاعتك. ولو نسيتها، اطلب واحدة جديدة من صفحة تسجيل الدخول.",
        )),
        button(language.pick("Go to Osool", "ادخل على أصول"), link_to_site),
        paragraph(language.pick(
            "If it was not you, ignore this mail: nothing has changed in your account.",
            "لو مش إنت، تجاهل الرسالة دي: مفيش حاجة اتغيّرت في حسابك.",
        )),
    ];
    let subject = language.pick("You already have an account with Osool", "عندك حساب في أصول بالفعل");
    Mail::customer(subject.to_owned(), language, &blocks, reason(language))
}

/// Tells somebody that their password was changed, in case it was not they who did it.
#[must_use]
pub fn password_changed(language: Language) -> Mail {
    let blocks = [
        heading(language.pick("Your password was changed", "كلمة السر بتاعتك اتغيّرت")),
        paragraph(language.pick(
            "The password of your account was changed, and you were signed out on all devices.",
            "كلمة سر حسابك اتغيّرت، واتسجّل خروجك من كل الأجهزة.",
        )),
        paragraph(language.pick(
            "If it was you, sign in again with the new password.",
            "لو إنت اللي غيّرتها، سجّل الدخول تاني بالكلمة الجديدة.",
        )),
        paragraph(language.pick(
            "If it was not you, reset your password at once: ask for a new one when you sign in.",
            "لو مش إنت، غيّرها فورًا: اطلب كلمة سر جديدة من صفحة تسجيل الدخول.",
        )),
    ];
    let subject = language.pick("Your Osool password was changed", "كلمة سر حسابك في أصول اتغيّرت");
    Mail::customer(subject.to_owned(), language, &blocks, reason(language))
}

fn heading(text: &str) -> Block {
    Block::Heading(text.to_owned())
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.to_owned())
}

fn button(text: &str, link: &str) -> Block {
    Block::Button { text: text.to_owned(), link: link.to_owned() }
}

/// Why somebody gets such a mail.
fn reason(language: Language) -> &'static str {
    language.pick(
        "You get this mail because your address was given for an account with Osool.",
        "وصلتك الرسالة دي لأن إيميلك اتكتب لحساب في أصول.",
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use super::{super::letter::tests::assert_well_formed, *};
    use crate::language::Language::{Arabic, English};

    const LINK: &str = "https://osool.example/account?purpose=reset&token=kQ8xT2mW7vZ4pB9nR3yC6jG1fD5aE0hL";

    /// Every mail, and whether it has a link.
    fn mails(link: &str, language: Language) -> [(Mail, bool); 4] {
        [
            (verification(link, language), true),
            (password_reset(link, language), true),
            (already_registered(link, language), true),
            (password_changed(language), false),
        ]
    }

    /// Without the marks that give lines their direction.
    fn unmarked(text: &str) -> String {
        text.replace('\u{200F}', "")
    }

    fn is_arabic(letter: char) -> bool {
        ('\u{0600}'..='\u{06FF}').contains(&letter)
    }

    fn is_latin(letter: char) -> bool {
        letter.is_ascii_alphanumeric()
    }

    #[test]
    fn a6_every_mail_is_well_formed_in_its_language_and_loads_nothing() {
        for (language, direction) in [(English, "ltr"), (Arabic, "rtl")] {
            for (mail, _) in mails(LINK, language) {
                assert_well_formed(&mail.html);
                let code = language.code();
                assert!(mail.html.contains(&format!("<html lang=\"{code}\"")), "{}", mail.html);
                assert!(mail.html.contains(&format!("<div lang=\"{code}\" dir=\"{direction}\"")), "{}", mail.html);
                for loads in ["<style", "<link", "<script", "<img", "src=", "url(", "@import"] {
                    assert!(!mail.html.contains(loads), "{loads}");
                }
                assert!(!mail.text.contains(['<', '>']) && !mail.text.contains("&amp;"), "{}", mail.text);
                assert!(!mail.subject.is_empty() && !mail.subject.contains(char::is_control), "{}", mail.subject);
            }
        }
    }

    #[test]
    fn a6_the_link_stands_in_both_forms_alone_on_its_line_and_whole() {
        for language in [English, Arabic] {
            for (mail, has_link) in mails(LINK, language) {
                let on_its_line = mail.text.lines().filter(|line| *line == LINK).count();
                assert_eq!(on_its_line, usize::from(has_link), "{}", mail.text);
                let escaped = LINK.replace('&', "&amp;");
                let as_link = format!("href=\"{escaped}\"");
                assert_eq!(mail.html.matches(&as_link).count(), 2 * usize::from(has_link), "{}", mail.html);
                assert_eq!(mail.html.contains(&format!(">{escaped}</a>")), has_link, "{}", mail.html);
            }
        }
    }

    #[test]
    fn a6_no_sentence_mixes_the_languages() {
        for (mail, _) in mails(LINK, English) {
            assert!(!mail.subject.contains(is_arabic) && !mail.text.contains(is_arabic), "{}", mail.text);
        }
        for (mail, _) in mails(LINK, Arabic) {
            assert!(mail.subject.contains(is_arabic) && !mail.subject.contains(is_latin), "{}", mail.subject);
            for line in mail.text.lines().filter(|line| *line != LINK) {
                assert!(!line.contains(is_latin), "{line}");
                assert!(!line.contains(is_arabic) || line.starts_with('\u{200F}'), "{line}");
            }
        }
    }

    #[test]
    fn a6_the_mails_say_how_long_a_link_works_and_what_to_do_if_it_was_somebody_else() {
        type Written = fn(&str, Language) -> Mail;
        let said: [(Written, [&str; 3], [&str; 3]); 4] = [
            (
                verification,
                ["CONFIRM YOUR MAIL ADDRESS\n", "works for 24 hours", "ignore this mail: nothing happens"],
                ["أكّد إيميلك\n", "صالح ٢٤ ساعة", "تجاهل الرسالة دي ومش هيحصل حاجة"],
            ),
            (
                password_reset,
                ["works for one hour", "signed out on all devices", "your password stays as it is"],
                ["صالح ساعة واحدة", "هتخرج من كل الأجهزة", "هتفضل زي ما هي"],
            ),
            (
                already_registered,
                ["There is one already.", "ask for a new one", "nothing has changed"],
                ["عليه حساب من قبل كده", "اطلب واحدة جديدة", "مفيش حاجة اتغيّرت"],
            ),
            (
                |_, language| password_changed(language),
                ["password of your account was changed", "signed out on all devices", "reset your password at once"],
                ["كلمة سر حسابك اتغيّرت", "اتسجّل خروجك من كل الأجهزة", "غيّرها فورًا"],
            ),
        ];
        for (written, english, arabic) in said {
            for (language, sentences) in [(English, english), (Arabic, arabic)] {
                let mail = written(LINK, language);
                for sentence in sentences {
                    assert!(unmarked(&mail.text).contains(sentence), "{sentence}\n{}", mail.text);
                }
            }
        }
    }

    #[test]
    fn a6_a_link_does_not_leave_its_attribute_and_never_runs() {
        for (mail, _) in mails("https://osool.example/\"><script>alert(1)</script>", English) {
            assert_well_formed(&mail.html);
            assert!(!mail.html.contains("<script"), "{}", mail.html);
        }
        for (mail, _) in mails("javascript:alert(1)", Arabic) {
            assert!(!mail.html.contains("href="), "{}", mail.html);
        }
    }
}
