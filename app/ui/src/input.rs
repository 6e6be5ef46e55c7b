//! Form controls, each complete with label, hint, error and ARIA wiring.
//!
//! Values: `value` is what the server knows; it becomes the HTML default value,
//! so text typed before hydration is never overwritten. A later change of `value`
//! is written to the control. `model` binds both ways and picks up what was
//! typed before hydration.

use crate::field::{described_by, hint_and_error, invalid};
use crate::{Field, html_escape};
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

/// Several lines of text. **The only place that may write `<textarea`**: Leptos
/// 0.8 writes the children of a textarea unescaped on the server, so the value
/// goes in as escaped `inner_html`.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] id: Option<String>,
    #[prop(into, optional)] hint: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] value: MaybeProp<String>,
    #[prop(optional)] model: Option<RwSignal<String>>,
    #[prop(default = 5)] rows: u32,
    #[prop(optional)] optional: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] readonly: bool,
    #[prop(optional)] autofocus: bool,
    /// Fixed-width text (keys, templates).
    #[prop(optional)]
    code: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(into, optional)] placeholder: Option<String>,
    #[prop(into, optional)] autocomplete: Option<String>,
    #[prop(optional)] node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let describe = described_by(&id, hint, error);
    let initial = first_value_untracked(value, model).unwrap_or_default();
    Effect::new(move |before: Option<Option<String>>| {
        let now = first_value(value, model);
        if let Some(area) = node_ref.get() {
            match before {
                // Hydration: what was typed while the page loaded wins.
                None => {
                    if let Some(model) = model
                        && area.value() != model.get_untracked()
                    {
                        model.set(area.value());
                    }
                }
                Some(before) => {
                    let text = now.clone().unwrap_or_default();
                    if before != now && area.value() != text {
                        area.set_value(&text);
                    }
                }
            }
        }
        now
    });
    view! {
        <Field id=id.clone() label hint error optional hide_label>
            <textarea
                class=if code { "input textarea code" } else { "input textarea" }
                id=id.clone()
                name=name
                rows=rows.to_string()
                aria-describedby=describe
                aria-invalid=invalid(error)
                aria-required=(!optional).then_some("true")
                disabled=disabled
                readonly=readonly
                autofocus=autofocus
                maxlength=maxlength.map(|n| n.to_string())
                placeholder=placeholder
                autocomplete=autocomplete
                inner_html=textarea_html(&initial)
                node_ref=node_ref
                on:input=move |event| {
                    if let Some(model) = model {
                        model.set(event_target_value(&event));
                    }
                }
            ></textarea>
        </Field>
    }
}

/// The value as content of a textarea. HTML drops one line break after the start
/// tag, so the server adds one for text that begins with a line break.
fn textarea_html(value: &str) -> String {
    let escaped = html_escape(value);
    if cfg!(feature = "ssr") && value.starts_with(['\n', '\r']) {
        format!("\n{escaped}")
    } else {
        escaped
    }
}

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

/// One answer of a [`RadioGroup`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// One of a few, all visible. The group's id is `id` or `name`; the first button
/// carries it, so that the error summary can move the focus there.
#[component]
pub fn RadioGroup(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    options: Vec<Choice>,
    #[prop(into, optional)] id: Option<String>,
    /// The selected value.
    #[prop(into, optional)]
    value: MaybeProp<String>,
    #[prop(optional)] model: Option<RwSignal<String>>,
    #[prop(into, optional)] hint: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    /// Side by side, as one segmented control.
    #[prop(optional)]
    inline: bool,
    #[prop(optional)] hide_legend: bool,
) -> impl IntoView {
    let base = id.unwrap_or_else(|| name.clone());
    let describe = described_by(&base, hint, error);
    let frame = hint_and_error(&base, hint, error);
    let choices = options
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let id = if index == 0 {
                base.clone()
            } else {
                format!("{base}-{}", index + 1)
            };
            let hint_id = choice.hint.as_ref().map(|_| format!("{id}-hint-text"));
            let own = choice.value.clone();
            let sent = choice.value.clone();
            view! {
                <div class="choice">
                    <input
                        type="radio"
                        id=id.clone()
                        name=name.clone()
                        value=choice.value
                        checked=move || first_value(value, model).as_deref() == Some(own.as_str())
                        aria-describedby=hint_id.clone()
                        on:change=move |_| {
                            if let Some(model) = model {
                                model.set(sent.clone());
                            }
                        }
                    />
                    <label class="choice-label" for=id>
                        {choice.label}
                    </label>
                    {choice.hint.map(|text| view! { <p class="field-hint" id=hint_id>{text}</p> })}
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset
            class=move || {
                if error.with(|text| text.is_some()) { "fieldset field-invalid" } else { "fieldset" }
            }
            aria-describedby=describe
        >
            <legend class=if hide_legend { "sr-only" } else { "field-label" }>{legend}</legend>
            {frame}
            <div class=if inline { "choices choices-inline" } else { "choices" }>{choices}</div>
        </fieldset>
    }
}

/// Files to send; the form needs `enctype="multipart/form-data"`.
#[component]
pub fn FileInput(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] id: Option<String>,
    #[prop(into, optional)] hint: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] accept: Option<String>,
    #[prop(optional)] multiple: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let describe = described_by(&id, hint, error);
    view! {
        <Field id=id.clone() label hint error optional hide_label>
            <input
                type="file"
                class="file-input"
                id=id.clone()
                name=name
                accept=accept
                multiple=multiple
                aria-describedby=describe
                aria-invalid=invalid(error)
                aria-required=(!optional).then_some("true")
            />
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
