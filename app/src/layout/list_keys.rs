//! Working down a list by keyboard: j, k and the arrows move, Enter opens, Esc comes back to the
//! same row. A row is a link marked `data-row`.

use super::page_focus::{active_element, again, find};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent};

/// Where a list was left.
#[derive(Clone, PartialEq)]
pub(super) struct Left {
    /// The list's address, and how far it was scrolled.
    list: String,
    scroll: f64,
    /// The address of the row that was opened.
    row: String,
    /// The addresses of all rows, in the order they had.
    rows: Vec<String>,
}

impl Left {
    /// Whether this is the way from the row at `path` back to its list at `list`.
    pub(super) fn is_of(&self, list: &str, path: &str) -> bool {
        self.list == list && self.row == path
    }
}

/// The list that was left last; one for the document.
pub(super) type LastList = StoredValue<Option<Left>>;

/// Notes the list whenever one of its rows is opened, by a click or by Enter.
pub(super) fn remember_lists(last: LastList) {
    Effect::new(move |_| {
        let note = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
            let row = target.and_then(|target| target.closest("[data-row]").ok().flatten());
            if let Some(row) = row.and_then(|row| row.get_attribute("href")) {
                last.set_value(leaving(row));
            }
        });
        // While the event goes down: on its way up the router has changed the address already.
        let _ = document().add_event_listener_with_callback_and_bool(
            "click",
            note.as_ref().unchecked_ref(),
            true,
        );
        // It listens as long as the document lives.
        note.forget();
    });
}

fn leaving(row: String) -> Option<Left> {
    let location = window().location();
    let list = location.pathname().ok()? + &location.search().ok()?;
    let scroll = window().scroll_y().ok()?;
    let rows = rows();
    let rows = rows.iter().filter_map(|row| row.get_attribute("href"));
    let rows = rows.collect();
    Some(Left {
        list,
        scroll,
        row,
        rows,
    })
}

/// From the row that is open at `path` to the next or previous one of its list, as the list stood
/// when it was left: what moved meanwhile is not shown twice.
pub(super) fn neighbour(last: LastList, path: &str, forward: bool) -> Option<String> {
    let mut left = last.get_value().filter(|left| left.row == path)?;
    let at = left.rows.iter().position(|row| row == path)?;
    let to = if forward { at + 1 } else { at.checked_sub(1)? };
    left.row = left.rows.get(to)?.clone();
    let to = left.row.clone();
    last.set_value(Some(left));
    Some(to)
}

/// When the list that was left is shown again: the opened row has the focus, at the old height.
pub(super) fn return_to_row(last: LastList, here: &str) -> bool {
    let Some(left) = last.get_value().filter(|left| left.list == here) else {
        return false;
    };
    again(move |_| {
        let row = rows()
            .into_iter()
            .find(|row| row.get_attribute("href").as_deref() == Some(&left.row));
        if let Some(row) = &row {
            let _ = row.focus();
            window().scroll_to_with_x_and_y(0.0, left.scroll);
        }
        row.is_some()
    });
    true
}

/// Goes to a row, and to the row that stands for it once the list was loaded again.
pub fn stay_at_row(row: &HtmlElement) {
    let (old, href) = (row.clone(), row.get_attribute("href"));
    let _ = row.focus();
    again(move |_| {
        let new = rows()
            .into_iter()
            .find(|row| row.get_attribute("href") == href && !row.is_same_node(Some(&old)));
        // Whoever went on meanwhile is left alone.
        let idle = active_element().is_none_or(|element| element.tag_name() == "BODY");
        if let Some(new) = &new
            && idle
        {
            let _ = new.focus();
        }
        new.is_some()
    });
}

/// Where Esc leads from the page at `path`: to the list it was opened from, else a step up.
pub(super) fn way_back(last: LastList, path: &str) -> Option<String> {
    let opened_here = last.get_value().filter(|left| left.row == path);
    opened_here.map(|left| left.list).or_else(|| step_up(path))
}

/// The last breadcrumb that is not the page itself.
fn step_up(path: &str) -> Option<String> {
    let crumbs = document().query_selector_all(".breadcrumb a").ok()?;
    (0..crumbs.length())
        .rev()
        .filter_map(|i| crumbs.get(i)?.dyn_into::<Element>().ok())
        .filter_map(|link| link.get_attribute("href"))
        .find(|href| href != path)
}

/// Whether a field of the page holds words that leaving would lose.
pub(super) fn has_unsent_words() -> bool {
    let Ok(fields) = document().query_selector_all("main textarea, main input") else {
        return false;
    };
    (0..fields.length())
        .filter_map(|i| fields.get(i))
        .any(|field| {
            let area = field.dyn_ref::<HtmlTextAreaElement>();
            let input = field.dyn_ref::<HtmlInputElement>();
            area.is_some_and(|area| {
                area.default_value()
                    .is_ok_and(|before| before != area.value())
            }) || input.is_some_and(|input| input.value() != input.default_value())
        })
}

fn rows() -> Vec<HtmlElement> {
    let Ok(rows) = document().query_selector_all("[data-row]") else {
        return Vec::new();
    };
    (0..rows.length())
        .filter_map(|i| rows.get(i)?.dyn_into().ok())
        .collect()
}

/// Moves the focus to the next or previous row; the arrows do so only from a row, elsewhere
/// they scroll.
pub(super) fn move_in_list(event: &KeyboardEvent, forward: bool, by_arrow: bool) {
    let focused = active_element();
    let rows = rows();
    let at = rows
        .iter()
        .position(|row| focused.as_ref().is_some_and(|f| in_row(row, f)));
    let next = match (at, forward) {
        (None, _) if by_arrow => return,
        (None, _) => 0,
        (Some(at), true) => (at + 1).min(rows.len().saturating_sub(1)),
        (Some(at), false) => at.saturating_sub(1),
    };
    if let Some(row) = rows.get(next) {
        event.prevent_default();
        let _ = row.focus();
    }
}

/// Whether `element` is the row's link or anything else of its table row.
fn in_row(row: &HtmlElement, element: &Element) -> bool {
    let line = row.closest("tr").ok().flatten();
    row.is_same_node(Some(element)) || line.is_some_and(|line| line.contains(Some(element)))
}

/// Whether Esc has something nearer to close than the page.
pub(super) fn something_is_open() -> bool {
    find("dialog[open], details.menu[open], details.nav-toggle[open]").is_some()
}
