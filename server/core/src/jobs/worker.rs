//! Workers: one per queue, each an apalis worker with its claiming loop, lease keeper and
//! ledger; watched, restarted after a fault, and taken down gracefully.

use super::backend::ClaimedJobs;
use super::fetch::{Fetcher, Pulse};
use super::gauges;
use super::hold::{InHand, keep_leases};
use super::layer::SettleLayer;
use super::ledger;
use super::reaper;
use super::registry::Registry;
use super::rows::Time;
use super::run::{Run, execute};
use super::settle;
use crate::Core;
use apalis::prelude::{Monitor, WorkerBuilder, WorkerBuilderExt};
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How workers behave. The defaults are for production.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// Queues to serve; empty: all that have a registered kind.
    pub queues: Vec<String>,
    /// Jobs that run at once, per queue. Handlers with a transaction hold a database connection
    /// each: keep the pool larger than queues × concurrency.
    pub concurrency: usize,
    /// How long a job of a silent process stays its own.
    pub lease: Duration,
    /// How often the table is looked through; the most that a job waits without Redis.
    pub sweep: Duration,
    /// How long running jobs may take at shutdown before they are stopped and given back.
    pub grace: Duration,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        Self {
            queues: Vec::new(),
            concurrency: 8,
            lease: Duration::from_secs(30),
            sweep: Duration::from_millis(900),
            grace: Duration::from_secs(20),
        }
    }
}

/// A claiming loop that has not made a round for this long is taken for dead.
const STALL: Duration = Duration::from_secs(60);
const LONGEST_RESTART_PAUSE: Duration = Duration::from_secs(30);
const GAUGES: Duration = Duration::from_secs(15);
/// For writing the last ends of runs and giving the rest back.
const FLUSH: Duration = Duration::from_secs(5);

/// Runs workers until `shutdown` resolves, then takes them down: nothing new is claimed, running
/// jobs have the grace to finish, the rest is given back. Returns when all that is done.
pub async fn run_workers(
    core: Core,
    registry: Registry,
    options: WorkerOptions,
    shutdown: impl Future<Output = ()> + Send,
) {
    let stop = CancellationToken::new();
    let queues: Vec<String> = if options.queues.is_empty() {
        registry.queues().into_iter().map(String::from).collect()
    } else {
        options.queues.clone()
    };
    let mut helpers = JoinSet::new();
    let reap = (options.lease / 3).min(Duration::from_secs(5));
    helpers.spawn(reaper::reap_forever(
        core.db.clone(),
        registry.clone(),
        reap,
    ));
    helpers.spawn(gauges::sample_forever(
        core.db.clone(),
        queues.clone(),
        GAUGES,
    ));
    let mut workers = JoinSet::new();
    for queue in queues {
        let worker = QueueWorker {
            core: core.clone(),
            registry: registry.clone(),
            options: options.clone(),
            queue,
        };
        workers.spawn(worker.supervise(stop.clone()));
    }
    shutdown.await;
    tracing::info!(
        "workers: stopping; running jobs have {:?} to finish",
        options.grace
    );
    stop.cancel();
    while workers.join_next().await.is_some() {}
    tracing::info!("workers: stopped");
}

struct QueueWorker {
    core: Core,
    registry: Registry,
    options: WorkerOptions,
    queue: String,
}

