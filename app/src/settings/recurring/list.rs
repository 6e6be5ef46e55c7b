//! The list of recurring tickets.

use super::api::load_recurring;
use crate::loaded::loaded;
use app_types::recurring::{RecurringRow, RecurringState};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

const NEW: &str = "/settings/recurring/new";

/// `/settings/recurring`
#[component]
pub fn RecurringPage() -> impl IntoView {
    let list = Resource::new_blocking(|| (), |()| load_recurring());
    view! {
        <Title text="Recurring tickets"/>
        <PageHeader
            title="Recurring tickets"
            breadcrumb=super::super::breadcrumb()
            actions=|| view! { <LinkButton href=NEW variant=Variant::Primary>"New recurring ticket"</LinkButton> }
        />
        {loaded(list, |rows| view! { <Rows rows/> })}
    }
}

#[component]
fn Rows(rows: Vec<RecurringRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <EmptyState title="Nothing recurs yet" icon=IconName::Calendar
                text="What has to be done every week or month, such as patch day or the backup check, makes its own tickets from a template."
                action=|| view! { <LinkButton href=NEW variant=Variant::Primary>"New recurring ticket"</LinkButton> }/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Name").class("col-wide"),
        Column::new("Template").class("col-name"),
        Column::new("Next"),
        Column::new("State"),
    ];
    view! {
        <DataTable caption="Recurring tickets" columns=Signal::stored(columns) cards=true>
            {rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

/// What a state looks like.
pub(super) fn tone(state: RecurringState) -> Tone {
    match state {
        RecurringState::Running => Tone::Success,
        RecurringState::Paused => Tone::Warning,
        RecurringState::Ended | RecurringState::Archived => Tone::Neutral,
    }
}

#[component]
fn Row(row: RecurringRow) -> impl IntoView {
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/settings/recurring/{}", row.id) data-row="">{row.name}</a>
                <span class="cell-sub">{row.words}</span>
            </td>
            <td data-label="Template">{row.template}</td>
            <td class="nowrap num" data-label="Next">
                {match row.next {
                    Some(at) => view! { <TimeText datetime=at.iso text=at.text title=at.long/> }.into_any(),
                    None => view! { <span class="muted">"Never"</span> }.into_any(),
                }}
            </td>
            <td data-label="State"><Badge text=row.state.label() tone=tone(row.state)/></td>
        </tr>
    }
}
