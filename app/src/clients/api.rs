//! Server functions of the client pages.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::clients::{ClientFilter, ClientForm, ClientList, ClientRecord, LocationForm};
use leptos::prelude::*;

/// One page of the list.
#[server(endpoint = "clients/list")]
pub async fn load_clients(filter: ClientFilter) -> Result<ClientList, ApiError> {
    crate::server::read(async |tx, _| server_core::clients::list(tx, &filter).await).await
}

/// One client with what belongs to it.
#[server(endpoint = "clients/record")]
pub async fn load_client(number: u64) -> Result<ClientRecord, ApiError> {
    crate::server::read(async |tx, text| server_core::clients::get(tx, number, text).await).await
}

/// What the form of a client needs; number 0 stands for a new one.
#[server(endpoint = "clients/form")]
pub async fn load_client_form(number: u64) -> Result<ClientForm, ApiError> {
    let number = (number > 0).then_some(number);
    crate::server::read(async |tx, _| server_core::clients::forms::client(tx, number).await).await
}

/// Saves a client and goes there; number 0 makes a new one.
#[server(endpoint = "clients/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_client(
    number: u64,
    version: u32,
    #[server(default)] name: String,
    #[server(default)] kind: String,
    #[server(default)] status: String,
    #[server(default)] phone: String,
    #[server(default)] website: String,
    #[server(default)] account_manager: String,
    #[server(default)] notes: String,
    #[server(default)] vip_note: String,
    #[server(default)] custom: app_types::custom::TypedFields,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::clients::{create, update};
    let input = app_types::clients::ClientInput {
        name,
        kind,
        status,
        phone,
        website,
        account_manager,
        notes,
        vip_note,
    };
    let names = crate::custom::control_names(&custom);
    let mut typed = input.typed();
    typed.extend(
        names
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone())),
    );
    submit("clients/save", typed, async move {
        let (number, message) = if number == 0 {
            let made = write(async |_, tx| {
                let number = create(tx, &input).await?;
                server_core::clients::fields::set(tx, number, &custom, true).await?;
                Ok(number)
            });
            (made.await?, "Client added")
        } else {
            write(async |_, tx| update(tx, number, version, &input).await).await?;
            (number, "Client saved")
        };
        Ok(Done::go(format!("/clients/{number}")).saying(message))
    })
    .await
}

/// Puts a tag on a client (`worn`), or takes it off.
#[server(endpoint = "clients/tag")]
pub async fn tag_client(
    number: u64,
    #[server(default)] tag: String,
    worn: bool,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::clients::tags::{add, remove};
    submit("clients/tag", vec![], async move {
        let unknown = || server_core::Error::invalid("tag", "Choose a tag from the list");
        let tag = app_types::id::TagId::parse(&tag).ok_or_else(unknown)?;
        let message = if worn {
            write(async |_, tx| add(tx, number, tag).await).await?;
            "Tag added"
        } else {
            write(async |_, tx| remove(tx, number, tag).await).await?;
            "Tag removed"
        };
        Ok(Done::stay().saying(message))
    })
    .await
}

/// Archives a client, or restores it.
#[server(endpoint = "clients/archive")]
pub async fn archive_client(number: u64, archived: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::clients::{archive, restore};
    submit("clients/archive", vec![], async move {
        if archived {
            write(async |_, tx| archive(tx, number).await).await?;
            return Ok(Done::stay().saying("Client archived"));
        }
        write(async |_, tx| restore(tx, number).await).await?;
        Ok(Done::stay().saying("Client restored"))
    })
    .await
}

/// Adds a mail domain to a client.
#[server(endpoint = "clients/add-domain")]
pub async fn add_domain(
    number: u64,
    #[server(default)] domain: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    let typed = vec![("domain", domain.clone())];
    submit("clients/add-domain", typed, async move {
        write(async |_, tx| server_core::clients::domains::add(tx, number, &domain).await).await?;
        Ok(Done::stay().saying("Mail domain added"))
    })
    .await
}

/// Removes a mail domain.
#[server(endpoint = "clients/remove-domain")]
pub async fn remove_domain(id: app_types::id::ClientDomainId) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("clients/remove-domain", vec![], async move {
        write(async |_, tx| server_core::clients::domains::remove(tx, id).await).await?;
        Ok(Done::stay().saying("Mail domain removed"))
    })
    .await
}

/// What the form of a location needs.
#[server(endpoint = "locations/form")]
pub async fn load_location_form(id: String) -> Result<LocationForm, ApiError> {
    crate::server::read(async |tx, _| {
        let id = app_types::id::LocationId::parse(&id).ok_or(server_core::Error::NotFound)?;
        server_core::clients::forms::location(tx, id).await
    })
    .await
}

/// What the form of a client's new location needs.
#[server(endpoint = "locations/new")]
pub async fn load_new_location(client: u64) -> Result<LocationForm, ApiError> {
    crate::server::read(async |tx, _| server_core::clients::forms::new_location(tx, client).await)
        .await
}

/// Saves a location and goes to its client; an empty id makes a new one.
#[server(endpoint = "locations/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_location(
    client: u64,
    #[server(default)] id: String,
    version: u32,
    #[server(default)] name: String,
    #[server(default)] street: String,
    #[server(default)] postal_code: String,
    #[server(default)] city: String,
    #[server(default)] region: String,
    #[server(default)] country: String,
    #[server(default)] phone: String,
    #[server(default)] primary: bool,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::clients::locations::{create, update};
    let input = app_types::clients::LocationInput {
        name,
        street,
        postal_code,
        city,
        region,
        country,
        phone,
        primary,
    };
    submit("locations/save", input.typed(), async move {
        if id.is_empty() {
            write(async |_, tx| create(tx, client, &input).await).await?;
            return Ok(Done::go(format!("/clients/{client}")).saying("Location added"));
        }
        let id = app_types::id::LocationId::parse(&id).ok_or(server_core::Error::NotFound)?;
        write(async |_, tx| update(tx, id, version, &input).await).await?;
        Ok(Done::go(format!("/clients/{client}")).saying("Location saved"))
    })
    .await
}

/// Archives or restores a location, or makes it the primary one; `change` is `archive`, `restore`
/// or `primary`.
#[server(endpoint = "locations/change")]
pub async fn change_location(
    id: app_types::id::LocationId,
    change: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::clients::locations::{archive, make_primary, restore};
    submit("locations/change", vec![], async move {
        let message = match change.as_str() {
            "archive" => {
                write(async |_, tx| archive(tx, id).await).await?;
                "Location archived"
            }
            "restore" => {
                write(async |_, tx| restore(tx, id).await).await?;
                "Location restored"
            }
            "primary" => {
                write(async |_, tx| make_primary(tx, id).await).await?;
                "Primary location changed"
            }
            _ => {
                return Err(server_core::Error::invalid(
                    "change",
                    "Choose what to do with the location",
                ));
            }
        };
        Ok(Done::stay().saying(message))
    })
    .await
}
