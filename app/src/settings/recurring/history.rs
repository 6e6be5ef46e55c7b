//! What a recurring ticket did.

use app_types::recurring::RecurringRun;
use app_ui::*;
use leptos::prelude::*;

/// The last due times, newest first.
#[component]
pub fn History(runs: Vec<RecurringRun>) -> impl IntoView {
    if runs.is_empty() {
        return view! {
            <Panel title="History"><p class="muted">"It has not been due yet."</p></Panel>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Due").class("nowrap"),
        Column::new("Client").class("col-wide"),
        Column::new("Ticket"),
        Column::new("Note"),
    ];
    view! {
        <Panel title="History" flush=true>
            <DataTable caption="History" columns=Signal::stored(columns) cards=true>
                {runs.into_iter().map(|run| view! { <Run run/> }).collect_view()}
            </DataTable>
        </Panel>
    }
    .into_any()
}

#[component]
fn Run(run: RecurringRun) -> impl IntoView {
    let client = match run.client.as_str() {
        "" => "Internal".to_string(),
        client => client.to_string(),
    };
    view! {
        <tr>
            <td data-label="Due"><TimeText datetime=run.due.iso text=run.due.text title=run.due.long/></td>
            <td class="cell-title">{client}</td>
            <td data-label="Ticket">
                {match run.ticket {
                    Some(number) => view! { <a href=format!("/tickets/{number}")>{format!("#{number}")}</a> }.into_any(),
                    None => view! { <span class="muted">"None"</span> }.into_any(),
                }}
            </td>
            <td class="muted" data-label="Note">{run.note}</td>
        </tr>
    }
}
