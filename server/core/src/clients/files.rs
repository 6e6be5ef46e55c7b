//! Files of a client: kept in the file store like those of tickets, with the same limits.

use super::kept::{self, Kept};
use super::{lock_active_by_id, written};
use crate::Core;
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use crate::tickets::{Attachment, FormPart, UploadedFile, store_files};
use app_types::client_beside::{ClientFile, ClientFiles};
use app_types::common::Cursor;
use app_types::id::{ClientFileId, ClientId};
use app_types::{Permission, Timestamp};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{client_files, files, users};

/// Files that are added at once.
const MOST_AT_ONCE: usize = 20;
/// Files that a client has: who needs more needs a document store.
pub const MOST: i64 = 1_000;

/// What the form posts.
#[derive(Debug, Clone, Default)]
pub struct FilesForm {
    pub client: u64,
    pub files: Vec<UploadedFile>,
}

impl FilesForm {
    /// Unknown parts are ignored; an empty file field is no file.
    pub fn from_parts(parts: Vec<FormPart>) -> Self {
        let mut form = Self::default();
        for part in parts {
            match part.file_name {
                Some(name) if !name.is_empty() || !part.bytes.is_empty() => {
                    form.files.push(UploadedFile {
                        name,
                        bytes: part.bytes,
                        content_id: None,
                    });
                }
                None if part.name == "number" => {
                    let text = String::from_utf8_lossy(&part.bytes);
                    form.client = text.trim().parse().unwrap_or(0);
                }
                _ => {}
            }
        }
        form
    }
}

