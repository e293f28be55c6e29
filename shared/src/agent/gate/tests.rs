#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests may panic, and say their rates"
)]

//! The gate against two corpora over one set of units: answers with a false claim each, and honest ones. A line is an
//! answer, `\n` a line break in it; in `adversarial.txt` the false claim stands in ⟦ ⟧. And against answers that nothing
//! was made of.

use proptest::prelude::*;
use time::OffsetDateTime;

use super::*;
use crate::{
    agent::evidence::Figure,
    language::Language,
    listings::property::{Delivery, Finishing, PaymentPlan, Property, PropertyType, SaleType},
    money::Piastres,
    registry::proofs::Standing,
};

const ADVERSARIAL: &str = include_str!("corpus/adversarial.txt");
const HONEST: &str = include_str!("corpus/honest.txt");
const UNSEEN: &str = include_str!("corpus/unseen.false.txt");
const UNSEEN_HONEST: &str = include_str!("corpus/unseen.honest.txt");

fn pounds(pounds: i64) -> Piastres {
    Piastres::from_pounds(pounds).unwrap()
}

#[expect(clippy::too_many_arguments, reason = "a row of the table below")]
fn unit(
    id: &str,
    kind: PropertyType,
    [compound, compound_ar]: [&str; 2],
    [developer, developer_ar]: [&str; 2],
    [location, location_ar]: [&str; 2],
    [size, bedrooms, bathrooms]: [u8; 3],
    price: i64,
    plan: Option<(u8, u8)>,
    delivery: Delivery,
) -> Property {
    let price = pounds(price);
    Property {
        id: id.parse().unwrap(),
        title: format!("{} in {compound}", kind.english()),
        title_ar: format!("{} في {compound_ar}", kind.arabic()),
        property_type: kind,
        location: location.to_owned(),
        location_ar: location_ar.to_owned(),
        compound: Some(compound.to_owned()),
        compound_ar: Some(compound_ar.to_owned()),
        developer: Some(developer.to_owned()),
        developer_ar: Some(developer_ar.to_owned()),
        size_sqm: Some(u32::from(size)),
        bedrooms: Some(bedrooms),
        bathrooms: Some(bathrooms),
        price,
        delivery,
        finishing: Some(Finishing::FullyFinished),
        sale_type: Some(SaleType::Developer),
        payment_plan: plan.map(|(percent, years)| {
            let down = price.percent(percent);
            let rest = Piastres::from_piastres(price.piastres() - down.piastres()).unwrap();
            PaymentPlan {
                down_payment_percent: percent,
                down_payment: down,
                years,
                monthly_installment: pounds(rest.divided_by(u32::from(years) * 12).unwrap().pounds()),
            }
        }),
        image: None,
        description: format!("{} in {compound} with a garden view.", kind.english()),
        description_ar: None,
        sample: true,
    }
}

