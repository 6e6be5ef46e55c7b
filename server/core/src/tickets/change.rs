//! Changing a ticket's fields: status, priority, board, technician, subject.

use super::conversation::{apply_status, check_version, touch};
use super::create::MAX_SUBJECT;
use super::post::{self, NewPost};
use super::queries::{self, TicketChanges, TicketHead};
use crate::error::{Error, Result, require};
use app_types::id::{BoardId, UserId};
use app_types::tickets::Priority;
use app_types::{Invalid, Permission};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// One thing to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A status key of the tenant.
    Status(String),
    Priority(Priority),
    Board(BoardId),
    /// `None`: nobody.
    Technician(Option<UserId>),
    Subject(String),
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
    let Some(summary) = apply(tx, &mut ticket, change).await? else {
        return Ok(());
    };
    touch(tx, &mut ticket).await?;
    tx.record(AuditRecord {
        action: "ticket.change",
        entity: "ticket",
        entity_id: Some(ticket.id.0),
        summary: format!("#{number}: {summary}"),
    });
    Ok(())
}

/// Writes the change and its event; `None` when there was nothing to do.
async fn apply(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    change: Change,
) -> Result<Option<String>> {
    let summary = match change {
        Change::Status(key) => return change_status(tx, ticket, key).await,
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
    };
    let event = format!("{} {summary}", tx.actor().name());
    post::insert(tx, ticket, NewPost::event(event)).await?;
    Ok(Some(summary))
}

async fn change_status(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    key: String,
) -> Result<Option<String>> {
    if key == ticket.status_key {
        return Ok(None);
    }
    let (name, category) = queries::status(tx, &key)
        .await?
        .ok_or_else(|| Error::invalid("status", "Choose a status from the list"))?;
    let summary = format!("set the status to {name}");
    apply_status(tx, ticket, Some((key, name, category))).await?;
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
