//! The list of tickets.

mod address;
mod cells;
mod filters;
mod head;
mod inline;
mod own;
mod rows;

use super::api::load_tickets;
use super::bulk::Report;
use crate::error::ApiError;
use crate::layout::live::use_changes;
use crate::loaded::loaded;
use app_types::tickets::{TicketFilter, TicketList};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
pub use own::OwnChanges;

pub use filters::priorities;

/// The list's data, loaded again after each change.
type ListResource = Resource<Result<TicketList, ApiError>>;

/// `/tickets`: filters, view and position are in the URL.
#[component]
pub fn TicketsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let query = query.get();
        TicketFilter::read(|name| query.get(name).unwrap_or_default())
    });
    let list: ListResource = Resource::new_blocking(move || filter.get(), load_tickets);
    let own = OwnChanges::none();
    let changes = use_changes("tickets", move |event| !own.is_own(event));
    let report = RwSignal::new(None);
    let reload = move || {
        changes.set(0);
        list.refetch();
    };
    view! {
        <Title text="Tickets"/>
        <head::Head filter list/>
        <filters::Filters filter list/>
        <NewPill changes on_press=reload/>
        <Report report/>
        {loaded(list, move |list| view! { <rows::Rows list own report reload/> })}
    }
}

/// Says that something changed; nothing moves before it is pressed.
#[component]
pub fn NewPill(
    changes: RwSignal<u32>,
    on_press: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <div role="status">
            {move || {
                let on_press = on_press.clone();
                let count = changes.get();
                (count > 0).then(|| view! {
                    <button type="button" class="pill-new" on:click=move |_| on_press()>
                        {if count == 1 { "1 change. Show".to_string() } else { format!("{count} changes. Show") }}
                    </button>
                })
            }}
        </div>
    }
}
