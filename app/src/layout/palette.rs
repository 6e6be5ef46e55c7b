//! The command palette: go to, search, create.

use crate::search::{hit_icon, search};
use app_types::search::Hit;
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
    let found = Found::ask(query);
    let items = Signal::derive(move || {
        let mut items = places(&query.get());
        items.extend(found.items(&query.get()));
        items
    });
    let navigate = use_navigate();
    let on_select = Callback::new(move |path: String| {
        open.set(false);
        query.set(String::new());
        navigate(&path, Default::default());
    });
    view! { <CommandPalette open query items on_select/> }
}

/// What the server found for a query.
#[derive(Clone, Copy)]
struct Found(RwSignal<(String, Vec<Hit>)>);

impl Found {
    /// Asks whenever `query` changes; one letter is not worth it. Answers may overtake each other:
    /// only the one to the present query counts.
    fn ask(query: RwSignal<String>) -> Self {
        let found = RwSignal::new((String::new(), Vec::new()));
        Effect::new(move |_| {
            let q = query.get();
            if q.trim().chars().count() > 1 {
                leptos::task::spawn_local(async move {
                    let hits = search(q.clone()).await.unwrap_or_default();
                    if query.try_get_untracked().is_some_and(|now| now == q) {
                        found.set((q, hits));
                    }
                });
            }
        });
        Self(found)
    }

    /// Nothing while the answer is still that to an older query.
    fn items(self, query: &str) -> Vec<PaletteItem> {
        let (asked, hits) = self.0.get();
        let hits = if asked == query { hits } else { Vec::new() };
        hits.into_iter()
            .map(|hit| {
                PaletteItem::new(hit.href, hit.title)
                    .icon(hit_icon(hit.kind))
                    .hint(hit.detail)
                    .group("Found")
            })
            .collect()
    }
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
