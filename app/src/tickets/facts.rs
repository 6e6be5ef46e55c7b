//! What stands beside the conversation: the ticket's fields, the client, the contact.

use super::api::{ChangeTicket, change_ticket};
use super::detail::TicketResource;
use super::list::priorities;
use super::parts::options;
use crate::forms::{FormReply, use_form, use_quiet_form};
use crate::layout::boot::use_boot;
use app_types::Permission;
use app_types::common::Choice;
use app_types::tickets::{StatusCategory, TicketRecord};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// The context panel.
#[component]
pub fn Aside(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let fields = ticket.clone();
    view! {
        {ticket.client.clone().filter(|client| !client.vip_note.is_empty()).map(|client| view! {
            <Banner tone=Tone::Warning title="Note about this client">{client.vip_note}</Banner>
        })}
        <Panel title="Ticket"><Fields ticket=fields resource/></Panel>
        <Client ticket=ticket.clone()/>
        <Related ticket/>
    }
}

#[component]
fn Fields(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let technicians = ticket.choices.technicians.clone();
    let responded = ticket.responded.clone();
    view! {
        <div class="stack-sm">
            <FieldForm ticket=ticket.clone() resource field="status" label="Status" value=ticket.status_key.clone()
                choices=pairs(&ticket.choices.statuses)/>
            <FieldForm ticket=ticket.clone() resource field="priority" label="Priority" value=ticket.priority.to_string()
                choices=pairs(&priorities())/>
            <FieldForm ticket=ticket.clone() resource field="technician" label="Technician"
                value=ticket.technician_id.map(|id| id.to_string()).unwrap_or_default()
                choices=options(&technicians, "Nobody")/>
            <FieldForm ticket=ticket.clone() resource field="board" label="Board" value=ticket.board_id.to_string()
                choices=pairs(&ticket.choices.boards)/>
            <DescriptionList>
                <Fact label="Type">{ticket.ticket_type.label()}</Fact>
                <Fact label="Source">{ticket.source.label()}</Fact>
                <Fact label="First response">
                    {match responded {
                        Some(at) => view! { <TimeText datetime=at.iso text=at.text title=at.long/> }.into_any(),
                        None => view! { <span class="muted">"Not yet"</span> }.into_any(),
                    }}
                </Fact>
                {ticket.follows.map(|number| view! {
                    <Fact label="Continues"><a href=format!("/tickets/{number}")>{format!("#{number}")}</a></Fact>
                })}
            </DescriptionList>
        </div>
    }
}

pub(super) fn pairs(choices: &[Choice]) -> Vec<(String, String)> {
    choices
        .iter()
        .map(|c| (c.value.clone(), c.label.clone()))
        .collect()
}

/// One field: saved as soon as it is chosen; without JavaScript by its own button.
#[component]
fn FieldForm(
    ticket: TicketRecord,
    resource: TicketResource,
    field: &'static str,
    label: &'static str,
    value: String,
    choices: Vec<(String, String)>,
) -> impl IntoView {
    let form = use_form::<ChangeTicket>("tickets/change");
    reload_when_done(form.action, resource);
    let may = use_boot().can(Permission::TicketsEdit);
    view! {
        <ActionForm action=form.action attr:class="inline-form">
            <input type="hidden" name="number" value=ticket.number.to_string()/>
            <input type="hidden" name="version" value=ticket.version.to_string()/>
            <input type="hidden" name="field" value=field/>
            <Select name="value" id=format!("ticket-{field}") label options=choices value disabled=!may
                error=form.error("") on:change=|event| submit_form_of(&event)/>
            {may.then(|| view! {
                <span class="no-script"><Button small=true>{format!("Save {}", label.to_lowercase())}</Button></span>
            })}
        </ActionForm>
    }
}

/// Submits the form around the control that changed.
pub(super) fn submit_form_of(event: &web_sys::Event) {
    use wasm_bindgen::JsCast;
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let form = target.and_then(|control| control.closest("form").ok().flatten());
    if let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
        let _ = form.request_submit();
    }
}

