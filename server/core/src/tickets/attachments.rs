//! Files of a conversation: stored first, then named in the database.

use super::post::new_attachment_id;
use crate::Core;
use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::id::{AttachmentId, FileId, PostId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{attachments, files};

/// A file as it came in; the declared type is not believed.
#[derive(Debug, Clone)]
pub struct UploadedFile {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Content-ID of an inline picture of a mail, without angle brackets.
    pub content_id: Option<String>,
}

/// A file whose bytes are safe on disk and whose row is written.
#[derive(Debug, Clone)]
pub struct StoredFile {
    pub attachment: AttachmentId,
    pub file: FileId,
    pub name: String,
    pub content_type: String,
    pub content_id: Option<String>,
}

/// Most files of one post.
pub const MAX_FILES: usize = 100;
/// Bytes of one file: what mail servers commonly take.
pub const MAX_FILE_BYTES: usize = 25 * 1024 * 1024;

/// Stores the bytes, then the rows. A file whose transaction rolls back stays without a row
/// until it is swept; a row without a file cannot be.
///
/// # Errors
/// [`Error::Invalid`] for too many or too large files; [`Error::Unavailable`] when the store is.
pub async fn store_files(
    core: &Core,
    tx: &mut TenantTx,
    uploads: Vec<UploadedFile>,
) -> Result<Vec<StoredFile>> {
    if uploads.len() > MAX_FILES {
        return Err(Error::invalid(
            "files",
            format!("Attach {MAX_FILES} files or fewer"),
        ));
    }
    let mut stored = Vec::with_capacity(uploads.len());
    for upload in uploads {
        stored.push(store_file(core, tx, upload).await?);
    }
    Ok(stored)
}

async fn store_file(core: &Core, tx: &mut TenantTx, upload: UploadedFile) -> Result<StoredFile> {
    if upload.bytes.len() > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES / 1024 / 1024;
        return Err(Error::invalid(
            "files",
            format!("{} is larger than {limit} MB", upload.name),
        ));
    }
    let content_type = crate::files::sniff(&upload.bytes).to_string();
    let file = crate::files::store(core, tx, &upload.bytes, &content_type).await?;
    Ok(StoredFile {
        attachment: new_attachment_id(),
        file,
        name: crate::files::safe_name(&upload.name),
        content_type,
        content_id: upload.content_id,
    })
}

/// An attachment ready to be served.
pub struct Attachment {
    pub name: String,
    pub content_type: String,
    pub sha256: Vec<u8>,
    pub size: u64,
}

/// # Errors
/// [`Error::NotFound`] for an id that is not the tenant's.
pub async fn attachment(tx: &mut TenantTx, id: AttachmentId) -> Result<Attachment> {
    require(tx, Permission::TicketsView)?;
    let tenant = tx.tenant();
    let (name, content_type, sha256, size) = attachments::table
        .inner_join(
            files::table.on(files::tenant_id
                .eq(attachments::tenant_id)
                .and(files::id.eq(attachments::file_id))),
        )
        .filter(attachments::tenant_id.eq(tenant))
        .filter(attachments::id.eq(id))
        .select((
            attachments::name,
            files::content_type,
            files::sha256,
            files::size,
        ))
        .first(tx.conn())
        .await?;
    Ok(Attachment {
        name,
        content_type,
        sha256,
        size,
    })
}

/// The files of one post, for the mail that carries it.
///
/// # Errors
/// Any database error.
pub async fn attachments_of(tx: &mut TenantTx, post: PostId) -> Result<Vec<Attachment>> {
    require(tx, Permission::TicketsView)?;
    let tenant = tx.tenant();
    let rows: Vec<(String, String, Vec<u8>, u64)> = attachments::table
        .inner_join(
            files::table.on(files::tenant_id
                .eq(attachments::tenant_id)
                .and(files::id.eq(attachments::file_id))),
        )
        .filter(attachments::tenant_id.eq(tenant))
        .filter(attachments::post_id.eq(post))
        .order(attachments::id.asc())
        .select((
            attachments::name,
            files::content_type,
            files::sha256,
            files::size,
        ))
        .load(tx.conn())
        .await?;
    let made = rows
        .into_iter()
        .map(|(name, content_type, sha256, size)| Attachment {
            name,
            content_type,
            sha256,
            size,
        });
    Ok(made.collect())
}
