//! Shows the Markdown of the composer as it will look.

use super::api::preview_markdown;
use app_ui::*;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[component]
pub fn Preview(form: NodeRef<html::Form>) -> impl IntoView {
    let preview = Action::new(|text: &String| preview_markdown(text.clone()));
    let ask = move |_| {
        let typed = form
            .get_untracked()
            .and_then(|form| form.query_selector("textarea").ok().flatten())
            .and_then(|area| area.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
            .map(|area| area.value());
        preview.dispatch(typed.unwrap_or_default());
    };
    view! {
        <div class="needs-script">
            <Button button_type="button" variant=Variant::Ghost small=true icon=IconName::Eye on:click=ask>
                "Preview"
            </Button>
            {move || match preview.value().get() {
                Some(Ok(html)) => Some(view! { <div class="composer-preview"><SanitisedHtml html/></div> }.into_any()),
                Some(Err(error)) => Some(view! { <crate::error::ErrorBanner error/> }.into_any()),
                None => None,
            }}
        </div>
    }
}
