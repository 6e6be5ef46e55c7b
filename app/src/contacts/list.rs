//! The list of contacts.

use super::api::load_contacts;
use crate::clients::parts::{ContactBadges, or, page_href, page_query, show_options};
use crate::export::ExportMenu;
use crate::layout::boot::use_boot;
use crate::layout::live::use_changes;
use crate::loaded::loaded;
use crate::print::PrintButton;
use crate::tickets::NewPill;
use app_types::Permission;
use app_types::clients::{ContactFilter, ContactList, ContactRow};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/contacts`: filters and position are in the URL.
#[component]
pub fn ContactsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let query = query.get();
        let get = |name: &str| query.get(name).unwrap_or_default();
        ContactFilter {
            q: get("q"),
            show: get("show"),
            client: get("client"),
            after: get("after"),
            before: get("before"),
        }
    });
    let list = Resource::new_blocking(move || filter.get(), load_contacts);
    let changes = use_changes("contacts", |_| true);
    let may_edit = use_boot().can(Permission::ClientsEdit);
    view! {
        <Title text="Contacts"/>
        <PageHeader title="Contacts" actions=move || view! {
            <PrintButton/>
            <ExportMenu list="contacts" query=Signal::derive(move || export_query(&filter.get()))/>
            {may_edit.then(|| view! { <LinkButton href="/imports">"Import"</LinkButton> })}
            {may_edit.then(|| new_contact(&filter.get_untracked()))}
        }/>
        {move || view! { <Filters filter=filter.get()/> }}
        <NewPill changes on_press=move || { changes.set(0); list.refetch(); }/>
        {loaded(list, move |list| view! { <Rows list filter=filter.get_untracked()/> })}
    }
}

fn new_contact(filter: &ContactFilter) -> impl IntoView + use<> {
    let href = if filter.client.is_empty() {
        "/contacts/new".to_string()
    } else {
        let client = leptos_router::location::Url::escape(&filter.client);
        format!("/contacts/new?client={client}")
    };
    view! { <LinkButton href variant=Variant::Primary icon=IconName::Plus>"New contact"</LinkButton> }
}

/// The filter of the list as a file.
fn export_query(filter: &ContactFilter) -> String {
    let fields = [("q", &*filter.q), ("client", &*filter.client)];
    page_query("show", &filter.show, &fields)
}

#[component]
fn Filters(filter: ContactFilter) -> impl IntoView {
    let clear = (filter != ContactFilter::default()).then(|| "/contacts".to_string());
    view! {
        <FilterBar action="/contacts" clear_href=clear>
            <TextInput name="q" label="Search" value=filter.q kind="search" placeholder="Name or e-mail address" maxlength=200/>
            <TextInput name="client" label="Client number" value=filter.client width="sm" inputmode="numeric"/>
            <Select name="show" label="Show" value=or(&filter.show, "active") options=show_options()/>
        </FilterBar>
    }
}

#[component]
fn Rows(list: ContactList, filter: ContactFilter) -> impl IntoView {
    if list.rows.is_empty() {
        return view! { <NoContacts filter/> }.into_any();
    }
    let fields = [
        ("q", &*filter.q),
        ("show", &*filter.show),
        ("client", &*filter.client),
    ];
    let newer = list
        .previous
        .map(|cursor| page_href("/contacts", "before", &cursor, &fields));
    let older = list
        .next
        .map(|cursor| page_href("/contacts", "after", &cursor, &fields));
    let contacts = counted(list.rows.len(), "contact", "contacts");
    let text = format!("{contacts} on this page, by name");
    let columns = vec![
        Column::new("Name").class("col-wide"),
        Column::new("Client").class("col-name"),
        Column::new("E-mail").class("col-address"),
        Column::new("Phone"),
        Column::new("Role"),
    ];
    view! {
        <DataTable caption="Contacts" columns=Signal::stored(columns) cards=true>
            {list.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </DataTable>
        <Pager text newer older newer_label="Previous" older_label="Next"/>
    }
    .into_any()
}

#[component]
fn Row(row: ContactRow) -> impl IntoView {
    let href = format!("/contacts/{}", row.id);
    let client_href = format!("/clients/{}", row.client.number);
    let (name, title, client) = (row.name.clone(), row.title.clone(), row.client.name.clone());
    let (email, phone) = (row.email.clone().unwrap_or_default(), row.phone.clone());
    view! {
        <tr>
            <td class="cell-title">
                <a href=href data-row="">{name}</a>
                {(!title.is_empty()).then(|| view! { <span class="cell-sub">{title}</span> })}
            </td>
            <td data-label="Client"><a href=client_href>{client}</a></td>
            <td data-label="E-mail">{email}</td>
            <td class="nowrap" data-label="Phone">{phone}</td>
            <td data-label="Role"><ContactBadges contact=row/></td>
        </tr>
    }
}

/// Empty for two different reasons.
#[component]
fn NoContacts(filter: ContactFilter) -> impl IntoView {
    if filter == ContactFilter::default() {
        let may_edit = use_boot().can(Permission::ClientsEdit);
        return view! {
            <EmptyState
                title="No contacts yet"
                text="Add the people you talk to at your clients, or let their first mail do it."
                icon=IconName::Contact
                action=move || may_edit.then(|| new_contact(&ContactFilter::default()))
            />
        }
        .into_any();
    }
    view! {
        <EmptyState
            title="No contact matches"
            text="The filter hides everything. Clear it or search for something else."
            icon=IconName::Filter
            action=|| view! { <LinkButton href="/contacts">"Clear filter"</LinkButton> }
        />
    }
    .into_any()
}
