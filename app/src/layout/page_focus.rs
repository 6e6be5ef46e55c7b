//! Where the focus stands after the way to another page: on its heading, so that readers hear
//! where they are and Tab goes on from there; back in a list, on the row that was opened.

use super::list_keys::{LastList, return_to_row};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// How often and how long [`again`] looks: three seconds in all.
const PAUSE: Duration = Duration::from_millis(50);
const TRIES: u32 = 60;

/// A page whose heading is still the old element after this many tries shares it with the last one.
const SAME_HEADING: u32 = 5;

/// Moves the focus whenever the page changes. Filters and positions of a list are no other page.
pub(super) fn follow_pages(last: LastList) {
    let location = use_location();
    Effect::new(move |before: Option<(String, String)>| {
        let (path, search) = (location.pathname.get(), location.search.get());
        let here = address(&path, &search);
        if let Some((old_path, old)) = before
            && old != here
            && !return_to_row(last, &here)
            && old_path != path
        {
            focus_heading();
        }
        (path, here)
    });
}

/// As it stands in the browser's address bar, without the host.
fn address(path: &str, search: &str) -> String {
    match search.trim_start_matches('?') {
        "" => path.to_string(),
        search => format!("{path}?{search}"),
    }
}

/// Waits for the new page's heading. Whoever has moved the focus meanwhile keeps it.
fn focus_heading() {
    let (old, focused) = (find("#page-title"), active_element());
    again(move |tries| {
        let Some(heading) = find("#page-title") else {
            return false;
        };
        if old.as_ref() == Some(&heading) && tries < SAME_HEADING {
            return false;
        }
        let now = active_element();
        if now == focused || now.is_some_and(|element| element.tag_name() == "BODY") {
            let _ = heading.focus();
        }
        true
    });
}

/// Tries until `attempt` says that it has worked; it is told how often it was tried before.
pub(super) fn again(attempt: impl Fn(u32) -> bool + 'static) {
    fn go(attempt: impl Fn(u32) -> bool + 'static, tries: u32) {
        if tries < TRIES && !attempt(tries) {
            set_timeout(move || go(attempt, tries + 1), PAUSE);
        }
    }
    go(attempt, 0);
}

pub(super) fn active_element() -> Option<Element> {
    document().active_element()
}

pub(super) fn find(selector: &str) -> Option<HtmlElement> {
    let found = document().query_selector(selector).ok().flatten()?;
    found.dyn_into().ok()
}
