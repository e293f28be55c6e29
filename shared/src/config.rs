//! A function's configuration: read from its environment once, at start, and checked whole, so that one
//! message names every fault. Only a `main` calls [`Settings::from_process`]; everything else gets values.

use std::{collections::HashMap, env};

use crate::money::NanoUsd;

/// The environment's variables, and the faults that were found in reading them.
#[derive(Debug, Default)]
pub struct Settings {
    variables: HashMap<String, String>,
    faults: Vec<String>,
}

/// Configuration that cannot be used; the message names every variable at fault.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("configuration: {0}")]
pub struct ConfigError(String);

impl Settings {
    /// The variables of this process.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn from_process() -> Self {
        Self { variables: env::vars().collect(), faults: Vec::new() }
    }

    /// The given variables.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self { variables: pairs.into_iter().map(own).collect(), faults: Vec::new() }
    }

    /// A variable that may be missing; set to nothing counts as missing.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        self.variables.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// A variable that must be there. Where it is not, a fault is kept for [`Settings::check`] and the
    /// value is empty.
    pub fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.fault(name, "is missing");
            String::new()
        })
    }

    /// A variable that `parse` understands, or `default` where it is missing. Where it is there and not
    /// understood, a fault that says what was `expected` is kept and the default stands in.
    pub fn parsed<T>(&mut self, name: &str, default: T, expected: &str, parse: impl Fn(&str) -> Option<T>) -> T {
        match self.optional(name) {
            None => default,
            Some(text) => parse(&text).unwrap_or_else(|| {
                self.fault(name, &format!("is not {expected}"));
                default
            }),
        }
    }

    /// Notes that a variable cannot be used. The value itself is never part of the message.
    pub fn fault(&mut self, name: &str, problem: &str) {
        self.faults.push(format!("{name} {problem}"));
    }

    /// All faults in one error, if there are any.
    pub fn check(self) -> Result<(), ConfigError> {
        if self.faults.is_empty() { Ok(()) } else { Err(ConfigError(self.faults.join("; "))) }
    }
}

/// Where a function runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Environment {
    /// A developer's machine or the tests.
    #[default]
    Local,
    /// The cloud, before people.
    Staging,
    /// The cloud, with people.
    Production,
}

/// What every function is told.
#[derive(Debug, Clone, Default)]
pub struct Base {
    /// Where it runs (`ENVIRONMENT`).
    pub environment: Environment,
    /// The release that it belongs to (`APP_VERSION`).
    pub version: String,
    /// What is logged (`LOG_LEVEL`), as a filter of the `tracing` crates.
    pub log_level: String,
    /// The web origins that browsers may call from (`FRONTEND_URL`, separated by commas).
    pub allowed_origins: Vec<String>,
}

impl Base {
    /// Reads what every function is told.
    pub fn read(settings: &mut Settings) -> Self {
        let environment =
            settings.parsed("ENVIRONMENT", Environment::Local, "local, staging or production", |text| match text {
                "local" => Some(Environment::Local),
                "staging" => Some(Environment::Staging),
                "production" => Some(Environment::Production),
                _ => None,
            });
        let allowed_origins =
            settings.parsed("FRONTEND_URL", Vec::new(), "a list of origins such as https://osool.example", origins);
        if environment == Environment::Production && allowed_origins.iter().any(|origin| origin.starts_with("http://"))
        {
            settings.fault("FRONTEND_URL", "must be https in production");
        }
        Self {
            environment,
            version: settings.optional("APP_VERSION").unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned()),
            log_level: settings.optional("LOG_LEVEL").unwrap_or_else(|| "info".to_owned()),
            allowed_origins,
        }
    }
}

impl Base {
    /// Reads `ACCOUNT_PAGE_URL`: the page that people come back to, from mails and from Paymob; else the first of those that
    /// browsers call from.
    pub fn page(&self, settings: &mut Settings) -> String {
        let own = self.allowed_origins.first().cloned().unwrap_or_default();
        let expected = "the address of a page such as https://osool.example/";
        let is_page = |text: &str| authority(text).is_some() && !text.contains(['#', '?']);
        let page = settings.parsed("ACCOUNT_PAGE_URL", own, expected, |text| is_page(text).then(|| text.to_owned()));
        if page.is_empty() {
            settings.fault("ACCOUNT_PAGE_URL", "is missing, and so is FRONTEND_URL");
        }
        page
    }
}

/// The host and port of a page's address, if it is one.
#[must_use]
pub fn authority(page: &str) -> Option<&str> {
    let rest = page.strip_prefix("https://").or_else(|| page.strip_prefix("http://"))?;
    rest.split('/').next().filter(|authority| !authority.is_empty())
}

/// Reads a limit in US dollars, such as `0.50`.
pub fn dollars(settings: &mut Settings, name: &str, default: NanoUsd) -> NanoUsd {
    settings.parsed(name, default, "an amount of dollars such as 0.50", NanoUsd::parse_dollars)
}

/// A list of web origins: scheme and host, no path.
fn origins(text: &str) -> Option<Vec<String>> {
    text.split(',')
        .map(|origin| {
            let origin = origin.trim().trim_end_matches('/');
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"))?;
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
            (!host.is_empty() && host.bytes().all(plain)).then(|| origin.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o8_all_faults_are_reported_in_one_message_and_no_value_is() {
        let mut settings = Settings::from_pairs([
            ("ENVIRONMENT", "moon"),
            ("FRONTEND_URL", "javascript:alert(1)"),
            ("SESSION_COST_LIMIT", "free"),
        ]);
        let base = Base::read(&mut settings);
        settings.required("DATABASE_SECRET_ARN");
        dollars(&mut settings, "SESSION_COST_LIMIT", NanoUsd::ZERO);
        assert_eq!(base.environment, Environment::Local);
        let message = settings.check().map_err(|error| error.to_string());
        let message = message.err().unwrap_or_default();
        for name in ["ENVIRONMENT", "FRONTEND_URL", "SESSION_COST_LIMIT", "DATABASE_SECRET_ARN"] {
            assert!(message.contains(name), "{message}");
        }
        for value in ["moon", "javascript", "free"] {
            assert!(!message.contains(value), "{message}");
        }
    }

    #[test]
    fn origins_lose_their_final_slash_and_plain_http_is_refused_in_production() {
        let mut settings = Settings::from_pairs([
            ("ENVIRONMENT", "production"),
            ("FRONTEND_URL", "https://osool.example/, http://osool.example"),
        ]);
        let base = Base::read(&mut settings);
        assert_eq!(base.allowed_origins, ["https://osool.example", "http://osool.example"]);
        assert!(settings.check().is_err());
    }
}
