//! Statements of the board.

// sql: only constants, column names and the words of `JobState` go into the texts; what a person types is bound.

use super::Position;
use super::rows::{CountRow, FullRow, KindRow, ListedRow};
use crate::error::Result;
use app_types::id::{JobId, TenantId};
use app_types::jobs::{JobState, MOST_COUNTED};
use diesel::sql_types::{Binary, Datetime, Integer, Text, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;

/// Rows of a page.
pub(super) const ROWS: usize = 50;
/// Most dead jobs that one press of a button queues again.
pub const RERUN_AT_ONCE: usize = 5_000;

type TenantColumn = Unsigned<Integer>;

/// Jobs by queue and state, but for done ones. Each state is read up to a limit, so that a long
/// backlog does not make the page slow.
pub(super) async fn counts(tx: &mut TenantTx) -> Result<Vec<CountRow>> {
    let counted = [
        JobState::Queued,
        JobState::Running,
        JobState::Dead,
        JobState::Parked,
    ];
    let parts = counted.map(|state| {
        format!(
            "(SELECT queue, state, run_at FROM jobs FORCE INDEX (jobs_state) WHERE jobs.tenant_id = ? \
             AND state = '{state}' ORDER BY run_at LIMIT {MOST_COUNTED})"
        )
    });
    let statement = format!(
        "SELECT queue, state, COUNT(*) AS jobs, MIN(run_at) AS oldest FROM ({}) counted \
         GROUP BY queue, state ORDER BY queue, state",
        parts.join(" UNION ALL ")
    );
    let tenant = tx.tenant();
    Ok(diesel::sql_query(statement)
        .bind::<TenantColumn, _>(tenant)
        .bind::<TenantColumn, _>(tenant)
        .bind::<TenantColumn, _>(tenant)
        .bind::<TenantColumn, _>(tenant)
        .load(tx.conn())
        .await?)
}

/// Kinds among the latest jobs of a state, for the filter.
pub(super) async fn kinds_of(tx: &mut TenantTx, state: JobState) -> Result<Vec<KindRow>> {
    let tenant = tx.tenant();
    let statement = format!(
        "SELECT DISTINCT kind FROM (SELECT kind FROM jobs FORCE INDEX (jobs_state) \
         WHERE tenant_id = ? AND state = ? ORDER BY run_at DESC, id DESC LIMIT {MOST_COUNTED}) \
         latest ORDER BY kind"
    );
    Ok(diesel::sql_query(statement)
        .bind::<TenantColumn, _>(tenant)
        .bind::<Text, _>(state.as_str())
        .load(tx.conn())
        .await?)
}

/// One row more than a page holds; the latest first, backwards before a cursor. An empty `kind`
/// is any. The key condition has the form that reads only what it shows.
pub(super) async fn listed(
    tx: &mut TenantTx,
    state: JobState,
    kind: &str,
    position: Position,
) -> Result<Vec<ListedRow>> {
    let tenant: TenantId = tx.tenant();
    let (cursor, less, direction) = match position {
        Position::First => (None, "<", "DESC"),
        Position::After(cursor) => (Some(cursor), "<", "DESC"),
        Position::Before(cursor) => (Some(cursor), ">", ""),
    };
    let limit = ROWS + 1;
    let mut query = diesel::sql_query(
        "SELECT id, kind, queue, state, run_at, attempts, last_error \
         FROM jobs FORCE INDEX (jobs_state) WHERE tenant_id = ? AND state = ?",
    )
    .into_boxed::<diesel::mysql::Mysql>()
    .bind::<TenantColumn, _>(tenant)
    .bind::<Text, _>(state.as_str());
    if !kind.is_empty() {
        query = query.sql(" AND kind = ?").bind::<Text, _>(kind.to_string());
    }
    if let Some(cursor) = cursor {
        query = query
            .sql(format!(
                " AND run_at {less}= ? AND (run_at {less} ? OR (run_at = ? AND id {less} ?))"
            ))
            .bind::<Datetime, _>(cursor.at)
            .bind::<Datetime, _>(cursor.at)
            .bind::<Datetime, _>(cursor.at)
            .bind::<Binary, _>(cursor.id.as_bytes().to_vec());
    }
    let order = format!(" ORDER BY run_at {direction}, id {direction} LIMIT {limit}");
    Ok(query.sql(order).load(tx.conn()).await?)
}

/// [`crate::Error::NotFound`] when there is none.
pub(super) async fn job(tx: &mut TenantTx, id: JobId) -> Result<FullRow> {
    let tenant = tx.tenant();
    Ok(diesel::sql_query(
        "SELECT id, kind, queue, state, payload, unique_key, created_at, run_at, lease_until, \
         finished_at, attempts, crashes, last_error, request_id FROM jobs \
         WHERE tenant_id = ? AND id = ?",
    )
    .bind::<TenantColumn, _>(tenant)
    .bind::<Binary, _>(id)
    .get_result(tx.conn())
    .await?)
}

/// `false`: it is running or done.
pub(super) async fn queue_again(tx: &mut TenantTx, id: JobId) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let written = diesel::sql_query(
        "UPDATE jobs SET state = 'queued', run_at = LEAST(?, NOW(6)), attempts = 0, crashes = 0, \
         finished_at = NULL WHERE tenant_id = ? AND id = ? AND state IN ('dead', 'parked', 'queued')",
    )
    .bind::<Datetime, _>(now)
    .bind::<TenantColumn, _>(tenant)
    .bind::<Binary, _>(id)
    .execute(tx.conn())
    .await?;
    Ok(written == 1)
}

/// `false`: it is running, parked or done.
pub(super) async fn park(tx: &mut TenantTx, id: JobId) -> Result<bool> {
    let tenant = tx.tenant();
    let written = diesel::sql_query(
        "UPDATE jobs SET state = 'parked', unique_key = NULL WHERE tenant_id = ? AND id = ? \
         AND state IN ('dead', 'queued')",
    )
    .bind::<TenantColumn, _>(tenant)
    .bind::<Binary, _>(id)
    .execute(tx.conn())
    .await?;
    Ok(written == 1)
}

pub(super) async fn queue_dead_again(tx: &mut TenantTx, kind: &str) -> Result<usize> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = format!(
        "UPDATE jobs SET state = 'queued', attempts = 0, crashes = 0, finished_at = NULL, \
         run_at = TIMESTAMPADD(MICROSECOND, FLOOR(RAND() * 30000000), LEAST(?, NOW(6))) \
         WHERE tenant_id = ? AND state = 'dead' AND kind = ? LIMIT {RERUN_AT_ONCE}"
    );
    Ok(diesel::sql_query(statement)
        .bind::<Datetime, _>(now)
        .bind::<TenantColumn, _>(tenant)
        .bind::<Text, _>(kind)
        .execute(tx.conn())
        .await?)
}
