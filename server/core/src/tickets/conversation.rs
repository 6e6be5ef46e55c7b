//! Writing into a ticket's conversation: technicians from the page, contacts by mail.

use super::post::{self, NewPost};
use super::queries::{self, TicketChanges, TicketHead};
use super::rules::{self, ContactReplyEffect, EndTimes};
use super::{TICKET_TOPIC, TICKETS_TOPIC};
use crate::error::{Error, Result, require};
use crate::markdown;
use app_types::id::{ContactId, PostId, TicketId};
use app_types::tickets::{PostKind, StatusCategory};
use app_types::{Invalid, Permission};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

use super::attachments::StoredFile;

/// What a technician sends from the ticket's page.
#[derive(Debug, Clone)]
pub struct ReplyInput {
    pub kind: PostKind,
    /// Markdown.
    pub body: String,
    /// The ticket's version the page showed: a reply typed against an older conversation is
    /// never sent silently.
    pub version: u32,
    /// Status key to set with the post; empty keeps the status.
    pub status: String,
    pub files: Vec<StoredFile>,
}

/// Longest post in characters.
pub const MAX_BODY: usize = 100_000;

/// Writes a reply, note or call; a reply goes out by mail to the contact.
///
/// # Errors
/// [`Error::Conflict`] when someone wrote or changed the ticket since the page was loaded.
pub async fn write(tx: &mut TenantTx, number: u64, input: ReplyInput) -> Result<PostId> {
    require(tx, Permission::TicketsReply)?;
    let body = check_body(&input)?;
    let id = queries::by_number(tx, number).await?.id;
    let mut ticket = queries::lock(tx, id).await?;
    check_version(&ticket, input.version)?;

    let html = markdown::to_html(&body);
    let new = NewPost {
        kind: input.kind,
        text: body,
        html,
        contact: None,
        files: input.files,
    };
    let post = post::insert(tx, &mut ticket, new).await?;
    let category = rules::category_after_post(input.kind, ticket.category);
    let first_response = rules::is_response(input.kind) && ticket.responded_at.is_none();
    if first_response {
        ticket.responded_at = Some(tx.now());
    }
    let status = chosen_status(tx, &ticket, &input.status, category).await?;
    apply_status(tx, &mut ticket, status).await?;
    touch(tx, &mut ticket).await?;
    if input.kind == PostKind::Reply {
        crate::mail::outbound::ticket_reply(tx, &ticket, post).await?;
    }
    tx.record(AuditRecord {
        action: match input.kind {
            PostKind::Reply => "ticket.reply",
            PostKind::Call => "ticket.log_call",
            _ => "ticket.note",
        },
        entity: "ticket",
        entity_id: Some(ticket.id.0),
        summary: format!("#{number} {}", ticket.subject),
    });
    Ok(post)
}

fn check_body(input: &ReplyInput) -> Result<String> {
    let mut invalid = Invalid::new();
    let body = invalid.optional_text("body", "the text", &input.body, MAX_BODY);
    if body.is_empty() && input.files.is_empty() {
        invalid.add("body", "Write something first");
    }
    if input.kind == PostKind::Event {
        invalid.add("kind", "Choose reply, note or call");
    }
    invalid.into_result()?;
    Ok(body)
}

/// Refuses a change made against an older version of the ticket.
pub(super) fn check_version(ticket: &TicketHead, seen: u32) -> Result<()> {
    if ticket.version == seen {
        return Ok(());
    }
    Err(Error::Conflict(
        "Someone changed this ticket while you were writing. Read what is new below, then send again.".into(),
    ))
}

/// A mail of a contact to an existing ticket.
#[derive(Debug, Clone)]
pub struct ContactReply {
    pub contact: ContactId,
    pub contact_name: String,
    pub text: String,
    /// Sanitised.
    pub html: String,
    pub files: Vec<StoredFile>,
}

