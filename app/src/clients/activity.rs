//! What happened to a client: changes of its data and tickets that moved, in one line of time.

use crate::layout::boot::use_boot;
use app_types::Permission;
use app_types::client_beside::ClientEvent;
use app_types::id::ClientId;
use app_ui::*;
use leptos::prelude::*;

#[component]
pub fn ActivityPanel(number: u64, id: ClientId, events: Vec<ClientEvent>) -> impl IntoView {
    let may_audit = use_boot().can(Permission::AuditView);
    let may_tickets = use_boot().can(Permission::TicketsView);
    let none = events.is_empty();
    view! {
        <Panel title="Activity">
            {none.then(|| view! { <p class="muted">"Nothing has happened yet."</p> })}
            <ul class="list-plain timeline" aria-label="Activity">
                {events.into_iter().map(|event| view! { <Event event/> }).collect_view()}
            </ul>
            <p class="small row">
                {may_tickets.then(|| view! { <a href=format!("/tickets?client={number}&show=all")>"See all tickets"</a> })}
                {may_audit.then(|| view! {
                    <a href=format!("/settings/audit?entity=client&entity_id={id}")>"See all changes"</a>
                })}
            </p>
        </Panel>
    }
}

#[component]
fn Event(event: ClientEvent) -> impl IntoView {
    let ClientEvent {
        at,
        who,
        what,
        ticket,
    } = event;
    let icon = if ticket.is_some() {
        IconName::Ticket
    } else {
        IconName::Activity
    };
    view! {
        <TimelineEvent time=at.text datetime=at.iso icon>
            {match ticket {
                Some(number) => view! {
                    <a href=format!("/tickets/{number}")>{format!("#{number} {what}")}</a>
                    <span class="muted">{format!(" {who}")}</span>
                }.into_any(),
                None => view! { <span>{what}</span> <span class="muted">{format!(" {who}")}</span> }.into_any(),
            }}
        </TimelineEvent>
    }
}
