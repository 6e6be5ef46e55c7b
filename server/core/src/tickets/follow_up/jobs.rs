//! Bringing back what is due, and telling people.

use crate::error::{Result, require};
use crate::jobs::schedule::{CatchUp, Rule, Task};
use crate::jobs::{JobContext, JobResult};
use crate::notifications;
use crate::tickets::conversation::touch;
use crate::tickets::queries::{self, TicketHead};
use app_types::Permission;
use app_types::Timestamp;
use app_types::id::{TicketId, UserId};
use app_types::notifications::NotificationEvent;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use server_db::audit::AuditRecord;
use server_db::{Job, TenantTx};
use std::time::Duration;

/// Brings back one tenant's tickets whose follow-up is due.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindFollowUps {}

impl Job for RemindFollowUps {
    const KIND: &'static str = "tickets.follow_ups";
    const QUEUE: &'static str = "housekeeping";

    fn unique_key(&self) -> Option<String> {
        Some(Self::KIND.into())
    }
}

/// Tickets of one transaction: short locks.
const BATCH: usize = 50;
/// Transactions of one run; what is left waits for the next minute.
const BATCHES: usize = 40;

/// The line of the schedule.
pub fn follow_up_task() -> Task {
    Task {
        key: RemindFollowUps::KIND,
        rule: Rule::Every(Duration::from_secs(60)),
        in_tenant_zone: false,
        // A look finds everything that is due: one makes up for all missed ones.
        catch_up: CatchUp::Latest,
        fire: queue,
    }
}

fn queue(tx: &mut TenantTx, due: Timestamp) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        let until = due.max(tx.now());
        if queries::any_follow_up_until(tx, until).await? {
            tx.enqueue(&RemindFollowUps {}).await?;
        }
        Ok(())
    })
}

/// # Errors
/// When the database is away; what came back until then stays.
pub async fn remind(ctx: JobContext, _job: RemindFollowUps) -> JobResult {
    for _ in 0..BATCHES {
        let mut tx = ctx.begin().await?;
        let reminded = remind_due(&mut tx).await?;
        if reminded < BATCH {
            return ctx.finish(tx).await;
        }
        ctx.hold(&mut tx).await?;
        tx.commit().await?;
    }
    ctx.finish(ctx.begin().await?).await
}

/// Brings back at most [`BATCH`] tickets and says how many. That a ticket waits no longer stands in
/// the transaction that tells people: nobody hears of it twice.
async fn remind_due(tx: &mut TenantTx) -> Result<usize> {
    require(tx, Permission::TicketsEdit)?;
    let now = tx.now();
    let due = queries::lock_follow_ups_until(tx, now, BATCH).await?;
    for (id, asked_by) in &due {
        remind_one(tx, *id, *asked_by).await?;
    }
    Ok(due.len())
}

async fn remind_one(tx: &mut TenantTx, id: TicketId, asked_by: Option<UserId>) -> Result<()> {
    let mut ticket: TicketHead = queries::lock(tx, id).await?;
    super::come_back(tx, &mut ticket).await?;
    touch(tx, &mut ticket).await?;
    let mut people: Vec<UserId> = asked_by.into_iter().chain(ticket.technician_id).collect();
    people.dedup();
    for user in people {
        let event = NotificationEvent::FollowUpDue;
        notifications::tell(tx, user, event, id, "A follow-up is due").await?;
    }
    tx.record(AuditRecord {
        action: "ticket.follow_up_due",
        entity: "ticket",
        entity_id: Some(id.0),
        summary: format!("#{}: the follow-up is due", ticket.number),
    });
    Ok(())
}
