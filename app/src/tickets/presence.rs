//! "Sarah is viewing this ticket": says that this page is open, and shows who else's is.

use super::api::{leave_ticket, say_here};
use super::drafting::Drafting;
use crate::layout::live::use_changes;
use app_types::presence::{Present, words};
use leptos::prelude::*;
use std::time::Duration;

/// The server forgets a page that says nothing for a little more than twice as long.
const AGAIN: Duration = Duration::from_secs(20);

/// Who else has the ticket open, and whether somebody writes here.
#[derive(Clone, Copy)]
pub struct Presence {
    number: u64,
    others: RwSignal<Vec<Present>>,
    /// Whether the caret is in the box.
    pub focused: RwSignal<bool>,
    writing: Memo<bool>,
}

impl Presence {
    pub fn new(number: u64, drafting: Drafting) -> Self {
        let focused = RwSignal::new(false);
        let presence = Self {
            number,
            others: RwSignal::new(Vec::new()),
            focused,
            writing: Memo::new(move |_| {
                focused.get() && drafting.body.with(|body| !body.trim().is_empty())
            }),
        };
        presence.speak_up();
        presence
    }

    /// At once, when somebody begins or stops writing, when others come and go, and now and then.
    fn speak_up(self) {
        let number = self.number.to_string();
        let news = use_changes("presence", move |event| event.key == number);
        Effect::new(move |_| {
            self.writing.track();
            news.track();
            self.say();
        });
        Effect::new(move |_| {
            let again = set_interval_with_handle(move || self.say(), AGAIN);
            on_cleanup(move || {
                if let Ok(again) = again {
                    again.clear();
                }
                leptos::task::spawn_local(async move {
                    let _ = leave_ticket(self.number).await;
                });
            });
        });
    }

    /// A window in the background views nothing.
    fn say(self) {
        if document().hidden() {
            return;
        }
        let writing = self.writing.try_get_untracked().unwrap_or(false);
        leptos::task::spawn_local(async move {
            if let Ok(others) = say_here(self.number, writing).await {
                self.others.try_set(others);
            }
        });
    }
}

/// One line that is always there, so that nothing moves when somebody comes or goes.
#[component]
pub fn PresenceLine(presence: Presence) -> impl IntoView {
    view! {
        <p class="presence" role="status">{move || presence.others.with(|others| words(others))}</p>
    }
}
