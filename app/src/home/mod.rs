//! My day: what waits for me, what waits for anyone.

mod api;

pub use api::*;

use crate::layout::boot::use_boot;
use crate::loaded::loaded;
use crate::tickets::parts::{PriorityLabel, StatusBadge};
use app_types::tickets::{HomePage, TicketRow};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/`
#[component]
pub fn Home() -> impl IntoView {
    let home = Resource::new_blocking(|| (), |()| load_home());
    let first_name = use_boot()
        .me()
        .map(|me| me.name.split(' ').next().unwrap_or_default().to_string());
    view! {
        <Title text="Home"/>
        <PageHeader title=format!("Hello {}", first_name.unwrap_or_default())/>
        {loaded(home, |home| view! { <Desk home/> })}
    }
}

#[component]
fn Desk(home: HomePage) -> impl IntoView {
    view! {
        <div class="stack">
            <FigureRow>
                <Figure label="My active tickets" value=count(home.mine_count) href="/tickets?technician=me"/>
                <Figure label="Unassigned" value=count(home.unassigned_count) href="/tickets?technician=nobody"/>
                <Figure label="Critical" value=count(home.critical_count) href="/tickets?priority=critical"/>
                <Figure label="Mail to look at" value=count(home.quarantined_count) href="/mail?state=quarantined"/>
            </FigureRow>
            <div class="cols-2">
                <Panel title="My tickets">
                    <Tickets rows=home.mine empty="Nothing is assigned to you."/>
                </Panel>
                <Panel title="Unassigned">
                    <Tickets rows=home.unassigned empty="Every ticket has a technician."/>
                </Panel>
            </div>
        </div>
    }
}

/// Counts stop at a hundred: nobody needs the exact number, and it would cost a scan.
fn count(n: u32) -> String {
    if n > 99 {
        "99+".to_string()
    } else {
        n.to_string()
    }
}

#[component]
fn Tickets(rows: Vec<TicketRow>, empty: &'static str) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="muted">{empty}</p> }.into_any();
    }
    view! {
        <ul class="list-lines ticket-lines">
            {rows.into_iter().map(|row| view! {
                <li>
                    <a class="list-row" href=format!("/tickets/{}", row.number) data-row="">
                        <span class="muted num">{format!("#{}", row.number)}</span>
                        <span class="ticket-subject">{row.subject}</span>
                        <PriorityLabel priority=row.priority/>
                        <StatusBadge name=row.status category=row.category/>
                    </a>
                </li>
            }).collect_view()}
        </ul>
    }
    .into_any()
}
