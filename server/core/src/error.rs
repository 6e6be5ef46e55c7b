//! The errors of the business. Each says what a page or an API answers.

use app_types::{Invalid, Permission};
use server_db::{DbError, TenantTx};

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not yours: the two look the same. 404.
    #[error("not found")]
    NotFound,
    /// Known, but this person may not. 403.
    #[error("not permitted: {0}")]
    Forbidden(Permission),
    /// Nobody is signed in. 401.
    #[error("sign in first")]
    Unauthenticated,
    /// The input is wrong; the form shows why and keeps what was typed. 422.
    #[error("invalid input")]
    Invalid(Invalid),
    /// Someone else changed it in the meantime. 409. The text says what to do.
    #[error("{0}")]
    Conflict(String),
    /// Too many tries. 429. Seconds until the next one is worth trying.
    #[error("too many attempts; try again in {retry_after_seconds} s")]
    RateLimited { retry_after_seconds: u32 },
    /// Something we depend on is away. 503.
    #[error("{0} is not available at the moment")]
    Unavailable(&'static str),
    #[error(transparent)]
    Db(DbError),
    /// A fault of ours; the text goes to the log only. 500.
    #[error("internal error: {0}")]
    Internal(String),
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        if error.is_unreachable() {
            Self::Unavailable("The database")
        } else {
            Self::Db(error)
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => DbError::Query(other).into(),
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl Error {
    /// A complaint about one field.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(Invalid::field(field, message))
    }
}

/// Refuses the actor of `tx` when the permission is missing. The first line of every verb.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn require(tx: &TenantTx, permission: Permission) -> Result<()> {
    if tx.can(permission) {
        Ok(())
    } else {
        Err(Error::Forbidden(permission))
    }
}
