//! A field of a row that is changed where it stands. What was chosen shows at once; if the server
//! refuses, the old value comes back with the reason.

use super::own::OwnChanges;
use crate::forms::FormReply;
use crate::tickets::api::change_ticket;
use app_ui::use_toasts;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::KeyboardEvent;

/// How a value looks while nobody edits it.
pub type Look = Arc<dyn Fn(&str) -> AnyView + Send + Sync>;

/// The row that a field belongs to.
#[derive(Clone, Copy)]
pub struct EditedRow {
    pub number: u64,
    /// Counts up with each change that is made here.
    pub version: RwSignal<u32>,
    pub own: OwnChanges,
}

/// Enter or a click opens the choices; Enter takes one, Esc leaves all as it was.
#[component]
pub fn InlineEdit(
    row: EditedRow,
    /// As the server calls it: status, priority, technician.
    field: &'static str,
    /// For screen readers: "Status of ticket 1042".
    label: String,
    value: String,
    options: Vec<(String, String)>,
    look: Look,
) -> impl IntoView {
    let value = RwSignal::new(value);
    let editing = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    // The server's page and the one without script show the value alone.
    let live = RwSignal::new(false);
    Effect::new(move |_| live.set(true));
    let save = saver(row, field, value);
    let close = move |chosen: Option<String>| {
        editing.set(false);
        focus_next(button);
        if let Some(chosen) = chosen.filter(|chosen| *chosen != value.get_untracked()) {
            save(chosen);
        }
    };
    let options = StoredValue::new(options);
    move || {
        let (look, label, close) = (look.clone(), label.clone(), close.clone());
        if !live.get() {
            return look(&value.get());
        }
        if editing.get() {
            let now = value.get_untracked();
            return view! { <Chooser label now options close/> }.into_any();
        }
        let name = format!("{label}: change");
        view! {
            <button type="button" class="inline-edit" data-edit=field node_ref=button
                aria-label=name on:click=move |_| editing.set(true)>
                {move || look(&value.get())}
            </button>
        }
        .into_any()
    }
}

/// After the choices are gone the focus is where it was.
fn focus_next(button: NodeRef<html::Button>) {
    request_animation_frame(move || {
        if let Some(Some(button)) = button.try_get_untracked() {
            let _ = button.focus();
        }
    });
}

/// Shows the chosen value, sends it, and takes it back if the server refuses.
fn saver(
    row: EditedRow,
    field: &'static str,
    value: RwSignal<String>,
) -> impl Fn(String) + Clone + Send + Sync + 'static {
    let toasts = use_toasts();
    move |chosen: String| {
        let before = value.get_untracked();
        let version = row.version.get_untracked();
        value.set(chosen.clone());
        row.version.set(version + 1);
        row.own.expect(row.number, version + 1);
        leptos::task::spawn_local(async move {
            let answer = change_ticket(row.number, version, field.to_string(), chosen).await;
            let why = match answer {
                Ok(FormReply::Done { .. }) => return,
                Ok(FormReply::Rejected(_)) => {
                    "Someone changed this ticket in the meantime. Load the list again.".to_string()
                }
                Err(error) => error.advice(),
            };
            value.try_set(before);
            row.version.try_set(version);
            toasts.danger(format!("#{} was not changed. {why}", row.number));
        });
    }
}

#[component]
fn Chooser(
    label: String,
    now: String,
    options: StoredValue<Vec<(String, String)>>,
    close: impl Fn(Option<String>) + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let node = NodeRef::<html::Select>::new();
    Effect::new(move |_| {
        if let Some(select) = node.get() {
            let _ = select.focus();
        }
    });
    // Arrows on a closed select choose one value after the other: only Enter means it then.
    let walking = StoredValue::new(false);
    let (on_key, on_change, on_leave) = (close.clone(), close.clone(), close);
    let chosen = move || node.get_untracked().map(|select| select.value());
    let keydown = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            on_key(chosen());
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            on_key(None);
        }
        key => walking.set_value(key != " "),
    };
    let change = move |_| {
        if !walking.get_value() {
            on_change(chosen());
        }
    };
    view! {
        <select
            class="select inline-select"
            aria-label=label
            node_ref=node
            on:keydown=keydown
            on:pointerdown=move |_| walking.set_value(false)
            on:change=change
            on:blur=move |_| on_leave(None)
        >
            {options.get_value().into_iter().map(|(value, label)| {
                let selected = value == now;
                view! { <option value=value selected=selected>{label}</option> }
            }).collect_view()}
        </select>
    }
}
