//! The list of incoming mail: everything that was accepted, and what became of it.

use super::api::load_mails;
use super::parts::{StateBadge, sender, subject};
use crate::layout::live::use_changes;
use crate::loaded::loaded;
use crate::tickets::NewPill;
use app_types::mail::{InboundFilter, InboundList, InboundState, InboundView};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/mail`: the state and the position are in the URL.
#[component]
pub fn MailPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let query = query.get();
        let get = |name: &str| query.get(name).unwrap_or_default();
        InboundFilter {
            state: get("state"),
            after: get("after"),
            before: get("before"),
        }
    });
    let list = Resource::new_blocking(move || filter.get(), load_mails);
    let changes = use_changes("inbound_mail", |_| true);
    view! {
        <Title text="Incoming mail"/>
        <PageHeader title="Incoming mail" actions=|| view! {
            <LinkButton href="/mail/undeliverable">"Undeliverable addresses"</LinkButton>
        }/>
        <NewPill changes on_press=move || { changes.set(0); list.refetch(); }/>
        {loaded(list, move |list| {
            let filter = filter.get_untracked();
            view! { <States state=filter.state.clone() quarantined=list.quarantined/> <Rows list filter/> }
        })}
    }
}

#[component]
fn States(state: String, quarantined: u32) -> impl IntoView {
    let tab = |value: &str, label: &str| {
        let href = if value.is_empty() {
            "/mail".to_string()
        } else {
            format!("/mail?state={value}")
        };
        Tab::new(label, href).current(state == value)
    };
    let mut items = vec![tab("", "All")];
    for one in [
        InboundState::Quarantined,
        InboundState::Filed,
        InboundState::Dismissed,
        InboundState::Stored,
    ] {
        let tab = tab(one.as_str(), one.label());
        let counted = one == InboundState::Quarantined && quarantined > 0;
        items.push(if counted {
            tab.count(u64::from(quarantined))
        } else {
            tab
        });
    }
    view! { <Tabs label="State" items/> }
}

#[component]
fn Rows(list: InboundList, filter: InboundFilter) -> impl IntoView {
    let page = list.page;
    if page.rows.is_empty() {
        return view! { <NoMail filtered=!filter.state.is_empty()/> }.into_any();
    }
    let newer = page.previous.map(|cursor| href(&filter, "before", &cursor));
    let older = page.next.map(|cursor| href(&filter, "after", &cursor));
    let mails = counted(page.rows.len(), "mail", "mails");
    let text = format!("{mails} on this page, newest first");
    let columns = vec![
        Column::new("Subject").class("col-wide"),
        Column::new("From").class("col-address"),
        Column::new("State"),
        Column::new("What happened").class("col-name"),
        Column::new("Received").class("nowrap"),
    ];
    view! {
        <DataTable caption="Incoming mail" columns=Signal::stored(columns) cards=true>
            {page.rows.into_iter().map(|mail| view! { <Row mail/> }).collect_view()}
        </DataTable>
        <Pager text newer older/>
    }
    .into_any()
}

#[component]
fn Row(mail: InboundView) -> impl IntoView {
    let (title, from) = (subject(&mail), sender(&mail));
    let address = (from != mail.from_address && !mail.from_address.is_empty())
        .then(|| mail.from_address.clone());
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/mail/{}", mail.id) data-row="">{title}</a>
                <span class="cell-sub">{format!("to {}", mail.mailbox)}</span>
            </td>
            <td data-label="From">
                {from}
                {address.map(|address| view! { <span class="cell-sub">{address}</span> })}
            </td>
            <td data-label="State"><StateBadge state=mail.state/></td>
            <td data-label="What happened">
                {match mail.ticket {
                    Some(number) => view! { <a href=format!("/tickets/{number}")>{format!("Ticket #{number}")}</a> }.into_any(),
                    None => mail.reason.into_any(),
                }}
            </td>
            <td class="nowrap" data-label="Received">
                <TimeText datetime=mail.received.iso text=mail.received.text title=mail.received.long/>
            </td>
        </tr>
    }
}

/// Empty for two different reasons.
#[component]
fn NoMail(filtered: bool) -> impl IntoView {
    if filtered {
        return view! {
            <EmptyState title="No such mail" text="Nothing is in this state at the moment." icon=IconName::Mail
                action=|| view! { <LinkButton href="/mail">"Show all mail"</LinkButton> }/>
        }
        .into_any();
    }
    view! {
        <EmptyState title="No mail yet" text="Mail to your support address is listed here with what became of it." icon=IconName::Mail/>
    }
    .into_any()
}

/// The list's address with a position.
fn href(filter: &InboundFilter, direction: &str, cursor: &str) -> String {
    if filter.state.is_empty() {
        return format!("/mail?{direction}={cursor}");
    }
    let state = leptos_router::location::Url::escape(&filter.state);
    format!("/mail?state={state}&{direction}={cursor}")
}