/// | id | size, bedrooms, bathrooms | price | down, years | delivery |
fn units() -> Vec<Property> {
    use PropertyType::{Apartment, Chalet, Duplex, Townhouse, Villa};
    let (mivida, emaar) = (["Mivida", "ميفيدا"], ["Emaar", "إعمار"]);
    let (sodic, new_cairo) = (["Sodic", "سوديك"], ["New Cairo", "القاهرة الجديدة"]);
    let zayed = ["Sheikh Zayed", "الشيخ زايد"];
    let year = Delivery::Planned;
    vec![
        unit("NC123", Apartment, mivida, emaar, new_cairo, [150, 3, 2], 8_500_000, Some((10, 8)), year(2027)),
        unit(
            "NC7",
            Apartment,
            ["Hyde Park", "هايد بارك"],
            ["Hyde Park Developments", "هايد بارك للتطوير"],
            new_cairo,
            [120, 2, 2],
            6_200_000,
            Some((5, 7)),
            year(2026),
        ),
        unit(
            "ZD45",
            Villa,
            ["Allegria", "أليجريا"],
            sodic,
            zayed,
            [250, 5, 4],
            24_750_000,
            Some((20, 5)),
            Delivery::Delivered,
        ),
        unit(
            "ZD46",
            Townhouse,
            ["The Estates", "ذا استيتس"],
            sodic,
            zayed,
            [240, 4, 3],
            17_300_000,
            Some((15, 6)),
            year(2028),
        ),
        unit(
            "CP9",
            Apartment,
            ["Celia", "سيليا"],
            ["Talaat Moustafa Group", "طلعت مصطفى"],
            ["New Administrative Capital", "العاصمة الإدارية الجديدة"],
            [165, 3, 2],
            7_150_000,
            Some((10, 10)),
            year(2029),
        ),
        unit(
            "SH31",
            Chalet,
            ["Marassi", "مراسي"],
            emaar,
            ["North Coast", "الساحل الشمالي"],
            [110, 2, 1],
            11_900_000,
            None,
            Delivery::Delivered,
        ),
        unit("NC88", Duplex, mivida, emaar, new_cairo, [230, 4, 3], 13_400_000, Some((10, 9)), year(2027)),
        unit(
            "RS12",
            Chalet,
            ["Makadi Heights", "مكادي هايتس"],
            ["Orascom", "أوراسكوم"],
            ["Red Sea", "البحر الأحمر"],
            [85, 1, 1],
            4_200_000,
            Some((5, 8)),
            year(2028),
        ),
    ]
}

/// Eight units, two that are gone, a return and a mortgage that tools computed, counts, and two questions.
pub(super) fn evidence() -> Evidence {
    let mut evidence = Evidence::default();
    for unit in units() {
        evidence.unit(&unit);
    }
    for id in ["NC55", "ZD9"] {
        evidence.gone(&id.parse().unwrap());
    }
    let figures = [
        (Kind::Money, 500_000_000),
        (Kind::Money, 2_500_000),
        (Kind::Percent, 600),
        (Kind::Money, 20_000_000),
        (Kind::Years, 250),
        (Kind::Money, 300_000_000),
        (Kind::Money, 6_294_600),
        (Kind::Years, 200),
        (Kind::Percent, 2_500),
        (Kind::Count, 47),
        (Kind::Count, 12),
    ];
    for (kind, amount) in figures {
        evidence.figure(Figure { kind, amount, of: None });
    }
    note_asked(
        &mut evidence,
        "I want a 3-bedroom apartment in New Cairo under 9 million EGP, at least 140 m², delivery by 2028",
    );
    note_asked(&mut evidence, "عايز شقة 3 غرف في التجمع وميزانيتي 9 مليون جنيه، وإيه أخبار NC55؟");
    evidence
}

fn through(answer: &str, evidence: &Evidence) -> Vec<Piece> {
    let mut gate = Gate::new();
    let mut pieces = gate.push(answer, evidence);
    pieces.extend(gate.finish(evidence));
    pieces
}

fn said(pieces: &[Piece]) -> String {
    let said = pieces.iter().filter_map(|piece| match piece {
        Piece::Said(text) => Some(text.as_str()),
        Piece::Stopped(_) => None,
    });
    said.collect()
}

pub(super) fn lines(corpus: &str) -> impl Iterator<Item = String> {
    let lines = corpus.lines().filter(|line| !line.is_empty() && !line.starts_with('%'));
    lines.map(|line| line.replace("\\n", "\n"))
}

/// The answer without the marks, the claims between them, and where each begins.
pub(super) fn marked(line: &str) -> (String, Vec<(String, usize)>) {
    let mut answer = String::new();
    let mut claims = Vec::new();
    for (index, part) in line.split(['⟦', '⟧']).enumerate() {
        if index % 2 == 1 {
            claims.push((part.to_owned(), answer.len()));
        }
        answer.push_str(part);
    }
    (answer, claims)
}

