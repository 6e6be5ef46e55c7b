//! Server functions of the contact pages.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::clients::{ContactFilter, ContactForm, ContactList, ContactRecord};
use app_types::id::ContactId;
use leptos::prelude::*;

/// One page of the list.
#[server(endpoint = "contacts/list")]
pub async fn load_contacts(filter: ContactFilter) -> Result<ContactList, ApiError> {
    crate::server::read(async |tx, _| server_core::clients::contacts::list(tx, &filter).await).await
}

/// One contact. An id that is none is not found.
#[server(endpoint = "contacts/record")]
pub async fn load_contact(id: String) -> Result<ContactRecord, ApiError> {
    crate::server::read(async |tx, text| {
        let id = ContactId::parse(&id).ok_or(server_core::Error::NotFound)?;
        server_core::clients::contacts::get(tx, id, text).await
    })
    .await
}

/// What the form of a contact needs.
#[server(endpoint = "contacts/form")]
pub async fn load_contact_form(id: String) -> Result<ContactForm, ApiError> {
    crate::server::read(async |tx, _| {
        let id = ContactId::parse(&id).ok_or(server_core::Error::NotFound)?;
        server_core::clients::forms::contact(tx, id).await
    })
    .await
}

/// What the form of a new contact needs; `client` is a number or empty, `q` the beginning of a
/// client's name.
#[server(endpoint = "contacts/new")]
pub async fn load_new_contact(client: String, q: String) -> Result<ContactForm, ApiError> {
    crate::server::read(async |tx, _| {
        server_core::clients::forms::new_contact(tx, &client, &q).await
    })
    .await
}

/// Saves a contact and goes there; an empty id makes a new one.
#[server(endpoint = "contacts/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_contact(
    client: u64,
    #[server(default)] id: String,
    version: u32,
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] phone: String,
    #[server(default)] mobile: String,
    #[server(default)] title: String,
    #[server(default)] location: String,
    #[server(default)] primary: bool,
    #[server(default)] billing: bool,
    #[server(default)] technical: bool,
    #[server(default)] notes: String,
    #[server(default)] custom: app_types::custom::TypedFields,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::clients::contacts::{create, update};
    let input = app_types::clients::ContactInput {
        name,
        email,
        phone,
        mobile,
        title,
        location,
        primary,
        billing,
        technical,
        notes,
    };
    let names = crate::custom::control_names(&custom);
    let mut typed = input.typed();
    typed.extend(
        names
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone())),
    );
    submit("contacts/save", typed, async move {
        if id.is_empty() {
            let made = write(async |_, tx| {
                let id = create(tx, client, &input).await?;
                server_core::clients::fields::set_contact(tx, id, &custom, true).await?;
                Ok(id)
            });
            let id = made.await?;
            return Ok(Done::go(format!("/contacts/{id}")).saying("Contact added"));
        }
        let id = ContactId::parse(&id).ok_or(server_core::Error::NotFound)?;
        write(async |_, tx| update(tx, id, version, &input).await).await?;
        Ok(Done::go(format!("/contacts/{id}")).saying("Contact saved"))
    })
    .await
}

/// Archives a contact, or restores it.
#[server(endpoint = "contacts/archive")]
pub async fn archive_contact(id: ContactId, archived: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::clients::contacts::{archive, restore};
    submit("contacts/archive", vec![], async move {
        if archived {
            write(async |_, tx| archive(tx, id).await).await?;
            return Ok(Done::stay().saying("Contact archived"));
        }
        write(async |_, tx| restore(tx, id).await).await?;
        Ok(Done::stay().saying("Contact restored"))
    })
    .await
}
