//! Several changes of one ticket as one, with or without words: one version, one mail.

use super::change::{self, Change};
use super::conversation::{self, check_version, touch};
use super::post::{self, NewPost};
use super::queries::{self, TicketHead};
use super::rules;
use crate::error::{Result, require};
use crate::{markdown, triage};
use app_types::Permission;
use app_types::id::{PostId, TicketId};
use app_types::tickets::PostKind;
use app_types::triage::Trigger;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// What is done to a ticket.
#[derive(Debug, Clone, Default)]
pub(super) struct Work {
    pub changes: Vec<Change>,
    /// What is written: a reply or a note, in Markdown.
    pub said: Option<(PostKind, String)>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Applied {
    /// What takes the changes back, in the order in which to do it.
    pub undo: Vec<Change>,
    pub version: u32,
}

/// Changes a ticket; `version` is the one that was seen, `None` for whatever it is now.
///
/// # Errors
/// [`crate::Error::Conflict`] when someone changed the ticket since; [`crate::Error::Invalid`].
pub(super) async fn apply(
    tx: &mut TenantTx,
    id: TicketId,
    version: Option<u32>,
    work: &Work,
) -> Result<Applied> {
    require(tx, Permission::TicketsEdit)?;
    if work.said.is_some() {
        require(tx, Permission::TicketsReply)?;
    }
    let mut ticket = queries::lock(tx, id).await?;
    // Also a ticket that was not seen may have been merged into another one.
    check_version(&ticket, version.unwrap_or(ticket.version))?;
    let mut summaries = Vec::new();
    let reply = say(tx, &mut ticket, work, &mut summaries).await?;
    let (mut undo, by) = (Vec::new(), tx.actor().name().to_string());
    for change in &work.changes {
        let back = inverse(&ticket, change);
        if let Some(summary) = change::apply(tx, &mut ticket, change.clone(), &by).await? {
            undo.insert(0, back);
            summaries.push(summary);
            change::announce(tx, id, change, &by).await?;
        }
    }
    if !summaries.is_empty() {
        touch(tx, &mut ticket).await?;
        if let Some(post) = reply {
            crate::mail::outbound::ticket_reply(tx, &ticket, post).await?;
            triage::raise(tx, id, Trigger::TechnicianReplied, Some(post)).await?;
        }
        record(tx, &ticket, &summaries);
    }
    Ok(Applied {
        undo,
        version: ticket.version,
    })
}

/// Writes what is to be said; a reply's mail comes when the changes are done.
async fn say(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    work: &Work,
    summaries: &mut Vec<String>,
) -> Result<Option<PostId>> {
    let Some((kind, text)) = &work.said else {
        return Ok(None);
    };
    let new = NewPost {
        kind: *kind,
        html: markdown::to_html(text),
        text: text.clone(),
        contact: None,
        files: Vec::new(),
    };
    let post = post::insert(tx, ticket, new).await?;
    if rules::is_response(*kind) && ticket.responded_at.is_none() {
        ticket.responded_at = Some(tx.now());
    }
    let sets_status = work
        .changes
        .iter()
        .any(|c| matches!(c, Change::Status(_) | Change::StatusAnyway(_)));
    if !sets_status {
        let category = rules::category_after_post(*kind, ticket.category);
        let status = conversation::chosen_status(tx, ticket, "", category).await?;
        let by = tx.actor().name().to_string();
        if status.is_some() {
            triage::raise(tx, ticket.id, Trigger::StatusChanged, None).await?;
        }
        conversation::apply_status(tx, ticket, status, &by).await?;
    }
    conversation::tell_colleague(tx, ticket, *kind).await?;
    let reply = *kind == PostKind::Reply;
    summaries.push(if reply { "replied" } else { "wrote a note" }.to_string());
    Ok(reply.then_some(post))
}

/// What sets back what `change` is about to set.
fn inverse(ticket: &TicketHead, change: &Change) -> Change {
    match change {
        // What was done before the items were is done again without asking.
        Change::Status(_) | Change::StatusAnyway(_) => {
            Change::StatusAnyway(ticket.status_key.clone())
        }
        Change::Priority(_) => Change::Priority(ticket.priority),
        Change::Board(_) => Change::Board(ticket.board_id),
        Change::Technician(_) => Change::Technician(ticket.technician_id),
        Change::Subject(_) => Change::Subject(ticket.subject.clone()),
        Change::AddTag(tag) => Change::RemoveTag(*tag),
        Change::RemoveTag(tag) => Change::AddTag(*tag),
        Change::FollowUp(_) => Change::FollowUp(ticket.follow_up_at),
    }
}

fn record(tx: &mut TenantTx, ticket: &TicketHead, summaries: &[String]) {
    tx.record(AuditRecord {
        action: "ticket.change",
        entity: "ticket",
        entity_id: Some(ticket.id.0),
        summary: format!("#{}: {}", ticket.number, summaries.join("; ")),
    });
}
