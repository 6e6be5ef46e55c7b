//! Statements on `mailboxes`.

use super::rules::Checked;
use crate::clocktext::ClockText;
use crate::error::Result;
use app_types::Timestamp;
use app_types::common::Choice;
use app_types::id::{BoardId, MailboxId};
use app_types::mail::MailboxView;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{boards, mailboxes};
use server_db::{DbError, TenantTx};

#[derive(Clone, Queryable)]
pub(super) struct MailboxRow {
    pub id: MailboxId,
    pub address: String,
    pub display_name: String,
    pub board_id: BoardId,
    pub imap_url: Option<String>,
    pub imap_username: Option<String>,
    /// Sealed.
    pub imap_password: Option<Vec<u8>>,
    pub imap_folder: String,
    pub imap_uid_validity: Option<u64>,
    pub imap_last_uid: u64,
    pub polled_at: Option<Timestamp>,
    pub poll_error: Option<String>,
    pub version: u32,
    pub archived_at: Option<Timestamp>,
    pub board: Option<String>,
}

impl MailboxRow {
    pub(super) fn view(self, text: &ClockText) -> MailboxView {
        MailboxView {
            id: self.id,
            address: self.address,
            display_name: self.display_name,
            board_id: self.board_id,
            board: self.board.unwrap_or_default(),
            imap_url: self.imap_url.unwrap_or_default(),
            imap_username: self.imap_username.unwrap_or_default(),
            imap_folder: self.imap_folder,
            has_password: self.imap_password.is_some(),
            polled: self.polled_at.map(|at| text.when(at)),
            poll_error: self.poll_error.unwrap_or_default(),
            version: self.version,
            archived: self.archived_at.is_some(),
        }
    }
}

/// The columns of [`MailboxRow`], its board joined.
macro_rules! rows {
    ($tenant:expr) => {
        mailboxes::table
            .left_join(
                boards::table.on(boards::tenant_id
                    .eq(mailboxes::tenant_id)
                    .and(boards::id.eq(mailboxes::board_id))),
            )
            .filter(mailboxes::tenant_id.eq($tenant))
            .select((
                mailboxes::id,
                mailboxes::address,
                mailboxes::display_name,
                mailboxes::board_id,
                mailboxes::imap_url,
                mailboxes::imap_username,
                mailboxes::imap_password,
                mailboxes::imap_folder,
                mailboxes::imap_uid_validity,
                mailboxes::imap_last_uid,
                mailboxes::polled_at,
                mailboxes::poll_error,
                mailboxes::version,
                mailboxes::archived_at,
                boards::name.nullable(),
            ))
    };
}

pub(super) async fn all(tx: &mut TenantTx) -> Result<Vec<MailboxRow>> {
    let tenant = tx.tenant();
    Ok(rows!(tenant)
        .order((mailboxes::archived_at.asc(), mailboxes::address.asc()))
        .limit(500)
        .load(tx.conn())
        .await?)
}

pub(super) async fn get(tx: &mut TenantTx, id: MailboxId) -> Result<MailboxRow> {
    let tenant = tx.tenant();
    Ok(rows!(tenant)
        .filter(mailboxes::id.eq(id))
        .first(tx.conn())
        .await?)
}

/// Locks the row first; the join cannot be locked by itself.
pub(super) async fn lock(tx: &mut TenantTx, id: MailboxId) -> Result<MailboxRow> {
    let tenant = tx.tenant();
    let _: MailboxId = mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .filter(mailboxes::id.eq(id))
        .select(mailboxes::id)
        .for_update()
        .first(tx.conn())
        .await?;
    get(tx, id).await
}

/// Mailboxes that are fetched.
pub(super) async fn polled(tx: &mut TenantTx) -> Result<Vec<MailboxId>> {
    let tenant = tx.tenant();
    Ok(mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .filter(mailboxes::imap_url.is_not_null())
        .filter(mailboxes::archived_at.is_null())
        .select(mailboxes::id)
        .limit(500)
        .load(tx.conn())
        .await?)
}

