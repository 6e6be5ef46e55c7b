//! Statements on `mailbox_keys`.

use crate::clocktext::ClockText;
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{MailboxId, MailboxKeyId, TenantId};
use app_types::mail::MailboxKeyView;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{mailbox_keys, mailboxes};
use server_db::{SystemTx, TenantTx};

#[derive(Clone, Queryable)]
pub(super) struct KeyRow {
    pub id: MailboxKeyId,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

impl KeyRow {
    pub(super) fn view(self, text: &ClockText) -> MailboxKeyView {
        MailboxKeyView {
            id: self.id,
            created: text.when(self.created_at),
            used: self.used_at.map(|at| text.when(at)),
        }
    }
}

/// The keys of a mailbox, oldest first.
pub(super) async fn of_mailbox(tx: &mut TenantTx, mailbox: MailboxId) -> Result<Vec<KeyRow>> {
    let tenant = tx.tenant();
    Ok(mailbox_keys::table
        .filter(mailbox_keys::tenant_id.eq(tenant))
        .filter(mailbox_keys::mailbox_id.eq(mailbox))
        .order(mailbox_keys::created_at.asc())
        .select((
            mailbox_keys::id,
            mailbox_keys::created_at,
            mailbox_keys::used_at,
        ))
        .limit(10)
        .load(tx.conn())
        .await?)
}

pub(super) async fn insert(
    tx: &mut TenantTx,
    id: MailboxKeyId,
    mailbox: MailboxId,
    secret: &[u8],
) -> Result<()> {
    diesel::insert_into(mailbox_keys::table)
        .values((
            mailbox_keys::tenant_id.eq(tx.tenant()),
            mailbox_keys::id.eq(id),
            mailbox_keys::mailbox_id.eq(mailbox),
            mailbox_keys::secret.eq(secret),
            mailbox_keys::created_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The mailbox of a key.
pub(super) async fn mailbox_of(tx: &mut TenantTx, id: MailboxKeyId) -> Result<MailboxId> {
    let tenant = tx.tenant();
    Ok(mailbox_keys::table
        .filter(mailbox_keys::tenant_id.eq(tenant))
        .filter(mailbox_keys::id.eq(id))
        .select(mailbox_keys::mailbox_id)
        .first(tx.conn())
        .await?)
}

pub(super) async fn delete(tx: &mut TenantTx, id: MailboxKeyId) -> Result<()> {
    let tenant = tx.tenant();
    let row = mailbox_keys::table
        .filter(mailbox_keys::tenant_id.eq(tenant))
        .filter(mailbox_keys::id.eq(id));
    diesel::delete(row).execute(tx.conn()).await?;
    Ok(())
}

/// Notes that a key was used, once a minute at most.
pub(super) async fn set_used(tx: &mut TenantTx, id: MailboxKeyId) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let stale = mailbox_keys::used_at
        .is_null()
        .or(mailbox_keys::used_at.lt(Some(now.plus_seconds(-60))));
    let row = mailbox_keys::table
        .filter(mailbox_keys::tenant_id.eq(tenant))
        .filter(mailbox_keys::id.eq(id))
        .filter(stale.assume_not_null());
    diesel::update(row)
        .set(mailbox_keys::used_at.eq(Some(now)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The sealed secrets of a mailbox in use, of whatever tenant.
pub(super) async fn sealed(
    tx: &mut SystemTx,
    mailbox: MailboxId,
) -> Result<Vec<(TenantId, MailboxKeyId, Vec<u8>)>> {
    Ok(mailbox_keys::table
        .inner_join(
            mailboxes::table.on(mailboxes::tenant_id
                .eq(mailbox_keys::tenant_id)
                .and(mailboxes::id.eq(mailbox_keys::mailbox_id))),
        )
        .filter(mailbox_keys::mailbox_id.eq(mailbox))
        .filter(mailboxes::archived_at.is_null())
        .select((
            mailbox_keys::tenant_id,
            mailbox_keys::id,
            mailbox_keys::secret,
        ))
        .limit(10)
        .load(tx.conn())
        .await?)
}
