//! A new ticket.

use super::api::{CreateTicket, new_ticket};
use super::facts::{pairs, submit_form_of};
use super::list::priorities;
use super::parts::options;
use crate::forms::use_form;
use crate::loaded::loaded;
use app_types::common::Choice;
use app_types::tickets::{NewTicketChoices, TicketSource, TicketType};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/tickets/new?client=12`
#[component]
pub fn NewTicketPage() -> impl IntoView {
    let query = use_query_map();
    let client = Memo::new(move |_| query.read().get("client").unwrap_or_default());
    let choices = Resource::new_blocking(move || client.get(), new_ticket);
    view! {
        <Title text="New ticket"/>
        <PageHeader title="New ticket" breadcrumb=vec![("Tickets".to_string(), "/tickets".to_string())]/>
        {loaded(choices, |choices| view! { <TicketForm choices/> })}
    }
}

#[component]
fn TicketForm(choices: NewTicketChoices) -> impl IntoView {
    let form = use_form::<CreateTicket>("tickets/create");
    let lists = choices.choices;
    view! {
        <ErrorSummary errors=form.errors()/>
        <ClientChooser clients=choices.clients.clone() client=choices.client.clone()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="client" value=choices.client.clone()/>
            {(!choices.client.is_empty()).then(|| view! {
                <Select name="contact" label="Contact" value=form.typed("contact", "") options=options(&choices.contacts, "No contact")
                    error=form.error("contact") hint="Replies are mailed to this person."/>
            })}
            <TextInput name="subject" label="Subject" value=form.typed("subject", "") error=form.error("subject") maxlength=255/>
            <TextArea name="body" label="Description" rows=8 value=form.typed("body", "") error=form.error("body")
                hint="Markdown. The contact can read it."/>
            <div class="form-grid">
                <Select name="priority" label="Priority" value=form.typed("priority", "medium") options=pairs(&priorities()) error=form.error("priority")/>
                <Select name="ticket_type" label="Type" value=form.typed("ticket_type", "incident") options=pairs(&types()) error=form.error("ticket_type")/>
                <Select name="technician" label="Technician" value=form.typed("technician", "") options=options(&lists.technicians, "Nobody yet") error=form.error("technician")/>
                <Select name="board" label="Board" value=form.typed("board", "") options=pairs(&lists.boards) error=form.error("board")/>
                <Select name="source" label="How it came in" value=form.typed("source", "phone") options=pairs(&sources()) error=form.error("source")/>
            </div>
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Create ticket"</Button>
                <LinkButton href="/tickets" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}

/// Choosing the client first, as a GET form, so that its contacts can be offered without script.
#[component]
fn ClientChooser(clients: Vec<Choice>, client: String) -> impl IntoView {
    view! {
        <FilterBar action="/tickets/new" submit="Choose" label="Choose the client">
            <Select name="client" label="Client" value=client options=options(&clients, "Internal: no client")
                on:change=|event| submit_form_of(&event)/>
        </FilterBar>
    }
}

fn types() -> Vec<Choice> {
    TicketType::ALL
        .iter()
        .map(|t| Choice::new(t, t.label()))
        .collect()
}

fn sources() -> Vec<Choice> {
    let by_hand = [
        TicketSource::Phone,
        TicketSource::WalkIn,
        TicketSource::Chat,
        TicketSource::Email,
    ];
    by_hand.iter().map(|s| Choice::new(s, s.label())).collect()
}
