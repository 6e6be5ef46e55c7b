//! What clients and contacts have in the tenant's custom fields.

use super::{lock_active, lock_active_by_id, written};
use crate::custom::{self, Owner};
use crate::error::{Result, require};
use app_types::Permission;
use app_types::custom::TypedFields;
use app_types::id::ContactId;
use server_db::TenantTx;

/// Fills fields of a client in. A `new` client must have every required one.
///
/// # Errors
/// [`crate::Error::Forbidden`]; [`crate::Error::NotFound`]; [`crate::Error::Invalid`] with every
/// field that is wrong; [`crate::Error::Conflict`] when the client is archived.
pub async fn set(tx: &mut TenantTx, number: u64, typed: &TypedFields, new: bool) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let client = lock_active(tx, number).await?;
    let changed = custom::set(tx, Owner::Client(client.id), typed, new).await?;
    if !changed.is_empty() && !new {
        let what = changed.join(", ");
        let summary = format!("Changed {what} of client {number} {}", client.name);
        written(tx, "client.fields", client.id, number, 0, summary);
    }
    Ok(())
}

/// Fills fields of a contact in. A `new` contact must have every required one.
///
/// # Errors
/// See [`set`].
pub async fn set_contact(
    tx: &mut TenantTx,
    id: ContactId,
    typed: &TypedFields,
    new: bool,
) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let (client, name) = super::contacts::owner(tx, id).await?;
    let client = lock_active_by_id(tx, client).await?;
    let changed = custom::set(tx, Owner::Contact(id), typed, new).await?;
    if !changed.is_empty() && !new {
        let what = changed.join(", ");
        let summary = format!("Changed {what} of contact {name}");
        super::contacts::written(tx, "contact.fields", id, client.number, summary);
    }
    Ok(())
}
