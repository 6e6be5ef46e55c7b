//! The list of clients.

use super::api::load_clients;
use super::parts::{ClientBadges, enum_options, or, page_href, page_query, show_options};
use crate::export::ExportMenu;
use crate::layout::boot::use_boot;
use crate::layout::live::use_changes;
use crate::loaded::loaded;
use crate::print::PrintButton;
use crate::tags::TagBadges;
use crate::tickets::NewPill;
use app_types::Permission;
use app_types::clients::{ClientFilter, ClientKind, ClientList, ClientRow};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/clients`: filters and position are in the URL.
#[component]
pub fn ClientsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let query = query.get();
        let get = |name: &str| query.get(name).unwrap_or_default();
        ClientFilter {
            q: get("q"),
            show: get("show"),
            kind: get("kind"),
            after: get("after"),
            before: get("before"),
        }
    });
    let list = Resource::new_blocking(move || filter.get(), load_clients);
    let changes = use_changes("clients", |_| true);
    let may_edit = use_boot().can(Permission::ClientsEdit);
    view! {
        <Title text="Clients"/>
        <PageHeader title="Clients" actions=move || view! {
            <PrintButton/>
            <ExportMenu list="clients" query=Signal::derive(move || export_query(&filter.get()))/>
            {may_edit.then(|| view! { <LinkButton href="/imports">"Import"</LinkButton> })}
            {may_edit.then(new_client)}
        }/>
        {move || view! { <Filters filter=filter.get()/> }}
        <NewPill changes on_press=move || { changes.set(0); list.refetch(); }/>
        {loaded(list, move |list| view! { <Rows list filter=filter.get_untracked()/> })}
    }
}

/// The filter of the list as a file.
fn export_query(filter: &ClientFilter) -> String {
    let fields = [("q", &*filter.q), ("kind", &*filter.kind)];
    page_query("show", &filter.show, &fields)
}

fn new_client() -> impl IntoView {
    view! { <LinkButton href="/clients/new" variant=Variant::Primary icon=IconName::Plus>"New client"</LinkButton> }
}

#[component]
fn Filters(filter: ClientFilter) -> impl IntoView {
    let clear = (filter != ClientFilter::default()).then(|| "/clients".to_string());
    let mut kinds = enum_options!(ClientKind);
    kinds.insert(0, (String::new(), "Any kind".to_string()));
    view! {
        <FilterBar action="/clients" clear_href=clear>
            <TextInput name="q" label="Search" value=filter.q kind="search" placeholder="Name or number" maxlength=200/>
            <Select name="show" label="Show" value=or(&filter.show, "active") options=show_options()/>
            <Select name="kind" label="Kind" value=filter.kind options=kinds/>
        </FilterBar>
    }
}

#[component]
fn Rows(list: ClientList, filter: ClientFilter) -> impl IntoView {
    if list.rows.is_empty() {
        return view! { <NoClients filter/> }.into_any();
    }
    let fields = [
        ("q", &*filter.q),
        ("show", &*filter.show),
        ("kind", &*filter.kind),
    ];
    let newer = list
        .previous
        .map(|cursor| page_href("/clients", "before", &cursor, &fields));
    let older = list
        .next
        .map(|cursor| page_href("/clients", "after", &cursor, &fields));
    let clients = counted(list.rows.len(), "client", "clients");
    let text = format!("{clients} on this page, by name");
    let columns = vec![
        Column::new("Number").class("col-min"),
        Column::new("Name").class("col-wide"),
        Column::new("State"),
        Column::new("City"),
        Column::new("Phone"),
    ];
    view! {
        <DataTable caption="Clients" columns=Signal::stored(columns) cards=true>
            {list.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </DataTable>
        <Pager text newer older newer_label="Previous" older_label="Next"/>
    }
    .into_any()
}

#[component]
fn Row(row: ClientRow) -> impl IntoView {
    view! {
        <tr>
            <td class="num col-min" data-label="Number">{row.number}</td>
            <td class="cell-title"><a href=format!("/clients/{}", row.number) data-row="">{row.name}</a><TagBadges tags=row.tags/></td>
            <td data-label="State">
                {if row.kind == ClientKind::Client && !row.archived && row.status == Default::default() {
                    view! { <span class="muted">"Active"</span> }.into_any()
                } else {
                    view! { <ClientBadges kind=row.kind status=row.status archived=row.archived/> }.into_any()
                }}
            </td>
            <td data-label="City">{row.city}</td>
            <td class="nowrap" data-label="Phone">{row.phone}</td>
        </tr>
    }
}

/// Empty for two different reasons.
#[component]
fn NoClients(filter: ClientFilter) -> impl IntoView {
    if filter == ClientFilter::default() {
        let may_edit = use_boot().can(Permission::ClientsEdit);
        return view! {
            <EmptyState
                title="No clients yet"
                text="Add the companies you look after. Mail from their people then finds its place by itself."
                icon=IconName::Client
                action=move || may_edit.then(new_client)
            />
        }
        .into_any();
    }
    view! {
        <EmptyState
            title="No client matches"
            text="The filter hides everything. Clear it or search for something else."
            icon=IconName::Filter
            action=|| view! { <LinkButton href="/clients">"Clear filter"</LinkButton> }
        />
    }
    .into_any()
}