/// Whether a stretch of an answer was let through in whole: the pieces are the answer's own parts, in order.
fn reaches(pieces: &[Piece], answer: &str, from: usize, to: usize) -> bool {
    let mut at = 0;
    for piece in pieces {
        let (text, passes) = match piece {
            Piece::Said(text) => (text, true),
            Piece::Stopped(stopped) => (&stopped.sentence, false),
        };
        let Some(found) = answer.get(at..).and_then(|rest| rest.find(text.as_str())) else { continue };
        let (start, end) = (at + found, at + found + text.len());
        if start <= from && from < end && !passes {
            return false;
        }
        if start < to && to <= end && !passes {
            return false;
        }
        at = end;
    }
    true
}

/// The false answers that pass and how many there are, and the honest ones that do not reach the person unchanged.
struct Rates {
    passed: Vec<String>,
    false_ones: usize,
    changed: Vec<String>,
    honest: usize,
}

fn rates(adversarial: &str, honest: &str) -> Rates {
    let evidence = evidence();
    let mut rates = Rates { passed: Vec::new(), false_ones: 0, changed: Vec::new(), honest: 0 };
    for line in lines(adversarial) {
        let (answer, claims) = marked(&line);
        assert!(!claims.is_empty(), "no claim is marked: {line}");
        rates.false_ones += 1;
        let pieces = through(&answer, &evidence);
        if claims.iter().any(|(claim, from)| reaches(&pieces, &answer, *from, from + claim.len())) {
            rates.passed.push(line);
        }
    }
    for answer in lines(honest) {
        rates.honest += 1;
        let pieces = through(&answer, &evidence);
        if said(&pieces) != answer {
            let stopped: Vec<_> = pieces.into_iter().filter(|piece| matches!(piece, Piece::Stopped(_))).collect();
            rates.changed.push(format!("{answer}\n    {stopped:?}"));
        }
    }
    println!(
        "{} of {} false answers passed; {} of {} honest ones changed",
        rates.passed.len(),
        rates.false_ones,
        rates.changed.len(),
        rates.honest
    );
    rates
}

#[test]
fn c9_no_false_claim_passes_and_honest_answers_pass_unchanged() {
    let Rates { passed, false_ones, changed, honest } = rates(ADVERSARIAL, HONEST);
    assert!(false_ones >= 350 && honest >= 350, "{false_ones} and {honest}");
    assert!(passed.is_empty(), "passed:\n{}", passed.join("\n"));
    assert!(changed.len() * 100 <= honest, "changed:\n{}", changed.join("\n"));
}

/// Answers of which no rule, no concept and no weight was made, by somebody sly, an everyday consultant and a mixture of voices:
/// what to expect of a model that sets out to get past the gate. Whoever makes a rule of one of them must find others for
/// this.
#[test]
fn c9_of_unseen_answers_the_gate_lets_no_more_through_than_was_measured() {
    let Rates { passed, false_ones, changed, honest } = rates(UNSEEN, UNSEEN_HONEST);
    assert!(false_ones >= 350 && honest >= 350, "{false_ones} and {honest}");
    assert!(passed.len() * 100 <= false_ones * 10, "{} of {false_ones} passed", passed.len());
    assert!(changed.len() * 100 <= honest * 14, "{} of {honest} changed", changed.len());
}

