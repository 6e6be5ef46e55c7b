//! One statement each.

use super::rows::{CannedChanges, CannedReply, NewCannedReply};
use crate::error::{Error, Result};
use app_types::id::{CannedReplyId, ClientId, ContactId, UserId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{canned_replies, clients, contacts, tenants, users};
use server_db::{DbError, TenantTx};

/// Everybody's and `user`'s own, by name.
pub async fn visible(tx: &mut TenantTx, user: UserId, limit: i64) -> Result<Vec<CannedReply>> {
    let tenant = tx.tenant();
    Ok(canned_replies::table
        .filter(canned_replies::tenant_id.eq(tenant))
        .filter(
            canned_replies::owner_id
                .is_null()
                .or(canned_replies::owner_id.eq(user)),
        )
        .order((canned_replies::name.asc(), canned_replies::id.asc()))
        .limit(limit)
        .select(CannedReply::as_select())
        .load(tx.conn())
        .await?)
}

/// One that `user` may insert.
///
/// # Errors
/// [`Error::NotFound`], also for another's private text.
pub async fn find(tx: &mut TenantTx, user: UserId, id: CannedReplyId) -> Result<CannedReply> {
    let tenant = tx.tenant();
    Ok(canned_replies::table
        .filter(canned_replies::tenant_id.eq(tenant))
        .filter(canned_replies::id.eq(id))
        .filter(
            canned_replies::owner_id
                .is_null()
                .or(canned_replies::owner_id.eq(user)),
        )
        .select(CannedReply::as_select())
        .first(tx.conn())
        .await?)
}

pub async fn insert(tx: &mut TenantTx, row: &NewCannedReply<'_>) -> Result<()> {
    let inserted = diesel::insert_into(canned_replies::table)
        .values(row)
        .execute(tx.conn())
        .await;
    inserted.map(|_| ()).map_err(taken)
}

/// `false`: someone changed it since `version` was read.
pub async fn update(
    tx: &mut TenantTx,
    id: CannedReplyId,
    version: u32,
    changes: &CannedChanges<'_>,
) -> Result<bool> {
    let seen = canned_replies::table
        .filter(canned_replies::tenant_id.eq(tx.tenant()))
        .filter(canned_replies::id.eq(id))
        .filter(canned_replies::version.eq(version));
    let updated = diesel::update(seen).set(changes).execute(tx.conn()).await;
    updated.map(|count| count > 0).map_err(taken)
}

/// The unique key says that the shortcut is in use.
fn taken(error: diesel::result::Error) -> Error {
    let error = DbError::from(error);
    if error.is_unique_violation() {
        return Error::invalid("shortcut", "This shortcut is in use. Choose another one");
    }
    error.into()
}

pub async fn delete(tx: &mut TenantTx, id: CannedReplyId) -> Result<()> {
    let row = canned_replies::table
        .filter(canned_replies::tenant_id.eq(tx.tenant()))
        .filter(canned_replies::id.eq(id));
    diesel::delete(row).execute(tx.conn()).await?;
    Ok(())
}

/// Name and address of a contact.
pub async fn contact(tx: &mut TenantTx, id: ContactId) -> Result<(String, Option<String>)> {
    let tenant = tx.tenant();
    Ok(contacts::table
        .filter(contacts::tenant_id.eq(tenant))
        .filter(contacts::id.eq(id))
        .select((contacts::name, contacts::email))
        .first(tx.conn())
        .await?)
}

pub async fn client_name(tx: &mut TenantTx, id: ClientId) -> Result<String> {
    let tenant = tx.tenant();
    Ok(clients::table
        .filter(clients::tenant_id.eq(tenant))
        .filter(clients::id.eq(id))
        .select(clients::name)
        .first(tx.conn())
        .await?)
}

pub async fn user_name(tx: &mut TenantTx, id: UserId) -> Result<String> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::id.eq(id))
        .select(users::name)
        .first(tx.conn())
        .await?)
}

/// The tenant's name and the prefix of its ticket numbers.
pub async fn tenant(tx: &mut TenantTx) -> Result<(String, String)> {
    let tenant = tx.tenant();
    Ok(tenants::table
        .filter(tenants::id.eq(tenant))
        .select((tenants::name, tenants::ticket_prefix))
        .first(tx.conn())
        .await?)
}