pub(super) async fn board_exists(tx: &mut TenantTx, id: BoardId) -> Result<bool> {
    let tenant = tx.tenant();
    let found: Option<BoardId> = boards::table
        .filter(boards::tenant_id.eq(tenant))
        .filter(boards::id.eq(id))
        .select(boards::id)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(found.is_some())
}

/// Id and name of the boards, in their order.
pub(super) async fn boards(tx: &mut TenantTx) -> Result<Vec<Choice>> {
    let tenant = tx.tenant();
    let rows: Vec<(BoardId, String)> = boards::table
        .filter(boards::tenant_id.eq(tenant))
        .order(boards::position.asc())
        .select((boards::id, boards::name))
        .limit(500)
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Choice::new(id, name))
        .collect())
}

/// `false`: the address is taken.
pub(super) async fn insert(
    tx: &mut TenantTx,
    id: MailboxId,
    new: &Checked,
    password: Option<&[u8]>,
) -> Result<bool> {
    let inserted = diesel::insert_into(mailboxes::table)
        .values((
            mailboxes::tenant_id.eq(tx.tenant()),
            mailboxes::id.eq(id),
            mailboxes::address.eq(&new.address),
            mailboxes::display_name.eq(&new.display_name),
            mailboxes::board_id.eq(new.board),
            mailboxes::imap_url.eq(new.imap_url.as_deref()),
            mailboxes::imap_username.eq(new.imap_username.as_deref()),
            mailboxes::imap_password.eq(password),
            mailboxes::imap_folder.eq(&new.imap_folder),
            mailboxes::created_at.eq(tx.now()),
            mailboxes::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await;
    unless_taken(inserted)
}

/// `false`: the address is taken.
pub(super) async fn update(
    tx: &mut TenantTx,
    id: MailboxId,
    new: &Checked,
    password: Option<&[u8]>,
    start_over: bool,
) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = || {
        mailboxes::table
            .filter(mailboxes::tenant_id.eq(tenant))
            .filter(mailboxes::id.eq(id))
    };
    let updated = diesel::update(row())
        .set((
            mailboxes::address.eq(&new.address),
            mailboxes::display_name.eq(&new.display_name),
            mailboxes::board_id.eq(new.board),
            mailboxes::imap_url.eq(new.imap_url.as_deref()),
            mailboxes::imap_username.eq(new.imap_username.as_deref()),
            mailboxes::imap_password.eq(password),
            mailboxes::imap_folder.eq(&new.imap_folder),
            mailboxes::poll_error.eq(None::<String>),
            mailboxes::version.eq(mailboxes::version + 1),
            mailboxes::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await;
    if !unless_taken(updated)? {
        return Ok(false);
    }
    if start_over {
        diesel::update(row())
            .set((
                mailboxes::imap_uid_validity.eq(None::<u64>),
                mailboxes::imap_last_uid.eq(0u64),
            ))
            .execute(tx.conn())
            .await?;
    }
    Ok(true)
}

fn unless_taken(result: QueryResult<usize>) -> Result<bool> {
    match result.map_err(DbError::from) {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn set_archived(tx: &mut TenantTx, id: MailboxId, archived: bool) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .filter(mailboxes::id.eq(id));
    diesel::update(row)
        .set((
            mailboxes::archived_at.eq(archived.then_some(now)),
            mailboxes::version.eq(mailboxes::version + 1),
            mailboxes::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// How far a poll came; never goes back within the same numbering.
pub(super) async fn set_progress(
    tx: &mut TenantTx,
    id: MailboxId,
    uid_validity: u64,
    last_uid: u64,
) -> Result<()> {
    let tenant = tx.tenant();
    let row = mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .filter(mailboxes::id.eq(id));
    diesel::update(row)
        .set((
            mailboxes::imap_uid_validity.eq(Some(uid_validity)),
            mailboxes::imap_last_uid.eq(last_uid),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// When it was polled, and what was wrong; `None` clears an earlier error.
pub(super) async fn set_polled(
    tx: &mut TenantTx,
    id: MailboxId,
    error: Option<&str>,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .filter(mailboxes::id.eq(id));
    diesel::update(row)
        .set((
            mailboxes::polled_at.eq(Some(now)),
            mailboxes::poll_error.eq(error),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
