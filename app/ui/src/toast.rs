//! Short messages after an action, with room for Undo. Never for form errors.

use crate::{Icon, IconName, Tone};
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// How long a message stays, and an undo is offered.
pub const TOAST_SECONDS: u64 = 10;

/// Runs although the part of the page that made the message may be gone: no [`Callback`], which
/// ends with its owner.
type OnPress = Arc<dyn Fn() + Send + Sync>;

/// One message.
#[derive(Clone)]
pub struct Toast {
    id: u64,
    tone: Tone,
    text: String,
    undo: Option<(String, OnPress)>,
    link: Option<(String, String)>,
}

impl Toast {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            id: 0,
            tone,
            text: text.into(),
            undo: None,
            link: None,
        }
    }

    pub fn success(text: impl Into<String>) -> Self {
        Self::new(Tone::Success, text)
    }

    pub fn danger(text: impl Into<String>) -> Self {
        Self::new(Tone::Danger, text)
    }

    /// Offer to take it back; the message goes when it is pressed.
    pub fn undo(mut self, on_undo: impl Fn() + Send + Sync + 'static) -> Self {
        self.undo = Some(("Undo".to_owned(), Arc::new(on_undo)));
        self
    }

    /// Like [`Toast::undo`] with other words: "Retry".
    pub fn action(
        mut self,
        label: impl Into<String>,
        on_press: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        self.undo = Some((label.into(), Arc::new(on_press)));
        self
    }

    pub fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.link = Some((label.into(), href.into()));
        self
    }
}

/// The messages of the page. [`provide_toasts`] once in the chrome, [`use_toasts`] anywhere.
#[derive(Clone, Copy)]
pub struct Toasts {
    items: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toasts {
    /// Shows a message and returns its number for [`Toasts::dismiss`].
    pub fn show(&self, mut toast: Toast) -> u64 {
        let id = self.next.try_with_value(|next| *next).unwrap_or_default() + 1;
        self.next.set_value(id);
        toast.id = id;
        self.items.try_update(|items| items.push(toast));
        id
    }

    pub fn success(&self, text: impl Into<String>) -> u64 {
        self.show(Toast::success(text))
    }

    pub fn danger(&self, text: impl Into<String>) -> u64 {
        self.show(Toast::danger(text))
    }

    pub fn dismiss(&self, id: u64) {
        self.items
            .try_update(|items| items.retain(|toast| toast.id != id));
    }
}

/// Makes the messages available below; call it once, where the [`Toaster`] is.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts {
        items: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
    };
    provide_context(toasts);
    toasts
}

/// The messages of the page. Without [`provide_toasts`] above, a list nobody sees.
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(provide_toasts)
}

/// Shows the messages: one region for news (`role=status`), one for trouble
/// (`role=alert`). The clock stands still while the pointer or focus is in it.
#[component]
pub fn Toaster() -> impl IntoView {
    let toasts = use_toasts();
    let held = RwSignal::new(false);
    let part = move |urgent: bool| {
        view! {
            <For
                each=move || {
                    toasts
                        .items
                        .get()
                        .into_iter()
                        .filter(|toast| (toast.tone == Tone::Danger) == urgent)
                        .collect::<Vec<_>>()
                }
                key=|toast| toast.id
                let:toast
            >
                <ToastBox toast held toasts/>
            </For>
        }
    };
    view! {
        <section
            class="toaster"
            aria-label="Messages"
            on:pointerenter=move |_| held.set(true)
            on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            <div role="status" class="toast-region">
                {part(false)}
            </div>
            <div role="alert" class="toast-region">
                {part(true)}
            </div>
        </section>
    }
}

#[component]
fn ToastBox(toast: Toast, held: RwSignal<bool>, toasts: Toasts) -> impl IntoView {
    let id = toast.id;
    // Each start of the clock has a number; a timer of an older number does nothing.
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        let held = held.get();
        turn.update_value(|turn| *turn += 1);
        let mine = turn.try_get_value();
        if !held {
            set_timeout(
                move || {
                    if turn.try_get_value() == mine {
                        toasts.dismiss(id);
                    }
                },
                Duration::from_secs(TOAST_SECONDS),
            );
        }
    });
    view! {
        <div class=toast.tone.toast()>
            <Icon name=toast.tone.icon()/>
            <span class="toast-text">{toast.text}</span>
            {toast
                .link
                .map(|(label, href)| view! { <a class="toast-action" href=href>{label}</a> })}
            {toast
                .undo
                .map(|(label, on_undo)| {
                    view! {
                        <button
                            type="button"
                            class="toast-action"
                            on:click=move |_| {
                                on_undo();
                                toasts.dismiss(id);
                            }
                        >
                            {label}
                        </button>
                    }
                })}
            <button
                type="button"
                class="icon-btn"
                aria-label="Dismiss"
                on:click=move |_| toasts.dismiss(id)
            >
                <Icon name=IconName::X/>
            </button>
        </div>
    }
}
