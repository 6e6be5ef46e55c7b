//! Statements on locations, one each.

use super::rows::{LocationRow, NewLocation, WithClient};
use super::rules::CheckedLocation;
use crate::clients::queries::Tenant;
use crate::clients::rules::archive_mark;
use crate::error::Result;
use app_types::id::{ClientId, LocationId};
use diesel::prelude::*;
use diesel::sql_types::Binary;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::locations;

/// A client has few locations; this stops a script's client from filling a page.
const MOST: i64 = 200;

pub(super) async fn of_client(tx: &mut TenantTx, client: ClientId) -> Result<Vec<LocationRow>> {
    let rows = locations::table
        .filter(locations::tenant_id.eq(tx.tenant()))
        .filter(locations::client_id.eq(client))
        .filter(locations::archived_at.is_null())
        .order((
            locations::primary_for.is_null(),
            locations::name,
            locations::id,
        ))
        .limit(MOST)
        .select(LocationRow::as_select())
        .load(tx.conn())
        .await?;
    Ok(rows)
}

pub(super) async fn find(tx: &mut TenantTx, id: LocationId) -> Result<LocationRow> {
    let row = locations::table
        .filter(locations::tenant_id.eq(tx.tenant()))
        .filter(locations::id.eq(id))
        .select(LocationRow::as_select())
        .first(tx.conn())
        .await?;
    Ok(row)
}

pub(super) async fn with_client(tx: &mut TenantTx, id: LocationId) -> Result<WithClient> {
    let row = diesel::sql_query(
        "SELECT l.id, l.name, l.street, l.postal_code, l.city, l.region, l.country, l.phone, \
           l.primary_for, l.version, l.archived_at, \
           c.number AS client_number, c.name AS client_name, c.archived_at AS client_archived_at \
         FROM locations l JOIN clients c ON c.tenant_id = l.tenant_id AND c.id = l.client_id \
         WHERE l.tenant_id = ? AND l.id = ?",
    )
    .bind::<Tenant, _>(tx.tenant())
    .bind::<Binary, _>(id)
    .get_result(tx.conn())
    .await?;
    Ok(row)
}

pub(super) async fn primary(tx: &mut TenantTx, client: ClientId) -> Result<Option<LocationId>> {
    let id = locations::table
        .filter(locations::tenant_id.eq(tx.tenant()))
        .filter(locations::primary_for.eq(client))
        .select(locations::id)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(id)
}

pub(super) async fn insert(
    tx: &mut TenantTx,
    id: LocationId,
    client: ClientId,
    primary: bool,
    location: &CheckedLocation,
) -> Result<()> {
    let row = NewLocation {
        tenant_id: tx.tenant(),
        id,
        client_id: client,
        name: &location.name,
        street: &location.street,
        postal_code: &location.postal_code,
        city: &location.city,
        region: &location.region,
        country: &location.country,
        phone: &location.phone,
        primary_for: primary.then_some(client),
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    diesel::insert_into(locations::table)
        .values(&row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn update(
    tx: &mut TenantTx,
    old: &LocationRow,
    primary: bool,
    location: &CheckedLocation,
) -> Result<()> {
    let row = locations::table
        .filter(locations::tenant_id.eq(tx.tenant()))
        .filter(locations::id.eq(old.id));
    diesel::update(row)
        .set((
            locations::name.eq(&location.name),
            locations::street.eq(&location.street),
            locations::postal_code.eq(&location.postal_code),
            locations::city.eq(&location.city),
            locations::region.eq(&location.region),
            locations::country.eq(&location.country),
            locations::phone.eq(&location.phone),
            locations::primary_for.eq(primary.then_some(old.client_id)),
            locations::version.eq(locations::version + 1),
            locations::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn clear_primary(tx: &mut TenantTx, client: ClientId) -> Result<()> {
    let row = locations::table
        .filter(locations::tenant_id.eq(tx.tenant()))
        .filter(locations::primary_for.eq(client));
    diesel::update(row)
        .set((
            locations::primary_for.eq(None::<ClientId>),
            locations::version.eq(locations::version + 1),
            locations::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn set_primary(tx: &mut TenantTx, client: ClientId, id: LocationId) -> Result<()> {
    let row = locations::table
        .filter(locations::tenant_id.eq(tx.tenant()))
        .filter(locations::id.eq(id));
    diesel::update(row)
        .set((
            locations::primary_for.eq(Some(client)),
            locations::version.eq(locations::version + 1),
            locations::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An archived location is no longer the primary one.
pub(super) async fn set_archived(tx: &mut TenantTx, id: LocationId, archived: bool) -> Result<()> {
    let row = locations::table
        .filter(locations::tenant_id.eq(tx.tenant()))
        .filter(locations::id.eq(id));
    let (at, by) = archive_mark(tx, archived);
    diesel::update(row)
        .set((
            locations::archived_at.eq(at),
            locations::archived_by.eq(by),
            locations::primary_for.eq(None::<ClientId>),
            locations::version.eq(locations::version + 1),
            locations::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
