//! One statement each.

use super::rows::{InboundChanges, InboundRow, NewInboundRow};
use crate::error::{Error, Result};
use app_types::id::{
    BoardId, ClientId, ContactId, FileId, InboundMessageId, MailboxId, TenantId, TicketId, UserId,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{contacts, files, inbound_messages, mailboxes, tenants, users};
use server_db::{DbError, SystemTx, TenantTx};

/// `false`: a unique key has the mail already.
pub(super) async fn insert(tx: &mut TenantTx, row: &NewInboundRow<'_>) -> Result<bool> {
    let inserted = diesel::insert_into(inbound_messages::table)
        .values(row)
        .execute(tx.conn())
        .await
        .map_err(DbError::from);
    match inserted {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn by_identity(
    tx: &mut TenantTx,
    hash: &[u8],
) -> Result<Option<InboundMessageId>> {
    let tenant = tx.tenant();
    Ok(inbound_messages::table
        .filter(inbound_messages::tenant_id.eq(tenant))
        .filter(inbound_messages::identity_hash.eq(hash))
        .select(inbound_messages::id)
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn by_uid(
    tx: &mut TenantTx,
    mailbox: MailboxId,
    uid_validity: u64,
    uid: u64,
) -> Result<Option<InboundMessageId>> {
    let tenant = tx.tenant();
    Ok(inbound_messages::table
        .filter(inbound_messages::tenant_id.eq(tenant))
        .filter(inbound_messages::mailbox_id.eq(mailbox))
        .filter(inbound_messages::imap_uid_validity.eq(uid_validity))
        .filter(inbound_messages::imap_uid.eq(uid))
        .select(inbound_messages::id)
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn get(tx: &mut TenantTx, id: InboundMessageId) -> Result<InboundRow> {
    let tenant = tx.tenant();
    Ok(inbound_messages::table
        .filter(inbound_messages::tenant_id.eq(tenant))
        .filter(inbound_messages::id.eq(id))
        .select(InboundRow::as_select())
        .first(tx.conn())
        .await?)
}

/// Locks the row until the end of the transaction.
pub(super) async fn lock(tx: &mut TenantTx, id: InboundMessageId) -> Result<InboundRow> {
    let tenant = tx.tenant();
    Ok(inbound_messages::table
        .filter(inbound_messages::tenant_id.eq(tenant))
        .filter(inbound_messages::id.eq(id))
        .select(InboundRow::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

pub(super) async fn update(
    tx: &mut TenantTx,
    id: InboundMessageId,
    changes: &InboundChanges<'_>,
) -> Result<()> {
    let tenant = tx.tenant();
    let row = inbound_messages::table
        .filter(inbound_messages::tenant_id.eq(tenant))
        .filter(inbound_messages::id.eq(id));
    diesel::update(row).set(changes).execute(tx.conn()).await?;
    Ok(())
}

/// `(Message-ID, ticket)` of filed mails that have one of `ids`.
pub(super) async fn by_message_ids(
    tx: &mut TenantTx,
    ids: &[String],
) -> Result<Vec<(String, Option<TicketId>)>> {
    let tenant = tx.tenant();
    Ok(inbound_messages::table
        .filter(inbound_messages::tenant_id.eq(tenant))
        .filter(inbound_messages::message_id.eq_any(ids))
        .filter(inbound_messages::ticket_id.is_not_null())
        .select((inbound_messages::message_id, inbound_messages::ticket_id))
        .limit(200)
        .load(tx.conn())
        .await?)
}

pub(super) async fn sha256(tx: &mut TenantTx, file: FileId) -> Result<Vec<u8>> {
    let tenant = tx.tenant();
    Ok(files::table
        .filter(files::tenant_id.eq(tenant))
        .filter(files::id.eq(file))
        .select(files::sha256)
        .first(tx.conn())
        .await?)
}

pub(super) async fn board_of(tx: &mut TenantTx, mailbox: MailboxId) -> Result<BoardId> {
    let tenant = tx.tenant();
    Ok(mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .filter(mailboxes::id.eq(mailbox))
        .select(mailboxes::board_id)
        .first(tx.conn())
        .await?)
}

/// Addresses of the tenant's mailboxes, archived ones too: they still are nobody's else.
pub(super) async fn own_addresses(tx: &mut TenantTx) -> Result<Vec<String>> {
    let tenant = tx.tenant();
    Ok(mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .select(mailboxes::address)
        .limit(1_000)
        .load(tx.conn())
        .await?)
}

/// `(prefix, makes contacts by domain)` of the tenant.
pub(super) async fn tenant_rules(tx: &mut TenantTx) -> Result<(String, bool)> {
    let tenant = tx.tenant();
    let (prefix, unknown_sender): (String, String) = tenants::table
        .filter(tenants::id.eq(tenant))
        .select((tenants::ticket_prefix, tenants::unknown_sender))
        .first(tx.conn())
        .await?;
    Ok((prefix, unknown_sender == "contact_by_domain"))
}

/// Mailboxes with one of `addresses`, of every tenant.
pub(super) async fn mailboxes_by_address(
    tx: &mut SystemTx,
    addresses: &[String],
) -> Result<Vec<(TenantId, MailboxId, String)>> {
    Ok(mailboxes::table
        .filter(mailboxes::address.eq_any(addresses))
        .filter(mailboxes::archived_at.is_null())
        .select((mailboxes::tenant_id, mailboxes::id, mailboxes::address))
        .limit(1_000)
        .load(tx.conn())
        .await?)
}

/// The tenant of a mailbox that takes mail.
pub(super) async fn mailbox_exists(
    tx: &mut SystemTx,
    tenant: TenantId,
    id: MailboxId,
) -> Result<()> {
    let _: MailboxId = mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .filter(mailboxes::id.eq(id))
        .select(mailboxes::id)
        .first(tx.conn())
        .await
        .map_err(|error| match error {
            diesel::result::Error::NotFound => Error::NotFound,
            other => other.into(),
        })?;
    Ok(())
}

pub(super) async fn user_name(tx: &mut TenantTx, id: UserId) -> Result<Option<String>> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::id.eq(id))
        .select(users::name)
        .first(tx.conn())
        .await
        .optional()?)
}

/// The name of a contact of the client.
pub(super) async fn contact_name(
    tx: &mut TenantTx,
    client: ClientId,
    id: ContactId,
) -> Result<Option<String>> {
    let tenant = tx.tenant();
    Ok(contacts::table
        .filter(contacts::tenant_id.eq(tenant))
        .filter(contacts::client_id.eq(client))
        .filter(contacts::id.eq(id))
        .select(contacts::name)
        .first(tx.conn())
        .await
        .optional()?)
}

/// The name of the active user with this address.
pub(super) async fn colleague(tx: &mut TenantTx, email: &str) -> Result<Option<String>> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::email.eq(email))
        .filter(users::disabled_at.is_null())
        .select(users::name)
        .first(tx.conn())
        .await
        .optional()?)
}