/// An amount of pounds as people write it: exactly, in each spelling that can hold it.
fn spellings(amount: i64) -> Vec<String> {
    let mut spellings = vec![
        format!("{} EGP", Language::English.number(amount)),
        format!("EGP {amount}"),
        format!("LE {}", Language::English.number(amount)),
        format!("L.E. {}", Language::English.number(amount)),
        format!("{} جنيه", Language::Arabic.number(amount)),
        format!("{} ج.م", Language::English.number(amount)),
    ];
    let decimals = |unit: i64| {
        let digits = format!("{:06}", amount % unit * (1_000_000 / unit));
        let digits = digits.trim_end_matches('0');
        let whole = amount / unit;
        if digits.is_empty() { whole.to_string() } else { format!("{whole}.{digits}") }
    };
    if (1_000_000..50_000_000).contains(&amount) {
        let number = decimals(1_000_000);
        let in_arabic = |char: char| match char.to_digit(10) {
            Some(digit) => char::from_u32(0x660 + digit).unwrap(),
            None => '٫',
        };
        let arabic: String = number.chars().map(in_arabic).collect();
        spellings.extend([
            format!("{number}M"),
            format!("{number} million EGP"),
            format!("EGP {number}m"),
            format!("{number} مليون"),
            format!("{arabic} مليون جنيه"),
        ]);
    } else if amount % 1_000 == 0 && amount < 1_000_000 {
        spellings.extend([format!("{}k", amount / 1_000), format!("{} ألف جنيه", amount / 1_000)]);
    }
    spellings
}

#[test]
fn invariant_1_a_price_passes_in_every_spelling_and_a_distorted_one_in_none() {
    let evidence = evidence();
    let mut count = 0;
    for unit in units() {
        let price = unit.price.pounds();
        for amount in spellings(price) {
            for answer in [format!("{} costs {amount}.", unit.id), format!("{} سعرها {amount}.", unit.id)] {
                assert_eq!(said(&through(&answer, &evidence)), answer);
            }
        }
        let distorted = [price * 9 / 10, price * 99 / 100, price * 101 / 100, price * 11 / 10, price * 10, price / 10];
        for amount in distorted.into_iter().flat_map(spellings) {
            for answer in [
                format!("{} costs {amount}.", unit.id),
                format!("**{}** – {amount}", unit.id),
                format!("سعر {} هو {amount} بس.", unit.id),
                format!("{} is nice.\nIt is priced at {amount}!", unit.id),
            ] {
                count += 1;
                assert!(!said(&through(&answer, &evidence)).contains(&amount), "{answer}");
            }
        }
    }
    println!("{count} distorted prices stopped");
}

#[test]
fn invariant_1_no_cut_of_an_answer_lets_a_claim_through() {
    let evidence = evidence();
    for line in lines(ADVERSARIAL).step_by(23).chain(lines(HONEST).step_by(41)) {
        let (answer, _) = marked(&line);
        let whole = through(&answer, &evidence);
        for at in (0..=answer.len()).filter(|at| answer.is_char_boundary(*at)) {
            let mut gate = Gate::new();
            let mut pieces = gate.push(&answer[..at], &evidence);
            pieces.extend(gate.push(&answer[at..], &evidence));
            pieces.extend(gate.finish(&evidence));
            assert_eq!(pieces, whole, "cut at {at}");
        }
    }
}

#[test]
fn c9_what_is_stopped_says_why_and_leaves_the_true_rest() {
    let evidence = evidence();
    let answer =
        "Two ideas:\n1. NC123 – 8.5M EGP\n2. NC999 – 7M EGP\n\nNC7 costs 6.2M. NC123 costs 6.2M.\nShall I go on?";
    let pieces = through(answer, &evidence);
    assert_eq!(said(&pieces), "Two ideas:\n1. NC123 – 8.5M EGP\n\nNC7 costs 6.2M. \nShall I go on?");
    let stopped: Vec<(&str, &str, &str)> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Stopped(stopped) => {
                Some((stopped.sentence.as_str(), stopped.claim.as_str(), stopped.reason.as_str()))
            }
            Piece::Said(_) => None,
        })
        .collect();
    let expected = [("2. NC999 – 7M EGP", "NC999", "unknown_unit"), ("NC123 costs 6.2M.", "6.2M", "another_units")];
    assert_eq!(stopped, expected);
}