impl QueueWorker {
    /// Starts the worker again whenever it ends or stalls, with growing pauses.
    async fn supervise(self, stop: CancellationToken) {
        let mut failures = 0u32;
        while !stop.is_cancelled() {
            let started = tokio::time::Instant::now();
            let fault = self.run_once(&stop).await;
            if stop.is_cancelled() {
                return;
            }
            // A worker that ran for long starts over with short pauses.
            failures = if started.elapsed() > STALL {
                1
            } else {
                failures + 1
            };
            let pause = Duration::from_millis(250)
                .saturating_mul(1 << failures.min(8))
                .min(LONGEST_RESTART_PAUSE);
            tracing::error!(
                queue = self.queue,
                fault,
                ?pause,
                "a worker died; starting it again"
            );
            metrics::counter!("nestogy_job_worker_restarts_total", "queue" => self.queue.clone())
                .increment(1);
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// One life of the worker. Returns why it ended.
    async fn run_once(&self, stop: &CancellationToken) -> String {
        let in_hand = Arc::new(InHand::default());
        let pulse = Arc::new(Pulse::default());
        let (run_sender, runs) = mpsc::channel(self.options.concurrency);
        let (end_sender, ends) = mpsc::channel(ledger::CAPACITY);
        let ledger = tokio::spawn(ledger::write_ends(
            self.core.db.clone(),
            in_hand.clone(),
            ends,
            self.options.lease,
        ));
        let mut loops = JoinSet::new();
        let fetching = loops.spawn(self.fetcher(&in_hand, &pulse, run_sender).run());
        loops.spawn(keep_leases(
            self.core.db.clone(),
            in_hand.clone(),
            self.options.lease,
        ));
        let monitor = self.monitor(runs, end_sender);
        let handle = monitor.context();
        let mut working = Box::pin(monitor.run());
        let fault = tokio::select! {
            () = stop.cancelled() => "asked to stop".to_string(),
            ended = &mut working => format!("the worker ended: {ended:?}"),
            ended = loops.join_next() => format!("a loop ended: {ended:?}"),
            () = stalled(&pulse) => "the claiming loop stalled".to_string(),
        };
        // No new claims; what runs may finish while its leases are kept.
        fetching.abort();
        if !fault.starts_with("the worker ended") {
            let _ = handle.shutdown();
            let _ = tokio::time::timeout(self.options.grace, &mut working).await;
        }
        // Stops what still runs, and closes the way to the ledger.
        drop(working);
        self.settle_rest(&in_hand, ledger).await;
        fault
    }

    fn fetcher(
        &self,
        in_hand: &Arc<InHand>,
        pulse: &Arc<Pulse>,
        out: mpsc::Sender<Arc<Run>>,
    ) -> Fetcher {
        Fetcher {
            db: self.core.db.clone(),
            queue: self.queue.clone(),
            lease: self.options.lease,
            sweep: self.options.sweep,
            places: Arc::new(Semaphore::new(self.options.concurrency)),
            in_hand: in_hand.clone(),
            pulse: pulse.clone(),
            out,
        }
    }

    /// The apalis worker. It is never restarted by apalis, which would do so without a pause and
    /// with the same back end: [`QueueWorker::supervise`] builds a new one.
    fn monitor(
        &self,
        runs: mpsc::Receiver<Arc<Run>>,
        ended: mpsc::Sender<ledger::Ended>,
    ) -> Monitor {
        let name = worker_name();
        let parts = Mutex::new(Some((runs, ended)));
        let (core, registry) = (self.core.clone(), self.registry.clone());
        let concurrency = self.options.concurrency;
        Monitor::new().register(move |_restarts| {
            let taken = parts.lock().ok().and_then(|mut parts| parts.take());
            let (runs, ended) = taken.unwrap_or_else(|| (mpsc::channel(1).1, mpsc::channel(1).0));
            let (core, registry) = (core.clone(), registry.clone());
            let settle = SettleLayer {
                registry: registry.clone(),
                ended,
            };
            WorkerBuilder::new(name.as_str())
                .backend(ClaimedJobs { runs })
                .concurrency(concurrency)
                .layer(settle)
                .catch_panic()
                .build(move |run: Arc<Run>| {
                    let (core, registry) = (core.clone(), registry.clone());
                    async move { execute(&core, &registry, &run, Time::Database).await }
                })
        })
    }

    /// Writes the last ends, then gives back what was claimed and not run to its end.
    async fn settle_rest(&self, in_hand: &InHand, ledger: tokio::task::JoinHandle<()>) {
        if tokio::time::timeout(FLUSH, ledger).await.is_err() {
            tracing::error!(
                queue = self.queue,
                "the ends of some jobs could not be written"
            );
        }
        let rest = in_hand.leases();
        if rest.is_empty() {
            return;
        }
        let released = tokio::time::timeout(FLUSH, settle::release(&self.core.db, &rest)).await;
        match released {
            Ok(Ok(given_back)) => {
                tracing::info!(queue = self.queue, given_back, "jobs given back");
            }
            other => tracing::warn!(?other, "jobs could not be given back; their leases run out"),
        }
    }
}

/// Resolves when the pulse has stood still for [`STALL`].
async fn stalled(pulse: &Pulse) {
    let mut last = pulse.count();
    loop {
        tokio::time::sleep(STALL).await;
        let now = pulse.count();
        if now == last {
            return;
        }
        last = now;
    }
}

/// `host-pid-uuid`: unique per process and per life of the worker.
fn worker_name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = match host.trim() {
        "" => "unknown",
        name => name,
    };
    format!("{host}-{}-{}", std::process::id(), uuid::Uuid::now_v7())
}
