//! Keyboard shortcuts: one listener, one list that the sheet shows.

use app_ui::{ShortcutGroup, ShortcutSheet};
use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Listens on the window. Single keys can be switched off (WCAG 2.1.4) and never fire in fields.
#[component]
pub fn Shortcuts(palette: RwSignal<bool>, sheet: RwSignal<bool>, enabled: bool) -> impl IntoView {
    let navigate = use_navigate();
    let path = use_location().pathname;
    // `g` waits for a second key.
    let going = RwSignal::new(false);
    Effect::new(move |_| {
        let navigate = navigate.clone();
        let handle = window_event_listener(keydown, move |event: KeyboardEvent| {
            let key = event.key();
            if (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("k") {
                event.prevent_default();
                palette.update(|open| *open = !*open);
                return;
            }
            if !enabled || event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing() {
                return;
            }
            let go = |to: &str| navigate(to, Default::default());
            if going.get_untracked() {
                going.set(false);
                if let Some(to) = destination(&key) {
                    event.prevent_default();
                    go(to);
                }
                return;
            }
            match key.as_str() {
                "g" => going.set(true),
                "?" => sheet.set(true),
                "/" => {
                    event.prevent_default();
                    palette.set(true);
                }
                "c" => {
                    event.prevent_default();
                    go(&new_ticket_path(&path.get_untracked()));
                }
                "j" | "k" => move_in_list(&event, key == "j"),
                "r" => write(&event, "reply"),
                "n" => write(&event, "note"),
                _ => {}
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn destination(key: &str) -> Option<&'static str> {
    Some(match key {
        "h" => "/",
        "t" => "/tickets",
        "m" => "/tickets?technician=me",
        "u" => "/tickets?technician=nobody",
        "c" => "/clients",
        "p" => "/contacts",
        "i" => "/mail",
        "s" => "/settings",
        _ => return None,
    })
}

/// A new ticket for the client whose page is open.
fn new_ticket_path(path: &str) -> String {
    let number = path
        .strip_prefix("/clients/")
        .map(|rest| rest.split('/').next().unwrap_or(rest));
    match number {
        Some(number) if number.bytes().all(|b| b.is_ascii_digit()) && !number.is_empty() => {
            format!("/tickets/new?client={number}")
        }
        _ => "/tickets/new".to_string(),
    }
}

fn is_typing() -> bool {
    let Some(element) = document().active_element() else {
        return false;
    };
    let typing = matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT");
    typing || element.closest("dialog").ok().flatten().is_some()
}

/// Moves the focus to the next or previous row of the page's list.
fn move_in_list(event: &KeyboardEvent, forward: bool) {
    let Ok(rows) = document().query_selector_all("[data-row]") else {
        return;
    };
    let focused = document().active_element();
    let rows: Vec<HtmlElement> = (0..rows.length())
        .filter_map(|i| rows.get(i)?.dyn_into().ok())
        .collect();
    let at = rows
        .iter()
        .position(|row| focused.as_ref().is_some_and(|f| f.is_same_node(Some(row))));
    let next = match (at, forward) {
        (None, _) => 0,
        (Some(at), true) => (at + 1).min(rows.len().saturating_sub(1)),
        (Some(at), false) => at.saturating_sub(1),
    };
    if let Some(row) = rows.get(next) {
        event.prevent_default();
        let _ = row.focus();
    }
}

/// Chooses what to write on the open ticket, a reply or a note, and goes to the words.
fn write(event: &KeyboardEvent, kind: &str) {
    let find = |selector: &str| -> Option<HtmlElement> {
        let found = document().query_selector(selector).ok().flatten()?;
        found.dyn_into().ok()
    };
    let choice = find(&format!("#composer input[name=kind][value={kind}]"));
    if let (Some(choice), Some(words)) = (choice, find("#composer textarea")) {
        event.prevent_default();
        choice.click();
        let _ = words.focus();
    }
}

/// The list of all shortcuts, opened by `?`.
#[component]
pub fn ShortcutsDialog(open: RwSignal<bool>) -> impl IntoView {
    view! { <ShortcutSheet open groups=Signal::stored(groups())/> }
}

fn groups() -> Vec<ShortcutGroup> {
    let group = |title: &str, shortcuts: &[(&[&str], &str)]| ShortcutGroup {
        title: title.to_string(),
        shortcuts: shortcuts
            .iter()
            .map(|(keys, does)| {
                (
                    keys.iter().map(ToString::to_string).collect(),
                    (*does).to_string(),
                )
            })
            .collect(),
    };
    vec![
        group(
            "Anywhere",
            &[
                (&["Ctrl", "K"], "Search, go to, run a command"),
                (&["/"], "Search"),
                (&["C"], "New ticket"),
                (&["?"], "This list"),
            ],
        ),
        group(
            "Go to",
            &[
                (&["G", "H"], "Home"),
                (&["G", "T"], "Tickets"),
                (&["G", "M"], "My tickets"),
                (&["G", "U"], "Unassigned tickets"),
                (&["G", "C"], "Clients"),
                (&["G", "P"], "Contacts"),
                (&["G", "I"], "Incoming mail"),
                (&["G", "S"], "Settings"),
            ],
        ),
        group(
            "Lists",
            &[
                (&["J"], "Next row"),
                (&["K"], "Previous row"),
                (&["Enter"], "Open the row"),
            ],
        ),
        group(
            "Ticket",
            &[(&["R"], "Write a reply"), (&["N"], "Write a note")],
        ),
    ]
}