#[test]
fn invariant_1_without_evidence_no_figure_and_no_unit_passes() {
    let nothing = Evidence::default();
    for answer in
        ["NC123 is nice.", "It costs 8.5M.", "سعرها تمانية مليون.", "It has 3 bedrooms.", "Delivery is in 2027."]
    {
        assert_eq!(said(&through(answer, &nothing)), "", "{answer}");
    }
    for answer in ["Hello! How can I help you?", "What is your budget?", "أهلًا بيك! ميزانيتك كام؟"]
    {
        assert_eq!(said(&through(answer, &nothing)), answer);
    }
}

#[test]
fn c9_what_the_person_wrote_of_other_kinds_may_be_repeated_as_theirs() {
    let mut evidence = evidence();
    note_asked(&mut evidence, "My budget is 200,000 dollars, within 25 minutes of work. Call me on 010 0123 4567.");
    for answer in
        ["Your budget is 200,000 dollars.", "You want 25 minutes to work at most.", "They will call 01001234567."]
    {
        assert_eq!(said(&through(answer, &evidence)), answer, "{answer}");
    }
    for answer in ["NC123 costs 200,000 dollars.", "NC123 is 25 minutes from here.", "Call 01001234568."] {
        assert_eq!(said(&through(answer, &evidence)), "", "{answer}");
    }
}

#[test]
fn p8_of_a_record_on_the_chain_only_what_was_read_passes_and_word_for_word() {
    let mut evidence = evidence();
    let nc123 = "NC123".parse().unwrap();
    let since = OffsetDateTime::from_unix_timestamp(1_793_700_000).unwrap();
    let asks = ["Shall I look it up on the blockchain?", "تحب أراجعها على البلوكتشين؟"];
    let claims = [
        "NC123 is recorded on the blockchain.",
        "It is verified on-chain, so nobody can change its price.",
        "Every unit here is backed by a smart contract.",
        "I checked: NC123 has been recorded on the blockchain since 3 November 2026.",
        "الوحدة NC123 متسجلة على البلوكتشين ومضمونة.",
        "كل وحداتنا متوثقة بالبلوك تشين.",
        "Would you like to book NC123, which is verified on the blockchain?",
        "NC123 is recorded on the blockchain; shall I book a viewing?",
        "تحب تحجز NC123 المتسجلة على البلوكتشين؟",
        "NC123 متسجلة عالبلوكتشين، تحب تعاينها؟",
        "It was tokenized on Ethereum.",
        "You can check it on Etherscan.",
        "It was tokenised.",
        "متوثقة على سلسلة الكتل.",
        "متوثقة على البلوك تشاين.",
        "بيعها بيتم بالعقد الذكي.",
    ];
    let harmless = [
        "The facade cannot be altered without the developer's consent.",
        "البوابة بتفتح بكارت مشفر.",
        "سجل برقم موبايلك.",
        "سلسلة محلات.",
        "Would you like to see it?",
    ];
    for sentence in harmless {
        let pieces = through(sentence, &evidence);
        let is_proof = |piece: &Piece| matches!(piece, Piece::Stopped(stopped) if stopped.reason == Reason::Proof);
        assert!(!pieces.iter().any(is_proof), "{sentence}");
    }
    let after_a_proof = [
        "Yes, it is recorded and unchanged.",
        "Its record is tamper-proof.",
        "سعرها مشفر ومحدش يقدر يغيره.",
        "The record guarantees that you own it.",
        "The record proves that the seller owns NC123.",
        "أيوه، متسجلة ومتغيرتش.",
        "السجل ده بيثبت إنها بتاعتك.",
    ];
    for language in [Language::English, Language::Arabic] {
        for standing in [
            Standing::Unchanged(since),
            Standing::Changed(since),
            Standing::NotRecorded,
            Standing::Unreachable,
            Standing::Off,
        ] {
            let read = standing.words(&nc123, language);
            assert_eq!(said(&through(&read, &evidence)), "", "nobody has read it yet: {read}");
            evidence.proof(&nc123, &read);
            for written in [read.clone(), format!("- **{read}**"), format!("{read} Would you like to see it?")] {
                assert_eq!(said(&through(&written, &evidence)), written);
            }
            for claim in claims.into_iter().chain(after_a_proof) {
                let pieces = through(claim, &evidence);
                assert_eq!(said(&pieces), "", "{claim}");
                assert!(matches!(&pieces[0], Piece::Stopped(stopped) if stopped.reason == Reason::Proof), "{claim}");
            }
        }
    }
    for ask in asks {
        assert_eq!(said(&through(ask, &evidence)), ask);
    }
}

