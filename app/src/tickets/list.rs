//! The list of tickets.

use super::api::load_tickets;
use super::parts::{PriorityLabel, StatusBadge, options};
use crate::layout::live::use_changes;
use crate::loaded::loaded;
use app_types::common::Choice;
use app_types::tickets::{Priority, TicketFilter, TicketList, TicketRow};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/tickets`: filters and position are in the URL.
#[component]
pub fn TicketsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let query = query.get();
        let get = |name: &str| query.get(name).unwrap_or_default();
        TicketFilter {
            show: get("show"),
            status: get("status"),
            priority: get("priority"),
            technician: get("technician"),
            client: get("client"),
            board: get("board"),
            q: get("q"),
            after: get("after"),
            before: get("before"),
        }
    });
    let list = Resource::new_blocking(move || filter.get(), load_tickets);
    let changes = use_changes("tickets", |_| true);
    view! {
        <Title text="Tickets"/>
        <PageHeader title=Signal::derive(move || heading(&filter.get()))/>
        <Filters filter list/>
        <NewPill changes on_press=move || { changes.set(0); list.refetch(); }/>
        {loaded(list, move |list| view! { <Rows list filter=filter.get_untracked()/> })}
    }
}

fn heading(filter: &TicketFilter) -> String {
    match (filter.technician.as_str(), filter.show.as_str()) {
        ("me", _) => "My tickets".into(),
        ("nobody", _) => "Unassigned tickets".into(),
        (_, "done") => "Done tickets".into(),
        (_, "all") => "All tickets".into(),
        _ => "Active tickets".into(),
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

/// The filter bar; a plain GET form.
#[component]
fn Filters(
    filter: Memo<TicketFilter>,
    list: Resource<Result<TicketList, crate::error::ApiError>>,
) -> impl IntoView {
    view! {
        <Transition fallback=|| ()>
            {move || {
                let choices = list.get().and_then(Result::ok).map(|list| list.choices).unwrap_or_default();
                let now = filter.get();
                let clear = (now != TicketFilter::default()).then(|| "/tickets".to_string());
                view! {
                    <FilterBar action="/tickets" clear_href=clear>
                        <TextInput name="q" label="Search" value=now.q kind="search" placeholder="Subject or number"/>
                        <Select name="show" label="Show" value=or(&now.show, "active") options=vec![
                            ("active".to_string(), "Active".to_string()),
                            ("done".to_string(), "Done".to_string()),
                            ("all".to_string(), "All".to_string()),
                        ]/>
                        <Select name="status" label="Status" value=now.status options=options(&choices.statuses, "Any status")/>
                        <Select name="priority" label="Priority" value=now.priority options=options(&priorities(), "Any priority")/>
                        <Select name="technician" label="Technician" value=now.technician options=technicians(&choices.technicians)/>
                        <Select name="board" label="Board" value=now.board options=options(&choices.boards, "Any board")/>
                    </FilterBar>
                }
            }}
        </Transition>
    }
}

fn or(value: &str, fallback: &str) -> String {
    if value.is_empty() {
        fallback.to_string()
    } else {
        value.to_string()
    }
}

pub(super) fn priorities() -> Vec<Choice> {
    Priority::ALL
        .iter()
        .map(|p| Choice::new(p, p.label()))
        .collect()
}

fn technicians(choices: &[Choice]) -> Vec<(String, String)> {
    let mut all = options(choices, "Anyone");
    all.insert(1, ("me".into(), "Me".into()));
    all.insert(2, ("nobody".into(), "Nobody".into()));
    all
}

#[component]
fn Rows(list: TicketList, filter: TicketFilter) -> impl IntoView {
    let page = list.page;
    if page.rows.is_empty() {
        return view! { <NoTickets filter/> }.into_any();
    }
    let newer = page.previous.map(|cursor| href(&filter, "before", &cursor));
    let older = page.next.map(|cursor| href(&filter, "after", &cursor));
    let text = format!(
        "{} tickets on this page, changed last first",
        page.rows.len()
    );
    let columns = vec![
        Column::new("Number").class("col-min"),
        Column::new("Subject").class("col-wide"),
        Column::new("Client").class("col-name"),
        Column::new("Status"),
        Column::new("Priority"),
        Column::new("Technician"),
        Column::new("Changed").class("nowrap"),
    ];
    view! {
        <DataTable caption="Tickets" columns=Signal::stored(columns) cards=true>
            {page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </DataTable>
        <Pager text newer older/>
    }
    .into_any()
}

#[component]
fn Row(row: TicketRow) -> impl IntoView {
    let href = format!("/tickets/{}", row.number);
    view! {
        <tr>
            <td class="num muted col-min">{format!("#{}", row.number)}</td>
            <td class="cell-title col-wide">
                <a href=href data-row="">{row.subject}</a>
            </td>
            <td class="nowrap">
                {row.client.unwrap_or_else(|| "Internal".to_string())}
                {row.contact.map(|contact| view! { <div class="cell-sub">{contact}</div> })}
            </td>
            <td class="nowrap"><StatusBadge name=row.status category=row.category/></td>
            <td class="nowrap"><PriorityLabel priority=row.priority/></td>
            <td class="nowrap">
                {row.technician.map_or_else(|| view! { <span class="muted">"Nobody"</span> }.into_any(), |name| name.into_any())}
            </td>
            <td class="num muted nowrap" data-label="Changed">
                <TimeText datetime=row.updated.iso text=row.updated.text title=row.updated.long/>
            </td>
        </tr>
    }
}

/// Empty for two different reasons.
#[component]
fn NoTickets(filter: TicketFilter) -> impl IntoView {
    if filter == TicketFilter::default() {
        return view! {
            <EmptyState
                title="No active tickets"
                text="Mail to your support address becomes a ticket here by itself."
                icon=IconName::Ticket
                action=|| view! { <LinkButton href="/tickets/new" variant=Variant::Primary>"New ticket"</LinkButton> }
            />
        }
        .into_any();
    }
    view! {
        <EmptyState
            title="No ticket matches"
            text="The filter hides everything. Clear it or search for something else."
            icon=IconName::Filter
            action=|| view! { <LinkButton href="/tickets">"Clear filter"</LinkButton> }
        />
    }
    .into_any()
}

/// The list's address with a position.
fn href(filter: &TicketFilter, direction: &str, cursor: &str) -> String {
    let fields = [
        ("show", &filter.show),
        ("status", &filter.status),
        ("priority", &filter.priority),
        ("technician", &filter.technician),
        ("client", &filter.client),
        ("board", &filter.board),
        ("q", &filter.q),
    ];
    let mut query = format!("{direction}={cursor}");
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.push_str(&format!(
            "&{name}={}",
            leptos_router::location::Url::escape(value)
        ));
    }
    format!("/tickets?{query}")
}
