//! Writing a reply, a note or a call under the conversation.

use super::api::reply_to_ticket;
use super::canned::{CannedButtons, CannedList, CannedMenu};
use super::chosen_files::ChosenFiles;
use super::collision::{Collision, CollisionDialog};
use super::detail::TicketResource;
use super::draft_state::{DraftBar, DraftTrouble};
use super::drafting::Drafting;
use super::parts::options;
use super::presence::Presence;
use super::preview::Preview;
use crate::error::ApiError;
use crate::forms::{Flash, FormReply};
use crate::layout::boot::use_boot;
use app_types::checklists::{CONFIRMED, blocks};
use app_types::tickets::TicketRecord;
use app_types::{FieldError, Permission};
use app_ui::*;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, FormData, HtmlFormElement, SubmitEvent};

/// Sending what is written. It belongs to the page: the form is drawn again when the ticket is
/// loaded again, and a complaint must outlive that as the words in the fields do.
#[derive(Clone, Copy)]
pub struct Sending {
    send: Action<FormData, Result<FormReply, ApiError>>,
    errors: Signal<Vec<FieldError>>,
    form: NodeRef<html::Form>,
    /// The status to set with it: a choice is drawn anew, so it cannot be left to the browser.
    status: RwSignal<String>,
    files: ChosenFiles,
    drafting: Drafting,
}

/// What lives as long as the ticket is open, through every reload of its data.
#[derive(Clone, Copy)]
pub struct OpenTicket {
    pub drafting: Drafting,
    pub sending: Sending,
    pub presence: Presence,
    pub collision: Collision,
}

impl Sending {
    pub fn new(drafting: Drafting, resource: TicketResource) -> Self {
        let send = Action::new_local(|data: &FormData| reply_to_ticket(data.clone().into()));
        let form = NodeRef::<html::Form>::new();
        let answer: Signal<Answer> = send.value().into();
        let flash = use_boot().flash_for("tickets/reply");
        let sending = Self {
            send,
            errors: errors(answer, flash.rejected.errors.clone()),
            form,
            status: RwSignal::new(typed(&flash, "status").unwrap_or_default()),
            files: ChosenFiles::new(),
            drafting,
        };
        sending.clear_when_sent(answer, resource);
        sending
    }

    /// Empties the form once the words are safe, and shows them in the conversation. After a
    /// refusal the conversation is loaded too: what is new stands there, what was typed stays.
    fn clear_when_sent(self, answer: Signal<Answer>, resource: TicketResource) {
        let toasts = use_toasts();
        Effect::new(move |_| match answer.get() {
            Some(Ok(FormReply::Done { message })) => {
                self.clear();
                self.drafting.sent();
                toasts.success(message);
                resource.refetch();
            }
            // A complaint about the form as a whole is a newer conversation: show it. One about
            // a field needs nothing new.
            Some(Ok(FormReply::Rejected(invalid)))
                if invalid.errors.iter().any(|e| e.field.is_empty()) =>
            {
                self.drafting.refused();
                resource.refetch();
            }
            Some(_) => self.drafting.refused(),
            None => {}
        });
    }

    fn clear(self) {
        if let Some(form) = self.form.get_untracked() {
            form.reset();
        }
        self.status.set(String::new());
        self.files.forget();
    }
}

