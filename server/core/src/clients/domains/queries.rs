//! Statements on mail domains, one each.

use crate::error::Result;
use app_types::id::{ClientDomainId, ClientId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{client_domains, clients};
use server_db::{DbError, TenantTx};

/// `false` when some client of the tenant has the domain already.
pub(super) async fn insert(
    tx: &mut TenantTx,
    id: ClientDomainId,
    client: ClientId,
    domain: &str,
) -> Result<bool> {
    let inserted = diesel::insert_into(client_domains::table)
        .values((
            client_domains::tenant_id.eq(tx.tenant()),
            client_domains::id.eq(id),
            client_domains::client_id.eq(client),
            client_domains::domain.eq(domain),
            client_domains::created_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await
        .map_err(DbError::from);
    match inserted {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn find(tx: &mut TenantTx, id: ClientDomainId) -> Result<(ClientId, String)> {
    let row = client_domains::table
        .filter(client_domains::tenant_id.eq(tx.tenant()))
        .filter(client_domains::id.eq(id))
        .select((client_domains::client_id, client_domains::domain))
        .first(tx.conn())
        .await?;
    Ok(row)
}

pub(super) async fn delete(tx: &mut TenantTx, id: ClientDomainId) -> Result<()> {
    let row = client_domains::table
        .filter(client_domains::tenant_id.eq(tx.tenant()))
        .filter(client_domains::id.eq(id));
    diesel::delete(row).execute(tx.conn()).await?;
    Ok(())
}

/// Domain and client of each of `domains` that a client owns who is not archived.
pub(super) async fn owners(
    tx: &mut TenantTx,
    domains: &[String],
) -> Result<Vec<(String, ClientId)>> {
    let rows = client_domains::table
        .inner_join(
            clients::table.on(clients::tenant_id
                .eq(client_domains::tenant_id)
                .and(clients::id.eq(client_domains::client_id))),
        )
        .filter(client_domains::tenant_id.eq(tx.tenant()))
        .filter(client_domains::domain.eq_any(domains))
        .filter(clients::archived_at.is_null())
        .select((client_domains::domain, client_domains::client_id))
        .load(tx.conn())
        .await?;
    Ok(rows)
}

/// Id, number and name of the client that has `domain`.
pub(super) async fn owner_name(tx: &mut TenantTx, domain: &str) -> Result<(ClientId, u64, String)> {
    let row = client_domains::table
        .inner_join(
            clients::table.on(clients::tenant_id
                .eq(client_domains::tenant_id)
                .and(clients::id.eq(client_domains::client_id))),
        )
        .filter(client_domains::tenant_id.eq(tx.tenant()))
        .filter(client_domains::domain.eq(domain))
        .select((clients::id, clients::number, clients::name))
        .first(tx.conn())
        .await?;
    Ok(row)
}
