//! Notes about a client: written by people, changed by their author only, deleted so that they can
//! come back.

use super::kept::{self, Kept};
use super::{lock_active_by_id, written};
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use app_types::client_beside::{ClientNote, ClientNotes};
use app_types::common::Cursor;
use app_types::id::{ClientId, ClientNoteId, UserId};
use app_types::{Invalid, Permission, Timestamp};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{client_notes, users};

/// Characters of a note.
pub const MAX_NOTE: usize = 10_000;

/// Writes a note about the client with this number.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when the
/// client is archived.
pub async fn add(tx: &mut TenantTx, client: u64, body: &str) -> Result<ClientNoteId> {
    require(tx, Permission::ClientsEdit)?;
    let body = check(body)?;
    let author = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    let client = super::lock_active(tx, client).await?;
    let id = ClientNoteId::new();
    let (tenant, now) = (tx.tenant(), tx.now());
    diesel::insert_into(client_notes::table)
        .values((
            client_notes::tenant_id.eq(tenant),
            client_notes::id.eq(id),
            client_notes::client_id.eq(client.id),
            client_notes::author_id.eq(author),
            client_notes::body.eq(body),
            client_notes::created_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    changed(tx, &client, "Wrote a note about");
    Ok(id)
}

/// Changes the words of one's own note. `version` is the one the form was made from.
///
/// # Errors
/// [`Error::Forbidden`], also for a note of somebody else's; [`Error::NotFound`];
/// [`Error::Invalid`]; [`Error::Conflict`] when it was changed or the client archived meanwhile.
pub async fn edit(tx: &mut TenantTx, id: ClientNoteId, version: u32, body: &str) -> Result<u64> {
    require(tx, Permission::ClientsEdit)?;
    let body = check(body)?;
    let note = find(tx, id).await?;
    let client = lock_active_by_id(tx, note.client_id).await?;
    // Read again under the client's lock, which every change of a note takes.
    let note = find(tx, id).await?;
    if Some(note.author_id) != tx.actor().user_id() {
        return Err(Error::Forbidden(Permission::ClientsEdit));
    }
    super::rules::require_version("note", note.version, version)?;
    if note.deleted_at.is_some() {
        return Err(Error::Conflict(
            "This note was deleted meanwhile. Restore it first.".into(),
        ));
    }
    if note.body == body {
        return Ok(client.number);
    }
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = client_notes::table
        .filter(client_notes::tenant_id.eq(tenant))
        .filter(client_notes::id.eq(id));
    diesel::update(row)
        .set((
            client_notes::body.eq(body),
            client_notes::version.eq(client_notes::version + 1),
            client_notes::edited_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    changed(tx, &client, "Changed a note about");
    Ok(client.number)
}

/// Deletes a note, or brings it back. Twice is once. Answers the client's number.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when the client is archived.
pub async fn set_deleted(tx: &mut TenantTx, id: ClientNoteId, deleted: bool) -> Result<u64> {
    require(tx, Permission::ClientsEdit)?;
    let note = find(tx, id).await?;
    let client = lock_active_by_id(tx, note.client_id).await?;
    let (at, by) = super::rules::archive_mark(tx, deleted);
    let tenant = tx.tenant();
    let row = client_notes::table
        .filter(client_notes::tenant_id.eq(tenant))
        .filter(client_notes::id.eq(id))
        .filter(client_notes::live.eq(i8::from(deleted)));
    let done = diesel::update(row)
        .set((
            client_notes::deleted_at.eq(at),
            client_notes::deleted_by.eq(by),
        ))
        .execute(tx.conn())
        .await?;
    if done > 0 {
        let what = if deleted {
            "Deleted a note about"
        } else {
            "Restored a note about"
        };
        changed(tx, &client, what);
    }
    Ok(client.number)
}

/// One page of a client's notes, latest first. `after` is the cursor of the page before.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`] for a damaged cursor.
pub async fn list(
    tx: &mut TenantTx,
    number: u64,
    kept: Kept,
    after: &str,
    text: &ClockText,
) -> Result<ClientNotes> {
    require(tx, Permission::ClientsView)?;
    let after = kept::cursor(after)?;
    let client = super::queries::reference(tx, number).await?;
    let rows = page(tx, client.id, kept, after).await?;
    let reader = tx.actor().user_id();
    let key = |row: &NoteRow| Cursor {
        at: row.created_at,
        id: row.id.0,
    };
    Ok(ClientNotes {
        page: kept::page(rows, after, key, |row| view(row, reader, text)),
        may_edit: tx.can(Permission::ClientsEdit) && !client.archived,
        client: kept::client_ref(number, client),
    })
}

fn view(row: NoteRow, reader: Option<UserId>, text: &ClockText) -> ClientNote {
    ClientNote {
        id: row.id,
        own: Some(row.author_id) == reader,
        body: row.body,
        author: row.author,
        version: row.version,
        written: text.when(row.created_at),
        edited: row.edited_at.map(|at| text.when(at)),
    }
}

#[derive(Queryable)]
struct NoteRow {
    id: ClientNoteId,
    author_id: UserId,
    author: String,
    body: String,
    version: u32,
    created_at: Timestamp,
    edited_at: Option<Timestamp>,
}

async fn page(
    tx: &mut TenantTx,
    client: ClientId,
    kept: Kept,
    after: Option<Cursor>,
) -> Result<Vec<NoteRow>> {
    let tenant = tx.tenant();
    let mut query = client_notes::table
        .inner_join(
            users::table.on(users::tenant_id
                .eq(client_notes::tenant_id)
                .and(users::id.eq(client_notes::author_id))),
        )
        .filter(client_notes::tenant_id.eq(tenant))
        .filter(client_notes::client_id.eq(client))
        .filter(client_notes::live.eq(kept.live()))
        .order((client_notes::created_at.desc(), client_notes::id.desc()))
        .limit(kept::ROWS as i64 + 1)
        .select((
            client_notes::id,
            client_notes::author_id,
            users::name,
            client_notes::body,
            client_notes::version,
            client_notes::created_at,
            client_notes::edited_at,
        ))
        .into_boxed();
    if let Some(cursor) = after {
        let (at, id) = (cursor.at, ClientNoteId(cursor.id));
        query = query.filter(
            client_notes::created_at
                .le(at)
                .and(client_notes::created_at.lt(at).or(client_notes::id.lt(id))),
        );
    }
    Ok(query.load(tx.conn()).await?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = client_notes)]
struct Found {
    client_id: ClientId,
    author_id: UserId,
    body: String,
    version: u32,
    deleted_at: Option<Timestamp>,
}

async fn find(tx: &mut TenantTx, id: ClientNoteId) -> Result<Found> {
    let tenant = tx.tenant();
    Ok(client_notes::table
        .filter(client_notes::tenant_id.eq(tenant))
        .filter(client_notes::id.eq(id))
        .select(Found::as_select())
        .first(tx.conn())
        .await?)
}

fn check(body: &str) -> Result<String> {
    let mut invalid = Invalid::new();
    let body = invalid.optional_text("body", "the note", body, MAX_NOTE);
    if body.is_empty() && invalid.is_empty() {
        invalid.add("body", "Enter a note");
    }
    invalid.into_result()?;
    Ok(body)
}

/// Something that belongs to the client changed, not the client itself: its version stays.
fn changed(tx: &mut TenantTx, client: &super::rows::LockedClient, what: &str) {
    let summary = format!("{what} client {} {}", client.number, client.name);
    written(tx, "client.note", client.id, client.number, 0, summary);
}