#[test]
fn c9_the_word_lists_are_folded() {
    // What is compared are folded words, so that a list with another spelling would never be met.
    let sources = [
        include_str!("asked.rs"),
        include_str!("check.rs"),
        include_str!("claims.rs"),
        include_str!("concepts.rs"),
        include_str!("concepts.txt"),
        include_str!("counts.rs"),
        include_str!("harmless.rs"),
        include_str!("learned.rs"),
        include_str!("names.rs"),
        include_str!("phrases.rs"),
        include_str!("roles.rs"),
        include_str!("statements.rs"),
        include_str!("subject.rs"),
        include_str!("vocabulary.rs"),
    ];
    for line in sources.into_iter().flat_map(str::lines).filter(|line| !line.trim_start().starts_with("//")) {
        let unfolded = line.chars().find(|letter| "أإآٱئؤىةـ".contains(*letter));
        assert_eq!(unfolded.filter(|letter| *letter != 'ـ'), None, "{line}");
    }
}

#[test]
fn c9_claims_are_listed_with_their_text() {
    let claims = claims("NC123 costs 8.5M for 150 m².");
    let texts: Vec<&str> = claims.iter().map(|claim| claim.text.as_str()).collect();
    assert_eq!(texts, ["NC123", "8.5M", "150 m²"]);
    assert_eq!(claims[1].what, What::Figure(Some(Kind::Money), 8_500_000_000_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn invariant_1_any_chunks_give_the_same_pieces(
        index in 0..700_usize,
        cuts in proptest::collection::vec(1..12_usize, 1..40),
    ) {
        let evidence = evidence();
        let all: Vec<String> = lines(ADVERSARIAL).chain(lines(HONEST)).collect();
        let answer = marked(&all[index % all.len()]).0;
        let mut gate = Gate::new();
        let (mut pieces, mut rest) = (Vec::new(), answer.as_str());
        for cut in cuts.into_iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let at = rest.char_indices().nth(cut).map_or(rest.len(), |(at, _)| at);
            let (chunk, after) = rest.split_at(at);
            pieces.extend(gate.push(chunk, &evidence));
            rest = after;
        }
        pieces.extend(gate.finish(&evidence));
        prop_assert_eq!(pieces, through(&answer, &evidence));
    }

    #[test]
    fn invariant_1_what_is_said_is_the_answer_without_what_was_stopped(
        text in "[a-zA-Z0-9٠-٩ا-ي .,!?؟\n|*#%½²\u{300}\u{64b}\u{200f}\u{200d}🏡NC-]{0,200}",
    ) {
        let evidence = evidence();
        let pieces = through(&text, &evidence);
        let mut rest = text.chars();
        for char in said(&pieces).chars() {
            prop_assert!(rest.any(|other| other == char));
        }
        let _ = claims(&text);
    }

    #[test]
    fn invariant_1_no_text_makes_the_gate_panic(text in any::<String>()) {
        let evidence = evidence();
        through(&text, &evidence);
    }

    #[test]
    fn invariant_1_an_invented_price_of_a_unit_is_stopped(index in 0..8_usize, price in 1_000_000..60_000_000_i64) {
        let unit = &units()[index];
        prop_assume!(price != unit.price.pounds());
        let answer = format!("{} costs {} EGP.", unit.id, Language::English.number(price));
        prop_assert_eq!(said(&through(&answer, &evidence())), "");
    }
}
