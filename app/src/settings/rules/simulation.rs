//! What a rule would have done lately.

use super::api::load_simulation;
use super::editor::up;
use crate::loaded::loaded;
use app_types::triage::{SimulatedTicket, Simulation, Trigger};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/rules/:id/try`
#[component]
pub fn TryRulePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let simulation = Resource::new_blocking(move || id.get(), load_simulation);
    loaded(simulation, |found| {
        let title = format!("Try “{}”", found.name);
        let mut up = up();
        up.push((found.name.clone(), format!("/settings/rules/{}", found.id)));
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=up/>
            <Found found/>
        }
    })
    .into_any()
}

#[component]
fn Found(found: Simulation) -> impl IntoView {
    let summary = summary(&found);
    let shown = found.rows.len();
    let more = (found.tickets as usize > shown).then(|| format!("The latest {shown} are listed."));
    let limit = (!found.complete).then(|| {
        let words = format!(
            "Only the latest {} tickets were looked at.",
            found.looked_at
        );
        view! { <Banner tone=Tone::Warning>{words}</Banner> }
    });
    let nothing = found.rows.is_empty();
    view! {
        <div class="stack">
        <p class="strong">{summary}</p>
        {limit}
        <p class="muted">{basis(found.trigger)} " Nothing was changed and nothing was sent."</p>
        {if nothing {
            view! {
                <EmptyState title="No ticket would have been touched" icon=IconName::Queue
                    text="If that surprises you, loosen a condition and try again."/>
            }.into_any()
        } else {
            view! { <Tickets rows=found.rows/> }.into_any()
        }}
        {more.map(|words| view! { <p class="muted">{words}</p> })}
        </div>
    }
}

/// `In the last 30 days it would have acted on 214 tickets, 230 times in all, and sent 37 mails.`
fn summary(found: &Simulation) -> String {
    let count = |number: u32, one, many| counted(number as usize, one, many);
    format!(
        "In the last {} days this rule would have acted on {}, {} in all, and sent {}.",
        found.days,
        count(found.tickets, "ticket", "tickets"),
        count(found.times, "time", "times"),
        count(found.mails, "mail", "mails"),
    )
}

/// What the answer rests on.
fn basis(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::TicketCreated => {
            "Each new ticket was looked at with the fields it has today; its status was taken to be new."
        }
        Trigger::ClientReplied | Trigger::TechnicianReplied => {
            "Each reply was looked at, together with the fields its ticket has today."
        }
        Trigger::Unassigned | Trigger::Idle => {
            "How long tickets waited cannot be replayed: each ticket that changed counts once, as it is today."
        }
        _ => {
            "Past changes of fields cannot be replayed: each ticket that changed counts once, as it is today."
        }
    }
}

#[component]
fn Tickets(rows: Vec<SimulatedTicket>) -> impl IntoView {
    let columns = vec![
        Column::new("Ticket").class("col-wide"),
        Column::new("Times").num(),
        Column::new("Last"),
        Column::new("What it would do to the ticket as it is now"),
    ];
    let rows = rows.into_iter().map(|row| {
        view! {
            <tr>
                <td class="cell-title">
                    <a href=format!("/tickets/{}", row.number) data-row="">{format!("#{}", row.number)}</a>
                    <span class="cell-sub">{row.subject}</span>
                </td>
                <td data-label="Times" class="num">{row.times.to_string()}</td>
                <td data-label="Last"><TimeText datetime=row.at.iso text=row.at.text title=row.at.long/></td>
                <td data-label="Would do">{row.effects}</td>
            </tr>
        }
    });
    view! {
        <DataTable caption="Tickets the rule would have touched" columns=Signal::stored(columns) cards=true>
            {rows.collect_view()}
        </DataTable>
    }
}
