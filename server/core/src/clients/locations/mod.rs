//! Locations: where a client's people and machines are. One of them is the primary one.

mod queries;
mod rows;
mod rules;

use super::rules::require_version;
use super::{lock_active, queries as clients};
use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::clients::{ClientRef, LocationInput, LocationRecord, LocationView};
use app_types::common::Choice;
use app_types::id::{ClientId, LocationId};
use rows::LocationRow;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// A location with its client, archived ones included.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn get(tx: &mut TenantTx, id: LocationId) -> Result<LocationRecord> {
    require(tx, Permission::ClientsView)?;
    let row = queries::with_client(tx, id).await?;
    Ok(LocationRecord {
        client: ClientRef {
            number: row.client_number,
            name: row.client_name.clone(),
            archived: row.client_archived_at.is_some(),
        },
        location: row.into(),
    })
}

/// The client's locations that are not archived: the primary one first, then by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub(super) async fn of_client(tx: &mut TenantTx, client: ClientId) -> Result<Vec<LocationView>> {
    require(tx, Permission::ClientsView)?;
    let rows = queries::of_client(tx, client).await?;
    Ok(rows.into_iter().map(LocationView::from).collect())
}

/// The client's locations for a select: id and name.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] for an unknown client.
pub async fn choices(tx: &mut TenantTx, client: u64) -> Result<Vec<Choice>> {
    require(tx, Permission::ClientsView)?;
    let client = clients::reference(tx, client).await?.id;
    let rows = queries::of_client(tx, client).await?;
    Ok(rows
        .into_iter()
        .map(|row| Choice::new(row.id, row.name))
        .collect())
}

/// Adds a location to the client with number `client`. A client's first one is its primary one.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when the
/// client is archived.
pub async fn create(tx: &mut TenantTx, client: u64, input: &LocationInput) -> Result<LocationId> {
    require(tx, Permission::ClientsEdit)?;
    let location = rules::check(input)?;
    // The lock makes two people who set the primary location at once wait for each other.
    let owner = lock_active(tx, client).await?;
    let primary = location.primary || queries::primary(tx, owner.id).await?.is_none();
    if primary {
        queries::clear_primary(tx, owner.id).await?;
    }
    let id = LocationId::new();
    queries::insert(tx, id, owner.id, primary, &location).await?;
    let summary = format!(
        "Added location {} of client {client} {}",
        location.name, owner.name
    );
    written(tx, "location.create", id, client, summary);
    Ok(id)
}

/// Changes a location. The primary location stays primary until another one becomes it.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when
/// someone else changed it in the meantime, or it or its client is archived.
pub async fn update(
    tx: &mut TenantTx,
    id: LocationId,
    version: u32,
    input: &LocationInput,
) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let new = rules::check(input)?;
    let (client, old) = lock(tx, id).await?;
    rules::require_active(&old)?;
    require_version("location", old.version, version)?;
    let primary = rules::stays_or_becomes_primary(&old, &new)?;
    if primary && !old.is_primary() {
        queries::clear_primary(tx, old.client_id).await?;
    }
    queries::update(tx, &old, primary, &new).await?;
    let summary = format!("Changed location {} of client {client}", new.name);
    written(tx, "location.update", id, client, summary);
    Ok(())
}

/// Makes a location the client's primary one.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when it or its client is archived.
pub async fn make_primary(tx: &mut TenantTx, id: LocationId) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let (client, location) = lock(tx, id).await?;
    rules::require_active(&location)?;
    if location.is_primary() {
        return Ok(());
    }
    queries::clear_primary(tx, location.client_id).await?;
    queries::set_primary(tx, location.client_id, id).await?;
    let summary = format!(
        "Made {} the primary location of client {client}",
        location.name
    );
    written(tx, "location.make_primary", id, client, summary);
    Ok(())
}

/// Takes a location out of lists and pickers. When it was the primary one, the next by name is.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when its client is archived.
pub async fn archive(tx: &mut TenantTx, id: LocationId) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let (client, location) = lock(tx, id).await?;
    if location.archived_at.is_some() {
        return Ok(());
    }
    queries::set_archived(tx, id, true).await?;
    if location.is_primary()
        && let Some(next) = queries::of_client(tx, location.client_id).await?.first()
    {
        queries::set_primary(tx, location.client_id, next.id).await?;
    }
    let summary = format!("Archived location {} of client {client}", location.name);
    written(tx, "location.archive", id, client, summary);
    Ok(())
}

/// Undoes [`archive`]. It becomes the primary location again only when the client has none.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when its client is archived.
pub async fn restore(tx: &mut TenantTx, id: LocationId) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let (client, location) = lock(tx, id).await?;
    if location.archived_at.is_none() {
        return Ok(());
    }
    queries::set_archived(tx, id, false).await?;
    if queries::primary(tx, location.client_id).await?.is_none() {
        queries::set_primary(tx, location.client_id, id).await?;
    }
    let summary = format!("Restored location {} of client {client}", location.name);
    written(tx, "location.restore", id, client, summary);
    Ok(())
}

/// Refuses a location that is not one of `client`'s, or is archived.
pub(super) async fn require_of_client(
    tx: &mut TenantTx,
    client: ClientId,
    id: LocationId,
) -> Result<()> {
    match queries::find(tx, id).await {
        Ok(row) if row.client_id == client && row.archived_at.is_none() => Ok(()),
        Ok(_) | Err(Error::NotFound) => Err(Error::invalid(
            "location",
            "Choose a location of this client",
        )),
        Err(error) => Err(error),
    }
}

/// Locks the client, then reads the location, so that all changes to a client's locations queue
/// up at the same row. Returns the client's number with it.
async fn lock(tx: &mut TenantTx, id: LocationId) -> Result<(u64, LocationRow)> {
    let client_id = queries::find(tx, id).await?.client_id;
    let client = clients::lock_by_id(tx, client_id).await?;
    if client.archived {
        return Err(Error::Conflict(super::rules::ARCHIVED.to_string()));
    }
    Ok((client.number, queries::find(tx, id).await?))
}

fn written(tx: &mut TenantTx, action: &'static str, id: LocationId, client: u64, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "location",
        entity_id: Some(id.0),
        summary,
    });
    tx.publish("client", client, 0);
}
