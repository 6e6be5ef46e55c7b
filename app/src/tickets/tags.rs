//! The tags of one ticket: seen, taken off, put on.

use super::api::ChangeTicket;
use super::detail::TicketResource;
use super::facts::{answered, submit_form_of};
use crate::forms::use_form;
use crate::layout::boot::use_boot;
use crate::tags::{TagBadge, tag_options};
use app_types::Permission;
use app_types::tags::TagView;
use app_types::tickets::TicketRecord;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// Beside the conversation. Each change is saved at once.
#[component]
pub fn Tags(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let may = use_boot().can(Permission::TicketsEdit);
    let (number, version) = (ticket.number, ticket.version);
    let worn = ticket.tags.clone();
    let none = worn.is_empty();
    let free: Vec<TagView> = ticket
        .choices
        .offered_tags()
        .filter(|tag| !ticket.tags.contains(tag))
        .cloned()
        .collect();
    view! {
        <div class="field" role="group" aria-labelledby="ticket-tags">
            <span class="field-label" id="ticket-tags">"Tags"</span>
            <span class="tags">
                {none.then(|| view! { <span class="muted">"None"</span> })}
                {worn.into_iter().map(|tag| view! { <Worn tag number version may resource/> }).collect_view()}
            </span>
        </div>
        {(may && !free.is_empty()).then(|| view! { <AddTag free number version resource/> })}
    }
}

/// A tag with the button that takes it off.
#[component]
fn Worn(
    tag: TagView,
    number: u64,
    version: u32,
    may: bool,
    resource: TicketResource,
) -> impl IntoView {
    let form = use_form::<ChangeTicket>("tickets/change");
    answered(form.action, resource);
    let label = format!("Remove the tag {}", tag.name);
    let value = tag.id.to_string();
    view! {
        <span class="tag-worn">
            <TagBadge tag/>
            {may.then(|| view! {
                <ActionForm action=form.action>
                    <input type="hidden" name="number" value=number.to_string()/>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <input type="hidden" name="field" value="remove_tag"/>
                    <input type="hidden" name="value" value=value/>
                    <IconButton icon=IconName::X label button_type="submit"/>
                </ActionForm>
            })}
        </span>
    }
}

#[component]
fn AddTag(
    free: Vec<TagView>,
    number: u64,
    version: u32,
    resource: TicketResource,
) -> impl IntoView {
    let form = use_form::<ChangeTicket>("tickets/change");
    answered(form.action, resource);
    view! {
        <ActionForm action=form.action attr:class="inline-form">
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="version" value=version.to_string()/>
            <input type="hidden" name="field" value="add_tag"/>
            <Select name="value" id="ticket-add-tag" label="Add a tag" options=tag_options(free.iter(), "Choose a tag")
                value="" on:change=|event| submit_form_of(&event)/>
            <span class="no-script"><Button small=true>"Add tag"</Button></span>
        </ActionForm>
    }
}
