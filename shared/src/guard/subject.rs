//! Who is limited, blocked or flagged: a signed-in user, else the address that a request came from.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
    str::FromStr,
};

use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::http::Caller;

/// Somebody whose requests are counted together.
///
/// Its text is the key under which they are counted, and what administrators see and send back:
/// `ip 197.32.10.4`, `ip 2001:db8::/64`, `user 0192f3a4-…`, `unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Whoever is behind this address; made by [`Subject::address`].
    Address(Network),
    /// A signed-in user.
    User(Uuid),
    /// All whose address is not known, together: hiding it must not be a way around the limits.
    Unknown,
}

/// An IPv4 address, or the first half of an IPv6 address, which is what one customer of a network gets: they can
/// choose the other half as they like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

/// A text that names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not like `ip 197.32.10.4`, `ip 2001:db8::/64`, `user <uuid>` or `unknown`")]
pub struct NoSubject;

impl Subject {
    /// Whoever is behind this address. IPv6 is cut to its /64; an IPv4 address in IPv6 clothes is IPv4.
    #[must_use]
    pub fn address(address: IpAddr) -> Self {
        Self::Address(Network(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
            address @ IpAddr::V4(_) => address,
        }))
    }
}

/// The key of a subject's item.
pub(super) fn key(subject: &Subject) -> String {
    format!("RATE#{subject}")
}

impl From<&Caller> for Subject {
    fn from(caller: &Caller) -> Self {
        caller.address.map_or(Self::Unknown, Self::address)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(Network(address @ IpAddr::V4(_))) => write!(formatter, "ip {address}"),
            Self::Address(Network(address @ IpAddr::V6(_))) => write!(formatter, "ip {address}/64"),
            Self::User(user) => write!(formatter, "user {user}"),
            Self::Unknown => formatter.write_str("unknown"),
        }
    }
}

impl FromStr for Subject {
    type Err = NoSubject;

    /// Reads the text form; an IPv6 address may also be given whole.
    fn from_str(text: &str) -> Result<Self, NoSubject> {
        let subject = match text.split_once(' ') {
            None if text == "unknown" => Some(Self::Unknown),
            Some(("user", user)) => Uuid::parse_str(user).ok().map(Self::User),
            Some(("ip", address)) => match address.strip_suffix("/64") {
                Some(network) => network.parse().ok().map(IpAddr::V6),
                None => address.parse().ok(),
            }
            .map(Self::address),
            _ => None,
        };
        subject.ok_or(NoSubject)
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(text: &str) -> String {
        Subject::address(text.parse().unwrap()).to_string()
    }

    #[test]
    fn l8_addresses_of_one_64_are_one_subject_and_mapped_ipv4_is_ipv4() {
        assert_eq!(address("197.32.10.4"), "ip 197.32.10.4");
        assert_eq!(address("::ffff:197.32.10.4"), "ip 197.32.10.4");
        assert_eq!(address("2001:db8::1"), "ip 2001:db8::/64");
        assert_eq!(address("2001:db8::ffff:ffff:ffff:ffff"), "ip 2001:db8::/64");
        assert_ne!(address("2001:db8:0:1::1"), address("2001:db8::1"));
    }

    #[test]
    fn l9_what_names_nobody_is_refused() {
        for text in
            ["", "ip", "ip ", "ip 1.2.3", "ip 1.2.3.4/64", "ip ::1/63", "user 7", "Unknown", "unknown ", "197.32.10.4"]
        {
            assert_eq!(text.parse::<Subject>(), Err(NoSubject), "{text}");
        }
    }

    proptest! {
        #[test]
        fn l9_every_subject_is_read_back_from_its_text(bits: u128, ipv4: u32) {
            let (long, short) = (IpAddr::V6(Ipv6Addr::from_bits(bits)), IpAddr::V4(ipv4.into()));
            for subject in
                [Subject::address(long), Subject::address(short), Subject::User(Uuid::from_u128(bits)), Subject::Unknown]
            {
                prop_assert_eq!(subject.to_string().parse(), Ok(subject));
            }
            prop_assert_eq!(format!("ip {long}").parse(), Ok(Subject::address(long)));
        }
    }
}
