//! Keyboard shortcuts: one listener, and the sheet that lists what it does for this reader.

use super::boot::{BootContext, use_boot};
use super::list_keys::{
    LastList, has_unsent_words, move_in_list, neighbour, something_is_open, way_back,
};
use super::page_focus::{active_element, find};
use super::places::places;
use super::row_keys::{edit_field, focus_on, open_form_of, select_row, submit_what_is_written};
use app_types::Permission;
use app_ui::{ShortcutGroup, ShortcutSheet};
use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

/// Listens on the window. Single keys can be switched off (WCAG 2.1.4) and never fire in fields.
#[component]
pub fn Shortcuts(
    palette: RwSignal<bool>,
    sheet: RwSignal<bool>,
    last: LastList,
    enabled: bool,
) -> impl IntoView {
    let keys = Keys {
        boot: use_boot(),
        path: use_location().pathname,
        going: RwSignal::new(false),
        palette,
        sheet,
        last,
    };
    let navigate = use_navigate();
    Effect::new(move |_| {
        let navigate = navigate.clone();
        let handle = window_event_listener(keydown, move |event: KeyboardEvent| {
            let alone = !(event.ctrl_key() || event.meta_key() || event.alt_key());
            if !alone && is_palette_key(&event) {
                event.prevent_default();
                palette.update(|open| *open = !*open);
            } else if !alone && event.key() == "Enter" {
                submit_what_is_written(&event);
            } else if alone && event.key() == "Escape" && is_typing() {
                leave_field(&event);
            } else if alone
                && enabled
                && !event.default_prevented()
                && !is_typing()
                && let Some(to) = keys.press(&event)
            {
                event.prevent_default();
                navigate(&to, keys.options(&to));
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn is_palette_key(event: &KeyboardEvent) -> bool {
    (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k")
}

/// What the keys act on.
#[derive(Clone, Copy)]
struct Keys {
    boot: BootContext,
    path: Memo<String>,
    /// `g` was pressed and waits for a second key.
    going: RwSignal<bool>,
    palette: RwSignal<bool>,
    sheet: RwSignal<bool>,
    last: LastList,
}

impl Keys {
    /// Does what the key stands for; answers where to go, if it leads anywhere.
    fn press(self, event: &KeyboardEvent) -> Option<String> {
        let key = event.key();
        if self.going.get_untracked() {
            self.going.set(false);
            return self.destination(&key);
        }
        match key.as_str() {
            "g" => self.going.set(true),
            "?" => self.sheet.set(true),
            "/" => {
                event.prevent_default();
                self.palette.set(true);
            }
            "c" if self.boot.can(Permission::TicketsEdit) => {
                return Some(new_ticket_path(&self.path.get_untracked()));
            }
            "j" | "k" => {
                let path = self.path.get_untracked();
                let next = neighbour(self.last, &path, key == "j");
                if next.is_some() {
                    return next;
                }
                move_in_list(event, key == "j", false);
            }
            "ArrowDown" | "ArrowUp" => move_in_list(event, key == "ArrowDown", true),
            "Escape" if !something_is_open() && !has_unsent_words() => {
                return way_back(self.last, &self.path.get_untracked());
            }
            "x" | "X" => select_row(event, key == "X"),
            "b" => focus_on(event, "#bulk-status"),
            "s" => edit_field(event, "status"),
            "p" => edit_field(event, "priority"),
            "a" => edit_field(event, "technician"),
            "m" => open_form_of(event, "#merge-target"),
            "r" => write(event, "reply"),
            "n" => write(event, "note"),
            _ => {}
        }
        None
    }

    fn destination(self, key: &str) -> Option<String> {
        places(self.boot)
            .find(|place| place.key == Some(key))
            .map(|place| place.path.to_string())
    }

    /// Back in a list its own height is restored; any other page begins at its top.
    fn options(self, to: &str) -> NavigateOptions {
        let to_the_list = self.last.with_value(|last| {
            last.as_ref()
                .is_some_and(|left| left.is_of(to, &self.path.get_untracked()))
        });
        NavigateOptions {
            scroll: !to_the_list,
            ..Default::default()
        }
    }
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

/// Esc in a field of the page leaves it, words and all; the next Esc leaves the page. Dialogs and
/// lists of suggestions close by themselves.
fn leave_field(event: &KeyboardEvent) {
    let field = active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(field) = field
        && !event.default_prevented()
        && !something_is_open()
    {
        let _ = field.blur();
    }
}

fn is_typing() -> bool {
    let Some(element) = active_element() else {
        return false;
    };
    let ticking = element
        .dyn_ref::<HtmlInputElement>()
        .is_some_and(|input| input.type_() == "checkbox");
    let typing = !ticking && matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT");
    typing || element.closest("dialog").ok().flatten().is_some()
}

/// Chooses what to write on the open ticket, a reply or a note, and goes to the words.
fn write(event: &KeyboardEvent, kind: &str) {
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
    let groups = Signal::stored(groups(use_boot()));
    view! {
        <ShortcutSheet open groups footer=|| view! {
            <p class="muted small grow">
                "Single keys can be switched off in your "
                <a href="/settings/profile">"profile"</a>"."
            </p>
        }/>
    }
}

/// What works for this reader, and nothing else.
fn groups(boot: BootContext) -> Vec<ShortcutGroup> {
    let can = |needs| boot.can(needs);
    let mut anywhere = vec![
        line(&["Ctrl", "K"], "Search, go to, run a command"),
        line(&["/"], "Search"),
        line(&["?"], "This list"),
    ];
    if can(Permission::TicketsEdit) {
        anywhere.insert(2, line(&["C"], "New ticket"));
    }
    let going = places(boot).filter_map(|place| {
        let key = place.key?.to_uppercase();
        Some(line(&["G", &key], place.label))
    });
    let mut lists = vec![
        line(&["J", "↓"], "Next row"),
        line(&["K", "↑"], "Previous row"),
        line(&["Enter"], "Open the row"),
        line(&["Esc"], "Leave the field, then back to the list"),
    ];
    if can(Permission::TicketsEdit) {
        lists.extend([
            line(&["X"], "Select the ticket"),
            line(&["Shift", "X"], "Select everything up to the ticket"),
            line(&["B"], "Change what is selected"),
            line(&["S"], "Set the status of the ticket"),
            line(&["P"], "Set the priority of the ticket"),
            line(&["A"], "Assign the ticket"),
        ]);
    }
    let mut ticket = vec![
        line(&["J"], "Next ticket of the list"),
        line(&["K"], "Previous ticket of the list"),
    ];
    if can(Permission::TicketsReply) {
        ticket.extend([
            line(&["R"], "Write a reply"),
            line(&["N"], "Write an internal note"),
            line(&["Ctrl", "Enter"], "Send what is written"),
        ]);
    }
    if can(Permission::TicketsEdit) {
        ticket.push(line(&["M"], "Merge into another ticket"));
    }
    let mut groups = vec![
        group("Anywhere", anywhere),
        group("Go to", going.collect()),
        group("Lists", lists),
    ];
    groups.push(group("Ticket", ticket));
    groups
}

fn group(title: &str, shortcuts: Vec<(Vec<String>, String)>) -> ShortcutGroup {
    ShortcutGroup {
        title: title.to_string(),
        shortcuts,
    }
}

fn line(keys: &[&str], does: &str) -> (Vec<String>, String) {
    let keys = keys.iter().map(ToString::to_string).collect();
    (keys, does.to_string())
}
