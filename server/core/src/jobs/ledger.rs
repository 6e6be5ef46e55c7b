//! Writes the ends of runs, many at once: whatever has come in while the last statement ran goes
//! into the next one, so that a quiet worker writes at once and a busy one in bulk.

use super::hold::InHand;
use super::patience::in_time;
use super::rows::{Lease, Time};
use super::rules::Verdict;
use super::run::{Ending, Run, write_failure};
use super::settle;
use server_db::{Db, DbError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

pub(super) type Ended = (Arc<Run>, Ending);

/// Most ends that wait to be written; handlers wait when it is full.
pub(super) const CAPACITY: usize = 256;
const BATCH: usize = 128;

/// Writes until every sender is gone.
pub(super) async fn write_ends(
    db: Db,
    in_hand: Arc<InHand>,
    mut ended: mpsc::Receiver<Ended>,
    patience: Duration,
) {
    let mut batch = Vec::with_capacity(BATCH);
    while ended.recv_many(&mut batch, BATCH).await > 0 {
        let done: Vec<Lease> = batch
            .iter()
            .filter(|(_, ending)| *ending == Ending::Done)
            .map(|(run, _)| run.claimed.lease)
            .collect();
        write_done(&db, &done, patience).await;
        for (run, ending) in &batch {
            if let Ending::Failed { error, verdict } = ending {
                write_failed(&db, run, error, verdict, patience).await;
            }
            in_hand.remove(&run.claimed.lease);
        }
        batch.clear();
    }
}

async fn write_done(db: &Db, done: &[Lease], patience: Duration) {
    let mut retries = Retries::within(patience);
    while !done.is_empty() {
        match in_time(settle::done(db, done, Time::Database)).await {
            Ok(_) => return,
            Err(error) if retries.again(&error).await => {}
            Err(_) => return,
        }
    }
}

async fn write_failed(db: &Db, run: &Run, error: &str, verdict: &Verdict, patience: Duration) {
    let mut retries = Retries::within(patience);
    loop {
        match in_time(write_failure(db, run, error, verdict, Time::Database)).await {
            Ok(()) => return,
            Err(error) if retries.again(&error).await => {}
            Err(_) => return,
        }
    }
}

/// Tries again while the database is away, as long as the leases may hold; after that the jobs
/// run again, which their handlers allow for.
struct Retries {
    until: Instant,
    pause: Duration,
}

impl Retries {
    fn within(patience: Duration) -> Self {
        Self {
            until: Instant::now() + patience,
            pause: Duration::from_millis(5),
        }
    }

    /// Waits a while; `false` when there is no point in another try.
    async fn again(&mut self, error: &DbError) -> bool {
        if Instant::now() + self.pause >= self.until {
            tracing::error!(%error, "the end of a job could not be written; it will run again");
            return false;
        }
        tracing::warn!(%error, "the end of a job could not be written; trying again");
        tokio::time::sleep(self.pause).await;
        self.pause = (self.pause * 2).min(Duration::from_secs(1));
        true
    }
}
