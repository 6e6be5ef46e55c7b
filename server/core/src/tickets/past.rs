//! Tickets of the past, as an import brings them: nobody is told, no rule fires, no mail goes out,
//! and their times are those of the file.

use super::create::new_reply_token;
use super::post::{self, NewPost};
use super::queries::{self, TicketChanges};
use super::rows::NewTicketRow;
use super::{FIRST_NUMBER, TICKETS_TOPIC, tags};
use crate::error::{Result, require};
use crate::markdown;
use app_types::id::{BoardId, ClientId, ContactId, TagId, TicketId, UserId};
use app_types::tickets::{PostKind, Priority, StatusCategory, TicketSource, TicketType};
use app_types::{Permission, Timestamp};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::audit::AuditRecord;
use server_db::schema::imported_tickets;
use std::collections::HashSet;

/// A ticket of another program. Ids are the tenant's, and a contact is the client's.
#[derive(Debug, Clone)]
pub(crate) struct PastTicket {
    pub subject: String,
    /// What it was called over there; empty when nobody knows.
    pub reference: String,
    pub client: Option<ClientId>,
    /// Who wrote the description, and the name.
    pub contact: Option<(ContactId, String)>,
    pub board: BoardId,
    pub technician: Option<UserId>,
    pub status: (String, StatusCategory),
    pub priority: Priority,
    pub ticket_type: TicketType,
    pub description: String,
    pub created: Timestamp,
    /// When its work was done; only with a status that says so.
    pub closed: Option<Timestamp>,
    pub tags: Vec<TagId>,
}

/// Puts the ticket in and answers its number.
///
/// # Errors
/// [`crate::Error::Forbidden`]; [`crate::Error::Invalid`] for a tag that is not offered.
pub(crate) async fn insert(tx: &mut TenantTx, ticket: &PastTicket) -> Result<u64> {
    require(tx, Permission::TicketsEdit)?;
    let number = tx.next_number("ticket", FIRST_NUMBER).await?;
    let id = TicketId::new();
    let (status_key, category) = &ticket.status;
    let row = NewTicketRow {
        tenant_id: tx.tenant(),
        id,
        number,
        subject: &ticket.subject,
        status_key,
        category: *category,
        priority: ticket.priority,
        ticket_type: ticket.ticket_type,
        source: TicketSource::Import,
        client_id: ticket.client,
        contact_id: ticket.contact.as_ref().map(|(id, _)| *id),
        location_id: None,
        board_id: ticket.board,
        technician_id: ticket.technician,
        follows_id: None,
        reply_token: &new_reply_token(),
        created_at: ticket.created,
        updated_at: ticket.created,
    };
    queries::insert_ticket(tx, &row).await?;
    let mut head = queries::by_id(tx, id).await?;
    for tag in &ticket.tags {
        tags::add(tx, &head, *tag).await?;
    }
    let first = NewPost {
        kind: PostKind::Reply,
        html: markdown::to_html(&ticket.description),
        text: ticket.description.clone(),
        contact: ticket.contact.clone(),
        files: Vec::new(),
    };
    post::insert_at(tx, &mut head, first, ticket.created).await?;
    post::insert(tx, &mut head, NewPost::event(origin(tx, ticket))).await?;
    queries::update_ticket(tx, id, &ending(ticket, head.post_count)).await?;
    keep_reference(tx, id, &ticket.reference).await?;
    tx.record(AuditRecord {
        action: "ticket.import",
        entity: "ticket",
        entity_id: Some(id.0),
        summary: format!("#{number} {}", ticket.subject),
    });
    Ok(number)
}

/// `Gina Owner imported the ticket; its number was 4711`.
fn origin(tx: &TenantTx, ticket: &PastTicket) -> String {
    let by = tx.actor().name();
    match ticket.reference.as_str() {
        "" => format!("{by} imported the ticket"),
        reference => format!("{by} imported the ticket; its number was {reference}"),
    }
}

/// Where the ticket stands in the lists, and when it was done.
fn ending(ticket: &PastTicket, posts: u32) -> TicketChanges<'static> {
    let category = ticket.status.1;
    let done = (!category.is_active()).then(|| ticket.closed.unwrap_or(ticket.created));
    let closed = done.filter(|_| category != StatusCategory::Resolved);
    TicketChanges {
        post_count: Some(posts),
        updated_at: Some(done.unwrap_or(ticket.created)),
        resolved_at: Some(done),
        closed_at: Some(closed),
        ..TicketChanges::default()
    }
}

async fn keep_reference(tx: &mut TenantTx, ticket: TicketId, reference: &str) -> Result<()> {
    if reference.is_empty() {
        return Ok(());
    }
    let tenant = tx.tenant();
    diesel::insert_into(imported_tickets::table)
        .values((
            imported_tickets::tenant_id.eq(tenant),
            imported_tickets::reference.eq(reference),
            imported_tickets::ticket_id.eq(ticket),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Which of the references are here already.
pub(crate) async fn known_references(
    tx: &mut TenantTx,
    references: Vec<String>,
) -> Result<HashSet<String>> {
    let tenant = tx.tenant();
    let found: Vec<String> = imported_tickets::table
        .filter(imported_tickets::tenant_id.eq(tenant))
        .filter(imported_tickets::reference.eq_any(references))
        .select(imported_tickets::reference)
        .load(tx.conn())
        .await?;
    Ok(found.into_iter().collect())
}

/// Tells the open lists that there is more, once for a whole file.
pub(crate) fn announce(tx: &mut TenantTx, number: u64) {
    tx.publish(TICKETS_TOPIC, number, 1);
}

/// The board of tickets for which nobody chose one.
pub(crate) async fn first_board(tx: &mut TenantTx) -> Result<BoardId> {
    queries::first_board(tx).await
}

/// The zone in which the tenant's people write their times.
pub(crate) async fn time_zone(tx: &mut TenantTx) -> Result<String> {
    queries::time_zone(tx).await
}
