//! What the filters mean, as conditions of SQL: their one home. Every list, search, count and statistic goes through
//! here. Only what is asked for becomes a condition, with its value beside it, so that the planner can choose an index;
//! a statement that allowed for every filter to be absent could only be scanned.

use sqlx::{Postgres, QueryBuilder};

use crate::listings::{
    filters::{Filters, Slot},
    property::{Finishing, PropertyType},
};

/// Writes that a unit `p` is for sale and meets the filters.
pub(super) fn push(query: &mut QueryBuilder<Postgres>, filters: &Filters) {
    query.push("p.available");
    for slot in filters.slots() {
        query.push(" AND ");
        push_slot(query, slot, filters);
    }
}

/// Writes that a unit `p` meets one slot of the filters. A value that is unknown meets no wish, and no exclusion
/// either: what is excluded is only what is known to be it.
pub(super) fn push_slot(query: &mut QueryBuilder<Postgres>, slot: Slot, filters: &Filters) {
    query.push("(true");
    let not = &filters.not;
    match slot {
        Slot::Type => {
            let names = |kinds: &[PropertyType]| kinds.iter().map(|kind| kind.english().to_owned()).collect::<Vec<_>>();
            choice(query, "p.property_type", names(&filters.types), names(&not.types));
        }
        Slot::Location => choice(query, "p.location", filters.locations.clone(), not.locations.clone()),
        Slot::Compound => choice(query, "p.compound", filters.compounds.clone(), not.compounds.clone()),
        Slot::Developer => choice(query, "p.developer", filters.developers.clone(), not.developers.clone()),
        Slot::Bedrooms => range(query, "p.bedrooms", filters.min_bedrooms, filters.max_bedrooms),
        Slot::Bathrooms => range(query, "p.bathrooms", filters.min_bathrooms, filters.max_bathrooms),
        Slot::Size => range(query, "p.size_sqm", filters.min_size_sqm, filters.max_size_sqm),
        Slot::Price => range(
            query,
            "p.price_piastres",
            filters.min_price.map(crate::money::Piastres::piastres),
            filters.max_price.map(crate::money::Piastres::piastres),
        ),
        Slot::PricePerSqm => range(
            query,
            "p.price_per_sqm_piastres",
            filters.min_price_per_sqm.map(crate::money::Piastres::piastres),
            filters.max_price_per_sqm.map(crate::money::Piastres::piastres),
        ),
        Slot::DownPayment => {
            range(query, "p.down_payment_percent", None, filters.max_down_payment_percent);
            let most = filters.max_down_payment.map(crate::money::Piastres::piastres);
            range(query, "p.down_payment_piastres", None, most);
        }
        Slot::PlanYears => {
            range(query, "p.plan_years", filters.min_plan_years, None);
            if filters.instalments {
                query.push(" AND p.plan_years IS NOT NULL");
            }
        }
        Slot::MonthlyInstallment => {
            let most = filters.max_monthly_installment.map(crate::money::Piastres::piastres);
            range(query, "p.monthly_installment_piastres", None, most);
        }
        Slot::Delivery => delivery(query, filters),
        Slot::Finishing => {
            let names =
                |states: &[Finishing]| states.iter().map(|state| state.english().to_owned()).collect::<Vec<_>>();
            choice(query, "p.finishing", names(&filters.finishing), names(&not.finishing));
        }
        Slot::SaleType => {
            if let Some(sale_type) = filters.sale_type {
                query.push(" AND p.sale_type = ").push_bind(sale_type.english());
            }
        }
    }
    query.push(")");
}

/// What has been handed over meets every "by", and no "from".
fn delivery(query: &mut QueryBuilder<Postgres>, filters: &Filters) {
    if filters.delivered {
        query.push(" AND p.delivered");
    }
    if filters.off_plan {
        query.push(" AND p.delivery_year IS NOT NULL");
    }
    range(query, "p.delivery_year", filters.min_delivery_year, None);
    if let Some(last) = filters.max_delivery_year {
        query.push(" AND (p.delivered OR p.delivery_year <= ").push_bind(i64::from(last));
        query.push(")");
    }
}

fn choice(query: &mut QueryBuilder<Postgres>, column: &'static str, wanted: Vec<String>, excluded: Vec<String>) {
    match <[String; 1]>::try_from(wanted) {
        // An index that begins with the column is in the order of what follows it only for one value.
        Ok([only]) => {
            query.push(" AND ").push(column).push(" = ").push_bind(only);
        }
        Err(several) if !several.is_empty() => {
            query.push(" AND ").push(column).push(" = ANY (").push_bind(several);
            query.push(")");
        }
        Err(_) => {}
    }
    if !excluded.is_empty() {
        query.push(" AND (").push(column).push(" = ANY (").push_bind(excluded);
        query.push(")) IS NOT TRUE");
    }
}

fn range<T: Into<i64>>(query: &mut QueryBuilder<Postgres>, column: &'static str, least: Option<T>, most: Option<T>) {
    for (sign, bound) in [(" >= ", least), (" <= ", most)] {
        if let Some(bound) = bound {
            query.push(" AND ").push(column).push(sign).push_bind(bound.into());
        }
    }
}
