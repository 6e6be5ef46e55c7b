//! Who is here and who can what: what assignment by rules goes by.

use super::super::breadcrumb;
use super::api::load_people;
use crate::identity::{PostForm, posted};
use crate::loaded::loaded;
use app_types::triage::PersonRow;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/assignment`
#[component]
pub fn AssignmentPage() -> impl IntoView {
    let people = Resource::new_blocking(|| (), |()| load_people());
    view! {
        <Title text="Assignment"/>
        <PageHeader title="Assignment" breadcrumb=breadcrumb()/>
        <div class="stack">
        <p class="muted">"Rules that assign in turn or by load pass over people who are away, and choose by skill where they ask for one."</p>
        {loaded(people, |people| view! { <People people/> })}
        </div>
    }
    .into_any()
}

#[component]
fn People(people: Vec<PersonRow>) -> impl IntoView {
    let post = posted("rules/set-person");
    // Every form on this page has fields of the same names: the flash says whose it was.
    let whose = post.find("user").unwrap_or_default();
    let panels = people.into_iter().map(|person| {
        let mine = whose == person.id.to_string();
        view! { <Person person mine/> }
    });
    view! {
        <ErrorSummary errors=post.errors()/>
        <div class="cols-2">{panels.collect_view()}</div>
    }
}

#[component]
fn Person(person: PersonRow, mine: bool) -> impl IntoView {
    let state = match &person.back {
        Some(back) => {
            view! { <Badge text=format!("Away until {}", back.text) tone=Tone::Warning/> }
                .into_any()
        }
        None => view! { <Badge text="Here" tone=Tone::Success/> }.into_any(),
    };
    let load = match person.load {
        1 => "1 active ticket".to_string(),
        load => format!("{load} active tickets"),
    };
    let may = person.may_change;
    let skills = person.skills.clone();
    view! {
        <Panel title=person.name.clone()>
            <div class="stack-sm">
                <div class="row">{state}<span class="muted">{load}</span></div>
                {if may {
                    view! { <PersonForm person mine/> }.into_any()
                } else if skills.is_empty() {
                    view! { <p class="muted">"No skills named"</p> }.into_any()
                } else {
                    view! { <p>"Skills: " {skills}</p> }.into_any()
                }}
            </div>
        </Panel>
    }
}

/// `mine`: this form was sent back with complaints.
#[component]
fn PersonForm(person: PersonRow, mine: bool) -> impl IntoView {
    let post = posted("rules/set-person");
    let id = person.id.to_string();
    let typed = |field: &str, known: &str| match mine {
        true => post.typed(field, known),
        false => known.to_string(),
    };
    let error = |field: &str| post.error(field).filter(|_| mine);
    // A form that was refused carries the plain ids, which the error summary links to.
    let name_of = |field: &str| match mine {
        true => field.to_string(),
        false => format!("{field}-{id}"),
    };
    let (skills_id, back_id) = (name_of("skills"), name_of("back_on"));
    let (skills, back_on) = (
        typed("skills", &person.skills),
        typed("back_on", &person.back_on),
    );
    let (skills_error, back_error) = (error("skills"), error("back_on"));
    let (label, version) = (format!(" {}", person.name), person.version.to_string());
    view! {
        <PostForm action="rules/set-person">
            <input type="hidden" name="user" value=id/>
            <input type="hidden" name="version" value=version/>
            <TextInput name="skills" id=skills_id label="Skills" optional=true maxlength=500 value=skills
                error=skills_error hint="Separated by commas, for example voip, linux."/>
            <TextInput name="back_on" id=back_id kind="date" label="Away, back on" optional=true width="sm" value=back_on
                error=back_error hint="Empty: here."/>
            <FormActions><Button>"Save" <Hidden>{label}</Hidden></Button></FormActions>
        </PostForm>
    }
}
