//! The jobs this process holds, and the task that keeps their leases alive. The task is apart
//! from the jobs, so that a slow or busy handler is never robbed.

// sql: what goes into the statements are numbers, ids in hexadecimal and constants, never text from a person.

use super::patience::in_time;
use super::rows::{Lease, Time, these_leases};
use app_types::id::{JobId, LeaseToken, TenantId};
use diesel::sql_types::{Binary, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::{Db, DbError};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

struct Held {
    stop: CancellationToken,
    /// By this process's monotonic clock, counted from before the lease was written: earlier
    /// than the database's end of the lease.
    until: Instant,
}

/// Leases by job.
#[derive(Default)]
pub(super) struct InHand {
    held: Mutex<HashMap<Lease, Held>>,
}

/// Leases renewed by one statement.
const CHUNK: usize = 200;

impl InHand {
    fn lock(&self) -> MutexGuard<'_, HashMap<Lease, Held>> {
        self.held
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Takes a fresh lease in; the token is cancelled when the lease is lost.
    pub(super) fn add(&self, lease: Lease, until: Instant) -> CancellationToken {
        let stop = CancellationToken::new();
        let held = Held {
            stop: stop.clone(),
            until,
        };
        self.lock().insert(lease, held);
        stop
    }

    pub(super) fn remove(&self, lease: &Lease) {
        self.lock().remove(lease);
    }

    pub(super) fn leases(&self) -> Vec<Lease> {
        self.lock().keys().copied().collect()
    }

    fn extend(&self, leases: &[Lease], until: Instant) {
        let mut held = self.lock();
        for lease in leases {
            if let Some(entry) = held.get_mut(lease) {
                entry.until = until;
            }
        }
    }

    /// Stops the handlers of these leases.
    pub(super) fn lose(&self, leases: &[Lease]) {
        let mut held = self.lock();
        for lease in leases {
            if let Some(entry) = held.remove(lease) {
                tracing::warn!(job = %lease.job, tenant = %lease.tenant, "the lease of a running job was lost");
                metrics::counter!("nestogy_job_leases_lost_total").increment(1);
                entry.stop.cancel();
            }
        }
    }

    fn overdue(&self) -> Vec<Lease> {
        let now = Instant::now();
        let held = self.lock();
        held.iter()
            .filter(|(_, entry)| entry.until <= now)
            .map(|(lease, _)| *lease)
            .collect()
    }
}

/// Renews all leases every third of their length, forever. While the database is away it tries
/// every second, and stops handlers whose lease has run out meanwhile.
pub(super) async fn keep_leases(db: Db, in_hand: std::sync::Arc<InHand>, length: Duration) {
    let mut pause = length / 3;
    loop {
        tokio::time::sleep(pause).await;
        let started = Instant::now();
        match in_time(renew(&db, &in_hand, length, started)).await {
            Ok(()) => pause = length / 3,
            Err(error) => {
                tracing::warn!(%error, "leases of running jobs could not be renewed");
                pause = Duration::from_secs(1).min(length / 3);
            }
        }
        in_hand.lose(&in_hand.overdue());
    }
}

async fn renew(
    db: &Db,
    in_hand: &InHand,
    length: Duration,
    started: Instant,
) -> Result<(), DbError> {
    for leases in in_hand.leases().chunks(CHUNK) {
        let written = write_renewal(db, leases, length).await?;
        if written == leases.len() {
            in_hand.extend(leases, started + length);
            continue;
        }
        let ours = still_ours(db, leases).await?;
        let (kept, gone): (Vec<Lease>, Vec<Lease>) =
            leases.iter().partition(|lease| ours.contains(lease));
        in_hand.extend(&kept, started + length);
        in_hand.lose(&gone);
    }
    Ok(())
}

async fn write_renewal(db: &Db, leases: &[Lease], length: Duration) -> Result<usize, DbError> {
    let mut tx = db.begin_system("renew the leases of running jobs").await?;
    let statement = format!(
        "UPDATE jobs SET lease_until = {} WHERE state = 'running' AND {}",
        Time::Database.after(length),
        these_leases(leases)
    );
    let written = diesel::sql_query(statement).execute(tx.conn()).await?;
    tx.commit().await?;
    Ok(written)
}

#[derive(diesel::QueryableByName)]
struct OursRow {
    #[diesel(sql_type = Unsigned<diesel::sql_types::Integer>)]
    tenant_id: TenantId,
    #[diesel(sql_type = Binary)]
    id: JobId,
    #[diesel(sql_type = Binary)]
    lease_token: LeaseToken,
}

async fn still_ours(db: &Db, leases: &[Lease]) -> Result<HashSet<Lease>, DbError> {
    let mut tx = db.begin_system("see which leases are still held").await?;
    let statement = format!(
        "SELECT tenant_id, id, lease_token FROM jobs WHERE state = 'running' AND {}",
        these_leases(leases)
    );
    let rows: Vec<OursRow> = diesel::sql_query(statement).load(tx.conn()).await?;
    tx.rollback().await?;
    Ok(rows
        .into_iter()
        .map(|row| Lease {
            tenant: row.tenant_id,
            job: row.id,
            token: row.lease_token,
        })
        .collect())
}
