//! One job: what it carries, how it went, and running it again.

use super::api::{ParkJob, RerunJob, load_job};
use super::list::StateBadge;
use crate::error::ApiError;
use crate::forms::{FormReply, use_form};
use crate::layout::boot::use_boot;
use crate::loaded::loaded;
use app_types::Permission;
use app_types::common::When;
use app_types::jobs::JobRecord;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

type JobResource = Resource<Result<JobRecord, ApiError>>;

/// `/jobs/:id`
#[component]
pub fn JobPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let job: JobResource = Resource::new_blocking(move || id.get(), load_job);
    loaded(job, move |data| view! { <Job job=data resource=job/> })
}

#[component]
fn Job(job: JobRecord, resource: JobResource) -> impl IntoView {
    let breadcrumb = vec![
        ("Job queues".to_string(), "/jobs".to_string()),
        (job.kind.clone(), format!("/jobs/{}", job.id)),
    ];
    let (state, kind, head) = (job.state, job.kind.clone(), job.clone());
    let (error, payload) = (job.error.clone(), job.payload.clone());
    view! {
        <Title text=format!("Job {kind}")/>
        <PageHeader
            title=kind
            breadcrumb
            meta=move || view! { <StateBadge state/> }
            actions=move || view! { <Actions job=head.clone() resource/> }
        />
        <div class="stack">
            {(!error.is_empty()).then(|| view! {
                <Panel title="Last error"><Prose><pre tabindex="0"><code>{error}</code></pre></Prose></Panel>
            })}
            <Panel title="Course"><Course job/></Panel>
            <Panel title="Payload"><Prose><pre tabindex="0"><code>{payload}</code></pre></Prose></Panel>
        </div>
    }
}

#[component]
fn Course(job: JobRecord) -> impl IntoView {
    view! {
        <DescriptionList>
            <Fact label="Queue">{job.queue}</Fact>
            <Fact label="Runs">{format!("{} of at most {}", job.attempts, job.max_attempts)}</Fact>
            <Fact label="Crashes">{job.crashes}</Fact>
            <Fact label="Queued">{time(job.created)}</Fact>
            <Fact label="Due">{time(job.run_at)}</Fact>
            {job.lease_until.map(|at| view! { <Fact label="Held by a worker until">{time(at)}</Fact> })}
            {job.finished.map(|at| view! { <Fact label="Ended">{time(at)}</Fact> })}
            {job.unique_key.map(|key| view! { <Fact label="Unique key">{key}</Fact> })}
            {(!job.request_id.is_empty()).then(|| view! { <Fact label="Request">{job.request_id}</Fact> })}
        </DescriptionList>
    }
}

fn time(at: When) -> impl IntoView {
    view! { <TimeText datetime=at.iso text=at.text title=at.long/> }
}

#[component]
fn Actions(job: JobRecord, resource: JobResource) -> impl IntoView {
    let rerun = use_form::<RerunJob>("jobs/rerun");
    let park = use_form::<ParkJob>("jobs/park");
    let toasts = use_toasts();
    // Also after a refusal: then there is news to read, and the reason outlives this form.
    let answered = move |value: Option<Result<FormReply, ApiError>>| {
        if let Some(Ok(FormReply::Rejected(why))) = &value {
            let words = why.errors.iter().map(|error| error.message.as_str());
            toasts.danger(words.collect::<Vec<_>>().join(" "));
        }
        if value.is_some() {
            resource.refetch();
        }
    };
    Effect::new(move |_| answered(rerun.action.value().get()));
    Effect::new(move |_| answered(park.action.value().get()));
    let may = use_boot().can(Permission::JobsManage);
    let id = job.id.to_string();
    let (can_rerun, can_park) = (may && job.can_rerun(), may && job.can_park());
    let rerun_id = id.clone();
    view! {
        <ErrorSummary errors=rerun.errors()/>
        <ErrorSummary errors=park.errors()/>
        {can_park.then(move || view! {
            <ActionForm action=park.action>
                <input type="hidden" name="id" value=id/>
                <Button icon=IconName::Pause busy=park.busy()>"Park"</Button>
            </ActionForm>
        })}
        {can_rerun.then(move || view! {
            <ActionForm action=rerun.action>
                <input type="hidden" name="id" value=rerun_id/>
                <Button variant=Variant::Primary icon=IconName::Restore busy=rerun.busy()>"Run now"</Button>
            </ActionForm>
        })}
    }
}
