//! Finds leases that ran out: the process died under the job, hung, or lost the database.

// sql: what goes into the statements are numbers, ids in hexadecimal and constants, never text from a person.

use super::patience::in_time;
use super::policy::MAX_CRASHES;
use super::registry::Registry;
use super::rows::{ExpiredRow, Time};
use super::rules::{Verdict, after_crash};
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use server_db::{Db, DbError, SystemTx};
use std::time::Duration;

/// Rows per transaction.
const BATCH: usize = 100;

/// Runs until it is dropped. Any number of processes may do this at once.
pub(super) async fn reap_forever(db: Db, registry: Registry, interval: Duration) {
    loop {
        tokio::time::sleep(interval).await;
        loop {
            match in_time(reap(&db, &registry, Time::Database)).await {
                Ok(BATCH) => continue,
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(%error, "expired leases could not be looked for");
                    break;
                }
            }
        }
    }
}

/// Decides about up to [`BATCH`] expired leases and says how many there were.
pub(super) async fn reap(db: &Db, registry: &Registry, time: Time) -> Result<usize, DbError> {
    let mut tx = db
        .begin_system("take back jobs whose lease ran out")
        .await?;
    let statement = format!(
        "SELECT tenant_id, id, kind, attempts, crashes FROM jobs FORCE INDEX (jobs_lease) \
         WHERE state = 'running' AND lease_until < {} ORDER BY lease_until LIMIT {BATCH} \
         FOR UPDATE SKIP LOCKED",
        time.sql()
    );
    let expired: Vec<ExpiredRow> = diesel::sql_query(statement).load(tx.conn()).await?;
    for row in &expired {
        take_back(&mut tx, registry, row, time).await?;
    }
    tx.commit().await?;
    Ok(expired.len())
}

async fn take_back(
    tx: &mut SystemTx,
    registry: &Registry,
    row: &ExpiredRow,
    time: Time,
) -> Result<(), DbError> {
    let policy = registry.policy(&row.kind);
    let verdict = after_crash(&policy, row.attempts, row.crashes, rand::random());
    let change = match &verdict {
        Verdict::Again { after, .. } => {
            format!("state = 'queued', run_at = {}", time.after(*after))
        }
        Verdict::Dead | Verdict::Nothing => format!(
            "state = 'dead', unique_key = NULL, finished_at = {}",
            time.sql()
        ),
    };
    let crash = row.crashes + 1;
    let error = format!(
        "the process that ran it died or hung (crash {crash} of {MAX_CRASHES}, run {})",
        row.attempts
    );
    let statement = format!(
        "UPDATE jobs SET {change}, crashes = {crash}, last_error = ?, lease_token = NULL, \
         lease_until = NULL WHERE tenant_id = {} AND id = x'{}'",
        row.tenant_id,
        row.id.0.simple()
    );
    diesel::sql_query(statement)
        .bind::<Text, _>(&error)
        .execute(tx.conn())
        .await?;
    metrics::counter!("nestogy_job_crashes_total", "kind" => row.kind.clone()).increment(1);
    tracing::warn!(job = %row.id, tenant = %row.tenant_id, kind = row.kind, crash, dead = verdict == Verdict::Dead, "a job's lease ran out");
    Ok(())
}
