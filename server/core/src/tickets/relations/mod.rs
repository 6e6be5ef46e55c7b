//! Tickets that have to do with each other: merged, split, part of a larger one, linked.

mod beside;
mod links;
mod merge;
mod queries;
mod rules;
mod split;

pub(super) use beside::{Beside, load};
pub use links::{close_parts, relate, unrelate};
pub use merge::{merge, standing_for, unmerge};
pub(super) use queries::with_merged;
pub use split::split;

use crate::error::{Error, Result};
use crate::tickets::TicketHead;
use app_types::relations::Relation;
use server_db::TenantTx;

/// Changes of relations happen one after the other in a tenant, so that two of them at once can
/// neither close a circle nor wait for each other's tickets. They are rare and short.
async fn one_at_a_time(tx: &mut TenantTx) -> Result<()> {
    tx.next_number(LOCK, 0).await?;
    Ok(())
}

/// The counter whose row is locked.
const LOCK: &str = "ticket_relations";

/// Makes the row that [`one_at_a_time`] locks, for a new tenant: two changes that insert it at
/// once while a third one takes its insert back would wait for each other.
///
/// # Errors
/// Any database error.
pub async fn prepare(tx: &mut TenantTx) -> Result<()> {
    one_at_a_time(tx).await
}

/// A ticket's number as people write it: `1042`, `#1042`, `ACME#1042`.
///
/// # Errors
/// [`Error::Invalid`] on `field`.
pub fn typed_number(field: &str, text: &str) -> Result<u64> {
    let digits = text.trim().rsplit('#').next().unwrap_or_default();
    let number = digits.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| Error::invalid(field, "Enter the number of a ticket, for example 1042"))
}

/// A relation as a form sends it.
///
/// # Errors
/// [`Error::Invalid`] on `relation`.
pub fn typed_relation(text: &str) -> Result<Relation> {
    Relation::parse(text).ok_or_else(|| {
        Error::invalid(
            "relation",
            "Choose how the tickets have to do with each other",
        )
    })
}

/// The ticket that was typed into a form's field.
async fn typed(tx: &mut TenantTx, field: &str, number: u64) -> Result<TicketHead> {
    match super::queries::by_number(tx, number).await {
        Err(Error::NotFound) => Err(Error::invalid(
            field,
            format!("There is no ticket #{number}. Look the number up in the list"),
        )),
        found => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        for text in ["1042", " #1042 ", "ACME#1042", "[#1042"] {
            assert_eq!(typed_number("other", text).ok(), Some(1042), "{text}");
        }
        for text in [
            "",
            "#",
            "0",
            "-1",
            "1042x",
            "18446744073709551616",
            "1e3",
            "\u{661}",
        ] {
            assert!(typed_number("other", text).is_err(), "{text}");
        }
    }
}
