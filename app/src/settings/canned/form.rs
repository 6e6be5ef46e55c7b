//! Writing and changing a canned reply.

use super::api::{DeleteCanned, SaveCanned, load_canned_form, preview_canned, save_canned};
use crate::forms::{FormReply, use_form, use_quiet_form};
use crate::loaded::loaded;
use app_types::canned::{CannedForm, CannedInput, CannedVariable};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/canned-replies/new`
#[component]
pub fn NewCannedPage() -> impl IntoView {
    let form = Resource::new_blocking(String::new, load_canned_form);
    view! {
        <Title text="New canned reply"/>
        <PageHeader title="New canned reply" breadcrumb=breadcrumb()/>
        {loaded(form, |data| view! { <Fields data/> })}
    }
}

/// `/settings/canned-replies/:id`
#[component]
pub fn EditCannedPage() -> impl IntoView {
    let params = use_params_map();
    // No text has the id "-": not found, instead of a new one.
    let id = Memo::new(move |_| {
        let id = params.read().get("id");
        id.filter(|id| !id.is_empty()).unwrap_or("-".into())
    });
    let form = Resource::new_blocking(move || id.get(), load_canned_form);
    loaded(form, |data| {
        let title = data.input.name.clone();
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=breadcrumb() actions={
                let data = data.clone();
                move || view! { <Delete data/> }
            }/>
            <Fields data/>
        }
    })
}

fn breadcrumb() -> Vec<(String, String)> {
    vec![
        ("Settings".to_string(), "/settings".to_string()),
        (
            "Canned replies".to_string(),
            "/settings/canned-replies".to_string(),
        ),
    ]
}

fn audience(input: &CannedInput) -> &'static str {
    if input.shared { "everybody" } else { "me" }
}

/// Deletes at once; the message offers to write the same text again.
#[component]
fn Delete(data: CannedForm) -> impl IntoView {
    let form = use_quiet_form::<DeleteCanned>("canned/delete");
    let toasts = use_toasts();
    let input = data.input.clone();
    Effect::new(move |_| {
        if !matches!(form.action.value().get(), Some(Ok(FormReply::Done { .. }))) {
            return;
        }
        let input = input.clone();
        crate::layout::offer_undo(toasts, "Canned reply deleted", move || {
            let audience = audience(&input).to_string();
            let input = input.clone();
            save_canned(
                String::new(),
                0,
                input.name,
                input.shortcut,
                input.body,
                audience,
            )
        });
    });
    data.id.map(|id| {
        view! {
            <ErrorSummary errors=form.errors()/>
            <ActionForm action=form.action>
                <input type="hidden" name="id" value=id.to_string()/>
                <Button icon=IconName::Trash busy=form.busy()>"Delete"</Button>
            </ActionForm>
        }
    })
}

#[component]
fn Fields(data: CannedForm) -> impl IntoView {
    let form = use_form::<SaveCanned>("canned/save");
    let area = NodeRef::<html::Textarea>::new();
    let known = data.input;
    let id = data.id.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <div class="stack-lg">
            <div>
                <ErrorSummary errors=form.errors()/>
                <ActionForm action=form.action attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="version" value=data.version.to_string()/>
                    <TextInput name="name" label="Name" value=form.typed("name", &known.name) error=form.error("name") maxlength=120/>
                    <TextInput name="shortcut" label="Shortcut" prefix="::" width="md" autocomplete="off"
                        value=form.typed("shortcut", &known.shortcut) error=form.error("shortcut") maxlength=40
                        hint="Typed after two colons. Small letters, digits and hyphens."/>
                    <TextArea name="body" label="Text" rows=8 value=form.typed("body", &known.body) error=form.error("body") node_ref=area
                        hint="Markdown, with the variables below."/>
                    {if data.may_share {
                        let options = vec![Choice::new("everybody", "Everybody"), Choice::new("me", "Only me")];
                        view! {
                            <RadioGroup name="audience" legend="Who can insert it" options value=form.typed("audience", audience(&known))/>
                        }.into_any()
                    } else {
                        view! { <p class="muted">"Only you will see it: texts for everybody are written by those who manage the settings."</p> }.into_any()
                    }}
                    <Preview area/>
                    <FormActions>
                        <Button variant=Variant::Primary busy=form.busy()>"Save canned reply"</Button>
                        <LinkButton href="/settings/canned-replies" variant=Variant::Ghost>"Cancel"</LinkButton>
                    </FormActions>
                </ActionForm>
            </div>
            <Variables variables=data.variables/>
        </div>
    }
}

/// Shows the text as it will look, with made-up values.
#[component]
fn Preview(area: NodeRef<html::Textarea>) -> impl IntoView {
    let preview = Action::new(|text: &String| preview_canned(text.clone()));
    let ask = move |_| {
        if let Some(area) = area.get_untracked() {
            preview.dispatch(area.value());
        }
    };
    view! {
        <div class="needs-script stack-sm">
            <Button button_type="button" small=true icon=IconName::Eye on:click=ask>"Preview"</Button>
            {move || match preview.value().get() {
                Some(Ok(html)) => Some(view! { <div class="composer-preview"><SanitisedHtml html/></div> }.into_any()),
                Some(Err(error)) => Some(view! { <crate::error::ErrorBanner error/> }.into_any()),
                None => None,
            }}
        </div>
    }
}

#[component]
fn Variables(variables: Vec<CannedVariable>) -> impl IntoView {
    view! {
        <Panel title="Variables">
            <DescriptionList>
                {variables.into_iter().map(|variable| {
                    let written = format!("{{{{{}}}}}", variable.name);
                    view! { <Fact label=written>{variable.about}</Fact> }
                }).collect_view()}
            </DescriptionList>
        </Panel>
    }
}
