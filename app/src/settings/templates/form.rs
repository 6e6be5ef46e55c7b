//! Adding and changing a template.

use super::api::{ArchiveTemplate, SaveTemplate, load_template};
use crate::forms::{Form, use_form};
use crate::loaded::loaded;
use crate::tickets::parts::options;
use crate::tickets::{pairs, priorities, types};
use app_types::tags::TagView;
use app_types::templates::TemplateForm;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/templates/new`
#[component]
pub fn NewTemplatePage() -> impl IntoView {
    let form = Resource::new_blocking(String::new, load_template);
    view! {
        <Title text="New template"/>
        <PageHeader title="New template" breadcrumb=breadcrumb()/>
        {loaded(form, |data| view! { <Fields data/> })}
    }
}

/// `/settings/templates/:id`
#[component]
pub fn EditTemplatePage() -> impl IntoView {
    let params = use_params_map();
    // No template has the id "-": not found, instead of a new one.
    let id = Memo::new(move |_| {
        let id = params.read().get("id").filter(|id| !id.is_empty());
        id.unwrap_or("-".into())
    });
    let form = Resource::new_blocking(move || id.get(), load_template);
    loaded(form, |data| {
        let title = data.input.name.clone();
        let shown = data.clone();
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=breadcrumb() actions=move || view! { <Actions data=shown.clone()/> }/>
            <Fields data/>
        }
    })
}

fn breadcrumb() -> Vec<(String, String)> {
    let mut up = super::super::breadcrumb();
    let here = "/settings/templates".to_string();
    up.push(("Ticket templates".to_string(), here));
    up
}

/// A ticket that begins with it; out of use and back.
#[component]
fn Actions(data: TemplateForm) -> impl IntoView {
    let form = use_form::<ArchiveTemplate>("templates/archive");
    let id = data.id.map(|id| id.to_string()).unwrap_or_default();
    let archived = data.archived;
    let href = format!("/tickets/new?template={id}");
    let words = if archived { "Restore" } else { "Archive" };
    view! {
        <ErrorSummary errors=form.errors()/>
        {(!archived).then(|| view! { <LinkButton href icon=IconName::Plus>"New ticket with it"</LinkButton> })}
        <ActionForm action=form.action>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="archived" value=(!archived).to_string()/>
            <Button icon=IconName::archiving(archived) busy=form.busy()>{words}</Button>
        </ActionForm>
    }
}

#[component]
fn Fields(data: TemplateForm) -> impl IntoView {
    let form = use_form::<SaveTemplate>("templates/save");
    let id = data.id.map(|id| id.to_string()).unwrap_or_default();
    let (input, lists) = (data.input, data.choices);
    let priority = or(&input.priority, "medium");
    let ticket_type = or(&input.ticket_type, "incident");
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=data.version.to_string()/>
            <TextInput name="name" label="Name" value=form.typed("name", &input.name) error=form.error("name") maxlength=60
                hint="What people choose: “New colleague”."/>
            <TextInput name="subject" label="Subject" value=form.typed("subject", &input.subject) error=form.error("subject") maxlength=255/>
            <TextArea name="body" label="Description" rows=6 optional=true value=form.typed("body", &input.body) error=form.error("body")
                hint="Markdown."/>
            <TextArea name="checklist" label="Checklist" rows=6 optional=true value=form.typed("checklist", &input.checklist)
                error=form.error("checklist") hint="One item a line. Begin with ! what must be done before the ticket is closed."/>
            <div class="form-grid">
                <Select name="priority" label="Priority" value=form.typed("priority", &priority) options=pairs(&priorities()) error=form.error("priority")/>
                <Select name="ticket_type" label="Type" value=form.typed("ticket_type", &ticket_type) options=pairs(&types()) error=form.error("ticket_type")/>
                <Select name="technician" label="Technician" value=form.typed("technician", &input.technician)
                    options=options(&lists.technicians, "Nobody yet") error=form.error("technician")/>
                <Select name="board" label="Board" value=form.typed("board", &input.board)
                    options=options(&lists.boards, "The first board") error=form.error("board")/>
            </div>
            <Tags tags=lists.tags worn=input.tags form/>
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Save template"</Button>
                <LinkButton href="/settings/templates" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}

/// The tags that are offered, and those that the template has.
#[component]
fn Tags(tags: Vec<TagView>, worn: Vec<String>, form: Form<SaveTemplate>) -> impl IntoView {
    let ticked = form.typed("tags", &worn.join(","));
    let boxes: Vec<_> = tags
        .into_iter()
        .map(|tag| (tag.id.to_string(), tag))
        .filter(|(id, tag)| !tag.archived || worn.contains(id))
        .map(|(id, tag)| {
            let checked = ticked.split(',').any(|known| known == id);
            view! { <Checkbox name="tags[]" id=format!("tag-{id}") value=id label=tag.name checked/> }
        })
        .collect();
    (!boxes.is_empty()).then(|| {
        view! {
            <Fieldset legend="Tags" id="tags" error=form.error("tags")><div class="tick-grid">{boxes}</div></Fieldset>
        }
    })
}

fn or(value: &str, fallback: &str) -> String {
    let value = if value.is_empty() { fallback } else { value };
    value.to_string()
}
