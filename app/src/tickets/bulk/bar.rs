//! The bar under the list: what to do with the selected tickets. A plain form around nothing: the
//! boxes of the rows belong to it by its id.

use super::api::{ChangeTickets, count_matching, undo_bulk};
use super::selection::Selection;
use crate::error::ApiError;
use crate::layout::boot::use_boot;
use crate::layout::stay_at_row;
use crate::tags::tag_options;
use crate::tickets::list::{OwnChanges, priorities};
use crate::tickets::parts::options;
use crate::tickets::views::FilterFields;
use app_types::Permission;
use app_types::macros::{BulkReply, BulkRunView};
use app_types::tickets::{TicketChoices, TicketFilter};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// The id of the form that the boxes belong to.
pub const FORM: &str = "bulk";

#[component]
pub fn Bar(
    choices: TicketChoices,
    filter: TicketFilter,
    selection: Selection,
    /// Whether the list has more pages than this one.
    more: bool,
    own: OwnChanges,
    /// Where the failures of the last run are told: the list is loaded again under them.
    report: RwSignal<Option<BulkRunView>>,
    /// Loads the list again.
    reload: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    if !use_boot().can(Permission::TicketsEdit) {
        return ().into_any();
    }
    let action = ServerAction::<ChangeTickets>::new();
    expect_echoes(action, own);
    when_answered(action, report, selection, reload);
    let all = selection.all;
    let text = Signal::derive(move || match all.get() {
        Some(all) => format!("All {all} matching selected"),
        None => format!("{} selected", selection.count.get()),
    });
    view! {
        <ActionForm action attr:id=FORM attr:class="bulk-form">
            <FilterFields filter=filter.clone()/>
            <input type="hidden" name="all" value=move || all.get().is_some().to_string()/>
            <section class="bulk-bar" aria-label="Selection" class:bulk-idle=move || selection.count.get() == 0>
                <span class="bulk-text needs-script" aria-live="polite">{move || text.get()}</span>
                {more.then(|| view! { <AllMatching filter selection/> })}
                <Fields choices/>
                <Button variant=Variant::Primary busy=action.pending()>"Apply to selected"</Button>
                <Button variant=Variant::Ghost button_type="button" needs_script=true on:click=move |_| selection.set_page(false)>"Clear selection"</Button>
            </section>
        </ActionForm>
    }
    .into_any()
}

/// One select for each thing that can be set; each begins with "leave it".
#[component]
fn Fields(choices: TicketChoices) -> impl IntoView {
    let priorities = options(&priorities(), "Priority");
    let mut technicians = options(&choices.technicians, "Technician");
    technicians.insert(1, ("me".into(), "Me".into()));
    technicians.insert(2, ("nobody".into(), "Nobody".into()));
    let add = tag_options(choices.offered_tags(), "Add a tag");
    let remove = tag_options(choices.tags.iter(), "Remove a tag");
    let has_tags = !choices.tags.is_empty();
    view! {
        <BulkSelect name="status" label="Set the status" options=options(&choices.statuses, "Status")/>
        <BulkSelect name="priority" label="Set the priority" options=priorities/>
        <BulkSelect name="technician" label="Assign to" options=technicians/>
        <BulkSelect name="board" label="Move to the board" options=options(&choices.boards, "Board")/>
        {has_tags.then(|| view! {
            <BulkSelect name="add_tag" label="Add a tag" options=add/>
            <BulkSelect name="remove_tag" label="Remove a tag" options=remove/>
        })}
        {(!choices.macros.is_empty()).then(|| view! {
            <BulkSelect name="run_macro" label="Run a macro" options=options(&choices.macros, "Macro")/>
        })}
    }
}

#[component]
fn BulkSelect(
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
) -> impl IntoView {
    view! { <Select name id=format!("bulk-{name}") label hide_label=true options value="" optional=true/> }
}

