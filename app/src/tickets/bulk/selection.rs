//! Which rows are selected. The boxes themselves know it, so that a plain form sends them and the
//! page takes over what was ticked before it listened.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, MouseEvent};

/// How many rows are selected, and where the last choice was made.
#[derive(Clone, Copy)]
pub struct Selection {
    pub count: RwSignal<usize>,
    /// Every ticket that the filter matches is meant, and how many they are.
    pub all: RwSignal<Option<u32>>,
    last: StoredValue<Option<usize>>,
}

impl Selection {
    /// Nothing but what the boxes say.
    pub fn watch() -> Self {
        let selection = Self {
            count: RwSignal::new(0),
            all: RwSignal::new(None),
            last: StoredValue::new(None),
        };
        // What was ticked before the page listened.
        Effect::new(move |_| selection.recount());
        selection
    }

    /// A click on a row's box. With Shift, everything since the last click gets the same state.
    pub fn clicked(self, event: &MouseEvent) {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let boxes = boxes();
        let at = target
            .as_ref()
            .and_then(|target| boxes.iter().position(|b| b.is_same_node(Some(target))));
        let (Some(target), Some(at)) = (target, at) else {
            return;
        };
        if let (true, Some(last)) = (event.shift_key(), self.last.get_value()) {
            for between in &boxes[last.min(at)..=last.max(at).min(boxes.len() - 1)] {
                between.set_checked(target.checked());
            }
        }
        self.last.set_value(Some(at));
        self.recount();
    }

    /// Selects every row of the page, or none.
    pub fn set_page(self, checked: bool) {
        for input in boxes() {
            input.set_checked(checked);
        }
        self.recount();
    }

    /// The row where the last choice was made.
    pub fn last_row(self) -> Option<HtmlElement> {
        let boxes = boxes();
        let line = boxes.get(self.last.get_value()?)?.closest("tr").ok()??;
        line.query_selector("[data-row]").ok()??.dyn_into().ok()
    }

    /// What the boxes say now.
    pub fn recount(self) {
        let selected = boxes().iter().filter(|b| b.checked()).count();
        self.count.set(selected);
        self.all.set(None);
    }
}

fn boxes() -> Vec<HtmlInputElement> {
    let Ok(found) = document().query_selector_all("input[data-select]") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|i| found.get(i)?.dyn_into().ok())
        .collect()
}
