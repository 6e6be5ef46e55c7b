//! Form controls, each complete with label, hint, error and ARIA wiring.
//!
//! Values: `value` is what the server knows; it becomes the HTML default value,
//! so text typed before hydration is never overwritten. A later change of `value`
//! is written to the control. `model` binds both ways and picks up what was
//! typed before hydration.

mod choices;
mod file;
mod radio;
mod text_area;

pub use choices::*;
pub use file::*;
pub use radio::*;
pub use text_area::*;

use crate::Field;
use crate::field::{described_by, invalid};
use leptos::html;
use leptos::prelude::*;

/// One line of text. `kind` is the input type: text, email, url, tel, number,
/// date, time, datetime-local, search, hidden is not one of them.
#[component]
pub fn TextInput(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// Defaults to `name`; give one when a page has the same name twice.
    #[prop(into, optional)]
    id: Option<String>,
    #[prop(into, optional)] hint: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] value: MaybeProp<String>,
    #[prop(optional)] model: Option<RwSignal<String>>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] readonly: bool,
    #[prop(optional)] autofocus: bool,
    /// Width by expected content: `"xs"` 4, `"sm"` 10, `"md"` 20 characters, else full.
    #[prop(optional)]
    width: &'static str,
    /// Shown inside the frame before the text: a currency, `https://`.
    #[prop(into, optional)]
    prefix: Option<String>,
    /// Shown after the text: a unit.
    #[prop(into, optional)]
    suffix: Option<String>,
    #[prop(into, optional)] autocomplete: Option<String>,
    #[prop(into, optional)] inputmode: Option<String>,
    #[prop(into, optional)] placeholder: Option<String>,
    #[prop(into, optional)] pattern: Option<String>,
    #[prop(into, optional)] min: Option<String>,
    #[prop(into, optional)] max: Option<String>,
    #[prop(into, optional)] step: Option<String>,
    #[prop(optional)] maxlength: Option<u32>,
    /// Suggestions, written as a `<datalist>`.
    #[prop(into, optional)]
    suggestions: Vec<String>,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    follow_input(node_ref, value, model);
    let describe = described_by(&id, hint, error);
    let list = (!suggestions.is_empty()).then(|| format!("{id}-list"));
    let class = match width {
        "xs" => "input width-xs",
        "sm" => "input width-sm",
        "md" => "input width-md",
        _ => "input",
    };
    let input = view! {
        <input
            type=kind
            class=class
            id=id.clone()
            name=name
            value=move || first_value(value, model)
            aria-describedby=describe
            aria-invalid=invalid(error)
            aria-required=(!optional).then_some("true")
            disabled=disabled
            readonly=readonly
            autofocus=autofocus
            autocomplete=autocomplete
            inputmode=inputmode
            placeholder=placeholder
            pattern=pattern
            min=min
            max=max
            step=step
            maxlength=maxlength.map(|n| n.to_string())
            list=list.clone()
            node_ref=node_ref
            on:input=move |event| {
                if let Some(model) = model {
                    model.set(event_target_value(&event));
                }
            }
        />
    };
    let control = if prefix.is_some() || suffix.is_some() {
        view! {
            <div class="input-group">
                {prefix.map(|text| view! { <span class="input-affix">{text}</span> })}
                {input}
                {suffix.map(|text| view! { <span class="input-affix">{text}</span> })}
            </div>
        }
        .into_any()
    } else {
        input.into_any()
    };
    view! {
        <Field id label hint error optional hide_label>
            {control}
            {list
                .map(|list| {
                    view! {
                        <datalist id=list>
                            {suggestions
                                .into_iter()
                                .map(|text| view! { <option value=text></option> })
                                .collect_view()}
                        </datalist>
                    }
                })}
        </Field>
    }
}

/// A password with a Show button (after hydration). Never prefilled.
#[component]
pub fn PasswordInput(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] id: Option<String>,
    #[prop(into, optional)] hint: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(optional)] model: Option<RwSignal<String>>,
    /// `current-password` (default), `new-password` or `one-time-code`.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let shown = RwSignal::new(false);
    follow_input(node_ref, MaybeProp::default(), model);
    let describe = described_by(&id, hint, error);
    let controls = id.clone();
    view! {
        <Field id=id.clone() label hint error optional>
            <div class="input-group">
                <input
                    type=move || if shown.get() { "text" } else { "password" }
                    class="input"
                    id=id.clone()
                    name=name
                    autocomplete=autocomplete
                    autofocus=autofocus
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=describe
                    aria-invalid=invalid(error)
                    aria-required=(!optional).then_some("true")
                    node_ref=node_ref
                    on:input=move |event| {
                        if let Some(model) = model {
                            model.set(event_target_value(&event));
                        }
                    }
                />
                <button
                    type="button"
                    class="input-affix input-affix-btn needs-script"
                    aria-controls=controls
                    aria-label=move || if shown.get() { "Hide password" } else { "Show password" }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { "Hide" } else { "Show" }}
                </button>
            </div>
        </Field>
    }
}

fn first_value(value: MaybeProp<String>, model: Option<RwSignal<String>>) -> Option<String> {
    model.map_or_else(|| value.get(), |model| Some(model.get()))
}

fn first_value_untracked(
    value: MaybeProp<String>,
    model: Option<RwSignal<String>>,
) -> Option<String> {
    model.map_or_else(
        || value.get_untracked(),
        |model| Some(model.get_untracked()),
    )
}

/// Writes later changes of the value to the element; on the first run the element
/// keeps what it holds and the model learns it.
fn follow_input(
    node: NodeRef<html::Input>,
    value: MaybeProp<String>,
    model: Option<RwSignal<String>>,
) {
    Effect::new(move |before: Option<Option<String>>| {
        let now = first_value(value, model);
        if let Some(input) = node.get() {
            match before {
                None => {
                    if let Some(model) = model
                        && input.value() != model.get_untracked()
                    {
                        model.set(input.value());
                    }
                }
                Some(before) => {
                    let text = now.clone().unwrap_or_default();
                    if before != now && input.value() != text {
                        input.set_value(&text);
                    }
                }
            }
        }
        now
    });
}
