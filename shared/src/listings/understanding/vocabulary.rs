//! The index of the tables of [`super::phrases`] and [`super::franco`]: phrases by their words, and what words may be
//! misspelt as.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::{
    franco::FRANCO_PHRASES,
    key_of,
    meaning::Meaning,
    phrases::PHRASES,
    spelling::{Franco, Typos, sound_of},
};

/// The phrases by their keys.
pub(super) static VOCABULARY: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    rows().flat_map(|(meaning, phrases)| phrases.into_iter().map(move |phrase| (key_of(&phrase), meaning))).collect()
});

/// Every row of the tables, its phrases one by one.
fn rows() -> impl Iterator<Item = (Meaning, Vec<String>)> {
    let rows = PHRASES.iter().chain(FRANCO_PHRASES);
    rows.map(|(meaning, phrases)| (*meaning, phrases.split(',').flat_map(|phrase| expanded(phrase.trim())).collect()))
}

/// The phrases that one with alternatives stands for: `under(neath|)` is "underneath" and "under".
fn expanded(phrase: &str) -> Vec<String> {
    let (mut depth, mut opened, mut bars) = (0_usize, 0, Vec::new());
    for (at, letter) in phrase.char_indices() {
        match letter {
            '(' => {
                depth += 1;
                if depth == 1 {
                    opened = at;
                }
            }
            '|' if depth == 1 => bars.push(at),
            ')' if depth == 1 => {
                let part = |from: usize, to: usize| phrase.get(from..to).unwrap_or_default();
                let afters = expanded(part(at + 1, phrase.len()));
                bars.push(at);
                let starts = std::iter::once(opened).chain(bars.iter().copied());
                let alternatives = starts.zip(&bars).flat_map(|(start, end)| expanded(part(start + 1, *end)));
                let joined = |alternative: String| {
                    let before = part(0, opened);
                    afters.iter().map(|after| format!("{before}{alternative}{after}")).collect::<Vec<_>>()
                };
                return alternatives.flat_map(joined).collect();
            }
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    vec![phrase.to_owned()]
}

/// Every single word that some phrase contains.
pub(super) static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| VOCABULARY.keys().flat_map(|key| key.split(' ')).collect());

/// Every beginning of a phrase that is not yet the whole phrase.
pub(super) static PREFIXES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    VOCABULARY.keys().flat_map(|key| key.match_indices(' ').filter_map(|(end, _)| key.get(..end))).collect()
});

/// The words of the vocabulary, in spite of typos.
pub(super) static TYPOS: LazyLock<Typos> = LazyLock::new(|| Typos::of(WORDS.iter().copied()));

/// Franco-Arabic words of the phrases, each in one spelling, that are known by their sound. Short ones are not
/// here: too many English words sound like them.
const FRANCO_WORDS: &str = "estelam, tasleem, ta2seet, 2a2sat, mo2adam, metshateb, tashteeb, 7adee2a, 3eyada, 7amamat, \
    talateen, khamseen, 3eshreen, 3ashra, arba3a, tamanya, shahreyan, motawer, mezaneya, mesa7a, 7awaly, sho2a2, \
    ghorfeteen, moraba3, leghayet, enshaa, 3ayzeen, momken, badawar, ma7alat, makateb, ensha2";

/// The Franco-Arabic words by what all of their spellings share.
pub(super) static SOUNDS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut sounds: HashMap<String, Vec<String>> = HashMap::new();
    for word in FRANCO_WORDS.split(',').map(str::trim) {
        if let Some(sound) = sound_of(word) {
            sounds.entry(sound).or_default().push(key_of(word));
        }
    }
    sounds
});

/// What Franco-Arabic words spell.
pub(super) static FRANCO: LazyLock<Franco> = LazyLock::new(|| {
    let phrases: Vec<String> = rows().flat_map(|(_, phrases)| phrases).collect();
    let written = phrases.iter().flat_map(|phrase| phrase.split_whitespace());
    Franco::of(WORDS.iter().copied(), written, MOST_ENGLISH)
});

