//! What phrases mean to the grammar.

use super::{FollowUp, Sort};
use crate::listings::{
    filters::Slot,
    property::{Finishing, PropertyType, SaleType},
};

/// What a phrase means to the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A number in digits, in millionths.
    Number(u64),
    /// A number in words, below a thousand.
    Spelled(u16),
    /// "hundred", after a number in words.
    Hundred,
    /// "thousand", "million": a number times this.
    Scale(u64),
    /// "half", of a million or after "and".
    Half,
    /// "quarter", in the same places.
    Quarter,
    /// "m": metres or millions, as the number before it suggests.
    MetresOrMillions,
    /// An Arabic word that is a number and its noun in one, as «غرفتين».
    Counted(u8, &'static Meaning),

    /// Bedrooms, or rooms.
    Bedrooms,
    /// Bathrooms.
    Bathrooms,
    /// Square metres.
    SquareMetres,
    /// Years.
    Years,
    /// Months, as a length of time.
    Months,
    /// Per cent.
    Percent,
    /// Egyptian pounds.
    Pounds,
    /// Any other money.
    ForeignMoney,

    /// Strictly less than the number that follows.
    Below,
    /// Strictly more than the number that follows.
    Above,
    /// "over": more than the number that follows, or instalments across so many years.
    Over,
    /// [`Meaning::Below`], of a size where nothing else is said.
    SmallerThan,
    /// [`Meaning::Above`], of a size where nothing else is said.
    LargerThan,
    /// At most the number that follows or came before.
    AtMost,
    /// At least the number that follows or came before.
    AtLeast,
    /// At least the number before: "or more".
    OrMore,
    /// At most the number before: "or less".
    OrLess,
    /// About the number that follows.
    Around,
    /// The number is a last moment that is itself too late: "before".
    Before,
    /// The number is a last moment that will do: "by".
    By,
    /// The number is a time from now: "within 2 years".
    Within,
    /// The number is a first moment that is itself too early: "after".
    After,
    /// Opens a range: "between".
    Between,
    /// Opens a range, or is a lower bound: "from".
    From,
    /// Joins the two ends of a range.
    To,
    /// "and".
    And,
    /// "or".
    Or,
    /// "less a": «مليون إلا ربع».
    Minus,
    /// What follows is not wanted.
    Not,
    /// What follows is wanted as much as something else: "not only".
    NotOnly,
    /// "but", «بس»: ends what is not wanted.
    But,
    /// "want", "show me": ends what is not wanted, and says nothing else.
    Want,

    /// The price, or the budget for it.
    Price,
    /// The first payment.
    DownPayment,
    /// The first payment, after its amount: "10% down".
    Down,
    /// Nothing is to be paid at once.
    NoDownPayment,
    /// Instalments.
    Instalments,
    /// One instalment, or all of them.
    Instalment,
    /// A plan of payments, and other words that are about instalments only beside a number.
    Plan,
    /// "a month", "monthly".
    EachMonth,
    /// "a year": what is paid each year has no slot.
    EachYear,
    /// "per square metre": the amount is no price of a unit.
    PerMetre,
    /// The budget: a small number after it is in millions.
    Budget,
    /// The size of a unit.
    Size,
    /// "area": the size of a unit, or a part of the country.
    Area,
    /// A part of the country, spoken of without its name.
    Place,
    /// The kind of a unit, spoken of without saying which.
    Kind,
    /// The state of finishing, spoken of without saying which.
    FinishingNoun,
    /// Who sells, spoken of without saying who.
    Seller,
    /// A part of a unit under the sky, which has a size of its own.
    Outdoors,
    /// When a unit is handed over.
    Delivery,
    /// The unit stands and can be moved into.
    Ready,
    /// The unit is still being built.
    OffPlan,
    /// "I live in": the name of a place after it is no wish.
    LivesIn,
    /// A month of the year, which is not looked at.
    MonthName,

    /// A kind of unit.
    Type(PropertyType),
    /// A state of finishing.
    Finishing(Finishing),
    /// Who sells.
    SaleType(SaleType),
    /// An order of results.
    Sort(Sort),
    /// How what is wanted differs from what was shown.
    FollowUp(FollowUp),
    /// «ارخص» and its kin: the order before a noun ("cheapest"), and the difference otherwise ("cheaper").
    Comparative(FollowUp, Sort),
    /// "lowest", «اقل»: an order with the noun that it is about, as "lowest … down payment".
    Superlative(Extreme),
    /// "second": one of what was shown, where nothing else is counted.
    Ordinal(u8),
    /// "last", in the same places.
    LastOne,
    /// "another", «تاني»: other units, where nothing else is named.
    Another,
    /// "number": the number after it counts what was shown.
    ChoiceNumber,
    /// "any": the slot that is named after it is to ask for nothing.
    Any,
    /// "does not matter", beside the name of a slot.
    Indifferent,
    /// "flexible", after the name of a slot.
    Flexible,
    /// A slot that is to ask for nothing, in one phrase: "anywhere".
    Opens(Slot),
    /// "what", "how many": asks for what is named beside it.
    Question,
    /// A question about one slot: "how big", "when".
    Asks(Slot),

    /// "in": a place may follow.
    In,
    /// "compound": its name may follow.
    Compound,
    /// "developer": its name may follow.
    Developer,
    /// A name of the gazetteer, by its index there.
    Name(usize),
    /// The id of a unit.
    Id,
    /// Says nothing that could be searched.
    Stop,
    /// Describes a home or an area, and is therefore never taken for the name of a place.
    Ordinary,
    /// Digits that are no quantity, as a telephone number.
    Code,
    /// Not known.
    Word,
}

/// Which end of what a noun is about comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    /// "lowest".
    Least,
    /// "highest".
    Most,
    /// "nearest", in time.
    Soonest,
    /// "longest".
    Longest,
}

impl Meaning {
    /// Whether a term says nothing by itself, and may stand between others that belong together.
    pub(super) fn is_filler(self) -> bool {
        matches!(
            self,
            Self::Stop | Self::Any | Self::Want | Self::But | Self::Question | Self::MonthName | Self::Asks(_)
        )
    }

    /// The slot that a noun speaks of without saying anything about it. "Area" is that of the country where somebody
    /// says "any", and that of the unit otherwise.
    pub(super) fn slot_spoken_of(self) -> Option<Slot> {
        Some(match self {
            Self::Price | Self::Budget => Slot::Price,
            Self::PerMetre => Slot::PricePerSqm,
            Self::Size | Self::Area => Slot::Size,
            Self::Bedrooms => Slot::Bedrooms,
            Self::Bathrooms => Slot::Bathrooms,
            Self::DownPayment => Slot::DownPayment,
            Self::Instalments | Self::Plan => Slot::PlanYears,
            Self::Instalment | Self::EachMonth => Slot::MonthlyInstallment,
            Self::Delivery => Slot::Delivery,
            Self::Place => Slot::Location,
            Self::Kind => Slot::Type,
            Self::FinishingNoun => Slot::Finishing,
            Self::Seller => Slot::SaleType,
            Self::Compound => Slot::Compound,
            Self::Developer => Slot::Developer,
            _ => return None,
        })
    }
}
