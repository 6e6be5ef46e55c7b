//! From a template to a ticket.

use super::queries::{self, TemplateRecord};
use crate::error::{Error, Result};
use crate::markdown;
use crate::tickets::create::NewTicket;
use crate::tickets::post::NewPost;
use crate::tickets::{checklist, queries as tickets, tags};
use app_types::id::{ClientId, TicketId, TicketTemplateId};
use app_types::tags::TagView;
use app_types::templates::TicketStart;
use app_types::tickets::{PostKind, TicketSource};
use server_db::TenantTx;

/// A template that a new ticket may begin with.
///
/// # Errors
/// [`Error::NotFound`] for an archived one, too.
pub(in crate::tickets) async fn usable(
    tx: &mut TenantTx,
    id: TicketTemplateId,
) -> Result<TemplateRecord> {
    let found = queries::get(tx, id).await?;
    if found.archived_at.is_some() {
        return Err(Error::NotFound);
    }
    Ok(found)
}

/// What the form for a new ticket shows; `tags` are all tags of the tenant.
pub(in crate::tickets) fn start_of(template: TemplateRecord, tags: &[TagView]) -> TicketStart {
    let wanted = template.tag_ids();
    TicketStart {
        id: template.id,
        tags: tags
            .iter()
            .filter(|tag| !tag.archived && wanted.contains(&tag.id))
            .cloned()
            .collect(),
        checklist: template.lines(),
        name: template.name,
        subject: template.subject,
        body: template.body,
        board: template
            .board_id
            .map(|id| id.to_string())
            .unwrap_or_default(),
        technician: template
            .technician_id
            .map(|id| id.to_string())
            .unwrap_or_default(),
        priority: template.priority.to_string(),
        ticket_type: template.ticket_type.to_string(),
    }
}

/// The ticket that a template makes for a client by itself. A technician who has left since gets
/// nothing: then it is nobody's.
pub(in crate::tickets) async fn new_ticket(
    tx: &mut TenantTx,
    template: &TemplateRecord,
    client: Option<ClientId>,
) -> Result<NewTicket> {
    let technician = match template.technician_id {
        Some(id) => tickets::technician_name(tx, id).await?.map(|_| id),
        None => None,
    };
    Ok(NewTicket {
        subject: template.subject.clone(),
        client,
        contact: None,
        location: None,
        board: template.board_id,
        technician,
        priority: template.priority,
        ticket_type: template.ticket_type,
        source: TicketSource::Recurring,
        follows: None,
        first_post: NewPost {
            // Nobody asked for it: it is ours to read.
            kind: PostKind::Note,
            html: markdown::to_html(&template.body),
            text: template.body.clone(),
            contact: None,
            files: Vec::new(),
        },
    })
}

/// Gives a ticket that was just made the template's tags and checklist. Tags that are offered no
/// longer are passed over.
pub(in crate::tickets) async fn dress(
    tx: &mut TenantTx,
    ticket: TicketId,
    template: &TemplateRecord,
) -> Result<()> {
    let wanted = template.tag_ids();
    if !wanted.is_empty() {
        let head = tickets::by_id(tx, ticket).await?;
        let known = crate::tags::all(tx).await?;
        for tag in known
            .iter()
            .filter(|tag| !tag.archived && wanted.contains(&tag.id))
        {
            tags::add(tx, &head, tag.id).await?;
        }
    }
    checklist::fill(tx, ticket, &template.lines()).await
}
