//! Files.

use crate::Field;
use crate::field::{described_by, invalid};
use leptos::prelude::*;

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