/// What became of a contact's reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reopening {
    /// The post was added.
    Added(PostId),
    /// Nothing was written: the ticket was closed too long ago, make one that follows it.
    TooLate,
}

/// Adds a contact's words; opens the ticket again where the rules say so.
///
/// # Errors
/// [`Error::NotFound`] for a ticket that is not the tenant's.
pub async fn add_contact_reply(
    tx: &mut TenantTx,
    id: TicketId,
    reply: ContactReply,
) -> Result<Reopening> {
    require(tx, Permission::TicketsReply)?;
    let mut ticket = queries::lock(tx, id).await?;
    let window = queries::reopen_window_days(tx).await?;
    let effect =
        rules::effect_of_contact_reply(ticket.category, ticket.closed_at, tx.now(), window);
    if effect == ContactReplyEffect::StartFollowUp {
        return Ok(Reopening::TooLate);
    }
    let new = NewPost {
        kind: PostKind::Reply,
        text: reply.text,
        html: reply.html,
        contact: Some((reply.contact, reply.contact_name)),
        files: reply.files,
    };
    let post = post::insert(tx, &mut ticket, new).await?;
    if effect == ContactReplyEffect::Open {
        let (key, name) = queries::first_status(tx, StatusCategory::Open).await?;
        apply_status(tx, &mut ticket, Some((key, name, StatusCategory::Open))).await?;
    }
    touch(tx, &mut ticket).await?;
    Ok(Reopening::Added(post))
}

type Status = (String, String, StatusCategory);

/// The status to set, if any: the one that was chosen, else the one the rules lead to.
async fn chosen_status(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    chosen: &str,
    fallback: StatusCategory,
) -> Result<Option<Status>> {
    if !chosen.is_empty() && chosen != ticket.status_key {
        let (name, category) = queries::status(tx, chosen)
            .await?
            .ok_or_else(|| Error::invalid("status", "Choose a status from the list"))?;
        return Ok(Some((chosen.to_string(), name, category)));
    }
    if fallback == ticket.category {
        return Ok(None);
    }
    let (key, name) = queries::first_status(tx, fallback).await?;
    Ok(Some((key, name, fallback)))
}

/// Writes the status with its instants, and an event that says so.
pub(super) async fn apply_status(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    status: Option<Status>,
) -> Result<()> {
    let Some((key, name, category)) = status else {
        return Ok(());
    };
    let before = EndTimes {
        resolved_at: ticket.resolved_at,
        closed_at: ticket.closed_at,
    };
    let ends = rules::end_times(before, category, tx.now());
    let by = tx.actor().user_id();
    let changes = TicketChanges {
        status_key: Some(&key),
        category: Some(category),
        resolved_at: Some(ends.resolved_at),
        closed_at: Some(ends.closed_at),
        resolved_by: Some(ends.resolved_at.and(by)),
        closed_by: Some(ends.closed_at.and(by)),
        ..TicketChanges::default()
    };
    queries::update_ticket(tx, ticket.id, &changes).await?;
    let actor = tx.actor().name().to_string();
    post::insert(
        tx,
        ticket,
        NewPost::event(format!("{actor} set the status to {name}")),
    )
    .await?;
    (ticket.status_key, ticket.category) = (key, category);
    (ticket.resolved_at, ticket.closed_at) = (ends.resolved_at, ends.closed_at);
    Ok(())
}

/// Counts the ticket's version up and tells open pages.
pub(super) async fn touch(tx: &mut TenantTx, ticket: &mut TicketHead) -> Result<()> {
    ticket.version += 1;
    let changes = TicketChanges {
        post_count: Some(ticket.post_count),
        version: Some(ticket.version),
        updated_at: Some(tx.now()),
        responded_at: Some(ticket.responded_at),
        ..TicketChanges::default()
    };
    queries::update_ticket(tx, ticket.id, &changes).await?;
    tx.publish(TICKET_TOPIC, ticket.number, ticket.version);
    tx.publish(TICKETS_TOPIC, ticket.number, ticket.version);
    Ok(())
}
