//! Figures in words, which no evidence has: "a few minutes from the sea", "interest free". And the words that turn a sentence
//! round: negations, what says that a unit is gone, what says that a figure is the person's own.
//!
//! How phrases are written stands at [`Phrases`]. A phrase after a negation in its clause is honest: "nobody says that it is
//! minutes from the sea".

use std::sync::LazyLock;

use super::{
    patterns::{Phrases, position},
    tokens::Token,
    words::is_in,
};

/// Figures and terms without a number, which no evidence has either.
#[rustfmt::skip]
static VAGUE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new("\
half off; # are en suite; # en suite; # ensuite; # of which; of which #;  half an hour; an hour; quarter of an hour; minutes from; minutes away; minute drive; minute walk; minutes walk; minutes drive; نص ساعه; ربع ساعه; تلت ساعه; كام دقيقه; دقايق بس;  a decade; decades; two decades; عقد من الزمن; عقدين;  half price; half its price; low # s; mid # s; high # s; upper # s; early # s; late # s; low fours; mid fours; high fours; low fives; mid fives; high fives; low sixes; mid sixes; high sixes; low sevens; mid sevens; high sevens; low eights; mid eights; high eights; \
low nines; mid nines; high nines; low tens; low teens; mid teens; high teens; low twenties; mid twenties; high twenties; six figures; seven figures; eight figures; single digit; double digit~; five figure; six figure; seven figure; \
interest free; no interest; without interest; without any interest; zero interest; zero commission; no commission; without commission; no fees; no hidden; zero fees; free maintenance; maintenance free; fees waived; waive; waived; \
بدون فوايد; من غير فوايد; بدون فايده; من غير فايده; بدون اي فوايد; من غير اي فوايد; مفيش فوايد; بلا فوايد; صفر فوايد; بدون عموله; من غير عموله; مفيش عموله; صفر عموله; نص تمنها; نص سعرها; نصف سعرها; نصف ثمنها; بنص السعر; بنص التمن"));

/// Words that turn the rest of their clause round.
const NEGATIONS: &str = "not no never cannot cant dont doesnt didnt wont wouldnt isnt arent wasnt nobody noone none neither nor without \
    whether nothing couldnt havent hasnt unable unknown unfair dishonest irresponsible wrong misleading avoid impossible refuse hardly rather beware careful مش مقدرش ماقدرش مينفعش ماينفعش محدش ماحدش مفيش مافيش لا لم لن ليس ليست غير بدون بلا ما \
    معنديش ماعنديش معندناش ماعندناش مبقدرش هل مستحيل مقدرتش متصدقش معرفش اعرفش ماعرفش مبضمنش مبوعدش منقدرش مانقدرش مبيضمنش ميضمنش صعب مقولش";

/// Words after which a negation no longer counts.
const CLAUSE_ENDS: &str = "but however because since as so although though yet and therefore لكن بس لان عشان علشان لانه لانها ولكن وبس وكمان انما";

/// Words with which a negation denies nothing: "no doubt", «مش بس».
const IDLE_NEGATIONS: &str = "doubt only question wonder worries problem matter need just بس شك فقط تقلق محتاج";

/// The tokens of a figure in words that no evidence has: `from` is the first token that a phrase may end in, those before
/// are the end of a line that ran on.
pub(super) fn ungrounded(tokens: &[Token], from: usize) -> Option<(usize, usize)> {
    // Signs inside a phrase ("risk-free", "**only 3** left") do not break it, except those that end a clause.
    let words: Vec<usize> = (0..tokens.len())
        .filter(|at| tokens.get(*at).is_some_and(|token| !token.is_sign("*_~\"'“”«»()[]-‐‑–—#`’‘")))
        .collect();
    VAGUE.all(tokens, &words).find_map(|(phrase, start, end)| {
        let (first, last) = (*words.get(start)?, *words.get(end - 1)?);
        // "There is no interest rate in the listing."
        let is_rate =
            phrase == "no interest" && tokens.get(last + 1).is_some_and(|next| is_in(&next.text, "rate rates"));
        (last >= from && !is_rate && !is_denied(tokens, first)).then_some((first, last + 1))
    })
}

