//! The rows of the list, in the columns that the reader or the view has chosen.

use super::address::page_href;
use super::cells::{Cells, cell};
use super::inline::EditedRow;
use super::own::OwnChanges;
use crate::layout::boot::use_boot;
use crate::tickets::bulk::selection::Selection;
use crate::tickets::bulk::{Bar, FORM};
use app_types::Permission;
use app_types::macros::BulkRunView;
use app_types::tickets::{TicketFilter, TicketList, TicketRow};
use app_types::views::TicketColumn;
use app_ui::*;
use leptos::prelude::*;

#[component]
pub fn Rows(
    list: TicketList,
    own: OwnChanges,
    report: RwSignal<Option<BulkRunView>>,
    /// Loads the list again.
    reload: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let TicketList {
        page,
        choices,
        filter,
        view: open,
        columns,
    } = list;
    if page.rows.is_empty() {
        return view! { <NoTickets filter of_view=open.is_some()/> }.into_any();
    }
    let href =
        |direction: &str, cursor: String| page_href(&filter, open.as_ref(), direction, &cursor);
    let newer = page.previous.map(|cursor| href("before", cursor));
    let older = page.next.map(|cursor| href("after", cursor));
    let tickets = counted(page.rows.len(), "ticket", "tickets");
    let text = format!("{tickets} on this page, changed last first");
    let density = open.map(|view| view.density).filter(|d| !d.is_empty());
    let may = use_boot().can(Permission::TicketsEdit);
    let selection = Selection::watch();
    let more = newer.is_some() || older.is_some();
    let cells = Cells::new(choices.clone(), may);
    view! {
        <div class="list-look" data-density=density>
            {may.then(|| view! { <SelectPage selection/> })}
            <DataTable caption="Tickets" columns=Signal::stored(heads(&columns, may)) cards=true sticky=true>
                {page.rows.into_iter().map(|row| view! {
                    <Row row columns=columns.clone() cells own selection/>
                }).collect_view()}
            </DataTable>
        </div>
        <Pager text newer older/>
        <Bar choices filter selection more own report reload/>
    }
    .into_any()
}

/// Selects the whole page, or nothing.
#[component]
fn SelectPage(selection: Selection) -> impl IntoView {
    let some = move || selection.count.get() > 0;
    view! {
        <div class="needs-script row">
            <Button variant=Variant::Ghost small=true button_type="button" on:click=move |_| selection.set_page(!some())>
                {move || if some() { "Clear selection" } else { "Select this page" }}
            </Button>
        </div>
    }
}

fn heads(columns: &[TicketColumn], may: bool) -> Vec<Column> {
    let boxes = may.then(|| Column::new("Selected").class("col-check").hidden());
    let own = columns.iter().map(|column| head(*column));
    boxes.into_iter().chain(own).collect()
}

fn head(column: TicketColumn) -> Column {
    let head = Column::new(column.label());
    match column {
        TicketColumn::Number => head.class("col-min"),
        TicketColumn::Subject => head.class("col-wide"),
        TicketColumn::Client => head.class("col-name"),
        TicketColumn::FollowUp | TicketColumn::Created | TicketColumn::Changed => {
            head.class("nowrap")
        }
        _ => head,
    }
}

#[component]
fn Row(
    row: TicketRow,
    columns: Vec<TicketColumn>,
    cells: Cells,
    own: OwnChanges,
    selection: Selection,
) -> impl IntoView {
    let edited = EditedRow {
        number: row.number,
        version: RwSignal::new(row.version),
        own,
    };
    let fields = columns
        .into_iter()
        .map(|column| cell(column, &row, edited, cells));
    view! {
        <tr>
            {cells.may_edit().then(|| view! { <SelectBox edited selection/> })}
            {fields.collect_view()}
        </tr>
    }
}

/// Says which ticket, and which version of it was seen.
#[component]
fn SelectBox(edited: EditedRow, selection: Selection) -> impl IntoView {
    let EditedRow {
        number, version, ..
    } = edited;
    view! {
        <td class="col-check">
            <input type="checkbox" form=FORM name="tickets[]" data-select=""
                value=move || format!("{number}:{}", version.get())
                aria-label=format!("Select ticket {number}")
                on:click=move |event| selection.clicked(&event)/>
        </td>
    }
}

/// Empty for different reasons.
#[component]
fn NoTickets(filter: TicketFilter, of_view: bool) -> impl IntoView {
    if of_view {
        return view! {
            <EmptyState
                title="Nothing in this view"
                text="No ticket fits the view's filter at the moment."
                icon=IconName::Check
                action=|| view! { <LinkButton href="/tickets?show=active">"Show all active tickets"</LinkButton> }
            />
        }
        .into_any();
    }
    if filter.bare() == TicketFilter::default().bare() {
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
