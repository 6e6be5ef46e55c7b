//! What a handler knows about the job it runs.

use super::error::{JobError, JobResult};
use super::rows::{Lease, Time};
use super::settle;
use crate::Core;
use app_types::id::{JobId, TenantId};
use server_db::{Actor, TenantTx};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_util::sync::CancellationToken;

/// The installation, the tenant and the lease. Cheap to clone.
#[derive(Clone)]
pub struct JobContext {
    pub core: Core,
    pub tenant: TenantId,
    pub job: JobId,
    pub kind: &'static str,
    /// 1 for the first run.
    pub attempt: u32,
    pub max_attempts: u32,
    pub(super) request_id: String,
    pub(super) lease: Lease,
    pub(super) time: Time,
    pub(super) stop: CancellationToken,
    pub(super) finished: Arc<AtomicBool>,
}

impl JobContext {
    /// Whether a failure of this run makes the job dead: time to tell somebody.
    pub fn is_last_attempt(&self) -> bool {
        self.attempt >= self.max_attempts
    }

    /// Begins a transaction of the job's tenant. The request that caused the job is its origin.
    ///
    /// # Errors
    /// [`JobError::Retry`] when the database is away.
    pub async fn begin(&self) -> Result<TenantTx, JobError> {
        Ok(self.core.db.begin(self.actor()).await?)
    }

    /// Reads for the job's tenant, without a transaction.
    ///
    /// # Errors
    /// [`JobError::Retry`] when the database is away.
    pub async fn read(&self) -> Result<TenantTx, JobError> {
        Ok(self.core.db.read(self.actor()).await?)
    }

    fn actor(&self) -> Actor {
        let mut actor = Actor::system(self.tenant, self.kind);
        actor.origin.request_id = self.request_id.clone();
        actor
    }

    /// Marks the job as done in the handler's own transaction and commits both: the effects and
    /// the mark, or neither. The last thing a handler with a transaction does.
    ///
    /// # Errors
    /// [`JobError::LeaseLost`] when another worker may hold the job: everything is rolled back.
    /// [`JobError::Retry`] for database errors.
    pub async fn finish(&self, mut tx: TenantTx) -> JobResult {
        if !settle::done_within(&mut tx, &self.lease, self.time).await? {
            tx.rollback().await?;
            return Err(JobError::LeaseLost);
        }
        tx.commit().await?;
        self.finished.store(true, Ordering::SeqCst);
        Ok(())
    }

    /// Proves inside `tx` that the lease is still ours, for handlers that commit in steps: call
    /// it before each commit but the last, which is [`JobContext::finish`].
    ///
    /// # Errors
    /// [`JobError::LeaseLost`]: drop the transaction and return.
    pub async fn hold(&self, tx: &mut TenantTx) -> JobResult {
        if settle::hold_within(tx, &self.lease).await? {
            Ok(())
        } else {
            Err(JobError::LeaseLost)
        }
    }

    /// Resolves when the handler should stop: the lease is lost or the process is shutting down
    /// and out of patience. Handlers that do not look are cut off at their next `await`.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }
}