/// Means every ticket that the filter matches, also those on other pages.
#[component]
fn AllMatching(filter: TicketFilter, selection: Selection) -> impl IntoView {
    let toasts = use_toasts();
    let count = Action::new(move |(): &()| count_matching(filter.clone()));
    Effect::new(move |_| match count.value().get() {
        Some(Ok(found)) if found > MOST => {
            toasts.danger(format!(
                "More than {MOST} tickets match. Narrow the filter first."
            ));
        }
        Some(Ok(found)) => selection.all.set(Some(found)),
        Some(Err(error)) => {
            toasts.danger(error.advice());
        }
        None => {}
    });
    view! {
        <Button variant=Variant::Ghost button_type="button" needs_script=true busy=count.pending()
            on:click=move |_| { count.dispatch(()); }>
            "Select all matching"
        </Button>
    }
}

/// As in `server-core`: tickets of one run.
const MOST: u32 = 1_000;

/// Each ticket of a run comes back as an event: with its change, and with its undo.
fn expect_echoes(action: ServerAction<ChangeTickets>, own: OwnChanges) {
    Effect::new(move |_| {
        let input = action.input().get();
        let targets = input.map(|input| input.tickets).unwrap_or_default();
        for (number, version) in targets.iter().filter_map(|text| text.split_once(':')) {
            if let (Ok(number), Ok(version)) = (number.parse(), version.parse::<u32>()) {
                own.expect(number, version + 1);
                own.expect(number, version + 2);
            }
        }
    });
}

/// A run's toast with its undo, its failures by name, and the list as it is now.
fn when_answered(
    action: ServerAction<ChangeTickets>,
    report: RwSignal<Option<BulkRunView>>,
    selection: Selection,
    reload: impl Fn() + Clone + Send + Sync + 'static,
) {
    let toasts = use_toasts();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(BulkReply::Begun(run))) => {
            say(toasts, &run, reload.clone());
            report.set(Some(run));
            // The bar goes away; whoever works by keyboard goes on where they selected.
            if let Some(row) = selection.last_row() {
                stay_at_row(&row);
            }
            selection.set_page(false);
            reload();
        }
        Some(Ok(BulkReply::Rejected(why))) => {
            let words: Vec<_> = why.errors.into_iter().map(|e| e.message).collect();
            toasts.danger(words.join(". "));
        }
        Some(Err(error)) => {
            toasts.danger(error.advice());
        }
        None => {}
    });
}

/// Says how it went, and offers to take it back.
fn say(toasts: Toasts, run: &BulkRunView, reload: impl Fn() + Clone + Send + Sync + 'static) {
    let id = run.id;
    let mut toast = Toast::new(
        if run.failed > 0 {
            Tone::Warning
        } else {
            Tone::Success
        },
        format!("{}: {}", run.name, run.summary()),
    );
    if run.waiting() > 0 {
        toast = toast.link("Progress", format!("/tickets/bulk/{id}"));
    }
    if run.may_undo {
        toast = toast.undo(move || {
            let reload = reload.clone();
            leptos::task::spawn_local(async move {
                let answer = undo_bulk(id).await;
                told(toasts, answer);
                reload();
            });
        });
    }
    toasts.show(toast);
}

fn told(toasts: Toasts, answer: Result<BulkReply, ApiError>) {
    match answer {
        Ok(BulkReply::Begun(run)) => toasts.success(format!("{}: {}", run.name, run.summary())),
        Ok(BulkReply::Rejected(why)) => toasts.danger(
            why.errors
                .into_iter()
                .map(|e| e.message)
                .collect::<String>(),
        ),
        Err(error) => toasts.danger(error.advice()),
    };
}

/// The tickets that were not changed, until the next run.
#[component]
pub fn Report(report: RwSignal<Option<BulkRunView>>) -> impl IntoView {
    move || {
        let run = report.get().filter(|run| !run.failures.is_empty());
        run.map(|run| view! { <super::run::Failures run/> })
    }
}
