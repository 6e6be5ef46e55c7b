//! The chrome around every page of a signed-in person: navigation, search, toasts, live updates.

pub mod boot;
pub mod live;
mod navigation;
mod palette;
mod shortcuts;

pub use navigation::Chrome;

use crate::layout::boot::{provide_boot, use_boot};
use app_ui::{Toast, Toaster, provide_toasts};
use leptos::prelude::*;

/// Provides what every component may use: the boot data, toasts, live updates.
pub fn provide() {
    provide_boot();
    provide_toasts();
    live::provide();
    mark_hydrated();
}

/// `html[data-hydrated]` shows what needs script, and tests wait for it.
fn mark_hydrated() {
    Effect::new(|_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "true");
        }
    });
}

/// The message of the form that led here, as a banner in the page (readable without JavaScript).
#[component]
pub fn FlashMessage() -> impl IntoView {
    use_boot().message().map(|message| {
        view! { <app_ui::Banner tone=app_ui::Tone::Success>{message}</app_ui::Banner> }
    })
}

/// Toasts at the edge of the window.
#[component]
pub fn Toasts() -> impl IntoView {
    view! { <Toaster/> }
}

/// A toast that offers to take something back.
pub fn undo_toast(text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
    app_ui::use_toasts().show(Toast::success(text).undo(Callback::new(move |()| undo())));
}
