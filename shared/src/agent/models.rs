//! The models that speak as Amr, in the order in which they are tried, with what each costs and how long it may think.
//! Without a key for a provider its models are left out; without any the guide speaks.

use time::Date;

use crate::{
    config::Settings,
    guard::Retries,
    ledger::prices::{ModelPrice, Prices},
    llm::{Provider, Providers},
    telemetry,
};

/// The models that are tried where no others are configured.
pub const DEFAULT_MODELS: &str = "claude-sonnet-5-5,gpt-6-luna@none";

/// What is configured about models.
#[derive(Debug)]
pub struct ModelSettings {
    order: Vec<Named>,
    prices: Prices,
    when_spent: WhenSpent,
}

/// A model, and how much it is to think in its provider's words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    model: String,
    effort: Option<String>,
}

/// What happens where a limit leaves no room for any model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenSpent {
    /// The guide answers.
    #[default]
    Degrade,
    /// The message is refused: `cost_limit_reached`.
    Refuse,
}

impl ModelSettings {
    /// Reads `MODEL_PRICES`, `CHAT_MODELS` and `COST_LIMIT_POLICY`.
    ///
    /// `CHAT_MODELS` names models in the order in which they are tried, separated by commas, each with its effort after
    /// an `@` if it is to have one: `claude-sonnet-5-5@low,gpt-6-luna@none`. Those that begin with `claude` are
    /// Anthropic's, all others OpenAI's. Each must have a price.
    pub fn read(settings: &mut Settings) -> Self {
        let prices = Prices::read(settings);
        let default = || parse_order(DEFAULT_MODELS, &prices).unwrap_or_default();
        let order = settings.parsed(
            "CHAT_MODELS",
            default(),
            "a list of models that write and have a price, as claude-sonnet-5-5,gpt-6-luna@none",
            |text| parse_order(text, &prices),
        );
        let when_spent =
            settings.parsed("COST_LIMIT_POLICY", WhenSpent::Degrade, "degrade or refuse", |text| match text {
                "degrade" => Some(WhenSpent::Degrade),
                "refuse" => Some(WhenSpent::Refuse),
                _ => None,
            });
        Self { order, prices, when_spent }
    }
}

/// Reads `CHAT_MODELS`.
fn parse_order(text: &str, prices: &Prices) -> Option<Vec<Named>> {
    let is_effort = |effort: &str| !effort.is_empty() && effort.bytes().all(|byte| byte.is_ascii_lowercase());
    text.split(',')
        .map(|entry| {
            let (model, effort) = match entry.trim().split_once('@') {
                Some((model, effort)) => (model, Some(Some(effort).filter(|effort| is_effort(effort))?)),
                None => (entry.trim(), None),
            };
            let writes = prices.of(model, Date::MAX).is_ok_and(|price| !ModelPrice::is_embedding(price));
            writes.then(|| Named { model: model.to_owned(), effort: effort.map(str::to_owned) })
        })
        .collect()
}

/// A model that can be called.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) provider: Provider,
    pub(super) name: String,
    pub(super) effort: Option<String>,
}

/// The models that can be called, in order.
#[derive(Debug)]
pub struct Models {
    pub(super) order: Vec<Model>,
    pub(super) prices: Prices,
    pub(super) retries: Retries,
    pub(super) when_spent: WhenSpent,
}

impl Models {
    /// The models of the providers that there are.
    #[must_use]
    pub fn new(settings: ModelSettings, providers: &Providers) -> Self {
        let ModelSettings { order, prices, when_spent } = settings;
        let called = |Named { model, effort }: Named| {
            let provider = if model.starts_with("claude") {
                Provider::Anthropic(providers.anthropic.clone()?)
            } else {
                Provider::OpenAi(providers.openai.clone()?)
            };
            Some(Model { provider, name: model, effort })
        };
        let order: Vec<Model> = order.into_iter().filter_map(called).collect();
        let names: Vec<&str> = order.iter().map(|model| model.name.as_str()).collect();
        tracing::info!(target: telemetry::SYSTEM, models = names.join(","), "models that speak before the guide");
        Self { order, prices, retries: Retries::default(), when_spent }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::llm::ProviderSettings;

    #[test]
    fn c8_models_their_order_and_their_effort_are_configuration() {
        let named = |model: &str, effort: Option<&str>| Named { model: model.into(), effort: effort.map(Into::into) };
        let order = parse_order("gpt-6-luna@none, claude-haiku-5-5", &Prices::shipped()).unwrap();
        assert_eq!(order, [named("gpt-6-luna", Some("none")), named("claude-haiku-5-5", None)]);
        for text in
            ["", "unknown-model", "text-embedding-3-small", "gpt-6-luna@", "gpt-6-luna@a b", "gpt-6-luna,,gpt-4o"]
        {
            assert_eq!(parse_order(text, &Prices::shipped()), None, "{text}");
        }
        assert!(parse_order(DEFAULT_MODELS, &Prices::shipped()).is_some());
    }

    #[test]
    fn c8_without_a_key_a_provider_s_models_are_left_out() {
        let models = |anthropic: bool, openai: bool| {
            let key = |is_there: bool| is_there.then(|| SecretString::from("key"));
            let mut settings = Settings::default();
            let providers = ProviderSettings::read(&mut settings);
            let providers = Providers::with_keys(&providers, key(anthropic), key(openai));
            let models = Models::new(ModelSettings::read(&mut settings), &providers);
            models.order.into_iter().map(|model| model.name).collect::<Vec<_>>()
        };
        assert_eq!(models(true, true), ["claude-sonnet-5-5", "gpt-6-luna"]);
        assert_eq!(models(false, true), ["gpt-6-luna"]);
        assert!(models(false, false).is_empty());
    }
}
