//! Adding and changing a tag.

use super::api::{ArchiveTag, SaveTag, load_tag};
use crate::forms::use_form;
use crate::loaded::loaded;
use app_types::tags::{TagForm, TagTone, TagView};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/tags/new`
#[component]
pub fn NewTagPage() -> impl IntoView {
    let form = Resource::new_blocking(String::new, load_tag);
    view! {
        <Title text="New tag"/>
        <PageHeader title="New tag" breadcrumb=breadcrumb()/>
        {loaded(form, |data| view! { <Fields data/> })}
    }
}

/// `/settings/tags/:id`
#[component]
pub fn EditTagPage() -> impl IntoView {
    let params = use_params_map();
    // No tag has the id "-": not found, instead of a new one.
    let id = Memo::new(move |_| {
        let id = params.read().get("id").filter(|id| !id.is_empty());
        id.unwrap_or("-".into())
    });
    let form = Resource::new_blocking(move || id.get(), load_tag);
    loaded(form, |data| {
        let tag = data.as_ref().map(|form| form.tag.clone());
        let title = tag.as_ref().map(|tag| tag.name.clone()).unwrap_or_default();
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=breadcrumb()/>
            {tag.map(|tag| view! { <ArchiveButton tag/> })}
            <Fields data/>
        }
    })
}

fn breadcrumb() -> Vec<(String, String)> {
    vec![("Tags".to_string(), "/settings/tags".to_string())]
}

/// Out of use and back.
#[component]
fn ArchiveButton(tag: TagView) -> impl IntoView {
    let form = use_form::<ArchiveTag>("tags/archive");
    view! {
        <ErrorSummary errors=form.errors()/>
        {tag.archived.then(|| view! {
            <Banner tone=Tone::Info title="This tag is archived">"Tickets and clients that wear it keep it; it is offered no longer."</Banner>
        })}
        <ActionForm action=form.action>
            <input type="hidden" name="id" value=tag.id.to_string()/>
            <input type="hidden" name="archived" value=(!tag.archived).to_string()/>
            <Button variant=Variant::Ghost busy=form.busy()>{if tag.archived { "Restore tag" } else { "Archive tag" }}</Button>
        </ActionForm>
    }
}

#[component]
fn Fields(data: Option<TagForm>) -> impl IntoView {
    let form = use_form::<SaveTag>("tags/save");
    let (id, version) = data.as_ref().map_or((String::new(), 0), |form| {
        (form.tag.id.to_string(), form.version)
    });
    let (name, tone) = data.map_or((String::new(), TagTone::default()), |form| {
        (form.tag.name, form.tag.tone)
    });
    let tones = TagTone::ALL
        .iter()
        .map(|tone| (tone.to_string(), tone.label().to_string()))
        .collect::<Vec<_>>();
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            <TextInput name="name" label="Name" value=form.typed("name", &name) error=form.error("name") maxlength=40/>
            <Select name="tone" label="Colour" value=form.typed("tone", tone.as_str()) options=tones error=form.error("tone")/>
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Save tag"</Button>
                <LinkButton href="/settings/tags" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}
