//! Files of a tenant: bytes in the store, facts in `files`.

use crate::Core;
use crate::error::{Error, Result};
use app_types::id::{FileId, TenantId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::files;
use server_db::{DbError, TenantTx};
use server_integrations::files::FileError;

/// Stores `bytes` and returns the row's id; the same bytes have one row per tenant.
///
/// # Errors
/// [`Error::Unavailable`] when the store cannot be written to.
pub async fn store(
    core: &Core,
    tx: &mut TenantTx,
    bytes: &[u8],
    content_type: &str,
) -> Result<FileId> {
    let sha256 = core
        .files
        .put(tx.tenant().0, bytes)
        .await
        .map_err(store_error)?;
    if let Some(id) = by_sha256(tx, &sha256).await? {
        return Ok(id);
    }
    let id = FileId::new();
    let inserted = diesel::insert_into(files::table)
        .values((
            files::tenant_id.eq(tx.tenant()),
            files::id.eq(id),
            files::sha256.eq(sha256.to_vec()),
            files::size.eq(bytes.len() as u64),
            files::content_type.eq(content_type),
            files::created_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await
        .map_err(DbError::from);
    match inserted {
        Ok(_) => Ok(id),
        Err(error) if error.is_unique_violation() => {
            by_sha256(tx, &sha256).await?.ok_or(Error::NotFound)
        }
        Err(error) => Err(error.into()),
    }
}

/// The bytes of a file of the tenant.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Unavailable`] when the store is away.
pub async fn load(core: &Core, tx: &TenantTx, sha256: &[u8]) -> Result<Vec<u8>> {
    load_of(core, tx.tenant(), sha256).await
}

/// Like [`load`], for tasks that move between threads: a borrowed transaction cannot.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Unavailable`] when the store is away.
pub async fn load_of(core: &Core, tenant: TenantId, sha256: &[u8]) -> Result<Vec<u8>> {
    core.files.get(tenant.0, sha256).await.map_err(store_error)
}

async fn by_sha256(tx: &mut TenantTx, sha256: &[u8]) -> Result<Option<FileId>> {
    let tenant = tx.tenant();
    Ok(files::table
        .filter(files::tenant_id.eq(tenant))
        .filter(files::sha256.eq(sha256.to_vec()))
        .select(files::id)
        .first(tx.conn())
        .await
        .optional()?)
}

fn store_error(error: FileError) -> Error {
    match error {
        FileError::NotFound => Error::NotFound,
        FileError::Unavailable(error) => {
            tracing::error!(%error, "the file store cannot be used");
            Error::Unavailable("The file store")
        }
    }
}

/// The type by content; text where nothing speaks against it, else `application/octet-stream`.
/// What a sender declares is not believed.
pub fn sniff(bytes: &[u8]) -> &'static str {
    if let Some(kind) = infer::get(bytes) {
        return kind.mime_type();
    }
    let head = &bytes[..bytes.len().min(4096)];
    let text =
        !head.is_empty() && !head.contains(&0) && std::str::from_utf8(trim_char(head)).is_ok();
    if text {
        "text/plain"
    } else {
        "application/octet-stream"
    }
}

/// Cuts an unfinished UTF-8 character off the end.
fn trim_char(bytes: &[u8]) -> &[u8] {
    let tail = bytes
        .iter()
        .rev()
        .take(3)
        .position(|byte| byte & 0xC0 == 0xC0)
        .map_or(0, |at| at + 1);
    &bytes[..bytes.len() - tail]
}

/// Pictures a browser may show in place; everything else is downloaded.
pub fn may_show_inline(content_type: &str) -> bool {
    matches!(
        content_type,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp"
    )
}

/// A file name without path, control or direction-changing characters, at most 200 bytes.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_direction_mark(*c) && !"<>:\"|?*".contains(*c))
        .collect();
    let mut cleaned = cleaned.trim().trim_matches('.').to_string();
    while cleaned.len() > 200 {
        cleaned.remove(0);
    }
    if cleaned.is_empty() {
        "file".to_string()
    } else {
        cleaned
    }
}

/// Characters that change the direction of the text after them: `exe.gpj` must not read `jpg.exe`.
pub fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_path_and_tricks() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\temp\\a\0b.txt"), "ab.txt");
        assert_eq!(safe_name("invoice\u{202E}fdp.exe"), "invoicefdp.exe");
        assert_eq!(safe_name(".."), "file");
        assert!(safe_name(&"ä".repeat(300)).len() <= 200);
    }

    #[test]
    fn content_decides_the_type() {
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n0000"), "image/png");
        assert_eq!(sniff(b"plain words"), "text/plain");
        assert_eq!(sniff("Grüße".as_bytes()), "text/plain");
        assert_eq!(sniff(b"\0\x01\x02"), "application/octet-stream");
        assert!(!may_show_inline("image/svg+xml") && !may_show_inline("text/html"));
    }
}
