//! The queues at a glance and the list of jobs.

use super::api::{RerunDeadJobs, load_jobs};
use crate::error::ApiError;
use crate::forms::{FormReply, use_form};
use crate::layout::boot::use_boot;
use crate::loaded::loaded;
use app_types::Permission;
use app_types::common::Choice as Kind;
use app_types::jobs::{JobFilter, JobList, JobRow, JobState, MOST_COUNTED, QueueLine};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

type ListResource = Resource<Result<JobList, ApiError>>;

/// `/jobs`: state, kind and position are in the URL.
#[component]
pub fn JobsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let query = query.get();
        let get = |name: &str| query.get(name).unwrap_or_default();
        JobFilter {
            state: get("state"),
            kind: get("kind"),
            after: get("after"),
            before: get("before"),
        }
    });
    let list: ListResource = Resource::new_blocking(move || filter.get(), load_jobs);
    view! {
        <Title text="Job queues"/>
        <PageHeader
            title="Job queues"
            actions=move || view! {
                <LinkButton href="/jobs" icon=IconName::Refresh>"Refresh"</LinkButton>
            }
        />
        {loaded(list, move |data| view! { <Queues data filter=filter.get_untracked() list/> })}
    }
}

#[component]
fn Queues(data: JobList, filter: JobFilter, list: ListResource) -> impl IntoView {
    let shown = state_of(&filter);
    let total = |state: JobState| -> u32 {
        let counts = data.queues.iter().flat_map(|queue| &queue.counts);
        counts.filter(|(s, _)| *s == state).map(|(_, n)| n).sum()
    };
    let tabs: Vec<Tab> = JobState::ALL
        .iter()
        .map(|state| {
            let href = format!("/jobs?state={state}");
            let tab = Tab::new(state.label(), href).current(*state == shown);
            match *state {
                JobState::Done => tab,
                state => tab.count(total(state).into()),
            }
        })
        .collect();
    view! {
        <div class="stack">
            <QueueTable queues=data.queues.clone()/>
            <Tabs label="Jobs by state" items=Signal::stored(tabs)/>
            <Filters kinds=data.kinds.clone() filter=filter.clone()/>
            {(shown == JobState::Dead && !filter.kind.is_empty() && !data.page.rows.is_empty())
                .then(|| view! { <RerunDead kind=filter.kind.clone() list/> })}
            <Rows data filter/>
        </div>
    }
}

fn state_of(filter: &JobFilter) -> JobState {
    JobState::parse(&filter.state).unwrap_or(JobState::Queued)
}