/// The form posts as multipart, with and without JavaScript, so that files go with the words.
#[component]
pub fn Composer(ticket: TicketRecord, resource: TicketResource, open: OpenTicket) -> impl IntoView {
    let OpenTicket {
        drafting,
        sending,
        presence,
        collision,
    } = open;
    let Sending {
        send,
        errors,
        form,
        status,
        files,
        ..
    } = sending;
    if !use_boot().can(Permission::TicketsReply) {
        return ().into_any();
    }
    let area = NodeRef::<html::Textarea>::new();
    let flash = use_boot().flash_for("tickets/reply");
    let kind = or(typed(&flash, "kind").unwrap_or_default(), "reply");
    let brought_back = typed(&flash, "body").map(|body| (kind, body));
    drafting.learn(ticket.draft.as_ref(), brought_back);
    let menu = CannedMenu::new(ticket.number, area, drafting, ticket.choices.canned.clone());
    keep_kind_in_step(form, drafting);
    files.give_back(form);
    view! {
        <form
            node_ref=form
            class="composer"
            method="post"
            action="/api/tickets/reply"
            enctype="multipart/form-data"
            id="composer"
            on:change=move |event: Event| files.remember(&event)
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                if collision.holds_back(resource) {
                    return;
                }
                if let Some(data) = form_data(&event) {
                    drafting.sending();
                    send.dispatch_local(data);
                }
            }
        >
            <input type="hidden" name="number" value=ticket.number.to_string()/>
            <input type="hidden" name="version" value=ticket.version.to_string()/>
            <Problems errors/>
            <DraftTrouble drafting/>
            <div class="composer-tabs">
                <RadioGroup
                    name="kind"
                    legend="What you write"
                    options=vec![Choice::new("reply", "Reply"), Choice::new("note", "Internal note"), Choice::new("call", "Phone call")]
                    model=drafting.kind
                    inline=true
                    hide_legend=true
                />
                <span class="muted small">{recipient(&ticket)}</span>
            </div>
            <div class="composer-words"
                on:focusin=move |_| presence.focused.set(true)
                on:focusout=move |_| {
                    presence.focused.set(false);
                    menu.close();
                }>
                <TextArea name="body" label="Text" hide_label=true rows=5 model=drafting.body node_ref=area
                    placeholder="Write in Markdown. Type :: for a canned reply. Nothing is sent before you press Send."
                    on:keydown=move |event| menu.on_key(&event)
                    on:input=move |_| menu.look()
                    on:click=move |_| menu.look()/>
                <CannedList menu/>
            </div>
            <Preview form/>
            <div class="composer-bar">
                <FileInput name="files" label="Attach files" multiple=true/>
                <Select name="status" label="Then set the status to" model=status
                    options=options(&ticket.choices.statuses, "Leave it")/>
                {blocks(&ticket.checklist).then(|| view! {
                    <Checkbox name=CONFIRMED label="Also with required items open"/>
                })}
                <span class="grow"></span>
                <Button variant=Variant::Primary icon=IconName::Send busy=send.pending()>"Send"</Button>
            </div>
            // Behind Send: Enter on a control of the form presses the first button.
            <div class="composer-bar">
                <CannedButtons menu/>
                <span class="grow"></span>
                <DraftBar drafting/>
            </div>
        </form>
        <CollisionDialog collision ticket form/>
    }
    .into_any()
}

/// What was typed into a field before the form was sent back.
fn typed(flash: &Flash, field: &str) -> Option<String> {
    let found = flash.typed.iter().find(|(name, _)| name == field);
    found.map(|(_, value)| value.clone())
}

fn recipient(ticket: &TicketRecord) -> String {
    ticket.contact.as_ref().map_or_else(
        || "No contact: a reply stays on the ticket and is not mailed".to_string(),
        |contact| {
            format!(
                "A reply goes to {}",
                contact.email.as_deref().unwrap_or(&contact.name)
            )
        },
    )
}

/// A radio button that was pressed no longer follows its attribute; and one may have been pressed
/// while the page loaded.
fn keep_kind_in_step(form: NodeRef<html::Form>, drafting: Drafting) {
    Effect::new(move |before: Option<()>| {
        let kind = drafting.kind.get();
        let Some(form) = form.get() else {
            return;
        };
        let button = |selector: &str| {
            let found = form.query_selector(selector).ok().flatten()?;
            found.dyn_into::<web_sys::HtmlInputElement>().ok()
        };
        if before.is_none() {
            if let Some(pressed) = button("input[name=kind]:checked").map(|b| b.value())
                && pressed != kind
            {
                drafting.kind.set(pressed);
            }
        } else if let Some(button) = button(&format!("input[name=kind][value={kind}]")) {
            button.set_checked(true);
        }
    });
}

fn or(value: String, fallback: &str) -> String {
    if value.is_empty() {
        fallback.to_string()
    } else {
        value
    }
}

fn form_data(event: &SubmitEvent) -> Option<FormData> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    FormData::new_with_form(&form).ok()
}

type Answer = Option<Result<FormReply, ApiError>>;

fn errors(answer: Signal<Answer>, before: Vec<FieldError>) -> Signal<Vec<FieldError>> {
    Signal::derive(move || match answer.get() {
        Some(Ok(FormReply::Rejected(invalid))) => invalid.errors,
        Some(Err(error)) => vec![FieldError {
            field: String::new(),
            message: error.advice(),
        }],
        Some(Ok(FormReply::Done { .. })) => Vec::new(),
        None => before.clone(),
    })
}

#[component]
fn Problems(errors: Signal<Vec<FieldError>>) -> impl IntoView {
    move || {
        let errors = errors.get();
        (!errors.is_empty()).then(|| {
            let errors: Vec<_> = errors
                .into_iter()
                .map(|e| app_ui::FieldError::new(e.field, e.message))
                .collect();
            view! { <ErrorSummary errors=Signal::stored(errors)/> }
        })
    }
}
