//! What is stated of a unit or a sale: one line of JSON, and its hash. Anybody who has the line can make the hash:
//! Keccak-256 of its bytes, of which the first 24 are recorded, so that hash and time fit one word of the chain. To find
//! another line with the same hash would take 2¹⁹² tries.

use std::fmt;

use serde::Serialize;
use sha3::{Digest as _, Keccak256};
use uuid::Uuid;

use crate::{
    identity::key::hex,
    listings::property::{Delivery, Finishing, PaymentPlan, Property, PropertyId, PropertyType, SaleType},
    money::Piastres,
};

/// What a record is about, as the contract names it: the Keccak-256 hash of a name such as `listing:NC123`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subject(pub(super) [u8; 32]);

impl Subject {
    fn named(name: &str) -> Self {
        Self(Keccak256::digest(name.as_bytes()).into())
    }
}

/// The hash of a statement, cut to what the contract keeps. No statement has one of zeros, which there means that nothing
/// is recorded.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub(super) [u8; Self::LENGTH]);

impl Digest {
    /// How many bytes of the hash are kept.
    pub(super) const LENGTH: usize = 24;
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Digest(0x{})", hex(&self.0))
    }
}

/// Something that Osool states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it is about.
    pub subject: Subject,
    /// The line.
    pub text: String,
}

impl Statement {
    /// What a listing says of a unit: everything that a buyer pays for, and nothing that is only told, such as its
    /// description. What is not known is `null`; money is in pounds.
    #[must_use]
    pub fn of_listing(unit: &Property) -> Self {
        let stated = Listing {
            osool: "listing/1",
            id: &unit.id,
            property_type: unit.property_type,
            location: &unit.location,
            compound: unit.compound.as_deref(),
            developer: unit.developer.as_deref(),
            size_sqm: unit.size_sqm,
            bedrooms: unit.bedrooms,
            bathrooms: unit.bathrooms,
            finishing: unit.finishing,
            delivery: unit.delivery,
            sale_type: unit.sale_type,
            price: unit.price,
            payment_plan: unit.payment_plan,
            sample: unit.sample,
        };
        Self::new(&format!("listing:{}", unit.id), &stated)
    }

    /// What became of a reservation: that the deposit for these shares of a unit was paid, or given back. It says nothing
    /// of whose it is; who has it knows its id, which nobody can guess.
    #[must_use]
    pub fn of_sale(id: Uuid, unit: &PropertyId, shares: u16, state: &str) -> Self {
        Self::new(&format!("reservation:{id}"), &Sale { osool: "reservation/1", id, unit, shares, state })
    }

    fn new(subject: &str, stated: &impl Serialize) -> Self {
        // Texts, numbers and lists of words can always be written.
        let text = serde_json::to_string(stated).unwrap_or_default();
        Self { subject: Subject::named(subject), text }
    }

    /// What is recorded of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let hash: [u8; 32] = Keccak256::digest(self.text.as_bytes()).into();
        let mut digest = [0; Digest::LENGTH];
        digest.iter_mut().zip(hash).for_each(|(kept, byte)| *kept = byte);
        Digest(digest)
    }
}

/// A unit as it is stated. The order of the fields is part of the form: a change of it is a new version.
#[derive(Serialize)]
struct Listing<'a> {
    /// The form and its version.
    osool: &'static str,
    id: &'a PropertyId,
    #[serde(rename = "type")]
    property_type: PropertyType,
    location: &'a str,
    compound: Option<&'a str>,
    developer: Option<&'a str>,
    size_sqm: Option<u32>,
    bedrooms: Option<u8>,
    bathrooms: Option<u8>,
    finishing: Option<Finishing>,
    delivery: Delivery,
    sale_type: Option<SaleType>,
    price: Piastres,
    payment_plan: Option<PaymentPlan>,
    sample: bool,
}

/// A reservation as it is stated.
#[derive(Serialize)]
struct Sale<'a> {
    osool: &'static str,
    id: Uuid,
    unit: &'a PropertyId,
    shares: u16,
    state: &'a str,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
pub(crate) mod tests {
    use super::*;

    /// A unit of which something is unknown.
    pub(crate) fn unit() -> Property {
        let pounds = |pounds| Piastres::from_pounds(pounds).unwrap();
        Property {
            id: "NC123".parse().unwrap(),
            title: "Apartment in Mivida".to_owned(),
            title_ar: "شقة في ميفيدا".to_owned(),
            property_type: PropertyType::Apartment,
            location: "New Cairo".to_owned(),
            location_ar: "القاهرة الجديدة".to_owned(),
            compound: Some("Mivida \"East\"".to_owned()),
            compound_ar: None,
            developer: None,
            developer_ar: None,
            size_sqm: Some(150),
            bedrooms: Some(3),
            bathrooms: None,
            price: pounds(8_500_000),
            delivery: Delivery::Planned(2027),
            finishing: Some(Finishing::SemiFinished),
            sale_type: Some(SaleType::Developer),
            payment_plan: Some(PaymentPlan {
                down_payment_percent: 10,
                down_payment: pounds(850_000),
                years: 8,
                monthly_installment: pounds(79_687),
            }),
            image: None,
            description: "With a garden.".to_owned(),
            description_ar: None,
            sample: true,
        }
    }

    #[test]
    fn p8_a_listing_is_stated_in_one_line_that_anybody_can_hash() {
        let stated = Statement::of_listing(&unit());
        assert_eq!(
            stated.text,
            r#"{"osool":"listing/1","id":"NC123","type":"Apartment","location":"New Cairo","compound":"Mivida \"East\"","developer":null,"size_sqm":150,"bedrooms":3,"bathrooms":null,"finishing":"Semi Finished","delivery":{"status":"planned","year":2027},"sale_type":"Developer","price":8500000,"payment_plan":{"down_payment_percent":10,"down_payment":850000,"years":8,"monthly_installment":79687},"sample":true}"#
        );
        // By an independent Keccak-256.
        assert_eq!(hex(&stated.subject.0), "8d74b271dc2a45f1545fbe49c12285e956b2bd0a1fafd4c56d254ee43b4f1bfd");
        assert_eq!(hex(&stated.digest().0), "1735d010bdb2f3a639b1860b38c2161a528629c10b2256ee");
    }

    #[test]
    fn p8_what_a_buyer_pays_for_changes_the_digest_and_what_is_only_told_does_not() {
        let stated = Statement::of_listing(&unit()).digest();
        let changed = |change: fn(&mut Property)| {
            let mut unit = unit();
            change(&mut unit);
            Statement::of_listing(&unit).digest() != stated
        };
        assert!(changed(|unit| unit.price = Piastres::from_pounds(8_500_001).unwrap()));
        assert!(changed(|unit| unit.delivery = Delivery::Planned(2028)));
        assert!(changed(|unit| unit.bathrooms = Some(2)));
        assert!(changed(|unit| unit.payment_plan = None));
        assert!(changed(|unit| unit.sample = false));
        assert!(!changed(|unit| unit.description.push('!')));
        assert!(!changed(|unit| unit.image = Some("https://images.example/1.jpg".to_owned())));
    }

    #[test]
    fn p8_a_sale_is_stated_without_anybody_s_name() {
        let stated = Statement::of_sale(Uuid::from_u128(7), &"NC123".parse().unwrap(), 10_000, "paid");
        assert_eq!(
            stated.text,
            r#"{"osool":"reservation/1","id":"00000000-0000-0000-0000-000000000007","unit":"NC123","shares":10000,"state":"paid"}"#
        );
        assert_ne!(stated.subject, Statement::of_listing(&unit()).subject);
    }
}
