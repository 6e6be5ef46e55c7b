//! Live updates: one EventSource per page, spread to whoever asked.

use app_types::live::LiveEvent;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventSource, MessageEvent};

/// The latest event and whether the connection stands.
#[derive(Clone, Copy)]
pub struct Live {
    latest: RwSignal<Option<LiveEvent>>,
    connected: RwSignal<bool>,
}

/// Makes live updates available; [`connect`] starts them.
pub fn provide() {
    provide_context(Live {
        latest: RwSignal::new(None),
        connected: RwSignal::new(true),
    });
}

fn use_live() -> Live {
    use_context().unwrap_or_else(|| Live {
        latest: RwSignal::new(None),
        connected: RwSignal::new(true),
    })
}

/// Counts the events of `topic` that `concerns` lets through.
pub fn use_changes(
    topic: &'static str,
    concerns: impl Fn(&LiveEvent) -> bool + Send + Sync + 'static,
) -> RwSignal<u32> {
    let count = RwSignal::new(0);
    let live = use_live();
    Effect::new(move |_| {
        if let Some(event) = live.latest.get()
            && event.topic == topic
            && concerns(&event)
        {
            count.update(|n| *n += 1);
        }
    });
    count
}

/// Whether the connection for live updates is gone: the page says so.
pub fn use_offline() -> Signal<bool> {
    let live = use_live();
    Signal::derive(move || !live.connected.get())
}

/// Before a refused connection is tried again.
const PAUSE: Duration = Duration::from_secs(5);

/// Opens the connection and keeps it. Runs in the browser only.
pub fn connect() {
    let live = use_live();
    Effect::new(move |_| {
        let stream = StoredValue::new_local(None);
        open(live, stream);
        // A network that goes away is known at once; the stream would find out at its next word.
        window_event_listener(leptos::ev::offline, move |_| live.connected.set(false));
        window_event_listener(leptos::ev::online, move |_| open(live, stream));
    });
}

/// The connection that stands now.
type Stream = StoredValue<Option<EventSource>, LocalStorage>;

/// The browser reconnects by itself after a broken connection, but not after an answer that is no
/// stream, such as a proxy's 502 while the server is replaced: then it is opened anew.
fn open(live: Live, stream: Stream) {
    let Ok(source) = EventSource::new("/events") else {
        return;
    };
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let event = message.data().as_string().and_then(|text| parse(&text));
        if event.is_some() {
            live.latest.set(event);
        }
    });
    source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let on_open = Closure::<dyn Fn()>::new(move || live.connected.set(true));
    source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    let failed = source.clone();
    let on_error = Closure::<dyn Fn()>::new(move || {
        live.connected.set(false);
        if failed.ready_state() == EventSource::CLOSED {
            set_timeout(move || open(live, stream), PAUSE);
        }
    });
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // What the browser calls must outlive this function.
    on_message.forget();
    on_open.forget();
    on_error.forget();
    let before = stream.try_update_value(|now| now.replace(source)).flatten();
    if let Some(before) = before {
        before.close();
    }
}

fn parse(text: &str) -> Option<LiveEvent> {
    serde_json::from_str(text).ok()
}
