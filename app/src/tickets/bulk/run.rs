//! `/tickets/bulk/:id`: how far a run has come, what failed, and taking it back.

use super::api::{UndoBulk, load_bulk};
use crate::layout::live::use_changes;
use crate::loaded::loaded;
use app_types::id::BulkRunId;
use app_types::macros::{BulkReply, BulkRunView};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

#[component]
pub fn BulkRunPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let news = use_changes("bulk", move |event| event.key == id.get_untracked());
    let run = Resource::new_blocking(move || (id.get(), news.get()), |(id, _)| load_bulk(id));
    loaded(run, |run| view! { <Run run/> })
}

#[component]
fn Run(run: BulkRunView) -> impl IntoView {
    let breadcrumb = vec![("Tickets".to_string(), "/tickets".to_string())];
    let summary = run.summary();
    let waiting = run.waiting();
    let looked_at = f64::from(run.total - waiting);
    view! {
        <Title text=run.name.clone()/>
        <PageHeader title=run.name.clone() breadcrumb/>
        <div class="stack">
            <p role="status">{summary.clone()}</p>
            {(waiting > 0).then(|| view! {
                <Meter label="Tickets looked at" text=summary value=looked_at max=f64::from(run.total)/>
                <p class="muted">"This goes on by itself, also when you leave the page."</p>
            })}
            {(!run.failures.is_empty()).then(|| view! { <Failures run=run.clone()/> })}
            <div class="btn-row">
                {run.may_undo.then(|| view! { <UndoButton id=run.id/> })}
                <LinkButton href="/tickets">"To the tickets"</LinkButton>
            </div>
        </div>
    }
}

/// Each ticket that was not changed, by name, and why.
#[component]
pub fn Failures(run: BulkRunView) -> impl IntoView {
    let untold = (run.failed as usize).saturating_sub(run.failures.len());
    view! {
        <Banner tone=Tone::Warning title="These tickets were not changed">
            <ul class="list-plain">
                {run.failures.into_iter().map(|failure| view! {
                    <li>
                        <a href=format!("/tickets/{}", failure.number)>{format!("#{} {}", failure.number, failure.subject)}</a>
                        {format!(": {}", failure.why)}
                    </li>
                }).collect_view()}
            </ul>
            {(untold > 0).then(|| format!("and {untold} more"))}
        </Banner>
    }
}

#[component]
fn UndoButton(id: BulkRunId) -> impl IntoView {
    let action = ServerAction::<UndoBulk>::new();
    let navigate = use_navigate();
    let toasts = use_toasts();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(BulkReply::Begun(undo))) => {
            navigate(
                &format!("/tickets/bulk/{}", undo.id),
                NavigateOptions::default(),
            );
        }
        Some(Ok(BulkReply::Rejected(why))) => {
            toasts.danger(
                why.errors
                    .into_iter()
                    .map(|e| e.message)
                    .collect::<String>(),
            );
        }
        Some(Err(error)) => {
            toasts.danger(error.advice());
        }
        None => {}
    });
    view! {
        <ActionForm action>
            <input type="hidden" name="id" value=id.to_string()/>
            <Button busy=action.pending() icon=IconName::Restore>"Undo"</Button>
        </ActionForm>
    }
}
