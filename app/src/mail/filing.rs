//! The forms that file a mail by hand.

use super::api::{DecideMail, FileAsNew, FileToTicket};
use crate::forms::use_form;
use crate::tickets::parts::options;
use app_types::id::InboundMessageId;
use app_types::mail::{FilingChoices, InboundState};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// To an existing ticket, or as a new one.
#[component]
pub(super) fn Filing(id: InboundMessageId, filing: FilingChoices) -> impl IntoView {
    view! {
        <ToTicket id/>
        <AsNew id filing/>
    }
}

#[component]
fn ToTicket(id: InboundMessageId) -> impl IntoView {
    let form = use_form::<FileToTicket>("mail/file-to-ticket");
    view! {
        <Panel title="Add to a ticket">
            <ErrorSummary errors=form.errors()/>
            <ActionForm action=form.action attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=id.to_string()/>
                <TextInput name="number" label="Ticket number" inputmode="numeric" width="sm"
                    value=form.typed("number", "") error=form.error("number")/>
                <Button busy=form.busy()>"Add to ticket"</Button>
            </ActionForm>
        </Panel>
    }
}

/// The client is chosen first, as a GET form, so that its contacts can be offered without script.
#[component]
fn AsNew(id: InboundMessageId, filing: FilingChoices) -> impl IntoView {
    let form = use_form::<FileAsNew>("mail/file-as-new");
    let chosen = !filing.client.is_empty();
    let mut people = options(&filing.contacts, "No contact");
    let suggested = if filing.contact.is_empty() {
        people.insert(
            1,
            (
                "new".to_string(),
                "The sender, as a new contact".to_string(),
            ),
        );
        "new".to_string()
    } else {
        filing.contact.clone()
    };
    let clients = options(&filing.clients, "Choose a client");
    let (q, client) = (filing.q, filing.client);
    let wanted = client.clone();
    view! {
        <Panel title="Make a new ticket">
            <FilterBar action=format!("/mail/{id}") submit="Choose" label="Choose the client">
                <TextInput name="q" label="Find a client" kind="search" value=q optional=true/>
                <Select name="client" label="Client" value=client options=clients/>
            </FilterBar>
            <ErrorSummary errors=form.errors()/>
            {chosen.then(move || view! {
                <ActionForm action=form.action attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="client" value=wanted/>
                    <Select name="contact" label="Contact" value=form.typed("contact", &suggested) options=people error=form.error("contact")/>
                    <Button variant=Variant::Primary busy=form.busy()>"Make a ticket"</Button>
                </ActionForm>
            })}
        </Panel>
    }
}

/// Dismiss, take that back, or let the rules decide again.
#[component]
pub(super) fn Decisions(id: InboundMessageId, state: InboundState) -> impl IntoView {
    let form = use_form::<DecideMail>("mail/decide");
    let choice = move |act: &'static str, label: &'static str| {
        view! {
            <ActionForm action=form.action>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="act" value=act/>
                <Button variant=Variant::Secondary busy=form.busy()>{label}</Button>
            </ActionForm>
        }
    };
    view! {
        <ErrorSummary errors=form.errors()/>
        <ButtonRow>
            {if state == InboundState::Dismissed {
                choice("restore", "Undo dismissal").into_any()
            } else {
                choice("dismiss", "Dismiss").into_any()
            }}
            {choice("rerun", "Let the rules decide again")}
        </ButtonRow>
    }
}
