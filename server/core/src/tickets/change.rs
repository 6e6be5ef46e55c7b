//! Changing a ticket's fields: status, priority, board, technician, subject, tags.

use super::conversation::{apply_status, check_version, touch};
use super::create::MAX_SUBJECT;
use super::post::{self, NewPost};
use super::queries::{self, TicketChanges, TicketHead};
use super::{checklist, follow_up, tags};
use crate::error::{Error, Result, require};
use crate::notifications;
use app_types::id::{BoardId, TagId, TicketId, UserId};
use app_types::notifications::NotificationEvent;
use app_types::tickets::Priority;
use app_types::triage::Trigger;
use app_types::{Invalid, Permission, Timestamp};
use serde::{Deserialize, Serialize};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// One thing to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A status key of the tenant. Refused while required items of the checklist are open.
    Status(String),
    /// The same, also with required items open.
    StatusAnyway(String),
    Priority(Priority),
    Board(BoardId),
    /// `None`: nobody.
    Technician(Option<UserId>),
    Subject(String),
    AddTag(TagId),
    RemoveTag(TagId),
    /// When it is to be looked at again; `None`: not any more.
    FollowUp(Option<Timestamp>),
}

impl Change {
    /// Whose ticket it becomes.
    pub(super) fn assigned_to(&self) -> Option<UserId> {
        match self {
            Self::Technician(technician) => *technician,
            _ => None,
        }
    }

    /// What triage rules may wait for.
    pub fn raises(&self) -> Option<Trigger> {
        match self {
            Self::Status(_) | Self::StatusAnyway(_) => Some(Trigger::StatusChanged),
            Self::Priority(_) => Some(Trigger::PriorityChanged),
            Self::Board(_) => Some(Trigger::BoardChanged),
            Self::Technician(_) => Some(Trigger::TechnicianChanged),
            _ => None,
        }
    }
}

/// Lets a technician know that a ticket is theirs now, by whose hand.
pub(super) async fn tell_assigned(
    tx: &mut TenantTx,
    user: UserId,
    ticket: TicketId,
    by: &str,
) -> Result<()> {
    let text = format!("{by} assigned the ticket to you");
    notifications::tell(tx, user, NotificationEvent::Assigned, ticket, &text).await
}

/// Tells whom a change concerns, and the rules that wait for it.
pub(super) async fn announce(
    tx: &mut TenantTx,
    ticket: TicketId,
    change: &Change,
    by: &str,
) -> Result<()> {
    if let Some(user) = change.assigned_to() {
        tell_assigned(tx, user, ticket, by).await?;
    }
    match change.raises() {
        Some(trigger) => crate::triage::raise(tx, ticket, trigger, None).await,
        None => Ok(()),
    }
}

/// Changes a ticket. Setting what is set already changes nothing.
///
/// # Errors
/// [`Error::Conflict`] when someone changed the ticket since `version` was read.
pub async fn change(tx: &mut TenantTx, number: u64, version: u32, change: Change) -> Result<()> {
    require(tx, Permission::TicketsEdit)?;
    let id = queries::by_number(tx, number).await?.id;
    let mut ticket = queries::lock(tx, id).await?;
    check_version(&ticket, version)?;
    let by = tx.actor().name().to_string();
    let Some(summary) = apply(tx, &mut ticket, change.clone(), &by).await? else {
        return Ok(());
    };
    touch(tx, &mut ticket).await?;
    announce(tx, id, &change, &by).await?;
    tx.record(AuditRecord {
        action: "ticket.change",
        entity: "ticket",
        entity_id: Some(ticket.id.0),
        summary: format!("#{number}: {summary}"),
    });
    Ok(())
}

/// Writes the change and its event in the name of `by`; `None` when there was nothing to do.
pub(super) async fn apply(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    change: Change,
    by: &str,
) -> Result<Option<String>> {
    let summary = match change {
        Change::Status(key) => return change_status(tx, ticket, key, by, false).await,
        Change::StatusAnyway(key) => return change_status(tx, ticket, key, by, true).await,
        Change::Priority(priority) if priority == ticket.priority => return Ok(None),
        Change::Priority(priority) => {
            write(
                tx,
                ticket,
                TicketChanges {
                    priority: Some(priority),
                    ..TicketChanges::default()
                },
            )
            .await?;
            format!("set the priority to {}", priority.label())
        }
        Change::Board(board) if board == ticket.board_id => return Ok(None),
        Change::Board(board) => {
            let name = queries::board_name(tx, board).await?;
            let name =
                name.ok_or_else(|| Error::invalid("board", "Choose a board from the list"))?;
            write(
                tx,
                ticket,
                TicketChanges {
                    board_id: Some(board),
                    ..TicketChanges::default()
                },
            )
            .await?;
            format!("moved the ticket to {name}")
        }
        Change::Technician(technician) if technician == ticket.technician_id => return Ok(None),
        Change::Technician(technician) => assign(tx, ticket, technician).await?,
        Change::Subject(subject) => {
            let mut invalid = Invalid::new();
            let subject = invalid.required_line("subject", "a subject", &subject, MAX_SUBJECT);
            invalid.into_result()?;
            if subject == ticket.subject {
                return Ok(None);
            }
            write(
                tx,
                ticket,
                TicketChanges {
                    subject: Some(&subject),
                    ..TicketChanges::default()
                },
            )
            .await?;
            format!("changed the subject from “{}”", ticket.subject)
        }
        Change::AddTag(tag) => match tags::add(tx, ticket, tag).await? {
            Some(summary) => summary,
            None => return Ok(None),
        },
        Change::RemoveTag(tag) => match tags::remove(tx, ticket, tag).await? {
            Some(summary) => summary,
            None => return Ok(None),
        },
        Change::FollowUp(at) => match follow_up::apply(tx, ticket, at, by).await? {
            Some(summary) => summary,
            None => return Ok(None),
        },
    };
    let event = format!("{by} {summary}");
    post::insert(tx, ticket, NewPost::event(event)).await?;
    Ok(Some(summary))
}

async fn change_status(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    key: String,
    by: &str,
    anyway: bool,
) -> Result<Option<String>> {
    if key == ticket.status_key {
        return Ok(None);
    }
    let (name, category) = queries::status(tx, &key)
        .await?
        .ok_or_else(|| Error::invalid("status", "Choose a status from the list"))?;
    if !anyway {
        checklist::refuse_open(tx, ticket, category).await?;
    }
    let summary = format!("set the status to {name}");
    apply_status(tx, ticket, Some((key, name, category)), by).await?;
    Ok(Some(summary))
}

async fn assign(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    technician: Option<UserId>,
) -> Result<String> {
    let name =
        match technician {
            Some(id) => {
                let name = queries::technician_name(tx, id).await?;
                Some(name.ok_or_else(|| {
                    Error::invalid("technician", "Choose a technician from the list")
                })?)
            }
            None => None,
        };
    write(
        tx,
        ticket,
        TicketChanges {
            technician_id: Some(technician),
            ..TicketChanges::default()
        },
    )
    .await?;
    Ok(name.map_or_else(
        || "took the ticket from its technician".to_string(),
        |name| format!("assigned the ticket to {name}"),
    ))
}

async fn write(tx: &mut TenantTx, ticket: &TicketHead, changes: TicketChanges<'_>) -> Result<()> {
    queries::update_ticket(tx, ticket.id, &changes).await
}
