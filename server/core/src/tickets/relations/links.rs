//! Parent and child, and links between tickets.

use super::rules::{self, Link, MAX_DEPTH};
use super::{one_at_a_time, queries, typed};
use crate::error::{Error, Result, require};
use crate::tickets::conversation::{apply_status, touch};
use crate::tickets::{TicketHead, checklist, queries as tickets};
use app_types::Permission;
use app_types::id::TicketId;
use app_types::relations::Relation;
use app_types::tickets::StatusCategory;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Says what ticket `other` is to ticket `number`. Saying it again changes nothing.
///
/// # Errors
/// [`Error::Invalid`] on `other`: no such ticket, the ticket itself, a circle, a contradiction.
pub async fn relate(tx: &mut TenantTx, number: u64, relation: Relation, other: u64) -> Result<()> {
    require(tx, Permission::TicketsEdit)?;
    one_at_a_time(tx).await?;
    let this = tickets::by_number(tx, number).await?;
    let other = typed(tx, "other", other).await?;
    if this.id == other.id {
        return Err(Error::invalid(
            "other",
            "Enter the number of another ticket",
        ));
    }
    match (rules::link(this.id, relation, other.id), relation) {
        (Some(link), _) => add(tx, link).await?,
        (None, Relation::PartOf) => make_part(tx, this.id, other.id).await?,
        (None, _) => make_part(tx, other.id, this.id).await?,
    }
    record(tx, "ticket.relate", &this, relation, &other);
    Ok(())
}

/// Two tickets that each wait for the other, or are each the other's duplicate, help nobody.
async fn add(tx: &mut TenantTx, link: Link) -> Result<()> {
    let turned = Link {
        from: link.to,
        to: link.from,
        ..link
    };
    if link.kind != "related" && queries::has_link(tx, turned).await? {
        let complaint = "That ticket is linked the other way round. Remove that link first";
        return Err(Error::invalid("other", complaint));
    }
    queries::insert_link(tx, link).await
}

async fn make_part(tx: &mut TenantTx, child: TicketId, parent: TicketId) -> Result<()> {
    let mut line = vec![parent];
    let mut at = parent;
    while let Some(up) = queries::parent_of(tx, at).await? {
        line.push(up);
        at = up;
        if line.len() > MAX_DEPTH {
            break;
        }
    }
    rules::may_be_part(child, &line)?;
    queries::set_parent(tx, child, Some(parent)).await
}

/// Takes back what [`relate`] said.
///
/// # Errors
/// [`Error::NotFound`] when there is no such relation.
pub async fn unrelate(
    tx: &mut TenantTx,
    number: u64,
    relation: Relation,
    other: u64,
) -> Result<()> {
    require(tx, Permission::TicketsEdit)?;
    one_at_a_time(tx).await?;
    let this = tickets::by_number(tx, number).await?;
    let other = tickets::by_number(tx, other).await?;
    match rules::link(this.id, relation, other.id) {
        Some(link) if !queries::delete_link(tx, link).await? => return Err(Error::NotFound),
        Some(_) => {}
        None => {
            let (child, parent) = match relation {
                Relation::PartOf => (this.id, other.id),
                _ => (other.id, this.id),
            };
            if queries::parent_of(tx, child).await? != Some(parent) {
                return Err(Error::NotFound);
            }
            queries::set_parent(tx, child, None).await?;
        }
    }
    record(tx, "ticket.unrelate", &this, relation, &other);
    Ok(())
}

/// Most parts that are closed at once.
const MOST_PARTS: i64 = 50;

/// Closes the parts of a ticket on which someone would still have to act; answers how many. Those
/// with required items open in their checklist stay.
///
/// # Errors
/// [`Error::NotFound`] for a ticket that is not the tenant's.
pub async fn close_parts(tx: &mut TenantTx, number: u64) -> Result<usize> {
    require(tx, Permission::TicketsEdit)?;
    one_at_a_time(tx).await?;
    let parent = tickets::by_number(tx, number).await?;
    let parts = queries::active_parts(tx, parent.id, MOST_PARTS).await?;
    let (key, name) = tickets::first_status(tx, StatusCategory::Closed).await?;
    let mut closed = 0;
    for part in parts {
        let mut part = tickets::lock(tx, part).await?;
        // Someone may have been quicker.
        if !part.category.is_active()
            || checklist::holds_up(tx, &part, StatusCategory::Closed).await?
        {
            continue;
        }
        let status = (key.clone(), name.clone(), StatusCategory::Closed);
        let by = tx.actor().name().to_string();
        apply_status(tx, &mut part, Some(status), &by).await?;
        touch(tx, &mut part).await?;
        closed += 1;
    }
    tx.record(AuditRecord {
        action: "ticket.close_parts",
        entity: "ticket",
        entity_id: Some(parent.id.0),
        summary: format!("#{number}: closed {closed} parts"),
    });
    Ok(closed)
}

fn record(
    tx: &mut TenantTx,
    action: &'static str,
    this: &TicketHead,
    relation: Relation,
    other: &TicketHead,
) {
    tx.record(AuditRecord {
        action,
        entity: "ticket",
        entity_id: Some(this.id.0),
        summary: format!(
            "#{} {} #{}",
            this.number,
            relation.label().to_lowercase(),
            other.number
        ),
    });
}
