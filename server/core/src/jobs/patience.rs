//! The engine's loops live as long as the process. A database that takes a statement and never
//! answers (a hung server, a line that lost a failover) must not hold one of them for ever.

use server_db::DbError;
use std::future::Future;
use std::time::Duration;

/// Longest wait for one look at the table. What is cut off here closes its connection.
const LONGEST: Duration = Duration::from_secs(15);

/// `work`, or [`DbError::Unreachable`] when there is no end to it.
pub(super) async fn in_time<T, E: From<DbError>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    within(LONGEST, work).await
}

async fn within<T, E: From<DbError>>(
    longest: Duration,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    match tokio::time::timeout(longest, work).await {
        Ok(result) => result,
        Err(_) => Err(DbError::Unreachable("no answer in time".into()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_never_answers_counts_as_away() {
        let silent = std::future::pending::<Result<(), DbError>>();
        let error = within(Duration::from_millis(1), silent).await;
        assert!(error.is_err_and(|error| error.is_unreachable()));
    }
}
