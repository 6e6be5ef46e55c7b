//! Several lines of text.

use super::{first_value, first_value_untracked};
use crate::field::{described_by, invalid};
use crate::{Field, html_escape};
use leptos::html;
use leptos::prelude::*;

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
