//! Making a ticket.

use super::change::tell_assigned;
use super::post::{self, NewPost};
use super::queries::{self, TicketChanges, TicketHead};
use super::rows::NewTicketRow;
use super::{FIRST_NUMBER, TICKETS_TOPIC};
use crate::error::{Error, Result, require};
use app_types::id::{BoardId, ClientId, ContactId, LocationId, PostId, TicketId, UserId};
use app_types::tickets::{Priority, StatusCategory, TicketSource, TicketType};
use app_types::triage::Trigger;
use app_types::{Invalid, Permission};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// A ticket about to be made. Ids must be the tenant's; a contact must be the client's.
#[derive(Debug, Clone)]
pub struct NewTicket {
    pub subject: String,
    pub client: Option<ClientId>,
    pub contact: Option<ContactId>,
    pub location: Option<LocationId>,
    /// `None`: the tenant's first board.
    pub board: Option<BoardId>,
    pub technician: Option<UserId>,
    pub priority: Priority,
    pub ticket_type: TicketType,
    pub source: TicketSource,
    /// The closed ticket that this one continues.
    pub follows: Option<TicketId>,
    pub first_post: NewPost,
}

/// What the maker of a ticket gets to know.
#[derive(Debug, Clone)]
pub struct TicketRef {
    pub id: TicketId,
    pub number: u64,
    pub first_post: PostId,
    pub reply_token: String,
}

/// Longest subject in characters.
pub const MAX_SUBJECT: usize = 255;

/// Makes a ticket with its first post.
///
/// # Errors
/// [`Error::Invalid`] for a missing or too long subject; [`Error::NotFound`] for an id that is
/// not the tenant's.
pub async fn create(tx: &mut TenantTx, new: NewTicket) -> Result<TicketRef> {
    require(tx, Permission::TicketsEdit)?;
    let mut invalid = Invalid::new();
    let subject = invalid.required_line("subject", "a subject", &new.subject, MAX_SUBJECT);
    invalid.into_result()?;
    check_references(tx, &new).await?;

    let board_id = match new.board {
        Some(board) => board,
        None => queries::first_board(tx).await?,
    };
    let (status_key, _) = queries::first_status(tx, StatusCategory::New).await?;
    let number = tx.next_number("ticket", FIRST_NUMBER).await?;
    let id = TicketId::new();
    let reply_token = new_reply_token();
    let row = NewTicketRow {
        tenant_id: tx.tenant(),
        id,
        number,
        subject: &subject,
        status_key: &status_key,
        category: StatusCategory::New,
        priority: new.priority,
        ticket_type: new.ticket_type,
        source: new.source,
        client_id: new.client,
        contact_id: new.contact,
        location_id: new.location,
        board_id,
        technician_id: new.technician,
        follows_id: new.follows,
        reply_token: &reply_token,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    queries::insert_ticket(tx, &row).await?;
    let mut head: TicketHead = queries::by_id(tx, id).await?;
    let first_post = post::insert(tx, &mut head, new.first_post).await?;
    let count = TicketChanges {
        post_count: Some(head.post_count),
        ..TicketChanges::default()
    };
    queries::update_ticket(tx, id, &count).await?;

    tx.record(AuditRecord {
        action: "ticket.create",
        entity: "ticket",
        entity_id: Some(id.0),
        summary: format!("#{number} {subject}"),
    });
    tx.publish(TICKETS_TOPIC, number, 1);
    if let Some(technician) = new.technician {
        let by = tx.actor().name().to_string();
        tell_assigned(tx, technician, id, &by).await?;
    }
    crate::triage::raise(tx, id, Trigger::TicketCreated, Some(first_post)).await?;
    Ok(TicketRef {
        id,
        number,
        first_post,
        reply_token,
    })
}

async fn check_references(tx: &mut TenantTx, new: &NewTicket) -> Result<()> {
    if let Some(technician) = new.technician {
        queries::technician_name(tx, technician)
            .await?
            .ok_or(Error::NotFound)?;
    }
    if let Some(board) = new.board {
        queries::board_name(tx, board)
            .await?
            .ok_or(Error::NotFound)?;
    }
    match (new.client, new.contact) {
        (Some(client), Some(contact)) => {
            queries::contact_name(tx, client, contact)
                .await?
                .ok_or(Error::NotFound)?;
        }
        (None, Some(_)) => return Err(Error::invalid("client", "Choose the contact's client")),
        _ => {}
    }
    Ok(())
}

/// 104 bits as 26 lower-case hex digits (mail addresses lose their case on the way): whoever
/// knows it may write into the ticket by mail.
pub(super) fn new_reply_token() -> String {
    crate::random_hex::<13>()
}
