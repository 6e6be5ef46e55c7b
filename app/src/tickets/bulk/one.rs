//! Macros on the open ticket.

use super::api::RunMacro;
use crate::forms::{FormReply, use_form};
use crate::layout::boot::use_boot;
use crate::tickets::detail::TicketResource;
use crate::tickets::facts::words;
use crate::tickets::parts::options;
use app_types::Permission;
use app_types::tickets::TicketRecord;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// A select and a button; nothing for a workspace without macros.
#[component]
pub fn MacroMenu(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let form = use_form::<RunMacro>("tickets/run-macro");
    let toasts = use_toasts();
    // The reason of a refusal is a toast, which outlives the form: the ticket is loaded again.
    Effect::new(move |_| match form.action.value().get() {
        Some(Ok(FormReply::Done { .. })) => resource.refetch(),
        Some(Ok(FormReply::Rejected(why))) => {
            toasts.danger(words(why.errors));
            resource.refetch();
        }
        _ => {}
    });
    let may = use_boot().can(Permission::TicketsEdit);
    let macros = ticket.choices.macros.clone();
    (may && !macros.is_empty()).then(|| {
        view! {
            <ActionForm action=form.action attr:class="inline-form">
                <input type="hidden" name="number" value=ticket.number.to_string()/>
                <input type="hidden" name="version" value=ticket.version.to_string()/>
                <Select name="run_macro" id="ticket-macro" label="Macro" options=options(&macros, "Choose a macro") value=""/>
                <Button small=true busy=form.busy()>"Run macro"</Button>
            </ActionForm>
        }
    })
}
