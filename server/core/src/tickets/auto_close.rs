//! Resolved tickets close themselves after the tenant's time, unless somebody opened them again.

use super::conversation::{set_status, touch};
use super::post::{self, NewPost};
use super::queries::{self, TicketHead};
use super::rules;
use crate::error::{Result, require};
use crate::jobs::schedule::{CatchUp, Rule, Task};
use crate::jobs::{JobContext, JobResult};
use app_types::Permission;
use app_types::Timestamp;
use app_types::id::TicketId;
use app_types::tickets::StatusCategory;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use server_db::audit::AuditRecord;
use server_db::{Job, TenantTx};
use std::time::Duration;

/// Tickets of one transaction: short locks.
pub const BATCH: usize = 100;
/// Transactions of one run. What is left waits for the next hour, so that a tenant which turns
/// this on with years of resolved tickets floods neither its pages nor the worker.
const BATCHES: usize = 20;

/// Closes one tenant's resolved tickets whose time has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoClose {}

impl Job for AutoClose {
    const KIND: &'static str = "tickets.auto_close";
    const QUEUE: &'static str = "housekeeping";

    fn unique_key(&self) -> Option<String> {
        Some(Self::KIND.into())
    }
}

/// Every hour: the tenant's time is in days, and what is an hour late disturbs nobody.
pub fn auto_close_task() -> Task {
    Task {
        key: AutoClose::KIND,
        rule: Rule::Every(Duration::from_secs(3_600)),
        in_tenant_zone: false,
        // One run closes all that came due meanwhile.
        catch_up: CatchUp::Latest,
        fire: queue,
    }
}

fn queue(tx: &mut TenantTx, _due: Timestamp) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        tx.enqueue(&AutoClose {}).await?;
        Ok(())
    })
}

/// # Errors
/// When the database is away; what was closed until then stays closed.
pub async fn auto_close(ctx: JobContext, _job: AutoClose) -> JobResult {
    for _ in 0..BATCHES {
        let mut tx = ctx.begin().await?;
        let closed = close_due(&mut tx).await?;
        if closed < BATCH {
            return ctx.finish(tx).await;
        }
        ctx.hold(&mut tx).await?;
        tx.commit().await?;
    }
    ctx.finish(ctx.begin().await?).await
}

/// Closes at most [`BATCH`] tickets that were resolved long enough ago and says how many. A ticket
/// that somebody is changing at this moment is left alone; the next run looks at it again.
///
/// # Errors
/// [`crate::Error::Forbidden`]; any database error.
pub async fn close_due(tx: &mut TenantTx) -> Result<usize> {
    require(tx, Permission::TicketsEdit)?;
    let days = queries::auto_close_days(tx).await?;
    let Some(until) = rules::closes_if_resolved_until(tx.now(), days) else {
        return Ok(0);
    };
    let due = queries::lock_resolved_until(tx, until, BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let (key, name) = queries::first_status(tx, StatusCategory::Closed).await?;
    for id in &due {
        close(tx, *id, (&key, &name), days).await?;
    }
    Ok(due.len())
}

async fn close(
    tx: &mut TenantTx,
    id: TicketId,
    (key, name): (&str, &str),
    days: u16,
) -> Result<()> {
    let mut ticket: TicketHead = queries::lock(tx, id).await?;
    set_status(tx, &mut ticket, key, StatusCategory::Closed).await?;
    let after = rules::days_in_words(days);
    let event = format!(
        "{} set the status to {name}, {after} after the ticket was resolved",
        tx.actor().name()
    );
    post::insert(tx, &mut ticket, NewPost::event(event)).await?;
    touch(tx, &mut ticket).await?;
    tx.record(AuditRecord {
        action: "ticket.auto_close",
        entity: "ticket",
        entity_id: Some(ticket.id.0),
        summary: format!("#{}: closed {after} after it was resolved", ticket.number),
    });
    Ok(())
}
