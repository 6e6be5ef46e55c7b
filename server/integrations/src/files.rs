//! Where the bytes of attachments and raw mails lie.

use crate::place::{Patience, Place, PlaceError};
use sha2::{Digest, Sha256};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;

/// How long a link is good, in seconds.
const LINK: u64 = 60;

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

    /// An address, good for a minute, at which a browser fetches a file of `size` bytes by itself,
    /// always as a download; `None` where the program hands it out.
    fn link<'a>(
        &'a self,
        _tenant: u32,
        _sha256: &'a [u8],
        _size: u64,
        _shown: &'a Shown,
    ) -> BoxFuture<'a, Result<Option<String>, FileError>> {
        Box::pin(async { Ok(None) })
    }

    /// Whether the store can be used.
    fn check(&self) -> BoxFuture<'_, Result<(), FileError>>;

    /// Every file of all tenants, in order; what is half written is none.
    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredFile>, FileError>>;
}

/// How a browser is told to take a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub content_type: String,
    /// As a header has it (RFC 6266).
    pub disposition: String,
}

/// A file of the store: whose, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredFile {
    pub tenant: u32,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

impl StoredFile {
    /// From where it lies: `<tenant>/<first two digits>/<sha-256>`.
    pub fn at(path: &str, size: u64) -> Option<Self> {
        let mut parts = path.split('/');
        let tenant = parts.next()?.parse().ok()?;
        let (shelf, sha256) = (parts.next()?, parts.next()?);
        let fits = parts.next().is_none() && is_sha256(sha256) && sha256.starts_with(shelf);
        (fits && shelf.len() == 2).then(|| Self {
            tenant,
            sha256: sha256.to_string(),
            size,
        })
    }
}

/// 64 hexadecimal digits in small letters.
pub fn is_sha256(word: &str) -> bool {
    let digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    word.len() == 64 && word.bytes().all(digit)
}

/// Where a file lies: `<tenant>/<first two digits>/<sha-256>`.
fn place_of(tenant: u32, sha256: &[u8]) -> String {
    let name = hex::encode(sha256);
    let shelf = name.get(..2).unwrap_or("00");
    format!("{tenant}/{shelf}/{name}")
}

/// The store that `NESTOGY_FILES_DIR` names: a folder, or `s3://bucket/prefix`.
///
/// # Errors
/// When a bucket cannot be named like that.
pub fn open(text: &str) -> Result<Arc<dyn FileStore>, PlaceError> {
    open_with(text, None)
}

/// As [`open`]; files of at least `direct_from` bytes may be fetched from the bucket itself.
///
/// # Errors
/// As [`open`].
pub fn open_with(text: &str, direct_from: Option<u64>) -> Result<Arc<dyn FileStore>, PlaceError> {
    if !text.contains("://") {
        return Ok(Arc::new(LocalFiles::new(text)));
    }
    let place = Place::open_with(text, Patience::Page)?;
    Ok(Arc::new(BucketFiles { place, direct_from }))
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
        self.root.join(place_of(tenant, sha256))
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

    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredFile>, FileError>> {
        let root = self.root.clone();
        Box::pin(async move {
            let walked = tokio::task::spawn_blocking(move || walk(&root)).await;
            Ok(walked.map_err(std::io::Error::other)??)
        })
    }
}

fn walk(root: &Path) -> std::io::Result<Vec<StoredFile>> {
    let mut files = Vec::new();
    for tenant in entries(root)? {
        for shelf in entries(&tenant)? {
            for file in entries(&shelf)? {
                let below = file.strip_prefix(root).ok().and_then(Path::to_str);
                let size = file.metadata()?.len();
                files.extend(below.and_then(|below| StoredFile::at(below, size)));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Nothing where there is no such folder, or where it is a file.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(folder)?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

/// Files in a bucket, under the same names.
struct BucketFiles {
    place: Place,
    /// From how many bytes on browsers are sent to the bucket.
    direct_from: Option<u64>,
}

impl FileStore for BucketFiles {
    fn put<'a>(
        &'a self,
        tenant: u32,
        bytes: &'a [u8],
    ) -> BoxFuture<'a, Result<[u8; 32], FileError>> {
        Box::pin(async move {
            let sha256: [u8; 32] = Sha256::digest(bytes).into();
            let name = place_of(tenant, &sha256);
            // An object is whole or not there; the same bytes are not sent twice.
            let known = self.place.size(&name).await.map_err(away)?;
            if known != Some(bytes.len() as u64) {
                self.place.put(&name, bytes.to_vec()).await.map_err(away)?;
            }
            Ok(sha256)
        })
    }

    fn get<'a>(
        &'a self,
        tenant: u32,
        sha256: &'a [u8],
    ) -> BoxFuture<'a, Result<Vec<u8>, FileError>> {
        Box::pin(async move {
            let got = self.place.get(&place_of(tenant, sha256)).await;
            got.map_err(away)
        })
    }

    fn link<'a>(
        &'a self,
        tenant: u32,
        sha256: &'a [u8],
        size: u64,
        shown: &'a Shown,
    ) -> BoxFuture<'a, Result<Option<String>, FileError>> {
        Box::pin(async move {
            if self.direct_from.is_none_or(|least| size < least) {
                return Ok(None);
            }
            let name = place_of(tenant, sha256);
            // What is not there is said by our own page, not by the bucket.
            if self.place.size(&name).await.map_err(away)?.is_none() {
                return Err(FileError::NotFound);
            }
            let link = self
                .place
                .link(&name, LINK, &shown.content_type, &shown.disposition);
            link.await.map_err(away)
        })
    }

    /// Asks for an object that is not there: cheap enough to do all the time.
    fn check(&self) -> BoxFuture<'_, Result<(), FileError>> {
        Box::pin(async move {
            self.place.size("probe").await.map_err(away)?;
            Ok(())
        })
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredFile>, FileError>> {
        Box::pin(async move {
            let names = self.place.list("").await.map_err(away)?;
            let files = names
                .iter()
                .filter_map(|(name, size)| StoredFile::at(name, *size));
            let mut files: Vec<StoredFile> = files.collect();
            files.sort();
            Ok(files)
        })
    }
}

fn away(error: PlaceError) -> FileError {
    match error {
        PlaceError::NotFound(_) => FileError::NotFound,
        error => FileError::Unavailable(std::io::Error::other(error)),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn only_finished_files_of_tenants_are_listed() {
        let folder = std::env::temp_dir().join(format!("nestogy-{}", uuid::Uuid::now_v7()));
        let sha = "ab".repeat(32);
        let places = [
            format!("7/ab/{sha}"),
            "7/ab/.half".into(),
            format!("7/cd/{sha}"),
            format!("lost/ab/{sha}"),
            ".probe-1".into(),
            format!("12/ab/{sha}"),
        ];
        for place in places {
            let path = folder.join(place);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "12345").unwrap();
        }
        let found = LocalFiles::new(&folder).list().await.unwrap();
        let tenants: Vec<_> = found.iter().map(|file| (file.tenant, file.size)).collect();
        assert_eq!(tenants, [(7, 5), (12, 5)]);
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(LocalFiles::new(folder).list().await.unwrap().is_empty());
    }
}
