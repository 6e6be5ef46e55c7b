//! Doing a run: each ticket in a transaction of its own, together with the word that it is done.
//! Whoever finds an item done or failed leaves it alone, so that a run can be begun twice.

use super::queries::{self, Item, Run};
use super::rules;
use super::{BULK_TOPIC, RunBulk};
use crate::Core;
use crate::error::{Error, Result};
use crate::identity;
use crate::jobs::{JobContext, JobError, JobResult, Registry};
use crate::tickets::Change;
use crate::tickets::apply::{self, Applied, Work};
use crate::tickets::macros;
use app_types::id::BulkRunId;
use server_db::{Actor, TenantTx};

/// Registers the job of long runs.
pub fn register(registry: &mut Registry) {
    registry.on::<RunBulk>(run_bulk);
}

/// With the rights that the person has now: who lost a permission since changes nothing.
async fn run_bulk(ctx: JobContext, job: RunBulk) -> JobResult {
    let mut tx = ctx.begin().await?;
    let run = match queries::run(&mut tx, job.run).await {
        Ok(run) => run,
        Err(Error::NotFound) => return Err(JobError::dead("there is no such run")),
        Err(error) => return Err(error.into()),
    };
    let actor = identity::users::actor_of(&mut tx, run.user_id).await?;
    tx.rollback().await?;
    let worker = Worker {
        core: &ctx.core,
        actor,
        job: Some(&ctx),
    };
    worker.all(&run).await?;
    ctx.finish(ctx.begin().await?).await
}

/// Does what waits of a run while the person who began it waits too.
///
/// # Errors
/// [`Error::NotFound`]; any database error: the job goes on with what is left.
pub async fn work_now(core: &Core, actor: Actor, id: BulkRunId) -> Result<()> {
    let mut tx = core.db.begin(actor.clone()).await?;
    let run = queries::run(&mut tx, id).await?;
    tx.rollback().await?;
    let worker = Worker {
        core,
        actor,
        job: None,
    };
    let done = worker.all(&run).await;
    done.map_err(|error| Error::Internal(error.to_string()))
}

struct Worker<'a> {
    core: &'a Core,
    actor: Actor,
    job: Option<&'a JobContext>,
}

impl Worker<'_> {
    async fn all(&self, run: &Run) -> JobResult {
        let mut tx = self.begin().await?;
        let waiting = queries::waiting(&mut tx, run.id).await?;
        tx.rollback().await?;
        for position in waiting {
            self.one(run, position).await?;
        }
        Ok(())
    }

    async fn begin(&self) -> Result<TenantTx> {
        Ok(self.core.db.begin(self.actor.clone()).await?)
    }

    /// Changes one ticket, or notes why not.
    async fn one(&self, run: &Run, position: u32) -> JobResult {
        let mut tx = self.begin().await?;
        let Some(item) = queries::lock_waiting(&mut tx, run.id, position).await? else {
            return Ok(tx.rollback().await?);
        };
        match change(&mut tx, run, &item).await {
            Ok(applied) => {
                let undo = written(&applied.undo)?;
                queries::set_done(&mut tx, run.id, position, &applied, &undo).await?;
                self.commit(tx, run).await
            }
            Err(error) => {
                tx.rollback().await?;
                let Some(why) = rules::why(&error) else {
                    return Err(error.into());
                };
                let mut tx = self.begin().await?;
                queries::set_failed(&mut tx, run.id, position, &why).await?;
                self.commit(tx, run).await
            }
        }
    }

    /// A job proves before each commit that it still holds its lease.
    async fn commit(&self, mut tx: TenantTx, run: &Run) -> JobResult {
        if let Some(job) = self.job {
            job.hold(&mut tx).await?;
        }
        tx.publish(BULK_TOPIC, run.id, 0);
        Ok(tx.commit().await?)
    }
}

async fn change(tx: &mut TenantTx, run: &Run, item: &Item) -> Result<Applied> {
    let work = if run.undo_of.is_some() {
        Work {
            changes: read(&item.changes)?,
            said: None,
        }
    } else {
        let steps = read(&run.steps)?;
        macros::work(tx, item.ticket_id, &steps, &run.post_kind, &run.body).await?
    };
    apply::apply(tx, item.ticket_id, item.seen_version, &work).await
}

fn written(changes: &[Change]) -> Result<String> {
    serde_json::to_string(changes).map_err(|error| Error::Internal(error.to_string()))
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::Internal(error.to_string()))
}
