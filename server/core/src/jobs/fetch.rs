//! The loop that fills a worker: ids from Redis or SQS as they come, and the table once a second.

use super::claim::{self, Claim};
use super::hints::Hints;
use super::hold::InHand;
use super::rows::{Claimed, Time};
use super::run::Run;
use server_db::carrier::Hint;
use server_db::{Db, DbError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Instant;

/// Most jobs of one claim.
const BATCH: usize = 64;
/// How often a worker without a free place shows that it is alive.
const BEAT: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Beats once per round; the watchdog compares.
#[derive(Default)]
pub(super) struct Pulse(AtomicU64);

impl Pulse {
    fn beat(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Claims jobs for one queue. A job is claimed only when it can start at once: nothing waits in
/// this process that another one could run.
pub(super) struct Fetcher {
    pub db: Db,
    pub queue: String,
    pub lease: Duration,
    pub sweep: Duration,
    /// One permit per job that may run at once.
    pub places: Arc<Semaphore>,
    pub in_hand: Arc<InHand>,
    pub pulse: Arc<Pulse>,
    pub out: mpsc::Sender<Arc<Run>>,
}

/// Whose turn it is. During a backlog ids and sweep take turns, so that neither a long lane nor
/// one tenant's long table hides the other jobs.
struct Turns {
    next_sweep: Instant,
    swept_last: bool,
    trouble: u32,
}

impl Fetcher {
    /// Runs until it is dropped, the places are closed, or the worker is gone.
    pub(super) async fn run(self) {
        let mut hints = Hints::listen(&self.db, &self.queue);
        let mut turns = Turns {
            next_sweep: Instant::now(),
            swept_last: false,
            trouble: 0,
        };
        loop {
            self.pulse.beat();
            let first = self.places.clone().acquire_owned();
            let mut places = match tokio::time::timeout(BEAT, first).await {
                Ok(Ok(place)) => vec![place],
                Ok(Err(_closed)) => return,
                Err(_elapsed) => continue,
            };
            self.more_places(&mut places);
            hints.wait(turns.next_sweep, places.len()).await;
            self.more_places(&mut places);
            if !self.round(&mut hints, &mut turns, places).await {
                return;
            }
        }
    }

    fn more_places(&self, places: &mut Vec<OwnedSemaphorePermit>) {
        while places.len() < BATCH
            && let Ok(place) = self.places.clone().try_acquire_owned()
        {
            places.push(place);
        }
    }

    /// One claim; `false` when the worker is gone.
    async fn round(
        &self,
        hints: &mut Hints,
        turns: &mut Turns,
        places: Vec<OwnedSemaphorePermit>,
    ) -> bool {
        let due = turns.next_sweep <= Instant::now();
        let sweep = due && (hints.is_empty() || !turns.swept_last);
        let started = Instant::now();
        let claim = Claim {
            queue: &self.queue,
            time: Time::Database,
            lease: self.lease,
        };
        let claimed = if sweep {
            claim::from_table(&self.db, claim, places.len()).await
        } else if hints.is_empty() {
            Ok(Vec::new())
        } else {
            self.by_hints(claim, hints.next(places.len())).await
        };
        match claimed {
            Ok(claimed) => {
                turns.trouble = 0;
                turns.swept_last = sweep;
                let backlog = match sweep {
                    true => claimed.len() >= places.len(),
                    false => hints.has_backlog(),
                };
                if backlog {
                    turns.next_sweep = started;
                } else if sweep {
                    turns.next_sweep = started + self.sweep;
                }
                self.hand_over(claimed, places, started + self.lease).await
            }
            Err(error) => {
                drop(places);
                self.wait_out(turns, &error).await;
                true
            }
        }
    }

    /// Claims what the hints name; then their carrier may forget them. After an error it brings
    /// them again.
    async fn by_hints(&self, claim: Claim<'_>, hints: Vec<Hint>) -> Result<Vec<Claimed>, DbError> {
        let ids: Vec<_> = hints.iter().map(|hint| (hint.tenant, hint.job)).collect();
        let claimed = claim::by_ids(&self.db, claim, &ids).await?;
        let receipts: Vec<String> = hints.into_iter().filter_map(|hint| hint.receipt).collect();
        if let Some(carrier) = self.db.carrier.as_ref().filter(|_| !receipts.is_empty()) {
            carrier.forget(&self.queue, receipts);
        }
        Ok(claimed)
    }

    async fn hand_over(
        &self,
        claimed: Vec<Claimed>,
        mut places: Vec<OwnedSemaphorePermit>,
        until: Instant,
    ) -> bool {
        // Held before the first one is handed over: the renewal must know all of them.
        let runs: Vec<Arc<Run>> = claimed
            .into_iter()
            .map(|job| {
                let stop = self.in_hand.add(job.lease, until);
                let run = Run::new(job, stop);
                run.take_place(places.pop());
                Arc::new(run)
            })
            .collect();
        drop(places);
        for run in runs {
            if self.out.send(run).await.is_err() {
                return false;
            }
        }
        true
    }

    async fn wait_out(&self, turns: &mut Turns, error: &DbError) {
        // Two workers may well choose each other for a deadlock; that is no trouble.
        if error.is_retryable() && turns.trouble == 0 {
            turns.trouble = 1;
            return;
        }
        turns.trouble += 1;
        let pause = Duration::from_millis(100)
            .saturating_mul(1 << turns.trouble.min(10))
            .min(LONGEST_PAUSE);
        tracing::warn!(%error, queue = self.queue, "jobs could not be claimed; trying again");
        tokio::time::sleep(pause).await;
    }
}
