//! Views in the sidebar. They come after the page, which does not wait for their counts; without
//! JavaScript the page of all views stands in for them.

use super::api::load_views;
use crate::layout::live::use_changes;
use app_types::views::ViewRow;
use app_ui::{IconName, NavGroup, NavItem};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;

/// Counts are asked for again this long after tickets have changed, once for many changes.
const PATIENCE: Duration = Duration::from_secs(5);

/// A group of its own, the last one: what comes late moves nothing.
#[component]
pub fn ViewLinks() -> impl IntoView {
    let views = RwSignal::new(Vec::<ViewRow>::new());
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let changes = use_changes("ticket_views", |_| true);
    let tickets = settled(use_changes("tickets", |_| true));
    Effect::new(move |_| {
        path.track();
        changes.track();
        tickets.track();
        leptos::task::spawn_local(async move {
            if let Ok(loaded) = load_views().await {
                views.try_set(loaded);
            }
        });
    });
    let current = move |row: &ViewRow| {
        let wanted = format!("view={}", row.id);
        Signal::derive(move || {
            path.get() == "/tickets"
                && search
                    .get()
                    .trim_start_matches('?')
                    .split('&')
                    .any(|part| part == wanted)
        })
    };
    move || {
        let views = views.get();
        (!views.is_empty()).then(|| {
            view! {
                <NavGroup title="Views">
                    {views.into_iter().map(|row| view! {
                        <NavItem href=format!("/tickets?view={}", row.id) current=current(&row)
                            icon=if row.shared { IconName::Users } else { IconName::Star }
                            count_text=row.count.map(|count| count.text()) label=row.name/>
                    }).collect_view()}
                </NavGroup>
            }
        })
    }
}

/// Follows `changes`, at most once in each [`PATIENCE`].
fn settled(changes: RwSignal<u32>) -> RwSignal<u32> {
    let settled = RwSignal::new(0);
    let waiting = StoredValue::new(false);
    Effect::new(move |_| {
        if changes.get() == 0 || waiting.get_value() {
            return;
        }
        waiting.set_value(true);
        set_timeout(
            move || {
                waiting.try_update_value(|waiting| *waiting = false);
                settled.try_update(|n| *n += 1);
            },
            PATIENCE,
        );
    });
    settled
}
