//! One of a few, and yes or no.

use super::{first_value, first_value_untracked};
use crate::Field;
use crate::field::{described_by, hint_and_error, invalid};
use leptos::html;
use leptos::prelude::*;

/// One of a few: a native select. `options` are (value, label).
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into, optional)] id: Option<String>,
    #[prop(into, optional)] hint: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    /// The selected value.
    #[prop(into, optional)]
    value: MaybeProp<String>,
    #[prop(optional)] model: Option<RwSignal<String>>,
    /// First entry with an empty value: "Choose a client", "Any status".
    #[prop(into, optional)]
    placeholder: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] width: &'static str,
    #[prop(optional)] node_ref: NodeRef<html::Select>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let describe = described_by(&id, hint, error);
    Effect::new(move |before: Option<Option<String>>| {
        let now = first_value(value, model);
        if let Some(select) = node_ref.get() {
            match before {
                None => {
                    if let Some(model) = model
                        && select.value() != model.get_untracked()
                    {
                        model.set(select.value());
                    }
                }
                Some(before) => {
                    let text = now.clone().unwrap_or_default();
                    if before != now && select.value() != text {
                        select.set_value(&text);
                    }
                }
            }
        }
        now
    });
    let class = match width {
        "xs" => "input select width-xs",
        "sm" => "input select width-sm",
        "md" => "input select width-md",
        _ => "input select",
    };
    view! {
        <Field id=id.clone() label hint error optional hide_label>
            <select
                class=class
                id=id.clone()
                name=name
                aria-describedby=describe
                aria-invalid=invalid(error)
                aria-required=(!optional).then_some("true")
                disabled=disabled
                node_ref=node_ref
                on:change=move |event| {
                    if let Some(model) = model {
                        model.set(event_target_value(&event));
                    }
                }
            >
                {placeholder.map(|text| view! { <option value="">{text}</option> })}
                {move || {
                    let selected = first_value_untracked(value, model);
                    options
                        .get()
                        .into_iter()
                        .map(|(value, label)| {
                            let chosen = selected.as_deref() == Some(value.as_str());
                            view! {
                                <option value=value selected=chosen>
                                    {label}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </Field>
    }
}

/// Yes or no. An unticked box sends nothing: `#[server(default)]` on the argument.
#[component]
pub fn Checkbox(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] id: Option<String>,
    /// What is sent when ticked.
    #[prop(into, default = "true".to_owned())]
    value: String,
    #[prop(into, optional)] checked: Signal<bool>,
    #[prop(optional)] model: Option<RwSignal<bool>>,
    #[prop(into, optional)] hint: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(optional)] hide_label: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let describe = described_by(&id, hint, error);
    let frame = hint_and_error(&id, hint, error);
    let state = move || model.map_or_else(|| checked.get(), |model| model.get());
    Effect::new(move |before: Option<bool>| {
        let now = state();
        if let Some(input) = node_ref.get() {
            if before.is_some_and(|before| before != now) {
                input.set_checked(now);
            } else if before.is_none()
                && let Some(model) = model
                && input.checked() != now
            {
                model.set(input.checked());
            }
        }
        now
    });
    view! {
        <div class="choice">
            <input
                type="checkbox"
                id=id.clone()
                name=name
                value=value
                checked=state
                aria-describedby=describe
                aria-invalid=invalid(error)
                disabled=disabled
                node_ref=node_ref
                on:change=move |event| {
                    if let Some(model) = model {
                        model.set(event_target_checked(&event));
                    }
                }
            />
            <label class=if hide_label { "sr-only" } else { "choice-label" } for=id>
                {label}
            </label>
            {frame}
        </div>
    }
}