/// Adds files to a client; answers how many.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`] for none, too many, too large
/// ones; [`Error::Conflict`] when the client is archived; [`Error::Unavailable`] when the file
/// store is.
pub async fn add(core: &Core, tx: &mut TenantTx, form: FilesForm) -> Result<usize> {
    require(tx, Permission::ClientsEdit)?;
    let author = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    if form.files.is_empty() {
        return Err(Error::invalid("files", "Choose a file"));
    }
    if form.files.len() > MOST_AT_ONCE {
        let words = format!("Add {MOST_AT_ONCE} files or fewer at a time");
        return Err(Error::invalid("files", words));
    }
    if let Some(empty) = form.files.iter().find(|file| file.bytes.is_empty()) {
        let name = crate::files::safe_name(&empty.name);
        return Err(Error::invalid("files", format!("{name} is empty")));
    }
    let client = super::lock_active(tx, form.client).await?;
    let there = count(tx, client.id).await?;
    if there + form.files.len() as i64 > MOST {
        let words = format!("A client has at most {MOST} files. Remove some first.");
        return Err(Error::invalid("files", words));
    }
    let stored = store_files(core, tx, form.files).await?;
    let (tenant, now, many) = (tx.tenant(), tx.now(), stored.len());
    let names: Vec<String> = stored.iter().map(|file| file.name.clone()).collect();
    let rows: Vec<_> = stored
        .into_iter()
        .map(|file| {
            (
                client_files::tenant_id.eq(tenant),
                client_files::id.eq(ClientFileId::new()),
                client_files::client_id.eq(client.id),
                client_files::file_id.eq(file.file),
                client_files::author_id.eq(author),
                client_files::name.eq(file.name),
                client_files::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(client_files::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    changed(tx, &client, &format!("Added {} to", listed(&names)));
    Ok(many)
}

/// Removes a file from its client, or brings it back. Twice is once. Answers the client's number.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when the client is archived.
pub async fn set_deleted(tx: &mut TenantTx, id: ClientFileId, deleted: bool) -> Result<u64> {
    require(tx, Permission::ClientsEdit)?;
    let (client, name) = find(tx, id).await?;
    let client = lock_active_by_id(tx, client).await?;
    let (at, by) = super::rules::archive_mark(tx, deleted);
    let tenant = tx.tenant();
    let row = client_files::table
        .filter(client_files::tenant_id.eq(tenant))
        .filter(client_files::id.eq(id))
        .filter(client_files::live.eq(i8::from(deleted)));
    let done = diesel::update(row)
        .set((
            client_files::deleted_at.eq(at),
            client_files::deleted_by.eq(by),
        ))
        .execute(tx.conn())
        .await?;
    if done > 0 {
        let what = if deleted {
            format!("Removed {name} from")
        } else {
            format!("Restored {name} of")
        };
        changed(tx, &client, &what);
    }
    Ok(client.number)
}

/// A file to be served; one that was removed is not.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn file(tx: &mut TenantTx, id: ClientFileId) -> Result<Attachment> {
    require(tx, Permission::ClientsView)?;
    let tenant = tx.tenant();
    let (name, content_type, sha256, size) = client_files::table
        .inner_join(
            files::table.on(files::tenant_id
                .eq(client_files::tenant_id)
                .and(files::id.eq(client_files::file_id))),
        )
        .filter(client_files::tenant_id.eq(tenant))
        .filter(client_files::id.eq(id))
        .filter(client_files::live.eq(1i8))
        .select((
            client_files::name,
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

/// One page of a client's files, latest first. `after` is the cursor of the page before.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`] for a damaged cursor.
pub async fn list(
    tx: &mut TenantTx,
    number: u64,
    kept: Kept,
    after: &str,
    text: &ClockText,
) -> Result<ClientFiles> {
    require(tx, Permission::ClientsView)?;
    let after = kept::cursor(after)?;
    let client = super::queries::reference(tx, number).await?;
    let rows = page(tx, client.id, kept, after).await?;
    let key = |row: &FileRow| Cursor {
        at: row.created_at,
        id: row.id.0,
    };
    let view = |row: FileRow| ClientFile {
        id: row.id,
        name: row.name,
        size: row.size,
        author: row.author,
        added: text.when(row.created_at),
    };
    Ok(ClientFiles {
        page: kept::page(rows, after, key, view),
        may_edit: tx.can(Permission::ClientsEdit) && !client.archived,
        client: kept::client_ref(number, client),
    })
}

#[derive(Queryable)]
struct FileRow {
    id: ClientFileId,
    name: String,
    size: u64,
    author: String,
    created_at: Timestamp,
}

async fn page(
    tx: &mut TenantTx,
    client: ClientId,
    kept: Kept,
    after: Option<Cursor>,
) -> Result<Vec<FileRow>> {
    let tenant = tx.tenant();
    let mut query = client_files::table
        .inner_join(
            users::table.on(users::tenant_id
                .eq(client_files::tenant_id)
                .and(users::id.eq(client_files::author_id))),
        )
        .inner_join(
            files::table.on(files::tenant_id
                .eq(client_files::tenant_id)
                .and(files::id.eq(client_files::file_id))),
        )
        .filter(client_files::tenant_id.eq(tenant))
        .filter(client_files::client_id.eq(client))
        .filter(client_files::live.eq(kept.live()))
        .order((client_files::created_at.desc(), client_files::id.desc()))
        .limit(kept::ROWS as i64 + 1)
        .select((
            client_files::id,
            client_files::name,
            files::size,
            users::name,
            client_files::created_at,
        ))
        .into_boxed();
    if let Some(cursor) = after {
        let (at, id) = (cursor.at, ClientFileId(cursor.id));
        query = query.filter(
            client_files::created_at
                .le(at)
                .and(client_files::created_at.lt(at).or(client_files::id.lt(id))),
        );
    }
    Ok(query.load(tx.conn()).await?)
}

async fn find(tx: &mut TenantTx, id: ClientFileId) -> Result<(ClientId, String)> {
    let tenant = tx.tenant();
    Ok(client_files::table
        .filter(client_files::tenant_id.eq(tenant))
        .filter(client_files::id.eq(id))
        .select((client_files::client_id, client_files::name))
        .first(tx.conn())
        .await?)
}

/// Reads no more than it takes to know that there are too many.
async fn count(tx: &mut TenantTx, client: ClientId) -> Result<i64> {
    let tenant = tx.tenant();
    let rows: Vec<ClientFileId> = client_files::table
        .filter(client_files::tenant_id.eq(tenant))
        .filter(client_files::client_id.eq(client))
        .filter(client_files::live.eq(1i8))
        .select(client_files::id)
        .limit(MOST)
        .load(tx.conn())
        .await?;
    Ok(rows.len() as i64)
}

/// Names for a sentence, not more than fit.
fn listed(names: &[String]) -> String {
    match names {
        [one] => one.clone(),
        many => format!("{} files", many.len()),
    }
}

/// Something that belongs to the client changed, not the client itself: its version stays.
fn changed(tx: &mut TenantTx, client: &super::rows::LockedClient, what: &str) {
    let summary = format!("{what} client {} {}", client.number, client.name);
    written(tx, "client.file", client.id, client.number, 0, summary);
}
