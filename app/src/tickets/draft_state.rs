//! What the composer says about the draft, and the guard at the door.

use super::drafting::{DraftState, Drafting};
use app_types::drafts::DraftView;
use app_ui::*;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// "Draft saved 10:52", and the way to throw it away.
#[component]
pub fn DraftBar(drafting: Drafting) -> impl IntoView {
    let toasts = use_toasts();
    let words = move || match drafting.state.get() {
        DraftState::Saved(at) => format!("Draft saved {at}"),
        DraftState::Failed(_) => "Draft not saved".to_string(),
        DraftState::Empty | DraftState::Newer(_) => String::new(),
    };
    let nothing = move || drafting.body.with(|body| body.trim().is_empty());
    view! {
        <span class="muted small" data-draft="">{words}</span>
        <span hidden=nothing>
            <Button variant=Variant::Ghost small=true attr:formaction="/api/drafts/discard"
                attr:formenctype="application/x-www-form-urlencoded"
                on:click=move |event| {
                    event.prevent_default();
                    drafting.discard(toasts);
                }
            >"Discard draft"</Button>
        </span>
    }
}

/// What somebody has to know before going on.
#[component]
pub fn DraftTrouble(drafting: Drafting) -> impl IntoView {
    move || match drafting.state.get() {
        DraftState::Failed(why) => Some(
            view! {
                <Banner tone=Tone::Warning title="Your draft is only in this window">
                    {format!("{why} It is tried again by itself.")}
                </Banner>
            }
            .into_any(),
        ),
        DraftState::Newer(other) => Some(view! { <TwoWindows drafting other/> }.into_any()),
        DraftState::Empty | DraftState::Saved(_) => None,
    }
}

#[component]
fn TwoWindows(drafting: Drafting, other: DraftView) -> impl IntoView {
    let gone = other.body.is_empty();
    let words = if gone {
        "It was sent or discarded there.".to_string()
    } else {
        let beginning: String = other.body.chars().take(120).collect();
        format!("There it begins: “{beginning}”")
    };
    let (theirs, over) = (other.clone(), other);
    view! {
        <Banner tone=Tone::Warning title="You changed this draft in another window" actions=move || view! {
            <Button button_type="button" small=true on:click=move |_| drafting.keep_mine(&over)>"Keep what is here"</Button>
            <Button button_type="button" small=true variant=Variant::Ghost on:click=move |_| drafting.take(&theirs)>
                {if gone { "Empty this one" } else { "Take the other one" }}
            </Button>
        }>{words}</Banner>
    }
}

/// Asks before words are lost: when the window closes with unsaved ones, and when a link is
/// followed while they cannot be saved. Otherwise leaving saves them.
pub fn guard_the_door(drafting: Drafting) {
    Effect::new(move |_| {
        let closing = window_event_listener(ev::beforeunload, move |event| {
            if drafting.is_dirty() {
                drafting.save_now();
                event.prevent_default();
            }
        });
        let clicked = hear_clicks(move |event| ask_before_following(drafting, event));
        on_cleanup(move || {
            closing.remove();
            stop_hearing(clicked);
        });
    });
}

type Hearing = StoredValue<Closure<dyn Fn(web_sys::MouseEvent)>, LocalStorage>;

/// Clicks anywhere on the page, before the router hears them: it listens on the window.
fn hear_clicks(hear: impl Fn(&web_sys::MouseEvent) + 'static) -> Hearing {
    let closure = Closure::<dyn Fn(web_sys::MouseEvent)>::new(move |event| hear(&event));
    let function = closure.as_ref().unchecked_ref();
    let _ = document().add_event_listener_with_callback("click", function);
    StoredValue::new_local(closure)
}

fn stop_hearing(hearing: Hearing) {
    hearing.with_value(|closure| {
        let function = closure.as_ref().unchecked_ref();
        let _ = document().remove_event_listener_with_callback("click", function);
    });
}

fn ask_before_following(drafting: Drafting, event: &web_sys::MouseEvent) {
    let failing = matches!(
        drafting.state.try_get_untracked(),
        Some(DraftState::Failed(_) | DraftState::Newer(_))
    );
    if !failing || !drafting.is_dirty() || !leads_away(event) {
        return;
    }
    let question =
        "Your draft could not be saved and would be lost. Leave the ticket all the same?";
    if !window().confirm_with_message(question).unwrap_or(true) {
        event.prevent_default();
    }
}

/// Whether the click is on a link to another page in this window.
fn leads_away(event: &web_sys::MouseEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    link.is_some_and(|link| {
        let href = link.get_attribute("href").unwrap_or_default();
        !href.starts_with('#') && !link.has_attribute("download") && !link.has_attribute("target")
    })
}
