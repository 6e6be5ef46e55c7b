//! The tags that clients wear.

use super::written;
use crate::error::{Error, Result, require};
use crate::tags::{self, MAX_WORN};
use app_types::Permission;
use app_types::clients::ClientTags;
use app_types::id::{ClientId, TagId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::client_tags;

/// Puts a tag on a client.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`] for a tag that is not offered, or
/// one too many; [`Error::Conflict`] when the client is archived.
pub async fn add(tx: &mut TenantTx, number: u64, tag: TagId) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let client = super::lock_active(tx, number).await?;
    let name = tags::offered(tx, tag).await?;
    let worn = worn(tx, client.id).await?;
    if worn.contains(&tag) {
        return Ok(());
    }
    if worn.len() >= MAX_WORN {
        let words = format!("A client wears at most {MAX_WORN} tags. Remove one first.");
        return Err(Error::invalid("tag", words));
    }
    let tenant = tx.tenant();
    diesel::insert_into(client_tags::table)
        .values((
            client_tags::tenant_id.eq(tenant),
            client_tags::client_id.eq(client.id),
            client_tags::tag_id.eq(tag),
        ))
        .execute(tx.conn())
        .await?;
    let summary = format!("Added the tag {name} to client {number} {}", client.name);
    changed(tx, &client, summary);
    Ok(())
}

/// Takes a tag off a client.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`], also for a tag of nobody's; [`Error::Conflict`] when
/// the client is archived.
pub async fn remove(tx: &mut TenantTx, number: u64, tag: TagId) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let client = super::lock_active(tx, number).await?;
    let name = tags::name(tx, tag).await?;
    let tenant = tx.tenant();
    let row = client_tags::table
        .filter(client_tags::tenant_id.eq(tenant))
        .filter(client_tags::client_id.eq(client.id))
        .filter(client_tags::tag_id.eq(tag));
    if diesel::delete(row).execute(tx.conn()).await? > 0 {
        let summary = format!(
            "Removed the tag {name} from client {number} {}",
            client.name
        );
        changed(tx, &client, summary);
    }
    Ok(())
}

/// Something that belongs to the client changed, not the client itself: its version stays.
fn changed(tx: &mut TenantTx, client: &super::rows::LockedClient, summary: String) {
    written(tx, "client.tags", client.id, client.number, 0, summary);
}

/// What a client wears (by its ids) and what it could wear besides.
pub(super) async fn choices(tx: &mut TenantTx, ids: &str) -> Result<ClientTags> {
    let all = tags::all(tx).await?;
    let worn = tags::worn(ids, &all);
    let offered = all
        .into_iter()
        .filter(|tag| !tag.archived && !worn.contains(tag))
        .collect();
    Ok(ClientTags { worn, offered })
}

async fn worn(tx: &mut TenantTx, client: ClientId) -> Result<Vec<TagId>> {
    let tenant = tx.tenant();
    Ok(client_tags::table
        .filter(client_tags::tenant_id.eq(tenant))
        .filter(client_tags::client_id.eq(client))
        .select(client_tags::tag_id)
        .load(tx.conn())
        .await?)
}
