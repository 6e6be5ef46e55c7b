//! The frame around a form control: label, hint, error, and the summary of all errors.

use crate::{Icon, IconName};
use leptos::html;
use leptos::prelude::*;

/// One thing wrong with one field. `field` is the id of the control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// The message for one field, if it has one: `error=error_for(&errors, "email")`.
pub fn error_for(errors: &[FieldError], field: &str) -> Option<String> {
    errors
        .iter()
        .find(|error| error.field == field)
        .map(|error| error.message.clone())
}

/// The ids a control points at: `described_by("email", hint, error)`.
pub fn described_by(
    id: &str,
    hint: MaybeProp<String>,
    error: MaybeProp<String>,
) -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    move || match (
        hint.with(|text| text.is_some()),
        error.with(|text| text.is_some()),
    ) {
        (true, true) => Some(format!("{hint_id} {error_id}")),
        (true, false) => Some(hint_id.clone()),
        (false, true) => Some(error_id.clone()),
        (false, false) => None,
    }
}

/// `aria-invalid` for a control with this error.
pub fn invalid(
    error: MaybeProp<String>,
) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + 'static {
    move || error.with(|text| text.is_some()).then_some("true")
}

pub(crate) fn hint_and_error(
    id: &str,
    hint: MaybeProp<String>,
    error: MaybeProp<String>,
) -> AnyView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        {move || {
            let id = hint_id.clone();
            hint.get().map(|text| view! { <p class="field-hint" id=id>{text}</p> })
        }}
        {move || {
            let id = error_id.clone();
            error
                .get()
                .map(|text| {
                    view! {
                        <p class="field-error" id=id>
                            <Icon name=IconName::Warning/>
                            <span>
                                <span class="sr-only">"Error: "</span>
                                {text}
                            </span>
                        </p>
                    }
                })
        }}
    }
    .into_any()
}

/// Label, hint and error around a control of your own. The control must carry
/// `id=…`, `aria-describedby=described_by(..)` and `aria-invalid=invalid(..)`;
/// [`crate::TextInput`] and its sisters do all of it for you.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    /// Adds "(optional)" to the label. Everything else is required.
    #[prop(optional)]
    optional: bool,
    /// Keep the label for screen readers only (filter bars, tables).
    #[prop(optional)]
    hide_label: bool,
    children: Children,
) -> impl IntoView {
    let frame = hint_and_error(&id, hint, error);
    view! {
        <div class=move || {
            if error.with(|text| text.is_some()) { "field field-invalid" } else { "field" }
        }>
            <label class=if hide_label { "sr-only" } else { "field-label" } for=id>
                {label}
                {optional.then(|| view! { <span class="field-optional">" (optional)"</span> })}
            </label>
            {frame}
            {children()}
        </div>
    }
}

/// A group of controls that answer one question.
#[component]
pub fn Fieldset(
    #[prop(into)] legend: String,
    #[prop(into, optional)] hint: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    /// Where the error summary links to; needed with `hint` or `error`.
    #[prop(into, optional)]
    id: String,
    #[prop(optional)] hide_legend: bool,
    children: Children,
) -> impl IntoView {
    let describe = described_by(&id, hint, error);
    let frame = hint_and_error(&id, hint, error);
    let anchor = (!id.is_empty()).then_some(id);
    view! {
        <fieldset
            class=move || {
                if error.with(|text| text.is_some()) { "fieldset field-invalid" } else { "fieldset" }
            }
            id=anchor
            aria-describedby=describe
            tabindex="-1"
        >
            <legend class=if hide_legend { "sr-only" } else { "field-label" }>{legend}</legend>
            {frame}
            <div class="fieldset-body">{children()}</div>
        </fieldset>
    }
}

/// All errors at the top of a form (GOV.UK pattern): takes the focus, links to
/// each field, uses the same words as the fields. Renders nothing without errors.
#[component]
pub fn ErrorSummary(#[prop(into)] errors: Signal<Vec<FieldError>>) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if !errors.with(|errors| errors.is_empty())
            && let Some(summary) = node.get()
        {
            let _ = summary.focus();
        }
    });
    move || {
        let errors = errors.get();
        (!errors.is_empty()).then(|| {
            view! {
                <div
                    class="error-summary"
                    id="error-summary"
                    role="alert"
                    tabindex="-1"
                    autofocus
                    aria-labelledby="error-summary-title"
                    node_ref=node
                >
                    <h2 id="error-summary-title">"There is a problem"</h2>
                    <ul>
                        {errors
                            .into_iter()
                            .map(|error| {
                                let id = error.field.clone();
                                view! {
                                    <li>
                                        <a
                                            href=format!("#{}", error.field)
                                            on:click=move |event| {
                                                if let Some(target) = focus_target(&id) {
                                                    event.prevent_default();
                                                    target.scroll_into_view();
                                                    let _ = target.focus();
                                                }
                                            }
                                        >
                                            {error.message}
                                        </a>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </div>
            }
        })
    }
}

fn focus_target(id: &str) -> Option<web_sys::HtmlElement> {
    use wasm_bindgen::JsCast;
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The row with the submit button, first, and the way out.
#[component]
pub fn FormActions(children: Children) -> impl IntoView {
    view! { <div class="form-actions">{children()}</div> }
}
