//! Turning notifications on and off in the browser that shows the page. The only part that needs
//! script: a browser asks its person, and makes its keys, for a script only.

use super::api::{push_here, push_off, push_on};
use super::subscription::{self, Refusal, Support};
use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::id::PushDeviceId;
use app_ui::*;
use leptos::prelude::*;

/// How it stands with this browser.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Nobody has looked yet: what the server shows, and what stays without script.
    Unknown,
    Missing,
    Blocked,
    Off,
    On,
}

/// What is known of the browser that shows the page.
#[derive(Clone, Copy)]
pub struct Here {
    state: RwSignal<State>,
    /// Which of the reader's browsers it is.
    pub device: RwSignal<Option<PushDeviceId>>,
}

impl Default for Here {
    fn default() -> Self {
        Self {
            state: RwSignal::new(State::Unknown),
            device: RwSignal::new(None),
        }
    }
}

/// `changed` asks for the list of browsers again.
#[component]
pub fn ThisBrowser(key: Vec<u8>, here: Here, changed: Callback<()>) -> impl IntoView {
    let Here {
        state,
        device: here,
    } = here;
    let complaint = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let key = StoredValue::new(key);
    let toasts = use_toasts();
    Effect::new(move |_| {
        leptos::task::spawn_local(async move {
            let found = look().await;
            let _ = here.try_set(found.1);
            let _ = state.try_set(found.0);
        });
    });
    let turn_on = move |_| {
        busy.set(true);
        complaint.set(None);
        let key = key.get_value();
        leptos::task::spawn_local(async move {
            match on(&key).await {
                Ok(said) => {
                    toasts.success(said);
                    let _ = state.try_set(State::On);
                    changed.run(());
                }
                Err(Refusal::Blocked) => {
                    let _ = state.try_set(State::Blocked);
                }
                Err(Refusal::Said(words)) => {
                    let _ = complaint.try_set(Some(words));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let turn_off = move |_| {
        busy.set(true);
        complaint.set(None);
        let id = here.get_untracked();
        leptos::task::spawn_local(async move {
            match off(id).await {
                Ok(()) => {
                    let _ = state.try_set(State::Off);
                    changed.run(());
                }
                Err(words) => {
                    let _ = complaint.try_set(Some(words));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <p class="no-script muted">"To turn it on in this browser, the scripts of this page must run. The rest of this page works without them."</p>
        <div class="needs-script stack-sm" data-push=move || state.get().name()>
            {move || match state.get() {
                State::Unknown => view! { <p class="muted">"Looking at this browser…"</p> }.into_any(),
                State::Missing => view! { <NotSupported/> }.into_any(),
                State::Blocked => view! { <Blocked/> }.into_any(),
                State::Off => view! {
                    <p><Badge text="Off"/>" in this browser."</p>
                    <ButtonRow>
                        <Button button_type="button" variant=Variant::Primary icon=IconName::Bell busy on:click=turn_on>
                            "Notify me in this browser"
                        </Button>
                    </ButtonRow>
                }
                .into_any(),
                State::On => view! {
                    <p><Badge text="On" tone=Tone::Success/>" in this browser."</p>
                    <ButtonRow>
                        <Button button_type="button" busy on:click=turn_off>"Turn it off here"</Button>
                    </ButtonRow>
                }
                .into_any(),
            }}
            {move || complaint.get().map(|words| view! { <Banner tone=Tone::Danger urgent=true>{words}</Banner> })}
        </div>
    }
}

impl State {
    const fn name(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Missing => "missing",
            Self::Blocked => "blocked",
            Self::Off => "off",
            Self::On => "on",
        }
    }
}

#[component]
fn NotSupported() -> impl IntoView {
    view! {
        <Banner title="This browser cannot do it">
            "It needs a secure (https) connection and a browser of the last years, not in a private window. On an iPhone or iPad, first add Nestogy to the Home Screen (Share, then Add to Home Screen) and open it there."
        </Banner>
    }
}

#[component]
fn Blocked() -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning title="This browser blocks notifications of Nestogy">
            "To allow them, open the settings of this site by the sign to the left of the address (on a phone: in the browser's menu), set Notifications to Allow, and load this page again."
        </Banner>
    }
}

/// How it stands, and which of the reader's browsers this one is.
async fn look() -> (State, Option<PushDeviceId>) {
    match subscription::support() {
        Support::Missing => return (State::Missing, None),
        Support::Blocked => return (State::Blocked, None),
        Support::Ready => {}
    }
    let known = match subscription::current().await {
        Some(found) => push_here(found.endpoint).await.ok().flatten(),
        None => None,
    };
    let state = match known {
        Some(_) => State::On,
        None => State::Off,
    };
    (state, known)
}

/// Tells the server, once a document, that a browser that was turned on is here, with this session.
pub(super) fn report() {
    leptos::task::spawn_local(async move {
        if subscription::support() == Support::Ready
            && let Some(found) = subscription::current().await
        {
            let _ = push_here(found.endpoint).await;
        }
    });
}

/// Asks the person and the browser, and tells the server; what it says.
async fn on(key: &[u8]) -> Result<String, Refusal> {
    let found = subscription::subscribe(key).await?;
    let answer = push_on(found.endpoint, found.p256dh, found.auth, String::new()).await;
    match said(answer) {
        Ok(message) => Ok(message),
        Err(words) => {
            // The server knows nothing of it: neither shall the push service.
            subscription::end().await;
            Err(Refusal::Said(words))
        }
    }
}

async fn off(id: Option<PushDeviceId>) -> Result<(), String> {
    subscription::end().await;
    let Some(id) = id else { return Ok(()) };
    said(push_off(id.to_string()).await).map(drop)
}

/// The message, or the complaints in one text.
fn said(answer: Result<FormReply, ApiError>) -> Result<String, String> {
    match answer {
        Ok(FormReply::Done { message }) => Ok(message),
        Ok(FormReply::Rejected(invalid)) => {
            let words = invalid.errors.into_iter().map(|error| error.message);
            Err(words.collect::<Vec<_>>().join(". "))
        }
        Err(error) => Err(error.advice()),
    }
}
