//! Writing into a ticket's conversation: technicians from the page, contacts by mail.

use super::post::{self, NewPost};
use super::queries::{self, TicketChanges, TicketHead};
use super::rules::{self, ContactReplyEffect, EndTimes};
use super::{TICKET_TOPIC, TICKETS_TOPIC};
use super::{checklist, drafts, follow_up};
use crate::error::{Error, Result, require};
use crate::markdown;
use crate::notifications;
use app_types::follow_ups::FollowUpState;
use app_types::id::{ContactId, PostId, TicketId};
use app_types::notifications::NotificationEvent;
use app_types::tickets::{PostKind, StatusCategory};
use app_types::triage::Trigger;
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
/// [`Error::Conflict`] when someone wrote or changed the ticket since the page was loaded;
/// [`Error::Invalid`] when the status would finish the ticket with required items open.
pub async fn write(tx: &mut TenantTx, number: u64, input: ReplyInput) -> Result<PostId> {
    write_checked(tx, number, input, false).await
}

/// Like [`write`], also with required items of the checklist open.
///
/// # Errors
/// As [`write`], but for those items.
pub async fn write_anyway(tx: &mut TenantTx, number: u64, input: ReplyInput) -> Result<PostId> {
    write_checked(tx, number, input, true).await
}

async fn write_checked(
    tx: &mut TenantTx,
    number: u64,
    input: ReplyInput,
    anyway: bool,
) -> Result<PostId> {
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
    follow_up::followed(tx, &mut ticket, input.kind).await?;
    if let Some((_, _, to)) = status.as_ref().filter(|_| !anyway) {
        checklist::refuse_open(tx, &ticket, *to).await?;
    }
    let (by, moves) = (tx.actor().name().to_string(), status.is_some());
    apply_status(tx, &mut ticket, status, &by).await?;
    touch(tx, &mut ticket).await?;
    if input.kind == PostKind::Reply {
        crate::mail::outbound::ticket_reply(tx, &ticket, post).await?;
        crate::triage::raise(tx, id, Trigger::TechnicianReplied, Some(post)).await?;
    }
    tell_colleague(tx, &ticket, input.kind).await?;
    if moves {
        crate::triage::raise(tx, id, Trigger::StatusChanged, None).await?;
    }
    drafts::clear(tx, ticket.id).await?;
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

/// The ticket's technician hears of what a colleague wrote.
pub(super) async fn tell_colleague(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    kind: PostKind,
) -> Result<()> {
    let Some(technician) = ticket.technician_id else {
        return Ok(());
    };
    let what = match kind {
        PostKind::Call => "logged a call",
        PostKind::Note => "wrote a note",
        PostKind::Reply | PostKind::Event => "replied to the client",
    };
    let text = format!("{} {what}", tx.actor().name());
    let event = NotificationEvent::ColleagueWrote;
    notifications::tell(tx, technician, event, ticket.id, &text).await
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

/// Refuses a change made against an older version of the ticket, and every change of one that
/// goes on in another.
pub(super) fn check_version(ticket: &TicketHead, seen: u32) -> Result<()> {
    if ticket.merged_into_id.is_some() {
        return Err(Error::Conflict(
            "This ticket was merged into another one. Load the page again, and go on there.".into(),
        ));
    }
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
    if let Some(target) = ticket.merged_into_id {
        // Merged since the mail was matched.
        ticket = queries::lock(tx, target).await?;
    }
    let window = queries::reopen_window_days(tx).await?;
    let effect =
        rules::effect_of_contact_reply(ticket.category, ticket.closed_at, tx.now(), window);
    if effect == ContactReplyEffect::StartFollowUp {
        return Ok(Reopening::TooLate);
    }
    let name = reply.contact_name.clone();
    let new = NewPost {
        kind: PostKind::Reply,
        text: reply.text,
        html: reply.html,
        contact: Some((reply.contact, reply.contact_name)),
        files: reply.files,
    };
    let post = post::insert(tx, &mut ticket, new).await?;
    // There is news: nobody waits for a day any more.
    follow_up::clear(tx, &mut ticket).await?;
    if effect == ContactReplyEffect::Open {
        let (key, name) = queries::first_status(tx, StatusCategory::Open).await?;
        let (by, open) = (tx.actor().name().to_string(), StatusCategory::Open);
        apply_status(tx, &mut ticket, Some((key, name, open)), &by).await?;
        crate::triage::raise(tx, id, Trigger::StatusChanged, None).await?;
    }
    touch(tx, &mut ticket).await?;
    if let Some(technician) = ticket.technician_id {
        let (event, text) = (NotificationEvent::ClientReplied, format!("{name} replied"));
        notifications::tell(tx, technician, event, id, &text).await?;
    }
    crate::triage::raise(tx, id, Trigger::ClientReplied, Some(post)).await?;
    Ok(Reopening::Added(post))
}

pub(super) type Status = (String, String, StatusCategory);

/// The status to set, if any: the one that was chosen, else the one the rules lead to.
pub(super) async fn chosen_status(
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

/// Writes the status with its instants, and an event that says who set it.
pub(super) async fn apply_status(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    status: Option<Status>,
    by: &str,
) -> Result<()> {
    let Some((key, name, category)) = status else {
        return Ok(());
    };
    set_status(tx, ticket, &key, category).await?;
    let event = format!("{by} set the status to {name}");
    post::insert(tx, ticket, NewPost::event(event)).await?;
    Ok(())
}

/// Writes the status with the instants that follow from it, and who set those.
pub(super) async fn set_status(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    key: &str,
    category: StatusCategory,
) -> Result<()> {
    let before = EndTimes {
        resolved_at: ticket.resolved_at,
        closed_at: ticket.closed_at,
    };
    let ends = rules::end_times(before, category, tx.now());
    let user = tx.actor().user_id();
    let changes = TicketChanges {
        status_key: Some(key),
        category: Some(category),
        resolved_at: Some(ends.resolved_at),
        closed_at: Some(ends.closed_at),
        // Whoever closes a resolved ticket did not resolve it.
        resolved_by: (ends.resolved_at != before.resolved_at).then(|| ends.resolved_at.and(user)),
        closed_by: (ends.closed_at != before.closed_at).then(|| ends.closed_at.and(user)),
        // What is done is not followed up.
        ..if category.is_active() {
            TicketChanges::default()
        } else {
            follow_up::cleared()
        }
    };
    queries::update_ticket(tx, ticket.id, &changes).await?;
    if !category.is_active() {
        (ticket.follow_up_at, ticket.follow_up_state) = (None, FollowUpState::None);
    }
    (ticket.status_key, ticket.category) = (key.to_string(), category);
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
