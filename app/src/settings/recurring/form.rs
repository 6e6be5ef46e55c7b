//! Making and changing a recurring ticket.

use super::super::breadcrumb;
use super::api::load_recurring_form;
use super::history::History;
use super::list::tone;
use super::schedule::{NextDates, Schedule};
use crate::identity::{PostForm, Posted, posted};
use crate::loaded::loaded;
use crate::tickets::parts::options;
use app_types::common;
use app_types::recurring::{RecurringDraft, RecurringForm, RecurringState};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/recurring/new`
#[component]
pub fn NewRecurringPage() -> impl IntoView {
    let form = Resource::new_blocking(String::new, load_recurring_form);
    view! {
        <Title text="New recurring ticket"/>
        <PageHeader title="New recurring ticket" breadcrumb=up()/>
        {loaded(form, |form| view! { <Editor form/> })}
    }
    .into_any()
}

/// `/settings/recurring/:id`
#[component]
pub fn EditRecurringPage() -> impl IntoView {
    let params = use_params_map();
    // None has the id "-": not found, instead of a new one.
    let id = Memo::new(move |_| {
        let id = params.read().get("id").filter(|id| !id.is_empty());
        id.unwrap_or("-".into())
    });
    let form = Resource::new_blocking(move || id.get(), load_recurring_form);
    loaded(form, |form| {
        let title = form.draft.input.name.clone();
        let (state, runs) = (form.state, form.runs.clone());
        let acting = form.clone();
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=up()
                meta=move || view! { <Badge text=state.label() tone=tone(state)/> }
                actions=move || view! { <Acts form=acting.clone()/> }/>
            <Refused/>
            <div class="stack-lg">
                <Editor form/>
                <History runs/>
            </div>
        }
    })
    .into_any()
}

fn up() -> Vec<(String, String)> {
    let mut up = breadcrumb();
    let here = "/settings/recurring".to_string();
    up.push(("Recurring tickets".to_string(), here));
    up
}

/// Why a button beside the form did nothing.
#[component]
fn Refused() -> impl IntoView {
    view! { <ErrorSummary errors=posted("recurring/act").errors()/> }
}

#[component]
fn Acts(form: RecurringForm) -> impl IntoView {
    let id = form.id.map(|id| id.to_string()).unwrap_or_default();
    let version = form.draft.version.to_string();
    let act = move |act: &'static str, words: &'static str, icon: IconName| {
        let (id, version) = (id.clone(), version.clone());
        view! {
            <PostForm action="recurring/act" class="inline-form">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="act" value=act/>
                <Button icon>{words}</Button>
            </PostForm>
        }
    };
    match form.state {
        RecurringState::Archived => act("restore", "Restore", IconName::Restore).into_any(),
        RecurringState::Paused => view! {
            {act("run", "Run now", IconName::Bolt)}
            {act("resume", "Resume", IconName::Play)}
            {act("archive", "Archive", IconName::Archive)}
        }
        .into_any(),
        RecurringState::Running | RecurringState::Ended => view! {
            {act("run", "Run now", IconName::Bolt)}
            {act("pause", "Pause", IconName::Pause)}
            {act("archive", "Archive", IconName::Archive)}
        }
        .into_any(),
    }
}

#[component]
fn Editor(form: RecurringForm) -> impl IntoView {
    let post = posted("recurring/save");
    // Between two posts the form holds more than what is saved.
    let draft = post.find("draft");
    let draft: Option<RecurringDraft> = draft.and_then(|text| serde_json::from_str(&text).ok());
    let RecurringDraft {
        version,
        input,
        clients,
        next,
    } = draft.unwrap_or(form.draft);
    let id = form.id.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <ErrorSummary errors=post.errors()/>
        <PostForm action="recurring/save" class="form form-wide">
            // What Enter in a field presses is the first button of a form.
            <button type="submit" name="intent" value="save" class="sr-only" tabindex="-1" aria-hidden="true">"Save"</button>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            <TextInput name="name" label="Name" maxlength=60 value=input.name.clone() error=post.error("name")
                hint="For this list: “Patch day”. The ticket takes its subject from the template."/>
            <Select name="template" label="Template" options=options(&form.templates, "Choose a template") value=input.template.clone()
                error=post.error("template")/>
            <Clients clients suggestions=form.suggestions post/>
            <Schedule input zones=form.zones own_zone=form.time_zone post/>
            <NextDates next/>
            <FormActions>
                <Button variant=Variant::Primary attr:name="intent" attr:value="save">"Save recurring ticket"</Button>
                <LinkButton href="/settings/recurring" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </PostForm>
    }
}

/// For whom: a line each, and the way to add one.
#[component]
fn Clients(clients: Vec<common::Choice>, suggestions: Vec<String>, post: Posted) -> impl IntoView {
    let none = clients.is_empty();
    view! {
        <Fieldset legend="Clients" id="clients">
            {none.then(|| view! { <p class="muted">"Without a client the ticket is an internal one."</p> })}
            {clients.into_iter().enumerate().map(|(at, client)| view! {
                <div class="line line-action">
                    <input type="hidden" name=format!("clients[{at}]") value=client.value.clone()/>
                    <input type="hidden" name=format!("names[{at}]") value=client.label.clone()/>
                    <span>{client.label.clone()} <span class="muted">{format!(" #{}", client.value)}</span></span>
                    <Button variant=Variant::Ghost icon=IconName::Trash attr:name="intent" attr:value=format!("remove-client-{at}")>
                        "Remove" <Hidden>{format!(" the client {}", client.label)}</Hidden>
                    </Button>
                </div>
            }).collect_view()}
            <div class="line-add">
                <TextInput name="add_client" label="One more client" optional=true suggestions error=post.error("add_client")
                    hint="Its number, or the beginning of its name. Each client gets a ticket of its own."/>
                <Button icon=IconName::Plus attr:name="intent" attr:value="add-client">"Add client"</Button>
            </div>
        </Fieldset>
    }
}
