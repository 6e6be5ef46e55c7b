//! Where the bytes of attachments and raw mails lie.

use sha2::{Digest, Sha256};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use tokio::io::AsyncWriteExt;

/// A future behind a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("no such file")]
    NotFound,
    /// The disk is full, a permission is missing, the share is away.
    #[error("the file store cannot be used: {0}")]
    Unavailable(#[from] std::io::Error),
}

/// A content-addressed store. A file is complete and on disk before `put` returns; storing the
/// same bytes twice is harmless.
pub trait FileStore: Send + Sync {
    /// Stores `bytes` for `tenant` and returns their SHA-256.
    fn put<'a>(
        &'a self,
        tenant: u32,
        bytes: &'a [u8],
    ) -> BoxFuture<'a, Result<[u8; 32], FileError>>;

    /// Reads back what `put` stored.
    fn get<'a>(
        &'a self,
        tenant: u32,
        sha256: &'a [u8],
    ) -> BoxFuture<'a, Result<Vec<u8>, FileError>>;

    /// Whether the store can be written to.
    fn check(&self) -> BoxFuture<'_, Result<(), FileError>>;
}

/// Files below a folder: `<root>/<tenant>/<first two hex digits>/<sha-256>`.
pub struct LocalFiles {
    root: PathBuf,
}

impl LocalFiles {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn path(&self, tenant: u32, sha256: &[u8]) -> PathBuf {
        let name = hex::encode(sha256);
        self.root
            .join(tenant.to_string())
            .join(name.get(..2).unwrap_or("00"))
            .join(name)
    }
}

impl FileStore for LocalFiles {
    fn put<'a>(
        &'a self,
        tenant: u32,
        bytes: &'a [u8],
    ) -> BoxFuture<'a, Result<[u8; 32], FileError>> {
        Box::pin(async move {
            let sha256: [u8; 32] = Sha256::digest(bytes).into();
            let path = self.path(tenant, &sha256);
            // A file of another length is the rest of a fault: it is written anew.
            let known = tokio::fs::metadata(&path).await;
            if known.is_ok_and(|known| known.len() == bytes.len() as u64) {
                return Ok(sha256);
            }
            write_whole(&path, bytes).await?;
            Ok(sha256)
        })
    }

    fn get<'a>(
        &'a self,
        tenant: u32,
        sha256: &'a [u8],
    ) -> BoxFuture<'a, Result<Vec<u8>, FileError>> {
        Box::pin(async move {
            match tokio::fs::read(self.path(tenant, sha256)).await {
                Ok(bytes) => Ok(bytes),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    Err(FileError::NotFound)
                }
                Err(error) => Err(error.into()),
            }
        })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), FileError>> {
        Box::pin(async move {
            let probe = self.root.join(format!(".probe-{}", uuid::Uuid::now_v7()));
            write_whole(&probe, b"nestogy").await?;
            Ok(tokio::fs::remove_file(&probe).await?)
        })
    }
}

/// All or nothing: a temporary file, synced, then renamed, then the folder synced.
async fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    tokio::fs::create_dir_all(folder).await?;
    let temporary = folder.join(format!(".{}", uuid::Uuid::now_v7()));
    let written = write_synced(&temporary, bytes).await;
    let renamed = match written {
        Ok(()) => tokio::fs::rename(&temporary, path).await,
        Err(error) => Err(error),
    };
    if let Err(error) = renamed {
        // What is left of the attempt is of no use; the first error is the one that counts.
        let _ = tokio::fs::remove_file(&temporary).await;
        return Err(error.into());
    }
    tokio::fs::File::open(folder).await?.sync_all().await?;
    Ok(())
}

async fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = tokio::fs::File::create(path).await?;
    file.write_all(bytes).await?;
    // tokio writes in the background: a full disk is reported by `flush` and by nothing else.
    file.flush().await?;
    file.sync_all().await
}
