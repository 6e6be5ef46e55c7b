//! Adding and changing a macro.

use super::api::{ArchiveMacro, SaveMacro, load_macro};
use crate::forms::{Form, use_form};
use crate::loaded::loaded;
use crate::tags::tag_options;
use crate::tickets::parts::options;
use crate::tickets::priorities;
use app_types::macros::{MacroForm, MacroView, Steps};
use app_types::tickets::TicketChoices;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/macros/new`
#[component]
pub fn NewMacroPage() -> impl IntoView {
    let form = Resource::new_blocking(String::new, load_macro);
    view! {
        <Title text="New macro"/>
        <PageHeader title="New macro" breadcrumb=breadcrumb()/>
        {loaded(form, |data| view! { <Fields data/> })}
    }
}

/// `/settings/macros/:id`
#[component]
pub fn EditMacroPage() -> impl IntoView {
    let params = use_params_map();
    // No macro has the id "-": not found, instead of a new one.
    let id = Memo::new(move |_| {
        let id = params.read().get("id").filter(|id| !id.is_empty());
        id.unwrap_or("-".into())
    });
    let form = Resource::new_blocking(move || id.get(), load_macro);
    loaded(form, |data| {
        let title = data.input.name.clone();
        let known = data.known.clone();
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=breadcrumb()
                actions=move || known.map(|known| view! { <ArchiveButton known/> })/>
            <Fields data/>
        }
    })
}

fn breadcrumb() -> Vec<(String, String)> {
    vec![("Macros".to_string(), "/settings/macros".to_string())]
}

/// Out of use and back.
#[component]
fn ArchiveButton(known: MacroView) -> impl IntoView {
    let form = use_form::<ArchiveMacro>("macros/archive");
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action>
            <input type="hidden" name="id" value=known.id.to_string()/>
            <input type="hidden" name="archived" value=(!known.archived).to_string()/>
            <Button icon=IconName::archiving(known.archived) busy=form.busy()>{if known.archived { "Restore macro" } else { "Archive macro" }}</Button>
        </ActionForm>
    }
}

#[component]
fn Fields(data: MacroForm) -> impl IntoView {
    let form = use_form::<SaveMacro>("macros/save");
    let id = data
        .known
        .as_ref()
        .map(|known| known.id.to_string())
        .unwrap_or_default();
    let input = data.input;
    let posts = vec![
        Choice::new("", "Nothing"),
        Choice::new("note", "An internal note"),
        Choice::new("reply", "A reply to the contact"),
    ];
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=data.version.to_string()/>
            <TextInput name="name" label="Name" value=form.typed("name", &input.name) error=form.error("name") maxlength=60
                hint="What the technician chooses: “Close as spam”."/>
            <StepFields steps=input.steps choices=data.choices form/>
            <RadioGroup name="post" legend="What it writes" options=posts value=form.typed("post", &input.post) error=form.error("post")/>
            <TextArea name="body" label="Text" rows=6 optional=true value=form.typed("body", &input.body) error=form.error("body")
                hint="Markdown. Filled in: {{ticket.number}}, {{ticket.subject}}, {{client.name}}, {{contact.name}}, {{me.name}}, {{workspace.name}}."/>
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Save macro"</Button>
                <LinkButton href="/settings/macros" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}

/// What is set; each select begins with leaving it as it is.
#[component]
fn StepFields(steps: Steps, choices: TicketChoices, form: Form<SaveMacro>) -> impl IntoView {
    let mut technicians = options(&choices.technicians, "Leave it");
    technicians.insert(1, ("me".into(), "Whoever runs the macro".into()));
    technicians.insert(2, ("nobody".into(), "Nobody".into()));
    let add = tag_options(choices.offered_tags(), "None");
    let remove = tag_options(choices.tags.iter(), "None");
    view! {
        <div class="form-grid">
            <Select name="status" label="Status" value=form.typed("status", &steps.status)
                options=options(&choices.statuses, "Leave it") error=form.error("status")/>
            <Select name="priority" label="Priority" value=form.typed("priority", &steps.priority)
                options=options(&priorities(), "Leave it") error=form.error("priority")/>
            <Select name="technician" label="Technician" value=form.typed("technician", &steps.technician)
                options=technicians error=form.error("technician")/>
            <Select name="board" label="Board" value=form.typed("board", &steps.board)
                options=options(&choices.boards, "Leave it") error=form.error("board")/>
            <Select name="add_tag" label="Add a tag" value=form.typed("add_tag", &steps.add_tag) options=add error=form.error("add_tag")/>
            <Select name="remove_tag" label="Remove a tag" value=form.typed("remove_tag", &steps.remove_tag) options=remove error=form.error("remove_tag")/>
        </div>
    }
}
