//! The tags of a client: seen, taken off, put on.

use super::api::TagClient;
use super::detail::ClientResource;
use super::parts::reload_after;
use crate::forms::use_form;
use crate::tags::{TagBadge, tag_options};
use app_types::clients::ClientTags;
use app_types::tags::TagView;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// A panel beside the client; nothing for a workspace without tags.
#[component]
pub fn Tags(number: u64, tags: ClientTags, may: bool, resource: ClientResource) -> impl IntoView {
    let ClientTags { worn, offered } = tags;
    if worn.is_empty() && (offered.is_empty() || !may) {
        return ().into_any();
    }
    let none = worn.is_empty();
    view! {
        <Panel title="Tags">
            <div class="stack-sm">
                <span class="tags">
                    {none.then(|| view! { <span class="muted">"None"</span> })}
                    {worn.into_iter().map(|tag| view! { <Worn tag number may resource/> }).collect_view()}
                </span>
                {(may && !offered.is_empty()).then(|| view! { <AddTag offered number resource/> })}
            </div>
        </Panel>
    }
    .into_any()
}

/// A tag with the button that takes it off.
#[component]
fn Worn(tag: TagView, number: u64, may: bool, resource: ClientResource) -> impl IntoView {
    let form = use_form::<TagClient>("clients/tag");
    reload_after(form.action, resource);
    let label = format!("Remove the tag {}", tag.name);
    let value = tag.id.to_string();
    view! {
        <span class="tag-worn">
            <TagBadge tag/>
            {may.then(|| view! {
                <ActionForm action=form.action>
                    <input type="hidden" name="number" value=number.to_string()/>
                    <input type="hidden" name="tag" value=value/>
                    <input type="hidden" name="worn" value="false"/>
                    <IconButton icon=IconName::X label button_type="submit"/>
                </ActionForm>
            })}
        </span>
    }
}

#[component]
fn AddTag(offered: Vec<TagView>, number: u64, resource: ClientResource) -> impl IntoView {
    let form = use_form::<TagClient>("clients/tag");
    reload_after(form.action, resource);
    view! {
        <ActionForm action=form.action attr:class="row">
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="worn" value="true"/>
            <Select name="tag" id="client-add-tag" label="Add a tag" options=tag_options(offered.iter(), "Choose a tag")
                value="" error=form.error("tag")/>
            <Button small=true busy=form.busy()>"Add tag"</Button>
        </ActionForm>
    }
}
