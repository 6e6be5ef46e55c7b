//! The layer between apalis and the handler: runs each job on a task of its own, stops it when
//! the lease is lost, and sends the end of the run to be written.

use super::error::JobError;
use super::ledger::Ended;
use super::registry::Registry;
use super::rows::Claimed;
use super::run::{Ending, Run};
use apalis_core::error::{AbortError, BoxDynError};
use apalis_core::task::Task;
use futures::future::BoxFuture;
use server_db::traces;
use std::error::Error as _;
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;
use tower::{Layer, Service};
use tracing::{Instrument, Span};

/// How long a handler that is told to stop may take to do so by itself.
const LAST_WORDS: Duration = Duration::from_millis(500);

#[derive(Clone)]
pub(super) struct SettleLayer {
    pub registry: Registry,
    pub ended: mpsc::Sender<Ended>,
}

impl<S> Layer<S> for SettleLayer {
    type Service = Settle<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Settle {
            inner,
            shared: self.clone(),
        }
    }
}

#[derive(Clone)]
pub(super) struct Settle<S> {
    inner: S,
    shared: SettleLayer,
}

impl<S> Service<Task<Arc<Run>>> for Settle<S>
where
    S: Service<Task<Arc<Run>>, Response = ()>,
    S::Error: Into<BoxDynError> + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = ();
    type Error = BoxDynError;
    type Future = BoxFuture<'static, Result<(), BoxDynError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, task: Task<Arc<Run>>) -> Self::Future {
        let run = task.args.clone();
        let shared = self.shared.clone();
        let job = &run.claimed;
        let span = tracing::info_span!(
            "job",
            kind = %job.kind,
            tenant = %job.lease.tenant,
            job = %job.lease.job,
            attempt = job.attempt,
            request_id = %job.request_id,
            otel.name = tracing::field::Empty,
        );
        go_on(&span, job);
        let work = self.inner.call(task);
        Box::pin(
            async move {
                let started = Instant::now();
                let result = run_apart(&run, work).await;
                run.leave();
                let ending = Ending::of(&shared.registry, &run, result);
                report(&run, &ending, started.elapsed());
                // Gone only when the worker is being taken down: the leases are given back then.
                let _ = shared.ended.send((run, ending)).await;
                Ok(())
            }
            .instrument(span),
        )
    }
}

/// In the trace of the request that left the job behind, where one is collected.
fn go_on(span: &Span, job: &Claimed) {
    if let Some(traceparent) = &job.traceparent {
        traces::continue_from(span, traceparent);
    }
    if tracing::enabled!(target: traces::TARGET, tracing::Level::DEBUG) {
        span.record("otel.name", format!("job {}", job.kind));
    }
}

/// On a task of its own: a busy handler must not hold up its neighbours, and dropping the worker
/// stops the handler.
async fn run_apart<E>(
    run: &Run,
    work: impl Future<Output = Result<(), E>> + Send + 'static,
) -> Result<(), JobError>
where
    E: Into<BoxDynError> + Send + 'static,
{
    let task = tokio::spawn(work.in_current_span());
    let mut task = AbortOnDropHandle::new(task);
    let ended = tokio::select! {
        ended = &mut task => ended,
        () = run.stop.cancelled() => {
            if tokio::time::timeout(LAST_WORDS, &mut task).await.is_err() {
                task.abort();
            }
            return Err(JobError::LeaseLost);
        }
    };
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(job_error(error.into())),
        Err(died) => Err(JobError::Retry(format!("the handler died: {died}"))),
    }
}

fn job_error(error: BoxDynError) -> JobError {
    match error.downcast::<JobError>() {
        Ok(error) => *error,
        Err(error) => match error
            .downcast_ref::<AbortError>()
            .and_then(|abort| abort.source())
        {
            Some(panic) => JobError::Retry(format!("panic: {panic}")),
            None => JobError::Retry(error.to_string()),
        },
    }
}

fn report(run: &Run, ending: &Ending, took: Duration) {
    let job = &run.claimed;
    metrics::counter!("nestogy_jobs_finished_total", "kind" => job.kind.clone(), "result" => ending.name())
        .increment(1);
    metrics::histogram!("nestogy_job_duration_seconds", "kind" => job.kind.clone())
        .record(took.as_secs_f64());
    metrics::histogram!("nestogy_job_wait_seconds").record(job.waited.as_secs_f64());
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match ending {
        Ending::Failed { error, .. } => {
            tracing::warn!(took_ms, error, result = ending.name(), "job failed");
        }
        _ => tracing::debug!(took_ms, "job done"),
    }
}
