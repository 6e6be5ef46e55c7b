//! Putting a ticket off, and taking it back.

use super::api::change_ticket;
use super::detail::TicketResource;
use super::facts::words;
use super::follow_up_api::{SetFollowUp, set_follow_up};
use crate::forms::{Form, FormReply, use_form, use_quiet_form};
use crate::layout::boot::use_boot;
use crate::layout::offer_undo;
use app_types::Permission;
use app_types::follow_ups::{FollowUp, SNOOZES};
use app_types::tickets::TicketRecord;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// Beside the conversation: until when it is put off, and the ways to put it off.
#[component]
pub fn FollowUpPanel(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let may = use_boot().can(Permission::TicketsEdit)
        && ticket.merged_into.is_none()
        && ticket.category.is_active();
    if ticket.follow_up.is_none() && !may {
        return ().into_any();
    }
    let now = ticket.follow_up.clone();
    view! {
        <Panel title="Follow-up">
            <div class="stack-sm">
                {now.map(|now| view! { <Until now/> })}
                {may.then(|| view! { <Ways ticket=ticket.clone() resource/> })}
            </div>
        </Panel>
    }
    .into_any()
}

#[component]
fn Until(now: FollowUp) -> impl IntoView {
    view! {
        <p>
            {if now.due {
                view! { <Badge text="Due" tone=Tone::Danger icon=IconName::Bell/> " since " }.into_any()
            } else {
                view! { <Icon name=IconName::Clock/> " Put off until " }.into_any()
            }}
            <TimeText datetime=now.at.iso text=now.at.long.clone() title=now.at.long/>
        </p>
    }
}

#[component]
fn Ways(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let exact = use_form::<SetFollowUp>("tickets/follow-up");
    refused(exact, resource);
    let (number, version) = (ticket.number.to_string(), ticket.version.to_string());
    let typed = exact.typed("at", ticket.follow_up.as_ref().map_or("", |now| &now.civil));
    let off = ticket.follow_up.is_some();
    let open = exact.was_refused();
    view! {
        <div class="btn-row" role="group" aria-label="Put the ticket off">
            {SNOOZES.map(|(when, words)| view! {
                <Way ticket=ticket.clone() when words icon=IconName::Clock resource/>
            }).into_iter().collect_view()}
            {off.then(|| view! { <Way ticket=ticket.clone() when="none" words="Not any more" icon=IconName::X resource/> })}
        </div>
        <Disclosure summary="Date and time" open>
            <ActionForm action=exact.action attr:class="stack-sm">
                <input type="hidden" name="number" value=number/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="when" value="at"/>
                <TextInput name="at" id="follow-up-at" label="Look at it again" kind="datetime-local" value=typed error=exact.error("at")
                    hint="In your own time zone."/>
                <Button small=true busy=exact.busy()>"Put off"</Button>
            </ActionForm>
        </Disclosure>
    }
}

/// One press. What it did can be taken back for ten seconds: the follow-up as it was, and the
/// status.
#[component]
fn Way(
    ticket: TicketRecord,
    when: &'static str,
    words: &'static str,
    icon: IconName,
    resource: TicketResource,
) -> impl IntoView {
    let form = use_quiet_form::<SetFollowUp>("tickets/follow-up");
    refused(form, resource);
    let toasts = use_toasts();
    let (number, version) = (ticket.number, ticket.version);
    let before = ticket.follow_up.clone();
    let status = ticket.status_key.clone();
    Effect::new(move |_| {
        let Some(Ok(FormReply::Done { message })) = form.action.value().get() else {
            return;
        };
        let (before, status) = (before.clone(), status.clone());
        let (before, status) = (before.clone(), status.clone());
        offer_undo(toasts, message, move || {
            let (before, status) = (before.clone(), status.clone());
            async move {
                let undone = take_back(number, version + 1, before, status).await;
                resource.refetch();
                undone
            }
        });
    });
    view! {
        <ActionForm action=form.action>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="version" value=version.to_string()/>
            <input type="hidden" name="when" value=when/>
            <Button small=true icon busy=form.busy()>{words}</Button>
        </ActionForm>
    }
}

/// First the follow-up, then the status that it had moved. A time that is over is not set again.
async fn take_back(
    number: u64,
    version: u32,
    before: Option<FollowUp>,
    status: String,
) -> Result<FormReply, crate::error::ApiError> {
    let (when, at) = match before {
        Some(before) if !before.due => ("at", before.civil),
        _ => ("none", String::new()),
    };
    let undone = set_follow_up(number, version, when.to_string(), at).await?;
    if matches!(undone, FormReply::Rejected(_)) {
        return Ok(undone);
    }
    let field = "status_anyway".to_string();
    change_ticket(number, version + 1, field, status).await
}

/// Loads the ticket again; what went wrong with a press is a toast, which outlives the form.
fn refused(form: Form<SetFollowUp>, resource: TicketResource) {
    let toasts = use_toasts();
    Effect::new(move |_| match form.action.value().get() {
        Some(Ok(FormReply::Done { .. })) => resource.refetch(),
        // A complaint about what was typed stands at its field.
        Some(Ok(FormReply::Rejected(why))) if why.errors.iter().all(|e| e.field != "at") => {
            toasts.danger(words(why.errors));
            resource.refetch();
        }
        Some(Err(error)) => {
            toasts.danger(error.advice());
        }
        _ => {}
    });
}
