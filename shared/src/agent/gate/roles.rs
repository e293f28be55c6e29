//! What a figure is said to be, by the words around it: a price, a down payment, a yield; and what the head of a
//! table says of its columns.

use super::{
    super::evidence::{Fact, Kind},
    measures::{METRES, Measure, Role, Written, YEARS, unit_at, word},
    tokens::Token,
    words::is_in,
};

/// Labels after which a bare number is money.
pub(super) const MONEY_LABELS: &str =
    "price prices priced cost costs costing سعر سعرها سعره السعر ثمن ثمنها تمن تمنها بسعر تكلفتها";
const PRICE_LABELS: &str = "price prices priced cost costs costing asking worth سعر سعرها سعره السعر اسعار الاسعار ثمن ثمنها تمن تمنها \
    بسعر تكلف تكلفتها بكام valued sells selling listed سعرهم starts starting start begin beginning بتبدا تبدا يبدا";
pub(super) const SIZE_LABELS: &str = "size area bua sized built sqm spans spanning covers measures مساحه المساحه مساحتها مساحته بمساحه ومساحتها ومساحه المساحات";
pub(super) const BEDROOM_LABELS: &str = "bedrooms bedroom beds rooms غرف الغرف غرفه النوم نوم غرفها";
pub(super) const BATHROOM_LABELS: &str = "bathrooms bathroom baths حمامات الحمامات حمام حماماتها";
const DELIVERY_LABELS: &str = "delivery delivers delivered deliver handover handed hand completion ready استلام الاستلام استلامها تسليم \
    التسليم تسليمها هتستلم تستلم واستلام بتتسلم";
const DOWN_LABELS: &str = "down signing initial التعاقد downpayment deposit upfront مقدم المقدم مقدمها بمقدم ومقدم مقدمه ومقدمها دفعه والمقدم";
const REMAINING_LABELS: &str = "remaining remainder rest balance leaves leaving الباقي والباقي المتبقي باقي";
const MONTHLY_LABELS: &str = "monthly instalment instalments installment installments قسط القسط اقساط الاقساط قسطها بقسط وقسط شهريا شهري \
    الشهري والقسط وقسطها";
const METRE_LABELS: &str = "للمتر المتر بالمتر";
/// What no tool computes either, so that a figure of it is never grounded.
const NEVER_LABELS: &str = "experience expertise appreciation growth grew rose risen occupancy inflation lose loses lost devalue devalued devaluation خبره خبرتها نمو ارتفعت زادت \
    discount discounts discounted cashback rebate خصم الخصم بخصم تخفيض التخفيض";
const COMPUTED_LABELS: &str = "yield yields return returns roi rent rents rental income loan mortgage interest net \
    profit profits rise increased increase increases save saving savings fee fees maintenance \
    commission tax taxes payback gain gains عايد العايد بعايد ايجار الايجار ايجارها دخل صافي الصافي قرض القرض \
    تمويل التمويل فايده فايده الفايده زياده ارتفاع ربح مكسب صيانه عموله ضريبه وديعه loans financing \
    finances يمول بيمول تمول بتمول borrow borrowing finance financed rented rents earn earns earning make makes generate generates generating يجيب هتجيب بتجيب تجيب يتاجر \
    هتتاجر تتاجر بتتاجر back recover recovers recoup هترجع ترجع بترجع وعايد والعايد وصافي بصافي";

/// What the words around a figure say that it is: those after it first, then the nearest before it.
pub(super) fn role_of(tokens: &[Token], figures: &[Written], index: usize) -> Option<Role> {
    let figure = figures.get(index)?;
    let next = figures.get(index + 1).map_or(tokens.len(), |next| next.number.first);
    let mut at = figure.end;
    let mut seen = 0;
    while at < next && seen < 4 {
        let token = tokens.get(at)?;
        if token.is_sign(",،;؛.|:!?؟") {
            break;
        }
        let is_per = is_in(&token.text, "per a each every في كل /") || token.is_sign("/");
        if is_per && is_metre(tokens, at + 1) || is_in(&token.text, METRE_LABELS) {
            return Some(Role::Is(Fact::PricePerSqm));
        }
        if is_per && is_in(word(tokens, at + 1), "month شهر الشهر mo") || is_in(&token.text, "monthly pm شهريا شهري")
        {
            let before = role_before(tokens, figures, index);
            return Some(if before == Some(Role::Computed) { Role::Computed } else { Role::Is(Fact::Monthly) });
        }
        // "5% off"; but "5 off-plan units".
        if token.text == "off" && at == figure.end && word(tokens, at + 2) != "plan" {
            return Some(Role::Never);
        }
        // Words right before another figure speak of that one: "8.5M, down payment 850k".
        let speaks_of_next = at + 3 >= next && next < tokens.len();
        if (!speaks_of_next || is_in(&token.text, "down upfront") && at == figure.end)
            && let Some(role) = role_word(&token.text)
            // "80% of the price" is not what the price is.
            && !(figure.measure == Measure::Of(Kind::Percent) && role == Role::Is(Fact::Price))
        {
            return Some(role);
        }
        if !token.is_sign("*_()") && !is_in(&token.text, "as a the of in كـ ك") {
            seen += 1;
        }
        if is_in(&token.text, "and with و then plus but over is") {
            break;
        }
        at += 1;
    }
    role_before(tokens, figures, index)
}

