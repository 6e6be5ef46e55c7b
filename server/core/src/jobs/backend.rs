//! The apalis back end: hands claimed jobs to an apalis worker.
//!
//! All that is hard (claiming, leases, the lane) is done by the tasks around it; what is left is
//! a channel. apalis' own `Persisted` helper is not used (docs/jobs.md says why).

use super::run::Run;
use apalis_core::backend::finalize::Ephemeral;
use apalis_core::backend::{Backend, BackendConfig};
use apalis_core::task::Task;
use apalis_core::task::task_id::RandomId;
use apalis_core::worker::context::WorkerContext;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::mpsc;
use tower::layer::util::Identity;

pub(super) struct ClaimedJobs {
    pub runs: mpsc::Receiver<Arc<Run>>,
}

/// The loop that claims jobs has ended. An error and not the end of the stream: apalis would
/// wait for a shutdown that nobody asked for.
#[derive(Debug, thiserror::Error)]
#[error("the loop that claims jobs has ended")]
pub(super) struct FetcherGone;

impl Backend for ClaimedJobs {
    type Task = Task<Arc<Run>>;
    type Error = FetcherGone;

    fn poll_ready(
        &mut self,
        _: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Option<Result<Self::Task, Self::Error>>> {
        self.runs
            .poll_recv(cx)
            .map(|run| Some(run.map(Task::new).ok_or(FetcherGone)))
    }

    fn poll_close(
        &mut self,
        _: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Result<(), Self::Error>> {
        // Jobs that are still in the channel are held; the worker's owner gives them back.
        self.runs.close();
        Poll::Ready(Ok(()))
    }
}

impl BackendConfig for ClaimedJobs {
    type Args = Arc<Run>;
    type Id = RandomId;
    type Kind = Ephemeral;
    type Config = ();
    type Layer = Identity;

    fn config(&self) -> &Self::Config {
        &()
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        Identity::new()
    }
}
