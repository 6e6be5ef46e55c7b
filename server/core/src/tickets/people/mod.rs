//! Who follows a ticket: users who watch it, and people who get copies of its public replies.

mod queries;
mod rules;

pub use rules::Addressed;

use super::relations;
use super::{TICKET_TOPIC, TicketHead};
use crate::error::{Error, Result, require};
use app_types::id::UserId;
use app_types::{Invalid, Permission};
use rules::MOST_COPIES;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Lets the actor watch a ticket, or stop watching it.
///
/// # Errors
/// [`Error::NotFound`] for a ticket that is not the tenant's.
pub async fn watch(tx: &mut TenantTx, number: u64, on: bool) -> Result<()> {
    require(tx, Permission::TicketsView)?;
    let user = tx.actor().user_id();
    let user = user.ok_or(Error::Forbidden(Permission::TicketsView))?;
    let ticket = super::queries::by_number(tx, number).await?.id;
    if on {
        queries::insert_watcher(tx, ticket, user).await?;
    } else {
        queries::delete_watcher(tx, ticket, user).await?;
    }
    Ok(())
}

/// The users who watch a ticket or one that was merged into it, for whoever notifies them.
///
/// # Errors
/// Any database error.
pub async fn watchers(tx: &mut TenantTx, ticket: &TicketHead) -> Result<Vec<UserId>> {
    require(tx, Permission::TicketsView)?;
    let of = relations::with_merged(tx, ticket.id).await?;
    queries::watchers(tx, &of).await
}

/// Sends copies of the ticket's public replies to an address from now on.
///
/// # Errors
/// [`Error::Invalid`] on `address`.
pub async fn add_copy(tx: &mut TenantTx, number: u64, address: &str) -> Result<()> {
    require(tx, Permission::TicketsReply)?;
    let mut invalid = Invalid::new();
    let address = invalid.required_email("address", address);
    invalid.into_result()?;
    let ticket = super::queries::by_number(tx, number).await?;
    let ticket = super::queries::lock(tx, ticket.id).await?;
    if queries::is_own_address(tx, &address).await? {
        let complaint =
            "This is an address of your own desk: its mail would come back to the ticket";
        return Err(Error::invalid("address", complaint));
    }
    if queries::count_copies(tx, ticket.id, MOST_COPIES).await? >= MOST_COPIES {
        let complaint = format!("A ticket has {MOST_COPIES} copies or fewer. Take one away first");
        return Err(Error::invalid("address", complaint));
    }
    let name = queries::contact_name(tx, &address)
        .await?
        .unwrap_or_default();
    let by = tx.actor().user_id();
    let person = Addressed { name, address };
    queries::insert_copies(tx, ticket.id, std::slice::from_ref(&person), by).await?;
    record(tx, "ticket.add_copy", &ticket, &person.address);
    Ok(())
}

/// Sends no more copies to an address.
///
/// # Errors
/// [`Error::NotFound`] for an address that gets none.
pub async fn remove_copy(tx: &mut TenantTx, number: u64, address: &str) -> Result<()> {
    require(tx, Permission::TicketsReply)?;
    let ticket = super::queries::by_number(tx, number).await?;
    if !queries::delete_copy(tx, ticket.id, address).await? {
        return Err(Error::NotFound);
    }
    record(tx, "ticket.remove_copy", &ticket, address);
    Ok(())
}

fn record(tx: &mut TenantTx, action: &'static str, ticket: &TicketHead, address: &str) {
    tx.record(AuditRecord {
        action,
        entity: "ticket",
        entity_id: Some(ticket.id.0),
        summary: format!("#{}: {address}", ticket.number),
    });
    tx.publish(TICKET_TOPIC, ticket.number, ticket.version);
}

/// Keeps those of the addresses that a mail named beside us who are people of the ticket's client:
/// they get copies of what is answered. Strangers are not believed.
///
/// # Errors
/// Any database error.
pub async fn keep_copies(tx: &mut TenantTx, ticket: &TicketHead, named: &[String]) -> Result<()> {
    require(tx, Permission::TicketsReply)?;
    let Some(client) = ticket.client_id else {
        return Ok(());
    };
    let named = queries::people_of(tx, client, named).await?;
    let known = queries::copies(tx, &[ticket.id]).await?;
    let desk = queries::own_addresses(tx).await?;
    let new = rules::worth_keeping(named, ticket.contact_id, &known, &desk);
    if !new.is_empty() {
        queries::insert_copies(tx, ticket.id, &new, None).await?;
    }
    Ok(())
}

/// Who gets a copy of a public reply beside the ticket's contact, whose address is `contact`.
///
/// # Errors
/// Any database error.
pub async fn copies(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    contact: Option<&str>,
) -> Result<Vec<Addressed>> {
    require(tx, Permission::TicketsView)?;
    let of = relations::with_merged(tx, ticket.id).await?;
    let mut people = queries::copies(tx, &of).await?;
    if of.len() > 1 {
        people.extend(queries::contacts_of(tx, &of).await?);
    }
    let desk = queries::own_addresses(tx).await?;
    Ok(rules::recipients(people, contact, &desk))
}
