//! Decisions about relations: pure functions over values.

use crate::error::{Error, Result};
use app_types::id::TicketId;
use app_types::relations::Relation;

use crate::tickets::TicketHead;

/// How deep parts may have parts: deeper, nobody finds the way.
pub const MAX_DEPTH: usize = 10;

/// Whether `source` may go on in `target`, which is no merged ticket.
///
/// # Errors
/// What to do instead.
pub fn may_merge(source: &TicketHead, target: &TicketHead) -> Result<()> {
    if source.merged_into_id.is_some() {
        return Err(Error::Conflict(format!(
            "Ticket #{} was merged into another one already. Load the page again to see which.",
            source.number
        )));
    }
    if source.id == target.id {
        let complaint = "A ticket cannot be merged into itself. Enter another number";
        return Err(Error::invalid("target", complaint));
    }
    if source.client_id != target.client_id {
        let complaint =
            "Enter a ticket of the same client: people would read another company's words";
        return Err(Error::invalid("target", complaint));
    }
    Ok(())
}

/// Whether `child` may become a part of the ticket whose line of parents, itself first, is `line`.
///
/// # Errors
/// What to do instead.
pub fn may_be_part(child: TicketId, line: &[TicketId]) -> Result<()> {
    if line.contains(&child) {
        let complaint = "That ticket is this one, or a part of it. Enter another number";
        return Err(Error::invalid("other", complaint));
    }
    if line.len() >= MAX_DEPTH {
        let complaint = format!("Parts go {MAX_DEPTH} levels deep. Enter a ticket further up");
        return Err(Error::invalid("other", complaint));
    }
    Ok(())
}

/// A link as its row holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub from: TicketId,
    pub to: TicketId,
    pub kind: &'static str,
}

/// The row for a relation between two tickets; `None` for parent and child, which are no links.
pub fn link(this: TicketId, relation: Relation, other: TicketId) -> Option<Link> {
    let (from, to, kind) = match relation {
        Relation::RelatedTo => (this.min(other), this.max(other), "related"),
        Relation::Blocks => (this, other, "blocks"),
        Relation::BlockedBy => (other, this, "blocks"),
        Relation::DuplicateOf => (this, other, "duplicates"),
        Relation::DuplicatedBy => (other, this, "duplicates"),
        Relation::PartOf | Relation::HasPart => return None,
    };
    Some(Link { from, to, kind })
}

/// What the other ticket of a row is; `outgoing`: this one is the row's first.
pub fn relation(kind: &str, outgoing: bool) -> Relation {
    match (kind, outgoing) {
        ("blocks", true) => Relation::Blocks,
        ("blocks", false) => Relation::BlockedBy,
        ("duplicates", true) => Relation::DuplicateOf,
        ("duplicates", false) => Relation::DuplicatedBy,
        _ => Relation::RelatedTo,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(n: u8) -> TicketId {
        TicketId(uuid::Uuid::from_u128(u128::from(n)))
    }

    #[test]
    fn both_ends_see_the_same_link() {
        for relation_of_a in Relation::ALL.iter().copied() {
            let Some(row) = link(id(1), relation_of_a, id(2)) else {
                continue;
            };
            assert_eq!(relation(row.kind, row.from == id(1)), relation_of_a);
            let seen_by_b = relation(row.kind, row.from == id(2));
            assert_eq!(link(id(2), seen_by_b, id(1)), Some(row));
        }
    }

    proptest! {
        /// Whatever is tried in whatever order: nobody becomes a part of itself.
        #[test]
        fn parts_never_form_a_circle(tries in proptest::collection::vec((0u8..12, 0u8..12), 0..80)) {
            let mut parents = [None::<u8>; 12];
            let line = |parents: &[Option<u8>; 12], from: u8| {
                let mut line = vec![id(from)];
                let mut at = from;
                while let Some(up) = parents[usize::from(at)] {
                    line.push(id(up));
                    at = up;
                    assert!(line.len() <= 12, "a circle");
                }
                line
            };
            for (child, parent) in tries {
                if may_be_part(id(child), &line(&parents, parent)).is_ok() {
                    parents[usize::from(child)] = Some(parent);
                }
            }
            for start in 0..12 {
                line(&parents, start);
            }
        }
    }
}
