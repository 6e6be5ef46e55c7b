//! What tickets have in the tenant's custom fields.

use super::conversation::touch;
use super::post::{self, NewPost};
use super::queries;
use crate::custom::{self, Owner};
use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::custom::TypedFields;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Fills fields of a ticket in. `version` is the one the form was made from. Nothing happens where
/// nothing changes.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`] with every field that is wrong;
/// [`Error::Conflict`] when somebody changed the ticket meanwhile.
pub async fn set(tx: &mut TenantTx, number: u64, version: u32, typed: &TypedFields) -> Result<()> {
    require(tx, Permission::TicketsEdit)?;
    let id = queries::by_number(tx, number).await?.id;
    let mut ticket = queries::lock(tx, id).await?;
    if ticket.version != version {
        return Err(Error::Conflict(
            "Someone changed this ticket while you were writing. Read what is new below, then send again."
                .into(),
        ));
    }
    let owner = Owner::Ticket(id, ticket.category.is_active(), tx.now());
    let changed = custom::set(tx, owner, typed, false).await?;
    if changed.is_empty() {
        return Ok(());
    }
    let summary = format!("changed {}", changed.join(", "));
    let event = format!("{} {summary}", tx.actor().name());
    post::insert(tx, &mut ticket, NewPost::event(event)).await?;
    touch(tx, &mut ticket).await?;
    tx.record(AuditRecord {
        action: "ticket.fields",
        entity: "ticket",
        entity_id: Some(id.0),
        summary: format!("#{number}: {summary}"),
    });
    Ok(())
}

/// Fills the fields of a ticket in that was made in the same transaction.
///
/// # Errors
/// [`Error::Invalid`] with every field that is wrong, and every required one that is missing.
pub async fn set_new(
    tx: &mut TenantTx,
    made: &super::TicketRef,
    typed: &TypedFields,
) -> Result<()> {
    require(tx, Permission::TicketsEdit)?;
    let owner = Owner::Ticket(made.id, true, tx.now());
    custom::set(tx, owner, typed, true).await?;
    Ok(())
}
