//! The bell in the top bar.

use super::api::count_unread;
use super::this_browser;
use crate::layout::boot::use_boot;
use crate::layout::live::use_changes;
use app_ui::*;
use leptos::prelude::*;

/// A link to the list, with the number of unread ones. The number is asked for in the browser
/// only, so that no page's first answer waits for it; without script the link alone is there.
#[component]
pub fn Bell() -> impl IntoView {
    let me = use_boot()
        .me()
        .map(|me| me.user.to_string())
        .unwrap_or_default();
    let changes = use_changes("notifications", move |event| event.key == me);
    let unread = RwSignal::new(0u32);
    Effect::new(move |_| {
        changes.track();
        leptos::task::spawn_local(async move {
            if let Ok(count) = count_unread().await {
                let _ = unread.try_set(count);
            }
        });
    });
    Effect::new(|_| this_browser::report());
    let label = move || match unread.get() {
        0 => "Notifications".to_string(),
        100 => "Notifications, 100 or more unread".to_string(),
        count => format!("Notifications, {count} unread"),
    };
    let badge = move || {
        let count = unread.get();
        let text = if count >= 100 {
            "99+".to_string()
        } else {
            count.to_string()
        };
        (count > 0).then(|| view! { <span class="bell-count" aria-hidden="true">{text}</span> })
    };
    view! {
        <a class="icon-btn bell" href="/notifications" aria-label=label title="Notifications">
            <Icon name=IconName::Bell/>
            {badge}
        </a>
    }
}
