//! Making and changing a rule.

use super::super::breadcrumb;
use super::api::load_rule_form;
use super::lines::{Actions, Conditions};
use crate::identity::{PostForm, posted};
use crate::loaded::loaded;
use app_types::triage::{Firing, MatchKind, RuleDraft, RuleForm, Trigger};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/rules/new`
#[component]
pub fn NewRulePage() -> impl IntoView {
    let form = Resource::new_blocking(String::new, load_rule_form);
    view! {
        <Title text="New rule"/>
        <PageHeader title="New rule" breadcrumb=up()/>
        {loaded(form, |form| view! { <Editor form/> })}
    }
    .into_any()
}

/// `/settings/rules/:id`
#[component]
pub fn EditRulePage() -> impl IntoView {
    let params = use_params_map();
    // No rule has the id "-": not found, instead of a new one.
    let id = Memo::new(move |_| {
        let id = params.read().get("id");
        id.filter(|id| !id.is_empty()).unwrap_or("-".into())
    });
    let form = Resource::new_blocking(move || id.get(), load_rule_form);
    loaded(form, |form| {
        let title = form.input.name.clone();
        let firings = form.firings.clone();
        let id = form.id.map(|id| id.to_string()).unwrap_or_default();
        let attempt = format!("/settings/rules/{id}/try");
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=up() actions=move || view! {
                <LinkButton href=attempt>"Try it on the last 30 days"</LinkButton>
            }/>
            <div class="stack-lg">
                <Editor form=form.clone()/>
                <Firings firings/>
                <Archive form/>
            </div>
        }
    })
    .into_any()
}

/// The way back to the list.
pub(super) fn up() -> Vec<(String, String)> {
    let mut up = breadcrumb();
    up.push(("Triage rules".to_string(), "/settings/rules".to_string()));
    up
}

#[component]
fn Editor(form: RuleForm) -> impl IntoView {
    let post = posted("rules/save");
    // Between two posts the form holds more than what is saved.
    let draft = post.find("draft");
    let draft: Option<RuleDraft> = draft.and_then(|text| serde_json::from_str(&text).ok());
    let RuleDraft { version, input } = draft.unwrap_or(RuleDraft {
        version: form.version,
        input: form.input,
    });
    let id = form.id.map(|id| id.to_string()).unwrap_or_default();
    let triggers = Trigger::ALL
        .iter()
        .map(|t| (t.to_string(), t.label().to_string()));
    let triggers: Vec<(String, String)> = triggers.collect();
    let minutes = match input.after_minutes {
        0 => String::new(),
        minutes => minutes.to_string(),
    };
    let kinds = vec![
        Choice::new(MatchKind::All.as_str(), "All of the conditions hold"),
        Choice::new(MatchKind::Any.as_str(), "One of the conditions holds"),
    ];
    view! {
        <ErrorSummary errors=post.errors()/>
        <PostForm action="rules/save" class="form form-wide">
            // What Enter in a field presses is the first button of a form.
            <button type="submit" name="intent" value="save" class="sr-only" tabindex="-1" aria-hidden="true">"Save rule"</button>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            <TextInput name="name" label="Name" maxlength=120 value=input.name error=post.error("name")/>
            <Select name="trigger" label="When" options=triggers value=input.trigger.to_string()/>
            <TextInput name="after_minutes" label="Minutes to wait" optional=true width="sm" inputmode="numeric" value=minutes
                error=post.error("after_minutes") hint="Only for the two events at the end of the list: 60 is an hour, 1440 a day."/>
            <RadioGroup name="match_kind" legend="If" options=kinds value=input.match_kind.to_string()/>
            <Conditions conditions=input.conditions choices=form.choices.clone() post/>
            <Actions actions=input.actions choices=form.choices post/>
            <Checkbox name="stops" label="Look at no later rule once this one has acted" checked=input.stops/>
            <Checkbox name="active" label="Active" checked=input.active hint="A paused rule does nothing."/>
            <FormActions>
                <Button variant=Variant::Primary attr:name="intent" attr:value="save">"Save rule"</Button>
                <LinkButton href="/settings/rules" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </PostForm>
    }
}

/// What the rule did lately.
#[component]
fn Firings(firings: Vec<Firing>) -> impl IntoView {
    if firings.is_empty() {
        return view! { <p class="muted">"This rule has not acted yet."</p> }.into_any();
    }
    let columns = vec![
        Column::new("When").class("nowrap"),
        Column::new("Ticket"),
        Column::new("What it did").class("col-wide"),
    ];
    let rows = firings.into_iter().map(|firing| {
        view! {
            <tr>
                <td data-label="When"><TimeText datetime=firing.at.iso text=firing.at.text title=firing.at.long/></td>
                <td class="cell-title">
                    <a href=format!("/tickets/{}", firing.ticket)>{format!("#{}", firing.ticket)}</a>
                    <span class="cell-sub">{firing.subject}</span>
                </td>
                <td data-label="What it did">{firing.effects}</td>
            </tr>
        }
    });
    view! {
        <Panel title="What it did lately" flush=true>
            <DataTable caption="What the rule did lately" columns=Signal::stored(columns) cards=true>{rows.collect_view()}</DataTable>
        </Panel>
    }
    .into_any()
}

#[component]
fn Archive(form: RuleForm) -> impl IntoView {
    let post = posted("rules/archive");
    let id = form.id.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <ErrorSummary errors=post.errors()/>
        <PostForm action="rules/archive" class="inline-form">
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=form.version.to_string()/>
            <Button variant=Variant::Danger>"Archive the rule"</Button>
        </PostForm>
    }
}
