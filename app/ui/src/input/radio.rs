//! One of a few, all visible.

use super::first_value;
use crate::field::{described_by, hint_and_error};
use leptos::prelude::*;

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
