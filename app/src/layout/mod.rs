//! The chrome around every page of a signed-in person: navigation, search, toasts, live updates.

pub mod boot;
mod list_keys;
pub mod live;
mod navigation;
pub mod open_ticket;
mod page_focus;
mod palette;
mod places;
mod row_keys;
mod shortcuts;

pub use list_keys::stay_at_row;
pub use navigation::Chrome;

use crate::error::ApiError;
use crate::forms::FormReply;
use crate::layout::boot::{provide_boot, use_boot};
use app_ui::{Toast, Toaster, Tone, provide_toasts};
use leptos::prelude::*;

/// Provides what every component may use: the boot data, toasts, live updates.
pub fn provide() {
    provide_boot();
    provide_toasts();
    live::provide();
    open_ticket::provide();
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

/// Offers to take back what was just done. `undo` may use what lives as long as the page, not what
/// lives in the part that is drawn again.
pub fn offer_undo<F>(
    toasts: app_ui::Toasts,
    text: impl Into<String>,
    undo: impl Fn() -> F + Send + Sync + 'static,
) where
    F: Future<Output = Result<FormReply, ApiError>> + 'static,
{
    toasts.show(Toast::new(Tone::Info, text).undo(move || {
        let undone = undo();
        leptos::task::spawn_local(async move {
            match undone.await {
                Ok(FormReply::Done { .. }) => {}
                Ok(FormReply::Rejected(why)) => {
                    toasts.danger(
                        why.errors
                            .into_iter()
                            .map(|e| e.message)
                            .collect::<String>(),
                    );
                }
                Err(error) => {
                    toasts.danger(error.advice());
                }
            }
        });
    }));
}
