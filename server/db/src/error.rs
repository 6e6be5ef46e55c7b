//! What can go wrong below the business.

/// An error of the database, the pool or Redis.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No connection to be had in time: the database is away or overloaded.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
    #[error("Redis: {0}")]
    Redis(#[from] ::redis::RedisError),
    #[error("migration: {0}")]
    Migration(String),
}

impl DbError {
    /// Whether the statement failed because a unique key already has the value.
    pub fn is_unique_violation(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error};
        matches!(
            self,
            Self::Query(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
        )
    }

    /// Whether the whole transaction may be tried again: a deadlock or a lock timeout.
    pub fn is_retryable(&self) -> bool {
        use diesel::result::Error;
        let Self::Query(Error::DatabaseError(_, information)) = self else {
            return false;
        };
        let message = information.message();
        message.contains("Deadlock found") || message.contains("Lock wait timeout")
    }

    /// Whether the database itself is away, as opposed to a statement being wrong.
    pub fn is_unreachable(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error};
        match self {
            Self::Unreachable(_) => true,
            Self::Query(Error::BrokenTransactionManager) => true,
            Self::Query(Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _)) => true,
            Self::Query(Error::DatabaseError(_, information)) => {
                let message = information.message();
                message.contains("Input/output error") || message.contains("Driver error")
            }
            _ => false,
        }
    }
}
