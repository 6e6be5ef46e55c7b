//! The command palette: act on the page, go to, search, create.

use super::boot::use_boot;
use super::open_ticket::{OpenTicket, use_open_ticket};
use super::places::{Place, places};
use crate::search::{hit_icon, search};
use crate::tickets::offered_templates;
use app_types::Permission;
use app_types::common::Choice;
use app_types::search::{Hit, HitKind};
use app_ui::{CommandPalette, IconName, PaletteItem, use_toasts};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Ids of entries that press a control of the page begin like this; no address does.
const PRESS: &str = "press ";

/// Opened by Ctrl+K; what is typed is looked for in the page's actions and the places at once,
/// and on the server.
#[component]
pub fn Palette(open: RwSignal<bool>) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let found = Found::ask(query);
    let here = RwSignal::new(Vec::<String>::new());
    Effect::new(move |_| {
        if open.get() {
            here.set(page_actions().into_iter().map(|(words, _)| words).collect());
        }
    });
    let boot = use_boot();
    let begin_with = templates(open, boot.can(Permission::TicketsEdit));
    let ticket = use_open_ticket();
    let toasts = use_toasts();
    let items = Signal::derive(move || {
        let query = query.get();
        let mut items = actions(&here.get(), &query);
        items.extend(macros(ticket, &query));
        if boot.can(Permission::TicketsEdit) && matches(NEW_TICKET, &query) {
            items.push(item("/tickets/new", NEW_TICKET, IconName::Plus).keys("C"));
        }
        items.extend(new_from(&begin_with.get(), &query));
        items.extend(places(boot).filter(|p| matches(p.label, &query)).map(going));
        items.extend(found.items(&query));
        items
    });
    let navigate = use_navigate();
    let on_select = Callback::new(move |chosen: String| {
        open.set(false);
        query.set(String::new());
        if let Some(id) = chosen.strip_prefix(MACRO) {
            return ticket.run(id, toasts);
        }
        match chosen.strip_prefix(PRESS) {
            Some(words) => press(words),
            None => navigate(&chosen, Default::default()),
        }
    });
    view! { <CommandPalette open query items on_select/> }
}

const NEW_TICKET: &str = "New ticket";

fn matches(label: &str, query: &str) -> bool {
    label.to_lowercase().contains(&query.trim().to_lowercase())
}

fn item(id: impl Into<String>, label: &str, icon: IconName) -> PaletteItem {
    PaletteItem::new(id, label).icon(icon).group("Go to")
}

fn going(place: &Place) -> PaletteItem {
    let item = item(place.path, place.label, place.icon);
    match place.key {
        Some(key) => item.keys(format!("G {}", key.to_uppercase())),
        None => item,
    }
}

/// Before the id of a macro.
const MACRO: &str = "macro:";

/// What can be run on the open ticket; nothing before something is typed.
fn macros(ticket: OpenTicket, query: &str) -> Vec<PaletteItem> {
    let macros = ticket.get().map(|ticket| ticket.macros).unwrap_or_default();
    macros
        .into_iter()
        .filter(|known| !query.trim().is_empty() && matches(&known.label, query))
        .map(|known| {
            PaletteItem::new(format!("{MACRO}{}", known.value), known.label)
                .icon(IconName::Bolt)
                .hint("Run the macro")
                .group("This ticket")
        })
        .collect()
}

/// What a new ticket may begin with: asked for when the palette is opened first.
fn templates(open: RwSignal<bool>, may: bool) -> RwSignal<Vec<Choice>> {
    let offered = RwSignal::new(Vec::new());
    let asked = StoredValue::new(false);
    Effect::new(move |_| {
        if !may || !open.get() || asked.get_value() {
            return;
        }
        asked.set_value(true);
        leptos::task::spawn_local(async move {
            match offered_templates().await {
                Ok(templates) => {
                    offered.try_set(templates);
                }
                // The next opening asks again.
                Err(_) => {
                    asked.try_set_value(false);
                }
            }
        });
    });
    offered
}

/// Nothing before something is typed.
fn new_from(templates: &[Choice], query: &str) -> Vec<PaletteItem> {
    templates
        .iter()
        .map(|template| (template, format!("{NEW_TICKET}: {}", template.label)))
        .filter(|(_, label)| !query.trim().is_empty() && matches(label, query))
        .map(|(template, label)| {
            let href = format!("/tickets/new?template={}", template.value);
            item(href, &label, IconName::Plus)
        })
        .collect()
}

fn actions(here: &[String], query: &str) -> Vec<PaletteItem> {
    here.iter()
        .filter(|words| matches(words, query))
        .map(|words| {
            PaletteItem::new(format!("{PRESS}{words}"), words)
                .icon(IconName::Bolt)
                .group("On this page")
        })
        .collect()
}

/// The buttons and links in the head of the page and the folded forms beside it, by their words.
const ACTIONS: &str = ".page-actions :is(button, a), aside details.disclosure > summary";

fn page_actions() -> Vec<(String, HtmlElement)> {
    let Ok(controls) = document().query_selector_all(ACTIONS) else {
        return Vec::new();
    };
    (0..controls.length())
        .filter_map(|i| controls.get(i)?.dyn_into::<HtmlElement>().ok())
        .map(|control| (control.inner_text().trim().to_string(), control))
        .filter(|(words, _)| !words.is_empty())
        .collect()
}

fn press(words: &str) {
    let control = page_actions().into_iter().find(|(known, _)| known == words);
    match control {
        Some((_, control)) if control.tag_name() == "SUMMARY" => go_into(&control),
        Some((_, control)) => control.click(),
        None => {}
    }
}

/// Unfolds a form and goes to its first field.
fn go_into(summary: &HtmlElement) {
    let Some(details) = summary.parent_element() else {
        return;
    };
    let _ = details.set_attribute("open", "");
    let fields = "input:not([type=hidden]), select, textarea";
    let field = details.query_selector(fields).ok().flatten();
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        // The palette gives the focus back when it closes: go after that.
        request_animation_frame(move || {
            let _ = field.focus();
        });
    }
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
        let all = hits
            .iter()
            .any(|hit| hit.kind == HitKind::Ticket)
            .then(|| all_tickets_with(query.trim()));
        hits.into_iter()
            .map(|hit| {
                PaletteItem::new(hit.href, hit.title)
                    .icon(hit_icon(hit.kind))
                    .hint(hit.detail)
                    .group("Found")
            })
            .chain(all)
            .collect()
    }
}

/// The whole list behind the few tickets that are found.
fn all_tickets_with(words: &str) -> PaletteItem {
    let asked = String::from(js_sys::encode_uri_component(words));
    let label = format!("All tickets with \u{201c}{words}\u{201d}");
    PaletteItem::new(format!("/tickets?q={asked}&show=all"), label)
        .icon(IconName::Search)
        .group("Found")
}
