//! What the chain has of a unit, read when somebody asks: nothing is kept, so nothing can be stale. The node's breaker is
//! before it, and whatever becomes of the call, the answer is one that can be told.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{
    abi::Entry,
    contract::{Contract, RegistrySettings},
    statement::{Statement, Subject},
};
use crate::{
    clock::{Clock, cairo},
    error::chain,
    fault::Dependency,
    guard::Guard,
    language::Language,
    listings::property::{Property, PropertyId},
    secrets::Secrets,
    store::table::Table,
    telemetry,
};

/// How the chain's record of a unit stands to its listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// What the listing says is what was recorded at this time.
    Unchanged(OffsetDateTime),
    /// Something else was recorded last, at this time.
    Changed(OffsetDateTime),
    /// Nothing is recorded.
    NotRecorded,
    /// The chain could not be read.
    Unreachable,
    /// Osool keeps no record here.
    Off,
}

/// The one question about a record that a model may put to a person, word for word like what is said of it: any other can hold
/// a claim.
#[must_use]
pub fn question(language: Language) -> &'static str {
    language.pick("Shall I look it up on the blockchain?", "تحب أراجعها على البلوكتشين؟")
}

impl Standing {
    /// Its name for models.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged(_) => "recorded_and_unchanged",
            Self::Changed(_) => "changed_since_recorded",
            Self::NotRecorded => "not_recorded",
            Self::Unreachable => "cannot_be_read_now",
            Self::Off => "no_record_is_kept",
        }
    }

    /// The one sentence that is said of it, whoever speaks.
    #[must_use]
    pub fn words(self, unit: &PropertyId, language: Language) -> String {
        let day = |since| language.date(cairo(since).date());
        match self {
            Self::Unchanged(since) => {
                let day = day(since);
                language.pick(
                    format!("{unit} has been recorded on the blockchain since {day}, and its listing is still what was recorded."),
                    format!("{unit} متسجلة على البلوكتشين من {day}، وإعلانها لسه زي ما اتسجل."),
                )
            }
            Self::Changed(since) => {
                let day = day(since);
                language.pick(
                    format!("{unit} was recorded on the blockchain on {day}, and its listing has changed since."),
                    format!("{unit} اتسجلت على البلوكتشين يوم {day}، وإعلانها اتغير من وقتها."),
                )
            }
            Self::NotRecorded => language.pick(
                format!("{unit} is not recorded on the blockchain yet."),
                format!("{unit} لسه مش متسجلة على البلوكتشين."),
            ),
            Self::Unreachable => language.pick(
                format!("The blockchain record of {unit} cannot be read at the moment."),
                format!("سجل {unit} على البلوكتشين مش متاح دلوقتي."),
            ),
            Self::Off => Self::no_record(language).to_owned(),
        }
    }

    /// What is said where no record is kept.
    #[must_use]
    pub fn no_record(language: Language) -> &'static str {
        language.pick("Osool keeps no record of units on a blockchain.", "أصول مابتسجلش الوحدات على البلوكتشين.")
    }
}

/// Reads what the chain has of units.
#[derive(Debug)]
pub enum Proofs<T> {
    /// No record is kept.
    Off,
    /// A record is kept, and its node's address could not be had.
    Unreachable,
    /// There is a contract.
    On {
        /// The contract.
        contract: Contract,
        /// The breakers.
        guard: Arc<Guard<T>>,
    },
}

impl<T: Table> Proofs<T> {
    /// What reads the chain by these settings. Whatever is missing for it, the function starts without.
    pub async fn open(settings: &RegistrySettings, secrets: &Secrets, guard: Arc<Guard<T>>) -> Self {
        let cause = match settings.open(secrets).await {
            Ok(Some(contract)) => return Self::On { contract, guard },
            Ok(None) if settings.contract.is_none() => return Self::Off,
            Ok(None) => "there is no address of a node".to_owned(),
            Err(error) => chain(error.as_ref()),
        };
        tracing::error!(target: telemetry::ERROR, cause, "nothing is read from the chain");
        Self::Unreachable
    }

    /// How the records of units stand to their listings now, in their order: one call, however many they are.
    pub async fn standings(&self, units: &[&Property], clock: Clock) -> Vec<Standing> {
        let all = |standing: Standing| vec![standing; units.len()];
        let (contract, guard) = match self {
            _ if units.is_empty() => return Vec::new(),
            Self::Off => return all(Standing::Off),
            Self::Unreachable => return all(Standing::Unreachable),
            Self::On { contract, guard } => (contract, guard),
        };
        let stated: Vec<Statement> = units.iter().map(|unit| Statement::of_listing(unit)).collect();
        let subjects: Vec<Subject> = stated.iter().map(|stated| stated.subject).collect();
        match guard.call(Dependency::Blockchain, clock.now(), contract.read(&subjects)).await {
            Ok(entries) => entries.into_iter().zip(&stated).map(|(entry, stated)| standing(entry, stated)).collect(),
            Err(failure) => {
                let (error_code, cause) = (failure.code().as_str(), failure.cause_chain());
                tracing::warn!(target: telemetry::ERROR, error_code, cause, "the chain could not be read");
                all(Standing::Unreachable)
            }
        }
    }

    /// Whether no record is kept.
    #[must_use]
    pub fn is_off(&self) -> bool {
        matches!(self, Self::Off)
    }
}

fn standing(entry: Option<Entry>, stated: &Statement) -> Standing {
    let Some(Entry { digest, since }) = entry else { return Standing::NotRecorded };
    let since = i64::try_from(since).ok().and_then(|since| OffsetDateTime::from_unix_timestamp(since).ok());
    match since {
        // A time beyond all calendars was not written by our contract.
        None => Standing::Unreachable,
        Some(since) if digest == stated.digest() => Standing::Unchanged(since),
        Some(since) => Standing::Changed(since),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::{super::statement::tests::unit, *};

    #[test]
    fn p8_a_record_stands_to_a_listing_by_its_digest_and_its_time() {
        let stated = Statement::of_listing(&unit());
        let mut other = unit();
        other.bathrooms = Some(2);
        let other = Statement::of_listing(&other).digest();
        let moment = OffsetDateTime::from_unix_timestamp(1_793_700_000).unwrap();
        let entry = |digest, since| Some(Entry { digest, since });
        assert_eq!(standing(None, &stated), Standing::NotRecorded);
        assert_eq!(standing(entry(stated.digest(), 1_793_700_000), &stated), Standing::Unchanged(moment));
        assert_eq!(standing(entry(other, 1_793_700_000), &stated), Standing::Changed(moment));
        assert_eq!(standing(entry(stated.digest(), u64::MAX), &stated), Standing::Unreachable);
    }

    #[test]
    fn p8_a_day_is_cairo_s_and_in_the_digits_of_the_language() {
        // 23:30 in London is the next day in Cairo.
        let since = Standing::Unchanged(OffsetDateTime::from_unix_timestamp(1_793_662_200).unwrap());
        let id = "NC123".parse().unwrap();
        assert!(since.words(&id, Language::English).contains("3 November 2026"));
        assert!(since.words(&id, Language::Arabic).contains("٣ نوفمبر ٢٠٢٦"));
    }
}