/// English words of so few consonants are too often spelt like an Arabic one.
const MOST_ENGLISH: usize = 3;

/// Words that are one letter away from one of the vocabulary or of a place, or are written like one in Franco-Arabic, and
/// mean something else.
pub(super) static REAL_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    const WORDS: &str = "study, studies, assist, assists, manual, manuals, accessor, assume, assumed, assumes, caesar, floats, floating, gonna, hazard, hazards, layout, layouts, \
        needles, needless, obtain, obtained, resolve, scores, shorten, situational, somewhat, violation, visual, visuals, \
        dequeue, clink, badge, badges, officer, officers, retain, retains, thirsty, pounder, percents, mouths, mentions, monthly, studious, \
        finishers, prices, pricey, offence, shelter, bedding, priory, privately, priced, bedroll, villager, villain, \
        charlet, cabinet, clinical, retailer, storey, stored, stores, storm, deposed, project, projector, contact, \
        develop, develops, planet, planes, delivers, deliverer, recover, receiver, reserve, reserved, readiness, \
        seaview, seating, sitting, gardener, terraced, thousandth, millionth, quarters, quartet, halves, minimal, \
        maximal, anything, nothing, something, someone, anyone, within, without, wither, either, neither, rather, \
        father, mother, brother, another, weather, whether, leather, together, between, betweens, become, before, \
        behind, beyond, beside, besides, during, around, ground, grounds, abroad, almost, toward, towards, through, \
        though, thought, enough, should, shoulder, could, would, waterfall, minister, master, matter, matters, \
        letter, letters, better, bitter, butter, battery, buyers, sellers, renter, renters, rented, renting, \
        painting, paint, pointed, monster, country, county, counts, counter, compare, comparing, company, companion, \
        shapes, shipped, shopping, shopper, stable, staple, single, signal, double, doubled, trouble, family, \
        famous, person, persons, reason, season, seasons, modest, model, models, modern, market, marked, marble, \
        parents, parent, patent, planned, planner, planning, placed, player, played, playing, church, centre, center, \
        central, general, several, serious, special, spaces, spaced, specious, closed, closet, closing, choose, \
        chosen, choice, change, changed, charge, chance, chances, advice, advise, advance, adviser, furniture, \
        furnish, famish, fishing, finding, funding, founded, lounge, larger, ledger, latest, lately, early, yearly, \
        daily, weekly, nearly, really, ratio, radio, station, stationed, nation, national, motion, notion, lotion, turkey, \
        medial, toiled, bathes, bathed, collar, bellow, cheapen, hither, startling, staring, starving, starring, prince, \
        princes, budged, yearns, hangover, competed, shells, rescale, protect, excerpt, outsize, outsider, avoids, \
        remote, resent, forge, clears, seventh, eighth, ninth, clapped, chapped, camped, advanced, advances, initials, \
        playable, parable, planks, plants, coasts, worthy, seconds, thirds, opinion, potion, limits, limited, \
        vocation, minion, \
        عاملين, تجارة, استسلام, عبادات, مسافات, مصورين, مدرسين, مشاريعنا, تركات, مكتبات, ابتدائي, مستلزمات, تشكيل, تقسيم, تسليح";
    WORDS.split(',').map(key_of).collect()
});

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

    use super::*;

    #[test]
    fn alternatives_are_written_once() {
        for (phrase, expected) in [
            ("under", "under"),
            ("under(neath|)", "underneath|under"),
            ("(a|b) (c|d)", "a c|a d|b c|b d"),
            ("x(a(b|c)|)y", "xaby|xacy|xy"),
            ("", ""),
        ] {
            assert_eq!(expanded(phrase).join("|"), expected, "{phrase}");
        }
    }

    #[test]
    fn every_phrase_has_one_meaning() {
        let mut faults = Vec::new();
        let mut meanings = HashMap::new();
        for (meaning, phrases) in rows() {
            for phrase in phrases {
                let key = key_of(&phrase);
                let other = *meanings.entry(key.clone()).or_insert(meaning);
                if other != meaning || key.is_empty() {
                    faults.push(format!("{phrase}: {other:?} and {meaning:?}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
