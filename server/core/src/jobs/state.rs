//! Whether jobs are done at all, for `nestogy doctor`.

use crate::{Core, Result};
use diesel::sql_types::{BigInt, Nullable};
use diesel_async::RunQueryDsl;

/// The jobs of all tenants together.
#[derive(Debug, diesel::QueryableByName)]
pub struct JobsState {
    /// Seconds that the oldest due job has waited.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub oldest_due: Option<i64>,
    /// Given up, and kept for a person to look at. Counted up to a thousand.
    #[diesel(sql_type = BigInt)]
    pub dead: i64,
    /// Seconds since a scheduler last fired anything.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub last_schedule: Option<i64>,
}

/// # Errors
/// When the database is away.
pub async fn state(core: &Core) -> Result<JobsState> {
    let mut tx = core
        .db
        .begin_system("doctor: the state of the jobs")
        .await?;
    let state = diesel::sql_query(
        "SELECT (SELECT TIMESTAMPDIFF(SECOND, MIN(run_at), NOW(6)) FROM jobs WHERE state = 'queued' \
         AND run_at <= NOW(6)) AS oldest_due, (SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE \
         state = 'dead' LIMIT 1000) some) AS dead, (SELECT TIMESTAMPDIFF(SECOND, MAX(created_at), \
         NOW(6)) FROM schedule_runs) AS last_schedule",
    )
    .get_result(tx.conn())
    .await?;
    tx.rollback().await?;
    Ok(state)
}
