//! How a run of a job may end badly.

use crate::error::Error;
use server_db::DbError;
use std::time::Duration;

/// What a handler returns.
pub type JobResult = Result<(), JobError>;

/// Why a run did not succeed, and what shall happen to the job. Any other error of the business
/// (`?` on [`crate::Result`], a database error) becomes [`JobError::Retry`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Try again as the policy of the kind says; at its limit the job is dead.
    #[error("{0}")]
    Retry(String),
    /// Not now, and not the job's fault (a rate limit, a closed window): again after this time,
    /// without counting an attempt.
    #[error("{reason}")]
    Later { after: Duration, reason: String },
    /// Trying again cannot help: the job is dead at once.
    #[error("{0}")]
    Dead(String),
    /// Another worker holds the job now; what this run did was rolled back.
    #[error("the lease was lost: another worker may be running the job")]
    LeaseLost,
}

impl JobError {
    pub fn retry(reason: impl std::fmt::Display) -> Self {
        Self::Retry(reason.to_string())
    }

    pub fn dead(reason: impl std::fmt::Display) -> Self {
        Self::Dead(reason.to_string())
    }

    pub fn later(after: Duration, reason: impl std::fmt::Display) -> Self {
        Self::Later {
            after,
            reason: reason.to_string(),
        }
    }
}

impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        Self::retry(error)
    }
}

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        Self::retry(error)
    }
}

impl From<diesel::result::Error> for JobError {
    fn from(error: diesel::result::Error) -> Self {
        Self::retry(error)
    }
}
