//! Making what is due.

use super::queries::{self, NewRun, RecurringChanges, RecurringRecord, ServedClient};
use super::rules::{self, split_missed};
use crate::error::{Error, Result, require};
use crate::jobs::schedule::{CatchUp, Rule, Task};
use crate::jobs::{JobContext, JobResult};
use crate::tickets::templates::{self, TemplateRecord};
use crate::tickets::{TicketRef, create};
use app_types::Permission;
use app_types::Timestamp;
use app_types::id::{ClientId, RecurringRunId};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use server_db::{Job, TenantTx};
use std::time::Duration;

/// Makes one tenant's tickets that are due.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeRecurring {}

impl Job for MakeRecurring {
    const KIND: &'static str = "tickets.recurring";
    const QUEUE: &'static str = "housekeeping";

    fn unique_key(&self) -> Option<String> {
        Some(Self::KIND.into())
    }
}

/// Schedules of one run; what is left is due at the next minute.
const MOST_SCHEDULES: usize = 200;
/// Missed due times that are written down, the latest ones.
const MOST_MISSED: usize = 50;

/// The line of the schedule.
pub fn recurring_task() -> Task {
    Task {
        key: MakeRecurring::KIND,
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
        if queries::any_due(tx, until).await? {
            tx.enqueue(&MakeRecurring {}).await?;
        }
        Ok(())
    })
}

/// # Errors
/// When the database is away; what was made until then stays made.
pub async fn make_recurring(ctx: JobContext, _job: MakeRecurring) -> JobResult {
    for _ in 0..MOST_SCHEDULES {
        let mut tx = ctx.begin().await?;
        require(&tx, Permission::TicketsEdit)?;
        let Some(known) = queries::lock_due(&mut tx).await? else {
            return ctx.finish(tx).await;
        };
        make_due(&mut tx, &known).await?;
        ctx.hold(&mut tx).await?;
        tx.commit().await?;
    }
    ctx.finish(ctx.begin().await?).await
}

/// Everything that is due of a locked schedule: the latest time is made, the others are written
/// down as missed.
async fn make_due(tx: &mut TenantTx, known: &RecurringRecord) -> Result<()> {
    let own_zone = queries::time_zone(tx).await?;
    let (rule, zone, now) = (known.rule()?, known.zone(&own_zone), tx.now());
    let first = known.next_at.unwrap_or(now);
    let rest = rule.all_after(&zone, first).take_while(|due| *due <= now);
    let due: Vec<Timestamp> = std::iter::once(first).chain(rest).collect();
    // A schedule that rested for thousands of times goes on from now, too.
    let behind = due.len() > rules::MOST;
    let (missed, last) = split_missed(due);
    let skip = missed.len().saturating_sub(MOST_MISSED);
    for due in missed.into_iter().skip(skip) {
        let note = "Missed: nothing ran at that time";
        write_down(tx, known, due, None, None, note).await?;
    }
    if let Some(due) = last {
        make(tx, known, due).await?;
    }
    let from = if behind { now } else { last.unwrap_or(now) };
    let changes = RecurringChanges {
        next_at: Some(rule.next_after(&zone, from)),
        ..RecurringChanges::default()
    };
    queries::update(tx, known.id, &changes).await?;
    Ok(())
}

/// Makes the tickets of one due time, one for each client; answers how many. What stands in the
/// way is found before anything is written, and said in the history.
pub(super) async fn make(
    tx: &mut TenantTx,
    known: &RecurringRecord,
    due: Timestamp,
) -> Result<usize> {
    let template = match templates::usable(tx, known.template_id).await {
        Ok(template) => template,
        Err(Error::NotFound) => {
            let note = "Not made: the template is archived";
            write_down(tx, known, due, None, None, note).await?;
            return Ok(0);
        }
        Err(error) => return Err(error),
    };
    let clients = queries::clients_of(tx, known.id).await?;
    if clients.is_empty() {
        make_one(tx, known, &template, due, None).await?;
        return Ok(1);
    }
    let mut made = 0;
    for client in clients {
        let ServedClient { id, archived, .. } = client;
        if archived {
            let note = "Not made: the client is archived";
            write_down(tx, known, due, Some(id), None, note).await?;
            continue;
        }
        make_one(tx, known, &template, due, Some(id)).await?;
        made += 1;
    }
    Ok(made)
}

async fn make_one(
    tx: &mut TenantTx,
    known: &RecurringRecord,
    template: &TemplateRecord,
    due: Timestamp,
    client: Option<ClientId>,
) -> Result<()> {
    let new = templates::new_ticket(tx, template, client).await?;
    let made = create(tx, new).await?;
    templates::dress(tx, made.id, template).await?;
    write_down(tx, known, due, client, Some(&made), "").await
}

/// The row that is unique: a second one for the same due time and client is refused.
async fn write_down(
    tx: &mut TenantTx,
    known: &RecurringRecord,
    due_at: Timestamp,
    client: Option<ClientId>,
    made: Option<&TicketRef>,
    note: &str,
) -> Result<()> {
    let row = NewRun {
        tenant_id: tx.tenant(),
        id: RecurringRunId::new(),
        recurring_id: known.id,
        due_at,
        client_key: client.unwrap_or(queries::no_client()),
        client_id: client,
        ticket_id: made.map(|made| made.id),
        note,
        user_id: tx.actor().user_id(),
        created_at: tx.now(),
    };
    queries::insert_run(tx, &row).await
}
