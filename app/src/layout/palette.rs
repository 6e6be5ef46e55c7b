//! The command palette: go to, search, create.

use app_ui::{CommandPalette, IconName, PaletteItem};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// A place that is always there: path, label, icon, keys.
const PLACES: &[(&str, &str, IconName, &str)] = &[
    ("/tickets/new", "New ticket", IconName::Plus, "C"),
    ("/clients/new", "New client", IconName::Plus, ""),
    ("/", "Home", IconName::Home, "G H"),
    ("/tickets", "Tickets", IconName::Ticket, "G T"),
    (
        "/tickets?technician=me",
        "My tickets",
        IconName::Ticket,
        "G M",
    ),
    (
        "/tickets?technician=nobody",
        "Unassigned tickets",
        IconName::Queue,
        "G U",
    ),
    ("/clients", "Clients", IconName::Client, "G C"),
    ("/contacts", "Contacts", IconName::Contact, "G P"),
    ("/mail", "Incoming mail", IconName::Mail, "G I"),
    ("/settings", "Settings", IconName::Settings, "G S"),
];

/// Opened by Ctrl+K; what is typed is looked for in the places at once and on the server.
#[component]
pub fn Palette(open: RwSignal<bool>) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let items = Signal::derive(move || places(&query.get()));
    let navigate = use_navigate();
    let on_select = Callback::new(move |path: String| {
        open.set(false);
        query.set(String::new());
        navigate(&path, Default::default());
    });
    view! { <CommandPalette open query items on_select/> }
}

fn places(query: &str) -> Vec<PaletteItem> {
    let query = query.trim().to_lowercase();
    PLACES
        .iter()
        .filter(|(_, label, ..)| label.to_lowercase().contains(&query))
        .map(|(path, label, icon, keys)| {
            let item = PaletteItem::new(*path, *label).icon(*icon).group("Go to");
            if keys.is_empty() {
                item
            } else {
                item.keys(*keys)
            }
        })
        .collect()
}
