//! A ticket's checklist. Ticking writes no line into the conversation: the item itself says who
//! did it and when. Every change counts the ticket's version up, so that open pages are told.

mod queries;
mod rules;

pub(super) use rules::{parse, written};

use super::conversation::{check_version, touch};
use super::queries::{self as tickets, TicketHead};
use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::checklists::{CONFIRMED, ChecklistLine, ItemAct};
use app_types::id::{ChecklistItemId, TicketId};
use app_types::tickets::StatusCategory;
use queries::{ItemChanges, ItemRow};
use rules::MAX_ITEMS;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Adds items, one a line, behind those that are there; answers how many.
///
/// # Errors
/// [`Error::Invalid`] on `items`; [`Error::NotFound`]; [`Error::Conflict`] for a merged ticket.
pub async fn add(tx: &mut TenantTx, number: u64, lines: &str) -> Result<usize> {
    require(tx, Permission::TicketsEdit)?;
    let lines = parse("items", lines)?;
    if lines.is_empty() {
        return Err(Error::invalid("items", "Write down what is to be done"));
    }
    let mut ticket = lock(tx, number).await?;
    let known = queries::of_ticket(tx, ticket.id).await?;
    if known.len() + lines.len() > MAX_ITEMS {
        let words = format!("A checklist has {MAX_ITEMS} items at most. Remove some first");
        return Err(Error::invalid("items", words));
    }
    let last = known.last().map_or(0, |item| item.position);
    queries::insert(tx, ticket.id, last, &lines).await?;
    touch(tx, &mut ticket).await?;
    let what = match lines.as_slice() {
        [one] => format!("added “{}”", one.text),
        many => format!("added {} items", many.len()),
    };
    record(tx, &ticket, &what);
    Ok(lines.len())
}

/// Ticks, moves or removes an item. What is so already stays: whoever ticked it first did it.
///
/// # Errors
/// [`Error::NotFound`] for an item of another ticket; [`Error::Conflict`] for a merged ticket.
pub async fn act(tx: &mut TenantTx, number: u64, id: ChecklistItemId, act: ItemAct) -> Result<()> {
    require(tx, Permission::TicketsEdit)?;
    let mut ticket = lock(tx, number).await?;
    let item = queries::get(tx, ticket.id, id).await?;
    // Only a removal can be taken back on what was removed.
    if item.removed_at.is_some() && act != ItemAct::Restore {
        return Err(Error::NotFound);
    }
    let done = match act {
        ItemAct::Up | ItemAct::Down => step(tx, &ticket, &item, act).await?,
        act => change(tx, &ticket, &item, act).await?,
    };
    if let Some(what) = done {
        touch(tx, &mut ticket).await?;
        record(tx, &ticket, &format!("{what} “{}”", item.text));
    }
    Ok(())
}

/// The version is not asked for: what two people tick at once is both ticked.
async fn lock(tx: &mut TenantTx, number: u64) -> Result<TicketHead> {
    let id = tickets::by_number(tx, number).await?.id;
    let ticket = tickets::lock(tx, id).await?;
    check_version(&ticket, ticket.version)?;
    Ok(ticket)
}

/// `None`: nothing was to be done.
async fn change(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    item: &ItemRow,
    act: ItemAct,
) -> Result<Option<&'static str>> {
    let (now, user) = (tx.now(), tx.actor().user_id());
    let mut changes = ItemChanges::default();
    let what = match act {
        ItemAct::Tick if item.done_at.is_none() => {
            (changes.done_at, changes.done_by) = (Some(Some(now)), Some(user));
            "ticked"
        }
        ItemAct::Untick if item.done_at.is_some() => {
            (changes.done_at, changes.done_by) = (Some(None), Some(None));
            "took the tick from"
        }
        ItemAct::Require if !item.required => {
            changes.required = Some(true);
            "required"
        }
        ItemAct::Relax if item.required => {
            changes.required = Some(false);
            "required no longer"
        }
        ItemAct::Remove => {
            changes.removed_at = Some(Some(now));
            "removed"
        }
        ItemAct::Restore if item.removed_at.is_some() => {
            if queries::of_ticket(tx, ticket.id).await?.len() >= MAX_ITEMS {
                let words = format!("A checklist has {MAX_ITEMS} items at most.");
                return Err(Error::Conflict(words));
            }
            changes.removed_at = Some(None);
            "put back"
        }
        _ => return Ok(None),
    };
    queries::update(tx, item.id, &changes).await?;
    Ok(Some(what))
}

/// Changes places with the neighbour; at the end of the list nothing moves.
async fn step(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    item: &ItemRow,
    act: ItemAct,
) -> Result<Option<&'static str>> {
    let all = queries::of_ticket(tx, ticket.id).await?;
    let at = all.iter().position(|known| known.id == item.id);
    let neighbour = match act {
        ItemAct::Up => at.and_then(|at| at.checked_sub(1)),
        _ => at.map(|at| at + 1),
    };
    let Some(neighbour) = neighbour.and_then(|at| all.get(at)) else {
        return Ok(None);
    };
    for (id, position) in [(item.id, neighbour.position), (neighbour.id, item.position)] {
        let changes = ItemChanges {
            position: Some(position),
            ..ItemChanges::default()
        };
        queries::update(tx, id, &changes).await?;
    }
    Ok(Some("moved"))
}

/// The first items of a ticket that was just made.
pub(super) async fn fill(
    tx: &mut TenantTx,
    ticket: TicketId,
    lines: &[ChecklistLine],
) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    queries::insert(tx, ticket, 0, lines).await
}

/// Whether required items hold a change of status up.
pub(super) async fn holds_up(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    to: StatusCategory,
) -> Result<bool> {
    Ok(rules::asks_for_items(ticket.category, to)
        && !queries::required_open(tx, ticket.id, 1).await?.is_empty())
}

/// Refuses to finish a ticket with required items open.
///
/// # Errors
/// [`Error::Invalid`] on [`CONFIRMED`], by which a page knows that it may ask.
pub(super) async fn refuse_open(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    to: StatusCategory,
) -> Result<()> {
    if !rules::asks_for_items(ticket.category, to) {
        return Ok(());
    }
    // One more than are named.
    let open = queries::required_open(tx, ticket.id, 4).await?;
    if open.is_empty() {
        return Ok(());
    }
    Err(Error::invalid(CONFIRMED, rules::still_open(&open)))
}

fn record(tx: &mut TenantTx, ticket: &TicketHead, what: &str) {
    tx.record(AuditRecord {
        action: "ticket.checklist",
        entity: "ticket",
        entity_id: Some(ticket.id.0),
        summary: format!("#{}: {what}", ticket.number),
    });
}