fn is_metre(tokens: &[Token], at: usize) -> bool {
    matches!(unit_at(tokens, at), Some((Measure::Of(Kind::SquareMetres), _))) || is_in(word(tokens, at), "المتر")
}

fn role_before(tokens: &[Token], figures: &[Written], index: usize) -> Option<Role> {
    let figure = figures.get(index)?;
    // Only another figure of the same kind takes the words for itself: "10% down, 850,000 EGP".
    let same = figures
        .iter()
        .take(index)
        .rev()
        .find(|other| other.measure == figure.measure && other.measure != Measure::Bare);
    let is_range = same.is_some_and(|other| figure.number.first.saturating_sub(other.end) <= 1);
    let floor = match same {
        Some(other) if !is_range => {
            // "10% down and 90% …": the word right after the other figure is that one's.
            let is_its_own = figure.number.first > other.end + 1 && role_word(word(tokens, other.end)).is_some();
            other.end + usize::from(is_its_own)
        }
        _ => 0,
    };
    for at in (floor..figure.number.first).rev() {
        let token = tokens.get(at)?;
        if token.is_sign(";؛|") {
            return None;
        }
        // A comma ends what the words before it say of something else, unless the figure repeats it.
        let far = figure.number.first - at > 12;
        if far {
            return None;
        }
        let text = token.text.as_str();
        if !token.is_word() {
            continue;
        }
        if is_in(text, "price prices سعر اسعار")
            && is_metre(tokens, at + 1 + usize::from(is_in(word(tokens, at + 1), "per a")))
            || (text == "سعر" && word(tokens, at + 1) == "المتر")
            || is_in(text, METRE_LABELS)
        {
            return Some(Role::Is(Fact::PricePerSqm));
        }
        if text == "payment" && word(tokens, at.wrapping_sub(1)) == "first" {
            return Some(Role::Is(Fact::DownPayment));
        }
        // "the other 90%"
        if text == "other" && at + 1 == figure.number.first && figure.measure == Measure::Of(Kind::Percent) {
            return Some(Role::Is(Fact::Remaining));
        }
        if let Some(role) = role_word(text) {
            return Some(role);
        }
    }
    None
}

fn role_word(text: &str) -> Option<Role> {
    let lists = [
        (NEVER_LABELS, Role::Never),
        (DOWN_LABELS, Role::Is(Fact::DownPayment)),
        (REMAINING_LABELS, Role::Is(Fact::Remaining)),
        (COMPUTED_LABELS, Role::Computed),
        (MONTHLY_LABELS, Role::Is(Fact::Monthly)),
        (PRICE_LABELS, Role::Is(Fact::Price)),
        (DELIVERY_LABELS, Role::Is(Fact::Delivery)),
    ];
    lists.into_iter().find(|(list, _)| is_in(text, list)).map(|(_, role)| role)
}

/// What a word of a table's head says of the figures under it.
pub(super) fn label_of(text: &str) -> Option<(Measure, Role)> {
    let kinds = [
        (BEDROOM_LABELS, Kind::Bedrooms),
        (BATHROOM_LABELS, Kind::Bathrooms),
        (SIZE_LABELS, Kind::SquareMetres),
        (METRES, Kind::SquareMetres),
        (YEARS, Kind::Years),
    ];
    if is_in(text, DELIVERY_LABELS) {
        return Some((Measure::Bare, Role::Is(Fact::Delivery)));
    }
    if let Some((_, kind)) = kinds.into_iter().find(|(list, _)| is_in(text, list)) {
        return Some((Measure::Of(kind), Role::Unsaid));
    }
    role_word(text).map(|role| {
        let is_money = matches!(role, Role::Is(Fact::Price | Fact::Monthly | Fact::PricePerSqm));
        (if is_money { Measure::Of(Kind::Money) } else { Measure::Bare }, role)
    })
}
