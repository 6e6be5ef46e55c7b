//! What the pages with forms need: the fields as they are, and what the selects offer.

use super::{contacts, locations, queries, rules};
use crate::error::{Error, Result, require};
use crate::identity;
use app_types::Permission;
use app_types::clients::{ClientForm, ClientInput, ClientRef, ContactForm, LocationForm};
use app_types::id::{ContactId, LocationId};
use server_db::TenantTx;

/// The form of the client with this number, or of a new one.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] for an archived client.
pub async fn client(tx: &mut TenantTx, number: Option<u64>) -> Result<ClientForm> {
    require(tx, Permission::ClientsEdit)?;
    let managers = identity::users::choices(tx).await?;
    let Some(number) = number else {
        return Ok(ClientForm {
            managers,
            ..ClientForm::default()
        });
    };
    let row = queries::details(tx, number).await?;
    if row.archived_at.is_some() {
        return Err(Error::Conflict(rules::ARCHIVED.to_string()));
    }
    let manager = row.account_manager_id.map(|id| id.to_string());
    Ok(ClientForm {
        number,
        version: row.version,
        managers,
        input: ClientInput {
            name: row.name,
            kind: row.kind.to_string(),
            status: row.status.to_string(),
            phone: row.phone,
            website: row.website,
            account_manager: manager.unwrap_or_default(),
            notes: row.notes,
            vip_note: row.vip_note,
        },
    })
}

/// The form of a contact.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn contact(tx: &mut TenantTx, id: ContactId) -> Result<ContactForm> {
    require(tx, Permission::ClientsEdit)?;
    let mut form = contacts::form_of(tx, id).await?;
    if let Some(client) = &form.client {
        form.locations = locations::choices(tx, client.number).await?;
    }
    Ok(form)
}

/// The form of a new contact: of the client with number `client`, or, while that is empty, the
/// clients whose name begins with `q`.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn new_contact(tx: &mut TenantTx, client: &str, q: &str) -> Result<ContactForm> {
    require(tx, Permission::ClientsEdit)?;
    if client.is_empty() {
        return Ok(ContactForm {
            clients: queries::choices(tx, q).await?,
            ..ContactForm::default()
        });
    }
    let number = client.parse().map_err(|_| Error::NotFound)?;
    let client = active(tx, number).await?;
    Ok(ContactForm {
        client: Some(client),
        locations: locations::choices(tx, number).await?,
        ..ContactForm::default()
    })
}

/// The form of a location.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn location(tx: &mut TenantTx, id: LocationId) -> Result<LocationForm> {
    require(tx, Permission::ClientsEdit)?;
    let record = locations::get(tx, id).await?;
    let location = record.location;
    Ok(LocationForm {
        id: Some(id),
        version: location.version,
        client: record.client,
        input: app_types::clients::LocationInput {
            name: location.name,
            street: location.street,
            postal_code: location.postal_code,
            city: location.city,
            region: location.region,
            country: location.country,
            phone: location.phone,
            primary: location.primary,
        },
    })
}

/// The form of a new location of the client with number `client`.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] for an archived client.
pub async fn new_location(tx: &mut TenantTx, client: u64) -> Result<LocationForm> {
    require(tx, Permission::ClientsEdit)?;
    Ok(LocationForm {
        id: None,
        version: 0,
        client: active(tx, client).await?,
        input: Default::default(),
    })
}

async fn active(tx: &mut TenantTx, number: u64) -> Result<ClientRef> {
    let client = super::by_number(tx, number).await?;
    if client.archived {
        return Err(Error::Conflict(rules::ARCHIVED.to_string()));
    }
    Ok(client)
}
