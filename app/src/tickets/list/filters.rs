//! The filter bar; a plain GET form.

use super::ListResource;
use crate::tags::tag_options;
use crate::tickets::parts::options;
use app_types::common::Choice;
use app_types::custom::CustomValue;
use app_types::tickets::{Priority, TicketFilter};
use app_types::views::OpenView;
use app_ui::*;
use leptos::prelude::*;

/// Shows the filter that the list has, which may be a view's.
#[component]
pub fn Filters(filter: Memo<TicketFilter>, list: ListResource) -> impl IntoView {
    view! {
        <Transition fallback=|| ()>
            {move || {
                let loaded = list.get().and_then(Result::ok);
                let (now, choices, view) = match loaded {
                    Some(list) => (list.filter, list.choices, list.view),
                    None => (filter.get(), Default::default(), None),
                };
                let clear = clear_href(&now, view.as_ref());
                view! {
                    <FilterBar action="/tickets" clear_href=clear>
                        {view.map(|view| view! { <input type="hidden" name="view" value=view.id.to_string()/> })}
                        <TextInput name="q" label="Search" value=now.q kind="search" placeholder="Subject or number"/>
                        <Select name="show" label="Show" value=or(&now.show, "active") options=vec![
                            ("active".to_string(), "Active".to_string()),
                            ("done".to_string(), "Done".to_string()),
                            ("all".to_string(), "All".to_string()),
                        ]/>
                        <Select name="status" label="Status" value=now.status options=options(&choices.statuses, "Any status")/>
                        <Select name="priority" label="Priority" value=now.priority options=options(&priorities(), "Any priority")/>
                        <Select name="technician" label="Technician" value=now.technician options=technicians(&choices.technicians)/>
                        <Select name="board" label="Board" value=now.board options=options(&choices.boards, "Any board")/>
                        <Select name="follow_up" label="Follow-up" value=now.follow_up options=follow_ups()/>
                        <Select name="tag" label="Tag" value=now.tag options=tag_options(choices.tags.iter(), "Any tag")/>
                        <CustomFilter custom=choices.custom now=now.custom/>
                        {(!now.client.is_empty()).then(|| view! { <input type="hidden" name="client" value=now.client/> })}
                    </FilterBar>
                }
            }}
        </Transition>
    }
}

/// The values that a choice can have, of all fields in one list. What another field must have comes
/// from a link of a ticket, and stays until somebody takes it away.
#[component]
fn CustomFilter(custom: Vec<CustomValue>, now: String) -> impl IntoView {
    let mut options = vec![(String::new(), "Any value".to_string())];
    for field in custom.into_iter().map(|value| value.field) {
        let listed = field.choices.iter();
        options.extend(listed.map(|choice| {
            let (id, name) = (field.id, &field.name);
            (format!("{id}:{choice}"), format!("{name}: {choice}"))
        }));
        let prefix = format!("{}:", field.id);
        if let Some(value) = now.strip_prefix(&prefix)
            && !field.choices.iter().any(|choice| choice == value)
        {
            options.push((now.clone(), format!("{}: {value}", field.name)));
        }
    }
    let known = options.iter().any(|(value, _)| *value == now);
    if !known {
        options.push((now.clone(), "A value that is not there".to_string()));
    }
    (options.len() > 1)
        .then(|| view! { <Select name="custom" label="Custom field" value=now options/> })
}

/// A changed view goes back to what was saved; anything else to all active tickets.
fn clear_href(now: &TicketFilter, view: Option<&OpenView>) -> Option<String> {
    match view {
        Some(view) if view.changed => Some(format!("/tickets?view={}", view.id)),
        Some(_) => Some("/tickets?show=active".to_string()),
        None if *now != TicketFilter::default() => Some("/tickets".to_string()),
        None => None,
    }
}

fn or(value: &str, fallback: &str) -> String {
    if value.is_empty() {
        fallback.to_string()
    } else {
        value.to_string()
    }
}

pub fn priorities() -> Vec<Choice> {
    Priority::ALL
        .iter()
        .map(|p| Choice::new(p, p.label()))
        .collect()
}

fn follow_ups() -> Vec<(String, String)> {
    let all = [("", "Any or none"), ("due", "Due"), ("waiting", "Put off")];
    all.map(|(value, label)| (value.to_string(), label.to_string()))
        .to_vec()
}

fn technicians(choices: &[Choice]) -> Vec<(String, String)> {
    let mut all = options(choices, "Anyone");
    all.insert(1, ("me".into(), "Me".into()));
    all.insert(2, ("nobody".into(), "Nobody".into()));
    all
}