#[component]
fn QueueTable(queues: Vec<QueueLine>) -> impl IntoView {
    if queues.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::new("Queue"),
        Column::new("Waiting").num(),
        Column::new("Running").num(),
        Column::new("Dead").num(),
        Column::new("Parked").num(),
        Column::new("Longest waiting").class("nowrap"),
    ];
    view! {
        <DataTable caption="Queues" columns=Signal::stored(columns) cards=true>
            {queues.into_iter().map(|queue| view! { <QueueRow queue/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn QueueRow(queue: QueueLine) -> impl IntoView {
    let count = |state: JobState| {
        let found = queue.counts.iter().find(|(s, _)| *s == state);
        match found.map_or(0, |(_, count)| *count) {
            MOST_COUNTED.. => format!("{MOST_COUNTED} or more"),
            count => count.to_string(),
        }
    };
    let cells = [
        JobState::Queued,
        JobState::Running,
        JobState::Dead,
        JobState::Parked,
    ]
    .map(|state| view! { <td class="num" data-label=state.label()>{count(state)}</td> });
    view! {
        <tr>
            <td class="cell-title">{queue.queue.clone()}</td>
            {cells.into_iter().collect_view()}
            <td class="nowrap" data-label="Longest waiting">
                {match queue.oldest_due {
                    Some(at) => view! {
                        {duration(queue.oldest_seconds)} ", since "
                        <TimeText datetime=at.iso text=at.text title=at.long/>
                    }.into_any(),
                    None => view! { <span class="muted">"Nothing is due"</span> }.into_any(),
                }}
            </td>
        </tr>
    }
}

/// `42 s`, `5 min`, `3 h`.
fn duration(seconds: u32) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3_600),
    }
}

#[component]
fn Filters(kinds: Vec<Kind>, filter: JobFilter) -> impl IntoView {
    let state = state_of(&filter);
    let clear = (!filter.kind.is_empty()).then(|| format!("/jobs?state={state}"));
    let mut kinds = crate::tickets::parts::options(&kinds, "Any kind");
    if !filter.kind.is_empty() && !kinds.iter().any(|(value, _)| *value == filter.kind) {
        kinds.push((filter.kind.clone(), filter.kind.clone()));
    }
    view! {
        <FilterBar action="/jobs" clear_href=clear>
            <input type="hidden" name="state" value=state.as_str()/>
            <Select name="kind" label="Kind" value=filter.kind options=kinds/>
        </FilterBar>
    }
}

/// For those who may, and only when the reader has said which kind.
#[component]
fn RerunDead(kind: String, list: ListResource) -> impl IntoView {
    let form = use_form::<RerunDeadJobs>("jobs/rerun-dead");
    Effect::new(move |_| {
        if let Some(Ok(FormReply::Done { .. })) = form.action.value().get() {
            list.refetch();
        }
    });
    use_boot().can(Permission::JobsManage).then(|| {
        view! {
            <ErrorSummary errors=form.errors()/>
            <ActionForm action=form.action>
                <input type="hidden" name="kind" value=kind.clone()/>
                <Button icon=IconName::Restore busy=form.busy()>
                    {format!("Run all dead {kind} jobs again")}
                </Button>
            </ActionForm>
        }
    })
}

#[component]
fn Rows(data: JobList, filter: JobFilter) -> impl IntoView {
    let page = data.page;
    if page.rows.is_empty() {
        return view! { <NoJobs state=state_of(&filter)/> }.into_any();
    }
    let newer = page.previous.map(|cursor| href(&filter, "before", &cursor));
    let older = page.next.map(|cursor| href(&filter, "after", &cursor));
    let jobs = counted(page.rows.len(), "job", "jobs");
    let text = format!("{jobs} on this page, the latest first");
    let columns = vec![
        Column::new("Kind").class("col-wide"),
        Column::new("Queue"),
        Column::new("State"),
        Column::new("Due").class("nowrap"),
        Column::new("Attempts").num(),
    ];
    view! {
        <DataTable caption="Jobs" columns=Signal::stored(columns) cards=true>
            {page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </DataTable>
        <Pager text newer older/>
    }
    .into_any()
}

#[component]
fn Row(row: JobRow) -> impl IntoView {
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/jobs/{}", row.id) data-row="">{row.kind}</a>
                {(!row.error.is_empty()).then(|| view! { <span class="cell-sub">{row.error}</span> })}
            </td>
            <td data-label="Queue">{row.queue}</td>
            <td data-label="State"><StateBadge state=row.state/></td>
            <td class="nowrap" data-label="Due">
                <TimeText datetime=row.run_at.iso text=row.run_at.text title=row.run_at.long/>
            </td>
            <td class="num" data-label="Attempts">{row.attempts}</td>
        </tr>
    }
}

#[component]
pub(super) fn StateBadge(state: JobState) -> impl IntoView {
    let tone = match state {
        JobState::Queued => Tone::Info,
        JobState::Running => Tone::Accent,
        JobState::Dead => Tone::Danger,
        JobState::Parked => Tone::Warning,
        JobState::Done => Tone::Success,
    };
    view! { <Badge text=state.label() tone=tone/> }
}

#[component]
fn NoJobs(state: JobState) -> impl IntoView {
    let (title, text) = match state {
        JobState::Queued => (
            "Nothing waits",
            "Jobs appear here when there is work to be done.",
        ),
        JobState::Running => (
            "Nothing runs",
            "Jobs run for moments only; this page shows one moment.",
        ),
        JobState::Dead => (
            "No dead jobs",
            "A job that fails too often waits here for a decision.",
        ),
        JobState::Parked => ("Nothing is parked", "Put a job aside on its own page."),
        JobState::Done => (
            "Nothing was done lately",
            "Done jobs are kept for seven days.",
        ),
    };
    view! { <EmptyState title text icon=IconName::Queue/> }
}

fn href(filter: &JobFilter, direction: &str, cursor: &str) -> String {
    let kind = leptos_router::location::Url::escape(&filter.kind);
    format!(
        "/jobs?state={}&kind={kind}&{direction}={cursor}",
        state_of(filter)
    )
}
