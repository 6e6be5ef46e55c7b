//! Merging: the source closes and goes on in the target, where its conversation can be read. No
//! row of it moves, so that a merge can be taken back.

use super::{one_at_a_time, queries, rules, typed};
use crate::error::{Error, Result, require};
use crate::tickets::conversation::{apply_status, touch};
use crate::tickets::post::{self, NewPost};
use crate::tickets::{TicketHead, queries as tickets};
use app_types::Permission;
use app_types::id::TicketId;
use app_types::tickets::StatusCategory;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Merges ticket `number` into `target`, or into the one in which `target` goes on. Answers the
/// number of the ticket that is left.
///
/// # Errors
/// [`Error::Conflict`] when someone changed the source since `version` was read, also when it was
/// merged meanwhile; [`Error::Invalid`] on `target`.
pub async fn merge(tx: &mut TenantTx, number: u64, version: u32, target: u64) -> Result<u64> {
    require(tx, Permission::TicketsEdit)?;
    one_at_a_time(tx).await?;
    let source = tickets::by_number(tx, number).await?;
    let named = typed(tx, "target", target).await?;
    let target = standing_for(tx, named.clone()).await?;
    if target.id == source.id && named.id != source.id {
        return Err(Error::Conflict(format!(
            "Ticket #{} was merged into this one already. Load the page again to see it.",
            named.number
        )));
    }
    let (mut source, mut target) = lock_both(tx, source.id, target.id).await?;
    rules::may_merge(&source, &target)?;
    if source.version != version {
        return Err(changed_meanwhile());
    }
    queries::set_merged(tx, source.id, Some(target.id)).await?;
    queries::hand_on_merged(tx, source.id, target.id).await?;
    close(tx, &mut source).await?;
    tell(
        tx,
        &mut source,
        format!("merged this ticket into #{}", target.number),
    )
    .await?;
    tell(
        tx,
        &mut target,
        format!("merged #{number} into this ticket"),
    )
    .await?;
    record(
        tx,
        "ticket.merge",
        &source,
        format!("#{number} into #{}", target.number),
    );
    Ok(target.number)
}

/// Lets a merged ticket stand for itself again, with the status `status` or opened.
///
/// # Errors
/// [`Error::Conflict`] for a ticket that is not merged (any more).
pub async fn unmerge(tx: &mut TenantTx, number: u64, status: &str) -> Result<()> {
    require(tx, Permission::TicketsEdit)?;
    one_at_a_time(tx).await?;
    let source = tickets::by_number(tx, number).await?;
    let Some(target) = source.merged_into_id else {
        return Err(Error::Conflict(
            "This ticket is not merged any more. Load the page again to see it.".into(),
        ));
    };
    let (mut source, mut target) = lock_both(tx, source.id, target).await?;
    queries::set_merged(tx, source.id, None).await?;
    reopen(tx, &mut source, status).await?;
    tell(
        tx,
        &mut source,
        format!("took back the merge into #{}", target.number),
    )
    .await?;
    tell(tx, &mut target, format!("took back the merge of #{number}")).await?;
    record(
        tx,
        "ticket.unmerge",
        &source,
        format!("#{number} out of #{}", target.number),
    );
    Ok(())
}

/// The ticket in which `ticket` goes on; itself, when it was not merged. Without a lock: whoever
/// writes looks again when they hold it.
///
/// # Errors
/// Any database error.
pub async fn standing_for(tx: &mut TenantTx, ticket: TicketHead) -> Result<TicketHead> {
    match ticket.merged_into_id {
        // The rows hold no chains: a merge hands on what went on in its source.
        Some(target) => tickets::by_id(tx, target).await,
        None => Ok(ticket),
    }
}

/// In the order of their ids, as everywhere where two tickets are locked.
async fn lock_both(
    tx: &mut TenantTx,
    a: TicketId,
    b: TicketId,
) -> Result<(TicketHead, TicketHead)> {
    let first = tickets::lock(tx, a.min(b)).await?;
    let second = tickets::lock(tx, a.max(b)).await?;
    Ok(if first.id == a {
        (first, second)
    } else {
        (second, first)
    })
}

async fn close(tx: &mut TenantTx, source: &mut TicketHead) -> Result<()> {
    if source.category == StatusCategory::Closed {
        return Ok(());
    }
    let (key, name) = tickets::first_status(tx, StatusCategory::Closed).await?;
    let (by, closed) = (tx.actor().name().to_string(), StatusCategory::Closed);
    apply_status(tx, source, Some((key, name, closed)), &by).await
}

/// An undo names the status of before; otherwise someone has to look at it again.
async fn reopen(tx: &mut TenantTx, source: &mut TicketHead, status: &str) -> Result<()> {
    let (key, name, category) = match tickets::status(tx, status).await? {
        Some((name, category)) => (status.to_string(), name, category),
        None => {
            let (key, name) = tickets::first_status(tx, StatusCategory::Open).await?;
            (key, name, StatusCategory::Open)
        }
    };
    if key == source.status_key {
        return Ok(());
    }
    let by = tx.actor().name().to_string();
    apply_status(tx, source, Some((key, name, category)), &by).await
}

async fn tell(tx: &mut TenantTx, ticket: &mut TicketHead, what: String) -> Result<()> {
    let event = format!("{} {what}", tx.actor().name());
    post::insert(tx, ticket, NewPost::event(event)).await?;
    touch(tx, ticket).await
}

fn record(tx: &mut TenantTx, action: &'static str, source: &TicketHead, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "ticket",
        entity_id: Some(source.id.0),
        summary,
    });
}

fn changed_meanwhile() -> Error {
    Error::Conflict(
        "Someone changed this ticket meanwhile. Read what is new, then merge again.".into(),
    )
}
