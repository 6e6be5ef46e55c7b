//! Writing a reply, a note or a call under the conversation.

use super::api::{preview_markdown, reply_to_ticket};
use super::detail::TicketResource;
use super::parts::options;
use crate::error::ApiError;
use crate::forms::FormReply;
use crate::layout::boot::use_boot;
use app_types::tickets::TicketRecord;
use app_types::{FieldError, Permission};
use app_ui::*;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement, SubmitEvent};

/// The form posts as multipart, with and without JavaScript, so that files go with the words.
#[component]
pub fn Composer(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    if !use_boot().can(Permission::TicketsReply) {
        return ().into_any();
    }
    let send = Action::new_local(|data: &FormData| reply_to_ticket(data.clone().into()));
    let form = NodeRef::<html::Form>::new();
    let flash = use_boot().flash_for("tickets/reply");
    let typed = |name: &str| {
        flash
            .typed
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.clone())
            .unwrap_or_default()
    };
    let answer: Signal<Answer> = send.value().into();
    let errors = errors(answer, flash.rejected.errors.clone());
    clear_when_sent(answer, form, resource);
    let to = ticket.contact.as_ref().map_or_else(
        || "No contact: a reply stays on the ticket and is not mailed".to_string(),
        |contact| {
            format!(
                "A reply goes to {}",
                contact.email.as_deref().unwrap_or(&contact.name)
            )
        },
    );
    view! {
        <form
            node_ref=form
            class="composer"
            method="post"
            action="/api/tickets/reply"
            enctype="multipart/form-data"
            id="composer"
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                if let Some(data) = form_data(&event) {
                    send.dispatch_local(data);
                }
            }
        >
            <input type="hidden" name="number" value=ticket.number.to_string()/>
            <input type="hidden" name="version" value=ticket.version.to_string()/>
            <Problems errors/>
            <div class="composer-tabs">
                <RadioGroup
                    name="kind"
                    legend="What you write"
                    options=vec![Choice::new("reply", "Reply"), Choice::new("note", "Internal note"), Choice::new("call", "Phone call")]
                    value=or(typed("kind"), "reply")
                    inline=true
                    hide_legend=true
                />
                <span class="muted small">{to}</span>
            </div>
            <TextArea name="body" label="Text" hide_label=true rows=5 value=typed("body")
                placeholder="Write in Markdown. Nothing is sent before you press Send."/>
            <Preview form/>
            <div class="composer-bar">
                <FileInput name="files" label="Attach files" multiple=true/>
                <Select name="status" label="Then set the status to" value=typed("status")
                    options=options(&ticket.choices.statuses, "Leave it")/>
                <span class="grow"></span>
                <Button variant=Variant::Primary icon=IconName::Send busy=send.pending()>"Send"</Button>
            </div>
        </form>
    }
    .into_any()
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

/// Empties the form once the words are safe, and shows them in the conversation. After a
/// refusal the conversation is loaded too: what is new stands there, what was typed stays.
fn clear_when_sent(answer: Signal<Answer>, form: NodeRef<html::Form>, resource: TicketResource) {
    let toasts = use_toasts();
    Effect::new(move |_| match answer.get() {
        Some(Ok(FormReply::Done { message })) => {
            if let Some(form) = form.get_untracked() {
                form.reset();
            }
            toasts.success(message);
            resource.refetch();
        }
        // A complaint about the form as a whole is a newer conversation: show it. One about a
        // field stands beside what was typed, and loading again would take it away.
        Some(Ok(FormReply::Rejected(invalid)))
            if invalid.errors.iter().any(|e| e.field.is_empty()) =>
        {
            resource.refetch();
        }
        _ => {}
    });
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

/// Shows the Markdown as it will look.
#[component]
fn Preview(form: NodeRef<html::Form>) -> impl IntoView {
    let preview = Action::new(|text: &String| preview_markdown(text.clone()));
    let ask = move |_| {
        let typed = form
            .get_untracked()
            .and_then(|form| form.query_selector("textarea").ok().flatten())
            .and_then(|area| area.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
            .map(|area| area.value());
        preview.dispatch(typed.unwrap_or_default());
    };
    view! {
        <div class="needs-script">
            <Button button_type="button" variant=Variant::Ghost small=true icon=IconName::Eye on:click=ask>
                "Preview"
            </Button>
            {move || match preview.value().get() {
                Some(Ok(html)) => Some(view! { <div class="composer-preview"><SanitisedHtml html/></div> }.into_any()),
                Some(Err(error)) => Some(view! { <crate::error::ErrorBanner error/> }.into_any()),
                None => None,
            }}
        </div>
    }
}
