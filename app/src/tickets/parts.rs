//! Small pieces that several ticket pages show.

use app_types::tickets::{Priority, StatusCategory};
use app_ui::{Badge, Tone};
use leptos::prelude::*;

/// A status in its own words, with the tone of its category.
#[component]
pub fn StatusBadge(#[prop(into)] name: String, category: StatusCategory) -> impl IntoView {
    view! { <Badge text=name tone=tone(category)/> }
}

fn tone(category: StatusCategory) -> Tone {
    match category {
        StatusCategory::New => Tone::Info,
        StatusCategory::Open | StatusCategory::InProgress => Tone::Accent,
        StatusCategory::WaitingClient
        | StatusCategory::WaitingVendor
        | StatusCategory::Scheduled => Tone::Warning,
        StatusCategory::Resolved => Tone::Success,
        StatusCategory::Closed | StatusCategory::Cancelled => Tone::Neutral,
    }
}

/// A priority in words with its bars.
#[component]
pub fn PriorityLabel(priority: Priority) -> impl IntoView {
    view! { <span class=priority_class(priority)>{priority.label()}</span> }
}

fn priority_class(priority: Priority) -> &'static str {
    match priority {
        Priority::Critical => "prio prio-urgent",
        Priority::High => "prio prio-high",
        Priority::Medium => "prio prio-normal",
        Priority::Low => "prio prio-low",
    }
}

/// Choices as a select takes them, with an empty first one.
pub fn options(choices: &[app_types::common::Choice], empty: &str) -> Vec<(String, String)> {
    let first = (String::new(), empty.to_string());
    std::iter::once(first)
        .chain(choices.iter().map(|c| (c.value.clone(), c.label.clone())))
        .collect()
}

/// Bytes for people: `12 KB`.
pub fn file_size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
