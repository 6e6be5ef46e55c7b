//! Depth and age of the queues, for the metrics page and the alerts.

use super::patience::in_time;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use server_db::{Db, DbError};
use std::time::Duration;

/// Counting stops here: a longer queue is an alert in any case.
const MOST: u32 = 100_000;

#[derive(diesel::QueryableByName)]
struct DepthRow {
    #[diesel(sql_type = BigInt)]
    due: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    oldest: Option<i64>,
}

/// Samples until it is dropped.
pub(super) async fn sample_forever(db: Db, queues: Vec<String>, interval: Duration) {
    loop {
        for queue in &queues {
            match in_time(depth(&db, queue)).await {
                Ok(depth) => record(queue, &depth),
                Err(error) => tracing::debug!(%error, "the queues could not be measured"),
            }
        }
        tokio::time::sleep(interval).await;
    }
}

async fn depth(db: &Db, queue: &str) -> Result<DepthRow, DbError> {
    let mut tx = db.begin_system("measure the queues").await?;
    let statement = format!(
        "SELECT COUNT(*) AS due, TIMESTAMPDIFF(MICROSECOND, MIN(run_at), NOW(6)) AS oldest FROM \
         (SELECT run_at FROM jobs FORCE INDEX (jobs_due) WHERE state = 'queued' AND queue = ? \
         AND run_at <= NOW(6) LIMIT {MOST}) due_jobs"
    );
    let row = diesel::sql_query(statement)
        .bind::<Text, _>(queue)
        .get_result(tx.conn())
        .await?;
    tx.rollback().await?;
    Ok(row)
}

fn record(queue: &str, depth: &DepthRow) {
    let oldest = depth.oldest.unwrap_or(0) as f64 / 1_000_000.0;
    metrics::gauge!("nestogy_jobs_due", "queue" => queue.to_string()).set(depth.due as f64);
    metrics::gauge!("nestogy_jobs_oldest_due_seconds", "queue" => queue.to_string()).set(oldest);
}
