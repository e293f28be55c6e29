//! The contract: where it is, at which node, and what it says is recorded.

use serde_json::json;

use super::{
    abi::{self, Entry},
    node::{Node, data, malformed},
    statement::Subject,
};
use crate::{
    client::HttpClient,
    config::Settings,
    error::Failure,
    identity::{key::from_hex, wallet::Address},
    secrets::Secrets,
    start::StartError,
};

/// Where the contract is, and which secret holds the address of a node.
#[derive(Debug)]
pub struct RegistrySettings {
    pub(super) contract: Option<Address>,
    secret_arn: Option<String>,
}

impl RegistrySettings {
    /// Reads `REGISTRY_ADDRESS` (of the contract; without it no record is kept) and `CHAIN_SECRET_ARN` (the secret whose
    /// field `BLOCKCHAIN_RPC_URL` is the address of a node).
    pub fn read(settings: &mut Settings) -> Self {
        let expected = "the address of a contract in small letters";
        let contract = settings.parsed("REGISTRY_ADDRESS", None, expected, |text| address(text).map(Some));
        Self { secret_arn: contract.as_ref().and_then(|_| settings.optional("CHAIN_SECRET_ARN")), contract }
    }

    /// The secret with the node's address, where there is a contract to ask it for.
    #[must_use]
    pub fn secret_arn(&self) -> Option<&str> {
        self.secret_arn.as_deref()
    }

    /// The contract at its node, where both are configured. Fails where Secrets Manager does.
    pub(super) async fn open(&self, secrets: &Secrets) -> Result<Option<Contract>, StartError> {
        let (Some(address), Some(arn)) = (self.contract.clone(), &self.secret_arn) else { return Ok(None) };
        let [url] = secrets.optional_fields("of the chain's node", arn, ["BLOCKCHAIN_RPC_URL"]).await?;
        Ok(url.map(|url| Contract { node: Node::new(HttpClient::default(), url), address }))
    }
}

/// An address as nodes write it. Its checksum would tell a mistake from an address, and keep a function from starting whose
/// template cannot tell.
fn address(text: &str) -> Option<Address> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 40 && !digits.contains(char::is_uppercase))?;
    from_hex(digits).map(|bytes| Address::of(&bytes))
}

/// The contract, at a node.
#[derive(Debug, Clone)]
pub struct Contract {
    pub(super) node: Node,
    pub(super) address: Address,
}

impl Contract {
    /// What is recorded of these subjects, in their order.
    pub(super) async fn read(&self, subjects: &[Subject]) -> Result<Vec<Option<Entry>>, Failure> {
        let call = json!([{"to": self.address.expose(), "data": data(&abi::read(subjects))}, "latest"]);
        let answer = self.node.bytes("eth_call", call).await?;
        abi::entries(&answer, subjects.len()).ok_or_else(|| malformed("eth_call"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o8_a_contract_is_named_by_an_address_that_is_one() {
        for (text, is_good) in [
            ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", false),
            ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", true),
            ("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", false),
            ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea", false),
            ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg", false),
            ("the contract", false),
        ] {
            let mut settings = Settings::from_pairs([("REGISTRY_ADDRESS", text), ("CHAIN_SECRET_ARN", "arn")]);
            let read = RegistrySettings::read(&mut settings);
            assert_eq!((settings.check().is_ok(), read.secret_arn().is_some()), (is_good, is_good), "{text}");
        }
        let nowhere = RegistrySettings::read(&mut Settings::from_pairs([("CHAIN_SECRET_ARN", "arn")]));
        assert_eq!(nowhere.secret_arn(), None, "nobody is asked without a contract");
    }
}
