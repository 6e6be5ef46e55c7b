//! Statements on roles.

use crate::identity::rows::RoleRow;
use app_types::id::RoleId;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{roles, users};
use server_db::{DbError, TenantTx};

/// Every role and how many users hold it.
pub(in crate::identity) async fn roles(tx: &mut TenantTx) -> Result<Vec<(RoleRow, i64)>, DbError> {
    let tenant = tx.tenant();
    let holders = users::table
        .filter(users::tenant_id.eq(roles::tenant_id))
        .filter(users::role_id.eq(roles::id))
        .count()
        .single_value();
    let rows: Vec<(RoleRow, Option<i64>)> = roles::table
        .filter(roles::tenant_id.eq(tenant))
        .select((RoleRow::as_select(), holders))
        .order((roles::created_at, roles::id))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(role, users)| (role, users.unwrap_or_default()))
        .collect())
}

pub(in crate::identity) async fn role(
    tx: &mut TenantTx,
    role: RoleId,
) -> Result<Option<RoleRow>, DbError> {
    let tenant = tx.tenant();
    Ok(roles::table
        .filter(roles::tenant_id.eq(tenant))
        .filter(roles::id.eq(role))
        .select(RoleRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// Locks the tenant's owner role: whoever is about to take it from somebody waits here.
pub(in crate::identity) async fn lock_owner_role(
    tx: &mut TenantTx,
) -> Result<Option<RoleRow>, DbError> {
    let tenant = tx.tenant();
    Ok(roles::table
        .filter(roles::tenant_id.eq(tenant))
        .filter(roles::built_in.eq("owner"))
        .select(RoleRow::as_select())
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

pub(in crate::identity) async fn insert_role(
    tx: &mut TenantTx,
    row: &RoleRow,
) -> Result<(), DbError> {
    diesel::insert_into(roles::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// 0 rows when someone else changed the role since `version`.
pub(in crate::identity) async fn change_role(
    tx: &mut TenantTx,
    role: RoleId,
    version: u32,
    name: &str,
    permissions: &str,
) -> Result<usize, DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    Ok(diesel::update(roles::table)
        .filter(roles::tenant_id.eq(tenant))
        .filter(roles::id.eq(role))
        .filter(roles::version.eq(version))
        .set((
            roles::name.eq(name),
            roles::permissions.eq(permissions),
            roles::version.eq(version + 1),
            roles::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?)
}

pub(in crate::identity) async fn delete_role(
    tx: &mut TenantTx,
    role: RoleId,
) -> Result<usize, DbError> {
    let tenant = tx.tenant();
    Ok(diesel::delete(roles::table)
        .filter(roles::tenant_id.eq(tenant))
        .filter(roles::id.eq(role))
        .execute(tx.conn())
        .await?)
}
