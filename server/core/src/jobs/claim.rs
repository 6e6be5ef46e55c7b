//! Taking due jobs: one short transaction per claim.
//!
//! Rows are locked with `SKIP LOCKED`, so that workers never wait for each other, and leased
//! until a time of the database's clock. Two ways in: the ids that came through Redis, and the
//! table itself, tenant by tenant.

// sql: what goes into the statements are numbers, ids in hexadecimal and constants, never text from a person.

use super::rows::{Claimed, DueRow, TenantRow, Time, these_jobs};
use super::rules::share;
use app_types::id::{JobId, LeaseToken, TenantId};
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use server_db::{Db, DbError, SystemTx};
use std::time::Duration;

/// Most tenants looked at in one claim; the longest-waiting ones come first.
const TENANTS_PER_CLAIM: usize = 64;

/// What a claim needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'a> {
    pub queue: &'a str,
    pub time: Time,
    pub lease: Duration,
}

/// Claims up to `want` due jobs of the queue, shared out among the tenants that have any.
pub(super) async fn from_table(
    db: &Db,
    claim: Claim<'_>,
    want: usize,
) -> Result<Vec<Claimed>, DbError> {
    let mut tx = db.begin_system("claim due jobs").await?;
    let tenants = tenants_with_due_jobs(&mut tx, claim).await?;
    let mut rows: Vec<DueRow> = Vec::new();
    let mut open = tenants;
    // Second round: what the first tenants left goes to those that have more.
    for _ in 0..2 {
        let share = share(want.saturating_sub(rows.len()), open.len());
        let mut unfinished = Vec::new();
        for tenant in open {
            let room = share.min(want - rows.len());
            if room == 0 {
                break;
            }
            let taken: Vec<JobId> = rows.iter().map(|row| row.id).collect();
            let found = due_rows_of(&mut tx, claim, tenant, room, &taken).await?;
            if found.len() == room {
                unfinished.push(tenant);
            }
            rows.extend(found);
        }
        open = unfinished;
        if rows.len() >= want || open.is_empty() {
            break;
        }
    }
    lease(tx, claim, rows).await
}

/// Claims those of the named jobs that are due and free.
pub(super) async fn by_ids(
    db: &Db,
    claim: Claim<'_>,
    jobs: &[(TenantId, JobId)],
) -> Result<Vec<Claimed>, DbError> {
    let mut tx = db.begin_system("claim announced jobs").await?;
    let active = active_among(&mut tx, jobs).await?;
    let jobs: Vec<_> = jobs
        .iter()
        .copied()
        .filter(|(tenant, _)| active.contains(tenant))
        .collect();
    if jobs.is_empty() {
        tx.rollback().await?;
        return Ok(Vec::new());
    }
    let statement = format!(
        "SELECT {} FROM jobs FORCE INDEX (PRIMARY) \
         WHERE {} AND state = 'queued' AND queue = ? AND run_at <= {} FOR UPDATE SKIP LOCKED",
        columns(claim.time),
        these_jobs(&jobs),
        claim.time.sql()
    );
    let rows: Vec<DueRow> = diesel::sql_query(statement)
        .bind::<Text, _>(claim.queue)
        .load(tx.conn())
        .await?;
    lease(tx, claim, rows).await
}

/// Writes the leases and commits.
async fn lease(
    mut tx: SystemTx,
    claim: Claim<'_>,
    rows: Vec<DueRow>,
) -> Result<Vec<Claimed>, DbError> {
    if rows.is_empty() {
        tx.rollback().await?;
        return Ok(Vec::new());
    }
    let token = LeaseToken(uuid::Uuid::now_v7());
    let jobs: Vec<_> = rows.iter().map(|row| (row.tenant_id, row.id)).collect();
    let statement = format!(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_token = x'{}', \
         lease_until = {} WHERE {}",
        token.0.simple(),
        claim.time.after(claim.lease),
        these_jobs(&jobs)
    );
    diesel::sql_query(statement).execute(tx.conn()).await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| row.claimed(token)).collect())
}

/// Active tenants with due jobs in the queue, the longest-waiting first. A job of a suspended
/// tenant waits. One look into the index per tenant: a grouped query would read the whole
/// backlog on MariaDB.
async fn tenants_with_due_jobs(
    tx: &mut SystemTx,
    claim: Claim<'_>,
) -> Result<Vec<TenantId>, DbError> {
    let statement = format!(
        "SELECT t.id AS tenant_id, (SELECT j.run_at FROM jobs j FORCE INDEX (jobs_due) \
         WHERE j.state = 'queued' AND j.queue = ? AND j.tenant_id = t.id AND j.run_at <= {} \
         ORDER BY j.run_at LIMIT 1) AS due \
         FROM tenants t WHERE t.status = 'active' HAVING due IS NOT NULL ORDER BY due LIMIT {}",
        claim.time.sql(),
        TENANTS_PER_CLAIM
    );
    let rows: Vec<TenantRow> = diesel::sql_query(statement)
        .bind::<Text, _>(claim.queue)
        .load(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| row.tenant_id).collect())
}

async fn due_rows_of(
    tx: &mut SystemTx,
    claim: Claim<'_>,
    tenant: TenantId,
    limit: usize,
    taken: &[JobId],
) -> Result<Vec<DueRow>, DbError> {
    let not_taken = if taken.is_empty() {
        String::new()
    } else {
        let ids: Vec<String> = taken
            .iter()
            .map(|id| format!("x'{}'", id.0.simple()))
            .collect();
        format!("AND id NOT IN ({})", ids.join(","))
    };
    let statement = format!(
        "SELECT {} FROM jobs FORCE INDEX (jobs_due) \
         WHERE state = 'queued' AND queue = ? AND tenant_id = {tenant} AND run_at <= {} {not_taken} \
         ORDER BY run_at, id LIMIT {limit} FOR UPDATE SKIP LOCKED",
        columns(claim.time),
        claim.time.sql(),
    );
    Ok(diesel::sql_query(statement)
        .bind::<Text, _>(claim.queue)
        .load(tx.conn())
        .await?)
}

async fn active_among(
    tx: &mut SystemTx,
    jobs: &[(TenantId, JobId)],
) -> Result<Vec<TenantId>, DbError> {
    let mut tenants: Vec<String> = jobs.iter().map(|(tenant, _)| tenant.to_string()).collect();
    tenants.sort_unstable();
    tenants.dedup();
    let statement = format!(
        "SELECT id AS tenant_id FROM tenants WHERE status = 'active' AND id IN ({})",
        tenants.join(",")
    );
    let rows: Vec<TenantRow> = diesel::sql_query(statement).load(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| row.tenant_id).collect())
}

fn columns(time: Time) -> String {
    format!(
        "tenant_id, id, kind, payload, attempts, request_id, traceparent, \
         TIMESTAMPDIFF(MICROSECOND, run_at, {}) AS waited",
        time.sql()
    )
}
