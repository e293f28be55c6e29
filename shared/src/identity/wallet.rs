//! Signing in with a wallet (A2): Sign-In with Ethereum, EIP-4361. Whoever has the key of an account signs a message
//! that names a site, a chain and a nonce; whose key it was is recovered from the signature and the message, so nothing
//! of an account has to be known before. The signature is EIP-191's `personal_sign` over secp256k1.
//!
//! **Accounts with a key of their own only.** A wallet that is a contract (EIP-1271) has no key that could be
//! recovered: its chain would have to be asked at every sign-in. Its signatures are refused like wrong ones.
//!
//! A message is read by the letter of the grammar, since whatever is read otherwise than the wallet showed it is a way
//! to have somebody sign what they do not see. What a message says counts only where it names one of our domains, as
//! the one who asks and in its URI, and our chain.
//!
//! | item | bounds |
//! |---|---|
//! | `NONCE#<nonce>` | 10 minutes, once |
//!
//! The nonce is used up last and by one conditional write: of a hundred at once one signs in, and nobody uses up a
//! nonce without the signature. What was wrong with a message is not told, apart from its form.

use std::{
    fmt,
    iter::Peekable,
    net::Ipv6Addr,
    str::{FromStr, Split},
};

use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use sha3::{Digest as _, Keccak256};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::key::{from_hex, hex, random};
use crate::{
    error::{ErrorCode, Failure},
    store::table::{Condition, EXPIRES_AT, Table, Write, Written, milliseconds},
};

/// How long a nonce is good, and a message from when it was issued.
pub const NONCE_LIFETIME: Duration = Duration::minutes(10);

/// How far the clock of a wallet may be ahead.
const AHEAD: Duration = Duration::seconds(60);

/// How many bytes of a message are read.
const LONGEST: usize = 2_048;

/// What follows the domain in the first line.
const OPENING: &str = " wants you to sign in with your Ethereum account:";

/// The signs that RFC 3986 allows beside letters and digits: in what stands before the host, in a segment of a path,
/// and in a path with its query; and those that EIP-4361 allows in a statement.
const IN_USERINFO: &str = "-._~!$&'()*+,;=:";
const IN_A_SEGMENT: &str = "-._~!$&'()*+,;=:@";
const IN_A_PATH: &str = "-._~!$&'()*+,;=:@/?";
const IN_A_STATEMENT: &str = "-._~!$&'()*+,;=:@/?#[] ";

/// An account's address with its checksum, EIP-55. It prints masked: a log must not hold it.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

/// A text that is no address with its checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an address is 0x and forty digits with the checksum of EIP-55")]
pub struct InvalidAddress;

impl Address {
    /// The address of these twenty bytes: a letter is a capital where the digit of the hash at its place is at least 8.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let digits = hex(bytes);
        let hash = hex(&Keccak256::digest(digits.as_bytes()));
        let with_case = |(digit, check): (char, char)| if check >= '8' { digit.to_ascii_uppercase() } else { digit };
        Self("0x".chars().chain(digits.chars().zip(hash.chars()).map(with_case)).collect())
    }

    /// The address of the account with this key: the last twenty bytes of the hash of the key's point.
    pub(crate) fn of_key(key: &VerifyingKey) -> Option<Self> {
        let point = key.to_sec1_point(false);
        // The first byte only says that both coordinates follow.
        let hash = Keccak256::digest(point.as_bytes().get(1..)?);
        hash.get(12..).map(Self::of)
    }

    /// Its twenty bytes.
    #[must_use]
    pub fn bytes(&self) -> [u8; 20] {
        self.0.get(2..).and_then(from_hex).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
    }

    /// The text, for the database and for whoever has the account.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    /// Reads an address that has its checksum, and no other.
    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 40);
        let address = digits.and_then(from_hex).map(|bytes| Self::of(&bytes));
        address.filter(|address| address.0 == text).ok_or(InvalidAddress)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Address(…)")
    }
}

/// What a message says. Its statement, its request's id and its resources are read and not kept: they are for whoever
/// signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    domain: String,
    address: Address,
    /// What stands for the domain in the URI.
    site: String,
    chain_id: u64,
    nonce: String,
    issued_at: OffsetDateTime,
    expires_at: Option<OffsetDateTime>,
    not_before: Option<OffsetDateTime>,
}

