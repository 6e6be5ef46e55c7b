//! Writing how a run ended. Every statement is guarded by the fencing token: of two workers that
//! believe to hold a job only one can write.

// sql: what goes into the statements are numbers, ids in hexadecimal and constants, never text from a person.

use super::rows::{Lease, Time, these_leases};
use super::rules::shorten;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use server_db::{Db, DbError, TenantTx};
use std::time::Duration;

/// Longest text kept in `last_error`, in bytes.
const ERROR_LENGTH: usize = 4000;

/// Marks a job as done inside the handler's transaction; `false`: the lease was lost.
pub(super) async fn done_within(
    tx: &mut TenantTx,
    lease: &Lease,
    time: Time,
) -> Result<bool, DbError> {
    let statement = done_statement(std::slice::from_ref(lease), time);
    let written = diesel::sql_query(statement).execute(tx.conn()).await?;
    Ok(written == 1)
}

/// Locks the job's row inside the handler's transaction; `false`: the lease was lost.
pub(super) async fn hold_within(tx: &mut TenantTx, lease: &Lease) -> Result<bool, DbError> {
    use super::rows::TenantRow;
    let statement = format!(
        "SELECT tenant_id FROM jobs FORCE INDEX (PRIMARY) WHERE state = 'running' AND {} FOR UPDATE",
        these_leases(std::slice::from_ref(lease))
    );
    let rows: Vec<TenantRow> = diesel::sql_query(statement).load(tx.conn()).await?;
    Ok(rows.len() == 1)
}

/// Marks jobs as done whose handlers had no transaction of their own. Those whose lease was lost
/// stay as they are.
pub(super) async fn done(db: &Db, leases: &[Lease], time: Time) -> Result<usize, DbError> {
    let mut tx = db.begin_system("mark jobs as done").await?;
    let written = diesel::sql_query(done_statement(leases, time))
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(written)
}

fn done_statement(leases: &[Lease], time: Time) -> String {
    format!(
        "UPDATE jobs SET state = 'done', finished_at = {}, unique_key = NULL, \
         lease_token = NULL, lease_until = NULL WHERE state = 'running' AND {}",
        time.sql(),
        these_leases(leases)
    )
}

/// Queues a job again after a pause. `counts`: whether the run uses up an attempt.
pub(super) async fn again(
    db: &Db,
    lease: Lease,
    error: &str,
    after: Duration,
    counts: bool,
    time: Time,
) -> Result<bool, DbError> {
    let attempts = if counts {
        "attempts"
    } else {
        "GREATEST(attempts, 1) - 1"
    };
    let statement = format!(
        "UPDATE jobs SET state = 'queued', run_at = {}, attempts = {attempts}, last_error = ?, \
         lease_token = NULL, lease_until = NULL WHERE state = 'running' AND {}",
        time.after(after),
        these_leases(&[lease])
    );
    with_error(db, statement, error, "queue a job again").await
}

/// Takes a job out of the queue for good, until a person decides.
pub(super) async fn dead(db: &Db, lease: Lease, error: &str, time: Time) -> Result<bool, DbError> {
    let statement = format!(
        "UPDATE jobs SET state = 'dead', finished_at = {}, unique_key = NULL, last_error = ?, \
         lease_token = NULL, lease_until = NULL WHERE state = 'running' AND {}",
        time.sql(),
        these_leases(&[lease])
    );
    with_error(db, statement, error, "bury a job").await
}

async fn with_error(
    db: &Db,
    statement: String,
    error: &str,
    reason: &'static str,
) -> Result<bool, DbError> {
    let mut tx = db.begin_system(reason).await?;
    let written = diesel::sql_query(statement)
        .bind::<Text, _>(shorten(error, ERROR_LENGTH))
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(written == 1)
}

/// Gives jobs back that were claimed and not run to the end: due at once, the attempt not counted.
pub(super) async fn release(db: &Db, leases: &[Lease]) -> Result<usize, DbError> {
    let mut tx = db.begin_system("give claimed jobs back").await?;
    let statement = format!(
        "UPDATE jobs SET state = 'queued', attempts = GREATEST(attempts, 1) - 1, \
         lease_token = NULL, lease_until = NULL WHERE state = 'running' AND {}",
        these_leases(leases)
    );
    let written = diesel::sql_query(statement).execute(tx.conn()).await?;
    tx.commit().await?;
    Ok(written)
}
