//! A transaction of Ethereum (P8), made and signed by hand: a call of a contract that brings no ether along. What is
//! sent to a chain is one string of bytes, an envelope of EIP-2718: the number of a type, here the 2 of EIP-1559, then
//! what this type says, in RLP.
//!
//! ```text
//! signed   Keccak-256 of  0x02 ‖ rlp([chain, nonce, priority fee, max fee, gas, to, value, data, access list])
//! sent                    0x02 ‖ rlp([the same nine, parity of y, r, s])
//! hash     Keccak-256 of what is sent: the name by which everybody knows the transaction
//! ```
//!
//! RLP (the yellow paper, appendix B) knows byte strings and lists of them. A byte below 0x80 stands for itself, and
//! everything else follows a head that says what it is and how long. A number is the byte string of its digits to base
//! 256, the highest first and none of them a leading zero, so zero is the empty string. There is one way to write each
//! value, and a chain refuses every other.
//!
//! **The same transaction is the same bytes, whenever it is signed**: the number that ECDSA wants at random is derived
//! from the key and what is signed (RFC 6979). So the hash can be kept before anything is sent, and sending again does
//! no harm: a chain takes one transaction for each nonce of an account.

use std::fmt;

use k256::{NonZeroScalar, ecdsa::SigningKey};
use secrecy::{ExposeSecret as _, SecretString};
use sha3::{Digest as _, Keccak256};

use crate::identity::wallet::Address;

/// The type of EIP-1559, the first byte of what is signed and of what is sent.
const TYPE: u8 = 0x02;

/// What the head of a byte string begins from in RLP, and what that of a list does.
const STRING: u8 = 0x80;
const LIST: u8 = 0xc0;

/// The longest content, in bytes, whose length is in the head's first byte.
const SHORT: u8 = 55;

/// The key of an account, a number of secp256k1. It does not print, and is overwritten where it is dropped.
pub(super) struct Key {
    signing: SigningKey,
    address: Address,
}

/// A text that is no key. It does not say the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 64 hexadecimal digits, not zero, and below the order of secp256k1")]
pub(super) struct InvalidKey;

impl Key {
    /// Reads the 64 hexadecimal digits of a key, behind `0x` or without. Fails where they are zero, or not below the
    /// order of the curve.
    pub(super) fn parse(text: &SecretString) -> Result<Self, InvalidKey> {
        let text = text.expose_secret();
        // Not by `from_hex`, which would leave the digits in memory.
        let number: NonZeroScalar = text.strip_prefix("0x").unwrap_or(text).parse().map_err(|_| InvalidKey)?;
        let signing = SigningKey::from(number);
        let address = Address::of_key(signing.verifying_key()).ok_or(InvalidKey)?;
        Ok(Self { signing, address })
    }

    /// The account that pays for what this key signs.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(…)")
    }
}

/// A call of a contract, as EIP-1559 wants it. It brings no ether along, and its access list is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Transaction {
    /// The chain that it is for (EIP-155): on another it is worth nothing.
    pub(super) chain_id: u64,
    /// How many transactions of this account came before: below 2^64 - 1 (EIP-2681).
    pub(super) nonce: u64,
    /// What whoever makes the block gets at most, in wei a unit of gas. A chain refuses more than `max_fee`.
    pub(super) max_priority_fee: u128,
    /// What is paid at most, with the fee that the chain burns, in wei a unit of gas.
    pub(super) max_fee: u128,
    /// How much work is paid for at most, in units of gas.
    pub(super) gas: u64,
    /// The address of the contract.
    pub(super) to: [u8; 20],
    /// What the contract is asked.
    pub(super) data: Vec<u8>,
}

/// What is sent to a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signed {
    /// The bytes for `eth_sendRawTransaction`.
    pub(super) raw: Vec<u8>,
    /// The hash under which the chain knows the transaction.
    pub(super) hash: [u8; 32],
}

impl Transaction {
    /// The transaction with the signature of this key. Of the two numbers that would do for `s` it has the lower, since
    /// a chain refuses the other (EIP-2).
    pub(super) fn sign(&self, key: &Key) -> Signed {
        let mut fields = vec![
            number(&self.chain_id.to_be_bytes()),
            number(&self.nonce.to_be_bytes()),
            number(&self.max_priority_fee.to_be_bytes()),
            number(&self.max_fee.to_be_bytes()),
            number(&self.gas.to_be_bytes()),
            string(&self.to),
            number(&[]),
            string(&self.data),
            list(&[]),
        ];
        // Which of two points it was is all that a transaction can say of `r`. That it was one of the other two, where
        // `r` was reduced, has a chance of 2^-127.
        let (signature, recovery) = key.signing.sign_prehash_recoverable(&hash(&enveloped(&fields)));
        let (r, s) = signature.split_bytes();
        fields.extend([number(&[u8::from(recovery.is_y_odd())]), number(&r), number(&s)]);
        let raw = enveloped(&fields);
        Signed { hash: hash(&raw), raw }
    }
}

