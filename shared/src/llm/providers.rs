//! The providers that there is a key for: read, fetched and built once in an environment, for all that call them.

use secrecy::SecretString;

use super::{
    anthropic::{self, Anthropic},
    openai::{self, OpenAi},
};
use crate::{
    client::{HttpClient, address},
    config::Settings,
    secrets::Secrets,
    start::StartError,
};

/// Where the providers are, and which secret holds the keys to them.
#[derive(Debug)]
pub struct ProviderSettings {
    secret_arn: Option<String>,
    anthropic_url: String,
    openai_url: String,
}

impl ProviderSettings {
    /// The secret with the keys, if there is one.
    #[must_use]
    pub fn secret_arn(&self) -> Option<&str> {
        self.secret_arn.as_deref()
    }

    /// Reads `MODELS_SECRET_ARN` (the secret whose fields `ANTHROPIC_API_KEY` and `OPENAI_API_KEY` are the keys; without
    /// it there are none), `ANTHROPIC_BASE_URL` and `OPENAI_BASE_URL`.
    pub fn read(settings: &mut Settings) -> Self {
        Self {
            secret_arn: settings.optional("MODELS_SECRET_ARN"),
            anthropic_url: address(settings, "ANTHROPIC_BASE_URL", anthropic::BASE_URL),
            openai_url: address(settings, "OPENAI_BASE_URL", openai::BASE_URL),
        }
    }
}

/// The providers that there is a key for, over one HTTP client.
#[derive(Debug, Clone, Default)]
pub struct Providers {
    /// Claude's.
    pub anthropic: Option<Anthropic>,
    /// GPT's, and that of vectors.
    pub openai: Option<OpenAi>,
}

impl Providers {
    /// Fetches the keys and makes the clients. Fails where Secrets Manager does.
    pub async fn start(settings: ProviderSettings, secrets: &Secrets) -> Result<Self, StartError> {
        let Some(arn) = &settings.secret_arn else { return Ok(Self::default()) };
        let keys = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"];
        let [anthropic, openai] = secrets.optional_fields("of the models' keys", arn, keys).await?;
        Ok(Self::with_keys(&settings, anthropic, openai))
    }

    /// The providers to which these are the keys.
    #[must_use]
    pub fn with_keys(
        settings: &ProviderSettings,
        anthropic: Option<SecretString>,
        openai: Option<SecretString>,
    ) -> Self {
        let http = HttpClient::default();
        Self {
            anthropic: anthropic.map(|key| Anthropic::new(http.clone(), &settings.anthropic_url, key)),
            openai: openai.map(|key| OpenAi::new(http, &settings.openai_url, key)),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn c8_there_are_as_many_providers_as_keys_and_no_key_is_printed() {
        let settings = ProviderSettings::read(&mut Settings::default());
        let key = || Some(SecretString::from("sk-9fQ2mZ7xT4vB8nK1"));
        let providers = |anthropic, openai| Providers::with_keys(&settings, anthropic, openai);
        let both = providers(key(), key());
        assert!(both.anthropic.is_some() && both.openai.is_some());
        assert!(!format!("{both:?}").contains("sk-"));
        assert!(providers(None, key()).anthropic.is_none() && providers(key(), None).openai.is_none());
    }
}