/// Whether a negation stands before a token in its clause.
pub(super) fn is_denied(tokens: &[Token], first: usize) -> bool {
    const SOMEBODY: &str = "anyone anybody whoever someone somebody اي اللي لو";
    const PROMISES: &str = "promise promises promising promised guarantee guarantees guaranteeing claim claims claiming tells assures بيوعد بيوعدك يوعدك بيضمن بيضمنلك يضمنلك بيقولك يقولك";
    const CAUTION: &str =
        "caution cautious careful beware sceptical skeptical wary suspicious distrust احذر احترس تحذر بالك";
    for at in (first.saturating_sub(9)..first).rev() {
        let Some(token) = tokens.get(at) else { return false };
        if token.is_sign(",،;؛:.!?؟—–|") || is_in(&token.text, CLAUSE_ENDS) {
            return false;
        }
        if token.is_word() && is_in(token.text.strip_prefix('و').unwrap_or(&token.text), NEGATIONS)
            || is_in(&token.text, NEGATIONS)
        {
            let is_idle = tokens.get(at + 1).is_some_and(|next| is_in(&next.text, IDLE_NEGATIONS));
            return !is_idle;
        }
    }
    // "anyone who promises a fixed return"
    let clause = tokens.get(first.saturating_sub(6)..first + 1).unwrap_or_default();
    let says = |list: &'static str| clause.iter().any(|token| is_in(&token.text, list));
    if says(SOMEBODY) && says(PROMISES) {
        return true;
    }
    // "treat promises of guaranteed returns with caution"
    let ends = |token: &&Token| !token.is_sign(",،;؛:.!?؟—–|") && !is_in(&token.text, CLAUSE_ENDS);
    let after = tokens.get(first..).unwrap_or_default().iter().take_while(ends);
    let before = tokens.get(..first).unwrap_or_default().iter().rev().take_while(ends);
    if after.chain(before).any(|token| is_in(&token.text, CAUTION)) {
        return true;
    }
    // "if prices rise" asks; "if you buy, prices rise" promises.
    let before = first.checked_sub(1).and_then(|at| tokens.get(at));
    before.is_some_and(|token| is_in(&token.text, "if لو اذا ان"))
}

/// Whether a sentence is a question to the person about what they look for.
pub(super) fn asks_the_person(tokens: &[Token]) -> bool {
    const ASKS: &str = "you your shall would do should prefer تحب تحبي عايز عايزه عاوز محتاج حابب تفضل بتفضل ميزانيتك بتدور تدور ادور اعرض اشوف كام ولا";
    let last = tokens.iter().rev().find(|token| !token.is_sign("*_)\"”»'’"));
    last.is_some_and(|token| token.is_sign("?؟")) && tokens.iter().any(|token| is_in(&token.text, ASKS))
}

/// Whether a sentence says that a unit cannot be had.
pub(super) fn says_unavailable(tokens: &[Token]) -> bool {
    static GONE: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(
            "not available; no longer; s gone; left the list; left the shelf; off the list; لم يعد; ما بقتش; ما بقوش; مابقوش; خرجت من; شيلنا; let go of; مابقت~; مابقو~; مبقو~; ماعادت~; ماعدت~; ماعادو~; اتسحبت; has * gone; have * gone; sold already; sold recently; has sold; isnt available; not for sale; isnt for sale; not among; not any more; not anymore; راحت; مبقاش; unavailable; off the market; not on the market; \
        not find; couldnt find; didnt find; cant find; cannot find; no unit; not in our; not listed; isnt listed; not able to; wasnt able; werent able; unable to; not currently; not have; dont have; doesnt exist; does not exist; not exist; no record; no listing; not offer~; cannot offer; cant offer; \
        has been sold; was sold; is sold; already sold; been sold; been removed; been taken; not currently; isnt currently; is gone; withdrawn; not recommend; \
        مش متاح~; غير متاح~; مش متوفر~; غير متوفر~; مبقتش; مبقاش; معدتش; معادتش; لم تعد; لم يعد; اتباع~; متباع~; مباع~; بيعت; مش موجود~; غير موجود~; مش ضمن; ليست ضمن; ملقيتش; ملقتش; لم اجد; مش لاقي; مش معروض~; غير معروض~; ليست متاح~; ليس متاح~; خلصت; مفيش وحده; مفيش عندنا; مش عندنا; معندناش; اتشالت; مش للبيع",
        )
    });
    static UNDONE: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(
            "still available; not sold; not been sold; hasnt been sold; wasnt sold; isnt sold; مش مباع~; متباعتش; لسه متاح~; ماتباعتش; لم تباع; لم تبع; لسه موجود~; مش متباع~; still for sale",
        )
    });
    position(tokens, &GONE).is_some() && position(tokens, &UNDONE).is_none()
}

/// Words that say that a figure is the person's own.
pub(super) const THEIRS: &str = "your you need needs youre youve youd asked mentioned wanted requested budget ميزانيتك ميزانيه ميزانيتكم بميزانيتك \
    لميزانيتك طلبت طلبك طلبته قلت قولت ذكرت حددت طلبتها طلبتيها عايز عاوز عايزه عاوزه محتاج سالت الميزانيه معاك كاش";
/// Words that say that a figure is an upper bound.
pub(super) const AT_MOST: &str = "under below within up less maximum max most cheaper fewer before by لاقل تحت لحد لغايه حتي حدود اقل اقصي بحد ضمن قبل";
/// Words that say that a figure is a lower bound.
pub(super) const AT_LEAST: &str = "over above least more minimum from exceeds exceeding beyond فوق اكتر اكثر الاقل اعلي";
/// Words that say that a figure is rough.
pub(super) const ABOUT: &str =
    "about around approximately approx roughly nearly almost some circa ish ~ ≈ حوالي تقريبا نحو قرابه يقارب بحوالي";
