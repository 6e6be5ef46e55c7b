//! Backups of the whole installation, database and files, sealed with a key of their own, and the way
//! back. What a backup is made of: [`manifest`].

mod dump;
mod files;
pub mod manifest;
mod restore;
mod retain;
mod sealed_stream;
mod tables;
mod take;

pub use manifest::Manifest;
pub use restore::{Restored, list, restore};
pub use retain::names;
pub use tables::Tables;
pub use take::{Plan, Taken, take};

use secrecy::SecretBox;
use server_db::client_program::ProgramError;
use server_integrations::files::{FileError, FileStore};
use server_integrations::place::PlaceError;
use std::sync::Arc;

/// What is backed up, or brought back.
pub struct Installation {
    /// With a password in it.
    pub database_url: secrecy::SecretString,
    pub files: Arc<dyn FileStore>,
    /// Seals the backups.
    pub key: SecretBox<[u8; 32]>,
}

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error(transparent)]
    Program(#[from] ProgramError),
    #[error("NESTOGY_FILES_DIR: {0}")]
    Files(#[from] FileError),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// Nothing was done; the words say what to do first.
    #[error("{0}")]
    Refused(String),
    /// The backup is not what was written.
    #[error("{object} cannot be used: {reason}")]
    Damaged { object: String, reason: String },
    #[error("{what} failed: {said}")]
    Failed { what: &'static str, said: String },
}

pub type Result<T> = std::result::Result<T, BackupError>;

fn damaged(object: &str, reason: impl std::fmt::Display) -> BackupError {
    BackupError::Damaged {
        object: object.to_string(),
        reason: reason.to_string(),
    }
}

/// Work that waits for disks and programs, away from the tasks that wait for the network.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(std::io::Error::other(error).into()),
    }
}