/// A text that is no message of EIP-4361; names the first part that is missing or wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its {0} is missing or wrong")]
pub struct InvalidMessage(&'static str);

impl Message {
    /// Whether one of these domains asks for the signature, and for its own site. A name before the host is no part of
    /// any of them, so `ours@theirs` is none.
    fn is_for(&self, domains: &[String]) -> bool {
        domains.iter().any(|domain| domain.eq_ignore_ascii_case(&self.domain))
            && self.site.eq_ignore_ascii_case(&self.domain)
    }

    /// Whether the message was issued just now.
    fn is_fresh_at(&self, now: OffsetDateTime) -> bool {
        (-AHEAD..=NONCE_LIFETIME).contains(&(now - self.issued_at))
    }

    /// Whether the message is good at this time by what it says of itself.
    fn is_good_at(&self, now: OffsetDateTime) -> bool {
        self.not_before.is_none_or(|begin| begin <= now) && self.expires_at.is_none_or(|end| now < end)
    }
}

impl FromStr for Message {
    type Err = InvalidMessage;

    /// Reads a message by the letter of the grammar, where it is not too long.
    fn from_str(text: &str) -> Result<Self, InvalidMessage> {
        if text.len() > LONGEST {
            return Err(InvalidMessage("length"));
        }
        let mut lines = Lines(text.split('\n').peekable());
        let domain = lines.line("domain", domain_in)?;
        let address = lines.line("address", |line| line.parse().ok())?;
        lines.line("statement", nothing)?;
        let statement = lines.line("statement", |line| is_made_of(line, IN_A_STATEMENT).then_some(line))?;
        if !statement.is_empty() {
            lines.line("statement", nothing)?;
        }
        let site = lines.needed("URI", authority_of)?;
        lines.needed("Version", |version| (version == "1").then_some(()))?;
        let chain_id = lines.needed("Chain ID", |id| id.parse().ok().filter(|_| are_digits(id)))?;
        let nonce = lines.needed("Nonce", |nonce| (nonce.len() >= 8 && is_made_of(nonce, "")).then_some(nonce))?;
        let issued_at = lines.needed("Issued At", date)?;
        let expires_at = lines.optional("Expiration Time", date)?;
        let not_before = lines.optional("Not Before", date)?;
        lines.optional("Request ID", |id| is_encoded(id, IN_A_SEGMENT).then_some(()))?;
        lines.resources()?;
        Ok(Self {
            domain: domain.to_owned(),
            address,
            site: site.to_owned(),
            chain_id,
            nonce: nonce.to_owned(),
            issued_at,
            expires_at,
            not_before,
        })
    }
}

/// The lines of a message that are still to be read.
struct Lines<'a>(Peekable<Split<'a, char>>);

impl<'a> Lines<'a> {
    /// The next line, which is this part.
    fn line<T>(&mut self, part: &'static str, read: impl FnOnce(&'a str) -> Option<T>) -> Result<T, InvalidMessage> {
        self.0.next().and_then(read).ok_or(InvalidMessage(part))
    }

    /// The value of the next line, where the line has this name.
    fn named(&mut self, name: &str) -> Option<&'a str> {
        let value = self.0.peek().copied()?.strip_prefix(name)?.strip_prefix(": ")?;
        self.0.next();
        Some(value)
    }

    /// What the next line says, which must have this name.
    fn needed<T>(&mut self, name: &'static str, read: impl FnOnce(&'a str) -> Option<T>) -> Result<T, InvalidMessage> {
        self.named(name).and_then(read).ok_or(InvalidMessage(name))
    }

    /// What the next line says, if it has this name.
    fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<Option<T>, InvalidMessage> {
        match self.named(name) {
            Some(value) => read(value).map(Some).ok_or(InvalidMessage(name)),
            None => Ok(None),
        }
    }

    /// The rest: a list of resources, if anything.
    fn resources(self) -> Result<(), InvalidMessage> {
        let Self(mut lines) = self;
        match lines.next() {
            None => Ok(()),
            Some("Resources:") => {
                let is_resource = |line: &str| line.strip_prefix("- ").and_then(authority_of).is_some();
                lines.all(is_resource).then_some(()).ok_or(InvalidMessage("Resources"))
            }
            Some(_) => Err(InvalidMessage("end")),
        }
    }
}

fn nothing(line: &str) -> Option<()> {
    line.is_empty().then_some(())
}

/// The domain in the first line, behind a scheme or without.
fn domain_in(line: &str) -> Option<&str> {
    let origin = line.strip_suffix(OPENING)?;
    let domain = match origin.split_once("://") {
        Some((scheme, domain)) => is_scheme(scheme).then_some(domain)?,
        None => origin,
    };
    is_authority(domain).then_some(domain)
}

/// The authority of a URI of RFC 3986, empty where it has none; nothing where the text is no URI.
fn authority_of(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once(':')?;
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_once('/').unwrap_or((rest, "")),
        None => ("", rest),
    };
    let is_uri = is_scheme(scheme)
        && (authority.is_empty() || is_authority(authority))
        && [path, query, fragment].iter().all(|part| is_encoded(part, IN_A_PATH));
    is_uri.then_some(authority)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && is_made_of(text, "+-.")
}

/// Whether this is an authority of RFC 3986 whose host is a name of the web or an IP address.
fn is_authority(text: &str) -> bool {
    let (userinfo, place) = text.rsplit_once('@').unwrap_or(("", text));
    let (host, port) = match place.rsplit_once(':') {
        // A colon within brackets is part of an address.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (place, None),
    };
    let is_host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.split('.').all(|label| !label.is_empty() && is_made_of(label, "-")),
    };
    is_host && port.is_none_or(are_digits) && is_encoded(userinfo, IN_USERINFO)
}

