//! Running one claimed job, the same way for workers and for tests.

use super::context::JobContext;
use super::error::{JobError, JobResult};
use super::registry::Registry;
use super::rows::{Claimed, Time};
use super::rules::{Verdict, after_failure};
use super::settle;
use crate::Core;
use server_db::{Db, DbError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

/// A claimed job on its way through a worker.
pub(super) struct Run {
    pub claimed: Claimed,
    /// Cancelled when the lease is lost or patience at shutdown is over.
    pub stop: CancellationToken,
    /// Set by [`JobContext::finish`].
    pub finished: Arc<AtomicBool>,
    /// The place among the jobs that run at once; `None` in tests.
    place: Mutex<Option<OwnedSemaphorePermit>>,
}

impl Run {
    pub(super) fn new(claimed: Claimed, stop: CancellationToken) -> Self {
        Self {
            claimed,
            stop,
            finished: Arc::default(),
            place: Mutex::default(),
        }
    }

    pub(super) fn is_finished(&self) -> bool {
        self.finished.load(Ordering::SeqCst)
    }

    pub(super) fn take_place(&self, place: Option<OwnedSemaphorePermit>) {
        if let Ok(mut held) = self.place.lock() {
            *held = place;
        }
    }

    /// Lets the next job in.
    pub(super) fn leave(&self) {
        self.take_place(None);
    }
}

/// Decodes the payload and runs the handler within its time limit.
pub(super) async fn execute(core: &Core, registry: &Registry, run: &Run, time: Time) -> JobResult {
    let job = &run.claimed;
    let policy = registry.policy(&job.kind);
    let ctx = JobContext {
        core: core.clone(),
        tenant: job.lease.tenant,
        job: job.lease.job,
        kind: registry.known(&job.kind).unwrap_or("unknown"),
        attempt: job.attempt,
        max_attempts: policy.max_attempts,
        request_id: job.request_id.clone(),
        lease: job.lease,
        time,
        stop: run.stop.clone(),
        finished: run.finished.clone(),
    };
    let handler = registry.run(&job.kind, ctx, &job.payload);
    match tokio::time::timeout(policy.timeout, handler).await {
        Ok(result) => result,
        Err(_) => Err(JobError::Retry(format!(
            "it took longer than {} s and was stopped",
            policy.timeout.as_secs()
        ))),
    }
}

/// How a run ended, for the row, the log and the metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// Done, and the handler has written so itself.
    Finished,
    /// Done; the row is to be written.
    Done,
    Failed {
        error: String,
        verdict: Verdict,
    },
}

impl Ending {
    pub(super) fn of(registry: &Registry, run: &Run, result: JobResult) -> Self {
        if run.is_finished() {
            return Self::Finished;
        }
        let error = match result {
            Ok(()) => return Self::Done,
            Err(error) => error,
        };
        let policy = registry.policy(&run.claimed.kind);
        let verdict = after_failure(&policy, run.claimed.attempt, &error, rand::random());
        Self::Failed {
            error: error.to_string(),
            verdict,
        }
    }

    /// The label of the counter.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Finished | Self::Done => "done",
            Self::Failed { verdict, .. } => match verdict {
                Verdict::Again { counts: true, .. } => "failed",
                Verdict::Again { .. } => "postponed",
                Verdict::Dead => "dead",
                Verdict::Nothing => "lease_lost",
            },
        }
    }
}

/// Writes a failure; [`Ending::Done`] is written in batches by the caller.
pub(super) async fn write_failure(
    db: &Db,
    run: &Run,
    error: &str,
    verdict: &Verdict,
    time: Time,
) -> Result<(), DbError> {
    let lease = run.claimed.lease;
    let ours = match verdict {
        Verdict::Again { after, counts } => {
            settle::again(db, lease, error, *after, *counts, time).await?
        }
        Verdict::Dead => settle::dead(db, lease, error, time).await?,
        Verdict::Nothing => true,
    };
    if !ours {
        tracing::warn!(job = %lease.job, "a run ended after its lease was lost; nothing written");
    }
    Ok(())
}
