//! What stands beside the conversation: the ticket's fields, the client, the contact.

use super::api::{ChangeTicket, change_ticket};
use super::bulk::MacroMenu;
use super::checklist::Checklist;
use super::closing::use_closing;
use super::detail::TicketResource;
use super::follow_up::FollowUpPanel;
use super::list::priorities;
use super::parts::options;
use super::people::People;
use super::relations::Relations;
use super::tags::Tags;
use crate::custom::CustomPanel;
use crate::forms::{FormReply, use_form, use_quiet_form};
use crate::layout::boot::use_boot;
use app_types::checklists::CONFIRMED;
use app_types::common::Choice;
use app_types::custom::FieldOf;
use app_types::tickets::{StatusCategory, TicketContact, TicketRecord};
use app_types::{FieldError, Permission};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// The context panel.
#[component]
pub fn Aside(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let fields = ticket.clone();
    let may_fill = use_boot().can(Permission::TicketsEdit) && ticket.merged_into.is_none();
    view! {
        {ticket.client.clone().filter(|client| !client.vip_note.is_empty()).map(|client| view! {
            <Banner tone=Tone::Warning title="Note about this client">{client.vip_note}</Banner>
        })}
        <Panel title="Ticket"><Fields ticket=fields resource/></Panel>
        <CustomPanel of=FieldOf::Ticket key=ticket.number.to_string() version=ticket.version
            values=ticket.choices.custom.clone() may=may_fill reload=Callback::new(move |()| resource.refetch())/>
        <FollowUpPanel ticket=ticket.clone() resource/>
        <Checklist ticket=ticket.clone() resource/>
        <Client ticket=ticket.clone()/>
        <People ticket=ticket.clone() resource/>
        <Relations ticket=ticket.clone() resource/>
        <Related ticket/>
    }
}

#[component]
fn Fields(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let technicians = ticket.choices.technicians.clone();
    let responded = ticket.responded.clone();
    // What a form without script was answered; with script the answer is a toast.
    let mut refused = use_boot().flash_for("tickets/change").rejected.errors;
    // That one is a question of its own.
    refused.retain(|error| error.field != CONFIRMED);
    view! {
        <div class="stack-sm">
            {(!refused.is_empty()).then(|| view! { <Banner tone=Tone::Danger urgent=true>{words(refused)}</Banner> })}
            <FieldForm ticket=ticket.clone() resource field="status" label="Status" value=ticket.status_key.clone()
                choices=pairs(&ticket.choices.statuses)/>
            <FieldForm ticket=ticket.clone() resource field="priority" label="Priority" value=ticket.priority.to_string()
                choices=pairs(&priorities())/>
            <FieldForm ticket=ticket.clone() resource field="technician" label="Technician"
                value=ticket.technician_id.map(|id| id.to_string()).unwrap_or_default()
                choices=options(&technicians, "Nobody")/>
            <FieldForm ticket=ticket.clone() resource field="board" label="Board" value=ticket.board_id.to_string()
                choices=pairs(&ticket.choices.boards)/>
            <Tags ticket=ticket.clone() resource/>
            <MacroMenu ticket=ticket.clone() resource/>
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

pub(crate) fn pairs(choices: &[Choice]) -> Vec<(String, String)> {
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
    answered(form.action, resource);
    let may = use_boot().can(Permission::TicketsEdit) && ticket.merged_into.is_none();
    view! {
        <ActionForm action=form.action attr:class="inline-form print-value">
            <input type="hidden" name="number" value=ticket.number.to_string()/>
            <input type="hidden" name="version" value=ticket.version.to_string()/>
            <input type="hidden" name="field" value=field/>
            <Select name="value" id=format!("ticket-{field}") label options=choices value disabled=!may
                on:change=|event| submit_form_of(&event)/>
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

/// Loads the ticket again after a change, also after a refused one: then there is news to read,
/// and the reason is a toast, which outlives the form. Not so while a question is asked.
pub(super) fn answered(action: ServerAction<ChangeTicket>, resource: TicketResource) {
    let (toasts, closing) = (use_toasts(), use_closing());
    let wanted = StoredValue::new(String::new());
    Effect::new(move |_| {
        if let Some(asked) = action.input().get() {
            wanted.try_set_value(asked.value);
        }
    });
    Effect::new(move |_| match action.value().get() {
        Some(Ok(FormReply::Done { .. })) => {
            closing.forget();
            resource.refetch();
        }
        Some(Ok(FormReply::Rejected(why))) => {
            if closing.ask(wanted.get_value(), &why.errors) {
                // Nothing changed, and loading again would take the question's form away from
                // under the hand that answers it.
                reset_fields();
                return;
            }
            toasts.danger(words(why.errors));
            resource.refetch();
        }
        Some(Err(error)) => {
            toasts.danger(error.advice());
            reset_fields();
        }
        None => {}
    });
}

pub(super) fn words(errors: Vec<FieldError>) -> String {
    let words: Vec<_> = errors.into_iter().map(|error| error.message).collect();
    words.join(" ")
}

/// Whatever was chosen meanwhile, after loading again the fields show what is stored: a browser
/// keeps a choice that was made by hand although the page says otherwise.
pub fn show_what_is_stored(resource: TicketResource) {
    Effect::new(move |loaded_before: Option<()>| {
        resource.track();
        if loaded_before.is_some() {
            request_animation_frame(reset_fields);
        }
    });
}

fn reset_fields() {
    use wasm_bindgen::JsCast;
    let Ok(forms) = document().query_selector_all("form.inline-form") else {
        return;
    };
    (0..forms.length())
        .filter_map(|i| forms.get(i)?.dyn_into::<web_sys::HtmlFormElement>().ok())
        .for_each(|form| form.reset());
}

/// The next action: close what is active, open what is done.
#[component]
pub fn CloseButton(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let form = use_quiet_form::<ChangeTicket>("tickets/change");
    answered(form.action, resource);
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
                let undone =
                    change_ticket(number, version, "status_anyway".to_string(), value).await;
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
            <div class="stack-sm">
                {ticket.contact.map(|contact| view! { <Person contact/> })}
                {(!client.phone.is_empty()).then(|| view! {
                    <DescriptionList><Fact label="Office">{client.phone}</Fact></DescriptionList>
                })}
            </div>
        </Panel>
    }
    .into_any()
}

/// Who asks, and how to reach them.
#[component]
fn Person(contact: TicketContact) -> impl IntoView {
    view! {
        <div class="person-card">
            <Avatar name=contact.name.clone()/>
            <div>
                <a class="strong" href=format!("/contacts/{}", contact.id)>{contact.name}</a>
                {(!contact.title.is_empty()).then(|| view! { <div class="muted small">{contact.title}</div> })}
                {contact.email.map(|email| view! { <div><MailLink email/></div> })}
                {(!contact.phone.is_empty()).then(|| view! { <div class="num">{contact.phone}</div> })}
            </div>
        </div>
    }
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
