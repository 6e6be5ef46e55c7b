//! Keeping the engine's own tables small.

use super::context::JobContext;
use super::error::JobResult;
use super::registry::Registry;
use super::schedule::{CatchUp, Rule, Schedule, Task};
use crate::Result;
use app_types::Timestamp;
use diesel::prelude::*;
use diesel::sql_types::{Datetime, Integer, Text, Unsigned};
use diesel_async::RunQueryDsl;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use server_db::schema::schedule_runs;
use server_db::{Job, TenantTx};

/// Done jobs and past due times are kept this long, for people who look for what happened.
const KEPT_DAYS: i64 = 7;
/// Rows per transaction: short locks, little undo.
const BATCH: usize = 500;

/// Deletes one tenant's old done jobs and old due times.
#[derive(Debug, Serialize, Deserialize)]
pub struct PruneJobs {}

impl Job for PruneJobs {
    const KIND: &'static str = "jobs.prune";
    const QUEUE: &'static str = "housekeeping";

    fn unique_key(&self) -> Option<String> {
        Some(Self::KIND.into())
    }
}

/// Registers the engine's own jobs.
pub fn register(registry: &mut Registry) {
    registry.on::<PruneJobs>(prune);
}

/// The engine's own tasks; domains add theirs.
pub fn schedule() -> Schedule {
    Schedule::new().with(Task {
        key: PruneJobs::KIND,
        rule: Rule::Daily {
            hour: 3,
            minute: 10,
        },
        in_tenant_zone: true,
        catch_up: CatchUp::Latest,
        fire: queue_prune,
    })
}

fn queue_prune(tx: &mut TenantTx, _due: Timestamp) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        tx.enqueue(&PruneJobs {}).await?;
        Ok(())
    })
}

async fn prune(ctx: JobContext, _job: PruneJobs) -> JobResult {
    loop {
        let mut tx = ctx.begin().await?;
        let before = tx.now().plus_days(-KEPT_DAYS);
        let jobs = delete_done_jobs(&mut tx, before).await?;
        let runs = delete_past_runs(&mut tx, before).await?;
        if jobs < BATCH && runs < BATCH {
            return ctx.finish(tx).await;
        }
        ctx.hold(&mut tx).await?;
        tx.commit().await?;
    }
}

async fn delete_done_jobs(tx: &mut TenantTx, before: Timestamp) -> Result<usize> {
    let statement = format!(
        "DELETE FROM jobs WHERE tenant_id = ? AND state = 'done' AND run_at < ? \
         AND finished_at < ? ORDER BY run_at LIMIT {BATCH}"
    );
    let tenant = tx.tenant();
    Ok(diesel::sql_query(statement)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Datetime, _>(before)
        .bind::<Datetime, _>(before)
        .execute(tx.conn())
        .await?)
}

/// The latest due time of each task stays: it says where to go on.
async fn delete_past_runs(tx: &mut TenantTx, before: Timestamp) -> Result<usize> {
    let tenant = tx.tenant();
    let latest: Vec<(String, Option<Timestamp>)> = schedule_runs::table
        .filter(schedule_runs::tenant_id.eq(tenant))
        .group_by(schedule_runs::task_key)
        .select((
            schedule_runs::task_key,
            diesel::dsl::max(schedule_runs::run_at),
        ))
        .load(tx.conn())
        .await?;
    let mut deleted = 0;
    for (task, latest) in latest {
        let Some(latest) = latest else { continue };
        let statement = format!(
            "DELETE FROM schedule_runs WHERE tenant_id = ? AND task_key = ? AND run_at < ? \
             ORDER BY run_at LIMIT {BATCH}"
        );
        deleted += diesel::sql_query(statement)
            .bind::<Unsigned<Integer>, _>(tenant)
            .bind::<Text, _>(&task)
            .bind::<Datetime, _>(before.min(latest))
            .execute(tx.conn())
            .await?;
    }
    Ok(deleted)
}
