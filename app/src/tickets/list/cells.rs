//! One cell for each column of the list.

use super::filters::priorities;
use super::inline::{EditedRow, InlineEdit, Look};
use crate::tags::TagBadges;
use crate::tickets::facts::pairs;
use crate::tickets::parts::{PriorityLabel, StatusBadge, options};
use app_types::common::When;
use app_types::tickets::{Priority, StatusCategory, TicketChoices, TicketRow};
use app_types::views::TicketColumn;
use app_ui::*;
use leptos::prelude::*;
use std::sync::Arc;

/// What every cell of a list may need.
#[derive(Clone, Copy)]
pub struct Cells {
    choices: StoredValue<TicketChoices>,
    may: bool,
}

impl Cells {
    pub fn new(choices: TicketChoices, may: bool) -> Self {
        Self {
            choices: StoredValue::new(choices),
            may,
        }
    }

    pub fn may_edit(self) -> bool {
        self.may
    }

    fn statuses(self) -> Vec<(String, String)> {
        self.choices.with_value(|choices| pairs(&choices.statuses))
    }

    fn technicians(self) -> Vec<(String, String)> {
        self.choices
            .with_value(|choices| options(&choices.technicians, "Nobody"))
    }

    /// Name and category of a status; what the row says for one that is not in the list.
    fn status(self, key: &str, row: &TicketRow) -> (String, StatusCategory) {
        let known = self.choices.with_value(|choices| {
            let at = choices.statuses.iter().position(|s| s.value == key)?;
            let category = choices.categories.get(at)?;
            Some((choices.statuses.get(at)?.label.clone(), *category))
        });
        known.unwrap_or_else(|| (row.status.clone(), row.category))
    }
}

pub fn cell(column: TicketColumn, row: &TicketRow, edited: EditedRow, cells: Cells) -> AnyView {
    let row = row.clone();
    match column {
        TicketColumn::Number => {
            view! { <td class="num muted col-min">{format!("#{}", row.number)}</td> }.into_any()
        }
        TicketColumn::Subject => view! { <Subject row/> }.into_any(),
        TicketColumn::Client => view! { <Client row/> }.into_any(),
        TicketColumn::Status => view! { <Status row edited cells/> }.into_any(),
        TicketColumn::Priority => view! { <PriorityCell row edited cells/> }.into_any(),
        TicketColumn::Technician => view! { <Technician row edited cells/> }.into_any(),
        TicketColumn::Board => {
            view! { <td class="nowrap" data-label="Board">{row.board}</td> }.into_any()
        }
        TicketColumn::Type => {
            view! { <td class="nowrap" data-label="Type">{row.ticket_type.label()}</td> }.into_any()
        }
        TicketColumn::Source => {
            view! { <td class="nowrap" data-label="Came in by">{row.source.label()}</td> }
                .into_any()
        }
        TicketColumn::FollowUp => view! { <FollowUp at=row.follow_up/> }.into_any(),
        TicketColumn::Created => view! { <Instant label="Created" at=row.created/> }.into_any(),
        TicketColumn::Changed => view! { <Instant label="Changed" at=row.updated/> }.into_any(),
        TicketColumn::Fields => view! { <Custom custom=row.custom/> }.into_any(),
    }
}

#[component]
fn Subject(row: TicketRow) -> impl IntoView {
    view! {
        <td class="cell-title col-wide">
            <a href=format!("/tickets/{}", row.number) data-row="">{row.subject}</a>
            <TagBadges tags=row.tags/>
        </td>
    }
}

/// Each custom field that has something in it.
#[component]
fn Custom(custom: Vec<(String, String)>) -> impl IntoView {
    view! {
        <td data-label="Custom fields">
            {custom.into_iter().map(|(name, value)| view! {
                <div class="cell-sub">{format!("{name}: ")}<span class="strong">{value}</span></div>
            }).collect_view()}
        </td>
    }
}

#[component]
fn Client(row: TicketRow) -> impl IntoView {
    view! {
        <td class="nowrap">
            {row.client.unwrap_or_else(|| "Internal".to_string())}
            {row.contact.map(|contact| view! { <div class="cell-sub">{contact}</div> })}
        </td>
    }
}

#[component]
fn Status(row: TicketRow, edited: EditedRow, cells: Cells) -> impl IntoView {
    let label = format!("Status of ticket {}", row.number);
    let value = row.status_key.clone();
    let look: Look = Arc::new(move |key: &str| {
        let (name, category) = cells.status(key, &row);
        view! { <StatusBadge name category/> }.into_any()
    });
    view! { <Field edited cells field="status" label value options=cells.statuses() look/> }
}

#[component]
fn PriorityCell(row: TicketRow, edited: EditedRow, cells: Cells) -> impl IntoView {
    let label = format!("Priority of ticket {}", row.number);
    let before = row.priority;
    let look: Look = Arc::new(move |key: &str| {
        let priority = Priority::parse(key).unwrap_or(before);
        view! { <PriorityLabel priority/> }.into_any()
    });
    view! { <Field edited cells field="priority" label value=row.priority.to_string() options=pairs(&priorities()) look/> }
}

#[component]
fn Technician(row: TicketRow, edited: EditedRow, cells: Cells) -> impl IntoView {
    let label = format!("Technician of ticket {}", row.number);
    let value = row
        .technician_id
        .map(|id| id.to_string())
        .unwrap_or_default();
    let (own_id, own_name) = (value.clone(), row.technician.clone());
    let look: Look = Arc::new(move |id: &str| {
        let known = cells
            .technicians()
            .into_iter()
            .find(|(value, _)| value == id);
        let name = match known {
            Some((_, name)) => name,
            // Somebody who can no longer be given work still has this ticket.
            None if id == own_id => own_name.clone().unwrap_or_default(),
            None => String::new(),
        };
        if id.is_empty() {
            return view! { <span class="muted">"Nobody"</span> }.into_any();
        }
        name.into_any()
    });
    view! { <Field edited cells field="technician" label value options=cells.technicians() look/> }
}

/// Edited where it stands by those who may; the value alone for the others.
#[component]
fn Field(
    edited: EditedRow,
    cells: Cells,
    field: &'static str,
    label: String,
    value: String,
    options: Vec<(String, String)>,
    look: Look,
) -> impl IntoView {
    let content = if cells.may_edit() {
        view! { <InlineEdit row=edited field label value options look/> }.into_any()
    } else {
        look(&value)
    };
    view! { <td class="nowrap">{content}</td> }
}

#[component]
fn FollowUp(at: Option<When>) -> impl IntoView {
    match at {
        Some(at) => view! { <Instant label="Follow-up" at/> }.into_any(),
        None => view! { <td class="muted" data-label="Follow-up">"None"</td> }.into_any(),
    }
}

#[component]
fn Instant(label: &'static str, at: When) -> impl IntoView {
    view! {
        <td class="num muted nowrap" data-label=label>
            <TimeText datetime=at.iso text=at.text title=at.long/>
        </td>
    }
}
