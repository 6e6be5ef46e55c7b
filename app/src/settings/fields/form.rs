//! Adding and changing a custom field.

use super::api::{ArchiveField, SaveField, load_field};
use crate::clients::parts::enum_options;
use crate::forms::use_form;
use crate::loaded::loaded;
use app_types::custom::{CustomField, CustomFieldForm, FieldKind, FieldOf};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/fields/new`
#[component]
pub fn NewFieldPage() -> impl IntoView {
    let form = Resource::new_blocking(String::new, load_field);
    view! {
        <Title text="New field"/>
        <PageHeader title="New field" breadcrumb=breadcrumb()/>
        {loaded(form, |data| view! { <Inputs data/> })}
    }
}

/// `/settings/fields/:id`
#[component]
pub fn EditFieldPage() -> impl IntoView {
    let params = use_params_map();
    // No field has the id "-": not found, instead of a new one.
    let id = Memo::new(move |_| {
        let id = params.read().get("id").filter(|id| !id.is_empty());
        id.unwrap_or("-".into())
    });
    let form = Resource::new_blocking(move || id.get(), load_field);
    loaded(form, |data| {
        let field = data.as_ref().map(|form| form.field.clone());
        let title = field.as_ref().map(|f| f.name.clone()).unwrap_or_default();
        let archived = field.as_ref().is_some_and(|field| field.archived);
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=breadcrumb()
                actions=move || field.map(|field| view! { <ArchiveButton field/> })/>
            {archived.then(|| view! {
                <Banner tone=Tone::Info title="This field is archived">"What was filled in stays; it is asked for no longer."</Banner>
            })}
            <Inputs data/>
        }
    })
}

fn breadcrumb() -> Vec<(String, String)> {
    vec![("Custom fields".to_string(), "/settings/fields".to_string())]
}

/// Out of use and back.
#[component]
fn ArchiveButton(field: CustomField) -> impl IntoView {
    let form = use_form::<ArchiveField>("fields/archive");
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action>
            <input type="hidden" name="id" value=field.id.to_string()/>
            <input type="hidden" name="archived" value=(!field.archived).to_string()/>
            <Button icon=IconName::archiving(field.archived) busy=form.busy()>{if field.archived { "Restore field" } else { "Archive field" }}</Button>
        </ActionForm>
    }
}

#[component]
fn Inputs(data: Option<CustomFieldForm>) -> impl IntoView {
    let form = use_form::<SaveField>("fields/save");
    let new = data.is_none();
    let id = data
        .as_ref()
        .map(|form| form.field.id.to_string())
        .unwrap_or_default();
    let version = data.as_ref().map_or(0, |form| form.version);
    let of = data.as_ref().map_or(FieldOf::Ticket, |form| form.of);
    let position = data.as_ref().map_or(0, |form| form.position);
    let field = data.map(|form| form.field);
    let kind = field.as_ref().map_or(FieldKind::Text, |field| field.kind);
    let name = field.as_ref().map(|f| f.name.clone()).unwrap_or_default();
    let choices = field
        .as_ref()
        .map(|f| f.choices.join("\n"))
        .unwrap_or_default();
    let required = field.is_some_and(|field| field.required);
    let ticked = form.typed("required", &required.to_string()) == "true";
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            <TextInput name="name" label="Name" value=form.typed("name", &name) error=form.error("name") maxlength=60/>
            {if new {
                view! {
                    <Select name="of" label="Of" value=form.typed("of", of.as_str()) options=enum_options!(FieldOf)
                        error=form.error("of") hint="Stays as it is from then on."/>
                    <Select name="kind" label="What it takes" value=form.typed("kind", kind.as_str()) options=enum_options!(FieldKind)
                        error=form.error("kind") hint="Stays as it is from then on."/>
                }.into_any()
            } else {
                view! { <p class="muted">{format!("{}: {}", of.label(), kind.label())}</p> }.into_any()
            }}
            {(new || kind == FieldKind::Choice).then(|| view! {
                <TextArea name="choices" label="Choices" rows=5 optional=true value=form.typed("choices", &choices) error=form.error("choices")
                    hint="Of a choice from a list: one a line. A choice that is taken away stays where it was chosen."/>
            })}
            <Checkbox name="required" label="Required in the forms of new records" checked=ticked/>
            <TextInput name="position" label="Order" inputmode="numeric" width="xs" value=form.typed("position", &position.to_string())
                error=form.error("position") hint="Smaller numbers stand first."/>
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Save field"</Button>
                <LinkButton href="/settings/fields" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}
