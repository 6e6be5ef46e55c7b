//! Forgetting drafts: emptied ones after a day, those nobody came back to after half a year.

use crate::Result;
use crate::jobs::{JobContext, JobResult, Registry};
use app_types::Timestamp;
use diesel::sql_types::{Datetime, Integer, Unsigned};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use server_db::{Job, TenantTx};

/// No page keeps a save on its way for so long.
const EMPTY_DAYS: i64 = 1;
const FORGOTTEN_DAYS: i64 = 183;
/// Rows per transaction: short locks, little undo.
const BATCH: usize = 500;

/// Deletes one tenant's old drafts.
#[derive(Debug, Serialize, Deserialize)]
pub struct PruneDrafts {}

impl Job for PruneDrafts {
    const KIND: &'static str = "drafts.prune";
    const QUEUE: &'static str = "housekeeping";

    fn unique_key(&self) -> Option<String> {
        Some(Self::KIND.into())
    }
}

/// Registers the jobs of drafts.
pub fn register(registry: &mut Registry) {
    registry.on::<PruneDrafts>(prune);
}

async fn prune(ctx: JobContext, _job: PruneDrafts) -> JobResult {
    loop {
        let mut tx = ctx.begin().await?;
        let empty = tx.now().plus_days(-EMPTY_DAYS);
        let forgotten = tx.now().plus_days(-FORGOTTEN_DAYS);
        if delete(&mut tx, empty, forgotten).await? < BATCH {
            return ctx.finish(tx).await;
        }
        ctx.hold(&mut tx).await?;
        tx.commit().await?;
    }
}

async fn delete(tx: &mut TenantTx, empty: Timestamp, forgotten: Timestamp) -> Result<usize> {
    let statement = format!(
        "DELETE FROM ticket_drafts WHERE tenant_id = ? AND updated_at < ? \
         AND (body = '' OR updated_at < ?) ORDER BY updated_at LIMIT {BATCH}"
    );
    let tenant = tx.tenant();
    Ok(diesel::sql_query(statement)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Datetime, _>(empty)
        .bind::<Datetime, _>(forgotten)
        .execute(tx.conn())
        .await?)
}