/// Loads the ticket again after a change, also after a refused one: then there is news to read.
pub fn reload_when_done(action: ServerAction<ChangeTicket>, resource: TicketResource) {
    Effect::new(move |_| {
        if matches!(
            action.value().get(),
            Some(Ok(FormReply::Done { .. } | FormReply::Rejected(_)))
        ) {
            resource.refetch();
        }
    });
}

/// The next action: close what is active, open what is done.
#[component]
pub fn CloseButton(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let form = use_quiet_form::<ChangeTicket>("tickets/change");
    reload_when_done(form.action, resource);
    offer_undo(&ticket, form.action, resource);
    let (wanted, words, icon) = if ticket.category.is_active() {
        (StatusCategory::Closed, "Close ticket", IconName::Check)
    } else {
        (StatusCategory::Open, "Open again", IconName::Restore)
    };
    let may = use_boot().can(Permission::TicketsEdit);
    may.then(|| {
        view! {
            <ActionForm action=form.action>
                <input type="hidden" name="number" value=ticket.number.to_string()/>
                <input type="hidden" name="version" value=ticket.version.to_string()/>
                <input type="hidden" name="field" value="status"/>
                <input type="hidden" name="value" value=wanted.as_str()/>
                <Button icon busy=form.busy()>{words}</Button>
            </ActionForm>
        }
    })
}

/// For ten seconds the status can be set back. The version is the one our own change made: if
/// someone else changed the ticket since, the server refuses and says so.
fn offer_undo(ticket: &TicketRecord, action: ServerAction<ChangeTicket>, resource: TicketResource) {
    let toasts = use_toasts();
    let (number, version) = (ticket.number, ticket.version + 1);
    let before = ticket.status_key.clone();
    let said = format!(
        "Ticket #{number} {}",
        if ticket.category.is_active() {
            "closed"
        } else {
            "opened again"
        }
    );
    Effect::new(move |_| {
        if !matches!(action.value().get(), Some(Ok(FormReply::Done { .. }))) {
            return;
        }
        let value = before.clone();
        crate::layout::offer_undo(toasts, said.clone(), move || {
            let value = value.clone();
            async move {
                let undone = change_ticket(number, version, "status".to_string(), value).await;
                resource.refetch();
                undone
            }
        });
    });
}

#[component]
fn Client(ticket: TicketRecord) -> impl IntoView {
    let Some(client) = ticket.client else {
        return view! { <Panel title="Client"><p class="muted">"An internal ticket of your own."</p></Panel> }.into_any();
    };
    let href = format!("/clients/{}", client.number);
    view! {
        <Panel title=client.name actions=move || view! { <a href=href>"Open"</a> }>
            <DescriptionList>
                {ticket.contact.map(|contact| view! {
                    <Fact label="Contact">
                        <a href=format!("/contacts/{}", contact.id)>{contact.name}</a>
                        {(!contact.title.is_empty()).then(|| view! { <br/><span class="muted">{contact.title}</span> })}
                        {contact.email.map(|email| view! { <br/><a href=format!("mailto:{email}")>{email.clone()}</a> })}
                        {(!contact.phone.is_empty()).then(|| view! { <br/><span>{contact.phone}</span> })}
                    </Fact>
                })}
                {(!client.phone.is_empty()).then(|| view! { <Fact label="Phone">{client.phone}</Fact> })}
            </DescriptionList>
        </Panel>
    }
    .into_any()
}

#[component]
fn Related(ticket: TicketRecord) -> impl IntoView {
    (!ticket.related.is_empty()).then(|| {
        view! {
            <Panel title="Other active tickets">
                <ul class="list-plain">
                    {ticket.related.into_iter().map(|link| view! {
                        <li>
                            <a class="list-row" href=format!("/tickets/{}", link.number)>
                                <span class="muted num">{format!("#{}", link.number)}</span>
                                <span class="truncate">{link.subject}</span>
                            </a>
                        </li>
                    }).collect_view()}
                </ul>
            </Panel>
        }
    })
}
