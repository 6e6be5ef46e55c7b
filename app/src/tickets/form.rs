//! A new ticket.

use super::api::{CreateTicket, new_ticket};
use super::facts::{pairs, submit_form_of};
use super::list::priorities;
use super::parts::options;
use crate::custom::CustomInputs;
use crate::forms::use_form;
use crate::loaded::loaded;
use crate::tags::TagBadges;
use app_types::common::Choice;
use app_types::templates::TicketStart;
use app_types::tickets::{NewTicketChoices, TicketSource, TicketType};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/tickets/new?client=12&template=…`
#[component]
pub fn NewTicketPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let of = |name: &str| query.read().get(name).unwrap_or_default();
        (of("client"), of("template"))
    });
    let choices = Resource::new_blocking(
        move || asked.get(),
        |(client, template)| new_ticket(client, template),
    );
    view! {
        <Title text="New ticket"/>
        <PageHeader title="New ticket" breadcrumb=vec![("Tickets".to_string(), "/tickets".to_string())]/>
        {loaded(choices, |choices| view! { <TicketForm choices/> })}
    }
}

/// What the fields begin with: the template's, or what most tickets are.
struct First {
    subject: String,
    body: String,
    board: String,
    technician: String,
    priority: String,
    ticket_type: String,
}

impl First {
    fn of(start: Option<&TicketStart>) -> Self {
        let take = |take: fn(&TicketStart) -> &str, fallback: &str| {
            let value = start.map(take).filter(|value| !value.is_empty());
            value.unwrap_or(fallback).to_string()
        };
        Self {
            subject: take(|start| &start.subject, ""),
            body: take(|start| &start.body, ""),
            board: take(|start| &start.board, ""),
            technician: take(|start| &start.technician, ""),
            priority: take(|start| &start.priority, "medium"),
            ticket_type: take(|start| &start.ticket_type, "incident"),
        }
    }
}

#[component]
fn TicketForm(choices: NewTicketChoices) -> impl IntoView {
    let form = use_form::<CreateTicket>("tickets/create");
    let lists = choices.choices.clone();
    let start = choices.start.clone();
    let first = First::of(start.as_ref());
    let template = start
        .as_ref()
        .map(|start| start.id.to_string())
        .unwrap_or_default();
    view! {
        <ErrorSummary errors=form.errors()/>
        <Beginning choices=choices.clone() template=template.clone()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="client" value=choices.client.clone()/>
            <input type="hidden" name="template" value=template/>
            {(!choices.client.is_empty()).then(|| view! {
                <Select name="contact" label="Contact" value=form.typed("contact", "") options=options(&choices.contacts, "No contact")
                    error=form.error("contact") hint="Replies are mailed to this person."/>
            })}
            <TextInput name="subject" label="Subject" value=form.typed("subject", &first.subject) error=form.error("subject") maxlength=255/>
            <TextArea name="body" label="Description" rows=8 value=form.typed("body", &first.body) error=form.error("body")
                hint="Markdown. The contact can read it."/>
            <div class="form-grid">
                <Select name="priority" label="Priority" value=form.typed("priority", &first.priority) options=pairs(&priorities()) error=form.error("priority")/>
                <Select name="ticket_type" label="Type" value=form.typed("ticket_type", &first.ticket_type) options=pairs(&types()) error=form.error("ticket_type")/>
                <Select name="technician" label="Technician" value=form.typed("technician", &first.technician) options=options(&lists.technicians, "Nobody yet") error=form.error("technician")/>
                <Select name="board" label="Board" value=form.typed("board", &first.board) options=pairs(&lists.boards) error=form.error("board")/>
                <Select name="source" label="How it came in" value=form.typed("source", "phone") options=pairs(&sources()) error=form.error("source")/>
            </div>
            <CustomInputs values=lists.custom form/>
            {start.map(|start| view! { <Brings start/> })}
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Create ticket"</Button>
                <LinkButton href="/tickets" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}

/// Choosing client and template first, as a GET form, so that contacts and texts can be offered
/// without script.
#[component]
fn Beginning(choices: NewTicketChoices, template: String) -> impl IntoView {
    let NewTicketChoices {
        clients,
        client,
        templates,
        ..
    } = choices;
    view! {
        <FilterBar action="/tickets/new" submit="Choose" label="Choose the client and a template">
            <Select name="client" label="Client" value=client options=options(&clients, "Internal: no client")
                on:change=|event| submit_form_of(&event)/>
            {(!templates.is_empty()).then(|| view! {
                <Select name="template" label="Template" value=template options=options(&templates, "No template")
                    on:change=|event| submit_form_of(&event)/>
            })}
        </FilterBar>
    }
}

/// What the template adds beside the fields.
#[component]
fn Brings(start: TicketStart) -> impl IntoView {
    if start.tags.is_empty() && start.checklist.is_empty() {
        return ().into_any();
    }
    view! {
        <Panel title=format!("From the template {}", start.name)>
            <div class="stack-sm">
                <TagBadges tags=start.tags/>
                <ul class="list-plain checklist" aria-label="Checklist">
                    {start.checklist.into_iter().map(|line| view! {
                        <li class="check-item">
                            <span class="check-box" aria-hidden="true"></span>
                            <div class="check-words">
                                <span>{line.text}</span>
                                {line.required.then(|| view! { <Badge text="Required" tone=Tone::Warning/> })}
                            </div>
                        </li>
                    }).collect_view()}
                </ul>
            </div>
        </Panel>
    }
    .into_any()
}

/// Kinds of tickets as a select offers them.
pub fn types() -> Vec<Choice> {
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
