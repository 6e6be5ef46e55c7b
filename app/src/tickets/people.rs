//! Who follows the ticket: users who watch it, and people who get copies of its replies.

use super::detail::TicketResource;
use super::people_api::{AddCopy, RemoveCopy, WatchTicket, add_copy};
use crate::clients::parts::reload_after;
use crate::forms::{FormReply, use_form, use_quiet_form};
use crate::layout::boot::use_boot;
use crate::layout::offer_undo;
use app_types::Permission;
use app_types::people::{CopyTo, Watcher};
use app_types::tickets::TicketRecord;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// Beside the conversation.
#[component]
pub fn People(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let may_copy = use_boot().can(Permission::TicketsReply) && ticket.merged_into.is_none();
    let (number, people) = (ticket.number, ticket.people);
    view! {
        <Panel title="Who follows">
            <div class="stack-sm">
                <Watching number watchers=people.watchers resource/>
                <ul class="list-plain" aria-label="Copies">
                    {people.copies.into_iter().map(|copy| view! {
                        <li><Copy number copy may=may_copy resource/></li>
                    }).collect_view()}
                </ul>
                {may_copy.then(|| view! { <CopyForm number resource/> })}
            </div>
        </Panel>
    }
}

#[component]
fn Watching(number: u64, watchers: Vec<Watcher>, resource: TicketResource) -> impl IntoView {
    let form = use_form::<WatchTicket>("tickets/watch");
    reload_after(form.action, resource);
    let me = use_boot().me().map(|me| me.user);
    let on = watchers.iter().any(|watcher| Some(watcher.id) == me);
    let names: Vec<String> = watchers.into_iter().map(|watcher| watcher.name).collect();
    let words = if names.is_empty() {
        "Nobody watches.".to_string()
    } else {
        format!("Watched by {}.", names.join(", "))
    };
    view! {
        <div class="row-between">
            <span class="small">{words}</span>
            <ActionForm action=form.action>
                <input type="hidden" name="number" value=number.to_string()/>
                <input type="hidden" name="on" value=(!on).to_string()/>
                <Button small=true icon=IconName::Eye busy=form.busy()>{if on { "Stop watching" } else { "Watch" }}</Button>
            </ActionForm>
        </div>
    }
}

#[component]
fn Copy(number: u64, copy: CopyTo, may: bool, resource: TicketResource) -> impl IntoView {
    let form = use_quiet_form::<RemoveCopy>("tickets/remove-copy");
    reload_after(form.action, resource);
    let toasts = use_toasts();
    let address = copy.address.clone();
    Effect::new(move |_| {
        if matches!(form.action.value().get(), Some(Ok(FormReply::Done { .. }))) {
            let address = address.clone();
            offer_undo(toasts, format!("No more copies to {address}"), move || {
                let address = address.clone();
                async move {
                    let again = add_copy(number, address).await;
                    resource.refetch();
                    again
                }
            });
        }
    });
    let may = may && !copy.merged;
    view! {
        <div class="list-row">
            <span class="muted small">"Copy to"</span>
            <span class="grow truncate">{copy.label()}</span>
            {may.then(|| view! {
                <ActionForm action=form.action>
                    <input type="hidden" name="number" value=number.to_string()/>
                    <input type="hidden" name="address" value=copy.address.clone()/>
                    <IconButton icon=IconName::X label=format!("No more copies to {}", copy.address) button_type="submit"/>
                </ActionForm>
            })}
        </div>
    }
}

#[component]
fn CopyForm(number: u64, resource: TicketResource) -> impl IntoView {
    let form = use_form::<AddCopy>("tickets/add-copy");
    reload_after(form.action, resource);
    let open = form.was_refused();
    view! {
        <Disclosure summary="Send copies to somebody" open>
            <ActionForm action=form.action attr:class="stack-sm" attr:novalidate=true>
                <ErrorSummary errors=form.errors()/>
                <input type="hidden" name="number" value=number.to_string()/>
                <TextInput name="address" label="E-mail address" kind="email" autocomplete="off" value=form.typed("address", "")
                    error=form.error("address") hint="Gets every public reply from now on, and is named in Cc." maxlength=254/>
                <Button small=true busy=form.busy()>"Add"</Button>
            </ActionForm>
        </Disclosure>
    }
}
