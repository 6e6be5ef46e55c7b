//! Clients, their places and their contacts.

use super::not_loaded;
use crate::clients::{
    ClientFilesPage, ClientNotesPage, ClientPage, ClientsPage, EditClientPage, EditLocationPage,
    NewClientPage, NewLocationPage,
};
use crate::contacts::{ContactPage, ContactsPage, EditContactPage, NewContactPage};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

#[derive(Clone, Copy)]
pub enum Clients {
    Clients,
    NewClient,
    Client,
    EditClient,
    ClientNotes,
    ClientFiles,
    NewLocation,
    EditLocation,
    Contacts,
    NewContact,
    Contact,
    EditContact,
}

impl ChooseView for Clients {
    async fn choose(self) -> AnyView {
        show(self).await.unwrap_or_else(not_loaded)
    }

    async fn preload(&self) {
        // What did not come is asked for again by `show`, which says so.
        let _ = load().await;
    }
}

#[wasm_split(clients, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
fn show(page: Clients) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Clients::Clients => view! { <ClientsPage/> }.into_any(),
        Clients::NewClient => view! { <NewClientPage/> }.into_any(),
        Clients::Client => view! { <ClientPage/> }.into_any(),
        Clients::EditClient => view! { <EditClientPage/> }.into_any(),
        Clients::ClientNotes => view! { <ClientNotesPage/> }.into_any(),
        Clients::ClientFiles => view! { <ClientFilesPage/> }.into_any(),
        Clients::NewLocation => view! { <NewLocationPage/> }.into_any(),
        Clients::EditLocation => view! { <EditLocationPage/> }.into_any(),
        Clients::Contacts => view! { <ContactsPage/> }.into_any(),
        Clients::NewContact => view! { <NewContactPage/> }.into_any(),
        Clients::Contact => view! { <ContactPage/> }.into_any(),
        Clients::EditContact => view! { <EditContactPage/> }.into_any(),
    })
}