/// A moment of RFC 3339. The library takes any sign between date and time, the grammar a T.
fn date(text: &str) -> Option<OffsetDateTime> {
    let has_a_t = text.get(10..11).is_some_and(|sign| sign.eq_ignore_ascii_case("T"));
    OffsetDateTime::parse(text, &Rfc3339).ok().filter(|_| has_a_t)
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether a text is letters, digits and these signs.
fn is_made_of(text: &str, signs: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_alphanumeric() || signs.contains(letter))
}

/// Whether a text is letters, digits, these signs, and bytes as a percent sign and two digits.
fn is_encoded(text: &str, signs: &str) -> bool {
    let begins_with_a_byte =
        |part: &str| part.get(..2).is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let mut parts = text.split('%');
    parts.next().is_some_and(|plain| is_made_of(plain, signs))
        && parts.all(|part| begins_with_a_byte(part) && is_made_of(part, signs))
}

/// What is signed of a message: its hash behind the words of EIP-191 and its length in bytes.
fn hashed(message: &str) -> [u8; 32] {
    let words = format!("\x19Ethereum Signed Message:\n{}", message.len());
    Keccak256::new_with_prefix(words).chain_update(message).finalize().into()
}

/// The account whose key made this signature of this message; `None` where the text is no signature.
///
/// A signature is `0x` and 130 digits: two numbers, and which of two keys it was. The second number must be in the
/// lower half of its range. From each signature anybody can compute its twin in the upper half; no wallet makes that
/// one, since the chain itself has refused it from EIP-2 on, and one text for a signature is enough.
#[must_use]
pub fn signer(message: &str, signature: &str) -> Option<Address> {
    let digits = signature.strip_prefix("0x").filter(|digits| digits.len() == 130)?;
    let bytes = from_hex(digits)?;
    let (which, numbers) = bytes.split_last()?;
    let is_odd = match which {
        0 | 27 => false,
        1 | 28 => true,
        _ => return None,
    };
    let signature = Signature::from_slice(numbers).ok().filter(|signature| signature.normalize_s() == *signature)?;
    let recovery = RecoveryId::new(is_odd, false);
    let key = VerifyingKey::recover_from_prehash(&hashed(message), &signature, recovery).ok()?;
    Address::of_key(&key)
}

/// Gives nonces and takes messages that were signed with them.
#[derive(Debug, Clone)]
pub struct Wallets<T> {
    table: T,
    domains: Vec<String>,
    chain_id: u64,
}

impl<T: Table> Wallets<T> {
    /// Wallets whose nonces are in this table, for this chain and these domains: hosts, with a port where addresses of
    /// theirs have one.
    #[must_use]
    pub fn new(table: T, domains: Vec<String>, chain_id: u64) -> Self {
        Self { table, domains, chain_id }
    }

    /// The chain that a message must name.
    #[must_use]
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// A nonce for one message. Fails with `dependency_unavailable` where it cannot be kept.
    pub async fn nonce(&self, now: OffsetDateTime) -> Result<String, Failure> {
        let nonce = hex(&random::<16>()?);
        let write = Write::to(item_of(&nonce))
            .only_if(Condition::Missing("until".to_owned()))
            .set("until", milliseconds(now + NONCE_LIFETIME))
            .set(EXPIRES_AT, (now + NONCE_LIFETIME + Duration::HOUR).unix_timestamp());
        match self.table.write(write).await? {
            Written::Done(_) => Ok(nonce),
            Written::Refused(_) => Err(Failure::internal("two nonces are one")),
        }
    }

    /// The account that has signed this message. Then its nonce is used up.
    ///
    /// Fails with `validation_failed` where the text is no message of EIP-4361; with `authentication_failed` whatever
    /// else is wrong: the domain, the chain, the times, the signature, the nonce; with `dependency_unavailable` where
    /// the nonce cannot be used up.
    pub async fn verify(&self, message: &str, signature: &str, now: OffsetDateTime) -> Result<Address, Failure> {
        let read: Message =
            message.parse().map_err(|invalid: InvalidMessage| Failure::validation("message", invalid.to_string()))?;
        let is_good = read.is_for(&self.domains)
            && read.chain_id == self.chain_id
            && read.is_fresh_at(now)
            && read.is_good_at(now)
            && is_nonce(&read.nonce)
            && signer(message, signature).as_ref() == Some(&read.address);
        if !is_good {
            return Err(refused());
        }
        let used = Write::to(item_of(&read.nonce))
            .only_if(Condition::Above("until".to_owned(), milliseconds(now)))
            .only_if(Condition::Missing("used".to_owned()))
            .set("used", 1);
        match self.table.write(used).await? {
            Written::Done(_) => Ok(read.address),
            Written::Refused(_) => Err(refused()),
        }
    }
}

/// Whether this has the form of a nonce that we give.
fn is_nonce(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

fn item_of(nonce: &str) -> String {
    format!("NONCE#{nonce}")
}

/// What is answered to a message that opens nothing. Why is nobody's business.
fn refused() -> Failure {
    Failure::new(ErrorCode::AuthenticationFailed).with("reason", "the signed message is not good any more")
}

#[cfg(test)]
mod tests;
