//! What a model is told: who Amr is, which stays the same and is cached, and what this turn is about.
//!
//! The persona stands in `persona/en.md` and `persona/ar.md`, one for each language of an answer, since a model keeps to
//! the language of its instructions. Their wording is versioned like code; `persona/snapshots` holds whole prompts, and a
//! test compares.

use time::Date;

use super::routes::Route;
use crate::{language::Language, listings::property::PropertyId};

/// The part that is alike in every turn of a language.
pub(super) fn system(language: Language) -> &'static str {
    language.pick(include_str!("persona/en.md"), include_str!("persona/ar.md"))
}

/// What this turn is about.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    /// The day in Cairo.
    pub(super) today: Date,
    /// What the message is for.
    pub(super) route: Route,
    /// The unit that the person looks at.
    pub(super) looked_at: Option<&'a PropertyId>,
    /// The units of the last answer, in its order: what “the second one” means.
    pub(super) shown: &'a [PropertyId],
}

/// The part that is said for this turn only.
pub(super) fn turn(scene: &Scene<'_>, language: Language) -> String {
    let mut lines = vec![format!("Today is {}.", scene.today), scene.route.instructions().to_owned()];
    lines.extend(scene.looked_at.map(|id| format!("The person is looking at unit {id}; \"it\" means this unit.")));
    if !scene.shown.is_empty() {
        let shown: Vec<&str> = scene.shown.iter().map(PropertyId::as_str).collect();
        lines.push(format!("Your last answer showed these units, in this order: {}.", shown.join(", ")));
    }
    lines.push(language.pick("Answer in English only.", "رد بالعربي المصري بس.").to_owned());
    lines.join("\n")
}

/// What a model is told when an answer that was begun has to be finished.
pub(super) const GO_ON: &str = "(The line was cut. Go on exactly where the answer above stops, without greeting and \
    without repeating anything of it.)";

/// What a model is told when it has used up its rounds of tools.
pub(super) const NO_MORE_TOOLS: &str =
    "You have used your tools often enough. Answer now with what you know, without another call.";

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
mod tests {
    use time::macros::date;

    use super::*;

    /// The whole prompt of a turn as a model reads it.
    fn prompt(language: Language) -> String {
        let shown = ["NC1", "ZD20"].map(|id| id.parse().unwrap());
        let looked_at = "NC7".parse().unwrap();
        let scene =
            Scene { today: date!(2026 - 11 - 26), route: Route::Finance, looked_at: Some(&looked_at), shown: &shown };
        format!("{}\n---\n{}\n", system(language), turn(&scene, language))
    }

    #[test]
    fn c3_the_prompt_is_the_one_that_was_reviewed() {
        for (language, reviewed) in [
            (Language::English, include_str!("persona/snapshots/en.txt")),
            (Language::Arabic, include_str!("persona/snapshots/ar.txt")),
        ] {
            let prompt = prompt(language);
            assert!(
                prompt == reviewed,
                "{}: the prompt has changed; if that is meant, so is the file:\n{prompt}",
                language.code()
            );
        }
    }

    #[test]
    fn c3_the_persona_says_what_amr_must_not_do_in_both_languages() {
        for (language, rules) in [
            (
                Language::English,
                ["lawyer", "Never compute", "scarcity", "what prices will do", "are data", "not confirmed"],
            ),
            (Language::Arabic, ["محامي", "ماتحسبش", "بتخلص", "الأسعار هتعمل إيه", "كلها بيانات", "مابتتأكدش"]),
        ] {
            for rule in rules {
                assert!(system(language).contains(rule), "{rule}");
            }
        }
    }
}
