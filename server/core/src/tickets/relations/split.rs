//! Splitting: one post of a conversation begins a ticket of its own.

use super::queries::{self, PostToCopy};
use super::rules;
use crate::error::{Error, Result, require};
use crate::tickets::attachments::StoredFile;
use crate::tickets::conversation::{check_version, touch};
use crate::tickets::create::{NewTicket, create};
use crate::tickets::post::{self, NewPost, new_attachment_id};
use crate::tickets::{TicketHead, queries as tickets};
use app_types::Permission;
use app_types::id::{ContactId, PostId};
use app_types::relations::Relation;
use app_types::tickets::{PostKind, TicketSource, TicketType};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Makes a ticket that begins with a copy of the post: the conversation it was said in stays
/// whole. An internal note stays internal. Answers the new ticket's number.
///
/// # Errors
/// [`Error::Conflict`] when someone changed the ticket since `version` was read, so that a second
/// press makes no second ticket.
pub async fn split(
    tx: &mut TenantTx,
    number: u64,
    version: u32,
    id: PostId,
    subject: &str,
) -> Result<u64> {
    require(tx, Permission::TicketsEdit)?;
    let ticket = tickets::by_number(tx, number).await?;
    let mut ticket = tickets::lock(tx, ticket.id).await?;
    check_version(&ticket, version)?;
    let source = queries::post(tx, ticket.id, id).await?;
    if source.kind == PostKind::Event {
        return Err(Error::invalid("post", "Choose a reply, a note or a call"));
    }
    let new = new_ticket(tx, &ticket, id, &source, subject).await?;
    let made = create(tx, new).await?;
    queries::set_author(tx, made.first_post, &source).await?;
    if let Some(link) = rules::link(made.id, Relation::RelatedTo, ticket.id) {
        queries::insert_link(tx, link).await?;
    }
    let event = format!(
        "{} made ticket #{} of post {}",
        tx.actor().name(),
        made.number,
        source.position
    );
    post::insert(tx, &mut ticket, NewPost::event(event)).await?;
    touch(tx, &mut ticket).await?;
    tx.record(AuditRecord {
        action: "ticket.split",
        entity: "ticket",
        entity_id: Some(ticket.id.0),
        summary: format!("#{number}, post {} into #{}", source.position, made.number),
    });
    Ok(made.number)
}

async fn new_ticket(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    post: PostId,
    source: &PostToCopy,
    subject: &str,
) -> Result<NewTicket> {
    let contact = contact(tx, ticket, source).await?;
    Ok(NewTicket {
        subject: subject.to_string(),
        client: ticket.client_id,
        contact,
        location: None,
        board: Some(ticket.board_id),
        technician: None,
        priority: ticket.priority,
        ticket_type: TicketType::Incident,
        source: TicketSource::Email,
        follows: None,
        first_post: NewPost {
            kind: source.kind,
            text: source.body_text.clone(),
            html: source.body_html.clone(),
            contact: None,
            files: copied_files(tx, post).await?,
        },
    })
}

/// Whoever wrote it, when that is one of the client's people; else the ticket's contact.
async fn contact(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    source: &PostToCopy,
) -> Result<Option<ContactId>> {
    let (Some(client), Some(author)) = (ticket.client_id, source.contact_id) else {
        return Ok(ticket.contact_id);
    };
    let known = tickets::contact_name(tx, client, author).await?;
    Ok(known.map(|_| author).or(ticket.contact_id))
}

/// The same bytes under new names of our own.
async fn copied_files(tx: &mut TenantTx, post: PostId) -> Result<Vec<StoredFile>> {
    let files = queries::files(tx, post).await?;
    let copied = files
        .into_iter()
        .map(|(file, name, content_id)| StoredFile {
            attachment: new_attachment_id(),
            file,
            name,
            content_type: String::new(),
            content_id,
        });
    Ok(copied.collect())
}