/// The envelope of EIP-2718 around these fields.
fn enveloped(fields: &[Vec<u8>]) -> Vec<u8> {
    [&[TYPE], list(fields).as_slice()].concat()
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

/// A byte string in RLP.
fn string(bytes: &[u8]) -> Vec<u8> {
    match bytes {
        [byte] if *byte < STRING => vec![*byte],
        _ => headed(STRING, bytes),
    }
}

/// A number in RLP, given as its bytes, the highest first.
fn number(bytes: &[u8]) -> Vec<u8> {
    string(without_zeros(bytes))
}

/// A list in RLP, of items that are in RLP already.
fn list(items: &[Vec<u8>]) -> Vec<u8> {
    headed(LIST, &items.concat())
}

/// A content behind its head: one byte with its length where it is short, else one with the length of its length, and
/// that length.
fn headed(kind: u8, content: &[u8]) -> Vec<u8> {
    if let Ok(short @ ..=SHORT) = u8::try_from(content.len()) {
        return [&[kind + short], content].concat();
    }
    let length = content.len().to_be_bytes();
    let length = without_zeros(&length);
    // At most 8 steps, and so at most 0xff.
    let first = length.iter().fold(kind + SHORT, |first, _| first + 1);
    [&[first], length, content].concat()
}

fn without_zeros(mut bytes: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
    use proptest::prelude::*;

    use super::*;
    use crate::identity::key::{from_hex, hex};

    /// The first two accounts of the mnemonic with which development chains begin: eleven times "test", and "junk".
    const KEY: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    const ADDRESS: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    const ANOTHER_KEY: &str = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
    const ANOTHER_ADDRESS: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    /// The contract of the transactions below: the first that account 0 makes on such a chain.
    const CONTRACT: &str = "5fbdb2315678afecb367f032d93f642f64180aa3";

    fn parsed(text: &str) -> Result<Key, InvalidKey> {
        Key::parse(&SecretString::from(text))
    }

    #[test]
    fn p8_a_key_has_the_address_that_everybody_knows() {
        let numbered = |digit: &str| format!("{digit:0>64}");
        for (key, address) in [
            (KEY, ADDRESS),
            (ANOTHER_KEY, ANOTHER_ADDRESS),
            (&format!("0x{KEY}"), ADDRESS),
            (&KEY.to_uppercase(), ADDRESS),
            (&numbered("1"), "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"),
            (&numbered("2"), "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"),
            // The order less one.
            (
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
                "0x80C0dbf239224071c59dD8970ab9d542E3414aB2",
            ),
        ] {
            assert_eq!(parsed(key).unwrap().address().expose(), address, "{key}");
        }
    }

    #[test]
    fn p8_what_is_no_key_is_refused_and_not_said() {
        for text in [
            "",
            "0x",
            &"0".repeat(64),
            &format!("0x{}", "0".repeat(64)),
            // The order, and what is above it.
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
            &"f".repeat(64),
            &KEY[1..],
            &KEY[2..],
            &format!("{KEY}0"),
            &format!("{KEY}00"),
            &format!("00{KEY}"),
            &format!("0x0x{KEY}"),
            &format!("0X{KEY}"),
            &format!("0x{}", &KEY[2..]),
            &format!(" {KEY}"),
            &format!("{KEY}\n"),
            &format!("+{}", &KEY[1..]),
            &format!("g{}", &KEY[1..]),
            &"é".repeat(32),
            &"٠".repeat(32),
            &"٠".repeat(64),
        ] {
            let refused = parsed(text).unwrap_err();
            assert_eq!(
                refused.to_string(),
                "a key is 64 hexadecimal digits, not zero, and below the order of secp256k1",
                "{text}"
            );
        }
    }

    #[test]
    fn p8_a_key_does_not_print() {
        let key = parsed(KEY).unwrap();
        assert_eq!(format!("{key:?} {key:#?}"), "Key(…) Key(…)");
    }

    /// The vectors of the yellow paper's examples and of `RLPTests/rlptest.json` in Ethereum's own tests.
    #[test]
    fn p8_byte_strings_are_written_as_ethereum_writes_them() {
        let lorem = "Lorem ipsum dolor sit amet, consectetur adipisicing elit";
        let in_digits = |text: &str| hex(text.as_bytes());
        for (bytes, expected) in [
            (&b""[..], "80"),
            (b"\x00", "00"),
            (b"\x01", "01"),
            (b"\x7f", "7f"),
            (b"\x80", "8180"),
            (b"\x04\x00", "820400"),
            (b"dog", "83646f67"),
            (&lorem.as_bytes()[..55], &format!("b7{}", in_digits(&lorem[..55]))),
            (lorem.as_bytes(), &format!("b838{}", in_digits(lorem))),
            (&[b'a'; 255], &format!("b8ff{}", "61".repeat(255))),
            (&[b'a'; 256], &format!("b90100{}", "61".repeat(256))),
            (&[b'a'; 1_024], &format!("b90400{}", "61".repeat(1_024))),
            (&vec![b'a'; 65_535], &format!("b9ffff{}", "61".repeat(65_535))),
            (&vec![b'a'; 65_536], &format!("ba010000{}", "61".repeat(65_536))),
        ] {
            assert_eq!(hex(&string(bytes)), expected);
        }
    }

    /// Of the same source.
    #[test]
    fn p8_numbers_are_written_without_leading_zeros() {
        for (value, expected) in [
            (0_u128, "80"),
            (1, "01"),
            (15, "0f"),
            (16, "10"),
            (79, "4f"),
            (127, "7f"),
            (128, "8180"),
            (255, "81ff"),
            (256, "820100"),
            (1_000, "8203e8"),
            (1_024, "820400"),
            (100_000, "830186a0"),
            (83_729_609_699_884_896_815_286_331_701_780_722, "8f102030405060708090a0b0c0d0e0f2"),
            (u128::MAX, "90ffffffffffffffffffffffffffffffff"),
        ] {
            assert_eq!(hex(&number(&value.to_be_bytes())), expected, "{value}");
        }
        // Two to the power of 256.
        let bytes = [&[0, 0, 1][..], &[0; 32]].concat();
        assert_eq!(hex(&number(&bytes)), format!("a101{}", "00".repeat(32)));
    }

    /// Of the same source.
    #[test]
    fn p8_lists_are_written_as_ethereum_writes_them() {
        let strings = |texts: &[&str]| texts.iter().map(|text| string(text.as_bytes())).collect::<Vec<_>>();
        let empty = list(&[]);
        let three = list(&strings(&["asdf", "qwer", "zxcv"]));
        let three_written = "cf84617364668471776572847a786376";
        for (items, expected) in [
            (vec![], "c0"),
            (strings(&["cat", "dog"]), "c88363617483646f67"),
            (strings(&["dog", "god", "cat"]), "cc83646f6783676f6483636174"),
            (vec![string(b"zw"), list(&[number(&[4])]), number(&[1])], "c6827a77c10401"),
            (vec![list(&[empty.clone(), empty.clone()]), empty.clone()], "c4c2c0c0c0"),
            // The set-theoretical three.
            (
                vec![empty.clone(), list(std::slice::from_ref(&empty)), list(&[empty.clone(), list(&[empty])])],
                "c7c0c1c0c3c0c1c0",
            ),
            // 55 bytes, 64 bytes and 512 bytes.
            (
                strings(&["asdf", "qwer", "zxcv", "asdf", "qwer", "zxcv", "asdf", "qwer", "zxcv", "asdf", "qwer"]),
                &format!("f7{}84617364668471776572", "84617364668471776572847a786376".repeat(3)),
            ),
            (vec![three.clone(); 4], &format!("f840{}", three_written.repeat(4))),
            (vec![three; 32], &format!("f90200{}", three_written.repeat(32))),
        ] {
            assert_eq!(hex(&list(&items)), expected);
        }
    }

    fn called(
        [chain_id, nonce, gas]: [u64; 3],
        [max_priority_fee, max_fee]: [u128; 2],
        data: impl Into<Vec<u8>>,
    ) -> Transaction {
        let to = from_hex(CONTRACT).unwrap().try_into().unwrap();
        Transaction { chain_id, nonce, max_priority_fee, max_fee, gas, to, data: data.into() }
    }

    fn expect(key: &str, transaction: &Transaction, raw: &str, hash: &str) {
        let signed = transaction.sign(&parsed(key).unwrap());
        assert_eq!(hex(&signed.raw), raw);
        assert_eq!(hex(&signed.hash), hash);
    }

    /// These transactions were signed by another implementation: eth-account 0.14.0 for Python, by
    /// `Account.sign_transaction({"type": 2, "chainId": …, "value": 0, …}, key)`.
    #[test]
    fn p8_a_transaction_is_signed_as_others_sign_it() {
        expect(
            KEY,
            &called([1, 0, 21_000], [0, 7], []),
            "02f86201808007825208945fbdb2315678afecb367f032d93f642f64180aa38080c001a0fb22101f2412e3312d1d464505b5\
             6af4f98d0d1695a1e964a64c8fcf40423bf1a031a21748ccb3fc2d1f23e8b31c05a206acf839d7fa30f0f764e410f2f52bfa\
             72",
            "1617f2bf00ec6d8a48a35ba307d48856ea49d54fbb5f59d80a9536db742024a2",
        );
        expect(
            KEY,
            &called([137, 1, 127], [127, 30_000_000_000], [0]),
            "02f8668189017f8506fc23ac007f945fbdb2315678afecb367f032d93f642f64180aa38000c080a0ee9baf5d8557c0347261\
             961d1a2a1e12483320ec963c0f1aa91970377f142a14a0571047d643b97b052e70ccf27cb625a5af2edbf76aa321861c856c\
             0498190d47",
            "152afc8dc4c137cfec2480f98b7423d7549d3c31d58b381ca50ce539b18d61e3",
        );
        expect(
            ANOTHER_KEY,
            &called([31_337, 127, 128], [1, 128], [0x7f]),
            "02f864827a697f0181808180945fbdb2315678afecb367f032d93f642f64180aa3807fc001a01604a3a05c37859d9433c299\
             0d16a0e44d918c38ab544171cb2b482e7cba98f5a063da87a35481f04bb7f35e28b5a004a7faa5da1abd37660965b94bad08\
             122708",
            "c514ac8df8fc6287c7c91a93e9c188ce2eeed9128007271c5413579b9dc7ef77",
        );
        expect(
            ANOTHER_KEY,
            &called([31_337, 128, u64::MAX], [1_500_000_000, u128::MAX], [0x80]),
            "02f880827a6981808459682f0090ffffffffffffffffffffffffffffffff88ffffffffffffffff945fbdb2315678afecb367\
             f032d93f642f64180aa3808180c001a0134eb0aab03718cc2860091ef525fe51697badeba344a9beeb245cddb7e2a15da059\
             e274f88b84a5fb8a0f97276370f2ca44337f312d7d763a244bf01cfe796d30",
            "3dab26057350226499ee0f0f40ce351aae8ffc126d7ab76a7d21c76d6b413a8d",
        );
        expect(
            KEY,
            &called([137, 300, 1_000_000], [1 << 64, (1 << 64) + 1], (0..100).collect::<Vec<_>>()),
            "02f8dd818982012c8901000000000000000089010000000000000001830f4240945fbdb2315678afecb367f032d93f642f64\
             180aa380b864000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b\
             2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d\
             5e5f60616263c080a0807f6fc6c6204c516f0122761b408b5e5de50b1de8f60705130bb6ee768176c2a00aa88e67e4564847\
             fc58b8088a44a88e732335c146b642e52acdb2c6e263c9a1",
            "28ce874f18c0a87657dd359d8496c17969802b3146ed63d88f1cb7169ddb967b",
        );
    }

    /// Made in the same way: data of 55 and 56 bytes, and of 70,000, of which only the hash is here.
    #[test]
    fn p8_long_data_are_signed_as_others_sign_them() {
        let data = |length: usize| [&[0xa9, 0x05, 0x9c, 0xbb][..], &vec![0xab; length - 4]].concat();
        expect(
            KEY,
            &called([1, u64::MAX - 1, 65_536], [255, 256], data(55)),
            "02f8a50188fffffffffffffffe81ff82010083010000945fbdb2315678afecb367f032d93f642f64180aa380b7a9059cbbab\
             abababababababababababababababababababababababababababababababababababababababababababababababababab\
             c080a023b26960f8edef7c59252cd04573a60274e864b747e9b47fd54729a05ab18e30a020cbb44134ef0346d4c74ce2d34b\
             9acc8257e0ed6ea43bfa70796e10e6a8bd16",
            "3b40a77eaa60631a332d58f5ef2a5b5b7318d660f3cd18e1bbc3d042668dabbf",
        );
        expect(
            ANOTHER_KEY,
            &called([1, 7, 65_535], [255, 256], data(56)),
            "02f89e010781ff82010082ffff945fbdb2315678afecb367f032d93f642f64180aa380b838a9059cbbababababababababab\
             abababababababababababababababababababababababababababababababababababababababababababc080a042d0150d\
             56d81796d244ccedb8fb88265191632001d5a567f29eaab8a6d5ecd1a063b54fd76600057a3f31ef222419788cf2b315e0de\
             1ea5536f671a6bc472a4fe",
            "89bbb568a9107b98a4872cb6a63335fd2c1d16fe43978a93bd5b829780036350",
        );
        let long = called([31_337, 2, 30_000_000], [1_000_000_000, 100_000_000_000], vec![0xc5; 70_000]);
        let signed = long.sign(&parsed(KEY).unwrap());
        assert_eq!(signed.raw.len(), 70_119);
        assert_eq!(hex(&signed.hash), "f09a50ba1c74c00ac8da9ef6df072c6632dcd6d9ed891dc138465b4ee19f5108");
    }

    /// Made in the same way: three signatures in 256 have a number of fewer than 32 bytes, here `s` and then `r`.
    #[test]
    fn p8_a_short_signature_is_written_without_leading_zeros() {
        expect(
            KEY,
            &called([137, 210, 21_000], [1, 2], []),
            "02f863818981d20102825208945fbdb2315678afecb367f032d93f642f64180aa38080c001a05a54fc2687a2124d3ad7ed09\
             93d047a2e558ba1edf5c9cf8005a6472cfb1772f9f0bacc01647e0e9a45a172b5e981c7b82327c158ee8a5bbd1340d5d8cc0\
             c707",
            "08b67f750496506194e1ec4e3510f709a67418650beb56280e8d661815693df3",
        );
        expect(
            KEY,
            &called([137, 222, 21_000], [1, 2], []),
            "02f863818981de0102825208945fbdb2315678afecb367f032d93f642f64180aa38080c0809fcd4e15b11592314f9f23084e\
             10e48201b7ead30d13409118ba9697fc2fc7a5a0670704229bf51e47605125fd783bd0481f6da41dddc4b72a6dfdc599b909\
             b123",
            "2124b0bdf46265302ed5d7efa57e1d930a78d9a71b2c53f6c7b5ff6911e96e10",
        );
    }

    /// What RLP says.
    #[derive(Debug, Clone, PartialEq, Eq)]
    enum Item {
        String(Vec<u8>),
        List(Vec<Item>),
    }

    impl Item {
        /// A number of at most 32 bytes; nothing where it has leading zeros.
        fn number(&self) -> Option<[u8; 32]> {
            let Self::String(bytes) = self else { return None };
            let zeros = 32_usize.checked_sub(bytes.len()).filter(|_| bytes.first() != Some(&0))?;
            [&vec![0; zeros], bytes.as_slice()].concat().try_into().ok()
        }

        fn written(&self) -> Vec<u8> {
            match self {
                Self::String(bytes) => string(bytes),
                Self::List(items) => list(&items.iter().map(Self::written).collect::<Vec<_>>()),
            }
        }
    }

    /// Reads an item and gives what follows; nothing where there is a shorter way to write it.
    fn read(bytes: &[u8]) -> Option<(Item, &[u8])> {
        let (first, rest) = bytes.split_first()?;
        let (kind, head) = match first {
            0..0x80 => return Some((Item::String(vec![*first]), rest)),
            0x80..0xc0 => (0x80, first - 0x80),
            0xc0.. => (0xc0, first - 0xc0),
        };
        let (length, rest) = match usize::from(head) {
            short @ ..=55 => (short, rest),
            long => {
                let (digits, rest) = rest.split_at_checked(long - 55)?;
                let length = digits.iter().fold(0, |length, digit| length * 256 + usize::from(*digit));
                (Some(length).filter(|length| *length > 55 && digits.first() != Some(&0))?, rest)
            }
        };
        let (content, rest) = rest.split_at_checked(length)?;
        let item = match (kind, content) {
            (0x80, [0..0x80]) => return None,
            (0x80, _) => Item::String(content.to_vec()),
            _ => Item::List(all(content)?),
        };
        Some((item, rest))
    }

    fn all(mut bytes: &[u8]) -> Option<Vec<Item>> {
        let mut items = Vec::new();
        while !bytes.is_empty() {
            let (item, rest) = read(bytes)?;
            items.push(item);
            bytes = rest;
        }
        Some(items)
    }

    #[test]
    fn p8_the_reader_of_these_tests_takes_one_way_of_writing_only() {
        for text in ["8100", "817f", "b800", "b83700", "b90038", "f800", "82ff", "c2", "c180c0"] {
            let bytes = from_hex(text).unwrap();
            assert!(read(&bytes).is_none_or(|(_, rest)| !rest.is_empty()), "{text}");
        }
        assert_eq!(read(&[0x82, 4, 0]), Some((Item::String(vec![4, 0]), &[][..])));
    }

    /// Numbers of every length, not only long ones.
    fn numbers() -> impl Strategy<Value = u128> {
        (any::<u128>(), 0..=128_u32).prop_map(|(number, shift)| number.checked_shr(shift).unwrap_or(0))
    }

    fn short_numbers() -> impl Strategy<Value = u64> {
        (any::<u64>(), 0..=64_u32).prop_map(|(number, shift)| number.checked_shr(shift).unwrap_or(0))
    }

    fn transactions() -> impl Strategy<Value = Transaction> {
        let data = prop_oneof![any::<Vec<u8>>(), any::<[u8; 1]>().prop_map(Vec::from)];
        // An address is no number: it keeps its zeros.
        let to = prop_oneof![
            any::<[u8; 20]>(),
            any::<[u8; 19]>().prop_map(|rest| {
                let mut to = [0; 20];
                to[1..].copy_from_slice(&rest);
                to
            })
        ];
        (short_numbers(), short_numbers(), numbers(), numbers(), short_numbers(), to, data).prop_map(
            |(chain_id, nonce, max_priority_fee, max_fee, gas, to, data)| Transaction {
                chain_id,
                nonce,
                max_priority_fee,
                max_fee,
                gas,
                to,
                data,
            },
        )
    }

    fn keys() -> impl Strategy<Value = Key> {
        any::<[u8; 32]>().prop_filter_map("no key", |bytes| parsed(&hex(&bytes)).ok())
    }

    fn wide(number: impl Into<u128>) -> Option<[u8; 32]> {
        [[0; 16], number.into().to_be_bytes()].concat().try_into().ok()
    }

    proptest! {
        #[test]
        fn p8_whatever_the_numbers_the_signer_is_the_keys_account(transaction in transactions(), key in keys()) {
            let Signed { raw, hash: named } = transaction.sign(&key);
            prop_assert_eq!(named, hash(&raw));
            prop_assert_eq!(raw[0], 2);
            let (read, rest) = read(&raw[1..]).unwrap();
            prop_assert!(rest.is_empty());
            let Item::List(fields) = read else { return Err(TestCaseError::fail("no list")) };
            let [chain_id, nonce, max_priority_fee, max_fee, gas, to, value, data, access, parity, r, s] = &fields[..]
            else { return Err(TestCaseError::fail("not twelve fields")) };

            prop_assert_eq!(chain_id.number(), wide(transaction.chain_id));
            prop_assert_eq!(nonce.number(), wide(transaction.nonce));
            prop_assert_eq!(max_priority_fee.number(), wide(transaction.max_priority_fee));
            prop_assert_eq!(max_fee.number(), wide(transaction.max_fee));
            prop_assert_eq!(gas.number(), wide(transaction.gas));
            prop_assert_eq!(to, &Item::String(transaction.to.to_vec()));
            prop_assert_eq!(value, &Item::String(vec![]));
            prop_assert_eq!(data, &Item::String(transaction.data.clone()));
            prop_assert_eq!(access, &Item::List(vec![]));

            let signature = Signature::from_scalars(r.number().unwrap(), s.number().unwrap()).unwrap();
            prop_assert_eq!(signature.normalize_s(), signature);
            let is_odd = parity.number() == wide(1_u8);
            prop_assert!(is_odd || parity.number() == wide(0_u8));
            let signed = enveloped(&fields[..9].iter().map(Item::written).collect::<Vec<_>>());
            let recovery = RecoveryId::new(is_odd, false);
            let signer = VerifyingKey::recover_from_prehash(&hash(&signed), &signature, recovery).unwrap();
            prop_assert_eq!(&Address::of_key(&signer).unwrap(), key.address());

            prop_assert_eq!(transaction.sign(&key).raw, raw);
        }
    }
}
